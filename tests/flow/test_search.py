"""What a maintainer sees of the search index: what is made again, what is warned of, what is exported."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from lunr.index import Index
from tests import oracle
from tests.conftest import digest, paper, write_site
from tests.unit.search.test_shards import read_vocabulary

from sitegen import config
from sitegen.build import pipeline as building
from sitegen.build import tasks
from sitegen.build.cache import Cache
from sitegen.output.disk import DiskSink
from sitegen.problems import Refusal
from sitegen.search import index

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lunr.builder import Builder

    from sitegen.build.pipeline import Report

DAYS = {f"2020-07-{day:02}": [f"2007.{day:02}{n:03}" for n in range(1, 6)] for day in range(1, 21)}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twenty days of five papers, of which twenty papers are inverted at once."""
    monkeypatch.setattr(tasks, "BLOCK", 20)
    text = "\n".join(f"-- content/{day}.md --\n{digest(day, *ids)}" for day, ids in DAYS.items())
    return write_site(tmp_path / "site", text)


def build(folder: Path, *, jobs: int = 1, cache: bool = True) -> Report:
    remembered = Cache(folder / ".cache/sitegen" if cache else None)
    settings = config.load(folder, {})
    with DiskSink.open(folder / "build", clean=False, cache=remembered) as sink:
        report = building.build(folder, settings, sink, remembered, jobs=jobs)
    assert report.committed
    return report


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often a day's words were counted, and a row of days was inverted."""
    counts = {"day": 0, "row": 0}

    def counting(name: str) -> Callable[..., bytes]:
        original: Callable[..., bytes] = getattr(index, name)

        def function(*arguments: Any) -> bytes:
            counts[name] += 1
            return original(*arguments)

        return function

    for name in counts:
        monkeypatch.setattr(index, name, counting(name))
    return counts


def test_a_new_day_costs_its_own_words_and_one_row(site: Path, counted: dict[str, int]) -> None:
    build(site)
    assert counted == {"day": 20, "row": 5}
    (site / "content/2020-08-01.md").write_text(digest("2020-08-01", "2008.00001"))
    build(site)
    # The last day of July has a neighbour now, and is rendered again; its words are as they were.
    assert counted == {"day": 21, "row": 6}


def test_an_edited_day_costs_its_own_words_and_one_row(site: Path, counted: dict[str, int]) -> None:
    build(site)
    file = site / "content/2020-07-02.md"
    file.write_text(file.read_text().replace("Abstract of", "Summary of"))
    build(site)
    assert counted == {"day": 21, "row": 6}


def test_another_theme_costs_no_words(site: Path, counted: dict[str, int]) -> None:
    build(site)
    (site / "sitegen.toml").write_text('theme.options = { footer = "Hello" }\n')
    build(site)
    assert counted == {"day": 20, "row": 5}


def test_old_cards_keep_their_names_when_a_day_comes(site: Path) -> None:
    build(site)
    before = json.loads((site / "build/search/manifest.json").read_bytes())["cards"]
    (site / "content/2020-08-01.md").write_text(digest("2020-08-01", "2008.00001"))
    build(site)
    after = json.loads((site / "build/search/manifest.json").read_bytes())["cards"]
    assert after[:-1] == before
    assert len(before) == 5


@pytest.mark.parametrize("harm", ["lost", "damaged", "half"])
def test_a_cache_that_is_lost_or_damaged_costs_time_only(site: Path, harm: str) -> None:
    build(site)
    fragments = sorted((site / ".cache/sitegen/fragments").iterdir())
    # words, exports, blocks, vectors, links, what watch rules name, a table, a month
    assert len(fragments) == 20 + 20 + 5 + 20 + 20 + 20 + 1 + 1
    for piece in fragments[:: 2 if harm == "half" else 1]:
        if harm == "damaged":
            piece.write_bytes(b"\xff" + piece.read_bytes()[1:])
        else:
            piece.unlink()
    (site / "content/2020-08-01.md").write_text(digest("2020-08-01", "2008.00001"))
    build(site)
    fresh = site.parent / "fresh"
    fresh.mkdir()
    (site / "content").rename(fresh / "content")
    build(fresh)
    assert tree(site / "build") == tree(fresh / "build")


