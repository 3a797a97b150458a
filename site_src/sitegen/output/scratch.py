"""Folders for a process's temporary files: removed by it, or else, when it was killed, by the next that makes one.

In: what the folder is for. Out: the folder, which nobody else removes while this process, or one that it has forked,
is alive. This module does not know what is put into it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_held: dict[Path, int] = {}
"""The folders of this process, with what locks them."""


def make(purpose: str) -> Path:
    """Make a folder, and remove those of the same purpose that processes have left which were killed."""
    prefix = f"sitegen-{purpose}-"
    _tidy(prefix)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(handle, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):  # another process took it for one that was left
            if os.path.samestat(os.fstat(handle), folder.lstat()):
                _held[folder] = handle
                return folder
        os.close(handle)


def remove(folder: Path) -> None:
    """Remove a folder that was made, and what is in it."""
    shutil.rmtree(folder, ignore_errors=True)
    if (handle := _held.pop(folder, None)) is not None:
        os.close(handle)


def _tidy(prefix: str) -> None:
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
            with contextlib.suppress(OSError):
                _remove_if_left(folder)


def _remove_if_left(folder: Path) -> None:
    if folder.lstat().st_uid != os.geteuid():
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)
