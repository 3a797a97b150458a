"""A year's page: its calendar and its months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.model import Date, DayCount, Link
from sitegen.pages.base import Address, Kind, Target, place
from sitegen.pages.calendars import draw_calendar, year_item, year_link
from sitegen.problems import counted
from sitegen.urls import permalinks
from sitegen.views import Page, View, YearItem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class YearTarget(Target, frozen=True):
    """A year's page."""

    kind = "year"
    days: tuple[DayCount, ...]
    busiest: int
    """Papers on the archive's busiest day."""
    previous: int | None
    """The year before it that the archive has."""
    next: int | None

    @property
    def year(self) -> int:
        """The year."""
        return self.days[0].date.year


class YearView(View, frozen=True, kw_only=True):
    """`year.html`, a year's page."""

    year: YearItem
    """The year, with its calendar."""
    previous: Link | None
    """The previous year that has days."""
    next: Link | None
    """The next year that has days."""


def targets(planning: Planning) -> Iterator[tuple[str, YearTarget]]:
    """Return each year that has days."""
    numbers = [None, *(year[0].date.year for year in planning.years), None]
    for days, previous, number, after in zip(planning.years, numbers, numbers[1:], numbers[2:], strict=False):
        yield f"year/{number}", YearTarget(days, planning.busiest, previous, after)


def pages(target: YearTarget, _: Materials, site: Site) -> list[Page]:
    """Make the page."""
    earlier, later = target.previous is not None, target.next is not None
    calendar = draw_calendar(target.days, target.busiest, site, earlier=earlier, later=later)
    year = year_item(target.days, calendar, site)
    view = YearView(
        title=str(year.year),
        description=f"{counted(year.papers, 'paper')} in {year.year}",
        year=year,
        previous=year_link(target.previous, site.root),
        next=year_link(target.next, site.root),
        **place(permalinks.year(year.year), site),
    )
    return [Page(permalinks.year(year.year), "year.html", view)]


def _concerned(target: YearTarget, _: str, dates: Collection[Date]) -> bool:
    return any(date.year == target.year for date in dates)


KIND = Kind(
    name="year",
    title="a year's page",
    target=YearTarget,
    targets=targets,
    templates={"year.html": YearView},
    pages=pages,
    places=lambda target: (permalinks.year(target.year),),
    addresses=lambda target, _: [Address(permalinks.year(target.year), None, target.days[0].date)],
    suggested=True,
    dates=lambda target, _: [count.date for count in target.days],
    concerned=_concerned,
    grows=True,
)
