"""A block of lines in, what they say of a paper out: fields by their labels, and by their looks where none has a label.

A field begins with a label: `**Authors**: ..`, `- **分类:** ..`, `> **摘要:** ..`, a sub-heading, a `<summary>`. A label ends
a text that runs on (an abstract, a part) only when it is as strong as the one that began it: bold or bulleted, or a
heading; so `METHODS:` in the middle of an abstract is a word of it. This module does not know how blocks were found.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen import dates
from sitegen.content import ids
from sitegen.content.shapes import inline, labels, names
from sitegen.model import Identifier, Link, Paper, Part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.model import Date

PLAIN, BOLD, HEADING = 1, 2, 3
"""How strong a label is."""
LONG = 160
"""Characters from which on a paragraph without a label may be an abstract."""
MAX_LABEL = 60
MAX_META = 600
"""Characters of a line that may be nothing but data."""
EARLIER = 60
"""Days before the month of its arXiv id that a paper may have been submitted."""

_MARK = re.compile(r"(?:[-*+•–]\s+|\d{1,2}[.)]\s+)?(?:\[[ xX]\]\s*)?")
_EMOJI = re.compile(r"(?:[^\w\s*_<>\[\]()（）`'\"“”‘’#|&$\\~{}+=/.,;:!?《》「」\-]+\s*)*")
_BOLD = re.compile(
    r"(?:\*\*|__|<strong\b[^>]*>|<b>|\*(?=[^*\s])|_(?=[^_\s]))\s*(?:<font\b[^>]*>)?\s*(?P<label>[^*<>\[\]|]{1,60}?)\s*(?:</font>)?\s*"
    r"(?:\*\*|__|</strong>|</b>|\*|_)\s*(?P<colon>[:：]?)\s*(?P<rest>.*)",
    re.DOTALL,
)
_PLAIN = re.compile(
    r"(?P<label>[^:：*<>\[\]|`$\\(){}]{1,40}(?:[(（][^)）]{1,14}[)）])?)\s*[:：](?!//)\s*(?P<rest>.*)", re.DOTALL
)
_SUMMARY = re.compile(r"<summary\b[^>]*>(.*?)</summary\s*>(.*)", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"\s{0,3}#{1,6}(?!#)\s*(.*?)\s*#*\s*$")
_HTML_ONLY = re.compile(
    r"(?:\s*</?(?:details|div|p|center|ul|ol|li|article|section|nav|span|br|hr|button|img|table|tr|td)\b[^<>]*>\s*)+",
    re.IGNORECASE,
)
_OUTER = re.compile(
    r"\s*<(?:span|p|div|li|td)\b[^<>]*>\s*(.*?)\s*(?:</(?:span|p|div|li|td)>)?\s*$", re.IGNORECASE | re.DOTALL
)
_SEVERAL = re.compile(
    r"\s*(?:\||·|•|<br\s*/?>|&nbsp;|,|;)*\s*(?=(?:\*\*|<strong)[^*<>:：]{1,30}(?:[:：]\s*(?:\*\*|</strong>)|(?:\*\*|</strong>)\s*[:：]))",
    re.IGNORECASE,
)
_UNREAD = re.compile(r"<(button|nav|script|style|svg)\b.*?(?:</\1\s*>|$)", re.IGNORECASE)
_RULE = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*$")
_CODES = re.compile(r"`([^`]+)`")
_CATEGORY = re.compile(labels.CATEGORY)
_TAG_LINE = re.compile(r"(?:#[^\s#]+[\s,，]*)+")
_EMPHASISED = re.compile(r"(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1[\s.]*")
_ID = re.compile(r"(?:arxiv\s*:?\s*)?\b\d{4}\.\d{4,5}(?:v\d+)?\b", re.IGNORECASE)
_WORD = re.compile(r"[\s|·•,;/()\[\]*_:：\-–—<>]+")
_SEPARATED = re.compile(r"\s+[·|•]\s+")
_VENUE = re.compile(
    r"(?:[A-Z][A-Za-z&+]{1,12}\s?['’]?(?:19|20)?\d{2}\b.{0,60})|(?:submitted to|accepted (?:by|to|at)|published in|to appear in)\b.{1,80}",
    re.IGNORECASE,
)
_DRESS = re.compile(r"(?:\[[ xX]\]\s+|(?:[^\w\s\x00-\x7f《【（「『“]\ufe0f?\u200d?)+\s*)+")
_DATED = re.compile(r"\s*[(（\[]([^()（）\[\]]{6,40})[)）\]]\s*$")
_GRADE = re.compile(r"\[([A-DS][+-]?)\]\s+(?=\S)")
_LISTED = re.compile(
    r"[\[【(]\s*(?:(new|cross|replaced?|rep|update|updated)\s+)?#?(\d{1,5})\s*[\]】)][.:：]?\s*", re.IGNORECASE
)
_NUMBERED = re.compile(r"(?:No\.?\s*|#)?(\d{1,5})(?:[.)）、．:：]\s+|[.、．]\s*(?=[^\d\s]))")
_EXTRA = re.compile(
    r"\s*[(（\[【]\s*(?:read more on|read on|link to|via|see)?[\s,/|·;&]*(?:or|and|on|或)?[\s,/|·;&]*[)）\]】]\s*",
    re.IGNORECASE,
)
_LEADING_ID = re.compile(
    r"^\s*[\[(]?(?:arxiv\s*:?\s*)?\d{4}\.\d{4,5}(?:v\d+)?[\])]?\s*[:：|\-–—.]*\s+(?=\S)", re.IGNORECASE
)
_QUOTATION = re.compile(r"[“\"「『]([^“”\"「」『』]{12,})[”\"」』]")
_AUTHORS = "authors: "
_LEAD = re.compile(r"^[\s:：,，;；|·•—–\-+/]+")
_TAIL = re.compile(r"(?:[\s|·•—–\-:：,，;；(\[（【]|\s/+)+$")
_OTHER = re.compile(r"read more on|\bor\b|\bon\b", re.IGNORECASE)
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


class Label(NamedTuple):
    """A label at the head of a line."""

    text: str
    field: str
    """Empty when it is none that is known."""
    strength: int
    value: str


class Block(NamedTuple):
    """What is found in a block, before it is a paper."""

    number: int | None
    title: str
    status: str
    grade: str
    values: Mapping[str, str]
    """Of each field that has a label, its text; `part` is in `parts`."""
    parts: tuple[tuple[str, str, str], ...]
    """Label, kind and text."""
    free: tuple[str, ...]
    """Paragraphs without a label."""
    links: tuple[tuple[str, str], ...]
    """Text and address."""
    tail: bool = False
    """Whether the first free paragraph stands behind the title, on its line."""


def label_of(text: str, known: Mapping[str, str]) -> Label | None:  # noqa: C901 - a case a way to write one
    """Read the label at the head of a line, if there is one. `known` are further labels, folded, and their fields."""
    text = text.strip()
    if not text:
        return None
    start = _MARK.match(text)
    bulleted = bool(start and start[0].strip())
    body = text[start.end() :] if start else text
    if body[:1] == "<" and (outer := _OUTER.match(body)):
        body = outer[1]
    emoji = _EMOJI.match(body)
    if emoji and emoji.end() < len(body):
        body = body[emoji.end() :]
    first = body[:1]
    if first in "*_<":
        if match := _BOLD.fullmatch(body):
            label, rest = match["label"].strip(), match["rest"].strip()
            colon = match["colon"] or label[-1:] in ":："
            field = _field(label, known)
            single = body[1:2] != first and first in "*_"
            if single and not (field and colon):
                return None
            if not field and (":" in label[:-1] or "：" in label[:-1]):
                return _inner(label, rest, known)
            if field and (rest or colon or not single):
                return Label(label.rstrip(":： "), field, BOLD, rest)
            if colon and rest:
                return Label(label.rstrip(":： "), "", BOLD, rest)
            return None
        for mark in ("**", "__"):
            if body.startswith(mark) and body.rstrip().endswith(mark) and mark not in body.rstrip()[2:-2]:
                return _inner(body.strip()[2:-2], "", known)
        return None
    if match := _PLAIN.fullmatch(body):
        label = match["label"].strip()
        field = _field(label, known)
        if field or (bulleted and len(label) <= MAX_LABEL):
            return Label(label, field, BOLD if bulleted else PLAIN, match["rest"].strip())
    if bulleted and (field := _field(body.rstrip(":： "), known)):
        return Label(body.rstrip(":： "), field, BOLD, "")
    return None


def _inner(text: str, rest: str, known: Mapping[str, str]) -> Label | None:
    """Read `**分类: cs.RO; cs.AI**`, where all is bold."""
    label, colon, value = text.partition("：") if "：" in text[:24] else text.partition(":")
    field = _field(label, known) if colon and not value.startswith("//") else ""
    return Label(label.strip(), field, BOLD, f"{value} {rest}".strip()) if field else None


def _field(label: str, known: Mapping[str, str]) -> str:
    return known.get(labels.fold(label), "") or labels.field(label) if known else labels.field(label)


class _Reader:
    """The state between two lines of a block: the field that the next line may belong to."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known
        self.values: dict[str, list[str]] = {}
        self.parts: list[tuple[str, str, list[str]]] = []
        self.free: list[list[str]] = [[]]
        self.quoted: list[bool] = [False]
        self.field = ""
        self.strength = 0
        self.taken: set[str] = set()
        self.target: list[str] = self.free[0]
        self.blank = True
        self.unread = ""
        """What ends the lines that are not read: those of a menu, of a script."""

    def begin(self, label: Label) -> None:
        """Begin a field. What comes a second time is a part of its own, unless it is short."""
        field = label.field or "part"
        if field == "ignore":
            self.target, self.field, self.strength = [], "ignore", label.strength
            return
        if field == "part" or field in ("tldr", "abstract_translated", "title_translated"):
            kind = {"tldr": "tldr", "abstract_translated": "abstract", "title_translated": "title"}.get(field, "")
            self.parts.append((inline.plain(label.text).strip(" :：#*"), kind, []))
            self.target = self.parts[-1][2]
        else:
            self.target = self.values.setdefault(field, [])
        self.taken.add(label.field or labels.fold(label.text))
        self.field, self.strength = field, label.strength
        if label.value:
            self.target.append(label.value)

    def accepts(self, label: Label) -> bool:
        """Whether a label ends what the lines before belong to."""
        if not self.field or self.field not in labels.PROSE:
            return True
        name = label.field or labels.fold(label.text)
        if label.strength >= self.strength:
            if label.strength == PLAIN and (not label.field or name in self.taken):
                return False
            return bool(label.field) or label.strength == HEADING or self.strength < HEADING
        # Within a section, a paper's own data may follow its text: `**Keywords**: ..` at the head of a paragraph.
        return (
            label.strength == BOLD
            and bool(label.field)
            and label.field not in labels.PROSE
            and label.field not in self.taken
            and self.blank
            and bool(label.value)
        )

    def end(self) -> None:
        """End the field; what follows is free."""
        self.field, self.strength = "", 0
        self._new(quoted=False)

    def text(self, line: str, *, quoted: bool) -> None:
        """Take a line without a label."""
        if not self.field and (self.blank or self.quoted[-1] != quoted) and self.free[-1]:
            self._new(quoted=quoted)
        if not self.field and not self.free[-1]:
            self.quoted[-1] = quoted
        if self.blank and self.field in labels.PROSE and self.target:
            self.target.append("")
        elif self.field and self.field not in labels.PROSE and self.target and (self.blank or self._is_whole(line)):
            self.end()  # short fields end with their paragraph
            self.quoted[-1] = quoted
        self.target.append(line)

    def _is_whole(self, line: str) -> bool:
        """Whether the value of a short field does not go on with a line of links."""
        return self.target[-1].rstrip()[-1:] not in (",", ":", ";", "，", "：", "；", "、") and meta(line) is not None

    def _new(self, *, quoted: bool) -> None:
        if self.free[-1]:
            self.free.append([])
            self.quoted.append(quoted)
        self.target = self.free[-1]


