"""The commands: what they print, where, and the code that they end with."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sitegen import __version__
from sitegen.commands import console, main, scaffold
from sitegen.hosts import deploys

DIGEST = """\
# ArXiv cs.CV --Wed, 22 Jul 2020
### 1.First  [ :arrow_down: ](https://arxiv.org/pdf/2007.10986.pdf)
>  One.
### 2.Second  [ :arrow_down: ](https://arxiv.org/pdf/2007.10985.pdf)
>  Two.
"""
BROKEN = DIGEST.replace("2007.10985", "20.10985")
"""An error: the second paper has no id."""
DOUBTFUL = DIGEST.replace("Wed", "Thu")
"""A warning: the weekday is wrong."""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="sitegen")


def build(*arguments: str) -> Result:
    return run("build", "--jobs", "1", *arguments)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def written(result: Result) -> int:
    """Read the number of written files in the last line of a build."""
    found = re.search(r": ([\d,]+) files? written", result.stderr)
    assert found, result.output
    return int(found[1].replace(",", ""))


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to the folder of a site with one good digest."""
    folder = tmp_path / "site"
    write(folder, DIGEST)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("SITEGEN_BASE_URL", raising=False)
    return folder


def write(site: Path, digest: str, name: str = "2020-07-22.md") -> None:
    path = site / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(digest, encoding="utf-8")


# Building


def test_a_good_build_ends_with_0_and_says_what_it_did_on_stderr(site: Path) -> None:
    result = build()
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "2 papers on 1 day -> build: " in result.stderr
    assert written(result) == len(files(site / "build")) - 1  # all but the manifest
    assert (site / "build/abs/2007.10986/index.html").is_file()


def test_a_second_build_writes_no_file(site: Path) -> None:
    build()
    before = files(site / "build")
    result = build()
    assert result.exit_code == 0
    assert written(result) == 0
    assert files(site / "build") == before


def test_a_clean_build_writes_the_same_bytes(site: Path) -> None:
    build()
    before = files(site / "build")
    result = build("--clean")
    assert result.exit_code == 0
    assert written(result) == len(before) - 1
    after = files(site / "build")
    assert {**after, ".sitegen-manifest": b""} == {**before, ".sitegen-manifest": b""}


def test_an_error_in_content_is_drawn_on_stderr_with_a_caret_and_the_rest_is_built(site: Path) -> None:
    write(site, BROKEN)
    result = build()
    assert result.exit_code == 1
    assert result.stdout == ""
    first, quoted, caret, hint, *_ = result.stderr.split("\n")
    place, _, message = first.partition(": error: ")
    assert message == "paper 2 has no arXiv id: `20.10985` is none"
    path, line, column = place.split(":")
    assert (path, line) == ("content/2020-07-22.md", "4")
    assert quoted[4:] == BROKEN.split("\n")[3]
    assert caret.index("^") == 4 + int(column) - 1 == quoted.index("20.10985")
    assert hint.startswith("hint: ")
    assert "1 error, 0 warnings" in result.stderr
    assert (site / "build/abs/2007.10986/index.html").is_file()


def test_a_warning_alone_ends_with_0(site: Path) -> None:
    write(site, DOUBTFUL)
    result = build()
    assert result.exit_code == 0
    assert ": warning: " in result.stderr
    assert "0 errors, 1 warning\n" in result.stderr


@pytest.mark.parametrize("digest", [BROKEN, DOUBTFUL], ids=["error", "warning"])
def test_under_strict_any_problem_leaves_the_site_as_it_was(site: Path, digest: str) -> None:
    build()
    before = files(site / "build")
    write(site, digest.replace("First", "Changed"))
    result = build("--strict")
    assert result.exit_code == 1
    assert "nothing was written: build is as it was" in result.stderr
    assert files(site / "build") == before


def test_under_strict_a_first_build_with_a_problem_makes_no_folder(site: Path) -> None:
    write(site, DOUBTFUL)
    assert build("--strict").exit_code == 1
    assert not (site / "build").exists()


def test_a_removed_digest_is_a_warning_and_under_strict_its_pages_stay(site: Path) -> None:
    write(site, DIGEST.replace("22 Jul", "23 Jul").replace("Wed", "Thu").replace("10986", "10001"), "2020-07-23.md")
    build()
    (site / "content/2020-07-23.md").unlink()
    strict = build("--strict")
    assert strict.exit_code == 1
    assert "would be gone" in strict.stderr
    assert (site / "build/abs/2007.10001/index.html").is_file()
    assert build().exit_code == 0
    assert not (site / "build/abs/2007.10001/index.html").exists()


def test_output_names_another_folder(site: Path) -> None:
    result = build("--output", "public")
    assert result.exit_code == 0
    assert "-> public: " in result.stderr
    assert (site / "public/index.html").is_file()
    assert not (site / "build").exists()


@pytest.mark.parametrize("folder", [".", "content", ".."])
def test_an_output_folder_that_holds_what_is_not_output_is_refused(site: Path, folder: str) -> None:
    result = build("--output", folder)
    assert result.exit_code == 1
    assert "error: the output folder must not be or hold" in result.stderr
    assert (site / "content/2020-07-22.md").read_text(encoding="utf-8") == DIGEST


