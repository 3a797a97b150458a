"""The preview server: a `Preview` and a socket in, answers over HTTP out, and what changes told to whoever asked.

Whoever asks is looked at first: `origin_guard`. Then there are the site's files, the two of the preview's own, and the
news for open pages. This module does not know how pages are made, and does not print.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import threading
import time
import traceback
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from sitegen.preview import file_watcher, origin_guard
from sitegen.preview.answers import Answer, Answers
from sitegen.preview.events import Bell, Events
from sitegen.preview.http import media, respond
from sitegen.preview.pages import different
from sitegen.problems import Location, Problem

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Collection

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from sitegen.preview.editions import Look
    from sitegen.preview.pages import Preview

OWN = "~sitegen/"
"""Where the preview's own files are, below the base path: `~` can be in no path of a site."""
QUIET = 0.3
"""Seconds without an edit after which related papers are found anew."""

_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_CLIENT = Path(__file__).parent / "client"


@dataclass(frozen=True)
class Rebuilt:
    """What came of a change, for the terminal."""

    files: tuple[str, ...]
    """That changed."""
    units: tuple[str, ...]
    """Parts of the site that may have, by name: `day/2020-07-22`."""
    problems: tuple[Problem, ...]
    """All that there are now."""
    seconds: float
    """From the look at the files to the new edition."""


class Server:
    """A preview at a socket. `run` returns when `stop` is called, by any thread, or by Ctrl-C."""

    def __init__(
        self,
        site: Preview,
        host: str,
        tell: Callable[[Rebuilt | str], None],
        *,
        allowed: Collection[str] = (),
        poll: bool = False,
        follow: bool = False,
    ) -> None:
        """For a preview that was started. `tell` is called for what a person at a terminal wants to know.

        `allowed` are names by which it is reached, see `origin_guard`.
        """
        self._site = site
        self._host = host
        self._allowed = tuple(allowed)
        self._tell = tell
        self._told: set[int | None] = set()
        self._poll = poll
        self._follow = follow
        self._hints = file_watcher.Hints()
        self._edited = threading.Event()
        self._ended = False
        self._bell = Bell()
        self._answers = Answers(site, self._bell.ring)
        self._events = Events(site, self._answers, self._bell)
        self._server: _Uvicorn | None = None

    def run(self, listening: socket.socket, look: Look) -> None:
        """Serve, and follow what changes after `look`, until the end."""
        routes = [Route("/{path:path}", self._answer, methods=["GET"])]
        settings = uvicorn.Config(
            _guarded(Starlette(routes=routes), self._host, self._allowed, self._refused),
            http="h11",
            loop="asyncio",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
        )
        self._server = _Uvicorn(settings, self._bell.hang, self._refused)
        watcher = threading.Thread(target=self._watch, args=(look,), daemon=True)
        keeper = threading.Thread(target=self._site.keep_texts, daemon=True)
        relater = threading.Thread(target=self._relate, daemon=True)
        for thread in (watcher, keeper, relater):
            thread.start()
        try:
            self._server.run([listening])
        finally:
            self._ended = True
            self._hints.stop()
            self._edited.set()
            self._answers.close()
            self._site.close()
            watcher.join()

    def stop(self) -> None:
        """End at once."""
        if self._server:
            self._server.end()

    def _refused(self, error: OSError) -> None:
        """Tell what the system refuses; the same only once, though it may be asked thousands of times."""
        if error.errno not in self._told:
            self._told.add(error.errno)
            hint = ": close pages of the preview, or allow more, as with `ulimit -n 4096`"
            more = hint if error.errno in _EXHAUSTED else ""
            self._tell(f"a request cannot be answered: {error.strerror or error}{more}")

    # Changes

    def _watch(self, look: Look) -> None:
        for batch in file_watcher.batches(self._site.look, look, self._hints, poll=self._poll, told=self._tell):
            start, before = time.perf_counter(), self._site.edition
            try:
                self._site.update(batch.look, batch.restless)
            except Exception as error:  # noqa: BLE001 - a fault of ours must not end the preview, nor stay hidden
                self._tell(traceback.format_exc())
                message = f"sitegen failed to process this change: {type(error).__name__}: {error}"
                self._site.fail(Problem(Location(batch.changed[0]), message, "see the terminal for details"))
            self._edited.set()
            after = self._site.edition
            units: tuple[str, ...] = ()
            if after and after is not before:
                units = different(before, after)
                if self._follow and before:
                    self._events.lead(after.number, *self._site.edited(before, after, batch.changed))
            self._bell.ring()
            self._tell(Rebuilt(batch.changed, units, self._site.problems, time.perf_counter() - start))

    def _relate(self) -> None:
        """Find related papers anew when nothing has been edited for a while."""
        while not self._ended:
            self._edited.clear()
            if self._edited.wait(QUIET):
                continue
            try:
                if self._site.relate():
                    self._bell.ring()
            except Exception:  # noqa: BLE001 - see `_watch`
                self._tell(traceback.format_exc())
            self._edited.wait()

    # Answers

    async def _answer(self, request: Request) -> Response:
        path, root = request.scope["path"], self._site.root
        if path != root and path in ("/", root[:-1]):
            return RedirectResponse(root, 302)
        if path.startswith(root + OWN):
            return self._own(path.removeprefix(root + OWN), request)
        if not path.endswith("/") and path.startswith(root) and self._site.has(f"{path[len(root) - 1 :]}/"):
            query = request.scope["query_string"].decode("latin-1")
            return RedirectResponse(quote(path) + "/" + ("?" + query if query else ""), 301)
        answer = await self._answers.find(path)
        body = self._with_script(answer) if answer.version else answer.body
        return respond(request, answer.status, body, answer.media)

    def _with_script(self, page: Answer) -> bytes:
        source = escape(f"{self._site.root}{OWN}preview.js")
        tag = f'<script src="{source}" data-version="{page.version}" defer></script>'.encode()
        head, end, rest = page.body.partition(b"</head>")
        return head + tag + end + rest if end else page.body + tag

    def _own(self, name: str, request: Request) -> Response:
        if name == "events" and request.method == "GET":
            query = request.query_params
            events = self._events.stream(unquote(query.get("path", "")), query.get("version", ""))
            return StreamingResponse(events, media_type="text/event-stream")
        if name in ("preview.js", "preview.css"):
            return respond(request, 200, (_CLIENT / name).read_bytes(), media(name))
        return PlainTextResponse("This file does not exist.", 404)


