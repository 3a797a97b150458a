"""A day's digests in, its sections out, rendered once for all pages, feeds and data that show them.

This module does not know where they are shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.content import join
from sitegen.model import Day, Digest, Link, Paper
from sitegen.pages import addresses
from sitegen.pages.items import (
    EMPTY,
    Paged,
    anchor_of,
    paper_item,
    render_markdown,
    section_mark,
    section_name,
    title_of,
)
from sitegen.urls import permalinks
from sitegen.views import Section

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sitegen.model import Outline
    from sitegen.views import PaperItem, Site


def sections(
    day: Day,
    digests: Mapping[tuple[str, int | str], Digest],
    site: Site,
    *,
    linked: bool,
    only: Collection[str] | None = None,
    topics: bool = False,
) -> tuple[Section, ...]:
    """Render a day's papers, once for all that shows them: a section a category and topic, a paper once a section.

    `digests` holds those of the day by path and name of each. With `linked`, sections link the pages of
    their categories, and with `topics` those of their topics.
    With `only`, the other papers are left out. What several digests say of a paper is joined; its number and its topic
    are those of the section that it stands in.
    """
    groups = _groups(day.digests)
    names = _names(groups)
    joined = join.whole(digests[o.path, o.within] for o in day.digests) if len(day.digests) > 1 else {}
    firsts = _firsts(day, digests) if len(groups) > 1 else {}
    result = []
    before = 0
    root = site.root
    paged = Paged(linked, topics)
    for mark, outlines in groups.items():
        category, topic = outlines[0].category, outlines[0].topic
        name = names[mark]
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
                    first = firsts.get(paper.id, mark) == mark
                    anchor = anchor_of(paper.id, mark, first=first)
                    item = paper_item(_joined(paper, joined), anchor, day, outlines[0], site, paged)
                    items[paper.id] = item if first else msgspec.structs.replace(item, repeated=True)
                else:
                    items[paper.id] = None
        source = "\n\n".join(filter(None, introductions))
        introduction = render_markdown(source, shift=1, prefix=f"{name}_", root=root) if source else EMPTY
        url = root + permalinks.category(category)[1:] if linked and permalinks.slug(category) else ""
        papers = tuple(filter(None, items.values()))
        topic_url = root + permalinks.topic(topic)[1:] if topics and topic else ""
        lists = papers, topic, category or topic, tuple(carried.values()), topic_url
        result.append(Section(category, name, url, introduction, *lists, before))
        before += len(papers)
    return tuple(result)


def has_code(sections: Iterable[Section]) -> bool:
    """Whether a note or an introduction has a block of code, which has a style sheet of its own."""
    texts = (text for section in sections for text in (section.introduction, *(paper.note for paper in section.papers)))
    return any("<pre " in text.html for text in texts)


def _groups(digests: Iterable[Outline]) -> dict[str, list[Outline]]:
    """Put the digests of a day together by section."""
    groups: dict[str, list[Outline]] = {}
    for outline in digests:
        groups.setdefault(section_mark(outline.category, outline.topic), []).append(outline)
    return groups


def _names(groups: Mapping[str, Sequence[Outline]]) -> dict[str, str]:
    """Return the anchor of each section of a day."""
    names: dict[str, str] = {}
    keys: set[str] = set()
    used: set[str] = set()
    for mark, outlines in groups.items():
        key = permalinks.slug(outlines[0].category)
        # The page of a category leads to its first section.
        name = (mark if key in keys else key or mark) or "papers"
        keys.add(key)
        while name in used:  # a category that is called "papers", beside digests without one
            name += "-"
        used.add(name)
        names[mark] = name
    return names


def anchors(digests: Iterable[Outline]) -> dict[Outline, str]:
    """Return the anchors of the sections in which a day shows its digests, given all of them."""
    groups = _groups(digests)
    names = _names(groups)
    return {outline: names[mark] for mark, outlines in groups.items() for outline in outlines}


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
    return Link(addresses.on_site(paper.id, newest, site, folded=folded), title_of(paper).plain)


class SectionPapers(NamedTuple):
    """The papers of a section as its digests have them."""

    name: str
    """See `Section.name`."""
    papers: tuple[Paper, ...]
    """What several digests of the day say of a paper is joined."""


def papers(
    day: Day, digests: Mapping[tuple[str, int | str], Digest], only: Collection[str] | None = None
) -> tuple[SectionPapers, ...]:
    """Return the papers of a day by section, each in the first that has it, without those that the day only repeats.

    `digests` holds those of the day by path and name of each. With `only`, the other papers are left out.
    """
    joined = join.whole(digests[o.path, o.within] for o in day.digests) if len(day.digests) > 1 else {}
    seen = set(day.carried)
    result = []
    for outlines in _groups(day.digests).values():
        found: list[Paper] = []
        for paper in (paper for o in outlines for paper in digests[o.path, o.within].papers):
            if paper.id not in seen and (only is None or paper.id in only):
                seen.add(paper.id)
                found.append(_joined(paper, joined))
        result.append(SectionPapers(section_name(outlines[0].category, outlines[0].topic), tuple(found)))
    return tuple(result)
