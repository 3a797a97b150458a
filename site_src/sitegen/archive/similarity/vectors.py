"""Papers as vectors of their strongest stems.

In: a day's words, and in how many papers of the years before each stem stands. Out: the day's papers as vectors.
A weight is how often a stem stands in title and abstract, times how rare it was in the years before (Salton and
Buckley, 1988, https://doi.org/10.1016/0306-4573(88)90021-0). So a new day changes no vector that was there.
This module does not know of pages, or where anything is kept.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from sitegen.search.postings import COUNTS, FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sitegen.search.postings import Columns

    Numbers = NDArray[np.int64]

TERMS = 24
"""Of a vector, the strongest."""
SCALE = 255
"""The length of a vector."""
TITLE = 3
"""How often a word in a title counts."""

_TITLES, _ABSTRACTS = (COUNTS[FIELDS.index(name)].astype(np.int64) for name in ("title", "abstract"))
_BOTH = TITLE * _TITLES + _ABSTRACTS
"""How often a stem stands in both, by the byte of its counts."""
_TF = np.array([0] + [round(16 * (1 + math.log(n))) for n in range(1, 256)], np.int64)


class Counts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """In how many papers stems stand."""

    papers: int
    stems: str
    """Sorted, joined by newlines."""
    documents: bytes
    """Four bytes a stem."""


class Vectors(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A day's papers as vectors."""

    ids: list[str]
    titles: list[str]
    stems: str
    """Joined by newlines."""
    ranks: bytes
    """`TERMS` for each paper, the strongest first: four bytes each, the stem's place."""
    weights: bytes
    """A byte each; 0 where there is no stem."""

    def rows(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """Return ids, each with stems and weights, the strongest first."""
        stems = self.stems.split("\n")
        ranks = np.frombuffer(self.ranks, np.uint32).reshape(-1, TERMS).tolist()
        weights = np.frombuffer(self.weights, np.uint8).reshape(-1, TERMS).tolist()
        return [
            (id_, [(stems[rank], weight) for rank, weight in zip(*row, strict=True) if weight])
            for id_, *row in zip(self.ids, ranks, weights, strict=True)
        ]


def count_stems(papers: int, words: Columns) -> Counts:
    """Count in how many of a day's papers each stem stands, in title or abstract."""
    stems, ranks = _sorted(words.terms, _occurrences(words)[0])
    return Counts(papers, "\n".join(stems), np.bincount(ranks, minlength=len(stems)).astype("<u4").tobytes())


def add_counts(parts: Iterable[Counts]) -> Counts:
    """Add counts up."""
    papers = 0
    totals: dict[str, int] = {}
    for part in parts:
        papers += part.papers
        for stem, documents in documents_of(part):
            totals[stem] = totals.get(stem, 0) + documents
    stems = sorted(totals)
    return Counts(papers, "\n".join(stems), np.array([totals[stem] for stem in stems], "<u4").tobytes())


def documents_of(counts: Counts) -> Iterable[tuple[str, int]]:
    """Return stems, each with the number of papers that have it."""
    return zip(stems_of(counts), read_u4(counts.documents).tolist(), strict=True)


class Rarity(dict[str, int]):
    """How much stems weigh by the papers of earlier days: filled as they are asked for.

    It is the bits of the number of papers, without those of the number that have the stem; a stem that is no more than
    a number or a letter weighs nothing.
    """

    def __init__(self, counts: Counts) -> None:
        """By these counts."""
        super().__init__()
        self._papers = counts.papers.bit_length()
        self._documents = dict(documents_of(counts))

    def __missing__(self, stem: str) -> int:
        rarity = max(self._papers - self._documents.get(stem, 0).bit_length(), 0) if is_word(stem) else 0
        self[stem] = rarity
        return rarity


def is_word(stem: str) -> bool:
    """Whether a stem is more than a number or a letter."""
    return len(stem) > 1 and (stem > ":" or not stem.replace(".", "").isdigit())  # 9 < : < a


def weigh(ids: list[str], titles: list[str], words: Columns, rarity: Rarity) -> Vectors:
    """Weigh the stems of a day's papers, given in columns of the search's postings.

    A weight is round(16 (1 + ln count)) times rarity, where a word in a title counts `TITLE` times. The strongest of a
    paper are brought to one length.
    """
    terms, papers, counts = _occurrences(words)
    stems, ranks = _sorted(words.terms, terms)
    weights = _TF[counts] * np.fromiter(map(rarity.__getitem__, stems), np.int64, len(stems))[ranks]
    keys = np.sort(((papers << 44) | ((0xFFF - weights) << 32) | ranks)[weights > 0])
    papers = keys >> 44
    columns = np.arange(len(keys)) - np.searchsorted(papers, np.arange(len(ids)))[papers]
    papers, columns, keys = (some[columns < TERMS] for some in (papers, columns, keys))
    strong = 0xFFF - (keys >> 32 & 0xFFF)
    lengths = np.sqrt(np.bincount(papers, strong * strong, minlength=len(ids)))
    used, places = np.unique(keys & 0xFFFFFFFF, return_inverse=True)
    rows, row_weights = np.zeros((len(ids), TERMS), "<u4"), np.zeros((len(ids), TERMS), np.uint8)
    rows[papers, columns] = places
    row_weights[papers, columns] = np.rint(SCALE * strong / lengths[papers])
    return Vectors(ids, titles, "\n".join([stems[n] for n in used.tolist()]), rows.tobytes(), row_weights.tobytes())


def _occurrences(words: Columns) -> tuple[Numbers, Numbers, Numbers]:
    """Return where stems stand in titles and abstracts: the stem's place in the columns, the paper, and the count."""
    counts = _BOTH[words.counts]
    for place, (title, abstract, *_) in words.large.items():
        counts[place] = min(TITLE * title + abstract, len(_TF) - 1)
    some = counts > 0
    return np.repeat(np.arange(len(words.terms)), words.documents)[some], words.numbers[some], counts[some]


def _sorted(terms: Sequence[str], places: Numbers) -> tuple[list[str], Numbers]:
    """Return the terms at some places, sorted, and the places in these: which columns have them in any order."""
    order = sorted(np.flatnonzero(np.bincount(places, minlength=len(terms))).tolist(), key=terms.__getitem__)
    ranks = np.zeros(len(terms), np.int64)
    ranks[order] = np.arange(len(order))
    return [terms[n] for n in order], ranks[places]


def stems_of(of: Counts | Vectors) -> list[str]:
    """Return the stems of counts or vectors, in the order of their numbers."""
    return of.stems.split("\n") if of.stems else []


def read_u4(data: bytes) -> Numbers:
    """Return numbers that were stored in four bytes each."""
    return np.frombuffer(data, "<u4").astype(np.int64)
