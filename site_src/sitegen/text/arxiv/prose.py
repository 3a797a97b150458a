r"""arXiv's text in, `Prose` or LaTeX out.

It is rebuilt, not sanitised: everything but what was recognised is text, and text is escaped. What is not understood,
`\foo{bar}` or `<script>`, is shown as it stands.
This module does not know how links and commands are recognised.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from markupsafe import Markup

from sitegen.model import Link, Prose
from sitegen.text import latex as tex
from sitegen.text.arxiv import commands
from sitegen.text.arxiv.anchors import MARK, taken_apart, written_link
from sitegen.text.arxiv.tokens import SECOND, Token, find_tokens, pair_braces
from sitegen.text.arxiv.writer import LatexWriter, Writer, escaped, safe

if TYPE_CHECKING:
    from collections.abc import Mapping

_ORDINARY = bytes(set(range(0x20, 0x7F)) - set(b"$&<\\`{}~")) + bytes(range(0x80, 0x100))


MOST = 100_000
"""Characters of a text that is read: the longest of 100,000 abstracts has 3,000. A longer one is shown as it stands."""
_RECALLED = 20_000
"""Texts that are kept, about: those of a large day are some hundred."""
_recalled: dict[str, Prose] = {}


def arxiv(source: str) -> Prose:
    """Return a title or an abstract in both forms. No text is refused."""
    if is_ordinary(source):
        return Prose(safe(source.replace(">", "&gt;")), source)  # nothing else to escape
    if len(source) > MOST:
        return Prose(Markup(html.escape(source, quote=False)), source)  # noqa: S704 - escaped
    return _recalled.get(source) or _read(source)


def remember(texts: Mapping[str, Prose]) -> None:
    """Take over what another process has made of texts: nothing else can come of them here."""
    if len(_recalled) > _RECALLED:
        _recalled.clear()
    _recalled.update(texts)


def latex(source: str) -> str:
    """Return a title as LaTeX and BibTeX take it: formulas as their author wrote them, and all else as by `escaped`."""
    if is_ordinary(source) or len(source) > MOST:
        return escaped(source)
    text, anchors = taken_apart(source)
    writer = LatexWriter()
    _write(text, find_tokens(text, anchors), writer)
    return writer.latex()


def is_ordinary(source: str) -> bool:
    """Whether a text reads as it stands: four of five do, and telling costs a tenth of reading."""
    return (
        (source.isascii() or source.isprintable())
        # Deleting bytes by a table is the fastest search for a set of characters that there is: a third of `re`'s.
        and not source.encode().translate(None, _ORDINARY)
        and "--" not in source
        and ("/" not in source or "://" not in source)  # one character is found fifty times as fast as three
        and "  " not in source
        and source == source.strip(" ")
    )


def _read(source: str) -> Prose:
    text, anchors = taken_apart(source)
    writer = Writer()
    _write(text, find_tokens(text, anchors), writer)
    return writer.prose()


_TAGS = {name: (f"<{name}>", f"</{name}>") for name in set(commands.STYLES.values())} | {
    "": ("", ""),
    "smallcaps": ('<span class="smallcaps">', "</span>"),
}


def _write(text: str, tokens: list[Token], writer: Writer) -> None:
    """Write a text's tokens and what is between them."""
    pairs = pair_braces(tokens)
    endings: dict[int, str] = {}
    at = index = 0
    while index < len(tokens):
        token = tokens[index]
        value = token.value
        writer.show(text[at : token.start])
        at = token.end
        if isinstance(value, Link):
            writer.link(value)
        elif isinstance(value, tex.Formula):
            writer.formula(value, text[token.start : at])
        elif token.kind == "open":
            skipped = _open_group(text, tokens, index, writer, pairs=pairs, endings=endings)
            if skipped > index:
                index, at = skipped, tokens[skipped].end
        elif index in endings:
            ending = endings[index]
            writer.code -= ending == "</code>"
            if ending == "</a>":
                writer.end()
            elif ending.startswith("<"):
                writer.html.append(ending)
            else:
                writer.show(ending)
        elif token.kind == "shown" or (token.kind == "typed" and not writer.code):
            writer.show(value)
        else:
            writer.show(text[token.start : at])
        index += 1
    writer.show(text[at:])


def _open_group(
    text: str, tokens: list[Token], index: int, writer: Writer, *, pairs: dict[int, int], endings: dict[int, str]
) -> int:
    """Write the beginning of a group or a command; return the last token that is done with it.

    `pairs` says which token closes which, and `endings`, which is filled, what a closing token is written as.
    """
    token = tokens[index]
    name = str(token.value)
    close = pairs.get(index)
    if close is None or not name:
        writer.show(text[token.start : token.end])
        return index
    if name in commands.STYLES:
        before, after = _TAGS[commands.STYLES[name]]
        writer.html.append(before)
        writer.code += before == "<code>"
        endings[close] = after
        return index
    if name in commands.FRAMES:
        before, endings[close] = commands.FRAMES[name]
        writer.show(before)
        return index
    argument = text[token.end : tokens[close].start].strip()
    first = tokens[index + 1].value if argument == MARK else ""
    link = first if isinstance(first, Link) else written_link(argument)
    second = close + 1
    is_pair = name in SECOND and second in pairs and not text[tokens[close].end : tokens[second].start].strip()
    if link and not is_pair:
        writer.link(link)
        return close
    if link and not writer.around:
        writer.begin(link)
        endings[pairs[second]] = "</a>"
        return second
    if is_pair and text[tokens[second].end : tokens[pairs[second]].start].strip():
        endings[pairs[second]] = ""
        return second
    if name == "url":
        endings[close] = ""
    else:
        writer.show(text[token.start : token.end])
    return index
