"""A free page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.model import Prose
from sitegen.pages.base import Address, Kind, Target, place
from sitegen.pages.free_text import FreeText, free_texts
from sitegen.pages.planning import Claim
from sitegen.problems import Location
from sitegen.text import cutting
from sitegen.urls import permalinks
from sitegen.views import Page, View

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sitegen.model import Date
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site

DESCRIPTION = 200
"""Characters of the text that a search engine is given."""


class DocumentTarget(Target, frozen=True):
    """A free page."""

    kind = "document"
    text: FreeText

    @property
    def path(self) -> str:
        """Where the page is."""
        return permalinks.document(self.text.document.slug)


class DocumentView(View, frozen=True, kw_only=True):
    """`document.html`, a free page."""

    body: Prose
    """The text of the page: flow content, with its own `<h1>` if the file has one."""
    has_heading: bool
    """Whether the text begins with a heading of its own. If so, the title need not be displayed again."""


def targets(planning: Planning) -> Iterator[tuple[str, DocumentTarget]]:
    """Return each free page but the text of the home page."""
    for text in free_texts(planning.documents, html=planning.document_html):
        if text.document.slug:
            yield f"document/{text.document.slug}", DocumentTarget(text)


def pages(target: DocumentTarget, _: Materials, site: Site) -> list[Page]:
    """Make the page."""
    document = target.text.document
    body = target.text.render(site.root)
    view = DocumentView(
        title=document.title,
        description=document.description or cutting.shorten(body.plain, DESCRIPTION),
        body=body,
        has_heading=body.html.startswith("<h1"),
        **place(target.path, site),
    )
    return [Page(target.path, "document.html", view)]


def _claims(planning: Planning) -> Iterator[Claim]:
    hint = "rename the file, or set `slug` in its front matter"
    for document in planning.documents:
        path = permalinks.document(document.slug)
        yield Claim(path, Location(document.path), f"this free page would have the address {path}", hint, document.path)


def _concerned(target: DocumentTarget, path: str, _: Collection[Date]) -> bool:
    return path == target.text.document.path


KIND = Kind(
    name="document",
    title="a free page",
    label="free",
    target=DocumentTarget,
    targets=targets,
    templates={"document.html": DocumentView},
    options=("markdown.html",),
    pages=pages,
    places=lambda target: (target.path,),
    claims=_claims,
    addresses=lambda target, _: [Address(target.path)],
    source=lambda target: target.text.document.path,
    suggested=True,
    concerned=_concerned,
)
