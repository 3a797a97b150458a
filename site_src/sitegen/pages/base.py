"""What a kind of page is: a row of `KINDS`, which says what there is to make, of what, and where it stands.

A *target* is a part of the site that is made, or kept from the last build, as a whole: what it holds, with the texts of
the digests it names, the `Site` and what it `needs`, decides every byte of its files.
This module does not know which kinds there are.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, Protocol, TypedDict, TypeVar

import msgspec

from sitegen.archive.similarity.trends import Trends
from sitegen.archive.similarity.vectors import Vectors
from sitegen.model import Date, Day, Link, ListedPaper, RelatedLists, Rule, Watched
from sitegen.urls import permalinks
from sitegen.views import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from sitegen.files.feeds import Channel
    from sitegen.model import Archive, Artifact, Paper, Record, Revision
    from sitegen.pages.planning import Claim, Planning
    from sitegen.pages.sections import SectionPapers
    from sitegen.problems import Problem
    from sitegen.views import Page, Section, View

WHOLE_SITE = tuple(field.name for field in msgspec.structs.fields(Site))
"""What decides a page: a template may show every field of `Site`."""
RECORD_SITE = ("url", "root", "paper_url")
"""What of it decides a paper as data."""
RECORD_PARTS = 2
"""See `Kind.leaves_record`."""
PAGE_COST = 4
"""Of a page of lists, in papers; see `Kind.cost`."""
FEED_COST = 250
"""Of what shows as many papers as a large day."""


class Target(msgspec.Struct, frozen=True):
    """A part of the site that is made, or kept from the last build, as a whole."""

    kind: ClassVar[str] = ""
    """The name of its row in `KINDS`."""

    @property
    def of_day(self) -> Date | None:
        """The day whose own it is, if it is one's."""
        return None


class Need(enum.Enum):
    """What a target shows that is not in it, and that only a look at the whole archive tells."""

    RELATED = enum.auto()
    """The papers that are related to its own."""
    VECTORS = enum.auto()
    """The words that tell a day's papers apart."""
    TRENDS = enum.auto()
    TITLES = enum.auto()
    """The titles of papers of several days."""
    MATCHES = enum.auto()
    """The papers that watch rules name."""
    ADDRESSES = enum.auto()
    """Those of all pages."""
    FOLDED = enum.auto()
    """The ids of the folded papers."""
    RECORDS = enum.auto()
    """The records of all days: what other targets leave in the cache."""
    WORDS = enum.auto()
    """The words of all days: what the index is made of."""


class PartialDay(msgspec.Struct, frozen=True):
    """Some of a day's pages: only these are to be made, and all else of the day stays."""

    day: bool
    """Whether the day's own is one of them."""
    papers: frozenset[str]
    """The papers whose pages are, and those beside them."""


class Supplies(msgspec.Struct, frozen=True):
    """What a target needs: see `Need`."""

    related: dict[str, RelatedLists] = {}
    """What is related to the papers whose pages are to be made, by id."""
    vectors: Vectors | None = None
    trends: tuple[Trends, ...] = ()
    """The newest first."""
    watched: tuple[Watched, ...] = ()
    """What each of the target's watch rules has found."""
    watched_days: tuple[Day, ...] = ()
    """The days that the papers of feeds of rules stand on, newest first."""
    watched_ids: tuple[dict[Date, frozenset[str]], ...] = ()
    """Of each rule that has a feed, the ids of its papers by day, newest first."""
    titles: dict[str, ListedPaper] = {}
    """The papers whose titles it shows, by id."""
    addresses: tuple[tuple[str, Date | None], ...] = ()
    """The path of every page, without the base path, and the day it tells of; oldest first."""
    folded: tuple[tuple[Date, tuple[str, ...]], ...] = ()
    """The days that fold, oldest first, and the ids of the papers whose newest day each of them is."""
    part: PartialDay | None = None
    """Of a day of which some pages are to be made, and all else stays: these."""


class PluginFiles(Protocol):
    """What makes the files that plug-ins add."""

    def file(self, path: str, site: Site, papers: Iterator[Record]) -> bytes:
        """Make a file of the records of all papers. Raises: Refusal, when the plug-in fails."""


