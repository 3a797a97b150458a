"""What content files hold: sources, papers, digests, free pages."""

from __future__ import annotations

import datetime as dt

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


class Evidence(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is to be seen of a file of digests."""

    kinds: dict[str, float] = {}
    """The ways to find papers in it, and how well they do: see `content/shapes/blocks.py`."""
    papers: int = 0
    """Found, by the best of them."""
    day: Date | None = None
    """What the file says of its day; None when it says nothing."""
    title: str = ""
    """Its own, without dates."""
    dated: int = 0
    """Papers with a date of their own."""
    far: int = 0
    """Those of them that are far from the file's day."""
    unnamed: int = 0
    """Papers whose authors have no label."""
    namelike: int = 0
    """Those of them with a line that looks like names."""
    marks: bytes = b""
    """What tells its papers from others, `MARK` bytes each, sorted."""
    entries: dict[str, int] = {}
    """Lines with links that are no papers, by scheme: `github`, `hn`, `url`."""


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
