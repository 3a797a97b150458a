"""The page of the ledger: which days there are, and what is wrong with them; and the ledger as data."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from sitegen.files import data
from sitegen.model import ContentIssue, Date, Entry, Finding, Ledger, Link, Period, State
from sitegen.pages.base import Kind, Target, all_days, newest_day, place
from sitegen.pages.calendars import day_link, percent, ticks
from sitegen.urls import permalinks
from sitegen.views import Page, Tick, View

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from sitegen.model import Artifact
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site

STATUS_ROWS = 60
"""Rows of the newest days; those before are counted by month."""
STATUS_LISTED = 200
"""Findings, and lines, that the page names."""
STATUS_MONTHS = 24
"""Months whose growth it draws."""


class StatusTarget(Target, frozen=True):
    """The page of the ledger, and the ledger as data."""

    kind = "status"
    ledger: Ledger
    source: str
    """The option `ledger.source`."""


class StateCount(msgspec.Struct, frozen=True):
    """How many days are in a state."""

    state: str
    """`missing`, `broken`, `suspicious`, `quiet` or `present`."""
    days: int
    """The number of days. In an archive with several categories, each category counts separately."""


class StatusFinding(msgspec.Struct, frozen=True):
    """A day that needs attention, or several consecutive days that are missing."""

    state: str
    """`missing`, `broken`, `suspicious` or `quiet`."""
    category: str
    """The category; empty for the whole day."""
    first: Date
    """The day, or the first of the days."""
    last: Date
    """The last of the days."""
    days: int
    """The number of days."""
    url: str
    """The address of the day's page; empty if there is none."""
    message: str
    """The message, plain text."""
    place: str
    """The place in the content: `content/2020-07-22.md:1`."""
    source: str
    """The address of that place; empty if the configuration does not say where sources are."""
    before: Link | None
    """For missing days, the existing day before them."""
    after: Link | None
    """For missing days, the existing day after them."""


class StatusLine(msgspec.Struct, frozen=True, gc=False):
    """A line of content that was dropped, is odd, or is noted."""

    place: str
    """The place in the content: `content/2020-07-22.md:25`."""
    source: str
    """The address of that place; empty if the configuration does not say where sources are."""
    dropped: bool
    """Whether something is missing from the site because of it."""
    message: str
    """The message, plain text."""
    noted: bool = False
    """Whether there is nothing to correct: the line is neither dropped nor odd."""


class StatusDay(msgspec.Struct, frozen=True, gc=False):
    """A day of a category, and its digests."""

    date: Date
    """The day."""
    url: str
    """The address of its page; empty if there is none."""
    category: str
    """The category of the digest; may be empty."""
    state: str
    """`missing`, `broken`, `suspicious`, `quiet` or `present`."""
    headings: int
    """The number of headings in its digests that look like those of papers."""
    papers: int
    """The number of distinct papers that were read from them."""
    place: str
    """The place of its digest; for a missing day, of the next digest: `content/2020-07-22.md:1`."""
    source: str
    """The address of that place; empty if the configuration does not say where sources are."""


class StatusMonth(msgspec.Struct, frozen=True):
    """The days of a month, counted."""

    date: Date
    """The first day of the month."""
    url: str
    """The address of its page; empty if there is none."""
    states: tuple[StateCount, ...]
    """The number of its days in each state; all states, the worst first."""


class Growth(msgspec.Struct, frozen=True):
    """A month or a year, and the number of its papers."""

    date: Date
    """The first day of the period."""
    url: str
    """The address of its page; empty if it has no days."""
    days: int
    """The number of days."""
    papers: int
    """The number of papers on those days. A paper counts once per day."""
    height: int
    """The same number as a percentage of the greatest in the list."""


class FieldCount(msgspec.Struct, frozen=True):
    """How many papers have a field."""

    name: str
    """The name of the field: `authors`, `abstract`, `categories`."""
    papers: int
    """The number of papers that have it."""


class StatusView(View, frozen=True, kw_only=True):
    """`status.html`, the archive status: which days exist, and what is wrong with them."""

    files: int
    """The number of content files."""
    digests: int
    """The number of digests in them."""
    headings: int
    """The number of headings in all digests that look like those of papers."""
    papers: int
    """The number of distinct papers in the archive."""
    counted: int
    """The number of papers whose fields were counted, once for each digest that has them."""
    fields: tuple[FieldCount, ...]
    """How many of these papers have each field; empty if none were counted."""
    newest: Link | None
    """The newest day; nothing in an empty archive."""
    several: bool
    """Whether the archive has more than one category."""
    states: tuple[StateCount, ...]
    """The number of days in each state; all states, the worst first."""
    findings: tuple[StatusFinding, ...]
    """The days that need attention, the worst first; at most 200."""
    more_findings: int
    """The number of findings that are not listed."""
    dropped: int
    """The number of lines that were dropped."""
    odd: int
    """The number of lines that are odd."""
    noted: int
    """The number of lines that are noted: there is nothing to correct."""
    lines: tuple[StatusLine, ...]
    """Those lines, in the order of their places; at most 200."""
    more_lines: int
    """The number of lines that are not listed."""
    days: tuple[StatusDay, ...]
    """The newest days, including missing ones, newest first."""
    months: tuple[StatusMonth, ...]
    """The earlier days by month, newest first."""
    growth: tuple[Growth, ...]
    """The newest two years by month, oldest first."""
    ticks: tuple[Tick, ...]
    """Marks of the vertical axis of a chart of these months."""
    years: tuple[Growth, ...]
    """All years that have days, newest first."""
    data_url: str
    """The address of the same as JSON."""


def targets(planning: Planning) -> list[tuple[str, StatusTarget]]:
    """Return the page."""
    return [("status", StatusTarget(planning.ledger, planning.ledger_source))]


