"""What is found in a block in, a paper out: fields by their labels, and by their looks where none has a label.

This module does not know how blocks were found, or what stands above them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.content import ids
from sitegen.content.shapes import inline, labelled, labels, names, titles, values
from sitegen.model import Identifier, Link, Paper, Part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.content.shapes.labelled import Labelled
    from sitegen.content.shapes.titles import Title
    from sitegen.content.shapes.values import Dated

LONG = 160
"""Characters from which on a paragraph without a label may be an abstract."""
EARLY = 2
"""Of the lines without a label, how many are looked at for names."""

_TAG_LINE = re.compile(r"(?:#[^\s#]+[\s,，]*)+")
_LEAD = re.compile(r"^[\s:：,，;；|·•—–\-+/]+")
_LINK_WORDS = re.compile(r"[\W_]+|arxiv|pdf|code|github|link", re.IGNORECASE)
_TITLE_AND_NAMES = re.compile(r"(.+?)\s*[(（]([^()（）]*(?:\([^()]*\)[^()]*)*)[)）]\s*")
_LANGUAGES = {
    "zh": "zh",
    "cn": "zh",
    "chinese": "zh",
    "中文": "zh",
    "ja": "ja",
    "日本語": "ja",
    "ko": "ko",
    "한국어": "ko",
    "en": "en",
    "english": "en",
    "英文": "en",
}
"""Words in labels that name a language."""


class Contents(NamedTuple):
    """What is found in a block."""

    title: Title
    labelled: Labelled
    tail: bool = False
    """Whether the first free paragraph stands behind the title, on its line."""


def read(lines: Sequence[str], head: str, known: Mapping[str, str], *, numbered: bool = True) -> Contents:
    """Read a block: `head` is what its first line says without what opens it, `lines` are the others.

    `known` are further labels, folded, and their fields.
    """
    title = titles.read(head, numbered=numbered)
    found = labelled.read(lines, known)
    if not title.rest:
        return Contents(title, found)
    free: list[tuple[str, bool]] = []
    more: dict[str, str] = {}
    for piece in inline.lines(title.rest):
        label = labelled.label_of(piece, known)
        if label and label.field:
            more[label.field] = label.value
        else:
            free.append((_LEAD.sub("", piece), False))
    return Contents(title, found._replace(values=found.values | more, free=(*free, *found.free)), tail=bool(free))


class _Draft:
    """A paper that is being put together."""

    def __init__(self, contents: Contents, known: Identifier, *, escapes: bool) -> None:
        self.contents = contents
        self.known = known
        self.escapes = escapes
        self.values = contents.labelled.values
        self.links = list(contents.title.links)
        self.parts = list(contents.labelled.parts)
        self.title = self._title()
        self.authors: tuple[str, ...] = ()
        self.more = False
        if "authors" in self.values:
            self.authors, self.more = names.split(self.unlinked("authors").replace("\n", " "))
        self.categories = values.categories(self.values["categories"]) if "categories" in self.values else []
        self.keywords = values.keywords(self.values["keywords"]) if "keywords" in self.values else []
        self.abstract = inline.abstract(self.values["abstract"], escapes=escapes) if "abstract" in self.values else ""
        self.date: Dated = values.own_date(self.values["date"], known) if "date" in self.values else (None, "")
        self.journal = self.clean(self.values["journal"]) if "journal" in self.values else ""
        self.note: list[str] = []
        self.quote = ""

    def clean(self, text: str) -> str:
        return inline.plain(text, escapes=self.escapes)

    def _title(self) -> str:
        """Return the title: what a label says wins, and what opened the block is then what the digest says of it."""
        title = self.clean(self.contents.title.text)
        if "title" not in self.values:
            return title
        given = titles.bracketless(self.clean(self.unlinked("title")))
        if given and title and labels.fold(title) != labels.fold(given) and not labels.is_trivial(title):
            self.parts.insert(0, ("", "tldr", title))
        return given or title

    def unlinked(self, field: str) -> str:
        """Return a value with its links shown as text, and take them down."""
        text = self.values.get(field, "")
        if "](" not in text and "<a" not in text:
            return text
        found = [(inline.plain(label), url) for _, _, label, url in inline.links(text)]
        self.links += [pair for pair in found if "://" in pair[1]]
        return inline.shown(text)

    def take_free(self, *, guess_authors: bool) -> None:
        """Take the paragraphs without a label for what they look like."""
        if not self.contents.labelled.free:
            return
        rows = [(piece, quoted) for text, quoted in self.contents.labelled.free for piece in values.pieces(text)]
        for n, (text, quoted) in enumerate(rows):
            if self._takes_data(text) or self._takes_title(text):
                continue
            early = n < EARLY and (not quoted or guess_authors)
            if self._takes_venue(text) or (early and self._takes_names(text, guess=guess_authors)):
                continue
            if quoted and not self.abstract and not self.quote:
                self.quote = text
                continue
            rest, linked = inline.without_links(text)
            if linked and not _LINK_WORDS.sub("", rest):
                self.links += linked
            else:
                self.note.append("> " + text.replace("\n", "\n> ") if quoted else text)

    def _takes_data(self, text: str) -> bool:
        data = values.meta(text)
        if data is not None:
            self.categories += [code for code in data.categories if code not in self.categories]
            self.date = self.date if self.date[0] else data.date or self.date
            self.links += data.links
            return True
        if text.lstrip()[:1] == "#" and _TAG_LINE.fullmatch(text.strip()):
            self.keywords += [tag.strip("#,， ") for tag in text.split()]
            return True
        return False

    def _takes_title(self, text: str) -> bool:
        """Take the first line for the title, when nothing else was: `Title (A, B, C)`, `*Title* (A, B, C)`."""
        if self.title:
            return False
        first = text.strip().split("\n")[0]
        match = _TITLE_AND_NAMES.fullmatch(first)
        if match and names.alike(match[2]):
            first = match[1]
            if not self.authors:
                self.authors, self.more = names.split(match[2])
        self.title = self.clean(first)
        return True

    def _takes_venue(self, text: str) -> bool:
        venue = not self.journal and values.is_venue(inline.plain(text))
        if venue:
            self.journal = inline.plain(text).strip("* ")
        return venue

    def _takes_names(self, text: str, *, guess: bool) -> bool:
        if self.authors:
            return False
        bare, told = values.undated(text)
        if not (guess or values.emphasised(bare)) or not names.alike(bare):
            return False
        self.authors, self.more = names.split(bare)
        self.date = self.date if self.date[0] else told
        return True

    def find_abstract(self) -> None:
        """Take a quote, or else the first long paragraph, for the abstract that no label names."""
        if self.abstract or self.quote:
            if self.abstract and self.quote:
                self.note.insert(0, self.quote)
            self.abstract = self.abstract or inline.abstract(self.quote, escapes=self.escapes)
            return
        long = next((text for text in self.note if len(inline.plain(text)) >= LONG), "")
        if not long and self.contents.tail and self.note[:1] == [self.contents.labelled.free[0][0]]:
            long = self.note[0]  # what is said of an entry on its own line
        if long:
            self.note.remove(long)
            self.abstract = inline.abstract(long, escapes=self.escapes)

    def take_links(self) -> None:
        """Take the links of fields that hold little else."""
        for field in ("code", "link", "id", "doi", "pmid"):
            if field not in self.values:
                continue
            rest, linked = inline.without_links(self.values[field])
            self.links += [(text or ("code" if field == "code" else ""), url) for text, url in linked]
            if field == "code" and not linked and values.says(rest):
                self.parts.append(("Code", "", rest.strip()))


def paper(
    contents: Contents,
    known: Identifier,
    others: Sequence[Identifier],
    line: int,
    *,
    escapes: bool,
    guess_authors: bool,
) -> Paper:
    """Make a paper of what was found in its block. `others` are its further identifiers."""
    draft = _Draft(contents, known, escapes=escapes)
    draft.take_free(guess_authors=guess_authors)
    draft.find_abstract()
    draft.take_links()
    told = draft.values
    comment = draft.clean(draft.unlinked("comment")) if "comment" in told else ""
    identifiers = _identifiers(known, [*others, *_told(told)])
    title = draft.title or f"{'arXiv' if known.scheme == 'arxiv' else known.scheme}:{known.value}"
    return Paper(
        ids.page_id(known, title),
        known.version,
        contents.title.number or 0,
        title,
        draft.abstract,
        inline.markdown("\n\n".join(draft.note)) if draft.note else "",
        line,
        ids=identifiers,
        authors=draft.authors,
        more_authors=draft.more,
        categories=tuple(dict.fromkeys(draft.categories)),
        keywords=tuple(dict.fromkeys(filter(None, draft.keywords))) if draft.keywords else (),
        status=contents.title.status,
        grade=contents.title.grade,
        date=draft.date[0],
        precision=draft.date[1],
        comment=comment,
        journal=draft.journal,
        affiliation=draft.clean(told["affiliation"]) if "affiliation" in told else "",
        links=_links(draft.links, (known, *identifiers), draft.abstract) if draft.links else (),
        parts=tuple(part(*one) for one in draft.parts if one[2].strip()) if draft.parts else (),
        fields=(("updated", told["updated"]),) if told.get("updated") else (),
    )


def part(label: str, kind: str, text: str) -> Part:
    """Make a part; that of a translation has the language that its label names."""
    language = ""
    if kind in ("title", "abstract"):
        words = re.split(r"[\s_()（）]+", label.lower())
        language = next(
            (tag for word, tag in _LANGUAGES.items() if word in words or (word in label and not word.isascii())), ""
        )
    return Part(label or "Summary", inline.markdown(text), kind, language)


def _told(values: Mapping[str, str]) -> list[Identifier]:
    """Return the identifiers that fields name without an address."""
    found = []
    if "id" in values and (known := ids.arxiv_id(inline.plain(values["id"]).removeprefix("arXiv:").strip())):
        found.append(known)
    if "pmid" in values and (match := re.search(r"\d{4,9}", values["pmid"])):
        found.append(Identifier("pmid", match[0]))
    if "doi" in values:
        found += [one for one in ids.named(values["doi"]) if one.scheme == "doi"]
    return found


def _identifiers(known: Identifier, others: Sequence[Identifier]) -> tuple[Identifier, ...]:
    """Return all identifiers of a paper, its main one first: of each scheme one."""
    if known.scheme == "arxiv" and all(one.scheme == "arxiv" for one in others):
        return ()
    same = (one.version for one in others if (one.scheme, one.value) == (known.scheme, known.value))
    version = known.version or max(same, default="")
    found = {known.scheme: Identifier(known.scheme, known.value, version)}
    for one in others:
        if one.scheme in ids.PAPERS:
            found.setdefault(one.scheme, one)
    return tuple(found.values()) if len(found) > 1 or known.scheme != "arxiv" else ()


def _links(links: Sequence[tuple[str, str]], own: Sequence[Identifier], abstract: str) -> tuple[Link, ...]:
    """Return the links that are not the paper's own address, each target once."""
    result: dict[str, Link] = {}
    for text, url in links:
        if not url.lower().startswith(("http://", "https://")) or "shields.io/" in url or url in abstract:
            continue
        if not is_own(url, own):
            shown = text if text and not text.startswith("http") else ""
            result.setdefault(url, Link(url, shown or url.partition("://")[2].rstrip("/")))
    return tuple(result.values())


def is_own(url: str, own: Sequence[Identifier]) -> bool:
    """Whether an address is a paper's own, given its identifiers."""
    known = ids.identify(url)
    return known is not None and any(known.value == one.value and known.scheme == one.scheme for one in own)
