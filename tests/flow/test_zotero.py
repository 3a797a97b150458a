"""What Zotero finds on pages: the title, all authors with their names divided, the date and the DOI.

The two readers here take of a page what Zotero's translators COinS and Embedded Metadata take of it, and divide names
as its `cleanAuthor` does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

import lxml.html
import pytest
from tests.conftest import in_json, record, records

from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Built


class Item(NamedTuple):
    """A paper in Zotero."""

    title: str
    creators: list[tuple[str, str]]
    """Given names and family name."""
    date: str
    doi: str
    url: str = ""


def clean_author(text: str, *, comma: bool) -> tuple[str, str]:
    """Divide a name: at its first comma, or else before its last word that begins with a letter."""
    text = re.sub(r"^[\s\xa0.,/\[\]:]+|[\s\xa0.,/\[\]:]+$", "", text)
    text = re.sub(r"[\s\xa0]+", " ", text, count=1)
    if comma:
        family, *given = re.split(", ?", text)
        first = given[0] if given else ""
    else:
        at = text.rfind(" ")
        while at > 0 and not text[at + 1 : at + 2].isalpha():
            at = text.rfind(" ", 0, at)
        family, first = text[at + 1 :], text[: max(at, 0)]
    if re.fullmatch("[A-ZА-Я]{1,3}", first) and (len(first) == 1 or family.upper() != family):  # noqa: RUF001
        first = " ".join(f"{initial}." for initial in first)
    first = re.sub(r"(?<![^\s-])([A-ZА-Я])(?=[\s-]|$)", r"\1.", first)  # noqa: RUF001
    return first, family


def of_coins(page: Any) -> list[Item]:
    """Read the COinS of a page."""
    return [_of_context(context) for context in page.xpath("//span[@class='Z3988']/@title")]


def _of_context(context: str) -> Item:
    fields: dict[str, list[str]] = defaultdict(list)
    for field in context.split("&"):
        key, value = field.split("=")
        fields[key].append(unquote(re.sub("[+]|%2[bB]", " ", value)))
    assert fields["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:journal"]  # nothing else has an `atitle`
    creators = [clean_author(value, comma="," in value) for value in fields["rft.au"]]
    for first, family in zip(fields["rft.aufirst"], fields["rft.aulast"], strict=True):
        if not any(own[1] == family and own[0].startswith(first) for own in creators):
            creators.insert(0, (first, family))  # taken for another person
    ids = fields["rft_id"]
    doi = "".join(value[9:] for value in ids if value.lower().startswith("info:doi"))
    url = "".join(value for value in ids if re.match("https?://", value))
    return Item("".join(fields["rft.atitle"]), creators, "".join(fields["rft.date"]), doi, url)


def of_metadata(page: Any) -> Item:
    """Read the `citation_*` metadata of a page."""

    def content(name: str) -> list[str]:
        found: list[str] = page.xpath(f"/html/head/meta[@name='citation_{name}']/@content")
        return found

    creators = []
    for text in content("author"):
        some = re.split(r"\s*;\s*", text)
        by_comma = re.split(r"\s*,\s*", some[0])
        if len(some) == 1 and len(by_comma) > 1 and " " in by_comma[0] and " " in by_comma[1]:
            some = by_comma
        creators += [clean_author(one, comma="," in one) for one in some if re.search(r"[^\s,-.;]", one)]
    dates = content("publication_date") or content("online_date")
    return Item(" ".join(content("title")), creators, dates[0], "".join(content("doi")))


NAMES = {
    "Jane Doe": ("Jane", "Doe"),
    "Doe, Jane": ("Jane", "Doe"),
    "John F. Kennedy": ("John F.", "Kennedy"),
    "J. R. R. Tolkien": ("J. R. R.", "Tolkien"),
    "J.-P. Serre": ("J.-P.", "Serre"),
    "Kamal, R.": ("R.", "Kamal"),
    "Åse Ørsted-Müller": ("Åse", "Ørsted-Müller"),
    "Conan O'Brien": ("Conan", "O'Brien"),
    "Łukasz Kaiser": ("Łukasz", "Kaiser"),
    "De Souza, Ana Maria": ("Ana Maria", "De Souza"),
    "張三": ("", "張三"),
    "DeepMind": ("", "DeepMind"),
    "JP Morgan": ("J. P.", "Morgan"),
    "Иван Петров": ("Иван", "Петров"),
    "홍길동": ("", "홍길동"),
}
DIVIDED_BY_METADATA = {"Juan de Souza": ("Juan", "de Souza"), "Ludwig van Beethoven": ("Ludwig", "van Beethoven")}
"""Names that the COinS, from which the starred papers have theirs, gives as they are."""


def page_of(files: dict[str, bytes], id_: str) -> Any:
    return lxml.html.document_fromstring(files[f"{permalinks.paper(id_, '/abs/{id}/')[1:]}index.html"].decode())


@pytest.mark.parametrize("first", [*NAMES, *DIVIDED_BY_METADATA])
def test_zotero_finds_title_authors_date_and_doi_of_a_paper(build_site: Callable[..., Built], first: str) -> None:
    authors = [first, "Zoë Quinn", *NAMES, *DIVIDED_BY_METADATA]
    title = 'Less < "more" & 100% of 東京: ⟨a,b⟩ = c'
    whole = record("2007.10986", title.replace("&", "&amp;").replace("<", "&lt;"), authors=authors, version="v2")
    files, _ = build_site(in_json(records("2020-07-22", whole)))
    page = page_of(files, "2007.10986")
    (coins,), metadata = of_coins(page), of_metadata(page)
    for found in (coins, metadata):
        assert found.title == title
        assert len(found.creators) == len(authors)
        assert found.doi == "10.48550/arXiv.2007.10986"
        assert [creator for name, creator in zip(authors, found.creators, strict=True) if name in NAMES] == [
            NAMES[name] for name in authors if name in NAMES
        ]
    names = [creator for name, creator in zip(authors, metadata.creators, strict=True) if name in DIVIDED_BY_METADATA]
    assert names == [DIVIDED_BY_METADATA[name] for name in authors if name in DIVIDED_BY_METADATA]
    assert (coins.date, metadata.date) == ("2020-07", "2020/07/22")


def test_zotero_finds_fifty_papers_of_journals(build_site: Callable[..., Built]) -> None:
    papers = [
        record(f"doi:10.1000/{n}", f"Title {n}", authors=[f"Ann A. Lee{n}a", f"Kim{n}b, Bo"], date="2019-12-31",
               precision=("day", "month", "year")[n % 3], journal="J" if n % 2 else "")
        for n in range(50)
    ]  # fmt: skip
    files, _ = build_site(in_json(records("2020-07-22", *papers)))
    dates = ("2019-12-31", "2019-12", "2019")
    wanted = [
        Item(
            f"Title {n}",
            [("Ann A.", f"Lee{n}a"), ("Bo", f"Kim{n}b")],
            dates[n % 3],
            f"10.1000/{n}",
            f"https://doi.org/10.1000/{n}",
        )
        for n in range(50)
    ]
    for n, item in enumerate(wanted):
        assert of_coins(page_of(files, f"doi:10.1000/{n}")) == [item]
        found = of_metadata(page_of(files, f"doi:10.1000/{n}"))
        assert found == item._replace(date=item.date.replace("-", "/"), url="")
