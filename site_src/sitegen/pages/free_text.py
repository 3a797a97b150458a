"""A free page's Markdown in, its text as templates see it out; its links to other files lead to their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

import msgspec

from sitegen.model import Document
from sitegen.text import page_links

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.model import Prose


class FreeText(msgspec.Struct, frozen=True):
    """The text of a free page."""

    document: Document
    places: dict[str, str]
    """Where its references lead: the target's `slug`."""
    html: bool
    """The option `markdown.html`."""

    def render(self, root: str) -> Prose:
        """Return the text of the page; `root` is the site's base path."""
        from sitegen.text import markdown  # noqa: PLC0415 - to load it takes as long as to render a thousand papers

        return markdown.document(self.document.body, html=self.html, root=root, places=self.places)


def free_texts(documents: Iterable[Document], *, html: bool) -> list[FreeText]:
    """Return the texts of free pages, sorted by path as they are; `html` is the option `markdown.html`."""
    documents = list(documents)
    by_file = {normalize("NFC", document.path): document.slug for document in documents}
    return [FreeText(document, page_links.places(document, by_file), html) for document in documents]
