r"""arXiv's text: titles and abstracts as they stand in digests.

In: HTML-escaped text with raw anchors, and TeX in it: never Markdown, so `_`, `*`, `#` and `[..]` are themselves. Out:
`Prose`. It is rebuilt, not sanitised: anchors are recognised first, everything else is text, and text is escaped.
What is not understood, `\foo{bar}` or `<script>`, is shown as it stands. This module does not know of papers or pages.

Three passes, each linear: `_taken_apart` (anchors, entities), `_tokens` (what is special, which brace closes which),
`_written` (both forms).
"""

# ruff: noqa: RUF001 - typography is its matter

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from sitegen.model import Link, Prose
from sitegen.text import latex as tex

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_DEPTH = 20
"""Commands inside one another that are understood; deeper ones are shown as they stand."""

_ORDINARY = bytes(set(range(0x20, 0x7F)) - set(b"$&<\\`{}~")) + bytes(range(0x80, 0x100))
_PRINTABLE = bytes(range(0x20, 0x7F))


def arxiv(source: str) -> Prose:
    """Return a title or an abstract in both forms. No text is refused."""
    if _is_ordinary(source):
        return Prose(_safe(source.replace(">", "&gt;")), source)  # nothing else to escape
    return _read(source)


def _safe(html: str) -> Markup:
    """Return `Markup(html)`, but for the questions that it asks first, which take twice the time."""
    return str.__new__(Markup, html)


def _is_printable(text: str) -> bool:
    """Return `text.isprintable()`, in a third of the time."""
    return not text.encode().translate(None, _PRINTABLE) if text.isascii() else text.isprintable()


def _is_ordinary(source: str) -> bool:
    """Whether a text reads as it stands: four of five do, and telling costs a tenth of reading."""
    return (
        (source.isascii() or source.isprintable())
        # Deleting bytes by a table is the fastest search for a set of characters that there is: a third of `re`'s.
        and not source.encode().translate(None, _ORDINARY)
        and "--" not in source
        and ("/" not in source or "://" not in source)  # one character is found fifty times as fast as three
        and "  " not in source
        and source == source.strip(" ")
    )


def _read(source: str) -> Prose:
    text, anchors = _taken_apart(source)
    page = _Page()
    _write(text, _tokens(text, anchors), page)
    return page.prose()


def latex(source: str) -> str:
    """Return a title as LaTeX and BibTeX take it: formulas as their author wrote them, and all else as by `escaped`."""
    if _is_ordinary(source):
        return escaped(source)
    text, anchors = _taken_apart(source)
    page = _LatexPage()
    _write(text, _tokens(text, anchors), page)
    return page.latex()


# Links --------------------------------------------------------------------------------------------------------------

_TARGET = re.compile(
    r"""(?i:https?)://
        (?P<host> (?: \w[\w.-]* | \[[0-9A-Fa-f:.]+\] ) (?: :\d{1,5} )? )
        (?P<path> (?: /[^\s\\?#]* )? )
        (?: [?#] [^\s\\]* )?""",
    re.VERBOSE,
)
_URL_ESCAPE = re.compile(r"\\~\{\}|\\([_%#&~$-])")
_FILLER = re.compile(r"(?i:this (?:\w+ )?(?:URL|link))|(?i:https?)://\S*")


def web_link(url: str, text: str = "") -> Link | None:
    """Return a link to another site, None when `url` may not be one: http(s), a host, no user, nothing invisible.

    Without a text of its own, or with arXiv's "this https URL", it is shown by host and path.
    """
    match = _TARGET.fullmatch(url)
    if match is None or _UNSEEN.search(url):
        return None
    return Link(url, text if text and not _FILLER.fullmatch(text) else match["host"] + match["path"].rstrip("/"))


def _written_link(url: str, text: str = "") -> Link | None:
    r"""Return a link whose target an author typed, with TeX's escapes: `https://host/a\_b`. arXiv keeps them."""
    return web_link(_URL_ESCAPE.sub(lambda match: match[1] or "~", url) if "\\" in url else url, text)


# Anchors and entities -----------------------------------------------------------------------------------------------

