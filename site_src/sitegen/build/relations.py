"""What the days of an archive have to do with one another, beyond their order: related papers, trends, watch rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sitegen.archive import listings
from sitegen.build.jobs import matching
from sitegen.build.jobs.related import relate
from sitegen.build.jobs.trends import find_trends
from sitegen.hashing import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.archive.similarity.trends import Trends
    from sitegen.build.context import BuildContext
    from sitegen.build.jobs.matching import Matches
    from sitegen.build.jobs.related import Related
    from sitegen.model import Archive, Date, Day
    from sitegen.timing import Clock
    from sitegen.workers import Pool

PAGE_KEY = 8
"""Bytes of a page's key."""


class Relations(NamedTuple):
    """What days have to do with one another, beyond their order."""

    words: dict[Date, str]
    """The keys of each day's words."""
    related: Related
    trends: tuple[Trends, ...]
    """Of the newest year's months."""
    matches: Matches
    pages: dict[Date, bytes]
    """By day, the keys of what its pages show of other days: `PAGE_KEY` bytes each, first those of its own page."""
    fragments: frozenset[str]
    """The keys of what the cache keeps of all this."""


def find_relations(pool: Pool[BuildContext], archive: Archive, clock: Clock) -> Relations:
    """Find the related papers, the trends, and the papers that watch rules name.

    Raises:
        Refusal: a digest has changed since it was read.

    """
    own = word_keys(pool.context, archive.days)
    related = relate(pool, archive, own, clock)
    trends, months = find_trends(pool, archive.plausible, [own[day.date] for day in archive.plausible])
    clock.lap("trends")
    matches = matching.match(pool, archive, own)
    clock.lap("watch")
    pages = {}
    for day in archive.days:
        beside = bytes.fromhex(key_of(day.previous, day.next))[:PAGE_KEY]
        pages[day.date] = beside + related.keys_of(listings.own_papers(archive, day))
    return Relations(own, related, trends, matches, pages, frozenset(months) | related.pieces | matches.pieces)


def word_keys(context: BuildContext, days: Iterable[Day]) -> dict[Date, str]:
    """Give a key to each day's words: to its part of the index."""
    of = context.code, context.search.languages, context.search.stop_words
    return {day.date: key_of(*of, day.date, day.digests, day.elsewhere, day.carried) for day in days}
