"""How a test loads a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen import config
from sitegen.problems import Problem, Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.config import Config


def load(folder: Path, text: str = "", environment: dict[str, str] | None = None, base_url: str = "") -> Config:
    if text:
        (folder / "sitegen.toml").write_text(text)
    return config.load(folder, environment or {}, base_url)


def refused(
    folder: Path, text: str = "", environment: dict[str, str] | None = None, base_url: str = ""
) -> list[Problem]:
    with pytest.raises(Refusal) as refusal:
        load(folder, text, environment, base_url)
    return list(refusal.value.problems)
