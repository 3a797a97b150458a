"""Sinks: what a build writes a site to, and the one that keeps it in memory.

In: the artifacts of units, then the units that make up the site. Out: what became of each artifact, and the counts of
what a commit did.
This module does not know what a page is, how units are made or keyed, or how many processes make them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

import msgspec

from sitegen.hashing import fingerprint
from sitegen.output.manifest import File, Made, Manifest
from sitegen.output.paths import find_clashes, taken_path, unsafe_path
from sitegen.problems import Problem, Refusal
from sitegen.urls.paths import safe_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    from sitegen.model import Artifact


class UnitFiles(msgspec.Struct, frozen=True):
    """What became of a unit's artifacts."""

    files: dict[str, File]
    """For the unit's entry in the manifest."""
    written: int
    unchanged: int
    """Files that stand in the output as they should: they were not staged."""
    problems: tuple[Problem, ...] = ()
    """Unsafe paths, and paths that another artifact has already. Located in the site, not in its sources."""


class Counts(msgspec.Struct, frozen=True):
    """Files that a commit wrote, left as they were, and removed."""

    written: int
    unchanged: int
    removed: int


class Stager(Protocol):
    """Takes the artifacts of a unit."""

    def put(self, artifacts: Iterable[Artifact], previous: Mapping[str, File]) -> UnitFiles:
        """Stage what differs from `previous`, the files that the sink's manifest has for this unit."""
        ...


class Sink(Protocol):
    """Where a build's site goes. Nothing is public before `commit`, and without it nothing ever is."""

    manifest: Manifest
    """What the site holds and a build may leave as it is; empty when all has to be made anew."""
    warnings: tuple[Problem, ...]
    publishes: bool
    """Whether what is committed becomes the site; it does not when a build is only tried."""

    @property
    def stager(self) -> Stager:
        """Return what takes the artifacts."""
        ...

    def intact(self, name: str) -> bool:
        """Whether all files of a unit of the manifest still stand as they were written, as far as is known."""
        ...

    def reset(self) -> None:
        """Forget what was staged; no process may be staging any more."""
        ...

    def commit(self, units: Mapping[str, Made]) -> Counts:
        """Make these units the site: those that were staged, and those of the manifest that are intact. Once."""
        ...

    def __enter__(self) -> Self:
        """Return itself."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put away what was staged and not committed."""
        ...


class MemorySink:
    """A site in memory, for tests and the preview. Everything is made anew in each build, in one process."""

    publishes = True

    def __init__(self) -> None:
        """Start with an empty site."""
        self.files: dict[str, bytes] = {}
        """The site as it was last committed."""
        self.manifest = Manifest({})
        self.warnings: tuple[Problem, ...] = ()
        self._staged: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget what was not committed."""
        self.reset()

    def reset(self) -> None:
        """Forget what was staged."""
        self._staged = {}

    @property
    def stager(self) -> MemorySink:
        """Return itself."""
        return self

    def put(self, artifacts: Iterable[Artifact], previous: Mapping[str, File]) -> UnitFiles:  # noqa: ARG002
        """Keep the artifacts."""
        files: dict[str, File] = {}
        problems: list[Problem] = []
        for artifact in artifacts:
            if fault := safe_path(artifact.path):
                problems.append(unsafe_path(artifact.path, fault))
                continue
            if artifact.path in self._staged:
                problems.append(taken_path(artifact.path))
            self._staged.setdefault(artifact.path, artifact.data)
            files.setdefault(artifact.path, File(fingerprint(artifact.data), len(artifact.data)))
        return UnitFiles(files, len(files), 0, tuple(problems))

    def intact(self, name: str) -> bool:  # noqa: ARG002
        """Nothing is kept from one build to the next."""
        return False

    def commit(self, units: Mapping[str, Made]) -> Counts:
        """Make these units the site."""
        if clashes := find_clashes(units):
            raise Refusal(*clashes)
        old = self.files
        self.files = {path: self._staged[path] for unit in units.values() for path in unit.files}
        return Counts(len(self.files), 0, len(old.keys() - self.files.keys()))
