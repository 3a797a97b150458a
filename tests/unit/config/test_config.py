"""The configuration: every fault in one report, each at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.conftest import write_site

from sitegen import config
from sitegen.config import Config
from sitegen.problems import Problem, Refusal

if TYPE_CHECKING:
    from pathlib import Path


def load(folder: Path, text: str = "", environment: dict[str, str] | None = None, base_url: str = "") -> Config:
    if text:
        (folder / "sitegen.toml").write_text(text)
    return config.load(folder, environment or {}, base_url)


def refused(
    folder: Path, text: str = "", environment: dict[str, str] | None = None, base_url: str = ""
) -> list[Problem]:
    with pytest.raises(Refusal) as refusal:
        load(folder, text, environment, base_url)
    return list(refusal.value.problems)


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
        "there is no option `watch.names`",
    ]
    assert problems[1].hint == "did you mean `name`?"


def test_lines_are_found_in_pyproject_beside_tables_of_other_tools(tmp_path: Path) -> None:
    write_site(tmp_path, "-- pyproject.toml --\n[tool.other]\nitems = 1\n[tool.sitegen.feeds]\nitems = 0\n")
    (problem,) = refused(tmp_path)
    assert str(problem.location) == "pyproject.toml:4:1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = 7", "`title` must be of type str, not int"),
        ("title = '  '", "`title` is empty"),
        ("feeds = 7", "`feeds` must be a table"),
        ("feeds.items = true", "`feeds.items` must be of type int, not bool"),
        ("feeds.items = 1.5", "`feeds.items` must be of type int, not float"),
        ("feeds.items = -1", "`feeds.items` must be at least 1"),
        ("search.enabled = 'no'", "`search.enabled` must be of type bool"),
        ("theme.name = ['a']", "`theme.name` must be of type str"),
        ("theme.options = 1", "`theme.options` must be of type dict"),
        ("content.max_bytes = 0", "`content.max_bytes` must be at least 1"),
        ("content.folder = '/abs'", "`content.folder` must lie in"),
        ("content.folder = ''", "must name a folder"),
        ("content.folder = 'a/../..'", "`content.folder` must lie in"),
        ("output.folder = ''", "must name a folder"),
        ("papers.fold_after = '2 years'", "`papers.fold_after` must be an age such as `2y`"),
        ("papers.fold_after = 2", "`papers.fold_after` must be of type str"),
        ("urls.lock = '/etc/x.lock'", "`urls.lock` must be a file of its own"),
        ("urls.lock = '../x.lock'", "`urls.lock` must be a file of its own"),
        ("urls.lock = 'content/x.lock'", "`urls.lock` must be a file of its own"),
        ("urls.lock = './build/x.lock'", "`urls.lock` must be a file of its own"),
        ("urls.lock = 'sitegen.toml'", "`urls.lock` must be a file of its own"),
        ("urls.aliases = ['/a/']", "`urls.aliases` must be of type dict"),
        ("feeds.item = 1", "there is no option `feeds.item`"),
        ("a.b.c = 1", "there is no option `a`"),
        ("watch = 'nerf'", "`watch` must be a list of tables"),
        ("watch.name = 'nerf'", "`watch` must be a list of tables"),
        ("watch = ['nerf']", "`watch` must be a list of tables"),
        ("watch = [{ name = 'a', any = ['b'] }, { nmae = 'b' }]", "there is no option `watch.nmae`"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_at_its_line(tmp_path: Path, text: str, message: str) -> None:
    (problem,) = refused(tmp_path, f"# a comment\n{text}\n")
    assert message in problem.message
    assert problem.location.line == 2


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
    assert "is not TOML" in problem.message
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


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("https://example.org", "/"),
        ("https://example.org/", "/"),
        ("http://localhost:8000/", "/"),
        ("https://user.github.io/project", "/project/"),
        ("https://example.org/a/B_c.d~e-1/", "/a/B_c.d~e-1/"),
        ("HTTPS://EXAMPLE.ORG/", "/"),
        ("http://[::1]:8000/x/", "/x/"),
        ("https://m\u00fcller.example/", "/"),
    ],
)
def test_a_base_url_may_have_a_port_and_a_path(tmp_path: Path, url: str, root: str) -> None:
    loaded = load(tmp_path, base_url=url)
    assert loaded.root == root
    assert loaded.base_url == url.rstrip("/") + "/"


@pytest.mark.parametrize(
    "url",
    ["example.org", "//example.org/", "/project/", "ftp://example.org/", "https://", "https:///x/",
     "javascript:alert(1)",
     "https://example.org/?q=1", "https://example.org/#x", "https://user@example.org/", "https://u:p@example.org/",
     "https://example.org/a b/", "https://example.org/a//b/", "https://example.org/../", "https://example.org/./a/",
     "https://example.org/<b>/", "http://[::1/", "http://[x]/", "http://example.org:port/", "https://exa mple.org/",
     "https://exam\nple.org/", "https://example.org/caf\u00e9/", "https://example.org/%41/", 'https://example.org/"/'],
)  # fmt: skip
def test_a_base_url_that_no_site_can_have_is_refused(tmp_path: Path, url: str) -> None:
    (problem,) = refused(tmp_path, base_url=url)
    assert "http" in problem.message


@pytest.mark.parametrize(
    "pattern", ["/abs/{id}/", "/abs/{yymm}/{number}/", "/{id}/", "/p-{yymm}.{number}/", "/a/{id}/b/"]
)
def test_papers_may_have_their_pages_elsewhere(tmp_path: Path, pattern: str) -> None:
    assert load(tmp_path, f"urls.paper = '{pattern}'").urls.paper == pattern


@pytest.mark.parametrize(
    "pattern",
    ["/abs/{id}", "abs/{id}/", "/abs/", "/abs/{yymm}/", "/abs/{number}/", "/Abs/{id}/", "/abs/{ID}/", "/abs/{}/{id}/",
     "/{id}/}/", "/{/{id}/", "/{{id}}/", "/{id!r}/", "/{id.__class__}/{id}/", "/../{id}/", "/.x/{id}/", "//{id}/",
     "/a b/{id}/", "/{id}/?x/", "/x./{id}/"],
)  # fmt: skip
def test_a_pattern_that_cannot_place_papers_is_refused(tmp_path: Path, pattern: str) -> None:
    (problem,) = refused(tmp_path, f"urls.paper = '{pattern}'")
    assert str(problem.location) == "sitegen.toml:1:6"
    assert "`/abs/{yymm}/{number}/`" in problem.message


@pytest.mark.parametrize(("language", "good"), [("en", True), ("pt-BR", True), ("zh-Hant", True), ("English", False)])
def test_a_language_is_a_language_tag(tmp_path: Path, language: str, good: bool) -> None:
    if good:
        assert load(tmp_path, f"language = '{language}'").language == language
    else:
        assert len(refused(tmp_path, f"language = '{language}'")) == 1


@pytest.mark.parametrize("text", ["12-25", "02-29", "2020-11-26", "2020-12-24/2021-01-01", "2020-02-29/2020-02-29"])
def test_a_holiday_is_a_day_of_every_year_a_day_or_a_stretch(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, f"ledger.holidays = ['{text}']").ledger.holidays == (text,)


@pytest.mark.parametrize(
    "text",
    ["", "/", "Christmas", "12-32", "02-30", "12/25", "2021-02-29", "20201126", "2020-W48-4", "2020-12-24/",
     "12-24/01-01", "2021-01-01/2020-12-24", "/2020-12-24", "2020-12-24/12-31", "2020-12-24/2020-12-25/2020-12-26",
     "2020-11-26 "],
)  # fmt: skip
def test_what_is_no_holiday_is_refused(tmp_path: Path, text: str) -> None:
    (problem,) = refused(tmp_path, f"[ledger]\nholidays = ['01-01', '{text}']")
    assert str(problem.location) == "sitegen.toml:2:1"
    assert problem.message.startswith(f"`{text}` is not a holiday such as `12-25`")


def test_weekdays_and_the_first_day_of_the_ledger_are_checked(tmp_path: Path) -> None:
    loaded = load(tmp_path, "[ledger]\nweekdays = ['sun', 'wed']\nsince = '2020-07-22'\n")
    assert (loaded.ledger.weekdays, loaded.ledger.since) == (("sun", "wed"), "2020-07-22")
    problems = refused(tmp_path, "[ledger]\nweekdays = ['mon', 'Tuesday']\nsince = 'July'\n")
    assert [problem.message for problem in problems] == [
        "`Tuesday` is not a weekday: they are mon, tue, wed, thu, fri, sat, sun",
        "`July` is not a date such as `2020-07-22`",
    ]


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://github.com/u/p/blob/main/{path}#L{line}", True),
        ("https://example.org/{path}", True),
        ("https://example.org/{line}", False),
        ("https://example.org/{path}{file}", False),
        ("javascript:alert(1)//{path}", False),
        ("/{path}", False),
        ("https://example.org/a b/{path}", False),
    ],
)
def test_sources_have_an_address_of_the_web(tmp_path: Path, url: str, good: bool) -> None:
    text = f"ledger.source = '{url}'"
    if good:
        assert load(tmp_path, text).ledger.source == url
    else:
        assert "{path}" in refused(tmp_path, text)[0].message


@pytest.mark.parametrize("key", ["title", "description"])
def test_text_for_every_page_may_not_hold_control_characters(tmp_path: Path, key: str) -> None:
    (problem,) = refused(tmp_path, f'{key} = "a\\u0007b"')
    assert problem.location.line == 1


def test_a_key_with_dots_in_quotes_is_found_at_its_line(tmp_path: Path) -> None:
    write_site(tmp_path, '-- sitegen.toml --\n[urls.aliases]\n"/b/" = "/c/"\n"/a.b.html" = "/c/"\n')
    problem = config.fault(tmp_path, ("urls", "aliases", "/a.b.html"), "wrong", "")
    assert (str(problem.location), problem.excerpt) == ("sitegen.toml:3:2", '"/a.b.html" = "/c/"')


def test_the_lock_is_named_in_one_way(tmp_path: Path) -> None:
    assert load(tmp_path, "urls.lock = './meta//permalinks.lock'").urls.lock == "meta/permalinks.lock"


def test_plug_ins_are_named_by_a_module_and_a_name_in_it(tmp_path: Path) -> None:
    assert load(tmp_path, "plugins = ['a:b', 'c.d_2:E']").plugins == ("a:b", "c.d_2:E")


@pytest.mark.parametrize("name", ["house", "house.py:plugin:x", "plugins/house:plugin", "a:b.c", ":x", "a b:c", "ä:x"])
def test_what_names_no_plug_in_is_refused(tmp_path: Path, name: str) -> None:
    (problem,) = refused(tmp_path, f"title = 'x'\nplugins = ['{name}']")
    assert (problem.location.line, problem.location.column) == (2, 1)
    assert problem.message == f"`{name}` is not a module and a name in it, such as `plugins.house:plugin`"


def test_a_plug_in_that_is_listed_twice_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "plugins = ['a:b', 'c:d', 'a:b']")
    assert problem.message == "`a:b` is listed twice"


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
        assert str(problem) == "--content: error: `content.folder` must lie in the site's folder"


@pytest.mark.parametrize("option", ["exclude", "history"])
@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "must not be empty"),
        ("/", "must not be empty"),
        ("/a.md", "`/a.md` must be relative to the content folder"),
        ("a/../b.md", "`a/../b.md` must not lead out of the content folder"),
        ("a\\nb.md", "has a control character in it"),
    ],
)
def test_a_path_that_cannot_be_in_the_content_folder_is_refused_at_its_line(
    tmp_path: Path, option: str, pattern: str, message: str
) -> None:
    (problem,) = refused(tmp_path, f'[content]\nfolder = "x"\n{option} = ["good.md", "{pattern}"]\n')
    assert str(problem.location) == "sitegen.toml:3:1"
    assert problem.message.startswith(f"`content.{option}`: ")
    assert message in problem.message


def test_only_content_files_have_versions(tmp_path: Path) -> None:
    names = ("README.md", "a b/\u65e5.json", "x.jsonl")
    assert load(tmp_path, f"content.history = {list(names)}".replace("\\u65e5", "\u65e5")).content.history == names
    (problem,) = refused(tmp_path, "content.history = ['README.rst']")
    assert "`README.rst` is not a content file" in problem.message


def test_a_lock_in_the_sites_own_folder_must_not_be_content(tmp_path: Path) -> None:
    assert load(tmp_path, "content.folder = '.'\nurls.lock = 'permalinks.lock'").urls.lock == "permalinks.lock"
    (problem,) = refused(tmp_path, "content.folder = '.'\nurls.lock = 'permalinks.json'")
    assert str(problem.location) == "sitegen.toml:2:6"


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


@pytest.mark.parametrize("paper", [*config.OPENERS, *(f"* {{{hole}}}" for hole in (*config.HOLES, ""))])
def test_a_paper_begins_with_one_of_many_things_or_has_an_example(tmp_path: Path, paper: str) -> None:
    assert load(tmp_path, f"digests.paper = '{paper}'").digests[0].paper == paper


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("paper = 'heading 7'", "`heading 7` is neither what a paper can begin with", "did you mean `heading 6`?"),
        ("paper = 'bulet'", "`bulet` is neither", "did you mean `bullet`?"),
        ("paper = '- {titel}'", "there is no hole `{titel}`", "did you mean `title`?"),
        ("ids = ['arxiv', 'arxv']", "`arxv` is not a kind of identifier", "did you mean `arxiv`?"),
        ("date = 'mine'", "`mine` is neither `own` nor `digest`", "write it as in `# New submissions for {date}`"),
        ("topic = '## Topic'", "`## Topic` is not a line with a hole", "write it as in `## Keyword: {topic}`"),
        ("fields = { 'A' = 'title', 'Words' = 'keyword' }", "`keyword` is not a field", "did you mean `keywords`?"),
        ("fields.'Words' = 'keyword'", "`keyword` is not a field", "did you mean `keywords`?"),
        ("files = '/x/*.md'", "`digests.files`: `/x/*.md` must be relative", ""),
        ("file = 'x'", "there is no option `digests.file`", "did you mean `files`?"),
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
