"""Front matter, dates, shapes and free pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import digest, paper

from sitegen.content import parse
from sitegen.model import Digest, Document, Source
from sitegen.problems import Problem, Severity
from sitegen.urls.paths import safe_path

UNDATED = "# ArXiv cs.CV\n" + paper(1, "2007.10986") + "\n"


def read(text: str, path: str = "content/x.md") -> tuple[list[Digest], list[Problem]]:
    return parse.digests(Source(path, text, "key"))


def page(text: str, path: str = "content/pages/x.md") -> tuple[Document | None, list[Problem]]:
    return parse.document(Source(path, text, "key"), "content/pages")


@pytest.mark.parametrize(
    "path",
    [
        "content/2020-07-22.md",
        "content/2020/07/22.md",
        "content/20200722.md",
        "content/22-Jul-2020/list.md",
        "content/22-July-2020.md",
        "content/2020/07/2020-07-22.md",
        "content/2019/01/2020-07-22.md",
        "content/2019-01-01/2020-07-22.md",
        "content/cs.CV-2020-07-22-evening.md",
    ],
)
def test_a_path_tells_the_date(path: str) -> None:
    (found,), problems = read(UNDATED, path)
    assert problems == []
    assert str(found.date) == "2020-07-22"


@pytest.mark.parametrize("path", ["content/1-Apr-2025/x.md", "content/01-apr-2025.md", "content/1-April-2025/x.md"])
def test_a_path_may_tell_a_day_of_one_digit(path: str) -> None:
    (found,), _ = read(UNDATED, path)
    assert str(found.date) == "2025-04-01"


@pytest.mark.parametrize(
    "path", ["content/2020-13-01.md", "content/120200722.md", "content/2020/07/x.md", "content/31-Feb-2020.md", "x.md"]
)
def test_a_path_without_a_date_leaves_a_digest_without_one(path: str) -> None:
    digests, (problem,) = read(UNDATED, path)
    assert digests == []
    assert problem.severity is Severity.ERROR
    assert str(problem.location) == f"{path}:1:1"
    assert "no date" in problem.message


@pytest.mark.parametrize(
    "matter",
    [
        "+++\ndate = 2020-07-22\ncategory = 'math.GT'\n+++",
        "+++\ndate = '2020-07-22'\ncategory = ' math.GT '\n+++  ",
        "+++\ndate = 2020-07-22T23:59:00Z\ncategory = 'math.GT'\n+++",
        "---\ndate: 2020-07-22\ncategory: math.GT\n---",
        "---\ndate: '2020-07-22'\ncategory: math.GT\n---",
        '---\n{"date": "2020-07-22", "category": "math.GT"}\n---',
    ],
)
def test_front_matter_tells_the_date_and_the_category(matter: str) -> None:
    (found,), problems = read(f"{matter}\n{paper(1, '2007.10986')}")
    assert problems == []
    assert (str(found.date), found.category) == ("2020-07-22", "math.GT")
    assert found.papers[0].line == matter.count("\n") + 2


def test_front_matter_wins_over_the_path_and_the_heading_over_both() -> None:
    matter = "+++\ndate = 2020-07-22\n+++\n"
    (found,), problems = read(matter + UNDATED, "content/2019-01-01.md")
    assert (str(found.date), problems) == ("2020-07-22", [])
    (found,), (problem,) = read(matter + digest("Thu, 23 Jul 2020", "2007.10986"), "content/2019-01-01.md")
    assert str(found.date) == "2020-07-23"
    assert problem.severity is Severity.WARNING
    assert "the front matter says 2020-07-22" in problem.message
    assert str(problem.location) == "content/x.md:4:17".replace("x", "2019-01-01")


@pytest.mark.parametrize(
    ("matter", "place", "message"),
    [
        ("+++\ndate = 22-07-2020\n+++", "2:", "not valid TOML"),
        ("+++\na = 1\na = 2\n+++", "3:6", "not valid TOML"),
        ("+++\na = [1,\n+++", "2:1", "not valid TOML"),
        ("---\na: [1\nb: 2\n---", "3:2", "not valid YAML"),
        ("---\ndate: 2020-13-45\n---", "2:7", "this is not a valid timestamp"),
        ("---\n- a\n- b\n---", "2:1", "not a table"),
        ("---\n" + "[" * 5000 + "\n---", "", "not valid YAML"),
        ("+++\ndate = 7\n+++", "2", "`date` must be a date"),
        ("---\ndate: soon\n---", "2", "`date` must be a date"),
        ("+++\ncategory = ['cs.CV']\n+++", "2", "`category` must be a string"),
        ("+++\ncategory = '\u6570\u5b66'\n+++", "2", "`category` must be a string"),
        ("+++\ncatgory = 'cs.CV'\n+++", "2:1", "`catgory` is not a key of front matter"),
        ("---\n  tags: [a]\n---", "2:3", "`tags` is not a key of front matter"),
    ],
)
def test_a_fault_in_front_matter_is_named_at_its_line_and_the_digest_is_kept(
    matter: str, place: str, message: str
) -> None:
    (found,), (problem,) = read(f"{matter}\n{digest('Wed, 22 Jul 2020', '2007.10986')}")
    assert message in problem.message
    assert str(problem.location).startswith(f"content/x.md:{place}")
    assert len(found.papers) == 1


def test_an_unknown_key_is_answered_with_the_nearest() -> None:
    _, (problem,) = read("+++\ncatgory = 'x'\n+++\n" + digest("Wed, 22 Jul 2020"))
    assert problem.hint == "did you mean `category`?"


def test_toml_front_matter_that_is_not_closed_is_an_error() -> None:
    _, problems = read("+++\ndate = 2020-07-22\n" + UNDATED)
    assert problems[0].message == "the front matter is not closed"


def test_a_thematic_break_at_the_head_is_no_front_matter() -> None:
    (found,), problems = read("# ArXiv cs.CV --2020-07-22\n---\nHello\n\n---\n" + paper(1, "2007.10986"))
    assert problems == []
    assert found.introduction == "---\nHello\n\n---"


def test_papers_between_two_thematic_breaks_are_not_lost_in_silence() -> None:
    heading = "### 1.Title [ :arrow_down: ](https://arxiv.org/pdf/2007.10986)"
    (found,), problems = read(f"---\n# ArXiv cs.CV --2020-07-22\n{heading}\n---\n", "content/x.md")
    assert [(paper.id, paper.title) for paper in found.papers] == [("2007.10986", "Title")]
    assert (str(found.date), problems) == ("2020-07-22", [])


@pytest.mark.parametrize("text", ["", "\n\n  \n", "+++\ndate = 2020-07-22\n+++\n"])
def test_an_empty_file_is_noted(text: str) -> None:
    digests, (problem,) = read(text)
    assert digests == []
    assert problem.severity is Severity.NOTICE
    assert "is empty" in problem.message


@pytest.mark.parametrize("skipped", ["", "+++\n+++\n", "\n\n"])
def test_a_file_of_a_day_without_papers_says_what_was_looked_for_and_quotes_the_line(skipped: str) -> None:
    digests, (problem,) = read(f"{skipped}Some title\nanother\n", "content/2020-07-22.md")
    assert digests == []
    assert problem.severity is Severity.ERROR
    assert str(problem.location) == f"content/2020-07-22.md:{skipped.count(chr(10)) + 1}"
    assert problem.excerpt == "Some title"
    assert "`# ArXiv cs.CV --Wed, 22 Jul 2020`" in problem.message
    assert "`[[digests]]`" in problem.hint


def test_a_file_that_tells_no_day_and_has_no_papers_is_left_alone() -> None:
    assert read("# Usage\n\nRun it, see [the site](https://example.org/).\n", "content/usage.md") == ([], [])


def test_a_free_page_has_its_place_from_its_file_and_its_title_from_its_heading() -> None:
    document, problems = page("# About *us* ##\n\nText\n", "content/pages/Help/Who we \u00e4re.md")
    assert problems == []
    assert document is not None
    assert (document.slug, document.title, document.menu) == ("help/who-we-are", "About *us*", True)


def test_a_free_page_without_a_heading_is_called_like_its_file() -> None:
    document, _ = page("Text")
    assert document is not None
    assert document.title == "x"


def test_front_matter_of_a_free_page_decides() -> None:
    text = "---\ntitle: A  title\nslug: /Some/Where/\nmenu: false\ndescription: What it is\n---\n# Other\n"
    document, problems = page(text)
    assert problems == []
    assert document is not None
    assert (document.title, document.slug, document.menu) == ("A title", "some/where", False)
    assert (document.description, document.body) == ("What it is", "# Other\n")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("aliases = '/a/'", "`aliases` must be"),
        ("aliases = [1]", "`aliases` must be"),
        ("title = 1", "`title` must be"),
        ("menu = 'no'", "`menu` must be"),
        ("titel = 'x'", "`titel` is not a key of front matter"),
    ],
)
def test_a_fault_in_a_free_pages_front_matter_keeps_the_page(line: str, message: str) -> None:
    document, (problem,) = page(f"+++\n{line}\n+++\n# T")
    assert document is not None
    assert document.title == "T"
    assert message in problem.message
    assert problem.location.line == 2


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('+++\ntitle = "T"\naliases = ["/old/", "/help.html"]\n+++\n', (3, 3)),
        ('+++\naliases = [\n  "/help/old/",\n  "/old/",\n  "/help.html",\n]\n+++\n', (4, 5)),
        ("---\naliases:\n- /old/\n- /help.html\n---\n", (3, 4)),
        ("---\naliases: [/old/, /help.html]\n---\n", (2, 2)),
    ],
)
def test_the_aliases_of_a_free_page_know_their_lines(text: str, lines: tuple[int, int]) -> None:
    document, problems = page(f"{text}# T")
    assert problems == []
    assert document is not None
    found = {alias.path: alias.line for alias in document.aliases}
    assert (found["/old/"], found["/help.html"]) == lines


@pytest.mark.parametrize("path", ["\u5173\u4e8e.md", "---.md", "a/\u5173.md", "\u5173/a.md"])
def test_a_free_page_without_a_place_is_an_error_that_says_what_to_do(path: str) -> None:
    document, (problem,) = page("# T", f"content/pages/{path}")
    assert document is None
    assert "`slug`" in problem.hint


def test_the_index_of_all_pages_has_the_place_of_the_home_page() -> None:
    document, problems = page("# T", "content/pages/index.md")
    assert problems == []
    assert document is not None
    assert document.slug == ""


def test_links_of_a_free_page_to_other_files_are_found_with_their_places() -> None:
    text = "+++\ntitle = 'T'\n+++\n\nSee [a](a.md#x),\n[b](../b%20c.md?y) and [a](a.md) again.\n\n| [d](d.md) |\n|--|\n"
    document, problems = page(text, "content/pages/help/t.md")
    assert problems == []
    assert document is not None
    found = [(reference.target, reference.line, reference.column) for reference in document.references]
    assert found == [("a.md", 5, 9), ("../b%20c.md", 6, 5), ("d.md", 8, 7)]
    assert document.references[1].excerpt == "[b](../b%20c.md?y) and [a](a.md) again."


@pytest.mark.parametrize(
    "target", ["https://example.org/a.md", "//example.org/a.md", "/a.md", "a.html", "#a.md", "a.mdx"]
)
def test_what_is_no_other_file_of_the_site_is_no_reference(target: str) -> None:
    document, _ = page(f"[a]({target}) and `[b](b.md)`", "content/pages/t.md")
    assert document is not None
    assert document.references == ()


def test_the_index_of_a_folder_of_pages_has_the_folders_place() -> None:
    document, _ = page("# T", "content/pages/help/index.md")
    assert document is not None
    assert document.slug == "help"


@given(st.text(max_size=200))
def test_a_slug_is_a_safe_name_or_nothing(text: str) -> None:
    slug = parse.slugify(text)
    if slug and slug.partition(".")[0] not in {"con", "prn", "aux", "nul"}:
        assert safe_path(slug) is None or slug[:3] in {"com", "lpt"}
    assert parse.slugify(slug) == slug


@given(
    st.text(max_size=300), st.sampled_from(["+++\n", "---\n", "", "\n"]), st.sampled_from(["\n+++\n", "\n---\n", ""])
)
def test_no_text_can_break_the_reading(text: str, start: str, end: str) -> None:
    text = f"{start}{text}{end}{digest('Wed, 22 Jul 2020', '2007.10986')}".replace("\r", "\n")
    digests, problems = read(text)
    assert problems or [p.id for d in digests for p in d.papers] == ["2007.10986"]
    page(text)
