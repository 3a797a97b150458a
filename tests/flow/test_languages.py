"""Texts in Chinese, Japanese and Korean have their language, so that they are read aloud and set as such."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from tests.conftest import digest, in_json, record, records
from tests.flow.test_samples import SAMPLES, SHARED, files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import Built

KANA, HANGUL = re.compile("[ぁ-んァ-ヶ]"), re.compile("[가-힣]")
CJK = re.compile("[㐀-䶿一-鿿ぁ-んァ-ヶ가-힣]")
LETTERS = re.compile("[A-Za-z]")
HIDDEN = {"title", "script", "style"}
"""Elements whose text is for tabs and programs."""

PAPERS = (
    record("2007.00001", "基于视觉的定位方法", abstract="我们提出一种新的方法,并且在三个数据集上进行测试。"),
    record("2007.00002", "深層学習による画像の認識", abstract="本稿では新しい手法を提案する。", authors=["山田 太郎"]),
    record("2007.00003", "딥러닝을 이용한 영상 인식", abstract="우리는 새로운 방법을 제안한다.", keywords=["영상"]),
    record("2007.00004", "Étude d'un naïve Bayes “filter”", abstract="Où l'on parle de 北京 and nothing else."),
    record(
        "2007.00005", "An English title", parts=[["TL;DR", "一个简短的总结。", "tldr", ""], ["动机", "Why.", "", ""]]
    ),
)


def texts(page: Any) -> Iterator[tuple[str, str]]:
    """Yield the texts of elements that are mostly Chinese, Japanese or Korean, with the language that they have."""
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in HIDDEN:
            continue
        text = "".join([element.text or "", *(child.tail or "" for child in element)])
        if 2 * len(CJK.findall(text)) > len(CJK.findall(text)) + len(LETTERS.findall(text)):
            yield text, next(iter(element.xpath("ancestor-or-self::*[@lang][1]/@lang")), "")


def language(text: str) -> str:
    return "ko" if HANGUL.search(text) else "ja" if KANA.search(text) else "zh"


@pytest.fixture
def pages(build_site: Callable[..., Built]) -> dict[str, Any]:
    made, _ = build_site(in_json(records("2020-07-22", *PAPERS, topic="视觉"), records("2020-07-23", topic="X")))
    return {path: lxml.html.document_fromstring(data.decode()) for path, data in made.items() if path[-5:] == ".html"}


def test_every_text_in_such_a_script_has_its_language_on_every_page(pages: dict[str, Any]) -> None:
    found = [(text, lang) for page in pages.values() for text, lang in texts(page)]
    assert {lang for _, lang in found} == {"zh", "ja", "ko"}
    assert [(text, lang) for text, lang in found if lang != language(text)] == []


def test_texts_in_latin_letters_have_no_language_of_their_own(pages: dict[str, Any]) -> None:
    for name in ("abs/2007.00004/index.html", "2020/07/22/index.html"):
        page = pages[name]
        (title,) = page.xpath("//article[@data-id='2007.00004']//*[self::h1 or self::h3]//bdi")
        assert (title.get("lang"), title.text_content()) == (None, PAPERS[3]["title"])
        assert page.xpath("//article[@data-id='2007.00004']//p[@class='abstract']/@lang") == []


def test_a_part_and_its_label_have_each_their_own(pages: dict[str, Any]) -> None:
    parts = pages["abs/2007.00005/index.html"].xpath("//section[@class='part']")
    assert [[element.get("lang") for element in part] for part in parts] == [[None, "zh"], ["zh", None]]


def test_nothing_is_said_of_the_language_of_the_site(build_site: Callable[..., Built]) -> None:
    site = in_json(records("2020-07-22", *PAPERS)).replace("plugins =", 'language = "zh-CN"\nplugins =')
    made, _ = build_site(site)
    page = lxml.html.document_fromstring(made["2020/07/22/index.html"].decode())
    assert page.xpath("/html/@lang") == ["zh-CN"]
    assert {element.get("lang") for element in page.xpath("//body//*[@lang]")} == {"ja", "ko"}


def test_an_english_archive_has_no_attribute_more(build_site: Callable[..., Built]) -> None:
    made, _ = build_site(f"-- content/a.md --\n{digest('2020-07-22', '2007.00001', '2007.00002')}")
    for path, data in made.items():
        if path.endswith(".html"):
            assert lxml.html.document_fromstring(data.decode()).xpath("//@lang") == ["en"], path


@pytest.mark.skipif(not SHARED, reason="needs the archives of others")
@pytest.mark.parametrize("name", ["h4-zh-labels", "prose-zh", "pubmed-zh", "frontmatter-rich", "prose-zh-weekly"])
def test_archives_of_others_have_the_language_of_each_text(
    name: str, tmp_path: Path, build_site: Callable[..., Built]
) -> None:
    for file in files(name):
        path = tmp_path / "content" / file.relative_to(SAMPLES / name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.read_bytes())
    made, _ = build_site()
    found = []
    for place, data in made.items():
        if place.endswith(".html"):
            found += [(place, *one) for one in texts(lxml.html.document_fromstring(data.decode()))]
    assert found
    assert [one for one in found if one[2] not in ("zh", "ja", "ko")] == []
