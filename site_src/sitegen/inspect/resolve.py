"""What somebody typed to name a page in; the files of the site that may be meant, or a place in the content, out.

This module does not know which files there are.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.content.shapes import arrow
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from sitegen.config import Config

_PLACE = re.compile(r"(.+\.(?:md|jsonl?)(?:@[0-9-]{10}(?:@[0-9a-f]+)?)?)(?::([0-9]+))?(?::[0-9]+)?")
_PAPER = re.compile(r"(?:arxiv:|https?://(?:www\.)?arxiv\.org/(?:abs|pdf|html)/)?(.+?)(?:\.pdf)?", re.IGNORECASE)
_ELSEWHERE = (
    (re.compile(r"(?:doi:|https?://(?:dx\.)?doi\.org/)(10\.[0-9]{4,9}/.+)", re.IGNORECASE), "doi"),
    (re.compile(r"(?:pmid:?|https?://pubmed\.ncbi\.nlm\.nih\.gov/)\s*([0-9]+)/?", re.IGNORECASE), "pmid"),
    (re.compile(r"https?://openreview\.net/(?:forum|pdf)\?id=([A-Za-z0-9_-]+)"), "openreview"),
    (re.compile(r"https?://(?:www\.)?aclanthology\.org/([A-Za-z0-9.-]+?)(?:\.pdf)?/?"), "acl"),
    (re.compile(r"https?://eprint\.iacr\.org/([0-9]{4}/[0-9]+)(?:\.pdf)?"), "eprint"),
    (re.compile(r"https?://www\.biorxiv\.org/content/(10\.[0-9]+/[0-9.]+[0-9])(?:v[0-9]+)?(?:\.full.*)?"), "biorxiv"),
    (re.compile(r"https?://www\.medrxiv\.org/content/(10\.[0-9]+/[0-9.]+[0-9])(?:v[0-9]+)?(?:\.full.*)?"), "medrxiv"),
    (re.compile(r"https?://news\.ycombinator\.com/item\?id=([0-9]+)"), "hn"),
    (re.compile(r"(?:https?://)?(?:www\.)?github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?", re.IGNORECASE), "github"),
)
"""What names papers of other schemes."""
_LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+)?(/.*)?")


def place(text: str, config: Config) -> tuple[str, int] | None:
    """Read `content/2020/07/2020-07-22.md:12`: a content file, and a line of it or 0."""
    match = _PLACE.fullmatch(text.removeprefix("./"))
    if match and match[1].startswith(config.content.prefix):
        return match[1], int(match[2] or 0)
    return None


def files(text: str, config: Config, output: Path) -> list[str]:
    """Return the files, relative to the output folder, that a text may name, the likeliest first.

    That is an address of the site or its path, with the base path or without; a file; or a paper by its id, as in
    `2007.10986` or `doi:10.1212/x`, or by its address elsewhere.
    """
    paper = _PAPER.fullmatch(text)
    if paper and (known := arrow.arxiv_id(paper[1])):
        return [permalinks.file(permalinks.paper(known[0], config.urls.paper))]
    if other := _other(text):
        return [permalinks.file(permalinks.paper(other, config.urls.paper))]
    path = re.split("[?#]", text, maxsplit=1)[0]
    if f"{path}/".startswith(config.base_url):
        path = config.root + f"{path}/"[len(config.base_url) : -1]
    elif local := _LOCAL.fullmatch(path):
        path = local[1] or "/"
    elif "://" in path:
        return []
    elif Path(path).is_relative_to(output) or Path(path).is_relative_to(output.absolute()):
        return [path.removeprefix("./").removeprefix(f"{output.absolute()}").removeprefix(f"{output}").lstrip("/")]
    paths = [path.removeprefix(config.root)] if path.startswith(config.root) else []
    return [file for path in (*paths, path.lstrip("/")) for file in _files(path)]


def _other(text: str) -> str:
    """Return the id of a paper that is not arXiv's; empty when the text names none."""
    found = ((scheme, match[1]) for pattern, scheme in _ELSEWHERE if (match := pattern.fullmatch(text)))
    scheme, value = next(found, ("", ""))
    id_ = f"{scheme}:{value}" if scheme else text
    return id_ if permalinks.is_elsewhere(id_) else ""


def _files(path: str) -> list[str]:
    if not path or path.endswith("/"):
        return [f"{path}index.html"]
    return [path, f"{path}/index.html"]
