"""Dates in paths.

In: a path, such as `2020/07/22.md`. Out: the day that it tells, or the longer span.
This module does not know what a date is of.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from sitegen.dates.forms import NAME
from sitegen.dates.reading import PRECISIONS, Told, find, find_all, month_end
from sitegen.dates.words import month_number

if TYPE_CHECKING:
    from collections.abc import Iterator

_STAMP = 6
"""Digits of a file's name that are a date: `231227`."""

_YEAR_FOLDER = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)
_MONTH_FOLDER = re.compile(rf"(0?[1-9]|1[0-2])(?:[\s._-]{{0,3}}(?:{NAME}))?|({NAME})", re.ASCII | re.IGNORECASE)
_DAY_NAME = re.compile(r"(?:0[1-9]|[12][0-9]|3[01])(?![0-9])(?!\.[0-9])|[1-9]\Z", re.ASCII)
_STAMPED = re.compile(r"([0-6][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![0-9])(?!\.[0-9])", re.ASCII)
_ENDING = re.compile(r"\.[A-Za-z]{1,10}\Z")


def in_path(path: str) -> Told | None:
    """Return the date that a path tells: the most precise, and of several such the innermost."""
    found = list(_path_told(path))
    best = min((PRECISIONS.index(told.precision) for told in found), default=0)
    return next((told for told in reversed(found) if told.precision == PRECISIONS[best]), None)


def _path_told(path: str) -> Iterator[Told]:
    """Find the dates of a path, outermost first: those of each folder, and of folders together."""
    year = month = start = at = 0
    """The year and the month of the folders above, if these are no more than that, and where they begin."""
    for part in [*path.split("/")[:-1], _ENDING.sub("", path.rpartition("/")[2])]:
        end = at + len(part)
        found = [told._replace(start=told.start + at, end=told.end + at) for told in find_all(part)]
        if match := _STAMPED.match(part):
            found += _day(2000 + int(match[1]), int(match[2]), int(match[3]), at, at + _STAMP)
        above, month_above, month = year, month, 0
        if _YEAR_FOLDER.fullmatch(part):
            year, start = int(part), at
        elif above and month_above and (match := _DAY_NAME.match(part)):
            found += _day(above, month_above, int(match[0]), start, at + match.end())
        elif above and not month_above and (match := _MONTH_FOLDER.fullmatch(part)):
            month = int(match[1]) if match[1] else month_number(match[2][:3])
            found.append(Told(month_end(above, month), "month", start, end))
        elif above and not found and (told := find(part, above)) and not told.start:
            found.append(told._replace(start=start, end=at + told.end))
        if not month and not _YEAR_FOLDER.fullmatch(part):
            year = 0
        yield from found
        at = end + 1


def _day(year: int, month: int, day: int, start: int, end: int) -> Iterator[Told]:
    try:
        yield Told(dt.date(year, month, day), "day", start, end)
    except ValueError:
        return
