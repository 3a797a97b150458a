"""A unit of the site and what it is made of in, its pages with their views out.

This module decides what each page can show. It does not know which pages there are, what templates say, or of files.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple, TypedDict
from urllib.parse import quote

import msgspec
from markupsafe import Markup

from sitegen import dates
from sitegen.content import join
from sitegen.model import (
    Appearance,
    ArchiveUnit,
    AssetsUnit,
    CategoryUnit,
    Date,
    Day,
    DayCount,
    DayUnit,
    Digest,
    DocumentUnit,
    Entry,
    ExportUnit,
    FeedUnit,
    FileUnit,
    Finding,
    FixedUnit,
    FoldedUnit,
    HomeUnit,
    HostRulesUnit,
    IndexUnit,
    Kin,
    Link,
    MonthUnit,
    NotFoundUnit,
    Oddity,
    Paper,
    Period,
    Prose,
    RedirectsUnit,
    Relatives,
    Rule,
    RuleDay,
    RuleFeedsUnit,
    RuleMonthUnit,
    RulesUnit,
    RuleUnit,
    SavedUnit,
    SearchUnit,
    State,
    StatusUnit,
    Term,
    TermsUnit,
    TrendsUnit,
    Unit,
    Watched,
    YearUnit,
)
from sitegen.pages import citations, views
from sitegen.pages.views import (
    ArchiveView,
    Calendar,
    CategoryView,
    CategoryYear,
    Cell,
    Change,
    DayItem,
    DayView,
    DocumentView,
    Frame,
    Gap,
    Growth,
    HomeView,
    MonthItem,
    MonthLabel,
    MonthView,
    NotFoundView,
    Page,
    PaperItem,
    PaperView,
    PartItem,
    RelatedPaper,
    RuleDayItem,
    RuleItem,
    RuleMonthView,
    RulePaper,
    RulesView,
    RuleView,
    RuleYear,
    SavedView,
    SearchView,
    Section,
    Seen,
    Share,
    Site,
    StateCount,
    StatusDay,
    StatusFinding,
    StatusLine,
    StatusMonth,
    StatusView,
    TrendMonth,
    TrendsView,
    YearItem,
    YearView,
)
from sitegen.pages.word_diff import collate
from sitegen.problems import counted
from sitegen.text import arxiv, code_hosts
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from sitegen.archive.similarity.trends import Trend, Trends
    from sitegen.model import Outline
DRAWN_YEARS = 5
"""Years that the archive page draws a calendar of: thirty would make it weigh a megabyte."""
STATUS_ROWS = 60
"""Rows of the newest days on the page of the ledger; those before are counted by month."""
STATUS_LISTED = 200
"""Findings, and lines, that this page names."""
STATUS_MONTHS = 24
"""Months whose growth it draws."""
DESCRIPTION = 200
"""Characters of an abstract that a search engine is given."""
NAMED = 3
"""Authors that a list names."""
HTML_SINCE = "2312"
"""arXiv makes HTML editions of papers submitted since December 2023."""
EMPTY = Prose(Markup(""), "")

_SATURDAY = 5
_ANCHOR_TAG = re.compile(r"</?a\b[^>]*>")


class Material(NamedTuple):
    """What the pages of a unit are made of, beside the unit itself."""

    parts: Mapping[Date, tuple[Section, ...]]
    """The `sections` of the days whose papers it shows."""
    relatives: Mapping[str, Relatives] = {}
    """What is related to the papers whose pages are to be made, by id."""
    wordings: Mapping[str, tuple[Paper, ...]] = {}
    """What papers said at each appearance, those that changed, by id."""
    trends: tuple[Trends, ...] = ()
    """The newest first."""
    watched: tuple[Watched, ...] = ()
    """What the watch rules of the unit have found."""


def pages(unit: Unit, material: Material, frame: Frame) -> Iterator[Page]:  # noqa: C901, PLR0912 - a line a kind of page
    """Make the pages of a unit."""
    parts = material.parts
    match unit:
        case DayUnit():
            yield from paper_pages(unit, material, frame)
            yield day_page(unit, parts[unit.day.date], frame)
        case MonthUnit():
            yield _month_page(unit, frame)
        case YearUnit():
            yield _year_page(unit, frame)
        case ArchiveUnit():
            yield _archive_page(unit, frame)
        case TrendsUnit():
            yield _trends_page(material.trends, frame)
        case StatusUnit():
            yield _status_page(unit, frame)
        case RulesUnit():
            yield _rules_page(unit, material.watched, frame)
        case RuleUnit():
            yield _rule_page(unit.rule, material.watched[0], frame)
        case RuleMonthUnit():
            if material.watched[0].papers:
                yield _rule_month_page(unit, material.watched[0], frame)
        case HomeUnit():
            yield _home_page(unit, parts[unit.newest.date] if unit.newest else (), frame)
        case CategoryUnit():
            yield _category_page(unit, frame)
        case DocumentUnit():
            yield _document_page(unit, frame)
        case SearchUnit():
            search = SearchView(title="Search", **_place(permalinks.SEARCH, frame))
            yield Page(permalinks.SEARCH, "search.html", search)
        case SavedUnit():
            saved = SavedView(title="Saved papers", folded=unit.folded, **_place(permalinks.SAVED, frame))
            yield Page(permalinks.SAVED, "saved.html", saved)
        case NotFoundUnit():
            not_found = NotFoundView(title="Page not found", **_place(permalinks.NOT_FOUND, frame))
            yield Page(permalinks.NOT_FOUND, "404.html", not_found)
        case (
            TermsUnit()
            | FeedUnit()
            | RuleFeedsUnit()
            | ExportUnit()
            | IndexUnit()
            | FoldedUnit()
            | FileUnit()
            | FixedUnit()
            | AssetsUnit()
            | RedirectsUnit()
            | HostRulesUnit()
        ):
            pass  # files without a template: their stages make them


def sections(
    day: Day,
    digests: Mapping[tuple[str, int | str], Digest],
    frame: Frame,
    *,
    several: bool,
    only: Collection[str] | None = None,
) -> tuple[Section, ...]:
    """Render a day's papers, once for all that shows them: a section a category and topic, a paper once a section.

    `digests` holds those of the day by path and name of each. With `only`, the others are left out. What several
    digests say of a paper is joined; its number and its topic are those of the section that it stands in.
    """
    groups: dict[str, list[Outline]] = {}
    for outline in day.digests:
        groups.setdefault(_mark(outline.category, outline.topic), []).append(outline)
    joined = join.whole(digests[o.path, o.within] for o in day.digests) if len(day.digests) > 1 else {}
    firsts = _firsts(day, digests) if len(groups) > 1 else {}
    result = []
    names: set[str] = set()
    keys: set[str] = set()
    root = frame.site.root
    for mark, outlines in groups.items():
        category, topic = outlines[0].category, outlines[0].topic
        key = permalinks.slug(category)
        # The page of a category leads to its first section.
        name = (mark if key in keys else key or mark) or "papers"
        keys.add(key)
        while name in names:  # a category that is called "papers", beside digests without one
            name += "-"
        names.add(name)
        items: dict[str, PaperItem | None] = {}
        carried: dict[str, Link] = {}
        introductions = []
        for outline in outlines:
            digest = digests[outline.path, outline.within]
            introductions.append(digest.introduction)
            for paper in digest.papers:
                if paper.id in items or paper.id in carried:
                    continue
                if paper.id in day.carried:
                    carried[paper.id] = _carried(paper, day, frame)
                elif only is None or paper.id in only:
                    anchor = _anchor(paper.id, mark, first=firsts.get(paper.id, mark) == mark)
                    items[paper.id] = _item(_joined(paper, joined), anchor, day, outlines[0], frame)
                else:
                    items[paper.id] = None
        source = "\n\n".join(filter(None, introductions))
        introduction = _markdown(source, shift=1, prefix=f"{name}_", root=root) if source else EMPTY
        url = root + permalinks.category(category)[1:] if several and key else ""
        papers = tuple(filter(None, items.values()))
        lists = papers, topic, category or topic, tuple(carried.values())
        result.append(Section(category, name, url, introduction, *lists))
    return tuple(result)


def _mark(category: str, topic: str) -> str:
    """Return what tells a section from the others of its day."""
    key = permalinks.slug(category)
    if not topic:
        return key
    return f"{key}-{permalinks.topic_anchor(topic)}" if key else permalinks.topic_anchor(topic)


def _firsts(day: Day, digests: Mapping[tuple[str, int | str], Digest]) -> dict[str, str]:
    """Return the section that each paper of a day stands in first, in the order of the digests."""
    firsts: dict[str, str] = {}
    for outline in day.digests:
        mark = _mark(outline.category, outline.topic)
        for paper in digests[outline.path, outline.within].papers:
            firsts.setdefault(paper.id, mark)
    return firsts


def _joined(paper: Paper, joined: Mapping[str, Paper]) -> Paper:
    """Return all that the digests of a day say of a paper, under the number and the topics of one of them."""
    whole = joined.get(paper.id, paper)
    if whole is paper:
        return paper
    return msgspec.structs.replace(whole, number=paper.number, topics=paper.topics or whole.topics)


def _carried(paper: Paper, day: Day, frame: Frame) -> Link:
    """Link a paper that a digest only repeats: to its page, or to its place on the day that lists it."""
    places = day.elsewhere.get(paper.id, ())
    newest = max([day.carried[paper.id], *(place.date for place in places)])
    folded = day.folded is not None and newest <= day.folded
    return Link(_address(paper.id, newest, frame, folded=folded), title_of(paper).plain)


def only(parts: tuple[Section, ...], ids: Collection[str]) -> tuple[Section, ...]:
    """Leave out all papers but some."""
    return tuple(
        msgspec.structs.replace(section, papers=tuple(paper for paper in section.papers if paper.id in ids))
        for section in parts
    )


def _markdown(source: str, *, prefix: str, shift: int, root: str) -> Prose:
    # Most archives have not a word of Markdown, and to load it takes as long as to render a thousand papers.
    from sitegen.text import markdown  # noqa: PLC0415

    return markdown.document(source, prefix=prefix, shift=shift, root=root)


def _anchor(id_: str, mark: str, *, first: bool) -> str:
    """Return the `id` of a paper's element in its day's page: on a day that has it twice, only the first is plain."""
    return id_ if first else f"{mark}-{id_}"


def _item(paper: Paper, anchor: str, day: Day, outline: Outline, frame: Frame) -> PaperItem:
    """Make the item of a paper; `outline` is of a digest of its section."""
    id_, version = paper.id, paper.version
    mark = _mark(outline.category, outline.topic)
    newest = day.elsewhere[id_][-1].date if id_ in day.elsewhere else day.date
    folded = day.folded is not None and newest <= day.folded
    abstract = arxiv.arxiv(paper.abstract)
    elsewhere = tuple(
        _seen(place, id_, frame, first=first)
        for place, first in (_places(day, id_) if id_ in day.elsewhere else ())
        if (place.date, _mark(place.category, place.topic)) != (day.date, mark)
    )
    title = title_of(paper)
    label = _label(paper)
    latex = arxiv.latex(paper.title) or arxiv.escaped(label)
    at_arxiv = ":" not in id_
    url = f"https://arxiv.org/abs/{id_}{version}" if at_arxiv else permalinks.source_url(paper.names[0])
    item = PaperItem(
        id=id_,
        version=version,
        number=paper.number,
        anchor=anchor,
        url=_address(id_, newest, frame, folded=folded),
        title=title,
        latex="" if latex == arxiv.escaped(title.plain) else latex,
        abstract=abstract,
        note=_markdown(paper.note, shift=3, prefix=f"{anchor}-", root=frame.site.root) if paper.note else EMPTY,
        arxiv_url=url if at_arxiv else "",
        pdf_url=f"https://arxiv.org/pdf/{id_}{version}.pdf" if at_arxiv else "",
        html_url=_html_url(id_, version) if at_arxiv else "",
        links=abstract.links,
        code=code_hosts.code(abstract.links),
        other_links=tuple(link for link in abstract.links if not code_hosts.repository(link.url)),
        elsewhere=elsewhere,
        citations=citations.citations(paper, title.plain, latex, url),
        coins=citations.coins(paper, title.plain, url),
        source_url=url,
        label=label,
    )
    return _whole(item, paper, day, outline, frame) if _says_more(paper) else item


def _says_more(paper: Paper) -> bool:
    """Whether a paper has more than an arXiv id, a title, an abstract and a note: most have not."""
    return bool(
        ":" in paper.id
        or paper.ids
        or paper.authors
        or paper.categories
        or paper.topics
        or paper.keywords
        or paper.status
        or paper.grade
        or paper.date
        or paper.comment
        or paper.journal
        or paper.affiliation
        or paper.links
        or paper.parts
        or paper.fields
    )


def _whole(item: PaperItem, paper: Paper, day: Day, outline: Outline, frame: Frame) -> PaperItem:
    """Add to an item what most papers do not have."""
    scheme = permalinks.scheme(paper.id)
    known = {name.scheme: name for name in reversed(paper.names)}
    comment = arxiv.arxiv(paper.comment) if paper.comment else EMPTY
    parts = _parts(paper, f"{item.anchor}-", frame)
    arxiv_url, html_url = item.arxiv_url, item.html_url
    own_links = tuple(link for link in paper.links if arxiv.web_link(link.url))
    pdf_url = item.pdf_url or next((link.url for link in own_links if _is_pdf(link)), "")
    if not arxiv_url and (there := known.get(permalinks.ARXIV)):
        arxiv_url, html_url = permalinks.source_url(there), _html_url(there.value, there.version)
        pdf_url = f"https://arxiv.org/pdf/{there.value}{there.version}.pdf"
    shown = {item.source_url, arxiv_url, pdf_url, html_url, *(link.url for link in item.links)}
    own = code_hosts.repository(item.source_url).lower()
    code = code_hosts.code(links_of(paper, item.abstract))
    return msgspec.structs.replace(
        item,
        arxiv_url=arxiv_url,
        pdf_url=pdf_url,
        html_url=html_url,
        code=tuple(link for link in code if link.text.lower() != own),
        source=scheme,
        source_name=permalinks.SOURCES[scheme][0] if scheme in permalinks.SOURCES else scheme,
        doi=known["doi"].value if "doi" in known else "",
        pmid=known["pmid"].value if "pmid" in known else "",
        authors=paper.authors,
        more_authors=paper.more_authors,
        between=_between(paper.authors),
        byline=byline(paper.authors, more=paper.more_authors),
        categories=paper.categories,
        topics=paper.topics,
        keywords=paper.keywords,
        status=paper.status,
        grade=paper.grade,
        date=paper.date,
        precision=paper.precision,
        dated=_dated(paper),
        comment=comment,
        journal=paper.journal,
        affiliation=paper.affiliation,
        parts=parts,
        brief=None if item.abstract.plain else _brief(parts),
        facts=tuple(filter(None, _facts(paper, day, outline))),
        other_names=_other_names(paper),
        own_links=own_links,
        ids=paper.ids,
        fields=dict(paper.fields),
        more_links=tuple(link for link in own_links if link.url not in shown and not code_hosts.repository(link.url)),
    )


def links_of(paper: Paper, abstract: Prose) -> tuple[Link, ...]:
    """Return the links of a paper among which its code may be, given its abstract."""
    if not (paper.comment or paper.links):
        return abstract.links
    own = (link for link in paper.links if arxiv.web_link(link.url))
    return (*abstract.links, *arxiv.arxiv(paper.comment).links, *own)


def brief_of(paper: Paper, frame: Frame) -> str:
    """Return as plain text what stands for the abstract of a paper without one."""
    brief = _brief(_parts(paper, "", frame))
    return brief.text.plain if brief else ""


def _parts(paper: Paper, prefix: str, frame: Frame) -> tuple[PartItem, ...]:
    root = frame.site.root
    return tuple(
        PartItem(part.label, part.kind, part.language, _markdown(part.text, shift=2, prefix=f"{prefix}{n}-", root=root))
        for n, part in enumerate(paper.parts, 1)
    )


def _brief(parts: tuple[PartItem, ...]) -> PartItem | None:
    kinds = {part.kind: part for part in reversed(parts) if part.text.plain}
    return kinds.get("tldr") or kinds.get("abstract") or kinds.get("")


def byline(authors: tuple[str, ...], *, more: bool) -> str:
    """Name the first authors, and say how many there are beside."""
    between = _between(authors)
    if len(authors) <= NAMED + 1:
        return between.join(authors) + (" et al." if more and authors else "")
    return between.join(authors[:NAMED]) + (" et al." if more else f" and {len(authors) - NAMED} more")


def _between(authors: tuple[str, ...]) -> str:
    return "; " if any("," in author for author in authors) else ", "


def _facts(paper: Paper, day: Day, outline: Outline) -> Iterator[str]:
    yield paper.grade
    yield {"cross": "cross-listed"}.get(paper.status, paper.status)
    if paper.categories != (outline.category,):
        yield ", ".join(paper.categories)
    if paper.date != day.date:
        yield _dated(paper)


def _other_names(paper: Paper) -> tuple[Link, ...]:
    links = (Link(permalinks.source_url(name), permalinks.label(name)) for name in paper.names[1:])
    return tuple(link for link in links if link.url)


def _dated(paper: Paper) -> str:
    if paper.date is None:
        return ""
    return dates.short(paper.date) if paper.precision in ("", "day") else dates.span(paper.date, paper.precision)


def _is_pdf(link: Link) -> bool:
    return link.text.lower() == "pdf" or link.url.lower().endswith(".pdf")


def _html_url(id_: str, version: str) -> str:
    newer = "/" not in id_ and id_[:4] >= HTML_SINCE
    return f"https://arxiv.org/html/{id_}{version}" if newer else ""


def _label(paper: Paper) -> str:
    return permalinks.label(paper.names[0]) if ":" in paper.id else f"arXiv:{paper.id}"


def _address(id_: str, newest: Date, frame: Frame, *, folded: bool) -> str:
    """Return where a paper is found: its page, or its place on its newest day's."""
    path = permalinks.address(id_, newest, frame.paper_url, folded=folded)
    return frame.site.root + path[1:]


