"""The preview server: the pages of a `Preview` over HTTP, and news of them to the pages that are open.

An open page knows the version that it shows: a hash of what was sent. It is told to load again when what would be sent
now has another, so that nothing that happens while a page loads is lost, and a page that does not change stays.
There is no file serving: what is asked for is looked up among the site's own files, as they are planned.
This module does not know how pages are made, and does not print.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote, unquote

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from sitegen.hashing import fingerprint
from sitegen.model import Artifact
from sitegen.preview import file_watcher, origin_guard
from sitegen.preview.http import media, respond
from sitegen.preview.pages import different
from sitegen.problems import (
    Location,
    Problem,
    Refusal,
    Severity,
)
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from sitegen.preview.editions import Look
    from sitegen.preview.pages import Pending, Preview

OWN = "~sitegen/"
"""Where the preview's own files are, below the base path: `~` can be in no path of a site."""
PORTS = 100
"""How many ports are tried when the one that is wanted is taken."""
MOST_PROBLEMS = 20
"""Problems that a page shows."""
ALIVE = 15.0
"""Seconds after which a silent connection says that it is there."""
QUIET = 0.3
"""Seconds without an edit after which related papers are found anew."""
SITE_WIDE = {"index": "the search index", "export": "the archive's data"}

_CLIENT = Path(__file__).parent / "client"

T = TypeVar("T")


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


@dataclass(frozen=True)
class Answer:
    """What is sent for a path of the site."""

    status: int
    body: bytes
    media: str
    version: str = ""
    """Of a page; empty when it is none."""

    @classmethod
    def of(cls, status: int, artifact: Artifact) -> Self:
        """Make the answer that has a file of the site."""
        page = artifact.path.endswith(".html")
        version = fingerprint(b"%d %b" % (status, artifact.data)).hex() if page else ""
        return cls(status, artifact.data, media(artifact.path), version)


