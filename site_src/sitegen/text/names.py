"""A person's name in, as a digest writes it; its parts out, where they are as good as certain.

Names of two words of the Latin script are divided, with initials and lower-case particles: `Ludwig van Beethoven`; and
whatever is written family name first: `Beethoven, Ludwig van`. A third word in full may be a second given name or the
first of two family names, and Chinese names have no mark between their parts: these are left whole.
`reading/formats.js` of the default theme does the same; `tests/cases/names.json` holds the two equal.
This module does not know how lists of names are read, or how names are compared.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LETTER = "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\u0300-\u036f'\u2019-]"
_WORD = re.compile(rf"{_LETTER}+")
_GIVEN = re.compile(rf"{_LETTER}+\.?|(?:{_LETTER}{{1,2}}\.-?)+")
_INITIALS = re.compile(rf"{_LETTER}\.?|(?:{_LETTER}{{1,2}}\.-?)+")
_MOST_INITIALS = 3
_PREFIX = re.compile("(?:[dl]['\u2019]|(?:al|el)-)(?=.)")
"""What a family name may have before its capital: `d'Alembert`, `al-Khwarizmi`."""
_PARTICLES = frozenset(
    """af al ap av aw bin bint da das de degli dei del della den der des di do dos du el het ibn in la las le los op
    't ten ter tot van vom von zu zum zur""".split()
)
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV")
_AND = re.compile(r"(?:^| )and(?: |$)", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:and|AI|Alliance|Association|Center|Centre|Collaboration|Committee|Community|Consortium|Corporation|Corp|GmbH"
    r"|Group|Inc|Initiative|Institute|Investigators|LLC|Lab|Labs|Laboratory|Laboratories|Ltd|Network|Organization"
    r"|Project|Research|Society|Team|University)\b",
    re.ASCII,
)
_TWO_COMMAS = 3


class Name(NamedTuple):
    """A person's name."""

    family: str
    """With its particles: `van Beethoven`."""
    given: str
    suffix: str = ""
    """`Jr.`"""


def divided(author: str) -> Name | None:
    """Divide a name; None for what may not be a person's, or has parts that nobody can tell apart."""
    if is_group(author):
        return None
    if "," not in author:
        return _natural(author)
    parts = [part.strip(" ") for part in author.split(",")]
    if not all(parts) or len(parts) > _TWO_COMMAS:
        return None
    if len(parts) == _TWO_COMMAS:
        family, suffix, given = parts
        return Name(family, given, suffix) if _SUFFIX.fullmatch(suffix) else None
    first, second = parts
    if not _SUFFIX.fullmatch(second):
        return Name(first, second)
    name = _natural(first)
    return name._replace(suffix=second) if name and not name.suffix else None


def is_group(author: str) -> bool:
    """Whether a name says that it is none of a person."""
    return bool(_GROUP.search(author) or _AND.search(author))


def _natural(author: str) -> Name | None:
    """Divide a name that begins with the given names."""
    words = author.split(" ")
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""  # noqa: PLR2004 - `Jane Doe Jr.`
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    given = words[:start]
    if not given or len(given) > _MOST_INITIALS:
        return None
    if not (_is_family(words[-1]) and _is_given(_GIVEN, given[0]) and all(_is_given(_INITIALS, n) for n in given[1:])):
        return None
    return Name(" ".join(words[start:]), " ".join(given), suffix)


def _is_family(word: str) -> bool:
    bare = _PREFIX.sub("", word, count=1) if _PREFIX.match(word) else word
    return len(bare) > 1 and _is_capital(bare) and bool(_WORD.fullmatch(bare))


def _is_given(pattern: re.Pattern[str], word: str) -> bool:
    return _is_capital(word) and bool(pattern.fullmatch(word))


def _is_capital(word: str) -> bool:
    return word[:1].lower() != word[:1]