_ANCHOR = re.compile(
    r"""<a\b (?P<attributes> [^<>]*+ ) > (?P<text> [^<]*+ ) </a\s*>
        (?P<rest> (?: \\[_%#-] (?: [\w./-]*[\w/] )? )* )""",
    re.IGNORECASE | re.VERBOSE,
)
# arXiv ends an address at TeX's backslash: `<a href="https://a.org/b">this https URL</a>\_c` is `https://a.org/b_c`.
_ATTRIBUTE = re.compile(r"""(?<![^\s"'])([^\s"'=]++)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Controls, halves of surrogate pairs and noncharacters: HTML allows none of them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_MATH_LINK = re.compile(r"\$ ?(\{)?(\\(?:href|url) ?\{[^$]*?)(?(1)\} ?) ?\$")
# A link that is dressed as a formula because arXiv shows it better then: `$\href{https://..}{\text{here}}$`.
_MARK = "\x01"
"""Stands for an anchor in the text: a control, which no text has once `legible` has been over it."""


def legible(text: str) -> str:
    """Return a text without characters that nobody can see and HTML forbids: U+FFFD stands for each."""
    # The search is slow, for the set is wide; what is printable cannot match.
    return text if _is_printable(text) else _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _resolved(source: str) -> str:
    """Resolve entities, once."""
    return legible(_ENTITY.sub(_character, source) if "&" in source else source)


def _character(entity: re.Match[str]) -> str:
    if entity[0][1] == "#":
        return unescape(entity[0]) or "\N{REPLACEMENT CHARACTER}"
    return html5.get(entity[0][1:], entity[0])


def _taken_apart(source: str) -> tuple[str, list[Link | str]]:
    """Return the text with a mark for each anchor, and the anchors: a link, or what to show instead of one."""
    parts: list[str] = []
    anchors: list[Link | str] = []
    at = 0
    for match in _ANCHOR.finditer(source) if "<" in source else ():
        before = source[at : match.start()]
        at = match.start("rest")
        href = next(
            (a[2] or a[3] or "" for a in _ATTRIBUTE.finditer(match["attributes"]) if a[1].lower() == "href"), ""
        )
        address = _ENTITY.sub(_character, href) if "&" in href else href
        shown = " ".join(_resolved(match["text"]).split())
        if "](" in address:  # Markdown's `[address](address)`, which arXiv takes for one address
            address = address.partition("](")[0]
            if before.endswith("[") and source.startswith(")", at):
                before, at = before[:-1], at + 1
        elif _FILLER.fullmatch(shown):
            address += match["rest"]
            at = match.end()
            shown = ""
        parts.append(before)
        instead = shown or legible(" ".join(address.split()))
        anchors.append(_written_link(address, shown) or (instead if address else " ".join(_resolved(match[0]).split())))
    parts.append(source[at:])
    if "&" in source:
        parts = [_ENTITY.sub(_character, part) for part in parts]
    text = _MARK.join(parts)
    if not all(map(_is_printable, parts)):
        text = " ".join(_MARK.join(map(legible, parts)).split())
    elif "  " in text or text != text.strip(" "):
        text = " ".join(text.split())
    return (_MATH_LINK.sub(r"\2", text) if "$" in text else text), anchors


# Tokens -------------------------------------------------------------------------------------------------------------


class _Token(NamedTuple):
    """A piece of text that is more than itself."""

    kind: str
    """`shown`: its value is shown instead of it; `typed`: likewise, except in code; `formula`; `link`; `open`: a brace
    with or without a command, which is the value; `close`: a closing brace.
    """
    start: int
    end: int
    value: str | Link | tex.Formula = ""


_SECOND = ("href", "hyperlink", "hypertarget", "textcolor")
"""Commands that show their second argument."""


def _alternatives(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_NAMES = _alternatives([*tex.SYMBOLS, *tex.LETTERS])
_ACCENTED = r"""[`'^"~=.] (?: [A-Za-z] | \{\\?[A-Za-z]\} | \\[ij](?![A-Za-z]) ) | [Hbcdkruv]\{\\?[A-Za-z]\}"""
_COLOR = r"color\{[^{}\\$]*+\}"
_TIE = r"""(?: (?<=[A-Za-z][A-Za-z]~) | (?<=[$.,;:)}\]]~) | (?<=\d~)(?=[A-Za-z]) | (?=\\[A-Za-z]) ) (?=\S)"""
"""A `~` that is TeX's blank, as in `Fig.~2`, and not `about`, as in `(~20)`, nor `to`, as in `5~10`."""
# Each alternative begins with one of the characters that `_candidates` looks for, or with the `h` of an address.
_TOKEN = rf"""
      \$
    | \\ (?: (?P<accent> {_ACCENTED} )
           | (?P<mangled> {_alternatives(name[1:] for name in tex.MANGLED)} )
           | (?P<command> {_alternatives([*tex.STYLES, *tex.FRAMES, "url", *_SECOND])} ) [ ]?\{{
           | (?P<letter> {_alternatives(tex.LETTERS)} ) (?![A-Za-z]) (?: \{{\}} | [ ] )?
           | (?P<symbol> {_alternatives(tex.SYMBOLS)} ) (?![A-Za-z]) (?: \{{\}} )?
           | (?P<hyphen> (?<=[A-Za-z]\\)-(?=[A-Za-z]) )
           | (?P<color> {_COLOR} )
           | (?P<escape> [%&$\#_{{}}\ \\,;:!/@] )
           | (?P<math> [(\[] )
           )
    | \{{ (?: \\ (?P<wrapped> (?: {_ACCENTED} | [`'^"~=.][ ]?\\?[A-Za-z] | [Hbcdkruv][ ]\\?[A-Za-z] ) \}} )
           | \\ (?P<name> {_NAMES} ) [ ]?\}}
           | [ ]?\\ (?P<switch> {_alternatives(tex.SWITCHES)} ) (?![A-Za-z]) [ ]?
           | [ ]?\\ (?P<coloured> {_COLOR} )
           )?
    | \}}
    | {_MARK}
    | ``?
    | ''
    | '(?!\w)
    | "
    | ~ (?P<tie> {_TIE} )
    | --+
    """
_ADDRESS = r"h (?<![A-Za-z0-9].) ttps?:// (?: [!#%&(-;=?-Z_a-z~] | \\[_%\#&~] )* [#%&()+/-9=@-Z_a-z~-]"


@cache
def _token(*, addresses: bool) -> re.Pattern[str]:
    """Return the pattern of all tokens."""
    return re.compile(f"{_TOKEN} | {_ADDRESS}" if addresses else _TOKEN, re.VERBOSE)


@cache
def _beginnings(*, quotes: bool) -> bytes:
    """Return a table that makes 1 of the characters that a token may begin with, and 0 of all others."""
    beginnings = b"$\\{}~" + _MARK.encode() + b"`'\"" * quotes
    return bytes(byte in beginnings for byte in range(256))


def _candidates(text: str, *, addresses: bool) -> bytearray:
    """Return a byte for each character of a text: 1 where a token may begin, else 0.

    Searching these for the next 1 takes a twentieth of the time that `re` takes with a set of characters.
    """
    # A closing quotation mark is one only after an opening one.
    result = bytearray(text.encode("ascii", "replace").translate(_beginnings(quotes="`" in text)))
    at = text.find("--")
    while at >= 0:
        result[at] = 1
        at = text.find("--", at + 1)
    at = text.find("://") if addresses else -1
    while at >= 0:
        for scheme in ("http", "https"):
            if text.endswith(scheme, 0, at):
                result[at - len(scheme)] = 1
        at = text.find("://", at + 1)
    return result


def _tokens(text: str, anchors: list[Link | str]) -> list[_Token]:  # noqa: C901, PLR0912, PLR0915 - one case a kind
    """Return what is special in a text, in order."""
    tokens: list[_Token] = []
    marks = iter(anchors)
    opened: dict[str, int] = {}  # opening quotes that wait for their closing one
    addresses = "/" in text and "://" in text
    candidates = _candidates(text, addresses=addresses)
    begin = _token(addresses=addresses).match
    at = 0
    while (start := candidates.find(1, at)) >= 0:
        match = begin(text, start)
        if match is None:
            at = start + 1
            continue
        at = match.end()
        group = match.lastgroup or text[start]
        kind = "shown"
        value: str | Link | tex.Formula
        match group:
            case "$" | "math":
                found = tex.delimited(text, start)
                if found is None or _MARK in found.source:
                    continue
                kind, value, at = "formula", tex.formula(found.source, display=found.display), found.end
            case "command" | "switch":
                kind, value = "open", match[group]
            case "coloured":
                kind, value = "open", "text"
            case "{":
                kind, value = "open", ""
            case "}":
                kind, value = "close", ""
            case "accent" | "wrapped":
                value = tex.accented(match[group].rstrip(" }")[-1], match[group][0])
            case "mangled":
                value = tex.MANGLED[match[0]]
            case "letter" | "symbol" | "name":
                value = tex.LETTERS.get(match[group]) or tex.SYMBOLS[match[group]]
            case "hyphen" | "color" | "tie":
                value = " " if group == "tie" else ""
            case "escape":
                value = tex.ESCAPES[match[group]]
            case "h":
                at = start + _address_end(match[0])
                link = _written_link(text[start:at])
                if link is None:
                    continue
                kind, value = "link", link
            case "-":
                kind, value = "typed", {2: "–", 3: "—"}.get(at - start, match[0])
            case _ if group == _MARK:
                value = next(marks)
                kind = "link" if isinstance(value, Link) else "shown"
            case _:
                kind, value = "typed", _quote(text, match, tokens, opened)
        tokens.append(_Token(kind, start, at, value))
    return tokens


def _address_end(address: str) -> int:
    """Return where a bare address ends: before brackets that it does not open."""
    end = len(address)
    surplus = address.count(")") - address.count("(")
    while surplus > 0 and address[end - 1] in ").,;:!?":
        end -= 1
        surplus -= address[end] == ")"
    return end


def _quote(text: str, match: re.Match[str], tokens: list[_Token], opened: dict[str, int]) -> str:
    """Return what a quotation mark is shown as; a closing one turns its partner among the `tokens`, too."""
    mark = match[0]
    before = text[match.start() - 1 : match.start()] or " "
    if mark[0] == "`":
        after = text[match.end() : match.end() + 1] or " "
        opened.pop(mark, None)  # "`code`" opens nothing, and ends what waited
        if not after.isspace() and not (before.isalnum() and (mark == "`" or not after.isalnum())):
            opened[mark] = len(tokens)
        return mark
    partner, left, right = ("`", "‘", "’") if mark == "'" else ("``", "“", "”")
    if partner not in opened or before.isspace():
        return mark
    index = opened.pop(partner)
    tokens[index] = tokens[index]._replace(value=left)
    return right


def _pairs(tokens: list[_Token]) -> dict[int, int]:
    """Return which token closes which, for braces that are paired and not nested too deep."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind == "open":
            stack.append(index)
        elif token.kind == "close" and stack:
            opener = stack.pop()
            if len(stack) < MAX_DEPTH:
                pairs[opener] = index
    return pairs


