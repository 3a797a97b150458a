"""A build reads each content file once, parses each digest once, and renders each text once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import digest, write_site

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.content import parse, read
from sitegen.output.disk import DiskSink
from sitegen.text.arxiv import prose

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TITLE, ABSTRACT = "On $x^2$ in paper %s", "It holds that $y_2 < 1$ in %s."
DAYS = [f"2020-07-{day}" for day in range(13, 23)]
ROWS = "# Papers\n\n| Title | Link | Abstract |\n|---|---|---|\n"
SHAPES = {
    "arrow": "".join(
        f"-- content/{day}.md --\n{digest(day, f'2007.{n}0001', f'2007.{n}0002')}\n" for n, day in enumerate(DAYS)
    ).replace("Abstract", "Abstract $x^2$"),
    "rows": "".join(
        f"-- content/{day}.md --\n{ROWS}"
        + "".join(
            f"| {TITLE % id_} | [paper](https://arxiv.org/abs/{id_}) | {ABSTRACT % id_} |\n"
            for id_ in (f"2007.{n}0001", f"2007.{n}0002")
        )
        for n, day in enumerate(DAYS)
    ),
}


@pytest.fixture(params=SHAPES)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    feeds = "-- sitegen.toml --\nbase_url = 'https://example.org/'\nfeeds.items = 5\n"
    return write_site(tmp_path / "site", feeds + SHAPES[request.param] + "-- content/pages/about.md --\n# About\n")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often files are read and parsed, and texts rendered."""
    counts: Counter[str] = Counter()

    def counting(function: Callable[..., Any], name: Callable[..., str]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            counts[name(*args)] += 1
            return function(*args)

        return call

    monkeypatch.setattr(read, "load", counting(read.load, lambda _, path, *__: f"read {path}"))
    monkeypatch.setattr(parse, "read", counting(parse.read, lambda source, *_: f"parsed {source.path}"))
    monkeypatch.setattr(prose, "_read", counting(prose._read, lambda source: f"rendered {source}"))
    prose._recalled.clear()
    return counts


def run(site: Path) -> None:
    cache = Cache(site / ".cache")
    with DiskSink.open(site / "build", clean=False, cache=cache) as sink:
        assert build(site, config.load(site, {}), sink, cache).committed


def test_a_first_build_reads_parses_and_renders_everything_once(site: Path, counted: Counter[str]) -> None:
    run(site)
    assert {f"read content/{day}.md" for day in DAYS} <= counted.keys()
    assert {f"parsed content/{day}.md" for day in DAYS} <= counted.keys()
    assert sum(name.startswith("rendered") for name in counted) >= 2 * len(DAYS)
    assert [name for name, times in counted.items() if times > 1] == []


def test_an_edit_reads_the_edited_file_once(site: Path, counted: Counter[str]) -> None:
    run(site)
    counted.clear()
    prose._recalled.clear()
    file = site / f"content/{DAYS[3]}.md"
    file.write_text(file.read_text().replace("x^2", "x^3"))
    run(site)
    assert counted[f"read content/{DAYS[3]}.md"] == 1
    assert [name for name, times in counted.items() if times > 1] == []
    assert not counted[f"read content/{DAYS[1]}.md"], "nothing is made of it again"


def test_a_shelf_that_the_cache_has_lost_is_read_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(site)
    whole = {path: path.read_bytes() for path in (site / "build").rglob("*") if path.is_file()}
    monkeypatch.setattr(Cache, "save_fragment", lambda *_: None)
    cache = Cache(site / "other")
    with DiskSink.open(site / "again", clean=True, cache=cache) as sink:
        assert build(site, config.load(site, {}), sink, cache).committed
    again = {site / "build" / path.relative_to(site / "again"): path for path in (site / "again").rglob("*")}
    assert {place: path.read_bytes() for place, path in again.items() if path.is_file()} == whole
