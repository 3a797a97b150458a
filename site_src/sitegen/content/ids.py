"""Links and texts in, the identifiers of papers out: arXiv, DOI, PubMed, OpenReview, ACL, ePrint, Hacker News, GitHub.

Every address at which a paper on arXiv is found is arXiv's: mirrors, `ar5iv`, `alphaxiv`, `huggingface.co/papers`, its
DOI. This module does not know what a digest is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sitegen.hashing import fingerprint
from sitegen.model import Identifier
from sitegen.problems import Location, Problem, Severity, counted
from sitegen.urls import paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.model import Source

PAPERS = ("arxiv", "doi", "biorxiv", "medrxiv", "pmid", "openreview", "acl", "eprint")
"""The schemes that name papers and nothing else."""
ASKED = ("github", "hn", "url", "none")
"""Those that make an entry where the configuration says so."""
MAX_VALUE = 100
_CUT = 80
"""Characters of a part of an address that no disk could hold as a whole."""
"""Characters of a page's name that come from an identifier."""

_NEW = r"(?P<new>[0-9]{4}\.[0-9]{4,5})(?![0-9])"
_OLD = r"(?P<old>[a-z]+(?:-[a-z]+)*)(?:\.[A-Z]{2})?/(?P<digits>[0-9]{7})(?![0-9])"
_ARXIV = rf"(?:{_NEW}|{_OLD})(?:v(?P<version>[0-9]{{1,3}}))?(?!\w)"
_ARXIV_WHOLE = re.compile(_ARXIV)
_ARXIV_PATH = re.compile(rf"(?:^|[/:=.]){_ARXIV}")
_ARXIV_ELSEWHERE = re.compile(rf"(?:arxiv[/.:]|papers/){_ARXIV}", re.IGNORECASE)
_ARXIV_TEXT = re.compile(rf"\barxiv(?:[\s_-]*id)?[\s:：*\]_)`|]*{_ARXIV}", re.IGNORECASE)
_BARE = r"\d\d(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d{1,3})?(?![\w.]?\d)"
_STATED = re.compile(
    rf"(?:[-*+•#>]+\s+|\d{{1,4}}[.)、]\s+)*[\[(【`*]*(?P<head>{_BARE})(?=[\])】`*:：\s]|$)"
    rf"|[^\n]*?(?:\|\s*[`\[*]*(?P<cell>{_BARE})[`\]*]*\s*(?:\||$)"
    rf"|(?:arxiv[\w ]{{0,10}}|\bid|\bref|编号)\**[:：]\**\s*[`\[]?(?P<value>{_BARE})[`\]]?\s*$"
    rf"|[(\[（【](?P<tail>{_BARE})[)\]）】]\s*$)",
    re.IGNORECASE,
)
"""Where a number is arXiv's though nothing says so: at the head or the tail of a line, in a cell, after a label."""
_DOTTED = re.compile(r"\d{4}\.\d{4}")
_DOI = re.compile(r"(?<![\d.])(10\.\d{4,9}/[^\s?#\"'<>|，。；、）】]+)")
_PMID_TEXT = re.compile(r"\bPMID[\s:：*_`|]*(\d{4,9})\b", re.IGNORECASE)
_PREPRINT = re.compile(
    r"(10\.\d{4,9}/[^/?#]+?)(?:v(\d{1,2}))?(?:\.(?:full|abstract|short|article)[^/?#]*)?(?:[/?#].*)?"
)
_URL = re.compile(r"https?://[^\s<>\"'`|\\^{}（）【】《》「」，。；、]+", re.IGNORECASE)
_TRAILING = ".,;:!?*_~'"
_UNSAFE = re.compile(r"[^a-z0-9._/-]+")
_GITHUB_PAGES = frozenset(
    "about apps collections contact customer-stories enterprise events explore features issues login marketplace"
    " notifications orgs pricing pulls search security settings site sponsors stars topics trending users".split()
)


