"""Watch rules in whole sites: their pages and feeds, and what an edit makes anew."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import edit, paper, write_site

from sitegen import config
from sitegen.build import day_words
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.model import Artifact
from sitegen.output.disk import DiskSink
from sitegen.output.sink import MemorySink
from sitegen.pages import watch, watch_feeds
from sitegen.preview.pages import Pending, Preview

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sitegen.build.context import BuildContext
    from sitegen.build.pipeline import Report
    from sitegen.model import Day

CODE = "Ours is at https://github.com/a/b."
SITE = f"""
-- sitegen.toml --
base_url = "https://example.org/x/"
search.enabled = false
[[watch]]
name = "Neural <fields>"
any = ['"neural field"', "nerf"]
-- content/2020-06-30.md --
# ArXiv cs.CV --2020-06-30
{paper(1, "2006.00001", "Fields that are neural", "Of neural fields.")}
{paper(2, "2006.00002", "Seen again", "A NeRF.")}
-- content/2020-07-22.md --
# ArXiv cs.CV --2020-07-22
{paper(1, "2007.00001", "NeRFs and $x^2$", CODE)}
{paper(2, "2006.00002", "Seen again", "A NeRF, and a longer text.")}
{paper(3, "2007.00003", "Neural networks", "Their field.")}
-- content/2020-07-23.md --
# ArXiv cs.CV --2020-07-23
{paper(1, "2007.00004", "Another", "Nothing.")}
"""
RULE = "watch/neural-fields"
NAMES = ("people", "topics", "categories")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", SITE)


def run(site: Path) -> Report:
    cache = Cache(site / ".cache")
    with DiskSink.open(site / "build", clean=False, cache=cache) as sink:
        report = build(site, config.load(site, {}), sink, cache)
    assert report.committed, report.problems
    return report


def clean(site: Path) -> dict[str, bytes]:
    sink = MemorySink()
    with sink:
        build(site, config.load(site, {}), sink, Cache(None))
    return sink.files


def shown(site: Path) -> dict[str, bytes]:
    """Return the files that a build has made of the rules."""
    folder = site / "build/watch"
    return {f"watch/{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def papers(html: bytes) -> list[str]:
    return re.findall(r'href="/x/abs/([\d.]+)/"', html.decode())


def test_a_rule_has_a_page_one_for_each_month_with_papers_and_feeds_without_any_search(site: Path) -> None:
    run(site)
    files = shown(site)
    assert sorted(path for path in files if path.startswith(RULE)) == [
        f"{RULE}/2020/06/index.html",
        f"{RULE}/2020/07/index.html",
        f"{RULE}/feed.json",
        f"{RULE}/feed.xml",
        f"{RULE}/index.html",
    ]
    assert papers(files[f"{RULE}/index.html"]) == ["2007.00001", "2006.00002", "2006.00001"], "the newest day first"
    assert papers(files[f"{RULE}/2020/06/index.html"]) == ["2006.00001"]
    assert 'href="/x/2020/07/22/#2006.00002"' in files[f"{RULE}/2020/07/index.html"].decode()
    page = files[f"{RULE}/index.html"].decode()
    assert "Papers with “neural field” or “nerf”" in page
    assert '<polyline points="0.0,16.0 60.0,1.0 120.0,31.0"' in page
    assert "3 papers on the newest 3 days, at most 2 per day" in page
    feed = json.loads(files[f"{RULE}/feed.json"])
    assert feed["title"] == "Digest archive: Neural <fields>"
    assert [item["id"].rpartition("/abs/")[2] for item in feed["items"]] == [
        "2007.00001",
        "2006.00002",
        "2006.00001",
    ]
    assert papers(files["watch/codes/index.html"]) == ["2007.00001"]


def test_rules_are_named_in_the_navigation_on_the_home_page_in_the_sitemap_and_in_the_list_of_feeds(site: Path) -> None:
    files = clean(site)
    for path in ("index.html", "archive/index.html"):
        assert f'<a href="/x/{RULE}/"><bdi>Neural &lt;fields&gt;</bdi></a>' in files[path].decode()
    assert all(b'href="/x/watch/"' in data for path, data in files.items() if path.endswith(".html"))
    assert f"https://example.org/x/{RULE}/feed.xml" in files["opml.xml"].decode()
    mapped = re.findall(r"<loc>https://example.org/x/(watch/.*?)</loc>", files["sitemap.xml"].decode())
    assert {f"{path}index.html" for path in mapped} == {path for path in files if re.match("watch/.*html", path)}


def test_a_site_without_rules_has_no_place_for_them(site: Path) -> None:
    (site / "sitegen.toml").write_text("codes = false", encoding="utf-8")
    files = clean(site)
    assert not [path for path, data in files.items() if path.startswith("watch/") or b'"/watch/' in data]


def add_day(site: Path) -> None:
    text = f"# ArXiv cs.CV --2020-08-01\n{paper(1, '2008.00001', 'A NeRF')}"
    (site / "content/2020-08-01.md").write_text(text, encoding="utf-8")


EDITS: dict[str, tuple[Callable[[Path], None], int]] = {
    "a new day": (add_day, 1),
    "a text": (lambda site: edit(site, "content/2020-07-22.md", "Their field", "A neural field"), 1),
    "a title": (lambda site: edit(site, "content/2020-07-22.md", "NeRFs and", "A NeRF and"), 1),
    "a paper goes": (lambda site: edit(site, "content/2020-06-30.md", "Of neural fields", "Of fields"), 1),
    "a term": (lambda site: edit(site, "sitegen.toml", '"nerf"', '"network"'), 4),
    "a name": (lambda site: edit(site, "sitegen.toml", "Neural <fields>", "Others"), 0),
    "a rule more": (
        lambda site: edit(site, "sitegen.toml", "[[watch]]", "[[watch]]\nname='B'\nall=['field']\n[[watch]]"),
        4,
    ),
    "no codes": (lambda site: edit(site, "sitegen.toml", "base_url", "codes = false\nbase_url"), 4),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_matches_only_the_days_that_it_concerns_and_all_pages_are_right(
    site: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    change, days = EDITS[name]
    matched = []

    def counted(*args: Any) -> list[list[int]]:
        matched.append(args)
        return actual(*args)

    actual = day_words._matches
    monkeypatch.setattr(day_words, "_matches", counted)
    if name == "a new day":
        run(site)
    else:
        add_day(site)
        run(site)
    preview = Preview(site, Cache(None), 1)
    preview.start()
    preview.relate()
    matched.clear()
    change(site)
    run(site)
    assert len(matched) == days
    whole = clean(site)
    assert shown(site) == {path: data for path, data in whole.items() if path.startswith("watch/")}
    preview.update(preview.look(), frozenset())
    preview.relate()
    for path in (path for path in whole if path.startswith("watch/") or path in ("sitemap.xml", "opml.xml")):
        file = preview.file(path)
        assert isinstance(file, Artifact)
        assert file.data == whole[path]
    assert preview.file(f"{RULE}/2019/01/index.html") is None
    preview.close()


def test_rules_are_looked_up_in_what_is_kept_and_texts_are_read_for_words_in_a_row_only(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(site)
    read: list[str] = []

    def counted(context: BuildContext, day: Day) -> day_words._Texts:
        read.append(f"{day.date:%m-%d}")
        return actual(context, day)

    actual = day_words._texts
    monkeypatch.setattr(day_words, "_texts", counted)
    edit(site, "sitegen.toml", '"nerf"', '"network"')
    run(site)
    assert read == ["06-30"], "no other has both words in an abstract"
    read.clear()
    edit(site, "sitegen.toml", "'\"neural field\"'", '"field"')
    run(site)
    assert read == []


def test_a_page_lists_whole_days_up_to_its_measure(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LISTED", 1)
    monkeypatch.setattr(watch_feeds, "FEED_DAYS", 1)
    run(site)
    files = shown(site)
    assert papers(files[f"{RULE}/index.html"]) == ["2007.00001", "2006.00002"]
    assert "2020</h3>" not in files[f"{RULE}/index.html"].decode()
    assert f'href="/x/{RULE}/2020/06/"' in files[f"{RULE}/index.html"].decode()
    assert len(json.loads(files[f"{RULE}/feed.json"])["items"]) == 2


PEOPLE = """
-- sitegen.toml --
codes = false
[[watch]]
name = "People"
authors = ["A. Geiger"]
[[watch]]
name = "Topics"
topics = ["slam"]
[[watch]]
name = "Categories"
categories = ["cs.RO"]
-- content/2020-07-22.md --
# Papers of 2020-07-22

