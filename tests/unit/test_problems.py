"""How a problem is shown to a person."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.problems import MAX_EXCERPT, Location, Problem, Refusal, Severity, nearest


def test_a_problem_shows_its_place_its_line_with_a_caret_and_a_hint() -> None:
    problem = Problem(
        Location("content/x.md", 25, 5), "paper 12: `x` is not a valid arXiv ID", "write one", "### 12.Title"
    )
    assert str(problem).split("\n") == [
        "content/x.md:25:5: error: paper 12: `x` is not a valid arXiv ID",
        "    ### 12.Title",
        "        ^",
        "hint: write one",
    ]


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        (Location("x.md"), "x.md"),
        (Location("x.md", 3), "x.md:3"),
        (Location("x.md", 3, 4), "x.md:3:4"),
        (Location("a\nb\x1b[2J\u202e.md"), "a\ufffdb\ufffd[2J\ufffd.md"),
    ],
)
def test_a_location_shows_what_is_known_and_nothing_that_moves_a_cursor(location: Location, shown: str) -> None:
    assert str(location) == shown


def test_a_warning_says_so_and_shows_no_more_than_it_has() -> None:
    assert str(Problem(Location("x"), "odd", severity=Severity.WARNING)) == "x: warning: odd"


def test_without_a_column_there_is_no_caret() -> None:
    assert str(Problem(Location("x", 1), "odd", "", "line")) == "x:1: error: odd\n    line"


@pytest.mark.parametrize(
    ("before", "width"), [("\t", 1), ("\u6570\u5b66", 4), ("e\u0301", 1), ("\x07", 1), ("\U0001f600", 2)]
)
def test_the_caret_stands_under_its_character_in_a_terminal(before: str, width: int) -> None:
    _, _, caret = str(Problem(Location("x", 1, len(before) + 1), "odd", "", f"{before}here")).split("\n")
    assert caret == "    " + " " * width + "^"


@given(
    st.text(st.sampled_from(string.ascii_letters + " .:>"), min_size=1, max_size=500).flatmap(
        lambda line: st.tuples(st.just(line), st.integers(1, len(line)))
    )
)
def test_a_long_line_is_cut_around_its_caret(case: tuple[str, int]) -> None:
    line, column = case
    _, excerpt, caret = str(Problem(Location("x", 1, column), "odd", "", line)).split("\n")
    assert len(excerpt) <= 4 + MAX_EXCERPT + 2
    assert excerpt[caret.index("^")] == line[column - 1]


def test_the_nearest_name_is_suggested_or_else_all_are_listed() -> None:
    assert nearest("titel", ["title", "date"]) == "did you mean `title`?"
    assert nearest("zzz", ["title", "date"]) == "known: `date`, `title`"


def test_a_refusal_shows_all_its_problems() -> None:
    refusal = Refusal(Problem(Location("a"), "one"), Problem(Location("b"), "two"))
    assert str(refusal) == "a: error: one\nb: error: two"


def test_what_content_says_cannot_move_the_cursor_of_a_terminal() -> None:
    problem = Problem(Location("a.md", 1), "the name `\x1b[2J\n` is wrong", "delete `\r`")
    assert str(problem) == "a.md:1: error: the name `\ufffd[2J\ufffd` is wrong\nhint: delete `\ufffd`"
