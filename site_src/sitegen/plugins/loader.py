"""The names of plug-ins that the configuration gives in, the imported plug-ins out.

A plug-in is imported in each process that needs it, from the site's folder or from what is installed.
This module does not know when plug-ins are called.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.hashing import key_of
from sitegen.plugins.api import Plugin
from sitegen.plugins.seams import Guarded, Plugged, PluginError, describe, top_of
from sitegen.problems import Location, Problem, Refusal, nearest
from sitegen.versions import code_key, distributions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType, ModuleType


def keyed(code: str, site: Path, names: Sequence[str]) -> str:
    """Return the key of the program with its plug-ins, if it has any, given that of the program alone.

    Nothing is imported. It covers the files that plug-ins are made of, and the versions of everything that they might
    use.

    Raises:
        Refusal: a file cannot be read.

    """
    if not names:
        return code
    own: dict[str, bytes] = {}
    for file in own_files(site, names):
        path = file.relative_to(site).as_posix()
        try:
            own[path] = file.read_bytes()
        except OSError as error:
            raise Refusal(Problem(Location(path), f"the file cannot be read: {error.strerror}")) from None
    installed = {top: _installed(top) for top in _tops(names) if not _own(site, top)}
    return key_of(code, tuple(names), own, installed, distributions())


def own_files(site: Path, names: Iterable[str]) -> list[Path]:
    """Return the files in the site's folder that plug-ins are made of: modules, and all that lies in packages."""
    return [file for top in _tops(names) if (place := _own(site, top)) for file in _files(place)]


@cache  # a preview may show for long what was made by one that has changed since
def load(site: Path, names: tuple[str, ...], code: str) -> Plugged:
    """Import plug-ins, once a process. `code` is what `keyed` returned of them.

    Raises:
        Refusal: one cannot be imported or is none, two have a filter or a file of one name, or they have changed.

    """
    if keyed(code_key(), site, names) != code:
        raise Refusal(
            Problem(Location("plug-ins"), "the plug-ins changed while the site was being built", "run the build again")
        )
    _find_in(site, _tops(names))
    loaded: list[Guarded] = []
    problems = []
    for name in names:
        try:
            loaded.append(_imported(site, name))
        except PluginError as failure:
            problems.append(failure.in_configuration(site))
    problems += [failure.in_configuration(site) for failure in _hidden(loaded)]
    if problems:
        raise Refusal(*problems)
    return Plugged(site, tuple(loaded))


def _imported(site: Path, name: str) -> Guarded:
    """Import a plug-in. Raises: PluginError."""
    module_name, _, attribute = name.partition(":")
    try:
        module = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plug-in can raise anything
        if isinstance(error, ModuleNotFoundError) and error.name and f"{module_name}.".startswith(f"{error.name}."):
            hint = "sitegen looks for it in the site's folder and then among the installed packages"
            raise PluginError(f"plug-in {name}: there is no module `{error.name}`", hint) from None
        raise PluginError(f"plug-in {name}: cannot be imported: {describe(error, site, name)}") from None
    if not hasattr(module, attribute):
        known = [key for key, value in vars(module).items() if isinstance(value, Plugin)]
        hint = nearest(attribute, known) if known else "define `plugin = Plugin(..)` in the module"
        raise PluginError(f"plug-in {name}: `{module_name}` has no `{attribute}`", hint)
    plugin = getattr(module, attribute)
    if not isinstance(plugin, Plugin):
        hint = "create it with `Plugin(..)` from `sitegen.plugins`"
        raise PluginError(f"plug-in {name}: the object is of type {type(plugin).__name__}, not Plugin", hint)
    _well_formed(name, plugin)
    return Guarded(name, site, plugin)


