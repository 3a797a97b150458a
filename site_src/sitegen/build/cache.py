"""The cache: what earlier builds computed and this one can use again.

In: a folder, `.cache/sitegen`. Out: what each content file held when it was last read; by key, the fragments of which
the export, the search index and the lists of related papers are composed; what the pages of the last build displayed of
other days; the inputs of the keys of the last build; and when the files of an output folder were last verified.
The cache may be deleted, damaged or of another version at any time: the build gives the same result, only later.
Values are msgspec-encoded data under a checksum, never pickles.
This module does not know what makes a key.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec
from deflate import crc32

from sitegen.hashing import fingerprint
from sitegen.model import Contents, Document, Evidence, Recipe
from sitegen.problems import Problem

_CHECKSUM = 4
_READINGS = "readings"
_FRAGMENTS = "fragments"
_OUTCOME = "outcome"
_PAGES = "pages"
_RECORD = "record"


class Reading(msgspec.Struct, frozen=True):
    """What a content file held."""

    stamp: tuple[int, int, int]
    """Size, mtime in ns, inode of the file when it was read."""
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


class _Readings(msgspec.Struct, frozen=True):
    key: str
    """Of the code and the options that the readings were made with."""
    by_path: dict[str, Reading]


class Cache:
    """A folder of saved values; without a folder, nothing is saved."""

    def __init__(self, folder: Path | None, *, fragments_only: bool = False) -> None:
        """With `fragments_only`, only fragments are saved and none is deleted: for trial builds."""
        self._folder = folder
        self._fragments_only = fragments_only

    @property
    def keeps(self) -> bool:
        """Whether anything is saved."""
        return self._folder is not None

    def readings(self, key: str) -> dict[str, Reading]:
        """Return all readings by path; none when they were made under another key."""
        last = self._readings()
        return last.by_path if last and last.key == key else {}

    def last_readings(self) -> dict[str, Reading]:
        """Return the readings of the last build by path, whatever they were made with."""
        last = self._readings()
        return last.by_path if last else {}

    def _readings(self) -> _Readings | None:
        data = self._load(_READINGS)
        if data is None:
            return None
        try:
            return msgspec.msgpack.decode(data, type=_Readings)
        except msgspec.MsgspecError:
            return None

    def save_readings(self, key: str, readings: dict[str, Reading]) -> None:
        """Save these readings in place of all others."""
        self._save(_READINGS, msgspec.msgpack.encode(_Readings(key, readings)))

    def fragment(self, key: str) -> memoryview | None:
        """Return a fragment: the share of one day, or of consecutive days, in a result over all days."""
        return self._load(f"{_FRAGMENTS}/{key}")

    def has_fragment(self, key: str) -> bool:
        """Whether a fragment exists; it may be damaged."""
        return self._folder is not None and (self._folder / _FRAGMENTS / key).exists()

    def save_fragment(self, key: str, data: bytes | memoryview) -> None:
        """Save a fragment."""
        self._save(f"{_FRAGMENTS}/{key}", data)

    def keep_fragments(self, keys: set[str]) -> None:
        """Delete all other fragments."""
        if self._folder is None or self._fragments_only:
            return
        with contextlib.suppress(OSError), os.scandir(self._folder / _FRAGMENTS) as entries:
            for entry in entries:
                if entry.name not in keys:
                    Path(entry.path).unlink()

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
        if self._folder is None:
            return None
        try:
            data = (self._folder / name).read_bytes()
        except OSError:
            return None
        body = memoryview(data)[_CHECKSUM:]
        return body if data[:_CHECKSUM] == _checksum(body) else None

    def _save(self, name: str, body: bytes | memoryview) -> None:
        """Write a value completely or not at all. If that fails, the next build is slower, not wrong."""
        if self._folder is None or (self._fragments_only and not name.startswith(_FRAGMENTS)):
            return
        path = self._folder / name
        part = path.with_name(f"{path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(b"".join((_checksum(body), body)))
            part.replace(path)


NOTHING = Cache(None)
"""A cache that saves nothing."""


def _verified_of(output: Path) -> str:
    return f"verified-{fingerprint(os.fsencode(output)).hex()}"


def _checksum(body: bytes | memoryview) -> bytes:
    """Detect damage, not malice: who may write to the folder may write anything."""
    return crc32(body).to_bytes(_CHECKSUM, "little")
