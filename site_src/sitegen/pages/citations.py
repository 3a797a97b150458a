"""A paper in, its citation out, as reference managers read it: BibTeX, RIS, CSL-JSON, COinS.

Only what is known is said, and no author is invented. The year and the month are those of the arXiv id, which is given
out when a paper is submitted; of other papers, those of the date that the digest gives. The DOIs of arXiv's papers are
arXiv's own: https://info.arxiv.org/help/doi.html
`reading/formats.js` of the default theme writes the same bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import msgspec

from sitegen.text import arxiv as prose
from sitegen.text import names
from sitegen.views import Citations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.model import Paper
    from sitegen.views import PaperItem

_SUBMITTED = re.compile(r"(?:.*/)?(\d\d)(0[1-9]|1[0-2])\d*(?:\.\d+)?")
_FIRST_YEAR = 91
"""Of arXiv, in 1991: its ids have years of two digits."""
_JOURNAL_ARTICLE = '"article-journal"'
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_QUOTED = re.compile(r"[^A-Za-z0-9._~-]")
_UNKEYED = re.compile(r"[^A-Za-z0-9._-]+")
_DOI = re.compile(r"10\.[0-9]{4,9}/[A-Za-z0-9._;()/:<>\[\]+*,#-]*[A-Za-z0-9)]")
_DOIS = {"doi", "biorxiv", "medrxiv"}
"""Schemes whose names are DOIs."""
_PRECISE = {"day": 3, "week": 2, "month": 2, "year": 1}
"""How many of year, month and day a date says."""
INCOMPLETE = "The digest names only the first authors."
"""What RIS and CSL-JSON, which have no word for it, note of a list of authors that is not complete."""
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNSPACED = re.compile("[\u2e80-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
"""Scripts in which the family name comes first."""
_STAYS = re.compile(r"(?:\S*[^\W\d_A-Z]\S*|(?:\S+\.)+)(?: (?:\S*[^\W\d_A-Z]\S*|\S+\.))*")
"""Given names of which none is an initial without a full stop."""


class _About(NamedTuple):
    """What all formats say of a paper."""

    paper: Paper
    number: str
    """Its name in its scheme."""
    arxiv: bool
    date: tuple[int, ...]
    doi: str
    url: str


def citations(paper: Paper, title: str, latex: str, url: str) -> Citations:
    """Cite a paper by its title, as plain text and as LaTeX (see `prose.latex`), and its page elsewhere.

    Formats: https://en.wikipedia.org/wiki/RIS_(file_format),
    https://docs.citationstyles.org/en/stable/specification.html
    """
    scheme, _, number = paper.id.rpartition(":")
    about = _About(
        paper, "" if scheme not in ("", "pmid") else number, not scheme, issued(paper), known_doi(paper), url
    )
    authors_url = "" if scheme else f"https://arxiv.org/bibtex/{number}"
    return Citations(_bibtex(about, latex), _ris(about, title), _csl(about, title), authors_url)


def _bibtex(about: _About, latex: str) -> str:
    paper, number, arxiv, date, doi, url = about
    key = f"arxiv-{number}" if arxiv else paper.id
    rows = [
        f"@{'article' if paper.journal else 'misc'}{{{_UNKEYED.sub('-', key)},\n  title         = {{{{{latex}}}}},\n"
    ]
    if paper.authors:
        some = [*map(_bibtex_name, map(line, paper.authors)), *(["others"] if paper.more_authors else [])]
        rows.append(f"  author        = {{{' and '.join(some)}}},\n")
    if paper.journal:
        rows.append(f"  journal       = {{{prose.escaped(paper.journal)}}},\n")
    if date:
        rows.append(f"  year          = {{{date[0]}}},\n")
    if date[1:]:
        rows.append(f"  month         = {_MONTHS[date[1] - 1]},\n")
    if arxiv:
        rows.append(f"  eprint        = {{{number}{paper.version}}},\n  archiveprefix = {{arXiv}},\n")
    elif number:
        rows.append(f"  pmid          = {{{number}}},\n")
    rows.append(f"  doi           = {{{doi}}},\n" if doi else "")
    rows.append(f"  url           = {{{url}}},\n" if url else "")
    return "".join([*rows, "}\n"])


def _ris(about: _About, title: str) -> str:
    paper, number, arxiv, date, doi, url = about
    rows = [f"TY  - {'JOUR' if paper.journal else 'GEN'}\nTI  - {title}\n"]
    rows += [f"AU  - {_ris_name(line(author))}\n" for author in paper.authors]
    if paper.journal:
        rows.append(f"T2  - {paper.journal}\n")
    if date:
        rows.append(f"PY  - {date[0]}\n")
    if date[1:]:
        rows.append(f"DA  - {date[0]}/{date[1]:02}/{'/'.join(f'{day:02}' for day in date[2:])}/\n")
    if number:
        rows.append(f"PB  - arXiv\nAN  - arXiv:{number}{paper.version}\n" if arxiv else f"AN  - {number}\n")
    rows.append(f"DO  - {doi}\n" if doi else "")
    rows.append(f"UR  - {url}\n" if url else "")
    rows.append(f"N1  - {INCOMPLETE}\n" if paper.authors and paper.more_authors else "")
    return "".join([*rows, "ER  - \n"])


def _csl(about: _About, title: str) -> str:
    paper, number, arxiv, date, doi, url = about
    kind = '"article", "genre": "preprint"' if arxiv else '"document"'
    head = f'{{"id": "{"arXiv:" if arxiv else ""}{paper.id}"'
    rows = [f'{head}, "type": {_JOURNAL_ARTICLE if paper.journal else kind}', f'"title": {_json(title)}']
    if paper.authors:
        rows.append(f'"author": [{", ".join(map(_csl_name, map(line, paper.authors)))}]')
    if paper.journal:
        rows.append(f'"container-title": {_json(paper.journal)}')
    issued = [f'"issued": {{"date-parts": [[{", ".join(map(str, date))}]]}}'] if date else []
    published = [*issued, '"publisher": "arXiv"'] if arxiv else issued
    numbers = [f'"number": "arXiv:{number}{paper.version}"' if arxiv else f'"PMID": "{number}"'] if number else []
    rows += [", ".join(row) for row in (published, [*numbers, *([f'"DOI": "{doi}"'] if doi else [])]) if row]
    rows += [f'"URL": "{url}"'] if url else []
    rows += [f'"note": "{INCOMPLETE}"'] if paper.authors and paper.more_authors else []
    return "[" + ",\n  ".join(rows) + "}]\n"


def coins(paper: Paper, title: str, url: str) -> str:
    """Return the `title` of a COinS: Zotero and its like find papers on a page by it."""
    id_ = paper.id
    arxiv = ":" not in id_
    genre = "article" if paper.journal else "preprint" if arxiv else "unknown"
    kind = "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal"
    fields = [f"{kind}&rft.genre={genre}&rft.atitle={_percented(title)}", citing(paper, url)]
    if arxiv:
        date = f"rft.date={dated(found)}&" if (found := submitted(id_)) else ""
        path = id_.replace("/", "%2F")  # and all else that has to be is percented here: there are many of these
        ids = f"{date}rft_id=info%3Adoi%2F10.48550%2FarXiv.{path}&rft_id=https%3A%2F%2Farxiv.org%2Fabs%2F{path}"
        fields.append(ids)
    return "&".join(filter(None, fields))


def citing(paper: Paper, url: str) -> str:
    """Return what a COinS has beside a title and what an arXiv id tells: of most papers nothing."""
    arxiv = ":" not in paper.id
    fields = [f"rft.jtitle={_percented(paper.journal)}"] if paper.journal else []
    if paper.authors:
        fields += [f"rft.au={_percented(line(author))}" for author in paper.authors]
        fields += _first_author(paper.authors[0])
    if paper.date and not (arxiv and submitted(paper.id)):
        fields.append(f"rft.date={dated(issued(paper))}")
    if not arxiv and (found := known_doi(paper)):
        fields.append(f"rft_id=info%3Adoi%2F{_percented(found)}")
    if not arxiv and url:
        fields.append(f"rft_id={_percented(url)}")
    return "&".join(fields)


def issued(paper: Paper | PaperItem) -> tuple[int, ...]:
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


def known_doi(paper: Paper | PaperItem) -> str:
    """Return a paper's DOI: what its id says, or else the digest; of arXiv's papers, the one that arXiv registers."""
    scheme, _, value = paper.id.rpartition(":")
    if not scheme:
        return doi(value)
    values = [value] if scheme in _DOIS else [known.value for known in paper.ids if known.scheme == "doi"]
    return next(filter(_DOI.fullmatch, values), "")


def doi(id_: str) -> str:
    """Return the DOI that arXiv registers for a paper."""
    return f"10.48550/arXiv.{id_}"


def line(author: str) -> str:
    """Return a name as one line: some formats end a field with each."""
    return author if author.isprintable() else _BREAKS.sub(" ", author)


def _first_author(author: str) -> list[str]:
    """Name the parts of the first author's name.

    Zotero takes them for a further author unless they are what it makes of the whole name itself: it divides at the
    last blank, and puts full stops behind initials.
    """
    name = names.divided(line(author))
    if name is None or name.suffix or ("," not in author and " " in name.family) or not _STAYS.fullmatch(name.given):
        return []
    return [f"rft.aulast={_percented(name.family)}", f"rft.aufirst={_percented(name.given)}"]


def _bibtex_name(author: str) -> str:
    """Write a name: in braces what BibTeX would take for several names, or turn round."""
    name, text = names.divided(author), prose.escaped(author)
    if name and name.suffix:
        return prose.escaped(f"{name.family}, {name.suffix}, {name.given}")
    # Some readers of BibTeX lose a command that a name begins with.
    return f"{{{text}}}" if (name is None and _is_whole(author)) or text[:1] == "\\" else text


def _is_whole(author: str) -> bool:
    """Whether BibTeX has to be kept from dividing a name."""
    return (
        "," in author
        or names.is_group(author)
        or author.strip().lower() == "others"
        or (" " in author and bool(_UNSPACED.search(author)))
    )


def _ris_name(author: str) -> str:
    name = names.divided(author)
    return ", ".join(filter(None, (name.family, name.given, name.suffix))) if name else author


def _csl_name(author: str) -> str:
    name = names.divided(author)
    if name is None:
        return f'{{"literal": {_json(author)}}}'
    suffix = f', "suffix": {_json(name.suffix)}' if name.suffix else ""
    return f'{{"family": {_json(name.family)}, "given": {_json(name.given)}{suffix}}}'


def _json(text: str) -> str:
    return msgspec.json.encode(text).decode()


def _percented(text: str) -> str:
    return _QUOTED.sub(_percent, text)


def _percent(match: re.Match[str]) -> str:
    return "%20" if match[0] == " " else quote(match[0], safe="")
