"""Pages and their addresses, over whole sites: every link leads somewhere, every page is valid HTML."""

from __future__ import annotations

import json
import posixpath
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import html5lib
import lxml.html
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.conftest import digest, paper

from sitegen.problems import Severity
from sitegen.text.cutting import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Built

Files = dict[str, bytes]
SITES = Path(__file__).parents[1] / "sites"


def dom(files: Files, path: str) -> Any:
    return lxml.html.document_fromstring(files[path].decode())


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def pages(files: Files) -> dict[str, Any]:
    return {path: dom(files, path) for path in sorted(files) if path.endswith(".html")}


def target(page: str, link: str, root: str) -> tuple[str, str]:
    """Return the file and the anchor that a link of a page leads to."""
    path, _, anchor = link.partition("#")
    path = path.partition("?")[0]
    if not path:
        return page, anchor
    assert path.startswith(root), f"{page}: {link} leaves the site"
    path = path.removeprefix(root)
    return (path + "index.html" if path.endswith("/") or not path else path), anchor


def internal(page: Any) -> Iterator[str]:
    for element, attribute, link, _ in page.iterlinks():
        if (
            attribute in {"href", "src", "action"}
            and not re.match(r"[a-z]+:", link)
            and element.get("rel") != "canonical"
        ):
            yield link


def three_days() -> str:
    return "\n".join([
        "-- content/a.md --", digest("Wed, 1 Jul 2020", "2007.00001", "2007.00002"),
        "-- content/b.md --", digest("Fri, 3 Jul 2020", "2007.00003", "2007.00001"),
        "-- content/c.md --", digest("Mon, 4 Jan 2021", "2101.00001"),
    ])  # fmt: skip


# Pages of papers ------------------------------------------------------------------------------------------------------


def test_a_papers_page_belongs_to_its_newest_day_and_names_all_its_places(build_site: Callable[..., Built]) -> None:
    files, report = build_site(three_days())
    assert report.problems == ()
    page = dom(files, "abs/2007.00001/index.html")
    seen = [(a.get("href"), text(a)) for a in page.xpath("//p[@class='elsewhere']/a")]
    assert seen == [
        ("/2020/07/01/#2007.00001", "1 July 2020 in cs.CV, number 1"),
        ("/2020/07/03/#2007.00001", "3 July 2020 in cs.CV, number 2"),
    ]
    crumbs = page.xpath("//nav[@class='crumbs']//a/@href")
    assert crumbs == ["/2020/", "/2020/07/", "/2020/07/03/"]
    assert page.xpath("//link[@rel='prev']/@href") == ["/abs/2007.00003/"]
    assert page.xpath("//meta[@name='citation_online_date']/@content") == ["2020/07/01"]


