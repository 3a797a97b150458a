"""Compare sitegen's preview server with Hugo's: how soon what is saved is served, and shown.

In goes a composed archive of digests; out come, for each size of it, the times from saving a digest to
its new text (over HTTP, in Chromium, and of Hugo's server on its peer site), what a start costs, and how
the server bears files that are written all the time.

    python -m benchmarks.serve --papers 1000 10000 --runs 20 --tmp /dev/shm

Leave the machine alone meanwhile.
"""

import argparse
import itertools
import multiprocessing
import os
import random
import re
import shlex
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import SEED, compose
from benchmarks.race import (
    HERE,
    HUGO_UP_TO,
    RaceError,
    cpu_model,
    file_system,
    hugo_binary,
    options,
    parsed,
    peak_of,
    say,
    version,
)
from docs.screenshots import launched
from playwright.sync_api import Page, sync_playwright

HOST = "127.0.0.1"
OK = 200
WARM_UP = 2
"""Edits that are not counted."""
STARTS = 5
HUGO_EDITS = 5
POLL = 0.002
"""Seconds between questions, so that who asks does not take the processor from who answers."""
PAUSE = (0.2, 0.7)
"""Seconds between edits: Hugo looks for changes every half second, and edits must not fall into step with it."""
PATIENCE = 1200.0
"""Seconds until whoever gives no answer is given up."""
SMALL, LARGE = 10_000, 100_000
"""Papers of the archives that the bars are set for."""
STORM_DIGESTS = 8
STORM_EDITS_PER_SECOND = 1000
TELL = r"""
const tell = () => { for (const [seen] of document.body.textContent.matchAll(/seen\d+x/g)) console.debug(seen); };
addEventListener("DOMContentLoaded", () => {
  tell();
  new MutationObserver(tell).observe(document.body, { characterData: true, childList: true, subtree: true });
});
"""
"""Says which markers a page has. Playwright's own waiting looks ever more rarely, up to every 500 ms."""

Row = tuple[str, str, str]
"""Figure, what was measured, and the bar."""

markers = (f"seen{number}x" for number in itertools.count())
pauses = random.Random(SEED)


# --- digests and edits ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Digest:
    """A day's file, cut where a marker goes: in front of its first abstract."""

    file: Path
    head: str
    tail: str
    papers: tuple[str, ...]
    """Their ids; the first one's abstract gets the marker."""

    def text(self, marker: str) -> bytes:
        """Return the file's bytes with the marker."""
        return f"{self.head}{marker} {self.tail}".encode()

    def day_page(self) -> str:
        """Return the path of the day's page."""
        return f"/{self.file.stem.replace('-', '/')}/"

    def paper_page(self) -> str:
        """Return the path of the page of the paper that is edited."""
        return f"/abs/{self.papers[0]}/"


def digests_of(folder: Path, number: int) -> list[Digest]:
    """Read so many digests, or all there are, evenly from an archive; a single one is from the middle."""
    files = sorted(folder.rglob("*.md"))
    number = min(number, len(files))
    found = []
    for place in range(number):
        file = files[(2 * place + 1) * len(files) // (2 * number)]
        text = file.read_text(encoding="utf-8")
        head, quote, tail = text.partition("\n>  ")
        papers = re.findall(r"^### .*/pdf/([\d.]+)\.pdf\)", text, re.MULTILINE)
        found.append(Digest(file, head + quote, tail, tuple(papers)))
    return found


def save(digest: Digest, marker: str) -> float:
    """Save as editors do, a new file in the place of the old; return the time just before."""
    new = digest.file.with_name(f".{digest.file.name}.new")
    new.write_bytes(digest.text(marker))
    start = time.monotonic()
    new.replace(digest.file)
    return start


def edits(number: int, edit: Callable[[str], float]) -> list[float]:
    """Make edits with a pause before each; return the seconds of those that count."""
    seconds = []
    for _ in range(WARM_UP + number):
        time.sleep(pauses.uniform(*PAUSE))
        seconds.append(edit(next(markers)))
    return seconds[WARM_UP:]


def until_served(port: int, digest: Digest, marker: str) -> float:
    """Edit; return the seconds until the paper's page has the new text."""
    with closing(HTTPConnection(HOST, port, timeout=PATIENCE)) as line:
        get(line, digest.paper_page())  # the page is open, as it is when somebody edits; so is the connection
        start = save(digest, marker)
        while marker.encode() not in get(line, digest.paper_page())[1]:
            check(start)
            time.sleep(POLL)
        return time.monotonic() - start


def until_shown(page: Page, digest: Digest, marker: str) -> float:
    """Edit; return the seconds until the open page of the day has the new text."""
    with page.expect_console_message(lambda said: said.text == marker):
        start = save(digest, marker)
    return time.monotonic() - start


def get(line: HTTPConnection, path: str) -> tuple[int, bytes]:
    """Ask for a page over a connection that stays open; return status and body."""
    line.request("GET", path)
    answer = line.getresponse()
    return answer.status, answer.read()


def check(start: float) -> None:
    """Give up when too much time has passed."""
    if time.monotonic() - start > PATIENCE:
        message = f"no answer in {PATIENCE:.0f} s"
        raise RaceError(message)


# --- the servers ---------------------------------------------------------------------------------


class Served(NamedTuple):
    """A server that runs."""

    pid: int
    port: int
    seconds: float
    """From the start of the process until `/` was answered."""


@contextmanager
def serving(command: list[str], folder: Path, port: int = 0) -> Iterator[Served]:
    """Run a server until the `with` block ends. Without a port, it says its address as sitegen does."""
    # What it says goes to a file: nobody would empty a pipe, and a full one stops the server.
    # The file is beside the folder, since in it each line would be a change of a file.
    log = folder.with_suffix(".log")
    with log.open("wb") as said:
        begun = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT)
        try:
            while not ((port := port or port_in(log)) and answers(port)):
                if process.poll() is not None:
                    message = f"{shlex.join(command)} ended:\n{log.read_text(encoding='utf-8')[-2000:]}"
                    raise RaceError(message)
                check(begun)
                time.sleep(POLL)
            yield Served(process.pid, port, time.monotonic() - begun)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
    if process.wait():
        message = f"{shlex.join(command)} was told to end, and ended with {process.returncode}"
        raise RaceError(message)