# Both forms ---------------------------------------------------------------------------------------------------------

_TAGS = {name: (f"<{name}>", f"</{name}>") for name in set(tex.STYLES.values())} | {
    "": ("", ""),
    "smallcaps": ('<span class="smallcaps">', "</span>"),
}


class _Page:
    """What has been written so far."""

    def __init__(self) -> None:
        self.html: list[str] = []
        self.plain: list[str] = []
        self.links: dict[str, Link] = {}
        self.blank = True
        self.code = 0
        self.around: tuple[Link, int, int] | None = None
        """The link that is open, and where in both forms it begins."""

    def prose(self) -> Prose:
        """Return what has been written."""
        html = "".join(self.html).rstrip(" ")
        plain = "".join(self.plain).rstrip(" ")
        return Prose(_safe(html), plain, tuple(self.links.values()))  # all of it is escaped

    def show(self, text: str) -> None:
        """Write text; blanks that meet become one."""
        if self.blank and text.startswith(" "):
            text = text[1:]
        if text:
            self.html.append(escape(text, quote=False))
            self.plain.append(text)
            self.blank = text[-1] == " "

    def formula(self, formula: tex.Formula, source: str) -> None:  # noqa: ARG002 - for those that write LaTeX
        self.html.append(formula.html)
        self.plain.append(formula.plain)
        self.blank = False

    def link(self, link: Link) -> None:
        """Write a whole link, or its text alone within another."""
        if self.around:
            self.show(link.text)
        else:
            self.begin(link)
            self.end()

    def begin(self, link: Link) -> None:
        self.html.append(f'<a href="{escape(link.url)}" rel="noopener">')
        self.around = link, len(self.html), len(self.plain)

    def end(self) -> None:
        """End the open link; one that shows nothing of its own shows its address."""
        if self.around is None:
            return
        link, in_html, in_plain = self.around
        text = "".join(self.plain[in_plain:]).strip()
        if not text or _FILLER.fullmatch(text):
            del self.html[in_html:], self.plain[in_plain:]
            self.show(link.text)
            text = link.text
        self.html.append("</a>")
        self.links.setdefault(link.url, Link(link.url, text))
        self.around = None


