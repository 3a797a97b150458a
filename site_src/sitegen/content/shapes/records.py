"""JSON and JSON Lines: a file of records in, its papers by day and topic out.

A record is an object with a title and an id or a link, under keys by the same names as labels have. Lists and objects
above it tell its day and its topic: `{"2020-07-22": {"SLAM": [..]}}`. Values that are rows of a table, as some archives
keep them, are read as such. A file without records is none of ours, and nothing is said of it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen import dates
from sitegen.content import ids, recipes
from sitegen.content.shapes import above, digests, general, inline, labels, names, papers, rows, values
from sitegen.model import Evidence, Identifier, Link, Paper, Part
from sitegen.problems import Location, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sitegen.config import Digests
    from sitegen.model import Recipe, Source

KIND = "record"
MAX_DEPTH = 8
"""Objects and lists inside one another that are looked into."""
_PARTS = {"tldr": "tldr", "title_translated": "title", "abstract_translated": "abstract", "part": ""}
"""The fields that become parts, and of which kind."""
_ABSTRACTS = frozenset({"summary", "description"})
"""Keys that are the abstract where there is no other: as arXiv's own records call it."""
_ROW = rows.Table(-1, ("date", "title", "authors", "link", "code"), ("Publish Date", "Title", "Authors", "PDF", "Code"))


class _Found(NamedTuple):
    """A record, and what stands above it."""

    value: Mapping[str, object] | str
    above: tuple[str, ...]
    line: int


def read(source: Source, recipe: Recipe | None, taught: Digests | None = None) -> general.Found:
    """Read a file of records. What is not JSON has a problem, when its name or its text says that it is of papers."""
    fields_of = {
        labels.fold(label): field
        for label, field in (recipe.fields if recipe else (taught.fields.items() if taught else ()))
    }
    schemes = recipe.ids if recipe else taught.ids if taught else ()
    found, problems = _records(source)
    told = dates.in_path(source.path)
    made: list[tuple[Paper, above.Context]] = []
    for one in found:
        paper = _paper(one, fields_of, schemes)
        if paper is None:
            continue
        date, topics = _above(one.above)
        status = next((status for topic in topics if (status := labels.status(topic))), "")
        made.append((paper, above.Context(tuple(t for t in topics if not labels.status(t)), date, status)))
    if not made:
        return general.Found([], problems if _is_ours(source) else [], Evidence())
    day = above.Day(told.date if told else source.committed, told.precision if told else "day", "its path")
    evidence = Evidence({KIND: float(len(made))}, len(made), day.date)
    if recipe is None:
        evidence = general.dated(evidence, [paper for paper, _ in made], day)
        recipe = recipes.alone(evidence, taught)
    return general.Found(digests.grouped(source, made, day, recipe), problems, evidence)


def _is_ours(source: Source) -> bool:
    return "arxiv.org/" in source.text or dates.in_path(source.path) is not None


def _records(source: Source) -> tuple[list[_Found], list[Problem]]:
    """Find the records of a file, in its order."""
    if source.path.endswith(".jsonl"):
        found: list[_Found] = []
        problems = []
        for n, line in enumerate(source.text.split("\n"), 1):
            if not line.strip():
                continue
            try:
                value = msgspec.json.decode(line)
            except (msgspec.DecodeError, RecursionError) as error:
                message = f"this line is not valid JSON: {error}"
                problems.append(
                    Problem(Location(source.path, n), message, "correct or delete the line", line, Severity.WARNING)
                )
                continue
            found += _walk(value, (), n)
        return found, problems
    try:
        value = msgspec.json.decode(source.text)
    except (msgspec.DecodeError, RecursionError):
        return [], [_not_json(source)]
    found = list(_walk(value, (), 0))
    return _placed(source, found), []


def _not_json(source: Source) -> Problem:
    try:
        json.loads(source.text)
    except json.JSONDecodeError as error:
        line = source.text.split("\n")[error.lineno - 1]
        where = Location(source.path, error.lineno, error.colno)
        return Problem(
            where,
            f"the file is not valid JSON: {error.msg}",
            "correct the file, or add it to `content.exclude`",
            line,
            Severity.WARNING,
        )
    except (ValueError, RecursionError):  # a number of 5,000 digits, 1,000 brackets
        pass
    return Problem(
        Location(source.path, 1),
        "the file contains JSON that sitegen cannot read",
        "add the file to `content.exclude`",
        "",
        Severity.WARNING,
    )


