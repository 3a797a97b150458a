"""Content that cannot be read now, in; what of the site stays as it was published, out.

A file that lost its permissions, a folder that cannot be listed, a plug-in that fails: that is no reason to take pages
away. What the file held when it could last be read stays in lists and feeds, and its pages stay as they are, until the
file is correct or gone. This module does not know why a file cannot be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.output.manifest import Made
from sitegen.pages.kinds import day_named
from sitegen.problems import Location, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sitegen.build.cache import Reading
    from sitegen.build.tasks import Result
    from sitegen.output.sink import Sink

_AGAIN = ""
"""The key of a unit that is not what its content asks for: the next build tries to make it again."""


def held(path: str, reading: Reading, before: Reading | None) -> Reading:
    """Return the reading of a file, if it failed with what the file held `before`, if that is known."""
    if not reading.failed or before is None or not (before.digests or before.document):
        return reading
    return msgspec.structs.replace(
        before, stamp=reading.stamp, problems=(*reading.problems, _kept(path)), evidence=before.evidence, failed=True
    )


def out_of_sight(
    remembered: Mapping[str, Reading], found: Collection[str], faults: Iterable[Problem]
) -> Iterator[tuple[str, Reading]]:
    """Yield what files held that a scan did not come by, because one of its faults, a folder perhaps, is in the way."""
    places = [fault.location.path for fault in faults if fault.severity is Severity.ERROR]
    for path, before in remembered.items() if places else ():
        if path not in found and any(path == place or path.startswith(f"{place}/") for place in places):
            failed = msgspec.structs.replace(before, digests=(), document=None, problems=(), failed=True)
            yield path, held(path, failed, before)


def standing(
    sink: Sink, readings: Mapping[str, Reading], last: Mapping[str, Reading]
) -> tuple[set[str], list[Problem]]:
    """Name the units of the days of files that failed and of which nothing is held, and report these files.

    `last` are the readings of the last build: by another version of the program or of its plug-ins, but days are days.
    """
    lost = [path for path, one in readings.items() if one.failed and not one.digests and path in last]
    days = {contents.outline.date for path in lost for contents in last[path].digests}
    units = (name for name in sink.manifest.units if days and day_named(name) in days)
    return set(filter(sink.intact, units)), [_kept(path) for path in lost if last[path].digests]


def retained(
    sink: Sink, made: Mapping[str, Made], results: Iterable[Result], failed: Collection[str], names: Iterable[str]
) -> dict[str, Made]:
    """Return the units that stay as they were published, without the files that others have now.

    These are the results that lack a file which `failed`, and those of some `names`; `made` are all others.
    """
    names = dict.fromkeys([*(result.name for result in results if is_waiting(result, failed)), *sorted(names)])
    taken = {path for unit in made.values() for path in unit.files} if names else set()
    units = {}
    for name in names:
        before = sink.manifest.units.get(name)
        if before and sink.intact(name):
            units[name] = Made.of(_AGAIN, {path: file for path, file in before.files.items() if path not in taken})
    return units


def is_waiting(result: Result, failed: Collection[str]) -> bool:
    """Whether a target could not be made because a file that `failed` is needed for it."""
    return bool(result.problems) and not result.made.count and {p.location.path for p in result.problems} <= {*failed}


def _kept(path: str) -> Problem:
    message = "the file cannot be read now: what it held before stays published"
    hint = "correct the file; to remove its pages, delete the file"
    return Problem(Location(path), message, hint, severity=Severity.WARNING)
