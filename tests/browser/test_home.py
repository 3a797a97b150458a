"""What is new since the reader's last visit: on the home page, and without anything that moves."""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import NAME, build, kept, opened, served
from tests.conftest import digest, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route

pytestmark = pytest.mark.browser

HOURS = 3_600_000
"""In milliseconds."""
DAYS = {
    "2019-12-30": ["1912.00001"],
    "2020-07-17": ["2007.00001"],
    "2020-07-20": ["2007.00002", "2007.00003"],
    "2020-07-21": ["2007.00004", "2007.00001"],
    "2020-07-22": ["2007.00005", "2007.00004", "2007.00006"],
}
MOVED = (
    "window.moved = 0; new PerformanceObserver(l => { for (const e of l.getEntries()) window.moved += e.value; })"
    ".observe({type: 'layout-shift', buffered: true});"
)


def site(folder: Path, days: dict[str, list[str]]) -> Path:
    write_site(folder, "\n".join(f"-- content/{day}.md --\n{digest(day, *ids)}" for day, ids in days.items()))
    return build(folder, folder / "out")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(site(tmp_path_factory.mktemp("home"), DAYS)) as address:
        yield address


@pytest.fixture(scope="module")
def long_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with more days than are counted."""
    dates = [dt.date(2020, 1, 1) + dt.timedelta(n) for n in range(40)]
    days = {str(date): [f"2001.{n:05}", f"2002.{n:05}"] for n, date in enumerate(dates)}
    with served(site(tmp_path_factory.mktemp("long"), days)) as address:
        yield address


def known(since: str, hours: float, *, day: str = "", read: list[str] | None = None) -> str:
    """Return a script: the home page was opened some hours ago, in a visit that began when `since` was newest."""
    visit = {"day": day or since, "since": since, "at": time.time() * 1000 - hours * HOURS}
    state = {"version": 1, "read": dict.fromkeys(read or [], 1), "settings": {}, "visit": visit}
    text = json.dumps(json.dumps(state))
    return f"if (origin !== 'null') localStorage.getItem('{NAME}') ?? localStorage.setItem('{NAME}', {text});"


def news(page: Page) -> Locator:
    return page.get_by_role("region", name="New since your last visit")


def rows(page: Page) -> list[str]:
    return [" | ".join(text.split("\n")) for text in news(page).get_by_role("listitem").all_inner_texts()]


def asked(page: Page) -> list[str]:
    """Note the lists of papers that a page asks for."""
    paths: list[str] = []
    page.on("request", lambda request: paths.append(request.url) if request.url.endswith("papers.json") else None)
    return paths


def test_on_the_first_visit_nothing_is_new_and_nothing_is_asked_for(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    paths = asked(page)
    page.goto(address)
    page.reload()
    expect(news(page)).to_have_count(0)
    assert paths == []
    visit = kept(page)["visit"]
    assert (visit["day"], visit["since"]) == ("2020-07-22", "2020-07-22")
    assert abs(visit["at"] - time.time() * 1000) < HOURS


def test_days_since_the_last_visit_are_named_with_what_is_in_them(context: BrowserContext, address: str) -> None:
    context.add_init_script(known("2020-07-17", 30, read=["2007.00004", "2007.00006"]))
    page = context.new_page()
    paths = asked(page)
    page.goto(address)
    expect(news(page).get_by_role("status")).to_have_text("3 days, 6 papers")
    assert rows(page) == [
        "Mon 20 Jul | 2 papers",
        "Tue 21 Jul | 2 papers, 1 read, 1 also on earlier days",
        "Wed 22 Jul | 3 papers, 2 read, 1 also on earlier days",
    ]
    assert sorted(paths) == [f"{address}2020/07/{day}/papers.json" for day in (20, 21, 22)]
    news(page).get_by_role("link", name="Tue 21 Jul").click()
    page.wait_for_url(f"{address}2020/07/21/")


def test_a_visit_lasts_until_the_home_page_has_not_been_opened_for_hours(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address + "archive/")
    page.evaluate(f"() => {{ {known('2020-07-20', 3, day='2020-07-22')} }}")
    page.goto(address)
    expect(news(page).get_by_role("status")).to_have_text("2 days, 4 papers")
    state = kept(page)
    assert (state["visit"]["day"], state["visit"]["since"]) == ("2020-07-22", "2020-07-20")
    for ago in (5, -5):  # a clock that was set back must not keep a visit alive for years
        state["visit"] |= {"since": "2020-07-20", "at": time.time() * 1000 - ago * HOURS}
        page.evaluate("([name, text]) => localStorage.setItem(name, text)", [NAME, json.dumps(state)])
        page.goto(address)
        expect(news(page)).to_have_count(0)
        assert kept(page)["visit"]["since"] == "2020-07-22"


def test_what_is_read_in_another_tab_or_on_another_page_is_counted(context: BrowserContext, address: str) -> None:
    context.add_init_script(known("2020-07-21", 30))
    page = context.new_page()
    page.goto(address)
    news(page).get_by_text("3 papers, 1 also on earlier days", exact=True).wait_for()
    day = context.new_page()
    day.goto(f"{address}2020/07/22/")
    day.keyboard.press("j")
    day.keyboard.press("x")
    news(page).get_by_text("3 papers, 1 read, 1 also on earlier days").wait_for()
    again = context.new_page()
    again.goto(address)
    again.get_by_text("3 papers, 1 read, 1 also on earlier days").wait_for()
    assert kept(again)["read"] == {"2007.00005": 1}
    page.evaluate(
        "name => { const state = JSON.parse(localStorage.getItem(name)); state.read = {};"
        "localStorage.setItem(name, JSON.stringify(state)); }",
        NAME,
    )
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    news(page).get_by_text("3 papers, 1 also on earlier days", exact=True).wait_for()


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("since", ["2020-01-30", "2020-02-06", "2020-01-02"])
def test_nothing_moves_when_news_come(browser: Browser, long_address: str, since: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.add_init_script(known(since, 30) + MOVED)
    page = context.new_page()
    held: list[Route] = []
    page.route("**/papers.json", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    page.goto(long_address)
    newest = page.get_by_role("heading", name="Sunday, 9 February 2020")
    before = newest.bounding_box()
    expect(news(page)).to_be_visible()
    for route in held:
        route.continue_()
    expect(news(page).get_by_role("status")).to_contain_text("papers")
    assert newest.bounding_box() == before
    assert page.evaluate("new Promise(r => requestAnimationFrame(() => setTimeout(() => r(window.moved), 200)))") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_of_many_days_the_newest_are_named_and_those_before_are_in_the_archive(
    browser: Browser, long_address: str
) -> None:
    with opened(browser, long_address) as page:
        page.evaluate(f"() => {{ localStorage.clear(); {known('2020-01-02', 30)} }}")
        paths = asked(page)
        page.reload()
        expect(news(page).get_by_role("status")).to_have_text("31 days, 62 papers")
        assert len(paths) == 31
        assert len(rows(page)) == 32
        assert rows(page)[0] == "Earlier days are in the archive"
        assert rows(page)[1].startswith("Fri 10 Jan")
        assert rows(page)[-1].startswith("Sun 9 Feb")
        news(page).get_by_role("link", name="archive").click()
        page.wait_for_url(f"{long_address}archive/")


def test_when_papers_cannot_be_counted_the_page_says_so_and_the_links_remain(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.add_init_script(known("2020-07-20", 30))
    page = context.new_page()
    page.route("**/22/papers.json", lambda route: route.abort())
    page.goto(address)
    expect(news(page).get_by_role("status")).to_have_text("2 days; the papers could not be counted")
    assert rows(page) == ["Tue 21 Jul | 2 papers, 1 also on earlier days", "Wed 22 Jul"]
    context.close()


@pytest.mark.parametrize(
    "stored",
    [
        "no json", "[]", "null", '{"version": 1}', '{"version": 1, "visit": 0}', '{"version": 1, "visit": {"day": 3}}',
        '{"version": 9, "visit": {"day": "2020-07-17", "since": "2020-07-17", "at": 0}}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_first_visit_and_another_version_is_left_alone(
    stored: str, context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    page.goto(address + "archive/")
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [NAME, stored])
    page.goto(address)
    expect(page.locator("h1")).to_be_visible()
    expect(news(page)).to_have_count(0)
    after = page.evaluate(f"localStorage.getItem('{NAME}')")
    assert after == stored or json.loads(after)["visit"]["since"] == "2020-07-22"
    assert ("9" in stored) <= (after == stored)


@pytest.mark.parametrize(
    "forbidden",
    [
        "Storage.prototype.setItem = () => { throw new Error('full'); };",
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('full'); } });",
    ],
)
def test_without_storage_the_page_is_as_on_a_first_visit(forbidden: str, context: BrowserContext, address: str) -> None:
    context.add_init_script(forbidden)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", name="Wednesday, 22 July 2020")).to_be_visible()
    expect(news(page)).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_with_news(scheme: str, width: int, browser: Browser, long_address: str) -> None:
    options = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": width, "height": 800}}
    with opened(browser, long_address, "", **options) as page:
        page.evaluate(f"() => {{ localStorage.clear(); {known('2020-01-02', 30)} }}")
        page.reload()
        expect(news(page).get_by_role("status")).to_contain_text("papers")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
