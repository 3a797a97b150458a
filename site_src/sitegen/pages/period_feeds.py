"""The feeds with an entry for each day, and for each week: the titles of its papers, with links.

No digest is read for them: which papers a day has, and of which categories, is known when the site is planned, and
their titles to whatever relates papers.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from sitegen import dates
from sitegen.files import feeds
from sitegen.model import Archive, Date, Day
from sitegen.pages import channels
from sitegen.pages.base import FEED_COST, Kind, Need, Target
from sitegen.pages.items import kin_url, section_mark, section_name
from sitegen.problems import counted
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sitegen.model import Artifact
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.problems import Problem
    from sitegen.views import Site

DAYS, WEEKS = 14, 4
"""Entries of the feeds."""
_FRIDAY = 4
"""The weekday with whose papers a week is complete."""
_ONLY_COUNTS = "only numbers of papers"


class PeriodDay(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A day of the feeds."""

    date: Date
    precision: str
    """See `Day.precision`."""
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    """By category or topic, the ids of its papers, in the order of its page."""

    @property
    def week(self) -> Date:
        """The Monday of its week."""
        return self.date - dt.timedelta(days=self.date.weekday())


class PeriodFeedsTarget(Target, frozen=True):
    """The feeds of days and of weeks: together, since they are of the same days."""

    kind = "period-feeds"
    days: tuple[PeriodDay, ...]
    """Newest first: those of either feed."""
    complete: Date | None
    """The Monday of the newest week that is complete."""
    max_bytes: int
    """The option `feeds.max_bytes`."""
    ids: str
    """The option `feeds.ids`."""


def targets(planning: Planning) -> list[tuple[str, PeriodFeedsTarget]]:
    """Return both."""
    archive = planning.archive
    newest_first = (_day(archive, day) for day in reversed(archive.plausible) if day.papers)
    shown: list[PeriodDay] = []
    weeks: list[Date] = []
    for day in newest_first:
        # The newest week is not over before its Friday; a day of a later week ends each other.
        is_complete = bool(shown and shown[0].week > day.week) or (not shown and day.date.weekday() >= _FRIDAY)
        if day.week not in weeks and (is_complete or weeks):
            weeks.append(day.week)
        if len(shown) >= DAYS and len(weeks) > WEEKS:
            break
        shown.append(day)
    target = PeriodFeedsTarget(tuple(shown), next(iter(weeks), None), planning.feed_bytes, planning.feed_ids)
    return [("period-feeds", target)]


def _day(archive: Archive, day: Day) -> PeriodDay:
    names: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    seen = set(day.carried)
    for outline in day.digests:
        section = names.setdefault(
            section_mark(outline.category, outline.topic), section_name(outline.category, outline.topic)
        )
        own = [next(iter(label.categories), "") for label in archive.labels.get(outline, ())]
        for n, paper in enumerate(archive.listings[outline]):
            if paper.id not in seen:
                seen.add(paper.id)
                found.setdefault(section or (own[n] if own else ""), []).append(paper.id)
    return PeriodDay(day.date, day.precision, tuple((name, tuple(ids)) for name, ids in found.items()))


def _files(target: PeriodFeedsTarget, materials: Materials, site: Site) -> Iterator[Artifact | Problem]:
    links = {
        id_: f'<a href="{escape(feeds.absolute(site, kin_url(paper, site)))}">{escape(paper.title, quote=False)}</a>'
        for id_, paper in materials.supplies.titles.items()
    }
    weeks = [list(some) for monday, some in groupby(target.days, lambda day: day.week) if monday <= _end(target)]
    made = {
        channels.DAYS: [_of_day(day, links, site, target.ids) for day in target.days[:DAYS]],
        channels.WEEKS: [_of_week(some[::-1], links, site, target.ids) for some in weeks[:WEEKS]],
    }
    for channel, entries in made.items():
        forms = [
            feeds.Form("", partial(map, feeds.encode, [whole for whole, _ in entries])),
            feeds.Form(_ONLY_COUNTS, partial(map, feeds.encode, [brief for _, brief in entries])),
        ]
        yield from feeds.feeds(site, channel, forms, max_bytes=target.max_bytes, ids=target.ids)


