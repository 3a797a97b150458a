"""What several digests of a day say of one paper in, one paper out: each field from whoever says most.

This module does not know where the digests come from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from sitegen.model import Digest, Paper

T = TypeVar("T")


def whole(digests: Iterable[Digest]) -> dict[str, Paper]:
    """Return the papers of a day's digests by id, in their order; those that stand in several, joined."""
    result: dict[str, Paper] = {}
    for digest in digests:
        for paper in digest.papers:
            before = result.setdefault(paper.id, paper)
            if before is not paper:
                result[paper.id] = join(before, paper)
    return result


def join(first: Paper, other: Paper) -> Paper:
    """Join what two digests say of a paper. What is a text is taken from whoever has more of it; lists are united."""
    if first == msgspec.structs.replace(other, line=first.line, number=first.number):
        return first
    most = first if len(first.authors) >= len(other.authors) else other
    dated = first if first.date else other
    return msgspec.structs.replace(
        first,
        version=max(first.version, other.version, key=lambda version: (len(version), version)),
        title=_longer(first.title, other.title),
        abstract=_longer(first.abstract, other.abstract),
        note=_longer(first.note, other.note),
        ids=_united(first.ids, other.ids, lambda known: (known.scheme, known.value)),
        authors=most.authors,
        more_authors=most.more_authors,
        categories=_united(first.categories, other.categories, lambda name: name),
        topics=first.topics or other.topics,
        keywords=_united(first.keywords, other.keywords, lambda word: word),
        status=first.status or other.status,
        grade=first.grade or other.grade,
        date=dated.date,
        precision=dated.precision,
        comment=_longer(first.comment, other.comment),
        journal=_longer(first.journal, other.journal),
        affiliation=_longer(first.affiliation, other.affiliation),
        links=_united(first.links, other.links, lambda link: link.url),
        parts=_united(first.parts, other.parts, lambda part: part.label),
        fields=_united(first.fields, other.fields, lambda field: field[0]),
    )


def _longer(first: str, other: str) -> str:
    return other if len(other) > len(first) else first


def _united(first: tuple[T, ...], other: tuple[T, ...], name: Callable[[T], Hashable]) -> tuple[T, ...]:
    """Return what is in either, once by its name."""
    if not other:
        return first
    return (*first, *(item for item in other if name(item) not in set(map(name, first))))
