"""Watch rules: the page of all, one for each, and one for each month of each."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from sitegen import dates
from sitegen.model import Date, Link, Rule, RuleDay, Term, Watched
from sitegen.pages.base import LAST, Address, Kind, Need, Target, Watching, first_of_month, place
from sitegen.pages.calendars import polyline, sized
from sitegen.pages.items import kin_url
from sitegen.problems import counted
from sitegen.urls import permalinks
from sitegen.views import MonthItem, Page, View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.pages.base import Listing, Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site

LISTED = 200
"""Papers that a rule's page lists, about: whole days."""
OPTIONS = ("codes", "watch")
"""Those that decide which rules there are."""
_PLACES = {
    "": "",
    "title": " in the title",
    "author": " in the name of an author",
    "topic": " in a topic",
    "category": " as a category",
}
"""Where a term has to stand, in words, by its scope."""


class RulesTarget(Target, frozen=True):
    """The page of all watch rules."""

    kind = "watch"
    rules: tuple[Rule, ...]


class RuleTarget(Target, frozen=True):
    """A watch rule's page, with its newest papers."""

    kind = "rule"
    rule: Rule


class RuleMonthTarget(Target, frozen=True):
    """The page of a watch rule's papers of a month: none, when there are no such papers."""

    kind = "rule-month"
    rule: Rule
    month: Date
    """Its first day."""


class RuleItem(msgspec.Struct, frozen=True):
    """A watch rule."""

    name: str
    """Its name."""
    url: str
    """Its page."""
    asks: str
    """What it requires of a paper, in a sentence, plain text."""
    papers: int
    """The number of papers that match."""
    days: int
    """The number of newest days of the archive that `points` draws: at most 60."""
    recent: int
    """The number of matching papers on those days."""
    most: int
    """The greatest number of matching papers on one of those days."""
    first: Date | None
    """The first of these days; nothing in an empty archive."""
    last: Date | None
    """The last of these days."""
    points: str
    """The numbers of papers as the `points` of an SVG `<polyline>`, 120 wide and 32 high, with the greatest at the
    top."""
    feed_url: str
    """The address of its Atom feed."""
    json_feed_url: str
    """The address of its JSON feed."""


class RulePaper(msgspec.Struct, frozen=True, gc=False):
    """A paper that matches a watch rule."""

    url: str
    """The address of its page on this site."""
    title: str
    """Its title, plain text."""
    day_url: str
    """The address of its place on the page of its newest day."""


class RuleDayItem(msgspec.Struct, frozen=True):
    """A day with papers that match a watch rule."""

    date: Date
    """The day."""
    url: str
    """Its page."""
    papers: tuple[RulePaper, ...]
    """The papers, in the order of that page. A paper that is also listed on a later day appears only there."""


class RuleYear(msgspec.Struct, frozen=True):
    """A year of a watch rule."""

    year: int
    """The year."""
    papers: int
    """The number of papers that match."""
    months: tuple[MonthItem, ...]
    """Its months with matching papers, newest first, with links to the rule's pages of them."""


class RulesView(View, frozen=True, kw_only=True):
    """`rules.html`, all watch rules; not made if there are none."""

    rules: tuple[RuleItem, ...]
    """The built-in rule first, then those of the configuration, in its order."""


class RuleView(View, frozen=True, kw_only=True):
    """`rule.html`, a watch rule's page, with its newest papers."""

    rule: RuleItem
    """The rule."""
    days: tuple[RuleDayItem, ...]
    """The newest days with matching papers, newest first, up to 200 papers."""
    years: tuple[RuleYear, ...]
    """All years with matching papers, newest first."""


class RuleMonthView(View, frozen=True, kw_only=True):
    """`rule_month.html`, the papers of a month that match a watch rule."""

    name: str
    """The rule's name."""
    asks: str
    """What the rule requires of a paper, in a sentence, plain text."""
    date: Date
    """The first day of the month."""
    papers: int
    """The number of papers that match."""
    days: tuple[RuleDayItem, ...]
    """Its days with matching papers, newest first."""
    previous: Link | None
    """The previous month with matching papers."""
    next: Link | None
    """The next month with matching papers."""


def _rules(planning: Planning) -> list[tuple[str, RulesTarget]]:
    return [("watch", RulesTarget(planning.rules))] if planning.rules else []


def _each_rule(planning: Planning) -> Iterator[tuple[str, RuleTarget]]:
    return ((permalinks.rule(rule.slug).strip("/"), RuleTarget(rule)) for rule in planning.rules)


def _each_month(planning: Planning) -> Iterator[tuple[str, RuleMonthTarget]]:
    firsts = [first_of_month(month[0].date) for month in planning.months]
    for rule in planning.rules:
        name = permalinks.rule(rule.slug).strip("/")
        for first in firsts:
            yield f"{name}/{first:%Y-%m}", RuleMonthTarget(rule, first)


def _rules_page(target: RulesTarget, materials: Materials, site: Site) -> list[Page]:
    watched = materials.supplies.watched
    view = RulesView(
        title="Watch rules",
        description=f"The papers of {site.title} that match its watch rules",
        rules=tuple(_rule_item(rule, found, site) for rule, found in zip(target.rules, watched, strict=True)),
        **place(permalinks.WATCH, site),
    )
    return [Page(permalinks.WATCH, "rules.html", view)]


