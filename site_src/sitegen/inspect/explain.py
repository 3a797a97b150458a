"""A page's address in; what it is made of, by what, and whether and why a build would make it again, out.

    look ─ files_of ─ explain ─ text

Nothing is written but pieces into the memo, which the next build finds there.
This module does not know how anything is made, or who prints.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from sitegen import plugins
from sitegen.build import record, redirects, survey, worker
from sitegen.build.record import Change, Concern
from sitegen.config.settings import Setting, toml
from sitegen.content import history, parse, read
from sitegen.inspect import resolve
from sitegen.model import (
    ArchiveUnit,
    AssetsUnit,
    CategoryUnit,
    Date,
    Day,
    DayUnit,
    DocumentUnit,
    ExportUnit,
    FeedUnit,
    FileUnit,
    FixedUnit,
    FoldedUnit,
    HomeUnit,
    HostRulesUnit,
    IndexUnit,
    MonthUnit,
    RedirectsUnit,
    RuleFeedsUnit,
    RuleMonthUnit,
    RulesUnit,
    RuleUnit,
    StatusUnit,
    TermsUnit,
    TrendsUnit,
    YearUnit,
)
from sitegen.output.folder import stands
from sitegen.output.manifest import (
    Made,
    Manifest,
    Standing,
    load_manifest,
)
from sitegen.pages import plan
from sitegen.problems import (
    Location,
    Problem,
    Refusal,
    Severity,
    counted,
)
from sitegen.timing import Clock
from sitegen.urls import permalinks
from sitegen.versions import code_key
from sitegen.workers import Pool

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from sitegen.build.cache import Memo, Reading
    from sitegen.build.orders import Order, Shop
    from sitegen.build.record import Grounds
    from sitegen.config import Config
    from sitegen.model import Outline, Unit
    from sitegen.theme.folder import Theme

_NO_KEY = ("content.", "output.", "digests", "ledger.strict")
"""Options that no key has: what they decide shows in what is read, or in no page at all."""
_INDEX = ("search.title_boost", "search.export_lunr")
_WORDS = ("search.languages", "search.stop_words")
"""Options on what counts as a word, by which papers are compared, too."""
_LEADING = ("urls.lock", "urls.aliases")
"""Options that decide what leads elsewhere."""
_RULES = ("codes", "watch")
_OF_RULES = (RulesUnit, RuleUnit, RuleMonthUnit, RuleFeedsUnit)
_SHOWN = 12
"""Rows of one kind that are shown to people."""
_AROUND = 400
"""Addresses on both sides of an unknown one, by the alphabet, among which the nearest are looked for."""


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of a site before a page of it is explained."""

    config: Config
    output: Path
    shop: Shop
    jobs: int
    readings: dict[str, Reading]
    chart: survey.Chart
    papers: dict[str, Date]
    """The path of each paper's page, and the day that has it."""
    manifest: Manifest
    standing: Standing
    old: Grounds | None
    """Those of the last build."""
    new: Grounds

    @property
    def upgraded(self) -> bool:
        """Whether the last build was another program's: then all is made again."""
        return self.old is not None and self.old.program != self.new.program

    @cached_property
    def ties(self) -> survey.Ties:
        """What days have to do with one another. It takes a while when much has changed, and is not always needed."""
        with Pool(self.jobs, self.shop) as pool:
            return survey.tie(pool, self.shop.code, self.chart.archive, Clock())

    @cached_property
    def orders(self) -> dict[str, Order]:
        """What a build would have to make, or keep, by unit."""
        ties = self.ties
        orders = survey.orders(self.shop.code, self.shop, self.chart.units, ties.words, ties)
        return {order.name: order for order in orders}


class Source(msgspec.Struct, frozen=True):
    """A place in the content that a page is made of."""

    place: str
    """`content/2020/07/2020-07-22.md:12`"""
    what: str
    shape: str
    """The shape that read it; empty for a free page."""


