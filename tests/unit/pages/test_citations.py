"""Citations are read by those who read them: bibtexparser, rispy, JSON; and say only what is known."""

from __future__ import annotations

import datetime as dt
import html
import json
import random
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import msgspec
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from pylatexenc.latex2text import LatexNodes2Text
from tests.conftest import paper

from sitegen.model import Identifier, Paper
from sitegen.pages import citations as cite
from sitegen.text import arxiv
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Built

    from sitegen.views import Citations

TITLES = {
    "Plain words": "Plain words",
    "Ångström Grüße for naïve 東京 readers": "Ångström Grüße for naïve 東京 readers",
    "Salt &amp; pepper at 100%, $5 #1 a_b ~c^d": "Salt & pepper at 100%, $5 #1 a_b ~c^d",
    "Sets {a, b} and }{ and a \\foo{bar}": "Sets {a, b} and }{ and a \\foo{bar}",
    "Less &lt; more &gt; even @ \"home\" 'now'": "Less < more > even @ \"home\" 'now'",
    r"\textbf{Bold} and \'{e}cole": "Bold and école",
    "See https://example.org/a_b": "See example.org/a_b",
    "Ends in a comma, = {": "Ends in a comma, = {",
}
"""Titles without formulas, and how they are read."""


def cited(title: str, id_: str = "2007.10986", version: str = "") -> Citations:
    paper = Paper(id_, version, 1, title, "", "", 1)
    url = f"https://arxiv.org/abs/{id_}{version}"
    return cite.citations(paper, arxiv.arxiv(title).plain, arxiv.latex(title), url)


def coins(id_: str, title: str) -> str:
    return cite.coins(Paper(id_, "", 1, title, "", "", 1), title, f"https://arxiv.org/abs/{id_}")


def bibtex_fields(text: str) -> dict[str, str]:
    library = parse_string(text)
    assert not library.failed_blocks
    (entry,) = library.entries
    assert entry.entry_type == "misc"
    return {field.key: str(field.value) for field in entry.fields}


def as_text(latex: str) -> str:
    assert latex[0] == "{"
    assert latex[-1] == "}"
    known = latex[1:-1].replace(r"\textbraceleft{}", r"\{").replace(r"\textbraceright{}", r"\}")
    return str(LatexNodes2Text(math_mode="verbatim").latex_to_text(known)).replace(
        "\N{MODIFIER LETTER CIRCUMFLEX ACCENT}", "^"
    )


@pytest.mark.parametrize(("title", "shown"), TITLES.items())
def test_a_title_survives_each_format(title: str, shown: str) -> None:
    citations = cited(title)
    assert as_text(bibtex_fields(citations.bibtex)["title"]) == shown
    (record,) = rispy.loads(citations.ris)
    assert record["title"] == shown
    (item,) = json.loads(citations.csl_json)
    assert item["title"] == shown
    assert parse_qs(coins("2007.10986", shown))["rft.atitle"] == [shown]


@pytest.mark.parametrize("formula", ["$O(n^2)$", r"$\frac{a}{b} < c \& d$", r"\(x_{1}\)", "$100\\%$"])
def test_formulas_stay_as_their_author_wrote_them(formula: str) -> None:
    title = f"On {formula} & more"
    assert bibtex_fields(cited(title).bibtex)["title"] == f"{{On {formula} \\& more}}"


def test_a_formula_whose_braces_bibtex_would_miscount_is_written_as_text() -> None:
    fields = bibtex_fields(cited(r"On $\{a$ sets").bibtex)
    assert fields["title"] == r"{On \textbraceleft{}a sets}"


def test_what_is_known_is_said_and_no_author() -> None:
    citations = cited("A title", "2007.10986", "v2")
    assert bibtex_fields(citations.bibtex) == {
        "title": "{A title}",
        "year": "2020",
        "month": "jul",
        "eprint": "2007.10986v2",
        "archiveprefix": "arXiv",
        "doi": "10.48550/arXiv.2007.10986",
        "url": "https://arxiv.org/abs/2007.10986v2",
    }
    (record,) = rispy.loads(citations.ris)
    assert record == {
        "type_of_reference": "GEN",
        "title": "A title",
        "year": "2020",
        "date": "2020/07//",
        "publisher": "arXiv",
        "accession_number": "arXiv:2007.10986v2",
        "doi": "10.48550/arXiv.2007.10986",
        "urls": ["https://arxiv.org/abs/2007.10986v2"],
    }
    (item,) = json.loads(citations.csl_json)
    assert item["type"] == "article"
    assert item["issued"] == {"date-parts": [[2020, 7]]}
    assert "author" not in item
    assert citations.authors_url == "https://arxiv.org/bibtex/2007.10986"


