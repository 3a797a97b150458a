"""Reading the content folder: what is read, what is refused, and that neither hides the other."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest
from tests.conftest import digest

from sitegen.config import Content
from sitegen.content import read
from sitegen.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Built

GOOD = digest("Wed, 22 Jul 2020", "2007.10986", "2007.10985")
GOOD_PAGES = {"2020/07/22/index.html", "abs/2007.10986/index.html", "abs/2007.10985/index.html"}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Make a content folder with one good digest in it."""
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "good.md").write_text(GOOD)
    return folder


def messages(built: Built) -> list[str]:
    return [str(problem) for problem in built[1].problems]


def test_a_byte_that_is_not_utf_8_is_named_by_line_column_and_offset(
    content: Path, build_site: Callable[..., Built]
) -> None:
    bad = "# ArXiv cs.CV --Thu, 23 Jul 2020\nna\u00efve caf".encode() + b"\xe9 au lait\nmore"
    (content / "bad.md").write_bytes(bad)
    files, report = build_site()
    (problem,) = report.problems
    assert str(problem.location) == "content/bad.md:2:10"
    assert problem.message == f"byte {bad.index(0xE9, 40)} (0xe9) is not valid UTF-8"
    assert problem.excerpt == "na\u00efve caf\N{REPLACEMENT CHARACTER} au lait"
    assert files.keys() >= GOOD_PAGES
    assert "2020/07/23/index.html" not in files


def test_the_offset_of_a_bad_byte_is_that_of_the_file_with_its_byte_order_mark() -> None:
    data = b"\xef\xbb\xbfab\xff"
    source, (problem,) = read.decode("content/x.md", data)
    assert source is None
    assert problem.message == "byte 5 (0xff) is not valid UTF-8"
    assert data[5] == 0xFF
    assert str(problem.location) == "content/x.md:1:3"


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_lines_of_a_bad_byte_are_counted_whatever_ends_them(ending: str) -> None:
    _, (problem,) = read.decode("x.md", ending.join(["one", "two", "thr"]).encode() + b"\x80" + ending.encode() + b"x")
    assert str(problem.location) == "x.md:3:4"
    assert problem.excerpt == "thr\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_file_in_utf_16_is_recognised(content: Path, build_site: Callable[..., Built], encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    (content / "wide.md").write_bytes(mark + GOOD.encode(encoding))
    files, report = build_site()
    (problem,) = report.problems
    assert str(problem.location) == "content/wide.md:1:1"
    assert "UTF-16" in problem.hint
    assert files.keys() >= GOOD_PAGES


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.rstrip().encode(),
        b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").rstrip().encode(),
    ],
    ids=["byte order mark", "CRLF", "CR", "no final newline", "all of Windows"],
)
def test_marks_and_line_ends_make_no_difference(content: Path, build_site: Callable[..., Built], data: bytes) -> None:
    expected, _ = build_site()
    (content / "good.md").write_bytes(data)
    files, report = build_site()
    assert report.problems == ()
    assert files == expected


def test_a_control_character_is_shown_as_a_replacement_and_warned_of(
    content: Path, build_site: Callable[..., Built]
) -> None:
    (content / "bell.md").write_text(digest("Thu, 23 Jul 2020", "2007.20001").replace("Title", "T\x07itle"))
    files, report = build_site()
    (problem,) = report.problems
    assert problem.severity is Severity.WARNING
    assert str(problem.location) == "content/bell.md:2:8"
    assert "U+0007" in problem.message
    page = files["abs/2007.20001/index.html"].decode()
    assert "T\N{REPLACEMENT CHARACTER}itle of" in page
    assert "\x07" not in page
    assert "\x07" not in str(problem)


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\x9b", "\ufffe", "\ufdd0"])
def test_every_character_that_html_forbids_is_replaced(character: str) -> None:
    source, (problem,) = read.decode("x.md", f"a\tb\n{character}c".encode())
    assert source is not None
    assert source.text == "a\tb\n\N{REPLACEMENT CHARACTER}c"
    assert str(problem.location) == "x.md:2:1"


def test_a_pipe_is_refused_and_does_not_hang_the_build(content: Path, build_site: Callable[..., Built]) -> None:
    os.mkfifo(content / "pipe.md")
    files, report = build_site()
    (problem,) = report.problems
    assert str(problem).startswith("content/pipe.md: error: this is not a regular file")
    assert files.keys() >= GOOD_PAGES


def test_a_pipe_that_takes_a_files_place_after_the_scan_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "late.md")
    source, (problem,) = read.load(tmp_path, "late.md", 100)
    assert source is None
    assert problem.message == "this is not a regular file"


