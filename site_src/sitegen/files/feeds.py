"""The newest days' papers in, an Atom feed (RFC 4287) and a JSON Feed (1.1) out.

Entries have the address of the paper's page as their id, so a paper that returns on a later day, or folds and
loses that page, is not news twice.
This module does not know how papers were found or rendered.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import msgspec

from sitegen.model import Artifact, Date
from sitegen.urls import permalinks
from sitegen.views import PaperItem, PartItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.views import Section, Site


class Entry(msgspec.Struct, frozen=True):
    """A paper in a feed."""

    id: str
    """A URL that stays the same."""
    url: str
    """Absolute."""
    paper: PaperItem
    date: Date


class Channel(msgspec.Struct, frozen=True):
    """What a feed is of."""

    name: str
    """Empty for the whole site."""
    folder: str
    """Its page, without the base path."""


def feeds(
    site: Site, channel: Channel, days: Iterable[tuple[Date, tuple[Section, ...]]], items: int, max_bytes: int
) -> list[Artifact]:
    """Make both feeds of a category, of a rule or of the whole site from its days, newest first."""
    entries = list(_capped(site, days, items, max_bytes))
    folder = channel.folder
    title = f"{site.title}: {channel.name}" if channel.name else site.title
    return [
        Artifact(folder[1:] + permalinks.ATOM, _atom(site, title, folder, entries).encode()),
        Artifact(folder[1:] + permalinks.JSON_FEED, _json_feed(site, title, folder, entries)),
    ]


def _capped(
    site: Site, days: Iterable[tuple[Date, tuple[Section, ...]]], items: int, max_bytes: int
) -> Iterator[Entry]:
    seen: set[str] = set()
    weight = 0
    for date, sections in days:
        for section in sections:
            for paper in section.papers:
                if paper.id in seen:
                    continue
                texts = paper.title, paper.abstract, paper.note, *(part.text for part in _instead(paper))
                weight += sum(len(text.html.encode()) for text in texts)
                if len(seen) >= items or (weight > max_bytes and seen):
                    return
                seen.add(paper.id)
                lasting = permalinks.paper(paper.id, site.paper_url, site.root)
                yield Entry(_absolute(site, lasting), _absolute(site, paper.url), paper, date)


def _absolute(site: Site, url: str) -> str:
    return site.url + url[len(site.root) :]


def _atom(site: Site, title: str, folder: str, entries: list[Entry]) -> str:
    home = site.url + folder[1:]
    # An empty archive has no date of its own, and the day of the build must not show in its bytes.
    updated = entries[0].date if entries else Date(1991, 8, 14)  # the day arXiv began
    rows = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(site.language)}">',
        f"<title>{escape(title)}</title>",
        f"<subtitle>{escape(site.description)}</subtitle>",
        f"<id>{escape(home)}</id>",
        f'<link rel="alternate" type="text/html" href="{escape(home)}"/>',
        f'<link rel="self" type="application/atom+xml" href="{escape(home + permalinks.ATOM)}"/>',
        f"<updated>{updated}T00:00:00Z</updated>",
        f"<author><name>{escape(site.title)}</name></author>",
        f"<generator>{escape(site.generator)}</generator>",
    ]
    for entry in entries:
        paper = entry.paper
        rows += [
            "<entry>",
            f'<title type="html">{escape(paper.title.html)}</title>',
            f"<id>{escape(entry.id)}</id>",
            f'<link rel="alternate" type="text/html" href="{escape(entry.url)}"/>',
            *(
                [f'<link rel="related" type="text/html" href="{escape(paper.source_url)}"/>']
                if paper.source_url
                else []
            ),
            *(f"<author><name>{escape(author)}</name></author>" for author in paper.authors),
            *(f'<category term="{escape(name)}"/>' for name in _tags(paper)),
            f"<updated>{entry.date}T00:00:00Z</updated>",
            f'<content type="html" xml:base="{escape(entry.url)}">{escape(_content(paper))}</content>',
            "</entry>",
        ]
    return "\n".join([*rows, "</feed>", ""])


def _json_feed(site: Site, title: str, folder: str, entries: list[Entry]) -> bytes:
    home = site.url + folder[1:]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "description": site.description,
        "home_page_url": home,
        "feed_url": home + permalinks.JSON_FEED,
        "language": site.language,
        "authors": [{"name": site.title}],
        "items": [_item(entry) for entry in entries],
    }
    return msgspec.json.encode(feed) + b"\n"


def _item(entry: Entry) -> dict[str, object]:
    paper = entry.paper
    item: dict[str, object] = {"id": entry.id, "url": entry.url}
    if paper.source_url:
        item["external_url"] = paper.source_url
    item |= {
        "title": paper.title.plain,
        "content_html": _content(paper),
        "date_published": f"{entry.date}T00:00:00Z",
    }
    if paper.authors:
        item["authors"] = [{"name": author} for author in paper.authors]
    if tags := _tags(paper):
        item["tags"] = tags
    return item


def _tags(paper: PaperItem) -> list[str]:
    return list(dict.fromkeys([*paper.categories, *paper.topics, *paper.keywords]))


def _instead(paper: PaperItem) -> list[PartItem]:
    """Return what is said of a paper that has no abstract."""
    return [] if paper.abstract.plain else [part for part in paper.parts if part.kind != "title"]


def _content(paper: PaperItem) -> str:
    links = [
        f'<a href="{escape(paper.source_url)}">{escape(paper.label)}</a>' if paper.source_url else escape(paper.label)
    ]
    if paper.pdf_url:
        links.append(f'<a href="{escape(paper.pdf_url)}">PDF</a>')
    parts = "".join(f"<h3>{escape(part.label)}</h3>{part.text.html}" for part in _instead(paper))
    abstract = f"<p>{paper.abstract.html}</p>" if paper.abstract.html or not parts else ""
    # Neither format can say that there are more authors than it names.
    authors = (
        f"<p>{escape(paper.between.join(paper.authors))} et al.</p>" if paper.more_authors and paper.authors else ""
    )
    return f"{authors}{abstract}{parts}{paper.note.html}<p>{' · '.join(links)}</p>"
