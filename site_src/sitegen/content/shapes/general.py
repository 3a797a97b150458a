"""Any digest: its text in, its papers by day and topic out, and what was seen on the way.

    sketch ─ choose ─ cut ─ read blocks ─ papers ─ group by day and topic

This module does not know of other files: what they tell of this one comes as a recipe.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen import dates
from sitegen.content import head, ids, recipes
from sitegen.content.shapes import (
    above,
    blocks,
    contents,
    digests,
    html,
    labels,
    left,
    openers,
    papers,
    rows,
    taught,
    values,
)
from sitegen.hashing import fingerprint
from sitegen.model import Digest, Evidence, Identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sitegen.config import Digests
    from sitegen.content.shapes.blocks import Block
    from sitegen.content.shapes.openers import Sketch
    from sitegen.content.shapes.papers import Contents
    from sitegen.model import Paper, Recipe, Source
    from sitegen.problems import Problem

README = re.compile(r"(?:.*/)?readme(?:[._-]\w+)*\.md", re.IGNORECASE)
MANY = 5
"""Papers that a README without a date must have to be a digest."""
FEW_IDS = 1.5
"""What other ways to read a file find at most, when it is one paper: that one, and a half."""
HEAD = 12
"""Lines before the first link of a file that is one paper."""
NAMELESS = Identifier("link", "")
"""Of an entry without any identifier."""


class Found(NamedTuple):
    """What a file of digests holds."""

    digests: list[Digest]
    problems: list[Problem]
    evidence: Evidence
    lost: tuple[int, ...] = ()
    """Lines with links of papers that are in no paper."""


def read(source: Source, recipe: Recipe | None, entry: Digests | None = None, expected: Sequence[str] = ()) -> Found:
    """Read a file. Without a recipe it is read as it would be alone; `entry` is what the configuration says of it.

    With a recipe, the evidence says of the file what its reader is told, and nothing for the files beside it: a recipe
    is made of what each of them tells alone.

    `expected` are the looks of other shapes, for the message that nothing was found.
    """
    lines = html.as_markdown(source.text, source.text.split("\n"))
    table, skip = head.split(lines)
    if table.get("draft", "").lower() == "true":
        return Found([], [], Evidence())
    lesson = recipe or recipes.alone(Evidence(), entry)
    sketch = _with_lesson(openers.sketch(lines, skip), lesson)
    front = _front(table)
    known = blocks.wanted(sketch, lesson.ids)
    if front and not known and not lesson.ids:
        known = {skip: [front]}
    seen = sketch
    # A recipe has weighed the kinds: only a README may still be no digest.
    weighed = recipe is not None and not README.fullmatch(source.path)
    kinds = {} if weighed else _kinds(source, sketch, known, table, front)
    kind = lesson.paper if recipe or lesson.pinned else blocks.best(kinds)
    if kind == "nested":
        sketch = _with_headings(sketch, sketch.openers.get("bullet", ()))
    found = _found(sketch, kind, known, lesson) if kinds or lesson.ids or (weighed and (known or front)) else []
    if kind == "file" and front and found:
        found = [found[0]._replace(known=front)]
    sections = above.date_lines(sketch, found)
    pairs = _contents(sketch, above.ended(found, sections), table, lesson)
    found = [block for block, _ in pairs]
    day = above.day_of(source, table, sketch, found, lesson)
    evidence = _evidence(sketch, pairs, day, kinds)
    if not recipe:
        evidence = _named(evidence, pairs, table)
    made = _papers(
        source, sketch, pairs, known, table, guess=recipe.authors if recipe else recipes.names_itself(evidence)
    )
    if not recipe:
        evidence = dated(evidence, made, day)
        recipe = recipes.alone(evidence, entry)
    marks = above.marks_of(sketch, found, sections, lesson)
    placed = list(zip(made, above.contexts(marks, (block.start for block in found)), strict=True))
    result = digests.grouped(source, placed, day, recipe, evidence.title, left.introduction(sketch, found))
    lost = left.lost(sketch, found, made)
    problems = left.problems(source, sketch, lost, made, result)
    if lost and recipe.pinned:
        kinds = kinds or _kinds(source, seen, known, table, front)
        problems += left.changed(source, sketch, lesson, kinds, lost)
    if not result and not made:
        problems += left.nothing(source, sketch, evidence, day, expected)
    return Found(result, problems, evidence, lost)


def _with_lesson(sketch: Sketch, lesson: Recipe) -> Sketch:
    """Add what only a configuration knows: what opens a paper, and the lines that stand above several."""
    lines = range(sketch.skip, len(sketch.lines))
    if lesson.paper == "line":
        sketch = sketch._replace(openers=sketch.openers | {"line": sorted(blocks.wanted(sketch, lesson.ids))})
    elif "{" in lesson.paper:
        like = [n for n in lines if taught.filled(lesson.paper, sketch.lines[n]) is not None]
        sketch = sketch._replace(openers=sketch.openers | {contents.EXAMPLE: like})
    for example in filter(None, (lesson.topic, lesson.date)):
        sketch = _with_headings(sketch, (n for n in lines if taught.filled(example, sketch.lines[n])))
    return sketch


def _with_headings(sketch: Sketch, lines: Iterable[int]) -> Sketch:
    """Take lines for headings of the lowest level: they stand above several papers."""
    known = {heading.line for heading in sketch.headings}
    more = [openers.Heading(n, 6, sketch.lines[n].strip(" \t-*+•"), label=False) for n in lines if n not in known]
    return sketch._replace(headings=tuple(sorted([*sketch.headings, *more])))


def _kinds(
    source: Source,
    sketch: Sketch,
    known: dict[int, list[Identifier]],
    table: Mapping[str, str],
    front: Identifier | None,
) -> dict[str, float]:
    """Score the ways to read a file; none, when it is no digest: a README with a link or two."""
    alone = front is not None and known == {sketch.skip: [front]}
    kinds = blocks.scores(sketch, known) if known and not alone else {}
    kinds |= _as_file(sketch, known, table, front, kinds)
    few = kinds and max(kinds.values()) < MANY * (1 - blocks.AGAINST)
    return {} if few and README.fullmatch(source.path) and not dates.in_path(source.path) else kinds


def _found(sketch: Sketch, kind: str, known: dict[int, list[Identifier]], lesson: Recipe) -> list[Block]:
    """Return the blocks that may be papers."""
    kind = contents.EXAMPLE if "{" in kind else kind
    if "none" in lesson.ids and not known:
        kind = kind or "file"
        return [blocks.Block(*place, kind, NAMELESS) for place in blocks.stretches(sketch, kind)]
    if not kind or not known:
        return []
    found = blocks.cut(sketch, kind, known, only=lesson.pinned)
    return [block for block in found if block.known or block.kind == kind]


def _contents(
    sketch: Sketch, found: Iterable[Block], table: Mapping[str, str], lesson: Recipe
) -> list[tuple[Block, Contents]]:
    """Read the blocks; those without any identifier count where a label says that they are papers."""
    fields = {labels.fold(label): field for label, field in lesson.fields}
    headers = rows.tables(sketch, fields)
    result = []
    for block in found:
        got = contents.read(sketch, block, table, headers, fields, lesson)
        if block.known:
            result.append((block, got))
        elif contents.is_paper(got):
            result.append((block._replace(known=NAMELESS), got))
    return result


def _evidence(
    sketch: Sketch, pairs: Sequence[tuple[Block, Contents]], day: above.Day, kinds: dict[str, float]
) -> Evidence:
    """Take down what is to be seen of a file before its papers are made."""
    return Evidence(
        kinds,
        len(pairs),
        day.date if day.where != above.STAMP else None,
        above.title_of(sketch, [block for block, _ in pairs]),
        entries={} if pairs else left.entries(sketch),
    )


def _named(evidence: Evidence, pairs: Sequence[tuple[Block, Contents]], table: Mapping[str, str]) -> Evidence:
    """Add whether authors have no label, and whether there are lines that look like names."""
    unnamed = [got for block, got in pairs if not contents.names_authors(got, block, table)]
    first = [[text for text, _ in got.labelled.free[: papers.EARLY]] for got in unnamed]
    namelike = sum(any(map(values.namelike, texts)) for texts in first)
    return msgspec.structs.replace(evidence, unnamed=len(unnamed), namelike=namelike)


def dated(evidence: Evidence, made: Sequence[Paper], day: above.Day) -> Evidence:
    """Add what the papers' own dates tell, and which papers they are."""
    own = [paper.date for paper in made if paper.date and paper.precision in ("day", "month")]
    far = sum(abs((date - day.date).days) > recipes.FAR_DAYS for date in own) if day.date else 0
    marks = b"".join(sorted({fingerprint(paper.id.encode())[: recipes.MARK] for paper in made}))
    return msgspec.structs.replace(evidence, dated=len(own), far=far, marks=marks)


