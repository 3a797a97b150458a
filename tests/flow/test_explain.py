"""What a maintainer is told of a page: what it is made of, and why a build would make it again."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from tests.conftest import digest, edit, write_site

from sitegen import config, versions
from sitegen.build.cache import Cache
from sitegen.commands import main, options
from sitegen.config import settings
from sitegen.inspect import explain, meant, reasons
from sitegen.inspect import known as known_site
from sitegen.output.manifest import load_manifest
from sitegen.theme import folder as theme

if TYPE_CHECKING:
    from sitegen.inspect.explain import Explanation

SITE = f"""
-- sitegen.toml --
title = "Explained"
base_url = "https://example.org/digests/"
theme.name = "mine"
-- themes/mine/theme.toml --
parent = "default"
-- themes/mine/templates/paper.html --
{{% extends "parent:paper.html" %}}
-- content/2020/2020-07-22.md --
{digest("2020-07-22", "2007.00001", "2007.00002", "math.GT/0309136")}
{digest("2020-07-22", "2007.00003", category="cs.CL")}
-- content/2020/2020-07-23.md --
{digest("2020-07-23", "2007.00004", "2007.00001")}
-- content/2021/2021-01-04.md --
{digest("2021-01-04", "2101.00001")}
-- content/pages/about.md --
# About

Text.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site once: to build a copy of it costs little."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SITEGEN_BASE_URL", raising=False)
        patch.chdir(write_site(tmp_path_factory.mktemp("made"), SITE))
        build()
        return Path.cwd()


