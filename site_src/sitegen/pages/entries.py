"""A paper in, its entry in feeds out: rendered and encoded once for all feeds that a process makes of it.

This module does not know which feeds there are.
"""

from __future__ import annotations

import enum
from functools import lru_cache, partial
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from sitegen.files import feeds
from sitegen.pages import addresses, items
from sitegen.text import arxiv, cutting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sitegen.model import Date, Day, Paper
    from sitegen.pages.sections import SectionPapers
    from sitegen.views import PartItem, Site

_KEPT = 1_000
"""Entries that are kept, the last ones: two kB each. Of the newest days, the feeds of all categories have the same."""
_SENTENCE = 300
"""Characters that a first sentence has at most."""


class Detail(enum.Enum):
    """How much an entry says of its paper."""

    WHOLE = ""
    SENTENCE = "only the first sentences of abstracts"
    TITLE = "only titles and links"


class DayPapers(NamedTuple):
    """The papers of a day that are in a feed."""

    day: Day
    sections: Iterable[SectionPapers]
    only: Collection[str] | None = None
    """The ids of these papers; None when all are."""


def forms(newest_first: Collection[DayPapers], ids: str, site: Site) -> list[feeds.Form]:
    """Return what a feed of papers can contain, the most first; `ids` is the option `feeds.ids`."""
    return [feeds.Form(detail.value, partial(_entries, newest_first, detail, ids, site)) for detail in Detail]


def _entries(newest_first: Iterable[DayPapers], detail: Detail, ids: str, site: Site) -> Iterator[feeds.Encoded]:
    """Yield the entry of each paper once."""
    seen: set[str] = set()
    for day, sections, only in newest_first:
        for paper in (paper for section in sections for paper in section.papers):
            if paper.id not in seen and (only is None or paper.id in only):
                seen.add(paper.id)
                yield _entry(paper, day.date, addresses.from_day(day, paper.id, site), detail, ids, site)


@lru_cache(maxsize=_KEPT)
def _entry(paper: Paper, date: Date, url: str, detail: Detail, ids: str, site: Site) -> feeds.Encoded:
    there, places = feeds.absolute(site, url), addresses.elsewhere(paper)
    return feeds.encode(
        feeds.Entry(
            id=feeds.paper_id(site, ids, paper.id),
            url=there,
            title=items.title_of(paper).plain,
            date=date,
            content=_content(paper, places, there, detail, site),
            source_url=places.source,
            authors=paper.authors,
            tags=tuple(dict.fromkeys((*paper.categories, *paper.topics, *paper.keywords))),
        )
    )


def _content(paper: Paper, places: addresses.Elsewhere, url: str, detail: Detail, site: Site) -> str:
    label = escape(addresses.label(paper))
    links = [f'<a href="{escape(places.source)}">{label}</a>' if places.source else label]
    if places.pdf:
        links.append(f'<a href="{escape(places.pdf)}">PDF</a>')
    # Neither format can say that there are more authors than it names.
    unnamed = paper.more_authors and paper.authors
    authors = f"<p>{escape(items.names(paper.authors, site.language))} et al.</p>" if unnamed else ""
    return f"{authors}{_said(paper, url, detail, site)}<p>{' · '.join(links)}</p>"


def _said(paper: Paper, url: str, detail: Detail, site: Site) -> str:
    if detail is Detail.TITLE:
        return ""
    abstract = arxiv.arxiv(paper.abstract)
    instead = _instead(paper, site) if not abstract.plain else []
    if detail is Detail.SENTENCE:
        text = next((part.text.plain for part in instead if part.text.plain), abstract.plain)
        return f"<p>{escape(cutting.first_sentence(text, _SENTENCE), quote=False)}</p>" if text else ""
    parts = "".join(f"<h3>{escape(part.label)}</h3>{part.text.html}" for part in instead)
    note = items.note_of(paper, paper.id, site).html if paper.note else ""
    said = f"<p>{abstract.html}</p>" if abstract.html or not parts else ""
    return said + feeds.absolute_links(f"{parts}{note}", url) if parts or note else said


def _instead(paper: Paper, site: Site) -> list[PartItem]:
    """Return what is said of a paper that has no abstract."""
    return [part for part in items.parts_of(paper, f"{paper.id}-", site.root) if part.kind != "title"]
