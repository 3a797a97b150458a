"""The tokens of JavaScript: what is code and what is not, and which blanks have a meaning."""

from __future__ import annotations

import pytest

from sitegen.theme.tokens import Fault, scan, written


def texts(script: str) -> list[str]:
    return [token.text for token in scan(script)][:-1]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a = b / c / d", ["a", "=", "b", "/", "c", "/", "d"]),
        ("a = /b/g", ["a", "=", "/b/g"]),
        ("f(x) / 2 / y", ["f", "(", "x", ")", "/", "2", "/", "y"]),
        ("if (x) /2/.test(y)", ["if", "(", "x", ")", "/2/", ".", "test", "(", "y", ")"]),
        ("p.catch(x) / 2 / y", ["p.catch", "(", "x", ")", "/", "2", "/", "y"]),
        ("p\n.if(x) / 2 / y", ["p", ".", "if", "(", "x", ")", "/", "2", "/", "y"]),
        ("return /[/'\"]/u", ["return", "/[/'\"]/u"]),
        ("x.return / 2 / y", ["x.return", "/", "2", "/", "y"]),
        ("a[0] / i++ / 2", ["a", "[", "0", "]", "/", "i", "++", "/", "2"]),
        ("{}\n/a'/.test(b)", ["{", "}", "/a'/", ".", "test", "(", "b", ")"]),
        (r"/\//, '\'', 1", [r"/\//", ",", r"'\''", ",", "1"]),
        ("x?.5:y?.z", ["x", "?", ".5", ":", "y", "?.", "z"]),
        ("a // 'b\n/* ` */ c", ["a", "c"]),
        ("`a`", ["`a`"]),
        ("`a ${b + `c ${d}`} $ { e`/f", ["`a ${", "b", "+", "`c ${", "d", "}`", "} $ { e`", "/", "f"]),
        ("`${{ a: `}` }}`", ["`${", "{", "a", ":", "`}`", "}", "}`"]),
    ],
)
def test_strings_templates_and_regular_expressions_are_told_from_code(script: str, expected: list[str]) -> None:
    assert texts(script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("const a = 1; // one\nlet  b;\n", "const a=1;let b;"),
        ("a\n  b()\n  .c", "a\nb().c"),
        ("a /* b\n */ c", "a\nc"),
        ("f(\n  a,\n  b\n)", "f(a,b)"),
        ("a\n++b", "a\n++b"),
        ("a + +b - -c", "a+ +b- -c"),
        ("a / /b/ in c", "a/ /b/ in c"),
        ("1 .toFixed()", "1 .toFixed()"),
        ("a < !--b", "a< !--b"),
        ("return\na", "return\na"),
        ("`a  // ${ b  +  `  c ` }  d`", "`a  // ${b+`  c `}  d`"),
        ("class A {\n  a\n  *b() {}\n}", "class A{a\n*b(){}}"),
        ("/*! free */\na\n", "/*! free */\na"),
        ("a; /*! free */", "a;/*! free */\n"),
    ],
)
def test_blanks_and_comments_are_left_out_where_they_mean_nothing(script: str, expected: str) -> None:
    assert written(scan(script)) == expected


@pytest.mark.parametrize(
    ("script", "at", "message"),
    [
        ("a = 'b\n", 4, "the string is not closed"),
        ("a /* b", 2, "the comment is not closed"),
        ("a `b ${c", 2, "`${` is not closed"),
        ("a `b ${c}", 8, "the template literal is not closed"),
        ("f({ a)", 5, "`)` closes nothing that is open here"),
        ("f((a)", 1, "`(` is not closed"),
        ("a }", 2, "`}` closes nothing that is open here"),
    ],
)
def test_what_does_not_end_is_a_fault_at_its_place(script: str, at: int, message: str) -> None:
    with pytest.raises(Fault) as fault:
        scan(script)
    assert (fault.value.at, fault.value.message) == (at, message)


@pytest.mark.parametrize(
    ("script", "is_in_function"),
    [
        ("async function f() { await a; }", True),
        ("const f = async () => { await a; }", True),
        ("class A { async m(b) { if (c) { await a; } } }", True),
        ("await a", False),
        ("if (c) { await a; }", False),
        ("try { await a } catch (e) {}", False),
        ("for await (const b of a) { await a; }", False),
        ("const f = async () => await a", False),
    ],
)
def test_the_body_of_a_function_is_known_by_its_brackets(script: str, is_in_function: bool) -> None:
    assert {token.in_function for token in scan(script) if token.text == "await"} == {is_in_function}
