"""A task in, files of the site out, staged. It is what a worker process loads.

A worker reads its days' files again and takes them from source to disk: no page travels through a pipe, and no more
than a day is in memory at a time. This module does not know of other tasks, and does not commit anything.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING

from sitegen.build import materials
from sitegen.build.digests import ContentDigests
from sitegen.build.tasks import Result
from sitegen.files import data
from sitegen.model import Artifact
from sitegen.output.manifest import Made
from sitegen.pages.base import RecordFragment, Texts
from sitegen.pages.kinds import KINDS
from sitegen.problems import Problem, Refusal
from sitegen.theme import render
from sitegen.timing import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sitegen.build.context import BuildContext
    from sitegen.build.tasks import Task
    from sitegen.model import Day
    from sitegen.plugins import Plugged
    from sitegen.theme.folder import Theme
    from sitegen.theme.render import Renderer
    from sitegen.views import Site


def prepare(context: BuildContext) -> None:
    """Make ready what almost every build needs: the templates of what leaves records, which are the days'."""
    renderer = _renderer(context.theme, context.site, context.plugged)
    for kind in KINDS.values():
        for template in kind.templates if kind.leaves_record else ():
            renderer.prepare(template)


def make(context: BuildContext, task: Task) -> Result:
    """Take one target from its sources to staged files, each page while it is at hand: a day's are megabytes."""
    clock, target = Clock(), task.decoded
    days = task.row.record_days(target)
    try:
        made_of = materials.gather(
            context, target, task.supplies, ContentDigests(context), lambda: _records(context, task, days)
        )
        clock.lap("make: parse and prose")
        files = _Files(context, task, materials.make(context, target, made_of), clock)
        staged = context.stager.put(files, task.previous)
        clock.lap("make: write")
    except Refusal as refusal:
        return Result(task.name, Made.of(task.key, {}), 0, 0, refusal.problems, clock.seconds)
    standing = task.previous if task.supplies.part else {}  # of a day that is made in part, all else stays
    made = Made.of(task.key, standing | staged.files, tuple(files.notices))
    problems = (*staged.problems, *files.faults.values())
    return Result(task.name, made, files.pages, staged.unchanged, problems, clock.seconds)


def _records(context: BuildContext, task: Task, days: Sequence[Day]) -> Iterator[bytes | memoryview]:
    """Yield the records of all days, no more than one's at a time in memory; what the cache has lost is made again."""
    digests = ContentDigests(context)
    for day, key in zip(days, task.fragments.values(), strict=True):
        if (kept := context.cache.fragment(key)) is not None:
            yield kept
        else:
            yield data.fragment(day.date, data.records(context.site, digests.sections(Texts(day, linked=False))))


class _Files:
    """Pages as they are rendered, and other files.

    Of each template, the first fault is kept: other pages would say the same.
    """

    def __init__(self, context: BuildContext, task: Task, made: Iterable[materials.Made], clock: Clock) -> None:
        self.pages = 0
        self.notices: list[Problem] = []
        self._cache = context.cache
        self._fragments = task.fragments
        self.faults: dict[str, Problem] = {}
        self._draw = _renderer(context.theme, context.site, context.plugged).render
        self._made = made
        self._clock = clock

    def __iter__(self) -> Iterator[Artifact]:
        now = time.perf_counter
        spent, start = 0.0, now()
        for made in self._made:
            if isinstance(made, Artifact):
                yield made
                start = now()
                continue
            if isinstance(made, Problem):
                self.notices.append(made)
                continue
            if isinstance(made, RecordFragment):
                for key in self._fragments.values():
                    self._cache.save_fragment(key, made.data)
                continue
            result = self._draw(made)
            if isinstance(result, Problem):
                self.faults.setdefault(made.template, result)
                continue
            self.pages += 1
            spent += now() - start
            yield result
            start = now()
        self._clock.add({"make: render": spent, "make: write": -spent})


@lru_cache(maxsize=1)
def _renderer(theme: Theme, site: Site, plugged: Plugged | None) -> Renderer:
    return render.Renderer(theme, site, plugged.filters if plugged else {})
