"""Front matter of digests, read leniently: what any generator writes is taken as text, and nothing is a fault.

In: the lines of a file. Out: its keys with their texts, and how many lines they take.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from sitegen import toml

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 60
"""Characters of a key."""
_KEY = re.compile(r"([\w.\- ]{1,60}?)\s*:(?:\s+(.*)|\s*)$")
_ITEM = re.compile(r"\s*-\s+(.*)$")


def length(lines: Sequence[str]) -> int:
    """Return how many lines front matter takes, with its fences."""
    fence = lines[0].rstrip() if lines else ""
    if fence not in ("---", "+++"):
        return 0
    return next((n + 1 for n, line in enumerate(lines[1:], 1) if line.rstrip() == fence), 0)


def split(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """Return the front matter's values by key, lists joined by `; `, and the number of lines it takes."""
    fence = lines[0].rstrip() if lines else ""
    if fence not in ("---", "+++"):
        return {}, 0
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in (fence, "...")), 0)
    if not end:
        return {}, 0
    inner = lines[1:end]
    if fence == "+++":
        try:
            return {key: _text(value) for key, value in toml.parse("\n".join(inner)).items()}, end + 1
        except toml.TomlError:
            return {}, end + 1
    table = _table(inner)
    return (table, end + 1) if table or any(map(_KEY.match, inner)) else ({}, 0)  # two thematic breaks


def _text(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_text(inner)}" for key, inner in value.items())
    return str(value)


def _table(lines: Sequence[str]) -> dict[str, str]:
    """Read `key: value`, lists and blocks, a line at a time: an unquoted colon is part of a value."""
    table: dict[str, str] = {}
    key, rows, block = "", list[str](), False
    for line in lines:
        name, colon, value = line.partition(":")
        plain = colon and name.isidentifier() and name.isascii() and len(name) <= _MOST and value[:1] in ("", " ")
        match = _KEY.match(line) if not plain and line[:1] not in " \t-#" else None
        if plain or match:
            _put(table, key, rows)
            key, value = (match[1].strip().strip("\"'"), match[2] or "") if match else (name, value)
            value = value.strip()
            block = value[:1] in ("|", ">") and len(value) <= 2  # noqa: PLR2004 - `|`, `>-`
            rows = [_scalar(value)] if value and not block else []
        elif key and line.strip() and not line.lstrip().startswith("#" if not block else "\0"):
            item = _ITEM.match(line) if not block else None
            rows.append(_scalar(item[1]) if item else line.strip())
            if not item and not block and len(rows) > 1:
                rows[-2:] = [f"{rows[-2]} {rows[-1]}"]  # a value that runs on
    _put(table, key, rows)
    return table


def _put(table: dict[str, str], key: str, rows: list[str]) -> None:
    if key:
        table.setdefault(key, rows[0] if len(rows) == 1 else "; ".join(rows))


def _scalar(text: str) -> str:
    """Return a value without its quotes; a list on one line as its items."""
    text = text.strip()
    if text[:1] == "[" and text[-1:] == "]":
        try:
            return _text(msgspec.json.decode(text)) if '"' in text else _parts(text)
        except (ValueError, RecursionError):
            return _parts(text)
    if text[:1] == '"' and text[-1:] == '"' and len(text) > 1:
        try:
            return str(msgspec.json.decode(text)) if "\\" in text else text[1:-1]
        except ValueError:
            return text[1:-1]
    if text[:1] == "'" and text[-1:] == "'" and len(text) > 1:
        return text[1:-1].replace("''", "'")
    return text


def _parts(text: str) -> str:
    """Return the items of `[a, b]`, which no quotes keep apart."""
    inner = text[1:-1]
    bare = '"' not in inner and "'" not in inner and "[" not in inner
    parts = [part for part in map(str.strip, inner.split(",")) if part]
    return "; ".join(parts if bare else map(_scalar, parts))
