"""The workshop: orders in, files of the site out, made by one process or several.

A worker reads its days' files again and takes them from source to disk: no page travels through a pipe, and no more
than a day is in memory at a time. This module does not know what has to be made anew, and does not commit anything.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from sitegen import __version__
from sitegen.clock import Clock
from sitegen.fingerprint import key_of
from sitegen.manifest import File, Made
from sitegen.memo import Memo, Reading
from sitegen.model import (
    Artifact,
    AssetsUnit,
    Contents,
    Day,
    DayUnit,
    Digest,
    Document,
    ExportUnit,
    FeedUnit,
    FixedUnit,
    HomeUnit,
    Link,
    Listing,
    Outline,
    Unit,
)
from sitegen.problems import Location, Problem, Refusal
from sitegen.stages import export, feeds, parse, plan, read, render, signposts
from sitegen.views import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sitegen.config import Config, Content
    from sitegen.model import Date
    from sitegen.pool import Pool
    from sitegen.stages.write import Stager
    from sitegen.theme import Theme
    from sitegen.views import Page, Section

_PAPERS_PER_TASK = 250
_FILES_PER_TASK = 8
_FEW_PAPERS = 1_000


@dataclass(frozen=True)
class Shop:
    """What every worker has."""

    site: Path
    content: Content
    frame: plan.Frame
    feed_bytes: int
    theme: Theme
    stager: Stager
    memo: Memo


class Order(msgspec.Struct, frozen=True):
    """A unit to be made."""

    name: str
    unit: Unit
    key: str
    pieces: dict[str, str]
    """For the days of an export, and for a day: the key of its piece."""
    previous: dict[str, File]
    """The unit's files in the last build."""


class Delivery(msgspec.Struct, frozen=True):
    """A unit that was made."""

    name: str
    made: Made
    pages: int
    unchanged: int
    problems: tuple[Problem, ...]
    seconds: dict[str, float]


def frame(config: Config, documents: Iterable[Document]) -> plan.Frame:
    """Return what planning needs of the configuration and of the free pages."""
    menu = sorted((document.title, document.slug) for document in documents if document.menu)
    site = Site(
        title=config.title,
        description=config.description,
        language=config.language,
        url=config.base_url,
        root=config.root,
        menu=tuple(Link(f"{config.root}{slug}/", title) for title, slug in menu),
        paper_url=config.root + config.urls.paper[1:],
        search=config.search.enabled,
        generator=f"sitegen {__version__}",
    )
    return plan.Frame(site, config.urls.paper, config.markdown.html, config.feeds.items)


def read_page(site: Path, file: read.Found, content: Content) -> Reading:
    """Read the file of a free page."""
    source, problems = read.load(site, file.path, content.max_bytes)
    if source is None:
        return Reading(file.stamp, (), None, tuple(problems))
    document, faults = parse.document(source, f"{content.folder}/{read.PAGES}")
    return Reading(file.stamp, (), document, (*problems, *faults))


def read_digests(pool: Pool[Shop], files: Sequence[read.Found]) -> Iterator[dict[str, Reading]]:
    """Read files of digests, and yield some of their readings by path, in any order."""
    return pool.map(_read_digests, _batches(files), (list[read.Found], dict[str, Reading]))


def _read_digests(shop: Shop, files: list[read.Found]) -> dict[str, Reading]:
    """Read some files, and keep in outline what they hold."""
    readings = {}
    for file in files:
        source, problems = read.load(shop.site, file.path, shop.content.max_bytes)
        digests: list[Digest] = []
        if source:
            digests, faults = parse.digests(source)
            problems += faults
        contents = tuple(_contents(digest, source.key) for digest in digests if source)
        readings[file.path] = Reading(file.stamp, contents, None, tuple(problems))
    return readings


def _contents(digest: Digest, key: str) -> Contents:
    outline = Outline(digest.path, digest.line, key, digest.date, digest.category)
    papers = tuple([Listing(paper.id, paper.number, paper.line) for paper in digest.papers])
    return Contents(outline, papers, key_of(digest.date, digest.category, papers))


def _batches(files: Sequence[read.Found]) -> list[list[read.Found]]:
    return [list(files[n : n + _FILES_PER_TASK]) for n in range(0, len(files), _FILES_PER_TASK)]


def make(pool: Pool[Shop], orders: list[Order], progress: Callable[[int, int], None]) -> Iterator[Delivery]:
    """Have all units made.

    The export is put together of what the days leave in the memo: it comes last, unless so little is to be made that
    it had better make these days' pieces once more than wait.
    """
    export_last = [[order for order in orders if isinstance(order.unit, ExportUnit)]]
    tasks = _tasks([order for order in orders if not isinstance(order.unit, ExportUnit)])
    sizes = {order.name: order.unit.day.papers for order in orders if isinstance(order.unit, DayUnit)}
    everything, done = sum(sizes.values()), 0
    at_once = [export_last + tasks] if everything <= _FEW_PAPERS and pool.jobs > 1 else [tasks, export_last]
    for some in at_once:
        for deliveries in pool.map(_deliver, some, (list[Order], list[Delivery])):
            for delivery in deliveries:
                done += sizes.get(delivery.name, 0)
                progress(done, everything)
                yield delivery


