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
    """The folder with the digests and, in `pages/`, the free pages. It is relative to the site's folder; `.` is that
    folder itself. `--content` overrides it."""
    exclude: tuple[str, ...] = ()
    """Files and folders in it that are not content, as in `["drafts/", "*.tmp.md", "2019/**/index.md"]`. `*` matches
    any characters except `/`, `?` one such character, `**` any number of folders. A pattern without a `/`, or with one
    only at its end, matches at any depth; other patterns are relative to the content folder. A pattern that ends in `/`
    matches only folders. Everything in an excluded folder is excluded."""
    history: tuple[str, ...] = ()
    """Files in it that are overwritten every day, as in `["README.md"]`. sitegen reads every version that was committed
    to Git, the last of each day, as a digest of that day. This requires a clone with the complete history:
    `fetch-depth: 0` for GitHub's checkout action."""
    max_bytes: int = 33_554_432
    """The maximum size of a content file in bytes. Larger files are an error; larger JSON files are skipped with a
    notice."""

    @property
    def prefix(self) -> str:
        """What the paths of all files in the folder begin with: `content/`; nothing when it is the site's folder."""
        return "" if self.folder == "." else f"{self.folder}/"


class Output(msgspec.Struct, frozen=True):
    """Where the site is written."""

    folder: str = "build"
    """The folder to which the site is written. Files in it that sitegen did not write are not changed."""


class Theme(msgspec.Struct, frozen=True):
    """The look of the site."""

    name: str = "default"
    """A folder in the site's `themes/`, an installed theme, or a theme that comes with sitegen: `default`, `plain`."""
    options: dict[str, Any] = {}
    """Options of the theme; its `theme.toml` lists them."""


class Urls(msgspec.Struct, frozen=True):
    """The addresses of pages."""

    paper: str = "/abs/{id}/"
    """The path of a paper's page, with `{id}` (`2007.10361`, `math/0309136`), or with `{yymm}` and `{number}` for hosts
    that limit the number of entries in a folder: `/abs/{yymm}/{number}/`."""
    lock: str = ""
    """A file in the site's folder, such as `permalinks.lock`, that lists all published addresses. Commit it to Git.
    Each build adds new addresses, and warns of addresses that are lost. Empty: no file."""
    aliases: dict[str, str] = {}
    """Addresses that redirect to others, as in `"/old/" = "/new/"`. The target is a path of this site or an `https://`
    URL."""


class Papers(msgspec.Struct, frozen=True):
    """The pages of papers."""

    fold_after: str = ""
    """The age at which papers fold, as in `2y`, `18m`, `8w` or `30d`. A paper whose newest day is older than the
    archive's newest day by this age has no page of its own. It has a place on the page of its newest day, and
    `404.html` redirects to that place from the address of the former page. Months and years are counted to the first of
    a month. Empty: no paper folds; `0d`: all papers fold."""


class Authors(msgspec.Struct, frozen=True):
    """The pages of authors."""

    pages: bool = False
    """Make a page at `/author/<name>/` for each author with several papers, and link it from the pages of the papers.
    Spellings of a name that differ only in case, accents, punctuation, or the order of family name and given names are
    one author; an initial and the name that it may stand for are two."""
    min_papers: int = 2
    """The minimum number of papers of an author who has a page."""


class Feeds(msgspec.Struct, frozen=True):
    """The Atom and JSON feeds."""

    items: int = 100
    """The number of papers that a feed contains at least, if there are as many. A feed consists of whole days: the
    newest day, however many papers it has, and the days before it until there are enough papers."""
    max_bytes: int = 2_000_000
    """The maximum size of a feed in bytes. A feed that would be larger contains the first sentences of abstracts
    instead of the abstracts, or, if it still would be, only titles and links, and the build reports a notice. It always
    contains all papers."""
    ids: str = ""
    """What the IDs of feeds and entries begin with: an address that ends in `/`, as in `https://example.org/`, or a
    `tag:` URI, as in `tag:example.org,2026:`. Empty: an entry has an ID that does not depend on the address of the
    site: for a paper on arXiv, `https://arxiv.org/abs/2007.10361`. If the IDs change, feed readers show all entries
    again."""


