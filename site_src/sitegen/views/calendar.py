"""Days, months and years as templates see them: in lists and in calendars."""

from __future__ import annotations

import msgspec

from sitegen.model import Date, Link


class DayItem(msgspec.Struct, frozen=True):
    """A day in a list of days."""

    date: Date
    """The day."""
    url: str
    """Its page."""
    papers: int
    """How many different papers it has."""
    categories: tuple[Link, ...]
    """Its categories, linked to their sections on the day's page; empty when the archive has one category only."""
    name: str
    """The day as it is shown: `Wednesday, 22 July 2020`; of a longer span, `Week to 26 July 2020`, `July 2020`."""


class MonthItem(msgspec.Struct, frozen=True):
    """A month in a list of months."""

    date: Date
    """Its first day."""
    url: str
    """Its page."""
    days: int
    """How many days it has."""
    papers: int
    """Papers on those days, a paper counted once a day."""


class Cell(msgspec.Struct, frozen=True):
    """A day in a calendar's drawing."""

    date: Date
    """The day."""
    url: str
    """Its page."""
    papers: int
    """How many papers it has."""
    level: int
    """1 to 4: the quarter that the day's number of papers falls in, measured by the archive's busiest day."""
    column: int
    """The week of the year that it is drawn in, 0 to 53."""
    row: int
    """The day of the week, 0 for Monday."""


class Gap(msgspec.Struct, frozen=True):
    """Weekdays of a week, one after the other, that have no papers."""

    column: int
    """The week, counted from 0."""
    row: int
    """The first of them, 0 for Monday."""
    days: int
    """How many they are."""


class MonthLabel(msgspec.Struct, frozen=True):
    """A month's name over a calendar's drawing."""

    date: Date
    """Its first day."""
    column: int
    """The column that it stands over."""


class Calendar(msgspec.Struct, frozen=True):
    """A year as a grid of weeks and weekdays, with the days that have papers."""

    year: int
    """The year."""
    first_row: int
    """The weekday of 1 January, 0 for Monday."""
    last_column: int
    """The column of 31 December."""
    last_row: int
    """The weekday of 31 December."""
    cells: tuple[Cell, ...]
    """The days with papers."""
    gaps: tuple[Gap, ...]
    """Weekdays without papers, from the archive's first day to its last."""
    labels: tuple[MonthLabel, ...]
    """The twelve months."""


class YearItem(msgspec.Struct, frozen=True):
    """A year in the archive."""

    year: int
    """The year."""
    url: str
    """Its page."""
    days: int
    """How many days it has."""
    papers: int
    """Papers on those days, a paper counted once a day."""
    months: tuple[MonthItem, ...]
    """Its months that have days, in order."""
    calendar: Calendar | None
    """Its drawing; none in a list of many years, where only the newest have one."""