def title_of(paper: Paper) -> Prose:
    """Render a title without links, for it stands in links itself; the id, when it shows nothing at all."""
    title = arxiv.arxiv(paper.title)
    if title.links:
        title = Prose(Markup(_ANCHOR_TAG.sub("", title.html)), title.plain)  # noqa: S704 - `prose` escapes all other `<`
    return title if title.plain.strip() else arxiv.arxiv(_label(paper))


def _changes(wordings: tuple[Paper, ...], seen: tuple[Seen, ...]) -> tuple[Change, ...]:
    """Compare what a paper says at each appearance with what it said at the one before."""
    titles = [arxiv.arxiv(paper.title).plain for paper in wordings]
    abstracts = [arxiv.arxiv(paper.abstract).plain for paper in wordings]
    changes = (
        Change(before, after, collate(*title), collate(*abstract))
        for (before, after), title, abstract in zip(pairwise(seen), pairwise(titles), pairwise(abstracts), strict=True)
    )
    return tuple(change for change in changes if change.title or change.abstract)


def paper_pages(unit: DayUnit, material: Material, frame: Frame) -> Iterator[Page]:
    """Make the pages of those of a day's papers that have `relatives`, though they may be none."""
    parts, relatives, wordings = material.parts[unit.day.date], material.relatives, material.wordings
    day, root = unit.day, frame.site.root
    date = day.date
    shown: dict[str, tuple[PaperItem, Section]] = {}
    for section in parts:
        for item in section.papers:
            shown.setdefault(item.id, (item, section))
    items = list(shown.values())
    links = [Link(item.url, item.title.plain) for item, _ in items]
    crumbs = (*_above(date, root), Link(root + permalinks.day(date)[1:], dates.span(date, day.precision)))
    for n, (item, section) in enumerate(items):
        if item.id not in relatives:
            continue
        if item.id in day.elsewhere:
            seen = tuple(_seen(place, item.id, frame, first=first) for place, first in _places(day, item.id))
        else:
            place = f"{crumbs[-1].url}#{item.anchor}"
            name = _named(section.category, section.topic)
            seen = (Seen(date, place, section.category, item.number, section.topic, name),)
        paper_path = item.url[len(root) - 1 :]
        canonical = frame.site.url + paper_path[1:]
        related = relatives[item.id]
        view = PaperView(
            title=item.title.plain,
            path=item.url,
            canonical=canonical,
            description=shorten(item.brief.text.plain if item.brief else item.abstract.plain, DESCRIPTION),
            crumbs=crumbs,
            paper=item,
            date=seen[0].date,
            seen=seen,
            changes=_changes(wordings[item.id], seen) if item.id in wordings else (),
            previous=links[n - 1] if n else None,
            next=links[n + 1] if n + 1 < len(links) else None,
            earlier=tuple(_related(kin, frame) for kin in related.earlier),
            later=tuple(_related(kin, frame) for kin in related.later),
            lookups=_lookups(item),
            json_ld=_json_ld(item, seen[0].date, canonical, frame),
        )
        yield Page(paper_path, "paper.html", view)


