"""A site's folder in, its units with their keys out: what a build and the preview have to know before they make a page.

    recall ─ open_shop ─ complete ─ chart ─ orders

This module does not know what was built before, or how anything is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen import dispatch
from sitegen.fingerprint import key_of
from sitegen.model import (
    Archive,
    ArchiveUnit,
    CategoryUnit,
    DayUnit,
    Document,
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
from sitegen.orders import Order, Shop, blocks
from sitegen.problems import Location, Problem, Severity
from sitegen.search.words import language
from sitegen.stages import gather, plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sitegen.config import Config, Content
    from sitegen.memo import Memo, Reading
    from sitegen.model import Contents
    from sitegen.pool import Pool
    from sitegen.stages.read import Found
    from sitegen.stages.write import Stager
    from sitegen.theme import Theme

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
"""The share of papers in a script without blanks that is warned of: a few foreign titles are nothing."""


class Chart(msgspec.Struct, frozen=True):
    """A site before it is made: what it will consist of."""

    archive: Archive
    documents: tuple[Document, ...]
    units: dict[str, Unit]
    problems: tuple[Problem, ...]
    """Of the content, those of its files included."""
    clashes: tuple[Problem, ...]
    """Pages that want the same place: such a site cannot be made."""


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


def complete(pool: Pool[Shop], readings: Mapping[str, Reading], changed: Iterable[Found]) -> dict[str, Reading]:
    """Read the digests that have changed, and return all readings, sorted by path."""
    result = dict(readings)
    for some in dispatch.read_digests(pool, [file for file in changed if not file.page]):
        result |= some
    return dict(sorted(result.items()))


def open_shop(
    site: Path, config: Config, theme: Theme, documents: Iterable[Document], stager: Stager, memo: Memo
) -> Shop:
    """Return what everything is made with. The navigation names the free pages, so they have to be read by then."""
    searchable = config.search.enabled and theme.search
    search = msgspec.structs.replace(config.search, languages=config.search.languages or (config.language,))
    frame = dispatch.frame(config, documents, search=searchable)
    return Shop(site, config.content, frame, config.feeds.max_bytes, search, theme, stager, memo)


def documents_of(readings: Mapping[str, Reading]) -> tuple[Document, ...]:
    """Return the free pages."""
    return tuple(reading.document for reading in readings.values() if reading.document)


def chart(shop: Shop, readings: Mapping[str, Reading]) -> Chart:
    """Put in order what all content files hold, and cut the site into units. `readings` are sorted by path."""
    searchable = shop.frame.site.search
    contents = [digest for reading in readings.values() for digest in reading.digests]
    documents = documents_of(readings)
    archive, doubles = gather.gather(contents)
    clashes = plan.clashes(archive, documents, shop.frame.paper_url)
    units = plan.units(archive, documents, shop.theme.assets_key, shop.frame.feed_items, search=searchable)
    problems = [problem for reading in readings.values() for problem in reading.problems] + doubles
    problems += _unsearchable(contents, shop.search.languages, shop.content.folder) if searchable else []
    return Chart(archive, documents, units, tuple(problems), tuple(clashes))


def addressed(unit: FixedUnit, chart: Chart, paper_url: str) -> FixedUnit:
    """Fill in the addresses, which are needed only when the unit is made."""
    pages = plan.addresses(chart.archive, chart.documents, unit.categories, paper_url)
    return msgspec.structs.replace(unit, pages=tuple(pages))


def orders(code: str, shop: Shop, units: Mapping[str, Unit]) -> list[Order]:
    """Give each unit its key: of all that decides its bytes. `code` is the key of the program itself."""
    closures = {kind: [shop.theme.closure(name) for name in names.split()] for kind, names in TEMPLATES.items()}
    exports = {
        f"export/{unit.day.date}": key_of(code, shop.frame, unit)
        for unit in units.values()
        if isinstance(unit, DayUnit)
    }
    words = _words(code, shop, units)
    result = []
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
        result.append(Order(name, unit, key, pieces, {}))
    return result


def _words(code: str, shop: Shop, units: Mapping[str, Unit]) -> dict[str, str]:
    """Give keys to what the search index is put together of: each day's words, and the blocks of days in a row."""
    keys: dict[str, str] = {}
    index = units.get("index")
    for days in blocks(index.days) if isinstance(index, IndexUnit) else ():
        of = (code, shop.search.languages, shop.search.stop_words)
        found = {f"words/{day.date}": key_of(*of, day.date, day.digests, day.elsewhere) for day in days}
        keys |= found
        keys[f"block/{days[0].date}"] = key_of("block", *found.values())
    return keys


def _unsearchable(contents: Iterable[Contents], languages: tuple[str, ...], folder: str) -> list[Problem]:
    """Warn when the search cannot find the words of many papers, since their language has no blanks between them."""
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
