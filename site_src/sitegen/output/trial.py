"""The sink of a build that is only tried.

In: the artifacts of units. Out: what a build would change in an output folder, which is only read.
This module does not know what is done with the changes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sitegen.output import scratch
from sitegen.output.changes import Changes, compare
from sitegen.output.folder import lost_manifest, missing_folders, stands
from sitegen.output.manifest import Made, Manifest, Standing, VerifiedStore, decode_verified, load_manifest
from sitegen.output.paths import find_clashes
from sitegen.output.sink import Counts
from sitegen.output.staging import SITE, DiskStager, flat_name, remove_tree, staged_paths
from sitegen.problems import Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping


class TrialSink:
    """A build into a folder that stays as it is: what would be published is staged elsewhere, and can be looked at.

    All files of the folder are looked at, and no lock is taken.
    """

    publishes = False

    def __init__(self, output: Path, cache: VerifiedStore | None) -> None:
        """`cache` keeps when the files were seen to be whole; without it they are read."""
        self._output = Path(os.path.realpath(output))
        self.manifest, standing = load_manifest(self._output)
        self.warnings: tuple[Problem, ...] = (lost_manifest(output),) if standing is Standing.LOST else ()
        self.changes = Changes([], [], [])
        """What the commit would have done."""
        self.result = self.manifest
        """The manifest that it would have written."""
        self._verified = decode_verified(cache.verified(self._output) if cache else None, self.manifest)
        self._run = scratch.make("trial")
        (self._run / SITE).mkdir()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Clear the staging away."""
        scratch.remove(self._run)

    @property
    def stager(self) -> DiskStager:
        """Return what takes the artifacts, here or in other processes."""
        return DiskStager(str(self._run / SITE), str(self._output), flat=True, chmod=False)

    def intact(self, name: str) -> bool:
        """Whether all files of a unit of the manifest still stand as they were written."""
        seen = self._verified.seen.get(name, 0)
        files = self.manifest.units[name].files
        return all(stands(str(self._output), path, file, seen) for path, file in files.items())

    def reset(self) -> None:
        """Forget what was staged."""
        remove_tree(self._run / SITE)
        (self._run / SITE).mkdir()

    def commit(self, units: Mapping[str, Made]) -> Counts:
        """Note what would be done.

        Raises `Refusal` as `DiskSink.commit` does when it changes files in their places.
        """
        if clashes := find_clashes(units):
            raise Refusal(*clashes)
        self.result = Manifest(dict(units))
        self.changes = changes = compare(self.manifest, self.result, staged_paths(self._run))
        if self.manifest.units:
            missing_folders(str(self._output), changes)
        written = len(changes.added) + len(changes.changed)
        return Counts(written, self.result.count - written, len(changes.removed))

    def before(self, path: str) -> bytes | None:
        """Return a file as it stands in the folder."""
        return _bytes(self._output / path)

    def after(self, path: str) -> bytes | None:
        """Return a file that would be written."""
        return _bytes(self._run / SITE / flat_name(path))


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
