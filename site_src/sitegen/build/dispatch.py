"""Work in, results out: what is to be read and made goes to workers, in tasks of a fair size, and comes back.

This module does not know what has to be made anew, or how anything is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen import __version__
from sitegen.build.cache import Reading
from sitegen.build.orders import Delivery, Order
from sitegen.content import parse, read, recipes
from sitegen.files import data
from sitegen.hashing import key_of
from sitegen.model import (
    Contents,
    Day,
    DayUnit,
    ExportUnit,
    FeedUnit,
    FileUnit,
    FixedUnit,
    FoldedUnit,
    HomeUnit,
    IndexUnit,
    Link,
    Listing,
    Outline,
    Recipe,
    RedirectsUnit,
    RuleFeedsUnit,
)
from sitegen.output.manifest import Made
from sitegen.pages.views import Frame, Site
from sitegen.problems import Problem, Refusal
from sitegen.search import words
from sitegen.timing import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from sitegen.build.orders import Shop
    from sitegen.config import Config, Content, Digests
    from sitegen.model import Digest, Document, Source
    from sitegen.plugins import Plugged
    from sitegen.workers import Pool

_PAPERS_PER_TASK = 250
_FILES_PER_TASK = 8


def frame(config: Config, documents: Iterable[Document], *, search: bool, saved: bool, watch: bool) -> Frame:
    """Return what planning needs of the configuration, of the free pages, and of the theme: what it has of its own."""
    menu = sorted((document.title, document.slug) for document in documents if document.menu and document.slug)
    site = Site(
        title=config.title,
        description=config.description,
        language=config.language,
        url=config.base_url,
        root=config.root,
        menu=tuple(Link(f"{config.root}{slug}/", title) for title, slug in menu),
        paper_url=config.root + config.urls.paper[1:],
        search=search,
        saved=saved,
        folded=bool(config.papers.fold_after),
        watch=watch,
        generator=f"sitegen {__version__}",
    )
    return Frame(site, config.urls.paper, config.markdown.html, config.feeds.items)


def read_file(
    site: Path,
    file: read.Found,
    content: Content,
    plugged: Plugged | None = None,
    recipe: Recipe | None = None,
    taught: Sequence[Digests] = (),
) -> Reading:
    """Read a content file, and keep in outline what it holds."""
    return reading_of(file, *read.load(site, file.path, content.max_bytes), content, plugged, recipe, taught)


class Wanted(msgspec.Struct, frozen=True):
    """A file of digests that is to be read."""

    file: read.Found
    recipe: Recipe | None = None
    """How, when the files beside it have decided that."""


def read_digests(pool: Pool[Shop], files: Sequence[Wanted]) -> Iterator[dict[str, Reading]]:
    """Read files of digests, and yield some of their readings by path, in any order."""
    batches = _batches(files)
    if len(batches) == 1:  # the workers may have better to do, see `prepare`
        return iter([_read_digests(pool.context, batches[0])])
    return pool.map(_read_digests, batches, (list[Wanted], dict[str, Reading]))


def _read_digests(shop: Shop, files: list[Wanted]) -> dict[str, Reading]:
    plugged = shop.plugged
    return {
        one.file.path: read_file(shop.site, one.file, shop.content, plugged, one.recipe, shop.taught) for one in files
    }


def reading_of(
    file: read.Found,
    source: Source | None,
    problems: Iterable[Problem],
    content: Content,
    plugged: Plugged | None = None,
    recipe: Recipe | None = None,
    taught: Sequence[Digests] = (),
) -> Reading:
    """Keep in outline what a file holds, given what `read.load` made of it."""
    if source is None:
        return Reading(file.stamp, "", (), None, tuple(problems))
    if file.page:
        document, faults = parse.document(source, f"{content.prefix}{read.PAGES}")
        return Reading(file.stamp, source.key, (), document, (*problems, *faults))
    found = read_source(source, content, plugged, recipe, taught)
    contents = tuple(_contents(one, source.key, alone=len(found.digests) == 1) for one in found.digests)
    how = next((one.recipe for one in found.digests), recipe)
    return Reading(file.stamp, source.key, contents, None, (*problems, *found.problems), found.evidence, how)


def read_source(
    source: Source,
    content: Content,
    plugged: Plugged | None = None,
    recipe: Recipe | None = None,
    taught: Sequence[Digests] = (),
) -> parse.Read:
    """Read the digests of a file in full; `taught` is the option `digests`."""
    return parse.read(source, plugged, recipe, recipes.entry_of(source.path.removeprefix(content.prefix), taught))


def _contents(digest: Digest, key: str, *, alone: bool) -> Contents:
    """Outline a digest; `key` is that of its source, and `alone` whether no other digest stands there."""
    outline = Outline(
        digest.path,
        0 if digest.name else digest.line,
        parse.key(digest, key, alone=alone),
        digest.date,
        digest.category,
        digest.name,
        digest.topic,
        digest.precision,
        digest.recipe,
    )
    papers = tuple([Listing(paper.id, paper.number, paper.line) for paper in digest.papers])
    unspaced = sum(words.unspaced(paper.title + paper.abstract) for paper in digest.papers)
    wordings = b"".join([parse.wording(paper) for paper in digest.papers])
    key = key_of(outline.date, outline.category, outline.topic, [paper.id for paper in papers])
    return Contents(
        outline,
        papers,
        key,
        unspaced,
        wordings,
        last=digest.last,
        headings=digest.headings,
        introduced=bool(digest.introduction.strip()),
        line=digest.line if digest.name else 0,
        fullness=tuple([parse.fullness(paper) for paper in digest.papers]) if digest.recipe else (),
        series=digest.series,
    )


def _batches(files: Sequence[Wanted]) -> list[list[Wanted]]:
    return [list(files[n : n + _FILES_PER_TASK]) for n in range(0, len(files), _FILES_PER_TASK)]


def make(pool: Pool[Shop], orders: list[Order], progress: Callable[[int, int], None]) -> Iterator[Delivery]:
    """Have all units made, by the workers; what is made of the whole archive, of what days leave in the memo."""
    shop = pool.context
    exports = [order for order in orders if isinstance(order.unit, ExportUnit)]
    tasks = _tasks([order for order in orders if not isinstance(order.unit, ExportUnit | IndexUnit | FileUnit)])
    sizes = {order.name: _papers(order) for order in orders if isinstance(order.unit, DayUnit)}
    everything, done = sum(sizes.values()), 0
    results = pool.map(_deliver, tasks, (list[Order], list[Delivery]))
    pieces = {key: shop.memo.piece(key) for order in exports for key in order.pieces.values()}
    for deliveries in results:
        for delivery in deliveries:
            done += sizes.get(delivery.name, 0)
            progress(done, everything)
            yield delivery
    for order in exports:
        yield _exported(pool, order, pieces)
    yield from pool.map(_file, [order for order in orders if isinstance(order.unit, FileUnit)], (Order, Delivery))
    for order in orders:
        if isinstance(order.unit, IndexUnit):
            from sitegen.build.jobs import search_index  # noqa: PLC0415 - most builds that change little have no need of it

            yield search_index.make(pool, order)


def _exported(pool: Pool[Shop], order: Order, pieces: dict[str, memoryview | None]) -> Delivery:
    """Put the export together of its pieces; what the memo has lost is made again."""
    clock, shop, unit = Clock(), pool.context, order.unit
    assert isinstance(unit, ExportUnit)  # noqa: S101 - for the types
    keys = {day.date: order.pieces[f"export/{day.date}"] for day in unit.days}
    parts = {key: pieces[key] or shop.memo.piece(key) for key in keys.values()}  # a worker may have made it meanwhile
    lost = [_Piece(day, unit.several, keys[day.date]) for day in unit.days if parts[keys[day.date]] is None]
    problems: list[Problem] = []
    for key, made, faults in pool.map(_piece, lost, (_Piece, tuple[str, bytes, tuple[Problem, ...]])):
        parts[key] = memoryview(made)
        problems += faults
    if problems:
        return Delivery(order.name, Made.of(order.key, {}), 0, 0, tuple(problems), clock.seconds)
    clock.lap("make: feeds and data")
    staged = shop.stager.put([data.joined(parts[key] or b"" for key in keys.values())], order.previous)
    clock.lap("make: write")
    made_of = Made.of(order.key, staged.files)
    return Delivery(order.name, made_of, 0, staged.unchanged, staged.problems, clock.seconds)


class _Piece(msgspec.Struct, frozen=True):
    """A day's piece of the export, to be made."""

    day: Day
    several: bool
    key: str


