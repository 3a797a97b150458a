"""What a reader sees of formulas."""

from __future__ import annotations

import pytest

from sitegen.text import latex


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("D^{2}", "D^2"),
        (r"\delta_1", "δ_1"),
        (r"\frac{a}{b}", "a/b"),
        (r"\frac{a+b}{2}", "(a+b)/2"),
        (r"\sqrt{x}", "√(x)"),
        (r"\sqrt[3]{x}", "√[3](x)"),
        ("x^{n+1}", "x^(n+1)"),
        (r"1^{\text{st}}", "1^st"),
        ("^{th}", "^th"),
        ("x_i^2", "x_i^2"),
        ("10^{-3}", "10^−3"),  # noqa: RUF001 - a minus is what is shown
        (r"100\%", "100%"),
        ("50%", "50%"),
        ("6,000", "6,000"),
        ("-", "−"),  # noqa: RUF001
        (r"90^\circ", "90°"),
        ("f'", "f′"),  # noqa: RUF001
        (r"\hat{x}", "x̂"),
        (r"\bar{ab}", "ab"),
        (r"O(n\log n)", "O(n log n)"),
        (r"\log(n)", "log(n)"),
        (r"\binom{n}{k}", "(n choose k)"),
        (r"\mathcal{O}(\mathbf{x})", "O(x)"),
        (r"a < b", "a<b"),
        (r"\sum_{i=1}^n", "∑_(i=1)^n"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "(a b; c d)"),
        (r"\widetilde{O}", "Õ"),
        (r"\mbox{Obs}", "Obs"),
        (r"\unicode{x2014}", "—"),
        (r"a\phantom{b}c", "ac"),
        (r"\texttt{a b}_{\textrm{c}}", "a b_c"),
        (r"\emph{a}", "a"),
        (r"\E[X]", "E[X]"),
    ],
)
def test_a_formula_reads_as_one_line(source: str, plain: str) -> None:
    assert latex.plain(source) == plain
    assert latex.mathml(source) is not None


@pytest.mark.parametrize("source", [r"\nobody", "{", "x_", "a & b", r"\href{javascript:x}{y}", r"\begin{x}"])
def test_a_formula_that_is_not_understood_shows_its_source(source: str) -> None:
    assert latex.mathml(source) is None
    assert latex.plain(source) == source
    assert latex.formula(source).html.startswith('<code class="tex">')


@pytest.mark.parametrize(
    "source", ["{" * 900, r"\sqrt" * 300 + " x", r"\left(" * 150 + r"\right)" * 150, "x" * 5000, r"\frac{" * 100]
)
def test_a_formula_that_could_exhaust_the_converter_is_not_given_to_it(source: str) -> None:
    assert latex.mathml(source) is None


def test_a_macro_that_grows_is_refused() -> None:
    assert latex.mathml(r"\def\x{\x\x}\x") is None


def test_mathml_has_no_styles_ids_or_links() -> None:
    for source in (r"\color{red}x", r"\begin{align}a&=b\label{x}\end{align}", r"\cancel{x}", r"\boxed{x}"):
        html = latex.formula(source).html
        assert not any(word in html for word in (" style=", " id=", "href", "class="))


def test_display_is_said_once() -> None:
    assert latex.mathml("x", display=True) == '<math display="block"><mi>x</mi></math>'
    assert latex.mathml("x") == "<math><mi>x</mi></math>"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("$x$", "x"),
        ("$ k $", " k "),
        ("$ O(n) $, x", " O(n) "),
        ("$ 0.07$s", " 0.07"),
        ("$w$6", "w"),
        ("$>$5", ">"),
        (r"$\sim$3", r"\sim"),
        ("$π$0.5", "π"),
        (r"$8 \times $", r"8 \times "),
        ("$5$ apples", "5"),
        ("$10 km$ far", "10 km"),
        (r"$a\$b$", r"a\$b"),
        ("$$x$$", "x"),
        (r"\(x\)", "x"),
        (r"\[\{x\}\]", r"\{x\}"),
    ],
)
def test_a_formula_is_found(text: str, source: str) -> None:
    found = latex.delimited(text, 0)
    assert found is not None
    assert found.source == source


@pytest.mark.parametrize(
    "text",
    [
        "$5 to $10",
        "$5-$10",
        "$5 and 7 more (in US$ of today)",
        "$0.99 with what one pays) while 40$",
        "$ and $",
        "$ 50$7",
        "$",
        "$$",
        "$ $",
        "$x_{1$",
        r"$100\$ a",
        r"\(x",
        "x",
    ],
)
def test_money_is_no_formula(text: str) -> None:
    assert latex.delimited(text, 0) is None


def test_display_delimiters_mean_display() -> None:
    assert [latex.delimited(t, 0) for t in ("$$x$$", r"\[x\]", r"\(x\)")] == [
        latex.Delimited("x", display=True, end=5),
        latex.Delimited("x", display=True, end=5),
        latex.Delimited("x", display=False, end=5),
    ]