def port_in(log: Path) -> int:
    """Return the port of the address that a server has said; 0 when there is none yet."""
    said = re.search(rb'"url":"http://[^:"]+:(\d+)/', log.read_bytes())
    return int(said[1]) if said else 0


def answers(port: int) -> bool:
    """Tell whether a server gives its first page."""
    try:
        with closing(HTTPConnection(HOST, port, timeout=PATIENCE)) as line:
            return get(line, "/")[0] == OK
    except ConnectionError:
        return False


def race_hugo(asked: argparse.Namespace, digests: Path, folder: Path) -> list[float]:
    """Return the seconds from save to served of Hugo's server, on the peer site of the race."""
    shutil.copytree(HERE / "peers" / "hugo", folder)
    shutil.copytree(digests, folder / "digests")
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    # All else is as Hugo has it: only pages that were asked for lately are made anew at once ("fast render").
    options = ["--bind", HOST, "--port", str(port), "--renderToMemory", "--cacheDir", str(folder.with_suffix(".cache"))]
    with serving([hugo_binary(), "server", *options], folder, port):
        (digest,) = digests_of(folder / "digests", 1)
        return edits(min(asked.runs, HUGO_EDITS), partial(until_served, port, digest))


# --- the storm -----------------------------------------------------------------------------------


def write(digests: Sequence[Digest], seconds: float) -> tuple[int, float, list[str]]:
    """Write files in place, in turn; return how often, when the last was written, and the markers they have now."""
    left = [""] * len(digests)
    start = now = time.monotonic()
    number = 0
    while now < start + seconds:
        place = number % len(digests)
        left[place] = f"storm{number}x"
        digests[place].file.write_bytes(digests[place].text(left[place]))
        number += 1
        now = time.monotonic()
        time.sleep(max(0.0, start + number / STORM_EDITS_PER_SECOND - now))
    return number, now, left


def weather(port: int, digests: Sequence[Digest], seconds: float) -> Iterator[Row]:
    """Ask for the days' pages while another process writes the days' files, and until their last text is there."""
    waiting = dict(enumerate(digests))
    took: list[float] = []
    wrong = 0
    # Not forked, since what Playwright has left in this process is not for a second one.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn) as other, closing(HTTPConnection(HOST, port, timeout=PATIENCE)) as line:
        other.submit(time.monotonic).result()  # so that it has started when the storm begins
        begun = seen = time.monotonic()
        writing = other.submit(write, digests, seconds)
        while waiting:
            for place, digest in list(waiting.items()):
                quiet = writing.done()
                start = time.monotonic()
                status, body = get(line, digest.day_page())
                seen = time.monotonic()
                took.append(seen - start)
                shown = re.findall(r'<article id="([\d.]+)"', body.decode())
                whole = sorted(shown) == sorted(digest.papers) and body.endswith(b"</html>\n")
                wrong += status != OK or not whole
                if quiet and writing.result()[2][place].encode() in body:
                    del waiting[place]
                time.sleep(POLL)
            check(begun)
        number, last, _ = writing.result()
    yield "storm: edits", f"{number:,} in {last - begun:.1f} s", ""
    yield "storm: responses", f"{len(took):,}", ""
    yield "storm: responses not 200, or not the whole day", f"{wrong:,}", "0"
    yield "storm: longest response", f"{max(took) * 1000:,.0f} ms", "<= 1,000 ms"
    yield "storm: last edit to all served", f"{(seen - last) * 1000:,.0f} ms", "<= 1,000 ms"


