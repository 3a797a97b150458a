"""Configuration: `sitegen.toml`, or `[tool.sitegen]` in `pyproject.toml`, in; a checked `Config` out.

Every key has a default, so a folder without a configuration builds. All faults come in one report, each with the line
of its key; an unknown key is refused with the nearest name. The docstring under a field is its documentation.
This module does not know what the options are used for.
"""

from __future__ import annotations

import datetime as dt
import os.path
import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeGuard, get_args

import msgspec

from sitegen.problems import (
    Location,
    Problem,
    Refusal,
    nearest,
    toml_fault,
)
from sitegen.urls.folding import is_age

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Key = tuple[str | int, ...]
"""Where a value stands: `("feeds", "items")`; an entry of an array of tables has its number in it."""

FILE = "sitegen.toml"
BASE_URL_VARIABLE = "SITEGEN_BASE_URL"
PREVIEW_URL = "http://localhost:8000/"
MOST_BOOST = 100
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DATA_SUFFIXES = (".json", ".jsonl")
"""What the names of content files end in that programs write."""
CONTENT_SUFFIXES = (".md", *DATA_SUFFIXES)
"""What the names of content files end in."""
SCHEMES = (
    "arxiv", "doi", "biorxiv", "medrxiv", "pmid", "openreview", "acl", "eprint", "hn", "github", "url", "none",
)  # fmt: skip
"""Identifiers of papers, see `Digests.ids`."""
OPENERS = (
    *(f"heading {level}" for level in range(1, 7)),
    "row", "bullet", "nested", "number", "summary", "title", "label", "link", "linked", "bold", "paragraph", "line",
    "record", "file",
)  # fmt: skip
"""What opens a paper, see `Digests.paper`."""
HOLES = ("title", "link", "id", "authors", "abstract", "date", "number", "category", "topic", "comment", "code")
"""Names in the braces of an example, see `Digests.paper`."""
PAPER_FIELDS = (
    "title", "title_translated", "authors", "abstract", "abstract_translated", "tldr", "categories", "date", "updated",
    "comment", "code", "link", "keywords", "journal", "affiliation", "id", "pmid", "doi", "number", "part", "ignore",
)  # fmt: skip
"""What a label can name, see `Digests.fields`."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_BASE_URL = re.compile(r"(?i:https?)://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?/[^?#@]*")
_BASE_PATH = re.compile(r"(/(?!\.{1,2}/)[A-Za-z0-9._~-]+)*/")
_KEY_PART = re.compile(r"""\s*(?:"[^"]*"|'[^']*'|[^.]+)""")
_HEADER = re.compile(r"(\[\[?)\s*([^\]]*?)\s*\]")
_SOURCE_URL = re.compile(r"https?://[^\s{}]*\{path\}(?:[^\s{}]*\{line\})?[^\s{}]*")
_PLUGIN = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*", re.ASCII)
_HOLE = re.compile(r"\{(\w*)\}")
_PAPER_URL = re.compile(r"/(?:(?!\.)(?:[a-z0-9._-]|\{(?:id|yymm|number)\})+(?<!\.)/)+")


class Content(msgspec.Struct, frozen=True):
    """Where the digests are."""

    folder: str = "content"
    """The folder with the digests and, in `pages/`, the free pages; relative to the site's folder, and `.` for that
    folder itself. `--content` wins over it."""
    exclude: tuple[str, ...] = ()
    """Files and folders in it that are not content, as in `["drafts/", "*.tmp.md", "2019/**/index.md"]`. `*` stands for
    any characters but `/`, `?` for one, `**` for any number of folders. A pattern without a `/`, or with one only at
    its end, holds at any depth, and others from the content folder on; one that ends in `/` names folders only. All
    that lies in an excluded folder is excluded."""
    history: tuple[str, ...] = ()
    """Files in it that are overwritten day after day, as in `["README.md"]`. Every version that was committed to Git is
    read, the last of each day, as a digest of that day. It takes a clone with its whole history: `fetch-depth: 0` for
    GitHub's checkout action."""
    max_bytes: int = 33_554_432
    """Files in it that are larger than this many bytes are refused; JSON files are passed over with a warning."""

    @property
    def prefix(self) -> str:
        """What the paths of all files in the folder begin with: `content/`; nothing when it is the site's folder."""
        return "" if self.folder == "." else f"{self.folder}/"


