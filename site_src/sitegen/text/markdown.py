"""Markdown documents: introductions and notes in digests, and the free pages of a site.

In: Markdown (CommonMark, tables, footnotes, `$formulas$`). Out: `Prose`, its HTML made of blocks. Raw HTML is shown as
text unless the caller vouches for it; links lead to the web, to an address of mail or into the site; nothing is loaded
from elsewhere. This module does not know where on a page a document stands: the caller says so by `shift` and `prefix`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markupsafe import Markup
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.model import Link, Prose, Reference
from sitegen.text import latex
from sitegen.text.arxiv import legible, web_link
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markdown_it.renderer import RendererProtocol
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markdown_it.utils import EnvType
    from pygments.lexer import Lexer

MAX_NESTING = 20
"""Blocks, or inline marks, inside one another."""
MAX_HIGHLIGHTED = 20_000
"""Characters of a fence that is still coloured: some lexers take quadratic time."""


def document(
    source: str,
    *,
    html: bool = False,
    prefix: str = "",
    shift: int = 0,
    root: str = "/",
    places: Mapping[str, str] = MappingProxyType({}),
) -> Prose:
    """Return a document in both forms. No text is refused.

    `html` lets raw HTML through, and images of the site, for text whose author is trusted. `prefix` makes all ids
    different from those of other documents on the page. `shift` lowers headings by as many levels. `root` is the
    site's base path, which targets such as `/about/` get. `places` says where links to other Markdown files lead: to
    which `slug`.
    """
    parser = _parser(html)
    env: EnvType = {"docId": prefix} if prefix else {}
    tokens = parser.parse(legible(source), env)
    _follow(tokens, places)
    _prepare(tokens, prefix=prefix, shift=shift, images=html, root=root)
    page = cast("str", parser.renderer.render(tokens, parser.options, env))
    links: dict[str, Link] = {}
    blocks = (" ".join(block.split()) for block in _plain(tokens, links).split("\n"))
    plain = "\n".join(block for block in blocks if block)
    return Prose(html=Markup(page.strip()), plain=plain, links=tuple(links.values()))  # noqa: S704 - by our renderer


def references(source: str) -> tuple[Reference, ...]:
    """Return a document's links to other Markdown files, as in `[themes](themes.md#options)`, each target once."""
    lines = source.split("\n")
    found: dict[str, Reference] = {}
    for block in _parser(html=False).parse(legible(source), {}):
        for token in block.children or []:
            target = _file_of(token)
            if target and target not in found:
                start, end = block.map or (0, len(lines))
                within = (n for n in range(start, end) if unquote(target) in unquote(lines[n]))
                line = next(within, start)
                column = max(lines[line].find(target), 0)
                found[target] = Reference(target, line + 1, column + 1, lines[line])
    return tuple(found.values())


def _file_of(token: Token) -> str:
    """Return the Markdown file that a link leads to, as the link says it; empty when it leads elsewhere."""
    target = str(token.attrGet("href") or "") if token.type == "link_open" else ""
    path = _QUERY.split(target, maxsplit=1)[0]
    return path if path.endswith(".md") and _PATH.fullmatch(path) and not path.startswith("/") else ""


def _follow(tokens: Sequence[Token], places: Mapping[str, str]) -> None:
    """Let links to other files lead to the pages that are made of them."""
    for token in (child for block in tokens for child in block.children or []):
        if (target := _file_of(token)) in places:
            place = permalinks.document(places[target])
            token.attrSet("href", place + str(token.attrGet("href")).removeprefix(target))


# The dialect --------------------------------------------------------------------------------------------------------

_MAIL = re.compile(r"mailto:[^\s\\@]+@[^\s\\@]+", re.IGNORECASE)
# What stays on the site: neither a scheme nor a host (`//host`) before the query.
_QUERY = re.compile("[?#]")
_PATH = re.compile(r"(?!//)[^:\\?#]*(?:[?#][^\\]*)?")