def day_page(unit: DayUnit, parts: tuple[Section, ...], frame: Frame) -> Page:
    """Make a day's own page."""
    day, root, path = unit.day, frame.site.root, permalinks.day(unit.day.date)
    name = dates.span(day.date, day.precision)
    view = DayView(
        title=name,
        description=f"{counted(day.papers, 'paper')} of {name.replace('Week', 'the week', 1)}" + _in_categories(parts),
        crumbs=_above(day.date, root),
        date=day.date,
        papers=day.papers,
        sections=parts,
        previous=_day_link(day.previous, root),
        next=_day_link(day.next, root),
        data_url=root + path[1:] + permalinks.DAY_DATA,
        **_place(path, frame),
    )
    return Page(path, "day.html", view)


def _above(date: Date, root: str) -> tuple[Link, Link]:
    return (
        Link(root + permalinks.year(date.year)[1:], str(date.year)),
        Link(root + permalinks.month(date)[1:], dates.month_name(date)),
    )


def _related(kin: Kin, frame: Frame) -> RelatedPaper:
    return RelatedPaper(_kin_url(kin, frame), kin.title, kin.date)


def _kin_url(kin: Kin, frame: Frame) -> str:
    return _address(kin.id, kin.date, frame, folded=kin.folded)


def _home_page(unit: HomeUnit, parts: tuple[Section, ...], frame: Frame) -> Page:
    newest, several = unit.newest, bool(unit.categories)
    introduction = _free_text(unit.introduction, frame) if unit.introduction else EMPTY
    described = unit.introduction.document.description if unit.introduction else ""
    view = HomeView(
        title=frame.site.title,
        description=described or frame.site.description,
        introduction=introduction,
        has_heading=introduction.html.startswith("<h1"),
        newest=_day_item(unit.year[-1], several, frame) if newest else None,
        sections=parts,
        recent=tuple(_day_item(count, several, frame) for count in unit.recent),
        calendar=_calendar(unit.year, unit.busiest, frame, earlier=unit.earlier, later=False) if unit.year else None,
        categories=_category_links(unit.categories, frame),
        rules=_rule_links(unit.rules, frame),
        **_place(permalinks.HOME, frame),
    )
    return Page(permalinks.HOME, "home.html", view)


