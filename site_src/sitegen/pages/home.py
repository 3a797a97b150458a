"""The home page: the newest day, those before it, and the text of `pages/index.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.model import Date, Day, DayCount, Link, Prose, Rule
from sitegen.pages.base import Kind, Target, Texts, category_links, newest_day, place, rule_links, topic_links
from sitegen.pages.calendars import day_item, day_items, draw_calendar
from sitegen.pages.free_text import FreeText, free_texts
from sitegen.pages.items import EMPTY
from sitegen.pages.sections import has_code
from sitegen.urls import permalinks
from sitegen.views import Calendar, DayItem, Page, Section, View

if TYPE_CHECKING:
    from sitegen.model import Archive
    from sitegen.pages.base import Materials, Supplies
    from sitegen.pages.planning import Planning
    from sitegen.pages.subjects import Subject
    from sitegen.views import Site

TOPICS = 24
"""Topics that are listed: an archive may have hundreds."""
RECENT_DAYS = 14
"""Days that are listed below the newest."""


class HomeTarget(Target, frozen=True):
    """The home page."""

    kind = "home"
    newest: Day | None
    recent: tuple[DayCount, ...]
    """The days before the newest, newest first."""
    year: tuple[DayCount, ...]
    """All days of the newest day's year."""
    earlier: bool
    """Whether there are days before that year."""
    busiest: int
    """Papers on the archive's busiest day."""
    categories: tuple[str, ...]
    topics: tuple[str, ...]
    """Those with the most papers, in alphabetical order."""
    more_topics: int
    """How many others there are."""
    introduction: FreeText | None = None
    rules: tuple[Rule, ...] = ()


class HomeView(View, frozen=True, kw_only=True):
    """`home.html`, the home page."""

    introduction: Prose
    """The text of the free page `index.md`: flow content; both forms are empty if there is none."""
    has_heading: bool
    """Whether the introduction begins with a heading of its own. If so, the title of the site need not be displayed
    again."""
    newest: DayItem | None
    """The newest day; nothing in an empty archive."""
    sections: tuple[Section, ...]
    """The papers of the newest day."""
    recent: tuple[DayItem, ...]
    """The days before the newest, newest first."""
    calendar: Calendar | None
    """The newest year."""
    categories: tuple[Link, ...]
    """All categories; empty if there is only one."""
    topics: tuple[Link, ...]
    """The topics with the most papers, at most 24, in alphabetical order; empty if there is only one topic. The page of
    all years has all topics."""
    more_topics: int
    """The number of topics that are not listed."""
    rules: tuple[Link, ...]
    """The pages of all watch rules."""
    has_code: bool
    """Whether the introduction of the page, of a section, or a note has a block of code."""


def targets(planning: Planning) -> list[tuple[str, HomeTarget]]:
    """Return the page."""
    likely = planning.plausible
    year = tuple(count for count in likely if count.date.year == likely[-1].date.year)
    texts = free_texts(planning.documents, html=planning.document_html)
    topics = _frequent(planning.topic_days)
    target = HomeTarget(
        newest=planning.archive.newest,
        recent=likely[-2 : -2 - RECENT_DAYS : -1],
        year=year,
        earlier=len(year) < len(likely),
        busiest=planning.busiest,
        categories=planning.categories,
        topics=topics,
        more_topics=len(planning.topic_days) - len(topics),
        introduction=next((text for text in texts if not text.document.slug), None),
        rules=planning.rules,
    )
    return [("home", target)]


def _frequent(topics: dict[str, Subject]) -> tuple[str, ...]:
    """Return the topics with the most papers, in the order of all."""
    papers = {name: sum(found.shown.papers for found in days) for name, days in topics.items()}
    most = set(sorted(papers, key=lambda name: -papers[name])[:TOPICS])
    return tuple(name for name in papers if name in most)


def texts(target: HomeTarget, _: Supplies) -> list[Texts]:
    """Return the newest day."""
    return [Texts(target.newest, bool(target.categories), topics=bool(target.topics))] if target.newest else []


def pages(target: HomeTarget, materials: Materials, site: Site) -> list[Page]:
    """Make the page."""
    newest, linked, text = target.newest, bool(target.categories), target.introduction
    introduction: Prose = text.render(site.root) if text else EMPTY
    sections = materials.sections[newest.date] if newest else ()
    calendar = None
    if target.year:
        calendar = draw_calendar(target.year, target.busiest, site, earlier=target.earlier, later=False)
    view = HomeView(
        title=site.title,
        description=(text.document.description if text else "") or site.description,
        introduction=introduction,
        has_heading=introduction.html.startswith("<h1"),
        newest=day_item(target.year[-1], site, linked=linked) if newest else None,
        sections=sections,
        recent=day_items(target.recent, site, linked=linked),
        calendar=calendar,
        categories=category_links(target.categories, site),
        topics=topic_links(target.topics, site),
        more_topics=target.more_topics,
        rules=rule_links(target.rules, site),
        has_code="<pre " in introduction.html or has_code(sections),
        **place(permalinks.HOME, site),
    )
    return [Page(permalinks.HOME, "home.html", view)]


def _dates(target: HomeTarget, _: Archive) -> list[Date]:
    return sorted({count.date for count in (*target.recent, *target.year)})


KIND = Kind(
    name="home",
    title="the home page",
    target=HomeTarget,
    targets=targets,
    templates={"home.html": HomeView},
    options=("codes", "watch", "markdown.html", "papers.fold_after"),
    texts=texts,
    pages=pages,
    places=lambda _: (permalinks.HOME,),
    addresses=lambda _, listing: newest_day(permalinks.HOME, listing),
    cost=lambda target: target.newest.papers if target.newest else 1,
    dates=_dates,
)
