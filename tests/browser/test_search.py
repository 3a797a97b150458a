"""The search as a reader meets it, and held against lunr.py on the same papers."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lunr.exceptions import QueryParseError
from playwright.sync_api import expect
from tests import oracle
from tests.browser.conftest import build, opened, served
from tests.conftest import paper, write_site

from sitegen.search import names
from sitegen.search.stem import stem
from sitegen.search.words import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lunr.index import Index
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PAPERS = 1_000
CATEGORIES = ("cs.CV", "astro-ph.CO", "math.AG")
ODD = [
    "schrödinger's",
    "(GAN),",
    "Łojasiewicz",
    "a/b",
    "3.5",
    "co-training",
    "Erdős",
    "ﬁeld",
    "$n$-body",
    "GPT-4",
    "naïve",
]

PROGRAMS = """
-- sitegen.toml --
theme.name = "mine"
search = { author_boost = 2.0, topic_boost = 1.5 }
-- themes/mine/theme.toml --
-- themes/mine/templates/programs.html --
{{ "search/search.js" | asset }} {{ "search/words.js" | asset }} {{ "search/names.js" | asset }}
"""
"""A theme that publishes the modules of the search for programs of its own."""

Answer = dict[str, Any]


class Archive:
    """Papers made of the words of our own documents, as often as words are, and a site of them."""

    def __init__(self, folder: Path) -> None:
        chance = random.Random(20200722)
        text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")))
        words = sorted(set(re.findall(r"[A-Za-z]{2,}", text))) + ODD
        chance.shuffle(words)
        weights = [1 / n for n in range(1, len(words) + 1)]
        self.papers: dict[str, dict[str, str]] = {}
        self.dates: dict[str, str] = {}
        date = dt.date(2019, 12, 20)
        files = []
        while len(self.papers) < PAPERS:
            date += dt.timedelta(chance.choice([1, 1, 1, 3]))
            for category in CATEGORIES:
                rows = [f"# ArXiv {category} --{date}"]
                for n in range(1, chance.randint(2, 30)):
                    id_ = f"{date:%y%m}.{10000 + len(self.papers)}"
                    title = " ".join(chance.choices(words, weights, k=chance.randint(2, 12)))
                    abstract = " ".join(chance.choices(words, weights, k=chance.randint(5, 160))) + "."
                    self.papers[id_] = {"id": id_, "title": title, "abstract": abstract, "category": category}
                    self.dates[id_] = str(date)
                    rows.append(paper(n, id_, title, abstract))
                files.append(f"-- content/{date}-{category.lower()}.md --\n" + "\n".join(rows))
        write_site(folder, "\n".join(files) + PROGRAMS)

    def oracle(self) -> Index:
        """Return lunr.py's index of the same papers."""
        builder = oracle.builder({"title": 3, "abstract": 1, "id": 1, "category": 1})
        for found in self.papers.values():
            builder.add(found)
        return builder.build()


