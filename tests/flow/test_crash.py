"""Builds that are killed: at every single step, what is published is whole, and the next build sets the rest right.

This file is also the program that is killed. It counts the calls that change something on the disk, and a child of
it ends, as by `kill -9`, in place of the k-th; so that there is one folder for each k to be looked at.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import fill

from sitegen.output import publish
from sitegen.output.disk import DiskSink
from sitegen.output.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable

Site = dict[str, dict[str, bytes]]
"""The files of each unit."""

OLD: Site = {
    "home": {"index.html": b"home, old", "style.css": b"style", "help": b"a file that becomes a folder"},
    "day/1": {"2020/01/index.html": b"first day", "abs/1/index.html": b"paper 1"},
    "day/2": {"2020/02/index.html": b"second day, removed", "abs/2/index.html": b"paper 2, removed"},
}
NEW: Site = {
    "home": {"index.html": b"home, new", "style.css": b"style", "help/index.html": b"in a folder"},
    "day/1": OLD["day/1"],
    "day/3": {"2020/03/index.html": b"third day", "abs/3/index.html": b"paper 3", "abs/2": b"a folder becomes a file"},
}
FOREIGN = {"CNAME": b"example.org", ".git/objects/aa": b"object", "2020/02/notes.txt": b"mine"}

CHANGES = ("open", "write", "rename", "mkdir", "rmdir", "unlink", "link", "chmod", "fsync")
"""What is counted, of the module `os`."""

SCENARIOS = ("first", "first beside foreign files", "rebuild", "clean", "clean by renames", "recovery")


def build(output: Path, site: Site, *, clean: bool = False) -> None:
    with DiskSink.open(output, clean=clean, adopt=True) as sink:
        fill(sink, site)


def prepare(scenario: str, output: Path) -> None:
    """Make the folder as the build finds it that is going to be killed."""
    output.parent.mkdir()
    if scenario == "first":
        return
    for path, data in FOREIGN.items():
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        (output / path).write_bytes(data)
    if scenario != "first beside foreign files":
        build(output, OLD)


def run(scenario: str, output: Path) -> None:
    """Do the build that is killed."""
    if scenario == "clean by renames":
        publish._exchange = lambda *_: False
    build(output, NEW, clean=scenario.startswith("clean"))


def die_at(step: int) -> None:
    """Let this process be killed in place of its `step`-th call that changes something; a `write` gets half done."""
    done = 0

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            nonlocal done
            done += 1
            if done == step:
                if call.__name__ == "write":
                    call(args[0], args[1][: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **kwargs)

        return wrapper

    for name in CHANGES:
        setattr(os, name, counted(getattr(os, name)))
    publish._exchange = counted(publish._exchange)


def killed(step: int, work: Callable[[], None]) -> bool:
    """Do the work in a child that dies at a step; return whether it died, and not of anything else."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            die_at(step)
            work()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if status == 0:
        return False
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    raise ChildProcessError(status)


def main(scenario: str, folder: Path) -> None:
    """Leave one folder for each step at which the build was killed."""
    half_way = step_after_first_rename(folder / "0/build") if scenario == "recovery" else 0
    for step in itertools.count(1):
        output = folder / str(step) / "build"
        prepare(scenario, output)
        if half_way:
            killed(half_way, partial(run, scenario, output))
        if not killed(step, partial(run, scenario, output)):
            shutil.rmtree(output.parent)
            return


def step_after_first_rename(output: Path) -> int:
    """Find a step at which a killed rebuild leaves something to finish: not all of its files are in place."""
    for step in itertools.count(1):
        prepare("rebuild", output)
        killed(step, partial(run, "rebuild", output))
        reached = not NEW["day/3"].keys().isdisjoint(read(output))
        shutil.rmtree(output.parent)
        if reached:
            return step
    raise AssertionError


def read(output: Path) -> dict[str, bytes]:
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}


def files(site: Site) -> dict[str, bytes]:
    return {path: data for unit in site.values() for path, data in unit.items()}


def tree(output: Path) -> dict[str, tuple[int, bytes]]:
    """All files and folders with their modes; not the manifest, which knows when they were written."""
    return {
        path.relative_to(output).as_posix(): (path.stat().st_mode, b"" if path.is_dir() else path.read_bytes())
        for path in output.rglob("*")
        if path != output / MANIFEST
    }


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_killed_at_any_step_the_site_is_whole_and_the_next_build_repairs_it(tmp_path: Path, scenario: str) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    work = tmp_path / "killed"
    work.mkdir()
    subprocess.run([sys.executable, __file__, scenario, str(work)], env=environment, check=True)
    prepare(scenario, tmp_path / "clean/build")
    build(tmp_path / "clean/build", NEW, clean=True)
    right = tree(tmp_path / "clean/build")
    foreign = {} if scenario == "first" else FOREIGN
    before, after = {} if scenario.startswith("first") else files(OLD), files(NEW)
    folders = sorted(work.iterdir(), key=lambda folder: int(folder.name))
    assert len(folders) > 20
    for folder in folders:
        output = folder / "build"
        found = read(output)
        found.pop(MANIFEST, None)
        if scenario == "clean by renames" and not output.exists():
            # Where folders cannot be exchanged there is an instant without a site. It must come back on its own.
            DiskSink.open(output, clean=False).close()
            found = read(output)
            found.pop(MANIFEST)
        assert foreign.items() <= found.items(), folder.name
        pages = {path: data for path, data in found.items() if path not in foreign}
        if scenario in {"rebuild", "recovery"}:
            assert all(data in {before.get(path), after.get(path)} for path, data in pages.items()), folder.name
        else:
            assert pages in (before, after), folder.name
        build(output, NEW)
        assert tree(output) == right, folder.name
        assert [path.name for path in folder.iterdir()] == ["build"], folder.name


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
