"""Build: a site's folder in, the site out. The only module that knows the order of the stages.

    scan ─ read ─ parse ─┐ (workers, a file a task)
                         ├─ gather ─ plan.units ─┐ (here, over outlines)
                         │                       ├─ plan.pages ─ render ─ stage (workers, some days a task)
                         └───────────────────────┴─ commit

A unit whose key is that of the last build, and whose files still stand, is not made at all; a clean build is the same
path with nothing to reuse. When nothing has changed since the last build, there is nothing to be planned either.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen import theme as themes
from sitegen.clock import Clock
from sitegen.fingerprint import key_of
from sitegen.manifest import Manifest
from sitegen.model import (
    ArchiveUnit,
    CategoryUnit,
    DayUnit,
    DocumentUnit,
    ExportUnit,
    FixedUnit,
    HomeUnit,
    IndexUnit,
    MonthUnit,
    NotFoundUnit,
    SearchUnit,
    Unit,
    YearUnit,
)
from sitegen.problems import Location, Problem, Severity
from sitegen.stages import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sitegen.config import Config
    from sitegen.manifest import Made
    from sitegen.memo import Memo
    from sitegen.model import Contents, Date
    from sitegen.orders import Order, Shop
    from sitegen.stages.write import Sink

LIBRARIES = (
    "deflate",
    "jinja2",
    "lunr",
    "markdown-it-py",
    "markupsafe",
    "math-core",
    "mdit-py-plugins",
    "msgspec",
    "numpy",
    "pygments",
    "pyyaml",
    "rjsmin",
)
"""Those whose version can show in a page."""

TEMPLATES: dict[type, str] = {
    DayUnit: "day.html paper.html",
    MonthUnit: "month.html",
    YearUnit: "year.html",
    ArchiveUnit: "archive.html",
    HomeUnit: "home.html",
    CategoryUnit: "category.html",
    DocumentUnit: "document.html",
    SearchUnit: "search.html",
    NotFoundUnit: "404.html",
}
_UNSPACED = 0.02
"""The share of papers in a script without blanks that a build warns of: a few foreign titles are nothing."""
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


class _Outcome(msgspec.Struct, frozen=True):
    """What a build came to, for the next to see whether anything has changed."""

    inputs: str
    """Key of all that it was made of."""
    site: str
    """Key of what it made."""
    report: Report
    """With the problems that last until somebody mends them."""


def build(  # noqa: PLR0915 - the order of the stages, in one place
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
    clock = Clock()
    code = code_key()
    theme = themes.load(site, config.theme.name, config.theme.options)
    found, problems = read.scan(site, config.content.folder)
    inputs = key_of(code, config, theme.key, found, problems)
    clock.lap("scan")
    if report := _unchanged(inputs, sink, memo, clock, strict=strict):
        return report

    # What follows is imported here: a build that has nothing to do would spend most of its time on that.
    from sitegen import dispatch  # noqa: PLC0415
    from sitegen.orders import Shop  # noqa: PLC0415
    from sitegen.pool import Pool  # noqa: PLC0415
    from sitegen.stages import gather, plan  # noqa: PLC0415

    reading_key = key_of(code, config.content)
    remembered = memo.readings(reading_key)
    readings = {f.path: r for f in found if (r := remembered.get(f.path)) and r.stamp == f.stamp}
    new = [file for file in found if file.path not in readings]
    unseen = bool(problems) and not found  # a folder that is missing or out of reach must not empty the site

    for file in new:
        if file.page:  # few, and the navigation names them: no page can be made before they are read
            readings[file.path] = dispatch.read_page(site, file, config.content)
    documents = [reading.document for reading in readings.values() if reading.document]
    searchable = config.search.enabled and theme.search
    search = msgspec.structs.replace(config.search, languages=config.search.languages or (config.language,))
    frame = dispatch.frame(config, documents, search=searchable)
    shop = Shop(site, config.content, frame, config.feeds.max_bytes, search, theme, sink.stager, memo)
    with Pool(jobs, shop) as pool:
        dispatch.prepare(pool)
        for some in dispatch.read_digests(pool, [file for file in new if not file.page]):
            readings |= some
        readings = dict(sorted(readings.items()))
        clock.lap("read")

        contents = [digest for reading in readings.values() for digest in reading.digests]
        archive, doubles = gather.gather(contents)
        clashes = plan.clashes(archive, documents, config.urls.paper)
        units = plan.units(archive, documents, theme.assets_key, config.feeds.items, search=searchable)
        clock.lap("plan")

        wanted = [] if clashes else _orders(code, shop, units)
        made, orders = _kept(wanted, sink)
        pages = lambda categories: plan.addresses(archive, documents, categories, config.urls.paper)  # noqa: E731
        orders = [_addressed(order, pages) for order in orders]
        clock.lap("compare")

        deliveries = list(dispatch.make(pool, orders, progress))
        clock.lap("make")

    made |= {delivery.name: delivery.made for delivery in deliveries}
    failures = clashes + [problem for delivery in deliveries for problem in delivery.problems]
    problems += [problem for reading in readings.values() for problem in reading.problems] + doubles
    problems += _unsearchable(contents, search.languages, config.content.folder) if searchable else []
    lasting = _in_order(problems)
    problems += [*sink.warnings, *failures]
    if not failures and not unseen:
        problems += _lost_pages(sink.manifest.units, made, config.output.folder)
    report = Report(
        days=len(archive.days),
        papers=archive.papers,
        read=len(new),
        made=len(orders),
        pages=sum(delivery.pages for delivery in deliveries),
        written=0,
        unchanged=0,
        removed=0,
        problems=_in_order(problems),
        committed=False,
        seconds=clock.seconds,
    )
    if not failures and not unseen and not (strict and problems):
        site_made = Manifest({name: made[name] for name in sorted(made)})
        counts = sink.commit(site_made.units)
        if readings != remembered:
            memo.save_readings(reading_key, readings)
        memo.keep_pieces({piece for order in wanted for piece in order.pieces.values()})
        changes = {name: getattr(counts, name) for name in ("written", "unchanged", "removed")}
        report = msgspec.structs.replace(report, committed=True, **changes)
        outcome = _Outcome(inputs, site_made.key, msgspec.structs.replace(report, problems=lasting))
        memo.save_outcome(msgspec.msgpack.encode(outcome))
    clock.lap("commit")
    for delivery in deliveries:
        clock.add(delivery.seconds)
    return report


def _unchanged(inputs: str, sink: Sink, memo: Memo, clock: Clock, *, strict: bool) -> Report | None:
    """Report that there is nothing to do, if the site is what the last build made of the same, and stands."""
    try:
        last = msgspec.msgpack.decode(memo.outcome() or b"", type=_Outcome)
    except msgspec.MsgspecError:
        return None
    units = sink.manifest.units
    if last.inputs != inputs or last.site != sink.manifest.key or (strict and last.report.problems):
        return None
    if not all(sink.intact(name) for name in units):
        return None
    clock.lap("compare")
    counts = sink.commit(units)
    clock.lap("commit")
    return msgspec.structs.replace(
        last.report, read=0, made=0, pages=0, written=0, unchanged=counts.unchanged, removed=0, seconds=clock.seconds
    )


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.location, problem.message)))


@lru_cache(maxsize=1)
def code_key() -> str:
    """Return a key of everything but its input that decides what a build makes: our sources and the libraries."""
    package = Path(__file__).parent
    sources = {path.relative_to(package).as_posix(): path.read_bytes() for path in sorted(package.rglob("*.py"))}
    return key_of(sources, sys.version_info[:2], _versions())


def _versions() -> list[str]:
    """Return the libraries with their versions.

    The names of the folders that describe them tell; `importlib.metadata` takes fifty times as long to do so.
    """
    found = set()
    for folder in filter(Path.is_dir, map(Path, sys.path)):
        for entry in os.scandir(folder):
            name, _, rest = entry.name.partition("-")
            library = name.lower().replace("_", "-")
            if library in LIBRARIES and rest.endswith((".dist-info", ".egg-info")):
                found.add((library, rest))
    unseen = set(LIBRARIES) - {library for library, _ in found}
    return sorted(f"{name} {version}" for name, version in found) + sorted(map(_asked_version, unseen))


def _asked_version(library: str) -> str:
    from importlib import metadata  # noqa: PLC0415 - rarely needed, and slow

    return f"{library} {metadata.version(library)}"


def _orders(code: str, shop: Shop, units: Mapping[str, Unit]) -> list[Order]:
    """Give each unit its key: of all that decides its bytes."""
    from sitegen.orders import Order  # noqa: PLC0415 - see `build`

    closures = {kind: [shop.theme.closure(name) for name in names.split()] for kind, names in TEMPLATES.items()}
    exports = {
        f"export/{unit.day.date}": key_of(code, shop.frame, unit)
        for unit in units.values()
        if isinstance(unit, DayUnit)
    }
    words = _words(code, shop, units)
    orders = []
    for name, unit in units.items():
        more: tuple[object, ...] = ()
        pieces = {}
        match unit:
            case DayUnit(day=day):
                own = (f"export/{day.date}", f"words/{day.date}")
                pieces = {piece: key for piece in own if (key := exports.get(piece) or words.get(piece))}
            case ExportUnit():
                pieces = exports
            case IndexUnit():
                pieces = words
                more = (shop.search,)
        key = key_of(code, shop.frame, shop.feed_bytes, closures.get(type(unit), []), unit, *more)
        orders.append(Order(name, unit, key, pieces, {}))
    return orders


def _words(code: str, shop: Shop, units: Mapping[str, Unit]) -> dict[str, str]:
    """Give keys to what the search index is put together of: each day's words, and the blocks of days in a row."""
    from sitegen.orders import blocks  # noqa: PLC0415 - see `build`

    keys: dict[str, str] = {}
    index = units.get("index")
    for days in blocks(index.days) if isinstance(index, IndexUnit) else ():
        of = (code, shop.search.languages, shop.search.stop_words)
        found = {f"words/{day.date}": key_of(*of, day.date, day.digests, day.elsewhere) for day in days}
        keys |= found
        keys[f"block/{days[0].date}"] = key_of("block", *found.values())
    return keys


