"""What a theme says of itself in `theme.toml`, and the files that it has.

This module does not know where themes are, or which inherits from which.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import msgspec

from sitegen import regular_files, toml
from sitegen.problems import Location, Problem, Refusal, nearest

_MOST_BYTES = 1_000_000
"""Of `theme.toml`."""


class ThemeFolder(msgspec.Struct, frozen=True):
    """One theme's folder."""

    name: str
    path: Path
    label: str
    """The folder as messages name it."""
    parent: str
    options: dict[str, Any]
    """Defaults, by name."""
    search: bool | None
    """Whether it has a search; `None` when it does not say."""
    saved: bool | None
    """Whether it has stars and a page of starred papers; `None` when it does not say."""
    folded: bool | None = None
    """Whether its `404.html` leads to folded papers; `None` when it does not say."""

    def files(self, kind: str) -> dict[str, Path]:
        """Return the regular files below `templates` or `static`, by their path there with `/` between its parts."""
        root = self.path / kind
        found: list[Path] = []
        for above, folders, names in os.walk(root, onerror=_unlisted):
            folders[:] = [name for name in folders if name[0] != "."]
            found += [Path(above, name) for name in names if name[0] != "."]
        return {path.relative_to(root).as_posix(): path for path in sorted(found) if stat.S_ISREG(path.lstat().st_mode)}


def _unlisted(error: OSError) -> None:
    """Miss no file of a folder, unless there is none: pages without their style sheet would be published."""
    if not isinstance(error, FileNotFoundError):
        raise error


def described(path: Path, label: str) -> ThemeFolder:
    """Read the `theme.toml` of a theme's folder, which messages name by `label`.

    Raises:
        Refusal: the file cannot be read, or what it says is not what a theme says.

    """
    where = f"{label}/theme.toml"
    try:
        table = toml.parse(regular_files.read(path / "theme.toml", _MOST_BYTES).decode().replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise Refusal(Problem(Location(where), f"the file cannot be read: {error}")) from None
    except toml.TomlError as error:
        message = f"the file is not valid TOML: {error.message}"
        raise Refusal(Problem(Location(where, error.line, error.column), message)) from None
    except OSError as error:
        raise Refusal(Problem(Location(where), f"the file cannot be read: {error.strerror}")) from None
    known = ("name", "parent", "about", "search", "saved", "folded", "options")
    problems = [
        Problem(Location(where), f"`{key}` is not a key of a theme", nearest(key, known))
        for key in table
        if key not in known
    ]
    kinds = dict.fromkeys(("name", "parent", "about"), str) | dict.fromkeys(("search", "saved", "folded"), bool)
    problems += [
        Problem(Location(where), f"`{key}` must be of type {kind.__name__}, not {type(table[key]).__name__}")
        for key, kind in {**kinds, "options": dict}.items()
        if key in table and not isinstance(table[key], kind)
    ]
    if problems:
        raise Refusal(*problems)
    options = {}
    for name, option in table.get("options", {}).items():
        if not isinstance(option, dict) or set(option) != {"default", "about"}:
            message = f"the option `{name}` must be a table with `default` and `about`"
            problems.append(Problem(Location(where), message, f"write `[options.{name}]`"))
        else:
            options[name] = option["default"]
    if problems:
        raise Refusal(*problems)
    name, parent = table.get("name", path.name), table.get("parent", "")
    search, saved, folded = (table.get(key) for key in ("search", "saved", "folded"))
    return ThemeFolder(name, path.resolve(), label, parent, options, search, saved, folded)
