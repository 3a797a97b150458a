"""What a maintainer sees of builds that follow one another: what is made again, what stays, what goes."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from tests.conftest import digest, edit, write_site

from sitegen import config
from sitegen.build import pipeline as building
from sitegen.build import tasks
from sitegen.build.cache import Cache
from sitegen.output.disk import DiskSink
from sitegen.output.manifest import load_manifest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sitegen.build.pipeline import Report

DAYS = {
    "2020-07-20": ("2007.10001", "2007.10002"),
    "2020-07-21": ("2007.10003",),
    "2020-07-22": ("2007.10004", "2007.10005"),
    "2021-01-04": ("2101.00001",),
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    for day, ids in DAYS.items():
        add_day(folder, day, ids)
    return write_site(folder, "-- content/pages/about.md --\n# About\nText.")


def add_day(folder: Path, day: str, ids: Iterable[str], category: str = "cs.CV") -> Path:
    file = folder / "content" / f"{day}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(digest(day, *ids, category=category), encoding="utf-8")
    return file


def build(folder: Path, *, jobs: int = 1, strict: bool = False, clean: bool = False, cache: bool = True) -> Report:
    settings = config.load(folder, {}, "https://example.org/archive/")
    remembered = Cache(folder / ".cache/sitegen" if cache else None)
    with DiskSink.open(folder / "build", clean=clean, cache=remembered) as sink:
        return building.build(folder, settings, sink, remembered, jobs=jobs, strict=strict)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_as_if_clean(folder: Path, tmp_path: Path) -> None:
    """The site must be what a first build of the same content makes, the manifest included."""
    fresh = tmp_path / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(folder, fresh, ignore=shutil.ignore_patterns("build", ".cache"))
    build(fresh)
    assert tree(folder / "build") == tree(fresh / "build")


def test_a_build_without_changes_reads_renders_and_writes_nothing(site: Path) -> None:
    first = build(site)
    assert (first.read, first.papers, first.days, first.committed) == (5, 6, 4, True)
    again = build(site)
    assert (again.read, again.made, again.pages, again.written, again.removed) == (0, 0, 0, 0, 0)
    assert again.papers == 6


def run(program: str, folder: Path) -> str:
    """Run a program in a process of its own, and return what it prints."""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_a_build_without_changes_does_not_load_what_only_making_needs(site: Path) -> None:
    program = """
import sys
from sitegen.commands import main
try:
    main(["build"])
finally:
    making = {"jinja2", "markdown_it", "math_core", "multiprocessing", "pygments", "sitegen.theme.bundles"}
    print(sorted(making & sys.modules.keys()))
"""
    assert "math_core" in run(program, site)
    assert run(program, site) == "[]\n"


def test_each_page_is_opened_once_and_its_folder_made_once(site: Path) -> None:
    program = """
import sys
from collections import Counter
calls = Counter()
def hook(event, arguments):
    if event in ("open", "os.mkdir", "os.rename", "os.chmod", "os.listdir") and "/abs/" in str(arguments[0]):
        calls[event] += 1
sys.addaudithook(hook)
from sitegen.commands import main
try:
    main(["build", "--jobs", "1"])
finally:
    print(sorted(calls.items()))
