"""The line that opens a paper in, its title and what else stands on the line out.

This module does not know what opened the paper, or what follows.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sitegen.content import ids
from sitegen.content.shapes import inline, labels, names

MARKS = 3
"""Of number, status and grade, how many may stand before a title."""
SHORT = 8
"""Characters of a bold text that is no title yet: a mark, a label."""

_CODES = re.compile(r"`([^`]+)`")
_CATEGORY = re.compile(labels.CATEGORY)
_DRESS = re.compile(r"(?:\[[ xX]\]\s+|(?:[^\w\s\x00-\x7f《【（「『“]\ufe0f?\u200d?)+\s*)+")
_GRADE = re.compile(r"\[([A-DS][+-]?)\]\s+(?=\S)")
_LISTED = re.compile(
    r"[\[【(]\s*(?:(new|cross|replaced?|rep|update|updated)\s+)?#?(\d{1,5})\s*[\]】)][.:：]?\s*", re.IGNORECASE
)
_NUMBERED = re.compile(r"(?:No\.?\s*|#)?(\d{1,5})(?:[.)）、．:：]\s+|[.、．]\s*(?=[^\d\s]))")
_EXTRA = re.compile(
    r"\s*[(（\[【]\s*(?:read more on|read on|link to|via|see)?[\s,/|·;&]*(?:or|and|on|或)?[\s,/|·;&]*[)）\]】]\s*",
    re.IGNORECASE,
)
_LEADING_ID = re.compile(
    r"^\s*[\[(]?(?:arxiv\s*:?\s*)?\d{4}\.\d{4,5}(?:v\d+)?[\])]?\s*[:：|\-–—.]*\s+(?=\S)", re.IGNORECASE
)
_TRAILING_ID = re.compile(
    r"\s*(?:[(\[（【]\s*(?:arxiv\s*:?\s*)?\d{4}\.\d{4,5}(?:v\d+)?\s*[)\]）】]|\barxiv\s*:\s*\d{4}\.\d{4,5}(?:v\d+)?)\s*$",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"[“\"「『]([^“”\"「」『』]{12,})[”\"」』]")
_LEAD = re.compile(r"^[\s:：,，;；|·•—–\-+/]+")
_TAIL = re.compile(r"(?:[\s|·•—–\-:：,，;；(\[（【]|\s/+)+$")
_BOLD = re.compile(r"\s*(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_FILLING = re.compile(r"[\s|·•—–\-:：,，;；/+()\[\]（）【】*_<>]+|</?\w+[^>]*>|read more on|\bor\b", re.IGNORECASE)
_ENDS = frozenset("|·•—–-:：,，;；([（【/ ")


class Title(NamedTuple):
    """What a line says that opens a paper."""

    text: str
    number: int | None = None
    status: str = ""
    grade: str = ""
    rest: str = ""
    """What stands behind the title, or before it."""
    links: tuple[tuple[str, str], ...] = ()
    """Text and address."""


def read(text: str, *, numbered: bool = True) -> Title:
    """Part an opening line. A cell of a table, or a page's heading, has no number of its own before it."""
    text = _undressed(text)
    number, status, grade = None, "", ""
    for _ in range(MARKS if numbered else 0):
        if text[:1].isalpha() and text[0] != "N":  # no mark begins so, but `No. 7`
            break
        if match := _LISTED.match(text):
            number = int(match[2])
            status = labels.status(match[1] or "") or status
        elif number is None and (match := _NUMBERED.match(text)):
            number = int(match[1])
        elif match := _GRADE.match(text):
            grade = match[1]
        else:
            break
        text = _undressed(text[match.end() :])
    title = _title(text)
    return title._replace(number=number, status=status, grade=grade) if number is not None or status or grade else title


def _undressed(text: str) -> str:
    """Take off what only dresses a line: emphasis, as in `**[1]《Title》**`, emoji, a box to tick."""
    text = text.strip()
    if text and not text[0].isalnum() and (dress := _DRESS.match(text)):
        text = text[dress.end() :]
    return inline.unwrapped(text)


def _title(text: str) -> Title:
    """Find the title: in `《..》`, in a link, in quotation marks, in bold letters; or all that is no link."""
    if "《" in text[:6] and "》" in text:
        start, end = text.index("《"), text.rindex("》")
        rest, more = inline.without_links(text[end + 1 :])
        return Title(inline.plain(text[start + 1 : end]), rest=_rest(rest), links=tuple(more))
    if ("](" in text or "<" in text) and (linked := _linked(text)):
        return linked
    bare, found = inline.without_links(text)
    links = tuple(found)
    if "." in bare:
        bare = _TRAILING_ID.sub("", _LEADING_ID.sub("", bare))
    if links and bare.lstrip()[:1] in _ENDS:
        bare = _LEAD.sub("", bare)
    if quotation := _QUOTATION.search(bare):
        before = bare[: quotation.start()].strip(" ,.:;-–—*_")
        if names.alike(before):
            return Title(inline.plain(quotation[1]).rstrip(",."), rest=f"authors: {before}", links=links)
    bold = _BOLD.match(bare)
    if bold and len(bold[2]) > SHORT and not bold[2].rstrip().endswith((":", "：")):
        return Title(inline.plain(bold[2]), rest=_rest(bare[bold.end() :]), links=links)
    if "`" in bare:
        head, tick, codes = bare.partition("`")
        said = _CODES.findall(tick + codes)
        if head.strip() and said and all(_CATEGORY.fullmatch(code) or ids.named(code) for code in said):
            return Title(_ended(inline.plain(head)), rest=tick + codes, links=links)
    return Title(bracketless(_ended(inline.plain(_EXTRA.sub(" ", bare) if links else bare))), links=links)


def _linked(text: str) -> Title | None:
    """Read a title that is the text of a link to its paper, or of the first link of the line."""
    found = list(inline.links(text))
    links = [(inline.plain(label), url) for _, _, label, url in found]
    for n, (start, end, label, url) in enumerate(found):
        before, after = text[:start], text[end:]
        if labels.is_trivial(label) or not (ids.identify(url) or not inline.plain(before).strip("* _[]()")):
            continue
        outer = _emphasis(before, after)
        lead = inline.plain(before.removesuffix(outer)).strip(" *_-–—:：|·,[](){}")
        rest, more = inline.without_links(after.removeprefix(outer))
        others = [*links[:n], *links[n + 1 :], *(pair for pair in more if not pair[0])]
        said = f"{rest} · {lead}" if lead and rest.strip() else rest or lead
        return Title(links[n][0], rest=_rest(said), links=(links[n], *others))
    return None


def bracketless(title: str) -> str:
    """Take a title out of `《..》`."""
    return title[1:-1].strip() if title[:1] == "《" and title[-1:] == "》" else title


def _emphasis(before: str, after: str) -> str:
    """Return the marks that stand around a link."""
    if not before or not after:
        return ""
    return next((mark for mark in ("**", "__", "*", "_") if before.endswith(mark) and after.startswith(mark)), "")


def _ended(title: str) -> str:
    """Take off what leads to something that is no longer there."""
    return _TAIL.sub("", title) if title[-1:] in _ENDS else title


def _rest(text: str) -> str:
    """Return what is left of an opening line, when that is more than brackets and dashes."""
    if not text:
        return ""
    text = _EXTRA.sub(" ", text)
    return text if _FILLING.sub("", text) else ""
