"""Sources in, digests and documents out.

Front matter is read here, the date that a path tells is found here, and the shape is chosen here; how the lines of a
digest are read is the shape's affair. This module does not know of other files or of the site.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen import dates, frontmatter, permalinks
from sitegen.fingerprint import fingerprint, key_of
from sitegen.model import WORDING, Alias, Defaults, Document
from sitegen.problems import Location, Problem, Severity, nearest
from sitegen.prose import legible
from sitegen.shapes import SHAPES

if TYPE_CHECKING:
    from sitegen.model import Date, Digest, Paper, Recipe, Reference, Source
    from sitegen.plugins import Plugged

DIGEST_KEYS = ("category", "date")
DOCUMENT_KEYS = ("aliases", "description", "menu", "slug", "title")

_PATH_DATES = (
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{4})/(?P<m>\d\d)/(?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})-(?P<m>[A-Za-z]{3})[a-z]*-(?P<y>\d{4})(?!\d)"),
)
_HEADING = re.compile(r"#{1,6}[ \t]+(.+)")
_BLANKS = b" \t\n\r\v\f"


def digests(
    source: Source,
    plugged: Plugged | None = None,
    recipe: Recipe | None = None,  # noqa: ARG001
) -> tuple[list[Digest], list[Problem]]:
    """Read all digests of one source, as plug-ins would have them. A source without any has a problem that says so."""
    table, skip, problems = frontmatter.split(source)
    problems += _unknown(source, table, DIGEST_KEYS)
    problems += _hidden(source, skip)
    body = source.text if not skip else "\n".join(source.text.split("\n")[skip:])
    if not body.strip():
        message = "is empty: there is no digest in it"
        hint = "fill it or delete it; if the day had no papers, write its heading and say so under it"
        problems.append(Problem(Location(source.path, 1), message, hint, severity=Severity.WARNING))
        return [], problems
    date, date_from = path_date(source.path), "its path"
    if "date" in table:
        given = _date(table["date"])
        if given:
            date, date_from = given, "its front matter"
        else:
            problems.append(_wrong(source, "date", "a date such as 2020-07-22"))
    category = table.get("category", "")
    if not isinstance(category, str):
        problems.append(_wrong(source, "category", "a text such as `cs.CV`"))
        category = ""
    category = " ".join(legible(category).split())
    if category and not permalinks.slug(category):
        problems.append(_wrong(source, "category", "a text such as `cs.CV`, with a Latin letter or a digit in it"))
        category = ""
    defaults = Defaults(skip, date, date_from if date else "", category)
    found = plugged.read(body, source, defaults) if plugged else None
    if found is None:
        found = next((shape.parse(source, defaults) for shape in SHAPES.values() if shape.claims(body)), None)
    if found is not None:
        result, faults = plugged.mended(*found) if plugged else found
        return result, problems + faults
    lines = source.text.split("\n")
    first = next(n for n in range(skip, len(lines)) if lines[n].strip())
    looked_for = "; ".join([*(plugged.expected if plugged else ()), *(shape.EXPECTED for shape in SHAPES.values())])
    where = Location(source.path, first + 1)
    problems.append(Problem(where, f"no digest found: looked for {looked_for}", "", lines[first]))
    return [], problems


def shape_of(source: Source, plugged: Plugged | None = None) -> str:
    """Name the shape, or the plug-in, that reads the digests of a source; empty when none does."""
    _, skip, _ = frontmatter.split(source)
    body = "\n".join(source.text.split("\n")[skip:])
    own = (name for name, shape in SHAPES.items() if shape.claims(body))
    return (plugged.claimant(body) if plugged else "") or next(own, "")


def wording(paper: Paper) -> bytes:
    """Return what tells a paper's title and abstract from others; blanks do not count."""
    return fingerprint(f"{paper.title}\0{paper.abstract}".encode().translate(None, _BLANKS))[:WORDING]


def fullness(paper: Paper) -> int:
    """Return how much a digest says of a paper, in characters."""
    texts = (paper.title, paper.abstract, paper.note, paper.comment, paper.journal, *paper.authors, *paper.categories)
    return (
        sum(map(len, texts)) + sum(len(part.text) for part in paper.parts) + sum(len(link.url) for link in paper.links)
    )


def key(digest: Digest, source_key: str, *, alone: bool) -> str:
    """Return the key of a digest's texts: equal keys, equal texts.

    It is that of its source; of several digests in one, all that it says, so that an edit elsewhere changes nothing.
    """
    if alone or not digest.name:
        return source_key
    papers = tuple(msgspec.structs.replace(paper, line=0) for paper in digest.papers)
    return key_of(msgspec.structs.replace(digest, path="", line=0, last=0, papers=papers))