def _tasks(orders: list[Order]) -> list[list[Order]]:
    """Put small units together, so that handing them over costs little; large days come first and alone."""
    weighed = sorted(orders, key=_weight, reverse=True)
    tasks: list[list[Order]] = []
    room = 0
    for order in weighed:
        if _weight(order) > room:
            tasks.append([])
            room = _PAPERS_PER_TASK
        tasks[-1].append(order)
        room -= _weight(order)
    return tasks


def _weight(order: Order) -> int:
    match order.unit:
        case DayUnit(day=day):
            return max(1, day.papers)
        case FeedUnit() | HomeUnit() | FixedUnit():
            return _PAPERS_PER_TASK
    return 4  # a page of lists


def _deliver(shop: Shop, orders: list[Order]) -> list[Delivery]:
    return [_make_unit(shop, order) for order in orders]


def _make_unit(shop: Shop, order: Order) -> Delivery:
    """Take one unit from its sources to staged files, each page while it is at hand: a day's are megabytes."""
    clock, unit = Clock(), order.unit
    try:
        parts = {day.date: _sections(shop, day, several=several) for day, several in _days(unit)}
        clock.lap("make: parse and prose")
        data = _files(shop, order, parts)
        clock.lap("make: feeds and data")
        pages = _Pages(shop, plan.pages(unit, parts, shop.frame), clock)
        staged = shop.stager.put(chain(pages, data), order.previous)
        clock.lap("make: write")
    except Refusal as refusal:
        return Delivery(order.name, Made.of(order.key, {}), 0, 0, refusal.problems, clock.seconds)
    made = Made.of(order.key, staged.files)
    problems = (*staged.problems, *pages.faults.values())
    return Delivery(order.name, made, pages.count, staged.unchanged, problems, clock.seconds)


def _days(unit: Unit) -> list[tuple[Day, bool]]:
    """Return the days whose papers a unit shows, and whether their categories are to be linked."""
    match unit:
        case DayUnit():
            return [(unit.day, unit.several)]
        case HomeUnit(newest=Day() as newest):
            return [(newest, bool(unit.categories))]
        case FeedUnit():
            return [(day, unit.several) for day in unit.days]
    return []


class _Pages:
    """Pages as they are rendered; of each template, the first fault: the other pages would say the same."""

    def __init__(self, shop: Shop, pages: Iterator[Page], clock: Clock) -> None:
        self.count = 0
        self.faults: dict[str, Problem] = {}
        self._draw = _renderer(shop.theme, shop.frame.site)
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


def _files(shop: Shop, order: Order, parts: Mapping[Date, tuple[Section, ...]]) -> list[Artifact]:
    """Make what a unit holds beside pages."""
    site, unit = shop.frame.site, order.unit
    match unit:
        case DayUnit(day=day):
            papers = export.records(site, parts[day.date])
            shop.memo.save_piece(order.pieces[str(day.date)], export.piece(day.date, papers))
            return [export.day_data(site, day.date, papers)]
        case FeedUnit():
            newest_first = [(day.date, parts[day.date]) for day in unit.days]
            return feeds.feeds(site, unit.category, newest_first, shop.frame.feed_items, shop.feed_bytes)
        case FixedUnit():
            return signposts.signposts(site, unit)
        case AssetsUnit():
            return [Artifact(shop.theme.asset_path(name), data) for name, data in sorted(shop.theme.assets.items())]
        case ExportUnit():
            return [export.joined(_export(shop, unit, order.pieces))]
    return []


def _export(shop: Shop, unit: ExportUnit, keys: Mapping[str, str]) -> Iterator[bytes | memoryview]:
    """Yield the export day by day; what the memo has lost is made again."""
    for day in unit.days:
        key = keys[str(day.date)]
        remembered = shop.memo.piece(key)
        if remembered is None:
            papers = export.records(shop.frame.site, _sections(shop, day, several=unit.several))
            made = export.piece(day.date, papers)
            shop.memo.save_piece(key, made)
        yield made if remembered is None else remembered


def _sections(shop: Shop, day: Day, *, several: bool) -> tuple[Section, ...]:
    digests = {(o.path, o.line): _digest(shop.site, shop.content.max_bytes, o) for o in day.digests}
    return plan.sections(day, digests, shop.frame, several=several)


def _digest(site: Path, max_bytes: int, outline: Outline) -> Digest:
    """Read a digest again. Raises: Refusal, when its file is not the one that was outlined."""
    key, digests = _parsed(site, outline.path, max_bytes, outline.key)
    if key != outline.key:
        raise Refusal(Problem(Location(outline.path), "changed while the site was being built", "build again"))
    return digests[outline.line]


@lru_cache(maxsize=4)
def _parsed(site: Path, path: str, max_bytes: int, key: str) -> tuple[str, dict[int, Digest]]:  # noqa: ARG001 - see below
    """Parse a file's digests by line. A file may hold many days; `key` is in the arguments to tell its states apart."""
    source, _ = read.load(site, path, max_bytes)
    if source is None:
        return "", {}
    return source.key, {digest.line: digest for digest in parse.digests(source)[0]}


@lru_cache(maxsize=1)
def _renderer(theme: Theme, site: Site) -> Callable[[Page], Artifact | Problem]:
    return render.renderer(theme, site)
