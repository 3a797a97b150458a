"""Published addresses and aliases in; those that lead elsewhere, those that are lost, and those that are new, out.

An address that the lock has and the site has not is found again when it was a paper's that the archive still has, or
when somebody gave it an alias; else it is lost. This module does not know of files, and writes nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import get_close_matches
from functools import cache, partial
from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen import config
from sitegen.files import redirect_pages
from sitegen.model import Redirect
from sitegen.pages import site_map
from sitegen.pages.base import Listing
from sitegen.pages.kinds import kind_of
from sitegen.pages.redirect import HostRulesTarget, RedirectsTarget
from sitegen.problems import MOST_HINTS, Location, Problem, Refusal, Severity
from sitegen.urls import permalinks
from sitegen.urls import published as lock
from sitegen.urls.paths import safe_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sitegen.config import Urls
    from sitegen.model import Archive, Date, Document, Rule
    from sitegen.pages.base import Target
    from sitegen.pages.planning import Planning
    from sitegen.urls.published import Entry, Lock

ALIASES = "aliases"
RULES = "host-rules"
"""The names of units; those of moved papers are `moved/2020-07-22`, after the day that has them."""

_URL = re.compile(r"https://[!-~]+")
_PATH = re.compile(r"(/[!-\"$->@-~]*)(?:[?#][!-~]*)?")
_TARGET = "write a path of this site, such as `/about/` or `/2020/07/22/#2007.10361`, or an `https://` URL"
_GIVEN_UP = "restore its digest, or define an alias for the address; to give the address up, delete this line"


class Redirects(NamedTuple):
    """What leads elsewhere, and what nowhere."""

    targets: dict[str, Target]
    problems: list[Problem]
    unpublished: frozenset[str]
    """Lines that the file of published addresses lacks."""


class _Alias(NamedTuple):
    path: str
    target: str
    complain: Callable[[str, str], Problem]
    """Make a problem at its place, of a message and a hint."""


class _Site(NamedTuple):
    """What the site has at its addresses."""

    archive: Archive
    targets: Mapping[str, Target]
    map: site_map.SiteMap
    paper_url: str
    ids: Callable[[], dict[str, str]]
    """The id of the paper at each address that is a paper's, whether it has a page of its own or not."""

    def at(self, path: str) -> str:
        """Say what is at a path, as far as links lead to it; empty when there is nothing."""
        papers = path.startswith(self.paper_url.partition("{")[0]) or permalinks.scheme_above(path)
        if papers and path in self.ids():
            return "a paper's page"
        name = self.map.places.get(path)
        if name is None:
            return ""
        if not path.endswith("/"):
            return "a file of the site"
        return f"the page of {file}" if (file := kind_of(self.targets[name]).source(self.targets[name])) else "a page"


class _NoMatches:
    """What watch rules name, as long as nobody has looked."""

    recent: tuple[Date, ...] = ()

    def newest(self, _: Rule) -> None:
        return None

    def months(self, _: Rule) -> list[Date]:
        return []


def redirects(folder: Path, planning: Planning, targets: Mapping[str, Target], urls: Urls, held: Lock) -> Redirects:
    """Find what leads elsewhere; `targets` are all that does not. `folder` is the site's, `held` what was published."""
    archive, paper_url = planning.archive, urls.paper
    ids = cache(lambda: {permalinks.paper(p.id, paper_url): p.id for some in archive.listings.values() for p in some})
    has = _Site(archive, targets, site_map.SiteMap(targets, archive, paper_url), paper_url, ids)
    lists, published = _published(has) if held.path and not held.fault else (set(), set())
    entries, problems = lock.entries(held, published)
    tried = tuple(permalinks.rule(rule.slug) for rule in planning.rules if not rule.code)  # a rule may be, and then go
    new = (line for line in published.difference(held.lines) if not line.startswith(tried))
    unpublished = frozenset() if problems else frozenset(new)
    problems += [held.fault] if held.fault else []
    gone = [entry for entry in entries if entry.path not in lists and entry.path not in ids()]  # a line may lack its id

    days = _newest(archive) if any(entry.id for entry in gone) else {}
    moved = {entry.path: entry.id for entry in gone if entry.id in days}
    led_to = {path: _address(id_, days[id_], archive, paper_url) for path, id_ in moved.items()}
    aliases, faults = _sound(_aliases(folder, planning.documents, urls.aliases), has)
    aliases, more = _leading(aliases, led_to, has)
    problems += faults + more
    problems += _lost(held.path, [entry for entry in gone if entry.path not in moved and entry.path not in aliases])

    straight = _folded(aliases, has)
    led = tuple(Redirect(path, straight.get(alias.target, alias.target)) for path, alias in sorted(aliases.items()))
    by_day: dict[Date, list[Redirect]] = defaultdict(list)
    for path, id_ in moved.items():
        if path not in aliases:
            by_day[days[id_]].append(Redirect(path, led_to[path]))
    for several in by_day.values():
        several.sort(key=attrgetter("path"))

    result: dict[str, Target] = {ALIASES: RedirectsTarget(led)} if led else {}
    result |= {f"moved/{date}": RedirectsTarget(tuple(by_day[date])) for date in sorted(by_day)}
    if result:
        result[RULES] = HostRulesTarget(_first(led, by_day))
    return Redirects(result, problems, unpublished)


