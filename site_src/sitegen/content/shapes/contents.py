"""A block of lines in, what stands in it out, whatever opens it: a heading, a row, a bullet, an example, a file.

This module does not know what the fields are good for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.content import ids
from sitegen.content.shapes import above, inline, labels, names, papers, rows, taught, values
from sitegen.model import Link

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.content.shapes.blocks import Block
    from sitegen.content.shapes.openers import Heading, Sketch
    from sitegen.content.shapes.papers import Contents
    from sitegen.model import Paper, Recipe

EXAMPLE = "example"
"""What opens a paper: a line that looks like an example of the configuration's."""
HOLES = {
    "authors": "authors",
    "abstract": "abstract",
    "date": "date",
    "category": "categories",
    "topic": "keywords",
    "comment": "comment",
    "code": "code",
    "id": "id",
}
"""The fields that an example's holes fill, but for title, link and number."""
BEFORE_TITLE = 3
"""Lines that may stand before the title of a file that is a paper."""

_PLAIN = ("comment", "journal", "affiliation")
"""Fields of front matter that are short texts."""
_HASHES = re.compile(r"^\s{0,3}#{1,6}\s*")


def read(
    sketch: Sketch,
    block: Block,
    table: Mapping[str, str],
    headers: Sequence[rows.Table],
    known: Mapping[str, str],
    lesson: Recipe,
) -> Contents:
    """Read a block. `table` is the file's front matter, `headers` are its tables', and `known` further labels."""
    lines = sketch.lines
    if block.kind == EXAMPLE:
        holes = taught.filled(lesson.paper, lines[block.start]) or {}
        return _with_holes(papers.read(lines[block.start + 1 : block.end], "", known), holes)
    if block.kind == "row":
        row = lines[block.start]
        if block.end > block.start + 1:
            row = " ".join(line.strip() for line in lines[block.start : block.end])
        return rows.read(row, rows.table_of(headers, block.start), known)
    if block.kind == "file":
        return _whole(sketch, block, table, known)
    return _opened(lines, block, known)


def _with_holes(got: Contents, holes: Mapping[str, str]) -> Contents:
    """Add what an example names."""
    named = {HOLES[hole]: value for hole, value in holes.items() if hole in HOLES and value}
    links = tuple(("", url) for _, _, url in ids.urls(holes.get("link", "")))
    title = got.title._replace(text=holes.get("title", ""), number=values.number(holes.get("number", "")), links=links)
    return got._replace(title=title, labelled=got.labelled._replace(values=got.labelled.values | named))


def _opened(lines: Sequence[str], block: Block, known: Mapping[str, str]) -> Contents:
    """Read a block that a line opens."""
    first = lines[block.start].strip()
    rest = list(lines[block.start + 1 : block.end])
    text = first.lstrip("> ")
    match block.kind.split()[0]:
        case "heading":
            text = _HASHES.sub("", first).rstrip("#").strip() if first[0] == "#" else inline.untagged(first)
        case "bullet" | "nested":
            text = first[1:].strip()
        case "summary":
            before, _, inner = first.partition("<summary")
            text = inner.partition(">")[2].partition("</summary")[0] or before
            rest.insert(0, inner.partition("</summary>")[2])
        case "label":
            text = ""
            rest.insert(0, first)
        case "link":
            text = "" if text.lower().startswith("http") else text  # or a title, whose link ends the block
    text, rest = _untorn(text, rest)
    return papers.read(rest, text, known)


def _untorn(text: str, rest: list[str]) -> tuple[str, list[str]]:
    """Join a title that is torn over two lines: `**《A title in**` and `**two lines》**`, `[A title` and `two](..)`."""
    following = rest[0].strip() if rest else ""
    if "《" in text and "》" not in text and "》" in following:
        return f"{text.strip().rstrip('*').rstrip()} {following.lstrip('*').lstrip()}", rest[1:]
    if text.lstrip("* ")[:1] == "[" and "](" not in text and "]" not in text and "](" in following:
        return f"{text.strip()} {following}", rest[1:]
    return text, rest


def _whole(sketch: Sketch, block: Block, table: Mapping[str, str], known: Mapping[str, str]) -> Contents:
    """Read a file that is one paper: its first heading, if it has one at its head, is the title."""
    lines = list(sketch.lines[block.start : block.end])
    given = next((value for key, value in table.items() if labels.field(key) == "title"), "")
    heading = next((h for h in sketch.headings if h.level == 1 and not h.label and h.line >= block.start), None)
    text = ""
    if heading and _is_head(lines[: heading.line - block.start]) and _agree(heading, given):
        text = _HASHES.sub("", heading.text)
        del lines[heading.line - block.start]
    return papers.read(lines, text or given, known, numbered=False)


