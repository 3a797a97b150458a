"""Whatever authors are called: citations name all of them, in order, and nobody is joined, lost or invented."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Paper
from sitegen.pages import citations
from sitegen.text import names

if TYPE_CHECKING:
    from sitegen.views import Citations

STATIC = Path(__file__).resolve().parents[2] / "themes" / "default" / "static"
ID = "2007.10986"
GIVEN = ("Jane", "J.", "J.-P.", "JP", "Mary Ann", "ann", "X Æ", "d'Arcy", 'John "Jack"', "A{b}", "Y\\z", "क्\u200dष")
MIDDLE = ("", "van ", "de la ", "von und zu ", "A. ", "& ", "and ", "al-")
FAMILY = ("Doe", "O'Brien", "Sm{th", "100%", "x_y^z~", "$1#", "Doe-Müller", "Ltd", "\U00010400bc")
SUFFIX = ("", " Jr.", ", Jr.", " III", ", PhD")
NAMES = (
    *(Path(__file__).parents[1] / "cases" / "authors.txt").read_text(encoding="utf-8").split("\n")[:-1],
    *(f"{given} {middle}{family}{suffix}" for given, middle, family, suffix in product(GIVEN, MIDDLE, FAMILY, SUFFIX)),
    *(f"{middle}{family}, {given}" for given, middle, family in product(GIVEN, MIDDLE, FAMILY)),
)
LATEX = {"\\textbackslash{}": "\\", "\\textasciicircum{}": "^", "\\textasciitilde{}": "~", "\\textbraceleft{}": "{"}
LATEX |= {"\\textbraceright{}": "}"} | {f"\\{character}": character for character in "&%$#_{}"}
COMMAND = re.compile("|".join(re.escape(command) for command in LATEX))
LISTS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=8).map(tuple)


def cited(authors: tuple[str, ...], *, more: bool) -> Citations:
    paper = Paper(ID, "", 1, "A title", "", "", 1, authors=authors, more_authors=more)
    return citations.citations(paper, "A title", "A title", f"https://arxiv.org/abs/{ID}")


def bibtex_names(text: str) -> list[str]:
    library = parse_string(text)
    assert not library.failed_blocks
    (entry,) = library.entries
    return split_multiple_persons_names(str(entry.fields_dict["author"].value))


def unescaped(latex: str) -> str:
    bare = latex[1:-1] if latex[:1] == "{" and latex[-1:] == "}" else latex
    return COMMAND.sub(lambda command: LATEX[command[0]], bare)


def of_ris(text: str) -> dict[str, list[str]]:
    """Read a RIS record: a field a line."""
    fields: dict[str, list[str]] = {}
    for line in text.split("\n")[:-1]:
        match = re.fullmatch("([A-Z][A-Z0-9])  - (.*)", line)
        assert match, line
        fields.setdefault(match[1], []).append(match[2])
    return fields


def in_parts(author: str) -> str:
    """Write a name family name first, if it can be divided."""
    name = names.divided(author)
    return ", ".join(filter(None, (name.family, name.given, name.suffix))) if name else author


def turned(author: str) -> str:
    """Write a name as BibTeX has it: with its suffix in the middle, if it has one."""
    name = names.divided(author)
    return f"{name.family}, {name.suffix}, {name.given}" if name and name.suffix else author


def test_there_are_names_of_many_forms() -> None:
    assert len(set(NAMES)) > 5000


@given(LISTS, st.booleans())
def test_bibtex_names_all_authors_in_order(authors: tuple[str, ...], more: bool) -> None:
    found = bibtex_names(cited(authors, more=more).bibtex)
    assert [unescaped(name) for name in found] == [*map(turned, authors), *(["others"] if more else [])]
    assert ("others" in found) == more


@given(LISTS, st.booleans())
def test_ris_names_all_authors_in_order(authors: tuple[str, ...], more: bool) -> None:
    fields = of_ris(cited(authors, more=more).ris)
    assert fields["AU"] == list(map(in_parts, authors))
    assert ("N1" in fields) == more


@given(LISTS)
def test_csl_json_names_all_authors_in_order(authors: tuple[str, ...]) -> None:
    (item,) = json.loads(cited(authors, more=False).csl_json)
    found = [
        one.get("literal") or ", ".join(one[part] for part in ("family", "given", "suffix") if part in one)
        for one in item["author"]
    ]
    assert found == list(map(in_parts, authors))


def test_bibtex_divides_names_as_the_other_formats_do() -> None:
    divided = {
        author: name for author in NAMES if re.fullmatch(r"[\w .,'-]+", author) and (name := names.divided(author))
    }
    assert len(divided) > 500
    for author, name in divided.items():
        (written,) = bibtex_names(cited((author,), more=False).bibtex)
        parts = parse_single_name_into_parts(unescaped(written), strict=False)
        found = " ".join([*parts.von, *parts.last]), " ".join(parts.first), " ".join(parts.jr)
        assert found == name


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_a_name_of_any_characters_is_one_line(author: str) -> None:
    written = cited((author, "Jane Doe"), more=False)
    fields = of_ris(written.ris.replace("\r", "\n"))
    assert fields["AU"][-1] == "Doe, Jane"
    assert len(fields["AU"]) == len(json.loads(written.csl_json)[0]["author"]) == 2


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node")
def test_the_scripts_of_the_theme_write_the_same_bytes() -> None:
    lists = [(NAMES[n : n + 8], bool(n % 16)) for n in range(0, len(NAMES), 8)]
    entries = [
        [ID, {"title": "A title", "day": "2020-07-22", "at": 1, "authors": some, **({"others": True} if more else {})}]
        for some, more in lists
    ]
    program = f"""
    import {{ FORMATS }} from "{(STATIC / "reading" / "formats.js").as_uri()}";
    import {{ readFileSync }} from "node:fs";
    const pairs = JSON.parse(readFileSync(0, "utf8"));
    const formats = ["BibTeX", "RIS", "CSL-JSON"];
    console.log(JSON.stringify(pairs.map((pair) => formats.map((name) => FORMATS[name].write([pair])))));
    """
    told = subprocess.run(
        ["node", "--input-type=module", "-e", program],
        input=json.dumps(entries),
        capture_output=True,
        check=True,
        text=True,
    )
    for (some, more), (bibtex, ris, csl) in zip(lists, json.loads(told.stdout), strict=True):
        own = cited(some, more=more)
        assert (bibtex, ris, csl) == (own.bibtex, own.ris, own.csl_json)
