"""Folded papers in, the files that say where they are out.

No static host can be told of a hundred thousand single addresses. So hosts answer the address of a folded paper with
`404.html`, as any that they do not know, and its script fetches one of these files: there is one a month of arXiv's
ids, and one a scheme of other identifiers.
This module does not know why papers fold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.model import Artifact
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.model import Date


def lookup(days: Iterable[tuple[Date, Iterable[str]]]) -> list[Artifact]:
    """Make the files, of days and the ids of their papers: each a table of days, in their order, and their ids."""
    files: dict[str, dict[Date, list[str]]] = {}
    for date, ids in days:
        for id_ in ids:
            files.setdefault(permalinks.folded(id_), {}).setdefault(date, []).append(id_)
    return [
        Artifact(permalinks.file(path), msgspec.json.encode(places) + b"\n") for path, places in sorted(files.items())
    ]
