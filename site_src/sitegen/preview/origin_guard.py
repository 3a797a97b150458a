"""Who may ask the preview: the browser of the person at this machine, on a page of the preview itself.

In: the headers of a request. Out: why it is refused, if it is. Pages on the web can make a browser ask any address,
and names on the web can be pointed at this machine; neither must be able to read what is not published yet. Other names
have to be allowed: behind a tunnel, or in an editor on the web, the preview has one that it cannot know.
This module does not know what is asked for.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

HEADERS = {
    "cache-control": "no-cache",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""Of every answer: nobody else's page may embed it, guess its type, or hold its window."""

_NAME = re.compile(r"\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")


def nameable(name: str) -> bool:
    """Whether something is the name of a host, `example.org`, or of it and all below it, `.example.org`."""
    return bool(_NAME.fullmatch(name.lower()))


def refusal(headers: Iterable[tuple[str, str]], bound: str, allowed: Collection[str] = (), *, page: bool) -> str:
    """Say why a request is refused; empty when it is not.

    `bound` is the host that the preview was told to listen at, and `allowed` are names that it has elsewhere, see
    `nameable`. A `page` may be reached by a link on another site; what is no page may not.
    """
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value.strip().lower())
    hosts = found.get("host", [])
    if len(hosts) != 1 or not ours(hosts[0], bound, allowed):
        named = ", ".join(hosts)[:100] or "none"
        name = _name(hosts[0]) if len(hosts) == 1 else ""
        remedy = f"start it with --allow-host {name}" if nameable(name) else "allow its name with --allow-host"
        return f"this preview does not answer requests for the host {named}: use localhost, or {remedy}"
    for origin in found.get("origin", []):
        scheme, _, host = origin.partition("://")
        # Behind a tunnel, the browser speaks https with a host whose name the tunnel may replace with ours.
        if origin != f"http://{hosts[0]}" and not (scheme in ("http", "https") and _allows(allowed, _name(host))):
            return "this preview does not answer requests from other sites"
    sites = found.get("sec-fetch-site", [])
    if all(site in ("same-origin", "none") for site in sites):
        return ""
    followed = found.get("sec-fetch-mode") == ["navigate"] and found.get("sec-fetch-dest") == ["document"]
    return "" if page and followed else "this preview does not answer requests from other sites"


def ours(host: str, bound: str, allowed: Collection[str] = ()) -> bool:
    """Whether a `Host` is this machine, by a name that is allowed or that nobody on the web can point elsewhere."""
    name = _name(host)
    if not name:
        return False
    if name in ("localhost", bound.lower()) or _allows(allowed, name):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or not local(bound)


def _name(host: str) -> str:
    """Return the name or address in a `Host`, without the port; empty when it is no host at all."""
    match = _HOST.fullmatch(host)
    return match[1].strip("[]") if match else ""


def _allows(allowed: Collection[str], name: str) -> bool:
    """Whether a name is one of those that are allowed, or below one that begins with a full stop."""
    return any(
        name == one.removeprefix(".") or (one[0] == "." and name.endswith(one)) for one in map(str.lower, allowed)
    )


def local(host: str) -> bool:
    """Whether only this machine can reach a host that is listened at."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
