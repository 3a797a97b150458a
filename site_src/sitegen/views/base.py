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
    """The language tag for `<html lang>`."""
    url: str
    """The absolute address of the home page. It ends in `/`."""
    root: str
    """The base path of the site, `/` or `/project/`, which is also the link to the home page. It ends in `/`."""
    menu: tuple[Link, ...]
    """The free pages that the navigation lists."""
    paper_url: str
    """The path of the page of an arXiv paper, with the placeholders `{id}`, or `{yymm}` and `{number}`. The page of
    `doi:10.1212/x` is at `doi/10.1212/x/` below `root`."""
    search: bool
    """Whether the site has a search page, at `search/` below its base path."""
    saved: bool
    """Whether the site has a page of the papers that the reader starred, at `saved/` below its base path."""
    folded: bool
    """Whether older papers have no page of their own, but a place on the page of their newest day. If so, `404.html`
    has to redirect there from the addresses of their former pages."""
    watch: bool
    """Whether the site has watch rules, at `watch/` below its base path."""
    generator: str
    """`sitegen` and its version."""


class ThemeInfo(msgspec.Struct, frozen=True):
    """The theme that renders the page."""

    name: str
    """Its name."""
    options: dict[str, object]
    """Its options: the defaults from `theme.toml`, and the values from the configuration that override them."""


class View(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What every page has."""

    title: str
    """The page's title, plain text."""
    path: str
    """The path of the page, including the base path of the site: `/abs/2007.10361/`."""
    canonical: str
    """The absolute address of the page."""
    description: str = ""
    """A sentence or two that describe the page, plain text; may be empty."""
    crumbs: tuple[Link, ...] = ()
    """The pages above this one, without the home page."""


class Page(msgspec.Struct, frozen=True, gc=False):
    """A page before it is rendered."""

    path: str
    """Without the site's base path: `/abs/2007.10986/`, `/404.html`."""
    template: str
    view: View
