"""Published addresses, build after build: what is kept of them, what leads elsewhere, what is lost."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import html5lib
import pytest
from tests.conftest import TWO_DAYS, digest, edit, write_site

from sitegen import config
from sitegen.build import pipeline as building
from sitegen.build.cache import Cache
from sitegen.model import Artifact
from sitegen.output.disk import DiskSink
from sitegen.preview.pages import Preview, different
from sitegen.problems import Severity
from sitegen.urls import published

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.build.pipeline import Report

NAME = "permalinks.lock"
SETTINGS = f'-- sitegen.toml --\nbase_url = "https://example.org/a/"\nurls.lock = "{NAME}"\n'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", SETTINGS + TWO_DAYS.lstrip("\n"))


def build(folder: Path, *, strict: bool = False, output: str = "build", base_url: str = "", jobs: int = 1) -> Report:
    cache = Cache(folder / ".cache/sitegen")
    with DiskSink.open(folder / output, clean=False, cache=cache) as sink:
        return building.build(folder, config.load(folder, {}, base_url), sink, cache, strict=strict, jobs=jobs)


def page(folder: Path, path: str) -> str:
    return (folder / "build" / path).read_text(encoding="utf-8")


def target(folder: Path, path: str) -> str:
    """Return where a page leads at once, and prove that all of it agrees."""
    text = page(folder, path)
    html5lib.HTMLParser(strict=True).parse(text)
    (url,) = re.findall('content="0; url=(.*?)"', text)
    assert f'<a href="{url}">' in text
    (canonical,) = re.findall('<link rel="canonical" href="(.*?)">', text)
    assert canonical == (f"https://example.org{url}" if url.startswith("/") else url)
    return str(url)


def lines(folder: Path) -> list[str]:
    return (folder / NAME).read_text(encoding="utf-8").splitlines()


def messages(report: Report) -> list[str]:
    return [f"{problem.location}: {problem.message}" for problem in report.problems]


def test_a_build_writes_the_addresses_of_all_pages_and_feeds_down(site: Path) -> None:
    write_site(
        site, f"-- content/other.md --\n{digest('2020-07-23', '2007.00003', 'hep-th/9901001', category='cs.CL')}"
    )
    report = build(site)
    assert report.problems == ()
    assert lines(site) == [
        *published.HEAD,
        "/", "/2020/", "/2020/07/", "/2020/07/22/", "/2020/07/23/", "/about/",
        "/abs/2007.00001/ 2007.00001", "/abs/2007.00002/ 2007.00002", "/abs/2007.00003/ 2007.00003",
        "/abs/hep-th/9901001/ hep-th/9901001", "/archive/",
        "/cs.cl/", "/cs.cl/feed.json", "/cs.cl/feed.xml", "/cs.cv/", "/cs.cv/feed.json", "/cs.cv/feed.xml",
        "/days.json", "/days.xml", "/feed.json", "/feed.xml", "/feeds/", "/status/", "/trends/",
        "/watch/", "/watch/codes/", "/watch/codes/feed.json", "/watch/codes/feed.xml",
        "/weeks.json", "/weeks.xml",
    ]  # fmt: skip
    assert report.locked == len(lines(site)) - len(published.HEAD)
    made = {path.relative_to(site / "build").as_posix() for path in (site / "build").rglob("*") if path.is_file()}
    paths = [line.split(" ")[0] for line in lines(site)[2:]]
    assert [path for path in paths if (path[1:] + "index.html" * path.endswith("/")) not in made] == []
    assert "_redirects" not in made


def test_a_second_build_neither_reads_nor_writes_the_lock_and_a_new_day_adds_its_lines(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(site)
    before, stamp = lines(site), published.stamp(site, NAME)
    with monkeypatch.context() as patched:
        patched.setattr(published, "load", None)
        report = build(site)
    assert (report.made, report.written, report.locked) == (0, 0, 0)
    assert published.stamp(site, NAME) == stamp
    write_site(site, f"-- content/2020-07-24.md --\n{digest('2020-07-24', '2007.00004')}")
    assert build(site).locked == 2
    assert set(lines(site)) - set(before) == {"/2020/07/24/", "/abs/2007.00004/ 2007.00004"}


def test_an_address_that_is_lost_is_warned_of_by_every_build_and_refused_when_strict(site: Path) -> None:
    build(site)
    (site / "content/2020-07-23.md").unlink()
    kept = lines(site)
    day, paper = kept.index("/2020/07/23/") + 1, kept.index("/abs/2007.00003/ 2007.00003") + 1
    refused = build(site, strict=True)
    assert not refused.committed
    assert messages(refused) == [
        f"{NAME}:{day}: the published address /2020/07/23/ is lost: it no longer exists on the site",
        f"{NAME}:{paper}: the published address /abs/2007.00003/ is lost: it no longer exists on the site",
    ]
    assert (site / "build/abs/2007.00003/index.html").exists()
    for _ in range(3):
        report = build(site)
        assert report.committed
        assert messages(report) == messages(refused)
        assert {problem.severity for problem in report.problems} == {Severity.WARNING}
    assert lines(site) == kept
    (site / NAME).write_text("\n".join(line for line in kept if "07/23" not in line and "00003" not in line))
    assert build(site, strict=True).problems == ()
    assert "/2020/07/23/" not in lines(site)


def test_of_many_lost_addresses_some_are_named_and_the_others_counted(site: Path) -> None:
    write_site(site, f"-- content/x.md --\n{digest('2020-07-24', *(f'2007.1{n:04}' for n in range(9)))}")
    build(site)
    (site / "content/x.md").unlink()
    report = build(site)
    assert len(report.problems) == published.NAMED + 1
    assert "further published addresses are lost, from this line on: 5" in report.problems[-1].message


def test_a_strict_build_that_is_refused_leaves_the_lock_alone(site: Path) -> None:
    write_site(site, "-- content/2020-07-25.txt --\nx")
    assert not build(site, strict=True).committed
    assert not (site / NAME).exists()


def test_papers_whose_addresses_change_are_found_at_the_old_ones_for_good(site: Path) -> None:
    build(site)
    for pattern, then in (("/p/{id}/", "/a/p/2007.00003/"), ("/q/{yymm}/{number}/", "/a/q/2007/00003/")):
        write_site(site, f"{SETTINGS}urls.paper = '{pattern}'\n")
        report = build(site, strict=True)
        assert report.committed
        assert report.problems == ()
        assert target(site, "abs/2007.00003/index.html") == then
    assert target(site, "p/2007.00003/index.html") == "/a/q/2007/00003/"
    rules = page(site, "_redirects").splitlines()
    assert rules[0] == "/a/abs/2007.00003/ /a/q/2007/00003/ 301", "the newest come first"
    assert len(rules) == 6
    assert "/p/" not in page(site, "sitemap.xml")
    write_site(site, SETTINGS)
    assert build(site, strict=True).problems == ()
    assert "Abstract of 2007.00003" in page(site, "abs/2007.00003/index.html")
    assert target(site, "q/2007/00003/index.html") == "/a/abs/2007.00003/"


def test_papers_that_fold_are_not_lost_and_their_older_addresses_lead_to_their_place(site: Path) -> None:
    build(site)
    write_site(site, f"{SETTINGS}papers.fold_after = '0d'\n")
    assert build(site, strict=True).problems == ()
    assert not (site / "build/abs/2007.00001/index.html").exists()
    assert "/abs/2007.00001/ 2007.00001" in lines(site)
    write_site(site, f"{SETTINGS}papers.fold_after = '0d'\nurls.paper = '/p/{{id}}/'\n")
    assert build(site, strict=True).problems == ()
    assert target(site, "abs/2007.00001/index.html") == "/a/2020/07/22/#2007.00001"
    edit(site, "sitegen.toml", "urls.paper", "urls.aliases.'/best/' = '/p/2007.00002/'\nurls.paper")
    assert build(site, strict=True).problems == ()
    assert target(site, "best/index.html") == "/a/2020/07/22/#2007.00002"


def test_a_new_day_makes_no_old_redirect_again(site: Path) -> None:
    build(site)
    write_site(site, f"{SETTINGS}urls.paper = '/p/{{id}}/'\n")
    build(site)
    old = site / "build/abs/2007.00001/index.html"
    stamp = old.stat()
    write_site(site, f"-- content/2020-07-24.md --\n{digest('2020-07-24', '2007.00003')}")
    assert build(site).problems == ()
    assert (old.stat().st_mtime_ns, old.stat().st_ino) == (stamp.st_mtime_ns, stamp.st_ino)
    assert target(site, "abs/2007.00003/index.html") == "/a/p/2007.00003/"


def test_an_alias_saves_a_lost_address(site: Path) -> None:
    build(site)
    (site / "content/2020-07-23.md").unlink()
    aliases = (
        '[urls.aliases]\n"/2020/07/23/" = "/2020/07/22/#2007.00002"\n"/abs/2007.00003/" = "https://example.com/?a&b"\n'
    )
    write_site(site, SETTINGS + aliases)
    assert build(site, strict=True).problems == ()
    assert target(site, "2020/07/23/index.html") == "/a/2020/07/22/#2007.00002"
    assert target(site, "abs/2007.00003/index.html") == "https://example.com/?a&amp;b"
    assert page(site, "_redirects").splitlines() == [
        "/a/2020/07/23/ /a/2020/07/22/#2007.00002 301",
        "/a/abs/2007.00003/ https://example.com/?a&b 301",
    ]


def test_a_page_that_was_renamed_is_found_by_its_aliases(site: Path) -> None:
    build(site)
    (site / "content/pages/about.md").rename(site / "content/pages/imprint.md")
    lost = build(site)
    assert [message.partition(": ")[2] for message in messages(lost)] == [
        "the published address /about/ is lost: it no longer exists on the site"
    ]
    edit(site, "content/pages/imprint.md", "# About", '+++\naliases = ["/about/", "/impressum.html"]\n+++\n# About')
    assert build(site, strict=True).problems == ()
    assert target(site, "about/index.html") == target(site, "impressum.html") == "/a/imprint/"
    edit(site, "content/pages/imprint.md", ', "/impressum.html"', "")
    build(site)
    assert not (site / "build/impressum.html").exists()


def test_without_a_lock_aliases_work_and_the_output_folder_tells_what_is_lost(site: Path) -> None:
    write_site(site, "-- sitegen.toml --\nbase_url = 'https://example.org/a/'\n")
    build(site)
    assert not (site / NAME).exists()
    (site / "content/2020-07-23.md").unlink()
    (message,) = messages(build(site, strict=True))
    assert "2 published pages: /2020/07/23/, /abs/2007.00003/" in message
    edit(site, "content/pages/about.md", "# About", '+++\naliases = ["/2020/07/23/", "/abs/2007.00003/"]\n+++\n# About')
    assert build(site, strict=True).problems == ()


def test_a_first_lock_begins_with_what_the_output_folder_has(site: Path) -> None:
    write_site(site, "-- sitegen.toml --\nbase_url = 'https://example.org/a/'\n")
    build(site)
    (site / "content/2020-07-23.md").unlink()
    write_site(site, SETTINGS)
    (message,) = messages(build(site, strict=True))
    assert "the build would remove 2 published pages" in message


def test_a_lock_with_a_conflict_is_an_error_and_is_not_written(site: Path) -> None:
    build(site)
    text = (site / NAME).read_text().replace("/about/\n", "<<<<<<< ours\n/about/\n=======\n/gone/\n>>>>>>> theirs\n")
    (site / NAME).write_text(text)
    write_site(site, f"-- content/2020-07-24.md --\n{digest('2020-07-24', '2007.00004')}")
    report = build(site)
    assert report.errors == 3
    assert (report.committed, report.locked) == (True, 0)
    assert [problem.location.line for problem in report.problems] == [8, 10, 11, 12]
    assert (site / NAME).read_text() == text
    (site / NAME).write_text("".join(line for line in text.splitlines(True) if line[0] in "/#" and line != "/gone/\n"))
    assert build(site).problems == ()
    assert "/2020/07/24/" in lines(site)


def test_another_output_and_another_base_url_keep_the_same_lock(site: Path) -> None:
    build(site)
    before = lines(site)
    report = build(site, output="out", base_url="https://preview.example.org/")
    assert (report.problems, report.locked) == ((), 0)
    assert lines(site) == before


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_that_ended_before_the_lock_was_written_is_made_good_by_the_next(
    site: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    build(site, jobs=jobs)
    write_site(site, f"-- content/2020-07-24.md --\n{digest('2020-07-24', '2007.00004')}")
    with monkeypatch.context() as patched:
        patched.setattr(published, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            build(site, jobs=jobs)
    assert (site / "build/2020/07/24/index.html").exists()
    assert "/2020/07/24/" not in lines(site)
    report = build(site, jobs=jobs)
    assert (report.made, report.written, report.locked) == (0, 0, 2)
    assert "/2020/07/24/" in lines(site)


def test_hosts_are_told_no_more_redirects_than_they_read(site: Path) -> None:
    rows = "\n".join(f'"/old/{n:04}/" = "/about/"' for n in range(1_200))
    write_site(site, f'{SETTINGS}[urls.aliases]\n{rows}\n"/rss.xml" = "/feed.xml"\n')
    assert build(site).problems == ()
    rules = page(site, "_redirects").splitlines()
    assert len(rules) == 1_000
    assert rules[0] == "/a/rss.xml /a/feed.xml 301", "it has no page: nothing else knows of it"
    assert target(site, "old/1199/index.html") == "/a/about/"
    assert not (site / "build/rss.xml").exists()


def test_the_preview_shows_what_the_build_makes_of_old_addresses_and_follows_the_lock(site: Path) -> None:
    build(site)
    write_site(site, f'{SETTINGS}urls.paper = "/p/{{id}}/"\n[urls.aliases]\n"/old.html" = "/about/"\n')
    build(site)
    one = Preview(site, Cache(None), 1)
    try:
        one.start()
        for path in ("abs/2007.00003/index.html", "old.html", "_redirects"):
            shown = one.file(path)
            assert isinstance(shown, Artifact)
            assert shown.data == (site / "build" / path).read_bytes()
        assert one.has("/abs/2007.00003/")
        assert not one.has("/abs/2007.00009/")
        before = one.edition
        (site / NAME).write_text("/gone/\n")
        one.update(one.look(), frozenset())
        assert [problem.message.partition(":")[0] for problem in one.problems] == [
            "the published address /gone/ is lost"
        ]
        assert one.file("abs/2007.00003/index.html") is None
        assert before
        assert one.edition
        assert different(before, one.edition) == ("host-rules", "moved/2020-07-22", "moved/2020-07-23")
        assert (site / NAME).read_text() == "/gone/\n"
    finally:
        one.close()


ALIASES = {
    '"/x/" = "/nowhere/"': "the alias `/x/` redirects to `/nowhere/`, which does not exist",
    '"/x/" = "/abuot/"': "did you mean `/about/`?",
    '"/x/" = "about"': "neither a path nor an `https://` URL",
    '"/x/" = "http://example.org/"': "neither a path nor an `https://` URL",
    '"/x/" = "/about/ now"': "neither a path nor an `https://` URL",
    '"/x/" = "//example.org/"': "which does not exist",
    '"/x/" = "/x/"': "redirects back",
    '"/y/" = "/about/"\n"/x/" = "/y/"': "which itself redirects to `/about/`",
    '"/x/" = "/abs/2007.00001"': "which does not exist",
    '"/about/" = "/"': "the alias `/about/` has the same address as the page of content/pages/about.md",
    '"/abs/2007.00001/" = "/"': "the alias `/abs/2007.00001/` has the same address as a paper's page",
    '"/2020/" = "/"': "has the same address as a page",
    '"/feed.xml" = "/"': "has the same address as a file of the site",
    '"/sitemap.xml/" = "/"': "has the same address as a file of the site",
    '"/2020/07/22/index.json/x/" = "/"': "has the same address as a file of the site",
    '"/_redirects" = "/"': "ends neither in `/` nor",
    '"/assets/x/" = "/"': "in a folder that sitegen uses for its own files",
    '"/search/x.html" = "/"': "in a folder that sitegen uses for its own files",
    '"/Old/" = "/"': "has the part `Old`",
    '"/../old/" = "/"': "has the part `..`",
    '"//old/" = "/"': "has the part ``",
    '"old/" = "/"': "is not a path of this site",
    '"/" = "/about/"': "is not a path of this site",
    '"/old" = "/"': "write `/old/`",
    '"/old/index.html" = "/"': "write `/old/`",
    '"/old.html/" = "/"\n"/old.html" = "/"': "already redirects to `/`",
}


@pytest.mark.parametrize("rows", ALIASES)
def test_an_alias_that_cannot_be_is_named_at_its_line_and_left_out(site: Path, rows: str) -> None:
    write_site(site, f"{SETTINGS}[urls.aliases]\n{rows}\n")
    report = build(site)
    assert report.committed
    faulty = [problem for problem in report.problems if ALIASES[rows] in f"{problem.message}\n{problem.hint}"]
    assert faulty == list(report.problems)
    (problem,) = faulty
    assert problem.location.path == "sitegen.toml"
    assert problem.excerpt in rows.splitlines()
    assert problem.hint


def test_an_alias_of_two_pages_is_named_in_the_second(site: Path) -> None:
    text = "+++\ntitle = 'T'\naliases = ['/old/']\n+++\n"
    write_site(site, f"-- content/pages/a.md --\n{text}-- content/pages/b.md --\n{text}")
    report = build(site)
    assert messages(report) == ["content/pages/b.md:3: the alias `/old/` already redirects to `/a/`"]
    assert target(site, "old/index.html") == "/a/a/"


def test_an_alias_to_an_address_that_has_moved_is_told_the_new_one(site: Path) -> None:
    build(site)
    write_site(site, f'{SETTINGS}urls.paper = "/p/{{id}}/"\n[urls.aliases]\n"/best/" = "/abs/2007.00001/"\n')
    (problem,) = build(site).problems
    assert problem.hint == "redirect it to `/p/2007.00001/` directly"


def test_the_order_of_files_and_options_does_not_show(site: Path) -> None:
    seen = set()
    rows = ['"/b/" = "/about/"', '"/a/" = "/"', '"/c.html" = "/archive/"']
    for order in itertools.permutations(rows):
        write_site(site, f"{SETTINGS}[urls.aliases]\n" + "\n".join(order))
        build(site)
        seen.add(page(site, "_redirects"))
    assert len(seen) == 1


def test_a_rule_that_was_only_tried_leaves_no_address(site: Path) -> None:
    build(site)
    before = lines(site)
    settings = (site / "sitegen.toml").read_text()
    (site / "sitegen.toml").write_text(f"{settings}\n[[watch]]\nname = 'Titles'\nany = ['title']\n")
    assert (site / "build/watch/titles/index.html").exists() is False
    assert build(site).locked == 0
    assert (site / "build/watch/titles/index.html").exists()
    assert lines(site) == before
    (site / "sitegen.toml").write_text(settings)
    assert build(site).problems == ()
    assert lines(site) == before


def test_a_rule_whose_lines_somebody_added_is_missed_when_it_is_gone(site: Path) -> None:
    build(site)
    with (site / NAME).open("a") as file:
        file.write("/watch/titles/feed.xml\n")
    (problem,) = build(site).problems
    assert "/watch/titles/feed.xml is lost" in problem.message
