"""Problems: faults in content, theme or configuration, as values.

In: what a stage found wrong and where, or what the system refused. Out: a `Problem`, and the text that shows it to a
person.
A problem travels with the results; only `Refusal` is raised, by the edges, when nothing more can be done.
This module does not know who prints, or which problems end a build.
"""

from __future__ import annotations

import enum
import errno
import os
import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_HINTS = 20
"""Faults of one kind, of one run, for which it is worth comparing a name with all others."""
_TOML_AT = re.compile(r"\(at line (\d+), column (\d+)\)")

_REMEDIES = {
    errno.ENOSPC: "free space on the disk",
    errno.EDQUOT: "free space, or ask for a larger quota",
    errno.EMFILE: "allow more open files, as with `ulimit -n 4096`",
    errno.ENFILE: "close other programs: the system has no more open files to give",
    errno.EACCES: "check who may read and write it",
    errno.EPERM: "check who may read and write it",
    errno.EROFS: "choose a folder on a disk that can be written to",
    errno.EIO: "check the disk",
    errno.ENOMEM: "use fewer worker processes, as with `--jobs 1`, or a machine with more memory",
    errno.EAGAIN: "use fewer worker processes, as with `--jobs 1`",
}
"""What to do about what the system refuses."""

MAX_EXCERPT = 120
"""Columns of a quoted line that are shown: a digest's lines run to thousands."""


class Severity(enum.StrEnum):
    """How bad a problem is."""

    ERROR = "error"
    """Something is missing from the site because of it: the command exits with status 1."""
    WARNING = "warning"
    """The site is whole, but somebody should look: the command exits with status 1 under `--strict`."""
    NOTICE = "notice"
    """Worth knowing, and nothing that an edit of the content would have to correct: the command exits with status 0."""


class Location(msgspec.Struct, frozen=True, order=True):
    """A place in a file that a person can open."""

    path: str
    """The path relative to the site's folder, with `/` as the separator."""
    line: int = 0
    """The line, counted from 1; 0 for the whole file."""
    column: int = 0
    """The column, counted from 1 in characters; 0 for the whole line."""

    def __str__(self) -> str:
        """`path:line:column`, without the parts that are not known."""
        parts = [visible(self.path)]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


class Problem(msgspec.Struct, frozen=True):
    """One fault, with everything that is needed to correct it."""

    location: Location
    """The place of the fault."""
    message: str
    """What happened and why, in one line, in lower case, without a full stop. It names its subject."""
    hint: str = ""
    """What to do about it."""
    excerpt: str = ""
    """The complete line of the file that contains the fault."""
    severity: Severity = Severity.ERROR
    """`Severity.ERROR`, `Severity.WARNING` or `Severity.NOTICE`."""

    def __str__(self) -> str:
        """Draw the problem: the message, the line with a caret under it, the hint."""
        rows = [f"{self.location}: {self.severity}: {visible(self.message)}"]
        if self.excerpt:
            excerpt, at = _window(self.excerpt, self.location.column)
            rows.append(f"    {excerpt}")
            if at:
                rows.append("    " + " " * width(excerpt[: at - 1]) + "^")
        if self.hint:
            rows.append(f"hint: {visible(self.hint)}")
        return "\n".join(rows)


class Refusal(Exception):  # noqa: N818 - it is not always an error: a full folder is refused, too
    """A command cannot go on. Raised at the edges only; `problems` says why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        """All its problems, drawn."""
        return "\n".join(str(problem) for problem in self.problems)


def system_fault(error: OSError, state: str = "") -> Problem:
    """Say what the system refused to do, and with which file; `state` tells what became of the site."""
    name = error.filename if error.filename is not None else error.filename2
    path = os.fsdecode(name) if isinstance(name, str | bytes | os.PathLike) else ""
    if path and os.path.isabs(path) and not (near := os.path.relpath(path)).startswith(".."):  # noqa: PTH117
        path = near
    hint = "; ".join(filter(None, (_REMEDIES.get(error.errno or 0, ""), state)))
    message = f"the system refused to read or write here: {error.strerror or error}"
    return Problem(Location(path.encode(errors="surrogateescape").decode(errors="replace") or "."), message, hint)


def nearest(name: str, names: Iterable[str]) -> str:
    """Return a hint with the name that was probably meant, or the list of all."""
    known = sorted(names)
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    return "known: " + ", ".join(f"`{item}`" for item in known)


def counted(number: int, noun: str, several: str = "") -> str:
    """Say how many there are of something: `1 file`, `1,200 files`; `several` is a plural of its own."""
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"


def serious(problems: Iterable[Problem]) -> bool:
    """Whether one of some problems is more than a notice."""
    return any(problem.severity is not Severity.NOTICE for problem in problems)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by their places."""
    return tuple(sorted(problems, key=lambda problem: (problem.location, problem.message)))


def _window(line: str, column: int) -> tuple[str, int]:
    """Cut a long line around its column; tabs and controls become one column each."""
    clean = visible(line.replace("\t", " "))
    if len(clean) <= MAX_EXCERPT:
        return clean, column
    start = max(0, min(column - MAX_EXCERPT // 2, len(clean) - MAX_EXCERPT)) if column else 0
    cut = clean[start : start + MAX_EXCERPT]
    head, tail = "…" if start else "", "…" if start + MAX_EXCERPT < len(clean) else ""
    return f"{head}{cut}{tail}", (column - start + len(head)) if column else 0


def visible(text: str) -> str:
    """Replace what would move a terminal's cursor, or nobody would see."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def width(text: str) -> int:
    """Columns that a terminal gives to `text`: two for wide East Asian letters, none for accents."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)
