"""What is meant by a path, which files are alike, and how text is fitted into columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.conftest import write_site

from sitegen.content import parse
from sitegen.inspect import drawing, groups
from sitegen.inspect.places import place_of
from sitegen.inspect.seen import Seen, lost
from sitegen.model import Source
from sitegen.problems import width

if TYPE_CHECKING:
    from pathlib import Path

PAPER = "## [A title](https://arxiv.org/abs/2007.00001)\n"
SITE = f"""
-- site/sitegen.toml --
[content]
folder = "daily"
[[digests]]
paper = "heading 2"
-- site/daily/2020-07-22.md --
{PAPER}
-- clone/archive/2020-07-22/vision.md --
{PAPER}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_site(tmp_path, SITE)


# Places


def test_without_a_path_the_content_of_the_current_site_is_meant(folder: Path) -> None:
    place = place_of(folder / "site", None, {})
    assert (place.site, place.config.content.folder, place.only) == (folder / "site", "daily", "")


def test_a_folder_with_a_configuration_is_a_site(folder: Path) -> None:
    place = place_of(folder, folder / "site", {})
    assert (place.site, place.config.content.folder) == (folder / "site", "daily")
    assert place.config.digests[0].paper == "heading 2"


def test_the_folder_of_a_site_whose_content_folder_is_missing_is_its_content(folder: Path) -> None:
    (folder / "clone/sitegen.toml").write_text('title = "Mine"\n')
    place = place_of(folder, folder / "clone", {})
    assert (place.config.title, place.config.content.folder) == ("Mine", ".")


def test_any_other_folder_is_content_itself(folder: Path) -> None:
    place = place_of(folder / "site", folder / "clone", {})
    assert (place.site, place.config.content.folder) == (folder / "clone", ".")
    below = place_of(folder, folder / "clone", {})
    assert (below.site, below.config.content.folder) == (folder, "clone")


def test_a_file_of_the_current_site_is_read_as_the_site_says(folder: Path) -> None:
    place = place_of(folder / "site", folder / "site/daily/2020-07-22.md", {})
    assert (place.only, place.file, place.config.content.folder) == ("daily/2020-07-22.md", True, "daily")
    assert place.config.digests


def test_a_file_elsewhere_keeps_the_folder_that_tells_its_day(folder: Path) -> None:
    place = place_of(folder / "site", folder / "clone/archive/2020-07-22/vision.md", {})
    assert (place.site, place.only) == (folder / "clone/archive", "2020-07-22/vision.md")
    assert place.config.content.folder == "2020-07-22"


# Groups


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [
        (["2020/07/2020-07-22.md", "2020/08/2020-08-01.md"], "2020/*/*.md"),
        (["daily-2020-07-22.md", "daily-2020-07-23.md"], "daily-*.md"),
        (["a/2020-07-22/one.md", "a/2020-07-23/two.md"], "a/*/*.md"),
        (["a/x.md"], "a/x.md"),
    ],
)
def test_files_that_are_alike_have_a_pattern_that_names_them(paths: list[str], pattern: str) -> None:
    assert groups.pattern(paths) == pattern


def test_files_in_folders_of_one_kind_are_alike() -> None:
    paths = ["2020/a.md", "2021/b.md", "2021/b.json", "notes/c.md"]
    found = groups.alike([Seen(path) for path in paths])
    assert [[file.path for file in group] for group in found] == [
        ["2020/a.md", "2021/b.md"],
        ["2021/b.json"],
        ["notes/c.md"],
    ]


# Lines that are in no paper


def test_a_link_to_a_paper_that_no_paper_holds_is_lost() -> None:
    text = f"See https://arxiv.org/abs/2007.09999\n\n{PAPER}\nAs in https://arxiv.org/abs/2007.00002.\n"
    source = Source("content/2020-07-22.md", text, "key")
    digests, _ = parse.digests(source)
    assert lost(source, digests) == (1,)


# Columns


def test_a_text_is_cut_to_columns_of_a_terminal_and_not_to_characters() -> None:
    assert drawing.cut("一二三四五", 7) == "一二三…"
    assert width(drawing.cut("一二三四五", 7)) == 7
    assert drawing.cut("as it\nis", 20) == "as it is"
    assert drawing.cut("\x1b[31mred", 20) == "\N{REPLACEMENT CHARACTER}[31mred"


def test_columns_are_aligned_under_wide_letters() -> None:
    rows = list(drawing.table(["a", "n"], [["一二", "1"], ["abc", "22"]], right={"n"}))
    assert rows == ["a      n", "一二   1", "abc   22"]
