"""The whole archive as data, and the files that plug-ins make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.files import data
from sitegen.model import Artifact, Day
from sitegen.pages.base import WHOLE_SITE, Kind, Need, Target, all_days
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class ExportTarget(Target, frozen=True):
    """The whole archive as data."""

    kind = "export"
    days: tuple[Day, ...]


class FileTarget(Target, frozen=True):
    """A further file of the site, which a plug-in makes of the whole archive."""

    kind = "file"
    path: str
    days: tuple[Day, ...]


def _export(planning: Planning) -> list[tuple[str, ExportTarget]]:
    return [("export", ExportTarget(planning.archive.days))]


def _each_file(planning: Planning) -> Iterator[tuple[str, FileTarget]]:
    return ((f"file/{path}", FileTarget(path, planning.archive.days)) for path in planning.plugin_files)


def _joined(_: ExportTarget, materials: Materials, __: Site) -> list[Artifact]:
    return [data.joined(materials.record_fragments())]


def _made_by_plugin(target: FileTarget, materials: Materials, site: Site) -> list[Artifact]:
    assert materials.plugin_files  # noqa: S101 - for the types
    records = (record for fragment in materials.record_fragments() for record in data.read_piece(fragment))
    return [Artifact(target.path, materials.plugin_files.file(target.path, site, records))]


EXPORT = Kind(
    name="export",
    title="a file of the site",
    target=ExportTarget,
    targets=_export,
    shown=("url", "root", "paper_url"),
    needs=frozenset({Need.RECORDS}),
    record_days=lambda target: target.days,
    files=_joined,
    places=lambda _: (permalinks.EXPORT,),
    reserved={permalinks.EXPORT: "a file of the site"},
    dates=all_days,
    grows=True,
)
FILE = Kind(
    name="file",
    title="a file of a plug-in",
    target=FileTarget,
    targets=_each_file,
    shown=WHOLE_SITE,
    options=("plugins",),
    needs=frozenset({Need.RECORDS}),
    record_days=lambda target: target.days,
    files=_made_by_plugin,
    places=lambda target: (f"/{target.path}",),
    dates=all_days,
    grows=True,
)
