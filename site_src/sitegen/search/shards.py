"""Postings, terms, lengths and titles in, the index's files out, as browsers fetch and read them.

All but the manifest are gzip members, since many hosts do not compress files of unknown types; the browser inflates
them. Integers are LEB128, see `postings.leb128`. The manifest names the files: a folder for each group of files that
change together, called by a hash of what is in it, and in it files called by their numbers.
`docs/search.md` describes the format; `themes/default/static/search/wire.js` reads it.
This module does not know how postings are made.
"""

from __future__ import annotations

import datetime as dt
import gzip
from itertools import accumulate
from typing import TYPE_CHECKING

import deflate
import msgspec
import numpy as np

from sitegen.hashing import fingerprint
from sitegen.search.postings import leb128, leb128s
from sitegen.search.words import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


VERSION = 2
"""Of the format."""
K1 = 1.2
B = 0.75
"""Lunr's parameters of BM25."""
CARDS = 64
"""Documents in a file of cards: of the hits shown, most are in different files."""

_LEVEL = 9
"""Of compression: 12 makes 5 % fewer bytes in ten times the time, measured on real postings."""
_BEST = 12
"""For the file that every search needs."""
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
    """The path of an arXiv paper's page on its host, with `{id}`, or `{yymm}` and `{number}`."""
    folded: dt.date | None = None
    """The newest day that is folded: its papers, and those of all days before it, have no page but a place on their
    day's."""
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


def shards(lists: Iterable[tuple[str, int, bytes]]) -> list[tuple[str, bytes]]:
    """Cut posting lists, in order, into files of a fair size; return each with what comes before its terms.

    A file: how many terms; for each, how many bytes it shares with the term before, how many bytes follow, those
    bytes, how many documents hold it, how many bytes its posting list has; then the lists.
    """
    lists = list(lists)
    terms = [term for term, _, _ in lists]
    names = _front_coded(terms)
    weights = [len(name) + 2 + len(data) for name, (_, _, data) in zip(names, lists, strict=True)]
    files = []
    for start, end in _cuts(weights, _SHARD, _LARGE):
        some = lists[start:end]
        heads = [
            name + leb128(documents) + leb128(len(data))
            for name, (_, documents, data) in zip(_restarted(names, terms, start, end), some, strict=True)
        ]
        data = b"".join([leb128(len(some)), *heads, *(data for _, _, data in some)])
        files.append((_divider(terms, start), packed(data)))
    return files


def vocabulary(terms: Sequence[str]) -> list[tuple[str, bytes]]:
    """Cut terms, in order, into files, as `shards` does. A file: its terms, front-coded in the same way."""
    names = _front_coded(terms)
    cuts = _cuts([len(name) for name in names], _VOCABULARY, _VOCABULARY)
    return [(_divider(terms, start), packed(b"".join(_restarted(names, terms, start, end)))) for start, end in cuts]


def _cuts(weights: Sequence[int], most: int, alone: int) -> Iterator[tuple[int, int]]:
    """Cut a row of weights so that none weighs more than `most`, and whatever weighs more than `alone` is alone."""
    start = size = 0
    for n, weight in enumerate(weights):
        if n > start and (size + weight > most or weight > alone):
            yield start, n
            start, size = n, 0
        size += weight if weight <= alone else most
    if weights:
        yield start, len(weights)


def _front_coded(terms: Sequence[str]) -> list[bytes]:
    """Write each term without what it shares with the one before it."""
    if not terms:
        return []
    encoded = [term.encode() for term in terms]
    table = np.array(encoded)
    columns = table.view(np.uint8).reshape(len(encoded), table.itemsize)
    shared = [0, *(columns[1:] != columns[:-1]).argmax(axis=1).tolist()]
    return [leb128(same) + leb128(len(term) - same) + term[same:] for term, same in zip(encoded, shared, strict=True)]


def _restarted(names: Sequence[bytes], terms: Sequence[str], start: int, end: int) -> list[bytes]:
    """Return the front-coded names of a file, whose first has none before it."""
    return _front_coded(terms[start : start + 1]) + list(names[start + 1 : end])


def _divider(terms: Sequence[str], place: int) -> str:
    """Return the shortest beginning of a term that does not come before the one in front of it."""
    term, before = terms[place], terms[place - 1] if place else ""
    return next((term[:n] for n in range(1, len(term)) if before[:n] != term[:n]), term)


def cards(papers: Sequence[tuple[str, str]]) -> list[bytes]:
    """Make the files of what is shown of papers: JSON arrays of `[id, title]`."""
    return [packed(msgspec.json.encode(papers[n : n + CARDS])) for n in range(0, len(papers), CARDS)]


def read_cards(data: bytes) -> list[tuple[str, str]]:
    """Read what `cards` wrote."""
    return msgspec.json.decode(gzip.decompress(data), type=list[tuple[str, str]])


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
    return packed(b"".join([*parts, *(leb128s(column)[0].tobytes() for column in written)]), _BEST)


def packed(data: bytes, level: int = _LEVEL) -> bytes:
    """Compress a file."""
    return bytes(deflate.gzip_compress(data, level))
