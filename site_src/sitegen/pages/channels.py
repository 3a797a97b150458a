"""Categories, topics and rules in, all feeds of a site out, as lists name them.

This module does not know what is in a feed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.files.feeds import Channel
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.model import Rule

PAPERS = Channel.beside("", permalinks.HOME)
DAYS = Channel("days", permalinks.ARCHIVE, permalinks.DAYS_ATOM, permalinks.DAYS_JSON)
WEEKS = Channel("weeks", permalinks.ARCHIVE, permalinks.WEEKS_ATOM, permalinks.WEEKS_JSON)


def groups(
    categories: Iterable[str], topics: Iterable[str], rules: Iterable[Rule]
) -> list[tuple[str, tuple[Channel, ...]]]:
    """Return all feeds by what they are of; that of the whole site come first. No group is empty."""
    found = [
        ("All papers", (PAPERS, DAYS, WEEKS)),
        ("Categories", tuple(Channel.beside(name, permalinks.category(name)) for name in categories)),
        ("Topics", tuple(Channel.beside(name, permalinks.topic(name)) for name in topics)),
        ("Watch rules", tuple(Channel.beside(rule.name, permalinks.rule(rule.slug)) for rule in rules)),
    ]
    return [(name, some) for name, some in found if some]
