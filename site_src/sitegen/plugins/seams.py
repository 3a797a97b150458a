"""The plug-ins of a site, each call behind a guard.

In: what a plug-in's callables are given. Out: what they return, as plain data that keeps sitegen's promises. Whatever a
plug-in raises, or returns that is not what it should, becomes a problem that names it.
This module does not know how plug-ins are found, or what becomes of their results.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, TypeVar

import msgspec

from sitegen import config as configuration
from sitegen.content.parse import Read
from sitegen.content.shapes.arrow import arxiv_id
from sitegen.model import Defaults, Digest, Identifier, Link, Paper, Part, Record, Source
from sitegen.problems import Location, Problem, Refusal, counted
from sitegen.text.arxiv import legible, web_link
from sitegen.urls.permalinks import is_elsewhere, scheme, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from sitegen.content.shapes.fast import Shape
    from sitegen.plugins.api import Plugin
    from sitegen.views import Site

T = TypeVar("T")
_VERSION = re.compile(r"v[0-9]{1,3}")


class PluginError(Exception):
    """A plug-in raised something, or returned something wrong. It ends as a value, a problem."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint
        self.line = 0
        """Of the paper that it showed at, if it was one."""

    def at(self, path: str, line: int = 0) -> Problem:
        """Return the problem that it is, in the file that it showed at."""
        return Problem(Location(path, self.line or line), self.message, self.hint)

    def in_configuration(self, site: Path) -> Problem:
        """Return the problem that it is, at the line that names the site's plug-ins."""
        return configuration.fault(site, ("plugins",), self.message, self.hint)


class Plugged:
    """The plug-ins of a site, in the order of the configuration."""

    def __init__(self, site: Path, plugins: tuple[Guarded, ...]) -> None:
        self._site = site
        self._plugins = plugins
        self.filters = {name: one.filter(name) for one in plugins for name in one.plugin.filters}
        self.files = {path: one.name for one in plugins for path in one.plugin.files}
        """The names of the plug-ins that make further files, by path."""

    @property
    def expected(self) -> list[str]:
        """What digests of their shapes look like, in words."""
        return [one.plugin.shape.EXPECTED for one in self._plugins if one.plugin.shape]

    def claimant(self, body: str) -> str:
        """Name the plug-in whose shape a text, without front matter, is of; empty when there is none."""
        for one in self._plugins:
            shape = one.plugin.shape
            try:
                if shape and one.call("shape.claims", shape.claims, body):
                    return one.name
            except PluginError:  # which `read` reports
                return one.name
        return ""

    def read(self, body: str, source: Source, defaults: Defaults) -> Read | None:
        """Read a source whose text, without front matter, is of one of their shapes; None when it is of none."""
        for one in self._plugins:
            shape = one.plugin.shape
            try:
                if shape and one.call("shape.claims", shape.claims, body):
                    return Read(*one.parse(shape, source, defaults))
            except PluginError as failure:
                return Read([], [failure.at(source.path)], failed=True)
        return None

    def mended(self, found: Read) -> Read:
        """Have digests mended and checked. A paper at which a plug-in fails stays as it is, and a problem says so."""
        digests, problems, failed = [], list(found.problems), 0
        for digest in found.digests:
            mended, failures = self._mended(digest)
            digests.append(mended)
            failed += len(failures)
            problems += _grouped(digest.path, failures)
            for one in self._plugins:
                try:
                    problems += one.check(mended)
                except PluginError as failure:
                    problems.append(failure.at(digest.path, digest.line))
        all_failed = failed > 0 and failed == sum(len(digest.papers) for digest in digests)
        return Read(digests, problems, found.evidence, found.failed or all_failed)

    def _mended(self, digest: Digest) -> tuple[Digest, list[PluginError]]:
        """Return a digest with the papers as plug-ins would have them, and at which papers one failed."""
        menders = [one for one in self._plugins if one.plugin.paper]
        failures = []
        papers = list(digest.papers if menders else ())
        for n, paper in enumerate(digest.papers if menders else ()):
            try:
                for one in menders:
                    papers[n] = one.paper(papers[n])
            except PluginError as failure:
                failure.line = paper.line
                failures.append(failure)
                papers[n] = paper
        return msgspec.structs.replace(digest, papers=tuple(papers)) if menders else digest, failures

    def file(self, path: str, site: Site, papers: Iterator[Record]) -> bytes:
        """Make a further file. Raises: Refusal, when its plug-in fails."""
        one = next(one for one in self._plugins if one.name == self.files[path])
        try:
            data = one.call(f"files: {path}", one.plugin.files[path], site, papers)
            if not isinstance(data, bytes):
                one.fail(f"files: {path}", f"returned {type(data).__name__}, not bytes")
        except PluginError as failure:
            raise Refusal(failure.in_configuration(self._site)) from None
        return data