"""
    # six papers; the first of them finds that `abs` has to be made before
    assert run(program, site) == "[('open', 6), ('os.mkdir', 7)]\n"


def test_an_edited_abstract_renders_its_day_and_what_shows_its_text(site: Path, tmp_path: Path) -> None:
    build(site)
    before = tree(site / "build")
    file = site / "content/2020-07-20.md"
    file.write_text(file.read_text().replace("Abstract of 2007.10001.", "Another abstract."))
    report = build(site)
    assert report.read == 1
    # the day and its terms, the feeds, the export, the index; the home page shows the newest day only
    assert (report.made, report.pages) == (5, 3)
    after = tree(site / "build")
    assert {path for path in after if after[path] != before.get(path) and not path.startswith("search/")} == {
        "2020/07/20/index.html",
        "2020/07/20/index.json",
        "2020/07/20/terms.json",
        "abs/2007.10001/index.html",
        "archive.jsonl.gz",
        "feed.json",
        "feed.xml",
        ".sitegen-manifest",
    }
    assert b"Another abstract." in (site / "build/abs/2007.10001/index.html").read_bytes()
    assert_as_if_clean(site, tmp_path)


def test_a_new_day_renders_its_neighbour_and_the_lists(site: Path, tmp_path: Path) -> None:
    build(site)
    add_day(site, "2021-01-05", ["2101.00002"])
    report = build(site)
    made = {
        "day/2021-01-05",
        "day/2021-01-04",
        "terms/2021-01-05",
        "month/2021-01",
        "year/2021",
        "archive",
        "status",
        "home",
        "since",
        "watch",
        "watch/codes",
        "feed",
        "period-feeds",
        "fixed",
        "export",
        "index",
    }
    assert (report.read, report.made) == (1, len(made))
    assert b"5 January 2021" in (site / "build/2021/01/04/index.html").read_bytes()
    assert_as_if_clean(site, tmp_path)


def test_a_deleted_digest_takes_its_pages_feed_entries_and_sitemap_entries_with_it(site: Path, tmp_path: Path) -> None:
    build(site)
    before = tree(site / "build")
    (site / "build/CNAME").write_text("papers.example.org")
    (site / "build/2020/07/21/mine.txt").write_text("mine")
    (site / "content/2020-07-21.md").unlink()
    report = build(site)
    assert not (site / "build/abs/2007.10003").exists()
    assert (site / "build/CNAME").read_text() == "papers.example.org"
    assert (site / "build/2020/07/21/mine.txt").read_text() == "mine"
    for name in ("feed.xml", "feed.json", "sitemap.xml", "archive/index.html", "2020/07/index.html"):
        assert b"2007.10003" not in (site / "build" / name).read_bytes()
        assert b"2020/07/21" not in (site / "build" / name).read_bytes()
    gone = before.keys() - tree(site / "build").keys()
    expected = {f"2020/07/21/{name}" for name in ("index.html", "index.json", "papers.json", "terms.json")}
    expected.add("abs/2007.10003/index.html")
    assert {path for path in gone if not path.startswith("search/")} == expected
    assert report.removed == len(gone)
    (site / "build/CNAME").unlink()
    (site / "build/2020/07/21/mine.txt").unlink()
    assert_as_if_clean(site, tmp_path)


def test_a_build_that_loses_published_papers_says_so_and_refuses_when_strict(site: Path) -> None:
    build(site)
    (site / "content/2020-07-21.md").unlink()
    refused = build(site, strict=True)
    assert not refused.committed
    assert "2 published pages: /2020/07/21/, /abs/2007.10003/" in refused.problems[0].message
    assert (site / "build/abs/2007.10003/index.html").exists()
    assert build(site).committed
    assert not (site / "build/abs/2007.10003").exists()


def test_a_renamed_digest_leaves_all_but_the_ledger_as_it_was(site: Path, tmp_path: Path) -> None:
    build(site)
    before = tree(site / "build")
    (site / "content/2020-07-21.md").rename(site / "content/tuesday-20200721.md")
    report = build(site)
    assert (report.read, report.written, report.removed) == (1, 2, 0)
    changed = {path for path, data in tree(site / "build").items() if data != before.get(path)}
    assert changed == {"status/index.html", "status.json", ".sitegen-manifest"}
    assert_as_if_clean(site, tmp_path)


def test_a_paper_that_returns_moves_to_its_newest_day_and_keeps_its_address(site: Path, tmp_path: Path) -> None:
    build(site)
    add_day(site, "2021-01-05", ["2101.00002", "2007.10003"])
    report = build(site, strict=True)
    assert report.committed, report.problems
    page = (site / "build/abs/2007.10003/index.html").read_text()
    assert "21 July 2020" in page
    assert "5 January 2021" in page
    assert "5 January 2021" in (site / "build/2020/07/21/index.html").read_text()
    assert_as_if_clean(site, tmp_path)


def test_a_touched_template_renders_the_pages_that_use_it(site: Path, tmp_path: Path) -> None:
    write_site(site, '-- sitegen.toml --\ntheme.name = "mine"\n-- themes/mine/theme.toml --\nparent = "default"')
    build(site)
    month = '{% extends "parent:month.html" %}{% block title %}Month{% endblock %}'
    write_site(site, f"-- themes/mine/templates/month.html --\n{month}")
    report = build(site)
    assert (report.read, report.made, report.pages, report.written) == (0, 2, 2, 2)
    assert_as_if_clean(site, tmp_path)


def test_a_changed_option_renders_every_page(site: Path, tmp_path: Path) -> None:
    build(site)
    write_site(site, '-- sitegen.toml --\ntitle = "Renamed"')
    report = build(site)
    assert report.read == 0
    assert report.pages == sum(name.endswith(".html") for name in tree(site / "build"))
    assert_as_if_clean(site, tmp_path)


def test_another_version_makes_everything_anew(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build(site)
    monkeypatch.setattr(building, "code_key", lambda: "of another version")
    report = build(site)
    assert (report.read, report.pages) == (first.read, first.pages)
    assert report.written == 0, "but what comes out the same is not written again"


def test_a_cache_that_is_lost_or_damaged_costs_time_only(site: Path, tmp_path: Path) -> None:
    build(site)
    for damaged in (False, True):
        for file in [path for path in (site / ".cache/sitegen").rglob("*") if path.is_file()]:
            contents = file.read_bytes()
            file.unlink()
            if damaged:
                file.write_bytes(b"\x80" + contents[1:])
        add_day(site, "2021-01-05", ["2101.00002"])
        assert build(site).committed
        assert_as_if_clean(site, tmp_path)
        (site / "content/2021-01-05.md").unlink()
        build(site)


def test_without_a_cache_folder_the_site_is_the_same(site: Path, tmp_path: Path) -> None:
    build(site, cache=False)
    assert_as_if_clean(site, tmp_path)


def test_a_page_deleted_or_edited_by_hand_is_repaired(site: Path, tmp_path: Path) -> None:
    build(site)
    (site / "build/abs/2007.10001/index.html").unlink()
    (site / "build/index.html").write_text("edited by hand")
    assert build(site).written == 2
    assert_as_if_clean(site, tmp_path)


def test_a_template_that_fails_leaves_the_site_untouched(site: Path) -> None:
    build(site)
    before = tree(site / "build")
    write_site(
        site,
        '-- sitegen.toml --\ntheme.name = "mine"\n-- themes/mine/theme.toml --\nparent = "default"\n'
        "-- themes/mine/templates/paper.html --\n{{ page.paper.titel }}",
    )
    report = build(site)
    assert not report.committed
    (problem,) = report.problems  # not one of each day
    assert str(problem.location) == "themes/mine/templates/paper.html:1"
    assert "`title`" in problem.hint
    assert tree(site / "build") == before


def test_content_that_cannot_be_read_is_reported_and_the_rest_is_built(site: Path) -> None:
    (site / "content/2020-07-23.md").write_bytes(b"# ArXiv cs.CV --Thu, 23 Jul 2020\n### 1.\xff\n")
    report = build(site)
    assert report.committed
    assert report.errors == 1
    assert str(report.problems[0].location) == "content/2020-07-23.md:2:7"
    assert (site / "build/abs/2007.10001/index.html").exists()
    assert not build(site, strict=True).committed


def test_problems_are_reported_by_every_build_not_only_by_the_one_that_read_the_file(site: Path) -> None:
    (site / "content/2020-07-23.md").write_text("# ArXiv cs.CV --Thu, 23 Jul 2020\n### 1.No link\n> Abstract\n")
    first, second = build(site), build(site)
    assert second.read == 0
    assert first.problems == second.problems
    assert len(second.problems) == 1


def test_the_export_holds_every_listing_and_is_one_gzip_file(site: Path) -> None:
    build(site)
    lines = gzip.decompress((site / "build/archive.jsonl.gz").read_bytes()).decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [id_ for ids in DAYS.values() for id_ in ids]


def test_the_site_has_the_same_bytes_whatever_the_jobs_time_zone_locale_and_folder(site: Path, tmp_path: Path) -> None:
    trees = []
    for n, (jobs, zone, locale) in enumerate(
        [("1", "UTC", "C"), ("2", "Pacific/Kiritimati", "C.UTF-8"), ("3", "", "tr_TR")]
    ):
        copy = tmp_path / f"{n}" / ("deeper/" * n + "site")
        shutil.copytree(site, copy)
        environment = {**os.environ, "TZ": zone, "LANG": locale, "LC_ALL": locale, "PYTHONHASHSEED": str(n)}
        command = [sys.executable, "-W", "error", "-m", "sitegen", "build", "--jobs", jobs]
        subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
        trees.append(tree(copy / "build"))
    assert trees[0] == trees[1] == trees[2]


def test_two_builds_at_once_do_not_mix(site: Path) -> None:
    settings = config.load(site, {})
    with DiskSink.open(site / "build", clean=False) as sink:
        second = subprocess.run(
            [sys.executable, "-m", "sitegen", "build"], cwd=site, capture_output=True, text=True, check=False
        )
        assert second.returncode == 1
        assert f"another build (process {os.getpid()}" in second.stderr
        assert building.build(site, settings, sink, Cache(None)).committed


def test_a_content_folder_that_is_gone_does_not_empty_the_site(site: Path) -> None:
    build(site)
    before = tree(site / "build")
    (site / "content").rename(site / "elsewhere")
    report = build(site)
    assert not report.committed
    assert "cannot be listed" in report.problems[0].message
    assert tree(site / "build") == before


APPEARANCES = """
-- content/20.md --
# ArXiv cs.CV --2020-07-20
### 1.An old title  [ :arrow_down: ](https://arxiv.org/pdf/2007.10001.pdf)
>  We make something of it.
### 2.Unchanged  [ :arrow_down: ](https://arxiv.org/pdf/2007.10002.pdf)
>  Its abstract.
### 3.Of this day  [ :arrow_down: ](https://arxiv.org/pdf/2007.10003.pdf)
>  Its abstract.
-- content/21.md --
# ArXiv cs.CV --2020-07-21
### 1.A new title  [ :arrow_down: ](https://arxiv.org/pdf/2007.10001.pdf)
>  We make something of it.
### 2.Of the day between  [ :arrow_down: ](https://arxiv.org/pdf/2007.10004.pdf)
>  Its abstract.
-- content/22.md --
# ArXiv cs.CV --2020-07-22
### 1.A new title  [ :arrow_down: ](https://arxiv.org/pdf/2007.10001v2.pdf)
>  We make   something <good> of it.
### 2.Unchanged  [ :arrow_down: ](https://arxiv.org/pdf/2007.10002.pdf)
>  Its  abstract.
"""


def changes(folder: Path, id_: str) -> list[str]:
    """Return what a paper's page says of its changes, as text: a line a change."""
    page = lxml.html.document_fromstring((folder / f"build/abs/{id_}/index.html").read_bytes())
    return [" ".join(change.text_content().split()) for change in page.xpath("//details[@class='change']")]


