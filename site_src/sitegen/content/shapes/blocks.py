"""The openers of a digest in, its blocks out: the stretches of lines that each tell of one paper.

A line may open a paper in several ways: as a heading, a row, a bullet, ... Which way a digest has is found by counting:
for each way, how many different papers come first in the stretches that it makes. This module does not know what a
paper's fields are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from sitegen import dates
from sitegen.content import ids
from sitegen.content.shapes import labels
from sitegen.model import Identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sitegen.content.shapes.openers import Sketch

KINDS = (
    "file",
    "title",
    *(f"heading {level}" for level in range(1, 7)),
    "row",
    "summary",
    "bullet",
    "nested",
    "number",
    "label",
    "bold",
    "linked",
    "paragraph",
    "link",
    "record",
    "line",
    "example",
)
"""What may open a paper; of two that do as well, the first is taken."""
LAST = {"nested": 1, "paragraph": 0.4, "line": 0.3}
"""Kinds that much may be, looked at where the others do badly, and what their papers count: prose has links as well."""
DAYS = 0.02
"""What it weighs against a kind of heading, when all have a date in them."""
ENOUGH = 0.75
"""The share of papers that a kind must find, so that the last ones are not looked at."""
_TITLED = frozenset(KINDS) - {"file", "link", "label", "title", *LAST}
"""Kinds whose line has a title in it."""
AGAINST = 0.3
"""What it weighs against a kind, when none of its stretches has a paper."""
NEAR = 3
"""Lines with identifiers of a block, among which one of arXiv's is taken for the paper's."""
SEVERAL = 2
"""Papers that a further way of opening them must find, when it is not of the kind that the digest has."""


_LISTED = frozenset({"bullet", "number", "bold", "linked"})
"""Kinds whose lines may hold nothing but a link."""
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_ADDRESS = re.compile(r"https?://\S+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_NESTED = re.compile(r"( {2,4}|\t)[-*+•]\s")
_DIGIT = re.compile(r"\d")
_PARAGRAPH = re.compile(r"[^\s#|<>*+~`-]|\*\*")


class Block(NamedTuple):
    """The lines that tell of one paper: from `start` on, and not beyond `end`."""

    start: int
    end: int
    kind: str
    known: Identifier | None
    """Whose it is: the first in it."""


def wanted(sketch: Sketch, schemes: Sequence[str]) -> dict[int, list[Identifier]]:
    """Return, by line, the identifiers that make a paper. Without schemes: arXiv's, or where there are none, others'.

    What is named without an address counts where nothing is linked.
    """
    if not schemes:
        # Where most papers are named without an address, the link or two stand in abstracts.
        more = sketch.named if len(sketch.named) > len(sketch.known) else sketch.stated
        return dict(sorted(({n: sketch.named[n] for n in more} | sketch.known).items())) if more else sketch.known
    found: dict[int, list[Identifier]] = {}
    for places in (sketch.known, sketch.others) if {"github", "hn"}.intersection(schemes) else (sketch.known,):
        for n, some in places.items():
            if right := [one for one in some if one.scheme in schemes]:
                found.setdefault(n, []).extend(right)
    if not found:
        found = {n: right for n, some in sketch.named.items() if (right := [i for i in some if i.scheme in schemes])}
    if "url" in schemes:
        for n in range(sketch.skip, len(sketch.lines)):
            if n not in found and (linked := _linked(sketch.lines[n])):
                found[n] = [linked]
    return dict(sorted(found.items()))


def _linked(line: str) -> Identifier | None:
    """Return the first address in a line, as an identifier of what it leads to."""
    url = next((url for _, _, url in ids.urls(line) if "shields.io/" not in url), "")
    return (ids.identify(url) or Identifier("link", url)) if url else None


def stretches(sketch: Sketch, kind: str) -> Iterator[tuple[int, int]]:
    """Yield where the stretches of a kind begin and end."""
    last = len(sketch.lines)
    if kind == "file":
        yield sketch.skip, last
        return
    starts = _starts(sketch, kind)
    if kind == "link":
        starts = _closed(sketch, starts)
    if kind == "row":
        yield from _rows(sketch, starts)
        return
    level = int(kind[-1]) if kind.startswith("heading") else 6
    borders = [heading.line for heading in sketch.headings if not heading.label and heading.level <= level]
    for n, start in enumerate(starts):
        end = starts[n + 1] if n + 1 < len(starts) else last
        place = bisect_left(borders, start + 1)
        if place < len(borders):
            end = min(end, borders[place])
        yield start, end


def _starts(sketch: Sketch, kind: str) -> Sequence[int]:
    """Return the lines that open a kind; those of the last kinds are looked for here."""
    if kind not in LAST or kind in sketch.openers:
        return sketch.openers.get(kind, ())
    lines = sketch.lines
    match kind:
        case "nested":
            deep = {n: match[1] for n in range(sketch.skip, len(lines)) if (match := _NESTED.match(lines[n]))}
            least = min(deep.values(), key=len, default="")
            return [n for n, indent in deep.items() if indent == least]
        case "paragraph":
            return [
                n
                for n in range(sketch.skip, len(lines))
                if _PARAGRAPH.match(lines[n]) and (n == sketch.skip or lines[n - 1].lstrip()[:1] in ("", "#"))
            ]
    return sorted(sketch.known or sketch.named)


def _closed(sketch: Sketch, links: Sequence[int]) -> Sequence[int]:
    """Return where papers begin whose links stand alone: at the link, or at the line after the one before.

    They are closed by their links, when there is a text above the first and none below the last.
    """
    borders = {heading.line for heading in sketch.headings} | sketch.rules
    said = [n for n in range(sketch.skip, len(sketch.lines)) if sketch.lines[n].strip() and n not in borders]
    if not links or said[0] >= links[0] or said[-1] > links[-1]:
        return links
    firsts = [bisect_left(said, max((n for n in (*links, *borders) if n < link), default=-1) + 1) for link in links]
    return [said[place] for place in firsts]


def _rows(sketch: Sketch, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield rows: one ends where its line ends, or, torn, before the next row, a blank line or a heading."""
    lines = sketch.lines
    for n, start in enumerate(starts):
        if start + 1 in sketch.rules:
            continue  # the header
        limit = starts[n + 1] if n + 1 < len(starts) else len(lines)
        end = start + 1
        while end < limit and lines[end].strip() and lines[end].lstrip()[0] not in "#|<>" and end not in sketch.rules:
            end += 1
        yield start, end


