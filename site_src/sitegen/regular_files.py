"""Files that people or other programs write, read so that nothing can hang: no pipe, no device, no endless file.

This module does not know what is in a file, or what is said when it cannot be read.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_PIECE = 1 << 20


class OversizedError(OSError):
    """A file has more bytes than allowed."""

    def __init__(self, size: int, most: int) -> None:
        """Say how many bytes the file has, and how many it may have."""
        super().__init__(None, f"the file has {size:,} bytes; the limit is {most:,}")
        self.size = size


class IrregularError(OSError):
    """A path is not that of a regular file."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(None, "this is not a regular file")


def read(path: str | Path, most: int, *, follow: bool = True) -> bytes:
    """Return the bytes of a file of at most `most` bytes. A last part that is a link is followed only with `follow`.

    Raises:
        OversizedError: the file is larger.
        IrregularError: it is a pipe, a device or a socket.
        OSError: it cannot be read; `strerror` says why, for the two above as well.

    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW))
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(status.st_mode):
            raise IrregularError
        if status.st_size > most:
            raise OversizedError(status.st_size, most)
        pieces = []
        left = most
        while left > 0 and (piece := os.read(handle, min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)
    finally:
        os.close(handle)
