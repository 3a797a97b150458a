"""A day's papers in, its part of the search index out; and of all parts the files of the index.

A paper is one document of the index, on the newest of its days, where its page is as well. Documents are numbered
oldest day first, and in a day in the order of their lengths (`postings.invert`).
This module does not know where parts are kept between builds.
"""

from __future__ import annotations

import datetime as dt
from itertools import accumulate
from typing import TYPE_CHECKING

import msgspec

from sitegen.model import Artifact
from sitegen.search import lunr, postings
from sitegen.search import shards as files
from sitegen.search.shards import Cards, Group
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sitegen.search.words import Language, Words

LETTERS = (*"0123456789abcdefghijklmnopqrstuvwxyz", "")
"""The groups of terms, see `postings.initial`: terms begin with a letter or digit."""


class Terms(msgspec.Struct, frozen=True):
    """The terms of some letters, in files."""

    shards: dict[str, Group]
    words: dict[str, Group]
    """Of the vocabulary; both by letter, without those that no term begins with."""
    backwards: dict[str, list[str]]
    """The terms written backwards, by their last letter."""


class Day(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A day's part of the index."""

    date: dt.date
    cards: list[tuple[str, str]]
    """Ids and titles of its papers, in the order of the index."""
    lengths: list[list[int]]
    """For each field, the terms of each paper; nothing if no paper has the field."""
    postings: postings.Postings
    categories: dict[str, list[int]]
    """The papers that stand in each category, by its slug, as numbers in that order."""
    code: list[int]
    """Those whose abstract links code."""


class Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The part of some days in a row."""

    days: list[tuple[dt.date, int]]
    """Each with the number of its papers; there may be none."""
    cards: list[bytes]
    """Files."""
    lengths: list[list[int]]
    """As those of a day."""
    terms: dict[str, msgspec.Raw]
    """`Postings` by initial."""

    @property
    def papers(self) -> int:
        """How many."""
        return sum(count for _, count in self.days)


def day(
    date: dt.date,
    papers: Sequence[postings.Paper],
    words: Words,
    categories: Sequence[Iterable[str]],
    code: Collection[str],
) -> bytes:
    """Make a day's part, of the papers whose newest day it is.

    `categories` are those of each paper, and `code` the ids of the papers that link code.
    """
    order, lengths, inverted = postings.invert(papers, words)
    cards = [(papers[n].id, papers[n].title) for n in order]
    standing: dict[str, list[int]] = {}
    for number, n in enumerate(order):
        for slug in sorted({permalinks.slug(name) for name in categories[n]}):
            standing.setdefault(slug, []).append(number)
    coded = [number for number, (id_, _) in enumerate(cards) if id_ in code]
    return msgspec.msgpack.encode(Day(date, cards, lengths, inverted, standing, coded))


def part(data: bytes | memoryview) -> Day:
    """Return what `day` made."""
    return msgspec.msgpack.decode(data, type=Day)


def row(parts: Iterable[bytes | memoryview]) -> bytes:
    """Make the part of some days in a row."""
    decode = msgspec.msgpack.Decoder(Day).decode
    encode = msgspec.msgpack.Encoder().encode
    days = [decode(part) for part in parts]
    bases = accumulate((len(day.cards) for day in days), initial=0)
    columns = postings.merge([(base, day.postings) for base, day in zip(bases, days, strict=False)])
    return encode(
        Row(
            [(day.date, len(day.cards)) for day in days],
            files.cards([card for day in days for card in day.cards]),
            _joined([(len(day.cards), day.lengths) for day in days]),
            {letter: msgspec.Raw(encode(some)) for letter, some in postings.by_initial(columns).items()},
        )
    )


def rows(parts: Iterable[bytes | memoryview]) -> list[Row]:
    """Return what `row` made."""
    decode = msgspec.msgpack.Decoder(Row).decode
    return [decode(part) for part in parts]


def card_files(row: Row) -> tuple[Cards, list[Artifact]]:
    """Make the files of what is shown of a row's papers."""
    cards = files.cards_group(row.cards, row.papers)
    return cards, _artifacts("d", cards.folder, row.cards)


def term_files(rows: Sequence[Row], letters: Iterable[str]) -> tuple[Terms, list[Artifact]]:
    """Make the files of the terms that begin with some letters."""
    result = Terms({}, {}, {})
    artifacts = []
    fields = _fields(rows)
    for letter in letters:
        columns = _merged(rows, letter)
        if not columns.terms:
            continue
        shards, words = files.shards(postings.lists(columns, fields)), files.vocabulary(columns.terms)
        result.shards[letter], result.words[letter] = files.group(shards), files.group(words)
        artifacts += _artifacts("t", result.shards[letter].folder, [data for _, data in shards])
        artifacts += _artifacts("v", result.words[letter].folder, [data for _, data in words])
        for term in columns.terms:
            backwards = term[::-1]
            result.backwards.setdefault(postings.initial(backwards), []).append(backwards)
    return result, artifacts


def top_files(
    rows: Sequence[Row],
    terms: Sequence[Terms],
    cards: Sequence[Cards],
    paper_url: str,
    language: Language,
    boosts: Mapping[str, float],
    folded: dt.date | None,
) -> list[Artifact]:
    """Make the files that there is one of: lengths, the vocabulary by endings, and the manifest of all.

    `boosts` are those of the fields that have one.
    """
    fields, columns = _fields(rows), _lengths(rows)
    lengths = files.lengths([day for row in rows for day in row.days], [columns[field] for field in fields])
    artifacts = []
    endings = []
    for letter in LETTERS:
        some = [term for part in terms for term in part.backwards.get(letter, ())]
        if some:
            data = files.vocabulary(postings.sorted_terms(some))
            endings.append(files.group(data))
            artifacts += _artifacts("e", endings[-1].folder, [part for _, part in data])
    lengths_group = files.group([("", lengths)])
    artifacts += _artifacts("len", lengths_group.folder, [lengths])
    manifest = files.Manifest(
        documents=sum(row.papers for row in rows),
        fields=tuple(
            files.Field(name, boosts.get(name, 1), sum(columns[field]))
            for field, name in ((field, postings.FIELDS[field]) for field in fields)
        ),
        language=language,
        paper=paper_url,
        folded=folded,
        lengths=lengths_group.folder,
        terms=_by_letter([part.shards for part in terms]),
        words=_by_letter([part.words for part in terms]),
        endings=tuple(endings),
        cards=tuple(cards),
    )
    return [*artifacts, Artifact(permalinks.SEARCH_MANIFEST[1:], msgspec.json.encode(manifest) + b"\n")]


def lunr_file(rows: Sequence[Row], language: Language, boosts: Mapping[str, float]) -> Artifact:
    """Make the file that Lunr's own programs load."""
    ids = [id_ for row in rows for data in row.cards for id_, _ in files.read_cards(data)]
    parts = (_merged(rows, letter) for letter in LETTERS)
    weights = [boosts.get(name, 1) for name in postings.FIELDS]
    data = lunr.lunr_json(parts, ids, _lengths(rows), _fields(rows), weights, stems=language.stems)
    return Artifact(permalinks.SEARCH_LUNR[1:], data + b"\n")


def _fields(rows: Sequence[Row]) -> list[int]:
    """Return the numbers of the fields that an archive has."""
    return [
        field
        for field in range(len(postings.FIELDS))
        if field < postings.ALWAYS or any(row.lengths[field] for row in rows)
    ]


def _lengths(rows: Sequence[Row]) -> list[list[int]]:
    """Return, for each field, the terms of each paper; nothing for a field that the archive has not."""
    return _joined([(row.papers, row.lengths) for row in rows])


def _joined(parts: Sequence[tuple[int, list[list[int]]]]) -> list[list[int]]:
    """Put the lengths of papers in a row together, of each part given with the number of its papers."""
    some = [field for field in range(len(postings.FIELDS)) if any(lengths[field] for _, lengths in parts)]
    return [
        [number for papers, lengths in parts for number in lengths[field] or [0] * papers] if field in some else []
        for field in range(len(postings.FIELDS))
    ]


def _merged(rows: Sequence[Row], letter: str) -> postings.Columns:
    """Put the postings of an initial's terms together, of all rows."""
    decode = msgspec.msgpack.Decoder(postings.Postings).decode
    bases = accumulate((row.papers for row in rows), initial=0)
    parts = [(base, decode(row.terms[letter])) for base, row in zip(bases, rows, strict=False) if letter in row.terms]
    return postings.merge(parts)


def _by_letter(parts: Iterable[dict[str, Group]]) -> tuple[Group, ...]:
    groups = {letter: group for part in parts for letter, group in part.items()}
    return tuple(groups[letter] for letter in LETTERS if letter in groups)


def _artifacts(kind: str, folder: str, data: Iterable[bytes]) -> list[Artifact]:
    return [Artifact(f"{permalinks.SEARCH[1:]}{kind}/{folder}/{n}.bin", part) for n, part in enumerate(data)]
