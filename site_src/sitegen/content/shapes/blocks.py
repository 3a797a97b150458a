"""The lines of a digest in, its blocks out: the stretches of lines that each tell of one paper, and what opens them.

A line may open a paper in several ways: as a heading, a row, a bullet, ... Which way a digest has is found by counting:
for each way, how many different papers come first in the stretches that it makes. The lines are looked at once, by
their first characters. This module does not know what a paper's fields are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sitegen import dates
from sitegen.content import ids
from sitegen.content.shapes import labels
from sitegen.model import Identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

KINDS = (
    "file",
    "title",
    *(f"heading {level}" for level in range(1, 7)),
    "row",
    "summary",
    "bullet",
    "number",
    "label",
    "bold",
    "linked",
    "link",
    "record",
    "line",
    "example",
)
"""What may open a paper; of two that do as well, the first is taken."""
_TITLED = frozenset(KINDS) - {"file", "link", "label", "title"}
"""Kinds whose line has a title in it."""
AGAINST = 0.3
"""What it weighs against a kind, when none of its stretches has a paper."""
NEAR = 3
"""Lines with identifiers of a block, among which one of arXiv's is taken for the paper's."""
SEVERAL = 2
"""Papers that a further way of opening them must find, when it is not of the kind that the digest has."""
ALIKE = 3
"""Bullets that begin with the same words, so that these are a label."""

_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"\s{0,3}(#{1,6})(?!#)(.*)")
_TAGS = re.compile(r"#[^\s#]+(?:\s+#[^\s#]+)*\s*")
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^>]*>(.*)", re.IGNORECASE)
_RULE = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*$")
_ROW_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?\s*)?")
_NUMBER = re.compile(r"(?:\*\*)?(?:\d{1,4}\s?[.)、．]\s*(?=\D)|[\[【(]\d{1,4}[\])】]\s?)")
_BULLETS = ("- ", "* ", "+ ", "• ", "-\t", "*\t", "– ", "· ")
_BOLD = re.compile(r"\*\*[^*].*[^*]\*\*\W*|__[^_].*[^_]__\W*")
_LINKED = re.compile(r"(?:\*\*|\*|__|_)?\[(?!\d{1,4}\]|[ xX]\]|!\[)([^\]]+)\]\([^)\s]+\)")
_HEAD = re.compile(r"\s?[-*+•]\s+([^:：\[\]*]{1,40}[:：](?!//)|\*\*[^:：\[\]*]{1,40}(?:[:：]\*\*|\*\*[:：]))")
_EMOJI = re.compile(r"^(?:[^\w\s\x00-\x7f《【（]\ufe0f?\u200d?)+\s*")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
MAX_DATE = 40
_SUMMARY = re.compile(r"<summary\b[^>]*>(.*)", re.IGNORECASE)
_TITLE_MARK = re.compile(r"(?:\*\*|#+|>|\s)*(?:[\[【(]?\d{1,4}[\]】).、]?\s*)?(?:\*\*)?《")


class Opener(NamedTuple):
    """A line that may open a paper."""

    line: int
    """Counted from 0."""
    kind: str


class Heading(NamedTuple):
    """A heading."""

    line: int
    level: int
    text: str
    label: bool
    """Whether it names a field: such a heading opens and closes nothing."""


class Block(NamedTuple):
    """The lines that tell of one paper: from `start` on, and not beyond `end`."""

    start: int
    end: int
    kind: str
    known: Identifier | None
    """Whose it is: the first in it."""


class Sketch(NamedTuple):
    """What is to be seen of a digest's lines before they are read."""

    lines: Sequence[str]
    skip: int
    """Lines at its head that are front matter."""
    openers: dict[str, list[int]]
    """Lines by kind."""
    headings: tuple[Heading, ...]
    rules: frozenset[int]
    """Lines across, and those of tables below their headers."""
    known: dict[int, list[Identifier]]
    """By line, the papers that its addresses lead to."""
    others: dict[int, list[Identifier]]
    """By line, the entries that its addresses lead to, that are no papers: see `ids.ASKED`."""
    named: dict[int, list[Identifier]]
    """By line, the papers that it names without an address."""


