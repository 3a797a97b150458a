"""What a text is found by."""

from __future__ import annotations

import pytest

from sitegen.search.words import LONGEST, MARK, MOST, Language, Words, fold, language, split, tokens

ENGLISH = language(["en"])
OTHER = language(["fr"])


def terms(text: str, spoken: Language = OTHER) -> list[str]:
    """Return the terms that a text comes to."""
    words = Words(spoken)
    found = []
    for token in tokens([text])[:-1]:
        number = words[token]
        numbers = words.several[-number] if number < 0 else [number] if number else []
        found += [words.terms[n] for n in numbers]
    return found


# Tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Deep learning", ["deep", "learning"]),
        ("state-of-the-art", ["state", "of", "the", "art"]),
        ("two\nlines\tand  blanks", ["two", "lines", "and", "blanks"]),
        ("no\u00a0break", ["no", "break"]),
        ("An end. A beginning.", ["an", "end", "a", "beginning"]),
        ("snake_case, f(x) = {y}!", ["snake", "case", "f", "x", "y"]),
        ("ÉCOLE", ["ecole"]),
        ("arXiv:2007.10986", ["arxiv", "2007.10986"]),
        ("", []),
        (" . - ", []),
    ],
)
def test_a_text_is_cut_at_blanks_hyphens_and_punctuation(text: str, found: list[str]) -> None:
    assert terms(text) == found


def test_every_text_has_a_mark_behind_its_tokens() -> None:
    assert tokens(["A b", "", "C"]) == ["a", "b", MARK, MARK, "c", MARK]


def test_tokens_of_different_texts_are_not_joined() -> None:
    assert tokens(["one.", "two", "cs.", "cv"]) == ["one", MARK, "two", MARK, "cs", MARK, "cv", MARK]


def test_of_a_text_of_a_megabyte_only_the_beginning_counts() -> None:
    found = tokens(["x " * 500_000, "y"])
    assert found == ["x"] * (MOST // 2) + [MARK, "y", MARK]


# Words


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("gan", ["gan"]),
        ("(gan),", ["gan"]),
        ("a/b", ["a", "b"]),
        ("encoder/decoder", ["encoder", "decoder"]),
        ("$x^2$", ["x", "2"]),
        ("c++", ["c"]),
        ("resnet50", ["resnet50"]),
        ("3d", ["3d"]),
        ("...", []),
        ("", []),
    ],
)
def test_a_word_is_letters_and_digits(token: str, words: list[str]) -> None:
    assert split(token) == words


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("bayes's", ["bayes"]),
        ("newton\u2019s", ["newton"]),
        ("(schrödinger's)/gan.", ["schrodinger", "gan"]),
        ("authors'", ["authors"]),
        ("o'clock", ["o", "clock"]),
        ("don't", ["don", "t"]),
        ("x'sum", ["x", "sum"]),
        ("'s", []),
    ],
)
def test_a_possessive_s_is_no_part_of_a_word(token: str, words: list[str]) -> None:
    assert split(token) == words


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("3.5", ["3.5"]),
        ("1.2.3", ["1.2.3"]),
        ("3.", ["3"]),
        (".5", ["5"]),
        ("3.5b", ["3.5", "b"]),
        ("v1.5", ["v1", "5"]),
        ("1,000", ["1", "000"]),
    ],
)
def test_a_number_keeps_the_points_within_it(token: str, words: list[str]) -> None:
    assert split(token) == words


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("2007.10986", ["2007.10986"]),
        ("[2007.10986]", ["2007.10986"]),
        ("0704.0001", ["0704.0001"]),
        ("2007.10986v2", ["2007.10986", "v2"]),
        ("math/0309136", ["math/0309136"]),
        ("th/9901001", ["th/9901001"]),  # hep-th/9901001, behind its hyphen
        ("math/030913", ["math", "030913"]),
    ],
)
def test_an_arxiv_id_is_one_word(token: str, words: list[str]) -> None:
    assert split(token) == words


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("cs.cv", ["cs.cv"]),
        ("(cs.cv;", ["cs.cv"]),
        ("cs.cv.", ["cs.cv"]),
        ("math.ag", ["math.ag"]),
        ("ph.co", ["ph.co"]),  # astro-ph.CO
        ("bio.nc", ["bio.nc"]),  # q-bio.NC
        ("physics.optics", ["physics", "optics"]),
        ("cs.cvx", ["cs", "cvx"]),
        ("github.io", ["github", "io"]),
    ],
)
def test_an_arxiv_category_is_one_word(token: str, words: list[str]) -> None:
    assert split(token) == words


def test_old_ids_and_categories_with_a_hyphen_are_found_by_their_parts() -> None:
    assert terms("hep-th/9901001 astro-ph.CO q-bio.NC") == ["hep", "th/9901001", "astro", "ph.co", "q", "bio.nc"]


@pytest.mark.parametrize(
    ("token", "word"),
    [
        ("schrödinger", "schrodinger"),
        ("schro\u0308dinger", "schrodinger"),
        ("naïve", "naive"),
        ("łukasz", "lukasz"),
        ("straße", "strasse"),
        ("æther", "aether"),
        ("œuvre", "oeuvre"),
        ("ørsted", "orsted"),
        ("đorđe", "dorde"),
        ("ħ", "h"),
        ("ılık", "ilik"),  # noqa: RUF001 - such letters are what is meant
        ("ŧ", "t"),
        ("eiður", "eidur"),
        ("þór", "thor"),
        ("e\ufb03cient", "efficient"),
        ("ｗｉｄｅ", "wide"),  # noqa: RUF001
        ("x²", "x2"),
        ("ℓ1", "l1"),  # noqa: RUF001
        ("𝒪", "o"),  # noqa: RUF001
        ("ёлка", "елка"),
        ("άλφα", "αλφα"),
    ],
)
def test_a_word_is_found_without_its_accents_and_by_keyboards_that_lack_its_letters(token: str, word: str) -> None:
    assert split(token) == [word]
    assert fold(token) == word


