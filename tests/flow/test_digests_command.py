"""`sitegen digests` and `sitegen new --from`: what is read of any archive, and a site around it."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from tests.conftest import TWO_DAYS, digest, write_site

from sitegen.build import inputs
from sitegen.commands import console, main

if TYPE_CHECKING:
    from click.testing import Result

    from sitegen.model import Source

ROOT = Path(__file__).resolve().parents[2]
"""Archives of others, a folder each: they are not part of this repository."""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="sitegen")


def records(result: Result, kind: str = "") -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    return [row for row in rows if row["type"] == kind or not kind]


def paper(number: int, id_: str, title: str = "") -> str:
    return f"""## {number}. [{title or f"Title of {id_}"}](https://arxiv.org/abs/{id_})

**Authors**: Ada Byron, Grace Hopper
**Subjects**: cs.CV
**Abstract**: What the paper of {id_} is about, in a sentence that is long enough to be one.
**Motivation**: Nobody had done it.
"""


def day(date: str, *ids: str) -> str:
    return f"# Papers of {date}\n\n" + "\n".join(paper(n, id_) for n, id_ in enumerate(ids, 1))


ARCHIVE = f"""
-- README.md --
# An archive

How it is made.
-- 2020/2020-07-22.md --
{day("2020-07-22", "2007.00001", "2007.00002")}
-- 2020/2020-07-23.md --
{day("2020-07-23", "2007.00003", "2007.00001")}
"""
REPOSITORIES = """
-- trending/2020-07-22.md --
# 2020-07-22

