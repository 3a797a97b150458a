"""Configuration: `sitegen.toml`, or `[tool.sitegen]` in `pyproject.toml`, in; a checked `Config` out.

Every key has a default, so a folder without a configuration builds. All faults come in one report, each with the line
of its key; an unknown key is refused with the nearest name.
This module does not know what the options are used for.
"""

from __future__ import annotations

import os.path
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.config.schema import BASE_URL_VARIABLE, FILE, Config, Digests, Key, is_table, table_of
from sitegen.config.validate import faults, tidy
from sitegen.problems import Location, Problem, Refusal, nearest
from sitegen.regular_files import read
from sitegen.toml import TomlError, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_MOST_BYTES = 10_000_000
"""Of a configuration: a table of 100,000 aliases has less."""
_CONFLICT = re.compile("<<<<<<< |=======$|>>>>>>> ")
_KEY_PART = re.compile(r"""\s*(?:"[^"]*"|'[^']*'|[^.]+)""")
_HEADER = re.compile(r"(\[\[?)\s*([^\]]*?)\s*\]")


def load(folder: Path, environment: Mapping[str, str], base_url: str = "", content: str = "") -> Config:
    """Read the configuration of the site in `folder`.

    `base_url`, from the command line, wins over the environment, which wins over the file; `content`, the folder with
    the digests, wins over the file, and is relative to `folder`.

    Raises:
        Refusal: with every fault that was found.

    """
    path, text, table = _find(folder)
    table = dict(table)
    given = _given(environment, base_url, content)
    if ("base_url",) in given:
        table["base_url"] = base_url or environment[BASE_URL_VARIABLE]
    problems: list[Problem] = []
    file = _indexed(path, text)
    config: Config = _convert(Config, table, (), file, problems)
    if config.base_url and not config.base_url.endswith("/"):
        config = msgspec.structs.replace(config, base_url=config.base_url + "/")
    where = os.path.relpath(folder / content, folder) if content else config.content.folder
    tidied = msgspec.structs.replace(
        config.content,
        folder=where and (tidy(where) or "."),
        history=tuple(map(tidy, config.content.history)),
    )
    urls = msgspec.structs.replace(config.urls, lock=tidy(config.urls.lock))
    config = msgspec.structs.replace(config, content=tidied, urls=urls)
    for key, message, hint in faults(config):
        if key in given:
            problems.append(Problem(Location(given[key]), message, hint))
        else:
            problems.append(file.fault(key, message, hint))
    if problems:
        raise Refusal(*problems)
    return config


def _given(environment: Mapping[str, str], base_url: str, content: str) -> dict[Key, str]:
    """Name what sets options beside the file, by the options' keys."""
    given: dict[Key, str] = {}
    if base_url or environment.get(BASE_URL_VARIABLE, ""):
        given["base_url",] = "--base-url" if base_url else BASE_URL_VARIABLE
    if content:
        given["content", "folder"] = "--content"
    return given


def is_configured(folder: Path) -> bool:
    """Whether a folder has a configuration, be it a faulty one: then it is a site.

    Raises:
        Refusal: it cannot be read.

    """
    path, text, _ = _find(folder)
    return bool(text) and (path == FILE or "sitegen" in _parse(folder, path)[1].get("tool", {}))


def fault(folder: Path, key: Key, message: str, hint: str) -> Problem:
    """Return a problem at the place where the site in `folder` sets a key: for what only others can judge."""
    path, text, _ = _find(folder)
    return _indexed(path, text).fault(key, message, hint)


def origins(
    folder: Path, environment: Mapping[str, str], base_url: str, keys: Iterable[Key], content: str = ""
) -> dict[Key, str]:
    """Say of those keys that are set for the site in `folder` where they are: `sitegen.toml:7`, `--base-url`."""
    path, text, table = _find(folder)
    file = _indexed(path, text)
    result = {key: str(file.place(key)) for key in keys if _is_set(table, key)}
    return result | _given(environment, base_url, content)


