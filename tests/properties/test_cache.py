"""Whatever becomes of the files in the cache, a build makes the same site as without them, and says nothing of it."""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.conftest import TORTURE, TWO_DAYS, digest, edit, write_site

from sitegen import config
from sitegen.build import cache as caches
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.output.disk import DiskSink
from sitegen.output.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sitegen.build.pipeline import Report

ROUNDS = TORTURE or 3
WATCH = "-- sitegen.toml --\n[[watch]]\nname = 'Watched'\nany = ['title']\n"
MORE = "".join(
    f"-- content/2020-08-{day}.md --\n{digest(f'2020-08-{day}', f'2008.000{day}')}\n" for day in range(10, 14)
)


def run(site: Path, *, cache: Cache | None = None) -> Report:
    cache = cache or Cache(site / ".cache")
    with DiskSink.open(site / "build", clean=False, cache=cache) as sink:
        report = build(site, config.load(site, {}), sink, cache)
    assert report.committed, report.problems
    return report


def tree(site: Path) -> dict[str, bytes]:
    return {str(path.relative_to(site)): path.read_bytes() for path in (site / "build").rglob("*") if path.is_file()}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = write_site(tmp_path / "site", WATCH + TWO_DAYS + MORE)
    run(site)
    return site


def flip(dice: random.Random, file: Path, _others: list[Path]) -> None:
    data = bytearray(file.read_bytes())
    if data:  # nothing less can be left of a file
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    file.write_bytes(data)


def cut(dice: random.Random, file: Path, _others: list[Path]) -> None:
    os.truncate(file, dice.randrange(max(1, file.stat().st_size)))


def copy(dice: random.Random, file: Path, others: list[Path]) -> None:
    shutil.copy(dice.choice(others), file)


def lose(_dice: random.Random, file: Path, _others: list[Path]) -> None:
    file.unlink()


def block(_dice: random.Random, file: Path, _others: list[Path]) -> None:
    """Put a folder there: it can neither be read nor be written over."""
    file.unlink()
    (file / "full").mkdir(parents=True)


WAYS = (flip, cut, copy, lose, block)


@pytest.mark.parametrize("way", WAYS)
def test_damage_to_the_cache_changes_no_byte_of_the_site(
    site: Path, way: Callable[[random.Random, Path, list[Path]], None]
) -> None:
    dice = random.Random(way.__name__)
    for number in range(ROUNDS):
        files = sorted(path for path in (site / ".cache").rglob("*") if path.is_file())
        for file in dice.sample(files, min(len(files), dice.choice((1, 3, len(files))))):
            way(dice, file, [path for path in files if path != file and path.is_file()] or [file])
        edit(
            site,
            "content/2020-07-22.md",
            "Abstract of 2007.00001" if not number else f"Text {number}.",
            f"Text {number + 1}.",
        )
        report = run(site)
        assert [problem for problem in report.problems if "cache" not in problem.message] == []
        shutil.copytree(
            site, site.parent / "clean", ignore=shutil.ignore_patterns("build", ".cache", "permalinks.lock")
        )
        run(site.parent / "clean", cache=Cache(None))
        clean = tree(site.parent / "clean")
        assert {path: data for path, data in tree(site).items() if clean.get(path) != data} == {}
        assert tree(site).keys() == clean.keys()
        shutil.rmtree(site.parent / "clean")
        for folder in list((site / ".cache").rglob("full")):
            shutil.rmtree(folder.parent)


def test_a_piece_that_is_lost_after_it_was_seen_is_made_without_the_cache(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading fails at any one moment of a build, for good: here at each third, in `make torture` at each."""
    edit(site, "content/2020-07-22.md", "2007.00001.", "2007.00001, edited.")
    load, started = Cache._load, 0
    shutil.copytree(site, site.parent / "start")
    right: dict[str, bytes] = {}
    for step in range(1, 1000, 1 if TORTURE else 3):
        started = 0

        def failing(self: Cache, name: str, step: int = step) -> memoryview | None:
            nonlocal started
            started += 1
            return None if started >= step else load(self, name)

        monkeypatch.setattr(Cache, "_load", failing)
        run(site)
        right = right or tree(site)
        assert tree(site) == right, step
        if started < step:
            assert step > 20
            return
        shutil.rmtree(site)
        shutil.copytree(site.parent / "start", site)


def test_a_cache_that_cannot_be_written_is_said_once_and_the_site_is_right(site: Path) -> None:
    before = {path: data for path, data in tree(site).items() if MANIFEST not in path}
    shutil.rmtree(site / ".cache")
    shutil.rmtree(site / "build")
    (site / ".cache").write_text("a file")
    notices = [problem for problem in run(site).problems if "the cache cannot be written" in problem.message]
    assert [problem.severity for problem in notices] == ["notice"]
    assert {path: data for path, data in tree(site).items() if MANIFEST not in path} == before


def test_what_killed_builds_did_not_finish_writing_goes_away(site: Path) -> None:
    for folder in (site / ".cache", site / ".cache/fragments"):
        (folder / f"readings.99{caches._PART}").write_bytes(b"half")
    edit(site, "content/2020-07-22.md", "2007.00001.", "2007.00001, edited.")
    run(site)
    assert list((site / ".cache").rglob(f"*{caches._PART}")) == []
