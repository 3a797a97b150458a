"""What the files of free pages hold."""

from __future__ import annotations

import msgspec


class Alias(msgspec.Struct, frozen=True):
    """An address that a free page is to be found at as well."""

    path: str
    """As it is written: `/help.html`."""
    line: int
    """Of its file."""


class Reference(msgspec.Struct, frozen=True):
    """A link from one content file to another."""

    target: str
    """As the file says it, without what follows `?` or `#`: `themes.md`, `../help/search.md`."""
    line: int
    column: int
    excerpt: str
    """The line."""


class Document(msgspec.Struct, frozen=True):
    """A free page of the site, from `content/pages/`."""

    path: str
    """Of its file."""
    key: str
    slug: str
    """Its place on the site, `about` or `help/search`: lower case, no leading or trailing `/`. Empty: the home page."""
    title: str
    description: str
    menu: bool
    """Whether the site's navigation names it."""
    body: str
    """Source: Markdown."""
    aliases: tuple[Alias, ...] = ()
    references: tuple[Reference, ...] = ()
    """Its links to other Markdown files, each target once."""
