"""Months in, the phrases out that their titles use more, or less, than those of the year before.

A phrase is one to three words. Its share of a month is the part of its papers that have it in their titles. It is
compared with that of the twelve months before by the test of two proportions: only what chance would not do is named.
This module does not know of pages, or where anything is kept.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from sitegen.archive.similarity.phrases import count_phrases
from sitegen.archive.similarity.vectors import Counts, documents_of, stems_of
from sitegen.model import Date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sitegen.search.words import Words

YEAR = 12
"""Months that one is compared with."""
FEWEST = 100
"""Papers that a month must have to be compared, and three times as many those before it."""
FLOOR = 10
"""Papers that must have a phrase, or would if its share were still the same."""
STRENGTH = 4.0
"""Standard errors by which shares must differ: of ten thousand phrases that stay the same, less than one does so."""
RATIO = 1.5
"""How many times the one share must be the other."""
PART = 2 / 3
"""A phrase is not named if so many of the papers that have it have one that is named, and longer."""


class Month(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The phrases of a month."""

    date: Date
    """Its first day."""
    counts: Counts
    """In how many titles phrases stand, by their stems joined by blanks."""
    forms: tuple[str, ...]
    """The phrases, as most titles write them, in the order of these counts."""


class Trend(msgspec.Struct, frozen=True, array_like=True):
    """A phrase whose share has changed."""

    phrase: str
    """As most titles of the newest month that has it write it."""
    shares: list[tuple[Date, int, int]]
    """The months up to the one in question, each with the papers that have the phrase, and all; the oldest first."""
    before: tuple[int, int]
    """Papers of the year before that have it, and all."""


class Trends(msgspec.Struct, frozen=True, array_like=True):
    """What has changed in a month."""

    date: Date
    """Its first day."""
    papers: int
    rising: list[Trend]
    falling: list[Trend]
    """Both with the greatest change first."""


def month(date: Date, titles: Iterable[str], words: Words) -> Month:
    """Count a month's phrases, given the titles of its papers."""
    titles = list(titles)
    counts, forms = count_phrases(titles, words)
    documents = np.fromiter(counts.values(), "<u4", len(counts)).tobytes()
    return Month(date, Counts(len(titles), "\n".join(counts), documents), tuple(forms))


def trends(months: Sequence[Month], last: int, most: int) -> list[Trends]:
    """Return what has changed in the last of some months, the newest first; of each kind at most so many phrases.

    Months are given oldest first, those without papers left out; those that are too small are not compared.
    """
    table, phrases = _table(months)
    papers = np.array([month.counts.papers for month in months], np.int64)
    result = []
    for n in range(len(months) - 1, max(len(months) - 1 - last, -1), -1):
        first = next(m for m in range(n + 1) if _distance(months[m].date, months[n].date) <= YEAR)
        size, size_before = int(papers[n]), int(papers[first:n].sum())
        if size < FEWEST or size_before < 3 * FEWEST:
            continue
        having, before = table[n], table[first:n].sum(axis=0)
        share, share_before = having / size, before / size_before
        both = (having + before) / (size + size_before)
        error = np.sqrt(np.maximum(both * (1 - both), 1e-12) * (1 / size + 1 / size_before))
        sure = abs(share - share_before) >= STRENGTH * error
        up = sure & (having >= FLOOR) & (share >= RATIO * share_before)
        down = sure & (share_before * size >= FLOOR) & (share * RATIO <= share_before)
        ratio = (having + 1) / size / ((before + 1) / size_before)  # one more of each, lest a new word be all there is

        def named(places: list[int], n: int = n, first: int = first) -> list[Trend]:
            return [
                Trend(
                    _written(phrases[p], months[: n + 1]),
                    [(months[m].date, int(table[m, p]), int(papers[m])) for m in range(n + 1)],
                    (int(table[first:n, p].sum()), int(papers[first:n].sum())),
                )
                for p in places
            ]

        rising, falling = np.flatnonzero(up), np.flatnonzero(down)
        rising = rising[np.argsort(-ratio[rising], kind="stable")]
        falling = falling[np.argsort(ratio[falling], kind="stable")]
        result.append(
            Trends(
                months[n].date,
                size,
                named(_whole(rising.tolist(), phrases, having)[:most]),
                named(_whole(falling.tolist(), phrases, before)[:most]),
            )
        )
    return result


def _whole(places: list[int], phrases: Sequence[str], papers: NDArray[np.int64]) -> list[int]:
    """Leave out phrases that are hardly more than a part of a longer one: `splatting` of `gaussian splatting`."""
    longer: dict[str, int] = {}
    for place in places:
        stems = phrases[place].split(" ")
        for start in range(len(stems)):
            for end in range(start + 1, len(stems) + 1):
                part = " ".join(stems[start:end])
                if part != phrases[place]:
                    longer[part] = max(longer.get(part, 0), int(papers[place]))
    return [place for place in places if longer.get(phrases[place], 0) < PART * papers[place]]


def _table(months: Sequence[Month]) -> tuple[NDArray[np.int64], list[str]]:
    """Return how many papers of each month, a row each, have each of the sorted phrases that any month has often."""
    phrases = sorted({phrase for month in months for phrase, count in documents_of(month.counts) if count >= FLOOR})
    places = {phrase: place for place, phrase in enumerate(phrases)}
    table = np.zeros((len(months), len(phrases)), np.int64)
    for row, month in zip(table, months, strict=True):
        for phrase, count in documents_of(month.counts):
            if phrase in places:
                row[places[phrase]] = count
    return table, phrases


def _written(phrase: str, months: Sequence[Month]) -> str:
    """Return how the newest titles write a phrase."""
    for month in reversed(months):
        stems = stems_of(month.counts)
        place = bisect_left(stems, phrase)
        if stems[place : place + 1] == [phrase]:
            return month.forms[place]
    raise KeyError(phrase)


def _distance(one: Date, other: Date) -> int:
    return 12 * (other.year - one.year) + other.month - one.month
