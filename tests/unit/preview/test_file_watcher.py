"""Changes of files: what is a batch, what is not yet one, and what happens without the system's events."""

from __future__ import annotations

import errno
import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from sitegen import stamps
from sitegen.preview import file_watcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sitegen.preview.file_watcher import Batch
    from sitegen.stamps import Stamp

OLD = (10, 1_000_000_000, 1, 0)
"""A file that was written long ago."""


@dataclass(frozen=True)
class Seen:
    files: dict[str, Stamp]
    folders: dict[Path, bool]


def look_at(folder: Path) -> Callable[[], Seen]:
    def look() -> Seen:
        found = {}
        for path in folder.rglob("*"):
            if path.is_file():
                status = path.stat()
                found[path.name] = stamps.of(status)
        return Seen(found, {folder: True})

    return look


class Watching:
    """Follows a folder, and gives the batches one by one."""

    def __init__(self, folder: Path, *, poll: bool = False) -> None:
        look = look_at(folder)
        self.hints = file_watcher.Hints()
        self.told: list[str] = []
        self.batches: Iterator[Batch[Seen]] = file_watcher.batches(
            look, look(), self.hints, poll=poll, told=self.told.append
        )

    def until(self, last: str) -> set[str]:
        """Return all that changed, up to and with the batch that has a path."""
        changed: set[str] = set()
        for batch in self.batches:
            changed |= set(batch.changed)
            if last in changed:
                break
        return changed


@pytest.fixture(params=[False, True], ids=["events", "polling"])
def watching(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watching]:
    (tmp_path / "there.md").write_text("as it was")
    watching = Watching(tmp_path, poll=request.param)
    yield watching
    watching.hints.stop()
    assert list(watching.batches) == []


def test_a_file_that_was_written_before_the_watch_began_is_in_the_first_batch(
    watching: Watching, tmp_path: Path
) -> None:
    (tmp_path / "new.md").write_text("new")
    assert next(watching.batches).changed == ("new.md",)


def test_each_kind_of_change_is_seen(watching: Watching, tmp_path: Path) -> None:
    (tmp_path / "first.md").write_text("1")
    assert watching.until("first.md") == {"first.md"}
    (tmp_path / "first.md").write_text("another")
    assert watching.until("first.md") == {"first.md"}
    (tmp_path / "first.md").rename(tmp_path / "second.md")
    assert next(watching.batches).changed == ("first.md", "second.md")
    (tmp_path / "second.md").unlink()
    assert watching.until("second.md") == {"second.md"}


