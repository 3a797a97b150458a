"""What leads from old addresses to new ones: small pages, and the file that some hosts read. See `build.redirects`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.files import redirect_pages
from sitegen.model import Redirect
from sitegen.pages.base import Kind, Target
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from sitegen.model import Artifact
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site

_OPTIONS = ("urls.",)


class RedirectsTarget(Target, frozen=True):
    """Pages that lead from old addresses to new ones."""

    kind = "redirects"
    redirects: tuple[Redirect, ...]


class HostRulesTarget(Target, frozen=True):
    """The file by which hosts lead from old addresses to new ones, before any page does."""

    kind = "host-rules"
    redirects: tuple[Redirect, ...]
    """Those that matter most come first: hosts read some only."""


def _none(_: Planning) -> tuple[()]:
    """Return nothing: what leads elsewhere depends on all other targets."""
    return ()


def _pages(target: RedirectsTarget, _: Materials, site: Site) -> list[Artifact]:
    return redirect_pages.pages(site, target.redirects)


def _rules(target: HostRulesTarget, _: Materials, site: Site) -> list[Artifact]:
    return [redirect_pages.rules(site, target.redirects)]


REDIRECTS = Kind(
    name="redirects",
    title="a redirect",
    label="redirect",
    names="aliases|moved/.+",
    target=RedirectsTarget,
    targets=_none,
    shown=("title", "language", "url", "root"),
    options=_OPTIONS,
    files=_pages,
    places=lambda target: [redirect.path for redirect in target.redirects],
    cost=lambda target: 1 + len(target.redirects) // 8,  # they are small, and made of nothing
)
HOST_RULES = Kind(
    name="host-rules",
    title="a file of the site",
    target=HostRulesTarget,
    targets=_none,
    shown=("root",),
    options=_OPTIONS,
    files=_rules,
    places=lambda _: (permalinks.REDIRECTS,),
    reserved={permalinks.REDIRECTS: "a file of the site"},
)