def _published(has: _Site) -> tuple[set[str], set[str]]:
    """Return the addresses of all but papers, and the lock's lines of everything that the site has now."""
    without_papers = msgspec.structs.replace(has.archive, listings=dict.fromkeys(has.archive.listings, ()))
    listing = Listing(without_papers, has.paper_url, _NoMatches())
    lists = {path for path, _ in site_map.addresses(has.targets, listing)}
    feeds = [channel for target in has.targets.values() for channel in kind_of(target).feeds(target)]
    lists |= {path for channel in feeds for path in (channel.atom, channel.json)}
    return lists, lists.union([f"{path} {id_}" for path, id_ in has.ids().items()])


def _newest(archive: Archive) -> dict[str, Date]:
    """Return the newest day of every paper."""
    return {
        paper.id: day.date for day in archive.days for outline in day.digests for paper in archive.listings[outline]
    }


def _address(id_: str, newest: Date, archive: Archive, paper_url: str) -> str:
    folded = archive.folded is not None and newest <= archive.folded
    return permalinks.address(id_, newest, paper_url, folded=folded)


def _folded(aliases: Mapping[str, _Alias], has: _Site) -> dict[str, str]:
    """Return the places of the folded papers that aliases lead to: at their addresses, only a script leads on."""
    if has.archive.folded is None or not aliases:
        return {}
    ids, days = has.ids(), _newest(has.archive)
    wanted = ids.keys() & {alias.target for alias in aliases.values()}
    return {path: _address(ids[path], days[ids[path]], has.archive, has.paper_url) for path in wanted}


def _aliases(site: Path, documents: tuple[Document, ...], given: Mapping[str, str]) -> Iterator[_Alias]:
    def in_page(path: str, line: int, message: str, hint: str) -> Problem:
        return Problem(Location(path, line), message, hint)

    def in_config(path: str, message: str, hint: str) -> Problem:
        try:
            return config.fault(site, ("urls", "aliases", path), message, hint)
        except Refusal:  # the file is being edited while its last state is shown
            return Problem(Location(config.FILE), message, hint)

    for path, target in sorted(given.items()):
        yield _Alias(path, target, partial(in_config, path))
    for document in sorted(documents, key=lambda document: document.path):
        for alias in document.aliases:
            yield _Alias(alias.path, permalinks.document(document.slug), partial(in_page, document.path, alias.line))


def _sound(aliases: Iterator[_Alias], has: _Site) -> tuple[dict[str, _Alias], list[Problem]]:
    """Leave out aliases that cannot be where they want to be."""
    kept: dict[str, _Alias] = {}
    places: dict[str, str] = {}
    problems = []
    for alias in aliases:
        path, place = alias.path, alias.path.rstrip("/")
        fault, hint = _misplaced(path)
        if not fault and (there := has.at(path) or has.at(f"{place}/") or site_map.file_above(_folder(path))):
            fault, hint = f"has the same address as {there}", "delete the alias, or rename the page"
        elif not fault and place in places:
            fault, hint = f"already redirects to `{places[place]}`", "delete one of the two aliases"
        if fault:
            problems.append(alias.complain(f"the alias `{path}` {fault}", hint))
            continue
        kept[path] = alias
        places[place] = alias.target
    return kept, problems


