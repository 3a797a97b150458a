"""Where a configuration is read, and the places of its faults."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests.conftest import write_site
from tests.unit.config.conftest import load, refused

from sitegen import config
from sitegen.config import Config
from sitegen.problems import Refusal

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_without_a_configuration_has_all_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == Config()


def test_an_unrelated_pyproject_is_no_configuration(tmp_path: Path) -> None:
    write_site(tmp_path, "-- pyproject.toml --\n[tool.ruff]\nline-length = 120\n-- sitegen.toml --\ntitle = 'Mine'\n")
    assert load(tmp_path).title == "Mine"


@pytest.mark.parametrize(
    "text",
    [
        "-- sitegen.toml --\ntitle = 'T'\n[content]\nfolder = 'digests'\n",
        "-- sitegen.toml --\ntitle = 'T'\ncontent.folder = './digests/'\n",
        "-- pyproject.toml --\n[tool.sitegen]\ntitle = 'T'\n[tool.sitegen.content]\nfolder = 'digests'\n",
        "-- sitegen.toml --\n\ufefftitle = 'T'\r\n[content]\r\nfolder = 'digests'\r\n",
    ],
)
def test_either_file_configures_the_site(tmp_path: Path, text: str) -> None:
    write_site(tmp_path, text)
    loaded = load(tmp_path)
    assert (loaded.title, loaded.content.folder) == ("T", "digests")


def test_both_files_at_once_are_refused(tmp_path: Path) -> None:
    write_site(tmp_path, "-- sitegen.toml --\ntitle = 'T'\n-- pyproject.toml --\n[tool.sitegen]\ntitle = 'U'\n")
    (problem,) = refused(tmp_path)
    assert "pyproject.toml" in problem.message
    assert problem.location.path == "sitegen.toml"


def test_all_faults_come_in_one_report_with_their_lines(tmp_path: Path) -> None:
    text = (
        "titel = 'x'\n"
        "language = 'english language'\n"
        "base_url = 'ftp://example.org'\n"
        "\n"
        "[feeds]\n"
        "items = 'many'\n"
        "max_bytes = 0\n"
        "[urls]\n"
        "paper = '/abs/'\n"
        "[serach]\n"
        "enabled = true\n"
        "[content]\n"
        "folder = '../x'\n"
    )
    problems = refused(tmp_path, text)
    assert [(p.location.line, p.location.column) for p in sorted(problems, key=lambda p: p.location)] == [
        (1, 1), (2, 1), (3, 1), (6, 1), (7, 1), (9, 1), (10, 2), (13, 1),
    ]  # fmt: skip
    hints = {p.location.line: p.hint for p in problems if p.hint}
    assert hints == {1: "did you mean `title`?", 10: "did you mean `search`?"}
    lines = text.split("\n")
    assert all(p.excerpt == lines[p.location.line - 1] for p in problems)


@pytest.mark.parametrize(
    ("file", "above", "head"), [("sitegen.toml", "", ""), ("pyproject.toml", "tool.", "[tool.x]\n")]
)
def test_a_fault_in_a_list_of_tables_is_named_in_the_very_table(
    tmp_path: Path, file: str, above: str, head: str
) -> None:
    table = f"[[{above}sitegen.watch]]" if above else "[[watch]]"
    text = (
        f"{head}{table}\nname = 'a'\nany = ['b']\n{table} # the second\nname = 'c'\nany = 'd'\n\n{table}\nnames = 'e'\n"
    )
    (tmp_path / file).write_text(text, encoding="utf-8")
    problems = refused(tmp_path)
    assert [problem.location.line - head.count("\n") for problem in problems] == [6, 9]
    assert [problem.message for problem in problems] == [
        "`watch.any` must be of type list of strings, not str",
        "`watch.names` is not an option",
    ]
    assert problems[1].hint == "did you mean `name`?"


def test_lines_are_found_in_pyproject_beside_tables_of_other_tools(tmp_path: Path) -> None:
    write_site(tmp_path, "-- pyproject.toml --\n[tool.other]\nitems = 1\n[tool.sitegen.feeds]\nitems = 0\n")
    (problem,) = refused(tmp_path)
    assert str(problem.location) == "pyproject.toml:4:1"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title = 'a'\ntitle = 'b'\n", "sitegen.toml:2:"),
        ("title = \n", "sitegen.toml:1:9"),
        ("x = 1\n[theme\n", "sitegen.toml:2:7"),
        ('title = """abc\ndef\n', "sitegen.toml:2"),
        ("title = 'a'\nfeeds = {", "sitegen.toml:2"),
    ],
)
def test_what_is_not_toml_is_named_at_its_place(tmp_path: Path, text: str, place: str) -> None:
    (problem,) = refused(tmp_path, text)
    assert str(problem.location).startswith(place)
    assert "is not valid TOML" in problem.message
    assert "at line" not in problem.message
    assert "(at" not in problem.message


