"""Permalinks: where each page has its place. Paths here begin and end with `/` and lack the site's base path.

Published addresses are a contract with everyone who linked to them: what this module says must not change.
Paths are lower case, since some hosts fold it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import quote

from sitegen.urls import paths

if TYPE_CHECKING:
    from sitegen.model import Date, Identifier

HOME = "/"
ARCHIVE = "/archive/"
NOT_FOUND = "/404.html"
ATOM = "feed.xml"
JSON_FEED = "feed.json"
FEEDS = "/feeds/"
DAYS_ATOM = "/days.xml"
DAYS_JSON = "/days.json"
WEEKS_ATOM = "/weeks.xml"
WEEKS_JSON = "/weeks.json"
OPML = "/opml.xml"
SCHEMAS = "/schema/"
DAY_SCHEMA = "/schema/day.json"
PAPER_SCHEMA = "/schema/paper.json"
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
SINCE = "/since/"
TRENDS = "/trends/"
FOLDED = "/folded/"
STATUS = "/status/"
STATUS_DATA = "/status.json"
WATCH = "/watch/"
AUTHOR = "/author/"
TOPICS = "/topic/"
LEVELS = " › "
"""What is between the headings of a topic, the outermost of which is first: `Computer Vision › Object Tracking`."""
SEARCH_MANIFEST = "/search/manifest.json"
SEARCH_LUNR = "/search/lunr.json"

ARXIV = "arxiv"
SOURCES = {
    ARXIV: ("arXiv", "arXiv:", "https://arxiv.org/abs/"),
    "doi": ("DOI", "doi:", "https://doi.org/"),
    "pmid": ("PubMed", "PMID ", "https://pubmed.ncbi.nlm.nih.gov/"),
    "openreview": ("OpenReview", "OpenReview ", "https://openreview.net/forum?id="),
    "acl": ("ACL Anthology", "ACL ", "https://aclanthology.org/"),
    "eprint": ("IACR ePrint", "ePrint ", "https://eprint.iacr.org/"),
    "biorxiv": ("bioRxiv", "bioRxiv ", "https://www.biorxiv.org/content/"),
    "medrxiv": ("medRxiv", "medRxiv ", "https://www.medrxiv.org/content/"),
    "hn": ("Hacker News", "Hacker News ", "https://news.ycombinator.com/item?id="),
    "github": ("GitHub", "github.com/", "https://github.com/"),
    "link": ("Web", "", ""),
}
"""By scheme: what the place is called that has its papers, what an identifier is written behind when it is shown, and
what its address there begins with."""
_VERSIONED = {ARXIV, "biorxiv", "medrxiv"}
_SLASHED = {"pmid", "acl"}
"""Those whose addresses end in `/`."""
_LEGIBLE = "/:().,;-_"
"""What an address elsewhere may hold as it is, beside letters and digits."""
_ADDRESS = "%/:?#[]@!$&'()*+,;=~"
"""The same of one that the digest gives as a whole."""
_LONGEST = 80
"""Characters of a heading in the address of a topic."""
_FILES = {ATOM, JSON_FEED, "index.html"}
_TAKEN = {
    path.strip("/").partition("/")[0]
    for path in (ARCHIVE, FEEDS, SCHEMAS, SEARCH, SAVED, SINCE, TRENDS, FOLDED, STATUS, WATCH, AUTHOR)
}
_TAKEN |= {TOPICS.strip("/"), "abs", "assets", *SOURCES}
_YEAR = re.compile(r"\d{4}")
_COMPONENT = re.compile(r"(?!\.{1,2}$|index\.html$)[A-Za-z0-9._()-]+")

_AUTHOR = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_AUTHOR = 60


def paper(id_: str, pattern: str, root: str = "/") -> str:
    """Return the path of a paper's page; `pattern` is the option `urls.paper`, which is for those of arXiv.

    `pattern` may begin with the site's base path: then that is `root`.
    """
    if ":" in id_:
        # What begins with a dot is hidden, and what ends in one has another name on some disks.
        return root + f"{id_.replace(':', '/', 1).lower()}/".replace("/.", "/-.").replace("./", ".-/")
    if pattern == "/abs/{id}/":
        return f"/abs/{id_}/"
    # hep-th/9901001: its number alone is not unique within its month
    number = id_.replace("/", "-") if "/" in id_ else id_.partition(".")[2]
    return pattern.format(id=id_, yymm=yymm(id_), number=number)


def scheme(id_: str) -> str:
    """Return `doi` of `doi:10.1212/wnl.0000000000000684`, and `arxiv` of `2007.10986`."""
    return id_.partition(":")[0] if ":" in id_ else ARXIV


def is_elsewhere(id_: str) -> bool:
    """Tell whether an id is that of a paper which is not arXiv's: a known scheme, and what can stand in a path."""
    name, _, value = id_.partition(":")
    if name not in SOURCES or name == ARXIV or not all(map(_COMPONENT.fullmatch, value.split("/"))):
        return False
    return not paths.safe_path(file(paper(id_, "")))


