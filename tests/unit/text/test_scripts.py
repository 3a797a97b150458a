"""Which language a text is in, as far as its script tells."""

from __future__ import annotations

import pytest

from sitegen.text.scripts import language


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("", ""),
        ("Plain words", ""),
        ("Naïve Bayes “filters” für Ψ → ∞", ""),
        ("视觉", "zh"),
        ("基于 Transformer 的检测", "zh"),
        ("视觉SLAM", "zh"),
        ("状态:ai_draft, sha256:3f2a9c e1d0", "zh"),
        ("鲜の每日 " + "论文" * 12, "zh"),
        ("量子計算の基礎", "ja"),
        ("データセット", "ja"),
        ("영상 인식 Transformer", "ko"),
        ("漢字 한국어 섞인 글", "ko"),
        ("We drove through 北京 and 上海 for a long week", ""),
        ("Глубокое обучение", ""),
        ("中・英", "zh"),
    ],
)
def test_a_language_is_told_by_the_script_of_most_words(text: str, tag: str) -> None:
    assert language(text) == tag
