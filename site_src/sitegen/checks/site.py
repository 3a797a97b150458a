"""A built site's folder in, everything that `sitegen check` finds out about it out.

    walk ─ links.check over all files ─ names ─ sitemaps ─ capacity for each host

It reads what stands in the folder, whoever put it there, and believes the manifest only in whose files they are. It
changes nothing, and asks no other host.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from sitegen.checks.folder import check_names, check_unchanged, more, walk
from sitegen.checks.links import ANCHORED, HASH, PAGES, CheckContext, Findings, Outbound, Seen, Task, check
from sitegen.checks.sizes import weigh
from sitegen.content import read
from sitegen.hosts.capacity import Verdict, judge
from sitegen.output.manifest import MANIFEST, Standing, load_manifest
from sitegen.pages.kinds import day_named
from sitegen.problems import Location, Problem, Refusal, Severity, in_order
from sitegen.urls import permalinks
from sitegen.workers import Pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sitegen.config import Config
    from sitegen.hosts.limits import Host

MOST = 50
"""Faults of one kind that are told one by one."""

_TASK_BYTES = 3_000_000
_TASK_FILES = 300
_SITEMAP = re.compile(rb"^Sitemap: *(\S+)", re.MULTILINE | re.IGNORECASE)
_KINDS = {
    "link": "links to files that do not exist",
    "anchor": "links to anchors that do not exist",
    "outside": "links to addresses outside the site",
    "slash": "links that some hosts do not follow",
    "id": "duplicate ids on pages",
    "file": "faults in feeds and similar files",
}
_UNLISTED = {permalinks.file(permalinks.SEARCH), permalinks.file(permalinks.NOT_FOUND)}
"""Pages that have nothing of their own to be found."""
_UNTOLD = "some faults are not shown"


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
        message = "the folder contains no site that this version of sitegen built"
        raise Refusal(Problem(Location(name), message, "run `sitegen build` first, or name the folder with `--output`"))
    folder = walk(output)
    wanted, configured = urls
    url = _built_for(output) or wanted or configured
    owners = {path: unit for unit, made in manifest.units.items() for path in made.files}
    context = CheckContext(str(output), url, frozenset(folder.sizes), external)
    tasks = _tasks(folder.sizes, owners)
    with Pool(jobs, context) as pool:
        found = _examined(pool, tasks)
    seen = _merged(finding.seen for finding in found)
    problems = [
        *_told(seen, owners),
        *check_unchanged(manifest, folder.sizes),
        *check_names(folder, hosts),
        *_signposted(folder.sizes, owners, found),
        *_addressed(url, wanted),
    ]
    sizes = weigh(manifest, folder, output)
    verdicts = tuple(verdict for host in hosts for verdict in judge(sizes, host))
    problems += [problem for verdict in verdicts if (problem := _warned(verdict))]
    outbound: dict[str, Outbound] = {}
    for finding in found:
        for link in finding.outbound:
            outbound.setdefault(link.url, link)
    return Audit(
        problems=in_order(_placed(problem, name) for problem in problems),
        verdicts=verdicts,
        outbound=tuple(sorted(outbound.values(), key=lambda link: _newest_first(link, owners))),
        url=url,
        files=len(folder.sizes),
        bytes=sum(folder.sizes.values()),
        links=sum(finding.links for finding in found),
    )


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


def _examined(pool: Pool[CheckContext], tasks: Sequence[Task]) -> list[Findings]:
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
        made = f"made from `{unit}`" if unit.startswith(("day/", "document/")) else ""
        hint = "; ".join(filter(None, (problem.hint, made)))
        yield msgspec.structs.replace(problem, message=problem.message + others, hint=hint)
    for kind, count in told.items():
        if count > MOST:
            yield Problem(Location(""), f"{_UNTOLD}: {count - MOST:,} other {_KINDS[kind]}")


def _signposted(sizes: Mapping[str, int], owners: Mapping[str, str], found: Iterable[Findings]) -> Iterator[Problem]:
    """Compare the sitemap with the pages."""
    listed: set[str] = set()
    hidden: set[str] = set()
    for finding in found:
        listed.update(finding.listed)
        hidden.update(finding.hidden)
    sitemap = permalinks.SITEMAP[1:]
    if sitemap not in sizes:
        yield Problem(
            Location(sitemap), "the sitemap is missing: search engines use it to find pages", severity=Severity.WARNING
        )
        return
    pages = {path for path in owners if path.endswith(PAGES) and path in sizes} - _UNLISTED
    if missing := pages - listed - hidden:
        message = f"the sitemap does not list {min(missing)}{more(len(missing), 'page')}"
        yield Problem(Location(sitemap), message, "run `sitegen build`", severity=Severity.WARNING)
    if unwanted := listed & hidden:
        message = (
            f"the sitemap lists {min(unwanted)}, which asks search engines not to index it{more(len(unwanted), 'page')}"
        )
        yield Problem(Location(sitemap), message, severity=Severity.WARNING)


def _addressed(url: str, wanted: str) -> Iterator[Problem]:
    if wanted and url != wanted:
        message = f"the site was built for {url}, not for {wanted}"
        yield Problem(Location(permalinks.ROBOTS[1:]), message, f"run `sitegen build --base-url {wanted}`")


def _warned(verdict: Verdict) -> Problem | None:
    """Make a problem of a limit that is exceeded, or will be soon."""
    if not (verdict.exceeded or verdict.soon):
        return None
    limit = verdict.limit
    what = verdict.what or "the site"
    message = (
        f"{what} has {verdict.now:,} {limit.measure.split(' of ')[0]}: the limit of {verdict.host} is {limit.most:,}"
    )
    if not verdict.exceeded:
        message += f", which will be reached on {verdict.until}"
    hint = ""
    if verdict.remedies:
        best = verdict.remedies[0]
        hint = (
            f"{best.what}: the limit is then reached on {best.until}"
            if best.until
            else f"{best.what}: the limit is then not reached in the next 50 years"
        )
    return Problem(Location(""), message, hint, severity=Severity.ERROR if verdict.exceeded else Severity.WARNING)


def _placed(problem: Problem, name: str) -> Problem:
    """Name the output folder, too, in a problem's place."""
    location = problem.location
    path = f"{name}/{location.path}" if location.path else name
    return msgspec.structs.replace(problem, location=Location(path, location.line, location.column))


def _newest_first(link: Outbound, owners: Mapping[str, str]) -> tuple[int, Location]:
    day = day_named(owners.get(link.location.path, ""))
    return (-day.toordinal() if day else 0), link.location
