"""What was read of files in, the TOML that pins how they are read, teaches it, or leaves files out, out.

What is proposed was tried: of several ways to read files that gave nothing, the one that finds most; and a kind of
opener is pinned only where, pinned, it finds no less. This module does not know who asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.build import inputs
from sitegen.build.inputs import Wanted
from sitegen.config import Digests
from sitegen.content import globs, history, read, recipes
from sitegen.inspect import groups
from sitegen.problems import Severity, counted, serious

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sitegen.inspect.seen import Desk, Seen
    from sitegen.problems import Problem
    from sitegen.workers import Pool

_SAMPLE = 40
"""Files of a group with which a way to read it is tried before it is tried with all."""
_AS_GOOD = 0.7
"""Of the papers that the way with most finds, what a narrower one must find to be preferred."""
_ODD = 5
"""Files that may be named one by one, since they are read otherwise than those beside them."""
_NAMED = 8
"""Files that are left out one by one; more are named by a pattern."""
_SLUG = 2
"""Words in a file's name that make a title of it."""


class Entry(NamedTuple):
    """An entry of `digests`."""

    digests: Digests
    why: str
    taught: bool
    """Whether nothing would be read without it."""


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
            rows += [f"# {entry.why}", *(f"{mark}{row}" for row in _table(entry.digests)), ""]
        for name in self.unpinned:
            rows += [f"# not pinned, since papers begin in several ways: {name}", ""]
        return "\n".join(rows)


class Trial(msgspec.Struct, frozen=True):
    """A way to read some files, to be tried."""

    files: tuple[Wanted, ...]
    digests: Digests = Digests()
    """Without `ids`, as the configuration says."""


class Tried(msgspec.Struct, frozen=True):
    """What it finds."""

    papers: dict[str, int]
    """By path."""
    faulty: frozenset[str]
    """Files that still have problems."""
    digests: Digests


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
        tried = _taught(pool, group, found)
        if tried and (named := _lesson(tried, content.prefix, every)):
            lessons.append(tried)
            entries += named
    taught = [entry.digests for entry in entries]
    swallowed = [
        file.path
        for file in every
        if file.left and not file.page and recipes.entry_of(_inner(file.path, content.prefix), taught)
    ]
    unpinned: tuple[str, ...] = ()
    if len(meant) == len(every):
        pins, unpinned = _pins(pool, meant, found, entries)
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


def _inner(path: str, prefix: str) -> str:
    """Return a path as patterns see it: relative to the content folder, and without a version."""
    return history.parts(path).file.removeprefix(prefix)


# Teaching -------------------------------------------------------------------------------------------------------------


def _taught(pool: Pool[Desk], group: Sequence[Seen], found: Mapping[str, read.Found]) -> Tried | None:
    """Return what finds most in files that gave nothing; None when nothing finds anything."""
    sample = _spread([Wanted(found[file.path]) for file in group])
    candidates = list(_candidates(group))
    trials = [Trial(sample, digests) for digests in candidates]
    tried = sorted(pool.map(_try, trials, (Trial, Tried)), key=lambda one: candidates.index(one.digests))
    best: Tried | None = None
    for one in tried:  # the narrowest first
        if best is None or _value(one) > _value(best, 1 / _AS_GOOD):
            best = one
    if best is None or not any(best.papers.values()):
        return None
    if len(sample) == len(group):
        return best
    return _try(pool.context, Trial(tuple(Wanted(found[file.path]) for file in group), best.digests))


def _value(tried: Tried, worth: float = 1) -> tuple[int, float]:
    """Say how good a way is: in how many files it finds anything, and how much."""
    return sum(map(bool, tried.papers.values())), worth * sum(tried.papers.values())


