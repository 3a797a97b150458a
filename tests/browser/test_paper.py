"""A paper's page: how its text has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import build, opened, served
from tests.conftest import paper, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

CHANGED = "abs/2007.00001/"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("paper")
    days = {
        "2020-07-20": paper(1, "2007.00001", "A study of trees", "We grow &lt;b&gt; trees."),
        "2020-07-22": paper(1, "2007.00001", "A survey of trees", "We grow <script>alert(1)</script> trees in rows."),
    }
    write_site(folder, "\n".join(f"-- content/{day}.md --\n# ArXiv cs.CV --{day}\n{it}" for day, it in days.items()))
    with served(build(folder, folder / "out")) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_change_is_shown_on_demand_and_is_told_by_more_than_colour(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    options = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": width, "height": 800}}
    with opened(browser, address, CHANGED, **options) as page:
        change = page.locator(".change")
        expect(change.locator("ins").first).to_be_hidden()
        page.get_by_text("Changed on 22 July 2020").focus()
        page.keyboard.press("Enter")
        expect(change.locator("p")).to_have_text(
            [
                "A removed: study; added: survey; of trees",
                "We grow removed: <b> trees.; added: <script>alert(1)</script> trees in rows.;",
            ]
        )
        assert Axe().run(page).violations_count == 0
        for colours in ("none", "active"):
            page.emulate_media(forced_colors=colours)
            for mark, line in {"del": "line-through", "ins": "underline"}.items():
                expect(change.locator(mark).first).to_have_css("text-decoration-line", line)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_change_that_nobody_opened_is_not_printed(browser: Browser, address: str) -> None:
    with opened(browser, address, CHANGED) as page:
        page.emulate_media(media="print")
        expect(page.locator(".change")).to_be_hidden()
        page.emulate_media(media="screen")
        page.get_by_text("Changed on 22 July 2020").click()
        page.emulate_media(media="print")
        expect(page.locator(".change ins").first).to_be_visible()
