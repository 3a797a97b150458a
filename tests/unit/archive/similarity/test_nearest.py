"""Which papers are related: by what, in which order, and what a new day changes."""

from __future__ import annotations

import math
import random
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sitegen.archive.similarity import nearest
from sitegen.archive.similarity.nearest import DEPTH, FLOOR, MOST, SHOWN, Index, list_related
from sitegen.archive.similarity.vectors import TERMS, Counts, Rarity, Vectors, count_stems, weigh
from sitegen.search import postings
from sitegen.search.postings import Columns, Paper
from sitegen.search.words import Words, language

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

WORDS = Words(language(["en"]))
TOPICS = (
    "graph tree node edge spanning vertex colouring matching planar clique",
    "ocean current salinity tide wave coastal sediment plankton reef buoy",
    "protein folding residue ligand enzyme peptide binding helix amino docking",
    "galaxy redshift quasar dust halo merger spectra lensing cluster survey",
)


def columns(papers: Sequence[tuple[str, str]]) -> Columns:
    """Return a day's words; its papers are numbered as they are given, which the search would not do."""
    order, _, found = postings.invert([Paper(*paper, "", "") for paper in papers], WORDS)
    result = postings.unpack(found)
    numbers = np.array(order, np.int64)[result.numbers]
    ranks = np.repeat(np.arange(len(result.terms)), result.documents)
    again = np.lexsort((numbers, ranks))
    return Columns(result.terms, result.documents, numbers[again], result.counts[again], result.large)


def vectors(papers: Sequence[tuple[str, str]], counts: Counts, start: int = 0) -> Vectors:
    ids = [str(start + n) for n in range(len(papers))]
    return weigh(ids, [title for title, _ in papers], columns(papers), Rarity(counts))


def counts(papers: Sequence[tuple[str, str]]) -> Counts:
    return count_stems(len(papers), columns(papers))


def written(number: int) -> tuple[str, str]:
    """Return a paper of one topic, the same for the same number."""
    chance = random.Random(number)
    topic = TOPICS[number % len(TOPICS)].split()
    return f"On {chance.choice(topic)} and {chance.choice(topic)}", " ".join(chance.choices(topic, k=25))


def archive(days: int, papers: int) -> list[Vectors]:
    texts = [[written(day * papers + n) for n in range(papers)] for day in range(days)]
    known = counts([*texts[0], *[("Other things", "entirely")] * 100])
    return [vectors(day, known, n * papers) for n, day in enumerate(texts)]


def weighed(days: Sequence[Vectors]) -> list[list[tuple[str, int]]]:
    return [row for day in days for _, row in day.rows()]


def rows(data: bytes, type_: str, width: int) -> list[list[int]]:
    found: list[list[int]] = np.frombuffer(data, type_).reshape(-1, width).tolist()
    return found


def test_a_vector_has_the_words_that_are_rare_and_often_in_the_paper() -> None:
    known = counts([("Common words", "common rare")] + [("Common words", "common")] * 9)
    (_, row), *_ = vectors([("Rare", "common common rare unseen words 3.5 7 x")], known).rows()
    assert [stem for stem, _ in row] == ["rare", "unseen"]
    # 4 bits of papers less 1; a title counts three times: 16 (1 + ln 4) * 3; and 16 * 4 for the word that no paper had
    strong = [round(16 * (1 + math.log(4))) * 3, 16 * 4]
    assert [weight for _, weight in row] == [round(255 * n / math.hypot(*strong)) for n in strong]


def test_a_vector_has_so_many_words_and_the_first_by_name_of_equal_ones() -> None:
    names = [f"{a}{b}q" for a in "zyxwvu" for b in "zyxwvu"]
    (_, row), *_ = vectors([("", " ".join(names))], counts([("a", "b")])).rows()
    assert [stem for stem, _ in row] == sorted(names)[:TERMS]
    assert len({weight for _, weight in row}) == 1


def test_papers_without_words_are_related_to_none() -> None:
    day = vectors([("", ""), ("1 2 3", "4"), ("The of", "and")], counts([("a", "b")]))
    assert [row for _, row in day.rows()] == [[], [], []]
    links = Index([day], [0]).links(0)
    assert set(np.frombuffer(links.numbers, "<i4").tolist()) == {-1}
    empty = vectors([], counts([]))
    assert Index([empty], [0]).links(0).numbers == b""
    assert list_related([0], [Index([empty], [0]).links(0)]).earlier.shape == (0, SHOWN)


def test_scores_are_those_of_all_pairs_when_there_are_few() -> None:
    days = archive(6, 8)
    index = Index(days, range(6))
    texts = [dict(row) for row in weighed(days)]

    def score(one: int, other: int) -> int:
        return sum(min(weight * texts[other].get(stem, 0), MOST) for stem, weight in texts[one].items())

    for day in range(6):
        links = index.links(day)
        for n, (numbers, scores) in enumerate(
            zip(rows(links.numbers, "<i4", DEPTH), rows(links.scores, "<u4", DEPTH), strict=True), day * 8
        ):
            pairs = [(score(n, other), other) for other in range((day + 1) * 8) if other != n]
            best = sorted((pair for pair in pairs if pair[0] >= FLOOR), reverse=True)[:DEPTH]
            assert [(a, b) for a, b in zip(scores, numbers, strict=True) if b >= 0] == best
            assert day == 0 or best


def test_later_papers_are_those_that_name_a_paper_themselves() -> None:
    days = archive(6, 8)
    index = Index(days, range(6))
    links = [index.links(day) for day in range(6)]
    lists = list_related([8] * 6, links)
    named = [row for day in links for row in rows(day.numbers, "<i4", DEPTH)]
    scores = [row for day in links for row in rows(day.scores, "<u4", DEPTH)]
    assert lists.earlier.tolist() == [row[:SHOWN] for row in named]
    for number, row in enumerate(lists.later.tolist()):
        found = [
            (-scores[other][named[other].index(number)], other)
            for other in range(48)
            if number in named[other] and other // 8 > number // 8
        ]
        assert [other for other in row if other >= 0] == [other for _, other in sorted(found)[:SHOWN]]
    assert (lists.later[:8] >= 0).any(axis=1).all()


def test_a_new_day_changes_no_link_and_few_lists() -> None:
    days = archive(30, 8)
    whole = Index(days, range(30))
    links = [whole.links(day) for day in range(30)]
    for some in (10, 20, 30):
        assert Index(days[:some], range(some)).links(some - 1) == links[some - 1]
        assert Index(days[:some], [some - 1]).links(some - 1) == links[some - 1]
    all_lists = [list_related([8] * n, links[:n]) for n in range(20, 31)]
    for before, after in pairwise(all_lists):
        assert (after.earlier[: len(before.earlier)] == before.earlier).all()
        changed = (after.later[: len(before.later)] != before.later).any(axis=1).sum()
        assert changed <= 8 * DEPTH


def test_of_a_word_that_many_papers_have_only_the_nearest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "WINDOW", 5)
    days = archive(30, 8)
    having = [
        {(stem, sum(weight >= least for least in nearest.CLASSES)) for stem, weight in row} for row in weighed(days)
    ]
    for number, row in enumerate(rows(Index(days, [29]).links(29).numbers, "<i4", DEPTH), 29 * 8):
        words = {stem for stem, _ in having[number]}
        assert row[0] >= 0
        for other in row:
            shared = [pair for pair in having[other] if pair[0] in words]
            assert other < 0 or min(sum(pair in some for some in having[other:]) for pair in shared) <= 5
