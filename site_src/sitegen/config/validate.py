"""Values that have the right type, and that no site can be built with.

In: a `Config`. Out: what is wrong with it, by the keys of its options.
This module does not know where options are set, or what they are used for.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.config.schema import (
    CONTENT_SUFFIXES,
    FILE,
    HOLES,
    MOST_BOOST,
    OPENERS,
    PAPER_FIELDS,
    SCHEMES,
    WEEKDAYS,
    Config,
    Content,
    Digests,
    Key,
    Ledger,
    Papers,
    Search,
    Urls,
)
from sitegen.problems import nearest
from sitegen.urls.folding import is_age
from sitegen.urls.paths import safe_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_BASE_URL = re.compile(r"(?i:https?)://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?/[^?#@]*")
_BASE_PATH = re.compile(r"(/(?!\.{1,2}/)[A-Za-z0-9._~-]+)*/")
_SOURCE_URL = re.compile(r"https?://[^\s{}]*\{path\}(?:[^\s{}]*\{line\})?[^\s{}]*")
_PLUGIN = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*", re.ASCII)
_IDS = re.compile(r"https?://[!-~]+/|tag:[A-Za-z0-9.@_-]+,\d{4}(?:-\d\d(?:-\d\d)?)?:[!-~]*")
_HOLE = re.compile(r"\{(\w*)\}")
_PAPER_URL = re.compile(r"/(?:(?!\.)(?:[a-z0-9._-]|\{(?:id|yymm|number)\})+(?<!\.)/)+")


_ELSEWHERE = "choose another path: not every host and disk can store this one"
_MOST_NAME, _MOST_PATH = 255, 1_000
"""Bytes of a name that disks can store; characters of a path that systems can open below a site's folder."""


class Fault(NamedTuple):
    """A value that cannot be used."""

    key: Key
    message: str
    hint: str = ""


def faults(config: Config) -> Iterator[Fault]:
    """Name what the types let through but no site can be built with."""
    yield from _site_faults(config)
    for key in (("content", "max_bytes"), ("authors", "min_papers"), ("feeds", "items"), ("feeds", "max_bytes")):
        value = getattr(getattr(config, key[0]), key[1])
        if value < 1:
            yield Fault(key, f"`{'.'.join(key)}` must be at least 1, not {value}")
    if config.feeds.ids and not _IDS.fullmatch(config.feeds.ids):
        message = f"`feeds.ids` must be an address that ends in `/`, or a `tag:` URI, not `{config.feeds.ids}`"
        yield Fault(("feeds", "ids"), message, "write, for example, `https://example.org/` or `tag:example.org,2026:`")
    if not config.content.folder:
        yield Fault(("content", "folder"), "`content.folder` must name a folder; the site's own folder is `.`")
    if not config.output.folder.strip("/."):
        yield Fault(("output", "folder"), f"`output.folder` must name a folder, not `{config.output.folder}`")
    for option, name in _names(config):
        if fault := _name_fault(name):
            yield Fault(option, f"`{'.'.join(option)}` {fault}")
    yield from _content_faults(config.content)
    yield from _search_faults(config.search)
    yield from _papers_faults(config.papers)
    yield from _lock_faults(config)
    yield from _ledger_faults(config.ledger)
    yield from _plugin_faults(config.plugins)
    yield from _urls_faults(config.urls)
    yield from _digests_faults(config.digests)


def _site_faults(config: Config) -> Iterator[Fault]:
    if not config.title.strip():
        yield Fault(("title",), "`title` must not be empty")
    for key in ("title", "description"):
        if _CONTROLS.search(getattr(config, key)):
            yield Fault((key,), f"`{key}` contains a control character")
    if not _BASE_URL.fullmatch(config.base_url):
        yield Fault(("base_url",), f"`{config.base_url}` is not a base URL such as https://user.github.io/project/")
    elif not _BASE_PATH.fullmatch(config.root):
        message = f"the path of `{config.base_url}` may contain only letters, digits, `.`, `_`, `~` and `-`"
        yield Fault(("base_url",), message)
    if not _LANGUAGE.fullmatch(config.language):
        yield Fault(("language",), f"`{config.language}` is not a language tag such as `en` or `pt-BR`")


