"""The search index as a unit: from the postings that days leave in the memo to staged files, over the pool.

    days ─ rows (workers, a row of days a task) ─ terms (workers, a letter a task) ─ lengths and manifest

This module does not know what is in the files, or when the index has to be made.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.orders import Delivery, blocks
from sitegen.model import Day, IndexUnit
from sitegen.output.manifest import File, Made
from sitegen.problems import Problem, Refusal
from sitegen.search import index
from sitegen.search.index import Terms
from sitegen.search.shards import Cards
from sitegen.search.words import language
from sitegen.timing import Clock

if TYPE_CHECKING:
    from sitegen.build.cache import Memo
    from sitegen.build.orders import Order, Shop
    from sitegen.search.index import Row
    from sitegen.workers import Pool


class _Row(msgspec.Struct, frozen=True):
    """Days to be inverted together."""

    days: tuple[Day, ...]
    words: list[str]
    """The keys of their parts."""
    key: str
    """Of what they come to."""


class _Inverted(msgspec.Struct, frozen=True):
    block: bytes
    """Empty when the memo has it."""
    problems: tuple[Problem, ...]
    seconds: dict[str, float]


class _Wanted(msgspec.Struct, frozen=True):
    """Files to be made of all blocks: the terms of some letters, or the cards of a block."""

    blocks: list[str]
    """Their keys."""
    given: list[bytes]
    """The blocks themselves, when the memo cannot keep them."""
    letters: tuple[str, ...]
    cards: tuple[int, ...]
    """Numbers of blocks."""
    previous: dict[str, File]


class _Staged(msgspec.Struct, frozen=True):
    terms: Terms
    cards: dict[int, Cards]
    files: dict[str, File]
    unchanged: int
    problems: tuple[Problem, ...]
    seconds: dict[str, float]


def make(pool: Pool[Shop], order: Order) -> Delivery:
    """Make the index of an archive whose days have been made."""
    shop, unit = pool.context, order.unit
    assert isinstance(unit, IndexUnit)  # noqa: S101 - for the types
    clock = Clock()
    rows = [
        _Row(
            days,
            [order.pieces[f"words/{day.date}"] for day in days],
            order.pieces[f"block/{days[0].date}"],
        )
        for days in blocks(unit.days)
    ]
    missing = [row for row in rows if shop.memo.piece(row.key) is None]
    inverted = list(pool.map(_invert, missing, (_Row, _Inverted)))
    problems = [problem for result in inverted for problem in result.problems]
    if problems:
        return Delivery(order.name, Made.of(order.key, {}), 0, 0, tuple(problems), clock.seconds)
    clock.lap("index: blocks")

    keys = [row.key for row in rows]
    if any(result.block for result in inverted):  # no memo to meet at: in one task, so that each is made once
        given = [_block(shop, row) for row in rows]
        staged = [_stage(shop, _Wanted([], given, index.LETTERS, tuple(range(len(rows))), order.previous))]
        found = index.rows(given)
    else:
        cards_before = {path: file for path, file in order.previous.items() if path.startswith("search/d/")}
        terms_before = {path: file for path, file in order.previous.items() if path not in cards_before}
        tasks = [_Wanted(keys, [], (letter,), (), terms_before) for letter in index.LETTERS]
        tasks += [_Wanted(keys, [], (), (n,), cards_before) for n in range(len(keys))]
        staged = list(pool.map(_stage, tasks, (_Wanted, _Staged)))
        found = _blocks(shop.memo, tuple(keys))
    clock.lap("index: terms")

    spoken = language(shop.search.languages, shop.search.stop_words)
    cards = {number: cards for part in staged for number, cards in part.cards.items()}
    top = index.top_files(
        found,
        [part.terms for part in staged],
        [cards[n] for n in sorted(cards)],
        shop.frame.site.paper_url,
        spoken,
        shop.search.title_boost,
        unit.folded,
    )
    if shop.search.export_lunr:
        top.append(index.lunr_file(found, spoken, shop.search.title_boost))
    last = shop.stager.put(top, order.previous)
    clock.lap("index: manifest")
    files = {path: file for part in staged for path, file in part.files.items()} | last.files
    for seconds in (*(part.seconds for part in inverted), *(part.seconds for part in staged)):
        clock.add(seconds)
    return Delivery(
        order.name,
        Made.of(order.key, dict(sorted(files.items()))),
        0,
        last.unchanged + sum(part.unchanged for part in staged),
        (*last.problems, *(problem for part in staged for problem in part.problems)),
        clock.seconds,
    )


def _invert(shop: Shop, row: _Row) -> _Inverted:
    clock = Clock()
    try:
        block = _block(shop, row)
    except Refusal as refusal:
        return _Inverted(b"", refusal.problems, clock.seconds)
    shop.memo.save_piece(row.key, block)
    clock.lap("make: index")
    return _Inverted(b"" if shop.memo.has_piece(row.key) else block, (), clock.seconds)


def _block(shop: Shop, row: _Row) -> bytes:
    """Invert a row of days; what the memo has lost of them is made again."""
    days: list[bytes | memoryview] = []
    for day, key in zip(row.days, row.words, strict=True):
        kept = shop.memo.piece(key)
        if kept is None:
            from sitegen.build import worker  # noqa: PLC0415 - the build itself has no need of it

            made = worker.words(shop, day)
            shop.memo.save_piece(key, made)
        days.append(made if kept is None else kept)
    return index.row(days)


def _stage(shop: Shop, wanted: _Wanted) -> _Staged:
    clock = Clock()
    found = index.rows(wanted.given) if wanted.given else _blocks(shop.memo, tuple(wanted.blocks))
    terms, artifacts = index.term_files(found, wanted.letters)
    cards = {}
    for n in wanted.cards:
        cards[n], more = index.card_files(found[n])
        artifacts += more
    clock.lap("make: index")
    staged = shop.stager.put(artifacts, wanted.previous)
    clock.lap("make: write")
    return _Staged(terms, cards, staged.files, staged.unchanged, staged.problems, clock.seconds)


@lru_cache(maxsize=1)
def _blocks(memo: Memo, keys: tuple[str, ...]) -> list[Row]:
    """Load all blocks, once a process."""
    return index.rows([memo.piece(key) or b"" for key in keys])
