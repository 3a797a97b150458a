"""Files that are read already in, the entries of `digests` that pin how they are read out.

A kind of opener is pinned only where, pinned, it finds no less.
This module does not know who asked.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.inputs import Wanted
from sitegen.config import Digests
from sitegen.content import read, recipes
from sitegen.inspect import groups
from sitegen.inspect.entries import Entry, inner_path
from sitegen.inspect.trials import Trial, Tried, spread, try_out
from sitegen.problems import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.inspect.seen import Desk, Seen
    from sitegen.workers import Pool

_ODD = 5
"""Files that may be named one by one, since they are read otherwise than those beside them."""


def pin(
    pool: Pool[Desk], files: Sequence[Seen], found: Mapping[str, read.Found], lessons: Sequence[Entry]
) -> tuple[list[Entry], tuple[str, ...]]:
    """Return entries that pin how files are read that need not be taught; the first that means a file holds.

    What cannot be pinned is named by patterns.
    """
    desk = pool.context
    prefix = desk.content.prefix
    several = [file for file in files if file.papers and file.recipe and not _is_meant(desk, file)]
    kept = _as_good(pool, several, found)
    sure: list[tuple[tuple[str, str], list[Seen]]] = []
    odd: list[Seen] = []
    unpinned: list[str] = []
    for group in groups.alike(several):
        way = Counter(map(_way, group)).most_common(1)[0][0]
        others = [file for file in group if _way(file) != way]
        if len(others) <= _ODD and all(file.path in kept for file in group):
            odd += others
            sure.append((way, [file for file in group if _way(file) == way]))
        else:
            unpinned.append(groups.pattern(inner_path(file.path, prefix) for file in group))
    if not sure:
        return [], tuple(unpinned)
    sizes = Counter[tuple[str, str]]()
    for way, group in sure:
        sizes[way] += len(group)
    most = sizes.most_common(1)[0][0]
    whole = len(odd) + sizes.total() == len(several)
    entries = [
        Entry(_pinned(_way(file), inner_path(file.path, prefix)), "another layout", taught=False) for file in odd
    ]
    named = [
        Entry(_pinned(way, groups.pattern(inner_path(file.path, prefix) for file in group)), _size(group), taught=False)
        for way, group in sure
        if not whole or way != most
    ]
    entries += sorted(named, key=lambda entry: (entry.digests.files.count("*"), -entry.digests.files.count("/")))
    if whole:
        rest = [file for way, group in sure if way == most for file in group]
        others_ = "all others: " if entries or lessons else ""
        entries.append(Entry(_pinned(most, ""), others_ + _size(rest), taught=False))
    every = [entry.digests for entry in (*lessons, *entries)]
    pinned = {file.path for _, group in sure for file in group} | {file.path for file in odd}
    for file in several:
        told = recipes.entry_of(inner_path(file.path, prefix), every)
        if (told and (told.paper, told.date)) != (_way(file) if file.path in pinned else None):
            return [], ()  # no patterns tell them apart
    return entries, tuple(unpinned)


def _size(group: Sequence[Seen]) -> str:
    return f"{counted(len(group), 'file')}, {counted(sum(file.papers for file in group), 'paper')}"


def _is_meant(desk: Desk, file: Seen) -> bool:
    """Whether the configuration says already how a file is read."""
    return recipes.entry_of(inner_path(file.path, desk.content.prefix), desk.taught) is not None


def _way(file: Seen) -> tuple[str, str]:
    """Return what is to be pinned of a file: what opens its papers, and whose dates count."""
    assert file.recipe  # noqa: S101 - for the types
    date = ("own" if file.recipe.own_date else "digest") if file.counts.get("date") else ""
    return file.shape, date


def _pinned(way: tuple[str, str], files: str) -> Digests:
    return Digests(files=files, paper=way[0], date=way[1])


def _as_good(pool: Pool[Desk], files: Sequence[Seen], found: Mapping[str, read.Found]) -> set[str]:
    """Return those of some files that are read as well when their way is pinned; of many, some are tried."""
    trials = []
    kept = {file.path for file in files}
    for group in groups.alike(files):
        wanted = [
            Wanted(
                found[file.path], file.recipe and msgspec.structs.replace(file.recipe, paper=file.shape, pinned=True)
            )
            for file in group
        ]
        trials.append(Trial(spread(wanted)))
    papers = {file.path: file.papers for file in files}
    for tried in pool.map(try_out, trials, (Trial, Tried)):
        kept -= {path for path, count in tried.papers.items() if count < papers[path]}
    return kept
