"""What becomes of what plug-ins return, and of their failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.conftest import digest, write_site
from tests.unit.plugins.conftest import HEAD, house, load

from sitegen.content import parse
from sitegen.model import Source

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.plugins import Plugged

SOURCE = Source("content/2020-07-22.md", digest("2020-07-22", "2007.00001", "2007.00002") + "\n", "key")
SHAPE = """
class Shape:
    EXPECTED = "stars"
    def claims(self, text):
        return text.startswith("*")
    def parse(self, source, defaults):
        def paper(id_="2007.00001", **more):
            return Paper(id_, "", **{"number": 1, "title": "A", "abstract": "B", "note": "", "line": 2, **more})
        def digest(*papers, **more):
            whole = {"path": source.path, "line": 1, "category": "", "introduction": "", "last": 2, "headings": 1}
            return Digest(date=defaults.date, papers=papers, **{**whole, **more})
        return RESULT
plugin = Plugin(shape=Shape())
"""


def failed(plugged: Plugged, source: Source = SOURCE) -> tuple[int, str]:
    """Return the line and the message of the one problem that a plug-in makes of a source, whose digest is left out."""
    digests, (problem,) = parse.digests(source, plugged)
    assert digests == []
    assert problem.location.path == source.path
    return problem.location.line, problem.message


def test_papers_are_mended_and_checked_in_the_order_of_the_configuration(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_site(
            tmp_path,
            f"""
-- {name}.py --
{HEAD}
def paper(paper):
    return msgspec.structs.replace(paper, title=paper.title + " {name}")
def check(digest):
    yield Problem(Location(digest.path, digest.papers[0].line), "{name} saw " + digest.papers[0].title)