def read(
    lines: Sequence[str], head: str, known: Mapping[str, str], *, numbered: bool = True
) -> tuple[Block, tuple[bool, ...]]:
    """Read a block: `head` is what its first line says without what opens it, `lines` are the others.

    Returns also which free paragraphs are quoted.
    """
    reader = _Reader(known)
    for raw in lines:
        take_line(reader, raw)
    number, title, status, grade, rest, links = heading(head, numbered=numbered)
    tail = bool(rest) and _take_rest(reader, rest)
    free = tuple("\n".join(part) for part in reader.free if part)
    quoted = tuple(q for part, q in zip(reader.free, reader.quoted, strict=True) if part)
    values = {field: "\n".join(rows).strip() for field, rows in reader.values.items()}
    parts = tuple((label, kind, "\n".join(rows).strip("\n")) for label, kind, rows in reader.parts)
    return Block(number, title, status, grade, values, parts, free, tuple(links), tail), quoted


def take_line(reader: _Reader, raw: str) -> None:  # noqa: C901, PLR0912 - a case a way to begin a line
    """Take a line of a block."""
    line = raw.strip()
    quoted = False
    while line[:1] == ">":
        line, quoted = line[1:].lstrip(), True
    if reader.unread:
        if reader.unread in line.lower():
            reader.unread = ""
        return
    if not line:
        reader.blank = True
        return
    first = line[0]
    if first == "<":
        if match := _SUMMARY.search(line):
            text = inline.plain(match[1])
            field = _field(text, reader.known)
            if field or not labels.is_trivial(text):
                if not _is_container(text):
                    reader.begin(Label(text, field, HEADING, match[2].strip()))
                else:
                    reader.end()
            reader.blank = False
            return
        if (match := _UNREAD.match(line)) and f"</{match[1].lower()}" not in line.lower():
            reader.unread = f"</{match[1].lower()}"
            return
        reader.blank = reader.blank or line[1:3].lower() in ("p>", "p ", "di")
        if _HTML_ONLY.fullmatch(line):
            if "</details" in line.lower() and reader.strength == HEADING:
                reader.end()
            reader.blank = True
            return
    if (
        first == "#"
        and (match := _HEADING.fullmatch(raw))
        and (raw.lstrip()[: len(raw) - len(raw.lstrip("# "))] or True)
    ):
        text = inline.plain(match[1])
        if text and not _TAG_LINE.fullmatch(line):
            reader.begin(Label(text, _field(text, reader.known), HEADING, ""))
            reader.blank = False
            return
    if _RULE.match(line):
        reader.end()
        reader.blank = True
        return
    if "<button" in line or "<nav" in line or "<script" in line:
        line = _UNREAD.sub("", line)
    for piece in _pieces(line, reader.known):
        if not piece.strip():
            continue
        label = label_of(piece, reader.known)
        if label and reader.accepts(label):
            reader.begin(label)
        else:
            reader.text(piece if reader.field in labels.PROSE else piece.strip(), quoted=quoted)
        reader.blank = False
    if raw.endswith("  ") and not reader.field:
        reader.blank = True  # a line that is ended on purpose says something by itself


