"""What was seen in each file of an archive in, how each file is read out: all alike where one way fits as well.

A file alone may be read in several ways; the files beside it tell which. What is chosen follows from the files'
evidence alone, so a build that remembers nothing chooses the same. This module does not know of texts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from sitegen.content import globs
from sitegen.content.shapes.blocks import best
from sitegen.model import Date, Evidence, Recipe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sitegen.config import Digests

NEAR = 0.9
"""Of a file's best way to be read, what another must reach to be taken for the sake of the files beside it."""
SURE = 0.6
"""The share of papers in which a guess must fit."""
FEW = 3
"""Papers that must confirm a guess."""
FAR_DAYS = 35
"""Days between a paper's own date and its digest's, from which on the one does not explain the other."""
MARK = 5
"""Bytes that tell a paper from others."""
FAR = 0.15
"""The share of rows that are so far, from which on a table is one that grows, and not one of a day."""

REPEATED = 0.5
"""The share of a file's papers that it must have from the one before, to be a snapshot of all of them."""

_DIGITS = re.compile(r"\d+")
_NAMES = re.compile(
    r"(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*(?![a-z])",
    re.IGNORECASE,
)


def series(path: str) -> str:
    """Return what the paths of files have in common that follow one another in time."""
    folder, slash, name = path.rpartition("/")
    return _series(folder) + slash + _DIGITS.sub("0", _NAMES.sub("M", name))


@lru_cache(maxsize=1024)  # many files are in one folder
def _series(folder: str) -> str:
    return _DIGITS.sub("0", _NAMES.sub("M", folder))


def family(path: str) -> str:
    """Return what the paths of files have in common that are of one kind."""
    return _series(path.rpartition("/")[0])


def names_itself(evidence: Evidence) -> bool:
    """Whether lines without a label that look like names are the authors, as far as a file alone tells."""
    return evidence.namelike >= FEW and evidence.namelike >= SURE * evidence.unnamed


def alone(evidence: Evidence, taught: Digests | None) -> Recipe:
    """Say how a file is read that there is no other beside."""
    kind = best(evidence.kinds)
    grown = kind == "row" and evidence.far >= FAR * evidence.dated > 0
    own = (evidence.day is None and evidence.dated > 0) or grown
    return _as_taught(Recipe(paper=kind, own_date=own, authors=names_itself(evidence)), taught)


def settle(evidence: Mapping[str, Evidence], taught: Mapping[str, Digests | None]) -> dict[str, Recipe]:
    """Say how each file is read, given by path what was seen of it and what the configuration says of it."""
    everywhere = _votes(evidence.values())
    families: dict[str, list[str]] = defaultdict(list)
    for path in evidence:
        families[family(path)].append(path)
    sections = _sections(evidence)
    alive = Counter(series(path) for path, seen in evidence.items() if seen.papers)
    result = {}
    for paths in families.values():
        seen = [evidence[path] for path in paths]
        votes = _votes(seen)
        unnamed, namelike = (sum(getattr(one, name) for one in seen) for name in ("unnamed", "namelike"))
        authors = namelike >= FEW and namelike >= SURE * unnamed
        grown: dict[str, bool] = {}
        repeating = _repeating({path: evidence[path] for path in paths})
        for path in paths:
            own = evidence[path]
            kind = _kind(own.kinds, votes, everywhere)
            if kind not in grown:
                alike = [one for one in seen if best(one.kinds) == kind]
                dated, far = sum(one.dated for one in alike), sum(one.far for one in alike)
                grown[kind] = kind == "row" and far >= FAR * dated > 0
            recipe = Recipe(
                paper=kind,
                own_date=own.dated > 0 and (own.day is None or grown[kind] or series(path) in repeating),
                section=sections.get(path, ""),
                authors=authors,
                empty=not own.papers and own.day is not None and not own.entries and alive[series(path)] > 0,
            )
            result[path] = _as_taught(recipe, taught.get(path))
    return result


