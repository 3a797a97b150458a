"""The Atom and JSON feeds of the site and of its categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.files import feeds
from sitegen.model import Date, Day
from sitegen.pages.base import FEED_COST, Kind, Target, Texts
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sitegen.model import Archive, Artifact
    from sitegen.pages.base import Materials, Supplies
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class FeedTarget(Target, frozen=True):
    """An Atom and a JSON feed."""

    kind = "feed"
    category: str
    """Empty for the whole site's."""
    days: tuple[Day, ...]
    """Newest first, as many as can fill the feed."""
    linked: bool
    """Whether categories have pages."""
    items: int
    """The option `feeds.items`."""
    max_bytes: int
    """The option `feeds.max_bytes`."""

    @property
    def folder(self) -> str:
        """The path of the page beside which it has its place."""
        return permalinks.category(self.category) if self.category else permalinks.HOME


def targets(planning: Planning) -> Iterator[tuple[str, FeedTarget]]:
    """Return that of each category, and of the site."""
    archive = planning.archive
    for category in (*planning.categories, ""):
        key = permalinks.slug(category)
        newest_first = [
            day
            for day in reversed(archive.plausible)
            if not key or any(permalinks.slug(o.category) == key for o in day.digests)
        ]
        days = _enough(archive, newest_first, planning.feed_items, key)
        name = f"feed/{key}" if key else "feed"
        yield name, FeedTarget(category, days, bool(planning.categories), planning.feed_items, planning.feed_bytes)


def _enough(archive: Archive, newest_first: Iterable[Day], items: int, key: str) -> tuple[Day, ...]:
    """Return the newest days, only their digests of a category, until they hold as many papers as a feed."""
    result: list[Day] = []
    ids: set[str] = set()
    for day in newest_first:
        if len(ids) >= items:
            break
        digests = tuple(o for o in day.digests if not key or permalinks.slug(o.category) == key)
        result.append(msgspec.structs.replace(day, digests=digests, previous=None, next=None))
        ids |= {paper.id for digest in digests for paper in archive.listings[digest]} - day.carried.keys()
    return tuple(result)


def texts(target: FeedTarget, _: Supplies) -> list[Texts]:
    """Return its days."""
    return [Texts(day, target.linked) for day in target.days]


def files(target: FeedTarget, materials: Materials, site: Site) -> list[Artifact]:
    """Make both."""
    newest_first = ((day.date, materials.sections[day.date]) for day in target.days)
    channel = feeds.Channel(target.category, target.folder)
    return feeds.feeds(site, channel, newest_first, target.items, target.max_bytes)


def _concerned(target: FeedTarget, _: str, dates: Collection[Date]) -> bool:
    return not target.days or any(date >= target.days[-1].date for date in dates)


KIND = Kind(
    name="feed",
    title="a feed",
    target=FeedTarget,
    targets=targets,
    shown=("title", "description", "language", "url", "root", "paper_url", "generator"),
    options=("feeds.items", "feeds.max_bytes", "papers.fold_after"),
    texts=texts,
    files=files,
    places=lambda target: (target.folder + permalinks.ATOM, target.folder + permalinks.JSON_FEED),
    feeds=lambda target: [(target.category, target.folder)],
    cost=lambda _: FEED_COST,
    dates=lambda target, _: sorted(day.date for day in target.days),
    concerned=_concerned,
)
