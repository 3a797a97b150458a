"""Any digest: its text in, its papers by day and topic out, and what was seen on the way.

    sketch ─ choose ─ cut ─ read fields ─ group by day and topic

No line is lost in silence: whatever link of a paper ends neither in a paper nor in a link of one is named by a problem.
This module does not know of other files: what they tell of this one comes as a recipe.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen import dates
from sitegen.content import head, ids, recipes
from sitegen.content.join import join
from sitegen.content.recipes import Evidence
from sitegen.content.shapes import blocks, fields, inline, labels, names, rows, taught
from sitegen.fingerprint import fingerprint
from sitegen.model import Digest, Identifier, Link, Part, Recipe
from sitegen.problems import Location, Problem, Severity, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sitegen.config import Digests
    from sitegen.content.shapes.blocks import Block, Sketch
    from sitegen.model import Date, Paper, Source

README = re.compile(r"(?:.*/)?readme(?:[._-]\w+)*\.md", re.IGNORECASE)
MIN_DATE, MAX_DATE = 6, 60
"""Characters of a line that is a date."""
_DATE_BEGINS = frozenset("*_[(>0123456789ADFJMNOSTW")
MANY_LINKS = 3
"""Links that make a file look like a list of something."""
MANY = 5
"""Papers that a README without a date must have to be a digest."""
EXAMPLE = "example"
"""What opens a paper: a line that looks like an example of the configuration's."""
NAMELESS = Identifier("link", "")
"""Of an entry without any identifier."""
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
STAMP = "when it was updated"
_NAMED = 5
_ANY_YEAR = 2000
"""For headings such as `07月`, that say no more than a day or a month of some year."""
"""Lines that a problem names one by one."""

