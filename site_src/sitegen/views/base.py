"""What every template sees: the site, the theme, and what every page has."""

from __future__ import annotations

import msgspec

from sitegen.model import Link


class Site(msgspec.Struct, frozen=True):
    """What is the same on every page of a site."""

    title: str
    """The site's name."""
    description: str
    """What the site is, in a sentence."""
    language: str
    """Language tag, for `<html lang>`."""
    url: str
    """Absolute address of the home page, with a `/` at its end."""
    root: str
    """The site's base path, with a `/` at its end: `/`, or `/project/`; the home page's link."""
    menu: tuple[Link, ...]
    """The free pages that want to be named in the navigation."""
    paper_url: str
    """The path of an arXiv paper's page, with `{id}`, or `{yymm}` and `{number}`, to be filled in; the page of
    `doi:10.1212/x` is at `doi/10.1212/x/` below `root`."""
    search: bool
    """Whether the site has a search page, at `search/` below its base path."""
    saved: bool
    """Whether the site has a page of the papers that a reader starred, at `saved/` below its base path."""
    folded: bool
    """Whether older papers have no page, but a place on the page of their newest day: then `404.html` has to lead there
    from where their pages were."""
    watch: bool
    """Whether the site has watch rules, at `watch/` below its base path."""
    generator: str
    """`sitegen` and its version."""


class ThemeInfo(msgspec.Struct, frozen=True):
    """The theme that renders the page."""

    name: str
    """Its name."""
    options: dict[str, object]
    """Its options: the defaults of `theme.toml` and what the site's configuration says instead."""


class View(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What every page has."""

    title: str
    """The page's title, plain text."""
    path: str
    """Where the page is, with the site's base path: `/abs/2007.10986/`."""
    canonical: str
    """The page's absolute address."""
    description: str = ""
    """A sentence or two on the page, plain text; may be empty."""
    crumbs: tuple[Link, ...] = ()
    """The pages above this one, the home page left out."""


class Page(msgspec.Struct, frozen=True, gc=False):
    """A page before it is rendered."""

    path: str
    """Without the site's base path: `/abs/2007.10986/`, `/404.html`."""
    template: str
    view: View
