"""Dates in texts: what is read as one, and what is none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen import dates

WEDNESDAY = dt.date(2020, 7, 22)

DAYS = """
2020-07-22
2020-7-22
2020.07.22
2020. 7. 22.
2020/07/22
2020_07_22
20200722
2020-07-22T10:05:11Z
2020-07-22 06:54 UTC
20200722T100511Z
2020年7月22日
2020 年 7 月 22 日
２０２０年７月２２日
2020年07月22日（周三）
2020年7月22日 星期三
2020年7月22日(水)
2020年7月22日 水曜日
2020년 7월 22일
2020년 7월 22일 (수)
July 22, 2020
JULY 22, 2020
Jul 22 2020
Jul. 22, 2020
July 22nd, 2020
22 July 2020
22nd of July 2020
22-Jul-2020
22/jul/2020
22Jul2020
Wed, 22 Jul 2020
Wednesday, July 22, 2020
Weds 22 July 2020
Wed, 22 Jul 20
2020 Jul 22
2020-Jul-22
22.07.2020
22. 7. 2020
07/22/2020
22/07/2020
2020-07-22 (Wed)
2020-07-22, Wednesday
2020-07-22 Wed
20200722_Wed
"""  # noqa: RUF001 - digests have full-width signs

SPANS = [
    ("July 2020", "2020-07-31", "month"),
    ("Jul, 2020", "2020-07-31", "month"),
    ("2020-07", "2020-07-31", "month"),
    ("2020/07", "2020-07-31", "month"),
    ("2020年7月", "2020-07-31", "month"),
    ("2020년 2월", "2020-02-29", "month"),
    ("2014 Sep", "2014-09-30", "month"),
    ("July 1 - July 31, 2020", "2020-07-31", "month"),
    ("July 20 - August 2, 2020", "2020-08-02", "month"),
    ("2019.01.28-2019.02.01", "2019-02-01", "week"),
    ("2019.01.28-02.01", "2019-02-01", "week"),
    ("2020-07-20 ~ 2020-07-26", "2020-07-26", "week"),
    ("2020-07-20 to 2020-07-26", "2020-07-26", "week"),
    ("2020-07-20/2020-07-26", "2020-07-26", "week"),
    ("2020-07-20 – 07-26", "2020-07-26", "week"),  # noqa: RUF001 - so do these dashes
    ("Mon, 20 Jul 2020 - Fri, 24 Jul 2020", "2020-07-24", "week"),
    ("Jul 20 - 26, 2020", "2020-07-26", "week"),
    ("July 20-26, 2020", "2020-07-26", "week"),
    ("20-26 July 2020", "2020-07-26", "week"),
    ("Mar 20-Mar 26, 2021", "2021-03-26", "week"),
    ("Dec 28 - Jan 3, 2021", "2021-01-03", "week"),
    ("2020-12-28 ~ 01-03", "2021-01-03", "week"),
    ("2020年7月20日-26日", "2020-07-26", "week"),
    ("2020年7月20日至7月26日", "2020-07-26", "week"),
    ("2024-W12", "2024-03-24", "week"),
    ("2024 Week 12", "2024-03-24", "week"),
    ("Week 12, 2024", "2024-03-24", "week"),
    ("2024年第12周", "2024-03-24", "week"),
    ("Week of July 20, 2020", "2020-07-26", "week"),
    ("Week ending July 26, 2020", "2020-07-26", "week"),
    ("2015", "2015-12-31", "year"),
    (" 2015年 ", "2015-12-31", "year"),
]

NO_DATES = """
2007.10986
arXiv:2007.1098
0704.0001v2
hep-th/9901001
v2.0.1
2020.07
1.2020.07.22
10.1212
10.1212/wnl.0000000000000684
https://doi.org/10.1101/2020.07.22.215830
2020.07.22.215830
10.1038/s41586-020-2012-7
PMID: 20200722
https://pubmed.ncbi.nlm.nih.gov/20200722/
31234567
120200722
202007221
1120200722
19890722
20201322
2020-02-30
2020-13-01
2020-07-2222
13/13/2020
2020-2021
2019-20
10:05:11
10.10.2020.1
COVID-19 in 2020
in 2020 may be
10 of 2020
decision 2020
Mar 20-Mar 26
07-29
7/29
7月29日
Jul 29
29 July
26日
22 Jul 10:05
July 2
Week 12
"""


def told(text: str, year: int | None = None) -> list[tuple[str, str, str]]:
    return [(text[one.start : one.end], str(one.date), one.precision) for one in dates.find_all(text, year)]


@pytest.mark.parametrize("text", DAYS.strip().split("\n"))
def test_a_day_is_read_in_any_common_form(text: str) -> None:
    (found,) = dates.find_all(f"(digest of {text})")
    assert (found.date, found.precision, found.weekday) == (WEDNESDAY, "day", "")


@pytest.mark.parametrize(("text", "last", "precision"), SPANS)
def test_of_a_longer_span_the_last_day_is_told(text: str, last: str, precision: str) -> None:
    assert [(date, whole) for _, date, whole in told(text)] == [(last, precision)]


@pytest.mark.parametrize("text", NO_DATES.strip().split("\n"))
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "last", "precision"),
    [
        ("07-29", "2026-07-29", "day"),
        ("7/29", "2026-07-29", "day"),
        ("7月29日", "2026-07-29", "day"),
        ("7월 29일", "2026-07-29", "day"),
        ("Jul 29", "2026-07-29", "day"),
        ("29 July", "2026-07-29", "day"),
        ("Mar 20-Mar 26", "2026-03-26", "week"),
        ("Mar 20-26", "2026-03-26", "week"),
        ("20 Mar - 26 Mar", "2026-03-26", "week"),
        ("7/20-7/26", "2026-07-26", "week"),
        ("12-28 ~ 01-03", "2027-01-03", "week"),
        ("2020-07-22", "2020-07-22", "day"),
    ],
)
def test_a_date_without_a_year_is_one_when_the_year_is_given(text: str, last: str, precision: str) -> None:
    assert told(text, 2026) == [(text, last, precision)]


@pytest.mark.parametrize("text", ["2/29", "2607.07702", "v1.2", "10:05", "10.1212", "07-29-03", "3/4%", "1/2/3"])
def test_not_every_pair_of_numbers_is_a_date_when_a_year_is_given(text: str) -> None:
    assert told(text, 2026) == []


def test_a_span_of_days_has_no_two_digit_year() -> None:
    assert dates.find("Mar 20-Mar 26") is None
    assert dates.find("20 Mar - 26 Mar") is None


@pytest.mark.parametrize(
    ("text", "weekday"),
    [
        ("Tue, 22 Jul 2020", "Tue"),
        ("Tuesday, July 22, 2020", "Tue"),
        ("2020年07月22日（周五）", "Fri"),  # noqa: RUF001 - as above
        ("星期五，2020年07月22日", "Fri"),  # noqa: RUF001 - as above
        ("2020年7月22日(月)", "Mon"),
        ("2020년 7월 22일 일요일", "Sun"),
        ("20200722_Thu", "Thu"),
        ("2020-07-22 [Thursday]", "Thu"),
        ("2020-07-22 Sun et al.", ""),
        ("Sunny 22 Jul 2020", ""),
    ],
)
def test_a_weekday_that_disagrees_is_told(text: str, weekday: str) -> None:
    found = dates.find(text)
    assert found
    assert (found.date, found.weekday) == (WEDNESDAY, weekday)
    if weekday:
        assert (found.start, found.end) == (0, len(text))  # a weekday belongs to its date


def test_all_dates_of_a_text_are_found_with_their_places() -> None:
    text = (
        "| 2020-07-22 | [2007.10986](https://arxiv.org/abs/2007.10986v1) | listed Jul 23, 2020; 24 more, August 2020 |"
    )
    assert told(text) == [
        ("2020-07-22", "2020-07-22", "day"),
        ("Jul 23, 2020", "2020-07-23", "day"),
        ("August 2020", "2020-08-31", "month"),
    ]
    assert dates.find(text) == dates.find_all(text)[0]


def test_days_too_far_apart_are_two_dates_and_not_one_span() -> None:
    assert [date for _, date, _ in told("2020-07-22 to 2020-12-01")] == ["2020-07-22", "2020-12-01"]
    assert [date for _, date, _ in told("2020-07-22 - 2020-07-20")] == ["2020-07-22", "2020-07-20"]


def test_a_date_does_not_reach_over_a_line_s_end() -> None:
    assert [text for text, _, _ in told("3\nMay 2020")] == ["May 2020"]


@pytest.mark.parametrize(
    "text", ["1" * 50_000, "2020-" * 10_000, "jan " * 10_000, "1 " * 20_000, "week " * 9_000 + "1"]
)
def test_long_lines_without_a_date_are_read(text: str) -> None:
    assert told(text, 2020) == []


@given(
    st.text() | st.text("0123456789 .-/年月日~_:,()JulyMarchweek\n\u00b2\u0661"), st.none() | st.integers(1990, 2099)
)
@example("29.2.2021", None)
@example("\u017fep 2020", None)  # in capitals it would be one
@example("9999-W53", 9999)
def test_no_text_is_too_odd(text: str, year: int | None) -> None:
    for one in dates.find_all(text, year):
        assert 0 <= one.start < one.end <= len(text)
        assert one.precision in dates.PRECISIONS
    dates.in_path(text)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
def test_what_a_form_writes_is_read_back(date: dt.date) -> None:
    name, th = dates.MONTHS[date.month - 1], {1: "st", 2: "nd", 3: "rd"}.get(date.day % 10, "th")
    weekday = dates.WEEKDAYS[date.weekday()]
    y, m, d = date.year, date.month, date.day
    forms = [
        *(f"{date:{form}}" for form in ("%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y_%m_%d", "%Y%m%d", "%d.%m.%Y")),
        *(f"{y}{sep}{m}{sep}{d}" for sep in "-./_"),
        *(f"{name[:3]} {d}, {y}", f"{name} {d}{th} {y}", f"{d}{th} of {name} {y}", f"{d}-{name[:3]}-{y}"),
        *(f"{weekday}, {d} {name} {y}", f"{weekday[:3]}, {d:2} {name[:3]} {y}", f"{y} {name[:3]} {d:02}"),
        *(f"{y}年{m}月{d}日", f"{y} 年 {m} 月 {d} 日", f"{y}년 {m}월 {d}일", f"{date:%m/%d/%Y}"),
        *(dates.long(date), dates.short(date), dates.long(date).upper()),
    ]
    for form in forms:
        assert told(form) == [(form, str(date), "day")], form
        found = dates.find(form)
        assert found
        assert not found.weekday
    for form in (f"{name} {d}", f"{d} {name[:3]}", f"{date:%m-%d}", f"{m}/{d}", f"{m}月{d}日"):
        assert told(form, y) == [(form, str(date), "day")], form
