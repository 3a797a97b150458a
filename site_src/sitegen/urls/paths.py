"""The path of a file of the site in; whether every host and every disk can hold it, out.

This module does not know what a file is of.
"""

from __future__ import annotations

import re

MAX_PATH = 200
MAX_COMPONENT = 100
DOT_NAMES = frozenset({".nojekyll", ".well-known"})
"""The names with a leading dot that a site may need; all others are left to people."""

_COMPONENT = re.compile(r"[a-z0-9_()-][a-z0-9._()-]*")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)


def safe_path(path: str) -> str | None:
    """Say what is wrong with the path of an artifact; `None` when every host and every disk can hold it.

    Safe paths are lower case: two that clash where case is ignored are equal.
    """
    if len(path) > MAX_PATH:
        return f"is longer than {MAX_PATH} characters"
    for name in path.split("/"):
        if _COMPONENT.fullmatch(name) is None and name not in DOT_NAMES:
            return f"has the part `{name}`; allowed are a-z, 0-9, `_`, `-`, `(`, `)` and, except at the beginning, `.`"
        if len(name) > MAX_COMPONENT:
            return f"has a part that is longer than {MAX_COMPONENT} characters"
        if name[-1] == ".":
            return f"has the part `{name}`, which Windows reads as `{name.rstrip('.')}`"
        if is_device(name):
            return f"has the part `{name}`, which is a device on Windows"
    return None


def is_device(name: str) -> bool:
    """Whether a name in lower case is that of a device on Windows, with any extension.

    Nobody there could check the site out.
    """
    return name.partition(".")[0] in _RESERVED
