"""What was taken out of a text and put in, word by word."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.pages.word_diff import MAX_PAIRS, MAX_WORDS, collate


def drawn(before: str, after: str) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return " ".join(marks[piece.kind].format(piece.text) for piece in collate(before, after))


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("", "", ""),
        ("the same", "the same", ""),
        ("the same", " the\tsame\n", ""),
        ("", "new words", "[+new words+]"),
        ("old words", "", "[-old words-]"),
        ("We train a net", "We train a large net", "We train a [+large+] net"),
        ("We train a large net", "We train a net", "We train a [-large-] net"),
        ("A study", "A survey", "A [-study-] [+survey+]"),
        ("A study", "B study", "[-A-] [+B+] study"),
        ("Case", "case", "[-Case-] [+case+]"),
        ("a a a", "a a", "a a [-a-]"),
        ("one of them here", "two of us here", "[-one of them-] [+two of us+] here"),
        ("x same words y", "z same words w", "[-x-] [+z+] same words [-y-] [+w+]"),
        ("<b>bold</b> & more", "<b>bold</b> & less", "<b>bold</b> & [-more-] [+less+]"),
    ],
)
def test_words_that_were_removed_and_added_are_told_in_order(before: str, after: str, change: str) -> None:
    assert drawn(before, after) == change


def test_long_stretches_that_are_the_same_are_cut_to_what_stands_beside_a_change() -> None:
    words = [str(n) for n in range(40)]
    new = [*words[:13], "x", *words[14:28], "y", *words[28:]]
    assert drawn(" ".join(words), " ".join(new)) == (
        "… 8 9 10 11 12 [-13-] [+x+] 14 15 16 17 18 … 23 24 25 26 27 [+y+] 28 29 30 31 32 33 34 35 36 37 38 39"
    )
    assert drawn(" ".join(words), " ".join([*words, "z"])) == "… 35 36 37 38 39 [+z+]"


@given(before=st.lists(st.sampled_from("abcde")), after=st.lists(st.sampled_from("abcde")))
def test_without_what_was_added_it_is_the_old_text_and_without_what_was_removed_the_new(
    before: list[str], after: list[str]
) -> None:
    pieces = collate(" ".join(before), " ".join(after))
    assert bool(pieces) == (before != after)
    if not any("…" in piece.text for piece in pieces) and pieces:
        for text, left_out in ((before, "added"), (after, "removed")):
            assert " ".join(piece.text for piece in pieces if piece.kind != left_out) == " ".join(text)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" ".join(f"a{n}" for n in range(MAX_WORDS + 1)), "b"),
        (" ".join("ab" * MAX_PAIRS), " ".join("ca" * MAX_PAIRS)),
    ],
    ids=["long", "alike"],
)
def test_texts_that_would_take_long_to_compare_are_shown_whole(before: str, after: str) -> None:
    assert [(piece.kind, piece.text) for piece in collate(before, after)] == [("removed", before), ("added", after)]
