"""Changes of files in, batches of them out: the system's events are a hint, and what the files look like is the truth.

Events get lost, come four for one save, and tell nothing of a file that is still being written. So an event only says
that it is time to look; a look is the state of all files that matter, and a batch is the difference of two looks.
A file belongs to a batch when it rests: nobody has written it for `QUIET`. Files that are replaced by renaming, as
editors do, may be missing for an instant, so files have to be missing for as long to be gone.
Without events (`poll`, or a system that has no room for more watches) looks come at short intervals.
This module does not know what the files hold, or who wants to know.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from watchdog.observers.api import BaseObserver

    from sitegen.stamps import Stamp

QUIET = 0.05
"""Seconds for which a file has to rest."""
EMPTY = 0.5
"""The same for a file without a byte: most likely it is about to be written, by somebody who has to wait."""
PATIENCE = 0.25
"""Seconds after which the files that rest are a batch, although others are still being written."""
PERIOD = 2.0
"""Seconds between looks that no event asked for."""
POLL = 0.25
"""The same when there are no events."""


class Look(Protocol):
    """The state of all files that matter."""

    @property
    def files(self) -> Mapping[str, Stamp]:
        """Return their stamps by path."""
        ...

    @property
    def folders(self) -> Mapping[Path, bool]:
        """Return the folders that they are in, and of each whether those below it matter, too."""
        ...


L = TypeVar("L", bound=Look)


@dataclass(frozen=True)
class Batch(Generic[L]):
    """What changed since the last batch."""

    look: L
    changed: tuple[str, ...]
    """Paths, sorted: files that came, went or have another stamp, and rest."""
    restless: frozenset[str]
    """Paths whose state in `look` is not to be relied on: they are still being written. A later batch has them."""


class Hints:
    """Says when it is time to look. Any thread may hint or stop."""

    def __init__(self) -> None:
        """Start without a hint."""
        self._stopped = False
        self._condition = threading.Condition()
        self._last = 0.0
        self._taken = 0.0

    def hint(self) -> None:
        """Say that something may have changed."""
        with self._condition:
            self._last = time.monotonic()
            self._condition.notify_all()

    def stop(self) -> None:
        """End all waiting, for good."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()

    def stopped(self) -> bool:
        """Whether to end."""
        return self._stopped

    def wait(self, seconds: float) -> bool:
        """Wait for a hint that no `wait` or `rest` has answered yet; return whether there was one."""
        with self._condition:
            self._condition.wait_for(lambda: self._last > self._taken or self._stopped, seconds)
            hinted = self._last > self._taken
            self._taken = self._last
            return hinted

    def rest(self, quiet: float, patience: float) -> None:
        """Wait until there has been no hint for `quiet` seconds, but not longer than `patience` seconds."""
        now = time.monotonic()
        end = now + patience
        with self._condition:
            while not self._stopped and (left := min(self._last + quiet, end) - now) > 0:
                self._condition.wait(left)
                now = time.monotonic()
            self._taken = self._last


def batches(
    look: Callable[[], L], first: L, hints: Hints, *, poll: bool = False, told: Callable[[str], None] = lambda _: None
) -> Iterator[Batch[L]]:
    """Yield what changes after the look `first`, until `hints` are stopped.

    `told` is called with what the system says when it gives no events.
    """
    known = dict(first.files)
    settling = _Settling()
    latest = first
    with _Events(hints, told, off=poll) as events:
        while not hints.stopped():
            events.follow(latest.folders)
            hinted = hints.wait(PERIOD if events.on else POLL)
            if hints.stopped():
                return
            latest = look()
            settled, restless = settling.part(known, latest.files)
            if not hinted and not restless and not settled:
                continue
            begun = time.monotonic()
            while not hints.stopped():
                hints.rest(QUIET, PATIENCE)
                latest = look()
                settled, restless = settling.part(known, latest.files)
                if restless and time.monotonic() - begun < PATIENCE:
                    hints.wait(QUIET / 4)  # what belongs together should come together
                    continue
                if settled:
                    for path in settled:
                        if path in latest.files:
                            known[path] = latest.files[path]
                        else:
                            del known[path]
                    yield Batch(latest, tuple(sorted(settled)), frozenset(restless))
                if not restless:
                    break
                begun = time.monotonic()


class _Settling:
    """Remembers since when files that changed have been as they are."""

    def __init__(self) -> None:
        self._since: dict[str, tuple[Stamp | None, float]] = {}

    def part(self, known: Mapping[str, Stamp], seen: Mapping[str, Stamp]) -> tuple[set[str], set[str]]:
        """Part the paths that differ into those that rest and those that do not."""
        now, clock = time.monotonic(), time.time()
        differing = {path for path, _ in known.items() ^ seen.items()}
        self._since = {path: since for path, since in self._since.items() if path in differing}
        settled = set()
        for path in differing:
            stamp = seen.get(path)
            before = self._since.get(path)
            if before is None or before[0] != stamp:
                before = self._since[path] = (stamp, now)
            # The file's own time spares a second look. A clock that is ahead of ours tells nothing.
            age = clock - stamp[1] / 1e9 if stamp else 0.0
            if max(age, now - before[1]) >= (QUIET if stamp is None or stamp[0] else EMPTY):
                settled.add(path)
        return settled, differing - settled


class _Events:
    """The system's events in the folders of a look, as hints."""

    def __init__(self, hints: Hints, told: Callable[[str], None], *, off: bool) -> None:
        self.on = not off
        self._hints = hints
        self._told = told
        self._followed: dict[tuple[str, int], bool] = {}
        self._observer: BaseObserver | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def follow(self, folders: Mapping[Path, bool]) -> None:
        """Watch these folders. One that was removed and made again is another one."""
        if not self.on:
            return
        wanted = {}
        for folder, below in folders.items():
            with contextlib.suppress(OSError):
                wanted[str(folder), folder.stat().st_ino] = below
        if wanted == self._followed:
            return
        self._end()
        self._followed = wanted
        self._hints.hint()  # for what changed before
        try:
            self._observer = _observer(self._hints, {path: below for (path, _), below in wanted.items()})
        except OSError as error:
            self.on = False
            self._told(f"the system reports no file changes ({os.strerror(error.errno or 0)}): scanning every {POLL} s")

    def _end(self) -> None:
        if self._observer:
            self._observer.stop()
            self._observer.join()
            self._observer = None


def _observer(hints: Hints, folders: Mapping[str, bool]) -> BaseObserver:
    from watchdog import events  # noqa: PLC0415 - polling has no need of it
    from watchdog.observers import Observer  # noqa: PLC0415

    class Handler(events.FileSystemEventHandler):
        def on_any_event(self, event: events.FileSystemEvent) -> None:  # noqa: ARG002
            hints.hint()

    # Not those of files that were opened, or closed unchanged: a look would cause the next.
    kinds: list[type[events.FileSystemEvent]] = [
        events.FileCreatedEvent, events.FileModifiedEvent, events.FileMovedEvent, events.FileDeletedEvent,
        events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent,
    ]  # fmt: skip
    observer = Observer()
    try:
        for path, below in folders.items():
            observer.schedule(Handler(), path, recursive=below, event_filter=kinds)
        observer.start()
    except OSError:
        with contextlib.suppress(RuntimeError):  # it may not have started
            observer.stop()
        raise
    return observer
