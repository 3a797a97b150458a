"""A page's address in; what it is made of, by what, and whether and why a build would make it again, out.

    known.look ─ meant.files_of ─ explain ─ text

Nothing is written but pieces into the cache, which the next build finds there.
This module does not know how anything is made, or who prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.build.record import Change
from sitegen.config.settings import Setting, toml
from sitegen.content import parse, read
from sitegen.inspect.meant import owner
from sitegen.inspect.reasons import concern, day_of, paper_of, verdict
from sitegen.model import Date
from sitegen.pages.base import Supplies
from sitegen.pages.kinds import kind_of
from sitegen.problems import counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sitegen.inspect.known import Known
    from sitegen.pages.base import Target

_SHOWN = 12
"""Rows of one kind that are shown to people."""


class Source(msgspec.Struct, frozen=True):
    """A place in the content that a page is made of."""

    place: str
    """`content/2020/07/2020-07-22.md:12`"""
    what: str
    shape: str
    """The shape that read it; empty for a free page."""


class Explanation(msgspec.Struct, frozen=True):
    """A file of the site, explained."""

    address: str
    """With the base path."""
    file: str
    """In the output folder."""
    unit: str
    """What makes it, with others, as a whole."""
    sources: tuple[Source, ...]
    """What it takes texts from."""
    days: tuple[Date, ...]
    """Days that it counts or lists, oldest first."""
    templates: tuple[str, ...]
    """The page's own, and those that it includes or extends."""
    options: tuple[Setting, ...]
    """Those that its key is made of."""
    key: str
    """The unit's, in the next build; empty if only a build can compute it."""
    again: bool
    """Whether a build would make it."""
    reasons: tuple[Change, ...]


def explain(known: Known, file: str, settings: Iterable[Setting]) -> Explanation:
    """Explain a file of the site; `settings` are all options.

    Raises:
        Refusal: a digest was written meanwhile.

    """
    name = owner(known, file)
    target, theme = known.plan.targets[name], known.context.theme
    template = _template(known, target, file)
    own = [theme.file_of(name) for name in theme.sources(template)] if template else []
    key, again, reasons = verdict(known, name, file)
    its = concern(known, target)
    return Explanation(
        address=known.address(file),
        file=file,
        unit=name,
        sources=tuple(_sources(known, target, file)),
        days=tuple(kind_of(target).dates(target, known.plan.archive)),
        templates=tuple(own),
        options=tuple(setting for setting in settings if its.option(setting.name)),
        key=key,
        again=again,
        reasons=tuple(reasons),
    )


def fields(explanation: Explanation) -> dict[str, object]:
    """Return an explanation as plain data."""
    options = [{"key": one.name, "value": one.value, "origin": one.origin} for one in explanation.options]
    return {**msgspec.structs.asdict(explanation), "options": options}


def text(explanation: Explanation, output: Path) -> str:
    """Write an explanation for people."""
    sources = [f"{s.place}  {s.what}{f' ({s.shape})' if s.shape else ''}" for s in explanation.sources]
    days = [str(date) for date in explanation.days]
    if len(days) > _SHOWN:
        days = [f"{days[0]} to {days[-1]}, {len(days):,} days"]
    state = "rebuilds it" if explanation.again else "keeps it"
    reasons = [reason.how for reason in explanation.reasons] or ["none of its inputs has changed"]
    rows = {
        "file": [f"{output}/{explanation.file}"],
        "unit": [explanation.unit],
        "sources": _some(sources),
        "days": days,
        "template": list(explanation.templates),
        "options": toml(explanation.options).split("\n"),
        "key": [explanation.key or "known only after a build"],
        "build": [f"{state}: {reasons[0]}", *_some(reasons[1:])],
    }
    lines = [explanation.address]
    for label, values in rows.items():
        lines += [f"  {label if not n else '':10}{value}" for n, value in enumerate(values)]
    return "\n".join(lines)


def _some(rows: list[str]) -> list[str]:
    return rows if len(rows) <= _SHOWN else [*rows[:_SHOWN], f"and {len(rows) - _SHOWN:,} more"]


def _template(known: Known, target: Target, file: str) -> str:
    """Name the template of a page; empty for other files."""
    names = list(kind_of(target).templates)
    if not names or not file.endswith(".html"):
        return ""
    return names[-1] if paper_of(known, target, file) else names[0]


def _sources(known: Known, target: Target, file: str) -> list[Source]:
    """Return the places that a file takes texts from: of a paper, all its appearances."""
    kind, listings = kind_of(target), known.plan.archive.listings
    if path := kind.source(target):
        return [Source(path, kind.title.removeprefix("a "), "")]
    id_, own = paper_of(known, target, file), day_of(target)
    if own and id_:
        dates = {place.date for place in own.elsewhere.get(id_, ())}
        places = [
            (outline, paper.line, f"paper {paper.number} of the digest at line {outline.line}: ")
            for day in known.plan.archive.days
            if day.date in dates or day == own
            for outline in day.digests
            for paper in listings[outline]
            if paper.id == id_
        ]
    else:
        days = [texts.day for texts in kind.texts(target, Supplies())]
        if not days and target.of_day:
            days = [day for day in known.plan.archive.days if day.date == target.of_day]
        digests = [outline for day in days for outline in day.digests]
        places = [(o, o.line, f"digest of {counted(len(listings[o]), 'paper')}: ") for o in digests]
    shapes = {path: _shape(known, path) for path in sorted({outline.path for outline, _, _ in places})}
    return [
        Source(f"{o.path}:{line}", f"{what}{', '.join(filter(None, (o.category, str(o.date))))}", shapes[o.path])
        for o, line, what in places
    ]


def _shape(known: Known, path: str) -> str:
    source, _ = read.load(known.context.folder, path, known.config.content.max_bytes)
    return parse.shape_of(source, known.context.plugged) if source else ""
