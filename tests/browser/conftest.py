"""A browser, and sites served to it from this machine."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from docs.screenshots import launched
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request

ROOT = Path(__file__).parents[2]
DAY = "2020/07/22/"
NAME = "sitegen /"
"""Of what is kept in the browser's storage, for a site at the root of its host."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as a static host does, under a sub-path when there is one, and says nothing."""

    prefix = "/"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.prefix):
            return super().translate_path("/no/such/path")
        return super().translate_path("/" + path.removeprefix(self.prefix))


class Server(http.server.ThreadingHTTPServer):
    """Does not mind that a browser leaves before it has had all."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextlib.contextmanager
def served(folder: Path, prefix: str = "/") -> Iterator[str]:
    handler = type("Handler", (Quiet,), {"prefix": prefix})
    server = Server(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}{prefix}"
    server.shutdown()
    server.server_close()
    thread.join()


def build(folder: Path, output: Path, base_url: str = "http://127.0.0.1/") -> Path:
    command = [sys.executable, "-m", "sitegen", "build", "--output", str(output), "--base-url", base_url]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return output


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the example archive, served under a sub-path as GitHub Pages does."""
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(ROOT / "content", folder / "content")
    with served(build(folder, folder / "out", "http://127.0.0.1/project/"), "/project/") as address:
        yield address


def watch(context: BrowserContext, address: str) -> list[str]:
    """Collect what pages must not do: console messages, errors, requests that fail or leave the site."""
    faults: list[str] = []

    def leaving(request: Request) -> None:
        if not request.url.startswith(address):
            faults.append(f"request: {request.url}")

    def failing(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader went on before all had come
            faults.append(f"failed: {request.url} {request.failure}")

    def asking(dialog: Dialog) -> None:
        faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context.on("console", lambda message: faults.append(f"console: {message.text}"))
    context.on("weberror", lambda error: faults.append(f"error: {error.error}"))
    context.on("requestfailed", failing)
    context.on("request", leaving)
    context.on("dialog", asking)
    return faults


@contextlib.contextmanager
def opened(browser: Browser, address: str, path: str = "", **options: object) -> Iterator[Page]:
    """Open a page of a site, and see that nothing happened that must not."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    faults = watch(context, address)
    page = context.new_page()
    response = page.goto(address + path)
    assert response
    assert response.ok
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A reader's window on the site of the module's `address`, in which nothing may go wrong."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    faults = watch(context, address)
    yield context
    context.close()
    assert faults == []


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    """The page of the day that tests read."""
    page = context.new_page()
    page.goto(address + DAY)
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def kept(page: Page) -> Any:
    """Return what the browser keeps of a reader."""
    return json.loads(page.evaluate(f"localStorage.getItem('{NAME}')") or "null")
