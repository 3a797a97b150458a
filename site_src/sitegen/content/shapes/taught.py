"""Lines with holes, as a configuration teaches them, in; what they say of other lines out.

`- **[{title}]({link})** {}` is any line that looks like it: blanks may be more or fewer, `{}` is anything. This module
does not know which lines there are.
"""

from __future__ import annotations

import re
from functools import lru_cache

_HOLE = re.compile(r"\{(\w*)\}")
_BLANKS = re.compile(r"(?:\\?\s)+")


@lru_cache(maxsize=64)
def pattern(example: str) -> re.Pattern[str]:
    """Return a regular expression for the lines that look like an example; its groups are the holes with names."""
    parts, at, seen = [], 0, set[str]()
    text = example.strip()
    for hole in _HOLE.finditer(text):
        parts.append(_literal(text[at : hole.start()]))
        name = hole[1]
        last = hole.end() == len(text)
        if not name or name in seen:
            parts.append(".*" if last else ".*?")
        else:
            seen.add(name)
            parts.append(f"(?P<{name}>.+)" if last else f"(?P<{name}>.+?)")
        at = hole.end()
    return re.compile("".join([*parts, _literal(text[at:])]))


def _literal(text: str) -> str:
    return _BLANKS.sub(r"\\s*", re.escape(text))


def filled(example: str, line: str) -> dict[str, str] | None:
    """Return what stands in the holes of an example, if a line looks like it."""
    match = pattern(example).fullmatch(line.strip())
    return {name: value.strip() for name, value in match.groupdict().items()} if match else None
