"""Papers that are folded: where pages, feeds and data say that they are, and what a new day makes again."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from tests.conftest import digest, edit, paper, write_site

from sitegen import config
from sitegen.build import pipeline as building
from sitegen.build.cache import Cache
from sitegen.output.disk import DiskSink
from sitegen.preview.pages import Preview
from sitegen.problems import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Built

    from sitegen.build.pipeline import Report

TOPIC = "zebras graze in herds and okapis hide in forests"
BASE = "https://user.github.io/project/"
SITE = f"""
-- sitegen.toml --
[papers]
fold_after = "1y"
-- content/2018-05-03.md --
# ArXiv cs.CV --2018-05-03
{paper(1, "1805.00001", "Zebras", TOPIC)}
{paper(2, "1805.00002", "Okapis", TOPIC)}
{paper(3, "hep-th/9901001", "Strings")}
-- content/2020-07-21.md --
{digest("2020-07-21", "2007.00002", "hep-th/9901001")}
-- content/2020-07-22.md --
# ArXiv cs.CV --2020-07-22
{paper(1, "2007.00001", "Zebras and okapis", TOPIC)}
{paper(2, "1805.00002", "Okapis anew", TOPIC)}
"""
PLACE = "/project/2018/05/03/#1805.00001"


def links(files: dict[str, bytes], path: str) -> set[str]:
    return set(re.findall(r'href="([^"]*)"', files[path].decode()))


@pytest.fixture
def files(build_site: Callable[..., Built]) -> dict[str, bytes]:
    files, report = build_site(SITE, base_url=BASE)
    assert report.problems == ()
    return files


def test_a_paper_that_is_folded_has_no_page_and_its_day_links_to_its_place(files: dict[str, bytes]) -> None:
    assert "abs/1805.00001/index.html" not in files
    assert PLACE in links(files, "2018/05/03/index.html")
    assert b'id="1805.00001"' in files["2018/05/03/index.html"]
    assert b"1805.00001" not in files["sitemap.xml"]


def test_a_paper_that_returned_on_a_later_day_keeps_its_page(files: dict[str, bytes]) -> None:
    for id_ in ("1805.00002", "hep-th/9901001"):
        assert f"abs/{id_}/index.html" in files
        assert f"/project/abs/{id_}/" in links(files, "2018/05/03/index.html")
        assert f"<loc>{BASE}abs/{id_}/</loc>" in files["sitemap.xml"].decode()


def test_a_related_paper_is_linked_to_where_it_is(files: dict[str, bytes]) -> None:
    found = links(files, "abs/2007.00001/index.html")
    assert {PLACE, "/project/abs/1805.00002/"} <= found


def test_the_data_of_a_day_and_of_the_archive_name_the_place(files: dict[str, bytes]) -> None:
    papers = json.loads(files["2018/05/03/index.json"])["papers"]
    assert [record["url"] for record in papers[:2]] == [
        f"{BASE}2018/05/03/#1805.00001",
        f"{BASE}abs/1805.00002/",
    ]


def test_a_months_file_has_the_folded_papers_with_their_newest_day_and_no_others(files: dict[str, bytes]) -> None:
    folded = {path: json.loads(data) for path, data in files.items() if path.startswith("folded/")}
    assert folded == {"folded/1805.json": {"2018-05-03": ["1805.00001"]}}


def test_old_ids_are_in_the_file_of_their_month(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(SITE.replace("1y", "0d"))
    assert {path: json.loads(data) for path, data in files.items() if path.startswith("folded/")} == {
        "folded/1805.json": {"2018-05-03": ["1805.00001"], "2020-07-22": ["1805.00002"]},
        "folded/2007.json": {"2020-07-21": ["2007.00002"], "2020-07-22": ["2007.00001"]},
        "folded/9901.json": {"2020-07-21": ["hep-th/9901001"]},
    }
    assert not [path for path in files if path.startswith("abs/")]
    assert "/2020/07/22/#2007.00001" in links(files, "index.html")


def test_an_entry_of_a_feed_leads_to_the_place_and_keeps_its_id(build_site: Callable[..., Built]) -> None:
    before, _ = build_site(SITE.replace("1y", ""))
    after, _ = build_site("-- sitegen.toml --\npapers.fold_after = '0d'\n")
    (old, new) = (json.loads(files["feed.json"])["items"] for files in (before, after))
    assert [item["id"] for item in new] == [item["id"] for item in old]
    assert new[0]["id"] == "https://arxiv.org/abs/2007.00001"
    assert new[0]["url"] == "https://example.org/2020/07/22/#2007.00001"
    atom = after["feed.xml"].decode()
    assert "<id>https://arxiv.org/abs/2007.00001</id>" in atom
    assert 'href="https://example.org/2020/07/22/#2007.00001"' in atom


def test_a_site_whose_papers_do_not_fold_has_nothing_of_it(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(SITE.replace("1y", ""))
    assert not [path for path in files if path.startswith("folded/")]
    assert b"folded" not in files["404.html"]


def test_a_theme_that_cannot_lead_to_the_place_is_refused_at_the_option(build_site: Callable[..., Built]) -> None:
    with pytest.raises(Refusal) as refusal:
        build_site(SITE.replace("[papers]", "theme.name = 'plain'\n[papers]"))
    (problem,) = refusal.value.problems
    assert str(problem.location) == "sitegen.toml:3:1"
    assert "the theme `plain` cannot redirect old addresses" in problem.message


def test_a_theme_may_say_that_it_can_though_its_parent_cannot(build_site: Callable[..., Built]) -> None:
    theme = "-- themes/mine/theme.toml --\nparent = 'plain'\nfolded = true\n"
    _, report = build_site(SITE.replace("[papers]", "theme.name = 'mine'\n[papers]") + theme)
    assert report.committed


def test_a_free_page_cannot_have_the_place_of_the_list_of_folded_papers(build_site: Callable[..., Built]) -> None:
    _, report = build_site(SITE + "-- content/pages/folded.md --\n# Folded\n")
    assert "which is the address of the list of folded papers" in report.problems[0].message
    _, report = build_site("-- sitegen.toml --\n")
    assert report.problems == ()


# Builds that follow one another ---------------------------------------------------------------------------------------


def run(site: Path, *, strict: bool = False, jobs: int = 1, folder: str = "build") -> Report:
    cache = Cache(site / ".cache" if folder == "build" else None)
    with DiskSink.open(site / folder, clean=False, cache=cache) as sink:
        return building.build(site, config.load(site, {}), sink, cache, strict=strict, jobs=jobs)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pages(site: Path) -> dict[str, int]:
    return {
        path.relative_to(site / "build").as_posix(): path.stat().st_mtime_ns
        for path in site.glob("build/**/index.html")
    }


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A day a month, of two papers each that have a word of their own day in common, and folding after two months."""
    days = []
    for month in range(1, 7):
        rows = [
            paper(n, f"20{month:02}.{n:05}", f"Topic{month} and number{month}{n}", f"topic{month} " * 20)
            for n in (1, 2)
        ]
        days += [f"-- content/2020-{month:02}-15.md --", f"# ArXiv cs.CV --2020-{month:02}-15", *rows]
    return write_site(tmp_path, "\n".join(["-- sitegen.toml --", "papers.fold_after = '2m'", *days]))


