"""The manifest: which files in an output folder are ours, and what made them.

In: an output folder. Out: a `Manifest` and how far it is to be believed; or the bytes of one, to be written.
It is part of the site, so its bytes follow from the site's: when the files were written is kept apart, in the
builder's cache, and may be lost.
This module does not know how files come into the folder, or what a unit's key is made of.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Protocol, Self

import msgspec

from sitegen.hashing import SIZE, fingerprint, key_of
from sitegen.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = ".sitegen-manifest"
"""Its name in the output folder; no page can have it, see `paths.safe_path`."""

TURN = 8_000
"""How many files a build looks at."""

_MAGIC = b"sitegen manifest 2\n"
"""Says what the file is, and the version of all that follows. To be raised when a record below changes."""


class File(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file of the site as it was when we wrote it."""

    hash: bytes
    """The fingerprint of its bytes."""
    size: int


class Made(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What became of a unit: a part of the site, such as a day, that is made, or left as it is, as a whole."""

    key: str
    """Equal keys, equal files."""
    count: int
    """How many files it has."""
    packed: bytes
    """Its files, encoded: of most units, most builds need to know no more than that they are the same as before."""
    notices: tuple[Problem, ...] = ()
    """What a build that leaves the unit as it is has to say of it again."""

    @classmethod
    def of(cls, key: str, files: dict[str, File], notices: tuple[Problem, ...] = ()) -> Self:
        """Return what was made, given the files by path, relative to the output folder."""
        return cls(key, len(files), msgspec.msgpack.encode(files), notices)

    @property
    def files(self) -> dict[str, File]:
        """Its files, by path; decoded anew each time."""
        return _files_decoder.decode(self.packed)


class Manifest(msgspec.Struct, frozen=True, array_like=True):
    """All files of a site, each in exactly one unit."""

    units: dict[str, Made]
    """By name: `day/2020-07-22`."""

    @property
    def key(self) -> str:
        """Equal keys, equal sites."""
        return key_of({name: unit.key for name, unit in self.units.items()})

    @property
    def count(self) -> int:
        """How many files the site has."""
        return sum(unit.count for unit in self.units.values())

    def files(self) -> dict[str, File]:
        """All files of all units, by path."""
        return {path: file for unit in self.units.values() for path, file in unit.files.items()}


class Verified(msgspec.Struct, frozen=True, array_like=True):
    """Since when the units of a site are known to be whole, and which are to be looked at next.

    To look at every file would be most of the time of a build that changes little: 4 us each. So of large sites each
    build looks at some units, in turn; what was done to others by hand is found by one of the next. But when the upper
    folders tell that something came or went, all are looked at.
    """

    seen: dict[str, int]
    """By unit: a time of the output's file system, in ns, at which all its files were as they should be."""
    next: int = 0
    """The number of the unit to begin with."""
    folders: dict[str, int] = {}
    """When entries of the upper folders last came or went, in ns."""

    def rotation(self, manifest: Manifest, folders: dict[str, int]) -> tuple[set[str], int]:
        """Return the names of the units whose turn it is, and the number of the one after them.

        `folders` is the state of the upper folders now.
        """
        names = list(manifest.units)
        if folders != self.folders:
            return set(names), 0
        chosen: set[str] = set()
        weight, number = 0, self.next
        while weight < TURN and len(chosen) < len(names):
            name = names[number % len(names)]
            chosen.add(name)
            weight += manifest.units[name].count
            number += 1
        return chosen, number % len(names) if len(chosen) < len(names) else 0


class VerifiedStore(Protocol):
    """What keeps `Verified` from build to build."""

    def verified(self, output: Path) -> memoryview | None:
        """Return what was saved of an output folder; None when nothing was."""

    def save_verified(self, output: Path, data: bytes) -> None:
        """Save when the files of an output folder were last verified."""


class Standing(enum.Enum):
    """How far the manifest of a folder is to be believed."""

    KNOWN = "known"
    """It is whole and of this version."""
    ABSENT = "absent"
    """There is none: nothing in the folder is ours."""
    LOST = "lost"
    """There is one, but it is damaged or of another version: some files are ours, and we do not know which."""


_decoder = msgspec.msgpack.Decoder(Manifest)
_verified_decoder = msgspec.msgpack.Decoder(tuple[str, Verified])
_files_decoder = msgspec.msgpack.Decoder(dict[str, File])


def load_manifest(folder: Path) -> tuple[Manifest, Standing]:
    """Read a folder's manifest; it is empty unless it is `KNOWN`. The paths in it are not checked.

    Raises:
        OSError: the system does not let us read it. To build without it would leave files of ours that nobody knows.

    """
    try:
        raw = (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Manifest({}), Standing.ABSENT
    except IsADirectoryError:
        return Manifest({}), Standing.LOST
    start = len(_MAGIC) + SIZE
    body = memoryview(raw)[start:]
    if raw[:start] != _MAGIC + fingerprint(body):
        return Manifest({}), Standing.LOST
    try:
        return _decoder.decode(body), Standing.KNOWN
    except msgspec.MsgspecError:
        return Manifest({}), Standing.LOST


def encode_manifest(manifest: Manifest) -> bytes:
    """Return what `load_manifest` reads."""
    body = msgspec.msgpack.encode(manifest)
    return _MAGIC + fingerprint(body) + body


def encode_verified(verified: Verified, manifest: Manifest) -> bytes:
    """Return what `decode_verified` reads."""
    return msgspec.msgpack.encode((manifest.key, verified))


def decode_verified(data: memoryview | None, manifest: Manifest) -> Verified:
    """Return what was seen of the files of this very manifest: nothing, if it was of another."""
    try:
        of, verified = _verified_decoder.decode(data or b"")
    except msgspec.MsgspecError:
        return Verified({})
    return verified if of == manifest.key else Verified({})
