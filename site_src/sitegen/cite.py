"""A paper in, its citation out, as reference managers read it: BibTeX, RIS, CSL-JSON, COinS.

Only what is known is said. Digests name no authors, and none is invented; the year and the month are those of the
arXiv id, which is given out when a paper is submitted. DOIs are arXiv's own: https://info.arxiv.org/help/doi.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from sitegen.views import Citations

if TYPE_CHECKING:
    from sitegen.model import Paper

_SUBMITTED = re.compile(r"(?:.*/)?(\d\d)(0[1-9]|1[0-2])\d*(?:\.\d+)?")
_FIRST_YEAR = 91
"""Of arXiv, in 1991: its ids have years of two digits."""
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_QUOTED = re.compile(r"[^A-Za-z0-9._~-]")


def citations(paper: Paper, title: str, latex: str, url: str) -> Citations:
    """Cite a paper by its title, as plain text and as LaTeX (see `prose.latex`), and its page on arXiv.

    Formats: https://en.wikipedia.org/wiki/RIS_(file_format),
    https://docs.citationstyles.org/en/stable/specification.html
    """
    id_, version = paper.id, paper.version
    date = submitted(id_)
    year = month = issued = published = ""
    if date:
        year, month = f"  year          = {{{date[0]}}},\n", f"  month         = {_MONTHS[date[1] - 1]},\n"
        published = f"PY  - {date[0]}\nDA  - {date[0]}/{date[1]:02}//\n"
        issued = f'"issued": {{"date-parts": [[{date[0]}, {date[1]}]]}}, '
    bibtex = (
        f"@misc{{arxiv-{id_.replace('/', '-')},\n"
        f"  title         = {{{{{latex}}}}},\n"
        f"{year}{month}"
        f"  eprint        = {{{id_}{version}}},\n"
        "  archiveprefix = {arXiv},\n"
        f"  doi           = {{{doi(id_)}}},\n"
        f"  url           = {{{url}}},\n"
        "}\n"
    )
    ris = (
        f"TY  - GEN\nTI  - {title}\n{published}PB  - arXiv\nAN  - arXiv:{id_}{version}\n"
        f"DO  - {doi(id_)}\nUR  - {url}\nER  - \n"
    )
    csl_json = (
        f'[{{"id": "arXiv:{id_}", "type": "article", "genre": "preprint",\n'
        f'  "title": {msgspec.json.encode(title).decode()},\n  {issued}"publisher": "arXiv",\n'
        f'  "number": "arXiv:{id_}{version}", "DOI": "{doi(id_)}",\n  "URL": "{url}"}}]\n'
    )
    return Citations(bibtex, ris, csl_json, f"https://arxiv.org/bibtex/{id_}")


def coins(id_: str, title: str) -> str:
    """Return the `title` of a COinS: Zotero and its like find papers on a page by it."""
    date = submitted(id_)
    path = id_.replace("/", "%2F")
    return (
        "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal&rft.genre=preprint"
        f"&rft.atitle={_QUOTED.sub(_percent, title)}"
        + (f"&rft.date={date[0]}-{date[1]:02}" if date else "")
        + f"&rft_id=info%3Adoi%2F10.48550%2FarXiv.{path}&rft_id=https%3A%2F%2Farxiv.org%2Fabs%2F{path}"
    )


def submitted(id_: str) -> tuple[int, int] | None:
    """Return the year and the month in which a paper was submitted, as its id says."""
    match = _SUBMITTED.fullmatch(id_)
    if not match:
        return None
    year, month = int(match[1]), int(match[2])
    return (1900 if year >= _FIRST_YEAR else 2000) + year, month


def doi(id_: str) -> str:
    """Return the DOI that arXiv registers for a paper."""
    return f"10.48550/arXiv.{id_}"


def _percent(match: re.Match[str]) -> str:
    return "%20" if match[0] == " " else quote(match[0], safe="")