def urls(line: str) -> Iterator[tuple[int, int, str]]:
    """Yield the http(s) addresses in a line, with the places where they begin and end."""
    at = 0
    while (sign := line.find("://", at)) >= 0 and (match := _URL.search(line, max(at, sign - len("https")))):
        url = match[0]
        end = len(url)
        # A bracket that the address does not open is Markdown's, or the sentence's; what follows it is not its own.
        opened = 0
        for n, c in enumerate(url) if ")" in url or "]" in url else ():
            if c in "([":
                opened += 1
            elif c in ")]":
                opened -= 1
                if opened < 0:
                    end = n
                    break
        at = match.start() + end
        url = url[:end].rstrip(_TRAILING)
        if len(url) > len("https://x"):
            yield match.start(), match.start() + len(url), url


@lru_cache(maxsize=4096)  # a file's addresses are looked at first, then each paper's
def identify(url: str) -> Identifier | None:  # noqa: C901, PLR0912 - a case a place where papers are
    """Return whose address this is: a paper's, or an entry's on Hacker News or GitHub; None for all others."""
    _, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    host = host.lower()
    if "%" in path:
        path = unquote(path)
    if "arxiv" in host or "ar5iv" in host or "alphaxiv" in host:
        match = _ARXIV_PATH.search(path)
        return _arxiv(match) if match else None
    if host.endswith(("huggingface.co", "hf.co")):
        match = _ARXIV_ELSEWHERE.search(path)
        return _arxiv(match) if match else None
    if host in ("github.com", "www.github.com"):
        owner, _, more = path.partition("/")
        name = re.split(r"[/?#]", more, maxsplit=1)[0].removesuffix(".git")
        return (
            Identifier("github", f"{owner}/{name}".lower()) if owner and name and owner not in _GITHUB_PAGES else None
        )
    if host.endswith(("biorxiv.org", "medrxiv.org")):
        match = _PREPRINT.fullmatch(path.removeprefix("content/"))
        scheme = "biorxiv" if "biorxiv" in host else "medrxiv"
        return Identifier(scheme, match[1].lower(), f"v{match[2]}" if match[2] else "") if match else None
    if "openreview.net" in host:
        match = re.search(r"[?&]id=([\w-]+)", path)
        return Identifier("openreview", match[1]) if match else None
    if host.endswith(("aclanthology.org", "aclanthology.info", "aclweb.org")):
        match = re.match(r"(?:anthology/)?(?:papers/)?([A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9_-]+\.\d+)", path)
        return Identifier("acl", match[1]) if match else None
    if host == "eprint.iacr.org":
        match = re.match(r"(\d{4}/\d{2,5})", path)
        return Identifier("eprint", match[1]) if match else None
    if host == "news.ycombinator.com":
        match = re.search(r"[?&]id=(\d+)", path)
        return Identifier("hn", match[1]) if match else None
    if host.endswith("ncbi.nlm.nih.gov"):
        match = re.match(r"(?:pubmed/)?(\d{4,9})(?!\d)", path)
        return Identifier("pmid", match[1]) if match else None
    if "arxiv" in path.lower() and (match := _ARXIV_ELSEWHERE.search(path)):
        return _arxiv(match)
    if "10." in path and (match := _DOI.search(path)):
        return Identifier("doi", _doi(match[1], host))
    if host.endswith("nature.com") and (match := re.match(r"articles/([a-z0-9.-]+)", path)):
        return Identifier("doi", f"10.1038/{match[1].removesuffix('.pdf')}".lower())
    return None


def _arxiv(match: re.Match[str]) -> Identifier:
    version = f"v{match['version']}" if match["version"] else ""
    return Identifier("arxiv", match["new"] or f"{match['old']}/{match['digits']}", version)


def _doi(text: str, host: str = "") -> str:
    """Return a DOI as it is told from others: they are the same in any case."""
    doi = text.rstrip(_TRAILING + "/").removesuffix(".pdf").lower()
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(_TRAILING)
    if "doi.org" not in host:  # publishers put more behind it: `/doi/10.1145/1.2/suppl`
        doi = re.sub(r"/(?:full|abstract|pdf|epdf|meta|suppl)(?:/.*)?$", "", doi)
    return doi


