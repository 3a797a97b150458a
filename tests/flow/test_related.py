"""Related papers on pages: what they name, and what a change makes anew."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING

import pytest
from tests.conftest import edit, paper, write_site

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.jobs import related
from sitegen.build.pipeline import build
from sitegen.output.disk import DiskSink

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.build.pipeline import Report

TOPICS = (
    "graph tree node edge spanning vertex colouring matching planar clique",
    "ocean current salinity tide wave coastal sediment plankton reef buoy",
    "protein folding residue ligand enzyme peptide binding helix amino docking",
    "galaxy redshift quasar dust halo merger spectra lensing cluster survey",
)
PAPERS = 6
"""A day."""


def written(number: int, id_: str) -> str:
    chance = random.Random(number)
    topic = TOPICS[number % len(TOPICS)].split()
    title = f"On {chance.choice(topic)} and {chance.choice(topic)} {number}"
    return paper(number, id_, title, " ".join(chance.choices(topic, k=25)))


def digest(day: int) -> str:
    numbers = range(day * PAPERS, (day + 1) * PAPERS)
    return "\n".join([f"# ArXiv cs.CV --2020-07-{day:02}", *(written(n, f"2007.{n:05}") for n in numbers)])


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site whose first two days decide how words are weighed in its first year."""
    monkeypatch.setattr(related, "FOUNDING", 2 * PAPERS)
    folder = tmp_path / "site"
    write_site(folder, "\n".join(f"-- content/2020-07-{day:02}.md --\n{digest(day)}" for day in range(1, 13)))
    return folder


def run(site: Path, *, jobs: int = 1, cached: bool = True) -> Report:
    cache = Cache(site / ".cache" if cached else None)
    with DiskSink.open(site / "build", clean=False, cache=cache) as sink:
        report = build(site, config.load(site, {}), sink, cache, jobs=jobs)
    assert report.committed, report.problems
    return report


def pages(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site / "build").as_posix(): path.read_bytes() for path in site.glob("build/**/*.html")}


def clean(site: Path) -> dict[str, bytes]:
    fresh = site.parent / "fresh"
    fresh.mkdir()
    (fresh / "content").symlink_to(site / "content")
    run(fresh, cached=False)
    return pages(fresh)


def listed(site: Path, id_: str) -> dict[str, list[str]]:
    """Return the ids in a page's lists of related papers."""
    html = (site / f"build/abs/{id_}/index.html").read_text()
    sections = re.findall(r'<section class="related" aria-labelledby="_(\w+)">(.*?)</section>', html, re.DOTALL)
    return {name: re.findall(r'href="/abs/([\d.]+)/"', part) for name, part in sections}


def test_a_page_names_the_nearest_papers_before_and_since(site: Path) -> None:
    run(site)
    number = 6 * PAPERS + 1
    found = listed(site, f"2007.{number:05}")
    earlier, later = ([int(id_.partition(".")[2]) for id_ in found[name]] for name in ("earlier", "later"))
    assert len(earlier) == 6
    assert later
    assert all(n < 7 * PAPERS and n % 4 == number % 4 for n in earlier), "of the day or before, of the same topic"
    assert all(n >= 7 * PAPERS and n % 4 == number % 4 for n in later)
    html = (site / f"build/abs/2007.{number:05}/index.html").read_text()
    assert f"On {number}" not in html
    title = r'<a href="/abs/2007\.\d+/"><bdi>On \w+ and \w+ \d+</bdi></a>'
    assert re.search(rf'{title} <time class="count" datetime="2020-07-\d\d">', html)
    first = listed(site, f"2007.{PAPERS:05}")
    assert all(int(id_.partition(".")[2]) < 2 * PAPERS for id_ in first.get("earlier", []))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_new_day_renders_its_pages_those_beside_it_and_those_whose_lists_it_changes(site: Path, jobs: int) -> None:
    (site / "content/2020-07-12.md").rename(site.parent / "later.md")
    run(site, jobs=jobs)
    before = pages(site)
    (site.parent / "later.md").rename(site / "content/2020-07-12.md")
    report = run(site, jobs=jobs)
    after = pages(site)
    changed = {path for path, data in after.items() if before.get(path) != data}
    old_papers = {path for path in changed & before.keys() if path.startswith("abs/")}
    assert 0 < len(old_papers) < len(before) * 2 // 3
    assert all("2020-07-12" in after[path].decode().partition('id="_later"')[2] for path in old_papers)
    assert changed - old_papers == {
        *(f"abs/2007.{n:05}/index.html" for n in range(12 * PAPERS, 13 * PAPERS)),
        "2020/07/12/index.html",
        "2020/07/11/index.html",  # it names the next
        "2020/07/index.html",
        "2020/index.html",
        "archive/index.html",
        "status/index.html",
        "watch/index.html",
        "watch/codes/index.html",
        "since/index.html",
        "index.html",
    }
    assert report.pages == len(changed), "no other page was rendered"
    assert after == clean(site)