def test_a_socket_is_refused(content: Path, build_site: Callable[..., Built], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(content)  # a socket's path may be 107 bytes long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.md")
        files, report = build_site()
    assert [problem.message for problem in report.problems] == ["this is not a regular file"]
    assert files.keys() >= GOOD_PAGES


@pytest.mark.parametrize("target", ["good.md", "../elsewhere", "nowhere.md", "link.md"])
def test_links_are_not_followed(content: Path, build_site: Callable[..., Built], target: str) -> None:
    (content.parent / "elsewhere").mkdir()
    (content.parent / "elsewhere" / "secret.md").write_text(digest("Thu, 23 Jul 2020", "2007.20001"))
    (content / "link.md").symlink_to(target)
    files, report = build_site()
    (problem,) = report.problems
    assert str(problem.location) == "content/link.md"
    assert "symbolic link" in problem.message
    assert files.keys() >= GOOD_PAGES
    assert "2020/07/23/index.html" not in files


def test_a_link_to_what_is_read_elsewhere_is_no_fault(content: Path, build_site: Callable[..., Built]) -> None:
    (content / "latest.md").symlink_to("good.md")
    (content / "gone.md").symlink_to("nowhere.md")
    _, report = build_site()
    told = {str(problem.location): problem.severity.value for problem in report.problems}
    assert told == {"content/latest.md": "notice", "content/gone.md": "error"}


def test_a_link_to_a_folder_of_any_name_is_refused(content: Path, build_site: Callable[..., Built]) -> None:
    (content.parent / "elsewhere").mkdir()
    (content / "2021").symlink_to("../elsewhere")
    _, report = build_site()
    assert [str(problem.location) for problem in report.problems] == ["content/2021"]


def test_a_link_that_takes_a_files_place_after_the_scan_is_refused(content: Path) -> None:
    (content / "link.md").symlink_to("good.md")
    source, (problem,) = read.load(content.parent, "content/link.md", 10_000)
    assert source is None
    assert "symbolic link" in problem.message


def test_a_folder_named_like_a_digest_is_a_folder(content: Path, build_site: Callable[..., Built]) -> None:
    (content / "2021.md").mkdir()
    (content / "2021.md" / "inner.md").write_text(digest("2021-01-04", "2101.00001"))
    files, report = build_site()
    assert report.problems == ()
    assert "2021/01/04/index.html" in files


def test_a_file_that_is_too_large_is_refused_with_both_sizes(content: Path, build_site: Callable[..., Built]) -> None:
    (content / "large.md").write_bytes(b"x" * 5_001)
    files, report = build_site("-- sitegen.toml --\n[content]\nmax_bytes = 5000\n")
    (problem,) = report.problems
    assert str(problem.location) == "content/large.md"
    assert "5,001" in problem.message
    assert "5,000" in problem.message
    assert files.keys() >= GOOD_PAGES


def test_a_file_of_exactly_the_allowed_size_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"x" * 5_000)
    source, problems = read.load(tmp_path, "x.md", 5_000)
    assert problems == []
    assert source is not None
    assert len(source.text) == 5_000


def test_a_file_whose_name_is_not_utf_8_is_named_in_escapes(content: Path, build_site: Callable[..., Built]) -> None:
    with open(os.fsencode(content) + b"/caf\xe9.md", "wb") as file:  # noqa: PTH123 - a Path cannot be of bytes
        file.write(GOOD.encode())
    files, report = build_site()
    (problem,) = report.problems
    assert str(problem.location) == "content/caf\\udce9.md"
    assert "not valid UTF-8" in problem.message
    assert files.keys() >= GOOD_PAGES


def test_a_picture_whose_name_is_not_utf_8_is_nobodys_business(content: Path, build_site: Callable[..., Built]) -> None:
    with open(os.fsencode(content) + b"/caf\xe9.png", "wb"):  # noqa: PTH123 - a Path cannot be of bytes
        pass
    _, report = build_site()
    assert report.problems == ()


def test_a_name_with_a_newline_cannot_break_a_message(content: Path, build_site: Callable[..., Built]) -> None:
    (content / "a\nb\x1b[31m-2020-07-24.md").write_text("no digest\n")
    _, report = build_site()
    (problem,) = report.problems
    assert str(problem).startswith(
        "content/a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}[31m-2020-07-24.md:1: error:"
    )


