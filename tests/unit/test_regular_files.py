"""Files are read without waiting for anybody."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sitegen import regular_files

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_read_whole_up_to_its_limit(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"12345")
    assert regular_files.read(file, 5) == b"12345"
    with pytest.raises(regular_files.OversizedError, match="the limit is 4"):
        regular_files.read(file, 4)


@pytest.mark.parametrize("name", ["pipe", "link-to-pipe", "/dev/zero"])
def test_what_could_hang_or_never_end_is_refused(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link-to-pipe").symlink_to("pipe")
    with pytest.raises(regular_files.IrregularError) as raised:
        regular_files.read(tmp_path / name, 1_000)
    assert raised.value.strerror == "this is not a regular file"


def test_links_are_followed_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"1")
    (tmp_path / "link").symlink_to("file")
    assert regular_files.read(tmp_path / "link", 1) == b"1"
    with pytest.raises(OSError, match="symbolic links"):
        regular_files.read(tmp_path / "link", 1, follow=False)


def test_folders_and_missing_files_are_named_as_the_system_does(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        regular_files.read(tmp_path, 1)
    with pytest.raises(FileNotFoundError):
        regular_files.read(tmp_path / "none", 1)
