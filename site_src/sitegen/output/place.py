"""The folder that is to be the output: whether it may be, and whether another folder can take its place.

In: a path, and the folders that must not be written to. Out: why it is refused, if it is; and whether the folder has to
stay where it is, so that a site is written into it file by file. It only reads.
This module does not know what a site is made of.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.output.manifest import MANIFEST
from sitegen.output.paths import folders_of
from sitegen.problems import Location, Problem, counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

INSIDE = ".sitegen-workspace"
"""The folder of a build's own files, in an output folder that has to stay."""

_SYSTEM = frozenset(
    "/ /bin /boot /dev /etc /home /lib /lib32 /lib64 /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /var"
    " /usr/bin /usr/include /usr/lib /usr/lib64 /usr/libexec /usr/local /usr/local/bin /usr/local/lib /usr/local/share"
    " /usr/sbin /usr/share /usr/src /var/cache /var/lib /var/lock /var/log /var/mail /var/opt /var/run /var/spool"
    " /var/tmp /var/www /Applications /Library /Network /System /Users /Volumes /private /private/etc /private/tmp"
    " /private/var".split()
)
"""Folders that a system shares out among programs and people: none of them is a site."""
_OFF_LIMITS = ("/bin/", "/boot/", "/etc/", "/lib/", "/lib64/", "/proc/", "/sbin/", "/sys/", "/usr/bin/", "/System/")
"""Where a system begins in which nobody keeps a site."""
_HARMLESS = ("CNAME", "lost+found")
"""What repositories, hosts and disks put into folders, apart from hidden files."""
_NAMED = 3
"""Files that a refusal names."""
_MOUNTS = Path("/proc/self/mountinfo")


def unfit(output: Path, protected: Iterable[Path]) -> str:
    """Say why a folder, its path real, cannot be the output; empty when it can."""
    home = os.path.expanduser("~")  # noqa: PTH111 - `Path` fails for a user who has none
    for folder in (*([Path(home)] if os.path.isabs(home) else []), *protected):  # noqa: PTH117
        if Path(os.path.realpath(folder)).is_relative_to(output):
            return f"the output folder must not be or contain {folder}"
    if str(output) in _SYSTEM or f"{output}/".startswith(_OFF_LIMITS):
        return "the output folder must not be a folder of the system"
    try:
        return "" if stat.S_ISDIR(output.stat().st_mode) else "the output path is not a folder"
    except FileNotFoundError:
        return ""


def strange(output: Path, shown: str) -> Problem | None:
    """Say what is in a folder that no build has written, in which there is no site yet."""
    try:
        names = {entry.name for entry in os.scandir(output)}
    except FileNotFoundError:
        return None
    others = sorted(name for name in names if not name.startswith(".") and name not in _HARMLESS)
    if MANIFEST in names or not others:
        return None
    more = f", and {counted(len(others) - _NAMED, 'more')[:-1]}" if len(others) > _NAMED + 1 else ""
    listed = ", ".join(f"`{os.fsencode(name).decode(errors='replace')}`" for name in others[:_NAMED])
    return Problem(
        Location(shown),
        f"the output folder contains files that were not written by sitegen: {listed}{more}",
        "choose another folder; or, to build into this one and keep these files, pass `--adopt` once",
    )


def has_to_stay(output: Path) -> bool:
    """Whether a folder cannot be replaced at all: something is mounted there, or nothing can be put beside it."""
    if not output.exists():
        return False
    return any(mount == output for mount in _mounts(output)) or not os.access(output.parent, os.W_OK)


def must_not_be_replaced(output: Path, ours: Collection[str], like: os.stat_result) -> bool:
    """Whether a folder, or what is in it and not `ours`, could not keep its owner, or its disk, in another folder.

    `like` is the state of a folder that we have made beside it.
    """
    if not output.exists():
        return False
    if any(mount.is_relative_to(output) for mount in _mounts(output)):
        return True
    return any(
        (found.st_uid, found.st_gid, found.st_dev) != (like.st_uid, like.st_gid, like.st_dev)
        for found in (output.stat(), *_foreign(output, ours))
    )


def _foreign(output: Path, ours: Collection[str]) -> Iterator[os.stat_result]:
    """Yield the states of the files and folders that are not ours."""
    our_folders = folders_of(ours)
    for above, folders, files in os.walk(output):
        root = os.path.relpath(above, output)
        for names, known in ((folders, our_folders), (files, ours)):
            for name in names:
                path = name if root == "." else f"{root}/{name}"
                if path not in known and path != MANIFEST:
                    yield os.lstat(f"{above}/{name}")


def _mounts(output: Path) -> list[Path]:
    """Return where something is mounted, as far as the system says."""
    try:
        rows = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return [output] if os.path.ismount(output) else []
    return [Path(_unescaped(row.split(" ")[4])) for row in rows]


def _unescaped(text: str) -> str:
    r"""Read a path of the system's table, in which a blank is `\040`."""
    head, *parts = text.split("\\")
    return head + "".join(chr(int(part[:3], 8)) + part[3:] for part in parts)
