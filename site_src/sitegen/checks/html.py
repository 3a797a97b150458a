"""HTML, SVG or CSS in; the links in it out, each with its place, and the ids that links can lead to.

A scanner, not a parser: sites have a hundred thousand pages. It follows the tokenizer of the HTML standard in what is a
tag and what is its attribute, and leaves out what only a tree would tell. It does not know which links are right.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_BLANK = rb"[\t\n\f\r ]"
_ATTRIBUTE = (
    rb"[\t\n\f\r /]*+((?:=|[^\t\n\f\r />=])[^\t\n\f\r />=]*+)"
    rb"(?:" + _BLANK + rb"*+=" + _BLANK + rb"*+"
    rb"""(?:"([^"]*+)"|'([^']*+)'|([^\t\n\f\r "'>][^\t\n\f\r >]*+)|(?=>)|["'](?s:.)*+))?+"""
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_RAW_NAMES = b"script|style|textarea|title|xmp|iframe|noembed|noframes"
"""What these elements hold is text, up to their end tag."""
_TAGS = re.compile(
    rb"(?:[^<]++|<(?![a-zA-Z/!?])|</?(?!"
    + _RAW_NAMES
    + rb")[a-z][a-z0-9]*+>)*+"  # what nothing is to be learned from, in one leap
    rb"<(?:"
    rb"!--(?:-?>|(?s:.)*?(?:--!?>|\Z))"  # a comment
    rb"|([a-zA-Z][^\t\n\f\r />]*+)((?: [a-z-]++=\"[^\"]*+\")*+(?:" + _ATTRIBUTE + rb")*+[\t\n\f\r /]*+)>"
    rb"|/[a-zA-Z][^\t\n\f\r />]*+(?:" + _ATTRIBUTE + rb")*+[\t\n\f\r /]*+>"
    rb"|[!?/][^>]*+(?:>|\Z)"  # a doctype, or a comment by mistake
    rb"|[a-zA-Z/!?](?s:.)*+"  # a tag without an end swallows the rest
    rb")"
)
_RAW = {name: re.compile(rb"</" + name + rb"(?=[\t\n\f\r />])", re.IGNORECASE) for name in _RAW_NAMES.split(b"|")}
_LINKING = {
    name.encode(): frozenset(tags.encode().split())
    for name, tags in {
        "href": "a area link use image textpath",
        "xlink:href": "a use image textpath",
        "src": "img script iframe embed source track audio video input",
        "srcset": "img source",
        "imagesrcset": "link",
        "poster": "video",
        "action": "form",
        "formaction": "button input",
        "data": "object",
    }.items()
}
_WANTED = re.compile(
    rb"[\t\n\f\r /\"'](?:id|name|content|style|" + b"|".join(map(re.escape, _LINKING)) + rb")[\t\n\f\r ]*=",
    re.IGNORECASE,
)
_ASIDE = rb"(?: (?:class|rel|title|aria-label|hreflang|type)=\"[^\"]*+\")*+"
_ANCHOR = re.compile(_ASIDE + rb" href=\"([^\"&]*+)\"" + _ASIDE)
"""What nearly all links look like."""
_PROMISES = frozenset({b"preconnect", b"dns-prefetch"})
"""`rel`s whose link is a host, and no file."""
_SHOWN = frozenset({"og:url", "og:image", "twitter:image"})
_REFRESH = re.compile(r"\s*(?:url\s*=\s*)?[\"']?(.+?)[\"']?\s*", re.IGNORECASE | re.DOTALL)
_REFERENCE = re.compile(r"&(?:#[xX]?[0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;?)")
_CANDIDATE = re.compile(r"[\s,]*([^\s]*[^\s,])(?:\s+[^,]*|,+|$)")
_CSS = re.compile(
    rb"/\*(?s:.)*?(?:\*/|\Z)"
    rb"|url\([ \t\r\n\f]*(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\"'()\s][^\"'()\s]*))[ \t\r\n\f]*\)"
    rb"|@import[ \t\r\n\f]+(?:\"([^\"\n]*)\"|'([^'\n]*)')"
    rb"|\"(?:[^\"\\\n]|\\(?s:.))*+\"|'(?:[^'\\\n]|\\(?s:.))*+'",
    re.IGNORECASE,
)
_IMPORT = re.compile(rb"\b(?:from|import)\s*\(?\s*[\"'](\.{1,2}/[^\"'\n]+)[\"']")
_REMEMBERED = 20_000
"""Tags that are kept in their parsed form: the head and the navigation are those of every page."""


class Link(NamedTuple):
    """A link as it is written."""

    url: str
    at: int
    """Where it, or its tag, begins: in bytes."""


class Hrefs(NamedTuple):
    """What a file has to do with others."""

    links: list[Link]
    ids: list[str]
    """What fragments can name, in order; those that stand there twice, twice."""
    base: str = ""
    """What relative links start from, when the page says so."""
    indexed: bool = True
    """Whether search engines are to have the page under this address."""
    canonical: str = ""


class _Tag(NamedTuple):
    links: tuple[str, ...] = ()
    id: str = ""
    name: str = ""
    base: str = ""
    hidden: bool = False
    canonical: str = ""


_PLAIN = _Tag()
_remembered: dict[bytes, _Tag] = {}


def of_html(data: bytes) -> Hrefs:
    """Scan a page, or an SVG picture."""
    links: list[Link] = []
    tags: list[_Tag] = []
    at, end = 0, len(data)
    match, remembered = _TAGS.match, _remembered
    while at < end and (found := match(data, at)):
        at = found.end()
        name = found[1]
        if name is None:
            continue
        start = found.start(1) - 1
        if found[2]:
            raw = data[start:at]
            tag = remembered.get(raw)
            if tag is None:
                if len(remembered) >= _REMEMBERED:
                    remembered.clear()
                tag = remembered[raw] = _tag(name.lower(), found[2]) if _WANTED.search(found[2]) else _PLAIN
            if tag is not _PLAIN:
                for url in tag.links:
                    links.append(Link(url, start))  # noqa: PERF401 - mostly there is one, or none
                tags.append(tag)
        if (text := _RAW.get(name.lower())) and not _empty(data, found):
            closing = text.search(data, at)
            stop = closing.start() if closing else end
            if name.lower() == b"style":
                links += [Link(url, at + place) for url, place in of_css(data[at:stop]).links]
            at = stop
    return Hrefs(
        links,
        _anchors(tags),
        next((tag.base for tag in tags if tag.base), ""),
        not any(tag.hidden for tag in tags),
        next((tag.canonical for tag in tags if tag.canonical), ""),
    )


def of_css(data: bytes) -> Hrefs:
    """Scan a style sheet."""
    links = [
        Link(_text(url), found.start())
        for found in _CSS.finditer(data)
        if (url := found[1] or found[2] or found[3] or found[4] or found[5])
    ]
    return Hrefs(links, [])


def of_script(data: bytes) -> Hrefs:
    """Scan a JavaScript module for the modules that it imports by a relative path."""
    return Hrefs([Link(_text(found[1]), found.start()) for found in _IMPORT.finditer(data)], [])


def _anchors(tags: Sequence[_Tag]) -> list[str]:
    ids = [tag.id for tag in tags if tag.id]
    known = set(ids)
    return ids + [name for name in dict.fromkeys(tag.name for tag in tags if tag.name) if name not in known]


def _empty(data: bytes, tag: re.Match[bytes]) -> bool:
    """Whether an element that would hold text has none, which it can only say itself in SVG and in MathML."""
    return data[tag.end() - 2] == ord("/") and any(
        data.rfind(b"<" + outer, 0, tag.start(1)) > data.rfind(b"</" + outer, 0, tag.start(1))
        for outer in (b"svg", b"math")
    )


def _tag(name: bytes, text: bytes) -> _Tag:
    if name == b"a" and (usual := _ANCHOR.fullmatch(text)):
        return _Tag((_text(usual[1]),))
    attributes: dict[bytes, str] = {}
    for found in _ATTRIBUTES.finditer(text):
        attributes.setdefault(found[1].lower(), _value(found[2] or found[3] or found[4] or b""))
    rels = attributes.get(b"rel", "").lower().encode().split() if name == b"link" else []
    links = [] if _PROMISES.intersection(rels) else list(_links(name, attributes))
    hidden = False
    if name == b"meta":
        hidden, more = _meta(attributes)
        links += more
    href = attributes.get(b"href", "")
    tag = _Tag(
        tuple(links),
        attributes.get(b"id", ""),
        attributes.get(b"name", "") if name == b"a" else "",
        href if name == b"base" else "",
        hidden,
        href if b"canonical" in rels else "",
    )
    return _PLAIN if tag == _PLAIN else tag


def _links(name: bytes, attributes: Mapping[bytes, str]) -> Iterator[str]:
    for attribute, value in attributes.items():
        if name in _LINKING.get(attribute, ()):
            if attribute.endswith(b"srcset"):
                yield from _CANDIDATE.findall(value)
            else:
                yield value
        elif attribute == b"style" and "url(" in value.lower():
            yield from (link.url for link in of_css(value.encode()).links)


def _meta(attributes: Mapping[bytes, str]) -> tuple[bool, list[str]]:
    """Say whether a `meta` keeps search engines away, and where it leads."""
    content = attributes.get(b"content", "")
    key = (attributes.get(b"name") or attributes.get(b"property") or "").lower()
    if attributes.get(b"http-equiv", "").lower() == "refresh":
        _, semicolon, target = content.partition(";")
        url = _REFRESH.fullmatch(target) if semicolon else None
        return True, [url[1]] if url else []
    return key == "robots" and "noindex" in content.lower(), [content] if key in _SHOWN else []


def _value(raw: bytes) -> str:
    text = _text(raw)
    return _REFERENCE.sub(lambda found: _referred(found, text), text) if "&" in text else text


def _referred(found: re.Match[str], text: str) -> str:
    """Resolve a character reference, in an attribute: `&copy=1` is none there."""
    name = found[0][1:]
    if name.startswith("#"):
        return unescape(found[0])
    if name in html5 and (name.endswith(";") or text[found.end() : found.end() + 1] != "="):
        return html5[name]
    return found[0]


def _text(raw: bytes) -> str:
    return raw.decode(errors="replace")