def arxiv_id(text: str) -> Identifier | None:
    """Read an arXiv id that stands alone: `2007.10986v2`, `math.GT/0309136`."""
    match = _ARXIV_WHOLE.fullmatch(text)
    return _arxiv(match) if match else None


def linked(line: str) -> list[Identifier]:
    """Return whose addresses stand in a line, in order."""
    return [known for _, _, url in urls(line) if (known := identify(url))]


def named(text: str) -> list[Identifier]:
    """Return the papers that a text names without an address: `arXiv:2007.10986`, `PMID: 24994841`, a DOI."""
    found: list[Identifier] = []
    lower = text.lower()
    if "arxiv" in lower:
        found += [_arxiv(match) for match in _ARXIV_TEXT.finditer(text)]
    if "pmid" in lower:
        found += [Identifier("pmid", match[1]) for match in _PMID_TEXT.finditer(text)]
    if "10." in text:
        found += [Identifier("doi", _doi(match[1])) for match in _DOI.finditer(text)]
    return found


def stated(line: str) -> Identifier | None:
    """Return the paper whose number stands in a line as papers' do: `| 2007.10986 |`, `- [2007.10986] Title`."""
    match = _STATED.match(line) if "." in line and _DOTTED.search(line) else None
    return arxiv_id(match["head"] or match["cell"] or match["value"] or match["tail"]) if match else None


def page_id(known: Identifier, title: str = "") -> str:
    """Return what a page is called: see `Paper.id`. That of a `link` has words of the title in it."""
    if known.scheme == "arxiv":
        return known.value
    scheme, value = known.scheme, known.value
    if scheme == "link":
        words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].rstrip("-")
        return f"link:{words or 'entry'}-{_hash(value)}"
    if scheme in ("biorxiv", "medrxiv"):  # one paper may be linked by its DOI and by its page there
        scheme = "doi"
    lower = value.lower()
    parts = [part for part in _UNSAFE.sub("-", lower).split("/") if part.strip(".-")]
    safe = "/".join(part.strip(".-") for part in parts)
    # Paths are lower case, and ids on OpenReview differ by case.
    if safe != (value if scheme == "openreview" else lower) or len(safe) > MAX_VALUE or safe.endswith("index.html"):
        safe = f"{safe[:MAX_VALUE].rstrip('./')}-{_hash(value)}"
    parts = safe.split("/")
    if any(paths.is_device(part) or len(part) > paths.MAX_COMPONENT for part in parts):
        fit = "/".join(f"-{part[:_CUT]}" if paths.is_device(part) else part[:_CUT] for part in parts)
        safe = f"{fit.rstrip('.-/')}-{_hash(value)}"
    return f"{scheme}:{safe}"


def _hash(text: str) -> str:
    return fingerprint(text.encode()).hex()[:8]


def month(known: Identifier) -> tuple[int, int] | None:
    """Return the year and the month in which a paper was submitted, as its arXiv id says."""
    if known.scheme != "arxiv":
        return None
    digits = known.value.rpartition("/")[2]
    year, month = int(digits[:2]), int(digits[2:4])
    if not 1 <= month <= 12:  # noqa: PLR2004 - months
        return None
    return (1900 if year >= 91 else 2000) + year, month  # noqa: PLR2004 - arXiv began in 1991


def listed(numbers: Sequence[int]) -> str:
    """Write lines as `12, 80-95`."""
    return ", ".join(f"{first}-{last}" if first < last else f"{first}" for first, last in _runs(numbers))


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Return the first and the last of numbers that follow one another."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and rows[-1][1] == number - 1:
            rows[-1][1] = number
        else:
            rows.append([number, number])
    return rows


def unplaced(source: Source, lines: Sequence[int]) -> Problem:
    """Say that links to papers on some lines are in no paper, so that none is lost in silence."""
    named = listed(lines)
    verb = "is" if len(lines) == 1 else "are"
    message = f"{counted(len(lines), 'line')} with links to papers {verb} not part of any paper: {named}"
    hint = "run `sitegen digests` to see how the file was read; describe another layout in `[[digests]]`"
    excerpt = source.text.split("\n")[lines[0] - 1]
    return Problem(Location(source.path, lines[0]), message, hint, excerpt, Severity.NOTICE)
