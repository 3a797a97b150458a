"""A built site's folder in, everything that `sitegen check` finds out about it out.

    walk ─ stages.check over all files ─ names ─ sitemaps ─ capacity for each host

It reads what stands in the folder, whoever put it there, and believes the manifest only in whose files they are. It
changes nothing, and asks no other host.
"""

from __future__ import annotations

import heapq
import os
import re
import stat
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from sitegen.archive.plausible import implausible
from sitegen.checks.links import (
    ANCHORED,
    HASH,
    PAGES,
    Findings,
    Ground,
    Outbound,
    Seen,
    Task,
    check,
)
from sitegen.content import read
from sitegen.hosts.capacity import (
    Large,
    Sizes,
    Verdict,
    Weight,
    judge,
)
from sitegen.hosts.limits import HOSTS, Host, Measure
from sitegen.model import Date
from sitegen.output.manifest import (
    MANIFEST,
    Manifest,
    Standing,
    load_manifest,
)
from sitegen.problems import (
    Location,
    Problem,
    Refusal,
    Severity,
    in_order,
)
from sitegen.urls import permalinks
from sitegen.workers import Pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sitegen.config import Config

MOST = 50
"""Faults of one kind that are told one by one."""

_TASK_BYTES = 3_000_000
_TASK_FILES = 300
_SITEMAP = re.compile(rb"^Sitemap: *(\S+)", re.MULTILINE | re.IGNORECASE)
_DATED = re.compile(r"(?:day|terms)/(\d{4}-\d\d-\d\d)")
_GROWING = re.compile(r"(?:(?:month|year|category|file)/.*|watch/.*/.*|archive|index|export|fixed|folded|status)")
_KINDS = {
    "link": "links that lead nowhere",
    "anchor": "links to anchors that are not there",
    "outside": "links that leave the site's folder",
    "slash": "links that some hosts do not follow",
    "id": "ids that a page has twice",
    "file": "faults of feeds and the like",
}
_UNLISTED = {permalinks.file(permalinks.SEARCH), permalinks.file(permalinks.NOT_FOUND)}
"""Pages that have nothing of their own to be found."""
_UNTOLD = "there are more"


