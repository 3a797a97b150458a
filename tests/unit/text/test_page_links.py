"""Links between free pages, as their files name one another, and the text of the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lxml.html
import pytest

from sitegen.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Built

PAGES = """
-- content/pages/index.md --
# Welcome

Read [how](help/how.md).
-- content/pages/about.md --
Back to [the start](index.md), to [a part](help/how.md#part) and to [data](archive.jsonl.gz).
-- content/pages/help/how.md --
## Part

See [about](../about.md?x=1#y).
"""


def hrefs(files: dict[str, bytes], path: str) -> list[str]:
    return [str(href) for href in lxml.html.fromstring(files[path].decode()).xpath("//main//a/@href")]


@pytest.mark.parametrize("root", ["/", "/project/"])
def test_links_between_the_files_of_free_pages_lead_to_the_pages(build_site: Callable[..., Built], root: str) -> None:
    files, report = build_site(PAGES, base_url=f"https://example.org{root}")
    assert report.problems == ()
    assert f"{root}help/how/" in hrefs(files, "index.html")
    assert hrefs(files, "about/index.html") == [root, f"{root}help/how/#part", "archive.jsonl.gz"]
    assert hrefs(files, "help/how/index.html") == [f"{root}about/?x=1#y"]


def test_a_link_to_a_file_that_is_no_free_page_is_a_warning_with_its_place(build_site: Callable[..., Built]) -> None:
    files, report = build_site(PAGES + "-- content/pages/b.md --\nOne.\n\nTo [x](help/hwo.md) and [y](../2020.md).\n")
    first, second = report.problems
    assert (first.severity, str(first.location)) == (Severity.WARNING, "content/pages/b.md:3:8")
    assert first.message == "this link points to `content/pages/help/hwo.md`, which is not a free page"
    assert first.hint == "did you mean `help/how.md`?"
    assert second.message == "this link points to `content/2020.md`, which is not a free page"
    assert hrefs(files, "b/index.html") == ["help/hwo.md", "../2020.md"]


def test_a_page_that_moves_takes_the_links_to_it_along(build_site: Callable[..., Built]) -> None:
    build_site(PAGES)
    files, report = build_site("-- content/pages/about.md --\n+++\nslug = 'elsewhere'\n+++\nText.\n")
    assert report.problems == ()
    assert hrefs(files, "help/how/index.html") == ["/elsewhere/?x=1#y"]


def test_the_text_of_the_home_page_stands_before_the_newest_day(build_site: Callable[..., Built]) -> None:
    digest = "# ArXiv cs.CV --2020-07-22\n### 1.T  [ :arrow_down: ](https://arxiv.org/pdf/2007.00001.pdf)\n>  A.\n"
    files, _ = build_site(f"-- content/a.md --\n{digest}-- content/pages/index.md --\nWelcome.\n\n```sh\nls\n```\n")
    home = files["index.html"].decode()
    assert home.index("<h1>Digest archive</h1>") < home.index("<p>Welcome.</p>") < home.index('id="_newest"')
    assert "highlight.css" in home
    assert "/index/" not in home
    assert "sitemap" not in home
    assert files["sitemap.xml"].decode().count("<loc>https://example.org/</loc>") == 1


def test_a_home_page_whose_text_has_a_heading_has_no_other(build_site: Callable[..., Built]) -> None:
    files, report = build_site(PAGES)
    page = lxml.html.fromstring(files["index.html"].decode())
    assert report.problems == ()
    assert [heading.text_content() for heading in page.xpath("//h1")] == ["Welcome"]
    assert "no digests" not in page.text_content()


def test_two_texts_for_the_home_page_are_refused(build_site: Callable[..., Built]) -> None:
    _, report = build_site(PAGES + "-- content/pages/z.md --\n+++\nslug = 'index'\n+++\n")
    (problem,) = report.problems
    assert not report.committed
    assert problem.message == "this free page would have the address /, which is the address of content/pages/index.md"


@pytest.mark.parametrize("written", ["caf\u00e9.md", "cafe\u0301.md", "caf%C3%A9.md"])
@pytest.mark.parametrize("stored", ["caf\u00e9", "cafe\u0301"])
def test_names_of_files_compare_in_one_form(build_site: Callable[..., Built], stored: str, written: str) -> None:
    pages = f"-- content/pages/{stored}.md --\n# Caf\u00e9\n-- content/pages/a.md --\n[x]({written})\n"
    files, report = build_site(pages)
    assert report.problems == ()
    assert hrefs(files, "a/index.html") == ["/cafe/"]
