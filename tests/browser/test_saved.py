"""Stars, and the page of starred papers: listed, sorted, cut, taken elsewhere, brought back, shared."""

from __future__ import annotations

import base64
import json
import re
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import DAY, NAME, build, kept, opened, served
from tests.conftest import in_json, paper, record, records, write_site

from sitegen.model import Paper
from sitegen.pages import citations as cite
from sitegen.text import arxiv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Download, Locator, Page

pytestmark = pytest.mark.browser

PAPERS = {
    "2007.00001": "Graphs of trees",
    "2007.00002v3": "Salt &amp; pepper at 100%, $5 #1 a_b ~c^d, \"quoted\" 'too'",
    "math/0309136": r"On $\{a\}$ sets, $O(n^2)$ and \'{e}coles",
    "hep-th/9901001v2": r"Sets {a, b} and }{ and a \foo{bar}",
    "2007.00005": "Ångström 東京 \U0001d538\U0001d553 <script>alert(1)</script> [x](y)",
    "2007.00006": r"A \\ backslash and $\{a$ half",
    "2007.00007": r"\textbf{Bold} Fig.~2, 5~10 -- ``and'' \href{https://example.org/a_b}{this https URL}",
    "2007.00008": "\\foo{",
}
BARE = {id_.partition("v")[0] if "." in id_ else id_.rpartition("v")[0] or id_: id_ for id_ in PAPERS}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("saved")
    papers = [paper(n, id_, title) for n, (id_, title) in enumerate(PAPERS.items(), 1)]
    text = "\n".join(["-- content/22.md --", "# ArXiv cs.CV --2020-07-22", *papers])
    text += f"\n-- content/21.md --\n# ArXiv cs.CV --2020-07-21\n{paper(1, '2007.00009', 'Zebras')}"
    write_site(folder, text)
    with served(build(folder, folder / "out")) as address:
        yield address


def star_of(page: Page, id_: str) -> Locator:
    return page.locator(f"article[data-id='{id_}'] .star")


def star(page: Page, *ids: str) -> None:
    for id_ in ids:
        star_of(page, id_).click()


def keep(page: Page, address: str, starred: dict[str, Any], **more: Any) -> None:
    """Open the page of saved papers with some of them kept."""
    page.goto(address)
    state = json.dumps({"version": 2, "starred": starred, **more})
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [NAME, state])
    page.goto(f"{address}saved/")


def entry(title: str, day: str = "2020-07-22", at: int = 1_600_000_000_000, **more: object) -> dict[str, Any]:
    return {"title": title, "day": day, "at": at, **more}


THREE = {
    "2007.00001": entry("Graphs of trees", at=1),
    "2007.00009": entry("Zebras", day="2020-07-21", at=3),
    "2007.00002": entry("Salt & pepper", at=2, version="v3"),
}


def titles(page: Page) -> Locator:
    return page.locator("#_papers .title a")


def panel(page: Page, name: str) -> None:
    """Open a panel above the list."""
    details = page.locator("details", has=page.locator("summary", has_text=re.compile(f"^{name}")))
    if details.get_attribute("open") is None:
        details.locator("summary").click()


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        if name == "all data":
            panel(page, "Stored")
            page.get_by_role("button", name="Export all data").click()
        else:
            panel(page, "Export")
            page.get_by_label("Format").select_option(name)
            page.get_by_role("button", name="Export", exact=True).click()
    found: Download = waiting.value
    return found.path().read_bytes()


def marks(page: Page) -> list[Any]:
    """Return what is starred and what is read."""
    return [kept(page)[name] for name in ("starred", "read")]


def taken(page: Page, name: str) -> str:
    return download(page, name).decode()


def bring(page: Page, tmp_path: Path, content: object) -> None:
    file = tmp_path / "state.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    page.get_by_label("Restore from file").set_input_files(file)


def shared(papers: object, version: int = 1) -> str:
    packing = zlib.compressobj(wbits=-15)
    data = packing.compress(json.dumps({"version": version, "papers": papers}).encode()) + packing.flush()
    return "saved/#list=" + base64.urlsafe_b64encode(data).decode().rstrip("=")


# Stars ----------------------------------------------------------------------------------------------------------------


