"""`sitegen check`: a site as it was built in, what is wrong with it out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.commands import console, options
from sitegen.hosts.limits import HOSTS
from sitegen.problems import Severity, counted

if TYPE_CHECKING:
    from sitegen.checks.site import Audit
    from sitegen.hosts.capacity import Verdict
    from sitegen.problems import Problem


@click.command()
@click.option(
    "--host",
    "hosts",
    multiple=True,
    type=click.Choice([host.name for host in HOSTS]),
    help="Compare the site with the limits of a host; can be given several times.",
)
@click.option("--external", is_flag=True, help="Request the links to other sites, to see whether they work.")
@click.option(
    "--external-limit",
    type=click.IntRange(1, 100_000),
    default=500,
    show_default=True,
    help="Maximum number of addresses to request, those on the newest pages first.",
)
@options.output("Folder with the site. [default: `output.folder`, `build`]")
@options.base_url("Address that the site should have been built for.")
@options.content()
@options.jobs()
@options.as_json("Print problems and the result on stdout, one JSON object per line.")
def check(  # noqa: PLR0913 - a parameter an option
    *,
    hosts: tuple[str, ...],
    external: bool,
    external_limit: int,
    output: Path | None,
    base_url: str,
    content: str,
    jobs: int,
    as_json: bool,
) -> None:
    """Check the built site: links, anchors, names, feeds, and the limits of hosts.

    Nothing is changed, and without --external no other host is contacted. Exits with status 1 if there is an error.
    """
    from sitegen.checks import site as audits

    started = time.perf_counter()
    with console.refusals(as_json=as_json):
        config = options.load(base_url, content)
        folder = output or Path(config.output.folder)
        urls = (config.base_url if base_url else "", config.base_url)
        chosen = [host for host in HOSTS if host.name in hosts]
        audit = audits.audit(folder, urls, chosen, jobs=jobs, external=external)
        newer = audits.newer(Path.cwd(), config, folder)
    problems = list(audit.problems)
    if external:
        problems += _ask(audit, external_limit, as_json=as_json)
    for problem in problems:
        console.tell(problem, as_json=as_json)
    for verdict in audit.verdicts:
        if as_json:
            console.write_json({"type": "limit", **audits.fields(verdict)})
        else:
            console.write(_drawn(verdict))
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    seconds = time.perf_counter() - started
    if as_json:
        counts = {"files": audit.files, "bytes": audit.bytes, "links": audit.links, "errors": errors}
        more = {"problems": len(problems), "newer": newer, "url": audit.url, "seconds": round(seconds, 3)}
        console.write_json({"type": "report", **counts, **more})
    else:
        _examined(audit, problems, newer, folder, seconds)
    console.end(failed=bool(errors))


def _ask(audit: Audit, limit: int, *, as_json: bool) -> list[Problem]:
    """Ask other sites, and return what they said."""
    from sitegen.checks import external

    chosen = audit.outbound[:limit]
    if not as_json:
        console.say(f"requesting {len(chosen):,} of {counted(len(audit.outbound), 'address', 'addresses')}")
    return list(external.ask(chosen))


def _drawn(verdict: Verdict) -> str:
    """Draw how a site stands to a limit of a host."""
    limit = verdict.limit
    when = f"reached on {verdict.until}" if verdict.until else verdict.why or "exceeded"
    share = f"{verdict.now / limit.most:.1%}"
    rows = [f"{verdict.host:16}  {limit.measure:20}  {verdict.now:>13,} of {limit.most:>13,}  {share:>7}  {when}"]
    if verdict.what:
        rows[0] += f" ({verdict.what})"
    rows += [
        f"{'':16}  {remedy.what}: {f'reached on {remedy.until}' if remedy.until else 'not in the next 50 years'}"
        for remedy in verdict.remedies
    ]
    return "\n".join(rows)


def _examined(audit: Audit, problems: list[Problem], newer: str, folder: Path, seconds: float) -> None:
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if problems:
        console.say(f"{counted(errors, 'error')}, {counted(len(problems) - errors, 'warning')}")
    console.say(
        f"{counted(audit.links, 'link')} in {counted(audit.files, 'file')} of {folder}, {audit.bytes:,} bytes, "
        f"in {seconds:.2f} s"
    )
    if newer:
        console.say(f"note: {newer} is newer than the site: run `sitegen build` to include its changes")