def test_a_papers_page_says_how_its_text_changed_from_one_appearance_to_the_next(tmp_path: Path) -> None:
    build(write_site(tmp_path / "site", APPEARANCES))
    assert changes(tmp_path / "site", "2007.10001") == [
        "Changed on 21 July 2020 Title removed: An old; added: A new; title",
        "Changed on 22 July 2020 Abstract We make something added: <good>; of it.",
    ]
    assert changes(tmp_path / "site", "2007.10002") == []
    assert changes(tmp_path / "site", "2007.10004") == []


def test_an_older_text_that_is_edited_makes_the_newest_page_again_and_no_more_than_needed(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", APPEARANCES)
    build(site)

    def made() -> set[str]:
        """Build, and return what was made again, but for what is made of words."""
        before = load_manifest(site / "build")[0].units
        assert build(site).read == 1
        units = load_manifest(site / "build")[0].units
        return {name for name in units if units[name] != before.get(name) and not name.startswith("terms/")}

    edit(site, "content/20.md", "We make something", "We made something")
    everywhere = {"feed", "export", "index"}
    assert made() == {"day/2020-07-20", "day/2020-07-22"} | everywhere
    assert "removed: made; added: make;" in changes(site, "2007.10001")[0]
    assert_as_if_clean(site, tmp_path)
    edit(site, "content/20.md", "We made something", " We  made\tsomething ")
    edit(site, "content/20.md", "3.Of this day", "3.Edited, of this day")
    # what the newest day shows of the file is as it was; a page of the day between names the paper as a related one
    assert made() == {"day/2020-07-20", "day/2020-07-21", "period-feeds"} | everywhere
    assert_as_if_clean(site, tmp_path)
    edit(site, "content/22.md", "something <good>", "something")
    assert made() == {"day/2020-07-22", "home"} | everywhere
    assert len(changes(site, "2007.10001")) == 1, "the text of the day between has come back"
    assert_as_if_clean(site, tmp_path)
    (site / "content/20.md").rename(site / "content/first.md")
    build(site)
    assert_as_if_clean(site, tmp_path)
    (site / "content/first.md").unlink()
    build(site)
    assert changes(site, "2007.10001") == []
    assert_as_if_clean(site, tmp_path)


def test_an_older_text_that_changes_while_the_site_is_built_is_refused(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", f"{APPEARANCES}-- sitegen.toml --\nfeeds.items = 1\n")
    build(site)
    before = tree(site / "build")
    edit(site, "content/22.md", "Unchanged", "Changed")
    made = tasks.make

    def late(*arguments: Any) -> Any:
        edit(site, "content/20.md", "An old", "A very old")
        return made(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "make", late)
        report = build(site)
    assert not report.committed
    assert [str(problem).partition("\n")[0] for problem in report.problems] == [
        "content/20.md: error: the file changed while the site was being built"
    ]
    assert tree(site / "build") == before
    build(site)
    assert_as_if_clean(site, tmp_path)
