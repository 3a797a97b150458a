"""Which papers hold a term, and how often: held against a slow and obvious count."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pytest

from sitegen.search import names, postings
from sitegen.search.postings import Paper, Postings
from sitegen.search.stem import stem
from sitegen.search.words import Language, Words, language, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ENGLISH = language(["en"])
EMPTY = Postings("", b"", b"", b"", {})
PLAIN = language(["fr"])

Counts = tuple[int, ...]
"""How often a term stands in each field; often without the last two, of authors and topics."""
Lists = dict[str, dict[int, Counts]]
"""Posting lists: terms, in order, with the documents that hold each, ascending."""


# What is expected: dictionaries, and no other means


def slow_fields(paper: Paper, spoken: Language) -> list[list[str]]:
    """Return the terms in each field of a paper."""
    texts = (paper.title, paper.abstract, paper.id, paper.categories)
    authors = [term for name in paper.authors for term in names.terms(name)]
    return [*(slow_terms(text, spoken) for text in texts), authors, slow_terms("\n".join(paper.topics), spoken)]


def slow_terms(text: str, spoken: Language) -> list[str]:
    """Return a text's terms."""
    words = [
        word for token in re.split(r"[\s-]+", text.lower()) for word in split(token) if word not in spoken.stop_words
    ]
    return [stem(word) for word in words] if spoken.stems else words


def slowly(
    days: Iterable[Sequence[Paper]], spoken: Language, fields: Sequence[int] = range(4)
) -> tuple[list[list[int]], list[Counts], Lists]:
    """Return for each day the order of its papers; the lengths of all documents; and the posting lists."""
    orders: list[list[int]] = []
    lengths: list[Counts] = []
    found: Lists = {}
    for papers in days:
        counted = [
            [Counter(terms) for n, terms in enumerate(slow_fields(paper, spoken)) if n in fields] for paper in papers
        ]
        sizes = [tuple(sum(counter.values()) for counter in counters) for counters in counted]
        orders.append(sorted(range(len(papers)), key=lambda n: sizes[n]))
        for n in orders[-1]:
            for term in {term for counter in counted[n] for term in counter}:
                found.setdefault(term, {})[len(lengths)] = tuple(counter[term] for counter in counted[n])
            lengths.append(sizes[n])
    return orders, lengths, {term: found[term] for term in sorted(found, key=lambda term: term.encode("utf-16-be"))}


def integer(data: bytes, at: int) -> tuple[int, int]:
    """Read a LEB128 integer; return it, and where it ends."""
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return value, at


def read_list(data: bytes, documents: int, names: Sequence[str] = postings.FIELDS[:4]) -> dict[int, Counts]:
    """Read a posting list of the fields with these names."""
    numbers: list[int] = []
    at = 0
    for _ in range(documents):
        gap, at = integer(data, at)
        numbers.append((numbers[-1] + 1 if numbers else 0) + gap)
    result = {}
    for number in numbers:
        byte = data[at]
        at += 1
        title, high = byte >> 4 & 3, byte >> 6
        counts = {"abstract": byte & 15}
        if title < 3:
            counts |= {"title": title, "id": high & 1, "category": high >> 1}
        else:
            counts |= {"title": int(high == 2), "author": int(high == 0), "topic": (0, 1, 1, 2)[high]}
        if not byte:
            for name in names:
                counts[name], at = integer(data, at)
        assert names[-1] == postings.FIELDS[-1] or counts.keys() <= set(names)
        result[number] = tuple(counts.get(name, 0) for name in names)
    assert at == len(data)
    return result


def read_lists(columns: postings.Columns, fields: Sequence[int] = range(4)) -> Lists:
    """Read all posting lists, of these fields."""
    names = [postings.FIELDS[field] for field in fields]
    return {term: read_list(data, documents, names) for term, documents, data in postings.lists(columns, list(fields))}


def inverted(days: Iterable[Sequence[Paper]], spoken: Language) -> list[tuple[int, Postings]]:
    """Invert days one by one; return each with the number of its first document."""
    words = Words(spoken)
    parts = []
    base = 0
    for papers in days:
        parts.append((base, postings.invert(papers, words)[2]))
        base += len(papers)
    return parts


# Examples -------------------------------------------------------------------------------------------------------------

ONE = Paper(
    "Detecting edges", "Edge detection with networks: the edges' detector, an edge.", "2007.00001", "cs.CL cs.CV"
)
TWO = Paper("Networks", "A network of networks.", "math/0309136", "math.AG")
THREE = Paper("Networks", "Schrödinger's network and/or others.", "2007.00003", "")