def test_folding_knows_no_capitals() -> None:
    assert fold("ŁÓDŹ") == "lodz"
    assert fold("GROẞ") == "gross"
    assert fold("İstanbul") == "istanbul"


def test_folding_leaves_characters_that_have_no_accents_as_they_are() -> None:
    assert fold("ガ데ひ") == "ガ데ひ"
    assert fold("it's a/b 3.5") == "it's a/b 3.5"


@pytest.mark.parametrize("letter", ["a", "é", "\U0001d4b3"])
def test_of_a_word_of_a_megabyte_only_the_beginning_counts(letter: str) -> None:
    (word,) = split(letter * 1_000_000)
    assert word == fold(letter) * LONGEST
    assert split(f"{letter * 1_000_000}/b") == [word, "b"]


# Chinese, Japanese, Korean


@pytest.mark.parametrize(
    ("token", "pairs"),
    [
        ("深層学習", ["深層", "層学", "学習"]),
        ("深度", ["深度"]),
        ("光", ["光"]),
        ("データ", ["デー", "ータ"]),
        ("ﾃﾞｰﾀ", ["デー", "ータ"]),
        ("안녕하세요", ["안녕", "녕하", "하세", "세요"]),
        ("𠀀𠀁𠀂", ["𠀀𠀁", "𠀁𠀂"]),
        ("3次元gan", ["3", "次元", "gan"]),
        ("人々", ["人々"]),
        ("二〇年", ["二〇", "〇年"]),
        ("深層、学習。", ["深層", "学習"]),
        ("gan", ["gan"]),
        ("schrödinger", ["schrodinger"]),
    ],
)
def test_a_run_of_east_asian_characters_is_cut_into_pairs(token: str, pairs: list[str]) -> None:
    assert split(token) == pairs


def test_all_pairs_of_a_long_run_count() -> None:
    run = "".join(chr(0x4E00 + n) for n in range(300))
    assert split(run) == [run[n : n + 2] for n in range(299)]


# Languages


@pytest.mark.parametrize("tags", [["en"], ["en-GB"], ["EN"], ["de", "en"]])
def test_english_has_stems_and_stop_words(tags: list[str]) -> None:
    spoken = language(tags)
    assert spoken.stems
    assert {"the", "of", "and", "which"} <= set(spoken.stop_words)
    assert terms("The detections of edges", spoken) == ["detect", "edg"]


@pytest.mark.parametrize("tags", [[], ["fr"], ["de", "pt-BR"]])
def test_words_of_other_languages_stay_as_they_are(tags: list[str]) -> None:
    assert language(tags) == Language(stems=False, stop_words=())
    assert terms("The detections", language(tags)) == ["the", "detections"]


@pytest.mark.parametrize("tag", ["ja", "ko", "zh", "zh-Hans", "JA"])
def test_languages_without_blanks_change_nothing(tag: str) -> None:
    assert language([tag]) == language([])
    assert language(["en", tag]) == ENGLISH
    assert terms("深層学習 for networks", ENGLISH) == ["深層", "層学", "学習", "network"]


def test_configured_stop_words_are_left_out_beside_the_languages_own() -> None:
    assert language(["fr"], ["le", "la", "le"]).stop_words == ("la", "le")
    spoken = language(["en"], ["paper"])
    assert set(spoken.stop_words) == {*ENGLISH.stop_words, "paper"}
    assert terms("The paper on papers", spoken) == ["paper"]  # the other one's stem


def test_a_stop_word_is_one_in_any_dress() -> None:
    assert terms("(The) THE the's and/or the.", ENGLISH) == []
    assert terms("für fur", language(["de"], ["fur"])) == []


# Terms by number


def test_a_stop_word_and_mere_punctuation_come_to_nothing() -> None:
    words = Words(ENGLISH)
    assert words["the"] == 0
    assert words["..."] == 0
    assert words["..the's"] == 0


def test_tokens_that_come_to_one_term_have_one_number() -> None:
    words = Words(ENGLISH)
    number = words["detection"]
    assert words["detection"] == number
    assert words["detecting"] == words["détections'"] == words["detect"] == number
    assert words.terms[number] == "detect"
    assert words["detector"] not in {0, words["network"]}


def test_a_token_of_several_words_has_the_numbers_of_all_its_terms() -> None:
    words = Words(ENGLISH)
    number = words["encoder/decoder"]
    assert number < 0
    assert words.several[-number] == [words["encoder"], words["decoder"]]
    assert words["encoder/decoder"] == number
    assert terms("gan/gan/vae", ENGLISH) == ["gan", "gan", "vae"]
    assert words["the/network"] == words["network"]


def test_terms_are_right_after_a_vocabulary_was_too_large_to_be_remembered() -> None:
    words = Words(ENGLISH)
    before = words["network"]
    assert before
    for n in range(200_001):
        assert words[f"x{n}"] > 0
    words.forget()
    assert len(words) < 10
    number = words["networks"]
    assert words.terms[number] == "network"
    assert words[MARK] not in {0, number}
    several = words.several[-words["a/gan/vae"]]
    assert [words.terms[n] for n in several] == ["gan", "vae"]
