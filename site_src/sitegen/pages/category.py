"""A category's page: the days on which it has papers."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from sitegen import dates
from sitegen.model import DayCount
from sitegen.pages.base import Address, Kind, Target, place
from sitegen.pages.planning import Claim
from sitegen.problems import Location, counted
from sitegen.urls import permalinks
from sitegen.views import DayItem, Page, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.pages.base import Listing, Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class CategoryTarget(Target, frozen=True):
    """A category's page."""

    kind = "category"
    category: str
    days: tuple[DayCount, ...]
    """The days on which it has papers, with the number of its own papers."""


class CategoryView(View, frozen=True, kw_only=True):
    """`category.html`, a category's page."""

    category: str
    """The name of the category: `cs.CV`."""
    years: tuple[CategoryYear, ...]
    """Its days by year, newest first."""
    feed_url: str
    """The address of its Atom feed."""
    json_feed_url: str
    """The address of its JSON feed."""


class CategoryYear(msgspec.Struct, frozen=True):
    """A year of a category."""

    year: int
    """The year."""
    days: tuple[DayItem, ...]
    """The days of that year on which the category has papers, newest first, with links to its section there."""


def targets(planning: Planning) -> Iterator[tuple[str, CategoryTarget]]:
    """Return each category, when there are several."""
    archive = planning.archive
    names = {permalinks.slug(category): category for category in planning.categories}
    counts: dict[str, list[DayCount]] = defaultdict(list)
    for day in archive.days:
        for key, group in groupby(day.digests, key=lambda outline: permalinks.slug(outline.category)):
            if key in names:
                ids = {paper.id for outline in group for paper in archive.listings[outline]} - day.carried.keys()
                counts[names[key]].append(DayCount(day.date, len(ids), (), day.precision))
    for category in planning.categories:
        yield f"category/{permalinks.slug(category)}", CategoryTarget(category, tuple(counts[category]))


def pages(target: CategoryTarget, _: Materials, site: Site) -> list[Page]:
    """Make the page."""
    root, path = site.root, permalinks.category(target.category)
    anchor = permalinks.slug(target.category)
    years = []
    for year, group in groupby(reversed(target.days), lambda count: count.date.year):
        days = (
            DayItem(
                c.date,
                f"{root}{permalinks.day(c.date)[1:]}#{anchor}",
                c.papers,
                (),
                dates.span(c.date, c.precision),
            )
            for c in group
        )
        years.append(CategoryYear(year, tuple(days)))
    papers = sum(count.papers for count in target.days)
    view = CategoryView(
        title=target.category,
        description=f"{counted(papers, 'paper')} in {target.category}",
        category=target.category,
        years=tuple(years),
        feed_url=f"{root}{path[1:]}{permalinks.ATOM}",
        json_feed_url=f"{root}{path[1:]}{permalinks.JSON_FEED}",
        **place(path, site),
    )
    return [Page(path, "category.html", view)]


def _claims(planning: Planning) -> Iterator[Claim]:
    first = {o.category: o for day in reversed(planning.archive.days) for o in day.digests}
    for category in planning.categories:
        outline = first[category]
        yield Claim(
            permalinks.category(category),
            Location(outline.path, outline.line),
            f"the category `{category}` would have the address {permalinks.category(category)}",
            "rename the category",
            f"the page of {category}",
        )


def _addresses(target: CategoryTarget, listing: Listing) -> list[Address]:
    implausible = listing.archive.implausible
    latest = max((count.date for count in target.days if count.date not in implausible), default=None)
    return [Address(permalinks.category(target.category), latest)]


KIND = Kind(
    name="category",
    title="a category's page",
    target=CategoryTarget,
    targets=targets,
    templates={"category.html": CategoryView},
    pages=pages,
    places=lambda target: (permalinks.category(target.category),),
    claims=_claims,
    addresses=_addresses,
    suggested=True,
    dates=lambda target, _: [count.date for count in target.days],
    grows=True,
)
