"""How a test loads plug-ins."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from tests.conftest import write_site

from sitegen import plugins
from sitegen.plugins import loader
from sitegen.versions import code_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitegen.plugins import Plugged

HEAD = """
import msgspec
from sitegen.model import Artifact, Digest, Paper
from sitegen.plugins import Plugin
from sitegen.problems import Location, Problem
"""


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    """Leave Python's import as it was."""
    yield
    for finder in [finder for finder in sys.meta_path if isinstance(finder, loader._Finder)]:
        sys.meta_path.remove(finder)
        for name in finder.found:
            sys.modules.pop(name, None)


def load(site: Path, *names: str) -> Plugged:
    return plugins.load(site, names, plugins.keyed(code_key(), site, names))


def house(site: Path, code: str) -> Plugged:
    """Load a plug-in of this code."""
    write_site(site, f"-- sitegen.toml --\nplugins = ['house:plugin']\n-- house.py --\n{HEAD}{code}")
    return load(site, "house:plugin")
