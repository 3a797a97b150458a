"""Files that are overwritten: which versions Git has of them, and what these hold."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from sitegen import stamps
from sitegen.config import Content
from sitegen.content import history, read
from sitegen.problems import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.problems import Problem

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs Git")

README = "content/README.md"


def git(folder: Path, *arguments: str, when: str = "2020-07-22T12:00:00+00:00") -> str:
    names = {f"GIT_{who}_{what}": "nobody" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": "2001-01-01T00:00:00+00:00", "GIT_COMMITTER_DATE": when}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-c", "init.defaultBranch=main", *arguments]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **names, **dates, **alone}, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(folder: Path, when: str, text: str, file: str = README) -> str:
    """Write and commit a file, and return the blob's name."""
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(text, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "--allow-empty", "-m", "x", when=when if "T" in when else f"{when}T12:00:00+00:00")
    return git(folder, "rev-parse", f"HEAD:./{file}")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Make a repository of three days."""
    git(tmp_path, "init")
    commit(tmp_path, "2020-07-22", "one")
    commit(tmp_path, "2020-07-23T01:00:00+00:00", "two, early")
    commit(tmp_path, "2020-07-23T09:00:00+00:00", "two")
    commit(tmp_path, "2020-07-24", "three")
    return tmp_path


def scan(site: Path, *names: str, folder: str = "content") -> tuple[list[read.Found], list[Problem]]:
    return read.scan(site, Content(folder, history=names or ("README.md",)), "build")


def texts(site: Path, found: list[read.Found]) -> list[tuple[str, str]]:
    """Return the days and the texts of some files, as they are read by their paths alone."""
    result = []
    for file in found:
        source, problems = read.load(site, file.path, 100)
        assert source, problems
        assert (source.path, source.committed) == (file.path, file.committed)
        result.append((str(file.committed), source.text))
    return result


def test_the_last_version_of_each_day_is_read(site: Path) -> None:
    found, problems = scan(site)
    assert problems == []
    assert texts(site, found) == [("2020-07-22", "one"), ("2020-07-23", "two"), ("2020-07-24", "three")]
    assert [file.page for file in found] == [False] * 3


def test_a_version_is_known_by_file_day_and_blob(site: Path) -> None:
    blob = git(site, "rev-parse", f"HEAD:{README}")
    newest = scan(site)[0][-1]
    assert newest.path == f"content/README.md@2020-07-24@{blob}"
    assert history.parts(newest.path) == (README, dt.date(2020, 7, 24), blob)
    assert newest.stamp == (
        5,
        int(dt.datetime(2020, 7, 24, 12, tzinfo=dt.UTC).timestamp()) * 10**9,
        int(blob[:16], 16),
        0,
    )
    assert read.state(site, newest.path) == blob


@pytest.mark.parametrize("path", ["content/a.md", "a@b.md", "content/x@2020-07-22.md", "x@2020-13-40", "@2020-07-22"])
def test_other_paths_are_their_own(path: str) -> None:
    assert history.parts(path) == (path, None, "")


def test_the_day_is_that_of_the_place_where_the_commit_was_made(tmp_path: Path) -> None:
    git(tmp_path, "init")
    commit(tmp_path, "2020-07-23T00:30:00+09:00", "morning in Tokyo")
    commit(tmp_path, "2020-07-22T23:30:00-07:00", "night in California")
    found, _ = scan(tmp_path)
    assert texts(tmp_path, found) == [("2020-07-22", "night in California"), ("2020-07-23", "morning in Tokyo")]


def test_a_file_that_is_being_edited_takes_the_place_of_its_last_version(site: Path) -> None:
    committed = [file.path for file in scan(site)[0]]
    (site / README).write_text("four", encoding="utf-8")
    found, problems = scan(site)
    assert problems == []
    assert texts(site, found) == [("2020-07-22", "one"), ("2020-07-23", "two"), ("2020-07-24", "four")]
    assert found[-1].path == "content/README.md@2020-07-24"
    assert found[-1].stamp == stamps.of((site / README).stat())
    assert read.state(site, found[-1].path) == repr(found[-1].stamp)
    (site / README).write_text("three", encoding="utf-8")
    assert [file.path for file in scan(site)[0]] == committed


def test_a_file_that_is_gone_has_its_versions_still(site: Path) -> None:
    (site / README).unlink()
    git(site, "commit", "-am", "gone", when="2020-07-25T00:00:00+00:00")
    found, problems = scan(site)
    assert problems == []
    assert [text for _, text in texts(site, found)] == ["one", "two", "three"]


def test_a_day_that_changed_nothing_has_no_version(site: Path) -> None:
    commit(site, "2020-07-25", "three")
    commit(site, "2020-07-26", "other", "content/other.md")
    commit(site, "2020-07-27", "one")
    found, _ = scan(site)
    days = [file.committed for file in found if file.committed]
    assert [day.day for day in days] == [22, 23, 24, 27]
    assert "content/other.md" in {file.path for file in found}


def test_several_files_have_versions_of_their_own(site: Path) -> None:
    commit(site, "2020-07-25", "first", "content/docs/index.md")
    commit(site, "2020-07-26", "four")
    found, _ = scan(site, "README.md", "docs/index.md")
    assert texts(site, found) == [
        ("2020-07-22", "one"),
        ("2020-07-23", "two"),
        ("2020-07-24", "three"),
        ("2020-07-26", "four"),
        ("2020-07-25", "first"),
    ]


@pytest.mark.parametrize(
    "name", ["my papers.md", "\u65e5\u672c \u8a9e.md", 'say "x".md', "it's*[a].md", "-x.md", "a@b.md", ":(top).md"]
)
def test_names_may_have_any_characters(tmp_path: Path, name: str) -> None:
    git(tmp_path, "init")
    commit(tmp_path, "2020-07-22", "one", f"content/{name}")
    commit(tmp_path, "2020-07-23", "two", f"content/{name}")
    found, problems = scan(tmp_path, name)
    assert problems == []
    assert texts(tmp_path, found) == [("2020-07-22", "one"), ("2020-07-23", "two")]


@pytest.mark.parametrize("folder", ["content", "."])
def test_the_site_may_be_a_folder_of_the_repository(tmp_path: Path, folder: str) -> None:
    git(tmp_path, "init")
    site = tmp_path / "my site"
    path = "README.md" if folder == "." else README
    commit(tmp_path, "2020-07-22", "one", f"my site/{path}")
    commit(tmp_path, "2020-07-23", "two", f"my site/{path}")
    found, problems = scan(site, folder=folder)
    assert problems == []
    assert texts(site, found) == [("2020-07-22", "one"), ("2020-07-23", "two")]


def test_both_sides_of_a_merge_and_the_merge_itself_are_read(site: Path) -> None:
    git(site, "switch", "-c", "side", "HEAD~1")
    commit(site, "2020-07-25", "side")
    git(site, "switch", "main")
    commit(site, "2020-07-26", "four")
    git(site, "merge", "-s", "ours", "--no-commit", "side")
    commit(site, "2020-07-27", "both")
    found, _ = scan(site)
    assert [text for _, text in texts(site, found)] == ["one", "two", "three", "side", "four", "both"]


def test_renames_are_not_followed(site: Path) -> None:
    git(site, "config", "log.follow", "true")
    git(site, "mv", README, "content/new.md")
    git(site, "commit", "-m", "x", when="2020-07-25T12:00:00+00:00")
    found, _ = scan(site, "new.md")
    assert texts(site, found) == [("2020-07-25", "three")]


def test_an_excluded_file_has_no_versions(site: Path) -> None:
    content = Content(history=("README.md",), exclude=("README.md",))
    assert read.scan(site, content, "build") == ([], [])


# Without a history


def alone(site: Path) -> Problem:
    """Expect the file as it stands, and return what is said."""
    (file,), (problem,) = scan(site)
    assert (file.path, file.committed) == (README, None)
    assert problem.severity is Severity.WARNING
    assert str(problem.location) == README
    assert problem.message.startswith("the file is read without its history: ")
    return problem


def test_without_a_repository_the_file_alone_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "content").mkdir()
    (tmp_path / README).write_text("one", encoding="utf-8")
    assert alone(tmp_path).message.endswith("the site's folder is not in a Git repository")


def test_without_git_the_file_alone_is_read(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(site))
    problem = alone(site)
    assert problem.message.endswith("Git is not installed")
    assert problem.hint == "install Git where the site is built"


def test_in_a_shallow_clone_the_file_alone_is_read(site: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--depth", "1", site.as_uri(), "clone")
    problem = alone(tmp_path / "clone")
    assert problem.message.endswith("the clone is shallow")
    assert "`fetch-depth: 0`" in problem.hint


@pytest.mark.parametrize("committed", [True, False])
def test_a_file_that_was_never_committed_is_read_alone(tmp_path: Path, *, committed: bool) -> None:
    git(tmp_path, "init")
    if committed:
        commit(tmp_path, "2020-07-22", "x", "content/other.txt")
    (tmp_path / "content").mkdir(exist_ok=True)
    (tmp_path / README).write_text("one", encoding="utf-8")
    problem = alone(tmp_path)
    assert problem.message.endswith("it was never committed")
    assert "content.history" in problem.hint


def test_what_git_says_is_passed_on(site: Path) -> None:
    (site / ".git/HEAD").write_text("ref: refs/heads/gone\n")
    (site / ".git/config").write_text("[core\n")
    assert "Git reports `fatal: bad config" in alone(site).message


# Texts


def test_one_process_of_git_hands_out_all_versions(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = scan(site)
    started = []
    popen = subprocess.Popen

    def counting(*arguments: object, **options: object) -> object:
        started.append(arguments)
        return popen(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", counting)
    assert texts(site, found) == texts(site, found)
    assert len(started) == 1


def test_a_version_that_is_too_large_is_refused_and_the_others_are_read(site: Path) -> None:
    commit(site, "2020-07-25", "x" * 300_000)
    found, _ = scan(site)
    source, (problem,) = read.load(site, found[-1].path, 100)
    assert source is None
    assert problem.message.startswith("the file has 300,000 bytes; the limit for a content file is 100")
    assert texts(site, found[:-1])[-1] == ("2020-07-24", "three")


def test_a_version_that_git_has_not_is_a_problem_and_the_others_are_read(site: Path) -> None:
    found, _ = scan(site)
    source, (problem,) = read.load(site, history.name(README, dt.date(2020, 7, 22), "0" * 40), 100)
    assert source is None
    assert problem.message == "the version cannot be read from Git: Git does not have this version"
    assert texts(site, found[-1:]) == [("2020-07-24", "three")]


def test_a_process_of_git_that_was_killed_is_started_again(site: Path) -> None:
    found, _ = scan(site)
    before = texts(site, found)
    git_ = history._reader._git
    assert git_
    git_.kill()
    git_.wait()
    assert texts(site, found) == before


def _read_in_child(site: Path, path: str, result: multiprocessing.queues.Queue[tuple[int, bytes]]) -> None:
    for _ in range(50):
        size, data = history.read(site, history.parts(path).blob, 100)
    result.put((size, data))


def test_a_worker_that_was_forked_has_a_process_of_git_of_its_own(site: Path) -> None:
    found, _ = scan(site)
    texts(site, found)
    context = multiprocessing.get_context("fork")
    queues = [context.Queue() for _ in found]
    children = [
        context.Process(target=_read_in_child, args=(site, file.path, queue))
        for file, queue in zip(found, queues, strict=True)
    ]
    for child in children:
        child.start()
    for _ in range(50):
        texts(site, found)
    assert [queue.get(timeout=30)[1] for queue in queues] == [b"one", b"two", b"three"]
    for child in children:
        child.join()
