"""The days of an archive in, their digests out: each is read once, and kept until the build ends.

Whoever reads a content file to outline it leaves its digests on a shelf in the cache, with their texts rendered; the
words of a day, its pages and feeds are made of that. A file that this build did not have to outline is read when it is
needed, in the state that was outlined.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup

from sitegen.content import parse, read
from sitegen.hashing import key_of
from sitegen.model import Digest, Link, Prose
from sitegen.pages.sections import papers, sections
from sitegen.problems import Location, Problem, Refusal
from sitegen.text import arxiv

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sitegen.build.cache import Cache
    from sitegen.build.context import BuildContext
    from sitegen.model import Day, Outline, Recipe, Revision, Source
    from sitegen.pages.base import Texts
    from sitegen.pages.sections import SectionPapers
    from sitegen.plugins import Plugged
    from sitegen.views import Section

_SHELF = 65_536
"""Characters of content that are kept together, at least: small files share a shelf."""

Digests = dict[int | str, tuple[str, Digest]]
"""The digests of a file, with their keys, by `Digest.within`."""


class _Rendered(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A `Prose`, as plain data."""

    html: str
    plain: str
    links: tuple[Link, ...]


class _Shelf(msgspec.Struct, frozen=True, array_like=True):
    files: dict[str, list[tuple[str, Digest]]]
    """By path, the digests of a file, with their keys."""
    prose: dict[str, _Rendered]
    """The texts in them that are not shown as they stand."""


class Shelves:
    """Where the digests are put that a worker reads."""

    def __init__(self, context: BuildContext) -> None:
        """Begin with an empty shelf."""
        self.places: dict[str, str] = {}
        """By path of a file, the key of its shelf in the cache."""
        self._cache = context.cache
        self._run = context.run
        self._files: dict[str, list[tuple[str, Digest]]] = {}
        self._size = 0

    def put(self, source: Source, digests: list[Digest]) -> None:
        """Keep the digests of a file."""
        if not (self._run and self._cache.keeps):
            return
        self._files[source.path] = [(_key(one, source.key, digests), one) for one in digests]
        self._size += len(source.text)
        if self._size >= _SHELF:
            self.close()

    def close(self) -> None:
        """Write what is not yet in the cache."""
        if self._files:
            key = key_of(self._run, *self._files)
            digests = [digest for some in self._files.values() for _, digest in some]
            self._cache.save_fragment(key, msgspec.msgpack.encode(_Shelf(self._files, _rendered(digests))))
            self.places |= dict.fromkeys(self._files, key)
        self._files, self._size = {}, 0


def keep_places(context: BuildContext, places: Mapping[str, str]) -> None:
    """Tell all workers where the digests are that were read; `places` are those of `Shelves`."""
    if places:
        context.cache.save_fragment(context.run, msgspec.msgpack.encode(places))


class ContentDigests:
    """Digests as this build has read them, or as they stand in the content folder now."""

    def __init__(self, context: BuildContext) -> None:
        """Of a site."""
        self._context = context

    def sections(self, wanted: Texts) -> tuple[Section, ...]:
        """Return the sections of a day. Raises: Refusal, when a digest is not the one that was outlined."""
        day, site = wanted.day, self._context.site
        return sections(day, self._of(day), site, linked=wanted.linked, only=wanted.only, topics=wanted.topics)

    def papers(self, wanted: Texts) -> tuple[SectionPapers, ...]:
        """Return the papers of a day as its digests have them. Raises: Refusal, likewise."""
        return papers(wanted.day, self._of(wanted.day), wanted.only)

    def _of(self, day: Day) -> dict[tuple[str, int | str], Digest]:
        return {(outline.path, outline.within): self.digest(outline) for outline in day.digests}

    def digest(self, outline: Outline) -> Digest:
        """Return a digest. Raises: Refusal, when it is not the one that was outlined."""
        key, digest = self._read(outline.path, outline.within, outline.recipe)
        if key != outline.key:
            raise changed(outline.path)
        return digest

    def of_revision(self, revision: Revision) -> Digest:
        """Return a digest of another day, in whatever state it is. Raises: Refusal, when it is gone.

        A target does not hold its key: of all that stands in it, a page shows one paper.
        """
        return self._read(revision.path, revision.within, revision.recipe)[1]

    def _read(self, path: str, within: int | str, recipe: Recipe | None) -> tuple[str, Digest]:
        """Return a digest with its key. Raises: Refusal, when it is gone."""
        context = self._context
        place = _places(context.cache, context.run).get(path) if context.run else None
        digests = _shelf(context.cache, place).get(path) if place else None
        if digests is None:
            state, max_bytes = read.state(context.folder, path), context.config.content.max_bytes
            digests = _parsed(context.folder, path, max_bytes, state, recipe, context.plugged)
        if within not in digests:
            raise changed(path)
        return digests[within]


def changed(path: str) -> Refusal:
    """Say that a file is not as it was when the build began."""
    return Refusal(Problem(Location(path), "the file changed while the site was being built", "run the build again"))


def _rendered(digests: Iterable[Digest]) -> dict[str, _Rendered]:
    texts = {text for one in digests for paper in one.papers for text in (paper.title, paper.abstract, paper.comment)}
    unlike = {text: arxiv.arxiv(text) for text in sorted(texts) if not arxiv.is_ordinary(text)}
    return {text: _Rendered(str(prose.html), prose.plain, prose.links) for text, prose in unlike.items()}


@lru_cache(maxsize=1)
def _places(cache: Cache, run: str) -> dict[str, str]:
    """Return where digests are kept: only asked for when all have been read."""
    return msgspec.msgpack.decode(cache.fragment(run) or b"\x80", type=dict[str, str])


@lru_cache(maxsize=4)
def _shelf(cache: Cache, key: str) -> dict[str, Digests]:
    """Load a shelf; it is empty when the cache has lost it."""
    data = cache.fragment(key)
    if data is None:
        return {}
    shelf = msgspec.msgpack.decode(data, type=_Shelf)
    arxiv.remember(
        {text: Prose(Markup(one.html), one.plain, one.links) for text, one in shelf.prose.items()}  # noqa: S704 - ours
    )
    return {path: {digest.within: (key, digest) for key, digest in some} for path, some in shelf.files.items()}


@lru_cache(maxsize=4)
def _parsed(
    folder: Path,
    path: str,
    max_bytes: int,
    state: str,  # noqa: ARG001 - see below
    recipe: Recipe | None,
    plugged: Plugged | None,
) -> Digests:
    """Parse a file's digests, with their keys. A file may hold many days; `state` tells its states apart."""
    source, _ = read.load(folder, path, max_bytes)
    if source is None:
        return {}
    digests = parse.digests(source, plugged, recipe)[0]
    return {one.within: (_key(one, source.key, digests), one) for one in digests}


def _key(digest: Digest, source_key: str, digests: list[Digest]) -> str:
    return parse.key(digest, source_key, alone=len(digests) == 1)
