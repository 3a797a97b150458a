"""Which folders may be the output, and how a site comes into those that have to stay where they are."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import fill
from tests.unit.output.conftest import SITE, Site, beside, flat, said, tree, without

from sitegen.output import place
from sitegen.output.disk import DiskSink
from sitegen.output.manifest import MANIFEST
from sitegen.problems import Refusal

if TYPE_CHECKING:
    from sitegen.output.sink import Counts


def build(output: Path, site: Site, *, clean: bool = False, adopt: bool = False) -> Counts:
    with DiskSink.open(output, clean=clean, adopt=adopt) as sink:
        return fill(sink, site)


@pytest.mark.parametrize("folder", ["/etc", "/etc/", "/usr/share", "/var/lib", "/home", "/etc/site", "/proc/site"])
def test_a_folder_of_the_system_is_no_output_even_if_it_is_to_be_adopted(folder: str) -> None:
    with pytest.raises(Refusal) as refusal:
        build(Path(folder), SITE, adopt=True)
    assert "must not be a folder of the system" in said(refusal)


@pytest.mark.parametrize("folder", ["/srv/www", "/var/www/html", "/usr/share/nginx/html", "/tmp/site", "/site"])  # noqa: S108
def test_folders_in_which_people_keep_sites_are_fine(folder: str) -> None:
    assert place.unfit(Path(folder), ()) == ""


def test_a_folder_that_contains_the_site_is_no_output(tmp_path: Path) -> None:
    site = tmp_path / "a/site"
    site.mkdir(parents=True)
    for folder in (site, site.parent, tmp_path):
        assert "must not be or contain" in place.unfit(folder, [site])
    assert place.unfit(site / "build", [site]) == ""


def test_a_folder_with_files_that_no_build_wrote_is_refused_until_it_is_adopted(output: Path) -> None:
    output.mkdir()
    for name in ("report.pdf", "thesis.tex", "b", "c", "d"):
        (output / name).write_text("mine")
    before = tree(output)
    with pytest.raises(Refusal) as refusal:
        build(output, SITE)
    assert "contains files that were not written by sitegen: `b`, `c`, `d`, and 2 more" in said(refusal)
    assert "pass `--adopt` once" in said(refusal)
    assert tree(output) == before
    assert beside(output) == ["build"]
    build(output, SITE, adopt=True)
    build(output, SITE)
    build(output, SITE, clean=True)
    assert tree(output) == flat(SITE) | before


@pytest.mark.parametrize("name", [".git", "CNAME", "lost+found", ".DS_Store"])
def test_what_hosts_repositories_and_disks_put_into_a_folder_is_no_reason_to_refuse_it(output: Path, name: str) -> None:
    (output / name).mkdir(parents=True)
    build(output, SITE)
    assert tree(output) == flat(SITE) | {name: None}


def test_a_folder_keeps_its_mode(output: Path) -> None:
    output.mkdir()
    output.chmod(0o2750)
    for clean in (False, True):
        build(output, SITE, clean=clean)
        assert stat.S_IMODE(output.stat().st_mode) == 0o2750


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give folders away")
def test_what_belongs_to_somebody_else_goes_on_to_do_so(output: Path) -> None:
    (output / "theirs/deep").mkdir(parents=True)
    (output / "theirs/deep/file").write_text("theirs")
    for path in (output / "theirs/deep/file", output / "theirs/deep", output / "theirs", output):
        os.chown(path, 12345, 54321)
    (output / "theirs").chmod(0o700)
    before = {path: os.lstat(path) for path in (output, *output.rglob("*"))}
    for clean in (False, False, True):
        build(output, SITE, clean=clean, adopt=True)
        for path, status in before.items():
            now = path.lstat()
            assert (now.st_uid, now.st_gid, now.st_mode, now.st_ino) == (
                status.st_uid,
                status.st_gid,
                status.st_mode,
                status.st_ino,
            )
    assert flat(SITE).items() <= tree(output).items()
    assert beside(output) == ["build"]


@pytest.fixture(params=["mounted", "with a mount in it"])
def mounts(request: pytest.FixtureRequest, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pretend that something is mounted at the output, or in it."""
    table = tmp_path.parent / f"{tmp_path.name}-mounts"
    point = output if request.param == "mounted" else output / "videos"
    point.mkdir(parents=True)
    table.write_text(
        f"1 0 0:1 / / rw - ext4 /dev/a rw\n2 1 0:2 / {str(point).replace(' ', chr(92) + '040')} rw - x y z\n"
    )
    monkeypatch.setattr(place, "_MOUNTS", table)
    return output


def test_into_a_mounted_folder_a_site_is_written_in_place(mounts: Path) -> None:
    number = mounts.stat().st_ino
    foreign = {"videos": None} if (mounts / "videos").exists() else {}
    for site, clean in ((SITE, False), (SITE, True), (without(SITE, "day/2"), True), (SITE, False)):
        build(mounts, site, clean=clean, adopt=True)
        assert tree(mounts) == flat(site) | foreign
        assert mounts.stat().st_ino == number
    (mounts / MANIFEST).write_bytes(b"damaged")
    build(mounts, without(SITE, "day/1"))
    assert tree(mounts) == flat(SITE) | foreign, "files that no longer belong to the site stay"
    assert beside(mounts) == ["build"]


def test_a_first_build_that_was_killed_while_it_wrote_in_place_is_completed(
    mounts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = 0
    rename = os.rename

    def die(*args: str) -> None:
        nonlocal done
        done += 1
        if done == 3:
            raise KeyboardInterrupt
        rename(*args)

    foreign = {"videos": None} if (mounts / "videos").exists() else {}
    monkeypatch.setattr(os, "rename", die)
    with pytest.raises(KeyboardInterrupt):
        build(mounts, SITE, adopt=True)
    monkeypatch.setattr(os, "rename", rename)
    assert tree(mounts) != flat(SITE) | foreign
    build(mounts, SITE)
    assert tree(mounts) == flat(SITE) | foreign


def test_a_foreign_file_in_the_way_in_a_mounted_folder_is_not_written_over(mounts: Path) -> None:
    (mounts / "abs").write_text("mine")
    before = tree(mounts)
    with pytest.raises(Refusal, match="abs: error: the site needs this path"):
        build(mounts, SITE, adopt=True)
    assert tree(mounts) == before


PROGRAM = """
import sys
from pathlib import Path
from tests.unit.output.conftest import SITE, flat
from tests.unit.output.test_place import build, tree
output = Path(sys.argv[1])
for clean in (False, True):
    build(output, SITE, clean=clean)
    assert tree(output) == flat(SITE)
"""


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="only root can mount")
@pytest.mark.parametrize("kind", ["-t tmpfs none", "--bind {}"])
def test_a_real_mount_is_written_in_place(tmp_path: Path, kind: str) -> None:
    """On a disk of its own, and on that of its parent: files cannot be renamed into either."""
    (tmp_path / "other").mkdir()
    (tmp_path / "build").mkdir()
    mount = f"mount {kind.format('other')} build || exit 77"
    command = ["unshare", "-m", "sh", "-c", f"{mount}; exec {sys.executable} -c '{PROGRAM}' $PWD/build"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, str(Path.cwd())])}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    if done.returncode == 77 or done.stderr.startswith("unshare"):
        pytest.skip("this machine lets nobody mount anything")
    assert done.returncode == 0, done.stderr
