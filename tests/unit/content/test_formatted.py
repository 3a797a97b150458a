"""Digests that a formatter for Markdown has rewritten are noticed."""

from __future__ import annotations

import pytest

from sitegen.content import parse, read
from sitegen.problems import Severity

HEAD = "# ArXiv cs.CV --Wed, 22 Jul 2020\n\n### 1.T{0}[ :arrow_down: ](https://arxiv.org/pdf/2007.10986.pdf)\n\n"


def problems(text: str) -> list[tuple[str, Severity]]:
    source, _ = read.decode("content/x.md", text.encode())
    assert source
    return [(str(problem.location), problem.severity) for problem in parse.read(source).problems]


@pytest.mark.parametrize("abstract", [r"> We use a\_b.", r"> **A** of p \< 0.1.", r"> \*Equal.", r"> C\# code"])
def test_an_escape_of_markdown_is_named_at_its_place_once(abstract: str) -> None:
    text = HEAD.format(" ") + f"{abstract}\n{abstract}\n"
    assert problems(text) == [(f"content/x.md:5:{abstract.index(chr(92)) + 1}", Severity.NOTICE)]


@pytest.mark.parametrize("blanks", [" ", "  "])
@pytest.mark.parametrize("abstract", [r">  We use $a_b$ and \emph{this}.", r">  \'e and \[x\]", ">  A_b < c * d # e"])
def test_tex_is_not(abstract: str, blanks: str) -> None:
    assert problems(HEAD.format(blanks) + f"{abstract}\n") == []


def test_a_digest_that_is_as_it_was_written_may_have_them() -> None:
    assert problems(HEAD.format("  ") + "> We use a\\_b.\n") == []


def test_an_abstract_without_end_is_shown_as_it_is_and_warned_of() -> None:
    source, _ = read.decode("content/x.md", f"{HEAD.format('  ')}>  {'`' * 100_001}\n".encode())
    assert source
    (digest,), (problem,) = parse.digests(source)
    assert (str(problem.location), problem.severity) == ("content/x.md:3", Severity.WARNING)
    assert problem.message.startswith("the abstract has 100,001 characters")
    assert len(digest.papers[0].abstract) == 100_001
