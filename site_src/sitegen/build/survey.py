"""A site's folder in, its units with their keys out: what a build and the preview have to know before they make a page.

    recall ─ open_shop ─ complete ─ chart ─ tie ─ orders

This module does not know what was built before, or how anything is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from sitegen import config as configuration
from sitegen import watch_rules
from sitegen.archive import gather
from sitegen.archive import status as ledger
from sitegen.build import dispatch
from sitegen.build.jobs import matching
from sitegen.build.jobs.related import relate
from sitegen.build.orders import (
    Order,
    Part,
    Shop,
    blocks,
)
from sitegen.build.redirects import redirects
from sitegen.content import parse, read, recipes
from sitegen.hashing import fingerprint, key_of
from sitegen.model import (
    Archive,
    ArchiveUnit,
    CategoryUnit,
    DayUnit,
    Document,
    DocumentUnit,
    ExportUnit,
    FileUnit,
    FixedUnit,
    FoldedUnit,
    HomeUnit,
    IndexUnit,
    Ledger,
    MonthUnit,
    NotFoundUnit,
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
    YearUnit,
)
from sitegen.output.paths import safe_path
from sitegen.output.sink import MemorySink
from sitegen.pages import plan
from sitegen.problems import (
    Location,
    Problem,
    Severity,
    counted,
)
from sitegen.search.words import language
from sitegen.text import page_links
from sitegen.urls import permalinks, published
from sitegen.workers import Pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from sitegen.build.cache import Memo, Reading
    from sitegen.build.jobs.matching import Matches
    from sitegen.build.jobs.related import Related
    from sitegen.config import Config, Content, Digests
    from sitegen.content.read import Found
    from sitegen.content.recipes import Evidence
    from sitegen.model import (
        Contents,
        Date,
        Day,
        Recipe,
    )
    from sitegen.output.sink import Stager
    from sitegen.pages.views import Frame
    from sitegen.theme.folder import Theme
    from sitegen.timing import Clock
    from sitegen.urls.published import Lock

TEMPLATES: dict[type, str] = {
    DayUnit: "day.html paper.html",
    MonthUnit: "month.html",
    YearUnit: "year.html",
    ArchiveUnit: "archive.html",
    TrendsUnit: "trends.html",
    StatusUnit: "status.html",
    RulesUnit: "rules.html",
    RuleUnit: "rule.html",
    RuleMonthUnit: "rule_month.html",
    HomeUnit: "home.html",
    CategoryUnit: "category.html",
    DocumentUnit: "document.html",
    SearchUnit: "search.html",
    SavedUnit: "saved.html",
    NotFoundUnit: "404.html",
}
_KEY = 8
"""Bytes of a page's key."""
UNSPACED = 0.02
"""The share of papers in a script without blanks that is warned of: a few foreign titles are nothing."""


class Chart(msgspec.Struct, frozen=True):
    """A site before it is made: what it will consist of."""

    archive: Archive
    documents: tuple[Document, ...]
    ledger: Ledger
    units: dict[str, Unit]
    problems: tuple[Problem, ...]
    """Of the content, those of its files included; without those that were found before a file was read."""
    clashes: tuple[Problem, ...]
    """Pages that want the same place: such a site cannot be made."""
    unlocked: frozenset[str]
    """Lines that the lock of published addresses lacks."""


class Look(NamedTuple):
    """What a build would know before it makes a page."""

    shop: Shop
    readings: dict[str, Reading]
    unread: list[Problem]
    """What the scan said of files that cannot be read."""
    chart: Chart


def look(site: Path, config: Config, theme: Theme, memo: Memo, code: str, *, jobs: int) -> Look:
    """Look at a site's folder and write nothing. `code` is the key of the program, with its plug-ins.

    Raises:
        Refusal: a plug-in is faulty.

    """
    found, unread = read.scan(site, config.content, config.output.folder)
    readings, changed = recall(site, config.content, found, memo.readings(reading_key(code, config)))
    shop = open_shop(site, config, theme, documents_of(readings), MemorySink(), memo, code)
    with Pool(jobs, shop) as pool:
        readings = complete(pool, readings, changed, found)
    return Look(shop, readings, unread, chart(shop, readings, unread, config, published.load(site, config.urls.lock)))


