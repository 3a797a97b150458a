"""Addresses of other sites in, those that lead nowhere any more out, as problems.

Politely: a few at once, one a second at most to one host, `HEAD` first, and what cannot be told is not called broken.
This module does not know where the links come from, or which of them are worth it.
"""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from sitegen import __version__
from sitegen.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.checks.links import Outbound

AT_ONCE = 4
PAUSE = 1.0
"""Seconds between two requests to one host."""
PATIENCE = 10.0
"""Seconds that an answer may take."""
LONGEST_WAIT = 30.0
"""Seconds that a host may ask us to wait before the second try."""

_AGENT = f"sitegen/{__version__} (+link check)"
_NO_HEAD = {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
"""What servers say that do not answer `HEAD`, or not truly."""
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_BUSY = 500
"""From here on, and with 429, it is the server's own trouble."""


class _Answer(NamedTuple):
    status: int
    """0 when there was none."""
    reason: str
    wait: float = 0.0


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but only to the web."""

    def redirect_request(
        self, req: urllib.request.Request, fp: object, code: int, msg: str, headers: object, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme not in {"http", "https"}:
            return None
        following = super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]
        if following is not None:
            following.method = req.get_method()
        return following


class _Turns:
    """Sees to it that no host is asked too often."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}

    def wait(self, host: str, more: float = 0.0) -> None:
        with self._lock:
            now = time.monotonic()
            at = max(now + more, self._next.get(host, 0.0))
            self._next[host] = at + self._pause
        time.sleep(max(0.0, at - now))


def ask(links: Sequence[Outbound], *, pause: float = PAUSE, patience: float = PATIENCE) -> Iterator[Problem]:
    """Ask for each address; return what is wrong, in the order of the links."""
    turns = _Turns(pause)
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        _Redirects(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = pool.map(lambda link: _answer(opener, link.url, turns, patience), links)
        for link, answer in zip(links, answers, strict=True):
            if problem := _judged(link, answer):
                yield problem


def _answer(opener: urllib.request.OpenerDirector, url: str, turns: _Turns, patience: float) -> _Answer:
    try:
        address = quote(url, safe="%/:=&?~#+!$,;'@()*[]")
        host = urlsplit(address).netloc.lower()
    except ValueError as error:
        return _Answer(HTTPStatus.NOT_FOUND, f"the address is not valid: {error}")
    answer = _tried(opener, address, "HEAD", turns, patience)
    if answer.status in _NO_HEAD:
        answer = _tried(opener, address, "GET", turns, patience)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= _BUSY:
        turns.wait(host, min(answer.wait, LONGEST_WAIT))
        answer = _request(opener, address, "GET", patience)
    return answer


def _tried(opener: urllib.request.OpenerDirector, url: str, method: str, turns: _Turns, patience: float) -> _Answer:
    turns.wait(urlsplit(url).netloc.lower())
    return _request(opener, url, method, patience)


def _request(opener: urllib.request.OpenerDirector, url: str, method: str, patience: float) -> _Answer:
    headers = {"User-Agent": _AGENT, "Accept": "*/*"}
    if method == "GET":
        headers["Range"] = "bytes=0-0"
    try:
        request = urllib.request.Request(url, headers=headers, method=method)  # noqa: S310 - http and https only
        with opener.open(request, timeout=patience) as response:
            return _Answer(response.status, "")
    except urllib.error.HTTPError as error:
        with error:
            wait = error.headers.get("Retry-After", "")
            return _Answer(error.code, f"{error.code} {error.reason}", float(wait) if wait.isdecimal() else 0.0)
    except urllib.error.URLError as error:
        return _Answer(0, str(error.reason))
    except (OSError, HTTPException, ValueError) as error:
        return _Answer(0, str(error) or type(error).__name__)


def _judged(link: Outbound, answer: _Answer) -> Problem | None:
    if not answer.reason or answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        return None
    if answer.status in _GONE:
        message = f"the link to {link.url} is dead: {answer.reason}"
        return Problem(link.location, message, "correct or remove the link", link.excerpt)
    message = f"the link to {link.url} could not be checked: {answer.reason}"
    return Problem(link.location, message, "open the link in a browser", link.excerpt, Severity.WARNING)