@pytest.mark.parametrize(("jobs", "cache"), [(2, True), (1, False), (2, False)])
def test_the_index_is_the_same_with_any_number_of_jobs_and_without_a_cache(site: Path, jobs: int, cache: bool) -> None:
    build(site)
    expected = tree(site / "build")
    fresh = site.parent / "fresh"
    fresh.mkdir()
    (site / "content").rename(fresh / "content")
    build(fresh, jobs=jobs, cache=cache)
    assert tree(fresh / "build") == expected


def test_an_index_that_is_switched_off_goes(site: Path) -> None:
    build(site)
    assert (site / "build/search/manifest.json").exists()
    (site / "sitegen.toml").write_text("search.enabled = false\n")
    build(site)
    assert not (site / "build/search").exists()
    assert not [path for path in (site / ".cache/sitegen/fragments").iterdir() if len(path.name) != 32]


def test_a_theme_without_search_makes_no_index(site: Path) -> None:
    (site / "sitegen.toml").write_text('theme.name = "plain"\n')
    build(site)
    assert not (site / "build/search").exists()
    assert b'href="/search' not in (site / "build/index.html").read_bytes()
    assert b'role="search"' not in (site / "build/index.html").read_bytes()


LANGUAGES = {
    "zh": ("深度学习综述", "本文研究遥感影像中的目标。"),
    "ja": ("物体検出の手法", "画像の中の人々を検出する。"),
    "ko": ("영상 분할 방법", "우리는 도로를 찾는다."),
}
"""Titles and abstracts."""


def terms_of(folder: Path) -> set[str]:
    """Return the terms of a site's index."""
    manifest = json.loads((folder / "build/search/manifest.json").read_bytes())
    files = [
        (folder / f"build/search/v/{name}/{n}.bin").read_bytes()
        for name, firsts in manifest["words"]
        for n in range(len(firsts))
    ]
    return {term for data in files for term in read_vocabulary(data)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_characters_of_a_language_without_blanks_are_found_without_configuration(site: Path, language: str) -> None:
    title, abstract = LANGUAGES[language]
    (site / "content/2020-08-01.md").write_text(
        f"# ArXiv cs.CV --2020-08-01\n{paper(1, '2008.00001', title, abstract)}"
    )
    (site / "sitegen.toml").write_text("ledger.since = '2020-08-03'\n")
    assert build(site).problems == ()
    pairs = {a + b for text in (title, abstract) for a, b in pairwise(text)}
    assert {pair for pair in pairs if not {" ", "."} & set(pair) and "。" not in pair} <= terms_of(site)
    before = tree(site / "build/search")
    (site / "sitegen.toml").write_text(f"search.languages = ['en', '{language}']\nledger.since = '2020-08-03'\n")
    build(site)
    assert tree(site / "build/search") == before


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ('languages = ["english please"]', "`english please` is not a language tag such as `en` or `pt-BR`"),
        ('languages = "en"', "`search.languages` must be of type list of strings, not str"),
        ("title_boost = 0", "`search.title_boost` must be greater than 0 and at most 100, not 0.0"),
        ("title_boost = 1e9", "`search.title_boost` must be greater than 0 and at most 100, not 1000000000.0"),
        ("author_boost = -1", "`search.author_boost` must be greater than 0 and at most 100, not -1.0"),
        ("topic_boost = 101", "`search.topic_boost` must be greater than 0 and at most 100, not 101.0"),
    ],
)
def test_options_that_make_no_sense_are_refused(site: Path, option: str, message: str) -> None:
    (site / "sitegen.toml").write_text(f"[search]\n{option}\n")
    with pytest.raises(Refusal) as refused:
        config.load(site, {})
    (problem,) = refused.value.problems
    assert (problem.message, problem.location.line) == (message, 2)


