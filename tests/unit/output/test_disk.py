"""The sink that writes to a folder: what a build leaves in it, and what it refuses."""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import fill
from tests.unit.output.conftest import SITE, Site, artifacts, beside, build, flat, said, snapshot, tree, without

from sitegen.build.cache import Cache
from sitegen.model import Artifact
from sitegen.output import manifest, publish
from sitegen.output.disk import DiskSink
from sitegen.output.manifest import MANIFEST, Made, Manifest, Standing, encode_manifest, load_manifest
from sitegen.output.sink import Counts
from sitegen.problems import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_first_build_makes_the_site_and_nothing_else(output: Path) -> None:
    assert build(output, SITE) == Counts(written=6, unchanged=0, removed=0)
    assert tree(output) == flat(SITE)
    assert load_manifest(output)[1] is Standing.KNOWN


def test_a_second_identical_build_writes_nothing_at_all(output: Path) -> None:
    build(output, SITE)
    before = snapshot(output)
    assert build(output, SITE) == Counts(written=0, unchanged=6, removed=0)
    assert snapshot(output) == before


def test_a_build_that_makes_the_same_bytes_for_another_reason_writes_the_manifest_only(output: Path) -> None:
    build(output, SITE)
    before = snapshot(output)
    with DiskSink.open(output, clean=False) as sink:
        put = {name: sink.stager.put(artifacts(SITE[name]), unit.files) for name, unit in sink.manifest.units.items()}
        assert sum(made.unchanged for made in put.values()) == 6
        counts = sink.commit({name: Made.of("other", made.files) for name, made in put.items()})
    assert counts == Counts(written=0, unchanged=6, removed=0)
    assert {path for path, was in snapshot(output).items() if before[path] != was} == {str(output / MANIFEST)}
    assert {unit.key for unit in load_manifest(output)[0].units.values()} == {"other"}


def test_a_rebuild_writes_only_what_differs(output: Path) -> None:
    build(output, SITE)
    before = snapshot(output)
    site = SITE | {"home": SITE["home"] | {"index.html": b"home, changed"}, "day/3": {"abs/3/index.html": b"paper 3"}}
    assert build(output, site) == Counts(written=2, unchanged=5, removed=0)
    assert tree(output) == flat(site)
    after = snapshot(output)
    assert {path for path in before if before[path] != after[path]} == {
        str(output / "index.html"),
        str(output / MANIFEST),
    }


def test_the_files_of_a_unit_that_is_gone_go_and_so_do_the_folders_left_empty(output: Path) -> None:
    build(output, SITE)
    assert build(output, without(SITE, "day/2")) == Counts(written=0, unchanged=4, removed=2)
    assert tree(output) == flat(without(SITE, "day/2"))


@pytest.mark.parametrize("clean", [False, True])
def test_a_folder_with_a_foreign_file_stays_when_our_files_go(output: Path, clean: bool) -> None:
    build(output, SITE)
    (output / "abs/2/notes.txt").write_text("mine")
    site = without(SITE, "day/2")
    build(output, site, clean=clean)
    assert tree(output) == flat(site) | {"abs/2": None, "abs/2/notes.txt": b"mine"}


@pytest.mark.usefixtures("swap")
def test_foreign_files_stay_as_they_are_in_every_kind_of_build(output: Path) -> None:
    (output / ".git/objects").mkdir(parents=True)
    (output / ".git/empty").mkdir()
    (output / ".git").chmod(0o700)
    (output / ".git/objects/aa").write_bytes(b"object")
    (output / ".git/objects/aa").chmod(0o444)
    (output / "CNAME").write_bytes(b"example.org")
    (output / "latest").symlink_to("abs/1", target_is_directory=True)
    (output / "dangling").symlink_to("nowhere")
    number = (output / "CNAME").stat().st_ino
    for clean in (False, False, True):
        build(output, SITE, clean=clean)
        assert flat(SITE).items() <= tree(output).items()
        assert (output / "CNAME").read_bytes() == b"example.org"
        assert (output / "CNAME").stat().st_ino == number
        assert (output / "CNAME").stat().st_nlink == 1
        assert (output / "latest").readlink() == Path("abs/1")
        assert (output / "dangling").readlink() == Path("nowhere")
        assert (output / ".git/empty").is_dir()
        assert stat.S_IMODE((output / ".git").stat().st_mode) == 0o700
        assert stat.S_IMODE((output / ".git/objects/aa").stat().st_mode) == 0o444


