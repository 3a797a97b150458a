"""The order by stars: what is like the starred papers comes first when the reader asks, and nothing else moves."""

from __future__ import annotations

import functools
import json
import math
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import DAY, NAME, build, kept, served, watch
from tests.conftest import paper, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
FAILED = "Cannot sort by similarity: "
PAPERS = {
    "Rivers and seas": "Of water that flows downhill.",
    "Pruning trees": "Gardeners prune in spring, with shears.",
    "Nothing at all": "It is what it is.",
    "Graph convolutions": "A convolutional network of graphs, and no spectra.",
    "Convolving": "To convolve is to prune spectra.",
    "Sparse graphs": "Graphs that are pruned.",
}
"""Of the day, by title: `2007.00001` and so on."""
BEFORE = {"Graph convolution": "Convolutions of a graph.", "Spectra of graphs": "Spectral convolution."}
"""Of the day before: `2007.10001` and so on."""


WIDTHS = pytest.mark.parametrize("width", [360, 1280], indirect=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ranking")
    rows = [paper(n, f"2007.0000{n}", title, text) for n, (title, text) in enumerate(PAPERS.items(), 1)]
    write_site(folder, "\n".join(["-- content/22.md --", "# ArXiv cs.CV --2020-07-22", *rows]))
    rows = [paper(n, f"2007.1000{n}", title, text) for n, (title, text) in enumerate(BEFORE.items(), 1)]
    write_site(folder, "\n".join(["-- content/21.md --", "# ArXiv cs.CV --2020-07-21", *rows]))
    # Words weigh by how rare they are in many papers.
    rows = [paper(n, f"2006.{n:05}", f"Filler of number{n}", f"Text{n} as such.") for n in range(1, 61)]
    write_site(folder, "\n".join(["-- content/20.md --", "# ArXiv cs.CV --2020-07-20", *rows]))
    return build(folder, folder / "out")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


@pytest.fixture
def width(request: pytest.FixtureRequest) -> int:
    """Return the width of the window, for tests of what depends on it: see `WIDTHS`."""
    return int(getattr(request, "param", 1280))


@pytest.fixture
def context(browser: Browser, address: str, width: int) -> Iterator[BrowserContext]:
    """A reader's window, in which nothing may go wrong."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    faults = watch(context, address)
    yield context
    context.close()
    assert faults == []


@pytest.fixture
def unlucky(browser: Browser, address: str) -> Iterator[Page]:
    """A window in which files do not come."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(address + DAY)
    yield page
    context.close()


def star(id_: str, day: str = "2020-07-21", at: int = 1) -> dict[str, Any]:
    return {id_: {"title": "T", "day": day, "at": at}}


TWO = star("2007.10001") | star("2007.10002")


def reading(page: Page, starred: dict[str, Any], *, ranked: bool = True, **more: Any) -> None:
    """Load the page anew for a reader who has these stars."""
    state = json.dumps({"version": 1, "starred": starred, "settings": {"ranked": ranked}} | more)
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [NAME, state])
    page.reload()


def numbers(page: Page) -> list[int]:
    return [int(text) for text in page.locator("article:visible .number").all_inner_texts()]


def expect_order(page: Page, *order: int) -> None:
    expect(page.locator("article:visible .number")).to_have_text([str(number) for number in order])


def article(page: Page, number: int) -> Locator:
    return page.locator(f"[id='2007.0000{number}']")


