"""What came on each day in; how it grows, and when a total will be reached, out.

It counts from the newest day, never from today's date, and it knows nothing of sites: only days and amounts.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sitegen.model import Date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LEAST_DAYS = 10
"""Days of the newest year that a forecast needs."""
HORIZON = 50 * 365
"""Days ahead that are looked at."""

_MONTH = 28
"""Days, in whole weeks: at weekends there are no digests."""
_YEAR = 13 * _MONTH
_MOST_YEARS = 5
"""What was before says little of what comes."""
_SURE = 3.0
"""How many times its standard error a slope has to be, to count as one."""
_CERTAIN = 30.0
"""The same, where a season cannot be told from growth."""
_LEAST_MONTHS = 6
_FASTEST = 0.3
"""The most that growth is taken to compound, in a month: a factor of fifty in a year."""


Days = np.ndarray[Any, np.dtype[Any]]
"""Amounts, in the order of time."""


class Growth(NamedTuple):
    """How much comes on a day: now, and later."""

    rate: float
    """On a calendar day, now."""
    slope: float = 0.0
    """What is added to the rate, each day: the growth of something that grows in a straight line."""
    compound: float = 0.0
    """By what share the rate grows, each day."""

    def pace(self, days: float) -> float:
        """Return the rate in some days; it never falls below 0."""
        if self.compound:
            return self.rate * math.exp(min(self.compound * days, 700))
        return max(0.0, self.rate + self.slope * days)

    def added(self, days: float) -> float:
        """Return how much will have come in some days."""
        if self.compound:
            return self.rate / self.compound * math.expm1(min(self.compound * days, 700))
        if self.slope < 0:
            days = min(days, -self.rate / self.slope)
        return self.rate * days + self.slope * days * days / 2


def growth(amounts: Mapping[Date, float]) -> Growth | None:
    """Return how amounts by day grow; nothing, if the newest year has too few days to tell.

    A line and a curve of compound growth are laid through the months of up to five years, and the one that fits better
    is taken, if it is sure to rise or fall. If not, the newest year's mean (or that of what there is) is taken to last.
    Of less than two whole years, a season could look like growth: there the months have to lie on the line themselves.
    """
    days = _calendar(amounts)
    span = len(days)
    if np.count_nonzero(days[-_YEAR:]) < LEAST_DAYS:
        return None
    whole = min(span, _YEAR) // 7 * 7 or span
    steady = Growth(float(days[-whole:].sum()) / whole)
    years = next((n for n in range(span // _YEAR) if np.count_nonzero(_year(days, n)) < LEAST_DAYS), span // _YEAR)
    seasons = years > 1
    count = min(years, _MOST_YEARS) * _YEAR // _MONTH if seasons else min(span // _MONTH, 2 * _YEAR // _MONTH)
    if count < _LEAST_MONTHS:
        return steady
    months = days[-count * _MONTH :].reshape(-1, _MONTH).sum(axis=1)
    return _line(months, _SURE if seasons else _CERTAIN) or steady


def reached(total: Callable[[int], float], limit: float) -> int | None:
    """Return in how many days a total that grows is above a limit; nothing, if not within the horizon."""
    above = next((days for days in range(0, HORIZON + _MONTH, _MONTH) if total(days) > limit), None)
    if not above:
        return above
    return next(days for days in range(above - _MONTH + 1, above + 1) if total(days) > limit)


def later(day: Date, days: int) -> Date:
    """Return the day some days after another."""
    return Date.fromordinal(day.toordinal() + days)


def _calendar(amounts: Mapping[Date, float]) -> Days:
    """Lay the amounts out by calendar day, up to the newest."""
    if not amounts:
        return np.zeros(0)
    first, last = min(amounts).toordinal(), max(amounts).toordinal()
    days = np.zeros(last - first + 1)
    for date, amount in amounts.items():
        days[date.toordinal() - first] = amount
    return days


def _year(days: Days, back: int) -> Days:
    """Return a year's days, `back` years before the newest."""
    return days[len(days) - (back + 1) * _YEAR : len(days) - back * _YEAR]


def _line(months: Days, sure: float) -> Growth | None:
    """Lay a line and a curve through the months; return the better, or nothing if there is no sure rise or fall."""
    count = len(months)
    at = np.arange(count) - (count - 1) / 2
    spread = float((at * at).sum())
    mean, slope = float(months.mean()), float((at * months).sum()) / spread
    error = float(((months - mean - slope * at) ** 2).sum())
    compound = _steepest(at, months)
    height, curve_error = _curve(at, months, compound)
    doubt = math.sqrt(min(error, curve_error) / (count - 2) / spread)
    if abs(slope) <= sure * doubt or abs(slope) * count < mean / 100:
        return None
    end = count / 2  # where the newest month ends: months stand at their middles
    if curve_error < error and compound:
        # a month holds the curve's integral over it, which is a little more than its middle
        per_day = compound / _MONTH
        middle = height * per_day / (2 * math.sinh(compound / 2))
        return Growth(middle * math.exp(compound * end), compound=per_day)
    return Growth(max(0.0, mean + slope * end) / _MONTH, slope=slope / _MONTH**2)


def _steepest(at: Days, months: Days) -> float:
    """Return the compound growth, in a month, that fits best: by golden section."""
    low, high = -_FASTEST, _FASTEST
    ratio = (math.sqrt(5) - 1) / 2
    for _ in range(60):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if _curve(at, months, left)[1] < _curve(at, months, right)[1]:
            high = right
        else:
            low = left
    return (low + high) / 2


def _curve(
    at: Days,
    months: Days,
    compound: float,
) -> tuple[float, float]:
    """Return the height of the curve of this growth that fits best, and its error."""
    shape = np.exp(compound * at)
    height = float((shape * months).sum() / (shape * shape).sum())
    return height, float(((months - height * shape) ** 2).sum())
