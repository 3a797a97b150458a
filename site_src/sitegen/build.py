"""Build: a site's folder in, the site out. The only module that knows the order of the stages.

    scan ─ read ─ parse ─┐ (workers, a file a task)
                         ├─ gather ─ plan.units ─┐ (here, over outlines)
                         │                       ├─ plan.pages ─ render ─ stage (workers, some days a task)
                         └───────────────────────┴─ commit

A worker reads its days' files again and takes them from source to disk: no page travels through a pipe. A unit whose
key is that of the last build, and whose files still stand, is not made at all; a clean build is the same path with
nothing to reuse.
"""

from __future__ import annotations

import hashlib
import platform
import time
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen import __version__
from sitegen import theme as themes
from sitegen.manifest import File, Made
from sitegen.memo import Memo, Reading
from sitegen.model import (
    ArchiveUnit,
    Artifact,
    AssetsUnit,
    CategoryUnit,
    Day,
    DayUnit,
    Digest,
    Document,
    DocumentUnit,
    ExportUnit,
    FeedUnit,
    FixedUnit,
    HomeUnit,
    Link,
    Listing,
    MonthUnit,
    NotFoundUnit,
    Outline,
    Unit,
    YearUnit,
)
from sitegen.pool import Pool
from sitegen.problems import Location, Problem, Refusal, Severity
from sitegen.stages import export, feeds, gather, parse, plan, read, render, signposts
from sitegen.views import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sitegen.config import Config, Content
    from sitegen.model import Date
    from sitegen.stages.write import Sink, Stager
    from sitegen.theme import Theme
    from sitegen.views import Page, Section

LIBRARIES = ("jinja2", "markdown-it-py", "markupsafe", "math-core", "mdit-py-plugins", "msgspec", "pygments", "pyyaml")
"""Those whose version can show in a page."""

TEMPLATES: dict[type, str] = {
    DayUnit: "day.html paper.html",
    MonthUnit: "month.html",
    YearUnit: "year.html",
    ArchiveUnit: "archive.html",
    HomeUnit: "home.html",
    CategoryUnit: "category.html",
    DocumentUnit: "document.html",
    NotFoundUnit: "404.html",
}
_PAPERS_PER_TASK = 250
_FILES_PER_TASK = 8
_NAMED = 5
"""Lost pages that a warning names one by one."""


class Report(msgspec.Struct, frozen=True):
    """What a build did."""

    days: int
    papers: int
    """Different papers in the archive."""
    read: int
    """Content files that were read; the others had not changed."""
    made: int
    """Units of the site that were made; the others were kept."""
    pages: int
    """Pages that were rendered."""
    written: int
    unchanged: int
    removed: int
    problems: tuple[Problem, ...]
    """In the order of their places."""
    committed: bool
    """Whether the site is now that of this build; otherwise it is as it was before."""
    seconds: dict[str, float]
    """Time by stage, in seconds; for workers, summed over all of them."""

    @property
    def errors(self) -> int:
        """Number of problems that are errors."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


@dataclass(frozen=True)
class _Shop:
    """What every worker has."""

    site: Path
    content: Content
    frame: plan.Frame
    feed_bytes: int
    theme: Theme
    stager: Stager
    memo: Memo


class _Order(msgspec.Struct, frozen=True):
    """A unit to be made."""

    name: str
    unit: Unit
    key: str
    pieces: dict[str, str]
    """For the days of an export, and for a day: the key of its piece."""
    previous: dict[str, File]
    """The unit's files in the last build."""


class _Delivery(msgspec.Struct, frozen=True):
    """A unit that was made."""

    name: str
    made: Made
    pages: int
    unchanged: int
    problems: tuple[Problem, ...]
    seconds: dict[str, float]


