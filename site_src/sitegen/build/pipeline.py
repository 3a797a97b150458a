"""Build: a site's folder in, the site out. The only module that knows the order of the stages.

    scan ─ read ─ parse ─┐ (workers, a file a task)
                         ├─ gather ─ plan ─ keys ─┐ (here, over outlines; related papers with workers)
                         │                        ├─ pages ─ render ─ stage (workers, some days a task)
                         └────────────────────────┴─ commit

A target whose key is that of the last build, and whose files still stand, is not made at all; a clean build is the same
path with nothing to reuse. When nothing has changed since the last build, there is nothing to be planned either.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from sitegen import stamps
from sitegen.build import doubts, losses
from sitegen.build.cache import NOTHING, Lost, Readings
from sitegen.build.doubts import Doubts
from sitegen.content import read
from sitegen.hashing import key_of
from sitegen.output.manifest import Manifest
from sitegen.problems import Problem, Severity, in_order, serious
from sitegen.theme import folder as themes
from sitegen.timing import Clock
from sitegen.urls import published
from sitegen.versions import code_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sitegen.build.cache import Cache
    from sitegen.build.relations import Relations
    from sitegen.build.site_plan import SitePlan
    from sitegen.build.tasks import Task
    from sitegen.config import Config
    from sitegen.output.manifest import Made
    from sitegen.output.sink import Sink


class Report(msgspec.Struct, frozen=True):
    """What a build did."""

    days: int
    papers: int
    """Different papers in the archive."""
    read: int
    """Content files that were read; the others had not changed."""
    made: int
    """Units of the site that were made; the others were kept."""
    pages: int
    """Pages that were rendered."""
    written: int
    unchanged: int
    removed: int
    locked: int
    """Addresses that were added to the lock."""
    problems: tuple[Problem, ...]
    """In the order of their places."""
    committed: bool
    """Whether the site is now that of this build; otherwise it is as it was before."""
    seconds: dict[str, float]
    """Time by stage, in seconds; for workers, summed over all of them."""

    @property
    def errors(self) -> int:
        """Number of problems that are errors."""
        return self._number(Severity.ERROR)

    @property
    def warnings(self) -> int:
        """Number of problems that are warnings."""
        return self._number(Severity.WARNING)

    @property
    def notices(self) -> int:
        """Number of problems that are notices."""
        return self._number(Severity.NOTICE)

    def _number(self, severity: Severity) -> int:
        return sum(problem.severity is severity for problem in self.problems)


class _Outcome(msgspec.Struct, frozen=True):
    """What a build came to, for the next to see whether anything has changed."""

    inputs: str
    """Key of all that it was made of."""
    site: str
    """Key of what it made."""
    seen: int
    """When the stamps of its inputs were taken, in ns: see `stamps.doubtful`."""
    doubts: Doubts
    """What the next build has to read, even if its stamp is the same."""
    report: Report
    """With the problems that last until somebody mends them."""


def build(
    site: Path,
    config: Config,
    sink: Sink,
    cache: Cache,
    *,
    jobs: int = 1,
    strict: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Report:
    """Build the site in the folder `site` into an open sink.

    Content that cannot be read is reported, and what was published of it stays; the rest of the site is made. Nothing
    is committed when no content is found or read where problems are, when a template fails, when two pages want one
    place, or, under `strict`, when there is an error or a warning.
    `progress` is called with the number of papers that are done and of all that are to be done.

    Raises:
        Refusal: the theme, a plug-in or a watch rule is faulty, or the sink cannot take the site.

    """
    try:
        return _build(site, config, sink, cache, jobs=jobs, strict=strict, progress=progress)
    except Lost:
        sink.reset()
        return _build(site, config, sink, NOTHING, jobs=jobs, strict=strict, progress=progress)


def _build(  # noqa: PLR0915 - the order of all stages in one place
    site: Path,
    config: Config,
    sink: Sink,
    cache: Cache,
    *,
    jobs: int,
    strict: bool,
    progress: Callable[[int, int], None],
) -> Report:
    """Build, as long as the cache gives what it has promised. Raises: Lost."""
    clock = Clock()
    code = _code(site, config)
    theme = themes.of(site, config)
    seen = time.time_ns()
    found, problems = read.scan(site, config.content, config.output.folder)
    unchanged = code, config, theme.key, found, problems
    made_of = key_of(*unchanged, published.stamp(site, config.urls.lock))
    clock.lap("scan")
    last = _last(made_of, sink, cache, strict=strict)
    still = doubts.settled(site, config, found, last.doubts, (last.seen, seen)) if last else None
    if last and still is not None and all(sink.intact(name) for name in sink.manifest.units):
        if still != last.doubts:
            cache.save_outcome(msgspec.msgpack.encode(msgspec.structs.replace(last, seen=seen, doubts=still)))
        clock.lap("compare")
        return _unchanged(last.report, sink, clock)

    # What follows is imported here: a build that has nothing to do would spend most of its time on that.
    from sitegen.build import inputs, keys, record, site_plan, tasks, unread  # noqa: PLC0415
    from sitegen.build.context import open_context  # noqa: PLC0415
    from sitegen.build.relations import find_relations  # noqa: PLC0415
    from sitegen.workers import Pool  # noqa: PLC0415

    reading_key = inputs.reading_key(code, config)
    remembered = cache.readings(reading_key)
    readings, new = inputs.recall(site, config.content, found, remembered, problems)

    documents = inputs.documents_of(readings)
    context = replace(
        open_context(site, config, theme, documents, sink.stager, cache, code), run=f"run-{secrets.token_hex(8)}"
    )
    with Pool(jobs, context) as pool:
        tasks.prepare(pool)
        readings = inputs.complete(pool, readings, new, found, remembered.by_path)
        failed = [path for path, reading in readings.items() if reading.failed]
        # A folder or a file that is out of reach, or a plug-in that fails at all files, must not empty the site.
        unseen = (bool(problems) and not found) or (bool(failed) and not any(one.digests for one in readings.values()))
        waiting, faults = unread.standing(sink, readings, cache.last_readings()) if failed else (set[str](), [])
        problems = [*problems, *faults]
        clock.lap("read")

        held = published.load(site, config.urls.lock)
        plan = site_plan.plan(context, readings, problems, held)
        archive = plan.archive
        clock.lap("plan")

        relations = find_relations(pool, archive, clock)
        clock.lap("relate")

        wanted = [] if plan.clashes else keys.tasks(context, plan, relations.words, relations)
        made, left, standing = _kept([task for task in wanted if task.name not in waiting], sink)
        before = cache.page_keys() if standing else {}
        ready = [_supplied(task, plan, relations, standing.get(task.name), before) for task in left]
        clock.lap("compare")

        results = list(tasks.make(pool, ready, progress))
        clock.lap("make")

    made |= {result.name: result.made for result in results if not unread.is_waiting(result, failed)}
    retained = unread.retained(sink, made, results, failed, waiting)
    results = [result for result in results if result.name not in retained]
    made |= retained
    failures = [*plan.clashes, *_once([problem for result in results for problem in result.problems])]
    notices = (notice for unit in made.values() for notice in unit.notices)
    lasting = in_order([*problems, *plan.problems, *notices])
    lost = (
        []
        if failures or unseen or held.lines
        else losses.lost_pages(sink.manifest.units, made, config.output.folder, plan.folded_files)
    )
    problems = [*lasting, *sink.warnings, *failures, *lost]
    report = Report(
        days=len(archive.days),
        papers=archive.papers,
        read=len(new),
        made=len(left),
        pages=sum(result.pages for result in results),
        written=0,
        unchanged=0,
        removed=0,
        locked=0,
        problems=in_order(problems),
        committed=False,
        seconds=clock.seconds,
    )
    if not failures and not unseen and not (strict and serious(problems)):
        site_made = Manifest({name: made[name] for name in sorted(made)})
        counts = sink.commit(site_made.units)
        if readings != remembered.by_path or any(stamps.doubtful(file.stamp, remembered.seen) for file in found):
            cache.save_readings(Readings(reading_key, seen, readings))
        cache.save_page_keys({str(date): page_keys for date, page_keys in relations.pages.items()})
        cache.save_record(msgspec.msgpack.encode(record.of(site_made.key, code, config, theme, readings, wanted)))
        cache.keep_fragments({key for task in wanted for key in task.fragments.values()} | relations.fragments)
        changes = {name: getattr(counts, name) for name in ("written", "unchanged", "removed")}
        report = msgspec.structs.replace(report, committed=True, **changes)
        new_addresses = plan.unpublished if sink.publishes else ()
        if fault := published.save(site, held, new_addresses):
            report = msgspec.structs.replace(report, problems=in_order([*report.problems, fault]))
        else:
            report = msgspec.structs.replace(report, locked=len(new_addresses))
        made_of = key_of(*unchanged, published.stamp(site, config.urls.lock))
        read_keys = {path: reading.key for path, reading in readings.items()}
        if not failed and all(read_keys.values()):  # else the next build looks again: it may have been the disk
            doubt = doubts.raised(site, config, found, read_keys, seen)
            lasts = msgspec.structs.replace(report, problems=lasting)
            cache.save_outcome(msgspec.msgpack.encode(_Outcome(made_of, site_made.key, seen, doubt, lasts)))
        if cache.fault:
            report = msgspec.structs.replace(report, problems=in_order([*report.problems, cache.fault]))
    clock.lap("commit")
    for result in results:
        clock.add(result.seconds)
    return report


def _code(site: Path, config: Config) -> str:
    """Return the key of the program, with its plug-ins."""
    if not config.plugins:
        return code_key()
    from sitegen import plugins  # noqa: PLC0415 - most sites have none

    return plugins.keyed(code_key(), site, config.plugins)


def _last(inputs: str, sink: Sink, cache: Cache, *, strict: bool) -> _Outcome | None:
    """Return what the last build came to, if it was made of the same, and the site is what it made."""
    try:
        last = msgspec.msgpack.decode(cache.outcome() or b"", type=_Outcome)
    except msgspec.MsgspecError:
        return None
    same = last.inputs == inputs and last.site == sink.manifest.key
    return last if same and not (strict and serious(last.report.problems)) else None


def _unchanged(last: Report, sink: Sink, clock: Clock) -> Report:
    """Report that there is nothing to do, given the report of the build before."""
    counts = sink.commit(sink.manifest.units)
    clock.lap("commit")
    return msgspec.structs.replace(
        last,
        read=0,
        made=0,
        pages=0,
        written=0,
        unchanged=counts.unchanged,
        removed=0,
        locked=0,
        seconds=clock.seconds,
    )


def _kept(wanted: list[Task], sink: Sink) -> tuple[dict[str, Made], list[Task], dict[str, str]]:
    """Part the targets that the last build made with the same key, and that still stand, from those to be made.

    Returns also, by name, the keys of those to be made of which the last build's files stand.
    """
    kept: dict[str, Made] = {}
    left: list[Task] = []
    standing: dict[str, str] = {}
    for task in wanted:
        old = sink.manifest.units.get(task.name)
        if old is None:
            left.append(task)
        elif not sink.intact(task.name):
            left.append(msgspec.structs.replace(task, previous=old.files))
        elif old.key == task.key:
            kept[task.name] = old
        else:
            left.append(msgspec.structs.replace(task, previous=old.files))
            standing[task.name] = old.key
    return kept, left, standing


def _once(problems: list[Problem]) -> list[Problem]:
    """Return the problems of all that was made: of a fault in a template, one."""
    if not problems:
        return []
    from sitegen.theme import render  # noqa: PLC0415 - as Jinja2, it is slow to load

    return render.once(problems)


def _supplied(
    task: Task, plan: SitePlan, relations: Relations, standing: str | None, before: Mapping[str, bytes]
) -> Task:
    """Give a task what its target needs.

    `standing` is the key of files that stand though they are not what is wanted now, and `before` are the keys that
    pages had in the last build, by day: see `Relations.pages`.
    """
    from sitegen.build import keys  # noqa: PLC0415 - see `build`

    target, changed = plan.targets[task.name], None
    if (date := target.of_day) and standing:
        changed = keys.changed_pages(task, standing, before.get(str(date), b""), relations.pages[date])
    return msgspec.structs.replace(task, supplies=keys.supplies(plan, relations, target, changed))
