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
    """What a plug-in adds. It must be the same on every day and in every process: pages are kept by its code."""

    shape: Shape | None = None
    """Another shape of digest, asked before sitegen's own: an object, or a module, with `EXPECTED`, how it looks in
    words; `claims(text)`, whether a text is of it; `parse(source, defaults)`, which returns digests and problems."""
    paper: Callable[[Paper], Paper] | None = None
    """Mends a paper after it was read: its title, its abstract, its note. The id stays."""
    check: Callable[[Digest], Iterable[Problem]] | None = None
    """Names what is wrong with a digest, whose papers have been mended. With an error, a build exits with
    status 1; with a warning, it does so under `--strict`; with a notice, never. The digest is shown in any case."""
    filters: Mapping[str, Callable[..., object]] = {}
    """Filters for templates, by name: `{{ page.paper | stars }}`. What they return is text, unless it is a `Markup`."""
    files: Mapping[str, Callable[[Site, Iterator[Record]], bytes]] = {}
    """Further files of the site, by path: each is made of all papers, which come once, the oldest first."""