_CATEGORY = re.compile(rf"(?<![\w.-]){labels.CATEGORY}(?![\w.-])")
_COUNT = re.compile(
    r"\s*[\[(（【]+\s*(?:total|共|总计|合计)?\s*[:：]?\s*\d+\s*(?:papers?|篇|本|件|편|articles?|new)?\s*[\])）】]+|\s*[-–—·|:：]\s*\d+\s*(?:papers?|篇|本|件|편)?\s*$|\s+\d+\s*(?:papers?|篇|本|件|편)\s*$",
    re.IGNORECASE,
)
_BACK = re.compile(r"\[+[^\[\]]*\]+\(#[^)]*\)\]?|<a\b[^>]*>.*?</a>|\{#[\w-]+\}", re.IGNORECASE)
_PREFIX = re.compile(
    r"(?:keywords?|topics?|category|categories|subjects?|分类|主题|关键词|类别|领域)\s*[:：]\s*", re.IGNORECASE
)
_ORDER = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3})*[.)、．]?|[一二三四五六七八九十]+[、．.])\s+|^[一二三四五六七八九十]+、")
_NOISE = re.compile(r"^[^\w(（\[]+|[^\w)）\]+#!?]+$")
_DATE_WORDS = re.compile(
    r"(?:arxiv|daily|papers?|digest|for|new|submissions?|on|of|the|from|listings?|showing|日报|论文|每日|更新|于|week|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)|[周星期][一二三四五六日天期]+|[月火水木金土日]曜日?|요일|[月火水木金土日월화수목금토일])",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(r"\W*(?:date|日期|日付|날짜|published|day|发布日期)\W*[:：]\W*(.+)", re.IGNORECASE)
_MONTH = re.compile(
    r"\d{1,2}\s*[月월]|(?:january|february|march|april|may|june|july|august|september|october|november|december)",
    re.IGNORECASE,
)
_GRADE = re.compile(r"[A-DS][+-]?")
_ENTRY = re.compile(r"\[[^\]]+\]\((https?://[^)\s]+)\)|https?://\S+")


class Found(NamedTuple):
    """What a file of digests holds."""

    digests: list[Digest]
    problems: list[Problem]
    evidence: Evidence
    lost: tuple[int, ...] = ()
    """Lines with links of papers that are in no paper."""


class _Mark(NamedTuple):
    """A line above papers that tells of them."""

    line: int
    level: int
    """Of the heading; 7 for another line."""
    topic: str
    date: dates.Told | None
    status: str


class Context(NamedTuple):
    """What stands above a paper."""

    topics: tuple[str, ...]
    date: dates.Told | None
    status: str


def read(source: Source, recipe: Recipe | None, entry: Digests | None = None, expected: Sequence[str] = ()) -> Found:
    """Read a file. Without a recipe it is read as it would be alone; `entry` is what the configuration says of it.

    `expected` are the looks of other shapes, for the message that nothing was found.
    """
    lines = source.text.split("\n")
    table, skip = head.split(lines)
    if table.get("draft", "").lower() == "true":
        return Found([], [], Evidence())
    lesson = recipe or recipes.alone(Evidence(), entry)
    sketch = _taught(blocks.sketch(lines, skip), lesson)
    known = blocks.wanted(sketch, lesson.ids)
    front = _front(table)
    if front and not known and not lesson.ids:
        known = {skip: [front]}
    kinds = blocks.scores(sketch, known) if known else {}
    kinds |= _as_file(sketch, known, table, front, kinds)
    kinds = _believed(kinds, source.path)
    kind = (lesson.paper if recipe or lesson.pinned else blocks.best(kinds)) if kinds or lesson.ids else ""
    kind = EXAMPLE if "{" in kind else kind
    found = _found(sketch, kind, known, lesson)
    if kind == "file" and front and found:
        found = [found[0]._replace(known=front)]
    sections = _date_lines(sketch, found)
    found = _ended(found, sections)
    fields_of = {labels.fold(label): field for label, field in lesson.fields}
    headers = rows.tables(sketch, fields_of)
    contents = [_contents(sketch, block, table, headers, fields_of, lesson) for block in found]
    named = [n for n, (block, got) in enumerate(zip(found, contents, strict=True)) if block.known or _is_paper(got)]
    contents = [contents[n] for n in named]
    found = [found[n] if found[n].known else found[n]._replace(known=NAMELESS) for n in named]
    unnamed = [got for got, block in zip(contents, found, strict=True) if not _has_authors(got, block, table)]
    namelike = sum(any(fields.namelike(text) for text in got.block.free[:2]) for got in unnamed)
    day = _day(source, table, sketch, found, lesson)
    evidence = Evidence(
        kinds,
        len(found),
        day.date if day.where != STAMP else None,
        _heading_of(sketch, found),
        unnamed=len(unnamed),
        namelike=namelike,
        entries={} if found else _entries(sketch),
    )
    escapes = _escapes(source.text)
    guess = recipe.authors if recipe else recipes.names_itself(evidence)
    papers = [
        _paper(sketch, block, got, known, table, escapes=escapes, guess_authors=guess)
        for block, got in zip(found, contents, strict=True)
    ]
    if any(block.known == NAMELESS for block in found):
        papers = [_nameless(paper, source.path, kind) for paper in papers]
    evidence = _dated_evidence(evidence, papers, day)
    if recipe is None:
        recipe = recipes.alone(evidence, entry)
    marks = _marks(sketch, found, sections, lesson)
    placed = [(paper, _context(marks, block.start)) for paper, block in zip(papers, found, strict=True)]
    digests = grouped(source, placed, day, recipe, evidence.title, _introduction(sketch, found))
    lost = _lost(sketch, found, papers)
    problems = _said(source, sketch, lost, papers, digests)
    if lost and recipe.pinned:
        problems += _changed(source, sketch, lesson, kinds, lost)
    if not digests and not papers:
        problems += _nothing(source, sketch, evidence, day, expected)
    return Found(digests, problems, evidence, lost)


def _taught(sketch: Sketch, lesson: Recipe) -> Sketch:
    """Add what only a configuration knows: what opens a paper, and the lines that stand above several."""
    lines = range(sketch.skip, len(sketch.lines))
    if lesson.paper == "line":
        sketch = sketch._replace(openers=sketch.openers | {"line": sorted(blocks.wanted(sketch, lesson.ids))})
    elif "{" in lesson.paper:
        like = [n for n in lines if taught.filled(lesson.paper, sketch.lines[n]) is not None]
        sketch = sketch._replace(openers=sketch.openers | {EXAMPLE: like})
    for example in filter(None, (lesson.topic, lesson.date)):
        headings = {heading.line for heading in sketch.headings}
        above = [n for n in lines if n not in headings and taught.filled(example, sketch.lines[n])]
        more = [blocks.Heading(n, 6, sketch.lines[n].strip(), label=False) for n in above]
        sketch = sketch._replace(headings=tuple(sorted([*sketch.headings, *more])))
    return sketch


def _found(sketch: Sketch, kind: str, known: dict[int, list[Identifier]], lesson: Recipe) -> list[Block]:
    """Return the blocks that are papers."""
    if "none" in lesson.ids and not known:
        kind = kind or "file"
        return [blocks.Block(*place, kind, NAMELESS) for place in blocks.stretches(sketch, kind)]
    if not kind or not known:
        return []
    found = blocks.cut(sketch, kind, known, only=lesson.pinned)
    return [block for block in found if block.known or block.kind == kind]


def _is_paper(got: _Contents) -> bool:
    """Whether a block without any identifier is a paper all the same: its link is empty, or was forgotten."""
    values = got.block.values
    return bool(got.block.title) and bool(values.get("authors") or values.get("abstract"))


def _date_lines(sketch: Sketch, found: Sequence[Block]) -> dict[int, dates.Told]:
    """Return the lines that are dates, for the papers below: a paper, or a heading, comes next."""
    starts = {block.start for block in found} | {heading.line for heading in sketch.headings}
    result = {}
    for n in range(sketch.skip, len(sketch.lines)):
        line = sketch.lines[n]
        if not (MIN_DATE <= len(line) <= MAX_DATE and line[0] in _DATE_BEGINS and any(c.isdigit() for c in line)):
            continue
        if "://" in line or "|" in line:
            continue
        told = _told(line)
        if told and told.precision != "year" and only_date(line, told):
            following = next((m for m in range(n + 1, len(sketch.lines)) if sketch.lines[m].strip()), -1)
            if following in starts and n not in starts:
                result[n] = told
    return result


def _ended(found: Sequence[Block], sections: Mapping[int, object]) -> list[Block]:
    """End blocks where a date stands for those below."""
    if not sections:
        return list(found)
    borders = sorted(sections)
    result = []
    for block in found:
        place = bisect_right(borders, block.start)
        border = borders[place] if place < len(borders) else block.end
        result.append(block._replace(end=min(block.end, border)))
    return result


def _changed(
    source: Source, sketch: Sketch, lesson: Recipe, kinds: Mapping[str, float], lost: Sequence[int]
) -> list[Problem]:
    """Say that a file is not as its configuration says, when another way finds more papers in it."""
    other = blocks.best(dict(kinds))
    if other in (lesson.paper, "") or "{" in lesson.paper or kinds[other] <= kinds.get(lesson.paper, 0):
        return []
    message = f"papers here begin with `{other}`, and not with `{lesson.paper}`, as `digests.paper` says"
    hint = "if the layout has changed, add an entry `[[digests]]` for these files"
    return [Problem(Location(source.path, lost[0]), message, hint, sketch.lines[lost[0] - 1], Severity.WARNING)]


def _dated_evidence(evidence: Evidence, papers: Sequence[Paper], day: Day) -> Evidence:
    """Add what the papers' own dates tell, and which papers they are."""
    own = [paper.date for paper in papers if paper.date and paper.precision in ("day", "month")]
    far = sum(abs((date - day.date).days) > recipes.FAR_DAYS for date in own) if day.date else 0
    marks = b"".join(sorted({fingerprint(paper.id.encode())[: recipes.MARK] for paper in papers}))
    return msgspec.structs.replace(evidence, dated=len(own), far=far, marks=marks)


def _front(table: Mapping[str, str]) -> Identifier | None:
    """Return whose front matter this is, if it says so."""
    for key, value in table.items():
        field = labels.field(key)
        if field in ("id", "link") or key.lower().endswith(("arxiv", "arxiv_id", "url")):
            known = ids.arxiv_id(value.strip().removeprefix("arXiv:")) or next(iter(ids.linked(value)), None)
            if known and known.scheme in ids.PAPERS:
                return known
    for field in ("doi", "pmid"):
        if value := next((value for key, value in table.items() if labels.field(key) == field), ""):
            found = ids.named(value) if field == "doi" else [Identifier("pmid", value.strip())]
            if found:
                return found[0]
    return None


def _as_file(
    sketch: Sketch,
    known: Mapping[int, Sequence[Identifier]],
    table: Mapping[str, str],
    front: Identifier | None,
    kinds: Mapping[str, float],
) -> dict[str, float]:
    """Say how well the whole file is read as one paper."""
    values = {one.value for found in known.values() for one in found}
    title = any(labels.field(key) == "title" for key in table)
    if front:
        return {
            "file": 1.02
            if title or len(values) <= 1
            else max([1.02, *kinds.values()])
            if _many_sections(kinds)
            else 1.0
        }
    if not known or (len(values) > 1 and not title):
        return {}
    first = min(known)
    early = sum(1 for line in sketch.lines[sketch.skip : first] if line.strip()) <= 12  # noqa: PLR2004 - the head of a page
    top = [heading for heading in sketch.headings if heading.level == 1]
    if len(values) == 1 and early and len(top) <= 1 and not (top and _told(top[0].text)):
        return {"file": 1.005 if title else 1.0}
    if title and early and len(top) <= 1 and max(kinds.values(), default=0) < 1.5:  # noqa: PLR2004 - one paper, and a half
        return {"file": 1.005}
    return {}


def _many_sections(kinds: Mapping[str, float]) -> bool:
    """Whether what was found in a file with an id of its own may be its sections: papers that it cites."""
    return max(kinds.values(), default=0) < MANY_LINKS


def _believed(kinds: dict[str, float], path: str) -> dict[str, float]:
    """Leave out what is no digest: a README with a link or two."""
    if kinds and README.fullmatch(path) and max(kinds.values()) < MANY * 0.7 and not dates.in_path(path):
        return {}
    return kinds


def _told(text: str) -> dates.Told | None:
    return dates.find(text) if any(c.isdigit() for c in text) else None


def _is_stamp(text: str, told: dates.Told) -> bool:
    """Whether a date says when a file was written, and not of which day it is."""
    before = inline.plain(text[: told.start]).strip(" :：@*_>#-")
    return labels.field(before) == "updated" or labels.fold(before).endswith(
        ("updated on", "last update", "last updated", "updated", "更新于", "更新时间", "deployment", "update")
    )


def only_date(text: str, told: dates.Told) -> bool:
    """Whether a line says no more than a date."""
    rest = _DATE_WORDS.sub("", text[: told.start] + text[told.end :])
    return not re.search(r"\w", rest)


class Day(NamedTuple):
    date: Date | None
    precision: str
    where: str


def _day(source: Source, table: Mapping[str, str], sketch: Sketch, taken: Sequence[Block], lesson: Recipe) -> Day:
    """Find what a file says of its day: in its first headings, its front matter, a line of its head, its path."""
    start = taken[0].start if taken else len(sketch.lines)
    heads = [heading for heading in sketch.headings if heading.line <= start][:3]
    stamp: dates.Told | None = None
    if lesson.date:
        holes = (taught.filled(lesson.date, line) for line in sketch.lines[sketch.skip :])
        for told in (dates.find(hole.get("date", "")) for hole in holes if hole):
            if told:
                return Day(told.date, told.precision, "the line that `digests.date` names")
    for heading in heads:
        told = _told(heading.text)
        if told and heading.line < start and not _in_id(heading.text, told):
            if _is_stamp(heading.text, told):
                stamp = stamp or told
            else:
                return Day(told.date, told.precision, "its heading")
    for key, value in table.items():
        if labels.field(key) == "date" and (told := _told(value)):
            return Day(told.date, told.precision, "its front matter")
    path = dates.in_path(source.path)
    for n in range(sketch.skip, min(start, sketch.skip + 15, len(sketch.lines))):
        text = sketch.lines[n].strip()
        if len(text) > 120 or "://" in text or "|" in text or not any(c.isdigit() for c in text):  # noqa: PLR2004
            continue
        told = _told(text)
        if not told:
            continue
        if _is_stamp(text, told):
            stamp = stamp or told
        elif (
            only_date(text, told) or _DATE_LABEL.match(text) or re.search(r"posted|published|发布", text, re.IGNORECASE)
        ):
            if path is None or path.precision != "day":
                return Day(told.date, told.precision, "a line of its head")
    if path:
        return Day(path.date, path.precision, "its path")
    if source.committed:
        return Day(source.committed, "day", "its commit")
    if stamp and not any(labels.field(c) == "date" for t in rows.tables(sketch, {}) for c in t.labels):
        return Day(stamp.date, stamp.precision, STAMP)
    return Day(None, "", "")


def _in_id(text: str, told: dates.Told) -> bool:
    """Whether what looks like a date is in an address."""
    return any(start <= told.start < end for start, end, _ in ids.urls(text))


# Papers --------------------------------------------------------------------------------------------------------------


class _Contents(NamedTuple):
    """What a block says, field by field."""

    block: fields.Block
    quoted: tuple[bool, ...]


def _contents(
    sketch: Sketch,
    block: Block,
    table: Mapping[str, str],
    headers: Sequence[rows.Table],
    fields_of: Mapping[str, str],
    lesson: Recipe,
) -> _Contents:
    lines = sketch.lines
    if block.kind == EXAMPLE:
        holes = taught.filled(lesson.paper, lines[block.start]) or {}
        got, quoted = fields.read(lines[block.start + 1 : block.end], "", fields_of)
        return _Contents(_with_holes(got, holes), quoted)
    if block.kind == "row":
        row = lines[block.start]
        if block.end > block.start + 1:
            row = " ".join(line.strip() for line in lines[block.start : block.end])
        return _Contents(*rows.read(row, rows.table_of(headers, block.start), fields_of))
    if block.kind == "file":
        return _Contents(*_whole(lines[block.start : block.end], block.start, sketch.headings, table, fields_of))
    return _Contents(*_opened(lines, block, fields_of))


def _with_holes(got: fields.Block, holes: Mapping[str, str]) -> fields.Block:
    """Add what an example names to a block."""
    named = {HOLES[hole]: value for hole, value in holes.items() if hole in HOLES}
    number = holes.get("number", "").strip("[]().")
    return got._replace(
        number=int(number) if number.isdigit() else got.number,
        title=holes.get("title", got.title),
        values={**got.values, **{field: value for field, value in named.items() if value}},
        links=(*got.links, *(("", url) for _, _, url in ids.urls(holes.get("link", "")))),
    )


def _has_authors(got: _Contents, block: Block, table: Mapping[str, str]) -> bool:
    """Whether a label names the authors, or where they would be."""
    if "authors" in got.block.values or block.kind == "row":
        return True
    return block.kind == "file" and any(labels.field(key) == "authors" for key in table)


def _paper(
    sketch: Sketch,
    block: Block,
    got: _Contents,
    known: Mapping[int, Sequence[Identifier]],
    table: Mapping[str, str],
    *,
    escapes: bool,
    guess_authors: bool,
) -> Paper:
    assert block.known  # noqa: S101 - for the types
    others: list[Identifier] = []
    for n in range(block.start, block.end):
        for some in (known, sketch.known, sketch.named):
            if n in some:
                others += some[n]
    paper = fields.paper(
        got.block,
        got.quoted,
        block.known,
        _own(others, block.known),
        block.start + 1,
        escapes=escapes,
        guess_authors=guess_authors,
    )
    return _whole_links(_with_front(paper, table) if block.kind == "file" else paper, sketch, block)


def _nameless(paper: Paper, path: str, kind: str) -> Paper:
    """Give an entry without any identifier a name: of its title, and of its file where that is the entry."""
    if paper.names[0] != NAMELESS:
        return paper
    key = Identifier("link", path if kind == "file" else paper.title)
    return msgspec.structs.replace(paper, id=ids.page_id(key, paper.title))


def _own(others: Iterable[Identifier], known: Identifier) -> list[Identifier]:
    """Return the identifiers that may be the paper's own: of arXiv's no other, of each further scheme the first."""
    return [one for one in others if one.scheme != known.scheme or one.value == known.value]


def _opened(lines: Sequence[str], block: Block, fields_of: Mapping[str, str]) -> tuple[fields.Block, tuple[bool, ...]]:
    """Read a block that a line opens."""
    first = lines[block.start].strip()
    rest = list(lines[block.start + 1 : block.end])
    match block.kind.split()[0]:
        case "heading":
            text = re.sub(r"^#{1,6}\s*", "", first).rstrip("#").strip() if first[0] == "#" else inline.untagged(first)
        case "bullet":
            text = first[1:].strip()
        case "summary":
            before, _, inner = first.partition("<summary")
            text = inner.partition(">")[2].partition("</summary")[0] or before
            if "</summary>" in inner and (after := inner.partition("</summary>")[2].strip()):
                rest.insert(0, after)
            rest = _until_closed(rest)
        case "label":
            text = ""
            rest.insert(0, first)
        case "link":
            text = ""
        case _:
            text = first.lstrip("> ")
    text, rest = _untorn(text, rest)
    block_, quoted = fields.read(rest, text, fields_of)
    return block_, quoted


def _untorn(text: str, rest: list[str]) -> tuple[str, list[str]]:
    """Join a title that is torn over two lines: `**《A title in** ` and `**two lines》**`."""
    if "《" in text and "》" not in text and rest and "》" in rest[0]:
        joined = f"{text.strip().rstrip('*').rstrip()} {rest[0].strip().lstrip('*').lstrip()}"
        return joined, rest[1:]
    if (
        rest
        and text.count("](") < text.count("[")
        and text.rstrip()[-1:] not in ".。"
        and "](" in rest[0]
        and "](" not in text
        and text.lstrip("* ")[:1] == "["
    ):
        return f"{text.strip()} {rest[0].strip()}", rest[1:]
    return text, rest


def _until_closed(lines: list[str]) -> list[str]:
    return lines


def _whole(
    lines: Sequence[str],
    start: int,
    headings: Sequence[blocks.Heading],
    table: Mapping[str, str],
    fields_of: Mapping[str, str],
) -> tuple[fields.Block, tuple[bool, ...]]:
    """Read a file that is one paper: its first heading, if it has one, is the title."""
    first = next((h.line - start for h in headings if h.level == 1 and not h.label and h.line >= start), None)
    given = next((value for key, value in table.items() if labels.field(key) == "title"), "")
    text, rest = "", list(lines)
    if (
        first is not None
        and sum(1 for line in lines[:first] if line.strip() and not line.lstrip().startswith("<")) <= 3
    ):
        heading = re.sub(r"^\s{0,3}#+\s*", "", lines[first]).strip()
        shown = inline.plain(heading)
        if not given or labels.fold(shown) in labels.fold(given) or labels.fold(given) in labels.fold(shown):
            text, rest = heading, [*lines[:first], *lines[first + 1 :]]
    block, quoted = fields.read(rest, text or given, fields_of, numbered=False)
    return block, quoted


def _with_front(paper: Paper, table: Mapping[str, str]) -> Paper:
    """Add what front matter says to a paper that is a file."""
    known: dict[str, str] = {}
    kept: list[tuple[str, str]] = []
    for key, value in table.items():
        field = labels.field(key)
        if value and field and field not in known and field not in ("link", "id", "number", "part"):
            known[field] = value
        elif value and field not in ("title", "id", "link"):
            kept.append((key, value))
    changes: dict[str, object] = {}
    if "authors" in known and not paper.authors:
        changes["authors"], changes["more_authors"] = names.split(known["authors"])
    if "categories" in known and not paper.categories:
        changes["categories"] = tuple(fields.categories(known["categories"], known["categories"]))
    if "keywords" in known:
        changes["keywords"] = tuple(
            dict.fromkeys([*paper.keywords, *fields.keywords(known["keywords"].replace("; ", ";"))])
        )
    if "abstract" in known and not paper.abstract:
        changes["abstract"] = inline.abstract(known["abstract"])
    if "date" in known and not paper.date and (told := _told(known["date"])):
        changes["date"], changes["precision"] = told.date, told.precision
    for field in ("comment", "journal", "affiliation"):
        if field in known and not getattr(paper, field):
            changes[field] = inline.plain(known[field])
    parts = list(paper.parts)
    for field, kind in (("tldr", "tldr"), ("title_translated", "title"), ("abstract_translated", "abstract")):
        if field in known and not any(part.kind == kind for part in parts):
            label = next(key for key in table if labels.field(key) == field)
            parts.insert(0, Part(label, inline.markdown(known[field]), kind))
    changes["parts"] = tuple(parts)
    changes["links"] = tuple(
        {
            link.url: link
            for link in (
                *paper.links,
                *(
                    Link(value, key)
                    for key, value in table.items()
                    if value.startswith(("http://", "https://")) and not _is_own(value, paper)
                ),
            )
        }.values()
    )
    changes["fields"] = (*paper.fields, *kept)
    return msgspec.structs.replace(paper, **changes)


def _is_own(url: str, paper: Paper) -> bool:
    known = ids.identify(url)
    return known is not None and any((known.scheme, known.value) == (one.scheme, one.value) for one in paper.names)


def _whole_links(paper: Paper, sketch: Sketch, block: Block) -> Paper:
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


def _escapes(text: str) -> bool:
    """Whether a file escapes throughout: `state\\-of\\-the\\-art`."""
    escaped = text.count("\\-") + text.count("\\.")
    return escaped > 20 and escaped * 2 > text.count("-") + text.count(". ")  # noqa: PLR2004 - a formula has a few


# What stands above ---------------------------------------------------------------------------------------------------


def _marks(sketch: Sketch, found: Sequence[Block], sections: Mapping[int, dates.Told], lesson: Recipe) -> list[_Mark]:
    """Return the lines above papers that tell of them: headings, and lines that are dates."""
    starts = [block.start for block in found]
    ends = [block.end for block in found]
    title = _title_line(sketch, found)
    marks = []
    year: int | None = None
    for heading in sketch.headings:
        place = bisect_right(starts, heading.line) - 1
        if place >= 0 and heading.line < ends[place]:
            continue
        told = _told(heading.text)
        if told and (_is_stamp(heading.text, told) or _in_id(heading.text, told)):
            told = None
        if told and told.precision == "year":
            year = told.date.year  # `## 2024`, above `### May`
        elif not told and year:
            told = dates.find(heading.text, year) or (
                dates.find(f"{heading.text} {year}") or dates.find(f"{year}年{heading.text}")
                if _MONTH.fullmatch(heading.text)
                else None
            )
        topic = "" if heading.line == title else topic_of(heading.text)
        marks.append(
            _Mark(heading.line, heading.level, topic, told, labels.status(topic) or labels.status(heading.text))
        )
    marks += [_Mark(n, 7, "", told, "") for n, told in sections.items()]
    if lesson.topic:
        marks = [mark._replace(topic="") for mark in marks]
    levels = {mark.line: mark.level for mark in marks}
    for n in range(sketch.skip, len(sketch.lines)) if lesson.topic or lesson.date else ():
        topic = (taught.filled(lesson.topic, sketch.lines[n]) or {}).get("topic", "") if lesson.topic else ""
        day = (taught.filled(lesson.date, sketch.lines[n]) or {}).get("date", "") if lesson.date else ""
        if topic or day:
            marks = [mark for mark in marks if mark.line != n]
            marks.append(_Mark(n, levels.get(n, 6), inline.plain(topic), dates.find(day) if day else None, ""))
    return sorted(marks, key=lambda mark: mark.line)


def _context(marks: Sequence[_Mark], line: int) -> Context:
    """Return what stands above a line: the headings of all levels, and the nearest date."""
    topics: list[tuple[int, str]] = []
    date: dates.Told | None = None
    dated = 8
    status = ""
    level = 7
    place = bisect_right(marks, line, key=lambda mark: mark.line)
    for mark in reversed(marks[:place]):
        if date is None and mark.date and (mark.level <= level or mark.level == 7):  # noqa: PLR2004
            date, dated = mark.date, mark.level
        if mark.level < level:
            level = mark.level
            if mark.topic and not mark.status:
                topics.append((mark.level, mark.topic))
            status = status or mark.status
        if level == 1 and date:
            break
    return Context(tuple(topic for _, topic in reversed(topics)), date, status)


def topic_of(text: str) -> str:
    """Return what a heading says that papers are about, without counts, dates and links back; empty for `Papers`."""
    text = _BACK.sub("", text)
    text = inline.plain(text)
    text = _COUNT.sub("", text)
    if any(c.isdigit() for c in text) and (told := dates.find(text, _ANY_YEAR)):
        rest = f"{text[: told.start]} {text[told.end :]}"
        if only_date(rest, dates.Told(told.date, told.precision, 0, 0)):
            return ""
        text = re.sub(r"[(（\[]\s*[周星期]?[一二三四五六日天]?\s*[)）\]]", "", rest)
    text = _ORDER.sub("", _NOISE.sub("", text.strip()))
    text = _PREFIX.sub("", _NOISE.sub("", text))
    text = " ".join(text.split())
    bare = re.sub(r"\b(?:papers?|today|updated on|for|daily)\b|论文|日报", "", text, flags=re.IGNORECASE).strip(
        " :：|·-–—,."
    )
    general = labels.is_general(text) or _MONTH.fullmatch(text) or _GRADE.fullmatch(text)
    return "" if general or not re.search(r"\w", bare) else text


def _title_line(sketch: Sketch, found: Sequence[Block]) -> int:
    """Return the line of the heading that is the file's title; -1 when there is none."""
    start = found[0].start if found else len(sketch.lines)
    above = [heading for heading in sketch.headings if heading.line < start]
    if not above:
        return -1
    first = above[0]
    alike = [heading for heading in sketch.headings if heading.level <= first.level]
    return first.line if len(alike) == 1 and (not found or found[0].kind != f"heading {first.level}") else -1


def _heading_of(sketch: Sketch, found: Sequence[Block]) -> str:
    line = _title_line(sketch, found)
    return next((topic_of(heading.text) for heading in sketch.headings if heading.line == line), "")


# Digests -------------------------------------------------------------------------------------------------------------


def grouped(
    source: Source,
    papers: Sequence[tuple[Paper, Context]],
    day: Day,
    recipe: Recipe,
    title: str = "",
    introduction: str = "",
) -> list[Digest]:
    """Put papers together by day and by what they are about. An introduction is that of a file that is of one day."""
    groups: dict[tuple[Date, str, str, str], dict[str, Paper]] = {}
    for paper, context in papers:
        date, precision = _stands_on(paper, context, day, recipe)
        if date is None:
            continue
        group = groups.setdefault((date, precision, *_about(context.topics, recipe.section, title)), {})
        placed = msgspec.structs.replace(
            paper,
            topics=context.topics,
            status=paper.status or context.status,
            number=paper.number or len(group) + 1,
        )
        before = group.get(paper.id)
        group[paper.id] = join(before, placed) if before else placed
    if not groups and recipe.empty and day.date:
        groups[day.date, day.precision or "day", *_about((), recipe.section, title)] = {}
    series = recipes.series(source.path)
    alone = len({key[0] for key in groups}) == 1
    result = []
    for n, ((date, precision, category, topic), group) in enumerate(groups.items()):
        lines = [paper.line for paper in group.values()]
        result.append(
            Digest(
                source.path,
                min(lines, default=1),
                date,
                category,
                introduction if alone and not n else "",
                tuple(group.values()),
                max(lines, default=1),
                len(group),
                "/".join(filter(None, (str(date), precision, category, topic))),
                topic,
                precision,
                recipe,
                series,
            )
        )
    return result


def _stands_on(paper: Paper, context: Context, day: Day, recipe: Recipe) -> tuple[Date | None, str]:
    """Return the day that a paper stands on, and its precision."""
    own = (paper.date, paper.precision) if paper.date and paper.precision in ("day", "week", "month") else None
    if recipe.own_date and own:
        return own
    if context.date:
        return context.date.date, context.date.precision
    if day.date:
        return day.date, day.precision
    if own:
        return own
    month = ids.month(paper.names[0])
    if month:
        told = dates.find(f"{month[0]:04}-{month[1]:02}")
        return (told.date, told.precision) if told else (None, "")
    return (paper.date, "year") if paper.date else (None, "")


def _about(topics: Sequence[str], section: str, title: str) -> tuple[str, str]:
    """Return category and topic of papers: a heading that names one category of arXiv's is that category."""
    named = " › ".join(dict.fromkeys(topics)) or section
    if topics and section and section not in topics:
        named = f"{section} › {named}"
    found = _CATEGORY.findall(named)
    if len(found) == 1 and " › " not in named:
        return found[0], ""
    told = set(_CATEGORY.findall(title)) if not found else set()
    return told.pop() if len(told) == 1 else "", named


def _introduction(sketch: Sketch, found: Sequence[Block]) -> str:
    """Return what a file says before its papers, without what only leads around in its archive."""
    end = found[0].start if found else len(sketch.lines)
    kept: list[str] = []
    for n in range(sketch.skip, end):
        line = sketch.lines[n]
        text = line.strip()
        if (
            text.startswith(("#", "|", "<", "![", "[![", "```", "---", "***", "> [!"))
            or n in sketch.rules
            or (text and line in kept)
        ):
            kept.append("")
            continue
        rest, linked = inline.without_links(text)
        words = inline.plain(rest).strip(" -*+•·|>()[]:：_")
        if (linked and len(words) < 40) or (re.match(r"[-*+]\s", text) and len(words) < 40):  # noqa: PLR2004
            continue  # the ways to other files
        told = _told(text)
        if told and (only_date(text, told) or _is_stamp(text, told)):
            continue
        kept.append(inline.markdown(line))
    text = "\n".join(kept)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


# What is left --------------------------------------------------------------------------------------------------------


def _lost(sketch: Sketch, found: Sequence[Block], papers: Sequence[Paper]) -> tuple[int, ...]:
    """Return the lines with links of papers that are in no paper, those of front matter as well."""
    front = {
        n: linked
        for n in range(sketch.skip)
        if "://" in sketch.lines[n]
        and (linked := [one for one in ids.linked(sketch.lines[n]) if one.scheme in ids.PAPERS])
    }
    if not sketch.known and not front:
        return ()
    have = {one.value for paper in papers for one in paper.names}
    if front:
        have |= {one.value for paper in papers for link in paper.links for one in ids.linked(link.url)}
    starts = [block.start for block in found]
    lines = []
    for n, some in (*front.items(), *sketch.known.items()):
        place = bisect_right(starts, n) - 1
        if place >= 0 and n < found[place].end:
            continue
        if any(one.value not in have for one in some):
            lines.append(n + 1)
    return tuple(lines)


def _entries(sketch: Sketch) -> dict[str, int]:
    """Count the lines with links that are no papers."""
    counts: Counter[str] = Counter(one.scheme for found in sketch.others.values() for one in found[:1])
    counts["url"] = sum(1 for line in sketch.lines[sketch.skip :] if "](http" in line)
    return {scheme: count for scheme, count in counts.items() if count}


def _said(
    source: Source, sketch: Sketch, lost: Sequence[int], papers: Sequence[object], digests: Sequence[Digest]
) -> list[Problem]:
    problems = []
    if lost:
        problems.append(ids.unplaced(source, lost))
    undated = len(papers) - sum(len(digest.papers) for digest in digests) if not digests else 0
    if papers and undated:
        message = f"{counted(undated, 'paper')} of this file {'has' if undated == 1 else 'have'} no date, and {'is' if undated == 1 else 'are'} not shown"
        hint = "name the file by its day, as in 2020-07-22.md, or write the date in its heading"
        problems.append(Problem(Location(source.path, sketch.skip + 1), message, hint))
    return problems


def _nothing(source: Source, sketch: Sketch, evidence: Evidence, day: Day, expected: Sequence[str]) -> list[Problem]:
    """Say of a file that gives no paper what was looked for, when it looks like a digest: when it tells a day."""
    lines = sketch.lines
    first = next((n for n in range(sketch.skip, len(lines)) if lines[n].strip()), None)
    if first is None:
        message = "is empty: there is no digest in it"
        hint = "fill it or delete it; if the day had no papers, write its heading and say so under it"
        return [Problem(Location(source.path, 1), message, hint, severity=Severity.WARNING)]
    if day.date is None or day.where == STAMP or _is_index(sketch, evidence):
        return []
    looked_for = "; ".join([*expected, "links to papers in headings, rows, bullets or front matter"])
    message = f"no digest found: looked for {looked_for}"
    return [Problem(Location(source.path, first + 1), message, _lesson(evidence), lines[first])]


def _is_index(sketch: Sketch, evidence: Evidence) -> bool:
    """Whether a file only leads to others."""
    inner = sum(1 for line in sketch.lines if "](" in line and "](http" not in line)
    return inner > evidence.entries.get("url", 0)


def _lesson(evidence: Evidence) -> str:
    """Return what would teach how such a file is read."""
    ids_, opener = next(
        ((scheme, "") for scheme in ("github", "hn", "url") if evidence.entries.get(scheme, 0) >= MANY_LINKS),
        ("none", 'paper = "file"'),
    )
    teach = ", ".join(filter(None, (f'ids = ["{ids_}"]', opener)))
    return f"if it is one, teach how it is read by `[[digests]]` with {teach}; if not, name it in `content.exclude`"
