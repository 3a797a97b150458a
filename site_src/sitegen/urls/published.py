"""The lock: the addresses that a site has published, in a file that its maintainer commits.

In: a site's folder and the file's path in it. Out: its lines, and what is wrong with them; later the same file with
what is new. A line is an address, `/2020/07/22/`; that of a paper has the paper's id behind it,
`/abs/2007.10361/ 2007.10361`, so that the paper is found again when its address has changed. Lines are sorted: in Git,
a new day is a few lines in a row.
This module does not know which addresses a site has.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
from typing import TYPE_CHECKING

import msgspec

from sitegen import regular_files, stamps
from sitegen.hashing import fingerprint
from sitegen.problems import Location, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from sitegen.stamps import Stamp

HEAD = (
    "# The addresses that this site has published, kept by `sitegen build`. Commit this file.",
    "# To give an address up, delete its line.",
)
NAMED = 5
"""Lines that are told one by one, when many are alike."""
_MOST_BYTES = 1 << 29
"""Of the file: an address takes some 30 bytes."""

_LINE = re.compile(r"((?:/[a-z0-9_()-][a-z0-9._()-]*)*/(?: \S+)?|(?:/[a-z0-9_()-][a-z0-9._()-]*)+)")
_CONFLICT = re.compile(r"<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|")


class Lock(msgspec.Struct, frozen=True):
    """The file as it was read."""

    path: str = ""
    """Relative to the site's folder; empty when the site has no lock."""
    key: str = ""
    """The fingerprint of its bytes; empty when there is none yet."""
    lines: tuple[str, ...] = ()
    fault: Problem | None = None
    """Why it could not be read."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A line of the lock, in its parts."""

    line: int
    path: str
    id: str
    """Of the paper that had the address; empty for all other pages."""


NONE = Lock()


def stamp(site: Path, path: str) -> Stamp | None:
    """Return what tells a state of the file from another."""
    if not path:
        return None
    try:
        return stamps.of((site / path).stat())
    except OSError:
        return None


def key(site: Path, path: str) -> str:
    """Return the fingerprint of the file's bytes; empty when there is none, or it cannot be read."""
    try:
        return fingerprint((site / path).read_bytes()).hex() if path else ""
    except OSError:
        return ""


def load(site: Path, path: str) -> Lock:
    """Read the lock; it is empty when it has not been written yet."""
    if not path:
        return NONE
    try:
        data = regular_files.read(site / path, _MOST_BYTES)
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        return Lock(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        fault = Problem(Location(path), f"the lock cannot be read: {reason}", "restore it from Git")
        return Lock(path, fault=fault)
    return Lock(path, fingerprint(data).hex(), tuple(text.splitlines()))


def entries(lock: Lock, known: Collection[str]) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of all lines but those that are `known`, and what is wrong with lines that are none."""
    found: list[Entry] = []
    faults: list[Problem] = []
    for number, line in enumerate(lock.lines, 1):
        if line in known or not line or line.startswith("#"):
            continue
        if _LINE.fullmatch(line):
            path, _, id_ = line.partition(" ")
            found.append(Entry(number, path, id_))
        elif len(faults) < NAMED:
            faults.append(_fault(lock.path, number, line))
    return found, faults


def save(site: Path, lock: Lock, new: Collection[str]) -> Problem | None:
    """Add lines to the lock, which is whole at every instant; say why, if that cannot be done."""
    if not new:
        return None
    head = [line for line in lock.lines if line[:1] == "#"] if lock.lines else HEAD
    body = sorted(dict.fromkeys([*(line for line in lock.lines if line and line[0] != "#"), *new]))
    file = site / lock.path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _part_of(file) as part:
            if key(site, lock.path) != lock.key:
                return _unsaved(
                    lock.path,
                    "the lock changed while the site was being built: it does not contain the new addresses",
                    "run the build again",
                )
            part.write_text("\n".join([*head, *body, ""]), encoding="utf-8", newline="\n")
            part.replace(file)
    except OSError as error:
        return _unsaved(
            lock.path,
            f"the lock cannot be written: {error.strerror}",
            "build where the file can be written, and commit it",
        )
    return None


@contextlib.contextmanager
def _part_of(file: Path) -> Iterator[Path]:
    """Give the file that is to replace another; one build at a time has it, and it is gone at the end.

    Its name is always the same: what a build has left that was killed is used by the next.
    """
    part = file.with_name(f".{file.name}.part")
    handle = _claimed(part)
    try:
        yield part
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
        os.close(handle)


def _claimed(part: Path) -> int:
    """Wait until no other build has a file, and return what keeps it."""
    while True:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        fcntl.flock(handle, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):  # the build before has put it in its place, or removed it
            if os.path.samestat(os.fstat(handle), part.lstat()):
                return handle
        os.close(handle)


def _unsaved(path: str, message: str, hint: str) -> Problem:
    return Problem(Location(path), message, hint, severity=Severity.WARNING)


def _fault(path: str, number: int, line: str) -> Problem:
    if _CONFLICT.match(line):
        message = "the lock contains a merge conflict"
        hint = "keep the lines of both branches, in any order, and delete this one"
    else:
        message = "this line of the lock is not an address"
        hint = "write it as `/2020/07/22/`, or `/abs/2007.10361/ 2007.10361` for a paper; or restore the file from Git"
    return Problem(Location(path, number), message, hint, line)
