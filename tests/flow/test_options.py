"""Which targets an option decides: changing it makes those again, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import digest, write_site

from sitegen import config
from sitegen.build import tasks
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.config.settings import values
from sitegen.output.disk import DiskSink
from sitegen.pages.kinds import KINDS, kind_named
from sitegen.theme import folder as themes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EARLIER = (13, 14, 15, 16, 17, 20, 21)
"""Days of July 2020: enough for a day without a digest to be missed."""
SITE = (
    "".join(f"-- content/2020-07-{day}.md --\n{digest(f'2020-07-{day}', f'2007.001{day}')}\n" for day in EARLIER)
    + "-- content/2020-07-22.md --\n"
    + digest("2020-07-22", "2007.00001", "2007.00002", category="cs.CV")
    + "\n"
    + digest("2020-07-22", "2007.00003", category="cs.RO")
    + "\n-- content/2020-07-24.md --\n"
    + digest("2020-07-24", "2007.00004", "2007.00001", category="cs.CV")
    + "\n-- content/topics.md --\n# 2020-07-23\n## Vision\n- [Title of 2007.00007](https://arxiv.org/abs/2007.00007)\n"
    "- [Title of 2007.00008](https://arxiv.org/abs/2007.00008)\n## Speech\n- [Title of 2007.00009](https://arxiv.org/abs/2007.00009)\n"
    "-- content/pages/about.md --\n# About\n\nWords.\n"
    "-- content/pages/index.md --\n# Home\n\nWords.\n"
    "-- content/more-2020-07-22.jsonl --\n"
    '{"id": "2007.00005", "title": "Title of 2007.00005", "authors": ["Ada Byron", "Alan Turing"]}\n'
    '{"id": "2007.00006", "title": "Title of 2007.00006", "authors": ["Ada Byron"]}\n'
)
PAGES = {
    "home", "archive", "trends", "status", "search", "saved", "since", "document", "category", "year", "month", "day",
    "watch", "rule", "not-found", "topic", "feeds",
}  # fmt: skip
"""The kinds of pages that the site has."""
RULES = {"rule", "rule-feeds", "rule-month"}
FEEDS = {"feed", "rule-feeds", "period-feeds"}
EVERYWHERE = PAGES | FEEDS
ADDRESSES = EVERYWHERE | {"crawlers", "export", "index"}

DECIDED: dict[str, tuple[str, set[str]]] = {
    "title": ("title = 'New'", EVERYWHERE | {"crawlers"}),
    "description": ("description = 'New'", EVERYWHERE | {"crawlers"}),
    "language": ("language = 'de'", EVERYWHERE | {"index"}),
    "base_url": ("base_url = 'https://example.com/x/'", ADDRESSES),
    "plugins": ("", set()),  # their code is in every key: tests/flow/test_plugins.py
    "codes": ("codes = false", PAGES - {"rule", "watch"} | {"crawlers"}),
    "content.folder": ("", set()),  # another archive
    "content.exclude": ("content.exclude = ['2021-*.md']", set()),
    "content.history": ("content.history = []", set()),
    "content.max_bytes": ("content.max_bytes = 99999", set()),
    "output.folder": ("", set()),
    "theme.name": ("theme.name = 'plain'", PAGES - {"search", "saved", "since"} | {"assets", "crawlers"}),
    "theme.options.footer": ("theme.options.footer = 'New'", PAGES),
    "theme.options.titles_on_home": ("theme.options.titles_on_home = 3", PAGES),
    "urls.paper": ("urls.paper = '/p/{id}/'", ADDRESSES),
    "urls.lock": ("urls.lock = 'other.lock'", set()),
    "urls.aliases": ("urls.aliases = { '/old/' = '/about/' }", {"redirects", "host-rules"}),
    "papers.fold_after": ("papers.fold_after = '30d'", PAGES),
    "authors.pages": ("authors.pages = true", {"author", "day", "crawlers"}),
    "authors.min_papers": ("authors = { pages = true, min_papers = 1 }", {"author", "day", "crawlers"}),
    "feeds.items": ("feeds.items = 1", {"feed", "rule-feeds"}),
    "feeds.max_bytes": ("feeds.max_bytes = 999999", FEEDS),
    "feeds.ids": ("feeds.ids = 'tag:example.org,2026:'", FEEDS),
    "markdown.html": ("markdown.html = true", {"document", "home"}),
    "search.enabled": ("search.enabled = false", PAGES - {"search"} | {"crawlers"}),
    "search.languages": ("search.languages = ['ja']", {"index"}),
    "search.stop_words": ("search.stop_words = ['title']", {"index"}),
    "search.title_boost": ("search.title_boost = 2.0", {"index"}),
    "search.author_boost": ("search.author_boost = 2.0", {"index"}),
    "search.topic_boost": ("search.topic_boost = 2.0", {"index"}),
    "search.export_lunr": ("search.export_lunr = true", {"index"}),
    "ledger.weekdays": ("ledger.weekdays = ['mon']", {"status"}),
    "ledger.holidays": ("ledger.holidays = ['2020-07-23']", {"status"}),
    "ledger.since": ("ledger.since = '2020-07-24'", {"status"}),
    "ledger.strict": ("ledger.strict = true", set()),
    "ledger.source": ("ledger.source = 'https://example.org/{path}'", {"status"}),
    "watch": ("watch = [{ name = 'New', any = ['title'] }]", {"archive", "crawlers", "feeds", "home", "watch"} | RULES),
    "digests": ("digests = [{ files = '2021-*', paper = 'row' }]", set()),
}  # fmt: skip
"""A change of each option, and the kinds of what a build makes after it."""


def named(name: str) -> str:
    """Return the kind of a target, as commands that know its name only tell it."""
    kind = kind_named(name)
    return kind.name if kind else ""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The kinds of what builds make."""
    kinds: set[str] = set()
    actual = tasks.make

    def recorded(pool: Any, wanted: list[tasks.Task], progress: Any) -> Iterator[tasks.Result]:
        kinds.update(task.kind for task in wanted)
        assert {task.name: task.kind for task in wanted} == {task.name: named(task.name) for task in wanted}
        return actual(pool, wanted, progress)

    monkeypatch.setattr(tasks, "make", recorded)
    return kinds


