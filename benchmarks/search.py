"""Compare sitegen's search with Pagefind's and with Lunr's index in one file.

In goes an archive of digests (composed by `corpus.py`, or any site's folder with `content/`); out comes
what each index costs to make and to keep, and what queries in Chromium fetch and how long they take:
over loopback, over a line like a telephone's, and on the search page while somebody types.

    python -m benchmarks.search --papers 1000 10000 --runs 3 --tmp /dev/shm

See README.md for what each number is and is not.
"""

import argparse
import contextlib
import datetime as dt
import functools
import gzip
import importlib.metadata
import importlib.util
import json
import mimetypes
import operator
import os
import platform
import random
import re
import shlex
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from benchmarks.corpus import SEED, compose
from benchmarks.race import (
    BASE_URL,
    HERE,
    RESULTS,
    Contestant,
    Effort,
    RaceError,
    cpu_model,
    file_system,
    measure,
    options,
    parsed,
    say,
    sizes,
    version,
)
from docs.screenshots import launched
from lunr.stop_word_filter import WORDS as STOP_WORDS
from playwright.sync_api import Browser, Page, sync_playwright

from sitegen.search.stem import stem

SHOWN = 10
"""Hits wanted of a query."""
LONG = 9
"""Letters of a word that is cut short or misspelt."""
PAIRS = 50
"""Queries of two words."""
LATENCY = 0.17
BYTES_PER_SECOND = 9e6 / 8
"""The slow line: what Lighthouse calls slow 4G without its own allowance for the machine."""
PACKET = 1400
SLOWER = 4
"""The processor, while somebody types."""
TYPED = 5
"""Queries that are typed."""
PATIENCE_MS = 1500
"""How long a letter may take to change the results."""
COMPRESSED = (".html", ".js", ".css", ".json", ".xml", ".svg")
"""What GitHub Pages compresses on the way, of the files of a site."""
CODE = (".js", ".css", ".pagefind")
"""Files of a search that are the same for any archive; Pagefind's WebAssembly is in the last."""
BLANK = b'<!doctype html><link rel="icon" href="data:,">'
"""A page that asks for nothing."""
SECTION = re.compile(r"^## Search\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


# --- making the indexes --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Round:
    """What each one's index cost in one round."""

    whole: Effort
    """sitegen's first build."""
    bare: Effort
    """The same without search."""
    day: Effort
    """A build after a day was added, with search."""
    bare_day: Effort
    pagefind: Effort
    lunr: Effort | None

    @property
    def index(self) -> Effort:
        """What the index costs sitegen: the peak is the whole build's."""
        return less(self.whole, self.bare)

    @property
    def added(self) -> Effort:
        """What a day's papers cost the index."""
        return less(self.day, self.bare_day)


class Weight(NamedTuple):
    """What an index takes on the host."""

    bytes: int
    files: int


@dataclass(frozen=True, slots=True)
class Made:
    """The indexes of one archive, and where they are."""

    papers: int
    rounds: list[Round]
    site: Path
    bundle: Path
    """Pagefind's output."""
    weights: dict[str, Weight]
    stages: dict[str, float]
    """Seconds of sitegen's last first build."""


def less(one: Effort, other: Effort) -> Effort:
    """Return what one run cost more than another."""
    return Effort(one.wall - other.wall, one.cpu - other.cpu, one.peak)


def make(asked: argparse.Namespace, digests: Path, area: Path) -> Made:
    """Make all indexes of an archive, as often as asked for."""
    in_memory = file_system(area) == "tmpfs"  # elsewhere deletions slow down what follows: see race.py
    rounds: list[Round] = []
    papers = 0
    for number in range(asked.runs):
        place = area / f"round-{number}"
        place.mkdir()

        first, bare = site_of(asked, digests, search=True), site_of(asked, digests, search=False)
        whole = run(first, place / "whole")
        without = run(bare, place / "bare")
        day = add_day(first, digests, place / "day")
        bare_day = add_day(bare, digests, place / "bare-day")
        site = place / "whole" / "out"
        pagefind = run(pagefind_of(asked, site), place / "pagefind")
        documents = place / "documents.jsonl"
        papers = list_documents(site, documents)
        lunr = run(lunr_of(documents), place / "lunr") if papers <= asked.lunr_up_to else None
        rounds.append(Round(whole, without, day, bare_day, pagefind, lunr))
        for folder in ("bare", "day", "bare-day") if in_memory else ():
            shutil.rmtree(place / folder)
        if in_memory and number + 1 < asked.runs:
            shutil.rmtree(place)

    weights = {
        "sitegen": weigh(site / "search", lambda name: name != "index.html"),
        "Pagefind": weigh(place / "pagefind" / "bundle", lambda name: not name.endswith(CODE)),
    }
    if lunr:
        weights["Lunr"] = weigh(place / "lunr", lambda name: name == "index.json.gz")
    said = (place / "whole" / "stdout").read_text(encoding="utf-8").splitlines()[-1]
    return Made(papers, rounds, site, place / "pagefind" / "bundle", weights, json.loads(said)["stages"])


def run(contestant: Contestant, folder: Path) -> Effort:
    """Lay out and measure a contestant."""
    contestant.lay_out(folder)
    effort = measure(contestant, folder)
    say(f"{folder.name}: {contestant.name}: {effort.wall:.2f} s")
    return effort


def add_day(sitegen: Contestant, digests: Path, folder: Path) -> Effort:
    """Build without the newest day, put it there, and measure the build that follows."""
    newest = newest_digest(digests)
    sitegen.lay_out(folder)
    late = folder / "content" / newest
    late.unlink()
    measure(sitegen, folder)
    shutil.copyfile(digests / newest, late)
    effort = measure(sitegen, folder)
    say(f"{folder.name}: {sitegen.name}, a day added: {effort.wall:.2f} s")
    return effort


def newest_digest(digests: Path) -> Path:
    """Find the digest of the newest day by its name; the path is below the folder."""
    dated = [path for path in digests.rglob("*.md") if re.match(r"\d{4}-\d\d-\d\d", path.name)]
    if not dated:
        message = f"{digests} has no digest that is called by its day"
        raise RaceError(message)
    return max(dated, key=lambda path: path.name).relative_to(digests)


def site_of(asked: argparse.Namespace, digests: Path, *, search: bool) -> Contestant:
    """Return sitegen, with or without search."""

    def lay_out(folder: Path) -> None:
        shutil.copytree(digests, folder / "content")
        settings = f'theme.name = "programs"\nsearch.enabled = {str(search).lower()}\n'
        (folder / "sitegen.toml").write_text(settings, encoding="utf-8")
        templates = folder / "themes/programs/templates"
        templates.mkdir(parents=True)
        (templates.parent / "theme.toml").touch()
        # A theme publishes the search for programs when one of its templates names it; see `script_of`.
        (templates / "programs.html").write_text('{{ "search/search.js" | asset }}', encoding="utf-8")

    command = [
        *shlex.split(asked.sitegen),
        "build",
        "--profile",
        "--json",
        "--output",
        "out",
        "--jobs",
        str(asked.jobs),
    ]
    name = "sitegen" if search else "sitegen without search"
    return Contestant(name, lay_out, command, {"SITEGEN_BASE_URL": BASE_URL})


def pagefind_of(asked: argparse.Namespace, site: Path) -> Contestant:
    """Return Pagefind, which reads the papers' pages of a site."""
    pages = ["--site", str(site), "--glob", "abs/**/*.html", "--root-selector", "main"]
    command = [asked.pagefind or pagefind_binary(), "--silent", *pages, "--output-path", "bundle"]
    return Contestant("Pagefind", Path.mkdir, command, {})


def lunr_of(documents: Path) -> Contestant:
    """Return Lunr, which makes one file of all documents."""
    command = [sys.executable, str(HERE / "peers" / "monolith.py"), str(documents), "index.json.gz"]
    return Contestant("Lunr", Path.mkdir, command, {})


def pagefind_binary() -> str:
    """Find Pagefind, past the wrapper of its PyPI package, which would start Python first."""
    spec = importlib.util.find_spec("pagefind_bin")
    for place in (spec.submodule_search_locations or []) if spec else []:
        for name in ("pagefind_extended", "pagefind"):
            if (binary := Path(place) / name).is_file():
                return str(binary)
    found = shutil.which("pagefind")
    if not found:
        message = "pagefind is not installed (pip install 'pagefind[bin]'), or give --pagefind PATH"
        raise RaceError(message)
    return found


class Paper(NamedTuple):
    """What is searched of a paper."""

    title: str
    abstract: str


def papers_of(site: Path) -> Iterator[tuple[str, Paper]]:
    """Give the id and the text of each paper of a site, once."""
    seen = set()
    with gzip.open(site / "archive.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            paper = json.loads(line)
            if paper["id"] not in seen:
                seen.add(paper["id"])
                yield paper["id"], Paper(paper["title"], paper["abstract"])


def list_documents(site: Path, to: Path) -> int:
    """Write the papers of a site as `peers/monolith.py` reads them, and count them."""
    count = 0
    with to.open("w", encoding="utf-8") as lines:
        for name, paper in papers_of(site):
            lines.write(json.dumps({"id": name, **paper._asdict()}) + "\n")
            count += 1
    return count


def weigh(folder: Path, counts: Callable[[str], bool]) -> Weight:
    """Add up the files of a folder that count."""
    found = [size for name, size in sizes(folder) if counts(name)]
    return Weight(sum(found), len(found))


# --- the host ------------------------------------------------------------------------------------


class Line:
    """A slow line: each response begins late, and all share its breadth."""

    def __init__(self, latency: float, bytes_per_second: float) -> None:
        """Take seconds before a response's first byte, and bytes a second."""
        self._latency = latency
        self._rate = bytes_per_second
        self._lock = threading.Lock()
        self._free = 0.0

    def carry(self, data: bytes) -> Iterator[bytes]:
        """Give the packets of a response, each when it has arrived."""
        time.sleep(self._latency)
        for start in range(0, len(data), PACKET):
            packet = data[start : start + PACKET]
            with self._lock:
                self._free = max(self._free, time.perf_counter()) + len(packet) / self._rate
                due = self._free
            time.sleep(max(0.0, due - time.perf_counter()))
            yield packet


class Sent(NamedTuple):
    """A response: bytes of its body that were handed over, compressed as they were."""

    path: str
    size: int


class Host(ThreadingHTTPServer):
    """A static host of a site, with Pagefind's output in `/pagefind/`, that notes what it sends."""

    def __init__(self, site: Path, bundle: Path) -> None:
        """Serve these folders at a free port of this machine."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.line: Line | None = None
        self.site = site
        self._bundle = bundle
        self._lock = threading.Lock()
        self._busy = 0
        self._sent: list[Sent] = []
        self.body = functools.cache(self._body)

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"

    def _body(self, path: str) -> tuple[str, bytes]:
        """Return the head and the body of the response to a path."""
        top, _, rest = path[1:].partition("/")
        file = self._bundle / rest if top == "pagefind" else self.site / path[1:]
        if path == "/blank":
            return head("200 OK", "text/html", len(BLANK)), BLANK
        if file.is_dir():
            file /= "index.html"
        if not file.is_file():
            return head("404 Not Found", "text/plain", 0), b""
        body = file.read_bytes()
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if not file.name.endswith(COMPRESSED):
            return head("200 OK", kind, len(body)), body
        body = gzip.compress(body, 6, mtime=0)
        return head("200 OK", kind, len(body), "Content-Encoding: gzip\r\n"), body

    @contextlib.contextmanager
    def busy(self) -> Iterator[None]:
        """Say that a response is under way."""
        with self._lock:
            self._busy += 1
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1

    def note(self, sent: Sent) -> None:
        """Keep in mind what was sent."""
        with self._lock:
            self._sent.append(sent)

    def taken(self) -> list[Sent]:
        """Return what was sent since the last call, when all is."""
        while True:
            with self._lock:
                if not self._busy:
                    found, self._sent = self._sent, []
                    return found
            time.sleep(0.005)

    def handle_error(self, request: object, client_address: object) -> None:
        """Do not mind that a browser leaves before it has had all."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def head(status: str, kind: str, size: int, more: str = "") -> str:
    """Return a response's head, with the lifetime that GitHub Pages gives to files."""
    lines = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n"
    return f"{lines}Cache-Control: max-age=600\r\n{more}\r\n"


class Handler(BaseHTTPRequestHandler):
    """Answers over connections that stay open."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Host

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        head, body = self.server.body(path)
        data = head.encode() + body
        gone = -len(head)
        with self.server.busy():
            try:
                for packet in self.server.line.carry(data) if self.server.line else [data]:
                    self.wfile.write(packet)
                    gone += len(packet)
            finally:
                self.server.note(Sent(path, max(0, gone)))

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def serving(host: Host) -> Iterator[None]:
    """Serve from a thread until the `with` block ends."""
    thread = threading.Thread(target=host.serve_forever, daemon=True)
    thread.start()
    yield
    host.shutdown()
    host.server_close()
    thread.join()


# --- queries -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, as each search wants it written."""

    kind: str
    texts: dict[str, str]
    """By peer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave and took."""

    milliseconds: float
    opened: float
    """Of these, milliseconds until the search could be asked."""
    found: int | str
    """Papers; or the name of an error."""
    data: Weight
    """Bytes and requests of the index."""
    code: Weight
    """Of programs."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page's first query, and its second."""

    cold: Answer
    warm: Answer


PEERS = {
    "sitegen": """async (script) => {
        const { open } = await import(script);
        const index = await open("/");
        return async (query) => {
            const { total, all } = await index.search(query, { limit: 10 });
            return all || total;
        };
    }""",
    "Pagefind": """async (script) => {
        const pagefind = await import(script);
        await pagefind.init();
        return async (query) => {
            const { results } = await pagefind.search(query);
            await Promise.all(results.slice(0, 10).map((result) => result.data()));
            return results.length;
        };
    }""",
}
"""How each search is opened: a function that finds papers, shows ten of them, and returns how many there are."""

FIRST = """async ([script, query]) => {
    const start = performance.now();
    self.search = await (%s)(script);
    const opened = performance.now() - start;
    const found = await search(query).catch(({ name }) => name);
    return [performance.now() - start, opened, found];
}"""
SECOND = """async (query) => {
    const start = performance.now();
    const found = await search(query).catch(({ name }) => name);
    return [performance.now() - start, 0, found];
}"""


def queries(papers: Sequence[Paper]) -> tuple[list[Query], list[Query], list[Query]]:
    """Return queries of all kinds, those of two words, and as many to ask second: of an archive, always the same."""
    rng = random.Random(SEED)
    known = functools.cache(stem)
    spelt: Counter[str] = Counter()
    stems: Counter[str] = Counter()
    for paper in papers:
        found = {*words(paper.title), *words(paper.abstract)}
        spelt.update(found)
        stems.update({known(word) for word in found})
    titles = [paper.title for paper in papers]
    common = min(spelt, key=lambda word: (-stems[known(word)], -spelt[word], word))
    fewest = min(count for count in stems.values() if count > 1)
    rare = rng.choice(sorted(word for word in spelt if stems[known(word)] == fewest))
    long = sorted({word for title in titles for word in words(title) if len(word) >= LONG})
    held = [word for word in long if stems[known(word)] >= SHOWN and known(slipped(word)) == slipped(known(word))]
    word = rng.choice(held or long)
    triples = [run for title in titles for run in runs(title, 3)]
    pairs = [run for title in titles for run in runs(title, 2)]
    kinds = [
        plain("a common word", common),
        plain("a rare word", rare),
        plain("two words", rng.choice(pairs)),
        plain("three words", rng.choice(triples)),
        Query("a beginning", {"sitegen": f"{word[:5]}*", "Pagefind": word[:5]}),
        Query("a misspelling", {"sitegen": f"{slipped(word)}~1", "Pagefind": slipped(word)}),
    ]
    drawn = [plain("two words", rng.choice(pairs)) for _ in range(2 * PAIRS)]
    return kinds, drawn[:PAIRS], drawn[PAIRS:]


def slipped(word: str) -> str:
    """Return a word without its fourth letter."""
    return word[:3] + word[4:]


def plain(kind: str, text: str) -> Query:
    """Return a query that all write alike."""
    return Query(kind, dict.fromkeys(PEERS, text))


def words(text: str) -> list[str]:
    """Return the content words of a text."""
    return [word for word in re.findall(r"\b[a-z]{3,}\b", text.lower()) if word not in STOP_WORDS]


def runs(title: str, length: int) -> Iterator[str]:
    """Give the words that stand next to each other in a title, so many at a time, content words all of them."""
    tokens = [token.strip(".,:;?!()\"'") for token in title.lower().split()]
    for start in range(len(tokens) - length + 1):
        run = tokens[start : start + length]
        if all(words(token) == [token] for token in run):
            yield " ".join(run)


def visit(browser: Browser, host: Host, peer: str, script: str, first: Query, second: Query) -> Visit:
    """Ask a query in a browser that has nothing yet, and then another."""
    context = browser.new_context()
    page = context.new_page()
    line, host.line = host.line, None
    page.goto(f"{host.address}/blank")
    host.taken()
    host.line = line
    cold = answer(host, page.evaluate(FIRST % PEERS[peer], [script, first.texts[peer]]))
    warm = answer(host, page.evaluate(SECOND, second.texts[peer]))
    context.close()
    host.taken()
    return Visit(cold, warm)


def answer(host: Host, said: tuple[float, float, int | str]) -> Answer:
    """Put together what the browser says of a query and what the host does."""
    milliseconds, opened, found = said
    sent = [one for one in host.taken() if one.path.startswith(("/search/", "/pagefind/", "/assets/"))]
    code = [one.size for one in sent if one.path.endswith(CODE)]
    data = [one.size for one in sent if not one.path.endswith(CODE)]
    return Answer(milliseconds, opened, found, Weight(sum(data), len(data)), Weight(sum(code), len(code)))


@dataclass(frozen=True, slots=True)
class Asked:
    """A query's visits: by peer, over loopback and over the slow line."""

    query: Query
    near: dict[str, list[Visit]]
    far: dict[str, list[Visit]]


def ask(browser: Browser, host: Host, query: Query, second: Query, times: int) -> Asked:
    """Ask a query of each peer in turn, over both lines."""
    script = {"sitegen": script_of(host), "Pagefind": "/pagefind/pagefind.js"}
    asked = Asked(query, {peer: [] for peer in PEERS}, {peer: [] for peer in PEERS})
    for _ in range(times):
        for line, visits in ((None, asked.near), (Line(LATENCY, BYTES_PER_SECOND), asked.far)):
            host.line = line
            for peer in PEERS:
                visits[peer].append(visit(browser, host, peer, script[peer], query, second))
    host.line = None
    return asked


def script_of(host: Host) -> str:
    """Return the path of sitegen's client on its host."""
    return "/" + next(host.site.glob("assets/*/search/search.js")).relative_to(host.site).as_posix()


# --- typing --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Typed:
    """Milliseconds from letters to the paint of what they found, and how many letters changed nothing."""

    milliseconds: list[float]
    unchanged: int


PROBE = """
    let since = null;
    self.painted = [];
    addEventListener("input", ({ timeStamp }) => (since = timeStamp), true);
    addEventListener("DOMContentLoaded", () => {
        new MutationObserver(() => {
            const start = since;
            since = null;
            const painted = () => self.painted.push(performance.now() - start);
            if (start !== null) requestAnimationFrame(() => requestAnimationFrame(painted));
        }).observe(document.getElementById("results"), { childList: true });
    });
"""
"""The second frame begins when the first, with the change in it, has been painted."""
NO_WORKERS = "self.Worker = class { constructor() { throw new DOMException('not here'); } };"
WAIT = """async (patience) => {
    const end = performance.now() + patience;
    while (!painted.length && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
    return painted.shift() ?? null;
}"""


def type_all(browser: Browser, host: Host, texts: Iterable[str], *, workers: bool) -> Typed:
    """Type queries on the search page, each once to have all files there and once more to measure."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(PROBE)
    if not workers:
        page.add_init_script(NO_WORKERS)
    page.goto(f"{host.address}/search/")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    taken: list[float | None] = []
    for text in texts:
        for counts in (False, True):
            page.locator("#q").fill("")
            page.wait_for_timeout(100)
            found = [press(page, letter) for letter in text]
            taken += found * counts
    context.close()
    host.taken()
    seen = [one for one in taken if one is not None]
    return Typed(seen, len(taken) - len(seen))


def press(page: Page, letter: str) -> float | None:
    """Type a letter; return the milliseconds until its results were painted, if they were."""
    page.evaluate("painted.length = 0")
    page.keyboard.type(letter)
    found: float | None = page.evaluate(WAIT, PATIENCE_MS)
    return found


# --- telling -------------------------------------------------------------------------------------


def compare(asked: argparse.Namespace, browser: Browser, digests: Path, area: Path) -> str:
    """Compare the searches over one archive, and return the tables and ratios as Markdown."""
    made = make(asked, digests, area)
    kinds, pairs, seconds = queries([paper for _, paper in papers_of(made.site)])
    host = Host(made.site, made.bundle)
    with serving(host):
        ask(browser, host, pairs[0], seconds[0], 1)  # what is slow only once is not counted
        of_kinds = [ask(browser, host, one, seconds[0], asked.runs) for one in kinds]
        say("asked queries of all kinds")
        of_pairs = [ask(browser, host, one, second, 1) for one, second in zip(pairs, seconds, strict=True)]
        say(f"asked {PAIRS} queries of two words")
        texts = [one.texts["sitegen"] for one in pairs[:TYPED]]
        typed = {place: type_all(browser, host, texts, workers=place == "in a worker") for place in PLACES}
    parts = [f"### {made.papers:,} papers", *report_indexes(made), *report_queries(of_kinds, of_pairs)]
    parts += [*report_typing(typed), report_code(made.site, of_pairs[0])]
    return "\n\n".join(parts) + "\n"


PLACES = ("in a worker", "in the page")
"""Where the search runs while somebody types; the processor is slowed for the page alone."""


def report_indexes(made: Made) -> Iterator[str]:
    """Give the table of what the indexes cost, its ratios, and sitegen's stages."""
    each: dict[str, list[Effort]] = {
        "sitegen, the whole build": [one.whole for one in made.rounds],
        "sitegen, the build without search": [one.bare for one in made.rounds],
        "sitegen": [one.index for one in made.rounds],
        "sitegen, a day added": [one.added for one in made.rounds],
        "Pagefind": [one.pagefind for one in made.rounds],
        "Lunr": [one.lunr for one in made.rounds if one.lunr],
    }
    rows = []
    for name, efforts in each.items():
        if not efforts:
            continue
        wall, cpu = (statistics.median(getattr(one, of) for one in efforts) for of in ("wall", "cpu"))
        weight = made.weights.get(name)
        speed = f"{made.papers / wall:,.0f}" if weight and wall > 0 else ""
        peak = f"{statistics.median(one.peak for one in efforts) / 1e6:.0f}"
        size = (f"{weight.bytes:,}", f"{weight.files:,}") if weight else ("", "")
        rows.append((name, f"{wall:.2f}", f"{cpu:.2f}", speed, "" if name in DIFFERENCES else peak, *size))
    yield table(("index", "wall s", "CPU s", "papers a second", "peak MB", "bytes", "files"), rows)

    ours, theirs = made.weights["sitegen"], made.weights["Pagefind"]
    peaks = spread(one.whole.peak / one.pagefind.peak for one in made.rounds)
    lines = [
        *(
            f"* {one}/{other}: {spread(a.wall / b.wall for a, b in zip(each[one], each[other], strict=True))}"
            for one, other in (("sitegen", "Pagefind"), ("sitegen, a day added", "Pagefind"), ("sitegen", "Lunr"))
            if each[other]
        ),
        f"* sitegen, the whole build/Pagefind in peak memory: {peaks}",
        f"* sitegen/Pagefind in bytes: {ours.bytes / theirs.bytes:.2f}, in files: {ours.files / theirs.files:.2f}",
    ]
    yield "\n".join(lines)
    stages = {name: seconds for name, seconds in made.stages.items() if name in STAGES or name.startswith("index: ")}
    shown = (f"  {name:24}{seconds:9.3f}" for name, seconds in stages.items())
    yield "\n".join(["```text", "seconds by stage (`make:` summed over the workers)", *shown, "```"])


DIFFERENCES = ("sitegen", "sitegen, a day added")
"""What is one build less another has no peak of its own."""
STAGES = ("make: words", "make: index")


def report_queries(of_kinds: Sequence[Asked], of_pairs: Sequence[Asked]) -> Iterator[str]:
    """Give the tables of queries: the first ones of a page, the second ones, and the ratios of those of two words."""
    header = ("query", "search", "papers", "KB", "requests", "ms", "ms, slow line")
    of_first = operator.attrgetter("cold")
    of_second = operator.attrgetter("warm")
    several = f"{len(of_pairs)} of two words"
    rows = [
        row for one in of_kinds for row in rows_of(f"{one.query.kind}: {one.query.texts['sitegen']}", [one], of_first)
    ]
    yield "First queries, with nothing in the browser yet:"
    yield table(header, [*rows, *rows_of(several, of_pairs, of_first)])
    yield "Second queries on the same page:"
    yield table(header, rows_of(several, of_pairs, of_second))
    lines = [
        f"* sitegen/Pagefind, {when} query of two words, in {what}: {spread(compared(of_pairs, of, value, far=far))}"
        for when, of in (("first", of_first), ("second", of_second))
        for what, value, far in (
            ("bytes", lambda answer: answer.data.bytes, False),
            ("requests", lambda answer: answer.data.files, False),
            ("ms", lambda answer: answer.milliseconds, False),
            ("ms on the slow line", lambda answer: answer.milliseconds, True),
        )
    ]
    opened = statistics.median(seen.cold.opened for one in of_pairs for seen in one.far["sitegen"])
    yield "\n".join([*lines, f"* of a first query on the slow line, sitegen takes {opened:.0f} ms to open its index"])


def compared(
    asked: Iterable[Asked], of: Callable[[Visit], Answer], value: Callable[[Answer], float], *, far: bool
) -> Iterator[float]:
    """Give the ratio of sitegen's value to Pagefind's for each query; those that took Pagefind nothing are left out."""
    for one in asked:
        visits = one.far if far else one.near
        ours, theirs = (statistics.median(value(of(seen)) for seen in visits[peer]) for peer in PEERS)
        if theirs:
            yield ours / theirs


def rows_of(name: str, asked: Sequence[Asked], of: Callable[[Visit], Answer]) -> Iterator[tuple[str, ...]]:
    """Give a line of the table for each peer: the medians of some queries."""
    for peer in PEERS:
        near = [of(seen) for one in asked for seen in one.near[peer]]
        far = [of(seen) for one in asked for seen in one.far[peer]]
        found = [one.found for one in near if isinstance(one.found, int)]
        values = (
            f"{statistics.median(one.data.bytes for one in near) / 1000:.1f}",
            f"{statistics.median(one.data.files for one in near):.0f}",
            f"{statistics.median(one.milliseconds for one in near):.0f}",
            f"{statistics.median(one.milliseconds for one in far):.0f}",
        )
        yield (name, peer, f"{statistics.median(found):,.0f}" if found else str(near[0].found), *values)


def report_typing(typed: dict[str, Typed]) -> Iterator[str]:
    """Give the table of letters."""
    yield f"From a letter to the painted results, files there, the page's processor {SLOWER} times slower:"
    rows = [
        (
            place,
            str(len(one.milliseconds)),
            str(one.unchanged),
            f"{statistics.median(one.milliseconds):.0f}",
            f"{max(one.milliseconds):.0f}",
        )
        for place, one in typed.items()
        if one.milliseconds
    ]
    yield table(("the search runs", "letters", "changed nothing", "median ms", "longest ms"), rows)


def report_code(site: Path, asked: Asked) -> str:
    """Return the line about the sizes of programs."""
    scripts = sorted(next(site.glob("assets/*/search")).iterdir())
    packed = sum(len(gzip.compress(file.read_bytes(), 6, mtime=0)) for file in scripts)
    fetched = {peer: asked.near[peer][0].cold.code for peer in PEERS}
    return "\n".join(
        (
            f"* sitegen's JavaScript: {packed:,} bytes in {len(scripts)} files, gzipped",
            *(f"* {peer} fetched {one.bytes:,} bytes of program in {one.files} files" for peer, one in fetched.items()),
        )
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; columns of numbers are flush right."""
    body = [f"| {' | '.join(row)} |" for row in rows]
    words = sum(name in ("index", "query", "search", "the search runs") for name in header)
    return "\n".join([f"| {' | '.join(header)} |", f"|{'---|' * words}{'---:|' * (len(header) - words)}", *body])


def spread(values: Iterable[float]) -> str:
    """Return the median and the range."""
    found = list(values)
    return f"{statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})" if found else "none"


def setting(asked: argparse.Namespace, browser: Browser, area: Path) -> str:
    """Describe machine, file system and versions, as Markdown."""
    facts = (
        f"{os.cpu_count()} cores, {cpu_model()}; files on {file_system(area)}",
        f"{os.getloadavg()[0]:.1f} processes wanted a core in the minute before (load average)",
        f"--jobs {asked.jobs}; medians of {asked.runs}",
        f"Python {platform.python_version()}; Chromium {browser.version}",
        f"sitegen: {version([*shlex.split(asked.sitegen), '--version'])}",
        f"Pagefind: {version([asked.pagefind or pagefind_binary(), '--version'])}",
        f"Lunr: lunr.py {importlib.metadata.version('lunr')}",
    )
    return "\n".join(f"* {fact}" for fact in facts) + "\n"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = options("Compare sitegen's search with Pagefind's and Lunr's.")
    parser.add_argument("--papers", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument(
        "--corpus", type=Path, nargs="+", help="folders with `content/` to take instead of composed ones"
    )
    parser.add_argument("--runs", type=int, default=3, help="times that indexes are made and the single queries asked")
    parser.add_argument("--jobs", type=int, default=2, help="sitegen's processes")
    parser.add_argument("--pagefind", help="the program; default: the PyPI package's, or PATH's")
    parser.add_argument("--lunr-up-to", type=int, default=10_000, help="papers")
    parser.add_argument("--write", action="store_true", help=f"write the section Search of {RESULTS.name}")
    return parsed(parser)


def main() -> None:
    """Make the comparisons asked for, and print what came out."""
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="search-", dir=asked.tmp) as made, sync_playwright() as playwright:
        browser = launched(playwright)
        try:
            parts = [setting(asked, browser, Path(made))]
            sys.stdout.write(f"{parts[0]}\n")
            for digests in archives(asked, Path(made).resolve()):
                parts.append(compare(asked, browser, digests, digests.parent))
                sys.stdout.write(f"{parts[-1]}\n")
        except RaceError as error:
            sys.exit(str(error))
        finally:
            browser.close()
    if asked.write:
        keep("\n".join([f"## Search\n\n{dt.datetime.now(dt.UTC).date()}\n", *parts]))


def archives(asked: argparse.Namespace, area: Path) -> Iterator[Path]:
    """Give the archives to search, each a folder of digests in a folder of its own."""
    for number, source in enumerate(asked.corpus or asked.papers):
        digests = area / str(number) / "content"
        if asked.corpus:
            shutil.copytree(source / "content", digests)
        else:
            say(f"composing {source:,} papers")
            compose(source, digests)
        yield digests
        if file_system(area) == "tmpfs":
            shutil.rmtree(digests.parent)


def keep(section: str) -> None:
    """Put the section into the results, in the place of the one before."""
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    if SECTION.search(old):
        new = SECTION.sub(lambda found: section + "\n" * (found.end() < len(old)), old)
    else:
        new = f"{old}\n{section}"
    RESULTS.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
