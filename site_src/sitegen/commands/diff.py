"""`sitegen diff`: a site as it was built in, what the next build would change of it out."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.commands import console, options


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--text", is_flag=True, help="Show how the text of each page changes; always on with PATH.")
@click.option("--all", "every", is_flag=True, help="List every file, even if there are many of a kind.")
@click.option("--stat", is_flag=True, help="Print only counts, by kind.")
@click.option("--exit-code", is_flag=True, help="Exit with status 1 if anything would change.")
@options.jobs(options.AS_BUILD)
@options.base_url(options.AS_BUILD)
@options.content()
@options.output(options.AS_BUILD)
@options.as_json("Print problems and changes on stdout, one JSON object per line.")
def diff(  # noqa: PLR0913 - a parameter an option
    *,
    paths: tuple[str, ...],
    text: bool,
    every: bool,
    stat: bool,
    exit_code: bool,
    jobs: int,
    base_url: str,
    content: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Show what the next build would change for readers.

    The site is built, but nothing is published. PATH is an address, a file or an arXiv ID, as for `explain`.
    Exits with status 1 if there is an error.
    """
    from sitegen.build import pipeline
    from sitegen.build.cache import Cache
    from sitegen.inspect import diff as differing
    from sitegen.output.trial import TrialSink

    site = Path.cwd()
    with console.refusals(as_json=as_json):
        config = options.load(base_url, content)
        folder = output or Path(config.output.folder)
        cache = Cache(site / options.CACHE, fragments_only=True)
        with TrialSink(folder, cache) as sink, console.Progress(quiet=as_json) as progress:
            report = pipeline.build(site, config, sink, cache, jobs=jobs, progress=progress.show)
            changes = differing.chosen(sink, paths, config, folder)
            texts = {change.file: differing.text(sink, change, folder) for change in changes if text or paths}
            rows = (
                differing.counts(changes)
                if stat
                else differing.rows(sink, changes, config.root, every=every or bool(texts))
            )
    console.tell_all(report.problems, as_json=as_json)
    if as_json:
        for change in changes:
            fields = differing.fields(change, config.root)
            console.write_json({"type": "change", **fields, "text": texts.get(change.file, [])})
    else:
        for row in rows:
            console.write("\n".join([row.text, *texts.get(row.file, [])]))
        console.say(differing.summary(changes))
    console.end(failed=not report.committed or bool(report.errors) or (exit_code and bool(changes)))
