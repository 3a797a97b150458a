"""Sites with plug-ins: built, built again, and previewed."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import edit, paper, write_site

from sitegen import config
from sitegen.build import pipeline as building
from sitegen.build.cache import Cache
from sitegen.files import data as export
from sitegen.model import Artifact, Record
from sitegen.output.disk import DiskSink
from sitegen.output.sink import MemorySink
from sitegen.preview.pages import Pending, Preview

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.build.pipeline import Report

EXAMPLES = Path(__file__).parents[2] / "examples/plugins"
NOTHING: frozenset[str] = frozenset()
SITE = f"""
-- sitegen.toml --
plugins = ["plugins.house:plugin", "plugins.lists:plugin"]
[theme]
name = "mine"
-- plugins/house.py --
{(EXAMPLES / "house.py").read_text(encoding="utf-8")}
-- plugins/lists.py --
{(EXAMPLES / "lists.py").read_text(encoding="utf-8")}
-- themes/mine/theme.toml --
name = "mine"
parent = "default"
-- themes/mine/templates/paper.html --
{{% extends "parent:paper.html" %}}
{{% block main %}}<p>Of {{{{ page.paper.id | submitted }}}}</p>{{{{ super() }}}}{{% endblock %}}
-- content/2020-07-22.md --
# ArXiv cs.CV --Wed, 22 Jul 2020
### 1.A title.  [ :arrow_down: ](https://arxiv.org/pdf/2007.00001.pdf)
>  One.
-- content/2020-07-23.md --
An introduction.