class Output(msgspec.Struct, frozen=True):
    """Where the site goes."""

    folder: str = "build"
    """The folder the site is written to; files in it that sitegen did not make are left alone."""


class Theme(msgspec.Struct, frozen=True):
    """How the site looks."""

    name: str = "default"
    """A folder in the site's `themes/`, an installed theme, or one that comes with sitegen: `default`, `plain`."""
    options: dict[str, Any] = {}
    """Options of the theme; which there are stands in its `theme.toml`."""


class Urls(msgspec.Struct, frozen=True):
    """Where pages have their place on the site."""

    paper: str = "/abs/{id}/"
    """The path of a paper's page, made of `{id}` (`2007.10986`, `math/0309136`), or of `{yymm}` and `{number}`, for
    hosts that limit the entries of a folder: `/abs/{yymm}/{number}/`."""
    lock: str = ""
    """A file in the site's folder, such as `permalinks.lock`, that lists all published addresses, to be committed to
    Git: each build adds the new ones, and warns of those that are lost. Empty: there is none."""
    aliases: dict[str, str] = {}
    """Addresses that lead elsewhere, as in `"/old/" = "/new/"`: to a path of this site or to an `https://` URL."""


class Papers(msgspec.Struct, frozen=True):
    """The papers' pages."""

    fold_after: str = ""
    """The age at which papers fold, as in `2y`, `18m`, `8w` or `30d`: those whose newest day is that much older than
    the archive's newest have no page any more, but a place on the page of that day, and `404.html` leads there from
    where their page was. Months and years are counted to the first of a month. Empty: none folds; `0d`: all do."""


class Feeds(msgspec.Struct, frozen=True):
    """The Atom and JSON feeds."""

    items: int = 100
    """The newest papers that a feed holds, at most."""
    max_bytes: int = 1_000_000
    """What a feed's entries may weigh, about, in bytes; a feed ends before the entry that would exceed it."""


class Markdown(msgspec.Struct, frozen=True):
    """How Markdown is read in free pages; digests are data, and what is said here does not hold for them."""

    html: bool = False
    """Let raw HTML in `content/pages/` through. For pages you wrote yourself: what it holds is not checked."""


class Search(msgspec.Struct, frozen=True):
    """The search."""

    enabled: bool = True
    """Make a search index and the search page, and put a search box on every page. Themes may have no search."""
    languages: tuple[str, ...] = ()
    """The languages of titles and abstracts, as in `["en", "ja"]`; empty: the site's `language`. English words are
    found in all their forms and have stop words, `ja`, `ko` and `zh` are cut into pairs of characters, and words of
    other languages are found as they are written."""
    stop_words: tuple[str, ...] = ()
    """Words that are not searched for, beside those of English."""
    title_boost: float = 3.0
    """What a word in a title counts, compared with one in an abstract."""
    export_lunr: bool = False
    """Write `search/lunr.json` as well: the whole index as Lunr's own programs load it, several kB a paper."""


class Ledger(msgspec.Struct, frozen=True):
    """Which days the ledger expects, the page `/status/`, and where it leads for sources."""

    weekdays: tuple[str, ...] = WEEKDAYS[:5]
    """The days of the week that have digests, of `mon`, `tue`, `wed`, `thu`, `fri`, `sat` and `sun`."""
    holidays: tuple[str, ...] = ()
    """Days of which nothing is expected, neither a digest nor the usual number of papers: every year (`12-25`), once
    (`2020-11-26`), or a stretch of days (`2020-12-24/2021-01-01`)."""
    since: str = ""
    """The first day of which something is expected, as in `2020-07-22`; empty: the first that there is."""
    strict: bool = False
    """Warn of days that are missing, suspicious or quiet, so that `build --strict` refuses them. Otherwise they are
    notices, which change no exit status."""
    source: str = ""
    """Where people can see a line of the digests, with `{path}` and `{line}` to be filled in, as in
    `https://github.com/user/project/blob/main/{path}#L{line}`; empty: nowhere."""