@pytest.fixture
def site(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SITEGEN_BASE_URL", raising=False)
    folder = shutil.copytree(made, tmp_path / "site")
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def build(*arguments: str) -> None:
    result = run("build", "--jobs", "1", *arguments)
    assert result.exit_code == 0, result.output


def told(what: str, *arguments: str) -> dict[str, Any]:
    """Return what `sitegen explain --json` tells."""
    result = run("explain", "--json", *arguments, what)
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    assert found.pop("type") == "explanation"
    return found


def why(what: str, *arguments: str) -> list[str]:
    """Return the reasons for which a build would make a page again, which must be as many as it says."""
    found = told(what, *arguments)
    assert found["again"] is True
    return [reason["how"] for reason in found["reasons"]]


def kept(what: str) -> bool:
    found = told(what)
    return not found["again"]


def tree(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


PAPER = "/digests/abs/2007.00001/"


NAMES = (
    "/abs/2007.00001/",
    "/abs/2007.00001",
    PAPER,
    "https://example.org/digests/abs/2007.00001/?from=feed#top",
    "http://127.0.0.1:8000/digests/abs/2007.00001/",
    "build/abs/2007.00001/index.html",
    "./build/abs/2007.00001/index.html",
    "abs/2007.00001/index.html",
    "2007.00001",
    "arXiv:2007.00001v2",
    "https://arxiv.org/abs/2007.00001",
    "content/2020/2020-07-22.md:2",
    "./content/2020/2020-07-22.md:3:1",
    "content/2020/2020-07-23.md:5",
)


@pytest.mark.usefixtures("site")
def test_a_page_can_be_named_in_many_ways() -> None:
    build()
    assert {what: told(what)["address"] for what in NAMES} == dict.fromkeys(NAMES, PAPER)


def test_an_absolute_path_in_the_output_names_a_page_too(site: Path) -> None:
    build("--output", "public")
    assert told(str(site / "public/index.html"), "--output", "public")["address"] == "/digests/"


@pytest.mark.usefixtures("site")
def test_what_a_paper_is_made_of_is_told_with_places_shape_template_and_options() -> None:
    build()
    found = told(PAPER)
    assert (found["file"], found["unit"]) == ("abs/2007.00001/index.html", "day/2020-07-23")
    assert [(one["place"], one["what"], one["shape"]) for one in found["sources"]] == [
        ("content/2020/2020-07-22.md:2", "paper 1 of the digest at line 1: cs.CV, 2020-07-22", "arrow"),
        ("content/2020/2020-07-23.md:4", "paper 2 of the digest at line 1: cs.CV, 2020-07-23", "arrow"),
    ]
    assert found["templates"] == [
        "themes/mine/templates/paper.html",
        "themes/default/templates/paper.html",
        "themes/default/templates/base.html",
        "themes/default/templates/parts.html",
    ]
    options = {one["key"]: one["origin"] for one in found["options"]}
    assert options["title"] == "sitegen.toml:1"
    assert options["papers.fold_after"] == "default"
    assert "feeds.items" not in options, "it decides feeds only"
    assert options["theme.options.footer"] == "themes/default/theme.toml"
    assert not [key for key in options if key.startswith(("content.", "output."))]


@pytest.mark.usefixtures("site")
def test_pages_of_many_days_name_the_days_and_the_digests_whose_texts_they_show() -> None:
    build()
    home, month, feed, day = (told(what) for what in ("/", "/2020/07/", "/cs.cl/feed.xml", "/2020/07/22/index.json"))
    assert home["days"] == ["2020-07-22", "2020-07-23", "2021-01-04"]
    assert [one["place"] for one in home["sources"]] == ["content/2021/2021-01-04.md:1"]
    assert (month["days"], month["sources"]) == (["2020-07-22", "2020-07-23"], [])
    assert feed["days"] == ["2020-07-22"]
    assert [one["what"] for one in feed["sources"]] == ["digest of 1 paper: cs.CL, 2020-07-22"]
    assert (feed["templates"], day["templates"]) == ([], [])
    assert [one["place"] for one in day["sources"]] == ["content/2020/2020-07-22.md:8", "content/2020/2020-07-22.md:1"]
    assert told("/about/")["sources"] == [{"place": "content/pages/about.md", "what": "free page", "shape": ""}]


def test_every_file_of_a_site_is_explained_by_the_unit_that_made_it(site: Path) -> None:
    build()
    known = look(site)
    manifest, _ = load_manifest(site / "build")
    units = {path: (name, made.key) for name, made in manifest.units.items() for path in made.files}
    assert len(units) > 40
    for path, (name, key) in units.items():
        (file,) = meant.files_of(known, f"build/{path}")
        found = explain.explain(known, file, ())
        assert (found.file, found.unit, found.key, found.again) == (path, name, key, False)
        assert bool(found.templates) == path.endswith(".html"), path


def look(site: Path) -> known_site.Known:
    loaded = config.load(site, os.environ)
    dressed = theme.load(site, loaded.theme.name, loaded.theme.options)
    return known_site.look(site, loaded, dressed, Path("build"), Cache(site / options.CACHE), jobs=1)


def test_files_of_folded_papers_and_of_old_addresses_are_explained_too(site: Path) -> None:
    options = 'papers.fold_after = "30d"\n[urls.aliases]\n"/old.html" = "/about/"\n'
    (site / "sitegen.toml").write_text((site / "sitegen.toml").read_text() + options)
    build()
    for file in load_manifest(site / "build")[0].files():
        assert told(file)["file"] == file
    assert told("2007.00004")["file"] == told("content/2020/2020-07-23.md:2")["file"] == "2020/07/23/index.html"
    assert told("2101.00001")["file"] == "abs/2101.00001/index.html"
    (alias,) = (option for option in told("old.html")["options"] if option["key"].startswith("urls.aliases"))
    assert alias["value"] == "/about/"


def test_how_bad_a_missing_day_is_decides_no_page(site: Path) -> None:
    (site / "sitegen.toml").write_text("ledger.since = '2020-07-01'\nledger.strict = true\n")
    build()
    keys = {option["key"] for option in told("/status/")["options"]}
    assert "ledger.since" in keys
    assert "ledger.strict" not in keys


def test_people_are_told_the_same(site: Path) -> None:
    build()
    result = run("explain", PAPER)
    assert (result.exit_code, result.stderr) == (0, "")
    rows = result.stdout.splitlines()
    assert rows[0] == PAPER
    assert "  file      build/abs/2007.00001/index.html" in rows
    assert "  build     keeps it: none of its inputs has changed" in rows
    assert "paper 1 of the digest at line 1: cs.CV, 2020-07-22 (arrow)" in result.stdout
    edit(site, "sitegen.toml", "Explained", "Renamed")
    assert '  build     rebuilds it: `title` was "Explained" and is now "Renamed"' in run("explain", "/").stdout


def test_a_digest_without_a_line_is_all_its_days(site: Path) -> None:
    write_site(site, f"-- content/two.md --\n{digest('2021-01-05', '2101.00002')}\n{digest('2021-01-06')}")
    result = run("explain", "--json", "content/two.md")
    assert [json.loads(line)["address"] for line in result.stdout.splitlines()] == [
        "/digests/2021/01/05/",
        "/digests/2021/01/06/",
    ]


def test_nothing_is_written(site: Path) -> None:
    build()
    edit(site, "content/2020/2020-07-22.md", "Abstract of 2007.00001", "Another")
    before = tree(site)
    assert run("explain", PAPER).exit_code == 0
    after = tree(site)
    pieces = site / ".cache/sitegen/fragments"
    assert {path: at for path, at in after.items() if not Path(path).is_relative_to(pieces)} == {
        path: at for path, at in before.items() if not Path(path).is_relative_to(pieces)
    }
    assert before.items() <= after.items()


# Why a build would make it again


def test_before_the_first_build_and_for_a_new_paper_it_has_not_been_built(site: Path) -> None:
    shutil.rmtree(site / "build")
    shutil.rmtree(site / ".cache")
    assert why(PAPER) == ["it has not been built yet"]
    build()
    with (site / "content/2020/2020-07-23.md").open("a") as file:
        file.write("\n### 3.New  [ :arrow_down: ](https://arxiv.org/pdf/2007.00009.pdf)\n> New.")
    assert why("2007.00009") == ["it has not been built yet", "content/2020/2020-07-23.md has changed"]


def test_nothing_is_made_when_nothing_has_changed_even_if_files_were_touched(site: Path) -> None:
    build()
    (site / "content/2020/2020-07-23.md").touch()
    assert kept(PAPER)
    assert told(PAPER)["reasons"] == []


def test_a_digest_that_changed_is_named(site: Path) -> None:
    build()
    edit(site, "content/2020/2020-07-23.md", "Abstract of 2007.00004", "Another")
    for what in (PAPER, "/2020/07/23/", "/2020/07/23/papers.json", "/feed.xml", "/archive.jsonl.gz"):
        assert why(what) == ["content/2020/2020-07-23.md has changed"], what
    for what in ("/", "/about/", "/2020/07/", "/2020/07/22/"):
        assert kept(what), what


def test_digests_that_come_and_go_are_named(site: Path) -> None:
    build()
    (site / "content/2020/2020-07-23.md").unlink()
    write_site(site, f"-- content/2020/2020-07-24.md --\n{digest('2020-07-24', '2007.00004', '2007.00001')}")
    expected = ["content/2020/2020-07-23.md has been removed", "content/2020/2020-07-24.md has been added"]
    assert why("/2020/07/") == expected
    assert why("/archive/") == expected
    assert kept("/about/")


def test_what_other_days_say_is_told_apart(site: Path) -> None:
    build()
    write_site(site, f"-- content/2020/2020-07-24.md --\n{digest('2020-07-24', '2007.00002')}")
    beside = "the previous or the next day has changed"
    elsewhere = "the other days that list its papers, or the texts there, have changed"
    assert why("/2020/07/23/") == [beside]
    assert why("/2020/07/22/") == [elsewhere]
    assert why("/archive/") == ["content/2020/2020-07-24.md has been added"]


WORDS = "Gaussian splatting renders radiance fields of scenes with anisotropic kernels"


def related(day: str, id_: str) -> str:
    text = digest(day, id_).replace(f"Abstract of {id_}.", f"{WORDS} by {id_}.")
    return f"-- content/{day}.md --\n{text.replace(f'Title of {id_}', 'Gaussian splatting')}\n"


def test_a_paper_whose_related_papers_changed_is_made_and_those_beside_it_are_not(site: Path) -> None:
    write_site(site, related("2020-08-03", "2008.00001") + related("2020-08-05", "2008.00002"))
    write_site(site, f"-- content/2020-08-04.md --\n{digest('2020-08-04', '2008.00008')}")
    with (site / "content/2020-08-03.md").open("a") as file:
        file.write("\n### 2.Alone  [ :arrow_down: ](https://arxiv.org/pdf/2008.00007.pdf)\n> Unheard.")
    build()
    write_site(site, related("2020-08-06", "2008.00003"))
    assert why("2008.00001") == ["its related papers have changed"]
    found = told("2008.00007")
    assert (found["again"], found["reasons"][0]["how"]) == (
        False,
        "the page has not changed, but 1 other page of its unit would be rendered",
    )
    assert kept("/2020/08/03/")
    build()
    pages = (site / "build/abs/2008.00001/index.html").read_text()
    assert "/abs/2008.00003/" in pages


@pytest.mark.parametrize(
    ("what", "old", "new", "reason"),
    [
        ("/about/", 'title = "Explained"', 'title = "Renamed"', '`title` was "Explained" and is now "Renamed"'),
        ("/feed.xml", "[feeds]", "[feeds]\nitems = 3", "`feeds.items` was 100 and is now 3"),
        ("/about/", "[feeds]", '[theme.options]\nfooter = "F"', '`theme.options.footer` was "" and is now "F"'),
    ],
)
def test_a_setting_that_changed_is_named_with_both_values(
    site: Path, what: str, old: str, new: str, reason: str
) -> None:
    with (site / "sitegen.toml").open("a") as file:
        file.write("\n[feeds]\n")
    build()
    edit(site, "sitegen.toml", old, new)
    assert why(what) == [reason]


@pytest.mark.usefixtures("site")
def test_an_option_of_the_command_is_a_setting_that_changed() -> None:
    build()
    reason = '`base_url` was "https://example.org/digests/" and is now "https://b.example/"'
    assert why("/about/", "--base-url", "https://b.example/") == [reason]


def test_a_template_that_changed_is_named_where_it_is_used(site: Path) -> None:
    build()
    edit(site, "themes/mine/templates/paper.html", "%}", "%}{# #}")
    assert why(PAPER) == ["themes/mine/templates/paper.html has changed"]
    assert kept("/about/")
    write_site(site, '-- themes/mine/templates/document.html --\n{% extends "parent:document.html" %}')
    assert why("/about/") == ["themes/mine/templates/document.html has been added"]
    write_site(site, "-- themes/mine/static/mine.css --\np { }")
    assert why("/") == ["the theme's mine.css has been added"]


def test_the_navigation_is_named_when_a_free_page_changes_it(site: Path) -> None:
    build()
    write_site(site, "-- content/pages/help.md --\n# Help\n")
    assert why(PAPER) == ["the entries of the navigation have changed"]


def test_a_file_that_was_changed_by_hand_or_is_missing_is_named(site: Path) -> None:
    build()
    page = site / "build/abs/2007.00001/index.html"
    page.write_text("by hand")
    assert why(PAPER) == ["build/abs/2007.00001/index.html has been changed by hand"]
    assert why("2007.00004")[0].startswith("build/abs/2007.00001/index.html, of the same unit, is missing or")
    page.unlink()
    assert why(PAPER) == ["build/abs/2007.00001/index.html is missing"]
    assert kept("/2020/07/22/")


def test_another_version_of_the_program_is_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    edit(site, "sitegen.toml", "Explained", "Renamed")
    versions.code_key.cache_clear()
    monkeypatch.setattr(versions, "LIBRARIES", (*versions.LIBRARIES, "click"))
    reasons = why(PAPER)
    versions.code_key.cache_clear()
    assert reasons[0] == "the version of sitegen, Python or a library has changed"
    assert reasons[1].startswith("`title` was ")


def test_without_the_cache_what_changed_is_not_known(site: Path) -> None:
    build()
    shutil.rmtree(site / ".cache")
    assert kept(PAPER)
    edit(site, "sitegen.toml", "Explained", "Renamed")
    assert why(PAPER) == ["the reason is unknown: the cache is missing or belongs to another build"]


def test_the_cache_of_a_build_into_another_folder_is_not_mistaken_for_its_own(site: Path) -> None:
    build()
    edit(site, "sitegen.toml", "Explained", "Renamed")
    build("--output", "public")
    assert why("/about/") == ["the reason is unknown: the cache is missing or belongs to another build"]
    assert told("/about/", "--output", "public")["again"] is False


# What is not there


def refused(what: str) -> str:
    result = run("explain", what)
    assert (result.exit_code, result.stdout) == (1, "")
    return result.stderr


@pytest.mark.usefixtures("site")
def test_an_unknown_address_is_told_with_what_is_near() -> None:
    build()
    assert refused("/abs/2007.0001/").splitlines()[1].startswith("hint: did you mean `/digests/abs/2007.0000")
    assert "`/digests/2020/07/23/`" in refused("/2020/07/24/")
    assert "the site has no such page or file" in refused("/nothing.txt")
    assert "this is not an address of https://example.org/digests/" in refused("https://example.com/x")


def test_a_page_that_goes_is_told(site: Path) -> None:
    build()
    (site / "content/2021/2021-01-04.md").unlink()
    assert "the page or file is no longer part of the site: the next build removes it" in refused("2101.00001")


def test_a_line_that_nothing_was_made_of_is_told_with_its_problem(site: Path) -> None:
    edit(site, "content/2020/2020-07-22.md", "pdf/2007.00002.pdf", "pdf/20.00002.pdf")
    assert "paper 2: `20.00002` is not a valid arXiv ID" in refused("content/2020/2020-07-22.md:4")
    write_site(site, "-- content/2020/x.md --\n\nWords.")
    assert "is not a content file" in refused("content/2020/y.md:1")
    assert refused("content/2020/x.md:1").startswith("content/2020/x.md:1: error: no page is made from this place")


# What counts


OTHERS = {
    "title": "x", "description": "x", "language": "fr", "base_url": "https://x.example/", "urls.paper": "/x/{id}/",
    "feeds.items": 7, "feeds.max_bytes": 7, "markdown.html": True, "search.enabled": False, "search.languages": ["ja"],
    "search.stop_words": ["title"], "search.title_boost": 2.0,
    "search.author_boost": 2.0, "search.topic_boost": 2.0, "search.export_lunr": True, "theme.options.footer": "x",
    "content.max_bytes": 30_000, "output.folder": "public", "theme.name": "plain",
}  # fmt: skip


def test_every_option_that_changes_a_key_is_one_that_is_named(site: Path) -> None:
    """Of each kind of unit; an option that is new is taken to count until it is known better."""
    before = explained(site)
    text = (site / "sitegen.toml").read_text()
    for key, value in OTHERS.items():
        own = [line for line in text.splitlines() if not line.startswith(f"{key} ")]
        (site / "sitegen.toml").write_text(
            "\n".join([*own, settings.toml([settings.Setting((key,), value, "")])]).replace(f'"{key}"', key)
        )
        for name, now in explained(site).items():
            was = before.get(name)
            if was and was.key != now.key:
                assert key in {option.name for option in now.options}, (key, name)
    assert {"day/2020-07-22", "index", "feed", "saved", "terms/2020-07-22", "trends"} <= before.keys()


def explained(site: Path) -> dict[str, Explanation]:
    """Explain a file of each unit, as if the site had been built with another configuration."""
    loaded = config.load(site, {})
    dressed = theme.load(site, loaded.theme.name, loaded.theme.options)
    known = known_site.look(site, loaded, dressed, site / "build", Cache(site / options.CACHE), jobs=1)
    found = settings.settings(site, loaded, dressed, {})
    concerns = {name: reasons.concern(known, task.decoded) for name, task in known.tasks.items()}
    return {
        name: explain.Explanation(
            "", "", name, (), (), (), tuple(s for s in found if concerns[name].option(s.name)), task.key, False, ()
        )
        for name, task in known.tasks.items()
    }
