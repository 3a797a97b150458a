"""Redirects in, what leads a reader from the old address to the new one out: a small page each, and `_redirects`.

The pages work on every host. `_redirects` is read by some, and answers where there is no page, or instead of it.
This module does not know why an address leads elsewhere.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sitegen.model import Artifact
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from sitegen.model import Redirect
    from sitegen.views import Site

RULES = 1_000
"""GitLab reads no more: https://docs.gitlab.com/user/project/pages/redirects/"""
RULES_BYTES = 64_000
"""The same."""

_PAGES = ("/", ".html")
"""What the addresses of pages end in: a page under another name would be served as something else."""


def is_page(path: str) -> bool:
    """Whether an address can have a page that leads elsewhere; all others are for hosts that read `_redirects`."""
    return path.endswith(_PAGES)


def pages(site: Site, redirects: tuple[Redirect, ...]) -> list[Artifact]:
    """Make the pages. They have neither theme nor script: they are there for an instant."""
    made = []
    for redirect in redirects:
        if not is_page(redirect.path):
            continue
        url = escape(_placed(redirect.target, site.root))
        canonical = escape(_placed(redirect.target, site.url))
        text = f"""<!doctype html>
<html lang="{escape(site.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Moved: {escape(site.title)}</title>
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={url}">
</head>
<body>
<main>
<h1>Moved</h1>
<p>This page has <a href="{url}">a new address</a>.</p>
</main>
</body>
</html>
"""
        made.append(Artifact(permalinks.file(redirect.path), text.encode()))
    return made


def rules(site: Site, redirects: tuple[Redirect, ...]) -> Artifact:
    """Make `_redirects`, of as many as hosts read."""
    lines: list[str] = []
    room = RULES_BYTES
    for redirect in redirects[:RULES]:
        line = f"{_placed(redirect.path, site.root)} {_placed(redirect.target, site.root)} 301\n"
        room -= len(line)
        if room < 0:
            break
        lines.append(line)
    return Artifact(permalinks.REDIRECTS[1:], "".join(lines).encode())


def _placed(target: str, base: str) -> str:
    """Put the site's base before a path of the site."""
    return base + target[1:] if target.startswith("/") else target
