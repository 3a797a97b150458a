"""The site as a build would make it now, each file made when it is asked for.

In: a site's folder, looks at its files, and paths of the site. Out: editions, one a change; and files, which are those
that a build writes, byte for byte. What breaks the site changes nothing but the list of problems: a digest keeps the
last text that had no error, and configuration and theme are those of the last edition that could be shown.
An edition does not read the files again that it was made of: they may be half written by then.
This module does not know of HTTP.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from sitegen import config as configuration
from sitegen import plugins, watch_rules
from sitegen.build import dispatch, redirects, survey, worker
from sitegen.build.jobs import matching
from sitegen.content import history, parse, read
from sitegen.files import data
from sitegen.hashing import key_of
from sitegen.model import (
    Artifact,
    DayUnit,
    ExportUnit,
    FileUnit,
    FixedUnit,
    IndexUnit,
    Relatives,
    RuleFeedsUnit,
    RuleMonthUnit,
    RulesUnit,
    RuleUnit,
    Source,
    TermsUnit,
    TrendsUnit,
)
from sitegen.output.sink import MemorySink
from sitegen.output.staging import DiskStager
from sitegen.pages import plan, show
from sitegen.problems import (
    Location,
    Problem,
    Refusal,
    Severity,
    in_order,
)
from sitegen.theme import folder as themes
from sitegen.theme import render
from sitegen.timing import Clock
from sitegen.urls import permalinks, published
from sitegen.versions import code_key
from sitegen.workers import Pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sitegen.build.cache import Memo, Reading
    from sitegen.build.orders import Shop
    from sitegen.build.survey import Chart, Ties
    from sitegen.config import Config, Content
    from sitegen.content.read import Found
    from sitegen.model import (
        Date,
        Day,
        Digest,
        Outline,
        Paper,
        Recipe,
        Unit,
        Wording,
    )
    from sitegen.output.manifest import File
    from sitegen.pages.views import Page, Section
    from sitegen.plugins import Plugged
    from sitegen.preview.file_watcher import Stamp
    from sitegen.theme.folder import Theme

CONFIGURATIONS = (configuration.FILE, "pyproject.toml")
_DIGESTS, _DAYS, _PAGES = 8, 8, 64
"""How many of what was made last are kept: they are megabytes."""
_FIRST = {path[1:] for path in (permalinks.EXPORT, permalinks.SEARCH_MANIFEST, permalinks.SEARCH_LUNR)}
"""Of the files that are made of the whole archive, those that are asked for first. The others are named by them."""
_RELATED = (DayUnit, FixedUnit, RuleFeedsUnit, RuleMonthUnit, RulesUnit, RuleUnit, TermsUnit, TrendsUnit)
"""Units that show what `Preview.relate` finds."""
_MAKINGS = 2
"""How many makings of the search index are kept: an open page has the manifest of the one before."""


@dataclass(frozen=True)
class Look:
    """The state of all files that a site is made of."""

    of: tuple[Content, str]
    """Where the digests are, and the output folder."""
    found: list[Found]
    """The files in it."""
    faults: list[Problem]
    """What lies in it that cannot be read."""
    files: dict[str, Stamp]
    """Of all, by path; those of themes and the configuration as well."""
    folders: dict[Path, bool]
    """Where they are, and whether in folders below as well."""


@dataclass(frozen=True)
class Edition:
    """The site between two changes."""

    number: int
    """Counted from 1."""
    config: Config
    shop: Shop
    dress: str
    """Key of all that shows in every page: theme, frame and code."""
    readings: dict[str, Reading]
    """What is shown of each content file, sorted by path."""
    chart: Chart
    problems: tuple[Problem, ...]
    """Of this edition and of what is not shown because of them, in the order of their places."""


@dataclass(frozen=True)
class Pending:
    """A file that is made of the whole archive, and has to be made first: see `Preview.make`."""

    unit: str


@dataclass(frozen=True)
class _Making:
    """The files of a unit that is made of the whole archive."""

    unit: Unit
    dress: str
    folder: Path
    files: dict[str, File]


K = TypeVar("K")
V = TypeVar("V")


class _Recent(Generic[K, V]):
    """The values that were asked for last. Threads may share it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value