def scores(sketch: Sketch, known: dict[int, list[Identifier]]) -> dict[str, float]:
    """Score all kinds: how many different papers come first in the stretches that each makes.

    Stretches without any paper weigh against a kind; where papers' addresses stand in the opening lines themselves,
    beside a title, that weighs for it, a little; where all of these have a date in them, against it: they are days.
    """
    found: dict[str, float] = {}
    days: set[str] = set()
    for kind in sketch.openers if known else ():
        if kind not in LAST and (value := _score(sketch, kind, known)):
            found[kind] = value
            if kind.startswith("heading") and _are_days(sketch, kind, known):
                found[kind] -= DAYS
                days.add(kind)
    most = best(found)
    papers = {some[0].value for some in known.values()}
    if most in days or found.get(most, 0) < ENOUGH * len(papers):
        for kind, weight in LAST.items():
            if value := _score(sketch, kind, known):
                found[kind] = value * (1 if most in days else weight)
    return found


def _score(sketch: Sketch, kind: str, known: dict[int, list[Identifier]]) -> float:
    blocks = _cut(sketch, kind, known, None)
    first = {block.known.value for block in blocks if block.known}
    if not first:
        return 0
    none = sum(block.known is None for block in blocks)
    own = sum(block.start in known for block in blocks) if kind in _TITLED else 0
    if own and kind in _LISTED:
        own = sum(block.start in known and _says(sketch.lines[block.start]) for block in blocks)
    return len(first) * (1 - AGAINST * none / len(blocks)) + 0.01 * own / len(blocks)


