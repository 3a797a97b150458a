"""Permalinks: published addresses, which must not change."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen import permalinks
from sitegen.stages.write import safe_path


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
