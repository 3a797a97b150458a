"""Whatever was built before: the output is the last site and what people put there, byte for byte."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import TORTURE, fill

from sitegen.output.disk import DiskSink
from sitegen.output.manifest import MANIFEST
from sitegen.output.sink import MemorySink

Site = dict[str, dict[str, bytes]]
"""The files of each unit."""

PATHS = ("index.html", "a", "a/index.html", "a/b", "a/b/c.html", "b/x/y/z.html", "b/x", "c.css", "d/1.html", "d/2.html")
FOREIGN = {"CNAME": b"example.org", ".git/objects/aa": b"object", "d/notes.txt": b"mine", "e/f/g": b"mine, too"}


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """Draw a site in which no file stands where another needs a folder."""
    site: Site = {}
    taken: list[str] = []
    for path in draw(st.lists(st.sampled_from(PATHS), unique=True)):
        if not any(f"{path}/".startswith(f"{other}/") or f"{other}/".startswith(f"{path}/") for other in taken):
            taken.append(path)
            unit = draw(st.sampled_from(["home", "day/1", "day/2"]))
            site.setdefault(unit, {})[path] = draw(st.sampled_from([b"", b"old", b"new", b"longer"]))
    return site


@st.composite
def steps(draw: st.DrawFn) -> tuple[Site, bool, list[tuple[str, bool]]]:
    """Draw a site, whether its build is a clean one, and the files that are edited or deleted by hand afterwards."""
    site = draw(sites())
    files = sorted(path for unit in site.values() for path in unit)
    harm = draw(st.lists(st.tuples(st.sampled_from(files), st.booleans()), max_size=3)) if files else []
    return site, draw(st.booleans()), harm


def tree(output: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(output).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in output.rglob("*")
        if path != output / MANIFEST
    }


def with_folders(files: dict[str, bytes]) -> dict[str, bytes | None]:
    return {str(folder): None for path in files for folder in Path(path).parents if str(folder) != "."} | files


@settings(max_examples=max(TORTURE, 100), deadline=None)
@given(st.lists(steps(), min_size=1, max_size=6))
def test_any_sequence_of_builds_and_harm_ends_in_the_last_site_and_the_foreign_files(
    sequence: list[tuple[Site, bool, list[tuple[str, bool]]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "build")
        for path, data in FOREIGN.items():
            (output / path).parent.mkdir(parents=True, exist_ok=True)
            (output / path).write_bytes(data)
        memory = MemorySink()
        for site, clean, harm in sequence:
            with DiskSink.open(output, clean=clean, adopt=True) as sink:
                counts = fill(sink, site)
                assert counts.written + counts.unchanged == sum(map(len, site.values()))
            with memory:
                fill(memory, site)
            assert tree(output) == with_folders(memory.files | FOREIGN)
            assert [path.name for path in Path(folder).iterdir()] == ["build"]
            for path, delete in harm:
                if delete:
                    (output / path).unlink(missing_ok=True)
                else:
                    (output / path).write_bytes(b"edited by hand")
