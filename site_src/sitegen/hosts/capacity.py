"""The sizes of a site in; how much of a host's limits it uses, until when they will do, and what would help, out.

All is arithmetic on what each day added. This module does not know how the sizes were found, or how they are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.hosts.forecast import Growth, growth, later, reached
from sitegen.hosts.limits import HOSTS, Host, Limit, Measure
from sitegen.model import Date
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SOON = 365
"""Days ahead of which a limit is warned of, and by which a remedy has to put it off."""

_PAGES = "papers.fold_after"
_AGES = {"2y": 730, "1y": 365, "6m": 183}
"""Ages at which papers could fold, and about how many days they are."""
_LUNR = "search.export_lunr = false"
_SEARCH = "search.enabled = false"
_FOLDERS = 'urls.paper = "/abs/{yymm}/{number}/"'
_FILLING = 92
"""Days in which a folder got all it has: it is one month's, and the next month will have another."""


class Weight(NamedTuple):
    """What some files are to a host."""

    bytes: int = 0
    files: int = 0
    folders: int = 0

    def plus(self, other: Weight) -> Weight:
        """Return the sum."""
        return Weight(self.bytes + other.bytes, self.files + other.files, self.folders + other.folders)

    def of(self, measure: Measure) -> int:
        """Return what counts for a limit on the whole site."""
        match measure:
            case Measure.SITE:
                return self.bytes
            case Measure.FILES:
                return self.files
            case _:
                return self.files + self.folders


class Large(NamedTuple):
    """A large file."""

    path: str
    bytes: int
    grows: bool
    """Whether it holds something of every paper."""


class Sizes(msgspec.Struct, frozen=True):
    """What a site weighs, by what it is for and when it came."""

    days: dict[Date, Weight]
    """Of each day: its page and its data."""
    papers: dict[Date, Weight]
    """Of each day: the papers' pages."""
    growing: Weight
    """What grows with the number of papers: search index, lists, data of the whole archive."""
    lasting: Weight
    """What stays as it is: theme, free pages, feeds, files of others."""
    index: Weight = Weight()
    """Of what grows: the search."""
    lunr: Weight = Weight()
    """Of the search: what is written for Lunr's own programs."""
    largest: tuple[Large, ...] = ()
    """The largest files, the largest first."""
    fullest: str = ""
    """The folder with the most entries."""
    entries: int = 0
    """How many it has."""
    arrivals: dict[Date, int] = {}
    """Which of them came with the days."""
    rules: dict[Measure, int] = {}
    """Of files that tell the host something: how many rules they have."""


class Remedy(msgspec.Struct, frozen=True):
    """What could be done about a limit."""

    what: str
    until: Date | None
    """When the limit would be reached then; nothing, if not in fifty years."""


class Verdict(msgspec.Struct, frozen=True):
    """How a site stands to one limit."""

    host: str
    limit: Limit
    now: int
    what: str
    """Which file or folder it is, if it is one."""
    until: Date | None
    """When it will be reached, at this growth."""
    why: str
    """Why there is no such date."""
    newest: Date | None
    """The day that the forecast starts from."""
    remedies: tuple[Remedy, ...] = ()
    """What helps, the cheapest first."""

    @property
    def exceeded(self) -> bool:
        """Whether the limit is reached already."""
        return self.now > self.limit.most

    @property
    def soon(self) -> bool:
        """Whether it will be within a year."""
        return bool(self.until and self.newest and (self.until - self.newest).days <= SOON)


class _Outlook(NamedTuple):
    """A total, in some days."""

    total: Callable[[int], float]
    growth: Growth | None


def judge(sizes: Sizes, host: Host) -> Iterator[Verdict]:
    """Hold a site against all limits of a host."""
    for limit in host.limits:
        now, what, outlook = _outlook(sizes, limit.measure)
        if not now and limit.measure in {Measure.REDIRECTS, Measure.HEADERS}:
            continue
        newest = max(sizes.days, default=None)
        until = _until(outlook, limit.most, newest)
        remedies: tuple[Remedy, ...] = ()
        if now > limit.most or until:
            without = 0 if now > limit.most or not until or not newest else (until - newest).days
            remedies = tuple(_remedies(sizes, host, limit, outlook, without))
        why = "" if until or now > limit.most else _why(sizes, limit.measure, outlook)
        yield Verdict(host.name, limit, now, what, None if now > limit.most else until, why, newest, remedies)


