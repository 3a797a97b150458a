"""The archive in, every page of the site out: which there are, and what makes them.

`units` cuts the site into parts that are made or kept as a whole. This module does not know what stands on a page, of
files, or of what was built before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from sitegen.hashing import fingerprint
from sitegen.model import (
    Archive,
    ArchiveUnit,
    AssetsUnit,
    CategoryUnit,
    Date,
    Day,
    DayCount,
    DayUnit,
    Document,
    DocumentUnit,
    ExportUnit,
    FeedUnit,
    FileUnit,
    FixedUnit,
    FoldedUnit,
    HomeUnit,
    IndexUnit,
    MonthUnit,
    NotFoundUnit,
    Rule,
    RuleFeedsUnit,
    RuleMonthUnit,
    RulesUnit,
    RuleUnit,
    SavedUnit,
    SearchUnit,
    StatusUnit,
    TermsUnit,
    TrendsUnit,
    Unit,
    Wording,
    YearUnit,
)
from sitegen.problems import Location, Problem
from sitegen.text import page_links
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sitegen.model import Outline
    from sitegen.pages.views import Frame

RECENT_DAYS = 14
"""Days that the home page lists below the newest."""
FILES = (
    permalinks.NOT_FOUND,
    permalinks.EXPORT,
    permalinks.STATUS_DATA,
    permalinks.OPML,
    permalinks.SITEMAP,
    permalinks.ROBOTS,
    permalinks.OPENSEARCH,
    permalinks.REDIRECTS,
)
"""What has its place at the site's root beside pages."""
DATA_SCHEMAS = (permalinks.DAY_SCHEMA, permalinks.PAPER_SCHEMA)
"""What stands in a folder of its own."""
ROOT_FILES = {permalinks.EXPORT: "export", permalinks.STATUS_DATA: "status", permalinks.NOT_FOUND: "not-found"}
"""Those of them that other units than `fixed` make."""
_SCHEMA_FOLDERS = tuple(f"{path}/" for path in DATA_SCHEMAS)
DATA_NAMES = {permalinks.DAY_DATA: "day", permalinks.DAY_PAPERS: "day", permalinks.DAY_TERMS: "terms"}
"""A day's data, and the kind of unit that makes it."""
_SITEMAPS = re.compile(r"/sitemap-\d+\.xml")
FILE_NAMES = {"index.html", permalinks.ATOM, permalinks.JSON_FEED, *DATA_NAMES}
"""What stands in the folders of pages."""
_DATED = re.compile(r"\d{4}(/\d\d){0,2}")
_RULE_MONTH = re.compile(r"(?<=./)(\d{4})/(\d\d)$")


def units(
    archive: Archive,
    documents: Iterable[Document],
    rules: tuple[Rule, ...],
    status: StatusUnit,
    assets_key: str,
    frame: Frame,
) -> dict[str, Unit]:
    """Cut the site into named units. A unit's name stays the same from build to build."""
    days, categories = archive.days, _several(archive.categories)
    several = bool(categories)
    counts = tuple(_count(day) for day in days)
    likely = tuple(count for count in counts if count.date not in archive.implausible)
    busiest = max((count.papers for count in likely), default=0)
    result: dict[str, Unit] = {f"day/{day.date}": DayUnit(day, several, _wordings(day, archive)) for day in days}
    result |= {f"terms/{day.date}": TermsUnit(day.date) for day in days}

    months = [tuple(group) for _, group in groupby(counts, lambda c: (c.date.year, c.date.month))]
    firsts = [None, *(month[0].date.replace(day=1) for month in months), None]
    for n, month in enumerate(months):
        result[f"month/{firsts[n + 1]:%Y-%m}"] = MonthUnit(month, firsts[n], firsts[n + 2], several)

    years = [tuple(group) for _, group in groupby(counts, lambda c: c.date.year)]
    numbers = [None, *(year[0].date.year for year in years), None]
    for n, year in enumerate(years):
        result[f"year/{numbers[n + 1]}"] = YearUnit(year, busiest, numbers[n], numbers[n + 2])

    result["archive"] = ArchiveUnit(counts, archive.papers, categories, rules)
    result["trends"] = TrendsUnit()
    result["status"] = status
    newest_year = tuple(count for count in likely if count.date.year == likely[-1].date.year)
    documents = sorted(documents, key=lambda document: document.path)
    by_file = {document.path: document.slug for document in documents}
    free = [DocumentUnit(document, page_links.places(document, by_file)) for document in documents]
    result["home"] = HomeUnit(
        archive.newest,
        likely[-2 : -2 - RECENT_DAYS : -1],
        newest_year,
        len(newest_year) < len(likely),
        busiest,
        categories,
        next((unit for unit in free if not unit.document.slug), None),
        rules,
    )
    if rules:
        result["watch"] = RulesUnit(rules)
        result["feed/watch"] = RuleFeedsUnit(rules)
    for rule in rules:
        name = permalinks.rule(rule.slug).strip("/")
        result[name] = RuleUnit(rule)
        result |= {
            f"{name}/{month[0].date:%Y-%m}": RuleMonthUnit(rule, month[0].date.replace(day=1)) for month in months
        }
    for category, its_days in _by_category(archive, categories).items():
        key = permalinks.slug(category)
        newest = [
            day for day in reversed(archive.plausible) if any(permalinks.slug(o.category) == key for o in day.digests)
        ]
        result[f"category/{key}"] = CategoryUnit(category, its_days)
        result[f"feed/{key}"] = FeedUnit(category, _enough(archive, newest, frame.feed_items, category), several)
    result["feed"] = FeedUnit("", _enough(archive, reversed(archive.plausible), frame.feed_items, ""), several)
    result |= {f"document/{unit.document.slug}": unit for unit in free if unit.document.slug}
    if frame.site.search:
        result["search"] = SearchUnit()
        result["index"] = IndexUnit(days, archive.folded)
    if frame.site.saved:
        result["saved"] = SavedUnit(archive.folded)
    if archive.folded:
        result["folded"] = FoldedUnit(tuple(day for day in days if day.folds))
    result["not-found"] = NotFoundUnit()
    result["assets"] = AssetsUnit(assets_key)
    result["export"] = ExportUnit(days, several)
    slugs = "".join(f"/{document.slug}" for document in documents)
    result["fixed"] = FixedUnit(
        categories, rules, fingerprint(f"{archive.listings_key}{archive.folded}{slugs}".encode()).hex()
    )
    return result


