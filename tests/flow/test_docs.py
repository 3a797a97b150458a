"""The documents say what the code does: their generated parts, commands, examples, tables and links."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import jsonschema
import msgspec
import pytest
from click.testing import CliRunner
from tests.conftest import edit

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import Report, build
from sitegen.commands import main, reference, scaffold
from sitegen.config import field_docs
from sitegen.output.sink import MemorySink
from sitegen.plugins import Plugin
from sitegen.problems import Refusal
from sitegen.theme import folder as theme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def fenced(text: str, language: str) -> list[str]:
    """Return the code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next of its level."""
    _, _, rest = text.partition(f"\n{heading}\n")
    assert rest, f"no heading {heading}"
    level = heading.split(maxsplit=1)[0]
    return re.split(rf"^{level} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """Return the cells of all table rows, heads left out."""
    lines = text.splitlines()
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if line.startswith("| ") and not following.startswith("|---")
    ]


def make(site: Path) -> tuple[dict[str, str], Report]:
    """Build a site into memory and return its pages."""
    sink = MemorySink()
    with sink:
        report = build(site, config.load(site, {}), sink, Cache(None))
    pages = {path: data.decode() for path, data in sink.files.items() if path.endswith((".html", ".css"))}
    return pages, report


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """Load `docs/generate.py`."""
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs/generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a new site and go there."""
    folder = tmp_path / "site"
    scaffold.create(folder)
    monkeypatch.chdir(folder)
    return folder


# What is generated


@pytest.mark.parametrize("name", ["config.md", "data.md", "plugins.md", "themes.md"])
def test_a_generated_document_is_what_the_code_makes_now(generate: ModuleType, name: str) -> None:
    assert generate.documents()[ROOT / "docs" / name] == read(f"docs/{name}"), "run `make docs`"


def test_the_help_of_every_command_is_in_the_documents(generate: ModuleType) -> None:
    text = read("docs/commands.md")
    helps: dict[str, str] = generate.helps(main, "sitegen")
    assert {"sitegen", "sitegen build", "sitegen new", "sitegen config schema"} <= helps.keys()
    for name, expected in helps.items():
        _, marker, rest = text.partition(f"<!-- generated: {name} -->\n")
        assert marker, f"docs/commands.md has no marker for `{name}`"
        (shown,) = fenced(rest.partition("<!-- /generated -->")[0], "text")
        # by words: versions of click break lines in different places
        assert shown.split() == expected.split(), "run `make docs`"


def test_every_marker_names_something_that_is_generated(generate: ModuleType) -> None:
    names = [name for path in DOCUMENTS for name in re.findall(r"<!-- generated: (.*?) -->", path.read_text("utf-8"))]
    assert sorted(names) == sorted(generate.parts())


TABLES = [type(value) for value in msgspec.structs.astuple(config.Config()) if isinstance(value, msgspec.Struct)]
"""The tables of the configuration: their docstrings stand for the keys that hold them."""


VIEWS = (*reference.SHARED, *reference.TEMPLATES.values(), *reference.PARTS)


@pytest.mark.parametrize(
    "cls",
    [config.Config, *TABLES, *VIEWS, Plugin, *reference.PLUGGED],
    ids=lambda cls: cls.__name__,
)
def test_every_option_and_every_field_of_a_view_says_what_it_is(cls: type) -> None:
    assert cls.__doc__
    described = [field for field in field_docs.fields(cls) if field.type not in TABLES]
    silent = [field.name for field in described if not field.text.endswith((".", ".)"))]
    assert silent == []


def test_every_type_that_templates_can_reach_is_described() -> None:
    text = reference.themes_markdown()
    described = set(re.findall(r"^#### `(\w+)`$", text, re.MULTILINE))
    assert set(re.findall(r"\]\(#(\w+)\)", text)) <= {name.lower() for name in described}
    plain = {"text", "whole number", "true or false", "date", "HTML", "table"}
    for cls in (*reference.SHARED, *reference.TEMPLATES.values(), *reference.PARTS):
        for row in rows(text.partition(f"#### `{cls.__name__}`\n")[2].partition("\n####")[0].partition("\n###")[0]):
            words = re.split(r" or nothing$|^list of ", row[1])
            assert all(word in plain or re.fullmatch(r"\[`(\w+)`\].*", word) for word in words if word), row