@dataclass(frozen=True, eq=False)
class Materials:
    """What the pages and files of a target are made of, beside the target itself."""

    sections: Mapping[Date, tuple[Section, ...]] = field(default_factory=dict)
    """The papers of the days that `Kind.texts` names."""
    papers: Mapping[Date, tuple[SectionPapers, ...]] = field(default_factory=dict)
    """Those of the days that it wants raw."""
    revisions: Mapping[str, tuple[Paper, ...]] = field(default_factory=dict)
    """What papers said at each appearance, those that changed, by id."""
    supplies: Supplies = field(default_factory=Supplies)
    assets: Mapping[str, bytes] = field(default_factory=dict)
    """The theme's static files, by their path in the output folder."""
    record_fragments: Callable[[], Iterable[bytes | memoryview]] = tuple
    """The records of all days, oldest first, as the cache keeps them."""
    plugin_files: PluginFiles | None = None


class RecordFragment(NamedTuple):
    """A day's papers as data, to be kept for the targets that need those of all days."""

    data: bytes


class Texts(NamedTuple):
    """A day whose papers a target shows."""

    day: Day
    linked: bool
    """Whether its categories are linked: they have pages."""
    only: frozenset[str] | None = None
    """The ids of the papers that are shown; None when all are."""
    topics: bool = False
    """Whether its topics are linked: they have pages."""
    raw: bool = False
    """Whether the papers are wanted as the digests have them, and not as sections of a page."""


class Watching(NamedTuple):
    """What a target shows of watch rules: whole days, newest first, of each rule's papers."""

    rules: tuple[Rule, ...] = ()
    papers: int = 0
    """About how many of the newest; none when it is 0."""
    days: int | None = None
    """How many days at most."""
    month: Date | None = None
    """The first day of the month whose papers it shows instead, all of them."""
    feeds: bool = False
    """Whether it shows the papers themselves; otherwise their titles, and what the rules found in all."""
    months: bool = True
    """Whether it lists the months in which a rule found papers."""


class Address(NamedTuple):
    """A page as sitemaps list it."""

    path: str
    """Without the site's base path."""
    told: Date | None = None
    """The day that it tells of."""
    since: Date | None = None
    """The day it came with. Pages without one come first; an archive that grows adds to the end."""


class Matches(Protocol):
    """Which papers the watch rules name, as far as addresses depend on it."""

    @property
    def recent(self) -> tuple[Date, ...]:
        """The archive's newest days, oldest first."""

    def newest(self, rule: Rule) -> Date | None:
        """Return the newest day on which a rule names a paper."""

    def months(self, rule: Rule) -> list[Date]:
        """Return the months in which a rule names papers, oldest first."""


class Listing(NamedTuple):
    """What decides which pages sitemaps list."""

    archive: Archive
    paper_url: str
    """The option `urls.paper`."""
    matches: Matches


T = TypeVar("T", bound=Target)


def _nothing(*_: object) -> tuple[()]:
    return ()


def _all_days(_: Target, archive: Archive) -> list[Date]:
    return [day.date for day in archive.days]


def _whole(target: Target) -> tuple[object, ...]:
    return (target,)


