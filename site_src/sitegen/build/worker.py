"""The workshop: an order in, files of the site out, staged. It is what a worker loads.

A worker reads its days' files again and takes them from source to disk: no page travels through a pipe, and no more
than a day is in memory at a time. This module does not know of other orders, and does not commit anything.
"""

from __future__ import annotations

import time
from functools import lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen import watch_rules
from sitegen.archive.similarity import trends
from sitegen.archive.similarity.vectors import count_stems
from sitegen.build.orders import Delivery
from sitegen.content import join, parse, read
from sitegen.files import (
    crawlers,
    feeds,
    folded,
    redirect_pages,
)
from sitegen.files import (
    data as export,
)
from sitegen.model import (
    Artifact,
    AssetsUnit,
    Day,
    DayUnit,
    FeedUnit,
    FileUnit,
    FixedUnit,
    FoldedUnit,
    HomeUnit,
    HostRulesUnit,
    RedirectsUnit,
    RuleFeedsUnit,
    StatusUnit,
    TermsUnit,
)
from sitegen.output.manifest import Made
from sitegen.pages import show
from sitegen.problems import Location, Problem, Refusal
from sitegen.search import index, postings
from sitegen.search.words import Words, language
from sitegen.text import arxiv, code_hosts
from sitegen.theme import render
from sitegen.timing import Clock
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sitegen.archive.similarity.vectors import Vectors
    from sitegen.build.orders import Order, Part, Shop
    from sitegen.model import (
        Date,
        Digest,
        Outline,
        Paper,
        Recipe,
        Record,
        Unit,
        Wording,
    )
    from sitegen.pages.views import Page, Section, Site
    from sitegen.plugins import Plugged
    from sitegen.search.words import Language
    from sitegen.theme.folder import Theme
    from sitegen.theme.render import Renderer


def prepare(shop: Shop) -> None:
    """Make ready what almost every build needs."""
    renderer = _renderer(shop.theme, shop.frame.site, shop.plugged)
    renderer.prepare("day.html")
    renderer.prepare("paper.html")


def make_unit(shop: Shop, order: Order) -> Delivery:
    """Take one unit from its sources to staged files, each page while it is at hand: a day's are megabytes."""
    clock, unit = Clock(), order.unit
    try:
        if isinstance(unit, DayUnit) and order.part:
            return _make_part(shop, order, unit, order.part)
        parts = {day.date: _sections(shop, day, several=several, only=only) for day, several, only in days_of(unit)}
        clock.lap("make: parse and prose")
        records = export.records(shop.frame.site, parts[unit.day.date]) if isinstance(unit, DayUnit) else []
        data = files(shop, unit, parts, records, order.vectors)
        clock.lap("make: feeds and data")
        if isinstance(unit, DayUnit):
            shop.memo.save_piece(order.pieces[f"export/{unit.day.date}"], export.piece(unit.day.date, records))
            clock.lap("make: feeds and data")
        said = wordings(unit, partial(_other, shop))
        material = show.Material(parts, order.relatives, said, order.trends, order.watched)
        clock.lap("make: parse and prose")
        pages = _Pages(shop, show.pages(unit, material, shop.frame), clock)
        staged = shop.stager.put(chain(pages, data), order.previous)
        clock.lap("make: write")
    except Refusal as refusal:
        return Delivery(order.name, Made.of(order.key, {}), 0, 0, refusal.problems, clock.seconds)
    made = Made.of(order.key, staged.files)
    problems = (*staged.problems, *pages.faults.values())
    return Delivery(order.name, made, pages.count, staged.unchanged, problems, clock.seconds)


def _make_part(shop: Shop, order: Order, unit: DayUnit, part: Part) -> Delivery:
    """Make some of a day's pages; its other files are those of the last build."""
    clock = Clock()
    some = _sections(shop, unit.day, several=unit.several, only=None if part.day else part.papers)
    material = show.Material({unit.day.date: some}, order.relatives, wordings(unit, partial(_other, shop)))
    clock.lap("make: parse and prose")
    made = show.paper_pages(unit, material, shop.frame)
    pages = _Pages(shop, chain(made, [show.day_page(unit, some, shop.frame)] if part.day else []), clock)
    staged = shop.stager.put(pages, order.previous)
    clock.lap("make: write")
    problems = (*staged.problems, *pages.faults.values())
    whole = Made.of(order.key, order.previous | staged.files)
    return Delivery(order.name, whole, pages.count, staged.unchanged, problems, clock.seconds)


