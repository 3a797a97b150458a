"""The lock on an output folder: one build at a time, in one process.

In: the workspace of an output folder. Out: a lock that ends with this process at the latest, or a refusal that names
the process that holds it.
This module does not know what the lock protects.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import fcntl
import os
import socket
from typing import TYPE_CHECKING

from sitegen.output.staging import FILE_MODE, write_all
from sitegen.problems import Location, Problem, Refusal

if TYPE_CHECKING:
    from pathlib import Path

LOCK = "lock"

_locks: set[int] = set()
"""The locks that this process holds, as file descriptors."""


def _forget_locks() -> None:
    """Let go, in a forked process, of its parent's locks: a worker that outlives its parent must not hold them."""
    for fd in _locks:
        os.close(fd)
    _locks.clear()


os.register_at_fork(after_in_child=_forget_locks)


def take_lock(workspace: Path, output: Path) -> int:
    """Make the workspace and lock it, or raise `Refusal`. The system drops the lock when this process ends."""
    path = workspace / LOCK
    while True:
        workspace.mkdir(exist_ok=True)
        if workspace.is_symlink():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(workspace))
        try:
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, FILE_MODE)
        except FileNotFoundError:
            continue  # Another build has just ended and cleared the workspace away.
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(fd), path.lstat()):
                with contextlib.suppress(OSError):  # a full disk: nobody can be told who holds the lock
                    os.ftruncate(fd, 0)
                    write_all(fd, f"{os.getpid()} {socket.gethostname()} {_now()}\n".encode())
                _locks.add(fd)
                return fd
        except FileNotFoundError:
            pass  # The same: what was locked is no longer in the folder.
        except BlockingIOError:
            holder = os.read(fd, 1000).decode(errors="replace")
            raise Refusal(_held(output, holder)) from None
        finally:
            if fd not in _locks:
                os.close(fd)


def release_lock(workspace: Path, fd: int) -> None:
    """Remove the lock, and the workspace unless something is left in it."""
    with contextlib.suppress(OSError):
        (workspace / LOCK).unlink()
        workspace.rmdir()
    _locks.discard(fd)
    os.close(fd)


def _now() -> str:
    """Return the time on the clock, for a person."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


def _held(output: Path, holder: str) -> Problem:
    """Draw the problem from the text in the lock, which may be in the writing."""
    who = ""
    match holder.split():
        case [pid, host, time]:
            elsewhere = f" on {host}" if host != socket.gethostname() else ""
            who = f" (process {pid}{elsewhere}, since {time[11:19]})"
    return Problem(
        Location(output.as_posix()), f"another build{who} is writing to {output.as_posix()}/", "wait for it to end"
    )
