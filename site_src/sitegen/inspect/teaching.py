"""Files in which nothing was found in, the entries of `digests` that teach how to read them out.

Of several ways to read them, the one that finds most is taken; a narrower one that finds nearly as much is preferred.
This module does not know who asked.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.inputs import Wanted
from sitegen.config import Digests
from sitegen.content import globs, read
from sitegen.inspect import groups
from sitegen.inspect.entries import NAMED, Entry, inner_path
from sitegen.inspect.trials import Trial, Tried, spread, try_out
from sitegen.problems import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sitegen.inspect.seen import Desk, Seen
    from sitegen.workers import Pool

_AS_GOOD = 0.7
"""Of the papers that the way with most finds, what a narrower one must find to be preferred."""
_SLUG = 2
"""Words in a file's name that make a title of it."""


def find_lesson(pool: Pool[Desk], group: Sequence[Seen], found: Mapping[str, read.Found]) -> Tried | None:
    """Return what finds most in files that gave nothing; None when nothing finds anything."""
    sample = spread([Wanted(found[file.path]) for file in group])
    candidates = list(_candidates(group))
    trials = [Trial(sample, digests) for digests in candidates]
    tried = sorted(pool.map(try_out, trials, (Trial, Tried)), key=lambda one: candidates.index(one.digests))
    best: Tried | None = None
    for one in tried:  # the narrowest first
        if best is None or _value(one) > _value(best, 1 / _AS_GOOD):
            best = one
    if best is None or not any(best.papers.values()):
        return None
    if len(sample) == len(group):
        return best
    return try_out(pool.context, Trial(tuple(Wanted(found[file.path]) for file in group), best.digests))


def _value(tried: Tried, worth: float = 1) -> tuple[int, float]:
    """Say how good a way is: in how many files it finds anything, and how much."""
    return sum(map(bool, tried.papers.values())), worth * sum(tried.papers.values())


def _candidates(group: Sequence[Seen]) -> Iterator[Digests]:
    """Yield the ways to read files without papers, the narrowest first."""
    entries = Counter[str]()
    for file in group:
        entries.update(file.evidence.entries if file.evidence else {})
    for scheme in ("github", "hn", "url"):
        if entries[scheme]:
            yield Digests(ids=(scheme,))
    named = sum(_is_title(file.path) for file in group)
    if 2 * named >= len(group):  # a post a file
        yield Digests(ids=("none",), paper="file")
    else:
        yield from (Digests(ids=("none",), paper=f"heading {level}") for level in range(2, 5))
        yield Digests(ids=("none",), paper="bullet")
        yield Digests(ids=("none",), paper="file")


def _is_title(path: str) -> bool:
    """Whether a file's name is made of words: then the file is of one thing."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return sum(word.isalpha() for word in stem.replace("_", "-").split("-")) >= _SLUG


def write_lesson(tried: Tried, prefix: str, files: Sequence[Seen]) -> list[Entry]:
    """Write down what was found to read files; nothing when no pattern tells them from files that are read already."""
    mine = list(dict.fromkeys(inner_path(path, prefix) for path in tried.papers))
    rest = {inner_path(file.path, prefix): file.papers for file in files}
    others = {path for path in rest if path not in mine}
    names = [groups.pattern(mine)] if others else [""]
    if any(globs.below(path, (names[0],)) for path in others if rest[path]):
        names = mine if len(mine) <= NAMED else []
    papers, full = sum(tried.papers.values()), sum(map(bool, tried.papers.values()))
    why = f"finds {counted(papers, 'entry', 'entries')} in {counted(full, 'file')} that gave no papers"
    return [Entry(msgspec.structs.replace(tried.digests, files=name), why, taught=True) for name in names]
