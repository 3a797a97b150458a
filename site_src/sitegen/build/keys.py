"""Targets in, the tasks that make them out, each with its key: of all that decides its bytes, and of nothing else.

This module does not know any kind of page, or what was built before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.archive import listings
from sitegen.build.jobs import matching
from sitegen.build.relations import PAGE_KEY
from sitegen.build.tasks import Task, blocks
from sitegen.hashing import SIZE, fingerprint, key_of
from sitegen.model import RelatedLists
from sitegen.pages.base import RECORD_PARTS, RECORD_SITE, Listing, Need, PartialDay, Supplies
from sitegen.pages.kinds import KINDS, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sitegen.build.context import BuildContext
    from sitegen.build.jobs.related import Related
    from sitegen.build.relations import Relations
    from sitegen.build.site_plan import SitePlan
    from sitegen.model import Archive, Date, ListedPaper
    from sitegen.pages.base import AnyKind, Target


def tasks(context: BuildContext, plan: SitePlan, words: Mapping[Date, str], relations: Relations | None) -> list[Task]:
    """Return the task of each target.

    `words` are the keys of each day's. Without `relations`, only what shows none has the key of its bytes. A month in
    which a watch rule names no paper has no task.
    """
    return _Keys(context, plan, words, relations).tasks()


class _Keys:
    def __init__(
        self, context: BuildContext, plan: SitePlan, words: Mapping[Date, str], relations: Relations | None
    ) -> None:
        self._context = context
        self._plan = plan
        self._words = words
        self._relations = relations
        self._matches = relations.matches if relations else matching.NOTHING
        self._encode = msgspec.msgpack.Encoder().encode
        self._shared = {name: self._shared_by(kind) for name, kind in KINDS.items()}
        self._folded = {day.date for day in plan.archive.days if day.folds}
        self._records: dict[str, str] = {}

    def _shared_by(self, kind: AnyKind) -> str:
        """Return the key of what decides all targets of a kind."""
        context = self._context
        site = [getattr(context.site, name) for name in kind.site_fields]
        return key_of(context.code, kind.name, site, [context.theme.closure(name) for name in kind.templates])

    def tasks(self) -> list[Task]:
        made = []
        wanted = sorted(self._plan.targets.items(), key=lambda item: Need.RECORDS in kind_of(item[1]).needs)
        for name, target in wanted:  # what is made of records comes after what leaves them
            if task := self._task(name, target):
                made.append(task)
        return made

    def _task(self, name: str, target: Target) -> Task | None:
        kind = kind_of(target)
        parts, pages, fragments = kind.parts(target), b"", {}
        relations = self._relations
        if Need.MATCHES in kind.needs:
            watching = kind.watches(target)
            listed = self._matches.listed(watching)
            if watching.month and not listed[0]:
                return None
            shown = [[(self._words[date], date in self._folded, some[date]) for date in some] for some in listed]
            parts = *parts, (self._matches.watched(watching), shown)
        parts = *parts, *self._related_parts(kind, target)
        if Need.ADDRESSES in kind.needs:
            parts = *parts, self._matches.key, self._addresses()
        if Need.WORDS in kind.needs:
            fragments = self._blocks()
        if Need.RECORDS in kind.needs:
            fragments = self._records
        if Need.RELATED in kind.needs and relations and target.of_day:
            pages = relations.pages[target.of_day]
        own = b"".join([fingerprint(self._encode(part)) for part in parts])
        base = key_of(self._shared[kind.name], own, sorted(fragments.items()))
        if kind.leaves_record:
            site = [getattr(self._context.site, field) for field in RECORD_SITE]
            fragments = {f"record/{name}": key_of(self._context.code, "record", site, own[: RECORD_PARTS * SIZE])}
            self._records |= fragments
        return Task(name, target.kind, self._encode(target), _key(base, pages), base, own, fragments)

    def _related_parts(self, kind: AnyKind, target: Target) -> Iterator[object]:
        """Yield what a target shows that relating papers tells."""
        relations = self._relations
        if Need.VECTORS in kind.needs:
            date = target.of_day
            yield relations.related.keys.get(date) if relations and date else None
        if Need.TITLES in kind.needs:
            yield _titles(relations, kind.titles(target))
        if Need.TRENDS in kind.needs:
            yield relations.trends if relations else ()

    def _addresses(self) -> list[object]:
        """Return what decides the addresses of all pages, beside the listings of days: there are too many of papers."""
        listing = Listing(self._plan.archive, self._plan.paper_url, self._matches)
        return [
            name if target.of_day else tuple(kind_of(target).addresses(target, listing))
            for name, target in self._plan.targets.items()
            if kind_of(target).templates
        ]

    def _blocks(self) -> dict[str, str]:
        """Give keys to what the index is put together of: each day's words, and the blocks of days in a row."""
        keys: dict[str, str] = {}
        for days in blocks(self._plan.archive.days):
            found = {f"words/{day.date}": self._words[day.date] for day in days}
            keys |= found
            keys[f"block/{days[0].date}"] = key_of("block", *found.values())
        return keys


