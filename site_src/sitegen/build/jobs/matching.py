"""The papers of an archive that its watch rules name, over the pool and from what earlier builds found out.

What is kept of a day holds as long as its words and the rules' terms do: a new digest costs its own papers, and a rule
that is edited a look at each day's part of the index. This module does not know how papers are matched, or what pages
look like.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import groupby, islice
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen import watch_rules
from sitegen.model import (
    Date,
    Day,
    Kin,
    Rule,
    RuleDay,
    RuleFeedsUnit,
    RuleMonthUnit,
    RulesUnit,
    RuleUnit,
    Watched,
)
from sitegen.pages import plan
from sitegen.problems import Problem, Refusal
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.archive.similarity.vectors import Vectors
    from sitegen.build.orders import Shop
    from sitegen.model import Archive, Unit
    from sitegen.workers import Pool

RECENT = 60
"""The archive's newest days, of which a rule's page draws how many papers each has."""
LISTED = 200
"""Papers that a rule's page lists, about: whole days."""
FEED_DAYS = 14
"""Days that a rule's feed reaches back to, at most: each has to be read."""
_TASK = 8
"""Days."""

Numbers = dict[Date, list[int]]
"""Papers by day, as numbers in the days' parts of the index; days without any are left out."""


class Matches(NamedTuple):
    """Which papers the rules name."""

    recent: tuple[Date, ...]
    """The archive's newest days, oldest first."""
    found: dict[Rule, dict[Date, Numbers]]
    """By month, both oldest first."""
    pieces: frozenset[str]
    """The keys of what the memo keeps of all this."""
    apart: frozenset[Date] = frozenset()
    """Days that cannot be right: they are not among the newest."""

    def watched(self, unit: Unit) -> tuple[Watched, ...]:
        """Return what the rules of a unit have found, as far as it shows it, without the papers."""
        match unit:
            case RulesUnit(rules=rules):
                return tuple(msgspec.structs.replace(self._whole(rule), months=()) for rule in rules)
            case RuleUnit(rule=rule):
                return (self._whole(rule),)
            case RuleMonthUnit(rule=rule, month=month):
                return (self._month(rule, month),)
        return ()

    def listed(self, unit: Unit, feed_items: int) -> list[Numbers]:
        """Return the papers of each rule that a unit shows, the newest days first."""
        match unit:
            case RuleUnit(rule=rule):
                return [self._newest(rule, LISTED)]
            case RuleFeedsUnit(rules=rules):
                newest = (self._newest(rule, feed_items) for rule in rules)
                return [dict(islice(days.items(), FEED_DAYS)) for days in newest]
            case RuleMonthUnit(rule=rule, month=month):
                return [dict(reversed(self._of(rule).get(month, {}).items()))]
        return []

    def addresses(self) -> Iterator[tuple[str, Date | None]]:
        """Yield the path of every page of the rules, without the base path, and the day it tells of."""
        if self.found:
            yield permalinks.WATCH, self.recent[-1] if self.recent else None
        for rule, months in self.found.items():
            yield permalinks.rule(rule.slug), next(iter(self._newest(rule, 1)), None)
            for month in months:
                yield permalinks.rule_month(rule.slug, month), None

    def _of(self, rule: Rule) -> dict[Date, Numbers]:
        """Return what a rule has found: nothing, when it is newer than all this."""
        return self.found.get(rule, {})

    def _whole(self, rule: Rule) -> Watched:
        months = tuple((month, len(days), sum(map(len, days.values()))) for month, days in self._of(rule).items())
        recent = tuple(len(self._of(rule).get(d.replace(day=1), {}).get(d, ())) for d in self.recent)
        return Watched(sum(papers for _, _, papers in months), recent, months)

    def _month(self, rule: Rule, month: Date) -> Watched:
        months = list(self._of(rule))
        at = bisect_left(months, month)
        around = [None, *months, None]
        papers = sum(map(len, self._of(rule).get(month, {}).values()))
        return Watched(papers, previous=around[at], next=around[at + 2]) if papers else Watched()

    def _newest(self, rule: Rule, papers: int) -> Numbers:
        result: Numbers = {}
        for days in reversed(self._of(rule).values()):
            for date, numbers in reversed(days.items()):
                if papers <= 0:
                    return result
                if date in self.apart:
                    continue
                result[date] = numbers
                papers -= len(numbers)
        return result


