"""News to the pages that are open: a page and the version that it shows in, what it is told out, as it comes.

An open page knows the version that it shows: a hash of what was sent. It is told to load again when what would be sent
now has another, so that nothing that happens while a page loads is lost, and a page that does not change stays.
This module does not know what changed.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import msgspec

from sitegen.preview.answers import MOST_PROBLEMS, Answer
from sitegen.problems import Severity

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sitegen.preview.answers import Answers
    from sitegen.preview.pages import Preview
    from sitegen.problems import Problem

ALIVE = 15.0
"""Seconds after which a silent connection says that it is there."""


class Bell:
    """Wakes all open pages' connections."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self.rung = asyncio.Event()

    def hang(self) -> None:
        """Let it be heard in the loop that runs."""
        self._loop = asyncio.get_running_loop()

    def ring(self) -> None:
        """Say that there is news, or the end. Any thread may ring."""

        def ring() -> None:
            self.rung.set()
            self.rung = asyncio.Event()

        if self._loop:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(ring)


class Events:
    """Tells open pages what is new."""

    def __init__(self, site: Preview, answers: Answers, bell: Bell) -> None:
        """For the pages of a preview that was started."""
        self._site = site
        self._answers = answers
        self._bell = bell
        self._goal: tuple[int, str, str] = (0, "", "")

    def lead(self, edition: int, page: str, day: str) -> None:
        """Lead open pages to the paper that was edited: to its page, or for those that are there, to its day."""
        self._goal = (edition, page, day)

    async def stream(self, path: str, version: str) -> AsyncIterator[str]:
        """Tell an open page what is new: problems, what is being prepared, and that it is to load again."""
        yield "retry: 1000\n\n"
        told: dict[str, object] = {}
        goal = self._goal
        edition: object = None
        while True:
            rung = self._bell.rung
            news = {
                "problems": shown(self._site.problems),
                "preparing": self._answers.preparing,
            }
            for name, value in news.items():
                if told.get(name) != value:
                    told[name] = value
                    yield _event(name, value)
            if edition is not self._site.edition or self._site.edition is None:
                edition = self._site.edition
                if goal != self._goal and (place := self._place(path)):
                    yield _event("go", place)
                    return
                goal = self._goal
                answer = await self._answers.now(path)
                if isinstance(answer, Answer) and answer.version and answer.version != version:
                    yield _event("reload", answer.version)
                    return
            try:
                await asyncio.wait_for(rung.wait(), ALIVE)
            except TimeoutError:
                yield ": here\n\n"

    def _place(self, path: str) -> str:
        """Return where the reader of a page is led to see what was edited; empty when it is on the page itself."""
        _, page, day = self._goal
        root = self._site.root[:-1]
        if not page or path == root + page:
            return ""
        return root + (day if path == root + day.partition("#")[0] else page)


def shown(problems: tuple[Problem, ...]) -> list[str]:
    """Return what a page shows of the problems: nothing when none is an error, and notices never."""
    if not any(problem.severity is Severity.ERROR for problem in problems):
        return []
    problems = tuple(problem for problem in problems if problem.severity is not Severity.NOTICE)
    more = len(problems) - MOST_PROBLEMS
    return [*map(str, problems[:MOST_PROBLEMS]), *([f"and {more} more: see the terminal"] if more > 0 else [])]


def _event(name: str, value: object) -> str:
    return f"event: {name}\ndata: {msgspec.json.encode(value).decode()}\n\n"
