"""Other sites are asked politely, and what they say is judged with care. All of them are on this machine."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sitegen import __version__
from sitegen.checks.external import ask
from sitegen.checks.links import Outbound
from sitegen.problems import Location, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


class Request(NamedTuple):
    method: str
    path: str
    agent: str


class Server(NamedTuple):
    url: str
    asked: list[Request]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Serve answers of all kinds: the path says which."""
    asked: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            asked.append(Request(self.command, self.path, self.headers["User-Agent"]))
            before = sum(request.path == self.path for request in asked) - 1
            status = {
                "/gone": 404,
                "/shy": 200 if self.command == "GET" else 405,
                "/false": 200 if self.command == "GET" else 404,
                "/busy": 200 if before else 429,
                "/broken": 500,
                "/closed": 403,
                "/moved": 301,
                "/file": 302,
            }.get(self.path, 200)
            self.send_response(status)
            if self.path == "/moved":
                self.send_header("Location", "/here")
            if self.path == "/file":
                self.send_header("Location", "file:///etc/passwd")
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815 - the standard library's name

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield Server(f"http://127.0.0.1:{running.server_address[1]}", asked)
    running.shutdown()
    thread.join()
    running.server_close()


def told(server: Server, *paths: str) -> dict[str, tuple[Severity, str]]:
    server.asked.clear()
    links = [
        Outbound(f"{server.url}{path}" if path.startswith("/") else path, Location("a.html", n), "")
        for n, path in enumerate(paths, 1)
    ]
    problems = list(ask(links, pause=0.0, patience=5.0))
    assert [problem.location.line for problem in problems] == sorted(problem.location.line for problem in problems)
    return {paths[problem.location.line - 1]: (problem.severity, problem.message) for problem in problems}


def test_an_address_that_answers_is_asked_for_once_and_by_name(server: Server) -> None:
    assert told(server, "/fine") == {}
    assert server.asked == [Request("HEAD", "/fine", f"sitegen/{__version__} (+link check)")]


def test_only_what_is_gone_is_an_error(server: Server) -> None:
    found = told(server, "/gone", "/broken", "/closed", "/file", "http://127.0.0.1:1/")
    assert {path: severity for path, (severity, _) in found.items()} == {
        "/gone": Severity.ERROR,
        "/broken": Severity.WARNING,
        "/closed": Severity.WARNING,
        "/file": Severity.WARNING,
        "http://127.0.0.1:1/": Severity.WARNING,
    }
    assert found["/gone"][1] == f"the link to {server.url}/gone is dead: 404 Not Found"
    assert "could not be checked" in found["/broken"][1]


def test_servers_that_do_not_answer_head_are_asked_again(server: Server) -> None:
    assert told(server, "/shy", "/false", "/moved") == {}
    assert {request.path for request in server.asked if request.method == "GET"} == {"/shy", "/false"}
    assert "/here" in {request.path for request in server.asked}


def test_a_busy_server_is_asked_a_second_time_and_no_more(server: Server) -> None:
    assert told(server, "/busy") == {}
    assert len(server.asked) == 2
    told(server, "/broken")
    assert len(server.asked) == 2
