"""Days with their numbers of papers in, rows of lists and calendars out."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING

from sitegen import dates
from sitegen.model import Date, DayCount, Link
from sitegen.urls import permalinks
from sitegen.views import Calendar, Cell, DayItem, Gap, MonthItem, MonthLabel, Site, YearItem

if TYPE_CHECKING:
    from collections.abc import Sequence

_SATURDAY = 5


def day_item(count: DayCount, site: Site, *, linked: bool) -> DayItem:
    """Return the row of a day; with `linked`, it links the sections of its categories."""
    url = site.root + permalinks.day(count.date)[1:]
    names = count.categories if linked else ()
    links = tuple(Link(f"{url}#{permalinks.slug(name)}", name) for name in names)
    return DayItem(count.date, url, count.papers, links, dates.span(count.date, count.precision))


def year_item(days: tuple[DayCount, ...], calendar: Calendar | None, site: Site) -> YearItem:
    """Return the row of a year, given its days and their calendar, if it is drawn."""
    root, number = site.root, days[0].date.year
    months = []
    for _, group in groupby(days, lambda count: count.date.month):
        counts = list(group)
        first = counts[0].date.replace(day=1)
        months.append(MonthItem(first, root + permalinks.month(first)[1:], len(counts), sum(c.papers for c in counts)))
    url = root + permalinks.year(number)[1:]
    return YearItem(number, url, len(days), sum(count.papers for count in days), tuple(months), calendar)


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
    firsts = (dt.date(year, month, 1) for month in range(1, 13))
    labels = tuple(MonthLabel(date, column(date) + (date.weekday() > 0)) for date in firsts)
    start, end = first if earlier else days[0].date, last if later else days[-1].date
    gaps: list[Gap] = []
    for date in sorted(_weekdays(start, end) - {count.date for count in days}):
        before = gaps[-1] if gaps else None
        if before and (before.column, before.row + before.days) == (column(date), date.weekday()):
            gaps[-1] = Gap(before.column, before.row, before.days + 1)
        else:
            gaps.append(Gap(column(date), date.weekday(), 1))
    return Calendar(year, offset, column(last), last.weekday(), cells, tuple(gaps), labels)


def _weekdays(start: Date, end: Date) -> set[Date]:
    """Return all days from Monday to Friday in a stretch of time."""
    days = (start + dt.timedelta(n) for n in range((end - start).days + 1))
    return {date for date in days if date.weekday() < _SATURDAY}


def day_link(date: Date | None, root: str) -> Link | None:
    """Link a day."""
    return Link(root + permalinks.day(date)[1:], dates.long(date)) if date else None


def month_link(date: Date | None, root: str) -> Link | None:
    """Link a month, given its first day."""
    return Link(root + permalinks.month(date)[1:], dates.month(date)) if date else None


def year_link(year: int | None, root: str) -> Link | None:
    """Link a year."""
    return Link(root + permalinks.year(year)[1:], str(year)) if year else None


def polyline(values: Sequence[float]) -> str:
    """Draw values as `points` of a `<polyline>`, 120 wide and 32 high, the greatest at the top."""
    most = max(values, default=0) or 1
    step = 120 / max(1, len(values) - 1)
    return " ".join(f"{n * step:.1f},{31 - 30 * value / most:.1f}" for n, value in enumerate(values))
