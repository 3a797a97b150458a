"""Whose address a link is."""

from __future__ import annotations

import pytest

from sitegen.content import ids
from sitegen.model import Identifier, Source
from sitegen.problems import Severity

ARXIV = Identifier("arxiv", "2601.00001")


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2601.00001",
        "http://arxiv.org/pdf/2601.00001.pdf",
        "https://export.arxiv.org/abs/2601.00001?context=cs",
        "https://ar5iv.labs.arxiv.org/html/2601.00001",
        "https://www.alphaxiv.org/abs/2601.00001#top",
        "https://huggingface.co/papers/2601.00001",
        "https://doi.org/10.48550/arXiv.2601.00001",
        "https://www.example.org/arxiv/2601.00001",
        "https://arxiv.org/abs/2601%2E00001",
    ],
)
def test_every_address_of_a_paper_on_arxiv_is_that_papers(url: str) -> None:
    assert ids.identify(url) == ARXIV


def test_the_version_in_an_address_is_no_part_of_the_id() -> None:
    assert ids.identify("https://arxiv.org/pdf/2601.00001v12") == Identifier("arxiv", "2601.00001", "v12")


@pytest.mark.parametrize("url", ["https://arxiv.org/abs/math.GT/0309136", "https://arxiv.org/abs/math/0309136"])
def test_an_old_id_is_the_same_with_its_subject_class_and_without(url: str) -> None:
    assert ids.identify(url) == Identifier("arxiv", "math/0309136")


@pytest.mark.parametrize(
    ("url", "scheme", "value"),
    [
        ("https://doi.org/10.1145/1234.5678", "doi", "10.1145/1234.5678"),
        ("https://dl.acm.org/doi/pdf/10.1145/1234.5678", "doi", "10.1145/1234.5678"),
        ("https://www.nature.com/articles/s41586-026-00001-2.pdf", "doi", "10.1038/s41586-026-00001-2"),
        ("https://www.biorxiv.org/content/10.1101/2026.01.02.123456v2.full", "biorxiv", "10.1101/2026.01.02.123456"),
        ("https://www.medrxiv.org/content/10.1101/2026.01.02.123456v1", "medrxiv", "10.1101/2026.01.02.123456"),
        ("https://pubmed.ncbi.nlm.nih.gov/24994841/", "pmid", "24994841"),
        ("https://openreview.net/forum?id=aB-3_x", "openreview", "aB-3_x"),
        ("https://aclanthology.org/2026.acl-long.12/", "acl", "2026.acl-long.12"),
        ("https://www.aclweb.org/anthology/P18-1001.pdf", "acl", "P18-1001"),
        ("https://eprint.iacr.org/2026/123.pdf", "eprint", "2026/123"),
        ("https://news.ycombinator.com/item?id=123", "hn", "123"),
        ("https://github.com/Ada/Engine.git", "github", "ada/engine"),
        ("https://github.com/ada/engine/tree/main/docs?plain=1", "github", "ada/engine"),
    ],
)
def test_other_places_of_papers_are_told_by_their_addresses(url: str, scheme: str, value: str) -> None:
    known = ids.identify(url)
    assert known
    assert (known.scheme, known.value) == (scheme, value)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/paper",
        "https://arxiv.org/list/cs.CV/recent",
        "https://arxiv.org/abs/2601.000001",
        "https://example.org/archive/2026/2601.00001",
        "https://github.com/ada",
        "https://github.com/topics/robots",
        "https://huggingface.co/ada/model",
        "https://www.nature.com/subjects/physics",
        "https://pubmed.ncbi.nlm.nih.gov/?term=robots",
    ],
)
def test_addresses_of_anything_else_are_nobodys(url: str) -> None:
    assert ids.identify(url) is None


@pytest.mark.parametrize("text", ["10.1000/ABC", "10.1000/abc", "10.1000/abc.", "10.1000/Abc/"])
def test_a_doi_is_the_same_in_any_case_and_without_what_ends_a_sentence(text: str) -> None:
    assert ids.identify(f"https://doi.org/{text}") == Identifier("doi", "10.1000/abc")


def test_a_bracket_ends_an_address_unless_it_opens_in_it() -> None:
    line = "([one](https://arxiv.org/abs/2601.00001)), https://doi.org/10.1016/0001(95)00002-3, and so on."
    assert [url for _, _, url in ids.urls(line)] == [
        "https://arxiv.org/abs/2601.00001",
        "https://doi.org/10.1016/0001(95)00002-3",
    ]


