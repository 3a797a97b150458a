"""What a maintainer is told of a build before it is made: which pages would change, and how."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from tests.conftest import digest, edit, write_site

from sitegen.commands import main

if TYPE_CHECKING:
    from collections.abc import Callable

SITE = f"""
-- sitegen.toml --
base_url = "https://example.org/site/"
theme.name = "mine"
-- themes/mine/theme.toml --
parent = "default"
-- content/2020-07-22.md --
{digest("2020-07-22", "2007.00001", "2007.00002", "2007.00003", "2007.00004", "2007.00005", "2007.00006")}
-- content/2020-07-23.md --
{digest("2020-07-23", "2007.00007", "2007.00001")}
-- content/pages/about.md --
# About

Text.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site once: to build a copy of it costs little."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SITEGEN_BASE_URL", raising=False)
        patch.chdir(write_site(tmp_path_factory.mktemp("made"), SITE))
        build()
        return Path.cwd()


@pytest.fixture
def site(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SITEGEN_BASE_URL", raising=False)
    folder = shutil.copytree(made, tmp_path / "site")
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [*arguments])
    assert result.exit_code == code, result.output
    return result


def diff(*arguments: str, code: int = 0) -> Result:
    return run("diff", "--jobs", "1", *arguments, code=code)


def build() -> None:
    run("build", "--jobs", "1")


def told(*arguments: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in diff("--json", *arguments).stdout.splitlines()]
    return [row for row in rows if row["type"] == "change"]


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def new_day(site: Path) -> None:
    write_site(site, f"-- content/2020-07-24.md --\n{digest('2020-07-24', '2007.00008', '2007.00002')}")


def edited(site: Path) -> None:
    edit(site, "content/2020-07-22.md", "Abstract of 2007.00003", "Another abstract")


def removed(site: Path) -> None:
    (site / "content/2020-07-23.md").unlink()


def other_template(site: Path) -> None:
    template = '{% extends "parent:document.html" %}{% block title %}T{% endblock %}'
    write_site(site, f"-- themes/mine/templates/document.html --\n{template}")


def other_style(site: Path) -> None:
    write_site(site, "-- themes/mine/static/mine.css --\np { margin: 0 }")


def other_title(site: Path) -> None:
    edit(site, "sitegen.toml", "base_url", 'title = "Another"\nbase_url')


def harmed(site: Path) -> None:
    (site / "build/about/index.html").write_text("by hand")
    (site / "build/2020/index.html").unlink()


def no_cache(site: Path) -> None:
    edited(site)
    for path in (site / ".cache/sitegen").iterdir():
        if path.is_file():
            path.unlink()


def nothing(_: Path) -> None:
    pass


EDITS = (new_day, edited, removed, other_template, other_style, other_title, harmed, no_cache, nothing)


@pytest.mark.parametrize("change", EDITS, ids=lambda change: change.__name__)
def test_it_tells_of_the_very_files_that_a_build_then_touches(site: Path, change: Callable[[Path], None]) -> None:
    build()
    change(site)
    before = tree(site / "build")
    found = told()
    assert tree(site / "build") == before
    report = json.loads(run("build", "--jobs", "1", "--json").stdout.splitlines()[-1])
    after = tree(site / "build")
    for files in (before, after):
        del files[".sitegen-manifest"]
    gone = {one["file"] for one in found if one["change"] == "removed"}
    come = {one["file"] for one in found} - gone
    assert gone == before.keys() - after.keys()
    assert come == {path for path, data in after.items() if before.get(path) != data}
    assert (report["written"], report["removed"]) == (len(come), len(gone))
    assert bool(found) == (change is not nothing)


def test_before_the_first_build_all_is_new(site: Path) -> None:
    shutil.rmtree(site / "build")
    shutil.rmtree(site / ".cache")
    found = told()
    assert not (site / "build").exists()
    build()
    assert sorted(one["file"] for one in found) == sorted(tree(site / "build").keys() - {".sitegen-manifest"})
    assert {one["change"] for one in found} == {"new"}


def test_nothing_is_written_but_pieces_of_the_cache_and_the_next_build_is_what_it_would_have_been(site: Path) -> None:
    build()
    new_day(site)
    before = {path: data for path, data in tree(site).items() if "/fragments/" not in path}
    diff("--text")
    assert {path: data for path, data in tree(site).items() if "/fragments/" not in path} == before
    assert not (site / ".build.sitegen").exists()


