"""The lines of a digest in, the same lines out with HTML's tables, lists and links as Markdown's.

Line numbers stay as they are: a row that is written over several lines stands on its first, and the others are empty.
This module does not know what the lines tell of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAGS = re.compile(r"<(?:tr|li|a |b>|strong|TR|LI|A |B>|STRONG)")
_ROW = re.compile(r"<tr(?:\s[^<>]*)?>", re.IGNORECASE)
_CELL = re.compile(r"<t([dh])(?:\s[^<>]*)?>(.*?)(?=</t[dh]>|<t[dh][\s>]|</tr>|$)", re.IGNORECASE | re.DOTALL)
_TABLE = re.compile(r"\s*</?(?:table|thead|tbody)(?:\s[^<>]*)?>\s*", re.IGNORECASE)
_ITEM = re.compile(r"^(\s*)(?:<[uo]l(?:\s[^<>]*)?>\s*)?<li(?:\s[^<>]*)?>\s*", re.IGNORECASE)
_CLOSING = re.compile(r"(?:</(?:li|ul|ol|p)>|<br\s*/?>)\s*$", re.IGNORECASE)
_LINK = re.compile(r"<a\s(?:[^<>]*?\s)?href=[\"']?([^\"'<>\s]+)[\"']?[^<>]*>(.*?)</a>", re.IGNORECASE)
_BOLD = re.compile(r"^<(b|strong)>(.*?)</\1>", re.IGNORECASE)
_ROW_LINES = 40
"""Lines over which a row may be written."""


def as_markdown(text: str, lines: Sequence[str]) -> Sequence[str]:
    """Return a text's lines in Markdown, as many as there were; the same object, when they were already."""
    if not _TAGS.search(text):
        return lines
    result = list(lines)
    n = 0
    while n < len(result):
        line = result[n]
        if "<" not in line:
            n += 1
        elif _ROW.search(line):
            n = _row(result, n)
        else:
            result[n] = _opened(line)
            n += 1
    return result


def _row(lines: list[str], n: int) -> int:
    """Put a row on its first line, and what makes of it a header below; return the line after it."""
    end = n + 1
    while end < min(len(lines), n + _ROW_LINES) and "</tr" not in lines[end - 1].lower():
        if _ROW.search(lines[end]):
            break
        end += 1
    cells = _CELL.findall(" ".join(line.strip() for line in lines[n:end]))
    if not cells:
        return n + 1
    row = "| " + " | ".join(_linked(cell.strip()).replace("|", "\\|") for _, cell in cells) + " |"
    rule = "|" + "---|" * len(cells)
    if end < len(lines) and _TABLE.fullmatch(lines[end]):
        end += 1
    above = n > 0 and _TABLE.fullmatch(lines[n - 1])
    lines[n:end] = [row, *[""] * (end - n - 1)]
    if all(kind in "hH" for kind, _ in cells):
        if end - n > 1:
            lines[n + 1] = rule
        elif above:
            lines[n - 1 : n + 1] = [row, rule]
    return end


def _opened(line: str) -> str:
    """Write the tags at the head of a line as marks: an item's, a link's, bold letters."""
    text = _ITEM.sub(lambda match: f"{match[1]}- ", line)
    head = text.lstrip(" \t-")
    if text is line and not head.lower().startswith(("<a ", "<b>", "<strong>")):
        return line
    text = _CLOSING.sub("", text)
    head = text.lstrip(" \t-")
    return text[: len(text) - len(head)] + _BOLD.sub(lambda match: f"**{match[2]}**", _linked(head))


def _linked(text: str) -> str:
    return _LINK.sub(lambda match: f"[{match[2]}]({match[1]})", text)
