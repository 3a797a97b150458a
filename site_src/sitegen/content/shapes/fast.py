"""What digests look like: one module a shape.

A shape has `claims(text)`, whether the text looks like one of its digests at all; `EXPECTED`, that look in words; and
`parse(source, defaults)`. The first shape that claims a source reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sitegen.content.shapes import arrow

if TYPE_CHECKING:
    from sitegen.model import Defaults, Digest, Source
    from sitegen.problems import Problem


class Shape(Protocol):
    """What a module of this package offers."""

    EXPECTED: str

    def claims(self, text: str) -> bool:
        """Tell whether the text looks like this shape."""

    def parse(self, source: Source, defaults: Defaults) -> tuple[list[Digest], list[Problem]]:
        """Read all digests of a source."""


SHAPES: dict[str, Shape] = {"arrow": arrow}
