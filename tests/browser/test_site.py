"""The example archive as a reader meets it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import build, opened, served
from tests.conftest import digest, write_site

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

KINDS = {
    "home": "",
    "day": "2020/07/22/",
    "day with sections": "2026/08/21/",
    "day with an introduction": "2026/08/20/",
    "month": "2026/08/",
    "year": "2026/",
    "archive": "archive/",
    "feeds": "feeds/",
    "trends": "trends/",
    "status": "status/",
    "watch rules": "watch/",
    "watch rule": "watch/codes/",
    "watch rule's month": "watch/codes/2020/07/",
    "search": "search/?q=image",
    "saved": "saved/",
    "several days": "since/",
    "paper": "abs/2007.10872/",
    "paper with related papers": "abs/2007.10479/",
    "category": "cs.cv/",
    "free page": "about/",
    "not found": "404.html",
}
MOVING = ("home", "day", "search", "saved", "paper")
"""Those that scripts change while they load."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_stays_still_fits_its_window_and_keeps_nobody_out(browser: Browser, example: str, kind: str) -> None:
    """All that holds for every kind of page, on one visit: to open a page takes longer than to look at it."""
    with opened(browser, example, KINDS[kind], bypass_csp=True, viewport={"width": 1280, "height": 800}) as page:
        if kind == "search":
            page.locator("#search-status[data-state=done]").wait_for()
        assert moved(page) == 0
        expect(page.locator("h1")).to_have_count(1)
        for dark in (False, True):
            page.emulate_media(color_scheme="dark" if dark else "light")
            background = page.evaluate("getComputedStyle(document.body).backgroundColor")
            brightness = sum(int(part) for part in re.findall(r"\d+", background)[:3]) / 3
            assert (brightness < 64) == dark
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        for size, widths in {"100%": (1280, 360, 320), "200%": (360, 2560)}.items():
            page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
            for width in widths:
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (size, width)


@pytest.mark.parametrize(
    ("kind", "scripts"), [("day", {"early.js", "day.js"}), ("search", {"early.js", "page.js", "engine.js"})]
)
def test_a_page_asks_for_at_most_eight_files_and_for_no_module_of_its_scripts(
    browser: Browser, example: str, kind: str, scripts: set[str]
) -> None:
    asked: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(example + KINDS[kind].partition("?")[0])
    page.wait_for_load_state("networkidle")
    context.close()
    assert {url.rpartition("/")[2] for url in asked if url.endswith(".js")} == scripts
    assert len(set(asked)) <= 8


@pytest.mark.parametrize("kind", MOVING)
def test_nothing_moves_while_a_page_loads_on_a_telephone(browser: Browser, example: str, kind: str) -> None:
    with opened(browser, example, KINDS[kind], viewport={"width": 360, "height": 800}) as page:
        if kind == "search":
            page.locator("#search-status[data-state=done]").wait_for()
        assert moved(page) == 0


def moved(page: Page) -> float:
    """Return the sum of a page's layout shifts so far."""
    shifts: float = page.evaluate(
        """new Promise(done => {
          let sum = 0;
          const add = list => { for (const entry of list.getEntries()) sum += entry.value; };
          new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 200);
        })"""
    )
    return shifts


@pytest.mark.parametrize("kind", ["home", "day", "archive", "search", "paper"])
def test_more_contrast_and_forced_colours_leave_all_text_legible(browser: Browser, example: str, kind: str) -> None:
    def legible(*rules: str) -> None:
        found = Axe().run(page, options={"runOnly": {"type": "rule", "values": list(rules)}})
        assert found.violations_count == 0, found.generate_report()

    with opened(browser, example, KINDS[kind], bypass_csp=True) as page:
        for dark in (False, True):
            page.emulate_media(color_scheme="dark" if dark else "light", contrast="more", forced_colors="none")
            legible("color-contrast", "color-contrast-enhanced")
            page.emulate_media(contrast="no-preference", forced_colors="active")
            legible("color-contrast")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_pages_that_have_something_to_show(browser: Browser, scheme: str, tmp_path: Path) -> None:
    """What is there only for a reader who did something, or for a paper that changed."""
    days = {day: digest(f"2020-07-{day}", "2007.00001", f"2007.000{day}") for day in (21, 22)}
    days[22] = days[22].replace("Abstract of 2007.00001", "A new abstract of 2007.00001")
    folder = write_site(tmp_path, "\n".join(f"-- content/{day}.md --\n{text}" for day, text in days.items()))
    starred = {
        "2007.00001": {"title": "T", "day": "2020-07-22", "at": 1},
        "2007.00022": {"title": "U", "day": "2020-07-22", "at": 2},
    }
    state = {"version": 1, "starred": starred, "visit": {"day": "2020-07-21", "since": "2020-07-20", "at": 1}}
    shown = {
        "": "#_new li",
        "2020/07/22/": ".star[aria-pressed=true]",
        "abs/2007.00001/": ".change ins",
        "search/?q=abstract": "#results .title",
        "saved/": "#_papers .title",
    }
    with served(build(folder, folder / "out")) as address:
        options = {"color_scheme": scheme, "bypass_csp": True}
        with opened(browser, address, "404.html", **options) as page:
            page.evaluate("text => localStorage.setItem('sitegen /', text)", json.dumps(state))
            for path, what in shown.items():
                page.goto(address + path)
                for summary in page.locator("summary").all():
                    summary.click()
                expect(page.locator(what).first).to_be_visible()
                found = Axe().run(page)
                assert found.violations_count == 0, found.generate_report()


