"""Plug-ins: the names that the configuration gives in, what the site's own code adds out, each seam behind a guard.

A plug-in is a `Plugin`, a record of plain callables. It is imported in each process that needs it, from the site's
folder or from what is installed. Whatever it raises, or returns that is not what it should, becomes a problem that
names it.
This module does not know when a seam's turn is, or what becomes of the results. Sites without plug-ins never load it.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import msgspec

from sitegen import config as configuration
from sitegen.content.shapes.arrow import arxiv_id
from sitegen.content.shapes.fast import Shape
from sitegen.hashing import key_of
from sitegen.model import (
    Defaults,
    Digest,
    Identifier,
    Link,
    Paper,
    Part,
    Record,
    Source,
)
from sitegen.problems import (
    Location,
    Problem,
    Refusal,
    nearest,
)
from sitegen.text.arxiv import legible, web_link
from sitegen.urls.permalinks import is_elsewhere, scheme, slug
from sitegen.versions import code_key, distributions
from sitegen.views import Site

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType, ModuleType

T = TypeVar("T")

_FILTER = re.compile(r"[a-z][a-z0-9_]*")
_VERSION = re.compile(r"v[0-9]{1,3}")


class Plugin(msgspec.Struct, frozen=True, kw_only=True):
    """What a plug-in adds. It must be the same on every day and in every process: pages are kept by its code."""

    shape: Shape | None = None
    """Another shape of digest, asked before sitegen's own: an object, or a module, with `EXPECTED`, how it looks in
    words; `claims(text)`, whether a text is of it; `parse(source, defaults)`, which returns digests and problems."""
    paper: Callable[[Paper], Paper] | None = None
    """Mends a paper after it was read: its title, its abstract, its note. The id stays."""
    check: Callable[[Digest], Iterable[Problem]] | None = None
    """Names what is wrong with a digest, whose papers have been mended. With an error, a build exits with
    status 1; with a warning, it does so under `--strict`; with a notice, never. The digest is shown in any case."""
    filters: Mapping[str, Callable[..., object]] = {}
    """Filters for templates, by name: `{{ page.paper | stars }}`. What they return is text, unless it is a `Markup`."""
    files: Mapping[str, Callable[[Site, Iterator[Record]], bytes]] = {}
    """Further files of the site, by path: each is made of all papers, which come once, the oldest first."""


class Failure(Exception):  # noqa: N818 - it ends as a value, a problem
    """A plug-in raised something, or returned something wrong."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint
        self.line = 0
        """Of the paper that it showed at, if it was one."""

    def at(self, path: str, line: int = 0) -> Problem:
        """Return the problem that it is, in the file that it showed at."""
        return Problem(Location(path, self.line or line), self.message, self.hint)


def keyed(code: str, site: Path, names: Sequence[str]) -> str:
    """Return the key of the program with its plug-ins, if it has any, given that of the program alone.

    Nothing is imported. It covers the files that plug-ins are made of, and the versions of everything that they might
    use.

    Raises:
        Refusal: a file cannot be read.

    """
    if not names:
        return code
    own: dict[str, bytes] = {}
    for file in own_files(site, names):
        path = file.relative_to(site).as_posix()
        try:
            own[path] = file.read_bytes()
        except OSError as error:
            raise Refusal(Problem(Location(path), f"cannot be read: {error.strerror}")) from None
    installed = {top: _installed(top) for top in _tops(names) if not _own(site, top)}
    return key_of(code, tuple(names), own, installed, distributions())


def own_files(site: Path, names: Iterable[str]) -> list[Path]:
    """Return the files in the site's folder that plug-ins are made of: modules, and all that lies in packages."""
    return [file for top in _tops(names) if (place := _own(site, top)) for file in _files(place)]


@cache  # a preview may show for long what was made by one that has changed since
def load(site: Path, names: tuple[str, ...], code: str) -> Plugged:
    """Import plug-ins, once a process. `code` is what `keyed` returned of them.

    Raises:
        Refusal: one cannot be imported or is none, two have a filter or a file of one name, or they have changed.

    """
    if keyed(code_key(), site, names) != code:
        raise Refusal(Problem(Location("plug-ins"), "changed while the site was being built", "build again"))
    _find_in(site, _tops(names))
    loaded: list[_Named] = []
    problems = []
    for name in names:
        try:
            loaded.append(_imported(site, name))
        except Failure as failure:
            problems.append(_refused(site, failure))
    problems += [_refused(site, failure) for failure in _hidden(loaded)]
    if problems:
        raise Refusal(*problems)
    return Plugged(site, tuple(loaded))


