"""Where links lead: a path of the site, an anchor on a page, or another site.

In: a link as it is written, the file that it is in, and the address of the site. Out: its `Target`.
This module does not know which files and anchors there are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urljoin

BLANKS = "".join(map(chr, range(33)))
_CONTROLS = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
ROOTED = re.compile(r"/|https?:", re.IGNORECASE)
_URL = re.compile(r"(?:(?:(https?):)?//([^/?#\\]*))?([^?#]*)(?:\?[^#]*)?(?:#(.*))?", re.DOTALL | re.IGNORECASE)
_PORTS = {"http": ":80", "https": ":443"}


class Target(NamedTuple):
    """Where a link leads."""

    path: str = ""
    """On the site, without the base path; decoded."""
    fragment: str = ""
    site: bool = True
    """Whether it is this site's to answer."""
    outside: str = ""
    """A path of the same host at which another site would be."""
    address: str = ""
    """Of another site."""


_ELSEWHERE = Target(site=False)
"""Where nothing is to be looked at: mail, scripts, data."""


def resolve(url: str, path: str, base: str, site: str) -> Target:
    """Find out where a link leads that stands in the file `path`."""
    url = _CONTROLS.sub("", url.strip(BLANKS))
    if not ROOTED.match(url) and _SCHEME.match(url):
        return _ELSEWHERE
    if not base and (url.startswith("#") or not url):
        return Target(path, _fragment(url[1:]))
    if base or not ROOTED.match(url):
        page = root_of(site) + path.removesuffix("index.html")
        url = urljoin(urljoin(page, base), url) if base else urljoin(page, url)
    return _absolute(url, site)


@lru_cache(maxsize=50_000)
def _absolute(url: str, site: str) -> Target:
    """Find out where a link leads that names its host, or begins with `/`."""
    own, root = _host(site), root_of(site)
    parts = _URL.fullmatch(url)
    if not parts:
        return _ELSEWHERE
    scheme, host, path, fragment = parts[1], parts[2], parts[3].replace("\\", "/"), parts[4]
    if host is not None and host.lower().removesuffix(_PORTS.get((scheme or "").lower(), " ")) != own:
        return Target(site=False, address=url.partition("#")[0]) if scheme else _ELSEWHERE
    path = _tidied(path or "/")
    if f"{path}/" == root:
        path = root
    if not path.startswith(root):
        if host is not None:
            return Target(site=False, address=url.partition("#")[0])
        return Target(site=False, outside=path)
    return Target(unquote(path[len(root) :]), _fragment(fragment or ""))


def _tidied(path: str) -> str:
    """Resolve `.` and `..` in an absolute path, as browsers do."""
    if "/." not in path:
        return path
    parts: list[str] = []
    for part in path.split("/")[1:]:
        if part == "..":
            parts[-1:] = []
        elif part != ".":
            parts.append(part)
    return "/" + "/".join(parts) + ("/" if path.endswith(("/.", "/..")) and parts else "")


def _fragment(text: str) -> str:
    """Return the anchor that a fragment names; none, when browsers need none: `#top`, `#:~:text=word`."""
    name = unquote(text.partition(":~:")[0])
    return "" if name.lower() == "top" else name


def file_of(path: str) -> str:
    """Return the file that is served at a path, without a slash before it."""
    return path + "index.html" if not path or path.endswith("/") else path


@lru_cache(maxsize=8)
def root_of(site: str) -> str:
    """Return the path of the site's address: `/`, or `/project/`."""
    return "/" + site.partition("//")[2].partition("/")[2]


@lru_cache(maxsize=8)
def _host(site: str) -> str:
    scheme, _, rest = site.partition("://")
    return rest.partition("/")[0].lower().removesuffix(_PORTS.get(scheme.lower(), " "))
