"""Words to watch and to mute: papers lifted and folded away, the dialog, the rule that it copies."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import DAY, NAME, build, kept, opened, served
from tests.conftest import paper, write_site

from sitegen import config, watch_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Locator, Page

pytestmark = pytest.mark.browser

PAPERS = {
    "A survey of cameras": "Nothing else.",
    "Trees": "They grow. A medical use of $x$ is shown.",
    "Gaussian splats": "Fast 3D&nbsp;reconstruction of networks, with <i>Poincaré</i> balls.",
    "Oceans": "Reconstruction in 3D of what the NeRF's authors networked.",
    "Surveying forests": "By NeRF-based means in $O(n)$.",
    "The end": "A networker ended.",
}
OTHERS = {"Words": "Language.", "A survey": "Of words."}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("words")
    first = [paper(n, f"2007.0000{n}", title, text) for n, (title, text) in enumerate(PAPERS.items(), 1)]
    other = [paper(n, f"2007.1000{n}", title, text) for n, (title, text) in enumerate(OTHERS.items(), 1)]
    write_site(folder, "\n".join(["-- content/a.md --", "# ArXiv cs.CV --2020-07-22", *first]))
    write_site(folder, "\n".join(["-- content/b.md --", "# ArXiv cs.CL --2020-07-22", *other]))
    with served(build(folder, folder / "out")) as address:
        yield address


def reading(page: Page, watch: list[str], mute: list[str] | None = None, **more: Any) -> None:
    """Load the page anew for a reader who has these words."""
    state = json.dumps({"version": 1, "watch": watch, "mute": mute or [], **more})
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [NAME, state])
    page.reload()


def numbers(page: Page, section: str = "cs.cv") -> list[int]:
    """Return the numbers of a section's papers that are seen, in the order of the page."""
    papers = page.locator(f"[id='{section}'] article:visible .number")
    return [int(text) for text in papers.all_inner_texts()]


def article(page: Page, number: int) -> Locator:
    return page.locator(f"[id='2007.0000{number}']")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Watched and muted words")


def add(page: Page, name: str, text: str) -> None:
    dialog(page).get_by_role("textbox", name=name).fill(text)
    page.keyboard.press("Enter")


def said(page: Page) -> Locator:
    return dialog(page).get_by_role("status")


# What is lifted, and what is folded away ------------------------------------------------------------------------------


def test_watched_papers_come_first_in_their_section_and_name_their_words(page: Page) -> None:
    reading(page, ["nerf", "surveys"])
    assert numbers(page) == [1, 4, 5, 2, 3, 6]
    assert numbers(page, "cs.cl") == [2, 1]
    expect(article(page, 5).locator(".watched")).to_have_text("Watched: nerf, surveys")
    expect(article(page, 5).locator("mark")).to_have_text(["Surveying", "NeRF"])
    expect(article(page, 1).locator(".watched")).to_have_text("Watched: surveys")
    expect(article(page, 2).locator(".watched")).to_have_count(0)
    expect(page.locator(".reading").get_by_text("4 watched", exact=True)).to_be_visible()
    for id_ in ("2007.10002", "2007.10001", "2007.00001", "2007.00004", "2007.00005", "2007.00002"):
        page.keyboard.press("j")
        expect(page.locator(f"[id='{id_}'] .title a").last).to_be_focused()


def test_words_are_found_whole_in_all_their_forms_and_without_accents(page: Page) -> None:
    reading(page, ["network"])
    assert numbers(page) == [3, 4, 6, 1, 2, 5]
    reading(page, ["net"])
    assert numbers(page) == [1, 2, 3, 4, 5, 6]
    reading(page, ["POINCARE"])
    expect(page.locator("mark")).to_have_text(["Poincaré"])


def test_the_words_of_a_phrase_stand_one_after_the_other(page: Page) -> None:
    reading(page, ["3d reconstruction"])
    expect(page.locator(".watched")).to_have_count(1)
    expect(article(page, 3).locator("mark")).to_have_text(["3D\u00a0reconstruction"])
    reading(page, ["nerf based", "survey of cameras"])
    expect(page.locator("mark")).to_have_text(["survey of cameras", "NeRF-based"])
    reading(page, ["survey of", "of cameras", "survey of cameras", "of"])
    expect(article(page, 1).locator("mark")).to_have_text(["survey of cameras"])


