"""The trends of an archive, over the pool and from what earlier builds found out.

A month costs its own words once. This module does not know how trends are found, or what pages look like.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from sitegen.archive.similarity import trends
from sitegen.archive.similarity.trends import Month
from sitegen.build.jobs.kept import Kept
from sitegen.hashing import key_of
from sitegen.model import Day
from sitegen.problems import Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.archive.similarity.trends import Trends
    from sitegen.build.context import BuildContext
    from sitegen.workers import Pool

_WORDS = 8
"""Words of a month that rise, and that fall, at most."""


class _Summed(msgspec.Struct, frozen=True):
    months: list[Month]
    problems: tuple[Problem, ...]


class _Unsummed(msgspec.Struct, frozen=True):
    """A month whose words are to be counted."""

    days: list[tuple[Day, str]]
    """With the keys of their words."""


def find_trends(
    pool: Pool[BuildContext], days: Sequence[Day], keys: Sequence[str]
) -> tuple[tuple[Trends, ...], list[str]]:
    """Return the trends of the newest year's months, and the keys of what the cache keeps for that.

    `keys` are those of the days' parts of the index.
    """
    months = _months(pool, days, keys)
    return tuple(trends.trends(months.all(), trends.YEAR, _WORDS)), months.keys


def _months(pool: Pool[BuildContext], days: Sequence[Day], keys: Sequence[str]) -> Kept[Month]:
    """Return the words of the months that trends are found in: of the newest two years."""
    newest = days[-1].date if days else None
    groups = [
        [(days[n], keys[n]) for n in group]
        for (year, number), group in groupby(range(len(days)), lambda n: (days[n].date.year, days[n].date.month))
        if newest and 12 * (newest.year - year) + newest.month - number < 2 * trends.YEAR
    ]
    months = Kept(pool.context.cache, Month, [key_of("month", [key for _, key in group]) for group in groups])
    missing = months.missing()
    found = pool.map(_month, [_Unsummed(groups[n]) for n in missing], (_Unsummed, _Summed))
    numbers = {groups[n][0][0].date.replace(day=1): n for n in missing}
    for summed in found:
        if summed.problems:
            raise Refusal(*summed.problems)
        for month in summed.months:
            months.add(numbers[month.date], month)
    return months


def _month(context: BuildContext, task: _Unsummed) -> _Summed:
    from sitegen.build import day_words  # noqa: PLC0415 - the build itself has no need of it

    try:
        return _Summed([day_words.month(context, task.days)], ())
    except Refusal as refusal:
        return _Summed([], refusal.problems)
