"""Pages of authors: who has one, what is on it, and which pages link it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from tests.conftest import digest, in_json, record, records, write_site

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.output.disk import DiskSink
from sitegen.problems import Refusal
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Built

    from sitegen.output.manifest import Made

ON = "-- sitegen.toml --\nauthors.pages = true\n"
DOE = ("2007.00001", "On $x^2$ & more", ["Jane Doe", "J. Doe", "李飞飞"])
ROE = ("2007.00002", "Later", ["Doe, Jane", "李飞飞", "Rosé Roe"])
LAST = ("2007.00003", "Last", ["JANE DOE", "Rose Roe", "Ann Lee"])


def site(*days: tuple[str, list[tuple[str, str, list[str]]]], options: str = ON) -> str:
    papers = (
        records(date, *(record(id_, title, authors=authors) for id_, title, authors in some)) for date, some in days
    )
    return in_json(*papers) + options


def pages_of(files: dict[str, bytes]) -> set[str]:
    return {path.removesuffix("index.html") for path in files if path.startswith("author/")}


def dom(files: dict[str, bytes], path: str) -> Any:
    return lxml.html.document_fromstring(files[f"{path.strip('/')}/index.html"].decode())


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.xpath(path)]


TWO_DAYS = site(("2020-07-22", [DOE, ROE]), ("2020-07-23", [LAST, DOE]))
LI = permalinks.author("李飞飞").strip("/") + "/"


@pytest.fixture
def files(build_site: Callable[..., Built]) -> dict[str, bytes]:
    made, report = build_site(TWO_DAYS)
    assert report.committed
    return made


def test_authors_with_several_papers_have_pages_and_an_initial_is_another_name(files: dict[str, bytes]) -> None:
    assert pages_of(files) == {"author/jane-doe/", "author/rose-roe/", LI}


def test_an_authors_page_lists_the_papers_the_newest_day_first(files: dict[str, bytes]) -> None:
    page = dom(files, "author/jane-doe")
    assert texts(page, "//h1") == ["Doe, Jane 3 papers"]
    assert texts(page, "//h2") == ["Thursday, 23 July 2020 2 papers", "Wednesday, 22 July 2020 1 paper"]
    links = page.xpath("//ul[@class='ruled']//a")
    assert [(a.get("href"), a.text_content()) for a in links] == [
        ("/abs/2007.00003/", "Last"),
        ("/2020/07/23/#2007.00003", "in its digest"),
        ("/abs/2007.00001/", "On x^2 & more"),
        ("/2020/07/23/#2007.00001", "in its digest"),
        ("/abs/2007.00002/", "Later"),
        ("/2020/07/22/#2007.00002", "in its digest"),
    ]
    (lead,) = texts(page, "//p[@class='lead']")
    assert "also as JANE DOE, Jane Doe." in lead
    assert page.xpath("//p[@class='lead']/a/@href") == ["/search/?q=author%3A%22Doe%2C%20Jane%22"]


def test_the_pages_of_papers_link_authors_pages_in_all_spellings(files: dict[str, bytes]) -> None:
    for id_, name in (("2007.00001", "Jane Doe"), ("2007.00002", "Doe, Jane"), ("2007.00003", "JANE DOE")):
        links = {a.text_content(): a.get("href") for a in dom(files, f"abs/{id_}").xpath("//p[@class='authors']/a")}
        assert links[name] == "/author/jane-doe/"
    assert links["Ann Lee"] == "/search/?q=author%3A%22Ann%20Lee%22"


def test_the_option_says_how_many_papers_an_author_must_have(build_site: Callable[..., Built]) -> None:
    three, _ = build_site(TWO_DAYS + "authors.min_papers = 3\n")
    assert pages_of(three) == {"author/jane-doe/"}
    none, _ = build_site(TWO_DAYS.replace("authors.pages = true", ""))
    assert pages_of(none) == set()
    _, report = build_site(TWO_DAYS)
    assert report.problems == ()


def test_a_number_of_papers_below_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"`authors\.min_papers` must be at least 1, not 0"):
        config.load(write_site(tmp_path, TWO_DAYS + "authors.min_papers = 0\n"), {})


def test_two_names_never_have_one_address(build_site: Callable[..., Built]) -> None:
    names = [
        "李飞",
        "李飞飞",
        "Иван Петров",
        "Иван Перов",
        "Con",
        "!!",
        "??",
        "Jane Doe",
        "Jane D. Oe",
        "x" * 70,
        "é" * 300,
    ]
    days = [(f"2020-07-{day}", [(f"2007.000{day}", "T", names)]) for day in (21, 22)]
    made, report = build_site(site(*days))
    assert report.committed
    assert len(pages_of(made)) == len(names)
    named = [texts(dom(made, path), "//h1/bdi")[0] for path in sorted(pages_of(made))]
    assert sorted(named) == sorted(names)


def test_folded_papers_are_linked_where_they_are(build_site: Callable[..., Built]) -> None:
    made, _ = build_site(site(("2019-07-22", [DOE]), ("2020-07-22", [ROE]), options=ON + "papers.fold_after = '1m'\n"))
    links = dom(made, "author/jane-doe").xpath("//ul[@class='ruled']//a/@href")
    assert links[2:] == ["/2019/07/22/#2007.00001", "/2019/07/22/#2007.00001"]


def test_sitemaps_list_authors_pages_and_such_a_page_is_in_nobodys_way(build_site: Callable[..., Built]) -> None:
    made, _ = build_site(TWO_DAYS)
    assert "<loc>https://example.org/author/jane-doe/</loc>" in made["sitemap.xml"].decode()
    _, report = build_site("-- content/pages/author/jane-doe.md --\n---\nslug: author/jane-doe\n---\n# Jane\n")
    assert "/author/jane-doe/, which is the address of an author's page" in report.problems[0].message


def test_a_new_paper_makes_again_the_pages_of_its_authors_and_what_links_them_first(tmp_path: Path) -> None:
    def made() -> tuple[int, dict[str, Made]]:
        cache = Cache(tmp_path / ".cache")
        with DiskSink.open(tmp_path / "build", clean=False, cache=cache) as sink:
            report = build(tmp_path, config.load(tmp_path, {}), sink, cache)
        with DiskSink.open(tmp_path / "build", clean=False, cache=cache) as sink:
            return report.made, dict(sink.manifest.units)

    write_site(tmp_path, TWO_DAYS)
    _, before = made()
    write_site(
        tmp_path,
        in_json(
            records("2020-07-24", record("2007.00004", "New", authors=["Ann Lee", "New Name"])), path="content/new.md"
        )
        + ON,
    )
    _, after = made()
    changed = {name for name, unit in after.items() if before.get(name) != unit}
    assert {name for name in changed if name.startswith("author/")} == {"author/ann-lee"}
    assert "day/2020-07-23" in changed  # it links Ann Lee's page now
    assert made() == (0, after)


def test_an_archive_without_authors_has_the_same_site_with_the_option(build_site: Callable[..., Built]) -> None:
    text = f"-- content/2020-07-22.md --\n{digest('2020-07-22', '2007.00001', '2007.00002')}\n"
    without, _ = build_site(text)
    with_it, _ = build_site(ON)
    assert without == with_it
