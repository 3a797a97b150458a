"""A host and a port in, a socket that listens there out, and the address of the preview at it.

This module does not know what is served.
"""

from __future__ import annotations

import errno
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
    """Return the address of the preview's first page."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{root}"
