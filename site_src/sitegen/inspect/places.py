"""A path that somebody typed in; the site that it belongs to or would be, and which of its files are meant, out.

A file outside of every site is read as its own folder says. This module does not read digests.
"""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen import config as configuration
from sitegen import dates
from sitegen.config import Config, Content

if TYPE_CHECKING:
    from collections.abc import Mapping

_ABOVE = 5
"""Folders above a file that may tell its day."""
_NO_FOLDERS = ("*/",)


class Place(NamedTuple):
    """Where digests are looked at."""

    site: Path
    config: Config
    only: str = ""
    """The file or folder that is meant, relative to `site`; empty: all content."""
    file: bool = False
    """Whether that is a file."""

    def holds(self, path: str) -> bool:
        """Whether a content file is meant."""
        return not self.only or path == self.only or path.startswith(f"{self.only}/")


def place_of(here: Path, path: Path | None, environment: Mapping[str, str], content: str = "") -> Place:
    """Find out what is meant by a path, or by none, that was typed in the folder `here`.

    Raises:
        Refusal: a configuration is faulty.

    """
    if path is None:
        return Place(here, configuration.load(here, environment, content=content))
    path = Path(os.path.abspath(here / path))  # noqa: PTH100 - links stay as they were typed
    if path.is_dir() and configuration.is_configured(path):
        config = configuration.load(path, environment, content=content and str(path / content))
        if not (path / config.content.folder).is_dir():
            config = msgspec.structs.replace(config, content=msgspec.structs.replace(config.content, folder="."))
        return Place(path, config)
    below = path.is_relative_to(here)
    if below and (place := _in_site(here, path, environment, content)):
        return place
    folder = path.parent if path.is_file() else path
    root = here if below else _root(folder)
    inside = folder.relative_to(root).as_posix()
    if path.is_file():
        alone = Content(inside, exclude=_NO_FOLDERS)
        return Place(root, Config(content=alone), path.relative_to(root).as_posix(), file=True)
    return Place(root, Config(content=Content(inside)))


def _in_site(here: Path, path: Path, environment: Mapping[str, str], content: str) -> Place | None:
    """Return the place of a path that is content of the site in `here`."""
    config = configuration.load(here, environment, content=content)
    folder = here / config.content.folder
    if not path.is_relative_to(folder) or (path == here and not configuration.is_configured(here)):
        return None
    return Place(here, config, "" if path == folder else path.relative_to(here).as_posix(), path.is_file())


def _root(folder: Path) -> Path:
    """Return the folder itself, or, where the names of folders above tell a day, the folder above these."""
    for above in list(folder.parents)[:_ABOVE]:
        told = dates.in_path(f"{folder.relative_to(above).as_posix()}/x.md")
        if told and told.precision == "day":
            return above
    return folder