class Audit(msgspec.Struct, frozen=True):
    """What was found out."""

    problems: tuple[Problem, ...]
    verdicts: tuple[Verdict, ...]
    outbound: tuple[Outbound, ...]
    """Links to other sites, those of the newest pages first."""
    url: str
    """Where the site expects to be found."""
    files: int
    bytes: int
    links: int

    @property
    def errors(self) -> int:
        """Number of problems that are errors."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def newer(site: Path, config: Config, output: Path) -> str:
    """Return the file of the content or of a theme that was written last, if that was after the build."""
    found, _ = read.scan(site, config.content, config.output.folder)
    files = [(file.stamp[1], file.path) for file in found]
    for above, _, names in os.walk(site / "themes"):
        paths = [Path(above, name) for name in names]
        files += [(path.stat().st_mtime_ns, path.relative_to(site).as_posix()) for path in paths]
    written, path = max(files, default=(0, ""))
    return path if written > (output / MANIFEST).stat().st_mtime_ns else ""


def fields(verdict: Verdict) -> dict[str, object]:
    """Return a verdict as plain data."""
    limit = verdict.limit
    return {
        "host": verdict.host,
        "measure": limit.measure,
        "of": verdict.what,
        "now": verdict.now,
        "limit": limit.most,
        "standing": limit.standing,
        "source": limit.source,
        "reached": verdict.until,
        "why": verdict.why,
        "from": verdict.newest,
        "remedies": [{"what": remedy.what, "reached": remedy.until} for remedy in verdict.remedies],
    }


class _Folder(NamedTuple):
    """An output folder as it stands."""

    sizes: dict[str, int]
    """Of all files, by path."""
    odd: list[tuple[str, str]]
    """Paths, and what a strict host has against them."""
    links: list[str]
    """Symbolic links."""


def audit(
    output: Path, urls: tuple[str, str], hosts: Sequence[Host] = (), *, jobs: int = 1, external: bool = False
) -> Audit:
    """Examine the site in a folder.

    `urls` are the base URL that it should have been built for, if that was said, and the one that is configured: what
    counts is the one that it was built for.

    Raises:
        Refusal: no build has made the folder.

    """
    name = output.as_posix()
    manifest, standing = load_manifest(output)
    if standing is not Standing.KNOWN:
        message = "there is no site of this version of sitegen in this folder"
        raise Refusal(Problem(Location(name), message, "run `sitegen build` first, or name the folder with `--output`"))
    folder = _walk(output)
    wanted, configured = urls
    url = _built_for(output) or wanted or configured
    owners = {path: unit for unit, made in manifest.units.items() for path in made.files}
    ground = Ground(str(output), url, frozenset(folder.sizes), external)
    tasks = _tasks(folder.sizes, owners)
    with Pool(jobs, ground) as pool:
        found = _examined(pool, tasks)
    seen = _merged(finding.seen for finding in found)
    problems = [
        *_told(seen, owners),
        *_strangers(manifest, folder.sizes),
        *_names(folder, hosts),
        *_signposted(folder.sizes, owners, found),
        *_addressed(url, wanted),
    ]
    sizes = _sizes(manifest, folder, output)
    verdicts = tuple(verdict for host in hosts for verdict in judge(sizes, host))
    problems += [problem for verdict in verdicts if (problem := _warned(verdict))]
    outbound: dict[str, Outbound] = {}
    for finding in found:
        for link in finding.outbound:
            outbound.setdefault(link.url, link)
    return Audit(
        in_order(_placed(problem, name) for problem in problems),
        verdicts,
        tuple(sorted(outbound.values(), key=lambda link: _newest_first(link, owners))),
        url,
        len(folder.sizes),
        sum(folder.sizes.values()),
        sum(finding.links for finding in found),
    )


def _walk(output: Path) -> _Folder:
    """Look at all files, but for Git's own: no host publishes those."""
    folder = _Folder({}, [], [])
    waiting = [""]
    while waiting:
        above = waiting.pop()
        with os.scandir(output / above) as entries:
            for entry in entries:
                path = above + entry.name
                if entry.is_symlink():
                    folder.links.append(path)
                    continue
                if entry.is_dir():
                    if path == ".git":
                        continue
                    waiting.append(f"{path}/")
                    wanted = stat.S_IROTH | stat.S_IXOTH
                elif entry.is_file():
                    folder.sizes[path] = entry.stat().st_size
                    wanted = stat.S_IROTH
                else:
                    folder.odd.append((path, "is neither a file nor a folder"))
                    continue
                if entry.stat().st_mode & wanted != wanted:
                    folder.odd.append((path, "cannot be read by everybody"))
    return folder


def _built_for(output: Path) -> str:
    """Return the base URL that the site was built for: as its robots.txt says."""
    try:
        found = _SITEMAP.search((output / permalinks.ROBOTS[1:]).read_bytes())
    except OSError:
        return ""
    end = permalinks.SITEMAP[1:]
    url = found[1].decode(errors="replace") if found else ""
    return url.removesuffix(end) if url.endswith("/" + end) else ""


def _tasks(sizes: Mapping[str, int], owners: Mapping[str, str]) -> list[Task]:
    """Cut the site into tasks of a fair size. Of what others put there, only pages can be linked into."""
    tasks: list[Task] = []
    files: list[str] = []
    others: list[str] = []
    weight = 0
    for path in sorted(sizes):
        if path in owners:
            files.append(path)
        elif path.endswith(ANCHORED) and path.isprintable():
            others.append(path)
        weight += sizes[path]
        if weight > _TASK_BYTES or len(files) + len(others) >= _TASK_FILES:
            tasks.append(Task(len(tasks), tuple(files), tuple(others)))
            files, others, weight = [], [], 0
    return [*tasks, Task(len(tasks), tuple(files), tuple(others))]


