"""Papers: how their text has changed, where their code is, and titles that are written from right to left."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import build, opened, served
from tests.conftest import in_json, paper, record, records, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

CHANGED = "abs/2007.00001/"
ARABIC = "رسم الأشجار (2020)!"
CODE = (
    "See https://example.org/project and https://www.github.com/owner/name.git, or https://github.com/Owner/Name/wiki."
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("paper")
    days = {
        "2020-07-20": paper(1, "2007.00001", "A study of trees", "We grow &lt;b&gt; trees."),
        "2020-07-22": "\n".join(
            [
                paper(1, "2007.00001", "A survey of trees", "We grow <script>alert(1)</script> trees in rows."),
                paper(2, "2007.00002", ARABIC),
                paper(3, "2007.00003", "With code", CODE),
            ]
        ),
    }
    write_site(folder, "\n".join(f"-- content/{day}.md --\n# ArXiv cs.CV --{day}\n{it}" for day, it in days.items()))
    with served(build(folder, folder / "out")) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_change_is_shown_on_demand_and_is_told_by_more_than_colour(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    options = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": width, "height": 800}}
    with opened(browser, address, CHANGED, **options) as page:
        change = page.locator(".change")
        expect(change.locator("ins").first).to_be_hidden()
        page.get_by_text("Changed on 22 July 2020").focus()
        page.keyboard.press("Enter")
        expect(change.locator("p")).to_have_text(
            [
                "A removed: study; added: survey; of trees",
                "We grow removed: <b> trees.; added: <script>alert(1)</script> trees in rows.;",
            ]
        )
        assert Axe().run(page).violations_count == 0
        for colours in ("none", "active"):
            page.emulate_media(forced_colors=colours)
            for mark, line in {"del": "line-through", "ins": "underline"}.items():
                expect(change.locator(mark).first).to_have_css("text-decoration-line", line)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_change_that_nobody_opened_is_not_printed(browser: Browser, address: str) -> None:
    with opened(browser, address, CHANGED) as page:
        page.emulate_media(media="print")
        expect(page.locator(".change")).to_be_hidden()
        page.emulate_media(media="screen")
        page.get_by_text("Changed on 22 July 2020").click()
        page.emulate_media(media="print")
        expect(page.locator(".change ins").first).to_be_visible()


@pytest.mark.parametrize("width", [360, 1000])
def test_code_is_named_as_such_and_stands_before_other_links(browser: Browser, address: str, width: int) -> None:
    for path in ("2020/07/22/", "abs/2007.00003/"):
        with opened(browser, address, path, viewport={"width": width, "height": 800}) as page:
            code = page.get_by_role("link", name="Code: github.com/owner/name")
            expect(code).to_have_attribute("href", "https://www.github.com/owner/name.git")
            expect(code).to_be_visible()
            article = page.locator("article", has=code)
            if width < 800 and path.startswith("2020"):
                article.locator(".abstract").click()  # on a phone, an open row has them
            expect(article.locator(".sources").get_by_role("link")).to_have_text(
                ["arXiv:2007.00003", "PDF", "example.org/project"]
            )


PLACES = """title => {
  const walker = document.createTreeWalker(title, NodeFilter.SHOW_TEXT, node => node.data ? 1 : 2);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  const left = (text, at) => {
    const range = new Range();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().left;
  };
  return [left(texts[0], 0), left(texts.at(-1), texts.at(-1).data.length - 1)];
}"""
"""Where the first and the last character of a title are drawn."""


@pytest.mark.parametrize("path", ["", "2020/07/22/", "abs/2007.00001/", "abs/2007.00002/", "search/?q=رسم"])
def test_a_title_from_right_to_left_keeps_its_own_punctuation_and_turns_nothing_else(
    browser: Browser, address: str, path: str
) -> None:
    with opened(browser, address, path, viewport={"width": 1280, "height": 800}) as page:
        title = page.locator("bdi").filter(has_text="2020)!").first
        expect(title).to_be_visible()
        first, last = title.evaluate(PLACES)
        assert last < first, "the exclamation mark ends what is read from right to left"
        if path.startswith("2020"):
            number = page.get_by_role("link", name="Paper 2: link to this place").bounding_box()
            box = title.bounding_box()
            assert number
            assert box
            assert number["x"] + number["width"] <= box["x"]


RICH = in_json(
    records(
        "2020-07-22",
        record(
            "doi:10.1212/wnl.0000000000000684",
            "A trial",
            authors=["Ada Lovelace", "Jane Doe", "Mary Roe", "John Smith", "Émile Zola"],
            abstract="It worked.",
            parts=[["TL;DR", "Short.", "tldr", ""], ["Method", "# Steps\n\n" + "Long. " * 200, "", ""]],
            comment="8 pages",
            keywords=["a", "b"],
        ),
        record("2007.00001", "Other", abstract="Something else."),
        topic="Trials",
    ),
    records("2020-07-22", record("2007.00002", "Third"), topic="其他"),
)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("rich")
    write_site(folder, RICH)
    with served(build(folder, folder / "out")) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_what_a_digest_says_of_a_paper_fits_and_is_accessible(
    browser: Browser, rich: str, scheme: str, width: int
) -> None:
    options = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": width, "height": 800}}
    for path in ("2020/07/22/", "doi/10.1212/wnl.0000000000000684/", ""):
        with opened(browser, rich, path, **options) as page:
            assert Axe().run(page).violations_count == 0
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    with opened(browser, rich, "doi/10.1212/wnl.0000000000000684/", **options) as page:
        expect(page.get_by_text("Short.")).to_be_visible()
        expect(page.get_by_role("heading", name="Steps")).to_be_hidden()
        page.locator(".part summary").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Steps")).to_be_visible()
        assert Axe().run(page).violations_count == 0


def test_the_filter_finds_papers_by_any_of_their_authors(browser: Browser, rich: str) -> None:
    with opened(browser, rich, "2020/07/22/") as page:
        papers = page.locator("article.paper:visible")
        for typed in ("lovelace", "emile zola"):
            page.locator("#_filter").fill(typed)
            expect(papers).to_have_count(1)
            expect(papers).to_contain_text("A trial")
        page.locator("#_filter").fill("lovelace")
        expect(page.locator(".authors mark")).to_have_text("Lovelace")
        page.locator("#_filter").fill("")
        expect(papers).to_have_count(3)


def test_the_days_first_lines_lead_to_its_topics(browser: Browser, rich: str) -> None:
    with opened(browser, rich, "2020/07/22/") as page:
        page.get_by_role("navigation", name="Sections").get_by_role("link", name="其他").click()
        expect(page.locator(":target h2")).to_contain_text("其他")


def test_zotero_finds_all_papers_of_a_day_as_on_their_own_pages(browser: Browser, rich: str, address: str) -> None:
    for site in (rich, address):
        with opened(browser, site, "2020/07/22/") as page:
            spans = page.locator("article .Z3988")
            expect(spans).to_have_count(page.locator("article").count())
            listed = [parse_qsl(text or "") for text in spans.evaluate_all("all => all.map(span => span.title)")]
            links = page.locator("article .title a:not(.number)").evaluate_all("all => all.map(link => link.href)")
        for found, link in zip(listed, links, strict=True):
            with opened(browser, site, link.removeprefix(site)) as page:
                assert parse_qsl(page.locator(".Z3988").get_attribute("title") or "") == found
