"""Views: what a template sees. This is the contract between sitegen and themes; `docs/themes.md` is made of it.

A template gets `page` (one of the views below), `site` (`Site`) and `theme` (`ThemeInfo`), and can reach for nothing
else. All values are frozen. A field named `url` is ready for a link: it already has the site's base path.
"""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from sitegen.model import (
    Date,
    Identifier,
    Link,
    Prose,
)


class Site(msgspec.Struct, frozen=True):
    """What is the same on every page of a site."""

    title: str
    """The site's name."""
    description: str
    """What the site is, in a sentence."""
    language: str
    """Language tag, for `<html lang>`."""
    url: str
    """Absolute address of the home page, with a `/` at its end."""
    root: str
    """The site's base path, with a `/` at its end: `/`, or `/project/`; the home page's link."""
    menu: tuple[Link, ...]
    """The free pages that want to be named in the navigation."""
    paper_url: str
    """The path of an arXiv paper's page, with `{id}`, or `{yymm}` and `{number}`, to be filled in; the page of
    `doi:10.1212/x` is at `doi/10.1212/x/` below `root`."""
    search: bool
    """Whether the site has a search page, at `search/` below its base path."""
    saved: bool
    """Whether the site has a page of the papers that a reader starred, at `saved/` below its base path."""
    folded: bool
    """Whether older papers have no page, but a place on the page of their newest day: then `404.html` has to lead there
    from where their pages were."""
    watch: bool
    """Whether the site has watch rules, at `watch/` below its base path."""
    generator: str
    """`sitegen` and its version."""


class ThemeInfo(msgspec.Struct, frozen=True):
    """The theme that renders the page."""

    name: str
    """Its name."""
    options: dict[str, object]
    """Its options: the defaults of `theme.toml` and what the site's configuration says instead."""


