"""The papers of a day in, a page for each out.

This module does not know which papers have their page on which day.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
from markupsafe import Markup

from sitegen import dates
from sitegen.model import Date, Day, Link
from sitegen.pages.base import place, shorten
from sitegen.pages.items import STATUSES, all_seen, kin_url, section_name
from sitegen.pages.word_diff import collate, names
from sitegen.text import arxiv
from sitegen.urls import permalinks
from sitegen.views import Change, Page, PaperItem, Piece, RelatedPaper, Seen, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.model import ListedPaper, Paper
    from sitegen.pages.base import Materials
    from sitegen.views import Section, Site

DESCRIPTION = 200
"""Characters of an abstract that a search engine is given."""


class PaperView(View, frozen=True, kw_only=True, gc=False):
    """`paper.html`, a paper's page."""

    paper: PaperItem
    """The paper, as in its newest digest."""
    date: Date
    """The first day on which it is listed."""
    seen: tuple[Seen, ...]
    """All days and digests in which it is listed, oldest first."""
    changes: tuple[Change, ...]
    """The changes of its title, its abstract and its authors between these appearances, oldest first."""
    previous: Link | None
    """The previous paper on its newest day."""
    next: Link | None
    """The next paper on its newest day."""
    earlier: tuple[RelatedPaper, ...]
    """Related papers from the same day and from earlier days, the most similar first; at most six."""
    later: tuple[RelatedPaper, ...]
    """Related papers from later days, the most similar first; at most six."""
    lookups: tuple[Link, ...]
    """Its pages at other services: alphaXiv, Google Scholar, Semantic Scholar; only those that support its kind of
    ID."""
    json_ld: Markup
    """Metadata for machines, as JSON for a `<script type="application/ld+json">`."""


def paper_pages(day: Day, parts: tuple[Section, ...], materials: Materials, site: Site) -> Iterator[Page]:
    """Make the pages of those of a day's papers of which `materials` knows what is related, though that may be nothing.

    `parts` are the sections that they stand in.
    """
    root, date = site.root, day.date
    revisions, related = materials.revisions, materials.supplies.related
    shown: dict[str, tuple[PaperItem, Section]] = {}
    for section in parts:
        for item in section.papers:
            shown.setdefault(item.id, (item, section))
    items = list(shown.values())
    links = [Link(item.url, item.title.plain) for item, _ in items]
    crumbs = (*above(date, root), Link(root + permalinks.day(date)[1:], dates.span(date, day.precision)))
    for n, (item, section) in enumerate(items):
        if item.id not in related:
            continue
        if item.id in day.elsewhere:
            seen = all_seen(day, item.id, site)
        else:
            anchor = f"{crumbs[-1].url}#{item.anchor}"
            name = section_name(section.category, section.topic)
            status = STATUSES.get(item.status, "")
            seen = (Seen(date, anchor, section.category, item.number, section.topic, name, status),)
        path = item.url[len(root) - 1 :]
        where = place(path, site)
        kin = related[item.id]
        view = PaperView(
            title=item.title.plain,
            description=shorten(item.brief.text.plain if item.brief else item.abstract.plain, DESCRIPTION),
            crumbs=crumbs,
            paper=item,
            date=seen[0].date,
            seen=seen,
            changes=_changes(revisions[item.id], seen) if item.id in revisions else (),
            previous=links[n - 1] if n else None,
            next=links[n + 1] if n + 1 < len(links) else None,
            earlier=tuple(_related(one, site) for one in kin.earlier),
            later=tuple(_related(one, site) for one in kin.later),
            lookups=_lookups(item),
            json_ld=_json_ld(item, seen[0].date, where["canonical"], site),
            **where,
        )
        yield Page(path, "paper.html", view)


def above(date: Date, root: str) -> tuple[Link, Link]:
    """Link the pages of a day's year and month."""
    return (
        Link(root + permalinks.year(date.year)[1:], str(date.year)),
        Link(root + permalinks.month(date)[1:], dates.month_name(date)),
    )


