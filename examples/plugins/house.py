"""A house style: titles without a full stop, a check for old papers, a filter for the month of a paper, a CSV file.

In `sitegen.toml`, if this file is `plugins/house.py` in the site's folder:

    plugins = ["plugins.house:plugin"]
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import msgspec

from sitegen import Location, Plugin, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen import Digest, Paper, Record, Site

MONTHS = "January February March April May June July August September October November December".split()
OLD = 12
"""Months."""
FOUNDED = 91
"""arXiv's first year, without its century."""


def without_full_stop(paper: Paper) -> Paper:
    """Remove the full stop at the end of a title, but keep an ellipsis."""
    return msgspec.structs.replace(paper, title=re.sub(r"(?<!\.)\.$", "", paper.title))


def old_papers(digest: Digest) -> Iterator[Problem]:
    """Warn of papers whose ID is more than a year older than their digest: somebody probably mistyped it."""
    for paper in digest.papers:
        found = year_and_month(paper.id)
        if found and months(digest.date.year, digest.date.month) - months(*found) > OLD:
            message = f"paper {paper.number} is more than a year older than its digest: {paper.id}"
            hint = "check whether the ID is correct"
            yield Problem(Location(digest.path, paper.line), message, hint, severity=Severity.WARNING)


def submitted(id_: str) -> str:
    """Return the month in an ID: `{{ page.paper.id | submitted }}` is `July 2020`."""
    found = year_and_month(id_)
    return f"{MONTHS[found[1] - 1]} {found[0]}" if found else ""


def papers_csv(_site: Site, papers: Iterable[Record]) -> bytes:
    """List all papers for a spreadsheet."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(["date", "category", "id", "title", "address"])
    table.writerows([paper.date, paper.category, paper.id, paper.title, paper.url] for paper in papers)
    return text.getvalue().encode()


def year_and_month(id_: str) -> tuple[int, int] | None:
    """Return the year and the month in an arXiv ID, such as `2007.10986` or `math/0309136`."""
    yymm = id_.rpartition("/")[2][:4]
    year, month = int(yymm[:2]), int(yymm[2:])
    return (year + (1900 if year >= FOUNDED else 2000), month) if 1 <= month <= len(MONTHS) else None


def months(year: int, month: int) -> int:
    """Count months, to compare dates by."""
    return 12 * year + month


plugin = Plugin(
    paper=without_full_stop,
    check=old_papers,
    filters={"submitted": submitted},
    files={"papers.csv": papers_csv},
)