def scheme_above(path: str) -> str:
    """Return the scheme whose papers have their pages around a path: `doi` of `/doi/10.1212/`; empty when none has."""
    name = path[1:].partition("/")[0]
    return name if name in SOURCES and name != ARXIV else ""


def source_url(identifier: Identifier) -> str:
    """Return the address of a paper elsewhere; empty when its name tells none."""
    name, value = identifier.scheme, identifier.value
    if name == "link":
        return quote(value, safe=_ADDRESS) if value.startswith(("https://", "http://")) else ""
    if name not in SOURCES:
        return ""
    version = identifier.version if name in _VERSIONED else ""
    return f"{SOURCES[name][2]}{quote(value, safe=_LEGIBLE)}{version}{'/' if name in _SLASHED else ''}"


def label(identifier: Identifier) -> str:
    """Return an identifier as people write it, without version: `arXiv:2007.10986`, `github.com/owner/project`."""
    name, value = identifier.scheme, identifier.value
    if name == "link":
        return re.sub(r"^https?://(?:www\.)?", "", value).partition("/")[0]
    return (SOURCES[name][1] if name in SOURCES else f"{name}:") + value


def yymm(id_: str) -> str:
    """Return the month of a paper's id: `2007`, and `9901` of `hep-th/9901001`."""
    return id_.rpartition("/")[2][:4]


def place(id_: str, date: Date) -> str:
    """Return where a paper stands on the page of a day: `/2020/07/22/#2007.10986`."""
    return f"{day(date)}#{id_}"


def address(id_: str, newest: Date, pattern: str, *, folded: bool) -> str:
    """Return where a paper is that stands on no day after `newest`: its page, or its place on that day's page."""
    return place(id_, newest) if folded else paper(id_, pattern)


def folded(id_: str) -> str:
    """Return the file that says where a folded paper is: there is one a month of arXiv's ids, and one a scheme."""
    return f"{FOLDED}{scheme(id_) if ':' in id_ else yymm(id_)}.json"


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


def author(key: str) -> str:
    """Return `/author/jane-doe/`, the path of an author's page, given what all spellings of the name have in common.

    Names that are not of a to z, or that no disk can hold, have a mark of their own.
    """
    plain = key.replace(" ", "-")
    if len(plain) > _LONGEST_AUTHOR or not _AUTHOR.fullmatch(plain) or paths.is_device(plain):
        legible = re.sub("[^a-z0-9]+", "-", plain)[:_LONGEST_AUTHOR].strip("-")
        plain = "-".join(filter(None, (legible, blake2b(key.encode(), digest_size=6).hexdigest())))
    return f"{AUTHOR}{plain}/"


def is_free(slug: str) -> bool:
    """Whether a category of a paper, given as its slug, can have a page: nothing else of the site has its address."""
    return bool(slug) and slug not in _TAKEN and not _YEAR.fullmatch(slug) and not paths.safe_path(slug)


def topic(name: str) -> str:
    """Return `/topic/slam/` for `SLAM`, and `/topic/computer-vision/tracking/` for `Computer Vision › Tracking`."""
    path = f"{TOPICS}{'/'.join(map(_topic_slug, name.split(LEVELS)))}/"
    if len(file(path)) > paths.MAX_PATH:
        path = f"{path[: 2 * _LONGEST].rstrip('-./')}-{blake2b(written(name).encode(), digest_size=8).hexdigest()}/"
    return path


def _topic_slug(level: str) -> str:
    """Make a path component of a heading. It is no file's or device's name, and not longer than file systems allow."""
    anchor = topic_anchor(level)
    if len(anchor) > _LONGEST or anchor in _FILES or paths.is_device(anchor) or not anchor:
        anchor = anchor.partition(".")[0] if paths.is_device(anchor) else anchor
        anchor = f"{anchor[: _LONGEST - 9].rstrip('-.')}-{blake2b(written(level).encode(), digest_size=4).hexdigest()}"
    return anchor


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


@lru_cache(maxsize=4096)
def topic_anchor(topic: str) -> str:
    """Make an anchor of a topic's name; topics that differ by more than capitals and blanks have different ones."""
    name = written(topic)
    if not name:
        return ""
    plain = slug(name)
    if plain == name.replace(" ", "-"):
        return plain
    return "-".join(filter(None, (plain, blake2b(name.encode(), digest_size=4).hexdigest())))


def written(topic: str) -> str:
    """Return what spellings of a topic have in common: capitals and blanks do not count."""
    return " ".join(topic.lower().split())


def file(path: str) -> str:
    """Return the output file of a path, relative to the output folder."""
    return path[1:] + "index.html" if path.endswith("/") else path[1:]
