"""The lines of a digest in, what is to be seen of each out: the papers that it names, and whether it may open one.

The lines are looked at once, by their first characters. This module does not know which of the ways to open a paper a
digest has, nor what a paper's fields are.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sitegen import dates
from sitegen.content import ids
from sitegen.content.shapes import labels

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitegen.model import Identifier

ALIKE = 3
"""Bullets that begin with the same words, so that these are a label."""

_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"\s{0,3}(#{1,6})(?!#)(.*)")
_TAGS = re.compile(r"#[^\s#]+(?:\s+#[^\s#]+)*\s*")
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^>]*>(.*)", re.IGNORECASE)
_RULE = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*$")
_ROW_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?\s*)?")
_NUMBER = re.compile(r"(?:\*\*)?(?:\d{1,4}\s?[.)、．]\s*(?=\D)|[\[【(]\d{1,4}[\])】]\s?)")
_BULLETS = ("- ", "* ", "+ ", "• ", "-\t", "*\t", "– ", "· ")
_BOLD = re.compile(r"\*\*[^*].*[^*]\*\*\W*|__[^_].*[^_]__\W*")
_LINKED = re.compile(r"(?:\*\*|\*|__|_)?\[(?!\d{1,4}\]|[ xX]\]|!\[)([^\]]+)\]\([^)\s]+\)")
_HEAD = re.compile(r"\s?[-*+•]\s+([^:：\[\]*]{1,40}[:：](?!//)|\*\*[^:：\[\]*]{1,40}(?:[:：]\*\*|\*\*[:：]))")
_EMOJI = re.compile(r"^(?:[^\w\s\x00-\x7f《【（]\ufe0f?\u200d?)+\s*")
_COLON = re.compile("[:：]")
_DIGIT = re.compile(r"\d")
_OWN = frozenset({"id", "link", "pmid", "doi"})
"""Fields that say which paper it is."""
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
MAX_DATE = 40
MAX_HEAD = 40
"""Characters in which a label has its colon."""
MAX_STATED = 400
"""Characters of a line that may begin or end with a paper's number; longer ones are texts."""
_SUMMARY = re.compile(r"<summary\b[^>]*>(.*)", re.IGNORECASE)
_TITLE_MARK = re.compile(r"(?:\*\*|#+|>|\s)*(?:[\[【(]?\d{1,4}[\]】).、]?\s*)?(?:\*\*)?《")


class Heading(NamedTuple):
    """A heading."""

    line: int
    level: int
    text: str
    label: bool
    """Whether it names a field: such a heading opens and closes nothing."""


class Sketch(NamedTuple):
    """What is to be seen of a digest's lines before they are read."""

    lines: Sequence[str]
    skip: int
    """Lines at its head that are front matter."""
    openers: dict[str, list[int]]
    """Lines by kind."""
    headings: tuple[Heading, ...]
    rules: frozenset[int]
    """Lines across, and those of tables below their headers."""
    known: dict[int, list[Identifier]]
    """By line, the papers that its addresses lead to."""
    others: dict[int, list[Identifier]]
    """By line, the entries that its addresses lead to, that are no papers: see `ids.ASKED`."""
    named: dict[int, list[Identifier]]
    """By line, the papers that it names without an address."""
    stated: frozenset[int]
    """Those of these lines that say whose they are: a row, a field. A name in a text may be anybody's."""


def sketch(lines: Sequence[str], skip: int = 0) -> Sketch:  # noqa: C901, PLR0912, PLR0915 - a case a first character
    """Look at each line once."""
    openers: dict[str, list[int]] = {}
    headings: list[Heading] = []
    rules: set[int] = set()
    known: dict[int, list[Identifier]] = {}
    others: dict[int, list[Identifier]] = {}
    named: dict[int, list[Identifier]] = {}
    stated: set[int] = set()
    fence = ""
    fences: list[int] = []
    fenced = 0
    table = False
    """Whether the lines before are a table whose rows begin without a bar."""

    def opens(kind: str, n: int) -> None:
        openers.setdefault(kind, []).append(n)

    for n in range(skip, len(lines)):
        line = lines[n]
        text = line.lstrip(" \t\u3000\u2028\u2029")
        if not text:
            table = False
            continue
        first = text[0]
        indent = len(line) - len(text)
        if first in "`~" and (match := _FENCE.match(line)):
            fence = "" if fence and match[1].startswith(fence) else fence or match[1]
            fences.append(n)
            continue
        if "://" in line:
            for found in ids.linked(line):
                (known if found.scheme in ids.PAPERS else others).setdefault(n, []).append(found)
        elif _may_name(line) and (names := ids.named(line)):
            named[n] = names
            head, colon, _ = text[:MAX_HEAD].replace("：", ":").partition(":")
            if first == "|" or (colon and labels.field(head) in _OWN):
                stated.add(n)
        elif len(text) < MAX_STATED and "." in text and (one := ids.stated(text)):
            named[n] = [one]
            stated.add(n)
        if fence:
            fenced += n in known or n in named
            continue
        if first == "#":
            if heading := _heading(n, line):
                headings.append(heading)
                if not heading.label and not _is_date(heading.text):
                    opens(f"heading {heading.level}", n)
        elif first == "|" or ("|" in text and (table or _ROW_RULE.fullmatch(text))):
            if _ROW_RULE.fullmatch(text):
                rules.add(n)
                table = first != "|"
            else:
                opens("row", n)
        elif first in "-*+•–·" and text[:2] in _BULLETS and indent <= 1:
            if not line[-1].isalnum() and _RULE.match(line):
                rules.add(n)
            elif not _is_label(text[2:]):
                opens("bullet", n)
        elif first == "<":
            if match := _SUMMARY.search(text):
                if not labels.field(match[1].partition("</")[0]):
                    opens("summary", n)
            elif match := _HTML_HEADING.match(text):
                heading_text = match[2].partition("</h")[0]
                label = bool(labels.field(heading_text))
                headings.append(Heading(n, int(match[1]), heading_text, label))
                if not label:
                    opens(f"heading {match[1]}", n)
            elif "<summary" in text.lower():
                opens("summary", n)
        elif indent > 1:
            continue
        elif first == ">":
            inner = text.lstrip("> ")
            if inner and (n == skip or not lines[n - 1].lstrip().startswith(">")):
                _classify(n, inner, inner[0], opens, rules)
        elif first in "-=" and (under := _underlined(lines, n, skip)):
            headings.append(Heading(n - 1, under, lines[n - 1].strip(), _is_label(lines[n - 1])))
            if not headings[-1].label and not _is_date(headings[-1].text):
                opens(f"heading {under}", n - 1)
        else:
            if (
                not first.isalnum()
                and not first.isascii()
                and first not in "《【（"
                and (plain := _EMOJI.sub("", text))
            ):
                text, first = plain, plain[0]
            _classify(n, text, first, opens, rules)
    if fenced * 2 > len(known) + len(named):  # a digest that is shown as it is printed
        bare = set(fences)
        return sketch(["" if n in bare else line for n, line in enumerate(lines)], skip)
    if "bullet" in openers:
        openers["bullet"] = _unlabelled(lines, openers["bullet"])
    return Sketch(lines, skip, openers, tuple(headings), frozenset(rules), known, others, named, frozenset(stated))


