"""Every fenced block of the documents is run, or read as what it is; the documents as a site of their own."""

from __future__ import annotations

import io
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urldefrag, urljoin

import jinja2
import lxml.html
import pytest
import yaml
from tests.conftest import paper, write_site

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.commands import scaffold
from sitegen.content import parse
from sitegen.model import Source
from sitegen.output.sink import MemorySink
from sitegen.theme import folder as theme

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (ROOT, ROOT / "docs", ROOT / "benchmarks")
    for path in folder.glob("*.md")
)
IN_A_CLONE = ("README.md", "CONTRIBUTING.md", "benchmarks/README.md", "docs/quickstart.md")
"""Documents that begin in a clone of the repository; the others are about the folder of a site."""


class Block(NamedTuple):
    """A fenced block."""

    document: str
    language: str
    text: str


def blocks(document: str) -> list[Block]:
    """Return the fenced blocks of a document, those in lists included."""
    text = (ROOT / document).read_text(encoding="utf-8")
    found = re.findall(r"^( *)```([^\n`]*)\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL)
    assert len(found) * 2 == len(re.findall(r"^ *```", text, re.MULTILINE)), "a fence is not closed"
    return [
        Block(document, language, re.sub(f"^{indent}", "", body, flags=re.MULTILINE))
        for indent, language, body in found
    ]


BLOCKS = [block for document in DOCUMENTS for block in blocks(document)]


def of(*languages: str) -> list[Any]:
    """Return the blocks in some languages, to be tested one by one."""
    chosen = [block for block in BLOCKS if block.language in languages]
    assert chosen
    return [pytest.param(block, id=f"{block.document}-{n}") for n, block in enumerate(chosen)]


# Commands

PROGRAM = """\
import os, signal, subprocess, sys, urllib.request
command = [sys.executable, "-m", "sitegen", *sys.argv[1:]]
command += ["--jobs", "1"] if sys.argv[1:2] in (["build"], ["serve"]) else []
if sys.argv[1:2] != ["serve"]:
    os.execv(sys.executable, command)
# a preview does not end by itself
with subprocess.Popen([*command, "--port", "0"], stderr=subprocess.PIPE, text=True) as serving:
    address = next(line.split()[0] for line in serving.stderr if line.startswith("http://"))
    assert b"preview.js" in urllib.request.urlopen(address.replace("0.0.0.0", "127.0.0.1")).read()
    serving.send_signal(signal.SIGINT)
    serving.stderr.read()
sys.exit(serving.returncode)
"""
STAND_INS = {
    # Installs from the network; `pip install .` is run by test_wheel.
    "pip": '[ "$*" = "install ." ] && [ -f pyproject.toml ]',
    # A virtual environment without pip, which takes seconds; a server of files that would not end.
    "python3": f"""
case "$*" in
  "-m venv "*) exec "{sys.executable}" -m venv --without-pip "$3" ;;
  "-m http.server --directory build 8000") test -f build/index.html ;;
  *) exit 64 ;;
esac""",
    # What runs all tests does not run in one; the commands of a target are tested where they stand in a document.
    "make": f"""for word; do case "$word" in *=*) ;; *) grep -q "^$word:" "{ROOT}/Makefile" || exit 64 ;; esac; done""",
    # There may be no Docker where tests run: test_wheel reads the Dockerfile, and here sitegen gets what it is told.
    "docker": f"""
case "$*" in
  "build --tag sitegen .") test -f "{ROOT}/Dockerfile" ;;
  "run --rm "*" --volume $PWD:/site"*" sitegen "*) while [ "$1" != sitegen ]; do shift; done; exec "$@" ;;
  *) exit 64 ;;
esac""",
}
"""What a sandbox must not run, and what takes its place: it refuses all that it was not told of."""


@pytest.fixture
def sandbox(tmp_path: Path) -> dict[str, str]:
    """Make a home with programs, and return the environment of a shell in it."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "sitegen.py").write_text(PROGRAM)
    for name, script in {**STAND_INS, "sitegen": f'exec "{sys.executable}" "{programs}/sitegen.py" "$@"'}.items():
        (programs / name).write_text(f"#!/bin/bash\n{script}\n")
        (programs / name).chmod(0o755)
    (tmp_path / "home").mkdir()
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith(("SITEGEN_", "GIT_", "VIRTUAL_"))
    }
    people = {
        f"GIT_{who}_{what}": f"{what}@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    return variables | people | {"HOME": str(tmp_path / "home"), "PATH": f"{programs}:/usr/bin:/bin"}


def run_commands(document: str, folder: Path, environment: dict[str, str]) -> None:
    """Type the commands of a document one after the other, as its reader would."""
    if document in IN_A_CLONE:
        folder.mkdir()
        shutil.copy(ROOT / "pyproject.toml", folder)
        ignored = shutil.ignore_patterns("build", ".cache", ".build.sitegen")
        shutil.copytree(ROOT / "examples/archives", folder / "examples/archives", ignore=ignored)
    else:
        scaffold.create(folder)
    script = "\n".join(block.text for block in BLOCKS if (block.document, block.language) == (document, "sh"))
    shell = ["bash", "-eu", "-o", "pipefail", "-c", script]
    done = subprocess.run(shell, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


WITH_COMMANDS = {block.document for block in BLOCKS if block.language == "sh"}


@pytest.mark.parametrize("document", sorted(WITH_COMMANDS - {"docs/quickstart.md"}))
def test_the_commands_of_a_document_run(document: str, tmp_path: Path, sandbox: dict[str, str]) -> None:
    run_commands(document, tmp_path / "folder", sandbox)


def test_the_quick_start_ends_with_a_site_of_two_days_that_is_committed(
    tmp_path: Path, sandbox: dict[str, str]
) -> None:
    run_commands("docs/quickstart.md", tmp_path / "folder", sandbox)
    site = tmp_path / "home/my-archive"
    paper = (site / "build/abs/2007.10361/index.html").read_text(encoding="utf-8")
    assert 'href="/2020/07/22/#2007.10361"' in paper
    assert 'href="/2020/07/23/#2007.10361"' in paper
    listed = subprocess.run(["git", "ls-files"], cwd=site, env=sandbox, capture_output=True, text=True, check=True)
    assert "content/2020/07/2020-07-23.md" in listed.stdout.split()
    assert not any(name.startswith(("build", ".cache")) for name in listed.stdout.split())


@pytest.mark.parametrize("block", of("bash", "zsh", "fish"))
def test_a_shell_is_taught_to_complete(block: Block, sandbox: dict[str, str]) -> None:
    command = re.search(r"_SITEGEN_COMPLETE=(\w+)_source sitegen", block.text)
    assert command
    assert command[1] == block.language
    done = subprocess.run(["bash", "-c", command[0]], env=sandbox, capture_output=True, text=True, check=True)
    registers = {"bash": "complete -o nosort", "zsh": "compdef", "fish": "complete --no-files"}
    assert registers[block.language] in done.stdout
    if block.language == "bash":
        asking = "COMP_WORDS=(sitegen new --host g) COMP_CWORD=3; _sitegen_completion sitegen"
        script = f'{block.text}\ncomplete -p sitegen\n{asking}\necho "${{COMPREPLY[@]}}"'
        told = subprocess.run(["bash", "-eu", "-c", script], env=sandbox, capture_output=True, text=True, check=True)
        assert told.stdout.splitlines()[-1].split() == ["github-pages", "gitlab-pages"]


# Everything else


@pytest.mark.parametrize("block", of("toml"))
def test_toml_is_a_configuration_or_a_theme_or_a_packages_or_front_matter(block: Block, tmp_path: Path) -> None:
    if block.text.startswith("+++\n"):
        document, problems = parse.document(
            Source("content/pages/a.md", f"{block.text}Text.\n", "key"), "content/pages"
        )
        assert document
        assert problems == []
        return
    table = tomllib.loads(block.text)
    if "about" in table:
        (tmp_path / "themes/shown").mkdir(parents=True)
        (tmp_path / "themes/shown/theme.toml").write_text(block.text, encoding="utf-8")
        theme.load(tmp_path, "shown", {})
    elif "project" in table:
        assert table["project"]["entry-points"].keys() <= {theme.ENTRY_POINTS}
    else:
        (tmp_path / "sitegen.toml").write_text(block.text, encoding="utf-8")
        config.load(tmp_path, {})


@pytest.mark.parametrize("block", of("yaml"))
def test_yaml_is_a_workflow_that_uses_githubs_own_actions_or_this_one(block: Block) -> None:
    table = yaml.safe_load(block.text)
    assert {True if key == "on" else key for key in table} <= {
        True,
        "name",
        "permissions",
        "concurrency",
        "jobs",
        "steps",
    }
    steps = table.get("steps", []) + [step for job in table.get("jobs", {}).values() for step in job["steps"]]
    for step in steps:
        assert {"uses", "run"} & step.keys()
        assert re.fullmatch(r"actions/[a-z-]+@v\d+|OWNER/sitegen@main", step.get("uses", "actions/x@v1"))


@pytest.mark.parametrize("block", of("markdown"))
def test_markdown_is_a_digest_without_problems_or_a_free_page(block: Block) -> None:
    source = Source("content/pages/a.md", block.text, "key")
    if re.search("arxiv|pubmed", block.text):
        digests, problems = parse.digests(source)
        assert digests
    else:
        document, problems = parse.document(source, "content/pages")
        assert document
    assert problems == []


@pytest.mark.parametrize("block", of("json"))
def test_json_is_json(block: Block) -> None:
    assert json.loads(block.text)


def with_plugin(site: Path) -> Path:
    """Make a site with the plug-in that is shown whole, as its docstring tells."""
    (house,) = [block.text for block in BLOCKS if "plugins/house.py" in block.text and block.language == "python"]
    return write_site(
        site,
        f"""
-- sitegen.toml --
plugins = ["plugins.house:plugin"]
-- plugins/house.py --
{house}
-- content/2020-07-22.md --
# ArXiv cs.CV --Wed, 22 Jul 2020
{paper(1, "2007.10986", "A title.")}
""",
    )


PYTHON: dict[str, Callable[[Path], Path]] = {"docs/plugins.md": with_plugin}
"""Documents with Python, and what makes the site that it is about: `folder` is the path of that."""


@pytest.mark.parametrize("document", PYTHON)
def test_the_python_of_a_document_runs_from_its_first_block_to_its_last(document: str, tmp_path: Path) -> None:
    values: dict[str, Any] = {"__name__": "document", "folder": PYTHON[document](tmp_path)}
    texts = [block.text for block in BLOCKS if (block.document, block.language) == (document, "python")]
    for n, text in enumerate(texts):
        exec(compile(text, f"{document}-{n}", "exec"), values)  # noqa: S102 - it is ours
    assert values["report"].committed


def test_the_python_in_the_example_archive_reads_the_data_of_the_site(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [
        block for path in sorted((ROOT / "content").rglob("*.md")) for block in blocks(str(path.relative_to(ROOT)))
    ]
    texts = [block.text for block in found if block.language == "python"]
    assert texts
    with MemorySink() as sink:
        build(ROOT, config.load(ROOT, {}, "https://example.org/"), sink, Cache(None))
    monkeypatch.setattr(
        "urllib.request.urlopen", lambda url: io.BytesIO(sink.files[url.removeprefix("https://example.org/")])
    )
    for text in texts:
        exec(compile(text, "content", "exec"), {"__name__": "content"})  # noqa: S102 - it is ours
    assert capsys.readouterr().out


def test_all_documents_with_python_are_run() -> None:
    assert {block.document for block in BLOCKS if block.language == "python"} == PYTHON.keys()


@pytest.mark.parametrize("block", of("html"))
def test_html_is_a_template_that_jinja_can_read(block: Block) -> None:
    jinja2.Environment(autoescape=True).parse(block.text)


@pytest.mark.parametrize("block", of("text"))
def test_text_is_what_a_program_says_and_no_command_in_disguise(block: Block) -> None:
    assert not re.search(r"^\$? ?(sitegen|make|pip|python3|git|docker|cd) [^-]", block.text, re.MULTILINE)


READ_ONLY = {
    "css": "a style sheet; that of the themes' example is built by test_docs",
    "js": "for programs of others; the API that it calls is that of the browser tests",
}


def test_no_block_is_of_a_kind_that_no_test_looks_at() -> None:
    tested = {"sh", "bash", "zsh", "fish", "toml", "yaml", "markdown", "json", "python", "html", "text"}
    assert {block.language for block in BLOCKS} <= tested | READ_ONLY.keys()


# The action's inputs


def test_the_inputs_of_the_action_are_those_that_the_documents_name() -> None:
    text = (ROOT / "docs/publishing.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \|(.*?)\| (.*) \|$", text, re.MULTILINE)
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    shown = {name: (default.strip(" `"), meaning) for name, default, meaning in rows}
    assert shown == {name: (row["default"], row["description"]) for name, row in inputs.items()}


# The documents as a site


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Lay the documents out as `make docs-site` does, and build them."""
    site = tmp_path_factory.mktemp("docs") / "site"
    shutil.copytree(
        ROOT / "docs/site", site, ignore=shutil.ignore_patterns("build", ".cache", "docs.md", "benchmarks", "examples")
    )
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ndocs-site:")[2].partition("\n\n")[0]
    copying = re.search(r"^\t(tar .*)$", recipe, re.MULTILINE)
    assert copying
    command = copying[1].replace("docs/site/content/pages", str(site / "content/pages"))
    subprocess.run(["sh", "-ec", command], cwd=ROOT, check=True)
    with MemorySink() as sink:
        report = build(site, config.load(site, {}, "https://example.org/sitegen/"), sink, Cache(None), strict=True)
    assert report.problems == ()
    assert report.committed
    return sink.files


def test_every_document_is_a_page_of_the_documentation(pages: dict[str, bytes]) -> None:
    documents = [path.stem for path in (ROOT / "docs").glob("*.md")]
    assert len(documents) > 8
    assert [name for name in documents if f"docs/{name}/index.html" not in pages] == []
    home = lxml.html.fromstring(pages["index.html"].decode())
    linked = {str(href) for href in home.xpath("//footer//a/@href")}
    assert linked >= {f"/sitegen/docs/{name}/" for name in documents}
    assert [heading.text_content() for heading in home.xpath("//h1")] == ["sitegen"]


def test_every_link_and_anchor_of_the_documentation_leads_somewhere(pages: dict[str, bytes]) -> None:
    trees = {path: lxml.html.fromstring(data.decode()) for path, data in pages.items() if path.endswith(".html")}
    ids = {path: set(tree.xpath("//@id")) for path, tree in trees.items()}
    dead = []
    for path, tree in trees.items():
        base = f"https://example.org/sitegen/{path.removesuffix('index.html')}"
        for href in tree.xpath("//a/@href"):
            url, anchor = urldefrag(urljoin(base, str(href)))
            if not url.startswith("https://example.org/sitegen/"):
                continue
            file = url.removeprefix("https://example.org/sitegen/")
            file = posixpath.join(file, "index.html") if file.endswith("/") or not file else file
            if file not in pages or (anchor and anchor not in ids[file]):
                dead.append(f"{path}: {href}")
    assert dead == []


def test_the_documentation_shows_nothing_of_digests(pages: dict[str, bytes]) -> None:
    home = lxml.html.fromstring(pages["index.html"].decode())
    text = home.text_content()
    assert "no digests" not in text
    assert "Papers and abstracts" not in text
    assert home.xpath("//form") == []


def test_the_marks_of_generated_parts_are_not_shown(pages: dict[str, bytes]) -> None:
    text = pages["docs/commands/index.html"].decode()
    assert "<!-- generated: sitegen build -->" in text
    assert "&lt;!--" not in text
