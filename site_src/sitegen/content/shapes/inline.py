"""A piece of a digest's Markdown in, plain text or arXiv text out: what stands in a title, a cell, a list of authors.

Titles and abstracts are arXiv's text, whatever they are dressed in: emphasis around the whole, tables' escapes, HTML
that only lays out. What is in them, `$a_b$` or `*`, is their own. This module does not know what the text is about.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content import ids

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(
    r"(?:</?(?:b|blockquote|br|center|code|details|div|em|font|h[1-6]|hr|i|img|li|ol|p|small|span|strong|sub|summary|sup|table"
    r"|tbody|td|th|thead|tr|ul|article|section|nav|button|english|kbd)\b(?:\s[^<>]*|)/?>|</a\s*>|<a\s+(?:href|name|id|class|target)\b[^<>]*>)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/span|/td)\b[^<>]*/?>", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s[^<>]*>[^<]*</a\s*>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_ESCAPED = re.compile(r"\\([-!\"#$%&'()*+,./:;<=>?@\[\]^_`{|}~\\])")
_BLANKS = re.compile(r"\s+")
_LINK_TARGET = re.compile(r"<?[^\s<>]*>?(?:\s+[\"'(].*)?")
_HREF = re.compile(r"""<a\b[^<>]*?href\s*=\s*["']?([^"'\s>]+)["']?[^<>]*>(.*?)</a\s*>""", re.IGNORECASE | re.DOTALL)
_WRAPPED = {"*": ("**", "*"), "_": ("__", "_"), "`": ("`",), "~": ("~~",)}
"""Marks of emphasis, by their first characters."""
_NBSP = str.maketrans({"\u00a0": " ", "\u200b": "", "\ufeff": "", "\u2028": " ", "\u2029": " "})


def links(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield Markdown's and HTML's links: where they begin and end, what they show, and where they lead.

    Brackets in what a link shows are its own; a picture that is a link shows the picture's words.
    """
    at = 0
    if "](" in text:
        while (middle := text.find("](", at)) >= 0:
            close = _closing(text, middle + 1)
            target = text[middle + 2 : close].strip()
            start = _opening(text, middle, at)
            if start < 0 or close < 0 or not _LINK_TARGET.fullmatch(target):
                at = middle + 2
                continue
            image = start > 0 and text[start - 1] == "!"
            if image:
                if text[close + 1 : close + 3] == "](":  # a picture that is a link: its end is found next
                    outer = _closing(text, close + 2)
                    if outer > 0 and start > 1 and text[start - 2] == "[":
                        yield start - 2, outer + 1, text[start + 1 : middle], _target(text[close + 3 : outer])
                        at = outer + 1
                        continue
                at = close + 1
                continue
            yield start, close + 1, text[start + 1 : middle], _target(target)
            at = close + 1
    if "<a" in text or "<A" in text:
        for match in _HREF.finditer(text):
            yield match.start(), match.end(), plain(match[2]), match[1]


def _target(target: str) -> str:
    """Return a link's address without its title: `https://a.org "A"`."""
    return target.strip("<>").split(" ")[0].strip("<>") if target else ""


def _closing(text: str, at: int) -> int:
    """Return where the bracket that opens at a place closes; -1 when it does not."""
    depth = 0
    for n in range(at, len(text)):
        if text[n] == "(":
            depth += 1
        elif text[n] == ")":
            depth -= 1
            if not depth:
                return n
    return -1


def _opening(text: str, middle: int, at: int) -> int:
    """Return where the text of a link begins, whose closing bracket is at `middle`."""
    depth = 1
    first = text.find("[", at, middle)
    if text.find("]", at, middle) < 0:
        last = text.rfind("[", at, middle)
        return first if text[first:last].strip("[") else last
    for n in range(middle - 1, at - 1, -1):
        if text[n] == "]":
            depth += 1
        elif text[n] == "[":
            depth -= 1
            if not depth:
                # Of `[Sampling on [0,1)](https://..)` the first bracket is the link's: nothing closes before it.
                outer = "]" not in text[first:n] and text[first:n].strip("[")
                return first if outer else n  # of `[[paper](https://..)]` the second is
    return first  # of `[A half-open ]0,1]](..)`