def test_every_option_of_the_themes_says_what_it_is_and_is_in_the_documents() -> None:
    documented = {row[0]: row[1] for row in rows(section(read("docs/themes.md"), "## `theme.toml`"))}
    for path in (ROOT / "themes").glob("*/theme.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        assert table["about"]
        for name, option in table.get("options", {}).items():
            assert option["about"].endswith(".")
            assert documented[f"`{name}`"] == f"`{json.dumps(option['default'])}`"


def test_every_filter_and_every_option_of_a_command_says_what_it_does() -> None:
    assert all(text.endswith(".") for text in reference.filter_texts().values())

    def commands(command: click.Command) -> Iterator[click.Command]:
        yield command
        if isinstance(command, click.Group):
            for below in command.commands.values():
                yield from commands(below)

    for command in commands(main):
        assert command.help
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.help


def test_the_blocks_of_the_default_theme_are_those_that_the_documents_name() -> None:
    blocks = {
        path.name: set(re.findall(r"{% block (\w+) %}", path.read_text(encoding="utf-8")))
        for path in (ROOT / "themes/default/templates").glob("*.html")
    }
    base, _ = rows(section(read("docs/themes.md"), "## Templates"))
    assert set(re.findall(r"`(\w+)`", base[1])) == blocks["base.html"]
    assert set().union(*blocks.values()) == blocks["base.html"]
    macros = re.findall(r"{% macro (\w+)\(", read("themes/default/templates/parts.html"))
    assert all(f"`{macro}`" in section(read("docs/themes.md"), "## Templates") for macro in macros)


# The JSON Schema


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """Check the schema, and return what checks by it."""
    schema = json.loads(json.dumps(reference.config_schema()))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


GOOD = """
title = "Vision, daily"
base_url = "https://example.org/digests/"
[theme]
name = "plain"
options = { footer = "Set by hand." }
[urls]
paper = "/abs/{yymm}/{number}/"
[feeds]
items = 20
[markdown]
html = true
[[digests]]
paper = "row"
fields = { Score = "ignore" }
"""


def test_the_schema_and_sitegen_accept_a_good_configuration(
    validator: jsonschema.Draft202012Validator, site: Path
) -> None:
    (site / "sitegen.toml").write_text(GOOD, encoding="utf-8")
    assert config.load(site, {}).feeds.items == 20
    assert list(validator.iter_errors(tomllib.loads(GOOD))) == []
    assert list(validator.iter_errors({})) == []
    assert list(validator.iter_errors({"digests": {"paper": "row"}})) == []


@pytest.mark.parametrize(
    "bad",
    [
        'titel = "x"',
        "title = 3",
        '[feeds]\nitems = "20"',
        "[feeds]\nitem = 20",
        'theme = "plain"',
        "[markdown]\nhtml = 1",
        "[digests]\nfile = 'x'",
        "[[digests]]\nids = 'arxiv'",
        "digests = ['x']",
    ],
)
def test_the_schema_and_sitegen_refuse_a_bad_configuration(
    validator: jsonschema.Draft202012Validator, site: Path, bad: str
) -> None:
    (site / "sitegen.toml").write_text(bad, encoding="utf-8")
    with pytest.raises(Refusal):
        config.load(site, {})
    assert list(validator.iter_errors(tomllib.loads(bad)))


def test_the_schema_has_a_text_and_the_right_default_for_every_key(
    validator: jsonschema.Draft202012Validator, site: Path
) -> None:
    (site / "sitegen.toml").unlink()
    defaults = config.load(site, {})

    def check(schema: dict[str, Any], values: object) -> None:
        assert schema["description"]
        assert schema["additionalProperties"] is False
        for name, below in schema["properties"].items():
            if below.get("type") == "object" and "properties" in below:
                check(below, getattr(values, name))
            else:
                assert below["description"]
                assert below["default"] == json.loads(msgspec.json.encode(getattr(values, name)))

    schema = validator.schema
    assert isinstance(schema, dict)
    check(dict(schema), defaults)


# The examples


def test_the_readers_state_is_described_as_the_theme_keeps_it() -> None:
    text = read("docs/reader-state.md")
    example, shared = fenced(text, "json")
    stored = json.loads(example)
    described = {row[0]: row[1] for row in rows(section(text, "## Where"))}
    named = {f"`{name}`" for name in stored if name != "settings"} | {
        f"`settings.{name}`" for name in stored["settings"]
    }
    of_stars = {name for star in stored["starred"].values() for name in star}
    assert set(described) == named | {f"`starred.ID.{name}`" for name in of_stars}
    entries = read("themes/default/static/reading/entries.js")
    assert set(re.findall(r"@property {[^}]+} \[?(\w+)", entries)) == of_stars
    assert json.loads(shared)["version"] == 1
    state = read("themes/default/static/reading/state.js")
    assert set(re.findall(r"@property {.+} (\w+)", state)) == set(stored)
    assert set(re.findall(r"@property {[^}]+} \[(\w+)\]", state)) == set(stored["settings"])
    listened = read("themes/default/static/reading/skim.js").partition("\n  listen({")[2]
    actions = re.findall(r"^    (\w+): ", listened, re.MULTILINE)
    assert re.findall(r"`(\w+)`", described["`settings.map`"]) == [*actions, "help"]


def test_the_fields_of_the_ledger_are_described_as_it_has_them(site: Path) -> None:
    for day in (1, 2, 3, 6, 8, 9, 10, 13):
        digest = (
            f"# ArXiv cs.CV --2020-07-{day:02}\n### 1.A  [ :arrow_down: ](https://arxiv.org/pdf/2007.0000{day}.pdf)\n"
        )
        (site / f"content/2020-07-{day:02}.md").write_text(digest, encoding="utf-8")
    sink = MemorySink()
    with sink:
        build(site, config.load(site, {}), sink, Cache(None))
    ledger = json.loads(sink.files["status.json"])
    assert ledger["findings"]
    has = set(ledger)
    for name in ("findings", "lines", "days", "months", "years"):
        has |= {f"{name}.{field}" for field in ledger[name][0]}
    described = [re.findall(r"`([\w.]+)`", row[0]) for row in rows(section(read("docs/status.md"), "## `status.json`"))]
    assert sorted(has) == sorted(name for names in described for name in names)
    states = [row[0].strip("`") for row in rows(section(read("docs/status.md"), "## States"))]
    assert states == list(ledger["states"])


def test_every_make_target_that_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE))
    assert {"serve", "test", "check", "docs"} <= named <= targets