def _month_page(unit: MonthUnit, frame: Frame) -> Page:
    first, root = unit.days[0].date.replace(day=1), frame.site.root
    papers = sum(count.papers for count in unit.days)
    view = MonthView(
        title=dates.month(first),
        description=f"{counted(papers, 'paper')} in {dates.month(first)}",
        crumbs=(Link(root + permalinks.year(first.year)[1:], str(first.year)),),
        date=first,
        days=tuple(_day_item(count, unit.several, frame) for count in unit.days),
        previous=_month_link(unit.previous, root),
        next=_month_link(unit.next, root),
        **_place(permalinks.month(first), frame),
    )
    return Page(permalinks.month(first), "month.html", view)


def _year_page(unit: YearUnit, frame: Frame) -> Page:
    earlier, later = unit.previous is not None, unit.next is not None
    year = _year_item(unit.days, _calendar(unit.days, unit.busiest, frame, earlier=earlier, later=later), frame)
    view = YearView(
        title=str(year.year),
        description=f"{counted(year.papers, 'paper')} in {year.year}",
        year=year,
        previous=_year_link(unit.previous, frame.site.root),
        next=_year_link(unit.next, frame.site.root),
        **_place(permalinks.year(year.year), frame),
    )
    return Page(permalinks.year(year.year), "year.html", view)


