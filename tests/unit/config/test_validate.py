"""Which values a configuration may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.config.conftest import load, refused

from sitegen import config

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = 7", "`title` must be of type str, not int"),
        ("title = '  '", "`title` must not be empty"),
        ("feeds = 7", "`feeds` must be a table"),
        ("feeds.items = true", "`feeds.items` must be of type int, not bool"),
        ("feeds.items = 1.5", "`feeds.items` must be of type int, not float"),
        ("feeds.items = -1", "`feeds.items` must be at least 1"),
        ("search.enabled = 'no'", "`search.enabled` must be of type bool"),
        ("theme.name = ['a']", "`theme.name` must be of type str"),
        ("theme.options = 1", "`theme.options` must be of type dict"),
        ("content.max_bytes = 0", "`content.max_bytes` must be at least 1"),
        ("content.folder = '/abs'", "`content.folder` must be inside"),
        ("content.folder = ''", "must name a folder"),
        ("content.folder = 'a/../..'", "`content.folder` must be inside"),
        ("output.folder = ''", "must name a folder"),
        ("papers.fold_after = '2 years'", "`papers.fold_after` must be an age such as `2y`"),
        ("papers.fold_after = 2", "`papers.fold_after` must be of type str"),
        ('content.folder = "a\\u0000b"', "`content.folder` contains a control character"),
        ('output.folder = "a\\nb"', "`output.folder` contains a control character"),
        (f"urls.lock = '{'x' * 256}'", "`urls.lock` contains a name of more than 255 bytes"),
        (f"theme.name = '{'é' * 128}'", "`theme.name` contains a name of more than 255 bytes"),
        (f"content.folder = '{'a/' * 501}'", "or more than 1,000 characters"),
        (f"plugins = ['{'x' * 256}:plugin']", "`plugins` contains a name of more than 255 bytes"),
        ("urls.lock = '/etc/x.lock'", "`urls.lock` must be a separate file"),
        ("urls.lock = '../x.lock'", "`urls.lock` must be a separate file"),
        ("urls.lock = 'content/x.lock'", "`urls.lock` must be a separate file"),
        ("urls.lock = './build/x.lock'", "`urls.lock` must be a separate file"),
        ("urls.lock = 'sitegen.toml'", "`urls.lock` must be a separate file"),
        ("urls.aliases = ['/a/']", "`urls.aliases` must be of type dict"),
        ("feeds.item = 1", "`feeds.item` is not an option"),
        ("a.b.c = 1", "`a` is not an option"),
        ("watch = 'nerf'", "`watch` must be a list of tables"),
        ("watch.name = 'nerf'", "`watch` must be a list of tables"),
        ("watch = ['nerf']", "`watch` must be a list of tables"),
        ("watch = [{ name = 'a', any = ['b'] }, { nmae = 'b' }]", "`watch.nmae` is not an option"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_at_its_line(tmp_path: Path, text: str, message: str) -> None:
    (problem,) = refused(tmp_path, f"# a comment\n{text}\n")
    assert message in problem.message
    assert problem.location.line == 2


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
        "`Tuesday` is not a weekday: use mon, tue, wed, thu, fri, sat, sun",
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


def test_plug_ins_are_named_by_a_module_and_a_name_in_it(tmp_path: Path) -> None:
    assert load(tmp_path, "plugins = ['a:b', 'c.d_2:E']").plugins == ("a:b", "c.d_2:E")


@pytest.mark.parametrize("name", ["house", "house.py:plugin:x", "plugins/house:plugin", "a:b.c", ":x", "a b:c", "ä:x"])
def test_what_names_no_plug_in_is_refused(tmp_path: Path, name: str) -> None:
    (problem,) = refused(tmp_path, f"title = 'x'\nplugins = ['{name}']")
    assert (problem.location.line, problem.location.column) == (2, 1)
    assert (
        problem.message == f"`{name}` is not a plug-in: write a module and a name in it, such as `plugins.house:plugin`"
    )


def test_a_plug_in_that_is_listed_twice_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "plugins = ['a:b', 'c:d', 'a:b']")
    assert problem.message == "`a:b` is listed twice"


@pytest.mark.parametrize("option", ["exclude", "history"])
@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "must not be empty"),
        ("/", "must not be empty"),
        ("/a.md", "`/a.md` must be relative to the content folder"),
        ("a/../b.md", "`a/../b.md` must not leave the content folder"),
        ("a\\nb.md", "contains a control character"),
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


@pytest.mark.parametrize("paper", [*config.OPENERS, *(f"* {{{hole}}}" for hole in (*config.HOLES, ""))])
def test_a_paper_begins_with_one_of_many_things_or_has_an_example(tmp_path: Path, paper: str) -> None:
    assert load(tmp_path, f"digests.paper = '{paper}'").digests[0].paper == paper