def test_no_document_installs_the_package_of_another_project() -> None:
    assert not [
        path.name for path in DOCUMENTS if re.search(r"pip install +(-\S+ +)*sitegen\b", path.read_text("utf-8"))
    ]


@pytest.mark.parametrize("name", ["README.md", "docs/digests.md"])
def test_the_digest_that_a_document_shows_is_read_without_any_problem(site: Path, name: str) -> None:
    digest, *_ = fenced(read(name), "markdown")
    (site / "content/2020/07/2020-07-22.md").write_text(digest, encoding="utf-8")
    pages, report = make(site)
    assert report.problems == ()
    assert (report.days, report.papers) == (1, 2)
    assert "<math" in pages["abs/2007.10361/index.html"]
    assert "Markdown, if any: an introduction to the day." in pages["2020/07/22/index.html"]


def test_the_configuration_that_the_readme_shows_is_accepted(site: Path) -> None:
    (example,) = fenced(read("README.md"), "toml")
    (site / "sitegen.toml").write_text(example, encoding="utf-8")
    assert config.load(site, {}).theme.name == "plain"
    assert make(site)[1].problems == ()


def test_the_problem_that_the_documents_show_is_drawn_like_that(site: Path) -> None:
    shown = next(block for block in fenced(read("docs/commands.md"), "text") if block.startswith("content/"))
    digest = (
        "# ArXiv cs.CV --Wed, 22 Jul 2020\n"
        "### 1.A paper  [ :arrow_down: ](https://arxiv.org/pdf/2007.10986.pdf)\n> Text.\n"
        "### 2.Another paper  [ :arrow_down: ](https://arxiv.org/pdf/20.10986.pdf)\n"
    )
    (site / "content/2020/07/2020-07-22.md").write_text(digest, encoding="utf-8")
    (problem,) = make(site)[1].problems
    assert f"{problem}\n" == shown


