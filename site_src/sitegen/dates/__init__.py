"""Dates as text: written in words, and read from any common form, in texts and in paths."""

from sitegen.dates.paths import in_path
from sitegen.dates.reading import PRECISIONS, Told, find, find_all
from sitegen.dates.words import MONTHS, WEEKDAYS, long, month, month_name, short, span

__all__ = [
    "MONTHS", "PRECISIONS", "WEEKDAYS", "Told", "find", "find_all", "in_path", "long", "month", "month_name", "short",
    "span",
]  # fmt: skip
