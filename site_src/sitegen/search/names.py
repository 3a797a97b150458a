"""Authors' names as they are compared: by their words, without case, accents, punctuation and order.

Two names are equal if their words are. An initial is a word of its own: that `J. Smith` is `John Smith` would be a
guess, and a guess joins people.
The search, in which people write names by heart, is less strict: see `terms`. `themes/default/static/search/names.js`
does the same in the browser; a test holds the two equal.
This module does not know how digests write lists of authors, or how citations divide a name.
"""

from __future__ import annotations

import re

from sitegen.search.words import LONGEST, bigrams, fold

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['\u2019\u2018\u02bc`\u00b4]")
_SUFFIX = re.compile(r"(?:jr|sr|i{1,3}|iv|phd|md|m\.d|ph\.d)\.?", re.IGNORECASE)
_UMLAUT = re.compile(
    "(?<![aeiouxyq])(?:([ou])e(?=[b-df-hj-np-tv-z][a-z])|(a)e(?=f|ger|[b-df-hj-np-tvxz][b-dfgj-np-tvxz]))"
)
"""What Germans write for an umlaut without its dots. `Xue`, `Jaeho` and `Michael` have none."""


def words(name: str) -> tuple[str, ...]:
    """Return the words of a name, given names first: `Müller, J.-P.` is `j`, `p`, `muller`."""
    family, comma, given = name.partition(",")
    if comma and "," not in given and given.strip() and not _SUFFIX.fullmatch(given.strip()):
        name = f"{given} {family}"
    return tuple(word[:LONGEST] for word in _WORD.findall(fold(_APOSTROPHES.sub("", name))))


def key(name: str) -> str:
    """Return what equal names have in common; the name itself, in lower case, if it has no word."""
    return " ".join(words(name)) or name.strip().lower()


def terms(name: str) -> list[str]:
    """Return the terms by which the search finds a name: `Müller`, `Mueller` and `Muller` have one."""
    return [term for word in words(name) for term in bigrams(_UMLAUT.sub(r"\1\2", word))]
