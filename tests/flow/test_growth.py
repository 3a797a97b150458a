"""Twice the input is about twice the work, whatever it consists of. Work is counted in executed lines, not timed."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import digest

from sitegen import config
from sitegen.build import site_plan
from sitegen.build.cache import Cache
from sitegen.problems import Refusal
from sitegen.text import arxiv
from sitegen.theme import folder as themes
from sitegen.versions import code_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import FrameType

DAY = f"{digest('2020-07-22', '2007.00001')}\n"


def letters(number: int) -> str:
    return "".join(chr(ord("a") + number // 26**place % 26) for place in range(3))


def records(number: int, **more: Callable[[int], object]) -> str:
    papers = [
        {"title": f"Title {letters(n)}", "id": f"2007.{n:05}", **{key: make(n) for key, make in more.items()}}
        for n in range(number)
    ]
    return json.dumps(papers, indent=0)


def rows(number: int, row: Callable[[int], str]) -> str:
    return "\n".join(map(row, range(number)))


INPUTS: dict[str, Callable[[int], dict[str, str]]] = {
    "categories": lambda n: {
        "content/x.md": rows(n, lambda i: digest("2020-07-22", f"2007.{i:05}", category=f"cs.{letters(i)}"))
    },
    "labels": lambda n: {"content/2020-07-22.json": records(n, categories=lambda i: [f"cs.{letters(i)}"])},
    "authors": lambda n: {
        "sitegen.toml": "authors = { pages = true, min_papers = 1 }",
        "content/2020-07-22.json": records(n, authors=lambda i: [f"Ada {letters(i)}"]),
    },
    "topics": lambda n: {
        "content/2020-07-22.md": "# 2020-07-22\n\n"
        + rows(n, lambda i: f"## Topic {letters(i)}\n\n- [A title {i}](https://arxiv.org/abs/2007.{i:05})\n")
    },
    "repeats": lambda n: {
        f"content/2020-07-{day}.md": digest(f"2020-07-{day}", *(f"2007.{i:05}" for i in range(n)))
        for day in ("22", "23")
    },
    "dead links": lambda n: {
        "content/2020-07-22.md": DAY,
        **{f"content/pages/p{i}.md": f"# P\n\n[x](nowhere{i}.md)\n" for i in range(n)},
    },
    "dead aliases": lambda n: {
        "content/2020-07-22.md": DAY,
        "sitegen.toml": "[urls.aliases]\n" + rows(n, lambda i: f'"/old{i}/" = "/nowhere{i}/"'),
        **{f"content/pages/p{i}.md": "# P\n" for i in range(n)},
    },
    "rules": lambda n: {
        "content/2020-07-22.md": DAY,
        "sitegen.toml": rows(n, lambda i: f"[[watch]]\nname = 'r{i}'\nany = ['word{i}']"),
    },
    "faulty rules": lambda n: {"sitegen.toml": rows(n, lambda _: "[[watch]]\nname = 'r'\nany = ['word']")},
    "unknown options": lambda n: {"sitegen.toml": rows(n, lambda i: f"key{i} = 1")},
    "unknown options of rules": lambda n: {"sitegen.toml": rows(n, lambda i: f"[[watch]]\nname = 'r{i}'\nx = 1")},
    "lost addresses": lambda n: {
        "content/2020-07-22.md": DAY,
        "sitegen.toml": "urls.lock = 'lock'",
        "lock": rows(n, lambda i: f"/lost/{i}/"),
    },
    "merge conflicts": lambda n: {"content/2020-07-22.md": DAY + "<<<<<<< a\n=======\n>>>>>>> b\n" * n},
    "unknown front matter": lambda n: {
        "content/2020-07-22.md": "+++\n" + rows(n, lambda i: f"key{i} = 1") + f"\n+++\n{DAY}"
    },
}


def work(function: Callable[[], object]) -> int:
    """Count the lines that a function executes."""
    count = 0

    def trace(_: FrameType, event: str, __: Any) -> Callable[..., Any]:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)
    return count


def look(site: Path) -> None:
    try:
        settings = config.load(site, {})
        site_plan.look(site, settings, themes.of(site, settings), Cache(None), code_key(), jobs=1)
    except Refusal as refusal:
        str(refusal)


def growth(works: Iterator[int]) -> float:
    """Return how much more work the second step is than the first: 2 for linear growth, 4 for quadratic growth."""
    one, two, four = works
    return (four - two) / max(two - one, 1)


@pytest.mark.parametrize("kind", INPUTS)
def test_planning_a_site_grows_with_its_content(tmp_path: Path, kind: str) -> None:
    def sites() -> Iterator[int]:
        for number in (40, 80, 160):
            site = tmp_path / str(number)
            for name, text in INPUTS[kind](number).items():
                (site / name).parent.mkdir(parents=True, exist_ok=True)
                (site / name).write_text(text, encoding="utf-8")
            (site / "content").mkdir(exist_ok=True)
            look(site) if number == 40 else None  # what is loaded once is not counted
            yield work(lambda site=site: look(site))  # type: ignore[misc]

    assert growth(sites()) < 2.6


PROSE = {
    "backticks": "`",
    "runs of backticks": "` `` ",
    "dollars": "$",
    "dollars apart": "$ a ",
    "braces": "{",
    "commands": "\\",
    "accents": "\\'",
    "brackets": "[",
    "links": "[a](",
    "anchors": "<a href='https://x.org'>",
    "anchors of nothing": "<a ",
    "addresses": "http://",
    "fractions": "$\\frac{",
    "environments": "\\begin{a}",
}


@pytest.mark.parametrize("kind", PROSE)
def test_rendering_an_abstract_grows_with_its_length(kind: str) -> None:
    arxiv.arxiv(PROSE[kind] * 3)

    def texts() -> Iterator[int]:
        for number in (300, 600, 1_200):
            yield work(lambda number=number: arxiv.arxiv("We show " + PROSE[kind] * number))  # type: ignore[misc]

    assert growth(texts()) < 2.6