def _pieces(line: str, known: Mapping[str, str]) -> list[str]:
    """Cut a line in which several labels stand: `**Authors**: A · **Date**: 2020-07-22`."""
    if line.count("**") > 2 or line.count("<strong") > 1:  # noqa: PLR2004 - two begin and end one
        pieces = _SEVERAL.split(line)
        if len(pieces) > 1 and sum(bool((label := label_of(piece, known)) and label.field) for piece in pieces) > 1:
            return pieces
    return inline.lines(line) if "<br" in line else [line]


def _is_container(text: str) -> bool:
    """Whether a `<summary>` only says that there is more: `Details`, `Show`."""
    return labels.fold(text) in {
        "details",
        "show",
        "show more",
        "more",
        "expand",
        "展开",
        "详情",
        "详细信息",
        "查看详情",
        "click to expand",
        "点击展开",
        "info",
    }


def _take_rest(reader: _Reader, rest: str) -> bool:
    """Take what stands behind the title on its line; return whether any of it has no label."""
    free = False
    for piece in inline.lines(rest):
        label = label_of(piece, reader.known)
        if label and label.field:
            target = reader.values.setdefault(label.field, [])
            target.insert(0, label.value)
        else:
            reader.free.insert(0, [_LEAD.sub("", piece)])
            reader.quoted.insert(0, False)
            free = True
    return free