def test_each_day_says_where_else_a_paper_stands(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(three_days())
    for day, other in [("01", "/2020/07/03/#2007.00001"), ("03", "/2020/07/01/#2007.00001")]:
        article = dom(files, f"2020/07/{day}/index.html").get_element_by_id("2007.00001")
        assert article.xpath("p[@class='elsewhere']/a/@href") == [other]
    assert not dom(files, "2020/07/03/index.html").get_element_by_id("2007.00003").xpath("p[@class='elsewhere']")


def test_papers_of_a_day_lead_to_one_another_in_the_days_order(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(
        "\n".join([
            "-- content/a.md --", digest("Wed, 1 Jul 2020", "2007.00001", "2007.00002", category="cs.CL"),
            "-- content/b.md --", digest("Wed, 1 Jul 2020", "2007.00003", "2007.00001"),
        ])
    )  # fmt: skip
    order = ["2007.00001", "2007.00002", "2007.00003"]
    for n, id_ in enumerate(order):
        page = dom(files, f"abs/{id_}/index.html")
        assert page.xpath("//link[@rel='prev']/@href") == [f"/abs/{other}/" for other in order[:n][-1:]]
        assert page.xpath("//link[@rel='next']/@href") == [f"/abs/{other}/" for other in order[n + 1 :][:1]]


def test_a_day_offers_a_paper_of_two_digests_once_and_the_second_section_links_it(
    build_site: Callable[..., Built],
) -> None:
    files, report = build_site(
        "\n".join([
            "-- content/a.md --", digest("Wed, 1 Jul 2020", "2007.00001", category="cs.CL"),
            "-- content/b.md --", digest("Wed, 1 Jul 2020", "2007.00002", "2007.00001"),
        ])
    )  # fmt: skip
    assert report.problems == ()
    day = dom(files, "2020/07/01/index.html")
    assert day.xpath("//article/@id") == ["2007.00001", "2007.00002"]
    first, second = day.get_element_by_id("2007.00001"), day.get_element_by_id("cs.cv-2007.00001")
    assert first.xpath("p[@class='elsewhere']/a/@href") == ["/2020/07/01/#cs.cv-2007.00001"]
    assert (text(second), second.xpath("a/@href")) == ("Also here: Title of 2007.00001", ["#2007.00001"])
    assert day.xpath("//section[@id='cs.cv']/*/@id") == ["2007.00002", "cs.cv-2007.00001"]
    seen = dom(files, "abs/2007.00001/index.html").xpath("//p[@class='elsewhere']/a/@href")
    assert seen == ["/2020/07/01/#2007.00001", "/2020/07/01/#cs.cv-2007.00001"]
    assert "2 papers" in text(day.xpath("//p[@class='lead']")[0])


@pytest.mark.parametrize("category", ["cs.CV", "cs.cv"])
def test_a_copied_digest_is_warned_of_and_its_papers_are_shown_once(
    build_site: Callable[..., Built], category: str
) -> None:
    files, report = build_site(
        "\n".join([
            "-- content/a.md --", digest("Wed, 1 Jul 2020", "2007.00001", "2007.00002"),
            "-- content/b.md --", digest("Wed, 1 Jul 2020", "2007.00001", "2007.00003", category=category),
        ])
    )  # fmt: skip
    (problem,) = report.problems
    assert problem.severity is Severity.WARNING
    assert str(problem.location) == "content/b.md:2"
    day = dom(files, "2020/07/01/index.html")
    assert [a.get("id") for a in day.xpath("//article")] == ["2007.00001", "2007.00002", "2007.00003"]
    assert not day.xpath("//p[@class='elsewhere']")
    assert len(dom(files, "abs/2007.00001/index.html").xpath("//p[@class='elsewhere']/a")) == 1


def test_a_title_that_shows_nothing_is_replaced_by_the_id(build_site: Callable[..., Built]) -> None:
    files, _ = build_site("-- content/a.md --\n# ArXiv cs.CV --2020-07-01\n" + paper(1, "2007.00001", "\\textbf{}"))
    assert text(dom(files, "abs/2007.00001/index.html").xpath("//h1")[0]) == "arXiv:2007.00001"
    assert text(dom(files, "index.html").xpath("//article//bdi")[0]) == "arXiv:2007.00001"


@pytest.mark.parametrize("link", ["https://example.com/x", '<a href="https://example.com/x">this https URL</a>'])
def test_a_link_in_a_title_is_shown_as_text_for_the_title_is_a_link(
    build_site: Callable[..., Built], link: str
) -> None:
    title = f"See {link} now"
    files, _ = build_site("-- content/a.md --\n# ArXiv cs.CV --2020-07-01\n" + paper(1, "2007.00001", title))
    for path in ("index.html", "2020/07/01/index.html", "abs/2007.00001/index.html"):
        html5lib.HTMLParser(strict=True).parse(files[path].decode())
        assert "See example.com/x now" in text(dom(files, path).xpath("//main")[0])
        assert b'href="https://example.com' not in files[path]


def test_structured_data_of_a_hostile_title_stays_data(build_site: Callable[..., Built]) -> None:
    title = '</script><script>alert(1)</script> &amp; <!-- \\" ]]>'
    files, _ = build_site("-- content/a.md --\n# ArXiv cs.CV --2020-07-01\n" + paper(1, "2007.00001", title))
    (script,) = dom(files, "abs/2007.00001/index.html").xpath("//script[@type='application/ld+json']")
    data = json.loads(script.text)
    assert data["identifier"] == ["arXiv:2007.00001", "doi:10.48550/arXiv.2007.00001"]
    assert data["url"] == "https://example.org/abs/2007.00001/"
    assert "<script>alert(1)</script>" in data["name"]


def test_papers_may_be_placed_by_month(build_site: Callable[..., Built]) -> None:
    config = '-- sitegen.toml --\n[urls]\npaper = "/abs/{yymm}/{number}/"\n'
    content = "-- content/a.md --\n" + digest("2020-07-01", "2007.00001", "math.GT/0309136", "hep-th/9901001")
    files, report = build_site(config + content)
    assert report.problems == ()
    assert {path for path in files if path.startswith("abs/")} == {
        "abs/2007/00001/index.html",
        "abs/0309/math-0309136/index.html",
        "abs/9901/hep-th-9901001/index.html",
    }
    assert "/abs/2007/00001/" in dom(files, "2020/07/01/index.html").xpath("//h2/a/@href")
    assert "<loc>https://example.org/abs/0309/math-0309136/</loc>" in files["sitemap.xml"].decode()


def test_old_ids_lose_their_subject_class(build_site: Callable[..., Built]) -> None:
    files, _ = build_site("-- content/a.md --\n" + digest("2020-07-01", "math.GT/0309136v2"))
    links = dom(files, "abs/math/0309136/index.html").xpath("//ul[@class='sources']//a/@href")
    assert links == ["https://arxiv.org/abs/math/0309136v2", "https://arxiv.org/pdf/math/0309136v2.pdf"]


# Days, months, years --------------------------------------------------------------------------------------------------


def test_neighbours_skip_days_months_and_years_without_digests(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(
        "".join(f"-- content/{n}.md --\n{digest(day, f'2007.0000{n}')}\n" for n, day in enumerate(
            ["2018-03-02", "2020-07-01", "2020-07-03", "2020-11-30", "2021-01-04"]))
    )  # fmt: skip
    for page, neighbours in {
        "2020/07/01": ["/2018/03/02/", "/2020/07/03/"],
        "2018/03/02": ["/2020/07/01/"],
        "2021/01/04": ["/2020/11/30/"],
        "2020/07": ["/2018/03/", "/2020/11/"],
        "2018/03": ["/2020/07/"],
        "2020": ["/2018/", "/2021/"],
        "2021": ["/2020/"],
    }.items():
        first = dom(files, f"{page}/index.html").xpath("(//nav[@class='turn'])[1]/a/@href")
        assert first == neighbours, page


def test_the_home_page_names_the_newest_day_and_those_before_it(build_site: Callable[..., Built]) -> None:
    text_ = "".join(
        f"-- content/{day}.md --\n{digest(f'2020-07-{day:02}', f'2007.000{day:02}')}\n" for day in range(1, 21)
    )
    files, _ = build_site(text_)
    page = dom(files, "index.html")
    assert page.xpath("//h2[@id='_newest']/a/@href") == ["/2020/07/20/"]
    assert page.xpath("//table[contains(@class, 'days')]//a/@href") == [
        f"/2020/07/{day:02}/" for day in range(19, 5, -1)
    ]


def blocks(page: Any) -> dict[str, Any]:
    """Return the months of a page's calendars, by their names."""
    found = page.xpath("//figure[@class='calendar']//div/svg")
    return {text(block.xpath("text")[0]): block for block in found}


def test_the_calendar_has_a_square_for_each_day_in_its_month_at_its_week_and_weekday(
    build_site: Callable[..., Built],
) -> None:
    days = {"2020-01-01": 1, "2020-01-06": 2, "2020-02-29": 3, "2020-12-31": 4}
    number = iter(range(1, 100))
    content = "".join(
        f"-- content/{day}.md --\n{digest(day, *(f'2001.{next(number):05}' for _ in range(count)))}\n"
        for day, count in days.items()
    )
    files, _ = build_site(content)
    page = dom(files, "2020/index.html")
    cells = {
        (month, a.get("href")): (rect.get("class"), int(rect.get("x")) // 14, (int(rect.get("y")) - 16) // 14)
        for month, block in blocks(page).items()
        for a in block.xpath(".//a")
        for rect in a.xpath("rect")
    }
    assert cells == {
        ("Jan", "/2020/01/01/"): ("level-1", 0, 2),  # a Wednesday
        ("Jan", "/2020/01/06/"): ("level-2", 1, 0),  # the Monday after
        ("Feb", "/2020/02/29/"): ("level-3", 4, 5),
        ("Dec", "/2020/12/31/"): ("level-4", 4, 3),
    }
    assert text(page.xpath("//p[@class='legend']")[0]) == "A square is a day: 1 2 3 4 papers"


def test_the_calendar_marks_days_without_papers_from_the_archives_first_day_to_its_last(
    build_site: Callable[..., Built],
) -> None:
    days = ("2019-12-30", "2020-01-02", "2020-01-03", "2020-01-07", "2020-01-10", "2020-12-31", "2021-01-05")
    files, _ = build_site(
        "\n".join(f"-- content/{day}.md --\n{digest(day, f'2001.{n:05}')}" for n, day in enumerate(days))
    )

    def runs(path: str, month: str, kind: str) -> list[str]:
        return re.findall(r"M[^M]+", "".join(blocks(dom(files, path))[month].xpath(f"path[@class='{kind}']/@d")))

    # the Wednesday of New Year, then the Monday, then Wednesday and Thursday
    assert runs("2020/index.html", "Jan", "gaps")[:3] == ["M5.5 48v3", "M19.5 20v3", "M19.5 48v17"]
    assert runs("2020/index.html", "Jan", "none") == [f"M{x}.5 86v25" for x in (5, 19, 33, 47)], "the weekends"
    assert runs("2020/index.html", "Dec", "gaps")[-1] == "M61.5 20v31", "Monday to Wednesday before the last Thursday"
    assert list(blocks(dom(files, "2019/index.html"))) == ["Dec"], "nothing before the first day"
    assert runs("2019/index.html", "Dec", "gaps") == ["M75.5 34v3"]
    assert list(blocks(dom(files, "2021/index.html"))) == ["Jan"], "nothing after the last day"
    assert runs("2021/index.html", "Jan", "gaps") == ["M5.5 76v3", "M19.5 20v3"]
    captions = dom(files, "archive/index.html").xpath("//figcaption")
    assert "Dots: 2 weekdays without papers." in text(captions[0])
    assert "Dots: 1 weekday without papers." in text(captions[2])
    assert len(dom(files, "archive/index.html").xpath("//*[@class='legend']")) == 1


def test_an_archive_without_gaps_says_nothing_of_them(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(
        "\n".join(
            f"-- content/{day}.md --\n{digest(day, f'2001.0000{day[-1]}')}" for day in ("2020-07-03", "2020-07-06")
        )
    )
    assert b"Dots" not in files["index.html"]
    assert b"gaps" not in files["index.html"]


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_the_busiest_day_is_always_of_the_darkest_level(build_site: Callable[..., Built], count: int) -> None:
    files, _ = build_site("-- content/a.md --\n" + digest("2020-07-01", *(f"2007.0000{n}" for n in range(count))))
    assert dom(files, "index.html").xpath("//figure//a/rect/@class") == ["level-4"]


def test_counts_of_papers_are_of_different_papers(build_site: Callable[..., Built]) -> None:
    files, report = build_site(three_days())
    assert (report.days, report.papers) == (3, 4)
    assert text(dom(files, "archive/index.html").xpath("//p[@class='lead']")[0]).startswith("4 papers on 3 days. ")


def test_days_and_months_are_tables_with_their_sizes(build_site: Callable[..., Built]) -> None:
    days = {"2020-06-30": 1, "2020-07-01": 4, "2020-07-02": 2}
    ids = iter(range(1, 100))
    files, _ = build_site(
        "\n".join(
            f"-- content/{day}.md --\n{digest(day, *(f'2006.{next(ids):05}' for _ in range(n)))}"
            for day, n in days.items()
        )
    )
    rows = dom(files, "2020/07/index.html").xpath("//table/tbody/tr")
    assert [[text(cell) for cell in row.xpath("td | th")] for row in rows] == [
        ["Wed", "1 July 2020", "4", ""],
        ["Thu", "2 July 2020", "2", ""],
    ]
    assert [row.xpath(".//rect/@width") for row in rows] == [["100"], ["50"]]
    rows = dom(files, "2020/index.html").xpath("//table/tbody/tr")
    assert [[text(cell) for cell in row.xpath("td | th")] for row in rows] == [
        ["June", "1", "", "1"],
        ["July", "6", "", "2"],
    ]
    assert [row.xpath(".//rect/@width") for row in rows] == [["17"], ["100"]]


def test_an_empty_archive_says_what_to_do(build_site: Callable[..., Built]) -> None:
    files, _ = build_site("")
    assert "Add a digest to its content folder" in text(dom(files, "archive/index.html").xpath("//main")[0])


# Categories -----------------------------------------------------------------------------------------------------------


def test_one_category_has_no_page_of_its_own(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(three_days())
    assert "cs.cv/index.html" not in files
    assert "cs.cv/feed.xml" not in files
    assert not [link for page in pages(files).values() for link in internal(page) if "cs.cv" in link]


def test_several_categories_have_a_page_and_feeds_each(build_site: Callable[..., Built]) -> None:
    extra = "-- content/d.md --\n" + digest("2020-07-03", "2007.00009", category="cs.CL")
    files, _ = build_site(three_days() + "\n" + extra)
    assert {"cs.cv/index.html", "cs.cv/feed.xml", "cs.cl/feed.json", "cs.cl/index.html"} <= files.keys()
    page = dom(files, "cs.cv/index.html")
    assert page.xpath("//table[contains(@class, 'days')]//a/@href") == [
        "/2021/01/04/#cs.cv", "/2020/07/03/#cs.cv", "/2020/07/01/#cs.cv",
    ]  # fmt: skip
    assert [text(h) for h in page.xpath("//main/h1 | //main/h2")] == ["cs.CV", "2021 1 paper", "2020 4 papers"]
    assert dom(files, "2020/07/03/index.html").xpath("//section/@id") == ["cs.cl", "cs.cv"]


def test_spellings_of_a_category_are_one_category(build_site: Callable[..., Built]) -> None:
    content = "".join(
        f"-- content/{n}.md --\n+++\ncategory = '{name}'\n+++\n# ArXiv --2020-07-01\n{paper(1, f'2007.0000{n}')}\n"
        for n, name in enumerate(["a b", "a c", "A-B", "a-b"])
    )
    files, report = build_site(content)
    assert report.problems == ()
    assert dom(files, "2020/07/01/index.html").xpath("//section/@id") == ["a-b", "a-c"]


def test_a_category_named_papers_does_not_take_the_place_of_digests_without_one(
    build_site: Callable[..., Built],
) -> None:
    files, _ = build_site(
        "-- content/a.md --\n# ArXiv papers --2020-07-01\n" + paper(1, "2007.00001")
        + "\n-- content/b.md --\n# ArXiv --2020-07-01\n" + paper(1, "2007.00002")
    )  # fmt: skip
    ids = dom(files, "2020/07/01/index.html").xpath("//section/@id")
    assert len(set(ids)) == 2


def test_headings_of_an_introduction_cannot_take_the_place_of_a_section(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(
        "-- content/a.md --\n" + digest("2020-07-01", "2007.00001", category="math", introduction="## PH\n\n## Main")
        + "\n-- content/b.md --\n" + digest("2020-07-01", "2007.00002", category="math-ph")
        + "\n-- content/c.md --\n# ArXiv --2020-07-01\n\n## main\n" + paper(1, "2007.00003")
    )  # fmt: skip
    ids = dom(files, "2020/07/01/index.html").xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {"math", "math-ph", "papers"} <= set(ids)


# Clashes --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "owner"),
    [
        ("2020", "a year's page"),
        ("2020/07", "a month's page"),
        ("2020/07/01", "a day's page"),
        ("cs.cv", "the page of cs.CV"),
        ("CS.CL", "the page of cs.CL"),
        ("archive", "the archive page"),
        ("saved", "the saved papers page"),
        ("since", "the page of several days"),
        ("abs/2007.00001", "a paper's page"),
        ("404.html", "a file of the site"),
        ("feed.xml", "a file of the site"),
        ("robots.txt", "a file of the site"),
        ("feed.xml/x", "a file of the site"),
        ("404.html/x", "a file of the site"),
        ("index.html", "a file of the site"),
        ("cs.cv/feed.json", "a file of the site"),
        ("2020/07/01/index.json", "a file of the site"),
        ("2020/07/01/papers.json", "a file of the site"),
        ("sitemap.xml", "a file of the site"),
        ("assets", "the theme's files"),
        ("about", "content/pages/about.md"),
    ],
)
def test_a_free_page_that_wants_a_taken_place_is_an_error_and_nothing_is_published(
    build_site: Callable[..., Built], slug: str, owner: str
) -> None:
    content = "-- content/a.md --\n" + digest("2020-07-01", "2007.00001")
    content += "\n-- content/b.md --\n" + digest("2020-07-02", "2007.00002", category="cs.CL")
    content += f"\n-- content/pages/about.md --\n# About\n-- content/pages/x.md --\n+++\nslug = '{slug}'\n+++\n"
    files, report = build_site(content)
    (problem,) = report.problems
    assert problem.severity is Severity.ERROR
    assert problem.location.path == "content/pages/x.md"
    assert f"/{slug.lower()}/" in problem.message
    assert owner in problem.message
    assert not report.committed
    assert files == {}


@pytest.mark.parametrize("slug", ["404", "abs", "2019", "2020/08", "cs.lg", "feed", "abs/2007.00009", "archive/old"])
def test_a_free_page_may_have_any_place_that_is_free(build_site: Callable[..., Built], slug: str) -> None:
    content = "-- content/a.md --\n" + digest("2020-07-01", "2007.00001")
    files, report = build_site(f"{content}\n-- content/pages/x.md --\n+++\nslug = '{slug}'\n+++\n# X\n")
    assert report.problems == ()
    assert f"{slug}/index.html" in files


def test_a_category_that_wants_a_taken_place_is_an_error_at_its_digest(build_site: Callable[..., Built]) -> None:
    content = "-- content/a.md --\n" + digest("2020-07-01", "2007.00001")
    content += "\n-- content/b.md --\n" + digest("2020-07-02", "2007.00002", category="Archive")
    _, report = build_site(content)
    (problem,) = report.problems
    assert str(problem.location) == "content/b.md:1"
    assert "/archive/" in problem.message


# All pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture(
    params=[
        ("https://example.org/", "default", ""),
        ("https://user.github.io/a/Project", "default", ""),
        ("https://user.github.io/a/Project", "default", "1d"),
        ("https://user.github.io/a/Project", "plain", ""),
    ],
    ids=["at the root", "below a path", "folded", "plain"],
)
def large(request: pytest.FixtureRequest, build_site: Callable[..., Built]) -> tuple[Files, str]:
    """Build the site with something of everything, at a host's root and below it, in both themes."""
    base_url, theme, fold_after = request.param
    options = f"-- sitegen.toml --\ntheme.name = '{theme}'\npapers.fold_after = '{fold_after}'\n"
    text = (SITES / "everything.txt").read_text(encoding="utf-8") + options
    files, report = build_site(text, base_url=base_url)
    assert [problem.message for problem in report.problems] == ["the digest has no papers"]
    assert report.committed
    return files, "/" if base_url.endswith("org/") else "/a/Project/"


def test_every_page_is_valid_html_with_unique_ids_and_nothing_inline(large: tuple[Files, str]) -> None:
    files, _ = large
    found = [path for path in files if path.endswith(".html")]
    assert len(found) > 20
    for path in found:
        html5lib.HTMLParser(strict=True).parse(files[path].decode())
        page = dom(files, path)
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        assert page.xpath("//style | //@style | //iframe | //object | //embed | //base") == [], path
        assert [name for e in page.iter() for name in e.attrib if name.startswith("on")] == [], path
        for script in page.xpath("//script"):
            assert script.get("src") or script.get("type") == "application/ld+json", path
        assert page.xpath("//a[not(normalize-space()) and not(.//*[local-name()='title'])]") == [], path
        assert page.xpath("//a[@href='' or @href='#' or not(@href)]") == [], path
        assert len(page.xpath("//h1")) == 1, path


def test_every_link_within_the_site_leads_to_a_page_and_an_anchor_that_exist(large: tuple[Files, str]) -> None:
    files, root = large
    every = pages(files)
    anchors = {path: set(page.xpath("//@id")) for path, page in every.items()}
    for path, page in every.items():
        for link in internal(page):
            file, anchor = target(path, link, root)
            assert file in files, f"{path}: {link}"
            assert not anchor or anchor in anchors[file], f"{path}: {link}"


def test_every_root_relative_address_begins_with_the_base_path(large: tuple[Files, str]) -> None:
    files, root = large
    for path, data in files.items():
        if path.endswith((".html", ".xml")):
            for value in re.findall(r"""\b(?:href|src|action|data-root)="(/[^"]*)""", data.decode()):
                assert unescape(value).startswith(root), f"{path}: {value}"


def test_every_page_names_its_own_address(large: tuple[Files, str]) -> None:
    files, root = large
    base = "https://example.org/" if root == "/" else "https://user.github.io/a/Project/"
    for path, page in pages(files).items():
        canonical = base + (path.removesuffix("index.html"))
        assert page.xpath("//link[@rel='canonical']/@href") == [canonical]
        assert page.xpath("//meta[@property='og:url']/@content") == [canonical]
        assert posixpath.normpath(canonical.partition(":")[2]) == canonical.partition(":")[2].rstrip("/")


def test_no_page_asks_another_host_for_anything(large: tuple[Files, str]) -> None:
    files, _ = large
    for path, page in pages(files).items():
        assert page.xpath("//img | //video | //audio | //source") == [], path
        loaded = page.xpath("//@src | //link[not(@rel='canonical' or @rel='alternate')]/@href")
        assert [url for url in loaded if not url.startswith("/") or url.startswith("//")] == [], path


pieces = st.sampled_from([
    "word", " ", "\n", "\n\n", "# H", "## fn1", "[^1]", "\n\n[^1]: foot\n", "```", "~~~py\n", "`", "<b>",
    "</p>", "</article>", "<!--", "<script>", "<img src=x onerror=y>", "<textarea>",
    "\n\n|a|b|\n|-|:-:|\n|1|2|\n", "$x^2$", "$$", "}", "'", "\\textbf{", "![a](/b.png)", "[a](#b)",
    "[a](javascript:x)", "[a](https://example.org)", "</a>", "\\(", "\\)", '"',
    '<a href="https://example.org/">', "\n> ", "\n* ", "\n1. ", "\n---\n", "&amp;", "&#0;", "&lt;", "\u202e",
    "\U0001fffe", "https://e.org/_a",
])  # fmt: skip
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # each step of shrinking would build a site
prose = st.lists(pieces, max_size=8).map("".join)


def test_a_character_that_html_forbids_is_replaced_in_a_free_pages_title(build_site: Callable[..., Built]) -> None:
    files, _ = build_site("-- content/pages/x.md --\n# A\U0001fffeB\n")
    html5lib.HTMLParser(strict=True).parse(files["x/index.html"].decode())
    assert "<title>A\ufffdB " in files["x/index.html"].decode()


@settings(max_examples=15, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=prose, abstract=prose, note=prose, introduction=prose, body=prose)
def test_no_text_can_break_a_page(
    build_site: Callable[..., Built], title: str, abstract: str, note: str, introduction: str, body: str
) -> None:
    title, abstract = " ".join(title.split()), " ".join(abstract.split())
    papers = "\n".join(f"{paper(n, f'2007.0000{n}', title, abstract)}\n\n{note}" for n in (1, 2))
    digests = [f"# ArXiv {name} --2020-07-01\n\n{introduction}\n{papers}" for name in ("cs.CV", "cs.CL")]
    files, report = build_site("-- content/a.md --\n" + "\n".join(digests) + f"\n-- content/pages/x.md --\n\n{body}\n")
    assert report.committed
    assert report.errors == 0
    for path in files:
        if path.endswith(".html"):
            html5lib.HTMLParser(strict=True).parse(files[path].decode())
            page = dom(files, path)
            ids = page.xpath("//@id")
            assert len(ids) == len(set(ids)), path
            assert not page.xpath("//script[not(@src) and @type!='application/ld+json'] | //textarea | //b[@onerror]")
            assert not page.xpath("//*[@style or @onerror] | //a[starts-with(@href, 'javascript')]")
    listed = dom(files, "2020/07/01/index.html").xpath("(//article | //p[@class='repeated'])/@id")
    assert listed == ["2007.00001", "2007.00002", "cs.cv-2007.00001", "cs.cv-2007.00002"]


@pytest.mark.parametrize(
    ("text_", "length", "short"),
    [
        ("a b c", 5, "a b c"),
        ("one two three", 8, "one two\u2026"),
        ("abcdefgh", 4, "abc\u2026"),
        ("a, b", 3, "a\u2026"),
    ],
)
def test_a_description_ends_with_a_word(text_: str, length: int, short: str) -> None:
    assert shorten(text_, length) == short
    assert len(short) <= length