def make_file(shop: Shop, order: Order) -> Delivery:
    """Have a plug-in make a file of the records of all papers."""
    clock, unit, plugged = Clock(), order.unit, shop.plugged
    assert isinstance(unit, FileUnit)  # noqa: S101 - for the types
    assert plugged  # noqa: S101 - the same
    try:
        data = plugged.file(unit.path, shop.frame.site, _records(shop, unit, order.pieces))
    except Refusal as refusal:
        return Delivery(order.name, Made.of(order.key, {}), 0, 0, refusal.problems, clock.seconds)
    clock.lap("make: feeds and data")
    staged = shop.stager.put([Artifact(unit.path, data)], order.previous)
    clock.lap("make: write")
    return Delivery(order.name, Made.of(order.key, staged.files), 0, staged.unchanged, staged.problems, clock.seconds)


def _records(shop: Shop, unit: FileUnit, pieces: Mapping[str, str]) -> Iterator[Record]:
    """Yield the records of all papers, no more than a day's at a time in memory."""
    for day in unit.days:
        kept = shop.memo.piece(pieces[f"export/{day.date}"])
        yield from export.read_piece(piece(shop, day, several=unit.several) if kept is None else kept)


def days_of(unit: Unit) -> list[tuple[Day, bool, frozenset[str] | None]]:
    """Return the days whose papers a unit shows, whether their categories are to be linked, and which papers."""
    match unit:
        case DayUnit():
            return [(unit.day, unit.several, None)]
        case HomeUnit(newest=Day() as newest):
            return [(newest, bool(unit.categories), None)]
        case FeedUnit():
            return [(day, unit.several, None) for day in unit.days]
        case RuleFeedsUnit():
            return [
                (day, False, frozenset().union(*(ids.get(day.date, ()) for ids in unit.papers))) for day in unit.days
            ]
    return []


class _Pages:
    """Pages as they are rendered; of each template, the first fault: the other pages would say the same."""

    def __init__(self, shop: Shop, pages: Iterator[Page], clock: Clock) -> None:
        self.count = 0
        self.faults: dict[str, Problem] = {}
        self._draw = _renderer(shop.theme, shop.frame.site, shop.plugged).render
        self._pages = pages
        self._clock = clock

    def __iter__(self) -> Iterator[Artifact]:
        now = time.perf_counter
        spent, start = 0.0, now()
        for page in self._pages:
            result = self._draw(page)
            if isinstance(result, Problem):
                self.faults.setdefault(page.template, result)
                continue
            self.count += 1
            spent += now() - start
            yield result
            start = now()
        spent += now() - start
        self._clock.add({"make: render": spent, "make: write": -spent})


def files(  # noqa: C901 - a case a kind of unit
    shop: Shop,
    unit: Unit,
    parts: Mapping[Date, tuple[Section, ...]],
    records: list[bytes],
    vectors: Vectors | None,
) -> list[Artifact]:
    """Make what a unit holds beside pages.

    `records` are those of a day's papers, see `export.records`, and so are `vectors`.
    """
    site = shop.frame.site
    match unit:
        case DayUnit(day=day):
            return [export.day_data(site, day.date, records), export.day_papers(day, parts[day.date])]
        case TermsUnit(date=date) if vectors:
            return [export.day_terms(date, vectors)]
        case StatusUnit():
            return [export.status_data(site, unit.ledger)]
        case FeedUnit(category=name):
            channel = feeds.Channel(name, permalinks.category(name) if name else permalinks.HOME)
            return _feeds(shop, channel, ((day.date, parts[day.date]) for day in unit.days))
        case RuleFeedsUnit():
            return [
                artifact
                for rule, papers in zip(unit.rules, unit.papers, strict=True)
                for artifact in _feeds(
                    shop,
                    feeds.Channel(rule.name, permalinks.rule(rule.slug)),
                    ((date, show.only(parts[date], ids)) for date, ids in papers.items()),
                )
            ]
        case FoldedUnit():
            return folded.lookup(unit.papers)
        case FixedUnit():
            return [*crawlers.signposts(site, unit), *export.schemas()]
        case RedirectsUnit():
            return redirect_pages.pages(site, unit.redirects)
        case HostRulesUnit():
            return [redirect_pages.rules(site, unit.redirects)]
        case AssetsUnit():
            return [Artifact(shop.theme.asset_path(name), data) for name, data in sorted(shop.theme.assets.items())]
    return []


