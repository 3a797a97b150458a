"""A site's folder in, what `sitegen stats` tells of it out: the ledger, its age, and the sizes of the last build.

What a build has read is not read again, and nothing is written. This module asks no clock and does not print.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from sitegen import plugins
from sitegen.build import site_plan
from sitegen.model import Date, Ledger
from sitegen.output.manifest import load_manifest
from sitegen.problems import Location, Problem, counted, in_order
from sitegen.theme import folder as themes
from sitegen.versions import code_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitegen.build.cache import Cache
    from sitegen.config import Config
    from sitegen.model import Finding, Period


class Size(msgspec.Struct, frozen=True):
    """What a build made of one kind."""

    kind: str
    """`day`, `month`, `index`, ..: the kind of its units."""
    files: int
    bytes: int


class Stats(msgspec.Struct, frozen=True):
    """What is to be told of an archive."""

    ledger: Ledger
    problems: tuple[Problem, ...]
    """Of the content, as a build reports them."""
    sizes: tuple[Size, ...]
    """Of the output folder, the largest first; none before the first build."""


def stats(site: Path, config: Config, output: Path, cache: Cache, jobs: int) -> Stats:
    """Look through the site in the folder `site` and its output folder.

    Raises:
        Refusal: the theme is faulty.

    """
    code = plugins.keyed(code_key(), site, config.plugins)
    look = site_plan.look(site, config, themes.of(site, config), cache, code, jobs=jobs)
    return Stats(look.plan.ledger, in_order([*look.unread, *look.plan.problems]), _sizes(output))


def _sizes(output: Path) -> tuple[Size, ...]:
    manifest, _ = load_manifest(output)
    kinds: defaultdict[str, list[int]] = defaultdict(list)
    for name, unit in manifest.units.items():
        kinds[name.partition("/")[0]] += [file.size for file in unit.files.values()]
    sizes = [Size(kind, len(files), sum(files)) for kind, files in kinds.items()]
    return tuple(sorted(sizes, key=lambda size: (-size.bytes, size.kind)))


def drawn(found: Stats, output: Path, today: Date) -> Iterator[str]:
    """Write it in lines, as people read them."""
    ledger = found.ledger
    yield (
        f"{counted(ledger.papers, 'paper')} in {counted(ledger.digests, 'digest')}, "
        f"read from {counted(ledger.files, 'file')}"
    )
    if ledger.newest:
        yield f"newest day: {ledger.newest}, {counted((today - ledger.newest).days, 'day')} ago"
    yield "days: " + ", ".join(f"{count:,} {state}" for state, count in ledger.states.items())
    noted = f", {ledger.noted:,} noted" if ledger.noted else ""
    yield f"lines: {ledger.dropped:,} dropped, {ledger.odd:,} odd{noted}; headings of papers: {ledger.headings:,}"
    for finding in ledger.findings:
        yield f"{Location(finding.path, finding.line)}: {finding.state}: {_named(finding)}{finding.message}"
    for line in ledger.lines:
        kind = "dropped" if line.dropped else "noted" if line.noted else "odd"
        yield f"{Location(line.path, line.line, line.column)}: {kind}: {line.message}"
    yield from _growth(ledger.years)
    if found.sizes:
        yield f"{output}: {_size(sum(s.files for s in found.sizes), sum(s.bytes for s in found.sizes))}"
        yield from (f"  {size.kind:10} {_size(size.files, size.bytes)}" for size in found.sizes)


def _named(finding: Finding) -> str:
    """Name the day where the message does not."""
    return "" if finding.before else f"{finding.days[0]}: "


def _growth(years: tuple[Period, ...]) -> Iterator[str]:
    if not years:
        return
    rates = [year.papers / year.days for year in years]
    changes = ["", *(f" ({100 * new / old - 100:+.0f} %)" if old else "" for old, new in pairwise(rates))]
    yield "papers by year:"
    for year, rate, change in zip(years, rates, changes, strict=True):
        yield f"  {year.start.year:04} {year.papers:9,} on {counted(year.days, 'day')}, {rate:.0f} a day{change}"


def _size(files: int, size: int) -> str:
    return f"{counted(files, 'file')}, {size / 1000:,.0f} kB"
