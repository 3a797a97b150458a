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
        ("<id>https://example.org/</id>", "", "has a feed without `id`"),
        ("<title>Two</title>", "", "has an entry without `title`"),
        ("<updated>2020-07-22T00:00:00Z</updated>", "<updated/>", "has a feed without `updated`"),
        ("00:00:00.5Z", "00:00", "has an `updated` that is no time such as 2020-07-22T00:00:00Z: 2020-07-22T00:00"),
        ("tag:example.org,2020:2", "two", "has an `id` that is no absolute address: two"),
        ("tag:example.org,2020:2", "https://example.org/1/", "has 2 entries with the id `https://example.org/1/`"),
        ("<author><name>A</name></author>", "", "has no author, neither of the feed nor of each entry"),
        ('href="https://example.org/1/"', 'href="/1/"', "has a link that is not absolute: `/1/`"),
        ("</feed>", "", "is not well-formed XML: no element found"),
        ("<title>T", "<title>&T", "is not well-formed XML: not well-formed (invalid token)"),
        ("\n<feed", '\n<!DOCTYPE x [<!ENTITY a "b">]>\n<feed', "declares entities of its own, which readers refuse"),
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
        ({"version": "1"}, "is no JSON feed: it has no `version` of https://jsonfeed.org/version/1.1"),
        ({"title": " "}, "is a JSON feed without a `title`"),
        ({"items": {}}, "is a JSON feed without a list of `items`"),
        ({"items": [{"content_text": ""}]}, "has 1 item without an `id`"),
        ({"items": [FEED["items"][1]] * 2}, "has 2 items with the id `2`"),
        ({"items": [{"id": "3"}]}, "has an item without content: 3"),
        ({"feed_url": "/feed.json"}, "has a link that is not absolute: `/feed.json`"),
        (
            {"items": [{"id": "3", "content_text": "", "date_published": "today"}]},
            "has an item with a `date_published` that is no time such as 2020-07-22T00:00:00Z: today",
        ),
    ],
)
def test_what_a_json_feed_lacks_is_told(change: dict[str, Any], message: str) -> None:
    assert messages(of_feed(json.dumps({**FEED, **change}).encode())) == [message]


def test_what_is_not_json_is_told_with_its_place() -> None:
    (fault,) = of_feed('{"é": }'.encode()).faults
    assert (fault.message, fault.at) == ("is not JSON: Expecting value", len('{"é": '.encode()))
    assert messages(of_app(b"[")) == ["is not JSON: Expecting value"]


def test_a_sitemap_lists_addresses_and_may_not_hold_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    text = URLSET.format("<url><loc>https://example.org/</loc></url><url><loc> https://example.org/a/ </loc></url>")
    assert [link.url for link in of_xml(text.encode()).locations] == ["https://example.org/", "https://example.org/a/"]
    monkeypatch.setattr(formats, "MOST_URLS", 1)
    assert messages(of_xml(text.encode())) == ["lists 2 addresses: a sitemap may hold 1"]
    monkeypatch.setattr(formats, "MOST_BYTES", 100)
    assert len(of_xml(text.encode()).faults) == 2
    assert messages(of_xml(URLSET.format("<url/>").encode())) == ["has 1 entry without `loc`"]


def test_opml_opensearch_and_web_apps_name_files_of_the_site() -> None:
    feed = '<outline xmlUrl="https://e.org/f" htmlUrl="/"/>'
    opml = f'<opml version="2.0"><body><outline text="a">{feed}</outline></body></opml>'
    reading = of_xml(opml.encode())
    assert [link.url for link in reading.links] == ["https://e.org/f", "/"]
    assert messages(reading) == ["has a link that is not absolute: `/`"]
    search = '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">{}</OpenSearchDescription>'
    url = '<Url type="text/html" template="https://e.org/search/?q={searchTerms}"/>'
    assert [link.url for link in of_xml(search.format(url).encode()).links] == ["https://e.org/search/?q=x"]
    assert messages(of_xml(search.format("").encode())) == ["is an OpenSearch description without a `Url`"]
    app = {"start_url": "/", "icons": [{"src": "icon.png"}]}
    assert [link.url for link in of_app(json.dumps(app).encode()).links] == ["/", "icon.png"]
