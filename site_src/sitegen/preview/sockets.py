"""A host and a port in, a socket that listens there out, and the addresses of the preview at it.

This module does not know what is served.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket

from sitegen.problems import Location, Problem, Refusal

PORTS = 100
"""How many ports are tried when the one that is wanted is taken."""


def listen(host: str, port: int) -> socket.socket:
    """Open a socket at a port, or at the next that is free.

    Raises:
        Refusal: the host is not this machine's, or no port is free.

    """
    where = Location(f"{host}:{port}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise Refusal(Problem(where, "this host does not exist", "pass an address of this machine as --host")) from None
    for number in range(port, min(port + PORTS, 65_536)):
        found = socket.socket(family, kind, protocol)  # only a socket that knows it is TCP sends small answers at once
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((address[0], number, *address[2:]))
            found.listen(256)
        except OSError as error:
            found.close()
            if error.errno == errno.EADDRINUSE:
                continue
            raise Refusal(
                Problem(
                    where, f"sitegen cannot listen on this address: {error.strerror}", "choose another address or port"
                )
            ) from None
        return found
    raise Refusal(Problem(where, "this port is in use, and so are those after it", "choose another port with --port"))


def url(host: str, port: int, root: str) -> str:
    """Return the address of the preview's first page, for a browser on this machine."""
    host = "localhost" if _everywhere(host) else host
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{root}"


def urls_for_others(host: str, port: int, root: str) -> list[str]:
    """Return the addresses for browsers on other machines: none, when the preview listens at one address only."""
    families = [(socket.AF_INET, "192.0.2.1")]
    if host == "::":
        families.append((socket.AF_INET6, "2001:db8::1"))
    found = []
    for family, somewhere in families if _everywhere(host) else ():
        # Nothing is sent: the system says which of its addresses it would send from.
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((somewhere, 9))
            found.append(url(probe.getsockname()[0], port, root))
    return found


def _everywhere(host: str) -> bool:
    """Whether a host means all addresses of this machine; no browser can go there."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
