"""Sources in, digests and documents out.

Front matter is read here, the date that a path tells is found here, and the shape is chosen here; how the lines of a
digest are read is the shape's affair. This module does not know of other files or of the site.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

from sitegen import dates
from sitegen.config import DATA_SUFFIXES
from sitegen.content import fit, frontmatter, head, history, parting
from sitegen.content.formatted import formatted
from sitegen.content.shapes.fast import SHAPES
from sitegen.hashing import fingerprint, key_of
from sitegen.model import WORDING, Alias, Defaults, Document
from sitegen.problems import Location, Problem, nearest
from sitegen.text.arxiv import legible
from sitegen.urls import permalinks
from sitegen.urls.paths import safe_path

if TYPE_CHECKING:
    from sitegen.config import Digests
    from sitegen.model import Date, Digest, Evidence, Paper, Recipe, Reference, Source

DIGEST_KEYS = ("category", "date", "draft")
DOCUMENT_KEYS = ("aliases", "description", "menu", "slug", "title")

_HEADING = re.compile(r"#{1,6}[ \t]+(.+)")
_BLANKS = b" \t\n\r\v\f"


class PluggedShapes(Protocol):
    """What plug-ins have to do with the reading of digests."""

    @property
    def expected(self) -> list[str]:
        """What digests of their shapes look like, in words."""

    def claimant(self, body: str) -> str:
        """Name the plug-in whose shape a text, without front matter, is of; empty when there is none."""

    def read(self, body: str, source: Source, defaults: Defaults) -> Read | None:
        """Read a source whose text, without front matter, is of one of their shapes; None when it is of none."""

    def mended(self, found: Read) -> Read:
        """Have digests mended and checked. A paper at which a plug-in fails stays as it is, and a problem says so."""


class Read(NamedTuple):
    """What a file of digests holds."""

    digests: list[Digest]
    problems: list[Problem]
    evidence: Evidence | None = None
    """What of it decides how the files beside it are read; None when nothing does."""
    failed: bool = False
    """Whether a plug-in failed at the whole file: what was read of it earlier is more than this."""


def digests(
    source: Source, plugged: PluggedShapes | None = None, recipe: Recipe | None = None, taught: Digests | None = None
) -> tuple[list[Digest], list[Problem]]:
    """Read all digests of one source, as plug-ins would have them: see `read`."""
    found = read(source, plugged, recipe, taught)
    return found.digests, found.problems


def read(
    source: Source, plugged: PluggedShapes | None = None, recipe: Recipe | None = None, taught: Digests | None = None
) -> Read:
    """Read all digests of one source, as plug-ins would have them, with categories that can have addresses.

    A source that is of no shape of its own is read as any digest can be: `recipe` is how, as far as the files beside it
    tell, and `taught` what the configuration says of it.
    """
    found = _read(source, plugged, recipe, taught)
    digests, problems = fit.fitted(found.digests)
    return found._replace(digests=digests, problems=[*found.problems, *problems]) if problems else found


def _read(source: Source, plugged: PluggedShapes | None, recipe: Recipe | None, taught: Digests | None) -> Read:
    if _is_data(source):
        return _any(source, plugged, recipe, taught)
    lines = source.text.split("\n")
    skip = head.length(lines)
    body = source.text if not skip else "\n".join(lines[skip:])
    named = [name for name, shape in SHAPES.items() if shape.claims(body)] if body.strip() else []
    if not (plugged and plugged.claimant(body)) and not named:
        return _any(source, plugged, recipe, taught)
    table, skip, problems = frontmatter.split(source)
    if table.get("draft") is True:
        return Read([], [])
    problems += _unknown(source, table, DIGEST_KEYS)
    problems += _hidden(source, skip)
    defaults, faults = _defaults(source, table, skip)
    problems += faults
    found = plugged.read(body, source, defaults) if plugged else None
    if found is None and named:
        found = Read(*SHAPES[named[0]].parse(source, defaults))
        problems += formatted(source)
    if found is None:
        return _any(source, plugged, recipe, taught)
    found = _mended(plugged, found)
    return found._replace(problems=problems + found.problems)


def _is_data(source: Source) -> bool:
    """Whether a program wrote a file, as records."""
    return history.parts(source.path).file.endswith(DATA_SUFFIXES)


def _any(source: Source, plugged: PluggedShapes | None, recipe: Recipe | None, taught: Digests | None) -> Read:
    """Read a source of no shape of its own. Many archives have none, and the readers of all shapes are slow to load."""
    if not _is_data(source):
        from sitegen.content.shapes import general  # noqa: PLC0415

        expected = [*(plugged.expected if plugged else ()), *(shape.EXPECTED for shape in SHAPES.values())]
        found = general.read(source, recipe, taught, expected)
    else:
        from sitegen.content.shapes import records  # noqa: PLC0415

        found = records.read(source, recipe, taught)
    return _mended(plugged, Read(found.digests, found.problems, found.evidence))


def _mended(plugged: PluggedShapes | None, found: Read) -> Read:
    """Return digests as plug-ins, if there are any, would have them, one for each topic."""
    if not plugged:
        return found
    mended = plugged.mended(found)
    return mended._replace(digests=[part for digest in mended.digests for part in parting.by_topic(digest)])


def _defaults(source: Source, table: dict[str, Any], skip: int) -> tuple[Defaults, list[Problem]]:
    """Return what front matter and path say that a heading may leave out."""
    problems = []
    date, date_from = path_date(history.parts(source.path).file), "the path"
    if source.committed and not date:
        date, date_from = source.committed, "the commit"
    if "date" in table:
        given = _date(table["date"])
        if given:
            date, date_from = given, "the front matter"
        else:
            problems.append(_wrong(source, "date", "a date such as 2020-07-22"))
    category = table.get("category", "")
    if not isinstance(category, str):
        problems.append(_wrong(source, "category", "a string such as `cs.CV`"))
        category = ""
    category = " ".join(legible(category).split())
    if category and not permalinks.slug(category):
        problems.append(_wrong(source, "category", "a string such as `cs.CV`, with a Latin letter or a digit in it"))
        category = ""
    elif category and (fault := fit.category_fault(category)):
        line, text = frontmatter.line_of(source, "category")
        problems.append(Problem(Location(source.path, line), fault, fit.RENAME, text))
        category = ""
    return Defaults(skip, date, date_from if date else "", category), problems


def shape_of(source: Source, plugged: PluggedShapes | None = None) -> str:
    """Name the shape, or the plug-in, that reads the digests of a source."""
    if _is_data(source):
        return "records"
    lines = source.text.split("\n")
    body = "\n".join(lines[head.length(lines) :])
    own = (name for name, shape in SHAPES.items() if shape.claims(body))
    return (plugged.claimant(body) if plugged else "") or next(own, "general")


def wording(paper: Paper) -> bytes:
    """Return what tells a paper's title, abstract and authors from others; blanks do not count."""
    text = f"{paper.title}\0{paper.abstract}"
    if paper.authors:
        text = "\0".join((text, *paper.authors))
    return fingerprint(text.encode().translate(None, _BLANKS))[:WORDING]


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
            problems.append(_wrong(source, key, "a string"))
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
        message = "the name of this free page contains no letter and no digit, so the page has no address"
        problems.append(Problem(Location(source.path), message, "rename the file, or set `slug`"))
        return None, problems
    elif fault := safe_path(permalinks.file(permalinks.document(slug))):
        line, text = frontmatter.line_of(source, "slug") if texts["slug"] else (1, "")
        message = f"this free page cannot have the address /{slug}/: the path {fault}"
        problems.append(Problem(Location(source.path, line), message, "rename the file, or set another `slug`", text))
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
    from sitegen.text import markdown  # noqa: PLC0415 - 50 ms that only a page with such links should take

    found = markdown.references(body)
    return tuple(msgspec.structs.replace(reference, line=reference.line + skip) for reference in found)


def slugify(name: str) -> str:
    """Make a path component of any text: lower case ASCII letters, digits, `.`, `_` and `-`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9._]+", "-", plain).strip("-.")[:80].rstrip("-.")


def path_date(path: str) -> Date | None:
    """Return the day that a path tells, if it tells one: the innermost wins."""
    told = dates.in_path(path)
    return told.date if told and told.precision == "day" else None


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
    message, hint = "this line is in the front matter and is ignored", "move it below the end of the front matter"
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
            problems.append(Problem(where, f"`{key}` is not a key of front matter", nearest(str(key), known), text))
    return problems


def _wrong(source: Source, key: str, wanted: str) -> Problem:
    line, text = frontmatter.line_of(source, key)
    return Problem(Location(source.path, line), f"`{key}` must be {wanted}", "", text)
