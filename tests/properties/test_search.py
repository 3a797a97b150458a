"""Whatever papers there are: the index holds what a slow count finds, however its days are put together."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.search.test_postings import inverted, read_lists, slowly
from tests.unit.search.test_shards import check_firsts, read_cards, read_lengths, read_shard, read_vocabulary

from sitegen.search import names, postings
from sitegen.search import shards as files
from sitegen.search.postings import Paper, Postings
from sitegen.search.words import Language, Words, fold, language, split

if TYPE_CHECKING:
    import datetime as dt

    from tests.unit.search.test_postings import Lists

ENGLISH = language(["en"], ["paper"])
EMPTY = postings.Postings("", b"", b"", b"", {})

WORDS = [
    *("network", "Networks", "networking", "the", "paper", "papers", "a/b", "gan/gan/vae", "(x),", "x", "X-ray"),
    *("Schrödinger's", "schrodinger", "3.5", "2007.10986", "math/0309136", "cs.CV", "...", "'s", "深層学習", "学習3"),
    *("가나", "\U00020000\U00020001", "\ufa0e", "é", "ﬁne", "x " * 15, "x/" * 40, "y " * 200),
]
NO_MARK = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.text(NO_MARK, max_size=8)
IDS = st.sampled_from(["2007.10986", "x", "x x"])
NAMES = st.lists(TEXTS | st.sampled_from(["Müller, J.-P.", "x", "network", "李飞飞"]), max_size=4).map(tuple)
PAPERS = st.builds(Paper, TEXTS, TEXTS, IDS, TEXTS) | st.builds(Paper, TEXTS, TEXTS, IDS, TEXTS, NAMES, NAMES)
ARCHIVES = st.lists(st.lists(PAPERS, max_size=4), max_size=5)
LANGUAGES = st.sampled_from([language(["fr"]), ENGLISH, language(["en"])])
ALL = range(len(postings.FIELDS))


@given(ARCHIVES, LANGUAGES)
def test_inverting_finds_what_a_slow_count_finds(archive: list[list[Paper]], spoken: Language) -> None:
    orders, lengths, expected = slowly(archive, spoken, ALL)
    words = Words(spoken)
    found = [postings.invert(papers, words) for papers in archive]
    assert [order for order, _, _ in found] == orders
    rows = [[column or [0] * len(order) for column in columns] for order, columns, _ in found]
    assert [row for columns in rows for row in zip(*columns, strict=True)] == lengths
    merged = read_lists(postings.merge(inverted(archive, spoken)), ALL)
    assert merged == expected
    assert list(merged) == list(expected)


@given(ARCHIVES, LANGUAGES, st.data())
def test_days_are_merged_in_rows_of_any_grouping(
    archive: list[list[Paper]], spoken: Language, data: st.DataObject
) -> None:
    expected = slowly(archive, spoken, ALL)[2]
    parts = inverted(archive, spoken)
    for _ in range(2):  # rows, and rows of rows
        inner = data.draw(st.sets(st.integers(0, len(parts))))
        rows = [parts[start:end] for start, end in pairwise(sorted({0, len(parts), *inner})) if start < end]
        parts = [(row[0][0], _merged(row)) for row in rows]
    assert read_lists(postings.merge(parts), ALL) == expected
    initials = {letter for _, part in parts for letter in postings.by_initial(postings.unpack(part))}
    found: Lists = {}
    for letter in initials:
        some = [(base, postings.by_initial(postings.unpack(part)).get(letter, EMPTY)) for base, part in parts]
        found |= read_lists(postings.merge(some), ALL)
    assert found == expected


def _merged(row: list[tuple[int, Postings]]) -> Postings:
    return postings.pack(postings.merge([(base - row[0][0], part) for base, part in row]))


# Words


@given(st.text(NO_MARK, max_size=30))
def test_a_word_is_its_own_only_word(text: str) -> None:
    for word in split(text.lower()):
        assert fold(word) == word
        assert split(word) == [word]
        assert not any(character.isspace() or character in "-+*~^:'\"" for character in word)


@given(st.text(NO_MARK, max_size=30))
def test_capitals_and_accents_change_no_word(text: str) -> None:
    assert split(fold(text)) == split(text.lower())


@given(TEXTS)
def test_a_term_of_a_name_is_its_own_only_term(name: str) -> None:
    for term in names.terms(name):
        assert names.terms(term) == [term]


# Files


SIZES = st.sampled_from([1, 2, 300, 11_999, 12_000, 12_001, 15_000, 30_000, 60_000])
TERMS = st.text("ab\u00e9\u00ea\uac00\ufa0e\U00020000", min_size=1, max_size=5)


@given(st.dictionaries(TERMS, st.tuples(st.integers(1, 2**33), SIZES), max_size=20))
def test_any_posting_lists_come_back_from_their_files(found: dict[str, tuple[int, int]]) -> None:
    lists = [
        (term, documents, bytes([n]) * size)
        for n, (term, (documents, size)) in enumerate((term, found[term]) for term in postings.sorted_terms(found))
    ]
    shards = [(first, read_shard(data)) for first, data in files.shards(lists)]
    assert [(term, *rest) for _, shard in shards for term, rest in shard.items()] == lists
    check_firsts([(first, list(shard)) for first, shard in shards])
    assert all(len(shard) == 1 or all(len(data) <= 12_000 for _, data in shard.values()) for _, shard in shards)


@given(st.sets(TERMS | TERMS.map(lambda term: term * 900), max_size=30))
def test_any_terms_come_back_from_the_files_of_the_vocabulary(found: set[str]) -> None:
    terms = postings.sorted_terms(found)
    parts = [(first, read_vocabulary(data)) for first, data in files.vocabulary(terms)]
    assert [term for _, part in parts for term in part] == terms
    check_firsts(parts)


ROWS = st.tuples(*(st.integers(0, most) for most in (4, 300, 3, 20_000, 9, 9)))


@given(st.dictionaries(st.dates(), st.lists(ROWS, max_size=6).map(sorted), max_size=5))
def test_any_days_and_lengths_come_back(found: dict[dt.date, list[tuple[int, ...]]]) -> None:
    rows = [row for date in sorted(found) for row in found[date]]
    columns = [[row[field] for row in rows] for field in range(6)]
    days = [(date, len(found[date])) for date in sorted(found)]
    assert read_lengths(files.lengths(days, columns), 6) == (days, columns)


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=150))
def test_any_cards_come_back(papers: list[tuple[str, str]]) -> None:
    assert read_cards(files.cards(papers)) == [list(card) for card in papers]