def _piece(shop: Shop, wanted: _Piece) -> tuple[str, bytes, tuple[Problem, ...]]:
    from sitegen.build import worker  # noqa: PLC0415 - see `_deliver`

    try:
        made = worker.piece(shop, wanted.day, several=wanted.several)
    except Refusal as refusal:
        return wanted.key, b"", refusal.problems
    shop.memo.save_piece(wanted.key, made)
    return wanted.key, made, ()


def _file(shop: Shop, order: Order) -> Delivery:
    from sitegen.build import worker  # noqa: PLC0415 - see `_deliver`

    return worker.make_file(shop, order)


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
        case DayUnit():
            return max(1, _papers(order))
        case FeedUnit() | RuleFeedsUnit() | HomeUnit() | FixedUnit() | FoldedUnit():
            return _PAPERS_PER_TASK
        case RedirectsUnit(redirects=several):
            return 1 + len(several) // 8  # they are small, and made of nothing
    return 4  # a page of lists


def _papers(order: Order) -> int:
    """Return how many papers of a day are to be taken up."""
    if order.part and not order.part.day:
        return len(order.part.papers)
    return order.unit.day.papers if isinstance(order.unit, DayUnit) else 0


def prepare(pool: Pool[Shop]) -> None:
    """Let the workers load what they will need, while the build goes on to find out what that is."""
    pool.start(_prepare)


def _prepare(shop: Shop) -> None:
    from sitegen.build import worker  # noqa: PLC0415 - see `_deliver`

    worker.prepare(shop)


def _deliver(shop: Shop, orders: list[Order]) -> list[Delivery]:
    from sitegen.build import worker  # noqa: PLC0415 - the build itself has no need of it

    return [worker.make_unit(shop, order) for order in orders]
