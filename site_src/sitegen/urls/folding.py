"""How old papers are when they fold, and an archive's newest day, in; the newest date that is folded out.

A paper that is folded has no page: it has its place on the page of its newest day. Age is counted from the archive's
newest day and not from today, so that the same input gives the same site on any day.
This module does not know which days and papers there are.
"""

from __future__ import annotations

import datetime as dt
import re

_AGE = re.compile(r"(\d{1,4})([dwmy])", re.ASCII)


def is_age(text: str) -> bool:
    """Whether a text is an age such as `2y`, `18m`, `8w` or `30d`."""
    return _AGE.fullmatch(text) is not None


def folded(age: str, newest: dt.date) -> dt.date | None:
    """Return the newest date that is of this age; None when none is, or there is no age.

    Ages in months and years end with a month, so that a month's papers fold together: a site whose papers fold day by
    day would be changed in an old place every day.
    """
    match = _AGE.fullmatch(age)
    if not match:
        return None
    number, unit = int(match[1]), match[2]
    try:
        if unit in "dw":
            return newest - dt.timedelta(days=number * (7 if unit == "w" else 1))
        months = 12 * newest.year + newest.month - 1 - number * (12 if unit == "y" else 1)
        return dt.date(months // 12, months % 12 + 1, 1) - dt.timedelta(days=1)
    except (OverflowError, ValueError):  # before the year 1
        return None