def recall(
    site: Path, content: Content, found: Iterable[Found], remembered: Mapping[str, Reading]
) -> tuple[dict[str, Reading], list[Found]]:
    """Return the readings that still hold, with those of free pages, and the files that have changed.

    Free pages are few, and the navigation names them: no page can be made before they are read. For the digests there
    is `complete`.
    """
    readings: dict[str, Reading] = {}
    changed = []
    for file in found:
        before = remembered.get(file.path)
        if before and before.stamp == file.stamp:
            readings[file.path] = before
            continue
        changed.append(file)
        if file.page:
            readings[file.path] = dispatch.read_file(site, file, content)
    return readings, changed


def complete(
    pool: Pool[Shop], readings: Mapping[str, Reading], changed: Sequence[Found], files: Iterable[Found]
) -> dict[str, Reading]:
    """Read the digests that have changed, and return all readings, sorted by path; `files` are all there are."""
    shop, found = pool.context, {file.path: file for file in files}
    result = dict(readings)
    for some in dispatch.read_digests(pool, [dispatch.Wanted(file) for file in changed if not file.page]):
        result |= some
    settled = unsettled(result, shop.content, shop.taught)
    others = [dispatch.Wanted(found[path], how) for path, how in settled.items()]
    for some in dispatch.read_digests(pool, others) if others else ():
        result |= {path: kept(reading, result[path]) for path, reading in some.items()}
    return dict(sorted(result.items()))


class Witness(Protocol):
    """What is known of a file that was read, as far as it decides how others are read."""

    @property
    def evidence(self) -> Evidence | None:
        """What it tells alone."""

    @property
    def recipe(self) -> Recipe | None:
        """How it was read."""


def unsettled(readings: Mapping[str, Witness], content: Content, taught: Sequence[Digests]) -> dict[str, Recipe]:
    """Return the files that are to be read in another way than they were, since the files beside them say so."""
    evidence = {path: reading.evidence for path, reading in readings.items() if reading.evidence}
    if not evidence:
        return {}
    told = {path: recipes.entry_of(path.removeprefix(content.prefix), taught) for path in evidence} if taught else {}
    settled = recipes.settle(evidence, told)
    return {path: how for path, how in settled.items() if how != readings[path].recipe}


def kept(reading: Reading, before: Reading) -> Reading:
    """Return a reading with the evidence of the one before: it is what the file tells alone."""
    return msgspec.structs.replace(reading, evidence=before.evidence)


def reading_key(code: str, config: Config) -> str:
    """Return the key of all that readings are made with; `code` is the key of the program, with its plug-ins."""
    return key_of(code, config.content, config.digests)


def open_shop(
    site: Path, config: Config, theme: Theme, documents: Iterable[Document], stager: Stager, memo: Memo, code: str
) -> Shop:
    """Return what everything is made with. The navigation names the free pages, so they have to be read by then.

    `code` is the key of the program, with its plug-ins.

    Raises:
        Refusal: a plug-in, or a watch rule, is faulty.

    """
    watch = watch_rules.rules(site, config)
    searchable = config.search.enabled and theme.search
    search = msgspec.structs.replace(config.search, languages=config.search.languages or (config.language,))
    frame = dispatch.frame(config, documents, search=searchable, saved=theme.saved, watch=bool(watch))
    shop = Shop(
        site,
        config.content,
        frame,
        config.feeds.max_bytes,
        search,
        theme,
        stager,
        memo,
        watch,
        config.digests,
        config.papers.fold_after,
        config.plugins,
        code,
    )
    shop.plugged  # noqa: B018 - faults show before any work, and processes that are forked have them
    return shop


def documents_of(readings: Mapping[str, Reading]) -> tuple[Document, ...]:
    """Return the free pages."""
    return tuple(reading.document for reading in readings.values() if reading.document)