def test_a_new_month_folds_one_and_makes_no_page_again_of_those_that_were_folded(site: Path) -> None:
    assert run(site).committed
    before = pages(site)
    assert {path for path in before if path.startswith("abs/")} == {
        f"abs/20{month:02}.0000{n}/index.html" for month in (4, 5, 6) for n in (1, 2)
    }
    write_site(site, "-- content/2020-07-01.md --\n" + digest("2020-07-01", "2007.00001"))
    report = run(site, strict=True)
    assert report.problems == (), "pages of papers that fold are not lost"
    assert report.committed
    after = pages(site)
    assert before.keys() - after.keys() == {"abs/2004.00001/index.html", "abs/2004.00002/index.html"}
    made = {path for path in before.keys() & after.keys() if before[path] != after[path]}
    assert {path for path in made if path.startswith("2020/0") and path.count("/") == 3} == {
        "2020/04/15/index.html",
        "2020/06/15/index.html",  # which names the day after it
    }
    assert json.loads((site / "build/folded/2004.json").read_bytes()) == {"2020-04-15": ["2004.00001", "2004.00002"]}


def test_what_is_lost_beside_folded_pages_is_warned_of_all_the_same(site: Path) -> None:
    run(site)
    write_site(site, "-- content/2020-07-01.md --\n" + digest("2020-07-01", "2007.00001"))
    edit(site, "content/2020-04-15.md", "2004.00002", "2004.00009")
    (problem,) = run(site, strict=True).problems
    assert "the build would remove 1 published page: /abs/2004.00002/" in problem.message


def test_a_day_that_is_taken_back_unfolds_the_papers_that_it_folded(site: Path) -> None:
    run(site)
    before = tree(site / "build")
    write_site(site, "-- content/2020-07-01.md --\n" + digest("2020-07-01", "2007.00001"))
    run(site)
    (site / "content/2020-07-01.md").unlink()
    run(site)
    assert tree(site / "build") == before


@pytest.mark.parametrize("age", ["", "1m", "31d", "0d"])
def test_another_age_comes_to_what_a_clean_build_makes_with_any_number_of_processes(site: Path, age: str) -> None:
    run(site, jobs=2)
    edit(site, "sitegen.toml", "2m", age)
    run(site, jobs=2)
    run(site, folder="clean")
    assert tree(site / "build") == tree(site / "clean")


def test_who_edits_a_folded_paper_is_led_to_its_place(site: Path) -> None:
    preview = Preview(site, Cache(None), 1)
    preview.start()
    preview.keep_texts()
    before = preview.edition
    file = "content/2020-01-15.md"
    edit(site, file, "number12", "number99")
    preview.update(preview.look(), frozenset())
    assert before
    assert preview.edition
    assert preview.edited(before, preview.edition, [file]) == ("/2020/01/15/#2001.00002",) * 2
    preview.close()