class Markdown(msgspec.Struct, frozen=True):
    """How Markdown is rendered in free pages. These options do not apply to digests."""

    html: bool = False
    """Allow raw HTML in `content/pages/`. It is not checked, so use this only for pages that you wrote yourself."""


class Search(msgspec.Struct, frozen=True):
    """The search."""

    enabled: bool = True
    """Build a search index and the search page, and show a search box on every page. A theme may have no search."""
    languages: tuple[str, ...] = ()
    """The languages of titles and abstracts, as in `["en", "ja"]`; empty: the site's `language`. English words match in
    all their forms, and English stop words are ignored. Words of other languages match as they are written. Chinese,
    Japanese and Korean characters are always indexed as pairs, so `ja`, `ko` and `zh` have no effect."""
    stop_words: tuple[str, ...] = ()
    """Stop words in addition to those of English: words that the search ignores."""
    title_boost: float = 3.0
    """The weight of a word in a title, relative to a word in an abstract."""
    author_boost: float = 1.0
    """The weight of a word in the name of an author, likewise."""
    topic_boost: float = 1.0
    """The weight of a word in a topic, likewise."""
    export_lunr: bool = False
    """Also write `search/lunr.json`, the whole index in the format of Lunr, with several kB per paper."""


class Ledger(msgspec.Struct, frozen=True):
    """Which days are expected to have a digest, and where the page `/status/` links to for sources."""

    weekdays: tuple[str, ...] = WEEKDAYS[:5]
    """The weekdays that have digests, out of `mon`, `tue`, `wed`, `thu`, `fri`, `sat` and `sun`."""
    holidays: tuple[str, ...] = ()
    """Days on which neither a digest nor the usual number of papers is expected: every year (`12-25`), once
    (`2020-11-26`), or a period (`2020-12-24/2021-01-01`)."""
    since: str = ""
    """The first day on which a digest is expected, as in `2020-07-22`; empty: the first day of the archive."""
    strict: bool = False
    """Report missing, suspicious and quiet days as warnings, so that `build --strict` fails. Otherwise they are
    notices, which do not affect the exit status."""
    source: str = ""
    """The address at which readers can see a line of the digests, with the placeholders `{path}` and `{line}`, as in
    `https://github.com/user/project/blob/main/{path}#L{line}`; empty: no links."""


class Watch(msgspec.Struct, frozen=True):
    """A watch rule: it selects the papers that are listed at `/watch/<slug>/` and in its feeds."""

    name: str = ""
    """The name of the rule. It must not be empty."""
    slug: str = ""
    """The last part of the rule's address, `/watch/<slug>/`; empty: derived from the name."""
    any: tuple[str, ...] = ()
    """Terms of which a paper must contain at least one; empty: no condition. A term is a word, or a phrase in `"` of
    its own. It must occur in the title or in the abstract; with `title:` in front, in the title. A word matches in all
    its forms. With `author:` in front, all words of the term must occur in the name of one author; with `topic:`, they
    must occur in one topic; with `category:`, the term must be a category of the paper."""
    all: tuple[str, ...] = ()
    """Terms all of which a paper must contain."""
    none: tuple[str, ...] = ()
    """Terms none of which a paper may contain."""
    authors: tuple[str, ...] = ()
    """Authors of whom a paper must have at least one, as in `["Andreas Geiger"]`; empty: any authors. Case, accents and
    punctuation are ignored. An initial, as in `A. Geiger`, stands for all given names that begin with it, so such a
    name may match several people."""
    topics: tuple[str, ...] = ()
    """Topics of which a paper must have at least one, as in `["SLAM"]`; empty: any topic. The topics of a paper are the
    headings above it, the topic of its digest, and its keywords. They are compared without case, accents and blanks."""
    categories: tuple[str, ...] = ()
    """Categories of which a paper must be in at least one, as in `["cs.CV"]`; empty: any category. The categories of a
    paper are those of its digests and its own."""


