"""`sitegen stats`: an archive in, which days it has out, what is wrong with them, and how it grows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from sitegen.commands import console, options
from sitegen.problems import serious


@click.command()
@options.content()
@options.output("Folder to measure. [default: `output.folder`, `build`]")
@options.jobs()
@options.as_json("Print one JSON object.")
def stats(*, content: str, output: Path | None, jobs: int, as_json: bool) -> None:
    """Print which days exist, what is wrong with them, and how the archive grows.

    The output is the content of /status/ and the age of the newest day. Nothing is written. Exits with status 1 if
    there is an error or a warning.
    """
    from sitegen.build.cache import Cache
    from sitegen.inspect import stats as statistics

    site, today = Path.cwd(), dt.date.today()  # noqa: DTZ011 - digests have dates without time zones
    with console.refusals(as_json=as_json):
        config = options.load(content=content)
        folder = output or Path(config.output.folder)
        found = statistics.stats(site, config, folder, Cache(site / options.CACHE), jobs)
    if as_json:
        ledger = found.ledger
        age = (today - ledger.newest).days if ledger.newest else None
        console.write_json({"type": "stats", "age": age, "sizes": found.sizes, "ledger": ledger})
    else:
        for line in statistics.drawn(found, folder, today):
            console.write(line)
    console.end(failed=bool(serious(found.problems)))
