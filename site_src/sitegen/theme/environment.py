"""A theme in, the Jinja2 environment that renders its templates out: strict, escaping, and closed to the outside.

This module does not know what a page is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jinja2
import msgspec
from markupsafe import Markup, escape

from sitegen import dates
from sitegen.problems import nearest
from sitegen.text import scripts
from sitegen.theme import folder as themes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.model import Date
    from sitegen.theme.folder import Theme

JINJA_FILTERS = (
    "batch", "capitalize", "default", "escape", "first", "groupby", "join", "last", "length", "list", "lower", "map",
    "reject", "rejectattr", "replace", "reverse", "select", "selectattr", "slice", "sort", "sum", "title", "trim",
    "truncate", "unique", "upper",
)  # fmt: skip
"""Jinja's own filters that templates have: those whose result depends on nothing but their arguments."""


def environment(theme: Theme, site_root: str, site_language: str = "") -> jinja2.Environment:
    """Make the environment that renders a theme's templates: strict, escaping, with nothing of the outside in it."""
    result = _Environment(
        loader=jinja2.FunctionLoader(lambda name: _load(theme, name)),
        autoescape=True,
        undefined=_Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    result.theme = theme
    result.globals.clear()
    result.filters = {name: result.filters[name] for name in (*JINJA_FILTERS, "e")}
    result.filters |= own_filters(theme, site_root, site_language)
    return result


def own_filters(theme: Theme, site_root: str, site_language: str = "") -> dict[str, Any]:
    """Return sitegen's own filters; their docstrings are their documentation."""

    def asset(name: str) -> str:
        """Return the link to a static file of the theme: `{{ "style.css" | asset }}`."""
        if name not in theme.assets and any(name == file.path for file in theme.static):
            message = f"the script `{name}` is published only within those that import it"
            raise jinja2.TemplateRuntimeError(f"{message}; write its name in quotes in a template")
        if name not in theme.assets:
            message = f"the theme has no static file `{name}`; {nearest(name, theme.assets)}"
            raise jinja2.TemplateRuntimeError(message)
        return site_root + theme.asset_path(name)

    def number(value: int) -> str:
        """Write a number with commas: `1,234`."""
        return f"{value:,}"

    def count(value: int, noun: str) -> str:
        """Write a number with a noun: `{{ 71 | count("paper") }}` is `71 papers`; 1 gives `1 paper`."""  # noqa: D402
        return f"{value:,} {noun}{'' if value == 1 else 's'}"

    def count_of(values: Sequence[object], noun: str) -> str:
        """Write the length of a list with a noun: `{{ page.days | count_of("day") }}` is `3 days`."""  # noqa: D402
        return count(len(values), noun)

    own = site_language.partition("-")[0].lower()

    def lang(text: str, known: str = "") -> str:
        """Write the attribute `lang` for a text in Chinese, Japanese or Korean, or in a known language.

        As in `<bdi{{ title | lang }}>` and `<p{{ text | lang(part.language) }}>`. Nothing is written for other texts,
        or if the language is the site's.
        """
        if not known and text.isascii():
            return ""
        tag = known or scripts.language(text)
        return Markup(f' lang="{escape(tag)}"') if tag and tag.partition("-")[0].lower() != own else ""  # noqa: S704

    def slashed(value: Date) -> str:
        """Write a date as in `citation_*` metadata: `2020/07/22`."""
        return value.isoformat().replace("-", "/")

    return {
        "asset": asset,
        "count": count,
        "count_of": count_of,
        "lang": lang,
        "long_date": dates.long,
        "month": dates.month,
        "month_name": dates.month_name,
        "number": number,
        "short_date": dates.short,
        "slashed": slashed,
    }


class _Environment(jinja2.Environment):
    """Knows which folder of the theme a template came from, so that `parent:` has a meaning."""

    theme: Theme

    def join_path(self, template: str, parent: str) -> str:
        index = int(parent.partition(":")[0]) if themes.QUALIFIED.match(parent) else 0
        return themes.resolve(self.theme, template, index) or template

    def getattr(self, obj: Any, attribute: str) -> Any:
        # As in Jinja, but Python's own attributes are not there: `page.__class__` leads to everything.
        if attribute[:1] != "_":
            try:
                return getattr(obj, attribute)
            except AttributeError:
                pass
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str) and argument[:1] == "_":
            return self.undefined(obj=obj, name=argument)
        return super().getitem(obj, argument)


class _Missing(jinja2.StrictUndefined):
    """A name that is not there: an error at its place, with the name that was probably meant."""

    @property
    def _undefined_message(self) -> str:
        name, of = self._undefined_name, self._undefined_obj
        if self._undefined_hint:
            return self._undefined_hint
        if isinstance(of, msgspec.Struct):
            what, known = f"`{type(of).__name__}` has no field `{name}`", list(of.__struct_fields__)
        elif isinstance(of, dict):
            what, known = f"`{name}` is not defined here", [str(key) for key in of]
        elif of is jinja2.utils.missing:
            what, known = f"`{name}` is not defined in templates", ["page", "site", "theme"]
        else:
            return f"`{type(of).__name__}` has no field `{name}`"
        return f"{what}; {nearest(str(name), known)}"


def _load(theme: Theme, name: str) -> tuple[str, str, None] | None:
    full = name if themes.QUALIFIED.match(name) else themes.resolve(theme, name, 0)
    if full is None or name.startswith(themes.PARENT):  # `join_path` would have found a parent's
        return None
    index, _, bare = full.partition(":")
    source = theme.templates[int(index)].get(bare)
    return (source, full, None) if source is not None else None
