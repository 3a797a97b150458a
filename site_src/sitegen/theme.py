"""A theme's folder in; its templates, options and static files, ready for rendering, out.

A theme is a folder with `theme.toml` (`name`, `parent`, `[options.<name>]` with `default` and `about`), `templates/`
and `static/`. What it lacks comes from its parent, and in the end from `default`. Themes are looked for in the site's
`themes/`, then among installed packages (entry points of the group `sitegen.themes`), then beside sitegen itself.
This module does not know what a page is about.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import jinja2.meta
import msgspec

from sitegen import config as configuration
from sitegen import dates
from sitegen.problems import Location, Problem, Refusal, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.model import Date

ENTRY_POINTS = "sitegen.themes"
DEFAULT = "default"
PARENT = "parent:"

_QUALIFIED = re.compile(r"\d+:")
"""A template's name within Jinja: `1:paper.html` is that of the second folder in the chain."""

JINJA_FILTERS = (
    "batch", "capitalize", "default", "escape", "first", "groupby", "join", "last", "length", "list", "lower", "map",
    "reject", "rejectattr", "replace", "reverse", "select", "selectattr", "slice", "sort", "sum", "title", "trim",
    "truncate", "unique", "upper",
)  # fmt: skip
"""Jinja's own filters that templates have: those whose result depends on nothing but their arguments."""


class ThemeFolder(msgspec.Struct, frozen=True):
    """One theme's folder."""

    name: str
    path: Path
    label: str
    """The folder as messages name it."""
    parent: str
    options: dict[str, Any]
    """Defaults, by name."""

    def files(self, kind: str) -> dict[str, Path]:
        """Return the regular files below `templates` or `static`, by their path there with `/` between its parts."""
        root = self.path / kind
        found = (path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink())
        return {
            path.relative_to(root).as_posix(): path
            for path in found
            if not any(part.startswith(".") for part in path.relative_to(root).parts)
        }


class Theme(msgspec.Struct, frozen=True, eq=False):
    """A theme with everything that it inherits."""

    name: str
    folders: tuple[ThemeFolder, ...]
    """The theme, its parent, and so on; `default` is last."""
    options: dict[str, Any]
    templates: tuple[dict[str, str], ...]
    """The sources of each folder's templates, by name."""
    assets: dict[str, bytes]
    """Static files by name."""
    assets_key: str
    """Of all static files together. They stand in one folder of this name, so that what they say of each other
    (`url(..)`, `import`) holds, and a page never gets one of another build."""

    def asset_path(self, name: str) -> str:
        """Return a static file's place on the site, relative to its root."""
        return f"assets/{self.assets_key}/{name}"

    def closure(self, template: str) -> str:
        """Return a key of all that a template can show by itself: its source and those that it includes or extends."""
        seen: dict[str, str] = {}
        todo = [resolve(self, template, 0)]
        while todo:
            name = todo.pop()
            if name is None or name in seen:
                continue
            index, _, bare = name.partition(":")
            source = self.templates[int(index)][bare]
            seen[name] = source
            for reference in _references(source):
                if reference is None:  # computed: it may be any
                    names = [f"{n}:{bare}" for n, texts in enumerate(self.templates) for bare in texts]
                    todo.extend(names)
                else:
                    todo.append(resolve(self, reference, int(index)))
        parts = (sorted(seen.items()), sorted(self.options.items()), self.name, self.assets_key)
        return hashlib.blake2b(msgspec.msgpack.encode(parts), digest_size=16).hexdigest()


