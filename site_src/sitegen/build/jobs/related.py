"""The related papers of an archive, over the pool and from what earlier builds found out.

    days ─ words ─ vectors ─ links (each by workers, some days a task) ─ lists

A day's words are its part of the search index. What is kept of a day holds as long as what it is made of: its words
for its own texts; its vectors also for the years before; its links also for the vectors of all days before. So a new
day costs its own papers, and what is changed in an old one is followed up as far as it changes anything.
This module does not know how papers are compared, or of pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from sitegen.archive.similarity.nearest import SHOWN, Index, Links, Lists, list_related
from sitegen.archive.similarity.vectors import Counts, Rarity, Vectors, add_counts, count_stems, weigh
from sitegen.build.jobs.kept import Kept, shared_out
from sitegen.hashing import fingerprint, key_of
from sitegen.model import Day, ListedPaper, RelatedLists
from sitegen.problems import Problem, Refusal
from sitegen.search import index, postings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from sitegen.build.cache import Cache
    from sitegen.build.context import BuildContext
    from sitegen.model import Archive, Date
    from sitegen.search.index import Day as Part
    from sitegen.timing import Clock
    from sitegen.workers import Pool

FOUNDING = 300
"""Papers by which stems are weighed at least: those of the first days, as long as the years before have fewer."""
_FEW = 1_000
"""Papers that are linked sooner here than by workers, each of which has to make an index first."""
_SLOTS = (2 * np.arange(2 * SHOWN, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
"""Of a list: odd numbers, so that what stands in one place counts otherwise than in another."""


@dataclass(frozen=True, eq=False)
class Related:
    """Which papers of an archive are related. A paper has its place on the newest of its days."""

    numbers: dict[str, int]
    """By id, oldest first."""
    papers: list[ListedPaper]
    """By number."""
    lists: Lists
    lists_keys: NDArray[np.uint64]
    """Of each paper: equal keys, equal lists."""
    vectors: dict[Date, Vectors]
    keys: dict[Date, str]
    """Of each day's vectors."""
    pieces: frozenset[str]
    """The keys of what the cache keeps of all this."""

    def keys_of(self, ids: Iterable[str]) -> bytes:
        """Return the keys of some papers' lists, eight bytes each."""
        return self.lists_keys[[self.numbers[id_] for id_ in ids]].tobytes()

    def related_lists(self, id_: str) -> RelatedLists:
        """Return the lists of a paper."""
        number = self.numbers[id_]
        earlier, later = (
            tuple(self.papers[n] for n in row[number].tolist() if n >= 0)
            for row in (self.lists.earlier, self.lists.later)
        )
        return RelatedLists(earlier, later)


class _Words:
    """Days' parts of the index by the number of the day, in the cache, or here when it does not keep them."""

    def __init__(self, cache: Cache, keys: Iterable[str]) -> None:
        self.keys = list(keys)
        self.here: dict[int, bytes] = {}
        self._cache = cache

    def has(self, number: int) -> bool:
        return number in self.here or self._cache.fragment(self.keys[number]) is not None

    def __getitem__(self, number: int) -> Part:
        return index.part(self.here.get(number) or self._cache.need(self.keys[number]))


class _Table(NamedTuple):
    """Days whose papers others are weighed by."""

    key: str
    days: range
    before: _Table | None
    """Those of the years before, which count as well."""
    papers: int


class _Uncounted(msgspec.Struct, frozen=True):
    """Days whose words are to be counted."""

    days: list[tuple[int, Day, str]]
    """With their numbers, and the keys of their words."""


class _Counted(msgspec.Struct, frozen=True):
    words: list[tuple[int, bytes]]
    """Those that the cache did not keep."""
    problems: tuple[Problem, ...]


class _Unweighed(msgspec.Struct, frozen=True):
    """Days whose vectors are to be made."""

    table: str
    """The key of what they are weighed by."""
    days: list[tuple[int, str, str]]
    """Their numbers, the keys of their words, and those of the vectors."""


class _Weighed(msgspec.Struct, frozen=True):
    vectors: list[tuple[int, bytes]]


class _Unlinked(msgspec.Struct, frozen=True):
    """Days that are to be linked."""

    vectors: list[str]
    """The keys of all days' vectors."""
    missing: list[int]
    """All days that are to be linked."""
    own: list[int]
    """Those of this task."""


