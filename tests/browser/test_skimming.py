"""Skimming a day: densities, the pane beside the list, marks in bulk, undo, the filter in the address, a phone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import DAY, NAME, build, kept, opened, press, served
from tests.conftest import paper, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Locator, Page

pytestmark = pytest.mark.browser

WIDE: Any = {"width": 1400, "height": 800}
NARROW: Any = {"width": 1000, "height": 800}
PHONE: Any = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
LONG = "All of its sentences say the same thing over and over again. " * 8
SECTIONS = {"cs.AI": 12, "cs.CL": 3}
MANY = 250


def digests(many: int) -> str:
    texts = []
    for section, (name, papers) in enumerate(SECTIONS.items(), 1):
        lines = [
            paper(
                n,
                f"2007.{section}{n:04}",
                f"{name} number {n}",
                f"{LONG}It ends with word{n}." + (" See https://github.com/owner/name." if n == 2 else ""),
            )
            for n in range(1, papers + 1)
        ]
        texts.append("\n".join([f"-- content/{name}.md --", f"# ArXiv {name} --2020-07-22", *lines]))
    lines = [paper(n, f"2007.2{n:04}", f"A paper about subject {n}", LONG) for n in range(1, many + 1)]
    texts.append("\n".join(["-- content/23.md --", "# ArXiv cs.CV --2020-07-23", *lines]))
    return "\n".join(texts)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = write_site(tmp_path_factory.mktemp("skimming"), digests(MANY))
    with served(build(folder, folder / "out")) as address:
        yield address


def row(page: Page, number: int, section: int = 1) -> Locator:
    return page.locator(f"article[id='2007.{section}{number:04}']")


def is_clipped(page: Page, number: int) -> bool:
    clipped: bool = row(page, number).locator(".abstract").evaluate("e => e.scrollHeight > e.clientHeight + 1")
    return clipped


def pressed(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True, pressed=True)


def test_three_densities_are_remembered(page: Page) -> None:
    page.set_viewport_size(NARROW)
    expect(pressed(page, "Short")).to_be_visible()
    assert is_clipped(page, 1)
    press(page, "1")
    expect(row(page, 1).locator(".abstract")).to_be_hidden()
    expect(row(page, 1).get_by_role("link", name="cs.AI number 1")).to_be_visible()
    page.reload()
    expect(pressed(page, "Titles")).to_be_visible()
    press(page, "j", "o")
    expect(row(page, 1).locator(".abstract")).to_be_in_viewport()
    assert not is_clipped(page, 1)
    page.get_by_role("button", name="Full").click()
    assert not is_clipped(page, 2)
    assert kept(page)["settings"]["density"] == "full"
    press(page, "2")
    assert is_clipped(page, 2)


def test_whole_abstracts_of_an_earlier_version_are_the_density_full(page: Page) -> None:
    state = json.dumps({"version": 1, "read": {"2007.10001": 1}, "settings": {"expanded": True}})
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [NAME, state])
    page.reload()
    expect(pressed(page, "Full")).to_be_visible()
    assert not is_clipped(page, 1)
    press(page, "s")
    assert kept(page)["version"] == 2
    assert kept(page)["settings"] == {"density": "full"}
    assert kept(page)["read"] == {"2007.10001": 1}


def test_a_wide_window_shows_the_current_paper_beside_the_list_and_moves_nothing(page: Page, address: str) -> None:
    page.set_viewport_size(WIDE)
    pane = page.get_by_role("complementary", name="Current paper")
    expect(pane).to_contain_text("It ends with word1.")
    press(page, "j", "j")
    expect(pane).to_contain_text("It ends with word2.")
    expect(pane.get_by_role("link", name="PDF")).to_have_attribute("href", "https://arxiv.org/pdf/2007.10002.pdf")
    before = row(page, 3).bounding_box()
    press(page, "o")
    expect(pane.get_by_text("Find this paper at")).to_be_attached()
    assert row(page, 3).bounding_box() == before, "what its own page says comes into the pane"
    expect(pane.get_by_role("link", name="22 July 2020")).to_have_attribute("href", f"{address}2020/07/22/#2007.10002")
    press(page, "p")
    expect(pane).to_be_hidden()
    page.reload()
    expect(row(page, 1)).to_be_visible()
    expect(pane).to_be_hidden()
    press(page, "j", "o")
    assert not is_clipped(page, 1)


def test_read_and_next_goes_through_a_day_of_250_in_270_presses(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}2020/07/23/")
    expect(page.get_by_role("button", name="Unread 250")).to_be_visible()
    presses = 0
    for number in range(1, MANY + 1):
        keys = ["s"] * (number % 25 == 0) + ["o"] * (number % 50 == 0) + ["n"]
        press(page, *keys)
        presses += len(keys)
    assert presses <= 270
    expect(page.get_by_text("250 of 250 read, 10 starred")).to_be_visible()
    expect(row(page, MANY, 2)).to_be_in_viewport()


def test_keys_keep_the_current_paper_in_the_upper_part_of_the_window(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}2020/07/23/")
    for _ in range(30):
        press(page, "j")
    box = page.locator("article.current").bounding_box()
    assert box
    assert 40 <= box["y"] <= 800 / 3 + 1
    for _ in range(20):
        press(page, "k")
    box = page.locator("article.current").bounding_box()
    assert box
    assert 40 <= box["y"] <= 800 / 3 + 1


def test_all_above_and_a_whole_section_are_marked_at_once_and_undone(page: Page) -> None:
    press(page, *"jjj", "Shift+X")
    said = page.locator(".toast")
    expect(said).to_contain_text("3 papers marked as read")
    assert sorted(kept(page)["read"]) == ["2007.10001", "2007.10002", "2007.10003"]
    said.get_by_role("button", name="Undo").click()
    assert kept(page)["read"] == {}
    page.get_by_role("button", name="Mark all 3 as read").click()
    assert sorted(kept(page)["read"]) == ["2007.20001", "2007.20002", "2007.20003"]
    press(page, "u")
    assert kept(page)["read"] == {}
    press(page, "u")
    expect(said.locator("span")).to_have_text("Nothing to undo")
    press(page, "s", "u")
    assert kept(page)["starred"] == {}


def test_a_section_is_folded_for_good(page: Page) -> None:
    page.get_by_role("button", name="Fold cs.AI").click()
    expect(row(page, 1)).to_be_hidden()
    page.reload()
    expect(row(page, 1)).to_be_hidden()
    expect(row(page, 1, 2)).to_be_visible()
    page.get_by_role("button", name="Show cs.AI").click()
    expect(row(page, 1)).to_be_visible()


def test_the_place_of_last_time_is_offered(page: Page, address: str) -> None:
    press(page, *"jjjjj")
    page.goto(address)
    page.goto(address + DAY)
    button = page.get_by_role("button", name="Continue at 5")
    button.click()
    expect(row(page, 5)).to_be_in_viewport()
    expect(row(page, 5).locator(".title a").last).to_be_focused()


def test_the_filter_knows_phrases_and_words_that_must_be_missing_and_the_address_keeps_it(page: Page) -> None:
    shown = page.locator("article.paper:visible")
    press(page, "/")
    page.keyboard.type('"number 1" -word12')
    expect(shown).to_have_count(4 - 1 + 1)  # 1, 10, 11 and one of the other section
    page.get_by_role("button", name="Code").click()
    expect(shown).to_have_count(0)
    page.get_by_label("Filter papers").fill("number 2")
    expect(shown).to_have_count(2)
    assert page.url.endswith("#?q=number+2&is=code")
    page.get_by_role("link", name="cs.AI number 2").first.click()
    page.go_back()
    expect(page.get_by_label("Filter papers")).to_have_value("number 2")
    expect(shown).to_have_count(2)
    press(page, "/", "Escape")
    expect(shown).to_have_count(15)
    assert "#" not in page.url


def test_a_hit_that_is_far_down_in_an_abstract_is_shown(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.get_by_label("Filter papers").fill("word7")
    mark = row(page, 7).locator("mark")
    expect(mark).to_be_visible()
    abstract = row(page, 7).locator(".abstract")
    inside: bool = mark.evaluate(
        "mark => mark.getBoundingClientRect().bottom <= mark.closest('.abstract').getBoundingClientRect().bottom"
    )
    assert inside
    page.get_by_label("Filter papers").fill("")
    expect(abstract).to_have_text(f"{LONG}It ends with word7.")
    expect(abstract.locator("span")).to_have_count(0)


def test_letters_count_by_their_place_on_other_layouts_and_caps_lock_is_no_shift(page: Page) -> None:
    send = (
        "([key, code, shiftKey]) => dispatchEvent(new KeyboardEvent('keydown', { key, code, shiftKey, bubbles: true }))"
    )
    page.evaluate(send, ["о", "KeyJ", False])  # noqa: RUF001 - what a Russian keyboard gives
    expect(page.locator("article.current")).to_have_count(1)
    page.evaluate(send, ["X", "KeyX", False])
    assert list(kept(page)["read"]) == ["2007.10001"]
    page.evaluate(send, ["j", "KeyC", False])  # Dvorak's j
    expect(row(page, 2)).to_contain_class("current")


def test_pairs_of_keys_lead_to_other_pages(page: Page, address: str) -> None:
    press(page, "g", "a")
    page.wait_for_url(f"{address}archive/")
    page.goto(address + DAY)
    press(page, "g", "x")
    press(page, "h")
    press(page, "g", "h")
    page.wait_for_url(address)


def test_colours_follow_the_readers_choice_on_all_pages_and_before_the_first_paint(page: Page, address: str) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_label("Colours").select_option("dark")
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(f"{address}archive/")
    assert page.evaluate(ground) == dark
    page.get_by_label("Colours").select_option("of the system")
    page.goto(address)
    assert page.evaluate(ground) == light
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) == dark


def test_a_phone_has_its_tools_within_reach_of_the_thumb(browser: Browser, address: str) -> None:
    with opened(browser, address, DAY, **PHONE) as page:
        bar = page.get_by_role("navigation", name="Day", exact=True)
        for part in bar.locator("a, button").all():
            box = part.bounding_box()
            assert box
            assert box["height"] >= 44
            assert box["y"] + box["height"] <= 740
            assert box["y"] > 740 / 2
        row(page, 1).locator(".abstract").tap()
        expect(row(page, 1).get_by_role("link", name="PDF")).to_be_visible()
        row(page, 1).get_by_role("button", name="Read").tap()
        bar.get_by_role("button", name="Unread").tap()
        expect(row(page, 1)).to_be_hidden()
        bar.get_by_role("button", name="Filter").tap()
        expect(page.get_by_label("Filter papers")).to_be_focused()
        bar.get_by_role("link", name="Later").tap()
        page.wait_for_url(f"{address}2020/07/23/")


SWIPE = """([id, by]) => {
  const target = document.getElementById(id);
  const touch = clientX => new Touch({ identifier: 1, target, clientX, clientY: 300 });
  const send = (name, touches, x) =>
    target.dispatchEvent(new TouchEvent(name, { touches, changedTouches: [touch(x)], bubbles: true }));
  send("touchstart", [touch(200)], 200);
  send("touchend", [], 200 + by);
}"""


def test_swiping_reads_and_stars_and_can_be_undone(browser: Browser, address: str) -> None:
    with opened(browser, address, DAY, **PHONE) as page:
        page.evaluate(SWIPE, ["2007.10002", -120])
        expect(page.locator(".toast")).to_contain_text("Marked as read")
        page.evaluate(SWIPE, ["2007.10003", 120])
        expect(page.locator(".toast")).to_contain_text("Starred")
        page.evaluate(SWIPE, ["2007.10004", 20])
        state = kept(page)
        assert (list(state["read"]), list(state["starred"])) == (["2007.10002"], ["2007.10003"])
        page.locator(".toast").get_by_role("button", name="Undo").tap()
        assert kept(page)["starred"] == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1400])
def test_axe_finds_nothing_in_any_density(scheme: Any, width: int, browser: Browser, address: str) -> None:
    options = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": width, "height": 800}}
    with opened(browser, address, DAY, **options) as page:
        for key in "123":
            press(page, key, "j", "n", "s", "x", "u")
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
