"""A site's configuration in, its watch rules out, or every fault in them at its line.

This module does not know which papers the rules name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from sitegen import config as configuration
from sitegen.model import Date, Rule, Term
from sitegen.problems import Problem, Refusal
from sitegen.search import names
from sitegen.search.words import Words, fold, language
from sitegen.urls import permalinks
from sitegen.urls.paths import safe_path
from sitegen.watch_rules import fields

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from sitegen.config import Config, Watch
    from sitegen.search.words import Language

CODES = Rule("codes", "Codes", code=True)
"""The site's own rule."""
LONGEST = 60
"""Characters of a slug that is made of a name: a rule that was copied from the reader's words has a long one."""

_SOME_DAY = Date(2020, 7, 22)
_SCOPE = re.compile("(title|author|topic|category):")
_NAMED = {"author": "no word of a name", "topic": "no word", "category": "no category such as `cs.CV`"}
"""The scopes that are not texts, and what a term lacks in them that asks for nothing."""


def rules(site: Path, config: Config) -> tuple[Rule, ...]:
    """Read the watch rules of the site in a folder.

    Raises:
        Refusal: with every fault that was found.

    """
    spoken = language(config.search.languages or (config.language,), config.search.stop_words)
    found = [CODES] if config.codes else []
    taken = {rule.slug for rule in found}
    problems: list[Problem] = []
    for number, watch in enumerate(config.watch):
        rule = _rule(watch, spoken)
        for key, message, hint in _faults(watch, rule, taken):
            problems.append(configuration.fault(site, ("watch", number, *key), message, hint))
        found.append(rule)
        taken.add(rule.slug)
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
    authors, topics = (tuple(" ".join(text.split()) for text in texts) for texts in (watch.authors, watch.topics))
    return Rule(slug, name, some, each, none, watch.categories, authors=authors, topics=topics)


def _term(text: str, spoken: Language) -> Term:
    found = _SCOPE.match(text)
    scope, body = (found[1], text[found.end() :]) if found else ("", text)
    shown = " ".join(body.replace('"', " ").split())
    if scope == "author":
        return Term(names.words(shown), (), scope, shown)
    if scope == "category":
        return Term(tuple(filter(None, (permalinks.slug(shown),))), (), scope, shown)
    words, stems = (tuple(fields.words_of(body, Words(way))) for way in (unstopped(spoken), spoken))
    return Term(words, () if scope == "topic" else stems, scope, shown)


def _faults(watch: Watch, rule: Rule, taken: Collection[str]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Name what is wrong with a rule: the key, a message and a hint."""
    place = ("slug",) if watch.slug else ("name",)
    if not rule.name:
        yield ("name",), "`watch.name` must not be empty", "give the rule a name"
    elif not rule.slug or permalinks.slug(rule.slug) != rule.slug:
        message = f"the rule `{rule.name}` cannot have the address {permalinks.rule(rule.slug)}"
        yield place, message, "set `slug`, with the characters a to z, 0 to 9, `.` and `-`"
    elif fault := safe_path(permalinks.file(permalinks.rule_month(rule.slug, _SOME_DAY))):
        message = f"the rule `{rule.name}` cannot have the address {permalinks.rule(rule.slug)}: the path {fault}"
        yield place, message, "rename the rule, or set its `slug`"
    elif rule.slug in taken:
        message = f"two rules would have the address {permalinks.rule(rule.slug)}"
        yield place, message, "rename one of them, or set its `slug`"
    if not (watch.any or watch.all or watch.authors or watch.topics or watch.categories):
        hint = "set `any`, `all`, `authors`, `topics` or `categories`"
        yield (), f"the rule `{rule.name}` has no condition", hint
    yield from _empty(watch, rule)


def _empty(watch: Watch, rule: Rule) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Name the terms and names of a rule that ask for nothing, likewise."""
    for key, terms in (("any", rule.any), ("all", rule.all), ("none", rule.none)):
        for text, term in zip(getattr(watch, key), terms, strict=True):
            if not (term.words if term.scope in _NAMED else term.stems):
                where = _NAMED.get(term.scope, "no word that the search indexes")
                yield (key,), f"`{text}` contains {where}", "remove it, or write more words"
    for author in watch.authors:
        if not names.words(author):
            yield ("authors",), f"`{author}` is not the name of an author", "write a name, such as `Andreas Geiger`"
    for topic in watch.topics:
        if not fields.topic_key(topic):
            yield ("topics",), "a topic must not be empty", "remove it, or write a topic, such as `SLAM`"
    for category in watch.categories:
        if not permalinks.slug(category):
            yield ("categories",), f"`{category}` is not a category such as `cs.CV`", ""
