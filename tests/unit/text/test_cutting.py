"""Plain texts, cut so that they read well."""

from __future__ import annotations

import pytest

from sitegen.text.cutting import first_sentence

CHINESE = "我们提出了一种用于从单张图像重建三维场景的新方法和数据集并且它比以前的方法快十倍而且更准确。"


ENGLISH = "It is known, cf. Fig. 2 of Doe et al. (2019), that version 2.0 holds."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{ENGLISH} More.", ENGLISH),
        (f"{CHINESE}还有更多。", CHINESE),
        (
            "Short. And so is this, which makes it long enough. More.",
            "Short. And so is this, which makes it long enough.",
        ),
        ("Is there any end to a text about version 2.0? There is.", "Is there any end to a text about version 2.0?"),
        ("One short sentence.", "One short sentence."),
        ("", ""),
        ("word " * 100, "word " * 23 + "word…"),
        ("x" * 200, "x" * 119 + "…"),
    ],
)
def test_the_first_sentence_of_a_text_is_told_from_abbreviations(text: str, sentence: str) -> None:
    assert first_sentence(text.strip(), 120) == sentence