plugin = Plugin(paper=paper, check=check)
""",
        )
    (found,), problems = parse.digests(SOURCE, load(tmp_path, "b:plugin", "a:plugin"))
    assert [paper.title for paper in found.papers] == ["Title of 2007.00001 b a", "Title of 2007.00002 b a"]
    assert [(problem.location.line, problem.message) for problem in problems] == [
        (2, "b saw Title of 2007.00001 b a"),
        (2, "a saw Title of 2007.00001 b a"),
    ]


def test_mended_text_has_no_line_breaks_and_nothing_that_html_forbids(tmp_path: Path) -> None:
    plugged = house(
        tmp_path,
        "new = {'title': 'a\\n b\\0', 'abstract': ' c\\td ', 'note': 'e\\x01\\n'}\n"
        "plugin = Plugin(paper=lambda paper: msgspec.structs.replace(paper, **new))",
    )
    (found,), _ = parse.digests(SOURCE, plugged)
    paper = found.papers[0]
    assert (paper.title, paper.abstract, paper.note) == ("a b\ufffd", "c d", "e\ufffd\n")


@pytest.mark.parametrize(
    ("code", "line", "message"),
    [
        ("paper=lambda paper: 1 / 0", 2, "`paper` failed: ZeroDivisionError: division by zero (at house.py:6)"),
        ("paper=lambda paper: None", 2, "`paper` returned NoneType, not Paper"),
        ("paper=lambda paper: exit(3)", 2, "`paper` failed: SystemExit: 3 (at house.py:6)"),
        (
            "paper=lambda paper: msgspec.structs.replace(paper, id='2007.9')",
            2,
            "`paper` changed the ID 2007.00001 to 2007.9",
        ),
        (
            "paper=lambda paper: msgspec.structs.replace(paper, title=3)",
            2,
            "`paper` returned an invalid value: Expected `str`, got `int` - at `$.title`",
        ),
        (
            "paper=lambda paper: msgspec.structs.replace(paper, version='latest')",
            2,
            "`paper` returned a paper with the ID `2007.00001` and the version `latest`",
        ),
        ("check=lambda digest: None", 1, "`check` failed: TypeError: 'NoneType' object is not iterable"),
        ("check=lambda digest: ['x']", 1, "`check` returned str, not Problem"),
        (
            "check=lambda digest: digest.paper",
            1,
            "`check` failed: AttributeError: 'Digest' object has no attribute 'paper' (at house.py:6)",
        ),
    ],
)
def test_papers_at_which_a_plug_in_fails_stay_as_they_are_with_one_error(
    tmp_path: Path, code: str, line: int, message: str
) -> None:
    (found,), (problem, *_) = parse.digests(SOURCE, house(tmp_path, f"plugin = Plugin({code})"))
    more = " (and 1 more paper of this digest)" if line > 1 and "2007" not in message else ""
    assert (problem.location.line, problem.message) == (line, f"plug-in house:plugin: {message}{more}")
    assert [paper.title for paper in found.papers] == ["Title of 2007.00001", "Title of 2007.00002"]


@pytest.mark.parametrize(("id_", "whole"), [("2007.00002", False), ("2007.0000", True)])
def test_a_file_at_whose_papers_a_plug_in_fails_throughout_has_failed(tmp_path: Path, id_: str, whole: bool) -> None:
    code = f"plugin = Plugin(paper=lambda paper: 1 / 0 if paper.id.startswith('{id_}') else paper)"
    assert parse.read(SOURCE, house(tmp_path, code)).failed is whole


def test_a_paper_may_have_another_id_than_arxivs_and_all_its_texts_are_tidied(tmp_path: Path) -> None:
    code = SHAPE.replace(
        "RESULT",
        """[digest(paper(
            "doi:10.1212/x", ids=(Identifier("doi", "10.1212/x"),), authors=(" A\\n B ", " "), keywords=("k\\0",),
            comment=" c\\n d", parts=(Part(" TL;DR ", "x\\x01"),), links=(Link("https://example.org/", " "),),
        ), topic=" a  b ")], []""",
    ).replace("class Shape", "from sitegen.model import Identifier, Link, Part\nclass Shape")
    (found,), problems = parse.digests(Source("content/2020-07-22.md", "*", ""), house(tmp_path, code))
    (paper,) = found.papers
    assert problems == []
    assert (paper.id, found.topic, paper.authors, paper.keywords) == ("doi:10.1212/x", "a b", ("A B",), ("k\ufffd",))
    assert (paper.comment, paper.parts[0].label, paper.parts[0].text) == ("c d", "TL;DR", "x\ufffd")
    assert paper.links[0].text == "https://example.org/"


@pytest.mark.parametrize(
    ("paper", "message"),
    [
        ("'doi:a/../b'", "a paper with the ID `doi:a/../b` and the version ``"),
        ("'isbn:1'", "a paper with the ID `isbn:1` and the version ``"),
        ("'hn:1', version='latest'", "hn:1 with the version `latest`"),
        ("'hn:1', ids=(('doi', '10.1212/x'),)", "hn:1 with the identifier doi:10.1212/x"),
        ("'hn:1', links=({'url': 'javascript:x', 'text': ''},)", "hn:1 with a link to `javascript:x`"),
    ],
)
def test_an_id_that_cannot_be_an_address_and_links_that_lead_nowhere_are_refused(
    tmp_path: Path, paper: str, message: str
) -> None:
    code = SHAPE.replace("RESULT", f"[digest(paper({paper}))], []").replace(
        'Paper(id_, "", **{', 'Paper(id_, **{"version": "", '
    )
    source = Source("content/2020-07-22.md", "*", "")
    _, (problem,) = parse.digests(source, house(tmp_path, code))
    assert problem.message == f"plug-in house:plugin: `shape.parse` returned {message}"


def test_text_that_no_file_can_hold_is_no_result(tmp_path: Path) -> None:
    plugged = house(tmp_path, "plugin = Plugin(paper=lambda paper: msgspec.structs.replace(paper, title='\\udc80'))")
    _, (problem,) = parse.digests(SOURCE, plugged)
    assert problem.location.line == 2
    start = "plug-in house:plugin: `paper` returned an invalid value: 'utf-8' codec can't encode"
    assert problem.message.startswith(start)


def test_a_digest_that_cannot_be_checked_stays(tmp_path: Path) -> None:
    plugged = house(tmp_path, "plugin = Plugin(check=lambda digest: digest.papers[1] and [])")
    source = Source(
        "content/x.md", digest("2020-07-22", "2007.00001") + "\n" + digest("2020-07-23", "2007.00002", "2007.00003"), ""
    )
    found, (problem,) = parse.digests(source, plugged)
    assert ([one.date.day for one in found], problem.location.line) == ([22, 23], 1)


def test_another_shape_is_asked_first_and_leaves_the_rest_to_sitegens_own(tmp_path: Path) -> None:
    plugged = house(tmp_path, SHAPE.replace("RESULT", "[digest(paper(title=' A  title'))], []"))
    (found,), problems = parse.digests(Source("content/2020-07-22.md", "* :arrow_down:", ""), plugged)
    assert (found.papers[0].title, problems) == ("A title", [])
    assert len(parse.digests(SOURCE, plugged)[0][0].papers) == 2
    _, (problem,) = parse.digests(Source("content/2020-07-22.md", "nothing", ""), plugged)
    assert problem.message.startswith("the file contains no digest: sitegen looked for stars; a heading")


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ("None", "`shape.parse` failed: TypeError: 'NoneType' object is not iterable"),
        ("[digest()]", "`shape.parse` failed: TypeError: 'Digest' object is not iterable"),
        ("[1 / 0], []", "`shape.parse` failed: ZeroDivisionError: division by zero (at house.py:17)"),
        (
            "[digest(), digest()], []",
            "`shape.parse` must give each digest the path of its source and a line of its own",
        ),
        ("[digest(path='x')], []", "`shape.parse` must give each digest the path of its source and a line of its own"),
        ("[digest(line=0)], []", "`shape.parse` must give each digest the path of its source and a line of its own"),
        (
            "[digest(category='??')], []",
            "`shape.parse` returned the category `??`, which contains no Latin letter and no digit",
        ),
    ],
)
def test_what_a_shape_may_not_return_is_a_problem_of_the_file(tmp_path: Path, result: str, message: str) -> None:
    plugged = house(tmp_path, SHAPE.replace("RESULT", result))
    line, found = failed(plugged, Source("content/2020-07-22.md", "*", ""))
    assert (line, found) == (0, f"plug-in house:plugin: {message}")


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("number=''", "`shape.parse` returned an invalid value: Expected `int`, got `str` - at `$.number`"),
        ("title=chr(0xd800)", "`shape.parse` returned an invalid value: 'utf-8' codec can't encode"),
        ("title=object()", "`shape.parse` returned an invalid value: Encoding objects of type object is unsupported"),
        ("id_='../x'", "`shape.parse` returned a paper with the ID `../x` and the version ``"),
        ("id_='2007.00002'", "`shape.parse` lists 2007.00002 twice in the digest on line 1"),
        ("id_='doi:10.1/con'", "`shape.parse` returned a paper with the ID `doi:10.1/con` and the version ``"),
    ],
)
def test_one_bad_paper_of_a_shape_is_one_problem_at_its_line(tmp_path: Path, bad: str, message: str) -> None:
    code = SHAPE.replace("RESULT", f"[digest(paper('2007.00002'), paper(line=7, {bad}), paper('2007.00003'))], []")
    (found,), (problem,) = parse.digests(Source("content/2020-07-22.md", "*", ""), house(tmp_path, code))
    assert [paper.id for paper in found.papers] == ["2007.00002", "2007.00003"]
    assert str(problem.location) == "content/2020-07-22.md:7"
    assert problem.message.startswith(f"plug-in house:plugin: {message}")


@pytest.mark.parametrize("seam", ["claims", "parse"])
def test_a_shape_that_fails_has_failed_at_the_file(tmp_path: Path, seam: str) -> None:
    code = SHAPE.replace("RESULT", "[], []").replace(
        f"def {seam}(self", f"def {seam}(self, *_):\n        1 / 0\n    def x(self"
    )
    found = parse.read(Source("content/2020-07-22.md", "*", ""), house(tmp_path, code))
    assert (found.failed, found.digests) == (True, [])
    assert f"`shape.{seam}` failed: ZeroDivisionError" in found.problems[0].message
