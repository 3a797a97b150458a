"""From one manifest to the next: which files a commit adds, changes and removes.

In: two manifests, and what is staged. Out: the `Changes` between them.
This module does not know what else is in the folder, or how the changes are made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.urls.paths import safe_path

if TYPE_CHECKING:
    from sitegen.output.manifest import Manifest


class Changes(msgspec.Struct, frozen=True):
    """What leads from one manifest to the next."""

    added: list[str]
    changed: list[str]
    removed: list[str]


def compare(old: Manifest, new: Manifest, staged: set[str]) -> Changes:
    """Compare two manifests, unit by unit; of what differs, the files that are staged are to be published."""
    touched = [name for name in {**old.units, **new.units} if old.units.get(name) != new.units.get(name)]
    before = {path for name in touched if name in old.units for path in old.units[name].files}
    after = {path for name in touched if name in new.units for path in new.units[name].files}
    # What was harmed by hand is staged, too, though its entry has not changed.
    mended = staged - after and (staged - after) & new.files().keys()
    groups = (staged & after) - before, (staged & after & before) | mended, before - after
    # Manifests are read from folders that may have come from anywhere: they shall not make us remove `../x`.
    return Changes(*(sorted(path for path in paths if safe_path(path) is None) for paths in groups))


def gains_paths(old: Manifest, new: Manifest) -> bool:
    """Whether any unit makes a file that it did not make before: without such a one no two can clash."""
    for name, unit in new.units.items():
        before = old.units.get(name)
        if before is None or (before != unit and unit.files.keys() - before.files.keys()):
            return True
    return False