def _any_digest(_: Target, __: str, dates: Collection[Date]) -> bool:
    return bool(dates)


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[T]):
    """A kind of page, or of file: what everything else has to know of it."""

    name: str
    title: str
    """Of one of them, for messages: `the trends page`."""
    label: str = ""
    """What its pages and files are called in lists of changes: `free` of a free page; else its name."""
    names: str = ""
    """The names of its targets, as a regular expression, where they do not begin with its own."""
    target: type[T]
    targets: Callable[[Planning], Iterable[tuple[str, T]]]
    """What there is to make, each with a name that stays the same from build to build."""
    templates: Mapping[str, type[View]] = field(default_factory=dict)
    """Those of its pages, and the view that each is given as `page`; the one of the target's own page first."""
    shown: tuple[str, ...] = ()
    """The fields of `Site` that decide its files; of a kind with templates, all do."""
    options: tuple[str, ...] = ()
    """The options that decide its targets, beside those of the content and of `shown`: keys, or how keys begin."""
    needs: frozenset[Need] = frozenset()
    watches: Callable[[T], Watching] = lambda _: Watching()
    """What it shows of watch rules, when it needs `MATCHES`."""
    titles: Callable[[T], Iterable[str]] = _nothing
    """The ids of the papers whose titles it shows, when it needs `TITLES`."""
    texts: Callable[[T, Supplies], Iterable[Texts]] = _nothing
    """The days whose papers it shows."""
    revisions: Callable[[T], Mapping[str, tuple[Revision, ...]]] = lambda _: {}
    """The wordings of those of its papers that changed from one appearance to the next, by id."""
    pages: Callable[[T, Materials, Site], Iterable[Page]] = _nothing
    files: Callable[[T, Materials, Site], Iterable[Artifact | RecordFragment | Problem]] = _nothing
    """What it has beside pages, and notices of how it was made."""
    leaves_record: bool = False
    """Whether a `RecordFragment` is among its files, for the targets that need `RECORDS`: the first `RECORD_PARTS` of
    `parts` decide it."""
    places: Callable[[T], Iterable[str]] = _nothing
    """Paths of its pages and files that are known before they are made, those of papers' pages apart."""
    record_days: Callable[[T], Sequence[Day]] = _nothing
    """The days whose records it is made of, when it needs `RECORDS`."""
    folders: tuple[str, ...] = ()
    """Folders whose files are all its own."""
    patterns: tuple[str, ...] = ()
    """The paths of its other files, as regular expressions."""
    reserved: Mapping[str, str] = field(default_factory=dict)
    """Paths that nothing of another kind can have, though the site may lack this one, and what has its place there."""
    claims: Callable[[Planning], Iterable[Claim]] = _nothing
    """Places that content asks for by name, which may be taken."""
    addresses: Callable[[T, Listing], Iterable[Address]] = _nothing
    """Its pages, as the sitemap lists them."""
    feeds: Callable[[T], Iterable[Channel]] = _nothing
    """Its feeds."""
    source: Callable[[T], str] = lambda _: ""
    """The content file whose own page it is, if it is one's."""
    suggested: bool = False
    """Whether its pages have names that people type, and mistype."""
    cost: Callable[[T], int] = lambda _: PAGE_COST
    """About how many papers' pages it takes as long as; see `build.tasks`."""
    parts: Callable[[T], tuple[object, ...]] = _whole
    """The target, cut into what can change apart from the rest: see `inspect.explain`."""
    dates: Callable[[T, Archive], list[Date]] = lambda _, __: []
    """Days that it counts or lists without their texts, oldest first."""
    concerned: Callable[[T, str, Collection[Date]], bool] = _any_digest
    """Whether it has to do with a content file, given the file's path and the days that it has digests of."""
    grows: bool = False
    """Whether its files grow with the number of papers."""

    @property
    def site_fields(self) -> tuple[str, ...]:
        """The fields of `Site` that decide it."""
        return WHOLE_SITE if self.templates else self.shown


AnyKind = Kind[Any]
all_days = _all_days


class Place(TypedDict):
    """Where a page is, as a `View` has it."""

    path: str
    canonical: str


def place(path: str, site: Site) -> Place:
    """Return the fields of a view that say where its page is, given the path without the site's base path."""
    return {"path": site.root + path[1:], "canonical": site.url + path[1:]}


def paper_pattern(site: Site) -> str:
    """Return the option `urls.paper`: where a paper's page is, without the site's base path."""
    return "/" + site.paper_url[len(site.root) :]


def newest_day(path: str, listing: Listing) -> list[Address]:
    """Return the address of a page that tells of the newest day."""
    day = listing.archive.newest
    return [Address(path, day.date if day else None)]


def category_links(categories: Iterable[str], site: Site) -> tuple[Link, ...]:
    """Link the pages of categories."""
    return tuple(Link(site.root + permalinks.category(name)[1:], name) for name in categories)


def topic_links(topics: Iterable[str], site: Site) -> tuple[Link, ...]:
    """Link the pages of topics."""
    return tuple(Link(site.root + permalinks.topic(name)[1:], name) for name in topics)


def rule_links(rules: Iterable[Rule], site: Site) -> tuple[Link, ...]:
    """Link the pages of watch rules."""
    return tuple(Link(site.root + permalinks.rule(rule.slug)[1:], rule.name) for rule in rules)


def first_of_month(date: Date) -> Date:
    """Return the first day of a date's month."""
    return date.replace(day=1)


LAST = dt.date.max
"""As `Address.since`: after all that comes with a day."""
