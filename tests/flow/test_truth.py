"""Real papers, written in seven shapes by a program that says what it wrote: all of it is read again.

The program and its papers are not part of this repository. Where they do not lie beside it, there is nothing to test.
"""

from __future__ import annotations

import json
import lzma
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.inspect import digests as inspecting
from sitegen.inspect.places import place_of

if TYPE_CHECKING:
    from sitegen.model import Paper

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("tools/make_corpus.py", "tools/make_shapes.py", "data/papers-100k.jsonl.xz")
SHARED = next(
    (folder / "shared" for folder in ROOT.parents if all((folder / "shared" / name).is_file() for name in NEEDED)), ROOT
)
pytestmark = pytest.mark.skipif(SHARED == ROOT, reason="needs papers, and the program that writes them")

NUMBER = 500
SHAPES = ("labels", "details", "table", "growing", "bullets", "files", "json")


def write(program: str, *arguments: str | Path) -> None:
    command = [sys.executable, SHARED / "tools" / program, *arguments]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Choose the papers: the newest."""
    folder = tmp_path_factory.mktemp("corpus")
    with lzma.open(SHARED / "data/papers-100k.jsonl.xz", "rt", encoding="utf-8") as packed:
        (folder / "papers.jsonl").write_text("".join(islice(packed, 4 * NUMBER)), encoding="utf-8")
    papers, truth = folder / "papers.jsonl", folder / "truth.jsonl"
    write(
        "make_corpus.py", str(NUMBER), "--out", folder / "content", "--papers", papers, "--truth", truth,
        "--per-day", "50", "--clean",
    )  # fmt: skip
    return folder


def squeezed(text: str) -> str:
    return " ".join(text.split())


def read_again(paper: Paper, shape: str) -> dict[str, Any]:
    """Return what a shape can say of a paper."""
    said: dict[str, Any] = {"title": squeezed(paper.title)}
    if shape in ("table", "growing"):
        return said | {"authors": [*paper.authors], "others": paper.more_authors}
    return said | {
        "authors": [*paper.authors],
        "others": paper.more_authors,
        "abstract": squeezed(paper.abstract),
        "categories": [*paper.categories],
    }


def meant(row: dict[str, Any], shape: str) -> dict[str, Any]:
    """Return what the program wrote of it: a table names the first author, and one shape the first category."""
    said: dict[str, Any] = {"title": squeezed(row["title"])}
    if shape in ("table", "growing"):
        return said | {"authors": row["authors"][:1], "others": len(row["authors"]) > 1}
    categories = row["categories"][:1] if shape == "details" else row["categories"]
    return said | {
        "authors": row["authors"],
        "others": False,
        "abstract": squeezed(row["abstract"]),
        "categories": categories,
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_all_that_was_written_of_each_paper_is_read_again(shape: str, corpus: Path, tmp_path: Path) -> None:
    write(
        "make_shapes.py", shape, "--truth", corpus / "truth.jsonl", "--papers", corpus / "papers.jsonl",
        "--out", tmp_path / "archive/content",
    )  # fmt: skip
    rows = map(json.loads, (tmp_path / "archive/truth.jsonl").read_text(encoding="utf-8").splitlines())
    wanted = {(row["date"], row["id"]): meant(row, shape) for row in rows}
    assert len(wanted) == NUMBER
    content = tmp_path / "archive/content"
    look = inspecting.look(place_of(content, content, {}), 1)
    found = {(str(digest.date), paper.id): read_again(paper, shape) for _, digest, paper in inspecting.papers(look, 1)}
    assert found.keys() == wanted.keys()
    assert {key: (found[key], row) for key, row in wanted.items() if found[key] != row} == {}
    assert look.problems == ()
