"""A paper in, its citation out, as reference managers read it: BibTeX, RIS, CSL-JSON, COinS.

Only what is known is said, and no author is invented. The year and the month are those of the arXiv id, which is given
out when a paper is submitted; of other papers, those of the date that the digest gives. The DOIs of arXiv's papers are
arXiv's own: https://info.arxiv.org/help/doi.html
`reading/formats.js` of the default theme writes the same bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from sitegen import permalinks, prose
from sitegen.permalinks import ARXIV
from sitegen.views import Citations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.model import Paper

_SUBMITTED = re.compile(r"(?:.*/)?(\d\d)(0[1-9]|1[0-2])\d*(?:\.\d+)?")
_FIRST_YEAR = 91
"""Of arXiv, in 1991: its ids have years of two digits."""
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_QUOTED = re.compile(r"[^A-Za-z0-9._~-]")
_UNKEYED = re.compile(r"[^A-Za-z0-9._-]+")
_DOI = re.compile(r"10\.[0-9]{4,9}/[A-Za-z0-9._;()/:<>\[\]+*,#-]*[A-Za-z0-9)]")
_PUBLISHERS = {
    ARXIV: "arXiv",
    "biorxiv": "bioRxiv",
    "medrxiv": "medRxiv",
    "eprint": "IACR Cryptology ePrint Archive",
    "openreview": "OpenReview",
    "acl": "Association for Computational Linguistics",
}
_DOIS = {"doi", "biorxiv", "medrxiv"}
"""Schemes whose names are DOIs."""
_PREPRINTS = {ARXIV, "biorxiv", "medrxiv", "eprint", "openreview"}
_TYPES = {"github": ("COMP", "software"), "hn": ("ELEC", "webpage"), "link": ("ELEC", "webpage")}
"""What RIS and CSL call what is no article."""
_PRECISE = {"day": 3, "week": 2, "month": 2, "year": 1}
"""How many of year, month and day a date says."""
# Letters of the Latin script, in both languages that read names.
_CAPITAL = "[A-Z\u00c0-\u00d6\u00d8-\u00de]"
_LETTER = "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f'\u2019-]"
_PERSON = re.compile(rf"({_CAPITAL}{_LETTER}*\.?(?: {_CAPITAL}\.?){{0,2}}) ({_CAPITAL}{_LETTER}+)")
_INVERTED = re.compile(r"([^,]*[^, ]), ([^, ][^,]*)")
_GROUPS = {"AI", "Collaboration", "Consortium", "Group", "Institute", "Lab", "Labs", "Project", "Research", "Team",
           "University"}  # fmt: skip
_GROUP = re.compile(rf"\b(?:and|{'|'.join(sorted(_GROUPS))})\b", re.ASCII)


def citations(paper: Paper, title: str, latex: str, url: str) -> Citations:
    """Cite a paper by its title, as plain text and as LaTeX (see `prose.latex`), and its page elsewhere.

    Formats: https://en.wikipedia.org/wiki/RIS_(file_format),
    https://docs.citationstyles.org/en/stable/specification.html
    """
    id_ = paper.id
    scheme = permalinks.scheme(id_)
    name = id_.rpartition(":")[2]
    publisher = _PUBLISHERS.get(scheme, "")
    found, date = known_doi(paper), issued(paper)
    ris_type, csl_type = ("JOUR", "article-journal") if paper.journal else _TYPES.get(scheme, ("GEN", "article"))
    genre = ', "genre": "preprint"' if scheme in _PREPRINTS and not paper.journal else ""

    bibtex = [f"@{'article' if paper.journal else 'misc'}{{{_key(id_)},", f"  title         = {{{{{latex}}}}},"]
    ris = [f"TY  - {ris_type}", f"TI  - {title}"]
    head = f'{{"id": "{"arXiv:" if scheme == ARXIV else ""}{id_}", "type": "{csl_type}"{genre}'
    csl = [head, f'"title": {_json(title)}']
    if paper.authors:
        others = ["others"] if paper.more_authors else []
        bibtex.append(f"  author        = {{{' and '.join([*map(_bibtex_name, paper.authors), *others])}}},")
        ris += [f"AU  - {', '.join(_name(author) or (author,))}" for author in paper.authors]
        csl.append(f'"author": [{", ".join(map(_csl_name, paper.authors))}]')
    if paper.journal:
        bibtex.append(f"  journal       = {{{prose.escaped(paper.journal)}}},")
        ris.append(f"T2  - {paper.journal}")
        csl.append(f'"container-title": {_json(paper.journal)}')
    published, numbered = [], []
    if date:
        year, *rest = date
        bibtex.append(f"  year          = {{{year}}},")
        ris.append(f"PY  - {year}")
        if rest:
            bibtex.append(f"  month         = {_MONTHS[rest[0] - 1]},")
            ris.append(f"DA  - {year}/{rest[0]:02}/{f'{rest[1]:02}' if rest[1:] else ''}/")
        published.append(f'"issued": {{"date-parts": [[{", ".join(map(str, date))}]]}}')
    if scheme == ARXIV:
        bibtex += [f"  eprint        = {{{id_}{paper.version}}},", "  archiveprefix = {arXiv},"]
        numbered.append(f'"number": "arXiv:{id_}{paper.version}"')
    elif publisher:
        bibtex.append(f"  publisher     = {{{publisher}}},")
    if publisher:
        ris.append(f"PB  - {publisher}")
        published.append(f'"publisher": "{publisher}"')
    if scheme == ARXIV:
        ris.append(f"AN  - arXiv:{id_}{paper.version}")
    elif scheme == "pmid":
        bibtex.append(f"  pmid          = {{{name}}},")
        ris.append(f"AN  - {name}")
        numbered.append(f'"PMID": "{name}"')
    if found:
        bibtex.append(f"  doi           = {{{found}}},")
        ris.append(f"DO  - {found}")
        numbered.append(f'"DOI": "{found}"')
    if url:
        bibtex.append(f"  url           = {{{url}}},")
        ris.append(f"UR  - {url}")
    csl += [", ".join(row) for row in (published, numbered) if row]
    csl += [f'"URL": "{url}"'] if url else []
    return Citations(
        "\n".join([*bibtex, "}", ""]),
        "\n".join([*ris, "ER  - ", ""]),
        "[" + ",\n  ".join(csl) + "}]\n",
        f"https://arxiv.org/bibtex/{id_}" if scheme == ARXIV else "",
    )


def coins(paper: Paper, title: str, url: str) -> str:
    """Return the `title` of a COinS: Zotero and its like find papers on a page by it."""
    id_, date = paper.id, issued(paper)
    scheme = permalinks.scheme(id_)
    genre = "article" if paper.journal else "preprint" if scheme in _PREPRINTS else "unknown"
    kind = "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal"
    fields = [f"{kind}&rft.genre={genre}&rft.atitle={_percented(title)}"]
    if paper.journal:
        fields.append(f"rft.jtitle={_percented(paper.journal)}")
    fields += [f"rft.au={_percented(author)}" for author in paper.authors]
    if date:
        fields.append(f"rft.date={dated(date)}")
    if scheme == ARXIV:
        path = id_.replace("/", "%2F")  # and all else that has to be is percented here: there are many of these
        fields.append(f"rft_id=info%3Adoi%2F10.48550%2FarXiv.{path}&rft_id=https%3A%2F%2Farxiv.org%2Fabs%2F{path}")
        return "&".join(fields)
    if found := known_doi(paper):
        fields.append(f"rft_id=info%3Adoi%2F{_percented(found)}")
    if url:
        fields.append(f"rft_id={_percented(url)}")
    return "&".join(fields)


def issued(paper: Paper) -> tuple[int, ...]:
    """Return the year, and as far as they are known the month and the day, in which a paper was published."""
    if ":" not in paper.id and (found := submitted(paper.id)):
        return found
    if paper.date is None:
        return ()
    return (paper.date.year, paper.date.month, paper.date.day)[: _PRECISE.get(paper.precision, 3)]


def dated(date: Iterable[int]) -> str:
    """Write `2020-07-22`, `2020-07` or `2020`."""
    return "-".join(f"{number:02}" for number in date)


def submitted(id_: str) -> tuple[int, int] | None:
    """Return the year and the month in which a paper was submitted to arXiv, as its id says."""
    match = _SUBMITTED.fullmatch(id_)
    if not match:
        return None
    year, month = int(match[1]), int(match[2])
    return (1900 if year >= _FIRST_YEAR else 2000) + year, month


def known_doi(paper: Paper) -> str:
    """Return a paper's DOI: what its id says, or else the digest; of arXiv's papers, the one that arXiv registers."""
    scheme, _, value = paper.id.rpartition(":")
    if not scheme:
        return doi(value)
    values = [value] if scheme in _DOIS else [known.value for known in paper.ids if known.scheme == "doi"]
    return next(filter(_DOI.fullmatch, values), "")


def doi(id_: str) -> str:
    """Return the DOI that arXiv registers for a paper."""
    return f"10.48550/arXiv.{id_}"


def _key(id_: str) -> str:
    return _UNKEYED.sub("-", id_ if ":" in id_ else f"arxiv-{id_}")


def _name(author: str) -> tuple[str, str] | None:
    """Tell a family name from the names before it, where that is as good as certain."""
    if match := _INVERTED.fullmatch(author):
        return match[1], match[2]
    match = _PERSON.fullmatch(author)
    return (match[2], match[1]) if match and match[2] not in _GROUPS else None


def _bibtex_name(author: str) -> str:
    """Write a name: in braces what BibTeX would take for several names, or for a person's."""
    whole = _name(author) is None and ("," in author or _GROUP.search(author))
    text = prose.escaped(author)
    return f"{{{text}}}" if whole else text


def _csl_name(author: str) -> str:
    name = _name(author)
    if name is None:
        return f'{{"literal": {_json(author)}}}'
    return f'{{"family": {_json(name[0])}, "given": {_json(name[1])}}}'


def _json(text: str) -> str:
    return msgspec.json.encode(text).decode()


def _percented(text: str) -> str:
    return _QUOTED.sub(_percent, text)


def _percent(match: re.Match[str]) -> str:
    return "%20" if match[0] == " " else quote(match[0], safe="")