def choice(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Sort by")


def status(page: Page) -> Locator:
    return page.locator("#_ranked")


# How alike ------------------------------------------------------------------------------------------------------------

Vectors = dict[str, dict[str, int]]


def vectors(data: dict[str, Any]) -> Vectors:
    return {
        id_: {data["terms"][place]: weight for place, weight in zip(*row, strict=True)}
        for id_, row in data["papers"].items()
    }


def likeness(starred: Vectors, day: Vectors) -> dict[str, tuple[float, list[float]]]:
    """Compare the plain way: scores, and what the three strongest stems add."""
    found = {}
    for id_, vector in day.items():
        profile: Counter[str] = Counter()
        for other, weights in starred.items():
            if other != id_:
                profile.update(weights)
        length = math.hypot(*profile.values()) * math.hypot(*vector.values())
        parts = sorted((weight * profile[stem] / length for stem, weight in vector.items() if length), reverse=True)
        if sum(parts):
            found[id_] = (sum(parts), parts[:3])
    return found


def module(page: Page) -> str:
    """Return the address of the module that compares."""
    source = page.locator("script[type=module]").get_attribute("src")
    assert source
    # It is published within the scripts of pages only, so the test brings it, and what it imports.
    static = ROOT / "themes/default/static"
    for name in ("reading/likeness.js", "lib/json.js"):
        page.route(f"**/{name}", functools.partial(_fulfilled, path=static / name))
    return source.replace("day.js", "likeness.js")


def _fulfilled(route: Route, *, path: Path) -> None:
    route.fulfill(path=path, content_type="text/javascript")


def test_scores_and_words_are_those_of_a_plain_computation(browser: Browser, example: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(example + DAY)
    files = {
        day: page.request.get(f"{example}{day}/terms.json").json() for day in (DAY[:-1], "2026/08/20", "2026/08/21")
    }
    today = vectors(files[DAY[:-1]])
    others = vectors(files["2026/08/20"]) | vectors(files["2026/08/21"])
    starred = dict(list(today.items())[:20]) | others
    assert len(today) > 60
    for stars in (starred, others, dict(list(today.items())[:1]), {}):
        found = page.evaluate(
            """async ([address, files, ids, day]) => {
                const { likeness, vectors } = await import(address);
                const all = files.flatMap((data) => [...vectors(data, ids)]);
                return Object.fromEntries(likeness(new Map(all), vectors(day)));
            }""",
            [module(page), list(files.values()), list(stars), files[DAY[:-1]]],
        )
        expected = likeness(stars, today)
        assert found.keys() == expected.keys()
        for id_, (score, parts) in expected.items():
            assert found[id_]["score"] == pytest.approx(score, abs=1e-12)
            profile = sum((Counter(v) for other, v in stars.items() if other != id_), Counter())
            length = math.hypot(*profile.values()) * math.hypot(*today[id_].values())
            named = [today[id_][stem] * profile[stem] / length for stem in found[id_]["stems"]]
            assert named == pytest.approx([part for part in parts if part], abs=1e-12)
    context.close()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, "the data cannot be read"),
        ([], "the data cannot be read"),
        ({"terms": {}, "papers": {}}, "the data cannot be read"),
        ({"terms": ["a"], "papers": []}, "the data cannot be read"),
        ({"terms": ["a", 7], "papers": {"x": [[0, 1, 9], [255, 9, 9]], "y": [[0], [0]]}}, {"x": {"a": 255}}),
        ({"terms": ["a"], "papers": {"x": 1, "y": [1, 2], "z": [[0]], "w": None, "v": [[0], ["1"]]}}, {}),
        ({"terms": ["a"], "papers": {"x": [[0], [1.5]], "y": [[0], [256]], "z": [["0"], [3]]}}, {"z": {"a": 3}}),
    ],
)
def test_what_is_damaged_in_a_file_is_left_out(page: Page, data: object, expected: object) -> None:
    found = page.evaluate(
        """async ([address, data]) => {
            const { vectors } = await import(address);
            try {
                return Object.fromEntries([...vectors(data)].map(([id, vector]) => [id, Object.fromEntries(vector)]));
            } catch ({ message }) {
                return message;
            }
        }""",
        [module(page), data],
    )
    assert found == expected


# The order ------------------------------------------------------------------------------------------------------------


