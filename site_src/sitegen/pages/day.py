"""A day: its page, the pages of the papers whose newest day it is, and its data."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from sitegen import dates
from sitegen.archive import listings
from sitegen.files import data
from sitegen.model import Date, Day, Link, Revision
from sitegen.pages.base import Address, Kind, Need, RecordFragment, Target, Texts, place
from sitegen.pages.calendars import day_link
from sitegen.pages.paper import PaperView, above, paper_pages
from sitegen.pages.sections import has_code
from sitegen.problems import counted
from sitegen.urls import permalinks
from sitegen.views import Page, Section, View

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sitegen.model import Archive, Artifact
    from sitegen.pages.base import Listing, Materials, Supplies
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class DayTarget(Target, frozen=True):
    """A day's page, its data, and the pages of the papers whose newest day it is."""

    kind = "day"
    day: Day
    linked: bool
    """Whether its categories have pages."""
    revisions: dict[str, tuple[Revision, ...]]
    """Of the papers whose pages these are, those that changed: see `Archive.revisions`."""
    authors: dict[str, str]
    """The authors of these papers who have pages: names as the digests write them, and paths."""
    topics: bool = False
    """Whether its topics have pages."""

    @property
    def of_day(self) -> Date:
        """The day."""
        return self.day.date


class DayView(View, frozen=True, kw_only=True):
    """`day.html`, a day's page."""

    date: Date
    """The day."""
    papers: int
    """The number of distinct papers."""
    sections: tuple[Section, ...]
    """Its papers: one section for each category and topic."""
    previous: Link | None
    """The previous day of the archive."""
    next: Link | None
    """The next day of the archive."""
    data_url: str
    """The address of the papers of the day as JSON."""
    has_code: bool
    """Whether a note or an introduction has a block of code."""


def targets(planning: Planning) -> Iterator[tuple[str, DayTarget]]:
    """Return each day."""
    archive, linked, topics = planning.archive, bool(planning.categories), bool(planning.topic_days)
    for day in archive.days:
        authors = planning.authors.by_day.get(day.date, {})
        yield f"day/{day.date}", DayTarget(day, linked, _revisions(day, archive), authors, topics)


def _revisions(day: Day, archive: Archive) -> dict[str, tuple[Revision, ...]]:
    """Return the wordings of the papers that changed and whose pages a day has."""
    if not archive.revisions or day.folds:
        return {}
    return {
        id_: archive.revisions[id_]
        for id_, places in day.elsewhere.items()
        if id_ in archive.revisions and places[-1].date == day.date
    }


def texts(target: DayTarget, supplies: Supplies) -> list[Texts]:
    """Return the day; of one that is made in part, the papers that are needed."""
    part = supplies.part
    return [Texts(target.day, target.linked, None if part is None or part.day else part.papers, target.topics)]


def pages(target: DayTarget, materials: Materials, site: Site) -> Iterator[Page]:
    """Make the pages of its papers, and its own."""
    day, part = target.day, materials.supplies.part
    sections = materials.sections[day.date]
    own = [_day_page(day, sections, site)] if part is None or part.day else []
    return chain(paper_pages(day, sections, target.authors, materials, site), own)


def _day_page(day: Day, sections: tuple[Section, ...], site: Site) -> Page:
    root, path = site.root, permalinks.day(day.date)
    name = dates.span(day.date, day.precision)
    names = dict.fromkeys(section.category for section in sections if section.category)
    description = f"{counted(day.papers, 'paper')} of {name.replace('Week', 'the week', 1)}"
    view = DayView(
        title=name,
        description=description + (f" in {', '.join(names)}" if names else ""),
        crumbs=above(day.date, root),
        date=day.date,
        papers=day.papers,
        sections=sections,
        previous=day_link(day.previous, root),
        next=day_link(day.next, root),
        data_url=root + path[1:] + permalinks.DAY_DATA,
        has_code=has_code(sections),
        **place(path, site),
    )
    return Page(path, "day.html", view)


def files(target: DayTarget, materials: Materials, site: Site) -> list[Artifact | RecordFragment]:
    """Make its data, unless it is made in part."""
    if materials.supplies.part:
        return []
    day, sections = target.day, materials.sections[target.day.date]
    records = data.records(site, sections)
    return [
        data.day_data(site, day.date, records),
        data.day_papers(day, sections),
        RecordFragment(data.fragment(day.date, records)),
    ]


def _places(target: DayTarget) -> tuple[str, ...]:
    path = permalinks.day(target.day.date)
    return path, path + permalinks.DAY_DATA, path + permalinks.DAY_PAPERS


def _addresses(target: DayTarget, listing: Listing) -> Iterator[Address]:
    day = target.day
    told = None if day.date in listing.archive.implausible else day.date
    yield Address(permalinks.day(day.date), told, day.date)
    for id_ in listings.own_papers(listing.archive, day):
        yield Address(permalinks.paper(id_, listing.paper_url), told, day.date)


def _parts(target: DayTarget) -> tuple[object, ...]:
    """Part its digests from all else, and that from the pages of authors, which only pages name.

    The days beside it are left out: one page names them, see `build.keys`.
    """
    day = target.day
    rest = msgspec.structs.replace(day, previous=None, next=None, digests=(), papers=0)
    known = (day.digests, day.papers), msgspec.structs.replace(target, day=rest, authors={})
    return (*known, target.authors) if target.authors else known


def _concerned(target: DayTarget, _: str, dates: Collection[Date]) -> bool:
    return target.day.date in dates


KIND = Kind(
    name="day",
    title="a day's page",
    target=DayTarget,
    targets=targets,
    templates={"day.html": DayView, "paper.html": PaperView},
    options=("papers.fold_after", "authors"),
    needs=frozenset({Need.RELATED}),
    texts=texts,
    revisions=lambda target: target.revisions,
    pages=pages,
    files=files,
    leaves_record=True,
    places=_places,
    addresses=_addresses,
    suggested=True,
    cost=lambda target: max(1, target.day.papers),
    parts=_parts,
    concerned=_concerned,
)
