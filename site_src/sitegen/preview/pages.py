"""The site as a build would make it now, each file made when it is asked for.

In: a site's folder, looks at its files, and paths of the site. Out: editions, one a change; and files, which are those
that a build writes, byte for byte. This module does not know of HTTP.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sitegen.build import keys, materials, tasks
from sitegen.build.cache import NOTHING, Lost
from sitegen.build.relations import find_relations, word_keys
from sitegen.hashing import key_of
from sitegen.model import Artifact
from sitegen.output import scratch
from sitegen.output.staging import DiskStager
from sitegen.pages.base import Need, RecordFragment
from sitegen.pages.kinds import kind_of
from sitegen.preview.editions import Editions
from sitegen.preview.kept import ParsedDigests, Recent
from sitegen.problems import Problem, Refusal
from sitegen.theme import render
from sitegen.timing import Clock
from sitegen.urls import permalinks
from sitegen.workers import Pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sitegen.build.cache import Cache
    from sitegen.build.context import BuildContext
    from sitegen.build.relations import Relations
    from sitegen.build.tasks import Result
    from sitegen.model import Paper
    from sitegen.output.manifest import File
    from sitegen.pages.base import Materials, Target
    from sitegen.preview.editions import Edition, Look
    from sitegen.views import Page

T = TypeVar("T")

_PAGES = 64
"""How many of what was made last are kept."""
_FIRST = {path[1:] for path in (permalinks.EXPORT, permalinks.SEARCH_MANIFEST, permalinks.SEARCH_LUNR)}
"""Of the files that are made of the whole archive, those that are asked for first. The others are named by them."""
_WHOLE = {Need.RECORDS, Need.WORDS}
"""What a target needs that is made of the whole archive."""
_MAKINGS = 2
"""How many makings of the search index are kept: an open page has the manifest of the one before."""


@dataclass(frozen=True)
class Pending:
    """A file that is made of the whole archive, and has to be made first: see `Preview.make`."""

    target: str


@dataclass(frozen=True)
class _Making:
    """The files of a target that is made of the whole archive."""

    target: Target
    dress: str
    folder: Path
    files: dict[str, File]


class Preview:
    """The current edition, and what was made of it lately.

    `start` and `update` belong to one thread, all else to any.
    """

    def __init__(self, site: Path, cache: Cache, jobs: int, content: str = "") -> None:
        """For the site in a folder; nothing is read before `start`. `content` wins over the option `content.folder`."""
        self._editions = Editions(site, cache, jobs, content, self._rejection)
        self._jobs = jobs
        self._rejected: tuple[str, tuple[Problem, ...]] = ("", ())
        self._parsed = ParsedDigests(self._editions.texts)
        self._pages: Recent[tuple[str, str], Artifact | Problem | None] = Recent(_PAGES)
        self._renderers: Recent[str, render.Renderer] = Recent(2)
        self._makings: dict[str, tuple[_Making, ...]] = {}
        self._folder = scratch.make("preview")
        self._pools: set[Pool[BuildContext]] = set()
        self._relations: Relations | None = None
        self._relations_of: tuple[object, ...] = ()
        self._related = 0
        self._closed = False

    @property
    def edition(self) -> Edition | None:
        """The current edition. None as long as there has been nothing that can be shown."""
        return self._editions.current

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that there are now, in the order of their places."""
        return self._editions.problems

    def close(self) -> None:
        """End what is being made, and remove what was."""
        self._closed = True
        for pool in list(self._pools):
            pool.stop()
        scratch.remove(self._folder)

    @property
    def root(self) -> str:
        """The base path of the site: `/`, or `/project/`."""
        return self.edition.context.config.root if self.edition else "/"

    def look(self) -> Look:
        """Look at all files that the site is made of."""
        return self._editions.look()

    def start(self) -> Look:
        """Read everything, and make the first edition; return the look that it is of."""
        return self._editions.start()

    def update(self, look: Look, restless: frozenset[str]) -> None:
        """Make the edition of a look, if it can be shown; the state of `restless` paths is not relied on."""
        self._editions.update(look, restless)

    def fail(self, fault: Problem) -> None:
        """Say that a change could not be taken up."""
        self._editions.problems = (fault,)

    def keep_texts(self) -> None:
        """Read all digests again that an earlier build outlined, so that editions do not depend on files to come."""
        self._editions.keep_texts(lambda: self._closed)

    def has(self, path: str) -> bool:
        """Whether the site has a page of this path, without the base path: `/abs/2007.10986/`."""
        return self.edition is not None and self.edition.plan.map.at(path) is not None

    def file(self, file: str, *, made: bool = False) -> Artifact | Problem | Pending | None:
        """Make the file of a path in the output folder, `abs/2007.10986/index.html`.

        None when the site has none, a problem when a template fails. `made` takes of a target that is made of the whole
        archive what `make` made last, though it may be out of date.
        """
        edition = self.edition
        name = edition.plan.map.owner(file) if edition else None
        if edition is None or name is None:
            return None
        target = edition.plan.targets[name]
        needs = kind_of(target).needs
        if needs & _WHOLE:
            return self._of_whole(edition, name, file, made=made)
        relations, number = self._relations, self._related if needs else 0
        made_of = key_of(edition.dress, target, number)
        try:
            made_file = self._pages.get((file, made_of), lambda: self._make(edition, target, file, relations))
        except Refusal as refusal:
            return refusal.problems[0]
        if isinstance(made_file, Problem):
            self._editions.report(made_file)
        return made_file

    def make(self, name: str) -> tuple[Problem, ...]:
        """Make a target that is made of the whole archive. It takes seconds."""
        edition = self.edition
        if edition is None or self._closed:
            return ()
        context, plan = edition.context, edition.plan
        wanted = keys.tasks(context, plan, word_keys(context, plan.archive.days), None)
        task = next(task for task in wanted if task.name == name)

        def work(context: BuildContext) -> tuple[Path, Result]:
            folder = Path(tempfile.mkdtemp(dir=self._folder))
            stager = DiskStager(str(folder), str(folder / "none"), flat=False, chmod=False)
            with self._workers(replace(context, stager=stager)) as pool:
                return folder, next(tasks.make(pool, [task], lambda _done, _all: None))

        try:
            folder, result = _with_or_without_cache(context, work)
        except Refusal as refusal:
            return refusal.problems
        if result.problems:
            return result.problems
        before = self._makings.get(name, ())
        for making in before[: 1 - _MAKINGS]:
            shutil.rmtree(making.folder, ignore_errors=True)
        making = _Making(plan.targets[name], edition.dress, folder, result.made.files)
        self._makings[name] = (*before[1 - _MAKINGS :], making)
        return ()

    def relate(self) -> bool:
        """Find the related papers of the current edition, and those that its watch rules name.

        Until then, pages name those of the last that had been found.

        It may take seconds. Returns whether anything may be different now.
        """
        edition = self.edition
        if edition is None or self._closed:
            return False
        context, archive = edition.context, edition.plan.archive
        made_of = archive.days, context.rules, context.search, context.code
        if made_of == self._relations_of:
            return False

        def work(context: BuildContext) -> Relations:
            with self._workers(context) as pool:
                return find_relations(pool, archive, Clock())

        try:
            self._relations = _with_or_without_cache(context, work)
            self._relations_of = made_of
            self._related += 1
        except Refusal:  # a digest is being written: another edition will come of it
            return False
        return True

    @contextlib.contextmanager
    def _workers(self, context: BuildContext) -> Iterator[Pool[BuildContext]]:
        with Pool(self._jobs, context) as pool:
            self._pools.add(pool)
            if self._closed:  # meanwhile: `close` may not have seen this one
                pool.stop()
            try:
                yield pool
            finally:
                self._pools.discard(pool)

    def edited(self, before: Edition, after: Edition, paths: Iterable[str]) -> tuple[str, str]:
        """Say where a reader finds what was edited in some files: a page, and the same on the page of its day.

        Both are without the base path; both are empty when there is nothing to be seen of it.
        """
        for path in paths:
            reading = after.readings.get(path)
            if reading and reading.document:
                place = permalinks.document(reading.document.slug)
                return place, place
            for digest in reading.digests if reading else ():
                was = before.readings.get(path)
                old = [d.outline for d in was.digests if d.outline.date == digest.outline.date] if was else []
                if any(outline.key == digest.outline.key for outline in old):
                    continue
                day = permalinks.day(digest.outline.date)
                with contextlib.suppress(Refusal):
                    papers = {_words(paper) for outline in old for paper in self._parsed.digest(before, outline).papers}
                    for paper in self._parsed.digest(after, digest.outline).papers if papers else ():
                        if _words(paper) not in papers:
                            page, place = (
                                permalinks.paper(paper.id, after.context.config.urls.paper),
                                f"{day}#{paper.id}",
                            )
                            return page if self.has(page) else place, place
                return day, day
        return "", ""

    def _rejection(self, edition: Edition) -> tuple[Problem, ...]:
        """Say what is wrong with the theme of an edition: a page of each template is tried, when it has changed."""
        key = key_of(edition.context.theme.key, edition.context.code)
        if self.edition and self.edition.dress == edition.dress:
            return ()
        if self._rejected[0] != key:
            faults: dict[str, Problem] = {}
            for target in {target.kind: target for target in edition.plan.targets.values()}.values():
                with contextlib.suppress(Refusal):  # the text of a day is being written
                    for page in self._samples(edition, target):
                        if isinstance(result := self._renderer(edition).render(page), Problem):
                            faults.setdefault(page.template, result)
            self._rejected = key, tuple(faults.values())
        return self._rejected[1]

    def _samples(self, edition: Edition, target: Target) -> list[Page]:
        """Return a target's pages, one of each template."""
        kind = kind_of(target)
        if not kind.templates:
            return []
        made_of = self._materials(edition, target, None)
        return list({page.template: page for page in kind.pages(target, made_of, edition.context.site)}.values())

    def _materials(self, edition: Edition, target: Target, relations: Relations | None) -> Materials:
        supplies = keys.supplies(edition.plan, relations, target)
        return materials.gather(edition.context, target, supplies, self._parsed.of(edition))

    def _make(
        self, edition: Edition, target: Target, file: str, relations: Relations | None
    ) -> Artifact | Problem | None:
        made_of = self._materials(edition, target, relations)
        for made in materials.make(edition.context, target, made_of):
            if isinstance(made, Artifact):
                if made.path == file:
                    return made
            elif not isinstance(made, RecordFragment | Problem) and permalinks.file(made.path) == file:
                return self._renderer(edition).render(made)
        return None

    def _of_whole(self, edition: Edition, name: str, file: str, *, made: bool) -> Artifact | Pending | None:
        makings, target = self._makings.get(name, ()), edition.plan.targets[name]
        if (file in _FIRST or f"/{file}" in kind_of(target).places(target)) and not made:
            newest = makings[-1] if makings else None
            if not newest or newest.target != target or newest.dress != edition.dress:
                return Pending(name)
        for making in reversed(makings):
            if file in making.files:
                with contextlib.suppress(OSError):
                    return Artifact(file, (making.folder / file).read_bytes())
        return None

    def _renderer(self, edition: Edition) -> render.Renderer:
        context, plugged = edition.context, edition.context.plugged
        filters = plugged.filters if plugged else {}
        return self._renderers.get(edition.dress, lambda: render.Renderer(context.theme, context.site, filters))


def _with_or_without_cache(context: BuildContext, work: Callable[[BuildContext], T]) -> T:
    """Do something with the cache, and once more without it when what the cache had is lost meanwhile."""
    try:
        return work(context)
    except Lost:
        return work(replace(context, cache=NOTHING))


def different(before: Edition | None, after: Edition) -> tuple[str, ...]:
    """Name the targets of an edition that are not what they were, and those that are gone."""
    old = before.plan.targets if before and before.dress == after.dress else {}
    new = after.plan.targets
    gone = (name for name in old if name not in new)
    return (*(name for name, target in new.items() if old.get(name) != target), *gone)


def _words(paper: Paper) -> tuple[str, ...]:
    return paper.id, paper.title, paper.abstract, paper.note
