"""Papers that are folded: from everywhere one comes to their place, on every kind of host."""

from __future__ import annotations

import contextlib
import functools
import threading
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Quiet, Server, build, opened, served
from tests.conftest import digest, in_json, paper, record, records, serving, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LONG = "We detect zebras at the level of herds. " + "This is told at some length. " * 40
SITE = f"""
-- sitegen.toml --
papers.fold_after = "1y"
-- content/2018-05-03.md --
# ArXiv cs.CV --2018-05-03
{paper(1, "1805.00001", "Zebras", LONG)}
{paper(2, "1805.00002", "Okapis")}
{paper(3, "hep-th/9901001", "Strings")}
{paper(4, "math.GT/0309136", "Knots")}
-- content/2020-07-22.md --
{digest("2020-07-22", "2007.00001", "1805.00002")}
"""
OTHERS = in_json(
    records("2018-05-03", record("doi:10.1016/s0140-6736(20)30183-5", "Zebras"), record("openreview:rJlAbc", "Okapis")),
    records("2020-07-22", record("2007.00001", "New")),
).replace("-- sitegen.toml --", '-- sitegen.toml --\npapers.fold_after = "1y"')
PHRASE = "search/?q=" + quote('zebras "the level of herds"')
DAY = "2018/05/03/"
MOVED = {
    "abs/1805.00001/": f"{DAY}#1805.00001",
    "abs/1805.00001": f"{DAY}#1805.00001",
    "abs/1805.00001v2/": f"{DAY}#1805.00001",
    "abs/1805.00001v12.pdf": f"{DAY}#1805.00001",
    "abs/hep-th/9901001/": f"{DAY}#hep-th/9901001",
    "abs/math.GT/0309136v1": f"{DAY}#math/0309136",
}
STAYED = {
    "abs/2007.00001/": "abs/2007.00001/",
    "abs/1805.00002": "abs/1805.00002/",
    "abs/1805.99999/": "abs/1805.99999/",
    "zebras/": "zebras/",
}


class Host(Quiet):
    """Answers as static hosts do: with a folder's `index.html`, with a redirect to it, or with `404.html`."""

    redirect = HTTPStatus.MOVED_PERMANENTLY

    def do_GET(self) -> None:  # noqa: N802 - the name is the base class's
        path = urlsplit(self.path).path
        if elsewhere := self.elsewhere(path):
            self.send_response(self.redirect)
            self.send_header("location", elsewhere)
            self.end_headers()
        elif self.file(path):
            super().do_GET()
        else:
            body = self.not_found(path)
            self.send_response(HTTPStatus.NOT_FOUND)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

    def place(self, path: str) -> Path:
        return self.root / unquote(path, errors="replace").removeprefix(self.prefix).strip("/")

    @property
    def root(self) -> Path:
        return type(self.server).root  # type: ignore[attr-defined, no-any-return]

    def file(self, path: str) -> bool:
        return (self.place(path) / "index.html").is_file() if path.endswith("/") else self.place(path).is_file()

    def elsewhere(self, path: str) -> str:
        return f"{path}/" if not path.endswith("/") and self.place(path).is_dir() else ""

    def not_found(self, path: str) -> bytes:
        assert path.startswith(self.prefix)
        return (self.root / "404.html").read_bytes()


class GitHubPages(Host):
    """`user.github.io/project/`: a project's own `404.html`."""

    prefix = "/project/"


class GitLabPages(GitHubPages):
    redirect = HTTPStatus.FOUND


class Netlify(Host):
    """With pretty URLs: paths are in lower case."""

    def elsewhere(self, path: str) -> str:
        return quote(unquote(path).lower()) if unquote(path).lower() != unquote(path) else super().elsewhere(path)


class CloudflarePages(Host):
    """Files lose their `.html`, and of all `404.html` the nearest above is taken."""

    redirect = HTTPStatus.PERMANENT_REDIRECT

    def elsewhere(self, path: str) -> str:
        for ending in ("index.html", ".html"):
            if path.endswith(ending):
                return path.removesuffix(ending)
        return super().elsewhere(path)

    def not_found(self, path: str) -> bytes:
        above = (folder / "404.html" for folder in self.place(path).parents)
        return next(page.read_bytes() for page in above if page.is_file())


