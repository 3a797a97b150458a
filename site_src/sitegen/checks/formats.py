"""Feeds, sitemaps and the like in; what is wrong with them, and the links in them, out.

Atom (RFC 4287), JSON Feed 1.1, OPML, OpenSearch, sitemaps, web app manifests: what readers of them insist on. It does
not know which files there are, so whether a link leads anywhere is for others to say.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers import expat

from sitegen.checks.html import Link, of_html
from sitegen.problems import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_URLS = 50_000
MOST_BYTES = 52_428_800
"""What a sitemap may hold: https://www.sitemaps.org/protocol.html"""

_ABSOLUTE = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_NAMED = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)")
_TEMPLATE = re.compile(r"\{[^}]*\}")


class Fault(NamedTuple):
    """What is wrong with a file."""

    message: str
    at: int = 0
    """Where: in bytes."""
    hint: str = ""


class Reading(NamedTuple):
    """What was found in a file."""

    links: list[Link]
    faults: list[Fault]
    kind: str = ""
    """The name of an XML file's outermost element."""
    locations: list[Link] = []  # noqa: RUF012 - never written to
    """What a sitemap lists."""


class _Element:
    """An element of an XML file: of its children only those that count are kept."""

    __slots__ = ("at", "attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], at: int) -> None:
        self.name, self.attributes, self.at = name, attributes, at
        self.children: list[_Element] = []
        self.text: list[str] = []

    def all(self, name: str) -> Iterator[_Element]:
        return (child for child in self.children if child.name == name)

    def one(self, name: str) -> _Element | None:
        return next(self.all(name), None)

    @property
    def value(self) -> str:
        return "".join(self.text).strip()

    def walk(self) -> Iterator[_Element]:
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.children)


class _Entity(Exception):  # noqa: N818 - ends the parser
    pass


def of_xml(data: bytes) -> Reading:
    """Read an XML file. Only of feeds, sitemaps, OPML and OpenSearch more is asked than that it is well-formed."""
    try:
        root = _parse(data)
    except _Entity:
        return Reading(
            [],
            [
                Fault(
                    "the file declares entities, which feed readers reject",
                    0,
                    "write the text in place of the entities",
                )
            ],
        )
    except expat.ExpatError as error:
        at = _offset(data, error.lineno, error.offset)
        return Reading([], [Fault(f"the file is not well-formed XML: {expat.errors.messages[error.code]}", at)])
    namespace, _, name = root.name.rpartition(" ")
    if root.name == f"{ATOM} feed":
        links, faults = _atom(root)
    elif namespace == SITEMAP and name in {"urlset", "sitemapindex"}:
        return _sitemap(root, name, len(data))
    elif name == "opml":
        links = [
            Link(element.attributes[key], element.at)
            for element in root.walk()
            for key in ("xmlUrl", "htmlUrl")
            if key in element.attributes
        ]
        faults = [Fault("the OPML file has no `body`")] * (root.one("body") is None) + _relative(links)
    elif name == "OpenSearchDescription":
        wanted = {"Url": "template", "Image": ""}
        found = [(element, wanted.get(element.name.rpartition(" ")[2])) for element in root.children]
        links = [
            Link(_filled(e.attributes.get(key, "") if key else e.value), e.at) for e, key in found if key is not None
        ]
        faults = [] if any(key for _, key in found) else [Fault("the OpenSearch description has no `Url`")]
        faults += _relative(links)
    else:
        links, faults = [], []
    return Reading(links, faults, name)


def of_feed(data: bytes) -> Reading:
    """Read a JSON feed."""
    value = _json(data)
    if isinstance(value, Fault):
        return Reading([], [value])
    if not isinstance(value, dict) or not str(value.get("version", "")).startswith("https://jsonfeed.org/version/1"):
        return Reading(
            [], [Fault("the file is not a JSON feed: its `version` is not https://jsonfeed.org/version/1.1")]
        )
    faults = [Fault("the JSON feed has no `title`")] * (not _said(value.get("title")))
    items = value.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return Reading([], [*faults, Fault("the JSON feed has no list of `items`")])
    ids = [item.get("id") for item in items]
    unnamed = sum(not _said(id_) for id_ in ids)
    faults += [Fault(f"the JSON feed has {counted(unnamed, 'item')} without an `id`")] * bool(unnamed)
    faults += _twice([(str(id_), _find(data, str(id_))) for id_ in ids if _said(id_)], "item")
    for item in items:
        name = item.get("id", "?")
        if "content_html" not in item and "content_text" not in item:
            faults.append(Fault(f"an item of the JSON feed has no content: {name}", _find(data, str(name))))
        for key in ("date_published", "date_modified"):
            if key in item and not _TIME.fullmatch(str(item[key])):
                message = f"the `{key}` of an item is not a time such as 2020-07-22T00:00:00Z: {item[key]}"
                faults.append(Fault(message, _find(data, str(item[key]))))
    links = [
        _link(data, value[key]) for key in ("home_page_url", "feed_url", "icon", "favicon") if _said(value.get(key))
    ]
    links += [
        _link(data, item[key]) for item in items for key in ("url", "image", "banner_image") if _said(item.get(key))
    ]
    faults += _relative(links)
    for item in items:
        if isinstance(item.get("content_html"), str):
            at = _find(data, str(item.get("id", "")))
            links += [Link(link.url, at) for link in of_html(item["content_html"].encode()).links]
    return Reading(links, faults)


