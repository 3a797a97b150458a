"""The files of an output folder: which are not as the build wrote them, and which names hosts refuse.

In: a folder, and its manifest. Out: the sizes of its files, and problems.
This module does not know what is in the files.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from sitegen.hosts.limits import HOSTS, Host
from sitegen.problems import Location, Problem, Severity
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sitegen.output.manifest import Manifest


class Folder(NamedTuple):
    """An output folder as it stands."""

    sizes: dict[str, int]
    """Of all files, by path."""
    odd: list[tuple[str, str]]
    """Paths, and what a strict host has against them."""
    links: list[str]
    """Symbolic links."""


def walk(output: Path) -> Folder:
    """Look at all files, but for Git's own: no host publishes those."""
    folder = Folder({}, [], [])
    waiting = [""]
    while waiting:
        above = waiting.pop()
        with os.scandir(output / above) as entries:
            for entry in entries:
                path = above + entry.name
                if entry.is_symlink():
                    folder.links.append(path)
                    continue
                if entry.is_dir():
                    if path == ".git":
                        continue
                    waiting.append(f"{path}/")
                    wanted = stat.S_IROTH | stat.S_IXOTH
                elif entry.is_file():
                    folder.sizes[path] = entry.stat().st_size
                    wanted = stat.S_IROTH
                else:
                    folder.odd.append((path, "this path is neither a file nor a folder"))
                    continue
                if entry.stat().st_mode & wanted != wanted:
                    folder.odd.append((path, "this file or folder is not readable by everybody"))
    return folder


def check_unchanged(manifest: Manifest, sizes: Mapping[str, int]) -> Iterator[Problem]:
    """Find the files that are not as the build left them."""
    gone: list[str] = []
    changed: list[str] = []
    for made in manifest.units.values():
        for path, file in made.files.items():
            if path not in sizes:
                gone.append(path)
            elif sizes[path] != file.size:
                changed.append(path)
    hint = "run `sitegen build --clean`"
    if gone:
        yield Problem(Location(min(gone)), "the file has been deleted since the build" + more(len(gone), "file"), hint)
    if changed:
        message = "the file has been changed by hand since the build" + more(len(changed), "file")
        yield Problem(Location(min(changed)), message, hint, severity=Severity.WARNING)


def check_names(folder: Folder, hosts: Sequence[Host]) -> Iterator[Problem]:
    """Find names that clash or that a host refuses, links, and files that a host needs."""
    sizes = folder.sizes
    if "index.html" not in sizes:
        yield Problem(Location("index.html"), "the file is missing: the site has no home page")
    if permalinks.NOT_FOUND[1:] not in sizes:
        worse = [host for host in hosts if host.needs_404]
        hint = (
            f"on {worse[0].title}, {worse[0].needs_404}"
            if worse
            else "without it, hosts show an error page of their own"
        )
        severity = Severity.ERROR if worse else Severity.WARNING
        yield Problem(Location("404.html"), "the file is missing: the site has no error page", hint, severity=severity)
    yield from _clashes(sizes)
    strict = next((host for host in hosts if host.strict), None)
    for paths, what in (
        (folder.links, "this path is a symbolic link"),
        ([path for path, _ in folder.odd], folder.odd[:1]),
    ):
        if paths:
            text = what if isinstance(what, str) else what[0][1]
            hint = f"{strict.title} rejects such paths" if strict else "some hosts reject such paths"
            severity = Severity.ERROR if strict else Severity.WARNING
            yield Problem(Location(readable(min(paths))), text + more(len(paths), "path"), hint, severity=severity)
    for host in hosts or HOSTS:
        named = min((path for path in sizes if host.refuses(path)), default="")
        if named:
            severity = Severity.ERROR if hosts else Severity.WARNING
            message = f"the file's name contains a character that {host.title} rejects"
            yield Problem(Location(readable(named)), message, "rename the file", severity=severity)
        hidden = [path for path in sizes if host.jekyll and (path.startswith("_") or "/_" in path)]
        if hidden and permalinks.NO_JEKYLL[1:] not in sizes:
            message = (
                f"{host.title} leaves the file out, because a part of its path begins with "
                f"`_`{more(len(hidden), 'file')}"
            )
            hint = "add an empty file `.nojekyll` to the folder, or run `sitegen build`"
            severity = Severity.ERROR if hosts else Severity.WARNING
            yield Problem(Location(readable(min(hidden))), message, hint, severity=severity)


def _clashes(sizes: Mapping[str, int]) -> Iterator[Problem]:
    """Find files whose paths differ in case only, or in how an accent is written."""
    variants: dict[str, list[str]] = {}
    for path in sizes:
        plain = _plain(path)
        if plain != path:
            variants.setdefault(plain, [plain] if plain in sizes else []).append(path)
    for paths in variants.values():
        if len(paths) > 1:
            first, second = sorted(paths)[:2]
            message = (
                f"the path differs from {second} only in case: one file would replace the other{more(len(paths) - 1)}"
            )
            yield Problem(
                Location(readable(first)),
                readable(message),
                "rename one of them: some hosts and many disks keep only one",
            )


def _plain(path: str) -> str:
    return path if path.isascii() and path.islower() else unicodedata.normalize("NFC", path).casefold()


def more(count: int, noun: str = "") -> str:
    """Say how many there are beside the one that is named."""
    if count == 1:
        return ""
    others = f"{count - 1:,} more{' ' + noun if noun else ''}"
    return f" (and {others}{'s' if noun and count > 2 else ''})"  # noqa: PLR2004 - one other


def readable(path: str) -> str:
    """Return a path as text that can be printed: names on a disk need not be UTF-8."""
    return os.fsencode(path).decode(errors="replace")
