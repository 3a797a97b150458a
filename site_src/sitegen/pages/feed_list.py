"""The page that lists all feeds and explains what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.model import Rule
from sitegen.pages import channels
from sitegen.pages.base import Address, Kind, Target, place
from sitegen.urls import permalinks
from sitegen.views import Page, View

if TYPE_CHECKING:
    from sitegen.files.feeds import Channel
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site

_SAID = {
    channels.PAPERS: ("Papers", "an entry for each paper"),
    channels.DAYS: ("Days", "an entry for each day, with the titles of its papers"),
    channels.WEEKS: ("Weeks", "an entry for each complete week, with the titles of its papers"),
}
"""What the feeds of the whole site are called, and what they contain."""


class FeedListTarget(Target, frozen=True):
    """The page of all feeds."""

    kind = "feeds"
    categories: tuple[str, ...]
    topics: tuple[str, ...]
    rules: tuple[Rule, ...]


class FeedItem(msgspec.Struct, frozen=True, gc=False):
    """A feed."""

    name: str
    """What it is of: `cs.CV`, `SLAM`."""
    title: str
    """Its title, as feed readers show it: `Digest archive: cs.CV`."""
    about: str
    """What it contains, plain text; empty for the feeds of categories, topics and rules, which have an entry for each
    paper."""
    page_url: str
    """The page that shows the same."""
    url: str
    """The absolute address of the Atom feed."""
    json_url: str
    """The absolute address of the JSON feed."""


class FeedGroup(msgspec.Struct, frozen=True, gc=False):
    """The feeds of all categories, or of all topics, and so on."""

    name: str
    """What they are of: `Categories`."""
    feeds: tuple[FeedItem, ...]
    """The feeds."""


class FeedListView(View, frozen=True, kw_only=True):
    """`feeds.html`, the page of all feeds."""

    groups: tuple[FeedGroup, ...]
    """All feeds. The first group has the feeds of the whole site: of papers, of days and of weeks."""
    opml_url: str
    """The absolute address of the list of all feeds as OPML, which feed readers import."""


def targets(planning: Planning) -> list[tuple[str, FeedListTarget]]:
    """Return the page."""
    return [("feeds", FeedListTarget(planning.categories, tuple(planning.topic_days), planning.rules))]


def pages(target: FeedListTarget, _: Materials, site: Site) -> list[Page]:
    """Make the page."""
    groups = channels.groups(target.categories, target.topics, target.rules)
    view = FeedListView(
        title="Feeds",
        description=f"All feeds of {site.title}",
        groups=tuple(FeedGroup(name, tuple(_item(channel, site) for channel in some)) for name, some in groups),
        opml_url=site.url + permalinks.OPML[1:],
        **place(permalinks.FEEDS, site),
    )
    return [Page(permalinks.FEEDS, "feeds.html", view)]


def _item(channel: Channel, site: Site) -> FeedItem:
    name, about = _SAID.get(channel, (channel.name, ""))
    own, json = site.url + channel.atom[1:], site.url + channel.json[1:]
    return FeedItem(name, channel.title(site), about, site.root + channel.page[1:], own, json)


KIND = Kind(
    name="feeds",
    title="the feeds page",
    target=FeedListTarget,
    targets=targets,
    templates={"feeds.html": FeedListView},
    options=("codes", "watch"),
    pages=pages,
    places=lambda _: (permalinks.FEEDS,),
    reserved={permalinks.FEEDS: "the feeds page"},
    addresses=lambda _, __: [Address(permalinks.FEEDS)],
    suggested=True,
)
