"""A paper in, where it is found out: on this site, and on others.

This module does not know what pages show of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sitegen.pages.base import paper_pattern
from sitegen.text import arxiv
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from sitegen.model import Date, Day, Link, Paper
    from sitegen.views import Site

HTML_SINCE = "2312"
"""arXiv makes HTML editions of papers submitted since December 2023."""


class Elsewhere(NamedTuple):
    """The addresses of a paper on other sites; empty where there is none."""

    source: str
    """Of its page where the digest found it."""
    arxiv: str
    pdf: str
    html: str


def elsewhere(paper: Paper) -> Elsewhere:
    """Return where a paper is on other sites."""
    if ":" not in paper.id:
        return _at_arxiv(paper.id, paper.version, None)
    source = permalinks.source_url(paper.names[0])
    for name in paper.names:
        if name.scheme == permalinks.ARXIV:
            return _at_arxiv(name.value, name.version, source)
    return Elsewhere(source, "", next((link.url for link in own_links(paper) if _is_pdf(link)), ""), "")


def _at_arxiv(id_: str, version: str, source: str | None) -> Elsewhere:
    html = f"https://arxiv.org/html/{id_}{version}" if "/" not in id_ and id_[:4] >= HTML_SINCE else ""
    url = f"https://arxiv.org/abs/{id_}{version}"
    return Elsewhere(url if source is None else source, url, f"https://arxiv.org/pdf/{id_}{version}.pdf", html)


def own_links(paper: Paper) -> tuple[Link, ...]:
    """Return the links next to a paper that can be followed."""
    return tuple(link for link in paper.links if arxiv.web_link(link.url))


def _is_pdf(link: Link) -> bool:
    return link.text.lower() == "pdf" or link.url.lower().endswith(".pdf")


def label(paper: Paper) -> str:
    """Return what a paper is called elsewhere: `arXiv:2007.10361`."""
    return permalinks.label(paper.names[0]) if ":" in paper.id else f"arXiv:{paper.id}"


def from_day(day: Day, id_: str, site: Site) -> str:
    """Return where a paper of a day is found on this site."""
    newest = day.elsewhere[id_][-1].date if id_ in day.elsewhere else day.date
    return on_site(id_, newest, site, folded=day.folded is not None and newest <= day.folded)


def on_site(id_: str, newest: Date, site: Site, *, folded: bool) -> str:
    """Return where a paper is found: its page, or its place on its newest day's."""
    path = permalinks.address(id_, newest, paper_pattern(site), folded=folded)
    return site.root + path[1:]
