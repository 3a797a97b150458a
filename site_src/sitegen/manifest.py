"""The manifest: which files in an output folder are ours, and what made them.

In: an output folder. Out: a `Manifest` and how far it is to be believed; or the bytes of one, to be written.
It is part of the site, so its bytes follow from the site's: the times at which files were written are kept apart,
in the builder's cache, and may be lost.
This module does not know how files come into the folder, or what a unit's key is made of.
"""

from __future__ import annotations

import enum
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = ".sitegen-manifest"
"""Its name in the output folder; no page can have it, see `write.safe_path`."""

_MAGIC = b"sitegen manifest 1\n"
"""Says what the file is, and the version of all that follows. To be raised when a record below changes."""
_CHECKSUM_BYTES = 16


class File(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file of the site as it was when we wrote it."""

    hash: bytes
    """Of its bytes; see `write`."""
    size: int
    mtime_ns: int = 0
    """With `size`, how a later build sees that nobody has touched the file, without reading it; 0 when not known.
    The manifest does not hold it, see `encode_times`."""


class Made(msgspec.Struct, frozen=True, array_like=True):
    """What became of a unit: a part of the site, such as a day, that is made, or left as it is, as a whole."""

    key: str
    """Equal keys, equal files."""
    files: dict[str, File]
    """By path, relative to the output folder."""


class Manifest(msgspec.Struct, frozen=True, array_like=True):
    """All files of a site, each in exactly one unit."""

    units: dict[str, Made]
    """By name: `day/2020-07-22`."""

    def files(self) -> dict[str, File]:
        """All files of all units, by path."""
        return {path: file for unit in self.units.values() for path, file in unit.files.items()}


class Standing(enum.Enum):
    """How far the manifest of a folder is to be believed."""

    KNOWN = "known"
    """It is whole and of this version."""
    ABSENT = "absent"
    """There is none: nothing in the folder is ours."""
    LOST = "lost"
    """There is one, but it is damaged or of another version: some files are ours, and we do not know which."""


_Times = dict[str, tuple[str, list[int]]]
"""By unit: its key, and `mtime_ns` of its files in their order."""

_decoder = msgspec.msgpack.Decoder(Manifest)
_times_decoder = msgspec.msgpack.Decoder(_Times)


def load_manifest(folder: Path) -> tuple[Manifest, Standing]:
    """Read a folder's manifest; it is empty unless it is `KNOWN`. The paths in it are not checked."""
    try:
        raw = (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Manifest({}), Standing.ABSENT
    except OSError:
        return Manifest({}), Standing.LOST
    start = len(_MAGIC) + _CHECKSUM_BYTES
    body = memoryview(raw)[start:]
    if raw[:start] != _MAGIC + _checksum(body):
        return Manifest({}), Standing.LOST
    try:
        return _decoder.decode(body), Standing.KNOWN
    except msgspec.MsgspecError:
        return Manifest({}), Standing.LOST


def encode_manifest(manifest: Manifest) -> bytes:
    """Return what `load_manifest` reads."""
    units = {
        name: (unit.key, {path: (file.hash, file.size) for path, file in unit.files.items()})
        for name, unit in manifest.units.items()
    }
    body = msgspec.msgpack.encode((units,))
    return _MAGIC + _checksum(body) + body


def encode_times(manifest: Manifest) -> bytes:
    """Return what `with_times` reads."""
    times = {name: (unit.key, [file.mtime_ns for file in unit.files.values()]) for name, unit in manifest.units.items()}
    return msgspec.msgpack.encode(times)


def with_times(manifest: Manifest, encoded: bytes) -> Manifest:
    """Complete a manifest by the times of the same build; those of another are passed over."""
    try:
        times = _times_decoder.decode(encoded)
    except msgspec.MsgspecError:
        return manifest
    units = dict(manifest.units)
    for name, unit in manifest.units.items():
        key, mtimes = times.get(name, ("", []))
        if key == unit.key and len(mtimes) == len(unit.files):
            files = zip(unit.files.items(), mtimes, strict=True)
            units[name] = Made(key, {path: File(file.hash, file.size, mtime) for (path, file), mtime in files})
    return Manifest(units)


def _checksum(body: bytes | memoryview) -> bytes:
    """Damage is noticed by it; it is no protection against malice."""
    return blake2b(body, digest_size=_CHECKSUM_BYTES).digest()