def _end(target: PeriodFeedsTarget) -> Date:
    return target.complete or Date.min


def _of_day(day: PeriodDay, links: dict[str, str], site: Site, ids: str) -> tuple[feeds.Entry, feeds.Entry]:
    """Return the entry of a day, and the same without titles."""
    total, counts = _counts([day])
    entry = feeds.Entry(
        id=feeds.lasting_id(site, ids, permalinks.day(day.date)),
        url=_url(day, site),
        title=f"{dates.span(day.date, day.precision)}: {total}",
        date=day.date,
        content=counts + _titles(day, links, 3),
        tags=tuple(name for name, _ in day.groups if name),
    )
    return entry, msgspec.structs.replace(entry, content=counts)


def _of_week(days: list[PeriodDay], links: dict[str, str], site: Site, ids: str) -> tuple[feeds.Entry, feeds.Entry]:
    """Return the entry of a week, given its days, oldest first, and the same without titles."""
    total, counts = _counts(days)
    told = (
        f'<h3><a href="{escape(_url(day, site))}">{dates.span(day.date, day.precision)}</a></h3>'
        f"{_titles(day, links, 4)}"
        for day in days
    )
    year, number, _ = days[0].date.isocalendar()
    entry = feeds.Entry(
        id=feeds.lasting_id(site, ids, f"/{year}-w{number:02}/"),
        url=_url(days[-1], site),
        title=f"Week of {dates.short(days[0].week)}: {total}",
        date=days[-1].date,
        content=counts + "".join(told),
        tags=tuple(dict.fromkeys(name for day in days for name, _ in day.groups if name)),
    )
    return entry, msgspec.structs.replace(entry, content=counts)


def _url(day: PeriodDay, site: Site) -> str:
    return site.url + permalinks.day(day.date)[1:]


def _counts(days: Iterable[PeriodDay]) -> tuple[str, str]:
    """Say how many papers there are, and in HTML also of each category."""
    counts: dict[str, int] = {}
    for name, papers in (group for day in days for group in day.groups):
        counts[name] = counts.get(name, 0) + len(papers)
    total = counted(sum(counts.values()), "paper")
    by = ", ".join(f"{escape(name, quote=False)} {count:,}" for name, count in counts.items() if name)
    return total, f"<p>{total}{f': {by}' if by else ''}</p>"


def _titles(day: PeriodDay, links: dict[str, str], level: int) -> str:
    lists = (
        (f"<h{level}>{escape(name, quote=False)} ({len(papers):,})</h{level}>" if name else "")
        + f"<ul>{''.join(f'<li>{links[id_]}</li>' for id_ in papers if id_ in links)}</ul>"
        for name, papers in day.groups
    )
    return "".join(lists)


def _concerned(target: PeriodFeedsTarget, _: str, some: Collection[Date]) -> bool:
    return not target.days or any(date >= target.days[-1].date for date in some)


_CHANNELS = (channels.DAYS, channels.WEEKS)
_PLACES = tuple(path for channel in _CHANNELS for path in (channel.atom, channel.json))
KIND = Kind(
    name="period-feeds",
    title="the feeds of days and weeks",
    target=PeriodFeedsTarget,
    targets=targets,
    shown=("title", "description", "language", "url", "root", "paper_url", "generator"),
    options=("feeds.max_bytes", "feeds.ids", "papers.fold_after"),
    needs=frozenset({Need.TITLES}),
    titles=lambda target: [id_ for day in target.days for _, ids in day.groups for id_ in ids],
    files=_files,
    places=lambda _: _PLACES,
    reserved=dict.fromkeys(_PLACES, "a file of the site"),
    feeds=lambda _: _CHANNELS,
    cost=lambda _: FEED_COST,
    dates=lambda target, _: sorted(day.date for day in target.days),
    concerned=_concerned,
)
