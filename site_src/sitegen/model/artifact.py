"""Files of the site, and addresses that lead elsewhere."""

from __future__ import annotations

import msgspec


class Artifact(msgspec.Struct, frozen=True, gc=False):
    """A file of the site."""

    path: str
    """Relative to the output folder: `abs/2007.10986/index.html`."""
    data: bytes


class Redirect(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An address without a page of its own, and where it leads."""

    path: str
    """Without the site's base path: `/help.html`."""
    target: str
    """A path of this site, without the base path, perhaps with an anchor; or an https URL."""
