"""Titles in, out their words and phrases of at most three words, each with the number of titles that contain it.

A phrase is made of words that follow one another, with nothing but blanks between them; a stop word ends it, so that
what is left is mostly nouns and what describes them. Words joined by hyphens are one word. Phrases with the same stems
are one: `large language models` and `Large Language Model` are shown as most titles write them.
This module does not know of months, or what the counts are for.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from sitegen.archive.similarity.vectors import is_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.search.words import Words

LONGEST = 3
"""Words of a phrase."""
LARGE = 500
"""Titles: of so many, phrases that only one has are left out. They are nearly all, and change no trend."""

Word = tuple[str, str]
"""Its stems, joined by blanks, and how it is written."""
Known = dict[str, list[Word]]
"""By token."""

_WORD = re.compile(r"[^\W_]+(?:[-\u2010\u2011.'\u2019/+][^\W_]+)*")
_HYPHENS = re.compile(r"[-\u2010\u2011.'\u2019/+]")
_LETTERS = re.compile(r"[^\W\d_]{2,}|^[^\W\d_]\b")
_BETWEEN = frozenset("based beyond toward towards under using versus via vs without".split())
"""They end a phrase as stop words do."""


def count_phrases(titles: Iterable[str], words: Words) -> tuple[dict[str, int], dict[str, str]]:
    """Return how many titles have each phrase, by its stems joined by blanks, and how most of them write it."""
    known: Known = {}
    found = [dict(_phrases(title, words, known)) for title in titles]
    counts = Counter(chain.from_iterable(found))
    least = 2 if len(found) >= LARGE else 1
    kept = {phrase: count for phrase, count in sorted(counts.items()) if count >= least}
    written: dict[str, Counter[str]] = {phrase: Counter() for phrase in kept}
    for phrases in found:
        for phrase in phrases.keys() & kept.keys():
            written[phrase][phrases[phrase]] += 1
    return kept, {
        phrase: min(forms, key=lambda form: (-forms[form], len(form), form)) for phrase, forms in written.items()
    }


def _phrases(title: str, words: Words, known: Known) -> Iterator[Word]:
    """Return the phrases of a title, each with how it is written there."""
    for run in _runs(title, words, known):
        for start, (stems, _) in enumerate(run):
            if not is_word(stems):
                continue
            for end in range(start + 1, min(start + LONGEST, len(run)) + 1):
                part = run[start:end]
                yield " ".join([stems for stems, _ in part]), " ".join([form for _, form in part])


def _runs(title: str, words: Words, known: Known) -> Iterator[list[Word]]:
    """Return the words between which there are only blanks."""
    run: list[Word] = []
    end = 0
    for match in _WORD.finditer(title):
        token = match[0]
        found = known.get(token)
        if found is None:
            found = known[token] = _read(token, words)
        if len(found) != 1 or title[end : match.start()].strip():
            yield run
            run = []
            yield from ([word] for word in found[1:])
        run += found[:1]
        end = match.end()
    yield run


def _read(token: str, words: Words) -> list[Word]:
    """Return what a token is: a word, nothing if it is a stop word, and of a language without blanks several."""
    lower = token.lower()
    number = 0 if lower in _BETWEEN else words[lower]
    stems = [words.terms[n] for n in (words.several[-number] if number < 0 else [number] if number else [])]
    if len(stems) > 1 and not _HYPHENS.search(token):
        return [(stem, stem) for stem in stems]
    return [(" ".join(stems), _LETTERS.sub(_plain, token))] if stems else []


def _plain(part: re.Match[str]) -> str:
    """Write a word without the capital that titles give it, and names of letters as they are: `LLM`, `LoRA`."""
    return part[0].lower() if part[0].istitle() else part[0]