def clashes(archive: Archive, documents: Iterable[Document], paper_url: str) -> list[Problem]:
    """Name the free pages, and the categories, that want a place that another page has."""
    days = archive.days
    taken: dict[str, str] = {
        permalinks.ARCHIVE: "the archive's page",
        permalinks.SEARCH: "the search page",
        permalinks.SAVED: "the page of saved papers",
        permalinks.TRENDS: "the page of trends",
        permalinks.STATUS: "the page of the ledger",
        permalinks.WATCH: "the page of watch rules",
        permalinks.SCHEMAS: "the schemas of the data",
        "/assets/": "the theme's files",
        **{permalinks.year(day.date.year): "a year's page" for day in days},
        **{permalinks.month(day.date): "a month's page" for day in days},
        **{permalinks.day(day.date): "a day's page" for day in days},
    }
    if archive.folded:
        taken[permalinks.FOLDED] = "the list of folded papers"
    wanted = [permalinks.slug(name) for name in archive.categories] + [document.slug for document in documents]
    if any(permalinks.scheme_above(f"/{name}") for name in wanted):  # else papers need not be looked at
        names = {scheme: permalinks.SOURCES[scheme][0] for scheme in _schemes(archive)}
        taken |= {f"/{scheme}/": f"the place of {name} papers" for scheme, name in names.items()}
    problems = []
    first = {o.category: o for day in reversed(days) for o in day.digests}
    for category in _several(archive.categories):
        path = permalinks.category(category)
        if owner := taken.get(path) or file_above(path):
            outline = first[category]
            message = f"the category `{category}` would have its page at {path}, where {owner} is"
            problems.append(Problem(Location(outline.path, outline.line), message, "name it otherwise"))
        taken[path] = f"the page of {category}"
    papers: set[str] = set()
    for document in sorted(documents, key=lambda document: document.path):
        path = permalinks.document(document.slug)
        if not papers and (path.startswith(paper_url.partition("{")[0]) or permalinks.scheme_above(path)):
            papers = {permalinks.paper(p.id, paper_url) for listing in archive.listings.values() for p in listing}
        owner = "a paper's page" if path in papers else taken.get(path) or file_above(path) or _rule_above(path)
        if owner:
            message = f"this page would have its place at {path}, where {owner} is"
            problems.append(Problem(Location(document.path), message, "rename it, or set `slug` in its front matter"))
        taken[path] = document.path
    return problems


def _schemes(archive: Archive) -> list[str]:
    """Return the schemes of the papers that are not arXiv's, sorted."""
    ids = (paper.id for listing in archive.listings.values() for paper in listing)
    return sorted({permalinks.scheme(id_) for id_ in ids} - {permalinks.ARXIV})


def files(archive: Archive, paths: Iterable[str]) -> dict[str, Unit]:
    """Name the units of further files, which plug-ins make."""
    several = bool(_several(archive.categories))
    return {f"file/{path}": FileUnit(path, archive.days, several) for path in paths}


