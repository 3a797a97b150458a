"""Outlines of all digests in, the archive out: the order of days, neighbours, repeats, what folds, what is wrong.

Works on what `Outline` holds, a few bytes a paper, so that it can always run over the whole archive: that is what
makes neighbours and repeats come out right however little was read anew.
This module does not know of files' texts or of pages; spellings of a category that have one address are one category.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import msgspec

from sitegen.archive.plausible import reasons
from sitegen.hashing import fingerprint, key_of
from sitegen.model import WORDING, Appearance, Archive, Day, Revision
from sitegen.problems import Location, Problem, Severity
from sitegen.urls import permalinks
from sitegen.urls.folding import folded
from sitegen.urls.permalinks import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sitegen.model import Contents, Date, Outline


PRECISIONS = ("day", "week", "month", "year")
"""Spans that a day's page may be of, the shortest first."""
REPEATED = 0.5
"""The share of its papers that a digest must have from the one before, in the middle, to be a snapshot."""


def gather(contents: Iterable[Contents], fold_after: str = "") -> tuple[Archive, list[Problem]]:
    """Put the digests in order: days oldest first; in a day by category, then by topic as they come, path and line.

    `fold_after` is the option `papers.fold_after`.
    """
    fresh, carried = _snapshots(list(contents))
    ordered = _in_order(fresh)
    counts = Counter(paper.id for digest in ordered for paper in digest.papers)
    appearances, wordings = _repeated(ordered, counts)
    grouped = [(date, tuple(group)) for date, group in groupby(ordered, key=lambda c: c.outline.date)]
    dates = [None, *(date for date, _ in grouped), None]
    wrong = reasons([(date, [id_ for digest in group for id_ in _judging(digest)]) for date, group in grouped])
    last = next((folded(fold_after, date) for date, _ in reversed(grouped) if date not in wrong), None)
    days = []
    for n, (date, digests) in enumerate(grouped):
        ids = {paper.id: None for digest in digests for paper in digest.papers}
        elsewhere = {id_: appearances[id_] for id_ in ids if id_ in appearances} if appearances else {}
        outlines = tuple(d.outline for d in digests)
        repeated = {id_: day for id_, day in carried.get(date, {}).items() if id_ not in ids}
        newest = (appearances[id_][-1].date if id_ in appearances else day for id_, day in repeated.items())
        before = _newest_folded({date, *newest, *(places[-1].date for places in elsewhere.values())}, last)
        precision = min((outline.precision for outline in outlines), key=PRECISIONS.index)
        days.append(Day(date, outlines, elsewhere, dates[n], dates[n + 2], len(ids), before, repeated, precision))
    labels = {digest.outline: tuple([digest.labels[n] for n in digest.labelled]) for digest in ordered if digest.labels}
    names = {digest.outline.category for digest in ordered} - {""}
    labelled = (digest.labels[n] for digest in ordered if digest.labels for n in set(digest.labelled))
    of_papers = {name for one in labelled for name in one.categories} - names
    names |= {name for name in of_papers if permalinks.is_free(slug(name))}
    categories = sorted(names, key=lambda name: (name.lower(), name))
    listings = {digest.outline: digest.papers for digest in ordered}
    key = fingerprint("".join(digest.key for digest in ordered).encode()).hex()
    last_day = max((day.date for day in days if day.folds), default=None)
    archive = Archive(
        tuple(days),
        tuple(categories),
        len(counts),
        listings,
        key,
        wordings,
        last_day,
        labels,
        frozenset(wrong),
    )
    return archive, [*_doubles(ordered), *_implausible(days, wrong)]


def _judging(digest: Contents) -> Iterator[str]:
    """Yield the ids that tell whether the day of a digest can be right: none where papers stand on their own dates.

    A paper may have been submitted weeks before arXiv gave it an id.
    """
    recipe = digest.outline.recipe
    return iter(()) if recipe and recipe.own_date else (paper.id for paper in digest.papers)


def _in_order(contents: Iterable[Contents]) -> list[Contents]:
    """Sort the digests, and leave out those that only repeat what others say of the same day."""
    ordered = sorted(contents, key=lambda c: (c.outline.date, slug(c.outline.category), c.outline.path, c.at))
    result: list[Contents] = []
    for _, group in groupby(ordered, key=lambda c: (c.outline.date, slug(c.outline.category))):
        topics: dict[str, list[Contents]] = {}
        for digest in group:
            topics.setdefault(digest.outline.topic, []).append(digest)
        for several in topics.values():
            result += several if len(several) == 1 else _telling(several)
    return result


def _telling(digests: Sequence[Contents]) -> Iterator[Contents]:
    """Yield the digests of a day and a topic that add to those before: a paper, or more on one."""
    told: dict[str, int] = {}
    for n, digest in enumerate(digests):
        if digest.outline.recipe is None:
            yield digest  # of a shape whose repeats are faults: `_doubles` names them
            continue
        more = {
            paper.id: much
            for paper, much in zip(digest.papers, digest.fullness, strict=True)
            if much > told.get(paper.id, -1)
        }
        if more or not n:
            yield digest
        told |= more