class Plugged:
    """The plug-ins of a site, in the order of the configuration."""

    def __init__(self, site: Path, plugins: tuple[_Named, ...]) -> None:
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
        shapes = ((one, one.plugin.shape) for one in self._plugins)
        return next((one.name for one, shape in shapes if shape and one.call("shape.claims", shape.claims, body)), "")

    def read(self, body: str, source: Source, defaults: Defaults) -> tuple[list[Digest], list[Problem]] | None:
        """Read a source whose text, without front matter, is of one of their shapes; None when it is of none."""
        for one in self._plugins:
            shape = one.plugin.shape
            try:
                if shape and one.call("shape.claims", shape.claims, body):
                    return one.parse(shape, source, defaults)
            except Failure as failure:
                return [], [failure.at(source.path)]
        return None

    def mended(self, digests: Iterable[Digest], problems: Iterable[Problem]) -> tuple[list[Digest], list[Problem]]:
        """Have digests mended and checked. One at which a plug-in fails is left out, and a problem says so."""
        whole, found = [], list(problems)
        for digest in digests:
            try:
                mended = self._mended(digest)
                for one in self._plugins:
                    found += one.check(mended)
            except Failure as failure:
                found.append(failure.at(digest.path, digest.line))
            else:
                whole.append(mended)
        return whole, found

    def _mended(self, digest: Digest) -> Digest:
        menders = [one for one in self._plugins if one.plugin.paper]
        papers = list(digest.papers if menders else ())
        for n, paper in enumerate(papers):
            try:
                for one in menders:
                    papers[n] = one.paper(papers[n])
            except Failure as failure:
                failure.line = paper.line
                raise
        return msgspec.structs.replace(digest, papers=tuple(papers)) if menders else digest

    def file(self, path: str, site: Site, papers: Iterator[Record]) -> bytes:
        """Make a further file. Raises: Refusal, when its plug-in fails."""
        one = next(one for one in self._plugins if one.name == self.files[path])
        try:
            data = one.call(f"files: {path}", one.plugin.files[path], site, papers)
            if not isinstance(data, bytes):
                one.fail(f"files: {path}", f"returned {type(data).__name__}, not bytes")
        except Failure as failure:
            raise Refusal(_refused(self._site, failure)) from None
        return data