@WIDTHS
def test_papers_like_the_stars_come_first_when_the_reader_asks_and_say_why(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    reading(page, TWO, ranked=False)
    expect_order(page, 1, 2, 3, 4, 5, 6)
    assert not [path for path in asked if path.endswith(".json")]
    choice(page).focus()
    choice(page).select_option("stars")
    expect_order(page, 4, 6, 5, 1, 2, 3)
    assert sorted(path for path in asked if path.endswith(".json")) == [
        "2020/07/21/terms.json",
        "2020/07/22/terms.json",
    ]
    expect(choice(page)).to_be_focused()
    expect(choice(page)).to_have_value("stars")
    expect(status(page)).to_have_text("3 papers similar to starred papers")
    expect(article(page, 5).locator(".likeness")).to_have_text("Similar to starred papers: spectra")
    expect(article(page, 4).locator(".likeness")).to_have_text(
        "Similar to starred papers: convolutions, Graph, spectra"
    )
    expect(article(page, 1).locator(".likeness")).to_have_count(0)
    assert kept(page)["settings"] == {"ranked": True}
    choice(page).select_option("digest")
    expect_order(page, 1, 2, 3, 4, 5, 6)
    expect(choice(page)).to_be_focused()
    expect(choice(page)).to_have_value("digest")
    expect(status(page)).to_have_text("")
    expect(page.locator(".likeness")).to_have_count(0)
    assert kept(page)["settings"] == {"ranked": False}


@WIDTHS
def test_it_is_remembered_and_walked_and_left_by_the_keyboard_alone(page: Page) -> None:
    reading(page, TWO, ranked=False)
    page.keyboard.press("j")
    page.keyboard.press("b")
    expect_order(page, 4, 6, 5, 1, 2, 3)
    expect(article(page, 1).locator(".title a").last).to_be_focused()
    expect(article(page, 1)).to_be_in_viewport()
    page.reload()
    expect_order(page, 4, 6, 5, 1, 2, 3)
    for number in (4, 6, 5):
        page.keyboard.press("j")
        expect(article(page, number).locator(".title a").last).to_be_focused()
    page.keyboard.press("b")
    expect_order(page, 1, 2, 3, 4, 5, 6)
    expect(article(page, 5).locator(".title a").last).to_be_focused()


def test_the_key_is_another_when_the_reader_chose_it(page: Page) -> None:
    reading(page, TWO, settings={"map": {"rank": "y"}})
    page.keyboard.press("b")
    expect_order(page, 1, 2, 3, 4, 5, 6)
    page.keyboard.press("y")
    expect_order(page, 4, 6, 5, 1, 2, 3)


def test_watched_papers_come_first_all_the_same_and_muted_ones_are_folded(page: Page) -> None:
    reading(page, TWO, watch=["rivers", "sparse"], mute=["network"])
    expect_order(page, 6, 1, 5, 2, 3)
    page.get_by_role("button", name="1 muted paper").click()
    expect_order(page, 6, 1, 5, 2, 3, 4)
    page.keyboard.press("m")
    page.get_by_role("button", name="Remove network").click()
    page.keyboard.press("Escape")
    expect_order(page, 6, 1, 4, 5, 2, 3)
    lines = article(page, 6).locator(".title ~ p:not(.abstract):not(.elsewhere)")
    expect(lines).to_have_text([re.compile("^Watched: sparse$"), re.compile("^Similar to starred papers: ")])


def test_a_paper_is_not_compared_with_itself(page: Page) -> None:
    reading(page, star("2007.00001", "2020-07-22"))
    expect(status(page)).to_have_text("0 papers similar to starred papers")
    expect_order(page, 1, 2, 3, 4, 5, 6)
    reading(page, star("2007.00001", "2020-07-22") | star("2007.00006", "2020-07-22"))
    expect(article(page, 4).locator(".likeness")).to_be_visible()
    expect(article(page, 6).locator(".likeness")).to_have_count(0)
    assert numbers(page)[0] in (2, 4)


def test_only_the_newest_fifty_stars_count_and_each_day_is_asked_for_once(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    old = {f"2001.{n:05}": {"title": "T", "day": f"2019-01-{n:02}", "at": 1} for n in range(1, 20)}
    new = {f"2006.{n:05}": {"title": "T", "day": "2020-07-20", "at": 2} for n in range(1, 49)}
    reading(page, old | new | star("2007.10001", at=3) | star("2007.10002", at=3))
    expect(status(page)).to_have_text(re.compile("similar to starred papers"))
    files = sorted(path for path in asked if path.endswith(".json"))
    assert files == [f"/2020/07/{day}/terms.json" for day in (20, 21, 22)]


def test_without_stars_the_choice_says_what_it_needs(page: Page) -> None:
    reading(page, {}, ranked=True)
    expect(page.locator("html.sorting")).to_have_count(0)
    expect(choice(page)).to_have_value("digest")
    choice(page).select_option("Similar to starred")
    expect(choice(page)).to_have_value("digest")
    expect(status(page)).to_have_text("To sort by similarity, star a paper first")
    article(page, 1).locator(".star").click()
    page.keyboard.press("b")
    expect(choice(page)).to_have_value("stars")


def test_a_new_star_moves_nothing_until_the_reader_asks(page: Page) -> None:
    reading(page, star("2007.00001", "2020-07-22") | star("2007.10001"))
    expect(status(page)).to_have_text(re.compile("similar to starred papers"))
    before = numbers(page)
    article(page, 5).locator(".star").click()
    assert numbers(page) == before
    for _ in range(2):
        page.keyboard.press("b")
    expect(article(page, 2).locator(".likeness")).to_have_text("Similar to starred papers: Pruning")
    for number in (1, 5):
        article(page, number).locator(".star").click()
    expect(choice(page)).to_have_value("stars")


def test_other_tabs_follow(context: BrowserContext, page: Page, address: str) -> None:
    reading(page, TWO, ranked=False)
    other = context.new_page()
    other.goto(address + DAY)
    choice(other).select_option("stars")
    expect_order(page, 4, 6, 5, 1, 2, 3)
    expect(choice(page)).to_have_value("stars")
    choice(page).select_option("digest")
    expect_order(other, 1, 2, 3, 4, 5, 6)


# Before the first paint -----------------------------------------------------------------------------------------------

SHIFTS = (
    "window.moved = 0; new PerformanceObserver(l => { for (const e of l.getEntries()) window.moved += e.value; })"
    ".observe({type: 'layout-shift', buffered: true});"
)
MOVED = "new Promise(r => requestAnimationFrame(() => setTimeout(() => r(window.moved), 200)))"
SEEN = """window.seen = []; (function look() {
    const main = document.getElementById('_main');
    if (main && getComputedStyle(main).visibility === 'visible')
        window.seen.push([...document.querySelectorAll('article .number')].map((e) => e.textContent).join(' '));
    requestAnimationFrame(look);
})();"""


@WIDTHS
@pytest.mark.parametrize("settings", [{}, {"expanded": True}, {"hidden": True}], ids=str)
def test_nothing_moves_and_no_other_order_is_ever_seen(
    context: BrowserContext, page: Page, settings: dict[str, bool]
) -> None:
    context.add_init_script(SHIFTS + SEEN)

    def slowly(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/terms.json", slowly)
    reading(page, TWO, settings={"ranked": True, **settings}, watch=["rivers"], read={"2007.00006": 1})
    expect(status(page)).to_have_text("3 papers similar to starred papers")
    assert page.evaluate(MOVED) == 0
    assert set(page.evaluate("window.seen")) == {"1 4 6 5 2 3"}


def test_what_comes_too_late_leaves_the_page_as_it_is_until_the_reader_asks(unlucky: Page) -> None:
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    unlucky.context.add_init_script(SHIFTS + SEEN)
    unlucky.route("**/21/terms.json", hold)
    reading(unlucky, TWO)
    expect(status(unlucky)).to_have_text(FAILED + "loading took too long")
    expect_order(unlucky, 1, 2, 3, 4, 5, 6)
    expect(choice(unlucky)).to_have_value("digest")
    for route in waiting:
        route.continue_()
    unlucky.unroute("**/21/terms.json")
    assert unlucky.evaluate(MOVED) == 0
    assert set(unlucky.evaluate("window.seen")) == {"1 2 3 4 5 6"}
    assert kept(unlucky)["settings"] == {"ranked": True}
    unlucky.keyboard.press("b")
    expect_order(unlucky, 4, 6, 5, 1, 2, 3)


# When files do not come -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 404}, "the data of this day could not be loaded (404)"),
        ({"body": "no json"}, re.compile("the data of this day could not be loaded")),
        ({"json": {"terms": 1}}, "the data of this day could not be loaded (the data cannot be read)"),
        (None, re.compile("the data of this day could not be loaded")),
    ],
    ids=str,
)
def test_without_the_days_words_its_order_stays_and_the_page_says_so(unlucky: Page, answer: Any, said: Any) -> None:
    unlucky.route("**/22/terms.json", lambda route: route.fulfill(**answer) if answer else route.abort())
    reading(unlucky, TWO)
    expect(status(unlucky)).to_have_text(FAILED + said if isinstance(said, str) else said)
    expect_order(unlucky, 1, 2, 3, 4, 5, 6)
    expect(choice(unlucky)).to_have_value("digest")
    choice(unlucky).select_option("stars")
    expect(status(unlucky)).to_have_text(re.compile(f"^{FAILED}"))
    unlucky.unroute("**/22/terms.json")
    choice(unlucky).select_option("stars")
    expect_order(unlucky, 4, 6, 5, 1, 2, 3)


@pytest.mark.parametrize("answer", [{"status": 404}, {"body": "{"}, {"json": [1]}], ids=str)
def test_stars_of_a_day_that_is_gone_or_damaged_do_not_count(unlucky: Page, answer: Any) -> None:
    unlucky.route("**/21/terms.json", lambda route: route.fulfill(**answer))
    reading(unlucky, TWO)
    expect(status(unlucky)).to_have_text(FAILED + "the data of your starred papers could not be loaded")
    reading(unlucky, TWO | star("2007.00005", "2020-07-22"))
    expect(status(unlucky)).to_have_text(re.compile("similar to starred papers"))
    assert numbers(unlucky)[0] == 2


@pytest.mark.parametrize("starred", [{"x": 1, "y": None}, {"x": {"day": "../.."}}, {"x": {"day": [1], "at": {}}}])
def test_what_are_no_stars_is_not_asked_for(page: Page, starred: dict[str, Any]) -> None:
    reading(page, starred)
    expect(status(page)).to_have_text(FAILED + "the data of your starred papers could not be loaded")
    expect_order(page, 1, 2, 3, 4, 5, 6)


# For everybody --------------------------------------------------------------------------------------------------------


@WIDTHS
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_and_without_stars(scheme: Any, width: int, browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 800})
    faults = watch(context, address)
    page = context.new_page()
    page.goto(address + DAY)
    for starred in ({}, TWO):
        reading(page, starred, watch=["sparse"], read={"2007.00004": 1})
        expect(status(page)).to_have_text("3 papers similar to starred papers" if starred else "")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert faults == []


def test_themes_without_stars_have_no_such_choice(browser: Browser, tmp_path: Path) -> None:
    text = f"-- content/a.md --\n# ArXiv --2020-07-22\n{paper(1, '2007.00001')}\n"
    text += '-- sitegen.toml --\n[theme]\nname = "mine"\n-- themes/mine/theme.toml --\nname = "mine"\nsaved = false\n'
    with served(build(write_site(tmp_path, text), tmp_path / "out")) as address:
        context = browser.new_context()
        faults = watch(context, address)
        page = context.new_page()
        page.goto(address + DAY)
        reading(page, TWO)
        expect(choice(page)).to_have_count(0)
        page.keyboard.press("b")
        page.keyboard.press("j")
        expect(article(page, 1).locator(".title a").last).to_be_focused()
        context.close()
    assert faults == []