class View(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What every page has."""

    title: str
    """The page's title, plain text."""
    path: str
    """Where the page is, with the site's base path: `/abs/2007.10986/`."""
    canonical: str
    """The page's absolute address."""
    description: str = ""
    """A sentence or two on the page, plain text; may be empty."""
    crumbs: tuple[Link, ...] = ()
    """The pages above this one, the home page left out."""


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


class DayItem(msgspec.Struct, frozen=True):
    """A day in a list of days."""

    date: Date
    """The day."""
    url: str
    """Its page."""
    papers: int
    """How many different papers it has."""
    categories: tuple[Link, ...]
    """Its categories, linked to their sections on the day's page; empty when the archive has one category only."""
    name: str
    """The day as it is shown: `Wednesday, 22 July 2020`; of a longer span, `Week to 26 July 2020`, `July 2020`."""


class MonthItem(msgspec.Struct, frozen=True):
    """A month in a list of months."""

    date: Date
    """Its first day."""
    url: str
    """Its page."""
    days: int
    """How many days it has."""
    papers: int
    """Papers on those days, a paper counted once a day."""


class Cell(msgspec.Struct, frozen=True):
    """A day in a calendar's drawing."""

    date: Date
    """The day."""
    url: str
    """Its page."""
    papers: int
    """How many papers it has."""
    level: int
    """1 to 4: the quarter that the day's number of papers falls in, measured by the archive's busiest day."""
    column: int
    """The week of the year that it is drawn in, 0 to 53."""
    row: int
    """The day of the week, 0 for Monday."""


class Gap(msgspec.Struct, frozen=True):
    """Weekdays of a week, one after the other, that have no papers."""

    column: int
    """The week, counted from 0."""
    row: int
    """The first of them, 0 for Monday."""
    days: int
    """How many they are."""


class MonthLabel(msgspec.Struct, frozen=True):
    """A month's name over a calendar's drawing."""

    date: Date
    """Its first day."""
    column: int
    """The column that it stands over."""


class Calendar(msgspec.Struct, frozen=True):
    """A year as a grid of weeks and weekdays, with the days that have papers."""

    year: int
    """The year."""
    first_row: int
    """The weekday of 1 January, 0 for Monday."""
    last_column: int
    """The column of 31 December."""
    last_row: int
    """The weekday of 31 December."""
    cells: tuple[Cell, ...]
    """The days with papers."""
    gaps: tuple[Gap, ...]
    """Weekdays without papers, from the archive's first day to its last."""
    labels: tuple[MonthLabel, ...]
    """The twelve months."""


class YearItem(msgspec.Struct, frozen=True):
    """A year in the archive."""

    year: int
    """The year."""
    url: str
    """Its page."""
    days: int
    """How many days it has."""
    papers: int
    """Papers on those days, a paper counted once a day."""
    months: tuple[MonthItem, ...]
    """Its months that have days, in order."""
    calendar: Calendar | None
    """Its drawing; none in a list of many years, where only the newest have one."""


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


class HomeView(View, frozen=True, kw_only=True):
    """`home.html`, the home page."""

    introduction: Prose
    """What the free page `index.md` says: flow content; both forms empty when there is none."""
    has_heading: bool
    """Whether it begins with a heading of its own, so that the site's title need not be shown again."""
    newest: DayItem | None
    """The newest day; none in an empty archive."""
    sections: tuple[Section, ...]
    """The newest day's papers."""
    recent: tuple[DayItem, ...]
    """The days before it, newest first."""
    calendar: Calendar | None
    """The newest year."""
    categories: tuple[Link, ...]
    """All categories; empty when there is one only."""
    rules: tuple[Link, ...]
    """The pages of all watch rules."""


class DayView(View, frozen=True, kw_only=True):
    """`day.html`, a day's page."""

    date: Date
    """The day."""
    papers: int
    """How many different papers it has."""
    sections: tuple[Section, ...]
    """Its papers, a section a category and topic."""
    previous: Link | None
    """The day before that exists."""
    next: Link | None
    """The day after that exists."""
    data_url: str
    """The day's papers as JSON."""


class MonthView(View, frozen=True, kw_only=True):
    """`month.html`, a month's page."""

    date: Date
    """Its first day."""
    days: tuple[DayItem, ...]
    """Its days, oldest first."""
    previous: Link | None
    """The month before that has days."""
    next: Link | None
    """The month after that has days."""


class YearView(View, frozen=True, kw_only=True):
    """`year.html`, a year's page."""

    year: YearItem
    """The year, with its calendar."""
    previous: Link | None
    """The year before that has days."""
    next: Link | None
    """The year after that has days."""


class ArchiveView(View, frozen=True, kw_only=True):
    """`archive.html`, all years."""

    years: tuple[YearItem, ...]
    """All years, newest first."""
    days: int
    """How many days the archive has."""
    papers: int
    """How many different papers it has."""
    categories: tuple[Link, ...]
    """All categories; empty when there is one only."""
    rules: tuple[Link, ...]
    """The pages of all watch rules."""
    data_url: str
    """The whole archive as JSON lines, gzipped."""


class RelatedPaper(msgspec.Struct, frozen=True, gc=False):
    """A paper that is related to another."""

    url: str
    """Its page here; its place on its newest day's page when it is folded."""
    title: str
    """Its title, plain text."""
    date: Date
    """The newest day it stands on."""


class Share(msgspec.Struct, frozen=True):
    """How many papers of a month have a word."""

    date: Date
    """The month's first day."""
    papers: int
    """Papers that have the word."""
    of: int
    """All papers of the month."""
    percent: str
    """The one of the other: `3.1`."""


class Trend(msgspec.Struct, frozen=True):
    """A word that papers use more, or less, than in the year before."""

    word: str
    """As titles write it; all its forms are counted."""
    url: str
    """The search for it; empty when the site has none."""
    percent: str
    """Of the month's papers, those that have it: `3.1`."""
    before: str
    """Of the papers of the twelve months before."""
    shares: tuple[Share, ...]
    """The months up to this one, two years at most, oldest first."""
    points: str
    """The same as `points` of an SVG `<polyline>`, 120 wide and 32 high, the greatest share at the top."""


class TrendMonth(msgspec.Struct, frozen=True):
    """What has changed in a month."""

    date: Date
    """Its first day."""
    url: str
    """Its page."""
    papers: int
    """Its papers."""
    rising: tuple[Trend, ...]
    """Words that more of its papers have, the greatest change first."""
    falling: tuple[Trend, ...]
    """Words that fewer of them have."""


class TrendsView(View, frozen=True, kw_only=True):
    """`trends.html`, the words that papers use more and less than before."""

    months: tuple[TrendMonth, ...]
    """The newest year's, newest first; without those that have too few papers to be compared."""


class StateCount(msgspec.Struct, frozen=True):
    """How many days are in a state."""

    state: str
    """`missing`, `broken`, `suspicious`, `quiet` or `present`."""
    days: int
    """How many; in an archive with several categories, each is counted for itself."""


class StatusFinding(msgspec.Struct, frozen=True):
    """A day that somebody should look at, or several in a row that are missing."""

    state: str
    """`missing`, `broken`, `suspicious` or `quiet`."""
    category: str
    """The category that it is about; empty for a day as a whole."""
    first: Date
    """The day, or the first of them."""
    last: Date
    """The last of them."""
    days: int
    """How many they are."""
    url: str
    """The day's page; empty when there is none."""
    message: str
    """What is to be said, plain text."""
    place: str
    """Where to look: `content/2020-07-22.md:1`."""
    source: str
    """The same as an address; empty when the configuration does not say where sources are."""
    before: Link | None
    """Of missing days: the day before them."""
    after: Link | None
    """Of missing days: the day after them."""


class StatusLine(msgspec.Struct, frozen=True, gc=False):
    """A line of content that was dropped, that is odd, or of which there is something to be known."""

    place: str
    """`content/2020-07-22.md:25`."""
    source: str
    """The same as an address; empty when the configuration does not say where sources are."""
    dropped: bool
    """Whether something is missing from the site because of it."""
    message: str
    """What is wrong with it, plain text."""
    noted: bool = False
    """Whether there is nothing to correct: it is neither dropped nor odd."""


class StatusDay(msgspec.Struct, frozen=True, gc=False):
    """A day of a category, and what there is of it."""

    date: Date
    """The day."""
    url: str
    """Its page; empty when there is none."""
    category: str
    """The digest's category; may be empty."""
    state: str
    """`missing`, `broken`, `suspicious`, `quiet` or `present`."""
    headings: int
    """Headings in its digests that look like a paper's."""
    papers: int
    """Different papers that came of them."""
    place: str
    """Where its digest is; of a missing day, the next one: `content/2020-07-22.md:1`."""
    source: str
    """The same as an address; empty when the configuration does not say where sources are."""


class StatusMonth(msgspec.Struct, frozen=True):
    """The days of a month, counted."""

    date: Date
    """Its first day."""
    url: str
    """Its page; empty when there is none."""
    states: tuple[StateCount, ...]
    """How many of its days are in each state; all states, the worst first."""


class Growth(msgspec.Struct, frozen=True):
    """A month or a year, and its papers."""

    date: Date
    """Its first day."""
    url: str
    """Its page; empty when it has no days."""
    days: int
    """How many days it has."""
    papers: int
    """Papers on those days, a paper counted once a day."""
    height: int
    """The same in hundredths of the greatest in the list."""


class StatusView(View, frozen=True, kw_only=True):
    """`status.html`, the ledger: which days there are, and what is wrong with them."""

    files: int
    """How many content files there are."""
    digests: int
    """How many digests are in them."""
    headings: int
    """Headings in all digests that look like a paper's."""
    papers: int
    """How many different papers the archive has."""
    newest: Link | None
    """The newest day; none in an empty archive."""
    several: bool
    """Whether the archive has more than one category."""
    states: tuple[StateCount, ...]
    """How many days are in each state; all states, the worst first."""
    findings: tuple[StatusFinding, ...]
    """What should be looked at, the worst first; 200 at most."""
    more_findings: int
    """How many findings are not listed."""
    dropped: int
    """How many lines were dropped."""
    odd: int
    """How many lines are odd."""
    noted: int
    """Of how many lines there is something to be known, and nothing to correct."""
    lines: tuple[StatusLine, ...]
    """Those lines, in the order of their places; 200 at most."""
    more_lines: int
    """How many lines are not listed."""
    days: tuple[StatusDay, ...]
    """The newest days, newest first; missing ones as well."""
    months: tuple[StatusMonth, ...]
    """The days before them by month, newest first."""
    growth: tuple[Growth, ...]
    """The newest two years, month by month, oldest first."""
    years: tuple[Growth, ...]
    """All years that have days, newest first."""
    data_url: str
    """The whole ledger as JSON."""


class RuleItem(msgspec.Struct, frozen=True):
    """A watch rule."""

    name: str
    """Its name."""
    url: str
    """Its page."""
    asks: str
    """What it asks of a paper, in a sentence, plain text."""
    papers: int
    """How many papers it names."""
    days: int
    """How many of the archive's newest days `points` draws: 60 at most."""
    recent: int
    """The papers of those days."""
    most: int
    """The papers of that among them which has most."""
    points: str
    """Their numbers of papers as `points` of an SVG `<polyline>`, 120 wide and 32 high, the greatest at the top."""
    feed_url: str
    """Its Atom feed."""
    json_feed_url: str
    """Its JSON feed."""


class RulePaper(msgspec.Struct, frozen=True, gc=False):
    """A paper that a watch rule names."""

    url: str
    """Its page here."""
    title: str
    """Its title, plain text."""
    day_url: str
    """Its place on the page of its newest day."""


class RuleDayItem(msgspec.Struct, frozen=True):
    """A day with papers that a watch rule names."""

    date: Date
    """The day."""
    url: str
    """Its page."""
    papers: tuple[RulePaper, ...]
    """In the order of that page; papers that stand on a later day as well are left to that."""


class RuleYear(msgspec.Struct, frozen=True):
    """A year of a watch rule."""

    year: int
    """The year."""
    papers: int
    """How many papers it has."""
    months: tuple[MonthItem, ...]
    """Its months that have some, newest first, linked to the rule's pages of them."""


class RulesView(View, frozen=True, kw_only=True):
    """`rules.html`, all watch rules; not made when there are none."""

    rules: tuple[RuleItem, ...]
    """The site's own first, then those of the configuration, in its order."""


class RuleView(View, frozen=True, kw_only=True):
    """`rule.html`, a watch rule's page, with its newest papers."""

    rule: RuleItem
    """The rule."""
    days: tuple[RuleDayItem, ...]
    """The newest days that have papers, newest first, until they have 200."""
    years: tuple[RuleYear, ...]
    """All years that have papers, newest first."""


class RuleMonthView(View, frozen=True, kw_only=True):
    """`rule_month.html`, a watch rule's papers of a month."""

    name: str
    """The rule's name."""
    asks: str
    """What the rule asks of a paper, in a sentence, plain text."""
    date: Date
    """The month's first day."""
    papers: int
    """How many papers it has."""
    days: tuple[RuleDayItem, ...]
    """Its days that have papers, newest first."""
    previous: Link | None
    """The month before that has papers."""
    next: Link | None
    """The month after that has papers."""


class PaperView(View, frozen=True, kw_only=True, gc=False):
    """`paper.html`, a paper's page."""

    paper: PaperItem
    """The paper, as its newest digest gives it."""
    date: Date
    """The first day it stands on."""
    seen: tuple[Seen, ...]
    """All days and digests it stands on, oldest first."""
    changes: tuple[Change, ...]
    """How its title and its abstract changed from one of these to the next, oldest first."""
    previous: Link | None
    """The paper before it on its newest day."""
    next: Link | None
    """The paper after it on its newest day."""
    earlier: tuple[RelatedPaper, ...]
    """Related papers of the same day and of days before, the nearest first; six at most."""
    later: tuple[RelatedPaper, ...]
    """Related papers of later days, the nearest first; six at most."""
    lookups: tuple[Link, ...]
    """Its pages at other services: alphaXiv, Google Scholar, Semantic Scholar; those that know papers of its kind."""
    json_ld: Markup
    """What machines want to know, as JSON for a `<script type="application/ld+json">`."""


class CategoryView(View, frozen=True, kw_only=True):
    """`category.html`, a category's page."""

    category: str
    """Its name as people write it: `cs.CV`."""
    years: tuple[CategoryYear, ...]
    """Its days by year, newest first."""
    feed_url: str
    """Its Atom feed."""
    json_feed_url: str
    """Its JSON feed."""


class CategoryYear(msgspec.Struct, frozen=True):
    """A year of a category."""

    year: int
    """The year."""
    days: tuple[DayItem, ...]
    """The days of that year on which the category has papers, newest first; linked to its section there."""


class DocumentView(View, frozen=True, kw_only=True):
    """`document.html`, a free page."""

    body: Prose
    """Its text: flow content, with its own `<h1>` when the file has one."""
    has_heading: bool
    """Whether the text begins with a heading of its own, so that the title need not be shown again."""


class SearchView(View, frozen=True, kw_only=True):
    """`search.html`, the search page; not made when the site, or the theme, has no search."""


class SavedView(View, frozen=True, kw_only=True):
    """`saved.html`, the papers that the reader starred; not made when the theme has no stars."""

    folded: Date | None
    """The newest day that is folded: a paper that was starred on a later one has a page. None when no day is."""


class NotFoundView(View, frozen=True, kw_only=True):
    """`404.html`, what hosts show for an address that leads nowhere."""


TEMPLATES: dict[str, type[View]] = {
    "home.html": HomeView,
    "day.html": DayView,
    "month.html": MonthView,
    "year.html": YearView,
    "archive.html": ArchiveView,
    "trends.html": TrendsView,
    "status.html": StatusView,
    "rules.html": RulesView,
    "rule.html": RuleView,
    "rule_month.html": RuleMonthView,
    "paper.html": PaperView,
    "category.html": CategoryView,
    "document.html": DocumentView,
    "search.html": SearchView,
    "saved.html": SavedView,
    "404.html": NotFoundView,
}
"""The templates that a theme must have, itself or from its parent, and the view that each is given as `page`."""


class Page(msgspec.Struct, frozen=True, gc=False):
    """A page before it is rendered."""

    path: str
    """Without the site's base path: `/abs/2007.10986/`, `/404.html`."""
    template: str
    view: View


class Frame(msgspec.Struct, frozen=True):
    """What planning and showing pages need of the configuration."""

    site: Site
    paper_url: str
    """The option `urls.paper`."""
    document_html: bool
    """The option `markdown.html`."""
    feed_items: int
    """The option `feeds.items`."""
