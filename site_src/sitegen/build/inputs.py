"""Content files in, what each of them holds out: from the cache where a file is as it was, else read by workers.

    recall ─ complete

How a file is read may depend on the files beside it: those that they overrule are read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from sitegen.build import unread
from sitegen.build.cache import Reading
from sitegen.build.digests import Shelves, keep_places
from sitegen.content import parse, read
from sitegen.content.outline import outline
from sitegen.hashing import key_of
from sitegen.model import Recipe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sitegen.build.cache import Readings
    from sitegen.build.context import BuildContext
    from sitegen.config import Config, Content, Digests
    from sitegen.model import Document, Evidence, Source
    from sitegen.plugins import Plugged
    from sitegen.problems import Problem
    from sitegen.workers import Pool

_FILES_PER_TASK = 8


class Wanted(msgspec.Struct, frozen=True):
    """A file of digests that is to be read."""

    file: read.Found
    recipe: Recipe | None = None
    """How, when the files beside it have decided that."""


class Witness(Protocol):
    """What is known of a file that was read, as far as it decides how others are read."""

    @property
    def evidence(self) -> Evidence | None:
        """What it tells alone."""

    @property
    def recipe(self) -> Recipe | None:
        """How it was read."""


def reading_key(code: str, config: Config) -> str:
    """Return the key of all that readings are made with; `code` is the key of the program, with its plug-ins."""
    return key_of(code, config.content, config.digests, config.authors.pages)


def recall(
    folder: Path,
    content: Content,
    found: Collection[read.Found],
    remembered: Readings,
    faults: Iterable[Problem] = (),
) -> tuple[dict[str, Reading], list[read.Found]]:
    """Return the readings that still hold, with those of free pages, and the files that have changed.

    `faults` are those of the scan: what they hide is held, see `unread`. A file that could not be read counts as
    changed: it may have been the disk. Free pages are few, and the navigation names them: no page can be made before
    they are read. For the digests there is `complete`.
    """
    readings = dict(unread.out_of_sight(remembered.by_path, {file.path for file in found}, faults))
    changed = []
    for file in found:
        before = remembered.by_path.get(file.path)
        if before and not before.failed and same(folder, file, before, remembered.seen, content):
            readings[file.path] = before
            continue
        changed.append(file)
        if file.page:
            page = _page(file, *read.load(folder, file.path, content.max_bytes), content)
            readings[file.path] = unread.held(file.path, page, before)
    return readings, changed


def same(folder: Path, file: read.Found, before: Reading, seen: int, content: Content) -> bool:
    """Whether a file is as it was when it was read, as far as can be known without reading all files again."""
    key = before.key
    return bool(key) and before.stamp == file.stamp and read.unchanged(folder, file, key, seen, content.max_bytes)


def complete(
    pool: Pool[BuildContext],
    readings: Mapping[str, Reading],
    changed: Sequence[read.Found],
    files: Iterable[read.Found],
    remembered: Mapping[str, Reading],
) -> dict[str, Reading]:
    """Read the digests that have changed, and return all readings, sorted by path; `files` are all there are.

    `remembered` are earlier readings: what failed is held, see `unread`.
    """
    config, found = pool.context.config, {file.path: file for file in files}
    result: dict[str, Reading] = dict(readings)
    places: dict[str, str] = {}
    for some in _read_digests(pool, [Wanted(file) for file in changed if not file.page]):
        result |= {path: unread.held(path, one, remembered.get(path)) for path, one in some.readings.items()}
        places |= some.places
    settled = unsettled(result, config.content, config.digests)
    others = [Wanted(found[path], how) for path, how in settled.items() if not result[path].failed]
    for some in _read_digests(pool, others) if others else ():
        result |= {path: kept(reading, result[path]) for path, reading in some.readings.items()}
        places |= some.places
    keep_places(pool.context, places)
    return dict(sorted(result.items()))


class _Batch(msgspec.Struct, frozen=True):
    """Files that were read."""

    readings: dict[str, Reading]
    """By path."""
    places: dict[str, str]
    """See `Shelves.places`."""


def _read_digests(pool: Pool[BuildContext], files: list[Wanted]) -> Iterator[_Batch]:
    """Read files of digests, and yield what they hold, in any order."""
    batches = [files[n : n + _FILES_PER_TASK] for n in range(0, len(files), _FILES_PER_TASK)]
    if len(batches) == 1:  # the workers may have better to do, see `tasks.prepare`
        return iter([_read_batch(pool.context, batches[0])])
    return pool.map(_read_batch, batches, (list[Wanted], _Batch))


def _read_batch(context: BuildContext, files: list[Wanted]) -> _Batch:
    config, plugged, shelves = context.config, context.plugged, Shelves(context)
    readings = {}
    for one in files:
        source, problems = read.load(context.folder, one.file.path, config.content.max_bytes)
        found = read_source(source, config.content, plugged, one.recipe, config.digests) if source else None
        credited = config.authors.pages
        readings[one.file.path] = outlined(one.file, source, problems, found, one.recipe, credited=credited)
        if source and found:
            shelves.put(source, found.digests)
    shelves.close()
    return _Batch(readings, shelves.places)


def unsettled(readings: Mapping[str, Witness], content: Content, taught: Sequence[Digests]) -> dict[str, Recipe]:
    """Return the files that are to be read in another way than they were, since the files beside them say so."""
    evidence = {path: reading.evidence for path, reading in readings.items() if reading.evidence}
    if not evidence:
        return {}
    from sitegen.content import recipes  # noqa: PLC0415 - it knows all ways to read, and is slow to load

    told = {path: recipes.entry_of(path.removeprefix(content.prefix), taught) for path in evidence} if taught else {}
    settled = recipes.settle(evidence, told)
    return {path: how for path, how in settled.items() if how != readings[path].recipe}


def kept(reading: Reading, before: Reading) -> Reading:
    """Return a reading with the evidence of the one before: it is what the file tells alone."""
    return msgspec.structs.replace(reading, evidence=before.evidence)


def reading_of(
    file: read.Found,
    source: Source | None,
    problems: Iterable[Problem],
    config: Config,
    plugged: Plugged | None = None,
    recipe: Recipe | None = None,
) -> Reading:
    """Keep in outline what a file holds, given what `read.load` made of it."""
    if file.page:
        return _page(file, source, problems, config.content)
    found = read_source(source, config.content, plugged, recipe, config.digests) if source else None
    return outlined(file, source, problems, found, recipe, credited=config.authors.pages)


def _page(file: read.Found, source: Source | None, problems: Iterable[Problem], content: Content) -> Reading:
    """Read a free page."""
    if source is None:
        return Reading(file.stamp, "", (), None, tuple(problems), failed=True)
    document, faults = parse.document(source, f"{content.prefix}{read.PAGES}")
    return Reading(file.stamp, source.key, (), document, (*problems, *faults))


def outlined(
    file: read.Found,
    source: Source | None,
    problems: Iterable[Problem],
    found: parse.Read | None,
    recipe: Recipe | None,
    *,
    credited: bool,
) -> Reading:
    """Keep in outline what was read of a file; nothing is `found` in one that cannot be read.

    With `credited`, outlines have the authors of papers.
    """
    if source is None or found is None:
        return Reading(file.stamp, "", (), None, tuple(problems), failed=True)
    alone = len(found.digests) == 1
    contents = tuple(outline(one, source.key, alone=alone, credited=credited) for one in found.digests)
    how = next((one.recipe for one in found.digests), recipe)
    faults = (*problems, *found.problems)
    return Reading(file.stamp, source.key, contents, None, faults, found.evidence, how, found.failed)


def read_source(
    source: Source,
    content: Content,
    plugged: Plugged | None = None,
    recipe: Recipe | None = None,
    taught: Sequence[Digests] = (),
) -> parse.Read:
    """Read the digests of a file in full; `taught` is the option `digests`."""
    entry = None
    if taught:
        from sitegen.content import recipes  # noqa: PLC0415 - as above

        entry = recipes.entry_of(source.path.removeprefix(content.prefix), taught)
    return parse.read(source, plugged, recipe, entry)


def documents_of(readings: Mapping[str, Reading]) -> tuple[Document, ...]:
    """Return the free pages."""
    return tuple(reading.document for reading in readings.values() if reading.document)