def test_a_folder_that_cannot_be_listed_does_not_hide_the_others(
    content: Path, build_site: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(content)
    for _ in range(17):  # longer than any path may be; root may read everything else
        name = "a" * 250
        os.mkdir(name)  # noqa: PTH102 - relative, as no absolute path reaches it
        os.chdir(name)
    os.chdir(content)
    files, report = build_site()
    (problem,) = report.problems
    assert problem.location.path.startswith("content/aaa")
    assert "cannot be listed" in problem.message
    assert files.keys() >= GOOD_PAGES


def test_folders_may_be_deeper_than_any_recursion(
    content: Path, build_site: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(content)
    depth = 1_500
    for _ in range(depth):
        os.mkdir("d")  # noqa: PTH102 - a thousand times
        os.chdir("d")
    (content / "d" / "x.md").write_text(digest("Thu, 23 Jul 2020", "2007.20001"))
    deepest = os.open(".", os.O_RDONLY)
    try:
        os.chdir(content)
        files, report = build_site()
    finally:  # pytest cannot remove such folders
        os.fchdir(deepest)
        os.close(deepest)
        for _ in range(depth - 1):
            os.chdir("..")
            os.rmdir("d")  # noqa: PTH106 - a thousand times
    assert report.problems == ()
    assert "2020/07/23/index.html" in files


def test_a_missing_content_folder_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    found, (problem,) = read.scan(tmp_path, Content(), "build")
    assert found == []
    assert str(problem.location) == "content"
    assert "content.folder" in problem.hint


def test_a_file_that_is_gone_after_the_scan_is_a_problem(tmp_path: Path) -> None:
    source, (problem,) = read.load(tmp_path, "content/gone.md", 100)
    assert source is None
    assert str(problem) == "content/gone.md: error: the file cannot be read: No such file or directory"


@pytest.mark.parametrize(
    "name", [".hidden.md", ".git/x.md", "good.md~", "#good.md#", ".#good.md", "x.md.orig", "x.md.bak", "p.png"]
)
def test_hidden_and_backup_files_are_ignored(content: Path, build_site: Callable[..., Built], name: str) -> None:
    expected, _ = build_site()
    path = content / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\xff not a digest")
    files, report = build_site()
    assert report.problems == ()
    assert files == expected


@pytest.mark.parametrize("name", ["2020-07-23.markdown", "2020/07/23.MD", "20200723.mdown", "23-Jul-2020.txt"])
def test_a_file_that_looks_like_content_but_is_not_read_is_warned_of(
    content: Path, build_site: Callable[..., Built], name: str
) -> None:
    (content / name).parent.mkdir(parents=True, exist_ok=True)
    (content / name).write_text(GOOD)
    _, report = build_site()
    (problem,) = report.problems
    assert problem.severity is Severity.WARNING
    assert str(problem.location) == f"content/{name}"


def test_all_faulty_files_are_reported_in_one_run_and_the_rest_is_built(
    content: Path, build_site: Callable[..., Built]
) -> None:
    os.mkfifo(content / "a-pipe.md")
    (content / "b-link.md").symlink_to("nowhere.md")
    (content / "c-bytes.md").write_bytes(b"\xff")
    (content / "d-empty.md").write_bytes(b"")
    (content / "e-2020-07-24.markdown").write_text(GOOD)
    (content / "f-prose-2020-07-25.md").write_text("nothing of the kind")
    (content / "pages").mkdir()
    (content / "pages" / "g.md").write_bytes(b"\xc3")
    files, report = build_site()
    assert [problem.location.path.removeprefix("content/") for problem in report.problems] == [
        "a-pipe.md",
        "b-link.md",
        "c-bytes.md",
        "d-empty.md",
        "e-2020-07-24.markdown",
        "f-prose-2020-07-25.md",
        "pages/g.md",
    ]
    assert report.errors == 5
    assert report.committed
    assert files.keys() >= GOOD_PAGES


CONFLICT = """<<<<<<< HEAD
{0}
||||||| 5d3b7c1
=======
{1}
>>>>>>> add the digest of Wednesday
"""


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_merge_conflict_is_an_error_at_its_first_line_and_both_branches_are_read(
    content: Path, build_site: Callable[..., Built], ending: str
) -> None:
    ours, theirs = (digest("Wed, 22 Jul 2020", id_) for id_ in ("2007.10986", "2007.10985"))
    text = f"\n{CONFLICT.format(ours, theirs)}".replace("\n", ending)
    (content / "good.md").write_text(text, newline="")
    files, report = build_site()
    (problem,) = report.problems
    assert (str(problem.location), problem.severity) == ("content/good.md:2", Severity.ERROR)
    assert "merge conflict" in problem.message
    assert files.keys() >= GOOD_PAGES
    assert not any(mark in files["2020/07/22/index.html"] for mark in (b"&lt;&lt;&lt;", b"====", b"add the digest"))
    assert not build_site(strict=True)[1].committed


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# A\n<<<<<<< x\n# B\n", [2]),
        ("# A\n>>>>>>> x\n# B\n>>>>>>>\n", [2, 4]),
        ("<<<<<<< x\na\n=======\nb\n>>>>>>> y\nc\n<<<<<<< x\n=======\n>>>>>>> y", [1, 7]),
        ("Title\n=======\n\n<<<<<<<< x\n>>>>>>>>\n <<<<<<< x\n<<<<<<<x\n", []),
    ],
)
def test_half_a_merge_is_an_error_too_and_a_heading_is_none(text: str, lines: list[int]) -> None:
    source, problems = read.decode("content/x.md", text.encode())
    assert [problem.location.line for problem in problems] == lines
    assert source
    assert (source.text == text) is (not lines)
    assert len(source.text.split("\n")) == len(text.split("\n"))


def test_a_merge_conflict_that_was_committed_long_ago_fails_no_build() -> None:
    _, (problem,) = read.decode("content/x.md@2020-07-22@" + "5d" * 20, b"<<<<<<< x\n")
    assert problem.severity is Severity.NOTICE