def run(site: Path, *options: str) -> None:
    lines = ["title = 'T'", "base_url = 'https://example.org/'", "content.max_bytes = 88888"]
    keys = {option.partition(" ")[0] for option in options}
    kept = [line for line in lines if line.partition(" ")[0] not in keys]
    (site / "sitegen.toml").write_text("\n".join([*kept, *options, ""]), encoding="utf-8")
    cache = Cache(site / ".cache")
    with DiskSink.open(site / "build", clean=False, cache=cache) as sink:
        assert build(site, config.load(site, {}), sink, cache).committed


def test_the_table_has_every_option_of_the_schema(tmp_path: Path) -> None:
    loaded = config.load(write_site(tmp_path, SITE), {})
    assert [key for key, _ in values(loaded, themes.of(tmp_path, loaded))] == list(DECIDED)


def test_a_first_build_makes_every_kind_that_the_site_has(tmp_path: Path, made: set[str]) -> None:
    run(write_site(tmp_path, SITE))
    assert set(KINDS) - made == {"author", "redirects", "host-rules", "file", "folded", "rule-month"}


@pytest.mark.parametrize("option", [option for option, (change, _) in DECIDED.items() if change])
def test_an_option_makes_again_what_it_decides_and_nothing_else(tmp_path: Path, made: set[str], option: str) -> None:
    change, kinds = DECIDED[option]
    site = write_site(tmp_path, SITE)
    run(site)
    made.clear()
    run(site, change)
    assert made == kinds
