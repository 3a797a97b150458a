"""The Atom and JSON feeds of the site, of its categories and of its topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.files import feeds
from sitegen.model import Date, Day
from sitegen.pages import entries
from sitegen.pages.base import FEED_COST, Kind, Target, Texts
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sitegen.model import Archive, Artifact
    from sitegen.pages.base import Materials, Supplies
    from sitegen.pages.planning import Planning
    from sitegen.pages.subjects import Found
    from sitegen.problems import Problem
    from sitegen.views import Site


class FeedDay(msgspec.Struct, frozen=True, array_like=True):
    """A day of a feed."""

    day: Day
    """With those of its digests that tell of the feed's papers."""
    only: tuple[str, ...] | None = None
    """The ids of these papers, sorted; None when all papers of these digests are."""


class FeedTarget(Target, frozen=True):
    """An Atom and a JSON feed."""

    kind = "feed"
    subject: str
    """The category or the topic; empty for the whole site's."""
    folder: str
    """The path of the page beside which it has its place."""
    days: tuple[FeedDay, ...]
    """Newest first. It holds all of their papers."""
    max_bytes: int
    """The option `feeds.max_bytes`."""
    ids: str
    """The option `feeds.ids`."""

    @property
    def channel(self) -> feeds.Channel:
        """What it is of."""
        return feeds.Channel.beside(self.subject, self.folder)


def targets(planning: Planning) -> Iterator[tuple[str, FeedTarget]]:
    """Return that of each category and topic, and of the site."""
    for category in planning.categories:
        slug = permalinks.slug(category)
        days = _of_subject(planning, planning.category_days[slug])
        yield f"feed/{slug}", _target(planning, category, permalinks.category(category), days)
    for topic, found in planning.topic_days.items():
        path = permalinks.topic(topic)
        yield f"feed/{path.strip('/')}", _target(planning, topic, path, _of_subject(planning, found))
    archive = planning.archive
    whole = ((FeedDay(day), _ids(archive, day)) for day in reversed(archive.plausible))
    yield "feed", _target(planning, "", permalinks.HOME, whole)


def _of_subject(planning: Planning, days: list[Found]) -> Iterator[tuple[FeedDay, Collection[str]]]:
    """Yield the days of a category or a topic, newest first, with what they hold of it, and its papers there."""
    archive = planning.archive
    for day, digests, _, only in reversed(days):
        if day.date not in archive.implausible:
            part = msgspec.structs.replace(day, digests=digests)
            ids = _ids(archive, part) if only is None else only
            again = {id_: places for id_, places in day.elsewhere.items() if id_ in ids}
            # With the ids of its papers, nothing has to be known of those that the day only repeats.
            part = msgspec.structs.replace(part, elsewhere=again, carried={})
            yield FeedDay(part, None if only is None and not day.carried else tuple(sorted(ids))), ids


def _target(
    planning: Planning, subject: str, folder: str, newest_first: Iterable[tuple[FeedDay, Collection[str]]]
) -> FeedTarget:
    days = tuple(_enough(newest_first, planning.feed_items))
    return FeedTarget(subject, folder, days, planning.feed_bytes, planning.feed_ids)


def _enough(newest_first: Iterable[tuple[FeedDay, Collection[str]]], items: int) -> Iterator[FeedDay]:
    """Yield the newest days until they hold as many papers as a feed has at least. None is cut."""
    ids: set[str] = set()
    for found, own in newest_first:
        if len(ids) >= items:
            break
        yield FeedDay(msgspec.structs.replace(found.day, previous=None, next=None), found.only)
        ids.update(own)


def _ids(archive: Archive, day: Day) -> set[str]:
    return {paper.id for digest in day.digests for paper in archive.listings[digest]} - day.carried.keys()


def texts(target: FeedTarget, _: Supplies) -> list[Texts]:
    """Return its days."""
    return [
        Texts(one.day, linked=False, only=None if one.only is None else frozenset(one.only), raw=True)
        for one in target.days
    ]


def files(target: FeedTarget, materials: Materials, site: Site) -> Iterator[Artifact | Problem]:
    """Make both."""
    days = [entries.DayPapers(one.day, materials.papers[one.day.date]) for one in target.days]
    forms = entries.forms(days, target.ids, site)
    return feeds.feeds(site, target.channel, forms, max_bytes=target.max_bytes, ids=target.ids)


def _concerned(target: FeedTarget, _: str, dates: Collection[Date]) -> bool:
    return not target.days or any(date >= target.days[-1].day.date for date in dates)


KIND = Kind(
    name="feed",
    title="a feed",
    target=FeedTarget,
    targets=targets,
    shown=("title", "description", "language", "url", "root", "paper_url", "generator"),
    options=("feeds", "papers.fold_after"),
    texts=texts,
    files=files,
    places=lambda target: (target.channel.atom, target.channel.json),
    feeds=lambda target: [target.channel],
    cost=lambda _: FEED_COST,
    dates=lambda target, _: sorted(one.day.date for one in target.days),
    concerned=_concerned,
)
