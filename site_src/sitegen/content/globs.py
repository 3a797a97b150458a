"""Patterns of paths, as in `.gitignore`, in; whether they name a path, out.

`*` stands for any characters but `/`, `?` for one, `**` for any number of folders. A pattern without a `/`, or with one
only at its end, holds at any depth, and others from the first folder on; one that ends in `/` names folders only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = re.compile(r"\*\*/|/\*\*$|\*+|\?|[^*?/]+|/")


def below(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether any pattern names a file, or a folder that it lies in."""
    parts = path.split("/")
    return named(path, patterns) or any(named("/".join(parts[:n]), patterns, folder=True) for n in range(1, len(parts)))


def named(path: str, patterns: tuple[str, ...], *, folder: bool = False) -> bool:
    """Whether any pattern names a file, or a folder, itself."""
    return bool(patterns) and _matches(patterns)(f"{path}/" if folder else path) is not None


@lru_cache(maxsize=32)
def _matches(patterns: tuple[str, ...]) -> Callable[[str], re.Match[str] | None]:
    """Return what looks for a path; that of a folder has a `/` at its end."""
    return re.compile("|".join(map(_regex, patterns))).fullmatch


def _regex(pattern: str) -> str:
    bare = pattern.rstrip("/")
    anywhere = "" if "/" in bare else "(?:.*/)?"
    return f"(?s:{anywhere}{_TOKEN.sub(_part, bare)}{'/' if pattern.endswith('/') else '/?'})"


def _part(token: re.Match[str]) -> str:
    match token[0]:
        case "**/":
            return "(?:.*/)?"
        case "/**":
            return "/.+"
        case "?":
            return "[^/]"
        case text if text.startswith("*"):
            return "[^/]*"
    return re.escape(token[0])
