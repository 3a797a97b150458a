"""Reference: what can be configured and what templates can use, as JSON Schema and as Markdown.

Made of the docstrings under the fields, so that it cannot say anything but what the code does. `docs/` holds the
Markdown, and a test proves that it is what this module makes.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

import msgspec

from sitegen import theme, views
from sitegen.config import BASE_URL_VARIABLE, Config
from sitegen.fields import fields
from sitegen.model import Link, Prose


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
        "`sitegen.toml` in the site's folder, or the table `[tool.sitegen]` in its `pyproject.toml`. Every key has a",
        "default: a folder with nothing but `content/` builds. A key that is not listed here is refused.",
        f"`sitegen config schema` prints this as a JSON Schema. `{BASE_URL_VARIABLE}` and `--base-url` win over the file.",
        "",
    ]
    tables = [("", Config), *((f.name, f.type) for f in fields(Config) if _is_struct(f.type))]
    for name, cls in tables:
        if name:
            rows += [f"## `[{name}]`", "", _summary(cls), ""]
        rows += ["| key | type | default | meaning |", "|---|---|---|---|"]
        defaults = cls()
        for field in fields(cls):
            if not _is_struct(field.type):
                default = msgspec.json.encode(getattr(defaults, field.name)).decode()
                rows.append(f"| `{field.name}` | {_type(field.type)} | `{default}` | {field.text} |")
        rows.append("")
    return "\n".join(rows)


def themes_markdown() -> str:
    """Return the part of `docs/themes.md` that lists what templates see."""
    rows = ["| template | `page` is a |", "|---|---|"]
    rows += [f"| `{name}` | [`{cls.__name__}`](#{cls.__name__.lower()}) |" for name, cls in views.TEMPLATES.items()]
    shared = (views.Site, views.ThemeInfo, views.View)
    parts = (
        views.Section, views.PaperItem, views.Seen, views.DayItem, views.MonthItem, views.YearItem, views.Calendar,
        views.Cell, views.MonthLabel, views.CategoryYear, Prose, Link,
    )  # fmt: skip
    for cls in (*shared, *views.TEMPLATES.values(), *parts):
        inherited = set()
        if issubclass(cls, views.View) and cls is not views.View:
            inherited = {field.name for field in fields(views.View)}
        rows += ["", f"### `{cls.__name__}`", "", _summary(cls), ""]
        own = [field for field in fields(cls) if field.name not in inherited]
        if inherited:
            rows += ["Has the fields of [`View`](#view)" + (" and:" if own else "."), ""]
        if own:
            rows += ["| field | type | meaning |", "|---|---|---|"]
            rows += [f"| `{field.name}` | {_type(field.type)} | {field.text} |" for field in own]
    rows += ["", "### Filters", "", "| filter | meaning |", "|---|---|"]
    own_filters = theme.own_filters(theme.EMPTY, "/")
    rows += [f"| `{name}` | {_first(inspect.getdoc(function))} |" for name, function in sorted(own_filters.items())]
    rows += ["", "Of Jinja's own: " + ", ".join(f"`{name}`" for name in theme.JINJA_FILTERS) + ".", ""]
    return "\n".join(rows)


def _table_schema(cls: Any) -> dict[str, Any]:
    properties = {}
    defaults = cls()
    for field in fields(cls):
        if _is_struct(field.type):
            properties[field.name] = _table_schema(field.type)
        else:
            kind = msgspec.json.schema(field.type)
            default = msgspec.to_builtins(getattr(defaults, field.name))
            properties[field.name] = {**kind, "description": field.text, "default": default}
    return {"type": "object", "description": _summary(cls), "properties": properties, "additionalProperties": False}


def _is_struct(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _summary(cls: Any) -> str:
    return _first(inspect.getdoc(cls))


def _first(docstring: str | None) -> str:
    return " ".join((docstring or "").partition("\n\n")[0].split()).replace("|", "\\|")


def _type(kind: object) -> str:
    """Write a type as a reader of templates needs it: `list of Seen`, `text`, `Link or nothing`."""
    text = kind.__name__ if isinstance(kind, type) and not hasattr(kind, "__args__") else str(kind)
    text = re.sub(r"\b[a-z_]+\.(?:[a-z_]+\.)*", "", text)
    text = re.sub(r"tuple\[(\w+), \.\.\.\]", r"list of \1", text)
    text = text.replace(" | None", " or nothing").replace("Markup", "HTML")
    names = {"str": "text", "int": "whole number", "bool": "true or false", "dict[str, Any]": "table"}
    return names.get(text, names.get(text.replace("object", "Any"), text))
