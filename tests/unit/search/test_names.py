"""Which names are equal."""

from __future__ import annotations

import pytest

from sitegen.search import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jürgen Müller", "Jurgen Muller"),
        ("Müller, Jürgen", "Jürgen Müller"),
        ("J.-P. Serre", "J. P. Serre"),
        ("J.P. Serre", "Serre, J. P."),
        ("Conan O'Brien", "Conan O\u2019Brien"),
        ("Jean-Pierre Dupont", "Jean Pierre Dupont"),
        ("MARIE CURIE", "Marie Curie"),
        ("Martin King, Jr.", "Martin King Jr"),
        ("Łukasz Kaiser", "Lukasz Kaiser"),
        ("李飞飞", "李飞飞 "),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("J. Smith", "John Smith"),
        ("John A. Smith", "John B. Smith"),
        ("Wei Zhang", "Wei Zheng"),
        ("Andrew Roberts", "Andrew Robert"),
        ("李飞", "李飞飞"),
        ("!!", "??"),
    ],
)
def test_names_that_may_be_of_two_people_differ(one: str, other: str) -> None:
    assert names.key(one) != names.key(other)


def test_given_names_come_first() -> None:
    assert names.words("Müller, J.-P.") == ("j", "p", "muller")
