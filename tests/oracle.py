"""Lunr itself, in Python, with our words in its pipeline: what the search is held against.

Names of authors have no stems and no stop words. Lunr gives a pipeline no field, so the terms of names come marked.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from lunr.builder import Builder
from lunr.pipeline import Pipeline
from lunr.query import QueryPresence
from lunr.query_parser import QueryParser
from lunr.stop_word_filter import stop_word_filter
from lunr.token import Token

from sitegen.search import names
from sitegen.search.stem import stem
from sitegen.search.words import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lunr.index import Index
    from lunr.query import Clause

MARK = "\ue000"


def marked(authors: Iterable[str]) -> str:
    """Return the text of a document's field of authors."""
    return " ".join(MARK + term for name in authors for term in names.terms(name))


def cut(token: Token, *_: object) -> list[Token]:
    text = str(token)
    return [Token(text)] if text.startswith(MARK) else [Token(word) for word in split(text)]


def stemmed(token: Token, *_: object) -> Token:
    text = str(token)
    return token.update(lambda word, _: word[1:] if text.startswith(MARK) else stem(word))


Pipeline.registered_functions |= {"cut": cut, "stemmed": stemmed}
cut.label, stemmed.label = "cut", "stemmed"  # type: ignore[attr-defined]


def builder(boosts: Mapping[str, float]) -> Builder:
    """Return an index of nothing, with these fields."""
    made = Builder()
    made.ref("id")
    for name, boost in boosts.items():
        made.field(name, boost=boost)
    made.pipeline.add(cut, stop_word_filter, stemmed)
    made.search_pipeline.add(cut, stemmed)
    return made


def scores(index: Index, text: str) -> dict[str, float]:
    """Return what Lunr finds, with its scores.

    A word is a stem in the fields of texts and a name in that of authors. Where these differ, it is asked for as two
    clauses. Whoever requires the word requires one of both, which Lunr cannot say: it is asked for each alone.
    """
    query = index.create_query()
    QueryParser(text, query).parse()
    wanted = index.create_query()
    required = []
    for clause in query.clauses:
        parts = _parts(index, clause)
        if parts is None:
            wanted.clauses.append(clause)
            continue
        if clause.presence == QueryPresence.REQUIRED:
            required.append({ref for part in parts for ref in _holders(index, part)})
            for part in parts:
                part.presence = QueryPresence.OPTIONAL
        wanted.clauses += parts
    found = index.query(wanted) if wanted.clauses else []
    return {match["ref"]: match["score"] for match in found if all(match["ref"] in some for some in required)}


def _parts(index: Index, clause: Clause) -> list[Clause] | None:
    """Return the clauses that one stands for, if it is not the same in all of its fields."""
    texts = [field for field in clause.fields if field != "author"]
    stems, terms = [stem(word) for word in split(clause.term)], names.terms(clause.term)
    if not clause.use_pipeline or texts == list(clause.fields) or (stems == terms and texts):
        return None
    parts = []
    for some, fields in ((stems, texts), (terms, [field for field in clause.fields if field == "author"])):
        made = [_copy(clause, term, fields) for term in some if fields]
        if clause.presence == QueryPresence.REQUIRED:
            made = list(takewhile(lambda part: _is_known(index, part), made))
        parts += made
    return parts


def _copy(clause: Clause, term: str, fields: list[str]) -> Clause:
    return type(clause)(
        term, fields, clause.edit_distance, use_pipeline=False, boost=clause.boost, presence=clause.presence
    )


def _is_known(index: Index, clause: Clause) -> bool:
    """Whether the index has a term that the clause stands for, in any field."""
    return bool(_holders(index, _copy(clause, clause.term, list(index.fields))))


def _holders(index: Index, clause: Clause) -> set[str]:
    query = index.create_query()
    alone = _copy(clause, clause.term, clause.fields)
    alone.presence, alone.boost = QueryPresence.OPTIONAL, 1
    query.clauses.append(alone)
    return {match["ref"] for match in index.query(query)}
