"""Links in, those that lead to code out: to repositories at hosts where code is kept.

This is where it is decided whether an abstract links its code. This module does not know of pages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.model import Link

if TYPE_CHECKING:
    from collections.abc import Iterable

_URL = re.compile(r"https?://(?:www\.)?([a-z0-9.-]+)/", re.IGNORECASE)
_NAME = r"(?:/~?\w[\w.-]*)"
# What stands where an owner's name would, and is none.
_GITHUB_PAGES = "about|apps|collections|enterprise|explore|features|marketplace|orgs|search|sponsors|stars|topics|users"
_HUGGING_FACE_PAGES = "blog|collections|datasets|docs|learn|models|organizations|papers|posts|spaces|tasks"
_REPOSITORY = re.compile(
    rf"""
    (?: (?: bitbucket\.org | codeberg\.org | gist\.github\.com | gitee\.com | (?: git\. | hg\. )? sr\.ht ) {_NAME}{{2}}
      | github\.com (?! /(?:{_GITHUB_PAGES})/ ) {_NAME}{{2}}
      | huggingface\.co (?: /spaces | (?! /(?:{_HUGGING_FACE_PAGES})/ ) ) {_NAME}{{2}}
      | sourceforge\.net /projects {_NAME}
      # groups of groups, up to a place within a repository
      | gitlab\.[a-z0-9.-]+ (?: (?! /(?:-|blob|commits|issues|raw|tree|wikis)(?:/|$) ) {_NAME} ){{2,}}
    ) (?= / | $ )
    """,
    re.ASCII | re.VERBOSE,
)


def code(links: Iterable[Link]) -> tuple[Link, ...]:
    """Return the links that lead to code, shown by host and repository; of several to one repository, the first."""
    found: dict[str, Link] = {}
    for link in links:
        if shown := repository(link.url):
            found.setdefault(shown.lower(), Link(link.url, shown))
    return tuple(found.values())


def repository(url: str) -> str:
    """Return what an address leads to, or into, as `github.com/owner/name`; nothing when it is no repository."""
    start = _URL.match(url)
    if start is None:
        return ""
    path = re.split("[?#]", url[start.end() :], maxsplit=1)[0]
    match = _REPOSITORY.match(f"{start[1].lower()}/{path.rstrip('/.,;')}")
    return match[0].rstrip(".").removesuffix(".git") if match else ""
