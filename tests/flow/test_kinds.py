"""A kind of page is one module and one row: with these alone, all that sitegen does knows it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.conftest import TWO_DAYS, digest, edit, write_site
from tests.sites import random_page

from sitegen.build.cache import Cache
from sitegen.commands import main
from sitegen.model import Artifact
from sitegen.pages.kinds import KINDS
from sitegen.preview.pages import Preview

if TYPE_CHECKING:
    from pathlib import Path

SITE = f"""{TWO_DAYS}
See [a day](/random/).
-- sitegen.toml --
base_url = "https://example.org/site/"
theme.name = "mine"
-- themes/mine/theme.toml --
parent = "default"
-- themes/mine/templates/random.html --
{{% extends "base.html" %}}
{{% block main %}}
<h1>{{{{ page.title }}}}</h1>
<p><a href="{{{{ page.day.url }}}}">{{{{ page.day.text }}}}</a></p>
{{% endblock %}}
"""
FILE = "build/random/index.html"


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, [*arguments])
    assert result.exit_code == code, result.output
    return result.output


def build(code: int = 0) -> str:
    return run("build", "--jobs", "1", code=code)


def rows(*arguments: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in run(*arguments, "--json").splitlines()]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a site, and add the kind."""
    monkeypatch.delenv("SITEGEN_BASE_URL", raising=False)
    monkeypatch.setitem(KINDS, "random", random_page.KIND)
    monkeypatch.chdir(write_site(tmp_path, SITE))
    return tmp_path


def chosen(site: Path) -> str:
    """Return the day that the page names, as a build wrote it."""
    found = re.search(r'<p><a href="?/site/(\d{4}/\d\d/\d\d)/"?>', (site / FILE).read_text(encoding="utf-8"))
    assert found
    return found[1].replace("/", "-")


def test_a_build_makes_it_and_sitemaps_list_it(site: Path) -> None:
    build()
    day = chosen(site)
    assert day in {"2020-07-22", "2020-07-23"}
    (row,) = [row for row in (site / "build/sitemap.xml").read_text().split("<url>") if "/site/random/" in row]
    assert f"<lastmod>{day}</lastmod>" in row


def test_the_preview_has_the_same_page(site: Path) -> None:
    build()
    preview = Preview(site, Cache(None), 1)
    preview.start()
    try:
        assert preview.has("/random/")
        shown = preview.file("random/index.html")
    finally:
        preview.close()
    assert isinstance(shown, Artifact)
    assert shown.data == (site / FILE).read_bytes()


def test_a_second_build_keeps_it_and_a_day_that_changes_the_archive_makes_it_again(site: Path) -> None:
    build()
    before = (site / FILE).stat().st_mtime_ns
    build()
    assert (site / FILE).stat().st_mtime_ns == before
    days = {chosen(site)}
    for n in range(24, 32):
        write_site(site, f"-- content/2020-07-{n}.md --\n{digest(f'2020-07-{n}', f'2007.000{n}')}")
        build()
        days.add(chosen(site))
    assert len(days) > 2


def test_explain_knows_it(site: Path) -> None:
    build()
    told = run("explain", "/random/")
    assert "random.html" in told
    assert "build/random/index.html" in told
    edit(site, "themes/mine/templates/random.html", "<h1>", "<h1 class=day>")
    assert "random.html" in run("explain", "random")
    assert "random" in run("explain", "/randm/", code=1)


def test_diff_names_it(site: Path) -> None:
    build()
    edit(site, "themes/mine/templates/random.html", "<h1>", "<h1>It is: ")
    (change,) = [row for row in rows("diff", "--jobs", "1") if row["type"] == "change"]
    assert change == {**change, "change": "changed", "file": "random/index.html", "unit": "random"}
    assert "~ /site/random/" in run("diff", "--jobs", "1")
    assert "+It is: A day" in run("diff", "--jobs", "1", "/random/")


def test_links_to_it_are_known(site: Path) -> None:
    build()
    assert '/site/random/"' in (site / "build/about/index.html").read_text()
    run("check")


def test_a_free_page_cannot_have_its_place(site: Path) -> None:
    write_site(site, "-- content/pages/random.md --\n# Random\n")
    told = build(code=1)
    assert "this free page would have the address /random/, which is the address of the page of a random day" in told


def test_without_its_row_nothing_is_left_of_it(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    monkeypatch.delitem(KINDS, "random")
    edit(site, "content/pages/about.md", "See [a day](/random/).", "")  # the key of all code is what it was
    build()
    assert not (site / FILE).exists()
    assert "random" not in (site / "build/sitemap.xml").read_text()
