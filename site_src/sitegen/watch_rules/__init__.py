"""Watch rules in, the papers of a day that they name out.

A term is looked for by the stems of the search: a word in a day's postings, words in a row in the titles and abstracts
of those papers that have all of their stems. So most rules cost a day nothing but a look at some of its postings.
This module does not know of pages, or where anything is kept.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from sitegen import config as configuration
from sitegen.hashing import key_of
from sitegen.model import Rule, Term
from sitegen.problems import Problem, Refusal
from sitegen.search import postings
from sitegen.search.words import MOST, Words, fold, language, tokens
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from sitegen.config import Config, Watch
    from sitegen.search.index import Day
    from sitegen.search.words import Language

__all__ = ["CODES", "key", "matches", "rules", "unstopped"]

CODES = Rule("codes", "Codes", code=True)
"""The site's own rule."""
LONGEST = 60
"""Characters of a slug that is made of a name: a rule that was copied from the reader's words has a long one."""

_TITLE = "title:"
_BETWEEN = r"[a-z0-9]*(?:'s|[^a-z0-9])*"
"""What may stand between the beginnings of words in a row, and more."""
_TITLES, _ABSTRACTS = _FIELDS = postings.FIELDS.index("title"), postings.FIELDS.index("abstract")


def rules(site: Path, config: Config) -> tuple[Rule, ...]:
    """Read the watch rules of the site in a folder.

    Raises:
        Refusal: with every fault that was found.

    """
    spoken = language(config.search.languages or (config.language,), config.search.stop_words)
    found = [CODES] if config.codes else []
    problems: list[Problem] = []
    for number, watch in enumerate(config.watch):
        rule = _rule(watch, spoken)
        for key, message, hint in _faults(watch, rule, {other.slug for other in found}):
            problems.append(configuration.fault(site, ("watch", number, *key), message, hint))
        found.append(rule)
    if problems:
        raise Refusal(*problems)
    return tuple(found)


def unstopped(spoken: Language) -> Language:
    """Return what is done with the words of phrases: they may be stop words."""
    return msgspec.structs.replace(spoken, stop_words=())


def _rule(watch: Watch, spoken: Language) -> Rule:
    name = " ".join("".join(c if c.isprintable() else " " for c in watch.name).split())
    slug = watch.slug or permalinks.slug(fold(name))[:LONGEST].strip("-.")
    some, each, none = (tuple(_term(text, spoken) for text in texts) for texts in (watch.any, watch.all, watch.none))
    return Rule(slug, name, some, each, none, watch.categories)


def _term(text: str, spoken: Language) -> Term:
    body = text.removeprefix(_TITLE)
    words, stems = (tuple(_words(body, Words(way))) for way in (unstopped(spoken), spoken))
    return Term(words, stems, text != body, " ".join(body.replace('"', " ").split()))


def _faults(watch: Watch, rule: Rule, taken: Collection[str]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Name what is wrong with a rule: the key, a message and a hint."""
    place = ("slug",) if watch.slug else ("name",)
    if not rule.name:
        yield ("name",), "`watch.name` must not be empty", "give the rule a name"
    elif not rule.slug or permalinks.slug(rule.slug) != rule.slug:
        message = f"the rule `{rule.name}` cannot have the address {permalinks.rule(rule.slug)}"
        yield place, message, "set `slug`, with the characters a to z, 0 to 9, `.` and `-`"
    elif rule.slug in taken:
        message = f"two rules would have the address {permalinks.rule(rule.slug)}"
        yield place, message, "rename one of them, or set its `slug`"
    if not (watch.any or watch.all or watch.categories):
        yield (), f"the rule `{rule.name}` has no condition", "set `any`, `all` or `categories`"
    for key, terms in (("any", rule.any), ("all", rule.all), ("none", rule.none)):
        for text, term in zip(getattr(watch, key), terms, strict=True):
            if not term.stems:
                yield (key,), f"`{text}` contains no word that the search indexes", "remove it, or write more words"
    for category in watch.categories:
        if not permalinks.slug(category):
            yield ("categories",), f"`{category}` is not a category such as `cs.CV`", ""


def _words(text: str, words: Words) -> list[str]:
    """Return what a text comes to, in its order."""
    words.forget()
    numbers = [words[token] for token in tokens([text])[:-1]]
    flat = (number for n in numbers for number in (words.several[-n] if n < 0 else [n]))
    return [words.terms[number] for number in flat if number]


def key(words: str, rules: Sequence[Rule]) -> str:
    """Return the key of what rules name in a day, given that of its words."""
    return key_of("matches", words, [msgspec.structs.replace(rule, slug="", name="") for rule in rules])


def matches(rules: Sequence[Rule], day: Day, abstract: Callable[[int], str], words: Words) -> list[list[int]]:
    """Return the papers of a day that each rule names, by their numbers in its part of the index.

    `abstract` reads that of a paper, plain; `words` are those of the `unstopped` language.
    """
    terms = {term for rule in rules for term in (*rule.any, *rule.all, *rule.none)}
    places = _places({stem for term in terms for stem in term.stems}, day.postings)

    def having(term: Term, among: set[int]) -> set[int]:
        titles, abstracts = (among.intersection(*(places[stem][field] for stem in term.stems)) for field in _FIELDS)
        if term.title:
            abstracts = set()
        if len(term.words) > 1:
            titles = {number for number in titles if _in_a_row(term.words, day.cards[number][1], words)}
            rest = abstracts - titles
            abstracts = {number for number in rest if _in_a_row(term.words, abstract(number), words)}
        return titles | abstracts

    return [sorted(_found(rule, day, having)) for rule in rules]


def _found(rule: Rule, day: Day, having: Callable[[Term, set[int]], set[int]]) -> set[int]:
    """Return the papers that a rule names; `having` returns those among some that have a term."""
    found = set(day.code) if rule.code else set(range(len(day.cards)))
    if rule.categories:
        found &= set().union(*(day.categories.get(permalinks.slug(name), ()) for name in rule.categories))
    for term in sorted(rule.all, key=lambda term: len(term.words)):  # words first: they cost next to nothing
        found = having(term, found)
    if rule.any:
        some: set[int] = set()
        for term in sorted(rule.any, key=lambda term: len(term.words)):
            some |= having(term, found - some)
        found = some
    for term in rule.none:
        found -= having(term, found)
    return found


def _in_a_row(wanted: tuple[str, ...], text: str, words: Words) -> bool:
    """Whether a text has some words in a row.

    In ASCII, a regular expression finds all places where they can be, so that only those few words are stemmed.
    """
    phrase = f" {' '.join(wanted)} "
    if not text.isascii():
        return phrase in f" {' '.join(_words(text, words))} "
    low, near = text[:MOST].lower(), _near(wanted)
    match = near.search(low)
    while match:
        start, end = low.rfind(" ", 0, match.start()) + 1, low.find(" ", match.end())
        if phrase in f" {' '.join(_words(text[start : end if end > 0 else MOST], words))} ":
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
