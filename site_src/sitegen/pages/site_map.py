"""The kinds of pages in, the targets of a site out: which there are, at which paths, and which want the same place.

This module does not know any kind, what stands on a page, or what was built before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from sitegen.archive import listings
from sitegen.pages.kinds import KINDS, kind_of
from sitegen.problems import Problem
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.model import Archive, Date
    from sitegen.pages.base import Address, AnyKind, Listing, Target
    from sitegen.pages.planning import Planning

_BESIDE_PAGES = {
    "index.html",
    permalinks.ATOM,
    permalinks.JSON_FEED,
    permalinks.DAY_DATA,
    permalinks.DAY_PAPERS,
    permalinks.DAY_TERMS,
}
"""What stands in the folders of pages."""


def targets(planning: Planning) -> dict[str, Target]:
    """Return all that there is to make, by name. A target's name stays the same from build to build."""
    return {name: target for kind in KINDS.values() for name, target in kind.targets(planning)}


class SiteMap:
    """What makes each file of a site."""

    def __init__(self, made: Mapping[str, Target], archive: Archive, paper_url: str) -> None:
        """Of all targets, by name; `paper_url` is the option `urls.paper`."""
        self._made = made
        self._archive = archive
        self._paper_url = paper_url

    @cached_property
    def papers(self) -> dict[str, Date]:
        """The path of every paper's page, and the day that has it."""
        return listings.paper_days(self._archive, self._paper_url)

    @cached_property
    def places(self) -> dict[str, str]:
        """The paths that are known before anything is made, and the targets that have them; without papers."""
        return {path: name for name, target in self._made.items() for path in kind_of(target).places(target)}

    @cached_property
    def suggestions(self) -> list[str]:
        """The paths of the pages whose names people type, without papers."""
        return [
            path for path, name in self.places.items() if path.endswith("/") and kind_of(self._made[name]).suggested
        ]

    def at(self, path: str) -> str | None:
        """Name the target that has a page, or a file that is known before it is made, at a path."""
        if path in self.places:
            return self.places[path]
        date = self.papers.get(path)
        return f"day/{date}" if date else None

    def owner(self, file: str) -> str | None:
        """Name the target that makes a file of the site, if one does.

        Of files that are no pages, only the target itself knows which there are: it may turn out not to have this one.
        """
        path = f"/{file}"
        if path.endswith("/index.html"):
            path = path.removesuffix("index.html")
        return self.at(path) or next(
            (name for name, target in self._made.items() if _is_of(kind_of(target), f"/{file}")), None
        )


def addresses(made: Mapping[str, Target], listing: Listing) -> Iterator[tuple[str, Date | None]]:
    """Yield the path of every page, without the base path, and the day it tells of; oldest first."""
    by_kind: dict[str, list[Target]] = defaultdict(list)
    for target in made.values():
        by_kind[target.kind].append(target)
    later: dict[Date, list[Address]] = defaultdict(list)
    for kind in KINDS.values():
        for target in by_kind[kind.name]:
            for address in kind.addresses(target, listing):
                if address.since is None:
                    yield address.path, address.told
                else:
                    later[address.since].append(address)
    for since in sorted(later):
        yield from ((address.path, address.told) for address in later[since])


def clashes(planning: Planning, made: Mapping[str, Target]) -> list[Problem]:
    """Name what of the content asks for a place that something else has."""
    claims = {kind.name: list(kind.claims(planning)) for kind in KINDS.values()}
    taken = {path: what for kind in KINDS.values() for path, what in kind.reserved.items()}
    for target in made.values():
        kind = kind_of(target)
        if not claims[kind.name]:
            taken |= dict.fromkeys((*kind.folders, *kind.places(target)), kind.title)
    taken.pop(permalinks.HOME, None)  # it has the text of a free page
    asked = [claim for some in reversed(claims.values()) for claim in some]  # free pages last: they can be renamed
    if any(permalinks.scheme_above(claim.path) for claim in asked):  # else papers need not be looked at
        names = {scheme: permalinks.SOURCES[scheme][0] for scheme in _schemes(planning.archive)}
        taken |= {f"/{scheme}/": f"the folder of {name} papers" for scheme, name in names.items()}
    papers: set[str] = set()
    problems = []
    for claim in asked:
        path, pattern = claim.path, planning.paper_url
        if not papers and (path.startswith(pattern.partition("{")[0]) or permalinks.scheme_above(path)):
            listed = planning.archive.listings.values()
            papers = {permalinks.paper(paper.id, pattern) for listing in listed for paper in listing}
        owner = "a paper's page" if path in papers else taken.get(path) or file_above(path) or _rule_above(path)
        if owner:
            problems.append(Problem(claim.location, f"{claim.what}, which is the address of {owner}", claim.hint))
        taken[path] = claim.title
    return problems


def in_the_way(file: str, planning: Planning, made: Mapping[str, Target]) -> str:
    """Say what a further file of the site would be in the way of; empty when there is nothing.

    Papers are not looked at one by one: a commit finds what is left.
    """
    path, folder = f"/{file}", f"/{file}/"
    if there := file_above(folder):
        return there
    for kind in KINDS.values():
        if _is_of(kind, path):
            return kind.title
        if there := next((what for taken, what in kind.reserved.items() if taken.startswith(folder)), ""):
            return there
    pages = [place for target in made.values() if target.kind != "file" for place in kind_of(target).places(target)]
    papers = f"{planning.paper_url.partition('{')[0]}-/", *(f"/{scheme}/-/" for scheme in _schemes(planning.archive))
    return "a page" if any(place.startswith(folder) for place in (*pages, *papers)) else ""


def file_above(path: str) -> str:
    """Say whether a page's folder, or one above it, would have to be where a file of the site is."""
    files = (taken for kind in KINDS.values() for taken in kind.reserved if not taken.endswith("/"))
    if any(path.startswith(f"{file}/") for file in files) or not _BESIDE_PAGES.isdisjoint(path.strip("/").split("/")):
        return "a file of the site"
    return ""


def _is_of(kind: AnyKind, path: str) -> bool:
    """Whether a file is one of those of a kind that are not known before they are made."""
    return path.startswith(kind.folders) or any(re.fullmatch(pattern, path) for pattern in kind.patterns)


def _rule_above(path: str) -> str:
    """Say whether a page would be among those of watch rules."""
    return "the folder of watch rules" if path.startswith(permalinks.WATCH) else ""


def _schemes(archive: Archive) -> list[str]:
    """Return the schemes of the papers that are not arXiv's, sorted."""
    ids = (paper.id for listing in archive.listings.values() for paper in listing)
    return sorted({permalinks.scheme(id_) for id_ in ids} - {permalinks.ARXIV})