def _names(config: Config) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the names by which files and folders are looked for, with the keys of their options."""
    yield ("content", "folder"), config.content.folder
    yield ("output", "folder"), config.output.folder
    yield ("urls", "lock"), config.urls.lock
    yield ("theme", "name"), config.theme.name
    for name in config.plugins:
        yield ("plugins",), name


def _name_fault(path: str) -> str:
    """Say why no disk can have a path; empty when one can."""
    if re.search("[\x00-\x1f\x7f-\x9f]", path):
        return "contains a control character"
    if re.search("[\ud800-\udfff]", path):
        return "is not valid UTF-8"
    if len(path) > _MOST_PATH or any(len(os.fsencode(part)) > _MOST_NAME for part in path.split("/")):
        return f"contains a name of more than {_MOST_NAME} bytes, or more than {_MOST_PATH:,} characters"
    return ""


def _content_faults(content: Content) -> Iterator[Fault]:
    if content.folder.startswith("/") or ".." in content.folder.split("/"):
        yield Fault(("content", "folder"), "`content.folder` must be inside the site's folder")
    for pattern in content.exclude:
        if fault := _pattern_fault(pattern):
            yield Fault(("content", "exclude"), f"`content.exclude`: {fault}")
    for name in content.history:
        fault = _pattern_fault(name)
        if not fault and not name.endswith(CONTENT_SUFFIXES):
            fault = f"`{name}` is not a content file: its name must end in {', '.join(CONTENT_SUFFIXES)}"
        if fault:
            yield Fault(("content", "history"), f"`content.history`: {fault}")


def _pattern_fault(pattern: str) -> str:
    """Say what is wrong with a path, or a pattern of paths, in the content folder; empty when nothing is."""
    if not pattern.strip("/ "):
        return "a path or pattern must not be empty"
    if pattern.startswith("/"):
        return f"`{pattern}` must be relative to the content folder: omit the first `/`"
    if ".." in pattern.split("/"):
        return f"`{pattern}` must not leave the content folder with `..`"
    if _CONTROLS.search(pattern) or "\n" in pattern:
        return f"{pattern!r} contains a control character"
    return ""


def _search_faults(search: Search) -> Iterator[Fault]:
    for tag in search.languages:
        if not _LANGUAGE.fullmatch(tag):
            yield Fault(("search", "languages"), f"`{tag}` is not a language tag such as `en` or `pt-BR`")
    for name in ("title_boost", "author_boost", "topic_boost"):
        boost = getattr(search, name)
        if not 0 < boost <= MOST_BOOST:
            message = f"`search.{name}` must be greater than 0 and at most {MOST_BOOST}, not {boost}"
            yield Fault(("search", name), message)


def _papers_faults(papers: Papers) -> Iterator[Fault]:
    age = papers.fold_after
    if age and not is_age(age):
        message = f"`papers.fold_after` must be an age such as `2y`, `18m`, `8w` or `30d`, not `{age}`"
        yield Fault(("papers", "fold_after"), message)


def _lock_faults(config: Config) -> Iterator[Fault]:
    lock = config.urls.lock
    others = [folder for folder in (config.content.prefix, f"{tidy(config.output.folder)}/") if folder.strip("/")]
    inside = any(f"{lock}/".startswith(folder) for folder in others)
    if config.content.folder == "." and lock.endswith(CONTENT_SUFFIXES):
        inside = True
    if inside or lock.startswith("/") or ".." in lock.split("/") or lock in (FILE, "pyproject.toml"):
        message = "`urls.lock` must be a separate file in the site's folder, outside the content and output folders"
        yield Fault(("urls", "lock"), message)


def _ledger_faults(ledger: Ledger) -> Iterator[Fault]:
    for name in ledger.weekdays:
        if name not in WEEKDAYS:
            yield Fault(("ledger", "weekdays"), f"`{name}` is not a weekday: use {', '.join(WEEKDAYS)}")
    for text in ledger.holidays:
        first, _, last = text.partition("/")
        if "/" not in text and len(text) == len("12-25"):
            first = last = f"2000-{text}"  # a leap year
        if not (_is_date(first) and _is_date(last or first) and first <= (last or first)) or text.endswith("/"):
            message = f"`{text}` is not a holiday such as `12-25`, `2020-11-26` or `2020-12-24/2021-01-01`"
            yield Fault(("ledger", "holidays"), message)
    if ledger.since and not _is_date(ledger.since):
        yield Fault(("ledger", "since"), f"`{ledger.since}` is not a date such as `2020-07-22`")
    if ledger.source and not _SOURCE_URL.fullmatch(ledger.source):
        example = "https://github.com/user/project/blob/main/{path}#L{line}"
        yield Fault(("ledger", "source"), f"`{ledger.source}` is not an address such as `{example}`")


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _plugin_faults(names: tuple[str, ...]) -> Iterator[Fault]:
    for name in names:
        if not _PLUGIN.fullmatch(name):
            yield Fault(
                ("plugins",),
                f"`{name}` is not a plug-in: write a module and a name in it, such as `plugins.house:plugin`",
            )
    for n, name in enumerate(names):
        if name in names[:n]:
            yield Fault(("plugins",), f"`{name}` is listed twice")


def _urls_faults(urls: Urls) -> Iterator[Fault]:
    names = set(re.findall(r"\{(\w*)\}", urls.paper))
    if not _PAPER_URL.fullmatch(urls.paper) or not ("id" in names or {"yymm", "number"} <= names):
        message = f"`{urls.paper}` is not a path such as `/abs/{{id}}/` or `/abs/{{yymm}}/{{number}}/`"
        yield Fault(("urls", "paper"), message)
    elif fault := safe_path(urls.paper.strip("/").format(id="2007.00001", yymm="2007", number="00001")):
        yield Fault(("urls", "paper"), f"the path `{urls.paper}` {fault}", _ELSEWHERE)


def _digests_faults(several: Iterable[Digests]) -> Iterator[Fault]:
    for n, one in enumerate(several):
        at: Key = ("digests", n)
        if one.files and (fault := _pattern_fault(one.files)):
            yield Fault((*at, "files"), f"`digests.files`: {fault}")
        for scheme in one.ids:
            if scheme not in SCHEMES:
                yield Fault((*at, "ids"), f"`{scheme}` is not a known kind of identifier", nearest(scheme, SCHEMES))
        if wrong := _opener_fault(one.paper):
            yield Fault((*at, "paper"), *wrong)
        if one.date and one.date not in {"own", "digest"} and "date" not in _HOLE.findall(one.date):
            message = f"`{one.date}` is neither `own` nor `digest` nor an example with the placeholder `{{date}}`"
            yield Fault((*at, "date"), message, "write an example such as `# New submissions for {date}`")
        if one.topic and "topic" not in _HOLE.findall(one.topic):
            hint = "write an example such as `## Keyword: {topic}`"
            yield Fault((*at, "topic"), f"`{one.topic}` is not an example with the placeholder `{{topic}}`", hint)
        for label, field in one.fields.items():
            if field not in PAPER_FIELDS:
                yield Fault(
                    (*at, "fields", label), f"`{field}` is not a field of a paper", nearest(field, PAPER_FIELDS)
                )


def _opener_fault(opener: str) -> tuple[str, str] | None:
    """Say what is wrong with what begins a paper, with a hint."""
    holes = _HOLE.findall(opener)
    if opener and not holes and opener not in OPENERS:
        message = (
            f"`{opener}` is neither a known beginning of papers nor an example with placeholders such as `{{title}}`"
        )
        return message, nearest(opener, OPENERS)
    unknown = next((hole for hole in holes if hole and hole not in HOLES), "")
    return (f"`{{{unknown}}}` is not a placeholder", nearest(unknown, HOLES)) if unknown else None


def tidy(path: str) -> str:
    """Write a relative path in one way: `content` for `./content/`."""
    parts = [part for part in path.split("/") if part not in {"", "."}]
    return "/" * path.startswith("/") + "/".join(parts)
