"""Papers in, postings out: which documents hold a term, and how often in each field.

The papers of a day are inverted to `Postings`: columns of numbers, sorted by term and document. Those of some days in a
row are merged to columns of the same kind, and so in the end to the columns of the whole archive, a letter at a time.
Days and rows are kept between builds: a new day costs its own words and the merging. The columns are NumPy's: a paper
has a hundred postings, and the same with Python's own lists and dictionaries takes three times as long.

A posting list is a gap before each document, as a LEB128 integer: how many documents without the term stand between it
and the one before; then a byte for each document with its counts, see `packed_counts`.
This module does not know where postings are kept, or how they come into files.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from sitegen.search.words import MARKED, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sitegen.search.words import Words

    Numbers = NDArray[np.int64]

FIELDS = ("title", "abstract", "id", "category")
MOST = (2, 14, 1, 1)
"""The counts of a term in the fields of a document that a byte can hold, at most."""
SHIFTS = (4, 0, 6, 7)
MASKS = (3, 15, 1, 1)
"""Where they are in it."""
_WIDTH = 16
"""Bits of a count, where four are added up in one integer: a text of `words.MOST` characters has no more."""
_NARROW = 1 << 16


class Paper(msgspec.Struct, frozen=True, gc=False):
    """A paper as the search sees it: plain texts, in the order of `FIELDS`."""

    title: str
    abstract: str
    id: str
    categories: str
    """Joined by blanks."""


class Postings(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Terms, a day's in any order, others in that of `sorted_terms`, and the documents that hold each: packed."""

    terms: str
    """Joined by newlines."""
    documents: bytes
    """How many documents hold each term: four bytes a term."""
    numbers: bytes
    """The documents' numbers, ascending, term by term: two bytes each, or four when there are more than 65,536."""
    counts: bytes
    """The documents' counts, a byte each, see `packed_counts`."""
    large: dict[int, tuple[int, ...]]
    """By place in `counts`, what a byte does not hold; nearly always empty."""


@dataclass(frozen=True, eq=False)
class Columns:
    """Postings to calculate with."""

    terms: list[str]
    documents: Numbers
    numbers: Numbers
    counts: NDArray[np.uint8]
    large: dict[int, tuple[int, ...]]


def invert(papers: Sequence[Paper], words: Words) -> tuple[list[int], list[list[int]], Postings]:
    """Count the terms of some papers.

    Returns the order in which they are numbered: by their lengths, which makes those cost half the bytes; in that order
    the lengths, for each field the terms in it; and the postings.
    """
    words.forget()
    size = len(papers)
    all_tokens = (tokens((paper.title, paper.abstract, paper.id, paper.categories)) for paper in papers)
    found = np.fromiter(map(words.__getitem__, chain.from_iterable(all_tokens)), np.int64)
    texts = np.cumsum(found == MARKED)  # four a paper
    if found.size and found.min() < 0:
        several = [words.several[-number] for number in found[found < 0]]
        texts = np.concatenate([texts, np.repeat(texts[found < 0], [len(numbers) for numbers in several])])
        found = np.concatenate([found, np.fromiter(chain.from_iterable(several), np.int64)])
    texts, found = texts[found > MARKED], found[found > MARKED]

    lengths = np.bincount(texts, minlength=4 * size).reshape(size, 4).T
    order = np.lexsort(lengths[::-1])
    number = np.empty(size, np.int64)
    number[order] = np.arange(size)
    used = np.flatnonzero(np.bincount(found))
    rank = np.empty(len(words.terms), np.int64)
    rank[used] = np.arange(len(used))

    keys = (rank[found] * size + number[texts >> 2]) << 2 | texts & 3
    keys.sort()
    fields, keys = keys & 3, keys >> 2
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    sums = np.add.reduceat(np.int64(1) << _WIDTH * fields, starts) if keys.size else keys
    keys = keys[starts]
    counts, large = packed_counts(np.stack([sums >> _WIDTH * field & (1 << _WIDTH) - 1 for field in range(4)]))
    ranks, numbers = np.divmod(keys, max(size, 1))
    documents = np.bincount(ranks, minlength=len(used))
    columns = Columns([words.terms[n] for n in used.tolist()], documents, numbers, counts, large)
    return order.tolist(), lengths[:, order].tolist(), pack(columns)


def packed_counts(counts: Numbers) -> tuple[NDArray[np.uint8], dict[int, tuple[int, ...]]]:
    """Put the counts in the four fields (a row each) into a byte; return also, by place, those that are too large.

    From the lowest bit: four bits of the abstract's, two of the title's, one of the id's, one of the category's. The
    byte of those that are too large is 0.
    """
    result = np.zeros(counts.shape[1], np.int64)
    too_large = np.zeros(counts.shape[1], bool)
    for row, most, shift in zip(counts, MOST, SHIFTS, strict=True):
        result += row << shift
        too_large |= row > most
    result[too_large] = 0
    places = np.flatnonzero(too_large).tolist()
    return result.astype(np.uint8), {place: tuple(counts[:, place].tolist()) for place in places}


def counts_of(columns: Columns, place: int) -> tuple[int, ...]:
    """Return the counts in the fields at a place of the columns."""
    byte = int(columns.counts[place])
    if byte == 0:
        return columns.large[place]
    return tuple(byte >> shift & mask for shift, mask in zip(SHIFTS, MASKS, strict=True))


