"""Where content comes from: any folder, the site's own, and the history of a file in Git."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from tests.conftest import Built, digest, edit, serving, write_site
from tests.unit.content.test_history import commit, git

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.commands import main
from sitegen.content import parse, read
from sitegen.model import Artifact
from sitegen.output.sink import MemorySink
from sitegen.preview.pages import Preview

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.build.pipeline import Report
    from sitegen.config import Content
    from sitegen.model import Source

needs_git = pytest.mark.skipif(not shutil.which("git"), reason="needs Git")
FLAT = f"""
-- sitegen.toml --
content.folder = "."
-- README.md --
{digest("2020-07-22", "2007.00001")}
-- 2020/2020-07-23.md --
{digest("2020-07-23", "2007.00002")}
-- pages/about.md --
# About

See [how](help/how.md).
-- pages/help/how.md --
# How
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="sitegen")


def nested(text: str) -> str:
    """Move the content of a site into a folder."""
    moved = text.replace('"."', '"content"')
    for name in ("README.md", "2020/", "pages/"):
        moved = moved.replace(f"-- {name}", f"-- content/{name}")
    return moved


@pytest.fixture
def flat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a site that is its own content folder."""
    monkeypatch.chdir(write_site(tmp_path, FLAT))
    monkeypatch.delenv("SITEGEN_BASE_URL", raising=False)
    return tmp_path


# The site's own folder


def test_a_site_that_is_its_own_content_folder_is_the_same_site(
    build_site: Callable[..., Built], tmp_path_factory: pytest.TempPathFactory
) -> None:
    _, report = build_site(FLAT)
    assert report.problems == ()
    assert (report.days, report.papers) == (2, 2)
    other = write_site(tmp_path_factory.mktemp("other"), nested(FLAT))
    with MemorySink() as sink:
        build(other, config.load(other, {}, "https://example.org/"), sink, Cache(None))
    files, _ = build_site()
    different = {path for path in {*files, *sink.files} if files.get(path) != sink.files.get(path)}
    assert different <= {"status.json", "status/index.html"}  # they name the files


def test_what_was_built_is_not_read_as_content(flat: Path) -> None:
    assert run("build").exit_code == 0
    (flat / "build/notes.md").write_text("mine\n")
    (flat / "site").mkdir()
    assert run("build", "--output", "site").exit_code == 0
    (flat / "site/2020/notes.md").write_text("mine\n")
    result = run("build", "--strict")
    assert result.exit_code == 0, result.stderr
    assert "0 files written" in result.stderr


def test_the_site_itself_cannot_be_its_output(flat: Path) -> None:
    result = run("build", "--output", ".")
    assert result.exit_code == 1
    assert "the output folder must not be or contain" in result.stderr
    assert (flat / "README.md").exists()


def test_lines_of_files_beside_the_configuration_are_explained(flat: Path) -> None:
    assert run("build").exit_code == 0
    for place, address in (("README.md:2", "/abs/2007.00001/"), ("pages/help/how.md", "/help/how/")):
        (row,) = [json.loads(line) for line in run("explain", "--json", place).stdout.splitlines()]
        assert row["address"] == address
    assert flat.is_dir()


def test_check_sees_that_content_beside_the_configuration_is_newer(flat: Path) -> None:
    assert run("build").exit_code == 0
    assert "note:" not in run("check", "--json").stdout
    report = json.loads(run("check", "--json").stdout.splitlines()[-1])
    assert report["newer"] == ""
    edit(flat, "pages/about.md", "# About", "# About us")
    report = json.loads(run("check", "--json").stdout.splitlines()[-1])
    assert report["newer"] == "pages/about.md"


def test_a_preview_follows_content_beside_the_configuration_and_nothing_else(flat: Path) -> None:
    for name in ("build", ".git", "node_modules"):
        (flat / name).mkdir()
    preview = Preview(flat, Cache(None), 1)
    try:
        look = preview.start()
        below = {folder: deep for folder, deep in look.folders.items() if folder.is_relative_to(flat)}
        assert below == {flat: False, flat / "2020": True, flat / "pages": True}
        edit(flat, "README.md", "Title of 2007.00001", "Another title")
        preview.update(preview.look(), frozenset())
        assert b"Another title" in body(preview, "abs/2007.00001/index.html")
    finally:
        preview.close()


def body(preview: Preview, path: str) -> bytes:
    artifact = preview.file(path)
    assert isinstance(artifact, Artifact), artifact
    return bytes(artifact.data)


# Commands


def test_commands_act_in_another_folder(flat: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    result = run("-C", str(flat), "build")
    assert result.exit_code == 0
    assert (flat / "build/index.html").exists()
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("name", ["missing", "README.md"])
def test_a_folder_that_is_none_is_wrong_usage(flat: Path, name: str) -> None:
    result = run("-C", name, "build")
    assert result.exit_code == 2
    assert f"'{name}'" in result.stderr
    assert not (flat / "build").exists()


def test_the_folder_with_the_digests_can_be_given(flat: Path) -> None:
    (flat / "sitegen.toml").write_text("content.folder = 'nothing'\n")
    for arguments in (("build",), ("diff",), ("stats",), ("check",), ("explain", "/2020/07/22/")):
        assert run(*arguments, "--content", ".").exit_code == 0, arguments
    assert "1 paper on 1 day" in run("build", "--content", "./2020/").stderr
    result = run("build", "--content", "..")
    assert result.exit_code == 1
    assert "--content: error: `content.folder` must be inside the site's folder" in result.stderr


def test_a_preview_keeps_to_the_folder_that_was_given(flat: Path) -> None:
    (flat / "sitegen.toml").unlink()
    preview = Preview(flat, Cache(None), 1, "2020")
    try:
        preview.start()
        assert preview.edition
        assert set(preview.edition.readings) == {"2020/2020-07-23.md"}
        (flat / "sitegen.toml").write_text("title = 'New'\n")
        preview.update(preview.look(), frozenset())
        assert preview.edition.context.config.title == "New"
        assert set(preview.edition.readings) == {"2020/2020-07-23.md"}
    finally:
        preview.close()


def test_where_no_content_is_the_command_to_type_is_said(flat: Path) -> None:
    (flat / "sitegen.toml").unlink()
    shutil.rmtree(flat / "2020")
    write_site(flat, "-- my docs/2020-07-22.md --\n" + digest("2020-07-22", "2007.00001"))
    result = run("build")
    assert result.exit_code == 1
    assert "hint: digests seem to be in `my docs`: run `sitegen serve --content 'my docs'`" in result.stderr


# History


@pytest.fixture
def daily(tmp_path: Path) -> Path:
    """Make a site whose only file was overwritten three times."""
    git(tmp_path, "init")
    write_site(tmp_path, '-- sitegen.toml --\ncontent.history = ["README.md"]\n')
    for day in (22, 23, 24):
        commit(tmp_path, f"2020-07-{day}", digest(f"2020-07-{day}", f"2007.000{day}") + "\n")
    return tmp_path


def make(site: Path, cache: Cache) -> tuple[dict[str, bytes], Report]:
    with MemorySink() as sink:
        report = build(site, config.load(site, {}, "https://example.org/"), sink, cache)
        return sink.files, report


@needs_git
def test_every_day_of_a_file_that_is_overwritten_is_a_day_of_the_site(daily: Path) -> None:
    files, report = make(daily, Cache(None))
    assert report.problems == ()
    assert (report.days, report.papers) == (3, 3)
    assert {f"2020/07/{day}/index.html" for day in (22, 23, 24)} <= files.keys()


@needs_git
def test_several_processes_make_the_same_of_the_versions(daily: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(daily)
    for day in range(1, 31):
        commit(daily, f"2020-09-{day:02}", digest(f"2020-09-{day:02}", f"2009.000{day:02}") + "\n")
    for jobs in ("1", "3"):
        result = run("build", "--strict", "--jobs", jobs, "--output", f"build{jobs}")
        assert "33 papers on 33 days" in result.stderr
        shutil.rmtree(".cache")
    files = {path.relative_to("build1") for path in Path("build1").rglob("*.html")}
    assert len(files) > 66
    assert all((Path("build1") / file).read_bytes() == (Path("build3") / file).read_bytes() for file in files)


@needs_git
def test_a_second_build_reads_no_version_again(daily: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(daily / ".cache/sitegen")
    assert make(daily, cache)[1].read == 3
    assert make(daily, cache)[1].read == 0
    (daily / "content/README.md").touch()
    assert make(daily, cache)[1].read == 0
    commit(daily, "2020-07-25", digest("2020-07-25", "2007.00025"))
    parsed: list[str] = []
    digests = parse.digests

    def noted(source: Source, *rest: Any) -> Any:
        parsed.append(source.path)
        return digests(source, *rest)

    monkeypatch.setattr(parse, "digests", noted)
    _, report = make(daily, cache)
    assert (report.read, report.days) == (1, 4)
    assert {path.split("@")[1] for path in parsed} <= {"2020-07-24", "2020-07-25"}


@needs_git
def test_a_file_that_is_edited_is_the_digest_of_its_last_commit(daily: Path) -> None:
    cache = Cache(daily / ".cache/sitegen")
    make(daily, cache)
    edit(daily, "content/README.md", "Title of 2007.00024", "Another title")
    files, report = make(daily, cache)
    assert (report.read, report.days, report.problems) == (1, 3, ())
    assert b"Another title" in files["abs/2007.00024/index.html"]


@needs_git
def test_a_preview_shows_all_versions_and_follows_the_file(daily: Path) -> None:
    preview = Preview(daily, Cache(None), 1)
    try:
        preview.start()
        assert preview.problems == ()
        preview.keep_texts()
        assert b"Title of 2007.00022" in body(preview, "2020/07/22/index.html")
        edit(daily, "content/README.md", "Title of 2007.00024", "Another title")
        preview.update(preview.look(), frozenset())
        assert b"Another title" in body(preview, "2020/07/24/index.html")
        assert b"Title of 2007.00022" in body(preview, "2020/07/22/index.html")
    finally:
        preview.close()


@needs_git
def test_a_preview_looks_into_the_history_once(daily: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Content] = []
    past_of = read.past_of

    def noted(site: Path, content: Content) -> read.Past:
        asked.append(content)
        return past_of(site, content)

    monkeypatch.setattr(read, "past_of", noted)
    with serving(daily) as server:
        for _ in range(3):
            server.preview.look()
    assert len(asked) == 1


@needs_git
def test_a_version_and_the_file_itself_are_explained(daily: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(daily)
    assert run("build").exit_code == 0
    first, *_ = read.scan(daily, config.load(daily, {}).content, "build")[0]
    for place, address in (
        ("content/README.md:2", "/abs/2007.00024/"),
        (f"{first.path}:2", "/abs/2007.00022/"),
        (first.path, "/2020/07/22/"),
    ):
        assert run("explain", place).stdout.splitlines()[0] == address
    text = run("explain", "/abs/2007.00022/").stdout
    assert f"{first.path}:2" in text
