"""sitegen: a static-site generator for archives of daily paper digests.

The names below are for plug-ins and their tests: they are what `docs/plugins.md` describes, and they go on to work from
release to release. All else is private. A name is imported when it is asked for, so that commands start quickly.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from sitegen import deprecated

if TYPE_CHECKING:
    from sitegen.build.cache import Cache
    from sitegen.build.pipeline import Report
    from sitegen.build.pipeline import build as build_site
    from sitegen.config import load as load_config
    from sitegen.content.shapes.arrow import arxiv_id
    from sitegen.content.shapes.fast import Shape
    from sitegen.model import (
        Defaults,
        Digest,
        Identifier,
        IdRecord,
        Link,
        LinkRecord,
        Paper,
        Part,
        PartRecord,
        Record,
        Source,
    )
    from sitegen.output.sink import MemorySink
    from sitegen.plugins import Plugin
    from sitegen.problems import Location, Problem, Severity
    from sitegen.views import Site

__all__ = [
    "Cache",
    "Defaults",
    "Digest",
    "IdRecord",
    "Identifier",
    "Link",
    "LinkRecord",
    "Location",
    "MemorySink",
    "Paper",
    "Part",
    "PartRecord",
    "Plugin",
    "Problem",
    "Record",
    "Report",
    "Severity",
    "Shape",
    "Site",
    "Source",
    "arxiv_id",
    "build_site",
    "load_config",
]  # fmt: skip
__version__ = "0.1.0"

_PLACES = {
    "sitegen.build.cache": ("Cache",),
    "sitegen.build.pipeline": ("Report", "build_site=build"),
    "sitegen.config": ("load_config=load",),
    "sitegen.content.shapes.arrow": ("arxiv_id",),
    "sitegen.content.shapes.fast": ("Shape",),
    "sitegen.model": (
        "Defaults", "Digest", "IdRecord", "Identifier", "Link", "LinkRecord", "Paper", "Part", "PartRecord", "Record",
        "Source",
    ),
    "sitegen.output.sink": ("MemorySink",),
    "sitegen.plugins": ("Plugin",),
    "sitegen.problems": ("Location", "Problem", "Severity"),
    "sitegen.views": ("Site",),
}  # fmt: skip
"""Where each public name is: `NAME`, or `NAME=NAME THERE`."""

sys.meta_path.append(deprecated.OldModules)

if not TYPE_CHECKING:  # else every name would be known to type checkers

    def __getattr__(name: str) -> object:
        for module, names in _PLACES.items():
            for public, _, there in (entry.partition("=") for entry in names):
                if public == name:
                    value = globals()[name] = getattr(import_module(module), there or name)
                    return value
        raise AttributeError(f"module `sitegen` has no attribute `{name}`")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
