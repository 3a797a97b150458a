"""Text in, terms out: what a text is found by.

As in Lunr, a text is cut at white space and hyphens into tokens, and each token goes through a pipeline of functions:
`split`, the stop words, `stem`. What a token comes to depends on nothing but the token, so it is found out once.
`themes/default/static/search/words.js` does the same in the browser; a test holds the two equal.
This module does not know of papers, fields or files.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import msgspec
from lunr.stop_word_filter import WORDS as ENGLISH_STOP_WORDS

from sitegen.search.stem import stem

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 64
"""Characters of a word that count: nobody types more, and hostile text has words of a megabyte."""
MOST = 65_000
"""Characters of a text that count."""
MARK = "\0"
"""Stands in no text: readers of digests refuse it."""
MARKED = 1
"""Its number."""

_BETWEEN = f" {MARK} "
_KNOWN = 200_000
"""Tokens that are remembered: about 40 MB."""
_OUTSIDE = b'-!"#$%&()*+,:;<=>?@[\\]^_`{|}~'
"""ASCII that stands in no word, and so parts words as hyphens do: found out for a text faster than for each token."""
_UPPER = bytes(range(ord("A"), ord("Z") + 1))
_PLAIN = bytes.maketrans(_OUTSIDE + _UPPER, b" " * len(_OUTSIDE) + _UPPER.lower())
_ACCENTS = re.compile("[\u0300-\u036f]")
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ħ": "h",
        "\u0131": "i",
        "ł": "l",
        "ŧ": "t",
        "ð": "d",
        "þ": "th",
    }
)
"""Letters that are not made of a letter and an accent, as people without them on their keyboard write them."""
_PIECE = re.compile(
    r"[a-z]+/[0-9]{7}"  # an old arXiv id: math/0309136
    r"|[0-9]+(?:\.[0-9]+)+"  # 3.5; a new arXiv id: 2007.10986
    r"|(?:cs|math|stat|eess|econ|nlin|ph|bio|fin)\.[a-z]{2}(?![a-z0-9])"  # an arXiv category, after its last hyphen
    r"|[^\W_]+"
)
_POSSESSIVE = re.compile("['\u2019]s(?![^\\W_])")
_CJK = re.compile("([\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0002fa1f]+)")
"""Chinese, Japanese and Korean are written without blanks, or with few, so a run of such characters is no word."""


class Language(msgspec.Struct, frozen=True):
    """What the pipeline does with words; plain data, a part of keys and of the index's manifest."""

    stems: bool
    """Whether words are English, and are stemmed."""
    stop_words: tuple[str, ...]
    """Sorted; words that are left out."""


def language(tags: Iterable[str], stop_words: Iterable[str] = ()) -> Language:
    """Return what is done for languages, given as BCP 47 tags; `stop_words` are left out beside the languages' own.

    English is stemmed and has stop words. Of other languages, words stay as they are.
    """
    names = {tag.partition("-")[0].lower() for tag in tags}
    english = "en" in names
    words = {part for word in stop_words for part in split(word.lower())} | (ENGLISH_STOP_WORDS if english else set())
    return Language(english, tuple(sorted(words)))


class Words(dict[str, int]):
    """Tokens with the numbers of the terms that they come to: filled as they are asked for.

    The number is 0 for a token that comes to nothing, and negative for one that comes to several: see `several`.
    """

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self._stop_words = frozenset(language.stop_words)
        self._numbers: dict[str, int]
        self.terms: list[str]
        """By number."""
        self.several: list[list[int]]
        """The terms' numbers, by the token's, negated."""
        self._start()

    def forget(self) -> None:
        """Keep memory in bounds, between texts that are counted together."""
        if len(self) > _KNOWN:
            self.clear()
            self._start()

    def _start(self) -> None:
        self._numbers = {}
        self.terms = ["", ""]
        self.several = [[]]
        self[MARK] = MARKED

    def __missing__(self, token: str) -> int:
        words = [word for word in split(token) if word not in self._stop_words]
        numbers = [self.number(stem(word) if self._language.stems else word) for word in words]
        if len(numbers) > 1:
            self.several.append(numbers)
            numbers = [1 - len(self.several)]
        result = self[token] = numbers[0] if numbers else 0
        return result

    def number(self, term: str) -> int:
        """Return the number of a term that is none of a token's."""
        number = self._numbers.setdefault(term, len(self.terms))
        if number == len(self.terms):
            self.terms.append(term)
        return number


def tokens(texts: Iterable[str]) -> list[str]:
    """Cut texts into lower-case tokens, and put a `MARK` after the last of each."""
    text = _BETWEEN.join([text[:MOST] for text in texts]) + _BETWEEN
    # A table over bytes does in one pass what str.lower and str.translate take two slow ones for.
    plain = (text if text.isascii() else text.lower()).encode().translate(_PLAIN).decode()
    return plain.replace(". ", " ").split()


def split(token: str) -> list[str]:
    """Cut a lower-case token into words without punctuation and accents: `(schrödinger's)/gan.` is two words."""
    if token.isascii():
        if token.isalpha():  # most tokens
            return [token[:LONGEST]]
    else:
        token = fold(token)
    return [part for word in _PIECE.findall(_POSSESSIVE.sub(" ", token)) for part in bigrams(word)]


def fold(token: str) -> str:
    """Write a token without what keyboards and fonts differ in: compatibility forms, accents, special letters."""
    if token.isascii():
        return token.lower()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", token)).lower().translate(_LETTERS)
    return unicodedata.normalize("NFC", plain)


def bigrams(word: str) -> list[str]:
    """Cut the runs of Chinese, Japanese and Korean characters in a word into overlapping pairs."""
    if word.isascii():
        return [word[:LONGEST]]
    parts = []
    for n, run in enumerate(_CJK.split(word)):
        if n % 2 and len(run) > 1:
            parts += [run[i : i + 2] for i in range(len(run) - 1)]
        elif run:
            parts.append(run[:LONGEST])
    return parts
