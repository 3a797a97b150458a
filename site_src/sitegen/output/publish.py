"""Publishing: staged files take their places in the output folder.

In: the folder of a run, with what it staged, and the output folder. Out: the output folder changed, file by file or as
a whole; or a killed run finished, or undone. `sitegen.output` tells why every published file is whole at any instant.
This module does not know how the files were made, or who holds the lock.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.output.changes import Changes, compare
from sitegen.output.folder import missing_folders, mode_of
from sitegen.output.manifest import MANIFEST, Standing, load_manifest
from sitegen.output.paths import folders_of, parents_of
from sitegen.output.staging import SITE, flat_name, make_folder, remove_tree, staged_paths

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

OLD = "old"


def publish(run: Path, output: Path, changes: Changes, missing: Iterable[str], *, chmod: bool) -> None:
    """Rename staged files into place, remove those that are no longer made, then rename the manifest into place.

    What is linked to comes before what links to it: new files, then changed ones, and removals last. Only files
    that stand where a folder must be, or the reverse, have to go before.
    """
    root, site = str(output), str(run / SITE)
    added, needed = set(changes.added), folders_of((*changes.added, *changes.changed))
    blocking = [path for path in changes.removed if path in needed or not added.isdisjoint(parents_of(path))]
    _remove_files(root, blocking, needed)
    for folder in missing:
        make_folder(f"{root}/{folder}", chmod=chmod)
    for path in (*changes.added, *changes.changed):
        os.rename(f"{site}/{flat_name(path)}", f"{root}/{path}")  # noqa: PTH104 - a `Path` costs more than the call
    _remove_files(root, changes.removed, ())
    (run / MANIFEST).rename(output / MANIFEST)


def recover(output: Path, run: Path) -> None:
    """Finish what a killed build had begun to publish, or undo it; then clear its folder away."""
    undo_half_swap(run, output)
    new, begun = load_manifest(run)
    old, standing = load_manifest(output)
    if begun is Standing.KNOWN and standing is Standing.KNOWN:
        changes = compare(old, new, staged_paths(run))
        publish(run, output, changes, missing_folders(str(output), changes), chmod=True)
    remove_tree(run)


def carry_over(old: str, new: str, ours: Collection[str]) -> list[str]:
    """Link or copy what is not `ours` in one folder into another; return what cannot go there.

    A file is then in both folders, so that it is never without a place.
    """
    blocked: list[str] = []
    made: list[str] = []
    our_folders = folders_of(ours)
    ahead = [""]
    while ahead:
        folder = ahead.pop()
        for entry in sorted(os.scandir(f"{old}/{folder}"), key=lambda entry: entry.name):
            path = f"{folder}/{entry.name}" if folder else entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            try:
                if not is_folder and path not in ours:
                    Path(new, folder).mkdir(parents=True, exist_ok=True)
                    _copy(entry.path, f"{new}/{path}")
                elif is_folder and path not in our_folders and not Path(new, path).is_dir():
                    Path(new, path).mkdir(parents=True)
                    made.append(path)
            except (FileExistsError, NotADirectoryError):
                blocked.append(path)
            else:
                if is_folder:
                    ahead.append(path)
    for path in reversed(made):  # At the end: it may be that nothing can be put into them afterwards.
        shutil.copystat(f"{old}/{path}", f"{new}/{path}")
    return blocked


def _copy(source: str, target: str) -> None:
    """Make a file, or a link as the link that it is, stand in a second place; never over another."""
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        # The file system has no links, or the file is another user's.
        if mode_of(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target) from None
        shutil.copy2(source, target, follow_symlinks=False)


def swap(new: Path, output: Path, aside: Path) -> None:
    """Put the folder `new` in the place of `output`, which goes to where `new` was, or `aside`."""
    if not _exchange(new, output):
        output.rename(aside)
        new.rename(output)


def undo_half_swap(run: Path, output: Path) -> None:
    """Give the output its folder back when a swap got no further than its first rename."""
    if (run / OLD).exists() and (run / SITE).exists():
        (run / OLD).rename(output)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return False where that cannot be done."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    at_fdcwd, rename_exchange = -100, 2  # <fcntl.h>, <linux/fs.h>
    return bool(renameat2 and renameat2(at_fdcwd, os.fsencode(one), at_fdcwd, os.fsencode(other), rename_exchange) == 0)


def _remove_files(root: str, paths: Collection[str], keep: Collection[str]) -> None:
    """Remove files, those that exist, and the folders that become empty, but for those in `keep`."""
    for path in paths:
        if not stat.S_ISDIR(mode_of(f"{root}/{path}")):
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(f"{root}/{path}")  # noqa: PTH108
    for folder in sorted(folders_of(paths), reverse=True):
        if folder not in keep:
            # It holds other files, or is gone already.
            with contextlib.suppress(OSError):
                os.rmdir(f"{root}/{folder}")  # noqa: PTH106