def chart(shop: Shop, readings: Mapping[str, Reading], unread: Iterable[Problem], config: Config, held: Lock) -> Chart:
    """Put in order what all content files hold, and cut the site into units.

    `readings` are sorted by path; `unread` is what the scan said of those that cannot be read.
    """
    site = shop.frame.site
    contents = [digest for reading in readings.values() for digest in reading.digests]
    documents = documents_of(readings)
    archive, doubles = gather.gather(contents, shop.fold_after)
    clashes = plan.clashes(archive, documents, shop.frame.paper_url)
    made, warnings = ledger.ledger(_files(readings, unread), archive, doubles, config.ledger)
    status = StatusUnit(made, config.ledger.source)
    units = plan.units(archive, documents, shop.rules, status, shop.theme.assets_key, shop.frame)
    plugged = shop.plugged
    files = plugged.files if plugged else {}
    for path, plugin in files.items():
        clashes += _unfit(shop, path, plugin, plan.in_the_way(path, archive, documents, shop.frame.paper_url))
    units |= plan.files(archive, files)
    problems = [problem for reading in readings.values() for problem in reading.problems] + doubles + warnings
    problems += _nothing(readings, contents, shop.content.folder)
    problems += page_links.dead(documents)
    problems += _unsearchable(contents, shop.search.languages, shop.content.folder) if site.search else []
    led = redirects(shop.site, archive, documents, units, config.urls, held)
    told = (*problems, *led.problems)
    return Chart(archive, documents, made, units | led.units, told, tuple(clashes), led.unlocked)


def _unfit(shop: Shop, path: str, plugin: str, occupant: str) -> list[Problem]:
    """Say why a plug-in cannot have a file of a path, if so."""
    message = hint = ""
    if fault := safe_path(path):
        message, hint = f"the path `{path}` {fault}", "not every host or disk could hold the file"
    elif occupant:
        message, hint = f"`{path}` would be in the way of {occupant}", "give it another path"
    if not message:
        return []
    return [configuration.fault(shop.site, ("plugins",), f"plug-in {plugin}: {message}", hint)]


def _files(readings: Mapping[str, Reading], unread: Iterable[Problem]) -> list[ledger.File]:
    """Return the content files as the ledger needs them. A text file with another ending is no digest of its day."""
    files = []
    for path, reading in readings.items():
        date = None if reading.digests or reading.document else parse.path_date(path)
        files.append(ledger.File(date, reading.digests, reading.problems))
    for problem in unread:
        date = parse.path_date(problem.location.path) if problem.severity is Severity.ERROR else None
        files.append(ledger.File(date, (), (problem,)))
    return files


def addressed(unit: Unit, chart: Chart, paper_url: str, matches: Matches) -> Unit:
    """Fill in the addresses, which some units need only when they are made."""
    match unit:
        case FixedUnit():
            pages = plan.addresses(chart.archive, chart.documents, unit.categories, paper_url)
            return msgspec.structs.replace(unit, pages=(*pages, *matches.addresses()))
        case FoldedUnit():
            papers = tuple((date, tuple(ids)) for date, ids in plan.folded_papers(chart.archive))
            return msgspec.structs.replace(unit, papers=papers)
    return unit


def folded_files(chart: Chart, paper_url: str) -> set[str]:
    """Return where the pages of the folded papers would be."""
    ids = (id_ for _, some in plan.folded_papers(chart.archive) for id_ in some)
    return {permalinks.file(permalinks.paper(id_, paper_url)) for id_ in ids}


class Ties(NamedTuple):
    """What days have to do with one another, beyond their order."""

    words: dict[Date, str]
    """The keys of each day's words."""
    related: Related
    matches: Matches
    pages: dict[str, bytes]
    """By unit, the keys of what a day's pages show of other days: `_KEY` bytes each, first those of its own page."""

    @property
    def pieces(self) -> frozenset[str]:
        """The keys of what the memo keeps of all this."""
        return self.related.pieces | self.matches.pieces