def build(
    site: Path,
    config: Config,
    sink: Sink,
    memo: Memo,
    *,
    jobs: int = 1,
    strict: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Report:
    """Build the site in the folder `site` into an open sink.

    Content that cannot be read is left out and reported; the rest of the site is made. Nothing is committed when no
    content is found where problems are, when a template fails, when two pages want one place, or, under `strict`, when
    there is any problem at all.
    `progress` is called with the number of papers that are done and of all that are to be done.

    Raises:
        Refusal: the theme is faulty, or the sink cannot take the site.

    """
    clock = _Clock()
    code = code_key()
    theme = themes.load(site, config.theme.name, config.theme.options)
    found, problems = read.scan(site, config.content.folder)
    reading_key = _key(code, config.content)
    remembered = memo.readings(reading_key)
    readings = {f.path: r for f in found if (r := remembered.get(f.path)) and r.stamp == f.stamp}
    new = [file for file in found if file.path not in readings]
    unseen = bool(problems) and not found  # a folder that is missing or out of reach must not empty the site
    clock.lap("scan")

    for file in new:
        if file.page:  # few, and the navigation names them: no page can be made before they are read
            readings[file.path] = _read_page(site, file, config.content)
    documents = [reading.document for reading in readings.values() if reading.document]
    shop = _Shop(site, config.content, _frame(config, documents), config.feeds.max_bytes, theme, sink.stager, memo)
    with Pool(jobs, shop) as pool:
        for batch in pool.map(_read_digests, _batches([file for file in new if not file.page])):
            readings |= batch
        clock.lap("read")

        outlines = [outline for _, reading in sorted(readings.items()) for outline in reading.outlines]
        archive, doubles = gather.gather(outlines)
        clashes = plan.clashes(archive, documents, config.urls.paper)
        units = plan.units(archive, documents, theme.assets_key, config.feeds.items, config.urls.paper)
        clock.lap("plan")

        wanted = [] if clashes else _orders(code, shop, units)
        made, orders = _kept(wanted, sink)
        clock.lap("compare")

        deliveries = list(_make(pool, orders, progress))
        clock.lap("make")

    made |= {delivery.name: delivery.made for delivery in deliveries}
    failures = clashes + [problem for delivery in deliveries for problem in delivery.problems]
    problems += [problem for reading in readings.values() for problem in reading.problems]
    problems += [*doubles, *sink.warnings, *failures]
    if not failures and not unseen:
        problems += _lost_pages(sink.manifest.units, made, config.output.folder)
    counts = None
    if not failures and not unseen and not (strict and problems):
        counts = sink.commit({name: made[name] for name in sorted(made)})
        memo.save_readings(reading_key, dict(sorted(readings.items())))
        memo.keep_pieces({piece for order in wanted for piece in order.pieces.values()})
    clock.lap("commit")
    for delivery in deliveries:
        clock.add(delivery.seconds)
    return Report(
        days=len(archive.days),
        papers=archive.papers,
        read=len(new),
        made=len(orders),
        pages=sum(delivery.pages for delivery in deliveries),
        written=counts.written if counts else 0,
        unchanged=counts.unchanged if counts else 0,
        removed=counts.removed if counts else 0,
        problems=tuple(sorted(problems, key=lambda problem: (problem.location, problem.message))),
        committed=counts is not None,
        seconds=clock.seconds,
    )


@lru_cache(maxsize=1)
def code_key() -> str:
    """Return a key of everything but its input that decides what a build makes: our sources and the libraries."""
    package = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    versions = [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    digest.update(repr([platform.python_version_tuple()[:2], versions]).encode())
    return digest.hexdigest()


def _orders(code: str, shop: _Shop, units: Mapping[str, Unit]) -> list[_Order]:
    """Give each unit its key: of all that decides its bytes."""
    closures = {kind: [shop.theme.closure(name) for name in names.split()] for kind, names in TEMPLATES.items()}
    all_pieces = {
        str(unit.day.date): _key(code, shop.frame, unit) for unit in units.values() if isinstance(unit, DayUnit)
    }
    orders = []
    for name, unit in units.items():
        match unit:
            case DayUnit(day=day):
                pieces = {str(day.date): all_pieces[str(day.date)]}
            case ExportUnit():
                pieces = all_pieces
            case _:
                pieces = {}
        key = _key(code, shop.frame, shop.feed_bytes, closures.get(type(unit), []), unit)
        orders.append(_Order(name, unit, key, pieces, {}))
    return orders


def _kept(orders: list[_Order], sink: Sink) -> tuple[dict[str, Made], list[_Order]]:
    """Part the units that the last build made with the same key, and that still stand, from those to be made."""
    kept: dict[str, Made] = {}
    left = []
    for order in orders:
        old = sink.manifest.units.get(order.name)
        if old and old.key == order.key and sink.intact(old):
            kept[order.name] = old
        else:
            left.append(msgspec.structs.replace(order, previous=old.files) if old else order)
    return kept, left


def _key(*parts: object) -> str:
    return hashlib.blake2b(msgspec.msgpack.encode(parts), digest_size=16).hexdigest()


class _Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.add({stage: now - self._last})
        self._last = now

    def add(self, seconds: Mapping[str, float]) -> None:
        for stage, value in seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + value


def _frame(config: Config, documents: Iterable[Document]) -> plan.Frame:
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


def _read_page(site: Path, file: read.Found, content: Content) -> Reading:
    source, problems = read.load(site, file.path, content.max_bytes)
    if source is None:
        return Reading(file.stamp, (), None, tuple(problems))
    document, faults = parse.document(source, f"{content.folder}/{read.PAGES}")
    return Reading(file.stamp, (), document, (*problems, *faults))


def _read_digests(shop: _Shop, files: list[read.Found]) -> dict[str, Reading]:
    """Read some files, and keep in outline what they hold."""
    readings = {}
    for file in files:
        source, problems = read.load(shop.site, file.path, shop.content.max_bytes)
        digests: list[Digest] = []
        if source:
            digests, faults = parse.digests(source)
            problems += faults
        outlines = tuple(
            Outline(
                d.path, d.line, source.key, d.date, d.category, tuple(Listing(p.id, p.number, p.line) for p in d.papers)
            )
            for d in digests
            if source
        )
        readings[file.path] = Reading(file.stamp, outlines, None, tuple(problems))
    return readings


def _batches(files: Sequence[read.Found]) -> list[list[read.Found]]:
    return [list(files[n : n + _FILES_PER_TASK]) for n in range(0, len(files), _FILES_PER_TASK)]


def _make(pool: Pool[_Shop], orders: list[_Order], progress: Callable[[int, int], None]) -> Iterator[_Delivery]:
    """Have all units made; the export last, since it is put together of what the days left in the memo."""
    last = [order for order in orders if isinstance(order.unit, ExportUnit)]
    tasks = _tasks([order for order in orders if not isinstance(order.unit, ExportUnit)])
    sizes = {order.name: order.unit.day.papers for order in orders if isinstance(order.unit, DayUnit)}
    everything, done = sum(sizes.values()), 0
    for task in (tasks, [last]):
        for deliveries in pool.map(_deliver, task):
            for delivery in deliveries:
                done += sizes.get(delivery.name, 0)
                progress(done, everything)
                yield delivery


def _tasks(orders: list[_Order]) -> list[list[_Order]]:
    """Put small units together, so that handing them over costs little; large days come first and alone."""
    weighed = sorted(orders, key=_weight, reverse=True)
    tasks: list[list[_Order]] = []
    room = 0
    for order in weighed:
        if _weight(order) > room:
            tasks.append([])
            room = _PAPERS_PER_TASK
        tasks[-1].append(order)
        room -= _weight(order)
    return tasks


def _weight(order: _Order) -> int:
    match order.unit:
        case DayUnit(day=day):
            return max(1, day.papers)
        case FeedUnit() | HomeUnit() | FixedUnit():
            return _PAPERS_PER_TASK
    return 4  # a page of lists


def _deliver(shop: _Shop, orders: list[_Order]) -> list[_Delivery]:
    return [_make_unit(shop, order) for order in orders]


def _make_unit(shop: _Shop, order: _Order) -> _Delivery:
    """Take one unit from its sources to staged files."""
    clock, unit = _Clock(), order.unit
    try:
        parts = {day.date: _sections(shop, day, several=several) for day, several in _days(unit)}
        clock.lap("make: parse and prose")
        artifacts, pages = _pages(shop, plan.pages(unit, parts, shop.frame))
        clock.lap("make: render")
        artifacts += _files(shop, order, parts)
        clock.lap("make: feeds and data")
    except Refusal as refusal:
        return _Delivery(order.name, Made(order.key, {}), 0, 0, refusal.problems, clock.seconds)
    staged = shop.stager.put(artifacts, order.previous)
    clock.lap("make: write")
    return _Delivery(order.name, Made(order.key, staged.files), pages, staged.unchanged, staged.problems, clock.seconds)


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


def _pages(shop: _Shop, pages: Iterable[Page]) -> tuple[list[Artifact], int]:
    """Render pages. Raises: Refusal, with each template's first fault: the other pages would say the same."""
    draw = _renderer(shop.theme, shop.frame.site)
    artifacts: list[Artifact] = []
    faults: dict[str, Problem] = {}
    for page in pages:
        result = draw(page)
        if isinstance(result, Problem):
            faults.setdefault(page.template, result)
        else:
            artifacts.append(result)
    if faults:
        raise Refusal(*faults.values())
    return artifacts, len(artifacts)


def _files(shop: _Shop, order: _Order, parts: Mapping[Date, tuple[Section, ...]]) -> list[Artifact]:
    """Make what a unit holds beside pages."""
    site, unit = shop.frame.site, order.unit
    match unit:
        case DayUnit(day=day):
            shop.memo.save_piece(order.pieces[str(day.date)], export.piece(site, day.date, parts[day.date]))
            return [export.day_data(site, day.date, parts[day.date])]
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


def _export(shop: _Shop, unit: ExportUnit, keys: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the export day by day; what the memo has lost is made again."""
    for day in unit.days:
        piece = shop.memo.piece(keys[str(day.date)])
        if piece is None:
            piece = export.piece(shop.frame.site, day.date, _sections(shop, day, several=unit.several))
            shop.memo.save_piece(keys[str(day.date)], piece)
        yield piece


def _sections(shop: _Shop, day: Day, *, several: bool) -> tuple[Section, ...]:
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


def _lost_pages(old: Mapping[str, Made], new: Mapping[str, Made], output: str) -> list[Problem]:
    """Warn of days and papers whose published pages would go: somebody may have linked to them."""
    still = {path for made in new.values() for path in made.files}
    lost = sorted(
        path.removesuffix("index.html")
        for name, made in old.items()
        if name.startswith("day/")
        for path in made.files
        if path not in still and path.endswith("/index.html")
    )
    if not lost:
        return []
    named = ", ".join(f"/{path}" for path in lost[:_NAMED]) + (", ..." if len(lost) > _NAMED else "")
    message = f"{len(lost)} published page{'' if len(lost) == 1 else 's'} would be gone: {named}"
    hint = "bring the digest back if that was not meant; without `--strict` the pages are removed"
    return [Problem(Location(output), message, hint, severity=Severity.WARNING)]
