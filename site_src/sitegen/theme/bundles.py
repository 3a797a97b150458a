"""The scripts of a theme in, those that are published out: each with all that it imports in one file.

A script is published unless another one imports it; one that a template names, or that another fetches when it is
needed (a worker, `import("./x.js")`), is published in any case. In a bundle, the modules stand in the order in which a
browser would run them, each in a function of its own:

    const m1=(()=>{..;return{a,b}})();
    (()=>{const{a,b:c}=m1;..})();

This module does not know themes or templates.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from sitegen.problems import Location, Problem, Refusal, in_order, nearest
from sitegen.theme import modules, tokens
from sitegen.theme.modules import Module

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sitegen.theme.folder import StaticFile
    from sitegen.theme.modules import Import


class _Part(msgspec.Struct, frozen=True):
    """A script that has been read."""

    path: str
    place: str
    text: str
    module: Module

    def problem(self, at: int, message: str, hint: str) -> Problem:
        """Return a fault at a token."""
        return _problem(self.place, self.text, self.module.tokens[at].at, message, hint)

    def resolved(self, name: str) -> str:
        """Return the path of a file that the script names."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), name))


@lru_cache(maxsize=4)
def publish(scripts: tuple[StaticFile, ...], named: frozenset[str]) -> dict[str, bytes]:
    """Return the scripts to publish, by their paths; `named` are those that templates name.

    The result is remembered: a preview asks again whenever anything has changed.

    Raises:
        Refusal: a script is not valid, or says what a bundle cannot say.

    """
    parts = _read(scripts)
    imported = {part.resolved(one.file) for part in parts.values() for one in part.module.imports}
    problems = [problem for part in parts.values() for problem in _problems(part, parts, imported)]
    if problems:
        raise Refusal(*in_order(problems))
    orders = {path: _order(path, parts) for path in parts}
    fetched = {part.resolved(file) for part in parts.values() for file in part.module.fetched}
    entries = (path for path in parts if path not in imported or path in named or path in fetched)
    return {path: _bundle(orders[path], parts).encode() for path in entries}


def _read(scripts: Iterable[StaticFile]) -> dict[str, _Part]:
    parts, problems = {}, []
    for script in scripts:
        try:
            text = script.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = f"byte {error.start} is not valid UTF-8"
            problems.append(Problem(Location(script.place), message, "save the file as UTF-8"))
            continue
        try:
            parts[script.path] = _Part(script.path, script.place, text, modules.read(text))
        except tokens.Fault as fault:
            problems.append(_problem(script.place, text, fault.at, fault.message, fault.hint))
    if problems:
        raise Refusal(*in_order(problems))
    return parts


def _problem(place: str, text: str, at: int, message: str, hint: str) -> Problem:
    before = text[:at].split("\n")
    excerpt = text.split("\n")[len(before) - 1].rstrip("\r")
    return Problem(Location(place, len(before), len(before[-1]) + 1), message, hint, excerpt)


def _problems(part: _Part, parts: Mapping[str, _Part], imported: Collection[str]) -> Iterator[Problem]:
    """Yield what is wrong with a script if it is in a bundle with others: alone, it is published as it is."""
    module = part.module
    if module.binds or part.path in imported:
        yield from (part.problem(*fault) for fault in module.faults)
    for one in module.imports:
        path = part.resolved(one.file)
        if not one.file.startswith(("./", "../")):
            hint = "copy it into `static/`, and import it by its place, which begins with `./` or `../`"
            yield part.problem(one.at, f"the script imports `{one.file}`, which is not a file of the theme", hint)
        elif path not in parts:
            message = f"the script imports `{path}`, which is not a script of the theme"
            yield part.problem(one.at, message, nearest(path, parts))
        else:
            known = parts[path].module
            exported = known.exports.keys() | {name for other in known.imports for name in other.again}
            for name in sorted({*one.names.values(), *one.again.values()} - exported):
                hint = nearest(name, exported) if exported else "it exports nothing"
                yield part.problem(one.at, f"the script imports `{name}`, which `{path}` does not export", hint)


def _order(entry: str, parts: Mapping[str, _Part]) -> list[str]:
    """Return what an entry imports, in the order in which it runs, and last the entry."""
    order: dict[str, None] = {}

    def visit(path: str, above: tuple[str, ...]) -> None:
        part = parts[path]
        for one in part.module.imports:
            other = part.resolved(one.file)
            if other in (*above, path):
                chain = ", ".join(f"`{name}`" for name in (*above, path)[(*above, path).index(other) :])
                hint = "move what both need into another script"
                raise Refusal(part.problem(one.at, f"scripts import one another in a circle: {chain}", hint))
            if other not in order:
                visit(other, (*above, path))
        order[path] = None

    visit(entry, ())
    return list(order)


def _bundle(order: list[str], parts: Mapping[str, _Part]) -> str:
    *_, entry = order
    if len(order) == 1:
        return tokens.written(parts[entry].module.tokens)
    prefix = "m"
    while any(re.search(rf"\b{prefix}\d", parts[path].text) for path in order):
        prefix += "m"
    names = {path: f"{prefix}{n}" for n, path in enumerate(order, 1)}
    bundle = "".join(_wrapped(parts[path], names, entry) for path in order)
    exported = sorted(_exported(parts[entry], names))
    if exported:
        own = names[entry]
        bundle += f"const{{{','.join(f'{name}:{own}_{name}' for name in exported)}}}={own};"
        bundle += f"export{{{','.join(f'{own}_{name} as {name}' for name in exported)}}};\n"
    return bundle


def _wrapped(part: _Part, names: Mapping[str, str], entry: str) -> str:
    """Write a module as a function that is called: its result is what the module exports."""
    module = part.module
    head = "".join(_bound(one, names[part.resolved(one.file)]) for one in module.imports)
    exported = _exported(part, names)
    foot = f"\nreturn{{{','.join(_pair(name, value) for name, value in sorted(exported.items()))}}}" if exported else ""
    given = f"const {names[part.path]}=" if exported else ""
    begin, end = ("await(async()=>{", "})()") if module.waits else ("(()=>{", "})()")
    return f"{given}{begin}{head}{_body(part, entry).lstrip(';')}{foot}{end};\n"


def _bound(one: Import, other: str) -> str:
    pairs = ",".join(_pair(theirs, own) for own, theirs in one.names.items())
    return (f"const{{{pairs}}}={other};" if pairs else "") + (f"const {one.whole}={other};" if one.whole else "")


def _pair(name: str, value: str) -> str:
    return name if name == value else f"{name}:{value}"


def _exported(part: _Part, names: Mapping[str, str]) -> dict[str, str]:
    """Return what a module exports, by its names for others: an expression within the module."""
    module = part.module
    again = {new: f"{names[part.resolved(one.file)]}.{old}" for one in module.imports for new, old in one.again.items()}
    return {**module.exports, **again}


def _body(part: _Part, entry: str) -> str:
    """Write what is left of a module in the bundle of an entry, where files have other places."""
    module, folder = part.module, posixpath.dirname(entry) or "."
    here = f'new URL("{posixpath.relpath(part.path, folder)}",import.meta.url).href'
    changed = dict(module.removed)
    if part.path != entry:
        changed |= {at: modules.ITSELF.sub(here, module.tokens[at].text) for at in module.itself}
    for at, file in module.later.items():
        if file.startswith(("./", "../")):
            changed[at] = f'"./{posixpath.relpath(part.resolved(file), folder)}"'
    return tokens.written(token._replace(text=changed.get(at, token.text)) for at, token in enumerate(module.tokens))