# --- one archive ---------------------------------------------------------------------------------


def compare(asked: argparse.Namespace, papers: int, area: Path) -> Iterator[Row]:
    """Measure all that is asked for on an archive of so many papers. Bars of larger archives hold for it, too."""
    say(f"composing {papers:,} papers")
    digests, site = area / "digests", area / "site"
    compose(papers, digests)
    shutil.copytree(digests, site / "content")
    command = [*shlex.split(asked.sitegen), "serve", "--port", "0", "--json"]
    small, large = papers <= SMALL, papers <= LARGE
    starts = []
    for _ in range(1 + STARTS):  # the first has to read everything, and leaves what it read to the others
        with serving(command, site) as served:
            starts.append(served.seconds)
    yield "start to first page, archive read before", spread(starts[1:]), "<= 3,000 ms" if large else ""

    with serving(command, site) as served:
        memory = "<= 600 MB" if large else ""
        yield "peak memory after the first page", f"{peak_of(served.pid) / 1e6:.0f} MB", memory
        (digest,) = digests_of(site / "content", 1)
        ours = edits(asked.runs, partial(until_served, served.port, digest))
        yield "save to served", spread(ours), "<= 120 ms" if small else "<= 250 ms" if large else ""
        yield f"peak memory after {WARM_UP + asked.runs} edits", f"{peak_of(served.pid) / 1e6:.0f} MB", memory
        if not asked.no_browser:
            with browsing(f"http://{HOST}:{served.port}{digest.day_page()}") as page:
                shown = edits(asked.runs, partial(until_shown, page, digest))
            yield "save to shown in Chromium", spread(shown), "<= 400 ms" if small else ""
        if asked.storm:
            yield from weather(served.port, digests_of(site / "content", STORM_DIGESTS), asked.storm)

    if not asked.no_hugo and papers <= HUGO_UP_TO:
        theirs = race_hugo(asked, digests, area / "hugo")
        yield "save to served, Hugo", spread(theirs), ""
        ratio = statistics.median(ours) / statistics.median(theirs)
        yield "save to served, sitegen/Hugo", f"{ratio:.3f}", "<= 0.1" if papers >= SMALL else ""


@contextmanager
def browsing(address: str) -> Iterator[Page]:
    """Open a page in Chromium that tells the markers it shows."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        page = browser.new_page()
        page.add_init_script(TELL)
        page.goto(address)
        yield page
        browser.close()


def spread(seconds: Sequence[float]) -> str:
    """Return the median and the range in milliseconds."""
    low, middle, high = (f"{value * 1000:,.0f}" for value in (min(seconds), statistics.median(seconds), max(seconds)))
    return f"{middle} ms ({low} to {high})"


def main() -> None:
    """Make the measurements asked for, and print what comes out as it comes."""
    parser = options("Compare sitegen's preview server with Hugo's.")
    parser.add_argument("--papers", type=int, nargs="+", default=[SMALL])
    parser.add_argument("--runs", type=int, default=20, help=f"edits that count; of Hugo at most {HUGO_EDITS}")
    parser.add_argument("--storm", type=float, default=10, metavar="SECONDS", help="0 for none")
    parser.add_argument("--no-hugo", action="store_true")
    parser.add_argument("--no-browser", action="store_true")
    asked = parsed(parser)
    if asked.storm < 0:
        parser.error("--storm must be at least 0")
    print(f"* {os.cpu_count()} cores, {cpu_model()}; load average {os.getloadavg()[0]:.1f}")
    print(f"* {asked.runs} edits; sitegen: {version([*shlex.split(asked.sitegen), '--version'])}")
    if not asked.no_hugo:
        print(f"* {min(asked.runs, HUGO_EDITS)} edits; {version([hugo_binary(), 'version'])}")
    for papers in asked.papers:
        with tempfile.TemporaryDirectory(prefix="serve-", dir=asked.tmp) as made:
            area = Path(made).resolve()
            print(f"\n### {papers:,} papers, on {file_system(area)}\n\n| figure | measured | bar |\n|---|---:|---:|")
            for row in compare(asked, papers, area):
                print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    try:
        main()
    except RaceError as error:
        sys.exit(str(error))
