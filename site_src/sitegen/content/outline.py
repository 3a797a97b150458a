"""A digest in, its outline out: what an archive has to know of it before any page is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.content import parse
from sitegen.hashing import key_of
from sitegen.model import Contents, Listing, Outline

if TYPE_CHECKING:
    from sitegen.model import Digest


def outline(digest: Digest, key: str, *, alone: bool) -> Contents:
    """Outline a digest; `key` is that of its source, and `alone` whether no other digest stands there."""
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
    papers = tuple([Listing(paper.id, paper.number, paper.line) for paper in digest.papers])
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
    )