def _is_head(lines: Sequence[str]) -> bool:
    return sum(1 for line in lines if line.strip() and not line.lstrip().startswith("<")) <= BEFORE_TITLE


def _agree(heading: Heading, given: str) -> bool:
    """Whether a page's heading and its front matter name the same title, the one with more about it."""
    text = inline.plain(heading.text)
    if not given or text == given:
        return True
    one, other = labels.fold(text), labels.fold(given)
    return one in other or other in one


def names_authors(got: Contents, block: Block, table: Mapping[str, str]) -> bool:
    """Whether a label names the authors, or where they would be."""
    if "authors" in got.labelled.values or block.kind == "row":
        return True
    return block.kind == "file" and any(labels.field(key) == "authors" for key in table)


def is_paper(got: Contents) -> bool:
    """Whether a block without any identifier is a paper all the same: its link is empty, or was forgotten."""
    told = got.labelled.values
    return bool(got.title.text) and bool(told.get("authors") or told.get("abstract"))


def with_front(paper: Paper, table: Mapping[str, str]) -> Paper:
    """Add what front matter says to a paper that is a file; what it says of it already stays."""
    known, kept = _by_field(table)
    told = {field: value for field, (_, value) in known.items()}
    new: dict[str, Any] = {}
    if not paper.authors:
        new["authors"], new["more_authors"] = names.split(told.get("authors", ""))
    if not paper.date and (said := above.told(told.get("date", ""))):
        new["date"], new["precision"] = said.date, said.precision
    if not paper.abstract and "abstract" in told:
        new["abstract"] = inline.abstract(told["abstract"])
    if not paper.categories and "categories" in told:
        new["categories"] = tuple(values.categories(told["categories"]))
    if "keywords" in told:
        new["keywords"] = tuple(dict.fromkeys([*paper.keywords, *values.keywords(told["keywords"])]))
    new |= {field: inline.plain(told[field]) for field in _PLAIN if field in told and not getattr(paper, field)}
    if parts := [
        papers.part(*known[field][:1], kind, told[field])
        for field, kind in (("tldr", "tldr"), ("title_translated", "title"), ("abstract_translated", "abstract"))
        if field in told and not any(part.kind == kind for part in paper.parts)
    ]:
        new["parts"] = (*parts, *paper.parts)
    links = [Link(value, key) for key, value in table.items() if value.startswith(("http://", "https://"))]
    if links:
        new["links"] = (*paper.links, *(link for link in links if not papers.is_own(link.url, paper.names)))
    return msgspec.structs.replace(paper, **new, fields=(*paper.fields, *kept))


def _by_field(table: Mapping[str, str]) -> tuple[dict[str, tuple[str, str]], list[tuple[str, str]]]:
    """Return the keys and values of front matter by the fields that they name, and those that are kept as they are."""
    known: dict[str, tuple[str, str]] = {}
    kept: list[tuple[str, str]] = []
    for key, value in table.items():
        field = labels.field(key)
        if field in ("title", "id", "link") or not value:
            continue
        if field and field not in known and field not in ("number", "part"):
            known[field] = key, value
        else:
            kept.append((key, value))
    return known, kept


def with_links(paper: Paper, sketch: Sketch, block: Block) -> Paper:
    """See to it that each paper that a block links is linked by its paper."""
    linked = {one.value: n for n in range(block.start, block.end) for one in sketch.known.get(n, ())}
    own = {one.value for one in paper.names}
    missing = linked.keys() - own
    if not missing:
        return paper
    texts = "\n".join(
        [
            paper.abstract,
            paper.note,
            paper.comment,
            *(part.text for part in paper.parts),
            *(link.url for link in paper.links),
        ]
    )
    told = {one.value for line in texts.split("\n") for one in ids.linked(line)}
    more = []
    for value in sorted(missing - told):
        url = next(
            url
            for _, _, url in ids.urls(sketch.lines[linked[value]])
            if (one := ids.identify(url)) and one.value == value
        )
        more.append(Link(url, url.partition("://")[2]))
    return msgspec.structs.replace(paper, links=(*paper.links, *more)) if more else paper
