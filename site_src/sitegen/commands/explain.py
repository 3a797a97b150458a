"""`sitegen explain`: an address in, what its page is made of out, and why a build would make it again."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sitegen.commands import console, options


@click.command()
@click.argument("what", metavar="URL")
@options.base_url(options.AS_BUILD)
@options.content()
@options.output(options.AS_BUILD)
@options.as_json("Print one JSON object on stdout.")
def explain(*, what: str, base_url: str, content: str, output: Path | None, as_json: bool) -> None:
    """Show the sources of a page, and whether and why the next build would rebuild it.

    URL is an address or a path of the site, a file in build/, an arXiv ID, or a line of a digest, as in
    content/2020/07/2020-07-22.md:12. Nothing is built.
    """
    from sitegen.build.cache import Cache
    from sitegen.config.settings import settings
    from sitegen.inspect import explain as explaining
    from sitegen.inspect import known as knowing
    from sitegen.inspect import meant
    from sitegen.theme import folder as themes

    site = Path.cwd()
    with console.refusals(as_json=as_json):
        config = options.load(base_url, content)
        theme = themes.of(site, config)
        values = settings(site, config, theme, os.environ, base_url, content)
        folder = output or Path(config.output.folder)
        known = knowing.look(site, config, theme, folder, Cache(site / options.CACHE), jobs=options.cores())
        found = [explaining.explain(known, file, values) for file in meant.files_of(known, what)]
    for explanation in found:
        if as_json:
            console.write_json({"type": "explanation", **explaining.fields(explanation)})
        else:
            console.write(explaining.text(explanation, folder))