def changed_pages(task: Task, standing: str | None, old: bytes, new: bytes) -> list[int] | None:
    """Return which of a day's pages show anything else of other days, by their places in `Relations.pages`.

    None when more than that has changed since `standing`, the key of what the last build made of it.
    """
    if standing != _key(task.base, old):
        return None
    return [n // PAGE_KEY for n in range(0, len(new), PAGE_KEY) if old[n : n + PAGE_KEY] != new[n : n + PAGE_KEY]]


def supplies(plan: SitePlan, relations: Relations | None, target: Target, changed: list[int] | None = None) -> Supplies:
    """Return what a target needs when it is made: nothing is related or watched as long as that is not known.

    `changed` are the pages of a day that are to be made, when not all are: see `changed_pages`.
    """
    needs, archive = kind_of(target).needs, plan.archive
    matches = relations.matches if relations else matching.NOTHING
    related = relations.related if relations else None
    found = Supplies()
    if Need.RELATED in needs:
        found = _related(archive, related, target, changed)
    if Need.VECTORS in needs and related:
        found = msgspec.structs.replace(found, vectors=related.vectors.get(target.of_day) if target.of_day else None)
    if Need.TRENDS in needs and relations:
        found = msgspec.structs.replace(found, trends=relations.trends)
    if Need.TITLES in needs:
        found = msgspec.structs.replace(found, titles=_titles(relations, kind_of(target).titles(target)))
    if Need.MATCHES in needs:
        papers = matching.papers(matches, kind_of(target).watches(target), related.vectors if related else {}, archive)
        found = msgspec.structs.replace(found, watched=papers.watched, watched_days=papers.days, watched_ids=papers.ids)
    if Need.ADDRESSES in needs:
        found = msgspec.structs.replace(found, addresses=tuple(plan.addresses(matches)))
    if Need.FOLDED in needs:
        folded = tuple((date, tuple(ids)) for date, ids in listings.folded_papers(archive))
        found = msgspec.structs.replace(found, folded=folded)
    return found


def _titles(relations: Relations | None, ids: Iterable[str]) -> dict[str, ListedPaper]:
    if relations is None:
        return {}
    related = relations.related
    return {id_: related.papers[related.numbers[id_]] for id_ in ids if id_ in related.numbers}


def _related(archive: Archive, related: Related | None, target: Target, changed: list[int] | None) -> Supplies:
    ((day, *_), *_) = kind_of(target).texts(target, Supplies())
    ids, part = listings.own_papers(archive, day), None
    if changed is not None:
        ids = [ids[n - 1] for n in changed if n]
        part = PartialDay(0 in changed, frozenset(listings.neighbourhood(archive, day, ids)))
    lists = {id_: related.related_lists(id_) if related and id_ in related.numbers else RelatedLists() for id_ in ids}
    return Supplies(related=lists, part=part)


def _key(base: str, pages: bytes) -> str:
    """Return the key of a target; `pages` are the keys of what its pages show of other targets."""
    return key_of(base, pages) if pages else base
