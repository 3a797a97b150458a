"""An author: the papers of that name."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec

from sitegen.model import Author, Date, Paper
from sitegen.pages.base import LAST, Address, Kind, Target, place
from sitegen.pages.items import author_search, kin_url, title_of
from sitegen.problems import counted
from sitegen.urls import permalinks
from sitegen.views import Page, View

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sitegen.model import ListedPaper
    from sitegen.pages.base import Listing, Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class AuthorTarget(Target, frozen=True):
    """An author's page."""

    kind = "author"
    author: Author


class AuthorPaper(msgspec.Struct, frozen=True, gc=False):
    """A paper of an author."""

    url: str
    """The address of its page on this site; for a folded paper, of its place on the page of its newest day."""
    title: str
    """Its title, plain text."""
    day_url: str
    """The address of its place on the page of its newest day."""


class AuthorDay(msgspec.Struct, frozen=True):
    """A day with papers of an author."""

    date: Date
    """The day."""
    url: str
    """Its page."""
    papers: tuple[AuthorPaper, ...]
    """The papers, in the order of that page. A paper that is also listed on a later day appears only there."""


class AuthorView(View, frozen=True, kw_only=True):
    """`author.html`, an author's page; made only if the option `authors.pages` is set."""

    name: str
    """The name, in its most frequent spelling."""
    spellings: tuple[str, ...]
    """The other spellings in the digests."""
    papers: int
    """The number of papers."""
    days: tuple[AuthorDay, ...]
    """The days that list them, newest first."""
    search_url: str
    """The address of a search for the name; empty if the site has no search."""


def targets(planning: Planning) -> Iterator[tuple[str, AuthorTarget]]:
    """Return each author who has a page."""
    return ((author.path.strip("/"), AuthorTarget(author)) for author in planning.authors.authors)


def pages(target: AuthorTarget, _: Materials, site: Site) -> list[Page]:
    """Make the page."""
    author = target.author
    name, *others = author.names
    view = AuthorView(
        title=name,
        description=f"{counted(len(author.papers), 'paper')} by {name}",
        name=name,
        spellings=tuple(others),
        papers=len(author.papers),
        days=tuple(_day(date, tuple(papers), site) for date, papers in groupby(author.papers, attrgetter("date"))),
        search_url=author_search(name, site),
        **place(author.path, site),
    )
    return [Page(author.path, "author.html", view)]


def _day(date: Date, papers: tuple[ListedPaper, ...], site: Site) -> AuthorDay:
    url = site.root + permalinks.day(date)[1:]
    return AuthorDay(
        date, url, tuple(AuthorPaper(kin_url(kin, site), _title(kin), f"{url}#{kin.id}") for kin in papers)
    )


def _title(kin: ListedPaper) -> str:
    return title_of(Paper(kin.id, "", 0, kin.title, "", "", 0)).plain


def _days(target: AuthorTarget) -> list[Date]:
    return sorted({paper.date for paper in target.author.papers})


def _addresses(target: AuthorTarget, listing: Listing) -> list[Address]:
    told = next((paper.date for paper in target.author.papers if paper.date not in listing.archive.implausible), None)
    return [Address(target.author.path, told, LAST)]


def _concerned(target: AuthorTarget, _: str, dates: Collection[Date]) -> bool:
    return not set(_days(target)).isdisjoint(dates)


KIND = Kind(
    name="author",
    title="an author's page",
    target=AuthorTarget,
    targets=targets,
    templates={"author.html": AuthorView},
    options=("authors",),
    pages=pages,
    places=lambda target: (target.author.path,),
    addresses=_addresses,
    suggested=True,
    dates=lambda target, _: _days(target),
    concerned=_concerned,
    grows=True,
)
