"""A site's folder in, editions of it out: one a change, each a whole site as a build would make it.

What breaks the site changes nothing but the list of problems: a digest keeps the last text that had no error, and
configuration and theme are those of the last edition that could be shown.
This module does not know how anything is made, or of HTTP.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen import config as configuration
from sitegen import plugins, stamps, watch_rules
from sitegen.build import inputs, site_plan
from sitegen.build.cache import Readings
from sitegen.build.context import open_context
from sitegen.content import history, read
from sitegen.hashing import key_of
from sitegen.output.sink import MemorySink
from sitegen.preview.kept import KeptTexts, Recent, Text
from sitegen.preview.young_files import YoungFiles
from sitegen.problems import Problem, Refusal, Severity, in_order
from sitegen.theme import folder as themes
from sitegen.urls import published
from sitegen.versions import code_key
from sitegen.workers import Pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sitegen.build.cache import Cache, Reading
    from sitegen.build.context import BuildContext
    from sitegen.build.site_plan import SitePlan
    from sitegen.config import Config, Content
    from sitegen.content.read import Found
    from sitegen.model import Recipe
    from sitegen.plugins import Plugged
    from sitegen.stamps import Stamp
    from sitegen.theme.folder import Theme

CONFIGURATIONS = (configuration.FILE, "pyproject.toml")


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
    context: BuildContext
    dress: str
    """Key of all that shows in every page: theme, site and code."""
    readings: dict[str, Reading]
    """What is shown of each content file, sorted by path."""
    plan: SitePlan
    problems: tuple[Problem, ...]
    """Of this edition and of what is not shown because of them, in the order of their places."""


class Editions:
    """The current edition, and what the next one is made of. It belongs to one thread."""

    def __init__(
        self, site: Path, cache: Cache, jobs: int, content: str, reject: Callable[[Edition], tuple[Problem, ...]]
    ) -> None:
        """Of the site in a folder; nothing is read before `start`. `content` wins over the option `content.folder`.

        `reject` says what is wrong with the theme of an edition.
        """
        self.current: Edition | None = None
        """None as long as there has been nothing that can be shown."""
        self.problems: tuple[Problem, ...] = ()
        """All that there are now, in the order of their places."""
        self.texts = KeptTexts()
        self._site = site
        self._cache = cache
        self._jobs = jobs
        self._content = content
        self._reject = reject
        self._past: Recent[Content, read.Past] = Recent(1)
        self._settings: tuple[Config, Theme, str] | None = None
        self._settings_files: dict[str, Stamp] | None = None
        """The state of the configuration, the theme and the plug-ins when they were loaded."""
        self._plugins: tuple[str, ...] = ()
        self._refused: tuple[Problem, ...] = ()
        self._newest: dict[str, Reading] = {}
        self._young = YoungFiles()
        self._locks: Recent[tuple[str, str], published.Lock] = Recent(1)

    def look(self) -> Look:
        """Look at all files that the site is made of."""
        config, theme, _ = self._settings or (configuration.Config(), themes.EMPTY, "")
        found, faults = self._scan(config)
        files = {file.path: file.stamp for file in found}
        own = self._site / "themes"
        for path in (self._site / name for name in CONFIGURATIONS):
            with contextlib.suppress(OSError):
                files[path.name] = self._young.stamp(path, stamps.of(path.stat()))
        held = config.urls.lock
        if stamp := published.stamp(self._site, held):
            files[held] = self._young.stamp(self._site / held, stamp)
        dressing = [own, *(folder.path for folder in theme.folders if not folder.path.is_relative_to(own))]
        modules = plugins.own_files(self._site, self._plugins)
        for path in modules:
            with contextlib.suppress(OSError):
                files[str(path)] = self._young.stamp(path, stamps.of(path.stat()))
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
                        files[str(path)] = self._young.stamp(path, stamps.of(path.stat()))
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
        found, faults = read.scan(self._site, config.content, config.output.folder, past)
        return [self._stamped(file) for file in found], faults

    def _stamped(self, file: Found) -> Found:
        name = history.parts(file.path)
        if name.blob:
            return file
        stamp = self._young.stamp(self._site / name.file, file.stamp)
        return file if stamp == file.stamp else msgspec.structs.replace(file, stamp=stamp)

    def start(self) -> Look:
        """Read everything, and make the first edition; return the look that it is of."""
        self._load_settings()
        look = self.look()
        self._turn(look, frozenset())
        return look

    def update(self, look: Look, restless: frozenset[str]) -> None:
        """Make the edition of a look, if it can be shown; the state of `restless` paths is not relied on."""
        content = {file.path for file in look.found}
        settings = {path: stamp for path, stamp in look.files.items() if path not in content}
        if settings != self._settings_files and restless.isdisjoint(settings):
            self._load_settings()
            self._settings_files = settings
        self._turn(look, restless)

    def _turn(self, look: Look, restless: frozenset[str]) -> None:
        old = self.current
        if self._settings is None:
            self.problems = self._refused
            return
        edition = self._edition(look, restless, *self._settings, self._refused)
        if rejected := self._reject(edition):
            if (
                old and old.context.code != edition.context.code
            ):  # the digests have been read by plug-ins that do not fit
                self.problems = in_order([*self._refused, *rejected])
                return
            if old:
                problems = (*self._refused, *rejected)
                edition = self._edition(
                    look, restless, old.context.config, old.context.theme, old.context.code, problems
                )
            else:
                edition = replace(edition, problems=in_order([*edition.problems, *rejected]))
        self.problems = edition.problems
        if edition.plan.clashes and old:
            return
        self.current = edition
        shown = [edition.readings, self._newest, *([old.readings] if old else [])]
        self.texts.forget_all_but({text for readings in shown for text in _texts_of(readings.values())})

    def keep_texts(self, ended: Callable[[], bool]) -> None:
        """Read all digests again that an earlier build outlined, so that editions do not depend on files to come.

        The last come first: they are the newest, most likely, and the next to be edited.
        """
        edition = self.current
        for path, reading in reversed((edition.readings if edition else {}).items()):
            if ended():
                return
            missing = [text for text in _texts_of([reading]) if text not in self.texts]
            if missing and edition:
                source, _ = read.load(self._site, path, edition.context.config.content.max_bytes)
                if source and (source.path, source.key) in missing:
                    self.texts.keep(source)

    def report(self, fault: Problem) -> None:
        """Add what was found while a page was made."""
        if fault not in self.problems:
            self.problems = in_order([*self.problems, fault])

    def _load_settings(self) -> None:
        """Load configuration, theme and plug-ins; when they are faulty, note why and keep those before."""
        try:
            config = configuration.load(self._site, os.environ, content=self._content)
            self._plugins = config.plugins
            theme = themes.of(self._site, config)
            theme.assets  # noqa: B018 - a faulty script shows here
            code = plugins.keyed(code_key(), self._site, config.plugins)
            self._plugged(config, code)
            watch_rules.rules(self._site, config)
        except Refusal as refusal:
            self._refused = refusal.problems
            return
        if self._settings:
            before, _, old = self._settings
            if inputs.reading_key(old, before) != inputs.reading_key(code, config):
                self._newest = {}
        self._settings, self._refused = (config, theme, code), ()

    def _plugged(self, config: Config, code: str) -> Plugged | None:
        return plugins.load(self._site, config.plugins, code) if config.plugins else None

    def _edition(
        self, look: Look, restless: frozenset[str], config: Config, theme: Theme, code: str, refused: Iterable[Problem]
    ) -> Edition:
        old = self.current
        found, faults = look.found, look.faults
        if look.of != (config.content, config.output.folder):
            found, faults = self._scan(config)
        if old is None:
            self._newest = self._read_all(found, config, theme, code)
        self._newest = self._read(found, restless, config, code)
        shown = {path: self._last_good(path, reading, code) for path, reading in self._newest.items()}
        documents = inputs.documents_of(shown)
        context = open_context(self._site, config, theme, documents, MemorySink(), self._cache, code)
        lock_of = config.urls.lock, published.key(self._site, config.urls.lock)
        held = self._locks.get(lock_of, lambda: published.load(self._site, config.urls.lock))
        plan = site_plan.plan(context, shown, faults, held)
        hidden = {path for path, reading in shown.items() if reading is not self._newest[path]}
        problems = [problem for problem in plan.problems if problem.location.path not in hidden]
        problems += [problem for path in hidden for problem in self._newest[path].problems]
        return Edition(
            old.number + 1 if old else 1,
            context,
            key_of(theme.key, context.site, code),
            shown,
            plan,
            in_order([*refused, *faults, *problems, *plan.clashes]),
        )

    def _read_all(self, found: list[Found], config: Config, theme: Theme, code: str) -> dict[str, Reading]:
        """Read everything that no build has read before."""
        key = inputs.reading_key(code, config)
        seen = time.time_ns()
        remembered = self._cache.readings(key)
        readings, new = inputs.recall(self._site, config.content, found, remembered)
        context = open_context(self._site, config, theme, (), MemorySink(), self._cache, code)
        with Pool(self._jobs, context) as pool:
            readings = inputs.complete(pool, readings, new, found, {})
        if new and not any(reading.failed for reading in readings.values()):  # else a build could hold nothing
            self._cache.save_readings(Readings(key, seen, readings))
        return readings

    def _read(self, found: list[Found], restless: frozenset[str], config: Config, code: str) -> dict[str, Reading]:
        """Read what changed and rests; all else is as it was, also what is missing for an instant."""
        plugged = self._plugged(config, code)
        readings = {path: self._newest[path] for path in restless if path in self._newest}
        for file in found:
            before = self._newest.get(file.path)
            if before and before.key and before.stamp == file.stamp:
                readings[file.path] = before
            elif file.path not in restless:
                reading = self._reading(file, config, plugged) or before
                if reading:
                    readings[file.path] = reading
        settled = inputs.unsettled(readings, config.content, config.digests)
        for file in found:
            if file.path in settled:
                readings[file.path] = self._resettled(file, readings[file.path], settled[file.path], config, plugged)
        return dict(sorted(readings.items()))

    def _resettled(
        self, file: Found, reading: Reading, recipe: Recipe, config: Config, plugged: Plugged | None
    ) -> Reading:
        """Read a file again in another way, since the files beside it say so."""
        source = self.texts.get((file.path, reading.key))
        if source is None:
            source, _ = read.load(self._site, file.path, config.content.max_bytes)
        if source is None or source.key != reading.key:
            return reading  # it is being written: a later look tells
        again = inputs.reading_of(file, source, (), config, plugged, recipe)
        return inputs.kept(msgspec.structs.replace(again, stamp=reading.stamp), reading)

    def _reading(self, file: Found, config: Config, plugged: Plugged | None) -> Reading | None:
        """Read a file; None when it was written meanwhile: a later look tells."""
        source, problems = read.load(self._site, file.path, config.content.max_bytes)
        name = history.parts(file.path)
        try:
            path = self._site / name.file
            if not name.blob and self._young.stamp(path, stamps.of(path.lstat())) != file.stamp:
                return None
        except OSError:
            return None
        if source and not file.page:
            self.texts.keep(source)
        return inputs.reading_of(file, source, problems, config, plugged)

    def _last_good(self, path: str, newest: Reading, code: str) -> Reading:
        """Return what is shown of a file that has errors now: what it was before, as long as that is at hand."""
        before = self.current.readings.get(path) if self.current and self.current.context.code == code else None
        if before and _faulty(newest) and not _faulty(before) and all(t in self.texts for t in _texts_of([before])):
            return before
        return newest


def _texts_of(readings: Iterable[Reading]) -> set[Text]:
    return {(d.outline.path, reading.key) for reading in readings for d in reading.digests}


def _faulty(reading: Reading) -> bool:
    return any(problem.severity is Severity.ERROR for problem in reading.problems)
