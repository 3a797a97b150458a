"""A plain text in, a part of it out that reads well.

This module does not know what the text is of.
"""

from __future__ import annotations

import re

_SHORTEST = 40
"""Characters of a sentence: `cf. Fig. 1` is none."""
_END = re.compile(r"[.!?](?=\s+[^\W\d_a-z])|[\u3002\uff01\uff1f]")


def shorten(text: str, length: int) -> str:
    """Cut a text at the end of a word, so that it has at most `length` characters, the ellipsis included."""
    if len(text) <= length:
        return text
    head = text[:length].rpartition(" ")[0] or text[: length - 1]
    return head.rstrip(" ,;:.-") + "…"


def first_sentence(text: str, length: int) -> str:
    """Return the first sentence of a text, or as much of it as `length` characters hold."""
    ends = (end.end() for end in _END.finditer(text, _SHORTEST, length + 1))
    return shorten(text[: next(ends, len(text))], length)