def test_the_papers_of_a_day_are_counted() -> None:
    order, lengths, found = postings.invert([ONE, TWO], Words(ENGLISH))
    assert order == [1, 0]
    assert lengths == [[1, 2], [2, 6], [1, 1], [1, 2], [], []]
    assert read_lists(postings.merge([(0, found)])) == {
        "2007.00001": {1: (0, 0, 1, 0)},
        "cs.cl": {1: (0, 0, 0, 1)},
        "cs.cv": {1: (0, 0, 0, 1)},
        "detect": {1: (1, 1, 0, 0)},
        "detector": {1: (0, 1, 0, 0)},
        "edg": {1: (1, 3, 0, 0)},
        "math.ag": {0: (0, 0, 0, 1)},
        "math/0309136": {0: (0, 0, 1, 0)},
        "network": {0: (1, 2, 0, 0), 1: (0, 1, 0, 0)},
    }


def test_an_example_is_counted_as_slowly_as_it_can_be() -> None:
    days = [[ONE, TWO], [THREE], [TWO, ONE, THREE]]
    orders, lengths, expected = slowly(days, ENGLISH)
    words = Words(ENGLISH)
    found = [postings.invert(papers, words) for papers in days]
    assert [order for order, _, _ in found] == orders
    assert [row for _, columns, _ in found for row in zip(*columns[:4], strict=True)] == lengths
    assert read_lists(postings.merge(inverted(days, ENGLISH))) == expected


def test_papers_of_a_day_are_numbered_by_the_lengths_of_their_titles_then_of_their_abstracts() -> None:
    papers = [
        Paper("a b", "a", "1", ""),
        Paper("a", "a b c", "2", ""),
        Paper("a", "a b", "3", "x y"),
        Paper("a", "a b", "4", "x"),
        Paper("", "", "5", ""),
    ]
    order, lengths, _ = postings.invert(papers, Words(PLAIN))
    assert order == [4, 3, 2, 1, 0]
    assert lengths == [[0, 1, 1, 1, 2], [0, 2, 2, 3, 1], [1, 1, 1, 1, 1], [0, 1, 2, 0, 0], [], []]


def test_papers_of_equal_lengths_keep_their_order() -> None:
    papers = [Paper(title, "x", "1", "") for title in "dacb"]
    assert postings.invert(papers, Words(PLAIN))[0] == [0, 1, 2, 3]


def test_stop_words_do_not_count_for_lengths() -> None:
    _, lengths, found = postings.invert([Paper("The of", "the thing", "1", "")], Words(ENGLISH))
    assert lengths == [[0], [1], [1], [0], [], []]
    assert sorted(found.terms.split("\n")) == ["1", "thing"]


def test_all_words_of_a_token_are_counted_in_its_own_text() -> None:
    papers = [Paper("gan/vae", "x", "1", ""), Paper("x", "vae/gan/gan x/y", "2", "")]
    assert read_lists(postings.merge(inverted([papers], PLAIN))) == {
        "1": {1: (0, 0, 1, 0)},
        "2": {0: (0, 0, 1, 0)},
        "gan": {0: (0, 2, 0, 0), 1: (1, 0, 0, 0)},
        "vae": {0: (0, 1, 0, 0), 1: (1, 0, 0, 0)},
        "x": {0: (1, 1, 0, 0), 1: (0, 1, 0, 0)},
        "y": {0: (0, 1, 0, 0)},
    }


def test_a_day_without_papers_has_no_postings() -> None:
    assert postings.invert([], Words(ENGLISH)) == ([], [[], [], [], [], [], []], EMPTY)


def test_papers_without_a_word_are_documents_all_the_same() -> None:
    order, lengths, found = postings.invert([Paper("", "", "", ""), Paper("...", "the", "", "")], Words(ENGLISH))
    assert order == [0, 1]
    assert lengths == [[0, 0]] * 4 + [[], []]
    assert found == EMPTY


def test_what_was_inverted_before_leaves_no_trace() -> None:
    words = Words(ENGLISH)
    postings.invert([TWO, THREE], words)
    again = postings.invert([ONE], words)[2]
    assert read_lists(postings.merge([(0, again)])) == slowly([[ONE]], ENGLISH)[2]


