"""The lines of a block in, fields by their labels out, and the paragraphs without a label.

A field begins with a label: `**Authors**: ..`, `- **分类:** ..`, `> **摘要:** ..`, a sub-heading, a `<summary>`. A
label ends a text that runs on (an abstract, a part) only when it is as strong as the one that began it: bold or
bulleted, or a heading; so `METHODS:` in the middle of an abstract is a word of it.

This module does not know how blocks were found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.content.shapes import inline, labels, values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PLAIN, BOLD, HEADING = 1, 2, 3
"""How strong a label is."""
MAX_LABEL = 60
PARTS = {"part": "", "tldr": "tldr", "abstract_translated": "abstract", "title_translated": "title"}
"""The fields that are sections of a paper, and the kinds of their parts."""

_MARK = re.compile(r"(?:[-*+•–]\s+|\d{1,2}[.)]\s+)?(?:\[[ xX]\]\s*)?")
_EMOJI = re.compile(r"(?:[^\w\s*_<>\[\]()（）`'\"“”‘’#|&$\\~{}+=/.,;:!?《》「」\-]+\s*)*")
_BOLD = re.compile(
    r"(?:\*\*|__|<strong\b[^>]*>|<b>|\*(?=[^*\s])|_(?=[^_\s]))\s*(?:<font\b[^>]*>)?\s*(?P<label>[^*<>\[\]|]{1,60}?)\s*(?:</font>)?\s*"
    r"(?:\*\*|__|</strong>|</b>|\*|_)\s*(?P<colon>[:：]?)\s*(?P<rest>.*)",
    re.DOTALL,
)
_LONG = re.compile(r"[*_]{1,2}\s*[^*_<\s][^*_<]{59,}[^*_<\s]")
"""Emphasis of more than a label: a line of names, a title."""
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
_TAG_LINE = re.compile(r"(?:#[^\s#]+[\s,，]*)+")
_CONTAINERS = frozenset(
    {
        *("details", "info", "show", "show more", "more", "expand", "click to expand"),
        *("展开", "详情", "详细信息", "查看详情", "点击展开"),
    }
)
"""What a `<summary>` says that only says that there is more."""


class Label(NamedTuple):
    """A label at the head of a line."""

    text: str
    field: str
    """Empty when it is none that is known."""
    strength: int
    value: str


class Labelled(NamedTuple):
    """What stands in a block, by its labels."""

    values: dict[str, str]
    """Of each field that has a label, its text; those of `PARTS` are parts."""
    parts: tuple[tuple[str, str, str], ...]
    """Label, kind and text."""
    free: tuple[tuple[str, bool], ...]
    """Paragraphs without a label, and whether they are quoted."""


def read(lines: Sequence[str], known: Mapping[str, str]) -> Labelled:
    """Read the lines of a block. `known` are further labels, folded, and their fields."""
    reader = _Reader(known)
    for line in lines:
        if line:
            reader.take(line)
        elif not reader.unread:
            reader.blank = True
    return Labelled(
        {field: "\n".join(rows).strip() for field, rows in reader.values.items()},
        tuple((label, kind, "\n".join(rows).strip("\n")) for label, kind, rows in reader.parts),
        tuple(("\n".join(part), quoted) for part, quoted in zip(reader.free, reader.quoted, strict=True) if part),
    )


def label_of(text: str, known: Mapping[str, str]) -> Label | None:
    """Read the label at the head of a line, if there is one. `known` are further labels, folded, and their fields."""
    text = text.strip()
    if not text:
        return None
    start = None if text[0].isalpha() else _MARK.match(text)
    bulleted = bool(start and start[0].strip())
    body = text[start.end() :] if start else text
    if body[:1] == "<" and (outer := _OUTER.match(body)):
        body = outer[1]
    first = body[:1]
    if first not in "*_<" and not first.isalnum() and (emoji := _EMOJI.match(body)) and emoji.end() < len(body):
        body = body[emoji.end() :]
        first = body[:1]
    if first in "*_<":
        return _bold(body, known)
    if (":" in body or "：" in body) and (match := _PLAIN.fullmatch(body)):
        label = match["label"].strip()
        field = _field(label, known)
        if field or (bulleted and len(label) <= MAX_LABEL):
            return Label(label, field, BOLD if bulleted else PLAIN, match["rest"].strip())
    if bulleted and (field := _field(body.rstrip(":： "), known)):
        return Label(body.rstrip(":： "), field, BOLD, "")
    return None


def _bold(body: str, known: Mapping[str, str]) -> Label | None:
    """Read a label that is emphasised, and what follows it."""
    match = None if _LONG.match(body) else _BOLD.fullmatch(body)
    if not match:
        mark = body[:2]
        whole = mark in ("**", "__") and body.rstrip().endswith(mark) and mark not in body.rstrip()[2:-2]
        return _inner(body.strip()[2:-2], "", known) if whole else None
    label, rest = match["label"].strip(), match["rest"].strip()
    colon = match["colon"] or label[-1:] in ":："
    field = _field(label, known)
    single = body[1:2] != body[0] and body[0] in "*_"
    if single and not (field and colon):
        return None
    if not field and (":" in label[:-1] or "：" in label[:-1]):
        return _inner(label, rest, known)
    if (field and (rest or colon or not single)) or (colon and rest):
        return Label(label.rstrip(":： "), field, BOLD, rest)
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
        """Of each free paragraph, whether it is."""
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
        if field in PARTS:
            kind = PARTS[field]
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
        return (
            self.target[-1].rstrip()[-1:] not in (",", ":", ";", "，", "：", "；", "、")
            and values.meta(line) is not None
        )

    def _new(self, *, quoted: bool) -> None:
        if self.free[-1]:
            self.free.append([])
            self.quoted.append(quoted)
        self.target = self.free[-1]

    def take(self, raw: str) -> None:
        """Take a line of a block."""
        line = raw.strip()
        quoted = line[:1] == ">"
        if quoted:
            line = line.lstrip("> ")
        if self.unread:
            self.unread = "" if self.unread in line.lower() else self.unread
        elif not line:
            self.blank = True
        elif not (line[0] == "<" and self._takes_tag(line)) and not (line[0] == "#" and self._takes_heading(raw)):
            self._take_text(raw, line, quoted=quoted)

    def _takes_tag(self, line: str) -> bool:
        """Take a line that is HTML of structure."""
        if match := _SUMMARY.search(line):
            text = inline.plain(match[1])
            field = _field(text, self.known)
            if labels.fold(text) in _CONTAINERS:
                self.end()
            elif field or not labels.is_trivial(text):
                self.begin(Label(text, field, HEADING, match[2].strip()))
            self.blank = False
            return True
        if (match := _UNREAD.match(line)) and f"</{match[1].lower()}" not in line.lower():
            self.unread = f"</{match[1].lower()}"
            return True
        self.blank = self.blank or line[1:3].lower() in ("p>", "p ", "di")
        if not _HTML_ONLY.fullmatch(line):
            return False
        if "</details" in line.lower() and self.strength == HEADING:
            self.end()
        self.blank = True
        return True

    def _takes_heading(self, raw: str) -> bool:
        """Take a sub-heading; a line of tags, `#vit #nerf`, is none."""
        match = _HEADING.fullmatch(raw)
        text = inline.plain(match[1]) if match else ""
        if not text or _TAG_LINE.fullmatch(raw.strip()):
            return False
        self.begin(Label(text, _field(text, self.known), HEADING, ""))
        self.blank = False
        return True

    def _take_text(self, raw: str, line: str, *, quoted: bool) -> None:
        if not line[0].isalnum() and _RULE.match(line):
            self.end()
            self.blank = True
            return
        if "<" in line and ("<button" in line or "<nav" in line or "<script" in line):
            line = _UNREAD.sub("", line)
        for piece in _pieces(line, self.known):
            if not piece.strip():
                continue
            label = label_of(piece, self.known)
            if label and self.accepts(label):
                self.begin(label)
            else:
                self.text(piece if self.field in labels.PROSE else piece.strip(), quoted=quoted)
            self.blank = False
        if raw.endswith("  ") and not self.field:
            self.blank = True  # a line that is ended on purpose says something by itself


def _pieces(line: str, known: Mapping[str, str]) -> list[str]:
    """Cut a line in which several labels stand: `**Authors**: A · **Date**: 2020-07-22`."""
    html = "<" in line
    if line.count("**") > 2 or (html and line.count("<strong") > 1):  # noqa: PLR2004 - two begin and end one
        pieces = _SEVERAL.split(line)
        if len(pieces) > 1 and sum(bool((label := label_of(piece, known)) and label.field) for piece in pieces) > 1:
            return pieces
    return inline.lines(line) if html and "<br" in line else [line]