* [ada / engine](https://github.com/ada/engine): computes
* [grace / compiler](https://github.com/grace/compiler): compiles
* [alan / machine](https://github.com/alan/machine): halts, perhaps
"""


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay down an archive without a configuration, and stand beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SITEGEN_BASE_URL", raising=False)
    return write_site(tmp_path / "archive", ARCHIVE)


# An archive


def test_any_folder_is_shown_file_by_file_and_field_by_field(archive: Path) -> None:
    result = run("digests", str(archive), "--jobs", "1")
    assert result.exit_code == 0, result.output
    rows = result.stdout.splitlines()
    assert rows[0].split() == ["path", "shape", "days", "papers", "lost", "lines", "problems"]
    assert rows[1].split() == ["archive/2020/2020-07-22.md", "heading", "2", "1", "2", "-", "-"]
    assert "4 papers, 3 of them different, in 2 of 3 files; 2 days from 2020-07-22 to 2020-07-23" in result.stdout
    found = {row.split("  ")[0]: row.split()[-3] for row in rows if row.endswith("#")}
    assert (
        found
        == {"title": "4", "authors": "4", "abstract": "4", "categories": "4", "parts": "4"}
        | {
            "part: Motivation": "4",
            "id: arxiv": "4",
        }
        or {"title", "authors", "abstract"} <= found.keys()
    )
    assert "1 file: a README with fewer than 5 links to papers: archive/README.md" in result.stdout
    assert 'paper = "heading 2"' in result.stdout


def test_nothing_is_written_and_nothing_is_remembered(archive: Path) -> None:
    before = sorted(archive.parent.rglob("*"))
    run("digests", str(archive), "--jobs", "1")
    run("digests", "--jobs", "1")
    assert sorted(archive.parent.rglob("*")) == before


def test_without_a_path_the_site_is_read_as_its_configuration_says(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (archive / "sitegen.toml").write_text('[content]\nfolder = "."\nexclude = ["*-23.md"]\n')
    monkeypatch.chdir(archive)
    (report,) = records(run("digests", "--json"), "report")
    assert (report["papers"], report["days"], report["first"]) == (2, 1, "2020-07-22")


def test_more_than_forty_files_share_rows_unless_all_are_asked_for(archive: Path) -> None:
    for n in range(1, 42):
        name = archive / f"2021/2021-{n // 28 + 1:02}-{n % 28 + 1:02}.md"
        name.parent.mkdir(exist_ok=True)
        name.write_text(day(name.stem, f"2101.{n:05}"))
    rows = run("digests", str(archive), "--jobs", "2").stdout.splitlines()
    assert rows[1].split() == ["43", "archive/*/*.md", "heading", "2", "43", "45", "-", "-"]
    assert rows[2] == ""
    every = run("digests", str(archive), "--all", "--jobs", "2").stdout.splitlines()
    assert every.index("") == 44


def test_a_site_of_arrows_own_shape_has_nothing_to_be_pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_site(tmp_path, TWO_DAYS))
    result = run("digests", "--json", "--jobs", "1")
    assert [(row["path"], row["shape"], row["papers"]) for row in records(result, "file")] == [
        ("content/2020-07-22.md", "arrow", 2),
        ("content/2020-07-23.md", "arrow", 1),
        ("content/pages/about.md", "", 0),
    ]
    assert records(result, "proposal") == []
    assert records(result, "report")[0]["left"] == {"free pages": 1}


def test_the_number_of_processes_changes_nothing(archive: Path) -> None:
    for n in range(10, 29):
        (archive / f"2020/2020-06-{n}.md").write_text(day(f"2020-06-{n}", f"2006.{n:05}"))
    alone, two = (run("digests", str(archive), "--jobs", jobs).stdout for jobs in "12")
    assert alone == two


def test_files_without_papers_are_named_with_why_they_were_left_alone(archive: Path) -> None:
    index = "# 2020-07-22\n\n- [yesterday](2020-07-21.md)\n- [the day before](2020-07-20.md)\n"
    others = {"a.md": "\n", "b.md": "---\ndraft: true\n---\n", "c.md": "# Notes\n\nOf no day.\n", "d.json": "{}"}
    for name, text in {**others, "index.md": index}.items():
        (archive / name).write_text(text)
    result = run("digests", str(archive), "--json", "--jobs", "1")
    left = {row["path"].removeprefix("archive/"): row["left"] for row in records(result, "file") if row["left"]}
    assert left == {
        "README.md": "a README with fewer than 5 links to papers",
        "a.md": "empty",
        "b.md": "drafts",
        "c.md": "no date and no links to papers",
        "d.json": "data without records of papers",
        "index.md": "only links to other files",
    }
    assert records(result, "report")[0]["left"] == dict.fromkeys(left.values(), 1)


def test_a_file_is_read_once_and_of_many_that_are_alike_some_are_read_again(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(100):
        (archive / f"2020/2020-0{n // 28 + 1}-{n % 28 + 1:02}.md").write_text(
            day(f"2020-0{n // 28 + 1}", f"2001.{n:05}")
        )
    reads: list[str] = []
    once = inputs.read_source

    def counting(source: Source, *rest: Any) -> Any:
        reads.append(source.path)
        return once(source, *rest)

    monkeypatch.setattr(inputs, "read_source", counting)
    assert run("digests", str(archive), "--jobs", "1").exit_code == 0
    assert len(set(reads)) == 103
    assert len(reads) < 103 + 60


def test_progress_names_what_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    with console.Progress(quiet=False, of="files") as progress:
        for done in range(0, 4001, 1000):
            progress.show(done, 4000)
    assert capsys.readouterr().err.splitlines()[1] == "2,000 of 4,000 files"


# Mistakes


def test_a_missing_folder_and_a_file_of_another_kind_are_wrong_usage(archive: Path) -> None:
    assert run("digests", "nowhere").exit_code == 2
    (archive / "x.txt").write_text("text")
    result = run("digests", "archive/x.txt")
    assert result.exit_code == 2
    assert "archive/x.txt is not a digest file" in result.stderr


@pytest.mark.usefixtures("archive")
def test_a_missing_content_folder_is_answered_with_where_digests_are() -> None:
    result = run("digests")
    assert result.exit_code == 1
    assert "`sitegen digests archive` shows what sitegen reads there" in result.stderr


def test_problems_are_told_and_an_error_ends_with_1(archive: Path) -> None:
    (archive / "2020/2020-07-24.md").write_text("# 2020-07-24\n\nNothing but words.\n")
    (archive / "2020/2020-07-25.md").write_bytes(b"\xff")
    result = run("digests", str(archive), "--jobs", "1")
    assert result.exit_code == 1
    assert "is not valid UTF-8" in result.stderr
    rows = {
        row.split()[0]: row.split()[-1] for row in result.stdout.splitlines() if "2020-07-2" in row and "-  " in row
    }
    assert rows["archive/2020/2020-07-25.md"] == "1"


# A file in full


def test_a_file_is_shown_paper_by_paper_with_what_is_missing(archive: Path) -> None:
    file = archive / "2020/2020-07-24.md"
    file.write_text(
        "See https://arxiv.org/abs/2007.09999\n\n" + paper(1, "2007.00004", "First") + paper(2, "2007.00005v2")
    )
    text = file.read_text().replace("**Abstract**", "**Motivation**", 1)
    file.write_text(text)
    result = run("digests", "archive/2020/2020-07-24.md")
    rows = result.stdout.splitlines()
    assert rows[0] == "archive/2020/2020-07-24.md: 2 papers, heading 2"
    assert rows[2].split() == ["line", "id", "title", "authors", "date", "categories", "abstract"]
    first = next(row for row in rows if "First" in row)
    assert first.split()[:3] == ["3", "2007.00004", "First"]
    assert first.split()[-1] == "-"
    second = next(row for row in rows if "2007.00005v2" in row)
    assert "2: Ada Byron" in second
    assert "cs.CV" in second
    assert "parts       Motivation 19" in result.stdout
    assert rows[-1].split() == ["1", "See", "https://arxiv.org/abs/2007.09999"]


def test_a_file_is_read_as_the_files_beside_it_say(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alone, a file with one paper under one heading could be a paper of its own."""
    file = archive / "2020/2020-07-24.md"
    file.write_text(day("2020-07-24", "2007.00009"))
    shapes = [run("digests", path).stdout.splitlines()[0] for path in ("archive/2020/2020-07-24.md", str(file))]
    monkeypatch.chdir(archive)
    shapes.append(run("digests", "2020/2020-07-24.md").stdout.splitlines()[0])
    assert {shape.rpartition(", ")[2] for shape in shapes} == {"heading 2"}


@pytest.mark.usefixtures("archive")
def test_json_tells_all_of_each_paper() -> None:
    result = run("digests", "archive/2020/2020-07-22.md", "--json")
    first, second = records(result, "paper")
    assert (first["path"], first["day"], first["line"]) == ("archive/2020/2020-07-22.md", "2020-07-22", 3)
    assert first["ids"] == [{"scheme": "arxiv", "value": "2007.00001", "version": ""}]
    assert first["authors"] == ["Ada Byron", "Grace Hopper"]
    assert first["parts"] == [{"label": "Motivation", "text": "Nobody had done it.", "kind": "", "language": ""}]
    assert second["id"] == "2007.00002"
    assert {
        "abstract",
        "categories",
        "comment",
        "date",
        "fields",
        "grade",
        "journal",
        "keywords",
        "links",
        "note",
    } <= first.keys()
    assert len(records(run("digests", "archive", "--json", "--all", "--jobs", "2"), "paper")) == 4
    assert records(run("digests", "archive", "--json"), "paper") == []


def test_a_day_that_only_the_folder_tells_is_known_from_anywhere(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archive / "topics/2020-07-29/vision.md"
    file.parent.mkdir(parents=True)
    file.write_text(paper(1, "2007.00009") + paper(2, "2007.00010"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert {row["day"] for row in records(run("digests", str(file), "--json"), "paper")} == {"2020-07-29"}


# What would pin, teach and leave out


def test_files_that_gave_nothing_are_read_by_what_is_proposed(archive: Path) -> None:
    write_site(archive, REPOSITORIES)
    (archive / "2020/2020-07-30.md").write_bytes(b"\xff\xfe")
    before = run("digests", str(archive), "--json")
    assert before.exit_code == 1
    (proposal,) = records(before, "proposal")
    assert proposal["taught"] == 3
    assert tomllib.loads(proposal["toml"]) == {
        "content": {"exclude": ["2020/2020-07-30.md"]},
        "digests": [
            {"files": "trending/2020-07-22.md", "ids": ["github"]},
            {"paper": "heading 2"},
        ],
    }
    (archive / "sitegen.toml").write_text(proposal["toml"])
    after = run("digests", str(archive), "--json")
    assert after.exit_code == 0
    (report,) = records(after, "report")
    assert (report["papers"], report["errors"]) == (7, 0)


def test_many_files_without_papers_are_left_out_by_a_pattern(archive: Path) -> None:
    for n in range(10, 21):
        (archive / f"2020/2020-05-{n}.json").write_text('{"arxiv.org/": ')
    (proposal,) = records(run("digests", str(archive), "--json", "--jobs", "1"), "proposal")
    assert tomllib.loads(proposal["toml"])["content"] == {"exclude": ["2020/*.json"]}


@pytest.mark.usefixtures("archive")
def test_nothing_is_proposed_for_a_folder_that_is_missing() -> None:
    result = run("digests", "--json")
    assert [row["type"] for row in records(result) if row["type"] != "field"] == ["problem", "report"]


def test_what_the_configuration_says_already_is_not_proposed_again(archive: Path) -> None:
    (archive / "sitegen.toml").write_text('content.folder = "."\n[digests.fields]\n"Score" = "ignore"\n')
    assert records(run("digests", str(archive), "--json"), "proposal") == []


def test_of_a_file_that_gave_nothing_it_is_shown_what_would_teach_it(archive: Path) -> None:
    write_site(archive, REPOSITORIES)
    result = run("digests", "archive/trending/2020-07-22.md")
    assert result.exit_code == 1
    toml = result.stdout.partition("for sitegen.toml")[2].partition("\n")[2]
    assert tomllib.loads(toml) == {"digests": [{"ids": ["github"]}]}


def test_a_folder_of_the_site_is_read_as_the_site_is(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (archive / "sitegen.toml").write_text('content.folder = "."\n')
    write_site(archive, f"-- 2021/2021-01-04.md --\n{day('2021-01-04', '2101.00001')}")
    monkeypatch.chdir(archive)
    result = run("digests", "2021", "--json")
    assert [(row["path"], row["shape"]) for row in records(result, "file")] == [("2021/2021-01-04.md", "heading 2")]
    assert records(result, "proposal") == []


def test_a_post_a_file_is_proposed_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for n, name in enumerate(("a-tree-command", "happy-new-year"), 1):
        (tmp_path / f"2020-07-2{n}-{name}.md").write_text(f"# {name}\n\nWhat somebody wrote of it.\n")
    (proposal,) = records(run("digests", ".", "--json"), "proposal")
    assert tomllib.loads(proposal["toml"]) == {"digests": [{"ids": ["none"], "paper": "file"}]}


def test_a_kind_that_would_lose_papers_is_not_pinned(archive: Path) -> None:
    mixed = day("2020-07-24", "2007.00011", "2007.00012") + "\n# More\n\n"
    mixed += "\n".join(
        f"### [Title of 2007.000{n}](https://arxiv.org/abs/2007.000{n})\n\nWords.\n" for n in range(20, 29)
    )
    (archive / "2020/2020-07-24.md").write_text(mixed)
    result = run("digests", str(archive), "--json")
    told = {row["path"]: row["papers"] for row in records(result, "file")}
    (archive / "sitegen.toml").write_text("".join(row["toml"] for row in records(result, "proposal")))
    again = run("digests", str(archive), "--json")
    assert {row["path"]: row["papers"] for row in records(again, "file")} == {
        path.removeprefix("archive/"): papers for path, papers in told.items()
    }


# A site around an archive


def test_new_from_an_archive_adds_what_a_site_needs_and_changes_nothing(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {path: path.read_bytes() for path in archive.rglob("*.md")}
    result = run("new", "archive", "--from", "archive")
    assert result.exit_code == 0, result.output
    assert "4 papers, 3 of them different, in 2 of 3 files" in result.stderr
    assert {path: path.read_bytes() for path in archive.rglob("*.md")} == texts
    settings = (archive / "sitegen.toml").read_text()
    assert tomllib.loads(settings)["content"] == {"folder": "."}
    assert "# 4 papers, 3 of them different" in settings
    assert '# paper = "heading 2"' in settings
    monkeypatch.chdir(archive)
    built = run("build", "--strict", "--jobs", "1")
    assert built.exit_code == 0, built.output
    assert "3 papers on 2 days" in built.stderr


def test_new_from_a_folder_of_the_site_names_it(archive: Path) -> None:
    assert run("new", ".", "--from", "archive", "--host", "gitlab-pages").exit_code == 0
    settings = tomllib.loads((archive.parent / "sitegen.toml").read_text())
    assert settings["content"] == {"folder": "archive"}
    assert run("build", "--strict", "--jobs", "1").exit_code == 0


def test_new_from_an_archive_elsewhere_copies_its_digests(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (archive / "make.py").write_text("")
    result = run("new", "beside", "--from", "archive")
    assert result.exit_code == 0
    assert "3 files copied into content/" in result.stderr
    site = archive.parent / "beside"
    assert (site / "content/2020/2020-07-22.md").read_text() == (archive / "2020/2020-07-22.md").read_text()
    assert not list(site.rglob("make.py"))
    assert not (site / "content/2020/07").exists()
    monkeypatch.chdir(site)
    assert run("build", "--strict", "--jobs", "1").exit_code == 0


def test_new_from_an_archive_writes_over_nothing(archive: Path) -> None:
    (archive / "requirements.txt").write_text("requests\n")
    (archive / ".gitignore").write_text("*.pyc\n")
    (archive / ".prettierignore").write_text("*.html\n")
    result = run("new", "archive", "--from", "archive")
    assert result.exit_code == 1
    assert "these files would be overwritten: `requirements.txt`" in result.stderr
    assert not (archive / "sitegen.toml").exists()
    (archive / "requirements.txt").unlink()
    result = run("new", "archive", "--from", "archive")
    assert result.exit_code == 0
    assert (archive / ".gitignore").read_text() == "*.pyc\n"
    assert (archive / ".prettierignore").read_text() == "*.html\n"
    assert '"**/*.md"' in (archive / ".mdformat.toml").read_text()
    assert "the existing .gitignore was not changed; add these lines: /build/" in result.stderr


def test_the_search_of_an_archive_in_chinese_needs_no_configuration(archive: Path) -> None:
    file = archive / "2020/2020-07-24.md"
    file.write_text(
        day("2020-07-24", "2007.00011")
        .replace("Title of 2007.00011", "隐私保护的视觉定位与建图")
        .replace(
            "What the paper of 2007.00011 is about, in a sentence that is long enough to be one.",
            "用提升的图像特征给相机定位。别人看不出图像里有什么。",
        )
    )
    assert run("new", "archive", "--from", "archive").exit_code == 0
    assert "search" not in tomllib.loads((archive / "sitegen.toml").read_text())


def test_new_from_an_archive_teaches_what_gave_nothing_else(archive: Path) -> None:
    write_site(archive, REPOSITORIES)
    result = run("new", "archive", "--from", "archive")
    assert "3 entries more with the layouts that sitegen.toml describes" in result.stderr
    (entry,) = tomllib.loads((archive / "sitegen.toml").read_text())["digests"]
    assert entry == {"files": "trending/2020-07-22.md", "ids": ["github"]}


# The example archives


@pytest.mark.parametrize(
    ("name", "papers", "days"), [("growing-table", 7, 7), ("chinese-labels", 6, 2), ("file-per-paper", 3, 3)]
)
def test_the_example_archives_are_whole_sites(
    name: str, papers: int, days: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ignored = shutil.ignore_patterns("build", ".cache", ".build.sitegen")
    monkeypatch.chdir(shutil.copytree(ROOT / "examples/archives" / name, tmp_path / name, ignore=ignored))
    built = run("build", "--strict", "--jobs", "1", "--content", ".", "--json")
    *problems, report = records(built)
    assert [problem for problem in problems if problem["severity"] != "notice"] == []
    assert (report["papers"], report["days"], report["committed"]) == (papers, days, True)


def test_a_digest_of_arrow_with_a_fault_is_shown_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(
        write_site(tmp_path, f"-- content/2020-07-22.md --\n{digest('2020-07-22', '2007.00001', '20.1')}\n")
    )
    result = run("digests")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1].split() == ["content/2020-07-22.md", "arrow", "1", "1", "-", "1"]
