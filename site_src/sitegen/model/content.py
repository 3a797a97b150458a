"""What content files hold: sources, papers, digests."""

from __future__ import annotations

import datetime as dt

import msgspec
from markupsafe import Markup

Date = dt.date

FIELDS = ("authors", "abstract", "categories", "topics", "keywords", "date", "comment", "links", "parts")
"""The fields of papers that are counted, of each digest: see `Contents.fields`."""
WORDING = 8
"""Bytes that tell a paper's text from others: an archive has few of one paper."""


class Source(msgspec.Struct, frozen=True):
    """A content file as it was read."""

    path: str
    """Relative to the site's folder, `/` between its parts: `content/2020/07/2020-07-22.md`."""
    text: str
    """The decoded text, without a byte order mark. Every line ends in one newline character."""
    key: str
    """Hexadecimal digest of the file's bytes: equal keys mean equal texts."""
    committed: Date | None = None
    """For a version of a file in `content.history`, the day of its commit. Its path is the path of the file, that day
    and Git's name for the version: `content/README.md@2020-07-22@..`."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """A link that a reader can follow."""

    url: str
    """An absolute address, or a path on this site that includes the site's base path."""
    text: str
    """The text of the link: plain text."""


class Prose(msgspec.Struct, frozen=True, gc=False):
    """A text in two forms: as HTML and without markup."""

    html: Markup
    """Safe HTML: phrasing content for arXiv text, and flow content for Markdown documents."""
    plain: str
    """The text as readers see it, without markup: for descriptions, feeds, data and the search."""
    links: tuple[Link, ...] = ()
    """The links to other sites in it, in order, each target once."""


class Identifier(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An identifier of a paper in one scheme."""

    scheme: str
    """`arxiv`, `doi`, `pmid`, `openreview`, `acl`, `eprint`, `biorxiv`, `medrxiv`, `hn`, `github` or `link`."""
    value: str
    """The identifier in the notation of its scheme, without version: `2007.10361`, `10.1212/wnl.0000000000000684`,
    `owner/project`; for a `link`, the address."""
    version: str = ""
    """`v2` if the digest names a version; otherwise empty."""


class Part(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A named section of a paper in a digest, in the digest's own words and language."""

    label: str
    """The label as in the digest, plain text: `TL;DR`, `Motivation`."""
    text: str
    """Source: Markdown."""
    kind: str = ""
    """`tldr`, `title` or `abstract` (both translated), or empty."""
    language: str = ""
    """The language of a translation: `zh`, `ja`, `ko`, `en`; empty if it is unknown."""


class Paper(msgspec.Struct, frozen=True, gc=False):
    """One paper in one digest, as in its source."""

    id: str
    """What the address of its page is made from. On arXiv, its ID without version, for old IDs also without subject
    class: `2007.10361`, `math/0309136`. For other papers, the scheme and an identifier that is valid in a path:
    `doi:10.1212/wnl.0000000000000684`."""
    version: str
    """`v2` if the digest names a version; otherwise empty."""
    number: int
    """The number of the paper in the digest."""
    title: str
    """Source: arXiv text."""
    abstract: str
    """Source: arXiv text, its lines joined by spaces."""
    note: str
    """Source: the Markdown below the paper; usually empty."""
    line: int
    """The line of its heading."""
    ids: tuple[Identifier, ...] = ()
    """All its identifiers in the digest, the one that `id` is made from first; empty if there is only that one."""
    authors: tuple[str, ...] = ()
    """Its authors in order, plain text."""
    more_authors: bool = False
    """Whether the digest indicates that there are more authors (`et al.`)."""
    categories: tuple[str, ...] = ()
    """Its categories, such as `cs.CV`; the first is the primary category."""
    topics: tuple[str, ...] = ()
    """The headings above it, outermost first, plain text."""
    keywords: tuple[str, ...] = ()
    """Its keywords as in the digest, plain text."""
    status: str = ""
    """`new`, `cross` or `replaced`, as in the lists of arXiv; or empty."""
    grade: str = ""
    """The grade in the digest, as in `[S] Title`; usually empty."""
    date: Date | None = None
    """Its own date, on which it was published or listed. It may differ from the day of the digest."""
    precision: str = ""
    """The precision of that date: `day`, `week`, `month` or `year`. The date is the last day of that period. Empty if
    there is no date."""
    comment: str = ""
    """The authors' comment, such as the number of pages or where it was accepted; plain text."""
    journal: str = ""
    """The journal or conference; plain text."""
    affiliation: str = ""
    """The affiliation of the authors; plain text."""
    links: tuple[Link, ...] = ()
    """The other links next to it, to code, projects, slides; absolute."""
    parts: tuple[Part, ...] = ()
    """Its other named sections, in the order of the digest."""
    fields: tuple[tuple[str, str], ...] = ()
    """The other keys of its front matter or record. They are kept as data and not displayed."""

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
    """The list of papers of one day in one category, or on one topic."""

    path: str
    """The path of its file."""
    line: int
    """The line of its heading, or of its first paper."""
    date: Date
    """The day; for a longer period, its last day."""
    category: str
    """Its category, such as `cs.CV`; empty if the digest names none."""
    introduction: str
    """Source: the Markdown between the heading and the first paper; usually empty."""
    papers: tuple[Paper, ...]
    """Its papers, in order; each ID once."""
    last: int
    """Its last line."""
    headings: int
    """The number of headings that look like those of papers: those of papers, and those that were dropped."""
    name: str = ""
    """What distinguishes it from the other digests in its file, if that is not its line: lines move as a file grows."""
    topic: str = ""
    """The topic of its papers, if it is not a category; usually empty."""
    precision: str = "day"
    """The period that ends on `date`: `day`, `week`, `month` or `year`."""
    recipe: Recipe | None = None
    """How it was read; nothing for shapes that need no recipe."""
    series: str = ""
    """See `Contents.series`."""

    @property
    def within(self) -> int | str:
        """What tells it from the others of its file."""
        return self.name or self.line


class Defaults(msgspec.Struct, frozen=True):
    """The values for what a digest's heading may omit."""

    skip: int = 0
    """The number of lines of front matter at the beginning of the source."""
    date: Date | None = None
    """The date in the front matter or in the file's path."""
    date_from: str = ""
    """Where `date` was found, in words: `the path`."""
    category: str = ""
    """The category in the front matter."""


class Listing(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What has to be known of a paper before its day is made."""

    id: str
    number: int
    line: int


class Credit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Whose a paper is, as a digest says: what pages of authors are made of."""

    title: str
    """See `Paper.title`."""
    authors: tuple[str, ...]


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


class Labels(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a digest says of a paper that decides more than the page of its day, and the paper's own."""

    categories: tuple[str, ...] = ()
    """See `Paper.categories`."""
    status: str = ""
    """See `Paper.status`."""
    version: str = ""
    """See `Paper.version`."""


class Contents(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A digest's papers, in its order: a few bytes a paper."""

    outline: Outline
    papers: tuple[Listing, ...]
    key: str
    """Equal keys, equal papers, as far as listings tell."""
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
    credits: dict[str, Credit] = {}
    """By id, if it names authors and they have pages."""
    labels: tuple[Labels, ...] = ()
    """All that its papers have, each once. Empty where none has a category or a status of its own."""
    labelled: tuple[int, ...] = ()
    """Of each paper the place of its labels in `labels`."""
    fields: tuple[int, ...] = ()
    """How many papers have each of `FIELDS`. Empty for shapes that need no recipe, and for digests without papers."""

    @property
    def at(self) -> int:
        """Its line."""
        return self.outline.line or self.line
