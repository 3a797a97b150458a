"""Words that come and go: what is named, what chance may do, and in which order."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest

from sitegen.archive.similarity import trends
from sitegen.archive.similarity.trends import FEWEST, FLOOR, YEAR, Month
from sitegen.archive.similarity.vectors import Counts
from sitegen.search.words import Words, language

ENGLISH = Words(language(["en"]))


def counts(papers: int, **documents: int) -> Counts:
    stems = sorted(documents)
    return Counts(papers, "\n".join(stems), np.array([documents[stem] for stem in stems], "<u4").tobytes())


def months(*found: Counts, first: dt.date = dt.date(2019, 1, 1)) -> list[Month]:
    numbers = (12 * first.year + first.month - 1 + n for n in range(len(found)))
    dates = (dt.date(number // 12, number % 12 + 1, 1) for number in numbers)
    return [Month(date, some, {}) for date, some in zip(dates, found, strict=True) if some.papers]


def test_words_that_more_or_fewer_papers_have_than_in_the_year_before_are_named() -> None:
    year = [counts(200, stay=20, rise=2, fall=30, gone=20)] * 6
    (last,) = trends.trends(months(*year, counts(200, stay=24, rise=20, fall=6, new=12)), 1, 8)
    assert [trend.word for trend in last.rising] == ["new", "rise"], "the greatest change first"
    assert [trend.word for trend in last.falling] == ["gone", "fall"]
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
    assert [trend.word for month in found for trend in month.rising] == []


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
    assert [trend.word for trend in last.rising] == ["word"]
    assert last.rising[0].before == (3 * 10, 150 * 10), f"of {YEAR} months, two have no papers"
    assert len(last.rising[0].shares) == 12


def test_numbers_and_the_texts_of_links_are_no_words() -> None:
    year = [counts(200, **{"3.5": 1, "2020": 1, "github": 1, "x": 1})] * 6
    (last,) = trends.trends(months(*year, counts(200, **{"3.5": 50, "2020": 50, "github": 50, "x": 50})), 1, 8)
    assert (last.rising, last.falling) == ([], [])


def test_a_word_is_written_as_most_titles_of_the_newest_month_that_has_it_write_it() -> None:
    titles = ["Networks of networks", "A network", "Novelty, novelties: networks!"]
    month = trends.month(dt.date(2020, 7, 1), [counts(3, network=3)], titles, ENGLISH)
    assert month.forms["network"] == "networks"
    assert month.forms["novelti"] == "novelty"
    year = [*months(*[counts(200, network=2)] * 6), Month(dt.date(2019, 7, 1), counts(200, network=40), {})]
    assert trends.trends(year, 1, 8)[0].rising[0].word == "network"
    rare = months(*[counts(200, exactli=2)] * 6, counts(200, exactli=40))
    assert trends.trends(rare, 1, 8)[0].rising[0].word == "exactly"
    year[0] = Month(year[0].date, year[0].counts, month.forms)
    assert trends.trends(year, 1, 8)[0].rising[0].word == "networks"


def test_an_archive_that_is_young_or_empty_has_no_trends() -> None:
    assert trends.trends([], 12, 8) == []
    assert trends.trends(months(counts(1000, word=500)), 12, 8) == []
    assert trends.trends(months(counts(200, word=1), counts(200, word=100)), 12, 8) == []