class Watch(msgspec.Struct, frozen=True):
    """A watch rule: which papers are named at `/watch/<slug>/` and in its feeds."""

    name: str = ""
    """The rule's name: it may not be empty."""
    slug: str = ""
    """The rule's place, `/watch/<slug>/`; when it is empty, it is made of the name."""
    any: tuple[str, ...] = ()
    """Terms of which a paper must have at least one; empty: that is not asked for. A term is a word, or words in a row
    in `"` of their own, and has to stand in the title or in the abstract; after `title:`, in the title. It stands for
    all its forms."""
    all: tuple[str, ...] = ()
    """Terms of which a paper must have each."""
    none: tuple[str, ...] = ()
    """Terms of which a paper may have none."""
    categories: tuple[str, ...] = ()
    """Categories, as in `["cs.CV"]`, of which a paper must stand in at least one; empty: in whatever it stands."""


class Digests(msgspec.Struct, frozen=True):
    """How some digests are to be read, where that is not found out by itself. One entry alone may be `[digests]`."""

    files: str = ""
    """The files that are meant, as a pattern like those of `content.exclude`: `archive/**/*.md`. Empty: all. Where
    several entries mean a file, the first holds."""
    ids: tuple[str, ...] = ()
    """What makes an entry a paper: links or ids of `arxiv`, `doi`, `biorxiv`, `medrxiv`, `pmid`, `openreview`, `acl`,
    `eprint`, `hn` or `github`, as in `["arxiv", "doi"]`; any other link, `url`; or neither, `none`. Empty: arXiv, and
    the other identifiers of papers where there is no arXiv link."""
    paper: str = ""
    """What a paper begins with: `heading 1` to `heading 6`, `row` (of a table), `bullet`, `nested` (a bullet in a
    bullet), `number`, `summary`, `title`, `label`, `link`, `linked` (a line that begins with a link), `bold`,
    `paragraph`, `line`, `record` (of JSON), or `file` (the whole file is one paper). Or an example with holes in
    braces, as in `- **[{title}]({link})** {}`: `{title}`, `{link}`, `{id}`, `{authors}`, `{abstract}`, `{date}`,
    `{number}`, `{category}`, `{topic}`, `{comment}`, `{code}`, and `{}` for anything. Empty: found out."""
    date: str = ""
    """The day of a paper: `own`, its own date; `digest`, that of its digest; or the line that tells the digest's, with
    a hole, as in `# New submissions for {date}`. Empty: found out."""
    topic: str = ""
    """The line that tells the topic of the papers under it, with a hole, as in `## Keyword: {topic}`. Empty: the
    headings above them."""
    fields: dict[str, str] = {}
    """What labels name, as in `{ "Matched" = "keywords", "Score" = "ignore" }`: `title`, `title_translated`, `authors`,
    `abstract`, `abstract_translated`, `tldr`, `categories`, `date`, `updated`, `comment`, `code`, `link`, `keywords`,
    `journal`, `affiliation`, `id`, `pmid`, `doi`, `number`, `part` (a named section), or `ignore`."""


class Config(msgspec.Struct, frozen=True):
    """A site's configuration."""

    title: str = "Digest archive"
    """The site's name."""
    description: str = "Daily digests of arXiv papers"
    """What the site is, in a sentence: for search engines and feeds."""
    language: str = "en"
    """The language of the site, as in `en` or `pt-BR`."""
    base_url: str = PREVIEW_URL
    """Where the site will be found, with its sub-path if it has one: `https://user.github.io/project/`. The environment
    variable `SITEGEN_BASE_URL` and `--base-url` win over it."""
    plugins: tuple[str, ...] = ()
    """Plug-ins by module and name, as in `["plugins.house:plugin"]`, from the site's folder or installed packages. They
    are programs that run with the rights of whoever builds the site."""
    codes: bool = True
    """Have a watch rule of the site's own, at `/watch/codes/`: the papers whose abstract links code."""
    content: Content = Content()
    output: Output = Output()
    theme: Theme = Theme()
    urls: Urls = Urls()
    papers: Papers = Papers()
    feeds: Feeds = Feeds()
    markdown: Markdown = Markdown()
    search: Search = Search()
    ledger: Ledger = Ledger()
    watch: tuple[Watch, ...] = ()
    """The watch rules."""
    digests: tuple[Digests, ...] = ()
    """How digests are to be read."""

    @property
    def root(self) -> str:
        """The path of the base URL: `/`, or `/project/`."""
        return "/" + self.base_url.partition("//")[2].partition("/")[2]


