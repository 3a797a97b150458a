"""A day's papers in, its data out.

`index.json` is for programs that read a day, and its lines are in `archive.jsonl.gz`; `schema/` says what both hold.
For browsers, `papers.json` only says which papers they are, so that those of many days can be counted, and `terms.json`
by which words they are alike.
`status.json` is the ledger.
The archive's file is made of one gzip member a day (RFC 1952 allows it, and every reader takes it), so that a new day
costs the compression of that day only.
This module does not know of pages.
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import deflate
import msgspec

from sitegen.model import Artifact, Date, IdRecord, LinkRecord, PartRecord, Record
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.archive.similarity.vectors import Vectors
    from sitegen.model import Day, Ledger
    from sitegen.views import PaperItem, Section, Site

LEVEL = 1
"""Of compression: 6 takes three times the time for 8 % fewer bytes, measured on real abstracts. libdeflate makes the
same bytes on every machine, which Python's own zlib, now this library and now that, does not."""


class PaperRecord(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A paper of a day as data: all of `Record` but the date."""

    id: str
    version: str
    category: str
    number: int
    title: str
    abstract: str
    url: str
    arxiv: str
    pdf: str
    links: list[str]
    source: str = ""
    source_url: str = ""
    ids: tuple[IdRecord, ...] = ()
    authors: tuple[str, ...] = ()
    more_authors: bool = False
    categories: tuple[str, ...] = ()
    topic: str = ""
    topics: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    status: str = ""
    grade: str = ""
    published: Date | None = None
    precision: str = ""
    comment: str = ""
    journal: str = ""
    affiliation: str = ""
    more_links: tuple[LinkRecord, ...] = ()
    parts: tuple[PartRecord, ...] = ()
    note: str = ""
    fields: dict[str, str] = {}


class DayRecord(msgspec.Struct, frozen=True):
    """A day as data: its `index.json`."""

    date: Date
    url: str
    """The address of its page."""
    papers: list[PaperRecord]
    """In the order of that page."""


_records = msgspec.json.Decoder(Record)


def records(site: Site, sections: tuple[Section, ...]) -> list[bytes]:
    """Write each paper of a day as a JSON object, for both of the following."""
    encode = msgspec.json.Encoder().encode
    return [encode(_record(site, section, paper)) for section in sections for paper in section.papers]


def _record(site: Site, section: Section, paper: PaperItem) -> PaperRecord:
    return PaperRecord(
        id=paper.id,
        version=paper.version,
        category=section.category,
        number=paper.number,
        title=paper.title.plain,
        abstract=paper.abstract.plain,
        url=site.url + paper.url[len(site.root) :],
        arxiv=paper.arxiv_url,
        pdf=paper.pdf_url,
        links=[link.url for link in paper.links],
        source=paper.source,
        source_url="" if paper.source_url == paper.arxiv_url else paper.source_url,
        ids=tuple(IdRecord(name.scheme, name.value, name.version) for name in paper.ids),
        authors=paper.authors,
        more_authors=paper.more_authors,
        categories=paper.categories,
        topic=section.topic,
        topics=paper.topics,
        keywords=paper.keywords,
        status=paper.status,
        grade=paper.grade,
        published=paper.date,
        precision=paper.precision,
        comment=paper.comment.plain,
        journal=paper.journal,
        affiliation=paper.affiliation,
        more_links=tuple(LinkRecord(link.url, link.text) for link in paper.own_links),
        parts=tuple(PartRecord(part.label, part.text.plain, part.kind, part.language) for part in paper.parts),
        note=paper.note.plain,
        fields=paper.fields,
    )


def schemas() -> list[Artifact]:
    """Make the JSON Schemas of a day's data and of a line of the whole archive's."""
    return [_schema(permalinks.DAY_SCHEMA, DayRecord), _schema(permalinks.PAPER_SCHEMA, Record)]


def _schema(path: str, kind: type[msgspec.Struct]) -> Artifact:
    (found,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "$defs": parts}
    return Artifact(permalinks.file(path), msgspec.json.format(msgspec.json.encode(schema), indent=1) + b"\n")


def day_data(site: Site, date: Date, papers: list[bytes]) -> Artifact:
    """Make the `index.json` of a day of its papers' records."""
    path = permalinks.day(date)
    head = msgspec.json.encode({"date": date, "url": site.url + path[1:]})
    return Artifact(path[1:] + permalinks.DAY_DATA, head[:-1] + b',"papers":[' + b",".join(papers) + b"]}\n")


class _Terms(msgspec.Struct, frozen=True):
    date: Date
    terms: list[str]
    """Stems, in the order in which papers have them first."""
    papers: dict[str, tuple[list[int], list[int]]]
    """By id: places in `terms`, the strongest first, and weights from 1 to 255."""


def day_terms(date: Date, vectors: Vectors) -> Artifact:
    """Make the `terms.json` of a day."""
    places: dict[str, int] = {}
    papers = {
        id_: ([places.setdefault(stem, len(places)) for stem, _ in row], [weight for _, weight in row])
        for id_, row in vectors.rows()
    }
    data = msgspec.json.encode(_Terms(date, list(places), papers)) + b"\n"
    return Artifact(permalinks.day(date)[1:] + permalinks.DAY_TERMS, data)


def day_papers(day: Day, sections: tuple[Section, ...]) -> Artifact:
    """Make the `papers.json` of a day: which papers it has, and which of them stand on an earlier day as well."""
    ids = list(dict.fromkeys(paper.id for section in sections for paper in section.papers))
    again = [id_ for id_ in ids if id_ in day.elsewhere and day.elsewhere[id_][0].date < day.date]
    data = msgspec.json.encode({"date": day.date, "papers": ids, "again": again})
    return Artifact(permalinks.day(day.date)[1:] + permalinks.DAY_PAPERS, data + b"\n")


def status_data(site: Site, ledger: Ledger) -> Artifact:
    """Make `status.json`."""
    head = msgspec.json.encode({"url": site.url + permalinks.STATUS[1:], "generator": site.generator})
    data = head[:-1] + b"," + msgspec.json.encode(ledger)[1:]
    return Artifact(permalinks.file(permalinks.STATUS_DATA), data + b"\n")


def fragment(date: Date, papers: list[bytes]) -> bytes:
    """Make the gzip member of a day: a JSON object a line, a line for each paper of the day."""
    head = msgspec.json.encode({"date": date})[:-1] + b","
    return _gzip(b"".join([head + paper[1:] + b"\n" for paper in papers]))


def read_piece(piece: bytes | memoryview) -> list[Record]:
    """Read the records of a day's piece."""
    return _records.decode_lines(gzip.decompress(piece))


def joined(pieces: Iterable[bytes | memoryview]) -> Artifact:
    """Make the file of the whole archive. Without any day it is one empty member: no bytes at all are no gzip file."""
    return Artifact(permalinks.file(permalinks.EXPORT), b"".join(pieces) or _gzip(b""))


def _gzip(data: bytes) -> bytes:
    return bytes(deflate.gzip_compress(data, LEVEL))
