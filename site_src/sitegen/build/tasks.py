"""Targets in, results out: what is to be made goes to workers, in tasks of a fair size, and comes back.

This module does not know what has to be made again, or how anything is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.output.manifest import File, Made
from sitegen.pages.base import Need, Supplies, Target
from sitegen.pages.kinds import KINDS
from sitegen.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sitegen.build.context import BuildContext
    from sitegen.model import Day
    from sitegen.pages.base import AnyKind
    from sitegen.workers import Pool

BLOCK = 4_000
"""Papers whose postings are put in order at once, and kept: a new day puts its last row in order again."""
_PAPERS_PER_BATCH = 250


class Task(msgspec.Struct, frozen=True):
    """A target to be made."""

    name: str
    kind: str
    target: bytes
    """Encoded: see `Task.decoded`."""
    key: str
    """Of all that decides its bytes."""
    base: str
    """Of a day: the same without what its pages show of other days."""
    own: bytes
    """Fingerprints of the parts of the target, and of what it needs: see `Kind.parts`."""
    fragments: dict[str, str]
    """The keys of what it leaves in the cache, or is made of, by name: `record/day/2020-07-22`, `words/2020-07-22`,
    `block/2020-07-22`."""
    previous: dict[str, File] = {}
    """The target's files in the last build."""
    supplies: Supplies = Supplies()

    @property
    def row(self) -> AnyKind:
        """Its kind."""
        return KINDS[self.kind]

    @property
    def decoded(self) -> Target:
        """The target."""
        target: Target = msgspec.msgpack.decode(self.target, type=self.row.target)
        return target


class Result(msgspec.Struct, frozen=True):
    """A target that was made."""

    name: str
    made: Made
    pages: int
    unchanged: int
    problems: tuple[Problem, ...]
    seconds: dict[str, float]


def blocks(days: Iterable[Day]) -> Iterator[tuple[Day, ...]]:
    """Cut the days of an archive into rows whose papers are inverted together.

    They are counted from the oldest day, so that a new one leaves all rows but the last as they were.
    """
    row: list[Day] = []
    papers = 0
    for day in days:
        row.append(day)
        papers += day.papers
        if papers >= BLOCK:
            yield tuple(row)
            row, papers = [], 0
    if row:
        yield tuple(row)


def make(pool: Pool[BuildContext], tasks: list[Task], progress: Callable[[int, int], None]) -> Iterator[Result]:
    """Have all targets made by the workers: first those that leave something in the cache, then those made of it.

    `progress` is called with the cost of what is done and of all, of the targets that leave records: their papers.
    """
    first: list[Task] = []
    records: list[Task] = []
    words: list[Task] = []
    for task in tasks:
        needs = task.row.needs
        (words if Need.WORDS in needs else records if Need.RECORDS in needs else first).append(task)
    sizes = {task.name: _cost(task) for task in first if task.row.leaves_record}
    everything, done = sum(sizes.values()), 0
    for results in pool.map(_make, _batches(first), (list[Task], list[Result])):
        for result in results:
            done += sizes.get(result.name, 0)
            progress(done, everything)
            yield result
    for results in pool.map(_make, [[task] for task in records], (list[Task], list[Result])):
        yield from results
    for task in words:
        from sitegen.build.jobs import search_index  # noqa: PLC0415 - most builds that change little need none of it

        yield search_index.make(pool, task)


def prepare(pool: Pool[BuildContext]) -> None:
    """Let the workers load what they will need, while the build goes on to find out what that is."""
    pool.start(_prepare)


def _batches(tasks: list[Task]) -> list[list[Task]]:
    """Put small targets together, so that handing them over costs little; large days come first and alone."""
    weighed = sorted(((_cost(task), task) for task in tasks), key=lambda weighed: -weighed[0])
    batches: list[list[Task]] = []
    room = 0
    for cost, task in weighed:
        if cost > room:
            batches.append([])
            room = _PAPERS_PER_BATCH
        batches[-1].append(task)
        room -= cost
    return batches


def _cost(task: Task) -> int:
    """Return about how many papers' pages a target takes as long as; of a day, only those that are to be made count."""
    part = task.supplies.part
    return max(1, len(part.papers) if part and not part.day else task.row.cost(task.decoded))


def _prepare(context: BuildContext) -> None:
    from sitegen.build import worker  # noqa: PLC0415 - see `_make`

    worker.prepare(context)


def _make(context: BuildContext, tasks: list[Task]) -> list[Result]:
    from sitegen.build import worker  # noqa: PLC0415 - the build itself has no need of it

    return [worker.make(context, task) for task in tasks]
