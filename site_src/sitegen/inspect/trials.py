"""A way to read some files in, what it finds out.

This module does not know which ways are worth a trial.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.build import inputs
from sitegen.build.inputs import Wanted
from sitegen.config import Digests
from sitegen.content import read
from sitegen.problems import serious

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.inspect.seen import Desk

_SAMPLE = 40
"""Files of a group with which a way to read it is tried before it is tried with all."""


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


def spread(files: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """Return some of many files, from all over."""
    step = max(1, len(files) // _SAMPLE)
    return tuple(files[::step])


def try_out(desk: Desk, trial: Trial) -> Tried:
    """Read the files of a trial, and count the papers."""
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
