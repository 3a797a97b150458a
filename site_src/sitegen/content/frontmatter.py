"""Front matter: the TOML (`+++`) or YAML (`---`) head of a content file.

In: a source's text. Out: its table, the line on which the body starts, and problems with their lines.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sitegen import toml
from sitegen.problems import Location, Problem

if TYPE_CHECKING:
    from sitegen.model import Source

_KEY = re.compile(r"""\s*["']?([^"':=\s][^"':=]*?)["']?\s*[:=]""")
_FENCES = {"+++": "TOML", "---": "YAML"}


def split(source: Source) -> tuple[dict[str, Any], int, list[Problem]]:
    """Return the front matter as a table, the number of lines it takes with its fences, and its problems.

    A file without front matter has an empty table of 0 lines. A faulty table is empty, too; its lines still count.
    """
    fence, _, _ = source.text.partition("\n")
    fence = fence.rstrip()
    if fence not in _FENCES:
        return {}, 0, []
    lines = source.text.split("\n")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == fence), 0)
    if not end:
        if fence == "---":
            return {}, 0, []  # a thematic break, which Markdown may begin with
        return {}, 0, [_problem(source, 1, 1, "the front matter is not closed", f"end it with a line `{fence}`")]
    text = "\n".join([*lines[1:end], ""])
    table, problem = (_toml if fence == "+++" else _yaml)(source, text)
    if problem:
        return {}, end + 1, [problem]
    if not isinstance(table, dict):
        return {}, end + 1, [_problem(source, 2, 1, "the front matter is not a table of keys and values")]
    return table, end + 1, []


def line_of(source: Source, key: str) -> tuple[int, str]:
    """Return the number and text of the front matter's line that sets `key` (the first line if none does)."""
    lines, places = _places(source.text)
    number = places.get(key, 1)
    return number, lines[number - 1]


@lru_cache(maxsize=1)
def _places(text: str) -> tuple[list[str], dict[str, int]]:
    """Return the lines of a text, and the number of the first that sets each key."""
    lines = text.split("\n")
    places: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if match := _KEY.match(line):
            places.setdefault(match[1], number)
    return lines, places


def _toml(source: Source, text: str) -> tuple[Any, Problem | None]:
    try:
        return toml.parse(text), None
    except toml.TomlError as error:
        message = f"the front matter is not valid TOML: {error.message}"
        return None, _problem(source, error.line + 1, error.column or 1, message)


def _yaml(source: Source, text: str) -> tuple[Any, Problem | None]:
    from sitegen.content import yaml_table  # noqa: PLC0415 - 15 ms that only sites with YAML front matter should pay

    try:
        return yaml_table.parse(text) or {}, None
    except yaml_table.YamlError as error:
        message = f"the front matter is not valid YAML: {error}"
        return None, _problem(source, error.line + 1, error.column, message)


def _problem(source: Source, line: int, column: int, message: str, hint: str = "") -> Problem:
    lines = source.text.split("\n")
    excerpt = lines[line - 1] if line <= len(lines) else ""
    return Problem(Location(source.path, line, column), message, hint, excerpt)
