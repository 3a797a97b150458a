"""The commands: the only place that prints and the only exit codes.

Messages go to stderr, data to stdout. 0: fine; 1: problems were found; 2: wrong usage.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Self

import click

from sitegen import __version__
from sitegen import config as configuration
from sitegen.hosts import deploys
from sitegen.hosts.limits import HOSTS
from sitegen.problems import (
    Problem,
    Refusal,
    Severity,
    counted,
    serious,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sitegen.build.pipeline import Report
    from sitegen.checks.site import Audit
    from sitegen.commands.scaffold import Adopted
    from sitegen.config import Config
    from sitegen.hosts.capacity import Verdict
    from sitegen.inspect import Look
    from sitegen.preview.preview import Preview
    from sitegen.preview.server import Rebuilt

CACHE = ".cache/sitegen"
MOST_NOTICES = 20
"""Notices that the terminal shows: an archive with gaps has hundreds."""
GARBAGE = 100_000
"""Objects that may be made before Python looks for cycles: a build makes very many, and hardly ever a cycle."""


_content = click.option(
    "--content", default="", metavar="DIR", help="Folder with the digests; wins over the configuration."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="sitegen %(version)s")
@click.option(
    "-C",
    "--directory",
    type=click.Path(path_type=Path, exists=True, file_okay=False, executable=True),
    metavar="DIR",
    help="Act as if started in DIR.",
)
def main(*, directory: Path | None) -> None:
    """Turn a folder of daily paper digests into a web site.

    Commands act on the current folder.
    """
    if directory:
        os.chdir(directory)


@main.command()
@click.option(
    "--strict", is_flag=True, help="Write nothing, and exit with status 1, when there is an error or a warning."
)
@click.option("--clean", is_flag=True, help="Make everything anew and put the site in place as a whole.")
@click.option("--jobs", type=click.IntRange(1, 256), default=None, help="Processes to work with. [default: one a core]")
@click.option(
    "--base-url", default="", metavar="URL", help="Where the site will be found; wins over the configuration."
)
@_content
@click.option(
    "--output", type=click.Path(path_type=Path), help="Folder to write to. [default: `output.folder`, `build`]"
)
@click.option("--profile", is_flag=True, help="Tell how long each stage took.")
@click.option("--json", "as_json", is_flag=True, help="Tell problems and result on stdout, one JSON object a line.")
def build(  # noqa: PLR0913 - a parameter an option
    *,
    strict: bool,
    clean: bool,
    jobs: int | None,
    base_url: str,
    content: str,
    output: Path | None,
    profile: bool,
    as_json: bool,
) -> None:
    """Build the site: content/ -> build/.

    Content that cannot be read is reported and left out, and the rest is built. Exits with status 1 if anything
    was left out.
    """
    from sitegen.build.cache import Memo  # noqa: PLC0415
    from sitegen.build.pipeline import build as run  # noqa: PLC0415 - `--help` need not wait for it
    from sitegen.output.disk import DiskSink  # noqa: PLC0415

    started = time.perf_counter()
    gc.set_threshold(GARBAGE)
    site = Path.cwd()
    try:
        config = configuration.load(site, os.environ, base_url, content)
        folder = output or Path(config.output.folder)
        protected = [site, site / config.content.folder, site / "themes", site / CACHE]
        memo = Memo(site / CACHE)
        with (
            DiskSink.open(folder, clean=clean, protected=protected, memo=memo) as sink,
            _Progress(quiet=as_json) as progress,
        ):
            report = run(site, config, sink, memo, jobs=jobs or _cores(), strict=strict, progress=progress.show)
    except Refusal as refusal:
        _refuse(refusal, as_json=as_json)
    seconds = time.perf_counter() - started
    _tell_all(report.problems, as_json=as_json)
    if as_json:
        _print_json({"type": "report", "seconds": round(seconds, 3), **_fields(report)})
    else:
        _summary(report, folder, seconds, config)
    if profile:
        _profile(report)
    sys.exit(0 if report.committed and not report.errors else 1)


@main.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen at; the default is this machine's."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="Port to listen at, or the next that is free; 0 for any.",
)
@_content
@click.option("--open", "open_", is_flag=True, help="Open the first page in the browser.")
@click.option("--follow", is_flag=True, help="Lead open pages to the paper that was edited.")
@click.option("--poll", is_flag=True, help="Look at the files in intervals: for disks that report no changes.")
@click.option("--jobs", type=click.IntRange(1, 256), default=None, help="Processes to work with. [default: one a core]")
@click.option("--json", "as_json", is_flag=True, help="Tell what happens on stdout, one JSON object a line.")
def serve(  # noqa: PLR0913 - a parameter an option
    *, host: str, port: int, content: str, open_: bool, follow: bool, poll: bool, jobs: int | None, as_json: bool
) -> None:
    """Preview the site, and follow its files: open pages load again when they change.

    Pages are made when they are asked for, and nothing is written to build/. Errors in content, theme or configuration
    are shown over the last good pages. Ctrl-C ends.
    """
    with contextlib.suppress(KeyboardInterrupt):  # before the server has begun: it takes Ctrl-C itself
        voice = _Voice(as_json=as_json)
        _serve(host, port, content, voice, jobs or _cores(), open_=open_, poll=poll, follow=follow)
    if not as_json:
        click.echo("", err=True)


def _serve(  # noqa: PLR0913 - see `serve`
    host: str, port: int, content: str, voice: _Voice, jobs: int, *, open_: bool, poll: bool, follow: bool
) -> None:
    from sitegen.build.cache import Memo  # noqa: PLC0415
    from sitegen.preview import server as serving  # noqa: PLC0415 - `--help` need not wait for it
    from sitegen.preview.preview import Preview  # noqa: PLC0415

    started = time.perf_counter()
    gc.set_threshold(GARBAGE)
    site = Path.cwd()
    try:
        listening = serving.listen(host, port)
    except Refusal as refusal:
        _refuse(refusal, as_json=voice.as_json)
    with contextlib.closing(Preview(site, Memo(site / CACHE), jobs, content)) as preview:
        look = preview.start()
        gc.freeze()  # what was read stays
        address = serving.url(host, listening.getsockname()[1], preview.root)
        voice.begin(address, preview, time.perf_counter() - started)
        if open_:
            click.launch(address)
        serving.Server(preview, host, voice.tell, poll=poll, follow=follow).run(listening, look)


@main.command()
@click.option(
    "--host",
    "hosts",
    multiple=True,
    type=click.Choice([host.name for host in HOSTS]),
    help="Hold the site against the limits of a host; can be given several times.",
)
@click.option("--external", is_flag=True, help="Ask other sites whether links to them still lead somewhere.")
@click.option(
    "--external-limit",
    type=click.IntRange(1, 100_000),
    default=500,
    show_default=True,
    help="Addresses that are asked for at most; those of the newest pages come first.",
)
@click.option(
    "--output", type=click.Path(path_type=Path), help="Folder with the site. [default: `output.folder`, `build`]"
)
@click.option("--base-url", default="", metavar="URL", help="Where the site should expect to be found.")
@_content
@click.option("--jobs", type=click.IntRange(1, 256), default=None, help="Processes to work with. [default: one a core]")
@click.option("--json", "as_json", is_flag=True, help="Tell problems and result on stdout, one JSON object a line.")
def check(  # noqa: PLR0913 - a parameter an option
    *,
    hosts: tuple[str, ...],
    external: bool,
    external_limit: int,
    output: Path | None,
    base_url: str,
    content: str,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Examine the site as it was built: links, anchors, names, feeds, and what hosts will take of it.

    Nothing is changed, and without --external no other host is asked. Ends with 1 if there was an error.
    """
    from sitegen.checks import site as audits  # noqa: PLC0415 - `--help` need not wait for it

    started = time.perf_counter()
    gc.set_threshold(GARBAGE)
    site = Path.cwd()
    try:
        config = configuration.load(site, os.environ, base_url, content)
        folder = output or Path(config.output.folder)
        urls = (config.base_url if base_url else "", config.base_url)
        chosen = [host for host in HOSTS if host.name in hosts]
        audit = audits.audit(folder, urls, chosen, jobs=jobs or _cores(), external=external)
        newer = audits.newer(site, config, folder)
    except Refusal as refusal:
        _refuse(refusal, as_json=as_json)
    problems = list(audit.problems)
    if external:
        problems += _asked(audit, external_limit, as_json=as_json)
    for problem in problems:
        _tell(problem, as_json=as_json)
    for verdict in audit.verdicts:
        _print_json({"type": "limit", **audits.fields(verdict)}) if as_json else click.echo(_drawn(verdict))
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    seconds = time.perf_counter() - started
    counts = {"files": audit.files, "bytes": audit.bytes, "links": audit.links, "errors": errors}
    if as_json:
        more = {"problems": len(problems), "newer": newer, "url": audit.url, "seconds": round(seconds, 3)}
        _print_json({"type": "report", **counts, **more})
    else:
        _examined(audit, problems, newer, folder, seconds)
    sys.exit(1 if errors else 0)