def tie(pool: Pool[Shop], code: str, archive: Archive, clock: Clock) -> Ties:
    """Find the related papers, and the trends. `code` is the key of the program itself.

    Raises:
        Refusal: a digest has changed since it was read.

    """
    own = words(code, pool.context, archive.days)
    related = relate(pool, archive, own, clock)
    matches = matching.match(pool, archive, own)
    clock.lap("watch")
    pages = {}
    for day in archive.days:
        beside = bytes.fromhex(key_of(day.previous, day.next))[:_KEY]
        pages[f"day/{day.date}"] = beside + related.keys_of(plan.own_papers(archive, day))
    return Ties(own, related, matches, pages)


def words(code: str, shop: Shop, days: Iterable[Day]) -> dict[Date, str]:
    """Give a key to each day's words: to its part of the index. `code` is the key of the program itself."""
    of = code, shop.search.languages, shop.search.stop_words
    return {day.date: key_of(*of, day.date, day.digests, day.elsewhere, day.carried) for day in days}


def orders(
    code: str, shop: Shop, units: Mapping[str, Unit], words: Mapping[Date, str], ties: Ties | None
) -> list[Order]:
    """Give each unit its key: of all that decides its bytes. `code` is the key of the program itself.

    `words` are the keys of each day's. Without `ties`, only what shows none has the key of its bytes. A month in which
    a watch rule names no paper has no order. What is a unit's own comes in parts, so that it can be said later which
    has changed: of a day, its digests and all else.
    """
    vectors, trends = (ties.related.keys, ties.related.trends) if ties else ({}, ())
    matches, pages = (ties.matches, ties.pages) if ties else (matching.NOTHING, {})
    closures = {kind: [shop.theme.closure(name) for name in names.split()] for kind, names in TEMPLATES.items()}
    frame = code, shop.frame, shop.feed_bytes
    shared = {kind: key_of(*frame, closures.get(kind, [])) for kind in set(map(type, units.values()))}
    folded = {unit.day.date for unit in units.values() if isinstance(unit, DayUnit) and unit.day.folds}
    days = {name: _alone(unit) for name, unit in units.items() if isinstance(unit, DayUnit)}
    exports = {f"export/{unit.day.date}": key_of(code, shop.frame, unit) for unit in days.values()}
    encode = msgspec.msgpack.Encoder().encode
    result = []
    for name, unit in units.items():
        parts: tuple[object, ...] = (unit,)
        pieces = {}
        match unit:
            case DayUnit(day=day):
                rest = msgspec.structs.replace(days[name].day, digests=(), papers=0)
                parts = (day.digests, day.papers), msgspec.structs.replace(days[name], day=rest)
                pieces = {f"export/{day.date}": exports[f"export/{day.date}"]}
            case ExportUnit() | FileUnit():
                pieces = exports
            case IndexUnit():
                pieces = _blocks(unit, words)
                parts = unit, shop.search
            case TermsUnit(date=date):
                parts = unit, vectors.get(date)
            case TrendsUnit():
                parts = unit, trends
            case RulesUnit() | RuleUnit() | RuleMonthUnit() | RuleFeedsUnit():
                listed = matches.listed(unit, shop.frame.feed_items)
                if isinstance(unit, RuleMonthUnit) and not listed[0]:
                    continue
                shown = [[(words[date], date in folded, papers) for date, papers in some.items()] for some in listed]
                parts = unit, (matches.watched(unit), shown)
            case FixedUnit():
                parts = unit, tuple(matches.addresses())
        own = b"".join([fingerprint(encode(part)) for part in parts])
        base = key_of(shared[type(unit)], own)
        result.append(Order(name, unit, _key(base, pages.get(name, b"")), base, own, pieces))
    return result


def _alone(unit: DayUnit) -> DayUnit:
    """Leave the days beside it out of account, which only one of its pages names."""
    return msgspec.structs.replace(unit, day=msgspec.structs.replace(unit.day, previous=None, next=None))


