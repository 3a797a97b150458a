"""A paper of a digest in, what templates see of it out.

This module does not know in which lists and on which pages it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import msgspec
from markupsafe import Markup

from sitegen import dates
from sitegen.model import Appearance, Date, Day, Link, Paper, Prose
from sitegen.pages import addresses, citations
from sitegen.text import arxiv, code_hosts
from sitegen.urls import permalinks
from sitegen.views import PaperItem, PartItem, Seen, Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.model import ListedPaper, Outline

STATUSES = {"new": "new", "cross": "cross-listed", "replaced": "replaced"}
"""What is said of a paper that has a status."""
NAMED = 3
"""Authors that a list names."""
EMPTY = Prose(Markup(""), "")

_KANA = re.compile("[\u3041-\u30ff]")
_HAN_OR_KANA = re.compile("[\u3005\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff \u3000\u00b7]+")
"""Names that are parted as Chinese and Japanese are."""
_ANCHOR_TAG = re.compile(r"</?a\b[^>]*>")


class Paged(NamedTuple):
    """What has pages that a paper can link."""

    categories: bool = False
    topics: bool = False


def paper_item(paper: Paper, anchor: str, day: Day, outline: Outline, site: Site, paged: Paged) -> PaperItem:
    """Make the item of a paper; `outline` is of a digest of its section."""
    id_, there = paper.id, addresses.elsewhere(paper)
    mark = section_mark(outline.category, outline.topic)
    abstract = arxiv.arxiv(paper.abstract)
    elsewhere = tuple(
        seen_on(place, id_, site, first=first)
        for place, first in (appearances(day, id_) if id_ in day.elsewhere else ())
        if (place.date, section_mark(place.category, place.topic)) != (day.date, mark)
    )
    title = title_of(paper)
    label = addresses.label(paper)
    latex = arxiv.latex(paper.title) or arxiv.escaped(label)
    item = PaperItem(
        id=id_,
        version=paper.version,
        number=paper.number,
        anchor=anchor,
        url=addresses.from_day(day, id_, site),
        title=title,
        latex="" if latex == arxiv.escaped(title.plain) else latex,
        abstract=abstract,
        note=note_of(paper, anchor, site) if paper.note else EMPTY,
        arxiv_url=there.arxiv,
        pdf_url=there.pdf,
        html_url=there.html,
        links=abstract.links,
        code=code_hosts.code(abstract.links),
        other_links=tuple(link for link in abstract.links if not code_hosts.repository(link.url)),
        elsewhere=elsewhere,
        citations=citations.citations(paper, title.plain, latex, there.source),
        coins=citations.coins(paper, title.plain, there.source),
        citing=citations.citing(paper, there.source),
        source_url=there.source,
        label=label,
    )
    return _whole(item, paper, day, outline, site, paged) if _says_more(paper) else item


def _says_more(paper: Paper) -> bool:
    """Whether a paper has more than an arXiv id, a title, an abstract and a note: most have not."""
    return bool(
        ":" in paper.id
        or paper.ids
        or paper.authors
        or paper.categories
        or paper.topics
        or paper.keywords
        or paper.status
        or paper.grade
        or paper.date
        or paper.comment
        or paper.journal
        or paper.affiliation
        or paper.links
        or paper.parts
        or paper.fields
    )


def _whole(item: PaperItem, paper: Paper, day: Day, outline: Outline, site: Site, paged: Paged) -> PaperItem:
    """Add to an item what most papers do not have."""
    scheme = permalinks.scheme(paper.id)
    known = {name.scheme: name for name in reversed(paper.names)}
    comment = arxiv.arxiv(paper.comment) if paper.comment else EMPTY
    parts = parts_of(paper, f"{item.anchor}-", site.root)
    own_links = addresses.own_links(paper)
    shown = {item.source_url, item.arxiv_url, item.pdf_url, item.html_url, *(link.url for link in item.links)}
    own = code_hosts.repository(item.source_url).lower()
    code = code_hosts.code(links_of(paper, item.abstract))
    return msgspec.structs.replace(
        item,
        code=tuple(link for link in code if link.text.lower() != own),
        source=scheme,
        source_name=permalinks.SOURCES[scheme][0] if scheme in permalinks.SOURCES else scheme,
        doi=known["doi"].value if "doi" in known else "",
        pmid=known["pmid"].value if "pmid" in known else "",
        authors=paper.authors,
        more_authors=paper.more_authors,
        between=_between(paper.authors, site.language),
        byline=byline(paper.authors, site.language, more=paper.more_authors),
        categories=paper.categories,
        category_links=tuple(_category_links(paper, outline, site) if paged.categories else _names(paper.categories)),
        topics=paper.topics,
        topic_links=tuple(_topic_links(paper, outline, site) if paged.topics else _names(paper.topics)),
        keywords=paper.keywords,
        status=paper.status,
        grade=paper.grade,
        date=paper.date,
        precision=paper.precision,
        dated=_dated(paper),
        comment=comment,
        journal=paper.journal,
        affiliation=paper.affiliation,
        parts=parts,
        brief=None if item.abstract.plain else _brief(parts),
        facts=tuple(filter(None, _facts(paper, day, outline))),
        other_names=_other_names(paper),
        own_links=own_links,
        ids=paper.ids,
        fields=dict(paper.fields),
        more_links=tuple(link for link in own_links if link.url not in shown and not code_hosts.repository(link.url)),
    )


def _names(names: Iterable[str]) -> Iterator[Link]:
    return (Link("", name) for name in names)


def _category_links(paper: Paper, outline: Outline, site: Site) -> Iterator[Link]:
    """Link the categories of a paper, those that have pages: see `Archive.categories`."""
    for name in paper.categories:
        slug = permalinks.slug(name)
        has = permalinks.is_free(slug) or (slug and slug == permalinks.slug(outline.category))
        yield Link(site.root + permalinks.category(name)[1:] if has else "", name)


def _topic_links(paper: Paper, outline: Outline, site: Site) -> Iterator[Link]:
    """Link the headings above a paper, those that are topics of its digest."""
    topic = f"{outline.topic}{permalinks.LEVELS}"
    above = permalinks.LEVELS.join(dict.fromkeys(paper.topics))
    before = outline.topic.removesuffix(above) if outline.topic.endswith(above) else ""
    for n, name in enumerate(paper.topics, 1):
        level = before + permalinks.LEVELS.join(dict.fromkeys(paper.topics[:n]))
        has = permalinks.written(topic).startswith(f"{permalinks.written(level)}{permalinks.LEVELS.rstrip()}")
        yield Link(site.root + permalinks.topic(level)[1:] if has else "", name)


def links_of(paper: Paper, abstract: Prose) -> tuple[Link, ...]:
    """Return the links of a paper among which its code may be, given its abstract."""
    if not (paper.comment or paper.links):
        return abstract.links
    return (*abstract.links, *arxiv.arxiv(paper.comment).links, *addresses.own_links(paper))


def part_texts(paper: Paper, root: str) -> list[str]:
    """Return the named sections of a paper as plain texts; `root` is the site's base path."""
    return [part.text.plain for part in parts_of(paper, "", root)]


