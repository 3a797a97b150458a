"""The lock on an output folder."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.conftest import fill
from tests.unit.output.conftest import SITE, build, flat, tree

from sitegen.output.disk import DiskSink
from sitegen.problems import Refusal

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys
from pathlib import Path
from sitegen.output.disk import DiskSink
with DiskSink.open(Path(sys.argv[1]), clean=False):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_build_says_who_holds_the_lock_until_that_process_is_killed(output: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(output)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(Refusal, match=rf"another build \(process {process.pid}, since \d\d:\d\d:\d\d\) is writing"):
            DiskSink.open(output, clean=False)
        process.kill()
    build(output, SITE)
    assert tree(output) == flat(SITE)


def test_a_second_build_in_the_same_process_is_refused_as_well(output: Path) -> None:
    with DiskSink.open(output, clean=False) as sink:
        with pytest.raises(Refusal, match="another build"):
            DiskSink.open(output, clean=False)
        fill(sink, SITE)
    build(output, SITE)


def test_a_forked_worker_does_not_hold_the_lock_when_its_parent_is_gone(output: Path) -> None:
    hold = HOLD.replace(
        '    print("held", flush=True)\n',
        "    import os\n"
        "    if os.fork() == 0:\n"
        "        print('held', flush=True)\n"
        "        os.read(0, 1)\n"
        "        os._exit(0)\n",
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(output)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(Refusal, match=f"process {process.pid},"):
            DiskSink.open(output, clean=False)
        process.kill()
        process.wait()
        DiskSink.open(output, clean=False).close()
