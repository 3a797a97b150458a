"""Reference: what can be configured and what templates can use, as JSON Schema and as Markdown.

Made of the docstrings under the fields, so that it cannot say anything but what the code does. `docs/` holds the
Markdown, and a test proves that it is what this module makes.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from sitegen import views
from sitegen.config import BASE_URL_VARIABLE, Config, Digests, is_table, table_of
from sitegen.config.field_docs import fields
from sitegen.model import (
    Defaults,
    Digest,
    Identifier,
    IdRecord,
    Link,
    LinkRecord,
    Paper,
    Part,
    PartRecord,
    Record,
    Source,
)
from sitegen.pages.kinds import KINDS
from sitegen.plugins import Plugin
from sitegen.problems import Location, Problem
from sitegen.theme import environment, folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.config.field_docs import Field

SHARED: tuple[type[msgspec.Struct], ...] = (views.Site, views.ThemeInfo, views.View)
"""What every template sees."""

TEMPLATES: dict[str, type[views.View]] = {
    name: view for kind in KINDS.values() for name, view in kind.templates.items()
}
"""The templates that a theme must have, itself or from its parent, and the view that each is given as `page`."""


def _parts(classes: Iterable[type[msgspec.Struct]]) -> Iterator[type[msgspec.Struct]]:
    """Yield what the fields of classes are made of, and the fields of these, each once."""
    seen = set(classes)
    left = list(classes)
    while left:
        for field in fields(left.pop(0)):
            for part in _structs(field.type):
                if part not in seen:
                    seen.add(part)
                    left.append(part)
                    yield part


def _structs(kind: object) -> Iterator[type[msgspec.Struct]]:
    """Yield the classes of our own that a type is made of."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    for argument in get_args(kind):
        yield from _structs(argument)


PARTS = tuple(_parts((*SHARED, *TEMPLATES.values())))
"""What the fields of pages are made of."""

PLUGGED: tuple[type[msgspec.Struct], ...] = (
    Paper, Identifier, Link, Part, Digest, Record, IdRecord, LinkRecord, PartRecord, Source, Defaults, Problem, Location
)  # fmt: skip
"""What plug-ins are given and return."""

RECORDS: tuple[type[msgspec.Struct], ...] = (Record, IdRecord, LinkRecord, PartRecord)
"""What a paper is as data."""

_NAMES = {
    "str": "text",
    "int": "whole number",
    "float": "number",
    "bool": "true or false",
    "Markup": "HTML",
    "None": "nothing",
}
"""Types as a reader of templates needs them."""


