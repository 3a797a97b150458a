"""A kind of page that is no part of sitegen: `/random/`, which names a day. The archive decides which, not chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.hashing import key_of
from sitegen.model import Date, Link
from sitegen.pages.base import Address, Kind, Target, place
from sitegen.urls import permalinks
from sitegen.views import Page, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site

PATH = "/random/"


class RandomTarget(Target, frozen=True):
    """The page of a day."""

    kind = "random"
    date: Date


class RandomView(View, frozen=True, kw_only=True):
    """`random.html`."""

    day: Link
    """The day that was chosen."""


def targets(planning: Planning) -> Iterator[tuple[str, RandomTarget]]:
    """Return the page, when there are days."""
    if days := planning.plausible:
        yield "random", RandomTarget(days[int(key_of(days), 16) % len(days)].date)


def pages(target: RandomTarget, _: Materials, site: Site) -> list[Page]:
    """Make the page."""
    day = Link(site.root + permalinks.day(target.date)[1:], f"{target.date}")
    return [Page(PATH, "random.html", RandomView(title="A day", day=day, **place(PATH, site)))]


KIND = Kind(
    name="random",
    title="the page of a random day",
    target=RandomTarget,
    targets=targets,
    templates={"random.html": RandomView},
    pages=pages,
    places=lambda _: (PATH,),
    reserved={PATH: "the page of a random day"},
    addresses=lambda target, _: [Address(PATH, target.date)],
    suggested=True,
    dates=lambda _, archive: [day.date for day in archive.days],
)