def test_without_english_words_are_found_as_they_are_written(browser: Browser, tmp_path: Path) -> None:
    papers = [paper(n, f"2007.0000{n}", title) for n, title in enumerate(["Networks", "Ein Network", "Ein Netz"], 1)]
    text = "\n".join(["-- sitegen.toml --", "language = 'de'", "-- content/a.md --", "# ArXiv --2020-07-22", *papers])
    out = build(write_site(tmp_path, text), tmp_path / "out")
    with served(out) as address, opened(browser, address, DAY) as page:
        reading(page, ["network"])
        expect(page.locator(".watched")).to_have_count(1)
        expect(page.locator("mark")).to_have_text(["Network"])


def test_muted_papers_are_folded_away_and_shown_on_demand(page: Page) -> None:
    reading(page, [], ["survey", "medical"])
    assert numbers(page) == [3, 4, 6]
    expect(page.get_by_text("4 muted", exact=True)).to_be_visible()
    button = page.get_by_role("button", name="3 muted papers")
    expect(button).to_have_text("Show 3 muted papers")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(button).to_have_text("Hide 3 muted papers")
    expect(button).to_have_attribute("aria-expanded", "true")
    assert numbers(page) == [3, 4, 6, 1, 2, 5]
    assert numbers(page, "cs.cl") == [1]
    button.click()
    assert numbers(page) == [3, 4, 6]


def test_what_is_watched_is_not_muted(page: Page) -> None:
    reading(page, ["nerf"], ["survey"])
    assert numbers(page) == [4, 5, 2, 3, 6]
    expect(page.get_by_text("2 watched, 2 muted")).to_be_visible()


def test_a_link_to_a_muted_paper_shows_it(page: Page, address: str) -> None:
    reading(page, ["nerf"], ["survey"])
    page.goto(f"{address}{DAY}#2007.00001")
    expect(article(page, 1)).to_be_in_viewport()
    page.goto("about:blank")
    page.goto(f"{address}{DAY}#2007.00001")
    expect(article(page, 1)).to_be_in_viewport()
    assert numbers(page) == [4, 5, 2, 3, 6, 1]


