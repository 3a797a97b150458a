"""A theme's folder in; the sources of its templates, its options and static files out.

A theme is a folder with `theme.toml` (`name`, `parent`, `search`, `saved`, `folded`, `[options.<name>]` with `default`
and `about`), `templates/` and `static/`. What it lacks comes from its parent, and in the end from `default`. Themes are
looked for in the site's `themes/`, then beside sitegen itself, then among installed packages (entry points of the
group `sitegen.themes`).
This module does not know Jinja2, or what a page is about.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen import config as configuration
from sitegen.hashing import fingerprint, key_of
from sitegen.problems import Location, Problem, Refusal, nearest
from sitegen.theme.description import ThemeFolder, described

if TYPE_CHECKING:
    from collections.abc import Mapping


ENTRY_POINTS = "sitegen.themes"
DEFAULT = "default"
PARENT = "parent:"
SCRIPT = ".js"

QUALIFIED = re.compile(r"\d+:")
"""A template's name within Jinja: `1:paper.html` is that of the second folder in the chain."""


class StaticFile(msgspec.Struct, frozen=True):
    """A static file as it is in a theme's folder."""

    path: str
    """Below `static/`: `lib/dom.js`."""
    place: str
    """The file as messages name it."""
    data: bytes


class Theme(msgspec.Struct, frozen=True, eq=False, dict=True):
    """A theme with everything that it inherits."""

    name: str
    folders: tuple[ThemeFolder, ...]
    """The theme, its parent, and so on; `default` is last."""
    options: dict[str, Any]
    templates: tuple[dict[str, str], ...]
    """The sources of each folder's templates, by name."""
    static: tuple[StaticFile, ...] = ()
    """The static files in order of their paths."""

    @cached_property
    def assets(self) -> dict[str, bytes]:
        """Static files by name, as they are published. Raises: Refusal, when a script is faulty; see `bundles`.

        A build that has nothing to do does not ask for them.
        """
        from sitegen.theme import bundles  # noqa: PLC0415 - see above

        scripts = tuple(file for file in self.static if file.path.endswith(SCRIPT))
        quoted = {name for texts in self.templates for source in texts.values() for name in _QUOTED.findall(source)}
        published = bundles.publish(scripts, frozenset(file.path for file in scripts if file.path in quoted))
        others = {file.path: file.data for file in self.static if not file.path.endswith(SCRIPT)}
        return dict(sorted({**others, **published}.items()))

    @cached_property
    def assets_key(self) -> str:
        """A key of all static files together.

        They stand in one folder of this name, so that what they say of each other (`url(..)`, `import`) holds, and a
        page never gets one of another build.
        """
        return fingerprint(msgspec.msgpack.encode(list(self.assets.items())))[:5].hex()

    @property
    def search(self) -> bool:
        """Whether it has a search: what the nearest ancestor says that says anything."""
        return next((folder.search for folder in self.folders if folder.search is not None), True)

    @property
    def saved(self) -> bool:
        """Whether it has stars and a page of starred papers: what the nearest ancestor says that says anything."""
        return next((folder.saved for folder in self.folders if folder.saved is not None), True)

    @property
    def folded(self) -> bool:
        """Whether its `404.html` leads to folded papers: what the nearest ancestor says that says anything."""
        return next((folder.folded for folder in self.folders if folder.folded is not None), True)

    @property
    def key(self) -> str:
        """A key of all that it says."""
        static = [(file.path, file.data) for file in self.static]
        return key_of(self.name, self.options, self.templates, static, self.search, self.saved)

    def asset_path(self, name: str) -> str:
        """Return a static file's place on the site, relative to its root."""
        return f"assets/{self.assets_key}/{name}"

    def closure(self, template: str) -> str:
        """Return a key of all that a template can show by itself: its source and those that it includes or extends."""
        parts = (sorted(self.sources(template).items()), sorted(self.options.items()), self.name, self.assets_key)
        return key_of(*parts)

    def sources(self, template: str) -> dict[str, str]:
        """Return the sources of a template and of those that it includes or extends, by name as in `QUALIFIED`."""
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
        return seen

    def file_of(self, template: str) -> str:
        """Return the place of a template, named as in `QUALIFIED`, as messages have it."""
        index, _, name = template.partition(":")
        return f"{self.folders[int(index)].label}/templates/{name}"


