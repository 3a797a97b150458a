"""An output folder as it is: which of its files are still as a build wrote them, and which are not ours.

In: a folder, and what a manifest says about it. Out: whether a file is intact, whether changes fit into the folder,
and refusals that name what is in the way. It only reads.
This module does not know how the changes are made.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.hashing import fingerprint
from sitegen.output.manifest import MANIFEST, File
from sitegen.output.paths import folders_of
from sitegen.problems import Location, Problem, Refusal, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.output.changes import Changes

_NAMED = 5
"""Places that a refusal names one by one."""


def stands(root: str, path: str, file: File, seen: int) -> bool:
    """Whether a file on the disk is as it was written: it has not changed since `seen`, or else by its bytes."""
    try:
        found = os.lstat(f"{root}/{path}")
        if found.st_size != file.size or not stat.S_ISREG(found.st_mode):
            return False
        # The times of changes cannot be set back. In the tick of the clock in which it was seen, it may have changed.
        return found.st_ctime_ns < seen or fingerprint(Path(root, path).read_bytes()) == file.hash
    except OSError:
        return False


def mode_of(path: str) -> int:
    """Type and mode of what stands at a path, which may be a link; 0 when nothing does."""
    try:
        return os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def upper_folders(output: Path) -> dict[str, int]:
    """Return when an entry of the output folder, or of one directly in it, last came or went."""
    with contextlib.suppress(FileNotFoundError), os.scandir(output) as entries:
        folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
        times = {entry.name: entry.stat(follow_symlinks=False).st_mtime_ns for entry in folders}
        return {"": output.stat().st_mtime_ns, **dict(sorted(times.items()))}
    return {}


def missing_folders(root: str, changes: Changes) -> list[str]:
    """Return the folders that have to be made for the changes, parents first.

    Raises `Refusal` when something that is not ours stands where a file or a folder goes. A link is no folder: it
    would lead out of the site.
    """
    missing: list[str] = []
    foreign: list[str] = []
    staged, removed = (*changes.added, *changes.changed), set(changes.removed)
    needed, left = folders_of(staged), folders_of(removed)
    for folder in sorted(needed | left):
        mode = mode_of(f"{root}/{folder}")
        if stat.S_ISDIR(mode):
            continue
        if folder in needed:
            if mode == 0 or folder in removed:
                missing.append(folder)
            else:
                foreign.append(folder)
        elif stat.S_ISLNK(mode):
            foreign.append(folder)
    added = set(changes.added)
    for path in staged:
        mode = mode_of(f"{root}/{path}")
        if stat.S_ISDIR(mode):
            foreign += [other for other in _walk(root, path) if other not in removed and other not in left]
        elif mode and path in added:
            foreign.append(path)
    if foreign:
        raise Refusal(*not_ours(foreign))
    return missing


def _walk(root: str, folder: str) -> Iterator[str]:
    """Yield a folder and all files and folders in it."""
    yield folder
    with os.scandir(f"{root}/{folder}") as entries:
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(root, path)
            else:
                yield path


def not_ours(paths: list[str]) -> list[Problem]:
    """Name the first of them: after a lost manifest, there are as many as the site has files."""
    more = len(paths) - _NAMED
    also = f" (and at {more:,} more places)" if more > 0 else ""
    return [
        Problem(
            Location(os.fsencode(path).decode(errors="replace")),
            f"the site needs this path, but what is there was not written by a build{also}",
            hint="move it away, or choose another output folder; the site was not changed",
        )
        for path in paths[:_NAMED]
    ]


def lost_manifest(output: Path) -> Problem:
    """Warn that the manifest of a folder cannot be used."""
    return Problem(
        Location(f"{output.name}/{MANIFEST}"),
        "the manifest cannot be read or has another version: everything is rebuilt, and files that no longer belong "
        "to the site stay",
        hint=f"to remove such files, delete {output.name}/ before a build",
        severity=Severity.WARNING,
    )
