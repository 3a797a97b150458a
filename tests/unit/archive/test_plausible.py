"""Days that cannot be right: what is named, and what is left alone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.archive.plausible import implausible, reasons

if TYPE_CHECKING:
    from collections.abc import Iterable

Days = list[tuple[dt.date, list[str]]]

FAR = dt.date(2062, 8, 21)


def ids(date: dt.date, count: int = 9) -> list[str]:
    """Return ids of papers that were new on a day."""
    return [f"{date:%y%m}.{100 * date.day + n:05}" for n in range(count)]


def weekdays(first: dt.date, count: int) -> list[dt.date]:
    days = (first + dt.timedelta(n) for n in range(2 * count + 2))
    return [day for day in days if day.weekday() < 5][:count]


def daily(count: int = 260, first: dt.date = dt.date(2025, 8, 25)) -> Days:
    return [(day, ids(day)) for day in weekdays(first, count)]


def reading_list(count: int = 60) -> Days:
    """Return days of papers that are years old."""
    days = weekdays(dt.date(2026, 1, 5), count)
    return [(day, [f"14{n % 12 + 1:02}.{n:04}", f"15{n % 12 + 1:02}.{n:05}"]) for n, day in enumerate(days)]


def with_day(days: Days, date: dt.date, papers: Iterable[str]) -> Days:
    return sorted([*days, (date, list(papers))])


@pytest.mark.parametrize(
    "days",
    [
        pytest.param([], id="none"),
        pytest.param(daily(1), id="one"),
        pytest.param([(dt.date(2020, 7, 22), ["2007.10986"]), (FAR, ["2608.20338"])], id="two"),
        pytest.param(daily(), id="a daily archive"),
        pytest.param(daily(20) + daily(20, dt.date(2031, 3, 3)), id="a pause of years"),
        pytest.param(daily(20) + daily(1, dt.date(2031, 3, 3)), id="the first day after a pause"),
        pytest.param(reading_list(), id="a reading list"),
        pytest.param([*reading_list(3), (dt.date(2027, 7, 5), ["1412.6980"])], id="a reading list with a pause"),
        pytest.param([(day, ["doi:10.1000/182"]) for day in weekdays(FAR, 30)], id="papers that are not arXiv's"),
        pytest.param([(dt.date(year, 5, 4), [f"hep-th/{year % 100:02}05001"]) for year in range(1992, 2007)], id="old"),
        pytest.param([(dt.date(year, 5, 4), ["hn:1"]) for year in range(2001, 2020, 4)], id="days years apart"),
        pytest.param(
            [(dt.date(2026, 7, 31), ["2608.00001"] * 3), *daily(3, dt.date(2026, 8, 3))], id="announced early"
        ),
    ],
)
def test_an_archive_as_it_may_be_has_no_implausible_day(days: Days) -> None:
    assert reasons(days) == {}


def test_a_year_that_is_far_too_late_is_named_with_the_reason() -> None:
    found = reasons(with_day(daily(), FAR, ids(dt.date(2026, 8, 21))))
    assert found == {FAR: "2062-08-21 is 36 years after the papers on it were submitted (IDs from 2608)"}


@pytest.mark.parametrize("date", [dt.date(2026, 6, 22), dt.date(2016, 7, 22), dt.date(1926, 7, 22)])
def test_a_day_before_its_papers_is_named(date: dt.date) -> None:
    found = reasons(with_day(daily(100), date, ids(dt.date(2026, 7, 22), 30)))
    assert found == {date: f"{date} is before the papers on it were submitted (IDs from 2607)"}


def test_one_odd_id_does_not_condemn_a_day() -> None:
    days = daily()
    days[100][1].append("9912.00001")
    days[101][1].append("1412.6980")
    assert reasons(days) == {}


@pytest.mark.parametrize("years", [1, 2, 10, 60])
@pytest.mark.parametrize("length", [30, 1500])
def test_a_year_that_was_mistyped_is_named_however_long_the_archive_is(years: int, length: int) -> None:
    days = daily(length)
    newest = days.pop()[0]
    late = newest.replace(year=newest.year + years, day=min(newest.day, 28))
    assert implausible(with_day(days, late, ids(newest))) == {late}


def test_new_papers_of_another_year_among_the_days_of_this_one_are_named_and_old_ones_are_not() -> None:
    days = daily()
    sunday = dt.date(2026, 2, 1)
    assert implausible(with_day(days, sunday, ids(dt.date(2021, 2, 1)))) == {sunday}
    classics = ["1412.6980", "1512.03385", "1706.03762", "hep-th/9711200", "1301.3781"]
    assert implausible(with_day(days, sunday, classics)) == frozenset()
    assert implausible(with_day(days, sunday, ["1412.6980"])) == frozenset()


def test_two_digests_of_a_wrong_year_do_not_vouch_for_one_another() -> None:
    days = with_day(daily(), FAR, ids(dt.date(2026, 8, 20)))
    tomorrow = FAR + dt.timedelta(1)
    assert implausible(with_day(days, tomorrow, ids(dt.date(2026, 8, 21)))) == {FAR, tomorrow}


def test_where_ids_tell_nothing_only_an_extreme_day_is_named() -> None:
    days: Days = [(day, ["hn:1", "doi:10.1000/182"]) for day in weekdays(dt.date(2026, 1, 5), 30)]
    (reason,) = reasons(with_day(days, FAR, ["hn:2"])).values()
    assert reason == "2062-08-21 is 36 years from all other days, which are from 2026-01-05 to 2026-02-13"
    assert implausible(with_day(days, dt.date(1926, 1, 5), ["hn:2"])) == {dt.date(1926, 1, 5)}
    assert implausible(with_day(days, dt.date(2028, 1, 5), ["hn:2"])) == frozenset()
    assert implausible(with_day(days[:3], FAR, ["hn:2"])) == frozenset()


def test_a_day_without_papers_is_judged_by_its_distance() -> None:
    assert implausible(with_day(daily(), FAR, [])) == {FAR}
    assert implausible(with_day(daily(), dt.date(2026, 12, 21), [])) == frozenset()


def test_when_every_day_is_before_its_papers_none_is_taken_away() -> None:
    assert implausible([(dt.date(2019, 7, 22), ["2007.10986"])]) == frozenset()


@given(
    st.dates(dt.date(2008, 1, 1), dt.date(2030, 1, 1)),
    st.lists(st.integers(1, 40), min_size=2, max_size=60),
    st.integers(1, 30),
    st.integers(11, 70),
    st.sampled_from(["right", "none", "of that year", "others"]),
)
def test_a_day_far_ahead_changes_nothing_for_the_others(
    first: dt.date, steps: list[int], papers: int, years: int, kind: str
) -> None:
    days: Days = [(first, ids(first, papers))]
    for step in steps:
        date = days[-1][0] + dt.timedelta(step)
        days.append((date, ids(date, papers)))
    newest = days[-1][0]
    far = dt.date(newest.year + years, 6, 15)
    others = {"right": ids(newest), "none": [], "of that year": ids(far), "others": ["hn:1"]}[kind]
    assert implausible(days) == frozenset()
    assert implausible([*days, (far, others)]) <= {far}
    if kind == "right":
        assert implausible([*days, (far, others)]) == {far}
