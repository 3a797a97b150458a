"""What readers of real archives find by names, and in languages without blanks: the browser's search, run by Node."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import write_site
from tests.flow.test_samples import SHARED, copy

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.files.data import read_piece
from sitegen.output.disk import DiskSink
from sitegen.search import names

ROOT = Path(__file__).resolve().parents[2]
NODE = shutil.which("node")
CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]{2,}")

pytestmark = pytest.mark.skipif(not NODE, reason="needs Node")
needs_samples = pytest.mark.skipif(not SHARED, reason="needs the archives of others")


def built(folder: Path) -> Path:
    """Build a site with whatever is in its folder; return where it is."""
    cache = Cache(folder / ".cache")
    with DiskSink.open(folder / "build", clean=False, cache=cache) as sink:
        assert build(folder, config.load(folder, {}), sink, cache, jobs=1).committed
    return folder / "build"


def sample(name: str, folder: Path) -> Path:
    copy(name, folder / "content")
    return built(folder)


def records(site: Path) -> list[Any]:
    """Return the papers of a site as its data has them."""
    return read_piece((site / "archive.jsonl.gz").read_bytes())


def asked(site: Path, queries: list[str], **options: object) -> list[dict[str, Any]]:
    """Ask the search of a site."""
    script = str(ROOT / "tests/js/ask.js")
    given = json.dumps({"queries": queries, "options": options})
    done = subprocess.run([str(NODE), script, str(site)], input=given, capture_output=True, text=True, check=True)
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(answers) == len(queries)
    return answers


def ids(answer: dict[str, Any]) -> list[str]:
    return [hit["id"] for hit in answer["hits"]]


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose papers have authors."""
    return sample("h1-authors-abstract", tmp_path_factory.mktemp("named"))


@needs_samples
def test_the_name_of_an_author_finds_all_their_papers_and_no_other(named: Path) -> None:
    papers = records(named)
    authors = sorted({author for paper in papers for author in paper.authors})
    some = random.Random(1).sample(authors, 200)
    for name, answer in zip(some, asked(named, [f'author:"{name}"' for name in some], limit=10_000), strict=True):
        expected = {paper.id for paper in papers if names.key(name) in map(names.key, paper.authors)}
        assert set(ids(answer)) == expected, name
        assert answer["notes"] == []


@needs_samples
def test_an_author_and_a_word_of_the_title_find_their_paper_first(named: Path) -> None:
    chance = random.Random(2)
    papers = [paper for paper in records(named) if paper.authors and re.search("[A-Za-z]{5}", paper.title)]
    queries = [
        f"{chance.choice(paper.authors)} {chance.choice(re.findall('[A-Za-z]{5,}', paper.title))}" for paper in papers
    ]
    answers = asked(named, queries, limit=1)
    first = sum(ids(answer) == [paper.id] for paper, answer in zip(papers, answers, strict=True))
    assert first >= 0.95 * len(papers)


@needs_samples
@pytest.mark.parametrize("name", ["h4-zh-labels", "prose-zh", "pubmed-zh", "obsidian-note-per-paper"])
def test_two_characters_of_a_title_or_a_text_find_their_paper(name: str, tmp_path: Path) -> None:
    chance = random.Random(3)
    site = sample(name, tmp_path)
    newest = {paper.id: paper for paper in sorted(records(site), key=lambda paper: paper.date)}
    wanted = []
    for paper in newest.values():
        texts = [paper.title, paper.abstract, *(part.text for part in paper.parts)]
        pairs = [a + b for text in texts for run in CJK.findall(text) for a, b in pairwise(run)]
        wanted += [(pair, paper.id) for pair in chance.sample(pairs, min(9, len(pairs)))]
    assert wanted
    for (pair, id_), answer in zip(wanted, asked(site, [pair for pair, _ in wanted], limit=10_000), strict=True):
        assert id_ in ids(answer), pair


PAPERS = [
    ("深度学习综述", "李飞飞", "本文研究遥感影像中的目标。"),
    ("物体検出の手法", "山田太郎", "人々を見る。"),
    ("영상 분할 방법", "김철수", "우리는 도로를 찾는다."),
]
"""Titles, authors and abstracts."""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        *[("深度", 1), ("习综", 1), ("遥感", 1), ("李飞飞", 1), ("author:飞飞", 1), ('author:"李飞飞"', 1)],
        *[("検出", 2), ("の手", 2), ("人々", 2), ("author:山田太郎", 2), ("太郎", 2), ("山田", 2)],
        *[("영상", 3), ("도로", 3), ("찾는", 3), ("author:김철수", 3), ("철수", 3), ('"분할 방법"', 3)],
    ],
)
def test_titles_abstracts_and_names_without_blanks_are_found(asian: Path, query: str, expected: int) -> None:
    assert [ids(answer) for answer in asked(asian, [query])] == [[f"2007.0000{expected}"]]


@pytest.fixture(scope="module")
def asian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [
        {"id": f"2007.0000{n}", "title": title, "authors": [author], "summary": text, "published": "2020-07-22"}
        for n, (title, author, text) in enumerate(PAPERS, 1)
    ]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return built(write_site(tmp_path_factory.mktemp("asian"), f"-- content/2020-07-22.jsonl --\n{lines}"))


FIELDS = """
-- content/2020-07-22.md --
# Papers of 2020-07-22

## Visual SLAM

### 1. [Boats](https://arxiv.org/abs/2007.00001)

**Authors**: Jean Serre, Anna Müller
**Categories**: cs.CV; cs.LG
**Keywords**: night vision
**TL;DR**: We count the gulls by ear.
**Abstract**: Herds at sea.

## Robots

### 2. [Herds](https://arxiv.org/abs/2007.00002)

**Authors**: Anna Serre
**Categories**: math.AG
**Abstract**: Slam the door.
"""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        *[("gulls", "1"), ('"the gulls by ear"', "1"), ("abstract:gulls", "1"), ("herds", "21")],
        *[
            ("topic:slam", "1"),
            ("slam", "21"),
            ('topic:"night vision"', "1"),
            ('topic:"vision night"', ""),
            ("robot", "2"),
        ],
        *[("category:cs.LG", "1"), ("category:math.AG", "2"), ("-category:cs.CV", "2")],
        *[("author:serre", "21"), ("author:mueller", "1"), ("muller", "1"), ('author:"J. Serre"', "1")],
        *[('author:"Jean Müller"', ""), ('author:"Serre, Anna"', "2"), ("author:anna topic:robots", "2")],
    ],
)
def test_fields_and_named_sections_are_found(fields: Path, query: str, expected: str) -> None:
    (answer,) = asked(fields, [query])
    assert sorted(ids(answer)) == sorted(f"2007.0000{n}" for n in expected)
    assert answer["notes"] == []


@pytest.fixture(scope="module")
def fields(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(write_site(tmp_path_factory.mktemp("fields"), FIELDS))
