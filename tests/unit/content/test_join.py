"""One paper in several digests of a day."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from sitegen.content.join import join, whole
from sitegen.model import Digest, Identifier, Link, Paper, Part

PAPER = Paper("2601.00001", "", 1, "Robots", "", "", 3)
DAY = dt.date(2026, 1, 5)


def digest(*papers: Paper) -> Digest:
    return Digest("content/a.md", 1, DAY, "", "", papers, 9, len(papers))


def test_the_papers_of_a_day_are_each_there_once_in_their_order() -> None:
    other = replace(PAPER, id="2601.00002")
    joined = whole([digest(PAPER, other), digest(replace(other, line=7), replace(PAPER, number=2, comment="12 pages"))])
    assert list(joined) == ["2601.00001", "2601.00002"]
    assert joined["2601.00001"].comment == "12 pages"
    assert joined["2601.00002"] == other


def test_a_paper_that_is_said_twice_in_the_same_words_is_as_the_first_has_it() -> None:
    assert join(PAPER, replace(PAPER, line=90, number=12)) is PAPER


def test_of_two_texts_the_longer_is_shown_whoever_has_it() -> None:
    short = replace(PAPER, title="Robots", abstract="We study robots that walk.")
    long = replace(PAPER, title="Robots that walk", abstract="We study robots.")
    for one, other in ((short, long), (long, short)):
        joined = join(one, other)
        assert (joined.title, joined.abstract) == ("Robots that walk", "We study robots that walk.")


def test_authors_are_those_of_whoever_names_most_and_not_a_mixture() -> None:
    some = replace(PAPER, authors=("Ada Byron",), more_authors=True)
    every = replace(PAPER, authors=("A. Byron", "A. Turing"))
    for joined in (join(some, every), join(every, some)):
        assert (joined.authors, joined.more_authors) == (("A. Byron", "A. Turing"), False)


def test_lists_are_united_each_item_once_as_the_first_has_it() -> None:
    one = replace(
        PAPER,
        categories=("cs.RO", "cs.AI"),
        links=(Link("https://a.example/1", "PDF"),),
        parts=(Part("Motivation", "Nobody had."),),
        fields=(("Score", "3"),),
    )
    other = replace(
        PAPER,
        categories=("cs.AI", "cs.LG"),
        links=(Link("https://a.example/1", "pdf"), Link("https://a.example/2", "Code")),
        parts=(Part("Motivation", "Somebody had."), Part("Method", "We did.")),
        fields=(("Score", "4"),),
    )
    joined = join(one, other)
    assert joined.categories == ("cs.RO", "cs.AI", "cs.LG")
    assert [(link.text, link.url) for link in joined.links] == [
        ("PDF", "https://a.example/1"),
        ("Code", "https://a.example/2"),
    ]
    assert [(part.label, part.text) for part in joined.parts] == [("Motivation", "Nobody had."), ("Method", "We did.")]
    assert joined.fields == (("Score", "3"),)


def test_a_list_that_only_repeats_some_does_not_change_the_order() -> None:
    one = replace(PAPER, categories=("cs.RO", "cs.AI"), keywords=("walking", "robots", "legs"))
    other = replace(PAPER, categories=("cs.RO",), keywords=("robots", "hands", "walking"))
    joined = join(one, other)
    assert joined.categories == ("cs.RO", "cs.AI")
    assert joined.keywords == ("walking", "robots", "legs", "hands")


def test_all_identifiers_of_a_paper_are_kept() -> None:
    doi, pmid = Identifier("doi", "10.1/a"), Identifier("pmid", "24994841")
    joined = join(replace(PAPER, ids=(doi,)), replace(PAPER, ids=(pmid, doi)))
    assert {(one.scheme, one.value) for one in joined.ids} == {("doi", "10.1/a"), ("pmid", "24994841")}


def test_the_newest_version_is_named() -> None:
    assert join(replace(PAPER, version="v2"), replace(PAPER, version="v10")).version == "v10"
    assert join(replace(PAPER, version="v2"), PAPER).version == "v2"


def test_a_date_comes_with_its_precision() -> None:
    dated = replace(PAPER, date=DAY, precision="month")
    joined = join(PAPER, dated)
    assert (joined.date, joined.precision) == (DAY, "month")
    assert join(replace(PAPER, date=dt.date(2026, 1, 1), precision="day"), dated).precision == "day"