def of_app(data: bytes) -> Reading:
    """Read a web app's manifest."""
    value = _json(data)
    if isinstance(value, Fault):
        return Reading([], [value])
    if not isinstance(value, dict):
        return Reading([], [Fault("the file is not a web app manifest: it is not a JSON object")])
    lists = [value.get(key) for key in ("icons", "screenshots", "shortcuts")]
    things = [value, *(thing for some in lists if isinstance(some, list) for thing in some if isinstance(thing, dict))]
    return Reading(
        [_link(data, thing[key]) for thing in things for key in ("start_url", "src", "url") if _said(thing.get(key))],
        [],
    )


def _parse(data: bytes) -> _Element:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    top = _Element("", {}, 0)
    stack = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        element = _Element(name, attributes, parser.CurrentByteIndex)
        stack[-1].children.append(element)
        stack.append(element)

    def end(_name: str) -> None:
        stack.pop()

    def text(some: str) -> None:
        stack[-1].text.append(some)

    def entity(*_: object) -> None:
        raise _Entity

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.EntityDeclHandler = entity
    parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position
    return top.children[0]


def _atom(feed: _Element) -> tuple[list[Link], list[Fault]]:
    def name(local: str) -> str:
        return f"{ATOM} {local}"

    entries = list(feed.all(name("entry")))
    faults: list[Fault] = []
    for element, what in ((feed, "the feed"), *((entry, "an entry") for entry in entries)):
        faults += _incomplete(element, what)
    if feed.one(name("author")) is None and any(entry.one(name("author")) is None for entry in entries):
        faults.append(Fault("neither the feed nor each of its entries has an author", feed.at))
    ids = [found for entry in entries if (found := entry.one(name("id"))) is not None]
    faults += _twice([(found.value, found.at) for found in ids], "entry")
    links = [
        Link(link.attributes.get("href", ""), link.at)
        for element in (feed, *entries)
        for link in element.all(name("link"))
    ]
    links += [Link(found.value, found.at) for local in ("icon", "logo") for found in feed.all(name(local))]
    faults += _relative(links)
    for entry in entries:
        for part in (entry.one(name("content")), entry.one(name("summary"))):
            if part is not None and part.attributes.get("type") == "html":
                links += [Link(link.url, part.at) for link in of_html(part.value.encode()).links]
    return links, faults


def _incomplete(element: _Element, what: str) -> Iterator[Fault]:
    """Say what a feed, or an entry, lacks of what each must have."""
    for local in ("id", "title", "updated"):
        found = element.one(f"{ATOM} {local}")
        if found is None or (local != "title" and not found.value):
            yield Fault(f"{what} has no `{local}`", element.at)
        elif local == "updated" and not _TIME.fullmatch(found.value):
            yield Fault(f"an `updated` is not a time such as 2020-07-22T00:00:00Z: {found.value}", found.at)
        elif local == "id" and not _NAMED.fullmatch(found.value):
            yield Fault(f"an `id` is not an absolute address: {found.value}", found.at)


def _sitemap(root: _Element, kind: str, size: int) -> Reading:
    locations = [
        Link(loc.value, loc.at) for entry in root.children for loc in entry.children if loc.name == f"{SITEMAP} loc"
    ]
    faults = []
    if len(root.children) > MOST_URLS:
        faults.append(Fault(f"the sitemap lists {len(root.children):,} addresses: the maximum is {MOST_URLS:,}"))
    if size > MOST_BYTES:
        faults.append(Fault(f"the sitemap has {size:,} bytes: the maximum is {MOST_BYTES:,}"))
    if len(locations) < len(root.children):
        faults.append(
            Fault(f"the sitemap has {counted(len(root.children) - len(locations), 'entry', 'entries')} without `loc`")
        )
    return Reading([], faults, kind, locations)


def _relative(links: Iterable[Link]) -> list[Fault]:
    """Name the links that programs could not follow: they do not know where they have the file from."""
    return [
        Fault(f"the link `{link.url}` is not absolute", link.at, "begin it with `https://` and the host")
        for link in links
        if not _ABSOLUTE.match(link.url)
    ]


def _twice(ids: list[tuple[str, int]], what: str) -> list[Fault]:
    counts = Counter(id_ for id_, _ in ids)
    places = dict(reversed(ids))
    return [
        Fault(f"{count} {'items' if what == 'item' else 'entries'} have the id `{id_}`", places[id_])
        for id_, count in counts.items()
        if count > 1
    ]


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        return Fault(f"the file is not valid JSON: {error.msg}", len(error.doc[: error.pos].encode()))
    except (UnicodeDecodeError, RecursionError) as error:
        return Fault(f"the file is not valid JSON: {error}")


def _link(data: bytes, url: str) -> Link:
    return Link(url, _find(data, url))


def _find(data: bytes, text: str) -> int:
    """Return where a string stands in a JSON file, if it stands there as it is."""
    return max(data.find(b'"' + text.encode() + b'"'), 0)


def _said(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _filled(template: str) -> str:
    return _TEMPLATE.sub("x", template)


def _offset(data: bytes, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = data.find(b"\n", start) + 1
    return min(start + column, len(data))