def _placed(source: Source, found: list[_Found]) -> list[_Found]:
    """Give records the lines on which their ids or titles stand."""
    lines = source.text.split("\n")
    at = 0
    placed = []
    for one in found:
        value = one.value
        marks = (
            [str(v) for k, v in value.items() if labels.field(k) in ("id", "title") or k == "id"]
            if isinstance(value, dict)
            else []
        )
        marks += [one.above[-1]] if isinstance(value, str) and one.above else []
        line = next((n for n in range(at, len(lines)) if any(mark and mark in lines[n] for mark in marks)), at)
        placed.append(one._replace(line=line + 1))
        at = line
    return placed


def _walk(value: object, above: tuple[str, ...], line: int) -> Iterator[_Found]:
    """Yield what may be a record."""
    if len(above) > MAX_DEPTH:
        return
    if isinstance(value, dict):
        if _is_record(value):
            yield _Found(value, above, line)
            return
        for key, inner in value.items():
            yield from _walk(inner, (*above, str(key)), line)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, above, line)
    elif isinstance(value, str) and value.lstrip().startswith("|") and value.count("|") > 3 and ids.linked(value):  # noqa: PLR2004
        yield _Found(value, above, line)


def _is_record(value: Mapping[str, object]) -> bool:
    known = {labels.field(key) for key, inner in value.items() if isinstance(inner, str | int | list) and inner}
    return "title" in known and bool(known & {"id", "link", "doi", "pmid", "abstract", "authors", "code"})


def _above(keys: tuple[str, ...]) -> tuple[dates.Told | None, list[str]]:
    """Part the keys above a record into a date and topics."""
    date: dates.Told | None = None
    topics = []
    for key in keys:
        told = dates.find(key) if any(c.isdigit() for c in key) else None
        if told and above.only_date(key, told):
            date = told
        elif not ids.arxiv_id(key) and (topic := above.topic_of(key)):
            topics.append(topic)
    return date, topics


def _texts(value: object, depth: int = 0) -> list[str]:
    """Return a value as texts: of a list of objects their names. What is too deep inside it is left out."""
    if depth > MAX_DEPTH:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float):
        return [str(value)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner, depth + 1)]
    if isinstance(value, dict):
        named = next(
            (value[key] for key in ("name", "term", "full_name", "value", "text", "href", "url") if key in value), None
        )
        return _texts(named, depth + 1)
    return []


_ByField = dict[str, list[tuple[str, object]]]
"""The keys that name a field, with their values."""


def _paper(one: _Found, fields_of: Mapping[str, str], schemes: tuple[str, ...]) -> Paper | None:
    """Make a paper of a record; None when it names none."""
    if isinstance(one.value, str):
        return _row(one)
    by_field: _ByField = {}
    kept: list[tuple[str, str]] = []
    for key, value in one.value.items():
        if field := _field(key, fields_of):
            by_field.setdefault(field, []).append((key, value))
        elif texts := _texts(value):
            kept.append((key, "; ".join(texts)))

    def first(field: str) -> str:
        return "\n".join(_texts(by_field[field][0][1])) if field in by_field else ""

    def every(field: str) -> list[str]:
        return [text for _, value in by_field.get(field, []) for text in _texts(value)]

    title = inline.plain(first("title"))
    identifiers = _identifiers(one.value, by_field, schemes)
    if not title or not identifiers:
        return None
    known = identifiers[0]
    authors, more = _authors(by_field)
    abstract, parts = _texts_of(by_field, first("abstract"))
    date, precision = None, ""
    if told := dates.find(first("date")):
        date, precision = told.date, told.precision
    categories = every("categories")
    if len(categories) == 1:
        categories = values.categories(categories[0])
    links = _links(one.value, identifiers)
    number = next((values.number(str(value)) for _, value in by_field.get("number", []) if isinstance(value, int)), 0)
    return Paper(
        ids.page_id(known, title),
        known.version,
        number or 0,
        title,
        inline.abstract(abstract),
        "",
        max(one.line, 1),
        ids=tuple(identifiers) if len(identifiers) > 1 or known.scheme != "arxiv" else (),
        authors=authors,
        more_authors=more,
        categories=tuple(dict.fromkeys(categories)),
        keywords=tuple(dict.fromkeys(word for text in every("keywords") for word in values.keywords(text))),
        date=date,
        precision=precision,
        comment=inline.plain(first("comment")),
        journal=inline.plain(first("journal")),
        affiliation=inline.plain(first("affiliation").replace("\n", "; ")),
        links=tuple(links.values()),
        parts=tuple(parts),
        fields=tuple(kept),
    )


