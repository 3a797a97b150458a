"""A paper as templates see it: in the section of a day, and on its page."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from sitegen.model import Date, Identifier, Link, Prose


class Seen(msgspec.Struct, frozen=True, gc=False):
    """A day on which a paper is listed."""

    date: Date
    """The day."""
    url: str
    """The address of the paper's place on the page of that day."""
    category: str
    """The digest's category, `cs.CV`; may be empty."""
    number: int
    """The number of the paper in that digest."""
    topic: str = ""
    """The digest's topic; usually empty."""
    name: str = ""
    """The category and the topic as they are displayed: `cs.CV`, `SLAM`, or `cs.CV, SLAM`; may be empty."""
    status: str = ""
    """What it is listed as: `new`, `cross-listed` or `replaced`; may be empty."""
    version: str = ""
    """The version, as in `version 2`, if it is another one than in the appearance before; otherwise empty."""


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A piece of a text that changed."""

    kind: str
    """`same`, `removed` or `added`."""
    text: str
    """The words, plain text. Of a long unchanged piece, only the words next to the changes, and `…` for the rest."""


class Change(msgspec.Struct, frozen=True, gc=False):
    """How the text of a paper changed from one appearance to the next."""

    before: Seen
    """The appearance before the change."""
    after: Seen
    """The first appearance with the new text."""
    title: tuple[Piece, ...]
    """The pieces of the title, in order, separated by spaces; empty if the title did not change."""
    abstract: tuple[Piece, ...]
    """The pieces of the abstract, likewise."""
    authors: tuple[Piece, ...] = ()
    """The authors who were removed and those who were added, likewise."""


class Citations(msgspec.Struct, frozen=True, gc=False):
    """The citations of a paper. They contain its authors if the digest names them."""

    bibtex: str
    """A BibTeX entry. Formulas in the title are as their author wrote them."""
    ris: str
    """A RIS record."""
    csl_json: str
    """CSL-JSON: a list with one item."""
    authors_url: str
    """The address of arXiv's own BibTeX entry, which contains the authors; empty for papers that are not on arXiv."""


class PartItem(msgspec.Struct, frozen=True, gc=False):
    """A named section of a paper in a digest."""

    label: str
    """The label as in the digest, plain text: `TL;DR`, `Motivation`."""
    kind: str
    """`tldr`, `title` or `abstract` (both translated), or empty."""
    language: str
    """The language tag of a translation: `zh`, `ja`; may be empty."""
    text: Prose
    """Flow content."""