def _outlook(sizes: Sizes, measure: Measure) -> tuple[int, str, _Outlook]:
    """Return a measure now, what it is of, and its outlook."""
    match measure:
        case Measure.REDIRECTS | Measure.HEADERS:
            return sizes.rules.get(measure, 0), "", _Outlook(lambda _days: 0, None)
        case Measure.FILE:
            largest = sizes.largest[0] if sizes.largest else Large("", 0, grows=False)
            return largest.bytes, largest.path, _of_file(sizes, largest)
        case Measure.FOLDER:
            return sizes.entries, sizes.fullest or "/", _of_folder(sizes)
    return _sum(sizes, measure), "", _of_site(sizes, measure)


def _sum(sizes: Sizes, measure: Measure) -> int:
    weights = [*sizes.days.values(), *sizes.papers.values(), sizes.growing, sizes.lasting]
    return sum(weight.of(measure) for weight in weights)


def _of_site(sizes: Sizes, measure: Measure) -> _Outlook:
    """Return the outlook of a whole site: what grows with the papers keeps its share of what the days add."""
    now, growing = _sum(sizes, measure), sizes.growing.of(measure)
    if not _folded(sizes):
        daily = _daily(sizes, measure)
        rise = growth(daily)
        share = 1 + growing / max(sum(daily.values()), 1)
        return _Outlook(lambda days: now + share * rise.added(days) if rise else now, rise)
    kept = {date: float(weight.of(measure)) for date, weight in sizes.days.items()}
    pages = sum(weight.of(measure) for weight in sizes.papers.values())
    rise = growth(kept)
    share = 1 + growing / max(sum(kept.values()), 1)

    def total(days: int) -> float:
        """Sum up: as many pages fold as come, but for the growth of the days."""
        if not rise or not rise.rate:
            return now
        return now + share * rise.added(days) + pages * (rise.pace(days) / rise.rate - 1)

    return _Outlook(total, rise)


def _of_file(sizes: Sizes, file: Large) -> _Outlook:
    if not file.grows:
        return _Outlook(lambda _days: file.bytes, None)
    multiple = _multiple(sizes, rise := growth(_daily(sizes, Measure.SITE)))
    return _Outlook(lambda days: file.bytes * multiple(days), rise)


def _of_folder(sizes: Sizes) -> _Outlook:
    arrivals = {date: float(count) for date, count in sizes.arrivals.items()}
    if not arrivals or (max(arrivals) - min(arrivals)).days < _FILLING < (max(sizes.days) - min(sizes.days)).days:
        return _Outlook(lambda _days: sizes.entries, None)
    rise = growth(arrivals)
    return _Outlook(lambda days: sizes.entries + rise.added(days) if rise else sizes.entries, rise)


def _daily(sizes: Sizes, measure: Measure) -> dict[Date, float]:
    """Return what each day added: its page, and the pages of its papers."""
    none = Weight()
    return {
        date: float(sizes.days.get(date, none).of(measure) + sizes.papers.get(date, none).of(measure))
        for date in sorted(sizes.days.keys() | sizes.papers.keys())
    }


def _multiple(sizes: Sizes, rise: Growth | None) -> Callable[[int], float]:
    """Return how many times what it is now the archive will be in some days."""
    now = max(sum(_daily(sizes, Measure.SITE).values()), 1)
    return lambda days: 1 + (rise.added(days) / now if rise else 0)


def _folded(sizes: Sizes) -> bool:
    """Whether old papers have no pages any more."""
    paged = [date for date, weight in sizes.papers.items() if weight.files]
    return bool(paged) and (min(paged) - min(sizes.days)).days > 7  # noqa: PLR2004 - a week may be a gap


def _until(outlook: _Outlook, most: float, newest: Date | None) -> Date | None:
    days = reached(outlook.total, most)
    return later(newest, days) if newest and days is not None else None


