"""Time the reading of digests: what a paper costs in each of seven shapes, beside `arrow`, which knows its shape.

The same papers, of a made-up language (see `corpus.py`), are written in eight shapes, a hundred a day, and each is read
in one process: first alone, then pinned, as a build reads it when it has seen all files. CPU time is taken, the least
of the rounds; every title, author and abstract is compared with what was written.

    python -m benchmarks.reader --papers 10000
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from benchmarks.corpus import CATEGORY, MONTHS, NEWEST_DAY, SEED, WEEKDAYS, Words, abstract, title, working_days

from sitegen.content import recipes
from sitegen.content.shapes import arrow, general, records
from sitegen.model import Defaults, Source

MOST = 150
"""Microseconds that a pinned paper may take, of any shape."""
PER_DAY = 100
URL = "http://arxiv.org/abs/"


class Paper(NamedTuple):
    """What is written of a paper."""

    id: str
    title: str
    authors: tuple[str, ...]
    abstract: str


Day = tuple[str, list[Paper]]
"""An ISO date, and its papers."""


def days(papers: int) -> Iterator[Day]:
    """Compose so many papers, a hundred a working day."""
    rng = random.Random(SEED)
    words = Words(rng)
    for day, start in zip(working_days(NEWEST_DAY), range(0, papers, PER_DAY), strict=False):
        found = []
        for n in range(start, min(papers, start + PER_DAY)):
            names = [" ".join(word.capitalize() for word in words.take(2)) for _ in range(rng.randint(1, 7))]
            text = " ".join(abstract(rng, words).replace("&lt;", "below").split())
            number = (day.day - 1) * PER_DAY + n % PER_DAY + 1
            paper = Paper(f"{day:%y%m}.{number:05}", title(rng, words), tuple(dict.fromkeys(names)), text)
            found.append(paper)
        yield day.isoformat(), found


def as_arrow(date: str, papers: list[Paper]) -> str:
    """Write a day as `arrow` is; authors have no place there."""
    day = NEWEST_DAY.fromisoformat(date)
    lines = [f"# ArXiv {CATEGORY} --{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}\n"]
    for n, paper in enumerate(papers, 1):
        lines.append(f"### {n}.{paper.title}  [ :arrow_down: ](https://arxiv.org/pdf/{paper.id}.pdf)\n")
        lines.append(f">  {paper.abstract}      \n")
    return "".join(lines)


def labels(date: str, papers: list[Paper]) -> str:
    """Write headings, and lines with labels."""
    lines = [f"# {date}\n"]
    for paper in papers:
        link = f"http://arxiv.org/abs/{paper.id}"
        lines.append(f"## {paper.title}\n\n- **Authors**: {', '.join(paper.authors)}\n- **Link**: {link}\n")
        lines.append(f"- **Subjects**: {CATEGORY}\n- **Abstract**: {paper.abstract}\n\n")
    return "\n".join(lines)


def details(date: str, papers: list[Paper]) -> str:
    """Write linked headings, and abstracts that unfold."""
    lines = [f"# Papers of {date}\n"]
    for paper in papers:
        lines.append(f"### [{paper.title}](https://arxiv.org/abs/{paper.id})\n\n*{', '.join(paper.authors)}*\n")
        lines.append(f"<details><summary>Abstract</summary>\n{paper.abstract}\n</details>\n")
    return "\n".join(lines)


def bullets(date: str, papers: list[Paper]) -> str:
    """Write bullets, and bullets in them."""
    lines = [f"## {date}\n"]
    for paper in papers:
        lines.append(f"- **[{paper.title}](https://arxiv.org/abs/{paper.id})**")
        lines.append(f"  - Authors: {', '.join(paper.authors)}\n  - Abstract: {paper.abstract}")
    return "\n".join(lines) + "\n"


def table(date: str, papers: list[Paper]) -> str:
    """Write rows, with the first author."""
    lines = [f"# {date}\n", "| Publish Date | Title | Authors | PDF |", "|---|---|---|---|"]
    lines += [
        f"| **{date}** | **{paper.title}** | {paper.authors[0]} et al. | [{paper.id}]({URL}{paper.id}) |"
        for paper in papers
    ]
    return "\n".join(lines) + "\n"


def file(date: str, paper: Paper) -> str:
    """Write a file that is a paper."""
    head = f'title: "{paper.title}"\ndate: {date}\narxiv: {paper.id}\nauthors: [{", ".join(paper.authors)}]\n'
    return f"---\n{head}---\n\n# {paper.title}\n\n## Abstract\n\n{paper.abstract}\n"


def record(paper: Paper) -> dict[str, object]:
    """Return what JSON holds of a paper."""
    link = f"https://arxiv.org/abs/{paper.id}"
    return {
        "id": paper.id,
        "title": paper.title,
        "authors": paper.authors,
        "abstract": paper.abstract,
        "link": link,
    }


def archives(written: list[Day]) -> dict[str, list[Source]]:
    """Return the files of each shape."""

    def daily(write: Callable[[str, list[Paper]], str], ending: str = "md") -> list[Source]:
        return [Source(f"content/{date}.{ending}", write(date, papers), date) for date, papers in written]

    rows = [row for date, papers in written for row in table(date, papers).split("\n")[4:] if row]
    growing = "\n".join(["# Updated on 2020.08.01\n", *table("", []).strip().split("\n")[2:], *rows]) + "\n"
    return {
        "arrow": daily(as_arrow),
        "labels": daily(labels),
        "details": daily(details),
        "bullets": daily(bullets),
        "table": daily(table),
        "growing": [Source("content/papers.md", growing, "")],
        "files": [
            Source(f"content/{date}/{n:03}.md", file(date, paper), paper.id)
            for date, papers in written
            for n, paper in enumerate(papers)
        ],
        "json": daily(lambda _, papers: json.dumps([record(paper) for paper in papers], indent=1), "json"),
    }


def pinned(sources: list[Source]) -> Callable[[], list[general.Found]]:
    """Return what reads the files as a build does that has seen them all."""
    read = records.read if sources[0].path.endswith(".json") else general.read
    alone = {source.path: read(source, None).evidence for source in sources}
    settled = recipes.settle(alone, dict.fromkeys(alone))
    return lambda: [read(source, settled[source.path]) for source in sources]


def faults(shape: str, written: list[Day], found: list[general.Found]) -> int:
    """Count the papers that were not read as they were written."""
    got = {paper.id: paper for one in found for digest in one.digests for paper in digest.papers}
    wrong = 0
    for paper in (paper for _, papers in written for paper in papers):
        read = got.get(paper.id)
        same = read is not None and read.title == paper.title
        if read and shape in ("table", "growing"):
            same = same and read.authors == paper.authors[:1]
        elif read:
            same = same and read.authors == paper.authors and read.abstract == paper.abstract
        wrong += not same
    return wrong


def least(work: Callable[[], object], rounds: int) -> float:
    """Return the CPU seconds of the best round."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Run the race, and end with 1 when a paper is wrong or a shape is too slow."""
    parser = argparse.ArgumentParser(description="Time the reading of digests, shape by shape.")
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    written = list(days(asked.papers))
    bad = False
    floor = 0.0
    for shape, sources in archives(written).items():
        wrong = 0
        if shape == "arrow":
            cost = least(lambda: [arrow.parse(source, Defaults()) for source in sources], asked.rounds)  # noqa: B023
            floor = cost
        else:
            work = pinned(sources)
            wrong = faults(shape, written, work())
            cost = least(work, asked.rounds)
        each = cost / asked.papers * 1e6
        slow = shape != "arrow" and each > MOST
        bad |= bool(wrong) or slow
        note = f"  {wrong} papers are wrong" if wrong else f"  more than {MOST} us" if slow else ""
        print(f"{shape:8} {each:6.1f} us a paper  {cost / floor:5.1f} x arrow{note}")
    sys.exit(bad)


if __name__ == "__main__":
    main()
