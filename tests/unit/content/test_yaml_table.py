"""Whatever is wrong with YAML has a place."""

from __future__ import annotations

import pytest

from sitegen.content import yaml_table


def test_values_are_plain() -> None:
    assert yaml_table.parse("") is None
    assert yaml_table.parse("a: 1\nb: [x, {c: null}]\nd: !!str 2") == {"a": 1, "b": ["x", {"c": None}], "d": "2"}


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a: 1\nb: !!bool foo", 2, 4, "this is not a valid bool"),
        ("a: 1\nb: [!!timestamp foo]", 2, 5, "this is not a valid timestamp"),
        ('a: !!int ""', 1, 4, "this is not a valid int"),
        ("a: " + "9" * 5_000, 1, 4, "this is not a valid int"),
        ('a: 1\nb: "\\ud800"', 2, 4, "this is not a valid str"),
        ('a: 1\nb: "\\UFFFFFFFF"', 2, 0, ""),
        ("a: 1\nb: x\x00y", 2, 5, "the character U+0000 is not allowed"),
        ("a: 1\nb: &x [*x]", 2, 8, "aliases are not supported"),
        ("a: &x [1]\nb: [*x, *x]", 2, 5, "aliases are not supported"),
        ("a: 1\nb: " + "[" * 3_000, 2, 44, "more than 40 levels of nesting"),
        ("a: 1\n" + "- " * 3_000, 2, 0, ""),
        ("a: 1\n? [b]\n: 2", 2, 3, "unhashable"),
        ("a: 1\nb: !!python/object:os.system x", 2, 4, "could not determine a constructor"),
    ],
)
def test_a_fault_has_a_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(yaml_table.YamlError) as raised:
        yaml_table.parse(text)
    assert message in str(raised.value)
    assert raised.value.line == line
    assert column in (0, raised.value.column)