def test_a_title_is_changed_in_all_lists_and_in_no_other_pages(site: Path) -> None:
    run(site)
    before = pages(site)
    id_ = f"2007.{2 * PAPERS:05}"
    naming = {path for path, data in before.items() if path.startswith("abs/") and f'/abs/{id_}/"' in data.decode()}
    edit(site, "content/2020-07-02.md", f" {2 * PAPERS}  [", f" {2 * PAPERS}!  [")
    report = run(site)
    after = pages(site)
    changed = {path for path, data in after.items() if before[path] != data}
    assert {path for path in changed if path.startswith("abs/")} == naming
    assert len(naming) > 3
    # the edited day is made as a whole, and of others the pages that name the paper
    own = {path for path in naming if 'datetime="2020-07-02"' in after[path].decode().partition('class="elsewhere"')[2]}
    assert report.pages <= len(changed) + PAPERS + 1
    assert own
    assert after == clean(site)


@pytest.mark.parametrize("harm", ["lost", "half", "pages"])
def test_a_lost_cache_costs_time_only(site: Path, harm: str) -> None:
    run(site)
    cache = site / ".cache"
    (cache / "pages").unlink()
    if harm != "pages":
        for piece in sorted((cache / "fragments").iterdir())[:: 2 if harm == "half" else 1]:
            piece.unlink()
    (site / "content/2020-07-03.md").unlink()
    run(site)
    assert pages(site) == clean(site)


def test_what_was_built_elsewhere_meanwhile_is_made_whole(site: Path) -> None:
    """What is remembered of pages is of one output, and must not be taken for that of another."""
    run(site)
    (site / "build").rename(site.parent / "first")
    (site / "content/2020-07-12.md").rename(site.parent / "later.md")
    run(site)
    (site.parent / "later.md").rename(site / "content/2020-07-12.md")
    (site / "build").rename(site.parent / "second")
    (site.parent / "first").rename(site / "build")
    (site / "content/2020-07-11.md").unlink()
    run(site)
    assert pages(site) == clean(site)


def test_a_paper_that_comes_again_has_its_lists_on_its_newest_day(site: Path) -> None:
    run(site)
    id_ = f"2007.{2 * PAPERS:05}"
    with (site / "content/2020-07-12.md").open("a") as file:
        file.write("\n" + written(2 * PAPERS, id_))
    run(site)
    assert len(listed(site, id_)["earlier"]) == 6
    assert "later" not in listed(site, id_)
    assert pages(site) == clean(site)


def test_words_are_weighed_by_the_years_before(site: Path) -> None:
    run(site)
    (site / "content/2021-01-04.md").write_text(digest(13).replace("2020-07-13", "2021-01-04"))
    run(site)
    before = json.loads((site / "build/2021/01/04/terms.json").read_bytes())
    (site / "content/2021-01-05.md").write_text(digest(14).replace("2020-07-14", "2021-01-05"))
    report = run(site)
    assert json.loads((site / "build/2021/01/04/terms.json").read_bytes()) == before
    edit(site, "content/2020-07-12.md", "ocean", "quasar tide")
    run(site)
    assert json.loads((site / "build/2021/01/04/terms.json").read_bytes()) != before
    assert report.pages
    assert pages(site) == clean(site)


def test_a_days_terms_are_data_for_browsers(site: Path) -> None:
    run(site)
    data = json.loads((site / "build/2020/07/05/terms.json").read_bytes())
    assert data["date"] == "2020-07-05"
    assert sorted(data["papers"]) == [f"2007.{n:05}" for n in range(5 * PAPERS, 6 * PAPERS)]
    words = {stem for topic in TOPICS for stem in topic.split()}
    for places, weights in data["papers"].values():
        assert weights == sorted(weights, reverse=True)
        assert sum(weight**2 for weight in weights) == pytest.approx(255**2, rel=0.02)
        assert any(data["terms"][place] in words for place in places)
