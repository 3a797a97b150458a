"""A file of the site in; whether and why a build would make it again, out.

This module does not know how anything is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.archive import listings
from sitegen.build import keys, record
from sitegen.build.record import Change, Concern
from sitegen.output.folder import stands
from sitegen.output.manifest import Standing
from sitegen.pages.base import Need, Supplies
from sitegen.pages.kinds import kind_of
from sitegen.problems import counted
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from sitegen.build.tasks import Task
    from sitegen.inspect.known import Known
    from sitegen.model import Day
    from sitegen.output.manifest import Made
    from sitegen.pages.base import AnyKind, Target

_OF_CONTENT = ("content.", "output.", "digests", "ledger.strict")
"""Options that no key has: what they decide shows in what is read, or in no page at all."""
_WORDS = ("language", "search.languages", "search.stop_words")
"""Options on what counts as a word, by which papers are compared, too."""
_BY_WORDS = {Need.RELATED, Need.VECTORS, Need.TRENDS, Need.MATCHES, Need.WORDS}
_OF_SITE = {
    "title": ("title",),
    "description": ("description",),
    "language": ("language",),
    "url": ("base_url",),
    "root": ("base_url",),
    "paper_url": ("base_url", "urls.paper"),
    "search": ("search.enabled", "theme.name"),
    "saved": ("theme.name",),
    "folded": ("papers.fold_after",),
    "watch": ("codes", "watch"),
}
"""The options that decide the fields of `Site`."""


def options_of(kind: AnyKind) -> tuple[str, ...]:
    """Return the options that decide what a kind makes: keys, or what keys begin with."""
    found = [option for field in kind.site_fields for option in _OF_SITE.get(field, ())]
    found += ["theme."] if kind.templates else []
    found += _WORDS if kind.needs & _BY_WORDS else ()
    return ("plugins", *kind.options, *found)


def concern(known: Known, target: Target) -> Concern:
    """Tell what has to do with a target."""
    theme, kind = known.context.theme, kind_of(target)
    decisive = options_of(kind)
    return Concern(
        templates=frozenset(theme.file_of(found) for name in kind.templates for found in theme.sources(name)),
        option=lambda name: name.startswith(decisive) and not name.startswith(_OF_CONTENT),
        source=lambda path, dates: kind.concerned(target, path, dates),
        static=any(option.startswith("theme.") for option in decisive),
        parted=Need.RELATED in kind.needs,
    )


def verdict(known: Known, name: str, file: str) -> tuple[str, bool, list[Change]]:
    """Return the key of a file's unit, and whether and why a build would make the file."""
    target, made = known.plan.targets[name], known.manifest.units.get(name)
    if made is None:
        return "", True, [_unbuilt(known)]
    harm = _harm(known, made, file)
    if known.old and record.same(known.old, known.new):
        return made.key, bool(harm), harm
    if known.old and known.upgraded:  # to compare all papers anew would take a build's time
        return "", True, harm + record.changes(known.old, known.new, name, b"", concern(known, target))
    task = known.tasks[name]
    if made.key == task.key:
        return task.key, bool(harm), harm
    pages = known.context.cache.page_keys() if known.old else {}
    day = day_of(target)
    old, new = (pages.get(str(day.date), b""), known.relations.pages[day.date]) if day else (b"", b"")
    some = keys.changed_pages(task, made.key, old, new)
    found = harm or ([_unbuilt(known)] if file not in made.files else [])
    if some is None:
        found += _changes(known, task)
    elif day and _number(known, day, file) in some:
        beside = file == permalinks.file(permalinks.day(day.date))
        how = "the previous or the next day has changed" if beside else "its related papers have changed"
        found.append(Change("other days", "", how))
    elif not found:
        return (
            task.key,
            False,
            [
                Change(
                    "other days",
                    "",
                    f"the page has not changed, but {counted(len(some), 'other page')} of its unit would be rendered",
                )
            ],
        )
    return task.key, True, found


def _changes(known: Known, task: Task) -> list[Change]:
    if known.old is None:
        return [Change("unknown", "", "the reason is unknown: the cache is missing or belongs to another build")]
    found = record.changes(known.old, known.new, task.name, task.own, concern(known, task.decoded))
    return found or [Change("unknown", "", "the reason is unknown: builds do not record what has changed here")]


def _unbuilt(known: Known) -> Change:
    if known.standing is Standing.LOST:
        return Change("not built", "", "it is unknown which files exist: the manifest cannot be read")
    return Change("not built", "", "it has not been built yet")


def _harm(known: Known, made: Made, file: str) -> list[Change]:
    """Say which files of a unit are not as they were written."""
    root = str(known.output)
    harmed = [path for path, was in made.files.items() if not stands(root, path, was, 0)]
    if file in harmed:
        how = "has been changed by hand" if (known.output / file).exists() else "is missing"
        return [Change("output", file, f"{root}/{file} {how}")]
    if harmed:
        how = f"{root}/{harmed[0]}, of the same unit, is missing or has been changed by hand"
        return [Change("output", harmed[0], how)]
    return []


def day_of(target: Target) -> Day | None:
    """Return the day whose papers have their pages in a target, if it is one's."""
    kind = kind_of(target)
    if Need.RELATED not in kind.needs:
        return None
    return next((texts.day for texts in kind.texts(target, Supplies())), None)


def paper_of(known: Known, target: Target, file: str) -> str:
    """Return the id of the paper whose page a file is; empty when it is another page."""
    day, pattern = day_of(target), known.config.urls.paper
    ids = listings.own_papers(known.plan.archive, day) if day else []
    return next((id_ for id_ in ids if permalinks.file(permalinks.paper(id_, pattern)) == file), "")


def _number(known: Known, day: Day, file: str) -> int | None:
    """Return the place of a page in `Relations.pages`; None for what has none there."""
    if file == permalinks.file(permalinks.day(day.date)):
        return 0
    ids, pattern = listings.own_papers(known.plan.archive, day), known.config.urls.paper
    files = [permalinks.file(permalinks.paper(id_, pattern)) for id_ in ids]
    return files.index(file) + 1 if file in files else None
