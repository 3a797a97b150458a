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
    """The number of distinct papers."""
    categories: tuple[Link, ...]
    """Its categories, with links to their sections on the page of the day; empty if the archive has only one
    category."""
    name: str
    """The day as it is displayed: `Wednesday, 22 July 2020`; for a longer period, `Week to 26 July 2020` or `July
    2020`."""
    weekday: str
    """The weekday, abbreviated: `Wed`; empty for a longer period."""
    size: int
    """The number of papers as a percentage of the greatest in the list."""


class MonthItem(msgspec.Struct, frozen=True):
    """A month in a list of months."""

    date: Date
    """Its first day."""
    url: str
    """Its page."""
    days: int
    """The number of days."""
    papers: int
    """The number of papers on those days. A paper counts once per day."""
    size: int = 0
    """The number of papers as a percentage of the greatest in the list."""


class Cell(msgspec.Struct, frozen=True):
    """A day in the drawing of a calendar."""

    date: Date
    """The day."""
    url: str
    """Its page."""
    papers: int
    """The number of papers."""
    level: int
    """1 to 4: the quarter into which the number of papers falls, relative to the busiest day of the archive."""
    column: int
    """The column, which is the week of the year, 0 to 53."""
    row: int
    """The row, which is the day of the week, 0 for Monday."""


class Gap(msgspec.Struct, frozen=True):
    """Consecutive days of a week that have no papers."""

    column: int
    """The column, which is the week of the year."""
    row: int
    """The row of the first of them, 0 for Monday."""
    days: int
    """The number of days."""


class MonthLabel(msgspec.Struct, frozen=True):
    """The name of a month above the drawing of a calendar."""

    date: Date
    """Its first day."""
    column: int
    """The column above which it is displayed."""


class CalendarMonth(msgspec.Struct, frozen=True):
    """A month of a calendar, to be drawn as a block of its own.

    Nothing is drawn of the days before the archive's first day and after its last.
    """

    date: Date
    """Its first day."""
    column: int
    """The column of its first day in the year. Its days have this column and the five after it."""
    cells: tuple[Cell, ...]
    """Its days with papers."""
    gaps: tuple[Gap, ...]
    """Weekdays without papers."""
    weekends: tuple[Gap, ...]
    """Days without papers at weekends."""


class CalendarLevel(msgspec.Struct, frozen=True):
    """What the colour of a day means."""

    level: int
    """1 to 4."""
    least: int
    """The smallest number of papers of such a day."""
    most: int
    """The greatest number of papers of such a day."""


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
    months: tuple[CalendarMonth, ...]
    """The months from the archive's first day to its last, oldest first, to be drawn as blocks."""
    levels: tuple[CalendarLevel, ...]
    """The levels that days can have, without those that are empty in an archive of small days."""


class Tick(msgspec.Struct, frozen=True):
    """A mark on the vertical axis of a chart."""

    text: str
    """The number: `2,000`, `1.5`."""
    height: int
    """The number as a percentage of the greatest value in the chart."""


class YearItem(msgspec.Struct, frozen=True):
    """A year in the archive."""

    year: int
    """The year."""
    url: str
    """Its page."""
    days: int
    """The number of days."""
    papers: int
    """The number of papers on those days. A paper counts once per day."""
    months: tuple[MonthItem, ...]
    """Its months that have days, in order."""
    calendar: Calendar | None
    """Its drawing; nothing in a long list of years, where only the newest years have a drawing."""
