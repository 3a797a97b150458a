"""Staging: artifacts become files beside the output folder, where nobody sees them yet.

In: the artifacts of units. Out: files in the staging folder, only those that differ from what is in the output.
This module does not know when, or whether, the staged files are published.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import msgspec

from sitegen.hashing import fingerprint
from sitegen.output.folder import stands
from sitegen.output.manifest import File
from sitegen.output.paths import taken_path, unsafe_path
from sitegen.output.sink import UnitFiles
from sitegen.urls.paths import safe_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sitegen.model import Artifact
    from sitegen.problems import Problem

FILE_MODE = 0o644
FOLDER_MODE = 0o755
"""Hosts want to read what they publish, whatever the umask of the account that builds."""
SITE = "site"


class DiskStager(msgspec.Struct, frozen=True):
    """Writes artifacts into the staging folder. Plain data: it goes to the processes that make the units."""

    site: str
    """The staging folder."""
    output: str
    flat: bool
    """Whether all staged files stand in one folder, each under its `flat_name`, or as they will in the output.

    A rebuild renames them one by one: to make folders only to remove them again would be a third of its time.
    """
    chmod: bool
    """Whether the umask, or the folder's ACL, keeps new files from having the modes that they should have."""

    def put(self, artifacts: Iterable[Artifact], previous: Mapping[str, File]) -> UnitFiles:
        """Stage what differs from `previous`, or no longer stands in the output as it was written.

        Not every clash shows here: other units may have been left as they are. `DiskSink.commit` sees them all.
        """
        files: dict[str, File] = {}
        problems: list[Problem] = []
        folders: set[str] = {""}
        unchanged = 0
        for artifact in artifacts:
            path, data = artifact.path, artifact.data
            if fault := safe_path(path):
                problems.append(unsafe_path(path, fault))
                continue
            if path in files:
                problems.append(taken_path(path))
                continue
            digest = fingerprint(data)
            before = previous.get(path)
            if before and before.hash == digest and stands(self.output, path, before, 0):
                files[path] = before
                unchanged += 1
                continue
            try:
                if self.flat:
                    name = flat_name(path)
                else:
                    self._make_folder(path[: max(path.rfind("/"), 0)], folders)
                    name = path
                write_new(f"{self.site}/{name}", data, chmod=self.chmod)
            except (FileExistsError, NotADirectoryError):
                # It is another unit's. It is entered as this one's, too: a commit of both will be refused.
                problems.append(taken_path(path))
            files[path] = File(digest, len(data))
        return UnitFiles(files, len(files) - unchanged, unchanged, tuple(problems))

    def _make_folder(self, folder: str, made: set[str]) -> None:
        """Make a folder and its parents, unless they are in `made`. That other processes make them too is fine."""
        if folder in made:
            return
        try:
            make_folder(f"{self.site}/{folder}", chmod=self.chmod)
        except FileNotFoundError:
            parent = folder[: max(folder.rfind("/"), 0)]
            # The root is never made again: when it is gone, another build has taken over, and this process, left
            # by one that was killed, must end and not write into what the other makes.
            if parent in made:
                raise
            self._make_folder(parent, made)
            self._make_folder(folder, made)
        except FileExistsError:
            pass
        made.add(folder)


def flat_name(path: str) -> str:
    """Name a file of the site in a folder without folders. Safe paths have no `+`, and are short enough."""
    return path.replace("/", "+")


def staged_paths(run: Path) -> set[str]:
    """Return the paths of the files that are staged in one folder."""
    return {name.replace("+", "/") for name in os.listdir(run / SITE)}  # noqa: PTH208


def write_new(path: str, data: bytes, *, chmod: bool, durable: bool = False) -> None:
    """Write a file that does not exist."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        write_all(fd, data)
        if chmod:
            os.fchmod(fd, FILE_MODE)
        if durable:
            os.fsync(fd)
    except OSError as error:
        error.filename = path
        raise
    finally:
        os.close(fd)


def write_all(fd: int, data: bytes) -> None:
    """Write all of `data`; a single call need not, on a full disk or above 2 GB."""
    done = os.write(fd, data)
    while done < len(data):
        done += os.write(fd, memoryview(data)[done:])


def make_folder(path: str, *, chmod: bool) -> None:
    """Make a folder in one that exists."""
    os.mkdir(path, FOLDER_MODE)  # noqa: PTH102 - a `Path` costs more than the call
    if chmod:
        os.chmod(path, FOLDER_MODE)  # noqa: PTH101


def remove_tree(path: Path) -> None:
    """Remove a folder of the workspace; what resists is left to the next build."""
    shutil.rmtree(path, ignore_errors=True)
