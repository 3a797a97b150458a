"""Files that are overwritten day after day in; their versions from Git, the last of each day, and what these hold, out.

A version has a name like a path, `content/README.md@2020-07-22@<blob>`; without the blob it is the file as it stands in
the folder, of the day of its last commit. Of Git, two short processes are asked which versions there are, and one that
stays for their texts. This module does not know what a digest looks like.
"""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import hashlib
import os
import re
import threading
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sitegen import regular_files
from sitegen.problems import Location, Problem, Severity

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sitegen.model import Date

_NAME = re.compile(r"(.+)@(\d{4}-\d\d-\d\d)(?:@([0-9a-f]{40}|[0-9a-f]{64}))?", re.DOTALL)
_SHA1 = 40
"""Digits of a blob's name, where Git uses SHA-1."""
_QUIET = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
"""A build asks no network, not even for blobs that a partial clone has left out."""


class Name(NamedTuple):
    """What a path says of a version."""

    file: str
    """The path of the file itself."""
    day: Date | None
    """The day of the commit; None for a file that is not read from Git."""
    blob: str
    """Empty for the file as it stands in the folder."""


class Version(NamedTuple):
    """A file as it was at the end of a day."""

    day: Date
    time: int
    """Of the commit, in seconds."""
    blob: str
    size: int


def name(file: str, day: Date, blob: str = "") -> str:
    """Return the path by which a version is known."""
    return f"{file}@{day}@{blob}" if blob else f"{file}@{day}"


def parts(path: str) -> Name:
    """Take the path of a content file apart; that of a file that is not read from Git is its own."""
    match = _NAME.fullmatch(path) if "@" in path else None
    if match is None:
        return Name(path, None, "")
    with contextlib.suppress(ValueError):
        return Name(match[1], dt.date.fromisoformat(match[2]), match[3] or "")
    return Name(path, None, "")


def same(file: Path, version: Version) -> bool:
    """Whether a file has the very bytes of a version."""
    with contextlib.suppress(OSError):
        data = regular_files.read(file, version.size)
        new = hashlib.sha1 if len(version.blob) == _SHA1 else hashlib.sha256
        state = new(f"blob {version.size}\0".encode(), usedforsecurity=False)
        state.update(data)
        return state.hexdigest() == version.blob
    return False


class _Unavailable(Exception):  # noqa: N818 - a clone without history is no error of anybody's
    """Git cannot tell the history of a site's folder."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(why)
        self.why, self.remedy = why, remedy


def versions(root: Path, files: Sequence[str]) -> tuple[dict[str, tuple[Version, ...]], list[Problem]]:
    """Return the versions of each of some files, oldest first, and why there are none.

    Commits count for the day that it was where they were made. A day on whose end the file was what it was before, or
    was not there, has no version.
    """
    if not files:
        return {}, []
    try:
        found = _versions(root, files)
    except _Unavailable as unavailable:
        message = f"the file is read without its history: {unavailable.why}"
        return {}, [_warning(file, message, unavailable.remedy) for file in files]
    unknown = [file for file in files if not found[file]]
    hint = "commit the file, or correct its name in `content.history`"
    return found, [
        _warning(file, "the file is read without its history: it was never committed", hint) for file in unknown
    ]


def _warning(file: str, message: str, hint: str) -> Problem:
    return Problem(Location(file), message, hint, severity=Severity.WARNING)


def _versions(root: Path, files: Sequence[str]) -> dict[str, tuple[Version, ...]]:
    shallow, prefix, *_ = os.fsdecode(_git(root, "rev-parse", "--is-shallow-repository", "--show-prefix")).split("\n")
    if shallow == "true":
        remedy = "fetch the complete history: `git fetch --unshallow`; with GitHub's checkout action, `fetch-depth: 0`"
        raise _Unavailable("the clone is shallow", remedy)
    if not _git(root, "rev-list", "--all", "--max-count=1"):
        return dict.fromkeys(files, ())
    commits = _last_of_days(_git(root, "log", "--no-show-signature", "--format=%H %ct %ci", "--", *files))
    places = [(file, day, time, commit) for file in files for day, time, commit in commits]
    asked = [f"{commit}:{prefix}{file}" for file, _, _, commit in places]
    answers = _git(root, "cat-file", "--batch-check", lines=asked).split(b"\n")
    found: dict[str, list[Version]] = {file: [] for file in files}
    for (file, day, time, _), answer in zip(places, answers, strict=False):
        blob, kind, size = [*answer.decode("ascii", "replace").rsplit(" ", 2), "", ""][:3]
        if kind == "blob":
            found[file].append(Version(day, time, blob, int(size)))
    return {file: tuple(_changed(several)) for file, several in found.items()}


def _last_of_days(log: bytes) -> list[tuple[Date, int, str]]:
    """Return each day's last commit with its time, oldest first; `log` has the newest first."""
    last: dict[Date, tuple[int, str]] = {}
    for line in log.decode("ascii", "replace").splitlines():
        commit, time, written = line.split(" ", 2)
        with contextlib.suppress(ValueError):  # years that no calendar has
            day = dt.date.fromisoformat(written[:10])
            if day not in last or int(time) > last[day][0]:
                last[day] = int(time), commit
    return sorted((day, time, commit) for day, (time, commit) in last.items())


