"""Who may ask the preview: the browser of the person at this machine, on a page of the preview itself.

In: the headers of a request. Out: why it is refused, if it is. Pages on the web can make a browser ask any address,
and names on the web can be pointed at this machine; neither must be able to read what is not published yet.
This module does not know what is asked for.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADERS = {
    "cache-control": "no-cache",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""Of every answer: nobody else's page may embed it, guess its type, or hold its window."""

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")


def refusal(headers: Iterable[tuple[str, str]], bound: str, *, page: bool) -> str:
    """Say why a request is refused; empty when it is not.

    `bound` is the host that the preview was told to listen at. A `page` may be reached by a link on another site; what
    is no page may not.
    """
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value.strip().lower())
    hosts = found.get("host", [])
    if len(hosts) != 1 or not ours(hosts[0], bound):
        named = ", ".join(hosts)[:100] or "none"
        return f"this preview does not answer requests for the host {named}: use localhost, or pass the host as --host"
    if any(origin != f"http://{hosts[0]}" for origin in found.get("origin", [])):
        return "this preview does not answer requests from other sites"
    sites = found.get("sec-fetch-site", [])
    if all(site in ("same-origin", "none") for site in sites):
        return ""
    followed = found.get("sec-fetch-mode") == ["navigate"] and found.get("sec-fetch-dest") == ["document"]
    return "" if page and followed else "this preview does not answer requests from other sites"


def ours(host: str, bound: str) -> bool:
    """Whether a `Host` is this machine by a name or address that nobody on the web can point elsewhere."""
    match = _HOST.fullmatch(host)
    if not match:
        return False
    name = match[1].strip("[]")
    if name in ("localhost", bound.lower()):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or not local(bound)


def local(host: str) -> bool:
    """Whether only this machine can reach a host that is listened at."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