class Explanation(msgspec.Struct, frozen=True):
    """A file of the site, explained."""

    address: str
    """With the base path."""
    file: str
    """In the output folder."""
    unit: str
    """What makes it, with others, as a whole."""
    sources: tuple[Source, ...]
    """What it takes texts from."""
    days: tuple[Date, ...]
    """Days that it counts or lists, oldest first."""
    templates: tuple[str, ...]
    """The page's own, and those that it includes or extends."""
    options: tuple[Setting, ...]
    """Those that its key is made of."""
    key: str
    """The unit's, in the next build; empty when that takes a build to say."""
    again: bool
    """Whether a build would make it."""
    reasons: tuple[Change, ...]


def look(site: Path, config: Config, theme: Theme, output: Path, memo: Memo, *, jobs: int) -> Known:
    """Find out what a build would know before it makes a page.

    Raises:
        Refusal: pages want the same place.

    """
    code = plugins.keyed(code_key(), site, config.plugins)
    shop, readings, _, chart = survey.look(site, config, theme, memo, code, jobs=jobs)
    if chart.clashes:
        raise Refusal(*chart.clashes)
    manifest, standing = load_manifest(output)
    old = record.last(memo, manifest.key)
    new = record.grounds(manifest.key, code, config, theme, readings, ())
    papers = plan.paper_days(chart.archive, config.urls.paper)
    return Known(config, output, shop, jobs, readings, chart, papers, manifest, standing, old, new)


def files_of(known: Known, text: str) -> list[str]:
    """Return the files of the site that somebody means.

    Raises:
        Refusal: there is none, with what may be meant instead.

    """
    if place := resolve.place(text, known.config):
        return _made_of(known, *place)
    candidates = resolve.files(text, known.config, known.output)
    for file in candidates:
        if _owner(known, file):
            return [file]
        if date := _folded(known, file):
            return [permalinks.file(permalinks.day(date))]
    for file in candidates:
        if any(file in made.files for made in known.manifest.units.values()):
            message = "is made no more: the next build removes it"
            raise Refusal(Problem(Location(_address(known, file)), message, "`sitegen diff` lists all that goes"))
    if not candidates:
        message = f"is no address of {known.config.base_url}"
        raise Refusal(Problem(Location(text), message, "give a path, such as `/2020/07/22/`, or a paper's id"))
    near = _near(known, candidates[0])
    hint = f"did you mean {' or '.join(f'`{address}`' for address in near)}?" if near else ""
    raise Refusal(Problem(Location(text), "the site has no such page or file", hint))


def explain(known: Known, file: str, settings: Iterable[Setting]) -> Explanation:
    """Explain a file of the site; `settings` are all options.

    Raises:
        Refusal: a digest was written meanwhile.

    """
    name = _owner(known, file)
    unit = known.chart.units[name]
    template = _template(known, unit, file)
    theme = known.shop.theme
    own = [theme.file_of(name) for name in theme.sources(template)] if template else []
    key, again, reasons = _verdict(known, name, file)
    its = concern(known, unit)
    return Explanation(
        _address(known, file),
        file,
        name,
        tuple(_sources(known, unit, file)),
        tuple(_days(known, unit)),
        tuple(own),
        tuple(setting for setting in settings if its.option(setting.name)),
        key,
        again,
        tuple(reasons),
    )


def fields(explanation: Explanation) -> dict[str, object]:
    """Return an explanation as plain data."""
    options = [{"key": one.name, "value": one.value, "origin": one.origin} for one in explanation.options]
    return {**msgspec.structs.asdict(explanation), "options": options}


def text(explanation: Explanation, output: Path) -> str:
    """Write an explanation for people."""
    sources = [f"{s.place}  {s.what}{f' ({s.shape})' if s.shape else ''}" for s in explanation.sources]
    days = [str(date) for date in explanation.days]
    if len(days) > _SHOWN:
        days = [f"{days[0]} to {days[-1]}, {len(days):,} days"]
    state = "makes it" if explanation.again else "leaves it as it is"
    reasons = [reason.how for reason in explanation.reasons] or ["nothing that it shows has changed"]
    rows = {
        "file": [f"{output}/{explanation.file}"],
        "unit": [explanation.unit],
        "made of": _some(sources),
        "days": days,
        "template": list(explanation.templates),
        "options": toml(explanation.options).split("\n"),
        "key": [explanation.key or "takes a build to say"],
        "build": [f"{state}: {reasons[0]}", *_some(reasons[1:])],
    }
    lines = [explanation.address]
    for label, values in rows.items():
        lines += [f"  {label if not n else '':10}{value}" for n, value in enumerate(values)]
    return "\n".join(lines)


