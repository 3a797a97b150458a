"""The commands of `sitegen`, a module each, and the group that they are in.

A command's module is imported when the command is asked for, and what the command works with when it runs: `--help`,
`--version` and completion wait for nothing. Only `console` prints, and only it knows exit codes; `options` has what
several commands are given. Other folders see `main`.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import click

from sitegen import __version__

__all__ = ["main"]

NAMES = ("build", "check", "config", "diff", "digests", "explain", "new", "serve", "stats")
"""The commands: each is a module, and the function of the same name in it."""
GARBAGE = 100_000
"""Objects that may be made before Python looks for cycles: a build makes very many, and hardly ever a cycle."""


class _Commands(Mapping[str, click.Command]):
    """The commands by name, each imported when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        if name not in NAMES:
            raise KeyError(name)
        command: click.Command = getattr(import_module(f"sitegen.commands.{name}"), name)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


@click.group(commands=_Commands(), context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="sitegen %(version)s")
@click.option(
    "-C",
    "--directory",
    type=click.Path(path_type=Path, exists=True, file_okay=False, executable=True),
    metavar="DIR",
    help="Run as if started in DIR.",
)
def main(*, directory: Path | None) -> None:
    """Turn a folder of daily paper digests into a web site.

    Commands act on the current folder.
    """
    gc.set_threshold(GARBAGE)
    # The processes share the cores already, and threads take memory, even if nothing is computed with them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if directory:
        os.chdir(directory)
