"""`sitegen serve`: the preview, started, and what there is to say of it while it runs."""

from __future__ import annotations

import contextlib
import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.commands import console, options
from sitegen.problems import counted

if TYPE_CHECKING:
    from sitegen.preview.pages import Preview
    from sitegen.preview.server import Rebuilt
    from sitegen.problems import Problem


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; by default, only this machine can connect.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="Port to listen on; if it is in use, the next free one. 0: any free port.",
)
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="NAME",
    callback=lambda _context, _option, names: _hosts(names),
    help="Answer requests for this host, too; `.example.org` allows all below it. Can be given several times.",
)
@options.content()
@click.option("--open", "open_", is_flag=True, help="Open the home page in the browser.")
@click.option("--follow", is_flag=True, help="Open the paper that was edited in all open pages.")
@click.option("--poll", is_flag=True, help="Scan files at intervals, for disks that report no changes.")
@options.jobs()
@options.as_json("Print events on stdout, one JSON object per line.")
def serve(  # noqa: PLR0913 - a parameter an option
    *,
    host: str,
    port: int,
    allowed: tuple[str, ...],
    content: str,
    open_: bool,
    follow: bool,
    poll: bool,
    jobs: int,
    as_json: bool,
) -> None:
    """Preview the site and follow its files: open pages reload when they change.

    Pages are rendered on request, and nothing is written to build/. Errors in content, theme or configuration are
    shown over the last valid pages. Press Ctrl-C to stop.
    """
    voice = _Voice(as_json=as_json)
    with contextlib.suppress(KeyboardInterrupt):  # before the server has begun: it takes Ctrl-C itself
        from sitegen.build.cache import Cache
        from sitegen.preview import sockets
        from sitegen.preview.pages import Preview
        from sitegen.preview.server import Server

        started = time.perf_counter()
        with console.refusals(as_json=as_json):
            listening = sockets.listen(host, port)
        with contextlib.closing(Preview(Path.cwd(), Cache(Path.cwd() / options.CACHE), jobs, content)) as preview:
            look = preview.start()
            gc.freeze()  # what was read stays
            found = listening.getsockname()[1]
            address = sockets.url(host, found, preview.root)
            others = sockets.urls_for_others(host, found, preview.root)
            if port not in (0, found):
                voice.tell(f"port {port} is in use: the preview is at port {found}")
            voice.begin(address, others, preview, time.perf_counter() - started)
            if open_:
                click.launch(address)
            Server(preview, host, voice.tell, allowed=allowed, poll=poll, follow=follow).run(listening, look)
    if not as_json:
        console.say("")


def _hosts(names: tuple[str, ...]) -> tuple[str, ...]:
    from sitegen.preview import origin_guard

    for name in names:
        if not origin_guard.nameable(name):
            message = f"{name!r} is not the name of a host: write it as in `example.org`, without `https://` or a port"
            raise click.BadParameter(message)
    return names


class _Voice:
    """Tells what a preview does. Problems are told once, until they are gone."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._told: tuple[Problem, ...] = ()

    def begin(self, address: str, others: list[str], preview: Preview, seconds: float) -> None:
        edition = preview.edition
        self._problems(preview.problems)
        archive = edition.plan.archive if edition else None
        days, papers = (len(archive.days), archive.papers) if archive else (0, 0)
        if self._as_json:
            counts = {"days": days, "papers": papers, "seconds": round(seconds, 3)}
            console.write_json({"type": "serving", "url": address, "others": others, **counts})
        else:
            console.say(f"{counted(papers, 'paper')} on {counted(days, 'day')}, read in {seconds:.2f} s")
            console.say(f"{address}  (press Ctrl-C to stop)")
            for other in others:
                console.say(f"{other}  (for other machines: everybody who can reach this one can read the preview)")

    def tell(self, what: Rebuilt | str) -> None:
        if isinstance(what, str):
            console.write_json({"type": "note", "message": what}) if self._as_json else console.say(what)
            return
        if self._as_json:
            counts = {"files": what.files, "units": what.units, "problems": len(what.problems)}
            self._problems(what.problems)
            console.write_json({"type": "rebuilt", **counts, "seconds": round(what.seconds, 3)})
            return
        if what.units:
            files, parts = _some(what.files), _some(tuple(unit for unit in what.units if "/" in unit) or what.units)
            console.say(f"{files}: changes {parts}, {what.seconds * 1000:.0f} ms")
        self._problems(what.problems)

    def _problems(self, problems: tuple[Problem, ...]) -> None:
        console.tell_all([problem for problem in problems if problem not in self._told], as_json=self._as_json)
        if self._told and not problems and not self._as_json:
            console.say("all problems are resolved")
        self._told = problems


def _some(names: tuple[str, ...]) -> str:
    """Name the first, and how many there are beside it."""
    return names[0] + (f" and {len(names) - 1:,} more" if len(names) > 1 else "")
