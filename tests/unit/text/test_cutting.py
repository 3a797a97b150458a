"""Plain texts, cut so that they read well."""

from __future__ import annotations

import pytest

from sitegen.text.cutting import first_sentence

CHINESE = "我们提出了一种用于从单张图像重建三维场景的新方法和数据集并且它比以前的方法快十倍而且更准确。"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "It is known, cf. Fig. 2 of Doe et al. (2019), that it holds. More.",
            "It is known, cf. Fig. 2 of Doe et al. (2019), that it holds.",
        ),
        (f"{CHINESE}还有更多。", CHINESE),
        (
            "Short. And so is this, which makes it long enough. More of it.",
            "Short. And so is this, which makes it long enough.",
        ),
        (
            "Is there an end to a text that has version 2.0 in it? There is.",
            "Is there an end to a text that has version 2.0 in it?",
        ),
        ("One short sentence.", "One short sentence."),
        ("", ""),
        ("word " * 100, ("word " * 24).rstrip() + "…"),
        ("x" * 200, "x" * 119 + "…"),
    ],
)
def test_the_first_sentence_of_a_text_is_told_from_abbreviations(text: str, sentence: str) -> None:
    assert first_sentence(text.strip(), 120) == sentence
