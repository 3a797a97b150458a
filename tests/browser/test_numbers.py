"""Pages with numbers: calendars, tables of days and months, charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import build, opened, served
from tests.conftest import digest, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PAGES = ("", "archive/", "2020/", "2020/07/", "status/", "trends/", "watch/", "watch/codes/", "cs.cv/")
LABELS = "[...document.querySelectorAll('.weekdays')].map(g => getComputedStyle(g).display != 'none')"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve an archive of days from January to 22 July, and one of the year before."""
    folder = tmp_path_factory.mktemp("numbers")
    days = ["2019-12-30", *(f"2020-{month:02}-{day:02}" for month in range(1, 8) for day in (1, 8, 22))]
    files = []
    for n, day in enumerate(days):
        names = ("cs.CV", "cs.CL", "stat.ML", "eess.IV")[: 1 + n % 4]
        month = day[2:4] + day[5:7]
        texts = [
            digest(day, f"{month}.{n:03}{k}1", f"{month}.{n:03}{k}2", category=name) for k, name in enumerate(names)
        ]
        files.append(f"-- content/{day}.md --\n" + "\n".join(texts))
    write_site(folder, "\n".join(files))
    with served(build(folder, folder / "out")) as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_a_narrow_window(browser: Browser, address: str, path: str) -> None:
    with opened(browser, address, path, viewport={"width": 320, "height": 640}, java_script_enabled=False) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        right = page.evaluate(
            "Math.max(0, ...[...document.querySelectorAll('main :is(svg, td, th):not(.scroll *)')]"
            ".map(element => element.getBoundingClientRect().right))"
        )
        assert right <= 320


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("path", ["archive/", "2020/", ""])
def test_the_newest_day_of_a_calendar_is_in_sight_without_scrolling_sideways(
    browser: Browser, address: str, path: str, width: int
) -> None:
    with opened(browser, address, path, viewport={"width": width, "height": 800}, java_script_enabled=False) as page:
        calendar = page.locator(".calendar").first
        newest = calendar.locator("a").last
        expect(newest).to_have_attribute("href", "/2020/07/22/")
        newest.scroll_into_view_if_needed()
        box = newest.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert page.evaluate("scrollX") == 0
        assert [text.text_content() for text in calendar.locator("svg > text").all()][-1] == "Jul"


@pytest.mark.parametrize(("width", "row"), [(320, 3), (768, 6), (1280, 12)])
def test_weekdays_are_named_once_a_row_of_months(browser: Browser, address: str, width: int, row: int) -> None:
    with opened(browser, address, "2020/", viewport={"width": width, "height": 800}) as page:
        assert page.evaluate(LABELS) == [n % row == 0 for n in range(7)]
        tops = [box["y"] for svg in page.locator(".blocks svg").all() if (box := svg.bounding_box())]
        assert len(set(tops)) == -(-7 // row)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_columns_of_days_align(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address, "2020/07/", viewport={"width": width, "height": 800}) as page:
        for cell in ("th a", ".number", ".names"):
            lefts = page.evaluate(
                "cell => [...document.querySelectorAll(`tbody tr > ${cell}`)].map(e => e.getBoundingClientRect().left)",
                cell,
            )
            assert len(lefts) == 3
            assert len(set(lefts)) == 1


def test_the_numbers_of_a_chart_are_as_large_on_a_phone_as_elsewhere(browser: Browser, address: str) -> None:
    heights = []
    for width in (320, 1280):
        with opened(browser, address, "status/", viewport={"width": width, "height": 800}) as page:
            boxes = [text.bounding_box() for text in page.locator(".chart text").all()]
            assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
            heights.append([box["height"] for box in boxes if box])
    assert heights[0] == heights[1]