def _archive_page(unit: ArchiveUnit, frame: Frame) -> Page:
    busiest = max((count.papers for count in unit.days), default=0)
    by_year = [tuple(group) for _, group in groupby(unit.days, lambda count: count.date.year)]
    years = []
    for n, days in enumerate(reversed(by_year), 1):
        calendar = None
        if n <= DRAWN_YEARS:
            calendar = _calendar(days, busiest, frame, earlier=n < len(by_year), later=n > 1)
        years.append(_year_item(days, calendar, frame))
    view = ArchiveView(
        title="Archive",
        description=f"All days of {frame.site.title}",
        years=tuple(years),
        days=len(unit.days),
        papers=unit.papers,
        categories=_category_links(unit.categories, frame),
        rules=_rule_links(unit.rules, frame),
        data_url=frame.site.root + permalinks.EXPORT[1:],
        **_place(permalinks.ARCHIVE, frame),
    )
    return Page(permalinks.ARCHIVE, "archive.html", view)


def _trends_page(trends: tuple[Trends, ...], frame: Frame) -> Page:
    months = tuple(
        TrendMonth(
            month.date,
            frame.site.root + permalinks.month(month.date)[1:],
            month.papers,
            tuple(_trend(trend, frame.site) for trend in month.rising),
            tuple(_trend(trend, frame.site) for trend in month.falling),
        )
        for month in trends
    )
    view = TrendsView(
        title="Trends",
        description=f"Words that the papers of {frame.site.title} use more and less than before",
        months=months,
        **_place(permalinks.TRENDS, frame),
    )
    return Page(permalinks.TRENDS, "trends.html", view)


def _trend(trend: Trend, site: Site) -> views.Trend:
    shares = [Share(date, papers, of, _percent(papers, of)) for date, papers, of in trend.shares]
    points = _points([share.papers / share.of for share in shares])
    url = f"{site.root}{permalinks.SEARCH[1:]}?q={quote(trend.word)}" if site.search else ""
    return views.Trend(trend.word, url, shares[-1].percent, _percent(*trend.before), tuple(shares), points)


def _points(values: Sequence[float]) -> str:
    """Draw values as `points` of a `<polyline>`, 120 wide and 32 high, the greatest at the top."""
    most = max(values, default=0) or 1
    step = 120 / max(1, len(values) - 1)
    return " ".join(f"{n * step:.1f},{31 - 30 * value / most:.1f}" for n, value in enumerate(values))


def _percent(papers: int, of: int) -> str:
    return f"{100 * papers / of:.1f}"


