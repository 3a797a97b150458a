"""One digest with a mistyped year in a year of digests: it has its pages, and takes nothing from the others."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from typing import TYPE_CHECKING

import pytest
from tests.conftest import edit, paper, write_site

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.checks import site as audit
from sitegen.hosts.limits import HOSTS
from sitegen.output.disk import DiskSink

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.build.pipeline import Report

DAYS = [day for n in range(440) if (day := dt.date(2025, 5, 26) + dt.timedelta(n)).weekday() < 5]
WRONG = "2062-08-05"
NEWEST = DAYS[-1]
TOPICS = [f"{first}{last}" for first in ("ba", "di", "fo", "gu", "ke") for last in ("rin", "lat", "mop", "sud", "vex")]
CONFIG = """-- sitegen.toml --
papers.fold_after = "1y"
[[watch]]
name = "Vex"
any = ["bavex", "divex", "quiet"]
"""
LISTS = re.compile(
    rf"{NEWEST.year}/(?:{NEWEST:%m}/(?:{NEWEST:%d}/)?)?index\.html"  # the neighbours before it lead to it
    r"|archive(?:/index\.html|\.jsonl\.gz)|status(?:/index\.html|\.json)|sitemap.*\.xml|cs\.[a-z]+/index\.html"
    r"|watch/.*index\.html"
)
"""Files that list all days or all papers."""


def written(day: dt.date, category: str) -> str:
    words = random.Random(f"{day}{category}")
    rows = [f"# ArXiv {category} --{day:%a, %d %b %Y}"]
    for n in (1, 2):
        topic = words.sample(TOPICS, 6)
        number = f"{day:%y%m}.{100 * day.day + 10 * (category == 'cs.LG') + n:05}"
        rows.append(paper(n, number, f"On {topic[0]} and {topic[1]}", " ".join(words.choices(topic, k=40))))
    return "\n".join(rows) + "\n"


def site_of(folder: Path) -> Path:
    digests = [(day, "cs.CV") for day in DAYS] + [(day, "cs.LG") for day in DAYS if day.weekday() == 0]
    return write_site(
        folder, CONFIG + "".join(f"-- content/{day}-{name}.md --\n{written(day, name)}" for day, name in digests)
    )


def mistyped(site: Path) -> None:
    """Add a digest whose papers are of the newest month, and whose year is not."""
    papers = [paper(n, f"{NEWEST:%y%m}.9{n:04}", f"Quiet number{n}", f"quiet number{n} " * 20) for n in range(1, 9)]
    text = "\n".join([f"# ArXiv cs.CV --{WRONG}", *papers])
    write_site(site, f"-- content/{WRONG}.md --\n{text}\n")


def run(site: Path) -> Report:
    cache = Cache(site / ".cache")
    with DiskSink.open(site / "build", clean=False, cache=cache) as sink:
        return build(site, config.load(site, {}), sink, cache)


def tree(site: Path) -> dict[str, bytes]:
    folder = site / "build"
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {path: file.read_bytes() for path, file in files.items() if not path.startswith((".", "search/"))}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], dict[str, bytes], Report]:
    """Build a site without such a digest, and with it."""
    site = site_of(tmp_path_factory.mktemp("plausible"))
    assert run(site).problems == ()
    before = tree(site)
    mistyped(site)
    report = run(site)
    return site, before, tree(site), report


Both = tuple["Path", dict[str, bytes], dict[str, bytes], "Report"]


def test_a_mistyped_year_changes_no_other_file_but_lists_that_name_its_day(both: Both) -> None:
    _, before, after, _ = both
    assert before.keys() <= after.keys()
    assert any(path.startswith("folded/") for path in before)
    changed = {path for path, data in before.items() if after[path] != data}
    assert [path for path in sorted(changed) if not LISTS.fullmatch(path)] == []
    for path in ("index.html", "feed.xml", "feed.json", "cs.cv/feed.xml", "watch/feed.xml", "trends/index.html"):
        assert after.get(path) == before.get(path), path


def test_the_day_keeps_its_pages_its_papers_and_its_place_in_lists_and_data(both: Both) -> None:
    _, before, after, _ = both
    new = after.keys() - before.keys()
    assert {"2062/08/05/index.html", "2062/08/index.html", "2062/index.html", "2062/08/05/index.json"} <= new
    assert {f"abs/{NEWEST:%y%m}.9{n:04}/index.html" for n in range(1, 9)} <= new
    assert b"/2062/08/05/" in after["archive/index.html"]
    assert b"2062/08/05/" in after["sitemap.xml"]
    assert b"<lastmod>2062" not in after["sitemap.xml"]


def test_it_is_a_warning_at_its_digest_and_an_odd_line_of_the_ledger(both: Both) -> None:
    _, _, after, report = both
    (problem,) = report.problems
    assert (str(problem.location), problem.severity) == (f"content/{WRONG}.md:1", "warning")
    reason = f"{WRONG} is 36 years after the papers on it were submitted (IDs from {NEWEST:%y%m})"
    assert problem.message == f"the date of this digest is implausible: {reason}"
    ledger = json.loads(after["status.json"])
    assert ledger["newest"] == str(NEWEST)
    assert [(line["message"], line["dropped"], line["noted"]) for line in ledger["lines"]] == [
        (problem.message, False, False)
    ]
    assert ledger["states"]["missing"] == 0
    assert ledger["days"][-1]["date"] == WRONG
    assert [year["start"] for year in ledger["years"]] == ["2025-01-01", "2026-01-01"]


def test_what_hosts_will_take_is_foreseen_from_the_right_days(both: Both) -> None:
    site, _, _, _ = both
    found = audit.audit(site / "build", ("", "http://localhost:8000/"), HOSTS[:1])
    assert {verdict.newest for verdict in found.verdicts} == {NEWEST}


def test_correcting_the_date_comes_to_what_a_clean_build_makes(both: Both, tmp_path: Path) -> None:
    site, _, _, _ = both
    edit(site, f"content/{WRONG}.md", WRONG, str(NEWEST + dt.timedelta(1)))
    assert not [problem for problem in run(site).problems if "submitted" in problem.message]
    clean = tmp_path / "clean"
    clean.mkdir()
    for name in ("content", "sitegen.toml"):
        (clean / name).symlink_to(site / name)
    run(clean)
    assert tree(site) == tree(clean)