def test_foreign_files_are_copied_where_they_cannot_be_linked(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    output.mkdir()
    (output / "CNAME").write_bytes(b"example.org")
    build(output, SITE)
    assert tree(output) == flat(SITE) | {"CNAME": b"example.org"}
    build(output, SITE, clean=True)
    assert tree(output) == flat(SITE) | {"CNAME": b"example.org"}


def test_a_clean_build_makes_everything_anew_and_drops_what_is_no_longer_made(output: Path) -> None:
    build(output, SITE)
    assert build(output, without(SITE, "day/2"), clean=True) == Counts(written=4, unchanged=0, removed=2)
    assert tree(output) == flat(without(SITE, "day/2"))


@pytest.mark.parametrize("path", ["abs/1/index.html", "abs/1", "abs", "abs/1/index.html/deep.txt"])
@pytest.mark.usefixtures("swap")
def test_a_first_build_refuses_to_write_over_a_foreign_file(output: Path, path: str) -> None:
    (output / path).parent.mkdir(parents=True)
    (output / path).write_bytes(b"mine")
    before = tree(output)
    with pytest.raises(Refusal) as refusal:
        build(output, SITE)
    assert said(refusal).startswith(f"{path.removesuffix('/deep.txt')}: error: the site needs this path")
    assert tree(output) == before
    assert beside(output) == ["build"]


@pytest.mark.parametrize("path", ["abs/3/index.html", "abs/3", "abs/3/index.html/deep.txt"])
def test_a_rebuild_refuses_to_write_over_a_foreign_file(output: Path, path: str) -> None:
    build(output, SITE)
    (output / path).parent.mkdir(parents=True, exist_ok=True)
    (output / path).write_bytes(b"mine")
    before = tree(output)
    changed = {"home": {"index.html": b"changed"}, "day/3": {"abs/3/index.html": b"paper 3"}}
    with pytest.raises(Refusal, match="the site needs this path"):
        build(output, SITE | changed)
    assert tree(output) == before
    (output / path).unlink()
    if path.endswith("deep.txt"):
        (output / path).parent.rmdir()
    build(output, SITE | changed)
    assert tree(output) == flat(SITE | changed)


@pytest.mark.parametrize("clean", [False, True])
def test_a_build_does_not_write_or_remove_through_a_link(output: Path, tmp_path: Path, clean: bool) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    build(output, SITE)
    (output / "abs").rename(outside)
    (output / "abs").symlink_to(outside)
    for site in (SITE | {"day/2": {"abs/2/index.html": b"changed"}}, without(SITE, "day/1", "day/2")):
        if clean and "day/2" not in site:
            continue
        with pytest.raises(Refusal, match="abs: error: the site needs this path"):
            build(output, site, clean=clean)
        assert (outside / "2/index.html").read_bytes() == b"paper 2"
    shutil.rmtree(outside)


def test_a_manifest_cannot_make_a_build_remove_files_outside(output: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}.txt"
    outside.write_bytes(b"mine")
    build(output, SITE)
    units = load_manifest(output)[0].units
    evil = {f"../../{outside.name}": units["home"].files["index.html"]}
    (output / MANIFEST).write_bytes(encode_manifest(Manifest(units | {"evil": Made.of("", evil)})))
    build(output, SITE)
    assert outside.read_bytes() == b"mine"
    outside.unlink()


def test_a_file_that_was_only_touched_is_left_as_it_is(output: Path) -> None:
    build(output, SITE)
    os.utime(output / "abs/2/index.html", ns=(0, 0))
    assert build(output, SITE) == Counts(written=0, unchanged=6, removed=0)


@pytest.mark.parametrize("spoil", [Path.exists, lambda file: file.unlink(), lambda file: file.write_bytes(b"?")])
def test_a_file_edited_by_hand_is_repaired_whatever_became_of_the_cache(
    output: Path, tmp_path_factory: pytest.TempPathFactory, spoil: Callable[[Path], object]
) -> None:
    cache = tmp_path_factory.mktemp("cache")
    build(output, SITE, cache=cache)
    assert build(output, SITE, cache=cache) == Counts(written=0, unchanged=6, removed=0)
    (verified,) = cache.iterdir()
    spoil(verified)
    assert build(output, SITE, cache=cache) == Counts(written=0, unchanged=6, removed=0)
    page = output / "abs/2/index.html"
    page.write_bytes(page.read_bytes().swapcase())
    assert build(output, SITE, cache=cache) == Counts(written=1, unchanged=5, removed=0)


def test_of_a_large_site_each_build_looks_at_some_units_in_turn(
    output: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "TURN", 2)  # a unit of SITE a build
    cache = tmp_path_factory.mktemp("cache")
    build(output, SITE, cache=cache)
    for path in ("style.css", "abs/1/index.html", "abs/2/index.html"):
        (output / path).write_bytes(b"harmed")
    repaired = []
    for _ in range(3):
        with DiskSink.open(output, clean=False, cache=Cache(cache)) as sink:
            repaired.append([name for name in SITE if not sink.intact(name)])
            fill(sink, SITE)
    assert repaired == [["home"], ["day/1"], ["day/2"]]
    assert tree(output) == flat(SITE)


@pytest.mark.parametrize("gone", ["abs", "abs/1"])
def test_a_folder_that_is_gone_from_a_large_site_is_made_again_at_once(
    output: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    monkeypatch.setattr(manifest, "TURN", 0)
    cache = tmp_path_factory.mktemp("cache")
    build(output, SITE, cache=cache)
    shutil.rmtree(output / gone)
    assert build(output, SITE, cache=cache).written == (1 if "/" in gone else 2)
    assert tree(output) == flat(SITE)


def test_without_a_cache_or_after_another_build_all_units_are_looked_at(
    output: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "TURN", 0)
    cache = tmp_path_factory.mktemp("cache")
    build(output, SITE, cache=cache)
    build(output, without(SITE, "home"))  # by somebody with another cache
    (output / "abs/2/index.html").write_bytes(b"harmed")
    build(output, without(SITE, "home"), cache=cache)
    assert tree(output) == flat(without(SITE, "home"))


def test_the_manifest_has_the_same_bytes_whenever_the_site_was_built(
    output: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    again = tmp_path_factory.mktemp("other") / "build"
    build(output, SITE)
    build(again, SITE)
    assert (output / MANIFEST).read_bytes() == (again / MANIFEST).read_bytes()


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(b"edited by hand"),
        lambda file: file.unlink(),
        lambda file: shutil.rmtree(file.parent),
        lambda file: (file.unlink(), file.symlink_to("/dev/null")),
    ],
    ids=["edited", "deleted", "deleted with its folder", "made a link"],
)
def test_a_file_that_was_harmed_by_hand_is_repaired(output: Path, harm: Callable[[Path], object]) -> None:
    build(output, SITE)
    harm(output / "abs/2/index.html")
    assert build(output, SITE) == Counts(written=1, unchanged=5, removed=0)
    assert tree(output) == flat(SITE)
    assert build(output, SITE).written == 0


def test_a_file_replaced_by_a_folder_by_hand_is_refused_and_the_folder_stays(output: Path) -> None:
    build(output, SITE)
    (output / "style.css").unlink()
    (output / "style.css").mkdir()
    with pytest.raises(Refusal, match=r"style\.css: error"):
        build(output, SITE)
    build(output, {"home": {"index.html": b"home"}})
    assert (output / "style.css").is_dir()


def test_a_file_becomes_a_folder_and_a_folder_a_file(output: Path) -> None:
    states: list[Site] = [
        {"u": {"x/a": b"a file", "index.html": b"home"}},
        {"u": {"x/a/index.html": b"in a folder", "x/a/b/c/d": b"deep"}},
        {"v": {"x/a/index.html/y": b"deeper", "x/a/b": b"a file"}},
        {"u": {"x/a": b"a file", "index.html": b"home"}},
        {"u": {"x": b"higher"}},
    ]
    for site in states:
        build(output, site)
        assert tree(output) == flat(site)


def test_a_folder_with_a_foreign_file_does_not_become_a_file(output: Path) -> None:
    build(output, {"u": {"x/a": b"ours"}})
    (output / "x/notes.txt").write_bytes(b"mine")
    with pytest.raises(Refusal, match=r"x/notes\.txt: error"):
        build(output, {"u": {"x": b"ours"}})
    assert tree(output) == {"x": None, "x/a": b"ours", "x/notes.txt": b"mine"}


def test_a_path_may_move_from_one_unit_to_another(output: Path) -> None:
    build(output, {"u": {"a": b"1", "b": b"2"}})
    build(output, {"u": {"b": b"2"}, "v": {"a": b"1"}})
    assert tree(output) == {"a": b"1", "b": b"2"}
    assert build(output, {"u": {"b": b"2"}, "v": {"a": b"1"}}).written == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw[:-1],
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:50] + bytes([raw[50] ^ 1]) + raw[51:],
        lambda raw: raw.replace(b"manifest ", b"manifest 0", 1),
        lambda _: b"",
    ],
    ids=["a byte short", "half", "a bit flipped", "another version", "empty"],
)
@pytest.mark.usefixtures("swap")
def test_a_manifest_that_cannot_be_read_means_that_all_is_made_anew(
    output: Path, spoil: Callable[[bytes], bytes]
) -> None:
    build(output, SITE)
    (output / "CNAME").write_bytes(b"example.org")
    (output / MANIFEST).write_bytes(spoil((output / MANIFEST).read_bytes()))
    assert load_manifest(output) == (Manifest({}), Standing.LOST)
    with DiskSink.open(output, clean=False) as sink:
        assert "build/.sitegen-manifest: warning: the manifest cannot be read" in str(sink.warnings[0])
        assert fill(sink, SITE) == Counts(written=6, unchanged=0, removed=0)
    assert tree(output) == flat(SITE) | {"CNAME": b"example.org"}
    with DiskSink.open(output, clean=False) as sink:
        assert sink.warnings == ()


