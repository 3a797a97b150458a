"""Digests of any shape: each file of cases is a digest, a line `.`, and what is read of it, a line a paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.content.shapes import general
from sitegen.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.model import Digest, Paper

CASES = Path(__file__).parents[3] / "cases/digests"


def lines_of(path: str, text: str) -> list[str]:
    """Write what is read of a digest."""
    found = general.read(Source(path, text, "key"), None)
    rows = [row(digest, paper) for digest in found.digests for paper in digest.papers]
    return rows + [f"{problem.severity}: {problem.message}" for problem in found.problems]


def row(digest: Digest, paper: Paper) -> str:
    day = str(digest.date) + ("" if digest.precision == "day" else f" ({digest.precision})")
    return " | ".join([day, f"{paper.number}. {paper.id}{paper.version}", paper.title, *details(digest, paper)])


def details(digest: Digest, paper: Paper) -> Iterator[str]:  # noqa: C901 - a case a field
    if paper.authors:
        yield f"by {'; '.join(paper.authors)}{' and others' if paper.more_authors else ''}"
    for name, value in (("category", digest.category), ("topic", digest.topic), ("status", paper.status)):
        if value:
            yield f"{name} {value}"
    for name, values in (("in", paper.categories), ("keywords", paper.keywords)):
        if values:
            yield f"{name} {', '.join(values)}"
    for name in ("date", "journal", "comment", "abstract", "note"):
        if value := getattr(paper, name):
            yield f"{name}: {' '.join(str(value).split())}"
    for part in paper.parts:
        yield f"{part.kind or 'part'} {part.label}: {' '.join(part.text.split())}"
    for link in paper.links:
        yield f"link {link.text}: {link.url}"
    for key, text in paper.fields:
        yield f"field {key}: {text}"


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda path: path.stem)
def test_a_digest_of_any_shape_is_read_field_by_field(case: Path) -> None:
    text, _, expected = case.read_text(encoding="utf-8").rpartition("\n.\n")
    assert lines_of(f"content/{case.name}", f"{text}\n") == expected.rstrip("\n").split("\n")
