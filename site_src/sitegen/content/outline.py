"""A digest in, its outline out: what an archive has to know of it before any page is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.content import parse
from sitegen.hashing import key_of
from sitegen.model import FIELDS, Contents, Credit, Labels, Listing, Outline

if TYPE_CHECKING:
    from sitegen.model import Digest


def outline(digest: Digest, key: str, *, alone: bool, credited: bool = False) -> Contents:
    """Outline a digest; `key` is that of its source, and `alone` whether no other digest stands there.

    With `credited`, the outline has its papers' authors.
    """
    head = Outline(
        digest.path,
        0 if digest.name else digest.line,
        parse.key(digest, key, alone=alone),
        digest.date,
        digest.category,
        digest.name,
        digest.topic,
        digest.precision,
        digest.recipe,
    )
    labelled = _labelled(digest)
    labels = {label: n for n, label in enumerate(dict.fromkeys(labelled))}
    papers = tuple([Listing(paper.id, paper.number, paper.line) for paper in digest.papers])
    named = credited and any(paper.authors for paper in digest.papers)
    return Contents(
        head,
        papers,
        key_of(head.date, head.category, head.topic, [paper.id for paper in papers]),
        b"".join([parse.wording(paper) for paper in digest.papers]),
        last=digest.last,
        headings=digest.headings,
        introduced=bool(digest.introduction.strip()),
        line=digest.line if digest.name else 0,
        fullness=tuple([parse.fullness(paper) for paper in digest.papers]) if digest.recipe else (),
        series=digest.series,
        credits={paper.id: Credit(paper.title, paper.authors) for paper in digest.papers} if named else {},
        labels=tuple(labels),
        labelled=tuple([labels[label] for label in labelled]),
        fields=tuple([sum(bool(getattr(paper, name)) for paper in digest.papers) for name in FIELDS])
        if digest.recipe and digest.papers
        else (),
    )


def _labelled(digest: Digest) -> list[Labels]:
    """Return the labels of each paper, unless none has any: a version alone is none, and most papers have no more."""
    if not any(paper.categories or paper.status for paper in digest.papers):
        return []
    return [Labels(paper.categories, paper.status, paper.version) for paper in digest.papers]
