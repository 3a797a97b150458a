"""The files of an archive in, what was read of each out: counts by field, and every paper where it is asked for.

Files are read as a build would read them, by the same functions: first each alone, then again those that are read in
another way for the sake of the files beside them. Of a file only a summary is kept, so that an archive of any size can
be looked at. Nothing is written, and nothing is remembered. This module does not print.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen import plugins, stamps
from sitegen.build import inputs
from sitegen.build.inputs import Wanted
from sitegen.content import history, read
from sitegen.inspect import proposals
from sitegen.inspect.seen import MARK, Desk, Seen, look_at
from sitegen.model import Digest
from sitegen.problems import in_order
from sitegen.versions import code_key
from sitegen.workers import Pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sitegen.inspect.places import Place
    from sitegen.inspect.proposals import Proposal
    from sitegen.model import Date, Paper, Source
    from sitegen.problems import Problem

_FILES_PER_TASK = 8
_TASKS_AT_ONCE = 64
"""Whose papers are kept until they can be told in order."""


class Look(NamedTuple):
    """What was read of an archive, or of some of it."""

    place: Place
    files: tuple[Seen, ...]
    """By path."""
    unread: tuple[Problem, ...]
    """What the scan said of files that cannot be read."""
    proposal: Proposal

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, by their places."""
        return in_order([*self.unread, *(problem for file in self.files for problem in file.problems)])

    @property
    def papers(self) -> int:
        """A paper counts once a digest."""
        return sum(file.papers for file in self.files)

    @property
    def different(self) -> int:
        """Papers, each of them counted once."""
        return len({file.marks[n : n + MARK] for file in self.files for n in range(0, len(file.marks), MARK)})

    @property
    def days(self) -> list[Date]:
        """The days on which there are papers, oldest first."""
        return sorted({day for file in self.files if file.papers for day in file.days})

    def total(self, of: str) -> Counter[str]:
        """Add up the counts of all files: `counts`, `parts` or `schemes`."""
        total: Counter[str] = Counter()
        for file in self.files:
            total.update(getattr(file, of))
        return total


def look(place: Place, jobs: int, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Look:
    """Read all that a place means, and propose how it could be read.

    Raises:
        Refusal: a plug-in is faulty.

    """
    desk = desk_of(place)
    found, unread = read.scan(desk.site, desk.content, place.config.output.folder)
    if place.file and not any(file.path == place.only for file in found):
        stamp = stamps.of((place.site / place.only).lstat())
        found = [*found, read.Found(place.only, page=False, stamp=stamp)]
    unread = [problem for problem in unread if place.holds(problem.location.path)]
    with Pool(jobs, desk) as pool:
        seen = settled(pool, found, progress)
        meant = tuple(file for file in seen.values() if place.holds(history.parts(file.path).file))
        proposal = proposals.propose(pool, meant, tuple(seen.values()), unread, {file.path: file for file in found})
    return Look(place, meant, tuple(unread), proposal)


def desk_of(place: Place) -> Desk:
    """Return what a place's files are read with. Raises: Refusal, when a plug-in is faulty."""
    config = place.config
    code = plugins.keyed(code_key(), place.site, config.plugins) if config.plugins else ""
    desk = Desk(place.site, config.content, config.digests, config.plugins, code)
    desk.plugged  # noqa: B018 - faults show before any work
    return desk


def settled(pool: Pool[Desk], files: Sequence[read.Found], progress: Callable[[int, int], None]) -> dict[str, Seen]:
    """Read files of digests as they are read beside one another; by path, sorted."""
    desk, by_path = pool.context, {file.path: file for file in files}
    seen: dict[str, Seen] = {}
    for some in pool.map(look_at, _batches([Wanted(file) for file in files]), (list[Wanted], list[Seen])):
        seen |= {one.path: one for one in some}
        progress(len(seen), len(files))
    others = inputs.unsettled(seen, desk.content, desk.taught)
    wanted = _batches([Wanted(by_path[path], how) for path, how in others.items()])
    for some in pool.map(look_at, wanted, (list[Wanted], list[Seen])):
        seen |= {one.path: msgspec.structs.replace(one, evidence=seen[one.path].evidence) for one in some}
    return dict(sorted(seen.items()))


def papers(look: Look, jobs: int) -> Iterator[tuple[str, Digest, Paper]]:
    """Read the papers of what was looked at once more, and yield them in order, with the paths of their files."""
    desk = desk_of(look.place)
    wanted = [
        Wanted(read.Found(file.path, page=False, stamp=(0, 0, 0, 0)), file.recipe) for file in look.files if file.papers
    ]
    with Pool(jobs, desk) as pool:
        for n in range(0, len(wanted), _FILES_PER_TASK * _TASKS_AT_ONCE):
            batches = _batches(wanted[n : n + _FILES_PER_TASK * _TASKS_AT_ONCE])
            some: dict[str, list[Digest]] = {}
            for found in pool.map(_papers, batches, (list[Wanted], dict[str, list[Digest]])):
                some |= found
            for path in sorted(some):
                for digest in some[path]:
                    for paper in digest.papers:
                        yield path, digest, paper


def in_full(look: Look) -> tuple[Source | None, list[Digest]]:
    """Read the one file that was looked at once more: its text, and its digests."""
    desk, file = desk_of(look.place), look.files[0]
    source, _ = read.load(desk.site, file.path, desk.content.max_bytes)
    if source is None or file.page:
        return source, []
    return source, inputs.read_source(source, desk.content, desk.plugged, file.recipe, desk.taught).digests


def _batches(files: Sequence[Wanted]) -> list[list[Wanted]]:
    return [list(files[n : n + _FILES_PER_TASK]) for n in range(0, len(files), _FILES_PER_TASK)]


def _papers(desk: Desk, files: list[Wanted]) -> dict[str, list[Digest]]:
    result = {}
    for one in files:
        source, _ = read.load(desk.site, one.file.path, desk.content.max_bytes)
        if source:
            found = inputs.read_source(source, desk.content, desk.plugged, one.recipe, desk.taught)
            result[one.file.path] = found.digests
    return result
