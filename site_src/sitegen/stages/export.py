"""A day's papers in, its data out: `index.json` for programs that read a day, and its lines of `archive.jsonl.gz`.

The archive's file is made of one gzip member a day (RFC 1952 allows it, and every reader takes it), so that a new day
costs the compression of that day only.
This module does not know of pages.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen import permalinks
from sitegen.model import Artifact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.model import Date
    from sitegen.views import Section, Site

LEVEL = 4
"""Of compression: 6 takes twice the time for 4 % fewer bytes, measured on real abstracts."""


def day_data(site: Site, date: Date, sections: tuple[Section, ...]) -> Artifact:
    """Make the `index.json` of a day."""
    path = permalinks.day(date)
    data = {"date": date, "url": site.url + path[1:], "papers": _records(site, sections)}
    return Artifact(path[1:] + permalinks.DAY_DATA, msgspec.json.encode(data) + b"\n")


def piece(site: Site, date: Date, sections: tuple[Section, ...]) -> bytes:
    """Make the gzip member of a day: a JSON object a line, a line for each paper of the day."""
    return _gzip(b"".join(msgspec.json.encode({"date": date, **record}) + b"\n" for record in _records(site, sections)))


def joined(pieces: Iterable[bytes]) -> Artifact:
    """Make the file of the whole archive. Without any day it is one empty member: no bytes at all are no gzip file."""
    return Artifact(permalinks.file(permalinks.EXPORT), b"".join(pieces) or _gzip(b""))


def _gzip(data: bytes) -> bytes:
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)  # a gzip head without time or name
    return compressor.compress(data) + compressor.flush()


def _records(site: Site, sections: tuple[Section, ...]) -> list[dict[str, Any]]:
    return [
        {
            "id": paper.id,
            "version": paper.version,
            "category": section.category,
            "number": paper.number,
            "title": paper.title.plain,
            "abstract": paper.abstract.plain,
            "url": site.url + paper.url[len(site.root) :],
            "arxiv": paper.arxiv_url,
            "pdf": paper.pdf_url,
            "links": [link.url for link in paper.links],
        }
        for section in sections
        for paper in section.papers
    ]
