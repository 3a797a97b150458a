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
from sitegen.content.shapes import fields, inline, labels, names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.content.shapes.blocks import Sketch

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


def read(row: str, table: Table, known: Mapping[str, str]) -> tuple[fields.Block, tuple[bool, ...]]:
    """Read a row, glued if it was torn."""
    found = fitted(cells(row), table.columns)
    columns = list(table.columns) or [""] * len(found)
    headers = list(table.labels) or [""] * len(found)
    title_at = _title_at(found, columns)
    values: dict[str, str] = {}
    parts: list[tuple[str, str, str]] = []
    free: list[str] = []
    links: list[tuple[str, str]] = []
    number: int | None = None
    title = status = grade = ""
    for n, (cell, field, name) in enumerate(zip(found, columns, headers, strict=False)):
        if not cell:
            continue
        text = _DETAILS.sub("", cell) if "<summary" in cell else cell
        text = text.replace("\\|", "|")
        if n == title_at:
            first, *others = inline.lines(text) or [text]
            number, title, status, grade, rest, found_links = fields.heading(first, numbered=False)
            links += found_links
            for piece in [*([rest] if rest else []), *others]:
                label = fields.label_of(inline.untagged(piece), known)
                if label and label.field:
                    values.setdefault(label.field, label.value)
                elif "authors" not in values and "authors" not in columns and names.alike(piece):
                    values["authors"] = piece
                elif "journal" not in values and fields.is_venue(inline.plain(piece)):
                    values["journal"] = piece
                elif inline.plain(piece):
                    rest_text, more = inline.without_links(piece)
                    links += more
                    if inline.plain(rest_text).strip(" ()|·-"):
                        parts.append(("", "tldr", inline.untagged(piece).strip()))
        elif field == "number" and inline.plain(text).strip(".").isdigit():
            number = int(inline.plain(text).strip("."))
        elif field in ("tldr", "abstract_translated", "title_translated", "part"):
            kind = {"tldr": "tldr", "abstract_translated": "abstract", "title_translated": "title"}.get(field, "")
            parts.append((name, kind, text))
        elif field in ("link", "code", "") or (field == "date" and ids.arxiv_id(inline.plain(text))):
            rest, more = inline.without_links(text)
            # A link's text says no more than its column.
            links += [
                ((shown if not labels.is_trivial(shown) else "") or (name if field == "code" else shown), url)
                for shown, url in more
            ]
            left = inline.plain(rest).strip(" |·,;/()[]<>-")
            if left and not more and field != "link" and fields.says(left) and not ids.arxiv_id(left):
                if fields.meta(text) is None:
                    parts.append((name or "Note", "", text))
                else:
                    free.append(text)
            elif left and (one := ids.arxiv_id(left)):
                values.setdefault("id", one.value)
        elif field and field not in values:
            values[field] = text if fields.says(text) else ""
    quoted = tuple(False for _ in free)
    return fields.Block(number, title, status, grade, values, tuple(parts), tuple(free), tuple(links)), quoted


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