def _grouped(path: str, failures: Iterable[PluginError]) -> list[Problem]:
    """Return the problems that failures are: of those that say the same of several papers, one at the first."""
    by_text: dict[tuple[str, str], list[PluginError]] = {}
    for failure in failures:
        by_text.setdefault((failure.message, failure.hint), []).append(failure)
    problems = []
    for some in by_text.values():
        first = some[0].at(path)
        more = f" (and {counted(len(some) - 1, 'more paper')} of this digest)" if len(some) > 1 else ""
        problems.append(msgspec.structs.replace(first, message=first.message + more))
    return problems


@dataclass(frozen=True, eq=False)
class Guarded:
    """A plug-in, and what messages say of it."""

    name: str
    site: Path
    plugin: Plugin

    def fail(self, seam: str, text: str, hint: str = "") -> NoReturn:
        raise PluginError(f"plug-in {self.name}: `{seam}` {text}", hint) from None

    def call(self, seam: str, function: Callable[..., T], *arguments: object) -> T:
        """Call a seam; what it raises becomes a failure, but for what sitegen itself raises within it."""
        try:
            return function(*arguments)
        except Refusal:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plug-in can raise anything
            self.fail(seam, f"failed: {describe(error, self.site, self.name)}")

    def plain(self, seam: str, value: object, type_: type[T]) -> T:
        """Return a seam's result as the plain data that it should be, whatever it was made of."""
        try:
            return msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=type_)
        except (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError) as error:
            self.fail(seam, f"returned an invalid value: {' '.join(str(error).split())}")

    def parse(self, shape: Shape, source: Source, defaults: Defaults) -> tuple[list[Digest], list[Problem]]:
        seam = "shape.parse"
        result = self.call(seam, lambda: [list(part) for part in shape.parse(source, defaults)])
        faults: list[Problem] = []
        own = [one for one in result[0] if isinstance(one, Digest)] if result else []
        if own and len(own) == len(result[0]):
            result = [[self._sound(seam, one, faults) for one in own], *result[1:]]
        digests, problems = self.plain(seam, result, tuple[list[Digest], list[Problem]])
        if not own:
            digests = [self._sound(seam, one, faults) for one in digests]
        lines = [digest.line for digest in digests]
        if (
            any(digest.path != source.path for digest in digests)
            or len(set(lines)) < len(lines)
            or min(lines, default=1) < 1
        ):
            self.fail(seam, "must give each digest the path of its source and a line of its own")
        for digest in digests:
            if digest.category and not slug(digest.category):
                self.fail(
                    seam, f"returned the category `{digest.category}`, which contains no Latin letter and no digit"
                )
        return [_tidy_digest(digest) for digest in digests], [*problems, *faults]

    def _sound(self, seam: str, digest: Digest, faults: list[Problem]) -> Digest:
        """Return a digest without the papers that no paper can be, each of which is a problem at its line."""
        papers: dict[str, Paper] = {}
        for paper in digest.papers:
            try:
                sound = self._tidy(seam, self.plain(seam, paper, Paper))
                if sound.id in papers:
                    hint = "list it once, and report the duplicate as a problem"
                    self.fail(seam, f"lists {sound.id} twice in the digest on line {digest.line}", hint)
                papers[sound.id] = sound
            except PluginError as failure:
                line = getattr(paper, "line", 0)
                faults.append(failure.at(str(digest.path), line if isinstance(line, int) and line > 0 else 0))
        return msgspec.structs.replace(digest, papers=tuple(papers.values()))

    def paper(self, paper: Paper) -> Paper:
        if not self.plugin.paper:
            return paper
        result = self.call("paper", self.plugin.paper, paper)
        if result is paper:
            return paper
        if not isinstance(result, Paper):
            self.fail("paper", f"returned {type(result).__name__}, not Paper")
        result = self.plain("paper", result, Paper)
        if result.id != paper.id:
            self.fail(
                "paper",
                f"changed the ID {paper.id} to {result.id}",
                "the ID is part of the paper's address: do not change it",
            )
        return self._tidy("paper", result)

    def check(self, digest: Digest) -> list[Problem]:
        check = self.plugin.check
        if not check:
            return []
        found = self.call("check", lambda: list(check(digest)))
        if wrong := next((item for item in found if not isinstance(item, Problem)), None):
            self.fail("check", f"returned {type(wrong).__name__}, not Problem")
        return self.plain("check", found, list[Problem])

    def filter(self, name: str) -> Callable[..., object]:
        function = self.plugin.filters[name]

        def guarded(*arguments: object, **named: object) -> object:
            try:
                return function(*arguments, **named)
            except (Exception, SystemExit) as error:
                from jinja2 import TemplateError, TemplateRuntimeError  # noqa: PLC0415 - slow

                if isinstance(error, TemplateError):  # the template's fault: it gave a name that is not there
                    raise
                told = describe(error, self.site, self.name)
                raise TemplateRuntimeError(f"plug-in {self.name}: filter `{name}` failed: {told}") from None

        return guarded

    def _tidy(self, seam: str, paper: Paper) -> Paper:
        """Hold a paper to what sitegen's own readers promise of one."""
        if arxiv_id(paper.id + paper.version) != (paper.id, paper.version) and not is_elsewhere(paper.id):
            hint = "an ID is `2007.10986`, `math/0309136` or `doi:10.1212/x`; a version is `v2` or empty"
            self.fail(seam, f"returned a paper with the ID `{paper.id}` and the version `{paper.version}`", hint)
        if paper.version and not _VERSION.fullmatch(paper.version):
            self.fail(seam, f"returned {paper.id} with the version `{paper.version}`", "a version is `v2` or empty")
        if wrong := next((link.url for link in paper.links if web_link(link.url) is None), ""):
            self.fail(
                seam, f"returned {paper.id} with a link to `{wrong}`", "a link must be an address on another site"
            )
        if paper.names[0].scheme != scheme(paper.id):
            hint = "the first of `ids` must be the identifier from which the paper's ID is made"
            self.fail(
                seam, f"returned {paper.id} with the identifier {paper.names[0].scheme}:{paper.names[0].value}", hint
            )
        tidy = msgspec.structs.replace(
            paper, title=_line(paper.title), abstract=_line(paper.abstract), note=legible(paper.note)
        )
        return _tidied(tidy)


