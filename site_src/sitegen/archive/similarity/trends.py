"""Months in, the words out that their papers use more, or less, than those of the year before.

A word's share of a month is the part of its papers that have the word in title or abstract. It is compared with that of
the twelve months before by the test of two proportions: only what chance would not do is named.
This module does not know of pages, or where anything is kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from sitegen.archive.similarity.vectors import Counts, add_counts, documents_of, is_word
from sitegen.model import Date
from sitegen.search.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sitegen.search.words import Words

YEAR = 12
"""Months that one is compared with."""
FEWEST = 100
"""Papers that a month must have to be compared, and three times as many those before it."""
FLOOR = 10
"""Papers that must have a word, or would if its share were still the same."""
STRENGTH = 4.0
"""Standard errors by which shares must differ: of ten thousand words that stay the same, less than one does so."""
RATIO = 1.5
"""How many times the one share must be the other."""
LINKS = frozenset({"com", "edu", "github", "html", "http", "https", "io", "net", "org", "url", "www"})
"""What the texts of links are made of: it comes and goes with the habits of those who write digests."""


class Month(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The words of a month."""

    date: Date
    """Its first day."""
    counts: Counts
    forms: dict[str, str]
    """Words, as titles write them, by stem."""


class Trend(msgspec.Struct, frozen=True, array_like=True):
    """A word whose share has changed."""

    word: str
    """As titles write it; if none has it, much as it was before stemming."""
    shares: list[tuple[Date, int, int]]
    """The months up to the one in question, each with the papers that have the word, and all; the oldest first."""
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


def month(date: Date, counts: Iterable[Counts], titles: Iterable[str], words: Words) -> Month:
    """Count a month's words, given those of its days and the titles of its papers."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for token, count in Counter(token for token in tokens(titles) if token.isalpha()).items():
        number = words[token]
        if number > 1:
            forms[words.terms[number]][token] += count
    chosen = {stem: min(found, key=lambda form: (-found[form], len(form), form)) for stem, found in forms.items()}
    return Month(date, add_counts(counts), dict(sorted(chosen.items())))


def trends(months: Sequence[Month], last: int, most: int) -> list[Trends]:
    """Return what has changed in the last of some months, the newest first; of each kind at most so many words.

    Months are given oldest first, those without papers left out; those that are too small are not compared.
    """
    table, stems = _table(months)
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

        def named(places: NDArray[np.int64], n: int = n, first: int = first) -> list[Trend]:
            return [
                Trend(
                    _written(stems[p], months[: n + 1]),
                    [(months[m].date, int(table[m, p]), int(papers[m])) for m in range(n + 1)],
                    (int(table[first:n, p].sum()), int(papers[first:n].sum())),
                )
                for p in places.tolist()
            ]

        rising, falling = np.flatnonzero(up), np.flatnonzero(down)
        result.append(
            Trends(
                months[n].date,
                size,
                named(rising[np.argsort(-ratio[rising], kind="stable")][:most]),
                named(falling[np.argsort(ratio[falling], kind="stable")][:most]),
            )
        )
    return result


def _table(months: Sequence[Month]) -> tuple[NDArray[np.int64], list[str]]:
    """Return how many papers of each month, a row each, have each of the sorted stems that any month has often."""
    often = {stem for month in months for stem, count in documents_of(month.counts) if count >= FLOOR}
    stems = sorted(stem for stem in often - LINKS if is_word(stem))
    places = {stem: place for place, stem in enumerate(stems)}
    table = np.zeros((len(months), len(stems)), np.int64)
    for row, month in zip(table, months, strict=True):
        for stem, count in documents_of(month.counts):
            if stem in places:
                row[places[stem]] = count
    return table, stems


def _written(stem: str, months: Sequence[Month]) -> str:
    """Return the word that the newest titles have for a stem; without any, undo what stemming does most: `exactli`."""
    found = (month.forms[stem] for month in reversed(months) if stem in month.forms)
    return next(found, f"{stem[:-1]}y" if stem.endswith("i") else stem)


def _distance(one: Date, other: Date) -> int:
    return 12 * (other.year - one.year) + other.month - one.month
