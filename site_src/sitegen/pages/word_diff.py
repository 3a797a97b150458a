"""Two wordings of a text in, what was taken out and put in, word by word; and the same of two lists of names.

This module does not know of papers, or how a change is shown.
"""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING

from sitegen.search.names import key as name_key
from sitegen.views import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_WORDS = 2_000
"""Of a wording; longer ones are shown whole."""
MAX_PAIRS = 50_000
"""Pairs of equal words: what a comparison costs, for each of its matches. An abstract has some thousand."""
_LONGEST = 12
"""Words in a row that are shown though they are the same."""
_AROUND = 5
"""Words that are left of a longer row, at each of its ends that meets a change."""

SAME, REMOVED, ADDED = "same", "removed", "added"
Run = tuple[str, list[str]]


def collate(before: str, after: str) -> tuple[Piece, ...]:
    """Return how a text has become another, in order; nothing when they have the same words."""
    old, new = before.split(), after.split()
    if old == new:
        return ()
    runs = list(_grouped(_runs(old, new)))
    return tuple(
        Piece(kind, " ".join(_cut(words, first=n == 0, last=n == len(runs) - 1) if kind == SAME else words))
        for n, (kind, words) in enumerate(runs)
    )


def changed_names(before: Sequence[str], after: Sequence[str]) -> tuple[Piece, ...]:
    """Return which of the first names are gone, and which of the others are new.

    Names are the same if their words are. The order of names is no change of who wrote a paper.
    """
    old, new = ({name_key(name): name for name in some} for some in (before, after))
    removed = [name for key, name in old.items() if key not in new]
    added = [name for key, name in new.items() if key not in old]
    pieces = (Piece(kind, _joined(some)) for kind, some in ((REMOVED, removed), (ADDED, added)) if some)
    return tuple(pieces)


def _joined(some: Sequence[str]) -> str:
    return ("; " if any("," in name for name in some) else ", ").join(some)


def _runs(old: list[str], new: list[str]) -> Iterator[Run]:
    """Yield runs of words; those that are not there are empty."""
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    room = min(len(old), len(new)) - head
    tail = next((n for n in range(room) if old[-1 - n] != new[-1 - n]), room)
    yield SAME, old[:head]
    yield from _between(old[head : len(old) - tail], new[head : len(new) - tail])
    yield SAME, old[len(old) - tail :]


def _between(old: list[str], new: list[str]) -> Iterator[Run]:
    """Compare what is left when both ends that are the same are gone."""
    counts = Counter(new)
    if max(len(old), len(new)) > MAX_WORDS or sum(counts[word] for word in old) > MAX_PAIRS:
        yield REMOVED, old
        yield ADDED, new
        return
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal" and j - i > 1:
            yield SAME, old[i:j]
        else:  # a word alone that is the same, amid what is not, says nothing: `of`, `the`
            yield REMOVED, old[i:j]
            yield ADDED, new[k:m]


def _grouped(runs: Iterator[Run]) -> Iterator[Run]:
    """Put what was removed in a row before what was added there, each as one run."""
    for unchanged, group in groupby((run for run in runs if run[1]), key=lambda run: run[0] == SAME):
        of_group = list(group)
        for kind in (SAME,) if unchanged else (REMOVED, ADDED):
            words = [word for of_kind, run in of_group for word in run if of_kind == kind]
            if words:
                yield kind, words


def _cut(words: list[str], *, first: bool, last: bool) -> list[str]:
    """Leave of a long row that is the same what stands beside a change."""
    if len(words) <= _LONGEST:
        return words
    return [*([] if first else words[:_AROUND]), "…", *([] if last else words[-_AROUND:])]