def _is_set(table: Any, key: Key) -> bool:
    for part in key:
        try:
            table = table[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _find(folder: Path) -> tuple[str, str, dict[str, Any]]:
    own = _parse(folder, FILE)
    shared = _parse(folder, "pyproject.toml")
    tools = shared[1].get("tool")
    table = tools.get("sitegen") if isinstance(tools, dict) else None
    if own[0] and table is not None:
        message = "the site is configured twice: in this file and in `[tool.sitegen]` of pyproject.toml"
        raise Refusal(Problem(Location(FILE), message, "keep one of the two"))
    if table is not None and not isinstance(table, dict):
        raise Refusal(Problem(Location("pyproject.toml"), "`tool.sitegen` must be a table", "write `[tool.sitegen]`"))
    if table is not None:
        return "pyproject.toml", shared[0], table
    return FILE, own[0], own[1]


def _parse(folder: Path, name: str) -> tuple[str, dict[str, Any]]:
    try:
        text = read(folder / name, _MOST_BYTES).decode("utf-8-sig")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text, _table(text)
    except FileNotFoundError:
        return "", {}
    except OSError as error:
        raise Refusal(Problem(Location(name), f"the file cannot be read: {error.strerror}")) from None
    except UnicodeDecodeError as error:
        raise Refusal(Problem(Location(name), f"the file cannot be read: {error}")) from None
    except TomlError as error:
        excerpt = text.split("\n")[error.line - 1]
        where = Location(name, error.line, error.column)
        hint = (
            "Git marked a merge conflict here: keep what is right of both branches" if _CONFLICT.match(excerpt) else ""
        )
        raise Refusal(Problem(where, f"the file is not valid TOML: {error.message}", hint, excerpt)) from None


class _File:
    """Turns a key and what is wrong with it into a problem at the key's line."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.lines = path, text.split("\n")
        self.prefix = ("tool", "sitegen") if path == "pyproject.toml" else ()
        self._first: dict[Key, int] = {}
        self._last: dict[Key, int] = {}
        self._index()

    def fault(self, key: Key, message: str, hint: str = "") -> Problem:
        line = self._line((*self.prefix, *key))
        excerpt = self.lines[line - 1] if line else ""
        name = next(part for part in reversed(key) if isinstance(part, str))
        column = max(excerpt.find(name), 0) + 1 if line else 0
        return Problem(Location(self.path, line, column), message, hint, excerpt)

    def place(self, key: Key) -> Location:
        return Location(self.path, self._line((*self.prefix, *key)))

    def _line(self, key: Key) -> int:
        """Return where a key, or something in it, is set first; else where what is around it is."""
        if key in self._first:
            return self._first[key]
        bare = tuple(part for part in key if isinstance(part, str))  # without numbers: a list on one line
        around = (path[:end] for path in (key, bare) for end in range(1, len(path) + 1))
        return max((self._last.get(path, 0) for path in around), default=0)

    def _index(self) -> None:
        """Find where keys are set. TOML's parser keeps no positions, so headers and dotted keys are followed here."""
        table: Key = ()
        entries: Counter[Key] = Counter()
        for number, line in enumerate(self.lines, 1):
            bare = line.strip()
            if header := _HEADER.match(bare):
                table = _dotted(header[2])
                if header[1] == "[[":
                    entries[table] += 1
                    table = (*table, entries[table] - 1)
                else:
                    table = _entry(table, entries)
                path = table
            elif "=" in bare and not bare.startswith("#"):
                path = (*table, *_dotted(bare.partition("=")[0]))
            else:
                continue
            for end in range(1, len(path) + 1):
                self._first.setdefault(path[:end], number)
            self._last[path] = number


_indexed = lru_cache(maxsize=2)(_File)
_table = lru_cache(maxsize=2)(parse)
"""Faults are told one by one, and there may be thousands in one file. Nobody changes a table."""


def _entry(table: Key, entries: Counter[Key]) -> Key:
    """Say of a table in a list of tables, `[digests.fields]`, which entry it belongs to: the last one before it."""
    for n in range(1, len(table)):
        if table[:n] in entries:
            return (*table[:n], entries[table[:n]] - 1, *table[n:])
    return table


def _dotted(text: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in _KEY_PART.findall(text.strip()))


def _convert(cls: Any, table: dict[str, Any], at: Key, file: _File, problems: list[Problem]) -> Any:
    """Make a struct of a table; what does not fit is reported and keeps its default."""
    types = {field.name: field.type for field in msgspec.structs.fields(cls)}
    values = {}
    for key, value in table.items():
        here = (*at, key)
        name = ".".join(part for part in here if isinstance(part, str))
        if key not in types:
            problems.append(file.fault(here, f"`{name}` is not an option", nearest(key, types)))
        elif is_table(types[key]):
            if isinstance(value, dict):
                values[key] = _convert(types[key], value, here, file, problems)
            else:
                problems.append(file.fault(here, f"`{name}` must be a table", f"write `[{name}]`"))
        elif kind := table_of(types[key]):
            items = [value] if kind is Digests and isinstance(value, dict) else value
            if isinstance(items, list) and all(isinstance(item, dict) for item in items):
                values[key] = tuple(_convert(kind, item, (*here, n), file, problems) for n, item in enumerate(items))
            else:
                problems.append(file.fault(here, f"`{name}` must be a list of tables", f"write `[[{name}]]`"))
        else:
            try:
                values[key] = msgspec.convert(value, types[key], strict=True)
            except msgspec.ValidationError:
                wanted = "list of strings" if types[key] == tuple[str, ...] else types[key].__name__
                problems.append(file.fault(here, f"`{name}` must be of type {wanted}, not {type(value).__name__}"))
    return cls(**values)
