"""What was read of files in, the TOML that pins how they are read, teaches it, or leaves files out, out.

What is proposed was tried: of several ways to read files that gave nothing, the one that finds most; and a kind of
opener is pinned only where, pinned, it finds no less. This module does not know who asked.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sitegen.content import globs, read, recipes
from sitegen.inspect import groups
from sitegen.inspect.entries import NAMED, Entry, inner_path, table_rows, toml
from sitegen.inspect.pinning import pin
from sitegen.inspect.teaching import find_lesson, write_lesson
from sitegen.problems import Severity, serious

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sitegen.inspect.seen import Desk, Seen
    from sitegen.problems import Problem
    from sitegen.workers import Pool


class Proposal(NamedTuple):
    """What could stand in the configuration."""

    entries: tuple[Entry, ...] = ()
    exclude: tuple[str, ...] = ()
    """Patterns of files that have problems and no papers."""
    taught: int = 0
    """Papers that are found by what the entries teach."""

    unpinned: tuple[str, ...] = ()
    """Patterns of files whose papers begin in several ways, so that no one of them can be pinned."""

    def toml(self) -> str:
        """Write all of it as TOML."""
        exclude = f"[content]\nexclude = {toml(self.exclude)}\n\n" if self.exclude else ""
        return exclude + self.digests()

    def digests(self, *, needed: bool = False) -> str:
        """Write the entries as TOML; with `needed`, those that only pin what is found anyway as a comment."""
        rows: list[str] = []
        for entry in self.entries:
            mark = "# " if needed and not entry.taught else ""
            rows += [f"# {entry.why}", *(f"{mark}{row}" for row in table_rows(entry.digests)), ""]
        for name in self.unpinned:
            rows += [f"# not pinned, since papers begin in several ways: {name}", ""]
        return "\n".join(rows)


def propose(
    pool: Pool[Desk],
    meant: Sequence[Seen],
    every: Sequence[Seen],
    unread: Iterable[Problem],
    found: Mapping[str, read.Found],
) -> Proposal:
    """Find out what would pin and teach how the files are read that are meant; nothing is pinned for the sake of some.

    `every` are all files of the archive, and `found` is what the scan said of them.
    """
    content = pool.context.content
    others = [file for file in meant if not file.papers and not file.page and serious(file.problems)]
    lessons = []
    entries: list[Entry] = []
    for group in groups.alike(filter(_is_day, others)):
        tried = find_lesson(pool, group, found)
        if tried and (named := write_lesson(tried, content.prefix, every)):
            lessons.append(tried)
            entries += named
    taught = [entry.digests for entry in entries]
    swallowed = [
        file.path
        for file in every
        if file.left and not file.page and recipes.entry_of(inner_path(file.path, content.prefix), taught)
    ]
    unpinned: tuple[str, ...] = ()
    if len(meant) == len(every):
        pins, unpinned = pin(pool, meant, found, entries)
        entries += pins
    saved = {path for lesson in lessons for path in lesson.papers.keys() - lesson.faulty}
    faulty = [file.path for file in others if file.path not in saved]
    paths = (problem.location.path for problem in unread if problem.severity is not Severity.NOTICE)
    faulty += [path for path in paths if path != content.folder]
    exclude = _patterns([*faulty, *swallowed], every, content.prefix)
    papers = sum(sum(lesson.papers.values()) for lesson in lessons)
    return Proposal(tuple(entries), exclude, papers, unpinned)


def _is_day(file: Seen) -> bool:
    """Whether a file without papers looks like a digest all the same."""
    return file.evidence is not None and file.evidence.day is not None and not file.shape


def _patterns(paths: Iterable[str], every: Iterable[Seen], prefix: str) -> tuple[str, ...]:
    """Name files that are to be left out: one by one, or many that are alike by a pattern that names no others.

    A file of which some versions hold papers is not left out.
    """
    several = list(every)
    full = {inner_path(file.path, prefix) for file in several if file.papers}
    mine = sorted({inner_path(path, prefix) for path in paths} - full)
    kept = {inner_path(file.path, prefix) for file in several}.difference(mine)
    by_family: dict[str, list[str]] = defaultdict(list)
    for path in mine:
        by_family[recipes.family(path)].append(path)
    result = []
    for some in by_family.values():
        name = groups.pattern(some)
        many = len(some) > NAMED and not any(globs.below(path, (name,)) for path in kept)
        result += [name] if many else some
    return tuple(result)
