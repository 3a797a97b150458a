"""A day's digests in, its sections out, rendered once for all pages, feeds and data that show them.

This module does not know where they are shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.content import join
from sitegen.model import Day, Digest, Link, Paper
from sitegen.pages.items import EMPTY, anchor_of, paper_address, paper_item, render_markdown, section_mark, title_of
from sitegen.urls import permalinks
from sitegen.views import Section

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sitegen.model import Outline
    from sitegen.views import PaperItem, Site


def sections(
    day: Day,
    digests: Mapping[tuple[str, int | str], Digest],
    site: Site,
    *,
    linked: bool,
    only: Collection[str] | None = None,
) -> tuple[Section, ...]:
    """Render a day's papers, once for all that shows them: a section a category and topic, a paper once a section.

    `digests` holds those of the day by path and name of each. With `linked`, sections link the pages of
    their categories.
    With `only`, the other papers are left out. What several digests say of a paper is joined; its number and its topic
    are those of the section that it stands in.
    """
    groups: dict[str, list[Outline]] = {}
    for outline in day.digests:
        groups.setdefault(section_mark(outline.category, outline.topic), []).append(outline)
    joined = join.whole(digests[o.path, o.within] for o in day.digests) if len(day.digests) > 1 else {}
    firsts = _firsts(day, digests) if len(groups) > 1 else {}
    result = []
    names: set[str] = set()
    keys: set[str] = set()
    root = site.root
    for mark, outlines in groups.items():
        category, topic = outlines[0].category, outlines[0].topic
        key = permalinks.slug(category)
        # The page of a category leads to its first section.
        name = (mark if key in keys else key or mark) or "papers"
        keys.add(key)
        while name in names:  # a category that is called "papers", beside digests without one
            name += "-"
        names.add(name)
        items: dict[str, PaperItem | None] = {}
        carried: dict[str, Link] = {}
        introductions = []
        for outline in outlines:
            digest = digests[outline.path, outline.within]
            introductions.append(digest.introduction)
            for paper in digest.papers:
                if paper.id in items or paper.id in carried:
                    continue
                if paper.id in day.carried:
                    carried[paper.id] = _carried(paper, day, site)
                elif only is None or paper.id in only:
                    anchor = anchor_of(paper.id, mark, first=firsts.get(paper.id, mark) == mark)
                    items[paper.id] = paper_item(_joined(paper, joined), anchor, day, outlines[0], site)
                else:
                    items[paper.id] = None
        source = "\n\n".join(filter(None, introductions))
        introduction = render_markdown(source, shift=1, prefix=f"{name}_", root=root) if source else EMPTY
        url = root + permalinks.category(category)[1:] if linked and key else ""
        papers = tuple(filter(None, items.values()))
        lists = papers, topic, category or topic, tuple(carried.values())
        result.append(Section(category, name, url, introduction, *lists))
    return tuple(result)


def _firsts(day: Day, digests: Mapping[tuple[str, int | str], Digest]) -> dict[str, str]:
    """Return the section that each paper of a day stands in first, in the order of the digests."""
    firsts: dict[str, str] = {}
    for outline in day.digests:
        mark = section_mark(outline.category, outline.topic)
        for paper in digests[outline.path, outline.within].papers:
            firsts.setdefault(paper.id, mark)
    return firsts


def _joined(paper: Paper, joined: Mapping[str, Paper]) -> Paper:
    """Return all that the digests of a day say of a paper, under the number and the topics of one of them."""
    whole = joined.get(paper.id, paper)
    if whole is paper:
        return paper
    return msgspec.structs.replace(whole, number=paper.number, topics=paper.topics or whole.topics)


def _carried(paper: Paper, day: Day, site: Site) -> Link:
    """Link a paper that a digest only repeats: to its page, or to its place on the day that lists it."""
    places = day.elsewhere.get(paper.id, ())
    newest = max([day.carried[paper.id], *(place.date for place in places)])
    folded = day.folded is not None and newest <= day.folded
    return Link(paper_address(paper.id, newest, site, folded=folded), title_of(paper).plain)


def only(parts: tuple[Section, ...], ids: Collection[str]) -> tuple[Section, ...]:
    """Leave out all papers but some."""
    return tuple(
        msgspec.structs.replace(section, papers=tuple(paper for paper in section.papers if paper.id in ids))
        for section in parts
    )
