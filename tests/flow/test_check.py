"""`sitegen check` on built sites: what it finds, where, and what it leaves alone."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from click.testing import CliRunner, Result
from tests.conftest import digest, write_site

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.checks.site import Audit, audit
from sitegen.commands import main
from sitegen.hosts.limits import HOSTS, Host, Limit, Measure, Standing
from sitegen.output.disk import DiskSink
from sitegen.output.manifest import MANIFEST
from sitegen.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://user.github.io/project/"
SITE = f"""
-- sitegen.toml --
base_url = "{URL}"
[markdown]
html = true
-- content/2020-07-22.md --
{digest("2020-07-22", "2007.00001", "2007.00002")}
-- content/2020-07-23.md --
{digest("2020-07-23", "2007.00003", "2007.00001", category="cs.CL")}
-- content/pages/about.md --
# About

Text.
"""
START = date(2020, 7, 1)
DAY = "2020/07/22/index.html"
BY_NAME = {host.name: host for host in HOSTS}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site once."""
    folder = write_site(tmp_path_factory.mktemp("made"), SITE)
    make(folder)
    return folder


def make(folder: Path) -> None:
    cache = Cache(None)
    with DiskSink.open(folder / "build", clean=False, protected=[folder], cache=cache) as sink:
        build(folder, config.load(folder, {}), sink, cache)


@pytest.fixture
def site(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a copy of it."""
    folder = tmp_path / "site"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("SITEGEN_BASE_URL", raising=False)
    return folder


@pytest.fixture
def add(site: Path) -> Callable[[str], Audit]:
    """Write something at the end of a day's page, and examine the site. The change itself is not told."""

    def run(html: str) -> Audit:
        page = site / "build" / DAY
        page.write_text(page.read_text(encoding="utf-8") + html, encoding="utf-8")
        found = examine(site)
        kept = tuple(problem for problem in found.problems if "by hand" not in problem.message)
        return msgspec.structs.replace(found, problems=kept)

    return run


def examine(site: Path, *hosts: str, jobs: int = 1) -> Audit:
    return audit(site / "build", ("", URL), [BY_NAME[host] for host in hosts], jobs=jobs)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--jobs", "1", *arguments], prog_name="sitegen")


def only(found: Audit) -> Problem:
    (problem,) = found.problems
    return problem


def test_a_site_as_it_was_built_has_no_fault_with_any_host(site: Path) -> None:
    found = examine(site, *BY_NAME)
    assert found.problems == ()
    assert found.links > 300
    assert found.url == URL
    result = run()
    assert result.exit_code == 0, result.output
    assert result.stdout == ""


def test_so_has_one_of_another_theme_with_another_place_for_papers(tmp_path: Path) -> None:
    options = '[theme]\nname = "plain"\n[urls]\npaper = "/p/{yymm}/{number}/"\n[markdown]'
    write_site(tmp_path, SITE.replace("[markdown]", options))
    make(tmp_path)
    assert examine(tmp_path).problems == ()


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/project/abs/2007.00001/">',
        '<a href="../../../abs/2007.00001/?q=1#_main">',
        f'<a href="{URL}2020/07/23/#2007.00003">',
        '<a href="//user.github.io/project/#">',
        '<a href="HTTP://USER.GITHUB.IO/project/">',
        '<a href=" /project/&#97;bout/ ">',
        '<a href="/project/%61bout/#:~:text=Text">',
        '<a href="#_main"><a href="#top"><a href=""><a href="?x">',
        '<a href="https://user.github.io/other/">',
        '<a href="https://elsewhere.example/"><a href="mailto:a@b.example"><a href="data:,x"><a href="javascript:x">',
        "<!-- <a href=/project/no/> --><script>'<a href=/project/no/>'</script>",
        '<p id="new"></p><a href="#new">',
        '<base href="/project/2020/07/22/"><a href="../23/"><a href="../../../about/#_main">',
    ],
)
def test_a_link_that_leads_somewhere_is_no_fault(add: Callable[[str], Audit], html: str) -> None:
    assert add(html).problems == ()


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ('<a href="/project/no/">', "the target of the link, no/index.html, does not exist"),
        (f'<a href="{URL}no.html">', "the target of the link, no.html, does not exist"),
        ('<img src="no.png">', "the target of the link `no.png` does not exist"),
        ('<img srcset="/project/icon.png 2x">', "the target of the link, icon.png, does not exist"),
        ('<link rel="stylesheet" href="/project/no.css">', "the target of the link, no.css, does not exist"),
        ('<form action="/project/find/">', "the target of the link, find/index.html, does not exist"),
        (
            '<meta http-equiv="refresh" content="0;url=/project/no/">',
            "the target of the link, no/index.html, does not exist",
        ),
        ('<a href="/project/about/#no">', "the link to `about/index.html#no` is broken: that page has no such anchor"),
        ('<a href="#no">', "the link to `#no` is broken: the page has no such anchor"),
        ('<a href="/abs/2007.00001/">', "the link `/abs/2007.00001/` is outside this site, which begins at /project/"),
        ('<a href="../../../../x/">', "the link `/x/` is outside this site, which begins at /project/"),
    ],
)
def test_a_link_that_leads_nowhere_is_an_error_at_its_place(
    add: Callable[[str], Audit], site: Path, html: str, message: str
) -> None:
    found = add(f"\nbefore {html}")
    (problem,) = (problem for problem in found.problems if problem.location.path.endswith(DAY))
    assert problem.message == message
    assert problem.severity is Severity.ERROR
    page = (site / "build" / DAY).read_text(encoding="utf-8")
    assert (problem.location.line, problem.location.column) == (page.count("\n") + 1, 8)
    assert problem.excerpt == f"before {html}"
    assert "day/2020-07-22" in problem.hint


