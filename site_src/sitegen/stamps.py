"""The state of a file in, a stamp of it out: while the stamp stays, the bytes are taken to have stayed.

Size, inode and the time of the last edit are not enough: `tar`, `cp -p` and `touch -d` set that time back. The time of
the last change of any kind cannot be set. But clocks tick, some of them once in two seconds: a file that was looked at
in the tick of its last change may have been changed again since. Of such a file the stamp is `doubtful`, and its bytes
have to be compared.
This module does not know what the files hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

Stamp = tuple[int, int, int, int]
"""Size, time of the last edit in ns, inode, time of the last change of any kind in ns."""

TICK = 2_000_000_000
"""The coarsest clock of a file system that is in use, in ns: FAT's."""


def of(status: os.stat_result) -> Stamp:
    """Return the stamp of a file."""
    return status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns


def doubtful(stamp: Stamp, seen: int) -> bool:
    """Whether a file may have other bytes under the same stamp than it had when it was looked at, at `seen` in ns."""
    _, edited, _, changed = stamp
    # Where nothing but edits is noted, the time of an edit has to do; one that was set to the future tells nothing.
    return changed + TICK > seen or seen - TICK < edited < seen + TICK