def heading(text: str, *, numbered: bool = True) -> tuple[int | None, str, str, str, str, list[tuple[str, str]]]:
    """Part an opening line into number, title, status, grade, the rest of it, and its links."""
    text = text.strip()
    number, status, grade = None, "", ""
    text = _opened(text)
    if not numbered:
        title, rest, links = _title(text)
        return number, title, status, grade, rest, links
    for _ in range(3):
        if match := _LISTED.match(text):
            number = int(match[2])
            status = labels.status(match[1] or "") or status
        elif number is None and (match := _NUMBERED.match(text)):
            number = int(match[1])
        elif match := _GRADE.match(text):
            grade = match[1]
        else:
            break
        text = _opened(text[match.end() :])
    title, rest, links = _title(text)
    return number, title, status, grade, rest, links


def _opened(text: str) -> str:
    """Take off what only dresses a line: emphasis, as in `**[1]《Title》**`, emoji, a box to tick."""
    text = text.strip()
    if text and not text[0].isalnum() and (dress := _DRESS.match(text)):
        text = text[dress.end() :]
    return inline.unwrapped(text)


def _title(text: str) -> tuple[str, str, list[tuple[str, str]]]:
    found = list(inline.links(text))
    links = [(inline.plain(label), url) for _, _, label, url in found]
    if "《" in text[:6] and "》" in text:
        start, end = text.index("《"), text.rindex("》")
        rest, more = inline.without_links(text[end + 1 :])
        return inline.plain(text[start + 1 : end]), _rest(rest), more
    for start, end, label, url in found:
        if not labels.is_trivial(label) and (ids.identify(url) or not inline.plain(text[:start]).strip("* _[]()")):
            before, after = text[:start], text[end:]
            others = [(shown, to) for shown, to in links if (shown, to) != (inline.plain(label), url)]
            outer = _emphasis(before, after)
            lead = inline.plain(before[: len(before) - len(outer)] if outer else before).strip(" *_-–—:：|·,[](){}")
            rest, more = inline.without_links(after[len(outer) :] if outer else after)
            return (
                inline.plain(label),
                _rest(f"{rest} · {lead}" if lead and rest.strip() else rest or lead),
                [(inline.plain(label), url), *others, *(m for m in more if m not in others and m[0] == "")],
            )
    bare, links = inline.without_links(text)
    bare = _LEADING_ID.sub("", bare)
    if links and bare.lstrip()[:1] in ":：-–—|,.":
        bare = _LEAD.sub("", bare)
    if quotation := _QUOTATION.search(bare):
        before = bare[: quotation.start()].strip(" ,.:;-–—*_")
        if names.alike(before):
            return inline.plain(quotation[1]).rstrip(",."), f"{_AUTHORS}{before}", links
    bold = re.match(r"\s*(\*\*|__)(?=\S)(.+?)(?<=\S)\1", bare)
    if bold and len(bold[2]) > 8 and not bold[2].rstrip().endswith((":", "：")):  # noqa: PLR2004 - shorter ones are marks
        return inline.plain(bold[2]), _rest(bare[bold.end() :]), links
    if "`" in bare:
        head, tick, codes = bare.partition("`")
        said = _CODES.findall(tick + codes)
        if head.strip() and said and all(_CATEGORY.fullmatch(code) or ids.named(code) for code in said):
            return _ended(inline.plain(head)), tick + codes, links
    title = _ended(inline.plain(_EXTRA.sub(" ", bare) if links else bare))
    if title.startswith("《") and title.endswith("》"):
        title = title[1:-1]
    return title, "", links


