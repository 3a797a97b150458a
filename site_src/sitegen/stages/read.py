"""Content folder in, sources out: the only place where content bytes enter.

Regular files below the folder are found in a fixed order and read as strict UTF-8; links, pipes, devices, oversized
files and undecodable bytes become problems, so that nothing can hang a build or reach a page unseen.
This module does not know what a digest looks like.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import TYPE_CHECKING

import msgspec

from sitegen.fingerprint import fingerprint
from sitegen.model import Source
from sitegen.problems import Location, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIX = ".md"
PAGES = "pages"
"""The folder in the content folder that holds free pages instead of digests."""

_OTHER_SUFFIXES = (".markdown", ".mdown", ".mkd", ".mdx", ".txt", ".rst")
_CONTROL_BYTES = bytes(b for b in (*range(0x20), 0x7F) if b not in b"\t\n\r")
_CONTROL_PAIRS = re.compile(b"\xc2[\x80-\x9f]")
_NONCHARACTERS = re.compile(b"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""What HTML and XML forbid in text; \\t \\n \\r are fine. Planes above the first have two noncharacters each: rare
enough to leave to `prose.py`."""


class Found(msgspec.Struct, frozen=True):
    """A content file that a scan came by, not yet read."""

    path: str
    """Relative to the site's folder."""
    page: bool
    """A free page, not a digest."""
    stamp: tuple[int, int, int]
    """Size, mtime in ns, inode: while they stay, the bytes are taken to have stayed."""


def scan(root: Path, folder: str) -> tuple[list[Found], list[Problem]]:
    """Find all content files below `root/folder`, sorted by path, and what lies there that cannot be read."""
    found: list[Found] = []
    problems: list[Problem] = []
    for path, entry in _walk(str(root), folder, problems):
        problem = _unfit(path, entry)
        if problem:
            problems.append(problem)
        elif entry.name.endswith(SUFFIX):
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:
                problems.append(Problem(Location(path), f"cannot be read: {error.strerror}"))
                continue
            page = path.startswith(f"{folder}/{PAGES}/")
            found.append(Found(path, page, stamp(status)))
    return sorted(found, key=lambda file: file.path), problems


def stamp(status: os.stat_result) -> tuple[int, int, int]:
    """Return what tells a state of a file from another, see `Found.stamp`."""
    return status.st_size, status.st_mtime_ns, status.st_ino


def state(root: Path, path: str) -> str:
    """Return what tells the states of a file apart; empty when it is gone."""
    try:
        return repr(stamp((root / path).lstat()))
    except OSError:
        return ""


def load(root: Path, path: str, max_bytes: int) -> tuple[Source | None, list[Problem]]:
    """Read one file. Without a source, at least one of the problems is an error."""
    here = Location(path)
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(os.path.join(root, path), flags)  # noqa: PTH118 - a Path a file costs more than the reading
    except OSError as error:
        if error.errno == errno.ELOOP:
            return None, [_link(path)]
        return None, [Problem(here, f"cannot be read: {error.strerror}")]
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return None, [Problem(here, "is not a regular file", "remove it from the content folder")]
        if status.st_size > max_bytes:
            message = f"holds {status.st_size:,} bytes, more than the {max_bytes:,} that a content file may hold"
            return None, [Problem(here, message, "split it, or raise `content.max_bytes`")]
        data = _read(handle, max_bytes)
    except OSError as error:
        return None, [Problem(here, f"cannot be read: {error.strerror}")]
    finally:
        os.close(handle)
    return decode(path, data)


def decode(path: str, data: bytes) -> tuple[Source | None, list[Problem]]:
    """Turn a file's bytes into a source: strict UTF-8, no BOM, one kind of line end, no control characters."""
    key = fingerprint(data).hex()
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return None, [_undecodable(path, data, error)]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = []
    # Almost no file holds a control. `re` is fast where a pattern begins with one certain byte, and a tenth as fast
    # with a set of them; for sets of bytes there is bytes.translate.
    suspicious = (
        len(data.translate(None, _CONTROL_BYTES)) != len(data)
        or _CONTROL_PAIRS.search(data)
        or _NONCHARACTERS.search(data)
    )
    if suspicious and (match := _CONTROLS.search(text)):
        problems.append(_control(path, text, match.start()))
        text = _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
    return Source(path, text, key), problems


def _walk(root: str, top: str, problems: list[Problem]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield what is no folder; a folder that cannot be listed is a problem, and the others are walked."""
    todo = [top]
    while todo:
        folder = todo.pop()
        try:
            with os.scandir(f"{root}/{folder}") as listing:
                entries = sorted(listing, key=lambda item: item.name)
        except OSError as error:
            hint = "make the folder, or name another as `content.folder`" if error.errno == errno.ENOENT else ""
            problems.append(Problem(Location(_shown(folder)), f"cannot be listed: {error.strerror}", hint))
            continue
        for entry in entries:
            if entry.name.startswith(".") or entry.name.endswith("~"):
                continue  # editors' and systems' own: .git, .DS_Store, .name.swp, name~
            path = f"{folder}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                todo.append(path)
            else:
                yield path, entry


def _shown(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode()


def _unfit(path: str, entry: os.DirEntry[str]) -> Problem | None:
    shown = _shown(path)
    if entry.is_symlink():
        if entry.name.endswith(SUFFIX) or _is_folder(entry):
            return _link(shown)
        return None
    if shown != path and entry.name.endswith(SUFFIX):
        return Problem(Location(shown), "has a name that is not UTF-8", "rename it")
    if not entry.name.endswith(SUFFIX):
        if entry.name.lower().endswith((SUFFIX, *_OTHER_SUFFIXES)):
            return Problem(
                Location(shown), "is not read: its name does not end in `.md`", "rename it", severity=Severity.WARNING
            )
        return None
    if not entry.is_file(follow_symlinks=False):
        return Problem(Location(path), "is not a regular file", "remove it from the content folder")
    return None


def _is_folder(link: os.DirEntry[str]) -> bool:
    try:
        return link.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _link(path: str) -> Problem:
    return Problem(Location(path), "is a symbolic link, and links are not followed", "put the file itself here")


def _read(handle: int, max_bytes: int) -> bytes:
    pieces = []
    left = max_bytes
    while left > 0 and (piece := os.read(handle, min(left, 1 << 20))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _undecodable(path: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    before = data[: error.start].decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    start = before.rfind("\n") + 1
    rest = re.split(rb"[\r\n]", data[error.start :], maxsplit=1)[0].decode("utf-8", "replace")
    hint = "save the file as UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint = "it looks like UTF-16: save the file as UTF-8"
    return Problem(
        Location(path, before.count("\n") + 1, len(before) - start + 1),
        f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8",
        hint,
        before[start:] + rest,
    )


def _control(path: str, text: str, at: int) -> Problem:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return Problem(
        Location(path, text.count("\n", 0, at) + 1, at - start + 1),
        f"control character U+{ord(text[at]):04X} is shown as \N{REPLACEMENT CHARACTER}",
        "delete it",
        text[start : end if end >= 0 else None],
        Severity.WARNING,
    )
