"""The ledger over whole builds: a month with one fault of each kind, what a change makes anew, and what is told."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from click.testing import CliRunner
from tests.conftest import digest, edit, write_site

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.commands import main
from sitegen.model import Artifact
from sitegen.output.disk import DiskSink
from sitegen.preview.pages import Preview

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.build.pipeline import Report

DAYS = [day for n in range(31) if (day := dt.date(2020, 7, 1) + dt.timedelta(n)).weekday() < 5]
MISSING, EMPTY, BROKEN, FEW = (dt.date(2020, 7, day) for day in (9, 14, 17, 22))
FAULTS = {
    "missing": f"content/{dt.date(2020, 7, 10)}.md:1",
    "broken": f"content/{BROKEN}.md:10",
    "suspicious": f"content/{FEW}.md:1",
    "quiet": f"content/{EMPTY}.md:1",
}


def written(day: dt.date, usual: int = 24) -> str:
    ids = [f"2007.{day.day:02}{n:03}" for n in range(1, usual - 3 + day.day * 5 % 9)]
    return digest(f"{day:%a, %d %b %Y}", *ids) + "\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A month of small digests, with nothing wrong."""
    return write_site(tmp_path / "site", "".join(f"-- content/{day}.md --\n{written(day)}" for day in DAYS))


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A month of digests as large as arXiv's."""
    return write_site(tmp_path / "site", "".join(f"-- content/{day}.md --\n{written(day, 70)}" for day in DAYS))


def spoil(site: Path) -> None:
    """Give it one fault of each kind."""
    (site / f"content/{MISSING}.md").unlink()
    (site / f"content/{EMPTY}.md").write_text("")
    edit(site, f"content/{BROKEN}.md", "2007.17005.pdf", "20.17005.pdf")
    few = site / f"content/{FEW}.md"
    few.write_text("\n".join(few.read_text().split("\n")[:7]) + "\n")


STRICT = "ledger.strict = true\n"


def run(site: Path, *, strict: bool = False) -> Report:
    cache = Cache(site / ".cache")
    with DiskSink.open(site / "build", clean=False, cache=cache) as sink:
        return build(site, config.load(site, {}), sink, cache, strict=strict)


def made(site: Path) -> tuple[dict[str, Any], Any]:
    page = (site / "build/status/index.html").read_text(encoding="utf-8")
    return json.loads((site / "build/status.json").read_bytes()), lxml.html.document_fromstring(page)


def test_a_good_month_has_no_findings(site: Path) -> None:
    report = run(site, strict=True)
    assert (report.committed, report.problems) == (True, ())
    ledger, page = made(site)
    assert (ledger["findings"], ledger["lines"]) == ([], [])
    assert ledger["states"] == {"missing": 0, "broken": 0, "suspicious": 0, "quiet": 0, "present": len(DAYS)}
    assert all(day["headings"] == day["papers"] >= 20 for day in ledger["days"])
    assert not page.xpath("//*[@class='findings']")


def test_the_ledger_names_each_fault_of_a_month_and_nothing_else(large: Path) -> None:
    site = large
    spoil(site)
    (site / "sitegen.toml").write_text('ledger.source = "https://example.org/blob/{path}#L{line}"\n')
    run(site)
    ledger, page = made(site)
    assert {f["state"]: f"{f['path']}:{f['line']}" for f in ledger["findings"]} == FAULTS
    assert [f["days"] for f in ledger["findings"]] == [[str(day)] for day in (MISSING, BROKEN, FEW, EMPTY)]
    assert len(ledger["findings"]) == len(FAULTS)
    assert [(line["path"], line["line"], line["dropped"]) for line in ledger["lines"]] == [
        (f"content/{BROKEN}.md", 10, True)
    ]
    states = {"missing": 1, "broken": 1, "suspicious": 1, "quiet": 1, "present": len(DAYS) - 4}
    assert ledger["states"] == states
    broken = next(day for day in ledger["days"] if day["date"] == str(BROKEN))
    assert broken["headings"] == broken["papers"] + 1

    findings, lines = page.xpath("//ul[@class='findings']")
    assert findings.xpath("./li/span[1]/text()") == ["Missing", "Broken", "Suspicious", "Quiet"]
    assert findings.xpath("./li//time/@datetime") == [str(day) for day in (MISSING, BROKEN, FEW, EMPTY)]
    assert findings.xpath(".//a[@class='place']/text()") == list(FAULTS.values())
    assert findings.xpath(".//a[@class='place']/@href")[1] == f"https://example.org/blob/content/{BROKEN}.md#L10"
    assert findings.xpath("./li[1]//a[not(@class)]/@href") == ["/2020/07/08/", "/2020/07/10/"]
    assert lines.xpath("./li//a/text()") == [FAULTS["broken"]]
    assert [row.xpath("string(td[1])") for row in page.xpath("(//*[@aria-labelledby='_days']//table)[1]/tbody/tr")] == [
        day["state"].capitalize() for day in reversed(ledger["days"])
    ]