def load(folder: Path, environment: Mapping[str, str], base_url: str = "", content: str = "") -> Config:
    """Read the configuration of the site in `folder`.

    `base_url`, from the command line, wins over the environment, which wins over the file; `content`, the folder with
    the digests, wins over the file, and is relative to `folder`.

    Raises:
        Refusal: with every fault that was found.

    """
    path, text, table = _find(folder)
    table = dict(table)
    given = _given(environment, base_url, content)
    if ("base_url",) in given:
        table["base_url"] = base_url or environment[BASE_URL_VARIABLE]
    problems: list[Problem] = []
    file = _File(path, text)
    config: Config = _convert(Config, table, (), file, problems)
    if config.base_url and not config.base_url.endswith("/"):
        config = msgspec.structs.replace(config, base_url=config.base_url + "/")
    where = os.path.relpath(folder / content, folder) if content else config.content.folder
    tidied = msgspec.structs.replace(
        config.content,
        folder=where and (_tidy(where) or "."),
        history=tuple(map(_tidy, config.content.history)),
    )
    urls = msgspec.structs.replace(config.urls, lock=_tidy(config.urls.lock))
    config = msgspec.structs.replace(config, content=tidied, urls=urls)
    for key, message, hint in (*((*fault, "") for fault in _faults(config)), *_digests_faults(config.digests)):
        if key in given:
            problems.append(Problem(Location(given[key]), message, hint))
        else:
            problems.append(file.fault(key, message, hint))
    if problems:
        raise Refusal(*problems)
    return config


def _given(environment: Mapping[str, str], base_url: str, content: str) -> dict[Key, str]:
    """Name what sets options beside the file, by the options' keys."""
    given: dict[Key, str] = {}
    if base_url or environment.get(BASE_URL_VARIABLE, ""):
        given["base_url",] = "--base-url" if base_url else BASE_URL_VARIABLE
    if content:
        given["content", "folder"] = "--content"
    return given


def is_configured(folder: Path) -> bool:
    """Whether a folder has a configuration, be it a faulty one: then it is a site.

    Raises:
        Refusal: it cannot be read.

    """
    path, text, _ = _find(folder)
    return bool(text) and (path == FILE or "sitegen" in _parse(folder, path)[1].get("tool", {}))


def fault(folder: Path, key: Key, message: str, hint: str) -> Problem:
    """Return a problem at the place where the site in `folder` sets a key: for what only others can judge."""
    path, text, _ = _find(folder)
    return _File(path, text).fault(key, message, hint)


def origins(
    folder: Path, environment: Mapping[str, str], base_url: str, keys: Iterable[Key], content: str = ""
) -> dict[Key, str]:
    """Say of those keys that are set for the site in `folder` where they are: `sitegen.toml:7`, `--base-url`."""
    path, text, table = _find(folder)
    file = _File(path, text)
    result = {key: str(file.place(key)) for key in keys if _is_set(table, key)}
    return result | _given(environment, base_url, content)


