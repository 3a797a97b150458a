"""The default theme's style sheets."""

from __future__ import annotations

import gzip
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import digest

from sitegen.text.markdown import highlight_css
from sitegen.theme import folder as themes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tests.conftest import Built

STATIC = Path(__file__).parents[2] / "themes/default/static"


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palette(scheme: str) -> dict[str, str]:
    pairs = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);", (STATIC / "style.css").read_text())
    colours = {name: (light, dark) for name, light, dark in reversed(pairs)}  # those without more contrast come first
    return {name: _long(pair[scheme == "dark"]) for name, pair in colours.items()}


def _long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "least"), [("ink", 7), ("soft", 6.5), ("accent", 4.5)])
@pytest.mark.parametrize("ground", ["paper", "raised", "tint"])
def test_text_can_be_told_from_its_ground(scheme: str, text: str, least: float, ground: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[text], colours[ground]) >= (4.5 if ground == "tint" else least)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fields_and_buttons_have_edges_that_can_be_seen(scheme: str) -> None:
    colours = palette(scheme)
    assert contrast(colours["edge"], colours["paper"]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_busier_days_stand_out_more_in_the_calendar(scheme: str) -> None:
    colours = palette(scheme)
    steps = [contrast(colours[f"level-{level}"], colours["paper"]) for level in range(5)]
    assert steps == sorted(steps)


def test_nothing_moves_by_itself() -> None:
    text = "".join(path.read_text() for path in STATIC.rglob("*") if path.suffix in (".css", ".js"))
    text = text.replace("animation: appear 0s 2s forwards", "")  # shows what waits for its order, at once
    assert not re.search(r"transition|animation|@keyframes (?!appear)|smooth|\.animate\(", text)


def test_the_colours_of_code_are_those_that_markdown_makes_classes_for() -> None:
    text = (STATIC / "highlight.css").read_text()
    assert text.partition("*/\n\n")[2] == highlight_css()


def test_all_files_that_are_published_weigh_less_than_120_kb_compressed() -> None:
    assert weight(themes.load(STATIC, "default", {}).assets.values()) < 120_000


def test_what_a_day_asks_for_is_light(build_site: Callable[..., Built]) -> None:
    files, _ = build_site("-- content/a.md --\n" + digest("2020-07-22", "2007.00001"))
    page = files["2020/07/22/index.html"].decode()
    styles = set(re.findall(r'<link rel="stylesheet" href="/([^"]+)"', page))
    scripts = scripts_of(files, page)
    assert len(styles) == 2
    assert {posixpath.basename(name) for name in scripts} == {"early.js", "day.js"}
    assert weight(files[name] for name in scripts) < 20_000
    assert weight(files[name] for name in styles) < 9 * 1024


def test_the_search_page_names_in_advance_what_its_worker_runs(build_site: Callable[..., Built]) -> None:
    files, _ = build_site("-- content/a.md --\n" + digest("2020-07-22", "2007.00001"))
    page = files["search/index.html"].decode()
    (named,) = re.findall(r'<link rel="modulepreload" href="/([^"]+)"', page)
    assert posixpath.basename(named) == "engine.js"
    assert {posixpath.basename(name) for name in scripts_of(files, page)} == {"early.js", "page.js", "engine.js"}


def scripts_of(files: Mapping[str, bytes], page: str) -> set[str]:
    """Return the scripts that a page asks for, and those that these import."""
    scripts: set[str] = set()
    todo = re.findall(r'<script [^>]*\bsrc="/([^"]+)"', page)
    while todo:
        name = todo.pop()
        if name not in scripts:
            scripts.add(name)
            imported = re.findall(r'\b(?:from|import) ?\(?"([^"]+)"', files[name].decode())
            todo += [posixpath.normpath(posixpath.join(posixpath.dirname(name), other)) for other in imported]
    return scripts


def weight(files: Iterable[bytes]) -> int:
    return sum(len(gzip.compress(data)) for data in files)
