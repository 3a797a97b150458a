"""What a plug-in is made of, for those who write one.

A plug-in is a `Plugin`, a record of plain callables.
This module does not know when they are called, or what becomes of what they return.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from sitegen.content.shapes.fast import Shape
from sitegen.model import Digest, Paper, Record
from sitegen.problems import Problem
from sitegen.views import Site


class Plugin(msgspec.Struct, frozen=True, kw_only=True):
    """What a plug-in adds. It must be the same on every day and in every process: pages are cached by its code."""

    shape: Shape | None = None
    """Another shape of digest, which sitegen tries before its own: an object or a module with `EXPECTED`, a description
    of the shape; `claims(text)`, which returns whether a text has the shape; and `parse(source, defaults)`, which
    returns digests and problems."""
    paper: Callable[[Paper], Paper] | None = None
    """Changes a paper after it was read: its title, its abstract, its note. It must not change the ID."""
    check: Callable[[Digest], Iterable[Problem]] | None = None
    """Returns what is wrong with a digest, after `paper` has changed its papers. With an error, a build exits with
    status 1; with a warning, it does so under `--strict`; with a notice, never. The digest is published in any case."""
    filters: Mapping[str, Callable[..., object]] = {}
    """Filters for templates, by name: `{{ page.paper | stars }}`. Their results are text, unless they are `Markup`."""
    files: Mapping[str, Callable[[Site, Iterator[Record]], bytes]] = {}
    """Additional files of the site, by path. Each function gets all papers once, the oldest first."""
