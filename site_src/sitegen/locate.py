"""What somebody typed to name a page in; the files of the site that may be meant, or a place in the content, out.

This module does not know which files there are.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen import permalinks
from sitegen.shapes import arrow

if TYPE_CHECKING:
    from sitegen.config import Config

_PLACE = re.compile(r"(.+\.(?:md|jsonl?)(?:@[0-9-]{10}(?:@[0-9a-f]+)?)?)(?::([0-9]+))?(?::[0-9]+)?")
_PAPER = re.compile(r"(?:arxiv:|https?://(?:www\.)?arxiv\.org/(?:abs|pdf|html)/)?(.+?)(?:\.pdf)?", re.IGNORECASE)
_LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+)?(/.*)?")


def place(text: str, config: Config) -> tuple[str, int] | None:
    """Read `content/2020/07/2020-07-22.md:12`: a content file, and a line of it or 0."""
    match = _PLACE.fullmatch(text.removeprefix("./"))
    if match and match[1].startswith(config.content.prefix):
        return match[1], int(match[2] or 0)
    return None


def files(text: str, config: Config, output: Path) -> list[str]:
    """Return the files, relative to the output folder, that a text may name, the likeliest first.

    That is an address of the site or its path, with the base path or without; a file; or a paper by its arXiv id.
    """
    paper = _PAPER.fullmatch(text)
    if paper and (known := arrow.arxiv_id(paper[1])):
        return [permalinks.file(permalinks.paper(known[0], config.urls.paper))]
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


def _files(path: str) -> list[str]:
    if not path or path.endswith("/"):
        return [f"{path}index.html"]
    return [path, f"{path}/index.html"]