class Digests(msgspec.Struct, frozen=True):
    """How to read digests whose layout is not detected correctly. A single entry may be written as `[digests]`."""

    files: str = ""
    """The files to which the entry applies, as a pattern like those of `content.exclude`: `archive/**/*.md`. Empty: all
    files. If several entries match a file, the first applies."""
    ids: tuple[str, ...] = ()
    """What makes an entry a paper: links or IDs of `arxiv`, `doi`, `biorxiv`, `medrxiv`, `pmid`, `openreview`, `acl`,
    `eprint`, `hn` or `github`, as in `["arxiv", "doi"]`; any other link, `url`; or neither, `none`. Empty: arXiv links
    and IDs, and other identifiers of papers where there is no arXiv link."""
    paper: str = ""
    """What a paper begins with: `heading 1` to `heading 6`, `row` (of a table), `bullet`, `nested` (a bullet in a
    bullet), `number`, `summary`, `title`, `label`, `link`, `linked` (a line that begins with a link), `bold`,
    `paragraph`, `line`, `record` (of JSON), or `file` (the whole file is one paper). Or an example with placeholders,
    as in `- **[{title}]({link})** {}`: `{title}`, `{link}`, `{id}`, `{authors}`, `{abstract}`, `{date}`, `{number}`,
    `{category}`, `{topic}`, `{comment}`, `{code}`, and `{}` for anything. Empty: detected."""
    date: str = ""
    """The day of a paper: `own`, its own date; `digest`, the date of the digest; or an example of the line that
    contains the date of the digest, as in `# New submissions for {date}`. Empty: detected."""
    topic: str = ""
    """An example of the line that contains the topic of the papers below it, as in `## Keyword: {topic}`. Empty: the
    headings above the papers."""
    fields: dict[str, str] = {}
    """The meaning of labels, as in `{ "Matched" = "keywords", "Score" = "ignore" }`: `title`, `title_translated`,
    `authors`, `abstract`, `abstract_translated`, `tldr`, `categories`, `date`, `updated`, `comment`, `code`, `link`,
    `keywords`, `journal`, `affiliation`, `id`, `pmid`, `doi`, `number`, `part` (a named section), or `ignore`."""


class Config(msgspec.Struct, frozen=True):
    """The configuration of a site."""

    title: str = "Digest archive"
    """The name of the site."""
    description: str = "Daily digests of arXiv papers"
    """A sentence that describes the site, for search engines and feeds."""
    language: str = "en"
    """The language of the site, such as `en` or `pt-BR`."""
    base_url: str = PREVIEW_URL
    """The address of the site, including its sub-path if it has one: `https://user.github.io/project/`. The environment
    variable `SITEGEN_BASE_URL` and `--base-url` override it."""
    plugins: tuple[str, ...] = ()
    """Plug-ins by module and name, as in `["plugins.house:plugin"]`, from the site's folder or from installed packages.
    Plug-ins are programs that run with the rights of the person who builds the site."""
    codes: bool = True
    """Add a watch rule at `/watch/codes/` for papers whose abstract links to code."""
    content: Content = Content()
    output: Output = Output()
    theme: Theme = Theme()
    urls: Urls = Urls()
    papers: Papers = Papers()
    authors: Authors = Authors()
    feeds: Feeds = Feeds()
    markdown: Markdown = Markdown()
    search: Search = Search()
    ledger: Ledger = Ledger()
    watch: tuple[Watch, ...] = ()
    """The watch rules."""
    digests: tuple[Digests, ...] = ()
    """How digests are read."""

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
