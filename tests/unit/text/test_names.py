"""Which names are divided, and how: the cases are those of the scripts as well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sitegen.text import names

CASES: dict[str, list[str] | None] = json.loads(
    (Path(__file__).parents[2] / "cases" / "names.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("author", "parts"), CASES.items())
def test_a_name_is_divided_where_that_is_as_good_as_certain(author: str, parts: list[str] | None) -> None:
    found = names.divided(author)
    assert (list(found) if found else None) == parts