def in_the_way(file: str, archive: Archive, documents: Iterable[Document], paper_url: str) -> str:
    """Say what a further file of the site would be in the way of; empty when there is nothing.

    Papers are not looked at one by one: a commit finds what is left.
    """
    folder = f"/{file}/"
    if file_above(folder) or f"/{file}" == permalinks.NO_JEKYLL or _SITEMAPS.fullmatch(f"/{file}"):
        return "a file of the site"
    if permalinks.DAY_SCHEMA.startswith(folder):
        return "the schemas of the data"
    if folder.startswith(("/assets/", permalinks.SEARCH)):
        return "the theme's files" if folder.startswith("/assets/") else "the search"
    places = [
        permalinks.ARCHIVE,
        permalinks.SAVED,
        permalinks.STATUS,
        permalinks.TRENDS,
        permalinks.WATCH,
        f"{paper_url.partition('{')[0]}-/",
        *(f"/{scheme}/-/" for scheme in _schemes(archive)),
    ]
    places += [permalinks.day(day.date) for day in archive.days]
    places += [permalinks.category(category) for category in _several(archive.categories)]
    places += [permalinks.document(document.slug) for document in documents]
    return "a page" if any(place.startswith(folder) for place in places) else ""


def file_above(path: str) -> str:
    """Say whether a page's folder, or one above it, would have to be where a file of the site is."""
    parts = path.strip("/").split("/")
    if f"/{parts[0]}" in FILES or not FILE_NAMES.isdisjoint(parts) or path.startswith(_SCHEMA_FOLDERS):
        return "a file of the site"
    return ""


def _rule_above(path: str) -> str:
    """Say whether a page would be among those of watch rules."""
    return "the place of watch rules" if path.startswith(permalinks.WATCH) else ""


def _wordings(day: Day, archive: Archive) -> dict[str, tuple[Wording, ...]]:
    """Return the wordings of the papers that changed and whose pages a day has."""
    if not archive.wordings or day.folds:
        return {}
    return {
        id_: archive.wordings[id_]
        for id_, places in day.elsewhere.items()
        if id_ in archive.wordings and places[-1].date == day.date
    }


def _several(categories: tuple[str, ...]) -> tuple[str, ...]:
    """Return the categories that have pages: one of each spelling, and none when there is one only."""
    spellings: dict[str, str] = {}
    for category in categories:
        if permalinks.slug(category):
            spellings.setdefault(permalinks.slug(category), category)
    return tuple(spellings.values()) if len(spellings) > 1 else ()


def _count(day: Day) -> DayCount:
    return DayCount(day.date, day.papers, _spellings(day), day.precision)


def _spellings(day: Day) -> tuple[str, ...]:
    found = {permalinks.slug(o.category): o.category for o in reversed(day.digests) if o.category}
    return tuple(found[key] for key in sorted(found))


def _by_category(archive: Archive, categories: tuple[str, ...]) -> dict[str, tuple[DayCount, ...]]:
    names = {permalinks.slug(category): category for category in categories}
    counts: dict[str, list[DayCount]] = defaultdict(list)
    for day in archive.days:
        for key, group in groupby(day.digests, key=lambda outline: permalinks.slug(outline.category)):
            if key in names:
                ids = {paper.id for outline in group for paper in archive.listings[outline]} - day.carried.keys()
                counts[names[key]].append(DayCount(day.date, len(ids), (), day.precision))
    return {category: tuple(counts[category]) for category in categories}


def _enough(archive: Archive, newest_first: Iterable[Day], items: int, category: str) -> tuple[Day, ...]:
    """Return the newest days, only their digests of the category, until they hold as many papers as a feed."""
    result: list[Day] = []
    ids: set[str] = set()
    key = permalinks.slug(category)
    for day in newest_first:
        if len(ids) >= items:
            break
        digests = tuple(o for o in day.digests if not key or permalinks.slug(o.category) == key)
        cut = msgspec.structs.replace(day, digests=digests, previous=None, next=None)
        result.append(cut)
        ids |= {paper.id for digest in digests for paper in archive.listings[digest]} - day.carried.keys()
    return tuple(result)


def addresses(
    archive: Archive, documents: Iterable[Document], categories: tuple[str, ...], paper_url: str
) -> Iterator[tuple[str, Date | None]]:
    """Yield the path of every page, without the base path, and the day it tells of; oldest first.

    Which pages watch rules have depends on what they find: see `matcher.Matches.addresses`.
    """
    newest = archive.newest.date if archive.newest else None
    yield permalinks.HOME, newest
    yield permalinks.ARCHIVE, newest
    yield permalinks.TRENDS, newest
    yield permalinks.STATUS, newest
    for slug in sorted(document.slug for document in documents if document.slug):
        yield f"/{slug}/", None
    latest = {permalinks.slug(o.category): day.date for day in archive.plausible for o in day.digests}
    for category in categories:
        yield permalinks.category(category), latest.get(permalinks.slug(category))
    above: set[str] = set()
    for day in archive.days:
        date = day.date
        for path in (permalinks.year(date.year), permalinks.month(date)):
            if path not in above:
                above.add(path)
                yield path, None
        told = None if date in archive.implausible else date
        yield permalinks.day(date), told
        for path in _paper_paths(archive, day, paper_url):
            yield path, told


