"""Papers with what stands above them in, digests by day and topic out.

This module does not know how papers were found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from sitegen import dates
from sitegen.content import ids, recipes
from sitegen.content.join import join
from sitegen.content.shapes import labels
from sitegen.model import Digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.content.shapes.above import Context, Day
    from sitegen.model import Date, Paper, Recipe, Source

_CATEGORY = re.compile(rf"(?<![\w.-]){labels.CATEGORY}(?![\w.-])")


def grouped(
    source: Source,
    papers: Sequence[tuple[Paper, Context]],
    day: Day,
    recipe: Recipe,
    title: str = "",
    introduction: str = "",
) -> list[Digest]:
    """Put papers together by day and by what they are about; those without any day are left out.

    An introduction is that of a file that is of one day.
    """
    groups: dict[tuple[Date, str, str, str], dict[str, Paper]] = {}
    about: dict[tuple[str, ...], tuple[str, str]] = {}
    for paper, context in papers:
        date, precision = _stands_on(paper, context, day, recipe)
        if date is None:
            continue
        if context.topics not in about:
            about[context.topics] = _about(context.topics, recipe.section, title)
        group = groups.setdefault((date, precision, *about[context.topics]), {})
        placed = msgspec.structs.replace(
            paper,
            topics=context.topics,
            status=paper.status or context.status,
            number=paper.number or len(group) + 1,
        )
        before = group.get(paper.id)
        group[paper.id] = join(before, placed) if before else placed
    if not groups and recipe.empty and day.date:
        groups[day.date, day.precision or "day", *_about((), recipe.section, title)] = {}
    series = recipes.series(source.path)
    alone = len({key[0] for key in groups}) == 1
    result = []
    for n, ((date, precision, category, topic), group) in enumerate(groups.items()):
        lines = [paper.line for paper in group.values()]
        result.append(
            Digest(
                source.path,
                min(lines, default=1),
                date,
                category,
                introduction if alone and not n else "",
                tuple(group.values()),
                max(lines, default=1),
                len(group),
                "/".join(filter(None, (str(date), precision, category, topic))),
                topic,
                precision,
                recipe,
                series,
            )
        )
    return result


def _stands_on(paper: Paper, context: Context, day: Day, recipe: Recipe) -> tuple[Date | None, str]:
    """Return the day that a paper stands on, and its precision."""
    own = (paper.date, paper.precision) if paper.date and paper.precision in ("day", "week", "month") else None
    if recipe.own_date and own:
        return own
    if context.date:
        return context.date.date, context.date.precision
    if day.date:
        return day.date, day.precision
    if own:
        return own
    month = ids.month(paper.names[0])
    if month:
        told = dates.find(f"{month[0]:04}-{month[1]:02}")
        return (told.date, told.precision) if told else (None, "")
    return (paper.date, "year") if paper.date else (None, "")


def _about(topics: Sequence[str], section: str, title: str) -> tuple[str, str]:
    """Return category and topic of papers: a heading that names one category of arXiv's is that category."""
    named = " › ".join(dict.fromkeys(topics)) or section
    if topics and section and section not in topics:
        named = f"{section} › {named}"
    found = _CATEGORY.findall(named) if named else []
    if len(found) == 1 and " › " not in named:
        return found[0], ""
    told = set(_CATEGORY.findall(title)) if not found else set()
    return told.pop() if len(told) == 1 else "", named
