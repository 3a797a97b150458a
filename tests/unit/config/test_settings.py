"""What `sitegen config show` says: every option, its value, and where that was set."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from click.testing import CliRunner
from tests.conftest import write_site

from sitegen import config
from sitegen.commands import main
from sitegen.config.settings import Setting, settings, toml
from sitegen.theme import folder

if TYPE_CHECKING:
    from pathlib import Path

SITE = """
-- sitegen.toml --
title = "Quoted \\"twice\\", # no comment"
theme.name = "mine"

[feeds] # a comment
items = 20

[theme.options]
footer = "By hand"
since = 2020-07-22

[search]
languages = ["en", "ja"]
title_boost = 2.5
-- themes/mine/theme.toml --
[options.since]
default = 2020-01-01
about = "A date."
[options.wide]
default = true
about = "A choice."
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SITEGEN_BASE_URL", raising=False)
    return write_site(tmp_path, SITE)


def show(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["config", "show", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def origins(text: str) -> dict[str, str]:
    """Return by key what the comments say."""
    rows = [line.rsplit("  # ", 1) for line in text.splitlines()]
    return {row[0].partition(" = ")[0]: row[1] for row in rows}


def test_every_option_has_the_place_where_it_was_set(site: Path) -> None:
    found = origins(show())
    assert {key: at for key, at in found.items() if at != "default"} == {
        "title": "sitegen.toml:1",
        "theme.name": "sitegen.toml:2",
        "feeds.items": "sitegen.toml:5",
        "theme.options.footer": "sitegen.toml:8",
        "theme.options.since": "sitegen.toml:9",
        "theme.options.titles_on_home": "themes/default/theme.toml",
        "theme.options.wide": "themes/mine/theme.toml",
        "search.languages": "sitegen.toml:12",
        "search.title_boost": "sitegen.toml:13",
    }
    whole = msgspec.to_builtins(config.load(site, {}))
    tables = {key for key, value in whole.items() if isinstance(value, dict)}
    expected = {f"{table}.{key}" for table in tables for key in whole[table]} | (whole.keys() - tables)
    assert {key for key in found if not key.startswith("theme.options.")} == expected - {"theme.options"}


def test_the_table_in_pyproject_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(tmp_path, '-- pyproject.toml --\n[project]\ntitle = "no"\n[tool.sitegen]\ntitle = "A"\n')
    monkeypatch.chdir(tmp_path)
    assert 'title = "A"' in show()
    assert origins(show())["title"] == "pyproject.toml:4"


def test_the_option_and_the_environment_are_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert origins(show())["base_url"] == "default"
    assert origins(show("--base-url", "https://a.example/"))["base_url"] == "--base-url"
    monkeypatch.setenv("SITEGEN_BASE_URL", "https://b.example/x")
    text = show()
    assert origins(text)["base_url"] == "SITEGEN_BASE_URL"
    assert 'base_url = "https://b.example/x/"' in text
    assert site.is_dir()


def test_what_is_shown_is_a_configuration_that_gives_the_same_site(site: Path) -> None:
    before = config.load(site, {})
    dressed = folder.load(site, before.theme.name, before.theme.options)
    (site / "sitegen.toml").write_text(show(), encoding="utf-8")
    after = config.load(site, {})
    assert after.theme.options == dressed.options
    assert msgspec.structs.replace(after, theme=before.theme) == before
    assert folder.load(site, after.theme.name, after.theme.options).key == dressed.key


def test_json_has_an_object_a_line_for_the_same_options(site: Path) -> None:
    text = show()
    rows = [json.loads(line) for line in show("--json").splitlines()]
    assert {row["key"]: row["origin"] for row in rows} == origins(text)
    assert {row["type"] for row in rows} == {"option"}
    values = {row["key"]: row["value"] for row in rows}
    assert values["search.languages"] == ["en", "ja"]
    assert values["theme.options.since"] == "2020-07-22"
    assert site.is_dir()


def test_a_faulty_configuration_is_refused(site: Path) -> None:
    (site / "sitegen.toml").write_text("titel = 1\n")
    result = CliRunner().invoke(main, ["config", "show"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "`titel` is not an option" in result.stderr


@pytest.mark.parametrize(
    "value",
    ['é " \\ \n \x7f', 3, -1.5, 1e300, True, [], ["a", "b"], {"a b": 1, "c": {"d": [2]}}, dt.date(2020, 7, 22)],
    ids=repr,
)
def test_any_value_is_written_as_toml(value: Any) -> None:
    text = toml([Setting(("a", "b c"), value, "default")])
    assert tomllib.loads(text) == {"a": {"b c": value}}


def test_a_list_of_tables_has_the_place_of_each(tmp_path: Path) -> None:
    write_site(tmp_path, '-- sitegen.toml --\n[[watch]]\nname = "A"\n\n[[ watch ]]\nname = "B"\n[feeds]\nitems = 3')
    keys: list[config.Key] = [("watch", 0), ("watch", 1), ("watch", 1, "name"), ("watch", 2), ("feeds", "items")]
    assert config.origins(tmp_path, {}, "", keys) == {
        ("watch", 0): "sitegen.toml:1",
        ("watch", 1): "sitegen.toml:4",
        ("watch", 1, "name"): "sitegen.toml:5",
        ("feeds", "items"): "sitegen.toml:7",
    }
    text = toml([Setting(("watch",), [{"name": "A"}, {"name": "B"}], "x", ("sitegen.toml:1", "sitegen.toml:4"))])
    assert tomllib.loads(text) == {"watch": [{"name": "A"}, {"name": "B"}]}
    assert [line.partition("  # ")[2] for line in text.splitlines()] == ["x", "sitegen.toml:1", "sitegen.toml:4", ""]


class _Rule(msgspec.Struct, frozen=True):
    name: str = ""


class _Ruled(config.Config, frozen=True):
    rules: tuple[_Rule, ...] = ()
    names: dict[str, str] = msgspec.field(default_factory=dict)


def test_lists_of_tables_and_tables_of_texts_are_followed_whatever_they_are_called(site: Path) -> None:
    with (site / "sitegen.toml").open("a") as file:
        file.write('[[rules]]\nname = "A"\n[names]\n"/old/" = "/new/"\n')
    ruled = _Ruled(rules=(_Rule("A"),), names={"/old/": "/new/"})
    found = {setting.name: setting for setting in settings(site, ruled, folder.EMPTY, {})}
    assert found["rules"].entries == ("sitegen.toml:14",)
    assert found['names."/old/"'].origin == "sitegen.toml:17"
    assert tomllib.loads(toml(found.values()))["names"] == {"/old/": "/new/"}


def test_how_digests_are_read_is_shown_entry_by_entry(site: Path) -> None:
    with (site / "sitegen.toml").open("a") as file:
        file.write(
            '[[digests]]\nfiles = "a/*"\n[digests.fields]\n"Matched by" = "keywords"\n[[digests]]\npaper = "row"\n'
        )
    before = config.load(site, {}).digests
    text = show()
    assert [line.partition("  # ")[2] for line in text.splitlines()[-4:]] == [
        "sitegen.toml:14",
        "sitegen.toml:14",
        "sitegen.toml:18",
        "",
    ]
    (site / "sitegen.toml").write_text(text, encoding="utf-8")
    assert config.load(site, {}).digests == before
    assert len(before) == 2


def test_a_single_entry_is_shown_where_its_table_is(site: Path) -> None:
    with (site / "sitegen.toml").open("a") as file:
        file.write('[digests]\npaper = "row"\n')
    shown = [line for line in show().splitlines() if line.startswith("  { files")]
    assert [line.rpartition("  # ")[2] for line in shown] == ["sitegen.toml:14"]


def test_the_option_for_the_content_folder_is_named(site: Path) -> None:
    (site / "docs").mkdir()
    assert origins(show())["content.folder"] == "default"
    text = show("--content", "docs/")
    assert origins(text)["content.folder"] == "--content"
    assert 'content.folder = "docs"' in text
