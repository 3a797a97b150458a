"""`sitegen digests`: folders and files in, what is read of the digests in them out."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.commands import console, options
from sitegen.problems import Severity, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.inspect.digests import Look
    from sitegen.problems import Problem


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--all", "every", is_flag=True, help="List every file, even if there are many; with --json, every paper.")
@options.content()
@options.jobs()
@options.as_json("Print one JSON object per line.")
def digests(*, paths: tuple[Path, ...], every: bool, content: str, jobs: int, as_json: bool) -> None:
    """Show what is read of digests, field by field, and the TOML that pins or describes their layout.

    PATH is any folder, such as a clone of an archive, or a file, which is shown in full. The default is the content of
    the current site. Nothing is written. Exits with status 1 if there is an error.
    """
    from sitegen.config import CONTENT_SUFFIXES
    from sitegen.inspect import digests as inspecting
    from sitegen.inspect import drawing, places

    errors = 0
    for path in paths or (None,):
        started = time.perf_counter()
        if path and path.is_file() and not path.name.endswith(CONTENT_SUFFIXES):
            raise click.UsageError(
                f"{path} is not a digest file: the names of digest files end in {', '.join(CONTENT_SUFFIXES)}"
            )
        with console.refusals(as_json=as_json):
            place = places.place_of(Path.cwd(), path, os.environ, content)
            with console.Progress(quiet=as_json, of="files") as progress:
                look = inspecting.look(place, jobs, progress.show)
            if as_json:
                _write_as_json(look, started, jobs, every=every)
            elif place.file:
                console.write("\n".join(drawing.file_in_full(look, *inspecting.in_full(look))))
            else:
                console.write("\n".join(drawing.overview(look, every=every)))
        if not as_json:
            _tell_some(look.problems)
        errors += sum(problem.severity is Severity.ERROR for problem in look.problems)
    console.end(failed=bool(errors))


def _write_as_json(look: Look, started: float, jobs: int, *, every: bool) -> None:
    """Print what was read of digests as JSON."""
    from sitegen.inspect import digests as inspecting
    from sitegen.inspect import drawing

    console.tell_all(look.problems, as_json=True)
    for record in drawing.fields(look):
        console.write_json(record)
    if every or look.place.file:
        for path, digest, paper in inspecting.papers(look, jobs):
            console.write_json(drawing.paper_fields(path, digest.date, paper))
    console.write_json({**drawing.report(look), "seconds": round(time.perf_counter() - started, 3)})


def _tell_some(problems: Sequence[Problem]) -> None:
    """Print the first of the problems, the worst before the others."""
    order = list(Severity)
    worst = sorted(problems, key=lambda problem: order.index(problem.severity))
    for problem in worst[: console.MOST_NOTICES]:
        console.tell(problem, as_json=False)
    if more := len(worst[console.MOST_NOTICES :]):
        console.say(f"and {counted(more, 'more problem')}: `sitegen digests --json` lists them")
