"""All kinds of pages and files that a site has: everything else asks this table, and names none of them.

A kind is a row, made in a module of its own: what there is to make of it, of what, and where that stands. To add one,
write the module and put its row here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.model import Date
from sitegen.pages import (
    archive,
    assets,
    author,
    category,
    crawlers,
    day,
    document,
    export,
    feed,
    feed_list,
    folded,
    home,
    month,
    not_found,
    period_feeds,
    redirect,
    saved,
    search,
    since,
    status,
    terms,
    topic,
    trends,
    watch,
    watch_feeds,
    year,
)
from sitegen.pages.base import Target

if TYPE_CHECKING:
    from sitegen.pages.base import AnyKind

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

KINDS: dict[str, AnyKind] = {
    kind.name: kind
    for kind in (
        home.KIND,
        archive.KIND,
        feed_list.KIND,
        trends.KIND,
        status.KIND,
        search.PAGE,
        saved.KIND,
        since.KIND,
        document.KIND,
        category.KIND,
        topic.KIND,
        year.KIND,
        month.KIND,
        day.KIND,
        terms.KIND,
        author.KIND,
        watch.RULES,
        watch.RULE,
        watch.RULE_MONTH,
        watch_feeds.KIND,
        feed.KIND,
        period_feeds.KIND,
        search.INDEX,
        folded.KIND,
        not_found.KIND,
        assets.KIND,
        export.EXPORT,
        export.FILE,
        crawlers.KIND,
        redirect.REDIRECTS,
        redirect.HOST_RULES,
    )
}
"""By name. Sitemaps list pages in this order."""


def kind_named(name: str) -> AnyKind | None:
    """Return the kind of a target, given its name in a manifest; None when it is one of another version."""
    own = (kind for kind in KINDS.values() if kind.names and re.fullmatch(kind.names, name))
    return next(own, None) or KINDS.get(name.partition("/")[0])


def day_named(name: str) -> Date | None:
    """Return the day of which a target is, given its name in a manifest; None when it is of none or of several."""
    kind, _, day = name.partition("/")
    daily = kind in KINDS and KINDS[kind].target.of_day is not Target.of_day
    return Date.fromisoformat(day) if daily and _DAY.fullmatch(day) else None


def kind_of(target: Target) -> AnyKind:
    """Return the kind of a target."""
    return KINDS[target.kind]
