"""Stamps of files in; out, stamps that differ whenever the bytes do, also of files that were written a moment ago.

The clocks of some disks tick once a second, or in two: a file that is saved twice in a tick keeps its stamp. So files
are read, and read again at each look, until their tick is over. This module does not know what is in them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from sitegen import stamps
from sitegen.hashing import fingerprint

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.stamps import Stamp


class _Young(NamedTuple):
    stamp: Stamp
    """As the system gives it."""
    key: bytes
    """Of the bytes, when they were last read."""
    changes: int
    """How often they were found to differ under this stamp."""
    seen: int
    """When they were last read, in ns."""


class YoungFiles:
    """The files whose stamps are doubtful, or have been while they changed."""

    def __init__(self) -> None:
        """Know of none."""
        self._young: dict[Path, _Young] = {}

    def stamp(self, file: Path, found: Stamp) -> Stamp:
        """Return a stamp of a file that tells its bytes from those that it had before, given the system's."""
        now = time.time_ns()
        before = self._young.get(file)
        if before and before.stamp != found:
            before = None
        if not stamps.doubtful(found, before.seen if before else now):
            if not before or not before.changes:
                self._young.pop(file, None)
                return found
            return _numbered(found, before.changes)
        key = _key(file)
        changes = before.changes + (key != before.key) if before else 0
        self._young[file] = _Young(found, key, changes, now)
        return _numbered(found, changes)


def _numbered(stamp: Stamp, changes: int) -> Stamp:
    return (*stamp[:3], stamp[3] + changes)


def _key(file: Path) -> bytes:
    try:
        return fingerprint(file.read_bytes())
    except OSError:
        return b""
