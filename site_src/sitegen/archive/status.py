"""What all content files hold in, the ledger out: of each day whether it is there, whole, and of the usual size.

Which days are expected follows from the configuration and from the digests themselves, never from a clock: only a
category that has a digest on most of the days between its first and its last is taken for a daily one.
This module does not know of texts or of pages; what is wrong within a file has been found before.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sitegen.config import WEEKDAYS
from sitegen.model import FIELDS, ContentIssue, Entry, Finding, Ledger, Period, State
from sitegen.problems import Location, Problem, Severity, in_order
from sitegen.urls.permalinks import slug

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sitegen.config import Ledger as Expectation
    from sitegen.model import Archive, Contents, Date, Day

DAILY = 5
"""Days that a category must have, so that others are missed."""
BESIDE = 10
"""Days before, and as many after, that tell how many papers are usual."""
ENOUGH = 5
"""So many of them must there be."""
FAR = 3
"""A number is suspicious when it is so many times the usual one, or the usual one is so many times it."""
SLACK = 10
"""Papers by which it may differ in any case: small digests vary."""

_NAMED = 5
"""Missing days that a message names one by one."""


class File(NamedTuple):
    """A content file."""

    date: Date | None
    """The day that it stands for although it holds no digest: the one that its path tells."""
    digests: tuple[Contents, ...]
    """In its order."""
    problems: tuple[Problem, ...]


class _Found:
    """What there is of a category on a day."""

    def __init__(self) -> None:
        self.digests: list[Contents] = []
        self.errors: list[Problem] = []
        self.empty: list[Problem] = []
        """What has been said of files without a digest that have no error."""

    @property
    def papers(self) -> int:
        if len(self.digests) == 1:
            return len(self.digests[0].papers)
        return len({paper.id for digest in self.digests for paper in digest.papers})

    @property
    def daily(self) -> bool:
        """Whether something is to be expected of the days around: it is no week or month, nor a date of papers' own."""
        return any(
            outline.precision == "day" and not (outline.recipe and outline.recipe.own_date)
            for outline in (digest.outline for digest in self.digests)
        )


_Key = tuple["Date", str]
"""A day, and the address of a category."""


def ledger(
    files: Sequence[File], archive: Archive, more: Iterable[Problem], expectation: Expectation
) -> tuple[Ledger, list[Problem]]:
    """Make the ledger, and tell of days that are missing, suspicious, or quiet without a word.

    `more` is what is wrong beside the problems of `files`, those that lie between them.
    """
    found = _found(files)
    expected = _expected(expectation, archive.plausible)
    unusual = _unusual(found, set(expected) - archive.implausible)
    entries: list[Entry] = []
    findings: list[tuple[Finding, str]] = []
    for (date, key), its in found.items():
        seen = _judged(date, its, unusual.get((date, key)))
        findings += [seen] if seen else []
        entries.append(_entry(date, its, seen[0] if seen else None))
    likely = {key: its for key, its in found.items() if key[0] not in archive.implausible}
    for finding, hint in _missing(likely, expected):
        findings.append((finding, hint))
        where = finding.path, finding.line
        entries += [Entry(date, finding.category, State.MISSING, 0, 0, 0, *where) for date in finding.days]
    entries.sort(key=lambda entry: (entry.date, slug(entry.category)))
    order = list(State)
    findings.sort(key=lambda pair: (order.index(pair[0].state), pair[0].days, slug(pair[0].category)))

    states = Counter(entry.state for entry in entries)
    told = {problem for its in found.values() if not its.digests and not its.errors for problem in its.empty}
    lines = in_order([*(problem for file in files for problem in file.problems if problem not in told), *more])
    severities = Counter(problem.severity for problem in lines)
    digests = [digest for file in files for digest in file.digests]
    made = Ledger(
        files=len(files),
        digests=len(digests),
        headings=sum(digest.headings for digest in digests),
        papers=archive.papers,
        newest=archive.newest.date if archive.newest else None,
        states={state.value: states[state] for state in State},
        dropped=severities[Severity.ERROR],
        odd=severities[Severity.WARNING],
        noted=severities[Severity.NOTICE],
        findings=tuple(finding for finding, _ in findings),
        lines=tuple(_oddity(problem) for problem in lines),
        days=tuple(entries),
        months=_periods(archive.plausible, 1),
        years=_periods(archive.plausible, 12),
        counted=sum(len(digest.papers) for digest in digests if digest.fields),
        fields=_fields(digests),
    )
    severity = Severity.WARNING if expectation.strict else Severity.NOTICE
    return made, [_problem(finding, hint, severity) for finding, hint in findings if hint]