def document(source: Source, folder: str) -> tuple[Document | None, list[Problem]]:
    """Read a free page; `folder` is the one that holds all of them, as in `content/pages`."""
    table, skip, problems = frontmatter.split(source)
    problems += _unknown(source, table, DOCUMENT_KEYS)
    texts: dict[str, str] = {}
    for key in ("title", "description", "slug"):
        value = table.get(key, "")
        if not isinstance(value, str):
            problems.append(_wrong(source, key, "a text"))
            value = ""
        texts[key] = " ".join(legible(value).split())
    menu = table.get("menu", True)
    if not isinstance(menu, bool):
        problems.append(_wrong(source, "menu", "true or false"))
        menu = True
    body = "\n".join(source.text.split("\n")[skip:])
    stem = source.path.removeprefix(f"{folder}/").removesuffix(".md")
    slug = "/".join(slugify(part) for part in (texts["slug"] or stem).strip("/").split("/"))
    slug = slug.removesuffix("/index")
    if slug == "index":
        slug = ""  # the home page
    elif not all(slug.split("/")):
        message = "a free page's place on the site is made of letters and digits; this one has none"
        problems.append(Problem(Location(source.path), message, "rename the file or set `slug`"))
        return None, problems
    title = texts["title"] or _title(body) or stem.rpartition("/")[2]
    aliases, faults = _aliases(source, table)
    document = Document(
        source.path, source.key, slug, title, texts["description"], menu, body, aliases, _references(body, skip)
    )
    return document, problems + faults


def _aliases(source: Source, table: dict[str, Any]) -> tuple[tuple[Alias, ...], list[Problem]]:
    """Find the line of each: a list may take several."""
    given = table.get("aliases", [])
    if not isinstance(given, list) or not all(isinstance(path, str) for path in given):
        return (), [_wrong(source, "aliases", 'a list of paths such as ["/old/", "/help.html"]')]
    first, _ = frontmatter.line_of(source, "aliases")
    lines = source.text.split("\n")[first - 1 :]
    aliases = []
    for path in given:
        whole = re.compile(rf"""(?<![^\s"',\[]){re.escape(path)}(?![^\s"',\]])""")
        aliases.append(Alias(path, first + next((n for n, line in enumerate(lines) if whole.search(line)), 0)))
    return tuple(aliases), []


def _references(body: str, skip: int) -> tuple[Reference, ...]:
    """Find a free page's links to other files; `skip` lines stand before its body."""
    if ".md" not in body:
        return ()
    from sitegen import markdown  # noqa: PLC0415 - 50 ms that only a page with such links should take

    found = markdown.references(body)
    return tuple(msgspec.structs.replace(reference, line=reference.line + skip) for reference in found)


def slugify(name: str) -> str:
    """Make a path component of any text: lower case ASCII letters, digits, `.`, `_` and `-`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9._]+", "-", plain).strip("-.")[:80].rstrip("-.")


def path_date(path: str) -> Date | None:
    """Return the date that a path tells: `2020-07-22`, `2020/07/22`, `20200722` or `22-Jul-2020`; the last one wins."""
    for pattern in _PATH_DATES:
        found = [date for match in pattern.finditer(path) if (date := _calendar(**match.groupdict()))]
        if found:
            return found[-1]
    return None


def _calendar(y: str, m: str, d: str) -> Date | None:
    try:
        month = int(m) if m.isdigit() else dates.month_number(m)
        return dt.date(int(y), month, int(d))
    except ValueError:
        return None


def _date(value: Any) -> Date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _hidden(source: Source, skip: int) -> list[Problem]:
    """Name each line of the front matter that would be a digest's or a paper's heading below it."""
    if not skip:
        return []
    message, hint = "this line stands in the front matter, and is not read", "move it below the front matter's end"
    return [
        Problem(Location(source.path, number), message, hint, line)
        for number, line in enumerate(source.text.split("\n")[:skip], 1)
        if any(shape.claims(line) for shape in SHAPES.values())
    ]


def _title(body: str) -> str:
    for line in body.split("\n"):
        if match := _HEADING.match(line):
            return legible(match[1]).strip().rstrip("#").rstrip()
    return ""


def _unknown(source: Source, table: dict[str, Any], known: tuple[str, ...]) -> list[Problem]:
    problems = []
    for key in table:
        if key not in known:
            line, text = frontmatter.line_of(source, str(key))
            column = max(text.find(str(key)), 0) + 1
            where = Location(source.path, line, column)
            problems.append(Problem(where, f"front matter has no key `{key}`", nearest(str(key), known), text))
    return problems


def _wrong(source: Source, key: str, wanted: str) -> Problem:
    line, text = frontmatter.line_of(source, key)
    return Problem(Location(source.path, line), f"`{key}` must be {wanted}", "", text)