class PaperItem(msgspec.Struct, frozen=True, gc=False):
    """A paper, on its own page or in a list."""

    id: str
    """On arXiv, the ID without version: `2007.10361`, `math/0309136`. For other papers, the scheme and the identifier:
    `doi:10.1212/wnl.0000000000000684`."""
    version: str
    """`v2` if the digest names a version; otherwise empty."""
    number: int
    """The number of the paper in the digest."""
    anchor: str
    """The `id` of its element on the page of the day."""
    url: str
    """The address of its page on this site; for a folded paper, of its place on the page of its newest day."""
    title: Prose
    """Its title: `title.html`, `title.plain`."""
    latex: str
    """The title as LaTeX if it contains formulas; empty if it is `title.plain` with the special characters of LaTeX
    escaped."""
    abstract: Prose
    """Its abstract: `abstract.html`, `abstract.plain`."""
    note: Prose
    """The text below the paper in the digest: flow content; both forms are empty if there is none."""
    arxiv_url: str
    """The address of its page on arXiv; empty if the digest gives none."""
    pdf_url: str
    """The address of its PDF, on arXiv or as linked in the digest; may be empty."""
    html_url: str
    """The address of its HTML edition on arXiv; empty for papers from before December 2023, which have none."""
    links: tuple[Link, ...]
    """The links in its abstract, most of them to code and projects."""
    code: tuple[Link, ...]
    """The links to code in its abstract, in its comment and among the links of the digest, as `github.com/owner/name`.
    If several link to one repository, only the first."""
    other_links: tuple[Link, ...]
    """The links in its abstract that are not links to code."""
    elsewhere: tuple[Seen, ...]
    """The other places where it is listed: earlier and later days, and other digests of the same day; oldest first."""
    citations: Citations
    """Its citations."""
    coins: str
    """The `title` of a `<span class="Z3988">`, with which Zotero and other programs recognise the paper on a page."""
    citing: str
    """What `coins` contains besides the title and what an arXiv ID determines; usually empty. In lists of papers, the
    scripts of the default theme make `coins` from it."""
    source: str = "arxiv"
    """The scheme of its ID: `arxiv`, `doi`, `pmid`, `openreview`, `acl`, `eprint`, `biorxiv`, `medrxiv`, `hn`, `github`
    or `link`."""
    source_name: str = "arXiv"
    """The name of that scheme: `arXiv`, `DOI`, `PubMed`, `GitHub`."""
    source_url: str = ""
    """The address of the paper itself: for arXiv papers, `arxiv_url`. Empty if it is unknown."""
    label: str = ""
    """The ID as it is displayed, without version: `arXiv:2007.10361`, `doi:10.1212/wnl.0000000000000684`, `PMID
    24994841`, `github.com/owner/project`."""
    doi: str = ""
    """Its DOI, if its ID is a DOI or the digest names one. The DOI that arXiv assigns to every paper does not count."""
    pmid: str = ""
    """Its PubMed ID, likewise."""
    authors: tuple[str, ...] = ()
    """Its authors in order, plain text; empty if the digest names none."""
    more_authors: bool = False
    """Whether the digest indicates that there are more authors."""
    between: str = ", "
    """The separator between the names: a semicolon if a name contains a comma."""
    byline: str = ""
    """The first three authors and the number of the others: `A, B, C and 5 more`, `A et al.`; plain text."""
    categories: tuple[str, ...] = ()
    """Its categories, such as `cs.CV`; the first is the primary category."""
    category_links: tuple[Link, ...] = ()
    """The same as links to the pages of the categories. The `url` is empty if a category has no page."""
    topics: tuple[str, ...] = ()
    """The headings above it in the digest, outermost first, plain text."""
    topic_links: tuple[Link, ...] = ()
    """The same as links to the pages of the topics. The `url` is empty if a topic has no page."""
    keywords: tuple[str, ...] = ()
    """Its keywords, plain text."""
    status: str = ""
    """`new`, `cross` or `replaced`; or empty."""
    grade: str = ""
    """The grade in the digest, plain text; usually empty."""
    date: Date | None = None
    """Its own date, on which it was published or listed. It may differ from the day of the digest."""
    precision: str = ""
    """The precision of that date: `day`, `week`, `month` or `year`. The date is the last day of that period."""
    dated: str = ""
    """That date as it is displayed: `22 July 2020`, `July 2020`; empty if there is none."""
    comment: Prose = Prose(Markup(""), "")
    """The authors' comment, such as the number of pages or where it was accepted: phrasing content; both forms are
    empty if there is none."""
    journal: str = ""
    """The journal or conference, plain text."""
    affiliation: str = ""
    """The affiliation of the authors, plain text."""
    parts: tuple[PartItem, ...] = ()
    """Its other named sections, in the order of the digest."""
    brief: PartItem | None = None
    """The shortest section that can take the place of the abstract, for a paper without one."""
    facts: tuple[str, ...] = ()
    """What lists show in small print, plain text: its grade and status, its categories unless the category of the
    section is the only one, and its own date unless it is the day."""
    other_names: tuple[Link, ...] = ()
    """Its other identifiers, with links: its DOI, its PubMed ID."""
    own_links: tuple[Link, ...] = ()
    """The links next to it in the digest: to code, projects, slides."""
    more_links: tuple[Link, ...] = ()
    """Those of these links that are neither to its PDF nor to code."""
    ids: tuple[Identifier, ...] = ()
    """All its identifiers if the digest gives several; the one of `id` is first."""
    fields: dict[str, str] = {}
    """The other keys of its front matter or record, plain text."""
    repeated: bool = False
    """Whether an earlier section of the day has it as well."""


class Section(msgspec.Struct, frozen=True):
    """The papers of one category, or of one topic, on one day."""

    category: str
    """`cs.CV`; empty if the digests name none."""
    anchor: str
    """The `id` of the section on the page of the day."""
    url: str
    """The address of the category's page; empty if the archive has only one category."""
    introduction: Prose
    """The text above the papers in the digest: flow content; both forms are empty if there is none."""
    papers: tuple[PaperItem, ...]
    """The papers, in the order of the digest."""
    topic: str = ""
    """The topic of the digest, if it is not a category; usually empty."""
    name: str = ""
    """The category, or else the topic; empty if there is neither."""
    carried: tuple[Link, ...] = ()
    """The papers that the digest only repeats from earlier ones: their titles, with links to where they are listed."""
    topic_url: str = ""
    """The address of the topic's page; empty if there is no topic, or the archive has only one."""
    before: int = 0
    """The number of papers in the sections before it."""


class RelatedPaper(msgspec.Struct, frozen=True, gc=False):
    """A paper that is related to another."""

    url: str
    """The address of its page on this site; for a folded paper, of its place on the page of its newest day."""
    title: str
    """Its title, plain text."""
    date: Date
    """The newest day on which it is listed."""
