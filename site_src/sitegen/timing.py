"""Seconds by stage."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Clock:
    """Tells how long each stage took."""

    def __init__(self) -> None:
        """Start to count."""
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        """Put the time since the last lap down to a stage."""
        now = time.perf_counter()
        self.add({stage: now - self._last})
        self._last = now

    def add(self, seconds: Mapping[str, float]) -> None:
        """Add what another clock counted."""
        for stage, value in seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + value