def test_the_filter_knows_of_what_is_folded_away_and_both_kinds_of_marks_stay_apart(page: Page) -> None:
    reading(page, ["nerf"], ["survey"])
    expect(page.locator("html.sorting")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("survey")
    expect(page.get_by_text("1 of 8 shown")).to_be_visible()
    expect(article(page, 5).locator("mark")).to_have_text(["Survey", "NeRF"])
    first, second = page.locator(".fold").all()
    expect(first).to_have_text("Show 1 muted paper")
    first.click()
    expect(page.get_by_text("2 of 8 shown")).to_be_visible()
    page.get_by_label("Filter").fill("cameras")
    expect(first).to_be_hidden()
    expect(second).to_be_visible()
    page.get_by_label("Filter").fill("")
    expect(page.locator("mark")).to_have_text(["NeRF's", "NeRF"])


def test_nothing_moves_and_nothing_is_seen_before_it_is_in_order(context: BrowserContext, page: Page) -> None:
    context.add_init_script(
        "window.moved = 0; new PerformanceObserver(l => { for (const e of l.getEntries()) window.moved += e.value; })"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    for settings in ({}, {"expanded": True}, {"hidden": True}):
        reading(page, ["nerf", "end"], ["survey"], read={"2007.00003": 1}, settings=settings)
        expect(page.get_by_text("3 watched, 2 muted")).to_be_visible()
        moved = "new Promise(r => requestAnimationFrame(() => setTimeout(() => r(window.moved), 200)))"
        assert page.evaluate(moved) == 0


def test_papers_are_seen_all_the_same_when_they_cannot_be_put_in_order(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/reading/day.js", lambda route: route.fulfill(content_type="text/javascript", body="throw 1"))
    page.goto(address + DAY)
    reading(page, ["nerf"])
    expect(page.locator("html.sorting")).to_have_count(1)
    assert page.locator("main").evaluate("e => getComputedStyle(e).visibility") == "hidden"
    expect(article(page, 1)).to_be_visible()
    context.close()


def test_a_printed_day_has_what_is_muted(page: Page) -> None:
    reading(page, [], ["survey"])
    page.emulate_media(media="print")
    assert len(numbers(page)) == 6
    expect(page.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("words", [{}, "text", [1, None, {}, "...", ""], ["nerf", "\ud800", '"']])
def test_what_are_no_words_is_as_nothing(page: Page, words: object) -> None:
    reading(page, words, words)  # type: ignore[arg-type]
    assert sorted(numbers(page)) == [1, 2, 3, 4, 5, 6]
    page.keyboard.press("m")
    expect(dialog(page)).to_be_visible()


NAMED = """
-- content/2020-07-22.md --
# Papers of 2020-07-22

## SLAM

### [A map](https://arxiv.org/abs/2007.00001)

**Authors:** Ann Lee, Bo Ek, Cy Day, Di Oz, Élise Geiger

**Categories:** cs.CV, cs.RO

**Abstract:** We draw a map of what is there.

### [A path](https://arxiv.org/abs/2007.00002)

**Authors:** Bo Ek

**Categories:** cs.CV

**Abstract:** We find a path for cs.RO by slam.

## Other

### [A sea of slam](https://arxiv.org/abs/2007.00003)

**Authors:** Élise Lee, Di Geiger

**Keywords:** Slam, waves

**Abstract:** We swim in what is there.
"""


def watched(page: Page, *words: str) -> dict[str, str]:
    """Return the papers that a reader of some words watches, each with the words that it has."""
    reading(page, list(words))
    found = page.locator("article:has(.watched)")
    return {
        (one.get_attribute("id") or "")[-1]: one.locator(".watched").inner_text().removeprefix("Watched: ")
        for one in found.all()
    }


def test_words_with_a_scope_are_found_among_authors_topics_and_categories_and_in_titles(
    browser: Browser, tmp_path: Path
) -> None:
    out = build(write_site(tmp_path, NAMED), tmp_path / "out")
    with served(out) as address, opened(browser, address, DAY) as page:
        assert watched(page, "author:geiger") == {"1": "author:geiger", "3": "author:geiger"}, "all authors count"
        assert watched(page, "author:Geiger Elise") == {"1": "author:Geiger Elise"}, "of one author"
        assert set(watched(page, "topic:slam")) == {"1", "2", "3"}, "headings and keywords"
        assert set(watched(page, "category:cs.ro")) == {"1"}
        assert set(watched(page, "title:slam", "Topic:waves")) == {"3"}
        assert page.locator("mark").all_inner_texts() == ["slam"]
        reading(page, ["author:geiger"], ["topic:slam"])
        expect(page.locator(".is-muted")).to_have_count(1)
        page.keyboard.press("m")
        add(page, "Watched words", ' title:  "A sea" ')
        assert kept(page)["watch"] == ["author:geiger", "title:A sea"]
        add(page, "Watched words", "AUTHOR: Geiger")
        expect(said(page)).to_have_text("author:geiger is already in the list.")


def test_words_with_a_scope_are_copied_as_terms_of_a_rule(context: BrowserContext, page: Page, tmp_path: Path) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    reading(page, ["author:ann lee", "topic:slam", "Category: cs.CV", "title:point cloud"])
    page.keyboard.press("m")
    dialog(page).get_by_role("button", name="Copy as a rule").click()
    expect(said(page)).to_have_text("Rule copied.")
    text = page.evaluate("navigator.clipboard.readText()")
    assert tomllib.loads(text)["watch"][0]["any"] == [
        'author:"ann lee"',
        "topic:slam",
        "category:cs.CV",
        'title:"point cloud"',
    ]
    (tmp_path / "sitegen.toml").write_text(text, encoding="utf-8")
    _, rule = watch_rules.rules(tmp_path, config.load(tmp_path, {}))
    assert [(term.scope, term.words) for term in rule.any] == [
        ("author", ("ann", "lee")),
        ("topic", ("slam",)),
        ("category", ("cs.cv",)),
        ("title", ("point", "cloud")),
    ]


# The dialog -----------------------------------------------------------------------------------------------------------


def test_words_are_added_counted_and_removed_by_the_keyboard_alone(page: Page) -> None:
    page.keyboard.press("m")
    expect(dialog(page).get_by_role("textbox", name="Watched words")).to_be_focused()
    page.keyboard.type('  the "NeRF"  ')
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("the NeRF: 1 paper")
    page.keyboard.type("nerf")
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("nerf: 2 papers")
    page.keyboard.type("NeRFs")
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("nerf is already in the list.")
    page.keyboard.type("...")
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("Enter a word that contains letters or digits.")
    add(page, "Muted words", "survey")
    rows = dialog(page).get_by_role("listitem")
    expect(rows).to_have_text(["the NeRF 1 paper Remove", "nerf 2 papers Remove", "survey 3 papers Remove"])
    assert kept(page)["watch"] == ["the NeRF", "nerf"]
    dialog(page).get_by_role("button", name="Remove the NeRF").focus()
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("Removed: the NeRF")
    expect(dialog(page).get_by_role("button", name="Remove nerf")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("textbox", name="Watched words")).to_be_focused()
    assert kept(page)["watch"] == []
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()
    assert numbers(page) == [2, 3, 4, 6]
    page.get_by_role("button", name="Words", exact=True).click()
    dialog(page).get_by_role("button", name="Remove survey").click()
    dialog(page).get_by_role("button", name="Close").click()
    assert numbers(page) == [1, 2, 3, 4, 5, 6]
    expect(page.locator(".fold")).to_have_count(0)
    assert article(page, 5).locator(".abstract").evaluate("e => e.childNodes.length") == 3


def test_two_tabs_stay_in_step_and_the_focus_stays(context: BrowserContext, page: Page, address: str) -> None:
    other = context.new_page()
    other.goto(address + DAY)
    article(other, 5).locator(".title a").last.focus()
    page.keyboard.press("m")
    add(page, "Watched words", "nerf")
    expect(other.get_by_text("2 watched")).to_be_visible()
    assert numbers(other) == [4, 5, 1, 2, 3, 6]
    expect(article(other, 5).locator(".title a").last).to_be_focused()
    other.keyboard.press("m")
    add(other, "Muted words", "survey")
    expect(dialog(page).get_by_role("listitem")).to_have_count(2)
    assert kept(page) == kept(other)


HOSTILE = [
    "nerf",
    "3d reconstruction",
    'a "quoted" phrase',
    "back\\slash",
    "tab\there",
    "\x7f\x00é \U0001d538",
    "\ud800x",
]


def test_words_are_copied_as_a_rule_in_toml(context: BrowserContext, page: Page, tmp_path: Path) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("m")
    copying = dialog(page).get_by_role("button", name="Copy as a rule")
    expect(copying).to_be_disabled()
    add(page, "Watched words", "nerf")
    copying.click()
    expect(said(page)).to_have_text("Rule copied.")
    assert page.evaluate("navigator.clipboard.readText()") == '[[watch]]\nname = "nerf"\nany = ["nerf"]\n'
    reading(page, HOSTILE, HOSTILE[1:2])
    page.keyboard.press("m")
    copying.click()
    expect(said(page)).to_have_text("Rule copied.")
    (rule,) = tomllib.loads(page.evaluate("navigator.clipboard.readText()"))["watch"]
    assert rule["any"] == [
        "nerf",
        '"3d reconstruction"',
        '"a  quoted  phrase"',
        "back\\slash",
        '"tab\there"',
        '"\x7f\x00é \U0001d538"',
        "\ufffdx",
    ]
    assert rule["none"] == ['"3d reconstruction"']
    assert rule["name"].startswith("nerf, 3d reconstruction, ")
    (tmp_path / "sitegen.toml").write_text(page.evaluate("navigator.clipboard.readText()"), encoding="utf-8")
    _, read = watch_rules.rules(tmp_path, config.load(tmp_path, {}))
    assert [term.words for term in read.any][:3] == [("nerf",), ("3d", "reconstruct"), ("a", "quot", "phrase")]


def test_a_rule_that_cannot_be_copied_is_shown(context: BrowserContext, page: Page) -> None:
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined });")
    reading(page, ["nerf"], ["survey"])
    page.keyboard.press("m")
    dialog(page).get_by_role("button", name="Copy as a rule").click()
    expect(said(page)).to_contain_text("The rule is selected")
    rule = tomllib.loads(dialog(page).get_by_label("Rule").input_value())
    assert rule == {"watch": [{"name": "nerf", "any": ["nerf"], "none": ["survey"]}]}


def test_words_that_cannot_be_kept_count_until_the_page_is_left(context: BrowserContext, address: str) -> None:
    context.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
    page = context.new_page()
    page.goto(address + DAY)
    page.keyboard.press("m")
    add(page, "Watched words", "nerf")
    add(page, "Muted words", "survey")
    expect(said(page)).to_have_text("Not saved: full")
    page.keyboard.press("Escape")
    assert numbers(page) == [4, 5, 2, 3, 6]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_any_state(scheme: str, width: int, browser: Browser, address: str) -> None:
    options = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": width, "height": 800}}
    with opened(browser, address, DAY, **options) as page:
        reading(page, ["nerf", "w" * 100], ["survey"], read={"2007.00004": 1})
        page.locator(".fold").first.click()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        page.keyboard.press("m")
        expect(dialog(page)).to_be_visible()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert dialog(page).evaluate("e => e.scrollWidth <= e.clientWidth")
