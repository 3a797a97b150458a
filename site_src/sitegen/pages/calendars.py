"""Days with their numbers of papers in, rows of lists and calendars out."""

from __future__ import annotations

import datetime as dt
import math
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import msgspec

from sitegen import dates
from sitegen.model import Date, DayCount, Link
from sitegen.urls import permalinks
from sitegen.views import (
    Calendar,
    CalendarLevel,
    CalendarMonth,
    Cell,
    DayItem,
    Gap,
    MonthItem,
    MonthLabel,
    Site,
    Tick,
    YearItem,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

FEW_TICKS = 5
"""Marks of an axis beside that of 0 are fewer."""
_SATURDAY = 5


def day_item(count: DayCount, site: Site, *, linked: bool) -> DayItem:
    """Return the row of a day; with `linked`, it links the sections of its categories."""
    return day_items((count,), site, linked=linked)[0]


def day_items(counts: Iterable[DayCount], site: Site, *, linked: bool) -> tuple[DayItem, ...]:
    """Return the rows of days; with `linked`, they link the sections of their categories."""
    counts = list(counts)
    most = max((count.papers for count in counts), default=0)
    items = []
    for count in counts:
        url = site.root + permalinks.day(count.date)[1:]
        names = count.categories if linked else ()
        links = tuple(Link(f"{url}#{permalinks.slug(name)}", name) for name in names)
        items.append(row(count.date, count.precision, url, count.papers, most, links))
    return tuple(items)


def row(date: Date, precision: str, url: str, papers: int, most: int, links: tuple[Link, ...] = ()) -> DayItem:
    """Return the row of a day, given what it links, and the most papers of a day of the list."""
    weekday = dates.WEEKDAYS[date.weekday()][:3] if precision == "day" else ""
    return DayItem(date, url, papers, links, dates.span(date, precision), weekday, percent(papers, most))


def year_item(days: tuple[DayCount, ...], calendar: Calendar | None, site: Site) -> YearItem:
    """Return the row of a year, given its days and their calendar, if it is drawn."""
    root, number = site.root, days[0].date.year
    months = []
    for _, group in groupby(days, lambda count: count.date.month):
        counts = list(group)
        first = counts[0].date.replace(day=1)
        months.append(MonthItem(first, root + permalinks.month(first)[1:], len(counts), sum(c.papers for c in counts)))
    url = root + permalinks.year(number)[1:]
    papers = sum(count.papers for count in days)
    return YearItem(number, url, len(days), papers, sized(months), calendar)


def sized(months: Iterable[MonthItem], most: int = 0) -> tuple[MonthItem, ...]:
    """Compare months with the greatest of them, or with a greater number of papers."""
    months = list(months)
    most = most or max((month.papers for month in months), default=0)
    return tuple(msgspec.structs.replace(month, size=percent(month.papers, most)) for month in months)


def percent(part: int, whole: int) -> int:
    """Return a percentage, rounded up, so that only nothing is 0."""
    return -(-100 * part // (whole or 1))


def draw_calendar(days: tuple[DayCount, ...], busiest: int, site: Site, *, earlier: bool, later: bool) -> Calendar:
    """Draw a year; `earlier` and `later` say whether the archive has days before and after it."""
    year = days[0].date.year
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    offset = first.weekday()

    def column(date: Date) -> int:
        return ((date - first).days + offset) // 7

    cells = tuple(
        Cell(
            count.date,
            site.root + permalinks.day(count.date)[1:],
            count.papers,
            min(4, max(1, -(-4 * count.papers // max(1, busiest)))),
            column(count.date),
            count.date.weekday(),
        )
        for count in days
    )
    firsts = [dt.date(year, month, 1) for month in range(1, 13)]
    labels = tuple(MonthLabel(date, column(date) + (date.weekday() > 0)) for date in firsts)
    start, end = first if earlier else days[0].date, last if later else days[-1].date
    there = {count.date for count in days}
    empty = [date for date in _days(start, end) if date not in there]
    gaps, weekends = ([date for date in empty if (date.weekday() < _SATURDAY) is week] for week in (True, False))
    months = tuple(
        CalendarMonth(
            date,
            column(date),
            tuple(cell for cell in cells if cell.date.month == date.month),
            _runs((gap for gap in gaps if gap.month == date.month), column),
            _runs((day for day in weekends if day.month == date.month), column),
        )
        for date in firsts
        if start.replace(day=1) <= date <= end
    )
    return Calendar(
        year, offset, column(last), last.weekday(), cells, _runs(gaps, column), labels, months, _levels(busiest)
    )


def _runs(days: Iterable[Date], column: Callable[[Date], int]) -> tuple[Gap, ...]:
    """Join consecutive days of a week."""
    runs: list[Gap] = []
    for date in days:
        before = runs[-1] if runs else None
        if before and (before.column, before.row + before.days) == (column(date), date.weekday()):
            runs[-1] = Gap(before.column, before.row, before.days + 1)
        else:
            runs.append(Gap(column(date), date.weekday(), 1))
    return tuple(runs)


def _levels(busiest: int) -> tuple[CalendarLevel, ...]:
    """Return the numbers of papers that each level has, which divide those up to the busiest day's in four."""
    bounds = [level * busiest // 4 for level in range(5)]
    return tuple(
        CalendarLevel(level, least + 1, most) for level, (least, most) in enumerate(pairwise(bounds), 1) if least < most
    )


def _days(start: Date, end: Date) -> Iterator[Date]:
    return (start + dt.timedelta(n) for n in range((end - start).days + 1))


def day_link(date: Date | None, root: str) -> Link | None:
    """Link a day."""
    return Link(root + permalinks.day(date)[1:], dates.long(date)) if date else None


def month_link(date: Date | None, root: str) -> Link | None:
    """Link a month, given its first day."""
    return Link(root + permalinks.month(date)[1:], dates.month(date)) if date else None


def year_link(year: int | None, root: str) -> Link | None:
    """Link a year."""
    return Link(root + permalinks.year(year)[1:], str(year)) if year else None


def ticks(most: float) -> tuple[Tick, ...]:
    """Mark an axis from 0 to a number at round numbers, at most five."""
    if most <= 0:
        return (Tick("0", 0),)
    power = 10 ** math.floor(math.log10(most / 4))
    step = next(step for step in (power, 2 * power, 5 * power, 10 * power) if most / step < FEW_TICKS)
    return tuple(Tick(f"{n * step:,.10g}", round(100 * n * step / most)) for n in range(int(most / step) + 1))


def polyline(values: Sequence[float]) -> str:
    """Draw values as `points` of a `<polyline>`, 120 wide and 32 high, the greatest at the top."""
    most = max(values, default=0) or 1
    step = 120 / max(1, len(values) - 1)
    return " ".join(f"{n * step:.1f},{31 - 30 * value / most:.1f}" for n, value in enumerate(values))