def _field(key: str, fields_of: Mapping[str, str]) -> str:
    """Return the field that a key names, `fields_of` the configuration first; empty when none."""
    field = fields_of.get(labels.fold(key), "") or labels.field(key)
    return field or ("id" if key == "id" or key.endswith("_id") else "")


def _authors(by_field: _ByField) -> tuple[tuple[str, ...], bool]:
    """Return the authors, from a list or a text, and whether there are more."""
    texts = _texts(by_field["authors"][0][1]) if "authors" in by_field else []
    return names.split(texts[0]) if len(texts) == 1 else (tuple(text.strip() for text in texts), False)


def _texts_of(by_field: _ByField, abstract: str) -> tuple[str, list[Part]]:
    """Return the abstract, a summary when there is no other, and the further texts."""
    parts = []
    for field, kind in _PARTS.items():
        for key, value in by_field.get(field, []):
            text = "\n\n".join(_texts(value))
            if not abstract and field == "tldr" and labels.fold(key) in _ABSTRACTS:
                abstract = text
            elif text:
                parts.append(Part(key.replace("_", " "), inline.markdown(text), kind))
    return abstract, parts


def _links(record: Mapping[str, object], identifiers: Sequence[Identifier]) -> dict[str, Link]:
    """Return the addresses that lead elsewhere than to the paper."""
    return {
        text: Link(text, key.replace("_", " "))
        for key, value in record.items()
        for text in _texts(value)
        if text.startswith(("http://", "https://"))
        and " " not in text
        and ids.identify(text) not in identifiers
        and not papers.is_own(text, identifiers)
    }


def _identifiers(record: Mapping[str, object], by_field: _ByField, schemes: tuple[str, ...]) -> list[Identifier]:
    """Return whose record it is, the main one first: of each scheme one."""
    found: list[Identifier] = []
    for field in ("id", "link", "doi", "pmid", "code"):
        for key, value in by_field.get(field, []):
            for text in _texts(value):
                if known := ids.arxiv_id(text.strip().removeprefix("arXiv:")):
                    found.append(known)
                elif field == "pmid" or key.lower() == "pmid":
                    found += [Identifier("pmid", text.strip())] if text.strip().isdigit() else []
                else:
                    found += ids.linked(text) or (ids.named(text) if field in ("doi", "id") else [])
    wanted = schemes or ids.PAPERS
    result: dict[str, Identifier] = {}
    for one in sorted(found, key=lambda known: known.scheme != "arxiv"):
        if one.scheme in wanted or (result and one.scheme in ids.PAPERS):
            before = result.get(one.scheme)
            if before is None or (before.value == one.value and one.version > before.version):
                result[one.scheme] = one
    if not result and "url" in schemes:
        url = next((text for value in record.values() for text in _texts(value) if text.startswith("http")), "")
        result |= {"link": Identifier("link", url)} if url else {}
    return list(result.values())


def _row(one: _Found) -> Paper | None:
    """Read a value that is a row of a table."""
    assert isinstance(one.value, str)  # noqa: S101 - for the types
    linked = ids.linked(one.value)
    known = next((found for found in linked if found.scheme in ids.PAPERS), None)
    if known is None:
        return None
    row = one.value.strip()
    cells = rows.cells(row)
    table = _ROW if len(cells) >= len(_ROW.columns) and dates.find(cells[0]) else rows.Table(-1, (), ())
    contents = rows.read(row, table, {})
    return papers.paper(contents, known, [], max(one.line, 1), escapes=False, guess_authors=False)
