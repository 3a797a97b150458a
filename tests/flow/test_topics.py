"""Topics, and the categories of papers: their pages and feeds, links to them, and papers that are in several."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from click.testing import CliRunner
from tests.conftest import digest, edit, in_json, record, records, write_site

from sitegen import config
from sitegen.build import tasks
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.commands import main
from sitegen.output.disk import DiskSink
from sitegen.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import Built

NESTED = """
-- content/2026-01-05.md --
# Papers of 2026-01-05
## Vision (3 papers)
### Tracking
- [Following things](https://arxiv.org/abs/2601.00001)
- [Following more](https://arxiv.org/abs/2601.00002)
### Other
- [Something else](https://arxiv.org/abs/2601.00003)
## 目标检测
- [Finding things](https://arxiv.org/abs/2601.00004)
## 语音 [Total: 1]
### Other
- [Hearing things](https://arxiv.org/abs/2601.00005)
-- content/2026-01-06.md --
# Papers of 2026-01-06
## VISION
###  tracking
- [Following on](https://arxiv.org/abs/2601.00006)
## 目标检测
- [Following on](https://arxiv.org/abs/2601.00006)
- [Finding more](https://arxiv.org/abs/2601.00007)
"""


def dom(files: dict[str, bytes], path: str) -> Any:
    return lxml.html.document_fromstring(files[path].decode())


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def links(page: Any, path: str) -> dict[str, str]:
    return {text(a): a.get("href") for a in page.xpath(path)}


@pytest.fixture
def files(build_site: Callable[..., Built]) -> dict[str, bytes]:
    made, report = build_site(NESTED)
    assert [problem for problem in report.problems if problem.severity is not Severity.NOTICE] == []
    return made


# Pages of topics ------------------------------------------------------------------------------------------------------


def topics(files: dict[str, bytes]) -> dict[str, str]:
    """Return the names of topics, by the paths of their pages."""
    paths = [path for path in files if re.fullmatch(r"topic/.+/index\.html", path)]
    return {path.removesuffix("index.html"): text(dom(files, path).xpath("//h1")[0]) for path in paths}


def test_each_level_of_headings_has_a_page_whatever_its_capitals_and_without_its_count(files: dict[str, bytes]) -> None:
    found = topics(files)
    assert sorted(found.values()) == [
        "Vision", "Vision › Other", "Vision › tracking", "目标检测", "语音", "语音 › Other",
    ]  # fmt: skip
    named = {name: path for path, name in found.items()}
    assert named["Vision › tracking"] == "topic/vision/tracking/"
    assert named["语音 › Other"] == f"{named['语音']}other/"
    assert all(re.fullmatch("topic/([a-z0-9-]+/)+", path) for path in found)


def test_a_topics_page_lists_its_days_with_its_papers_there_and_links_its_place(files: dict[str, bytes]) -> None:
    page = dom(files, "topic/vision/index.html")
    days = [(a.get("href"), text(a.getparent().getnext())) for a in page.xpath("//table[contains(@class, 'days')]//a")]
    assert [(href.partition("#")[0], count) for href, count in days] == [
        ("/2026/01/06/", "1"),
        ("/2026/01/05/", "3"),
    ]
    for href, _ in days:
        path, _, anchor = href.partition("#")
        assert dom(files, f"{path[1:]}index.html").get_element_by_id(anchor).tag == "section"
    assert links(page, "//ul[@class='categories']//a") == {
        "Other": "/topic/vision/other/",
        "tracking": "/topic/vision/tracking/",
    }
    assert links(dom(files, "topic/vision/other/index.html"), "//nav[@class='crumbs']//a") == {
        "Vision": "/topic/vision/"
    }


def test_a_topic_has_feeds_of_its_own_papers(files: dict[str, bytes]) -> None:
    feed = json.loads(files["topic/vision/feed.json"])
    assert feed["title"].endswith(": Vision")
    assert [item["url"][-11:-1] for item in feed["items"]] == ["2601.00006", "2601.00001", "2601.00002", "2601.00003"]
    assert b"topic/vision/other/feed.xml" in files["opml.xml"]
    assert b"<loc>https://example.org/topic/vision/other/</loc><lastmod>2026-01-05" in files["sitemap.xml"]


def test_topics_are_linked_where_they_are_named(files: dict[str, bytes]) -> None:
    for path in ("index.html", "archive/index.html"):
        assert {"/topic/vision/", "/topic/vision/other/"} < set(dom(files, path).xpath("//ul//a/@href"))
    assert "/topic/vision/tracking/" in dom(files, "2026/01/05/index.html").xpath("//h2/a/@href")
    about = dom(files, "abs/2601.00003/index.html").xpath("//dl[@class='about']//a")
    assert [(text(a), a.get("href")) for a in about] == [
        ("Vision", "/topic/vision/"),
        ("Other", "/topic/vision/other/"),
    ]


def test_an_archive_of_one_topic_has_no_page_of_it(build_site: Callable[..., Built]) -> None:
    made, _ = build_site(
        "-- content/2026-01-05.md --\n# 2026-01-05\n## SLAM\n- [A](https://arxiv.org/abs/2601.00001)\n"
    )
    assert not [path for path in made if path.startswith("topic/")]
    assert b"/topic/" not in made["abs/2601.00001/index.html"] + made["2026/01/05/index.html"]


def test_a_home_page_names_the_topics_with_the_most_papers_and_links_all(build_site: Callable[..., Built]) -> None:
    rows = [f"## Topic {chr(65 + n // 26)}{chr(65 + n % 26)}\n" for n in range(80)]
    papers = [f"- [Title](https://arxiv.org/abs/2601.{n:05})\n" for n in range(1, 83)]
    rows = [row + papers[n] for n, row in enumerate(rows)]
    rows[79] += papers[80] + papers[81]
    made, _ = build_site("-- content/2026-01-05.md --\n# 2026-01-05\n" + "".join(rows))
    home = dom(made, "index.html")
    named = home.xpath("//ul[@class='categories']//a[contains(@href, '/topic/')]/@href")
    assert (len(named), "/topic/topic-db/" in named) == (24, True)
    assert home.xpath("//a[contains(text(), '56 more topics')]/@href") == ["/archive/#_topics"]
    assert len(dom(made, "archive/index.html").xpath("//h2[@id='_topics']/following-sibling::details//li")) == 80


@pytest.mark.parametrize("heading", ["feed.xml", "index.html", "C++", "x" * 300, "...", "con / aux", "<b>"])
def test_any_heading_has_an_address(build_site: Callable[..., Built], heading: str) -> None:
    site = in_json(
        records("2026-01-05", record("2601.00001", "A"), topic=heading),
        records("2026-01-05", record("2601.00002", "B"), topic=f"{heading} › feed.json"),
    )
    made, report = build_site(site)
    assert report.errors == 0
    assert sum(path.startswith("topic/") and path.endswith("/index.html") for path in made) == 2
    assert all(len(part) < 100 for path in made for part in path.split("/"))


def test_explain_check_and_diff_know_topics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_site(tmp_path, NESTED))

    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, [*arguments])
        assert result.exit_code == code, result.output
        return result.output

    run("build", "--jobs", "1")
    run("check")
    assert "topic.html" in run("explain", "/topic/vision/")
    assert "/topic/vision/" in run("explain", "/topic/vison/", code=1)
    edit(
        tmp_path,
        "content/2026-01-06.md",
        "# Papers of 2026-01-06\n",
        "# Papers of 2026-01-06\n## Speech\n- [A](https://arxiv.org/abs/2601.00009)\n",
    )
    assert "+ /topic/speech/" in run("diff", "--jobs", "1")


def test_an_edit_of_a_paper_makes_no_page_of_a_topic_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = write_site(tmp_path, NESTED)
    made: set[str] = set()
    actual = tasks.make

    def recorded(pool: Any, wanted: list[tasks.Task], progress: Any) -> Iterator[tasks.Result]:
        made.update(task.name for task in wanted)
        return actual(pool, wanted, progress)

    def run() -> set[str]:
        made.clear()
        cache = Cache(site / ".cache")
        with DiskSink.open(site / "build", clean=False, cache=cache) as sink:
            assert build(site, config.load(site, {}), sink, cache).committed
        return {name for name in made if "topic/" in name}

    monkeypatch.setattr(tasks, "make", recorded)
    assert "topic/vision/other" in run()
    edit(site, "content/2026-01-05.md", "Something else", "Something other")
    assert run() == {"feed/topic/vision", "feed/topic/vision/other"}
    edit(site, "content/2026-01-05.md", "## 目标检测\n", "## 目标检测\n- [New](https://arxiv.org/abs/2601.00008)\n")
    (topic,) = {name for name in run() if name.startswith("topic/")}
    assert topic.startswith("topic/")


# Categories of papers -------------------------------------------------------------------------------------------------

LABELLED = in_json(
    records(
        "2026-01-05",
        record("2601.00001", "A", categories=["cs.CV", "cs.RO"]),
        record("2601.00002", "B", categories=["Machine Learning", "search", "人工智能"]),
        record("2601.00003", "C"),
    ),
    records("2026-01-06", record("2601.00004", "D", categories=["cs.RO"]), category="cs.CV"),
    records("2026-01-07", record("2601.00001", "A", categories=["cs.CV"])),
)


def test_the_categories_of_papers_have_pages_that_link_where_the_papers_are(build_site: Callable[..., Built]) -> None:
    made, report = build_site(LABELLED)
    assert report.errors == 0
    pages = {
        path: [
            (a.get("href"), text(a.getparent().getnext()))
            for a in dom(made, f"{path}/index.html").xpath("//main//table//a")
        ]
        for path in ("cs.cv", "cs.ro", "machine-learning")
    }
    assert pages == {
        "cs.cv": [
            ("/2026/01/07/#2601.00001", "1"),
            ("/2026/01/06/#cs.cv", "1"),
            ("/2026/01/05/#2601.00001", "1"),
        ],
        "cs.ro": [("/2026/01/06/#2601.00004", "1"), ("/2026/01/05/#2601.00001", "1")],
        "machine-learning": [("/2026/01/05/#2601.00002", "1")],
    }
    for days in pages.values():
        for href, _ in days:
            path, _, anchor = href.partition("#")
            assert dom(made, f"{path[1:]}index.html").xpath("//@id").count(anchor) == 1
    feed = json.loads(made["cs.ro/feed.json"])
    assert [item["url"][-11:-1] for item in feed["items"]] == ["2601.00004", "2601.00001"]


def test_a_category_of_papers_that_cannot_have_a_page_is_named_without_a_link(build_site: Callable[..., Built]) -> None:
    made, _ = build_site(LABELLED)
    (row,) = dom(made, "abs/2601.00002/index.html").xpath("//dl[@class='about']/dd[1]")
    assert text(row) == "Machine Learning, search, 人工智能"
    assert links(row, ".//a") == {"Machine Learning": "/machine-learning/"}


# A paper in several places --------------------------------------------------------------------------------------------


def test_a_day_offers_a_paper_of_two_topics_once_and_counts_it_once(files: dict[str, bytes]) -> None:
    page = dom(files, "2026/01/06/index.html")
    assert page.xpath("//article/@data-id") == ["2601.00006", "2601.00007"]
    (line,) = page.xpath("//p[@class='repeated']")
    assert (text(line), line.xpath("a/@href")) == ("Also here: Following on", ["#2601.00006"])
    assert text(page.xpath("//p[@class='lead']")[0]).startswith("2 papers")
    seen = dom(files, "abs/2601.00006/index.html").xpath("//p[@class='elsewhere']/a")
    assert [text(a) for a in seen] == [
        "6 January 2026 in VISION › tracking, number 1",
        "6 January 2026 in 目标检测, number 1",
    ]
    assert [page.get_element_by_id(a.get("href").partition("#")[2]).tag for a in seen] == ["article", "p"]


def test_papers_with_topics_in_a_digest_without_are_parted_in_its_order(build_site: Callable[..., Built]) -> None:
    papers = [
        record("2601.00001", "A", topics=["Speech"]),
        record("2601.00002", "B", topics=["Vision", "Depth"]),
        record("2601.00003", "C", topics=["Speech"]),
        record("2601.00004", "D"),
    ]
    made, _ = build_site(in_json(records("2026-01-05", *papers, introduction="Hello.")))
    page = dom(made, "2026/01/05/index.html")
    found = [
        (
            section.get("id"),
            section.xpath(".//article/@data-id"),
            section.xpath("string(div[@class='prose introduction'])").strip(),
        )
        for section in page.xpath("//section")
    ]
    assert [(ids, hello) for _, ids, hello in found] == [
        (["2601.00001", "2601.00003"], "Hello."),
        (["2601.00002"], ""),
        (["2601.00004"], ""),
    ]
    assert "topic/vision/depth/index.html" in made


def test_a_papers_page_says_as_what_it_is_listed_and_who_came_and_went(build_site: Callable[..., Built]) -> None:
    def listed(day: str, version: str, status: str, *authors: str) -> dict[str, object]:
        return records(
            day, record("2601.00001", "A", version=version, status=status, authors=authors, categories=["cs.CV"])
        )

    made, _ = build_site(
        in_json(
            listed("2026-01-05", "v1", "new", "Ada Byron", "Alan Turing"),
            listed("2026-01-06", "v1", "cross", "Turing, Alan", "Ada Byron"),
            listed("2026-01-07", "v2", "replaced", "Ada Byron", "Grace Hopper"),
        )
    )
    page = dom(made, "abs/2601.00001/index.html")
    assert [text(a) for a in page.xpath("//p[@class='elsewhere']/a")] == [
        "5 January 2026, number 1, new",
        "6 January 2026, number 1, cross-listed",
        "7 January 2026, number 1, replaced, version 2",
    ]
    (change,) = page.xpath("//details[@class='change']")
    assert text(change.xpath("summary")[0]) == "Changed on 7 January 2026"
    assert text(change) == "Changed on 7 January 2026 Authors removed: Turing, Alan; added: Grace Hopper;"


def test_digests_that_say_nothing_of_categories_and_topics_have_no_pages_of_them(
    build_site: Callable[..., Built],
) -> None:
    made, _ = build_site(f"-- content/a.md --\n{digest('2026-01-05', '2601.00001')}")
    assert not [path for path in made if path.startswith(("topic/", "cs."))]


def test_the_status_counts_which_fields_were_read(files: dict[str, bytes]) -> None:
    found = json.loads(files["status.json"])
    assert (found["counted"], found["fields"]["topics"], found["fields"]["authors"]) == (8, 8, 0)
    rows = dom(files, "status/index.html").xpath("//section[@aria-labelledby='_read']//tbody/tr")
    assert ["authors", "0"] in [[text(cell) for cell in row] for row in rows]
