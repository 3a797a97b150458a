"""What fast readings must still find: names, whichever way a list of them is read; no digest in a README."""

from __future__ import annotations

import pytest

from sitegen.content.shapes import general, names
from sitegen.model import Recipe, Source


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ann Author; Bob B. van der Author", ("Ann Author", "Bob B. van der Author")),
        ("Ann Author;Bob Author", ("Ann Author", "Bob Author")),
        ("Ann Author; Bob B.", ("Ann Author", "Bob B.")),
        ("Author, Ann; Author, Bob", ("Author, Ann", "Author, Bob")),
        ("Ann Author; Jr.", ("Ann Author, Jr.",)),
        ("Ann Author; Bob Metal", ("Ann Author", "Bob Metal")),
    ],
)
def test_names_stand_between_semicolons(text: str, found: tuple[str, ...]) -> None:
    assert names.split(text) == (found, False)


@pytest.mark.parametrize("last", ["et al", "et al.", "and others", "Et Al", "..."])
def test_a_list_between_semicolons_says_that_there_are_more(last: str) -> None:
    assert names.split(f"Ann Author; Bob Author; {last}") == (("Ann Author", "Bob Author"), True)


def test_a_readme_with_a_link_or_two_is_no_digest_whatever_its_recipe() -> None:
    text = "# 2020-07-22\n\n- [A Paper of Some Kind](https://arxiv.org/abs/2007.10986)\n"
    recipe = Recipe(paper="bullet")
    assert not general.read(Source("content/README.md", text, "key"), recipe).digests
    assert general.read(Source("content/day.md", text, "key"), recipe).digests