def _examined(pool: Pool[Ground], tasks: Sequence[Task]) -> list[Findings]:
    """Read all files; those that link to anchors that turn out to be missing, twice."""
    found = sorted(pool.map(check, tasks, (Task, Findings)), key=lambda finding: finding.number)
    anchors = np.unique(np.frombuffer(b"".join(finding.anchors for finding in found), dtype=f"V{HASH}").view("<u8"))
    again = []
    for task, finding in zip(tasks, found, strict=True):
        wanted = np.frombuffer(finding.wanted, dtype="<u8")
        lost = wanted[~np.isin(wanted, anchors, assume_unique=True)]
        if len(lost):
            again.append(msgspec.structs.replace(task, lost=lost.tobytes()))
    second = sorted(pool.map(check, again, (Task, Findings)), key=lambda finding: finding.number) if again else []
    return found + [msgspec.structs.replace(finding, links=0, hidden=(), listed=(), outbound=()) for finding in second]


def _merged(parts: Iterable[Iterable[Seen]]) -> list[Seen]:
    """Put together what the processes saw of one fault: its first place, and how many there are."""
    result: dict[str, Seen] = {}
    for part in parts:
        for seen in part:
            before = result.get(seen.problem.message)
            if before:
                first = min(before, seen, key=lambda one: one.problem.location)
                seen = msgspec.structs.replace(first, count=before.count + seen.count)  # noqa: PLW2901
            result[seen.problem.message] = seen
    return sorted(result.values(), key=lambda seen: (seen.kind, seen.problem.location, seen.problem.message))


def _told(seen: Iterable[Seen], owners: Mapping[str, str]) -> Iterator[Problem]:
    """Say how often each fault was seen; of very many of one kind, say only how many more there are."""
    told: Counter[str] = Counter()
    for one in seen:
        told[one.kind] += 1
        if told[one.kind] > MOST:
            continue
        problem = one.problem
        others = f" (and at {one.count - 1:,} more place{'' if one.count == 2 else 's'})" if one.count > 1 else ""  # noqa: PLR2004
        unit = owners.get(problem.location.path, "")
        made = f"made of `{unit}`" if unit.startswith(("day/", "document/")) else ""
        hint = "; ".join(filter(None, (problem.hint, made)))
        yield msgspec.structs.replace(problem, message=problem.message + others, hint=hint)
    for kind, count in told.items():
        if count > MOST:
            yield Problem(Location(""), f"{_UNTOLD}: {count - MOST:,} other {_KINDS[kind]}")


def _strangers(manifest: Manifest, sizes: Mapping[str, int]) -> Iterator[Problem]:
    """Find the files that are not as the build left them."""
    gone: list[str] = []
    changed: list[str] = []
    for made in manifest.units.values():
        for path, file in made.files.items():
            if path not in sizes:
                gone.append(path)
            elif sizes[path] != file.size:
                changed.append(path)
    hint = "run `sitegen build --clean`"
    if gone:
        yield Problem(Location(min(gone)), "is gone since the build" + _more(len(gone), "file"), hint)
    if changed:
        message = "was changed by hand since the build" + _more(len(changed), "file")
        yield Problem(Location(min(changed)), message, hint, severity=Severity.WARNING)


def _names(folder: _Folder, hosts: Sequence[Host]) -> Iterator[Problem]:
    """Find names that clash or that a host refuses, links, and files that a host needs."""
    sizes = folder.sizes
    if "index.html" not in sizes:
        yield Problem(Location("index.html"), "is missing: the site has no first page")
    if permalinks.NOT_FOUND[1:] not in sizes:
        worse = [host for host in hosts if host.needs_404]
        hint = f"at {worse[0].title}, {worse[0].needs_404}" if worse else "hosts show a page of their own instead"
        severity = Severity.ERROR if worse else Severity.WARNING
        yield Problem(Location("404.html"), "is missing", hint, severity=severity)
    yield from _clashes(sizes)
    strict = next((host for host in hosts if host.strict), None)
    for paths, what in ((folder.links, "is a symbolic link"), ([path for path, _ in folder.odd], folder.odd[:1])):
        if paths:
            text = what if isinstance(what, str) else what[0][1]
            hint = f"{strict.title} refuses it" if strict else "some hosts refuse it"
            severity = Severity.ERROR if strict else Severity.WARNING
            yield Problem(Location(_readable(min(paths))), text + _more(len(paths), "path"), hint, severity=severity)
    for host in hosts or HOSTS:
        named = min((path for path in sizes if host.refuses(path)), default="")
        if named:
            severity = Severity.ERROR if hosts else Severity.WARNING
            message = f"has a character in its name that {host.title} refuses"
            yield Problem(Location(_readable(named)), message, "name it otherwise", severity=severity)
        hidden = [path for path in sizes if host.jekyll and (path.startswith("_") or "/_" in path)]
        if hidden and permalinks.NO_JEKYLL[1:] not in sizes:
            message = f"is left out by {host.title}, because its name begins with `_`{_more(len(hidden), 'file')}"
            hint = "put an empty file `.nojekyll` into the folder, or build the site anew"
            severity = Severity.ERROR if hosts else Severity.WARNING
            yield Problem(Location(_readable(min(hidden))), message, hint, severity=severity)


