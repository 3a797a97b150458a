"""The deploys: the very commands that GitHub and Netlify would run are run, in a copy of the site that they are for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from sitegen import config
from sitegen.commands import options, scaffold
from sitegen.hosts import deploys

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / "themes/default/templates/base.html"

NETLIFY = deploys.HOSTS["netlify"].files["netlify.toml"]
PAGES_URL = "https://user.github.io/project"
OWN_URL = "https://digests.example.org"
PREVIEW_URL = "https://deploy-preview-7--digests.netlify.app"
MAIN_URL = "https://main--digests.netlify.app"


class Site(NamedTuple):
    """A copy of a site that knows how to deploy itself."""

    folder: Path
    netlify: dict[str, Any]
    workflow: dict[Any, Any]

    @property
    def steps(self) -> list[dict[str, Any]]:
        steps: list[dict[str, Any]] = self.workflow["jobs"]["build"]["steps"]
        return steps

    def uses(self, action: str) -> dict[str, Any]:
        (step,) = (step for step in self.steps if step.get("uses", "").startswith(f"actions/{action}@"))
        return step


@pytest.fixture(params=["this repository", "a new site"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    folder = tmp_path / "site"
    if request.param == "a new site":
        scaffold.create(folder)
    else:
        folder.mkdir()
        for name in ("content", "themes", ".github"):
            shutil.copytree(ROOT / name, folder / name)
        for name in ("pyproject.toml", "netlify.toml", "requirements.lock"):
            shutil.copy(ROOT / name, folder / name)
    netlify = tomllib.loads((folder / "netlify.toml").read_text(encoding="utf-8"))
    workflow = yaml.safe_load((folder / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
    return Site(folder, netlify, workflow)


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Make a folder with the programs that the hosts have after `pip install`."""
    folder = tmp_path / "programs"
    folder.mkdir()
    program = folder / "sitegen"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -W error -m sitegen "$@"\n')
    program.chmod(0o755)
    return folder


def shell(command: str, folder: Path, programs: Path, **environment: str) -> None:
    variables = {name: value for name, value in os.environ.items() if name != "SITEGEN_BASE_URL"}
    variables |= {"PATH": f"{programs}:{os.environ['PATH']}", **environment}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def without_install(command: str) -> str:
    """Leave the `pip install` at the head of a command out."""
    install, _, rest = command.partition("&&")
    assert re.fullmatch(
        r"pip install( --quiet)? ((--no-deps )?\.|-r requirements\.txt|--require-hashes -r requirements\.lock) ?",
        install,
    )
    return rest.strip()