def _repeating(seen: Mapping[str, Evidence]) -> set[str]:
    """Name the series whose files repeat most of the one before."""
    rows: dict[str, list[tuple[Date, str]]] = defaultdict(list)
    for path, one in seen.items():
        if one.day and one.papers:
            rows[series(path)].append((one.day, path))
    result = set()
    for name, files in rows.items():
        shares = []
        for (_, before), (_, after) in pairwise(sorted(files)):
            old, new = _marks(seen[before]), _marks(seen[after])
            shares.append(len(old & new) / len(new))
        if shares and sorted(shares)[len(shares) // 2] >= REPEATED:
            result.add(name)
    return result


def _marks(seen: Evidence) -> set[bytes]:
    return {seen.marks[n : n + MARK] for n in range(0, len(seen.marks), MARK)}


def _votes(seen: Iterable[Evidence]) -> Counter[str]:
    votes: Counter[str] = Counter()
    for one in seen:
        for kind, value in one.kinds.items():
            votes[kind] += int(100 * value)
    return votes


def _kind(own: Mapping[str, float], votes: Counter[str], everywhere: Counter[str]) -> str:
    """Return the way that does best in a file; of those that do about as well, the one that the others have."""
    if not own:
        return best(dict(votes))
    most = max(own.values())
    near = {kind: value for kind, value in own.items() if value >= NEAR * most}
    if len(near) == 1:
        return best(near)
    rank = {kind: (votes[kind], everywhere[kind], value) for kind, value in near.items()}
    top = max(rank.values())
    return best({kind: own[kind] for kind, value in rank.items() if value[:2] == top[:2]})


def _sections(evidence: Mapping[str, Evidence]) -> dict[str, str]:
    """Name what each file is about, where several files of one day are about different things."""
    by_day: dict[tuple[str, Date], list[str]] = defaultdict(list)
    for path, seen in evidence.items():
        if seen.day and (seen.papers > 1 or best(seen.kinds) != "file"):
            by_day[_above(path), seen.day].append(path)
    several = {
        above for (above, _), paths in by_day.items() if len({evidence[path].title or path for path in paths}) > 1
    }
    result = {}
    for (above, _), paths in by_day.items():
        if above in several:
            titles = Counter(evidence[path].title for path in paths)
            for path in paths:
                title = evidence[path].title
                result[path] = title if title and titles[title] == 1 else _leaf(path) or title
    return result


def _above(path: str) -> str:
    """Return the folder below which a path tells of days: what is beside one another there is of one day."""
    parts = path.split("/")
    first = next((n for n, part in enumerate(parts) if _DIGITS.search(part)), len(parts) - 1)
    return "/".join(parts[:first])


def _leaf(path: str) -> str:
    """Name a file by the innermost part of its path that is no date and no general name."""
    for part in reversed(path.rpartition(".")[0].split("/")):
        words = _DIGITS.sub(" ", _NAMES.sub(" ", part)).replace("_", " ").replace("-", " ").strip()
        if words and words.lower() not in {"readme", "index", "part", "daily", "papers", "content"}:
            return " ".join(words.split())
    return ""


def _as_taught(recipe: Recipe, taught: Digests | None) -> Recipe:
    if taught is None:
        return recipe
    return msgspec.structs.replace(
        recipe,
        paper=taught.paper or recipe.paper,
        pinned=bool(taught.paper),
        ids=taught.ids or recipe.ids,
        own_date={"own": True, "digest": False}.get(taught.date, recipe.own_date),
        date=taught.date if "{" in taught.date else "",
        topic=taught.topic,
        fields=tuple(sorted(taught.fields.items())),
    )


def entry_of(path: str, taught: Sequence[Digests]) -> Digests | None:
    """Return the entry of the configuration that tells how a file is read; `path` is relative to the content folder."""
    return next((one for one in taught if not one.files or globs.below(path, (one.files,))), None)