def test_a_folder_that_comes_with_files_in_it_is_seen(watching: Watching, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.md").write_text(name)
    changed: set[str] = set()
    while changed != {"one.md", "two.md"}:
        changed |= set(next(watching.batches).changed)
    (tmp_path / "two/later.md").write_text("later")
    assert "later.md" in watching.until("later.md")


def test_an_atomic_save_is_a_change_of_the_file_and_of_nothing_else(watching: Watching, tmp_path: Path) -> None:
    part = tmp_path / "part"
    for n in range(3):
        part.write_text(f"the {n}th text")
        part.replace(tmp_path / "there.md")
        assert next(watching.batches).changed == ("there.md",)


def test_many_files_are_all_in_a_few_batches(watching: Watching, tmp_path: Path) -> None:
    for n in range(200):
        (tmp_path / f"{n}.md").write_text(str(n))
    (tmp_path / "last.md").write_text("last")
    changed: set[str] = set()
    batches = 0
    while len(changed) < 201:
        changed |= set(next(watching.batches).changed)
        batches += 1
    assert batches < 20


def test_a_file_that_is_being_written_is_restless_and_comes_when_it_rests(tmp_path: Path) -> None:
    busy, look = tmp_path / "busy.md", look_at(tmp_path)
    writing = [True]

    def look_while_somebody_writes() -> Seen:
        if writing[0]:
            with busy.open("a") as file:
                file.write("more\n")
        return look()

    hints = file_watcher.Hints()
    batches = file_watcher.batches(look_while_somebody_writes, look(), hints)
    (tmp_path / "calm.md").write_text("calm")
    batch = next(batches)
    assert batch.changed == ("calm.md",)
    assert batch.restless == {"busy.md"}
    writing[0] = False
    batch = next(batches)
    assert batch.changed == ("busy.md",)
    assert batch.look.files["busy.md"][0] == busy.stat().st_size
    assert batch.restless == frozenset()
    hints.stop()


def test_a_file_rests_when_it_was_written_some_time_ago() -> None:
    now = time.time_ns()
    settling = file_watcher._Settling()
    assert settling.part({}, {"old.md": OLD, "new.md": (1, now, 1, 0)}) == ({"old.md"}, {"new.md"})


def test_a_file_rests_when_it_looked_the_same_some_time_ago_whatever_its_clock_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settling, clock = file_watcher._Settling(), [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    seen = {"new.md": (1, time.time_ns(), 1, 0)}
    assert settling.part({}, seen) == (set(), {"new.md"})
    monkeypatch.setattr(time, "time", lambda: seen["new.md"][1] / 1e9 - 3600)
    assert settling.part({}, seen) == (set(), {"new.md"}), "a file from the future has not rested for an hour"
    clock[0] += 2 * file_watcher.QUIET
    assert settling.part({}, seen) == ({"new.md"}, set())


def test_a_file_is_gone_only_when_it_stays_away(monkeypatch: pytest.MonkeyPatch) -> None:
    settling, clock = file_watcher._Settling(), [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    known = {"a.md": OLD}
    assert settling.part(known, {}) == (set(), {"a.md"})
    assert settling.part(known, known) == (set(), set())
    clock[0] += 2 * file_watcher.QUIET
    assert settling.part(known, {}) == (set(), {"a.md"}), "it was there meanwhile"
    clock[0] += 2 * file_watcher.QUIET
    assert settling.part(known, {}) == ({"a.md"}, set())


def test_to_read_a_file_is_no_hint(tmp_path: Path) -> None:
    file = tmp_path / "there.md"
    file.write_text("text")
    hints = file_watcher.Hints()
    observer = file_watcher._observer(hints, {str(tmp_path): True})
    try:
        for _ in range(10):
            file.read_text()
            list(tmp_path.iterdir())
        assert not hints.wait(0.2)
        file.write_text("other")
        assert hints.wait(30)
    finally:
        observer.stop()
        observer.join()


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EMFILE])
def test_a_system_without_room_for_watches_is_polled_and_says_so(
    fault: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(file_watcher, "_observer", full)
    watching = Watching(tmp_path)
    (tmp_path / "new.md").write_text("new")
    assert next(watching.batches).changed == ("new.md",)
    assert watching.told == [
        f"the system reports no file changes ({os.strerror(fault)}): scanning every {file_watcher.POLL} s"
    ]
    watching.hints.stop()


def test_a_folder_that_was_removed_and_made_again_is_followed(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    folder.mkdir()
    watching = Watching(folder)
    (folder / "a.md").write_text("a")
    assert watching.until("a.md") == {"a.md"}
    (folder / "a.md").unlink()
    folder.rmdir()
    assert watching.until("a.md") == {"a.md"}
    folder.mkdir()
    (folder / "b.md").write_text("b")
    assert watching.until("b.md") == {"b.md"}
    (folder / "c.md").write_text("c")
    assert watching.until("c.md") == {"c.md"}
    watching.hints.stop()


def test_what_changes_without_a_hint_is_found_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_watcher, "PERIOD", 0.05)
    watching = Watching(tmp_path)
    monkeypatch.setattr(watching.hints, "hint", lambda: None)
    (tmp_path / "new.md").write_text("new")
    assert next(watching.batches).changed == ("new.md",)
    watching.hints.stop()


def test_stopping_ends_the_wait(tmp_path: Path) -> None:
    watching = Watching(tmp_path)
    threading.Timer(0.05, watching.hints.stop).start()
    assert list(watching.batches) == []
