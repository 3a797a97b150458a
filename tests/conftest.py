"""Whole sites from one string, built into memory."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.model import Artifact
from sitegen.output.manifest import Made
from sitegen.output.sink import MemorySink
from sitegen.preview.pages import Preview
from sitegen.preview.server import Server
from sitegen.preview.sockets import listen

TORTURE = int(os.environ.get("SITEGEN_TORTURE", "0"))
"""How many rounds campaigns have, see `make torture`; 0 when each test is to be short."""

settings.register_profile("sitegen", deadline=None)  # machines are shared: tests assert nothing about time
settings.load_profile("sitegen")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sitegen.build.pipeline import Report
    from sitegen.output.sink import Counts, Sink
    from sitegen.preview.server import Rebuilt


Built = tuple[dict[str, bytes], "Report"]
"""The files of a site, and what the build says of it."""


def paper(number: int, id_: str, title: str = "", abstract: str = "") -> str:
    """Write a paper as the seed does."""
    title = title or f"Title of {id_}"
    abstract = abstract or f"Abstract of {id_}."
    return f"### {number}.{title}  [ :arrow_down: ](https://arxiv.org/pdf/{id_}.pdf)\n>  {abstract}      "


def digest(day: str, *ids: str, category: str = "cs.CV", introduction: str = "") -> str:
    """Write a digest as the seed does: `day` is what its heading says, `Wed, 22 Jul 2020` or `2020-07-22`."""
    rows = [f"# ArXiv {category} --{day}", *([introduction] if introduction else [])]
    return "\n".join([*rows, *(paper(n, id_) for n, id_ in enumerate(ids, 1))])


def blocks(text: str) -> dict[str, str]:
    """Read `-- path --` lines, and what stands under each."""
    files: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.split("\n"):
        if line.startswith("-- ") and line.endswith(" --"):
            lines = files.setdefault(line[3:-3], [])
        else:
            lines.append(line)
    return {path: "\n".join(rows).rstrip("\n") + "\n" for path, rows in files.items()}


def write_site(folder: Path, text: str) -> Path:
    """Write the files of a site."""
    for path, content in blocks(text).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="")
    return folder


TWO_DAYS = f"""
-- content/2020-07-22.md --
{digest("2020-07-22", "2007.00001", "2007.00002")}
-- content/2020-07-23.md --
{digest("2020-07-23", "2007.00003")}
-- content/pages/about.md --
# About

Text.
"""


RECORDS = """
-- sitegen.toml --
plugins = ["records:plugin"]
-- records.py --
import json
import msgspec
from sitegen.model import Digest
from sitegen.plugins import Plugin

class Records:
    EXPECTED = "JSON"
    def claims(self, text):
        return text.startswith("[{")
    def parse(self, source, defaults):
        found = []
        for line, digest in enumerate(json.loads(source.text), 1):
            papers = [
                {"version": "", "number": n, "abstract": "", "note": "", "line": line, **paper}
                for n, paper in enumerate(digest["papers"], 1)
            ]
            whole = {"path": source.path, "line": line, "category": "", "introduction": "", "last": line,
                     "headings": len(papers), **digest, "papers": papers}
            found.append(msgspec.convert(whole, Digest))
        return found, []

plugin = Plugin(shape=Records())
"""
"""A site whose digests are JSON, so that papers can have all fields."""


def record(id_: str, title: str, **more: object) -> dict[str, object]:
    """Return a paper of such a digest."""
    return {"id": id_, "title": title, **more}


def records(date: str, *papers: dict[str, object], **more: object) -> dict[str, object]:
    """Return such a digest."""
    return {"date": date, "papers": papers, **more}


def in_json(*digests: dict[str, object], path: str = "content/records.md") -> str:
    """Write a site of such digests."""
    return f"{RECORDS}-- {path} --\n{json.dumps(digests)}\n"


def edited(file: Path, old: str, new: str) -> str:
    """Return what a file will hold when a text in it is replaced: it must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new)


def edit(site: Path, name: str, old: str, new: str) -> None:
    """Replace a text in a file of a site, in place."""
    (site / name).write_text(edited(site / name, old, new), encoding="utf-8")


def fill(sink: Sink, site: dict[str, dict[str, bytes]]) -> Counts:
    """Put a site, files by path by unit, into a sink as a build does: what has not changed and still stands is kept."""
    units: dict[str, Made] = {}
    for name, files in site.items():
        key = blake2b(repr(files).encode()).hexdigest()
        before = sink.manifest.units.get(name)
        if before and before.key == key and sink.intact(name):
            units[name] = before
            continue
        staged = sink.stager.put([Artifact(*file) for file in files.items()], before.files if before else {})
        assert staged.problems == ()
        units[name] = Made.of(key, staged.files)
    return sink.commit(units)


@dataclass(frozen=True)
class Serving:
    """A preview that is being served."""

    address: str
    port: int
    preview: Preview
    told: list[Rebuilt | str]
    """What a terminal would show."""


@contextlib.contextmanager
def serving(
    site: Path, *, host: str = "127.0.0.1", allowed: tuple[str, ...] = (), **options: bool
) -> Iterator[Serving]:
    """Serve the preview of a site from this process."""
    preview = Preview(site, Cache(None), 1)
    listening = listen(host, 0)
    port = listening.getsockname()[1]
    told: list[Rebuilt | str] = []
    look = preview.start()
    server = Server(preview, host, told.append, allowed=allowed, **options)
    thread = threading.Thread(target=server.run, args=(listening, look))
    thread.start()
    try:
        yield Serving(f"http://127.0.0.1:{port}{preview.root}", port, preview, told)
    finally:
        server.stop()
        thread.join()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write golden files again, as they are now")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written again."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture
def build_site(tmp_path: Path) -> Callable[..., Built]:
    """Build a site of `-- path --` blocks; a second call adds to the files of the first."""

    def run(text: str = "", *, base_url: str = "https://example.org/", **options: Any) -> Built:
        (tmp_path / "content").mkdir(exist_ok=True)
        write_site(tmp_path, text)
        with MemorySink() as sink:
            report = build(tmp_path, config.load(tmp_path, {}, base_url), sink, Cache(None), **options)
            return sink.files, report

    return run
