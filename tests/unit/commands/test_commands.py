"""The group of commands: how they are called, what they load, and the codes that they end with."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.commands.conftest import BROKEN, run, write

from sitegen import __version__
from sitegen.commands import console, main


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
    loaded = {name for name in modules_of("--version") if name.startswith("sitegen")}
    assert loaded == {"sitegen", "sitegen.commands", "sitegen.deprecated"}
    assert not modules_of("--help") & {"jinja2", "numpy", "sitegen.config", "starlette"}
