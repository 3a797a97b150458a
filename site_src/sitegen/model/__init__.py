"""The nouns: what the stages hand to one another.

All are frozen; those that go into a key or through a pipe are plain data, and the many are spared the search for
cycles (`gc=False`): frozen values of frozen values have none. Text that came from a digest is kept
as its source here (`Paper.title`, `Paper.abstract`): `prose.py` turns it into `Prose` where a page is made, so that
reading an archive costs little and nothing rendered has to be stored.
"""

from __future__ import annotations

import datetime as dt
import enum

import msgspec
from markupsafe import Markup

Date = dt.date
WORDING = 8
"""Bytes that tell a paper's text from others: an archive has few of one paper."""


class Source(msgspec.Struct, frozen=True):
    """A content file as it was read."""

    path: str
    """Relative to the site's folder, `/` between its parts: `content/2020/07/2020-07-22.md`."""
    text: str
    """Decoded; no BOM; every line ends in one newline character."""
    key: str
    """Hex digest of the file's bytes: equal keys, equal text."""
    committed: Date | None = None
    """Of a version of a file in `content.history`, the day of its commit. Its path has that day and the version's name
    behind the file's: `content/README.md@2020-07-22@..`."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """A link that a reader can follow."""

    url: str
    """Absolute, or a path on this site that already has the site's base path."""
    text: str
    """What is shown: plain text."""


class Prose(msgspec.Struct, frozen=True, gc=False):
    """A piece of text in the two forms that are needed of it, decided once."""

    html: Markup
    """Safe HTML, phrasing content for arXiv text and flow content for Markdown documents."""
    plain: str
    """The same as a reader sees it, without any markup: for descriptions, feeds, data and search."""
    links: tuple[Link, ...] = ()
    """The links to other sites in it, in order, each target once."""


