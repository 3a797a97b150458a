"""Watch rules, and what they have found."""

from __future__ import annotations

import msgspec

from sitegen.model.archive import ListedPaper
from sitegen.model.content import Date


class Term(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a watch rule looks for: a word, words in a row, or a name."""

    words: tuple[str, ...]
    """As its field is compared: of texts, stop words and all; the words of a name; the slug of a category."""
    stems: tuple[str, ...]
    """Of a term of texts, those that the search knows: whoever lacks one of these need not be read."""
    scope: str
    """What has to have it: `title`, `author`, `topic` or `category`; empty: the title or the abstract."""
    text: str
    """As it is shown."""


class Rule(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A watch rule."""

    slug: str
    name: str
    any: tuple[Term, ...] = ()
    """A paper must have one of them, if there are any."""
    all: tuple[Term, ...] = ()
    """It must have each."""
    none: tuple[Term, ...] = ()
    """It may have none."""
    categories: tuple[str, ...] = ()
    """It must stand in one of them, if there are any: as people write them."""
    code: bool = False
    """Whether its abstract must link code."""
    authors: tuple[str, ...] = ()
    """One of these must be among its authors, if there are any: as people write them."""
    topics: tuple[str, ...] = ()
    """One of these must be among its topics, likewise."""


class RuleDay(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A day's papers that a rule names."""

    date: Date
    papers: tuple[ListedPaper, ...]
    """In the order of the day's page."""


class Watched(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a watch rule has found, as far as a unit shows it."""

    papers: int = 0
    """In all, or in the unit's month."""
    recent: tuple[int, ...] = ()
    """How many on each of the archive's newest days, oldest first."""
    months: tuple[tuple[Date, int, int], ...] = ()
    """The first days of the months that have some, oldest first, with their days and papers."""
    previous: Date | None = None
    """The month before the unit's that has some."""
    next: Date | None = None
    days: tuple[RuleDay, ...] = ()
    """Newest first; filled in when the unit is made."""
    first: Date | None = None
    """The first of the archive's newest days."""
    last: Date | None = None
    """The last of them."""
