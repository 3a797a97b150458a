"""Entries in; an Atom feed (RFC 4287) and a JSON Feed (1.1) out.

An entry is encoded once, in both formats, so that all feeds that hold it share its bytes. A feed never leaves out an
entry: if it is too large, its entries say less. This module does not know what entries are of.
"""

from __future__ import annotations

import re
import uuid
from html import escape, unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

import msgspec

from sitegen.model import Artifact, Date
from sitegen.problems import Location, Problem, Severity
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sitegen.views import Site

_HIGHER = "set a higher `feeds.max_bytes`, or leave it: no paper is missing"
_TARGET = re.compile(r'(<[a-z][^<>]*\s(?:href|src)=")([^"]*)')
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Entry(msgspec.Struct, frozen=True):
    """What a feed tells of: a paper, a day, a week."""

    id: str
    """A URI that stays the same: see `lasting_id` and `paper_id`."""
    url: str
    """Absolute."""
    title: str
    """Plain."""
    date: Date
    content: str
    """HTML. All links in it are absolute."""
    source_url: str = ""
    """The address of what it is about elsewhere; may be empty."""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Encoded(NamedTuple):
    """An entry in both formats."""

    date: Date
    atom: bytes
    json: bytes


class Channel(NamedTuple):
    """What a feed is of, and where it is. Paths begin with `/` and lack the site's base path."""

    name: str
    """Empty for the feed of all papers."""
    page: str
    """The path of the page that shows the same."""
    atom: str
    json: str

    @classmethod
    def beside(cls, name: str, folder: str) -> Channel:
        """Return the feed of a page, given the page's path."""
        return cls(name, folder, folder + permalinks.ATOM, folder + permalinks.JSON_FEED)

    def title(self, site: Site) -> str:
        """Return the title of the feed."""
        return f"{site.title}: {self.name}" if self.name else site.title


class Form(NamedTuple):
    """How much the entries of a feed say."""

    said: str
    """What they contain, for messages; empty when that is all there is."""
    entries: Callable[[], Iterable[Encoded]]
    """Newest first."""


def lasting_id(site: Site, ids: str, path: str) -> str:
    """Return the ID of what is at a path, without the base path; `ids` is the option `feeds.ids`.

    Without that option it depends on the site's title, and not on its address.
    """
    return ids + path[1:] if ids else uuid.uuid5(uuid.NAMESPACE_URL, site.title + path).urn


def paper_id(site: Site, ids: str, id_: str) -> str:
    """Return the ID of a paper's entries, which is the same on each of its days, and in each feed."""
    if ids:
        return ids + permalinks.paper(id_, site.paper_url, site.root)[len(site.root) :]
    return uuid.uuid5(uuid.NAMESPACE_URL, id_).urn if ":" in id_ else f"https://arxiv.org/abs/{id_}"


def absolute(site: Site, url: str) -> str:
    """Return the absolute address of a path that includes the base path."""
    return site.url + url[len(site.root) :]


def absolute_links(html: str, url: str) -> str:
    """Make the links in HTML absolute: they are relative to the page at `url`."""
    return _TARGET.sub(lambda link: link[1] + escape(_resolved(unescape(link[2]), url)), html)


def _resolved(target: str, url: str) -> str:
    return target if _SCHEME.match(target) else urljoin(url, target)


def encode(entry: Entry) -> Encoded:
    """Encode an entry in both formats."""
    return Encoded(entry.date, _atom(entry).encode(), msgspec.json.encode(_item(entry)))


def feeds(
    site: Site, channel: Channel, forms: Sequence[Form], *, max_bytes: int, ids: str
) -> Iterator[Artifact | Problem]:
    """Make both feeds, in the first form in which neither has more than `max_bytes`.

    If that is not the first of all, or there is none, it yields also a notice.
    """
    complete = 0
    for form in forms:
        entries = list(form.entries())
        made = [
            Artifact(channel.atom[1:], _atom_feed(site, channel, ids, entries)),
            Artifact(channel.json[1:], _json_feed(site, channel, entries)),
        ]
        size = max(len(artifact.data) for artifact in made)
        complete = complete or size
        if size <= max_bytes:
            break
    yield from made
    if complete > max_bytes:
        message = (
            f"the feed contains {form.said}, {size:,} bytes: complete, it would have {complete:,} bytes, and "
            f"`feeds.max_bytes` is {max_bytes:,}"
        )
        yield Problem(Location(channel.atom[1:]), message, _HIGHER, severity=Severity.NOTICE)


def _atom_feed(site: Site, channel: Channel, ids: str, entries: Sequence[Encoded]) -> bytes:
    page, own = site.url + channel.page[1:], site.url + channel.atom[1:]
    id_ = lasting_id(site, ids, channel.page if channel.atom == channel.page + permalinks.ATOM else channel.atom)
    # An empty archive has no date of its own, and the day of the build must not show in its bytes.
    updated = entries[0].date if entries else Date(1991, 8, 14)  # the day arXiv began
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(site.language)}">',
        f"<title>{escape(channel.title(site))}</title>",
        f"<subtitle>{escape(site.description)}</subtitle>",
        f"<id>{escape(id_)}</id>",
        f'<link rel="alternate" type="text/html" href="{escape(page)}"/>',
        f'<link rel="self" type="application/atom+xml" href="{escape(own)}"/>',
        f"<updated>{updated}T00:00:00Z</updated>",
        f"<author><name>{escape(site.title)}</name></author>",
        f"<generator>{escape(site.generator)}</generator>",
        "",
    ]
    return b"".join(["\n".join(head).encode(), *(entry.atom for entry in entries), b"</feed>\n"])


def _atom(entry: Entry) -> str:
    rows = [
        "<entry>",
        f"<title>{escape(entry.title)}</title>",
        f"<id>{escape(entry.id)}</id>",
        f'<link rel="alternate" type="text/html" href="{escape(entry.url)}"/>',
        *([f'<link rel="related" type="text/html" href="{escape(entry.source_url)}"/>'] if entry.source_url else []),
        *(f"<author><name>{escape(author)}</name></author>" for author in entry.authors),
        *(f'<category term="{escape(name)}"/>' for name in entry.tags),
        f"<updated>{entry.date}T00:00:00Z</updated>",
        f'<content type="html">{escape(entry.content)}</content>',
        "</entry>",
        "",
    ]
    return "\n".join(rows)


def _json_feed(site: Site, channel: Channel, entries: Iterable[Encoded]) -> bytes:
    head = msgspec.json.encode(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": channel.title(site),
            "description": site.description,
            "home_page_url": site.url + channel.page[1:],
            "feed_url": site.url + channel.json[1:],
            "language": site.language,
            "authors": [{"name": site.title}],
        }
    )
    return b'%s,"items":[%s]}\n' % (head.removesuffix(b"}"), b",".join(entry.json for entry in entries))


def _item(entry: Entry) -> dict[str, object]:
    item: dict[str, object] = {"id": entry.id, "url": entry.url}
    if entry.source_url:
        item["external_url"] = entry.source_url
    item |= {"title": entry.title, "content_html": entry.content, "date_published": f"{entry.date}T00:00:00Z"}
    if entry.authors:
        item["authors"] = [{"name": author} for author in entry.authors]
    if entry.tags:
        item["tags"] = entry.tags
    return item
