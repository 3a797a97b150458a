"""The feeds with an entry for each day, and for each week: the titles of its papers, with links."""

from __future__ import annotations

import datetime as dt
from functools import partial
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from sitegen import dates
from sitegen.files import feeds
from sitegen.model import Date, Day
from sitegen.pages import addresses, channels, items
from sitegen.pages.base import FEED_COST, Kind, Target, Texts
from sitegen.problems import counted
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sitegen.model import Artifact
    from sitegen.pages.base import Materials, Supplies
    from sitegen.pages.planning import Planning
    from sitegen.pages.sections import SectionPapers
    from sitegen.problems import Problem
    from sitegen.views import Site

DAYS, WEEKS = 14, 4
"""Entries of the feeds: every day of them has to be read when there is a new one."""
_FRIDAY = 4
"""The weekday with whose papers a week is complete."""
_ONLY_COUNTS = "only numbers of papers"


class PeriodFeedsTarget(Target, frozen=True):
    """The feeds of days and of weeks: together, since they are of the same days."""

    kind = "period-feeds"
    days: tuple[Day, ...]
    """Newest first: those of either feed."""
    complete: Date | None
    """A day of the newest week that is complete."""
    max_bytes: int
    """The option `feeds.max_bytes`."""
    ids: str
    """The option `feeds.ids`."""


class _Told(msgspec.Struct, frozen=True):
    """A day, as entries tell of it."""

    date: Date
    name: str
    url: str
    """Absolute."""
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    """By category or topic, the titles of its papers, as links in HTML."""

    @property
    def papers(self) -> int:
        return sum(len(titles) for _, titles in self.groups)


def targets(planning: Planning) -> list[tuple[str, PeriodFeedsTarget]]:
    """Return both."""
    days = [day for day in planning.archive.plausible if day.papers]
    if not days:
        return [("period-feeds", PeriodFeedsTarget((), None, planning.feed_bytes, planning.feed_ids))]
    newest = days[-1].date
    complete = next((day.date for day in reversed(days) if _week(day.date) < _week(newest)), None)
    if newest.weekday() >= _FRIDAY:
        complete = newest
    weeks = sorted({_week(day.date) for day in days if complete and _week(day.date) <= _week(complete)})[-WEEKS:]
    shown = (
        msgspec.structs.replace(day, previous=None, next=None)
        for n, day in enumerate(reversed(days))
        if n < DAYS or _week(day.date) in weeks
    )
    return [("period-feeds", PeriodFeedsTarget(tuple(shown), complete, planning.feed_bytes, planning.feed_ids))]


def _week(date: Date) -> Date:
    """Return the Monday of a week."""
    return date - dt.timedelta(days=date.weekday())


def _texts(target: PeriodFeedsTarget, _: Supplies) -> list[Texts]:
    return [Texts(day, linked=False, raw=True) for day in target.days]


def _files(target: PeriodFeedsTarget, materials: Materials, site: Site) -> Iterator[Artifact | Problem]:
    days = [_told(day, materials.papers[day.date], site) for day in target.days]
    end = _week(target.complete) if target.complete else Date.min
    weeks = [list(some) for monday, some in groupby(days, lambda day: _week(day.date)) if monday <= end]
    made = {
        channels.DAYS: [_day(day, site, target.ids) for day in days[:DAYS]],
        channels.WEEKS: [_of_week(some, site, target.ids) for some in weeks[:WEEKS]],
    }
    for channel, entries in made.items():
        forms = [
            feeds.Form("", partial(map, feeds.encode, [whole for whole, _ in entries])),
            feeds.Form(_ONLY_COUNTS, partial(map, feeds.encode, [brief for _, brief in entries])),
        ]
        yield from feeds.feeds(site, channel, forms, max_bytes=target.max_bytes, ids=target.ids)


