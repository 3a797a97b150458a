"""Dates in words: how a page calls a day, or a longer span."""

from __future__ import annotations

import datetime as dt

import pytest

from sitegen import dates


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        ("day", "Friday, 1 February 2019"),
        ("week", "Week to 1 February 2019"),
        ("month", "February 2019"),
        ("year", "2019"),
    ],
)
def test_a_span_is_called_by_its_last_day_its_month_or_its_year(precision: str, words: str) -> None:
    assert dates.span(dt.date(2019, 2, 1), precision) == words
