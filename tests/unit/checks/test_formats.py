"""Feeds and the like have what their readers insist on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sitegen.checks import formats
from sitegen.checks.formats import of_app, of_feed, of_xml

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>T</title><id>https://example.org/</id><updated>2020-07-22T00:00:00Z</updated>
<author><name>A</name></author>
<link rel="self" href="https://example.org/feed.xml"/>
<entry><title type="html"/><id>https://example.org/1/</id><updated>2020-07-22T00:00:00+01:00</updated>
<link href="https://example.org/1/"/><content type="html">&lt;a href="https://example.org/2/"&gt;</content></entry>
<entry><title>Two</title><id>tag:example.org,2020:2</id><updated>2020-07-22T00:00:00.5Z</updated></entry>
</feed>
"""
FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "T",
    "feed_url": "https://example.org/feed.json",
    "items": [
        {
            "id": "1",
            "url": "https://example.org/1/",
            "content_html": "<a href='/2/'>",
            "date_published": "2020-07-22T00:00:00Z",
        },
        {"id": "2", "content_text": "Two"},
    ],
}
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


def messages(reading: formats.Reading) -> list[str]:
    return [fault.message for fault in reading.faults]


def test_a_good_atom_feed_has_no_fault_and_all_its_links() -> None:
    reading = of_xml(ATOM.encode())
    assert reading.faults == []
    assert [link.url.removeprefix("https://example.org/") for link in reading.links] == ["feed.xml", "1/", "2/"]
    assert ATOM.encode()[reading.links[1].at :].startswith(b"<link href")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<id>https://example.org/</id>", "", "the feed has no `id`"),
        ("<title>Two</title>", "", "an entry has no `title`"),
        ("<updated>2020-07-22T00:00:00Z</updated>", "<updated/>", "the feed has no `updated`"),
        ("00:00:00.5Z", "00:00", "an `updated` is not a time such as 2020-07-22T00:00:00Z: 2020-07-22T00:00"),
        ("tag:example.org,2020:2", "two", "an `id` is not an absolute address: two"),
        ("tag:example.org,2020:2", "https://example.org/1/", "2 entries have the id `https://example.org/1/`"),
        ("<author><name>A</name></author>", "", "neither the feed nor each of its entries has an author"),
        ('href="https://example.org/1/"', 'href="/1/"', "the link `/1/` is not absolute"),
        ("</feed>", "", "the file is not well-formed XML: no element found"),
        ("<title>T", "<title>&T", "the file is not well-formed XML: not well-formed (invalid token)"),
        ("\n<feed", '\n<!DOCTYPE x [<!ENTITY a "b">]>\n<feed', "the file declares entities, which feed readers reject"),
    ],
)
def test_what_an_atom_feed_lacks_is_told(old: str, new: str, message: str) -> None:
    assert old in ATOM
    assert messages(of_xml(ATOM.replace(old, new, 1).encode())) == [message]


def test_a_fault_of_xml_has_its_place() -> None:
    (fault,) = of_xml("<a>\n<é>é</b>\n</a>".encode()).faults
    assert "<a>\n<é>é</b>".encode()[: fault.at].decode().startswith("<a>\n<é>é")


def test_a_good_json_feed_has_no_fault_and_all_its_links() -> None:
    reading = of_feed(json.dumps(FEED).encode())
    assert reading.faults == []
    assert [link.url for link in reading.links] == ["https://example.org/feed.json", "https://example.org/1/", "/2/"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": "1"}, "the file is not a JSON feed: its `version` is not https://jsonfeed.org/version/1.1"),
        ({"title": " "}, "the JSON feed has no `title`"),
        ({"items": {}}, "the JSON feed has no list of `items`"),
        ({"items": [{"content_text": ""}]}, "the JSON feed has 1 item without an `id`"),
        ({"items": [FEED["items"][1]] * 2}, "2 items have the id `2`"),
        ({"items": [{"id": "3"}]}, "an item of the JSON feed has no content: 3"),
        ({"feed_url": "/feed.json"}, "the link `/feed.json` is not absolute"),
        (
            {"items": [{"id": "3", "content_text": "", "date_published": "today"}]},
            "the `date_published` of an item is not a time such as 2020-07-22T00:00:00Z: today",
        ),
    ],
)
def test_what_a_json_feed_lacks_is_told(change: dict[str, Any], message: str) -> None:
    assert messages(of_feed(json.dumps({**FEED, **change}).encode())) == [message]


def test_what_is_not_json_is_told_with_its_place() -> None:
    (fault,) = of_feed('{"é": }'.encode()).faults
    assert (fault.message, fault.at) == ("the file is not valid JSON: Expecting value", len('{"é": '.encode()))
    assert messages(of_app(b"[")) == ["the file is not valid JSON: Expecting value"]


def test_a_sitemap_lists_addresses_and_may_not_hold_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    text = URLSET.format("<url><loc>https://example.org/</loc></url><url><loc> https://example.org/a/ </loc></url>")
    assert [link.url for link in of_xml(text.encode()).locations] == ["https://example.org/", "https://example.org/a/"]
    monkeypatch.setattr(formats, "MOST_URLS", 1)
    assert messages(of_xml(text.encode())) == ["the sitemap lists 2 addresses: the maximum is 1"]
    monkeypatch.setattr(formats, "MOST_BYTES", 100)
    assert len(of_xml(text.encode()).faults) == 2
    assert messages(of_xml(URLSET.format("<url/>").encode())) == ["the sitemap has 1 entry without `loc`"]


def test_opml_opensearch_and_web_apps_name_files_of_the_site() -> None:
    feed = '<outline xmlUrl="https://e.org/f" htmlUrl="/"/>'
    opml = f'<opml version="2.0"><body><outline text="a">{feed}</outline></body></opml>'
    reading = of_xml(opml.encode())
    assert [link.url for link in reading.links] == ["https://e.org/f", "/"]
    assert messages(reading) == ["the link `/` is not absolute"]
    search = '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">{}</OpenSearchDescription>'
    url = '<Url type="text/html" template="https://e.org/search/?q={searchTerms}"/>'
    assert [link.url for link in of_xml(search.format(url).encode()).links] == ["https://e.org/search/?q=x"]
    assert messages(of_xml(search.format("").encode())) == ["the OpenSearch description has no `Url`"]
    app = {"start_url": "/", "icons": [{"src": "icon.png"}]}
    assert [link.url for link in of_app(json.dumps(app).encode()).links] == ["/", "icon.png"]
