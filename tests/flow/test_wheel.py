"""The wheel: what is installed from it makes the same sites as the checkout, without it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sitegen import __version__

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def run(program: list[str], folder: Path, path: str = "") -> str:
    """Run a program without the checkout on its path, and return what it printed."""
    variables = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "SITEGEN_BASE_URL"}}
    variables["PYTHONPATH"] = path
    done = subprocess.run(program, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)], folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an empty folder; what it depends on comes from the environment that runs the tests."""
    target = tmp_path_factory.mktemp("installed")
    quiet = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"]
    run([sys.executable, "-m", "pip", "install", *quiet, "--target", str(target), str(wheel)], target)
    return target


def sitegen(installed: Path, folder: Path, *arguments: str) -> str:
    return run([sys.executable, str(installed / "bin/sitegen"), *arguments], folder, str(installed))


def test_the_wheel_holds_the_package_and_the_themes_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    package = [*(ROOT / "site_src").rglob("*.py"), *(ROOT / "site_src/sitegen/preview/client").iterdir()]
    sources = {path.relative_to(ROOT / "site_src").as_posix() for path in package}
    themes = {f"sitegen/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "themes").rglob("*") if path.is_file()}
    described = f"sitegen-{__version__}.dist-info/"
    assert {name for name in names if not name.startswith(described)} - {"sitegen/py.typed"} == sources | themes
    assert described + "licenses/LICENSE" in names


def test_the_wheels_metadata_is_that_of_the_project(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(f"sitegen-{__version__}.dist-info/METADATA").decode()
    metadata = HeaderParser().parsestr(text)
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "MIT"
    required = [entry for entry in metadata.get_all("Requires-Dist", []) if "extra ==" not in entry]
    assert len(required) == len(PROJECT["dependencies"])
    assert (ROOT / "README.md").read_text(encoding="utf-8").strip() in text


def test_a_type_checker_is_told_that_the_package_has_types(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert "sitegen/py.typed" in archive.namelist()


@pytest.mark.parametrize("theme", ["default", "plain"])
def test_what_is_installed_makes_a_site_and_builds_it(installed: Path, tmp_path: Path, theme: str) -> None:
    program = "import sitegen, sitegen.theme.folder as t; print(sitegen.__file__); print(t._builtin_folder())"
    places = run([sys.executable, "-c", program], tmp_path, str(installed)).split()
    assert places == [str(installed / "sitegen/__init__.py"), str(installed / "sitegen/themes")]

    sitegen(installed, tmp_path, "new", "x")
    site = tmp_path / "x"
    with (site / "sitegen.toml").open("a", encoding="utf-8") as file:
        file.write(f'[theme]\nname = "{theme}"\n')
    sitegen(installed, site, "build", "--strict")

    paper = (site / "build/abs/2007.10361/index.html").read_text(encoding="utf-8")
    assert "<h1><bdi>Privacy Preserving Visual SLAM</bdi></h1>" in paper
    assert "<math" in paper
    for page in ("index.html", "2020/07/22/index.html", "archive/index.html", "about/index.html", "404.html"):
        assert (site / "build" / page).is_file()
    home = (site / "build/index.html").read_text(encoding="utf-8")
    assert ("plain.css" in home) is (theme == "plain")
    assert ('role="search"' in home) is (theme == "default")
    assert (site / "build/search/manifest.json").exists() is (theme == "default")


def test_the_version_of_what_is_installed_is_that_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    assert sitegen(installed, tmp_path, "--version") == f"sitegen {__version__}\n"


def test_the_lock_has_all_that_sitegen_needs_with_hashes_and_in_versions_that_it_accepts() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", "")
    rows = [line.split(" --hash=") for line in text.splitlines() if not line.startswith("#")]
    for name, *hashes in rows:
        assert hashes, name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", one) for one in hashes), name
    locked = [Requirement(row[0]) for row in rows]
    for needed in map(Requirement, PROJECT["dependencies"]):
        found = [one for one in locked if canonicalize_name(one.name) == canonicalize_name(needed.name)]
        assert found, needed
        assert all(needed.specifier.contains(spec.version) for one in found for spec in one.specifier), needed


# The image. There may be no Docker where tests run: it is read as Docker would read it.


def instructions() -> list[tuple[str, list[str]]]:
    """Return the lines of the Dockerfile, as instruction and arguments."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    return [(line.split()[0], line.split()[1:]) for line in lines if line and not line.startswith("#")]


def test_the_image_is_made_of_instructions_that_docker_knows_and_does_not_run_as_root() -> None:
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "ENTRYPOINT"}
    assert {name for name, _ in instructions()} == known
    last = {name: arguments for name, arguments in instructions() if name in ("WORKDIR", "USER", "ENTRYPOINT")}
    assert last == {"WORKDIR": ["/site"], "USER": ["1000:1000"], "ENTRYPOINT": ['["sitegen"]']}
    bases = [arguments[0] for name, arguments in instructions() if name == "FROM"]
    (version,) = {re.fullmatch(r"python:(3\.\d+)-slim", base)[1] for base in bases}  # type: ignore[index]
    assert f"Programming Language :: Python :: {version}" in PROJECT["classifiers"]


def test_what_the_image_is_made_from_is_all_that_the_wheel_needs(wheel: Path, tmp_path: Path) -> None:
    context = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")}
    copied = [arguments for name, arguments in instructions() if name == "COPY" and "--from=build" not in arguments]
    source = tmp_path / "source"
    source.mkdir()
    names = [name for *some, _ in copied for name in some]
    assert set(names) == context
    for name in names:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source)
    _, libraries, install = (arguments for name, arguments in instructions() if name == "RUN")
    pip = ["/opt/sitegen/bin/pip", "install", "--no-cache-dir"]
    assert libraries == [*pip, "--require-hashes", "-r", "requirements.lock"]
    assert install == [*pip, "--no-deps", "."]
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(source)], tmp_path)
    (made,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(made) as ours, zipfile.ZipFile(wheel) as theirs:
        assert sorted(ours.namelist()) == sorted(theirs.namelist())
