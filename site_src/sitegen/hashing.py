"""Bytes in, a fingerprint out: equal fingerprints, equal bytes.

SHA-256 cut to sixteen bytes: nobody can make two files that differ and have the same, and processors have
instructions for it, which makes it twice as fast as BLAKE2 on what a build has most of: pages of some kilobytes.
"""

from __future__ import annotations

from hashlib import sha256

import msgspec

SIZE = 16
"""Bytes of a fingerprint."""


def fingerprint(data: bytes | memoryview) -> bytes:
    """Return the fingerprint of some bytes."""
    return sha256(data).digest()[:SIZE]


def key_of(*parts: object) -> str:
    """Return a key of plain values: equal keys, equal values."""
    return fingerprint(msgspec.msgpack.encode(parts)).hex()
