"""Phrases of titles: what one is, which are the same, and how they are written."""

from __future__ import annotations

import pytest

from sitegen.archive.similarity.phrases import LARGE, count_phrases
from sitegen.search.words import Words, language

ENGLISH = Words(language(["en"]))


def phrases(*titles: str, words: Words = ENGLISH) -> set[str]:
    _, forms = count_phrases(titles, words)
    return set(forms)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Fast graph search", {"fast", "graph", "search", "fast graph", "graph search", "fast graph search"}),
        ("Planning with agents", {"planning", "agents"}),  # a stop word
        ("Graphs: agents", {"graphs", "agents"}),  # a colon
        ("Graphs (agents)", {"graphs", "agents"}),
        ("Learning via agents", {"learning", "agents"}),
        ("State-of-the-art agents", {"state-of-the-art", "agents", "state-of-the-art agents"}),
        ("3 agents", {"agents"}),  # a number begins no phrase
        ("SAM 2", {"SAM", "SAM 2"}),
        ("LLMs, LoRA and 3D scenes of Gaussians", {"LLMs", "LoRA", "3D", "scenes", "3D scenes", "gaussians"}),
        ("扩散模型", {"扩散", "散模", "模型"}),  # has no blanks between its words: pairs, as the search has them
        ("", set()),
    ],
)
def test_a_phrase_is_one_to_three_words_with_blanks_between_them(title: str, found: set[str]) -> None:
    assert phrases(title) == found


def test_a_title_has_at_most_three_words_of_a_phrase() -> None:
    assert "deep graph matching network" not in phrases("Deep graph matching network")
    assert "deep graph matching" in phrases("Deep graph matching network")


def test_all_forms_of_a_phrase_count_and_it_is_written_as_most_titles_write_it() -> None:
    titles = ["Large Language Models", "A large language model", "Large-language models!", "Two Large Language Models"]
    counts, forms = count_phrases(titles, ENGLISH)
    assert counts["larg languag model"] == 4
    assert forms[list(counts).index("larg languag model")] == "large language models"


def test_a_title_that_has_a_phrase_twice_counts_once() -> None:
    assert count_phrases(["Networks of networks"], ENGLISH)[0]["network"] == 1


def test_of_many_titles_phrases_that_only_one_has_are_left_out() -> None:
    titles = [f"Common words {n}" for n in range(LARGE)]
    assert set(count_phrases([*titles, "Rare bird"], ENGLISH)[0]) == {"common", "common word", "word"}
    assert "rare" in count_phrases([*titles[:10], "Rare bird"], ENGLISH)[0]