def test_the_places_of_addresses_in_a_line_are_where_they_stand() -> None:
    line = "\u4e00\uff1ahttps://arxiv.org/abs/2601.00001。<https://example.org/a>."
    assert [line[first:last] for first, last, _ in ids.urls(line)] == [url for _, _, url in ids.urls(line)]
    assert [url for _, _, url in ids.urls(line)] == ["https://arxiv.org/abs/2601.00001", "https://example.org/a"]


@pytest.mark.parametrize(
    "text", ["arXiv:2601.00001", "arXiv ID: 2601.00001", "**arXiv**: `2601.00001`", "(ARXIV 2601.00001)"]
)
def test_a_text_names_a_paper_without_an_address(text: str) -> None:
    assert ids.named(text) == [ARXIV]


def test_a_number_alone_names_no_paper() -> None:
    assert ids.named("It rose from 2601.00001 to 24994841, see arXiv and PMID") == []
    assert ids.named("PMID: 24994841, DOI 10.1000/abc.") == [
        Identifier("pmid", "24994841"),
        Identifier("doi", "10.1000/abc"),
    ]


@pytest.mark.parametrize("text", ["2601.00001", "math.GT/0309136", "hep-th/9901001v2"])
def test_an_id_may_stand_alone(text: str) -> None:
    assert ids.arxiv_id(text)
    assert ids.arxiv_id(f"see {text}") is None


def test_the_page_of_a_paper_on_arxiv_is_called_by_its_id_and_others_with_their_scheme() -> None:
    assert ids.page_id(Identifier("arxiv", "2601.00001", "v2")) == "2601.00001"
    assert ids.page_id(Identifier("pmid", "24994841")) == "pmid:24994841"
    assert ids.page_id(Identifier("github", "ada/engine")) == "github:ada/engine"


def test_a_preprint_has_one_page_by_its_doi_and_by_its_address() -> None:
    doi = "10.1101/2026.01.02.123456"
    assert ids.page_id(Identifier("biorxiv", doi)) == ids.page_id(Identifier("doi", doi)) == f"doi:{doi}"


def test_ids_that_differ_have_pages_that_differ_though_paths_are_lower_case_and_of_few_letters() -> None:
    several = [
        Identifier("openreview", "aB"), Identifier("openreview", "ab"), Identifier("doi", "10.1/a(b)"),
        Identifier("doi", "10.1/a-b"), Identifier("doi", "10.1/a<b>"), Identifier("doi", "10.1/" + "x" * 200),
        Identifier("doi", "10.1/" + "x" * 201), Identifier("doi", "10.1/a/../b"), Identifier("doi", "10.1/a/b"),
    ]  # fmt: skip
    pages = [ids.page_id(one) for one in several]
    assert len(set(pages)) == len(pages)
    assert all(page == page.lower() and ".." not in page and len(page) < 130 for page in pages)


def test_the_page_of_a_link_is_called_by_its_title_and_told_from_others_of_that_title() -> None:
    one, two = (
        ids.page_id(Identifier("link", url), "A Title, 题目") for url in ("https://a.example", "https://b.example")
    )
    assert one != two
    assert one.startswith("link:a-title-")


@pytest.mark.parametrize(
    ("value", "month"),
    [
        ("2601.00001", (2026, 1)),
        ("hep-th/9901001", (1999, 1)),
        ("hep-th/9108001", (1991, 8)),
        ("math/0309136", (2003, 9)),
        ("2613.00001", None),
    ],
)
def test_an_arxiv_id_tells_its_month(value: str, month: tuple[int, int] | None) -> None:
    assert ids.month(Identifier("arxiv", value)) == month
    assert ids.month(Identifier("pmid", "24011234")) is None


def test_lines_in_no_paper_are_named_in_one_notice_where_the_first_stands() -> None:
    source = Source("content/a.md", "\n".join(map(str, range(1, 30))), "key")
    problem = ids.unplaced(source, [3, 7, 8, 9, 20])
    assert (str(problem.location), problem.severity, problem.excerpt) == ("content/a.md:3", Severity.NOTICE, "3")
    assert problem.message == "5 lines with links to papers are not part of any paper: 3, 7-9, 20"
    assert "1 line with links to papers is not part of any paper: 3" in ids.unplaced(source, [3]).message
