"""Short texts of digests in, what they say out: categories, keywords, dates, lines of nothing but data.

This module does not know of labels, or of papers.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen import dates
from sitegen.content import ids
from sitegen.content.shapes import inline, labels, names
from sitegen.model import Date

if TYPE_CHECKING:
    from sitegen.model import Identifier

MAX_META = 600
"""Characters of a line that may be nothing but data."""
EARLIER = 60
"""Days before the month of its arXiv id that a paper may have been submitted."""
MAX_VENUE = 80
"""Characters of a line that says where a paper appears."""
_DIGITS = 9
"""Of a paper's number: with more, it is something else."""

Dated = tuple[Date | None, str]
"""A date and its precision: none, and empty."""

_DIGIT = re.compile(r"\d")
_CODES = re.compile(r"`([^`]+)`")
_CATEGORY = re.compile(labels.CATEGORY)
_SUBJECTS = re.compile(r"^Subjects?\s*:\s*", re.IGNORECASE)
_LISTED = re.compile(r"([;；、\n|]|,(?![^()]*\))|，)")
_EMPHASISED = re.compile(r"(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1[\s.]*")
_ID = re.compile(r"(?:arxiv\s*:?\s*)?\b\d{4}\.\d{4,5}(?:v\d+)?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\s|·•,;/()\[\]*_:：\-–—<>]+")
_SEPARATED = re.compile(r"\s+[·|•]\s+")
_VENUE = re.compile(
    r"(?:[A-Z][A-Za-z&+]{1,12}\s?['’]?(?:19|20)?\d{2}\b.{0,60})"
    r"|(?:submitted to|accepted (?:by|to|at)|published in|to appear in)\b.{1,80}",
    re.IGNORECASE,
)
_DATED = re.compile(r"\s*[(（\[]([^()（）\[\]]{6,40})[)）\]]\s*$")
_CLOSING = frozenset(")）]")
_IN_BRACKETS = re.compile(r"[(（]([A-Za-z-]+(?:\.[A-Za-z-]+)?)[)）]\s*$")
_NOTHING = frozenset("null none n/a - no na nan 无 暂无 なし 없음".split()) | {"", "not available"}


def number(text: str) -> int | None:
    """Return the number that a text is, such as `12.` or `[12]`; None when it is none, or no paper's."""
    text = text.strip("[]().")
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


class Meta(NamedTuple):
    """What a line of data says."""

    categories: list[str]
    date: tuple[Date, str] | None
    """With its precision."""
    links: list[tuple[str, str]]


def meta(text: str) -> Meta | None:
    """Read a line of nothing but categories, ids, dates and links; None when it says more."""
    if len(text) > MAX_META:
        return None
    rest, links = inline.without_links(text)
    codes: list[str] = []
    if "`" in rest:
        coded = [code.strip() for code in _CODES.findall(rest)]
        codes = [code for code in coded if _CATEGORY.fullmatch(code)]
        if not all(code in codes or ids.named(code) or ids.arxiv_id(code) for code in coded):
            return None
        rest = _CODES.sub(" ", rest)
    told = None
    if _DIGIT.search(rest):
        if told := dates.find(rest):
            rest = rest[: told.start] + rest[told.end :]
        rest = _ID.sub("", rest)
    for found in _WORD.finditer(rest):
        word = found[0]
        if labels.is_trivial(word):
            continue
        if not (_CATEGORY.fullmatch(word) and "." in word):
            return None
        codes.append(word)
    if not (codes or told or links) and not ids.named(text):
        return None
    return Meta(codes, (told.date, told.precision) if told else None, links)