def test_a_site_without_its_manifest_is_taken_for_foreign(output: Path) -> None:
    build(output, SITE)
    (output / MANIFEST).unlink()
    with pytest.raises(Refusal, match="was not written by a build"):
        build(output, SITE)
    assert tree(output) == flat(SITE)


def fail_half_way(output: Path, *, clean: bool) -> None:
    with DiskSink.open(output, clean=clean) as sink:
        sink.stager.put([Artifact("index.html", b"half a build")], {})
        raise ZeroDivisionError


def test_a_build_that_fails_leaves_the_site_as_it_was(output: Path) -> None:
    build(output, SITE)
    before = snapshot(output)
    for clean in (False, True):
        with pytest.raises(ZeroDivisionError):
            fail_half_way(output, clean=clean)
        assert snapshot(output) == before
        assert beside(output) == ["build"]


def test_a_first_build_that_fails_leaves_no_output(output: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_half_way(output, clean=False)
    assert beside(output) == []


def test_a_commit_that_breaks_off_is_finished_by_the_next_build(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(output, SITE)
    site: Site = SITE | {"home": {"index.html": b"changed"}, "day/3": {"abs/3/index.html": b"paper 3"}}

    rename = os.rename

    def fail(source: str | Path, target: str | Path) -> None:
        if str(target).endswith("index.html"):
            raise OSError(errno.ENOSPC, "No space left on device")
        rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", fail)
        with pytest.raises(Refusal, match="No space left"), DiskSink.open(output, clean=False) as sink:
            fill(sink, site)
    with DiskSink.open(output, clean=False):
        assert tree(output) == flat(site)


def test_half_a_swap_is_undone(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(output, SITE)
    rename = os.rename

    def fail(source: Path, target: Path) -> None:
        if source.name == "site":
            raise OSError(errno.EIO, "Input/output error")
        rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(publish, "_exchange", lambda *_: False)
        patch.setattr(os, "rename", fail)
        with pytest.raises(Refusal, match="Input/output error"):
            build(output, without(SITE, "home"), clean=True)
    assert tree(output) == flat(SITE)


def test_a_worker_left_by_a_killed_build_cannot_write_into_the_next(output: Path) -> None:
    with DiskSink.open(output, clean=False) as sink:
        left = sink.stager
    with DiskSink.open(output, clean=False) as sink:
        with pytest.raises(FileNotFoundError):
            left.put([Artifact("abs/old/index.html", b"of another build")], {})
        fill(sink, SITE)
    assert tree(output) == flat(SITE)


def test_an_output_that_is_not_a_folder_is_refused(output: Path) -> None:
    output.write_bytes(b"mine")
    with pytest.raises(Refusal, match="build: error: the output path is not a folder"):
        DiskSink.open(output, clean=True)
    assert output.read_bytes() == b"mine"


def test_the_root_the_home_and_what_holds_protected_folders_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, content = tmp_path / "people/me", tmp_path / "site/content"
    home.mkdir(parents=True)
    content.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    (tmp_path / "link").symlink_to(content)
    for folder in (Path("/"), home, home.parent, content, content.parent, tmp_path / "link"):
        with pytest.raises(Refusal, match="must not be or contain"):
            DiskSink.open(folder, clean=False, protected=(content,))
    build(tmp_path / "elsewhere/build", SITE)


def test_an_output_that_is_a_link_to_a_folder_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "build").symlink_to("real")
    with DiskSink.open(tmp_path / "build", clean=True) as sink:
        fill(sink, SITE)
    assert (tmp_path / "build").is_symlink()
    assert tree(tmp_path / "real") == flat(SITE)


def test_an_output_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Refusal, match="cannot be written"):
        DiskSink.open(tmp_path / "file/build", clean=False)


@pytest.mark.parametrize("umask", [0o077, 0o002, 0])
def test_modes_do_not_depend_on_the_umask(output: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        build(output, without(SITE, "day/2"))
        build(output, SITE)
    finally:
        os.umask(before)
    for path in (output, *output.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644)


def test_a_clash_with_a_unit_that_was_left_as_it_is_cannot_be_committed(output: Path) -> None:
    build(output, SITE)
    with DiskSink.open(output, clean=False) as sink:
        made = sink.stager.put([Artifact("abs/1/index.html", b"another")], {})
        with pytest.raises(Refusal, match="both `day/1` and `new` write this file"):
            sink.commit({**sink.manifest.units, "new": Made.of("", made.files)})
    assert tree(output) == flat(SITE)


def test_a_stager_goes_through_a_pipe(output: Path) -> None:
    with DiskSink.open(output, clean=False) as sink:
        made = pickle.loads(pickle.dumps(sink.stager)).put(artifacts(SITE["home"]), {})  # noqa: S301 - our own
        sink.commit({"home": Made.of("", pickle.loads(pickle.dumps(made)).files)})  # noqa: S301
    assert tree(output) == flat({"home": SITE["home"]})


def test_a_short_write_is_continued(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: whole(fd, data[:3]))
    build(output, SITE)
    assert tree(output) == flat(SITE)
