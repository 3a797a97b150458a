"""An archive's days with the ids of their papers in, the days that cannot be right out, and why.

An arXiv id tells the month in which its paper was submitted: no digest can be older than its papers, and in an archive
of new papers none is years younger. Where ids tell nothing, a day is judged by how far it is from all others, and only
an extreme one is named. No clock is asked, so that the same input gives the same site on any day.
This module does not know of files or of pages.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

EARLY = 3
"""Days before a month on which its first ids may be announced: in the evening of the month before, at the other end of
the world."""
SOON = 3
"""Months between the newest paper of a day and the day, where days list new papers."""
AGREEING = 0.75
"""The part of an archive's days that must list new papers, so that old ones on a day mean something."""
VERY_LATE = 24
"""Months by which papers are too old for their day, if it should be one of new papers."""
LATE = 11
"""The same for a day far from all others in an archive of many days: a year that was mistyped by one."""
MANY = 10
"""So many days of new papers."""
APART = 180
"""Days that make a day far from others."""
TOGETHER = 5
"""Papers of two months in a row that make a day one of new papers, of whatever year."""
YEAR = 366
FAR = 5 * YEAR
"""Days from all others that are too many, where ids do not help."""
ENOUGH = 5
"""Days that there must be beside it to say so."""

_FIRST_NEW = 7
"""The year of the first ids without a subject: 2007."""
_FIRST_OLD = 91
"""That of the first ids at all: 1991."""


class _Day(NamedTuple):
    date: dt.date
    months: Counter[int]
    """The months that its ids tell, as numbers in a row, with how many do."""

    @property
    def impossible(self) -> bool:
        """Whether it was before most of its papers."""
        latest = self.date + dt.timedelta(EARLY)
        later = sum(count for month, count in self.months.items() if month > _number(latest))
        return 2 * later > self.months.total()

    @property
    def lag(self) -> int | None:
        """Months from its newest paper to itself; None, when no id tells."""
        own = _number(self.date)
        found = [month for month in self.months if month <= own + 1]
        return max(0, own - max(found)) if found else None

    @property
    def together(self) -> bool:
        """Whether its papers are new ones of some month, and not old ones of many."""
        newest = max(self.months, default=0)
        count = self.months[newest] + self.months[newest - 1]
        return count >= TOGETHER and count >= AGREEING * self.months.total()


def implausible(days: Sequence[tuple[dt.date, Sequence[str]]]) -> frozenset[dt.date]:
    """Return the days that cannot be right, of all days, oldest first, each with the ids of its papers."""
    return frozenset(reasons(days))


def reasons(days: Sequence[tuple[dt.date, Sequence[str]]]) -> dict[dt.date, str]:
    """Return the days that cannot be right, and of each what is wrong with it.

    Of an archive there is none left of, nothing is said: there is nothing to compare it with.
    """
    every = [_Day(date, _months(ids)) for date, ids in days]
    found = {day.date: _impossible(day) for day in every if day.impossible}
    found |= _late([day for day in every if day.date not in found])
    found |= _far([day for day in every if day.date not in found])
    return dict(sorted(found.items())) if len(found) < len(every) else {}


def _late(days: Sequence[_Day]) -> dict[dt.date, str]:
    """Find days whose papers are years old, in an archive of new papers."""
    lags = {day.date: lag for day in days if (lag := day.lag) is not None}
    soon = _soon(lags)
    late = LATE if len(soon) >= MANY else VERY_LATE
    found = {}
    for day in days:
        lag = lags.get(day.date, 0)
        if lag < late or not _agree(lags, soon, day.date):
            continue
        near = min(abs((day.date - date).days) for date in soon)
        if near > APART or (lag >= VERY_LATE and day.together):
            newest = max(month for month in day.months if month <= _number(day.date) + 1)
            found[day.date] = (
                f"{day.date} is {_long(lag)} after the papers on it were submitted (IDs from {_prefix(newest)})"
            )
    return found


def _far(days: Sequence[_Day]) -> dict[dt.date, str]:
    """Find days at the ends that are further from all others than these are from one another."""
    lags = {day.date: lag for day in days if (lag := day.lag) is not None}
    found: dict[dt.date, str] = {}
    left = list(days)
    while len(left) > 2:  # noqa: PLR2004 - of two days, either may be right
        first, last = left[0], left[-1]
        ends = ((last, left[-2], left[:-1]), (first, left[1], left[1:]))
        end = next((day for day, nearest, rest in ends if _is_far(day, nearest, rest, lags)), None)
        if not end:
            break
        others = [day.date for day in left if day is not end]
        gap = min(abs((end.date - date).days) for date in others)
        found[end.date] = (
            f"{end.date} is {_long(round(12 * gap / YEAR))} from all other days, "
            f"which are from {others[0]} to {others[-1]}"
        )
        left.remove(end)
    return found


def _is_far(day: _Day, nearest: _Day, rest: Sequence[_Day], lags: Mapping[dt.date, int]) -> bool:
    gap, length = abs((day.date - nearest.date).days), (rest[-1].date - rest[0].date).days
    if gap <= max(YEAR, length):
        return False
    lag = lags.get(day.date)
    if lag is not None and _agree(lags, _soon(lags), day.date):
        return lag > 2 * SOON
    return (lag is None or lag > 2 * SOON) and gap > FAR and len(rest) >= ENOUGH


def _soon(lags: Mapping[dt.date, int]) -> set[dt.date]:
    """Return the days that list new papers."""
    return {date for date, lag in lags.items() if lag <= SOON}


def _agree(lags: Mapping[dt.date, int], soon: set[dt.date], apart: dt.date) -> bool:
    """Whether the days but one list new papers."""
    return len(soon) - (apart in soon) >= max(2, AGREEING * (len(lags) - 1))


def _impossible(day: _Day) -> str:
    newest = max(month for month in day.months if month > _number(day.date))
    return f"{day.date} is before the papers on it were submitted (IDs from {_prefix(newest)})"


def _months(ids: Iterable[str]) -> Counter[int]:
    """Count ids by the month that they tell; those that tell none are left out."""
    months: Counter[int] = Counter()
    for prefix, count in Counter(map(_prefix_of, ids)).items():
        month = _month(prefix)
        if month is not None:
            months[month] += count
    return months


def _prefix_of(id_: str) -> str:
    """Return what tells the month: `2608`, or `/9901` of an id with a subject; empty, when nothing does."""
    if ":" in id_:
        return ""
    if id_[4:5] == ".":
        return id_[:4]
    subject, _, number = id_.partition("/")
    return f"/{number[:4]}" if subject and number else ""


def _month(prefix: str) -> int | None:
    digits = prefix.removeprefix("/")
    if not (len(digits) == len("2608") and digits.isascii() and digits.isdigit()):
        return None
    year, month = int(digits[:2]), int(digits[2:])
    if not 1 <= month <= 12 or (digits == prefix and year < _FIRST_NEW):  # noqa: PLR2004 - months
        return None
    century = 1900 if digits != prefix and year >= _FIRST_OLD else 2000
    return 12 * (century + year) + month - 1


def _number(date: dt.date) -> int:
    return 12 * date.year + date.month - 1


def _prefix(number: int) -> str:
    return f"{number // 12 % 100:02}{number % 12 + 1:02}"


def _long(months: int) -> str:
    """Say how long some months are: `14 months`, `36 years`."""
    return f"{months} months" if months < VERY_LATE else f"{months // 12} years"