@contextlib.contextmanager
def hosted(host: type[Host], folder: Path) -> Iterator[str]:
    server = type("Own", (Server,), {"root": folder})(("127.0.0.1", 0), functools.partial(host, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}{host.prefix}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(tmp_path_factory.mktemp("site"), SITE)


@pytest.fixture(scope="module")
def output(site: Path) -> Path:
    return build(site, site / "root")


def follow(browser: Browser, address: str) -> None:
    """Go to all addresses in one window, and see where one ends."""
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path, goal in MOVED.items():
        page.goto(address + path)
        page.wait_for_url(address + goal)
        expect(page.locator("article:target .title")).to_be_visible()
    for path, goal in STAYED.items():
        page.goto(address + path)
        expect(page.locator("#_folded:not(:empty)")).to_have_count(0)
        assert page.url == address + goal
        heading = (
            "Title of 2007.00001" if "2007" in path else "Title of 1805.00002" if "00002" in path else "Page not found"
        )
        expect(page.locator("h1")).to_contain_text(heading)
    page.close()
    assert errors == []


@pytest.mark.parametrize("host", [GitHubPages, GitLabPages, Netlify, CloudflarePages])
def test_where_a_paper_had_its_page_one_is_led_to_its_place(
    browser: Browser, site: Path, output: Path, host: type[Host]
) -> None:
    if host.prefix != "/":
        output = build(site, site / "project", f"http://127.0.0.1{host.prefix}")
    with hosted(host, output) as address:
        follow(browser, address)


def test_the_preview_leads_there_as_well(browser: Browser, site: Path) -> None:
    with serving(site) as preview:
        follow(browser, preview.address)


def test_the_search_and_the_saved_papers_link_to_the_place(browser: Browser, output: Path) -> None:
    with (
        served(output) as address,
        opened(browser, address, PHRASE) as page,
    ):
        result = page.locator("#results .title a")
        expect(result).to_have_count(1)
        expect(result).to_have_attribute("href", f"{address}{DAY}#1805.00001")
        page.goto(f"{address}search/?q=%22title+of%22")
        expect(result.filter(has_text="2007.00001")).to_have_attribute("href", f"{address}abs/2007.00001/")

        page.goto(f"{address}{DAY}#1805.00001")
        wanted = page.locator("article:target")
        expect(wanted.locator(".more-of")).to_have_attribute("aria-expanded", "true")
        assert wanted.locator(".abstract").evaluate("abstract => abstract.scrollHeight - abstract.clientHeight") <= 1
        wanted.locator(".star").click()
        page.goto(f"{address}2020/07/22/#2007.00001")
        page.locator("article:target .star").click()
        page.goto(f"{address}saved/")
        links = page.locator("#_papers .title a")
        expect(links.nth(0)).to_have_attribute("href", "/abs/2007.00001/")
        expect(links.nth(1)).to_have_attribute("href", f"/{DAY}#1805.00001")


def test_who_hides_what_they_have_read_sees_the_paper_that_they_come_for(browser: Browser, output: Path) -> None:
    with served(output) as address, opened(browser, address, DAY) as page:
        page.locator("article .read").first.click()
        page.locator("#_hide").click()
        expect(page.locator("article").first).to_be_hidden()
        page.goto(f"{address}abs/2007.00001/")
        page.goto(f"{address}{DAY}#1805.00001")
        expect(page.locator("article").first).to_be_visible()


@pytest.mark.parametrize("host", [GitHubPages, Netlify])
def test_the_address_of_a_folded_paper_of_another_scheme_leads_to_its_place(
    browser: Browser, tmp_path: Path, host: type[Host]
) -> None:
    write_site(tmp_path, OTHERS)
    folder = build(tmp_path, tmp_path / "out", f"http://127.0.0.1{host.prefix}")
    with hosted(host, folder) as address:
        page = browser.new_page()
        for path, place in {
            "doi/10.1016/S0140-6736(20)30183-5": "doi:10.1016/s0140-6736(20)30183-5",
            "openreview/rjlabc/": "openreview:rJlAbc",
        }.items():
            page.goto(address + path)
            page.wait_for_url(f"{address}{DAY}#{place}")
            expect(page.locator(":target .title")).to_be_in_viewport()
        page.goto(f"{address}doi/10.1000/none/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
        page.close()