class NamedArchive:
    """Papers with authors and topics, whose words are often those of titles as well."""

    def __init__(self, folder: Path) -> None:
        chance = random.Random(20200723)
        words = "network networks networking charles charl learning deep seas sea james jam the will wang wangs".split()
        words += "Müller mueller jean pierre serre o'brien SLAM cs.CV 2.5 李飞飞 深層学習 data Universities a b".split()

        def some(least: int, most: int) -> str:
            return " ".join(chance.choices(words, k=chance.randint(least, most)))

        self.papers: dict[str, dict[str, str]] = {}
        self.dates: dict[str, str] = {}
        files = []
        for day in range(1, 25):
            rows = []
            for _ in range(chance.randint(1, 25)):
                id_ = f"2007.{10000 + len(self.papers)}"
                texts = {"id": id_, "title": some(2, 9), "summary": f"{some(5, 60)}."}
                authors = sorted({some(1, 3).title() for _ in range(chance.randint(0, 4))})
                lists = {
                    "authors": authors,
                    "categories": chance.sample(["cs.CV", "cs.LG", "math.AG"], k=chance.randint(1, 2)),
                    "keywords": sorted({some(2, 2) for _ in range(chance.randint(0, 3))}),
                }
                where = {"published": f"2020-07-{day:02}", "abs": f"https://arxiv.org/abs/{id_}"}
                rows.append(json.dumps(texts | lists | where, ensure_ascii=False))
                self.papers[id_] = {
                    "id": id_,
                    "title": texts["title"],
                    "abstract": texts["summary"],
                    "category": " ".join(lists["categories"]),
                    "author": oracle.marked(authors),
                    "topic": " ".join(lists["keywords"]),
                }
                self.dates[id_] = f"2020-07-{day:02}"
            files.append(f"-- content/2020-07-{day:02}.jsonl --\n" + "\n".join(rows))
        write_site(folder, "\n".join(files) + PROGRAMS)

    def oracle(self) -> Index:
        """Return lunr.py's index of the same papers."""
        boosts = {"title": 3, "abstract": 1, "id": 1, "category": 1, "author": 2, "topic": 1.5}
        builder = oracle.builder(boosts)
        for found in self.papers.values():
            builder.add(found)
        return builder.build()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, Path]:
    folder = tmp_path_factory.mktemp("archive")
    return Archive(folder), folder


@pytest.fixture(scope="module")
def address(archive: tuple[Archive, Path]) -> Iterator[str]:
    _, folder = archive
    with served(build(folder, folder / "out", "http://127.0.0.1/papers/"), "/papers/") as address:
        yield address


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> tuple[NamedArchive, Path]:
    folder = tmp_path_factory.mktemp("named")
    return NamedArchive(folder), folder


@pytest.fixture(scope="module")
def named_address(named: tuple[NamedArchive, Path]) -> Iterator[str]:
    _, folder = named
    with served(build(folder, folder / "out", "http://127.0.0.1/papers/"), "/papers/") as address:
        yield address


def module(page: Page, name: str) -> str:
    """Return the address of a module of the client."""
    source = page.locator("script[type=module]").get_attribute("src")
    assert source
    return source.replace("page.js", name)


def asked(page: Page, queries: list[str], **options: object) -> list[Answer]:
    """Ask the client's programming interface."""
    script = """async ([module, root, queries, options]) => {
        const { open } = await import(module);
        const index = await open(root);
        const answers = [];
        for (const query of queries) answers.push(await index.search(query, options));
        return answers;
    }"""
    return page.evaluate(script, [module(page, "search.js"), "/papers/", queries, options])  # type: ignore[no-any-return]


def random_queries(index: Index, count: int) -> list[str]:
    """Make queries of every operator, of terms that the index has and some that it has not."""
    chance = random.Random(count)
    terms = sorted(index.inverted_index)
    long = [term for term in terms if re.fullmatch("[a-z]{4,}", term)]

    def clause() -> str:
        word = chance.choice(long)
        term: str = chance.choice(
            [
                chance.choice(terms).replace("-", " "),
                word,
                word + chance.choice(["s", "ing", "ed", "ation"]),
                word[:2] + "*",
                "*" + word[-2:],
                word[0] + "*" + word[-1],
                "*" + word[1:3] + "*",
                word + "~1",
                word[1:] + "~1",
                word + "~2",
                chance.choice(["nosuchword", "the", "Schrodinger", "GAN", "łojasiewicz"]),
            ]
        )
        if chance.random() < 0.15:
            term += f"^{chance.randint(0, 12)}"
        if chance.random() < 0.25:
            term = chance.choice([f"{field}:" for field in index.fields]) + term
        return chance.choice(["", "", "", "", "", "+", "-"]) + term

    return [" ".join(clause() for _ in range(chance.choice([1, 1, 2, 2, 3, 4]))) for _ in range(count)]


def test_hits_order_and_scores_of_500_queries_are_those_of_lunr(
    browser: Browser, archive: tuple[Archive, Path], address: str
) -> None:
    compare(browser, archive[0], address)


def test_so_are_they_where_papers_have_authors_and_topics(
    browser: Browser, named: tuple[NamedArchive, Path], named_address: str
) -> None:
    compare(browser, named[0], named_address)