# Counts that are too large for a byte ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "counts",
    [
        *[(1, 0, 0, 0), (2, 14, 1, 1), (3, 0, 0, 0), (0, 15, 0, 0), (0, 16, 0, 0), (0, 0, 2, 0), (0, 0, 0, 2)],
        *[(3, 15, 2, 2), (0, 300, 0, 0), (130, 20_000, 5, 9)],
    ],
)
def test_counts_of_any_size_are_kept(counts: Counts) -> None:
    title, abstract, id_, categories = ("x " * count for count in counts)
    paper = Paper(title, abstract, id_, categories)
    other = Paper("x y", "y", "2", "")
    days = [[other], [paper, other], [paper], [other]]
    found = read_lists(postings.merge(inverted(days, PLAIN)))
    assert found == slowly(days, PLAIN)[2]
    assert counts in found["x"].values()


def test_a_count_costs_a_byte_when_it_fits_and_else_says_all() -> None:
    columns = postings.merge(inverted([[Paper("x x", "x " * 14, "x", "x")], [Paper("x", "x " * 300, "", "")]], PLAIN))
    ((term, documents, data),) = postings.lists(columns, [0, 1, 2, 3])
    assert (term, documents) == ("x", 2)
    assert data == bytes([0, 0, 0b11101110, 0, 1, 300 & 127 | 128, 300 >> 7, 0, 0])


# Authors and topics ---------------------------------------------------------------------------------------------------

ALL = range(6)


def test_authors_have_no_stems_and_no_stop_words_and_topics_have_both() -> None:
    paper = Paper("", "", "1", "", ("Charles The", "Müller, Bo"), ("The edges", "Charles"))
    _, lengths, found = postings.invert([paper], Words(ENGLISH))
    assert lengths == [[0], [0], [1], [0], [4], [2]]
    assert read_lists(postings.merge([(0, found)]), ALL) == {
        "1": {0: (0, 0, 1, 0, 0, 0)},
        "bo": {0: (0, 0, 0, 0, 1, 0)},
        "charl": {0: (0, 0, 0, 0, 0, 1)},
        "charles": {0: (0, 0, 0, 0, 1, 0)},
        "edg": {0: (0, 0, 0, 0, 0, 1)},
        "muller": {0: (0, 0, 0, 0, 1, 0)},
        "the": {0: (0, 0, 0, 0, 1, 0)},
    }


def test_days_with_authors_and_days_without_are_merged() -> None:
    named = Paper("Networks", "x " * 20, "3", "", ("X. Network",), ("x x x",))
    topical = Paper("Networks", "x", "4", "", (), ("networks", "network"))
    days = [[ONE, TWO], [named, THREE], [ONE], [topical, named, topical]]
    orders, lengths, expected = slowly(days, ENGLISH, ALL)
    words = Words(ENGLISH)
    found = [postings.invert(papers, words) for papers in days]
    assert [order for order, _, _ in found] == orders
    full = [[row or [0] * len(papers) for row in rows] for papers, (_, rows, _) in zip(days, found, strict=True)]
    assert [row for rows in full for row in zip(*rows, strict=True)] == lengths
    assert [bool(rows[4]) for _, rows, _ in found] == [False, True, False, True]
    assert read_lists(postings.merge(inverted(days, ENGLISH)), ALL) == expected


@pytest.mark.parametrize(
    "counts",
    [
        *[(0, 0, 1, 0), (0, 0, 0, 1), (1, 0, 0, 1), (0, 0, 0, 2), (0, 14, 1, 0), (1, 14, 0, 1), (1, 0, 1, 0)],
        *[(0, 15, 1, 0), (0, 0, 2, 0), (2, 0, 0, 1), (0, 0, 1, 1), (0, 0, 0, 3), (3, 20, 9, 300), (1, 0, 0, 2)],
    ],
)
def test_counts_in_titles_abstracts_authors_and_topics_of_any_size_are_kept(counts: tuple[int, int, int, int]) -> None:
    title, abstract, author, topic = counts
    paper = Paper("x " * title, "x " * abstract, "", "", ("x",) * author, ("x " * topic,) if topic else ())
    days = [[Paper("x", "", "", "")], [paper], [Paper("", "", "", "", ("y",), ("z",)), paper]]
    found = read_lists(postings.merge(inverted(days, PLAIN)), ALL)
    assert found == slowly(days, PLAIN, ALL)[2]
    assert (title, abstract, 0, 0, author, topic) in found["x"].values()


def test_a_term_that_is_only_an_authors_costs_a_byte() -> None:
    columns = postings.merge(inverted([[Paper("", "", "", "", ("Ann",), ())]], PLAIN))
    assert [data for _, _, data in postings.lists(columns, list(ALL))] == [bytes([0, 3 << 4])]


# Merging --------------------------------------------------------------------------------------------------------------


