"""The shape of lists: each line of a source is in a paper, in the introduction, in a note or in a problem."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from examples.plugins.lists import plugin

from sitegen import Defaults, Digest, Source

if TYPE_CHECKING:
    from sitegen import Problem

DEFAULTS = Defaults(0, dt.date(2020, 7, 22), "the path", "cs.CV")
LIST = """\
An *introduction*.

- [First](https://arxiv.org/abs/2007.10986v2): Its abstract.
  A note.
* [Second](https://arxiv.org/pdf/math.GT/0309136.pdf)
"""


def parse(text: str, defaults: Defaults = DEFAULTS) -> tuple[list[Digest], list[Problem]]:
    assert plugin.shape
    return plugin.shape.parse(Source("content/2020-07-22.md", text, "key"), defaults)


def test_a_list_is_a_digest() -> None:
    (digest,), problems = parse(LIST)
    assert problems == []
    assert (digest.date, digest.category, digest.introduction) == (DEFAULTS.date, "cs.CV", "An *introduction*.")
    first, second = digest.papers
    assert (first.id, first.version, first.number, first.line) == ("2007.10986", "v2", 1, 3)
    assert (first.title, first.abstract, first.note) == ("First", "Its abstract.", "A note.")
    assert (second.id, second.version, second.number, second.line) == ("math/0309136", "", 2, 5)


def test_it_claims_lists_of_papers_only() -> None:
    assert plugin.shape
    assert plugin.shape.claims(LIST)
    assert not plugin.shape.claims("- [A page](https://example.org/): text\n# ArXiv cs.CV --Wed, 22 Jul 2020\n")


def test_front_matter_is_passed_over() -> None:
    (digest,), _ = parse(f"---\ncategory: cs.CV\n---\n{LIST}", Defaults(3, DEFAULTS.date, "the path", "cs.CV"))
    assert digest.introduction == "An *introduction*."
    assert [paper.line for paper in digest.papers] == [6, 8]


def test_what_is_no_paper_is_a_problem_with_its_line() -> None:
    (digest,), problems = parse(
        LIST + "- nothing\n- [Third](https://arxiv.org/abs/x): y\n- [Again](https://arxiv.org/abs/2007.10986)\n"
    )
    assert len(digest.papers) == 2
    assert [(problem.location.line, problem.message) for problem in problems] == [
        (6, "this line is not a paper"),
        (7, "`x` is not a valid arXiv ID"),
        (8, "paper 2007.10986 is listed twice"),
    ]


def test_a_list_without_a_date_is_not_lost_in_silence() -> None:
    digests, problems = parse(LIST, Defaults())
    assert (digests, [problem.message for problem in problems]) == (
        [],
        ["the list has no date: its papers are not shown"],
    )
