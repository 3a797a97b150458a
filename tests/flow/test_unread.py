"""Content that cannot be read takes no page away: they stay as they were published until it is correct or gone."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from tests.conftest import digest, edit, write_site

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.output.disk import DiskSink

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sitegen.build.pipeline import Report

SITE = f"""
-- content/2020-07-21.md --
{digest("2020-07-21", "2007.00001", "2007.00002")}
-- content/old/2020-07-22.md --
{digest("2020-07-22", "2007.00003")}
-- content/2020-07-23.md --
{digest("2020-07-23", "2007.00004", "2007.00001")}
-- content/pages/about.md --
# About

Text.
"""
BROKEN = "content/2020-07-21.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_site(tmp_path, SITE)
    assert made(tmp_path).problems == ()
    return tmp_path


def made(site: Path, *, cached: bool = True, strict: bool = False) -> Report:
    cache = Cache(site / ".cache/sitegen" if cached else None)
    with DiskSink.open(site / "build", clean=False, cache=cache) as sink:
        return build(site, config.load(site, {}), sink, cache, strict=strict)


def tree(site: Path) -> dict[str, bytes]:
    folder = site / "build"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".sitegen-manifest"
    }


def clean(site: Path) -> dict[str, bytes]:
    """Build the same content in another folder."""
    copy = site.with_name(f"{site.name}-clean")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(site, copy, ignore=shutil.ignore_patterns("build", ".cache"))
    made(copy)
    return tree(copy)


def undecodable(site: Path) -> Callable[[], object]:
    data = (site / BROKEN).read_bytes()
    (site / BROKEN).write_bytes(data + b"\xff")
    return lambda: (site / BROKEN).write_bytes(data)


def oversized(site: Path) -> Callable[[], object]:
    data = (site / BROKEN).read_bytes()
    with (site / BROKEN).open("ab") as file:
        file.truncate(config.Content().max_bytes + 1)
    return lambda: (site / BROKEN).write_bytes(data)


def linked(site: Path) -> Callable[[], object]:
    (site / BROKEN).rename(site / "aside.md")
    (site / BROKEN).symlink_to(site / "aside.md")
    return lambda: (site / "aside.md").rename(site / BROKEN)


def linked_folder(site: Path) -> Callable[[], object]:
    (site / "content/old").rename(site / "aside")
    (site / "content/old").symlink_to(site / "aside")

    def correct() -> None:
        (site / "content/old").unlink()
        (site / "aside").rename(site / "content/old")

    return correct


def page(site: Path) -> Callable[[], object]:
    (site / "content/pages/about.md").write_bytes(b"\xff")
    return lambda: (site / "content/pages/about.md").write_text("# About\n\nText.\n")


FAULTS = [undecodable, oversized, linked, linked_folder, page]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_read_stays_as_it_was_published(
    site: Path, fault: Callable[[Path], Callable[[], object]]
) -> None:
    before = tree(site)
    correct = fault(site)
    for _ in range(2):
        report = made(site)
        after = tree(site)
        assert (report.committed, report.errors, report.removed) == (True, 1, 0)
        assert any("what it held before stays published" in problem.message for problem in report.problems)
        changed = {path for path in after if after[path] != before[path]}
        assert all(path.startswith("status") for path in changed)  # which reports the fault
    assert not made(site, strict=True).committed
    correct()
    report = made(site)
    assert report.problems == ()
    assert tree(site) == before == clean(site)


@pytest.mark.parametrize("fault", [undecodable, linked, linked_folder])
def test_the_rest_of_the_site_follows_its_content_meanwhile(
    site: Path, fault: Callable[[Path], Callable[[], object]]
) -> None:
    correct = fault(site)
    write_site(site, f"-- content/2020-07-24.md --\n{digest('2020-07-24', '2007.00005')}\n")
    edit(site, "content/pages/about.md", "Text.", "Other text.")
    report = made(site)
    assert report.committed
    files = tree(site)
    assert b"Other text." in files["about/index.html"]
    assert files.keys() >= {f"2020/07/{day}/index.html" for day in range(21, 25)}
    assert files.keys() >= {f"abs/2007.0000{n}/index.html" for n in range(1, 6)}
    assert b"/2020/07/21/" in files["archive/index.html"]
    assert b"/2020/07/22/" in files["archive/index.html"]
    correct()
    assert made(site).problems == ()
    assert tree(site) == clean(site)


def test_pages_of_a_file_that_is_gone_go(site: Path) -> None:
    undecodable(site)
    assert made(site).errors
    (site / BROKEN).unlink()
    assert made(site).errors == 0
    assert "2020/07/21/index.html" not in tree(site)
    assert tree(site) == clean(site)


@pytest.mark.parametrize("cached", [True, False])
def test_the_one_file_of_an_archive_does_not_empty_the_site(tmp_path: Path, cached: bool) -> None:
    write_site(tmp_path, f"-- {BROKEN} --\n{digest('2020-07-21', '2007.00001')}\n")
    assert made(tmp_path, cached=cached).committed
    before = tree(tmp_path)
    correct = undecodable(tmp_path)
    report = made(tmp_path, cached=cached)
    assert (report.errors, report.committed) == (1, cached)
    after = tree(tmp_path)
    assert {path for path in before if not path.startswith("status") and before[path] != after.get(path)} == set()
    correct()
    assert made(tmp_path, cached=cached).committed
    assert tree(tmp_path) == before


PLUGIN = """
-- sitegen.toml --
plugins = ["house:plugin"]
-- house.py --
from sitegen.plugins import Plugin
def paper(paper):
    return paper
class Shape:
    EXPECTED = "stars"
    def claims(self, text):
        return False
    def parse(self, source, defaults):
        return [], []
plugin = Plugin(paper=paper, shape=Shape())
"""


@pytest.mark.parametrize(
    ("old", "new", "committed"),
    [
        ("return paper", "return 1 / 0", True),
        ("return paper", 'return 1 / ("1" not in paper.id[5:])', True),
        ("return False", "return 1 / 0", False),
        ("return False", 'return 1 / ("07-21" not in text) < 0', True),
    ],
)
def test_a_plug_in_that_fails_takes_no_page_away(tmp_path: Path, old: str, new: str, committed: bool) -> None:
    write_site(tmp_path, SITE + PLUGIN)
    assert made(tmp_path).problems == ()
    before = tree(tmp_path)
    edit(tmp_path, "house.py", old, new)
    report = made(tmp_path)
    assert report.errors
    assert report.committed is committed
    assert {path for path in before.keys() - tree(tmp_path).keys() if path.endswith(".html")} == set()
    edit(tmp_path, "house.py", new, old)
    assert made(tmp_path).problems == ()
    assert tree(tmp_path) == before