def parts_of(paper: Paper, prefix: str, root: str) -> tuple[PartItem, ...]:
    """Render the named sections of a paper; `prefix` makes their anchors differ from all others on the page."""
    return tuple(
        PartItem(
            part.label, part.kind, part.language, render_markdown(part.text, shift=2, prefix=f"{prefix}{n}-", root=root)
        )
        for n, part in enumerate(paper.parts, 1)
    )


def _brief(parts: tuple[PartItem, ...]) -> PartItem | None:
    kinds = {part.kind: part for part in reversed(parts) if part.text.plain}
    return kinds.get("tldr") or kinds.get("abstract") or kinds.get("")


def byline(authors: tuple[str, ...], language: str = "", *, more: bool) -> str:
    """Name the first authors, and say how many there are beside; `language` is the site's."""
    between = _between(authors, language)
    if len(authors) <= NAMED + 1:
        return between.join(authors) + (" et al." if more and authors else "")
    return between.join(authors[:NAMED]) + (" et al." if more else f" and {len(authors) - NAMED} more")


def names(authors: tuple[str, ...], language: str) -> str:
    """List all authors; `language` is the site's."""
    return _between(authors, language).join(authors)


def _between(authors: tuple[str, ...], language: str) -> str:
    """Return what parts the names of a list."""
    names = "".join(authors)
    if names.isascii() or not all(_HAN_OR_KANA.fullmatch(author) for author in authors):
        return "; " if "," in names else ", "
    return "、" if language.partition("-")[0] == "ja" or _KANA.search(names) else "，"  # noqa: RUF001


