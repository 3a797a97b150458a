"""What the preview keeps in memory: the texts of digests, and what was made last.

An edition does not read the files again that it was made of: they may be half written by then.
"""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

from sitegen.content import history, parse, read
from sitegen.hashing import key_of
from sitegen.model import Source
from sitegen.pages.sections import papers, sections
from sitegen.problems import Location, Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.model import Day, Digest, Outline, Recipe, Revision
    from sitegen.pages.base import Texts
    from sitegen.pages.sections import SectionPapers
    from sitegen.preview.editions import Edition
    from sitegen.views import Section

_DIGESTS, _DAYS = 8, 8
"""How many of what was made last are kept: they are megabytes."""

K = TypeVar("K")
V = TypeVar("V")

Text = tuple[str, str]
"""Path and key of a content file: what is made of it depends on both."""


class Recent(Generic[K, V]):
    """The values that were asked for last. Threads may share it."""

    def __init__(self, size: int) -> None:
        """Keep so many."""
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return the value of a key, made if it is not there any more."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value


class KeptTexts:
    """The texts of digests, compressed: about 0.5 kB a paper."""

    def __init__(self) -> None:
        """Without any."""
        self._texts: dict[Text, bytes] = {}

    def __contains__(self, text: Text) -> bool:
        """Whether a text is at hand."""
        return text in self._texts

    def keep(self, source: Source) -> None:
        """Keep the text of a file."""
        self._texts[source.path, source.key] = zlib.compress(source.text.encode(), 1)

    def get(self, text: Text) -> Source | None:
        """Return a text, if it is at hand."""
        found = self._texts.get(text)
        return Source(text[0], zlib.decompress(found).decode(), text[1], history.parts(text[0]).day) if found else None

    def forget_all_but(self, texts: set[Text]) -> None:
        """Forget what is shown no more."""
        for text in self._texts.keys() - texts:
            self._texts.pop(text, None)


class ParsedDigests:
    """The digests that were parsed last, and the days that were rendered last, of any edition."""

    def __init__(self, texts: KeptTexts) -> None:
        """From texts that are kept."""
        self._texts = texts
        self._digests: Recent[tuple[Text, Recipe | None, str], dict[int | str, Digest]] = Recent(_DIGESTS)
        self._days: Recent[str, tuple[Section, ...]] = Recent(_DAYS)

    def of(self, edition: Edition) -> EditionDigests:
        """Return those of an edition."""
        return EditionDigests(edition, self)

    def digest(self, edition: Edition, outline: Outline) -> Digest:
        """Return a digest as an edition shows it. Raises: Refusal, when its text is not at hand."""
        context = edition.context
        text = outline.path, edition.readings[outline.path].key

        def make() -> dict[int | str, Digest]:
            source = self._texts.get(text)
            if source is None:
                source, _ = read.load(context.folder, outline.path, context.config.content.max_bytes)
            if source is None or source.key != text[1]:
                message = "the file is still being written: its pages follow when the file is complete"
                raise Refusal(Problem(Location(outline.path), message))
            return {one.within: one for one in parse.digests(source, context.plugged, outline.recipe)[0]}

        return self._digests.get((text, outline.recipe, context.code), make)[outline.within]

    def sections(self, edition: Edition, wanted: Texts) -> tuple[Section, ...]:
        """Return the sections of a day. Raises: Refusal, when a text is not at hand."""
        day, site = wanted.day, edition.context.site

        def make() -> tuple[Section, ...]:
            digests = self._of_day(edition, day)
            return sections(day, digests, site, linked=wanted.linked, only=wanted.only, topics=wanted.topics)

        if wanted.only is not None:
            return make()
        return self._days.get(key_of(edition.dress, day, wanted.linked, wanted.topics), make)

    def papers(self, edition: Edition, wanted: Texts) -> tuple[SectionPapers, ...]:
        """Return the papers of a day as its digests have them. Raises: Refusal, when a text is not at hand."""
        return papers(wanted.day, self._of_day(edition, wanted.day), wanted.only)

    def _of_day(self, edition: Edition, day: Day) -> dict[tuple[str, int | str], Digest]:
        return {(outline.path, outline.within): self.digest(edition, outline) for outline in day.digests}


class EditionDigests:
    """The digests of an edition: `build.materials.Digests`."""

    def __init__(self, edition: Edition, parsed: ParsedDigests) -> None:
        """From what was parsed last."""
        self._edition = edition
        self._parsed = parsed

    def sections(self, wanted: Texts) -> tuple[Section, ...]:
        """Return the sections of a day."""
        return self._parsed.sections(self._edition, wanted)

    def papers(self, wanted: Texts) -> tuple[SectionPapers, ...]:
        """Return the papers of a day as its digests have them."""
        return self._parsed.papers(self._edition, wanted)

    def of_revision(self, revision: Revision) -> Digest:
        """Return the digest that has a wording of a paper."""
        outlines = (digest.outline for digest in self._edition.readings[revision.path].digests)
        outline = next(outline for outline in outlines if outline.within == revision.within)
        return self._parsed.digest(self._edition, outline)
