"""A category's page: the days on which it has papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.pages.base import Address, Kind, Target, place
from sitegen.pages.planning import Claim
from sitegen.pages.subjects import SubjectDay, SubjectYear, latest, years
from sitegen.problems import Location, counted
from sitegen.urls import permalinks
from sitegen.views import Page, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.pages.base import Listing, Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class CategoryTarget(Target, frozen=True):
    """A category's page."""

    kind = "category"
    category: str
    days: tuple[SubjectDay, ...]
    """The days on which it has papers."""


class CategoryView(View, frozen=True, kw_only=True):
    """`category.html`, a category's page."""

    category: str
    """The name of the category: `cs.CV`."""
    years: tuple[SubjectYear, ...]
    """Its days by year, newest first."""
    feed_url: str
    """The address of its Atom feed."""
    json_feed_url: str
    """The address of its JSON feed."""


def targets(planning: Planning) -> Iterator[tuple[str, CategoryTarget]]:
    """Return each category, when there are several."""
    days = planning.category_days
    for category in planning.categories:
        slug = permalinks.slug(category)
        yield f"category/{slug}", CategoryTarget(category, tuple(found.shown for found in days[slug]))


def pages(target: CategoryTarget, _: Materials, site: Site) -> list[Page]:
    """Make the page."""
    root, path = site.root, permalinks.category(target.category)
    papers = sum(count.papers for count in target.days)
    view = CategoryView(
        title=target.category,
        description=f"{counted(papers, 'paper')} in {target.category}",
        category=target.category,
        years=tuple(years(target.days, site)),
        feed_url=f"{root}{path[1:]}{permalinks.ATOM}",
        json_feed_url=f"{root}{path[1:]}{permalinks.JSON_FEED}",
        **place(path, site),
    )
    return [Page(path, "category.html", view)]


def _claims(planning: Planning) -> Iterator[Claim]:
    days = planning.category_days
    for category in planning.categories:
        slug = permalinks.slug(category)
        digests = [outline for found in days[slug] for outline in found.digests]
        outline = next((one for one in digests if permalinks.slug(one.category) == slug), digests[0])
        yield Claim(
            permalinks.category(category),
            Location(outline.path, outline.line),
            f"the category `{category}` would have the address {permalinks.category(category)}",
            "rename the category",
            f"the page of {category}",
        )


def _addresses(target: CategoryTarget, listing: Listing) -> list[Address]:
    return [Address(permalinks.category(target.category), latest(target.days, listing.archive))]


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
