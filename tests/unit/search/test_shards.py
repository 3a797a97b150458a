"""The index's files, read by another reader than the browser's: one that was written by `docs/search.md`."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.conftest import digest, paper

from sitegen.build import tasks
from sitegen.search import shards as files
from sitegen.search.postings import sorted_terms
from sitegen.search.words import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tests.conftest import Built

Lists = dict[str, tuple[int, bytes]]
"""Terms with the number of their documents and their posting lists, in a file's order."""


# The reader -----------------------------------------------------------------------------------------------------------


class Reader:
    """A gzip member's integers and terms."""

    def __init__(self, file: bytes) -> None:
        self.data = gzip.decompress(file)
        self.at = 0
        self.term = b""

    @property
    def ended(self) -> bool:
        return self.at == len(self.data)

    def integer(self) -> int:
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def bytes(self, count: int) -> bytes:
        self.at += count
        assert self.at <= len(self.data)
        return self.data[self.at - count : self.at]

    def next_term(self) -> str:
        shared = self.integer()
        assert shared <= len(self.term)
        self.term = self.term[:shared] + self.bytes(self.integer())
        return self.term.decode()


def read_shard(file: bytes) -> Lists:
    reader = Reader(file)
    heads = [(reader.next_term(), reader.integer(), reader.integer()) for _ in range(reader.integer())]
    lists = {term: (documents, reader.bytes(size)) for term, documents, size in heads}
    assert reader.ended
    assert len(lists) == len(heads)
    return lists


def read_vocabulary(file: bytes) -> list[str]:
    reader = Reader(file)
    terms = []
    while not reader.ended:
        terms.append(reader.next_term())
    return terms


def read_lengths(file: bytes, fields: int = 4) -> tuple[list[tuple[dt.date, int]], list[list[int]]]:
    reader = Reader(file)
    days = []
    ordinal = 0
    for _ in range(reader.integer()):
        ordinal += reader.integer()
        days.append((dt.date(1970, 1, 1) + dt.timedelta(ordinal - 719_163), reader.integer()))
    places = [n for _, count in days for n in range(count)]  # within their day
    titles: list[int] = []
    for place in places:
        titles.append(reader.integer() + (titles[-1] if place else 0))
    abstracts: list[int] = []
    for n, place in enumerate(places):
        less = place and titles[n] == titles[n - 1]
        abstracts.append(reader.integer() + (abstracts[-1] if less else 0))
    others = [[reader.integer() for _ in places] for _ in range(fields - 2)]
    assert reader.ended
    return days, [titles, abstracts, *others]


def read_cards(parts: Iterable[bytes]) -> list[list[str]]:
    return [card for part in parts for card in json.loads(gzip.decompress(part))]


def read_counts(lists: Lists, term: str) -> dict[int, list[int]]:
    """Read a posting list: the counts in the fields of each document."""
    documents, data = lists[term]
    reader = Reader(gzip.compress(data))
    numbers = list(accumulate((reader.integer() + 1 for _ in range(documents)), initial=-1))[1:]
    found = {}
    for number in numbers:
        (byte,) = reader.bytes(1)
        small = [byte >> 4 & 3, byte & 15, byte >> 6 & 1, byte >> 7]
        found[number] = small if byte else [reader.integer() for _ in range(4)]
    assert reader.ended
    return found


def code_units(text: str) -> bytes:
    """Return what JavaScript sorts by."""
    return text.encode("utf-16-be")


