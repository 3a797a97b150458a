"""Dates in words: English, and independent of the machine's locale.

This module does not know what a date is of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()


def month_number(name: str) -> int:
    """Return 7 for `Jul`, in any case. Raises: ValueError, when there is no such month."""
    return [month[:3].lower() for month in MONTHS].index(name.lower()) + 1


def long(date: dt.date) -> str:
    """Return `Wednesday, 22 July 2020`."""
    return f"{WEEKDAYS[date.weekday()]}, {short(date)}"


def short(date: dt.date) -> str:
    """Return `22 July 2020`."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def span(date: dt.date, precision: str) -> str:
    """Return the day, or the longer span whose last day it is: `Week to 1 February 2019`, `July 2020`, `2020`."""
    match precision:
        case "week":
            return f"Week to {short(date)}"
        case "month":
            return month(date)
        case "year":
            return str(date.year)
    return long(date)


def month(date: dt.date) -> str:
    """Return `July 2020`."""
    return f"{MONTHS[date.month - 1]} {date.year}"


def month_name(date: dt.date) -> str:
    """Return `July`."""
    return MONTHS[date.month - 1]