def load(site: Path, name: str, options: Mapping[str, Any]) -> Theme:
    """Find a theme and all its parents.

    Raises:
        Refusal: there is no such theme, it is its own ancestor, its `theme.toml` is faulty, or an option is not one.

    """
    folders: list[ThemeFolder] = []
    wanted = name
    while wanted:
        folder = _find(site, wanted)
        if any(folder.path == other.path for other in folders):
            message = f"the theme `{wanted}` is its own ancestor"
            raise Refusal(Problem(Location(f"{folder.label}/theme.toml"), message, "change its `parent`"))
        folders.append(folder)
        wanted = folder.parent
    last = _builtin(DEFAULT)
    if all(folder.path != last.path for folder in folders):
        folders.append(last)
    assets: dict[str, bytes] = {}
    defaults: dict[str, Any] = {}
    for folder in reversed(folders):
        defaults |= folder.options
        assets |= {path: file.read_bytes() for path, file in folder.files("static").items()}
    templates = tuple(_templates(folder) for folder in folders)
    key = hashlib.blake2b(msgspec.msgpack.encode(sorted(assets.items())), digest_size=5).hexdigest()
    return Theme(name, tuple(folders), _options(site, name, defaults, options), templates, assets, key)


def environment(theme: Theme, site_root: str) -> jinja2.Environment:
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
    result.filters |= own_filters(theme, site_root)
    return result


def own_filters(theme: Theme, site_root: str) -> dict[str, Any]:
    """Return sitegen's own filters; their docstrings are their documentation."""

    def asset(name: str) -> str:
        """Return the link to a static file of the theme: `{{ "style.css" | asset }}`."""
        if name not in theme.assets:
            message = f"the theme has no static file `{name}`; {nearest(name, theme.assets)}"
            raise jinja2.TemplateRuntimeError(message)
        return site_root + theme.asset_path(name)

    def number(value: int) -> str:
        """Write a number with commas: `1,234`."""
        return f"{value:,}"

    def count(value: int, noun: str) -> str:
        """Write a number of things: `{{ 71 | count("paper") }}` is `71 papers`, and 1 of them `1 paper`."""  # noqa: D402
        return f"{value:,} {noun}{'' if value == 1 else 's'}"

    def count_of(values: Sequence[object], noun: str) -> str:
        """Say how many things a list has: `{{ page.days | count_of("day") }}` is `3 days`."""  # noqa: D402
        return count(len(values), noun)

    def slashed(value: Date) -> str:
        """Write a date as `citation_*` metadata want it: `2020/07/22`."""
        return value.isoformat().replace("-", "/")

    return {
        "asset": asset,
        "count": count,
        "count_of": count_of,
        "long_date": dates.long,
        "month": dates.month,
        "month_name": dates.month_name,
        "number": number,
        "short_date": dates.short,
        "slashed": slashed,
    }


def resolve(theme: Theme, name: str, index: int) -> str | None:
    """Find a template: the first folder that has it, or the first after folder `index` for a `parent:` name."""
    start = 0
    if name.startswith(PARENT):
        name, start = name.removeprefix(PARENT), index + 1
    for n in range(start, len(theme.folders)):
        if name in theme.templates[n]:
            return f"{n}:{name}"
    return None


def template_file(theme: Theme, filename: str) -> tuple[str, str] | None:
    """Return the place of a template, as messages name it, and its source; None if Jinja's file name is not of one."""
    if not _QUALIFIED.match(filename):
        return None
    index, _, name = filename.partition(":")
    return f"{theme.folders[int(index)].label}/templates/{name}", theme.templates[int(index)][name]


EMPTY = Theme("", (), {}, (), {}, "")
"""A theme without anything."""


@lru_cache(maxsize=256)
def _references(source: str) -> tuple[str | None, ...]:
    """Return the templates that a template names; None is one whose name is computed."""
    try:
        tree = jinja2.Environment().parse(source)  # noqa: S701 - nothing is rendered
    except jinja2.TemplateSyntaxError:
        return ()  # rendering will say so
    return tuple(jinja2.meta.find_referenced_templates(tree))


class _Environment(jinja2.Environment):
    """Knows which folder of the theme a template came from, so that `parent:` has a meaning."""

    theme: Theme

    def join_path(self, template: str, parent: str) -> str:
        index = int(parent.partition(":")[0]) if _QUALIFIED.match(parent) else 0
        return resolve(self.theme, template, index) or template

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
            what, known = f"there is no `{name}` here", [str(key) for key in of]
        elif of is jinja2.utils.missing:
            what, known = f"there is no `{name}` in a template", ["page", "site", "theme"]
        else:
            return f"`{type(of).__name__}` has no field `{name}`"
        return f"{what}; {nearest(str(name), known)}"