@dataclass(frozen=True, eq=False)
class _Named:
    """A plug-in, and what messages say of it."""

    name: str
    site: Path
    plugin: Plugin

    def fail(self, seam: str, text: str, hint: str = "") -> NoReturn:
        raise Failure(f"plug-in {self.name}: `{seam}` {text}", hint) from None

    def call(self, seam: str, function: Callable[..., T], *arguments: object) -> T:
        """Call a seam; what it raises becomes a failure, but for what sitegen itself raises within it."""
        try:
            return function(*arguments)
        except Refusal:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plug-in can raise anything
            self.fail(seam, f"failed: {_told(error, self.site, self.name)}")

    def plain(self, seam: str, value: object, type_: type[T]) -> T:
        """Return a seam's result as the plain data that it should be, whatever it was made of."""
        try:
            return msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=type_)
        except (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError) as error:
            self.fail(seam, f"returned something wrong: {' '.join(str(error).split())}")

    def parse(self, shape: Shape, source: Source, defaults: Defaults) -> tuple[list[Digest], list[Problem]]:
        seam = "shape.parse"
        result = self.call(seam, lambda: [list(part) for part in shape.parse(source, defaults)])
        digests, problems = self.plain(seam, result, tuple[list[Digest], list[Problem]])
        lines = [digest.line for digest in digests]
        if (
            any(digest.path != source.path for digest in digests)
            or len(set(lines)) < len(lines)
            or min(lines, default=1) < 1
        ):
            self.fail(seam, "must give each digest the path of its source, and a line of its own")
        for digest in digests:
            counts = Counter(paper.id for paper in digest.papers)
            if twice := next((id_ for id_, count in counts.items() if count > 1), ""):
                self.fail(seam, f"lists {twice} twice in the digest on line {digest.line}", "say so by a problem")
            if digest.category and not slug(digest.category):
                self.fail(seam, f"returned the category `{digest.category}`, which has no Latin letter and no digit")
        return [self._tidy_digest(seam, digest) for digest in digests], problems

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
            self.fail("paper", f"changed the id {paper.id} to {result.id}", "the id is the paper's address: keep it")
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
                told = _told(error, self.site, self.name)
                raise TemplateRuntimeError(f"plug-in {self.name}: filter `{name}` failed: {told}") from None

        return guarded

    def _tidy_digest(self, seam: str, digest: Digest) -> Digest:
        return msgspec.structs.replace(
            digest,
            category=_line(digest.category),
            introduction=legible(digest.introduction),
            topic=_line(digest.topic),
            papers=tuple(self._tidy(seam, paper) for paper in digest.papers),
        )

    def _tidy(self, seam: str, paper: Paper) -> Paper:
        """Hold a paper to what sitegen's own readers promise of one."""
        if arxiv_id(paper.id + paper.version) != (paper.id, paper.version) and not is_elsewhere(paper.id):
            hint = "an id is `2007.10986`, `math/0309136` or as `doi:10.1212/x`, a version `v2` or empty"
            self.fail(seam, f"returned a paper with the id `{paper.id}` and the version `{paper.version}`", hint)
        if paper.version and not _VERSION.fullmatch(paper.version):
            self.fail(seam, f"returned {paper.id} with the version `{paper.version}`", "a version is `v2` or empty")
        if wrong := next((link.url for link in paper.links if web_link(link.url) is None), ""):
            self.fail(seam, f"returned {paper.id} with a link to `{wrong}`", "a link leads to another site")
        if paper.names[0].scheme != scheme(paper.id):
            hint = "the name that its id is made of comes first in `ids`"
            self.fail(seam, f"returned {paper.id} with the name {paper.names[0].scheme}:{paper.names[0].value}", hint)
        tidy = msgspec.structs.replace(
            paper, title=_line(paper.title), abstract=_line(paper.abstract), note=legible(paper.note)
        )
        return _tidied(tidy)


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


def _imported(site: Path, name: str) -> _Named:
    """Import a plug-in. Raises: Failure."""
    module_name, _, attribute = name.partition(":")
    try:
        module = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plug-in can raise anything
        if isinstance(error, ModuleNotFoundError) and error.name and f"{module_name}.".startswith(f"{error.name}."):
            hint = "it is looked for in the site's folder, and then among what is installed"
            raise Failure(f"plug-in {name}: there is no module `{error.name}`", hint) from None
        raise Failure(f"plug-in {name}: cannot be imported: {_told(error, site, name)}") from None
    if not hasattr(module, attribute):
        known = [key for key, value in vars(module).items() if isinstance(value, Plugin)]
        hint = nearest(attribute, known) if known else "write `plugin = Plugin(..)` in it"
        raise Failure(f"plug-in {name}: `{module_name}` has no `{attribute}`", hint)
    plugin = getattr(module, attribute)
    if not isinstance(plugin, Plugin):
        hint = "make it by `Plugin(..)`, of `sitegen.plugins`"
        raise Failure(f"plug-in {name}: is of type {type(plugin).__name__}, not Plugin", hint)
    _well_formed(name, plugin)
    return _Named(name, site, plugin)


def _well_formed(name: str, plugin: Plugin) -> None:
    """Look whether the seams are what they should be, as far as that shows before they are used. Raises: Failure."""
    shape = plugin.shape
    if shape is not None and not (
        callable(getattr(shape, "claims", None))
        and callable(getattr(shape, "parse", None))
        and isinstance(getattr(shape, "EXPECTED", None), str)
    ):
        raise Failure(f"plug-in {name}: `shape` must have `EXPECTED`, a text, and the functions `claims` and `parse`")
    for seam in ("paper", "check"):
        if getattr(plugin, seam) is not None and not callable(getattr(plugin, seam)):
            raise Failure(f"plug-in {name}: `{seam}` must be a function")
    for seam in ("filters", "files"):
        table: object = getattr(plugin, seam)
        if not isinstance(table, Mapping) or not all(isinstance(key, str) and callable(table[key]) for key in table):
            raise Failure(f"plug-in {name}: `{seam}` must be a table of functions by their names")
    if wrong := next((key for key in plugin.filters if not _FILTER.fullmatch(key)), None):
        raise Failure(f"plug-in {name}: `{wrong}` is not a filter's name", "write lower case letters, digits and `_`")