def test_the_explanation_that_the_documents_show_is_given_like_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    shown = next(block for block in fenced(read("docs/commands.md"), "text") if block.startswith("/abs/"))
    scaffold.create(tmp_path / "my-archive")
    monkeypatch.chdir(tmp_path / "my-archive")
    run("build", "--jobs", "1")
    edit(tmp_path / "my-archive", "sitegen.toml", '"My archive"', '"Vision, daily"')
    rows = re.sub(r"  key .*", "  key", run("explain", "/abs/2007.10361/")).splitlines()
    assert [row for row in re.sub(r"  key .*", "  key", shown).splitlines() if row.strip() != "..."] == [
        row for row in rows if not row.startswith(" " * 12) or "themes/default/templates" in row or "description" in row
    ]


def shapes() -> list[str]:
    """Return the worked examples of digests, each with its heading."""
    text = read("docs/digests.md").partition("\n## Ten shapes\n")[2].partition("\n## Free pages\n")[0]
    return re.split(r"(?=^### \d+\. )", text, flags=re.MULTILINE)[1:]


@pytest.mark.parametrize("example", shapes(), ids=lambda text: text.partition("\n")[0].removeprefix("### "))
def test_a_worked_example_of_a_digest_is_read_as_its_document_shows(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = re.search(r"`([^`\n]+\.(?:md|json))`", example)
    assert path
    (digest,) = fenced(example, "markdown") or fenced(example, "json")
    (shown,) = fenced(example, "text")
    file = tmp_path / path[1]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(digest, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["digests", path[1]])
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout == shown


def test_there_are_ten_worked_examples() -> None:
    assert len(shapes()) == 10


def test_every_message_that_the_documents_explain_is_one_of_the_codes() -> None:
    text = section(read("docs/digests.md"), "## What the messages mean")
    messages = [row[0] for row in rows(text)]
    assert len(messages) > 25
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "site_src").rglob("*.py")]
    constants = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    texts = "\n".join(value for value in constants if isinstance(value, str))
    for message in messages:
        for alternative in re.sub(r"\(or: .*?\)|\(N\)|\(\.\.\)|\(s\)|:arrow_down:", "..", message).split(" / "):
            pieces = re.split(r"`?\.\.`?|\bN\b|U\+|,", alternative)
            for piece in pieces:
                assert piece.strip("` ;():") in texts, f"{message!r}: {piece!r}"


def test_every_address_that_the_readme_names_is_one_of_the_example(tmp_path: Path) -> None:
    sink = MemorySink()
    with sink:
        build(ROOT, config.load(ROOT, {}), sink, Cache(tmp_path))
    named = [
        path
        for row in rows(section(read("README.md"), "## What the site has"))
        for path in re.findall("`(/.*?)`", row[0])
    ]
    assert len(named) > 15
    named.remove("/abs/hep-th/9901001/")  # the example has no old paper
    missing = [path for path in named if path[1:] + ("index.html" if path.endswith("/") else "") not in sink.files]
    assert missing == []


# The theme


@pytest.fixture
def example(site: Path) -> Path:
    """Write the example of `docs/themes.md` into a new site."""
    text = section(read("docs/themes.md"), "## A complete example")
    file = re.compile(
        r"`((?:themes/mine/|sitegen\.toml)[\w./]*)`[^`]*:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL
    )
    files = file.findall(text)
    assert len(files) == 5
    for name, content in files:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(content, encoding="utf-8")
    return site