class _Uvicorn(uvicorn.Server):
    """Ends at once, with whatever is under way, and without telling a signal to anybody else."""

    def __init__(self, settings: uvicorn.Config, began: Callable[[], None], refused: Callable[[OSError], None]) -> None:
        super().__init__(settings)
        self._began = began
        self._refused = refused

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._began()
        asyncio.get_running_loop().set_exception_handler(self._failed)
        await super().startup(sockets)

    def _failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Take what goes wrong between the answers: to accept a connection takes a file descriptor."""
        error = context.get("exception")
        if isinstance(error, OSError) and error.errno in _EXHAUSTED:
            self._refused(error)
        else:
            loop.default_exception_handler(context)

    def handle_exit(self, sig: int, frame: object) -> None:  # noqa: ARG002
        self.end()

    def end(self) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # of connections that are cut there is no news
        self.should_exit = self.force_exit = True


def _guarded(app: ASGIApp, host: str, allowed: Collection[str], failed: Callable[[OSError], None]) -> ASGIApp:
    """Refuse strangers before anything is looked at, and give each answer the headers that keep them out."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        path = _origin_form(scope["path"], host, allowed)
        own = path is not None and f"/{OWN}" in path
        refused = origin_guard.refusal(headers, host, allowed, page=not own)
        begun = False

        async def sent(message: Any) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                more = {name.encode(): value.encode() for name, value in origin_guard.HEADERS.items()}
                message["headers"] = [*message.get("headers", []), *more.items()]
            await send(message)

        if refused:
            await PlainTextResponse(refused + "\n", 403)(scope, receive, sent)
        elif path is None:
            await PlainTextResponse("the request does not contain a path\n", 400)(scope, receive, sent)
        else:
            try:
                await app({**scope, "path": path}, receive, sent)
            except OSError as error:
                failed(error)
                if not begun:
                    await PlainTextResponse(f"{error.strerror}\n", 503)(scope, receive, sent)

    return guard


def _origin_form(path: str, host: str, allowed: Collection[str]) -> str | None:
    """Return the path of a request that may name the whole address, as proxies want it (RFC 9112, 3.2.2)."""
    if path.lower().startswith("http://"):
        authority, slash, rest = path[len("http://") :].partition("/")
        return slash + rest if slash and origin_guard.ours(authority.lower(), host, allowed) else None
    return path if path.startswith("/") else None
