"""What the tests of commands share: a site with one digest, and how a command is run there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from sitegen.commands import main

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = """\
# ArXiv cs.CV --Wed, 22 Jul 2020
### 1.First  [ :arrow_down: ](https://arxiv.org/pdf/2007.10986.pdf)
>  One.
### 2.Second  [ :arrow_down: ](https://arxiv.org/pdf/2007.10985.pdf)
>  Two.
"""
BROKEN = DIGEST.replace("2007.10985", "20.10985")
"""An error: the second paper has no id."""
DOUBTFUL = DIGEST.replace("Wed", "Thu")
"""A warning: the weekday is wrong."""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="sitegen")


def build(*arguments: str) -> Result:
    return run("build", "--jobs", "1", *arguments)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to the folder of a site with one good digest."""
    folder = tmp_path / "site"
    write(folder, DIGEST)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("SITEGEN_BASE_URL", raising=False)
    return folder


def write(site: Path, digest: str, name: str = "2020-07-22.md") -> None:
    path = site / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(digest, encoding="utf-8")
