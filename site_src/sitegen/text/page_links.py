"""Links between free pages, as Markdown files name one another: the pages in, where each link leads out.

A link is relative to the file that it stands in, so that it works where the files are read, too. This module does not
know of Markdown, and does not look into pages for the anchors that links name.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote

from sitegen.problems import MOST_HINTS, Location, Problem, Severity, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sitegen.model import Document, Reference


def places(document: Document, slugs: Mapping[str, str]) -> dict[str, str]:
    """Return the `slug` of every page that a page refers to, by the target; `slugs` are those of all pages, by file.

    The names of files compare as NFC: some systems store them in another form than people type.
    """
    found = {reference.target: slugs.get(_file(document, reference)) for reference in document.references}
    return {target: slug for target, slug in found.items() if slug is not None}


def dead(documents: Iterable[Document]) -> list[Problem]:
    """Name the links that lead to no free page."""
    documents = tuple(documents)
    files = {normalize("NFC", document.path) for document in documents}
    problems: list[Problem] = []
    for document in documents:
        for reference in document.references:
            if (wanted := _file(document, reference)) not in files:
                where = Location(document.path, reference.line, reference.column)
                message = f"this link points to `{wanted}`, which is not a free page"
                hint = _hint(document, wanted, files) if len(problems) < MOST_HINTS else ""
                problems.append(Problem(where, message, hint, reference.excerpt, Severity.WARNING))
    return problems


def _file(document: Document, reference: Reference) -> str:
    """Return the path of the file that is meant."""
    folder = posixpath.dirname(document.path)
    return normalize("NFC", posixpath.normpath(posixpath.join(folder, unquote(reference.target))))


def _hint(document: Document, wanted: str, files: set[str]) -> str:
    folder = posixpath.dirname(document.path)
    return nearest(posixpath.relpath(wanted, folder), {posixpath.relpath(file, folder) for file in files})
