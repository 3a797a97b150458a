"""Check: files of a built site in, what is wrong with their links, anchors and feeds out.

A part of the site at a time, so that processes can share the work. Whether an anchor on another page is there can only
be said when all pages have been read: until then it is a hash among those that are wanted, and those that there are.
This module does not know what the site was made of, or which host is to carry it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import msgspec

from sitegen.checks import formats, html
from sitegen.checks.targets import BLANKS, ROOTED, file_of, resolve, root_of
from sitegen.problems import Location, Problem, Severity
from sitegen.urls import permalinks

HASH = 8
"""Bytes that stand for an anchor."""
PAGES = (".html", ".htm")

ANCHORED = (*PAGES, ".svg")
"""Files that have anchors which are looked at."""
_DISTINCT = 1_000
"""Different faults that are kept of a task: a template's is the same on every page, or so different on each that nobody
wants to see them all."""
_SLASH = "some hosts only redirect from here, and some serve nothing"
_SUFFIX = "add the suffix: not every host finds the file without it"
_OF_EVERY_PAPER = re.compile(
    r"(?:https?:)?//(?:[\w-]+\.)*(?:arxiv\.org|alphaxiv\.org|scholar\.google\.com|semanticscholar\.org"
    r"|doi\.org|pubmed\.ncbi\.nlm\.nih\.gov|openreview\.net|aclanthology\.org|eprint\.iacr\.org|biorxiv\.org"
    r"|medrxiv\.org|news\.ycombinator\.com)(?:[:/?]|$)",
    re.IGNORECASE,
)
"""Where themes lead to from a paper's number: to ask for each would tell nothing, and be no way to treat them."""
_LONG_LINE = 4_000
"""Characters of a line that is still shown."""


@dataclass(frozen=True)
class CheckContext:
    """What every process has."""

    folder: str
    """The output folder, as people write it."""
    url: str
    """Where the site will be found: `https://user.github.io/project/`."""
    files: frozenset[str]
    """All that is there to be linked to."""
    external: bool
    """Whether links to other sites are collected."""


class Task(msgspec.Struct, frozen=True):
    """Some files."""

    number: int
    files: tuple[str, ...]
    """Those of the site."""
    others: tuple[str, ...]
    """Those that no build made: they can be linked to, and what is in them is nobody's business."""
    lost: bytes = b""
    """Hashes of anchors that are not there: when there are any, only they are told of."""


class Seen(msgspec.Struct, frozen=True):
    """A fault, at the first place that has it."""

    kind: str
    problem: Problem
    count: int = 1
    """Places that have it."""


class Outbound(msgspec.Struct, frozen=True):
    """A link to another site, at the first place that has it."""

    url: str
    location: Location
    excerpt: str


class Findings(msgspec.Struct, frozen=True):
    """What was found in the files of a task."""

    number: int
    links: int
    seen: tuple[Seen, ...]
    anchors: bytes
    """Hashes of all anchors that there are."""
    wanted: bytes
    """Hashes of the anchors that are linked to."""
    hidden: tuple[str, ...]
    """Pages that ask search engines to leave them out, or name another address as theirs."""
    listed: tuple[str, ...]
    """Files that a sitemap lists."""
    outbound: tuple[Outbound, ...]


def check(context: CheckContext, task: Task) -> Findings:
    """Read the files of a task."""
    reader = _Reader(context, task.lost)
    for path in task.others:
        if path.endswith(ANCHORED):
            reader.anchors += [_hash(path, id_) for id_ in html.of_html(_bytes(context, path)).ids]
    for path in task.files:
        try:
            data = _bytes(context, path)
        except OSError as error:
            reader.unread(path, str(error.strerror))
        else:
            reader.read(path, data)
    return Findings(
        number=task.number,
        links=reader.links,
        seen=tuple(reader.seen.values()),
        anchors=b"".join(reader.anchors),
        wanted=b"".join(sorted(reader.wanted)),
        hidden=tuple(reader.hidden),
        listed=tuple(reader.listed),
        outbound=tuple(reader.outbound.values()),
    )


def place(path: str, data: bytes, at: int) -> tuple[Location, str]:
    """Turn a place in bytes into a line and a column, and quote the line."""
    start = data.rfind(b"\n", 0, at) + 1
    stop = data.find(b"\n", at)
    column = len(data[start:at].decode(errors="replace")) + 1
    line = data[start : stop if stop >= 0 else len(data)]
    excerpt = line.decode(errors="replace").rstrip() if len(line) <= _LONG_LINE else ""
    return Location(path, data.count(b"\n", 0, at) + 1, column), excerpt