def _status_page(unit: StatusUnit, frame: Frame) -> Page:
    ledger, root = unit.ledger, frame.site.root
    there = {entry.date for entry in ledger.days if entry.digests}
    rows = list(reversed(ledger.days))
    cut = len(rows)
    if len(rows) > STATUS_ROWS:  # where a day ends
        cut = next((n for n in range(STATUS_ROWS, cut) if rows[n].date != rows[n - 1].date), cut)
    paged = {date.replace(day=1) for date in there}
    months = [
        StatusMonth(first, root + permalinks.month(first)[1:] if first in paged else "", _state_counts(group))
        for first, group in groupby(rows[cut:], key=lambda entry: entry.date.replace(day=1))
    ]
    view = StatusView(
        title="Status",
        description=f"Which days {frame.site.title} has, and what is wrong with them",
        files=ledger.files,
        digests=ledger.digests,
        headings=ledger.headings,
        papers=ledger.papers,
        newest=_day_link(ledger.newest, root),
        several=len({permalinks.slug(entry.category) for entry in ledger.days if entry.digests}) > 1,
        states=tuple(StateCount(state.value, ledger.states[state]) for state in State),
        findings=tuple(
            _status_finding(finding, there, unit.source, root) for finding in ledger.findings[:STATUS_LISTED]
        ),
        more_findings=max(0, len(ledger.findings) - STATUS_LISTED),
        dropped=ledger.dropped,
        odd=ledger.odd,
        noted=ledger.noted,
        lines=tuple(_status_line(line, unit.source) for line in ledger.lines[:STATUS_LISTED]),
        more_lines=max(0, len(ledger.lines) - STATUS_LISTED),
        days=tuple(_status_day(entry, there, unit.source, root) for entry in rows[:cut]),
        months=tuple(months),
        growth=_growth(_newest_months(ledger.months), permalinks.month, root),
        years=_growth(ledger.years[::-1], lambda date: permalinks.year(date.year), root),
        data_url=root + permalinks.STATUS_DATA[1:],
        **_place(permalinks.STATUS, frame),
    )
    return Page(permalinks.STATUS, "status.html", view)


def _status_finding(finding: Finding, there: Collection[Date], source: str, root: str) -> StatusFinding:
    days = finding.days
    return StatusFinding(
        state=finding.state.value,
        category=finding.category,
        first=days[0],
        last=days[-1],
        days=len(days),
        url=root + permalinks.day(days[0])[1:] if days[0] in there and finding.state is not State.MISSING else "",
        message=finding.message,
        place=f"{finding.path}:{finding.line}",
        source=_source(finding.path, finding.line, source),
        before=_day_link(finding.before, root),
        after=_day_link(finding.after, root),
    )


def _status_line(line: Oddity, source: str) -> StatusLine:
    place = f"{line.path}:{line.line}" if line.line else line.path
    return StatusLine(place, _source(line.path, line.line, source), line.dropped, line.message, line.noted)


def _status_day(entry: Entry, there: Collection[Date], source: str, root: str) -> StatusDay:
    return StatusDay(
        date=entry.date,
        url=root + permalinks.day(entry.date)[1:] if entry.date in there else "",
        category=entry.category,
        state=entry.state.value,
        headings=entry.headings,
        papers=entry.papers,
        place=f"{entry.path}:{entry.line}",
        source=_source(entry.path, entry.line, source),
    )


def _source(path: str, line: int, pattern: str) -> str:
    """Return where people can see a line; `pattern` is the option `ledger.source`."""
    return pattern.replace("{path}", quote(path)).replace("{line}", str(line or 1))


def _state_counts(entries: Iterable[Entry]) -> tuple[StateCount, ...]:
    counts = Counter(entry.state for entry in entries)
    return tuple(StateCount(state.value, counts[state]) for state in State)


