"""A build that was only tried, in; what it would change for readers, in rows, out.

This module does not know how anything was made.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from html.parser import HTMLParser
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from sitegen.inspect import resolve
from sitegen.pages.kinds import kind_named
from sitegen.problems import Location, Problem, Refusal, counted
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sitegen.config import Config
    from sitegen.output.trial import TrialSink

_FEW = 5
"""Files of a kind that are named one by one, and days of which they are counted apart."""
_CONTEXT = 1
"""Lines of a page that are shown around those that change."""
_SIGNS = {"new": "+", "changed": "~", "removed": "-"}
_LOST = "  (lost)"
"""Said of pages: somebody may have linked to them."""
_BREAKING = frozenset(
    (
        "address article aside blockquote body br button caption dd details dialog div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hr label legend li main nav ol option p pre section summary "
        "table td th title tr ul"
    ).split()
)
"""Elements that begin a line."""
_UNREAD = frozenset("script style template annotation".split())
"""Elements whose text nobody reads."""


class Change(msgspec.Struct, frozen=True):
    """A file of the site would be `new`, `changed` or `removed`."""

    how: str
    file: str
    unit: str

    @property
    def kind(self) -> str:
        """What it is one of: `paper page`, `theme file`."""
        name, _, rest = self.unit.partition("/")
        page = self.file.endswith(".html")
        if name == "day" and page and self.file != permalinks.file(f"/{rest.replace('-', '/')}/"):
            name = "paper"
        kind = None if name == "paper" else kind_named(self.unit)
        return f"{kind.label or kind.name if kind else name} {'page' if page else 'file'}"

    @property
    def day(self) -> str:
        """The day that its unit belongs to; empty for those that belong to none."""
        name, _, rest = self.unit.partition("/")
        return rest if name in {"day", "terms"} else ""


class Row(msgspec.Struct, frozen=True):
    """A line for people."""

    text: str
    file: str = ""
    """The one that it is about, if it is about one."""


def chosen(sink: TrialSink, paths: Sequence[str], config: Config, output: Path) -> list[Change]:
    """Return what changes, of the files that `paths` name or of all.

    Raises:
        Refusal: there is no such file, before or after.

    """
    owners = {
        path: name
        for units in (sink.manifest.units, sink.result.units)
        for name, made in units.items()
        for path in made.files
    }
    found = [
        Change(how, file, owners[file])
        for how, files in (
            ("new", sink.changes.added),
            ("changed", sink.changes.changed),
            ("removed", sink.changes.removed),
        )
        for file in files
    ]
    wanted = set()
    for path in paths:
        file = next((file for file in resolve.files(path, config, output) if file in owners), None)
        if file is None:
            raise Refusal(
                Problem(
                    Location(path),
                    "the site has no such page or file",
                    "it does not exist, and the next build would not create it",
                )
            )
        wanted.add(file)
    return [change for change in found if change.file in wanted or not paths]


def rows(sink: TrialSink, changes: Iterable[Change], root: str, *, every: bool) -> list[Row]:
    """Write a row for each change, or for many of one kind."""
    result = []
    for (how, kind), group in groupby(sorted(changes, key=_order), lambda change: (change.how, change.kind)):
        some = list(group)
        sign = _SIGNS[how]
        if every or len(some) <= _FEW:
            result += [Row(f"{sign} {_address(one, root)}{_note(sink, one)}", one.file) for one in some]
            continue
        lost = _LOST if how == "removed" and kind.endswith("page") else ""
        days = defaultdict(list)
        for one in some:
            days[one.day].append(one)
        if len(days) <= _FEW:
            result += [
                Row(f"{sign} {counted(len(its), kind)}{f' of {day}' if day else ''}{lost}") for day, its in days.items()
            ]
        else:
            result.append(Row(f"{sign} {counted(len(some), kind)} of {len(days):,} days{lost}"))
    return result


def counts(changes: Iterable[Change]) -> list[Row]:
    """Count the changes of each kind."""
    table: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_SIGNS, 0))
    for change in sorted(changes, key=lambda change: _order(change)[1:]):
        table[change.kind][change.how] += 1
    return [
        Row("  ".join(f"{sign}{found[how]:<6,}" for how, sign in _SIGNS.items()) + f" {kind}s")
        for kind, found in table.items()
    ]


def summary(changes: Sequence[Change]) -> str:
    """Say how much changes."""
    if not changes:
        return "nothing would change"
    return ", ".join(f"{sum(change.how == how for change in changes):,} {how}" for how in _SIGNS)


def fields(change: Change, root: str) -> dict[str, object]:
    """Return a change as plain data."""
    return {"change": change.how, "address": _address(change, root), "file": change.file, "unit": change.unit}


def text(sink: TrialSink, change: Change, output: Path) -> list[str]:
    """Return how the text of a file changes: of a page what its readers see, line by line."""
    before = [] if change.how == "new" else _lines(sink.before(change.file), change.file)
    after = [] if change.how == "removed" else _lines(sink.after(change.file), change.file)
    if before is None or after is None:
        return ["(this is not a text file)"]
    named = f"{output}/{change.file}"
    found = list(difflib.unified_diff(before, after, named, named, n=_CONTEXT, lineterm=""))
    return found or ["(the text does not change)"]


def _order(change: Change) -> tuple[object, ...]:
    """Put what comes before what goes, pages before files, and what is of a day before what is of many."""
    return (
        list(_SIGNS).index(change.how),
        change.kind.endswith("file"),
        not change.day,
        change.kind,
        change.day,
        change.file,
    )


def _address(change: Change, root: str) -> str:
    return root + change.file.removesuffix("index.html")


def _note(sink: TrialSink, change: Change) -> str:
    if change.how == "removed":
        return _LOST if change.kind.endswith("page") else ""
    if change.how == "new" and change.kind == "day page":
        data = sink.after(change.file.removesuffix("index.html") + permalinks.DAY_PAPERS)
        return f"  ({counted(len(msgspec.json.decode(data)['papers']), 'paper')})" if data else ""
    return ""


def _lines(data: bytes | None, file: str) -> list[str] | None:
    """Return the lines of a file; None if it has no text."""
    try:
        source = (data or b"").decode()
    except UnicodeDecodeError:
        return None
    if not file.endswith(".html"):
        return source.splitlines()
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.lines()


class _Reader(HTMLParser):
    """Takes down what somebody who looks at a page can read."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._unread = 0

    def lines(self) -> list[str]:
        found = (" ".join(line.split()) for line in "".join(self._pieces).split("\0"))
        return [line for line in found if line]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in _UNREAD
        if tag in _BREAKING:
            self._pieces.append("\0")
        self._pieces += [f" {value} " for name, value in attrs if name in {"alt", "placeholder"} and value]

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in _UNREAD
        if tag in _BREAKING:
            self._pieces.append("\0")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._pieces.append(data)