@pytest.mark.parametrize(
    ("id_", "date"),
    [
        ("0704.0001", (2007, 4)),
        ("2612.99999", (2026, 12)),
        ("hep-th/9901001", (1999, 1)),
        ("math/0309136", (2003, 9)),
        ("cs/9108001", (1991, 8)),
        ("2013.00001", None),
        ("0700.0001", None),
    ],
)
def test_the_date_is_that_of_the_id(id_: str, date: tuple[int, int] | None) -> None:
    assert cite.submitted(id_) == date
    fields = bibtex_fields(cited("A title", id_).bibtex)
    assert fields.get("year") == (str(date[0]) if date else None)
    json.loads(cited("A title", id_).csl_json)
    assert rispy.loads(cited("A title", id_).ris)[0].get("year") == (str(date[0]) if date else None)


def test_a_thousand_made_up_titles_are_read_in_one_file() -> None:
    random_ = random.Random(7)
    pieces = [
        "{",
        "}",
        "\\",
        "$",
        "$x^2$",
        "&amp;",
        "%",
        "#",
        "_",
        "é",
        "“",
        "word",
        "\\textbf{b}",
        "@",
        ",",
        "=",
        '"',
        " ",
    ]
    titles = ["".join(random_.choices(pieces, k=random_.randint(1, 12))) + "." for _ in range(1000)]
    ids = [f"2007.{n:05}" for n in range(1000)]
    all_ = [cited(title, id_) for title, id_ in zip(titles, ids, strict=True)]
    library = parse_string("".join(citations.bibtex for citations in all_))
    assert not library.failed_blocks
    assert [entry.fields_dict["eprint"].value for entry in library.entries] == ids
    records = rispy.loads("".join(citations.ris for citations in all_))
    shown = [arxiv.arxiv(title).plain for title in titles]
    assert [record["title"] for record in records] == shown
    assert [json.loads(citations.csl_json)[0]["title"] for citations in all_] == shown


@pytest.mark.parametrize("title", [*TITLES, r"On $\{a$ sets", "$", "{", "}", "\\"])
def test_titles_without_formulas_are_their_plain_text_escaped(title: str) -> None:
    assert arxiv.latex(title) == arxiv.escaped(arxiv.arxiv(title).plain)


def test_a_day_gives_its_readers_the_latex_of_titles_with_formulas_only(build_site: Callable[..., Built]) -> None:
    digest = [
        "# ArXiv cs.CV --2020-07-22",
        paper(1, "2007.00001", "Salt &amp; pepper"),
        paper(2, "2007.00002", "$a^2$"),
    ]
    files, _ = build_site("-- content/a.md --\n" + "\n".join(digest))
    for path in ("2020/07/22/index.html", "abs/2007.00002/index.html"):
        assert files[path].decode().count("data-latex=") == 1
        assert 'data-latex="$a^2$"' in files[path].decode()
    assert b"data-latex" not in files["abs/2007.00001/index.html"]


def test_pages_carry_citations_and_coins(build_site: Callable[..., Built]) -> None:
    text = "# ArXiv cs.CV --2020-07-22\n" + paper(1, "2007.00001", "Salt &amp; <pepper>")
    files, _ = build_site(f"-- content/a.md --\n{text}")
    found = 'class="Z3988" title="' + html.escape(coins("2007.00001", "Salt & <pepper>"))
    page = files["abs/2007.00001/index.html"].decode()
    assert found in page
    assert html.escape(cited("Salt &amp; <pepper>", "2007.00001").bibtex, quote=False) in page
    assert "https://www.alphaxiv.org/abs/2007.00001" in page


# Authors, and papers that are not arXiv's


def of(id_: str, **more: Any) -> Citations:
    whole = msgspec.structs.replace(Paper(id_, "", 1, "A title", "", "", 1), **more)
    return cite.citations(whole, "A title", "A title", permalinks.source_url(whole.names[0]))


NAMES = {
    "Jane Doe": ("Jane Doe", {"family": "Doe", "given": "Jane"}),
    "John F. Kennedy": ("John F. Kennedy", {"family": "Kennedy", "given": "John F."}),
    "Smith, John": ("Smith, John", {"family": "Smith", "given": "John"}),
    "Åse Ørsted-Müller": ("Åse Ørsted-Müller", {"family": "Ørsted-Müller", "given": "Åse"}),
    "Ludwig van Beethoven": ("Ludwig van Beethoven", {"family": "van Beethoven", "given": "Ludwig"}),
    "Martin King Jr.": ("King, Jr., Martin", {"family": "King", "given": "Martin", "suffix": "Jr."}),
    "Maria Garcia Lopez": ("Maria Garcia Lopez", {"literal": "Maria Garcia Lopez"}),
    "홍 길동": ("{홍 길동}", {"literal": "홍 길동"}),
    "others": ("{others}", {"literal": "others"}),
    "Bill AND Melinda": ("{Bill AND Melinda}", {"literal": "Bill AND Melinda"}),
    "张三": ("张三", {"literal": "张三"}),
    "DeepMind": ("DeepMind", {"literal": "DeepMind"}),
    "The ATLAS Collaboration": ("{The ATLAS Collaboration}", {"literal": "The ATLAS Collaboration"}),
    "Smith & Sons, Ltd., Inc.": (r"{Smith \& Sons, Ltd., Inc.}", {"literal": "Smith & Sons, Ltd., Inc."}),
    "Bill and Melinda": ("{Bill and Melinda}", {"literal": "Bill and Melinda"}),
}


