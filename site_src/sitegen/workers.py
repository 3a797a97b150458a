"""A pool of processes, or none: the same function over many tasks, given one context that is sent only once.

Tasks and results are plain data, and faults travel in them as values: an exception that crosses here is a broken
program. They go through the pipes as MessagePack, which takes a tenth of the time of pickles of many small values.
This module does not know what the tasks are.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

import msgspec

from sitegen.problems import Location, Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from multiprocessing.process import BaseProcess

Context = TypeVar("Context")
Task = TypeVar("Task")
Result = TypeVar("Result")

_context: Any = None


class Pool(Generic[Context]):
    """Processes that are started when there is more than one task, and end with the `with` block."""

    def __init__(self, jobs: int, context: Context) -> None:
        self.jobs = jobs
        self.context = context
        self._executor: ProcessPoolExecutor | None = None
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._executor:
            processes = self._processes()
            self._executor.shutdown(cancel_futures=True)
            for process in processes:  # those that wait for ever, since the system refused to start the others
                process.terminate()
                process.join()

    def stop(self) -> None:
        """End the processes at once, whatever they do: `map`, in another thread, refuses, and starts no others."""
        self._stopped = True
        for process in self._processes():
            process.terminate()

    def _processes(self) -> list[BaseProcess]:
        """Return the processes; there are none when the pool has ended."""
        processes = self._executor._processes if self._executor else None  # noqa: SLF001 - public in Python 3.14
        return list((processes or {}).values())

    def start(self, function: Callable[[Context], None]) -> None:
        """Start the processes, and have each call a function, while this one goes on; without processes do nothing."""
        if self.jobs > 1:
            executor = self._started()
            with contextlib.suppress(BrokenProcessPool):  # `map` will say so
                for _ in range(self.jobs):
                    executor.submit(_call, function)

    def map(
        self,
        function: Callable[[Context, Task], Result],
        tasks: Sequence[Task],
        types: tuple[type[Task], type[Result]],
    ) -> Iterator[Result]:
        """Hand out the tasks; return the results as they come, in any order. `types` are those of the function.

        Raises:
            Refusal: a process was killed, most likely by a system that is out of memory.

        """
        if self.jobs == 1 or (len(tasks) < 2 and not self._executor):  # noqa: PLR2004 - one task needs no company
            return (function(self.context, task) for task in tasks)
        executor = self._started()
        encode = msgspec.msgpack.encode
        with _refusing():
            return self._results([executor.submit(_run, function, types[0], encode(task)) for task in tasks], types[1])

    def _results(self, futures: list[Future[bytes]], type_: type[Result]) -> Iterator[Result]:
        decode = msgspec.msgpack.Decoder(type_).decode
        with _refusing():
            for future in as_completed(futures):
                yield decode(future.result())

    def _started(self) -> ProcessPoolExecutor:
        if self._stopped:
            raise Refusal(Problem(Location("workers"), "the worker processes have been stopped"))
        if not self._executor:
            # Forked workers share what is loaded; macOS's system libraries do not bear it, and neither do threads:
            # one of them may hold a lock that nobody would release in the fork.
            alone = sys.platform == "linux" and threading.active_count() == 1
            method = "fork" if alone else "spawn"
            self._executor = ProcessPoolExecutor(
                self.jobs, multiprocessing.get_context(method), _start, (self.context, gc.get_threshold())
            )
        return self._executor


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool:
        hint = "the machine may have too little memory: try fewer worker processes with `--jobs`"
        raise Refusal(Problem(Location("workers"), "a worker process was killed", hint)) from None


def _start(context: object, thresholds: tuple[int, ...]) -> None:
    global _context  # noqa: PLW0603 - a process's own copy, written once
    _context = context
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()  # what came from the parent lives as long as the process
    gc.set_threshold(*thresholds)


def _end_with_parent() -> None:
    """End a worker whose parent was killed: it would wait for its next task for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _run(function: Callable[[Any, Task], Result], type_: type[Task], task: bytes) -> bytes:
    return msgspec.msgpack.encode(function(_context, msgspec.msgpack.decode(task, type=type_)))


def _call(function: Callable[[Any], None]) -> None:
    function(_context)