def listen(host: str, port: int) -> socket.socket:
    """Open a socket at a port, or at the next that is free.

    Raises:
        Refusal: the host is not this machine's, or no port is free.

    """
    where = Location(f"{host}:{port}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise Refusal(Problem(where, "there is no such host", "give an address of this machine as --host")) from None
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
            raise Refusal(Problem(where, f"cannot be listened at: {error.strerror}", "choose another")) from None
        return found
    raise Refusal(Problem(where, "is taken, and so are those after it", "choose another with --port"))


def url(host: str, port: int, root: str) -> str:
    """Return the address of the preview's first page."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{root}"


class Server:
    """A preview at a socket. `run` returns when `stop` is called, by any thread, or by Ctrl-C."""

    def __init__(
        self,
        site: Preview,
        host: str,
        tell: Callable[[Rebuilt | str], None],
        *,
        poll: bool = False,
        follow: bool = False,
    ) -> None:
        """For a preview that was started. `tell` is called for what a person at a terminal wants to know."""
        self._site = site
        self._host = host
        self._tell = tell
        self._poll = poll
        self._follow = follow
        self._hints = file_watcher.Hints()
        self._edited = threading.Event()
        self._ended = False
        self._worker = ThreadPoolExecutor(1, "pages")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rung = asyncio.Event()
        self._goal: tuple[int, str, str] = (0, "", "")
        self._preparing: dict[str, asyncio.Task[tuple[Problem, ...]]] = {}
        self._server: _Uvicorn | None = None

    def run(self, listening: socket.socket, look: Look) -> None:
        """Serve, and follow what changes after `look`, until the end."""
        routes = [Route("/{path:path}", self._answer, methods=["GET"])]
        settings = uvicorn.Config(
            _guarded(Starlette(routes=routes), self._host),
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
        self._server = _Uvicorn(settings, self._began)
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
            self._worker.shutdown(wait=False, cancel_futures=True)
            self._site.close()
            watcher.join()

    def stop(self) -> None:
        """End at once."""
        if self._server:
            self._server.end()

    def _began(self) -> None:
        self._loop = asyncio.get_running_loop()

    # Changes

    def _watch(self, look: Look) -> None:
        for batch in file_watcher.batches(self._site.look, look, self._hints, poll=self._poll, told=self._tell):
            start, before = time.perf_counter(), self._site.edition
            try:
                self._site.update(batch.look, batch.restless)
            except Exception as error:  # noqa: BLE001 - a fault of ours must not end the preview, nor stay hidden
                self._tell(traceback.format_exc())
                message = f"sitegen failed on this change: {type(error).__name__}: {error}"
                self._site.fail(Problem(Location(batch.changed[0]), message, "the terminal has more"))
            self._edited.set()
            after = self._site.edition
            units: tuple[str, ...] = ()
            if after and after is not before:
                units = different(before, after)
                if self._follow and before:
                    self._goal = (after.number, *self._site.edited(before, after, batch.changed))
            self._ring()
            self._tell(Rebuilt(batch.changed, units, self._site.problems, time.perf_counter() - start))

    def _relate(self) -> None:
        """Find related papers anew when nothing has been edited for a while."""
        while not self._ended:
            self._edited.clear()
            if self._edited.wait(QUIET):
                continue
            try:
                if self._site.relate():
                    self._ring()
            except Exception:  # noqa: BLE001 - see `_watch`
                self._tell(traceback.format_exc())
            self._edited.wait()

    def _ring(self) -> None:
        """Wake all open pages' connections: there is news, or the end. Any thread may ring."""

        def ring() -> None:
            self._rung.set()
            self._rung = asyncio.Event()

        if self._loop:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(ring)

    async def _work(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._worker, function)

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
        answer = await self._find(path)
        body = self._with_script(answer) if answer.version else answer.body
        return respond(request, answer.status, body, answer.media)

    def _with_script(self, page: Answer) -> bytes:
        source = escape(f"{self._site.root}{OWN}preview.js")
        tag = f'<script src="{source}" data-version="{page.version}" defer></script>'.encode()
        head, end, rest = page.body.partition(b"</head>")
        return head + tag + end + rest if end else page.body + tag

    async def _find(self, path: str) -> Answer:
        """Find what is at a path, and have it made when it is made of the whole archive."""
        answer = await self._work(partial(self._now, path))
        if isinstance(answer, Answer):
            return answer
        problems = await asyncio.shield(self._prepared(answer.target))
        made = await self._work(partial(self._now, path, made=True))
        if isinstance(made, Answer) and made.status == HTTPStatus.OK:
            return made
        said = "\n".join(map(str, problems)) or "It is being made; ask again."
        return Answer(503, said.encode(), media(".txt"))

    def _now(self, path: str, *, made: bool = False) -> Answer | Pending:
        """Make what is at a path, unless that takes long."""
        site = self._site
        if site.edition is None:
            return _broken(site.problems)
        status, result = 200, None
        if path.startswith(site.root):
            result = site.file(permalinks.file(path[len(site.root) - 1 :]), made=made)
        if result is None:
            status, result = 404, site.file(permalinks.file(permalinks.NOT_FOUND))
        if isinstance(result, Problem):
            self._ring()  # it may be new
            return _broken((result,))
        if isinstance(result, Artifact):
            return Answer.of(status, result)
        return result or Answer(404, b"There is no such page.", media(".txt"))

    def _prepared(self, unit: str) -> asyncio.Task[tuple[Problem, ...]]:
        """Return the making of a unit that is under way, or begin it."""
        task = self._preparing.get(unit)
        if task is None:
            task = self._preparing[unit] = asyncio.create_task(self._prepare(unit))
            self._ring()
        return task

    async def _prepare(self, unit: str) -> tuple[Problem, ...]:
        try:
            return await _in_thread(self._site.make, unit)
        finally:
            del self._preparing[unit]
            self._ring()

    def _own(self, name: str, request: Request) -> Response:
        if name == "events" and request.method == "GET":
            query = request.query_params
            events = self._events(unquote(query.get("path", "")), query.get("version", ""))
            return StreamingResponse(events, media_type="text/event-stream")
        if name in ("preview.js", "preview.css"):
            return respond(request, 200, (_CLIENT / name).read_bytes(), media(name))
        return PlainTextResponse("There is no such file.", 404)

    async def _events(self, path: str, version: str) -> AsyncIterator[str]:
        """Tell an open page what is new: problems, what is being prepared, and that it is to load again."""
        yield "retry: 1000\n\n"
        told: dict[str, object] = {}
        goal = self._goal
        edition: object = None
        while True:
            rung = self._rung
            news = {
                "problems": _shown(self._site.problems),
                "preparing": [SITE_WIDE.get(unit, unit.removeprefix("file/")) for unit in self._preparing],
            }
            for name, value in news.items():
                if told.get(name) != value:
                    told[name] = value
                    yield _event(name, value)
            if edition is not self._site.edition or self._site.edition is None:
                edition = self._site.edition
                if goal != self._goal and (place := self._place(path)):
                    yield _event("go", place)
                    return
                goal = self._goal
                answer = await self._work(partial(self._now, path))
                if isinstance(answer, Answer) and answer.version and answer.version != version:
                    yield _event("reload", answer.version)
                    return
            try:
                await asyncio.wait_for(rung.wait(), ALIVE)
            except TimeoutError:
                yield ": here\n\n"

    def _place(self, path: str) -> str:
        """Return where the reader of a page is led to see what was edited; empty when it is on the page itself."""
        _, page, day = self._goal
        root = self._site.root[:-1]
        if not page or path == root + page:
            return ""
        return root + (day if path == root + day.partition("#")[0] else page)


class _Uvicorn(uvicorn.Server):
    """Ends at once, with whatever is under way, and without telling a signal to anybody else."""

    def __init__(self, settings: uvicorn.Config, began: Callable[[], None]) -> None:
        super().__init__(settings)
        self._began = began

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._began()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: object) -> None:  # noqa: ARG002
        self.end()

    def end(self) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # of connections that are cut there is no news
        self.should_exit = self.force_exit = True