def _newest_months(months: tuple[Period, ...]) -> list[Period]:
    """Return the newest months, those between them without days as well."""
    if not months:
        return []
    found = {month.start: month for month in months[-STATUS_MONTHS:]}
    newest = months[-1].start
    last = newest.year * 12 + newest.month - 1
    first = max(last - STATUS_MONTHS + 1, months[0].start.year * 12 + months[0].start.month - 1)
    starts = (dt.date(n // 12, n % 12 + 1, 1) for n in range(first, last + 1))
    return [found.get(start) or Period(start, 0, 0) for start in starts]


def _growth(periods: Iterable[Period], page: Callable[[Date], str], root: str) -> tuple[Growth, ...]:
    periods = list(periods)
    most = max((period.papers for period in periods), default=0) or 1
    return tuple(
        Growth(p.start, root + page(p.start)[1:] if p.days else "", p.days, p.papers, -(-100 * p.papers // most))
        for p in periods
    )


def _rules_page(unit: RulesUnit, watched: tuple[Watched, ...], frame: Frame) -> Page:
    view = RulesView(
        title="Watch",
        description=f"The papers of {frame.site.title} by rules that its maintainers watch",
        rules=tuple(_rule_item(rule, found, frame) for rule, found in zip(unit.rules, watched, strict=True)),
        **_place(permalinks.WATCH, frame),
    )
    return Page(permalinks.WATCH, "rules.html", view)


def _rule_page(rule: Rule, watched: Watched, frame: Frame) -> Page:
    path = permalinks.rule(rule.slug)
    years = []
    for year, group in groupby(reversed(watched.months), lambda month: month[0].year):
        months = tuple(
            MonthItem(date, frame.site.root + permalinks.rule_month(rule.slug, date)[1:], days, papers)
            for date, days, papers in group
        )
        years.append(RuleYear(year, sum(month.papers for month in months), months))
    view = RuleView(
        title=rule.name,
        description=asks(rule),
        crumbs=(Link(frame.site.root + permalinks.WATCH[1:], "Watch"),),
        rule=_rule_item(rule, watched, frame),
        days=tuple(_rule_day(day, frame) for day in watched.days),
        years=tuple(years),
        **_place(path, frame),
    )
    return Page(path, "rule.html", view)


def _rule_month_page(unit: RuleMonthUnit, watched: Watched, frame: Frame) -> Page:
    rule, root = unit.rule, frame.site.root
    previous, after = (
        Link(root + permalinks.rule_month(rule.slug, month)[1:], dates.month(month)) if month else None
        for month in (watched.previous, watched.next)
    )
    path = permalinks.rule_month(rule.slug, unit.month)
    view = RuleMonthView(
        title=f"{rule.name}, {dates.month(unit.month)}",
        description=f"{counted(watched.papers, 'paper')} in {dates.month(unit.month)}. {asks(rule)}",
        crumbs=(
            Link(root + permalinks.WATCH[1:], "Watch"),
            Link(root + permalinks.rule(rule.slug)[1:], rule.name),
        ),
        name=rule.name,
        asks=asks(rule),
        date=unit.month,
        papers=watched.papers,
        days=tuple(_rule_day(day, frame) for day in watched.days),
        previous=previous,
        next=after,
        **_place(path, frame),
    )
    return Page(path, "rule_month.html", view)


def _rule_item(rule: Rule, watched: Watched, frame: Frame) -> RuleItem:
    url = frame.site.root + permalinks.rule(rule.slug)[1:]
    recent = watched.recent
    most = max(recent, default=0)
    return RuleItem(
        name=rule.name,
        url=url,
        asks=asks(rule),
        papers=watched.papers,
        days=len(recent),
        recent=sum(recent),
        most=most,
        points=_points(recent),
        feed_url=url + permalinks.ATOM,
        json_feed_url=url + permalinks.JSON_FEED,
    )


def _rule_day(day: RuleDay, frame: Frame) -> RuleDayItem:
    url = frame.site.root + permalinks.day(day.date)[1:]
    papers = (RulePaper(_kin_url(kin, frame), kin.title, f"{url}#{kin.id}") for kin in day.papers)
    return RuleDayItem(day.date, url, tuple(papers))


def asks(rule: Rule) -> str:
    """Say what a rule asks of a paper."""
    parts = [
        "whose abstract links code" if rule.code else "",
        f"with {_listed(map(_shown, rule.any), 'or')}" if rule.any else "",
        f"with {_listed(map(_shown, rule.all), 'and')}" if rule.all else "",
        f"without {_listed(map(_shown, rule.none), 'or')}" if rule.none else "",
        f"in {_listed(rule.categories, 'or')}" if rule.categories else "",
    ]
    return f"Papers {', '.join(filter(None, parts))}"


def _shown(term: Term) -> str:
    return f"“{term.text}”{' in the title' if term.title else ''}"


def _listed(items: Iterable[str], word: str) -> str:
    """Write `a, b or c`."""
    *some, last = items
    return f"{', '.join(some)} {word} {last}" if some else last


def _rule_links(rules: tuple[Rule, ...], frame: Frame) -> tuple[Link, ...]:
    return tuple(Link(frame.site.root + permalinks.rule(rule.slug)[1:], rule.name) for rule in rules)


def _category_page(unit: CategoryUnit, frame: Frame) -> Page:
    root, path = frame.site.root, permalinks.category(unit.category)
    anchor = permalinks.slug(unit.category)
    years = []
    for year, group in groupby(reversed(unit.days), lambda count: count.date.year):
        days = (
            DayItem(
                c.date,
                f"{root}{permalinks.day(c.date)[1:]}#{anchor}",
                c.papers,
                (),
                dates.span(c.date, c.precision),
            )
            for c in group
        )
        years.append(CategoryYear(year, tuple(days)))
    papers = sum(count.papers for count in unit.days)
    view = CategoryView(
        title=unit.category,
        description=f"{counted(papers, 'paper')} in {unit.category}",
        category=unit.category,
        years=tuple(years),
        feed_url=f"{root}{path[1:]}{permalinks.ATOM}",
        json_feed_url=f"{root}{path[1:]}{permalinks.JSON_FEED}",
        **_place(path, frame),
    )
    return Page(path, "category.html", view)


def _document_page(unit: DocumentUnit, frame: Frame) -> Page:
    document = unit.document
    body = _free_text(unit, frame)
    path = f"/{document.slug}/"
    view = DocumentView(
        title=document.title,
        description=document.description or shorten(body.plain, DESCRIPTION),
        body=body,
        has_heading=body.html.startswith("<h1"),
        **_place(path, frame),
    )
    return Page(path, "document.html", view)


def _free_text(unit: DocumentUnit, frame: Frame) -> Prose:
    from sitegen.text import markdown  # noqa: PLC0415 - see `_markdown`

    root = frame.site.root
    return markdown.document(unit.document.body, html=frame.document_html, root=root, places=unit.places)


class _Place(TypedDict):
    path: str
    canonical: str


def _place(path: str, frame: Frame) -> _Place:
    return {"path": frame.site.root + path[1:], "canonical": frame.site.url + path[1:]}


def _places(day: Day, id_: str) -> list[tuple[Appearance, bool]]:
    """Return all appearances of a paper that has several, and of each whether it is its day's first."""
    dates: set[Date] = set()
    places = []
    for place in day.elsewhere.get(id_, ()):
        places.append((place, place.date not in dates))
        dates.add(place.date)
    return places


def _seen(place: Appearance, id_: str, frame: Frame, *, first: bool) -> Seen:
    anchor = _anchor(id_, _mark(place.category, place.topic), first=first)
    url = f"{frame.site.root}{permalinks.day(place.date)[1:]}#{anchor}"
    name = _named(place.category, place.topic)
    return Seen(place.date, url, place.category, place.number, place.topic, name)


def _named(category: str, topic: str) -> str:
    return f"{category}, {topic}" if category and topic else category or topic


def _day_item(count: DayCount, several: bool, frame: Frame) -> DayItem:  # noqa: FBT001 - read with its name nearby
    url = frame.site.root + permalinks.day(count.date)[1:]
    names = count.categories if several else ()
    links = tuple(Link(f"{url}#{permalinks.slug(name)}", name) for name in names)
    return DayItem(count.date, url, count.papers, links, dates.span(count.date, count.precision))


def _year_item(days: tuple[DayCount, ...], calendar: Calendar | None, frame: Frame) -> YearItem:
    root, number = frame.site.root, days[0].date.year
    months = []
    for _, group in groupby(days, lambda count: count.date.month):
        counts = list(group)
        first = counts[0].date.replace(day=1)
        months.append(MonthItem(first, root + permalinks.month(first)[1:], len(counts), sum(c.papers for c in counts)))
    url = root + permalinks.year(number)[1:]
    return YearItem(number, url, len(days), sum(count.papers for count in days), tuple(months), calendar)


def _calendar(days: tuple[DayCount, ...], busiest: int, frame: Frame, *, earlier: bool, later: bool) -> Calendar:
    """Draw a year; `earlier` and `later` say whether the archive has days before and after it."""
    year = days[0].date.year
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    offset = first.weekday()

    def column(date: Date) -> int:
        return ((date - first).days + offset) // 7

    cells = tuple(
        Cell(
            count.date,
            frame.site.root + permalinks.day(count.date)[1:],
            count.papers,
            min(4, max(1, -(-4 * count.papers // max(1, busiest)))),
            column(count.date),
            count.date.weekday(),
        )
        for count in days
    )
    firsts = (dt.date(year, month, 1) for month in range(1, 13))
    labels = tuple(MonthLabel(date, column(date) + (date.weekday() > 0)) for date in firsts)
    start, end = first if earlier else days[0].date, last if later else days[-1].date
    gaps: list[Gap] = []
    for date in sorted(_weekdays(start, end) - {count.date for count in days}):
        before = gaps[-1] if gaps else None
        if before and (before.column, before.row + before.days) == (column(date), date.weekday()):
            gaps[-1] = Gap(before.column, before.row, before.days + 1)
        else:
            gaps.append(Gap(column(date), date.weekday(), 1))
    return Calendar(year, offset, column(last), last.weekday(), cells, tuple(gaps), labels)


def _weekdays(start: Date, end: Date) -> set[Date]:
    """Return all days from Monday to Friday in a stretch of time."""
    days = (start + dt.timedelta(n) for n in range((end - start).days + 1))
    return {date for date in days if date.weekday() < _SATURDAY}


def _category_links(categories: tuple[str, ...], frame: Frame) -> tuple[Link, ...]:
    return tuple(Link(frame.site.root + permalinks.category(name)[1:], name) for name in categories)


def _day_link(date: Date | None, root: str) -> Link | None:
    return Link(root + permalinks.day(date)[1:], dates.long(date)) if date else None


def _month_link(date: Date | None, root: str) -> Link | None:
    return Link(root + permalinks.month(date)[1:], dates.month(date)) if date else None


def _year_link(year: int | None, root: str) -> Link | None:
    return Link(root + permalinks.year(year)[1:], str(year)) if year else None


class _WebSite(msgspec.Struct, frozen=True, kw_only=True, rename={"type": "@type"}):
    type: str = "WebSite"
    name: str
    url: str


class _MediaObject(msgspec.Struct, frozen=True, kw_only=True, rename={"type": "@type"}):
    type: str = "MediaObject"
    contentUrl: str  # noqa: N815 - the names are schema.org's
    encodingFormat: str = "application/pdf"  # noqa: N815


class _Person(msgspec.Struct, frozen=True, kw_only=True, rename={"type": "@type"}):
    type: str = "Person"
    name: str


class _ScholarlyArticle(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"context": "@context", "kind": "@type"}
):
    context: str
    kind: str
    name: str
    author: tuple[_Person, ...] = ()
    url: str
    identifier: str
    sameAs: str = ""  # noqa: N815
    encoding: _MediaObject | None = None
    datePublished: Date  # noqa: N815
    keywords: tuple[str, ...] = ()
    isPartOf: _WebSite  # noqa: N815


def _lookups(item: PaperItem) -> tuple[Link, ...]:
    if item.source == permalinks.ARXIV:
        return (
            Link(f"https://www.alphaxiv.org/abs/{item.id}", "alphaXiv"),
            Link(f"https://scholar.google.com/scholar_lookup?arxiv_id={item.id}", "Google Scholar"),
            Link(f"https://api.semanticscholar.org/arXiv:{item.id}", "Semantic Scholar"),
        )
    links = []
    if item.doi:
        links.append(Link(f"https://scholar.google.com/scholar_lookup?doi={quote(item.doi)}", "Google Scholar"))
    name = {"doi": "DOI", "pmid": "PMID", "acl": "ACL"}.get(item.source)
    if name or item.doi:
        value = item.id.partition(":")[2] if name else item.doi
        links.append(Link(f"https://api.semanticscholar.org/{name or 'DOI'}:{quote(value)}", "Semantic Scholar"))
    return tuple(links)


def _json_ld(item: PaperItem, date: Date, url: str, frame: Frame) -> Markup:
    article = _ScholarlyArticle(
        context="https://schema.org",
        kind="SoftwareSourceCode" if item.source == "github" else "ScholarlyArticle",
        name=item.title.plain,
        author=tuple(_Person(name=name) for name in item.authors),
        url=url,
        identifier=item.label,
        sameAs=item.source_url,
        encoding=_MediaObject(contentUrl=item.pdf_url) if item.pdf_url else None,
        datePublished=item.date if item.date and item.precision in ("", "day") else date,
        keywords=item.keywords,
        isPartOf=_WebSite(name=frame.site.title, url=frame.site.url),
    )
    text = msgspec.json.encode(article).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def _in_categories(parts: tuple[Section, ...]) -> str:
    names = dict.fromkeys(section.category for section in parts if section.category)
    return f" in {', '.join(names)}" if names else ""


def shorten(text: str, length: int) -> str:
    """Cut a text at the end of a word, so that it has at most `length` characters, the ellipsis included."""
    if len(text) <= length:
        return text
    head = text[:length].rpartition(" ")[0] or text[: length - 1]
    return head.rstrip(" ,;:.-") + "…"
