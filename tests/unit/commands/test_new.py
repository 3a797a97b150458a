"""`sitegen new`: what it lays down, and what it refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.commands.conftest import build, files, run

from sitegen.commands import scaffold
from sitegen.hosts import deploys


def test_new_makes_a_site_that_builds_without_any_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("new", "my-archive")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == sorted(f"my-archive/{path}" for path in files(tmp_path / "my-archive"))
    assert result.stderr.startswith("next: cd my-archive && sitegen build\n")
    monkeypatch.chdir(tmp_path / "my-archive")
    built = build("--strict")
    assert built.exit_code == 0, built.output
    assert "<title>My archive</title>" in (tmp_path / "my-archive/build/index.html").read_text(encoding="utf-8")


HOST_FILES = {
    "github-pages": {".github/workflows/pages.yml"},
    "netlify": {"netlify.toml"},
    "cloudflare-pages": {"cloudflare-pages.sh", "_headers"},
    "gitlab-pages": {".gitlab-ci.yml"},
}
COMMON = {
    *(".gitignore", ".markdownlintignore", ".mdformat.toml", ".prettierignore", "requirements.txt", "sitegen.toml"),
    *("content/2020/07/2020-07-22.md", "content/pages/about.md"),
}


def test_new_lays_down_what_the_named_hosts_want_and_says_what_is_to_be_done_there(tmp_path: Path) -> None:
    assert set(deploys.HOSTS) == set(HOST_FILES)
    for hosts in (["gitlab-pages"], ["cloudflare-pages", "github-pages"], []):
        folder = tmp_path / "-".join(["site", *hosts])
        result = run("new", str(folder), *(f"--host={host}" for host in hosts))
        assert result.exit_code == 0
        wanted = set().union(*(HOST_FILES[host] for host in hosts or deploys.USUAL))
        assert set(files(folder)) == COMMON | wanted
        assert result.stdout.splitlines() == sorted(f"{folder}/{path}" for path in COMMON | wanted)
        told = [line for line in result.stderr.splitlines() if line.startswith("then, ")]
        assert told == [f"then, {deploys.HOSTS[host].step}" for host in hosts or deploys.USUAL]


@pytest.mark.parametrize("parent", ["default", "plain"])
def test_new_begins_a_theme_that_changes_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parent: str) -> None:
    folder = tmp_path / "site"
    assert run("new", str(folder), "--theme", parent, "--own-theme", "mine").exit_code == 0
    monkeypatch.chdir(folder)
    assert build("--strict").exit_code == 0
    page = (folder / "build/2020/07/22/index.html").read_text(encoding="utf-8")
    styles = re.findall(r'<link rel="stylesheet" href="/(\S+)">', page)
    assert Path(styles[0]).name == ("style.css" if parent == "default" else "plain.css")
    assert Path(styles[-1]).name == "mine.css"
    assert "h1" in (folder / "build" / styles[-1]).read_text(encoding="utf-8")


def test_new_chooses_a_theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("new", str(tmp_path / "site"), "--theme", "plain").exit_code == 0
    monkeypatch.chdir(tmp_path / "site")
    assert build("--strict").exit_code == 0
    assert "plain.css" in (tmp_path / "site/build/index.html").read_text(encoding="utf-8")
    assert not (tmp_path / "site/themes").exists()


@pytest.mark.parametrize(
    ("option", "name", "message"),
    [
        ("--theme", "plian", "did you mean `plain`?"),
        ("--own-theme", "plain", "the theme `plain` already exists"),
        ("--own-theme", "../mine", "`../mine` is not a valid name for a theme"),
    ],
)
def test_new_makes_nothing_when_a_theme_cannot_be(tmp_path: Path, option: str, name: str, message: str) -> None:
    result = run("new", str(tmp_path / "site"), option, name)
    assert result.exit_code == 1
    assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_new_takes_an_empty_folder_and_refuses_one_that_is_not(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("new", str(tmp_path / "empty")).exit_code == 0
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine")
    result = run("new", str(tmp_path / "full"))
    assert result.exit_code == 1
    assert "error: the folder is not empty" in result.stderr
    assert files(tmp_path / "full") == {"mine.txt": b"mine"}
    assert run("new", str(tmp_path / "full/mine.txt")).exit_code == 1


def test_new_writes_any_folder_name_as_a_title(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / 'a "quoted" \\ name, é'
    scaffold.create(folder)
    monkeypatch.chdir(folder)
    assert build("--strict").exit_code == 0
