"""The paths of a site's files: which clash, and the folders that they need.

In: the paths of artifacts. Out: what is wrong with them, and the folders that they need.
This module does not know what is on the disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sitegen.output.manifest import Made


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
