"""What an archive has, lacks, and what is wrong with it."""

from __future__ import annotations

import enum

import msgspec

from sitegen.model.content import Date


class State(enum.StrEnum):
    """What the ledger says of a day."""

    MISSING = "missing"
    """It is expected, and there is no digest."""
    BROKEN = "broken"
    """Something of it is missing from the site: its digest, or a file of that day, has an error."""
    SUSPICIOUS = "suspicious"
    """It has far more papers than usual, or far fewer."""
    QUIET = "quiet"
    """There is a digest, or a file, without any paper."""
    PRESENT = "present"


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A row of the ledger: a day of a category."""

    date: Date
    category: str
    """Empty when the digest does not say; of a file without a digest; and of a day that is missing altogether."""
    state: State
    digests: int
    """How many it has; none, when it is missing or there is only a file without one."""
    headings: int
    """Headings that look like a paper's."""
    papers: int
    """Different papers."""
    path: str
    """Where its digest is; of a missing day, the next digest; else the file."""
    line: int


class Finding(msgspec.Struct, frozen=True, gc=False):
    """A day that somebody should look at, or several in a row that are missing."""

    state: State
    category: str
    """As in its `Entry`."""
    days: tuple[Date, ...]
    message: str
    path: str
    line: int
    before: Date | None = None
    """Of missing days: the day before them that there is."""
    after: Date | None = None
    """Of missing days: the day after them that there is."""


class ContentIssue(msgspec.Struct, frozen=True, gc=False):
    """A line of content that was dropped, or that is odd, or of which there is something to be known."""

    path: str
    line: int
    """0 when the file as a whole is meant."""
    column: int
    """0 when the line as a whole is meant."""
    dropped: bool
    """Whether something is missing from the site because of it."""
    message: str
    noted: bool = False
    """Whether there is nothing to correct: it is neither dropped nor odd."""


class Period(msgspec.Struct, frozen=True, gc=False):
    """A month or a year of an archive."""

    start: Date
    days: int
    papers: int
    """Papers on those days, a paper counted once a day."""


class Ledger(msgspec.Struct, frozen=True):
    """What an archive holds, what it lacks, and what is wrong with it."""

    files: int
    """Content files that were found."""
    digests: int
    headings: int
    """Headings that look like a paper's, of all digests."""
    papers: int
    """Number of different papers."""
    newest: Date | None
    states: dict[str, int]
    """Of each state, how many rows `days` has."""
    dropped: int
    """Lines that were dropped."""
    odd: int
    """Lines that are odd."""
    noted: int
    """Lines of which there is something to be known, and nothing to correct."""
    findings: tuple[Finding, ...]
    """Missing, broken, suspicious, quiet; each oldest first."""
    lines: tuple[ContentIssue, ...]
    """In the order of their places."""
    days: tuple[Entry, ...]
    """Oldest first; in a day by category."""
    months: tuple[Period, ...]
    """Those that have days, oldest first."""
    years: tuple[Period, ...]
    """Likewise."""
    counted: int = 0
    """Papers whose fields were counted, once for each digest that has them."""
    fields: dict[str, int] = {}
    """How many of these papers have each field: `authors`, `abstract`, `categories`."""
