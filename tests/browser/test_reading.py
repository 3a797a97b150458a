"""A day as an instrument: keys, abstracts, what has been read, the filter; and the page without any of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import DAY, NAME, build, kept, opened, press, served
from tests.conftest import paper, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Locator, Page

pytestmark = pytest.mark.browser

NARROW: Any = {"width": 1000, "height": 800}
"""A window without room for a pane beside the list."""
LONG = "All of its sentences say the same thing over and over again. " * 12
TITLES = ["Graphs of trees", "Trees & sémantics", "Oceans", "Segmenting <trees>", "The end"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("reading")
    papers = [
        paper(
            n, f"2007.0000{n}", title.replace("<", "&lt;").replace("&", "&amp;", title.count(" & ")), f"{LONG}Last {n}."
        )
        for n, title in enumerate(TITLES, 1)
    ]
    digests = {day: f"# ArXiv cs.CV --2020-07-{day}\n{paper(1, f'2007.000{day}')}" for day in (21, 23)}
    digests[22] = "\n".join(["# ArXiv cs.CV --2020-07-22", *papers])
    write_site(folder, "\n".join(f"-- content/{day}.md --\n{text}" for day, text in digests.items()))
    with served(build(folder, folder / "out")) as address:
        yield address


def article(page: Page, number: int) -> Locator:
    return page.locator(f"article[id='2007.0000{number}']")


def title(page: Page, number: int) -> Locator:
    return article(page, number).locator(".title a").last


def is_whole(page: Page, number: int) -> bool:
    whole: bool = article(page, number).locator(".abstract").evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    return whole


def test_keys_walk_through_the_papers_and_enter_opens_one(page: Page) -> None:
    press(page, "j")
    expect(title(page, 1)).to_be_focused()
    press(page, "j", "j", "k")
    expect(title(page, 2)).to_be_focused()
    press(page, *"kkk")
    expect(title(page, 1)).to_be_focused()
    press(page, *"jjjjjjjj")
    expect(title(page, 5)).to_be_focused()
    expect(title(page, 5)).to_be_in_viewport()
    press(page, "Enter")
    page.wait_for_url("**/abs/2007.00005/")


def test_abstracts_are_two_lines_until_they_are_asked_for(page: Page) -> None:
    page.set_viewport_size(NARROW)
    assert not is_whole(page, 1)
    press(page, "j", "o")
    assert is_whole(page, 1)
    assert not is_whole(page, 2)
    more = article(page, 2).get_by_role("button", name="Whole text: Trees & sémantics")
    expect(more).to_have_attribute("aria-expanded", "false")
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    assert is_whole(page, 2)
    article(page, 3).locator(".abstract").click()
    assert is_whole(page, 3)
    press(page, "o")
    assert not is_whole(page, 3), "the paper that was clicked"
    press(page, "k", "o")
    assert not is_whole(page, 2)


def test_all_abstracts_are_remembered_and_nothing_moves_when_the_page_comes_back(
    context: BrowserContext, page: Page
) -> None:
    press(page, "3")
    assert all(is_whole(page, n) for n in range(1, 6))
    press(page, "j", "o")
    assert not is_whole(page, 1), "one can be closed for itself"
    context.add_init_script(
        "window.moved = 0; new PerformanceObserver(l => { for (const e of l.getEntries()) window.moved += e.value; })"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    page.reload()
    assert all(is_whole(page, n) for n in range(1, 6))
    expect(page.get_by_role("button", name="Full")).to_have_attribute("aria-pressed", "true")
    press(page, "j", "x", "j", "x")
    page.get_by_role("button", name="Unread").click()
    page.reload()
    expect(article(page, 1)).to_be_hidden()
    expect(page.get_by_role("button", name="Unread 3")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("new Promise(r => requestAnimationFrame(() => setTimeout(() => r(window.moved), 200)))") == 0


def test_what_was_read_is_remembered_counted_and_skipped(page: Page) -> None:
    expect(page.get_by_role("button", name="Continue")).to_be_hidden()
    press(page, "j", "x", "j", "x")
    expect(page.get_by_text("2 of 5 read")).to_be_visible()
    assert kept(page)["read"] == {"2007.00001": 1, "2007.00002": 1}
    page.reload()
    expect(page.get_by_text("2 of 5 read")).to_be_visible()
    expect(article(page, 2)).to_contain_class("is-read")
    expect(page.get_by_role("button", name="Continue")).to_have_text("Continue at 2")
    press(page, "r")
    expect(title(page, 2)).to_be_focused()
    expect(page.get_by_role("button", name="Continue")).to_have_text("Continue at 3")
    press(page, "r")
    expect(title(page, 3)).to_be_focused()
    page.get_by_role("button", name="Unread").click()
    expect(article(page, 1)).to_be_hidden()
    press(page, "x")
    expect(article(page, 3)).to_be_hidden()
    expect(title(page, 4)).to_be_focused()
    expect(page.get_by_text("3 of 5 read")).to_be_visible()
    page.get_by_role("button", name="Unread").click()
    article(page, 3).get_by_role("button", name="Read: Oceans").click()
    expect(page.get_by_text("2 of 5 read")).to_be_visible()


def test_the_filter_shows_the_papers_that_have_all_words_and_marks_them(page: Page) -> None:
    press(page, "/")
    page.keyboard.type("TREES")
    expect(page.get_by_text("3 of 5 shown")).to_be_visible()
    expect(page.locator("mark:visible")).to_have_text(["trees", "Trees", "trees"])
    page.keyboard.type(" semant")
    expect(page.get_by_text("1 of 5 shown")).to_be_visible()
    expect(page.locator("mark:visible")).to_have_text(["Trees", "sémant"])
    expect(article(page, 1)).to_be_hidden()
    press(page, "Enter")
    expect(title(page, 2)).to_be_focused()
    press(page, "j")
    expect(title(page, 2)).to_be_focused()
    press(page, "/", "Escape")
    expect(page.locator("mark")).to_have_count(0)
    expect(article(page, 1)).to_be_visible()
    assert title(page, 4).text_content() == "Segmenting <trees>"
    press(page, "/")
    page.keyboard.type("nothing has this")
    expect(page.get_by_text("0 of 5 shown")).to_be_visible()
    expect(page.locator("article:visible")).to_have_count(0)


def test_keys_lead_to_the_days_beside_and_to_the_pdf(context: BrowserContext, page: Page, address: str) -> None:
    press(page, "]")
    page.wait_for_url(f"{address}2020/07/23/")
    press(page, "]")
    press(page, "[")
    page.wait_for_url(f"{address}{DAY}")
    press(page, "[")
    page.wait_for_url(f"{address}2020/07/21/")
    asked: list[str] = []
    page.evaluate("() => { window.open = (...all) => { window.asked = all; }; }")
    press(page, "j", "v")
    asked = page.evaluate("window.asked")
    assert asked == ["https://arxiv.org/pdf/2007.00021.pdf", "_blank", "noopener"]
    assert len(context.pages) == 1


def test_keys_can_be_changed_and_switched_off(page: Page) -> None:
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    field = dialog.get_by_label("Shortcut: Next paper")
    field.fill("x")
    field.blur()
    expect(dialog.get_by_role("status")).to_have_text("x is already used: Mark as read or unread")
    expect(field).to_have_value("j")
    field.fill("e")
    field.blur()
    expect(dialog.get_by_role("status")).to_have_text("e: Next paper")
    press(page, "Escape")
    press(page, "j")
    expect(title(page, 1)).not_to_be_focused()
    press(page, "e")
    expect(title(page, 1)).to_be_focused()
    page.get_by_role("button", name="Shortcuts").click()
    dialog.get_by_label("Enable keyboard shortcuts").uncheck()
    dialog.get_by_role("button", name="Close").click()
    page.reload()
    press(page, "e", "x", "?")
    expect(dialog).to_be_hidden()
    assert kept(page)["read"] == {}
    page.get_by_role("button", name="Shortcuts").click()
    dialog.get_by_label("Enable keyboard shortcuts").check()
    dialog.get_by_role("button", name="Reset to defaults").click()
    dialog.get_by_role("button", name="Close").click()
    page.locator("h1").click()
    press(page, "j")
    expect(title(page, 1)).to_be_focused()


def test_keys_are_letters_in_a_field_and_nothing_with_a_modifier(page: Page) -> None:
    page.get_by_label("Search all papers").click()
    page.keyboard.type("xjo")
    assert kept(page) is None
    page.locator("h1").click()
    press(page, "Control+x", "Alt+x", "Meta+x")
    assert kept(page) is None


def test_two_tabs_stay_in_step(context: BrowserContext, page: Page, address: str) -> None:
    other = context.new_page()
    other.goto(address + DAY)
    press(other, "j", "x")
    expect(page.get_by_text("1 of 5 read")).to_be_visible()
    press(page, "j", "j", "x")
    expect(other.get_by_text("2 of 5 read")).to_be_visible()
    assert kept(other)["read"] == {"2007.00001": 1, "2007.00002": 1}


@pytest.mark.parametrize(
    "stored", ["no json", "[]", '{"version": 9, "read": {"2007.00001": 1}}', "null", '{"version": 1}']
)
def test_what_cannot_be_read_is_as_nothing(stored: str, context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address)
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [NAME, stored])
    page.goto(address + DAY)
    press(page, "j", "x")
    expect(page.get_by_text("1 of 5 read")).to_be_visible()


@pytest.mark.parametrize(
    "forbidden",
    [
        "Storage.prototype.setItem = () => { throw new Error('full'); };",
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('full'); } });",
    ],
)
def test_without_storage_all_works_and_says_that_it_is_not_kept(
    forbidden: str, context: BrowserContext, address: str
) -> None:
    context.add_init_script(forbidden)
    page = context.new_page()
    page.goto(address + DAY)
    press(page, "j", "x")
    expect(article(page, 1)).to_contain_class("is-read")
    expect(page.get_by_text("Not saved: full")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(scheme: str, browser: Browser, address: str) -> None:
    options = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": 360, "height": 800}}
    with opened(browser, address, DAY, **options) as page:
        press(page, "j", "x", "o", "/")
        page.keyboard.type("trees")
        expect(page.get_by_text("3 of 5 shown")).to_be_visible()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        press(page, "Escape", "?")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_javascript_the_page_has_all_and_no_tools(browser: Browser, address: str) -> None:
    with opened(browser, address, DAY, java_script_enabled=False) as page:
        expect(page.get_by_text("Last 5.")).to_be_visible()
        expect(page.get_by_label("Filter the papers of this day")).to_be_hidden()
        expect(page.get_by_role("button", name="Read: Graphs of trees")).to_have_count(0)


def test_a_printed_day_has_whole_abstracts_and_no_buttons(page: Page) -> None:
    page.emulate_media(media="print")
    assert is_whole(page, 1)
    expect(page.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_forced_colours_what_is_pressed_and_what_was_found_can_be_seen(page: Page, scheme: Any) -> None:
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    press(page, "j", "x", "/")
    page.keyboard.type("trees")

    def ground(locator: Locator) -> str:
        colour: str = locator.evaluate("element => getComputedStyle(element).backgroundColor")
        return colour

    pressed, other = (article(page, n).get_by_role("button", name="Read: ") for n in (1, 2))
    expect(pressed).to_have_attribute("aria-pressed", "true")
    assert ground(pressed) != ground(other)
    assert ground(page.locator("mark").first) not in (ground(page.locator("body")), "rgba(0, 0, 0, 0)")


def test_a_site_below_another_path_keeps_its_own(browser: Browser, tmp_path: Path) -> None:
    write_site(tmp_path, f"-- content/22.md --\n# ArXiv cs.CV --2020-07-22\n{paper(1, '2007.00001')}")
    out = build(tmp_path, tmp_path / "out", "http://127.0.0.1/a/b/")
    with served(out, "/a/b/") as address, opened(browser, address, DAY) as page:
        press(page, "j", "x")
        expect(page.get_by_text("1 of 1 read")).to_be_visible()
        assert page.evaluate("Object.keys(localStorage)") == ["sitegen /a/b/"]
