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
from sitegen.archive import listings
from sitegen.model import Date, Day, ListedPaper, Rule, RuleDay, Watched
from sitegen.problems import Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.archive.similarity.vectors import Vectors
    from sitegen.build.context import BuildContext
    from sitegen.model import Archive
    from sitegen.pages.base import Watching
    from sitegen.workers import Pool

RECENT = 60
"""The archive's newest days, of which a rule's page draws how many papers each has."""
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
    """The keys of what the cache keeps of all this."""
    apart: frozenset[Date] = frozenset()
    """Days that cannot be right: they are not among the newest."""

    @property
    def key(self) -> tuple[object, ...]:
        """What decides the addresses of the rules' pages."""
        return self.recent[-1:], [(rule.slug, self.newest(rule), self.months(rule)) for rule in self.found]

    def newest(self, rule: Rule) -> Date | None:
        """Return the newest day on which a rule names a paper."""
        return next(iter(self._newest(rule, 1)), None)

    def months(self, rule: Rule) -> list[Date]:
        """Return the months in which a rule names papers, oldest first."""
        return list(self._of(rule))

    def watched(self, watching: Watching) -> tuple[Watched, ...]:
        """Return what rules have found, as far as a target shows it, without the papers."""
        if watching.feeds:
            return ()
        if watching.month:
            return tuple(self._month(rule, watching.month) for rule in watching.rules)
        found = (self._whole(rule) for rule in watching.rules)
        return tuple(one if watching.months else msgspec.structs.replace(one, months=()) for one in found)

    def listed(self, watching: Watching) -> list[Numbers]:
        """Return the papers of each rule that a target shows, the newest days first."""
        if month := watching.month:
            return [dict(reversed(self._of(rule).get(month, {}).items())) for rule in watching.rules]
        if not watching.papers:
            return []
        newest = (self._newest(rule, watching.papers) for rule in watching.rules)
        return [dict(islice(days.items(), watching.days)) for days in newest]

    def _of(self, rule: Rule) -> dict[Date, Numbers]:
        """Return what a rule has found: nothing, when it is newer than all this."""
        return self.found.get(rule, {})

    def _whole(self, rule: Rule) -> Watched:
        months = tuple((month, len(days), sum(map(len, days.values()))) for month, days in self._of(rule).items())
        recent = tuple(len(self._of(rule).get(d.replace(day=1), {}).get(d, ())) for d in self.recent)
        first, last = (self.recent[0], self.recent[-1]) if self.recent else (None, None)
        return Watched(sum(papers for _, _, papers in months), recent, months, first=first, last=last)

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


def match(pool: Pool[BuildContext], archive: Archive, words: Mapping[Date, str]) -> Matches:
    """Find the papers of an archive that the rules name, given the keys of its days' parts of the index.

    Raises:
        Refusal: a digest has changed since it was outlined.

    """
    context, days = pool.context, archive.days
    recent = tuple(day.date for day in archive.plausible[-RECENT:])
    if not context.rules:
        return Matches(recent, {}, frozenset())
    keys = {day.date: watch_rules.key(words[day.date], context.rules) for day in days}
    decode = msgspec.msgpack.Decoder(list[list[int]]).decode
    kept = {date: decode(data) for date, key in keys.items() if (data := context.cache.fragment(key)) is not None}
    missing = [(day, words[day.date]) for day in days if day.date not in kept]
    tasks = [_Unmatched(missing[n : n + _TASK]) for n in range(0, len(missing), _TASK)]
    for matched in pool.map(_matched, tasks, (_Unmatched, _Matched)):
        if matched.problems:
            raise Refusal(*matched.problems)
        kept |= dict(matched.found)
    found = {}
    for n, rule in enumerate(context.rules):
        numbers = {day.date: kept[day.date][n] for day in days if kept[day.date][n]}
        found[rule] = {
            month: {date: numbers[date] for date in dates}
            for month, dates in groupby(numbers, lambda date: date.replace(day=1))
        }
    return Matches(recent, found, frozenset(keys.values()), archive.implausible)


def _matched(context: BuildContext, task: _Unmatched) -> _Matched:
    from sitegen.build import day_words  # noqa: PLC0415 - the build itself has no need of it

    result = []
    try:
        for day, words in task.days:
            result.append((day.date, day_words.matches(context, day, words)))
    except Refusal as refusal:
        return _Matched([], refusal.problems)
    return _Matched(result, ())


class Papers(NamedTuple):
    """What watch rules have found, with the papers that a target shows."""

    watched: tuple[Watched, ...]
    days: tuple[Day, ...]
    """The days that the papers of feeds stand on, newest first."""
    ids: tuple[dict[Date, frozenset[str]], ...]
    """Of each feed, the ids of its papers by day, newest first."""


def papers(matches: Matches, watching: Watching, vectors: Mapping[Date, Vectors], archive: Archive) -> Papers:
    """Return what a target shows of watch rules; `vectors` know the papers' ids and titles."""
    listed = [list(_papers(some, vectors, archive)) for some in matches.listed(watching)]
    if watching.feeds:
        ids = tuple({day.date: frozenset(kin.id for kin in some.papers) for day, some in found} for found in listed)
        days = {day.date: day for found in listed for day, _ in found}
        return Papers((), tuple(days[date] for date in sorted(days, reverse=True)), ids)
    shown = tuple(some for found in listed for _, some in found)
    return Papers(tuple(msgspec.structs.replace(found, days=shown) for found in matches.watched(watching)), (), ())


def _papers(numbers: Numbers, vectors: Mapping[Date, Vectors], archive: Archive) -> Iterator[tuple[Day, RuleDay]]:
    """Yield days with the papers of each, in the order of its page; a day that the archive has lost is left out."""
    for date, some in numbers.items():
        if day := _day_of(archive, date):
            known = vectors[date]
            found = {known.ids[n]: ListedPaper(known.ids[n], date, known.titles[n], day.folds) for n in some}
            yield day, RuleDay(date, tuple([found[id_] for id_ in listings.newest_here(archive, day) if id_ in found]))


def _day_of(archive: Archive, date: Date) -> Day | None:
    at = bisect_left(archive.days, date, key=lambda day: day.date)
    return archive.days[at] if at < len(archive.days) and archive.days[at].date == date else None
