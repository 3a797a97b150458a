"""The configuration and the theme in; every option with its value, and where that was set, out.

This module does not know what the options are: it follows whatever the configuration is made of.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from sitegen import config as configuration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sitegen.config import Config, Key

DEFAULT = "default"

_DATES = (dt.datetime, dt.date, dt.time)
"""What TOML has types for, and JSON has not: a theme's options may be such."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 60
"""Columns that the places are put to the right of; a longer value pushes its own further."""


class LabelledFolder(Protocol):
    """A folder of a theme."""

    @property
    def label(self) -> str:
        """Its name for people."""

    @property
    def options(self) -> Mapping[str, Any]:
        """The options that its `theme.toml` has, with their defaults."""


class ThemeOptions(Protocol):
    """What a theme tells of its options."""

    @property
    def options(self) -> dict[str, Any]:
        """All of them, with their values."""

    @property
    def folders(self) -> Sequence[LabelledFolder]:
        """Where they come from, the nearest first."""


class Setting(msgspec.Struct, frozen=True):
    """An option as it holds."""

    key: tuple[str, ...]
    """Its tables, and its own: `("feeds", "items")`."""
    value: Any
    """Plain; a list of tables is a list of dictionaries."""
    origin: str
    """`sitegen.toml:7`, `SITEGEN_BASE_URL`, `--base-url`, `default`; of a theme's option that is not set, the file that
    has its default."""
    entries: tuple[str, ...] = ()
    """Of a list of tables: where each is set."""

    @property
    def name(self) -> str:
        """The key as TOML has it: `feeds.items`."""
        return ".".join(map(_key, self.key))


def settings(
    site: Path,
    config: Config,
    theme: ThemeOptions,
    environment: Mapping[str, str],
    base_url: str = "",
    content: str = "",
) -> list[Setting]:
    """Return all options of the site in a folder, in the configuration's order.

    `theme` is that of the configuration, which may come from `base_url`, `content` and the environment as in `load`.
    """
    found = _whole(config, theme)
    keys: list[Key] = [key for key, _ in found]
    keys += [(*key, n) for key, value in found if _is_tables(value) for n in range(len(value))]
    set_at = configuration.origins(site, environment, base_url, keys, content)
    defaults: dict[tuple[str, ...], str] = {
        ("theme", "options", name): f"{folder.label}/theme.toml"
        for folder in reversed(theme.folders)
        for name in folder.options
    }
    result = []
    for key, value in found:
        origin = set_at.get(key) or defaults.get(key[:3], DEFAULT)
        places = tuple(set_at.get((*key, n), origin) for n in range(len(value))) if _is_tables(value) else ()
        result.append(Setting(key, msgspec.to_builtins(value, builtin_types=_DATES), origin, places))
    return result


def values(config: Config, theme: ThemeOptions) -> Iterator[tuple[str, Any]]:
    """Yield all options by name, without their places."""
    return ((".".join(map(_key, key)), value) for key, value in _whole(config, theme))


def toml(found: Iterable[Setting]) -> str:
    """Write options as TOML, a line each, with their places as comments."""
    rows: list[tuple[str, str]] = []
    for setting in found:
        if setting.entries:
            rows.append((f"{setting.name} = [", setting.origin))
            rows += [(f"  {_toml(value)},", at) for value, at in zip(setting.value, setting.entries, strict=True)]
            rows.append(("]", ""))
        else:
            rows.append((f"{setting.name} = {_toml(setting.value)}", setting.origin))
    width = min(_WIDTH, max(len(text) for text, _ in rows))
    return "\n".join(f"{text:{width}}  # {at}" if at else text for text, at in rows)


def _whole(config: Config, theme: ThemeOptions) -> list[tuple[tuple[str, ...], Any]]:
    """Return all options, those of the theme with its defaults."""
    dressed = msgspec.structs.replace(config.theme, options=theme.options)
    return list(_walk(msgspec.structs.replace(config, theme=dressed), ()))


def _walk(value: object, key: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    below: dict[str, Any] = {}
    if isinstance(value, msgspec.Struct):
        below = msgspec.structs.asdict(value)
    elif isinstance(value, dict):
        below = value
    if not below:
        yield key, value
    for name, inner in below.items():
        yield from _walk(inner, (*key, name))


def _is_tables(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], msgspec.Struct)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    """Write a text as JSON does, which TOML reads as well, but for one character."""
    return msgspec.json.encode(text).decode().replace("\x7f", "\\u007f")


def _toml(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case int() | float():
            return repr(value)
        case dict():
            inner = ", ".join(f"{_key(name)} = {_toml(below)}" for name, below in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case list() | tuple():
            return f"[{', '.join(map(_toml, value))}]"
    return str(value.isoformat())
