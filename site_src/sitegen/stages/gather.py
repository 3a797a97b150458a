"""Outlines of all digests in, the archive out: the order of days, neighbours, one paper on many days.

Works on what `Outline` holds, a few bytes a paper, so that it can always run over the whole archive: that is what
makes neighbours and repeats come out right however little was read anew.
This module does not know of files' texts or of pages; spellings of a category that have one address are one category.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from sitegen.model import Appearance, Archive, Day
from sitegen.permalinks import slug
from sitegen.problems import Location, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.model import Outline


def gather(outlines: Iterable[Outline]) -> tuple[Archive, list[Problem]]:
    """Put the digests in order: days oldest first; in a day by category, then by path and line."""
    ordered = sorted(outlines, key=lambda o: (o.date, slug(o.category), o.path, o.line))
    counts = Counter(paper.id for outline in ordered for paper in outline.papers)
    appearances = _repeated(ordered, counts)
    grouped = [(date, tuple(group)) for date, group in groupby(ordered, key=attrgetter("date"))]
    dates = [None, *(date for date, _ in grouped), None]
    days = []
    for n, (date, digests) in enumerate(grouped):
        elsewhere = {
            paper.id: appearances[paper.id] for digest in digests for paper in digest.papers if paper.id in appearances
        }
        days.append(Day(date, digests, elsewhere, dates[n], dates[n + 2]))
    categories = sorted({o.category for o in ordered if o.category}, key=lambda name: (name.lower(), name))
    return Archive(tuple(days), tuple(categories), len(counts)), _doubles(grouped)


def _repeated(outlines: list[Outline], counts: Counter[str]) -> dict[str, tuple[Appearance, ...]]:
    if len(counts) == counts.total():
        return {}
    found: dict[str, list[Appearance]] = defaultdict(list)
    for outline in outlines:
        for paper in outline.papers:
            if counts[paper.id] > 1 and not _stands(found[paper.id], outline):
                found[paper.id].append(Appearance(outline.date, outline.category, paper.number))
    return {id_: tuple(places) for id_, places in found.items()}


def _stands(places: list[Appearance], outline: Outline) -> bool:
    """Whether another digest of the same day and category has the paper: `_doubles` warns of it."""
    key = slug(outline.category)
    return any(place.date == outline.date and slug(place.category) == key for place in places)


def _doubles(days: list[tuple[object, tuple[Outline, ...]]]) -> list[Problem]:
    """Warn of papers that two digests of one day and category both hold: most likely a copied file."""
    problems = []
    for date, digests in days:
        for category, group in groupby(digests, key=lambda o: slug(o.category)):
            first, *others = group
            seen = {paper.id: f"{first.path}:{paper.line}" for paper in first.papers}
            for other in others:
                twice = [paper for paper in other.papers if paper.id in seen]
                if twice:
                    paper = twice[0]
                    message = (
                        f"paper {paper.id} stands at {seen[paper.id]} as well, on the same day and in the same "
                        f"category ({date}, {category or 'none'}; {len(twice)} papers of this digest do): listed once"
                    )
                    where = Location(other.path, paper.line)
                    problems.append(Problem(where, message, "delete one of them", severity=Severity.WARNING))
                seen |= {paper.id: f"{other.path}:{paper.line}" for paper in other.papers if paper.id not in seen}
    return problems