@pytest.mark.parametrize(("author", "forms"), NAMES.items())
def test_a_name_is_taken_apart_only_where_that_is_as_good_as_certain(
    author: str, forms: tuple[str, dict[str, str]]
) -> None:
    citations = of("2007.10986", authors=(author, "Li Wei"))
    assert bibtex_fields(citations.bibtex)["author"] == f"{forms[0]} and Li Wei"
    assert json.loads(citations.csl_json)[0]["author"] == [forms[1], {"family": "Wei", "given": "Li"}]
    parts = [forms[1][part] for part in ("family", "given", "suffix") if part in forms[1]]
    assert rispy.loads(citations.ris)[0]["authors"] == [", ".join(parts) or author, "Wei, Li"]


def test_authors_that_the_digest_left_out_are_said_to_be_there() -> None:
    citations = of("2007.10986", authors=("A B",), more_authors=True)
    assert bibtex_fields(citations.bibtex)["author"] == "A B and others"
    assert rispy.loads(citations.ris)[0]["notes"] == [cite.INCOMPLETE]
    assert json.loads(citations.csl_json)[0]["note"] == cite.INCOMPLETE


def test_of_a_list_that_is_complete_or_empty_nothing_is_noted() -> None:
    for more in ({"authors": ("A B",)}, {"more_authors": True}):
        citations = of("2007.10986", **more)
        assert cite.INCOMPLETE not in citations.ris + citations.csl_json


@pytest.mark.parametrize(
    ("author", "parts"),
    [
        ("Jane Doe", ["Doe", "Jane"]),
        ("J.R.R. Tolkien", ["Tolkien", "J.R.R."]),
        ("John F. Kennedy", ["Kennedy", "John F."]),
        ("van Beethoven, Ludwig", ["van Beethoven", "Ludwig"]),
        ("John F Kennedy", []),
        ("JP Morgan", []),
        ("Ludwig van Beethoven", []),
        ("DeepMind", []),
    ],
)
def test_coins_divide_the_first_authors_name_where_zotero_divides_it_in_the_same_way(
    author: str, parts: list[str]
) -> None:
    made = Paper("2007.10986", "", 1, "A title", "", "", 1, authors=(author, "Li Wei"))
    fields = parse_qs(cite.coins(made, "A title", ""))
    assert fields["rft.au"] == [author, "Li Wei"]
    assert [value for name in ("rft.aulast", "rft.aufirst") for value in fields.get(name, [])] == parts


def test_a_paper_in_a_journal_is_an_article_with_its_own_date_and_doi() -> None:
    ids = (Identifier("pmid", "24994841"), Identifier("doi", "10.1212/wnl.0000000000000684"))
    date = dt.date(2014, 7, 22)
    citations = of("pmid:24994841", ids=ids, journal="Neurology & Co", date=date, precision="day")
    (entry,) = parse_string(citations.bibtex).entries
    assert (entry.entry_type, entry.key) == ("article", "pmid-24994841")
    assert {field.key: field.value for field in entry.fields} == {
        "title": "{A title}",
        "journal": r"Neurology \& Co",
        "year": "2014",
        "month": "jul",
        "pmid": "24994841",
        "doi": "10.1212/wnl.0000000000000684",
        "url": "https://pubmed.ncbi.nlm.nih.gov/24994841/",
    }
    (record,) = rispy.loads(citations.ris)
    assert (record["type_of_reference"], record["secondary_title"], record["date"]) == (
        "JOUR", "Neurology & Co", "2014/07/22/",
    )  # fmt: skip
    (item,) = json.loads(citations.csl_json)
    assert (item["type"], item["PMID"], item["issued"]) == (
        "article-journal", "24994841", {"date-parts": [[2014, 7, 22]]},
    )  # fmt: skip
    assert citations.authors_url == ""


@pytest.mark.parametrize(
    ("precision", "parts"), [("day", [2014, 7, 22]), ("week", [2014, 7]), ("month", [2014, 7]), ("year", [2014])]
)
def test_a_date_is_as_precise_as_the_digest_is(precision: str, parts: list[int]) -> None:
    citations = of("hn:123", date=dt.date(2014, 7, 22), precision=precision)
    assert json.loads(citations.csl_json)[0]["issued"] == {"date-parts": [parts]}
    assert rispy.loads(citations.ris)[0]["year"] == "2014"


def test_the_date_of_an_arxiv_id_wins_and_a_preprint_elsewhere_has_its_doi() -> None:
    assert bibtex_fields(of("2007.10986", date=dt.date(2021, 1, 1)).bibtex)["year"] == "2020"
    assert bibtex_fields(of("biorxiv:10.1101/2020.01.01.000001").bibtex)["doi"] == "10.1101/2020.01.01.000001"
    assert bibtex_fields(of("link:a-post-1").bibtex) == {"title": "{A title}"}