def test_a_reader_walks_from_the_newest_day_to_a_paper_and_on_without_javascript(
    browser: Browser, example: str
) -> None:
    with opened(browser, example, java_script_enabled=False) as page:
        page.get_by_role("link", name="Friday, 21 August 2026").click()
        expect(page).to_have_url(example + "2026/08/21/")
        page.get_by_role("link", name="Wednesday").or_(
            page.get_by_role("link", name="Thursday, 20 August 2026")
        ).first.click()
        expect(page).to_have_url(example + "2026/08/20/")
        first, second = page.locator("article .title a:not(.number)").all()[:2]
        titles = [first.inner_text(), second.inner_text()]
        first.click()
        expect(page.locator("h1")).to_have_text(titles[0])
        page.locator("a[rel=next]").click()
        expect(page.locator("h1")).to_have_text(titles[1])
        page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="2026", exact=True).click()
        expect(page).to_have_url(example + "2026/")


def test_a_day_shows_its_papers_in_the_order_and_with_the_numbers_of_its_digest(browser: Browser, example: str) -> None:
    with opened(browser, example, "2020/07/22/") as page:
        numbers = [int(text) for text in page.locator("article .number").all_text_contents()]
        assert numbers == list(range(1, 72))
        assert page.locator("article").first.get_attribute("id") == "2007.10986"
        assert page.locator("article").last.get_attribute("id") == "2007.04756"


def test_formulas_are_laid_out_by_the_browser_and_no_markup_is_visible(browser: Browser, example: str) -> None:
    with opened(browser, example, "2020/07/22/") as page:
        assert page.locator("math").count() == 15
        exponent = page.locator("[id='2007.10872'] math msup").first
        base, power = exponent.locator("> *").all()
        base_box, power_box = base.bounding_box(), power.bounding_box()
        assert base_box
        assert power_box
        assert power_box["y"] < base_box["y"]
        text = page.locator("main").inner_text()
        for markup in ("$", "\\text", "\\url", "&lt;", "<a ", "this https URL"):
            assert markup not in text


def test_links_of_abstracts_lead_where_arxiv_says(browser: Browser, example: str) -> None:
    with opened(browser, example, "abs/2007.10588/") as page:
        link = page.locator(".abstract a")
        expect(link).to_have_text("github.com/mcrl/CyCNN")
        expect(link).to_have_attribute("href", "https://github.com/mcrl/CyCNN")


def test_the_first_tab_stop_skips_to_the_content(browser: Browser, example: str) -> None:
    with opened(browser, example, "2020/07/22/") as page:
        page.keyboard.press("Tab")
        link = page.locator(":focus")
        expect(link).to_have_text("Skip to the content")
        expect(link).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_a_printed_day_is_its_papers_only(browser: Browser, example: str) -> None:
    with opened(browser, example, "2020/07/22/") as page:
        page.emulate_media(media="print")
        for hidden in ("header nav", ".crumbs", ".turn", "footer"):
            expect(page.locator(hidden).first).to_be_hidden()
        expect(page.locator("article")).to_have_count(71)
        expect(page.locator("article").get_by_text("arXiv:2007.10986")).to_be_visible()
        expect(page.get_by_role("button")).to_have_count(0)
        expect(page.get_by_role("link", name="PDF of 2007.10986")).to_have_count(0)


