"""The memo: what earlier builds found out, so that this one need not.

In: a folder, `.cache/sitegen`. Out: what each content file held when it was last read; the pieces, by key, that the
export, the search index and the lists of related papers are put together of; what the pages of the last build showed of
other days; what the keys of the last build were made of; and when the files of an output folder were whole.
Everything in it can be made again: it may be deleted, damaged or of another version at any time, and the build is right
all the same.
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
_PIECES = "pieces"
_OUTCOME = "outcome"
_PAGES = "pages"
_GROUNDS = "grounds"


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


class _Readings(msgspec.Struct, frozen=True):
    key: str
    """Of the code and the options that the readings were made with."""
    by_path: dict[str, Reading]


class Memo:
    """A folder of remembered values; without a folder nothing is remembered."""

    def __init__(self, folder: Path | None, *, pieces_only: bool = False) -> None:
        """With `pieces_only`, nothing but pieces is remembered, and none is forgotten: for what is only tried."""
        self._folder = folder
        self._pieces_only = pieces_only

    @property
    def keeps(self) -> bool:
        """Whether anything is remembered."""
        return self._folder is not None

    def readings(self, key: str) -> dict[str, Reading]:
        """Return all readings by path; none when they were made under another key."""
        data = self._load(_READINGS)
        if data is None:
            return {}
        try:
            readings = msgspec.msgpack.decode(data, type=_Readings)
        except msgspec.MsgspecError:
            return {}
        return readings.by_path if readings.key == key else {}

    def save_readings(self, key: str, readings: dict[str, Reading]) -> None:
        """Remember these readings, and no others."""
        self._save(_READINGS, msgspec.msgpack.encode(_Readings(key, readings)))

    def piece(self, key: str) -> memoryview | None:
        """Return a piece: what days, or some in a row, are of something that is made of all of them."""
        return self._load(f"{_PIECES}/{key}")

    def has_piece(self, key: str) -> bool:
        """Whether a piece is there; it may be damaged all the same."""
        return self._folder is not None and (self._folder / _PIECES / key).exists()

    def save_piece(self, key: str, data: bytes | memoryview) -> None:
        """Remember a piece."""
        self._save(f"{_PIECES}/{key}", data)

    def keep_pieces(self, keys: set[str]) -> None:
        """Forget all pieces but these."""
        if self._folder is None or self._pieces_only:
            return
        with contextlib.suppress(OSError), os.scandir(self._folder / _PIECES) as entries:
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
        """Remember the keys of the pages of each unit."""
        self._save(_PAGES, msgspec.msgpack.encode(keys))

    def grounds(self) -> memoryview | None:
        """Return what the keys of the last build were made of; see `grounds`."""
        return self._load(_GROUNDS)

    def save_grounds(self, data: bytes) -> None:
        """Remember what the keys of this build were made of."""
        self._save(_GROUNDS, data)

    def outcome(self) -> memoryview | None:
        """Return what the last build came to; see `build`."""
        return self._load(_OUTCOME)

    def save_outcome(self, data: bytes) -> None:
        """Remember what this build came to."""
        self._save(_OUTCOME, data)

    def sightings(self, output: Path) -> memoryview | None:
        """Return when the files of an output folder were whole; see `manifest.decode_sightings`."""
        return self._load(_sightings_of(output))

    def save_sightings(self, output: Path, data: bytes) -> None:
        """Remember when the files of an output folder were whole."""
        self._save(_sightings_of(output), data)

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
        """Write a value whole or not at all. A cache that cannot be written makes the next build slower, not wrong."""
        if self._folder is None or (self._pieces_only and not name.startswith(_PIECES)):
            return
        path = self._folder / name
        part = path.with_name(f"{path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(b"".join((_checksum(body), body)))
            part.replace(path)


NOTHING = Memo(None)
"""A memo that remembers nothing."""


def _sightings_of(output: Path) -> str:
    return f"sightings-{fingerprint(os.fsencode(output)).hex()}"


def _checksum(body: bytes | memoryview) -> bytes:
    """Tell damage; against malice a cache has no protection, and needs none that its folder does not give it."""
    return crc32(body).to_bytes(_CHECKSUM, "little")
