"""Many tasks over some processes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sitegen.workers import Pool

PROGRAM = """
import os, signal, sys
from sitegen.workers import Pool
from sitegen.problems import Refusal

def work(context, task):
    if task == context:
        os.kill(os.getpid(), signal.SIGKILL)
    return task * task

with Pool(2, int(sys.argv[1])) as pool:
    try:
        print(sorted(pool.map(work, range(10), (int, int))))
    except Refusal as refusal:
        print(refusal)
"""


def run(victim: int) -> str:
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(victim)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def test_every_task_is_done_once() -> None:
    assert run(-1).strip() == str([n * n for n in range(10)])


def test_a_process_that_is_killed_ends_the_work_with_a_reason() -> None:
    assert "a worker process was killed" in run(3)


REFUSED = """
import errno, os
from multiprocessing.process import BaseProcess
from sitegen.workers import Pool

start, started = BaseProcess.start, []

def failing(self):
    started.append(self)
    if len(started) == 2:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    start(self)

BaseProcess.start = failing

def work(context, task):
    return task

try:
    with Pool(3, None) as pool:
        list(pool.map(work, range(4), (int, int)))
except OSError as error:
    print(error.strerror)
"""


def test_a_pool_whose_processes_cannot_all_be_started_leaves_none_to_wait_for() -> None:
    command = [sys.executable, "-W", "error", "-c", REFUSED]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "Too many open files"


ORPHANS = """
import os, time
from sitegen.workers import Pool

def work(context, task):
    os.write(1, b"at work\\n")
    time.sleep(60)

with Pool(2, None) as pool:
    list(pool.map(work, range(4), (int, int)))
"""


def test_workers_end_when_their_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, text=True) as parent:
        try:
            assert parent.stdout
            assert [parent.stdout.readline() for _ in range(2)] == ["at work\n"] * 2
        finally:
            parent.kill()
        assert parent.stdout.read() == "", "the pipe closes when the last worker ends"


@pytest.mark.parametrize("tasks", [[], [3], [1, 2, 3]])
def test_one_job_works_without_processes(tasks: list[int]) -> None:
    with Pool(1, 10) as pool:
        assert list(pool.map(lambda context, task: context + task, tasks, (int, int))) == [10 + task for task in tasks]