def _kept(orders: list[Order], sink: Sink) -> tuple[dict[str, Made], list[Order]]:
    """Part the units that the last build made with the same key, and that still stand, from those to be made."""
    kept: dict[str, Made] = {}
    left = []
    for order in orders:
        old = sink.manifest.units.get(order.name)
        if old and old.key == order.key and sink.intact(order.name):
            kept[order.name] = old
        else:
            left.append(msgspec.structs.replace(order, previous=old.files) if old else order)
    return kept, left


def _addressed(order: Order, addresses: Callable[[tuple[str, ...]], Iterable[tuple[str, Date | None]]]) -> Order:
    """Fill in the addresses, where they are needed."""
    if not isinstance(order.unit, FixedUnit):
        return order
    pages = tuple(addresses(order.unit.categories))
    return msgspec.structs.replace(order, unit=msgspec.structs.replace(order.unit, pages=pages))


def _unsearchable(contents: Iterable[Contents], languages: tuple[str, ...], folder: str) -> list[Problem]:
    """Warn when the search cannot find the words of many papers, since their language has no blanks between them."""
    from sitegen.search.words import language  # noqa: PLC0415 - see `build`

    papers = unspaced = 0
    for digest in contents:
        papers += len(digest.papers)
        unspaced += digest.unspaced
    if language(languages).bigrams or unspaced <= _UNSPACED * papers:
        return []
    message = (
        f"the search finds no single words in {unspaced} of {papers} papers: their text is Chinese, Japanese or Korean"
    )
    hint = f"say so, as in `search.languages = {msgspec.json.encode([*languages, 'zh']).decode()}`"
    return [Problem(Location(folder), message, hint, severity=Severity.WARNING)]


def _lost_pages(old: Mapping[str, Made], new: Mapping[str, Made], output: str) -> list[Problem]:
    """Warn of days and papers whose published pages would go: somebody may have linked to them."""
    touched = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    gone = {path for name in touched if name in old and name.startswith("day/") for path in old[name].files}
    gone -= {path for name in touched if name in new for path in new[name].files}
    lost = sorted(path.removesuffix("index.html") for path in gone if path.endswith("/index.html"))
    if not lost:
        return []
    named = ", ".join(f"/{path}" for path in lost[:_NAMED]) + (", ..." if len(lost) > _NAMED else "")
    message = f"{len(lost)} published page{'' if len(lost) == 1 else 's'} would be gone: {named}"
    hint = "bring the digest back if that was not meant; without `--strict` the pages are removed"
    return [Problem(Location(output), message, hint, severity=Severity.WARNING)]