def _candidates(group: Sequence[Seen]) -> Iterator[Digests]:
    """Yield the ways to read files without papers, the narrowest first."""
    entries = Counter[str]()
    for file in group:
        entries.update(file.evidence.entries if file.evidence else {})
    for scheme in ("github", "hn", "url"):
        if entries[scheme]:
            yield Digests(ids=(scheme,))
    named = sum(_is_title(file.path) for file in group)
    if 2 * named >= len(group):  # a post a file
        yield Digests(ids=("none",), paper="file")
    else:
        yield from (Digests(ids=("none",), paper=f"heading {level}") for level in range(2, 5))
        yield Digests(ids=("none",), paper="bullet")
        yield Digests(ids=("none",), paper="file")


def _is_title(path: str) -> bool:
    """Whether a file's name is made of words: then the file is of one thing."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return sum(word.isalpha() for word in stem.replace("_", "-").split("-")) >= _SLUG


def _lesson(tried: Tried, prefix: str, files: Sequence[Seen]) -> list[Entry]:
    """Write down what was found to read files; nothing when no pattern tells them from files that are read already."""
    mine = list(dict.fromkeys(_inner(path, prefix) for path in tried.papers))
    rest = {_inner(file.path, prefix): file.papers for file in files}
    others = {path for path in rest if path not in mine}
    names = [groups.pattern(mine)] if others else [""]
    if any(globs.below(path, (names[0],)) for path in others if rest[path]):
        names = mine if len(mine) <= _NAMED else []
    papers, full = sum(tried.papers.values()), sum(map(bool, tried.papers.values()))
    why = f"finds {counted(papers, 'entry', 'entries')} in {counted(full, 'file')} that gave none"
    return [Entry(msgspec.structs.replace(tried.digests, files=name), why, taught=True) for name in names]


# Pinning --------------------------------------------------------------------------------------------------------------


def _pins(
    pool: Pool[Desk], files: Sequence[Seen], found: Mapping[str, read.Found], lessons: Sequence[Entry]
) -> tuple[list[Entry], tuple[str, ...]]:
    """Return entries that pin how files are read that need not be taught; the first that means a file holds.

    What cannot be pinned is named by patterns.
    """
    desk = pool.context
    prefix = desk.content.prefix
    several = [file for file in files if file.papers and file.recipe and not _is_meant(desk, file)]
    kept = _as_good(pool, several, found)
    sure: list[tuple[tuple[str, str], list[Seen]]] = []
    odd: list[Seen] = []
    unpinned: list[str] = []
    for group in groups.alike(several):
        way = Counter(map(_way, group)).most_common(1)[0][0]
        others = [file for file in group if _way(file) != way]
        if len(others) <= _ODD and all(file.path in kept for file in group):
            odd += others
            sure.append((way, [file for file in group if _way(file) == way]))
        else:
            unpinned.append(groups.pattern(_inner(file.path, prefix) for file in group))
    if not sure:
        return [], tuple(unpinned)
    sizes = Counter[tuple[str, str]]()
    for way, group in sure:
        sizes[way] += len(group)
    most = sizes.most_common(1)[0][0]
    whole = len(odd) + sizes.total() == len(several)
    entries = [Entry(_pinned(_way(file), _inner(file.path, prefix)), "another layout", taught=False) for file in odd]
    named = [
        Entry(_pinned(way, groups.pattern(_inner(file.path, prefix) for file in group)), _size(group), taught=False)
        for way, group in sure
        if not whole or way != most
    ]
    entries += sorted(named, key=lambda entry: (entry.digests.files.count("*"), -entry.digests.files.count("/")))
    if whole:
        rest = [file for way, group in sure if way == most for file in group]
        others_ = "all others: " if entries or lessons else ""
        entries.append(Entry(_pinned(most, ""), others_ + _size(rest), taught=False))
    every = [entry.digests for entry in (*lessons, *entries)]
    pinned = {file.path for _, group in sure for file in group} | {file.path for file in odd}
    for file in several:
        told = recipes.entry_of(_inner(file.path, prefix), every)
        if (told and (told.paper, told.date)) != (_way(file) if file.path in pinned else None):
            return [], ()  # no patterns tell them apart
    return entries, tuple(unpinned)


def _size(group: Sequence[Seen]) -> str:
    return f"{counted(len(group), 'file')}, {counted(sum(file.papers for file in group), 'paper')}"


def _is_meant(desk: Desk, file: Seen) -> bool:
    """Whether the configuration says already how a file is read."""
    return recipes.entry_of(_inner(file.path, desk.content.prefix), desk.taught) is not None


def _way(file: Seen) -> tuple[str, str]:
    """Return what is to be pinned of a file: what opens its papers, and whose dates count."""
    assert file.recipe  # noqa: S101 - for the types
    date = ("own" if file.recipe.own_date else "digest") if file.counts.get("date") else ""
    return file.shape, date


def _pinned(way: tuple[str, str], files: str) -> Digests:
    return Digests(files=files, paper=way[0], date=way[1])


def _as_good(pool: Pool[Desk], files: Sequence[Seen], found: Mapping[str, read.Found]) -> set[str]:
    """Return those of some files that are read as well when their way is pinned; of many, some are tried."""
    trials = []
    kept = {file.path for file in files}
    for group in groups.alike(files):
        wanted = [
            Wanted(
                found[file.path], file.recipe and msgspec.structs.replace(file.recipe, paper=file.shape, pinned=True)
            )
            for file in group
        ]
        trials.append(Trial(_spread(wanted)))
    papers = {file.path: file.papers for file in files}
    for tried in pool.map(_try, trials, (Trial, Tried)):
        kept -= {path for path, count in tried.papers.items() if count < papers[path]}
    return kept


# Trying ---------------------------------------------------------------------------------------------------------------


def _spread(files: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """Return some of many files, from all over."""
    step = max(1, len(files) // _SAMPLE)
    return tuple(files[::step])


def _try(desk: Desk, trial: Trial) -> Tried:
    papers: dict[str, int] = {}
    faulty = set()
    taught = (trial.digests,) if trial.digests.ids else desk.taught
    for one in trial.files:
        path = one.file.path
        source, problems = read.load(desk.site, path, desk.content.max_bytes)
        papers[path] = 0
        if source:
            found = inputs.read_source(source, desk.content, desk.plugged, one.recipe, taught)
            papers[path] = sum(len(digest.papers) for digest in found.digests)
            problems += found.problems
        if serious(problems) or not papers[path]:
            faulty.add(path)
    return Tried(papers, frozenset(faulty), trial.digests)


# Writing --------------------------------------------------------------------------------------------------------------


def _patterns(paths: Iterable[str], every: Iterable[Seen], prefix: str) -> tuple[str, ...]:
    """Name files that are to be left out: one by one, or many that are alike by a pattern that names no others.

    A file of which some versions hold papers is not left out.
    """
    several = list(every)
    full = {_inner(file.path, prefix) for file in several if file.papers}
    mine = sorted({_inner(path, prefix) for path in paths} - full)
    kept = {_inner(file.path, prefix) for file in several}.difference(mine)
    by_family: dict[str, list[str]] = defaultdict(list)
    for path in mine:
        by_family[recipes.family(path)].append(path)
    result = []
    for some in by_family.values():
        name = groups.pattern(some)
        many = len(some) > _NAMED and not any(globs.below(path, (name,)) for path in kept)
        result += [name] if many else some
    return tuple(result)


def _table(digests: Digests) -> list[str]:
    values = msgspec.structs.asdict(digests)
    return ["[[digests]]", *(f"{key} = {toml(value)}" for key, value in values.items() if value)]


def toml(value: str | Iterable[str]) -> str:
    """Write a text, or texts, as TOML: which is JSON here."""
    if isinstance(value, str):
        return msgspec.json.encode(value).decode()
    return f"[{', '.join(map(toml, value))}]"