def compare(browser: Browser, papers: Archive | NamedArchive, address: str) -> None:
    """Compare the answers to random queries with Lunr's."""
    index = papers.oracle()
    queries = random_queries(index, 500)
    with opened(browser, address, "search/") as page:
        answers = asked(page, queries, order="lunr", limit=100_000, thorough=True)
    hit = 0
    for query, answer in zip(queries, answers, strict=True):
        expected = oracle.scores(index, query)
        found = {match["id"]: match["score"] for match in answer["hits"]}
        assert found.keys() == expected.keys(), query
        assert answer["total"] == len(expected), query
        assert all(abs(found[id_] - score) < 2e-9 for id_, score in expected.items()), query
        order = [(-round(match["score"], 9), match["date"]) for match in answer["hits"]]
        assert all(a[0] < b[0] or (a[0] == b[0] and a[1] >= b[1]) for a, b in pairwise(order)), query
        assert all(papers.dates[match["id"]] == match["date"] for match in answer["hits"]), query
        hit += bool(expected)
    assert hit > 300


def test_what_lunr_refuses_is_answered_all_the_same(
    browser: Browser, archive: tuple[Archive, Path], address: str
) -> None:
    index = archive[0].oracle()
    queries = ["nosuch:page", "~2 page", "page~", "page^x", "title:", "title:+page", "+", "page +"]
    for query in queries:
        with pytest.raises(QueryParseError):
            index.search(query)
    with opened(browser, address, "search/") as page:
        answers = asked(page, queries)
    assert all(answer["notes"] for answer in answers[:4])
    assert [bool(answer["hits"]) for answer in answers] == [True, True, True, True, True, True, False, True]


def test_stems_and_words_are_the_same_in_both_languages(browser: Browser, address: str) -> None:
    chance = random.Random(1)
    endings = (
        "ational enci izer bli ousli alism aliti logi icate ful ness ement ion e ll s es ies sses eed ed ing y".split()
    )
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.rglob("docs/*.md")))
    words = sorted({*re.findall("[a-z0-9]+", text.lower()), *endings})
    words += [
        "".join(chance.choices("abcdeiouyst", k=chance.randint(1, 7))) + chance.choice(endings) for _ in range(20_000)
    ]
    tokens = [
        *(word.lower() for word in ODD),
        *text.lower().split(),
        "ﬀ",
        "½",
        "straße",
        "İstanbul",
        "\uff46\uff55\uff4c\uff4c",
        "物体検出とcnn",
        "人々の" * 60,
        "한국어",
        "x" * 99,
        "it\u2019s",
        "σοφίας",
    ]
    with opened(browser, address, "search/") as page:
        script = """async ([module, words, tokens]) => {
            const { split, stem } = await import(module);
            return [words.map(stem), tokens.map((token) => split(token))];
        }"""
        stems, parts = page.evaluate(script, [module(page, "words.js"), words, tokens])
    assert stems == [stem(word) for word in words]
    assert parts == [split(token) for token in tokens]


def test_names_are_the_same_in_both_languages(browser: Browser, address: str) -> None:
    chance = random.Random(2)
    given = [
        *"J.-P. Anna Müller Mueller Xuefeng Haejin Taekyung Schaefer Jaeger O\u2019Brien van der d'Été M.D".split()
    ]
    given += [*"Jr. Ph.D. III Łukasz 李飞飞 김철수 ﬁ Weiß İlker 々人".split(), "x" * 99]
    known = [", ".join(chance.choices(given, k=chance.randint(1, 3))) for _ in range(200)]
    known += [" ".join(chance.choices(given, k=chance.randint(1, 4))) for _ in range(200)]
    known += ["".join(chance.choices("aeoubcxjnstfgerwhy ", k=12)) for _ in range(2000)]
    with opened(browser, address, "search/") as page:
        script = """async ([module, names]) => {
            const { nameTerms } = await import(module);
            return names.map(nameTerms);
        }"""
        found = page.evaluate(script, [module(page, "names.js"), known])
    assert found == [names.terms(name) for name in known]


