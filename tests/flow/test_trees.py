"""Which files small sites have, and the example archives: the lists are `tests/sites/*.tree`.

`pytest --accept tests/flow/test_trees.py` writes them again.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.conftest import write_site

from sitegen import Cache, MemorySink, build_site, load_config
from sitegen.problems import Severity

SITES = Path(__file__).parents[1] / "sites"
EXAMPLES = Path(__file__).parents[2] / "examples/archives"
NAMES = [path.stem for path in sorted(SITES.glob("*.txt"))]
ARCHIVES = [path.name for path in sorted(EXAMPLES.iterdir()) if path.is_dir()]


def copy(name: str, folder: Path) -> Path:
    """Write a small site, or copy an example archive."""
    if name in NAMES:
        return write_site(folder, (SITES / f"{name}.txt").read_text(encoding="utf-8"))
    kept = shutil.ignore_patterns("build", ".cache", ".build.sitegen", "README.md")
    return shutil.copytree(EXAMPLES / name, folder, ignore=kept, dirs_exist_ok=True)


def tree(site: Path) -> str:
    """Build a site, and list its files. A hash in a path is `*`, and the theme's files are one line."""
    content = "" if (site / "content").exists() else "."
    with MemorySink() as sink:
        report = build_site(site, load_config(site, {}, content=content), sink, Cache(None))
        paths = {re.sub(r"^assets/.*|(?<=/)[0-9a-f]{15}(?=/)", hidden, path) for path in sink.files}
    assert [problem for problem in report.problems if problem.severity is Severity.ERROR] == []
    return "".join(f"{path}\n" for path in sorted(paths))


def hidden(match: re.Match[str]) -> str:
    return "assets/*" if match[0].startswith("assets/") else "*"


@pytest.mark.parametrize("name", NAMES + ARCHIVES)
def test_a_site_has_the_files_of_its_list(name: str, tmp_path: Path, *, accept: bool) -> None:
    found, golden = tree(copy(name, tmp_path)), SITES / f"{name}.tree"
    if accept:
        golden.write_text(found, encoding="utf-8")
    assert found.splitlines() == golden.read_text(encoding="utf-8").splitlines()


def test_every_list_is_of_a_site() -> None:
    assert [path.stem for path in sorted(SITES.glob("*.tree"))] == sorted(NAMES + ARCHIVES)