def test_the_lock_of_published_addresses_gets_none_that_were_only_tried(site: Path) -> None:
    edit(site, "sitegen.toml", "theme.name", 'urls.lock = "permalinks.lock"\ntheme.name')
    diff()
    assert not (site / "permalinks.lock").exists()
    build()
    before = (site / "permalinks.lock").read_bytes()
    new_day(site)
    diff()
    assert (site / "permalinks.lock").read_bytes() == before
    build()
    assert b"/2020/07/24/" in (site / "permalinks.lock").read_bytes()


def test_what_changes_is_told_by_kind_with_the_papers_of_new_days(site: Path) -> None:
    build()
    new_day(site)
    result = diff()
    rows = result.stdout.splitlines()
    assert rows[:2] == ["+ /site/2020/07/24/  (2 papers)", "+ /site/abs/2007.00008/"]
    assert "~ /site/abs/2007.00002/" in rows
    assert "~ /site/2020/07/23/" in rows
    assert not [row for row in rows if "/abs/2007.00001/" in row]
    assert rows.index("~ /site/feed.xml") > rows.index("~ /site/")
    hows = [one["change"] for one in told()]
    counted = [f"{hows.count(how)} {how}" for how in ("new", "changed", "removed")]
    assert result.stderr.endswith(f"{', '.join(counted)}\n")


def test_many_of_a_kind_are_summed_up_unless_all_are_asked_for(site: Path) -> None:
    build()
    other_title(site)
    rows = diff().stdout.splitlines()
    assert "~ 5 paper pages of 2020-07-22" in rows
    assert "~ 2 paper pages of 2020-07-23" in rows
    assert "~ /site/about/" in rows
    names = diff("--all").stdout.splitlines()
    assert len(names) == len(told())
    assert "~ /site/abs/2007.00004/" in names
    counted = diff("--stat").stdout.splitlines()
    assert any(row.split() == ["+0", "~7", "-0", "paper", "pages"] for row in counted)
    assert len(counted) < 20


def test_pages_that_go_are_marked_as_lost_and_other_files_are_not(site: Path) -> None:
    build()
    removed(site)
    result = diff()
    rows = result.stdout.splitlines()
    assert "- /site/abs/2007.00007/  (lost)" in rows
    assert "- /site/2020/07/23/  (lost)" in rows
    assert "- /site/2020/07/23/papers.json" in rows
    assert "~ /site/abs/2007.00001/" in rows
    assert "the build would remove 2 published pages" in result.stderr


def test_the_text_of_a_page_is_compared_line_by_line_without_markup(site: Path) -> None:
    build()
    edit(site, "content/2020-07-22.md", "Abstract of 2007.00003.", "With $x^2$ & <b>.")
    rows = diff("2007.00003").stdout.splitlines()
    assert rows[:3] == [
        "~ /site/abs/2007.00003/",
        "--- build/abs/2007.00003/index.html",
        "+++ build/abs/2007.00003/index.html",
    ]
    assert [row for row in rows[3:] if row[0] in "+-"] == ["-Abstract of 2007.00003.", "+With x2 & <b>."]
    (one,) = told("/abs/2007.00003/")
    assert one["text"] == rows[1:]
    assert diff("/about/").stderr.endswith("nothing would change\n")
    assert "the site has no such page or file" in diff("/nowhere/", code=1).stderr


def test_text_shows_new_pages_whole_and_says_where_only_markup_changes(site: Path) -> None:
    build()
    new_day(site)
    other_style(site)
    rows = diff("--text").stdout.splitlines()
    start = rows.index("+ /site/abs/2007.00008/")
    assert "+Abstract of 2007.00008." in rows[start : start + 30]
    assert rows[rows.index("~ /site/about/") + 1] == "(the text does not change)"
    assert rows[rows.index("~ /site/archive.jsonl.gz") + 1] == "(this is not a text file)"


def test_the_exit_code_tells_of_errors_and_of_changes_if_asked(site: Path) -> None:
    build()
    diff("--exit-code")
    edited(site)
    diff()
    diff("--exit-code", code=1)
    edit(site, "content/2020-07-23.md", "pdf/2007.00007.pdf", "pdf/x.pdf")
    assert "is not a valid arXiv ID" in diff(code=1).stderr
    write_site(site, "-- themes/mine/templates/document.html --\n{{ nothing }}")
    assert diff("--json", code=1).stdout.count('"type":"change"') == 0
    assert (site / "build/about/index.html").is_file()


def test_what_a_build_would_refuse_is_refused(site: Path) -> None:
    build()
    write_site(site, "-- content/pages/cname.md --\n# A\n-- build/cname --\nmine")
    assert "the site needs this path" in diff(code=1).stderr
