"""The files that crawlers, browsers and hosts look for: sitemap, robots, OPML, OpenSearch, `.nojekyll`, schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.files import crawlers, data
from sitegen.hashing import fingerprint
from sitegen.model import Rule
from sitegen.pages import channels
from sitegen.pages.base import FEED_COST, Kind, Need, Target, all_days
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Collection

    from sitegen.model import Artifact, Date
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site

_FILES = (
    permalinks.OPML,
    permalinks.SITEMAP,
    permalinks.ROBOTS,
    permalinks.OPENSEARCH,
    permalinks.NO_JEKYLL,
    permalinks.DAY_SCHEMA,
    permalinks.PAPER_SCHEMA,
)


class CrawlersTarget(Target, frozen=True):
    """The files that crawlers, browsers and hosts look for."""

    kind = "crawlers"
    categories: tuple[str, ...]
    """Those that have feeds of their own, as topics and rules have."""
    topics: tuple[str, ...]
    rules: tuple[Rule, ...]
    key: str
    """Of all addresses: an archive has more of them than all else that a build without changes looks at."""


def targets(planning: Planning) -> list[tuple[str, CrawlersTarget]]:
    """Return them."""
    archive = planning.archive
    slugs = "".join(f"/{document.slug}" for document in planning.documents)
    key = fingerprint(f"{archive.listings_key}{archive.folded}{slugs}".encode()).hex()
    return [("crawlers", CrawlersTarget(planning.categories, tuple(planning.topic_days), planning.rules, key))]


def files(target: CrawlersTarget, materials: Materials, site: Site) -> list[Artifact]:
    """Make them."""
    groups = channels.groups(target.categories, target.topics, target.rules)
    made = crawlers.crawlers(site, materials.supplies.addresses, (channel for _, some in groups for channel in some))
    return [*made, *data.schemas()]


def _concerned(_: CrawlersTarget, __: str, ___: Collection[Date]) -> bool:
    return True


KIND = Kind(
    name="crawlers",
    title="a file of the site",
    label="site",
    target=CrawlersTarget,
    targets=targets,
    shown=("title", "description", "url", "root", "paper_url", "search"),
    options=("codes", "watch", "papers.fold_after"),
    needs=frozenset({Need.ADDRESSES}),
    files=files,
    places=lambda _: _FILES,
    patterns=(r"/sitemap-\d+\.xml",),
    reserved=dict.fromkeys(_FILES, "a file of the site") | {permalinks.SCHEMAS: "the schemas of the data"},
    cost=lambda _: FEED_COST,
    dates=all_days,
    concerned=_concerned,
    grows=True,
)
