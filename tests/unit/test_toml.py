"""Whatever is wrong with TOML has a line."""

from __future__ import annotations

import pytest

from sitegen import toml


def test_a_table_is_returned_as_it_stands() -> None:
    assert toml.parse("a = 1\n[b]\nc = [{ d = 2020-07-22 }]\n")["b"]["c"][0]["d"].year == 2020
    assert toml.parse(f"a = {-(2**63)}\nb = {2**63 - 1}") == {"a": -(2**63), "b": 2**63 - 1}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a = 1\nb = x\n", 2, "Invalid value"),
        ("a = 1\nb = [1,\n\n", 2, ""),
        ("a = 1\nb = 2\nc = " + "9" * 5_000 + "\nd = [\n1]", 3, "a number with too many digits"),
        ("a = [\n1,\n2]\n\nb = " + "[" * 500 + "]" * 500, 5, "too many levels"),
        ("a = 1\nb = " + "{a=" * 1_500 + "1" + "}" * 1_500, 2, "too many levels"),
        ("a = [\n" + "[\n" * 500 + "]" * 501, 200, "too many levels"),
        ("a = 1\n\nb = " + "[" * 41 + "]" * 41, 3, "`b` has more than 40 levels of nesting"),
        ("a = 1\nb = [18446744073709551616]", 2, "`b` contains an integer of more than 64 bits"),
        ("a = 1\nb = -9_223_372_036_854_775_809", 2, "`b` contains an integer of more than 64 bits"),
        ("a = 1\nb = 0xffffffffffffffffff", 2, "`b` contains an integer of more than 64 bits"),
        ('a = "\\ud800"', 1, "Unicode"),
    ],
)
def test_a_fault_has_a_line(text: str, line: int, message: str) -> None:
    with pytest.raises(toml.TomlError) as raised:
        toml.parse(text)
    assert message in raised.value.message
    if line == 200:  # how deep the parser goes depends on where it is called
        assert 100 < raised.value.line < 502
    else:
        assert raised.value.line == line