def _some(rows: list[str]) -> list[str]:
    return rows if len(rows) <= _SHOWN else [*rows[:_SHOWN], f"and {len(rows) - _SHOWN:,} more"]


def _address(known: Known, file: str) -> str:
    return known.config.root + file.removesuffix("index.html")


# What is meant


def _owner(known: Known, file: str) -> str:
    """Name the unit that makes a file; empty when none does."""
    units = known.chart.units
    name = redirects.owners(units).get(file) or plan.owner(file, units, known.papers) or ""
    made = known.manifest.units.get(name)
    match units.get(name):
        case FixedUnit() | FoldedUnit() as unit:
            whole = survey.addressed(unit, known.chart, known.config.urls.paper, known.ties.matches)
            has = file in {artifact.path for artifact in worker.files(known.shop, whole, {}, [], None)}
        case AssetsUnit():
            theme = known.shop.theme
            has = file in {theme.asset_path(asset) for asset in theme.assets}
        case IndexUnit():
            has = made is not None and file in made.files
        case unit:
            has = unit is not None
    return name if has else ""


def _folded(known: Known, file: str) -> Date | None:
    """Return the day on whose page a paper has its place, given the file that its own page would be."""
    pattern = known.config.urls.paper
    folded = ((date, id_) for date, ids in plan.folded_papers(known.chart.archive) for id_ in ids)
    return next((date for date, id_ in folded if permalinks.file(permalinks.paper(id_, pattern)) == file), None)


def _near(known: Known, file: str) -> list[str]:
    """Return the addresses that are most like one that there is not."""
    papers = sorted(known.papers)
    at = bisect(papers, f"/{file}")
    archive, documents = known.chart.archive, known.chart.documents
    days = [permalinks.day(day.date) for day in archive.days]
    others = [permalinks.document(document.slug) for document in documents] + list(
        map(permalinks.category, archive.categories)
    )
    fixed = [permalinks.ARCHIVE, permalinks.TRENDS, permalinks.SEARCH, permalinks.SAVED]
    names = [*papers[max(at - _AROUND, 0) : at + _AROUND], *days[-_AROUND:], *others, *fixed]
    there = [name for name in names if plan.page_owner(name, known.chart.units, known.papers)]
    wanted = "/" + file.removesuffix("index.html")
    return [known.config.root + name[1:] for name in get_close_matches(wanted, there, 3)]


def _made_of(known: Known, path: str, line: int) -> list[str]:
    """Return the files that were made of a line of a content file, or of all of it."""
    reading = known.readings.get(path) or _newest_version(known, path)
    if reading is None:
        raise Refusal(Problem(Location(path), "is not a content file that is read", "see `content.folder`"))
    if reading.document:
        return [permalinks.file(permalinks.document(reading.document.slug))]
    digests = sorted(reading.digests, key=lambda digest: digest.outline.line)
    if not line and digests:
        return [permalinks.file(permalinks.day(date)) for date in sorted({d.outline.date for d in digests})]
    above = [digest for digest in digests if digest.outline.line <= line]
    faults = [one for one in reading.problems if one.location.line == line and one.severity is Severity.ERROR]
    if not above or faults or not line:
        raise Refusal(*(faults or [Problem(Location(path, line), "nothing is made of this")]))
    digest = above[-1]
    papers = [paper for paper in digest.papers if paper.line <= line]
    if not papers:
        return [permalinks.file(permalinks.day(digest.outline.date))]
    file = permalinks.file(permalinks.paper(papers[-1].id, known.config.urls.paper))
    folded = _folded(known, file)
    return [permalinks.file(permalinks.day(folded)) if folded else file]