def _told(day: Day, sections: Iterable[SectionPapers], site: Site) -> _Told:
    groups: dict[str, list[str]] = {}
    for section in sections:
        for paper in section.papers:
            url = feeds.absolute(site, addresses.from_day(day, paper.id, site))
            title = escape(items.title_of(paper).plain, quote=False)
            name = section.name or next(iter(paper.categories), "")
            groups.setdefault(name, []).append(f'<a href="{escape(url)}">{title}</a>')
    url = site.url + permalinks.day(day.date)[1:]
    return _Told(
        day.date,
        dates.span(day.date, day.precision),
        url,
        tuple((name, tuple(titles)) for name, titles in groups.items()),
    )


def _day(day: _Told, site: Site, ids: str) -> tuple[feeds.Entry, feeds.Entry]:
    """Return the entry of a day, and the same without titles."""
    entry = feeds.Entry(
        id=feeds.lasting_id(site, ids, permalinks.day(day.date)),
        url=day.url,
        title=f"{day.name}: {counted(day.papers, 'paper')}",
        date=day.date,
        content=_counts([day]) + _titles(day, 3),
        tags=tuple(name for name, _ in day.groups if name),
    )
    return entry, msgspec.structs.replace(entry, content=_counts([day]))


def _of_week(newest_first: list[_Told], site: Site, ids: str) -> tuple[feeds.Entry, feeds.Entry]:
    """Return the entry of a week, and the same without titles."""
    days = newest_first[::-1]
    monday = _week(days[0].date)
    papers = sum(day.papers for day in days)
    told = "".join(f'<h3><a href="{escape(day.url)}">{day.name}</a></h3>{_titles(day, 4)}' for day in days)
    year, number, _ = monday.isocalendar()
    entry = feeds.Entry(
        id=feeds.lasting_id(site, ids, f"/{year}-w{number:02}/"),
        url=days[-1].url,
        title=f"Week of {dates.short(monday)}: {counted(papers, 'paper')}",
        date=days[-1].date,
        content=_counts(days) + told,
        tags=tuple(dict.fromkeys(name for day in days for name, _ in day.groups if name)),
    )
    return entry, msgspec.structs.replace(entry, content=_counts(days))


def _counts(days: list[_Told]) -> str:
    """Say how many papers there are of each category."""
    counts: dict[str, int] = {}
    for name, titles in (group for day in days for group in day.groups):
        counts[name] = counts.get(name, 0) + len(titles)
    total = counted(sum(counts.values()), "paper")
    by = ", ".join(f"{escape(name, quote=False)} {count:,}" for name, count in counts.items() if name)
    return f"<p>{total}{f': {by}' if by else ''}</p>"


def _titles(day: _Told, level: int) -> str:
    lists = (
        (f"<h{level}>{escape(name, quote=False)} ({len(titles):,})</h{level}>" if name else "")
        + f"<ul>{''.join(f'<li>{title}</li>' for title in titles)}</ul>"
        for name, titles in day.groups
    )
    return "".join(lists)


def _concerned(target: PeriodFeedsTarget, _: str, some: Collection[Date]) -> bool:
    return not target.days or any(date >= target.days[-1].date for date in some)


_CHANNELS = (channels.DAYS, channels.WEEKS)
_PLACES = tuple(path for channel in _CHANNELS for path in (channel.atom, channel.json))
KIND = Kind(
    name="period-feeds",
    title="the feeds of days and weeks",
    label="feed",
    target=PeriodFeedsTarget,
    targets=targets,
    shown=("title", "description", "language", "url", "root", "paper_url", "generator"),
    options=("feeds", "papers.fold_after"),
    texts=_texts,
    files=_files,
    places=lambda _: _PLACES,
    reserved=dict.fromkeys(_PLACES, "a file of the site"),
    feeds=lambda _: _CHANNELS,
    cost=lambda _: FEED_COST,
    dates=lambda target, _: sorted(day.date for day in target.days),
    concerned=_concerned,
)