def _may_name(line: str) -> bool:
    """Whether a line may name a paper. Texts are long: one letter that is rare in them is looked for before a word."""
    return (
        ("X" in line and ("rX" in line or "RX" in line))
        or "xiv" in line
        or "PMID" in line
        or "pmid" in line
        or ("/" in line and "10." in line)
    )


def _unlabelled(lines: Sequence[str], bullets: Sequence[int]) -> list[int]:
    """Leave out bullets that begin as others do, `- Domain: ..`: that is a label, though nobody has heard of it."""
    heads = {n: match[1] for n in bullets if (match := _HEAD.match(lines[n]))}
    counts = Counter(heads.values())
    return [n for n in bullets if n not in heads or counts[heads[n]] < ALIKE]


def _underlined(lines: Sequence[str], n: int, skip: int) -> int:
    """Return the level of a heading that a line makes of the one above it: 1 of `===`, 2 of `---`, 0 of none.

    A line across below a paragraph would be one as well: it has to be about as long as what it underlines.
    """
    line = lines[n].rstrip()
    if not _UNDERLINE.fullmatch(line) or n <= skip:
        return 0
    above = lines[n - 1].strip()
    alone = n - 1 == skip or not lines[n - 2].strip()
    if not above or not alone or above[0] in "#|>-*+<[" or len(line) * 2 < len(above):
        return 0
    return 1 if line[0] == "=" else 2


def _is_date(text: str) -> bool:
    """Whether a heading is a date, and no title."""
    if len(text) > MAX_DATE or not _DIGIT.search(text):
        return False
    told = dates.find(text)
    return told is not None and not _LETTERS.search(text[: told.start] + text[told.end :])


def _classify(n: int, text: str, first: str, opens: Callable[[str, int], None], rules: set[int]) -> None:
    """Say what a line opens that begins with no mark of its own, or with one that has several meanings."""
    if first in "-*_" and _RULE.match(text):
        rules.add(n)
        return
    if "《" in text and _TITLE_MARK.match(text):
        opens("title", n)
    elif (first.isdigit() or first in "[【(*") and _NUMBER.match(text):
        opens("number", n)
    elif first in "[*" and (match := _LINKED.match(text)) and not labels.is_trivial(match[1]):
        opens("linked", n)
    elif first in "*_" and _BOLD.fullmatch(text.rstrip()) and not _is_label(text):
        opens("bold", n)
    elif first in "hH" and text[:4].lower() == "http" and " " not in text.rstrip():
        opens("link", n)
    if ":" in text[:40] or "：" in text[:20]:
        label = _COLON.split(text, maxsplit=1)[0]
        if labels.field(label) == "title":
            opens("label", n)


def _heading(n: int, line: str) -> Heading | None:
    match = _HEADING.match(line)
    if not match:
        return None
    level, text = len(match[1]), match[2]
    # `#Heading`, as Chinese archives write it; but `#tag`, and `#tag #other`
    tight = level == 1 and text and not text[:1].isspace()
    if tight and (_TAGS.fullmatch(line.strip()) or not (_begins_heading(text) or (not n and " " in text))):
        return None
    text = text.strip().rstrip("#").strip()
    if not text:
        return None
    return Heading(n, level, text, bool(labels.field(text)))


def _begins_heading(text: str) -> bool:
    """Whether what follows a `#` without a blank may be a heading: not in scripts that have blanks."""
    return text[0] in "[《【*" or text[0].isdigit() or "\u3040" <= text[0] <= "\u9fff"


def _is_label(text: str) -> bool:
    """Whether a heading, a bullet or a line names a field, alone or before its value."""
    inner = text.strip()
    bold = inner[:2] in ("**", "__")
    head, colon, value = inner.partition("：") if "：" in inner[:24] else inner.partition(":")
    if colon and not value.startswith("//") and len(head) <= 40:  # noqa: PLR2004 - no label is longer
        named = labels.field(head)
    else:
        named = labels.field(inner[2:].partition("**")[0]) if bold and "**" in inner[2:] else ""
    return bool(named or labels.field(text))  # the whole line last: hardly any is the same as another
