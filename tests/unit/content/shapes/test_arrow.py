"""The arrow shape: what a digest's lines become, and that none of them is lost in silence."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.conftest import digest, paper

from sitegen.content.shapes import arrow
from sitegen.model import Defaults, Digest, Source
from sitegen.problems import Problem, Severity

SEED = Path(__file__).parents[4] / "content/2020/07/2020-07-22.md"
HEAD = "# ArXiv cs.CV --Wed, 22 Jul 2020"


def read(text: str, defaults: Defaults | None = None) -> tuple[list[Digest], list[Problem]]:
    return arrow.parse(Source("content/x.md", text, "key"), defaults or Defaults())


def one(text: str) -> Digest:
    (result,), problems = read(text)
    assert problems == []
    return result


def only(text: str) -> Problem:
    _, (problem,) = read(text)
    return problem


def caret(problem: Problem) -> str:
    """Return the text of the line from where the caret points."""
    return problem.excerpt[problem.location.column - 1 :]


def test_the_seed_is_read_whole() -> None:
    text = SEED.read_text(encoding="utf-8")
    result = one(text)
    assert (result.date, result.category, result.introduction) == (dt.date(2020, 7, 22), "cs.CV", "")
    assert len(result.papers) == text.count("\n### ") == text.count("\n>")
    assert [p.number for p in result.papers] == list(range(1, len(result.papers) + 1))
    assert [p.line for p in result.papers] == list(range(2, 2 * len(result.papers) + 1, 2))
    first = result.papers[0]
    assert first.id == "2007.10986"
    assert first.title.startswith("Multi-person 3D Pose Estimation in Crowded Scenes")
    assert first.abstract.startswith("Matching joints")
    assert first.abstract.endswith("support the approach.")
    assert all(p.abstract and p.note == "" and p.version == "" for p in result.papers)


def test_a_file_may_hold_several_digests() -> None:
    text = "\n".join([
        digest("Wed, 22 Jul 2020", "2007.10986"),
        digest("Wed, 22 Jul 2020", "2007.10800", category="cs.CL"),
        digest("Thu, 23 Jul 2020", "2007.10986"),
    ])  # fmt: skip
    digests, problems = read(text)
    assert problems == []
    assert [(d.line, str(d.date), d.category, [p.id for p in d.papers]) for d in digests] == [
        (1, "2020-07-22", "cs.CV", ["2007.10986"]),
        (4, "2020-07-22", "cs.CL", ["2007.10800"]),
        (7, "2020-07-23", "cs.CV", ["2007.10986"]),
    ]


def test_a_heading_without_papers_is_a_day_without_papers() -> None:
    result = one(HEAD)
    assert result.papers == ()
    assert result.date == dt.date(2020, 7, 22)


@pytest.mark.parametrize(
    "heading",
    [
        "# ArXiv cs.CV --Wed, 22 Jul 2020",
        "# ArXiv cs.CV -- Wed, 22 Jul 2020  ",
        "# arXiv cs.CV - 22 July 2020",
        "#   ARXIV   cs.CV: Wednesday 22 Jul. 2020",
        "# ArXiv cs.CV \u2013 Wed, 22 Jul 2020",
        "# ArXiv cs.CV 2020-07-22",
        "# ArXiv cs.CV, Wed 2020-07-22",
        "# ArXiv cs.CV --wed, 22 jul, 2020",
    ],
)
def test_a_heading_may_write_its_date_in_many_ways(heading: str) -> None:
    result = one(heading)
    assert (result.date, result.category) == (dt.date(2020, 7, 22), "cs.CV")


@pytest.mark.parametrize(
    ("heading", "category"),
    [
        ("# ArXiv --Wed, 22 Jul 2020", ""),
        ("# ArXiv 2020-07-22", ""),
        ("# ArXiv Wed, 22 Jul 2020", ""),
        ("# ArXiv Wednesday 22 July 2020", ""),
        ("# ArXiv q-bio.QM --Wed, 22 Jul 2020", "q-bio.QM"),
        ("# ArXiv cond-mat.str-el --22 Jul 2020", "cond-mat.str-el"),
        ("# ArXiv hep-th --2020-07-22", "hep-th"),
        ("# ArXiv hep-th 22 Jul 2020", "hep-th"),
    ],
)
def test_a_heading_may_name_any_category_or_none(heading: str, category: str) -> None:
    result = one(heading)
    assert (result.date, result.category) == (dt.date(2020, 7, 22), category)


def test_what_the_heading_leaves_out_comes_from_elsewhere() -> None:
    defaults = Defaults(0, dt.date(2021, 1, 4), "the path", "math.GT")
    (result,), problems = read("# ArXiv\n" + paper(1, "2101.00001"), defaults)
    assert problems == []
    assert (result.date, result.category) == (dt.date(2021, 1, 4), "math.GT")


def test_a_wrong_weekday_is_warned_of_and_the_date_followed() -> None:
    (result,), (problem,) = read("# ArXiv cs.CV --Mon, 22 Jul 2020")
    assert result.date == dt.date(2020, 7, 22)
    assert problem.severity is Severity.WARNING
    assert "is a Wed, not a Mon" in problem.message
    assert caret(problem) == "Mon, 22 Jul 2020"


def test_a_heading_that_disagrees_with_the_path_names_both_and_wins() -> None:
    (result,), (problem,) = read(HEAD, Defaults(0, dt.date(2020, 7, 21), "the path"))
    assert result.date == dt.date(2020, 7, 22)
    assert problem.severity is Severity.WARNING
    assert "2020-07-22" in problem.message
    assert "the path says 2020-07-21" in problem.message
    assert caret(problem) == "Wed, 22 Jul 2020"


@pytest.mark.parametrize("date", ["31 Jun 2020", "22 Foo 2020", "2020-13-01", "2020-02-30", "yesterday"])
def test_a_date_that_is_none_is_an_error_at_its_column(date: str) -> None:
    digests, problems = read(f"# ArXiv cs.CV --{date}\n" + paper(1, "2007.10986"))
    assert digests == []
    assert [str(p.location) for p in problems] == ["content/x.md:1:17", "content/x.md:1:1"]
    assert f"`{date}` is not a valid date" in problems[0].message
    assert "(1) are not shown" in problems[1].message


def test_papers_without_any_date_are_counted_in_an_error() -> None:
    digests, (problem,) = read(paper(1, "2007.10986") + "\n" + paper(2, "2007.10985"))
    assert digests == []
    assert "no date" in problem.message
    assert "(2)" in problem.message


@pytest.mark.parametrize(
    ("target", "id_", "version"),
    [
        ("2007.10986.pdf", "2007.10986", ""),
        ("2007.10986", "2007.10986", ""),
        ("2007.10986v2.pdf", "2007.10986", "v2"),
        ("0704.0001v12", "0704.0001", "v12"),
        ("hep-th/9901001.pdf", "hep-th/9901001", ""),
        ("hep-th/9901001v3", "hep-th/9901001", "v3"),
        ("math.GT/0309136.pdf", "math/0309136", ""),
        ("math.GT/0309136v1", "math/0309136", "v1"),
        ("cond-mat/0001001", "cond-mat/0001001", ""),
    ],
)
@pytest.mark.parametrize("base", ["https://arxiv.org/pdf/", "http://arxiv.org/abs/", "https://www.arxiv.org/abs/"])
def test_all_forms_of_arxiv_ids_are_read(base: str, target: str, id_: str, version: str) -> None:
    (found,) = one(f"{HEAD}\n### 1.T [:arrow_down:]({base}{target})\n> A").papers
    assert (found.id, found.version) == (id_, version)


@pytest.mark.parametrize(
    "target",
    ["2007.109.pdf", "207.10986", "2007.109866", "2007-10986", "2007.10986v", "MATH/0309136", "math/030913", "../../x",
     "", "\uff12007.10986", "\u0662\u0660\u0660\u0667.10986"],
)  # fmt: skip
def test_an_id_of_a_bad_form_is_an_error_at_its_column(target: str) -> None:
    (result,), (problem,) = read(f"{HEAD}\n### 12.T [ :arrow_down: ](https://arxiv.org/pdf/{target})\n> A")
    assert result.papers == ()
    assert problem.severity is Severity.ERROR
    assert f"paper 12: `{target.removesuffix('.pdf')}` is not a valid arXiv ID" in problem.message
    assert problem.location.line == 2
    assert caret(problem) == f"{target})"


@pytest.mark.parametrize(
    "link", ["](https://example.org/2007.10986.pdf)", "](2007.10986)", "]", "", "](https://arxiv.org/pdf/a b)"]
)
def test_a_link_that_does_not_lead_to_arxiv_is_an_error(link: str) -> None:
    (result,), (problem,) = read(f"{HEAD}\n### 1.T [ :arrow_down: {link}\n> A")
    assert result.papers == ()
    assert problem.severity is Severity.ERROR
    assert problem.location.line == 2
    assert "does not point to a paper" in problem.message


@pytest.mark.parametrize(
    "heading", ["### 7.A title and nothing else", "### 7) Title (https://arxiv.org/pdf/2007.10986)"]
)
def test_a_heading_without_an_arrow_is_an_error_that_names_its_number(heading: str) -> None:
    (result,), (problem,) = read(f"{HEAD}\n{heading}\n> A")
    assert result.papers == ()
    assert "paper 7 has no" in problem.message
    assert problem.location.line == 2
    assert problem.hint


def test_a_paper_without_a_number_gets_its_place_and_a_warning() -> None:
    text = f"{HEAD}\n{paper(1, '2007.10986')}\n### No number [ :arrow_down: ](https://arxiv.org/pdf/2007.10985)\n> A"
    (result,), (problem,) = read(text)
    assert [(p.number, p.title) for p in result.papers] == [(1, "Title of 2007.10986"), (2, "No number")]
    assert problem.severity is Severity.WARNING
    assert str(problem.location) == "content/x.md:4:1"


def test_a_paper_without_a_title_is_shown_by_its_id_with_a_warning() -> None:
    (result,), (problem,) = read(f"{HEAD}\n### 3. [ :arrow_down: ](https://arxiv.org/pdf/2007.10986)\n> A")
    assert result.papers[0].title == "arXiv:2007.10986"
    assert problem.severity is Severity.WARNING
    assert "paper 3 has no title" in problem.message


def test_a_paper_without_an_abstract_is_kept_with_a_warning() -> None:
    head = "### 3.T [ :arrow_down: ](https://arxiv.org/pdf/2007.10986)"
    (result,), (problem,) = read(f"{HEAD}\n{head}\n{paper(4, '2007.10985')}")
    assert [p.id for p in result.papers] == ["2007.10986", "2007.10985"]
    assert problem.severity is Severity.WARNING
    assert str(problem.location) == "content/x.md:2:1"
    assert "paper 3 has no abstract" in problem.message
    assert problem.excerpt == head


def test_an_abstract_may_take_several_lines() -> None:
    (found,) = one(f"{HEAD}\n{paper(1, '2007.10986', abstract='First,')}\n>second.\n\n>\n>   Third.   ").papers
    assert found.abstract == "First, second. Third."
    assert found.note == ""


def test_text_after_an_abstract_is_a_note() -> None:
    text = f"{HEAD}\n{paper(1, '2007.10986')}\n\nA *note*.\n\n> quoted\n\n{paper(2, '2007.10985')}"
    first, second = one(text).papers
    assert first.abstract == "Abstract of 2007.10986."
    assert first.note == "A *note*.\n\n> quoted"
    assert second.note == ""


def test_an_introduction_is_kept_as_it_stands() -> None:
    introduction = (
        "## Today\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\n# a comment\n### 1. no paper\n```\n\n> quoted"
    )
    result = one(f"{HEAD}\n\n{introduction}\n\n{paper(1, '2007.10986')}")
    assert result.introduction == introduction
    assert [p.id for p in result.papers] == ["2007.10986"]


@pytest.mark.parametrize(
    "opened", ["```", "~~~~ text", "<!--", "<textarea>", "<script>", "<![CDATA[", "$$", "`", "<pre>"]
)
@pytest.mark.parametrize("place", ["introduction", "abstract", "note"])
def test_what_is_left_open_cannot_swallow_the_next_paper(opened: str, place: str) -> None:
    before = {
        "introduction": opened,
        "abstract": paper(1, "2007.10986", abstract=opened),
        "note": paper(1, "2007.10986") + "\n" + opened,
    }[place]
    result = one(f"{HEAD}\n{before}\n{paper(2, '2007.10985')}\n{paper(3, '2007.10984')}")
    assert [p.id for p in result.papers][-2:] == ["2007.10985", "2007.10984"]
    assert result.papers[-2].abstract == "Abstract of 2007.10985."
    if place == "note":
        assert result.papers[0].note == opened


def test_an_open_fence_does_not_hide_the_next_digest() -> None:
    digests, problems = read(f"{HEAD}\n```\n{digest('Thu, 23 Jul 2020', '2007.10985')}")
    assert problems == []
    assert [str(d.date) for d in digests] == ["2020-07-22", "2020-07-23"]


def test_an_id_twice_in_a_digest_is_listed_once_and_names_the_first() -> None:
    text = f"{HEAD}\n{paper(1, '2007.10986')}\n{paper(2, '2007.10985')}\n{paper(3, '2007.10986v2', 'Again')}\nNote"
    (result,), (problem,) = read(text)
    assert [(p.number, p.id) for p in result.papers] == [(1, "2007.10986"), (2, "2007.10985")]
    assert problem.severity is Severity.WARNING
    assert str(problem.location) == "content/x.md:6:1"
    assert "line 2" in problem.message
    assert all(p.note == "" for p in result.papers)


def test_the_abstract_of_a_malformed_heading_does_not_go_to_a_neighbour() -> None:
    bad = "### 2.Bad  [ :arrow_down: ](https://arxiv.org/pdf/nonsense)\n> Bad abstract.\n\nBad note."
    (result,), (problem,) = read(f"{HEAD}\n{paper(1, '2007.10986')}\n{bad}\n{paper(3, '2007.10985')}")
    assert [(p.id, p.abstract, p.note) for p in result.papers] == [
        ("2007.10986", "Abstract of 2007.10986.", ""),
        ("2007.10985", "Abstract of 2007.10985.", ""),
    ]
    assert problem.location.line == 4


def test_a_malformed_first_heading_does_not_become_the_introduction() -> None:
    (result,), _ = read(f"{HEAD}\nHello.\n### 1.Bad\n> Bad abstract.\n{paper(2, '2007.10985')}")
    assert result.introduction == "Hello."


@pytest.mark.parametrize(
    "title",
    [
        "A [bracketed] title",
        "Ends in ] and [",
        "A (parenthesis",
        "[ :arrow_down: ](https://arxiv.org/pdf/2007.99999.pdf) twice",
        ":arrow_down: :arrow_down:",
        "</title><script>alert(1)</script>",
        "# ArXiv cs.CV --Thu, 23 Jul 2020",
        "12. Numbers",
        "> quoted",
        "$a_b$ \\textbf{c} `d` *e*",
        "\u202eright to left",
        "4DAnyone",
    ],
)
def test_no_title_can_break_its_line(title: str) -> None:
    first, second = one(f"{HEAD}\n{paper(1, '2007.10986', title)}\n{paper(2, '2007.10985')}").papers
    assert (first.id, first.title) == ("2007.10986", title)
    assert (second.id, second.title) == ("2007.10985", "Title of 2007.10985")


def test_an_arrow_outside_a_heading_is_warned_of() -> None:
    line = "1. Title [ :arrow_down: ](https://arxiv.org/pdf/2007.10986.pdf)"
    (result,), (problem,) = read(f"{HEAD}\n{line}\n{paper(2, '2007.10985')}")
    assert result.introduction == line
    assert problem.severity is Severity.WARNING
    assert caret(problem).startswith(":arrow_down:")


def test_an_arrow_outside_a_heading_is_warned_of_below_a_malformed_heading_too() -> None:
    line = "1. Title [ :arrow_down: ](https://arxiv.org/pdf/2007.10986.pdf)"
    _, problems = read(f"{HEAD}\n### 1.Bad\n> A\n{line}")
    assert [p.location.line for p in problems] == [2, 4]


def test_an_abstract_may_speak_of_arrows() -> None:
    (found,) = one(f"{HEAD}\n{paper(1, '2007.10986', abstract='We study :arrow_down: emoji.')}").papers
    assert found.abstract == "We study :arrow_down: emoji."


def test_a_paper_in_the_digests_own_heading_is_an_error() -> None:
    problem = only(f"{HEAD}\n# 1. Title [ :arrow_down: ](https://arxiv.org/pdf/2007.10986)\n> A")
    assert problem.severity is Severity.ERROR
    assert problem.location.line == 2


def test_text_before_the_first_digest_is_an_error_that_quotes_it() -> None:
    digests, (problem,) = read(f"\nStray text\n{HEAD}\n{paper(1, '2007.10986')}")
    assert [p.id for p in digests[0].papers] == ["2007.10986"]
    assert digests[0].introduction == ""
    assert str(problem.location) == "content/x.md:2:1"
    assert problem.excerpt == "Stray text"


printable = st.text(st.characters(exclude_categories=("C", "Zl", "Zp"))).filter(lambda text: text.strip())
ids = st.one_of(
    st.builds("{:04}.{:05}".format, st.integers(701, 9912), st.integers(0, 99_999)),
    st.builds("{}/{:07}".format, st.sampled_from(["hep-th", "math", "q-bio", "astro-ph"]), st.integers(0, 9_999_999)),
)
papers = st.lists(
    st.tuples(ids, st.integers(0, 999_999_999), printable, printable), unique_by=lambda item: item[0], max_size=8
)


@given(papers, st.booleans())
def test_every_good_paper_survives_with_its_number_text_and_order(
    items: list[tuple[str, int, str, str]], crowded: bool
) -> None:
    between = "\n" if crowded else "\n\n"
    text = between.join([HEAD, *(paper(number, id_, title, abstract) for id_, number, title, abstract in items)])
    assert [(p.id, p.number, p.title, p.abstract) for p in one(text).papers] == [
        (id_, number, " ".join(title.split()), abstract.strip()) for id_, number, title, abstract in items
    ]


lines = st.one_of(
    st.sampled_from(["```", "~~~", "<!--", "-->", "", "   ", "---", "# Heading", "## Heading", ">", "> "]),
    st.sampled_from(["# ArXiv cs.CV --Wed, 22 Jul 2020", "# ArXiv 2020-07-23", "# ArXiv x y z", "# arxiv"]),
    st.sampled_from(["2007.10986", "2007.10985", "math.GT/0309136", "nonsense"]).map(lambda id_: paper(1, id_)),
    st.sampled_from([
        "### 1.No link", "### No number [ :arrow_down: ](https://arxiv.org/abs/2007.10986)", " ### 2. Indented",
        "- [ :arrow_down: ](https://arxiv.org/abs/2007.10986)", "### :arrow_down:", "# :arrow_down:",
    ]),
    st.text(st.characters(exclude_characters="\n\r"), max_size=30),
    st.text("#>[]()`~ :.1a", max_size=12),
)  # fmt: skip


@given(st.lists(lines, max_size=25), st.sampled_from([None, dt.date(2020, 7, 22)]))
@example(["\x85"], None)
@example(["# :arrow_down:", "```", paper(1, "2007.10986")], dt.date(2020, 7, 22))
def test_every_line_is_shown_or_stands_in_a_problem_or_under_a_heading_that_has_one(
    parts: list[str], date: dt.date | None
) -> None:
    # Each line is marked, so that it can be told from all others wherever it went.
    rows = [row + (f" mark{n}." if row.strip() else "") for n, row in enumerate("\n".join(parts).split("\n"), 1)]
    rows = [re.sub(r"(\]\(.*\)) +( mark\d+\.)$", r"\1", row) for row in rows]
    digests, problems = read("\n".join(rows), Defaults(0, date, "the path"))
    shown = "\n".join(
        text for d in digests for text in (d.introduction, *(f"{p.title}\n{p.abstract}\n{p.note}" for p in d.papers))
    )
    # A digest without a heading of its own begins at its first line, be that a paper's heading that is refused.
    refused = {p.location.line for p in problems if p.severity is Severity.ERROR}
    begun = {d.line for d in digests if rows[d.line - 1].startswith("# ")} - refused
    kept = begun | {p.line for d in digests for p in d.papers}
    faulty = {p.location.line for p in problems}
    for number, row in enumerate(rows, 1):
        if not row.replace(">", " ").strip() or number in kept or number in faulty or f"mark{number}." in shown:
            continue
        heads = [n for n in range(number) if n in faulty | kept]
        assert heads, f"line {number} is lost: {row}"
        assert heads[-1] in faulty - kept, f"line {number} is lost, though nothing is said of line {heads[-1]}: {row}"


headings = st.tuples(
    st.sampled_from(["### 1.", "### 12. ", "###1.", "### 1)", "### ", "# ArXiv ", "### 1.2."]),
    st.text("Ab [](. :\t\u00a0\u3000$", max_size=8),
    st.sampled_from(["[ :arrow_down: ](", "  [ :arrow_down: ](", "[:arrow_down: ](", "[ :arrow_down: ] ("]),
    st.sampled_from(["https://arxiv.org/pdf/", "http://arxiv.org/abs/", "https://arxiv.org/pdf/1/"]),
    st.sampled_from(["2007.10986", "2007.10986v2", "math/0309136", "2007.1098", "\u0662007.10986"]),
    st.sampled_from([".pdf)", ")", ".pdf) \t", ".pdf)\u3000", ".pdf) .", ".pdf"]),
).map("".join)


@given(st.lists(headings, max_size=4))
def test_a_heading_reads_the_same_by_the_short_way_and_by_the_long_one(rows: list[str]) -> None:
    text = "\n".join([HEAD, *(f"{row}\n> Abstract." for row in rows)])
    both_ways = read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrow, "_REGULAR", re.compile("(?!)"))
        assert read(text) == both_ways


def test_headings_that_look_like_a_papers_are_counted_whatever_became_of_them() -> None:
    text = "\n".join([
        digest("Wed, 22 Jul 2020", "2007.10986", "2007.10985", "2007.10986"),
        "### 4.Without a link", ">  Its abstract.",
        "## 5.Another form  [ :arrow_down: ](https://arxiv.org/abs/hep-th/9901001)", ">  Its abstract.",
        "### A heading of a note",
        digest("Thu, 23 Jul 2020", "2007.10000"),
    ])  # fmt: skip
    (first, second), _ = read(text)
    assert (first.headings, len(first.papers)) == (5, 3)
    assert (second.headings, len(second.papers)) == (1, 1)


def test_a_digest_ends_where_the_next_begins_though_that_has_no_date() -> None:
    text = f"{HEAD}\n{paper(1, '2007.10986')}\n# ArXiv cs.CV --soon\n{paper(1, '2007.10985')}\n"
    (result,), problems = read(text)
    assert (result.line, result.last) == (1, 3)
    assert {problem.location.line for problem in problems} == {4}


@pytest.mark.parametrize("link", ["<{}>", '{} "PDF"', "<{}> 'PDF (v1)'", " {} "])
@pytest.mark.parametrize("after", ["", "text", "[code](https://example.org/)", "(new)", "**new**)"])
def test_text_after_the_link_is_no_wrong_link(link: str, after: str) -> None:
    url = link.format("https://arxiv.org/pdf/2007.10986.pdf")
    (result,), problems = read(f"{HEAD}\n### 1.T [ :arrow_down: ]({url}){after}\n> A")
    assert [paper.id for paper in result.papers] == ["2007.10986"]
    assert [problem.message for problem in problems] == ["paper 1: the text after the link is not shown"] * bool(after)