def test_papers_with_all_words_come_first_unless_lunrs_order_is_wanted(
    browser: Browser, archive: tuple[Archive, Path], address: str
) -> None:
    terms = {
        id_: {stem(w) for t in found.values() for w in re.findall(r"[a-z]+", t.lower())}
        for id_, found in archive[0].papers.items()
    }
    rare = ("digest", "theme", "paper", "archive", "page", "address", "category", "feed", "link", "plugin")
    words = next(  # which words the papers have is a matter of chance
        pair for pair in combinations(rare, 2) if any({stem(word) for word in pair} <= some for some in terms.values())
    )
    with opened(browser, address, "search/") as page:
        (answer,) = asked(page, [" ".join(words)], limit=100_000)
        (lunr,) = asked(page, [" ".join(words)], limit=100_000, order="lunr")
    both = [{stem(word) for word in words} <= terms[hit["id"]] for hit in answer["hits"]]
    assert both == sorted(both, reverse=True)
    assert (answer["all"], answer["total"]) == (sum(both), len(both))
    assert 0 < sum(both) < len(both)
    assert {(hit["id"], hit["score"]) for hit in answer["hits"]} == {(hit["id"], hit["score"]) for hit in lunr["hits"]}
    assert [hit["score"] for hit in lunr["hits"]] == sorted((hit["score"] for hit in lunr["hits"]), reverse=True)


@pytest.mark.parametrize(
    "query",
    [
        "2007.10872",
        "arXiv:2007.10872v2",
        "https://arxiv.org/abs/2007.10872v1",
        " https://arxiv.org/pdf/2007.10872.pdf ",
        "id:2007.10872",
    ],
)
def test_a_paper_is_found_by_what_names_it(browser: Browser, example: str, query: str) -> None:
    with opened(browser, example, "search/") as page:
        page.locator("#q").fill(query)
        page.locator("#q").press("Enter")
        first = page.locator("#results li").first
        expect(first).to_have_attribute("data-paper", "2007.10872")
        first.locator(".title a").click()
        expect(page).to_have_url(example + "abs/2007.10872/")


def ids(page: Page, query: str) -> set[str]:
    page.locator("#q").fill(query)
    page.locator("#q").press("Enter")
    expect(page.locator("#search-status")).to_have_attribute("data-state", "done")
    page.wait_for_function("query => new URLSearchParams(location.search).get('q') === query", arg=query)
    return set(page.locator("#results li").evaluate_all("rows => rows.map(row => row.dataset.paper)"))