def test_a_link_without_its_slash_and_an_id_that_stands_twice_are_warnings(add: Callable[[str], Audit]) -> None:
    slash, twice = add('\n<a href="/project/about">\n<p id="_main">').problems[::-1]
    assert slash.message == "the link to /about does not end in `/`, although its target is a folder"
    assert twice.message == "2 elements of the page have the id `_main`"
    assert {slash.severity, twice.severity} == {Severity.WARNING}


def test_a_link_in_the_wrong_case_says_so(add: Callable[[str], Audit]) -> None:
    assert "there is about/index.html: links are case-sensitive" in only(add('<a href="/project/About/">')).hint


def test_a_fault_on_many_pages_is_told_once_with_their_number(site: Path) -> None:
    pages = sorted((site / "build/abs").rglob("index.html"))
    for page in pages:
        page.write_text(page.read_text(encoding="utf-8") + '<a href="/project/no/">', encoding="utf-8")
    found = [problem for problem in examine(site).problems if "by hand" not in problem.message]
    assert [problem.message for problem in found] == [
        "the target of the link, no/index.html, does not exist (and at 2 more places)"
    ]
    assert found[0].location.path.endswith("abs/2007.00001/index.html")


def test_so_is_a_relative_link_that_leads_to_another_file_from_each_page(site: Path) -> None:
    for page in (site / "build/abs").rglob("index.html"):
        page.write_text(page.read_text(encoding="utf-8") + '<img src="x.png">', encoding="utf-8")
    found = [problem for problem in examine(site).problems if "by hand" not in problem.message]
    assert [problem.message for problem in found] == [
        "the target of the link `x.png` does not exist (and at 2 more places)"
    ]
    assert found[0].hint.startswith("the target would be abs/2007.00001/x.png")


def test_of_very_many_faults_of_a_kind_some_are_told_and_the_others_counted(add: Callable[[str], Audit]) -> None:
    found = add("".join(f'<a href="/project/{n}/">' for n in range(60)))
    assert len(found.problems) == 51
    assert any(
        problem.message == "some faults are not shown: 10 other links to files that do not exist"
        for problem in found.problems
    )


