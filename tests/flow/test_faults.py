"""Builds on a disk that fails: whichever call fails, a message names the file and why, and the site stays whole.

This file is also the program that meets the faults. A child of it builds a small site while the k-th call of one kind
fails, for one k after the other until none fails. `make torture` takes every k, and more kinds of faults.
"""

from __future__ import annotations

import errno
import io
import itertools
import json
import os
import shutil
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.conftest import TORTURE, TWO_DAYS, digest, write_site

from sitegen.commands import main as sitegen
from sitegen.output.manifest import MANIFEST

AUDITED = {
    "open": ("open",),
    "rename": ("os.rename",),
    "mkdir": ("os.mkdir",),
    "unlink": ("os.remove", "os.rmdir"),
    "link": ("os.link",),
    "list": ("os.scandir", "os.listdir"),
}
"""Kinds of calls, and what Python's audit hooks call them: wherever they come from, the hook is asked before."""
PATCHED = ("write", "fsync", "read")
"""Kinds of calls that no hook is asked about, of the module `os`."""


class Fault(NamedTuple):
    """What goes wrong."""

    kind: str
    error: str
    lasting: bool
    """Whether all calls after the first that fails do so as well, as on a full disk."""


SHORT = (
    Fault("write", "ENOSPC", lasting=True),
    Fault("write", "EIO", lasting=False),
    Fault("open", "EMFILE", lasting=False),
    Fault("open", "ENOSPC", lasting=True),
    Fault("rename", "EIO", lasting=False),
    Fault("mkdir", "ENOSPC", lasting=False),
    Fault("fsync", "EIO", lasting=False),
    Fault("unlink", "EIO", lasting=False),
    Fault("link", "EIO", lasting=False),
    Fault("list", "EMFILE", lasting=False),
    Fault("read", "EIO", lasting=False),
)
LONG = tuple(
    Fault(kind, error, lasting=lasting)
    for kind in (*AUDITED, *PATCHED)
    for error in ("EIO", "ENOSPC", "EMFILE", "EROFS")
    for lasting in (False, True)
)

FAULTS = LONG if TORTURE else SHORT

OLD_DAY = "content/2020-07-23.md"
NEW_DAY = f"-- content/2020-07-24.md --\n{digest('2020-07-24', '2007.00004', '2007.00001')}"
KNOWN = {"build", "content", "sitegen.toml", ".cache", "permalinks.lock"}


class Calls:
    """The calls of one kind in this process, of which the `step`-th fails."""

    def __init__(self, fault: Fault, step: int) -> None:
        self.done = 0
        self._fault = fault
        self._step = step

    def count(self, path: object = None) -> None:
        self.done += 1
        if self.done == self._step or (self._fault.lasting and self.done > self._step):
            code = getattr(errno, self._fault.error)
            raise OSError(code, os.strerror(code), *([path] if path else []))


def let_fail(calls: Calls, kind: str, site: str) -> None:
    """Let calls of a kind fail: of those that say what they are for, only those for what is below `site`."""
    if kind in AUDITED:
        names = AUDITED[kind]

        def hook(event: str, args: tuple[Any, ...]) -> None:
            if event not in names or isinstance(args[0], int):
                return
            path = os.path.abspath(os.fsdecode(args[0] or "."))  # noqa: PTH100 - `Path` may call what is counted
            writes = event != "open" or args[2] & (os.O_WRONLY | os.O_RDWR)
            # Content that cannot be read is left out, with a message: other tests look at that.
            if path.startswith(site) and (writes or not path.startswith(f"{site}/content")):
                calls.count(args[0])

        sys.addaudithook(hook)
        return
    call = getattr(os, kind)

    def failing(*args: Any) -> Any:
        if kind != "write" or args[0] not in (1, 2):
            calls.count()
        return call(*args)

    setattr(os, kind, failing)
    if kind == "write":
        let_files_fail(calls)


