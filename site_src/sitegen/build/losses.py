"""Published pages that a build would remove.

This module does not know why they are gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.problems import Location, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.output.manifest import Made

_NAMED = 5
"""Lost pages that a warning names one by one."""


def lost_pages(
    old: Mapping[str, Made], new: Mapping[str, Made], output: str, folded: Callable[[], set[str]]
) -> list[Problem]:
    """Warn of days and papers whose published pages would go: somebody may have linked to them.

    `folded` tells which pages are gone because their papers fold: links to them lead on.
    """
    from sitegen.pages.kinds import day_named  # noqa: PLC0415 - it loads all kinds of pages

    touched = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    gone = {path for name in touched if name in old and day_named(name) for path in old[name].files}
    gone -= {path for name in touched if name in new for path in new[name].files}
    if gone:
        gone -= folded()
    lost = sorted(path.removesuffix("index.html") for path in gone if path.endswith("/index.html"))
    if not lost:
        return []
    named = ", ".join(f"/{path}" for path in lost[:_NAMED]) + (", ..." if len(lost) > _NAMED else "")
    message = f"the build would remove {len(lost)} published page{'' if len(lost) == 1 else 's'}: {named}"
    hint = "if this is not intended, restore the digest; without `--strict`, the build removes the pages"
    return [Problem(Location(output), message, hint, severity=Severity.WARNING)]
