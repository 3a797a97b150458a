"""What decides which targets a site has: the archive, the free pages, and options."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sitegen.archive.authors import NOBODY, Authors
from sitegen.model import DayCount
from sitegen.pages import subjects
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.config import Search
    from sitegen.model import Archive, Day, Document, Ledger, Rule
    from sitegen.problems import Location
    from sitegen.views import Site


class Claim(NamedTuple):
    """A place that content asks for by its name."""

    path: str
    location: Location
    what: str
    """What is said before `, which is the address of OWNER`: `this free page would have the address /archive/`."""
    hint: str
    title: str
    """Of who has the place."""


@dataclass(frozen=True)
class Planning:
    """What decides which targets a site has."""

    archive: Archive
    documents: tuple[Document, ...]
    """Sorted by path."""
    rules: tuple[Rule, ...]
    ledger: Ledger
    site: Site
    assets_key: str
    """Of the theme's static files."""
    search: Search
    paper_url: str
    """The option `urls.paper`, as are the following those of their names."""
    feed_items: int
    feed_bytes: int
    feed_ids: str
    document_html: bool
    ledger_source: str
    authors: Authors = NOBODY
    """The authors who have pages."""
    plugin_files: tuple[str, ...] = ()
    """The paths of the files that plug-ins make."""

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The categories that have pages."""
        return several(self.archive.categories)

    @cached_property
    def category_days(self) -> dict[str, subjects.Subject]:
        """The days of each of these categories, by its slug."""
        return subjects.by_category(self.archive, self.categories)

    @cached_property
    def topic_days(self) -> dict[str, subjects.Subject]:
        """The days of each topic that has a page, by its name."""
        return subjects.by_topic(self.archive)

    @cached_property
    def counts(self) -> tuple[DayCount, ...]:
        """What lists and calendars show of each day, oldest first."""
        return tuple(DayCount(day.date, day.papers, _spellings(day), day.precision) for day in self.archive.days)

    @cached_property
    def plausible(self) -> tuple[DayCount, ...]:
        """The same without the days that cannot be right."""
        return tuple(count for count in self.counts if count.date not in self.archive.implausible)

    @cached_property
    def busiest(self) -> int:
        """Papers on the archive's busiest day."""
        return max((count.papers for count in self.plausible), default=0)

    @cached_property
    def months(self) -> tuple[tuple[DayCount, ...], ...]:
        """The days of each month, oldest first."""
        return tuple(tuple(group) for _, group in groupby(self.counts, lambda c: (c.date.year, c.date.month)))

    @cached_property
    def years(self) -> tuple[tuple[DayCount, ...], ...]:
        """The days of each year, oldest first."""
        return tuple(tuple(group) for _, group in groupby(self.counts, lambda c: c.date.year))


def several(categories: Iterable[str]) -> tuple[str, ...]:
    """Return the categories that have pages: one of each spelling, and none when there is one only."""
    spellings: dict[str, str] = {}
    for category in categories:
        if permalinks.slug(category):
            spellings.setdefault(permalinks.slug(category), category)
    return tuple(spellings.values()) if len(spellings) > 1 else ()


def _spellings(day: Day) -> tuple[str, ...]:
    found = {permalinks.slug(o.category): o.category for o in reversed(day.digests) if o.category}
    return tuple(found[key] for key in sorted(found))