def _emphasis(before: str, after: str) -> str:
    for mark in ("**", "__", "*", "_"):
        if before.rstrip().endswith(mark) and after.startswith(mark):
            return mark
    return ""


def _ended(title: str) -> str:
    return _TAIL.sub("", title) if title and title[-1] in "|·•—–-:：,，;；([（【/ " else title


def _rest(text: str) -> str:
    """Return what is left of an opening line, when that is more than brackets and dashes."""
    text = _EXTRA.sub(" ", text) if text else text
    return (
        text
        if re.sub(
            r"[\s|·•—–\-:：,，;；/+()\[\]（）【】*_<>]+|</?\w+[^>]*>|read more on|\bor\b", "", text, flags=re.IGNORECASE
        )
        else ""
    )


class Dates(NamedTuple):
    """What dates without a year, and papers without a date, go by."""

    year: int | None


def paper(  # noqa: C901, PLR0912, PLR0915 - a case a field
    block: Block,
    quoted: Sequence[bool],
    known: Identifier,
    others: Sequence[Identifier],
    line: int,
    *,
    escapes: bool,
    guess_authors: bool,
) -> Paper:
    """Make a paper of what was found in its block. `others` are its further identifiers."""
    values = dict(block.values)
    links: list[tuple[str, str]] = list(block.links)

    def clean(text: str) -> str:
        return inline.plain(text, escapes=escapes)

    title = clean(block.title)
    parts = [list(part) for part in block.parts]
    if values.get("title"):
        given = _bare_title(clean(_unlinked(values["title"], links)))
        if given and title and labels.fold(title) != labels.fold(given) and not labels.is_trivial(title):
            parts.insert(0, ["", "tldr", title])
        title = given or title
    authors: tuple[str, ...] = ()
    more = False
    if "authors" in values:
        authors, more = names.split(_unlinked(values["authors"], links).replace("\n", " "))
    codes: list[str] = []
    if "categories" in values:
        codes = categories(clean(values["categories"]), values["categories"])
    words = keywords(values.get("keywords", ""))
    abstract = inline.abstract(values.get("abstract", ""), escapes=escapes)
    date, precision = _own_date(values.get("date", "") or "", known)
    comment = clean(_unlinked(values.get("comment", ""), links, keep=True))
    journal = clean(values.get("journal", ""))
    note: list[str] = []
    found_quote = ""
    rows = [(piece, quote) for text, quote in zip(block.free, quoted, strict=True) for piece in _peeled(text)]
    for n, (text, quote) in enumerate(rows):
        data = meta(text)
        if data is not None:
            codes += [code for code in data.categories if code not in codes]
            date, precision = (date, precision) if date else data.date or (None, "")
            links += data.links
            continue
        if _TAG_LINE.fullmatch(text.strip()):
            words += [tag.strip("#,， ") for tag in text.split()]
            continue
        if not title:
            title, tail = _title_of(text)
            title = clean(title)
            if tail and not authors:
                authors, more = names.split(tail)
            continue
        if not journal and is_venue(inline.plain(text)):
            journal = inline.plain(text).strip("* ")
            continue
        if not authors and n <= 1 and (not quote or guess_authors):
            bare, told = _undated(text)
            emphasised = _EMPHASISED.fullmatch(bare.strip())
            if (emphasised or guess_authors) and names.alike(bare):
                authors, more = names.split(bare)
                date, precision = (date, precision) if date else told
                continue
        if quote and not abstract and not found_quote:
            found_quote = text
            continue
        rest, linked = inline.without_links(text)
        if linked and not re.sub(r"[\W_]+|arxiv|pdf|code|github|link", "", rest, flags=re.IGNORECASE):
            links += linked
            continue
        note.append(text if not quote else "> " + text.replace("\n", "\n> "))
    if not abstract and found_quote:
        abstract = inline.abstract(found_quote, escapes=escapes)
    elif found_quote:
        note.insert(0, found_quote)
    if not abstract:
        long = next((text for text in note if len(inline.plain(text)) >= LONG), "")
        if not long and block.tail and note and note[0] == block.free[0]:
            long = note[0]  # what is said of an entry on its own line
        if long:
            note.remove(long)
            abstract = inline.abstract(long, escapes=escapes)
    for field in ("code", "link", "id", "doi", "pmid"):
        if field in values:
            rest, linked = inline.without_links(values[field])
            links += [(text or ("code" if field == "code" else ""), url) for text, url in linked]
            if field == "code" and not linked and says(rest):
                parts.append(["Code", "", rest.strip()])
    identifiers = _identifiers(known, [*others, *_told(values)], links)
    if not title:
        title = _fallback(known)
    fields = {"updated": values.get("updated", "")}
    return Paper(
        ids.page_id(known, title),
        known.version,
        block.number or 0,
        title,
        abstract,
        inline.markdown("\n\n".join(note)),
        line,
        ids=identifiers,
        authors=authors,
        more_authors=more,
        categories=tuple(dict.fromkeys(codes)),
        keywords=tuple(dict.fromkeys(filter(None, words))),
        status=block.status,
        grade=block.grade,
        date=date,
        precision=precision,
        comment=comment,
        journal=journal,
        affiliation=clean(values.get("affiliation", "")),
        links=_links(links, known, identifiers, abstract),
        parts=tuple(_part(label, kind, text) for label, kind, text in parts if text.strip()),
        fields=tuple((key, value) for key, value in fields.items() if value),
    )


