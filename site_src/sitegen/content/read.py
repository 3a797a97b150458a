"""Content folder in, sources out: the only place where content bytes enter.

Regular files below the folder, and the versions that Git has of some, are found in a fixed order and read as strict
UTF-8; links, pipes, devices, oversized files and undecodable bytes become problems, so that nothing can hang a build or
reach a page unseen.
This module does not know what a digest looks like.
"""

from __future__ import annotations

import errno
import os
import re
from typing import TYPE_CHECKING

import msgspec

from sitegen import regular_files, stamps
from sitegen.config import CONTENT_SUFFIXES
from sitegen.content import folders, globs, history
from sitegen.content.history import Version
from sitegen.hashing import fingerprint
from sitegen.model import Date, Source
from sitegen.problems import Location, Problem, Severity
from sitegen.stamps import Stamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sitegen.config import Content

SUFFIX = ".md"
"""Of the content files that people write; the others hold data."""
PAGES = "pages"
"""The folder in the content folder that holds free pages instead of digests."""

_OTHER_SUFFIXES = (".markdown", ".mdown", ".mkd", ".mdx", ".txt", ".rst")
_CONTROL_BYTES = bytes(b for b in (*range(0x20), 0x7F) if b not in b"\t\n\r")
_CONTROL_PAIRS = re.compile(b"\xc2[\x80-\x9f]")
_NONCHARACTERS = re.compile(b"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""What HTML and XML forbid in text; \\t \\n \\r are fine. Planes above the first have two noncharacters each: rare
enough to leave to `prose.py`."""

_CONFLICT = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?= |$)")


class Found(msgspec.Struct, frozen=True):
    """A content file that a scan came by, not yet read."""

    path: str
    """Relative to the site's folder."""
    page: bool
    """A free page, not a digest."""
    stamp: Stamp
    """See `stamps`. Of a version that was committed: size, time of the commit in ns, the first digits of the blob's
    name, and 0."""
    committed: Date | None = None
    """Of a version of a file in `content.history`: the day of its commit."""


Past = tuple[dict[str, tuple[Version, ...]], list[Problem]]
"""Versions by path, oldest first, and faults."""


def scan(root: Path, content: Content, output: str, past: Past | None = None) -> tuple[list[Found], list[Problem]]:
    """Find all content files of the site in `root`, sorted by path, and what lies there that cannot be read.

    `output` is the folder that the site is written to. `past` is what `past_of` returned, if that is known.
    """
    found: list[Found] = []
    problems: list[Problem] = []
    home = os.path.realpath(root / content.folder)
    for path, entry in folders.walk(str(root), content, output, problems):
        problem = _unfit(path, entry, home)
        if problem:
            problems.append(problem)
            continue
        page = path.startswith(f"{content.prefix}{PAGES}/")
        if entry.name.endswith(SUFFIX) or (entry.name.endswith(CONTENT_SUFFIXES) and not page):
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:
                problems.append(Problem(Location(path), f"the file cannot be read: {error.strerror}"))
                continue
            if status.st_size > content.max_bytes and not entry.name.endswith(SUFFIX):
                problems.append(_oversized(path, status.st_size, content.max_bytes, Severity.NOTICE))
                continue
            found.append(Found(path, page, stamps.of(status)))
    if content.history:
        versions, faults = past or past_of(root, content)
        found = _with_history(root, found, versions)
        problems += faults
    return sorted(found, key=lambda file: file.path), problems


def branches(root: Path, content: Content, output: str) -> list[str]:
    """Return the folders in the content folder itself in which content may lie, there or further below."""
    return folders.branches(str(root), content, output)


def past_of(root: Path, content: Content) -> Past:
    """Return the committed versions of the files in `content.history`, by path, and why there are none."""
    names = [name for name in dict.fromkeys(content.history) if not globs.below(name, content.exclude)]
    return history.versions(root, [f"{content.prefix}{name}" for name in names])


def _with_history(root: Path, found: list[Found], past: Mapping[str, tuple[Version, ...]]) -> list[Found]:
    """Put versions in the place of the files that have any. One that is being edited takes the place of its last."""
    stands = {file.path: file for file in found if past.get(file.path)}
    result = [file for file in found if file.path not in stands]
    for path, versions in past.items():
        newest = max(versions, key=lambda version: version.time, default=None)
        edited = newest if newest and path in stands and not history.same(root / path, newest) else None
        if edited:
            name = history.name(path, edited.day)
            result.append(Found(name, page=False, stamp=stands[path].stamp, committed=edited.day))
        result += [_version(path, version) for version in versions if version is not edited]
    return result


def _version(path: str, version: Version) -> Found:
    state = version.size, version.time * 10**9, int(version.blob[:16], 16), 0
    name = history.name(path, version.day, version.blob)
    return Found(name, page=False, stamp=state, committed=version.day)


def state(root: Path, path: str) -> str:
    """Return what tells the states of a file apart; empty when it is gone. A version from Git has but one."""
    name = history.parts(path)
    if name.blob:
        return name.blob
    try:
        return repr(stamps.of((root / name.file).lstat()))
    except OSError:
        return ""


def load(root: Path, path: str, max_bytes: int) -> tuple[Source | None, list[Problem]]:
    """Read one file, or a version of it from Git. Without a source, at least one of the problems is an error."""
    here = Location(path)
    name = history.parts(path)
    if name.blob:
        try:
            size, data = history.read(root, name.blob, max_bytes)
        except OSError as error:
            return None, [Problem(here, f"the version cannot be read from Git: {error.strerror}")]
        return decode(path, data) if size <= max_bytes else (None, [_oversized(path, size, max_bytes)])
    place = os.path.join(root, name.file)  # noqa: PTH118 - a Path costs more than the reading
    try:
        data = regular_files.read(place, max_bytes, follow=False)
    except regular_files.OversizedError as error:
        return None, [_oversized(path, error.size, max_bytes)]
    except regular_files.IrregularError:
        return None, [Problem(here, "this is not a regular file", "remove it from the content folder")]
    except OSError as error:
        if error.errno == errno.ELOOP:
            return None, [_link(path)]
        return None, [Problem(here, f"the file cannot be read: {error.strerror}")]
    return decode(path, data)


def unchanged(root: Path, file: Found, key: str, seen: int, max_bytes: int) -> bool:
    """Whether a file whose stamp is what it was still has the bytes of a key, which it had when it was `seen`.

    It is read only if the stamp is doubtful, see `stamps`. A version from Git does not change.
    """
    name = history.parts(file.path)
    if name.blob or not stamps.doubtful(file.stamp, seen):
        return True
    try:
        data = regular_files.read(root / name.file, max_bytes, follow=False)
    except (OSError, regular_files.OversizedError, regular_files.IrregularError):
        return False
    return fingerprint(data).hex() == key


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
    if "<<<<<<<" in text or ">>>>>>>" in text:
        text, conflicts = _without_conflicts(path, text)
        problems += conflicts
    return Source(path, text, key, history.parts(path).day), problems


def _without_conflicts(path: str, text: str) -> tuple[str, list[Problem]]:
    """Blank the lines by which Git marks a conflict, and report each; what is between them is kept.

    A version that was committed with them cannot be corrected.
    """
    lines = text.split("\n")
    severity = Severity.NOTICE if history.parts(path).blob else Severity.ERROR
    message = "Git marked a merge conflict here: the digests of both branches are read, and the line is ignored"
    hint = "keep what is right of both branches, and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`"
    problems = []
    within = False
    for n, line in enumerate(lines):
        if (marks := _CONFLICT.match(line)) and (within or marks[0][0] in "<>"):
            if not within:
                problems.append(Problem(Location(path, n + 1), message, hint, line, severity))
            within = marks[0] != ">>>>>>>"
            lines[n] = ""
    return "\n".join(lines), problems


def _shown(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode()


def _unfit(path: str, entry: os.DirEntry[str], home: str) -> Problem | None:
    shown = _shown(path)
    content = entry.name.endswith(CONTENT_SUFFIXES)
    if entry.is_symlink():
        return _link(shown, within=_within(entry, home)) if content or _is_folder(entry) else None
    if shown != path and content:
        return Problem(Location(shown), "the name of the file is not valid UTF-8", "rename the file")
    if not content:
        if entry.name.lower().endswith((SUFFIX, *_OTHER_SUFFIXES)) and folders.dated(path):
            message = "the file is ignored, because its name does not end in `.md`"
            return Problem(Location(shown), message, "rename the file", severity=Severity.WARNING)
        return None
    if not entry.is_file(follow_symlinks=False):
        return Problem(Location(path), "this is not a regular file", "remove it from the content folder")
    return None


def _is_folder(link: os.DirEntry[str]) -> bool:
    try:
        return link.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _within(link: os.DirEntry[str], home: str) -> bool:
    """Whether a link leads to what is read where it lies."""
    return os.path.exists(link.path) and os.path.realpath(link.path).startswith(home + os.sep)  # noqa: PTH110


def _oversized(path: str, size: int, most: int, severity: Severity = Severity.ERROR) -> Problem:
    message = f"the file has {size:,} bytes; the limit for a content file is {most:,}"
    return Problem(Location(path), message, "split the file, or raise `content.max_bytes`", severity=severity)


def _link(path: str, *, within: bool = False) -> Problem:
    if within:
        message, severity = "this is a symbolic link to something that is read anyway", Severity.NOTICE
        return Problem(Location(path), message, "add the link to `content.exclude`", severity=severity)
    return Problem(
        Location(path),
        "this is a symbolic link, and sitegen does not follow links",
        "replace the link with the file itself",
    )


def _undecodable(path: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    before = data[: error.start].decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    start = before.rfind("\n") + 1
    rest = re.split(rb"[\r\n]", data[error.start :], maxsplit=1)[0].decode("utf-8", "replace")
    hint = "save the file as UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint = "it looks like UTF-16: save the file as UTF-8"
    return Problem(
        Location(path, before.count("\n") + 1, len(before) - start + 1),
        f"byte {error.start} (0x{data[error.start]:02x}) is not valid UTF-8",
        hint,
        before[start:] + rest,
    )


def _control(path: str, text: str, at: int) -> Problem:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return Problem(
        Location(path, text.count("\n", 0, at) + 1, at - start + 1),
        f"the control character U+{ord(text[at]):04X} is shown as \N{REPLACEMENT CHARACTER}",
        "delete it",
        text[start : end if end >= 0 else None],
        Severity.WARNING,
    )