SITE = """
-- content/2019-12-30.md --
# ArXiv cs.CV --2019-12-30
### 1.Schrödinger's bridges of light  [ :arrow_down: ](https://arxiv.org/pdf/1912.00001.pdf)
>  An object of detection; the network's $n^2$ parts (GAN), and a/b tests.
### 2.Object detection  [ :arrow_down: ](https://arxiv.org/pdf/1912.00002.pdf)
>  Nothing else.
-- content/2020-07-22.md --
# ArXiv cs.LG --2020-07-22
### 1.Detection of lost objects  [ :arrow_down: ](https://arxiv.org/pdf/2007.00003.pdf)
>  We segment. Object detection is not meant.
### 2.Vision-based survey keys  [ :arrow_down: ](https://arxiv.org/pdf/2007.00004.pdf)
>  Arrays &amp; delays in 物体検出.
### 3.Object detection  [ :arrow_down: ](https://arxiv.org/pdf/1912.00002.pdf)
>  Nothing else, again.
-- sitegen.toml --
[search]
languages = ["en", "ja"]
stop_words = ["nothing"]
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = write_site(tmp_path_factory.mktemp("small"), SITE)
    with served(build(folder, folder / "out")) as address:
        yield address


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("schrodinger", {"1912.00001"}),
        ("SCHRÖDINGER\u2019S", {"1912.00001"}),
        ("gan", {"1912.00001"}),
        ("network", {"1912.00001"}),
        ('"object detection"', {"1912.00002", "2007.00003"}),
        ('title:"object detection"', {"1912.00002"}),
        ("detections after:2020", {"1912.00002", "2007.00003"}),
        ("detection before:2020-01", {"1912.00001"}),
        ("detection after:2019-12-30 before:2020-07-22", {"1912.00001"}),
        ("category:cs.LG detection", {"1912.00002", "2007.00003", "2007.00004"}),
        ("+the +bridges", {"1912.00001"}),
        ("vision -based", {"2007.00004"}),
        ("object -detection", set()),
        ("-detection", {"2007.00004"}),
        ("survey", {"2007.00004"}),
        ("key array delay", {"2007.00004"}),
        ("検出", {"2007.00004"}),
        ("物体", {"2007.00004"}),
        ("nothing", set()),
        ("segm*", {"2007.00003"}),
        ("dettection~1", {"1912.00001", "1912.00002", "2007.00003"}),
        ("http://example.org/a:b bridges", {"1912.00001"}),
    ],
)
def test_what_a_reader_types_finds_what_was_meant(browser: Browser, small: str, query: str, expected: set[str]) -> None:
    with opened(browser, small, "search/") as page:
        assert ids(page, query) == expected


def test_a_paper_of_two_days_is_found_once_on_the_newer(browser: Browser, small: str) -> None:
    with opened(browser, small, "search/?q=title:object+title:detection") as page:
        row = page.locator('[data-paper="1912.00002"]')
        expect(row).to_have_count(1)
        expect(row.locator("time")).to_have_text("2020-07-22")


HOSTILE = [
    *("*", "**", "*f", "*" + "f" * 100, "*f" * 50, "f*" * 50, "a~99", "aaaaaaaaaaaaaaaaaaaa~3", "a~", "~", "~~~", "^"),
    *("a^", "a^999999999999", "nosuch:x", "title:", "title:title:x", ":", "::", ":x", "+", "-", "+-+-", "--a", "+ +"),
    *("\\", "\\\\", "a\\", '"', '"a', '""', '" "', '"a b" "c', "x" * 10_000, "x " * 5_000, "\x00\x01\x7f"),
    *("\U0001f600", "<img src=x onerror=alert(1)>", "after:9999 a", "before:0000 a", "after:2020-99-99 a"),
]


def test_no_query_stops_the_page(browser: Browser, address: str) -> None:
    assert len(HOSTILE) >= 41
    with opened(browser, address, "search/") as page:
        for query in HOSTILE:
            page.locator("#q").fill("digest")
            page.locator("#q").press("Enter")
            expect(page.locator("#results li").first).to_be_visible()
            page.evaluate("query => { document.querySelector('#q').value = query }", query)
            page.locator("#q").press("Enter")
            expect(page.locator("#search-status")).to_have_attribute("data-state", re.compile("done|error|idle"))
            assert page.evaluate("1 + 1") == 2


def test_results_come_while_one_types(browser: Browser, example: str) -> None:
    with opened(browser, example, "search/") as page:
        page.locator("#q").press_sequentially("segmentati")
        expect(page.locator("#results mark").first).to_have_text(re.compile("segment", re.IGNORECASE))
        expect(page).to_have_url(example + "search/?q=segmentati")


def test_the_box_of_any_page_leads_to_results_and_back_leads_back(browser: Browser, example: str) -> None:
    with opened(browser, example, "2020/07/22/") as page:
        page.get_by_role("searchbox", name="Search all papers").fill("segmentation")
        page.keyboard.press("Enter")
        expect(page.locator("#results li").first).to_be_visible()
        expect(page.locator("#q")).to_have_value("segmentation")
        page.locator("#q").fill("detection")
        page.locator("#q").press("Enter")
        expect(page.locator("#results mark").first).to_have_text(re.compile("detect", re.IGNORECASE))
        page.go_back()
        page.go_back()
        expect(page).to_have_url(example + "2020/07/22/")


def test_the_keyboard_alone_goes_through_results(browser: Browser, example: str) -> None:
    with opened(browser, example, "search/?q=image") as page:
        expect(page.locator("#results li").nth(2)).to_be_visible()
        page.keyboard.press("/")
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        second = page.locator("#results .title a").nth(1)
        expect(second).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/abs/"))


def test_a_year_narrows_the_results_and_frees_them_again(browser: Browser, small: str) -> None:
    with opened(browser, small, "search/?q=detection") as page:
        expect(page.locator("#results li")).to_have_count(3)
        page.get_by_role("button", name="2019").click()
        expect(page.locator("#results li")).to_have_count(1)
        expect(page).to_have_url(re.compile("after%3A2019"))
        page.get_by_role("button", name="2019").click()
        expect(page.locator("#results li")).to_have_count(3)


def test_a_date_leads_to_its_day(browser: Browser, example: str) -> None:
    with opened(browser, example, "search/?q=2020-07-22") as page:
        page.get_by_role("link", name="The papers of that day").click()
        expect(page).to_have_url(example + "2020/07/22/")


def test_more_results_are_shown_on_demand(browser: Browser, archive: tuple[Archive, Path], address: str) -> None:
    abstracts = [set(paper["abstract"].rstrip(".").split()) for paper in archive[0].papers.values()]
    often = next(word for word in sorted(set.union(*abstracts)) if 60 < sum(word in some for some in abstracts) < 400)
    with opened(browser, address, f"search/?q={often}") as page:
        expect(page.locator("#results li")).to_have_count(20)
        page.get_by_role("button", name="Show more").click()
        expect(page.locator("#results li")).to_have_count(40)


def test_titles_are_shown_as_text(browser: Browser, tmp_path: Path) -> None:
    digest = paper(1, "2007.00001", "&lt;img src=x onerror=alert(1)&gt; boats & <script>alert(1)</script>")
    folder = write_site(tmp_path, f"-- content/2020-07-22.md --\n# ArXiv cs.CV --2020-07-22\n{digest}\n")
    with served(build(folder, folder / "out")) as address, opened(browser, address, "search/?q=boats") as page:
        expect(page.locator("#results .title a")).to_contain_text("<img src=x onerror=alert(1)> boats &")


def test_the_search_works_in_the_page_where_there_are_no_workers(browser: Browser, small: str) -> None:
    context = browser.new_context()
    context.add_init_script(
        "delete window.Worker; window.Worker = class { constructor() { throw new DOMException() } }"
    )
    page = context.new_page()
    page.goto(small + "search/?q=bridges")
    expect(page.locator("#results li")).to_have_attribute("data-paper", "1912.00001")
    context.close()


BARE = """
-- sitegen.toml --
theme.name = "bare"
-- themes/bare/theme.toml --
name = "bare"
-- themes/bare/templates/paper.html --
{% extends "base.html" %}
{% block main %}<h1>A paper</h1>{% endblock %}
"""


def test_phrases_are_found_whatever_a_theme_shows_of_a_paper(browser: Browser, tmp_path: Path) -> None:
    digest = paper(1, "2007.00001", "Herds", "We detect &lt;zebras&gt; at dawn.")
    folder = write_site(tmp_path, f"{BARE}-- content/2020-07-22.md --\n# ArXiv cs.CV --2020-07-22\n{digest}\n")
    with served(build(folder, folder / "out")) as address, opened(browser, address, "search/") as page:
        assert ids(page, '"detect zebras at dawn"') == {"2007.00001"}
        assert ids(page, '"zebras detect"') == set()


def test_without_javascript_the_page_says_so(browser: Browser, example: str) -> None:
    with opened(browser, example, "search/") as page:
        assert "requires JavaScript" in (page.locator("noscript").text_content() or "")


def test_an_index_that_cannot_be_reached_is_an_error_in_words(browser: Browser, small: str) -> None:
    context = browser.new_context()
    context.route("**/search/t/**", lambda route: route.fulfill(status=503))
    page = context.new_page()
    page.goto(small + "search/?q=bridges")
    expect(page.locator("#search-status")).to_have_attribute("data-state", "error")
    expect(page.locator("#search-status")).to_contain_text("could not be loaded")
    context.unroute_all()
    page.get_by_role("button", name="Search anyway").click()
    expect(page.locator("#results li")).to_have_attribute("data-paper", "1912.00001")
    context.close()
