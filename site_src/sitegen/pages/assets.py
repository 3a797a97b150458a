"""The theme's static files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.model import Artifact
from sitegen.pages.base import Kind, Target

if TYPE_CHECKING:
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site

FOLDER = "/assets/"


class AssetsTarget(Target, frozen=True):
    """The theme's static files."""

    kind = "assets"
    key: str
    """Of all of them together."""


def targets(planning: Planning) -> list[tuple[str, AssetsTarget]]:
    """Return them."""
    return [("assets", AssetsTarget(planning.assets_key))]


def files(_: AssetsTarget, materials: Materials, __: Site) -> list[Artifact]:
    """Copy them."""
    return [Artifact(path, content) for path, content in sorted(materials.assets.items())]


KIND = Kind(
    name="assets",
    title="the theme's files",
    label="theme",
    target=AssetsTarget,
    targets=targets,
    options=("theme.",),
    files=files,
    folders=(FOLDER,),
    reserved={FOLDER: "the theme's files"},
)
