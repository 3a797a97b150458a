"""The page of the papers that the reader starred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.model import Date
from sitegen.pages.base import Kind, Target, place
from sitegen.urls import permalinks
from sitegen.views import Page, View

if TYPE_CHECKING:
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class SavedTarget(Target, frozen=True):
    """The page of the papers that the reader starred."""

    kind = "saved"
    folded: Date | None
    """See `Archive.folded`."""


class SavedView(View, frozen=True, kw_only=True):
    """`saved.html`, the papers that the reader starred; not made if the theme has no stars."""

    folded: Date | None
    """The newest day that is folded. A starred paper that is listed on a later day has a page. Nothing if no day is
    folded."""


def targets(planning: Planning) -> list[tuple[str, SavedTarget]]:
    """Return the page, when the theme has stars."""
    return [("saved", SavedTarget(planning.archive.folded))] if planning.site.saved else []


def pages(target: SavedTarget, _: Materials, site: Site) -> list[Page]:
    """Make the page."""
    view = SavedView(title="Saved papers", folded=target.folded, **place(permalinks.SAVED, site))
    return [Page(permalinks.SAVED, "saved.html", view)]


KIND = Kind(
    name="saved",
    title="the saved papers page",
    target=SavedTarget,
    targets=targets,
    templates={"saved.html": SavedView},
    options=("papers.fold_after",),
    pages=pages,
    places=lambda _: (permalinks.SAVED,),
    reserved={permalinks.SAVED: "the saved papers page"},
    suggested=True,
)
