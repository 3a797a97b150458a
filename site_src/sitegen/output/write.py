"""Write: artifacts become the files of a site, in a folder or in memory.

In: units of the site, each a key and its artifacts. Out: the site, whole, and the counts of what was done.
This module does not know what a page is, how units are made or keyed, or how many processes make them.

How a folder is written. All files of a build are first staged in a folder beside the output, so that nothing is
public before the build is known to be good. Then, in the one process that holds the lock, they are committed:

* *First* build (or a clean one): the staged folder, completed by the files that are not ours, takes the output's
  place in one step.
* *Rebuild*: only what differs was staged. The new manifest is laid down beside it: from here on the next build can
  finish what this one began. Then each staged file is renamed into its place, files that are no longer made are
  removed, and the new manifest is renamed into place as the last step of all.

Whenever a build is killed, each published file is therefore whole, old or new, and the next build sets the rest right.
"""

from __future__ import annotations

import contextlib
import ctypes
import datetime as dt
import errno
import fcntl
import os
import re
import shutil
import socket
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import msgspec

from sitegen.hashing import fingerprint
from sitegen.output.manifest import (
    MANIFEST,
    File,
    Made,
    Manifest,
    Sightings,
    SightingsStore,
    Standing,
    decode_sightings,
    encode_manifest,
    encode_sightings,
    load_manifest,
)
from sitegen.problems import (
    Location,
    Problem,
    Refusal,
    Severity,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from types import TracebackType

    from sitegen.model import Artifact

MAX_PATH = 200
MAX_COMPONENT = 100
DOT_NAMES = frozenset({".nojekyll", ".well-known"})
"""The names with a leading dot that a site may need; all others are left to people."""

_NAMED = 5
"""Places that a refusal names one by one."""
_FILE_MODE = 0o644
_FOLDER_MODE = 0o755
"""Hosts want to read what they publish, whatever the umask of the account that builds."""

_LOCK = "lock"
_SITE = "site"
_OLD = "old"

_COMPONENT = re.compile(r"[a-z0-9_()-][a-z0-9._()-]*")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""Devices on Windows, with any extension: nobody there could check the site out."""


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


def safe_path(path: str) -> str | None:
    """Say what is wrong with the path of an artifact; `None` when every host and every disk can hold it.

    Safe paths are lower case: two that clash where case is ignored are equal.
    """
    if len(path) > MAX_PATH:
        return f"is longer than {MAX_PATH} characters"
    for name in path.split("/"):
        if _COMPONENT.fullmatch(name) is None and name not in DOT_NAMES:
            return f"has the part `{name}`; allowed are a-z, 0-9, `_`, `-`, `(`, `)` and, not in front, `.`"
        if len(name) > MAX_COMPONENT:
            return f"has a part that is longer than {MAX_COMPONENT} characters"
        if name[-1] == ".":
            return f"has the part `{name}`, which Windows takes for `{name.rstrip('.')}`"
        if name.partition(".")[0] in _RESERVED:
            return f"has the part `{name}`, which is a device on Windows"
    return None


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
                problems.append(_unsafe(artifact.path, fault))
                continue
            if artifact.path in self._staged:
                problems.append(_taken(artifact.path))
            self._staged.setdefault(artifact.path, artifact.data)
            files.setdefault(artifact.path, File(fingerprint(artifact.data), len(artifact.data)))
        return UnitFiles(files, len(files), 0, tuple(problems))

    def intact(self, name: str) -> bool:  # noqa: ARG002
        """Nothing is kept from one build to the next."""
        return False

    def commit(self, units: Mapping[str, Made]) -> Counts:
        """Make these units the site."""
        if clashes := _clashes(units):
            raise Refusal(*clashes)
        old = self.files
        self.files = {path: self._staged[path] for unit in units.values() for path in unit.files}
        return Counts(len(self.files), 0, len(old.keys() - self.files.keys()))


class DiskStager(msgspec.Struct, frozen=True):
    """Writes artifacts into the staging folder. Plain data: it goes to the processes that make the units."""

    site: str
    """The staging folder."""
    output: str
    flat: bool
    """Whether all staged files stand in one folder, each under its `_flat_name`, or as they will in the output.

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
                problems.append(_unsafe(path, fault))
                continue
            if path in files:
                problems.append(_taken(path))
                continue
            digest = fingerprint(data)
            before = previous.get(path)
            if before and before.hash == digest and stands(self.output, path, before, 0):
                files[path] = before
                unchanged += 1
                continue
            try:
                if self.flat:
                    name = _flat_name(path)
                else:
                    self._make_folder(path[: max(path.rfind("/"), 0)], folders)
                    name = path
                _write_new(f"{self.site}/{name}", data, chmod=self.chmod)
            except (FileExistsError, NotADirectoryError):
                # It is another unit's. It is entered as this one's, too: a commit of both will be refused.
                problems.append(_taken(path))
            files[path] = File(digest, len(data))
        return UnitFiles(files, len(files) - unchanged, unchanged, tuple(problems))

    def _make_folder(self, folder: str, made: set[str]) -> None:
        """Make a folder and its parents, unless they are in `made`. That other processes make them too is fine."""
        if folder in made:
            return
        try:
            _make_folder(f"{self.site}/{folder}", chmod=self.chmod)
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


class DiskSink:
    """A site in a folder. One build at a time; what is not ours in the folder is never touched."""

    publishes = True

    def __init__(self, output: Path, run: Path, lock: int, memo: SightingsStore | None, *, clean: bool) -> None:
        """For `open`, which promises all that this relies on."""
        self._output = output
        self._run = run
        self._lock = lock
        self._memo = memo
        self._old, self._standing = load_manifest(output)
        self._whole = clean or not self._old.units
        """Whether the folder is replaced, or its files are."""
        self.manifest = Manifest({}) if self._whole else self._old
        self.warnings: tuple[Problem, ...] = (_lost(output),) if self._standing is Standing.LOST else ()
        site = run / _SITE
        site.mkdir(_FOLDER_MODE)
        self._begun = site.stat().st_ctime_ns
        self._sightings = decode_sightings(memo.sightings(output) if memo else None, self._old)
        self._turn, self._next = self._sightings.turn(self._old, _upper_folders(output))
        self._kept: dict[str, int] = {}
        chmod = stat.S_IMODE(site.stat().st_mode) & 0o777 != _FOLDER_MODE
        if chmod:
            site.chmod(_FOLDER_MODE)
        self._stager = DiskStager(str(site), str(output), not self._whole, chmod)

    @classmethod
    def open(
        cls, output: Path, *, clean: bool, protected: Collection[Path] = (), memo: SightingsStore | None = None
    ) -> Self:
        """Take the lock, finish or clear away what a killed build left, and prepare for a build.

        `memo` keeps when the files were seen to be whole. Without it they are read to see that nobody touched them.
        The output must not be, or contain, the home folder or one of `protected`; it need not exist.
        Raises `Refusal` when the folder is unfit or another build is at work.
        """
        with _refusing(output):
            real = Path(os.path.realpath(output))
            if fault := _unfit(real, protected):
                raise Refusal(Problem(Location(output.as_posix()), fault, hint="choose another output folder"))
            real.parent.mkdir(parents=True, exist_ok=True)
            workspace = real.parent / f".{real.name}.sitegen"
            lock = _take_lock(workspace, output)
            try:
                for entry in list(os.scandir(workspace)):
                    if entry.name != _LOCK:
                        _recover(real, Path(entry.path))
                # Each run has a folder of its own: workers that outlive a killed build cannot write into the next.
                run = Path(tempfile.mkdtemp(prefix="run-", dir=workspace))
                return cls(real, run, lock, memo, clean=clean)
            except BaseException:
                _release_lock(workspace, lock)
                raise

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """See `close`."""
        self.close()

    def close(self) -> None:
        """Clear the staging away and give the lock back. Without a commit before, the site is untouched."""
        try:
            _undo_half_swap(self._run, self._output)
            # A commit that broke off half-way has left its manifest: all is kept for the next build to finish.
            if not (self._run / MANIFEST).exists():
                _remove_tree(self._run)
        finally:
            _release_lock(self._run.parent, self._lock)

    @property
    def stager(self) -> DiskStager:
        """Return what takes the artifacts, here or in other processes."""
        return self._stager

    def intact(self, name: str) -> bool:
        """Whether all files of a unit of the manifest still stand as they were written.

        A unit that was seen to be whole is believed to be, until it is its turn to be looked at again.
        """
        seen = self._sightings.seen.get(name, 0)
        if not seen or name in self._turn:
            root = self._stager.output
            if not all(stands(root, path, file, seen) for path, file in self._old.units[name].files.items()):
                return False
            seen = seen or self._begun
        self._kept[name] = seen
        return True

    def commit(self, units: Mapping[str, Made]) -> Counts:
        """Make these units the site: those that were staged, and those of the manifest that are intact.

        Raises `Refusal`, with the site untouched, when two units make the same file, or when a file that is not
        ours stands where one must go.
        """
        new = Manifest(dict(units))
        if _gains_paths(self._old, new) and (clashes := _clashes(units)):
            raise Refusal(*clashes)
        with _refusing(self._output):
            if self._whole:
                counts = self._replace_folder(new)
            elif new == self._old and not _staged(self._run):
                counts = Counts(0, new.count, 0)
            else:
                counts = self._replace_files(new)
        self._save_sightings(new)
        return counts

    def _save_sightings(self, new: Manifest) -> None:
        """Remember since when each unit is as it should be."""
        published = self._output.stat().st_mtime_ns  # its last entry was the manifest
        seen = {name: self._kept.get(name, published) for name in new.units}
        sightings = Sightings(seen, self._next, _upper_folders(self._output))
        if self._memo and (sightings != self._sightings or new != self._old):
            self._memo.save_sightings(self._output, encode_sightings(sightings, new))

    def _replace_folder(self, new: Manifest) -> Counts:
        """Put the staged folder in the place of the output."""
        site, files = self._run / _SITE, new.files()
        old = self._old.files()
        _write_new(str(site / MANIFEST), encode_manifest(new), chmod=self._stager.chmod)
        if self._output.exists():
            ours = old.keys() | {MANIFEST}
            if self._standing is Standing.LOST:
                # No build writes over a file that is not ours, so what stands where this one writes is ours.
                ours |= files.keys()
            if foreign := _carry_over(self._stager.output, self._stager.site, ours):
                raise Refusal(*_foreign(foreign))
            _swap(site, self._output, self._run / _OLD)
        else:
            site.rename(self._output)
        return Counts(len(files), 0, len(old.keys() - files.keys()))

    def _replace_files(self, new: Manifest) -> Counts:
        """Put the staged files in the places of those that stand in the output."""
        changes = _changes(self._old, new, _staged(self._run))
        missing = _missing_folders(self._stager.output, changes)
        part = self._run / "part"
        # Durable, lest a power failure leaves renamed files and no word of whose they are. Pages need no such care:
        # one that came to harm has not the size that the manifest says, and is made again.
        _write_new(str(part), encode_manifest(new), chmod=self._stager.chmod, durable=True)
        part.rename(self._run / MANIFEST)
        _publish(self._run, self._output, changes, missing, chmod=self._stager.chmod)
        written = len(changes.added) + len(changes.changed)
        return Counts(written, new.count - written, len(changes.removed))


class TrialSink:
    """A build into a folder that stays as it is: what would be published is staged elsewhere, and can be looked at.

    All files of the folder are looked at, and no lock is taken.
    """

    publishes = False

    def __init__(self, output: Path, memo: SightingsStore | None) -> None:
        """`memo` keeps when the files were seen to be whole; without it they are read."""
        self._output = Path(os.path.realpath(output))
        self.manifest, standing = load_manifest(self._output)
        self.warnings: tuple[Problem, ...] = (_lost(output),) if standing is Standing.LOST else ()
        self.changes = Changes([], [], [])
        """What the commit would have done."""
        self.result = self.manifest
        """The manifest that it would have written."""
        self._sightings = decode_sightings(memo.sightings(self._output) if memo else None, self.manifest)
        self._run = Path(tempfile.mkdtemp(prefix="sitegen-trial-"))
        (self._run / _SITE).mkdir()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Clear the staging away."""
        _remove_tree(self._run)

    @property
    def stager(self) -> DiskStager:
        """Return what takes the artifacts, here or in other processes."""
        return DiskStager(str(self._run / _SITE), str(self._output), flat=True, chmod=False)

    def intact(self, name: str) -> bool:
        """Whether all files of a unit of the manifest still stand as they were written."""
        seen = self._sightings.seen.get(name, 0)
        files = self.manifest.units[name].files
        return all(stands(str(self._output), path, file, seen) for path, file in files.items())

    def commit(self, units: Mapping[str, Made]) -> Counts:
        """Note what would be done.

        Raises `Refusal` as `DiskSink.commit` does when it changes files in their places.
        """
        if clashes := _clashes(units):
            raise Refusal(*clashes)
        self.result = Manifest(dict(units))
        self.changes = changes = _changes(self.manifest, self.result, _staged(self._run))
        if self.manifest.units:
            _missing_folders(str(self._output), changes)
        written = len(changes.added) + len(changes.changed)
        return Counts(written, self.result.count - written, len(changes.removed))

    def before(self, path: str) -> bytes | None:
        """Return a file as it stands in the folder."""
        return _bytes(self._output / path)

    def after(self, path: str) -> bytes | None:
        """Return a file that would be written."""
        return _bytes(self._run / _SITE / _flat_name(path))


class Changes(msgspec.Struct, frozen=True):
    """What leads from one manifest to the next."""

    added: list[str]
    changed: list[str]
    removed: list[str]


def _gains_paths(old: Manifest, new: Manifest) -> bool:
    """Whether any unit makes a file that it did not make before: without such a one no two can clash."""
    for name, unit in new.units.items():
        before = old.units.get(name)
        if before is None or (before != unit and unit.files.keys() - before.files.keys()):
            return True
    return False


def _changes(old: Manifest, new: Manifest, staged: set[str]) -> Changes:
    """Compare two manifests, unit by unit; of what differs, the files that are staged are to be published."""
    touched = [name for name in {**old.units, **new.units} if old.units.get(name) != new.units.get(name)]
    before = {path for name in touched if name in old.units for path in old.units[name].files}
    after = {path for name in touched if name in new.units for path in new.units[name].files}
    # What was harmed by hand is staged, too, though its entry has not changed.
    mended = staged - after and (staged - after) & new.files().keys()
    groups = (staged & after) - before, (staged & after & before) | mended, before - after
    # Manifests are read from folders that may have come from anywhere: they shall not make us remove `../x`.
    return Changes(*(sorted(path for path in paths if safe_path(path) is None) for paths in groups))


def _missing_folders(root: str, changes: Changes) -> list[str]:
    """Return the folders that have to be made for the changes, parents first.

    Raises `Refusal` when something that is not ours stands where a file or a folder goes. A link is no folder: it
    would lead out of the site.
    """
    missing: list[str] = []
    foreign: list[str] = []
    staged, removed = (*changes.added, *changes.changed), set(changes.removed)
    needed, left = _folders(staged), _folders(removed)
    for folder in sorted(needed | left):
        mode = _mode(f"{root}/{folder}")
        if stat.S_ISDIR(mode):
            continue
        if folder in needed:
            if mode == 0 or folder in removed:
                missing.append(folder)
            else:
                foreign.append(folder)
        elif stat.S_ISLNK(mode):
            foreign.append(folder)
    added = set(changes.added)
    for path in staged:
        mode = _mode(f"{root}/{path}")
        if stat.S_ISDIR(mode):
            foreign += [other for other in _walk(root, path) if other not in removed and other not in left]
        elif mode and path in added:
            foreign.append(path)
    if foreign:
        raise Refusal(*_foreign(foreign))
    return missing


def _publish(run: Path, output: Path, changes: Changes, missing: Iterable[str], *, chmod: bool) -> None:
    """Rename staged files into place, remove those that are no longer made, then rename the manifest into place.

    What is linked to comes before what links to it: new files, then changed ones, and removals last. Only files
    that stand where a folder must be, or the reverse, have to go before.
    """
    root, site = str(output), str(run / _SITE)
    added, needed = set(changes.added), _folders((*changes.added, *changes.changed))
    blocking = [path for path in changes.removed if path in needed or not added.isdisjoint(_parents(path))]
    _remove_files(root, blocking, needed)
    for folder in missing:
        _make_folder(f"{root}/{folder}", chmod=chmod)
    for path in (*changes.added, *changes.changed):
        os.rename(f"{site}/{_flat_name(path)}", f"{root}/{path}")  # noqa: PTH104 - a `Path` costs more than the call
    _remove_files(root, changes.removed, ())
    (run / MANIFEST).rename(output / MANIFEST)


def _recover(output: Path, run: Path) -> None:
    """Finish what a killed build had begun to publish, or undo it; then clear its folder away."""
    _undo_half_swap(run, output)
    new, begun = load_manifest(run)
    old, standing = load_manifest(output)
    if begun is Standing.KNOWN and standing is Standing.KNOWN:
        changes = _changes(old, new, _staged(run))
        _publish(run, output, changes, _missing_folders(str(output), changes), chmod=True)
    _remove_tree(run)


def _carry_over(old: str, new: str, ours: Collection[str]) -> list[str]:
    """Link or copy what is not `ours` in one folder into another; return what cannot go there.

    A file is then in both folders, so that it is never without a place.
    """
    blocked: list[str] = []
    made: list[str] = []
    our_folders = _folders(ours)
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
        if _mode(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target) from None
        shutil.copy2(source, target, follow_symlinks=False)


def _swap(new: Path, output: Path, aside: Path) -> None:
    """Put the folder `new` in the place of `output`, which goes to where `new` was, or `aside`."""
    if not _exchange(new, output):
        output.rename(aside)
        new.rename(output)


def _undo_half_swap(run: Path, output: Path) -> None:
    """Give the output its folder back when a swap got no further than its first rename."""
    if (run / _OLD).exists() and (run / _SITE).exists():
        (run / _OLD).rename(output)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return False where that cannot be done."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    at_fdcwd, rename_exchange = -100, 2  # <fcntl.h>, <linux/fs.h>
    return bool(renameat2 and renameat2(at_fdcwd, os.fsencode(one), at_fdcwd, os.fsencode(other), rename_exchange) == 0)


def stands(root: str, path: str, file: File, seen: int) -> bool:
    """Whether a file on the disk is as it was written: it has not changed since `seen`, or else by its bytes."""
    try:
        found = os.lstat(f"{root}/{path}")
        if found.st_size != file.size or not stat.S_ISREG(found.st_mode):
            return False
        # The times of changes cannot be set back. In the tick of the clock in which it was seen, it may have changed.
        return found.st_ctime_ns < seen or fingerprint(Path(root, path).read_bytes()) == file.hash
    except OSError:
        return False


def _mode(path: str) -> int:
    """Type and mode of what stands at a path, which may be a link; 0 when nothing does."""
    try:
        return os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _flat_name(path: str) -> str:
    """Name a file of the site in a folder without folders. Safe paths have no `+`, and are short enough."""
    return path.replace("/", "+")


def _upper_folders(output: Path) -> dict[str, int]:
    """Return when an entry of the output folder, or of one directly in it, last came or went."""
    with contextlib.suppress(FileNotFoundError), os.scandir(output) as entries:
        folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
        times = {entry.name: entry.stat(follow_symlinks=False).st_mtime_ns for entry in folders}
        return {"": output.stat().st_mtime_ns, **dict(sorted(times.items()))}
    return {}


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _staged(run: Path) -> set[str]:
    """Return the paths of the files that are staged in one folder."""
    return {name.replace("+", "/") for name in os.listdir(run / _SITE)}  # noqa: PTH208


def _write_new(path: str, data: bytes, *, chmod: bool, durable: bool = False) -> None:
    """Write a file that does not exist."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    try:
        _write_all(fd, data)
        if chmod:
            os.fchmod(fd, _FILE_MODE)
        if durable:
            os.fsync(fd)
    finally:
        os.close(fd)


def _write_all(fd: int, data: bytes) -> None:
    """Write all of `data`; a single call need not, on a full disk or above 2 GB."""
    done = os.write(fd, data)
    while done < len(data):
        done += os.write(fd, memoryview(data)[done:])


def _make_folder(path: str, *, chmod: bool) -> None:
    """Make a folder in one that exists."""
    os.mkdir(path, _FOLDER_MODE)  # noqa: PTH102 - a `Path` costs more than the call
    if chmod:
        os.chmod(path, _FOLDER_MODE)  # noqa: PTH101


def _remove_files(root: str, paths: Collection[str], keep: Collection[str]) -> None:
    """Remove files, those that exist, and the folders that become empty, but for those in `keep`."""
    for path in paths:
        if not stat.S_ISDIR(_mode(f"{root}/{path}")):
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(f"{root}/{path}")  # noqa: PTH108
    for folder in sorted(_folders(paths), reverse=True):
        if folder not in keep:
            # It holds other files, or is gone already.
            with contextlib.suppress(OSError):
                os.rmdir(f"{root}/{folder}")  # noqa: PTH106


def _remove_tree(path: Path) -> None:
    """Remove a folder of the workspace; what resists is left to the next build."""
    shutil.rmtree(path, ignore_errors=True)


def _folders(paths: Iterable[str]) -> set[str]:
    """All folders on the way to these files."""
    found: set[str] = set()
    for path in paths:
        for folder in _parents(path):
            if folder in found:
                break
            found.add(folder)
    return found


def _parents(path: str) -> Iterator[str]:
    """Yield the folders on the way to a file, the innermost first."""
    at = path.rfind("/")
    while at > 0:
        yield path[:at]
        at = path.rfind("/", 0, at)


def _walk(root: str, folder: str) -> Iterator[str]:
    """Yield a folder and all files and folders in it."""
    yield folder
    with os.scandir(f"{root}/{folder}") as entries:
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(root, path)
            else:
                yield path


def _unfit(output: Path, protected: Iterable[Path]) -> str:
    """Say why a folder, its path real, cannot be the output; empty when it can."""
    for folder in (Path("~").expanduser(), *protected):
        if Path(os.path.realpath(folder)).is_relative_to(output):
            return f"the output folder must not be or hold {folder}"
    try:
        found = output.stat()
    except FileNotFoundError:
        return ""
    if not stat.S_ISDIR(found.st_mode):
        return "the output is not a folder"
    if found.st_dev != output.parent.stat().st_dev:
        return "the output folder is a file system of its own: a new site could not take its place in one step"
    return ""


_locks: set[int] = set()
"""The locks that this process holds, as file descriptors."""


def _forget_locks() -> None:
    """Let go, in a forked process, of its parent's locks: a worker that outlives its parent must not hold them."""
    for fd in _locks:
        os.close(fd)
    _locks.clear()


os.register_at_fork(after_in_child=_forget_locks)


def _take_lock(workspace: Path, output: Path) -> int:
    """Make the workspace and lock it, or raise `Refusal`. The system drops the lock when this process ends."""
    path = workspace / _LOCK
    while True:
        workspace.mkdir(exist_ok=True)
        if workspace.is_symlink():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(workspace))
        try:
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, _FILE_MODE)
        except FileNotFoundError:
            continue  # Another build has just ended and cleared the workspace away.
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(fd), path.lstat()):
                os.ftruncate(fd, 0)
                _write_all(fd, f"{os.getpid()} {socket.gethostname()} {_now()}\n".encode())
                _locks.add(fd)
                return fd
        except FileNotFoundError:
            pass  # The same: what was locked is no longer in the folder.
        except BlockingIOError:
            holder = os.read(fd, 1000).decode(errors="replace")
            raise Refusal(_held(output, holder)) from None
        finally:
            if fd not in _locks:
                os.close(fd)


