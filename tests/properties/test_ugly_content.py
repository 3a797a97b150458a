"""Whatever stands in a digest, in front matter or in a configuration: a value or a problem at its place, no exception."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

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
SEED = "# ArXiv cs.CV --2020-07-22\n### 1.T  [ :arrow_down: ](https://arxiv.org/pdf/2007.00001.pdf)\n>  An abstract.      \n"

YAML = (
    "!!bool foo|!!timestamp foo|!!timestamp 2020-02-30|!!timestamp [a]|!!int \"\"|!!int \"_\"|!!int [a]|!!float x|!!set {a}|"
    "!!omap [a]|!!pairs [a]|!!map a|!!seq a|!!binary \"=\"|!!python/object:os.system x|!!merge x|!<|!!|!a!b c|"
    "\"\\UFFFFFFFF\"|\"\\ud800\"|\"\\x\"|2020-13-45|2001-12-14t21:59:43.10-99:99|9999-12-31T23:59:59-23:59|0001-01-01|"
    "0x|0b|1_|._|190:20:30|.inf|1e999999|&a [*a]|&a a: *a|*x|<<: [1]|<<: {a: b}|{? [a] : b}|{[a]: b}|{{}: b}|[|? a|>99|"
    "%YAML 9.9|@x|`x|\t|~|=|'|null|true"
).split("|") + ["[" * 500, "{" * 3000, "- " * 800, "9" * 5000, "!!int " + "9" * 5000, "-" * 300, "|", "\x00", "\x85"]  # fmt: skip
TOML = (
    r'"\UFFFFFFFF"|"\ud800"|"\u0000"|"a\u0000b"|"\uFFFF"|"|""|"""|2020-13-45|0001-01-01T00:00:00+99:99|07:32:00|25:61:61|0x|'
    r'0b2|1__0|1e999999|nan|inf|-0|-1|0|18446744073709551616|-9223372036854775809|[1,{a=1}]|{a.b.c=1}|{}|[[]]|true|".."|"."|'
    r'"/"|"~"|"con"|"{"|"{}{id}"|"{id}"|"/{id}/"|"/abs/{id}/"|["["]|["*"]|["**/**/**/**/**/x"]|[""]|["\u0000"]|"[!"|"(((("|'
    r'"0001-01-01"|"9999-12-31"|"12-25"|"a.b:c"|"https://[::1/"|"https://x:99999/"|"99999999999999d"|"title:"|"\"\""|"caf\u00e9"'
).split("|") + ["9" * 5000, "[" * 500 + "]" * 500, "{a=" * 1500 + "1" + "}" * 1500, f'"{"x" * 300}"', f'"{"a/" * 3000}"']  # fmt: skip
KEYS = "date|category|draft|title|slug|menu|aliases|description|x|<<|?|null|1|~|[a]|'|a.b|\"\\UFFFFFFFF\"|2020-01-01".split("|")
MARKDOWN = (
    *SEED.splitlines(keepends=True),
    *"| a | b |\n|---|---|\n~<table><tr><td>~<!--~```\n~$$ \\frac{~\\v rava~- **T** [x](http://[::1)\n~https://[/\n~&#xD800;".split("~"),
    *"~| ² | [T](https://arxiv.org/abs/2007.00001) |\n~# 32 Juli 2020\n~# Q9 2020\n~# 2020-W99\n~0000-00-00\n~# ²⁰²⁰-⁰⁷-²²\n~### ².T [ :arrow_down: ](https://arxiv.org/pdf/2007.1.pdf)\n".split("~"),
    *"~<<<<<<< a\n~=======\n~>>>>>>> b\n~* [a][b]\n[b]: <\n~١٢٣~\u202e~\uffff~Title: x\nAuthors: y\narXiv: 2007.00001\n~# Jan 99999\n".split("~"),
    "# " + "9" * 400 + "\n",
    "# " + "a" * 250 + "\n",
    *(mark * 3001 for mark in "`*([{\\"),
)  # fmt: skip
RECORDS = (
    *'[]~{}~NaN~"\\ud800"~[{"id":"2007.00001","title":1}]~[{"id":1e999}]~[{"id":true,"title":"t","year":-5}]'.split("~"),
    '{"papers":[{"id":"2007.00001","title":"x","authors":[[["a"]]],"date":"0000-00-00"}]}',
    '[{"id":"2007.00001","title":"t","date":99999999999999999999,"number":99999999999999999999}]',
    '[{"title":"t","links":[{"url":{}}],"arxiv_id":["2007.00001"]}]',
    '{"id":"2007.00001","title":"t","abstract":' + "[" * 800 + "]" * 800 + "}",
    *("[" * 5000, '{"a":' * 3000, "9" * 5000),
)  # fmt: skip
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
    rows.append(
        f"{draw(st.sampled_from(['', *entry]))}\n{draw(st.sampled_from(keys))} = {draw(st.sampled_from(TOML))}"
    )
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
    for digest in found.digests:
        msgspec.msgpack.encode(outline(digest, source.key, alone=True, credited=True))
        for paper in digest.papers:
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
        try:
            key_of(config.load(Path(folder), {}))
        except Refusal as refusal:
            check(refusal.problems)
            assert all(problem.location.line for problem in refusal.problems)


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
