"""A target and the digests of an archive in, what the target is made of out: the same for build, preview and tests."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Protocol

from sitegen.build.digests import changed
from sitegen.content import parse
from sitegen.pages.base import Materials
from sitegen.pages.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sitegen.build.context import BuildContext
    from sitegen.model import Artifact, Digest, Paper, Revision
    from sitegen.pages.base import RecordFragment, Supplies, Target, Texts
    from sitegen.pages.sections import SectionPapers
    from sitegen.problems import Problem
    from sitegen.views import Page, Section

    Made = Page | Artifact | RecordFragment | Problem


class Digests(Protocol):
    """Where the texts of digests come from."""

    def sections(self, wanted: Texts) -> tuple[Section, ...]:
        """Return the sections of a day. Raises: Refusal, when a digest is not the one that was outlined."""

    def papers(self, wanted: Texts) -> tuple[SectionPapers, ...]:
        """Return the papers of a day as its digests have them. Raises: Refusal, likewise."""

    def of_revision(self, revision: Revision) -> Digest:
        """Return the digest that has a wording of a paper. Raises: Refusal, when it is gone."""


def gather(
    context: BuildContext,
    target: Target,
    supplies: Supplies,
    digests: Digests,
    record_fragments: Callable[[], Iterable[bytes | memoryview]] = tuple,
) -> Materials:
    """Return what a target is made of.

    Raises:
        Refusal: a digest is not what was outlined, or a plug-in is faulty.

    """
    kind, theme = kind_of(target), context.theme
    texts = list(kind.texts(target, supplies))
    return Materials(
        sections={wanted.day.date: digests.sections(wanted) for wanted in texts if not wanted.raw},
        papers={wanted.day.date: digests.papers(wanted) for wanted in texts if wanted.raw},
        revisions=_revisions(kind.revisions(target), digests),
        supplies=supplies,
        assets={theme.asset_path(name): content for name, content in theme.assets.items()},
        record_fragments=record_fragments,
        plugin_files=context.plugged,
    )


def make(context: BuildContext, target: Target, materials: Materials) -> Iterator[Made]:
    """Make the pages and files of a target."""
    kind = kind_of(target)
    return chain(kind.pages(target, materials, context.site), kind.files(target, materials, context.site))


def _revisions(revisions: Mapping[str, tuple[Revision, ...]], digests: Digests) -> dict[str, tuple[Paper, ...]]:
    """Return what papers said at each appearance, those that changed.

    Raises: Refusal, when it is not what was outlined.
    """
    if not revisions:
        return {}
    said: dict[tuple[str, Revision], Paper] = {}
    for id_, revision in sorted(
        ((id_, revision) for id_, several in revisions.items() for revision in several),
        key=lambda wanted: (wanted[1].path, wanted[1].line),  # each digest once
    ):
        paper = next((paper for paper in digests.of_revision(revision).papers if paper.id == id_), None)
        if paper is None or parse.wording(paper) != revision.text:
            raise changed(revision.path)
        said[id_, revision] = paper
    return {id_: tuple(said[id_, revision] for revision in several) for id_, several in revisions.items()}