class _Parser(MarkdownIt):
    """MarkdownIt with an allow-list of targets: its own list of forbidden ones lets the unknown through."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - its name there
        return bool(_PATH.fullmatch(url) or _MAIL.fullmatch(url) or web_link(url))


@cache
def _parser(html: bool) -> MarkdownIt:  # noqa: FBT001 - the key of the cache
    parser = _Parser("commonmark", {"html": html, "xhtmlOut": False, "maxNesting": MAX_NESTING})
    parser.enable("table").use(footnote_plugin)
    parser.inline.ruler.before("escape", "formula", _formula)
    rules: dict[str, Callable[..., str]] = {
        "formula": _render_formula,
        "fence": _render_fence,
        "table_open": _render_table_open,
        "table_close": _render_table_close,
    }
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser


def _formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """Read a formula between dollars; what looks like one in code never comes here."""
    if state.src[state.pos] != "$":
        return False
    found = latex.delimited(state.src, state.pos)
    if found is None or found.end > state.posMax:
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content = found.source
        token.meta = {"display": found.display}
    state.pos = found.end
    return True


# What is decided before rendering -----------------------------------------------------------------------------------

_UNWORDED = re.compile(r"[^\w\- ]+")
_FOOTNOTE = re.compile(r"fn(?:ref)?-?\d")


def _prepare(tokens: Sequence[Token], *, prefix: str, shift: int, images: bool, root: str) -> None:
    """Give headings their place and their ids, links and cells their attributes; turn images that may not be to text.

    An id says what the heading says, and is unique in the document. It is the one that GitHub gives it: a link to it
    leads there wherever the file is read.
    """
    counts: dict[str, int] = {}
    for index, token in enumerate(tokens):
        match token.type:
            case "heading_open":
                token.tag = _lowered(token.tag, shift)
                said = " ".join(_inline(tokens[index + 1], {}).lower().split())
                slug = _UNWORDED.sub("", said).replace(" ", "-") or "section"
                if _FOOTNOTE.match(slug):
                    slug = f"section-{slug}"
                name = slug
                while name in counts:
                    counts[slug] += 1
                    name = f"{slug}-{counts[slug]}"
                counts[name] = 0
                token.attrSet("id", prefix + name)
            case "heading_close":
                token.tag = _lowered(token.tag, shift)
            case "th_open" | "td_open" if "style" in token.attrs:
                # The site's policy allows no style in an element: `class="right"`.
                token.attrs = {"class": str(token.attrs["style"]).removeprefix("text-align:")}
            case "inline":
                for child in token.children or []:
                    _prepare_inline(child, images=images, root=root)


def _prepare_inline(token: Token, *, images: bool, root: str) -> None:
    name = {"link_open": "href", "image": "src"}.get(token.type)
    if name is None:
        return
    target = str(token.attrGet(name))
    if token.type == "image" and not (images and _PATH.fullmatch(target)):
        token.type, token.content, token.children = "text", f"![{token.content}]({target})", None
    elif target.startswith("/"):
        token.attrSet(name, root + target[1:])
    elif token.type == "link_open" and web_link(target):
        token.attrSet("rel", "noopener")


def _lowered(tag: str, shift: int) -> str:
    return f"h{min(6, int(tag[1:]) + shift)}"


def _plain(tokens: Sequence[Token], links: dict[str, Link]) -> str:
    """Return what a reader sees, a block a line, and collect the links on the way."""
    parts: list[str] = []
    for token in tokens:
        match token.type:
            case "inline":
                parts.append(_inline(token, links))
                continue
            case "fence" | "code_block":
                parts.append(token.content)
            case "html_block":
                parts.append(Markup(token.content).striptags())  # noqa: S704 - its text is wanted
            case "td_close" | "th_close":
                parts.append(" ")
                continue
            case "td_open" | "th_open":
                continue
        parts.append("\n")
    return "".join(parts)


def _inline(block: Token, links: dict[str, Link]) -> str:
    """Return the visible text of a block, and collect its links."""
    parts: list[str] = []
    opened: list[tuple[str, int]] = []
    for token in block.children or []:
        match token.type:
            case "text" | "code_inline" | "image":
                parts.append(token.content)
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case "formula":
                parts.append(latex.plain(token.content))
            case "footnote_ref":
                parts.append(f"[{token.meta['id'] + 1}]")
            case "link_open":
                opened.append((str(token.attrGet("href")), len(parts)))
            case "link_close" if opened:
                url, start = opened.pop()
                if web_link(url):
                    links.setdefault(url, Link(url, " ".join("".join(parts[start:]).split())))
    return "".join(parts)


# Rendering ----------------------------------------------------------------------------------------------------------


def _render_formula(_renderer: RendererProtocol, tokens: Sequence[Token], index: int, *_: object) -> str:
    token = tokens[index]
    return latex.formula(token.content, display=token.meta["display"]).html


def _render_table_open(*_: object) -> str:
    # On a narrow screen the table scrolls, not the page; what scrolls must be within a keyboard's reach.
    return '<div class="table" tabindex="0" role="region" aria-label="Table">\n<table>\n'


def _render_table_close(*_: object) -> str:
    return "</table>\n</div>\n"


def _render_fence(_renderer: RendererProtocol, tokens: Sequence[Token], index: int, *_: object) -> str:
    token = tokens[index]
    words = token.info.split(maxsplit=1)
    language = words[0] if words else ""
    of = f' class="language-{escape(language)}"' if language else ""
    return f'<pre class="highlight" tabindex="0"><code{of}>{_highlighted(token.content, language)}</code></pre>\n'


# Colours of code ----------------------------------------------------------------------------------------------------
# Pygments takes 50 ms to import, and most sites show no code: it is imported where a fence with a language is.


def _highlighted(code: str, language: str) -> str:
    """Return code as HTML, in `<span class>` when its language is known."""
    lexer = _lexer(language) if language and len(code) <= MAX_HIGHLIGHTED else None
    if lexer is None:
        return escape(code)
    from pygments import highlight  # noqa: PLC0415
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415

    return highlight(code, lexer, HtmlFormatter(nowrap=True)).rstrip("\n") + "\n"


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415
    from pygments.util import ClassNotFound  # noqa: PLC0415

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None


LIGHT, DARK = "xcode", "lightbulb"
"""Pygments styles all of whose colours have a contrast of 4.5:1 or more on their backgrounds (WCAG AA)."""


def highlight_css() -> str:
    """Return the style sheet for code in documents, for light and dark screens."""
    light, dark = _colours(LIGHT), _colours(DARK)
    rules = [f".highlight {{ background: light-dark({light.pop('background')}, {dark.pop('background')}) }}"]
    ordinary = light[""], dark[""]
    for name in sorted(light.keys() | dark.keys()):
        colours = light.get(name, ordinary[0]), dark.get(name, ordinary[1])
        if colours != ordinary or not name:
            rules.append(f".highlight{name and f' .{name}'} {{ color: light-dark({', '.join(colours)}) }}")
    return "\n".join(rules) + "\n"


def _colours(name: str) -> dict[str, str]:
    """Return the colours of a Pygments style by the class of each token; the ordinary one has none."""
    from pygments import styles, token  # noqa: PLC0415

    style = styles.get_style_by_name(name)
    ordinary = style.style_for_token(token.Token)["color"] or "000000"
    found = {
        token.STANDARD_TYPES[kind]: f"#{look['color'] or ordinary}"
        for kind, look in style
        if kind in token.STANDARD_TYPES
    }
    return {**found, "": f"#{ordinary}", "background": style.background_color}
