"""Archives of others, as their programs wrote them: no paper of them is lost, and each becomes a site.

They are not part of this repository. Where they do not lie beside it, there is nothing to be tested. How many papers
there are is counted by a regular expression for each archive, written for it by hand.
"""

from __future__ import annotations

import json
import random
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner
from tests.conftest import write_site

from sitegen import config
from sitegen.commands import main
from sitegen.content import ids, parse, read
from sitegen.inspect import digests as inspecting
from sitegen.inspect.places import place_of
from sitegen.model import Identifier
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.model import Digest, Paper
    from sitegen.problems import Problem

ROOT = Path(__file__).resolve().parents[2]
SHARED = next((folder / "shared" for folder in ROOT.parents if (folder / "shared/data/digests").is_dir()), None)
SAMPLES = SHARED / "data/digests" if SHARED else Path("samples")
pytestmark = pytest.mark.skipif(not SHARED, reason="needs the archives of others")

ARXIV = r"https?://arxiv\.org/(?:abs|pdf)/([\d.]+\d)(?:v\d+)?"
PAPERS = {
    "archive-topic-files": rf"^- \*\*\[.*\]\({ARXIV}\)\*\*",
    "bullets-details-open": rf"^- \*\*\[.*\]\({ARXIV}\)\*\*",
    "bullets-empty-days": rf"^  _[\d-]+_ · {ARXIV}",
    "frontmatter-file-per-paper": r">📄 arXiv: ([\d.]+\d)v\d+</a>",
    "frontmatter-rich": r"^arxiv_id: \"([\d.]+)\"|\">arXiv ([\d.]+)</span>",
    "github-bullets": r"^\* \[.*?\]\(https://github\.com/([^)]+)\)",
    "h1-authors-abstract": rf"^\*\*Link\*\*: \[PDF\]\({ARXIV}\)",
    "h2-quote-cut": rf"^\[📄 论文\]\({ARXIV}\)",
    "h3-link-font-labels": rf"^### \d+\. \[.*\]\({ARXIV}\)",
    "h3-linked-details": rf"^### \[\d+\] \[.*\]\({ARXIV}\)",
    "h4-zh-labels": rf"^- \*\*链接: \[{ARXIV}\]",
    "hf-daily-table": rf"\[arXiv\]\({ARXIV}\)",
    "hf-per-paper-en": rf"^> .*\[arXiv\]\({ARXIV}\)",
    "hn-per-post": r"\A# ",
    "notice-keywords": rf"^ - \*\*Arxiv link:\*\* {ARXIV}",
    "notice-listings": rf"^ - \*\*Arxiv link:\*\* {ARXIV}",
    "obsidian-note-per-paper": rf"\A{ARXIV}",
    "prose-zh": rf"^arXiv\uff1a{ARXIV}",
    "prose-zh-weekly": r"^\[\d+\]",
    "pubmed-zh": r"^- PMID: (\d+)",
    "table-cv-arxiv-daily": rf"^\|\*\*[\d-]+\*\*\|.*\|\[[\d.]+\]\({ARXIV}\)",
    "table-details-abstract": rf"^\| \*\*\[.*?\]\({ARXIV}\)\*\* \|",
    "table-html-spans": rf"^\| <span .*\({ARXIV}\)",
    "table-monthly": r"^\|([\d.]+)\|",
    "table-snapshots": rf"^\|\*\*[\d-]+\*\*\|.*\|\[[\dv.]+\]\({ARXIV}\)",
}
"""What each paper of a sample has once: the group is its id; without a group, each match is a paper of its own."""
TAUGHT = {
    "github-bullets": '[[digests]]\nids = ["github"]\n',
    "hn-per-post": '[[digests]]\nids = ["none"]\npaper = "file"\n',
}
"""What has no papers unless a configuration says so."""
MUTATIONS = 40
HEAD = 10
WINDOW = 300

each_sample = pytest.mark.parametrize("name", PAPERS)


class Archive(NamedTuple):
    """What is read of a sample."""

    look: inspecting.Look
    papers: tuple[tuple[str, Digest, Paper], ...]


def files(name: str) -> list[Path]:
    return sorted((SAMPLES / name).rglob("*.md"))


def copy(name: str, folder: Path) -> Path:
    """Copy a sample to where it may be written to."""
    for file in files(name):
        write_site(folder, f"-- {file.relative_to(SAMPLES / name).as_posix()} --\n{file.read_text(encoding='utf-8')}")
    return folder


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("samples")


@cache
def of(name: str, copies: Path) -> Archive:
    folder = copy(name, copies / name)
    if name in TAUGHT:
        (folder / "sitegen.toml").write_text(TAUGHT[name], encoding="utf-8")
    look = inspecting.look(place_of(folder, folder, {}), 1)
    return Archive(look, tuple(inspecting.papers(look, 1)))


def squeezed(text: str) -> str:
    """Leave out what nobody sees: which blanks there are, and those around formulas."""
    return " ".join(re.sub(r"\s*\$\s*", "$", text).split())


def test_every_sample_is_tested() -> None:
    assert sorted(path.name for path in SAMPLES.iterdir() if path.is_dir()) == sorted(PAPERS)


@each_sample
def test_every_paper_of_a_sample_is_found_and_nothing_else(name: str, copies: Path) -> None:
    pattern = re.compile(PAPERS[name], re.MULTILINE)
    matches = [match for file in files(name) for match in pattern.finditer(file.read_text(encoding="utf-8"))]
    assert matches
    look, papers = of(name, copies)
    if not pattern.groups:
        assert look.different == len(matches)
        return
    wanted = {next(filter(None, match.groups())).lower() for match in matches}
    assert {paper.names[0].value for _, _, paper in papers} == wanted
    assert look.different == len(wanted)


