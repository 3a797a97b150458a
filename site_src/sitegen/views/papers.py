"""A paper as templates see it: in the section of a day, and on its page."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from sitegen.model import Date, Identifier, Link, Prose


class Seen(msgspec.Struct, frozen=True, gc=False):
    """A day on which a paper stands."""

    date: Date
    """The day."""
    url: str
    """The paper's place on that day's page."""
    category: str
    """The digest's category, `cs.CV`; may be empty."""
    number: int
    """The paper's number there."""
    topic: str = ""
    """The digest's topic; usually empty."""
    name: str = ""
    """Its category and its topic, as they are shown: `cs.CV`, `SLAM`, or `cs.CV, SLAM`; may be empty."""


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A piece of a text that changed."""

    kind: str
    """`same`, `removed` or `added`."""
    text: str
    """Its words, plain text; of a long piece that is the same, only those beside the change, and `…` for the others."""


class Change(msgspec.Struct, frozen=True, gc=False):
    """How a paper's text changed from one appearance to the next."""

    before: Seen
    """The appearance before it."""
    after: Seen
    """The first with the new text."""
    title: tuple[Piece, ...]
    """The title's pieces, in order, with blanks between them; empty when it did not change."""
    abstract: tuple[Piece, ...]
    """Likewise the abstract's."""


class Citations(msgspec.Struct, frozen=True, gc=False):
    """How a paper is cited: with its authors, when the digest names them."""

    bibtex: str
    """As a BibTeX entry; formulas in the title are as their author wrote them."""
    ris: str
    """As a RIS record."""
    csl_json: str
    """As CSL-JSON: a list of one item."""
    authors_url: str
    """arXiv's own BibTeX of the paper, which names its authors; empty for papers that are not arXiv's."""


class PartItem(msgspec.Struct, frozen=True, gc=False):
    """A named section of what a digest says of a paper."""

    label: str
    """As the digest writes it, plain text: `TL;DR`, `Motivation`."""
    kind: str
    """`tldr`, `title` or `abstract` (both translated), or empty."""
    language: str
    """Of a translation, as a language tag: `zh`, `ja`; may be empty."""
    text: Prose
    """Flow content."""


