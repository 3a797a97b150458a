"""Edits that hide: of the same size, with the time of the file set back, within a tick of the disk's clock."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.conftest import TORTURE, TWO_DAYS, write_site

from sitegen import config, regular_files, stamps
from sitegen.build.cache import Cache
from sitegen.build.pipeline import Report, build
from sitegen.model import Artifact
from sitegen.output.disk import DiskSink
from sitegen.preview.pages import Preview

if TYPE_CHECKING:
    import pytest

    from sitegen.stamps import Stamp

PAGE = "content/pages/about.md"
DAY = "content/2020-07-22.md"
SITE = TWO_DAYS.replace("Abstract of 2007.00001.", "Abstract number 0000.").replace("Text.", "Text number 0000.")
COARSE = stamps.TICK
"""The tick of a disk whose clock is as slow as any, in ns."""

exact = stamps.of


def coarse(status: os.stat_result) -> Stamp:
    """Return a stamp as such a disk gives it."""
    size, edited, inode, changed = exact(status)
    return size, edited // COARSE * COARSE, inode, changed // COARSE * COARSE


class SlyEdits(RuleBasedStateMachine):
    """Edits that a stamp of size, time of the edit and inode cannot tell, before each build and each look."""

    @initialize(slow=st.booleans())
    def begin(self, slow: bool) -> None:
        stamps.of = coarse if slow else exact
        self.folder = Path(tempfile.mkdtemp())
        self.site = write_site(self.folder / "site", SITE)
        self.numbers = {PAGE: 0, DAY: 0}
        self.edits = 0
        self.build()
        self.preview = Preview(self.site, Cache(self.site / ".cache/sitegen"), 1)
        self.preview.start()

    def teardown(self) -> None:
        stamps.of = exact
        self.preview.close()
        shutil.rmtree(self.folder)

    @rule(path=st.sampled_from((PAGE, DAY)), way=st.sampled_from(("in place", "tar", "cp -p")), clean=st.booleans())
    def edit(self, path: str, way: str, clean: bool) -> None:
        file, number = self.site / path, self.numbers[path]
        before, text = file.stat(), file.read_text()
        changed = text.replace(f"number {number:04}", f"number {number + 1:04}")
        assert changed != text
        if way == "tar":
            file.unlink()
        if way == "cp -p":
            part = file.with_name("part")
            part.write_text(changed)
            os.utime(part, ns=(before.st_atime_ns, before.st_mtime_ns))
            part.replace(file)
        else:
            file.write_text(changed)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert file.stat().st_size == before.st_size
        self.numbers[path] = number + 1
        self.edits += 1
        self.build(clean=clean)
        self.preview.update(self.preview.look(), frozenset())

    @rule()
    def change_nothing(self) -> None:
        assert self.build().made == 0

    @invariant()
    def all_show_the_last_edit(self) -> None:
        for path, page in ((PAGE, "about/index.html"), (DAY, "2020/07/22/index.html")):
            wanted = f"number {self.numbers[path]:04}"
            assert wanted in (self.site / "build" / page).read_text()
            shown = self.preview.file(page)
            assert isinstance(shown, Artifact)
            assert wanted in shown.data.decode()

    def build(self, *, clean: bool = False) -> Report:
        cache = Cache(self.site / ".cache/sitegen")
        if clean:
            cache.forget()
        with DiskSink.open(self.site / "build", clean=clean, cache=cache) as sink:
            report = build(self.site, config.load(self.site, {}), sink, cache)
        assert report.committed, report.problems
        return report


TestSlyEdits = SlyEdits.TestCase
TestSlyEdits.settings = settings(max_examples=TORTURE or 2, stateful_step_count=8, deadline=None)


def test_a_build_reads_no_file_again_whose_stamp_is_older_than_the_tick_of_any_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of files that are younger, it compares the bytes, and parses none."""
    opened: list[str] = []
    original = regular_files.read

    def counted(path: str | Path, most: int, *, follow: bool = True) -> bytes:
        if str(path).endswith(".md"):
            opened.append(Path(path).name)
        return original(path, most, follow=follow)

    monkeypatch.setattr(regular_files, "read", counted)
    site, cache = write_site(tmp_path, TWO_DAYS), Cache(tmp_path / ".cache/sitegen")

    def run(later: float) -> int:
        opened.clear()
        monkeypatch.setattr(time, "time_ns", lambda: start + int(later * 1e9))
        with DiskSink.open(site / "build", clean=False, cache=cache) as sink:
            assert build(site, config.load(site, {}), sink, cache).committed
        return len(opened)

    start = time.time_ns()
    assert run(0) == 3
    assert run(0.5) == 3, "written within the tick in which the first build looked at them"
    assert run(10) == 3, "in doubt since then"
    assert run(20) == 0
    assert run(30) == 0
