"""Postings, terms, lengths and titles in, the index's files out, as browsers fetch and read them.

All but the manifest are gzip members, since many hosts do not compress files of unknown types; the browser inflates
them. Integers are LEB128, see `postings.leb128`. The manifest names the files: a folder for each group of files that
change together, called by a hash of what is in it, and in it files called by their numbers.
`docs/search.md` describes the format; `themes/default/static/search/engine.js` reads it.
This module does not know how postings are made.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import deflate
import msgspec
import numpy as np

from sitegen.fingerprint import fingerprint
from sitegen.search.postings import leb128, leb128s
from sitegen.search.words import Language

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence


VERSION = 1
"""Of the format."""
K1 = 1.2
B = 0.75
"""Lunr's parameters of BM25."""
CARDS = 64
"""Documents in a file of cards: of the hits shown, most are in different files."""

_LEVEL = 10
"""Of compression: 5 % fewer bytes than 9 for twice the time, measured on real postings."""
_SHARD = 30_000
"""Bytes of a shard before compression, which halves them. Smaller ones make for too many files."""
_LARGE = 12_000
"""Bytes of postings that have a shard of their own: who asks for another term shall not fetch them."""
_VOCABULARY = 16_000
"""Bytes of a part of the vocabulary before compression, which halves them."""


class Group(msgspec.Struct, frozen=True, array_like=True):
    """A folder of files, in order."""

    folder: str
    """Named by its content."""
    firsts: tuple[str, ...]
    """For each file, what comes before none of its terms, and after all those of the file before it."""


class Cards(msgspec.Struct, frozen=True, array_like=True):
    """A folder of files of cards."""

    folder: str
    documents: int
    """In all of its files; `CARDS` in each but the last."""


class Field(msgspec.Struct, frozen=True, array_like=True):
    """A field of the documents."""

    name: str
    boost: float
    length: int
    """Terms in it, in all documents together."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser has to know before it asks for anything else."""

    version: int = VERSION
    documents: int
    fields: tuple[Field, ...]
    k1: float = K1
    b: float = B
    language: Language
    paper: str
    """The path of a paper's page on its host, with `{id}`, or `{yymm}` and `{number}`."""
    lengths: str
    """The file with the days and the lengths of all documents."""
    terms: tuple[Group, ...]
    words: tuple[Group, ...]
    """The vocabulary."""
    endings: tuple[Group, ...]
    """The vocabulary once more, each term written backwards."""
    cards_each: int = CARDS
    cards: tuple[Cards, ...]


def group(files: Sequence[tuple[str, bytes]]) -> Group:
    """Name a folder for files, given each with what it begins with."""
    return Group(_name(data for _, data in files), tuple(first for first, _ in files))


def cards_group(files: Sequence[bytes], documents: int) -> Cards:
    """Name a folder for files of cards."""
    return Cards(_name(files), documents)


def _name(files: Iterable[bytes]) -> str:
    """Return a name that nothing else in an archive's life has: 60 bits."""
    return fingerprint(b"".join(map(fingerprint, files))).hex()[:15]


def shards(lists: Iterable[tuple[str, int, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Cut posting lists, in order, into files of a fair size; yield each with what its terms begin with.

    A file: how many terms; for each, how many bytes it shares with the term before, how many bytes follow, those
    bytes, how many documents hold it, how many bytes its posting list has; then the lists.
    """
    before = ""
    size = 0
    some: list[tuple[str, int, bytes]] = []
    for one in lists:
        weight = len(one[2])
        if some and (size + weight > _SHARD or weight > _LARGE):
            yield _shard(before, some)
            before, some, size = some[-1][0], [], 0
        some.append(one)
        size += _SHARD if weight > _LARGE else weight + len(one[0]) + 3
    if some:
        yield _shard(before, some)


def _shard(before: str, lists: list[tuple[str, int, bytes]]) -> tuple[str, bytes]:
    names = _front_coded(term for term, _, _ in lists)
    heads = [
        name + leb128(documents) + leb128(len(data)) for name, (_, documents, data) in zip(names, lists, strict=True)
    ]
    data = b"".join([leb128(len(lists)), *heads, *(data for _, _, data in lists)])
    return _divider(before, lists[0][0]), packed(data)


def vocabulary(terms: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Cut terms, in order, into files, as `shards` does. A file: its terms, front-coded in the same way."""
    last = before = first = ""
    size = 0
    some: list[bytes] = []
    for term in terms:
        (coded,) = _front_coded([term]) if not some else _front_coded([term], last)
        if size + len(coded) > _VOCABULARY:
            yield _divider(before, first), packed(b"".join(some))
            before, size, some = last, 0, []
            (coded,) = _front_coded([term])
        if not some:
            first = term
        some.append(coded)
        size += len(coded)
        last = term
    if some:
        yield _divider(before, first), packed(b"".join(some))


def _front_coded(terms: Iterable[str], before: str = "") -> Iterator[bytes]:
    """Write each term without what it shares with the one before it."""
    old = before.encode()
    for term in terms:
        new = term.encode()
        shared = 0
        for a, b in zip(old, new, strict=False):
            if a != b:
                break
            shared += 1
        yield leb128(shared) + leb128(len(new) - shared) + new[shared:]
        old = new


def _divider(before: str, term: str) -> str:
    """Return the shortest beginning of a term that does not come before another one."""
    for n in range(1, len(term)):
        if before[:n] != term[:n]:
            return term[:n]
    return term


def cards(papers: Sequence[tuple[str, str]]) -> list[bytes]:
    """Make the files of what is shown of papers: JSON arrays of `[id, title]`."""
    return [packed(msgspec.json.encode(papers[n : n + CARDS])) for n in range(0, len(papers), CARDS)]


def lengths(days: Sequence[tuple[dt.date, int]], columns: Sequence[Sequence[int]]) -> bytes:
    """Make the file of all documents' days and lengths.

    How many days; for each, how many days after the one before, and its documents; then, for each field, the number of
    terms in each document. Documents of a day are in the order of their lengths, so a title's is written less that of
    the one before on the same day, and an abstract's as well when the titles' are equal.
    """
    parts = [leb128(len(days))]
    previous = 0
    for date, count in days:
        parts += (leb128(date.toordinal() - previous), leb128(count))
        previous = date.toordinal()
    titles, abstracts, *others = (np.array(column, np.int64) for column in columns)
    first = np.zeros(len(titles), bool)
    first[[start for start in accumulate((count for _, count in days), initial=0) if start < len(titles)]] = True
    steps = np.diff(titles, prepend=0)
    alike = ~first & (steps == 0)
    written = [np.where(first, titles, steps), np.where(alike, np.diff(abstracts, prepend=0), abstracts), *others]
    return packed(b"".join([*parts, *(leb128s(column)[0].tobytes() for column in written)]))


def packed(data: bytes) -> bytes:
    """Compress a file."""
    return bytes(deflate.gzip_compress(data, _LEVEL))
