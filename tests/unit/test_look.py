"""The default theme's style sheets."""

from __future__ import annotations

import gzip
import posixpath
import re
from pathlib import Path

import pytest

from sitegen import theme as themes
from sitegen.markdown import highlight_css

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
    light, dark = re.findall(r":root \{(.*?)\}", (STATIC / "style.css").read_text(), re.DOTALL)[:2]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light if scheme == "light" else dark))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "soft", "accent"])
@pytest.mark.parametrize("ground", ["paper", "raised"])
def test_text_can_be_told_from_its_ground(scheme: str, text: str, ground: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_busier_days_stand_out_more_in_the_calendar(scheme: str) -> None:
    colours = palette(scheme)
    steps = [contrast(colours[f"level-{level}"], colours["paper"]) for level in range(5)]
    assert steps == sorted(steps)


def test_the_colours_of_code_are_those_that_markdown_makes_classes_for() -> None:
    text = (STATIC / "highlight.css").read_text()
    assert text.partition("*/\n\n")[2] == highlight_css()


def test_all_static_files_together_weigh_less_than_40_kb_compressed() -> None:
    assert sum(len(gzip.compress(path.read_bytes())) for path in STATIC.rglob("*") if path.is_file()) < 40_000


def loaded(name: str) -> set[str]:
    """Return a script and all that it imports."""
    names: set[str] = set()
    todo = [name]
    while todo:
        name = todo.pop()
        if name not in names:
            names.add(name)
            found = re.findall(r'^import .* from "(.*)";$', (STATIC / name).read_text(), re.MULTILINE)
            todo += [posixpath.normpath(f"{posixpath.dirname(name)}/{other}") for other in found]
    return names


def test_what_a_day_asks_for_is_light() -> None:
    def weight(names: set[str]) -> int:
        theme = themes.load(STATIC, "default", {})
        return sum(len(gzip.compress(theme.assets[name])) for name in names)

    assert weight({"reading/early.js", *loaded("reading/day.js")}) < 15_000
    assert weight({"style.css", "highlight.css"}) < 10_000