NOTHING = Matches((), {}, frozenset())
"""As long as nobody has looked."""


class _Unmatched(msgspec.Struct, frozen=True):
    """Days that are to be matched, with the keys of their words."""

    days: list[tuple[Day, str]]


class _Matched(msgspec.Struct, frozen=True):
    found: list[tuple[Date, list[list[int]]]]
    problems: tuple[Problem, ...]


def match(pool: Pool[Shop], archive: Archive, words: Mapping[Date, str]) -> Matches:
    """Find the papers of an archive that the rules name, given the keys of its days' parts of the index.

    Raises:
        Refusal: a digest has changed since it was outlined.

    """
    shop, days = pool.context, archive.days
    recent = tuple(day.date for day in archive.plausible[-RECENT:])
    if not shop.rules:
        return Matches(recent, {}, frozenset())
    keys = {day.date: watch_rules.key(words[day.date], shop.rules) for day in days}
    decode = msgspec.msgpack.Decoder(list[list[int]]).decode
    kept = {date: decode(data) for date, key in keys.items() if (data := shop.memo.piece(key)) is not None}
    missing = [(day, words[day.date]) for day in days if day.date not in kept]
    tasks = [_Unmatched(missing[n : n + _TASK]) for n in range(0, len(missing), _TASK)]
    for matched in pool.map(_matched, tasks, (_Unmatched, _Matched)):
        if matched.problems:
            raise Refusal(*matched.problems)
        kept |= dict(matched.found)
    found = {}
    for n, rule in enumerate(shop.rules):
        numbers = {day.date: kept[day.date][n] for day in days if kept[day.date][n]}
        found[rule] = {
            month: {date: numbers[date] for date in dates}
            for month, dates in groupby(numbers, lambda date: date.replace(day=1))
        }
    return Matches(recent, found, frozenset(keys.values()), archive.implausible)


def _matched(shop: Shop, task: _Unmatched) -> _Matched:
    from sitegen.build import worker  # noqa: PLC0415 - the build itself has no need of it

    result = []
    try:
        for day, words in task.days:
            result.append((day.date, worker.matches(shop, day, words)))
    except Refusal as refusal:
        return _Matched([], refusal.problems)
    return _Matched(result, ())


def filled(
    unit: Unit, matches: Matches, vectors: Mapping[Date, Vectors], archive: Archive, feed_items: int
) -> tuple[Unit, tuple[Watched, ...]]:
    """Fill in what a unit of rules needs when it is made, and return with it what they have found.

    `vectors` know the papers' ids and titles.
    """
    listed = [list(_papers(some, vectors, archive)) for some in matches.listed(unit, feed_items)]
    if isinstance(unit, RuleFeedsUnit):
        ids = tuple({day.date: frozenset(kin.id for kin in some.papers) for day, some in found} for found in listed)
        days = {day.date: day for found in listed for day, _ in found}
        newest_first = tuple(days[date] for date in sorted(days, reverse=True))
        return msgspec.structs.replace(unit, days=newest_first, papers=ids), ()
    papers = tuple(some for found in listed for _, some in found)
    return unit, tuple(msgspec.structs.replace(found, days=papers) for found in matches.watched(unit))


def _papers(numbers: Numbers, vectors: Mapping[Date, Vectors], archive: Archive) -> Iterator[tuple[Day, RuleDay]]:
    """Yield days with the papers of each, in the order of its page; a day that the archive has lost is left out."""
    for date, some in numbers.items():
        if day := _day_of(archive, date):
            known = vectors[date]
            found = {known.ids[n]: Kin(known.ids[n], date, known.titles[n], day.folds) for n in some}
            yield day, RuleDay(date, tuple([found[id_] for id_ in plan.newest_here(archive, day) if id_ in found]))


def _day_of(archive: Archive, date: Date) -> Day | None:
    at = bisect_left(archive.days, date, key=lambda day: day.date)
    return archive.days[at] if at < len(archive.days) and archive.days[at].date == date else None