_LATEX = str.maketrans(
    {
        **{character: f"\\{character}" for character in "&%$#_{}"},
        "\\": r"\textbackslash{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)
_LATEX_OWN = re.compile(r"[&%$#_{}\\^~]")


def escaped(text: str) -> str:
    """Return plain text as LaTeX and BibTeX take it. `reading/formats.js` of the default theme does the same."""
    result = _escaped(text)
    return result if _counts(result) else _braceless(result)


def _escaped(text: str) -> str:
    """Escape what LaTeX or BibTeX would take for its own: few titles have any of it."""
    return text.translate(_LATEX) if _LATEX_OWN.search(text) else text


def _braceless(latex: str) -> str:
    """Name the braces that are text: BibTeX counts braces, also those that are escaped, and they must match."""
    return latex.replace(r"\{", r"\textbraceleft{}").replace(r"\}", r"\textbraceright{}")


class _LatexPage(_Page):
    """Writes a third form as well."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[tuple[str, bool]] = []
        """LaTeX, and whether it is a formula's."""

    def show(self, text: str) -> None:
        before = len(self.plain)
        super().show(text)
        self._pieces += [(_escaped(shown), False) for shown in self.plain[before:]]

    def formula(self, formula: tex.Formula, source: str) -> None:
        super().formula(formula, source)
        whole = source.startswith(("$", r"\(", r"\[")) and _counts(source)
        self._pieces.append((source, True) if whole else (_escaped(formula.plain), False))

    def latex(self) -> str:
        """Return what has been written."""
        result = "".join(piece for piece, _ in self._pieces)
        if not _counts(result):
            result = "".join(piece if is_formula else _braceless(piece) for piece, is_formula in self._pieces)
        return result.strip()


def _counts(source: str) -> bool:
    """Whether BibTeX finds each brace's partner."""
    depth = 0
    for character in source:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def _write(text: str, tokens: list[_Token], page: _Page) -> None:
    """Write a text's tokens and what is between them."""
    pairs = _pairs(tokens)
    endings: dict[int, str] = {}
    at = index = 0
    while index < len(tokens):
        token = tokens[index]
        value = token.value
        page.show(text[at : token.start])
        at = token.end
        if isinstance(value, Link):
            page.link(value)
        elif isinstance(value, tex.Formula):
            page.formula(value, text[token.start : at])
        elif token.kind == "open":
            skipped = _opened(text, tokens, pairs, index, page, endings)
            if skipped > index:
                index, at = skipped, tokens[skipped].end
        elif index in endings:
            ending = endings[index]
            page.code -= ending == "</code>"
            if ending == "</a>":
                page.end()
            elif ending.startswith("<"):
                page.html.append(ending)
            else:
                page.show(ending)
        elif token.kind == "shown" or (token.kind == "typed" and not page.code):
            page.show(value)
        else:
            page.show(text[token.start : at])
        index += 1
    page.show(text[at:])


def _opened(
    text: str, tokens: list[_Token], pairs: dict[int, int], index: int, page: _Page, endings: dict[int, str]
) -> int:
    """Write the beginning of a group or a command; return the last token that is done with it."""
    token = tokens[index]
    name = str(token.value)
    close = pairs.get(index)
    if close is None or not name:
        page.show(text[token.start : token.end])
        return index
    if name in tex.STYLES:
        before, after = _TAGS[tex.STYLES[name]]
        page.html.append(before)
        page.code += before == "<code>"
        endings[close] = after
        return index
    if name in tex.FRAMES:
        before, endings[close] = tex.FRAMES[name]
        page.show(before)
        return index
    argument = text[token.end : tokens[close].start].strip()
    first = tokens[index + 1].value if argument == _MARK else ""
    link = first if isinstance(first, Link) else _written_link(argument)
    second = close + 1
    is_pair = name in _SECOND and second in pairs and not text[tokens[close].end : tokens[second].start].strip()
    if link and not is_pair:
        page.link(link)
        return close
    if link and not page.around:
        page.begin(link)
        endings[pairs[second]] = "</a>"
        return second
    if is_pair and text[tokens[second].end : tokens[pairs[second]].start].strip():
        endings[pairs[second]] = ""
        return second
    if name == "url":
        endings[close] = ""
    else:
        page.show(text[token.start : token.end])
    return index
