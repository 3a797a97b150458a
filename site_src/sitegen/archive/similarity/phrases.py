"""Titles in, out their words and phrases of at most three words, each with the number of titles that contain it.

A phrase is made of words that follow one another, with nothing but blanks between them; a stop word ends it, so that
what is left is mostly nouns and what describes them. Words joined by hyphens are one word. Phrases with the same stems
are one: `large language models` and `Large Language Model` are shown as most titles write them.
This module does not know of months, or what the counts are for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from sitegen.archive.similarity.vectors import is_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sitegen.search.words import Words

    Numbers = NDArray[np.int64]

LONGEST = 3
"""Words of a phrase."""
LARGE = 500
"""Titles: of so many, phrases that only one has are left out. They are nearly all, and change no trend."""
END = 0
"""The number of what ends a phrase."""
BITS = 21
"""Of the number of a word: three are put together to one."""

_WORD = re.compile(r"[^\W_]+(?:[-\u2010\u2011.'\u2019/+][^\W_]+)*")
_HYPHENS = re.compile(r"[-\u2010\u2011/+]")
_LETTERS = re.compile(r"[^\W\d_]{2,}|^[^\W\d_]\b")
_BETWEEN = frozenset("based beyond toward towards under using versus via vs without".split())
"""They end a phrase as stop words do."""


class _Tokens(dict[str, list[int]]):
    """What stands between blanks, as the numbers of its words: filled as it is asked for."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._numbers: dict[tuple[str, str], int] = {}
        self._places = {"": END}
        self.stems = [""]
        """By number; those of a word are joined by blanks."""
        self.forms = [""]
        """How words are written, by number."""
        self.stems_of = [END]
        """The numbers of their stems, by number."""

    def __missing__(self, token: str) -> list[int]:
        if token.isalpha():  # most tokens
            numbers = self._read(token)
        else:
            numbers = []
            end = 0
            for match in _WORD.finditer(token):
                numbers += [END] * (match.start() > end) + self._read(match[0])
                end = match.end()
            numbers += [END] * (end < len(token))
        self[token] = numbers
        return numbers

    def _read(self, word: str) -> list[int]:
        lower = word.lower()
        parts = _HYPHENS.split(lower) if "-" in lower or not lower.isalpha() else [lower]
        terms = [term for part in parts if part not in _BETWEEN for term in self._terms(part)]
        if len(terms) > 1 and len(parts) == 1 and not word.isascii():  # of a language that has no blanks
            return [number for term in terms for number in (END, self._number(term, term), END)]
        return [self._number(" ".join(terms), _form(word)) if terms else END]

    def _terms(self, word: str) -> list[str]:
        words = self._words
        number = words[word]
        if number > 0:
            return [words.terms[number]]
        return [words.terms[n] for n in words.several[-number]]

    def _number(self, stems: str, form: str) -> int:
        number = self._numbers.setdefault((stems, form), len(self.forms))
        if number == len(self.forms):
            self.forms.append(form)
            self.stems_of.append(self._places.setdefault(stems, len(self.stems)))
            if self.stems_of[-1] == len(self.stems):
                self.stems.append(stems)
        return number


def count_phrases(titles: Iterable[str], words: Words) -> tuple[dict[str, int], list[str]]:
    """Return how many titles have each phrase, by its stems joined by blanks, sorted; and how most of them write it."""
    tokens = _Tokens(words)
    rows = [[*chain.from_iterable(map(tokens.__getitem__, title.split())), END] for title in titles]
    written = np.fromiter(chain.from_iterable(rows), np.int64)
    numbers = np.array(tokens.stems_of)[written]
    title = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    begins = np.array([is_word(stems) for stems in tokens.stems])[numbers]
    windows = [_windows(size, begins, numbers, written, title) for size in range(1, LONGEST + 1)]
    phrases, places = np.unique(np.concatenate([found[0] for found in windows]), return_inverse=True)
    forms, forms_places = np.unique(np.concatenate([found[1] for found in windows]), return_inverse=True)
    title = np.concatenate([found[2] for found in windows])
    counts = np.bincount(np.unique(places * len(rows) + title) // max(len(rows), 1), minlength=len(phrases))
    kept = counts >= (2 if len(rows) >= LARGE else 1)
    pairs, times = np.unique(places * len(forms) + forms_places, return_counts=True)
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    names = {int(place): _text(phrases[place], tokens.stems) for place in np.flatnonzero(kept)}
    for pair, count in zip(pairs.tolist(), times.tolist(), strict=True):
        place, form = divmod(pair, len(forms))
        if place in names:
            found[names[place]][_text(forms[form], tokens.forms)] += count
    result: Counter[str] = Counter()
    for place, name in names.items():
        result[name] += int(counts[place])  # of words with hyphens and without
    return dict(sorted(result.items())), [_most(found[name]) for name in sorted(result)]


def _windows(
    size: int, begins: NDArray[np.bool_], numbers: Numbers, written: Numbers, title: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the phrases of a size: the numbers of their stems and of their words, put together, and the title."""
    length = max(len(numbers) - size + 1, 0)
    phrases, forms, whole = np.zeros(length, np.int64), np.zeros(length, np.int64), begins[:length].copy()
    for n in range(size):
        part = numbers[n : n + length]
        whole &= part != END
        phrases = phrases << BITS | part
        forms = forms << BITS | written[n : n + length]
    return phrases[whole], forms[whole], title[:length][whole]


def _text(numbers: int, texts: Sequence[str]) -> str:
    """Write what `_windows` has put together."""
    parts = []
    rest = int(numbers)
    while rest:
        parts.append(texts[rest & (1 << BITS) - 1])
        rest >>= BITS
    return " ".join(reversed(parts))


def _most(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], len(form), form))


def _form(word: str) -> str:
    """Write a word without the capitals that titles give it, and names of letters as they are: `LLM`, `LoRA`, `3D`."""
    if word.isalpha():
        return word.lower() if word.istitle() else word
    return _LETTERS.sub(lambda part: part[0].lower() if part[0].istitle() else part[0], word)
