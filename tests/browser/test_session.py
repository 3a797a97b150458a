"""A morning with an archive, by the keyboard alone: one always sees where one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import build, served, watch
from tests.conftest import paper, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

TITLES = ["Graphs of trees", "A survey of seas", "Oceans", "Pruning trees", "The end"]
LONG = "All of its sentences say the same thing over and over again. " * 12
MOST = 60
"""Tab stops on the way to anything."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("session")
    rows = [paper(n, f"2007.0000{n}", title, f"{LONG}{title}.") for n, title in enumerate(TITLES, 1)]
    write_site(folder, "\n".join(["-- content/22.md --", "# ArXiv cs.CV --2020-07-22", *rows]))
    write_site(
        folder, f"-- content/21.md --\n# ArXiv cs.CV --2020-07-21\n{paper(1, '2007.10001', 'Trees of yesterday')}"
    )
    with served(build(folder, folder / "out")) as address:
        yield address


def expect_focus_to_be_seen(page: Page) -> None:
    found = page.evaluate(
        """() => {
            const focused = document.activeElement;
            const { left, right, top, bottom } = focused.getBoundingClientRect();
            const style = getComputedStyle(focused);
            return {
                what: focused.outerHTML.slice(0, 100),
                visible: focused !== document.body && focused.checkVisibility({ visibilityProperty: true }),
                large: right > left && bottom > top,
                inside: right > 0 && left < innerWidth && bottom > 0 && top < innerHeight,
                // The current row is shown by a band and a bar, in place of a ring around its title.
                outlined: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
                  || !!focused.closest(".current"),
            };
        }"""
    )
    assert found == found | {"visible": True, "large": True, "inside": True, "outlined": True}


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
        expect_focus_to_be_seen(page)


def walk(page: Page, to: Locator, key: str = "Tab") -> None:
    """Press a key until something has the focus."""
    for _ in range(MOST):
        press(page, key)
        if to.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{to} is not reached by {key}")


def cite(page: Page) -> None:
    """Star the paper that is open, and copy its citation."""
    star = page.locator("article[data-id='2007.00004'] .star")
    walk(page, star)
    press(page, "Enter")
    expect(star).to_have_attribute("aria-pressed", "true")
    walk(page, page.locator(".cite summary"))
    press(page, "Enter")
    walk(page, page.get_by_role("button", name="Copy as BibTeX"))
    press(page, "Enter")
    expect(page.locator(".cite [role=status]")).to_have_text("BibTeX copied")
    assert "Pruning trees" in page.evaluate("navigator.clipboard.readText()")


def tidy(page: Page) -> None:
    """Look at what was saved: one is removed and comes back, and all are taken along."""
    walk(page, page.get_by_role("link", name="Saved"), "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/saved/")
    rows = page.locator("#_papers .title a")
    expect(rows).to_have_text(["Pruning trees", "Oceans", "Graphs of trees"])
    walk(page, page.get_by_role("button", name="Star: Oceans"))
    press(page, "Enter")
    expect(rows).to_have_count(2)
    walk(page, page.locator("#_undo"), "Shift+Tab")
    press(page, "Enter")
    expect(rows).to_have_count(3)
    walk(page, page.locator("summary", has_text="Export 3"), "Shift+Tab")
    press(page, "Enter")
    walk(page, page.get_by_role("button", name="Export", exact=True))
    with page.expect_download() as waiting:
        press(page, "Enter")
    assert waiting.value.path().read_text(encoding="utf-8").count("@misc") == 3


@pytest.mark.parametrize("width", [360, 1280])
def test_a_morning_by_the_keyboard_alone(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    faults = watch(context, address)
    page = context.new_page()

    def title(number: int) -> Locator:
        return page.locator(f"[id='2007.0000{number}'] .title a").last

    page.goto(address)
    walk(page, page.get_by_role("link", name="Wednesday, 22 July 2020").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/2020/07/22/")

    # Skim: two are starred, one is read.
    press(page, "j", "j", "k", "o")
    if width == 360:
        expect(title(1)).to_be_focused()
        expect(page.locator("[id='2007.00001'] .more-of")).to_have_attribute("aria-expanded", "true")
    else:
        expect(page.get_by_role("complementary", name="Current paper")).to_be_focused()
    press(page, "x", "s", "j", "j", "s")
    expect(page.get_by_text("1 of 5 read, 2 starred")).to_be_visible()

    # Mute a word.
    press(page, "m")
    dialog = page.get_by_role("dialog", name="Watched and muted words")
    walk(page, dialog.get_by_role("textbox", name="Muted words"))
    page.keyboard.type("survey")
    press(page, "Enter")
    expect(dialog.get_by_role("status")).to_have_text("survey: 1 paper")
    press(page, "Escape")
    expect(title(3)).to_be_focused()
    expect(title(2)).to_be_hidden()

    # What is like the stars first, and back to the order of the day.
    press(page, "b")
    expect(page.get_by_role("combobox", name="Sort by")).to_have_value("stars")
    expect(page.locator("#_ranked")).to_have_text("1 paper similar to starred papers")
    expect_focus_to_be_seen(page)
    press(page, "b")

    # Filter, and open what is left.
    press(page, "/")
    page.keyboard.type("pruning")
    expect(page.get_by_text("1 of 5 shown")).to_be_visible()
    press(page, "Enter")
    expect(title(4)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/abs/2007.00004/")

    cite(page)
    tidy(page)
    context.close()
    assert faults == []