def _snapshots(contents: list[Contents]) -> tuple[list[Contents], dict[Date, dict[str, Date]]]:
    """Part what digests list anew from what they repeat of the one before, where they repeat most of it.

    Returns the digests with what is new in them, and by day the papers that are carried over, with the days that list
    them.
    """
    series: dict[str, dict[Date, list[Contents]]] = defaultdict(lambda: defaultdict(list))
    for digest in contents:
        recipe = digest.outline.recipe
        if digest.series and recipe and not recipe.own_date:
            series[digest.series][digest.outline.date].append(digest)
    fresh: dict[Outline, Contents] = {}
    carried: dict[Date, dict[str, Date]] = defaultdict(dict)
    for days in series.values():
        ids = {date: {paper.id for digest in days[date] for paper in digest.papers} for date in sorted(days)}
        full = [date for date in ids if ids[date]]
        shares = sorted(len(ids[one] & ids[two]) / len(ids[two]) for one, two in pairwise(full))
        if not shares or shares[len(shares) // 2] < REPEATED:
            continue
        listed: dict[str, Date] = {}
        before: set[str] = set()
        for date, here in ids.items():
            old = {id_ for id_ in here if id_ in before}
            carried[date] |= {id_: listed[id_] for id_ in sorted(old)}
            listed |= dict.fromkeys(here - old, date)
            before = here or before
            for digest in days[date] if old else ():
                fresh[digest.outline] = _without(digest, old)
    return [fresh.get(digest.outline, digest) for digest in contents] if fresh else contents, carried


def _without(digest: Contents, ids: set[str]) -> Contents:
    """Leave some papers out of a digest."""
    left = [n for n, paper in enumerate(digest.papers) if paper.id not in ids]
    return msgspec.structs.replace(
        digest,
        papers=tuple(digest.papers[n] for n in left),
        wordings=b"".join([digest.wordings[n * WORDING : (n + 1) * WORDING] for n in left]),
        fullness=tuple(digest.fullness[n] for n in left),
        labelled=tuple(digest.labelled[n] for n in left) if digest.labels else (),
        key=key_of(digest.key, sorted(ids)),
    )


def _implausible(days: Iterable[Day], wrong: Mapping[Date, str]) -> Iterator[Problem]:
    """Warn of days that cannot be right, at the first of their digests."""
    hint = "correct the date; until then, the home page, the feeds and the check for missing days leave this day out"
    for day in days:
        if day.date in wrong:
            where = Location(day.digests[0].path, day.digests[0].line)
            message = f"the date of this digest is implausible: {wrong[day.date]}"
            yield Problem(where, message, hint, severity=Severity.WARNING)


def _newest_folded(newest: Iterable[Date], last: Date | None) -> Date | None:
    """Return the newest of the newest days of a day's papers that is not after the last that folds."""
    return max((day for day in newest if day <= last), default=None) if last else None


def _repeated(
    digests: list[Contents], counts: Counter[str]
) -> tuple[dict[str, tuple[Appearance, ...]], dict[str, tuple[Revision, ...]]]:
    """Return all appearances of the papers that have several, and the wordings of those whose text changed."""
    if len(counts) == counts.total():
        return {}, {}
    found: dict[str, list[Appearance]] = defaultdict(list)
    wordings: dict[str, list[Revision]] = defaultdict(list)
    for digest in digests:
        outline = digest.outline
        for n, paper in enumerate(digest.papers):
            if counts[paper.id] > 1 and not _stands(found[paper.id], outline):
                place = Appearance(outline.date, outline.category, paper.number, outline.topic)
                if digest.labels:
                    label = digest.labels[digest.labelled[n]]
                    place = msgspec.structs.replace(place, status=label.status, version=label.version)
                found[paper.id].append(place)
                text = digest.wordings[n * WORDING : (n + 1) * WORDING]
                wordings[paper.id].append(Revision(outline.path, outline.line, text, outline.name, outline.recipe))
    return (
        {id_: tuple(places) for id_, places in found.items()},
        {id_: tuple(texts) for id_, texts in wordings.items() if len({wording.text for wording in texts}) > 1},
    )


def _stands(places: list[Appearance], outline: Outline) -> bool:
    """Whether another digest of the same day, category and topic has the paper: see `_doubles`."""
    key = slug(outline.category), outline.topic
    return any(place.date == outline.date and (slug(place.category), place.topic) == key for place in places)


def _doubles(digests: list[Contents]) -> list[Problem]:
    """Warn of papers that two digests of one day and category both hold: most likely a copied file.

    Digests of other shapes are joined: there, a table beside its source, or a paper under two topics, is normal.
    """
    problems = []
    own = [digest for digest in digests if not digest.outline.recipe and not digest.outline.topic]
    for (date, category), group in groupby(own, key=lambda c: (c.outline.date, slug(c.outline.category))):
        first, *others = group
        if not others:
            continue
        seen = {paper.id: f"{first.outline.path}:{paper.line}" for paper in first.papers}
        for other in others:
            path = other.outline.path
            twice = [paper for paper in other.papers if paper.id in seen]
            if twice:
                paper = twice[0]
                message = (
                    f"paper {paper.id} is a duplicate of {seen[paper.id]} on the same day and in the same category "
                    f"({date}, {category or 'none'}; duplicates in this digest: {len(twice)}): it is listed once"
                )
                where = Location(path, paper.line)
                problems.append(Problem(where, message, "delete one of them", severity=Severity.WARNING))
            seen |= {paper.id: f"{path}:{paper.line}" for paper in other.papers if paper.id not in seen}
    return problems