def config_schema() -> dict[str, Any]:
    """Return the JSON Schema of `sitegen.toml`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sitegen.toml",
        **_table_schema(Config),
    }


def config_markdown() -> str:
    """Return `docs/config.md`."""
    rows = [
        "# Configuration",
        "",
        "The file is `sitegen.toml` in the site's folder, or the table `[tool.sitegen]` in its `pyproject.toml`. Every",
        "key has a default: a folder that contains only `content/` can be built. An unknown key is an error. All",
        "errors are reported together, each with its line.",
        "",
        "`sitegen config schema` prints the following as a JSON Schema, for editors that complete and check TOML. The",
        f"environment variable `{BASE_URL_VARIABLE}`, and before it the option `--base-url`, override `base_url`; the",
        "option `--content` overrides `content.folder`.",
        "",
        "## At the top of the file",
        "",
        *_options(Config),
    ]
    for field in fields(Config):
        if is_table(field.type):
            rows += ["", f"## `[{field.name}]`", "", _summary(field.type), "", *_options(field.type)]
    for field in fields(Config):
        if kind := table_of(field.type):
            rows += ["", f"## `[[{field.name}]]`", "", _summary(kind), "", *_options(kind)]
    return "\n".join([*rows, ""])


def themes_markdown() -> str:
    """Return the part of `docs/themes.md` that lists what templates see."""
    linked = {cls.__name__ for cls in (*SHARED, *TEMPLATES.values(), *PARTS)}
    rows = ["### Templates", "", "| template | `page` is a | what it is |", "|---|---|---|"]
    for name, view in TEMPLATES.items():
        about = _summary(view).partition(", ")[2]
        rows.append(f"| `{name}` | {_linked(view.__name__, linked)} | {_cell(about[:1].upper() + about[1:])} |")
    rows += [
        "",
        "### Everywhere",
        "",
        "`site` is a [`Site`](#site), `theme` is a [`ThemeInfo`](#themeinfo), and every `page`",
    ]
    rows += ["has the fields of [`View`](#view) in addition to its own."]
    for cls in SHARED:
        rows += ["", *_struct(cls, linked)]
    rows += ["", "### Pages"]
    inherited = {field.name for field in fields(views.View)}
    for view in TEMPLATES.values():
        rows += ["", *_struct(view, linked, without=inherited)]
    rows += ["", "### Parts of pages"]
    for cls in PARTS:
        rows += ["", *_struct(cls, linked)]
    rows += ["", "### Filters", "", "| filter | meaning |", "|---|---|"]
    rows += [f"| `{name}` | {_cell(text)} |" for name, text in filter_texts().items()]
    rows += ["", "Of Jinja's own: " + ", ".join(f"`{name}`" for name in environment.JINJA_FILTERS) + ".", ""]
    return "\n".join(rows)


def plugins_markdown() -> str:
    """Return the part of `docs/plugins.md` that lists the seams, and what they are given and return."""
    linked = {cls.__name__ for cls in PLUGGED}
    rows = ["| field of `Plugin` | type | meaning |", "|---|---|---|"]
    for field in fields(Plugin):
        kind = Plugin.__annotations__[field.name].removesuffix(" | None")
        rows.append(f"| `{field.name}` | `{kind}` | {_cell(field.text)} |")
    about = "All of them can be imported from `sitegen`. `Site` is [what templates see](themes.md#site)."
    rows += ["", "### Values", "", about]
    for cls in PLUGGED:
        rows += ["", *_struct(cls, linked)]
    return "\n".join([*rows, ""])


def records_markdown() -> str:
    """Return the part of `docs/data.md` that lists what a paper is as data."""
    linked = {cls.__name__ for cls in RECORDS}
    rows = [row for cls in RECORDS for row in ("", *_struct(cls, linked))]
    return "\n".join([*rows[1:], ""])


def filter_texts() -> dict[str, str]:
    """Return what sitegen's own filters say of themselves, by name; a docstring's `Return` is left out."""
    texts = {}
    for name, function in sorted(environment.own_filters(folder.EMPTY, "/").items()):
        text = _first(inspect.getdoc(function)).removeprefix("Return ")
        texts[name] = text[:1].upper() + text[1:]
    return texts


def _options(cls: type[msgspec.Struct]) -> list[str]:
    """Draw the table of a configuration table's keys."""
    rows = ["| key | type | default | meaning |", "|---|---|---|---|"]
    defaults = cls()
    for field in fields(cls):
        if not is_table(field.type) and not table_of(field.type):
            default = _toml(getattr(defaults, field.name))
            rows.append(f"| `{field.name}` | {_type(field.type, ())} | `{default}` | {_cell(field.text)} |")
    return rows


def _toml(value: object) -> str:
    return f"{value:_}" if type(value) is int else msgspec.json.encode(value).decode()


def _struct(cls: type[msgspec.Struct], linked: Iterable[str], without: Iterable[str] = ()) -> Iterator[str]:
    """Draw a class as a heading, its sentence, and the table of its fields."""
    yield from (f"#### `{cls.__name__}`", "", _summary(cls))
    own: list[Field] = [field for field in fields(cls) if field.name not in without]
    if own:
        yield from ("", "| field | type | meaning |", "|---|---|---|")
    for field in own:
        yield f"| `{field.name}` | {_type(field.type, linked)} | {_cell(field.text)} |"


def _table_schema(cls: type[msgspec.Struct]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    defaults = cls()
    for field in fields(cls):
        if is_table(field.type):
            properties[field.name] = _table_schema(field.type)
        else:
            item = table_of(field.type)
            kind = _list_schema(item) if item else msgspec.json.schema(field.type)
            default = msgspec.json.decode(msgspec.json.encode(getattr(defaults, field.name)))
            properties[field.name] = {**kind, "description": field.text, "default": default}
    return {"type": "object", "description": _summary(cls), "properties": properties, "additionalProperties": False}


def _list_schema(item: type[msgspec.Struct]) -> dict[str, Any]:
    table = _table_schema(item)
    several = {"type": "array", "items": table}
    return {"anyOf": [several, table]} if item is Digests else several


def _summary(cls: type) -> str:
    return _first(inspect.getdoc(cls))


def _first(docstring: str | None) -> str:
    return " ".join((docstring or "").partition("\n\n")[0].split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _type(kind: object, linked: Iterable[str]) -> str:
    """Write a type as a reader of templates needs it: `list of Seen`, `text`, `Link or nothing`."""
    text = kind.__name__ if isinstance(kind, type) and not hasattr(kind, "__args__") else str(kind)
    text = re.sub(r"\b[a-z_]+\.(?:[a-z_]+\.)*", "", text)
    if text.startswith("dict["):
        return "table"
    many = re.fullmatch(r"tuple\[(.+), \.\.\.\]", text)
    words = (many[1] if many else text).split(" | ")
    return ("list of " if many else "") + " or ".join(_linked(_NAMES.get(word, word), linked) for word in words)


def _linked(name: str, linked: Iterable[str]) -> str:
    return f"[`{name}`](#{name.lower()})" if name in linked else name
