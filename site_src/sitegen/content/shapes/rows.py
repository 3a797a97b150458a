"""A row of a table in, what it says of a paper out: fields by the header's cells, and by their looks.

Torn rows come glued. A surplus `|`, as in `$|x|$`, is tried in every column, and the placement in which date, link and
code look right is kept. This module does not know how rows were found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from sitegen import dates
from sitegen.content import ids
from sitegen.content.shapes import inline, labelled, labels, names, titles, values
from sitegen.content.shapes.labelled import Labelled
from sitegen.content.shapes.papers import Contents
from sitegen.content.shapes.titles import Title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.content.shapes.openers import Sketch

_CELL = re.compile(r"(?<!\\)\|")
_DETAILS = re.compile(r"<summary\b[^>]*>.*?</summary\s*>", re.IGNORECASE | re.DOTALL)
_FEW = 12


class Table(NamedTuple):
    """A table's header."""

    line: int
    columns: tuple[str, ...]
    """The fields of its columns; empty for those of unknown labels."""
    labels: tuple[str, ...]


def tables(sketch: Sketch, known: Mapping[str, str]) -> list[Table]:
    """Find the headers of all tables."""
    found = []
    for rule in sorted(sketch.rules):
        if rule and "|" in sketch.lines[rule - 1] and "|" in sketch.lines[rule]:
            header = [inline.plain(cell) for cell in cells(sketch.lines[rule - 1])]
            columns = tuple(known.get(labels.fold(name), "") or labels.field(name) for name in header)
            found.append(Table(rule - 1, columns, tuple(header)))
    return found


def table_of(found: Sequence[Table], line: int) -> Table:
    """Return the header that a row has; one without labels when there is none."""
    place = bisect_right(found, line, key=lambda table: table.line)
    return found[place - 1] if place else Table(-1, (), ())


def cells(row: str) -> list[str]:
    """Cut a row into its cells."""
    text = row.strip()
    text = text.removeprefix("|")
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    return [cell.strip() for cell in _CELL.split(text)]


def fitted(found: list[str], columns: Sequence[str]) -> list[str]:
    """Give a row as many cells as its table has columns."""
    surplus = len(found) - len(columns)
    if surplus <= 0 or not columns:
        return found + [""] * -surplus
    if surplus > _FEW:  # a row without an end
        return [*found[: len(columns) - 1], "|".join(found[len(columns) - 1 :])]
    placed = [
        [*found[:n], "|".join(found[n : n + surplus + 1]), *found[n + surplus + 1 :]] for n in range(len(columns))
    ]
    return max(placed, key=lambda row: (_fit(row, columns), -abs(row.index(max(row, key=len)))))


def _fit(row: Sequence[str], columns: Sequence[str]) -> int:
    """Count what looks right."""
    points = 0
    for cell, column in zip(row, columns, strict=True):
        if column in ("date", "updated"):
            points += bool(dates.find(cell)) and len(cell) < 60  # noqa: PLR2004
        elif column in ("link", "code", "id"):
            points += ("](" in cell or "://" in cell or len(cell) < 20) and cell.count("|") == 0  # noqa: PLR2004
        elif column == "authors":
            points += "$" not in cell and "|" not in cell and "](" not in cell
        elif column in ("title", "abstract", "comment", "tldr"):
            points += 2 * (cell.count("$") % 2 == 0 and cell.count("**") % 2 == 0)
    return points


def read(row: str, table: Table, known: Mapping[str, str]) -> Contents:
    """Read a row, glued if it was torn."""
    found = fitted(cells(row), table.columns)
    title_at = _title_at(found, table.columns)
    reader = _Reader(set(table.columns), known)
    for n, cell in enumerate(found):
        text = (_DETAILS.sub("", cell) if "<summary" in cell else cell).replace("\\|", "|")
        if n == title_at:
            reader.take_title(text)
        elif text:
            field = table.columns[n] if n < len(table.columns) else ""
            reader.take(text, field, table.labels[n] if n < len(table.labels) else "")
    title = reader.title._replace(links=tuple(reader.links), number=reader.number or reader.title.number)
    return Contents(title, Labelled(reader.values, tuple(reader.parts), tuple(reader.free)))


class _Reader:
    """What the cells of a row have said so far."""

    def __init__(self, columns: set[str], known: Mapping[str, str]) -> None:
        self.columns = columns
        self.known = known
        self.title = Title("")
        self.number: int | None = None
        self.values: dict[str, str] = {}
        self.parts: list[tuple[str, str, str]] = []
        self.free: list[tuple[str, bool]] = []
        self.links: list[tuple[str, str]] = []

    def take_title(self, text: str) -> None:
        """Take the cell with the title, and what stands in it below."""
        first, *others = inline.lines(text) or [text]
        self.title = titles.read(first, numbered=False)
        self.links += self.title.links
        for piece in (self.title.rest, *others):
            self._take_below(piece)

    def _take_below(self, piece: str) -> None:
        label = labelled.label_of(inline.untagged(piece), self.known)
        plain = inline.plain(piece)
        if label and label.field:
            self.values.setdefault(label.field, label.value)
        elif "authors" not in self.columns | self.values.keys() and names.alike(piece):
            self.values["authors"] = piece
        elif "journal" not in self.values and values.is_venue(plain):
            self.values["journal"] = piece
        elif plain:
            rest, more = inline.without_links(piece)
            self.links += more
            if inline.plain(rest).strip(" ()|·-"):
                self.parts.append(("", "tldr", inline.untagged(piece).strip()))

    def take(self, text: str, field: str, label: str) -> None:
        """Take another cell."""
        plain = inline.plain(text)
        if field == "number" and (number := values.number(plain)) is not None:
            self.number = number
        elif field in labelled.PARTS:
            self.parts.append((label, labelled.PARTS[field], text))
        elif field in ("link", "code", "") or (field == "date" and ids.arxiv_id(plain)):
            self._take_links(text, field, label)
        elif field not in self.values:
            self.values[field] = text if values.says(text) else ""

    def _take_links(self, text: str, field: str, label: str) -> None:
        rest, more = inline.without_links(text)
        for shown, url in more:  # a link's text says no more than its column, most of the time
            trivial = labels.is_trivial(shown)
            self.links.append((label if trivial and field == "code" else shown, url))
        said = inline.plain(rest).strip(" |·,;/()[]<>-")
        if said and (one := ids.arxiv_id(said)):
            self.values.setdefault("id", one.value)
        elif said and not more and field != "link" and values.says(said):
            if values.meta(text) is None:
                self.parts.append((label or "Note", "", text))
            else:
                self.free.append((text, False))


def _title_at(found: Sequence[str], columns: Sequence[str]) -> int:
    """Return which cell holds the title: the column that says so, or else the longest with a linked or bold text."""
    if "title" in columns:
        return columns.index("title")
    candidates = []
    for n, cell in enumerate(found):
        field = columns[n] if n < len(columns) else ""
        if field not in ("", "link", "journal", "keywords"):
            continue
        text = inline.plain(cell)
        if not labels.is_trivial(text) and not dates.find(text):
            candidates.append((len(text), -n))
    return -max(candidates)[1] if candidates else -1