def _feeds(
    shop: Shop, channel: feeds.Channel, newest_first: Iterable[tuple[Date, tuple[Section, ...]]]
) -> list[Artifact]:
    return feeds.feeds(shop.frame.site, channel, newest_first, shop.frame.feed_items, shop.feed_bytes)


def wordings(unit: Unit, digest_of: Callable[[Wording], Digest]) -> dict[str, tuple[Paper, ...]]:
    """Return what the papers of a unit said at each appearance, those that changed.

    Raises: Refusal, when it is not what was outlined.
    """
    if not isinstance(unit, DayUnit) or not unit.wordings:
        return {}
    said: dict[tuple[str, Wording], Paper] = {}
    for id_, wording in sorted(
        ((id_, wording) for id_, several in unit.wordings.items() for wording in several),
        key=lambda wanted: (wanted[1].path, wanted[1].line),  # each digest once
    ):
        paper = next((paper for paper in digest_of(wording).papers if paper.id == id_), None)
        if paper is None or parse.wording(paper) != wording.text:
            raise _changed(wording.path)
        said[id_, wording] = paper
    return {id_: tuple(said[id_, wording] for wording in several) for id_, several in unit.wordings.items()}


def piece(shop: Shop, day: Day, *, several: bool) -> bytes:
    """Make a day's piece of the export."""
    return export.piece(day.date, export.records(shop.frame.site, _sections(shop, day, several=several)))


class _Texts(NamedTuple):
    """What the index has of a day: of the papers whose newest day it is."""

    papers: list[postings.Paper]
    categories: list[list[str]]
    code: set[str]
    """Those whose abstract links code."""


def words(shop: Shop, day: Day) -> bytes:
    """Make a day's part of the index, by which related papers are found, too."""
    return _part(shop, day, _texts(shop, day))


def keep_words(shop: Shop, day: Day, key: str) -> bytes:
    """Make a day's part of the index and keep it, and while its texts are at hand, what the watch rules name in it."""
    texts = _texts(shop, day)
    part = _part(shop, day, texts)
    shop.memo.save_piece(key, part)
    if shop.rules and shop.memo.has_piece(key):
        _matches(shop, key, part, lambda: texts)
    return part


def matches(shop: Shop, day: Day, key: str) -> list[list[int]]:
    """Return the papers of a day that each watch rule names, given the key of the day's words."""
    return _matches(shop, key, shop.memo.piece(key) or words(shop, day), lambda: _texts(shop, day))


def _matches(shop: Shop, key: str, data: bytes | memoryview, texts: Callable[[], _Texts]) -> list[list[int]]:
    part = index.part(data)
    abstracts: dict[str, str] = {}

    def abstract(number: int) -> str:
        if not abstracts:
            abstracts.update((paper.id, paper.abstract) for paper in texts().papers)
        return abstracts[part.cards[number][0]]

    found = watch_rules.matches(shop.rules, part, abstract, _words(watch_rules.unstopped(_language(shop))))
    shop.memo.save_piece(watch_rules.key(key, shop.rules), msgspec.msgpack.encode(found))
    return found


def _part(shop: Shop, day: Day, texts: _Texts) -> bytes:
    return index.day(day.date, texts.papers, _words(_language(shop)), texts.categories, texts.code)


