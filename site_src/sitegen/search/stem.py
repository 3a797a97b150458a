"""English words in, their stems out: Porter's algorithm with the results of lunr.js, which browsers know.

M. F. Porter, "An algorithm for suffix stripping", 1980. lunr.py's own stemmer is a more faithful one, and differs from
lunr.js where a `y` follows a vowel (`survey`, `key`): an index made with it would not be found in by a browser.
`themes/default/static/search/words.js` says the same in JavaScript; a test holds the two equal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

_CONSONANTS = "[^aeiou][^aeiouy]*"
_VOWELS = "[aeiouy][aeiou]*"
_ONCE = f"^(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}"

_MEASURE_ABOVE_0 = re.compile(_ONCE)
_MEASURE_ABOVE_1 = re.compile(f"{_ONCE}{_VOWELS}{_CONSONANTS}")
_MEASURE_1 = re.compile(f"{_ONCE}(?:{_VOWELS})?$")
_HAS_VOWEL = re.compile(f"^(?:{_CONSONANTS})?[aeiouy]")
_SHORT = re.compile(f"^{_CONSONANTS}[aeiouy][^aeiouwxy]$")
_DOUBLED = re.compile(r"([^aeiouylsz])\1$")

_DERIVED = {
    "ational": "ate",
    "tional": "tion",
    "enci": "ence",
    "anci": "ance",
    "izer": "ize",
    "bli": "ble",
    "alli": "al",
    "entli": "ent",
    "eli": "e",
    "ousli": "ous",
    "ization": "ize",
    "ation": "ate",
    "ator": "ate",
    "alism": "al",
    "iveness": "ive",
    "fulness": "ful",
    "ousness": "ous",
    "aliti": "al",
    "iviti": "ive",
    "biliti": "ble",
    "logi": "log",
}
_ADJECTIVES = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
_REPLACED = [(endings, tuple(endings)) for endings in (_DERIVED, _ADJECTIVES)]
_RESIDUES = tuple("al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize".split())
"""`ion` is looked at apart."""


_LAST = frozenset("cdegilmnrstuy")
"""All endings end in one of these."""


def stem(word: str) -> str:
    """Return the stem of a lower-case word; words of one or two letters are their own."""
    if len(word) < 3 or word[-1] not in _LAST:  # noqa: PLR2004
        return word
    if word[0] == "y":  # a consonant there, and told apart by being no lower-case letter
        return "y" + _steps("Y" + word[1:])[1:]
    return _steps(word)


def _steps(word: str) -> str:
    word = _participle(_plural(word))
    if len(word) > 2 and word[-1] == "y" and word[-2] not in "aeiou":  # noqa: PLR2004 - `by` keeps it
        word = word[:-1] + "i"
    for endings, any_of_them in _REPLACED:
        if word.endswith(any_of_them):
            ending = _longest(word, endings)
            if ending and _MEASURE_ABOVE_0.match(word[: -len(ending)]):
                word = word[: -len(ending)] + endings[ending]
    return _final(_residue(word))


def _plural(word: str) -> str:
    if word.endswith("s"):
        if _follows(word, "sses") or _follows(word, "ies"):
            return word[:-2]
        if len(word) > 2 and word[-2] != "s":  # noqa: PLR2004
            return word[:-1]
    return word


def _participle(word: str) -> str:
    if not word.endswith(("ed", "ing")):
        return word
    if _follows(word, "eed"):
        return word[:-1] if _MEASURE_ABOVE_0.match(word[:-3]) else word
    root = word.removesuffix("ed" if word.endswith("ed") else "ing")
    if not root or not _HAS_VOWEL.match(root):
        return word
    if root.endswith(("at", "bl", "iz")):
        return root + "e"
    if _DOUBLED.search(root):
        return root[:-1]
    return root + "e" if _SHORT.match(root) else root


def _residue(word: str) -> str:
    ending = _longest(word, _RESIDUES) if word.endswith(_RESIDUES) else ""
    if not ending and (_follows(word, "sion") or _follows(word, "tion")):
        ending = "ion"
    return word[: -len(ending)] if ending and _MEASURE_ABOVE_1.match(word[: -len(ending)]) else word


def _final(word: str) -> str:
    if _follows(word, "e"):
        root = word[:-1]
        if _MEASURE_ABOVE_1.match(root) or (_MEASURE_1.match(root) and not _SHORT.match(root)):
            word = root
    return word[:-1] if word.endswith("ll") and _MEASURE_ABOVE_1.match(word) else word


def _follows(word: str, ending: str) -> bool:
    """Whether the word has this ending, after at least one letter."""
    return len(word) > len(ending) and word.endswith(ending)


def _longest(word: str, endings: Container[str]) -> str:
    """Return the longest of the endings that the word has, after at least one letter."""
    for start in range(1, len(word) - 1):
        if word[start:] in endings:
            return word[start:]
    return ""
