"""Entries of `digests` as they could stand in the configuration, and how they are written as TOML.

This module does not know why an entry is proposed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.content import history

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.config import Digests

NAMED = 8
"""Files that are left out one by one; more are named by a pattern."""


class Entry(NamedTuple):
    """An entry of `digests`."""

    digests: Digests
    why: str
    taught: bool
    """Whether nothing would be read without it."""


def inner_path(path: str, prefix: str) -> str:
    """Return a path as patterns see it: relative to the content folder, and without a version."""
    return history.parts(path).file.removeprefix(prefix)


def table_rows(digests: Digests) -> list[str]:
    """Write an entry as the lines of a table in TOML."""
    values = msgspec.structs.asdict(digests)
    return ["[[digests]]", *(f"{key} = {toml(value)}" for key, value in values.items() if value)]


def toml(value: str | Iterable[str]) -> str:
    """Write a text, or texts, as TOML: which is JSON here."""
    if isinstance(value, str):
        return msgspec.json.encode(value).decode()
    return f"[{', '.join(map(toml, value))}]"