def test_days_are_merged_in_any_grouping() -> None:
    days = [[ONE], [], [TWO, THREE], [ONE, TWO], [THREE]]
    expected = slowly(days, ENGLISH)[2]
    parts = inverted(days, ENGLISH)
    assert read_lists(postings.merge(parts)) == expected
    for cut in range(len(parts) + 1):
        rows = [
            (some[0][0], postings.pack(postings.merge([(base - some[0][0], part) for base, part in some])))
            for some in (parts[:cut], parts[cut:])
            if some
        ]
        assert read_lists(postings.merge(rows)) == expected


def test_days_without_papers_change_nothing() -> None:
    parts = inverted([[ONE], [TWO]], ENGLISH)
    merged = read_lists(postings.merge(parts))
    assert read_lists(postings.merge([(0, EMPTY), parts[0], (1, EMPTY), parts[1], (2, EMPTY)])) == merged
    assert read_lists(postings.merge([])) == read_lists(postings.merge([(0, EMPTY), (0, EMPTY)])) == {}
    assert postings.pack(postings.merge([(0, EMPTY)])) == EMPTY


def test_postings_are_plain_data() -> None:
    part = postings.pack(postings.merge(inverted([[ONE, TWO], [Paper("x " * 9, "", "", "")]], ENGLISH)))
    assert part.large
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(part), type=Postings) == part
    assert postings.pack(postings.unpack(part)) == part


@pytest.mark.parametrize("last", [65_533, 65_534, 65_535, 65_536, 20_000_000])
def test_an_archive_may_have_more_papers_than_two_bytes_can_number(last: int) -> None:
    part = inverted([[Paper("x", "", "", ""), Paper("x y", "", "", "")]], PLAIN)[0][1]
    merged = postings.merge([(0, part), (3, part), (last, part)])
    wide = postings.unpack(postings.pack(merged))
    firsts = [0, 3, last]
    expected = {
        "x": {base + n: (1, 0, 0, 0) for base in firsts for n in (0, 1)},
        "y": {base + 1: (1, 0, 0, 0) for base in firsts},
    }
    assert read_lists(merged) == read_lists(wide) == expected


def test_terms_are_parted_by_their_initials() -> None:
    papers = [Paper("zebra apple ape éa 𠀀 λ 3.5 36", "apple " * 20, "", "")]
    columns = postings.merge(inverted([papers, [Paper("ape", "", "", "")]], PLAIN))
    parts = postings.by_initial(columns)
    assert {letter: part.terms.split("\n") for letter, part in parts.items()} == {
        "3": ["3.5", "36"],
        "a": ["ape", "apple"],
        "e": ["ea"],
        "z": ["zebra"],
        "": ["λ", "𠀀"],
    }
    together = [read_lists(postings.unpack(part)) for part in parts.values()]
    assert {term: found for part in together for term, found in part.items()} == read_lists(columns)
    assert postings.by_initial(postings.merge([])) == {}


# Order and integers ---------------------------------------------------------------------------------------------------


def test_terms_are_sorted_as_browsers_compare_them() -> None:
    terms = ["b", "\ufa0e", "a", "\U00020000", "가", "é", "ab", "3", "\U00020000a"]
    assert postings.sorted_terms(terms) == ["3", "a", "ab", "b", "é", "가", "\U00020000", "\U00020000a", "\ufa0e"]
    assert postings.sorted_terms([]) == []


def test_the_terms_of_papers_are_sorted_as_browsers_compare_them() -> None:
    papers = [Paper("\ufa0e 가 b \U00020000 a", "", "", "")]
    assert list(read_lists(postings.merge(inverted([papers], PLAIN)))) == ["a", "b", "가", "\U00020000", "\ufa0e"]


@pytest.mark.parametrize(
    ("number", "data"),
    [
        (0, "00"),
        (1, "01"),
        (127, "7f"),
        (128, "8001"),
        (300, "ac02"),
        (16_383, "ff7f"),
        (16_384, "808001"),
        (2**32, "8080808010"),
    ],
)
def test_an_integer_has_seven_bits_in_each_byte_the_lowest_first(number: int, data: str) -> None:
    assert postings.leb128(number).hex() == data
    assert postings.leb128s(np.array([number]))[0].tobytes().hex() == data
    assert integer(bytes.fromhex(data), 0) == (number, len(data) // 2)


def test_integers_stand_one_after_the_other() -> None:
    data, offsets = postings.leb128s(np.array([5, 300, 0, 16_384]))
    assert data.tobytes().hex() == "05ac0200808001"
    assert offsets.tolist() == [0, 1, 3, 4, 7]
    nothing, places = postings.leb128s(np.array([], np.int64))
    assert (nothing.tobytes(), places.tolist()) == (b"", [0])
