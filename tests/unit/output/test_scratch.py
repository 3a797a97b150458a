"""Temporary folders: who removes them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest

from sitegen.output import scratch

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_a_folder_goes_when_its_process_removes_it(tmp_path: Path) -> None:
    folder = scratch.make("test")
    (folder / "file").write_text("text")
    scratch.remove(folder)
    assert list(tmp_path.iterdir()) == []


def test_the_folders_of_processes_that_live_stay(tmp_path: Path) -> None:
    folders = [scratch.make("test") for _ in range(3)]
    assert sorted(tmp_path.iterdir()) == sorted(folders)
    for folder in folders:
        scratch.remove(folder)


def test_the_folder_of_a_process_that_was_killed_is_removed_by_the_next(tmp_path: Path) -> None:
    program = "from sitegen.output import scratch; print(scratch.make('test'), flush=True); import os; os.kill(0, 9)"
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        start_new_session=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    other = tmp_path / "sitegen-other-1"
    other.mkdir()
    assert sorted(map(str, tmp_path.iterdir())) == sorted([done.stdout.strip(), str(other)])
    folder = scratch.make("test")
    assert sorted(tmp_path.iterdir()) == sorted([folder, other])
    scratch.remove(folder)


def test_a_link_of_such_a_name_leads_to_nothing_that_is_removed(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/file").write_text("text")
    (tmp_path / "sitegen-test-link").symlink_to(tmp_path / "mine", target_is_directory=True)
    scratch.remove(scratch.make("test"))
    assert (tmp_path / "mine/file").exists()
