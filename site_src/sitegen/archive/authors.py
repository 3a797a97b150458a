"""The archive and what its digests say of authors in, the authors who have several papers out.

Names are equal by their words, see `search/names.py`: nobody is joined by a guess.
This module does not know of pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sitegen.archive import listings
from sitegen.model import Author, Credit, Date, ListedPaper
from sitegen.search import names
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sitegen.model import Archive, Contents, Day, Outline


class Authors(NamedTuple):
    """The authors who have pages."""

    authors: tuple[Author, ...]
    """Sorted by path."""
    by_day: dict[Date, dict[str, str]]
    """The authors of the papers whose newest day each is: names as the digests write them, and paths."""


NOBODY = Authors((), {})


def gather(archive: Archive, contents: Iterable[Contents], min_papers: int) -> Authors:
    """Return the authors with at least some number of papers."""
    credits_ = {digest.outline: digest.credits for digest in contents if digest.credits}
    keys: dict[str, str] = {}
    papers: dict[str, list[ListedPaper]] = defaultdict(list)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    named: dict[Date, dict[str, str]] = {}
    for day in reversed(archive.days if credits_ else ()):
        own = named[day.date] = {}
        for id_, credit in _credits(archive, day, credits_):
            mine = {}
            for name in credit.authors:
                if name not in keys:
                    keys[name] = names.key(name)
                mine[keys[name]] = own[name] = keys[name]
                spellings[keys[name]][name] += 1
            for key in filter(None, mine):
                papers[key].append(ListedPaper(id_, day.date, credit.title, day.folds))
    paths = {key: permalinks.author(key) for key, some in papers.items() if len(some) >= min_papers}
    return Authors(
        tuple(Author(_in_order(spellings[key]), paths[key], tuple(papers[key])) for key in sorted(paths)),
        {
            date: {name: paths[own[name]] for name in sorted(own) if own[name] in paths}
            for date, own in sorted(named.items())
        },
    )


def _credits(archive: Archive, day: Day, known: Mapping[Outline, Mapping[str, Credit]]) -> Iterator[tuple[str, Credit]]:
    """Yield the papers of which a day is the newest, with what its digests say: see `join.join`."""
    here = [known[outline] for outline in day.digests if outline in known]
    for id_ in listings.newest_here(archive, day) if here else ():
        some = [credit for digest in here if (credit := digest.get(id_))]
        if some:
            title = max((credit.title for credit in some), key=len)
            yield id_, Credit(title, max((credit.authors for credit in some), key=len))


def _in_order(spellings: Counter[str]) -> tuple[str, ...]:
    """Return the spellings of a name, the most frequent first."""
    return tuple(sorted(spellings, key=lambda name: (-spellings[name], name)))
