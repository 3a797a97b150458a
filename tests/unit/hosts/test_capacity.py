"""A site's sizes are held against what hosts take, now and later."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from sitegen.config import Config
from sitegen.hosts import capacity
from sitegen.hosts.capacity import Large, Sizes, Verdict, Weight, judge
from sitegen.hosts.limits import HOSTS, Host, Measure

ROOT = Path(__file__).resolve().parents[3]
BY_NAME = {host.name: host for host in HOSTS}
PAGE, DAY = 8_000, 50_000
"""Bytes of a paper's page, and of a day's."""


def site(known: int, papers: int = 100, **more: object) -> Sizes:
    """Weigh a site of so many days, each with as many papers."""
    dates = [date(2020, 1, 1) + timedelta(n) for n in range(known)]
    sizes = Sizes(
        {day: Weight(DAY, 3, 1) for day in dates},
        {day: Weight(PAGE * papers, papers, papers) for day in dates},
        Weight(known * 10_000, 20),
        Weight(1_000_000, 50),
        largest=(Large("archive.jsonl.gz", 400 * papers * known, grows=True), Large("style.css", 9, grows=False)),
        fullest="abs",
        entries=papers * known,
        arrivals=dict.fromkeys(dates, papers),
    )
    return msgspec.structs.replace(sizes, **more)


def verdict(sizes: Sizes, host: str, measure: Measure) -> Verdict:
    return next(one for one in judge(sizes, BY_NAME[host]) if one.limit.measure is measure)


def near(found: date | None, days: float) -> bool:
    """Whether a date is as many days after the first, give or take a month."""
    return found is not None and abs((found - date(2020, 1, 1)).days - days) <= 31


def test_the_day_on_which_a_site_is_too_large_is_found() -> None:
    one = verdict(site(365), "github-pages", Measure.SITE)
    assert one.now == 365 * (PAGE * 100 + DAY + 10_000) + 1_000_000
    assert near(one.until, (1_000_000_000 - 1_000_000) / (PAGE * 100 + DAY + 10_000))
    assert not one.exceeded


def test_files_folders_and_entries_of_a_folder_have_dates_of_their_own() -> None:
    sizes = site(150)
    assert near(verdict(sizes, "cloudflare-pages", Measure.FILES).until, (20_000 - 50) / (103 + 20 / 150))
    assert near(verdict(sizes, "gitlab-pages", Measure.ENTRIES).until, (200_000 - 50) / 204)
    assert near(verdict(sizes, "netlify", Measure.FOLDER).until, 540)
    assert near(verdict(sizes, "cloudflare-pages", Measure.FILE).until, 26_214_400 / 40_000)


def test_a_limit_that_is_exceeded_or_near_is_known_as_such() -> None:
    assert verdict(site(190), "cloudflare-pages", Measure.FILES).soon
    assert verdict(site(200), "cloudflare-pages", Measure.FILES).exceeded
    assert not verdict(site(190, papers=10), "cloudflare-pages", Measure.FILES).soon


def test_what_would_help_is_named_with_its_date_the_cheapest_first() -> None:
    lunr = Weight(200 * 365 * 3_000, 1)
    sizes = site(365, growing=Weight(365 * 10_000, 20).plus(lunr), index=lunr, lunr=lunr)
    one = verdict(sizes, "github-pages", Measure.SITE)
    without = verdict(site(365), "github-pages", Measure.SITE)
    first = one.remedies[0]
    assert first.what == "search.export_lunr = false"
    assert first.until
    assert without.until
    assert abs((first.until - without.until).days) <= 31
    folder = verdict(site(365), "netlify", Measure.FOLDER)
    assert next(remedy for remedy in folder.remedies if remedy.what.startswith("urls.paper = ")).until is None


def test_papers_that_fold_free_what_they_took() -> None:
    one = verdict(site(365, papers=80), "cloudflare-pages", Measure.FILES)
    fits = next(remedy for remedy in one.remedies if remedy.what == 'papers.fold_after = "6m"')
    kept = 3 + 20 / 365
    assert near(fits.until, (20_000 - 50 - 183 * 80) / kept)
    assert not any("1y" in remedy.what for remedy in one.remedies)


def test_a_site_whose_papers_fold_grows_by_its_days_only() -> None:
    sizes = site(365)
    newest = max(sizes.papers)
    papers = {day: weight for day, weight in sizes.papers.items() if (newest - day).days < 100}
    sizes = msgspec.structs.replace(sizes, papers=papers)
    one = verdict(sizes, "cloudflare-pages", Measure.FILES)
    assert near(one.until, (20_000 - 50 - 100 * 100) / (3 + 20 / 365))


def test_an_archive_that_does_not_grow_has_no_date_and_says_why() -> None:
    few = verdict(site(5), "github-pages", Measure.SITE)
    assert few.until is None
    assert few.why == "too few days in the newest year for a forecast"
    assert verdict(site(5), "netlify", Measure.FOLDER).why == few.why
    style = verdict(site(5, largest=(Large("style.css", 9, grows=False),)), "github-pages", Measure.FILE)
    assert style.why == "does not grow"
    month = dict.fromkeys([date(2020, 12, n) for n in range(1, 29)], 100)
    full = verdict(site(365, arrivals=month, entries=2_800, fullest="abs/2012"), "netlify", Measure.FOLDER)
    assert full.until is None
    assert full.why == "does not grow"


def test_rules_for_hosts_are_counted() -> None:
    sizes = site(20, rules={Measure.REDIRECTS: 1_500})
    assert verdict(sizes, "gitlab-pages", Measure.REDIRECTS).exceeded
    assert not verdict(sizes, "cloudflare-pages", Measure.REDIRECTS).exceeded
    assert Measure.REDIRECTS not in {one.limit.measure for one in judge(site(20), BY_NAME["gitlab-pages"])}


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_the_documents_have_every_limit_of_a_host(host: Host) -> None:
    text = (ROOT / "docs/hosts.md").read_text(encoding="utf-8")
    _, _, section = text.partition(f"\n## {host.title}\n")
    section = section.partition("\n## ")[0]
    assert host.serving in " ".join(section.split())
    rows = [
        f"| {limit.measure} | {limit.most:,} | {limit.standing} | {limit.note} | [{limit.looked_up}]({limit.source}) |"
        for limit in host.limits
    ]
    assert re.findall(r"^\| (?!limit on|---).*\|$", section, re.MULTILINE) == rows


def test_options_that_are_offered_exist() -> None:
    tables = {field.name: field.type for field in msgspec.structs.fields(Config)}
    for option in (capacity._LUNR, capacity._PAGES, capacity._SEARCH, capacity._FOLDERS):
        table, _, rest = option.partition(".")
        assert rest.partition(" ")[0] in tables[table].__struct_fields__