def _says(line: str) -> bool:
    """Whether a line says more than where it leads: `- [arXiv](..)` has no title in it."""
    text = _LINK.sub(lambda match: "" if labels.is_trivial(match[1]) else match[1], line)
    return _LETTERS.search(_ADDRESS.sub("", text)) is not None


def _are_days(sketch: Sketch, kind: str, known: dict[int, list[Identifier]]) -> bool:
    return all(_is_dated(sketch, block) for block in _cut(sketch, kind, known, None) if block.known)


def _is_dated(sketch: Sketch, block: Block) -> bool:
    line = sketch.lines[block.start]
    return _DIGIT.search(line) is not None and dates.find(line) is not None


def best(found: dict[str, float]) -> str:
    """Return the kind that does best; empty when none does anything."""
    return max(found, key=lambda kind: (found[kind], -KINDS.index(kind)), default="")


def cut(sketch: Sketch, kind: str, known: dict[int, list[Identifier]], *, only: bool = False) -> list[Block]:
    """Return the blocks of a kind; unless these are wanted `only`, what they leave is looked through again.

    Levels may be mixed, and layouts change within a file.
    """
    blocks = _cut(sketch, kind, known, None)
    taken = [block for block in blocks if block.known]
    if only or not taken or len(taken) == len(known):
        return blocks
    marks = bytearray(len(sketch.lines))
    _mark(marks, taken)
    added: list[Block] = []
    for _ in range(len(KINDS)):
        have = {block.known.value for block in (*taken, *added) if block.known}
        left = {
            n: rest
            for n, found in known.items()
            if not marks[n] and (rest := [one for one in found if one.value not in have])
        }
        if not left:
            break
        other, more = "", list[Block]()
        for candidate in KINDS:
            if candidate not in sketch.openers:
                continue
            blocks_of = _cut(sketch, candidate, known, marks)
            new = _cut(sketch, candidate, left, marks)
            some = [block for block, own in zip(blocks_of, new, strict=True) if own.known]
            if candidate.startswith("heading"):
                some = [block for block in some if not _is_dated(sketch, block)]
            least = 1 if candidate == "row" or candidate.split()[0] == kind.split(maxsplit=1)[0] else SEVERAL
            if len(some) > len(more) and len(some) >= least:
                other, more = candidate, some
        if not other:
            break
        _mark(marks, more)
        added += more
    if not added:
        return blocks
    return list(_apart([*blocks, *added]))


def _mark(marks: bytearray, blocks: Iterable[Block]) -> None:
    for block in blocks:
        marks[block.start : block.end] = b"\1" * (block.end - block.start)


def _apart(blocks: Iterable[Block]) -> Iterator[Block]:
    """End each block where the next begins; where two begin on one line, the one with a paper stays."""
    ordered = sorted(blocks, key=lambda block: (block.start, block.known is None))
    ordered = [block for n, block in enumerate(ordered) if not n or ordered[n - 1].start != block.start]
    for n, block in enumerate(ordered):
        yield block._replace(end=min(block.end, ordered[n + 1].start)) if n + 1 < len(ordered) else block


def _cut(sketch: Sketch, kind: str, known: dict[int, list[Identifier]], marks: bytearray | None) -> list[Block]:
    """Make the blocks of a kind on the lines that are not marked."""
    numbers = sorted(known)
    blocks = []
    for start, end in stretches(sketch, kind):
        last = end
        if marks is not None:
            if marks[start]:
                continue
            taken = marks.find(1, start, end)
            last = end if taken < 0 else taken
        place = bisect_left(numbers, start)
        found = _first(numbers, place, last, known) if place < len(numbers) and numbers[place] < last else None
        blocks.append(Block(start, last, kind, found))
    return blocks


def _first(numbers: Sequence[int], place: int, last: int, known: Mapping[int, Sequence[Identifier]]) -> Identifier:
    """Return the first identifier in a block, given its first line that has one: arXiv's if there is one near."""
    found = known[numbers[place]][0]
    if found.scheme == "arxiv":
        return found
    near = (one for n in numbers[place : place + NEAR] if n < last for one in known[n])
    return next((one for one in near if one.scheme == "arxiv"), found)