def _changes(wordings: tuple[Paper, ...], seen: tuple[Seen, ...]) -> tuple[Change, ...]:
    """Compare what a paper says at each appearance with what it said at the one before."""
    titles = [arxiv.arxiv(paper.title).plain for paper in wordings]
    abstracts = [arxiv.arxiv(paper.abstract).plain for paper in wordings]
    changes = (
        Change(before, after, collate(*title), collate(*abstract), _authors(*papers))
        for (before, after), title, abstract, papers in zip(
            pairwise(seen), pairwise(titles), pairwise(abstracts), pairwise(wordings), strict=True
        )
    )
    return tuple(change for change in changes if change.title or change.abstract or change.authors)


def _authors(before: Paper, after: Paper) -> tuple[Piece, ...]:
    """Return which authors are gone and which are new: where both lists are whole, else that is not known."""
    if not (before.authors and after.authors) or before.more_authors or after.more_authors:
        return ()
    return names(before.authors, after.authors)


def _related(kin: ListedPaper, site: Site) -> RelatedPaper:
    return RelatedPaper(kin_url(kin, site), kin.title, kin.date)


def _lookups(item: PaperItem) -> tuple[Link, ...]:
    if item.source == permalinks.ARXIV:
        return (
            Link(f"https://www.alphaxiv.org/abs/{item.id}", "alphaXiv"),
            Link(f"https://scholar.google.com/scholar_lookup?arxiv_id={item.id}", "Google Scholar"),
            Link(f"https://api.semanticscholar.org/arXiv:{item.id}", "Semantic Scholar"),
        )
    links = []
    if item.doi:
        links.append(Link(f"https://scholar.google.com/scholar_lookup?doi={quote(item.doi)}", "Google Scholar"))
    name = {"doi": "DOI", "pmid": "PMID", "acl": "ACL"}.get(item.source)
    if name or item.doi:
        value = item.id.partition(":")[2] if name else item.doi
        links.append(Link(f"https://api.semanticscholar.org/{name or 'DOI'}:{quote(value)}", "Semantic Scholar"))
    return tuple(links)


class _WebSite(msgspec.Struct, frozen=True, kw_only=True, rename={"type": "@type"}):
    type: str = "WebSite"
    name: str
    url: str


class _MediaObject(msgspec.Struct, frozen=True, kw_only=True, rename={"type": "@type"}):
    type: str = "MediaObject"
    contentUrl: str  # noqa: N815 - the names are schema.org's
    encodingFormat: str = "application/pdf"  # noqa: N815


class _Person(msgspec.Struct, frozen=True, kw_only=True, rename={"type": "@type"}):
    type: str = "Person"
    name: str


class _ScholarlyArticle(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"context": "@context", "kind": "@type"}
):
    context: str
    kind: str
    name: str
    author: tuple[_Person, ...] = ()
    url: str
    identifier: str
    sameAs: str = ""  # noqa: N815
    encoding: _MediaObject | None = None
    datePublished: Date  # noqa: N815
    keywords: tuple[str, ...] = ()
    isPartOf: _WebSite  # noqa: N815


def _json_ld(item: PaperItem, date: Date, url: str, site: Site) -> Markup:
    article = _ScholarlyArticle(
        context="https://schema.org",
        kind="SoftwareSourceCode" if item.source == "github" else "ScholarlyArticle",
        name=item.title.plain,
        author=tuple(_Person(name=name) for name in item.authors),
        url=url,
        identifier=item.label,
        sameAs=item.source_url,
        encoding=_MediaObject(contentUrl=item.pdf_url) if item.pdf_url else None,
        datePublished=item.date if item.date and item.precision in ("", "day") else date,
        keywords=item.keywords,
        isPartOf=_WebSite(name=site.title, url=site.url),
    )
    text = msgspec.json.encode(article).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704
