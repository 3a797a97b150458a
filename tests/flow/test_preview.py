"""The preview, without a server: it has what a build writes, follows changes, and outlives what breaks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import TWO_DAYS, digest, edit, paper, write_site

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.content import parse, read
from sitegen.model import Artifact
from sitegen.output.sink import MemorySink
from sitegen.preview.pages import Pending, Preview, different
from sitegen.problems import Problem
from sitegen.theme import folder as themes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

EVERYTHING = Path(__file__).parents[1] / "sites/everything.txt"
NOTHING: frozenset[str] = frozenset()


@pytest.fixture
def begun() -> Iterator[Callable[..., Preview]]:
    """Start previews, and end them."""
    started: list[Preview] = []

    def begin(site: Path, cache: Cache | None = None) -> Preview:
        started.append(Preview(site, cache or Cache(None), 1))
        started[-1].start()
        return started[-1]

    yield begin
    for one in started:
        one.close()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path, TWO_DAYS)


def turned(one: Preview, restless: frozenset[str] = NOTHING) -> Preview:
    one.update(one.look(), restless)
    return one


def text(one: Preview, path: str) -> str:
    result = one.file(path)
    assert isinstance(result, Artifact), result
    return result.data.decode()


def messages(one: Preview) -> list[str]:
    return [problem.message for problem in one.problems]


def counted(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, argument: int) -> list[Any]:
    """Note an argument of each call of a function."""
    calls: list[Any] = []
    function = getattr(module, name)

    def noting(*arguments: Any) -> Any:
        calls.append(arguments[argument])
        return function(*arguments)

    monkeypatch.setattr(module, name, noting)
    return calls


def built(site: Path) -> dict[str, bytes]:
    with MemorySink() as sink:
        assert build(site, config.load(site, {}), sink, Cache(None)).committed
        return sink.files


@pytest.mark.parametrize(
    "settings", ["", 'base_url = "https://example.org/a/b/"\nurls.paper = "/p/{yymm}/{number}/"\n']
)
def test_the_preview_has_the_files_of_a_build_and_no_others(
    settings: str, tmp_path: Path, begun: Callable[..., Preview]
) -> None:
    write_site(tmp_path, EVERYTHING.read_text(encoding="utf-8"))
    path = tmp_path / "sitegen.toml"
    path.write_text(settings + path.read_text() + "[search]\nexport_lunr = true\n")
    files = built(tmp_path)
    one = begun(tmp_path)
    one.relate()
    for whole in ("search/manifest.json", "archive.jsonl.gz"):
        pending = one.file(whole)
        assert isinstance(pending, Pending)
        assert one.make(pending.target) == ()
    shown = {path: one.file(path) for path in files}
    assert {path: result.data for path, result in shown.items() if isinstance(result, Artifact)} == files
    pages = {f"/{path.removesuffix('index.html')}" for path in files if path.endswith("index.html")}
    assert {page for page in pages if one.has(page)} == pages
    folders = {f"/{'/'.join(path.split('/')[:n])}/" for path in files for n in range(1, path.count("/") + 1)}
    assert not any(one.has(folder) for folder in folders - pages)
    for made_up in (
        "", "index", "nope.html", "nope/index.html", "abs/index.html", "abs/2007.99999/index.html", "feed/index.html",
        "2020-07-22/index.html", "day/2020-07-22/index.html", "2020/13/45/index.json", "sitemap-1.xml", "feed.json/x",
        "2020/13/45/papers.json", "search/t/0/0.bin", "search/../sitegen.toml", "../sitegen.toml", "sitegen.toml", "/",
        "assets/style.css",
        "content/2020-07-22.md", "x/feed.xml", "export/index.html", ".sitegen-manifest", "assets/index.html", "\0",
    ):  # fmt: skip
        assert one.file(made_up) is None, made_up


def test_an_edit_is_shown_and_only_its_file_is_read(
    site: Path, begun: Callable[..., Preview], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = begun(site)
    one.keep_texts()
    before = text(one, "abs/2007.00003/index.html")
    first = one.edition
    loaded = counted(monkeypatch, read, "load", 1)
    edit(site, "content/2020-07-22.md", "Abstract of 2007.00002", "Something new")
    turned(one)
    assert "Something new" in text(one, "abs/2007.00002/index.html")
    assert "Something new" in text(one, "2020/07/22/index.html")
    assert text(one, "abs/2007.00003/index.html") == before
    assert loaded == ["content/2020-07-22.md"]
    assert first
    assert one.edition
    assert one.edition.number == first.number + 1
    assert different(first, one.edition) == ("day/2020-07-22", "feed", "index", "export")


def test_an_edit_of_a_digest_does_not_load_the_theme_again(
    site: Path, begun: Callable[..., Preview], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = turned(begun(site))
    loads = counted(monkeypatch, themes, "of", 0)
    edit(site, "content/2020-07-22.md", "2007.00001", "2007.00009")
    assert turned(one).has("/abs/2007.00009/")
    assert loads == []
    write_site(site, "-- sitegen.toml --\ntitle = 'New'\n")
    assert "New" in text(turned(one), "index.html")
    assert len(loads) == 1


def test_a_page_that_was_made_is_not_made_again_until_it_changes(
    site: Path, begun: Callable[..., Preview], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = begun(site)
    parsed = counted(monkeypatch, parse, "read", 0)
    for _ in range(3):
        text(one, "abs/2007.00001/index.html")
        text(one, "abs/2007.00002/index.html")
        text(one, "2020/07/22/index.html")
    assert [source.path for source in parsed] == ["content/2020-07-22.md"]
    (site / "content/2020-07-22.md").touch()
    turned(one)
    text(one, "2020/07/22/index.html")
    assert len(parsed) == 2, "once more to see that it is the same text in a file that was touched"


def test_a_paper_says_how_it_changed_as_soon_as_an_older_text_is_edited(
    site: Path, begun: Callable[..., Preview]
) -> None:
    write_site(site, f"-- content/again.md --\n{digest('2020-07-24', '2007.00001')}")
    one = begun(site)
    one.keep_texts()
    page = "abs/2007.00001/index.html"
    assert "Changed on" not in text(one, page)
    edit(site, "content/2020-07-22.md", "Abstract of 2007.00001", "Draft of 2007.00001")
    turned(one)
    assert "Changed on <time" in text(one, page)
    assert text(one, page).encode() == built(site)[page]
    (site / "content/2020-07-22.md").write_text("half written")
    assert text(one, page), "an edition does not depend on what is in its files now"
    shown = text(one, "abs/2007.00001/index.html")
    turned(one)
    assert text(one, page) == shown


def test_days_come_and_go_with_their_papers_and_neighbours(site: Path, begun: Callable[..., Preview]) -> None:
    one = begun(site)
    write_site(site, f"-- content/new.md --\n{digest('2020-07-24', '2007.00009')}")
    turned(one)
    assert "2007.00009" in text(one, "abs/2007.00009/index.html")
    assert "/2020/07/24/" in text(one, "2020/07/23/index.html")
    (site / "content/new.md").rename(site / "content/renamed.md")
    turned(one)
    assert "2007.00009" in text(one, "2020/07/24/index.html")
    (site / "content/renamed.md").unlink()
    turned(one)
    assert one.file("2020/07/24/index.html") is None
    assert one.file("abs/2007.00009/index.html") is None
    assert "/2020/07/24/" not in text(one, "2020/07/23/index.html")


def test_a_broken_digest_keeps_its_last_good_pages(site: Path, begun: Callable[..., Preview]) -> None:
    one = begun(site)
    one.keep_texts()
    good = (site / "content/2020-07-22.md").read_text()
    for broken in (good.replace("pdf/2007.00002", "pdf/x"), "no digest at all", "\xff\0"):
        (site / "content/2020-07-22.md").write_text(broken)
        edit(site, "content/2020-07-23.md", "Abstract", "Abstract again")
        turned(one)
        assert one.problems
        assert all(problem.location.path == "content/2020-07-22.md" for problem in one.problems)
        assert "Abstract of 2007.00002" in text(one, "abs/2007.00002/index.html"), "what is broken is as it was"
        assert "Abstract again" in text(one, "2020/07/23/index.html"), "what is not broken is new"
    (site / "content/2020-07-22.md").write_text(good.replace("Abstract of", "Mended"))
    turned(one)
    assert messages(one) == []
    assert "Mended 2007.00002" in text(one, "abs/2007.00002/index.html")


def test_a_digest_that_was_broken_from_the_start_is_shown_as_far_as_it_goes(
    site: Path, begun: Callable[..., Preview]
) -> None:
    edit(site, "content/2020-07-22.md", "pdf/2007.00002", "pdf/x")
    one = begun(site)
    assert one.problems
    assert "2007.00001" in text(one, "2020/07/22/index.html")
    edit(site, "content/2020-07-22.md", "Abstract of 2007.00001", "Still broken, but edited")
    turned(one)
    assert "Still broken" in text(one, "2020/07/22/index.html")


@pytest.mark.parametrize(
    ("path", "bad"),
    [
        ("sitegen.toml", "titel = 1"),
        ("sitegen.toml", "not toml"),
        ("sitegen.toml", "theme.name = 'nope'"),
        ("themes/mine/theme.toml", "parent = 1"),
        ("themes/mine/templates/paper.html", "{% if %}"),
        ("themes/mine/templates/day.html", "{{ page.nothing }}"),
        ("themes/mine/static/mine.js", 'import "./other.js";'),
    ],
)
def test_a_broken_configuration_or_theme_keeps_the_last_good_pages(
    path: str, bad: str, site: Path, begun: Callable[..., Preview]
) -> None:
    write_site(
        site,
        '-- sitegen.toml --\ntitle = "One"\ntheme.name = "mine"\n'
        '-- themes/mine/theme.toml --\nparent = "default"\n'
        '-- themes/mine/templates/paper.html --\n{% extends "parent:paper.html" %}\n'
        '-- themes/mine/templates/day.html --\n{% extends "parent:day.html" %}\n'
        '-- themes/mine/static/mine.js --\nimport "./lib/dom.js";',
    )
    one = begun(site)
    good = (site / path).read_text()
    before = text(one, "2020/07/22/index.html")
    (site / path).write_text(bad)
    turned(one)
    assert [problem.location.path for problem in one.problems] == [
        path if "nope" not in bad else "themes/nope/theme.toml"
    ]
    assert text(one, "2020/07/22/index.html") == before
    edit(site, "content/2020-07-23.md", "Abstract of", "New abstract of")
    turned(one)
    assert "New abstract" in text(one, "2020/07/23/index.html"), "content goes on under the last good theme"
    assert one.problems
    (site / path).write_text(good)
    edit(site, "sitegen.toml", '"One"', '"Two"')
    turned(one)
    assert messages(one) == []
    assert "Two" in text(one, "2020/07/22/index.html")


def test_a_theme_that_fails_on_some_pages_only_is_a_problem_when_they_are_asked_for(
    site: Path, begun: Callable[..., Preview]
) -> None:
    template = (
        '{% extends "parent:paper.html" %}{% block title %}'
        '{% if page.paper.id == "2007.00001" %}{{ page.nothing }}{% endif %}{% endblock %}'
    )
    write_site(
        site,
        '-- sitegen.toml --\ntheme.name = "mine"\n-- themes/mine/theme.toml --\nparent = "default"\n'
        f"-- themes/mine/templates/paper.html --\n{template}",
    )
    one = begun(site)
    assert messages(one) == []
    result = one.file("abs/2007.00001/index.html")
    assert isinstance(result, Problem)
    assert messages(one) == [result.message]
    assert result.location.path == "themes/mine/templates/paper.html"
    edit(site, "content/2020-07-23.md", "Abstract", "Edited")
    assert messages(turned(one)) == [], "it may have gone with the edit"
    assert one.file("abs/2007.00001/index.html") == result
    assert messages(one) == [result.message]
    assert isinstance(one.file("abs/2007.00002/index.html"), Artifact)


def test_a_site_that_cannot_be_configured_at_the_start_comes_when_it_can(
    site: Path, begun: Callable[..., Preview]
) -> None:
    write_site(site, "-- sitegen.toml --\ntitel = 1")
    one = begun(site)
    assert one.edition is None
    assert messages(one) == ["`titel` is not an option"]
    assert one.file("index.html") is None
    write_site(site, '-- sitegen.toml --\ntitle = "Now"')
    turned(one)
    assert "Now" in text(one, "index.html")
    assert messages(one) == []


def test_two_pages_that_want_one_place_keep_the_last_good_pages(site: Path, begun: Callable[..., Preview]) -> None:
    one = begun(site)
    before = text(one, "2020/07/22/index.html")
    write_site(site, '-- content/pages/clash.md --\n---\nslug: "2020/07/22"\n---\nText.')
    turned(one)
    assert "which is the address of a day's page" in messages(one)[0]
    assert text(one, "2020/07/22/index.html") == before
    (site / "content/pages/clash.md").unlink()
    assert messages(turned(one)) == []


def test_a_content_folder_that_is_gone_leaves_an_empty_site_and_says_so(
    site: Path, begun: Callable[..., Preview]
) -> None:
    one = begun(site)
    (site / "content").rename(site / "elsewhere")
    turned(one)
    assert "cannot be listed" in messages(one)[0]
    assert one.file("2020/07/22/index.html") is None
    (site / "elsewhere").rename(site / "content")
    turned(one)
    assert "2007.00001" in text(one, "2020/07/22/index.html")


def test_another_content_folder_is_followed(site: Path, begun: Callable[..., Preview]) -> None:
    one = begun(site)
    write_site(
        site, f'-- sitegen.toml --\ncontent.folder = "other"\n-- other/a.md --\n{digest("2021-01-04", "2101.00001")}'
    )
    turned(one)
    assert "2101.00001" in text(one, "2021/01/04/index.html")
    assert one.file("2020/07/22/index.html") is None
    assert "other/a.md" in one.look().files


def test_another_content_folder_with_a_theme_that_fails_changes_nothing(
    site: Path, begun: Callable[..., Preview]
) -> None:
    one = begun(site)
    write_site(
        site,
        '-- sitegen.toml --\ncontent.folder = "other"\ntheme.name = "mine"\n'
        '-- themes/mine/theme.toml --\nparent = "default"\n-- themes/mine/templates/day.html --\n{{ page.nope }}\n'
        f"-- other/a.md --\n{digest('2021-01-04', '2101.00001')}",
    )
    turned(one)
    assert len(messages(one)) == 1
    assert "2007.00001" in text(one, "2020/07/22/index.html")
    assert one.file("2021/01/04/index.html") is None
    (site / "themes/mine/templates/day.html").unlink()
    turned(one)
    assert messages(one) == []
    assert "2101.00001" in text(one, "2021/01/04/index.html")


def test_what_is_restless_is_as_it_was(site: Path, begun: Callable[..., Preview]) -> None:
    one = begun(site)
    one.keep_texts()
    edit(site, "content/2020-07-22.md", "Abstract of", "Half-writt")
    (site / "content/2020-07-23.md").unlink()
    write_site(site, f"-- content/new.md --\n{digest('2020-07-24', '2007.00009')}\n-- sitegen.toml --\ntitle = 'New'")
    turned(one, frozenset({"content/2020-07-22.md", "content/2020-07-23.md", "content/new.md", "sitegen.toml"}))
    assert "Abstract of 2007.00001" in text(one, "2020/07/22/index.html")
    assert "2007.00003" in text(one, "2020/07/23/index.html")
    assert one.file("2020/07/24/index.html") is None
    assert "Digest archive" in text(one, "index.html")
    turned(one)
    assert "Half-writt" in text(one, "2020/07/22/index.html")
    assert one.file("2020/07/23/index.html") is None
    assert "New" in text(one, "2020/07/24/index.html")


def test_pages_do_not_depend_on_files_that_are_being_written(site: Path, begun: Callable[..., Preview]) -> None:
    one = begun(site)
    one.keep_texts()
    (site / "content/2020-07-22.md").write_text("# ArXiv cs.CV --2020-07-22\n### 1.Half a")
    assert "Abstract of 2007.00002" in text(one, "abs/2007.00002/index.html")


def test_a_page_whose_text_nobody_has_read_and_that_is_being_written_is_a_problem(
    site: Path, begun: Callable[..., Preview]
) -> None:
    write_site(site, f"-- content/2020-07-21.md --\n{digest('2020-07-21', '2007.00008')}")
    one = begun(site)
    (site / "content/2020-07-21.md").write_text("half")
    result = one.file("abs/2007.00008/index.html")
    assert isinstance(result, Problem)
    assert "is still being written" in result.message
    assert messages(one) == [], "the next look finds out whether there is any"


def test_a_file_that_changes_while_it_is_read_is_left_to_the_next_look(
    site: Path, begun: Callable[..., Preview]
) -> None:
    one = begun(site)
    one.keep_texts()
    edit(site, "content/2020-07-22.md", "Abstract of", "First text of")
    look = one.look()
    edit(site, "content/2020-07-22.md", "First text of", "The second text of")
    one.update(look, NOTHING)
    assert "Abstract of 2007.00001" in text(one, "2020/07/22/index.html")
    turned(one)
    assert "The second text of 2007.00001" in text(one, "2020/07/22/index.html")


def test_equal_files_in_two_places_are_two_digests(tmp_path: Path, begun: Callable[..., Preview]) -> None:
    same = "# ArXiv cs.CV\n" + paper(1, "2007.00001")
    write_site(tmp_path, f"-- content/2020-07-22.md --\n{same}\n-- content/2020-07-23.md --\n{same}")
    one = begun(tmp_path)
    one.keep_texts()
    assert "2007.00001" in text(one, "2020/07/22/index.html")
    assert "2007.00001" in text(one, "2020/07/23/index.html")


def test_what_is_made_of_the_whole_archive_is_made_when_asked_for_and_again_after_an_edit(
    site: Path, begun: Callable[..., Preview]
) -> None:
    one = begun(site)
    assert one.file("search/manifest.json") == Pending("index")
    assert one.file("archive.jsonl.gz") == Pending("export")
    assert one.make("index") == ()
    first = text(one, "search/manifest.json")
    shard = next(path for path in built(site) if path.startswith("search/t/"))
    assert isinstance(one.file(shard), Artifact)
    edit(site, "content/2020-07-22.md", "Abstract of", "Xylophones of")
    turned(one)
    assert one.file("search/manifest.json") == Pending("index")
    old = one.file("search/manifest.json", made=True)
    assert isinstance(old, Artifact)
    assert old.data.decode() == first
    assert one.make("index") == ()
    assert text(one, "search/manifest.json") != first
    assert text(one, "search/manifest.json").encode() == built(site)["search/manifest.json"]
    assert isinstance(one.file(shard), Artifact), "an open page still has the manifest of before"


def test_a_warm_cache_spares_the_reading(
    site: Path, tmp_path: Path, begun: Callable[..., Preview], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path / ".cache")
    begun(site, cache)
    loaded = counted(monkeypatch, read, "load", 1)
    one = begun(site, cache)
    assert loaded == ["content/2020-07-23.md"], "for the pages that the theme is tried on"
    assert "2007.00001" in text(one, "2020/07/22/index.html")


@pytest.mark.parametrize(
    ("name", "old", "new", "places"),
    [
        ("2020-07-22.md", "Abstract of 2007.00002", "Edited", ("/abs/2007.00002/", "/2020/07/22/#2007.00002")),
        (
            "2020-07-22.md",
            "# ArXiv cs.CV --2020-07-22\n",
            "# ArXiv cs.CV --2020-07-22\nHello.\n",
            ("/2020/07/22/",) * 2,
        ),
        ("pages/about.md", "Text", "Edited", ("/about/", "/about/")),
        ("pages/index.md", "Text", "Edited", ("/", "/")),
        ("2020-07-22.md", "2020-07-22\n", "2020-07-22\n\n", ("/2020/07/22/",) * 2),
    ],
)
def test_what_was_edited_has_a_place(
    name: str, old: str, new: str, places: tuple[str, str], site: Path, begun: Callable[..., Preview]
) -> None:
    write_site(site, "-- content/pages/index.md --\nText.")
    one = begun(site)
    one.keep_texts()
    before = one.edition
    edit(site, f"content/{name}", old, new)
    after = turned(one).edition
    assert before
    assert after
    assert one.edited(before, after, [f"content/{name}"]) == places
    assert one.edited(before, after, ["sitegen.toml"]) == ("", "")


def test_nothing_is_written_to_the_site(site: Path, begun: Callable[..., Preview]) -> None:
    before = sorted(site.rglob("*"))
    one = begun(site)
    one.make("index")
    text(one, "index.html")
    assert sorted(site.rglob("*")) == before
