"""Lines with holes, and the lines that look like them."""

from __future__ import annotations

import pytest

from sitegen.content.shapes.taught import filled

EXAMPLE = "- **[{title}]({link})** {}"


@pytest.mark.parametrize(
    "line",
    [
        "- **[Robots](https://a.example/1)** new",
        "  - **[Robots](https://a.example/1)**   ",
        "-   **[Robots](https://a.example/1)** and more (of it)",
    ],
)
def test_a_line_that_looks_like_an_example_fills_its_holes(line: str) -> None:
    assert filled(EXAMPLE, line) == {"title": "Robots", "link": "https://a.example/1"}


@pytest.mark.parametrize(
    "line", ["", "* **[Robots](a)** new", "- [Robots](a) new", "- **[](a)** new", "See - **[R](a)**"]
)
def test_other_lines_do_not(line: str) -> None:
    assert filled(EXAMPLE, line) is None


def test_marks_stand_for_themselves() -> None:
    assert filled("## Keyword: {topic} (+)", "## Keyword: graphs (+)") == {"topic": "graphs"}
    assert filled("## Keyword. {topic}", "## Keyword: graphs") is None
    assert filled("| {date} | {}", "| 2026-01-05 | x | y |") == {"date": "2026-01-05"}


def test_the_last_hole_takes_all_that_is_left_and_others_as_little_as_fits() -> None:
    assert filled("{title} - {authors}", "A - B - C") == {"title": "A", "authors": "B - C"}


def test_a_hole_without_a_name_may_be_empty_and_one_with_a_name_not() -> None:
    assert filled("{number}.{}", "12.") == {"number": "12"}
    assert filled("{number}.{title}", "12.") is None


def test_a_name_that_comes_again_holds_what_it_held_first() -> None:
    assert filled("[{id}](https://arxiv.org/abs/{id})", "[1](https://arxiv.org/abs/2)") == {"id": "1"}