def plain(text: str, *, escapes: bool = False) -> str:
    """Return what a reader sees of a short piece: without layout, emphasis around it, and links' targets."""
    if not text:
        return ""
    text = text.translate(_NBSP) if not text.isascii() else text
    if "](" in text:
        text = shown(text)
    if "<" in text:
        text = untagged(text)
    if escapes and "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if "&nbsp;" in text:
        text = text.replace("&nbsp;", " ")
    text = text.strip()
    if "  " in text or "\n" in text or "\t" in text:
        text = _BLANKS.sub(" ", text)
    return unwrapped(text) if text[:1] in _WRAPPED else text


def shown(text: str) -> str:
    """Replace links by what they show."""
    parts, at = [], 0
    text = _IMAGE.sub("", text)
    for start, end, label, _ in links(text):
        if start >= at:
            parts += [text[at:start], label]
            at = end
    return "".join([*parts, text[at:]])


def untagged(text: str) -> str:
    """Leave out HTML's tags that lay out; `a < b` stays."""
    if "<!--" in text:
        text = _COMMENT.sub("", text)
    return _TAG.sub("", _BREAK.sub(" ", text))


def unwrapped(text: str) -> str:
    """Take emphasis off a text that is emphasised as a whole."""
    while inner := next((inner for mark in _WRAPPED.get(text[:1], ()) if (inner := _inner(text, mark))), ""):
        text = inner
    return text


def _inner(text: str, mark: str) -> str:
    """Return what stands between two marks; empty when these are no emphasis of the whole."""
    n = len(mark)
    if len(text) <= 2 * n or not text.startswith(mark) or not text.endswith(mark):
        return ""
    inner = text[n:-n]
    return inner if mark not in inner and not inner[0].isspace() and not inner[-1].isspace() else ""


def lines(text: str) -> list[str]:
    """Cut a table's cell at its line breaks."""
    return [part for part in (_LINE_BREAK.split(text) if "<" in text else [text]) if part.strip()]


def abstract(text: str, *, escapes: bool = False) -> str:
    """Return an abstract as arXiv's text: layout around it is gone, and links that lead nowhere on a site."""
    text = text.translate(_NBSP) if not text.isascii() else text
    if "](" in text:
        text = _local(text)
    if "<" in text and _TAG.search(text):
        kept: list[str] = []
        at = 0
        for match in _ANCHOR.finditer(text):
            kept += [untagged(text[at : match.start()]), match[0]]
            at = match.end()
        text = "".join([*kept, untagged(text[at:])])
    return _tidy(text, escapes=escapes)


def _local(text: str) -> str:
    """Replace pictures and links to other files by what they show."""
    parts, at = [], 0
    text = _IMAGE.sub(lambda match: match[1], text)
    for start, end, label, url in links(text):
        if start >= at and "://" not in url:
            parts += [text[at:start], label]
            at = end
    return "".join([*parts, text[at:]])


def _tidy(text: str, *, escapes: bool) -> str:
    if escapes and "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if "&nbsp;" in text:
        text = text.replace("&nbsp;", " ")
    if text.isprintable() and "  " not in text:  # all blanks are single ones: half the time of cutting it into words
        return text.strip()
    return " ".join(text.split())


def markdown(text: str) -> str:
    """Return a longer text as Markdown without what leads nowhere on a site: relative links, HTML that lays out."""
    if "](" in text:
        text = _local(text)
    if "<" in text:
        text = _HREF.sub(lambda match: f"[{plain(match[2])}]({match[1]})" if "://" in match[1] else match[2], text)
        text = _TAG.sub("", _COMMENT.sub("", _LINE_BREAK.sub("  \n", text)))
    if "\n" not in text:
        return text.rstrip()
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def without_links(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Take links out of a line, and return what is left of it and the links, as text and address."""
    found: list[tuple[str, str]] = []
    if "://" not in text and "](" not in text and "<" not in text:
        return text, found
    parts, at = [], 0
    for start, end, label, url in sorted(links(text)):
        if start >= at:
            parts.append(text[at:start])
            found.append((plain(label), url))
            at = end
    rest = "".join([*parts, text[at:]])
    bare, at = [], 0
    for start, end, url in ids.urls(rest):
        bare.append(rest[at:start])
        found.append(("", url))
        at = end
    return "".join([*bare, rest[at:]]), found
