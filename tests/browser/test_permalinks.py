"""Old addresses in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import build, opened, served
from tests.conftest import TWO_DAYS, write_site

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_an_old_address_ends_at_its_paper_and_its_page_keeps_nobody_out(browser: Browser, tmp_path: Path) -> None:
    site = write_site(tmp_path, TWO_DAYS)
    (site / "sitegen.toml").write_text("urls.lock = 'permalinks.lock'\n")
    build(site, site / "out", "http://127.0.0.1/project/")
    (site / "sitegen.toml").write_text("urls.lock = 'permalinks.lock'\nurls.paper = '/p/{id}/'\n")
    folder = build(site, site / "out", "http://127.0.0.1/project/")
    with (
        served(folder, "/project/") as address,
        opened(browser, address, "abs/2007.00003/", java_script_enabled=False) as page,
    ):
        page.wait_for_url(f"{address}p/2007.00003/")
        assert page.locator("h1").inner_text() == "Title of 2007.00003"
    text = (folder / "abs/2007.00003/index.html").read_text(encoding="utf-8")
    resting = text.replace('http-equiv="refresh"', "").replace('http-equiv="Content-Security-Policy"', "")
    with served(folder, "/project/") as address, opened(browser, address) as page:
        page.set_viewport_size({"width": 320, "height": 480})
        page.set_content(resting)
        assert page.locator("a").get_attribute("href") == "/project/p/2007.00003/"
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
