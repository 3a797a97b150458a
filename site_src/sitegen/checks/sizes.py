"""A built site, weighed: how much is of each day, what grows with the days, and what does not.

In: a folder's manifest and the sizes of its files. Out: the `Sizes` that hosts' limits are compared with.
This module does not know the limits.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from sitegen.archive.plausible import implausible
from sitegen.checks.folder import Folder, readable
from sitegen.hosts.capacity import Large, Sizes, Weight
from sitegen.hosts.limits import Measure
from sitegen.output.manifest import MANIFEST, Manifest
from sitegen.pages.kinds import day_named, kind_named
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sitegen.model import Date
    from sitegen.output.manifest import Made


def _grows(name: str) -> bool:
    """Whether the files of a target grow with the number of papers."""
    kind = kind_named(name)
    return kind is not None and kind.grows


def weigh(manifest: Manifest, folder: Folder, output: Path) -> Sizes:
    """Weigh the site: by day, what grows with the days, and what does not."""
    days: dict[Date, Weight] = {}
    papers: dict[Date, Weight] = {}
    ids: defaultdict[Date, list[str]] = defaultdict(list)
    growing = lasting = index = Weight()
    left = dict(folder.sizes)
    for name, made in manifest.units.items():
        date = day_named(name)
        own = permalinks.day(date)[1:] if date else ""
        weight, pages = _weigh_unit(made, own, left)
        if date:
            ids[date] += [path.split("/")[-2] for path in made.files if not path.startswith(own)]
            days[date] = days.get(date, Weight()).plus(weight)
            papers[date] = papers.get(date, Weight()).plus(pages)
        elif _grows(name):
            growing = growing.plus(weight)
            index = weight if name == "index" else index
        else:
            lasting = lasting.plus(weight)
    wrong = implausible([(date, ids[date]) for date in sorted(days)])
    for date in wrong:
        lasting = lasting.plus(days.pop(date)).plus(papers.pop(date))
    growing = growing.plus(Weight(left.pop(MANIFEST, 0), 1))
    for size in left.values():
        lasting = lasting.plus(Weight(size, 1))
    lunr = folder.sizes.get(permalinks.SEARCH_LUNR[1:], 0)
    fullest, entries, arrivals = _fullest(manifest, folder.sizes)
    arrivals = {date: came for date, came in arrivals.items() if date not in wrong}
    whole = [made for name, made in manifest.units.items() if _grows(name)]
    largest = tuple(
        Large(readable(path), size, any(path in made.files for made in whole))
        for path, size in heapq.nlargest(2, folder.sizes.items(), key=lambda item: (item[1], item[0]))
    )
    return Sizes(
        days=days,
        papers=papers,
        growing=growing,
        lasting=lasting,
        index=index,
        lunr=Weight(lunr, 1) if lunr else Weight(),
        largest=largest,
        fullest=readable(fullest),
        entries=entries,
        arrivals=arrivals,
        rules={
            Measure.REDIRECTS: _rules(output / "_redirects", r"(?!#)\S+\s+\S+"),
            Measure.HEADERS: _rules(output / "_headers", r"(?!#)\S"),
        },
    )


def _weigh_unit(made: Made, own: str, left: dict[str, int]) -> tuple[Weight, Weight]:
    """Take the files of a unit from those that are left; return the weight of the unit, and of its papers' pages.

    All files of a day but those below `own` are pages of papers.
    """
    weights = [Weight(), Weight()]
    for path in made.files:
        size = left.pop(path, None)
        if size is not None:
            page = bool(own) and not path.startswith(own)
            weights[page] = weights[page].plus(Weight(size, 1, path.endswith("/index.html")))
    return weights[0], weights[1]


def _fullest(manifest: Manifest, sizes: Iterable[str]) -> tuple[str, int, dict[Date, int]]:
    """Return the folder with the most entries, how many those are, and which days they came with."""
    counts: Counter[str] = Counter()
    known: set[str] = set()
    for path in sizes:
        while path:
            above, _, _ = path.rpartition("/")
            counts[above] += 1
            if not above or above in known:
                break
            known.add(above)
            path = above  # noqa: PLW2901
    if not counts:
        return "", 0, {}
    folder, entries = min(counts.items(), key=lambda item: (-item[1], item[0]))
    start = f"{folder}/" if folder else ""
    arrivals: dict[Date, int] = {}
    for name, made in manifest.units.items():
        if (date := day_named(name)) and (
            came := {path[len(start) :].partition("/")[0] for path in made.files if path.startswith(start)}
        ):
            arrivals[date] = arrivals.get(date, 0) + len(came)
    return folder, entries, arrivals


def _rules(file: Path, pattern: str) -> int:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return sum(bool(re.match(pattern, line)) for line in text.splitlines())
