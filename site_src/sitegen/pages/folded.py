"""The files by which the page for addresses that lead nowhere finds folded papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.files import folded
from sitegen.model import Day
from sitegen.pages.base import FEED_COST, Kind, Need, Target
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from sitegen.model import Artifact
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class FoldedTarget(Target, frozen=True):
    """The files that say where folded papers are."""

    kind = "folded"
    days: tuple[Day, ...]
    """Those that fold."""


def targets(planning: Planning) -> list[tuple[str, FoldedTarget]]:
    """Return the files, when papers fold."""
    days = tuple(day for day in planning.archive.days if day.folds)
    return [("folded", FoldedTarget(days))] if planning.archive.folded else []


def files(_: FoldedTarget, materials: Materials, __: Site) -> list[Artifact]:
    """Make them."""
    return folded.lookup(materials.supplies.folded)


KIND = Kind(
    name="folded",
    title="the list of folded papers",
    target=FoldedTarget,
    targets=targets,
    options=("papers.fold_after",),
    needs=frozenset({Need.FOLDED}),
    files=files,
    folders=(permalinks.FOLDED,),
    cost=lambda _: FEED_COST,
    dates=lambda target, _: [day.date for day in target.days],
    grows=True,
)
