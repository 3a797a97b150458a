"""A month's page: its days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen import dates
from sitegen.model import Date, DayCount, Link
from sitegen.pages.base import Address, Kind, Target, first_of_month, place
from sitegen.pages.calendars import day_items, month_link
from sitegen.problems import counted
from sitegen.urls import permalinks
from sitegen.views import DayItem, Page, View

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class MonthTarget(Target, frozen=True):
    """A month's page."""

    kind = "month"
    days: tuple[DayCount, ...]
    previous: Date | None
    """The first day of the month before it that the archive has."""
    next: Date | None
    linked: bool
    """Whether the categories of its days have pages."""

    @property
    def first(self) -> Date:
        """The first day of the month."""
        return first_of_month(self.days[0].date)


class MonthView(View, frozen=True, kw_only=True):
    """`month.html`, a month's page."""

    date: Date
    """The first day of the month."""
    days: tuple[DayItem, ...]
    """Its days, oldest first."""
    previous: Link | None
    """The previous month that has days."""
    next: Link | None
    """The next month that has days."""


def targets(planning: Planning) -> Iterator[tuple[str, MonthTarget]]:
    """Return each month that has days."""
    firsts = [None, *(first_of_month(month[0].date) for month in planning.months), None]
    for month, previous, first, after in zip(planning.months, firsts, firsts[1:], firsts[2:], strict=False):
        yield f"month/{first:%Y-%m}", MonthTarget(month, previous, after, bool(planning.categories))


def pages(target: MonthTarget, _: Materials, site: Site) -> list[Page]:
    """Make the page."""
    first, root, path = target.first, site.root, permalinks.month(target.first)
    papers = sum(count.papers for count in target.days)
    view = MonthView(
        title=dates.month(first),
        description=f"{counted(papers, 'paper')} in {dates.month(first)}",
        crumbs=(Link(root + permalinks.year(first.year)[1:], str(first.year)),),
        date=first,
        days=day_items(target.days, site, linked=target.linked),
        previous=month_link(target.previous, root),
        next=month_link(target.next, root),
        **place(path, site),
    )
    return [Page(path, "month.html", view)]


def _concerned(target: MonthTarget, _: str, dates: Collection[Date]) -> bool:
    return target.first in map(first_of_month, dates)


KIND = Kind(
    name="month",
    title="a month's page",
    target=MonthTarget,
    targets=targets,
    templates={"month.html": MonthView},
    pages=pages,
    places=lambda target: (permalinks.month(target.first),),
    addresses=lambda target, _: [Address(permalinks.month(target.first), None, target.days[0].date)],
    dates=lambda target, _: [count.date for count in target.days],
    concerned=_concerned,
    grows=True,
)
