"""Clean equals incremental equals preview for archives of any shape, where a file may change how others are read."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.properties.test_incremental import shown, tree

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.output.disk import DiskSink
from sitegen.output.manifest import MANIFEST
from sitegen.preview.pages import Preview

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitegen.build.pipeline import Report

DAYS = tuple(dt.date(2026, 1, day) for day in (5, 6, 7, 12))
OLD = dt.date(2025, 9, 1)
"""Far from the others: rows with it tell that a table grows."""
IDS = tuple(f"2601.0000{n}" for n in range(1, 8))
TITLES = ("Walking robots", "Folding proteins: a survey", "Graphs | and trees", "行走机器人")
AUTHORS = ("Alan Turing", "Grace Hopper", "Émilie Noether", "Emilie Noether")
"""Of each paper the second; two are one name."""
PLACES = ("{}.md", "old/{}.md", "x-{}.md")
INDEX = st.integers(0, 9)


class Entry(NamedTuple):
    """A paper of an archive."""

    id: str
    title: str
    date: dt.date

    @property
    def link(self) -> str:
        return f"https://arxiv.org/abs/{self.id}"

    @property
    def authors(self) -> list[str]:
        return ["Ada Byron", AUTHORS[int(self.id[-1]) % len(AUTHORS)]]

    @property
    def abstract(self) -> str:
        return f"We study what {self.title.lower()} have to do with {self.id}. They have more to do with it than known."


class File(NamedTuple):
    """A file of an archive: how it is laid out, and what is in it."""

    layout: str
    day: dt.date
    entries: tuple[Entry, ...]


def dated_table(file: File) -> str:
    rows = [
        f"| {entry.date} | **{entry.title.replace('|', '/')}** | Ada Byron et.al. | [{entry.id}]({entry.link}) |"
        for entry in file.entries
    ]
    return "\n".join(["# Papers", "", "| Publish Date | Title | Authors | PDF |", "|:---|:---|:---|:---|", *rows, ""])


def table(file: File) -> str:
    rows = [
        f"| [{entry.title.replace('|', '/')}]({entry.link}) | {', '.join(entry.authors)} |" for entry in file.entries
    ]
    return "\n".join([f"# {file.day}", "", "| Title | Authors |", "|---|---|", *rows, ""])


def bullets(file: File) -> str:
    rows = [
        f"- **[{entry.title}]({entry.link})**\n  - **Authors:** {', '.join(entry.authors)}\n  - **Categories:** cs.RO"
        f"\n  - **Abstract:** {entry.abstract}\n"
        for entry in file.entries
    ]
    return "\n".join([f"# Papers of {file.day}", "", *rows])


def details(file: File) -> str:
    rows = [
        f"### [{entry.title}]({entry.link})\n\n{', '.join(entry.authors)}\n\n<details>\n<summary>Abstract</summary>\n\n"
        f"{entry.abstract}\n\n</details>\n"
        for entry in file.entries
    ]
    return "\n".join([f"# {file.day}", "", *rows])


def topics(file: File) -> str:
    """Put papers under nested headings, some of them twice, with categories."""
    rows = []
    for n, entry in enumerate((*file.entries, *file.entries[:1])):
        heading = ("## Robots\n### Legs", "## Robots\n### Arms", "## 蛋白质", "## robots")[n % 4]
        rows.append(
            f"{heading}\n- **[{entry.title}]({entry.link})**\n  - **Authors:** Ada Byron, Alan Turing\n"
            f"  - **Categories:** cs.{('RO', 'CV')[int(entry.id[-1]) % 2]}, cs.AI\n  - **Abstract:** {entry.abstract}\n"
        )
    return "\n".join([f"# Papers of {file.day}", "", *rows])


def both(file: File) -> str:
    """Open each paper with a heading and with a bullet, as good as one another: the files beside it decide."""
    rows = [
        f"### {entry.title}\n\n- [{entry.title}]({entry.link})\n  {', '.join(entry.authors)}\n\n{entry.abstract}\n"
        for entry in file.entries
    ]
    return "\n".join([f"# {file.day}", "", *rows])


def matter(file: File) -> str:
    """Write the first paper with front matter, as the whole file."""
    if not file.entries:
        return "---\ntitle: Nothing\n---\n"
    entry = file.entries[0]
    title = json.dumps(entry.title, ensure_ascii=False)
    authors = "".join(f"\n  - {name}" for name in entry.authors)
    keys = f"title: {title}\ndate: {file.day}\narxiv_id: {entry.id}\nauthors:{authors}"
    return f"---\n{keys}\n---\n\n# {entry.title}\n\n## Abstract\n\n{entry.abstract}\n"


def json_lines(file: File) -> str:
    rows = [
        {"id": entry.id, "title": entry.title, "authors": entry.authors, "summary": entry.abstract}
        for entry in file.entries
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


LAYOUTS: dict[str, Callable[[File], str]] = {
    "dated table": dated_table,
    "table": table,
    "bullets": bullets,
    "topics": topics,
    "details": details,
    "both": both,
    "matter": matter,
}


class Shapes(RuleBasedStateMachine):
    """A job that writes an archive, and a maintainer who edits it."""

    layout = ""
    unlike = ""
    """The layout of the first of the files, where it is another."""
    suffix = ".md"
    options = "authors.pages = true\n"

    def first(self) -> dict[str, File]:
        """Return the archive's first files."""
        return {
            f"{day}{self.suffix}": File(
                self.layout if n else self.unlike or self.layout, day, self.entries(day, IDS[2 * n : 2 * n + 3])
            )
            for n, day in enumerate(DAYS[:3])
        }

    def entries(self, day: dt.date, ids: Sequence[str]) -> tuple[Entry, ...]:
        return tuple(Entry(id_, TITLES[int(id_[-1]) % len(TITLES)], day) for id_ in ids)

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.site = self.folder / "site"
        (self.site / "content").mkdir(parents=True)
        (self.site / "sitegen.toml").write_text(self.options, encoding="utf-8")
        self.files: dict[str, File] = {}
        for path, file in self.first().items():
            self.put(path, file)
        self.preview = Preview(self.site, Cache(None), 1)
        self.preview.start()
        report = self.run(self.site / "build", self.site / ".cache")
        assert report.papers == len({entry.id for file in self.files.values() for entry in file.entries})

    def teardown(self) -> None:
        if hasattr(self, "preview"):
            self.preview.close()
            shutil.rmtree(self.folder)

    def put(self, path: str, file: File) -> None:
        self.files[path] = file
        place = self.site / "content" / path
        place.parent.mkdir(exist_ok=True)
        write = json_lines if path.endswith(".jsonl") else LAYOUTS[file.layout]
        place.write_text(write(file), encoding="utf-8")

    def pick(self, index: int) -> str:
        return sorted(self.files)[index % len(self.files)]

    def has_files(self) -> bool:
        return bool(getattr(self, "files", None))

    @rule(day=st.sampled_from(DAYS), place=st.sampled_from(PLACES), ids=st.lists(st.sampled_from(IDS), unique=True))
    def add(self, day: dt.date, place: str, ids: list[str]) -> None:
        path = place.format(day).replace(".md", self.suffix)
        self.put(path, File(self.layout, day, self.entries(day, ids)))

    @precondition(has_files)
    @rule(index=INDEX)
    def delete(self, index: int) -> None:
        path = self.pick(index)
        del self.files[path]
        (self.site / "content" / path).unlink()

    @precondition(has_files)
    @rule(index=INDEX, id_=st.sampled_from(IDS), day=st.sampled_from((*DAYS, OLD)))
    def append(self, index: int, id_: str, day: dt.date) -> None:
        path = self.pick(index)
        file = self.files[path]
        self.put(path, file._replace(entries=(*file.entries, *self.entries(day, [id_]))))

    @precondition(has_files)
    @rule(index=INDEX, number=INDEX)
    def drop(self, index: int, number: int) -> None:
        path = self.pick(index)
        entries = list(self.files[path].entries)
        del entries[number : number + 1]
        self.put(path, self.files[path]._replace(entries=tuple(entries)))

    @precondition(has_files)
    @rule(
        index=INDEX, number=INDEX, title=st.sampled_from(TITLES), day=st.sampled_from((*DAYS, OLD)), which=st.booleans()
    )
    def change(self, index: int, number: int, title: str, day: dt.date, which: bool) -> None:
        """Give a paper another title or another date."""
        path = self.pick(index)
        entries = list(self.files[path].entries)
        changed = [entry._replace(title=title) if which else entry._replace(date=day) for entry in entries]
        entries[number : number + 1] = changed[number : number + 1]
        self.put(path, self.files[path]._replace(entries=tuple(entries)))

    @precondition(has_files)
    @rule(index=INDEX, day=st.sampled_from(DAYS))
    def redate(self, index: int, day: dt.date) -> None:
        """Write another day into a file, whatever its name says."""
        path = self.pick(index)
        self.put(path, self.files[path]._replace(day=day))

    @precondition(has_files)
    @rule(index=INDEX, day=st.sampled_from(DAYS), place=st.sampled_from(PLACES))
    def rename(self, index: int, day: dt.date, place: str) -> None:
        path = self.pick(index)
        file = self.files.pop(path)
        (self.site / "content" / path).unlink()
        self.put(place.format(day).replace(".md", Path(path).suffix), file)

    @precondition(has_files)
    @rule(index=INDEX, layout=st.sampled_from(sorted(LAYOUTS)))
    def lay_out(self, index: int, layout: str) -> None:
        path = self.pick(index)
        self.put(path, self.files[path]._replace(layout=layout))

    @invariant()
    def incremental_equals_clean(self) -> None:
        if not hasattr(self, "files"):
            return
        incremental = self.run(self.site / "build", self.site / ".cache")
        whole = self.run(self.folder / "clean", None)
        assert (incremental.days, incremental.papers) == (whole.days, whole.papers)
        told = [problem for problem in incremental.problems if problem.location.path != "build"]  # lost pages
        assert told == list(whole.problems)
        clean = tree(self.folder / "clean")
        assert tree(self.site / "build") == clean
        self.preview.update(self.preview.look(), frozenset())
        self.preview.relate()
        del clean[MANIFEST]
        if not whole.errors:  # of a file that cannot be read, the preview shows what it was
            assert {path: shown(self.preview, path) for path in clean} == clean
        shutil.rmtree(self.folder / "clean")

    def run(self, output: Path, folder: Path | None) -> Report:
        cache = Cache(folder)
        with DiskSink.open(output, clean=False, cache=cache) as sink:
            report = build(self.site, config.load(self.site, {}), sink, cache)
        assert report.committed, report.problems
        return report