def check_firsts(cut: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Check what files are said to begin with, against what is in them."""
    firsts = [code_units(first) for first, _ in cut]
    assert firsts == sorted(set(firsts))
    for n, (first, terms) in enumerate(cut):
        assert terms[0].startswith(first)
        last = cut[n - 1][1][-1] if n else ""
        assert code_units(last) < code_units(first)
        assert len(first) == 1 or last.startswith(first[:-1]), "not the shortest"
        for term in terms:
            named = [place for place, divider in enumerate(firsts) if divider <= code_units(term)]
            assert named[-1] == n


# Posting lists --------------------------------------------------------------------------------------------------------


def made_up(terms: Iterable[str], sizes: Sequence[int]) -> list[tuple[str, int, bytes]]:
    """Return posting lists of some sizes; what is in them does not matter to the files."""
    return [
        (term, n * n + 1, bytes([n % 251]) * sizes[n % len(sizes)]) for n, term in enumerate(sorted_terms(set(terms)))
    ]


WORDS = [f"{a}{b}{c}" for a in ("a", "ban", "cé", "d𝒳", "가") for b in "xyz" for c in range(25)]  # noqa: RUF001
SIZES = {
    "small": [2, 3, 400],
    "large": [12_001, 40_000],
    "mixed": [2] * 20 + [11_000, 2, 12_000, 2, 2, 12_001, 2, 29_990, 30_001, 100_000, 3],
}


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_the_files_of_posting_lists_hold_every_term_once_and_in_order(sizes: list[int]) -> None:
    lists = made_up(WORDS, sizes)
    shards = list(files.shards(lists))
    found = [(term, *rest) for _, data in shards for term, rest in read_shard(data).items()]
    assert found == lists


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_what_a_file_begins_with_tells_which_one_has_a_term(sizes: list[int]) -> None:
    shards = list(files.shards(made_up(WORDS, sizes)))
    assert len(shards) > 1
    check_firsts([(first, list(read_shard(data))) for first, data in shards])


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_a_large_posting_list_has_a_file_of_its_own_and_no_file_of_others_is_large(sizes: list[int]) -> None:
    for _, data in files.shards(made_up(WORDS, sizes)):
        lists = read_shard(data)
        if any(len(found) > 12_000 for _, found in lists.values()):
            assert len(lists) == 1
        else:
            assert sum(len(found) for _, found in lists.values()) <= 30_000


def test_terms_that_end_in_the_midst_of_others_have_their_place() -> None:
    lists = [(term, 1, b"\x01" * 20_000) for term in ["a", "aa", "aaa", "aab", "b", "bé", "bèb", "ba"]]
    lists.sort()
    shards = list(files.shards(lists))
    assert [first for first, _ in shards] == ["a", "aa", "aaa", "aab", "b", "ba", "bè", "bé"]
    check_firsts([(first, list(read_shard(data))) for first, data in shards])


def test_without_terms_there_are_no_files() -> None:
    assert list(files.shards([])) == list(files.vocabulary([])) == []


# The vocabulary -------------------------------------------------------------------------------------------------------

MANY = sorted_terms({f"{word}{n:x}" for word in ("a", "net", "éa", "가", "\ufa0e", "𝒳") for n in range(6_000)})  # noqa: RUF001


def test_the_vocabulary_holds_every_term_once_and_in_order() -> None:
    parts = list(files.vocabulary(MANY))
    assert len(parts) > 3
    assert [term for _, data in parts for term in read_vocabulary(data)] == MANY
    check_firsts([(first, read_vocabulary(data)) for first, data in parts])


def test_files_of_the_vocabulary_are_small() -> None:
    assert (
        max(len(gzip.decompress(data)) for _, data in files.vocabulary(MANY)) <= 16_100
    )  # the first term of a file is written whole


def test_terms_may_share_a_part_of_a_characters_bytes() -> None:
    terms = ["é", "ê", "êa", "𝒳", "𝒴"]  # noqa: RUF001
    ((first, data),) = files.vocabulary(terms)
    assert read_vocabulary(data) == terms
    assert first == "é"


# Lengths and cards ----------------------------------------------------------------------------------------------------


def test_days_and_lengths_come_back() -> None:
    days = [
        (dt.date(1993, 5, 1), 0),
        (dt.date(1993, 5, 2), 3),
        (dt.date(2020, 7, 22), 0),
        (dt.date(2020, 7, 23), 1),
        (dt.date(2020, 7, 24), 2),
        (dt.date(2020, 7, 27), 0),
    ]
    columns = (
        [[4, 4, 300], [7, 9, 2], [1, 2, 1], [1, 0, 200]],
        [[4], [5], [1], [3]],
        [[4, 4], [0, 20_000], [1, 1], [0, 1]],
    )
    joined = [[number for day in columns for number in day[field]] for field in range(4)]
    assert read_lengths(files.lengths(days, joined)) == (days, joined)


@pytest.mark.parametrize("days", [[], [(dt.date(2020, 7, 22), 0)]])
def test_an_archive_without_papers_has_lengths_too(days: list[tuple[dt.date, int]]) -> None:
    assert read_lengths(files.lengths(days, [[], [], [], []])) == (days, [[], [], [], []])


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 128, 200])
def test_cards_come_back_in_files_of_64(count: int) -> None:
    papers = [(f"2007.{n:05}", f"Titel “{n}” < 𝒳 \\ \t") for n in range(count)]  # noqa: RUF001
    parts = files.cards(papers)
    assert len(parts) == -(-count // files.CARDS)
    assert read_cards(parts) == [list(card) for card in papers]
    assert all(len(read_cards([part])) == 64 for part in parts[:-1])


# Names ----------------------------------------------------------------------------------------------------------------


def test_a_group_is_named_by_what_is_in_its_files() -> None:
    some = [("a", b"one"), ("b", b"two")]
    assert files.group(some) == files.group(list(some))
    assert files.group(some).firsts == ("a", "b")
    others = [
        [("a", b"one")],
        [("b", b"two"), ("a", b"one")],
        [("a", b"one"), ("b", b"tow")],
        [("a", b"onet"), ("b", b"wo")],
        [("a", b"onetwo")],
        [("a", b"one"), ("b", b"two"), ("c", b"")],
    ]
    names = {files.group(group).folder for group in [some, *others]}
    assert len(names) == 1 + len(others)
    assert all(name.isalnum() and name == name.lower() for name in names)


def test_the_same_terms_have_files_of_the_same_name_in_every_build() -> None:
    lists = made_up(WORDS, [50])
    folder = files.group(list(files.shards(lists))).folder
    assert files.group(list(files.shards(lists))).folder == folder
    term, documents, data = lists[100]
    changed = [*lists[:100], (term, documents, data[:-1] + b"\x7f"), *lists[101:]]
    assert files.group(list(files.shards(changed))).folder != folder
    assert files.group(list(files.shards(lists[:-1]))).folder != folder
    words = files.group(list(files.vocabulary(MANY)))
    assert files.group(list(files.vocabulary(MANY))) == words
    assert files.group(list(files.vocabulary(MANY[1:]))).folder != words.folder


# The manifest ---------------------------------------------------------------------------------------------------------


def test_a_manifest_is_json_with_lists_for_what_there_is_much_of() -> None:
    manifest = files.Manifest(
        documents=3,
        fields=(files.Field("title", 3.0, 20),),
        language=language(["fr"], ["le"]),
        paper="/abs/{id}/",
        lengths="aa",
        terms=(files.group([("a", b"")]),),
        words=(),
        endings=(),
        cards=(files.cards_group([b""], 3),),
    )
    found = json.loads(msgspec.json.encode(manifest))
    assert found | {"terms": 0, "cards": 0} == {
        "version": 2,
        "documents": 3,
        "fields": [["title", 3.0, 20]],
        "k1": 1.2,
        "b": 0.75,
        "language": {"stems": False, "stop_words": ["le"]},
        "paper": "/abs/{id}/",
        "folded": None,
        "lengths": "aa",
        "terms": 0,
        "words": [],
        "endings": [],
        "cards_each": 64,
        "cards": 0,
    }
    assert [firsts for _, firsts in found["terms"]] == [["a"]]
    assert [count for _, count in found["cards"]] == [3]


# A site ---------------------------------------------------------------------------------------------------------------

TITLES = ["Detecting edges", "A survey of surveys", "Level radar", "Éclair 8 가나", "Diffusion and/or diffusion"]


def archive(days: int) -> str:
    """Write an archive in which some papers stand on two days."""
    parts = []
    for day in range(1, days + 1):
        ids = [f"20{day:02}.{n:05}" for n in range(1, 40 + day)]
        known = [f"20{day - 1:02}.{n:05}" for n in (3, 5)] if day > 1 else ["hep-th/9901001"]
        rows = [f"-- content/{day}.md --", f"# ArXiv cs.C{'LV'[day % 2]} --2020-07-{day:02}"]
        rows += [
            paper(n, id_, f"{TITLES[n % 5]} {'x ' * (n % 7)}", "Networks. " * (n % 20) + "b" * (n % 3))
            for n, id_ in enumerate(known + ids, 1)
        ]
        parts += rows
    return "\n".join(parts)


class Index:
    """An index as a site has it."""

    def __init__(self, site: dict[str, bytes]) -> None:
        self.files = {path.removeprefix("search/"): data for path, data in site.items() if path.startswith("search/")}
        self.manifest: dict[str, Any] = json.loads(self.files["manifest.json"])
        self.named = {"index.html", "manifest.json", f"len/{self.manifest['lengths']}/0.bin"}
        self.days, self.lengths = read_lengths(self.files[f"len/{self.manifest['lengths']}/0.bin"])
        shards = [(first, read_shard(data)) for first, data in self.group("t", "terms")]
        self.lists = {term: found for _, shard in shards for term, found in shard.items()}
        self.shards = [(first, list(shard)) for first, shard in shards]
        self.words = [(first, read_vocabulary(data)) for first, data in self.group("v", "words")]
        self.endings = [(first, read_vocabulary(data)) for first, data in self.group("e", "endings")]
        self.cards: list[list[str]] = []
        for folder, documents in self.manifest["cards"]:
            paths = [f"d/{folder}/{n}.bin" for n in range(-(-documents // self.manifest["cards_each"]))]
            self.named |= set(paths)
            cards = read_cards(self.files[path] for path in paths)
            assert len(cards) == documents
            self.cards += cards

    def group(self, kind: str, key: str) -> list[tuple[str, bytes]]:
        paths = [
            (first, f"{kind}/{folder}/{n}.bin")
            for folder, firsts in self.manifest[key]
            for n, first in enumerate(firsts)
        ]
        self.named |= {path for _, path in paths}
        return [(first, self.files[path]) for first, path in paths]


@pytest.fixture
def index(build_site: Callable[..., Built]) -> Index:
    site, report = build_site(archive(3))
    assert report.committed, report.problems
    return Index(site)


def test_the_manifest_names_all_files_of_the_index(index: Index) -> None:
    assert index.named == index.files.keys()


def test_an_index_has_every_paper_once_on_the_newest_of_its_days(index: Index) -> None:
    assert index.manifest["documents"] == len(index.cards) == sum(count for _, count in index.days)
    assert [date.day for date, _ in index.days] == [1, 2, 3]
    ids = [id_ for id_, _ in index.cards]
    assert len(set(ids)) == len(ids)
    ends = list(accumulate((count for _, count in index.days), initial=0))
    by_day = [set(ids[start:end]) for start, end in pairwise(ends)]
    assert {"2001.00003", "2001.00005", "2002.00001"} <= by_day[1]
    assert {"2002.00003", "2002.00005", "2003.00003"} <= by_day[2]
    assert {"hep-th/9901001", "2001.00001"} <= by_day[0]
    assert [len(ids) for ids in by_day] == [1 + 40 - 2, 2 + 41 - 2, 2 + 42]


def test_documents_of_a_day_are_in_the_order_of_their_lengths(index: Index) -> None:
    rows = list(zip(*index.lengths, strict=True))
    ends = list(accumulate((count for _, count in index.days), initial=0))
    assert all(rows[start:end] == sorted(rows[start:end]) for start, end in pairwise(ends))
    assert [length for _, _, length in index.manifest["fields"]] == [sum(column) for column in index.lengths]


def test_an_index_has_all_its_terms_in_one_order_across_initials(index: Index) -> None:
    for cut in (index.shards, index.words, index.endings):
        check_firsts(cut)
    terms = list(index.lists)
    assert terms == sorted(terms, key=code_units)
    assert [term for _, part in index.words for term in part] == terms
    backwards = [term for _, part in index.endings for term in part]
    assert backwards == sorted([term[::-1] for term in terms], key=code_units)
    assert {"detect", "survey", "level", "radar", "eclair", "8", "가나", "2001.00001", "th/9901001"} <= set(terms)


def test_posting_lists_lead_to_the_papers_that_hold_the_term(index: Index) -> None:
    surveys = read_counts(index.lists, "survey")
    assert {number: counts[0] for number, counts in surveys.items()} == {
        number: 2 for number, (_, title) in enumerate(index.cards) if "survey" in title
    }
    for number, (id_, title) in enumerate(index.cards):
        assert read_counts(index.lists, id_.replace("hep-", ""))[number][2] == 1
        counts = read_counts(index.lists, "x").get(number, [0])
        assert counts[0] == title.split().count("x")
    assert read_counts(index.lists, "hep").keys() == {
        index.cards.index([id_, t]) for id_, t in index.cards if "hep" in id_
    }


def test_the_counts_of_all_terms_add_up_to_the_lengths(index: Index) -> None:
    sums = [[0] * len(index.cards) for _ in range(4)]
    for term in index.lists:
        for number, counts in read_counts(index.lists, term).items():
            for field, count in enumerate(counts):
                sums[field][number] += count
    assert sums == index.lengths


def test_files_have_other_names_when_and_only_when_they_have_changed(build_site: Callable[..., Built]) -> None:
    before = Index(build_site(archive(2))[0])
    assert Index(build_site(archive(2))[0]).files == before.files
    after = Index(build_site(archive(3))[0])
    kept = before.files.keys() & after.files.keys() - {"manifest.json", "index.html"}
    assert all(before.files[path] == after.files[path] for path in kept)
    old, new = (
        {key: {firsts[0]: folder for folder, firsts in index.manifest[key]} for key in ("terms", "words")}
        for index in (before, after)
    )
    assert old["terms"]["t"] == new["terms"]["t"]  # of hep-th/9901001, which is on the oldest day
    assert old["terms"]["x"] != new["terms"]["x"]
    assert old["words"]["x"] == new["words"]["x"]
    assert old["words"]["2"] != new["words"]["2"]
    assert before.manifest["lengths"] != after.manifest["lengths"]


def test_an_archive_of_several_rows_of_days_has_the_same_terms_as_one_of_one_row(
    build_site: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Index(build_site(archive(5), jobs=1)[0])
    monkeypatch.setattr(tasks, "BLOCK", 60)
    several = Index(build_site(jobs=1)[0])
    assert [count for _, count in one.manifest["cards"]] == [211]
    assert [count for _, count in several.manifest["cards"]] == [80, 85, 46]
    assert several.cards == one.cards
    assert several.manifest | {"cards": 0} == one.manifest | {"cards": 0}
    others = [{path: index.files[path] for path in index.files if path[0] in "telv"} for index in (one, several)]
    assert others[0] == others[1]


def test_a_boost_changes_nothing_but_the_manifest(build_site: Callable[..., Built]) -> None:
    before = Index(build_site(archive(1))[0])
    after = Index(build_site("-- sitegen.toml --\nsearch.title_boost = 5.5")[0])
    assert [boost for _, boost, _ in after.manifest["fields"]] == [5.5, 1, 1, 1]
    assert {path for path in after.files if after.files[path] != before.files.get(path)} == {"manifest.json"}
    assert before.files.keys() == after.files.keys()


def test_an_archive_of_one_paper_whose_words_are_palindromes_has_an_index(build_site: Callable[..., Built]) -> None:
    site, report = build_site(
        "-- content/a.md --\n" + digest("2020-07-01") + "\n" + paper(1, "2002.2002", "Level 8", "8")
    )
    assert report.committed, report.problems
    assert {"level", "8"} <= Index(site).lists.keys()


def test_an_empty_archive_has_an_index_of_nothing(build_site: Callable[..., Built]) -> None:
    site, report = build_site("-- sitegen.toml --\ntitle = 'None'")
    assert report.committed
    index = Index(site)
    assert (index.manifest["documents"], index.lists, index.cards, index.days) == (0, {}, [], [])