def _peeled(text: str) -> list[str]:
    """Part a paragraph whose first lines say something each: names, links, categories; the rest of it stays together."""
    if (
        len(text) <= MAX_META
        and (pieces := _SEPARATED.split(text))
        and len(pieces) > 1
        and all(map(_says_one_thing, pieces))
    ):
        return pieces
    lines = text.split("\n")
    found = []
    while len(lines) > 1 and (
        meta(lines[0]) is not None or _EMPHASISED.fullmatch(lines[0].strip()) or names.alike(_undated(lines[0])[0])
    ):
        found.append(lines.pop(0))
    while len(lines) > 1 and meta(lines[-1]) is not None:
        found.append(lines.pop())
    return [*found, "\n".join(lines)]


def _says_one_thing(piece: str) -> bool:
    """Whether a piece of a line is names, or data."""
    return meta(piece) is not None or names.alike(_undated(piece)[0]) or is_venue(inline.plain(piece))


def _undated(text: str) -> tuple[str, tuple[Date | None, str]]:
    """Take a date in brackets off the end of a line: `Ann Author, Bob Author (2024-04-30)`."""
    if (match := _DATED.search(text)) and (told := dates.find(match[1])):
        return text[: match.start()], (told.date, told.precision)
    return text, (None, "")


def namelike(text: str) -> bool:
    """Whether a paragraph is, or begins with, a line that looks like names."""
    return names.alike(_undated(_peeled(text)[0].split("\n")[0])[0])


