"""Clean equals incremental: whatever was edited, a rebuild makes what a first build would, and the preview shows it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.conftest import TORTURE, paper, write_site

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.model import Artifact
from sitegen.output.disk import DiskSink
from sitegen.output.manifest import MANIFEST
from sitegen.preview.pages import Pending, Preview

DATES = ("2020-02-28", "2020-02-29", "2020-03-02", "2020-12-31", "2021-01-01", "2021-01-04")
IDS = ("2001.00001", "2001.00002", "2001.00003", "hep-th/9901001")
CATEGORIES = ("cs.CV", "cs.CL")
FILES = ("a.md", "b.md", "c/d.md")
AGES = ("", "0d", "2d", "2m")
TEXTS = ("Plain.", "With $x^2$ and https://github.com/a/b.", r"\emph{Slanted} &lt; 3", "")
THEME_EDITS = ("", '{% extends "parent:day.html" %}{% block title %}{{ page.papers }}{% endblock %}')
URLS = (
    "",
    'urls.lock = "permalinks.lock"',
    'urls.lock = "permalinks.lock"\nurls.paper = "/p/{yymm}/{number}/"',
    'urls.aliases."/old/" = "/archive/"\nurls.aliases."/p/" = "/abs/2001.00001/"',
)

entries = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(TEXTS)), max_size=4)
digests = st.tuples(st.sampled_from(DATES), st.sampled_from(CATEGORIES), entries)


class Edits(RuleBasedStateMachine):
    """A maintainer at work."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.site = self.folder / "site"
        write_site(self.site, '-- themes/mine/theme.toml --\nparent = "default"')
        (self.site / "content").mkdir()
        self.configure("A", "2d", URLS[1], "plain")
        self.preview = Preview(self.site, Cache(None), 1)
        self.preview.start()

    def teardown(self) -> None:
        self.preview.close()
        shutil.rmtree(self.folder)

    @rule(
        title=st.sampled_from("AB"),
        age=st.sampled_from(AGES),
        urls=st.sampled_from(URLS),
        term=st.sampled_from(("plain", "slanted 3")),
    )
    def configure(self, title: str, age: str, urls: str, term: str) -> None:
        options = f'title = "{title}"\ntheme.name = "mine"\npapers.fold_after = "{age}"\n{urls}'
        watch = f'[[watch]]\nname = "Watched"\nany = ["{term}"]'
        write_site(self.site, f"-- sitegen.toml --\n{options}\n{watch}")

    @rule(file=st.sampled_from(FILES), contents=st.lists(digests, min_size=1, max_size=2))
    def write(self, file: str, contents: list[tuple[str, str, list[tuple[str, str]]]]) -> None:
        rows = []
        for date, category, papers in contents:
            rows.append(f"# ArXiv {category} --{date}")
            rows += [paper(n, id_, abstract=text) for n, (id_, text) in enumerate(papers, 1)]
        path = self.site / "content" / file
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(rows), encoding="utf-8")

    @rule(file=st.sampled_from(FILES))
    def delete(self, file: str) -> None:
        (self.site / "content" / file).unlink(missing_ok=True)

    @rule(file=st.sampled_from(FILES), other=st.sampled_from(FILES))
    def swap(self, file: str, other: str) -> None:
        one, two = self.site / "content" / file, self.site / "content" / other
        if one.exists() and two.exists() and one != two:
            middle = one.with_name("middle")
            one.rename(middle)
            two.rename(one)
            middle.rename(two)

    @rule(file=st.sampled_from(FILES))
    def touch(self, file: str) -> None:
        if (self.site / "content" / file).exists():
            (self.site / "content" / file).touch()

    @rule(text=st.sampled_from(THEME_EDITS))
    def edit_theme(self, text: str) -> None:
        path = self.site / "themes/mine/templates/day.html"
        path.unlink(missing_ok=True)
        if text:
            write_site(self.site, f"-- themes/mine/templates/day.html --\n{text}")

    @rule(slug=st.sampled_from(("one", "two")))
    def write_pages(self, slug: str) -> None:
        page = f"-- content/pages/page.md --\n+++\nslug = '{slug}'\n+++\n# {slug}"
        write_site(self.site, f"{page}\n-- content/pages/index.md --\nA [link](page.md).")

    @rule(alias=st.sampled_from(("/old/", "/page.html", "/2020/02/29/")))
    def write_alias(self, alias: str) -> None:
        write_site(self.site, f"-- content/pages/page.md --\n+++\naliases = ['{alias}']\n+++\n# One")

    @rule()
    def lose_lock(self) -> None:
        (self.site / "permalinks.lock").unlink(missing_ok=True)

    @rule()
    def harm(self) -> None:
        page = self.site / "build/index.html"
        if page.exists():
            page.write_text("by hand")

    @rule()
    def lose_cache(self) -> None:
        shutil.rmtree(self.site / ".cache", ignore_errors=True)

    @invariant()
    def incremental_equals_clean(self) -> None:
        if not hasattr(self, "site"):
            return
        self.run(self.site / "build", self.site / ".cache")
        self.run(self.folder / "clean", None)
        clean = tree(self.folder / "clean")
        assert tree(self.site / "build") == clean
        self.preview.update(self.preview.look(), frozenset())
        self.preview.relate()
        del clean[MANIFEST]
        assert {path: shown(self.preview, path) for path in clean} == clean
        shutil.rmtree(self.folder / "clean")

    def run(self, output: Path, cache: Path | None) -> None:
        with DiskSink.open(output, clean=False, cache=Cache(cache)) as sink:
            report = build(self.site, config.load(self.site, {}), sink, Cache(cache))
        assert report.committed, report.problems


def shown(preview: Preview, path: str) -> bytes:
    """Return what the preview has for a path, once it has been prepared."""
    result = preview.file(path)
    if isinstance(result, Pending):
        assert preview.make(result.target) == ()
        result = preview.file(path)
    assert isinstance(result, Artifact), (path, result)
    return result.data


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


TestEdits = Edits.TestCase
TestEdits.settings = settings(max_examples=TORTURE or 12, stateful_step_count=12, deadline=None)