class Growing(Shapes):
    """One table that grows: each row tells its day."""

    layout = "dated table"

    def first(self) -> dict[str, File]:
        ids = zip(IDS, (OLD, *DAYS), strict=False)
        return {"papers.md": File(self.layout, DAYS[0], tuple(self.entries(day, [id_])[0] for id_, day in ids))}


class Bullets(Shapes):
    """Bullets with labelled lines, a file a day."""

    layout = "bullets"
    unlike = "both"


class Details(Shapes):
    """Linked headings, and the abstract in a fold."""

    layout = "details"
    unlike = "both"
    options = ""


class Papers(Shapes):
    """A file a paper."""

    layout = "matter"

    def first(self) -> dict[str, File]:
        days = ((day, id_) for day, id_ in zip((*DAYS, *DAYS), IDS[:5], strict=False))
        return {f"{day}-{id_[-1]}.md": File(self.layout, day, self.entries(day, [id_])) for day, id_ in days}


class Snapshots(Shapes):
    """A table a day that repeats most of the one before."""

    layout = "table"

    def first(self) -> dict[str, File]:
        return {f"{day}.md": File(self.layout, day, self.entries(day, IDS[n : n + 4])) for n, day in enumerate(DAYS)}


class Topics(Shapes):
    """A list a day, by topic: the pages of topics and categories change with it."""

    layout = "topics"


class Records(Shapes):
    """A program's records, one a line, a file a day."""

    suffix = ".jsonl"
    layout = "bullets"
    options = "authors = { pages = true, min_papers = 1 }\npapers.fold_after = '2d'\n"


LIMITS = settings(max_examples=3, stateful_step_count=4, deadline=None)
TestGrowing, TestBullets, TestDetails = Growing.TestCase, Bullets.TestCase, Details.TestCase
TestPapers, TestSnapshots, TestRecords = Papers.TestCase, Snapshots.TestCase, Records.TestCase
TestGrowing.settings = TestBullets.settings = TestDetails.settings = LIMITS
TestTopics = Topics.TestCase
TestPapers.settings = TestTopics.settings = TestSnapshots.settings = TestRecords.settings = LIMITS
