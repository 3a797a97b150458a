"""Take pictures of the example archive: `make screenshots`, or `docs/screenshots.py --all FOLDER` for every one.

The archive is built in memory and served on this machine only.
"""

from __future__ import annotations

import argparse
import http.server
import mimetypes
import os
import shutil
import sys
import threading
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.output.sink import MemorySink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "docs" / "screenshots"
PAGES = {
    "home": "/",
    "day": "/2020/07/22/",
    "paper": "/abs/2007.10872/",
    "month": "/2020/07/",
    "year": "/2020/",
    "archive": "/archive/",
    "trends": "/trends/",
    "search": "/search/?q=segmentation",
    "saved": "/saved/",
    "document": "/about/",
    "not-found": "/404.html",
}
SIZES = {1280: 900, 360: 780}
SCHEMES = ("light", "dark")
Subject = tuple[str, str, int]
"""A page, its colours and its width."""
SHOWN = {("home", "light", 1280): "home-light", ("day", "light", 1280): "day-light", ("day", "dark", 360): "day-dark"}
"""Those that the documents show."""
READER = """if (origin !== "null") localStorage.setItem("sitegen /", JSON.stringify({ version: 2,
  read: { "2007.10986": 1, "2007.10985": 1 },
  starred: { "2007.10984": { title: "A paper", day: "2020-07-22", at: 1 } },
}))"""
"""Somebody who has begun to read the day."""
LARGEST = 300_000
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is Debian's without windows: the others draw theirs where nobody sees them, and take twice as long."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launched(playwright: Playwright) -> Browser:
    """Start the Chromium that this machine has, in such a way that it asks nothing of the network."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not program:
        sys.exit("no Chromium found: apt-get install chromium, or name one in CHROMIUM")
    return playwright.chromium.launch(executable_path=program, args=FLAGS)


def example() -> dict[str, bytes]:
    """Build the example archive and return its files by path."""
    sink = MemorySink()
    with sink:
        report = build(ROOT, config.load(ROOT, {}, config.PREVIEW_URL), sink, Cache(None))
    if report.problems:
        sys.exit("\n".join(map(str, report.problems)))
    return sink.files


def server(files: dict[str, bytes]) -> http.server.ThreadingHTTPServer:
    """Make a server of files in memory, at a free port of this machine."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path[1:]
            path += "index.html" if not path or path.endswith("/") else ""
            data = files.get(path)
            self.send_response(200 if data is not None else 404)
            self.send_header("Content-Type", mimetypes.guess_type(path)[0] or "application/octet-stream")
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_: object) -> None:
            pass

    return http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def pictures(browser: Browser, address: str, wanted: set[Subject]) -> Iterator[tuple[Subject, bytes]]:
    """Yield the wanted pictures."""
    for scheme, width in product(SCHEMES, SIZES):
        names = [name for name in PAGES if (name, scheme, width) in wanted]
        if not names:
            continue
        context = browser.new_context(
            viewport={"width": width, "height": SIZES[width]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        context.add_init_script(READER)
        for name in names:
            page = context.new_page()
            page.goto(address + PAGES[name], wait_until="networkidle")  # the search fetches its results
            if name == "day":
                page.locator("article.paper").nth(3).locator(".abstract").click()
                page.wait_for_timeout(500)
            yield (name, scheme, width), page.screenshot()
        context.close()


def main() -> None:
    """Take the pictures that the documents show, or all."""
    parser = argparse.ArgumentParser(description="Take pictures of the example archive.")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="take all pages, widths and colours, into FOLDER")
    folder: Path | None = parser.parse_args().all
    wanted = set(product(PAGES, SCHEMES, SIZES)) if folder else set(SHOWN)
    folder = folder or HERE
    folder.mkdir(parents=True, exist_ok=True)
    with server(example()) as serving, sync_playwright() as playwright:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        browser = launched(playwright)
        for subject, picture in pictures(browser, f"http://127.0.0.1:{serving.server_port}", wanted):
            name = SHOWN[subject] if folder == HERE else "-".join(map(str, subject))
            if len(picture) > LARGEST:
                sys.exit(f"{name}.png would hold {len(picture):,} bytes, more than {LARGEST:,}")
            (folder / f"{name}.png").write_bytes(picture)
            print(f"{folder / name}.png: {len(picture):,} bytes")
        browser.close()
        serving.shutdown()


if __name__ == "__main__":
    main()