def _clashes(sizes: Mapping[str, int]) -> Iterator[Problem]:
    """Find files whose paths differ in case only, or in how an accent is written."""
    variants: dict[str, list[str]] = {}
    for path in sizes:
        plain = _plain(path)
        if plain != path:
            variants.setdefault(plain, [plain] if plain in sizes else []).append(path)
    for paths in variants.values():
        if len(paths) > 1:
            first, second = sorted(paths)[:2]
            message = (
                f"differs from {second} in case only: one would take the place of the other{_more(len(paths) - 1)}"
            )
            yield Problem(
                Location(_readable(first)), _readable(message), "some hosts, and many disks, keep one of them"
            )


def _plain(path: str) -> str:
    return path if path.isascii() and path.islower() else unicodedata.normalize("NFC", path).casefold()


def _signposted(sizes: Mapping[str, int], owners: Mapping[str, str], found: Iterable[Findings]) -> Iterator[Problem]:
    """Compare the sitemap with the pages."""
    listed: set[str] = set()
    hidden: set[str] = set()
    for finding in found:
        listed.update(finding.listed)
        hidden.update(finding.hidden)
    sitemap = permalinks.SITEMAP[1:]
    if sitemap not in sizes:
        yield Problem(Location(sitemap), "is missing: search engines find pages by it", severity=Severity.WARNING)
        return
    pages = {path for path in owners if path.endswith(PAGES) and path in sizes} - _UNLISTED
    if missing := pages - listed - hidden:
        message = f"does not list {min(missing)}{_more(len(missing), 'page')}"
        yield Problem(Location(sitemap), message, "build the site anew", severity=Severity.WARNING)
    if unwanted := listed & hidden:
        message = f"lists {min(unwanted)}, which asks search engines to leave it out{_more(len(unwanted), 'page')}"
        yield Problem(Location(sitemap), message, severity=Severity.WARNING)


def _addressed(url: str, wanted: str) -> Iterator[Problem]:
    if wanted and url != wanted:
        message = f"the site was built for {url}, and not for {wanted}"
        yield Problem(Location(permalinks.ROBOTS[1:]), message, f"run `sitegen build --base-url {wanted}`")