def _release_lock(workspace: Path, fd: int) -> None:
    """Remove the lock, and the workspace unless something is left in it."""
    with contextlib.suppress(OSError):
        (workspace / _LOCK).unlink()
        workspace.rmdir()
    _locks.discard(fd)
    os.close(fd)


def _now() -> str:
    """Return the time on the clock, for a person."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


@contextlib.contextmanager
def _refusing(output: Path) -> Iterator[None]:
    """Turn what the system refuses into a `Refusal`."""
    try:
        yield
    except OSError as error:
        reason = f"{error.strerror}: {error.filename}" if error.filename else str(error.strerror)
        raise Refusal(Problem(Location(output.as_posix()), f"cannot be written ({reason})")) from error


def _clashes(units: Mapping[str, Made]) -> list[Problem]:
    """Say what keeps these units from standing in one folder: a path made twice, a file where a folder must be."""
    owners: dict[str, str] = {}
    problems: list[Problem] = []
    for name, unit in units.items():
        for path in unit.files:
            owner = owners.setdefault(path, name)
            if owner is not name:
                problems.append(Problem(Location(path), f"both `{owner}` and `{name}` make this file"))
    problems += [
        Problem(Location(path), f"`{owners[path]}` makes this file, and other files need a folder of this name")
        for path in sorted(_folders(owners) & owners.keys())
    ]
    return problems


def _unsafe(path: str, fault: str) -> Problem:
    return Problem(Location(path), f"the path {fault}", hint="not every host or disk could hold the file")


def _taken(path: str) -> Problem:
    return Problem(Location(path), "another page or file of the site has this path")


def _foreign(paths: list[str]) -> list[Problem]:
    """Name the first of them: after a lost manifest, there are as many as the site has files."""
    more = len(paths) - _NAMED
    also = f" (and at {more:,} more places)" if more > 0 else ""
    return [
        Problem(
            Location(os.fsencode(path).decode(errors="replace")),
            f"the site needs this path, and what stands there was not made by a build{also}",
            hint="move it away, or choose another output folder; the site was not changed",
        )
        for path in paths[:_NAMED]
    ]


def _lost(output: Path) -> Problem:
    return Problem(
        Location(f"{output.name}/{MANIFEST}"),
        "cannot be read, or is of another version: all is made anew, and files no longer made stay",
        hint=f"delete {output.name}/ before a build to be rid of them",
        severity=Severity.WARNING,
    )


def _held(output: Path, holder: str) -> Problem:
    """Draw the problem from the text in the lock, which may be in the writing."""
    who = ""
    match holder.split():
        case [pid, host, time]:
            elsewhere = f" on {host}" if host != socket.gethostname() else ""
            who = f" (process {pid}{elsewhere}, since {time[11:19]})"
    return Problem(Location(output.as_posix()), f"another build{who} is writing to {output.as_posix()}/")
