"""What a file holds beside its papers in, its introduction and what is to be said of the rest out.

No line is lost in silence: links of papers that are in none are named by their lines. This module does not know how
papers were found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from sitegen.content import ids
from sitegen.content.shapes import above, blocks, inline
from sitegen.problems import Location, Problem, Severity, counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.content.shapes.above import Day
    from sitegen.content.shapes.blocks import Block
    from sitegen.content.shapes.openers import Sketch
    from sitegen.model import Digest, Evidence, Paper, Recipe, Source

MANY_LINKS = 3
"""Links that make a file look like a list of something."""
WORDS = 40
"""Characters of a line that says something, and does not only lead around in its archive."""

_LAYOUT = ("#", "|", "<", "![", "[![", "```", "---", "***", "> [!")
_GAP = re.compile(r"\n{3,}")
_BULLET = re.compile(r"[-*+]\s")


def introduction(sketch: Sketch, found: Sequence[Block]) -> str:
    """Return what a file says before its papers, without what only leads around in its archive."""
    kept: list[str] = []
    for n in range(sketch.skip, found[0].start if found else len(sketch.lines)):
        line = sketch.lines[n]
        text = line.strip()
        if text.startswith(_LAYOUT) or n in sketch.rules or (text and line in kept):
            kept.append("")
            continue
        rest, linked = inline.without_links(text)
        words = inline.plain(rest).strip(" -*+•·|>()[]:：_")
        said = above.told(text)
        leads = len(words) < WORDS and (linked or _BULLET.match(text))
        if not leads and not (said and (above.only_date(text, said) or above.is_stamp(text, said))):
            kept.append(inline.markdown(line))
    return _GAP.sub("\n\n", "\n".join(kept)).strip()


def lost(sketch: Sketch, found: Sequence[Block], papers: Sequence[Paper]) -> tuple[int, ...]:
    """Return the lines with links of papers that are in no paper, those of front matter as well."""
    front = {
        n: linked
        for n in range(sketch.skip)
        if "://" in sketch.lines[n]
        and (linked := [one for one in ids.linked(sketch.lines[n]) if one.scheme in ids.PAPERS])
    }
    stated = {n: sketch.named[n] for n in sketch.stated}
    if not sketch.known and not front and not stated:
        return ()
    have = {one.value for paper in papers for one in paper.names}
    if front:
        have |= {one.value for paper in papers for link in paper.links for one in ids.linked(link.url)}
    starts = [block.start for block in found]
    lines = []
    for n, some in (*front.items(), *sketch.known.items(), *stated.items()):
        place = bisect_right(starts, n) - 1
        if place >= 0 and n < found[place].end:
            continue
        if any(one.value not in have for one in some):
            lines.append(n + 1)
    return tuple(sorted(lines)) if stated else tuple(lines)


def entries(sketch: Sketch) -> dict[str, int]:
    """Count the lines with links that are no papers."""
    counts: Counter[str] = Counter(one.scheme for found in sketch.others.values() for one in found[:1])
    counts["url"] = sum(1 for line in sketch.lines[sketch.skip :] if "](http" in line)
    return {scheme: count for scheme, count in counts.items() if count}


def problems(
    source: Source, sketch: Sketch, lost: Sequence[int], papers: Sequence[Paper], digests: Sequence[Digest]
) -> list[Problem]:
    """Say which links belong to no paper, and which papers have no day."""
    found = [ids.unplaced(source, lost)] if lost else []
    placed = {paper.id for digest in digests for paper in digest.papers}
    if undated := [paper for paper in papers if paper.id not in placed]:
        has, is_ = ("has", "is") if len(undated) == 1 else ("have", "are")
        lines = ids.listed([paper.line for paper in undated])
        message = f"{counted(len(undated), 'paper')} {has} no date and {is_} not shown: {lines}"
        hint = "put the date into the file's name, as in 2020-07-22.md, or into its heading"
        where = Location(source.path, undated[0].line)
        found.append(Problem(where, message, hint, sketch.lines[undated[0].line - 1]))
    return found


def changed(
    source: Source, sketch: Sketch, lesson: Recipe, kinds: Mapping[str, float], lost: Sequence[int]
) -> list[Problem]:
    """Say that a file is not as its configuration says, when another way finds more papers in it."""
    other = blocks.best(dict(kinds))
    if other in (lesson.paper, "") or "{" in lesson.paper or kinds[other] <= kinds.get(lesson.paper, 0):
        return []
    message = f"the papers in this file begin with `{other}`, not with `{lesson.paper}` as `digests.paper` says"
    hint = "if the layout has changed, add an entry `[[digests]]` for these files"
    return [Problem(Location(source.path, lost[0]), message, hint, sketch.lines[lost[0] - 1], Severity.WARNING)]


def nothing(source: Source, sketch: Sketch, evidence: Evidence, day: Day, expected: Sequence[str]) -> list[Problem]:
    """Say of a file that gives no paper what was looked for, when it looks like a digest: when it tells a day."""
    lines = sketch.lines
    first = next((n for n in range(sketch.skip, len(lines)) if lines[n].strip()), None)
    if first is None:
        message = "the file is empty: it contains no digest"
        hint = (
            "add a digest, or delete the file; if there were no papers that day, write a heading and a line that "
            "says so"
        )
        return [Problem(Location(source.path, 1), message, hint, severity=Severity.NOTICE)]
    if day.date is None or day.where == above.STAMP or _is_index(sketch, evidence):
        return []
    looked_for = "; ".join([*expected, "links to papers in headings, rows, bullets or front matter"])
    message = f"the file contains no digest: sitegen looked for {looked_for}"
    return [Problem(Location(source.path, first + 1), message, _lesson(source, evidence), lines[first])]


def _is_index(sketch: Sketch, evidence: Evidence) -> bool:
    """Whether a file only leads to others."""
    inner = sum(1 for line in sketch.lines if "](" in line and "](http" not in line)
    return inner > evidence.entries.get("url", 0)


def _lesson(source: Source, evidence: Evidence) -> str:
    """Return what would teach how such a file is read."""
    ids_, opener = next(
        ((scheme, "") for scheme in ("github", "hn", "url") if evidence.entries.get(scheme, 0) >= MANY_LINKS),
        ("none", 'paper = "file"'),
    )
    teach = ", ".join(filter(None, (f'ids = ["{ids_}"]', opener)))
    return (
        f"if the file is a digest, describe its layout in `[[digests]]` with {teach} (`sitegen digests "
        f"{source.path}` shows what would be found); if not, add it to `content.exclude`"
    )
