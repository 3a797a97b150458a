"""Digests in, whatever has read them; the same out, as far as a site can hold them, and what it cannot hold.

This module does not know how a digest is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.problems import Location, Problem, Severity
from sitegen.text.arxiv import MOST
from sitegen.urls import permalinks
from sitegen.urls.paths import safe_path

if TYPE_CHECKING:
    from sitegen.model import Digest, Paper

RENAME = "rename the category; until then, its papers are published without it"
_PLAIN = f"more than {MOST:,} are shown as they are, without formulas and links"
_END = "correct the digest: the texts of several papers are in one, most likely"


def fitted(digests: list[Digest]) -> tuple[list[Digest], list[Problem]]:
    """Take away the categories that cannot have an address, and warn of abstracts that are too long to be TeX."""
    result, problems = [], list[Problem]()
    for digest in digests:
        problems += [_endless(digest.path, paper) for paper in digest.papers if len(paper.abstract) > MOST]
        if fault := digest.category and category_fault(digest.category):
            problems.append(Problem(Location(digest.path, digest.line), fault, RENAME))
            result.append(msgspec.structs.replace(digest, category=""))
        else:
            result.append(digest)
    return result, problems


def category_fault(category: str) -> str:
    """Say why a category cannot have an address; empty when it can."""
    fault, place = safe_path(permalinks.slug(category)), permalinks.category(category)
    return f"the category `{category}` cannot have the address {place}: it {fault}" if fault else ""


def _endless(path: str, paper: Paper) -> Problem:
    message = f"the abstract has {len(paper.abstract):,} characters: {_PLAIN}"
    return Problem(Location(path, paper.line), message, _END, severity=Severity.WARNING)