def _guarded(app: ASGIApp, host: str) -> ASGIApp:
    """Refuse strangers before anything is looked at, and give each answer the headers that keep them out."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        path = _origin_form(scope["path"], host)
        own = path is not None and f"/{OWN}" in path
        refused = origin_guard.refusal(headers, host, page=not own)

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                more = {name.encode(): value.encode() for name, value in origin_guard.HEADERS.items()}
                message["headers"] = [*message.get("headers", []), *more.items()]
            await send(message)

        if refused:
            await PlainTextResponse(refused + "\n", 403)(scope, receive, sent)
        elif path is None:
            await PlainTextResponse("the request names no path\n", 400)(scope, receive, sent)
        else:
            await app({**scope, "path": path}, receive, sent)

    return guard


def _origin_form(path: str, host: str) -> str | None:
    """Return the path of a request that may name the whole address, as proxies want it (RFC 9112, 3.2.2)."""
    if path.lower().startswith("http://"):
        authority, slash, rest = path[len("http://") :].partition("/")
        return slash + rest if slash and origin_guard.ours(authority.lower(), host) else None
    return path if path.startswith("/") else None


def _broken(problems: tuple[Problem, ...]) -> Answer:
    """Make a page that says why there is none."""
    problems = tuple(problem for problem in problems if problem.severity is not Severity.NOTICE)
    text = "\n\n".join(map(str, problems[:MOST_PROBLEMS])) or "The site is being read."
    body = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; "
        "style-src 'self'; connect-src 'self'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark"><title>sitegen: no page</title></head>\n'
        f"<body><main><h1>This page cannot be made</h1><pre>{escape(text)}</pre></main></body></html>\n"
    ).encode()
    return Answer(503, body, media(".html"), fingerprint(body).hex())


def _shown(problems: tuple[Problem, ...]) -> list[str]:
    """Return what a page shows of the problems: nothing when none is an error, and notices never."""
    if not any(problem.severity is Severity.ERROR for problem in problems):
        return []
    problems = tuple(problem for problem in problems if problem.severity is not Severity.NOTICE)
    more = len(problems) - MOST_PROBLEMS
    return [*map(str, problems[:MOST_PROBLEMS]), *([f"and {more} more: the terminal has all"] if more > 0 else [])]


def _event(name: str, value: object) -> str:
    return f"event: {name}\ndata: {msgspec.json.encode(value).decode()}\n\n"


async def _in_thread(function: Callable[[str], T], argument: str) -> T:
    """Run what takes long in a thread that the end of the program does not wait for."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            value = function(argument)
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            call, given = result.set_exception, error
        else:
            call, given = result.set_result, value  # type: ignore[assignment]
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(call, given)

    threading.Thread(target=run, daemon=True).start()
    return await result
