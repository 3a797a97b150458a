"""Archives of others: every author that a digest names is on pages, in citations, in data and in feeds."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import split_multiple_persons_names
from lxml import etree
from tests.flow.test_samples import PAPERS, SAMPLES, SHARED, copy, of
from tests.flow.test_zotero import clean_author, of_coins, of_metadata
from tests.properties.test_author_names import in_parts, of_ris, turned, unescaped

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.output.sink import MemorySink
from sitegen.pages import citations
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.model import Digest, Paper

pytestmark = pytest.mark.skipif(not SHARED, reason="needs the archives of others")
WITHOUT = {
    "github-bullets", "h2-quote-cut", "hf-per-paper-en", "hn-per-post", "prose-zh", "table-details-abstract",
    "table-html-spans", "table-monthly",
}  # fmt: skip
"""Archives that name no author."""
MOST = 400
"""Papers of an archive whose pages are read."""
ATOM = {"a": "http://www.w3.org/2005/Atom"}

Names = tuple[str, ...]


def told(papers: tuple[tuple[str, Digest, Paper], ...], name: str) -> dict[str, set[Names]]:
    """Return what the digests say of each paper's authors, with what an archive's own records say where it has them."""
    found: dict[str, set[Names]] = defaultdict(set)
    for _, _, paper in papers:
        found[paper.id].add(paper.authors)
    expected = SAMPLES / name / "expected.jsonl"
    if expected.exists():
        for row in map(json.loads, expected.read_text(encoding="utf-8").splitlines()):
            assert found[row["id"]] == {tuple(row["authors"])}
    return found


def check_page(html: bytes, authors: Names) -> None:
    """Assert that a paper's page names all its authors, in order, in each of its formats."""
    page = lxml.html.document_fromstring(html.decode())
    shown = page.xpath("//*[@class='authors']//bdi")
    assert tuple(name.text_content() for name in shown) == authors
    data = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
    assert tuple(author["name"] for author in data.get("author", ())) == authors
    bibtex, ris, csl = (text.text_content() for text in page.xpath("//details[@class='cite']/pre"))
    (entry,) = parse_string(bibtex).entries
    written = entry.fields_dict.get("author")
    names = split_multiple_persons_names(str(written.value)) if written else []
    more = names[-1:] == ["others"]
    assert [unescaped(name) for name in names[: -1 if more else None]] == list(map(turned, authors))
    fields = of_ris(ris)
    assert fields.get("AU", []) == list(map(in_parts, authors))
    (item,) = json.loads(csl)
    parts = ("family", "given", "suffix")
    found = [one.get("literal") or ", ".join(one[p] for p in parts if p in one) for one in item.get("author", ())]
    assert found == list(map(in_parts, authors))
    assert more == (fields.get("N1") == [citations.INCOMPLETE]) == (item.get("note") == citations.INCOMPLETE)
    (coins,), metadata = of_coins(page), of_metadata(page)
    assert coins.creators == [clean_author(name, comma="," in name) for name in authors]
    assert len(metadata.creators) == len(authors)
    assert metadata.title == data["headline"]
    assert coins.title == data["headline"].replace("+", " ")  # so Zotero reads it


def of_feeds(files: dict[str, bytes]) -> dict[str, list[Names]]:
    """Return the authors in both feeds, by the address of the paper."""
    found: dict[str, list[Names]] = defaultdict(list)
    for entry in etree.fromstring(files["feed.xml"]).xpath("a:entry", namespaces=ATOM):
        address = entry.xpath("string(a:link[@rel='alternate']/@href)", namespaces=ATOM)
        found[address].append(tuple(entry.xpath("a:author/a:name/text()", namespaces=ATOM)))
    for item in json.loads(files["feed.json"])["items"]:
        found[item["url"]].append(tuple(author["name"] for author in item.get("authors", ())))
    return found


@pytest.mark.parametrize("name", [name for name in PAPERS if name not in WITHOUT])
def test_all_authors_of_a_sample_are_everywhere(name: str, tmp_path: Path, tmp_path_factory: Any) -> None:
    archive = of(name, tmp_path_factory.mktemp("archive"))
    authors = told(archive.papers, name)
    assert any(map(any, authors.values()))
    folder = copy(name, tmp_path)
    (folder / "sitegen.toml").write_text(archive.look.proposal.toml() or "content.folder = '.'\n", encoding="utf-8")
    with MemorySink() as sink:
        build(folder, config.load(folder, {}, "https://example.org/", content="."), sink, Cache(None))
        files = sink.files
    last: dict[str, Names] = {}
    for line in gzip.decompress(files["archive.jsonl.gz"]).splitlines():
        row = json.loads(line)
        last[row["id"]] = tuple(row.get("authors", ()))
        assert last[row["id"]] in authors[row["id"]]
    assert last.keys() == authors.keys()
    for id_ in sorted(last)[:MOST]:
        check_page(files[permalinks.file(permalinks.paper(id_, "/abs/{id}/"))], last[id_])
    addresses = {f"https://example.org{permalinks.paper(id_, '/abs/{id}/')}": names for id_, names in last.items()}
    newest = of_feeds(files)
    assert newest
    for address, found in newest.items():
        assert found == [addresses[address]] * 2
