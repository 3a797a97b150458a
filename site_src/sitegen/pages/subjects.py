"""The archive in, the days of each category and of each topic out: what their pages list, and what their feeds are of.

A topic is a heading above papers. Where headings are nested, there is a topic for each level, and its name is all
headings from the outermost: `Federated Learning`, and `Federated Learning › Benchmark`. In the archives that nest them,
many inner headings mean nothing without the one above them (`Benchmark`, `Dataset`, `Other`), and two outer headings
may have the same inner one; an outer heading is what a reader of the whole field follows.

This module does not know how the pages look, or what else lists these days.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.model import Date, Day, Outline
from sitegen.pages.calendars import row
from sitegen.pages.sections import anchors
from sitegen.urls import permalinks
from sitegen.views import DayItem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sitegen.model import Archive
    from sitegen.views import Site


class SubjectDay(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A day on which a category or a topic has papers."""

    date: Date
    papers: int
    """The number of its own papers."""
    anchor: str
    """Where they begin on the page of the day."""
    precision: str = "day"
    """See `Day.precision`."""


class SubjectYear(msgspec.Struct, frozen=True):
    """A year of a category or of a topic."""

    year: int
    """The year."""
    days: tuple[DayItem, ...]
    """The days of that year on which it has papers, newest first, with links to its first section or paper there."""
    papers: int = 0
    """The number of its papers on those days. A paper counts once per day."""


class Found(NamedTuple):
    """What there is of a subject on a day."""

    day: Day
    digests: tuple[Outline, ...]
    """Those that tell of its papers, in the order of the day."""
    shown: SubjectDay
    only: frozenset[str] | None = None
    """The ids of its papers; None when all papers of these digests are."""


Subject = list[Found]
"""The days of a category or a topic, oldest first."""


def levels(topic: str) -> list[str]:
    """Return the topics that one is part of, and itself: `A` and `A › B` of `A › B`."""
    return list(accumulate(topic.split(permalinks.LEVELS), lambda above, name: f"{above}{permalinks.LEVELS}{name}"))


def by_category(archive: Archive, names: Iterable[str]) -> dict[str, Subject]:
    """Return the days of categories, by their slugs: the papers of their digests, and those that are labelled so."""
    found: dict[str, Subject] = {permalinks.slug(name): [] for name in names}
    for day in archive.days:
        own = {key: tuple(group) for key, group in groupby(day.digests, key=lambda one: permalinks.slug(one.category))}
        labelled = _labelled(archive, day, found) if archive.labels else {}
        for key in dict.fromkeys((*own, *labelled)):
            if key not in found:
                continue
            digests, ids = own.get(key, ()), labelled.get(key)
            if ids is None:
                shown = SubjectDay(day.date, len(_ids(archive, day, digests)), key, day.precision)
                found[key].append(Found(day, digests, shown))
                continue
            only = frozenset(ids) | _ids(archive, day, digests)
            shown = SubjectDay(day.date, len(only), key if digests else next(iter(ids)), day.precision)
            found[key].append(Found(day, day.digests, shown, only))
    return found


def _labelled(archive: Archive, day: Day, wanted: Collection[str]) -> dict[str, dict[str, None]]:
    """Return the ids of the papers of a day that are labelled with a category, by its slug, in the day's order."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for outline in day.digests:
        for listing, label in zip(archive.listings[outline], archive.labels.get(outline, ()), strict=False):
            for name in label.categories if listing.id not in day.carried else ():
                if permalinks.slug(name) in wanted:
                    found[permalinks.slug(name)][listing.id] = None
    return found


def by_topic(archive: Archive) -> dict[str, Subject]:
    """Return the days of topics, by their names; none when there is one topic only.

    Spellings that differ in case or blanks are one topic. Its name is the first of them in alphabetical order.
    """
    names = sorted({o.topic for o in archive.listings if o.topic}, key=lambda name: (name.lower(), name))
    spellings: dict[str, str] = {}
    for name in names:
        for level in levels(name):
            above, between, own = level.rpartition(permalinks.LEVELS)
            above = spellings[permalinks.written(above)] if between else ""
            spellings.setdefault(permalinks.written(level), f"{above}{between}{own}")
    if len({permalinks.written(name) for name in names}) < 2:  # noqa: PLR2004 - one topic is what the whole site is about
        return {}
    keys = {name: [spellings[permalinks.written(level)] for level in levels(name)] for name in names}
    found: dict[str, Subject] = {name: [] for name in sorted(spellings.values(), key=lambda name: (name.lower(), name))}
    for day in archive.days:
        if not any(outline.topic for outline in day.digests):
            continue
        places = anchors(day.digests)
        of_day: dict[str, list[Outline]] = defaultdict(list)
        for outline in day.digests:
            for name in keys[outline.topic] if outline.topic else ():
                of_day[name].append(outline)
        for name, digests in of_day.items():
            papers = len(_ids(archive, day, digests))
            shown = SubjectDay(day.date, papers, places[digests[0]], day.precision)
            found[name].append(Found(day, tuple(digests), shown))
    return {name: [one for one in days if one.shown.papers] or days for name, days in found.items()}


def _ids(archive: Archive, day: Day, digests: Iterable[Outline]) -> set[str]:
    return {paper.id for digest in digests for paper in archive.listings[digest]} - day.carried.keys()


def inner(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the topics that are right below each topic that has any."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        above, between, _ = name.rpartition(permalinks.LEVELS)
        if between:
            found[above].append(name)
    return found


def latest(days: Iterable[SubjectDay], archive: Archive) -> Date | None:
    """Return the newest day of a subject, those apart that cannot be right."""
    return max((one.date for one in days if one.date not in archive.implausible), default=None)


def years(days: Sequence[SubjectDay], site: Site) -> Iterator[SubjectYear]:
    """List the days of a subject by year, newest first, given the oldest first."""
    most = max((one.papers for one in days), default=0)
    for year, group in groupby(reversed(days), lambda one: one.date.year):
        counts = list(group)
        items = (
            row(one.date, one.precision, f"{site.root}{permalinks.day(one.date)[1:]}#{one.anchor}", one.papers, most)
            for one in counts
        )
        yield SubjectYear(year, tuple(items), sum(one.papers for one in counts))
