"""`sitegen build`: what it prints, where, what it writes, and the code that it ends with."""

from __future__ import annotations

import json
import pwd
import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.unit.commands.conftest import BROKEN, DIGEST, DOUBTFUL, build, files, write

from sitegen.build import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def written(result: Result) -> int:
    """Read the number of written files in the last line of a build."""
    found = re.search(r": ([\d,]+) files? written", result.stderr)
    assert found, result.output
    return int(found[1].replace(",", ""))


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
    assert message == "paper 2: `20.10985` is not a valid arXiv ID"
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
    assert "nothing was written: build is unchanged" in result.stderr
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
    assert "the build would remove" in strict.stderr
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
    assert "error: the output folder must not be or contain" in result.stderr
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
    assert "sitegen.toml:1:1: error: `titel` is not an option" in result.stderr
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
        "message": "paper 2: `20.10985` is not a valid arXiv ID",
        "hint": problems[1]["hint"],
    }
    assert (report["errors"], report["problems"]) == (1, 2)


def test_json_of_a_refused_build_has_problems_and_no_report(site: Path) -> None:
    (site / "sitegen.toml").write_text("titel = 1\n")
    result = build("--json")
    assert result.exit_code == 1
    assert [line["type"] for line in lines(result)] == ["problem"]


def test_a_user_whom_the_system_does_not_know_can_build(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container: `docker run --user 12345`."""

    def unknown(_: object) -> None:
        raise KeyError

    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.setattr(pwd, "getpwnam", unknown)
    assert build().exit_code == 0
    assert (site / "build/index.html").exists()


@pytest.mark.parametrize(
    "fault", [MemoryError(), ImportError("libopenblas.so: failed to map segment from shared object")]
)
def test_too_little_memory_is_said(site: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(pipeline, "_build", fail)
    result = build()
    assert result.exit_code == 1
    assert result.stderr.startswith(".: error: the memory that sitegen may use is not enough\nhint: use fewer worker")
    assert not (site / "build").exists()


def test_a_clean_build_trusts_nothing_in_the_cache(site: Path) -> None:
    build()
    cache = site / ".cache/sitegen"
    before = {path.name for path in cache.rglob("*")}
    (cache / "fragments/old").write_bytes(b"left")
    assert "2 papers" in build("--clean").stderr
    assert {path.name for path in cache.rglob("*")} == before


def test_a_folder_with_other_files_is_built_into_once_it_is_adopted(site: Path) -> None:
    (site / "build").mkdir()
    (site / "build/thesis.tex").write_text("mine")
    refused = build()
    assert refused.exit_code == 1
    assert "files that were not written by sitegen: `thesis.tex`" in refused.stderr
    assert build("--adopt").exit_code == 0
    assert build().exit_code == 0
    assert (site / "build/thesis.tex").read_text() == "mine"