def _papers(
    source: Source,
    sketch: Sketch,
    pairs: Sequence[tuple[Block, Contents]],
    known: Mapping[int, Sequence[Identifier]],
    table: Mapping[str, str],
    *,
    guess: bool,
) -> list[Paper]:
    escapes = _escapes(source.text)
    lines = _identified(sketch, known)
    numbers = list(lines)
    result = []
    for block, got in pairs:
        main = block.known
        assert main  # noqa: S101 - for the types
        inside = numbers[bisect_left(numbers, block.start) : bisect_left(numbers, block.end)]
        every = [one for n in inside for one in lines[n]]
        others = [one for one in every if one.scheme != main.scheme or one.value == main.value]  # it has one of each
        paper = papers.paper(got, main, others, block.start + 1, escapes=escapes, guess_authors=guess)
        if block.kind == "file":
            paper = contents.with_front(paper, table)
        if main == NAMELESS:
            key = source.path if block.kind == "file" else paper.title
            paper = msgspec.structs.replace(paper, id=ids.page_id(Identifier("link", key), paper.title))
        if any(one.value != main.value for one in every):
            paper = contents.with_links(paper, sketch, block)
        result.append(paper)
    return result


def _identified(sketch: Sketch, known: Mapping[int, Sequence[Identifier]]) -> dict[int, list[Identifier]]:
    """Return the identifiers that may be a paper's own, by line."""
    places = [known, sketch.named] if known is sketch.known else [known, sketch.known, sketch.named]
    lines = sorted(set().union(*places))
    return {n: [one for some in places for one in some.get(n, ())] for n in lines}


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
    """Say how well the whole file is read as one paper: a little better than as a list of one, if it says so itself."""
    values = {one.value for found in known.values() for one in found}
    title = any(labels.field(key) == "title" for key in table)
    most = max(kinds.values(), default=0)
    if front:  # what is found beside it are papers that it cites
        return {"file": max(1.02, most) if not title and len(values) > 1 and most < left.MANY_LINKS else 1.02}
    if not known:
        return {}
    top = [heading for heading in sketch.headings if heading.level == 1]
    early = sum(1 for line in sketch.lines[sketch.skip : min(known)] if line.strip()) <= HEAD
    if not early or len(top) > 1:
        return {}
    if len(values) == 1:
        return {} if top and above.told(top[0].text) else {"file": 1.005 if title else 1.0}
    return {"file": 1.005} if title and most < FEW_IDS else {}


def _escapes(text: str) -> bool:
    r"""Whether a file escapes throughout: `state\-of\-the\-art`."""
    escaped = sum(piece.startswith(("-", ".")) for piece in text.split("\\")[1:])
    return escaped > 20 and escaped * 2 > text.count("-") + text.count(". ")  # noqa: PLR2004 - a formula has a few
