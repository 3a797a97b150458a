"""Dates in text.

In: a line. Out: the days that it tells, each with its place and its precision.
This module does not know what a date is of.
"""

from __future__ import annotations

import calendar
import datetime as dt
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sitegen.dates.forms import (
    AFTER,
    ALONE,
    BEFORE,
    CJK_DAYS,
    NO_DATES,
    PLAIN,
    UNTIL,
    WEEK_OF,
    WEEK_TO,
    first_date,
    second_date,
)
from sitegen.dates.words import WEEKDAYS, month_number

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

PRECISIONS = ("day", "week", "month", "year")

_WEEK = 10
"""Days that are called a week, at most: digests of a week may reach over a holiday."""
_MONTH = 31
_CENTURY = 70
"""Two-digit years from here on are of the twentieth century."""

_SHORT = 60
"""Characters of a text that may come again: a day's papers have the same date, each in its field."""


class Told(NamedTuple):
    """A date that a text tells."""

    date: dt.date
    """The day; of a longer span, its last day."""
    precision: str
    """`day`, `week`, `month` or `year`."""
    start: int
    """Where in the text it begins, its weekday included."""
    end: int
    weekday: str = ""
    """The weekday that the text names, when it disagrees with the date: `Tue`, in whatever language; else empty."""


def find(text: str, year: int | None = None) -> Told | None:
    """Return the first date in a text; `year` is that of dates without one, which are none otherwise."""
    return _first(text, year) if len(text) <= _SHORT else next(_told(text, year), None)


@lru_cache(maxsize=8192)
def _first(text: str, year: int | None) -> Told | None:
    return next(_told(text, year), None)


def find_all(text: str, year: int | None = None) -> list[Told]:
    """Return all dates in a text, in its order; see `find`."""
    return list(_told(text, year))


_BEFORE_MOST = 24
"""Characters before a date that are looked at."""


class _Piece(NamedTuple):
    """What a form says, before it is known to be in the calendar."""

    start: int
    end: int
    year: int | None
    month: int
    day: int
    """0: the month as a whole."""
    first: int
    """Of several days the first, else the day."""
    week: int


def _told(text: str, year: int | None) -> Iterator[Told]:
    if not any(map(str.isdigit, text)):
        return
    plain = NO_DATES.sub(lambda match: "\0" * len(match[0]), text.translate(PLAIN))
    if alone := ALONE.fullmatch(plain):
        yield Told(dt.date(int(alone[1]), 12, 31), "year", *alone.span(1))
        return
    at = 0
    while match := first_date().search(plain, at):
        piece = _piece(match, plain, 0)
        told = _joined(plain, piece, year) or _single(plain, piece, year)
        at = told.end if told else piece.end
        if told:
            yield told


@cache
def _groups(pattern: re.Pattern[str]) -> dict[str, list[tuple[str, int]]]:
    """Return the fields of each form, and their groups."""
    names = [(name.rpartition("_"), group) for name, group in pattern.groupindex.items()]
    return {
        f"form_{number}": [(field, group) for (field, _, its), group in names if its == number and field != "form"]
        for (form, _, number), _ in names
        if form == "form"
    }


def _piece(match: re.Match[str], plain: str, month: int) -> _Piece:
    """Take a form apart; `month` is that of a day without one. A weekday after it is its, too."""
    fields = {field: text for field, group in _groups(match.re)[match.lastgroup or ""] if (text := match[group])}
    month = int(fields.get("m") or fields.get("mm") or month)
    day = int(fields.get("d") or fields.get("dd") or 0)
    if name := fields.get("name") or fields.get("name2"):
        month = month_number(name[:3])
    if "a" in fields:
        month, day = int(fields["a"]), int(fields["b"])
        if month > 12:  # noqa: PLR2004 - months
            month, day = day, month
    year = fields.get("y") or fields.get("cy")
    if short := fields.get("yy"):
        year = f"{19 if int(short) >= _CENTURY else 20}{short}"
    after = AFTER.match(plain, match.end()) if day else None
    return _Piece(
        start=match.start(),
        end=after.end() if after else match.end(),
        year=int(year) if year else None,
        month=month,
        day=day,
        first=int(fields.get("f") or day),
        week=int(fields.get("w", 0)),
    )


def _stretch(piece: _Piece, year: int) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of what a form says; None, when the calendar has no such days."""
    try:
        if piece.week:
            monday = dt.date.fromisocalendar(year, piece.week, 1)
            return monday, monday + dt.timedelta(6)
        if not piece.day:
            return dt.date(year, piece.month, 1), month_end(year, piece.month)
        first, last = dt.date(year, piece.month, piece.first), dt.date(year, piece.month, piece.day)
    except ValueError:
        return None
    return (first, last) if first <= last else None


def month_end(year: int, month: int) -> dt.date:
    """Return the last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _single(plain: str, piece: _Piece, year: int | None) -> Told | None:
    """Return what one form tells, with the weekday beside it."""
    year = piece.year or year
    stretch = _stretch(piece, year) if year else None
    if not stretch:
        return None
    first, last = stretch
    if first != last:
        whole = "week" if piece.week else "month" if not piece.day else _length(first, last)
        return Told(last, whole, piece.start, piece.end)
    start, weekday = _weekday(plain, piece)
    if WEEK_OF.search(plain, max(0, start - _BEFORE_MOST), start):
        return Told(last + dt.timedelta(6), "week", start, piece.end)
    whole = "week" if WEEK_TO.search(plain, max(0, start - _BEFORE_MOST), start) else "day"
    other = weekday if weekday and weekday != WEEKDAYS[last.weekday()][:3] else ""
    return Told(last, whole, start, piece.end, other)


def _weekday(plain: str, piece: _Piece) -> tuple[int, str]:
    """Return where a date begins with the weekday before it, and the weekday before or after it."""
    before = BEFORE.search(plain, max(0, piece.start - _BEFORE_MOST), piece.start)
    after = AFTER.search(plain, max(piece.start, piece.end - _BEFORE_MOST), piece.end)
    found = before or after
    if not found:
        return piece.start, ""
    name = next(filter(None, found.groups()))
    at = CJK_DAYS.find(name.replace("天", "日"))
    weekday = name[:3].title() if at < 0 else WEEKDAYS[at % 7][:3]
    return before.start() if before else piece.start, weekday


def _joined(plain: str, piece: _Piece, year: int | None) -> Told | None:
    """Return the span of days that begins with a form, if another date ends it within a month."""
    until = UNTIL.match(plain, piece.end)
    match = second_date().match(plain, until.end()) if until else None
    if not match:
        return None
    other = _piece(match, plain, piece.month)
    end_year = other.year or piece.year or year
    if not end_year:
        return None
    first, last = _stretch(piece, piece.year or end_year), _stretch(other, end_year)
    if first and last and first[0] > last[1]:  # over the end of a year
        if other.year and not piece.year:
            first = _stretch(piece, end_year - 1)
        elif not other.year:
            last = _stretch(other, end_year + 1)
    whole = _length(first[0], last[1]) if first and last else ""
    return Told(last[1], whole, piece.start, other.end) if last and whole else None


def _length(first: dt.date, last: dt.date) -> str:
    """Return the precision of a span of days; empty when it is too long for one."""
    days = (last - first).days + 1
    return "" if days < 1 else "day" if days == 1 else "week" if days <= _WEEK else "month" if days <= _MONTH else ""
