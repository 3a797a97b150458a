r"""Links, anchors and entities of arXiv's text.

In: HTML-escaped text with raw anchors. Out: text with a mark for each anchor, and the links that they are.
This module does not know TeX's commands, but for the escapes in addresses.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

from sitegen.model import Link

_PRINTABLE = bytes(range(0x20, 0x7F))

_TARGET = re.compile(
    r"""(?i:https?)://
        (?P<host> (?: \w[\w.-]* | \[[0-9A-Fa-f:.]+\] ) (?: :\d{1,5} )? )
        (?P<path> (?: /[^\s\\?#]* )? )
        (?: [?#] [^\s\\]* )?""",
    re.VERBOSE,
)
_URL_ESCAPE = re.compile(r"\\~\{\}|\\([_%#&~$-])")
FILLER = re.compile(r"(?i:this (?:\w+ )?(?:URL|link))|(?i:https?)://\S*")


def web_link(url: str, text: str = "") -> Link | None:
    """Return a link to another site, None when `url` may not be one: http(s), a host, no user, nothing invisible.

    Without a text of its own, or with arXiv's "this https URL", it is shown by host and path.
    """
    match = _TARGET.fullmatch(url)
    if match is None or _UNSEEN.search(url):
        return None
    return Link(url, text if text and not FILLER.fullmatch(text) else match["host"] + match["path"].rstrip("/"))


def written_link(url: str, text: str = "") -> Link | None:
    r"""Return a link whose target an author typed, with TeX's escapes: `https://host/a\_b`. arXiv keeps them."""
    return web_link(_URL_ESCAPE.sub(lambda match: match[1] or "~", url) if "\\" in url else url, text)


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
MARK = "\x01"
"""Stands for an anchor in the text: a control, which no text has once `legible` has been over it."""


def legible(text: str) -> str:
    """Return a text without characters that nobody can see and HTML forbids: U+FFFD stands for each."""
    # The search is slow, for the set is wide; what is printable cannot match.
    return text if _is_printable(text) else _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _is_printable(text: str) -> bool:
    """Return `text.isprintable()`, in a third of the time."""
    return not text.encode().translate(None, _PRINTABLE) if text.isascii() else text.isprintable()


def _resolved(source: str) -> str:
    """Resolve entities, once."""
    return legible(_ENTITY.sub(_character, source) if "&" in source else source)


def _character(entity: re.Match[str]) -> str:
    if entity[0][1] == "#":
        return unescape(entity[0]) or "\N{REPLACEMENT CHARACTER}"
    return html5.get(entity[0][1:], entity[0])


def taken_apart(source: str) -> tuple[str, list[Link | str]]:
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
        elif FILLER.fullmatch(shown):
            address += match["rest"]
            at = match.end()
            shown = ""
        parts.append(before)
        instead = shown or legible(" ".join(address.split()))
        anchors.append(written_link(address, shown) or (instead if address else " ".join(_resolved(match[0]).split())))
    parts.append(source[at:])
    if "&" in source:
        parts = [_ENTITY.sub(_character, part) for part in parts]
    text = MARK.join(parts)
    if not all(map(_is_printable, parts)):
        text = " ".join(MARK.join(map(legible, parts)).split())
    elif "  " in text or text != text.strip(" "):
        text = " ".join(text.split())
    return (_MATH_LINK.sub(r"\2", text) if "$" in text else text), anchors
