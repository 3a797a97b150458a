"""The options of a site, with their types and defaults. The docstring under a field is its documentation.

This module does not know where options are set, which values are refused, or what they are used for.
"""

from __future__ import annotations

from typing import Any, TypeGuard, get_args

import msgspec

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


def is_table(kind: object) -> TypeGuard[type[msgspec.Struct]]:
    """Whether an option is a table."""
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def table_of(kind: object) -> type[msgspec.Struct] | None:
    """Return what an option is a list of, if it is a list of tables."""
    first = next(iter(get_args(kind)), None)
    return first if is_table(first) else None