def _well_formed(name: str, plugin: Plugin) -> None:
    """Look whether the seams are what they should be, as far as that shows before they are used.

    Raises: PluginError.
    """
    shape = plugin.shape
    if shape is not None and not (
        callable(getattr(shape, "claims", None))
        and callable(getattr(shape, "parse", None))
        and isinstance(getattr(shape, "EXPECTED", None), str)
    ):
        raise PluginError(
            f"plug-in {name}: `shape` must have a string `EXPECTED` and the functions `claims` and `parse`"
        )
    for seam in ("paper", "check"):
        if getattr(plugin, seam) is not None and not callable(getattr(plugin, seam)):
            raise PluginError(f"plug-in {name}: `{seam}` must be a function")
    for seam in ("filters", "files"):
        table: object = getattr(plugin, seam)
        if not isinstance(table, Mapping) or not all(isinstance(key, str) and callable(table[key]) for key in table):
            raise PluginError(f"plug-in {name}: `{seam}` must be a dictionary of functions by name")
    if wrong := next((key for key in plugin.filters if not _FILTER.fullmatch(key)), None):
        raise PluginError(
            f"plug-in {name}: `{wrong}` is not a valid filter name", "use lower case letters, digits and `_`"
        )


_FILTER = re.compile(r"[a-z][a-z0-9_]*")


def _hidden(plugins: Iterable[Guarded]) -> list[PluginError]:
    """Name the filters and files that another plug-in has, and filters that would hide sitegen's."""
    failures = []
    owners: dict[tuple[str, str], str] = {}
    if any(one.plugin.filters for one in plugins):
        from sitegen.theme import environment  # noqa: PLC0415 - Jinja2 is slow to load
        from sitegen.theme import folder as theme  # noqa: PLC0415 - as Jinja2

        names = (*environment.JINJA_FILTERS, "e", *environment.own_filters(theme.EMPTY, "/"))
        owners = {("filter", name): "sitegen" for name in names}
    for one in plugins:
        for key in (*(("filter", name) for name in one.plugin.filters), *(("file", path) for path in one.plugin.files)):
            if key in owners:
                message = f"plug-in {one.name}: {owners[key]} already has a {key[0]} `{key[1]}`"
                failures.append(PluginError(message, "give it another name"))
            owners.setdefault(key, f"plug-in {one.name}")
    return failures


def _tops(names: Iterable[str]) -> list[str]:
    return sorted({top_of(name) for name in names})


def _own(site: Path, top: str) -> Path | None:
    """Return the package or module of a name in the site's folder, if there is one."""
    module = site / f"{top}.py"
    folder = site / top
    if (folder / "__init__.py").is_file() or (folder.is_dir() and not module.is_file()):
        return folder
    return module if module.is_file() else None


def _files(place: Path) -> list[Path]:
    """Return a module, or all files of a package: it may read those beside its code."""
    if not place.is_dir():
        return [place]
    found = (path for path in sorted(place.rglob("*")) if path.is_file())
    return [path for path in found if not any(_passed_over(part) for part in path.relative_to(place).parts)]


def _passed_over(name: str) -> bool:
    return name.startswith(".") or name.endswith("~") or name == "__pycache__"


@cache
def _installed(top: str) -> dict[str, bytes]:
    """Return the files of an installed package, or module, once: a process does not import it twice either."""
    try:
        spec = importlib.util.find_spec(top)
    except ValueError:  # of `__main__`
        spec = None
    if spec is None:
        return {}
    module = [spec.origin] if spec.origin and spec.has_location else []
    places = [Path(place) for place in spec.submodule_search_locations or module]
    return {str(file.relative_to(place.parent)): file.read_bytes() for place in places for file in _files(place)}


class _Loader(SourceFileLoader):
    """Compiles a module whenever it is imported.

    Python would keep what it compiled beside the source, in the site's folder, and does not see that a file was changed
    twice within a second.
    """

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


class _Finder(MetaPathFinder):
    """Finds a site's own plug-ins, and nothing else that lies in its folder."""

    def __init__(self, site: Path, tops: Iterable[str]) -> None:
        self.found: set[str] = set()
        self._site = site
        self._tops = {top for top in tops if _own(site, top)}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if top_of(fullname) not in self._tops:
            return None
        for folder in [str(self._site)] if path is None else path:
            if spec := FileFinder(folder, (_Loader, [".py"])).find_spec(fullname, target):
                self.found.add(fullname)
                return spec
        return None


def _find_in(site: Path, tops: Iterable[str]) -> None:
    """Have the plug-ins of a site found, and what was imported of it, or of another, forgotten."""
    for finder in [finder for finder in sys.meta_path if isinstance(finder, _Finder)]:
        sys.meta_path.remove(finder)
        for name in finder.found:
            sys.modules.pop(name, None)
    sys.meta_path.insert(0, _Finder(site, tops))
