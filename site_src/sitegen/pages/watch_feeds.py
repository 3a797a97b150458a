"""The feeds of watch rules: an Atom and a JSON feed of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.files import feeds
from sitegen.model import Rule
from sitegen.pages.base import FEED_COST, Kind, Need, Target, Texts, Watching
from sitegen.pages.sections import only
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.model import Artifact
    from sitegen.pages.base import Materials, Supplies
    from sitegen.pages.planning import Planning
    from sitegen.views import Site

FEED_DAYS = 14
"""Days that a rule's feed reaches back to, at most: each has to be read."""


class RuleFeedsTarget(Target, frozen=True):
    """An Atom and a JSON feed of each watch rule's newest papers: together, since they stand on the same days."""

    kind = "rule-feeds"
    rules: tuple[Rule, ...]
    items: int
    """The option `feeds.items`."""
    max_bytes: int
    """The option `feeds.max_bytes`."""


def targets(planning: Planning) -> list[tuple[str, RuleFeedsTarget]]:
    """Return those of all rules: together, since they stand on the same days."""
    target = RuleFeedsTarget(planning.rules, planning.feed_items, planning.feed_bytes)
    return [("feed/watch", target)] if planning.rules else []


def _texts(_: RuleFeedsTarget, supplies: Supplies) -> list[Texts]:
    return [
        Texts(day, linked=False, only=frozenset().union(*(ids.get(day.date, ()) for ids in supplies.watched_ids)))
        for day in supplies.watched_days
    ]


def _files(target: RuleFeedsTarget, materials: Materials, site: Site) -> Iterator[Artifact]:
    for rule, papers in zip(target.rules, materials.supplies.watched_ids, strict=False):
        newest_first = ((date, only(materials.sections[date], ids)) for date, ids in papers.items())
        channel = feeds.Channel(rule.name, permalinks.rule(rule.slug))
        yield from feeds.feeds(site, channel, newest_first, target.items, target.max_bytes)


def _feeds(target: RuleFeedsTarget) -> list[tuple[str, str]]:
    return [(rule.name, permalinks.rule(rule.slug)) for rule in target.rules]


def _feed_places(target: RuleFeedsTarget) -> list[str]:
    return [folder + name for _, folder in _feeds(target) for name in (permalinks.ATOM, permalinks.JSON_FEED)]


KIND = Kind(
    name="rule-feeds",
    title="the feeds of watch rules",
    label="feed",
    names="feed/watch",
    target=RuleFeedsTarget,
    targets=targets,
    shown=("title", "description", "language", "url", "root", "paper_url", "generator"),
    options=("codes", "watch", "feeds.items", "feeds.max_bytes"),
    needs=frozenset({Need.MATCHES}),
    watches=lambda target: Watching(target.rules, target.items, FEED_DAYS, feeds=True),
    texts=_texts,
    files=_files,
    places=_feed_places,
    feeds=_feeds,
    cost=lambda _: FEED_COST,
)
