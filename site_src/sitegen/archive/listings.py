"""The archive in, which papers its days list out: all of them, those whose newest day it is, those that fold.

This module does not know of pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sitegen.model import Archive, Date, Day, Outline


def paper_days(archive: Archive, paper_url: str) -> dict[str, Date]:
    """Return the path of every paper's page, and the day that has it."""
    return {path: day.date for day in archive.days for path in _paper_paths(archive, day, paper_url)}


def _paper_paths(archive: Archive, day: Day, paper_url: str) -> Iterator[str]:
    return (permalinks.paper(id_, paper_url) for id_ in own_papers(archive, day))


def folded_papers(archive: Archive) -> Iterator[tuple[Date, list[str]]]:
    """Yield the days that fold, oldest first, each with the ids of the papers whose newest day it is."""
    return ((day.date, newest_here(archive, day)) for day in archive.days if day.folds)


def own_papers(archive: Archive, day: Day) -> list[str]:
    """Return the ids of the papers whose pages a day has, those of which it is the newest day, in its order."""
    return [] if day.folds else newest_here(archive, day)


def newest_here(archive: Archive, day: Day) -> list[str]:
    """Return the ids of the papers of which a day is the newest, in its order."""
    ids = _listed(archive, day)
    if not day.elsewhere:
        return ids
    return [id_ for id_ in ids if id_ not in day.elsewhere or day.elsewhere[id_][-1].date == day.date]


def _listed(archive: Archive, day: Day) -> list[str]:
    """Return the ids of a day's papers, in the order of its page; without those that are only repeated."""
    sections: dict[tuple[str, str], list[Outline]] = {}
    for outline in day.digests:
        mark = permalinks.slug(outline.category), permalinks.topic_anchor(outline.topic)
        sections.setdefault(mark, []).append(outline)
    ids = dict.fromkeys(p.id for some in sections.values() for outline in some for p in archive.listings[outline])
    return [id_ for id_ in ids if id_ not in day.carried] if day.carried else list(ids)


def neighbourhood(archive: Archive, day: Day, ids: Collection[str]) -> set[str]:
    """Return some papers of a day with those beside them, which their pages name."""
    order = _listed(archive, day)
    places = [n for n, id_ in enumerate(order) if id_ in ids]
    return {order[m] for n in places for m in (n - 1, n, n + 1) if 0 <= m < len(order)}
