"""The lock: what its lines say, and how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.urls import published
from sitegen.urls.published import Entry, Lock

if TYPE_CHECKING:
    from pathlib import Path

NAME = "permalinks.lock"


def held(folder: Path, text: str) -> Lock:
    (folder / NAME).write_bytes(text.encode())
    return published.load(folder, NAME)


def test_a_site_without_a_lock_and_one_whose_lock_is_yet_to_be_written_have_no_entries(tmp_path: Path) -> None:
    assert published.load(tmp_path, "") == published.NONE
    assert published.load(tmp_path, NAME) == Lock(NAME)
    assert published.stamp(tmp_path, NAME) is None


def test_what_was_written_is_read_again_and_sorted(tmp_path: Path) -> None:
    assert published.save(tmp_path, published.load(tmp_path, NAME), {"/b/", "/abs/2007.1/ 2007.1", "/"}) is None
    text = (tmp_path / NAME).read_text()
    assert text.splitlines() == [*published.HEAD, "/", "/abs/2007.1/ 2007.1", "/b/"]
    again = published.load(tmp_path, NAME)
    assert published.entries(again, ()) == (
        [Entry(3, "/", ""), Entry(4, "/abs/2007.1/", "2007.1"), Entry(5, "/b/", "")],
        [],
    )
    assert published.save(tmp_path, again, {"/a/"}) is None
    assert (tmp_path / NAME).read_text().splitlines() == [*published.HEAD, "/", "/a/", "/abs/2007.1/ 2007.1", "/b/"]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_lines_in_any_order_with_windows_ends_and_comments_of_others_are_put_in_order(tmp_path: Path) -> None:
    before = held(tmp_path, "\ufeff/b/\r\n# ours\r\n\r\n/a/\r\n/b/\r\n")
    assert published.entries(before, {"/b/"}) == ([Entry(4, "/a/", "")], [])
    assert published.save(tmp_path, before, {"/c/"}) is None
    assert (tmp_path / NAME).read_bytes() == b"# ours\n/a/\n/b/\n/c/\n"


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    before = held(tmp_path, "/b/\n/a/\n")
    assert published.save(tmp_path, before, ()) is None
    assert (tmp_path / NAME).read_text() == "/b/\n/a/\n"


@pytest.mark.parametrize("line", ["<<<<<<< HEAD", "=======", ">>>>>>> a new day", "||||||| base"])
def test_a_conflict_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    entries, (problem,) = published.entries(held(tmp_path, f"/a/\n{line}\n/b/\n"), ())
    assert [entry.path for entry in entries] == ["/a/", "/b/"]
    assert str(problem.location) == f"{NAME}:2"
    assert "conflict" in problem.message


@pytest.mark.parametrize("line", ["a/", "/A/", "/a/ 1 2", "//", "/a.b c", "/../x/", "/a/\t1", "/é/", " /a/"])
def test_a_line_that_is_no_address_is_named(tmp_path: Path, line: str) -> None:
    entries, (problem,) = published.entries(held(tmp_path, f"/a/\n/b/\n{line}\n"), {"/a/"})
    assert entries == [Entry(2, "/b/", "")]
    assert (str(problem.location), problem.excerpt) == (f"{NAME}:3", line)
    assert problem.message == "this line of the lock is not an address"


def test_of_many_damaged_lines_some_are_named(tmp_path: Path) -> None:
    assert len(published.entries(held(tmp_path, "x\n" * 100), ())[1]) == published.NAMED


def test_a_lock_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"/a/\n\xff\n")
    fault = published.load(tmp_path, NAME).fault
    assert fault
    assert "cannot be read" in fault.message
    (tmp_path / "folder").mkdir()
    fault = published.load(tmp_path, "folder").fault
    assert fault
    assert "directory" in fault.message


def test_a_lock_that_changed_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    before = held(tmp_path, "/a/\n")
    (tmp_path / NAME).write_text("/a/\n/mine/\n")
    problem = published.save(tmp_path, before, {"/b/"})
    assert problem
    assert "changed while" in problem.message
    assert (tmp_path / NAME).read_text() == "/a/\n/mine/\n"


def test_a_lock_that_cannot_be_written_says_so_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    problem = published.save(tmp_path, published.load(tmp_path, "file/x.lock"), {"/b/"})
    assert problem
    assert "cannot be" in problem.message
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_a_killed_build_has_left_of_the_lock_goes_away(tmp_path: Path) -> None:
    (tmp_path / f".{NAME}.part").write_text("/half")
    assert published.save(tmp_path, published.load(tmp_path, NAME), {"/a/"}) is None
    assert (tmp_path / NAME).read_text().splitlines() == [*published.HEAD, "/a/"]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_of_two_builds_that_add_addresses_at_once_the_second_says_so_and_loses_none(tmp_path: Path) -> None:
    before = held(tmp_path, "/a/\n")
    assert published.save(tmp_path, before, {"/b/"}) is None
    problem = published.save(tmp_path, before, {"/c/"})
    assert problem
    assert "the lock changed while the site was being built" in problem.message
    assert (tmp_path / NAME).read_text() == "/a/\n/b/\n"
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