def _misplaced(path: str) -> tuple[str, str]:
    """Say what is wrong with an alias whatever the site has, and what to do about it."""
    name = path.rpartition("/")[2]
    if not path.startswith("/") or not path.strip("/"):
        return "is not a path of this site", "write it as `/old/` or `/old.html`"
    if name == "index.html":
        return "names the file of a page and not its address", f"write `{path.removesuffix(name)}`"
    if name and "." not in name:
        return "ends neither in `/` nor in a file extension", f"write `{path}/`"
    if fault := safe_path(permalinks.file(path)):
        return fault, "choose another path: not every host and disk can store this one"
    if path.startswith(("/assets/", permalinks.SEARCH)):
        return "is in a folder that sitegen uses for its own files", "choose another path"
    return "", ""


def _folder(path: str) -> str:
    """Return the folder that an alias needs: the page's own, or that of the file."""
    return path[: path.rfind("/") + 1]


def _leading(
    aliases: dict[str, _Alias], moved: Mapping[str, str], has: _Site
) -> tuple[dict[str, _Alias], list[Problem]]:
    """Leave out aliases that lead nowhere, or only on to another address that leads elsewhere."""
    targets = {**moved, **{path: alias.target for path, alias in aliases.items()}}
    kept: dict[str, _Alias] = {}
    problems: list[Problem] = []
    for path, alias in aliases.items():
        fault, hint = _misled(alias.target, targets, has, hinted=len(problems) < MOST_HINTS)
        if fault:
            problems.append(alias.complain(f"the alias `{path}` redirects to `{alias.target}`, {fault}", hint))
        else:
            kept[path] = alias
    return kept, problems


def _misled(target: str, targets: Mapping[str, str], has: _Site, *, hinted: bool) -> tuple[str, str]:
    """Say what is wrong with a target, and what to do about it; `hinted`: which address is most like it."""
    if _URL.fullmatch(target):
        return "", ""
    match = _PATH.fullmatch(target)
    if not match:
        return "which is neither a path nor an `https://` URL", _TARGET
    path = match[1]
    if path in targets:
        seen = {path}
        while (path := _path(targets[path])) in targets and path not in seen:
            seen.add(path)
        if path in seen:
            return "which redirects back to the alias", "redirect it to a page"
        return f"which itself redirects to `{path}`", f"redirect it to `{path}` directly"
    if has.at(path):
        return "", ""
    close = get_close_matches(path, _places(has), n=1) if hinted else []
    return "which does not exist", f"did you mean `{close[0]}`?" if close else _TARGET


def _path(target: str) -> str:
    return re.split("[?#]", target, maxsplit=1)[0]


def _places(has: _Site) -> list[str]:
    """Return the addresses that a mistyped target most likely means: those with names."""
    return sorted(has.map.suggestions)


def _lost(path: str, entries: list[Entry]) -> list[Problem]:
    """Warn of addresses that others may have linked to: the first one by one, so that they can be found in the lock."""
    problems = [
        Problem(
            Location(path, entry.line),
            f"the published address {entry.path} is lost: it no longer exists on the site",
            _GIVEN_UP,
            severity=Severity.WARNING,
        )
        for entry in entries[: lock.NAMED]
    ]
    if more := entries[lock.NAMED :]:
        message = f"further published addresses are lost, from this line on: {len(more):,}"
        problems.append(Problem(Location(path, more[0].line), message, _GIVEN_UP, severity=Severity.WARNING))
    return problems


def _first(aliases: tuple[Redirect, ...], moved: Mapping[Date, list[Redirect]]) -> tuple[Redirect, ...]:
    """Return what hosts shall know of: aliases, first those that have no page, then the papers of the newest days."""
    ordered = sorted(aliases, key=lambda redirect: redirect_pages.is_page(redirect.path))
    papers = (redirect for date in sorted(moved, reverse=True) for redirect in moved[date])
    return tuple(islice(chain(ordered, papers), redirect_pages.RULES))