def test_a_build_that_was_told_no_base_url_says_so(site: Path) -> None:
    assert "note: " in build().stderr
    assert "note: " not in build("--base-url", "https://example.org/x").stderr
    (site / "sitegen.toml").write_text('base_url = "https://example.org/"\n')
    assert "note: " not in build().stderr


def test_the_option_wins_over_the_environment_which_wins_over_the_file(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def canonical() -> str:
        page = (site / "build/index.html").read_text(encoding="utf-8")
        found = re.search(r'<link rel="canonical" href="([^"]*)">', page)
        assert found
        return found[1]

    (site / "sitegen.toml").write_text('base_url = "https://file.example/"\n')
    build()
    assert canonical() == "https://file.example/"
    monkeypatch.setenv("SITEGEN_BASE_URL", "https://environment.example/a")
    build()
    assert canonical() == "https://environment.example/a/"
    build("--base-url", "https://option.example/b")
    assert canonical() == "https://option.example/b/"


def test_a_faulty_configuration_is_refused_with_all_its_faults(site: Path) -> None:
    (site / "sitegen.toml").write_text('titel = "x"\n[feeds]\nitems = "3"\n')
    result = build()
    assert result.exit_code == 1
    assert "sitegen.toml:1:1: error: there is no option `titel`" in result.stderr
    assert "hint: did you mean `title`?" in result.stderr
    assert "sitegen.toml:3:1: error: `feeds.items` must be" in result.stderr
    assert not (site / "build").exists()


def test_profile_tells_the_seconds_of_each_stage(site: Path) -> None:
    result = build("--profile")
    assert result.exit_code == 0
    _, _, table = result.stderr.partition("seconds by stage")
    stages = {row.rsplit(maxsplit=1)[0].strip() for row in table.splitlines()[1:]}
    assert {"scan", "read", "plan", "compare", "make", "commit", "make: render"} <= stages
    assert site.is_dir()


# JSON


def test_json_of_a_good_build_is_one_report(site: Path) -> None:
    result = build("--json")
    assert result.exit_code == 0
    assert result.stderr == ""
    (report,) = lines(result)
    assert report["type"] == "report"
    expected = {"days": 1, "papers": 2, "committed": True, "errors": 0, "problems": 0, "unchanged": 0, "removed": 0}
    assert expected.items() <= report.items()
    assert report["written"] == len(files(site / "build")) - 1
    assert isinstance(report["stages"], dict)


def test_json_tells_each_problem_in_a_line_and_the_report_last(site: Path) -> None:
    write(site, BROKEN.replace("Wed", "Thu"))
    result = build("--json")
    assert result.exit_code == 1
    *problems, report = lines(result)
    assert [problem["severity"] for problem in problems] == ["warning", "error"]
    assert problems[1] == {
        "type": "problem",
        "severity": "error",
        "path": "content/2020-07-22.md",
        "line": 4,
        "column": 54,
        "message": "paper 2 has no arXiv id: `20.10985` is none",
        "hint": problems[1]["hint"],
    }
    assert (report["errors"], report["problems"]) == (1, 2)


def test_json_of_a_refused_build_has_problems_and_no_report(site: Path) -> None:
    (site / "sitegen.toml").write_text("titel = 1\n")
    result = build("--json")
    assert result.exit_code == 1
    assert [line["type"] for line in lines(result)] == ["problem"]


# Other commands, and how they are called


def test_new_makes_a_site_that_builds_without_any_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("new", "my-archive")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == sorted(f"my-archive/{path}" for path in files(tmp_path / "my-archive"))
    assert result.stderr.startswith("next: cd my-archive && sitegen build\n")
    monkeypatch.chdir(tmp_path / "my-archive")
    built = build("--strict")
    assert built.exit_code == 0, built.output
    assert "<title>My archive</title>" in (tmp_path / "my-archive/build/index.html").read_text(encoding="utf-8")


HOST_FILES = {
    "github-pages": {".github/workflows/pages.yml"},
    "netlify": {"netlify.toml"},
    "cloudflare-pages": {"cloudflare-pages.sh", "_headers"},
    "gitlab-pages": {".gitlab-ci.yml"},
}
COMMON = {".gitignore", "content/2020/07/2020-07-22.md", "content/pages/about.md", "requirements.txt", "sitegen.toml"}


def test_new_lays_down_what_the_named_hosts_want_and_says_what_is_to_be_done_there(tmp_path: Path) -> None:
    assert set(deploys.HOSTS) == set(HOST_FILES)
    for hosts in (["gitlab-pages"], ["cloudflare-pages", "github-pages"], []):
        folder = tmp_path / "-".join(["site", *hosts])
        result = run("new", str(folder), *(f"--host={host}" for host in hosts))
        assert result.exit_code == 0
        wanted = set().union(*(HOST_FILES[host] for host in hosts or deploys.USUAL))
        assert set(files(folder)) == COMMON | wanted
        assert result.stdout.splitlines() == sorted(f"{folder}/{path}" for path in COMMON | wanted)
        told = [line for line in result.stderr.splitlines() if line.startswith("then, ")]
        assert told == [f"then, {deploys.HOSTS[host].step}" for host in hosts or deploys.USUAL]


@pytest.mark.parametrize("parent", ["default", "plain"])
def test_new_begins_a_theme_that_changes_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parent: str) -> None:
    folder = tmp_path / "site"
    assert run("new", str(folder), "--theme", parent, "--own-theme", "mine").exit_code == 0
    monkeypatch.chdir(folder)
    assert build("--strict").exit_code == 0
    page = (folder / "build/2020/07/22/index.html").read_text(encoding="utf-8")
    styles = re.findall(r'<link rel="stylesheet" href="/(\S+)">', page)
    assert Path(styles[0]).name == ("style.css" if parent == "default" else "plain.css")
    assert Path(styles[-1]).name == "mine.css"
    assert "h1" in (folder / "build" / styles[-1]).read_text(encoding="utf-8")


