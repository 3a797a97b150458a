"""The version of everything that makes pages: our own sources, Python, and the libraries."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

from sitegen.hashing import key_of

LIBRARIES = (
    "deflate",
    "jinja2",
    "lunr",
    "markdown-it-py",
    "markupsafe",
    "math-core",
    "mdit-py-plugins",
    "msgspec",
    "numpy",
    "pygments",
    "pyyaml",
)
"""Those whose version can show in a page."""


@lru_cache(maxsize=1)
def code_key() -> str:
    """Return a key of everything but its input that decides what a build makes: our sources and the libraries."""
    package = Path(__file__).parent
    sources = {path.relative_to(package).as_posix(): path.read_bytes() for path in sorted(package.rglob("*.py"))}
    return key_of(sources, sys.version_info[:2], _versions())


def _versions() -> list[str]:
    """Return the libraries with their versions.

    The names of the folders that describe them tell; `importlib.metadata` takes fifty times as long to do so.
    """
    found = set()
    for described in distributions():
        name, _, rest = described.partition("-")
        library = name.lower().replace("_", "-")
        if library in LIBRARIES:
            found.add((library, rest))
    unseen = set(LIBRARIES) - {library for library, _ in found}
    return sorted(f"{name} {version}" for name, version in found) + sorted(map(_asked_version, unseen))


def distributions() -> list[str]:
    """Return the names of the folders that describe what is installed: `Jinja2-3.1.6.dist-info`."""
    folders = filter(Path.is_dir, map(Path, sys.path))
    names = {entry.name for folder in folders for entry in os.scandir(folder)}
    return sorted(name for name in names if name.endswith((".dist-info", ".egg-info")))


def _asked_version(library: str) -> str:
    from importlib import metadata  # noqa: PLC0415 - rarely needed, and slow

    return f"{library} {metadata.version(library)}"