def _sizes(manifest: Manifest, folder: _Folder, output: Path) -> Sizes:
    """Weigh the site: by day, what grows with the days, and what does not."""
    days: dict[Date, Weight] = {}
    papers: dict[Date, Weight] = {}
    ids: defaultdict[Date, list[str]] = defaultdict(list)
    growing = lasting = index = Weight()
    left = dict(folder.sizes)
    for name, made in manifest.units.items():
        dated = _DATED.fullmatch(name)
        weights = [Weight(), Weight()]
        own = permalinks.day(Date.fromisoformat(dated[1]))[1:] if dated else ""
        for path in made.files:
            size = left.pop(path, None)
            if size is not None:
                weight = Weight(size, 1, path.endswith("/index.html"))
                page = bool(dated) and not path.startswith(own)
                weights[page] = weights[page].plus(weight)
        if dated:
            date = Date.fromisoformat(dated[1])
            ids[date] += [path.split("/")[-2] for path in made.files if not path.startswith(own)]
            days[date] = days.get(date, Weight()).plus(weights[0])
            papers[date] = papers.get(date, Weight()).plus(weights[1])
        elif _GROWING.fullmatch(name):
            growing = growing.plus(weights[0])
            index = weights[0] if name == "index" else index
        else:
            lasting = lasting.plus(weights[0])
    wrong = implausible([(date, ids[date]) for date in sorted(days)])
    for date in wrong:
        lasting = lasting.plus(days.pop(date)).plus(papers.pop(date))
    growing = growing.plus(Weight(left.pop(MANIFEST, 0), 1))
    for size in left.values():
        lasting = lasting.plus(Weight(size, 1))
    lunr = folder.sizes.get(permalinks.SEARCH_LUNR[1:], 0)
    fullest, entries, arrivals = _fullest(manifest, folder.sizes)
    arrivals = {date: came for date, came in arrivals.items() if date not in wrong}
    whole = [made for name, made in manifest.units.items() if _GROWING.fullmatch(name)]
    largest = tuple(
        Large(_readable(path), size, any(path in made.files for made in whole))
        for path, size in heapq.nlargest(2, folder.sizes.items(), key=lambda item: (item[1], item[0]))
    )
    return Sizes(
        days,
        papers,
        growing,
        lasting,
        index,
        Weight(lunr, 1) if lunr else Weight(),
        largest,
        _readable(fullest),
        entries,
        arrivals,
        {
            Measure.REDIRECTS: _rules(output / "_redirects", r"(?!#)\S+\s+\S+"),
            Measure.HEADERS: _rules(output / "_headers", r"(?!#)\S"),
        },
    )


def _fullest(manifest: Manifest, sizes: Iterable[str]) -> tuple[str, int, dict[Date, int]]:
    """Return the folder with the most entries, how many those are, and which days they came with."""
    counts: Counter[str] = Counter()
    known: set[str] = set()
    for path in sizes:
        while path:
            above, _, _ = path.rpartition("/")
            counts[above] += 1
            if not above or above in known:
                break
            known.add(above)
            path = above  # noqa: PLW2901
    if not counts:
        return "", 0, {}
    folder, entries = min(counts.items(), key=lambda item: (-item[1], item[0]))
    start = f"{folder}/" if folder else ""
    arrivals: dict[Date, int] = {}
    for name, made in manifest.units.items():
        if (dated := _DATED.fullmatch(name)) and (
            came := {path[len(start) :].partition("/")[0] for path in made.files if path.startswith(start)}
        ):
            date = Date.fromisoformat(dated[1])
            arrivals[date] = arrivals.get(date, 0) + len(came)
    return folder, entries, arrivals


def _rules(file: Path, pattern: str) -> int:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return sum(bool(re.match(pattern, line)) for line in text.splitlines())


def _warned(verdict: Verdict) -> Problem | None:
    """Make a problem of a limit that is exceeded, or will be soon."""
    if not (verdict.exceeded or verdict.soon):
        return None
    limit = verdict.limit
    what = verdict.what or "the site"
    message = f"{what} has {verdict.now:,} {limit.measure.split(' of ')[0]}: {verdict.host} takes {limit.most:,}"
    if not verdict.exceeded:
        message += f", which will be reached on {verdict.until}"
    hint = ""
    if verdict.remedies:
        best = verdict.remedies[0]
        hint = f"{best.what}: then on {best.until}" if best.until else f"{best.what}: then not in the next 50 years"
    return Problem(Location(""), message, hint, severity=Severity.ERROR if verdict.exceeded else Severity.WARNING)


def _placed(problem: Problem, name: str) -> Problem:
    """Name the output folder, too, in a problem's place."""
    location = problem.location
    path = f"{name}/{location.path}" if location.path else name
    return msgspec.structs.replace(problem, location=Location(path, location.line, location.column))


def _newest_first(link: Outbound, owners: Mapping[str, str]) -> tuple[int, Location]:
    dated = _DATED.fullmatch(owners.get(link.location.path, ""))
    return (-Date.fromisoformat(dated[1]).toordinal() if dated else 0), link.location


def _more(count: int, noun: str = "") -> str:
    """Say how many there are beside the one that is named."""
    if count == 1:
        return ""
    others = f"{count - 1:,} more{' ' + noun if noun else ''}"
    return f" (and {others}{'s' if noun and count > 2 else ''})"  # noqa: PLR2004 - one other


def _readable(path: str) -> str:
    return os.fsencode(path).decode(errors="replace")