def _changed(several: Iterable[Version]) -> Iterable[Version]:
    return (next(alike) for _, alike in groupby(several, key=lambda version: version.blob))


def _git(root: Path, *arguments: str, lines: Iterable[str] = ()) -> bytes:
    """Run Git, give it lines, and return what it prints."""
    import subprocess  # noqa: PLC0415 - most sites have no need of it

    command = ["git", "--literal-pathspecs", "-c", "log.follow=false", *arguments]
    given = os.fsencode("".join(f"{line}\n" for line in lines))
    try:
        done = subprocess.run(
            command, cwd=root, input=given, capture_output=True, check=False, env={**os.environ, **_QUIET}
        )
    except FileNotFoundError:
        raise _Unavailable("Git is not installed", "install Git where the site is built") from None
    if done.returncode:
        said = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["Git failed"])[0]
        if "not a git repository" in said:
            raise _Unavailable(
                "the site's folder is not in a Git repository", "build the site in a clone of the repository"
            )
        raise _Unavailable(f"Git reports `{said}`", "check that `git log` works in the site's folder")
    return done.stdout


# Texts


class _Reader:
    """A process of Git that hands out blobs. There is one a process of ours: two could not share a pipe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._root = ""
        self._owner = 0
        self._git: subprocess.Popen[bytes] | None = None
        self._inherited: list[subprocess.Popen[bytes]] = []

    def read(self, root: str, blob: str, most: int) -> tuple[int, bytes]:
        """Return a blob's size and, when it has at most so many bytes, those. Raises: OSError."""
        with self._lock:
            git = self._opened(root)
            whole = False
            try:
                size, data = _ask(git, blob, most)
                whole = size <= most
            finally:
                if not whole:
                    self._close()  # there may be more in the pipe
            return size, data

    def _opened(self, root: str) -> subprocess.Popen[bytes]:
        if self._git and self._owner == os.getpid() and self._root == root and self._git.poll() is None:
            return self._git
        import subprocess  # noqa: PLC0415 - see `_git`

        self._close()
        self._git = subprocess.Popen(
            ["git", "cat-file", "--batch"],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_QUIET},
        )
        self._root, self._owner = root, os.getpid()
        return self._git

    def _close(self) -> None:
        git, self._git = self._git, None
        if git is None:
            return
        if self._owner != os.getpid():
            self._inherited.append(git)  # the parent's: it is neither read nor ended here
            return
        git.kill()
        git.communicate()

    def close(self) -> None:
        """End the process of Git."""
        with self._lock:
            self._close()

    def forked(self) -> None:
        """Be another reader: a thread of the parent may have held the lock."""
        self._lock = threading.Lock()


def _ask(git: subprocess.Popen[bytes], blob: str, most: int) -> tuple[int, bytes]:
    """Have a blob handed out; what has more than `most` bytes is left in the pipe."""
    assert git.stdin  # noqa: S101 - for the types
    assert git.stdout  # noqa: S101 - the same
    git.stdin.write(f"{blob}\n".encode())
    git.stdin.flush()
    words = git.stdout.readline().split()
    if words[1:2] != [b"blob"]:
        raise OSError(0, "Git does not have this version")
    size = int(words[2])
    if size > most:
        return size, b""
    data = git.stdout.read(size + 1)
    if len(data) != size + 1:
        raise OSError(0, "Git exited too early")
    return size, data[:-1]


_reader = _Reader()
atexit.register(_reader.close)
os.register_at_fork(after_in_child=_reader.forked)


def read(root: Path, blob: str, most: int) -> tuple[int, bytes]:
    """Return the size of a blob in the repository of a site's folder and, when it has at most so many bytes, those.

    Raises:
        OSError: it cannot be read.

    """
    return _reader.read(str(root), blob, most)
