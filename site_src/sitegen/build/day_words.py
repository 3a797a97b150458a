"""A day in, its words out: its part of the search index, by which related papers, trends and watched papers are found.

They are kept in the cache for all jobs. This module does not know what is made of them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen import watch_rules
from sitegen.archive.similarity import trends
from sitegen.build.digests import ContentDigests
from sitegen.content import join
from sitegen.pages import items
from sitegen.search import index, postings
from sitegen.search.words import Words, language
from sitegen.text import arxiv, code_hosts
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitegen.build.context import BuildContext
    from sitegen.model import Day
    from sitegen.search.words import Language


class _Texts(NamedTuple):
    """What the index has of a day: of the papers whose newest day it is."""

    papers: list[postings.Paper]
    categories: list[list[str]]
    code: set[str]
    """Those whose abstract links code."""


def words(context: BuildContext, day: Day) -> bytes:
    """Make a day's part of the index, by which related papers are found, too."""
    return _part(context, day, _texts(context, day))


def keep_words(context: BuildContext, day: Day, key: str) -> bytes:
    """Make a day's part of the index and keep it, and while its texts are at hand, what the watch rules name in it."""
    texts = _texts(context, day)
    part = _part(context, day, texts)
    context.cache.save_fragment(key, part)
    if context.rules and context.cache.has_fragment(key):
        _matches(context, key, part, lambda: texts)
    return part


def matches(context: BuildContext, day: Day, key: str) -> list[list[int]]:
    """Return the papers of a day that each watch rule names, given the key of the day's words."""
    return _matches(context, key, context.cache.fragment(key) or words(context, day), lambda: _texts(context, day))


def month(context: BuildContext, days: Sequence[tuple[Day, str]]) -> trends.Month:
    """Count a month's phrases, given its days with the keys of theirs."""
    parts = [index.part(context.cache.fragment(key) or words(context, day)) for day, key in days]
    titles = [title for part in parts for _, title in part.cards]
    return trends.month(days[0][0].date.replace(day=1), titles, _words(_language(context)))


def _matches(context: BuildContext, key: str, data: bytes | memoryview, texts: Callable[[], _Texts]) -> list[list[int]]:
    part = index.part(data)
    read: dict[str, watch_rules.Details] = {}

    def details(number: int) -> watch_rules.Details:
        if not read:
            for paper in texts().papers:
                read[paper.id] = watch_rules.Details(paper.abstract, paper.authors, paper.topics)
        return read[part.cards[number][0]]

    unstopped = _words(watch_rules.unstopped(_language(context)))
    found = watch_rules.matches(context.rules, part, details, unstopped)
    context.cache.save_fragment(watch_rules.key(key, context.rules), msgspec.msgpack.encode(found))
    return found


def _part(context: BuildContext, day: Day, texts: _Texts) -> bytes:
    return index.day(day.date, texts.papers, _words(_language(context)), texts.categories, texts.code)


def _texts(context: BuildContext, day: Day) -> _Texts:
    categories: dict[str, set[str]] = {}
    topics: dict[str, list[str]] = {}
    spellings: dict[str, str] = {}
    source = ContentDigests(context)
    digests = [(outline, source.digest(outline)) for outline in day.digests]
    for outline, digest in digests:
        name = spellings.setdefault(permalinks.slug(outline.category), outline.category)
        for paper in digest.papers:
            categories.setdefault(paper.id, set()).add(name)
            if outline.topic or paper.topics:
                topics.setdefault(paper.id, []).extend((outline.topic, *paper.topics))
    texts = _Texts([], [], set())
    for id_, paper in join.whole(digest for _, digest in digests).items():
        elsewhere = [place for place in day.elsewhere.get(id_, ()) if place.date != day.date]
        if id_ not in day.carried and (not elsewhere or elsewhere[-1].date < day.date):
            own = {spellings.setdefault(permalinks.slug(name), name) for name in paper.categories}
            names = sorted(categories[id_] | {place.category for place in elsewhere} | own)
            above = (*topics.get(id_, ()), *(place.topic for place in elsewhere), *paper.keywords)
            abstract = arxiv.arxiv(paper.abstract)
            texts.papers.append(
                postings.Paper(
                    items.title_of(paper).plain,
                    "\n".join([abstract.plain, *items.part_texts(paper, context.site.root)]),
                    id_,
                    " ".join(names),
                    paper.authors,
                    tuple(dict.fromkeys(filter(None, above))),
                )
            )
            texts.categories.append(names)
            if code_hosts.code(items.links_of(paper, abstract)):
                texts.code.add(id_)
    return texts


def _language(context: BuildContext) -> Language:
    search = context.search
    return language(search.languages, search.stop_words)


@lru_cache(maxsize=2)
def _words(language: Language) -> Words:
    return Words(language)
