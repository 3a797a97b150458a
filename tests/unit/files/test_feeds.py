"""What machines read: feeds, sitemap, data and the other files for crawlers, browsers and hosts."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import html5lib
import pytest
from lxml import etree
from tests.conftest import digest, paper

from sitegen.files import crawlers

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Built

NAMES = {"a": "http://www.w3.org/2005/Atom", "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
         "o": "http://a9.com/-/spec/opensearch/1.1/"}  # fmt: skip
ATOM = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
SITEMAP = etree.XMLSchema(etree.parse(Path(__file__).with_name("sitemap.xsd")))
BASE = "https://example.org/"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
TWO = "\n".join([
    "-- content/a.md --", digest("Wed, 1 Jul 2020", "2007.00001", "2007.00002"),
    "-- content/b.md --", digest("Fri, 3 Jul 2020", "2007.00003", "2007.00001"),
    "-- content/c.md --", digest("Fri, 3 Jul 2020", "2007.00004", "2007.00003", category="cs.CL"), "",
])  # fmt: skip


def xml(data: bytes, path: str) -> Any:
    return etree.fromstring(data).xpath(path, namespaces=NAMES)


def urls(files: dict[str, bytes], path: str = "feed.json") -> list[str]:
    return [item["url"].removeprefix(BASE) for item in json.loads(files[path])["items"]]


def check_atom(data: bytes, self_url: str) -> None:
    """Check what RFC 4287 requires: with its schema, and what a schema cannot say."""
    feed = etree.fromstring(data)
    ATOM.assertValid(feed)
    assert feed.tag == f"{{{NAMES['a']}}}feed"
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"a:{name}", NAMES)) == 1, name
    assert xml(data, "/a:feed/a:author/a:name/text()") != []
    assert xml(data, "/a:feed/a:link[@rel='self']/@href") == [self_url]
    entries = feed.findall("a:entry", NAMES)
    for entry in entries:
        for name in ("id", "title", "updated"):
            assert len(entry.findall(f"a:{name}", NAMES)) == 1, name
        assert len(entry.findall("a:link[@rel='alternate']", NAMES)) == 1
        assert len(entry.findall("a:content", NAMES)) == 1
    ids = xml(data, "//a:id/text()")
    assert len(ids) == len(set(ids)) == len(entries) + 1
    assert all(re.match(r"https://|urn:uuid:", id_) for id_ in ids)
    dates = xml(data, "//a:updated/text()")
    assert all(RFC_3339.fullmatch(date) for date in dates)
    assert dates[0] == max(dates)
    assert xml(data, "//a:title/@type") == [], "titles are plain text"
    for content in xml(data, "//a:content[@type='html']/text()"):
        html5lib.HTMLParser(strict=True).parseFragment(content)


def check_json_feed(data: bytes, self_url: str) -> None:
    """Check what https://www.jsonfeed.org/version/1.1/ requires."""
    feed = json.loads(data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == self_url
    assert all(item["id"] and ("content_html" in item or "content_text" in item) for item in feed["items"])
    assert all(RFC_3339.fullmatch(item["date_published"]) for item in feed["items"])
    ids = [item["id"] for item in feed["items"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", ["feed", "days", "weeks", "cs.cl/feed", "cs.cv/feed"])
def test_feeds_are_valid_and_name_themselves(build_site: Callable[..., Built], path: str) -> None:
    files, report = build_site(TWO)
    assert report.problems == ()
    check_atom(files[f"{path}.xml"], f"{BASE}{path}.xml")
    check_json_feed(files[f"{path}.json"], f"{BASE}{path}.json")


def test_feeds_have_each_paper_once_newest_first_under_its_permalink(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(TWO)
    order = ["abs/2007.00004/", "abs/2007.00003/", "abs/2007.00001/", "abs/2007.00002/"]
    assert urls(files) == order
    assert xml(files["feed.xml"], "//a:entry/a:link[@rel='alternate']/@href") == [BASE + path for path in order]
    assert xml(files["feed.xml"], "//a:entry/a:updated/text()") == [
        "2020-07-03T00:00:00Z", "2020-07-03T00:00:00Z", "2020-07-03T00:00:00Z", "2020-07-01T00:00:00Z",
    ]  # fmt: skip


def test_a_categorys_feed_has_its_papers_only(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(TWO)
    assert urls(files, "cs.cl/feed.json") == ["abs/2007.00004/", "abs/2007.00003/"]
    assert urls(files, "cs.cv/feed.json") == ["abs/2007.00003/", "abs/2007.00001/", "abs/2007.00002/"]
    assert json.loads(files["cs.cl/feed.json"])["title"] == "Digest archive: cs.CL"


@pytest.mark.parametrize(("items", "count"), [(1, 2), (2, 2), (3, 4), (100, 4)])
def test_a_feed_holds_whole_days_until_it_has_as_many_papers_as_configured(
    build_site: Callable[..., Built], items: int, count: int
) -> None:
    content = TWO.replace(digest("Fri, 3 Jul 2020", "2007.00003", "2007.00001"), digest("2020-07-03", "2007.00003"))
    files, _ = build_site(f"{content}-- sitegen.toml --\nfeeds.items = {items}\n")
    assert len(urls(files)) == count
    assert len(xml(files["feed.xml"], "//a:entry")) == count


def test_papers_that_return_do_not_crowd_out_older_ones(build_site: Callable[..., Built]) -> None:
    content = "".join(
        f"-- content/{day}.md --\n{digest(f'2020-07-{day:02}', '2007.00001', *more)}\n"
        for day, more in [(1, ["2007.00002"]), (2, []), (3, []), (4, [])]
    )
    files, _ = build_site(content + "-- sitegen.toml --\nfeeds.items = 2\n")
    assert urls(files) == ["abs/2007.00001/", "abs/2007.00002/"]


def test_hostile_text_stays_text_in_every_feed(build_site: Callable[..., Built]) -> None:
    title = "</title>]]><script>alert(1)</script> & $a<b$ \\textbf{x}"
    content = "-- content/a.md --\n# ArXiv --2020-07-01\n" + paper(1, "2007.00001", title, title) + "\n"
    files, _ = build_site(content + "-- sitegen.toml --\ntitle = '</title>&<x>'\ndescription = ']]>\"'\n")
    check_atom(files["feed.xml"], f"{BASE}feed.xml")
    check_json_feed(files["feed.json"], f"{BASE}feed.json")
    (item,) = json.loads(files["feed.json"])["items"]
    assert "<script>" not in item["content_html"]
    assert "<script>alert(1)</script> & " in item["title"]
    assert xml(files["feed.xml"], "/a:feed/a:title/text()") == ["</title>&<x>"]
    for path in ("sitemap.xml", "opml.xml", "opensearch.xml"):
        etree.fromstring(files[path])


def test_an_empty_archive_is_a_whole_site(build_site: Callable[..., Built]) -> None:
    files, report = build_site()
    assert report.problems == ()
    assert report.committed
    check_atom(files["feed.xml"], f"{BASE}feed.xml")
    check_json_feed(files["feed.json"], f"{BASE}feed.json")
    for path in ("index.html", "archive/index.html", "404.html"):
        html5lib.HTMLParser(strict=True).parse(files[path].decode())
    assert "no digests" in files["index.html"].decode()
    paths = ("", "archive/", "feeds/", "trends/", "status/", "watch/", "watch/codes/")
    assert xml(files["sitemap.xml"], "//s:loc/text()") == [BASE + path for path in paths]


def test_the_archive_of_an_empty_site_can_be_unpacked(build_site: Callable[..., Built]) -> None:
    files, _ = build_site()
    assert gzip.decompress(files["archive.jsonl.gz"]) == b""
    assert files["archive.jsonl.gz"].startswith(b"\x1f\x8b")


# Sitemap and signposts ------------------------------------------------------------------------------------------------


def test_the_sitemap_has_every_page_but_the_404_the_search_and_what_is_saved(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(TWO + "-- content/pages/about.md --\n# About\n")
    expected = {BASE + path.removesuffix("index.html") for path in files if path.endswith(".html")}
    SITEMAP.assertValid(etree.fromstring(files["sitemap.xml"]))
    found = xml(files["sitemap.xml"], "//s:loc/text()")
    assert len(found) == len(set(found))
    assert set(found) == expected - {f"{BASE}{path}" for path in ("404.html", "search/", "saved/", "since/")}


def test_the_sitemap_is_split_before_the_protocols_limit_and_old_parts_keep_their_bytes(
    build_site: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = build_site(TWO)
    monkeypatch.setattr(crawlers, "URLS_PER_SITEMAP", 5)
    files, _ = build_site(TWO)
    for path in (path for path in files if path.startswith("sitemap")):
        SITEMAP.assertValid(etree.fromstring(files[path]))
    parts = [url.removeprefix(BASE) for url in xml(files["sitemap.xml"], "/s:sitemapindex/s:sitemap/s:loc/text()")]
    assert parts == [f"sitemap-{n}.xml" for n in (1, 2, 3, 4)]
    found = [xml(files[part], "/s:urlset/s:url/s:loc/text()") for part in parts]
    assert [len(part) for part in found][:-1] == [5, 5, 5]
    assert sum(found, []) == xml(whole["sitemap.xml"], "//s:loc/text()")  # noqa: RUF017 - short lists


def test_robots_opml_opensearch_and_nojekyll_say_where_the_site_is(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(TWO, base_url="https://user.github.io/project")
    base = "https://user.github.io/project/"
    assert f"Sitemap: {base}sitemap.xml\n" in files["robots.txt"].decode()
    assert files[".nojekyll"] == b""
    outlines = xml(files["opml.xml"], "/opml[@version='2.0']/body/outline[@type='rss']/@xmlUrl")
    feeds = ("feed", "days", "weeks", "cs.cl/feed", "cs.cv/feed", "watch/codes/feed")
    assert outlines == [f"{base}{feed}.xml" for feed in feeds]
    assert xml(files["opensearch.xml"], "//o:Url/@template") == [f"{base}search/?q={{searchTerms}}"]
    (name,) = xml(files["opensearch.xml"], "//o:ShortName/text()")
    assert 1 <= len(name) <= 16


def test_without_search_nothing_offers_it(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(TWO + "-- sitegen.toml --\nsearch.enabled = false\n")
    assert "opensearch.xml" not in files
    assert not [path for path in files if path.endswith(".html") and b"opensearch" in files[path]]
    assert not [path for path in files if path.startswith("search/") or b'role="search"' in files[path]]


# Data -----------------------------------------------------------------------------------------------------------------


def test_a_days_data_is_what_its_page_shows(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(TWO, base_url="https://example.org/sub/")
    data = json.loads(files["2020/07/03/index.json"])
    assert (data["date"], data["url"]) == ("2020-07-03", "https://example.org/sub/2020/07/03/")
    assert [(p["category"], p["number"], p["id"]) for p in data["papers"]] == [
        ("cs.CL", 1, "2007.00004"), ("cs.CL", 2, "2007.00003"), ("cs.CV", 1, "2007.00003"), ("cs.CV", 2, "2007.00001"),
    ]  # fmt: skip
    assert data["papers"][0] == {
        "id": "2007.00004",
        "version": "",
        "category": "cs.CL",
        "number": 1,
        "title": "Title of 2007.00004",
        "abstract": "Abstract of 2007.00004.",
        "url": "https://example.org/sub/abs/2007.00004/",
        "arxiv": "https://arxiv.org/abs/2007.00004",
        "pdf": "https://arxiv.org/pdf/2007.00004.pdf",
        "links": [],
        "source": "arxiv",
    }


def test_a_days_list_of_papers_names_each_once_and_those_of_earlier_days_again(
    build_site: Callable[..., Built],
) -> None:
    files, _ = build_site(TWO, base_url="https://example.org/sub/")
    lists = {path[:10]: files[path] for path in files if path.endswith("papers.json")}
    assert {path: json.loads(data) for path, data in lists.items()} == {
        "2020/07/01": {"date": "2020-07-01", "papers": ["2007.00001", "2007.00002"], "again": []},
        "2020/07/03": {
            "date": "2020-07-03",
            "papers": ["2007.00004", "2007.00003", "2007.00001"],
            "again": ["2007.00001"],
        },
    }


def test_the_archives_data_has_a_line_for_each_paper_of_each_day(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(TWO)
    lines = [json.loads(line) for line in gzip.decompress(files["archive.jsonl.gz"]).decode().splitlines()]
    assert [(line["date"], line["id"]) for line in lines] == [
        ("2020-07-01", "2007.00001"), ("2020-07-01", "2007.00002"), ("2020-07-03", "2007.00004"),
        ("2020-07-03", "2007.00003"), ("2020-07-03", "2007.00003"), ("2020-07-03", "2007.00001"),
    ]  # fmt: skip
    days = [json.loads(files[path]) for path in sorted(files) if path.endswith("index.json")]
    assert lines == [{"date": day["date"], **record} for day in days for record in day["papers"]]
