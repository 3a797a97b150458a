"""What charts and lists of days are drawn of: marks of axes, sizes, blocks of months."""

from __future__ import annotations

import datetime as dt

import pytest

from sitegen.model import DayCount
from sitegen.pages.calendars import day_items, draw_calendar, percent, ticks
from sitegen.views import Site

SITE = Site("T", "", "en", "https://example.org/", "/", (), "/abs/{id}/", False, False, False, False, "sitegen")


@pytest.mark.parametrize(
    ("most", "texts", "heights"),
    [
        (0, ["0"], [0]),
        (1, ["0", "0.5", "1"], [0, 50, 100]),
        (30, ["0", "10", "20", "30"], [0, 33, 67, 100]),
        (2300, ["0", "500", "1,000", "1,500", "2,000"], [0, 22, 43, 65, 87]),
        (0.7, ["0", "0.2", "0.4", "0.6"], [0, 29, 57, 86]),
    ],
)
def test_an_axis_is_marked_at_round_numbers(most: float, texts: list[str], heights: list[int]) -> None:
    assert [tick.text for tick in ticks(most)] == texts
    assert [tick.height for tick in ticks(most)] == heights


def test_only_nothing_has_no_bar() -> None:
    assert (percent(1, 1000), percent(0, 1000), percent(0, 0), percent(5, 5)) == (1, 0, 0, 100)


def test_a_longer_period_has_no_weekday() -> None:
    counts = [DayCount(dt.date(2020, 7, 24), 4, ()), DayCount(dt.date(2020, 7, 26), 2, (), "week")]
    day, week = day_items(counts, SITE, linked=False)
    assert (day.weekday, day.size) == ("Fri", 100)
    assert (week.weekday, week.size, week.name) == ("", 50, "Week to 26 July 2020")


def test_a_month_of_a_calendar_has_its_own_days_and_no_others() -> None:
    days = tuple(DayCount(dt.date(2020, month, day), 1, ()) for month, day in ((1, 30), (3, 2)))
    calendar = draw_calendar(days, 8, SITE, earlier=False, later=False)
    assert [month.date.month for month in calendar.months] == [1, 2, 3]
    january, february, march = calendar.months
    assert [cell.date for cell in january.cells] == [dt.date(2020, 1, 30)]
    assert january.gaps[0].days == 1, "the Friday; the first days are not in the archive"
    assert sum(gap.days for gap in february.gaps) == 20
    assert sum(gap.days for gap in february.weekends) == 9
    assert ([cell.date for cell in march.cells], march.gaps) == ([dt.date(2020, 3, 2)], ())
    assert [(level.least, level.most) for level in calendar.levels] == [(1, 2), (3, 4), (5, 6), (7, 8)]
