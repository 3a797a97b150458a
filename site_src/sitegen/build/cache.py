"""The cache: what earlier builds computed and this one can use again.

In: a folder, `.cache/sitegen`. Out: what each content file held when it was last read; by key, the fragments of which
the export, the search index and the lists of related papers are composed; what the pages of the last build displayed of
other days; the inputs of the keys of the last build; and when the files of an output folder were last verified.
The cache may be deleted, damaged or of another version at any time: the build gives the same result, only later.
Values are msgspec-encoded data under a checksum of themselves and of their names, never pickles.
This module does not know what makes a key.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import msgspec
from deflate import crc32

from sitegen.hashing import fingerprint
from sitegen.model import Contents, Document, Evidence, Recipe
from sitegen.output.staging import write_new
from sitegen.problems import Location, Problem, Severity
from sitegen.stamps import Stamp

if TYPE_CHECKING:
    from pathlib import Path

_CHECKSUM = 4
_READINGS = "readings"
_FRAGMENTS = "fragments"
_OUTCOME = "outcome"
_PAGES = "pages"
_RECORD = "record"
_PART = ".part"
"""How the names of files end that are being written."""


class Lost(Exception):  # noqa: N818 - no error of anybody's: disks fail
    """The cache cannot give back what this build has seen in it, or put there: see `Cache.need`."""


class Reading(msgspec.Struct, frozen=True):
    """What a content file held."""

    stamp: Stamp
    """Of the file when it was read."""
    key: str
    """See `Source.key`; empty when the file could not be read."""
    digests: tuple[Contents, ...]
    document: Document | None
    problems: tuple[Problem, ...]
    evidence: Evidence | None = None
    """What of it decides how the files beside it are read."""
    recipe: Recipe | None = None
    """How its digests were read, when the files beside it decide that."""
    failed: bool = False
    """Whether the file, or a plug-in, failed: the rest is what the file held when it could last be read."""


class Readings(msgspec.Struct, frozen=True):
    """What all content files held."""

    key: str
    """Of the code and the options that the readings were made with."""
    seen: int
    """When the stamps were taken, in ns: see `stamps.doubtful`."""
    by_path: dict[str, Reading]


class Cache:
    """A folder of saved values; without a folder, nothing is saved."""

    def __init__(self, folder: Path | None, *, fragments_only: bool = False) -> None:
        """With `fragments_only`, only fragments are saved and none is deleted: for trial builds."""
        self._folder = folder
        self._fragments_only = fragments_only
        self._forgotten = False
        self.fault: Problem | None = None
        """Why a value could not be saved, when one could not: of many, the first."""

    @property
    def keeps(self) -> bool:
        """Whether anything is saved."""
        return self._folder is not None

    def forget(self) -> None:
        """Delete what earlier builds saved; what depends on stamps is not read even where it cannot be deleted."""
        self._forgotten = True
        if self._folder is not None:
            for entry in (*_entries(self._folder), *_entries(self._folder / _FRAGMENTS)):
                _delete(entry.path)

    def readings(self, key: str) -> Readings:
        """Return all readings; none when they were made under another key."""
        last = self._last_readings()
        return last if last and last.key == key else Readings(key, 0, {})

    def last_readings(self) -> dict[str, Reading]:
        """Return the readings of the last build by path, whatever they were made with."""
        last = self._last_readings()
        return last.by_path if last else {}

    def _last_readings(self) -> Readings | None:
        data = self._load(_READINGS)
        if data is None:
            return None
        try:
            return msgspec.msgpack.decode(data, type=Readings)
        except msgspec.MsgspecError:
            return None

    def save_readings(self, readings: Readings) -> None:
        """Save these readings in place of all others."""
        self._save(_READINGS, msgspec.msgpack.encode(readings))

    def fragment(self, key: str) -> memoryview | None:
        """Return a fragment: the share of one day, or of consecutive days, in a result over all days."""
        return self._load(f"{_FRAGMENTS}/{key}")

    def need(self, key: str) -> memoryview:
        """Return a fragment that other processes were promised.

        Raises:
            Lost: it is damaged, or has been deleted. The build has to do without the cache.

        """
        if (data := self.fragment(key)) is None:
            raise Lost
        return data

    def has_fragment(self, key: str) -> bool:
        """Whether a fragment exists; it may be damaged: see `need`."""
        try:
            return self._folder is not None and (self._folder / _FRAGMENTS / key).exists()
        except OSError:
            return False

    def save_fragment(self, key: str, data: bytes | memoryview) -> None:
        """Save a fragment."""
        self._save(f"{_FRAGMENTS}/{key}", data)

    def keep_fragments(self, keys: set[str]) -> None:
        """Delete all other fragments, and what builds that were killed did not finish writing."""
        if self._folder is None or self._fragments_only:
            return
        for entry in _entries(self._folder / _FRAGMENTS):
            if entry.name not in keys:
                _delete(entry.path)
        for entry in _entries(self._folder):
            if entry.name.endswith(_PART):
                _delete(entry.path)

    def page_keys(self) -> dict[str, bytes]:
        """Return, by day, the keys that its pages had in the last build; see `Relations.pages`."""
        try:
            return msgspec.msgpack.decode(self._load(_PAGES) or b"\x80", type=dict[str, bytes])
        except msgspec.MsgspecError:
            return {}

    def save_page_keys(self, keys: dict[str, bytes]) -> None:
        """Save the keys of the pages of each unit."""
        self._save(_PAGES, msgspec.msgpack.encode(keys))

    def record(self) -> memoryview | None:
        """Return the inputs of the keys of the last build; see `record.of`."""
        return self._load(_RECORD)

    def save_record(self, data: bytes) -> None:
        """Save the inputs of the keys of this build."""
        self._save(_RECORD, data)

    def outcome(self) -> memoryview | None:
        """Return the result of the last build; see `pipeline.build`."""
        return self._load(_OUTCOME)

    def save_outcome(self, data: bytes) -> None:
        """Save the result of this build."""
        self._save(_OUTCOME, data)

    def verified(self, output: Path) -> memoryview | None:
        """Return when the files of an output folder were last verified; see `manifest.decode_verified`."""
        return self._load(_verified_of(output))

    def save_verified(self, output: Path, data: bytes) -> None:
        """Save when the files of an output folder were last verified."""
        self._save(_verified_of(output), data)

    def _load(self, name: str) -> memoryview | None:
        if self._folder is None or (self._forgotten and not name.startswith(_FRAGMENTS)):
            return None
        try:
            data = (self._folder / name).read_bytes()
        except OSError:
            return None
        body = memoryview(data)[_CHECKSUM:]
        return body if data[:_CHECKSUM] == _checksum(name, body) else None

    def _save(self, name: str, body: bytes | memoryview) -> None:
        """Write a value completely or not at all. If that fails, the next build is slower, not wrong."""
        if self._folder is None or (self._fragments_only and not name.startswith(_FRAGMENTS)):
            return
        path = self._folder / name
        part = f"{path}.{os.getpid()}{_PART}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _delete(part)  # of a process of this number that was killed
            write_new(part, b"".join((_checksum(name, body), body)), chmod=False)
            os.replace(part, path)  # noqa: PTH105 - a `Path` costs more than the call
        except FileNotFoundError:
            pass  # another build has just tidied up: see `keep_fragments`
        except OSError as error:
            _delete(part)
            self.fault = self.fault or _unsaved(self._folder, error)


NOTHING = Cache(None)
"""A cache that saves nothing."""


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return list(entries)
    return []


def _delete(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)  # noqa: PTH108 - as above


def _unsaved(folder: Path, error: OSError) -> Problem:
    message = f"the cache cannot be written ({error.strerror}): the site is right, and the next build takes longer"
    hint = "check that the folder can be written to, and that there is space on its disk; it may be deleted at any time"
    return Problem(Location(folder.as_posix()), message, hint, severity=Severity.NOTICE)


def _verified_of(output: Path) -> str:
    return f"verified-{fingerprint(os.fsencode(output)).hex()}"


def _checksum(name: str, body: bytes | memoryview) -> bytes:
    """Detect damage, and a file that was put in the place of another; not malice: who may write may write anything."""
    return crc32(body, crc32(name.encode())).to_bytes(_CHECKSUM, "little")