def let_files_fail(calls: Calls) -> None:
    """Let what is written to Python's own files fail, too."""
    opened = io.open

    class File(io.FileIO):
        def write(self, data: Any) -> int:
            calls.count()
            return super().write(data)

    def open_(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if "w" not in mode or isinstance(file, int):
            return opened(file, mode, *args, **kwargs)
        buffered = io.BufferedWriter(File(file, "w"))
        return buffered if "b" in mode else io.TextIOWrapper(buffered, "utf-8", newline=kwargs.get("newline"))

    io.open = open_


def build(site: Path, said: Path, options: list[str], fault: tuple[Fault, int] | None = None) -> tuple[int, int]:
    """Build in a child; return its status, 99 after a traceback, and how many calls might have failed."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.chdir(site)
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        calls = Calls(*(fault or (SHORT[0], -1)))
        if fault:
            let_fail(calls, fault[0].kind, str(site))
        status = 99
        try:
            sitegen(["build", *options])
        except SystemExit as end:
            status = int(end.code or 0)
        except BaseException:  # noqa: BLE001 - that is what is looked for
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            io.FileIO(write, "w").write(json.dumps([status, calls.done]).encode())
            os._exit(0)
    os.close(write)
    with io.FileIO(read) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    status, done = json.loads(answer or b"[98, 0]")
    return status, done


def main(folder: Path, scenario: str, jobs: int, stride: int, faults: list[Fault]) -> None:
    """Meet faults, at every `stride`-th call; print a line of JSON for each."""
    start, right, site, said = (folder / name for name in ("start", "right", "site", "said"))
    write_site(start, f"-- sitegen.toml --\ntitle = 'A'\n{TWO_DAYS}")
    if scenario != "first":
        assert build(start, said, ["--jobs=1"])[0] == 0, said.read_text()
    write_site(start, NEW_DAY)
    (start / OLD_DAY).unlink()
    old = tree(start / "build")
    shutil.copytree(start, right)
    assert build(right, said, ["--jobs=1", "--clean"])[0] == 0, said.read_text()
    new = tree(right / "build")
    options = [f"--jobs={jobs}", *(["--clean"] if scenario == "clean" else [])]
    for fault in faults:
        for step in itertools.count(1, stride):
            shutil.rmtree(site, ignore_errors=True)
            shutil.copytree(start, site, symlinks=True)
            status, done = build(site, said, options, (fault, step))
            found = tree(site / "build")
            either = all(data in (old.get(path), new.get(path)) for path, data in found.items())
            row = {
                "fault": [*fault, step],
                "status": status,
                "said": said.read_text(),
                "whole": found == new if status == 0 else either,
                "unchanged": found == old,
                "mended": build(site, folder / "again", ["--jobs=1"])[0] == 0 and tree(site / "build") == new,
                "left": leftovers(site),
            }
            print(json.dumps(row), flush=True)  # noqa: T201 - to the test
            if done < step:
                break


def leftovers(site: Path) -> list[str]:
    """Name what a build should not have left."""
    beside = [path.name for path in site.iterdir() if path.name not in KNOWN]
    return sorted([*beside, *(path.name for path in (site / ".cache/sitegen").glob("**/*.part"))])


def tree(output: Path) -> dict[str, str]:
    """All files of a site, by path."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes().hex()
        for path in output.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


CAMPAIGNS = (
    [(scenario, jobs, 1) for scenario in ("first", "rebuild", "clean") for jobs in (1, 2)]
    if TORTURE
    else [("rebuild", 1, 31)]
)


@pytest.mark.parametrize(("scenario", "jobs", "stride"), CAMPAIGNS)
def test_whichever_call_fails_there_is_a_message_and_a_whole_site_and_the_next_build_completes_it(
    tmp_path: Path, scenario: str, jobs: int, stride: int
) -> None:
    program = [sys.executable, __file__, str(tmp_path), scenario, str(jobs), str(stride)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([*program, json.dumps(FAULTS)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["fault"][0] for row in rows if row["status"] == 1} >= {"write", "open", "rename"}
    for row in rows:
        (kind, error, *_), said = row["fault"], row["said"]
        assert row["status"] in (0, 1), row
        assert row["mended"], row
        assert row["left"] == [], row
        if kind in ("list", "read") and "content" in said:
            continue  # content was left out, and there is a message about it
        assert row["whole"], row
        if row["status"]:
            assert f": {os.strerror(getattr(errno, error))}" in said or f"({os.strerror(getattr(errno, error))}" in said
            assert said.partition(": error: ")[0].splitlines()[-1] not in ("", "."), "it names a file"
        if "the site was not changed" in said:
            assert row["unchanged"], row


if __name__ == "__main__":
    main(
        Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), [Fault(*x) for x in json.loads(sys.argv[5])]
    )