class _Linked(msgspec.Struct, frozen=True):
    links: list[tuple[int, Links]]


def relate(pool: Pool[BuildContext], archive: Archive, words: Mapping[Date, str], clock: Clock) -> Related:
    """Find the related papers of all days of an archive, given the keys of their parts of the index.

    Raises:
        Refusal: a digest has changed since it was outlined.

    """
    cache, days = pool.context.cache, archive.days
    parts = _Words(cache, (words[day.date] for day in days))
    tables = _tables(days, parts.keys)
    keys = [key_of("vectors", own, table.key) for own, table in zip(parts.keys, tables, strict=True)]
    vectors = Kept(cache, Vectors, keys)
    _weigh(pool, days, parts, tables, vectors, clock)

    own_keys = [key_of(found) for found in vectors.all()]
    links = Kept(cache, Links, accumulate(own_keys, key_of))
    _link(pool, vectors, links)

    clock.lap("relate")
    pieces = frozenset([*parts.keys, *vectors.keys, *links.keys, *(table.key for table in tables)])
    papers = [
        ListedPaper(id_, day.date, title, day.folds)
        for day, found in zip(days, vectors.all(), strict=True)
        for id_, title in zip(found.ids, found.titles, strict=True)
    ]
    dates = [day.date for day in days]
    lists = list_related([len(found.ids) for found in vectors.all()], links.all())
    return Related(
        {paper.id: number for number, paper in enumerate(papers)},
        papers,
        lists,
        _keys(papers, lists),
        dict(zip(dates, vectors.all(), strict=True)),
        dict(zip(dates, own_keys, strict=True)),
        pieces,
    )


def _tables(days: Sequence[Day], keys: Sequence[str]) -> list[_Table]:
    """Return what each day is weighed by: all years before its own, or at first the archive's first days."""
    first = papers = 0
    while first < len(days) and papers < FOUNDING:
        papers += days[first].papers
        first += 1
    founding = _Table(key_of("table", keys[:first]), range(first), None, papers)
    result: list[_Table] = []
    before: _Table | None = None
    for _, year in groupby(range(len(days)), lambda n: days[n].date.year):
        own = list(year)
        result += [before if before and before.papers >= FOUNDING else founding] * len(own)
        papers = (before.papers if before else 0) + sum(days[n].papers for n in own)
        key = key_of("table", before and before.key, keys[own[0] : own[-1] + 1])
        before = _Table(key, range(own[0], own[-1] + 1), before, papers)
    return result


def _weigh(
    pool: Pool[BuildContext],
    days: Sequence[Day],
    words: _Words,
    tables: Sequence[_Table],
    vectors: Kept[Vectors],
    clock: Clock,
) -> None:
    """Make the vectors that are missing."""
    cache = pool.context.cache
    missing = vectors.missing()
    needed = {tables[n].key: tables[n] for n in missing}
    uncounted = (n for table in needed.values() if _kept_counts(table, cache) is None for n in _all_days(table))
    _count(pool, [(n, days[n]) for n in sorted({*missing, *uncounted}) if not words.has(n)], words)
    clock.lap("words")
    for table in needed.values():
        counts = _counts(table, words, cache)
        own = [n for n in missing if tables[n].key == table.key]
        if words.here or not cache.has_fragment(table.key):  # there is no cache to meet at
            rarity = Rarity(counts)
            for n in own:
                vectors.add(n, _vectors(words[n], rarity))
            continue
        tasks = [
            _Unweighed(table.key, [(n, words.keys[n], vectors.keys[n]) for n in some])
            for some in shared_out(own, [days[n].papers for n in own])
        ]
        for weighed in pool.map(_weighed, tasks, (_Unweighed, _Weighed)):
            for n, found in weighed.vectors:
                vectors.keep(n, found)


def _weighed(context: BuildContext, task: _Unweighed) -> _Weighed:
    rarity = _rarity(context.cache, task.table)
    result = []
    for number, words, key in task.days:
        found = msgspec.msgpack.encode(_vectors(index.part(context.cache.need(words)), rarity))
        context.cache.save_fragment(key, found)
        result.append((number, found))
    return _Weighed(result)


