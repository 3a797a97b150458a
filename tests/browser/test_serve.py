"""The preview as somebody sees it who edits a digest with a page open beside it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import watch
from tests.conftest import digest, edit, serving, write_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page, Route
    from tests.conftest import Serving

pytestmark = pytest.mark.browser

IDS = [f"2007.{n:05}" for n in range(1, 61)]
DAY, OTHER = "2020/07/22/", "2020/07/23/"
SITE = f"""
-- sitegen.toml --
theme.name = "mine"
-- themes/mine/theme.toml --
parent = "default"
-- themes/mine/templates/day.html --
{{% extends "parent:day.html" %}}
-- content/2020-07-22.md --
{digest("2020-07-22", *IDS)}
-- content/2020-07-23.md --
{digest("2020-07-23", "2007.10001")}
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", SITE)


@pytest.fixture
def served(site: Path) -> Iterator[Serving]:
    with serving(site) as found:
        found.preview.keep_texts()
        yield found


@pytest.fixture
def tab(browser: Browser, served: Serving) -> Iterator[Callable[[str], Page]]:
    """Open pages in tabs of one window; nothing must show in the console but what `expected` names."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    faults = watch(context, served.address)

    def open_(path: str) -> Page:
        page = context.new_page()
        with page.expect_response(lambda response: "/events" in response.url):
            page.goto(served.address + path)
        return page

    yield open_
    context.close()
    assert [fault for fault in faults if "404 (Not Found)" not in fault] == []


def overlay(page: Page) -> Locator:
    return page.get_by_role("alert", name="Problems")


def mark(page: Page) -> None:
    """Leave a mark that is gone when the page loads again."""
    page.evaluate("document.documentElement.id = 'marked'")


def marked(page: Page) -> Locator:
    return page.locator("#marked")


def test_an_edit_shows_and_the_reader_stays_where_they_were(site: Path, tab: Callable[[str], Page]) -> None:
    page = tab(DAY)
    page.evaluate("scrollTo(0, 1500)")
    edit(site, "content/2020-07-22.md", "Abstract of 2007.00020", "Something new")
    expect(page.get_by_text("Something new")).to_be_visible()
    assert page.evaluate("scrollY") == 1500


def test_a_page_that_does_not_change_is_left_alone(site: Path, tab: Callable[[str], Page]) -> None:
    changing, other, paper = tab(DAY), tab(OTHER), tab("abs/2007.00001/")
    mark(other)
    mark(paper)
    edit(site, "content/2020-07-22.md", "Abstract of 2007.00002", "Something new")
    expect(changing.get_by_text("Something new")).to_be_visible()
    edit(site, "content/2020-07-23.md", "Abstract of", "Another text of")
    expect(other.get_by_text("Another text")).to_be_visible()
    expect(marked(other)).to_have_count(0)
    expect(marked(paper)).to_have_count(1)


def test_two_tabs_follow_the_same_file(site: Path, tab: Callable[[str], Page]) -> None:
    pages = [tab(DAY), tab("abs/2007.00003/"), tab("")]
    for n in range(3):
        edit(site, "content/2020-07-22.md", "Abstract of" if not n else f"Text {n - 1} of", f"Text {n} of")
        for page in pages[:2]:
            expect(page.get_by_text(f"Text {n} of 2007.00003")).to_be_visible()


def test_an_edit_while_a_page_loads_is_not_lost(site: Path, served: Serving, tab: Callable[[str], Page]) -> None:
    page = tab(OTHER)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/preview.js", hold)
    page.goto(served.address + DAY, wait_until="commit")
    expect(page.get_by_text("Abstract of 2007.00060")).to_be_visible()
    epoch = served.preview.edition
    edit(site, "content/2020-07-22.md", "Abstract of 2007.00001", "Edited in between")
    while served.preview.edition is epoch:
        page.wait_for_timeout(10)
    held[0].continue_()
    page.unroute("**/preview.js", hold)
    expect(page.get_by_text("Edited in between")).to_be_visible()


def test_a_broken_digest_lays_its_problem_over_the_last_good_page_until_it_is_mended(
    site: Path, served: Serving, tab: Callable[[str], Page]
) -> None:
    page, nowhere = tab(DAY), tab("nope/")
    edit(site, "content/2020-07-22.md", "pdf/2007.00002", "pdf/x")
    for shown in (page, nowhere):
        expect(overlay(shown)).to_contain_text(
            "content/2020-07-22.md:4:67: error: paper 2: `x` is not a valid arXiv ID"
        )
        expect(overlay(shown)).to_contain_text("hint: ")
        quoted, caret = overlay(shown).locator("pre").inner_text().split("\n")
        assert quoted.index("pdf/x") + 4 == caret.index("^")
    expect(page.get_by_text("Abstract of 2007.00002")).to_be_visible()
    page.goto(served.address + "abs/2007.00002/")
    expect(overlay(page)).to_be_visible()
    expect(page.get_by_text("Abstract of 2007.00002")).to_be_visible()
    edit(site, "content/2020-07-22.md", "pdf/x", "pdf/2007.00002")
    for shown in (page, nowhere):
        expect(overlay(shown)).to_be_hidden()


def test_problems_can_be_put_away_by_keyboard_until_there_are_others(site: Path, tab: Callable[[str], Page]) -> None:
    page = tab(DAY)
    edit(site, "content/2020-07-22.md", "pdf/2007.00002", "pdf/x")
    expect(overlay(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(overlay(page)).to_be_hidden()
    page.reload()
    expect(page.get_by_role("status", name="Preview status", include_hidden=True)).to_have_count(1)
    expect(overlay(page)).to_be_hidden()
    edit(site, "content/2020-07-22.md", "pdf/2007.00003", "pdf/y")
    expect(overlay(page)).to_contain_text("`y` is not a valid arXiv ID")
    overlay(page).get_by_role("button").click()
    expect(overlay(page)).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_problems_are_for_everybody(scheme: str, width: int, site: Path, tab: Callable[[str], Page]) -> None:
    page = tab(DAY)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    edit(site, "content/2020-07-22.md", "pdf/2007.00002", "pdf/x")
    expect(overlay(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert overlay(page).evaluate("e => e.scrollWidth <= e.clientWidth")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_broken_theme_keeps_the_page_and_a_mended_one_shows(site: Path, tab: Callable[[str], Page]) -> None:
    page = tab(DAY)
    template = site / "themes/mine/templates/day.html"
    good = template.read_text()
    template.write_text(good + "{% block title %}{{ page.nope }}{% endblock %}")
    expect(overlay(page)).to_contain_text("themes/mine/templates/day.html:2")
    expect(page.get_by_text("Abstract of 2007.00002")).to_be_visible()
    template.write_text(good + "{% block title %}New title{% endblock %}")
    expect(page).to_have_title("New title")
    expect(overlay(page)).to_be_hidden()


def test_a_style_that_was_edited_shows(site: Path, tab: Callable[[str], Page]) -> None:
    page = tab(DAY)
    write_site(site, "-- themes/mine/static/style.css --\nh1 { color: rgb(1, 2, 3); }")
    expect(page.get_by_role("heading", level=1)).to_have_css("color", "rgb(1, 2, 3)")


def test_a_configuration_that_breaks_keeps_the_page(site: Path, tab: Callable[[str], Page]) -> None:
    page = tab("")
    write_site(site, '-- sitegen.toml --\ntheme.name = "mine"\ntitel = "New"')
    expect(overlay(page)).to_contain_text("`titel` is not an option")
    write_site(site, '-- sitegen.toml --\ntheme.name = "mine"\ntitle = "New"')
    expect(page).to_have_title("New")


def test_a_day_that_is_renamed_and_deleted_leads_to_the_right_pages(site: Path, tab: Callable[[str], Page]) -> None:
    day, home = tab(OTHER), tab("")
    old, new = site / "content/2020-07-23.md", site / "content/2020-07-24.md"
    old.write_text(old.read_text().replace("2020-07-23", "2020-07-24"))
    expect(day.get_by_role("heading", name="Page not found")).to_be_visible()
    expect(home.get_by_role("link", name="Friday, 24 July 2020").first).to_be_visible()
    mark(home)
    old.rename(new)
    edit(site, "content/2020-07-24.md", "Title", "Edited title")
    expect(home.get_by_text("Edited title")).to_be_visible()
    new.unlink()
    expect(home.get_by_role("link", name="Wednesday, 22 July 2020").first).to_be_visible()
    expect(home.get_by_role("link", name="Friday, 24 July 2020")).to_have_count(0)


def test_a_free_page_is_followed(site: Path, tab: Callable[[str], Page]) -> None:
    page = tab("about/")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    write_site(site, "-- content/pages/about.md --\n# About\n\nFirst.")
    expect(page.get_by_text("First.")).to_be_visible()
    write_site(site, "-- content/pages/about.md --\n# About\n\nSecond.")
    expect(page.get_by_text("Second.")).to_be_visible()


def test_the_search_says_that_it_is_being_prepared_and_finds_what_was_edited(
    site: Path, served: Serving, tab: Callable[[str], Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    make = served.preview.make
    page = tab(DAY)
    hold = [True]

    def slowly(unit: str) -> object:
        while hold[0]:
            contextlib.suppress(Exception)
        return make(unit)

    monkeypatch.setattr(served.preview, "make", slowly)
    edit(site, "content/2020-07-22.md", "Abstract of 2007.00002", "Xylophones")
    expect(page.get_by_text("Xylophones")).to_be_visible()
    page.goto(served.address + "search/?q=xylophone")
    expect(page.get_by_role("status", name="Preview status")).to_contain_text("Preparing the search index")
    hold.clear()
    hold.append(False)
    expect(page.get_by_role("link", name="Title of 2007.00002", exact=True)).to_be_visible()
    expect(page.get_by_text("Preparing")).to_be_hidden()


def test_a_page_that_is_not_seen_does_not_listen_and_catches_up(site: Path, tab: Callable[[str], Page]) -> None:
    page = tab(DAY)
    hide = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true});"
    page.evaluate(hide % "true" + "document.dispatchEvent(new Event('visibilitychange'))")
    edit(site, "content/2020-07-22.md", "Abstract of 2007.00002", "Something new")
    other = tab(DAY)
    expect(other.get_by_text("Something new")).to_be_visible()
    expect(page.get_by_text("Something new")).to_have_count(0)
    page.evaluate(hide % "false" + "document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("Something new")).to_be_visible()


def test_those_who_follow_see_the_paper_that_was_edited(site: Path, browser: Browser) -> None:
    with serving(site, follow=True) as served:
        served.preview.keep_texts()
        context = browser.new_context()
        faults = watch(context, served.address)
        page = context.new_page()
        with page.expect_response(lambda response: "/events" in response.url):
            page.goto(served.address)
        edit(site, "content/2020-07-22.md", "Abstract of 2007.00050", "Something new")
        page.wait_for_url("**/abs/2007.00050/")
        expect(page.get_by_text("Something new")).to_be_visible()
        with page.expect_response(lambda response: "/events" in response.url):
            page.goto(served.address + DAY)
        edit(site, "content/2020-07-22.md", "Abstract of 2007.00040", "Another thing")
        page.wait_for_url(f"**/{DAY}#2007.00040")
        expect(page.get_by_text("Another thing")).to_be_in_viewport()
        context.close()
        assert faults == []
