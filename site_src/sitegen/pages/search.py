"""The search: its page, and the index that it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.config import Search
from sitegen.model import Date, Day
from sitegen.pages.base import Kind, Need, Target, all_days, place
from sitegen.urls import permalinks
from sitegen.views import Page, View

if TYPE_CHECKING:
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class SearchTarget(Target, frozen=True):
    """The search page."""

    kind = "search"


class IndexTarget(Target, frozen=True):
    """The search index of the whole archive."""

    kind = "index"
    days: tuple[Day, ...]
    folded: Date | None
    """See `Archive.folded`."""
    options: Search


class SearchView(View, frozen=True, kw_only=True):
    """`search.html`, the search page; not made if the site or the theme has no search."""


def _page(planning: Planning) -> list[tuple[str, SearchTarget]]:
    return [("search", SearchTarget())] if planning.site.search else []


def _index(planning: Planning) -> list[tuple[str, IndexTarget]]:
    archive = planning.archive
    return [("index", IndexTarget(archive.days, archive.folded, planning.search))] if planning.site.search else []


def pages(_: SearchTarget, __: Materials, site: Site) -> list[Page]:
    """Make the page."""
    view = SearchView(title="Search", **place(permalinks.SEARCH, site))
    return [Page(permalinks.SEARCH, "search.html", view)]


PAGE = Kind(
    name="search",
    title="the search page",
    target=SearchTarget,
    targets=_page,
    templates={"search.html": SearchView},
    pages=pages,
    places=lambda _: (permalinks.SEARCH,),
    reserved={permalinks.SEARCH: "the search page"},
    suggested=True,
)
INDEX = Kind(
    name="index",
    title="the search",
    label="search index",
    target=IndexTarget,
    targets=_index,
    shown=("paper_url",),
    options=("search.", "papers.fold_after"),
    needs=frozenset({Need.WORDS}),
    folders=(permalinks.SEARCH,),
    dates=all_days,
    grows=True,
)