- [A listed title.](https://arxiv.org/abs/2007.00002): Two, with $x^2$.
- [A title](https://arxiv.org/abs/2007.00001): One.
-- content/pages/about.md --
# About
"""
IMPORT = "from sitegen.plugins import Plugin\n"
BROKEN = "plugin = Plugin(paper=lambda paper: 1 / 0 if paper.id == '2007.00001' else paper)\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", SITE)


@pytest.fixture
def preview(site: Path) -> Iterator[Preview]:
    """Start a preview of the site."""
    one = Preview(site, Cache(None), 1)
    one.start()
    yield one
    one.close()


def build(folder: Path, *, jobs: int = 1, strict: bool = False) -> Report:
    cache = Cache(folder / ".cache/sitegen")
    with DiskSink.open(folder / "build", clean=False, cache=cache) as sink:
        return building.build(folder, config.load(folder, {}), sink, cache, jobs=jobs, strict=strict)


def in_memory(folder: Path) -> tuple[dict[str, bytes], Report]:
    with MemorySink() as sink:
        report = building.build(folder, config.load(folder, {}), sink, Cache(None))
        return sink.files, report


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def built(folder: Path) -> dict[str, bytes]:
    """Return the files that a first build of the same sources makes."""
    fresh = folder.parent / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(folder, fresh, ignore=shutil.ignore_patterns("build", ".cache"))
    build(fresh)
    return tree(fresh / "build")


def messages(report: Report | Preview) -> list[str]:
    return [problem.message for problem in report.problems]


def data(one: Preview, path: str) -> bytes:
    result = one.file(path)
    if isinstance(result, Pending):
        assert one.make(result.target) == ()
        result = one.file(path, made=True)
    assert isinstance(result, Artifact), result
    return result.data


def text(one: Preview, path: str) -> str:
    return data(one, path).decode()


def turned(one: Preview) -> Preview:
    one.update(one.look(), NOTHING)
    return one


# Builds


def test_every_seam_shows_in_the_site(site: Path) -> None:
    files, report = in_memory(site)
    assert report.problems == ()
    page = files["abs/2007.00002/index.html"].decode()
    assert "<h1><bdi>A listed title</bdi></h1>" in page
    assert "<p>Of July 2020</p>" in page
    assert "<math" in page
    assert "An introduction." in files["2020/07/23/index.html"].decode()
    assert files["papers.csv"].decode().splitlines() == [
        "date,category,id,title,address",
        "2020-07-22,cs.CV,2007.00001,A title,http://localhost:8000/abs/2007.00001/",
        "2020-07-23,,2007.00002,A listed title,http://localhost:8000/abs/2007.00002/",
        "2020-07-23,,2007.00001,A title,http://localhost:8000/abs/2007.00001/",
    ]
    assert b"title." not in files["feed.xml"]


def test_records_are_the_lines_of_the_archive(site: Path) -> None:
    lines = gzip.decompress(in_memory(site)[0]["archive.jsonl.gz"]).splitlines()
    for line in lines:
        told = json.loads(line)
        assert list(told) == [name for name in Record.__struct_fields__ if name in told]
    assert len(lines) == 3
    assert export.PaperRecord.__struct_fields__ == Record.__struct_fields__[1:]


def test_two_processes_make_the_same_site_as_one(site: Path) -> None:
    for number in range(20):  # enough for several tasks
        (site / f"content/2021-01-{number + 1:02}.md").write_text(
            "".join(f"- [Paper {n}.](https://arxiv.org/abs/2101.{number:02}{n:03}): Text.\n" for n in range(20))
        )
    report = build(site, jobs=2)
    assert (report.errors, report.days) == (0, 22)
    assert tree(site / "build") == built(site)


def test_processes_that_inherit_nothing_load_plug_ins_themselves(site: Path) -> None:
    end = threading.Event()
    other = threading.Thread(target=end.wait)  # with another thread at work, processes are not forked
    other.start()
    try:
        assert build(site, jobs=2).problems == ()
    finally:
        end.set()
        other.join()
    assert tree(site / "build") == built(site)


def test_a_build_without_changes_has_nothing_to_do(site: Path) -> None:
    build(site)
    again = build(site)
    assert (again.read, again.made, again.written) == (0, 0, 0)


def test_a_changed_plug_in_makes_again_what_it_shows_in_and_the_site_is_that_of_a_clean_build(site: Path) -> None:
    first = build(site)
    edit(site, "plugins/house.py", "MONTHS[found[1] - 1]", "MONTHS[found[1] - 1][:3]")
    edit(site, "plugins/house.py", '"address"]', '"url"]')
    report = build(site)
    assert (report.read, report.pages) == (first.read, first.pages)
    assert report.written == 3, "two papers and the list: what comes out the same is not written"
    assert tree(site / "build") == built(site)
    edit(site, "plugins/house.py", "(?<!\\.)\\.$", "(?<!\\.)[.]$|A ")
    build(site)
    assert tree(site / "build") == built(site)
    assert b"<h1><bdi>listed title</bdi></h1>" in tree(site / "build")["abs/2007.00002/index.html"]


def test_a_new_day_is_added_to_further_files_and_leaves_other_pages(site: Path) -> None:
    build(site)
    write_site(site, "-- content/2020-07-24.md --\n- [New](https://arxiv.org/abs/2007.00003): Three.")
    assert build(site).read == 1
    assert tree(site / "build") == built(site)
    edit(site, "sitegen.toml", '"plugins.house:plugin", ', "")
    write_site(site, '-- themes/mine/templates/paper.html --\n{% extends "parent:paper.html" %}\n')
    build(site)
    assert "papers.csv" not in tree(site / "build")
    assert tree(site / "build") == built(site)


def test_a_site_without_plug_ins_does_not_load_them(tmp_path: Path) -> None:
    write_site(tmp_path, "-- content/2020-07-22.md --\n# ArXiv cs.CV --Wed, 22 Jul 2020\n")
    program = (
        "import sys\nfrom sitegen.commands import main\n"
        "try:\n    main(['build'])\nfinally:\n    print(sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert "'sitegen.build.pipeline'" in done.stdout
    assert "'sitegen.plugins'" not in done.stdout


# Failures


@pytest.mark.parametrize("jobs", [1, 2])
def test_papers_at_which_a_plug_in_fails_are_published_as_they_were_read(site: Path, jobs: int) -> None:
    write_site(site, f"-- plugins/lists.py --\n{IMPORT}{BROKEN}")
    edit(site, "content/2020-07-22.md", "2007.00001", "2007.00004")
    write_site(site, f"-- content/2020-07-23.md --\n# ArXiv --2020-07-23\n{paper(1, '2007.00001')}")
    report = build(site, jobs=jobs)
    (problem,) = report.problems
    assert str(problem) == (
        "content/2020-07-23.md:2: error: plug-in plugins.lists:plugin: `paper` failed: "
        "ZeroDivisionError: division by zero (at plugins/lists.py:2)"
    )
    assert f"\n{problem}\n" in (EXAMPLES.parents[1] / "docs/plugins.md").read_text(encoding="utf-8")
    assert (report.committed, report.errors, report.days) == (True, 1, 2)
    assert tree(site / "build") == built(site)


def test_a_doubt_refuses_a_strict_build(site: Path) -> None:
    edit(site, "content/2020-07-22.md", "2007.00001", "0704.0001")
    report = build(site, strict=True)
    assert (messages(report), report.committed) == (
        ["paper 1 is more than a year older than its digest: 0704.0001"],
        False,
    )
    assert build(site).committed


def test_a_plug_in_that_cannot_be_imported_ends_the_command_with_1_and_no_traceback(site: Path) -> None:
    write_site(site, "-- plugins/lists.py --\n\nimport nothing_of_this_name\n")
    command = [sys.executable, "-m", "sitegen", "build", "--jobs", "2"]
    done = subprocess.run(command, cwd=site, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == (
        "sitegen.toml:1:1: error: plug-in plugins.lists:plugin: cannot be imported: ModuleNotFoundError: "
        "No module named 'nothing_of_this_name' (at plugins/lists.py:2)\n"
        '    plugins = ["plugins.house:plugin", "plugins.lists:plugin"]\n'
        "    ^\n"
    )
    assert not (site / "build").exists()


def test_a_filter_that_fails_is_named_at_the_place_in_the_template(site: Path) -> None:
    edit(site, "plugins/house.py", "found = year_and_month(id_)\n    return", "found = (2020, 13)\n    return")
    files, report = in_memory(site)
    assert files == {}
    assert str(report.problems[0].location) == "themes/mine/templates/paper.html:2"
    assert report.problems[0].message.startswith(
        "plug-in plugins.house:plugin: filter `submitted` failed: IndexError: list index out of range (at plugins/house"
    )


def test_a_filter_is_not_blamed_for_a_name_that_is_not_there(site: Path) -> None:
    edit(site, "themes/mine/templates/paper.html", "page.paper.id", "page.paper.idd")
    (problem,) = in_memory(site)[1].problems
    assert problem.message.startswith("`PaperItem` has no field `idd`")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("lambda site, papers: 1 / 0", "failed: ZeroDivisionError: division by zero (at plugins/lists.py:2)"),
        ("lambda site, papers: 'text'", "returned str, not bytes"),
    ],
)
def test_a_further_file_that_fails_leaves_the_site_as_it_was(site: Path, code: str, message: str) -> None:
    build(site)
    before = tree(site / "build")
    write_site(site, f"-- plugins/lists.py --\n{IMPORT}plugin = Plugin(files={{'x.txt': {code}}})\n")
    write_site(site, f"-- content/2020-07-23.md --\n# ArXiv cs.CV --2020-07-23\n{paper(1, '2007.00001')}")
    report = build(site)
    assert messages(report) == [f"plug-in plugins.lists:plugin: `files: x.txt` {message}"]
    assert tree(site / "build") == before


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("../x.txt", "the path `../x.txt` has the part `..`"),
        ("X.txt", "the path `X.txt` has the part `X.txt`"),
        ("feed.xml", "the file `feed.xml` conflicts with a file of the site"),
        ("about/index.html", "the file `about/index.html` conflicts with a file of the site"),
        (".nojekyll", "the file `.nojekyll` conflicts with a file of the site"),
        ("sitemap-2.xml", "the file `sitemap-2.xml` conflicts with a file of the site"),
        ("robots.txt/x", "the file `robots.txt/x` conflicts with a file of the site"),
        ("assets/x.txt", "the file `assets/x.txt` conflicts with the theme's files"),
        ("search/x.txt", "the file `search/x.txt` conflicts with the search"),
        ("2020/07", "the file `2020/07` conflicts with a page"),
        ("abs", "the file `abs` conflicts with a page"),
        ("about", "the file `about` conflicts with a page"),
    ],
)
def test_a_further_file_that_is_in_the_way_is_refused_with_its_plug_in(site: Path, path: str, message: str) -> None:
    edit(site, "plugins/house.py", '"papers.csv"', f'"{path}"')
    files, report = in_memory(site)
    assert files == {}
    (problem,) = report.problems
    assert problem.location.path == "sitegen.toml"
    assert problem.message.startswith(f"plug-in plugins.house:plugin: {message}")


# The preview


def test_the_preview_has_what_a_build_writes(site: Path, preview: Preview) -> None:
    files, _ = in_memory(site)
    assert preview.relate()
    assert {"papers.csv", "2020/07/23/index.html"} <= files.keys()
    for path, expected in sorted(files.items(), key=lambda file: file[0] != "search/manifest.json"):
        assert data(preview, path) == expected, path


def test_the_preview_follows_digests_configuration_and_plug_ins(site: Path, preview: Preview) -> None:
    assert "A listed title" in text(preview, "papers.csv")
    edit(site, "content/2020-07-23.md", "A listed title.", "Another.")
    assert "Another," in text(turned(preview), "papers.csv")
    edit(site, "plugins/house.py", '"date", "category"', '"day", "category"')
    assert text(turned(preview), "papers.csv").startswith("day,")
    edit(site, "plugins/house.py", "(?<!\\.)\\.$", "(?<!\\.)[.]$|Another")
    assert "Another" not in text(turned(preview), "2020/07/23/index.html")
    edit(site, "sitegen.toml", '"plugins.house:plugin", ', "")
    write_site(site, '-- themes/mine/templates/paper.html --\n{% extends "parent:paper.html" %}\n')
    assert "Another." in text(turned(preview), "2020/07/23/index.html")
    assert preview.file("papers.csv") is None


def test_a_broken_plug_in_leaves_the_last_pages_until_it_is_mended(site: Path, preview: Preview) -> None:
    good = text(preview, "abs/2007.00001/index.html")
    source = (site / "plugins/house.py").read_text()
    for broken, message in {
        "def": "cannot be imported: SyntaxError",
        source.replace("MONTHS[found[1] - 1]", "MONTHS[99]"): "filter `submitted` failed: IndexError",
    }.items():
        (site / "plugins/house.py").write_text(broken)
        turned(preview)
        assert any(message in found for found in messages(preview)), messages(preview)
        assert text(preview, "abs/2007.00001/index.html") == good
        edit(site, "content/2020-07-23.md", "Two", "Two and two")
        assert text(turned(preview), "abs/2007.00001/index.html") == good
    (site / "plugins/house.py").write_text(source)
    assert messages(turned(preview)) == []
    assert "Two and two and two" in text(preview, "abs/2007.00002/index.html")


def test_a_preview_that_begins_with_a_broken_plug_in_follows_it(site: Path) -> None:
    source = (site / "plugins/house.py").read_text()
    (site / "plugins/house.py").write_text("1 / 0")
    one = Preview(site, Cache(None), 1)
    try:
        look = one.start()
        assert one.edition is None
        assert str(site / "plugins/house.py") in look.files
        assert look.folders[site / "plugins"]
        (site / "plugins/house.py").write_text(source)
        assert text(turned(one), "papers.csv")
        assert one.problems == ()
    finally:
        one.close()


def test_the_preview_shows_a_digest_at_which_a_changed_plug_in_fails(site: Path, preview: Preview) -> None:
    edit(site, "plugins/lists.py", "Plugin(shape", "Plugin(check=lambda digest: digest.papers[1] and [], shape")
    assert len(messages(turned(preview))) == 1
    assert preview.file("2020/07/22/index.html")
    assert "A listed title" in text(preview, "index.html")