class Filling(NamedTuple):
    """What an order needs only when its unit is made."""

    chart: Chart
    ties: Ties
    standing: Mapping[str, str]
    """By unit, the keys of files that stand though they are not what is wanted now."""
    pages: Mapping[str, bytes]
    """By unit, the keys of its pages in the last build, see `Ties`."""
    frame: Frame

    def __call__(self, order: Order) -> Order:
        """Fill an order."""
        match order.unit:
            case FixedUnit() | FoldedUnit() as unit:
                paper_url, matches = self.frame.paper_url, self.ties.matches
                return msgspec.structs.replace(order, unit=addressed(unit, self.chart, paper_url, matches))
            case RulesUnit() | RuleUnit() | RuleMonthUnit() | RuleFeedsUnit():
                found = self.ties.matches, self.ties.related.vectors
                filled, watched = matching.filled(order.unit, *found, self.chart.archive, self.frame.feed_items)
                return msgspec.structs.replace(order, unit=filled, watched=watched)
            case TermsUnit(date=date):
                return msgspec.structs.replace(order, vectors=self.ties.related.vectors[date])
            case TrendsUnit():
                return msgspec.structs.replace(order, trends=self.ties.related.trends)
            case DayUnit(day=day):
                ids, part = plan.own_papers(self.chart.archive, day), None
                old, new = self.pages.get(order.name, b""), self.ties.pages[order.name]
                changed = changed_pages(order, self.standing.get(order.name), old, new)
                if changed is not None:
                    ids = [ids[n - 1] for n in changed if n]
                    part = Part(0 in changed, frozenset(plan.neighbourhood(self.chart.archive, day, ids)))
                relatives = {id_: self.ties.related.relatives(id_) for id_ in ids}
                return msgspec.structs.replace(order, relatives=relatives, part=part)
        return order


def changed_pages(order: Order, standing: str | None, old: bytes, new: bytes) -> list[int] | None:
    """Return which of a day's pages show anything else of other days, by their places in `Ties.pages`.

    None when more than that has changed since `standing`, the key of what the last build made of it.
    """
    if standing != _key(order.base, old):
        return None
    return [n // _KEY for n in range(0, len(new), _KEY) if old[n : n + _KEY] != new[n : n + _KEY]]


def _key(base: str, pages: bytes) -> str:
    """Return the key of a unit; `pages` are the keys of what its pages show of other units."""
    return key_of(base, pages) if pages else base


def _blocks(index: IndexUnit, words: Mapping[Date, str]) -> dict[str, str]:
    """Give keys to what the search index is put together of: each day's words, and the blocks of days in a row."""
    keys: dict[str, str] = {}
    for days in blocks(index.days):
        found = {f"words/{day.date}": words[day.date] for day in days}
        keys |= found
        keys[f"block/{days[0].date}"] = key_of("block", *found.values())
    return keys


def _nothing(readings: Mapping[str, Reading], contents: Sequence[Contents], folder: str) -> list[Problem]:
    """Tell when there are files and no digest in any: the folder may be the wrong one, or none of them tells a day."""
    files = sum(1 for reading in readings.values() if not reading.document)
    if contents or not files:
        return []
    message = f"no digest found in {counted(files, 'file')}"
    hint = f"`sitegen digests {folder}` shows what each file holds, and how to teach what is not read"
    return [Problem(Location(folder), message, hint, severity=Severity.WARNING)]


def _unsearchable(contents: Iterable[Contents], languages: tuple[str, ...], folder: str) -> list[Problem]:
    """Tell when the search cannot find the words of many papers, since their language has no blanks between them."""
    papers = unspaced = 0
    for digest in contents:
        papers += len(digest.papers)
        unspaced += digest.unspaced
    if language(languages).bigrams or unspaced <= UNSPACED * papers:
        return []
    message = (
        f"the search finds no single words in {unspaced} of {papers} papers: their text is Chinese, Japanese or Korean"
    )
    hint = f"say so, as in `search.languages = {msgspec.json.encode([*languages, 'zh']).decode()}`"
    return [Problem(Location(folder), message, hint, severity=Severity.NOTICE)]
