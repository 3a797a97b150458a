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
from itertools import chain, product
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from sitegen.search import names
from sitegen.search.words import MARKED, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sitegen.search.words import Words

    Numbers = NDArray[np.int64]

FIELDS = ("title", "abstract", "id", "category", "author", "topic")
ALWAYS = 4
"""The fields that every archive has; of the others, it has those that any of its papers has."""
_AUTHOR, _TOPIC = FIELDS.index("author"), FIELDS.index("topic")
_MOST = (2, 14, 1, 1)
"""The counts of a term in these fields of a document that a byte can hold, at most."""
_SHIFTS = (4, 0, 6, 7)
"""Where they are in it."""
_NAMED = ((0, 1, 0), (0, 0, 1), (1, 0, 1), (0, 0, 2))
"""Three in the bits of the title's count, which it has not, tell that the two highest bits are one of these: the counts
in title, author and topic."""
_NARROW = 1 << 16


def _codes() -> dict[tuple[int, ...], int]:
    """Return the byte of all counts that have one."""
    codes = {}
    for counts in product(*(range(most + 1) for most in _MOST)):
        codes[*counts, 0, 0] = sum(count << shift for count, shift in zip(counts, _SHIFTS, strict=True))
    for n, (title, author, topic) in enumerate(_NAMED):
        for abstract in range(_MOST[1] + 1):
            codes[title, abstract, 0, 0, author, topic] = n << 6 | 3 << 4 | abstract
    return {counts: code for counts, code in codes.items() if code}


_CODES = _codes()
_MATRIX = np.zeros((256, len(FIELDS)), np.uint8)
_MATRIX[list(_CODES.values())] = list(_CODES)
COUNTS = np.ascontiguousarray(_MATRIX.T)
"""For each field, the count that each byte stands for."""
_BASES = np.array([3, 15, 2, 2, 2, 3])
_STEPS = np.concatenate([[1], np.cumprod(_BASES[:-1])])
_BYTES = np.zeros(int(np.prod(_BASES)), np.uint8)
_BYTES[_MATRIX[list(_CODES.values())] @ _STEPS] = list(_CODES.values())
"""The byte of counts, by their place in a row of all that are small enough for one."""


class Paper(msgspec.Struct, frozen=True, gc=False):
    """A paper as the search sees it: plain texts, in the order of `FIELDS`."""

    title: str
    abstract: str
    id: str
    categories: str
    """Joined by blanks."""
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


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
    """By place in `counts`, what a byte does not hold, in all `FIELDS`; nearly always empty."""


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
    the lengths, for each field the terms in it, or nothing if no paper has the field; and the postings.
    """
    words.forget()
    size = len(papers)
    extended = any(paper.authors or paper.topics for paper in papers)
    width = len(FIELDS) if extended else ALWAYS
    all_tokens = (tokens(_texts(paper, extended=extended)) for paper in papers)
    found = np.fromiter(map(words.__getitem__, chain.from_iterable(all_tokens)), np.int64)
    texts = np.cumsum(found == MARKED)  # `width` a paper
    if found.size and found.min() < 0:
        several = [words.several[-number] for number in found[found < 0]]
        texts = np.concatenate([texts, np.repeat(texts[found < 0], [len(numbers) for numbers in several])])
        found = np.concatenate([found, np.fromiter(chain.from_iterable(several), np.int64)])
    if extended:
        named = [[words.number(term) for name in paper.authors for term in names.terms(name)] for paper in papers]
        texts = np.concatenate([texts, np.repeat(np.arange(size) * width + _AUTHOR, [len(row) for row in named])])
        found = np.concatenate([found, np.fromiter(chain.from_iterable(named), np.int64)])
    texts, found = texts[found > MARKED], found[found > MARKED]

    lengths = np.bincount(texts, minlength=width * size).reshape(size, width).T
    order = np.lexsort(lengths[::-1])
    number = np.empty(size, np.int64)
    number[order] = np.arange(size)
    used = np.flatnonzero(np.bincount(found))
    rank = np.empty(len(words.terms), np.int64)
    rank[used] = np.arange(len(used))

    document, field = np.divmod(texts, width)
    keys = (rank[found] * size + number[document]) << 3 | field
    keys.sort()
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    sums = np.diff(starts, append=len(keys))
    fields, keys = keys[starts] & 7, keys[starts] >> 3
    first = np.diff(keys, prepend=-1) > 0
    keys, places = keys[first], np.cumsum(first) - 1
    counts = np.zeros((width, len(keys)), np.int64)
    counts[fields, places] = sums
    packed, large = packed_counts(counts)
    ranks, numbers = np.divmod(keys, max(size, 1))
    documents = np.bincount(ranks, minlength=len(used))
    columns = Columns([words.terms[n] for n in used.tolist()], documents, numbers, packed, large)
    rows = lengths[:, order].tolist() + [[] for _ in FIELDS[width:]]
    return order.tolist(), [row if n < ALWAYS or any(row) else [] for n, row in enumerate(rows)], pack(columns)


def _texts(paper: Paper, *, extended: bool) -> tuple[str, ...]:
    """Return the texts whose tokens are counted, in the order of `FIELDS`: those of authors are no words."""
    texts = (paper.title, paper.abstract, paper.id, paper.categories)
    return (*texts, "", "\n".join(paper.topics)) if extended else texts


def packed_counts(counts: Numbers) -> tuple[NDArray[np.uint8], dict[int, tuple[int, ...]]]:
    """Put the counts in the fields (a row each) into a byte; return also, by place, those that have none.

    From the lowest bit: four bits of the abstract's, two of the title's, one of the id's, one of the category's; or
    as `_NAMED` says. The byte of those that have none is 0.
    """
    bases, steps = _BASES[: len(counts), None], _STEPS[: len(counts)]
    small = (counts < bases).all(axis=0)
    result = _BYTES[np.where(small, steps @ counts, 0)]
    places = np.flatnonzero(result == 0).tolist()
    missing = (0,) * (len(FIELDS) - len(counts))
    return result, {place: (*counts[:, place].tolist(), *missing) for place in places}


def counts_of(columns: Columns, place: int) -> tuple[int, ...]:
    """Return the counts in the fields at a place of the columns."""
    byte = int(columns.counts[place])
    return columns.large[place] if byte == 0 else tuple(COUNTS[:, byte].tolist())


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


def lists(columns: Columns, fields: Sequence[int]) -> Iterable[tuple[str, int, bytes]]:
    """Yield each term with the number of its documents and its posting list; `fields` are those of the archive."""
    ends = np.cumsum(columns.documents)
    starts = ends - columns.documents
    gaps = np.diff(columns.numbers, prepend=-1) - 1
    gaps[starts] = columns.numbers[starts]
    data, offsets = leb128s(gaps)
    sizes = np.ones(len(gaps), np.int64)
    counts = columns.counts
    if columns.large:
        large = np.array(list(columns.large.values()))[:, fields]
        exact = {place: b"\0" + leb128s(found)[0].tobytes() for place, found in zip(columns.large, large, strict=True)}
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