def test_the_exported_index_is_what_lunr_would_have_dumped(tmp_path: Path) -> None:
    texts = [
        ("Object detection", "Objects are detected, and detected again, in images of the sea."),
        ("Diffusion: a survey", "We survey the diffusion of images (GAN-free)."),
        ("the the the the", "sea " * 40),
        ("Untitled", "..."),
    ]
    rows = [paper(n, f"2007.0000{n}", *found) for n, found in enumerate(texts, 1)]
    site = write_site(tmp_path, "-- content/2020-07-22.md --\n# ArXiv cs.CV --2020-07-22\n" + "\n".join(rows))
    (site / "sitegen.toml").write_text("search = { export_lunr = true, title_boost = 2.5 }\n")
    build(site)
    dumped = json.loads((site / "build/search/lunr.json").read_bytes())

    builder = oracle.builder({"title": 2.5, "abstract": 1, "id": 1, "category": 1})
    for n, (title, abstract) in enumerate(texts, 1):
        builder.add({"id": f"2007.0000{n}", "title": title, "abstract": abstract, "category": "cs.CV"})
    compare(dumped, builder)
    found = Index.load(dumped).search("sea")
    assert [match["ref"] for match in found] == ["2007.00003", "2007.00001"]


def test_the_exported_index_has_authors_and_topics(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "2007.00001", "title": "Seas", "authors": ["Charles The", "Müller, Bo"], "keywords": ["deep seas"]},
        {"id": "2007.00002", "title": "Deep learning", "authors": ["Bo Li"], "categories": ["cs.LG", "cs.CV"]},
        {"id": "2007.00003", "title": "Charles", "summary": "The sea by Bo " * 9},
    ]
    same = {"published": "2020-07-22"}
    lines = [json.dumps({**row, **same, "abs": f"https://arxiv.org/abs/{row['id']}"}) for row in rows]
    site = write_site(tmp_path, "-- content/2020-07-22.jsonl --\n" + "\n".join(lines))
    (site / "sitegen.toml").write_text("search = { export_lunr = true, author_boost = 2.0, topic_boost = 0.5 }\n")
    build(site)
    boosts = {"title": 3, "abstract": 1, "id": 1, "category": 1, "author": 2.0, "topic": 0.5}
    builder = oracle.builder(boosts)
    for row in rows:
        builder.add(
            {
                "id": row["id"],
                "title": row["title"],
                "abstract": row.get("summary", ""),
                "category": " ".join(row.get("categories", ())),
                "author": oracle.marked(row.get("authors", ())),
                "topic": " ".join(row.get("keywords", ())),
            }
        )
    compare(json.loads((site / "build/search/lunr.json").read_bytes()), builder)


def compare(dumped: dict[str, Any], builder: Builder) -> None:
    """Compare an exported index with what lunr.py makes of the same papers."""
    expected = json.loads(json.dumps(builder.build().serialize()))
    assert {key: dumped[key] for key in ("fields", "pipeline")} == {
        "fields": expected["fields"],
        "pipeline": ["stemmer"],
    }
    assert [term for term, _ in dumped["invertedIndex"]] == [term for term, _ in expected["invertedIndex"]]
    assert all(flat[::2] == sorted(flat[::2]) for _, flat in dumped["fieldVectors"])
    assert by_term(json.loads(json.dumps(dumped))) == by_term(expected)


def by_term(index: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return postings and vectors, with terms in the place of their numbers."""
    terms = {posting.pop("_index"): term for term, posting in index["invertedIndex"]}
    vectors = {
        ref: {terms[n]: weight for n, weight in zip(flat[::2], flat[1::2], strict=True)}
        for ref, flat in index["fieldVectors"]
    }
    return dict(index["invertedIndex"]), vectors
