"""Paths in, what is sent for them out: a file of the site, made now, or why there is none.

Pages are made in one thread, one after the other. What is made of the whole archive takes long: it is made beside them,
once for all who ask. There is no file serving: a path is looked up among the site's own files, as they are planned.
This module does not know how pages are made, nor who asks.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, Self, TypeVar

from sitegen.hashing import fingerprint
from sitegen.model import Artifact
from sitegen.preview.http import media
from sitegen.problems import Problem, Severity
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.preview.pages import Pending, Preview

MOST_PROBLEMS = 20
"""Problems that a page shows."""
SITE_WIDE = {"index": "the search index", "export": "the archive's data"}

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What is sent for a path of the site."""

    status: int
    body: bytes
    media: str
    version: str = ""
    """Of a page; empty when it is none."""

    @classmethod
    def of(cls, status: int, artifact: Artifact) -> Self:
        """Make the answer that has a file of the site."""
        page = artifact.path.endswith(".html")
        version = fingerprint(b"%d %b" % (status, artifact.data)).hex() if page else ""
        return cls(status, artifact.data, media(artifact.path), version)


class Answers:
    """Finds what is sent for the paths of a preview. `ring` is called when there is news: of any thread."""

    def __init__(self, site: Preview, ring: Callable[[], None]) -> None:
        """For a preview that was started."""
        self._site = site
        self._ring = ring
        self._worker = ThreadPoolExecutor(1, "pages")
        self._preparing: dict[str, asyncio.Task[tuple[Problem, ...]]] = {}

    def close(self) -> None:
        """Make nothing more."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    @property
    def preparing(self) -> list[str]:
        """What is being made of the whole archive."""
        return [SITE_WIDE.get(unit, unit.removeprefix("file/")) for unit in self._preparing]

    async def now(self, path: str, *, made: bool = False) -> Answer | Pending:
        """Make what is at a path, unless that takes long and is not `made` yet."""
        now = partial(self._now, path, made=made)
        return await asyncio.get_running_loop().run_in_executor(self._worker, now)

    async def find(self, path: str) -> Answer:
        """Find what is at a path, and have it made when it is made of the whole archive."""
        answer = await self.now(path)
        if isinstance(answer, Answer):
            return answer
        problems = await asyncio.shield(self._prepared(answer.target))
        made = await self.now(path, made=True)
        if isinstance(made, Answer) and made.status == HTTPStatus.OK:
            return made
        said = "\n".join(map(str, problems)) or "The file is being made: try again."
        return Answer(503, said.encode(), media(".txt"))

    def _now(self, path: str, *, made: bool = False) -> Answer | Pending:
        """Make what is at a path, unless that takes long."""
        site = self._site
        if site.edition is None:
            return _broken(site.problems)
        status, result = 200, None
        if path.startswith(site.root):
            result = site.file(permalinks.file(path[len(site.root) - 1 :]), made=made)
        if result is None:
            status, result = 404, site.file(permalinks.file(permalinks.NOT_FOUND))
        if isinstance(result, Problem):
            self._ring()  # it may be new
            return _broken((result,))
        if isinstance(result, Artifact):
            return Answer.of(status, result)
        return result or Answer(404, b"There is no such page.", media(".txt"))

    def _prepared(self, name: str) -> asyncio.Task[tuple[Problem, ...]]:
        """Return the making of a target that is under way, or begin it."""
        task = self._preparing.get(name)
        if task is None:
            task = self._preparing[name] = asyncio.create_task(self._prepare(name))
            self._ring()
        return task

    async def _prepare(self, name: str) -> tuple[Problem, ...]:
        try:
            return await _in_thread(self._site.make, name)
        finally:
            del self._preparing[name]
            self._ring()


def _broken(problems: tuple[Problem, ...]) -> Answer:
    """Make a page that says why there is none."""
    problems = tuple(problem for problem in problems if problem.severity is not Severity.NOTICE)
    text = "\n\n".join(map(str, problems[:MOST_PROBLEMS])) or "The site is being read."
    body = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; "
        "style-src 'self'; connect-src 'self'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark"><title>sitegen: no page</title></head>\n'
        f"<body><main><h1>This page cannot be rendered</h1><pre>{escape(text)}</pre></main></body></html>\n"
    ).encode()
    return Answer(503, body, media(".html"), fingerprint(body).hex())


async def _in_thread(function: Callable[[str], T], argument: str) -> T:
    """Run what takes long in a thread that the end of the program does not wait for."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            value = function(argument)
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            call, given = result.set_exception, error
        else:
            call, given = result.set_result, value  # type: ignore[assignment]
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(call, given)

    threading.Thread(target=run, daemon=True).start()
    return await result
