"""Text in, its language out where the script alone tells it: Chinese, Japanese and Korean.

Nothing is guessed between languages of one script. This module does not know what the text is of.
"""

from __future__ import annotations

import re

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff9d"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
_ANY = re.compile(f"[{_HAN}{_KANA}{_HANGUL}]")
_OF_KANA = re.compile(f"[{_KANA}]")
_OF_HANGUL = re.compile(f"[{_HANGUL}]")
_WORD = re.compile(r"(?<!\w)[A-Za-z\u00c0-\u024f\u0370-\u052f]+(?!\w)")

_SOME_KANA = 20
"""Characters for one of kana in Japanese, at most: Chinese names shops and songs with one, too."""


def language(text: str) -> str:
    """Return `zh`, `ja` or `ko` if most words of a text are in the script of that language; otherwise nothing.

    A word in letters counts as much as a character: `基于 Transformer 的检测` is Chinese. Names of files and hashes are
    no words.
    """
    if text.isascii():
        return ""
    found = len(_ANY.findall(text))
    if not found or found < len(_WORD.findall(text)):
        return ""
    if 2 * len(_OF_HANGUL.findall(text)) >= found:
        return "ko"
    return "ja" if _SOME_KANA * len(_OF_KANA.findall(text)) >= found else "zh"
