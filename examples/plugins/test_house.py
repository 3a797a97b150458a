"""The house style: its functions one by one, and a site that is built with it."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from examples.plugins import house

from sitegen import Cache, Digest, MemorySink, Paper, build_site, load_config

if TYPE_CHECKING:
    from sitegen import Report

DIGEST = """\
# ArXiv cs.CV --Wed, 22 Jul 2020
### 1.A title.  [ :arrow_down: ](https://arxiv.org/pdf/2007.10986.pdf)
>  One.
### 2.Another, "quoted"  [ :arrow_down: ](https://arxiv.org/pdf/0704.0001.pdf)
>  Two.
"""


def paper(id_: str, title: str = "A title") -> Paper:
    return Paper(id_, "", 1, title, "An abstract.", "", line=2)


def made(site: Path) -> tuple[dict[str, bytes], Report]:
    """Build a site that has the plug-in."""
    for path, text in {
        "content/2020-07-22.md": DIGEST,
        "plugins/house.py": Path(house.__file__).read_text(encoding="utf-8"),
        "sitegen.toml": 'plugins = ["plugins.house:plugin"]\n[theme]\nname = "mine"\n',
        "themes/mine/theme.toml": 'name = "mine"\nparent = "default"\n',
        "themes/mine/templates/paper.html": '{% extends "parent:paper.html" %}\n'
        "{% block main %}<p>Of {{ page.paper.id | submitted }}</p>{% endblock %}\n",
    }.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")
    with MemorySink() as sink:
        report = build_site(site, load_config(site, {}), sink, Cache(None))
        return sink.files, report


@pytest.mark.parametrize(
    ("title", "expected"), [("A title.", "A title"), ("A title", "A title"), ("And ...", "And ...")]
)
def test_a_title_loses_its_full_stop(title: str, expected: str) -> None:
    assert house.without_full_stop(paper("2007.10986", title)).title == expected


@pytest.mark.parametrize(
    ("id_", "doubted"), [("2007.10986", False), ("1907.00001", False), ("1906.00001", True), ("math/0309136", True)]
)
def test_a_paper_that_is_more_than_a_year_older_than_its_digest_is_doubted(id_: str, *, doubted: bool) -> None:
    digest = Digest("content/2020-07-22.md", 1, dt.date(2020, 7, 22), "cs.CV", "", (paper(id_),), 3, 1)
    found = [(problem.location.line, id_ in problem.message) for problem in house.old_papers(digest)]
    assert found == ([(2, True)] if doubted else [])


@pytest.mark.parametrize(
    ("id_", "month"), [("2007.10986", "July 2020"), ("hep-th/9901001", "January 1999"), ("2013.00001", "")]
)
def test_an_id_tells_its_month(id_: str, month: str) -> None:
    assert house.submitted(id_) == month


def test_a_site_with_it_has_all_of_it(tmp_path: Path) -> None:
    files, report = made(tmp_path)
    assert [problem.message for problem in report.problems] == [
        "paper 2 is more than a year older than its digest: 0704.0001"
    ]
    assert b"<p>Of July 2020</p>" in files["abs/2007.10986/index.html"]
    rows = list(csv.reader(files["papers.csv"].decode().splitlines()))
    assert rows[0] == ["date", "category", "id", "title", "address"]
    assert rows[1][:4] == ["2020-07-22", "cs.CV", "2007.10986", "A title"]
    assert rows[2][2:4] == ["0704.0001", 'Another, "quoted"']
