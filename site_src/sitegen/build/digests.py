"""The days of an archive in, their digests out: read from the content folder, in the state that was outlined."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sitegen.content import parse, read
from sitegen.pages.sections import sections
from sitegen.problems import Location, Problem, Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.build.context import BuildContext
    from sitegen.model import Digest, Outline, Recipe, Revision
    from sitegen.pages.base import Texts
    from sitegen.plugins import Plugged
    from sitegen.views import Section


class ContentDigests:
    """Digests as they stand in the content folder now."""

    def __init__(self, context: BuildContext) -> None:
        """Of a site."""
        self._context = context

    def sections(self, wanted: Texts) -> tuple[Section, ...]:
        """Return the sections of a day. Raises: Refusal, when a digest is not the one that was outlined."""
        day = wanted.day
        digests = {(o.path, o.within): self.digest(o) for o in day.digests}
        return sections(day, digests, self._context.site, linked=wanted.linked, only=wanted.only)

    def digest(self, outline: Outline) -> Digest:
        """Read a digest again. Raises: Refusal, when it is not the one that was outlined."""
        key, digest = self._read(outline.path, outline.within, outline.recipe)
        if key != outline.key:
            raise changed(outline.path)
        return digest

    def of_revision(self, revision: Revision) -> Digest:
        """Read a digest of another day again, in whatever state it is. Raises: Refusal, when it is gone.

        A target does not hold its key: of all that stands in it, a page shows one paper.
        """
        return self._read(revision.path, revision.within, revision.recipe)[1]

    def _read(self, path: str, within: int | str, recipe: Recipe | None) -> tuple[str, Digest]:
        """Return a digest with its key. Raises: Refusal, when it is gone."""
        context = self._context
        state = read.state(context.folder, path)
        max_bytes = context.config.content.max_bytes
        digests = _parsed(context.folder, path, max_bytes, state, recipe, context.plugged)
        if within not in digests:
            raise changed(path)
        return digests[within]


def changed(path: str) -> Refusal:
    """Say that a file is not as it was when the build began."""
    return Refusal(Problem(Location(path), "the file changed while the site was being built", "run the build again"))


@lru_cache(maxsize=4)
def _parsed(
    folder: Path,
    path: str,
    max_bytes: int,
    state: str,  # noqa: ARG001 - see below
    recipe: Recipe | None,
    plugged: Plugged | None,
) -> dict[int | str, tuple[str, Digest]]:
    """Parse a file's digests, with their keys. A file may hold many days; `state` tells its states apart."""
    source, _ = read.load(folder, path, max_bytes)
    if source is None:
        return {}
    digests = parse.digests(source, plugged, recipe)[0]
    return {one.within: (parse.key(one, source.key, alone=len(digests) == 1), one) for one in digests}