def pages(target: StatusTarget, _: Materials, site: Site) -> list[Page]:
    """Make the page."""
    ledger, root = target.ledger, site.root
    there = {entry.date for entry in ledger.days if entry.digests}
    rows = list(reversed(ledger.days))
    cut = len(rows)
    if len(rows) > STATUS_ROWS:  # where a day ends
        cut = next((n for n in range(STATUS_ROWS, cut) if rows[n].date != rows[n - 1].date), cut)
    paged = {date.replace(day=1) for date in there}
    months = [
        StatusMonth(first, root + permalinks.month(first)[1:] if first in paged else "", _state_counts(group))
        for first, group in groupby(rows[cut:], key=lambda entry: entry.date.replace(day=1))
    ]
    newest = _newest_months(ledger.months)
    view = StatusView(
        title="Status",
        description=f"Which days {site.title} has, and what is wrong with them",
        files=ledger.files,
        digests=ledger.digests,
        headings=ledger.headings,
        papers=ledger.papers,
        counted=ledger.counted,
        fields=tuple(FieldCount(name, papers) for name, papers in ledger.fields.items()),
        newest=day_link(ledger.newest, root),
        several=len({permalinks.slug(entry.category) for entry in ledger.days if entry.digests}) > 1,
        states=tuple(StateCount(state.value, ledger.states[state]) for state in State),
        findings=tuple(
            _status_finding(finding, there, target.source, root) for finding in ledger.findings[:STATUS_LISTED]
        ),
        more_findings=max(0, len(ledger.findings) - STATUS_LISTED),
        dropped=ledger.dropped,
        odd=ledger.odd,
        noted=ledger.noted,
        lines=tuple(_status_line(line, target.source) for line in ledger.lines[:STATUS_LISTED]),
        more_lines=max(0, len(ledger.lines) - STATUS_LISTED),
        days=tuple(_status_day(entry, there, target.source, root) for entry in rows[:cut]),
        months=tuple(months),
        growth=_growth(newest, permalinks.month, root),
        ticks=ticks(max((month.papers for month in newest), default=0)),
        years=_growth(ledger.years[::-1], lambda date: permalinks.year(date.year), root),
        data_url=root + permalinks.STATUS_DATA[1:],
        **place(permalinks.STATUS, site),
    )
    return [Page(permalinks.STATUS, "status.html", view)]


def _status_finding(finding: Finding, there: Collection[Date], source: str, root: str) -> StatusFinding:
    days = finding.days
    return StatusFinding(
        state=finding.state.value,
        category=finding.category,
        first=days[0],
        last=days[-1],
        days=len(days),
        url=root + permalinks.day(days[0])[1:] if days[0] in there and finding.state is not State.MISSING else "",
        message=finding.message,
        place=f"{finding.path}:{finding.line}",
        source=_source(finding.path, finding.line, source),
        before=day_link(finding.before, root),
        after=day_link(finding.after, root),
    )


def _status_line(line: ContentIssue, source: str) -> StatusLine:
    place = f"{line.path}:{line.line}" if line.line else line.path
    return StatusLine(place, _source(line.path, line.line, source), line.dropped, line.message, line.noted)


def _status_day(entry: Entry, there: Collection[Date], source: str, root: str) -> StatusDay:
    return StatusDay(
        date=entry.date,
        url=root + permalinks.day(entry.date)[1:] if entry.date in there else "",
        category=entry.category,
        state=entry.state.value,
        headings=entry.headings,
        papers=entry.papers,
        place=f"{entry.path}:{entry.line}",
        source=_source(entry.path, entry.line, source),
    )


def _source(path: str, line: int, pattern: str) -> str:
    """Return where people can see a line; `pattern` is the option `ledger.source`."""
    return pattern.replace("{path}", quote(path)).replace("{line}", str(line or 1))


def _state_counts(entries: Iterable[Entry]) -> tuple[StateCount, ...]:
    counts = Counter(entry.state for entry in entries)
    return tuple(StateCount(state.value, counts[state]) for state in State)


def _newest_months(months: tuple[Period, ...]) -> list[Period]:
    """Return the newest months, those between them without days as well."""
    if not months:
        return []
    found = {month.start: month for month in months[-STATUS_MONTHS:]}
    newest = months[-1].start
    last = newest.year * 12 + newest.month - 1
    first = max(last - STATUS_MONTHS + 1, months[0].start.year * 12 + months[0].start.month - 1)
    starts = (dt.date(n // 12, n % 12 + 1, 1) for n in range(first, last + 1))
    return [found.get(start) or Period(start, 0, 0) for start in starts]


def _growth(periods: Iterable[Period], page: Callable[[Date], str], root: str) -> tuple[Growth, ...]:
    periods = list(periods)
    most = max((period.papers for period in periods), default=0)
    return tuple(
        Growth(p.start, root + page(p.start)[1:] if p.days else "", p.days, p.papers, percent(p.papers, most))
        for p in periods
    )


def files(target: StatusTarget, _: Materials, site: Site) -> list[Artifact]:
    """Make the ledger as data."""
    return [data.status_data(site, target.ledger)]


KIND = Kind(
    name="status",
    title="the status page",
    target=StatusTarget,
    targets=targets,
    templates={"status.html": StatusView},
    options=("ledger.weekdays", "ledger.holidays", "ledger.since", "ledger.source"),
    pages=pages,
    files=files,
    places=lambda _: (permalinks.STATUS, permalinks.STATUS_DATA),
    reserved={permalinks.STATUS: "the status page", permalinks.STATUS_DATA: "a file of the site"},
    addresses=lambda _, listing: newest_day(permalinks.STATUS, listing),
    dates=all_days,
    grows=True,
)
