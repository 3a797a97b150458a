"""`sitegen build`: content in, the site on the disk out, and what there is to say of it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.commands import console, options
from sitegen.problems import counted

if TYPE_CHECKING:
    from sitegen.build.pipeline import Report
    from sitegen.config import Config


@click.command()
@click.option("--strict", is_flag=True, help="If there is an error or a warning, write nothing and exit with status 1.")
@click.option("--clean", is_flag=True, help="Ignore the cache, rebuild everything and replace the output atomically.")
@options.jobs()
@options.base_url("Address of the site; overrides the configuration.")
@options.content()
@options.output("Folder to write to. [default: `output.folder`, `build`]")
@click.option("--adopt", is_flag=True, help="Build into a folder with files that sitegen did not write, and keep them.")
@click.option("--profile", is_flag=True, help="Print the time of each stage.")
@options.as_json("Print problems and the result on stdout, one JSON object per line.")
def build(  # noqa: PLR0913 - a parameter an option
    *,
    strict: bool,
    clean: bool,
    jobs: int,
    base_url: str,
    content: str,
    output: Path | None,
    adopt: bool,
    profile: bool,
    as_json: bool,
) -> None:
    """Build the site: content/ -> build/.

    Content that cannot be read is reported and left out, and everything else is built. Exits with status 1 if
    anything was left out.
    """
    from sitegen.build import pipeline
    from sitegen.build.cache import Cache
    from sitegen.output.disk import DiskSink

    started = time.perf_counter()
    site = Path.cwd()
    with console.refusals(as_json=as_json):
        config = options.load(base_url, content)
        folder = output or Path(config.output.folder)
        protected = [site, site / config.content.folder, site / "themes", site / options.CACHE]
        cache = Cache(site / options.CACHE)
        if clean:
            cache.forget()
        with (
            DiskSink.open(folder, clean=clean, protected=protected, cache=cache, adopt=adopt) as sink,
            console.Progress(quiet=as_json) as progress,
        ):
            report = pipeline.build(site, config, sink, cache, jobs=jobs, strict=strict, progress=progress.show)
    seconds = time.perf_counter() - started
    console.tell_all(report.problems, as_json=as_json)
    if as_json:
        console.write_json({"type": "report", "seconds": round(seconds, 3), **_fields(report)})
    else:
        _summary(report, folder, seconds, config)
    if profile:
        _profile(report)
    console.end(failed=not report.committed or bool(report.errors))


def _fields(report: Report) -> dict[str, object]:
    names = ("days", "papers", "read", "made", "pages", "written", "unchanged", "removed", "locked", "committed")
    counts = {name: getattr(report, name) for name in names}
    severities = {"errors": report.errors, "warnings": report.warnings, "notices": report.notices}
    return {**counts, **severities, "problems": len(report.problems), "stages": report.seconds}


def _summary(report: Report, folder: Path, seconds: float, config: Config) -> None:
    from sitegen.config import PREVIEW_URL

    if report.problems:
        notices = f", {counted(report.notices, 'notice')}" if report.notices else ""
        console.say(f"{counted(report.errors, 'error')}, {counted(report.warnings, 'warning')}{notices}")
    if not report.committed:
        console.say(f"nothing was written: {folder} is unchanged")
        return
    console.say(
        f"{counted(report.papers, 'paper')} on {counted(report.days, 'day')} -> {folder}: "
        f"{counted(report.written, 'file')} written, {report.unchanged:,} unchanged, {report.removed:,} removed, "
        f"in {seconds:.2f} s"
    )
    if report.locked:
        new = f"{report.locked:,} new address{'es' if report.locked > 1 else ''}"
        console.say(f"{config.urls.lock}: {new} added: commit the file")
    if config.base_url == PREVIEW_URL:
        console.say(f"note: feeds, the sitemap and metadata contain {PREVIEW_URL}: set `base_url`, or pass --base-url")


def _profile(report: Report) -> None:
    console.say("seconds by stage (`make:` is the sum over all worker processes)")
    for stage, value in report.seconds.items():
        console.say(f"  {stage:24} {value:8.3f}")