def check_pages(folder: Path, url: str) -> None:
    """Prove that a site stands in the folder, built for its address."""
    home = (folder / "index.html").read_text(encoding="utf-8")
    path = re.sub(r"https://[^/]+", "", url) + "/"
    assert f'<link rel="canonical" href="{url}/">' in home
    assert f'href="{path}archive/"' in home
    assert "localhost" not in home
    day = (folder / "2020/07/22/index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{url}/2020/07/22/">' in day
    assert f"{url}/feed.xml" in (folder / "feed.xml").read_text(encoding="utf-8")
    assert f"Sitemap: {url}/sitemap.xml" in (folder / "robots.txt").read_text(encoding="utf-8")
    style = re.search(r'<link rel="stylesheet" href="([^"]*)">', home)
    assert style
    assert (folder / style[1].removeprefix(path)).is_file()
    assert {"404.html", ".nojekyll", "sitemap.xml"} <= {entry.name for entry in folder.iterdir()}


# GitHub Pages


def test_the_workflows_build_step_makes_the_site_for_the_address_that_github_names(site: Site, programs: Path) -> None:
    *installs, build = (step for step in site.steps if "run" in step)
    for install in installs:
        assert without_install(f"{install['run']} && ") == ""
    assert "--strict" in build["run"]
    assert build["env"] == {"BASE_URL": "${{ steps.pages.outputs.base_url }}"}
    shell(build["run"], site.folder, programs, BASE_URL=PAGES_URL)
    check_pages(site.folder / site.uses("upload-pages-artifact")["with"]["path"], PAGES_URL)


def test_the_workflow_runs_on_pushes_to_main_and_by_hand(site: Site) -> None:
    triggers = site.workflow[True]  # YAML 1.1 reads `on` as true
    assert triggers == {"push": {"branches": ["main"]}, "workflow_dispatch": None}


def test_two_deploys_never_run_at_once_and_none_is_broken_off(site: Site) -> None:
    assert site.workflow["concurrency"] == {"group": "pages", "cancel-in-progress": False}


def test_the_workflow_may_do_what_publishing_needs_and_nothing_else(site: Site) -> None:
    """What builds the site runs the code of plug-ins and of packages: it can read the repository, and not deploy."""
    assert site.workflow["permissions"] == {}
    permissions = {name: job["permissions"] for name, job in site.workflow["jobs"].items()}
    assert permissions == {
        "build": {"contents": "read", "pages": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    }


@pytest.mark.parametrize(
    "text",
    [
        *(path.read_text(encoding="utf-8") for path in sorted((ROOT / ".github/workflows").glob("*.yml"))),
        (ROOT / "action.yml").read_text(encoding="utf-8"),
        *(deploys.HOSTS[name].files[file] for name, file in [("github-pages", ".github/workflows/pages.yml")]),
    ],
)
def test_no_workflow_puts_the_value_of_an_expression_into_a_command(text: str) -> None:
    """A shell would run what is in it."""
    found = yaml.safe_load(text)
    jobs = found["jobs"].values() if "jobs" in found else [found["runs"]]
    commands = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    assert commands
    assert [command for command in commands if "${{" in command] == []


def test_every_action_is_githubs_own_and_pinned_to_a_major_version(site: Site) -> None:
    used = [step["uses"] for job in site.workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert len(used) == 6
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used), used


def test_the_steps_come_in_an_order_that_works(site: Site) -> None:
    names = [
        re.sub(r"actions/|@.*", "", step["uses"]) if "uses" in step else step["run"].split()[0] for step in site.steps
    ]
    assert list(dict.fromkeys(names)) == [
        "checkout", "setup-python", "cache", "configure-pages", "pip", "sitegen", "upload-pages-artifact",
    ]  # fmt: skip
    assert site.uses("configure-pages")["id"] == "pages"
    deploy = site.workflow["jobs"]["deploy"]
    assert deploy["needs"] == "build"
    assert deploy["environment"]["name"] == "github-pages"


def test_the_workflow_keeps_the_cache_where_a_build_has_it(site: Site) -> None:
    cache = site.uses("cache")["with"]
    assert cache["path"] == options.CACHE
    assert cache["key"].startswith(cache["restore-keys"])
    assert (site.folder / site.uses("setup-python")["with"]["cache-dependency-path"]).is_file()


def test_python_is_one_that_the_package_supports_and_the_same_on_both_hosts(site: Site) -> None:
    version = site.uses("setup-python")["with"]["python-version"]
    assert site.netlify["build"]["environment"]["PYTHON_VERSION"] == version
    assert tuple(map(int, version.split("."))) >= (3, 11)


# Netlify


@pytest.mark.parametrize(
    ("context", "prime_url", "expected"),
    [("production", MAIN_URL, OWN_URL), ("deploy-preview", PREVIEW_URL, PREVIEW_URL)],
    ids=["production", "preview"],
)
def test_netlifys_command_makes_the_site_for_the_address_of_the_deploy(
    site: Site, programs: Path, context: str, prime_url: str, expected: str
) -> None:
    settings = {**site.netlify["build"], **site.netlify.get("context", {}).get(context, {})}
    command = without_install(settings["command"])
    assert "--strict" in command
    shell(command, site.folder, programs, CONTEXT=context, URL=OWN_URL, DEPLOY_PRIME_URL=prime_url)
    check_pages(site.folder / settings["publish"], expected)


def test_both_hosts_publish_the_folder_that_a_build_writes(site: Site) -> None:
    folder = config.load(site.folder, {}).output.folder
    assert site.netlify["build"]["publish"] == folder
    assert site.uses("upload-pages-artifact")["with"]["path"] == folder


def test_netlifys_headers_hold_the_policy_of_the_themes_pages_and_forbid_frames(site: Site) -> None:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', BASE.read_text(encoding="utf-8"))
    assert found
    headers = {rule["for"]: rule["values"] for rule in site.netlify["headers"]}
    assert headers["/*"]["Content-Security-Policy"] == f"{found[1]}; frame-ancestors 'none'"
    assert headers["/*"]["X-Content-Type-Options"] == "nosniff"
    assert headers["/*"]["Referrer-Policy"] == "no-referrer"
    assert headers["/assets/*"]["Cache-Control"] == "public, max-age=31536000, immutable"


# Cloudflare and GitLab


@pytest.fixture
def pip(programs: Path) -> Path:
    """Stand in for `pip`, which would need the network: it takes nothing but the site's own list."""
    program = programs / "pip"
    program.write_text('#!/bin/sh\n[ "$*" = "install --quiet -r requirements.txt" ] && [ -f requirements.txt ]\n')
    program.chmod(0o755)
    return program


@pytest.mark.usefixtures("pip")
@pytest.mark.parametrize("own", ["", OWN_URL], ids=["preview", "production"])
def test_cloudflares_command_makes_the_site_with_its_headers(tmp_path: Path, programs: Path, own: str) -> None:
    scaffold.create(tmp_path / "site", hosts=["cloudflare-pages"])
    variables = {"SITEGEN_BASE_URL": own} if own else {}
    shell("sh cloudflare-pages.sh", tmp_path / "site", programs, CF_PAGES_URL=PREVIEW_URL, **variables)
    check_pages(tmp_path / "site/build", own or PREVIEW_URL)
    rules = re.split(r"^(/\S+)\n", (tmp_path / "site/build/_headers").read_text(encoding="utf-8"), flags=re.MULTILINE)
    headers = {
        path: dict(line.strip().split(": ", 1) for line in lines.splitlines() if line.startswith("  "))
        for path, lines in zip(rules[1::2], rules[2::2], strict=True)
    }
    assert headers == {rule["for"]: rule["values"] for rule in tomllib.loads(NETLIFY)["headers"]}


@pytest.mark.usefixtures("pip")
def test_gitlabs_job_makes_the_site_for_the_address_that_gitlab_names(tmp_path: Path, programs: Path) -> None:
    scaffold.create(tmp_path / "site", hosts=["gitlab-pages"])
    job = yaml.safe_load((tmp_path / "site/.gitlab-ci.yml").read_text(encoding="utf-8"))["pages"]
    shell("\n".join(["set -e", *job["script"]]), tmp_path / "site", programs, CI_PAGES_URL=PAGES_URL)
    (published,) = job["artifacts"]["paths"]
    check_pages(tmp_path / "site" / published, PAGES_URL)
    assert job["cache"]["paths"] == [options.CACHE]
    assert "$CI_DEFAULT_BRANCH" in job["rules"][0]["if"]


# The action


ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
ACTION_STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]


def filled_in(value: str, inputs: dict[str, str]) -> str:
    """Put values where an action has expressions, as GitHub does."""
    address = inputs["base-url"] or f"{PAGES_URL}/"
    value = value.replace("${{ inputs.base-url || format('{0}/', steps.pages.outputs.base_url) }}", address)
    value = value.replace("${{ steps.python.outputs.python-path }}", sys.executable).replace(
        "${{ github.sha }}", "12ab"
    )
    value = re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda match: inputs[match[1]], value)
    assert "${{" not in value
    return value