@each_sample
def test_no_line_of_a_sample_with_a_link_to_a_paper_is_in_no_paper(name: str, copies: Path) -> None:
    look, _ = of(name, copies)
    assert {file.path: file.lost for file in look.files if file.lost} == {}
    assert [problem for problem in look.problems if "no paper" in problem.message] == []


# The same papers from elsewhere


@pytest.mark.parametrize("name", ["h1-authors-abstract", "h3-linked-details"])
def test_titles_authors_and_abstracts_are_those_of_the_archives_own_records(name: str, copies: Path) -> None:
    rows = [json.loads(row) for row in (SAMPLES / name / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    found = {(path, paper.id): paper for path, _, paper in of(name, copies).papers}
    same = 0
    for row in rows:
        paper = found[row["file"], row["id"]]
        assert squeezed(paper.title) == squeezed(row["title"])
        assert list(paper.authors) == row["authors"]
        same += squeezed(paper.abstract) == squeezed(row["abstract"])
    assert same >= 0.998 * len(rows)


# A site


@each_sample
def test_a_sample_becomes_a_site_without_warnings_with_what_is_proposed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copies: Path
) -> None:
    monkeypatch.chdir(copy(name, tmp_path))
    proposed = inspecting.look(place_of(tmp_path, tmp_path, {}), 1).proposal.toml()
    (tmp_path / "sitegen.toml").write_text(proposed, encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "--content", ".", "--strict", "--jobs", "1"])
    assert result.exit_code == 0, result.output
    place = config.Config().urls.paper
    pages = {permalinks.file(permalinks.paper(paper.id, place)) for _, _, paper in of(name, copies).papers}
    assert [page for page in sorted(pages) if not (tmp_path / "build" / page).is_file()] == []


# Harm


def mutated(text: str, chance: random.Random) -> str:
    """Do to some lines what people and programs do to them."""
    lines = text.split("\n")
    if len(lines) > HEAD + WINDOW:
        first = chance.randrange(len(lines) - WINDOW)
        lines = lines[:HEAD] + lines[first : first + WINDOW]
    for _ in range(chance.randint(1, 6)):
        if not lines:
            break
        n = chance.randrange(len(lines))
        harm(lines, n, chance)
    return "\n".join(lines)


def harm(lines: list[str], n: int, chance: random.Random) -> None:
    line = lines[n]
    at = chance.randint(0, len(line))
    match chance.randrange(9):
        case 0:  # cut off
            lines[n] = line[:at]
        case 1:  # twice
            lines.insert(n, line)
        case 2:  # out of order
            some = lines[n : n + chance.randint(2, 8)]
            chance.shuffle(some)
            lines[n : n + len(some)] = some
        case 3:  # gone
            del lines[n]
        case 4:  # a cell less
            lines[n] = line.replace("|", "", chance.randint(1, 3))
        case 5:  # two in one
            lines[n] = line + "".join(lines[n + 1 : n + 2])
        case 6:  # one in two
            lines[n : n + 1] = [line[:at], line[at:]]
        case 7:  # other marks
            lines[n] = "".join(
                chance.choice('#|-*[]()<>`$:"\u3000\u2028 ') if chance.random() < 0.05 else c for c in line
            )
        case _:  # another encoding
            lines[n] = line.encode().decode("latin-1")


def held(digests: Sequence[Digest]) -> set[Identifier]:
    """Return the papers that are named or linked by what is shown of some digests."""
    found: set[Identifier] = set()
    for paper in (paper for digest in digests for paper in digest.papers):
        found.update(Identifier(one.scheme, one.value) for one in paper.names)
        parts = (part.text for part in paper.parts)
        links = (link.url for link in paper.links)
        for text in (paper.title, paper.abstract, paper.note, paper.comment, *parts, *links):
            found.update(linked(text))
    return found


def linked(text: str) -> Iterator[Identifier]:
    """Yield the papers that a text links to."""
    for line in text.split("\n"):
        yield from (Identifier(one.scheme, one.value) for one in ids.linked(line) if one.scheme in ids.PAPERS)


def told(problems: Sequence[Problem]) -> set[int]:
    """Return the lines that messages name."""
    lines = {problem.location.line for problem in problems}
    for problem in problems:
        if match := re.search(r"(?:is|are) not part of any paper: (.*)", problem.message):
            for span in match[1].split(", "):
                first, _, last = span.partition("-")
                lines.update(range(int(first), int(last or first) + 1))
    return lines


@each_sample
def test_a_harmed_file_loses_no_link_to_a_paper_in_silence(name: str) -> None:
    chance = random.Random(name)
    tried = 0
    for number in range(MUTATIONS):
        file = chance.choice(files(name))
        data = mutated(file.read_text(encoding="utf-8"), chance).encode("utf-8", "replace")
        if chance.random() < 0.03:
            half = len(data) // 2
            data = data[:half] + bytes([chance.randrange(128, 256)]) + data[half:]
        source, _ = read.decode(f"content/{file.relative_to(SAMPLES / name).as_posix()}", data)
        if source is None:
            continue  # refused as no UTF-8, with a message
        tried += 1
        found = parse.read(source)
        have, lines = held(found.digests), told(found.problems)
        for n, line in enumerate(source.text.split("\n"), 1):
            lost = [one for one in linked(line) if one not in have and n not in lines]
            assert not lost, (number, file.name, n, line)
    assert tried > MUTATIONS // 2
