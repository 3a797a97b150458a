"""TOML in; a table, or where and why it is not valid, out.

`tomllib` raises other errors than its own at deep nesting and long numbers, and reads integers that TOML does not
allow and that cannot be stored. Here, all of that is one exception with a place.
This module does not know what the text configures.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

MOST_LEVELS = 40
"""Tables and lists in one another: others read values by recursion."""
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_INTEGERS = range(-(2**63), 2**63)


class TomlError(ValueError):
    """A text is not valid TOML."""

    def __init__(self, message: str, line: int, column: int = 0) -> None:
        """Say what is wrong and where: `line` and `column` are counted from 1; column 0 is the whole line."""
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


def parse(text: str) -> dict[str, Any]:
    """Return the table that a text contains. Raises: TomlError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _invalid(text, str(error)) from None
    except Exception as error:  # noqa: BLE001 - 5,000 digits: ValueError; 500 brackets: RecursionError
        raise TomlError(_reason(error), _first_line(text)) from None
    todo = [(value, 1, str(key)) for key, value in table.items()]
    while todo:
        value, level, key = todo.pop()
        if level > MOST_LEVELS:
            raise TomlError(f"`{key}` has more than {MOST_LEVELS} levels of nesting", _line_of(text, key))
        if isinstance(value, dict):
            todo += [(inner, level + 1, key) for inner in value.values()]
        elif isinstance(value, list):
            todo += [(inner, level + 1, key) for inner in value]
        elif type(value) is int and value not in _INTEGERS:
            raise TomlError(f"`{key}` contains an integer of more than 64 bits", _line_of(text, str(value), key))
    return table


def _invalid(text: str, said: str) -> TomlError:
    at = _AT.search(said)
    if at:
        return TomlError(said[: at.start()].strip(), int(at[1]), int(at[2]))
    last = text.rstrip().count("\n") + 1  # what is missing at the end is missing there
    return TomlError(said.replace("(at end of document)", "").strip(), last)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "there are too many levels of nesting"
    return "there is a number with too many digits" if "digit" in str(error) else str(error)


def _first_line(text: str) -> int:
    """Return the first line at which the parser gives up for another reason than that the text is cut there."""
    lines = text.split("\n")
    below, above = 0, len(lines)
    while above - below > 1:
        middle = (below + above) // 2
        try:
            tomllib.loads("\n".join(lines[:middle]))
        except tomllib.TOMLDecodeError:
            below = middle
        except Exception:  # noqa: BLE001 - as above
            above = middle
        else:
            below = middle
    return above


def _line_of(text: str, *wanted: str) -> int:
    """Return the line that contains the first of some texts that is found, digits without `_`; 1 if none is."""
    lines = text.split("\n")
    return next((n for one in wanted for n, line in enumerate(lines, 1) if one in line.replace("_", "")), 1)