def test_new_chooses_a_theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("new", str(tmp_path / "site"), "--theme", "plain").exit_code == 0
    monkeypatch.chdir(tmp_path / "site")
    assert build("--strict").exit_code == 0
    assert "plain.css" in (tmp_path / "site/build/index.html").read_text(encoding="utf-8")
    assert not (tmp_path / "site/themes").exists()


@pytest.mark.parametrize(
    ("option", "name", "message"),
    [
        ("--theme", "plian", "did you mean `plain`?"),
        ("--own-theme", "plain", "there is a theme `plain` already"),
        ("--own-theme", "../mine", "`../mine` cannot be the name of a theme"),
    ],
)
def test_new_makes_nothing_when_a_theme_cannot_be(tmp_path: Path, option: str, name: str, message: str) -> None:
    result = run("new", str(tmp_path / "site"), option, name)
    assert result.exit_code == 1
    assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_new_takes_an_empty_folder_and_refuses_one_that_is_not(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("new", str(tmp_path / "empty")).exit_code == 0
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine")
    result = run("new", str(tmp_path / "full"))
    assert result.exit_code == 1
    assert "error: is not an empty folder" in result.stderr
    assert files(tmp_path / "full") == {"mine.txt": b"mine"}
    assert run("new", str(tmp_path / "full/mine.txt")).exit_code == 1


def test_new_writes_any_folder_name_as_a_title(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / 'a "quoted" \\ name, é'
    scaffold.create(folder)
    monkeypatch.chdir(folder)
    assert build("--strict").exit_code == 0


def test_the_schema_goes_to_stdout_as_json() -> None:
    result = run("config", "schema")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["title"] == "sitegen.toml"


@pytest.mark.parametrize(
    "arguments",
    [["bild"], ["build", "--strikt"], ["build", "--jobs", "0"], ["build", "somewhere"], ["new"], ["config", "shew"]],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(site: Path, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage: sitegen" in result.stderr
    assert not (site / "build").exists()


@pytest.mark.parametrize("command", [[], ["build"], ["new"], ["config"], ["config", "schema"]], ids=" ".join)
def test_h_is_help(command: list[str]) -> None:
    short, long = run(*command, "-h"), run(*command, "--help")
    assert short.exit_code == long.exit_code == 0
    assert short.stdout == long.stdout
    assert short.stdout.startswith(" ".join(["Usage: sitegen", *command]))


def test_version_is_that_of_the_package() -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"sitegen {__version__}\n")


def test_the_program_can_be_run_as_a_module_and_its_codes_reach_the_shell(site: Path) -> None:
    def code(*arguments: str) -> int:
        program = [sys.executable, "-W", "error", "-m", "sitegen", *arguments]
        return subprocess.run(program, cwd=site, capture_output=True, check=False).returncode

    assert code("build", "--jobs", "2") == 0
    assert code("bild") == 2
    write(site, BROKEN)
    assert code("build") == 1


# What they are made of


def test_only_the_console_prints_and_exits() -> None:
    for path in Path(console.__file__).parent.glob("*.py"):
        found = re.search(r"\becho\(|\bprint\(|\bsys\.exit\(", path.read_text(encoding="utf-8"))
        assert bool(found) == (path.name == "console.py"), path


def test_each_module_with_a_command_is_in_the_group() -> None:
    found = {path.stem for path in Path(console.__file__).parent.glob("*.py") if "@click.command" in path.read_text()}
    assert {*found, "config"} == set(main.commands)


def modules_of(argument: str) -> set[str]:
    """Return what the program loads for an option."""
    program = (
        "import sys\nfrom sitegen.commands import main\n"
        f"try:\n    main(['{argument}'])\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return set(done.stderr.split())


def test_help_and_version_wait_for_no_command() -> None:
    assert {name for name in modules_of("--version") if name.startswith("sitegen")} == {"sitegen", "sitegen.commands"}
    assert not modules_of("--help") & {"jinja2", "numpy", "sitegen.config", "starlette"}