def test_the_example_of_a_theme_builds_and_shows_its_effect(example: Path) -> None:
    pages, report = make(example)
    assert report.problems == ()
    paper = pages["abs/2007.10361/index.html"]
    assert '<a href="https://example.org/forum?paper=2007.10361">Ask about this paper</a>' in paper
    assert '<p class="abstract">' in paper
    styles = re.findall(r'<link rel="stylesheet" href="/([^"]*)">', pages["index.html"])
    assert Path(styles[0]).name == "style.css"
    assert Path(styles[-1]).name == "mine.css"
    assert ".questions" in pages[styles[-1]]
    assert "Ask about" not in pages["2020/07/22/index.html"]


def test_the_option_of_the_example_has_its_default(example: Path) -> None:
    (example / "sitegen.toml").write_text('[theme]\nname = "mine"\n', encoding="utf-8")
    assert "https://example.org/ask?paper=" in make(example)[0]["abs/2007.10361/index.html"]


def test_the_error_that_the_documents_show_is_that_of_a_misspelt_field(example: Path) -> None:
    (shown,) = fenced(section(read("docs/themes.md"), "## Errors"), "text")
    text = '{% extends "parent:paper.html" %}\n{% block main %}\n<p>{{ page.papr.title.html }}</p>\n{% endblock %}\n'
    (example / "themes/mine/templates/paper.html").write_text(text, encoding="utf-8")
    pages, report = make(example)
    assert (pages, report.committed) == ({}, False)
    (problem,) = report.problems
    assert f"{problem}\n" == shown


def test_a_block_that_is_overridden_may_call_the_shared_macros(example: Path) -> None:
    text = '{% extends "parent:paper.html" %}\n{% block main %}{{ parts.sources(page.paper) }}{% endblock %}\n'
    (example / "themes/mine/templates/paper.html").write_text(text, encoding="utf-8")
    pages, report = make(example)
    assert report.problems == ()
    assert 'href="https://arxiv.org/pdf/2007.10361.pdf"' in pages["abs/2007.10361/index.html"]


def test_an_installed_theme_is_found_by_its_entry_point(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = fenced(section(read("docs/themes.md"), "## A theme as a package"), "toml")[0]
    ((group, entries),) = tomllib.loads(shown)["project"]["entry-points"].items()
    assert group == theme.ENTRY_POINTS
    packages = tmp_path / "packages"
    (packages / "sitegen_mine-1.dist-info").mkdir(parents=True)
    (packages / "sitegen_mine-1.dist-info/METADATA").write_text(
        "Metadata-Version: 2.1\nName: sitegen-mine\nVersion: 1\n"
    )
    points = "".join(f"{name} = {value}\n" for name, value in entries.items())
    (packages / "sitegen_mine-1.dist-info/entry_points.txt").write_text(f"[{group}]\n{points}")
    (example / "themes/mine").rename(packages / "sitegen_mine")
    (packages / "sitegen_mine/__init__.py").write_text("")
    monkeypatch.syspath_prepend(packages)
    monkeypatch.delitem(sys.modules, "sitegen_mine", raising=False)
    pages, report = make(example)
    assert report.problems == ()
    assert "https://example.org/forum?paper=2007.10361" in pages["abs/2007.10361/index.html"]


# Plug-ins


def test_the_plug_ins_that_the_documents_show_are_those_of_the_examples() -> None:
    first, house, _ = fenced(read("docs/plugins.md"), "python")
    assert house == read("examples/plugins/house.py")
    values: dict[str, Any] = {}
    exec(first, values)  # noqa: S102 - it is ours
    assert values["plugin"].filters["code_first"]("https://github.com/x") == "code at https://github.com/x"


# Links and pictures


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives to a document's headings."""
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", outside, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_within_the_documents_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`(?!\])", "", prose)):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        other = (path.parent / name) if name else path
        assert other.is_file(), target
        assert not anchor or anchor in anchors(other.read_text(encoding="utf-8")), target


def test_the_pictures_are_those_that_the_script_takes_and_small() -> None:
    pictures = {path.name: path.stat().st_size for path in (ROOT / "docs/screenshots").iterdir()}
    assert pictures.keys() == {"home-light.png", "day-light.png", "day-dark.png"}
    assert max(pictures.values()) < 300_000
    script = read("docs/screenshots.py")
    assert all(f'"{name.removesuffix(".png")}"' in script for name in pictures)
