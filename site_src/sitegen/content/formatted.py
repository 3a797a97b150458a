r"""A digest in; whether a program that formats Markdown has rewritten it, out.

`mdformat` and Prettier take abstracts for Markdown: they write `\_` for `_` and `\<` for `<`, and one blank for two.
Abstracts are TeX, in which that means something else. This module does not know how a digest is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.problems import Location, Problem, Severity

if TYPE_CHECKING:
    from sitegen.model import Source

_ESCAPED = re.compile(r"^>.*?(?<![\\$])(\\[*_<#])", re.MULTILINE)
_AS_WRITTEN = "  [ :arrow_down: ]("
"""What no formatter leaves as it is."""


def formatted(source: Source) -> list[Problem]:
    """Report that a digest with arrows was formatted, at the first line that shows it."""
    text = source.text
    if "\\" not in text or _AS_WRITTEN in text or not (found := _ESCAPED.search(text)):
        return []
    start = text.rfind("\n", 0, found.start(1)) + 1
    end = text.find("\n", start)
    where = Location(source.path, text.count("\n", 0, start) + 1, found.start(1) - start + 1)
    message = f"a program such as mdformat or Prettier seems to have formatted this digest: `{found[1]}` is TeX here"
    hint = "restore the file from Git, and exclude digests from the program, as in `.prettierignore`"
    return [Problem(where, message, hint, text[start : end if end >= 0 else None], Severity.NOTICE)]