def _asked(audit: Audit, limit: int, *, as_json: bool) -> list[Problem]:
    """Ask other sites, and say what they said."""
    from sitegen.checks import external as ask  # noqa: PLC0415 - most checks ask nobody

    chosen = audit.outbound[:limit]
    if not as_json:
        click.echo(f"asking for {len(chosen):,} of {counted(len(audit.outbound), 'address', 'addresses')}", err=True)
    return list(ask.ask(chosen))


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
        click.echo(f"{counted(errors, 'error')}, {counted(len(problems) - errors, 'warning')}", err=True)
    click.echo(
        f"{counted(audit.links, 'link')} in {counted(audit.files, 'file')} of {folder}, {audit.bytes:,} bytes, "
        f"in {seconds:.2f} s",
        err=True,
    )
    if newer:
        click.echo(f"note: {newer} is newer than the site: run `sitegen build` to examine what it says now", err=True)


@main.command()
@click.argument("what", metavar="URL")
@click.option("--base-url", default="", metavar="URL", help="As for `build`.")
@_content
@click.option("--output", type=click.Path(path_type=Path), help="As for `build`.")
@click.option("--json", "as_json", is_flag=True, help="Tell it on stdout as one JSON object.")
def explain(*, what: str, base_url: str, content: str, output: Path | None, as_json: bool) -> None:
    """Tell what a page is made of, and whether and why a build would make it again.

    URL is an address or a path of the site, a file in build/, an arXiv id, or a line of a digest, as in
    content/2020/07/2020-07-22.md:12. Nothing is built.
    """
    from sitegen.build.cache import Memo  # noqa: PLC0415
    from sitegen.config.settings import settings  # noqa: PLC0415
    from sitegen.inspect import explain as explaining  # noqa: PLC0415 - `--help` need not wait for it
    from sitegen.theme import folder as themes  # noqa: PLC0415

    gc.set_threshold(GARBAGE)
    site = Path.cwd()
    try:
        loaded = configuration.load(site, os.environ, base_url, content)
        theme = themes.of(site, loaded)
        options = settings(site, loaded, theme, os.environ, base_url, content)
        folder = output or Path(loaded.output.folder)
        known = explaining.look(site, loaded, theme, folder, Memo(site / CACHE), jobs=_cores())
        found = [explaining.explain(known, file, options) for file in explaining.files_of(known, what)]
    except Refusal as refusal:
        _refuse(refusal, as_json=as_json)
    for explanation in found:
        if as_json:
            _print_json({"type": "explanation", **explaining.fields(explanation)})
        else:
            click.echo(explaining.text(explanation, folder))


