"""The sink that writes a site to a folder.

In: the artifacts of units. Out: the output folder, changed as a whole or file by file, and the counts of what was done.
This module does not know what a page is, how units are made or keyed, or how many processes make them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sitegen.output.changes import compare, gains_paths
from sitegen.output.folder import lost_manifest, missing_folders, mode_of, not_ours, stands, upper_folders
from sitegen.output.manifest import (
    MANIFEST,
    File,
    Made,
    Manifest,
    Standing,
    Verified,
    VerifiedStore,
    decode_verified,
    encode_manifest,
    encode_verified,
    load_manifest,
)
from sitegen.output.paths import find_clashes
from sitegen.output.place import INSIDE, has_to_stay, must_not_be_replaced, strange, unfit
from sitegen.output.process_lock import LOCK, release_lock, take_lock
from sitegen.output.publish import OLD, carry_over, publish, recover, swap, undo_half_swap
from sitegen.output.sink import Counts
from sitegen.output.staging import FOLDER_MODE, SITE, DiskStager, remove_tree, staged_paths, write_new
from sitegen.problems import Location, Problem, Refusal, system_fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from types import TracebackType


class DiskSink:
    """A site in a folder. One build at a time; what is not ours in the folder is never touched."""

    publishes = True

    def __init__(
        self, output: Path, run: Path, lock: int, cache: VerifiedStore | None, *, clean: bool, stays: bool
    ) -> None:
        """For `open`, which promises all that this relies on; `stays` says that the folder cannot be replaced."""
        self._output = output
        self._run = run
        self._lock = lock
        self._cache = cache
        self._old, self._standing = load_manifest(output)
        anew = clean or not self._old.units
        self.manifest = Manifest({}) if anew else self._old
        self.warnings: tuple[Problem, ...] = (lost_manifest(output),) if self._standing is Standing.LOST else ()
        site = run / SITE
        site.mkdir(FOLDER_MODE)
        made = site.stat()
        self._whole = anew and not stays and not must_not_be_replaced(output, self._old.files().keys(), made)
        """Whether the folder is replaced, or its files are."""
        self._begun = made.st_ctime_ns
        self._verified = decode_verified(cache.verified(output) if cache else None, self._old)
        self._rotation, self._next = self._verified.rotation(self._old, upper_folders(output))
        self._kept: dict[str, int] = {}
        chmod = stat.S_IMODE(made.st_mode) & 0o777 != FOLDER_MODE
        if chmod:
            site.chmod(FOLDER_MODE)
        self._stager = DiskStager(str(site), str(output), flat=not self._whole, chmod=chmod)

    @classmethod
    def open(
        cls,
        output: Path,
        *,
        clean: bool,
        protected: Collection[Path] = (),
        cache: VerifiedStore | None = None,
        adopt: bool = False,
    ) -> Self:
        """Take the lock, finish or clear away what a killed build left, and prepare for a build.

        `cache` keeps when the files were seen to be whole. Without it they are read to see that nobody touched them.
        The output must not be, or contain, the home folder or one of `protected`; it need not exist. If it exists
        and contains files, there must be a site in it, unless the caller wants to `adopt` it.
        Raises `Refusal` when the folder is unfit or another build is at work.
        """
        with _refusing(output):
            real = Path(os.path.realpath(output))
            if fault := unfit(real, protected):
                raise Refusal(Problem(Location(output.as_posix()), fault, hint="choose another output folder"))
            if not adopt and (problem := strange(real, output.as_posix())):
                raise Refusal(problem)
            real.parent.mkdir(parents=True, exist_ok=True)
            stays = has_to_stay(real)
            workspace = real / INSIDE if stays else real.parent / f".{real.name}.sitegen"
            lock = take_lock(workspace, output)
            try:
                for entry in list(os.scandir(workspace)):
                    if entry.name != LOCK:
                        recover(real, Path(entry.path))
                # Each run has a folder of its own: workers that outlive a killed build cannot write into the next.
                run = Path(tempfile.mkdtemp(prefix="run-", dir=workspace))
                return cls(real, run, lock, cache, clean=clean, stays=stays)
            except BaseException:
                release_lock(workspace, lock)
                raise

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """See `close`. Raises: Refusal, when the system refused to do something: it says what became of the site."""
        if not isinstance(error, OSError):
            self.close()
            return
        state = "some files of the site are new and others are as they were: the next build completes it"
        if not os.path.lexists(self._run / MANIFEST):
            state = "the site was not changed"
        with contextlib.suppress(OSError):
            self.close()
        raise Refusal(system_fault(error, state)) from error

    def close(self) -> None:
        """Clear the staging away and give the lock back. Without a commit before, the site is untouched."""
        try:
            undo_half_swap(self._run, self._output)
            # A commit that broke off half-way has left its manifest: all is kept for the next build to finish.
            if not (self._run / MANIFEST).exists():
                remove_tree(self._run)
        finally:
            release_lock(self._run.parent, self._lock)

    @property
    def stager(self) -> DiskStager:
        """Return what takes the artifacts, here or in other processes."""
        return self._stager

    def intact(self, name: str) -> bool:
        """Whether all files of a unit of the manifest still stand as they were written.

        A unit that was seen to be whole is believed to be, until it is its turn to be looked at again.
        """
        seen = self._verified.seen.get(name, 0)
        if not seen or name in self._rotation:
            root = self._stager.output
            if not all(stands(root, path, file, seen) for path, file in self._old.units[name].files.items()):
                return False
            seen = seen or self._begun
        self._kept[name] = seen
        return True

    def reset(self) -> None:
        """Forget what was staged."""
        site = self._run / SITE
        remove_tree(site)
        site.mkdir(FOLDER_MODE)
        if self._stager.chmod:
            site.chmod(FOLDER_MODE)

    def commit(self, units: Mapping[str, Made]) -> Counts:
        """Make these units the site: those that were staged, and those of the manifest that are intact.

        Raises `Refusal`, with the site untouched, when two units make the same file, or when a file that is not
        ours stands where one must go.
        """
        new = Manifest(dict(units))
        if gains_paths(self._old, new) and (clashes := find_clashes(units)):
            raise Refusal(*clashes)
        if self._whole:
            counts = self._replace_folder(new)
        elif new == self._old and not staged_paths(self._run):
            counts = Counts(0, new.count, 0)
        else:
            counts = self._replace_files(new)
        with contextlib.suppress(OSError):  # the site is made; the next build reads its files again
            self._save_verified(new)
        return counts

    def _save_verified(self, new: Manifest) -> None:
        """Remember since when each unit is as it should be."""
        published = self._output.stat().st_mtime_ns  # its last entry was the manifest
        seen = {name: self._kept.get(name, published) for name in new.units}
        verified = Verified(seen, self._next, upper_folders(self._output))
        if self._cache and (verified != self._verified or new != self._old):
            self._cache.save_verified(self._output, encode_verified(verified, new))

    def _replace_folder(self, new: Manifest) -> Counts:
        """Put the staged folder in the place of the output."""
        site, files = self._run / SITE, new.files()
        old = self._old.files()
        write_new(str(site / MANIFEST), encode_manifest(new), chmod=self._stager.chmod)
        if self._output.exists():
            ours = old.keys() | {MANIFEST}
            if self._standing is Standing.LOST:
                # No build writes over a file that is not ours, so what stands where this one writes is ours.
                ours |= files.keys()
            if foreign := carry_over(self._stager.output, self._stager.site, ours):
                raise Refusal(*not_ours(foreign))
            shutil.copystat(self._output, site)  # its mode, and the access list that somebody may have given it
            os.utime(site)
            swap(site, self._output, self._run / OLD)
        else:
            site.rename(self._output)
        return Counts(len(files), 0, len(old.keys() - files.keys()))

    def _replace_files(self, new: Manifest) -> Counts:
        """Put the staged files in the places of those that stand in the output."""
        old = self._old
        if self._standing is Standing.LOST:
            # As in `_replace_folder`: what stands where this build writes is ours.
            standing = [path for path in new.files() if stat.S_ISREG(mode_of(f"{self._output}/{path}"))]
            old = Manifest({"lost": Made.of("", {path: File(b"", -1) for path in standing})})
        changes = compare(old, new, staged_paths(self._run))
        missing = missing_folders(self._stager.output, changes)
        part = self._run / "part"
        if self._standing is not Standing.KNOWN:
            # What a build finds that has to finish this one: nothing of what comes now is anybody else's.
            write_new(str(part), encode_manifest(old), chmod=self._stager.chmod, durable=True)
            part.rename(self._output / MANIFEST)
        # Durable, lest a power failure leaves renamed files and no word of whose they are. Pages need no such care:
        # one that came to harm has not the size that the manifest says, and is made again.
        write_new(str(part), encode_manifest(new), chmod=self._stager.chmod, durable=True)
        part.rename(self._run / MANIFEST)
        publish(self._run, self._output, changes, missing, chmod=self._stager.chmod)
        written = len(changes.added) + len(changes.changed)
        return Counts(written, new.count - written, len(changes.removed))


@contextlib.contextmanager
def _refusing(output: Path) -> Iterator[None]:
    """Turn what the system refuses into a `Refusal`."""
    try:
        yield
    except OSError as error:
        reason = f"{error.strerror}: {error.filename}" if error.filename else str(error.strerror)
        raise Refusal(
            Problem(Location(output.as_posix()), f"the output folder cannot be written ({reason})")
        ) from error
