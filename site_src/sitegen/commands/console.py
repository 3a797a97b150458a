"""The terminal: messages, problems and data in, lines out, and the code that a command exits with.

Messages go to stderr, data to stdout. 0: fine; 1: problems were found; 2, which click gives: wrong usage.
This module does not know what commands do.
"""

from __future__ import annotations

import contextlib
import errno
import sys
from typing import TYPE_CHECKING, NoReturn, Self

import click

from sitegen.problems import Location, Problem, Refusal, Severity, counted, system_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MOST_NOTICES = 20
"""Notices that the terminal shows: an archive with gaps has hundreds."""
_UNLOADED = ("failed to map segment", "annot allocate memory")
"""What systems say when there is no memory for a library that is to be loaded."""


def say(message: str) -> None:
    """Print a message, to stderr."""
    click.echo(message, err=True)


def write(data: str) -> None:
    """Print data, to stdout."""
    click.echo(data)


def write_json(value: object) -> None:
    """Print data as a line of JSON, to stdout."""
    import msgspec

    write(msgspec.json.encode(value).decode())


def tell(problem: Problem, *, as_json: bool) -> None:
    """Print a problem: as a person reads it, or as data."""
    if not as_json:
        say(str(problem))
        return
    path, line, column = problem.location.path, problem.location.line, problem.location.column
    place = {"severity": problem.severity, "path": path, "line": line, "column": column}
    write_json({"type": "problem", **place, "message": problem.message, "hint": problem.hint})


def tell_all(problems: Iterable[Problem], *, as_json: bool) -> None:
    """Print problems, the notices after all others, and in the terminal only some of these."""
    problems = list(problems)
    notices = [problem for problem in problems if problem.severity is Severity.NOTICE]
    shown = notices if as_json else notices[:MOST_NOTICES]
    for problem in [*(problem for problem in problems if problem.severity is not Severity.NOTICE), *shown]:
        tell(problem, as_json=as_json)
    if more := len(notices) - len(shown):
        say(f"and {counted(more, 'more notice')}: `sitegen stats` lists them")


@contextlib.contextmanager
def refusals(*, as_json: bool) -> Iterator[None]:
    """Print why what stands within was refused, by us or by the system, and exit, when it was."""
    try:
        yield
    except Refusal as refusal:
        problems = refusal.problems
    except OSError as error:
        if error.errno == errno.EPIPE:  # nobody reads what is printed
            raise
        problems = (system_fault(error),)
    except MemoryError:
        problems = (_out_of_memory(),)
    except ImportError as error:
        if not any(words in str(error) for words in _UNLOADED):
            raise
        problems = (_out_of_memory(),)
    else:
        return
    for problem in problems:
        tell(problem, as_json=as_json)
    end(failed=True)


def _out_of_memory() -> Problem:
    hint = "use fewer worker processes, as with `--jobs 1`, or allow more memory"
    return Problem(Location("."), "the memory that sitegen may use is not enough", hint)


def end(*, failed: bool) -> NoReturn:
    """Exit, and say by the code whether all was well."""
    sys.exit(1 if failed else 0)


class Progress:
    """A bar on a terminal, a line for each tenth elsewhere, nothing at all when there is little to do."""

    _FEW = 2_000

    def __init__(self, *, quiet: bool, of: str = "papers") -> None:
        self._quiet = quiet
        self._of = of
        self._tenths = 0
        self._bar: Callable[[int, int], None] | None = None
        self._stop: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def show(self, done: int, everything: int) -> None:
        """Draw that so much of everything is done."""
        if self._quiet or everything < self._FEW:
            return
        if sys.stderr.isatty():
            self._draw(done, everything)
        elif done * 10 // everything > self._tenths:
            self._tenths = done * 10 // everything
            say(f"{done:,} of {everything:,} {self._of}")

    def _draw(self, done: int, everything: int) -> None:
        if self._bar is None:
            from rich.console import Console  # 60 ms that only large builds on a terminal pay
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

            columns = (BarColumn(bar_width=None), MofNCompleteColumn(), self._of, TimeRemainingColumn())
            rich = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
            task = rich.add_task("", total=everything)
            rich.start()
            self._stop = rich.stop

            def bar(done: int, _everything: int) -> None:
                rich.update(task, completed=done)
                rich.refresh()

            self._bar = bar
        self._bar(done, everything)
