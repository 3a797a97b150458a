"""A file of digests in, a summary of what was read of it out: counts by field, and what decides how others are read.

This module does not know how the files beside it are read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from sitegen import plugins
from sitegen.build import inputs
from sitegen.config import DATA_SUFFIXES
from sitegen.content import head, history, ids, parse, read, recipes
from sitegen.content.shapes import general
from sitegen.hashing import fingerprint
from sitegen.model import Date, Evidence, Recipe
from sitegen.problems import Problem, Severity
from sitegen.text import code_hosts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sitegen.build.inputs import Wanted
    from sitegen.config import Content, Digests
    from sitegen.model import Digest, Paper, Source
    from sitegen.plugins import Plugged

FIELDS = (
    "title", "authors", "abstract", "categories", "topics", "keywords", "date", "comment", "journal", "affiliation",
    "links", "code", "parts", "note",
)  # fmt: skip
"""What is counted of papers; `code` are those with a link to a repository."""
MARK = recipes.MARK


@dataclass(frozen=True)
class Desk:
    """What every worker has."""

    site: Path
    content: Content
    taught: tuple[Digests, ...]
    plugins: tuple[str, ...]
    code: str
    """Key of the program, with the plug-ins."""

    @property
    def plugged(self) -> Plugged | None:
        """The plug-ins, if there are any. Raises: Refusal, when one is faulty."""
        return plugins.load(self.site, self.plugins, self.code) if self.plugins else None


class Seen(msgspec.Struct, frozen=True):
    """What was read of a file."""

    path: str
    page: bool = False
    """Whether it is a free page."""
    shape: str = ""
    """`arrow`, a plug-in, or what opens its papers, as in `heading 3`; empty when it has no digest."""
    days: tuple[Date, ...] = ()
    papers: int = 0
    """A paper counts once a digest."""
    counts: dict[str, int] = {}
    """Papers by field."""
    parts: dict[str, int] = {}
    """Papers by the label of a named section."""
    schemes: dict[str, int] = {}
    """Papers by the kind of identifier."""
    marks: bytes = b""
    """What tells its papers from others, `MARK` bytes each."""
    lost: tuple[int, ...] = ()
    """Lines with links to papers that are in no paper."""
    left: str = ""
    """Why it has no papers, when that is no fault."""
    problems: tuple[Problem, ...] = ()
    evidence: Evidence | None = None
    recipe: Recipe | None = None


def look_at(desk: Desk, files: list[Wanted]) -> list[Seen]:
    """Read some files."""
    plugged = desk.plugged
    return [_seen(desk, plugged, one) for one in files]


def _seen(desk: Desk, plugged: Plugged | None, wanted: Wanted) -> Seen:
    file = wanted.file
    source, problems = read.load(desk.site, file.path, desk.content.max_bytes)
    if source is None:
        return Seen(file.path, problems=tuple(problems))
    if file.page:
        _, faults = parse.document(source, f"{desk.content.prefix}{read.PAGES}")
        return Seen(file.path, page=True, left="free pages", problems=(*problems, *faults))
    found = inputs.read_source(source, desk.content, plugged, wanted.recipe, desk.taught)
    problems += found.problems
    how = next((digest.recipe for digest in found.digests), wanted.recipe)
    several = [paper for digest in found.digests for paper in digest.papers]
    return Seen(
        file.path,
        shape=(how.paper if how else parse.shape_of(source, plugged)) if found.digests else "",
        days=tuple(sorted({digest.date for digest in found.digests})),
        papers=len(several),
        counts=dict(_counted(map(_fields, several))),
        parts=dict(_counted({part.label or part.kind for part in paper.parts} for paper in several)),
        schemes=dict(_counted({one.scheme for one in paper.names} for paper in several)),
        marks=b"".join(fingerprint(paper.id.encode())[:MARK] for paper in several),
        lost=lost(source, found.digests) if several else (),
        left=_left(source, found, problems) if not several else "",
        problems=tuple(problems),
        evidence=found.evidence,
        recipe=how,
    )


def _counted(several: Iterable[Iterable[str]]) -> Counter[str]:
    return Counter(name for names in several for name in names)


def _fields(paper: Paper) -> Iterator[str]:
    """Yield the names of the fields that a paper has."""
    for name in ("authors", "abstract", "categories", "topics", "keywords", "date", "comment", "journal"):
        if getattr(paper, name):
            yield name
    for name in ("affiliation", "links", "parts", "note"):
        if getattr(paper, name):
            yield name
    if paper.title and paper.title != paper.names[0].value:
        yield "title"
    if any(code_hosts.repository(link.url) for link in paper.links):
        yield "code"


def lost(source: Source, digests: Sequence[Digest]) -> tuple[int, ...]:
    """Return the lines with links to papers that are neither papers of their file nor linked by one."""
    every = [paper for digest in digests for paper in digest.papers]
    have = {one.value for paper in every for one in paper.names}
    left = [
        (n, missing)
        for n, line in enumerate(source.text.split("\n"), 1)
        if "://" in line
        and (missing := {one.value for one in ids.linked(line) if one.scheme in ids.PAPERS and one.value not in have})
    ]
    if not left:
        return ()
    texts = [digest.introduction for digest in digests if digest.recipe is None]
    for paper in every:
        texts += [paper.abstract, paper.note, paper.comment, *(part.text for part in paper.parts)]
        texts += [*(link.url for link in paper.links), *(value for _, value in paper.fields)]
    told = {one.value for text in texts if "://" in text for one in ids.linked(text)}
    return tuple(n for n, missing in left if missing - told)


def _left(source: Source, found: parse.Read, problems: Iterable[Problem]) -> str:
    """Say why a file without papers is left alone; nothing when something is wrong with it."""
    if any(problem.severity is not Severity.NOTICE for problem in problems):
        return ""
    if not source.text.strip():
        return "empty"
    if head.split(source.text.split("\n"))[0].get("draft", "").lower() == "true":
        return "drafts"
    if found.digests:
        return "days without papers"
    if history.parts(source.path).file.endswith(DATA_SUFFIXES):
        return "data without records of papers"
    if general.README.fullmatch(source.path):
        return f"a README with fewer than {general.MANY} links to papers"
    if found.evidence and found.evidence.day:
        return "only links to other files"
    return "no date and no links to papers"