def test_the_calendar_leads_to_its_days(browser: Browser, example: str) -> None:
    with opened(browser, example, "archive/") as page:
        page.locator("svg a").first.click()
        expect(page.locator("h1")).to_contain_text("2026")


def test_code_of_an_introduction_is_coloured(browser: Browser, example: str) -> None:
    with opened(browser, example, "2026/08/20/") as page:
        colours = page.evaluate(
            "[...document.querySelectorAll('.highlight span')].map(span => getComputedStyle(span).color)"
        )
        assert len(set(colours)) > 2


def test_hostile_content_is_shown_and_never_executed(browser: Browser, tmp_path: Path) -> None:
    payloads = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">this https URL</a>',
        "</title></textarea><svg onload=alert(1)>",
        r"\href{javascript:alert(1)}{click}",
        r"$\href{javascript:alert(1)}{x}$",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        '"><input autofocus onfocus=alert(1)>',
        "<!-- <textarea> ```",
        '<a href="https://evil.example/" onclick="alert(1)">this https URL</a>',
        "</script><script>alert(1)</script>",
    ]
    rows = ["# ArXiv cs.CV --Wed, 22 Jul 2020", "", *payloads, "", "```html", *payloads, "```", ""]
    for n, payload in enumerate(payloads, 1):
        rows.append(f"### {n}.T {payload}  [ :arrow_down: ](https://arxiv.org/pdf/2007.1{n:04}.pdf)")
        rows += [f">  A {payload} Z", "", payload]
    (tmp_path / "content").mkdir()
    (tmp_path / "content/day.md").write_text("\n".join(rows))
    (tmp_path / "content/next.md").write_text(digest("Thu, 23 Jul 2020", "2007.20001"))
    paths = ["", "2020/07/22/", *(f"abs/2007.1{n:04}/" for n in range(1, len(payloads) + 1))]
    with served(build(tmp_path, tmp_path / "out")) as address:
        for path in paths:
            with opened(browser, address, path) as page:
                page.evaluate(
                    "document.querySelectorAll('main a, main input').forEach(e => e.dispatchEvent(new Event('focus')))"
                )
                assert (
                    page.locator("main :is(script, img, iframe, input:not([type=search]), textarea, svg svg)").count()
                    == 0
                )
        with opened(browser, address, "2020/07/22/") as page:
            expect(page.locator("article")).to_have_count(len(payloads))
            for shown in ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>"):
                assert shown in page.locator("main").inner_text()


def test_a_citation_is_copied_by_keyboard_and_says_so(browser: Browser, example: str) -> None:
    options = {"permissions": ["clipboard-read", "clipboard-write"], "bypass_csp": True}
    with opened(browser, example, KINDS["paper"], **options) as page:
        page.get_by_text("Cite this paper").focus()
        page.keyboard.press("Enter")
        assert Axe().run(page).violations_count == 0
        for kind, begins in {"BibTeX": "@misc{arxiv-2007.10872,", "RIS": "TY  - GEN", "CSL-JSON": "[{"}.items():
            page.get_by_role("button", name=f"Copy as {kind}").focus()
            page.keyboard.press("Enter")
            expect(page.locator(".cite").get_by_role("status")).to_have_text(f"{kind} copied")
            copied = page.evaluate("navigator.clipboard.readText()")
            assert copied.startswith(begins)
            assert copied == page.get_by_role("region", name=kind, exact=True).text_content()


def test_where_a_page_may_not_copy_the_citation_is_selected(browser: Browser, example: str) -> None:
    with opened(browser, example, KINDS["paper"]) as page:
        page.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error(); }; }")
        page.get_by_text("Cite this paper").click()
        page.get_by_role("button", name="Copy as RIS").click()
        expect(page.locator(".cite").get_by_role("status")).to_contain_text("The text is selected")
        assert page.evaluate("getSelection().toString()").startswith("TY  - GEN")


def test_without_javascript_citations_have_no_buttons(browser: Browser, example: str) -> None:
    with opened(browser, example, KINDS["paper"], java_script_enabled=False) as page:
        page.get_by_text("Cite this paper").click()
        expect(page.get_by_role("region", name="BibTeX")).to_contain_text("@misc{arxiv-2007.10872,")
        expect(page.get_by_role("button", name="Copy")).to_have_count(0)
