"""The ledger: which days are expected, and what is said of each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec
import pytest

from sitegen.archive.gather import gather
from sitegen.archive.status import File, ledger
from sitegen.config import Ledger as Expectation
from sitegen.model import Contents, Date, Finding, Ledger, Listing, Outline, State
from sitegen.problems import Location, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

MONDAY = dt.date(2020, 6, 1)
EVERY_DAY = Expectation()


def weekdays(count: int, first: Date = MONDAY) -> list[Date]:
    days = (first + dt.timedelta(n) for n in range(count * 2 + 2))
    return [day for day in days if day.weekday() < 5][:count]


def contents(day: Date, papers: int = 70, category: str = "cs.CV", *, introduced: bool = False) -> Contents:
    listings = tuple(Listing(f"{day:%y%m}.{day.day:02}{n:03}", n, 2 * n) for n in range(1, papers + 1))
    outline = Outline(f"content/{day}-{category}.md", 1, "key", day, category)
    return Contents(outline, listings, "key", last=999, headings=papers, introduced=introduced)


def file(*digests: Contents, date: Date | None = None, problems: Iterable[Problem] = ()) -> File:
    return File(date, digests, tuple(problems))


def fault(path: str, line: int, severity: Severity = Severity.ERROR, message: str = "wrong") -> Problem:
    return Problem(Location(path, line), message, severity=severity)


def judged(files: Iterable[File], expectation: Expectation = EVERY_DAY) -> tuple[Ledger, list[Problem]]:
    files = list(files)
    archive, doubles = gather([digest for file in files for digest in file.digests])
    return ledger(files, archive, doubles, expectation)


def of(files: Iterable[File], expectation: Expectation = EVERY_DAY) -> list[tuple[State, list[Date]]]:
    """Return the findings; every day that has one is in that state, and all others are present."""
    made, _ = judged(files, expectation)
    found = {(day, finding.category): finding.state for finding in made.findings for day in finding.days}
    assert {(e.date, e.category): e.state for e in made.days if e.state is not State.PRESENT} == found
    return [(finding.state, list(finding.days)) for finding in made.findings]


def days_of(days: Iterable[Date], **options: str) -> list[File]:
    return [file(contents(day, **options)) for day in days]  # type: ignore[arg-type]


# Missing days ---------------------------------------------------------------------------------------------------------


def test_a_weekday_without_a_digest_is_missing_and_weekends_are_not() -> None:
    days = weekdays(22)
    made, problems = judged(days_of(day for day in days if day != days[7]))
    (finding,) = made.findings
    assert (finding.state, finding.days, finding.before, finding.after) == (
        State.MISSING,
        (days[7],),
        days[6],
        days[8],
    )
    assert made.states == {"missing": 1, "broken": 0, "suspicious": 0, "quiet": 0, "present": 21}
    (problem,) = problems
    assert str(problem.location) == f"content/{days[8]}-cs.CV.md:1"
    assert problem.severity is Severity.NOTICE
    assert problem.message == f"there is no digest for {days[7]} before this one"
    assert f'`ledger.holidays = ["{days[7]}"]`' in problem.hint


def test_the_option_strict_warns_of_days_and_lists_the_same() -> None:
    days = weekdays(22)
    files = [
        *days_of(day for day in days[:20] if day != days[7]),
        file(contents(days[20], 0)),
        file(contents(days[21], 3)),
    ]
    noted, notices = judged(files)
    warned, warnings = judged(files, Expectation(strict=True))
    assert [problem.severity for problem in notices] == [Severity.NOTICE] * 3
    assert [problem.severity for problem in warnings] == [Severity.WARNING] * 3
    assert [problem.message for problem in notices] == [problem.message for problem in warnings]
    assert noted == warned


def test_days_in_a_row_are_one_finding_over_weekends_and_the_ends_of_years() -> None:
    days = weekdays(30, dt.date(2020, 12, 14))
    gone = [day for day in days if dt.date(2020, 12, 24) <= day <= dt.date(2021, 1, 4)]
    made, problems = judged(days_of(day for day in days if day not in gone))
    assert [list(finding.days) for finding in made.findings] == [gone]
    (problem,) = problems
    assert problem.message == "there is no digest for 8 days from 2020-12-24 to 2021-01-04 before this one"
    assert '"2020-12-24/2021-01-04"' in problem.hint


def test_what_the_hint_says_ends_the_warning() -> None:
    days = weekdays(30, dt.date(2020, 12, 14))
    files = days_of(day for day in days if not dt.date(2020, 12, 24) <= day <= dt.date(2021, 1, 4))
    for expectation in (
        Expectation(holidays=("2020-12-24/2021-01-04",)),
        Expectation(since="2021-01-05"),
        Expectation(weekdays=()),
    ):
        assert of(files, expectation) == []


def test_a_holiday_of_every_year_is_one_in_each() -> None:
    files = [
        one
        for year in (2019, 2020)
        for one in days_of(day for day in weekdays(20, dt.date(year, 12, 10)) if (day.month, day.day) != (12, 25))
    ]
    expectation = Expectation(holidays=("12-25", "2020-01-07/2020-12-09"))
    assert of(files, expectation) == []
    assert len(of(files, Expectation(holidays=("2019-12-25", "2020-01-07/2020-12-09")))) == 1


def test_a_digest_on_a_weekend_or_a_holiday_is_present_as_usual() -> None:
    days = weekdays(10)
    saturday = days[4] + dt.timedelta(1)
    made, problems = judged([*days_of(days), file(contents(saturday, 3))], Expectation(holidays=(str(days[2]),)))
    assert (made.states["present"], made.findings, problems) == (11, (), [])


@pytest.mark.parametrize(
    "days",
    [
        pytest.param([MONDAY, MONDAY + dt.timedelta(3)], id="two days"),
        pytest.param([MONDAY + dt.timedelta(7 * n) for n in range(30)], id="weekly"),
        pytest.param([*weekdays(5), dt.date(2024, 6, 3)], id="days and years apart"),
        pytest.param([MONDAY + dt.timedelta(7 * n + 5) for n in range(8)], id="weekends only"),
        pytest.param([], id="none"),
    ],
)
def test_an_archive_that_is_not_daily_lacks_nothing(days: list[Date]) -> None:
    assert of(days_of(days)) == []


def test_only_what_lies_between_the_first_and_the_last_day_of_a_category_is_expected() -> None:
    days = weekdays(20)
    files = [*days_of(days), *days_of(days[8:14], category="cs.LG")]
    assert of(files) == []


def test_a_category_is_judged_for_itself_and_a_day_without_any_is_one_finding() -> None:
    days = weekdays(20)
    vision = days_of(day for day in days if day != days[5])
    learning = days_of((day for day in days if day not in (days[5], days[6], days[10])), category="cs.LG")
    made, problems = judged([*vision, *learning])
    assert [(finding.category, finding.days) for finding in made.findings] == [
        ("", (days[5],)),
        ("cs.LG", (days[6],)),
        ("cs.LG", (days[10],)),
    ]
    assert [problem.message for problem in problems] == [
        f"there is no digest for {days[5]} before this one",
        f"there is no digest of cs.LG for {days[6]} before this one",
        f"there is no digest of cs.LG for {days[10]} before this one",
    ]
    assert [problem.location.path for problem in problems] == [
        f"content/{days[6]}-cs.CV.md",
        f"content/{days[7]}-cs.LG.md",
        f"content/{days[11]}-cs.LG.md",
    ]


def test_spellings_of_a_category_are_one() -> None:
    days = weekdays(12)
    files = [file(contents(day, category="cs.CV" if n % 2 else "cs.cv")) for n, day in enumerate(days)]
    assert of(files) == []


def test_a_day_that_cannot_be_right_neither_lengthens_the_archive_nor_stands_for_the_right_one() -> None:
    days = weekdays(60)
    wrong = dt.date(2062, 6, 5)
    right, mistyped = contents(days[30]), contents(wrong)
    mistyped = msgspec.structs.replace(mistyped, papers=right.papers)
    made, (problem,) = judged([*days_of(day for day in days if day != days[30]), file(mistyped)])
    assert (problem.severity, made.newest) == (Severity.NOTICE, days[-1])
    assert [finding.days for finding in made.findings] == [(days[30],)]
    reason = f"{wrong} is 41 years after the papers on it were submitted (IDs from 2007)"
    assert [line.message for line in made.lines] == [f"the date of this digest is implausible: {reason}"]
    assert [str(entry.date) for entry in made.days][-1] == "2062-06-05"
    assert [str(year.start) for year in made.years] == ["2020-01-01"]


def test_a_mistyped_month_does_not_end_the_search_for_missing_days() -> None:
    days = weekdays(60)
    early = msgspec.structs.replace(contents(dt.date(2019, 12, 31)), papers=contents(days[30]).papers)
    made, _ = judged([*days_of(day for day in days if day not in (days[10], days[30])), file(early)])
    assert [finding.days for finding in made.findings] == [(days[10],), (days[30],)]


# Quiet and broken days ------------------------------------------------------------------------------------------------


def test_a_digest_without_papers_is_quiet_and_a_word_about_it_is_enough() -> None:
    days = weekdays(20)
    files = days_of(days[:18])
    silent, said = file(contents(days[18], 0)), file(contents(days[19], 0, introduced=True))
    made, problems = judged([*files, silent, said])
    assert [(finding.state, finding.days) for finding in made.findings] == [
        (State.QUIET, (days[18],)),
        (State.QUIET, (days[19],)),
    ]
    assert [(str(problem.location), problem.message) for problem in problems] == [
        (f"content/{days[18]}-cs.CV.md:1", "the digest has no papers")
    ]


def test_an_empty_file_of_a_day_is_quiet_not_missing_and_not_warned_of_twice() -> None:
    days = weekdays(20)
    empty = fault(f"content/{days[7]}.md", 1, Severity.WARNING, "is empty")
    made, problems = judged([*days_of(set(days) - {days[7]}), file(date=days[7], problems=[empty])])
    (finding,) = made.findings
    assert (finding.state, finding.message, finding.path, finding.line) == (
        State.QUIET,
        "is empty",
        f"content/{days[7]}.md",
        1,
    )
    assert (problems, made.lines) == ([], ())


def test_an_empty_file_beside_digests_is_an_odd_one_and_changes_no_day() -> None:
    days = weekdays(6)
    empty = fault("content/empty.md", 1, Severity.WARNING)
    made, _ = judged([*days_of(days, category=""), file(date=days[3], problems=[empty])])
    assert (made.findings, [line.path for line in made.lines]) == ((), ["content/empty.md"])
    unreadable = file(date=days[3], problems=[fault("content/unreadable.md", 3)])
    made, _ = judged([*days_of(days), file(date=days[3], problems=[empty]), unreadable])
    assert [finding.state for finding in made.findings] == [State.BROKEN]
    assert [line.path for line in made.lines] == ["content/empty.md", "content/unreadable.md"]


def test_a_file_of_a_day_that_cannot_be_read_makes_it_broken_and_not_missing() -> None:
    days = weekdays(20)
    unreadable = file(date=days[7], problems=[fault(f"content/{days[7]}.md", 3)])
    assert of([*days_of(set(days) - {days[7]}), unreadable]) == [(State.BROKEN, [days[7]])]


def test_an_error_breaks_the_digest_that_it_stands_in_and_no_other() -> None:
    days = weekdays(3)
    outlines = [Outline("a.md", line, "key", day, "cs.CV") for line, day in zip((3, 10, 30), days, strict=True)]
    papers = (Listing("2006.00001", 1, 4),)
    digests = [Contents(outline, papers, "key", last=last) for outline, last in zip(outlines, (9, 19, 40), strict=True)]
    for line, broken in ((1, [0]), (9, [0]), (10, [1]), (19, [1]), (20, []), (29, []), (33, [2])):
        found = of([file(*digests, problems=[fault("a.md", line)])])
        assert found == [(State.BROKEN, [days[n]]) for n in broken], line


def test_an_odd_line_is_counted_and_leaves_its_day_present() -> None:
    days = weekdays(6)
    odd = fault(f"content/{days[0]}-cs.CV.md", 7, Severity.WARNING)
    made, problems = judged([file(contents(days[0]), problems=[odd]), *days_of(days[1:])])
    assert (made.dropped, made.odd, made.findings, problems) == (0, 1, (), [])
    assert [(line.path, line.line, line.dropped) for line in made.lines] == [(odd.location.path, 7, False)]


def test_a_line_that_is_noted_is_neither_dropped_nor_odd() -> None:
    days = weekdays(6)
    noted = fault(f"content/{days[0]}-cs.CV.md", 7, Severity.NOTICE)
    made, problems = judged([file(contents(days[0]), problems=[noted]), *days_of(days[1:])])
    assert (made.dropped, made.odd, made.noted, made.findings, problems) == (0, 0, 1, (), [])
    assert [(line.line, line.dropped, line.noted) for line in made.lines] == [(7, False, True)]


def test_of_several_errors_the_first_is_named_and_the_others_are_counted() -> None:
    day = contents(MONDAY)
    made, _ = judged([file(day, problems=[fault(day.outline.path, line) for line in (5, 9, 12)])])
    (finding,) = made.findings
    assert (finding.message, finding.line, made.dropped) == ("wrong (and 2 more)", 5, 3)


# Suspicious days ------------------------------------------------------------------------------------------------------


def suspicious(counts: Iterable[int], expectation: Expectation = EVERY_DAY) -> list[int]:
    """Return the places of the counts that are suspicious."""
    counts = list(counts)
    days = weekdays(len(counts))
    made, problems = judged([file(contents(day, n)) for day, n in zip(days, counts, strict=True)], expectation)
    found: list[Finding] = [finding for finding in made.findings if finding.state is State.SUSPICIOUS]
    assert [problem.message for problem in problems] == [finding.message for finding in found]
    return [days.index(finding.days[0]) for finding in found]


@pytest.mark.parametrize(
    ("count", "seen"), [(23, True), (24, False), (216, False), (217, True), (1, True), (140, False)]
)
def test_three_times_the_usual_number_or_a_third_of_it_is_suspicious(count: int, seen: bool) -> None:
    assert suspicious([72] * 8 + [count] + [72] * 8) == ([8] if seen else [])


def test_small_digests_may_vary() -> None:
    assert suspicious([3, 1, 4, 12, 1, 5, 9, 2, 6, 5, 3, 5]) == []
    assert suspicious([3] * 6 + [14] + [3] * 6) == [6]


def test_the_first_and_the_newest_day_are_judged_by_those_on_one_side() -> None:
    assert suspicious([10, *[70] * 12, 300]) == [0, 13]


def test_few_days_tell_nothing_of_what_is_usual() -> None:
    assert suspicious([70] * 4 + [3]) == []
    assert suspicious([70] * 5 + [3]) == [5]


def test_an_archive_may_grow() -> None:
    assert suspicious(int(20 * 1.03**n) for n in range(120)) == []


def test_a_holiday_is_not_judged_by_its_number() -> None:
    day = weekdays(17)[8]
    assert suspicious([72] * 8 + [3] + [72] * 8, Expectation(holidays=(str(day),))) == []


def test_the_message_says_what_is_usual_in_that_category() -> None:
    days = weekdays(12)
    files = [file(contents(day, 70), contents(day, 20 if day != days[6] else 2, "cs.LG")) for day in days]
    _, (problem,) = judged(files)
    assert problem.message == "the day has 2 papers; the usual number is 20"
    assert problem.location.path == f"content/{days[6]}-cs.LG.md"


# Numbers --------------------------------------------------------------------------------------------------------------


def test_papers_of_several_digests_of_a_day_are_counted_once() -> None:
    first, second = contents(MONDAY, 3), contents(MONDAY, 5)
    made, _ = judged([file(first, second)])
    (entry,) = made.days
    assert (entry.digests, entry.headings, entry.papers) == (2, 8, 5)


def test_months_and_years_that_have_days_are_summed_up() -> None:
    days = [dt.date(2019, 12, 31), dt.date(2020, 1, 2), dt.date(2020, 1, 3), dt.date(2020, 11, 2)]
    made, _ = judged([file(contents(day, n)) for n, day in enumerate(days, 1)])
    assert [(str(p.start), p.days, p.papers) for p in made.months] == [
        ("2019-12-01", 1, 1),
        ("2020-01-01", 2, 5),
        ("2020-11-01", 1, 4),
    ]
    assert [(str(p.start), p.days, p.papers) for p in made.years] == [("2019-01-01", 1, 1), ("2020-01-01", 3, 9)]
    assert made.newest == days[-1]
