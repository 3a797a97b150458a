"""The search index as a target: from the postings that days leave in the cache to staged files, over the pool.

    days ─ rows (workers, a row of days a task) ─ terms (workers, a letter a task) ─ lengths and manifest

This module does not know what is in the files, or when the index has to be made.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.tasks import Result, blocks
from sitegen.model import Day
from sitegen.output.manifest import File, Made
from sitegen.pages.search import IndexTarget
from sitegen.problems import Problem, Refusal
from sitegen.search import index
from sitegen.search.index import Terms
from sitegen.search.shards import Cards
from sitegen.search.words import language
from sitegen.timing import Clock

if TYPE_CHECKING:
    from sitegen.build.cache import Cache
    from sitegen.build.context import BuildContext
    from sitegen.build.tasks import Task
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
    """Empty when the cache has it."""
    problems: tuple[Problem, ...]
    seconds: dict[str, float]


class _Wanted(msgspec.Struct, frozen=True):
    """Files to be made of all blocks: the terms of some letters, or the cards of a block."""

    blocks: list[str]
    """Their keys."""
    given: list[bytes]
    """The blocks themselves, when the cache cannot keep them."""
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


def make(pool: Pool[BuildContext], task: Task) -> Result:
    """Make the index of an archive whose days have been made."""
    context, target = pool.context, msgspec.msgpack.decode(task.target, type=IndexTarget)
    clock = Clock()
    rows = [
        _Row(
            days,
            [task.fragments[f"words/{day.date}"] for day in days],
            task.fragments[f"block/{days[0].date}"],
        )
        for days in blocks(target.days)
    ]
    missing = [row for row in rows if context.cache.fragment(row.key) is None]
    inverted = list(pool.map(_invert, missing, (_Row, _Inverted)))
    problems = [problem for result in inverted for problem in result.problems]
    if problems:
        return Result(task.name, Made.of(task.key, {}), 0, 0, tuple(problems), clock.seconds)
    clock.lap("index: blocks")

    keys = [row.key for row in rows]
    if any(result.block for result in inverted):  # no cache to meet at: in one task, so that each is made once
        given = [_block(context, row) for row in rows]
        staged = [_stage(context, _Wanted([], given, index.LETTERS, tuple(range(len(rows))), task.previous))]
        found = index.rows(given)
    else:
        cards_before = {path: file for path, file in task.previous.items() if path.startswith("search/d/")}
        terms_before = {path: file for path, file in task.previous.items() if path not in cards_before}
        tasks = [_Wanted(keys, [], (letter,), (), terms_before) for letter in index.LETTERS]
        tasks += [_Wanted(keys, [], (), (n,), cards_before) for n in range(len(keys))]
        staged = list(pool.map(_stage, tasks, (_Wanted, _Staged)))
        found = _blocks(context.cache, tuple(keys))
    clock.lap("index: terms")

    search = context.search
    spoken = language(search.languages, search.stop_words)
    boosts = {"title": search.title_boost, "author": search.author_boost, "topic": search.topic_boost}
    cards = {number: cards for part in staged for number, cards in part.cards.items()}
    top = index.top_files(
        found,
        [part.terms for part in staged],
        [cards[n] for n in sorted(cards)],
        context.site.paper_url,
        spoken,
        boosts,
        target.folded,
    )
    if search.export_lunr:
        top.append(index.lunr_file(found, spoken, boosts))
    last = context.stager.put(top, task.previous)
    clock.lap("index: manifest")
    files = {path: file for part in staged for path, file in part.files.items()} | last.files
    for seconds in (*(part.seconds for part in inverted), *(part.seconds for part in staged)):
        clock.add(seconds)
    return Result(
        task.name,
        Made.of(task.key, dict(sorted(files.items()))),
        0,
        last.unchanged + sum(part.unchanged for part in staged),
        (*last.problems, *(problem for part in staged for problem in part.problems)),
        clock.seconds,
    )


def _invert(context: BuildContext, row: _Row) -> _Inverted:
    clock = Clock()
    try:
        block = _block(context, row)
    except Refusal as refusal:
        return _Inverted(b"", refusal.problems, clock.seconds)
    context.cache.save_fragment(row.key, block)
    clock.lap("make: index")
    return _Inverted(b"" if context.cache.has_fragment(row.key) else block, (), clock.seconds)


def _block(context: BuildContext, row: _Row) -> bytes:
    """Invert a row of days; what the cache has lost of them is made again."""
    days: list[bytes | memoryview] = []
    for day, key in zip(row.days, row.words, strict=True):
        kept = context.cache.fragment(key)
        if kept is None:
            from sitegen.build import day_words  # noqa: PLC0415 - the build itself has no need of it

            made = day_words.words(context, day)
            context.cache.save_fragment(key, made)
        days.append(made if kept is None else kept)
    return index.row(days)


def _stage(context: BuildContext, wanted: _Wanted) -> _Staged:
    clock = Clock()
    found = index.rows(wanted.given) if wanted.given else _blocks(context.cache, tuple(wanted.blocks))
    terms, artifacts = index.term_files(found, wanted.letters)
    cards = {}
    for n in wanted.cards:
        cards[n], more = index.card_files(found[n])
        artifacts += more
    clock.lap("make: index")
    staged = context.stager.put(artifacts, wanted.previous)
    clock.lap("make: write")
    return _Staged(terms, cards, staged.files, staged.unchanged, staged.problems, clock.seconds)


@lru_cache(maxsize=1)
def _blocks(cache: Cache, keys: tuple[str, ...]) -> list[Row]:
    """Load all blocks, once a process."""
    return index.rows([cache.need(key) for key in keys])
