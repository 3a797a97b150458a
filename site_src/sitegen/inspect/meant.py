"""What somebody means in; the files of the site that are meant, or what may be meant instead, out."""

from __future__ import annotations

from bisect import bisect
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sitegen.archive import listings
from sitegen.build import keys, materials
from sitegen.build.digests import ContentDigests
from sitegen.content import history
from sitegen.inspect import resolve
from sitegen.model import Artifact
from sitegen.pages.base import Need, Supplies
from sitegen.pages.kinds import kind_of
from sitegen.problems import Location, Problem, Refusal, Severity
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from sitegen.build.cache import Reading
    from sitegen.inspect.known import Known
    from sitegen.model import Date

_AROUND = 400
"""Addresses on both sides of an unknown one, by the alphabet, among which the nearest are looked for."""


def files_of(known: Known, text: str) -> list[str]:
    """Return the files of the site that somebody means.

    Raises:
        Refusal: there is none, with what may be meant instead.

    """
    if place := resolve.place(text, known.config):
        return _made_of(known, *place)
    candidates = resolve.files(text, known.config, known.output)
    for file in candidates:
        if owner(known, file):
            return [file]
        if date := _folded(known, file):
            return [permalinks.file(permalinks.day(date))]
    for file in candidates:
        if any(file in made.files for made in known.manifest.units.values()):
            message = "the page or file is no longer part of the site: the next build removes it"
            raise Refusal(
                Problem(
                    Location(known.address(file)),
                    message,
                    "`sitegen diff` lists everything that the next build removes",
                )
            )
    if not candidates:
        message = f"this is not an address of {known.config.base_url}"
        raise Refusal(Problem(Location(text), message, "pass a path, such as `/2020/07/22/`, or the ID of a paper"))
    near = _near(known, candidates[0])
    hint = f"did you mean {' or '.join(f'`{address}`' for address in near)}?" if near else ""
    raise Refusal(Problem(Location(text), "the site has no such page or file", hint))


def owner(known: Known, file: str) -> str:
    """Name the target that makes a file; empty when none does."""
    name = known.plan.map.owner(file)
    if name is None:
        return ""
    target = known.plan.targets[name]
    kind = kind_of(target)
    if not any(permalinks.file(path) == file for path in kind.places(target)) and (kind.folders or kind.patterns):
        made = known.manifest.units.get(name)
        if made is not None and file in made.files:
            return name
        return name if file in _files(known, name) else ""
    return name


def _files(known: Known, name: str) -> set[str]:
    """Return the files that a target without pages would have; of what is made of the whole archive, none is known."""
    target = known.plan.targets[name]
    kind = kind_of(target)
    if kind.templates or kind.texts(target, Supplies()) or kind.needs & {Need.WORDS, Need.RECORDS}:
        return set()
    relations = known.relations if kind.needs else None
    supplies = keys.supplies(known.plan, relations, target)
    made_of = materials.gather(known.context, target, supplies, ContentDigests(known.context))
    return {made.path for made in materials.make(known.context, target, made_of) if isinstance(made, Artifact)}


def _folded(known: Known, file: str) -> Date | None:
    """Return the day on whose page a paper has its place, given the file that its own page would be."""
    pattern = known.config.urls.paper
    folded = ((date, id_) for date, ids in listings.folded_papers(known.plan.archive) for id_ in ids)
    return next((date for date, id_ in folded if permalinks.file(permalinks.paper(id_, pattern)) == file), None)


def _near(known: Known, file: str) -> list[str]:
    """Return the addresses that are most like one that there is not."""
    papers = sorted(known.plan.map.papers)
    at = bisect(papers, f"/{file}")
    names = [*papers[max(at - _AROUND, 0) : at + _AROUND], *known.plan.map.suggestions]
    wanted = "/" + file.removesuffix("index.html")
    return [known.config.root + name[1:] for name in get_close_matches(wanted, names, 3)]


def _made_of(known: Known, path: str, line: int) -> list[str]:
    """Return the files that were made of a line of a content file, or of all of it."""
    reading = known.readings.get(path) or _newest_version(known, path)
    if reading is None:
        raise Refusal(
            Problem(
                Location(path),
                "this is not a content file of the site",
                "pass a file in the folder that `content.folder` names",
            )
        )
    if reading.document:
        return [permalinks.file(permalinks.document(reading.document.slug))]
    digests = sorted(reading.digests, key=lambda digest: digest.outline.line)
    if not line and digests:
        return [permalinks.file(permalinks.day(date)) for date in sorted({d.outline.date for d in digests})]
    above = [digest for digest in digests if digest.outline.line <= line]
    faults = [one for one in reading.problems if one.location.line == line and one.severity is Severity.ERROR]
    if not above or faults or not line:
        raise Refusal(*(faults or [Problem(Location(path, line), "no page is made from this place")]))
    digest = above[-1]
    papers = [paper for paper in digest.papers if paper.line <= line]
    if not papers:
        return [permalinks.file(permalinks.day(digest.outline.date))]
    file = permalinks.file(permalinks.paper(papers[-1].id, known.config.urls.paper))
    folded = _folded(known, file)
    return [permalinks.file(permalinks.day(folded)) if folded else file]


def _newest_version(known: Known, path: str) -> Reading | None:
    """Return the reading of the newest version of a file in `content.history`."""
    versions = [name for name in known.readings if history.parts(name).file == path]
    return known.readings[versions[-1]] if versions else None
