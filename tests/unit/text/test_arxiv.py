"""What a reader sees of arXiv's text. The cases stand in `tests/cases/prose`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sitegen.model import Link
from sitegen.text.arxiv import MAX_DEPTH, arxiv, web_link

CASES = Path(__file__).parents[2] / "cases" / "prose"


def _cases() -> list[pytest.ParameterSet]:
    found = []
    for file in sorted(CASES.glob("*.md")):
        for block in file.read_text(encoding="utf-8").strip().split("\n\n"):
            source, html, plain = block.split("\n.\n")
            found.append(pytest.param(source, html, plain, id=f"{file.stem}: {source[:40]}"))
    return found


@pytest.mark.parametrize(("source", "html", "plain"), _cases())
def test_a_case_reads_as_its_file_says(source: str, html: str, plain: str) -> None:
    prose = arxiv(source)
    assert str(prose.html) == html
    assert prose.plain == plain


def test_links_are_listed_once_each_in_order_with_the_text_that_is_shown() -> None:
    prose = arxiv(r"https://b.org/x/ \href{https://a.org}{Our \emph{code}} https://b.org/x/")
    assert prose.links == (Link("https://b.org/x/", "b.org/x"), Link("https://a.org", "Our code"))


def test_a_link_within_a_link_is_text() -> None:
    prose = arxiv(r'\href{https://a.org}{see <a href="https://b.org">this https URL</a> or https://c.org}')
    assert str(prose.html) == '<a href="https://a.org" rel="noopener">see b.org or c.org</a>'


def test_an_address_written_as_an_entity_is_one_link_and_never_markup() -> None:
    assert "<script" not in arxiv("&lt;script&gt;alert(1)&lt;/script&gt;").html
    assert arxiv('&lt;a href="https://a.org"&gt;x&lt;/a&gt;').plain == '<a href="https://a.org">x</a>'.replace(
        "https://", ""
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.org",
        "ftp://a.org",
        "https://",
        "https:///x",
        "https://me@a.org",
        "https://me:pw@a.org/",
        "https://a.org\\@b.org",
        "https://a.org/ x",
        "https://a.org/\x01",
        "https://a.org/\ud800",
        "https://-a",
        " https://a.org",
    ],
)
def test_only_plain_web_addresses_become_links(url: str) -> None:
    assert web_link(url) is None


def test_a_web_address_is_shown_by_host_and_path() -> None:
    assert web_link("HTTPS://a.org:8080/~x/y/?q=1#z") == Link("HTTPS://a.org:8080/~x/y/?q=1#z", "a.org:8080/~x/y")


def test_commands_nest_to_a_depth_and_are_literal_below_it() -> None:
    prose = arxiv(r"\emph{" * (MAX_DEPTH + 1) + "x" + "}" * (MAX_DEPTH + 1))
    assert prose.html.count("<em>") == MAX_DEPTH
    assert prose.plain == r"\emph{x}"


def test_blanks_collapse_and_ends_are_stripped() -> None:
    prose = arxiv(" \n a \\textbf{ b } {\\it }\\ c\u00a0\u2003d \\\\ ")
    assert prose.plain == "a b c d"


def test_what_nobody_can_see_becomes_a_replacement_character() -> None:
    assert arxiv("a\x00b\x85c\ud800d\ufdd0e\U0001fffff&#1;g").plain == "a�b�c�d�e�f�g"


PIECES = (
    "$",
    "$$",
    "{",
    "}",
    r"\textbf{",
    r"{\it ",
    "`",
    "``x ",
    "<a href=",
    '<a href="x">',
    "&",
    "&#",
    "http://",
    "https://x)",
    "\\",
    r"\(",
    r"\[",
    r"\href{",
    r"\href{https://x.y}{",
    "$\\href{",
    '{\\"',
    "''",
    "--",
    r"\url{$",
    "<a x=y ",
    "https://a.b\\_",
    "'",
    "$x ",
    "$ {\\href{a}",
    "\ufdd0",
    "\x00",
)


@pytest.mark.parametrize("piece", PIECES)
def test_long_runs_of_signs_are_read_without_harm(piece: str) -> None:
    prose = arxiv(piece * (200_000 // len(piece)))
    assert "<script" not in prose.html


def test_nothing_is_lost_of_a_long_run_that_means_nothing() -> None:
    run = "{" * 100_000 + "}" * 50_000
    assert arxiv(run).plain == run


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"Alexandra \v rava and G\" odel", "Alexandra \u0159ava and G\u00f6del"),
        (r"Fran\c cois, Erd\H os, \r a, \u a, \k a, \d s", "Fran\u00e7ois, Erd\u0151s, \u00e5, \u0103, \u0105, \u1e63"),
        (r"caf\' e, \` a, \^ o", "caf\u00e9, \u00e0, \u00f4"),
        (r"{\v r}ava {\" o} {\c c}", "\u0159ava \u00f6 \u00e7"),
        (r"et al\. we, a \b b, \v qa", r"et al\. we, a \b b, \v qa"),
    ],
)
def test_an_accent_may_have_a_blank_before_its_letter(text: str, plain: str) -> None:
    assert arxiv(text).plain == plain


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("US$1B and US$2B; a 10$ bill", []),
        ("HK$2 million a year, or 3$ each", []),
        ("$5M for one, $7 for all", []),
        ("$1{,}000 or $x_1$", ["x_1"]),
        ("$1,000; $x$ is the price", ["x"]),
        ("$2$, $2x + 1$, $10{,}000$ and $ 3x $", ["2", "2x+1", "10,000", "3x"]),
        ("a CO$2$ and $3 x_1 $ .", ["2", "3x_1"]),
    ],
)
def test_money_is_no_formula(text: str, formulas: list[str]) -> None:
    found = re.findall(r"<math.*?</math>", str(arxiv(text).html))
    assert [re.sub(r"<[^>]+>|\s", "", one) for one in found] == [one.replace("_", "") for one in formulas]


@pytest.mark.parametrize("name", ["equation", "align", "gather", "multline", "eqnarray"])
def test_equations_have_no_numbers(name: str) -> None:
    assert "(1)" not in arxiv(rf"We have $$\begin{{{name}}} x = y \end{{{name}}}$$ here").plain
