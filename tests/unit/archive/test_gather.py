"""The order of days, and one paper on many of them."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest
from msgspec.structs import replace

from sitegen.archive.gather import gather
from sitegen.model import Archive, Contents, Listing, Outline, Revision
from sitegen.problems import Problem, Severity


def contents(day: int, *ids: str, category: str = "cs.CV", path: str = "", line: int = 1) -> Contents:
    date = dt.date(2020, 7, day)
    listings = tuple(Listing(id_, n, line + n) for n, id_ in enumerate(ids, 1))
    return Contents(Outline(path or f"content/{date}.md", line, "key", date, category), listings, repr(ids))


def gathered(*digests: Contents) -> tuple[Archive, list[Problem]]:
    return gather(digests)


def test_a_day_folds_with_its_age_and_a_paper_with_its_newest_day() -> None:
    digests = [contents(1, "a", "b"), contents(10, "b"), contents(20, "c", "a")]
    archive, _ = gather(digests, "10d")
    assert archive.folded == dt.date(2020, 7, 10)
    assert [day.folds for day in archive.days] == [True, True, False]
    assert [day.folded for day in archive.days] == [dt.date(2020, 7, 10), dt.date(2020, 7, 10), None]
    assert gathered(*digests)[0].folded is None


def test_a_day_that_is_added_changes_only_the_days_that_show_a_paper_which_folds_now() -> None:
    digests = [contents(1, "a", "b"), contents(2, "c"), contents(10, "b"), contents(15, "d"), contents(20, "e")]
    before, after = (gather(some, "10d")[0] for some in (digests, [*digests, contents(25, "f")]))
    changed = [one.date.day for one, other in zip(before.days, after.days, strict=False) if one.folded != other.folded]
    assert changed == [15]
    after, _ = gather([*digests, contents(21, "f")], "10d")
    assert [day.folded for day in after.days[:5]] == [day.folded for day in before.days]


def test_days_are_in_order_and_know_their_neighbours_over_gaps() -> None:
    for order in permutations([contents(1), contents(4), contents(31)]):
        archive, problems = gathered(*order)
        assert problems == []
        days = [(d.date.day, d.previous and d.previous.day, d.next and d.next.day) for d in archive.days]
        assert days == [(1, None, 4), (4, 1, 31), (31, 4, None)]


def test_digests_of_a_day_are_by_category_then_by_path_then_by_line() -> None:
    digests = [
        contents(1, category="cs.CV", path="a.md", line=9),
        contents(1, category="cs.CV", path="a.md", line=10),
        contents(1, category="cs.cv", path="b.md"),
        contents(1, category="math.GT", path="0.md"),
    ]
    for order in permutations(digests):
        (day,) = gathered(*order)[0].days
        assert list(day.digests) == [digest.outline for digest in digests]


def test_a_paper_on_several_days_has_all_its_places_oldest_first() -> None:
    archive, problems = gathered(contents(3, "c", "a"), contents(1, "a"), contents(2, "b", "x", "a"))
    assert problems == []
    for day in archive.days:
        assert {id_: [(p.date.day, p.number) for p in places] for id_, places in day.elsewhere.items()} == {
            "a": [(1, 1), (2, 3), (3, 2)]
        }


def test_only_papers_whose_text_changed_have_wordings_one_for_each_of_their_places() -> None:
    days = [contents(1, "a", "b", "c"), contents(2, "b", "x", "a"), contents(3, "a")]
    texts = [b"aaaaaaaabbbbbbbbcccccccc", b"bbbbbbbbxxxxxxxxAAAAAAAA", b"aaaaaaaa"]
    archive, _ = gathered(*(replace(day, wordings=text) for day, text in zip(days, texts, strict=True)))
    assert archive.revisions == {
        "a": (
            Revision("content/2020-07-01.md", 1, b"aaaaaaaa"),
            Revision("content/2020-07-02.md", 1, b"AAAAAAAA"),
            Revision("content/2020-07-03.md", 1, b"aaaaaaaa"),
        )
    }


def test_a_paper_in_two_categories_of_a_day_counts_once() -> None:
    archive, problems = gathered(contents(1, "a", "b"), contents(1, "b", category="cs.CL", path="cl.md"))
    assert problems == []
    (day,) = archive.days
    assert day.papers == 2
    assert [(p.category, p.number) for p in day.elsewhere["b"]] == [("cs.CL", 1), ("cs.CV", 2)]
    assert archive.categories == ("cs.CL", "cs.CV")


@pytest.mark.parametrize("category", ["cs.CV", "cs.cv"])
def test_two_digests_of_a_day_and_category_with_the_same_paper_are_warned_of(category: str) -> None:
    first = contents(1, "a", "b", path="a.md")
    archive, (problem,) = gathered(first, contents(1, "c", "b", "a", path="copy.md", category=category))
    assert problem.severity is Severity.WARNING
    assert str(problem.location) == "copy.md:3"
    assert "paper b is a duplicate of a.md:3" in problem.message
    assert "duplicates in this digest: 2" in problem.message
    (day,) = archive.days
    assert day.papers == 3
    assert {id_: len(places) for id_, places in day.elsewhere.items()} == {"a": 1, "b": 1}


def test_two_digests_of_a_day_and_category_with_different_papers_are_fine() -> None:
    archive, problems = gathered(contents(1, "a", path="morning.md"), contents(1, "b", path="evening.md"))
    assert problems == []
    assert archive.days[0].papers == 2


def test_no_digests_make_an_empty_archive() -> None:
    archive, problems = gathered()
    assert (archive.days, archive.categories, archive.papers, problems) == ((), (), 0, [])
