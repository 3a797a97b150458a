"""Postings in, the whole index as Lunr's own programs load it out: lunr.js 2.3's JSON.

It holds a weight for each posting and is loaded as a whole, so it is for small archives and for other tools. It is what
lunr.py would have dumped of the same terms, but for the terms' numbers, which follow their order here.
"""

from __future__ import annotations

import math
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

import msgspec

from sitegen.search.postings import FIELDS, counts_of
from sitegen.search.shards import K1, B

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sitegen.search.postings import Columns

LUNR = "2.3.9"
"""The version of lunr.js whose format it is."""


class _Index(msgspec.Struct, frozen=True, rename="camel"):
    version: str
    fields: tuple[str, ...]
    field_vectors: list[tuple[str, list[float]]]
    inverted_index: list[tuple[str, dict[str, object]]]
    pipeline: tuple[str, ...]


def lunr_json(
    parts: Iterable[Columns],
    ids: Sequence[str],
    lengths: Sequence[Sequence[int]],
    fields: Sequence[int],
    boosts: Sequence[float],
    *,
    stems: bool,
) -> bytes:
    """Write the index of documents.

    `parts` are the postings of some terms each, in order; of each document there is its id and, for each field, how
    many terms that has. `fields` are those of the archive, and `boosts` those of all.
    """
    names = tuple(FIELDS[field] for field in fields)
    vectors: list[list[list[float]]] = [[[] for _ in FIELDS] for _ in ids]
    averages = [sum(column) / max(len(ids), 1) for column in lengths]
    inverted: list[tuple[str, dict[str, object]]] = []
    for term, postings in chain.from_iterable(map(_postings, parts)):
        number = len(inverted)
        holders = sum(count > 0 for counts in postings.values() for count in counts)
        idf = math.log(1 + abs((len(ids) - holders + 0.5) / (holders + 0.5)))
        inverted.append((term, {"_index": number}))
        for field, name in zip(fields, names, strict=True):
            held = {document: counts[field] for document, counts in postings.items() if counts[field]}
            inverted[-1][1][name] = {ids[document]: {} for document in held}
            for document, count in held.items():
                length = lengths[field][document] / averages[field]
                weight = idf * ((K1 + 1) * count) / (K1 * (1 - B + B * length) + count)
                vectors[document][field] += (number, round(weight * boosts[field], 3))
    named = [(f"{FIELDS[n]}/{id_}", of[n]) for id_, of in zip(ids, vectors, strict=True) for n in fields]
    return msgspec.json.encode(_Index(LUNR, names, named, inverted, ("stemmer",) if stems else ()))


def _postings(columns: Columns) -> Iterator[tuple[str, dict[int, tuple[int, ...]]]]:
    """Yield each term with its documents, and their counts in each field."""
    ends = accumulate(columns.documents.tolist(), initial=0)
    for term, (start, end) in zip(columns.terms, pairwise(ends), strict=True):
        yield term, {int(columns.numbers[place]): counts_of(columns, place) for place in range(start, end)}
