"""A topic's page: the days on which it has papers.

What a topic is where headings are nested, and why, is said in `subjects`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.model import Link
from sitegen.pages.base import Address, Kind, Target, place, topic_links
from sitegen.pages.planning import Claim
from sitegen.pages.subjects import SubjectDay, SubjectYear, inner, latest, levels, years
from sitegen.problems import Location, counted
from sitegen.urls import permalinks
from sitegen.views import Page, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.pages.base import Listing, Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class TopicTarget(Target, frozen=True):
    """A topic's page."""

    kind = "topic"
    topic: str
    days: tuple[SubjectDay, ...]
    """The days on which it has papers."""
    inner: tuple[str, ...] = ()
    """The topics right below it."""


class TopicView(View, frozen=True, kw_only=True):
    """`topic.html`, a topic's page."""

    topic: str
    """The name of the topic, plain text: the headings above its papers, outermost first, as in `Computer Vision ›
    Object Tracking`."""
    inner: tuple[Link, ...]
    """The topics of the headings right below; empty if there are none."""
    years: tuple[SubjectYear, ...]
    """Its days by year, newest first."""
    feed_url: str
    """The address of its Atom feed."""
    json_feed_url: str
    """The address of its JSON feed."""


def targets(planning: Planning) -> Iterator[tuple[str, TopicTarget]]:
    """Return each topic, when there are several."""
    below = inner(planning.topic_days)
    for topic, days in planning.topic_days.items():
        shown = tuple(found.shown for found in days)
        yield permalinks.topic(topic).strip("/"), TopicTarget(topic, shown, tuple(below.get(topic, ())))


def pages(target: TopicTarget, _: Materials, site: Site) -> list[Page]:
    """Make the page."""
    topic, root, path = target.topic, site.root, permalinks.topic(target.topic)
    papers = sum(count.papers for count in target.days)
    view = TopicView(
        title=topic,
        description=f"{counted(papers, 'paper')} on {topic}",
        crumbs=_headings(levels(topic)[:-1], site),
        topic=topic,
        inner=_headings(target.inner, site),
        years=tuple(years(target.days, site)),
        feed_url=f"{root}{path[1:]}{permalinks.ATOM}",
        json_feed_url=f"{root}{path[1:]}{permalinks.JSON_FEED}",
        **place(path, site),
    )
    return [Page(path, "topic.html", view)]


def _headings(topics: list[str] | tuple[str, ...], site: Site) -> tuple[Link, ...]:
    """Link topics, each by its innermost heading."""
    return tuple(Link(link.url, link.text.rpartition(permalinks.LEVELS)[2]) for link in topic_links(topics, site))


def _claims(planning: Planning) -> Iterator[Claim]:
    for topic, (first, *_) in planning.topic_days.items():
        path, outline = permalinks.topic(topic), first.digests[0]
        yield Claim(
            path,
            Location(outline.path, outline.line),
            f"the topic `{topic}` would have the address {path}",
            "rename the topic",
            f"the page of the topic {topic}",
        )


def _addresses(target: TopicTarget, listing: Listing) -> list[Address]:
    return [Address(permalinks.topic(target.topic), latest(target.days, listing.archive))]


KIND = Kind(
    name="topic",
    title="a topic's page",
    target=TopicTarget,
    targets=targets,
    templates={"topic.html": TopicView},
    pages=pages,
    places=lambda target: (permalinks.topic(target.topic),),
    claims=_claims,
    addresses=_addresses,
    suggested=True,
    dates=lambda target, _: [count.date for count in target.days],
    grows=True,
)
