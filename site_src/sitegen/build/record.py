"""The inputs of the keys of a build, and which of them changed since: why a target is made again.

A build saves its record in the cache: fingerprints of all inputs of keys, by the names that people use for them.
This module does not know how keys are made from them, or what a target consists of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.config.settings import values
from sitegen.hashing import SIZE, key_of
from sitegen.model import Date

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from sitegen.build.cache import Cache, Reading
    from sitegen.build.tasks import Task
    from sitegen.config import Config
    from sitegen.theme.folder import Theme

THEME = "theme.toml"
_SHORT = 8
"""Bytes that tell one state of a thing from the one before."""


class File(msgspec.Struct, frozen=True, array_like=True):
    """A content file."""

    key: bytes
    dates: tuple[Date, ...]
    """The days that it has digests of."""


class BuildRecord(msgspec.Struct, frozen=True):
    """What a site was made of."""

    site: str
    """The key of its manifest."""
    program: str
    menu: bytes
    """What the navigation names: free pages, and watch rules if there are any."""
    options: dict[str, str]
    """Values of the configuration as JSON."""
    templates: dict[str, bytes]
    assets: dict[str, bytes]
    files: dict[str, File]
    units: dict[str, bytes]
    """By name, what of their keys is their own, a fingerprint after the other: see `Task.own`."""


class Change(msgspec.Struct, frozen=True):
    """Something is not what it was."""

    what: str
    """`program`, `settings`, `navigation`, `templates`, `static files`, `content`, or `other days`."""
    name: str
    """Of the option, the template, the file; empty where there is but one."""
    how: str
    """In words, with the name."""


def of(
    site: str, program: str, config: Config, theme: Theme, readings: Mapping[str, Reading], tasks: Iterable[Task]
) -> BuildRecord:
    """Return the record of a site. `site` is the key of its manifest, `program` that of the code."""
    documents = [reading.document for reading in readings.values() if reading.document]
    files = {}
    for path, reading in readings.items():
        dates = {digest.outline.date for digest in reading.digests}
        if dates or reading.document:
            files[path] = File(bytes.fromhex(reading.key)[:_SHORT], tuple(sorted(dates)))
    flags = {f"{one.label}/{THEME}": _short((one.search, one.saved, one.folded)) for one in theme.folders}
    return BuildRecord(
        site,
        program,
        _short((sorted((one.title, one.slug) for one in documents if one.menu), bool(config.codes or config.watch))),
        {key: msgspec.json.encode(value).decode() for key, value in values(config, theme)},
        flags | {theme.file_of(name): _short(source) for name, source in _templates(theme)},
        {name: _short(data) for name, data in theme.assets.items()},
        files,
        {task.name: _cut(task.own) for task in tasks},
    )


def _templates(theme: Theme) -> Iterator[tuple[str, str]]:
    return ((f"{n}:{name}", source) for n, sources in enumerate(theme.templates) for name, source in sources.items())


def last(cache: Cache, site: str) -> BuildRecord | None:
    """Return the record of the build that made a site, given the key of its manifest; None if it is lost."""
    try:
        found = msgspec.msgpack.decode(cache.record() or b"", type=BuildRecord)
    except msgspec.MsgspecError:
        return None
    return found if found.site == site else None


class Concern(NamedTuple):
    """What a unit has to do with."""

    templates: frozenset[str]
    """The places of those that it is made with."""
    option: Callable[[str], bool]
    source: Callable[[str, Collection[Date]], bool]
    """Whether a content file is one that it is made of, given its path and the days that it has digests of."""
    static: bool
    """Whether it has to do with the theme's static files."""
    parted: bool
    """Whether its own part is two: of its digests, and of other days."""


def same(old: BuildRecord, new: BuildRecord) -> bool:
    """Whether nothing has changed: then the keys of all units are what they were."""
    return msgspec.structs.replace(old, units={}) == msgspec.structs.replace(new, units={})


def changes(old: BuildRecord, new: BuildRecord, name: str, own: bytes, concern: Concern) -> list[Change]:
    """Say what of a unit's key is not what it was; `own` is the `Task.own` of now, or empty if that is not known."""
    found = []
    if old.program != new.program:
        found.append(Change("program", "", "the version of sitegen, Python or a library has changed"))
    for key in {**old.options, **new.options}:
        before, after = old.options.get(key, "nothing"), new.options.get(key, "nothing")
        if before != after and concern.option(key):
            found.append(Change("settings", key, f"`{key}` was {before} and is now {after}"))
    if old.menu != new.menu:
        found.append(Change("navigation", "", "the entries of the navigation have changed"))
    bare = {_bare(place) for place in concern.templates}
    found += [
        Change("templates", place, f"{place} {how}")
        for place, how in _differences(old.templates, new.templates)
        if _bare(place) in bare or place.endswith(f"/{THEME}")  # one that is gone may have come before another
    ]
    if concern.static:
        found += [
            Change("static files", file, f"the theme's {file} {how}")
            for file, how in _differences(old.assets, new.assets)
        ]
    more = _own(old, new, name, _cut(own), concern) if own else []
    if found and not concern.parted:  # options are in its own part, too: what they explain is no doing of other days
        more = [change for change in more if change.what != "other days"]
    return found + more


def _bare(place: str) -> str:
    return place.rpartition("/templates/")[2]


def _own(old: BuildRecord, new: BuildRecord, name: str, after: bytes, concern: Concern) -> list[Change]:
    """Say what has changed of a unit's own parts. A day's first is of its digests, and its second of other days."""
    before = old.units.get(name, b"")
    if before == after:
        return []
    content = [
        Change("content", path, f"{path} {how}")
        for path, how in _differences(old.files, new.files)
        if concern.source(path, {*_dates(old, path), *_dates(new, path)})
    ]
    if not concern.parted:
        return content or [Change("other days", "", "the content of other days has changed")]
    found = content if before[:_SHORT] != after[:_SHORT] else []
    if before[_SHORT:] != after[_SHORT:]:
        found.append(Change("other days", "", "the other days that list its papers, or the texts there, have changed"))
    return found


def _dates(made: BuildRecord, path: str) -> tuple[Date, ...]:
    return made.files[path].dates if path in made.files else ()


def _differences(old: Mapping[str, object], new: Mapping[str, object]) -> list[tuple[str, str]]:
    return [
        (name, "has been removed" if name not in new else "has been added" if name not in old else "has changed")
        for name in sorted({**old, **new})
        if old.get(name) != new.get(name)
    ]


def _short(value: object) -> bytes:
    return bytes.fromhex(key_of(value))[:_SHORT]


def _cut(own: bytes) -> bytes:
    return b"".join([own[n : n + _SHORT] for n in range(0, len(own), SIZE)])
