"""What was read, in lines as people read them, and in records as programs do.

Columns are aligned and what is missing is shown as `-`, so that a mistake is seen at a glance. This module reads no
file.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.inspect import groups
from sitegen.inspect.seen import FIELDS
from sitegen.problems import Severity, counted, visible, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sitegen.inspect.digests import Look
    from sitegen.inspect.seen import Seen
    from sitegen.model import Date, Digest, Paper, Source

MOST_FILES = 40
"""Files that have a row each; of more, those that are alike share one."""
MOST_PARTS = 12
"""Labels of named sections that are listed."""
MOST_NAMED = 5
NONE = "-"
_TITLE, _WORDS, _NAMES, _LABEL = 44, 40, 24, 28


def overview(look: Look, *, every: bool = False) -> Iterator[str]:
    """Write down what was read of an archive."""
    yield from _files(look, every=every)
    yield ""
    yield summary(look)
    if look.papers:
        yield ""
        yield from _found(look)
    if left := _left(look):
        yield ""
        yield "skipped"
        yield from left
    if lost := [file for file in look.files if file.lost]:
        yield ""
        yield "lines with links to papers that are not part of any paper"
        yield from (f"  {visible(file.path)}: {_listed(file.lost)}" for file in lost[:MOST_NAMED])
        if more := len(lost) - MOST_NAMED:
            yield from [f"  and in {counted(more, 'more file')}"] if more > 0 else []
    yield from _proposed(look)


class _Row(NamedTuple):
    files: int
    path: str
    shape: str
    days: int
    papers: int
    lost: int
    problems: int


def _files(look: Look, *, every: bool) -> Iterator[str]:
    files = [file for file in look.files if not file.left]
    alike = [[file] for file in files] if every or len(files) <= MOST_FILES else groups.alike(files, _shape)
    rows = [_row(group) for group in alike]
    several = any(row.files > 1 for row in rows)
    heads = (["files"] if several else []) + ["path", "shape", "days", "papers", "lost lines", "problems"]
    cells = [
        [*([f"{row.files:,}"] if several else []), row.path, row.shape or NONE, *map(_number, row[3:])] for row in rows
    ]
    yield from table(heads, cells, right={"files", *heads[-4:]}) if rows else ["no files with digests"]


def _shape(file: Seen) -> str:
    return file.shape


def _row(group: Sequence[Seen]) -> _Row:
    path = group[0].path if len(group) == 1 else groups.pattern(file.path for file in group)
    return _Row(
        files=len(group),
        path=path,
        shape=group[0].shape,
        days=len({day for file in group for day in file.days}),
        papers=sum(file.papers for file in group),
        lost=sum(len(file.lost) for file in group),
        problems=sum(len(file.problems) for file in group),
    )


def _number(value: object) -> str:
    return f"{value:,}" if value else NONE


def summary(look: Look) -> str:
    """Say in a line what was read."""
    days = look.days
    read = sum(bool(file.papers) for file in look.files)
    different = f", {look.different:,} of them different" if look.different < look.papers else ""
    text = f"{counted(look.papers, 'paper')}{different}, in {read:,} of {counted(len(look.files), 'file')}"
    if days:
        text += f"; {counted(len(days), 'day')} from {days[0]} to {days[-1]}" if len(days) > 1 else f"; {days[0]}"
    own = sum(file.papers for file in look.files if file.recipe and file.recipe.own_date)
    if own:
        others = look.papers - own
        text += ", by the dates of the papers themselves"
        text += f", but for {counted(others, 'paper')}" if others else ""
    elif days:
        text += ", by the dates of the digests"
    return text


def _found(look: Look) -> Iterator[str]:
    for kind, label, papers in counts(look):
        name = f"  part: {label}" if kind == "part" else f"  id: {label}" if kind == "id" else kind
        bar = "#" * round(20 * papers / look.papers)
        shown = cut(name, _LABEL)
        blanks = " " * (_LABEL - width(shown))
        yield f"{shown}{blanks} {_number(papers):>9}  {papers / look.papers:>6.1%}  {bar}".rstrip()


def shares(look: Look) -> Iterator[str]:
    """Say in a line which fields were found, and in how many papers."""
    found = [(kind, papers) for kind, label, papers in counts(look) if papers and not label]
    if found:
        yield ", ".join(f"{kind} {papers / look.papers:.0%}" for kind, papers in found)


def counts(look: Look) -> Iterator[tuple[str, str, int]]:
    """Yield the fields that were found, and in how many papers: kind, label, papers."""
    total = look.total("counts")
    for field in FIELDS:
        yield field, "", total[field]
        if field == "parts":
            labels = sorted(look.total("parts").items(), key=lambda item: (-item[1], item[0]))
            yield from (("part", label, papers) for label, papers in labels[:MOST_PARTS])
    schemes = sorted(look.total("schemes").items(), key=lambda item: (-item[1], item[0]))
    yield from (("id", scheme, papers) for scheme, papers in schemes)


def _left(look: Look) -> list[str]:
    why: dict[str, list[str]] = defaultdict(list)
    for file in look.files:
        if file.left:
            why[file.left].append(visible(file.path))
    return [f"  {counted(len(paths), 'file')}: {reason}: {_named(paths)}" for reason, paths in sorted(why.items())]


def _named(paths: Sequence[str]) -> str:
    more = len(paths) - MOST_NAMED
    return ", ".join(paths[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _listed(numbers: Sequence[int]) -> str:
    more = len(numbers) - 2 * MOST_NAMED
    return ", ".join(map(str, numbers[: 2 * MOST_NAMED])) + (f" and {more:,} more" if more > 0 else "")


def _proposed(look: Look) -> Iterator[str]:
    if toml := look.proposal.toml().rstrip():
        yield ""
        yield "for sitegen.toml, to pin this layout" + (" and to describe the rest" if look.proposal.taught else "")
        yield ""
        yield from toml.split("\n")


# A file in full -------------------------------------------------------------------------------------------------------


def file_in_full(look: Look, source: Source | None, digests: Sequence[Digest]) -> Iterator[str]:
    """Write down all that was read of a file."""
    file = look.files[0]
    shape = f", {file.shape}" if file.shape else f", {file.left}" if file.left else ""
    yield f"{visible(file.path)}: {counted(file.papers, 'paper')}{shape}"
    yield from _papers(digests)
    if source and file.lost:
        yield ""
        yield "lines with links to papers that are not part of any paper"
        lines = source.text.split("\n")
        yield from (f"{n:6}  {cut(lines[n - 1].strip(), 100)}" for n in file.lost)
    if not file.papers:
        yield from _proposed(look)


def _headed(digest: Digest) -> str:
    span = f" ({digest.precision})" if digest.precision != "day" else ""
    about = " ".join(filter(None, (digest.category, digest.topic)))
    introduction = f", introduction of {len(digest.introduction):,} characters" if digest.introduction else ""
    about = f", {visible(about)}" if about else ""
    return f"{digest.date}{span}{about}: {counted(len(digest.papers), 'paper')}{introduction}"


def _papers(digests: Sequence[Digest]) -> Iterator[str]:
    """Write down the papers of a file, in columns that are the same all through: by digest, or where days are many."""
    heads = ["line", "id", "title", "authors", "date", "categories", "abstract", ""]
    grown = any(digest.recipe and digest.recipe.own_date for digest in digests)
    placed = [(digest, paper) for digest in digests for paper in digest.papers]
    if grown:
        placed.sort(key=lambda item: item[1].line)
    first, *lines = table(heads, [_paper(paper) for _, paper in placed], right={"line", "abstract"})
    yield from ["", first] if placed else []
    before = None
    for (digest, paper), line in zip(placed, lines, strict=True):
        if digest is not before and not grown:
            yield _headed(digest)
        before = digest
        yield line
        about = "" if grown else digest.topic
        yield from (f"{'':6}{label:<12}{cut(text, 120)}" for label, text in _more(paper, about))
    yield from (_headed(digest) for digest in digests if not digest.papers)


def _paper(paper: Paper) -> list[str]:
    more = "+" if paper.more_authors else ""
    title = paper.title if paper.title != paper.names[0].value else ""
    span = f" ({paper.precision})" if paper.precision not in ("day", "") else ""
    return [
        str(paper.line),
        cut(paper.id + paper.version, _NAMES),
        cut(title, _TITLE) or NONE,
        cut(f"{len(paper.authors)}{more}: {paper.authors[0]}", _NAMES) if paper.authors else NONE,
        f"{paper.date}{span}" if paper.date else NONE,
        cut(" ".join(paper.categories), _NAMES) or NONE,
        _number(len(paper.abstract)),
        cut(paper.abstract, _WORDS),
    ]


def _more(paper: Paper, about: str) -> Iterator[tuple[str, str]]:
    """Yield what has no column, where there is any; topics where it has not been said what papers are about."""
    if paper.topics and (topics := " \u203a ".join(paper.topics)) != about:
        yield "topics", topics
    if paper.keywords:
        yield "keywords", ", ".join(paper.keywords)
    if paper.links:
        yield "links", ", ".join(f"{link.text} {link.url}" for link in paper.links)
    if paper.parts:
        yield "parts", ", ".join(f"{part.label or part.kind} {len(part.text):,}" for part in paper.parts)
    for label in ("status", "grade", "comment", "journal", "affiliation"):
        if value := getattr(paper, label):
            yield label, value
    if len(paper.names) > 1:
        yield "ids", ", ".join(f"{one.scheme} {one.value}{one.version}" for one in paper.names)
    if paper.note.strip():
        yield "note", f"{len(paper.note):,}: {paper.note}"
    if paper.fields:
        yield "other keys", ", ".join(key for key, _ in paper.fields)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Iterable[str] = ()) -> Iterator[str]:
    """Align the cells of a table; those of some columns to the right."""
    cells = [list(heads), *([visible(cell) for cell in row] for row in rows)]
    widths = [max(width(row[n]) for row in cells) for n in range(len(heads))]
    ends = set(right)
    for row in cells:
        padded = []
        for cell, most, head in zip(row, widths, heads, strict=True):
            blanks = " " * (most - width(cell))
            padded.append(blanks + cell if head in ends else cell + blanks)
        yield "  ".join(padded).rstrip()


def cut(text: str, columns: int) -> str:
    """Cut a text to some columns of a terminal, on one line."""
    text = visible(" ".join(text.split()))
    if width(text) <= columns:
        return text
    kept = text[: columns - 1]
    while width(kept) > columns - 1:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


# Records --------------------------------------------------------------------------------------------------------------


def fields(look: Look) -> Iterator[dict[str, object]]:
    """Yield what was read as records: files, fields, and the proposal. Problems and papers are told elsewhere."""
    for file in look.files:
        days = {"days": len(file.days), "first": min(file.days, default=None), "last": max(file.days, default=None)}
        counts_ = {"papers": file.papers, "lost": file.lost, "problems": len(file.problems)}
        yield {"type": "file", "path": file.path, "shape": file.shape, **days, **counts_, "left": file.left}
    for kind, label, papers in counts(look):
        yield {"type": "field", "field": kind, "label": label, "papers": papers}
    if toml := look.proposal.toml():
        yield {"type": "proposal", "toml": toml, "taught": look.proposal.taught}


def paper_fields(path: str, day: Date, paper: Paper) -> dict[str, object]:
    """Return all that was read of a paper as a record."""
    return {
        "type": "paper",
        "path": path,
        "day": day,
        **msgspec.structs.asdict(paper),
        "ids": [msgspec.structs.asdict(one) for one in paper.names],
        "parts": [msgspec.structs.asdict(part) for part in paper.parts],
        "fields": dict(paper.fields),
    }


def report(look: Look) -> dict[str, object]:
    """Return the counts as a record."""
    days = look.days
    severities = Counter(problem.severity for problem in look.problems)
    return {
        "type": "report",
        "files": len(look.files),
        "digests": sum(bool(file.papers) for file in look.files),
        "papers": look.papers,
        "different": look.different,
        "own_dates": sum(file.papers for file in look.files if file.recipe and file.recipe.own_date),
        "days": len(days),
        "first": min(days, default=None),
        "last": max(days, default=None),
        "lost": sum(len(file.lost) for file in look.files),
        "left": Counter(file.left for file in look.files if file.left),
        "errors": severities[Severity.ERROR],
        "warnings": severities[Severity.WARNING],
        "notices": severities[Severity.NOTICE],
    }