def _facts(paper: Paper, day: Day, outline: Outline) -> Iterator[str]:
    yield paper.grade
    yield STATUSES.get(paper.status, paper.status)
    if paper.categories != (outline.category,):
        yield ", ".join(paper.categories)
    if paper.date != day.date:
        yield _dated(paper)


def _other_names(paper: Paper) -> tuple[Link, ...]:
    links = (Link(permalinks.source_url(name), permalinks.label(name)) for name in paper.names[1:])
    return tuple(link for link in links if link.url)


def _dated(paper: Paper) -> str:
    if paper.date is None:
        return ""
    return dates.short(paper.date) if paper.precision in ("", "day") else dates.span(paper.date, paper.precision)


def title_of(paper: Paper) -> Prose:
    """Render a title without links, for it stands in links itself; the id, when it shows nothing at all."""
    title = arxiv.arxiv(paper.title)
    if title.links:
        title = Prose(Markup(_ANCHOR_TAG.sub("", title.html)), title.plain)  # noqa: S704 - `prose` escapes all other `<`
    return title if title.plain.strip() else arxiv.arxiv(addresses.label(paper))


def note_of(paper: Paper, anchor: str, site: Site) -> Prose:
    """Render the note below a paper, given the anchor of the paper's element."""
    return render_markdown(paper.note, shift=3, prefix=f"{anchor}-", root=site.root)


def render_markdown(source: str, *, prefix: str, shift: int, root: str) -> Prose:
    """Render a note or an introduction."""
    # Most archives have not a word of Markdown, and to load it takes as long as to render a thousand papers.
    from sitegen.text import markdown  # noqa: PLC0415

    return markdown.document(source, prefix=prefix, shift=shift, root=root)


def section_mark(category: str, topic: str) -> str:
    """Return what tells a section from the others of its day."""
    key = permalinks.slug(category)
    if not topic:
        return key
    return f"{key}-{permalinks.topic_anchor(topic)}" if key else permalinks.topic_anchor(topic)


def anchor_of(id_: str, mark: str, *, first: bool) -> str:
    """Return the `id` of a paper's element in its day's page: on a day that has it twice, only the first is plain."""
    return id_ if first else f"{mark}-{id_}"


def all_seen(day: Day, id_: str, site: Site) -> tuple[Seen, ...]:
    """Return all appearances of a paper that has several, as its page links them, oldest first."""
    found: list[Seen] = []
    before = ""
    for place, first in appearances(day, id_):
        seen = seen_on(place, id_, site, first=first)
        if found and place.version and place.version != before:
            seen = msgspec.structs.replace(seen, version=f"version {place.version.removeprefix('v')}")
        before = place.version or before
        found.append(seen)
    return tuple(found)


def appearances(day: Day, id_: str) -> list[tuple[Appearance, bool]]:
    """Return all appearances of a paper that has several, and of each whether it is its day's first."""
    dates: set[Date] = set()
    places = []
    for place in day.elsewhere.get(id_, ()):
        places.append((place, place.date not in dates))
        dates.add(place.date)
    return places


def seen_on(place: Appearance, id_: str, site: Site, *, first: bool) -> Seen:
    """Return an appearance as pages link it; `first` says whether it is its day's first."""
    anchor = anchor_of(id_, section_mark(place.category, place.topic), first=first)
    url = f"{site.root}{permalinks.day(place.date)[1:]}#{anchor}"
    name = section_name(place.category, place.topic)
    return Seen(place.date, url, place.category, place.number, place.topic, name, STATUSES.get(place.status, ""))


def section_name(category: str, topic: str) -> str:
    """Return what the heading of a section says."""
    return f"{category}, {topic}" if category and topic else category or topic


def kin_url(kin: ListedPaper, site: Site) -> str:
    """Return the address of a paper in a list."""
    return addresses.on_site(kin.id, kin.date, site, folded=kin.folded)


def author_search(name: str, site: Site) -> str:
    """Return the address of the search for an author's papers; empty when the site has no search."""
    asked = 'author:"{}"'.format(name.replace('"', ""))
    return f"{site.root}{permalinks.SEARCH[1:]}?q={quote(asked, safe='')}" if site.search else ""
