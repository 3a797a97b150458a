"""The nouns between a build and its workers: what all of them have, what is ordered, what is delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from sitegen.manifest import File, Made
from sitegen.model import Unit
from sitegen.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.config import Content
    from sitegen.memo import Memo
    from sitegen.stages.plan import Frame
    from sitegen.stages.write import Stager
    from sitegen.theme import Theme


@dataclass(frozen=True)
class Shop:
    """What every worker has."""

    site: Path
    content: Content
    frame: Frame
    feed_bytes: int
    theme: Theme
    stager: Stager
    memo: Memo


class Order(msgspec.Struct, frozen=True):
    """A unit to be made."""

    name: str
    unit: Unit
    key: str
    pieces: dict[str, str]
    """For the days of an export, and for a day: the key of its piece."""
    previous: dict[str, File]
    """The unit's files in the last build."""


class Delivery(msgspec.Struct, frozen=True):
    """A unit that was made."""

    name: str
    made: Made
    pages: int
    unchanged: int
    problems: tuple[Problem, ...]
    seconds: dict[str, float]