def test_a_configuration_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sitegen.toml").write_bytes(b"title = 'caf\xe9'\n")
    (problem,) = refused(tmp_path)
    assert problem.location.path == "sitegen.toml"


@pytest.mark.parametrize("text", ["tool = 3", "[tool]\nsitegen = 'x'", "[tool]\nsitegen = ['a']"])
def test_a_strange_pyproject_is_no_crash(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    if text == "tool = 3":
        assert load(tmp_path) == Config()
    else:
        (problem,) = refused(tmp_path)
        assert problem.location.path == "pyproject.toml"


def test_the_flag_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "sitegen.toml").write_text("base_url = 'https://file.example/'")
    environment = {"SITEGEN_BASE_URL": "https://environment.example/"}
    assert load(tmp_path).base_url == "https://file.example/"
    assert load(tmp_path, environment=environment).base_url == "https://environment.example/"
    assert (
        load(tmp_path, environment=environment, base_url="https://flag.example/x").base_url == "https://flag.example/x/"
    )
    assert load(tmp_path, environment={"SITEGEN_BASE_URL": ""}).base_url == "https://file.example/"


@pytest.mark.parametrize(
    ("environment", "flag", "place"),
    [({"SITEGEN_BASE_URL": "nonsense"}, "", "SITEGEN_BASE_URL"), ({"SITEGEN_BASE_URL": "x"}, "y", "--base-url")],
)
def test_a_bad_url_is_blamed_on_where_it_came_from(
    tmp_path: Path, environment: dict[str, str], flag: str, place: str
) -> None:
    (problem,) = refused(tmp_path, "title = 'T'", environment, flag)
    assert str(problem.location) == place


def test_a_key_with_dots_in_quotes_is_found_at_its_line(tmp_path: Path) -> None:
    write_site(tmp_path, '-- sitegen.toml --\n[urls.aliases]\n"/b/" = "/c/"\n"/a.b.html" = "/c/"\n')
    problem = config.fault(tmp_path, ("urls", "aliases", "/a.b.html"), "wrong", "")
    assert (str(problem.location), problem.excerpt) == ("sitegen.toml:3:2", '"/a.b.html" = "/c/"')


def test_the_lock_is_named_in_one_way(tmp_path: Path) -> None:
    assert load(tmp_path, "urls.lock = './meta//permalinks.lock'").urls.lock == "meta/permalinks.lock"


def test_the_sites_own_folder_can_hold_the_content(tmp_path: Path) -> None:
    for text in ("content.folder = '.'", "content.folder = './'"):
        content = load(tmp_path, text).content
        assert (content.folder, content.prefix) == (".", "")
    assert load(tmp_path, "content.folder = './a//b/'").content.prefix == "a/b/"


def test_the_flag_for_the_content_folder_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "sitegen.toml").write_text("content.folder = 'digests'\ncontent.max_bytes = 5\n")
    for given, folder in (("docs/", "docs"), (".", "."), ("./a/../b", "b"), (str(tmp_path / "c"), "c")):
        content = config.load(tmp_path, {}, "", given).content
        assert (content.folder, content.max_bytes) == (folder, 5)
    for given in ("..", "/", "a/../../b"):
        with pytest.raises(Refusal) as refusal:
            config.load(tmp_path, {}, "", given)
        (problem,) = refusal.value.problems
        assert str(problem) == "--content: error: `content.folder` must be inside the site's folder"


