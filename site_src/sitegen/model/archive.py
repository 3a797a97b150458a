"""What the digests of all days come to: days, appearances, papers in lists, and papers as data."""

from __future__ import annotations

import msgspec

from sitegen.model.content import Date, Labels, Listing, Outline, Recipe


class Appearance(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A paper stands on a day, in a digest, under a number."""

    date: Date
    category: str
    number: int
    topic: str = ""
    status: str = ""
    """See `Paper.status`."""
    version: str = ""
    """See `Paper.version`. Empty if the digest gives no labels: see `Contents.labels`."""


class ListedPaper(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A paper as the lists of related papers name it."""

    id: str
    date: Date
    """The newest day it stands on."""
    title: str
    """Plain."""
    folded: bool = False
    """Whether it has no page, but a place on that day's: see `Archive.folded`."""


class Author(msgspec.Struct, frozen=True, array_like=True):
    """An author who has a page."""

    names: tuple[str, ...]
    """All spellings of the name, the most frequent first."""
    path: str
    """See `permalinks.author`."""
    papers: tuple[ListedPaper, ...]
    """The papers, those of the newest day first; their titles as arXiv text."""


class RelatedLists(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The papers that are related to one, the nearest first."""

    earlier: tuple[ListedPaper, ...] = ()
    later: tuple[ListedPaper, ...] = ()


class Revision(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where an appearance of a paper has its text, and which it is."""

    path: str
    line: int
    """Of its digest's heading; 0 when that has a name."""
    text: bytes
    """See `parse.wording`."""
    name: str = ""
    """See `Digest.name`."""
    recipe: Recipe | None = None
    """See `Digest.recipe`."""

    @property
    def within(self) -> int | str:
        """What tells its digest from the others of its file."""
        return self.name or self.line


class Day(msgspec.Struct, frozen=True):
    """All digests of one date."""

    date: Date
    digests: tuple[Outline, ...]
    """By category, then by path."""
    elsewhere: dict[str, tuple[Appearance, ...]]
    """The day's papers that stand on other days or in other digests as well: id to all appearances, oldest first."""
    previous: Date | None
    next: Date | None
    papers: int
    """Number of different papers."""
    folded: Date | None = None
    """Those of its papers fold whose newest day is not after this one. It is the newest day of one of them, so that it
    changes only when that changes something on this day."""
    carried: dict[str, Date] = {}
    """Papers that its digests only repeat from the ones before, and the days that list them."""
    precision: str = "day"
    """The span that its date ends: `day`, `week`, `month` or `year`; the shortest of its digests'."""

    @property
    def folds(self) -> bool:
        """Whether those papers fold whose newest day it is."""
        return self.folded is not None and self.date <= self.folded


class DayCount(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What lists and calendars show of a day."""

    date: Date
    papers: int
    """Number of different papers."""
    categories: tuple[str, ...]
    """Sorted; without the empty one."""
    precision: str = "day"
    """See `Day.precision`."""


class Archive(msgspec.Struct, frozen=True):
    """Everything that the digests hold, in outline."""

    days: tuple[Day, ...]
    """Oldest first."""
    categories: tuple[str, ...]
    """All categories, sorted; `cs.CV` as people write it. Those of digests, and those of papers."""
    papers: int
    """Number of different papers."""
    listings: dict[Outline, tuple[Listing, ...]]
    """The papers of each digest."""
    listings_key: str
    """Of all of them."""
    revisions: dict[str, tuple[Revision, ...]]
    """Of the papers whose text changed from one appearance to the next: of each appearance, oldest first."""
    folded: Date | None = None
    """The newest day that folds: papers that stand on no later day have no page, but a place on their newest day's."""
    labels: dict[Outline, tuple[Labels, ...]] = {}
    """Of each paper of a digest, in its order, what it is labelled with; only digests that label their papers."""
    implausible: frozenset[Date] = frozenset()
    """Days that cannot be right: see `plausible.py`."""

    @property
    def newest(self) -> Day | None:
        """The newest day, those apart that cannot be right."""
        return next((day for day in reversed(self.days) if day.date not in self.implausible), None)

    @property
    def plausible(self) -> tuple[Day, ...]:
        """The days, those apart that cannot be right."""
        if not self.implausible:
            return self.days
        return tuple(day for day in self.days if day.date not in self.implausible)


class LinkRecord(msgspec.Struct, frozen=True, gc=False):
    """A link as data."""

    url: str
    """The absolute address."""
    label: str
    """The label as in the digest."""


class IdRecord(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """An identifier of a paper as data."""

    scheme: str
    """See `Identifier.scheme`."""
    value: str
    """The identifier in the notation of its scheme."""
    version: str = ""
    """`v2` if the digest names a version."""


class PartRecord(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A named section of a paper in a digest, as data."""

    label: str
    """The label as in the digest."""
    text: str
    """The text as readers see it, without markup."""
    kind: str = ""
    """`tldr`, `title` or `abstract` (both translated), or empty."""
    language: str = ""
    """The language of a translation."""


class Record(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A paper on a day as data: a line of `archive.jsonl.gz`. Empty fields that may be empty are left out."""

    date: Date
    """The day."""
    id: str
    """The ID, as in `Paper`."""
    version: str
    """The version, as in `Paper`."""
    category: str
    """The category of its digest; empty if the digest names none."""
    number: int
    """The number, as in `Paper`."""
    title: str
    """The title as readers see it, without markup."""
    abstract: str
    """The abstract as readers see it, without markup."""
    url: str
    """The address of its page."""
    arxiv: str
    """Its address on arXiv; empty if it has none."""
    pdf: str
    """The address of its PDF; empty if it is unknown."""
    links: tuple[str, ...]
    """The links to other sites in its abstract."""
    source: str = ""
    """The scheme of its ID: `arxiv`, `doi`, `pmid`, `openreview`, `acl`, `eprint`, `biorxiv`, `medrxiv`, `hn`, `github`
    or `link`."""
    source_url: str = ""
    """The address of the paper itself, if it is not on arXiv."""
    ids: tuple[IdRecord, ...] = ()
    """All its identifiers if the digest gives several; the one of `id` is first."""
    authors: tuple[str, ...] = ()
    """Its authors, in order."""
    more_authors: bool = False
    """Whether the digest indicates that there are more authors."""
    categories: tuple[str, ...] = ()
    """Its own categories, the primary one first."""
    topic: str = ""
    """The topic of its digest, if it is not a category."""
    topics: tuple[str, ...] = ()
    """The headings above it in the digest, outermost first."""
    keywords: tuple[str, ...] = ()
    """Its keywords, as in the digest."""
    status: str = ""
    """`new`, `cross` or `replaced`."""
    grade: str = ""
    """The grade in the digest."""
    published: Date | None = None
    """Its own date."""
    precision: str = ""
    """The precision of that date: `day`, `week`, `month` or `year`. The date is the last day of that period."""
    comment: str = ""
    """The authors' comment."""
    journal: str = ""
    """The journal or conference."""
    affiliation: str = ""
    """The affiliation of the authors."""
    more_links: tuple[LinkRecord, ...] = ()
    """The links next to it in the digest: to code, projects, slides."""
    parts: tuple[PartRecord, ...] = ()
    """Its other named sections, in the order of the digest, including translated titles and abstracts."""
    note: str = ""
    """The text below it in the digest, without markup."""
    fields: dict[str, str] = {}
    """The other keys of its front matter or record."""
