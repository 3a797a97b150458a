"""The page of the phrases that titles use more, or less, than before."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from sitegen.model import Date
from sitegen.pages.base import Kind, Need, Target, all_days, newest_day, place
from sitegen.pages.calendars import polyline, ticks
from sitegen.urls import permalinks
from sitegen.views import Page, Tick, View

if TYPE_CHECKING:
    from sitegen.archive.similarity import trends
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class TrendsTarget(Target, frozen=True):
    """The page of the phrases that titles use more or less than before."""

    kind = "trends"


class Share(msgspec.Struct, frozen=True):
    """The share of the papers of a month whose titles contain a phrase."""

    date: Date
    """The first day of the month."""
    papers: int
    """The number of papers whose titles contain the phrase."""
    of: int
    """The number of all papers of the month."""
    percent: str
    """The percentage: `3.1`."""


class Trend(msgspec.Struct, frozen=True):
    """A word or phrase that titles use more, or less, than in the year before."""

    word: str
    """One to three words, as most titles write them. All their forms count."""
    url: str
    """The address of a search for it; empty if the site has no search."""
    percent: str
    """The percentage of the papers of the month whose titles contain it: `3.1`."""
    before: str
    """The same percentage for the twelve months before."""
    shares: tuple[Share, ...]
    """The months up to this one, at most two years, oldest first."""
    points: str
    """The same as the `points` of an SVG `<polyline>`, 120 wide and 32 high, with the greatest share at the top."""
    ticks: tuple[Tick, ...]
    """Marks of the vertical axis, in percent."""


class TrendMonth(msgspec.Struct, frozen=True):
    """The phrases whose use changed in a month."""

    date: Date
    """The first day of the month."""
    url: str
    """The address of its page."""
    papers: int
    """The number of its papers."""
    rising: tuple[Trend, ...]
    """Those that a greater share of its titles contain, the greatest change first."""
    falling: tuple[Trend, ...]
    """Those that a smaller share of its titles contain, the greatest change first."""


class TrendsView(View, frozen=True, kw_only=True):
    """`trends.html`, the words and phrases that titles use more and less than before."""

    months: tuple[TrendMonth, ...]
    """The months of the newest year, newest first, without those that have too few papers for a comparison."""


def targets(_: Planning) -> list[tuple[str, TrendsTarget]]:
    """Return the page."""
    return [("trends", TrendsTarget())]


def pages(_: TrendsTarget, materials: Materials, site: Site) -> list[Page]:
    """Make the page."""
    months = tuple(
        TrendMonth(
            month.date,
            site.root + permalinks.month(month.date)[1:],
            month.papers,
            tuple(_trend(trend, site) for trend in month.rising),
            tuple(_trend(trend, site) for trend in month.falling),
        )
        for month in materials.supplies.trends
    )
    view = TrendsView(
        title="Trends",
        description=f"Words and phrases that the papers of {site.title} use more and less than before",
        months=months,
        **place(permalinks.TRENDS, site),
    )
    return [Page(permalinks.TRENDS, "trends.html", view)]


def _trend(trend: trends.Trend, site: Site) -> Trend:
    shares = [Share(date, papers, of, _percent(papers, of)) for date, papers, of in trend.shares]
    parts = [share.papers / share.of for share in shares]
    asked = f'title:"{trend.phrase}"' if " " in trend.phrase else f"title:{trend.phrase}"
    url = f"{site.root}{permalinks.SEARCH[1:]}?q={quote(asked)}" if site.search else ""
    return Trend(
        trend.phrase,
        url,
        shares[-1].percent,
        _percent(*trend.before),
        tuple(shares),
        polyline(parts),
        ticks(100 * max(parts)),
    )


def _percent(papers: int, of: int) -> str:
    return f"{100 * papers / of:.1f}"


KIND = Kind(
    name="trends",
    title="the trends page",
    target=TrendsTarget,
    targets=targets,
    templates={"trends.html": TrendsView},
    needs=frozenset({Need.TRENDS}),
    pages=pages,
    places=lambda _: (permalinks.TRENDS,),
    reserved={permalinks.TRENDS: "the trends page"},
    addresses=lambda _, listing: newest_day(permalinks.TRENDS, listing),
    suggested=True,
    dates=all_days,
)