class Identifier(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A name that others know a paper by."""

    scheme: str
    """`arxiv`, `doi`, `pmid`, `openreview`, `acl`, `eprint`, `biorxiv`, `medrxiv`, `hn`, `github` or `link`."""
    value: str
    """As the scheme writes it, without version: `2007.10986`, `10.1212/wnl.0000000000000684`, `owner/project`; of a
    `link`, the address."""
    version: str = ""
    """`v2` when the digest names one, else empty."""


class Part(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A named section of what a digest says of a paper, in the digest's own words and language."""

    label: str
    """As the digest writes it, plain: `TL;DR`, `Motivation`."""
    text: str
    """Source: Markdown."""
    kind: str = ""
    """`tldr`, `title` or `abstract` (both translated), or empty."""
    language: str = ""
    """Of a translation: `zh`, `ja`, `ko`, `en`; empty when that does not show."""


class Paper(msgspec.Struct, frozen=True, gc=False):
    """One paper in one digest, as its source says it."""

    id: str
    """What its page is called. On arXiv, its id without version, old-style ids without subject class: `2007.10986`,
    `math/0309136`; else its scheme and a name that can stand in a path: `doi:10.1212/wnl.0000000000000684`."""
    version: str
    """`v2` when the digest names one, else empty."""
    number: int
    """The number that the digest gives it."""
    title: str
    """Source: arXiv text."""
    abstract: str
    """Source: arXiv text, its lines joined by a blank."""
    note: str
    """Source: Markdown written under the paper; usually empty."""
    line: int
    """Line of its heading."""
    ids: tuple[Identifier, ...] = ()
    """All names of it that the digest gives, the one that `id` is made of first; empty when that is all."""
    authors: tuple[str, ...] = ()
    """In order, plain."""
    more_authors: bool = False
    """Whether the digest says that there are others (`et al.`)."""
    categories: tuple[str, ...] = ()
    """As people write them: `cs.CV`; the first is the main one."""
    topics: tuple[str, ...] = ()
    """The headings that it stands under, outermost first, plain."""
    keywords: tuple[str, ...] = ()
    """As the digest writes them, plain."""
    status: str = ""
    """`new`, `cross` or `replaced`, as arXiv lists it; or empty."""
    grade: str = ""
    """What the digest's maker gave it, as in `[S] Title`; usually empty."""
    date: Date | None = None
    """Its own date: when it was published or listed, whatever day the digest is of."""
    precision: str = ""
    """Of that date: `day`, `week`, `month` or `year`, of whose span it is the last day; empty when there is none."""
    comment: str = ""
    """What its authors say of it: pages, where it was accepted; plain."""
    journal: str = ""
    """Where it was published; plain."""
    affiliation: str = ""
    """Where its authors work; plain."""
    links: tuple[Link, ...] = ()
    """Links beside its own, to code, projects, slides; absolute."""
    parts: tuple[Part, ...] = ()
    """Its other named sections, in the digest's order."""
    fields: tuple[tuple[str, str], ...] = ()
    """What else front matter or a record says, by key: kept as data, not shown."""

    @property
    def names(self) -> tuple[Identifier, ...]:
        """All its identifiers, the one that `id` is made of first."""
        scheme, _, value = self.id.rpartition(":")
        return self.ids or (Identifier(scheme or "arxiv", value, self.version),)


class Recipe(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How a file of digests is read: what was found out about the archive, and what its configuration says."""

    paper: str = ""
    """What opens a paper, as in `heading 3`, `row`, `bullet`, `number`, `summary`, `line`, `file`, or an example with
    holes: see the option `digests.paper`."""
    ids: tuple[str, ...] = ()
    """The schemes of identifiers that make a paper, see the option `digests.ids`; empty: arXiv's, and those of papers
    elsewhere."""
    own_date: bool = False
    """Whether papers stand on their own dates, not on the digest's."""
    date: str = ""
    """A line with the digest's date as a hole: `# New submissions for {date}`."""
    topic: str = ""
    """A line with a topic as a hole."""
    fields: tuple[tuple[str, str], ...] = ()
    """Further labels, and the fields that they name."""
    section: str = ""
    """What the whole file is about, where several files make a day."""
    authors: bool = False
    """Whether a line without a label that looks like names is the authors."""
    empty: bool = False
    """Whether a file without papers is a quiet day."""
    pinned: bool = False
    """Whether the configuration says what opens a paper: then nothing else does."""


class Digest(msgspec.Struct, frozen=True):
    """One day's list of papers in one category, or on one topic."""

    path: str
    """Of its file."""
    line: int
    """Line of its heading, or of its first paper."""
    date: Date
    """The day; of a longer span, its last."""
    category: str
    """As people write it: `cs.CV`; empty when the digest does not say."""
    introduction: str
    """Source: Markdown between the heading and the first paper; usually empty."""
    papers: tuple[Paper, ...]
    """In the digest's order; each id once."""
    last: int
    """Its last line."""
    headings: int
    """Headings that look like a paper's: those of papers, and those that were dropped."""
    name: str = ""
    """What tells it from the others of its file, when that is not its line: lines move as a file grows."""
    topic: str = ""
    """What its papers are about, when that is not a category; usually empty."""
    precision: str = "day"
    """The span that `date` ends: `day`, `week`, `month` or `year`."""
    recipe: Recipe | None = None
    """How it was read; None for shapes that need not be told."""
    series: str = ""
    """See `Contents.series`."""

    @property
    def within(self) -> int | str:
        """What tells it from the others of its file."""
        return self.name or self.line


class Defaults(msgspec.Struct, frozen=True):
    """What a digest's heading may leave out."""

    skip: int = 0
    """Lines at the head of the source that are front matter."""
    date: Date | None = None
    """What front matter or the file's path says."""
    date_from: str = ""
    """Where `date` was found, as a person would say it."""
    category: str = ""
    """What front matter says."""


class Listing(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What has to be known of a paper before its day is made."""

    id: str
    number: int
    line: int


class Outline(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Which digest it is: what a day has to say of it before it is made."""

    path: str
    line: int
    """0 when it has a name."""
    key: str
    """Equal keys, equal texts: that of its file, or, of several in a file, its own."""
    date: Date
    category: str
    name: str = ""
    """See `Digest.name`."""
    topic: str = ""
    precision: str = "day"
    recipe: Recipe | None = None
    """See `Digest.recipe`."""

    @property
    def within(self) -> int | str:
        """What tells it from the other digests of its file."""
        return self.name or self.line


class Contents(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A digest's papers, in its order: a few bytes a paper."""

    outline: Outline
    papers: tuple[Listing, ...]
    key: str
    """Equal keys, equal papers, as far as listings tell."""
    unspaced: int = 0
    """Papers whose text is mostly Chinese, Japanese or Korean: the search has to know that."""
    wordings: bytes = b""
    """Of each paper what tells its text from others, `WORDING` bytes: see `parse.wording`."""
    last: int = 0
    """See `Digest.last`."""
    headings: int = 0
    """See `Digest.headings`."""
    introduced: bool = False
    """Whether it has an introduction."""
    line: int = 0
    """See `Digest.line`; 0 when the outline has it."""
    fullness: tuple[int, ...] = ()
    """Of each paper how much the digest says of it, in characters: of two that tell of one paper on a day, one may add
    nothing. Empty for shapes whose papers are never joined."""
    series: str = ""
    """The files that follow one another in time, of which its file is one: one of them may repeat the one before."""

    @property
    def at(self) -> int:
        """Its line."""
        return self.outline.line or self.line


class Appearance(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A paper stands on a day, in a digest, under a number."""

    date: Date
    category: str
    number: int
    topic: str = ""


class Kin(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A paper as the lists of related papers name it."""

    id: str
    date: Date
    """The newest day it stands on."""
    title: str
    """Plain."""
    folded: bool = False
    """Whether it has no page, but a place on that day's: see `Archive.folded`."""


class Relatives(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The papers that are related to one, the nearest first."""

    earlier: tuple[Kin, ...] = ()
    later: tuple[Kin, ...] = ()


class Term(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a watch rule looks for: a word, or words in a row."""

    words: tuple[str, ...]
    """As texts are compared, stop words and all."""
    stems: tuple[str, ...]
    """Those of them that the search knows: whoever lacks one of these need not be read."""
    title: bool
    """Whether it has to stand in the title."""
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


class RuleDay(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A day's papers that a rule names."""

    date: Date
    papers: tuple[Kin, ...]
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


class Wording(msgspec.Struct, frozen=True, array_like=True, gc=False):
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


class Alias(msgspec.Struct, frozen=True):
    """An address that a free page is to be found at as well."""

    path: str
    """As it is written: `/help.html`."""
    line: int
    """Of its file."""


class Reference(msgspec.Struct, frozen=True):
    """A link from one content file to another."""

    target: str
    """As the file says it, without what follows `?` or `#`: `themes.md`, `../help/search.md`."""
    line: int
    column: int
    excerpt: str
    """The line."""


class Document(msgspec.Struct, frozen=True):
    """A free page of the site, from `content/pages/`."""

    path: str
    """Of its file."""
    key: str
    slug: str
    """Its place on the site, `about` or `help/search`: lower case, no leading or trailing `/`. Empty: the home page."""
    title: str
    description: str
    menu: bool
    """Whether the site's navigation names it."""
    body: str
    """Source: Markdown."""
    aliases: tuple[Alias, ...] = ()
    references: tuple[Reference, ...] = ()
    """Its links to other Markdown files, each target once."""


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


class Archive(msgspec.Struct, frozen=True):
    """Everything that the digests hold, in outline."""

    days: tuple[Day, ...]
    """Oldest first."""
    categories: tuple[str, ...]
    """All categories, sorted; `cs.CV` as people write it."""
    papers: int
    """Number of different papers."""
    listings: dict[Outline, tuple[Listing, ...]]
    """The papers of each digest."""
    listings_key: str
    """Of all of them."""
    wordings: dict[str, tuple[Wording, ...]]
    """Of the papers whose text changed from one appearance to the next: of each appearance, oldest first."""
    folded: Date | None = None
    """The newest day that folds: papers that stand on no later day have no page, but a place on their newest day's."""
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


class Oddity(msgspec.Struct, frozen=True, gc=False):
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
    lines: tuple[Oddity, ...]
    """In the order of their places."""
    days: tuple[Entry, ...]
    """Oldest first; in a day by category."""
    months: tuple[Period, ...]
    """Those that have days, oldest first."""
    years: tuple[Period, ...]
    """Likewise."""


class LinkRecord(msgspec.Struct, frozen=True, gc=False):
    """A link as data."""

    url: str
    """Absolute."""
    label: str
    """As the digest writes it."""


class IdRecord(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A name of a paper as data."""

    scheme: str
    """See `Identifier.scheme`."""
    value: str
    """As the scheme writes it."""
    version: str = ""
    """`v2` when the digest names one."""


class PartRecord(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A named section of what a digest says of a paper, as data."""

    label: str
    """As the digest writes it."""
    text: str
    """As a reader sees it, without markup."""
    kind: str = ""
    """`tldr`, `title` or `abstract` (both translated), or empty."""
    language: str = ""
    """Of a translation."""


class Record(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A paper on a day as data: a line of `archive.jsonl.gz`. Fields that may be empty are left out when they are."""

    date: Date
    """The day."""
    id: str
    """As `Paper` has it."""
    version: str
    """As `Paper` has it."""
    category: str
    """Of its digest; empty when it does not say."""
    number: int
    """As `Paper` has it."""
    title: str
    """As a reader sees it, without markup."""
    abstract: str
    """As a reader sees it, without markup."""
    url: str
    """The address of its page."""
    arxiv: str
    """Its address on arXiv; empty when it has none."""
    pdf: str
    """That of its PDF; empty when none is known."""
    links: tuple[str, ...]
    """The links to other sites in its abstract."""
    source: str = ""
    """What its id is of: `arxiv`, `doi`, `pmid`, `openreview`, `acl`, `eprint`, `biorxiv`, `medrxiv`, `hn`, `github` or
    `link`."""
    source_url: str = ""
    """Where the paper itself is, when that is not arXiv."""
    ids: tuple[IdRecord, ...] = ()
    """All its names, when the digest gives several, that of `id` first."""
    authors: tuple[str, ...] = ()
    """In order."""
    more_authors: bool = False
    """Whether the digest says that there are others."""
    categories: tuple[str, ...] = ()
    """Its own, the main one first."""
    topic: str = ""
    """What its digest is about, when that is not a category."""
    topics: tuple[str, ...] = ()
    """The headings that it stands under, outermost first."""
    keywords: tuple[str, ...] = ()
    """As the digest writes them."""
    status: str = ""
    """`new`, `cross` or `replaced`."""
    grade: str = ""
    """What the digest's maker gave it."""
    published: Date | None = None
    """Its own date."""
    precision: str = ""
    """Of that date: `day`, `week`, `month` or `year`, of whose span it is the last day."""
    comment: str = ""
    """What its authors say of it."""
    journal: str = ""
    """Where it was published."""
    affiliation: str = ""
    """Where its authors work."""
    more_links: tuple[LinkRecord, ...] = ()
    """The digest's own links to code, projects, slides."""
    parts: tuple[PartRecord, ...] = ()
    """Its other named sections, in the digest's order; translated titles and abstracts among them."""
    note: str = ""
    """What the digest says under it, without markup."""
    fields: dict[str, str] = {}
    """What else front matter or a record says, by key."""


class Artifact(msgspec.Struct, frozen=True, gc=False):
    """A file of the site."""

    path: str
    """Relative to the output folder: `abs/2007.10986/index.html`."""
    data: bytes


class DayCount(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What lists and calendars show of a day."""

    date: Date
    papers: int
    """Number of different papers."""
    categories: tuple[str, ...]
    """Sorted; without the empty one."""
    precision: str = "day"
    """See `Day.precision`."""


class DayUnit(msgspec.Struct, frozen=True, tag=True):
    """A day's page, its data, and the pages of the papers whose newest day it is."""

    day: Day
    several: bool
    """Whether the archive has more than one category."""
    wordings: dict[str, tuple[Wording, ...]]
    """Of the papers whose pages these are, those that changed: see `Archive.wordings`."""


class TermsUnit(msgspec.Struct, frozen=True, tag=True):
    """The words that tell a day's papers apart, as data."""

    date: Date


class MonthUnit(msgspec.Struct, frozen=True, tag=True):
    """A month's page."""

    days: tuple[DayCount, ...]
    previous: Date | None
    next: Date | None
    several: bool


class YearUnit(msgspec.Struct, frozen=True, tag=True):
    """A year's page."""

    days: tuple[DayCount, ...]
    busiest: int
    """Papers on the archive's busiest day."""
    previous: int | None
    next: int | None


class ArchiveUnit(msgspec.Struct, frozen=True, tag=True):
    """The page of all years."""

    days: tuple[DayCount, ...]
    papers: int
    """Number of different papers in the archive."""
    categories: tuple[str, ...]
    rules: tuple[Rule, ...] = ()


class TrendsUnit(msgspec.Struct, frozen=True, tag=True):
    """The page of the words that papers use more or less than before."""


class StatusUnit(msgspec.Struct, frozen=True, tag=True):
    """The page of the ledger, and the ledger as data."""

    ledger: Ledger
    source: str
    """The option `ledger.source`."""


class HomeUnit(msgspec.Struct, frozen=True, tag=True):
    """The home page."""

    newest: Day | None
    recent: tuple[DayCount, ...]
    """The days before the newest, newest first."""
    year: tuple[DayCount, ...]
    """All days of the newest day's year."""
    earlier: bool
    """Whether there are days before that year."""
    busiest: int
    categories: tuple[str, ...]
    introduction: DocumentUnit | None = None
    rules: tuple[Rule, ...] = ()


class RulesUnit(msgspec.Struct, frozen=True, tag=True):
    """The page of all watch rules."""

    rules: tuple[Rule, ...]


class RuleUnit(msgspec.Struct, frozen=True, tag=True):
    """A watch rule's page, with its newest papers."""

    rule: Rule


class RuleMonthUnit(msgspec.Struct, frozen=True, tag=True):
    """The page of a watch rule's papers of a month: none, when there are no such papers."""

    rule: Rule
    month: Date
    """Its first day."""


class RuleFeedsUnit(msgspec.Struct, frozen=True, tag=True):
    """An Atom and a JSON feed of each watch rule's newest papers: together, since they stand on the same days."""

    rules: tuple[Rule, ...]
    days: tuple[Day, ...] = ()
    """Those that the papers stand on, newest first; filled in when the unit is made, as are the papers."""
    papers: tuple[dict[Date, frozenset[str]], ...] = ()
    """Of each rule, their ids by day, newest first."""


class CategoryUnit(msgspec.Struct, frozen=True, tag=True):
    """A category's page."""

    category: str
    days: tuple[DayCount, ...]
    """The days on which it has papers, with the number of its own papers."""


class DocumentUnit(msgspec.Struct, frozen=True, tag=True):
    """A free page."""

    document: Document
    places: dict[str, str]
    """Where its references lead: the target's `slug`."""


class SearchUnit(msgspec.Struct, frozen=True, tag=True):
    """The search page."""


class SavedUnit(msgspec.Struct, frozen=True, tag=True):
    """The page of the papers that the reader starred."""

    folded: Date | None
    """See `Archive.folded`."""


class IndexUnit(msgspec.Struct, frozen=True, tag=True):
    """The search index of the whole archive."""

    days: tuple[Day, ...]
    folded: Date | None
    """See `Archive.folded`."""


class FoldedUnit(msgspec.Struct, frozen=True, tag=True):
    """The files by which the page for addresses that lead nowhere finds folded papers."""

    days: tuple[Day, ...]
    """Those that fold."""
    papers: tuple[tuple[Date, tuple[str, ...]], ...] = ()
    """The ids of the papers whose newest day each of them is. To be filled in when the unit is made."""


class NotFoundUnit(msgspec.Struct, frozen=True, tag=True):
    """The page for addresses that lead nowhere."""


class FeedUnit(msgspec.Struct, frozen=True, tag=True):
    """An Atom and a JSON feed."""

    category: str
    """Empty for the whole site's."""
    days: tuple[Day, ...]
    """Newest first, as many as can fill the feed."""
    several: bool


class ExportUnit(msgspec.Struct, frozen=True, tag=True):
    """The whole archive as data."""

    days: tuple[Day, ...]
    several: bool


class FileUnit(msgspec.Struct, frozen=True, tag=True):
    """A further file of the site, which a plug-in makes of the whole archive."""

    path: str
    days: tuple[Day, ...]
    several: bool


class FixedUnit(msgspec.Struct, frozen=True, tag=True):
    """The files that crawlers, browsers and hosts look for: sitemap, robots, OPML, OpenSearch, `.nojekyll`."""

    categories: tuple[str, ...]
    """Those that have feeds of their own."""
    rules: tuple[Rule, ...]
    """They have feeds as well."""
    key: str
    """Of all addresses."""
    pages: tuple[tuple[str, Date | None], ...] = ()
    """The path of every page, without the base path, and the day it tells of; oldest first. To be filled in when the
    unit is made: an archive has more addresses than all else that a build without changes looks at."""


class Redirect(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An address without a page of its own, and where it leads."""

    path: str
    """Without the site's base path: `/help.html`."""
    target: str
    """A path of this site, without the base path, perhaps with an anchor; or an https URL."""


class RedirectsUnit(msgspec.Struct, frozen=True, tag=True):
    """Pages that lead from old addresses to new ones."""

    redirects: tuple[Redirect, ...]


class HostRulesUnit(msgspec.Struct, frozen=True, tag=True):
    """The file by which hosts lead from old addresses to new ones, before any page does."""

    redirects: tuple[Redirect, ...]
    """Those that matter most come first: hosts read some only."""


class AssetsUnit(msgspec.Struct, frozen=True, tag=True):
    """The theme's static files."""

    key: str
    """Of all of them together."""


Unit = (
    DayUnit
    | TermsUnit
    | AssetsUnit
    | MonthUnit
    | YearUnit
    | ArchiveUnit
    | TrendsUnit
    | StatusUnit
    | HomeUnit
    | RulesUnit
    | RuleUnit
    | RuleMonthUnit
    | RuleFeedsUnit
    | CategoryUnit
    | DocumentUnit
    | SearchUnit
    | SavedUnit
    | IndexUnit
    | FoldedUnit
    | NotFoundUnit
    | FeedUnit
    | ExportUnit
    | FileUnit
    | FixedUnit
    | RedirectsUnit
    | HostRulesUnit
)
"""A part of the site that is made, or kept from the last build, as a whole. What it holds, with the texts of the
sources it names, decides every byte of its files."""
