"""`sitegen config`: the schema of the configuration, and the values that hold in a site."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sitegen.commands import console, options


@click.group()
def config() -> None:
    """Inspect the configuration."""


@config.command()
def schema() -> None:
    """Print the JSON Schema of sitegen.toml, for editors."""
    from sitegen.commands import reference

    console.write_json(reference.config_schema())


@config.command()
@options.base_url("Print the values that apply with this option of `build`.")
@options.content("Print the values that apply with this option of `build`.")
@options.as_json("Print one JSON object per line.")
def show(*, base_url: str, content: str, as_json: bool) -> None:
    """Print every option with its value and its origin.

    The output is TOML. As a configuration, it gives the same site.
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