def _vectors(part: Part, rarity: Rarity) -> Vectors:
    ids, titles = [id_ for id_, _ in part.cards], [title for _, title in part.cards]
    return weigh(ids, titles, postings.unpack(part.postings), rarity)


@lru_cache(maxsize=1)
def _rarity(cache: Cache, key: str) -> Rarity:
    """Load what vectors are weighed by, once a process."""
    return Rarity(msgspec.msgpack.decode(cache.need(key), type=Counts))


def _kept_counts(table: _Table, cache: Cache) -> Counts | None:
    data = cache.fragment(table.key)
    return None if data is None else msgspec.msgpack.decode(data, type=Counts)


def _all_days(table: _Table) -> Iterator[int]:
    yield from table.days
    if table.before:
        yield from _all_days(table.before)


def _counts(table: _Table, words: _Words, cache: Cache) -> Counts:
    """Count in how many papers of a table's days stems stand, unless it is known."""
    if kept := _kept_counts(table, cache):
        return kept
    before = [_counts(table.before, words, cache)] if table.before else []
    own = (count_stems(len(part.cards), postings.unpack(part.postings)) for part in map(words.__getitem__, table.days))
    result = add_counts([*before, *own])
    cache.save_fragment(table.key, msgspec.msgpack.encode(result))
    return result


def _count(pool: Pool[BuildContext], days: Sequence[tuple[int, Day]], words: _Words) -> None:
    """Count the words of some days."""
    problems: list[Problem] = []
    tasks = [
        _Uncounted([(n, day, words.keys[n]) for n, day in some])
        for some in shared_out(days, [day.papers for _, day in days])
    ]
    for counted in pool.map(_counted, tasks, (_Uncounted, _Counted)):
        problems += counted.problems
        words.here |= dict(counted.words)
    if problems:
        raise Refusal(*problems)


def _counted(context: BuildContext, task: _Uncounted) -> _Counted:
    from sitegen.build import day_words  # noqa: PLC0415 - the build itself has no need of it

    left = []
    try:
        for number, day, key in task.days:
            found = day_words.keep_words(context, day, key)
            if not context.cache.has_fragment(key):
                left.append((number, found))
    except Refusal as refusal:
        return _Counted([], refusal.problems)
    return _Counted(left, ())


def _link(pool: Pool[BuildContext], vectors: Kept[Vectors], links: Kept[Links]) -> None:
    """Make the links that are missing."""
    missing = links.missing()
    if not missing:
        return
    sizes = [len(vectors[n].ids) for n in missing]
    if sum(sizes) <= _FEW or not all(map(pool.context.cache.has_fragment, vectors.keys)):
        found = Index(vectors.all(), missing)
        for n in missing:
            links.add(n, found.links(n))
        return
    tasks = [_Unlinked(vectors.keys, missing, own) for own in shared_out(missing, sizes)]
    for linked in pool.map(_linked, tasks, (_Unlinked, _Linked)):
        for n, some in linked.links:
            links.add(n, some)


def _linked(context: BuildContext, task: _Unlinked) -> _Linked:
    found = _index(context.cache, tuple(task.vectors), tuple(task.missing))
    return _Linked([(n, found.links(n)) for n in task.own])


@lru_cache(maxsize=1)
def _index(cache: Cache, keys: tuple[str, ...], missing: tuple[int, ...]) -> Index:
    """Load all vectors, once a process."""
    decode = msgspec.msgpack.Decoder(Vectors).decode
    return Index([decode(cache.need(key)) for key in keys], missing)


def _keys(papers: Sequence[ListedPaper], lists: Lists) -> NDArray[np.uint64]:
    """Return keys of what the papers' lists show."""
    stamps = np.array([*map(_stamp, papers), 0], np.uint64)  # the last is that of no paper: -1
    keys: NDArray[np.uint64] = (stamps[np.hstack([lists.earlier, lists.later])] * _SLOTS).sum(axis=1, dtype=np.uint64)
    return keys


def _stamp(paper: ListedPaper) -> int:
    """Return a number that changes with what lists show of a paper."""
    return int.from_bytes(
        fingerprint(f"{paper.id}\n{paper.date}\n{paper.folded}\n{paper.title}".encode())[:8], "little"
    )