Text = tuple[str, str]
"""Path and key of a content file: what is made of it depends on both."""


class _Texts:
    """The texts of digests, compressed: about 0.5 kB a paper."""

    def __init__(self) -> None:
        self._texts: dict[Text, bytes] = {}

    def __contains__(self, text: Text) -> bool:
        return text in self._texts

    def keep(self, source: Source) -> None:
        self._texts[source.path, source.key] = zlib.compress(source.text.encode(), 1)

    def get(self, text: Text) -> Source | None:
        found = self._texts.get(text)
        return Source(text[0], zlib.decompress(found).decode(), text[1], history.parts(text[0]).day) if found else None

    def forget_all_but(self, texts: set[Text]) -> None:
        for text in self._texts.keys() - texts:
            self._texts.pop(text, None)


class Preview:
    """The current edition, and what was made of it lately.

    `start` and `update` belong to one thread, all else to any.
    """

    def __init__(self, site: Path, memo: Memo, jobs: int, content: str = "") -> None:
        """For the site in a folder; nothing is read before `start`. `content` wins over the option `content.folder`."""
        self.edition: Edition | None = None
        """None as long as there has been nothing that can be shown."""
        self.problems: tuple[Problem, ...] = ()
        """All that there are now, in the order of their places."""
        self._site = site
        self._memo = memo
        self._jobs = jobs
        self._content = content
        self._past: _Recent[Content, read.Past] = _Recent(1)
        self._settings: tuple[Config, Theme, str] | None = None
        self._plugins: tuple[str, ...] = ()
        self._refused: tuple[Problem, ...] = ()
        self._newest: dict[str, Reading] = {}
        self._rejected: tuple[str, tuple[Problem, ...]] = ("", ())
        self._texts = _Texts()
        self._digests: _Recent[tuple[Text, Recipe | None, str], dict[int | str, Digest]] = _Recent(_DIGESTS)
        self._days: _Recent[str, tuple[Section, ...]] = _Recent(_DAYS)
        self._pages: _Recent[tuple[str, str], Artifact | Problem | None] = _Recent(_PAGES)
        self._papers: _Recent[tuple[str, str], dict[str, Date]] = _Recent(1)
        self._locks: _Recent[tuple[str, published.Stamp | None], published.Lock] = _Recent(1)
        self._redirects: _Recent[int, dict[str, str]] = _Recent(1)
        self._renderers: _Recent[str, render.Renderer] = _Recent(2)
        self._makings: dict[str, tuple[_Making, ...]] = {}
        self._folder = Path(tempfile.mkdtemp(prefix="sitegen-preview-"))
        self._pools: set[Pool[Shop]] = set()
        self._ties: Ties | None = None
        self._ties_of: tuple[object, ...] = ()
        self._relations = 0
        self._closed = False

    def close(self) -> None:
        """End what is being made, and remove what was."""
        self._closed = True
        for pool in list(self._pools):
            pool.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def root(self) -> str:
        """The base path of the site: `/`, or `/project/`."""
        return self.edition.config.root if self.edition else "/"

    def look(self) -> Look:
        """Look at all files that the site is made of."""
        config, theme, _ = self._settings or (configuration.Config(), themes.EMPTY, "")
        found, faults = self._scan(config)
        files = {file.path: file.stamp for file in found}
        own = self._site / "themes"
        for path in (self._site / name for name in CONFIGURATIONS):
            with contextlib.suppress(OSError):
                files[path.name] = read.stamp(path.stat())
        held = config.urls.lock
        if stamp := published.stamp(self._site, held):
            files[held] = stamp
        dressing = [own, *(folder.path for folder in theme.folders if not folder.path.is_relative_to(own))]
        modules = plugins.own_files(self._site, self._plugins)
        for path in modules:
            with contextlib.suppress(OSError):
                files[str(path)] = read.stamp(path.stat())
        packages = [self._site / path.relative_to(self._site).parts[0] for path in modules]
        folders = dict.fromkeys([self._site, (self._site / held).parent] if held else [self._site], False)
        if config.content.folder == ".":  # but not what lies beside the content: .git, the output folder
            branches = read.branches(self._site, config.content, config.output.folder)
        else:
            branches = [config.content.folder]
        folders |= dict.fromkeys([*(self._site / branch for branch in branches), *dressing, *packages], True)
        for folder in dressing:
            for name, _, names in os.walk(folder):
                for path in (Path(name, file) for file in names if file[0] != "." and file[-1] != "~"):
                    with contextlib.suppress(OSError):
                        files[str(path)] = read.stamp(path.stat())
        return Look(
            (config.content, config.output.folder),
            found,
            faults,
            files,
            {folder: below for folder, below in folders.items() if folder.is_dir()},
        )

    def _scan(self, config: Config) -> tuple[list[Found], list[Problem]]:
        """Find the content files. What was committed meanwhile is seen when the preview is started again."""
        past = self._past.get(config.content, lambda: read.past_of(self._site, config.content))
        return read.scan(self._site, config.content, config.output.folder, past)

    def start(self) -> Look:
        """Read everything, and make the first edition; return the look that it is of."""
        self._load_settings()
        look = self.look()
        self._turn(look, frozenset())
        return look

    def update(self, look: Look, restless: frozenset[str]) -> None:
        """Make the edition of a look, if it can be shown; the state of `restless` paths is not relied on."""
        if restless.isdisjoint(look.files.keys() - {file.path for file in look.found}):
            self._load_settings()
        self._turn(look, restless)

    def _turn(self, look: Look, restless: frozenset[str]) -> None:
        old = self.edition
        if self._settings is None:
            self.problems = self._refused
            return
        edition = self._edition(look, restless, *self._settings, self._refused)
        if rejected := self._rejection(edition):
            if old and old.shop.code != edition.shop.code:  # the digests have been read by plug-ins that do not fit
                self.problems = in_order([*self._refused, *rejected])
                return
            if old:
                problems = (*self._refused, *rejected)
                edition = self._edition(look, restless, old.config, old.shop.theme, old.shop.code, problems)
            else:
                edition = replace(edition, problems=in_order([*edition.problems, *rejected]))
        self.problems = edition.problems
        if edition.chart.clashes and old:
            return
        self.edition = edition
        shown = [edition.readings, self._newest, *([old.readings] if old else [])]
        self._texts.forget_all_but({text for readings in shown for text in _texts_of(readings.values())})

    def keep_texts(self) -> None:
        """Read all digests again that an earlier build outlined, so that editions do not depend on files to come.

        The last come first: they are the newest, most likely, and the next to be edited.
        """
        edition = self.edition
        for path, reading in reversed((edition.readings if edition else {}).items()):
            if self._closed:
                return
            missing = [text for text in _texts_of([reading]) if text not in self._texts]
            if missing and edition:
                source, _ = read.load(self._site, path, edition.config.content.max_bytes)
                if source and (source.path, source.key) in missing:
                    self._texts.keep(source)

    # What an edition is made of

    def _load_settings(self) -> None:
        """Load configuration, theme and plug-ins; when they are faulty, note why and keep those before."""
        try:
            config = configuration.load(self._site, os.environ, content=self._content)
            self._plugins = config.plugins
            theme = themes.of(self._site, config)
            code = plugins.keyed(code_key(), self._site, config.plugins)
            self._plugged(config, code)
            watch_rules.rules(self._site, config)
        except Refusal as refusal:
            self._refused = refusal.problems
            return
        if self._settings:
            before, _, old = self._settings
            if survey.reading_key(old, before) != survey.reading_key(code, config):
                self._newest = {}
        self._settings, self._refused = (config, theme, code), ()

    def _plugged(self, config: Config, code: str) -> Plugged | None:
        return plugins.load(self._site, config.plugins, code) if config.plugins else None

    def _edition(
        self, look: Look, restless: frozenset[str], config: Config, theme: Theme, code: str, refused: Iterable[Problem]
    ) -> Edition:
        old = self.edition
        found, faults = look.found, look.faults
        if look.of != (config.content, config.output.folder):
            found, faults = self._scan(config)
        if old is None:
            self._newest = self._read_all(found, config, theme, code)
        self._newest = self._read(found, restless, config, code)
        shown = {path: self._last_good(path, reading, code) for path, reading in self._newest.items()}
        shop = survey.open_shop(self._site, config, theme, survey.documents_of(shown), MemorySink(), self._memo, code)
        lock_of = config.urls.lock, published.stamp(self._site, config.urls.lock)
        held = self._locks.get(lock_of, lambda: published.load(self._site, config.urls.lock))
        chart = survey.chart(shop, shown, faults, config, held)
        hidden = {path for path, reading in shown.items() if reading is not self._newest[path]}
        problems = [problem for problem in chart.problems if problem.location.path not in hidden]
        problems += [problem for path in hidden for problem in self._newest[path].problems]
        return Edition(
            old.number + 1 if old else 1,
            config,
            shop,
            key_of(theme.key, shop.frame, shop.feed_bytes, shop.search, code),
            shown,
            chart,
            in_order([*refused, *faults, *problems, *chart.clashes]),
        )

    def _read_all(self, found: list[Found], config: Config, theme: Theme, code: str) -> dict[str, Reading]:
        """Read everything that no build has read before."""
        key = survey.reading_key(code, config)
        readings, new = survey.recall(self._site, config.content, found, self._memo.readings(key))
        shop = survey.open_shop(self._site, config, theme, (), MemorySink(), self._memo, code)
        with Pool(self._jobs, shop) as pool:
            readings = survey.complete(pool, readings, new, found)
        if new:
            self._memo.save_readings(key, readings)
        return readings

    def _read(self, found: list[Found], restless: frozenset[str], config: Config, code: str) -> dict[str, Reading]:
        """Read what changed and rests; all else is as it was, also what is missing for an instant."""
        plugged = self._plugged(config, code)
        readings = {path: self._newest[path] for path in restless if path in self._newest}
        for file in found:
            before = self._newest.get(file.path)
            if before and before.stamp == file.stamp:
                readings[file.path] = before
            elif file.path not in restless:
                reading = self._reading(file, config, plugged) or before
                if reading:
                    readings[file.path] = reading
        settled = survey.unsettled(readings, config.content, config.digests)
        for file in found:
            if file.path in settled:
                readings[file.path] = self._resettled(file, readings[file.path], settled[file.path], config, plugged)
        return dict(sorted(readings.items()))

    def _resettled(
        self, file: Found, reading: Reading, recipe: Recipe, config: Config, plugged: Plugged | None
    ) -> Reading:
        """Read a file again in another way, since the files beside it say so."""
        source = self._texts.get((file.path, reading.key))
        if source is None:
            source, _ = read.load(self._site, file.path, config.content.max_bytes)
        if source is None or source.key != reading.key:
            return reading  # it is being written: a later look tells
        again = dispatch.reading_of(file, source, (), config.content, plugged, recipe, config.digests)
        return survey.kept(msgspec.structs.replace(again, stamp=reading.stamp), reading)

    def _reading(self, file: Found, config: Config, plugged: Plugged | None) -> Reading | None:
        """Read a file; None when it was written meanwhile: a later look tells."""
        source, problems = read.load(self._site, file.path, config.content.max_bytes)
        name = history.parts(file.path)
        try:
            if not name.blob and read.stamp((self._site / name.file).lstat()) != file.stamp:
                return None
        except OSError:
            return None
        if source and not file.page:
            self._texts.keep(source)
        return dispatch.reading_of(file, source, problems, config.content, plugged, None, config.digests)

    def _last_good(self, path: str, newest: Reading, code: str) -> Reading:
        """Return what is shown of a file that has errors now: what it was before, as long as that is at hand."""
        before = self.edition.readings.get(path) if self.edition and self.edition.shop.code == code else None
        if before and _faulty(newest) and not _faulty(before) and all(t in self._texts for t in _texts_of([before])):
            return before
        return newest

    def _rejection(self, edition: Edition) -> tuple[Problem, ...]:
        """Say what is wrong with the theme of an edition: a page of each kind is tried, when it has changed."""
        key = key_of(edition.shop.theme.key, edition.shop.code)
        if self.edition and self.edition.dress == edition.dress:
            return ()
        if self._rejected[0] != key:
            faults: dict[str, Problem] = {}
            for unit in {type(unit): unit for unit in edition.chart.units.values()}.values():
                with contextlib.suppress(Refusal):  # the text of a day is being written
                    for page in self._samples(edition, unit):
                        if isinstance(result := self._renderer(edition).render(page), Problem):
                            faults.setdefault(page.template, result)
            self._rejected = key, tuple(faults.values())
        return self._rejected[1]

    def _samples(self, edition: Edition, unit: Unit) -> list[Page]:
        """Return a unit's pages, one of each template."""
        if type(unit) not in survey.TEMPLATES:
            return []
        pages = show.pages(*self._material(edition, unit, None), edition.shop.frame)
        return list({page.template: page for page in pages}.values())

    # Files of the site

    def has(self, path: str) -> bool:
        """Whether the site has a page of this path, without the base path: `/abs/2007.10986/`."""
        edition = self.edition
        return edition is not None and (
            plan.page_owner(path, edition.chart.units, self._papers_of(edition)) is not None
            or permalinks.file(path) in self._redirects_of(edition)
        )

    def file(self, file: str, *, made: bool = False) -> Artifact | Problem | Pending | None:
        """Make the file of a path in the output folder, `abs/2007.10986/index.html`.

        None when the site has none, a problem when a template fails. `made` takes of a unit that is made of the whole
        archive what `make` made last, though it may be out of date.
        """
        edition = self.edition
        if edition is None:
            return None
        name = self._redirects_of(edition).get(file) or plan.owner(file, edition.chart.units, self._papers_of(edition))
        if name is None:
            return None
        unit = edition.chart.units[name]
        if isinstance(unit, IndexUnit | ExportUnit | FileUnit):
            return self._of_whole(edition, name, file, made=made)
        try:
            ties, number = self._ties, self._relations if isinstance(unit, _RELATED) else 0
            made_of = key_of(edition.dress, unit, number)
            return self._reported(self._pages.get((file, made_of), lambda: self._make(edition, unit, file, ties)))
        except Refusal as refusal:
            return refusal.problems[0]

    def make(self, name: str) -> tuple[Problem, ...]:
        """Make a unit that is made of the whole archive. It takes seconds."""
        edition = self.edition
        if edition is None or self._closed:
            return ()
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        stager = DiskStager(str(folder), str(folder / "none"), flat=False, chmod=False)
        words = survey.words(edition.shop.code, edition.shop, edition.chart.archive.days)
        orders = survey.orders(edition.shop.code, edition.shop, edition.chart.units, words, None)
        order = next(order for order in orders if order.name == name)
        try:
            with self._workers(replace(edition.shop, stager=stager)) as pool:
                (delivery,) = dispatch.make(pool, [order], lambda _done, _all: None)
        except Refusal as refusal:
            return refusal.problems
        if delivery.problems:
            return delivery.problems
        before = self._makings.get(name, ())
        for making in before[: 1 - _MAKINGS]:
            shutil.rmtree(making.folder, ignore_errors=True)
        making = _Making(edition.chart.units[name], edition.dress, folder, delivery.made.files)
        self._makings[name] = (*before[1 - _MAKINGS :], making)
        return ()

    def relate(self) -> bool:
        """Find the related papers of the current edition, and those that its watch rules name.

        Until then, pages name those of the last that had been found.

        It may take seconds. Returns whether anything may be different now.
        """
        edition = self.edition
        shop = edition.shop if edition else None
        made_of = (edition.chart.archive.days, shop.rules, shop.search, shop.code) if edition and shop else ()
        if edition is None or self._closed or made_of == self._ties_of:
            return False
        try:
            with self._workers(edition.shop) as pool:
                self._ties = survey.tie(pool, edition.shop.code, edition.chart.archive, Clock())
                self._ties_of = made_of
                self._relations += 1
        except Refusal:  # a digest is being written: another edition will come of it
            return False
        return True

    @contextlib.contextmanager
    def _workers(self, shop: Shop) -> Iterator[Pool[Shop]]:
        with Pool(self._jobs, shop) as pool:
            self._pools.add(pool)
            if self._closed:  # meanwhile: `close` may not have seen this one
                pool.stop()
            try:
                yield pool
            finally:
                self._pools.discard(pool)

    def edited(self, before: Edition, after: Edition, paths: Iterable[str]) -> tuple[str, str]:
        """Say where a reader finds what was edited in some files: a page, and the same on the page of its day.

        Both are without the base path; both are empty when there is nothing to be seen of it.
        """
        for path in paths:
            reading = after.readings.get(path)
            if reading and reading.document:
                place = permalinks.document(reading.document.slug)
                return place, place
            for digest in reading.digests if reading else ():
                was = before.readings.get(path)
                old = [d.outline for d in was.digests if d.outline.date == digest.outline.date] if was else []
                if any(outline.key == digest.outline.key for outline in old):
                    continue
                day = permalinks.day(digest.outline.date)
                with contextlib.suppress(Refusal):
                    papers = {_words(paper) for outline in old for paper in self._digest(before, outline).papers}
                    for paper in self._digest(after, digest.outline).papers if papers else ():
                        if _words(paper) not in papers:
                            page, place = permalinks.paper(paper.id, after.config.urls.paper), f"{day}#{paper.id}"
                            return page if self.has(page) else place, place
                return day, day
        return "", ""

    def _papers_of(self, edition: Edition) -> dict[str, Date]:
        archive, paper_url = edition.chart.archive, edition.config.urls.paper
        papers = key_of(archive.listings_key, archive.folded), paper_url
        return self._papers.get(papers, lambda: plan.paper_days(archive, paper_url))

    def _redirects_of(self, edition: Edition) -> dict[str, str]:
        return self._redirects.get(edition.number, lambda: redirects.owners(edition.chart.units))

    def _make(self, edition: Edition, unit: Unit, file: str, ties: Ties | None) -> Artifact | Problem | None:
        shop = edition.shop
        unit, material = self._material(edition, unit, ties)
        for page in show.pages(unit, material, shop.frame):
            if permalinks.file(page.path) == file:
                return self._renderer(edition).render(page)
        matches = ties.matches if ties else matching.NOTHING
        unit = survey.addressed(unit, edition.chart, edition.config.urls.paper, matches)
        records = data.records(shop.frame.site, material.parts[unit.day.date]) if isinstance(unit, DayUnit) else []
        vectors = ties.related.vectors.get(unit.date) if ties and isinstance(unit, TermsUnit) else None
        artifacts = worker.files(shop, unit, material.parts, records, vectors)
        return next((artifact for artifact in artifacts if artifact.path == file), None)

    def _of_whole(self, edition: Edition, name: str, file: str, *, made: bool) -> Artifact | Pending | None:
        makings = self._makings.get(name, ())
        if (file in _FIRST or isinstance(edition.chart.units[name], FileUnit)) and not made:
            newest = makings[-1] if makings else None
            if not newest or newest.unit != edition.chart.units[name] or newest.dress != edition.dress:
                return Pending(name)
        for making in reversed(makings):
            if file in making.files:
                with contextlib.suppress(OSError):
                    return Artifact(file, (making.folder / file).read_bytes())
        return None

    def _reported(self, result: Artifact | Problem | None) -> Artifact | Problem | None:
        if isinstance(result, Problem) and result not in self.problems:
            self.problems = in_order([*self.problems, result])
        return result

    def _renderer(self, edition: Edition) -> render.Renderer:
        shop, plugged = edition.shop, edition.shop.plugged
        filters = plugged.filters if plugged else {}
        return self._renderers.get(edition.dress, lambda: render.Renderer(shop.theme, shop.frame.site, filters))

    def _material(self, edition: Edition, unit: Unit, ties: Ties | None) -> tuple[Unit, show.Material]:
        """Return a unit with what its pages are made of; nothing is related or watched as long as that is not known."""
        archive, related = edition.chart.archive, ties.related if ties else None
        ids = plan.own_papers(archive, unit.day) if isinstance(unit, DayUnit) else []
        matches, vectors = (ties.matches, ties.related.vectors) if ties else (matching.NOTHING, {})
        unit, watched = matching.filled(unit, matches, vectors, archive, edition.shop.frame.feed_items)
        return unit, show.Material(
            self._parts(edition, unit),
            {id_: related.relatives(id_) if related and id_ in related.numbers else Relatives() for id_ in ids},
            self._wordings(edition, unit),
            related.trends if related else (),
            watched,
        )

    def _parts(self, edition: Edition, unit: Unit) -> dict[Date, tuple[Section, ...]]:
        return {
            day.date: self._sections(edition, day, several=several, only=only)
            for day, several, only in worker.days_of(unit)
        }

    def _wordings(self, edition: Edition, unit: Unit) -> dict[str, tuple[Paper, ...]]:
        def digest_of(wording: Wording) -> Digest:
            outlines = (digest.outline for digest in edition.readings[wording.path].digests)
            return self._digest(edition, next(outline for outline in outlines if outline.within == wording.within))

        return worker.wordings(unit, digest_of)

    def _sections(
        self, edition: Edition, day: Day, *, several: bool, only: frozenset[str] | None
    ) -> tuple[Section, ...]:
        def make() -> tuple[Section, ...]:
            digests = {(o.path, o.within): self._digest(edition, o) for o in day.digests}
            return show.sections(day, digests, edition.shop.frame, several=several, only=only)

        return make() if only is not None else self._days.get(key_of(edition.dress, day, several), make)

    def _digest(self, edition: Edition, outline: Outline) -> Digest:
        text = outline.path, edition.readings[outline.path].key

        def make() -> dict[int | str, Digest]:
            source = self._texts.get(text)
            if source is None:
                source, _ = read.load(self._site, outline.path, edition.config.content.max_bytes)
            if source is None or source.key != text[1]:
                message = "is being written: the pages that are made of it come when it rests"
                raise Refusal(Problem(Location(outline.path), message))
            return {one.within: one for one in parse.digests(source, edition.shop.plugged, outline.recipe)[0]}

        return self._digests.get((text, outline.recipe, edition.shop.code), make)[outline.within]


def different(before: Edition | None, after: Edition) -> tuple[str, ...]:
    """Name the units of an edition that are not what they were, and those that are gone."""
    old = before.chart.units if before and before.dress == after.dress else {}
    new = after.chart.units
    return (*(name for name, unit in new.items() if old.get(name) != unit), *(name for name in old if name not in new))


def _words(paper: Paper) -> tuple[str, ...]:
    return paper.id, paper.title, paper.abstract, paper.note


def _texts_of(readings: Iterable[Reading]) -> set[Text]:
    return {(d.outline.path, reading.key) for reading in readings for d in reading.digests}


def _faulty(reading: Reading) -> bool:
    return any(problem.severity is Severity.ERROR for problem in reading.problems)