def _is_set(table: Any, key: Key) -> bool:
    for part in key:
        try:
            table = table[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _find(folder: Path) -> tuple[str, str, dict[str, Any]]:
    own = _parse(folder, FILE)
    shared = _parse(folder, "pyproject.toml")
    tools = shared[1].get("tool")
    table = tools.get("sitegen") if isinstance(tools, dict) else None
    if own[0] and table is not None:
        message = "both this file and `[tool.sitegen]` in pyproject.toml configure the site"
        raise Refusal(Problem(Location(FILE), message, "keep one of them"))
    if table is not None and not isinstance(table, dict):
        raise Refusal(Problem(Location("pyproject.toml"), "`tool.sitegen` must be a table", "write `[tool.sitegen]`"))
    if table is not None:
        return "pyproject.toml", shared[0], table
    return FILE, own[0], own[1]


def _parse(folder: Path, name: str) -> tuple[str, dict[str, Any]]:
    try:
        text = (folder / name).read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except FileNotFoundError:
        return "", {}
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(Problem(Location(name), f"cannot be read: {error}")) from None
    except tomllib.TOMLDecodeError as error:
        message, line, column = toml_fault(error)
        line = line or len(text.rstrip().split("\n"))  # what is missing at the end is missing there
        excerpt = text.split("\n")[line - 1]
        raise Refusal(Problem(Location(name, line, column), f"is not TOML: {message}", "", excerpt)) from None


class _File:
    """Turns a key and what is wrong with it into a problem at the key's line."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.lines = path, text.split("\n")
        self.prefix = ("tool", "sitegen") if path == "pyproject.toml" else ()

    def fault(self, key: Key, message: str, hint: str = "") -> Problem:
        line = self._line((*self.prefix, *key))
        excerpt = self.lines[line - 1] if line else ""
        name = next(part for part in reversed(key) if isinstance(part, str))
        column = max(excerpt.find(name), 0) + 1 if line else 0
        return Problem(Location(self.path, line, column), message, hint, excerpt)

    def place(self, key: Key) -> Location:
        return Location(self.path, self._line((*self.prefix, *key)))

    def _line(self, key: Key) -> int:
        """Find where a key is set. TOML's parser keeps no positions, so headers and dotted keys are followed here."""
        table: Key = ()
        bare_key = tuple(part for part in key if isinstance(part, str))
        entries: Counter[Key] = Counter()
        best = 0
        for number, line in enumerate(self.lines, 1):
            bare = line.strip()
            if header := _HEADER.match(bare):
                table = _dotted(header[2])
                if header[1] == "[[":
                    entries[table] += 1
                    table = (*table, entries[table] - 1)
                else:
                    table = _entry(table, entries)
                path = table
            elif "=" in bare and not bare.startswith("#"):
                path = (*table, *_dotted(bare.partition("=")[0]))
            else:
                continue
            if path[: len(key)] == key:
                return number
            if path and path in (key[: len(path)], bare_key[: len(path)]):  # without numbers: a list on one line
                best = number
        return best


def _entry(table: Key, entries: Counter[Key]) -> Key:
    """Say of a table in a list of tables, `[digests.fields]`, which entry it belongs to: the last one before it."""
    for n in range(1, len(table)):
        if table[:n] in entries:
            return (*table[:n], entries[table[:n]] - 1, *table[n:])
    return table


def _dotted(text: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in _KEY_PART.findall(text.strip()))


def _convert(cls: Any, table: dict[str, Any], at: Key, file: _File, problems: list[Problem]) -> Any:
    """Make a struct of a table; what does not fit is reported and keeps its default."""
    types = {field.name: field.type for field in msgspec.structs.fields(cls)}
    values = {}
    for key, value in table.items():
        here = (*at, key)
        name = ".".join(part for part in here if isinstance(part, str))
        if key not in types:
            problems.append(file.fault(here, f"there is no option `{name}`", nearest(key, types)))
        elif is_table(types[key]):
            if isinstance(value, dict):
                values[key] = _convert(types[key], value, here, file, problems)
            else:
                problems.append(file.fault(here, f"`{name}` must be a table", f"write `[{name}]`"))
        elif kind := table_of(types[key]):
            items = [value] if kind is Digests and isinstance(value, dict) else value
            if isinstance(items, list) and all(isinstance(item, dict) for item in items):
                values[key] = tuple(_convert(kind, item, (*here, n), file, problems) for n, item in enumerate(items))
            else:
                problems.append(file.fault(here, f"`{name}` must be a list of tables", f"write `[[{name}]]`"))
        else:
            try:
                values[key] = msgspec.convert(value, types[key], strict=True)
            except msgspec.ValidationError:
                wanted = "list of strings" if types[key] == tuple[str, ...] else types[key].__name__
                problems.append(file.fault(here, f"`{name}` must be of type {wanted}, not {type(value).__name__}"))
    return cls(**values)


def is_table(kind: object) -> TypeGuard[type[msgspec.Struct]]:
    """Whether an option is a table."""
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def table_of(kind: object) -> type[msgspec.Struct] | None:
    """Return what an option is a list of, if it is a list of tables."""
    first = next(iter(get_args(kind)), None)
    return first if is_table(first) else None


def _text_faults(config: Config) -> list[tuple[tuple[str, ...], str]]:
    faults: list[tuple[tuple[str, ...], str]] = []
    if not config.title.strip():
        faults.append((("title",), "`title` is empty"))
    controlled = [key for key in ("title", "description") if _CONTROLS.search(getattr(config, key))]
    return faults + [((key,), f"`{key}` has a control character in it") for key in controlled]


def _search_faults(search: Search) -> list[tuple[tuple[str, ...], str]]:
    faults: list[tuple[tuple[str, ...], str]] = [
        (("search", "languages"), f"`{tag}` is not a language tag such as `en` or `pt-BR`")
        for tag in search.languages
        if not _LANGUAGE.fullmatch(tag)
    ]
    if not 0 < search.title_boost <= MOST_BOOST:
        message = f"`search.title_boost` must be above 0 and at most {MOST_BOOST}, not {search.title_boost}"
        faults.append((("search", "title_boost"), message))
    return faults


def _papers_faults(papers: Papers) -> list[tuple[tuple[str, ...], str]]:
    age = papers.fold_after
    if not age or is_age(age):
        return []
    message = f"`papers.fold_after` must be an age such as `2y`, `18m`, `8w` or `30d`, not `{age}`"
    return [(("papers", "fold_after"), message)]


def _content_faults(content: Content) -> list[tuple[tuple[str, ...], str]]:
    faults: list[tuple[tuple[str, ...], str]] = []
    if content.folder.startswith("/") or ".." in content.folder.split("/"):
        faults.append((("content", "folder"), "`content.folder` must lie in the site's folder"))
    faults += [
        (("content", "exclude"), f"`content.exclude`: {fault}")
        for fault in map(_pattern_fault, content.exclude)
        if fault
    ]
    for name in content.history:
        fault = _pattern_fault(name)
        if not fault and not name.endswith(CONTENT_SUFFIXES):
            fault = f"`{name}` is not a content file: its name must end in {', '.join(CONTENT_SUFFIXES)}"
        if fault:
            faults.append((("content", "history"), f"`content.history`: {fault}"))
    return faults


def _pattern_fault(pattern: str) -> str:
    """Say what is wrong with a path, or a pattern of paths, in the content folder; empty when nothing is."""
    if not pattern.strip("/ "):
        return "a path or pattern must not be empty"
    if pattern.startswith("/"):
        return f"`{pattern}` must be relative to the content folder: leave the first `/` out"
    if ".." in pattern.split("/"):
        return f"`{pattern}` must not lead out of the content folder by `..`"
    if _CONTROLS.search(pattern) or "\n" in pattern:
        return f"{pattern!r} has a control character in it"
    return ""


def _digests_faults(several: Iterable[Digests]) -> Iterator[tuple[Key, str, str]]:
    """Name what is wrong with the entries of `digests`, with hints."""
    for n, one in enumerate(several):
        at: Key = ("digests", n)
        if one.files and (fault := _pattern_fault(one.files)):
            yield (*at, "files"), f"`digests.files`: {fault}", ""
        for scheme in one.ids:
            if scheme not in SCHEMES:
                yield (*at, "ids"), f"`{scheme}` is not a kind of identifier", nearest(scheme, SCHEMES)
        if wrong := _opener_fault(one.paper):
            yield (*at, "paper"), *wrong
        if one.date and one.date not in {"own", "digest"} and "date" not in _HOLE.findall(one.date):
            message = f"`{one.date}` is neither `own` nor `digest` nor a line with a hole `{{date}}`"
            yield (*at, "date"), message, "write it as in `# New submissions for {date}`"
        if one.topic and "topic" not in _HOLE.findall(one.topic):
            hint = "write it as in `## Keyword: {topic}`"
            yield (*at, "topic"), f"`{one.topic}` is not a line with a hole `{{topic}}`", hint
        for label, field in one.fields.items():
            if field not in PAPER_FIELDS:
                yield (*at, "fields", label), f"`{field}` is not a field of a paper", nearest(field, PAPER_FIELDS)


def _opener_fault(opener: str) -> tuple[str, str] | None:
    """Say what is wrong with what begins a paper, with a hint."""
    holes = _HOLE.findall(opener)
    if opener and not holes and opener not in OPENERS:
        message = f"`{opener}` is neither what a paper can begin with nor an example with holes such as `{{title}}`"
        return message, nearest(opener, OPENERS)
    unknown = next((hole for hole in holes if hole and hole not in HOLES), "")
    return (f"there is no hole `{{{unknown}}}`", nearest(unknown, HOLES)) if unknown else None


def _lock_faults(config: Config) -> list[tuple[tuple[str, ...], str]]:
    lock = config.urls.lock
    others = [folder for folder in (config.content.prefix, f"{_tidy(config.output.folder)}/") if folder.strip("/")]
    inside = any(f"{lock}/".startswith(folder) for folder in others)
    if config.content.folder == "." and lock.endswith(CONTENT_SUFFIXES):
        inside = True
    if inside or lock.startswith("/") or ".." in lock.split("/") or lock in (FILE, "pyproject.toml"):
        message = "`urls.lock` must be a file of its own in the site's folder, outside of content and output"
        return [(("urls", "lock"), message)]
    return []


def _ledger_faults(ledger: Ledger) -> list[tuple[tuple[str, ...], str]]:
    faults: list[tuple[tuple[str, ...], str]] = [
        (("ledger", "weekdays"), f"`{name}` is not a weekday: they are {', '.join(WEEKDAYS)}")
        for name in ledger.weekdays
        if name not in WEEKDAYS
    ]
    for text in ledger.holidays:
        first, _, last = text.partition("/")
        if "/" not in text and len(text) == len("12-25"):
            first = last = f"2000-{text}"  # a leap year
        if not (_is_date(first) and _is_date(last or first) and first <= (last or first)) or text.endswith("/"):
            message = f"`{text}` is not a holiday such as `12-25`, `2020-11-26` or `2020-12-24/2021-01-01`"
            faults.append((("ledger", "holidays"), message))
    if ledger.since and not _is_date(ledger.since):
        faults.append((("ledger", "since"), f"`{ledger.since}` is not a date such as `2020-07-22`"))
    if ledger.source and not _SOURCE_URL.fullmatch(ledger.source):
        example = "https://github.com/user/project/blob/main/{path}#L{line}"
        faults.append((("ledger", "source"), f"`{ledger.source}` is not an address such as `{example}`"))
    return faults


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _plugin_faults(names: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    faults = [
        f"`{name}` is not a module and a name in it, such as `plugins.house:plugin`"
        for name in names
        if not _PLUGIN.fullmatch(name)
    ]
    faults += [f"`{name}` is listed twice" for n, name in enumerate(names) if name in names[:n]]
    return [(("plugins",), fault) for fault in faults]


def _tidy(path: str) -> str:
    """Write a relative path in one way: `content` for `./content/`."""
    parts = [part for part in path.split("/") if part not in {"", "."}]
    return "/" * path.startswith("/") + "/".join(parts)


def _faults(config: Config) -> list[tuple[tuple[str, ...], str]]:
    """Name what the types let through but no site can be built with."""
    faults = _text_faults(config)
    if not _BASE_URL.fullmatch(config.base_url):
        faults.append((("base_url",), f"`{config.base_url}` is not a base URL such as https://user.github.io/project/"))
    elif not _BASE_PATH.fullmatch(config.root):
        faults.append(
            (("base_url",), f"the path of `{config.base_url}` may hold letters, digits, `.`, `_`, `~` and `-`")
        )
    if not _LANGUAGE.fullmatch(config.language):
        faults.append((("language",), f"`{config.language}` is not a language tag such as `en` or `pt-BR`"))
    for key in (("content", "max_bytes"), ("feeds", "items"), ("feeds", "max_bytes")):
        value = getattr(getattr(config, key[0]), key[1])
        if value < 1:
            faults.append((key, f"`{'.'.join(key)}` must be at least 1, not {value}"))
    if not config.content.folder:
        faults.append((("content", "folder"), "`content.folder` must name a folder; the site's own is `.`"))
    if not config.output.folder.strip("/."):
        faults.append((("output", "folder"), f"`output.folder` must name a folder, not `{config.output.folder}`"))
    faults += _content_faults(config.content)
    faults += _search_faults(config.search)
    faults += _papers_faults(config.papers)
    faults += _lock_faults(config)
    faults += _ledger_faults(config.ledger)
    faults += _plugin_faults(config.plugins)
    pattern = config.urls.paper
    names = set(re.findall(r"\{(\w*)\}", pattern))
    if not _PAPER_URL.fullmatch(pattern) or not ("id" in names or {"yymm", "number"} <= names):
        faults.append(
            (("urls", "paper"), f"`{pattern}` is not a path such as `/abs/{{id}}/` or `/abs/{{yymm}}/{{number}}/`")
        )
    return faults