def _newest_version(known: Known, path: str) -> Reading | None:
    """Return the reading of the newest version of a file in `content.history`."""
    versions = [name for name in known.readings if history.parts(name).file == path]
    return known.readings[versions[-1]] if versions else None


# What it is made of


def _template(known: Known, unit: Unit, file: str) -> str:
    """Name the template of a page; empty for other files."""
    names = survey.TEMPLATES.get(type(unit), "").split()
    if not names or not file.endswith(".html"):
        return ""
    return "paper.html" if _paper(known, unit, file) else names[0]


def _paper(known: Known, unit: Unit, file: str) -> str:
    """Return the id of the paper whose page a file is; empty when it is another page."""
    if not isinstance(unit, DayUnit):
        return ""
    ids = plan.own_papers(known.chart.archive, unit.day)
    pattern = known.config.urls.paper
    return next((id_ for id_ in ids if permalinks.file(permalinks.paper(id_, pattern)) == file), "")


def _digests(known: Known, unit: Unit) -> list[Outline]:
    """Return the digests that a unit takes texts from."""
    match unit:
        case DayUnit(day=day) | HomeUnit(newest=Day() as day):
            return list(day.digests)
        case TermsUnit(date=date):
            return [outline for day in known.chart.archive.days if day.date == date for outline in day.digests]
        case FeedUnit():
            return [outline for day in unit.days for outline in day.digests]
    return []


def _sources(known: Known, unit: Unit, file: str) -> list[Source]:
    """Return the places that a file takes texts from: of a paper, all its appearances."""
    listings = known.chart.archive.listings
    if isinstance(unit, DocumentUnit):
        return [Source(unit.document.path, "free page", "")]
    id_ = _paper(known, unit, file)
    if isinstance(unit, DayUnit) and id_:
        dates = {place.date for place in unit.day.elsewhere.get(id_, ())}
        places = [
            (outline, paper.line, f"paper {paper.number} of the digest at line {outline.line}: ")
            for day in known.chart.archive.days
            if day.date in dates or day == unit.day
            for outline in day.digests
            for paper in listings[outline]
            if paper.id == id_
        ]
    else:
        digests = _digests(known, unit)
        places = [(o, o.line, f"digest of {counted(len(listings[o]), 'paper')}: ") for o in digests]
    shapes = {path: _shape(known, path) for path in sorted({outline.path for outline, _, _ in places})}
    return [
        Source(f"{o.path}:{line}", f"{what}{', '.join(filter(None, (o.category, str(o.date))))}", shapes[o.path])
        for o, line, what in places
    ]


def _shape(known: Known, path: str) -> str:
    source, _ = read.load(known.shop.site, path, known.config.content.max_bytes)
    return parse.shape_of(source, known.shop.plugged) if source else ""


def _days(known: Known, unit: Unit) -> list[Date]:
    """Return the days that a unit counts or lists, oldest first."""
    match unit:
        case MonthUnit() | YearUnit() | ArchiveUnit() | CategoryUnit():
            return [count.date for count in unit.days]
        case HomeUnit():
            return sorted({count.date for count in (*unit.recent, *unit.year)})
        case FeedUnit():
            return sorted(day.date for day in unit.days)
        case FoldedUnit():
            return [day.date for day in unit.days]
        case ExportUnit() | FileUnit() | IndexUnit() | TrendsUnit() | FixedUnit() | StatusUnit():
            return [day.date for day in known.chart.archive.days]
    return []