def is_venue(text: str) -> bool:
    """Whether a line says where a paper appears: `CVPR 2018`, `submitted to ICML`."""
    return len(text) <= LONG // 2 and bool(_VENUE.fullmatch(text.strip("* ")))


def _bare_title(title: str) -> str:
    return title[1:-1].strip() if title[:1] == "《" and title[-1:] == "》" else title


def _title_of(text: str) -> tuple[str, str]:
    """Part a line `Title (A, B, C)`, or `*Title* (A, B, C)`, into title and authors."""
    first = text.strip().split("\n")[0]
    match = re.fullmatch(r"(.+?)\s*[(（]([^()（）]*(?:\([^()]*\)[^()]*)*)[)）]\s*", first)
    if match and names.alike(match[2]):
        return match[1], match[2]
    return first, ""


def _part(label: str, kind: str, text: str) -> Part:
    language = next(
        (
            tag
            for word, tag in _LANGUAGES.items()
            if word in label.lower().replace("_", " ").split()
            or f"({word})" in label.lower()
            or f"（{word}）" in label
            or (not word.isascii() and word in label)
        ),
        "",
    )
    return Part(label or "Summary", inline.markdown(text), kind, language if kind in ("title", "abstract") else "")


def says(text: str) -> bool:
    return inline.plain(text).strip().lower() not in {
        "",
        "null",
        "none",
        "n/a",
        "-",
        "无",
        "暂无",
        "なし",
        "없음",
        "no",
        "na",
        "nan",
        "not available",
    }


def _unlinked(text: str, links: list[tuple[str, str]], *, keep: bool = False) -> str:
    """Return a value with its links shown as text, and take them down."""
    if "](" not in text and "<a" not in text:
        return text
    found = [(inline.plain(label), url) for _, _, label, url in inline.links(text)]
    links += [pair for pair in found if "://" in pair[1]]
    return inline.shown(text) if not keep else inline.shown(text)


def keywords(text: str) -> list[str]:
    if not text:
        return []
    if "`" in text:
        return [code.strip() for code in _CODES.findall(text)]
    plain = inline.plain(text)
    if plain.startswith("[") and plain.endswith("]"):
        plain = plain[1:-1]
    return [word.strip(" \t\"'#*") for word in re.split(r"[,，;；、|\n]", plain) if word.strip(" \t\"'#*.")]