def sketch(lines: Sequence[str], skip: int = 0) -> Sketch:  # noqa: C901, PLR0912 - a case a first character
    """Look at each line once."""
    openers: dict[str, list[int]] = {}
    headings: list[Heading] = []
    rules: set[int] = set()
    known: dict[int, list[Identifier]] = {}
    others: dict[int, list[Identifier]] = {}
    named: dict[int, list[Identifier]] = {}
    fence = ""
    table = False
    """Whether the lines before are a table whose rows begin without a bar."""

    def opens(kind: str, n: int) -> None:
        openers.setdefault(kind, []).append(n)

    for n in range(skip, len(lines)):
        line = lines[n]
        text = line.lstrip(" \t\u3000\u2028\u2029")
        if not text:
            table = False
            continue
        first = text[0]
        indent = len(line) - len(text)
        if first in "`~" and (match := _FENCE.match(line)):
            fence = "" if fence and match[1].startswith(fence) else fence or match[1]
            continue
        if "://" in line:
            for found in ids.linked(line):
                (known if found.scheme in ids.PAPERS else others).setdefault(n, []).append(found)
        elif "rXiv" in line or "RXIV" in line or "rxiv" in line or "PMID" in line or "10." in line or "pmid" in line:
            if found_here := ids.named(line):
                named[n] = found_here
        if fence:
            continue
        if first == "#":
            if heading := _heading(n, line):
                headings.append(heading)
                if not heading.label and not _is_date(heading.text):
                    opens(f"heading {heading.level}", n)
        elif first == "|" or ("|" in text and (table or _ROW_RULE.fullmatch(text))):
            if _ROW_RULE.fullmatch(text):
                rules.add(n)
                table = first != "|"
            else:
                opens("row", n)
        elif first in "-*+•–·" and text[:2] in _BULLETS and indent <= 1:
            if _RULE.match(line):
                rules.add(n)
            elif not _is_label(text[2:]):
                opens("bullet", n)
        elif first == "<":
            if match := _SUMMARY.search(text):
                if not labels.field(match[1].partition("</")[0]):
                    opens("summary", n)
            elif match := _HTML_HEADING.match(text):
                heading_text = match[2].partition("</h")[0]
                label = bool(labels.field(heading_text))
                headings.append(Heading(n, int(match[1]), heading_text, label))
                if not label:
                    opens(f"heading {match[1]}", n)
            elif "<summary" in text.lower():
                opens("summary", n)
        elif indent > 1:
            continue
        elif first == ">":
            inner = text.lstrip("> ")
            if inner and (n == skip or not lines[n - 1].lstrip().startswith(">")):
                _classify(n, inner, inner[0], opens, rules)
        elif first in "-=" and (under := _underlined(lines, n, skip)):
            headings.append(Heading(n - 1, under, lines[n - 1].strip(), _is_label(lines[n - 1])))
            if not headings[-1].label and not _is_date(headings[-1].text):
                opens(f"heading {under}", n - 1)
        else:
            if (
                not first.isalnum()
                and not first.isascii()
                and first not in "《【（"
                and (plain := _EMOJI.sub("", text))
            ):
                text, first = plain, plain[0]
            _classify(n, text, first, opens, rules)
    if "bullet" in openers:
        openers["bullet"] = _unlabelled(lines, openers["bullet"])
    return Sketch(lines, skip, openers, tuple(headings), frozenset(rules), known, others, named)


def _unlabelled(lines: Sequence[str], bullets: Sequence[int]) -> list[int]:
    """Leave out bullets that begin as others do, `- Domain: ..`: that is a label, though nobody has heard of it."""
    heads = {n: match[1] for n in bullets if (match := _HEAD.match(lines[n]))}
    counts = Counter(heads.values())
    return [n for n in bullets if n not in heads or counts[heads[n]] < ALIKE]