class PaperItem(msgspec.Struct, frozen=True, gc=False):
    """A paper, on its own page or in a list."""

    id: str
    """On arXiv its id without version: `2007.10986`, `math/0309136`; else its scheme and its name there:
    `doi:10.1212/wnl.0000000000000684`."""
    version: str
    """`v2` when the digest names a version, else empty."""
    number: int
    """The number that the digest gives it."""
    anchor: str
    """The `id` of its element in the day's page."""
    url: str
    """Its page here; its place on its newest day's page when it is folded."""
    title: Prose
    """Its title: `title.html`, `title.plain`."""
    latex: str
    """Its title as LaTeX when it has formulas; empty when that is `title.plain` with LaTeX's own characters escaped."""
    abstract: Prose
    """Its abstract: `abstract.html`, `abstract.plain`."""
    note: Prose
    """What the digest says under it: flow content; both forms empty when it says nothing."""
    arxiv_url: str
    """Its page on arXiv; empty when it has none that the digest knows of."""
    pdf_url: str
    """Its PDF, on arXiv or where the digest links one; may be empty."""
    html_url: str
    """Its HTML edition on arXiv, which only newer papers have; empty for papers from before December 2023."""
    links: tuple[Link, ...]
    """The links in its abstract, to code and projects mostly."""
    code: tuple[Link, ...]
    """Those of them, of its comment and of the digest's own links that lead to code, as `github.com/owner/name`; of
    several to one repository, the first."""
    other_links: tuple[Link, ...]
    """The links in its abstract that do not lead to code."""
    elsewhere: tuple[Seen, ...]
    """Its other places: days before and after, and other digests of the same day; oldest first."""
    citations: Citations
    """How it is cited."""
    coins: str
    """The `title` of a `<span class="Z3988">`, by which Zotero and others find the paper on a page."""
    source: str = "arxiv"
    """What its id is of: `arxiv`, `doi`, `pmid`, `openreview`, `acl`, `eprint`, `biorxiv`, `medrxiv`, `hn`, `github` or
    `link`."""
    source_name: str = "arXiv"
    """What people call that: `arXiv`, `DOI`, `PubMed`, `GitHub`."""
    source_url: str = ""
    """Where the paper itself is; of arXiv's papers, `arxiv_url`. Empty when that is not known."""
    label: str = ""
    """Its id as it is shown, without version: `arXiv:2007.10986`, `doi:10.1212/wnl.0000000000000684`, `PMID 24994841`,
    `github.com/owner/project`."""
    doi: str = ""
    """Its DOI, when its id is one or the digest names one; not that which arXiv gives to every paper."""
    pmid: str = ""
    """Likewise its number at PubMed."""
    authors: tuple[str, ...] = ()
    """In order, plain text; empty when the digest names none."""
    more_authors: bool = False
    """Whether the digest says that there are others."""
    between: str = ", "
    """What is to stand between their names: a semicolon when a name has a comma in it."""
    byline: str = ""
    """The first three of them, and how many there are beside: `A, B, C and 5 more`, `A et al.`; plain text."""
    categories: tuple[str, ...] = ()
    """As people write them, `cs.CV`; the first is the main one."""
    topics: tuple[str, ...] = ()
    """The headings that it stands under in the digest, outermost first, plain text."""
    keywords: tuple[str, ...] = ()
    """Plain text."""
    status: str = ""
    """`new`, `cross` or `replaced`; or empty."""
    grade: str = ""
    """What the digest's maker gave it, plain text; usually empty."""
    date: Date | None = None
    """Its own date: when it was published or listed, whatever day the digest is of."""
    precision: str = ""
    """Of that date: `day`, `week`, `month` or `year`, of whose span it is the last day."""
    dated: str = ""
    """That date as it is shown: `22 July 2020`, `July 2020`; empty when there is none."""
    comment: Prose = Prose(Markup(""), "")
    """What its authors say of it, as phrasing content: pages, where it was accepted; both forms empty when nothing."""
    journal: str = ""
    """Where it was published, plain text."""
    affiliation: str = ""
    """Where its authors work, plain text."""
    parts: tuple[PartItem, ...] = ()
    """Its other named sections, in the digest's order."""
    brief: PartItem | None = None
    """What can stand for the abstract of a paper without one: that of its parts which says most in few words."""
    facts: tuple[str, ...] = ()
    """What a list says of it in small print, plain text: its grade and status, its categories, unless the section's is
    the only one, and its own date, unless it is the day's."""
    other_names: tuple[Link, ...] = ()
    """Its other names, linked to where it is there: its DOI, its number at PubMed."""
    own_links: tuple[Link, ...] = ()
    """All links that the digest gives it beside its text: to code, projects, slides."""
    more_links: tuple[Link, ...] = ()
    """Those of them that lead neither to its PDF nor to code."""
    ids: tuple[Identifier, ...] = ()
    """All its names, when the digest gives several, that of `id` first."""
    fields: dict[str, str] = {}
    """What else front matter or a record says, by key, plain text."""


class Section(msgspec.Struct, frozen=True):
    """The papers of one category, or of one topic, on one day."""

    category: str
    """`cs.CV`; empty when the digests do not say."""
    anchor: str
    """The `id` of the section in the day's page."""
    url: str
    """The category's page; empty when the archive has one category only."""
    introduction: Prose
    """What the digest says before its papers: flow content; both forms empty when it says nothing."""
    papers: tuple[PaperItem, ...]
    """In the digest's order."""
    topic: str = ""
    """What its digest is about, when that is not a category; usually empty."""
    name: str = ""
    """Its category, else its topic; empty when it has neither."""
    carried: tuple[Link, ...] = ()
    """Papers that the digest only repeats from the ones before: their titles, linked to where they are."""


class RelatedPaper(msgspec.Struct, frozen=True, gc=False):
    """A paper that is related to another."""

    url: str
    """Its page here; its place on its newest day's page when it is folded."""
    title: str
    """Its title, plain text."""
    date: Date
    """The newest day it stands on."""
