"""What was seen in the files of an archive, and how each is read for it."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from sitegen.config import Digests
from sitegen.content import recipes
from sitegen.content.recipes import MARK
from sitegen.model import Evidence

if TYPE_CHECKING:
    from sitegen.model import Recipe

HEADING, BULLET, ROW = "heading 3", "bullet", "row"


def day(number: int) -> dt.date:
    return dt.date(2026, 1, number)


def marks(*papers: str) -> bytes:
    return b"".join(sorted(paper.encode().ljust(MARK) for paper in papers))


def seen(kinds: dict[str, float], papers: int, on: dt.date | None = None, title: str = "", **more: int) -> Evidence:
    """Return the evidence of a file with papers that no other has."""
    own = marks(*(f"{number} {on.day if on else title}" for number in range(min(papers, 3))))
    return replace(Evidence(kinds, papers, on, title, marks=own), **more)


def settle(evidence: dict[str, Evidence], **taught: Digests) -> dict[str, Recipe]:
    return recipes.settle(evidence, dict(taught))


def kinds(evidence: dict[str, Evidence]) -> dict[str, str]:
    return {path: recipe.paper for path, recipe in settle(evidence).items()}


# How papers begin


def test_a_file_that_fits_two_ways_is_read_as_the_files_beside_it() -> None:
    unsure = seen({HEADING: 10.0, BULLET: 9.5}, 10)
    beside = {f"d/2026-01-0{n}.md": seen({BULLET: 12.0}, 12) for n in (1, 2, 3)}
    assert recipes.alone(unsure, None).paper == HEADING
    assert kinds({"d/2026-01-04.md": unsure, **beside})["d/2026-01-04.md"] == BULLET


def test_a_file_that_fits_one_way_much_better_is_read_that_way_whatever_is_beside_it() -> None:
    sure = seen({HEADING: 10.0, BULLET: 8.0}, 10)
    beside = {f"d/2026-01-0{n}.md": seen({BULLET: 12.0}, 12) for n in (1, 2, 3)}
    assert kinds({"d/2026-01-04.md": sure, **beside})["d/2026-01-04.md"] == HEADING


def test_files_in_a_folder_of_another_kind_count_only_where_its_own_do_not_tell() -> None:
    unsure = seen({HEADING: 10.0, BULLET: 10.0}, 10)
    elsewhere = {f"notes/2026-01-0{n}.md": seen({BULLET: 12.0}, 12) for n in (1, 2, 3)}
    own = {"daily/2026-01-01.md": seen({HEADING: 3.0}, 3)}
    assert kinds({"daily/2026-01-02.md": unsure, **elsewhere})["daily/2026-01-02.md"] == BULLET
    assert kinds({"daily/2026-01-02.md": unsure, **elsewhere, **own})["daily/2026-01-02.md"] == HEADING


def test_a_file_in_which_nothing_was_found_is_tried_as_the_files_beside_it() -> None:
    beside = {f"d/2026-01-0{n}.md": seen({BULLET: 12.0}, 12) for n in (1, 2)}
    assert kinds({"d/2026-01-03.md": Evidence(), **beside})["d/2026-01-03.md"] == BULLET


def test_the_order_in_which_files_were_read_changes_nothing() -> None:
    evidence = {
        "d/2026-01-01.md": seen({HEADING: 10.0, BULLET: 9.5}, 10, day(1), "Robots"),
        "d/2026-01-02.md": seen({BULLET: 10.0, ROW: 9.5}, 10, day(2), "Robots"),
        "e/2026-01-02.md": seen({ROW: 10.0, HEADING: 9.8}, 10, day(2), "Proteins"),
        "e/2026-01-03.md": seen({ROW: 3.0}, 3, day(3), "Proteins", dated=3, far=1),
    }
    first = settle(evidence)
    assert all(settle(dict(order)) == first for order in permutations(evidence.items()))


# Whose day


def test_papers_of_a_file_that_tells_no_day_stand_on_their_own() -> None:
    file = seen({ROW: 10.0}, 10, None, dated=10)
    assert recipes.alone(file, None).own_date
    assert settle({"papers.md": file})["papers.md"].own_date
    assert not settle({"papers.md": replace(file, dated=0)})["papers.md"].own_date


def test_a_table_with_many_rows_of_long_ago_grows_and_its_rows_stand_on_their_own_days() -> None:
    file = seen({ROW: 100.0}, 100, day(5), dated=100, far=40)
    assert settle({"list.md": file})["list.md"].own_date
    assert not settle({"list.md": replace(file, far=5)})["list.md"].own_date
    assert not settle({"list.md": replace(file, kinds={BULLET: 100.0})})["list.md"].own_date


def test_a_quiet_table_is_read_as_the_growing_ones_beside_it() -> None:
    grown = seen({ROW: 100.0}, 100, day(5), dated=100, far=90)
    quiet = seen({ROW: 3.0}, 3, day(5), dated=3)
    settled = settle({"topics/robots.md": grown, "topics/proteins.md": quiet})
    assert settled["topics/proteins.md"].own_date
    assert not recipes.alone(quiet, None).own_date


def snapshots(*papers: str) -> dict[str, Evidence]:
    return {
        f"daily/2026-01-0{n}.md": Evidence({ROW: 4.0}, len(some), day(n), dated=len(some), marks=marks(*some))
        for n, some in enumerate(papers, 1)
    }


def test_rows_of_files_that_repeat_most_of_the_one_before_stand_on_their_own_days() -> None:
    assert all(recipe.own_date for recipe in settle(snapshots("abcd", "bcde", "cdef")).values())


def test_rows_of_files_that_repeat_little_stand_on_the_days_of_their_files() -> None:
    assert not any(recipe.own_date for recipe in settle(snapshots("abcd", "defg", "ghij")).values())


# Authors


def test_lines_like_names_are_authors_where_most_papers_of_all_files_have_one() -> None:
    few = seen({BULLET: 2.0}, 2, day(1), unnamed=2, namelike=2)
    assert not recipes.alone(few, None).authors
    together = settle({"d/2026-01-01.md": few, "d/2026-01-02.md": replace(few, day=day(2))})
    assert all(recipe.authors for recipe in together.values())
    many = seen({BULLET: 20.0}, 20, day(2), unnamed=20, namelike=3)
    assert not any(recipe.authors for recipe in settle({"d/2026-01-01.md": few, "d/2026-01-02.md": many}).values())


# Sections of a day


def test_files_of_one_day_with_titles_of_their_own_are_its_sections() -> None:
    robots, proteins = (seen({HEADING: 5.0}, 5, day(5), title) for title in ("Robots", "Proteins"))
    settled = settle({"2026-01-05/a.md": robots, "2026-01-05/b.md": proteins})
    assert {path: recipe.section for path, recipe in settled.items()} == {
        "2026-01-05/a.md": "Robots",
        "2026-01-05/b.md": "Proteins",
    }


def test_files_of_one_title_are_told_apart_by_their_names() -> None:
    file = seen({HEADING: 5.0}, 5, day(5), "Daily papers")
    other = replace(file, title="Else")
    settled = settle({"2026-01-05/robots.md": file, "2026-01-05/proteins.md": file, "2026-01-05/c.md": other})
    assert [recipe.section for recipe in settled.values()] == ["robots", "proteins", "Else"]


def test_one_file_a_day_has_no_section_though_its_title_changes() -> None:
    settled = settle({f"2026-01-0{n}.md": seen({HEADING: 5.0}, 5, day(n), f"Title {n}") for n in (1, 2)})
    assert {recipe.section for recipe in settled.values()} == {""}


def test_files_of_one_paper_each_are_no_sections() -> None:
    settled = settle({f"2026-01-05/{n}.md": seen({"file": 1.0}, 1, day(5), f"Title {n}") for n in (1, 2)})
    assert {recipe.section for recipe in settled.values()} == {""}


# Quiet days


def test_a_file_without_papers_is_a_quiet_day_where_those_of_its_series_have_some() -> None:
    quiet = Evidence(day=day(2))
    busy = seen({HEADING: 5.0}, 5, day(1))
    assert settle({"d/2026-01-01.md": busy, "d/2026-01-02.md": quiet})["d/2026-01-02.md"].empty
    assert not settle({"d/2026-01-02.md": quiet})["d/2026-01-02.md"].empty
    assert not settle({"e/2026-01-01-x.md": busy, "d/2026-01-02.md": quiet})["d/2026-01-02.md"].empty
    links = replace(quiet, entries={"github": 20})
    assert not settle({"d/2026-01-01.md": busy, "d/2026-01-02.md": links})["d/2026-01-02.md"].empty


# What a configuration says


def test_a_configuration_wins_over_what_was_seen() -> None:
    file = seen({HEADING: 10.0}, 10, None, dated=10)
    entry = Digests(
        paper=BULLET, ids=("doi",), date="digest", topic="## {topic}", fields={"Score": "ignore", "A": "date"}
    )
    for recipe in (recipes.alone(file, entry), recipes.settle({"a.md": file}, {"a.md": entry})["a.md"]):
        assert (recipe.paper, recipe.pinned, recipe.ids, recipe.own_date) == (BULLET, True, ("doi",), False)
        assert (recipe.topic, recipe.fields) == ("## {topic}", (("A", "date"), ("Score", "ignore")))


def test_what_a_configuration_leaves_out_is_found_out() -> None:
    recipe = recipes.alone(seen({HEADING: 10.0}, 10, None, dated=10), Digests(date="# Papers of {date}"))
    assert (recipe.paper, recipe.pinned, recipe.own_date, recipe.date) == (HEADING, False, True, "# Papers of {date}")


def test_the_first_entry_that_means_a_file_holds() -> None:
    entries = Digests("archive/*.md", paper=ROW), Digests("archive/**/*.md", paper=BULLET), Digests()
    found = [recipes.entry_of(path, entries) for path in ("archive/a.md", "archive/b/c.md", "d.md")]
    assert found == list(entries)
    assert recipes.entry_of("d.md", entries[:2]) is None


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("d/2026-01-05.md", "d/2025-12-31.md"),
        ("d/5-Jan-2026/x.md", "d/31-December-2025/x.md"),
        ("d/20260105_Mon/x.md", "d/20251231_Wed/x.md"),
    ],
)
def test_files_that_differ_by_their_date_follow_one_another(path: str, other: str) -> None:
    assert recipes.series(path) == recipes.series(other)
    assert recipes.series(path) != recipes.series(other.replace(".md", "-more.md"))
