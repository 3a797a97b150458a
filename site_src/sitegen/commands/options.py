"""What several commands are given: options in, the configuration and the folders that they mean out.

A command says of an option what it means there. This module does not know which command has which option.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.config import Config

F = TypeVar("F", bound="Callable[..., Any]")

CACHE = ".cache/sitegen"
"""Where builds keep what they have worked out, in the site's folder."""
AS_BUILD = "As for `build`."


def base_url(text: str) -> Callable[[F], F]:
    """Add `--base-url`."""
    return click.option("--base-url", default="", metavar="URL", help=text)


def content(text: str = "Folder with the digests; overrides the configuration.") -> Callable[[F], F]:
    """Add `--content`."""
    return click.option("--content", default="", metavar="DIR", help=text)


def output(text: str) -> Callable[[F], F]:
    """Add `--output`."""
    return click.option("--output", type=click.Path(path_type=Path), help=text)


def jobs(text: str = "Number of worker processes. [default: one per core]") -> Callable[[F], F]:
    """Add `--jobs`; the command is given a number in any case."""
    kind = click.IntRange(1, 256)
    return click.option("--jobs", type=kind, callback=lambda _context, _option, value: value or cores(), help=text)


def as_json(text: str) -> Callable[[F], F]:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help=text)


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load(base_url: str = "", content: str = "") -> Config:
    """Load the configuration of the site in the current folder; the options win over it.

    Raises:
        Refusal: the configuration has faults.

    """
    from sitegen import config

    return config.load(Path.cwd(), os.environ, base_url, content)