DIGESTS = """
[[digests]]
files = "daily/**/*.md"
ids = ["arxiv", "github"]
paper = "heading 3"
date = "own"

[[digests]]
paper = "- **[{title}]({link})** {}"
date = "# New submissions for {date}"
topic = "## Keyword: {topic}"
[digests.fields]
"Matched" = "keywords"
"\u8bc4\u5206" = "ignore"
"""


def test_entries_say_how_digests_are_read(tmp_path: Path) -> None:
    first, second = load(tmp_path, DIGESTS).digests
    assert first == config.Digests("daily/**/*.md", ("arxiv", "github"), "heading 3", "own")
    assert second.fields == {"Matched": "keywords", "\u8bc4\u5206": "ignore"}
    assert second.paper == "- **[{title}]({link})** {}"


@pytest.mark.parametrize("text", ["[digests]\npaper = 'row'\n", "[[digests]]\npaper = 'row'\n"])
def test_a_single_entry_may_be_a_table(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text).digests == (config.Digests(paper="row"),)


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("paper = 'heading 7'", "`heading 7` is neither a known beginning of papers", "did you mean `heading 6`?"),
        ("paper = 'bulet'", "`bulet` is neither", "did you mean `bullet`?"),
        ("paper = '- {titel}'", "`{titel}` is not a placeholder", "did you mean `title`?"),
        ("ids = ['arxiv', 'arxv']", "`arxv` is not a known kind of identifier", "did you mean `arxiv`?"),
        (
            "date = 'mine'",
            "`mine` is neither `own` nor `digest`",
            "write an example such as `# New submissions for {date}`",
        ),
        (
            "topic = '## Topic'",
            "`## Topic` is not an example with the placeholder",
            "write an example such as `## Keyword: {topic}`",
        ),
        ("fields = { 'A' = 'title', 'Words' = 'keyword' }", "`keyword` is not a field", "did you mean `keywords`?"),
        ("fields.'Words' = 'keyword'", "`keyword` is not a field", "did you mean `keywords`?"),
        ("files = '/x/*.md'", "`digests.files`: `/x/*.md` must be relative", ""),
        ("file = 'x'", "`digests.file` is not an option", "did you mean `files`?"),
        ("fields = ['a']", "`digests.fields` must be of type dict, not list", ""),
    ],
)
@pytest.mark.parametrize("header", ["[digests]", "[[digests]]\npaper = 'row'\n[[digests]]"])
def test_a_fault_in_how_digests_are_read_is_named_at_its_line(
    tmp_path: Path, header: str, line: str, message: str, hint: str
) -> None:
    (problem,) = refused(tmp_path, f"title = 'x'\n{header}\n{line}\n")
    assert message in problem.message
    assert problem.hint == hint
    assert problem.location.line == header.count("\n") + 3
    assert problem.excerpt == line


def test_a_fault_in_a_table_of_an_entry_is_named_in_that_table(tmp_path: Path) -> None:
    entry = "[[digests]]\n[digests.fields]\n'A' = '{}'\n"
    (problem,) = refused(tmp_path, entry.format("autors") + entry.format("title"))
    assert str(problem.location) == "sitegen.toml:3:2"
    assert problem.hint == "did you mean `authors`?"


@pytest.mark.parametrize("name", ["sitegen.toml", "pyproject.toml"])
def test_a_pipe_in_the_place_of_a_configuration_is_refused(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    (problem,) = refused(tmp_path)
    assert (problem.location.path, problem.message) == (name, "the file cannot be read: this is not a regular file")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title = 'T'\n[theme.options]\nx = " + "9" * 5_000, 3),
        ("title = 'T'\n[theme.options]\nx = 18446744073709551616", 3),
        ("title = 'T'\n[theme.options]\nx = " + "[" * 500 + "]" * 500, 3),
    ],
)
def test_what_no_parser_can_read_is_refused_at_its_line(tmp_path: Path, text: str, line: int) -> None:
    (problem,) = refused(tmp_path, text)
    assert problem.location.line == line
    assert "not valid TOML" in problem.message
