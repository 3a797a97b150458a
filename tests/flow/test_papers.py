"""What a digest says of a paper beside its title and its abstract, on pages, in data, in feeds; and other ids."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import jsonschema
import lxml.html
import msgspec
import pytest
from lxml import etree
from tests.conftest import digest, in_json, record, records

from sitegen import config
from sitegen.inspect import resolve
from sitegen.model import Appearance, Day, Digest, Outline, Paper, Prose
from sitegen.pages import items
from sitegen.pages.base import Materials
from sitegen.pages.day import DayTarget, pages
from sitegen.pages.sections import sections
from sitegen.problems import Severity
from sitegen.urls import permalinks
from sitegen.views import Section, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Built

SITES = Path(__file__).parents[1] / "sites"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SLAM = record(
    "2007.10986",
    "Privacy Preserving Visual SLAM",
    version="v2",
    abstract="We do things. Code at https://github.com/a/b.",
    authors=["Jane Doe", "Smith, John", "Li Wei", "A. B. Miller", "The ATLAS Collaboration"],
    categories=["cs.CV", "cs.RO"],
    topics=["Robotics", "SLAM"],
    keywords=["privacy"],
    status="cross",
    grade="S",
    date="2020-07-21",
    precision="day",
    comment="Accepted at ECCV, https://github.com/owner/repo",
    affiliation="ETH Zürich",
    links=[
        {"url": "https://example.org/project", "text": "Project page"},
        {"url": "https://github.com/A/B", "text": "Code"},
    ],
    parts=[
        ["TL;DR", "A *short* one.", "tldr", ""],
        ["标题", "视觉SLAM", "title", "zh"],
        ["Motivation", "<script>alert(1)</script>\n\n# A heading", "", ""],
        ["Method", "Long. " * 200, "", ""],
    ],
)
TRIAL = record(
    "doi:10.1016/s0140-6736(20)30183-5",
    "A trial",
    abstract="It worked.",
    authors=["Kamal, R.", "Narayanan, M."],
    more_authors=True,
    journal="The Lancet",
    date="2020-02-29",
    precision="month",
    ids=[["doi", "10.1016/s0140-6736(20)30183-5"], ["pmid", "24994841"]],
    links=[{"url": "https://example.org/x.pdf", "text": "PDF"}],
)
BRIEF = record("2007.00003", "Only a summary", parts=[["TL;DR", "It says `enough`.", "tldr", ""]])
TOOL = record("github:owner/.repo", "A tool", ids=[["github", "Owner/.repo"]])
POST = record("link:a-post-1a2b3c4d", "A post", ids=[["link", "https://blog.example.org/post?x=1&y={2}"]])
REVIEWED = record("openreview:rJlAbc", "一种新的方法", abstract="我们", ids=[["openreview", "rJlAbc"]])


@pytest.fixture
def files(build_site: Callable[..., Built]) -> dict[str, bytes]:
    site = in_json(
        records("2020-07-22", SLAM, TRIAL, BRIEF, topic="SLAM"),
        records("2020-07-22", TOOL, POST, REVIEWED, topic="视觉"),
    )
    made, report = build_site(site)
    assert [problem for problem in report.problems if problem.severity is Severity.ERROR] == []
    return made


def dom(files: dict[str, bytes], path: str) -> Any:
    return lxml.html.document_fromstring(files[path].decode())


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.xpath(path)]


PLACES = {
    "2007.10986": "abs/2007.10986/index.html",
    "doi:10.1016/s0140-6736(20)30183-5": "doi/10.1016/s0140-6736(20)30183-5/index.html",
    "github:owner/.repo": "github/owner/-.repo/index.html",
    "link:a-post-1a2b3c4d": "link/a-post-1a2b3c4d/index.html",
    "openreview:rJlAbc": "openreview/rjlabc/index.html",
}


# Pages ----------------------------------------------------------------------------------------------------------------


def test_every_paper_has_a_page_at_the_place_of_its_scheme_and_is_known_there(files: dict[str, bytes]) -> None:
    for id_, path in PLACES.items():
        assert dom(files, path).xpath("//article/@data-id") == [id_]
        assert f"<loc>https://example.org/{path.removesuffix('index.html')}</loc>" in files["sitemap.xml"].decode()


def test_a_papers_page_says_what_the_digest_says(files: dict[str, bytes]) -> None:
    page = dom(files, PLACES["2007.10986"])
    assert texts(page, "//p[@class='authors']") == [
        "Jane Doe; Smith, John; Li Wei; A. B. Miller; The ATLAS Collaboration"
    ]
    assert [(p.get("lang"), p.text_content()) for p in page.xpath("//p[@class='translated']")] == [("zh", "视觉SLAM")]
    assert dict(zip(texts(page, "//dl/dt"), texts(page, "//dl/dd"), strict=True)) == {
        "Published": "21 July 2020",
        "Affiliation": "ETH Zürich",
        "Categories": "cs.CV, cs.RO",
        "Topic": "Robotics / SLAM",
        "Keywords": "privacy",
        "Comment": "Accepted at ECCV, github.com/owner/repo",
        "Listed as": "cross",
        "Grade": "S",
    }
    assert texts(page, "//*[@class='part']//h2") == ["TL;DR", "Abstract", "Motivation", "Method"]
    assert texts(page, "//details[@class='part']/summary") == ["Method"]
    assert page.xpath("//section[@class='part']//h3/text()") == ["A heading"]
    assert not page.xpath("//article//script")
    assert texts(page, "//p[@class='code-of']/a[@class='code']") == [
        "Code: github.com/a/b",
        "Code: github.com/owner/repo",
    ]
    assert texts(page, "//ul[@class='sources']//a[@class='badge']") == ["Project page"]


def test_an_author_is_linked_to_the_search_for_their_papers(
    files: dict[str, bytes], build_site: Callable[..., Built]
) -> None:
    links = dom(files, PLACES["2007.10986"]).xpath("//p[@class='authors']/a")
    assert [(a.get("href"), a.text_content()) for a in links][:2] == [
        ("/search/?q=author%3A%22Jane%20Doe%22", "Jane Doe"),
        ("/search/?q=author%3A%22Smith%2C%20John%22", "Smith, John"),
    ]
    odd = record("2007.10986", "T", authors=['Jane "J" Doe & Co?', "<李>#"])
    made, _ = build_site(in_json(records("2020-07-22", odd)))
    links = dom(made, PLACES["2007.10986"]).xpath("//p[@class='authors']/a/@href")
    assert [parse_qs(urlsplit(link).query)["q"] for link in links] == [
        ['author:"Jane J Doe & Co?"'],
        ['author:"<李>#"'],
    ]
    plain, _ = build_site("-- sitegen.toml --\nplugins = ['records:plugin']\nsearch.enabled = false\n")
    page = dom(plain, PLACES["2007.10986"])
    assert not page.xpath("//p[@class='authors']//a")
    assert texts(page, "//p[@class='authors']") == ['Jane "J" Doe & Co?, <李>#']


@pytest.mark.parametrize(
    ("authors", "language", "shown", "between"),
    [
        (["张三", "李四"], "en", "张三，李四", "，"),  # noqa: RUF001
        (["张三", "李四"], "ja", "张三、李四", "、"),
        (["山田 太郎", "ヤマダ タロウ"], "en", "山田 太郎、ヤマダ タロウ", "、"),
        (["张三", "Jane Doe"], "zh", "张三, Jane Doe", ", "),
        (["홍길동", "홍길순"], "ko", "홍길동, 홍길순", ", "),
        (["张三, 博士", "李四"], "zh", "张三, 博士; 李四", "; "),
        (["Doe, Jane", "李四"], "en", "Doe, Jane; 李四", "; "),
    ],
)
def test_names_are_parted_as_is_right_for_their_script(
    build_site: Callable[..., Built], authors: list[str], language: str, shown: str, between: str
) -> None:
    site = in_json(records("2020-07-22", record("2007.10986", "T", authors=authors)))
    files, _ = build_site(site.replace("-- sitegen.toml --", f"-- sitegen.toml --\nlanguage = '{language}'"))
    assert texts(dom(files, PLACES["2007.10986"]), "//p[@class='authors']") == [shown]
    assert texts(dom(files, "index.html"), "//*[@class='authors']") == [shown]
    assert items.byline(tuple(authors), language, more=False) == between.join(authors)


def test_of_a_long_list_of_authors_twenty_are_shown_at_once(build_site: Callable[..., Built]) -> None:
    authors = [f"Ann A{n}" for n in range(25)]
    site = in_json(records("2020-07-22", record("2007.10986", "T", authors=authors, more_authors=True)))
    page = dom(build_site(site)[0], PLACES["2007.10986"])
    assert texts(page, "//p[@class='authors']") == [", ".join(authors[:20]) + ", …"]
    assert texts(page, "//details[@class='authors']/summary") == ["5 more authors"]
    assert texts(page, "//details[@class='authors']/p") == [", ".join(authors[20:]) + " et al."]
    assert page.xpath("//meta[@name='citation_author']/@content") == authors


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "The digest does not name the authors; arXiv\N{RIGHT SINGLE QUOTATION MARK}s BibTeX does."),
        (
            {"authors": ["A B"], "more_authors": True},
            "The digest names only the first authors; arXiv\N{RIGHT SINGLE QUOTATION MARK}s BibTeX names all.",
        ),
        ({"authors": ["A B"]}, ""),
    ],
)
def test_beneath_its_citations_a_page_says_which_authors_are_missing(
    build_site: Callable[..., Built], more: dict[str, object], said: str
) -> None:
    files, _ = build_site(in_json(records("2020-07-22", record("2007.10986", "T", **more))))
    assert "".join(texts(dom(files, PLACES["2007.10986"]), "//details[@class='cite']/*[last()][self::p]")) == said
    (item,) = json.loads(files["feed.json"])["items"]
    assert ("A B et al." in item["content_html"]) == ("more_authors" in more)


def test_machines_are_told_when_a_paper_was_published_as_precisely_as_that_is_known(
    build_site: Callable[..., Built],
) -> None:
    cases: dict[str, tuple[dict[str, object], str]] = {
        "2007.00001": ({"date": "2020-07-03", "precision": "day"}, "2020/07/03"),
        "2007.00002": ({}, "2020/07/22"),
        "1907.00003": ({}, "2019/07"),
        "1907.00004": ({"date": "2020-07-03", "precision": "day"}, "2019/07"),
        "doi:10.1000/5": ({"date": "2019-07-03", "precision": "day"}, "2019/07/03"),
        "doi:10.1000/6": ({"date": "2019-12-31", "precision": "year"}, "2019"),
        "doi:10.1000/7": ({}, ""),
    }
    papers = (record(id_, "T", **more) for id_, (more, _) in cases.items())
    files, _ = build_site(in_json(records("2020-07-22", *papers)))
    for id_, (_, date) in cases.items():
        page = dom(files, f"{permalinks.paper(id_, '/abs/{id}/')[1:]}index.html")
        assert "".join(page.xpath("//meta[@name='citation_publication_date']/@content")) == date
        data = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
        assert data["datePublished"] == (date.replace("/", "-") or "2020-07-22")


def test_machines_are_told_of_a_paper_as_a_whole(files: dict[str, bytes]) -> None:
    page = dom(files, PLACES["2007.10986"])
    assert page.xpath("//meta[@name='citation_keywords']/@content") == ["privacy"]
    assert page.xpath("//meta[@name='citation_doi']/@content") == ["10.48550/arXiv.2007.10986"]
    data = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
    assert data["headline"] == data["name"] == "Privacy Preserving Visual SLAM"
    assert data["abstract"] == "We do things. Code at github.com/a/b."
    assert [author["name"] for author in data["author"]] == SLAM["authors"]
    assert data["identifier"] == ["arXiv:2007.10986", "doi:10.48550/arXiv.2007.10986"]
    assert (data["datePublished"], data["keywords"]) == ("2020-07-21", ["privacy"])
    trial = dom(files, PLACES["doi:10.1016/s0140-6736(20)30183-5"])
    data = json.loads(trial.xpath("//script[@type='application/ld+json']/text()")[0])
    assert data["identifier"] == ["doi:10.1016/s0140-6736(20)30183-5", "PMID 24994841"]


def test_machines_are_told_of_authors_and_of_other_ids(files: dict[str, bytes]) -> None:
    page = dom(files, PLACES["doi:10.1016/s0140-6736(20)30183-5"])
    metas = {name: page.xpath(f"//meta[@name='{name}']/@content") for name in page.xpath("//meta/@name")}
    assert metas["citation_author"] == ["Kamal, R.", "Narayanan, M."]
    assert metas["citation_doi"] == ["10.1016/s0140-6736(20)30183-5"]
    assert metas["citation_pmid"] == ["24994841"]
    assert metas["citation_journal_title"] == ["The Lancet"]
    assert metas["citation_pdf_url"] == ["https://example.org/x.pdf"]
    data = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
    assert data["author"] == [{"@type": "Person", "name": "Kamal, R."}, {"@type": "Person", "name": "Narayanan, M."}]
    assert data["sameAs"] == "https://doi.org/10.1016/s0140-6736(20)30183-5"


@pytest.mark.parametrize("id_", [id_ for id_ in PLACES if ":" in id_])
def test_a_paper_that_is_not_arxivs_does_not_speak_of_arxiv(files: dict[str, bytes], id_: str) -> None:
    assert not re.search("arxiv", files[PLACES[id_]].decode().partition("<main")[2], re.IGNORECASE)


def test_papers_are_led_to_where_they_are(files: dict[str, bytes]) -> None:
    first = {id_: dom(files, path).xpath("//ul[@class='sources']//a")[0] for id_, path in PLACES.items()}
    assert {id_: (a.get("href"), a.text_content()) for id_, a in first.items()} == {
        "2007.10986": ("https://arxiv.org/abs/2007.10986v2", "arXiv:2007.10986v2"),
        "doi:10.1016/s0140-6736(20)30183-5": (
            "https://doi.org/10.1016/s0140-6736(20)30183-5",
            "doi:10.1016/s0140-6736(20)30183-5",
        ),
        "github:owner/.repo": ("https://github.com/Owner/.repo", "github.com/Owner/.repo"),
        "link:a-post-1a2b3c4d": ("https://blog.example.org/post?x=1&y=%7B2%7D", "blog.example.org"),
        "openreview:rJlAbc": ("https://openreview.net/forum?id=rJlAbc", "OpenReview rJlAbc"),
    }


def test_a_day_has_a_section_for_each_topic_and_leads_to_them(files: dict[str, bytes]) -> None:
    page = dom(files, "2020/07/22/index.html")
    assert texts(page, "//section/h2") == ["SLAM 3 papers", "视觉 3 papers"]
    anchors = page.xpath("//section[@class='section']/@id")
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch("[a-z0-9-]+", anchor) for anchor in anchors)
    assert page.xpath("//nav[@class='jump']//a/@href") == [f"#{anchor}" for anchor in anchors]
    assert texts(page, "//article//h3") == [
        "1 Privacy Preserving Visual SLAM", "2 A trial", "3 Only a summary", "1 A tool", "2 A post", "3 一种新的方法",
    ]  # fmt: skip


def test_a_list_says_the_first_authors_and_what_fits_in_small_print(files: dict[str, bytes]) -> None:
    page = dom(files, "2020/07/22/index.html")
    assert texts(page, "//p[@class='authors']") == [
        "Jane Doe; Smith, John; Li Wei and 2 more",
        "Kamal, R.; Narayanan, M. et al.",
    ]
    assert texts(page, "//p[@class='facts']") == ["S · cross-listed · cs.CV, cs.RO · 21 July 2020", "February 2020"]
    assert texts(page, "//section[1]/article[3]/p[@class='abstract']") == ["TL;DR: It says enough."]
    assert "Jane Doe; Smith, John; Li Wei and 2 more" in texts(dom(files, "index.html"), "//p[@class='authors']")


@pytest.mark.parametrize(
    ("authors", "more", "line"),
    [
        ([], False, ""),
        (["A"], True, "A et al."),
        (["A", "B", "C", "D"], False, "A, B, C, D"),
        (["A", "B", "C", "D", "E"], False, "A, B, C and 2 more"),
        (["A", "B", "C", "D", "E"], True, "A, B, C et al."),
    ],
)
def test_no_line_of_authors_is_longer_for_saying_that_there_is_one_more(
    authors: list[str],
    more: bool,
    line: str,
) -> None:
    assert items.byline(tuple(authors), more=more) == line


# Sections of a day ----------------------------------------------------------------------------------------------------

DATE = dt.date(2020, 7, 22)
SITE = Site("T", "", "en", "https://example.org/", "/", (), "/abs/{id}/", True, True, False, False, "sitegen")


def made(id_: str, number: int = 1, **more: Any) -> Paper:
    return msgspec.structs.replace(Paper(id_, "", number, f"Title of {id_}", f"Abstract of {id_}.", "", number), **more)


def day(*listed: tuple[str, str, list[Paper]], **more: Any) -> tuple[Section, ...]:
    """Make the sections of a day, of digests of a category and a topic each."""
    outlines = [Outline("a.md", 0, "", DATE, category, f"{n}", topic) for n, (category, topic, _) in enumerate(listed)]
    digests = {
        ("a.md", outline.within): Digest("a.md", 1, DATE, category, "", tuple(papers), 1, 1, outline.name, topic)
        for outline, (category, topic, papers) in zip(outlines, listed, strict=True)
    }
    whole = msgspec.structs.replace(Day(DATE, tuple(outlines), {}, None, None, 1), **more)
    return sections(whole, digests, SITE, linked=True)


def test_topics_need_not_be_in_one_piece_and_each_has_one_section() -> None:
    parts = day(
        ("", "SLAM", [made("1")]), ("", "NeRF", [made("2")]), ("", "slam", [made("3")]), ("", "C", [made("4")]),
        ("", "C++", [made("5")]), ("", "视觉", [made("6")]), ("", "语言", [made("7")]),
    )  # fmt: skip
    assert [(part.topic, [paper.id for paper in part.papers]) for part in parts] == [
        ("SLAM", ["1", "3"]), ("NeRF", ["2"]), ("C", ["4"]), ("C++", ["5"]), ("视觉", ["6"]), ("语言", ["7"]),
    ]  # fmt: skip
    assert [part.anchor for part in parts][:3] == ["slam", "nerf", "c"]
    assert len({part.anchor for part in parts}) == len(parts)
    assert all(part.anchor for part in parts)


def test_the_page_of_a_category_leads_to_the_first_of_its_sections() -> None:
    parts = day(("cs.CV", "SLAM", [made("1")]), ("cs.CV", "NeRF", [made("2")]), ("cs.RO", "SLAM", [made("3")]))
    assert [part.anchor for part in parts] == ["cs.cv", "cs.cv-nerf", "cs.ro"]
    assert [part.name for part in parts] == ["cs.CV", "cs.CV", "cs.RO"]


def test_a_paper_of_several_digests_is_shown_with_all_that_they_say_under_the_number_of_each() -> None:
    one, other = made("2007.00001", authors=("A B",)), made("2007.00001", 7, abstract="A longer abstract of this.")
    places = {"2007.00001": (Appearance(DATE, "", 1, "X"), Appearance(DATE, "", 7, "Y"))}
    first, second = day(("", "X", [one]), ("", "Y", [other]), elsewhere=places)
    for part, number in ((first, 1), (second, 7)):
        (paper,) = part.papers
        assert (paper.number, paper.authors, paper.abstract.plain) == (number, ("A B",), "A longer abstract of this.")
    assert [paper.anchor for paper in (*first.papers, *second.papers)] == ["2007.00001", "y-2007.00001"]
    assert [(seen.name, seen.url) for seen in first.papers[0].elsewhere] == [("Y", "/2020/07/22/#y-2007.00001")]
    assert [(seen.name, seen.url) for seen in second.papers[0].elsewhere] == [("X", "/2020/07/22/#2007.00001")]


def test_what_a_digest_only_repeats_is_listed_apart_and_linked_to_where_it_is() -> None:
    (part,) = day(
        ("", "X", [made("2007.00001"), made("doi:10.1000/x"), made("2007.00003")]),
        carried={"doi:10.1000/x": dt.date(2020, 7, 20), "2007.00003": dt.date(2018, 7, 20)},
        folded=dt.date(2019, 1, 1),
    )
    assert [paper.id for paper in part.papers] == ["2007.00001"]
    assert [(link.url, link.text) for link in part.carried] == [
        ("/doi/10.1000/x/", "Title of doi:10.1000/x"),
        ("/2018/07/20/#2007.00003", "Title of 2007.00003"),
    ]


def test_comments_keep_their_links() -> None:
    (part,) = day(("", "", [made("2007.00001", comment="8 pages, see https://example.org/x")]))
    assert isinstance(part.papers[0].comment, Prose)
    assert [link.url for link in part.papers[0].comment.links] == ["https://example.org/x"]


# Data and feeds -------------------------------------------------------------------------------------------------------


def test_data_has_all_that_a_digest_says_and_nothing_that_is_empty(files: dict[str, bytes]) -> None:
    slam, trial, *_ = json.loads(files["2020/07/22/index.json"])["papers"]
    assert slam["source"] == "arxiv"
    assert slam["authors"] == SLAM["authors"]
    assert slam["published"] == "2020-07-21"
    assert slam["topics"] == ["Robotics", "SLAM"]
    assert slam["links"] == ["https://github.com/a/b"]
    assert slam["more_links"][0] == {"url": "https://example.org/project", "label": "Project page"}
    assert slam["parts"][:2] == [
        {"label": "TL;DR", "text": "A short one.", "kind": "tldr"},
        {"label": "标题", "text": "视觉SLAM", "kind": "title", "language": "zh"},
    ]
    assert not slam.keys() & {"journal", "more_authors", "ids", "line", "path"}
    assert (trial["arxiv"], trial["pdf"]) == ("", "https://example.org/x.pdf")
    assert trial["source_url"] == "https://doi.org/10.1016/s0140-6736(20)30183-5"
    assert trial["ids"][1] == {"scheme": "pmid", "value": "24994841"}


@pytest.mark.parametrize("name", ["rich", "everything"])
def test_data_is_as_the_schemas_of_the_site_say(build_site: Callable[..., Built], name: str) -> None:
    rich = in_json(records("2020-07-22", SLAM, TRIAL, BRIEF, TOOL, POST, REVIEWED))
    made, _ = build_site(rich if name == "rich" else (SITES / "everything.txt").read_text(encoding="utf-8"))
    of_day, of_paper = (json.loads(made[f"schema/{name}.json"]) for name in ("day", "paper"))
    for schema in (of_day, of_paper):
        jsonschema.Draft202012Validator.check_schema(schema)
    days = [path for path in made if re.fullmatch(r"\d+/\d+/\d+/index\.json", path)]
    assert days
    for path in days:
        jsonschema.Draft202012Validator(of_day).validate(json.loads(made[path]))
    lines = gzip.decompress(made["archive.jsonl.gz"]).splitlines()
    assert lines
    for line in lines:
        jsonschema.Draft202012Validator(of_paper).validate(json.loads(line))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(of_paper).validate({"date": "2020-07-22", "id": "1"})


def test_feeds_name_authors_and_categories_and_lead_to_where_papers_are(files: dict[str, bytes]) -> None:
    items = json.loads(files["feed.json"])["items"]
    slam, trial, brief, *others = items
    assert slam["authors"][0] == {"name": "Jane Doe"}
    assert slam["tags"] == ["cs.CV", "cs.RO", "Robotics", "SLAM", "privacy"]
    assert trial["id"].startswith("urn:uuid:")
    assert trial["url"] == "https://example.org/doi/10.1016/s0140-6736(20)30183-5/"
    assert trial["external_url"] == "https://doi.org/10.1016/s0140-6736(20)30183-5"
    assert "TL;DR" in brief["content_html"]
    assert "<code>enough</code>" in brief["content_html"]
    assert not any("arxiv" in item["content_html"].lower() for item in others)
    feed = etree.fromstring(files["feed.xml"])
    assert feed.xpath("//a:entry[2]/a:author/a:name/text()", namespaces=ATOM) == TRIAL["authors"]
    assert feed.xpath("//a:entry[1]/a:category/@term", namespaces=ATOM)[:2] == ["cs.CV", "cs.RO"]
    assert feed.xpath("//a:entry[2]/a:link[@rel='related']/@href", namespaces=ATOM) == [trial["external_url"]]


def test_an_id_in_feeds_is_the_same_on_every_host(build_site: Callable[..., Built]) -> None:
    items = []
    for base_url in ("https://example.org/project/", "https://example.com/"):
        files, _ = build_site(in_json(records("2020-07-22", TRIAL)), base_url=base_url)
        items += json.loads(files["feed.json"])["items"]
    one, other = items
    assert one["id"] == other["id"]
    assert one["url"] == "https://example.org/project/doi/10.1016/s0140-6736(20)30183-5/"


# Other pages' places --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            "-- content/pages/doi.md --\n# DOI\n",
            "this free page would have the address /doi/, which is the address of the folder of DOI papers",
        ),
        (
            "-- content/pages/a.md --\n---\nslug: doi/10.1000/x\n---\n# A\n",
            "/doi/10.1000/x/, which is the address of a paper's page",
        ),
        ("-- content/pages/schema.md --\n# A\n", "/schema/, which is the address of the schemas of the data"),
    ],
)
def test_a_page_in_the_place_of_papers_is_an_error(build_site: Callable[..., Built], more: str, message: str) -> None:
    files, report = build_site(in_json(records("2020-07-22", record("doi:10.1000/x", "A"))) + more)
    assert files == {}
    assert message in " ".join(problem.message for problem in report.problems)


def test_a_category_in_the_place_of_papers_is_an_error(build_site: Callable[..., Built]) -> None:
    site = in_json(
        records("2020-07-22", record("github:a/b", "A"), category="GitHub"),
        records("2020-07-22", record("2007.00001", "B"), category="cs.CV"),
    )
    files, report = build_site(site)
    assert files == {}
    assert "the category `GitHub`" in " ".join(problem.message for problem in report.problems)


def test_without_such_papers_the_place_is_free(build_site: Callable[..., Built]) -> None:
    site = f"-- content/a.md --\n{digest('2020-07-22', '2007.00001')}\n-- content/pages/doi.md --\n# DOI\n"
    files, report = build_site(site)
    assert report.problems == ()
    assert "doi/index.html" in files


def test_the_address_of_such_a_paper_is_locked_and_may_be_an_aliass_target(build_site: Callable[..., Built]) -> None:
    site = in_json(records("2020-07-22", TRIAL, TOOL)).replace(
        'plugins = ["records:plugin"]',
        'plugins = ["records:plugin"]\n[urls.aliases]\n"/old/" = "/github/owner/-.repo/"\n"/doi/x/" = "/"',
    )
    files, report = build_site(site)
    assert report.problems == ()
    assert b"/github/owner/-.repo/" in files["old/index.html"]


def test_such_papers_are_locked_under_their_ids_and_never_lost(
    build_site: Callable[..., Built], tmp_path: Path
) -> None:
    site = in_json(records("2020-07-22", TRIAL, REVIEWED)).replace(
        "-- sitegen.toml --", '-- sitegen.toml --\nurls.lock = "lock"'
    )
    build_site(site)
    lines = [f"/{PLACES[id_].removesuffix('index.html')} {id_}" for id_ in (str(TRIAL["id"]), str(REVIEWED["id"]))]
    (tmp_path / "lock").write_text("\n".join([*lines, "/old/doi/ doi:10.1016/s0140-6736(20)30183-5"]) + "\n")
    files, report = build_site(site)
    assert not [problem for problem in report.problems if problem.location.path == "lock"]
    assert b"/doi/10.1016/s0140-6736(20)30183-5/" in files["old/doi/index.html"]


@pytest.mark.parametrize(
    ("precision", "title", "described"),
    [
        ("day", "Wednesday, 22 July 2020", "1 paper of Wednesday, 22 July 2020"),
        ("week", "Week to 22 July 2020", "1 paper of the week to 22 July 2020"),
        ("month", "July 2020", "1 paper of July 2020"),
        ("year", "2020", "1 paper of 2020"),
    ],
)
def test_a_day_that_ends_a_longer_span_is_called_so(precision: str, title: str, described: str) -> None:
    whole = Day(DATE, (), {}, None, None, 1, precision=precision)
    (page,) = pages(DayTarget(whole, linked=False, revisions={}, authors={}), Materials({DATE: ()}), SITE)
    view = page.view
    assert (view.title, view.description) == (title, described)


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("doi:10.1016/S0140-6736(20)30183-5", PLACES["doi:10.1016/s0140-6736(20)30183-5"]),
        ("https://doi.org/10.1016/S0140-6736(20)30183-5", PLACES["doi:10.1016/s0140-6736(20)30183-5"]),
        ("https://pubmed.ncbi.nlm.nih.gov/24994841/", "pmid/24994841/index.html"),
        ("pmid:24994841", "pmid/24994841/index.html"),
        ("https://github.com/Owner/.repo.git", "github/owner/-.repo/index.html"),
        ("https://openreview.net/forum?id=rJlAbc", "openreview/rjlabc/index.html"),
        ("https://aclanthology.org/2020.acl-main.1.pdf", "acl/2020.acl-main.1/index.html"),
        ("https://eprint.iacr.org/2024/123.pdf", "eprint/2024/123/index.html"),
        (
            "https://www.biorxiv.org/content/10.1101/2020.01.01.000001v2.full",
            "biorxiv/10.1101/2020.01.01.000001/index.html",
        ),
        ("https://news.ycombinator.com/item?id=123", "hn/123/index.html"),
        ("link:a-post-1a2b3c4d", "link/a-post-1a2b3c4d/index.html"),
        ("arXiv:2007.10986v2", "abs/2007.10986/index.html"),
    ],
)
def test_a_paper_is_named_by_its_id_or_its_address_elsewhere(text: str, file: str, tmp_path: Path) -> None:
    assert resolve.files(text, config.Config(), tmp_path) == [file]