def test_a_star_is_kept_with_what_is_known_of_the_paper(page: Page) -> None:
    star(page, "2007.00001")
    button = star_of(page, "2007.00001")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("1 starred")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("s")
    starred = kept(page)["starred"]
    assert starred["2007.00001"].pop("at") > 1_600_000_000_000
    assert starred["2007.00001"] == {
        "title": "Graphs of trees",
        "categories": ["cs.CV"],
        "date": "2020-07",
        "day": "2020-07-22",
    }
    assert starred["2007.00002"]["version"] == "v3"
    assert "latex" not in starred["2007.00002"]
    star(page, "math/0309136", "2007.00001")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert set(kept(page)["starred"]) == {"2007.00002", "math/0309136"}
    assert kept(page)["starred"]["math/0309136"]["latex"].startswith(r"On $\{a\}$")


def test_a_paper_is_starred_on_its_own_page_and_the_day_knows(
    context: BrowserContext, page: Page, address: str
) -> None:
    other = context.new_page()
    other.goto(f"{address}abs/2007.00002/")
    star(other, "2007.00002")
    expect(star_of(page, "2007.00002")).to_have_attribute("aria-pressed", "true")
    own = kept(page)["starred"]["2007.00002"]
    own.pop("at")
    star(page, "2007.00002", "2007.00002")
    again = kept(page)["starred"]["2007.00002"]
    again.pop("at")
    assert own == again
    expect(star_of(other, "2007.00002")).to_have_attribute("aria-pressed", "true")


