"""What lies in a content folder, what is left alone there, and which folders would be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.conftest import write_site

from sitegen.config import Content
from sitegen.content import folders, read

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, *paths: str, text: str = "x") -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def found(site: Path, content: Content, output: str = "build") -> list[str]:
    files, problems = read.scan(site, content, output)
    assert problems == []
    return [file.path for file in files]


def test_excluded_files_and_folders_are_not_seen_at_all(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", "content/b.md", "content/x/b.md", "content/drafts/c.md", "content/y/drafts/d.md")
    (tmp_path / "content/drafts/link.md").symlink_to("nowhere")
    assert found(tmp_path, Content(exclude=("b.md", "drafts/"))) == ["content/a.md"]
    assert found(tmp_path, Content(exclude=("x/*", "drafts"))) == ["content/a.md", "content/b.md"]


def test_json_is_content_but_not_among_the_free_pages(tmp_path: Path) -> None:
    write(tmp_path, "content/a.json", "content/b.jsonl", "content/pages/c.md", "content/pages/d.json", "content/e.js")
    files, _ = read.scan(tmp_path, Content(), "build")
    assert [(file.path, file.page) for file in files] == [
        ("content/a.json", False),
        ("content/b.jsonl", False),
        ("content/pages/c.md", True),
    ]


def test_json_that_is_too_large_is_passed_over_with_a_notice(tmp_path: Path) -> None:
    write(tmp_path, "content/a.json", "content/b.md", text="x" * 11)
    files, (problem,) = read.scan(tmp_path, Content(max_bytes=10), "build")
    assert [file.path for file in files] == ["content/b.md"]
    assert str(problem).startswith("content/a.json: notice: the file has 11 bytes; the limit for a content file is 10")


@pytest.mark.parametrize("name", ["_index.md", "_drafts/a.md", ".git/a.md", ".cache/a.md", "node_modules/x/README.md"])
def test_what_is_put_aside_or_others_business_is_left_alone(tmp_path: Path, name: str) -> None:
    write(tmp_path, "content/a.md", f"content/x/{name}")
    assert found(tmp_path, Content()) == ["content/a.md"]


@pytest.mark.parametrize("name", ["LICENSE.txt", "requirements.txt", "docs/index.rst", "notes.markdown", "2020.MD"])
def test_a_text_without_a_date_troubles_nobody(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"content/{name}")
    assert found(tmp_path, Content()) == []


@pytest.mark.parametrize("name", ["2020-07-22.txt", "2020/07/22.rst", "x/20200722.markdown", "22-Jul-2020.MD"])
def test_a_text_with_a_date_in_its_path_is_warned_of(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"content/{name}")
    files, (problem,) = read.scan(tmp_path, Content(), "build")
    assert (files, problem.message) == ([], "the file is ignored, because its name does not end in `.md`")


def test_a_site_can_be_its_own_content_folder(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "2020/a.md", "pages/about.md", "build/x.md", "themes/mine/README.md", ".github/x.md")
    files, _ = read.scan(tmp_path, Content("."), "build")
    assert [(file.path, file.page) for file in files] == [
        ("2020/a.md", False),
        ("README.md", False),
        ("pages/about.md", True),
    ]
    assert read.branches(tmp_path, Content("."), "build") == ["2020", "pages"]


@pytest.mark.parametrize("output", ["content/build", "./content/build/"])
def test_the_output_folder_is_never_read(tmp_path: Path, output: str) -> None:
    write(tmp_path, "content/a.md", "content/build/b.md", "content/x/build/c.md", "content/themes/d.md")
    assert found(tmp_path, Content(), output) == ["content/a.md", "content/themes/d.md", "content/x/build/c.md"]


def test_a_site_that_was_built_is_known_by_its_manifest(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", "content/site/b.md", "content/site/.sitegen-manifest", "content/site/x/c.md")
    assert found(tmp_path, Content()) == ["content/a.md"]


PAPER = "* [A title](https://arxiv.org/abs/2007.00001)\n"


def test_folders_with_digests_are_named_those_with_the_most_first(tmp_path: Path) -> None:
    write(tmp_path, *(f"docs/daily/20{n}/2020-07-{n}.md" for n in range(10, 15)), text=PAPER)
    write(tmp_path, "archive/20200722.md", "archive/20200723.md", text="see https://github.com/a/b")
    write(tmp_path, "README.md", text=PAPER * 10)
    write(tmp_path, "notes/2020-07-22.md", text="nothing of the kind")
    write(tmp_path, "essays/one.md", text=PAPER)
    assert folders.likely(tmp_path, "build") == ["docs/daily", "archive", "."]


def test_five_folders_are_named_at_most_and_what_counts_can_be_chosen(tmp_path: Path) -> None:
    write(tmp_path, *(f"{name}/x.md" for name in "abcdefg"), "g/y.md", "f/y.txt")
    assert folders.likely(tmp_path, "build") == []
    assert folders.likely(tmp_path, "build", lambda _path, head: head == b"x") == ["g", "a", "b", "c", "d"]


def test_a_content_folder_that_is_missing_is_answered_with_what_to_type(tmp_path: Path) -> None:
    write_site(
        tmp_path, f"-- docs/2020-07-22.md --\n{PAPER}-- old/2019-01-01.md --\n{PAPER}-- old/2019-01-02.md --\n{PAPER}"
    )
    _, (problem,) = read.scan(tmp_path, Content(), "build")
    assert str(problem.location) == "content"
    assert problem.hint == (
        "digests seem to be in `old`, `docs`: run `sitegen serve --content old`, or set `content.folder`; "
        "`sitegen digests old` shows what sitegen reads there"
    )
