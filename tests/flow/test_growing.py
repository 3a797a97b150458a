"""Archives that grow, by rows or by files: a table becomes many days, and what is added makes only what it changes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sitegen import config
from sitegen.build import pipeline as building
from sitegen.build.cache import Cache
from sitegen.output.disk import DiskSink
from sitegen.output.manifest import MANIFEST, load_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.build.pipeline import Report

HEAD = "# Papers\n\n| Publish Date | Title | Authors | PDF |\n|:---|:---|:---|:---|\n"
FIRST = dt.date(2024, 1, 2)
NOUNS = "robots proteins graphs galaxies languages markets glaciers circuits neurons proofs".split()
VERBS = "learning folding sorting mapping ranking pruning tracing testing".split()


class Row(NamedTuple):
    """A row of the table."""

    date: dt.date
    id: str
    title: str

    def __str__(self) -> str:
        link = f"[{self.id}](http://arxiv.org/abs/{self.id})"
        return f"|**{self.date}**|**{self.title}**|Ada Byron et.al.|{link}|\n"


def rows(number: int, days: int) -> list[Row]:
    """Make papers up, as many a day, newest first; one in 50 was announced a day late."""
    result = []
    of_month: Counter[str] = Counter()
    for n in range(number):
        date = FIRST + dt.timedelta(days=n * days // number)
        month = f"{date:%y%m}"
        of_month[month] += 1
        late = dt.timedelta(days=1 if n % 50 == 49 and n * days // number < days - 1 else 0)
        title = f"{VERBS[n % 8].capitalize()} {NOUNS[n // 8 % 10]} from {NOUNS[n // 80 % 10]}, part {n}"
        result.append(Row(date + late, f"{month}.{of_month[month]:05}", title))
    return result[::-1]


def write(site: Path, table: list[Row]) -> None:
    (site / "content").mkdir(parents=True, exist_ok=True)
    (site / "content/list.md").write_text(HEAD + "".join(map(str, table)), encoding="utf-8")


def build(site: Path, output: str, *, cache: bool = True, jobs: int = 1) -> Report:
    remembered = Cache(site / ".cache" if cache else None)
    with DiskSink.open(site / output, clean=False, cache=remembered) as sink:
        return building.build(site, config.load(site, {}), sink, remembered, jobs=jobs)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_table_of_thousands_of_rows_becomes_its_days(tmp_path: Path) -> None:
    table = rows(18_624, 900)
    write(tmp_path, table)
    report = build(tmp_path, "build", cache=False, jobs=2)
    files = tmp_path / "build"
    by_day = Counter(row.date for row in table)
    assert (report.papers, report.days, report.problems) == (len(table), len(by_day), ())
    assert len(by_day) == 900
    assert sum(1 for _ in files.glob("abs/*/index.html")) == len(table)
    assert {path.parent.relative_to(files).as_posix() for path in files.glob("2*/*/*/index.html")} == {
        f"{day:%Y/%m/%d}" for day in by_day
    }
    for row in (table[0], table[9_000], table[-1]):
        assert row.title in (files / f"{row.date:%Y/%m/%d}/index.html").read_text(encoding="utf-8")
        assert row.title in (files / f"abs/{row.id}/index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Row], Report]:
    """Build a table, and again with a row more on its newest day."""
    site = tmp_path_factory.mktemp("grown")
    table = rows(2_000, 100)
    write(site, table)
    build(site, "build")
    build(site, "before", cache=False)
    newest = table[0]
    month, number = newest.id.split(".")
    table.insert(0, Row(newest.date, f"{month}.{int(number) + 1:05}", "Weighing whales from orbit"))
    write(site, table)
    report = build(site, "build")
    build(site, "after", cache=False)
    return site, table, report


def test_a_row_more_is_a_paper_more_and_no_more_days(grown: tuple[Path, list[Row], Report]) -> None:
    site, table, report = grown
    assert (report.papers, report.days, report.read) == (2_001, 100, 1)
    assert "Weighing whales" in (site / f"build/abs/{table[0].id}/index.html").read_text(encoding="utf-8")


def test_a_row_more_makes_the_bytes_that_a_first_build_makes(grown: tuple[Path, list[Row], Report]) -> None:
    site, _, _ = grown
    assert tree(site / "build") == tree(site / "after")


def test_a_row_more_writes_only_files_that_differ(grown: tuple[Path, list[Row], Report]) -> None:
    site, _, report = grown
    before, after = tree(site / "before"), tree(site / "after")
    different = {path for path, data in after.items() if before.get(path) != data} - {MANIFEST}
    assert report.written == len(different)
    assert report.removed == len(before.keys() - after.keys())
    assert report.written + report.unchanged == len(after) - 1


def test_a_row_more_makes_no_unit_but_those_whose_files_differ(grown: tuple[Path, list[Row], Report]) -> None:
    site, table, report = grown
    before, after = (load_manifest(site / name)[0] for name in ("before", "after"))
    changed = {name for name, unit in after.units.items() if before.units.get(name) != unit}
    assert report.made == len(changed)
    assert {name for name in changed if name.startswith("day/")} == {f"day/{table[0].date}"}


# Files beside one another


def unsure(id_: str) -> str:
    """Open a paper with a heading and with a bullet: either may be its title."""
    return f"### Heading of {id_}\n\n- [Bullet of {id_}](https://arxiv.org/abs/{id_})\n\nWe study it.\n"


def sure(id_: str) -> str:
    return f"### [Heading of {id_}](https://arxiv.org/abs/{id_})\n\nWe study it.\n"


def test_a_file_that_nobody_touched_is_read_in_another_way_when_files_beside_it_show_how(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "2026-01-05.md").write_text(unsure("2601.00001") + unsure("2601.00002"), encoding="utf-8")
    build(tmp_path, "build")
    page = tmp_path / "build/abs/2601.00001/index.html"
    assert "<title>Bullet of 2601.00001" in page.read_text(encoding="utf-8")
    for day in (6, 7):
        text = sure(f"2601.0001{day}") + sure(f"2601.0002{day}") + sure(f"2601.0003{day}")
        (content / f"2026-01-0{day}.md").write_text(text, encoding="utf-8")
    report = build(tmp_path, "build")
    assert (report.read, report.papers) == (2, 8)
    assert "<title>Heading of 2601.00001" in page.read_text(encoding="utf-8")
    build(tmp_path, "clean", cache=False)
    assert tree(tmp_path / "build") == tree(tmp_path / "clean")
    for day in (6, 7):
        (content / f"2026-01-0{day}.md").unlink()
    assert build(tmp_path, "build").read == 0
    assert "<title>Bullet of 2601.00001" in page.read_text(encoding="utf-8")
