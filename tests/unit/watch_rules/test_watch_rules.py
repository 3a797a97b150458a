"""Watch rules: how they are read, and which papers they name."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen import config, watch_rules
from sitegen.config import Config, Search, Watch
from sitegen.problems import Problem, Refusal
from sitegen.search import index, postings
from sitegen.search.stem import stem
from sitegen.search.words import Words, language, split
from sitegen.watch_rules import reading

if TYPE_CHECKING:
    from collections.abc import Sequence

ENGLISH = language(["en"])


class Text(postings.Paper, frozen=True):
    """A paper, whether its abstract links code, and what digests name beside its texts."""

    code: bool = False
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


def named(
    papers: Sequence[Text], *watches: Watch, search: Search | None = None, codes: bool = False
) -> list[list[str]]:
    """Return the ids of the papers that each rule names."""
    site = Config(watch=watches, codes=codes, search=search or Search())
    spoken = language(site.search.languages or ("en",), site.search.stop_words)
    categories = [paper.categories.split() for paper in papers]
    code = {paper.id for paper in papers if paper.code}
    day = index.part(index.day(dt.date(2020, 7, 22), papers, Words(spoken), categories, code))
    details = {paper.id: watch_rules.Details(paper.abstract, paper.people, paper.topics) for paper in papers}
    found = watch_rules.matches(
        watch_rules.rules(Path(), site),
        day,
        lambda number: details[day.cards[number][0]],
        Words(watch_rules.unstopped(spoken)),
    )
    return [sorted(day.cards[number][0] for number in numbers) for numbers in found]


PAPERS = [
    Text("3D-Reconstruction of Scenes", "We reconstruct scenes from images. See (NeRF).", "1", "cs.CV"),
    Text(
        "Networks", "3D scenes, and their reconstruction, by neural networks: a state-of-the-art survey.", "2", "cs.CV"
    ),
    Text("A survey of cameras", "The robots' cameras see; 3D\u00a0Reconstructions are used.", "3", "cs.RO cs.CV"),
    Text("Of NeRFs", "The state of our art.", "4", "cs.RO", code=True),
]


@pytest.mark.parametrize(
    ("watch", "ids"),
    [
        (Watch(any=("nerf",)), "1 4"),
        (Watch(any=("title:nerf",)), "4"),
        (Watch(any=('"3D reconstruction"',)), "1 3"),
        (Watch(any=("3D reconstruction",)), "1 3"),
        (Watch(any=("3d-reconstructed",)), "1 3"),
        (Watch(any=('title:"3D reconstruction"',)), "1"),
        (Watch(any=('"survey of cameras"',)), "3"),
        (Watch(any=('"survey cameras"',)), ""),
        (Watch(any=('"scenes reconstruct"',)), ""),  # the end of a title and the beginning of an abstract
        (Watch(any=('"state of the art"',)), "2"),
        (Watch(all=("network", "survey")), "2"),
        (Watch(any=("nerf", "camera"), all=("reconstruction",)), "1 3"),
        (Watch(any=("nerf", "survey"), none=("title:network", "robot")), "1 4"),
        (Watch(categories=("CS.ro",)), "3 4"),
        (Watch(categories=("cs.CV", "cs.RO"), none=("3d",)), "4"),
        (Watch(any=("cs.CV", "1")), ""),  # categories and ids are no texts
        (Watch(any=("unheard",), all=("nerf",)), ""),
    ],
)
def test_a_rule_names_the_papers_that_it_asks_for(watch: Watch, ids: str) -> None:
    rule = Watch("A", any=watch.any, all=watch.all, none=watch.none, categories=watch.categories)
    assert named(PAPERS, rule) == [ids.split()]


PEOPLE = [
    Text("One", "Text.", "1", "cs.CV", people=("Andreas Geiger", "Müller, Jean-Paul"), topics=("Visual SLAM", "3D")),
    Text("Two", "Text.", "2", "cs.RO", people=("Anna M. Geiger",), topics=("S L A M",)),
    Text("Three", "Text of slam.", "3", "cs.CV", people=("A. Geiger", "Geiger Andreas Li")),
    Text("Four", "By Andreas Geiger.", "4", "cs.RO"),
]


@pytest.mark.parametrize(
    ("watch", "ids"),
    [
        (Watch(authors=("andreas GEIGER",)), "1"),
        (Watch(authors=("Geiger, Andreas",)), "1"),
        (Watch(authors=("Jean Paul Muller",)), "1"),
        (Watch(authors=("J.-P. Müller",)), "1"),
        (Watch(authors=("J. Müller",)), "1"),
        (Watch(authors=("P. Müller",)), ""),
        (Watch(authors=("A. Geiger",)), "1 2 3"),
        (Watch(authors=("A. M. Geiger",)), "2"),
        (Watch(authors=("Anna Maria Geiger",)), ""),  # `M.` may be anybody's initial
        (Watch(authors=("Geiger",)), ""),
        (Watch(authors=("Nobody", "Anna M Geiger")), "2"),
        (Watch(topics=("slam",)), "2"),
        (Watch(topics=("visualslam", "none")), "1"),
        (Watch(topics=("SLAM", "3d"), categories=("cs.CV",)), "1"),
        (Watch(any=("author:geiger",)), "1 2 3"),
        (Watch(any=('author:"geiger andreas"',)), "1 3"),
        (Watch(any=("author:muller geiger",)), ""),  # of two authors
        (Watch(any=("topic:slam",)), "1"),
        (Watch(any=('topic:"visual SLAM"', "author:anna")), "1 2"),
        (Watch(any=("slam", "category:cs.ro")), "2 3 4"),
        (Watch(all=("author:geiger",), none=("category:cs.RO", "topic:visual")), "3"),
        (Watch(authors=("A. Geiger",), topics=("Visual SLAM",), all=("text",)), "1"),
    ],
)
def test_a_rule_names_papers_by_their_authors_topics_and_categories(watch: Watch, ids: str) -> None:
    assert named(PEOPLE, msgspec.structs.replace(watch, name="A")) == [ids.split()]


def test_a_character_that_is_a_name_is_not_an_initial() -> None:
    papers = [Text("One", "Text.", "1", "", people=("李明 王",)), Text("Two", "Text.", "2", "", people=("李 王",))]
    assert named(papers, Watch("A", authors=("李 王",))) == [["2"]]


def test_details_are_read_of_papers_only_that_the_other_conditions_leave() -> None:
    rule = Watch("A", authors=("Andreas Geiger",), all=("author:geiger", "slam"))
    (found,) = watch_rules.rules(Path(), Config(watch=(rule,), codes=False))
    day = index.part(index.day(dt.date(2020, 7, 22), PEOPLE, Words(ENGLISH), [[]] * 4, ()))
    read: list[str] = []

    def details(number: int) -> watch_rules.Details:
        read.append(day.cards[number][0])
        return watch_rules.Details("", ("Andreas Geiger",))

    watch_rules.matches([found], day, details, Words(watch_rules.unstopped(ENGLISH)))
    assert read == ["3"]


def test_the_rule_of_the_site_names_papers_that_link_code() -> None:
    assert named(PAPERS, Watch("A", any=("nerf",)), codes=True) == [["4"], ["1", "4"]]


def test_words_that_stand_very_often_in_a_text_are_found() -> None:
    assert named([Text("A", "many words " * 40, "1", "")], Watch("A", all=("many", '"many words"'))) == [["1"]]


def test_in_other_languages_words_are_found_as_they_are_written() -> None:
    papers = [Text("Netzwerke", "Das Netzwerk", "1", ""), Text("深度学习模型", "学习", "2", "")]
    watches = [Watch(name, any=(name,)) for name in ("netzwerk", "netzwerke", "das")]
    assert named(papers, *watches, search=Search(languages=("de",))) == [["1"], ["1"], ["1"]]
    assert named(papers, Watch("A", any=("深度学习",)), search=Search(languages=("zh",))) == [["2"]]
    assert named(papers, Watch("A", any=("习深",)), search=Search(languages=("zh",))) == [[]]


# The same, said once more in the plainest way

VOCABULARY = (
    "deep deeper depth network networks of the robot robot's able ability 3d 3.5 state-of-the-art naïve".split()
)
texts = st.lists(st.sampled_from([*VOCABULARY, "--", "(robots)", "deep-network", "a/b."]), max_size=8).map(" ".join)
papers = st.lists(st.tuples(texts, texts, st.sampled_from(["cs.CV", "cs.RO", "cs.CV cs.RO"])), max_size=12)
phrases = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"')
terms = st.tuples(st.sampled_from(["", "title:"]), st.sampled_from(VOCABULARY) | phrases).map("".join)
lists = st.lists(terms.filter(lambda text: reading._term(text, ENGLISH).stems), max_size=3).map(tuple)
watches = st.builds(
    Watch,
    name=st.just("A"),
    any=lists,
    all=lists,
    none=lists,
    categories=st.lists(st.sampled_from(["cs.CV", "cs.RO"]), max_size=1).map(tuple),
).filter(lambda watch: watch.any or watch.all or watch.categories)


def compared(text: str) -> list[str]:
    return [stem(word) for token in re.split(r"[\s-]+", text.lower()) for word in split(token)]


def has(term: str, paper: Text) -> bool:
    wanted = compared(term.removeprefix("title:"))
    fields = [paper.title] if term.startswith("title:") else [paper.title, paper.abstract]
    return any(wanted == words[n : n + len(wanted)] for words in map(compared, fields) for n in range(len(words)))


def fits(watch: Watch, paper: Text) -> bool:
    return (
        (not watch.any or any(has(term, paper) for term in watch.any))
        and all(has(term, paper) for term in watch.all)
        and not any(has(term, paper) for term in watch.none)
        and (not watch.categories or any(name in paper.categories.split() for name in watch.categories))
    )


@settings(max_examples=50)
@given(found=papers, watch=watches)
def test_papers_are_those_that_the_plainest_reading_names(found: list[tuple[str, str, str]], watch: Watch) -> None:
    some = [Text(title, abstract, str(n), categories) for n, (title, abstract, categories) in enumerate(found)]
    assert named(some, watch) == [sorted(paper.id for paper in some if fits(watch, paper))]


# Reading


def refused(folder: Path, text: str) -> list[Problem]:
    (folder / "sitegen.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        watch_rules.rules(folder, config.load(folder, {}))
    return list(refusal.value.problems)


RULE = '[[watch]]\nname = "First"\nany = ["nerf"]\n'


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("any = ['a nerf']", 4, "`watch.name` must not be empty"),
        ("name = ' '\nany = ['nerf']", 5, "`watch.name` must not be empty"),
        ("name = 'B'", 4, "the rule `B` has no condition"),
        ("name = 'B'\nnone = ['nerf']", 4, "the rule `B` has no condition"),
        ("name = 'first'\nany = ['nerf']", 5, "two rules would have the address /watch/first/"),
        ("name = 'B'\nslug = 'first'\nany = ['nerf']", 6, "two rules would have the address /watch/first/"),
        ("name = 'Codes'\nany = ['nerf']", 5, "two rules would have the address /watch/codes/"),
        ("name = 'B'\nslug = 'a/b'\nany = ['nerf']", 6, "the rule `B` cannot have the address /watch/a/b/"),
        ("name = '三维'\nany = ['nerf']", 5, "the rule `三维` cannot have the address /watch//"),
        ("name = 'B'\nany = ['nerf', 'the']", 6, "`the` contains no word that the search indexes"),
        ("name = 'B'\nany = ['nerf']\nall = ['title:\"of the\"']", 7, '`title:"of the"` contains no word'),
        ("name = 'B'\nany = ['nerf']\nnone = [\n  '--',\n]", 7, "`--` contains no word that the search indexes"),
        ("name = 'B'\ncategories = ['?']", 6, "`?` is not a category"),
        ("name = 'B'\nauthors = [\n'Ann Lee', '?']", 6, "`?` is not the name of an author"),
        ("name = 'B'\nauthors = ['Ann Lee']\ntopics = [' ']", 7, "a topic must not be empty"),
        ("name = 'B'\nany = ['author:.']", 6, "`author:.` contains no word of a name"),
        ("name = 'B'\nany = ['nerf']\nnone = ['topic:-']", 7, "`topic:-` contains no word"),
        ("name = 'B'\nall = ['category:']", 6, "`category:` contains no category such as `cs.CV`"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_a_fault_at_its_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    (problem,) = refused(tmp_path, f"{RULE}[[watch]]\n{text}\n")
    assert message in problem.message
    assert problem.location.line == line
    assert problem.hint or "category" in message


def test_all_rules_are_judged_at_once(tmp_path: Path) -> None:
    problems = refused(tmp_path, f"{RULE}{RULE}{RULE.replace('nerf', '...')}")
    assert [problem.location.line for problem in problems] == [5, 8, 9]


def test_a_rule_has_its_place_by_its_name_or_by_its_slug(tmp_path: Path) -> None:
    watches = [Watch(name, slug, any=("nerf",)) for name, slug in (("3D Réel!", ""), ("三维", "3d"), ("x" * 99, ""))]
    found = watch_rules.rules(tmp_path, Config(watch=tuple(watches), codes=False))
    assert [rule.slug for rule in found] == ["3d-reel", "3d", "x" * watch_rules.LONGEST]
    assert watch_rules.rules(tmp_path, Config()) == (watch_rules.CODES,)
