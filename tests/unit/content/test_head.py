"""Front matter as any generator writes it."""

from __future__ import annotations

import pytest

from sitegen.content import head


def split(text: str) -> tuple[dict[str, str], int]:
    return head.split(text.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        '---\ntitle: "Robots: a survey"\nauthors:\n  - Ada Byron\n  - Alan Turing\n---\n# Text',
        "---\ntitle: 'Robots: a survey'\nauthors: [Ada Byron, Alan Turing]\n---\n# Text",
        '---\ntitle: Robots: a survey\nauthors: ["Ada Byron", "Alan Turing"]\n...\n# Text',
        "---\ntitle: Robots:\n  a survey\nauthors:\n- Ada Byron\n- 'Alan Turing'\n---\n# Text",
        '+++\ntitle = "Robots: a survey"\nauthors = ["Ada Byron", "Alan Turing"]\n+++\n# Text',
    ],
)
def test_values_are_read_however_they_are_written(text: str) -> None:
    table, length = split(text)
    assert table == {"title": "Robots: a survey", "authors": "Ada Byron; Alan Turing"}
    assert text.split("\n")[length:] == ["# Text"]


def test_a_block_keeps_its_lines_and_a_number_sign_in_it_is_no_comment() -> None:
    table, _ = split("---\nabstract: |\n  We study\n  # robots\n# a comment\nid: 1\n---")
    assert "We study; # robots" in table["abstract"]
    assert table["id"] == "1"


def test_quotes_are_undone_as_their_kind_wants_it() -> None:
    table, _ = split("---\na: 'It''s so'\nb: \"\\u00e9t\\u00e9\"\nc: \"a \\LaTeX b\"\n---")
    assert table == {"a": "It's so", "b": "été", "c": "a \\LaTeX b"}


def test_the_first_of_two_equal_keys_holds() -> None:
    assert split("---\nid: 1\nid: 2\n---")[0] == {"id": "1"}


@pytest.mark.parametrize(
    "text", ["", "# Text\n---\na: 1\n---", "---\na: 1\n# never closed", "---\nJust prose.\n---\nMore.", "--- \n---"]
)
def test_what_is_no_front_matter_takes_no_lines(text: str) -> None:
    assert split(text) == ({}, 0)


def test_faulty_toml_is_passed_over() -> None:
    assert split("+++\nnot toml\n+++\n# Text") == ({}, 3)