def concern(known: Known, unit: Unit) -> Concern:
    """Tell what has to do with a unit."""
    theme, kind = known.shop.theme, type(unit)
    names = survey.TEMPLATES.get(kind, "").split()
    templates = {theme.file_of(found) for name in names for found in theme.sources(name)}
    dressed = bool(names) or kind is AssetsUnit
    decide = {
        "theme.options.": dressed,
        **dict.fromkeys(_WORDS, kind in {DayUnit, TermsUnit, TrendsUnit, IndexUnit}),
        **dict.fromkeys(_INDEX, kind is IndexUnit),
        **dict.fromkeys(_LEADING, kind in {RedirectsUnit, HostRulesUnit}),
        **dict.fromkeys(_RULES, kind in {*_OF_RULES, HomeUnit, ArchiveUnit, FixedUnit}),
        **dict.fromkeys(_NO_KEY, False),
        "ledger.": kind is StatusUnit,
    }

    def option(name: str) -> bool:
        return next((decides for some, decides in decide.items() if name.startswith(some)), True)

    def source(path: str, dates: Collection[Date]) -> bool:
        match unit:
            case DayUnit(day=Day(date=date)) | TermsUnit(date=date):
                return date in dates
            case MonthUnit(days=(first, *_)):
                return any((date.year, date.month) == (first.date.year, first.date.month) for date in dates)
            case YearUnit(days=(first, *_)):
                return any(date.year == first.date.year for date in dates)
            case DocumentUnit(document=document):
                return path == document.path
            case FeedUnit(days=(*_, oldest)):
                return any(date >= oldest.date for date in dates)
        return bool(dates) or kind is FixedUnit

    return Concern(frozenset(templates), option, source)


# Whether a build would make it


def _verdict(known: Known, name: str, file: str) -> tuple[str, bool, list[Change]]:
    """Return the key of a file's unit, and whether and why a build would make the file."""
    unit, made = known.chart.units[name], known.manifest.units.get(name)
    if made is None:
        return "", True, [_unbuilt(known)]
    harm = _harm(known, made, file)
    if known.old and record.same(known.old, known.new):
        return made.key, bool(harm), harm
    if known.old and known.upgraded:  # to compare all papers anew would take a build's time
        return "", True, harm + record.changes(known.old, known.new, name, b"", concern(known, unit))
    order = known.orders[name]
    if made.key == order.key:
        return order.key, bool(harm), harm
    pages = known.shop.memo.page_keys() if known.old else {}
    some = survey.changed_pages(order, made.key, pages.get(name, b""), known.ties.pages.get(name, b""))
    found = harm or ([_unbuilt(known)] if file not in made.files else [])
    if some is None:
        found += _changes(known, order)
    elif _number(known, unit, file) in some:
        beside = file == permalinks.file(permalinks.day(unit.day.date)) if isinstance(unit, DayUnit) else False
        how = "the day before it, or after it, is another" if beside else "its related papers are others"
        found.append(Change("other days", "", how))
    elif not found:
        return (
            order.key,
            False,
            [Change("other days", "", f"of its unit, {counted(len(some), 'other page')} would be made")],
        )
    return order.key, True, found


def _changes(known: Known, order: Order) -> list[Change]:
    if known.old is None:
        return [Change("unknown", "", "what has changed is not known: the cache is gone, or is of another build")]
    found = record.changes(known.old, known.new, order.name, order.own, concern(known, order.unit))
    return found or [Change("unknown", "", "something has changed of which no account is kept")]


def _unbuilt(known: Known) -> Change:
    if known.standing is Standing.LOST:
        return Change("not built", "", "which files are there is not known: the manifest cannot be read")
    return Change("not built", "", "it has not been built yet")


def _harm(known: Known, made: Made, file: str) -> list[Change]:
    """Say which files of a unit are not as they were written."""
    root = str(known.output)
    harmed = [path for path, was in made.files.items() if not stands(root, path, was, 0)]
    if file in harmed:
        how = "has been changed by hand" if (known.output / file).exists() else "is missing"
        return [Change("output", file, f"{root}/{file} {how}")]
    if harmed:
        how = f"{root}/{harmed[0]}, of the same unit, is missing or has been changed by hand"
        return [Change("output", harmed[0], how)]
    return []


def _number(known: Known, unit: Unit, file: str) -> int | None:
    """Return the place of a page in `Ties.pages`; None for what has none there."""
    if not isinstance(unit, DayUnit):
        return None
    if file == permalinks.file(permalinks.day(unit.day.date)):
        return 0
    id_ = _paper(known, unit, file)
    return plan.own_papers(known.chart.archive, unit.day).index(id_) + 1 if id_ else None
