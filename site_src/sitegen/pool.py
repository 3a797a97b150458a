"""A pool of processes, or none: the same function over many tasks, given one context that is sent only once.

Tasks and results are data that can be pickled, and faults travel in them as values: an exception that crosses here is
a broken program. This module does not know what the tasks are.
"""

from __future__ import annotations

import gc
import multiprocessing
import sys
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.pool import Pool as ProcessPool
    from types import TracebackType

Context = TypeVar("Context")
Task = TypeVar("Task")
Result = TypeVar("Result")

_context: Any = None


class Pool(Generic[Context]):
    """Processes that are started when there is more than one task, and end with the `with` block."""

    def __init__(self, jobs: int, context: Context) -> None:
        self.jobs = jobs
        self._context = context
        self._processes: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._processes:
            self._processes.terminate()
            self._processes.join()

    def map(self, function: Callable[[Context, Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
        """Yield the results as they come, in any order."""
        if self.jobs == 1 or len(tasks) < 2:  # noqa: PLR2004 - a single task needs no company
            yield from (function(self._context, task) for task in tasks)
            return
        if not self._processes:
            # Forked workers have the compiled templates and need no import; macOS's system libraries do not bear it.
            method = "fork" if sys.platform == "linux" else "spawn"
            context = multiprocessing.get_context(method)
            self._processes = context.Pool(self.jobs, _start, (self._context,))
        yield from self._processes.imap_unordered(_run, [(function, task) for task in tasks])


def _start(context: object) -> None:
    global _context  # noqa: PLW0603 - a process's own copy, written once
    _context = context
    gc.freeze()  # what came from the parent lives as long as the process


def _run(call: tuple[Callable[[Any, Any], Any], Any]) -> object:
    function, task = call
    return function(_context, task)
