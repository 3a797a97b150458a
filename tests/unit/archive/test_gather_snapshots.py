"""Digests of any shape in one archive: what repeats, what adds, topics of a day and spans of days."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from sitegen.archive.gather import gather
from sitegen.model import Contents, Listing, Outline, Recipe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.conftest import Built

    from sitegen.model import Archive

READ = Recipe(paper="row")
OWN = Recipe(paper="row", own_date=True)
DAILY = "daily/0-0-0.md"


def date(day: int) -> dt.date:
    return dt.date(2026, 1, day)


def contents(
    day: int, ids: str, path: str = "", *, topic: str = "", much: Sequence[int] = (), series: str = ""
) -> Contents:
    """Make a digest with a paper a letter; `much` is how much it says of each."""
    path = path or f"content/{date(day)}.md"
    outline = Outline(path, 0, path + ids, date(day), "", topic, topic, recipe=READ)
    papers = tuple(Listing(id_, n, n) for n, id_ in enumerate(ids, 1))
    fullness = tuple(much) or (10,) * len(ids)
    wordings = "".join(id_ * 8 for id_ in ids).encode()
    return Contents(outline, papers, path + ids, wordings=wordings, fullness=fullness, series=series)


def snapshot(day: int, ids: str, topic: str = "") -> Contents:
    return contents(day, ids, topic=topic, series=DAILY)


def listed(archive: Archive) -> dict[int, str]:
    """Return the papers that each day lists."""
    return {
        day.date.day: "".join(paper.id for digest in day.digests for paper in archive.listings[digest])
        for day in archive.days
    }


def carried(archive: Archive) -> dict[int, dict[str, int]]:
    return {day.date.day: {id_: since.day for id_, since in day.carried.items()} for day in archive.days}


# Snapshots


def test_a_day_lists_what_is_new_in_it_where_files_repeat_most_of_the_one_before() -> None:
    for order in permutations([snapshot(1, "abcd"), snapshot(2, "bcde"), snapshot(5, "cdef")]):
        archive, problems = gather(order)
        assert problems == []
        assert listed(archive) == {1: "abcd", 2: "e", 5: "f"}
        assert carried(archive) == {1: {}, 2: {"b": 1, "c": 1, "d": 1}, 5: {"c": 1, "d": 1, "e": 2}}
        assert [day.papers for day in archive.days] == [4, 1, 1]
        assert archive.papers == 6


def test_a_day_that_repeats_all_lists_nothing_and_tells_where_it_is_from() -> None:
    archive, _ = gather([snapshot(1, "ab"), snapshot(2, "ab")])
    assert listed(archive) == {1: "ab", 2: ""}
    assert carried(archive)[2] == {"a": 1, "b": 1}


def test_a_paper_that_was_left_out_of_a_snapshot_is_listed_anew() -> None:
    archive, _ = gather([snapshot(1, "abcd"), snapshot(2, "bcde"), snapshot(3, "abcd")])
    assert listed(archive) == {1: "abcd", 2: "e", 3: "a"}
    assert [place.date.day for place in archive.days[0].elsewhere["a"]] == [1, 3]


def test_a_day_without_papers_between_two_snapshots_changes_nothing() -> None:
    archive, _ = gather([snapshot(1, "abcd"), snapshot(2, ""), snapshot(3, "bcde")])
    assert listed(archive) == {1: "abcd", 2: "", 3: "e"}


def test_files_that_repeat_little_are_listed_in_full() -> None:
    archive, _ = gather([snapshot(1, "abcd"), snapshot(2, "defg"), snapshot(3, "ghia")])
    assert listed(archive) == {1: "abcd", 2: "defg", 3: "ghia"}
    assert carried(archive) == {1: {}, 2: {}, 3: {}}


def test_files_that_do_not_follow_one_another_are_not_compared() -> None:
    archive, _ = gather([contents(1, "abcd", series="a/0.md"), contents(2, "abcd", series="b/0.md")])
    assert listed(archive) == {1: "abcd", 2: "abcd"}


def test_a_paper_that_another_file_lists_on_the_same_day_is_not_carried_over() -> None:
    archive, _ = gather([snapshot(1, "abcd"), snapshot(2, "abcd"), contents(2, "a", "other.md")])
    assert listed(archive)[2] == "a"
    assert carried(archive)[2] == {"b": 1, "c": 1, "d": 1}


def test_a_paper_that_moves_from_one_topic_to_another_is_carried_over() -> None:
    days = [snapshot(1, "abc", "Robots"), snapshot(1, "de", "Proteins"), snapshot(2, "ab", "Robots")]
    archive, _ = gather([*days, snapshot(2, "cdef", "Proteins")])
    assert listed(archive) == {1: "abcde", 2: "f"}


# Several digests of a day


def test_topics_of_a_day_are_its_sections_in_their_order() -> None:
    archive, problems = gather([contents(1, "bc", topic="Robots"), contents(1, "ab", topic="Proteins", path="z.md")])
    assert problems == []
    (day,) = archive.days
    assert [digest.topic for digest in day.digests] == ["Robots", "Proteins"]
    assert day.papers == 3
    assert [(place.topic, place.number) for place in day.elsewhere["b"]] == [("Robots", 1), ("Proteins", 2)]


def test_a_file_that_only_says_again_less_of_the_same_papers_is_left_out() -> None:
    long, short = contents(1, "ab", "a.md", much=(90, 90)), contents(1, "ba", "b.md", much=(20, 90))
    for order in ([long, short], [short, long]):
        archive, problems = gather(order)
        assert problems == []
        assert [digest.path for digest in archive.days[0].digests] == ["a.md"]


def test_a_paper_stands_under_each_of_its_topics_however_little_is_said_there() -> None:
    long, short = contents(1, "ab", topic="Robots", much=(90, 90)), contents(1, "a", topic="Proteins", much=(20,))
    archive, _ = gather([long, short])
    assert {digest.topic for digest in archive.days[0].digests} == {"Proteins", "Robots"}


@pytest.mark.parametrize(("ids", "much"), [("abc", (20, 20, 20)), ("ab", (20, 91))])
def test_a_file_that_has_another_paper_or_more_to_say_of_one_is_kept(ids: str, much: tuple[int, ...]) -> None:
    archive, _ = gather([contents(1, "ab", "a.md", much=(90, 90)), contents(1, ids, "b.md", much=much)])
    (day,) = archive.days
    assert [digest.path for digest in day.digests] == ["a.md", "b.md"]
    assert day.papers == len(set("ab" + ids))


def test_a_file_without_papers_alone_on_its_day_is_a_day() -> None:
    archive, _ = gather([contents(1, "a"), contents(2, "")])
    assert listed(archive) == {1: "a", 2: ""}


# Spans, on a site


def month(ids: str, year: int = 2024, number: int = 3) -> str:
    rows = "\n".join(f"| [Title of {id_}](https://arxiv.org/abs/2403.0000{id_}) | Ada Byron |" for id_ in ids)
    return f"-- content/{year}/{number:02}.md --\n# Papers\n\n| Title | Authors |\n|---|---|\n{rows}\n"


def test_a_file_of_a_month_stands_on_its_last_day_and_is_called_by_the_month(build_site: Callable[..., Built]) -> None:
    files, report = build_site(month("123"))
    assert (report.days, report.papers, report.problems) == (1, 3, ())
    page = files["2024/03/31/index.html"].decode()
    assert "March 2024" in page
    assert "31 March 2024" not in page.partition("<main")[2]


def test_a_day_whose_digests_span_a_month_and_a_day_is_a_day(build_site: Callable[..., Built]) -> None:
    day = month("4").replace("2024/03.md", "2024-03-31.md")
    files, report = build_site(month("123") + day)
    assert (report.days, report.papers) == (1, 4)
    assert "31 March 2024" in files["2024/03/31/index.html"].decode().partition("<main")[2]
