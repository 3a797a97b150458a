"""What stands above papers in, the day and the topics that it gives them out: headings, dates, front matter, the path.

This module does not know what papers say.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from sitegen import dates
from sitegen.content import ids
from sitegen.content.shapes import inline, labels, rows, taught

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sitegen.content.shapes.blocks import Block
    from sitegen.content.shapes.openers import Sketch
    from sitegen.model import Date, Recipe, Source

MIN_DATE, MAX_DATE = 6, 60
"""Characters of a line that is a date."""
STAMP = "when it was updated"
HEADINGS = 3
"""Headings at the head of a file that may name its day."""
HEAD_LINES = 15
"""Lines at the head of a file that may."""
MAX_LINE = 120
"""Characters of such a line."""
LOWEST = 7
"""The level of a line above papers that is no heading."""

_DIGIT = re.compile(r"\d")
_DATE_BEGINS = frozenset("*_[(>0123456789ADFJMNOSTW")
_ANY_YEAR = 2000
"""For headings such as `07月`, that say no more than a day or a month of some year."""
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
_WEEKDAY = re.compile(r"[(（\[]\s*[周星期]?[一二三四五六日天]?\s*[)）\]]")
_GENERAL = re.compile(r"\b(?:papers?|today|updated on|for|daily)\b|论文|日报", re.IGNORECASE)
_POSTED = re.compile(r"posted|published|发布", re.IGNORECASE)
_UPDATED = ("updated on", "last update", "last updated", "updated", "更新于", "更新时间", "deployment", "update")


class Mark(NamedTuple):
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


class Day(NamedTuple):
    """What a file says of its day."""

    date: Date | None
    precision: str
    where: str
    """What of it says so, as a person would say it."""


def told(text: str) -> dates.Told | None:
    """Return the first date in a text, if it has any digit."""
    return dates.find(text) if _DIGIT.search(text) else None


def only_date(text: str, said: dates.Told) -> bool:
    """Whether a line says no more than a date."""
    return not re.search(r"\w", _DATE_WORDS.sub("", text[: said.start] + text[said.end :]))


def is_stamp(text: str, said: dates.Told) -> bool:
    """Whether a date says when a file was written, and not of which day it is."""
    before = inline.plain(text[: said.start]).strip(" :：@*_>#-")
    return labels.field(before) == "updated" or labels.fold(before).endswith(_UPDATED)


def _in_address(text: str, said: dates.Told) -> bool:
    """Whether what looks like a date is in an address."""
    return any(start <= said.start < end for start, end, _ in ids.urls(text))


def day_of(source: Source, table: Mapping[str, str], sketch: Sketch, found: Sequence[Block], lesson: Recipe) -> Day:
    """Find what a file says of its day: its headings, its front matter, a line of its head, its path, its commit.

    A date that says when the file was written counts last.
    """
    start = found[0].start if found else len(sketch.lines)
    if lesson.date and (said := _taught_day(sketch, lesson.date)):
        return Day(said.date, said.precision, "the line that `digests.date` names")
    said, stamps = _in_headings(sketch, start)
    if said:
        return Day(said.date, said.precision, "its heading")
    if said := next(
        (said for key, text in table.items() if labels.field(key) == "date" and (said := told(text))), None
    ):
        return Day(said.date, said.precision, "its front matter")
    path = dates.in_path(source.path)
    for said, stamped in _head_dates(sketch, start):
        if stamped:
            stamps.append(said)
        elif path is None or path.precision != "day":
            return Day(said.date, said.precision, "a line of its head")
    if path:
        return Day(path.date, path.precision, "its path")
    if source.committed:
        return Day(source.committed, "day", "its commit")
    if stamps and not any("date" in table.columns for table in rows.tables(sketch, {})):
        return Day(stamps[0].date, stamps[0].precision, STAMP)
    return Day(None, "", "")


def _in_headings(sketch: Sketch, start: int) -> tuple[dates.Told | None, list[dates.Told]]:
    """Return the first date in the headings above the papers, and the stamps before it."""
    stamps: list[dates.Told] = []
    for heading in takewhile(lambda heading: heading.line < start, sketch.headings[:HEADINGS]):
        said = told(heading.text)
        if said and not _in_address(heading.text, said):
            if not is_stamp(heading.text, said):
                return said, stamps
            stamps.append(said)
    return None, stamps


def _taught_day(sketch: Sketch, example: str) -> dates.Told | None:
    """Return the first date in a line that looks like an example."""
    holes = (taught.filled(example, line) for line in sketch.lines[sketch.skip :])
    found = (dates.find(hole.get("date", "")) for hole in holes if hole)
    return next((said for said in found if said), None)


def _head_dates(sketch: Sketch, start: int) -> Iterator[tuple[dates.Told, bool]]:
    """Yield the dates in the first lines of a file that may be its day, and of each whether it is a stamp."""
    for line in sketch.lines[sketch.skip : min(start, sketch.skip + HEAD_LINES)]:
        text = line.strip()
        if len(text) > MAX_LINE or "://" in text or "|" in text:
            continue
        said = told(text)
        if said and is_stamp(text, said):
            yield said, True
        elif said and (only_date(text, said) or _DATE_LABEL.match(text) or _POSTED.search(text)):
            yield said, False


def date_lines(sketch: Sketch, found: Sequence[Block]) -> dict[int, dates.Told]:
    """Return the lines that are dates, for the papers below: a paper, or a heading, comes next."""
    starts = {block.start for block in found} | {heading.line for heading in sketch.headings}
    result = {}
    for n in range(sketch.skip, len(sketch.lines)):
        line = sketch.lines[n]
        if not MIN_DATE <= len(line) <= MAX_DATE or line[0] not in _DATE_BEGINS or "://" in line or "|" in line:
            continue
        said = told(line)
        if said and said.precision != "year" and only_date(line, said):
            following = next((m for m in range(n + 1, len(sketch.lines)) if sketch.lines[m].strip()), -1)
            if following in starts and n not in starts:
                result[n] = said
    return result


def ended(found: Sequence[Block], sections: Mapping[int, object]) -> list[Block]:
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


def marks_of(sketch: Sketch, found: Sequence[Block], sections: Mapping[int, dates.Told], lesson: Recipe) -> list[Mark]:
    """Return the lines above papers that tell of them: headings, lines that are dates, and those that were taught."""
    starts = [block.start for block in found]
    title = _title_line(sketch, found)
    marks = {}
    year: int | None = None
    for heading in sketch.headings:
        place = bisect_right(starts, heading.line) - 1
        if place >= 0 and heading.line < found[place].end:
            continue
        said = told(heading.text)
        if said and (is_stamp(heading.text, said) or _in_address(heading.text, said)):
            said = None
        if said and said.precision == "year":
            year = said.date.year  # `## 2024`, above `### May`
        elif not said and year:
            said = _in_year(heading.text, year)
        topic = "" if heading.line == title or lesson.topic else topic_of(heading.text)
        status = labels.status(topic) or labels.status(heading.text)
        marks[heading.line] = Mark(heading.line, heading.level, topic, said, status)
    marks |= {n: Mark(n, LOWEST, "", said, "") for n, said in sections.items()}
    for n in range(sketch.skip, len(sketch.lines)) if lesson.topic or lesson.date else ():
        topic, day = (_hole(example, hole, sketch.lines[n]) for example, hole in _holes(lesson))
        if topic or day:
            level = marks[n].level if n in marks else LOWEST - 1
            marks[n] = Mark(n, level, inline.plain(topic), dates.find(day) if day else None, "")
    return [marks[n] for n in sorted(marks)]


def _holes(lesson: Recipe) -> tuple[tuple[str, str], ...]:
    return (lesson.topic, "topic"), (lesson.date, "date")


def _hole(example: str, hole: str, line: str) -> str:
    """Return what stands in a hole of an example, if a line looks like it."""
    return (taught.filled(example, line) or {}).get(hole, "") if example else ""


def _in_year(text: str, year: int) -> dates.Told | None:
    """Read a date below a heading that names its year: `May`, `5月`, `May 3`."""
    if said := dates.find(text, year):
        return said
    return (dates.find(f"{text} {year}") or dates.find(f"{year}年{text}")) if _MONTH.fullmatch(text) else None


def contexts(marks: Sequence[Mark], lines: Iterable[int]) -> Iterator[Context]:
    """Yield what stands above each of several lines: the headings of all levels, and the nearest date."""
    places = [mark.line for mark in marks]
    below = _below(marks)
    for line in lines:
        yield below[bisect_right(places, line)]


def _below(marks: Sequence[Mark]) -> list[Context]:
    """Return what stands above a line below none of the marks, below the first, below the second, and so on."""
    above: list[Mark] = []
    """Headings in one another, the outermost first."""
    dated: dict[int, tuple[int, dates.Told]] = {}
    """By level, the newest date that no heading of a higher level has ended, with its place."""
    made = [Context((), None, "")]
    for n, mark in enumerate(marks):
        if mark.level != LOWEST:
            while above and above[-1].level >= mark.level:
                above.pop()
            above.append(mark)
            for level in [level for level in dated if mark.level < level < LOWEST]:
                del dated[level]
        if mark.date:
            dated[mark.level] = n, mark.date
        topics = tuple(one.topic for one in above if one.topic and not one.status)
        status = next((one.status for one in reversed(above) if one.status), "")
        made.append(Context(topics, max(dated.values())[1] if dated else None, status))
    return made


def topic_of(text: str) -> str:
    """Return what a heading says that papers are about, without counts, dates and links back; empty for `Papers`."""
    text = _COUNT.sub("", inline.plain(_BACK.sub("", text)))
    if _DIGIT.search(text) and (said := dates.find(text, _ANY_YEAR)):
        if only_date(text, said):
            return ""
        text = _WEEKDAY.sub("", f"{text[: said.start]} {text[said.end :]}")
    text = _ORDER.sub("", _NOISE.sub("", text.strip()))
    text = " ".join(_PREFIX.sub("", _NOISE.sub("", text)).split())
    general = labels.is_general(text) or _MONTH.fullmatch(text) or _GRADE.fullmatch(text)
    return "" if general or not re.search(r"\w", _GENERAL.sub("", text)) else text


def _title_line(sketch: Sketch, found: Sequence[Block]) -> int:
    """Return the line of the heading that is the file's title; -1 when there is none."""
    start = found[0].start if found else len(sketch.lines)
    above = [heading for heading in sketch.headings if heading.line < start]
    if not above:
        return -1
    first = above[0]
    alike = [heading for heading in sketch.headings if heading.level <= first.level]
    return first.line if len(alike) == 1 and (not found or found[0].kind != f"heading {first.level}") else -1


def title_of(sketch: Sketch, found: Sequence[Block]) -> str:
    """Return what a file's own title says that it is about; empty when it has none, or says nothing."""
    line = _title_line(sketch, found)
    return next((topic_of(heading.text) for heading in sketch.headings if heading.line == line), "")
