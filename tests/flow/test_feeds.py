"""Feeds as readers of feeds see them: complete, with titles and links as they should be, and IDs that last."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

import feedparser
import pytest
from tests.conftest import digest, edit, in_json, paper, record, records, write_site

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.files import feeds
from sitegen.output.disk import DiskSink
from sitegen.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Built

    from sitegen.build.pipeline import Report

ABSTRACT = "The first sentence of the abstract is this one. " + "The others say more. " * 60
OLDER = f"-- content/2020-07-21.md --\n{digest('2020-07-21', '2007.90001', '2007.90002')}\n"


def day(count: int, date: str = "2020-07-22", category: str = "cs.CV", first: int = 1) -> str:
    """Write a digest of many papers."""
    papers = (paper(n, f"2007.{n:05}", abstract=ABSTRACT) for n in range(first, first + count))
    return "\n".join([f"-- content/{date}-{category}.md --", f"# ArXiv {category} --{date}", *papers, ""])


def in_atom(files: dict[str, bytes], path: str = "feed.xml") -> list[feedparser.FeedParserDict]:
    found = feedparser.parse(files[path])
    assert not found.bozo, found.get("bozo_exception")
    entries: list[feedparser.FeedParserDict] = found.entries
    return entries


def in_json_feed(files: dict[str, bytes], path: str = "feed.json") -> list[dict[str, str]]:
    items: list[dict[str, str]] = json.loads(files[path])["items"]
    return items


def ids(entries: list[feedparser.FeedParserDict]) -> list[str]:
    return [entry.link.removeprefix("https://example.org/abs/").rstrip("/") for entry in entries]


def notices(report: Report) -> list[str]:
    return [str(problem) for problem in report.problems if problem.severity is Severity.NOTICE]


# What a feed holds ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [10, 99, 100, 101, 345, 500])
def test_a_feed_holds_all_papers_of_the_newest_day(build_site: Callable[..., Built], count: int) -> None:
    files, report = build_site(OLDER + day(count) + day(3, category="cs.CL", first=count + 1))
    assert notices(report) == []
    newest = [f"2007.{n:05}" for n in range(1, count + 4)]
    for path, wanted in {"": newest, "cs.cv/": newest[:count], "cs.cl/": newest[count:]}.items():
        assert sorted(ids(in_atom(files, f"{path}feed.xml")))[: len(wanted)] == wanted
        assert len(in_json_feed(files, f"{path}feed.json")) == len(in_atom(files, f"{path}feed.xml"))
    assert all("The others say more" in entry.content[0].value for entry in in_atom(files)[:count])


def test_older_days_follow_whole_until_there_are_enough_papers(build_site: Callable[..., Built]) -> None:
    oldest = day(4, "2020-07-20", first=500)
    files, _ = build_site(OLDER + oldest + day(9) + "-- sitegen.toml --\nfeeds.items = 10\n")
    assert ids(in_atom(files)) == [f"2007.{n:05}" for n in [*range(1, 10), 90001, 90002]]


def test_a_feed_of_a_rule_holds_all_matches_of_its_newest_day(build_site: Callable[..., Built]) -> None:
    rule = "-- sitegen.toml --\n[feeds]\nitems = 10\n[[watch]]\nname = 'All'\nany = ['sentence']\n"
    files, _ = build_site(OLDER + day(30) + rule)
    assert len(in_atom(files, "watch/all/feed.xml")) == len(in_json_feed(files, "watch/all/feed.json")) == 30


def test_a_paper_has_one_entry_in_a_feed_of_several_days(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(OLDER + f"-- content/b.md --\n{digest('2020-07-22', '2007.90002', '2007.00001')}\n")
    assert ids(in_atom(files)) == ["2007.90002", "2007.00001", "2007.90001"]


def test_an_entry_is_encoded_once_for_all_feeds(
    build_site: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: Counter[str] = Counter()
    actual = feeds.encode

    def encode(entry: feeds.Entry) -> feeds.Encoded:
        made[entry.url] += 1
        return actual(entry)

    monkeypatch.setattr(feeds, "encode", encode)
    papers = [record(f"2601.{n:05}", "T", categories=["a", "b", f"c{n % 7}"]) for n in range(30)]
    files, _ = build_site(in_json(records("2026-01-05", *papers)))
    assert len([path for path in files if path.endswith("/feed.xml")]) >= 9
    assert {made[f"https://example.org/abs/{paper['id']}/"] for paper in papers} == {1}


# Feeds that are too large ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "said", "unsaid"),
    [
        (200_000, "The others say more", None),
        (70_000, "The first sentence of the abstract is this one.", "The others say more"),
        (35_000, "arXiv:2007", "The first sentence"),
        (10, "arXiv:2007", "The first sentence"),
    ],
)
def test_a_large_feed_says_less_of_its_papers_and_leaves_none_out(
    build_site: Callable[..., Built], limit: int, said: str, unsaid: str | None
) -> None:
    files, report = build_site(OLDER + day(60) + f"-- sitegen.toml --\nfeeds.max_bytes = {limit}\n")
    contents = [entry.content[0].value for entry in in_atom(files)]
    assert len(contents) == len(in_json_feed(files)) == 62
    assert all(said in content for content in contents[:60])
    assert unsaid is None or not any(unsaid in content for content in contents)
    named = [notice for notice in notices(report) if notice.startswith("feed.xml: notice: the feed contains only")]
    assert len(named) == (unsaid is not None)
    assert all(f"`feeds.max_bytes` is {limit:,}" in notice and "hint: set a higher" in notice for notice in named)
    assert limit < 20_000 or max(len(files["feed.xml"]), len(files["feed.json"])) <= limit


def test_every_build_repeats_the_notice_as_long_as_it_is_true(tmp_path: Path) -> None:
    site = write_site(tmp_path, OLDER + day(20) + "-- sitegen.toml --\nfeeds.max_bytes = 9999\n")

    def run() -> list[str]:
        cache = Cache(site / ".cache")
        with DiskSink.open(site / "build", clean=False, cache=cache) as sink:
            return [told for told in notices(build(site, config.load(site, {}), sink, cache)) if "max_bytes" in told]

    first = run()
    assert any(told.startswith("feed.xml: ") for told in first)
    assert run() == first, "nothing is made"
    write_site(site, "-- content/pages/about.md --\n# About\n")
    assert run() == first, "the feeds are not made again"
    edit(site, "sitegen.toml", "9999", "99999")
    assert run() == []


# Days and weeks -------------------------------------------------------------------------------------------------------

WEEKS = "".join(
    f"-- content/{date}.md --\n{digest(f'2020-07-{date}', f'2007.{date}001', f'2007.{date}002')}\n"
    for date in (13, 15, 17, 20, 22)
)
"""A week that is complete, and three days of the next."""


def test_a_feed_has_an_entry_for_each_day_with_linked_titles_and_numbers(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(WEEKS + day(3) + day(2, category="cs.CL", first=50))
    newest, *_ = entries = in_atom(files, "days.xml")
    assert [entry.link for entry in entries] == [f"https://example.org/2020/07/{n}/" for n in (22, 20, 17, 15, 13)]
    assert newest.title == "Wednesday, 22 July 2020: 7 papers"
    content = newest.content[0].value
    assert "<p>7 papers: cs.CL 2, cs.CV 5</p>" in content
    for n in (1, 2, 3, 50, 51, 22001, 22002):
        assert f'<a href="https://example.org/abs/2007.{n:05}/">Title of 2007.{n:05}</a>' in content
    assert in_json_feed(files, "days.json")[0]["content_html"] == content


def test_a_feed_has_an_entry_for_each_week_once_it_is_complete(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(WEEKS)
    (week,) = in_atom(files, "weeks.xml")
    assert week.title == "Week of 13 July 2020: 6 papers"
    assert re.findall(r"\d{4}\.\d{5}(?=/)", week.content[0].value) == [
        f"2007.{date}00{n}" for date in (13, 15, 17) for n in (1, 2)
    ]
    files, _ = build_site(f"-- content/24.md --\n{digest('2020-07-24', '2007.24001')}\n")
    assert [entry.title for entry in in_atom(files, "weeks.xml")] == [
        "Week of 20 July 2020: 5 papers",
        "Week of 13 July 2020: 6 papers",
    ]
    assert in_atom(files, "weeks.xml")[1].id == week.id


def test_days_are_counted_by_the_papers_own_categories_where_digests_have_none(
    build_site: Callable[..., Built],
) -> None:
    papers = [record(f"2601.0000{n}", "T", categories=[name, "cs.XX"]) for n, name in enumerate(("b", "a", "b"))]
    files, _ = build_site(in_json(records("2026-01-05", *papers)))
    assert "<p>3 papers: b 2, a 1</p>" in in_atom(files, "days.xml")[0].content[0].value


def test_days_and_weeks_that_are_too_large_have_their_numbers_only(build_site: Callable[..., Built]) -> None:
    files, report = build_site(WEEKS + "-- sitegen.toml --\nfeeds.max_bytes = 3000\n")
    assert "only numbers of papers" in " ".join(notices(report))
    assert [entry.content[0].value for entry in in_atom(files, "days.xml")] == ["<p>2 papers: cs.CV 2</p>"] * 5


# Titles and links -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("R&D of AT&amp;T", "R&D of AT&T"),
        ("A < B > C", "A < B > C"),
        ("Sorting in $O(n^2)$ for $n \\geq 3$", "Sorting in O(n^2) for n≥3"),
        ("&lt;b&gt; in <i>HTML</i>", "<b> in <i>HTML</i>"),
        ("\"Quotes\" and 'more'", "\"Quotes\" and 'more'"),
    ],
)
def test_titles_read_as_they_should(build_site: Callable[..., Built], title: str, read: str) -> None:
    files, _ = build_site(f"-- content/a.md --\n# ArXiv --2020-07-24\n{paper(1, '2007.00001', title)}\n")
    (item,) = in_json_feed(files)
    assert item["title"] == read
    raw = re.findall(r"<title>(.*?)</title>", files["feed.xml"].decode())[1]
    assert raw == read.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace(
        "'", "&#x27;"
    ), "escaped once, as XML"
    assert in_atom(files)[0].title == read
    assert in_atom(files)[0].title_detail.type == "text/plain"
    for path in ("days.xml", "weeks.xml"):
        (entry,) = in_atom(files, path)
        assert read.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in entry.content[0].value


NOTE = """
See [us](/about/), [the day](../../2020/07/22/), [here](#2007.00001), [arXiv](https://arxiv.org/),
[mail](mailto:a@b.org)
and a footnote.[^1]

[^1]: It says [more](/about/#more).
"""


@pytest.mark.parametrize("base", ["https://example.org/", "https://example.org/project/"])
def test_all_links_in_contents_are_absolute(build_site: Callable[..., Built], base: str) -> None:
    content = f"-- content/a.md --\n# ArXiv --2020-07-22\n{paper(1, '2007.00001', abstract='At https://a.org/b&c.')}\n"
    files, _ = build_site(f"{content}{NOTE}\n-- content/pages/about.md --\n# About\n## More\n", base_url=base)
    for content in (in_atom(files)[0].content[0].value, in_json_feed(files)[0]["content_html"]):
        links = re.findall(r'(?:href|src)="([^"]*)"', content)
        assert all(re.match(r"https://|mailto:", link) for link in links), links
        assert {f"{base}about/", f"{base}2020/07/22/", f"{base}abs/2007.00001/#2007.00001"} <= set(links)
        assert {"https://arxiv.org/", "mailto:a@b.org", f"{base}about/#more"} <= set(links)


# IDs ------------------------------------------------------------------------------------------------------------------

PATHS = ("feed", "days", "weeks", "cs.cl/feed", "cs.cv/feed")
MANY = WEEKS + f"-- content/c.md --\n{digest('2020-07-24', '2007.70001', category='cs.CL')}\n"


def all_ids(files: dict[str, bytes]) -> dict[str, list[str]]:
    found = {path: [entry.id for entry in in_atom(files, f"{path}.xml")] for path in PATHS}
    assert found == {path: [item["id"] for item in in_json_feed(files, f"{path}.json")] for path in PATHS}
    own = {f"{path} itself": [feedparser.parse(files[f"{path}.xml"]).feed.id] for path in PATHS}
    assert len({id_ for some in own.values() for id_ in some}) == len(PATHS)
    return found | own


def test_ids_do_not_depend_on_the_address_of_the_site(build_site: Callable[..., Built]) -> None:
    here, there = (all_ids(build_site(MANY, base_url=url)[0]) for url in ("https://a.org/", "http://b.org:1/x/"))
    assert here == there
    assert here["cs.cl/feed"] == ["https://arxiv.org/abs/2007.70001"]
    moved, _ = build_site("-- sitegen.toml --\npapers.fold_after = '0d'\nurls.paper = '/p/{id}/'\n")
    assert all_ids(moved) == here, "nor on that of a paper"


def test_ids_can_be_the_addresses_that_they_were(build_site: Callable[..., Built]) -> None:
    ids = "-- sitegen.toml --\nfeeds.ids = 'https://old.org/x/'\n"
    found = all_ids(build_site(MANY + ids, base_url="https://new.org/")[0])
    assert found["cs.cl/feed"] == ["https://old.org/x/abs/2007.70001/"]
    assert found["feed itself"] == ["https://old.org/x/"]
    assert found["cs.cl/feed itself"] == ["https://old.org/x/cs.cl/"]
    assert found["days"][0] == "https://old.org/x/2020/07/24/"


def test_papers_from_elsewhere_have_ids_of_their_own(build_site: Callable[..., Built]) -> None:
    papers = [record("doi:10.1212/a", "A"), record("link:b-00000000", "B"), record("math/0309136", "C")]
    found = [[entry.id for entry in in_atom(build_site(in_json(records("2026-01-05", *papers)), base_url=url)[0])]
             for url in ("https://a.org/", "https://b.org/")]  # fmt: skip
    assert found[0] == found[1]
    assert len(set(found[0])) == 3
    assert found[0][2] == "https://arxiv.org/abs/math/0309136"
    assert all(id_.startswith("urn:uuid:") for id_ in found[0][:2])


# The page of all feeds ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["default", "plain"])
def test_a_page_lists_the_addresses_of_all_feeds(build_site: Callable[..., Built], theme: str) -> None:
    files, report = build_site(f"{MANY}-- sitegen.toml --\ntheme.name = '{theme}'\n")
    assert report.errors == report.warnings == 0
    page = files["feeds/index.html"].decode()
    known = {path for path in files if re.search(r"(^|/)(feed|days|weeks)\.(xml|json)$", path)}
    assert len(known) == 12
    assert {
        path for path in known if f'="https://example.org/{path}"' in page or f"=https://example.org/{path}" in page
    } == known
    assert {path for path in known if f">https://example.org/{path}</a>" in page} == {
        p for p in known if p.endswith("xml")
    }
    assert ">https://example.org/opml.xml</a>" in page
    for path in ("index.html", "2020/07/22/index.html", "abs/2007.13001/index.html"):
        body = files[path].decode().partition("<body")[2]
        assert 'href="/feeds/"' in body or "href=/feeds/" in body
        assert "feed.xml" not in body, "readers who click get a page"
        assert "feed.xml" in files[path].decode(), "programs find the feed"


def test_no_free_page_and_no_category_can_have_the_place_of_feeds(build_site: Callable[..., Built]) -> None:
    _, report = build_site(MANY + "-- content/pages/feeds.md --\n# Feeds\n")
    assert not report.committed
    assert any("is the address of the feeds page" in problem.message for problem in report.problems)
