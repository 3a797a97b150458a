"""How the code is laid out: what folders show of themselves, how long modules are, and that `CONTRIBUTING.md` knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "site_src"
PACKAGE = SOURCES / "sitegen"
MODULES = sorted(PACKAGE.rglob("*.py"))
FOLDERS = sorted(path.parent for path in MODULES if path.name == "__init__.py" and path.parent != PACKAGE)
LONGEST = 350
"""Lines of a module."""
LIGHT = {"click", "markupsafe", "math_core", "msgspec"}
"""Libraries that load quickly."""
HEAVY = {
    "sitegen.theme.compiler": "it is loaded when Jinja2 has been",
    "sitegen.watch_rules": "it is one module, which needs the search's postings",
}
"""Folders that load libraries, and why."""
LAYERS = 12
OF_ALL = {"test_layout.py", "test_messages.py", "test_public_api.py"}
"""Unit tests that are of no module."""


class Import(NamedTuple):
    """A name that a module imports of another one of ours."""

    module: Path
    line: int
    target: str


def dotted(path: Path) -> str:
    """Return what a module is called, of its path, or a folder."""
    return ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")


NAMES = {dotted(path): path for path in (*MODULES, *FOLDERS)}


def imports(path: Path) -> Iterator[Import]:
    """Yield what a module takes of others: `sitegen.model.Paper`, and `sitegen.dates.long` for `dates.long`."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    local: dict[str, str] = {}
    for node in nodes:
        assert not isinstance(node, ast.Import) or "import sitegen." not in ast.unparse(node), f"{path}: `from`"
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("sitegen."):
            local |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            yield from (Import(path, node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    taken = stored | {node.arg for node in nodes if isinstance(node, ast.arg)}
    modules = {name: target for name, target in local.items() if target in NAMES and name not in taken}
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield Import(path, node.lineno, f"{modules[node.value.id]}.{node.attr}")


def face(folder: Path) -> list[str]:
    """Return what a folder shows of itself: its `__all__`."""
    for node in ast.parse((folder / "__init__.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
            names: list[str] = ast.literal_eval(node.value)
            return names
    return []


FACES = {dotted(folder): face(folder) for folder in FOLDERS}
IMPORTS = [found for path in MODULES if path != PACKAGE / "__init__.py" for found in imports(path)]
"""All but the public names, which come from anywhere."""


def through(found: Import) -> Iterator[tuple[str, str]]:
    """Yield the faces that an import passes, and what it takes of each: those of folders that the module is not in."""
    parts = found.target.split(".")
    inside = dotted(found.module.parent) if found.module in MODULES else ""
    for n in range(2, len(parts)):
        folder = ".".join(parts[:n])
        if folder in FACES and not f"{inside}.".startswith(f"{folder}."):
            yield folder, parts[n]


def test_imports_are_found() -> None:
    assert len(IMPORTS) > 1000
    assert ("sitegen.text", "arxiv") in {face for found in IMPORTS for face in through(found)}
    assert ("sitegen.text.arxiv", "legible") in {face for found in IMPORTS for face in through(found)}


@pytest.mark.parametrize("folder", FACES)
def test_a_folder_has_a_docstring_and_shows_what_is_in_it(folder: str) -> None:
    tree = ast.parse((NAMES[folder] / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert FACES[folder], "it has no `__all__`"
    own = {alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    own |= {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    own |= {
        node.targets[0].id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    missing = [name for name in FACES[folder] if name not in own and f"{folder}.{name}" not in NAMES]
    assert missing == []


@pytest.mark.parametrize("folder", FACES)
def test_other_folders_import_only_what_a_folder_shows(folder: str) -> None:
    hidden = [
        f"{found.module.relative_to(ROOT)}:{found.line}: {found.target}"
        for found in IMPORTS
        for passed, name in through(found)
        if passed == folder and name not in FACES[folder]
    ]
    assert hidden == []


def test_a_folder_shows_only_what_other_folders_or_tests_import() -> None:
    tests = [found for path in (ROOT / "tests").rglob("*.py") for found in imports(path)]
    used = {passed for found in (*IMPORTS, *tests) for passed in through(found)}
    assert [(folder, name) for folder, names in FACES.items() for name in names if (folder, name) not in used] == []


def test_faces_load_no_large_library() -> None:
    faces = [folder for folder in FACES if folder not in HEAVY]
    program = f"import {', '.join(faces)}, sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    libraries = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split("[>=]", library)[0].replace("-", "_") for library in libraries} | {"markdown_it", "yaml"}
    assert names & {*loaded} <= LIGHT


def test_names_that_begin_with_an_underscore_are_a_modules_own() -> None:
    private = [
        f"{found.module.relative_to(ROOT)}:{found.line}: {found.target}"
        for found in IMPORTS
        if found.target.rpartition(".")[2].startswith("_") and not found.target.endswith("__version__")
    ]
    assert private == []


def test_modules_are_short() -> None:
    lines = {path.relative_to(PACKAGE).as_posix(): len(path.read_bytes().splitlines()) for path in MODULES}
    assert {name: number for name, number in lines.items() if number > LONGEST} == {}


def test_there_are_few_layers_of_imports() -> None:
    (contract,) = [found for found in contracts() if found["type"] == "layers"]
    assert len(contract["layers"]) <= LAYERS


def test_the_kinds_of_pages_that_may_not_import_one_another_are_all_there_are() -> None:
    (contract,) = [found for found in contracts() if found["type"] == "independence"]
    assert {f"sitegen.pages.{name}" for name in kinds()} == set(contract["modules"])


def test_every_folder_and_module_of_the_first_level_is_in_the_contributors_table() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = {
        name for row in re.findall(r"^\| (`[^|]*?) \|", text, re.MULTILINE) for name in re.findall("`([^`]+)`", row)
    }
    folders = {f"{folder.relative_to(PACKAGE).as_posix()}/" for folder in FOLDERS}
    modules = {path.stem for path in PACKAGE.glob("[a-z]*.py")}
    assert folders | modules <= named
    assert {name for name in named if name.endswith("/") and (PACKAGE / name.split("/")[0]).is_dir()} <= folders


def test_unit_tests_are_filed_as_what_they_test() -> None:
    tests = (path.relative_to(ROOT / "tests/unit") for path in (ROOT / "tests/unit").rglob("test_*.py"))
    strays = [
        path.as_posix()
        for path in tests
        if path.name not in OF_ALL | {f"test_{path.parent.name}.py"}
        and not any(
            (PACKAGE / path.parent / name).is_dir() or (PACKAGE / path.parent / f"{name}.py").is_file()
            for name in starts(path.stem.removeprefix("test_"))
        )
    ]
    assert strays == []


def starts(name: str) -> list[str]:
    """Return what a test's name may begin with: `gather_snapshots` may be a part of what tests `gather`."""
    words = name.split("_")
    return ["_".join(words[:n]) for n in range(1, len(words) + 1)]


def contracts() -> list[dict[str, Any]]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = table["tool"]["importlinter"]["contracts"]
    return found


def kinds() -> list[str]:
    """Return the modules that the table of kinds imports."""
    targets = [found.target for found in imports(PACKAGE / "pages/kinds.py")]
    modules = [target.removeprefix("sitegen.pages.") for target in targets if target.startswith("sitegen.pages.")]
    return [module for module in modules if "." not in module]


def test_every_test_that_the_security_policy_names_exists() -> None:
    rows = [row for row in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines() if "`tests/" in row]
    assert len(rows) > 10
    for row in rows:
        text = ""
        for name in re.findall("`(tests/[^`]+|test_[^`]+)`", row):
            if name.startswith("tests/"):
                text = (ROOT / name).read_text(encoding="utf-8")
            else:
                assert f"def {name}(" in text, name
