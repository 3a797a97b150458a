"""The page of all years."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from sitegen.model import DayCount, Link, Rule
from sitegen.pages.base import Kind, Target, category_links, newest_day, place, rule_links, topic_links
from sitegen.pages.calendars import draw_calendar, sized, year_item
from sitegen.urls import permalinks
from sitegen.views import Page, View, YearItem

if TYPE_CHECKING:
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site

DRAWN_YEARS = 5
"""Years that the page draws a calendar of: thirty would make it weigh a megabyte."""


class ArchiveTarget(Target, frozen=True):
    """The page of all years."""

    kind = "archive"
    days: tuple[DayCount, ...]
    papers: int
    """Number of different papers in the archive."""
    categories: tuple[str, ...]
    topics: tuple[str, ...]
    rules: tuple[Rule, ...] = ()


class ArchiveView(View, frozen=True, kw_only=True):
    """`archive.html`, all years."""

    years: tuple[YearItem, ...]
    """All years, newest first."""
    days: int
    """The number of days in the archive."""
    papers: int
    """The number of distinct papers in the archive."""
    categories: tuple[Link, ...]
    """All categories; empty if there is only one."""
    topics: tuple[Link, ...]
    """All topics; empty if there is only one."""
    rules: tuple[Link, ...]
    """The pages of all watch rules."""
    data_url: str
    """The address of the whole archive as JSON lines, compressed with gzip."""


def targets(planning: Planning) -> list[tuple[str, ArchiveTarget]]:
    """Return the page."""
    topics = tuple(planning.topic_days)
    target = ArchiveTarget(planning.counts, planning.archive.papers, planning.categories, topics, planning.rules)
    return [("archive", target)]


def pages(target: ArchiveTarget, _: Materials, site: Site) -> list[Page]:
    """Make the page."""
    busiest = max((count.papers for count in target.days), default=0)
    by_year = [tuple(group) for _, group in groupby(target.days, lambda count: count.date.year)]
    years = []
    for n, days in enumerate(reversed(by_year), 1):
        calendar = None
        if n <= DRAWN_YEARS:
            calendar = draw_calendar(days, busiest, site, earlier=n < len(by_year), later=n > 1)
        years.append(year_item(days, calendar, site))
    most = max((month.papers for year in years for month in year.months), default=0)
    years = [msgspec.structs.replace(year, months=sized(year.months, most)) for year in years]
    view = ArchiveView(
        title="Archive",
        description=f"All days of {site.title}",
        years=tuple(years),
        days=len(target.days),
        papers=target.papers,
        categories=category_links(target.categories, site),
        topics=topic_links(target.topics, site),
        rules=rule_links(target.rules, site),
        data_url=site.root + permalinks.EXPORT[1:],
        **place(permalinks.ARCHIVE, site),
    )
    return [Page(permalinks.ARCHIVE, "archive.html", view)]


KIND = Kind(
    name="archive",
    title="the archive page",
    target=ArchiveTarget,
    targets=targets,
    templates={"archive.html": ArchiveView},
    options=("codes", "watch"),
    pages=pages,
    places=lambda _: (permalinks.ARCHIVE,),
    reserved={permalinks.ARCHIVE: "the archive page"},
    addresses=lambda _, listing: newest_day(permalinks.ARCHIVE, listing),
    suggested=True,
    dates=lambda target, _: [count.date for count in target.days],
    grows=True,
)
