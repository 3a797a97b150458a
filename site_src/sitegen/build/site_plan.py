"""What all content files hold in, what the site will consist of out: before anything of it is made.

This module does not know what was built before, or how anything is made.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen import config as configuration
from sitegen.archive import authors, gather, listings
from sitegen.archive import status as ledger
from sitegen.build import inputs
from sitegen.build.context import BuildContext, open_context
from sitegen.build.redirects import redirects
from sitegen.content import parse, read
from sitegen.model import Archive, Document, Ledger
from sitegen.output.sink import MemorySink
from sitegen.pages import site_map
from sitegen.pages.base import Listing, Target
from sitegen.pages.planning import Planning
from sitegen.problems import Location, Problem, Severity, counted
from sitegen.text import page_links
from sitegen.urls import permalinks, published
from sitegen.urls.paths import safe_path
from sitegen.workers import Pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sitegen.build.cache import Cache, Reading
    from sitegen.config import Config
    from sitegen.model import Contents, Date
    from sitegen.pages.base import Matches
    from sitegen.theme.folder import Theme
    from sitegen.urls.published import Lock


class SitePlan(msgspec.Struct, frozen=True, dict=True):
    """A site before it is made: what it will consist of."""

    archive: Archive
    documents: tuple[Document, ...]
    ledger: Ledger
    targets: dict[str, Target]
    """By name."""
    problems: tuple[Problem, ...]
    """Of the content, those of its files included; without those that were found before a file was read."""
    clashes: tuple[Problem, ...]
    """Pages that want the same place: such a site cannot be made."""
    unpublished: frozenset[str]
    """Lines that the file of published addresses lacks."""
    paper_url: str
    """The option `urls.paper`."""

    @cached_property
    def map(self) -> site_map.SiteMap:
        """What makes each file."""
        return site_map.SiteMap(self.targets, self.archive, self.paper_url)

    def addresses(self, matches: Matches) -> Iterator[tuple[str, Date | None]]:
        """Yield the path of every page, without the base path, and the day it tells of; oldest first."""
        return site_map.addresses(self.targets, Listing(self.archive, self.paper_url, matches))

    def folded_files(self) -> set[str]:
        """Return where the pages of the folded papers would be."""
        ids = (id_ for _, some in listings.folded_papers(self.archive) for id_ in some)
        return {permalinks.file(permalinks.paper(id_, self.paper_url)) for id_ in ids}


class Look(NamedTuple):
    """What a build would know before it makes a page."""

    context: BuildContext
    readings: dict[str, Reading]
    unread: list[Problem]
    """What the scan said of files that cannot be read."""
    plan: SitePlan


def look(folder: Path, config: Config, theme: Theme, cache: Cache, code: str, *, jobs: int) -> Look:
    """Look at a site's folder and write nothing. `code` is the key of the program, with its plug-ins.

    Raises:
        Refusal: a plug-in is faulty.

    """
    found, unseen = read.scan(folder, config.content, config.output.folder)
    remembered = cache.readings(inputs.reading_key(code, config))
    readings, changed = inputs.recall(folder, config.content, found, remembered, unseen)
    context = open_context(folder, config, theme, inputs.documents_of(readings), MemorySink(), cache, code)
    with Pool(jobs, context) as pool:
        readings = inputs.complete(pool, readings, changed, found, remembered.by_path)
    return Look(context, readings, unseen, plan(context, readings, unseen, published.load(folder, config.urls.lock)))


def plan(context: BuildContext, readings: Mapping[str, Reading], unread: Iterable[Problem], held: Lock) -> SitePlan:
    """Put in order what all content files hold, and cut the site into targets.

    `readings` are sorted by path; `unread` is what the scan said of those that cannot be read; `held` are the addresses
    that were published.
    """
    config, site, plugged = context.config, context.site, context.plugged
    contents = [digest for reading in readings.values() for digest in reading.digests]
    documents = inputs.documents_of(readings)
    archive, doubles = gather.gather(contents, config.papers.fold_after)
    made, warnings = ledger.ledger(_files(readings, unread), archive, doubles, config.ledger)
    files = plugged.files if plugged else {}
    planning = Planning(
        archive=archive,
        documents=tuple(sorted(documents, key=lambda document: document.path)),
        rules=context.rules,
        ledger=made,
        site=site,
        assets_key=context.theme.assets_key,
        search=context.search,
        paper_url=config.urls.paper,
        feed_items=config.feeds.items,
        feed_bytes=config.feeds.max_bytes,
        feed_ids=config.feeds.ids,
        document_html=config.markdown.html,
        ledger_source=config.ledger.source,
        authors=authors.gather(archive, contents, config.authors.min_papers)
        if config.authors.pages
        else authors.NOBODY,
        plugin_files=tuple(files),
    )
    targets = site_map.targets(planning)
    clashes = site_map.clashes(planning, targets)
    for path, plugin in files.items():
        clashes += _unfit(context.folder, path, plugin, site_map.in_the_way(path, planning, targets))
    problems = [problem for reading in readings.values() for problem in reading.problems] + doubles + warnings
    problems += _nothing(readings, contents, config.content.folder)
    problems += page_links.dead(documents)
    led = redirects(context.folder, planning, targets, config.urls, held)
    return SitePlan(
        archive,
        documents,
        made,
        targets | led.targets,
        (*problems, *led.problems),
        tuple(clashes),
        led.unpublished,
        config.urls.paper,
    )


def _unfit(folder: Path, path: str, plugin: str, occupant: str) -> list[Problem]:
    """Say why a plug-in cannot have a file of a path, if so."""
    message = hint = ""
    if fault := safe_path(path):
        message, hint = f"the path `{path}` {fault}", "choose another path: not every host and disk can store this one"
    elif occupant:
        message, hint = f"the file `{path}` conflicts with {occupant}", "give the file another path"
    if not message:
        return []
    return [configuration.fault(folder, ("plugins",), f"plug-in {plugin}: {message}", hint)]


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


def _nothing(readings: Mapping[str, Reading], contents: Sequence[Contents], folder: str) -> list[Problem]:
    """Tell when there are files and no digest in any: the folder may be the wrong one, or none of them tells a day."""
    files = sum(1 for reading in readings.values() if not reading.document)
    if contents or not files:
        return []
    message = f"sitegen found no digest in {counted(files, 'file')}"
    hint = f"run `sitegen digests {folder}` to see what was read of each file, and how to describe another layout"
    return [Problem(Location(folder), message, hint, severity=Severity.WARNING)]
