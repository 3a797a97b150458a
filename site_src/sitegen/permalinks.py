"""Permalinks: where each page has its place. Paths here begin and end with `/` and lack the site's base path.

Published addresses are a contract with everyone who linked to them: what this module says must not change.
Paths are lower case, since some hosts fold it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitegen.model import Date

HOME = "/"
ARCHIVE = "/archive/"
NOT_FOUND = "/404.html"
ATOM = "feed.xml"
JSON_FEED = "feed.json"
OPML = "/opml.xml"
EXPORT = "/archive.jsonl.gz"
DAY_DATA = "index.json"
DAY_TERMS = "terms.json"
DAY_PAPERS = "papers.json"
SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"
OPENSEARCH = "/opensearch.xml"
NO_JEKYLL = "/.nojekyll"
REDIRECTS = "/_redirects"
SEARCH = "/search/"
SAVED = "/saved/"
TRENDS = "/trends/"
FOLDED = "/folded/"
STATUS = "/status/"
STATUS_DATA = "/status.json"
WATCH = "/watch/"
SEARCH_MANIFEST = "/search/manifest.json"
SEARCH_LUNR = "/search/lunr.json"


def paper(id_: str, pattern: str) -> str:
    """Return the path of a paper's page; `pattern` is the option `urls.paper`."""
    if pattern == "/abs/{id}/":
        return f"/abs/{id_}/"
    # hep-th/9901001: its number alone is not unique within its month
    number = id_.replace("/", "-") if "/" in id_ else id_.partition(".")[2]
    return pattern.format(id=id_, yymm=yymm(id_), number=number)


def yymm(id_: str) -> str:
    """Return the month of a paper's id: `2007`, and `9901` of `hep-th/9901001`."""
    return id_.rpartition("/")[2][:4]


def place(id_: str, date: Date) -> str:
    """Return where a paper stands on the page of a day: `/2020/07/22/#2007.10986`."""
    return f"{day(date)}#{id_}"


def address(id_: str, newest: Date, pattern: str, *, folded: bool) -> str:
    """Return where a paper is that stands on no day after `newest`: its page, or its place on that day's page."""
    return place(id_, newest) if folded else paper(id_, pattern)


def folded(month: str) -> str:
    """Return the file that says where the folded papers of a month are, given the `yymm` of their ids."""
    return f"{FOLDED}{month}.json"


def document(slug: str) -> str:
    """Return `/about/`; the home page has the text whose slug is empty."""
    return f"/{slug}/" if slug else HOME


def day(date: Date) -> str:
    """Return `/2020/07/22/`."""
    return f"/{date.year:04}/{date.month:02}/{date.day:02}/"


def month(date: Date) -> str:
    """Return `/2020/07/`."""
    return f"/{date.year:04}/{date.month:02}/"


def year(number: int) -> str:
    """Return `/2020/`."""
    return f"/{number:04}/"


def category(name: str) -> str:
    """Return `/cs.cv/` for `cs.CV`."""
    return f"/{slug(name)}/"


def rule(slug: str) -> str:
    """Return `/watch/nerf/`, the path of a watch rule's page."""
    return f"{WATCH}{slug}/"


def rule_month(slug: str, date: Date) -> str:
    """Return `/watch/nerf/2020/07/`."""
    return f"{rule(slug)}{month(date)[1:]}"


@lru_cache(maxsize=1024)
def slug(name: str) -> str:
    """Make a path component, which is also an anchor, of a category's name."""
    return re.sub(r"[^a-z0-9.-]+", "-", name.lower()).strip("-.")


def file(path: str) -> str:
    """Return the output file of a path, relative to the output folder."""
    return path[1:] + "index.html" if path.endswith("/") else path[1:]