def merge(parts: Sequence[tuple[int, Postings]]) -> Columns:
    """Make one of postings of documents in a row, each given with the number of its first document."""
    columns = [(base, unpack(part)) for base, part in parts]
    terms = sorted_terms({term for _, part in columns for term in part.terms})
    rank = {term: n for n, term in enumerate(terms)}
    ranks = [np.fromiter(map(rank.__getitem__, part.terms), np.int64, len(part.terms)) for _, part in columns]
    keys = _joined([np.repeat(of, part.documents) for of, (_, part) in zip(ranks, columns, strict=True)])
    order = np.argsort(keys, kind="stable")
    numbers = _joined([part.numbers + base for base, part in columns])[order]
    counts = np.concatenate([np.zeros(0, np.uint8), *(part.counts for _, part in columns)])[order]
    large: dict[int, tuple[int, ...]] = {}
    if any(part.large for _, part in columns):
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        start = 0
        for _, part in columns:
            large |= {int(place[start + n]): found for n, found in part.large.items()}
            start += len(part.counts)
    return Columns(terms, np.bincount(keys, minlength=len(terms)), numbers, counts, dict(sorted(large.items())))


def by_initial(columns: Columns) -> dict[str, Postings]:
    """Part the terms by their initials, see `initial`."""
    result = {}
    ends = np.cumsum(columns.documents)
    start = 0
    initials = [initial(term) for term in columns.terms]
    for letter in dict.fromkeys(initials):
        stop = start + initials.count(letter)
        first, last = int(ends[start - 1]) if start else 0, int(ends[stop - 1])
        result[letter] = pack(
            Columns(
                columns.terms[start:stop],
                columns.documents[start:stop],
                columns.numbers[first:last],
                columns.counts[first:last],
                {place - first: found for place, found in columns.large.items() if first <= place < last},
            )
        )
        start = stop
    return result


def initial(term: str) -> str:
    """Return what terms are grouped by: their first character, and "" for those that are not of ASCII's."""
    return term[0] if term[0] < "\x7f" else ""


def pack(columns: Columns) -> Postings:
    """Write columns as bytes."""
    narrow = not columns.numbers.size or columns.numbers.max() < _NARROW
    return Postings(
        "\n".join(columns.terms),
        columns.documents.astype("<u4").tobytes(),
        columns.numbers.astype("<u2" if narrow else "<u4").tobytes(),
        columns.counts.tobytes(),
        columns.large,
    )


def unpack(postings: Postings) -> Columns:
    """Read what `pack` wrote."""
    narrow = len(postings.numbers) == 2 * len(postings.counts)
    return Columns(
        postings.terms.split("\n") if postings.terms else [],
        np.frombuffer(postings.documents, "<u4").astype(np.int64),
        np.frombuffer(postings.numbers, "<u2" if narrow else "<u4").astype(np.int64),
        np.frombuffer(postings.counts, np.uint8),
        postings.large,
    )


def lists(columns: Columns) -> Iterable[tuple[str, int, bytes]]:
    """Yield each term with the number of its documents and its posting list."""
    ends = np.cumsum(columns.documents)
    starts = ends - columns.documents
    gaps = np.diff(columns.numbers, prepend=-1) - 1
    gaps[starts] = columns.numbers[starts]
    data, offsets = leb128s(gaps)
    sizes = np.ones(len(gaps), np.int64)
    counts = columns.counts
    if columns.large:
        exact = {place: b"\0" + leb128s(np.array(found))[0].tobytes() for place, found in columns.large.items()}
        sizes[list(exact)] = [len(written) for written in exact.values()]
        pieces = bytearray()
        last = 0
        for place, written in exact.items():
            pieces += counts[last:place].tobytes() + written
            last = place + 1
        counts = np.frombuffer(bytes(pieces) + counts[last:].tobytes(), np.uint8)
    places = np.concatenate([[0], np.cumsum(sizes)])
    gap_bytes, count_bytes = data.tobytes(), counts.tobytes()
    bounds = np.stack([columns.documents, offsets[starts], offsets[ends], places[starts], places[ends]]).T.tolist()
    for term, (documents, a, b, c, d) in zip(columns.terms, bounds, strict=True):
        yield term, documents, gap_bytes[a:b] + count_bytes[c:d]


def leb128s(numbers: Numbers) -> tuple[NDArray[np.uint8], Numbers]:
    """Write integers that are not negative in as many bytes as each needs, seven bits in each, the lowest first.

    Returns the bytes, and where each integer's begin, and the last one's end.
    """
    sizes = np.ones(len(numbers), np.int64)
    for bits in range(7, 63, 7):
        more = numbers >> bits > 0
        if not more.any():
            break
        sizes += more
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    result = np.zeros(int(offsets[-1]), np.uint8)
    for n in range(int(sizes.max(initial=0))):
        some = sizes > n
        follows = (sizes[some] > n + 1).astype(np.int64) << 7
        result[offsets[:-1][some] + n] = numbers[some] >> 7 * n & 127 | follows
    return result, offsets


def leb128(number: int) -> bytes:
    """Write one integer as `leb128s` does."""
    return _BYTE[number] if number < 128 else _BYTE[number & 127 | 128] + leb128(number >> 7)  # noqa: PLR2004


_BYTE = [bytes([n]) for n in range(256)]


def sorted_terms(terms: Iterable[str]) -> list[str]:
    """Sort as JavaScript does: by UTF-16 code units, which are not in the order of the characters above them."""
    result = sorted(terms)
    if max("".join(result), default="") > "\ud7ff":
        result.sort(key=lambda term: term.encode("utf-16-be"))
    return result


def _joined(parts: list[Numbers]) -> Numbers:
    return np.concatenate([np.zeros(0, np.int64), *parts])
