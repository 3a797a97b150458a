"""Several days in one list: fetched, put one after the other, and then a list like a day's."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import NAME, build, kept, opened, served
from tests.conftest import paper, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Locator, Page

pytestmark = pytest.mark.browser

DAYS = {
    "2020-07-20": {"2007.00001": "Oceans", "2007.00002": "Lakes"},
    "2020-07-21": {"2007.00002": "Lakes", "2007.00003": "Rivers"},
    "2020-07-22": {"2007.00003": "Rivers"},
    "2020-07-23": {"2007.00004": "Graphs of trees", "2007.00001": "Oceans"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("since")
    for day, papers in DAYS.items():
        rows = [paper(n, id_, title) for n, (id_, title) in enumerate(papers.items(), 1)]
        write_site(folder, "\n".join([f"-- content/{day}.md --", f"# ArXiv cs.CV --{day}", *rows]))
    return build(folder, folder / "out")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


def titles(page: Page) -> Locator:
    return page.locator("article .title a:not(.number)")


def test_all_days_since_one_are_one_list_and_each_paper_is_in_it_once(page: Page, address: str) -> None:
    page.goto(f"{address}since/#2020-07-21")
    expect(page.locator("#_loaded")).to_have_text("3 days, 4 papers")
    expect(page.get_by_role("heading", level=1)).to_have_text("Since Tuesday, 21 July 2020")
    expect(titles(page)).to_have_text(["Lakes", "Rivers", "Graphs of trees", "Oceans"])
    expect(page.locator("article .number")).to_have_text(["1", "2", "3", "4"])
    days = ["Tuesday, 21 July 2020", "Wednesday, 22 July 2020", "Thursday, 23 July 2020"]
    expect(page.locator(".head h2")).to_have_text(days)
    expect(page.locator("#day-2020-07-22 .lead")).to_have_text("0 papers, 1 already above")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
    assert len(ids) == len(set(ids))


def test_marks_are_kept_and_a_star_names_the_day_of_its_paper(page: Page, address: str) -> None:
    page.goto(f"{address}since/#2020-07-21")
    page.locator("article[data-id='2007.00004'] .star").click()
    page.locator("article[data-id='2007.00002'] .read").click()
    assert kept(page)["starred"]["2007.00004"]["day"] == "2020-07-23"
    assert kept(page)["read"] == {"2007.00002": 1}
    page.get_by_role("link", name="Rivers").focus()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Graphs of trees", exact=True)).to_be_focused()
    page.goto(f"{address}2020/07/21/")
    expect(page.locator("article[data-id='2007.00002']")).to_contain_class("is-read")


def test_the_filter_and_the_day_are_there_again_after_going_back(page: Page, address: str) -> None:
    page.goto(f"{address}since/#2020-07-20")
    page.get_by_role("searchbox", name="Filter").fill("lakes")
    expect(page.get_by_text("1 of 4 shown")).to_be_visible()
    expect(page).to_have_url(f"{address}since/#?q=lakes")
    page.get_by_role("link", name="Lakes", exact=True).click()
    page.wait_for_url("**/abs/2007.00002/")
    page.go_back()
    expect(page.get_by_text("1 of 4 shown")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 of 4 shown")).to_be_visible()
    expect(page.locator("#_loaded")).to_have_text("4 days, 4 papers")


def test_without_a_day_the_list_has_what_is_later_than_the_last_visit_or_the_newest_day(
    page: Page, address: str
) -> None:
    page.goto(f"{address}since/")
    expect(page.locator("#_loaded")).to_have_text("1 day, 2 papers")
    state = {"version": 2, "visit": {"day": "2020-07-23", "since": "2020-07-21", "at": 1}}
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [NAME, json.dumps(state)])
    page.reload()
    expect(page.locator("#_loaded")).to_have_text("2 days, 3 papers")


@pytest.mark.parametrize(
    ("hash_", "said"),
    [
        ("2020-02-30", "2020-02-30 is not a date."),
        ("2021-01-01", "There are no later days."),
        ("../evil", "1 day, 2 papers"),
        ("2020-07-22<b>", "1 day, 2 papers"),
    ],
)
def test_an_address_that_names_no_day_is_said_to_or_counts_as_none(
    page: Page, address: str, hash_: str, said: str
) -> None:
    page.goto(f"{address}since/#{hash_}")
    expect(page.locator("#_loaded")).to_have_text(said)


def test_a_day_that_cannot_be_fetched_is_named_in_its_place(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/2020/07/22/", lambda route: route.fulfill(status=503))
    page.goto(f"{address}since/#2020-07-21")
    expect(page.locator("#_loaded")).to_have_text("3 days, 4 papers; 1 day could not be loaded")
    notice = page.locator("#day-2020-07-22")
    expect(notice).to_have_text("2020-07-22 could not be loaded. The host answered 503.")
    expect(notice.get_by_role("link")).to_have_attribute("href", f"{address}2020/07/22/")
    expect(page.locator("article .marks")).to_have_count(4)
    context.close()


def test_more_than_thirty_one_days_are_shown_in_parts(browser: Browser, tmp_path: Path) -> None:
    first = dt.date(2020, 7, 1)
    for n in range(33):
        day = first + dt.timedelta(days=n)
        write_site(tmp_path, f"-- content/{day}.md --\n# ArXiv cs.CV --{day}\n{paper(1, f'2007.{n + 1:05}')}")
    with (
        served(build(tmp_path, tmp_path / "out")) as address,
        opened(browser, address, "since/#2020-07-01") as page,
    ):
        expect(page.locator("#_loaded")).to_have_text("31 days, 31 papers")
        page.get_by_role("link", name="Continue with 2 later days").click()
        expect(page.locator("#_loaded")).to_have_text("2 days, 2 papers")
        expect(page).to_have_url(f"{address}since/#2020-08-01")
        page.go_back()
        expect(page.locator("#_loaded")).to_have_text("31 days, 31 papers")


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(browser: Browser, address: str, width: int) -> None:
    options = {"bypass_csp": True, "viewport": {"width": width, "height": 800}}
    with opened(browser, address, "since/#2020-07-20", **options) as page:
        expect(page.locator("article .marks")).to_have_count(4)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_javascript_the_page_says_so_and_links_the_days(browser: Browser, address: str) -> None:
    with opened(browser, address, "since/", java_script_enabled=False) as page:
        html = page.content()
    assert "requires JavaScript" in html
    for day in DAYS:
        assert f"/{day.replace('-', '/')}/" in html


def test_the_page_is_not_in_sitemaps_and_not_in_a_theme_without_scripts(folder: Path, tmp_path: Path) -> None:
    assert "/since/" not in (folder / "sitemap.xml").read_text()
    assert '<meta name="robots" content="noindex">' in (folder / "since/index.html").read_text()
    site = "-- sitegen.toml --\ntheme.name = 'plain'\n"
    write_site(tmp_path, f"{site}-- content/a.md --\n# ArXiv --2020-07-22\n{paper(1, '2007.00001')}")
    assert not (build(tmp_path, tmp_path / "out") / "since").exists()


# A damaged state ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", ""),
        ('{"version": 2, "read": {"2007.00002": 1}, "settings": {"folded": 7, "map": []}, "watch": {}}', "1 of 2 read"),
        ('{"version": 3, "read": {"2007.00002": 1}}', ""),
        ('{"version": 2, "read": {"2007.00002": 1}, "starred": [], "places": null, "mute": [1]}', "1 of 2 read"),
    ],
    ids=["no JSON", "settings", "a later version", "lists"],
)
def test_a_day_works_with_a_damaged_state_and_what_could_be_read_is_kept(
    context: BrowserContext, address: str, text: str, said: str
) -> None:
    page = context.new_page()
    page.goto(f"{address}404.html")
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [NAME, text])
    page.goto(f"{address}2020/07/21/")
    expect(page.locator("#_progress")).to_have_text(said)
    page.locator("article[data-id='2007.00003'] .star").click()
    expect(page.locator("article[data-id='2007.00003'] .star")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Titles").click()
    assert list(kept(page)["starred"]) == ["2007.00003"]
    assert page.evaluate(f"localStorage.getItem('{NAME} unread')") == text
    page.goto(f"{address}saved/")
    expect(page.get_by_text("cannot be read")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export unreadable data").click()
    assert waiting.value.path().read_text() == text
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("cannot be read")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage)") == [NAME]
