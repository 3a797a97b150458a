"""Permalinks: published addresses, which must not change."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Identifier
from sitegen.urls import permalinks
from sitegen.urls.paths import safe_path


@pytest.mark.parametrize(
    ("id_", "pattern", "path"),
    [
        ("2007.10986", "/abs/{id}/", "/abs/2007.10986/"),
        ("hep-th/9901001", "/abs/{id}/", "/abs/hep-th/9901001/"),
        ("math/0309136", "/p/{id}/", "/p/math/0309136/"),
        ("2007.10986", "/abs/{yymm}/{number}/", "/abs/2007/10986/"),
        ("0704.0001", "/abs/{yymm}/{number}/", "/abs/0704/0001/"),
        ("hep-th/9901001", "/abs/{yymm}/{number}/", "/abs/9901/hep-th-9901001/"),
        ("math/9901001", "/abs/{yymm}/{number}/", "/abs/9901/math-9901001/"),
        ("doi:10.1212/wnl.0000000000000684", "/abs/{yymm}/{number}/", "/doi/10.1212/wnl.0000000000000684/"),
        ("doi:10.1016/s0140-6736(20)30183-5", "/abs/{id}/", "/doi/10.1016/s0140-6736(20)30183-5/"),
        ("pmid:24994841", "/abs/{id}/", "/pmid/24994841/"),
        ("openreview:rJlAbc", "/abs/{id}/", "/openreview/rjlabc/"),
        ("github:owner/.github", "/abs/{id}/", "/github/owner/-.github/"),
        ("github:owner/a.", "/abs/{id}/", "/github/owner/a.-/"),
        ("link:some-title-1a2b3c4d", "/abs/{id}/", "/link/some-title-1a2b3c4d/"),
    ],
)
def test_a_papers_page_has_its_place(id_: str, pattern: str, path: str) -> None:
    assert permalinks.paper(id_, pattern) == path


def test_days_months_and_years_have_theirs() -> None:
    date = dt.date(2020, 7, 2)
    assert permalinks.day(date) == "/2020/07/02/"
    assert permalinks.month(date) == "/2020/07/"
    assert permalinks.year(2020) == "/2020/"


@pytest.mark.parametrize(
    ("name", "path"),
    [("cs.CV", "/cs.cv/"), ("cond-mat.str-el", "/cond-mat.str-el/"), ("Computer Vision!", "/computer-vision/")],
)
def test_a_categorys_page_is_lower_case(name: str, path: str) -> None:
    assert permalinks.category(name) == path


def test_a_page_is_the_index_of_its_folder() -> None:
    assert permalinks.file("/abs/2007.10986/") == "abs/2007.10986/index.html"
    assert permalinks.file("/") == "index.html"
    assert permalinks.file("/404.html") == "404.html"


archive = st.sampled_from(["hep-th", "math", "cond-mat", "q-bio", "cs"])
id_ = st.one_of(
    st.builds("{:04}.{:04}".format, st.integers(701, 1412), st.integers(0, 9_999)),
    st.builds("{:04}.{:05}".format, st.integers(1501, 9912), st.integers(0, 99_999)),
    st.builds("{}/{:07}".format, archive, st.integers(0, 9_999_999)),
)


@pytest.mark.parametrize("pattern", ["/abs/{id}/", "/abs/{yymm}/{number}/", "/{yymm}{number}/"])
@given(one=id_, other=id_)
def test_two_papers_never_share_a_page_and_every_host_can_hold_it(pattern: str, one: str, other: str) -> None:
    path = permalinks.paper(one, pattern)
    assert safe_path(permalinks.file(path)) is None
    assert (path == permalinks.paper(other, pattern)) == (one == other)


def test_a_base_path_comes_before_all_of_it() -> None:
    assert permalinks.paper("2007.10986", "/project/abs/{id}/", "/project/") == "/project/abs/2007.10986/"
    assert permalinks.paper("hn:123", "/project/abs/{id}/", "/project/") == "/project/hn/123/"


@given(st.from_regex(r"[A-Za-z0-9._()-]{1,40}(/[A-Za-z0-9._()-]{1,40}){0,2}", fullmatch=True))
def test_what_can_be_an_id_has_a_page_that_every_host_can_hold(value: str) -> None:
    if permalinks.is_elsewhere(f"doi:{value}"):
        fault = safe_path(permalinks.file(permalinks.paper(f"doi:{value}", "/abs/{id}/")))
        assert fault is None or "device" in fault
    else:
        assert {".", "..", "index.html"} & set(value.split("/"))


@pytest.mark.parametrize(
    "id_", ["2007.10986", "arxiv:2007.10986", "doi:", "doi:a//b", "doi:a/../b", "doi:/a", "isbn:1", "hn:a b", "hn:é"]
)
def test_what_cannot_stand_in_a_path_is_no_id_of_a_paper_elsewhere(id_: str) -> None:
    assert not permalinks.is_elsewhere(id_)


@pytest.mark.parametrize(
    ("identifier", "url", "label"),
    [
        (("arxiv", "2007.10986", "v2"), "https://arxiv.org/abs/2007.10986v2", "arXiv:2007.10986"),
        (("doi", "10.1212/a<b>c"), "https://doi.org/10.1212/a%3Cb%3Ec", "doi:10.1212/a<b>c"),
        (("pmid", "24994841"), "https://pubmed.ncbi.nlm.nih.gov/24994841/", "PMID 24994841"),
        (("openreview", "rJlAbc"), "https://openreview.net/forum?id=rJlAbc", "OpenReview rJlAbc"),
        (("acl", "2020.acl-main.1"), "https://aclanthology.org/2020.acl-main.1/", "ACL 2020.acl-main.1"),
        (("eprint", "2024/123"), "https://eprint.iacr.org/2024/123", "ePrint 2024/123"),
        (
            ("biorxiv", "10.1101/2020.1", "v2"),
            "https://www.biorxiv.org/content/10.1101/2020.1v2",
            "bioRxiv 10.1101/2020.1",
        ),
        (("medrxiv", "10.1101/2020.1"), "https://www.medrxiv.org/content/10.1101/2020.1", "medRxiv 10.1101/2020.1"),
        (("hn", "123"), "https://news.ycombinator.com/item?id=123", "Hacker News 123"),
        (("github", "Owner/Repo"), "https://github.com/Owner/Repo", "github.com/Owner/Repo"),
        (("link", "https://www.example.org/a?b=1"), "https://www.example.org/a?b=1", "example.org"),
        (("link", "javascript:alert(1)"), "", "javascript:alert(1)"),
        (("isbn", "1"), "", "isbn:1"),
    ],
)
def test_an_identifier_leads_elsewhere_and_is_shown_as_people_write_it(
    identifier: tuple[str, ...], url: str, label: str
) -> None:
    assert permalinks.source_url(Identifier(*identifier)) == url
    assert permalinks.label(Identifier(*identifier)) == label


def test_folded_papers_are_found_by_month_or_by_scheme() -> None:
    ids = ("2007.10986", "hep-th/9901001", "doi:10.1212/x")
    assert [permalinks.folded(id_) for id_ in ids] == ["/folded/2007.json", "/folded/9901.json", "/folded/doi.json"]


def test_topics_that_differ_have_different_anchors() -> None:
    topics = ["SLAM", "3D Reconstruction", "C", "C++", "C#", "视觉", "语言", "视觉 SLAM", "Vision & Language"]
    anchors = [permalinks.topic_anchor(topic) for topic in topics]
    assert anchors[:3] == ["slam", "3d-reconstruction", "c"]
    assert len(set(anchors)) == len(topics)
    assert all(re.fullmatch("[a-z0-9-]+", anchor) for anchor in anchors)
    assert permalinks.topic_anchor(" slam ") == "slam"
    assert permalinks.topic_anchor("") == ""
