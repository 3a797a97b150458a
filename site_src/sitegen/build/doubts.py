"""The inputs of a build whose stamps will not tell the next one whether they have changed: see `stamps`.

In: the files that a build was made of, and when they were looked at. Out: the keys of those that are in doubt; in the
next build, whether these have changed, and which are still in doubt.
This module does not know what is made of the files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen import stamps
from sitegen.content import read
from sitegen.urls import published

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sitegen.config import Config

Doubts = dict[str, str]
"""The keys of files, by path: content files, and the lock."""


def raised(site: Path, config: Config, found: Iterable[read.Found], keys: Mapping[str, str], seen: int) -> Doubts:
    """Return what is in doubt of files that were looked at, at `seen` in ns; `keys` are those of the content files."""
    doubts = {file.path: keys[file.path] for file in found if stamps.doubtful(file.stamp, seen)}
    lock = config.urls.lock
    held = published.stamp(site, lock)
    if held and stamps.doubtful(held, seen):
        doubts[lock] = published.key(site, lock)
    return doubts


def settled(
    site: Path, config: Config, found: Iterable[read.Found], doubts: Doubts, seen: tuple[int, int]
) -> Doubts | None:
    """Read what was in doubt; return what still is, or None when a file has changed.

    `seen` is when the files were looked at by the build that had the doubts, and when they were by this one, in ns.
    """
    if not doubts:
        return {}
    before, now = seen
    by_path = {file.path: file for file in found}
    left: Doubts = {}
    for path, key in doubts.items():
        if file := by_path.get(path):
            stamp: stamps.Stamp | None = file.stamp
            same = read.unchanged(site, file, key, before, config.content.max_bytes)
        else:
            stamp = published.stamp(site, path)
            same = published.key(site, path) == key
        if not same:
            return None
        if stamp and stamps.doubtful(stamp, now):
            left[path] = key
    return left