def _load(theme: Theme, name: str) -> tuple[str, str, None] | None:
    full = name if _QUALIFIED.match(name) else resolve(theme, name, 0)
    if full is None or name.startswith(PARENT):  # `join_path` would have found a parent's
        return None
    index, _, bare = full.partition(":")
    source = theme.templates[int(index)].get(bare)
    return (source, full, None) if source is not None else None


def _templates(folder: ThemeFolder) -> dict[str, str]:
    result = {}
    for name, path in folder.files("templates").items():
        try:
            result[name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            where = Location(f"{folder.label}/templates/{name}")
            raise Refusal(Problem(where, f"byte {error.start} is not UTF-8", "save the file as UTF-8")) from None
    return result


def _find(site: Path, name: str) -> ThemeFolder:
    own = site / "themes" / name
    if (own / "theme.toml").is_file():
        return _read(own, f"themes/{name}")
    for entry in metadata.entry_points(group=ENTRY_POINTS, name=name):
        label = f"{entry.value} (installed)"
        try:
            path = Path(entry.load().__path__[0])
        except Exception as error:  # noqa: BLE001 - a package can raise anything
            message = f"the theme `{name}` cannot be imported: {type(error).__name__}: {error}"
            raise Refusal(Problem(Location(label), message, "its entry point must name a package")) from None
        return _read(path, label)
    if (_builtin_folder() / name / "theme.toml").is_file():
        return _builtin(name)
    known = {path.parent.name for path in (site / "themes").glob("*/theme.toml")}
    known |= {path.parent.name for path in _builtin_folder().glob("*/theme.toml")}
    known |= {entry.name for entry in metadata.entry_points(group=ENTRY_POINTS)}
    raise Refusal(Problem(Location(f"themes/{name}/theme.toml"), f"there is no theme `{name}`", nearest(name, known)))


def _builtin(name: str) -> ThemeFolder:
    return _read(_builtin_folder() / name, f"themes/{name}")


def _builtin_folder() -> Path:
    """Return the folder of the themes that come with sitegen: in the package, or beside the sources of a checkout."""
    here = Path(__file__).resolve().parent
    installed = here / "themes"
    return installed if installed.is_dir() else here.parents[1] / "themes"


def _read(path: Path, label: str) -> ThemeFolder:
    where = f"{label}/theme.toml"
    try:
        table = tomllib.loads((path / "theme.toml").read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(Problem(Location(where), f"is not TOML: {error}")) from None
    except OSError as error:
        raise Refusal(Problem(Location(where), f"cannot be read: {error.strerror}")) from None
    known = ("name", "parent", "about", "options")
    problems = [
        Problem(Location(where), f"there is no key `{key}` in a theme", nearest(key, known))
        for key in table
        if key not in known
    ]
    problems += [
        Problem(Location(where), f"`{key}` must be of type {kind.__name__}, not {type(table[key]).__name__}")
        for key, kind in (("name", str), ("parent", str), ("about", str), ("options", dict))
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
    return ThemeFolder(table.get("name", path.name), path.resolve(), label, table.get("parent", ""), options)


def _options(site: Path, name: str, defaults: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    problems = []
    for key, value in given.items():
        message = hint = ""
        if key not in defaults:
            message = f"the theme `{name}` has no option `{key}`"
            hint = nearest(key, defaults) if defaults else ""
        elif type(value) is not type(defaults[key]):
            wanted = type(defaults[key]).__name__
            message = f"the option `{key}` must be of type {wanted}, not {type(value).__name__}"
        if message:
            problems.append(configuration.fault(site, ("theme", "options", key), message, hint))
    if problems:
        raise Refusal(*problems)
    return {**defaults, **given}