def _fields(digests: Iterable[Contents]) -> dict[str, int]:
    """Count the papers that have each field, of the digests that count them."""
    counts = [digest.fields for digest in digests if digest.fields]
    return dict(zip(FIELDS, map(sum, zip(*counts, strict=True)), strict=True)) if counts else {}


def _found(files: Iterable[File]) -> dict[_Key, _Found]:
    """Sort what the files hold by day and category; a file without a digest is of none."""
    found: defaultdict[_Key, _Found] = defaultdict(_Found)
    for file in files:
        keys = [(digest.outline.date, slug(digest.outline.category)) for digest in file.digests]
        for key, digest in zip(keys, file.digests, strict=True):
            found[key].digests.append(digest)
        errors = [problem for problem in file.problems if problem.severity is Severity.ERROR]
        if file.date and not keys and file.problems:
            its = found[file.date, ""]
            its.errors += errors
            its.empty += [] if errors else file.problems
        starts = [digest.at for digest in file.digests]
        for problem in errors if keys and starts == sorted(starts) else ():
            line = problem.location.line
            n = max(0, bisect_right(starts, line) - 1)  # what stands before the first digest is the file's head
            if line <= file.digests[n].last:
                found[keys[n]].errors.append(problem)
    return dict(sorted(found.items()))


def _expected(expectation: Expectation, days: Sequence[Day]) -> list[Date]:
    """Return the days of which something is expected, from the archive's first to its last."""
    if not days:
        return []
    first, last = days[0].date, days[-1].date
    if expectation.since:
        first = max(first, dt.date.fromisoformat(expectation.since))
    weekdays = {WEEKDAYS.index(name) for name in expectation.weekdays}
    yearly = {text for text in expectation.holidays if len(text) == len("12-25")}
    stretches = [text.partition("/") for text in expectation.holidays if text not in yearly]
    result = []
    for number in range(first.toordinal(), last.toordinal() + 1):
        date = dt.date.fromordinal(number)
        if date.weekday() not in weekdays:
            continue
        text = date.isoformat()
        if text[5:] not in yearly and not any(start <= text <= (end or start) for start, _, end in stretches):
            result.append(date)
    return result


