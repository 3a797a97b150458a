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
from sitegen.pages import citations
from sitegen.pages.base import place
from sitegen.pages.items import STATUSES, all_seen, author_search, kin_url, section_name
from sitegen.pages.word_diff import changed_names, collate
from sitegen.text import arxiv, cutting, names
from sitegen.urls import permalinks
from sitegen.views import Change, Page, PaperItem, Piece, RelatedPaper, Seen, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.model import ListedPaper, Paper
    from sitegen.pages.base import Materials
    from sitegen.views import Section, Site

DESCRIPTION = 200
"""Characters of an abstract that a search engine is given."""
NO_BREAK = "\N{NO-BREAK SPACE}"


class PaperView(View, frozen=True, kw_only=True, gc=False):
    """`paper.html`, a paper's page."""

    paper: PaperItem
    """The paper, as in its newest digest."""
    authors: tuple[Link, ...]
    """Its authors in order, with links to their pages, or else to searches for their papers; `url` is empty if the site
    has neither."""
    cited_authors: tuple[str, ...]
    """The same for `citation_author`: those whose name can be divided with certainty and is not in the common order as
    `Family, Given`, the others as in the digest."""
    doi: str
    """Its DOI, for papers on arXiv the one that arXiv assigns; empty if it is unknown."""
    issued: str
    """The date of its publication, as precise as it is known: `2020/07/22`, `2020/07`, `2020`; empty if it is
    unknown."""
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


def paper_pages(
    day: Day, parts: tuple[Section, ...], pages: Mapping[str, str], materials: Materials, site: Site
) -> Iterator[Page]:
    """Make the pages of those of a day's papers of which `materials` knows what is related, though that may be nothing.

    `parts` are the sections that they stand in, `pages` the paths of authors' pages by name.
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
        published = _published(item, seen[0].date)
        view = PaperView(
            title=item.title.plain,
            description=cutting.shorten(item.brief.text.plain if item.brief else item.abstract.plain, DESCRIPTION),
            crumbs=crumbs,
            paper=item,
            authors=tuple(_author(name, pages, site) for name in item.authors),
            cited_authors=tuple(map(_cited, item.authors)),
            doi=citations.known_doi(item),
            issued=published.replace("-", "/"),
            date=seen[0].date,
            seen=seen,
            changes=_changes(revisions[item.id], seen) if item.id in revisions else (),
            previous=links[n - 1] if n else None,
            next=links[n + 1] if n + 1 < len(links) else None,
            earlier=tuple(_related(one, site) for one in kin.earlier),
            later=tuple(_related(one, site) for one in kin.later),
            lookups=_lookups(item),
            json_ld=_json_ld(item, published or str(seen[0].date), where["canonical"], site),
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
    return changed_names(before.authors, after.authors)


def _related(kin: ListedPaper, site: Site) -> RelatedPaper:
    return RelatedPaper(kin_url(kin, site), kin.title, kin.date)


def _author(name: str, pages: Mapping[str, str], site: Site) -> Link:
    """Link an author's page, or else the search for the papers of that name."""
    return Link(site.root + pages[name][1:] if name in pages else author_search(name, site), name)


def _cited(author: str) -> str:
    """Write a name so that it is divided as it should be.

    Zotero divides `Ana de Souza` before its last word, and takes `De Souza, Ana Maria`, which has a blank on both sides
    of the comma, for two people.
    """
    name = names.divided(author)
    if name and " " in name.family and not name.suffix:
        author = f"{name.family}, {name.given}"
    family, comma, given = author.partition(",")
    return f"{family.replace(' ', NO_BREAK)},{given}" if comma else author


def _published(item: PaperItem, listed: Date) -> str:
    """Return when a paper was published: its own date if that is a day, or the day it was listed in its month."""
    known = citations.issued(item)
    for day in (item.date if item.precision in ("", "day") else None, listed):
        if day and known[:2] == (day.year, day.month):
            return str(day)
    return citations.dated(known)


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
    headline: str
    abstract: str = ""
    author: tuple[_Person, ...] = ()
    url: str
    identifier: tuple[str, ...]
    sameAs: str = ""  # noqa: N815
    encoding: _MediaObject | None = None
    datePublished: str  # noqa: N815
    keywords: tuple[str, ...] = ()
    isPartOf: _WebSite  # noqa: N815


def _json_ld(item: PaperItem, published: str, url: str, site: Site) -> Markup:
    doi = citations.known_doi(item)
    known = item.label, *(permalinks.label(name) for name in item.ids), f"doi:{doi}" if doi else ""
    article = _ScholarlyArticle(
        context="https://schema.org",
        kind="SoftwareSourceCode" if item.source == "github" else "ScholarlyArticle",
        name=item.title.plain,
        headline=item.title.plain,
        # Without authors the record is incomplete whatever else is in it, and large archives have half a million of it.
        abstract=item.abstract.plain if item.authors else "",
        author=tuple(_Person(name=name) for name in item.authors),
        url=url,
        identifier=tuple(dict.fromkeys(filter(None, known))),
        sameAs=item.source_url,
        encoding=_MediaObject(contentUrl=item.pdf_url) if item.pdf_url else None,
        datePublished=published,
        keywords=item.keywords,
        isPartOf=_WebSite(name=site.title, url=site.url),
    )
    text = msgspec.json.encode(article).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704
