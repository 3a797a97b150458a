"""What a reader sees of Markdown documents."""

from __future__ import annotations

import re

import pytest

from sitegen.model import Link
from sitegen.text.markdown import document, highlight_css


def test_a_document_has_paragraphs_tables_footnotes_and_formulas() -> None:
    prose = document("One $x^2$[^a].\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n[^a]: Note.\n")
    assert prose.html.startswith("<p>One <math><msup><mi>x</mi><mn>2</mn></msup></math><sup")
    assert '<div class="table" tabindex="0" role="region" aria-label="Table">\n<table>' in prose.html
    assert '<td class="right">2</td>' in prose.html
    assert prose.plain == "One x^2[1].\na b\n1 2\nNote."


def test_raw_html_is_text_unless_its_author_is_trusted() -> None:
    assert "<b>" not in document("<b>x</b>\n\n<div>y</div>").html
    assert "<b>x</b>" in document("<b>x</b>", html=True).html
    assert document("<b>x</b>").plain == "<b>x</b>"


@pytest.mark.parametrize(
    "target", ["https://a.org/b", "http://a.org", "mailto:me@a.org", "/2020/", "#top", "foo/", "../x", "?q=a:b"]
)
def test_links_lead_to_the_web_to_mail_and_into_the_site(target: str) -> None:
    assert f'href="{target}"' in document(f"[x]({target})").html


@pytest.mark.parametrize(
    "target",
    ["//a.org", "javascript:x", "data:text/html,x", "blob:x", "https://me@a.org", "JaVaScRiPt&#58;x", "file:///x"],
)
def test_links_lead_nowhere_else(target: str) -> None:
    assert "<a" not in document(f"[x]({target})").html
    assert "<a" not in document(f"<{target}>").html


def test_links_to_other_sites_are_marked_and_listed() -> None:
    prose = document("[Their *code*](https://a.org) and [ours](/code/)")
    assert prose.html == (
        '<p><a href="https://a.org" rel="noopener">Their <em>code</em></a> and <a href="/code/">ours</a></p>'
    )
    assert prose.links == (Link("https://a.org", "Their code"),)


def test_no_image_comes_from_elsewhere() -> None:
    assert document("![a](b.png)").html == "<p>![a](b.png)</p>"
    assert document("![a](b.png)", html=True).html == '<p><img src="b.png" alt="a"></p>'
    assert document("![a](https://a.org/b.png)", html=True).html == "<p>![a](https://a.org/b.png)</p>"


def test_headings_have_unique_ids_and_may_be_lowered() -> None:
    html = document("# How *to*\n\n# How to\n\n## ???\n\n# fn1", prefix="a-", shift=1).html
    assert re.findall(r'<(h\d) id="([^"]*)"', html) == [
        ("h2", "a-how-to"),
        ("h2", "a-how-to-1"),
        ("h3", "a-section"),
        ("h2", "a-section-fn1"),
    ]
    assert re.findall(r"</(h\d)>", html) == ["h2", "h2", "h3", "h2"]


def test_ids_of_headings_are_those_that_github_gives_them() -> None:
    html = document("# What's `status.json`?\n\n# `_redirects` & C++\n\n# Twenty-one").html
    assert re.findall(r' id="([^"]*)"', html) == ["whats-statusjson", "_redirects--c", "twenty-one"]


def test_footnotes_of_two_documents_can_stand_on_one_page() -> None:
    text = "x[^1]\n\n[^1]: y"
    ids = [re.findall(r' id="([^"]*)"', document(text, prefix=prefix).html) for prefix in ("a", "b")]
    assert not set(ids[0]) & set(ids[1])


def test_fences_are_coloured_by_classes_alone() -> None:
    html = document('```python\ndef f(): return "<"\n```').html
    assert html.startswith(
        '<pre class="highlight" tabindex="0"><code class="language-python"><span class="k">def</span>'
    )
    assert "style=" not in html
    assert document("```python\nx = 1\n```").plain == "x = 1"


def test_a_fence_in_an_unknown_language_is_plain() -> None:
    assert document("```klingon\n<x>\n```").html == (
        '<pre class="highlight" tabindex="0"><code class="language-klingon">&lt;x&gt;\n</code></pre>'
    )
    assert document("```\n<x>\n```").html == '<pre class="highlight" tabindex="0"><code>&lt;x&gt;\n</code></pre>'


def test_dollars_in_code_are_dollars() -> None:
    assert document("`$x$`").html == "<p><code>$x$</code></p>"


def test_emphasis_is_markdown_here_and_money_is_money() -> None:
    assert document("*a* for $5 to $10").html == "<p><em>a</em> for $5 to $10</p>"


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_code_can_be_read_on_light_and_dark_screens() -> None:
    sheet = highlight_css()
    (backgrounds,) = re.findall(r"background: light-dark\(#(\w{6}), #(\w{6})\)", sheet)
    colours = re.findall(r"color: light-dark\(#(\w{6}), #(\w{6})\)", sheet)
    assert len(colours) > 10
    for pair in colours:
        for colour, background in zip(pair, backgrounds, strict=True):
            low, high = sorted((_luminance(colour), _luminance(background)))
            assert (high + 0.05) / (low + 0.05) >= 4.5  # WCAG AA


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "![",
        "*a ",
        "_",
        "`",
        "``` ",
        "> ",
        "- ",
        "  - ",
        "[^1]",
        "^[",
        "<",
        "&",
        "$",
        "|",
        "| a ",
        "\\",
        "[a](",
        "#",
    ],
)
def test_long_runs_of_signs_are_read_without_harm(piece: str) -> None:
    assert "<script" not in document(piece * (20_000 // len(piece))).html


def test_a_long_document_keeps_all_its_text() -> None:
    assert document("word " * 10_000).plain == ("word " * 10_000).strip()


def test_links_to_the_site_itself_get_its_base_path() -> None:
    html = document("[about](/about/) [there](#there) [near](near/)", root="/project/").html
    assert 'href="/project/about/"' in html
    assert 'href="#there"' in html
    assert 'href="near/"' in html