def paper_days(archive: Archive, paper_url: str) -> dict[str, Date]:
    """Return the path of every paper's page, and the day that has it."""
    return {path: day.date for day in archive.days for path in _paper_paths(archive, day, paper_url)}


def _paper_paths(archive: Archive, day: Day, paper_url: str) -> Iterator[str]:
    return (permalinks.paper(id_, paper_url) for id_ in own_papers(archive, day))


def folded_papers(archive: Archive) -> Iterator[tuple[Date, list[str]]]:
    """Yield the days that fold, oldest first, each with the ids of the papers whose newest day it is."""
    return ((day.date, newest_here(archive, day)) for day in archive.days if day.folds)


def own_papers(archive: Archive, day: Day) -> list[str]:
    """Return the ids of the papers whose pages a day has, those of which it is the newest day, in its order."""
    return [] if day.folds else newest_here(archive, day)


def newest_here(archive: Archive, day: Day) -> list[str]:
    """Return the ids of the papers of which a day is the newest, in its order."""
    ids = _listed(archive, day)
    if not day.elsewhere:
        return ids
    return [id_ for id_ in ids if id_ not in day.elsewhere or day.elsewhere[id_][-1].date == day.date]


def _listed(archive: Archive, day: Day) -> list[str]:
    """Return the ids of a day's papers, in the order of its page; without those that are only repeated."""
    sections: dict[tuple[str, str], list[Outline]] = {}
    for outline in day.digests:
        mark = permalinks.slug(outline.category), permalinks.topic_anchor(outline.topic)
        sections.setdefault(mark, []).append(outline)
    ids = dict.fromkeys(p.id for some in sections.values() for outline in some for p in archive.listings[outline])
    return [id_ for id_ in ids if id_ not in day.carried] if day.carried else list(ids)


def neighbourhood(archive: Archive, day: Day, ids: Collection[str]) -> set[str]:
    """Return some papers of a day with those beside them, which their pages name."""
    order = _listed(archive, day)
    places = [n for n, id_ in enumerate(order) if id_ in ids]
    return {order[m] for n in places for m in (n - 1, n, n + 1) if 0 <= m < len(order)}


def owner(file: str, units: Mapping[str, Unit], papers: Mapping[str, Date]) -> str | None:
    """Name the unit that makes a file of the site, if one does; `papers` is what `paper_days` returns.

    Of the files that are no pages, only the unit itself knows which there are: it may turn out not to have this one.
    """
    if f"file/{file}" in units:
        return f"file/{file}"
    folder, _, name = f"/{file}".rpartition("/")
    inner = folder[1:]
    if name == "index.html" and (page := page_owner(f"{folder}/", units, papers)):
        return page
    if name in (permalinks.ATOM, permalinks.JSON_FEED):
        found = f"feed/{inner.partition('/')[0]}" if inner else "feed"
    elif not inner:
        found = ROOT_FILES.get(f"/{file}", "fixed")
    elif inner.partition("/")[0] == "assets":
        found = "assets"
    elif f"{folder}/".startswith(permalinks.SEARCH):
        found = "index"
    elif f"{folder}/" == permalinks.FOLDED:
        found = "folded"
    elif f"/{file}" in DATA_SCHEMAS:
        found = "fixed"
    elif name in DATA_NAMES:
        found = f"{DATA_NAMES[name]}/{inner.replace('/', '-')}"
    else:
        return None
    return found if found in units else None


def page_owner(path: str, units: Mapping[str, Unit], papers: Mapping[str, Date]) -> str | None:
    """Name the unit that makes the page of a path, if there is one."""
    if path == permalinks.HOME:
        return "home"
    if date := papers.get(path):
        return f"day/{date}"
    inner = path.strip("/")
    names = [f"document/{inner}", f"category/{inner}"]
    if path.startswith(permalinks.WATCH):
        names.append(_RULE_MONTH.sub(r"\1-\2", inner))
    if _DATED.fullmatch(inner):
        names.append(("year", "month", "day")[inner.count("/")] + "/" + inner.replace("/", "-"))
    if path in (permalinks.ARCHIVE, permalinks.TRENDS, permalinks.STATUS, permalinks.SEARCH, permalinks.SAVED):
        names.append(inner)
    return next((name for name in names if name in units), None)
