"""Growth is recognised, and the date on which a limit is reached is right within a month."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sitegen.hosts.forecast import growth, later, reached

if TYPE_CHECKING:
    from collections.abc import Callable

START = date(2018, 1, 3)
SHAPES: dict[str, Callable[[int], float]] = {
    "steady": lambda _: 100.0,
    "straight": lambda n: 50 + 0.05 * n,
    "from nothing": lambda n: 0.1 * n,
    "compound": lambda n: 50 * math.exp(0.0003 * n),
    "doubling": lambda n: 20 * math.exp(0.0019 * n),
}


def weekday(number: int) -> bool:
    return (START + timedelta(number)).weekday() < 5


def days(rate: Callable[[int], float], count: int) -> dict[date, float]:
    """Return what comes on the weekdays of the first days."""
    return {START + timedelta(n): rate(n) for n in range(count) if weekday(n) and rate(n)}


def simulated(rate: Callable[[int], float], limit: float) -> date:
    """Count day by day until the limit is passed."""
    total, n = 0.0, -1
    while total <= limit:
        n += 1
        total += rate(n) if weekday(n) else 0
    return START + timedelta(n)


def forecast(rate: Callable[[int], float], known: int, limit: float) -> date | None:
    amounts = days(rate, known)
    rise = growth(amounts)
    assert rise
    now = sum(amounts.values())
    ahead = reached(lambda n: now + rise.added(n), limit)
    return later(max(amounts), ahead) if ahead is not None else None


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("known", [200, 364, 731, 1000, 2000])
@pytest.mark.parametrize("years", [1, 3, 8])
def test_steady_straight_and_compound_growth_are_forecast_within_a_month(shape: str, known: int, years: int) -> None:
    rate = SHAPES[shape]
    limit = sum(days(rate, known + 365 * years).values())
    found = forecast(rate, known, limit - 0.01)
    assert found
    assert abs((found - simulated(rate, limit - 0.01)).days) <= 31


@settings(max_examples=30)
@given(st.floats(1, 1e6), st.floats(-0.0003, 0.001), st.integers(730, 2500), st.integers(1, 6))
def test_any_compound_growth_is_forecast_within_a_month(height: float, compound: float, known: int, years: int) -> None:
    def rate(n: int) -> float:
        return height * math.exp(compound * n)

    limit = sum(days(rate, known + 365 * years).values()) * 0.999
    assume(limit > sum(days(rate, known).values()))
    found = forecast(rate, known, limit)
    assert found
    assert abs((found - simulated(rate, limit)).days) <= 31


def test_a_season_is_not_taken_for_growth() -> None:
    amounts = days(lambda n: 100 * (1 + 0.1 * math.sin(n / 365 * math.tau)) + (n * 7919 % 13), 500)
    rise = growth(amounts)
    assert rise
    assert rise.slope == rise.compound == 0


def test_too_few_days_in_the_newest_year_allow_no_forecast() -> None:
    nine = days(lambda _: 1.0, 11)
    assert len(nine) == 8
    assert growth(nine) is None
    assert growth({}) is None
    assert growth(days(lambda _: 1.0, 14))
    old = {**days(lambda _: 1.0, 500), START + timedelta(2000): 1.0}
    assert growth(old) is None


def test_growth_that_fades_never_reaches_what_lies_beyond_it() -> None:
    def rate(n: int) -> float:
        return max(0.0, 1000 - n)

    amounts = days(rate, 800)
    beyond = sum(days(rate, 1000).values())
    assert forecast(rate, 800, beyond + 100) is None
    assert sum(amounts.values()) < beyond
    assert forecast(rate, 800, beyond - 2000)


def test_a_total_above_the_limit_is_there_today() -> None:
    assert reached(lambda _: 10, 5) == 0
    assert reached(lambda n: n, 100) == 101
    assert reached(lambda _: 0, 100) is None