def test_a_strict_build_refuses_what_is_wrong_with_the_content_and_not_what_the_world_lacks(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / f"content/{MISSING}.md").unlink()
    few = site / f"content/{FEW}.md"
    few.write_text("\n".join(few.read_text().split("\n")[:7]) + "\n")
    (site / f"content/{EMPTY}.md").write_text(f"# ArXiv cs.CV --{EMPTY}\n")
    monkeypatch.chdir(site)
    for _ in range(2):  # the second has nothing to do
        result = CliRunner().invoke(main, ["build", "--strict", "--jobs", "1"])
        assert result.exit_code == 0
        assert result.stderr.count(": notice: ") == 3
        assert "0 errors, 0 warnings, 3 notices\n" in result.stderr
    stats = CliRunner().invoke(main, ["stats", "--jobs", "1"])
    assert stats.exit_code == 0
    assert "missing: there is no digest for" in stats.stdout
    (site / "sitegen.toml").write_text(STRICT)
    for command in (["build", "--strict"], ["stats"]):
        assert CliRunner().invoke(main, [*command, "--jobs", "1"]).exit_code == 1


def test_the_terminal_shows_notices_last_and_only_some_of_them(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in DAYS[:-1]:
        if day not in (BROKEN, EMPTY):
            (site / f"content/{day}.md").write_text(f"# ArXiv cs.CV --{day}\n")
    edit(site, f"content/{BROKEN}.md", "2007.17005.pdf", "20.17005.pdf")
    others = "".join(f"# ArXiv cs.LG --{day}\n" for day in DAYS[:-1])
    (site / "content/learning.md").write_text(others)
    monkeypatch.chdir(site)
    result = CliRunner().invoke(main, ["build", "--jobs", "1"])
    severities = [line.split(": ")[1] for line in result.stderr.split("\n") if line.startswith("content/")]
    assert severities == ["error"] + ["notice"] * 20
    assert "and 22 more notices: `sitegen stats` lists them\n" in result.stderr
    told = CliRunner().invoke(main, ["build", "--jobs", "1", "--json"])
    *problems, report = [json.loads(line) for line in told.stdout.splitlines()]
    assert [problem["severity"] for problem in problems] == ["error"] + ["notice"] * 42
    assert (report["errors"], report["warnings"], report["notices"]) == (1, 0, 42)


def test_a_strict_build_of_that_month_exits_with_1_and_says_where(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(site)
    (site / "sitegen.toml").write_text(STRICT)
    monkeypatch.chdir(site)
    result = CliRunner().invoke(main, ["build", "--strict", "--jobs", "1"])
    assert result.exit_code == 1
    places = [line.partition(": ")[0] for line in result.stderr.split("\n") if line.startswith("content/")]
    assert sorted(":".join(place.split(":")[:2]) for place in places) == sorted(FAULTS.values())
    assert not (site / "build").exists()
    told = CliRunner().invoke(main, ["build", "--strict", "--jobs", "1", "--json"])
    assert [json.loads(line)["severity"] for line in told.stdout.splitlines()[:-1]] == [
        "warning",
        "error",
        "warning",
        "notice",
    ]


def test_a_build_that_has_nothing_to_do_says_it_all_again(site: Path) -> None:
    spoil(site)
    first = run(site)
    again = run(site)
    assert (again.read, again.made) == (0, 0)
    assert again.problems == first.problems
    assert len(again.problems) == len(FAULTS)


def test_mending_a_day_makes_what_a_clean_build_makes_and_the_preview_shows_it(site: Path) -> None:
    spoil(site)
    run(site)
    preview = Preview(site, Cache(None), 1)
    try:
        preview.start()
        (site / f"content/{MISSING}.md").write_text(written(MISSING))
        (site / f"content/{EMPTY}.md").write_text(f"# ArXiv cs.CV --{EMPTY}\n\nNothing was announced.\n")
        edit(site, f"content/{BROKEN}.md", "20.17005.pdf", "2007.17005.pdf")
        (site / "sitegen.toml").write_text(f'ledger.holidays = ["{FEW}"]\n')
        report = run(site, strict=True)
        assert report.committed, report.problems
        ledger, _ = made(site)
        assert [finding["state"] for finding in ledger["findings"]] == ["quiet"]
        preview.update(preview.look(), frozenset())
        assert preview.problems == ()
        clean = site.parent / "clean"
        clean.mkdir()
        (clean / "content").symlink_to(site / "content")
        (clean / "sitegen.toml").write_text((site / "sitegen.toml").read_text())
        run(clean)
        for path in ("status.json", "status/index.html"):
            data = (site / "build" / path).read_bytes()
            assert data == (clean / "build" / path).read_bytes()
            shown = preview.file(path)
            assert isinstance(shown, Artifact)
            assert shown.data == data
    finally:
        preview.close()


def test_a_holiday_changes_the_ledger_and_no_other_page(site: Path) -> None:
    (site / f"content/{MISSING}.md").unlink()
    assert len(run(site).problems) == 1
    (site / "sitegen.toml").write_text(f'ledger.holidays = ["{MISSING}"]\n')
    report = run(site, strict=True)
    assert (report.committed, report.read, report.made, report.written) == (True, 0, 1, 2)


def test_a_file_of_a_missing_day_that_is_a_link_makes_it_broken(site: Path) -> None:
    path = site / f"content/{MISSING}.md"
    path.rename(site / "elsewhere.md")
    path.symlink_to(site / "elsewhere.md")
    run(site)
    ledger, _ = made(site)
    assert [(f["state"], f["days"], f["path"]) for f in ledger["findings"]] == [
        ("broken", [str(MISSING)], f"content/{MISSING}.md")
    ]


def test_a_long_archive_has_a_short_page(tmp_path: Path) -> None:
    days = [day for n in range(700) if (day := dt.date(2019, 1, 1) + dt.timedelta(n)).weekday() < 5]
    texts = [digest(str(day), f"1901.{n:05}") for n, day in enumerate(days) if n % 2]
    (tmp_path / "content").mkdir()
    (tmp_path / "content/all.md").write_text("\n".join(texts))
    (tmp_path / "sitegen.toml").write_text("search.enabled = false\n")
    run(tmp_path)
    ledger, page = made(tmp_path)
    assert len(ledger["findings"]) == ledger["states"]["missing"] == 249
    assert len(page.xpath("//ul[@class='findings']/li")) == 200
    assert "49 more are listed in the data" in page.text_content()
    listed = page.xpath("//ul[@class='findings']")
    assert [len(list_.xpath("./li")) for list_ in listed] == [10, 190], "all but the first ten are folded"
    assert listed[1].xpath("./parent::details/summary/text()") == ["190 more findings"]
    months, years, newest, before = (table.xpath("./tbody/tr") for table in page.xpath("//table[.//th[@scope='col']]"))
    assert len(newest) == 60
    assert sum(int(cell) for row in before for cell in row.xpath("./td/text()")) == len(ledger["days"]) - 60
    assert (len(months), len(years)) == (23, 2)
    assert len(page.xpath("//*[@class='growth']//*[local-name()='rect']")) == 23


def test_the_chart_of_growth_has_axes_with_round_numbers_and_months(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    papers = {"2019-11-04": 30, "2020-01-06": 12, "2020-08-03": 23}
    for n, (day, count) in enumerate(papers.items()):
        text = digest(day, *(f"{day[2:4]}{day[5:7]}.{100 * n + k:05}" for k in range(count)))
        (tmp_path / f"content/{day}.md").write_text(text)
    run(tmp_path)
    chart = made(tmp_path)[1].xpath("//figure[@class='growth']/svg")[0]
    assert chart.xpath("./text[@class='end']/text()") == ["0", "10", "20", "30"]
    assert chart.xpath("./text[@class='end']/@y") == ["100%", "67%", "33%", "0%"]
    assert chart.xpath("./text[not(@class)]/text()") == ["Jan", "2020", "Apr", "Jul"]
    assert chart.xpath(".//rect/@height") == ["100", "0", "40", *["0"] * 6, "77"]


def test_a_status_page_without_digests_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    run(tmp_path)
    _, page = made(tmp_path)
    assert "Add a digest to its content folder" in page.text_content()
    assert not page.xpath("//figure | //table")


# `sitegen stats`


def stats(site: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> tuple[int, str]:
    monkeypatch.chdir(site)
    result = CliRunner().invoke(main, ["stats", "--jobs", "1", *options])
    return result.exit_code, result.stdout


def test_stats_tells_the_findings_with_their_places_and_ends_with_1(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(site)
    code, text = stats(site, monkeypatch)
    assert code == 1
    assert "days: 1 missing, 1 broken, 1 suspicious, 1 quiet, 19 present\n" in text
    for state, place in FAULTS.items():
        assert f"\n{place}: {state}: " in text
    assert f"\ncontent/{BROKEN}.md:10:67: dropped: paper 5: `20.17005` is not a valid arXiv ID" in text
    assert not (site / "build").exists()
    assert not (site / ".cache").exists()


def test_stats_of_a_good_archive_ends_with_0_and_measures_the_last_build(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site(site, f"-- content/2019-07-31.md --\n{digest('2019-07-31', *(f'1907.{n:05}' for n in range(20)))}")
    run(site)
    code, text = stats(site, monkeypatch)
    assert code == 0
    files = [path for path in (site / "build").rglob("*") if path.is_file() and path.name != ".sitegen-manifest"]
    kilobytes = round(sum(path.stat().st_size for path in files) / 1000)
    assert f"\nbuild: {len(files):,} files, {kilobytes:,} kB\n" in text
    assert "\n  2019        20 on 1 day, 20 a day\n  2020     " in text
    assert " 23 days, 24 a day (+19 %)\n" in text
    assert "\n  status     2 files, " in text


def test_stats_as_json_has_the_ledger_of_the_site_and_the_age_of_the_newest_day(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(site)
    run(site)
    _, text = stats(site, monkeypatch, "--json")
    told = json.loads(text)
    ledger, _ = made(site)
    del ledger["url"], ledger["generator"]
    assert told["ledger"] == ledger
    assert told["age"] >= 0
    assert {size["kind"] for size in told["sizes"]} >= {"day", "status", "index"}


def test_stats_of_an_empty_archive_is_told_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "content").mkdir()
    assert stats(tmp_path, monkeypatch)[0] == 0
    assert json.loads(stats(tmp_path, monkeypatch, "--json")[1])["age"] is None


def test_no_day_is_missing_or_unusual_among_the_dates_that_papers_were_submitted_on(site: Path) -> None:
    for path in (site / "content").glob("*.md"):
        path.unlink()
    rows = [
        f"|**{day}**|**Title {day.day}{n}**|A. Person et al.|[2007.{day.day:02}{n:03}](http://arxiv.org/abs/2007.{day.day:02}{n:03})|"
        for day in DAYS
        if day != MISSING
        for n in range(40 if day == FEW else 3)
    ]
    head = "|Publish Date|Title|Authors|PDF|\n|---|---|---|---|\n"
    (site / "content" / "list.md").write_text("# Updated on 2020.08.01\n\n" + head + "\n".join(rows) + "\n")
    report = run(site, strict=True)
    assert report.problems == ()
    assert json.loads((site / "build/status.json").read_bytes())["papers"] == len(rows)
