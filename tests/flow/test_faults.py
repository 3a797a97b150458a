"""Builds on a disk that fails: whichever call fails, a message names the file and why, and the site stays whole.

This file is also the program that meets the faults. A child of it builds a small site while the k-th call of one kind
fails, and so for each k until none fails. `make torture` lets more calls fail, in more ways.
"""

from __future__ import annotations

import errno
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from tests.conftest import TWO_DAYS, digest, write_site

from sitegen.commands import main as sitegen
from sitegen.output.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable

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

SCENARIOS = ("first", "rebuild", "clean")
NEW_DAY = f"-- content/2020-07-24.md --\n{digest('2020-07-24', '2007.00004', '2007.00001')}"
OLD_DAY = "2020-07-23"


def let_fail(fault: Fault, step: int, root: str) -> Callable[[], int]:
    """Let the `step`-th call of a kind fail in this process; return what says how many there were.

    Only calls for what is below `root` count, where a call says what it is for.
    """
    code = getattr(errno, fault.error)
    done = 0

    def count(path: object = None) -> None:
        nonlocal done
        done += 1
        if done == step or (fault.lasting and done > step):
            raise OSError(code, os.strerror(code), *([path] if path else []))

    if fault.kind in AUDITED:
        names = AUDITED[fault.kind]

        def hook(event: str, args: tuple[Any, ...]) -> None:
            if event not in names or isinstance(args[0], int):
                return
            path = os.path.abspath(os.fsdecode(args[0] or "."))  # noqa: PTH100 - `Path` may call what is counted
            writes = event != "open" or args[2] & (os.O_WRONLY | os.O_RDWR)
            # A content file that cannot be read is left out, with a message: that is no fault of the disk alone.
            if path.startswith(root) and (writes or not path.startswith(f"{root}/content")):
                count(args[0])

        sys.addaudithook(hook)
        return lambda: done

    call = getattr(os, fault.kind)

    def failing(*args: Any) -> Any:
        if fault.kind == "write" and args[0] in (1, 2):
            return call(*args)
        count()
        return call(*args)

    setattr(os, fault.kind, failing)
    if fault.kind == "write":
        opened = io.open

        class File(io.FileIO):
            def write(self, data: Any) -> int:
                count()
                return super().write(data)

        def open_(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            if "w" not in mode or isinstance(file, int):
                return opened(file, mode, *args, **kwargs)
            buffered = io.BufferedWriter(File(file, "w"))
            return buffered if "b" in mode else io.TextIOWrapper(buffered, "utf-8", newline=kwargs.get("newline"))

        io.open = open_
    return lambda: done


def build(site: Path, scenario: str, jobs: int, said: Path, fault: tuple[Fault, int] | None) -> tuple[int, int]:
    """Build in a child; return its status, 99 after a traceback, and how many calls might have failed."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.chdir(site)
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        calls = let_fail(*fault, str(site)) if fault else lambda: 0
        status = 99
        try:
            sitegen(["build", f"--jobs={jobs}", *(["--clean"] if scenario == "clean" else [])])
        except SystemExit as end:
            status = int(end.code or 0)
        except BaseException:  # noqa: BLE001 - that is what is looked for
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            io.FileIO(write, "w").write(json.dumps([status, calls()]).encode())
            os._exit(0)
    os.close(write)
    with io.FileIO(read) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    status, calls = json.loads(answer or b"[98, 0]")
    return status, calls


def main(folder: Path, scenario: str, jobs: int, faults: list[Fault]) -> None:
    """Meet faults; print a line of JSON for each step."""
    start, said = folder / "start", folder / "said"
    write_site(start, f"-- sitegen.toml --\ntitle = 'A'\n{TWO_DAYS}")
    if scenario != "first":
        assert build(start, "first", 1, said, None)[0] == 0, said.read_text()
    write_site(start, NEW_DAY)
    (start / f"content/{OLD_DAY}.md").unlink()
    old = tree(start / "build")
    right = folder / "right"
    shutil.copytree(start, right)
    assert build(right, "clean", 1, said, None)[0] == 0, said.read_text()
    new = tree(right / "build")
    site = folder / "site"
    for fault in faults:
        for step in itertools.count(1):
            shutil.rmtree(site, ignore_errors=True)
            shutil.copytree(start, site, symlinks=True)
            status, calls = build(site, scenario, jobs, said, (fault, step))
            text, found = said.read_text(), tree(site / "build")
            left = sorted(path.name for path in site.iterdir() if path.name not in KNOWN)
            again = build(site, "rebuild", 1, folder / "again", None)[0]
            row = {
                "fault": [*fault, step],
                "status": status,
                "said": text,
                "whole": found == new if status == 0 else all(d in (old.get(p), new.get(p)) for p, d in found.items()),
                "as it was": found == old,
                "left": left,
                "again": again == 0 and tree(site / "build") == new,
                "left again": leftovers(site),
            }
            print(json.dumps(row), flush=True)  # noqa: T201 - to the test
            if calls < step:
                break


KNOWN = {"build", "content", "sitegen.toml", ".cache", "permalinks.lock"}


def leftovers(site: Path) -> list[str]:
    """Name what a build should not have left."""
    beside = [path.name for path in site.iterdir() if path.name not in KNOWN]
    cache = [path.name for path in (site / ".cache/sitegen").glob("**/*") if re.search(r"\.\d+$|part", path.name)]
    return sorted([*beside, *cache])


def tree(output: Path) -> dict[str, str]:
    """All files of a site, by path."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes().hex()
        for path in output.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), [Fault(*row) for row in json.loads(sys.argv[4])])