def test_stars_that_cannot_be_kept_last_until_the_page_is_left(context: BrowserContext, address: str) -> None:
    context.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
    page = context.new_page()
    page.goto(address + DAY)
    star(page, "2007.00001", "2007.00002")
    for id_ in ("2007.00001", "2007.00002"):
        expect(star_of(page, id_)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Not saved: full")).to_be_visible()
    page.goto(f"{address}abs/2007.00001/")
    star(page, "2007.00001")
    expect(page.get_by_text("Not saved: full")).to_be_visible()


# The list -------------------------------------------------------------------------------------------------------------


def test_an_empty_page_says_how_it_is_filled(page: Page) -> None:
    page.get_by_role("link", name="Saved").click()
    expect(page.get_by_text("No saved papers", exact=True)).to_be_visible()
    expect(page.get_by_text("To save a paper, star it")).to_be_visible()
    expect(page.get_by_label("Filter saved papers")).to_be_hidden()
    expect(page.locator("summary")).to_have_text(["Export 0", "Change 0", "Stored data"])
    expect(page.locator("summary").first).to_be_hidden()
    panel(page, "Stored")
    expect(page.get_by_role("button", name="Export all data")).to_be_enabled()


def test_papers_are_listed_with_links_and_in_the_order_that_the_reader_wants(page: Page, address: str) -> None:
    keep(page, address, THREE)
    expect(page.get_by_text("3 papers", exact=True)).to_be_visible()
    expect(titles(page)).to_have_text(["Zebras", "Salt & pepper", "Graphs of trees"])
    expect(titles(page).first).to_have_attribute("href", "/abs/2007.00009/")
    expect(page.get_by_role("link", name="2020-07-21")).to_have_attribute("href", "/2020/07/21/#2007.00009")
    page.get_by_label("Sort by").select_option("Title, A to Z")
    expect(titles(page)).to_have_text(["Graphs of trees", "Salt & pepper", "Zebras"])
    page.get_by_label("Sort by").select_option("Newest day first")
    expect(titles(page)).to_have_text(["Salt & pepper", "Graphs of trees", "Zebras"])
    page.reload()
    expect(titles(page)).to_have_text(["Salt & pepper", "Graphs of trees", "Zebras"])
    page.get_by_role("link", name="2020-07-21").click()
    expect(page.locator("article:target")).to_contain_text("Zebras")


def test_paths_of_papers_are_those_of_the_site(browser: Browser, tmp_path: Path) -> None:
    pages = "[urls]\npaper = '/p/{yymm}/{number}/'\n"
    write_site(
        tmp_path, f"-- sitegen.toml --\n{pages}-- content/a.md --\n# ArXiv --2020-07-22\n{paper(1, 'cs/0309136')}"
    )
    out = build(tmp_path, tmp_path / "out", "http://127.0.0.1/a/")
    with served(out, "/a/") as address, opened(browser, address, DAY) as page:
        star(page, "cs/0309136")
        page.get_by_role("link", name="Saved").click()
        titles(page).click()
        expect(page).to_have_url(f"{address}p/0309/cs-0309136/")


def test_a_removed_paper_comes_back_and_the_focus_stays_near(page: Page, address: str) -> None:
    keep(page, address, THREE)
    expect(page.locator("#_undo")).to_be_hidden()
    star(page, "2007.00002")
    expect(titles(page)).to_have_text(["Zebras", "Graphs of trees"])
    expect(page.get_by_text("2 papers", exact=True)).to_be_visible()
    expect(page.get_by_text("Removed: Salt & pepper")).to_be_visible()
    expect(star_of(page, "2007.00001")).to_be_focused()
    page.locator("#_undo").click()
    expect(titles(page)).to_have_text(["Zebras", "Salt & pepper", "Graphs of trees"])
    expect(titles(page).nth(1)).to_be_focused()
    expect(page.locator("#_undo")).to_be_hidden()
    assert kept(page)["starred"] == THREE


def test_the_list_is_used_by_the_keyboard_alone(page: Page, address: str) -> None:
    keep(page, address, THREE)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(titles(page).nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(titles(page).first).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_role("button", name="Read: Zebras")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("s")
    expect(titles(page)).to_have_text(["Salt & pepper", "Graphs of trees"])
    expect(titles(page).first).to_be_focused()
    page.keyboard.press("u")
    expect(titles(page).first).to_have_text("Zebras")
    expect(titles(page).first).to_be_focused()
    page.keyboard.press("u")
    assert kept(page)["read"] == {}
    page.keyboard.press("u")
    expect(page.get_by_text("Nothing to undo")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("graphs")
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text(["Graphs of trees"])
    expect(titles(page)).to_be_focused()
    names = [
        "2020-07-22",
        "arXiv:2007.00001",
        "PDF of 2007.00001",
        "Abstract: Graphs of trees",
        "Note and tags: Graphs of trees",
    ]
    for name in (*names, "Read: Graphs of trees", "Star: Graphs of trees"):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_accessible_name(name)
    page.keyboard.press("s")
    expect(page.locator("#_undo")).to_be_focused()


def test_the_abstract_is_brought_when_it_is_wanted(page: Page, address: str) -> None:
    keep(page, address, {**THREE, "2007.00404": entry("Gone", at=0)})
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("o")
    row = page.locator("article[data-id='2007.00002']")
    expect(row.locator(".abstract")).to_have_text("Abstract of 2007.00002v3.")
    expect(row.get_by_role("button", name="Abstract")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("o")
    expect(row.locator(".abstract")).to_be_hidden()


def test_an_abstract_that_the_host_does_not_have_is_said_to(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    keep(page, address, {"2007.00404": entry("Gone")})
    page.get_by_role("button", name="Abstract").click()
    expect(page.get_by_text("The abstract could not be loaded.")).to_be_visible()
    context.close()


# Tags, notes, the filter, and many papers at once ---------------------------------------------------------------------


def test_a_paper_has_tags_and_a_note_which_are_undone(page: Page, address: str) -> None:
    keep(page, address, THREE)
    page.keyboard.press("j")
    page.keyboard.press("t")
    expect(page.get_by_label("Tags, separated by commas")).to_be_focused()
    page.keyboard.type("nerf, #to read,nerf")
    page.keyboard.press("Tab")
    page.keyboard.type("First line")
    page.keyboard.press("Enter")
    page.keyboard.type("Second line")
    page.keyboard.press("Control+Enter")
    row = page.locator("article[data-id='2007.00009']")
    expect(row.locator(".own-tags")).to_have_text("#nerf#to read")
    expect(row.locator(".own-note")).to_have_text("First line\nSecond line")
    expect(page.get_by_role("button", name="Note and tags: Zebras")).to_be_focused()
    own = {"tags": ["nerf", "to read"], "note": "First line\nSecond line"}
    assert kept(page)["starred"]["2007.00009"] == {**THREE["2007.00009"], **own}
    page.keyboard.press("t")
    page.keyboard.type("other")
    page.keyboard.press("Escape")
    expect(row.locator(".own-tags")).to_have_text("#nerf#to read")
    page.keyboard.press("u")
    expect(row.locator(".own-tags")).to_have_count(0)
    assert kept(page)["starred"] == THREE


def test_what_is_being_written_stays_when_another_tab_changes_the_list(
    context: BrowserContext, page: Page, address: str
) -> None:
    keep(page, address, THREE)
    page.get_by_role("button", name="Note and tags: Salt & pepper").click()
    page.keyboard.type("half a th")
    other = context.new_page()
    other.goto(address + DAY)
    star(other, "2007.00005", "2007.00001")
    expect(titles(page)).to_have_count(3)
    expect(titles(page).first).to_contain_text("Ångström")
    page.keyboard.type("ought")
    page.keyboard.press("Enter")
    expect(page.locator("article[data-id='2007.00002'] .own-tags")).to_have_text("#half a thought")


TAGGED = {
    "2007.00001": entry("Graphs of trees", at=1, tags=["forest", "later"], note="Compare with the sea"),
    "2007.00009": entry("Zebras", day="2020-07-21", at=3, authors=["Åse Ørsted"], tags=["later"]),
    "2007.00002": entry("Salt & pepper of the sea", at=2, categories=["cs.CV"]),
}


def test_the_filter_finds_words_phrases_tags_and_what_is_unread_and_back_brings_it_again(
    page: Page, address: str
) -> None:
    keep(page, address, TAGGED, read={"2007.00001": 1})
    filter_ = page.get_by_label("Filter saved papers")
    found = {
        "sea": ["Salt & pepper of the sea", "Graphs of trees"],
        "sea -graphs": ["Salt & pepper of the sea"],
        '"of trees"': ["Graphs of trees"],
        '"trees of"': [],
        "ASE": ["Zebras"],
        "cs.cv": ["Salt & pepper of the sea"],
        "2007.00009": ["Zebras"],
    }
    for words, wanted in found.items():
        filter_.fill(words)
        expect(titles(page)).to_have_text(wanted)
    expect(page.get_by_text("1 of 3 papers shown")).to_be_visible()
    filter_.press("Escape")
    page.get_by_role("group", name="Tags").get_by_role("button", name="#later 2").click()
    expect(titles(page)).to_have_text(["Zebras", "Graphs of trees"])
    page.get_by_role("button", name="Unread 2").click()
    expect(titles(page)).to_have_text(["Zebras"])
    filter_.fill("zeb")
    expect(page).to_have_url(f"{address}saved/#?q=zeb&tag=later&is=unread")
    titles(page).click()
    page.wait_for_url("**/abs/2007.00009/")
    page.go_back()
    expect(titles(page)).to_have_text(["Zebras"])
    expect(filter_).to_have_value("zeb")
    filter_.press("Escape")
    expect(titles(page)).to_have_count(3)
    expect(page).to_have_url(f"{address}saved/")


def test_what_is_read_leaves_the_unread_and_the_focus_goes_on(page: Page, address: str) -> None:
    keep(page, address, THREE)
    page.get_by_role("button", name="Unread 3").click()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(titles(page)).to_have_text(["Salt & pepper", "Graphs of trees"])
    expect(titles(page).first).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("x")
    expect(titles(page)).to_have_count(0)
    expect(page.locator("#_undo")).to_be_focused()


def test_all_papers_that_are_shown_are_changed_in_one_step_that_is_undone(page: Page, address: str) -> None:
    keep(page, address, TAGGED, read={"2007.00001": 1})
    before = marks(page)
    page.get_by_label("Filter saved papers").fill("sea")
    expect(page.locator("summary")).to_have_text(["Export 2", "Change 2", "Stored data"])
    panel(page, "Change")
    for name, said in (
        ("Mark as read", "1 paper marked as read"),
        ("Mark as unread", "1 paper marked as unread"),
        ("Remove from saved papers", "Removed 2 papers"),
    ):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator(".toast")).to_contain_text(said)
        assert marks(page) != before
        page.locator(".toast button").click()
        assert marks(page) == before
    tag = page.locator("#_tag")
    tag.fill("later, sea")
    page.get_by_role("button", name="Add tag").click()
    expect(page.locator(".toast")).to_contain_text("#later, #sea added to 2 papers")
    assert [kept(page)["starred"][id_].get("tags") for id_ in TAGGED] == [
        ["forest", "later", "sea"],
        ["later"],
        ["later", "sea"],
    ]
    tag.fill("later")
    page.get_by_role("button", name="Remove tag").click()
    assert [kept(page)["starred"][id_].get("tags") for id_ in TAGGED] == [["forest", "sea"], ["later"], ["sea"]]
    page.get_by_role("button", name="Shortcuts").focus()
    page.keyboard.press("u")
    page.keyboard.press("u")
    assert marks(page) == before


def test_of_many_papers_only_the_first_are_drawn_until_one_comes_near_the_others(page: Page, address: str) -> None:
    many = {f"2007.{n:05}": entry(f"Paper {n}", at=n) for n in range(15_000)}
    page.add_init_script(
        """
        window.parsed = 0; window.written = 0;
        const [parse, setItem] = [JSON.parse, Storage.prototype.setItem];
        JSON.parse = (text) => { parsed += text.length > 100_000; return parse(text); };
        Storage.prototype.setItem = function (...given) { written += 1; return setItem.apply(this, given); };
        """
    )
    keep(page, address, many)
    expect(page.get_by_text("15,000 papers", exact=True)).to_be_visible()
    expect(titles(page)).to_have_count(100)
    assert page.evaluate("[parsed, written]") == [2, 0]  # the module and what runs before the first paint
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("s")
    assert page.evaluate("[parsed, written]") == [2, 2]
    expect(page.get_by_text("14,999 papers", exact=True)).to_be_visible()
    expect(titles(page)).to_have_count(100)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(titles(page)).to_have_count(200)
    page.get_by_label("Filter saved papers").fill('"paper 77"')
    expect(page.get_by_text("111 of 14,999 papers shown")).to_be_visible()
    expect(titles(page)).to_have_count(100)
    titles(page).nth(99).focus()
    page.keyboard.press("j")
    expect(titles(page)).to_have_count(111)
    expect(titles(page).nth(100)).to_be_focused()


def test_two_tabs_stay_in_step_and_the_focus_stays(context: BrowserContext, page: Page, address: str) -> None:
    keep(page, address, THREE)
    titles(page).nth(1).focus()
    other = context.new_page()
    other.goto(address + DAY)
    star(other, "2007.00001", "2007.00005")
    expect(titles(page)).to_contain_text(["Ångström", "Zebras", "Salt & pepper"])
    expect(titles(page).nth(2)).to_be_focused()
    star(page, "2007.00002")
    expect(star_of(other, "2007.00002")).to_have_attribute("aria-pressed", "false")


def test_what_is_no_paper_in_the_storage_is_not_shown_and_text_is_text(page: Page, address: str) -> None:
    hostile = {
        "2007.00001": entry("<img src=x onerror=alert(1)>"),
        "../../evil": entry("One"),
        "__proto__": entry("Two"),
        "2007.00002": entry("Three", day="2020-02-30"),
        "2007.00003": entry("Four", day="../../../evil"),
        "2007.00004": {"title": 1},
        "2007.00005": None,
    }
    keep(page, address, hostile, watch="text", read=[], settings="text")
    expect(titles(page)).to_have_text(["<img src=x onerror=alert(1)>"])
    expect(page.get_by_text("1 paper", exact=True)).to_be_visible()


def test_without_room_the_page_works_and_says_that_it_is_not_kept(
    context: BrowserContext, page: Page, address: str, tmp_path: Path
) -> None:
    keep(page, address, THREE)
    context.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
    page.reload()
    bring(page, tmp_path, {"version": 1, "starred": {"2007.00005": entry("New", at=9)}})
    expect(page.get_by_text("Not saved: full")).to_be_visible()
    star(page, "2007.00009")
    expect(titles(page)).to_have_text(["New", "Salt & pepper", "Graphs of trees"])


# Files ----------------------------------------------------------------------------------------------------------------


def test_citations_are_to_the_byte_those_that_the_build_writes(page: Page, address: str) -> None:
    star(page, *BARE)
    page.goto(f"{address}saved/")
    expect(titles(page)).to_have_count(len(PAPERS))
    expected = []
    for id_, full in reversed(BARE.items()):
        source, version = PAPERS[full], full.removeprefix(id_)
        plain, latex = arxiv.arxiv(source).plain, arxiv.latex(source)
        url = f"https://arxiv.org/abs/{id_}{version}"
        expected.append(cite.citations(Paper(id_, version, 1, source, "", "", 1), plain, latex, url))
    assert taken(page, "BibTeX") == "".join(citations.bibtex for citations in expected)
    assert taken(page, "RIS") == "".join(citations.ris for citations in expected)
    items = ",\n ".join(citations.csl_json[1:-2] for citations in expected)
    assert taken(page, "CSL-JSON") == f"[{items}]\n"
    assert len(json.loads(taken(page, "CSL-JSON"))) == len(PAPERS)


def test_a_list_in_markdown_links_to_arxiv_and_escapes_titles(page: Page, address: str) -> None:
    keep(page, address, {"2007.00001": entry("A [x](y) *b* <i> a_b", version="v2")})
    expected = r"* [A \[x\]\(y\) \*b\* \<i\> a\_b](https://arxiv.org/abs/2007.00001v2), 2020-07-22"
    assert taken(page, "Markdown") == f"{expected}\n"


def test_what_is_taken_away_can_be_brought_to_another_device(
    browser: Browser, page: Page, address: str, tmp_path: Path
) -> None:
    settings = {"density": "full", "map": {"down": "n"}}
    keep(page, address, THREE, mute=["survey"], read={"2007.00001": 1}, watch=["nerf"], settings=settings)
    some, everything = taken(page, "JSON"), taken(page, "all data")
    assert json.loads(some) == {"version": 2, "starred": THREE}
    with opened(browser, address, "saved/") as other:
        bring(other, tmp_path, some)
        expect(other.get_by_text("3 papers in the file, 3 new.")).to_be_visible()
        assert kept(other)["starred"] == THREE
        assert kept(other)["read"] == {}
        bring(other, tmp_path, everything)
        expect(other.get_by_text("3 papers in the file, 0 new.")).to_be_visible()
        assert {**kept(other), "places": {}} == {**kept(page), "places": {}}


def test_what_is_brought_back_loses_nothing_that_is_there(page: Page, address: str, tmp_path: Path) -> None:
    settings = {"pane": False, "map": {"down": "n"}}
    keep(page, address, THREE, read={"2007.00001": 1}, watch=["nerf"], settings=settings)
    theirs = {
        "version": 1,
        "starred": {
            "2007.00001": entry("Another title", at=9),
            "2007.00002": entry("Another title", at=1),
            "2007.00005": entry("New", at=7),
            "2007.5": entry("No id"),
            "2007.00006": entry(""),
            "2007.00007": entry("No day", day="today"),
            "2007.00008": entry("No time", at=-1),
        },
        "read": {"2007.00002": 1, "<b>": 1},
        "watch": ["slam", 3],
        "settings": {"expanded": True, "pane": True, "hidden": True, "evil": 1, "map": {"up": "p", "open": "long"}},
    }
    bring(page, tmp_path, theirs)
    said = "3 papers in the file, 1 new. Skipped 4 entries that are not papers."
    expect(page.get_by_text(said)).to_be_visible()
    state = kept(page)
    new = {"2007.00005": entry("New", at=7), "2007.00002": {**THREE["2007.00002"], "at": 1}}
    assert state["starred"] == {**THREE, **new}
    assert state["read"] == {"2007.00001": 1, "2007.00002": 1}
    assert state["watch"] == ["nerf", "slam"]
    assert state["settings"] == {"density": "full", "pane": False, "hidden": True, "map": {"down": "n"}}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("no json", "The file is not JSON."),
        ("[]", "not exported from a page of saved papers"),
        ('{"version": 1}', "not exported from a page of saved papers"),
        ('{"starred": {}}', "not exported from a page of saved papers"),
        ('{"version": 1, "starred": []}', "not exported from a page of saved papers"),
        ('{"version": 3, "starred": {}}', "The file has version 3, but this page reads only versions 1 and 2."),
    ],
)
def test_a_file_that_is_not_ours_is_refused_and_changes_nothing(
    page: Page, address: str, tmp_path: Path, content: str, said: str
) -> None:
    keep(page, address, THREE)
    before = kept(page)
    bring(page, tmp_path, content)
    expect(page.get_by_text("Nothing was restored.")).to_contain_text(said)
    assert kept(page) == before


# Links ----------------------------------------------------------------------------------------------------------------


def test_a_shared_list_is_offered_and_changes_nothing_by_itself(
    browser: Browser, context: BrowserContext, page: Page, address: str
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    keep(page, address, THREE)
    panel(page, "Export")
    page.get_by_role("button", name="Copy link to this list").click()
    expect(page.get_by_text("Link to 3 papers copied.")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}saved/#list=")
    with opened(browser, address, DAY) as other:
        star(other, "2007.00001")
        before = marks(other)
        other.goto(link)
        heading = other.get_by_role("heading", name="Shared list: 3 papers, 1 already saved")
        expect(heading).to_be_visible()
        names = ["Zebras", "Salt & pepper", "Graphs of trees"]
        expect(other.locator("#_shared .title a")).to_have_text(names)
        expect(titles(other)).to_have_text(["Graphs of trees"])
        assert marks(other) == before
        other.get_by_role("button", name="Save 2 papers").click()
        expect(other.get_by_text("Saved 2 papers from the shared list.")).to_be_visible()
        expect(heading).to_be_hidden()
        expect(titles(other)).to_have_count(3)
        expect(other.locator("main")).to_be_focused()
        expect(other).to_have_url(f"{address}saved/")
        other.goto(link)
        expect(other.get_by_role("button", name="Save 0 papers")).to_be_disabled()
        other.get_by_role("button", name="Discard").click()
        expect(heading).to_be_hidden()


def test_a_link_that_cannot_be_copied_is_shown(context: BrowserContext, page: Page, address: str) -> None:
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined });")
    keep(page, address, THREE)
    panel(page, "Export")
    page.get_by_role("button", name="Copy link to this list").click()
    expect(page.get_by_text("The link is selected")).to_be_visible()
    link = page.get_by_label("Link to this list")
    expect(link).to_be_focused()
    page.goto(link.input_value())
    expect(page.get_by_role("heading", name="Shared list: 3 papers, 3 already saved")).to_be_visible()


@pytest.mark.parametrize(
    "path",
    [
        "saved/#list=%%%",
        "saved/#list=",
        "saved/#list=QUJD",
        shared([], version=2),
        shared("text"),
        shared([]),
        shared([["../evil", "Title", "2020-07-22"]]),
        shared([["2007.00001", "x" * 1_000_000, "2020-07-22"]]),
    ],
    ids=["no base64", "nothing", "not packed", "version", "no list", "empty", "no paper", "a bomb"],
)
def test_a_link_that_holds_no_list_is_said_to(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    expect(page.get_by_text("The list in the link cannot be read")).to_be_visible()
    expect(page.locator("#_shared")).to_be_hidden()


def test_a_shared_list_is_cut_at_five_thousand_papers_and_at_what_is_none(page: Page, address: str) -> None:
    rows = [[f"2007.{n:05}", "Title", "2020-07-22"] for n in range(5100)]
    page.goto(address + shared([["evil", "Title", "2020-07-22"], 7, *rows]))
    heading = "Shared list: 4,999 papers, 0 already saved; 103 entries cannot be read"
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


# For everybody --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_any_state(scheme: str, width: int, browser: Browser, address: str) -> None:
    options = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": width, "height": 800}}
    with opened(browser, address, "saved/", **options) as page:
        for state in ("empty", "with papers", "shared"):
            if state == "with papers":
                keep(page, address, THREE)
            elif state == "shared":
                page.goto(address + shared([["2007.00001", "T" * 90, "2020-07-22"]]))
                expect(page.get_by_role("button", name="Discard")).to_be_visible()
            expect(page.locator("#_count")).not_to_be_empty()
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        for name in ("Export", "Change", "Stored"):
            panel(page, name)
        page.locator("#_papers .by").first.click()
        page.locator("#_papers").get_by_role("button", name="Note and tags").first.click()
        page.locator("#_papers").get_by_role("button", name="Abstract").first.click()
        page.keyboard.press("Escape")
        star(page, "2007.00009")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_without_javascript_the_page_says_why_it_is_empty_and_nothing_links_to_it(
    browser: Browser, address: str
) -> None:
    with opened(browser, address, "saved/", java_script_enabled=False) as page:
        assert "stored in your browser, which requires JavaScript" in (page.locator("noscript").text_content() or "")
        expect(page.get_by_role("button")).to_have_count(0)
        expect(page.get_by_role("link", name="Saved")).to_have_count(0)


# Papers of which the digest says more ---------------------------------------------------------------------------------

RICH = [
    record(
        "2007.00001",
        "With $a^2$",
        version="v2",
        authors=["Jane Doe", "Åse Ørsted", "张三", "The X Team"],
        more_authors=True,
    ),
    record(
        "pmid:24994841",
        "A trial & more",
        authors=["Kamal, R."],
        journal="A & B",
        date="2014-07-22",
        precision="day",
        ids=[["pmid", "24994841"], ["doi", "10.1212/wnl.0000000000000684"]],
    ),
    record("doi:10.1016/s0140-6736(20)30183-5", "Another", date="2020-02-29", precision="month"),
    record("openreview:rJlAbc", "Reviewed", ids=[["openreview", "rJlAbc"]]),
    record(
        "biorxiv:10.1101/2020.01.01.000001",
        "Cells",
        version="v3",
        ids=[["biorxiv", "10.1101/2020.01.01.000001", "v3"]],
    ),
    record(
        "link:a-post-1a2b3c4d",
        "A post",
        ids=[["link", "https://blog.example.org/post?x=1&y=2"]],
        date="2020-07-22",
        precision="year",
    ),
]


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("rich")
    write_site(folder, in_json(records("2020-07-22", *RICH)))
    with served(build(folder, folder / "out")) as address:
        yield address


def test_citations_with_authors_and_of_other_papers_are_to_the_byte_those_of_their_pages(
    browser: Browser, rich: str
) -> None:
    for starred_at in ("the day", "its page"):
        with opened(browser, rich, DAY) as page:
            pages = page.eval_on_selector_all("article .title a:not(.number)", "links => links.map(link => link.href)")
            cited: dict[str, list[str]] = {"BibTeX": [], "RIS": [], "CSL-JSON": []}
            for address in pages:
                page.goto(address)
                if starred_at == "its page":
                    page.get_by_role("button", name=re.compile("Star")).click()
                for name, citations in cited.items():
                    citations.insert(0, page.locator(f"pre[aria-label='{name}']").text_content() or "")
            if starred_at == "the day":
                page.goto(rich + DAY)
                star(page, *(str(paper["id"]) for paper in RICH))
            page.goto(f"{rich}saved/")
            expect(titles(page)).to_have_count(len(RICH))
            assert taken(page, "BibTeX") == "".join(cited["BibTeX"])
            assert taken(page, "RIS") == "".join(cited["RIS"])
            items = ",\n ".join(text[1:-2] for text in cited["CSL-JSON"])
            assert taken(page, "CSL-JSON") == f"[{items}]\n"


def test_the_list_leads_to_such_papers_and_a_link_takes_what_is_known_along(browser: Browser, rich: str) -> None:
    with opened(browser, rich, DAY) as page:
        star(page, *(str(paper["id"]) for paper in RICH))
        page.goto(f"{rich}saved/")
        addresses = page.eval_on_selector_all("#_papers .title a", "links => links.map(link => link.pathname)")
        assert addresses == [
            "/link/a-post-1a2b3c4d/", "/biorxiv/10.1101/2020.01.01.000001/", "/openreview/rjlabc/",
            "/doi/10.1016/s0140-6736(20)30183-5/", "/pmid/24994841/", "/abs/2007.00001/",
        ]  # fmt: skip
        expect(page.locator("#_papers")).to_contain_text("PMID 24994841")
        expect(page.locator("#_papers .authors")).to_have_text(
            ["Kamal, R.", "Jane Doe, Åse Ørsted, 张三, The X Team et al."]
        )
        before = kept(page)["starred"]
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
        panel(page, "Export")
        page.get_by_role("button", name="Copy link to this list").click()
        field = page.get_by_label("Link to this list")
        expect(field).to_be_visible()  # the link is made in the background
        link = field.input_value()
    with opened(browser, rich, link.removeprefix(rich)) as other:
        other.get_by_role("button", name=re.compile(r"Save \d papers?")).click()
        after = kept(other)["starred"]
        for entry_ in (*before.values(), *after.values()):
            entry_.pop("at")
        assert after == before


def test_of_what_is_brought_only_what_can_be_is_kept(page: Page, address: str, tmp_path: Path) -> None:
    fine = entry(
        "Fine", authors=["A", 3, " "], others=True, date="2014-07", doi="10.1212/x", url="https://example.org/"
    )
    bad = entry("Bad", authors="A", others=1, date="July", doi="javascript:x", url="javascript:alert(1)", journal=3)
    page.goto(f"{address}saved/")
    wrong = {id_: entry("X") for id_ in ("doi:a/../b", "isbn:1", "doi:", "hn:a b")}
    bring(page, tmp_path, {"version": 1, "starred": {"doi:10.1212/x": fine, "hn:1": bad, **wrong}})
    expect(page.get_by_text("2 papers in the file, 2 new. Skipped 4 entries that are not papers.")).to_be_visible()
    assert kept(page)["starred"] == {"doi:10.1212/x": {**fine, "authors": ["A"]}, "hn:1": entry("Bad")}


def test_a_star_keeps_topics_categories_and_links_on_the_day_and_on_the_papers_page(
    browser: Browser, tmp_path: Path
) -> None:
    whole = record(
        "2007.00001",
        "Whole",
        abstract="See https://github.com/a/b.",
        authors=["Ann Lee"],
        topics=["SLAM"],
        keywords=["maps", "SLAM"],
        categories=["cs.CV", "cs.RO"],
    )
    bare = record("2007.00002", "Bare", abstract="")
    write_site(tmp_path, in_json(records("2020-07-22", whole, bare)))
    for path in (DAY, "abs/2007.00001/"):
        with served(build(tmp_path, tmp_path / "out")) as address, opened(browser, address, path) as page:
            star(page, "2007.00001")
            found = kept(page)["starred"]["2007.00001"]
            assert found["topics"] == ["SLAM", "maps"]
            assert found["categories"] == ["cs.CV", "cs.RO"]
            assert found["links"] == [["https://github.com/a/b", "Code: github.com/a/b"]]
            page.goto(f"{address}saved/")
            expect(page.locator("#_papers .authors")).to_have_text(["Ann Lee"])
            link = page.locator("#_papers").get_by_role("link", name="Code: github.com/a/b")
            expect(link).to_have_attribute("href", "https://github.com/a/b")
            assert json.loads(taken(page, "JSON"))["starred"]["2007.00001"] == found
