"""The page of trends: phrases that come and go, as charts and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import build, opened, served
from tests.conftest import paper, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("trends")
    files = []
    for month in range(3, 8):
        rows = [f"# ArXiv cs.CV --2020-{month:02}-15"]
        for n in range(120):
            title = "Splatting scenes" if month == 7 and n < 30 else "Seeing things"
            title += " by convolutions" if month < 7 or n < 6 else ""
            rows.append(paper(n, f"20{month:02}.{n:05}", f"{title} {n}"))
        files.append(f"-- content/{month}.md --\n" + "\n".join(rows))
    write_site(folder, "\n".join(files))
    with served(build(folder, folder / "out")) as address:
        yield address


@pytest.mark.parametrize("width", [360, 1280])
def test_phrases_that_come_and_go_lead_to_their_papers(width: int, browser: Browser, address: str) -> None:
    with opened(browser, address, "archive/", viewport={"width": width, "height": 800}) as page:
        page.get_by_role("link", name="Trends").click()
        expect(page.get_by_role("heading", level=2)).to_have_text(["July 2020 120 papers"])
        expect(page.locator(".trends").first.get_by_role("listitem")).to_contain_text(["splatting scenes"])
        expect(page.locator(".trends").first).to_contain_text("0.0 → 25.0 % of papers")
        expect(page.locator(".trends").last.get_by_role("listitem")).to_contain_text(["convolutions"])
        page.get_by_text("Falling phrases in numbers").click()
        row = page.get_by_role("table").last.get_by_role("row").last
        expect(row.get_by_role("cell")).to_have_text(["100.0"] * 4 + ["5.0"])
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("link", name="splatting scenes").first.click()
        expect(page.locator("#search-status")).to_contain_text("papers with all of the words")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, browser: Browser, address: str) -> None:
    with opened(browser, address, "trends/", color_scheme=scheme, bypass_csp=True) as page:
        for summary in page.locator("summary").all():
            summary.click()
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


def test_an_archive_that_is_young_says_so(browser: Browser, tmp_path: Path) -> None:
    write_site(tmp_path, f"-- content/a.md --\n# ArXiv cs.CV --2020-07-15\n{paper(1, '2007.00001')}")
    with served(build(tmp_path, tmp_path / "out")) as address, opened(browser, address, "trends/") as page:
        expect(page.get_by_text("There are not enough papers yet")).to_be_visible()
