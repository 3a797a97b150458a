"""JavaScript in, its tokens out; tokens in, JavaScript without comments and needless blanks out.

This knows what a text needs for its strings, templates and regular expressions to be told from code, and which brackets
belong together. It does not know what a program means: `modules` does, as far as bundles need it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Token(NamedTuple):
    """One token of a script.

    `import.meta.url`, a path of names, is one. So is each part of a template literal, with the code of `${..}` between.
    """

    text: str
    gap: str
    """What separates it from the token before it: nothing, a blank, or a line break, after comments that stay."""
    at: int
    """Where it begins, in characters from the beginning of the script."""
    depth: int
    """The number of brackets that are open around it."""
    in_function: bool
    """Whether it is certainly in the body of a function; one that is an expression has no brackets to tell."""


class Fault(Exception):  # noqa: N818 - the fault of a script, for which `modules` has a message
    """A script cannot be read."""

    def __init__(self, at: int, message: str, hint: str) -> None:
        super().__init__(at, message, hint)
        self.at, self.message, self.hint = at, message, hint


_TOKEN = re.compile(
    r"""
    ((?: [\s\ufeff]+ | //[^\n\r\u2028\u2029]* | /\*.*?\*/ )*)
    (?: ([\w$\#@\\]+ (?: \.[\w$\#]+ )* | \.\d\w*)
    | ("(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
    | (=> | \+\+ | -- | \?\.(?!\d) | .)
    )?""",
    re.VERBOSE | re.DOTALL,
)
_OTHER = 4
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_REGEX = re.compile(r"/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[\w$]*")
_KEPT = re.compile(r"/\*!.*?\*/", re.DOTALL)
_BREAK = re.compile("[\n\r\u2028\u2029]")

_BEFORE_VALUES = frozenset(
    "await case delete do else extends in instanceof new of return throw typeof void yield".split()
)
"""Words after which a `/` begins a regular expression."""
_BEFORE_BLOCKS = frozenset(("await", "catch", "for", "if", "switch", "while", "with"))
"""Words whose parentheses are no parameters of a function; `await` is that of `for await`."""
_PAIRS = {"(": ")", "[": "]", "{": "}", "${": "}"}


class _Bracket(NamedTuple):
    text: str
    at: int
    is_function: bool
    """Whether it has the body of a function."""
    is_condition: bool
    """Whether it has a condition: what follows is a statement."""


def scan(text: str) -> list[Token]:
    """Part a script into tokens; the last is empty, and has the gap at the end.

    Raises:
        Fault: a string, a comment, a template or a bracket is not closed, or was not opened.

    """
    return _Scanner(text).scan()


class _Scanner:
    """Goes through a script once, and keeps what decides whether a `/` divides or begins a regular expression."""

    def __init__(self, text: str) -> None:
        self.script = text
        self.tokens: list[Token] = []
        self.opened: list[_Bracket] = []
        self.functions = 0
        self.last = ""
        self.ends_value = False
        """Whether the last token ends what can be divided."""
        self.after_condition = False

    def scan(self) -> list[Token]:
        at, text = 0, ""
        while not self.tokens or text:
            match = _TOKEN.match(self.script, at)
            assert match  # noqa: S101 - it matches nothing, too
            blanks, kind, at, depth = match[1], match.lastindex or 0, match.end(1), len(self.opened)
            text = match[kind] if kind > 1 else ""
            if kind == _OTHER:
                text = self._other(text, at)
                depth = min(depth, len(self.opened))
            else:
                is_word = text in _BEFORE_VALUES and self.last not in (".", "?.")
                self.ends_value, self.after_condition = not is_word, False
            self.tokens.append(Token(text, blanks and _gap(blanks), at, depth, self.functions > 0))
            at, self.last = at + len(text), text
        for bracket in self.opened[-1:]:
            raise Fault(bracket.at, f"`{bracket.text}` is not closed", f"close it with `{_PAIRS[bracket.text]}`")
        return self.tokens

    def _other(self, mark: str, at: int) -> str:
        """Return the token that begins with a mark."""
        if mark in _PAIRS:
            self._open(mark, at)
        elif mark in _PAIRS.values():
            return self._close(mark, at)
        elif mark == "`":
            return self._template(at)
        elif mark == "/":
            return self._slash(at)
        elif mark in ('"', "'"):
            raise Fault(at, "the string is not closed", f"end it with {mark} on the same line")
        else:
            self.ends_value, self.after_condition = mark in ("++", "--"), False
        return mark

    def _open(self, mark: str, at: int) -> None:
        is_member = len(self.tokens) > 1 and self.tokens[-2].text in (".", "?.")
        is_condition = mark == "(" and self.last in _BEFORE_BLOCKS and not is_member
        is_body = self.last == "=>" or (self.last == ")" and not self.after_condition)
        self._opened(_Bracket(mark, at, mark == "{" and is_body, is_condition))

    def _opened(self, bracket: _Bracket) -> None:
        self.opened.append(bracket)
        self.functions += bracket.is_function
        self.ends_value = self.after_condition = False

    def _close(self, mark: str, at: int) -> str:
        if not self.opened or _PAIRS[self.opened[-1].text] != mark:
            raise Fault(at, f"`{mark}` closes nothing that is open here", "compare the brackets before it")
        bracket = self.opened.pop()
        if bracket.text == "${":
            return self._template(at)
        self.functions -= bracket.is_function
        self.after_condition = bracket.is_condition
        self.ends_value = mark == "]" or (mark == ")" and not bracket.is_condition)
        return mark

    def _template(self, at: int) -> str:
        """Read a template literal up to its end or its next `${`."""
        match = _TEMPLATE.match(self.script, at + 1)
        if not match:
            raise Fault(at, "the template literal is not closed", "end it with a backtick")
        if match[0].endswith("`"):
            self.ends_value, self.after_condition = True, False
        else:
            self._opened(_Bracket("${", at, is_function=False, is_condition=False))
        return self.script[at : match.end()]

    def _slash(self, at: int) -> str:
        if self.script.startswith("/*", at):
            raise Fault(at, "the comment is not closed", "end it with `*/`")
        regex = None if self.ends_value else _REGEX.match(self.script, at)
        self.ends_value, self.after_condition = bool(regex), False
        return regex[0] if regex else "/"


def _gap(blanks: str) -> str:
    if blanks == " ":
        return blanks
    kept = "".join(f"{comment}\n" for comment in _KEPT.findall(blanks)) if "/*!" in blanks else ""
    return kept or ("\n" if _BREAK.search(blanks) else " ")


_OPEN = frozenset([*"([{,;:?=<>&|*%^~!", "=>"])
"""Tokens that no statement ends with: a line break after them means nothing."""
_CLOSE = frozenset([*")]},;:.?=&|%^<>", "?."])
"""Tokens that no statement begins with. `*` is not one: it may begin a method that follows a field."""
_WORDLIKE = re.compile(r"[\w$#\\]")


def written(tokens: Iterable[Token]) -> str:
    """Write tokens with as few blanks as their meaning allows; a token that is empty is left out."""
    parts: list[str] = []
    last, gap = "", ""
    for token in tokens:
        gap = max(gap, token.gap, key=_weight)
        text = token.text
        if not text:
            continue
        if "\n" in gap:
            needless = gap == "\n" and (not last or last in _OPEN or last.endswith("${") or text in _CLOSE)
            parts.append("" if needless else gap)
        elif gap and _join(last, text):
            parts.append(" ")
        parts.append(text)
        last, gap = text, ""
    if len(gap) > 1:
        parts.append(gap)
    return "".join(parts)


def _weight(gap: str) -> tuple[int, bool]:
    return len(gap), gap == "\n"


def _join(last: str, text: str) -> bool:
    """Whether two tokens without a blank between them would be others."""
    end, start = last[-1:], text[0]
    if _WORDLIKE.match(start):
        return end == "/" or bool(_WORDLIKE.match(end))  # a regular expression would have another flag
    return (end in "+-/" and start == end) or (start == "." and last[:1].isdigit()) or (last == "<" and start == "!")