def _texts(shop: Shop, day: Day) -> _Texts:
    categories: dict[str, set[str]] = {}
    spellings: dict[str, str] = {}
    digests = [(outline, _digest(shop, outline)) for outline in day.digests]
    for outline, digest in digests:
        name = spellings.setdefault(permalinks.slug(outline.category), outline.category)
        for paper in digest.papers:
            categories.setdefault(paper.id, set()).add(name)
    texts = _Texts([], [], set())
    for id_, paper in join.whole(digest for _, digest in digests).items():
        elsewhere = [place for place in day.elsewhere.get(id_, ()) if place.date != day.date]
        if id_ not in day.carried and (not elsewhere or elsewhere[-1].date < day.date):
            names = sorted(categories[id_] | {place.category for place in elsewhere})
            abstract = arxiv.arxiv(paper.abstract)
            text = abstract.plain or show.brief_of(paper, shop.frame)
            texts.papers.append(postings.Paper(show.title_of(paper).plain, text, id_, " ".join(names)))
            texts.categories.append(names)
            if code_hosts.code(show.links_of(paper, abstract)):
                texts.code.add(id_)
    return texts


def month(shop: Shop, days: Sequence[tuple[Day, str]]) -> trends.Month:
    """Count a month's words, given its days with the keys of theirs."""
    parts = [index.part(shop.memo.piece(key) or words(shop, day)) for day, key in days]
    counts = [count_stems(len(part.cards), postings.unpack(part.postings)) for part in parts]
    titles = [title for part in parts for _, title in part.cards]
    return trends.month(days[0][0].date.replace(day=1), counts, titles, _words(_language(shop)))


def _sections(shop: Shop, day: Day, *, several: bool, only: Collection[str] | None = None) -> tuple[Section, ...]:
    digests = {(o.path, o.within): _digest(shop, o) for o in day.digests}
    return show.sections(day, digests, shop.frame, several=several, only=only)


def _digest(shop: Shop, outline: Outline) -> Digest:
    """Read a digest again. Raises: Refusal, when it is not the one that was outlined."""
    key, digest = _read_again(shop, outline.path, outline.within, outline.recipe)
    if key != outline.key:
        raise _changed(outline.path)
    return digest


def _other(shop: Shop, wording: Wording) -> Digest:
    """Read a digest of another day again, in whatever state it is. Raises: Refusal, when it is gone.

    A unit does not hold its key: of all that stands in it, a page shows one paper.
    """
    return _read_again(shop, wording.path, wording.within, wording.recipe)[1]


def _read_again(shop: Shop, path: str, within: int | str, recipe: Recipe | None) -> tuple[str, Digest]:
    """Return a digest with its key. Raises: Refusal, when it is gone."""
    state = read.state(shop.site, path)
    digests = _parsed(shop.site, path, shop.content.max_bytes, state, recipe, shop.plugged)
    if within not in digests:
        raise _changed(path)
    return digests[within]


def _changed(path: str) -> Refusal:
    return Refusal(Problem(Location(path), "changed while the site was being built", "build again"))


@lru_cache(maxsize=4)
def _parsed(
    site: Path,
    path: str,
    max_bytes: int,
    state: str,  # noqa: ARG001 - see below
    recipe: Recipe | None,
    plugged: Plugged | None,
) -> dict[int | str, tuple[str, Digest]]:
    """Parse a file's digests, with their keys. A file may hold many days; `state` tells its states apart."""
    source, _ = read.load(site, path, max_bytes)
    if source is None:
        return {}
    digests = parse.digests(source, plugged, recipe)[0]
    return {one.within: (parse.key(one, source.key, alone=len(digests) == 1), one) for one in digests}


def _language(shop: Shop) -> Language:
    return language(shop.search.languages, shop.search.stop_words)


@lru_cache(maxsize=2)
def _words(language: Language) -> Words:
    return Words(language)


@lru_cache(maxsize=1)
def _renderer(theme: Theme, site: Site, plugged: Plugged | None) -> Renderer:
    return render.Renderer(theme, site, plugged.filters if plugged else {})
