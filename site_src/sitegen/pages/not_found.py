"""The page that hosts show for an address that leads nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.pages.base import Kind, Target, place
from sitegen.urls import permalinks
from sitegen.views import Page, View

if TYPE_CHECKING:
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class NotFoundTarget(Target, frozen=True):
    """The page for addresses that lead nowhere."""

    kind = "not-found"


class NotFoundView(View, frozen=True, kw_only=True):
    """`404.html`, the error page for addresses that do not exist."""


def targets(_: Planning) -> list[tuple[str, NotFoundTarget]]:
    """Return the page."""
    return [("not-found", NotFoundTarget())]


def pages(_: NotFoundTarget, __: Materials, site: Site) -> list[Page]:
    """Make the page."""
    view = NotFoundView(title="Page not found", **place(permalinks.NOT_FOUND, site))
    return [Page(permalinks.NOT_FOUND, "404.html", view)]


KIND = Kind(
    name="not-found",
    title="a file of the site",
    target=NotFoundTarget,
    targets=targets,
    templates={"404.html": NotFoundView},
    pages=pages,
    places=lambda _: (permalinks.NOT_FOUND,),
    reserved={permalinks.NOT_FOUND: "a file of the site"},
)
