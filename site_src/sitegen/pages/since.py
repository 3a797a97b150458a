"""The page on which a script shows several days as one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.model import DayCount
from sitegen.pages.base import Kind, Target, place
from sitegen.pages.calendars import day_item
from sitegen.urls import permalinks
from sitegen.views import DayItem, Page, View

if TYPE_CHECKING:
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site

NEWEST_DAYS = 366
"""Days that the page knows: whoever was away for longer goes to the archive."""


class SinceTarget(Target, frozen=True):
    """The page of several days."""

    kind = "since"
    days: tuple[DayCount, ...]
    """Newest first."""


class SinceView(View, frozen=True, kw_only=True):
    """`since.html`, several days in one list, made by a script; not made if the theme has no stars."""

    days: tuple[DayItem, ...]
    """The newest days, at most 366, newest first. Their categories are not linked."""


def targets(planning: Planning) -> list[tuple[str, SinceTarget]]:
    """Return the page, when the theme keeps what a reader marks."""
    return [("since", SinceTarget(planning.plausible[: -1 - NEWEST_DAYS : -1]))] if planning.site.saved else []


def pages(target: SinceTarget, _: Materials, site: Site) -> list[Page]:
    """Make the page."""
    days = tuple(day_item(count, site, linked=False) for count in target.days)
    view = SinceView(title="Several days in one list", days=days, **place(permalinks.SINCE, site))
    return [Page(permalinks.SINCE, "since.html", view)]


KIND = Kind(
    name="since",
    title="the page of several days",
    target=SinceTarget,
    targets=targets,
    templates={"since.html": SinceView},
    pages=pages,
    places=lambda _: (permalinks.SINCE,),
    reserved={permalinks.SINCE: "the page of several days"},
    suggested=True,
    dates=lambda target, _: [count.date for count in reversed(target.days)],
)
