"""The nouns between a build and its workers: what all of them have, what is ordered, what is delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from sitegen.archive.similarity.trends import Trends
from sitegen.archive.similarity.vectors import Vectors
from sitegen.model import (
    Day,
    Relatives,
    Rule,
    Unit,
    Watched,
)
from sitegen.output.manifest import File, Made
from sitegen.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sitegen.build.cache import Memo
    from sitegen.config import Content, Digests, Search
    from sitegen.output.sink import Stager
    from sitegen.pages.views import Frame
    from sitegen.plugins import Plugged
    from sitegen.theme.folder import Theme


BLOCK = 4_000
"""Papers whose postings are put in order at once, and kept: a new day puts its last row in order again."""


@dataclass(frozen=True)
class Shop:
    """What every worker has."""

    site: Path
    content: Content
    frame: Frame
    feed_bytes: int
    search: Search
    theme: Theme
    stager: Stager
    memo: Memo
    rules: tuple[Rule, ...] = ()
    taught: tuple[Digests, ...] = ()
    """The option `digests`."""
    fold_after: str = ""
    """The option `papers.fold_after`."""
    plugins: tuple[str, ...] = ()
    """Their names."""
    code: str = ""
    """Key of the program, with its plug-ins."""

    @property
    def plugged(self) -> Plugged | None:
        """The plug-ins, if there are any. Raises: Refusal, when one is faulty."""
        if not self.plugins:
            return None
        from sitegen import plugins  # noqa: PLC0415 - most sites have none

        return plugins.load(self.site, self.plugins, self.code)


class Part(msgspec.Struct, frozen=True):
    """Some of a day's pages."""

    day: bool
    """Whether the day's own is one of them."""
    papers: frozenset[str]
    """The papers whose pages are, and those beside them."""


class Order(msgspec.Struct, frozen=True):
    """A unit to be made."""

    name: str
    unit: Unit
    key: str
    """Of all that decides its bytes."""
    base: str
    """Of a day: the same without what its pages show of other days."""
    own: bytes
    """Fingerprints of what in it is the unit's own, and not the same for all of its kind: see `survey.orders`."""
    pieces: dict[str, str]
    """For a day, the export and the index: the keys of the pieces that they leave for others, or are made of, by
    `export/2020-07-22`, `words/2020-07-22`, `block/2020-07-22`."""
    previous: dict[str, File] = {}
    """The unit's files in the last build."""
    relatives: dict[str, Relatives] = {}
    """Of a day: what is related to the papers whose pages are to be made, by id."""
    part: Part | None = None
    """Of a day of which some pages are to be made, and all else stays: these."""
    trends: tuple[Trends, ...] = ()
    """For the page of trends."""
    watched: tuple[Watched, ...] = ()
    """For pages of watch rules: what each of theirs has found."""
    vectors: Vectors | None = None
    """Of a day's papers, for the unit that is made of them."""


def blocks(days: Iterable[Day]) -> Iterator[tuple[Day, ...]]:
    """Cut the days of an archive into rows whose papers are inverted together.

    They are counted from the oldest day, so that a new one leaves all rows but the last as they were.
    """
    row: list[Day] = []
    papers = 0
    for day in days:
        row.append(day)
        papers += day.papers
        if papers >= BLOCK:
            yield tuple(row)
            row, papers = [], 0
    if row:
        yield tuple(row)


class Delivery(msgspec.Struct, frozen=True):
    """A unit that was made."""

    name: str
    made: Made
    pages: int
    unchanged: int
    problems: tuple[Problem, ...]
    seconds: dict[str, float]