def pieces(text: str) -> list[str]:
    """Part a paragraph whose first lines each say something: names, links, categories; the rest stays together."""
    if (
        len(text) <= MAX_META
        and ("·" in text or "|" in text or "•" in text)
        and (parts := _SEPARATED.split(text))
        and len(parts) > 1
        and all(map(_says_one_thing, parts))
    ):
        return parts
    if "\n" not in text:
        return [text]
    lines = text.split("\n")
    found = []
    while len(lines) > 1 and (meta(lines[0]) is not None or emphasised(lines[0]) or names.alike(undated(lines[0])[0])):
        found.append(lines.pop(0))
    while len(lines) > 1 and meta(lines[-1]) is not None:
        found.append(lines.pop())
    return [*found, "\n".join(lines)]


def _says_one_thing(piece: str) -> bool:
    """Whether a piece of a line is names, or data."""
    return meta(piece) is not None or names.alike(undated(piece)[0]) or is_venue(inline.plain(piece))


def undated(text: str) -> tuple[str, Dated]:
    """Take a date in brackets off the end of a line: `Ann Author, Bob Author (2024-04-30)`."""
    if text.rstrip()[-1:] in _CLOSING and (match := _DATED.search(text)) and (told := dates.find(match[1])):
        return text[: match.start()], (told.date, told.precision)
    return text, (None, "")


def namelike(text: str) -> bool:
    """Whether a paragraph is, or begins with, a line that looks like names."""
    return names.alike(undated(pieces(text)[0].split("\n")[0])[0])


def is_venue(text: str) -> bool:
    """Whether a line says where a paper appears: `CVPR 2018`, `submitted to ICML`."""
    return len(text) <= MAX_VENUE and bool(_VENUE.fullmatch(text.strip("* ")))


def says(text: str) -> bool:
    """Whether a value says anything: `null` and `无` do not."""
    return inline.plain(text).strip().lower() not in _NOTHING


def keywords(text: str) -> list[str]:
    """Return the keywords of a list, in whatever way it is written."""
    if not text:
        return []
    if "`" in text:
        return [code.strip() for code in _CODES.findall(text)]
    plain = inline.plain(text)
    if plain.startswith("[") and plain.endswith("]"):
        plain = plain[1:-1]
    return [word.strip(" \t\"'#*") for word in re.split(r"[,，;；、|\n]", plain) if word.strip(" \t\"'#*.")]


def categories(text: str) -> list[str]:
    """Return categories as arXiv writes them where they are such, else as the digest does."""
    if "`" in text:
        return [code.strip() for code in _CODES.findall(text)]
    if _CATEGORY.fullmatch(text):
        return [text]
    plain = _SUBJECTS.sub("", inline.plain(text)).strip().strip("[]")
    found: list[str] = []
    unclosed = 0
    parts = [*_LISTED.split(plain), ""]
    for part, mark in zip(parts[::2], parts[1::2], strict=True):
        piece = part.strip(" \t\"'*.")
        inner = _IN_BRACKETS.search(piece)
        if inner and (_CATEGORY.fullmatch(inner[1]) or "." in inner[1]):
            # `Distributed, Parallel, and Cluster Computing (cs.DC)` is one name.
            found[len(found) - unclosed :] = [inner[1]]
        elif " " in piece and all(_CATEGORY.fullmatch(word) for word in piece.split()):
            found += piece.split()
        elif piece:
            found.append(piece)
        named = mark == "," and bool(piece) and found[-1] == piece and not _CATEGORY.fullmatch(piece)
        unclosed = unclosed + 1 if named else 0
    return found


def own_date(text: str, known: Identifier) -> Dated:
    """Read a paper's own date; without a year it is near the month of the paper's arXiv id, or after it."""
    plain = inline.plain(text) if text else ""
    if not plain or ids.arxiv_id(plain):
        return None, ""
    told = dates.find(plain)
    month = None if told else ids.month(known)
    if month:
        told = dates.find(plain, month[0])
        if told and (dt.date(*month, 1) - told.date).days > EARLIER:
            told = dates.find(plain, month[0] + 1) or told
    return (told.date, told.precision) if told else (None, "")


def emphasised(text: str) -> bool:
    """Whether a line is emphasised as a whole."""
    return bool(_EMPHASISED.fullmatch(text.strip()))
