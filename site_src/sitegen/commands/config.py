"""`sitegen config`: the schema of the configuration, and the values that hold in a site."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sitegen.commands import console, options


@click.group()
def config() -> None:
    """Look into the configuration."""


@config.command()
def schema() -> None:
    """Print the JSON Schema of sitegen.toml, for editors."""
    from sitegen.commands import reference

    console.write_json(reference.config_schema())


@config.command()
@options.base_url("Show what would hold with this option of `build`.")
@options.content("The same.")
@options.as_json("Show one JSON object a line.")
def show(*, base_url: str, content: str, as_json: bool) -> None:
    """Show every option with its value, and where that comes from.

    What is printed is TOML, and a configuration that gives the same site.
    """
    from sitegen.config import settings
    from sitegen.theme import folder as themes

    site = Path.cwd()
    with console.refusals(as_json=as_json):
        loaded = options.load(base_url, content)
        theme = themes.of(site, loaded)
        found = settings.settings(site, loaded, theme, os.environ, base_url, content)
    if not as_json:
        console.write(settings.toml(found))
        return
    for setting in found:
        console.write_json({"type": "option", "key": setting.name, "value": setting.value, "origin": setting.origin})