@main.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--text", is_flag=True, help="Show how the text of each page changes; for PATHs, it is always shown.")
@click.option("--all", "every", is_flag=True, help="Name each file, however many there are of a kind.")
@click.option("--stat", is_flag=True, help="Only count, by kind.")
@click.option("--exit-code", is_flag=True, help="End with 1 when anything would change.")
@click.option("--jobs", type=click.IntRange(1, 256), default=None, help="As for `build`.")
@click.option("--base-url", default="", metavar="URL", help="As for `build`.")
@_content
@click.option("--output", type=click.Path(path_type=Path), help="As for `build`.")
@click.option("--json", "as_json", is_flag=True, help="Tell problems and changes on stdout, one JSON object a line.")
def diff(  # noqa: PLR0913 - a parameter an option
    *,
    paths: tuple[str, ...],
    text: bool,
    every: bool,
    stat: bool,
    exit_code: bool,
    jobs: int | None,
    base_url: str,
    content: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Show what the next build would change for readers.

    The site is built, but nothing is published. PATHs are addresses, files or arXiv ids, as for `explain`.
    Ends with 1 if there are errors.
    """
    from sitegen.build.cache import Memo  # noqa: PLC0415
    from sitegen.build.pipeline import build as run  # noqa: PLC0415
    from sitegen.inspect import diff as differing  # noqa: PLC0415 - `--help` need not wait for it
    from sitegen.output.trial import TrialSink  # noqa: PLC0415

    gc.set_threshold(GARBAGE)
    site = Path.cwd()
    try:
        config = configuration.load(site, os.environ, base_url, content)
        folder = output or Path(config.output.folder)
        memo = Memo(site / CACHE, pieces_only=True)
        with TrialSink(folder, memo) as sink, _Progress(quiet=as_json) as progress:
            report = run(site, config, sink, memo, jobs=jobs or _cores(), progress=progress.show)
            changes = differing.chosen(sink, paths, config, folder)
            texts = {change.file: differing.text(sink, change, folder) for change in changes if text or paths}
            rows = (
                differing.counts(changes)
                if stat
                else differing.rows(sink, changes, config.root, every=every or bool(texts))
            )
    except Refusal as refusal:
        _refuse(refusal, as_json=as_json)
    _tell_all(report.problems, as_json=as_json)
    if as_json:
        for change in changes:
            _print_json({"type": "change", **differing.fields(change, config.root), "text": texts.get(change.file, [])})
    else:
        for row in rows:
            click.echo("\n".join([row.text, *texts.get(row.file, [])]))
        click.echo(differing.summary(changes), err=True)
    sys.exit(1 if not report.committed or report.errors or (exit_code and changes) else 0)


@main.command()
@_content
@click.option(
    "--output", type=click.Path(path_type=Path), help="Folder to measure. [default: `output.folder`, `build`]"
)
@click.option("--jobs", type=click.IntRange(1, 256), default=None, help="Processes to work with. [default: one a core]")
@click.option("--json", "as_json", is_flag=True, help="Tell it as one JSON object.")
def stats(*, content: str, output: Path | None, jobs: int | None, as_json: bool) -> None:
    """Tell which days there are, what is wrong with them, and how the archive grows.

    What the page /status/ says, and how old the newest day is. Nothing is written. Exits with status 1 if there is an
    error or a warning.
    """
    import datetime as dt  # noqa: PLC0415

    from sitegen.build.cache import Memo  # noqa: PLC0415
    from sitegen.inspect import stats as statistics  # noqa: PLC0415 - `--help` need not wait for it

    site, today = Path.cwd(), dt.date.today()  # noqa: DTZ011 - digests have dates without time zones
    try:
        config = configuration.load(site, os.environ, content=content)
        folder = output or Path(config.output.folder)
        found = statistics.stats(site, config, folder, Memo(site / CACHE), jobs or _cores())
    except Refusal as refusal:
        _refuse(refusal, as_json=as_json)
    if as_json:
        ledger = found.ledger
        age = (today - ledger.newest).days if ledger.newest else None
        _print_json({"type": "stats", "age": age, "sizes": found.sizes, "ledger": ledger})
    else:
        for line in statistics.drawn(found, folder, today):
            click.echo(line)
    sys.exit(1 if serious(found.problems) else 0)


@main.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--all", "every", is_flag=True, help="List each file, however many there are; with --json, each paper.")
@_content
@click.option("--jobs", type=click.IntRange(1, 256), default=None, help="Processes to work with. [default: one a core]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def digests(*, paths: tuple[Path, ...], every: bool, content: str, jobs: int | None, as_json: bool) -> None:
    """Show what is read of digests, field by field, and the TOML that pins or teaches it.

    PATH is any folder, such as a clone of an archive, or a file, which is shown in full. Without PATH, the content of
    the current site is meant. Nothing is written. Exits with status 1 if there is an error.
    """
    from sitegen import inspect  # noqa: PLC0415 - `--help` need not wait for it

    gc.set_threshold(GARBAGE)
    errors = 0
    for path in paths or (None,):
        started = time.perf_counter()
        if path and path.is_file() and not path.name.endswith(configuration.CONTENT_SUFFIXES):
            endings = ", ".join(configuration.CONTENT_SUFFIXES)
            raise click.UsageError(f"{path} is no file of digests: their names end in {endings}")
        try:
            place = inspect.place_of(Path.cwd(), path, os.environ, content)
            with _Progress(quiet=as_json, of="files") as progress:
                look = inspect.look(place, jobs or _cores(), progress.show)
            if as_json:
                _tell_digests(look, started, jobs or _cores(), every=every)
            elif place.file:
                click.echo("\n".join(inspect.file_in_full(look, *inspect.in_full(look))))
            else:
                click.echo("\n".join(inspect.overview(look, every=every)))
        except Refusal as refusal:
            _refuse(refusal, as_json=as_json)
        if not as_json:
            _tell_some(look.problems)
        errors += sum(problem.severity is Severity.ERROR for problem in look.problems)
    sys.exit(1 if errors else 0)


def _tell_digests(look: Look, started: float, jobs: int, *, every: bool) -> None:
    """Tell what was read of digests as JSON."""
    from sitegen import inspect  # noqa: PLC0415

    _tell_all(look.problems, as_json=True)
    for record in inspect.fields(look):
        _print_json(record)
    if every or look.place.file:
        for path, digest, paper in inspect.papers(look, jobs):
            _print_json(inspect.paper_fields(path, digest.date, paper))
    _print_json({**inspect.report(look), "seconds": round(time.perf_counter() - started, 3)})


def _tell_some(problems: Sequence[Problem]) -> None:
    """Tell the first of the problems, the worst before the others."""
    order = list(Severity)
    worst = sorted(problems, key=lambda problem: order.index(problem.severity))
    for problem in worst[:MOST_NOTICES]:
        _tell(problem, as_json=False)
    if more := len(worst[MOST_NOTICES:]):
        click.echo(f"and {counted(more, 'more problem')}: `sitegen digests --json` lists them", err=True)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "archive",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Make it around an archive: one in FOLDER, FOLDER itself, or another, which is copied.",
)
@click.option("--theme", default="default", show_default=True, metavar="NAME", help="How the site looks.")
@click.option(
    "--own-theme", default="", metavar="NAME", help="Begin a theme of your own, which changes that of --theme."
)
@click.option(
    "--host",
    "hosts",
    type=click.Choice(list(deploys.HOSTS)),
    multiple=True,
    default=deploys.USUAL,
    show_default=True,
    help="Where the site will be published; may be given several times.",
)
def new(*, folder: Path, archive: Path | None, theme: str, own_theme: str, hosts: tuple[str, ...]) -> None:
    """Make a small site in FOLDER that builds at once: a sample digest, a configuration, and deploys.

    With --from, it is made around digests that there are, and its configuration says what was found in them.
    """
    from sitegen.commands import scaffold  # noqa: PLC0415

    gc.set_threshold(GARBAGE)
    try:
        if archive:
            with _Progress(quiet=False, of="files") as progress:
                adopted = scaffold.adopt(
                    folder,
                    archive,
                    theme_name=theme,
                    own_theme=own_theme,
                    hosts=hosts,
                    jobs=_cores(),
                    progress=progress.show,
                )
            paths = adopted.files
            _tell_adopted(adopted)
        else:
            paths = scaffold.create(folder, theme_name=theme, own_theme=own_theme, hosts=hosts)
    except Refusal as refusal:
        _refuse(refusal, as_json=False)
    for path in paths:
        click.echo(f"{folder}/{path}")
    click.echo(f"next: cd {folder} && sitegen build", err=True)
    click.echo("before the first deploy: name in requirements.txt where you have sitegen from", err=True)
    for host in dict.fromkeys(hosts):
        click.echo(f"then, {deploys.HOSTS[host].step}", err=True)


def _tell_adopted(adopted: Adopted) -> None:
    """Tell what a site was made around."""
    from sitegen import inspect  # noqa: PLC0415

    click.echo(inspect.summary(adopted.look), err=True)
    if taught := adopted.look.proposal.taught:
        click.echo(f"{counted(taught, 'entry', 'entries')} more by what sitegen.toml teaches", err=True)
    if adopted.copied:
        click.echo(f"{counted(adopted.copied, 'file')} copied into content/", err=True)
    if adopted.ignored:
        click.echo("for .gitignore, which was left as it is: /build/ /.build.sitegen/ /.cache/", err=True)


@main.group()
def config() -> None:
    """Look into the configuration."""


@config.command()
def schema() -> None:
    """Print the JSON Schema of sitegen.toml, for editors."""
    from sitegen.commands import reference  # noqa: PLC0415

    _print_json(reference.config_schema())


@config.command()
@click.option("--base-url", default="", metavar="URL", help="Show what would hold with this option of `build`.")
@click.option("--content", default="", metavar="DIR", help="The same.")
@click.option("--json", "as_json", is_flag=True, help="Show one JSON object a line.")
def show(*, base_url: str, content: str, as_json: bool) -> None:
    """Show every option with its value, and where that comes from.

    What is printed is TOML, and a configuration that gives the same site.
    """
    from sitegen.config import settings  # noqa: PLC0415
    from sitegen.theme import folder as themes  # noqa: PLC0415

    site = Path.cwd()
    try:
        loaded = configuration.load(site, os.environ, base_url, content)
        theme = themes.of(site, loaded)
        found = settings.settings(site, loaded, theme, os.environ, base_url, content)
    except Refusal as refusal:
        _refuse(refusal, as_json=as_json)
    if not as_json:
        click.echo(settings.toml(found))
        return
    for setting in found:
        _print_json({"type": "option", "key": setting.name, "value": setting.value, "origin": setting.origin})


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _refuse(refusal: Refusal, *, as_json: bool) -> NoReturn:
    for problem in refusal.problems:
        _tell(problem, as_json=as_json)
    sys.exit(1)


def _tell_all(problems: Iterable[Problem], *, as_json: bool) -> None:
    """Tell problems, the notices after all others, and in the terminal only some of these."""
    problems = list(problems)
    notices = [problem for problem in problems if problem.severity is Severity.NOTICE]
    shown = notices if as_json else notices[:MOST_NOTICES]
    for problem in [*(problem for problem in problems if problem.severity is not Severity.NOTICE), *shown]:
        _tell(problem, as_json=as_json)
    if more := len(notices) - len(shown):
        click.echo(f"and {counted(more, 'more notice')}: `sitegen stats` lists them", err=True)


def _tell(problem: Problem, *, as_json: bool) -> None:
    if not as_json:
        click.echo(str(problem), err=True)
        return
    location = problem.location
    _print_json(
        {
            "type": "problem",
            "severity": problem.severity,
            "path": location.path,
            "line": location.line,
            "column": location.column,
            "message": problem.message,
            "hint": problem.hint,
        }
    )


def _print_json(value: object) -> None:
    import msgspec  # noqa: PLC0415

    click.echo(msgspec.json.encode(value).decode())


def _fields(report: Report) -> dict[str, object]:
    names = ("days", "papers", "read", "made", "pages", "written", "unchanged", "removed", "locked", "committed")
    counts = {name: getattr(report, name) for name in names}
    severities = {"errors": report.errors, "warnings": report.warnings, "notices": report.notices}
    return {**counts, **severities, "problems": len(report.problems), "stages": report.seconds}


def _summary(report: Report, folder: Path, seconds: float, config: Config) -> None:
    say: Callable[[str], None] = lambda text: click.echo(text, err=True)  # noqa: E731
    if report.problems:
        notices = f", {counted(report.notices, 'notice')}" if report.notices else ""
        say(f"{counted(report.errors, 'error')}, {counted(report.warnings, 'warning')}{notices}")
    if not report.committed:
        say(f"nothing was written: {folder} is as it was")
        return
    say(
        f"{counted(report.papers, 'paper')} on {counted(report.days, 'day')} -> {folder}: "
        f"{counted(report.written, 'file')} written, {report.unchanged:,} unchanged, {report.removed:,} removed, "
        f"in {seconds:.2f} s"
    )
    if report.locked:
        say(f"{config.urls.lock}: {report.locked:,} new address{'es' if report.locked > 1 else ''}: commit it")
    if config.base_url == configuration.PREVIEW_URL:
        say(f"note: feeds, sitemap and metadata say {configuration.PREVIEW_URL}: set `base_url`, or give --base-url")


def _profile(report: Report) -> None:
    click.echo("seconds by stage (`make:` summed over the workers)", err=True)
    for stage, value in report.seconds.items():
        click.echo(f"  {stage:24} {value:8.3f}", err=True)


class _Voice:
    """Tells what a preview does. Problems are told once, until they are gone."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._told: tuple[Problem, ...] = ()

    def begin(self, address: str, preview: Preview, seconds: float) -> None:
        edition = preview.edition
        self._problems(preview.problems)
        archive = edition.chart.archive if edition else None
        days, papers = (len(archive.days), archive.papers) if archive else (0, 0)
        if self.as_json:
            _print_json(
                {"type": "serving", "url": address, "days": days, "papers": papers, "seconds": round(seconds, 3)}
            )
        else:
            click.echo(f"{counted(papers, 'paper')} on {counted(days, 'day')}, read in {seconds:.2f} s", err=True)
            click.echo(f"{address}  (Ctrl-C ends)", err=True)

    def tell(self, what: Rebuilt | str) -> None:
        if isinstance(what, str):
            _print_json({"type": "note", "message": what}) if self.as_json else click.echo(what, err=True)
            return
        if self.as_json:
            counts = {"files": what.files, "units": what.units, "problems": len(what.problems)}
            self._problems(what.problems)
            _print_json({"type": "rebuilt", **counts, "seconds": round(what.seconds, 3)})
            return
        if what.units:
            files, parts = _some(what.files), _some(tuple(unit for unit in what.units if "/" in unit) or what.units)
            click.echo(f"{files}: changes {parts}, {what.seconds * 1000:.0f} ms", err=True)
        self._problems(what.problems)

    def _problems(self, problems: tuple[Problem, ...]) -> None:
        _tell_all([problem for problem in problems if problem not in self._told], as_json=self.as_json)
        if self._told and not problems and not self.as_json:
            click.echo("no problems any more", err=True)
        self._told = problems


def _some(names: tuple[str, ...]) -> str:
    """Name the first, and how many there are beside it."""
    return names[0] + (f" and {len(names) - 1:,} more" if len(names) > 1 else "")


class _Progress:
    """A bar on a terminal, a line for each tenth elsewhere, nothing at all when there is little to do."""

    _FEW = 2_000

    def __init__(self, *, quiet: bool, of: str = "papers") -> None:
        self._quiet = quiet
        self._of = of
        self._tenths = 0
        self._bar: Callable[[int, int], None] | None = None
        self._stop: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def show(self, done: int, everything: int) -> None:
        if self._quiet or everything < self._FEW:
            return
        if sys.stderr.isatty():
            self._draw(done, everything)
        elif done * 10 // everything > self._tenths:
            self._tenths = done * 10 // everything
            click.echo(f"{done:,} of {everything:,} {self._of}", err=True)

    def _draw(self, done: int, everything: int) -> None:
        if self._bar is None:
            from rich.console import Console  # noqa: PLC0415 - 60 ms that only large builds on a terminal pay
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn  # noqa: PLC0415

            columns = (BarColumn(bar_width=None), MofNCompleteColumn(), self._of, TimeRemainingColumn())
            rich = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
            task = rich.add_task("", total=everything)
            rich.start()
            self._stop = rich.stop

            def bar(done: int, _everything: int) -> None:
                rich.update(task, completed=done)
                rich.refresh()

            self._bar = bar
        self._bar(done, everything)
