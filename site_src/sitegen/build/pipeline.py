"""Build: a site's folder in, the site out. The only module that knows the order of the stages.

    scan ─ read ─ parse ─┐ (workers, a file a task)
                         ├─ gather ─ plan.units ─┐ (here, over outlines; related papers with workers)
                         │                       ├─ show.pages ─ render ─ stage (workers, some days a task)
                         └───────────────────────┴─ commit

A unit whose key is that of the last build, and whose files still stand, is not made at all; a clean build is the same
path with nothing to reuse. When nothing has changed since the last build, there is nothing to be planned either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.content import read
from sitegen.hashing import key_of
from sitegen.output.manifest import Manifest
from sitegen.problems import (
    Location,
    Problem,
    Severity,
    in_order,
    serious,
)
from sitegen.theme import folder as themes
from sitegen.timing import Clock
from sitegen.urls import published
from sitegen.versions import code_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sitegen.build.cache import Memo
    from sitegen.build.orders import Order
    from sitegen.config import Config
    from sitegen.output.manifest import Made
    from sitegen.output.sink import Sink

_NAMED = 5
"""Lost pages that a warning names one by one."""


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
    report: Report
    """With the problems that last until somebody mends them."""


def build(  # noqa: PLR0915 - the order of all stages in one place
    site: Path,
    config: Config,
    sink: Sink,
    memo: Memo,
    *,
    jobs: int = 1,
    strict: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Report:
    """Build the site in the folder `site` into an open sink.

    Content that cannot be read is left out and reported; the rest of the site is made. Nothing is committed when no
    content is found where problems are, when a template fails, when two pages want one place, or, under `strict`, when
    there is an error or a warning.
    `progress` is called with the number of papers that are done and of all that are to be done.

    Raises:
        Refusal: the theme, a plug-in or a watch rule is faulty, or the sink cannot take the site.

    """
    clock = Clock()
    code = _code(site, config)
    theme = themes.of(site, config)
    found, problems = read.scan(site, config.content, config.output.folder)
    unchanged = code, config, theme.key, found, problems
    inputs = key_of(*unchanged, published.stamp(site, config.urls.lock))
    clock.lap("scan")
    if report := _unchanged(inputs, sink, memo, clock, strict=strict):
        return report

    # What follows is imported here: a build that has nothing to do would spend most of its time on that.
    from sitegen.build import dispatch, record, survey  # noqa: PLC0415
    from sitegen.workers import Pool  # noqa: PLC0415

    reading_key = survey.reading_key(code, config)
    remembered = memo.readings(reading_key)
    readings, new = survey.recall(site, config.content, found, remembered)
    unseen = bool(problems) and not found  # a folder that is missing or out of reach must not empty the site

    shop = survey.open_shop(site, config, theme, survey.documents_of(readings), sink.stager, memo, code)
    with Pool(jobs, shop) as pool:
        dispatch.prepare(pool)
        readings = survey.complete(pool, readings, new, found)
        clock.lap("read")

        held = published.load(site, config.urls.lock)
        chart = survey.chart(shop, readings, problems, config, held)
        archive = chart.archive
        clock.lap("plan")

        ties = survey.tie(pool, code, archive, clock)
        clock.lap("relate")

        wanted = [] if chart.clashes else survey.orders(code, shop, chart.units, ties.words, ties)
        made, left, standing = _kept(wanted, sink)
        fill = survey.Filling(chart, ties, standing, memo.page_keys() if standing else {}, shop.frame)
        clock.lap("compare")

        deliveries = list(dispatch.make(pool, [fill(order) for order in left], progress))
        clock.lap("make")

    made |= {delivery.name: delivery.made for delivery in deliveries}
    failures = [*chart.clashes, *(problem for delivery in deliveries for problem in delivery.problems)]
    lasting = in_order([*problems, *chart.problems])
    lost = (
        []
        if failures or unseen or held.lines
        else _lost_pages(
            sink.manifest.units, made, config.output.folder, lambda: survey.folded_files(chart, config.urls.paper)
        )
    )
    problems = [*lasting, *sink.warnings, *failures, *lost]
    report = Report(
        days=len(archive.days),
        papers=archive.papers,
        read=len(new),
        made=len(left),
        pages=sum(delivery.pages for delivery in deliveries),
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
        if readings != remembered:
            memo.save_readings(reading_key, readings)
        memo.save_page_keys(ties.pages)
        memo.save_grounds(msgspec.msgpack.encode(record.grounds(site_made.key, code, config, theme, readings, wanted)))
        memo.keep_pieces({piece for order in wanted for piece in order.pieces.values()} | ties.pieces)
        changes = {name: getattr(counts, name) for name in ("written", "unchanged", "removed")}
        report = msgspec.structs.replace(report, committed=True, **changes)
        new_addresses = chart.unlocked if sink.publishes else ()
        if fault := published.save(site, held, new_addresses):
            report = msgspec.structs.replace(report, problems=in_order([*report.problems, fault]))
        else:
            report = msgspec.structs.replace(report, locked=len(new_addresses))
        inputs = key_of(*unchanged, published.stamp(site, config.urls.lock))
        outcome = _Outcome(inputs, site_made.key, msgspec.structs.replace(report, problems=lasting))
        memo.save_outcome(msgspec.msgpack.encode(outcome))
    clock.lap("commit")
    for delivery in deliveries:
        clock.add(delivery.seconds)
    return report


def _code(site: Path, config: Config) -> str:
    """Return the key of the program, with its plug-ins."""
    if not config.plugins:
        return code_key()
    from sitegen import plugins  # noqa: PLC0415 - most sites have none

    return plugins.keyed(code_key(), site, config.plugins)


def _unchanged(inputs: str, sink: Sink, memo: Memo, clock: Clock, *, strict: bool) -> Report | None:
    """Report that there is nothing to do, if the site is what the last build made of the same, and stands."""
    try:
        last = msgspec.msgpack.decode(memo.outcome() or b"", type=_Outcome)
    except msgspec.MsgspecError:
        return None
    units = sink.manifest.units
    if last.inputs != inputs or last.site != sink.manifest.key or (strict and serious(last.report.problems)):
        return None
    if not all(sink.intact(name) for name in units):
        return None
    clock.lap("compare")
    counts = sink.commit(units)
    clock.lap("commit")
    return msgspec.structs.replace(
        last.report,
        read=0,
        made=0,
        pages=0,
        written=0,
        unchanged=counts.unchanged,
        removed=0,
        locked=0,
        seconds=clock.seconds,
    )


def _kept(orders: list[Order], sink: Sink) -> tuple[dict[str, Made], list[Order], dict[str, str]]:
    """Part the units that the last build made with the same key, and that still stand, from those to be made.

    Returns also, by unit, the keys of those to be made of which the last build's files stand.
    """
    kept: dict[str, Made] = {}
    left: list[Order] = []
    standing: dict[str, str] = {}
    for order in orders:
        old = sink.manifest.units.get(order.name)
        if old is None:
            left.append(order)
        elif not sink.intact(order.name):
            left.append(msgspec.structs.replace(order, previous=old.files))
        elif old.key == order.key:
            kept[order.name] = old
        else:
            left.append(msgspec.structs.replace(order, previous=old.files))
            standing[order.name] = old.key
    return kept, left, standing


def _lost_pages(
    old: Mapping[str, Made], new: Mapping[str, Made], output: str, folded: Callable[[], set[str]]
) -> list[Problem]:
    """Warn of days and papers whose published pages would go: somebody may have linked to them.

    `folded` tells which pages are gone because their papers fold: links to them lead on.
    """
    touched = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    gone = {path for name in touched if name in old and name.startswith("day/") for path in old[name].files}
    gone -= {path for name in touched if name in new for path in new[name].files}
    if gone:
        gone -= folded()
    lost = sorted(path.removesuffix("index.html") for path in gone if path.endswith("/index.html"))
    if not lost:
        return []
    named = ", ".join(f"/{path}" for path in lost[:_NAMED]) + (", ..." if len(lost) > _NAMED else "")
    message = f"{len(lost)} published page{'' if len(lost) == 1 else 's'} would be gone: {named}"
    hint = "bring the digest back if that was not meant; without `--strict` the pages are removed"
    return [Problem(Location(output), message, hint, severity=Severity.WARNING)]
