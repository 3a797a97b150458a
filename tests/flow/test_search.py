"""What a maintainer sees of the search index: what is made again, what is warned of, what is exported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from lunr.builder import Builder
from lunr.index import Index
from lunr.pipeline import Pipeline
from lunr.stop_word_filter import stop_word_filter
from lunr.token import Token
from tests.conftest import digest, paper, write_site

from sitegen import config
from sitegen.build import pipeline as building
from sitegen.build import tasks
from sitegen.build.cache import Cache
from sitegen.output.disk import DiskSink
from sitegen.problems import Refusal
from sitegen.search import index
from sitegen.search.stem import stem
from sitegen.search.words import split

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
    assert b"search" not in (site / "build/index.html").read_bytes()


JAPANESE = paper(1, "2007.00001", "物体検出", "画像の中の物体を検出する。")


@pytest.mark.parametrize(("languages", "warned"), [('["en"]', True), ('["en", "ja"]', False), ("[]", True)])
def test_a_language_without_blanks_that_the_search_does_not_know_is_warned_of(
    site: Path, languages: str, warned: bool
) -> None:
    (site / "content/2020-08-01.md").write_text(f"# ArXiv cs.CV --2020-08-01\n{JAPANESE}")
    (site / "sitegen.toml").write_text("search.languages = []\nledger.since = '2020-08-03'\n")
    assert build(site).problems == ()  # one in a hundred
    for day in range(2, 6):
        text = f"# ArXiv cs.CV --2020-08-0{day}\n{JAPANESE.replace('00001', f'0000{day}')}"
        (site / f"content/2020-08-0{day}.md").write_text(text)
    (site / "sitegen.toml").write_text(f"search.languages = {languages}\nledger.since = '2020-08-03'\n")
    for _ in range(2):  # the second build has nothing to do, and says it all the same
        problems = build(site).problems
        assert [problem.message.partition(",")[0] for problem in problems] == (
            ["the search cannot find single words in 5 of 105 papers"] if warned else []
        )
    assert not warned or '"zh"]' in problems[0].hint


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ('languages = ["english please"]', "`english please` is not a language tag such as `en` or `pt-BR`"),
        ('languages = "en"', "`search.languages` must be of type list of strings, not str"),
        ("title_boost = 0", "`search.title_boost` must be greater than 0 and at most 100, not 0.0"),
        ("title_boost = 1e9", "`search.title_boost` must be greater than 0 and at most 100, not 1000000000.0"),
    ],
)
def test_options_that_make_no_sense_are_refused(site: Path, option: str, message: str) -> None:
    (site / "sitegen.toml").write_text(f"[search]\n{option}\n")
    with pytest.raises(Refusal) as refused:
        config.load(site, {})
    (problem,) = refused.value.problems
    assert (problem.message, problem.location.line) == (message, 2)


def cut(token: Token, *_: object) -> list[Token]:
    return [Token(word) for word in split(str(token))]


def stemmed(token: Token, *_: object) -> Token:
    return token.update(lambda word, _: stem(word))


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

    builder = Builder()
    for name, boost in (("title", 2.5), ("abstract", 1), ("id", 1), ("category", 1)):
        builder.field(name, boost=boost)
    builder.pipeline.add(cut, stop_word_filter, stemmed)
    for n, (title, abstract) in enumerate(texts, 1):
        builder.add({"id": f"2007.0000{n}", "title": title, "abstract": abstract, "category": "cs.CV"})
    expected = json.loads(json.dumps(_named(builder).serialize()))

    def by_term(index: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return postings and vectors, with terms in the place of their numbers."""
        terms = {posting.pop("_index"): term for term, posting in index["invertedIndex"]}
        vectors = {
            ref: {terms[n]: weight for n, weight in zip(flat[::2], flat[1::2], strict=True)}
            for ref, flat in index["fieldVectors"]
        }
        return dict(index["invertedIndex"]), vectors

    assert {key: dumped[key] for key in ("fields", "pipeline")} == {
        "fields": expected["fields"],
        "pipeline": ["stemmer"],
    }
    assert [term for term, _ in dumped["invertedIndex"]] == [term for term, _ in expected["invertedIndex"]]
    assert all(flat[::2] == sorted(flat[::2]) for _, flat in dumped["fieldVectors"])
    assert by_term(json.loads(json.dumps(dumped))) == by_term(expected)
    found = Index.load(dumped).search("sea")
    assert [match["ref"] for match in found] == ["2007.00003", "2007.00001"]


def _named(builder: Builder) -> Index:
    """Build, and give the pipeline's functions the names that a dump has of them."""
    Pipeline.registered_functions |= {"cut": cut, "stemmed": stemmed}
    cut.label, stemmed.label = "cut", "stemmed"  # type: ignore[attr-defined]
    return builder.build()
