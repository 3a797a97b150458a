"""All messages of the program, with hints and help texts, are in one file, so that they can be read side by side.

`pytest tests/unit/test_messages.py --accept` writes `tests/cases/messages.txt` again.
"""

from __future__ import annotations

import ast
import re
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "site_src/sitegen"
GOLDEN = ROOT / "tests/cases/messages.txt"

SPEAKERS = ("sitegen.problems", "click", "jinja2")
"""Modules that import one of these have messages."""
MORE = (
    *("archive/plausible.py", "build/record.py", "checks/", "commands/", "content/yaml_table.py", "hosts/", "inspect/"),
    *("pages/", "preview/", "regular_files.py", "theme/modules.py", "theme/tokens.py", "toml.py", "urls/paths.py"),
)
"""So have these."""
SILENT = ("commands/reference.py", "hosts/deploys.py", "pages/citations.py", "preview/http.py")
"""These write documents, files and headers."""
CODE = re.compile(r"\n.|\\|\(\?|</?\w|^\W*[\w.-]+=|--[%H]|\x00|https?://[^ ]*$", re.DOTALL)


def spoken() -> Iterator[tuple[str, str]]:
    """Yield each module's texts that people may read."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not name.startswith(SILENT) and (name.startswith(MORE) or speaks(tree)):
            yield from ((name, text) for text in sorted(set(texts(tree))) if is_prose(text))


def speaks(tree: ast.Module) -> bool:
    """Whether a module imports what messages are made with."""
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    return any(module.startswith(SPEAKERS) for module in imported)


def texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts in a tree, but for docstrings and lists of words."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Attribute) and node.attr == "split":
        return
    if isinstance(node, (ast.JoinedStr, ast.Constant)):
        yield template(node)
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from texts(child)


def is_prose(text: str) -> bool:
    """Whether a text has two words or more, and is no code."""
    words = re.findall(r"[A-Za-z]{2,}", text.replace("{..}", ""))
    return len(words) > 1 and " " in text.strip() and not CODE.search(text)


def template(node: ast.JoinedStr | ast.Constant) -> str:
    """Write a text with `{..}` for what is filled in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{..}" for part in node.values)


def listed() -> str:
    """Write the messages as they stand in the file."""
    rows: list[str] = []
    for name, several in groupby(spoken(), key=itemgetter(0)):
        rows += [name, *(f"    {text.strip()}" for _, text in several), ""]
    return "\n".join(rows)


def test_all_messages_are_those_that_somebody_has_read(pytestconfig: pytest.Config) -> None:
    found = listed()
    if pytestconfig.getoption("--accept"):
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8"), "read them, and run pytest with --accept"


def test_the_messages_use_the_words_of_the_field() -> None:
    """The table in CONTRIBUTING.md says what to write instead."""
    ours = re.compile(
        r"\b(leads? (?:to|on|nowhere)|stands|anew|mend|is none|(?<!there )is no (?!longer)|tells?|ends with)\b"
    )
    assert [text for _, text in spoken() if ours.search(text)] == []
