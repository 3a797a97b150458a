"""The paths of a site's files: which are safe on every host and disk, and which clash.

In: the paths of artifacts. Out: what is wrong with them, and the folders that they need.
This module does not know what is on the disk.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sitegen.output.manifest import Made

MAX_PATH = 200
MAX_COMPONENT = 100
DOT_NAMES = frozenset({".nojekyll", ".well-known"})
"""The names with a leading dot that a site may need; all others are left to people."""

_COMPONENT = re.compile(r"[a-z0-9_()-][a-z0-9._()-]*")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""Devices on Windows, with any extension: nobody there could check the site out."""


def safe_path(path: str) -> str | None:
    """Say what is wrong with the path of an artifact; `None` when every host and every disk can hold it.

    Safe paths are lower case: two that clash where case is ignored are equal.
    """
    if len(path) > MAX_PATH:
        return f"is longer than {MAX_PATH} characters"
    for name in path.split("/"):
        if _COMPONENT.fullmatch(name) is None and name not in DOT_NAMES:
            return f"has the part `{name}`; allowed are a-z, 0-9, `_`, `-`, `(`, `)` and, except at the beginning, `.`"
        if len(name) > MAX_COMPONENT:
            return f"has a part that is longer than {MAX_COMPONENT} characters"
        if name[-1] == ".":
            return f"has the part `{name}`, which Windows reads as `{name.rstrip('.')}`"
        if name.partition(".")[0] in _RESERVED:
            return f"has the part `{name}`, which is a device on Windows"
    return None


def find_clashes(units: Mapping[str, Made]) -> list[Problem]:
    """Say what keeps these units from standing in one folder: a path made twice, a file where a folder must be."""
    owners: dict[str, str] = {}
    problems: list[Problem] = []
    for name, unit in units.items():
        for path in unit.files:
            owner = owners.setdefault(path, name)
            if owner is not name:
                problems.append(Problem(Location(path), f"both `{owner}` and `{name}` write this file"))
    problems += [
        Problem(Location(path), f"`{owners[path]}` writes this file, and other files need a folder of this name")
        for path in sorted(folders_of(owners) & owners.keys())
    ]
    return problems


def folders_of(paths: Iterable[str]) -> set[str]:
    """All folders on the way to these files."""
    found: set[str] = set()
    for path in paths:
        for folder in parents_of(path):
            if folder in found:
                break
            found.add(folder)
    return found


def parents_of(path: str) -> Iterator[str]:
    """Yield the folders on the way to a file, the innermost first."""
    at = path.rfind("/")
    while at > 0:
        yield path[:at]
        at = path.rfind("/", 0, at)


def unsafe_path(path: str, fault: str) -> Problem:
    """Report a path that is not safe; `fault` is what `safe_path` says about it."""
    return Problem(
        Location(path), f"the path {fault}", hint="choose another path: not every host and disk can store this one"
    )


def taken_path(path: str) -> Problem:
    """Report a duplicate path."""
    return Problem(Location(path), "another page or file of the site already has this path")
