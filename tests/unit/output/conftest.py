"""A small site, and how to build it into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import fill

from sitegen.build.cache import Cache
from sitegen.model import Artifact
from sitegen.output import publish
from sitegen.output.disk import DiskSink
from sitegen.output.manifest import MANIFEST

if TYPE_CHECKING:
    from sitegen.output.sink import Counts
    from sitegen.problems import Refusal

Site = dict[str, dict[str, bytes]]
"""The files of each unit."""
SITE: Site = {
    "home": {"index.html": b"home", "style.css": b"style"},
    "day/1": {"2020/07/01/index.html": b"first", "abs/1/index.html": b"paper 1"},
    "day/2": {"2020/07/02/index.html": b"second", "abs/2/index.html": b"paper 2"},
}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Name an output folder that does not exist yet."""
    return tmp_path / "build"


@pytest.fixture(params=["exchanged", "renamed"])
def swap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to put a folder in the place of another."""
    if request.param == "renamed":
        monkeypatch.setattr(publish, "_exchange", lambda *_: False)


def artifacts(files: dict[str, bytes]) -> list[Artifact]:
    return [Artifact(path, data) for path, data in files.items()]


def beside(output: Path) -> list[str]:
    """Name all that stands in the folder of the output."""
    return [path.name for path in output.parent.iterdir()]


def build(output: Path, site: Site, *, clean: bool = False, cache: Path | None = None) -> Counts:
    with DiskSink.open(output, clean=clean, cache=Cache(cache), adopt=True) as sink:
        counts = fill(sink, site)
    assert beside(output) == [output.name], "something was left beside the output"
    return counts


def tree(output: Path) -> dict[str, bytes | None]:
    """All files and, as `None`, folders; but not the manifest."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes() if path.is_file() else None
        for path in output.rglob("*")
        if path != output / MANIFEST
    }


def flat(site: Site) -> dict[str, bytes | None]:
    """Return what `tree` finds after a site was built into an empty folder."""
    files = {path: data for unit in site.values() for path, data in unit.items()}
    folders = {str(folder): None for path in files for folder in Path(path).parents if str(folder) != "."}
    return {**folders, **files}


def snapshot(output: Path) -> dict[str, tuple[int, int]]:
    """Which files stand there, and when they came: a file that was written again differs."""
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in output.rglob("*") if path.is_file()}


def without(site: Site, *names: str) -> Site:
    return {name: files for name, files in site.items() if name not in names}


def said(refusal: pytest.ExceptionInfo[Refusal]) -> str:
    return str(refusal.value)
