r"""What is more than text in arXiv's text: formulas, commands, accents, quotation marks, addresses.

In: text whose anchors have been replaced by marks. Out: its tokens, and which brace closes which.
This module does not know how a token is written.
"""

# ruff: noqa: RUF001 - typography is its matter

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sitegen.model import Link
from sitegen.text import latex as tex
from sitegen.text.arxiv import commands
from sitegen.text.arxiv.anchors import MARK, written_link

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_DEPTH = 20
"""Commands inside one another that are understood; deeper ones are shown as they stand."""


class Token(NamedTuple):
    """A piece of text that is more than itself."""

    kind: str
    """`shown`: its value is shown instead of it; `typed`: likewise, except in code; `formula`; `link`; `open`: a brace
    with or without a command, which is the value; `close`: a closing brace.
    """
    start: int
    end: int
    value: str | Link | tex.Formula = ""


SECOND = ("href", "hyperlink", "hypertarget", "textcolor")
"""Commands that show their second argument."""


def _alternatives(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_NAMES = _alternatives([*commands.SYMBOLS, *commands.LETTERS])
_SPACED = " | ".join(rf"{re.escape(accent)}[ ][{letters}]" for accent, letters in commands.ACCENTED.items())
_ACCENTED = (
    rf"""{_SPACED} | """
    r"""[`'^"~=.] (?: [A-Za-z] | \{\\?[A-Za-z]\} | \\[ij](?![A-Za-z]) ) | [Hbcdkruv]\{\\?[A-Za-z]\}"""
)
_COLOR = r"color\{[^{}\\$]*+\}"
_TIE = r"""(?: (?<=[A-Za-z][A-Za-z]~) | (?<=[$.,;:)}\]]~) | (?<=\d~)(?=[A-Za-z]) | (?=\\[A-Za-z]) ) (?=\S)"""
"""A `~` that is TeX's blank, as in `Fig.~2`, and not `about`, as in `(~20)`, nor `to`, as in `5~10`."""
# Each alternative begins with one of the characters that `_candidates` looks for, or with the `h` of an address.
_TOKEN = rf"""
      \$
    | \\ (?: (?P<accent> {_ACCENTED} )
           | (?P<mangled> {_alternatives(name[1:] for name in commands.MANGLED)} )
           | (?P<command> {_alternatives([*commands.STYLES, *commands.FRAMES, "url", *SECOND])} ) [ ]?\{{
           | (?P<letter> {_alternatives(commands.LETTERS)} ) (?![A-Za-z]) (?: \{{\}} | [ ] )?
           | (?P<symbol> {_alternatives(commands.SYMBOLS)} ) (?![A-Za-z]) (?: \{{\}} )?
           | (?P<hyphen> (?<=[A-Za-z]\\)-(?=[A-Za-z]) )
           | (?P<color> {_COLOR} )
           | (?P<escape> [%&$\#_{{}}\ \\,;:!/@] )
           | (?P<math> [(\[] )
           )
    | \{{ (?: \\ (?P<wrapped> (?: {_ACCENTED} | [`'^"~=.][ ]?\\?[A-Za-z] | [Hbcdkruv][ ]\\?[A-Za-z] ) \}} )
           | \\ (?P<name> {_NAMES} ) [ ]?\}}
           | [ ]?\\ (?P<switch> {_alternatives(commands.SWITCHES)} ) (?![A-Za-z]) [ ]?
           | [ ]?\\ (?P<coloured> {_COLOR} )
           )?
    | \}}
    | {MARK}
    | ``?
    | ''
    | '(?!\w)
    | "
    | ~ (?P<tie> {_TIE} )
    | --+
    """
_ADDRESS = r"h (?<![A-Za-z0-9].) ttps?:// (?: [!#%&(-;=?-Z_a-z~] | \\[_%\#&~] )* [#%&()+/-9=@-Z_a-z~-]"


@cache
def _token(*, addresses: bool) -> re.Pattern[str]:
    """Return the pattern of all tokens."""
    return re.compile(f"{_TOKEN} | {_ADDRESS}" if addresses else _TOKEN, re.VERBOSE)


@cache
def _beginnings(*, quotes: bool) -> bytes:
    """Return a table that makes 1 of the characters that a token may begin with, and 0 of all others."""
    beginnings = b"$\\{}~" + MARK.encode() + b"`'\"" * quotes
    return bytes(byte in beginnings for byte in range(256))


def _candidates(text: str, *, addresses: bool) -> bytearray:
    """Return a byte for each character of a text: 1 where a token may begin, else 0.

    Searching these for the next 1 takes a twentieth of the time that `re` takes with a set of characters.
    """
    # A closing quotation mark is one only after an opening one.
    result = bytearray(text.encode("ascii", "replace").translate(_beginnings(quotes="`" in text)))
    at = text.find("--")
    while at >= 0:
        result[at] = 1
        at = text.find("--", at + 1)
    at = text.find("://") if addresses else -1
    while at >= 0:
        for scheme in ("http", "https"):
            if text.endswith(scheme, 0, at):
                result[at - len(scheme)] = 1
        at = text.find("://", at + 1)
    return result


def find_tokens(text: str, anchors: list[Link | str]) -> list[Token]:  # noqa: C901, PLR0912, PLR0915 - one case a kind
    """Return what is special in a text, in order."""
    tokens: list[Token] = []
    marks = iter(anchors)
    opened: dict[str, int] = {}  # opening quotes that wait for their closing one
    addresses = "/" in text and "://" in text
    candidates = _candidates(text, addresses=addresses)
    begin = _token(addresses=addresses).match
    at = 0
    while (start := candidates.find(1, at)) >= 0:
        match = begin(text, start)
        if match is None:
            at = start + 1
            continue
        at = match.end()
        group = match.lastgroup or text[start]
        kind = "shown"
        value: str | Link | tex.Formula
        match group:
            case "$" | "math":
                found = tex.delimited(text, start)
                if found is None or MARK in found.source:
                    continue
                kind, value, at = "formula", tex.formula(found.source, display=found.display), found.end
            case "command" | "switch":
                kind, value = "open", match[group]
            case "coloured":
                kind, value = "open", "text"
            case "{":
                kind, value = "open", ""
            case "}":
                kind, value = "close", ""
            case "accent" | "wrapped":
                value = commands.accented(match[group].rstrip(" }")[-1], match[group][0])
            case "mangled":
                value = commands.MANGLED[match[0]]
            case "letter" | "symbol" | "name":
                value = commands.LETTERS.get(match[group]) or commands.SYMBOLS[match[group]]
            case "hyphen" | "color" | "tie":
                value = " " if group == "tie" else ""
            case "escape":
                value = commands.ESCAPES[match[group]]
            case "h":
                at = start + _address_end(match[0])
                link = written_link(text[start:at])
                if link is None:
                    continue
                kind, value = "link", link
            case "-":
                kind, value = "typed", {2: "–", 3: "—"}.get(at - start, match[0])
            case _ if group == MARK:
                value = next(marks)
                kind = "link" if isinstance(value, Link) else "shown"
            case _:
                kind, value = "typed", _quote(text, match, tokens, opened)
        tokens.append(Token(kind, start, at, value))
    return tokens


def _address_end(address: str) -> int:
    """Return where a bare address ends: before brackets that it does not open."""
    end = len(address)
    surplus = address.count(")") - address.count("(")
    while surplus > 0 and address[end - 1] in ").,;:!?":
        end -= 1
        surplus -= address[end] == ")"
    return end


def _quote(text: str, match: re.Match[str], tokens: list[Token], opened: dict[str, int]) -> str:
    """Return what a quotation mark is shown as; a closing one turns its partner among the `tokens`, too."""
    mark = match[0]
    before = text[match.start() - 1 : match.start()] or " "
    if mark[0] == "`":
        after = text[match.end() : match.end() + 1] or " "
        opened.pop(mark, None)  # "`code`" opens nothing, and ends what waited
        if not after.isspace() and not (before.isalnum() and (mark == "`" or not after.isalnum())):
            opened[mark] = len(tokens)
        return mark
    partner, left, right = ("`", "‘", "’") if mark == "'" else ("``", "“", "”")
    if partner not in opened or before.isspace():
        return mark
    index = opened.pop(partner)
    tokens[index] = tokens[index]._replace(value=left)
    return right


def pair_braces(tokens: list[Token]) -> dict[int, int]:
    """Return which token closes which, for braces that are paired and not nested too deep."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind == "open":
            stack.append(index)
        elif token.kind == "close" and stack:
            opener = stack.pop()
            if len(stack) < MAX_DEPTH:
                pairs[opener] = index
    return pairs
