"""The search page as a tool: what it shows of a paper, what it guesses, what narrows it, and its keys."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import build, kept, opened, press, served
from tests.conftest import write_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

FILL = "It is told at some length what this is good for, and for whom, and since when. " * 4
PAPERS = [
    {
        "id": "2607.00010",
        "title": "Gaussian seas",
        "authors": ["Jean Serre", "Anna Müller"],
        "categories": ["cs.CV", "cs.LG"],
        "keywords": ["deep water"],
        "summary": f"{FILL}We map the seas with gaussian splats. {FILL}",
        "published": "2026-07-31",
    },
    {
        "id": "2608.00011",
        "title": "CrackMeBench",
        "authors": ["Anna Müller", "Bo Wu", "Cy Young", "Di Chen", "Eva Li"],
        "categories": ["cs.CR"],
        "keywords": ["gaussian"],
        "summary": "Seas of puzzles.",
        "published": "2026-08-20",
    },
    *(
        {
            "id": f"2508.{n:05}",
            "title": f"Seas of the year before, number {n}",
            "authors": [],
            "categories": ["cs.LG"],
            "summary": "Waves. " * (n % 7),
            "published": "2025-08-20",
        }
        for n in range(1, 31)
    ),
]


DATA = {"2025/08/20/index.json", "2026/07/31/index.json", "2026/08/20/index.json"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    days: dict[str, list[str]] = {}
    for paper in PAPERS:
        row = {**paper, "abs": f"https://arxiv.org/abs/{paper['id']}"}
        days.setdefault(str(paper["published"]), []).append(json.dumps(row, ensure_ascii=False))
    files = "\n".join(f"-- content/{day}.jsonl --\n" + "\n".join(rows) for day, rows in days.items())
    folder = write_site(tmp_path_factory.mktemp("finding"), files)
    with served(build(folder, folder / "out")) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address, "search/", viewport={"width": 1280, "height": 800}) as page:
        yield page


def ids(page: Page) -> list[str]:
    rows: list[str] = page.locator("#results li").evaluate_all("rows => rows.map(row => row.dataset.paper)")
    return rows


def ask(page: Page, query: str) -> list[str]:
    """Type a query, and see what it finds."""
    page.locator("#q").fill(query)
    expect(page.locator("#search-status")).to_have_attribute("data-state", re.compile("done|idle"))
    return ids(page)


def row(page: Page, id_: str) -> Locator:
    return page.locator(f'#results [data-paper="{id_}"]')


def test_a_result_shows_authors_categories_and_the_part_of_its_text_that_has_the_words(page: Page) -> None:
    ask(page, "gaussian splats seas")
    found = row(page, "2607.00010")
    expect(found.locator(".excerpt")).to_contain_text("… We map the seas with gaussian splats.")
    expect(found.locator(".excerpt mark")).to_have_text(["seas", "gaussian", "splats"])
    expect(found.locator(".title mark")).to_have_text(["Gaussian", "seas"])
    expect(found.locator(".by")).to_have_text("2026-07-31 · arXiv:2607.00010 · cs.CV, cs.LG · Jean Serre, Anna Müller")
    expect(found.get_by_role("link", name="PDF: Gaussian seas")).to_have_attribute(
        "href", re.compile(r"^https://arxiv\.org/pdf/2607\.00010")
    )
    assert found.locator(".excerpt").evaluate(
        "text => text.querySelector('mark').offsetTop < text.offsetTop + text.offsetHeight"
    )


def test_the_texts_of_a_day_are_fetched_when_its_papers_come_in_sight(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport={"width": 1280, "height": 400}) as page:
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url.removeprefix(address)))
        page.goto(f"{address}search/?q=seas")
        expect(page.locator("#categories button").first).to_be_visible()
        shown = page.locator("#results li").evaluate_all(
            "rows => rows.map(row => row.querySelector('.excerpt').textContent)"
        )
        assert shown[0]
        assert not any(shown[6:])
        page.locator("#results li").last.scroll_into_view_if_needed()
        expect(page.locator("#results li").last.locator(".more").first).to_be_visible()
        assert len([path for path in fetched if path.endswith("index.json")]) == len({*fetched} & DATA)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("query", ["seas", "gausian+seas", "August+2026", "nothinglikeit"])
def test_nothing_moves_while_results_come(browser: Browser, address: str, query: str, width: int) -> None:
    with opened(browser, address, viewport={"width": width, "height": 740}) as page:
        page.add_init_script(
            "window.shifts = [];"
            "new PerformanceObserver(list => shifts.push(...list.getEntries().map(({ value }) => value)))"
            ".observe({ type: 'layout-shift', buffered: true })"
        )
        page.goto(f"{address}search/?q={query}")
        expect(page.locator("#search-status")).not_to_be_empty()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("shifts") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


QUERIES = [
    "seas",
    "gaus",
    "gausian",
    "crackme",
    "crack me bench",
    "2607.",
    "2608.0001",
    "August 2026",
    "mueller",
    "zzzz",
]


def test_enter_takes_nothing_away_that_typing_found(page: Page) -> None:
    for query in QUERIES:
        typed = ask(page, query)
        page.locator("#q").press("Enter")
        page.wait_for_timeout(50)
        expect(page.locator("#search-status")).to_have_attribute("data-state", "done")
        assert ids(page) == typed, query
        page.reload()
        expect(page.locator("#search-status")).to_have_attribute("data-state", "done")
        assert ids(page) == typed, query
        assert bool(typed) == (query != "zzzz")


@pytest.mark.parametrize("query", ["2607.000", "arXiv:2607.000", "id:2607.000", "2607."])
def test_the_beginning_of_an_id_finds_its_papers(page: Page, query: str) -> None:
    assert ask(page, query) == ["2607.00010"]


def test_a_misspelled_word_is_taken_for_its_neighbour_and_the_page_says_so(page: Page) -> None:
    assert ask(page, "gausian splats")[0] == "2607.00010"
    expect(page.locator("#search-notes")).to_have_text("No paper has “gausian”: “gaussian” was searched for.")


def test_a_date_is_understood_and_leads_to_its_month(page: Page) -> None:
    assert ask(page, "seas August 2026") == ["2608.00011"]
    expect(page.locator("#search-notes")).to_contain_text("“August 2026” was taken for a date.")
    assert ask(page, "2026-07") == ["2607.00010"]
    page.get_by_role("link", name="The papers of that month").click()
    expect(page).to_have_url(re.compile("/2026/07/$"))


def test_a_query_is_announced_once_and_not_while_it_is_typed(page: Page) -> None:
    page.evaluate(
        """() => {
            window.said = [];
            window.typed = 0;
            const status = document.querySelector('#search-status');
            new MutationObserver(() => said.push([status.textContent, performance.now() - typed]))
                .observe(status, { childList: true, characterData: true, subtree: true });
            document.querySelector('#q').addEventListener('input', () => { typed = performance.now() });
        }"""
    )
    page.locator("#q").press_sequentially("gaussian seas", delay=30)
    expect(page.locator("#search-status")).to_have_text(re.compile("^2 papers with all of the words, "))
    page.locator("#q").press("Enter")
    expect(page.locator("#categories button").first).to_be_visible()
    ((text, after),) = page.evaluate("said")
    assert text.startswith("2 papers")
    assert after >= 250


def test_years_categories_and_topics_narrow_the_results_to_as_many_as_they_say(page: Page) -> None:
    ask(page, "seas")
    for group, name in [("Categories", "cs.LG"), ("Categories", "cs.CV"), ("Papers by year", "2025")]:
        button = page.get_by_role("list", name=group).get_by_role("button").filter(has_text=name)
        number = (button.locator(".count").text_content() or "").strip()
        button.click()
        expect(page.locator("#search-status")).to_have_text(re.compile(rf"^{number} papers? with all of the words"))
        pressed = page.get_by_role("list", name=group).get_by_role("button", pressed=True)
        expect(pressed).to_contain_text(name)
        pressed.click()
        expect(page.locator("#search-status")).to_have_text(re.compile("^32 papers"))
    page.get_by_role("list", name="Topics").get_by_role("button").filter(has_text="deep water").click()
    expect(page.locator("#q")).to_have_value("seas topic:deep-water")
    expect(page.locator("#results li")).to_have_count(1)


def test_the_name_of_an_author_offers_their_papers(page: Page) -> None:
    ask(page, "anna mueller")
    page.get_by_role("button", name="Only papers by anna mueller").click()
    expect(page.locator("#q")).to_have_value('author:"anna mueller"')
    expect(page.locator("#results li")).to_have_count(2)
    ask(page, "gaussian seas")
    expect(page.locator("#categories button").first).to_be_visible()
    expect(page.locator("#authors button")).to_have_count(0)


def test_a_star_keeps_what_the_data_of_the_day_says(page: Page) -> None:
    ask(page, "crackmebench")
    star = row(page, "2608.00011").get_by_role("button", name="Star: CrackMeBench")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    entry = kept(page)["starred"]["2608.00011"]
    assert entry.pop("at") > 0
    assert entry == {
        "title": "CrackMeBench",
        "authors": ["Anna Müller", "Bo Wu", "Cy Young", "Di Chen", "Eva Li"],
        "topics": ["gaussian"],
        "categories": ["cs.CR"],
        "date": "2026-08-20",
        "day": "2026-08-20",
    }
    star.click()
    expect(star).to_have_attribute("aria-pressed", "false")
    assert kept(page)["starred"] == {}


def test_a_paper_can_be_starred_when_the_data_of_its_day_cannot_be_had(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.route("**/2026/08/20/index.json", lambda route: route.fulfill(status=503))
    page = context.new_page()
    page.goto(f"{address}search/?q=crackmebench")
    page.get_by_role("button", name="Star: CrackMeBench").click()
    expect(page.locator("#results .star")).to_have_attribute("aria-pressed", "true")
    entry = kept(page)["starred"]["2608.00011"]
    assert (entry["title"], entry["day"]) == ("CrackMeBench", "2026-08-20")
    context.close()


def test_keys_go_through_the_results_star_mark_and_open_them(page: Page) -> None:
    first, second, *_ = ask(page, "seas")
    page.locator("#q").press("Enter")
    page.locator("#q").blur()
    press(page, "j", "j")
    expect(row(page, second).locator(".title a")).to_be_focused()
    press(page, "k", "s", "x")
    expect(row(page, first)).to_have_class("starred is-read")
    press(page, "u", "u")
    expect(row(page, first)).to_have_class("")
    press(page, "/")
    expect(page.locator("#q")).to_be_focused()
    page.locator("#q").press("ArrowDown")
    expect(row(page, first).locator(".title a")).to_be_focused()
    press(page, "o")
    expect(page).to_have_url(re.compile(rf"/abs/{re.escape(first)}/$"))


def test_what_finds_nothing_says_what_to_do(page: Page) -> None:
    ask(page, "zzzz qqqq")
    expect(page.locator("#nothing")).to_contain_text("Use fewer words")
    expect(page.get_by_role("link", name="Search arXiv for it")).to_have_attribute(
        "href", "https://arxiv.org/search/?query=zzzz+qqqq&searchtype=all"
    )
    ask(page, "2001.99999")
    expect(page.get_by_role("link", name="Open 2001.99999 on arXiv")).to_have_attribute(
        "href", "https://arxiv.org/abs/2001.99999"
    )
    ask(page, "title:zzzz")
    expect(page.locator("#nothing")).to_contain_text("Leave out fields")


def test_without_a_query_the_page_says_how_to_search(page: Page) -> None:
    expect(page.get_by_text("papers whose ids begin like this")).to_be_visible()
    ask(page, "seas")
    expect(page.get_by_text("papers whose ids begin like this")).to_be_hidden()
    page.locator("#q").fill("")
    expect(page.locator("#results li")).to_have_count(0)
    expect(page.locator("#search-status")).to_be_empty()