def _unusual(found: Mapping[_Key, _Found], expected: Collection[Date]) -> dict[_Key, int]:
    """Return the days whose number of papers is far from the usual one, and which that is."""
    series: defaultdict[str, list[tuple[Date, int]]] = defaultdict(list)
    for (date, key), its in found.items():
        if date in expected and not its.errors and its.papers and its.daily:
            series[key].append((date, its.papers))
    result = {}
    for key, counts in series.items():
        numbers = [papers for _, papers in counts]
        for n, (date, papers) in enumerate(counts):
            beside = sorted(numbers[max(0, n - BESIDE) : n] + numbers[n + 1 : n + 1 + BESIDE])
            if len(beside) < ENOUGH:
                continue
            usual = (beside[(len(beside) - 1) // 2] + beside[len(beside) // 2]) // 2
            far = papers * FAR < usual or papers > FAR * usual
            if far and abs(papers - usual) > SLACK:
                result[date, key] = usual
    return result


def _judged(date: Date, its: _Found, usual: int | None) -> tuple[Finding, str] | None:
    """Return what is to be seen of a day, with a hint; without one nobody need be warned, or has been already."""
    outline = its.digests[0].outline if its.digests else None
    category = outline.category if outline else ""
    if its.errors or not outline:
        first, *others = its.errors or its.empty
        state = State.BROKEN if its.errors else State.QUIET
        message = first.message + (f" (and {len(others)} more)" if others else "")
        return Finding(state, category, (date,), message, first.location.path, first.location.line or 1), ""
    where = outline.path, its.digests[0].at
    if not its.papers and any(digest.introduced for digest in its.digests):
        return Finding(State.QUIET, category, (date,), "the digest has an introduction but no papers", *where), ""
    if not its.papers:
        hint = "add the papers; if there were none that day, write that under the heading"
        return Finding(State.QUIET, category, (date,), "the digest has no papers", *where), hint
    if usual is not None:
        message = f"the day has {its.papers} paper{'' if its.papers == 1 else 's'}; the usual number is {usual}"
        hint = f'correct the digest; if the number is right, expect nothing on that day: `ledger.holidays = ["{date}"]`'
        return Finding(State.SUSPICIOUS, category, (date,), message, *where), hint
    return None


def _entry(date: Date, its: _Found, finding: Finding | None) -> Entry:
    state = finding.state if finding else State.PRESENT
    if its.digests:
        headings = sum(digest.headings for digest in its.digests)
        outline = its.digests[0].outline
        count = len(its.digests)
        return Entry(date, outline.category, state, count, headings, its.papers, outline.path, its.digests[0].at)
    assert finding  # noqa: S101 - for the types: a file without a digest has one
    return Entry(date, "", state, 0, 0, 0, finding.path, finding.line)


def _missing(found: Mapping[_Key, _Found], expected: Sequence[Date]) -> Iterator[tuple[Finding, str]]:
    """Find the days that are not there, of all categories or of some, and put together those in a row."""
    series: defaultdict[str, list[Date]] = defaultdict(list)
    for (date, key), its in found.items():
        if its.digests:
            series[key].append(date)
    everything = sorted({date for dates in series.values() for date in dates})
    some = set(everything)
    excused = {date for (date, _), its in found.items() if not its.digests}
    nowhere: set[int] = set()
    for key, dates in series.items():
        start, end, days = bisect_left(expected, dates[0]), bisect_right(expected, dates[-1]), set(dates)
        gone = [n for n in range(start, end) if expected[n] not in days]
        daily = sum(found[date, key].daily for date in dates)
        if daily < DAILY or 2 * daily < len(dates) or 2 * len(gone) > end - start:
            continue
        gone = [n for n in gone if expected[n] not in excused]
        nowhere.update(n for n in gone if expected[n] not in some)
        of = {date: found[date, key] for date in dates}
        for run in _runs(n for n in gone if expected[n] in some):
            yield _gap([expected[n] for n in run], dates, of, category=of[dates[-1]].digests[0].outline.category)
    of = {date: its for (date, _), its in reversed(list(found.items())) if its.digests}
    for run in _runs(sorted(nowhere)):
        yield _gap([expected[n] for n in run], everything, of, category="")


def _gap(
    gone: Sequence[Date], dates: Sequence[Date], found: Mapping[Date, _Found], *, category: str
) -> tuple[Finding, str]:
    """Return the finding that days in a row are missing, given the days that there are."""
    n = bisect_left(dates, gone[0])
    digest = found[dates[n]].digests[0]
    message = f"there is no digest{f' of {category}' if category else ''} for {_listed(gone)} before this one"
    stretch = f"{gone[0]}/{gone[-1]}" if gone[1:] else f"{gone[0]}"
    hint = f'add the missing digests; if none are due, set `ledger.holidays = ["{stretch}"]` or a later `ledger.since`'
    where = digest.outline.path, digest.at
    return Finding(State.MISSING, category, tuple(gone), message, *where, dates[n - 1], dates[n]), hint


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    """Put numbers together that follow one another."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and rows[-1][-1] == number - 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    return rows


def _listed(days: Sequence[Date]) -> str:
    if len(days) <= _NAMED:
        return ", ".join(str(day) for day in days)
    return f"{len(days)} days from {days[0]} to {days[-1]}"


def _problem(finding: Finding, hint: str, severity: Severity) -> Problem:
    return Problem(Location(finding.path, finding.line), finding.message, hint, severity=severity)


def _oddity(problem: Problem) -> ContentIssue:
    where, severity = problem.location, problem.severity
    dropped, noted = severity is Severity.ERROR, severity is Severity.NOTICE
    return ContentIssue(where.path, where.line, where.column, dropped, problem.message, noted)


def _periods(days: Iterable[Day], months: int) -> tuple[Period, ...]:
    """Sum up the days by stretches of so many months."""
    sums: defaultdict[Date, list[int]] = defaultdict(list)
    for day in days:
        date = day.date
        sums[dt.date(date.year, (date.month - 1) // months * months + 1, 1)].append(day.papers)
    return tuple(Period(start, len(papers), sum(papers)) for start, papers in sums.items())