def _tidy_digest(digest: Digest) -> Digest:
    """Tidy a digest but for its papers."""
    return msgspec.structs.replace(
        digest,
        category=_line(digest.category),
        introduction=legible(digest.introduction),
        topic=_line(digest.topic),
    )


def _line(text: str) -> str:
    return " ".join(legible(text).split())


def _lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, map(_line, texts)))


def _tidied(paper: Paper) -> Paper:
    """Tidy what only some papers have."""
    return msgspec.structs.replace(
        paper,
        ids=tuple(Identifier(_line(name.scheme), _line(name.value), _line(name.version)) for name in paper.ids),
        authors=_lines(paper.authors),
        categories=_lines(paper.categories),
        topics=_lines(paper.topics),
        keywords=_lines(paper.keywords),
        status=_line(paper.status),
        grade=_line(paper.grade),
        comment=_line(paper.comment),
        journal=_line(paper.journal),
        affiliation=_line(paper.affiliation),
        links=tuple(Link(link.url, _line(link.text) or link.url) for link in paper.links),
        parts=tuple(
            Part(_line(part.label), legible(part.text), part.kind, _line(part.language)) for part in paper.parts
        ),
        fields=tuple((_line(key), legible(value)) for key, value in paper.fields),
    )


def describe(error: BaseException, site: Path, name: str) -> str:
    """Say in one line what a plug-in raised, and where in its own code."""
    top, place = top_of(name), ""
    text = " ".join(str(error).split())
    if isinstance(error, SyntaxError) and error.filename:
        text, place = error.msg, f"{error.filename}:{error.lineno}"
    else:
        trace = error.__traceback__
        while trace:
            if top_of(str(trace.tb_frame.f_globals.get("__name__"))) == top:
                place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
            trace = trace.tb_next
    place = place.removeprefix(f"{site}/")
    return type(error).__name__ + (f": {text}" if text else "") + (f" (at {place})" if place else "")


def top_of(name: str) -> str:
    """Return the first part of the name of a plug-in or a module."""
    return name.partition(":")[0].partition(".")[0]