def of(site: Path, config: configuration.Config) -> Theme:
    """Find the theme that a site's configuration names; see `load`."""
    return load(site, config.theme.name, config.theme.options, folded=bool(config.papers.fold_after))


def load(site: Path, name: str, options: Mapping[str, Any], *, folded: bool = False) -> Theme:
    """Find a theme and all its parents, for a site that may have papers that are folded.

    Raises:
        Refusal: there is no such theme, it is its own ancestor, its `theme.toml` is faulty, an option is not one, or it
            does not lead to folded papers.

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
    static: dict[str, StaticFile] = {}
    defaults: dict[str, Any] = {}
    for folder in reversed(folders):
        defaults |= folder.options
        for path, file in folder.files("static").items():
            static[path] = StaticFile(path, f"{folder.label}/static/{path}", file.read_bytes())
    templates = tuple(_templates(folder) for folder in folders)
    files = tuple(static[path] for path in sorted(static))
    theme = Theme(name, tuple(folders), _options(site, name, defaults, options), templates, files)
    if folded and not theme.folded:
        message = f"the theme `{name}` cannot redirect old addresses of folded papers"
        hint = "remove the option, or choose a theme whose `404.html` has the script for this, such as `default`"
        raise Refusal(configuration.fault(site, ("papers", "fold_after"), message, hint))
    return theme


def names(site: Path) -> set[str]:
    """Return the names of all themes that a site can choose."""
    from importlib import metadata  # noqa: PLC0415 - slow, and rarely needed

    folders = (site / "themes", _builtin_folder())
    known = {path.parent.name for folder in folders for path in folder.glob("*/theme.toml")}
    return known | {entry.name for entry in metadata.entry_points(group=ENTRY_POINTS)}


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
    if not QUALIFIED.match(filename):
        return None
    index, _, name = filename.partition(":")
    return theme.file_of(filename), theme.templates[int(index)][name]


EMPTY = Theme("", (), {}, ())
"""A theme without anything."""


_QUOTED = re.compile(r"""["']([\w./-]+\.js)["']""")

_TAG = re.compile(
    r"""\{%[-+]?\s*(?:extends|include|import|from)\b\s*
        (?: (?: "([^"\\]*)" | '([^'\\]*)' ) (?= \s* (?: [-+]?%\} | (?:as|ignore|import|with|without)\b ) ) )?""",
    re.VERBOSE,
)


@lru_cache(maxsize=256)
def _references(source: str) -> tuple[str | None, ...]:
    """Return the templates that a template names; None is one whose name is computed.

    Tags are found without Jinja2, which a build that has nothing to render need not load: one that stands in a comment
    is taken for a reference, too, and costs no more than a page that is rendered again.
    """
    return tuple(match[1] if match[1] is not None else match[2] for match in _TAG.finditer(source))


def _templates(folder: ThemeFolder) -> dict[str, str]:
    result = {}
    for name, path in folder.files("templates").items():
        try:
            result[name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            where = Location(f"{folder.label}/templates/{name}")
            raise Refusal(Problem(where, f"byte {error.start} is not valid UTF-8", "save the file as UTF-8")) from None
    return result


def _find(site: Path, name: str) -> ThemeFolder:
    own = site / "themes" / name
    if (own / "theme.toml").is_file():
        return described(own, f"themes/{name}")
    if (_builtin_folder() / name / "theme.toml").is_file():
        return _builtin(name)
    from importlib import metadata  # noqa: PLC0415 - slow, and rarely needed

    for entry in metadata.entry_points(group=ENTRY_POINTS, name=name):
        label = f"{entry.value} (installed)"
        try:
            path = Path(entry.load().__path__[0])
        except Exception as error:  # noqa: BLE001 - a package can raise anything
            message = f"the theme `{name}` cannot be imported: {type(error).__name__}: {error}"
            raise Refusal(Problem(Location(label), message, "its entry point must name a package")) from None
        return described(path, label)
    hint = nearest(name, names(site))
    raise Refusal(Problem(Location(f"themes/{name}/theme.toml"), f"the theme `{name}` does not exist", hint))


def _builtin(name: str) -> ThemeFolder:
    return described(_builtin_folder() / name, f"themes/{name}")


def _builtin_folder() -> Path:
    """Return the folder of the themes that come with sitegen: in the package, or beside the sources of a checkout."""
    here = Path(__file__).resolve().parents[1]
    installed = here / "themes"
    return installed if installed.is_dir() else here.parents[1] / "themes"


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