def _hidden(plugins: Iterable[_Named]) -> list[Failure]:
    """Name the filters and files that another plug-in has, and filters that would hide sitegen's."""
    failures = []
    owners: dict[tuple[str, str], str] = {}
    if any(one.plugin.filters for one in plugins):
        from sitegen.theme import environment  # noqa: PLC0415 - Jinja2 is slow to load
        from sitegen.theme import folder as theme  # noqa: PLC0415 - as Jinja2

        names = (*environment.JINJA_FILTERS, "e", *environment.own_filters(theme.EMPTY, "/"))
        owners = {("filter", name): "sitegen" for name in names}
    for one in plugins:
        for key in (*(("filter", name) for name in one.plugin.filters), *(("file", path) for path in one.plugin.files)):
            if key in owners:
                message = f"plug-in {one.name}: {owners[key]} has a {key[0]} `{key[1]}` already"
                failures.append(Failure(message, "give it another name"))
            owners.setdefault(key, f"plug-in {one.name}")
    return failures


def _refused(site: Path, failure: Failure) -> Problem:
    return configuration.fault(site, ("plugins",), failure.message, failure.hint)


def _told(error: BaseException, site: Path, name: str) -> str:
    """Say in one line what a plug-in raised, and where in its own code."""
    top, place = _top(name), ""
    text = " ".join(str(error).split())
    if isinstance(error, SyntaxError) and error.filename:
        text, place = error.msg, f"{error.filename}:{error.lineno}"
    else:
        trace = error.__traceback__
        while trace:
            if _top(str(trace.tb_frame.f_globals.get("__name__"))) == top:
                place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
            trace = trace.tb_next
    place = place.removeprefix(f"{site}/")
    return type(error).__name__ + (f": {text}" if text else "") + (f" (at {place})" if place else "")


# Where plug-ins are found


def _top(name: str) -> str:
    return name.partition(":")[0].partition(".")[0]


def _tops(names: Iterable[str]) -> list[str]:
    return sorted({_top(name) for name in names})


def _own(site: Path, top: str) -> Path | None:
    """Return the package or module of a name in the site's folder, if there is one."""
    module = site / f"{top}.py"
    folder = site / top
    if (folder / "__init__.py").is_file() or (folder.is_dir() and not module.is_file()):
        return folder
    return module if module.is_file() else None


def _files(place: Path) -> list[Path]:
    """Return a module, or all files of a package: it may read those beside its code."""
    if not place.is_dir():
        return [place]
    found = (path for path in sorted(place.rglob("*")) if path.is_file())
    return [path for path in found if not any(_passed_over(part) for part in path.relative_to(place).parts)]


def _passed_over(name: str) -> bool:
    return name.startswith(".") or name.endswith("~") or name == "__pycache__"


@cache
def _installed(top: str) -> dict[str, bytes]:
    """Return the files of an installed package, or module, once: a process does not import it twice either."""
    try:
        spec = importlib.util.find_spec(top)
    except ValueError:  # of `__main__`
        spec = None
    if spec is None:
        return {}
    module = [spec.origin] if spec.origin and spec.has_location else []
    places = [Path(place) for place in spec.submodule_search_locations or module]
    return {str(file.relative_to(place.parent)): file.read_bytes() for place in places for file in _files(place)}


class _Loader(SourceFileLoader):
    """Compiles a module whenever it is imported.

    Python would keep what it compiled beside the source, in the site's folder, and does not see that a file was changed
    twice within a second.
    """

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


class _Finder(MetaPathFinder):
    """Finds a site's own plug-ins, and nothing else that lies in its folder."""

    def __init__(self, site: Path, tops: Iterable[str]) -> None:
        self.found: set[str] = set()
        self._site = site
        self._tops = {top for top in tops if _own(site, top)}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if _top(fullname) not in self._tops:
            return None
        for folder in [str(self._site)] if path is None else path:
            if spec := FileFinder(folder, (_Loader, [".py"])).find_spec(fullname, target):
                self.found.add(fullname)
                return spec
        return None


def _find_in(site: Path, tops: Iterable[str]) -> None:
    """Have the plug-ins of a site found, and what was imported of it, or of another, forgotten."""
    for finder in [finder for finder in sys.meta_path if isinstance(finder, _Finder)]:
        sys.meta_path.remove(finder)
        for name in finder.found:
            sys.modules.pop(name, None)
    sys.meta_path.insert(0, _Finder(site, tops))
