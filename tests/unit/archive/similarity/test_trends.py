"""Phrases that come and go: what is named, what chance may do, and in which order."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest

from sitegen.archive.similarity import trends
from sitegen.archive.similarity.trends import FEWEST, FLOOR, YEAR, Month
from sitegen.archive.similarity.vectors import Counts


def counts(papers: int, **documents: int) -> Counts:
    phrases = sorted(phrase.replace("_", " ") for phrase in documents)
    numbers = [documents[phrase.replace(" ", "_")] for phrase in phrases]
    return Counts(papers, "\n".join(phrases), np.array(numbers, "<u4").tobytes())


def months(*found: Counts, first: dt.date = dt.date(2019, 1, 1)) -> list[Month]:
    numbers = (12 * first.year + first.month - 1 + n for n in range(len(found)))
    dates = (dt.date(number // 12, number % 12 + 1, 1) for number in numbers)
    return [
        Month(date, some, tuple(some.stems.split("\n"))) for date, some in zip(dates, found, strict=True) if some.papers
    ]


def test_words_that_more_or_fewer_papers_have_than_in_the_year_before_are_named() -> None:
    year = [counts(200, stay=20, rise=2, fall=30, gone=20)] * 6
    (last,) = trends.trends(months(*year, counts(200, stay=24, rise=20, fall=6, new=12)), 1, 8)
    assert [trend.phrase for trend in last.rising] == ["new", "rise"], "the greatest change first"
    assert [trend.phrase for trend in last.falling] == ["gone", "fall"]
    rise = last.rising[1]
    assert rise.before == (12, 1200)
    assert [(papers, of) for _, papers, of in rise.shares] == [(2, 200)] * 6 + [(20, 200)]
    assert (last.date, last.papers) == (dt.date(2019, 7, 1), 200)
    assert rise.shares[-1][0] == last.date


@pytest.mark.parametrize(
    "last",
    [
        counts(200, word=FLOOR - 1),  # too few
        counts(200, word=30),  # one and a half times at least
        counts(FEWEST - 1, word=80),  # too small a month
    ],
)
def test_what_chance_may_do_is_not_named(last: Counts) -> None:
    found = trends.trends(months(*[counts(200, word=21 if last.papers == 200 else 1)] * 6, last), 1, 8)
    assert [trend.phrase for month in found for trend in month.rising] == []


def test_of_words_that_stay_the_same_hardly_any_is_named() -> None:
    chance = random.Random(1)
    shares = {f"word{chr(97 + n // 26)}{chr(97 + n % 26)}": chance.uniform(0.02, 0.3) for n in range(500)}

    def drawn() -> Counts:
        return counts(400, **{word: sum(chance.random() < share for _ in range(400)) for word, share in shares.items()})

    found = trends.trends(months(*(drawn() for _ in range(10))), 6, 100)
    assert len(found) == 6
    assert sum(len(month.rising) + len(month.falling) for month in found) <= 1


def test_only_the_year_before_counts_and_months_without_papers_are_no_harm() -> None:
    old, none = counts(500, word=400), Counts(0, "", b"")
    found = months(old, *[counts(150, word=3)] * 4, none, none, *[counts(150, word=3)] * 6, counts(150, word=30))
    (last,) = trends.trends(found, 1, 8)
    assert [trend.phrase for trend in last.rising] == ["word"]
    assert last.rising[0].before == (3 * 10, 150 * 10), f"of {YEAR} months, two have no papers"
    assert len(last.rising[0].shares) == 12


def test_a_phrase_is_written_as_the_newest_month_that_has_it_writes_it() -> None:
    first, *others = months(*[counts(200, network=2)] * 6, counts(200, network=40), counts(200))
    rising = trends.trends([Month(first.date, first.counts, ("networks",)), *others], 2, 8)[1].rising
    assert rising[0].phrase == "network", "not as the first month writes it"


def test_a_phrase_that_is_hardly_more_than_a_part_of_a_longer_one_is_not_named() -> None:
    year = [counts(200, gaussian_splat=1, splat=1, agent=4, llm_agent=1)] * 6
    (last,) = trends.trends(months(*year, counts(200, gaussian_splat=28, splat=30, agent=60, llm_agent=20)), 1, 8)
    assert [trend.phrase for trend in last.rising] == ["gaussian splat", "llm agent", "agent"]


def test_an_archive_that_is_young_or_empty_has_no_trends() -> None:
    assert trends.trends([], 12, 8) == []
    assert trends.trends(months(counts(1000, word=500)), 12, 8) == []
    assert trends.trends(months(counts(200, word=1), counts(200, word=100)), 12, 8) == []
