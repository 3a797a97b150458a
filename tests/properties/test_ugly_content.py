"""Whatever is in a digest, in front matter or in a configuration: a value or a problem at its place, no exception."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import digest

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.config import Config
from sitegen.content import parse, read
from sitegen.content.outline import outline
from sitegen.hashing import key_of
from sitegen.output.sink import MemorySink
from sitegen.problems import Refusal
from sitegen.text import arxiv

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.problems import Problem

ROOT = Path(__file__).parents[2]
SAMPLES = tuple(
    path.read_text(encoding="utf-8")
    for folder in ("tests/cases/digests", "examples/archives")
    for path in sorted((ROOT / folder).rglob("*.md"))
)
SEED = digest("2020-07-22", "2007.00001")


def pieces(name: str) -> tuple[str, ...]:
    """Return the lines of a file; `⏎` is the end of a line, and `⟪202e⟫` a character by its number."""
    text = (ROOT / f"tests/cases/ugly/{name}.txt").read_text(encoding="utf-8").replace("⏎", "\v")
    text = re.sub("⟪([0-9a-f]+)⟫", lambda match: chr(int(match[1], 16)), text)
    return tuple(line.replace("\v", "\n") for line in text.split("\n"))


DIGITS, BRACKETS, BRACES = "9" * 5_000, "[" * 500, "{" * 3_000
YAML = (*pieces("yaml"), DIGITS, f"!!int {DIGITS}", BRACKETS, BRACES, "- " * 800, "-" * 300, "\x00", "\x85")
TOML = (
    *pieces("toml"),
    *(DIGITS, BRACKETS + "]" * 500, "{a=" * 1_500 + "1" + "}" * 1_500),
    *(f'"{"x" * 300}"', f'"{"a/" * 3_000}"'),
)
MARKDOWN = (*pieces("markdown"), f"# {DIGITS}\n", f"# {'a' * 250}\n", *(mark * 3_001 for mark in "`*([{\\"))
DEEP = '{"id": "2007.00001", "title": "t", "abstract": ' + "[" * 800 + "]" * 800 + "}"
RECORDS = (*pieces("records"), DIGITS, BRACKETS * 10, '{"a":' * 3_000, DEEP)
KEYS = (
    "date",
    "category",
    "draft",
    "title",
    "slug",
    "menu",
    "aliases",
    "description",
    *"x << ? null 1 ~ [a] ' a.b".split(),
)
OPTIONS = {
    field.name: [inner.name for inner in msgspec.structs.fields(field.type)] if config.is_table(field.type) else []
    for field in msgspec.structs.fields(Config)
}


def matter(fence: str, sign: str, values: Iterable[str]) -> st.SearchStrategy[str]:
    """Write front matter of ugly values."""
    row = st.builds(lambda key, value: f"{key}{sign}{value}", st.sampled_from(KEYS), st.sampled_from(tuple(values)))
    rows = st.lists(row | st.sampled_from(tuple(values)) | st.text(max_size=20), min_size=1, max_size=4)
    return rows.map(lambda some: "\n".join([fence, *some, fence, ""]))


BODIES = st.lists(st.sampled_from(MARKDOWN) | st.text(max_size=30), max_size=8).map("".join)
HEADS = st.just("") | matter("---", ": ", YAML) | matter("+++", " = ", TOML)


@st.composite
def broken(draw: st.DrawFn) -> str:
    """Take a good digest and cut it, repeat parts of it, and put ugly things into it."""
    text = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 5))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 60))
        piece = draw(st.sampled_from(["", text[at : at + length] * 2, *MARKDOWN]) | st.text(max_size=5))
        text = text[:at] + piece + text[at + length :]
    return text


TEXTS = st.builds(lambda head, body: head + body, HEADS, BODIES) | broken()
DATA = st.lists(st.sampled_from(RECORDS) | st.text(max_size=20), min_size=1, max_size=3).map("\n".join)
FILES = st.one_of(
    st.tuples(st.sampled_from(["2020-07-22.md", "x.md", "9999-12-31.md"]), TEXTS),
    st.tuples(st.sampled_from(["2020-07-22.json", "2020-07-22.jsonl"]), DATA),
)


@st.composite
def configurations(draw: st.DrawFn) -> str:
    """Write a configuration of options with ugly values."""
    rows = []
    for _ in range(draw(st.integers(1, 3))):
        option = draw(st.sampled_from(sorted(OPTIONS)))
        value = draw(st.sampled_from(TOML) | st.text(max_size=20).map(msgspec.json.encode).map(bytes.decode))
        value = draw(st.sampled_from([value, f"[{value}]"]))
        inner = draw(st.sampled_from(OPTIONS[option])) if OPTIONS[option] else ""
        rows.append(f"[{option}]\n{inner} = {value}" if inner else f"{option} = {value}")
    entry = "[[digests]]|[[watch]]|[digests.fields]|[urls.aliases]|[[|[a.b]|[[a.b]]".split("|")
    keys = 'files|ids|paper|date|topic|fields|name|any|none|authors|categories|"/x/"|x'.split("|")
    rows.append(f"{draw(st.sampled_from(['', *entry]))}\n{draw(st.sampled_from(keys))} = {draw(st.sampled_from(TOML))}")
    return "\n".join(draw(st.permutations(rows)))


def check(problems: Iterable[Problem]) -> None:
    """Hold problems to what readers of a terminal, of JSON and of a page may expect."""
    for problem in problems:
        assert problem.location.path
        assert "\n" not in str(problem).split("error:")[-1].split("\nhint:")[0] or problem.excerpt
        msgspec.json.encode(problem)
        str(problem).encode()


@given(file=FILES)
@settings(max_examples=1_000)
def test_a_digest_is_read_or_has_problems_at_lines(file: tuple[str, str]) -> None:
    source, problems = read.decode(f"content/{file[0]}", file[1].encode("utf-8", "replace"))
    assert source
    found = parse.read(source)
    check([*problems, *found.problems])
    assert all(problem.location.line for problem in found.problems)
    msgspec.msgpack.encode(found.digests)
    for one in found.digests:
        msgspec.msgpack.encode(outline(one, source.key, alone=True, credited=True))
        for paper in one.papers:
            for text in (paper.title, paper.abstract, paper.comment):
                arxiv.arxiv(text)


@given(text=TEXTS)
@settings(max_examples=300)
def test_a_free_page_is_read_or_has_problems_at_lines(text: str) -> None:
    source, _ = read.decode("content/pages/about.md", text.encode("utf-8", "replace"))
    assert source
    document, problems = parse.document(source, "content/pages")
    check(problems)
    msgspec.msgpack.encode(document)
    assert all(problem.location.line for problem in problems if document)


@given(text=configurations())
@settings(max_examples=300)
def test_a_configuration_is_read_or_refused_at_lines(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / config.FILE).write_bytes(text.encode("utf-8", "replace"))
        problems: tuple[Problem, ...] = ()
        try:
            key_of(config.load(Path(folder), {}))
        except Refusal as refusal:
            problems = refusal.problems
        check(problems)
        assert all(problem.location.line for problem in problems)


@given(text=st.just("") | configurations(), files=st.lists(FILES, max_size=2), page=st.none() | TEXTS)
@settings(max_examples=40)
def test_a_site_is_built_or_refused(text: str, files: list[tuple[str, str]], page: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder, MemorySink() as sink:
        site = Path(folder)
        (site / "content/pages").mkdir(parents=True)
        (site / config.FILE).write_bytes(text.encode("utf-8", "replace"))
        for name, content in (("seed-2020-07-21.md", SEED), *files, *((("pages/x.md", page),) if page else ())):
            (site / "content" / name).write_bytes(content.encode("utf-8", "replace"))
        try:
            check(build(site, config.load(site, {}), sink, Cache(None)).problems)
        except Refusal as refusal:
            check(refusal.problems)
