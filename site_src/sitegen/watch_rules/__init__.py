"""Watch rules in, the papers of a day that they name out.

A term is looked for by the stems of the search: a word in a day's postings, words in a row in the titles and abstracts
of those papers that have all of their stems. So most rules cost a day nothing but a look at some of its postings. Names
of authors and topics are not in these: the digests of a day are read for them, if other conditions leave any paper.
This module does not know of pages, or where anything is kept.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.hashing import key_of
from sitegen.search import names, postings
from sitegen.search.words import MOST
from sitegen.urls import permalinks
from sitegen.watch_rules import fields
from sitegen.watch_rules.reading import CODES, LONGEST, rules, unstopped

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from sitegen.model import Rule, Term
    from sitegen.search.index import Day
    from sitegen.search.words import Words

__all__ = ["CODES", "LONGEST", "Details", "key", "matches", "rules", "unstopped"]

_BETWEEN = r"[a-z0-9]*(?:'s|[^a-z0-9])*"
"""What may stand between the beginnings of words in a row, and more."""
_TITLES, _ABSTRACTS = _FIELDS = postings.FIELDS.index("title"), postings.FIELDS.index("abstract")


class Details(NamedTuple):
    """What a rule may ask of a paper that its day's part of the index does not have."""

    abstract: str
    """Plain."""
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    """The headings above it, the topics of its digests, and its keywords."""


def key(words: str, rules: Sequence[Rule]) -> str:
    """Return the key of what rules name in a day, given that of its words."""
    return key_of("matches", words, [msgspec.structs.replace(rule, slug="", name="") for rule in rules])


def matches(rules: Sequence[Rule], day: Day, details: Callable[[int], Details], words: Words) -> list[list[int]]:
    """Return the papers of a day that each rule names, by their numbers in its part of the index.

    `details` reads those of a paper; `words` are those of the `unstopped` language.
    """
    terms = {term for rule in rules for term in (*rule.any, *rule.all, *rule.none)}
    papers = _Papers(day, details, words, _places({stem for term in terms for stem in term.stems}, day.postings))
    return [sorted(papers.named(rule)) for rule in rules]


class _Papers:
    """The papers of a day; what is asked of them is found out once."""

    def __init__(
        self,
        day: Day,
        details: Callable[[int], Details],
        words: Words,
        places: dict[str, tuple[set[int], set[int]]],
    ) -> None:
        self._day = day
        self._details = details
        self._words = words
        self._places = places
        self._authors = cache(lambda number: [names.words(author) for author in details(number).authors])
        self._topics = cache(lambda number: frozenset(map(fields.topic_key, details(number).topics)))

    def named(self, rule: Rule) -> set[int]:
        """Return the papers that a rule names."""
        found = _found(rule, self._day, self._having)
        if rule.authors:
            wanted = [names.words(name) for name in rule.authors]
            found = {n for n in found if any(fields.is_author(*both) for both in product(wanted, self._authors(n)))}
        if rule.topics:
            topics = frozenset(map(fields.topic_key, rule.topics))
            found = {n for n in found if not topics.isdisjoint(self._topics(n))}
        return found

    def _having(self, term: Term, among: set[int]) -> set[int]:
        """Return the papers among some that have a term."""
        if term.scope == "category":
            return among.intersection(self._day.categories.get(term.words[0], ()))
        if term.scope == "author":
            wanted = set(term.words)
            return {n for n in among if any(wanted.issubset(author) for author in self._authors(n))}
        if term.scope == "topic":
            return {n for n in among if any(self._has(term, topic) for topic in self._details(n).topics)}
        titles, abstracts = (among.intersection(*(self._places[stem][n] for stem in term.stems)) for n in _FIELDS)
        if term.scope == "title":
            abstracts = set()
        if len(term.words) > 1:
            titles = {n for n in titles if self._has(term, self._day.cards[n][1])}
            abstracts = {n for n in abstracts - titles if self._has(term, self._details(n).abstract)}
        return titles | abstracts

    def _has(self, term: Term, text: str) -> bool:
        return _in_a_row(term.words, text, self._words)


def _found(rule: Rule, day: Day, having: Callable[[Term, set[int]], set[int]]) -> set[int]:
    """Return the papers that meet a rule's other conditions; `having` returns those among some that have a term."""
    found = set(day.code) if rule.code else set(range(len(day.cards)))
    if rule.categories:
        found &= set().union(*(day.categories.get(permalinks.slug(name), ()) for name in rule.categories))
    for term in sorted(rule.all, key=_cost):
        found = having(term, found)
    if rule.any:
        some: set[int] = set()
        for term in sorted(rule.any, key=_cost):
            some |= having(term, found - some)
        found = some
    for term in sorted(rule.none, key=_cost):
        found -= having(term, found)
    return found


def _cost(term: Term) -> tuple[bool, int]:
    """Order terms: words cost next to nothing, phrases may need the texts, and names always do."""
    return term.scope in ("author", "topic"), len(term.words)


def _in_a_row(wanted: tuple[str, ...], text: str, words: Words) -> bool:
    """Whether a text has some words in a row.

    In ASCII, a regular expression finds all places where they can be, so that only those few words are stemmed.
    """
    phrase = f" {' '.join(wanted)} "
    if not text.isascii():
        return phrase in f" {' '.join(fields.words_of(text, words))} "
    low, near = text[:MOST].lower(), _near(wanted)
    match = near.search(low)
    while match:
        start, end = low.rfind(" ", 0, match.start()) + 1, low.find(" ", match.end())
        if phrase in f" {' '.join(fields.words_of(text[start : end if end > 0 else MOST], words))} ":
            return True
        match = near.search(low, match.start() + 1)  # the next may begin within this one
    return False


@cache
def _near(wanted: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_BETWEEN.join(re.escape(_head(word)) for word in wanted))


def _head(stem: str) -> str:
    """Return what all forms of a word begin with: stemming changes its last letter, and of `able` and `ibility` two."""
    return stem[: -2 if stem.endswith("ble") else -1] or stem


def _places(stems: Collection[str], packed: postings.Postings) -> dict[str, tuple[set[int], set[int]]]:
    """Return the papers that have some stems in their titles, and in their abstracts."""
    result: dict[str, tuple[set[int], set[int]]] = {stem: (set(), set()) for stem in stems}
    columns = postings.unpack(packed)
    ends = columns.documents.cumsum()
    for n in [n for n, stem in enumerate(columns.terms) if stem in result]:
        some = slice(ends[n] - columns.documents[n], ends[n])
        numbers, counts = columns.numbers[some], columns.counts[some]
        titles, abstracts = result[columns.terms[n]]
        titles.update(numbers[postings.COUNTS[_TITLES][counts] > 0].tolist())
        abstracts.update(numbers[postings.COUNTS[_ABSTRACTS][counts] > 0].tolist())
        for place in columns.large:  # counts that a byte does not hold
            if some.start <= place < some.stop:
                for having, field in ((titles, _TITLES), (abstracts, _ABSTRACTS)):
                    having.update([int(columns.numbers[place])] if columns.large[place][field] else ())
    return result
