"""The page for addresses that lead nowhere: on to the paper that was meant, or else to arXiv and to the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import build
from tests.browser.test_folded import GitHubPages, Host, hosted
from tests.conftest import paper, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SITE = f"""
-- content/2020-07-22.md --
# ArXiv cs.CV --2020-07-22
{paper(1, "2007.00001", "Zebras")}
{paper(2, "hep-th/9901001", "Strings")}
{paper(3, "math/0309136", "Knots")}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = write_site(tmp_path_factory.mktemp("missing"), SITE)
    with hosted(GitHubPages, build(folder, folder / "out", "http://127.0.0.1/project/")) as address:
        yield address


@pytest.mark.parametrize(
    ("path", "goal"),
    [
        ("abs/2007.00001v2", "abs/2007.00001/"),
        ("abs/2007.00001v2/", "abs/2007.00001/"),
        ("abs/2007.00001.pdf", "abs/2007.00001/"),
        ("pdf/2007.00001", "abs/2007.00001/"),
        ("pdf/2007.00001v12.pdf", "abs/2007.00001/"),
        ("html/2007.00001v1", "abs/2007.00001/"),
        ("2007.00001", "abs/2007.00001/"),
        ("ABS/2007.00001", "abs/2007.00001/"),
        ("arxiv.org/abs/2007.00001", "abs/2007.00001/"),
        ("https://arxiv.org/abs/2007.00001", "abs/2007.00001/"),
        ("abs/hep-th/9901001v3", "abs/hep-th/9901001/"),
        ("pdf/math.GT/0309136v1", "abs/math/0309136/"),
        ("Search/", "search/"),
    ],
)
def test_an_address_as_people_write_it_leads_to_the_paper(browser: Browser, address: str, path: str, goal: str) -> None:
    page = browser.new_page()
    page.goto(address + path)
    page.wait_for_url(address + goal)
    page.close()


@pytest.mark.parametrize(
    ("path", "id_"),
    [
        ("abs/2007.99999/", "2007.99999"),
        ("abs/2007.99999v2", "2007.99999"),
        ("pdf/2007.99999.pdf", "2007.99999"),
        ("abs/math.AG/0309999", "math/0309999"),
    ],
)
def test_a_paper_that_the_archive_lacks_is_offered_on_arxiv_and_to_the_search(
    browser: Browser, address: str, path: str, id_: str
) -> None:
    page = browser.new_page()
    page.goto(address + path)
    link = page.get_by_role("link", name=f"Open arXiv:{id_} on arXiv")
    expect(link).to_have_attribute("href", f"https://arxiv.org/abs/{id_}")
    assert page.url == address + path
    expect(page.get_by_role("searchbox")).to_have_value(id_)
    page.get_by_role("button", name="Search").click()
    page.wait_for_url(lambda url: url.startswith(f"{address}search/?q="))
    expect(page.locator("#search-status")).to_have_text("No papers found")
    page.close()


@pytest.mark.parametrize("path", ["zebras/", "1999/", "abs/12345/", "abs/2099.1/", "%FF/", "abs/%E0%A4%A/"])
def test_other_addresses_are_not_taken_for_papers(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address + path)
    expect(page.locator("#_missing")).to_be_empty()
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    expect(page.locator("#_offer a")).to_have_count(0)
    page.close()
    assert errors == []


def test_without_javascript_there_are_a_search_and_ways_on(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}abs/2007.99999/")
    page.get_by_role("searchbox").fill("zebras")
    expect(page.get_by_role("link", name="All days")).to_be_visible()
    expect(page.locator("#_offer")).to_be_hidden()
    page.get_by_role("button", name="Search").click()
    page.wait_for_url(f"{address}search/?q=zebras")
    context.close()


def test_a_site_without_a_search_offers_arxiv_alone(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = write_site(tmp_path_factory.mktemp("bare"), f"{SITE}-- sitegen.toml --\nsearch.enabled = false\n")

    class Plain(Host):
        """A host whose sites are at its root."""

    with hosted(Plain, build(folder, folder / "out")) as address:
        page = browser.new_page()
        page.goto(f"{address}abs/2007.99999/")
        expect(page.locator("#_offer")).to_have_text("Open arXiv:2007.99999 on arXiv.")
        page.close()
