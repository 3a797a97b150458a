"""The feeds of watch rules: an Atom and a JSON feed of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.files import feeds
from sitegen.model import Rule
from sitegen.pages import entries
from sitegen.pages.base import FEED_COST, Kind, Need, Target, Texts, Watching
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.model import Artifact
    from sitegen.pages.base import Materials, Supplies
    from sitegen.pages.planning import Planning
    from sitegen.problems import Problem
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
    ids: str
    """The option `feeds.ids`."""


def targets(planning: Planning) -> list[tuple[str, RuleFeedsTarget]]:
    """Return those of all rules: together, since they stand on the same days."""
    target = RuleFeedsTarget(planning.rules, planning.feed_items, planning.feed_bytes, planning.feed_ids)
    return [("feed/watch", target)] if planning.rules else []


def _texts(_: RuleFeedsTarget, supplies: Supplies) -> list[Texts]:
    return [
        Texts(
            day,
            linked=False,
            only=frozenset().union(*(ids.get(day.date, ()) for ids in supplies.watched_ids)),
            raw=True,
        )
        for day in supplies.watched_days
    ]


def _files(target: RuleFeedsTarget, materials: Materials, site: Site) -> Iterator[Artifact | Problem]:
    days = {day.date: day for day in materials.supplies.watched_days}
    for channel, papers in zip(_channels(target), materials.supplies.watched_ids, strict=False):
        found = [entries.DayPapers(days[date], materials.papers[date], ids) for date, ids in papers.items()]
        forms = entries.forms(found, target.ids, site)
        yield from feeds.feeds(site, channel, forms, max_bytes=target.max_bytes, ids=target.ids)


def _channels(target: RuleFeedsTarget) -> list[feeds.Channel]:
    return [feeds.Channel.beside(rule.name, permalinks.rule(rule.slug)) for rule in target.rules]


KIND = Kind(
    name="rule-feeds",
    title="the feeds of watch rules",
    label="feed",
    names="feed/watch",
    target=RuleFeedsTarget,
    targets=targets,
    shown=("title", "description", "language", "url", "root", "paper_url", "generator"),
    options=("codes", "watch", "feeds"),
    needs=frozenset({Need.MATCHES}),
    watches=lambda target: Watching(target.rules, target.items, FEED_DAYS, feeds=True),
    texts=_texts,
    files=_files,
    places=lambda target: [path for channel in _channels(target) for path in (channel.atom, channel.json)],
    feeds=_channels,
    cost=lambda _: FEED_COST,
)