def act(repository: Path, programs: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Run the action's build step in a repository."""
    inputs = {name: row["default"] for name, row in ACTION["inputs"].items()} | {
        name.replace("_", "-"): value for name, value in given.items()
    }
    (step,) = (step for step in ACTION_STEPS if step.get("name") == "Build the site")
    installed = programs / "sitegen-venv/sitegen/bin"
    installed.mkdir(parents=True, exist_ok=True)
    shutil.copy(programs / "sitegen", installed)
    own = {name: filled_in(value, inputs) for name, value in step["env"].items()}
    variables = {name: value for name, value in os.environ.items() if name != "SITEGEN_BASE_URL"}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=repository / filled_in(step["working-directory"], inputs),
        env=variables | own | {"RUNNER_TEMP": str(programs / "sitegen-venv")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("folder", [".", "papers/site"])
def test_the_action_builds_a_site_where_it_lies_for_the_address_that_github_names(
    tmp_path: Path, programs: Path, folder: str
) -> None:
    scaffold.create(tmp_path / "repository" / folder, hosts=[])
    done = act(tmp_path / "repository", programs, folder=folder)
    assert done.returncode == 0, done.stderr
    upload = ACTION_STEPS[-1]["with"]["path"]
    check_pages(tmp_path / "repository" / filled_in(upload, {"folder": folder, "base-url": ""}), PAGES_URL)


def test_the_action_lets_warnings_pass_when_it_is_told_to_and_takes_another_address(
    tmp_path: Path, programs: Path
) -> None:
    scaffold.create(tmp_path / "site", hosts=[])
    digest = tmp_path / "site/content/2020/07/2020-07-22.md"
    digest.write_text(digest.read_text(encoding="utf-8").replace("Wed, 22", "Thu, 22"), encoding="utf-8")
    assert act(tmp_path / "site", programs).returncode == 1
    assert not (tmp_path / "site/build").exists()
    assert act(tmp_path / "site", programs, strict="false", base_url=f"{OWN_URL}/").returncode == 0
    check_pages(tmp_path / "site/build", OWN_URL)
    wrong = act(tmp_path / "site", programs, strict="yes")
    assert (wrong.returncode, wrong.stdout) == (2, "::error::strict must be true or false, not yes\n")


def test_the_action_installs_sitegen_from_its_own_checkout_beside_everything_else(tmp_path: Path) -> None:
    (step,) = (step for step in ACTION_STEPS if step.get("name") == "Install sitegen")
    python = tmp_path / "python"
    log = tmp_path / "log"
    python.write_text(f'#!/bin/sh\necho "python $*" >> "{log}"\nmkdir -p "$3/bin"\ncp "{tmp_path}/pip" "$3/bin/pip"\n')
    (tmp_path / "pip").write_text(f'#!/bin/sh\necho "pip $*" >> "{log}"\n')
    for program in (python, tmp_path / "pip"):
        program.chmod(0o755)
    variables = {"PYTHON": str(python), "RUNNER_TEMP": str(tmp_path / "t"), "GITHUB_ACTION_PATH": str(ROOT)}
    shell(f"set -e\n{step['run']}", tmp_path, tmp_path, **variables)
    ran = log.read_text(encoding="utf-8").splitlines()
    assert ran == [
        f"python -m venv {tmp_path}/t/sitegen",
        f"pip install --quiet --require-hashes -r {ROOT}/requirements.lock",
        f"pip install --quiet --no-deps {ROOT}",
    ]
    assert (ROOT / "requirements.lock").is_file()
    assert (ROOT / "pyproject.toml").is_file()


def test_the_action_uses_githubs_own_actions_in_an_order_that_works() -> None:
    used = [step["uses"] for step in ACTION_STEPS if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used)
    names = [re.sub(r"actions/|@.*", "", action) for action in used]
    assert names == ["setup-python", "configure-pages", "cache", "upload-pages-artifact"]
    assert ACTION_STEPS[1]["if"] == "inputs.base-url == ''"
    cache = ACTION_STEPS[2]["with"]
    assert cache["path"].endswith(f"/{options.CACHE}")
    assert cache["key"].startswith(cache["restore-keys"])
    assert all(step["shell"] == "bash" for step in ACTION_STEPS if "run" in step)
    assert all(row["description"].endswith(".") for row in ACTION["inputs"].values())


# Both


def test_what_a_build_leaves_behind_is_not_committed(site: Site, programs: Path) -> None:
    shell("sitegen build --strict", site.folder, programs)
    ignored = (ROOT if (site.folder / "pyproject.toml").exists() else site.folder) / ".gitignore"
    patterns = ignored.read_text(encoding="utf-8").split()
    for folder in ("build", ".build.sitegen", Path(options.CACHE).parts[0]):
        assert f"/{folder}/" in patterns