class _Reader:
    """Reads files, and collects what it finds."""

    def __init__(self, context: CheckContext, lost: bytes) -> None:
        self.context = context
        self.lost = {lost[n : n + HASH] for n in range(0, len(lost), HASH)}
        self.links = 0
        self.seen: dict[str, Seen] = {}
        self.anchors: list[bytes] = []
        self.wanted: set[bytes] = set()
        self.hidden: list[str] = []
        self.listed: list[str] = []
        self.outbound: dict[str, Outbound] = {}
        self._path, self._data = "", b""

    def read(self, path: str, data: bytes) -> None:
        """Read a file of the site."""
        self._path, self._data = path, data
        found, faults, locations = _scan(path, data)
        ids = set(found.ids)
        self.links += len(found.links) + len(locations)
        for fault in faults:
            self._note("file", fault.at, fault.message, fault.hint)
        if len(ids) < len(found.ids):
            for id_, count in Counter(found.ids).items():
                if count > 1:
                    self._note("id", 0, f"{count} elements of the page have the id `{id_}`", mild=True)
        self.anchors += [_hash(path, id_) for id_ in ids]
        if path.endswith(PAGES) and not self._indexed(found):
            self.hidden.append(path)
        for link in found.links:
            self._follow(link, found.base, ids)
        for link in locations:
            if file := self._follow(link, "", set()):
                self.listed.append(file)

    def unread(self, path: str, reason: str) -> None:
        """Note that a file cannot be read."""
        self._path, self._data = path, b""
        self._note("file", 0, f"the file cannot be read: {reason}")

    def _indexed(self, found: html.Hrefs) -> bool:
        canonical = resolve(found.canonical, self._path, found.base, self.context.url) if found.canonical else None
        return found.indexed and (canonical is None or (canonical.site and file_of(canonical.path) == self._path))

    def _follow(self, link: html.Link, base: str, ids: set[str]) -> str:
        """Note what is wrong with a link; return the file that it leads to."""
        target = resolve(link.url, self._path, base, self.context.url)
        if target.outside:
            root = root_of(self.context.url)
            message = f"the link `{target.outside}` is outside this site, which begins at {root}"
            self._note("outside", link.at, message, f"write `{root}{target.outside[1:]}`, or the complete address")
        if not target.site:
            if self.context.external and target.address:
                self._leave(link, target.address)
            return ""
        file = file_of(target.path)
        if file not in self.context.files:
            file = self._missed(link, target.path)
        if file and target.fragment and file.endswith(ANCHORED):
            self._look_up(link, file, target.fragment, ids)
        return file

    def _missed(self, link: html.Link, path: str) -> str:
        """Note that no file is where a link leads; return the one that hosts may take for it."""
        files = self.context.files
        if f"{path}/index.html" in files:
            self._note(
                "slash",
                link.at,
                f"the link to /{path} does not end in `/`, although its target is a folder",
                f"write `{path}/`: {_SLASH}",
                mild=True,
            )
            return f"{path}/index.html"
        if f"{path}.html" in files:
            self._note(
                "slash", link.at, f"the link to /{path} lacks the suffix of the file {path}.html", _SUFFIX, mild=True
            )
            return f"{path}.html"
        file = file_of(path)
        hint = f"there is {file_of(path.lower())}: links are case-sensitive" if file_of(path.lower()) in files else ""
        if ROOTED.match(link.url.strip(BLANKS)):
            self._note("link", link.at, f"the target of the link, {file}, does not exist", hint)
        else:  # a template's would lead to another file from each page, and is one fault all the same
            written = link.url.strip(BLANKS)
            self._note(
                "link",
                link.at,
                f"the target of the link `{written}` does not exist",
                hint or f"the target would be {file}",
            )
        return ""

    def _look_up(self, link: html.Link, file: str, fragment: str, ids: set[str]) -> None:
        if file == self._path:
            if fragment not in ids:
                self._note("anchor", link.at, f"the link to `#{fragment}` is broken: the page has no such anchor")
            return
        key = _hash(file, fragment)
        self.wanted.add(key)
        if key in self.lost:
            self._note(
                "anchor", link.at, f"the link to `{file}#{fragment}` is broken: that page has no such anchor", lost=True
            )

    def _leave(self, link: html.Link, address: str) -> None:
        if address not in self.outbound and not _OF_EVERY_PAPER.match(address):
            self.outbound[address] = Outbound(address, *place(self._path, self._data, link.at))

    def _note(
        self, kind: str, at: int, message: str, hint: str = "", *, mild: bool = False, lost: bool = False
    ) -> None:
        """Note a fault; on a second reading only the anchors that are lost, for all else has been noted."""
        if bool(self.lost) is not lost:
            return
        before = self.seen.get(message)
        if before:
            self.seen[message] = Seen(kind, before.problem, before.count + 1)
        elif len(self.seen) < _DISTINCT:
            severity = Severity.WARNING if mild else Severity.ERROR
            location, excerpt = place(self._path, self._data, at)
            self.seen[message] = Seen(kind, Problem(location, message, hint, excerpt, severity))


def _scan(path: str, data: bytes) -> tuple[html.Hrefs, list[formats.Fault], list[html.Link]]:
    """Return the links and anchors of a file, its faults, and what it lists if it is a sitemap."""
    if path.endswith(ANCHORED):
        return html.of_html(data), [], []
    if path.endswith(".css"):
        return html.of_css(data), [], []
    if path.endswith((".js", ".mjs")):
        return html.of_script(data), [], []
    if path.endswith((".xml", ".opml", ".atom")):
        reading = formats.of_xml(data)
    elif path.endswith((permalinks.JSON_FEED, permalinks.DAYS_JSON[1:], permalinks.WEEKS_JSON[1:])):
        reading = formats.of_feed(data)
    elif path.endswith(".webmanifest"):
        reading = formats.of_app(data)
    else:
        reading = formats.Reading([], [])
    return html.Hrefs(reading.links, []), reading.faults, reading.locations


def _hash(file: str, fragment: str) -> bytes:
    return blake2b(f"{file}#{fragment}".encode(errors="surrogatepass"), digest_size=HASH).digest()


def _bytes(context: CheckContext, path: str) -> bytes:
    return Path(context.folder, path).read_bytes()
