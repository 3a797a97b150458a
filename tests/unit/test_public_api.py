"""What plug-in authors may import: these names, and no others. Removing one needs a release that warns first."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import sitegen
from sitegen import deprecated

PUBLIC = """
Cache Defaults Digest IdRecord Identifier Link LinkRecord Location MemorySink Paper Part PartRecord Plugin Problem
Record Report Severity Shape Site Source arxiv_id build_site load_config
""".split()
REAL = {
    "sitegen.config": ["load"],
    "sitegen.model": ["Defaults", "Digest", "Identifier", "Link", "Paper", "Part", "Record", "Source"],
    "sitegen.plugins": ["Plugin"],
    "sitegen.problems": ["Location", "Problem", "Severity"],
    "sitegen.views": ["Site"],
}
"""Other modules that documents named before, and that are still there."""


def test_the_public_names_are_these() -> None:
    assert sitegen.__all__ == PUBLIC
    assert set(PUBLIC) <= set(dir(sitegen))


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_can_be_imported(name: str) -> None:
    value = getattr(sitegen, name)
    assert value.__module__.startswith("sitegen.")
    assert value.__doc__


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute `nothing`"):
        getattr(sitegen, "nothing")  # noqa: B009 - type checkers know that it is not there


@pytest.mark.parametrize(
    ("module", "old"), [(module, old) for module, names in deprecated.OLD.items() for old in names]
)
def test_a_name_in_its_old_place_works_with_a_warning_that_names_the_new_one(module: str, old: str) -> None:
    new = deprecated.OLD[module][old]
    with pytest.warns(
        DeprecationWarning, match=f"`{module}.{old}` is deprecated: use `from sitegen import {new}`"
    ) as told:
        value = getattr(import_module(module), old)
    assert value is getattr(sitegen, new)
    assert told[0].filename == __file__


@pytest.mark.parametrize("module", deprecated.OLD)
def test_an_old_module_has_no_other_names(module: str) -> None:
    with pytest.raises(AttributeError, match=f"module `{module}` has no attribute `nothing`"):
        getattr(import_module(module), "nothing")  # noqa: B009 - as above


@pytest.mark.parametrize(("module", "names"), REAL.items())
def test_modules_that_documents_named_before_are_still_there(module: str, names: list[str]) -> None:
    assert set(names) <= set(vars(import_module(module)))


@pytest.mark.parametrize(
    "statement",
    [
        "from sitegen.memo import Memo",
        "from sitegen.stages.write import MemorySink",
        "from sitegen.shapes.arrow import arxiv_id",
        "from sitegen.build import Report, build",
    ],
)
def test_an_old_import_works_as_the_first_one_of_a_program(statement: str) -> None:
    command = [sys.executable, "-W", "error", "-c", statement]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "DeprecationWarning" in done.stderr
    assert subprocess.run([*command[:1], *command[3:]], check=False).returncode == 0


def test_modules_that_never_were_are_not_found() -> None:
    with pytest.raises(ModuleNotFoundError):
        import_module("sitegen.nothing")
