"""How old papers are when they fold."""

from __future__ import annotations

import datetime as dt

import pytest

from sitegen.urls.folding import folded, is_age

NEWEST = dt.date(2020, 7, 22)


@pytest.mark.parametrize(
    ("age", "last"),
    [
        ("0d", "2020-07-22"),
        ("1d", "2020-07-21"),
        ("30d", "2020-06-22"),
        ("2w", "2020-07-08"),
        ("0m", "2020-06-30"),
        ("1m", "2020-05-31"),
        ("7m", "2019-11-30"),
        ("18m", "2018-12-31"),
        ("2y", "2018-06-30"),
    ],
)
def test_days_and_weeks_are_counted_exactly_and_months_and_years_to_the_first_of_a_month(age: str, last: str) -> None:
    assert folded(age, NEWEST) == dt.date.fromisoformat(last)


def test_papers_fold_with_the_first_day_of_a_month_and_then_not_before_the_next() -> None:
    days = [dt.date(2020, 7, 31), dt.date(2020, 8, 1), dt.date(2020, 8, 31), dt.date(2020, 9, 1)]
    assert [str(folded("1y", day)) for day in days] == ["2019-06-30", "2019-07-31", "2019-07-31", "2019-08-31"]


@pytest.mark.parametrize("age", ["", "2020y", "2019y", "9999y"])
def test_without_an_age_and_beyond_the_calendar_nothing_folds(age: str) -> None:
    assert folded(age, dt.date(2019, 1, 1)) is None


@pytest.mark.parametrize("text", ["2", "y", "2 y", "-1d", "1.5y", "2Y", "٢y", "12345d", "2y\n", "1h"])
def test_what_is_no_age_is_told(text: str) -> None:
    assert not is_age(text)