def test_two_processes_find_what_one_finds(
    add: Callable[[str], Audit], site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add('<a href="/project/about/#no"><a href="/project/no/">')
    monkeypatch.setattr("sitegen.checks.site._TASK_FILES", 10)
    assert examine(site, jobs=2) == examine(site, jobs=1)
    assert len(examine(site).problems) == 3


def test_files_of_others_can_be_linked_to_and_nobody_looks_into_them(add: Callable[[str], Audit], site: Path) -> None:
    (site / "build/notes.html").write_text('<p id="a"><a href="/project/no/">', encoding="utf-8")
    (site / "build/.git").mkdir()
    (site / "build/.git/Config?").write_text("x", encoding="utf-8")
    assert add('<a href="/project/notes.html#a">').problems == ()
    problem = only(add('<a href="/project/notes.html#b">'))
    assert problem.message == "the link to `notes.html#b` is broken: that page has no such anchor"


def test_paths_that_differ_in_case_only_are_an_error(site: Path) -> None:
    (site / "build/About").mkdir()
    (site / "build/About/index.html").write_text("x", encoding="utf-8")
    problem = only(examine(site))
    assert problem.message.startswith("the path differs from about/index.html only in case")
    assert problem.location.path.endswith("About/index.html")


def test_what_a_host_refuses_is_an_error_with_that_host(site: Path) -> None:
    (site / "build/a:b.txt").write_text("x", encoding="utf-8")
    (site / "build/.nojekyll").unlink()
    (site / "build/_x").write_text("x", encoding="utf-8")
    (site / "build/link").symlink_to("a:b.txt")
    (site / "build/secret.txt").write_text("x", encoding="utf-8")
    (site / "build/secret.txt").chmod(0o600)
    found = examine(site, "github-pages")
    told = {problem.location.path.rpartition("build/")[2]: problem for problem in found.problems}
    assert told.keys() == {"a:b.txt", ".nojekyll", "_x", "link", "secret.txt"}
    assert {problem.severity for problem in told.values()} == {Severity.ERROR}
    milder = examine(site, "gitlab-pages")
    assert {problem.severity for problem in milder.problems if not problem.location.path.endswith(".nojekyll")} == {
        Severity.WARNING
    }


def test_a_missing_404_page_and_first_page_are_told(site: Path) -> None:
    (site / "build/404.html").unlink()
    (site / "build/index.html").unlink()
    messages = [problem.message for problem in examine(site, "cloudflare-pages").problems]
    assert "the file is missing: the site has no error page" in messages
    assert "the file is missing: the site has no home page" in messages
    assert "the file has been deleted since the build (and 1 more file)" in messages


def test_feeds_and_sitemaps_that_were_changed_are_told(site: Path) -> None:
    for name, old, new in (
        ("feed.xml", "</feed>", "<x></feed>"),
        ("feed.json", '"title"', '"titel"'),
        ("sitemap.xml", f"<loc>{URL}about/</loc>", f"<loc>{URL}nowhere/</loc>"),
        ("opml.xml", "/feed.xml", "/no.xml"),
    ):
        file = site / "build" / name
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    messages = [problem.message.partition(" (and ")[0] for problem in examine(site).problems]
    assert "the file is not well-formed XML: mismatched tag" in messages
    assert "the JSON feed has no `title`" in messages
    assert "the target of the link, nowhere/index.html, does not exist" in messages
    assert "the sitemap does not list about/index.html" in messages
    assert "the target of the link, no.xml, does not exist" in messages


def test_odd_things_that_others_left_are_no_obstacle(site: Path) -> None:
    os.mkfifo(site / "build/pipe.html")
    (site / "build" / os.fsdecode(b"\xff.html")).write_text("<p>" * 100_000, encoding="utf-8")
    gone = site / "build/about/index.html"
    gone.unlink()
    gone.mkdir()
    result = run("--json", "--host", "cloudflare-pages")
    messages = {json.loads(line).get("message") for line in result.stdout.splitlines()}
    assert {"this path is neither a file nor a folder", "the file has been deleted since the build"} <= messages


def test_without_a_build_there_is_nothing_to_examine(site: Path) -> None:
    (site / "build" / MANIFEST).unlink()
    result = run()
    assert result.exit_code == 1
    assert "run `sitegen build` first" in result.stderr


@pytest.mark.usefixtures("site")
def test_a_site_that_was_built_for_another_address_is_an_error() -> None:
    result = run("--base-url", "https://example.org/")
    assert result.exit_code == 1
    assert f"the site was built for {URL}, not for https://example.org/" in result.stderr


def test_content_that_is_newer_than_the_site_is_noted(site: Path) -> None:
    file = site / "content/pages/about.md"
    file.write_text("# About\n\nNew.\n", encoding="utf-8")
    result = run()
    assert result.exit_code == 0
    assert "note: content/pages/about.md is newer than the site" in result.stderr


def test_other_sites_are_asked_only_on_request_and_not_those_of_every_paper(site: Path) -> None:
    page = site / "build" / DAY
    links = (
        '<a href="http://127.0.0.1:1/a#b"><a href="http://127.0.0.1:1/a"><a href="https://arxiv.org/abs/2007.00001">'
    )
    page.write_text(page.read_text(encoding="utf-8") + links, encoding="utf-8")
    assert examine(site).outbound == ()
    asked = audit(site / "build", ("", URL), external=True).outbound
    assert [link.url for link in asked] == ["http://127.0.0.1:1/a"]
    assert "127.0.0.1" not in run().output
    result = run("--external")
    assert "requesting 1 of 1 address" in result.stderr
    assert "build/2020/07/22/index.html:" in result.stderr
    assert "the link to http://127.0.0.1:1/a could not be checked" in result.stderr


def test_links_of_the_newest_pages_come_first(site: Path) -> None:
    for day in ("about", "2020/07/22", "2020/07/23"):
        page = site / "build" / day / "index.html"
        page.write_text(page.read_text(encoding="utf-8") + f'<a href="http://127.0.0.1:1/{day}">', encoding="utf-8")
    found = [link.url[-2:] for link in audit(site / "build", ("", URL), external=True).outbound]
    assert found == ["23", "22", "ut"]


def test_limits_go_to_stdout_and_as_json_so_does_everything(site: Path) -> None:
    result = run("--host", "github-pages", "--host", "netlify")
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["github-pages", "github-pages", "netlify"]
    page = site / "build" / DAY
    page.write_text(page.read_text(encoding="utf-8") + '<a href="#no">', encoding="utf-8")
    result = run("--host", "github-pages", "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert {row["type"] for row in rows} == {"problem", "limit", "report"}
    (limit,) = (row for row in rows if row["type"] == "limit" and row["measure"] == "bytes of the site")
    assert limit["now"] == sum(file.stat().st_size for file in Path("build").rglob("*") if file.is_file())
    assert limit["why"] == "too few days in the newest year for a forecast"
    assert rows[-1]["errors"] == 1
    assert run("--host", "nobody").exit_code == 2


# What will be


def archive(count: int) -> str:
    """Return an archive of so many working days."""
    numbers = [n for n in range(count * 2) if (START + timedelta(n)).weekday() < 5][:count]
    return "\n".join(
        f"-- content/{START + timedelta(n)}.md --\n"
        + digest(str(START + timedelta(n)), *(f"2007.{n * 2 + k:05}" for k in range(2)))
        for n in numbers
    )


def test_the_day_is_found_on_which_an_archive_that_goes_on_like_this_is_too_large(tmp_path: Path) -> None:
    now, then = write_site(tmp_path / "now", archive(40)), write_site(tmp_path / "then", archive(100))
    make(now)
    make(then)
    measures = (Measure.SITE, Measure.FILES, Measure.ENTRIES, Measure.FOLDER)
    later = {
        one.limit.measure: one.now
        for one in audit(then / "build", ("", URL), [host(dict.fromkeys(measures, 0))]).verdicts
    }
    last = START + timedelta(100 * 7 // 5)
    for one in audit(now / "build", ("", URL), [host(later)]).verdicts:
        assert one.until
        assert abs((one.until - last).days) <= 31, one


def host(limits: dict[Measure, int]) -> Host:
    """Make up a host."""
    return Host(
        "here", "Here", tuple(Limit(of, most, Standing.HARD, "", START) for of, most in limits.items()), "As it likes."
    )