def _underlined(lines: Sequence[str], n: int, skip: int) -> int:
    """Return the level of a heading that a line makes of the one above it: 1 of `===`, 2 of `---`, 0 of none.

    A line across below a paragraph would be one as well: it has to be about as long as what it underlines.
    """
    line = lines[n].rstrip()
    if not _UNDERLINE.fullmatch(line) or n <= skip:
        return 0
    above = lines[n - 1].strip()
    alone = n - 1 == skip or not lines[n - 2].strip()
    if not above or not alone or above[0] in "#|>-*+<[" or len(line) * 2 < len(above):
        return 0
    return 1 if line[0] == "=" else 2


def _is_date(text: str) -> bool:
    """Whether a heading is a date, and no title."""
    if len(text) > MAX_DATE or not any(c.isdigit() for c in text):
        return False
    told = dates.find(text)
    return told is not None and not _LETTERS.search(text[: told.start] + text[told.end :])


def _classify(n: int, text: str, first: str, opens: object, rules: set[int]) -> None:
    assert callable(opens)  # noqa: S101 - for the types
    if first in "-*_" and _RULE.match(text):
        rules.add(n)
        return
    if "《" in text and _TITLE_MARK.match(text):
        opens("title", n)
    elif (first.isdigit() or first in "[【(*") and _NUMBER.match(text):
        opens("number", n)
    elif first in "[*" and (match := _LINKED.match(text)) and not labels.is_trivial(match[1]):
        opens("linked", n)
    elif first in "*_" and _BOLD.fullmatch(text.rstrip()) and not _is_label(text):
        opens("bold", n)
    elif first in "hH" and text[:4].lower() == "http" and " " not in text.rstrip():
        opens("link", n)
    if ":" in text[:40] or "：" in text[:20]:
        label = re.split("[:：]", text, maxsplit=1)[0]
        if labels.field(label) == "title":
            opens("label", n)


def _heading(n: int, line: str) -> Heading | None:
    match = _HEADING.match(line)
    if not match:
        return None
    level, text = len(match[1]), match[2]
    if not text[:1].isspace() and text:
        # `#Heading`, as Chinese archives write it; but `#tag`, and `#tag #other`
        if level == 1 and (_TAGS.fullmatch(line.strip()) or not (_begins_heading(text) or (not n and " " in text))):
            return None
    text = text.strip().rstrip("#").strip()
    if not text:
        return None
    return Heading(n, level, text, bool(labels.field(text)))


def _begins_heading(text: str) -> bool:
    """Whether what follows a `#` without a blank may be a heading: not in scripts that have blanks."""
    return text[0] in "[《【*" or text[0].isdigit() or "\u3040" <= text[0] <= "\u9fff"


def _is_label(text: str) -> bool:
    """Whether a heading, a bullet or a line names a field, alone or before its value."""
    if labels.field(text):
        return True
    inner = text.strip()
    bold = inner[:2] in ("**", "__")
    head, colon, value = inner.partition("：") if "：" in inner[:24] else inner.partition(":")
    if colon and not value.startswith("//") and len(head) <= 40:  # noqa: PLR2004 - no label is longer
        return bool(labels.field(head))
    if bold and "**" in inner[2:]:
        return bool(labels.field(inner[2:].partition("**")[0]))
    return False


def wanted(sketch: Sketch, schemes: Sequence[str]) -> dict[int, list[Identifier]]:
    """Return, by line, the identifiers that make a paper. Without schemes: arXiv's, or where there are none, others'.

    What is named without an address counts where nothing is linked.
    """
    if not schemes:
        if len(sketch.named) <= len(sketch.known):
            return sketch.known
        # Most papers are named without an address, and a link or two stand in abstracts.
        return dict(sorted((sketch.named | sketch.known).items()))
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
    starts = sketch.openers.get(kind, ())
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


def _rows(sketch: Sketch, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """A row ends where its line ends, or, when it is torn, before the next row, a blank line or a heading."""
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
    beside a title, that weighs for it, a little.
    """
    found = {}
    for kind in sketch.openers if known else ():
        blocks = _cut(sketch, kind, known, None)
        first = {block.known.value for block in blocks if block.known}
        if first:
            none = sum(block.known is None for block in blocks)
            own = sum(block.start in known for block in blocks) if kind in _TITLED else 0
            found[kind] = len(first) * (1 - AGAINST * none / len(blocks)) + 0.01 * own / len(blocks)
    return found


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
