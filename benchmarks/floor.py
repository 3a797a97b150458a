"""Write files of given sizes as plainly as Python can: the least a generator has to do.

In goes a list (a line `size<TAB>path` a file, as `race.py` notes it down from a finished site)
and a number of processes; out come the same folders and files below a new folder, filled with
bytes of no meaning, and on stdout one JSON object with the wall and CPU seconds of the writing
alone: Python's start and the reading of the list are not counted.

    python benchmarks/floor.py LIST OUTPUT --jobs 2
"""

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path, PurePosixPath
from typing import NamedTuple


class Share(NamedTuple):
    """What one process makes: folders first, then files with their sizes."""

    folders: list[str]
    files: list[tuple[str, int]]


def read_list(path: Path) -> dict[str, list[tuple[str, int]]]:
    """Return the files to write, by the folder that holds them."""
    found: dict[str, list[tuple[str, int]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        size, name = line.split("\t", 1)
        found.setdefault(str(PurePosixPath(name).parent), []).append((name, int(size)))
    return found


def split_work(found: dict[str, list[tuple[str, int]]], jobs: int) -> tuple[list[str], list[Share]]:
    """Return the folders that hold folders, and each process's share of the rest."""
    shared = {str(above) for folder in found for above in PurePosixPath(folder).parents}
    own = sorted(found.keys() - shared)
    shares = []
    for job in range(jobs):
        folders = own[len(own) * job // jobs : len(own) * (job + 1) // jobs]
        shares.append(Share(folders, [file for folder in folders for file in found[folder]]))
    for folder in shared & found.keys():
        shares[0].files.extend(found[folder])
    return sorted(shared - {"."}), shares


def write(share: Share, filling: memoryview) -> None:
    """Make the folders and files of a share, below the current folder."""
    make_folders(share.folders)
    for name, size in share.files:
        file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        os.write(file, filling[:size])
        os.close(file)


def make_folders(folders: list[str]) -> None:
    """Make each folder; the one above it is there."""
    for folder in folders:
        os.mkdir(folder)  # noqa: PTH102 - a Path object costs more than the call


def write_in_child(share: Share, filling: memoryview) -> int:
    """Start a process that writes the share, and return its number."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        write(share, filling)
        status = 0
    finally:
        os._exit(status)


def seconds_of_cpu() -> float:
    """Return the CPU seconds of this process and of the children it has waited for."""
    mine = resource.getrusage(resource.RUSAGE_SELF)
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def main() -> None:
    """Write what the list asks for, and report the seconds."""
    parser = argparse.ArgumentParser(description="Write files of given sizes.")
    parser.add_argument("list", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()

    found = read_list(asked.list)
    shared, shares = split_work(found, asked.jobs)
    filling = memoryview(bytes(max(size for files in found.values() for _, size in files)))
    asked.output.mkdir(parents=True)
    # Short relative paths: the kernel walks fewer folders for each file.
    os.chdir(asked.output)

    wall, cpu = time.perf_counter(), seconds_of_cpu()
    make_folders(shared)
    children = [write_in_child(share, filling) for share in shares[1:]]
    write(shares[0], filling)
    codes = [os.waitpid(child, 0)[1] for child in children]
    report = {"wall": time.perf_counter() - wall, "cpu": seconds_of_cpu() - cpu}

    sys.stdout.write(f"{json.dumps(report)}\n")
    sys.exit(1 if any(codes) else 0)


if __name__ == "__main__":
    main()