## SLAM

### [A map](https://arxiv.org/abs/2007.00001)

**Authors:** Andreas Geiger, Ann Lee

**Categories:** cs.CV, cs.RO

**Abstract:** We draw a map of what is there.

### [A path](https://arxiv.org/abs/2007.00002)

**Authors:** Bo Ek

**Categories:** cs.CV

**Abstract:** We find a path to what is there.

## Other

### [A sea](https://arxiv.org/abs/2007.00003)

**Authors:** Anna Geiger, Ann Lee

**Categories:** cs.CV

**Keywords:** Slam, waves

**Abstract:** We swim in what is there.
"""


def test_rules_ask_for_the_authors_the_topics_and_the_categories_that_a_digest_names(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", PEOPLE)
    run(site)
    files = shown(site)
    assert {name: set(re.findall(r"/abs/([\d.]+)/", files[f"watch/{name}/index.html"].decode())) for name in NAMES} == {
        "people": {"2007.00001", "2007.00003"},
        "topics": {"2007.00001", "2007.00002", "2007.00003"},
        "categories": {"2007.00001"},
    }
    assert "Papers by A. Geiger." in files["watch/people/index.html"].decode()
    assert "Papers on slam." in files["watch/topics/index.html"].decode()
    edit(site, "content/2020-07-22.md", "Bo Ek", "Alex Geiger")
    edit(site, "sitegen.toml", '["slam"]', '["waves"]')
    run(site)
    assert shown(site) == {path: data for path, data in clean(site).items() if path.startswith("watch/")}
    assert b"2007.00002" in shown(site)["watch/people/index.html"]
    assert b"2007.00001" not in shown(site)["watch/topics/index.html"]


def test_a_rule_that_is_broken_while_serving_leaves_the_last_pages(site: Path) -> None:
    preview = Preview(site, Cache(None), 1)
    preview.start()
    assert not isinstance(preview.file(f"{RULE}/index.html"), Pending)
    edit(site, "sitegen.toml", '"nerf"', '"the"')
    preview.update(preview.look(), frozenset())
    (problem,) = preview.problems
    assert str(problem.location).startswith("sitegen.toml:5:")
    assert isinstance(preview.file(f"{RULE}/index.html"), Artifact)
    preview.close()
