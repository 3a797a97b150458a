"""A site's folder in; the files of its content folder, and which folders would be one, out.

What is left alone: names that begin with `.` or `_` or end in `~`, folders that never hold content, sites that were
built, and whatever the option `content.exclude` names. This module does not know what is in a file.
"""

from __future__ import annotations

import errno
import os
import re
import shlex
from collections import defaultdict
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.config import Content
from sitegen.content import globs
from sitegen.output.manifest import MANIFEST
from sitegen.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

HEAD = 65_536
"""Bytes of a file that tell whether it holds digests."""

_ANYWHERE = {"node_modules"}
_AT_THE_TOP = {"themes"}
"""Folders of the site itself."""
_MOST_ENTRIES, _MOST_FILES, _MOST_NAMED = 50_000, 3_000, 5
"""How far a search goes: somebody may have typed the command in a home folder."""
_MANY = 10
"""Links that make a digest of a file without a date in its path."""
_PAPER = re.compile(
    rb"https?://(?:[\w-]+\.)*(?:arxiv\.org|doi\.org|pubmed\.ncbi\.nlm\.nih\.gov|openreview\.net|aclanthology\.org)/"
)
_CODE = re.compile(rb"https?://github\.com/")
_DATED = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d([-/._]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|\d{1,2}-[A-Za-z]{3,9}-\d{4})(?!\d)"
)


def walk(root: str, content: Content, output: str, problems: list[Problem]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield what is no folder below the content folder of the site in `root`, with its path; no order is promised.

    A folder that cannot be listed is a problem, and the others are walked. `output` is the folder that the site is
    written to.
    """
    todo = [content.folder]
    while todo:
        folder = todo.pop()
        try:
            entries = _listing(root, folder, content, output)
        except OSError as error:
            message = f"the folder cannot be listed: {error.strerror}"
            missing = error.errno == errno.ENOENT and folder == content.folder
            problems.append(Problem(Location(_shown(folder)), message, _remedy(root, output) if missing else ""))
            continue
        for path, entry in entries:
            if entry.is_dir(follow_symlinks=False):
                todo.append(path)
            else:
                yield path, entry


def branches(root: str, content: Content, output: str) -> list[str]:
    """Return the folders that stand in the content folder itself, and hold content; those below them are not named."""
    try:
        entries = _listing(root, content.folder, content, output)
    except OSError:
        return []
    return [path for path, entry in entries if entry.is_dir(follow_symlinks=False)]


def _listing(root: str, folder: str, content: Content, output: str) -> list[tuple[str, os.DirEntry[str]]]:
    with os.scandir(f"{root}/{folder}") as listing:
        entries = sorted(listing, key=lambda item: item.name)
    if folder != "." and any(entry.name == MANIFEST for entry in entries):
        return []
    above = "" if folder == "." else f"{folder}/"
    found = ((f"{above}{entry.name}", entry) for entry in entries)
    return [(path, entry) for path, entry in found if not _left_alone(path, entry, content, output)]


def _left_alone(path: str, entry: os.DirEntry[str], content: Content, output: str) -> bool:
    name = entry.name
    if name.startswith((".", "_")) or name.endswith("~"):
        return True  # editors' and systems' own: .git, .DS_Store, .name.swp, name~; and what people put aside
    folder = entry.is_dir(follow_symlinks=False)
    if folder and (name in _ANYWHERE or path in _AT_THE_TOP or path == os.path.normpath(output)):
        return True
    return bool(content.exclude) and globs.named(path.removeprefix(content.prefix), content.exclude, folder=folder)


def dated(path: str) -> bool:
    """Whether a path tells a day, most likely."""
    return bool(_DATED.search(path))


def promising(path: str, head: bytes) -> bool:
    """Whether a file holds digests, most likely: links to papers under a date, or very many."""
    papers = _PAPER.findall(head)
    return len(papers) >= _MANY or (dated(path) and bool(papers or _CODE.search(head)))


def likely(root: Path, output: str, signal: Callable[[str, bytes], bool] = promising) -> list[str]:
    """Return the folders of a site's folder that hold digests, most likely, those with the most first.

    `signal` says so of a file, given its path and its first bytes; files in the site's own folder are in `.`.
    """
    groups: defaultdict[str, list[str]] = defaultdict(list)
    entries = islice(walk(str(root), Content("."), output, []), _MOST_ENTRIES)
    files = (path for path, entry in entries if path.endswith(".md") and entry.is_file(follow_symlinks=False))
    for path in islice(files, _MOST_FILES):
        try:
            with (root / path).open("rb") as file:
                head = file.read(HEAD)
        except OSError:
            continue
        if signal(path, head):
            groups[path.partition("/")[0] if "/" in path else "."].append(path)
    most = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [_common(paths) for _, paths in most[:_MOST_NAMED]]


def _common(paths: Iterable[str]) -> str:
    """Return the folder that holds all of some files, down to where dates begin."""
    parts = os.path.commonpath([os.path.dirname(path) for path in paths]).split("/")  # noqa: PTH120 - no disk is asked
    return "/".join(takewhile(lambda part: not any(map(str.isdigit, part)), parts)) or "."


def _remedy(root: str, output: str) -> str:
    """Say what to do about a content folder that is missing."""
    found = likely(Path(root), output)
    if not found:
        hint = "create the folder, or set `content.folder` to another one"
        return f"{hint}; `sitegen digests FOLDER` shows what sitegen reads in any folder"
    names = ", ".join(f"`{folder}`" for folder in found)
    folder = shlex.quote(found[0])
    text = f"digests seem to be in {names}: run `sitegen serve --content {folder}`, or set `content.folder`"
    return f"{text}; `sitegen digests {folder}` shows what sitegen reads there"


def _shown(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode()