def _why(sizes: Sizes, measure: Measure, outlook: _Outlook) -> str:
    if outlook.growth is None:
        still = measure in {Measure.REDIRECTS, Measure.HEADERS}
        still = still or (measure is Measure.FILE and not (sizes.largest and sizes.largest[0].grows))
        unknown = growth(_daily(sizes, Measure.SITE)) is None
        return "too few days in the newest year for a forecast" if unknown and not still else "does not grow"
    if outlook.growth.slope < 0 or outlook.growth.compound < 0:
        return "growth is declining and ends before that"
    return "not in the next 50 years" if outlook.growth.rate else "growth has stopped"


def _remedies(sizes: Sizes, host: Host, limit: Limit, outlook: _Outlook, without: int) -> Iterator[Remedy]:
    """Name what puts a limit off by a year or more, the cheapest first."""
    newest = max(sizes.days, default=None)
    if not newest:
        return
    for what, total in _changes(sizes, limit.measure, outlook):
        days = reached(total, limit.most)
        if days is None or days > without + SOON:
            yield Remedy(what, later(newest, days) if days is not None else None)
    for other in HOSTS:
        if other is host:
            continue
        its = [(theirs, _outlook(sizes, theirs.measure)) for theirs in other.limits]
        if any(now > theirs.most for theirs, (now, _, _) in its):
            continue
        dates = [date for theirs, (_, _, its_outlook) in its if (date := _until(its_outlook, theirs.most, newest))]
        first = min(dates, default=None)
        if first is None or (first - newest).days > without + SOON:
            yield Remedy(f"another host: {other.name}", first)


def _changes(sizes: Sizes, measure: Measure, outlook: _Outlook) -> Iterator[tuple[str, Callable[[int], float]]]:
    """Name what could be changed, and the total there would be then; the cheapest first."""
    total = outlook.total
    multiple = _multiple(sizes, growth(_daily(sizes, Measure.SITE)))
    whole = measure in {Measure.SITE, Measure.FILES, Measure.ENTRIES}
    if (
        measure is Measure.FILE
        and sizes.lunr.bytes
        and sizes.largest[0].path == permalinks.SEARCH_LUNR[1:]
        and len(sizes.largest) > 1
    ):
        yield _LUNR, _of_file(sizes, sizes.largest[1]).total
    if whole and (lunr := sizes.lunr.of(measure)):
        yield _LUNR, lambda days: total(days) - lunr * multiple(days)
    if (whole or measure is Measure.FOLDER) and not _folded(sizes):
        for age, days in _AGES.items():
            yield f'{_PAGES} = "{age}"', _less(total, _folding(sizes, measure, outlook, days))
    if whole and (index := sizes.index.of(measure)):
        yield _SEARCH, lambda days: total(days) - index * multiple(days)
    if measure is Measure.FOLDER and sizes.arrivals:
        months: dict[tuple[int, int], int] = {}
        for date, count in sizes.arrivals.items():
            months[date.year, date.month] = months.get((date.year, date.month), 0) + count
        month, rise = max(months.values()), outlook.growth
        yield _FOLDERS, lambda days: month * (rise.pace(days) / rise.rate if rise and rise.rate else 1)


def _less(total: Callable[[int], float], part: Callable[[int], float]) -> Callable[[int], float]:
    return lambda days: total(days) - part(days)


def _folding(sizes: Sizes, measure: Measure, outlook: _Outlook, age: int) -> Callable[[int], float]:
    """Return how much of a total will be gone in some days, if papers fold at an age."""
    none = Weight()
    came = {date: sizes.papers.get(date, none).of(measure) for date in sizes.days}
    if measure is Measure.FOLDER:
        came = {date: sizes.arrivals.get(date, 0) for date in sizes.days}
    newest, rise, whole = max(came), outlook.growth, sum(came.values())
    share = whole / max(sum(_daily(sizes, measure).values()), 1) if measure is not Measure.FOLDER else 1.0

    def gone(days: int) -> float:
        if days >= age:
            return whole + (share * rise.added(days - age) if rise else 0)
        cut = later(newest, days - age)
        return sum(count for date, count in came.items() if date < cut)

    return gone