def categories(plain: str, raw: str) -> list[str]:
    """Return categories as arXiv writes them where they are such, else as the digest does."""
    if "`" in raw:
        return [code.strip() for code in _CODES.findall(raw)]
    plain = re.sub(r"^Subjects?\s*:\s*", "", plain, flags=re.IGNORECASE).strip().strip("[]")
    found = []
    for piece in re.split(r"[;；、\n|]|,(?![^()]*\))|，", plain):
        piece = piece.strip(" \t\"'*.")
        inner = re.search(r"[(（]([A-Za-z-]+(?:\.[A-Za-z-]+)?)[)）]\s*$", piece)
        if inner and (_CATEGORY.fullmatch(inner[1]) or "." in inner[1]):
            found.append(inner[1])
        elif " " in piece and all(_CATEGORY.fullmatch(word) for word in piece.split()):
            found += piece.split()
        elif piece:
            found.append(piece)
    return found


def _own_date(text: str, known: Identifier) -> tuple[Date | None, str]:
    """Read a paper's own date; without a year it is near the month of the paper's arXiv id, or after it."""
    plain = inline.plain(text) if text else ""
    if not plain or ids.arxiv_id(plain):
        return None, ""
    told = dates.find(plain)
    month = None if told else ids.month(known)
    if month:
        told = dates.find(plain, month[0])
        if told and (dt.date(*month, 1) - told.date).days > EARLIER:
            told = dates.find(plain, month[0] + 1) or told
    return (told.date, told.precision) if told else (None, "")


class Meta(NamedTuple):
    """What a line of data says."""

    categories: list[str]
    date: tuple[Date, str] | None
    """With its precision."""
    links: list[tuple[str, str]]


def meta(text: str) -> Meta | None:
    """Read a line of nothing but categories, ids, dates and links; None when it says more."""
    if len(text) > MAX_META:
        return None
    rest, links = inline.without_links(text)
    codes = []
    for code in _CODES.findall(rest):
        if _CATEGORY.fullmatch(code.strip()):
            codes.append(code.strip())
        elif not ids.named(code) and not ids.arxiv_id(code.strip()):
            return None
    rest = _CODES.sub(" ", rest)
    told = dates.find(rest) if any(c.isdigit() for c in rest) else None
    if told:
        rest = rest[: told.start] + rest[told.end :]
    rest = _ID.sub("", rest)
    for word in _WORD.split(rest):
        if not word or labels.is_trivial(word):
            continue
        if not (_CATEGORY.fullmatch(word) and "." in word):
            return None
        codes.append(word)
    if not (codes or told or links) and not ids.named(text):
        return None
    return Meta(codes, (told.date, told.precision) if told else None, links)


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


def _identifiers(
    known: Identifier, others: Sequence[Identifier], links: Sequence[tuple[str, str]]
) -> tuple[Identifier, ...]:
    """Return all identifiers of a paper, its main one first: of each scheme one."""
    version = max(
        (o.version for o in others if (o.scheme, o.value) == (known.scheme, known.value)), default=known.version
    )
    found = {known.scheme: known if known.version else Identifier(known.scheme, known.value, version)}
    for one in others:
        if one.scheme in ids.PAPERS:
            found.setdefault(one.scheme, one)
    return tuple(found.values()) if len(found) > 1 or known.scheme != "arxiv" else ()


def _links(
    links: Sequence[tuple[str, str]], known: Identifier, own: Sequence[Identifier], abstract: str
) -> tuple[Link, ...]:
    """Return the links that are not the paper's own address, each target once."""
    result: dict[str, Link] = {}
    values = {(one.scheme, one.value) for one in (known, *own)}
    for text, url in links:
        if not url.lower().startswith(("http://", "https://")) or "shields.io/" in url or url in abstract:
            continue
        whose = ids.identify(url)
        if whose and (whose.scheme, whose.value) in values:
            continue
        shown = text if text and not text.startswith("http") else ""
        result.setdefault(url, Link(url, shown or url.partition("://")[2].rstrip("/")))
    return tuple(result.values())


def _fallback(known: Identifier) -> str:
    return f"arXiv:{known.value}" if known.scheme == "arxiv" else f"{known.scheme}:{known.value}"
