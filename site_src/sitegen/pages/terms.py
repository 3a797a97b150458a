"""The words that tell a day's papers apart, as data: by them browsers find papers that are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.files import data
from sitegen.model import Date
from sitegen.pages.base import Kind, Need, Target
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sitegen.model import Artifact
    from sitegen.pages.base import Materials
    from sitegen.pages.planning import Planning
    from sitegen.views import Site


class TermsTarget(Target, frozen=True):
    """The words of a day's papers."""

    kind = "terms"
    date: Date

    @property
    def of_day(self) -> Date:
        """The day."""
        return self.date


def targets(planning: Planning) -> Iterator[tuple[str, TermsTarget]]:
    """Return those of each day."""
    return ((f"terms/{day.date}", TermsTarget(day.date)) for day in planning.archive.days)


def files(target: TermsTarget, materials: Materials, _: Site) -> list[Artifact]:
    """Make the file, as soon as the words are known."""
    vectors = materials.supplies.vectors
    return [data.day_terms(target.date, vectors)] if vectors else []


def _concerned(target: TermsTarget, _: str, dates: Collection[Date]) -> bool:
    return target.date in dates


KIND = Kind(
    name="terms",
    title="a day's words",
    label="day",
    target=TermsTarget,
    targets=targets,
    needs=frozenset({Need.VECTORS}),
    files=files,
    places=lambda target: (permalinks.day(target.date) + permalinks.DAY_TERMS,),
    concerned=_concerned,
)