def _rule_page(target: RuleTarget, materials: Materials, site: Site) -> list[Page]:
    rule, (watched,) = target.rule, materials.supplies.watched
    path = permalinks.rule(rule.slug)
    months = sized(
        MonthItem(date, site.root + permalinks.rule_month(rule.slug, date)[1:], days, papers)
        for date, days, papers in reversed(watched.months)
    )
    by_year = [tuple(group) for _, group in groupby(months, lambda month: month.date.year)]
    years = [RuleYear(group[0].date.year, sum(month.papers for month in group), group) for group in by_year]
    view = RuleView(
        title=rule.name,
        description=asks(rule),
        crumbs=(Link(site.root + permalinks.WATCH[1:], "Watch rules"),),
        rule=_rule_item(rule, watched, site),
        days=tuple(_rule_day(day, site) for day in watched.days),
        years=tuple(years),
        **place(path, site),
    )
    return [Page(path, "rule.html", view)]


def _rule_month_page(target: RuleMonthTarget, materials: Materials, site: Site) -> list[Page]:
    (watched,) = materials.supplies.watched
    if not watched.papers:
        return []
    rule, root = target.rule, site.root
    previous, after = (
        Link(root + permalinks.rule_month(rule.slug, month)[1:], dates.month(month)) if month else None
        for month in (watched.previous, watched.next)
    )
    path = permalinks.rule_month(rule.slug, target.month)
    view = RuleMonthView(
        title=f"{rule.name}, {dates.month(target.month)}",
        description=f"{counted(watched.papers, 'paper')} in {dates.month(target.month)}. {asks(rule)}",
        crumbs=(
            Link(root + permalinks.WATCH[1:], "Watch rules"),
            Link(root + permalinks.rule(rule.slug)[1:], rule.name),
        ),
        name=rule.name,
        asks=asks(rule),
        date=target.month,
        papers=watched.papers,
        days=tuple(_rule_day(day, site) for day in watched.days),
        previous=previous,
        next=after,
        **place(path, site),
    )
    return [Page(path, "rule_month.html", view)]


def _rule_item(rule: Rule, watched: Watched, site: Site) -> RuleItem:
    url = site.root + permalinks.rule(rule.slug)[1:]
    recent = watched.recent
    most = max(recent, default=0)
    return RuleItem(
        name=rule.name,
        url=url,
        asks=asks(rule),
        papers=watched.papers,
        days=len(recent),
        recent=sum(recent),
        most=most,
        first=watched.first,
        last=watched.last,
        points=polyline(recent),
        feed_url=url + permalinks.ATOM,
        json_feed_url=url + permalinks.JSON_FEED,
    )


def _rule_day(day: RuleDay, site: Site) -> RuleDayItem:
    url = site.root + permalinks.day(day.date)[1:]
    papers = (RulePaper(kin_url(kin, site), kin.title, f"{url}#{kin.id}") for kin in day.papers)
    return RuleDayItem(day.date, url, tuple(papers))


def asks(rule: Rule) -> str:
    """Say what a rule asks of a paper."""
    parts = [
        "whose abstract links to code" if rule.code else "",
        f"by {_listed(rule.authors, 'or')}" if rule.authors else "",
        f"on {_listed(rule.topics, 'or')}" if rule.topics else "",
        f"with {_listed(map(_shown, rule.any), 'or')}" if rule.any else "",
        f"with {_listed(map(_shown, rule.all), 'and')}" if rule.all else "",
        f"without {_listed(map(_shown, rule.none), 'or')}" if rule.none else "",
        f"in {_listed(rule.categories, 'or')}" if rule.categories else "",
    ]
    return f"Papers {', '.join(filter(None, parts))}"


def _shown(term: Term) -> str:
    return f"“{term.text}”{_PLACES[term.scope]}"


def _listed(items: Iterable[str], word: str) -> str:
    """Write `a, b or c`."""
    *some, last = items
    return f"{', '.join(some)} {word} {last}" if some else last


def _rules_addresses(_: RulesTarget, listing: Listing) -> list[Address]:
    recent = listing.matches.recent
    return [Address(permalinks.WATCH, recent[-1] if recent else None, LAST)]


def _rule_addresses(target: RuleTarget, listing: Listing) -> Iterator[Address]:
    """Return its page, and behind it those of its months."""
    rule, matches = target.rule, listing.matches
    yield Address(permalinks.rule(rule.slug), matches.newest(rule), LAST)
    for month in matches.months(rule):
        yield Address(permalinks.rule_month(rule.slug, month), None, LAST)


RULES = Kind(
    name="watch",
    title="the watch rules page",
    names="watch",
    target=RulesTarget,
    targets=_rules,
    templates={"rules.html": RulesView},
    options=OPTIONS,
    needs=frozenset({Need.MATCHES}),
    watches=lambda target: Watching(target.rules, months=False),
    pages=_rules_page,
    places=lambda _: (permalinks.WATCH,),
    reserved={permalinks.WATCH: "the watch rules page"},
    addresses=_rules_addresses,
    suggested=True,
)
RULE = Kind(
    name="rule",
    title="a watch rule's page",
    label="watch",
    names="watch/[^/]+",
    target=RuleTarget,
    targets=_each_rule,
    templates={"rule.html": RuleView},
    options=OPTIONS,
    needs=frozenset({Need.MATCHES}),
    watches=lambda target: Watching((target.rule,), LISTED),
    pages=_rule_page,
    places=lambda target: (permalinks.rule(target.rule.slug),),
    addresses=_rule_addresses,
    suggested=True,
)
RULE_MONTH = Kind(
    name="rule-month",
    title="a month of a watch rule",
    label="watch",
    names="watch/[^/]+/.+",
    target=RuleMonthTarget,
    targets=_each_month,
    templates={"rule_month.html": RuleMonthView},
    options=OPTIONS,
    needs=frozenset({Need.MATCHES}),
    watches=lambda target: Watching((target.rule,), month=target.month),
    pages=_rule_month_page,
    places=lambda target: (permalinks.rule_month(target.rule.slug, target.month),),
    grows=True,
)
