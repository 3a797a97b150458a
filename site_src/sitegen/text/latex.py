r"""Formulas in LaTeX, as they occur in arXiv's text and in Markdown.

In: text with `$..$` in it, or the source of one formula. Out: where formulas stand, their MathML and their plain text.
This module does not know what is done with them, and nothing of HTML beyond `<math>` and the `<code>` that shows a
formula that could not be read.
"""

# ruff: noqa: RUF001 - typography is its matter

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from math_core import LatexToMathML


class Delimited(NamedTuple):
    """A formula that was found in a text."""

    source: str
    """Between its delimiters."""
    display: bool
    end: int
    """Index behind its closing delimiter."""


class Formula(NamedTuple):
    """A formula in the two forms that are shown of it."""

    html: str
    """A `<math>` element, or the source in `<code class="tex">` when it is not understood."""
    plain: str
    """One line of text: `x^(n+1)`; the source when it is not understood."""


_BODY = r"[^$\\]*+(?:\\.[^$\\]*+)*+"
# `\(` ends at the next `\(` at the latest, so that a run of openers is read once and not once an opener.
_DELIMITED = re.compile(
    rf"""
      \$\$ (?P<display> {_BODY} ) \$\$
    | \$ (?P<inline> {_BODY} ) \$
    | \\\( (?P<parentheses> [^\\]*+ (?: \\[^()] [^\\]*+ )*+ ) \\\)
    | \\\[ (?P<brackets> [^\\]*+ (?: \\[^\[\]] [^\\]*+ )*+ ) \\\]
    """,
    re.VERBOSE | re.DOTALL,
)
_AMOUNT = re.compile(r"\d[\d.,]*(?:(?:[kKMBT]|bn|[mbtr]+illion)[;:,.]?\s+[A-Za-z]|[;:]\s)")
_NUMBERED = re.compile(r"\\(begin|end)\{(equation|align|alignat|flalign|gather|multline|eqnarray)\}")
_BRACED = re.compile(r"\{[^{}]*\}")
_WORDS = re.compile(r"(?:\s[A-Za-z]{2,}){3}")
_WORD = re.compile(r"\s[A-Za-z]{2,}")
_SIGNS = frozenset("\\^_={<>|")


def delimited(text: str, at: int) -> Delimited | None:
    r"""Return the formula whose opening delimiter, `$`, `$$`, `\(` or `\[`, stands at `at`; None when none does.

    Money is no formula: `from $5 to $10 a month` has none.
    """
    match = _DELIMITED.match(text, at)
    if not match or not match.lastgroup:
        return None
    source = match[match.lastgroup]
    if not source.strip() or not _balanced(source):
        return None
    if match.lastgroup == "inline":
        before, after = text[max(at - 1, 0) : at], text[match.end() : match.end() + 1]
        if _is_money(source, before, after) or not _is_formula(source, after):
            return None
    return Delimited(source, match.lastgroup in {"display", "brackets"}, match.end())


def _is_money(source: str, before: str, after: str) -> bool:
    """Whether the first dollar is the sign of an amount: `US$2B; a 10$ bill`, `$1{,}000 or $x$`."""
    if not source[0].isdigit() or source.isalnum():
        return False
    if before.isalpha() and re.search(r"\s", source):
        return True
    return bool(_AMOUNT.match(source)) or (source[-1].isspace() and after.isalnum())


def _is_formula(source: str, follower: str) -> bool:
    """Whether dollars mean mathematics: pandoc's rule, and a second chance for what only a formula can hold."""
    stripped = source.strip()
    one = len(source.split()) == 1
    words = "" if one else _BRACED.sub("", source)
    if _WORDS.search(words):
        return False
    if stripped[0].isdigit() and (follower.isdigit() or len(_WORD.findall(words)) > 1):
        return False
    if len(stripped) == len(source) and not follower.isdigit():
        return True
    if not _SIGNS.isdisjoint(source):
        return True
    # `$ O(n) $`, and `$w$6`: both must be in one piece, and `US$ and $` is no formula.
    return one and (len(stripped) in {1, len(source)} or not (stripped.isalpha() or follower.isdigit()))


def _balanced(source: str) -> bool:
    r"""Whether as many braces open as close; `\{` is none."""
    opened = source.count("{")
    closed = source.count("}")
    if opened == closed or "\\" not in source:
        return opened == closed
    return opened - source.count(r"\{") == closed - source.count(r"\}")


MAX_LENGTH = 2_000
"""Characters of a formula: the longest of 100,000 abstracts has a third of it."""
MAX_DEPTH = 40
"""Nested parts of a formula. The converter recurses, and a native stack that overflows ends the process."""

# Macros that many authors write, that math-core does not know, and that can mean one thing only.
_MACROS = {
    "mbox": r"\text{#1}",
    "hbox": r"\text{#1}",
    "textnormal": r"\text{#1}",
    "emph": r"\textit{#1}",
    "widetilde": r"\tilde{#1}",
    "Tilde": r"\tilde{#1}",
    "Hat": r"\hat{#1}",
    "Bar": r"\bar{#1}",
    "smash": "#1",
    "ensuremath": "#1",
    "norm": r"\lVert #1 \rVert",
    "abs": r"\lvert #1 \rvert",
    "xspace": "",
    "dotsc": r"\ldots",
    "bigO": r"\mathcal{O}",
    "calO": r"\mathcal{O}",
    "eps": r"\epsilon",
    "E": r"\mathbb{E}",
    "F": r"\mathbb{F}",
    "Q": r"\mathbb{Q}",
}
_CONVERTER = LatexToMathML(fancy_error=False, max_expansions=100)
_LENIENT = LatexToMathML(fancy_error=False, max_expansions=100, macros=_MACROS)
_PERCENT = re.compile(r"(?<!\\)%")
_UNICODE = re.compile(r"\\unicode\{x([0-9A-Fa-f]{2,5})\}")
_NESTING = re.compile(r"(?<!\\)[{}]|\\(?:left|right|begin|end)(?![A-Za-z])")
_CHAIN = re.compile(rf"(?:\\[A-Za-z]+\s*+){{{MAX_DEPTH}}}")


@lru_cache(maxsize=4096)
def formula(source: str, *, display: bool = False) -> Formula:
    """Return both forms of a formula, given without its delimiters. Every source has them."""
    source = " ".join(source.split())
    markup = _converted(source, display=display)
    found = _rebuilt(markup, display=display) if markup else None
    return found or Formula(f'<code class="tex">{html.escape(source, quote=False)}</code>', source)


def mathml(source: str, display: bool = False) -> str | None:  # noqa: FBT001, FBT002 - the only flag there is
    """Return a formula as `<math>`; None when it is not understood."""
    found = formula(source, display=display).html
    return found if found.startswith("<math") else None


def plain(source: str) -> str:
    """Return a formula as one line of text."""
    return formula(source).plain


def _converted(source: str, *, display: bool) -> str | None:
    """Convert by math-core, at second try with what it does not know replaced; None when it refuses."""
    if len(source) > MAX_LENGTH or (len(source) > MAX_DEPTH and _is_deep(source)):
        return None
    if "\\begin" in source:  # equations of an abstract have no numbers: nothing can refer to them
        source = _NUMBERED.sub(r"\\\1{\2*}", source)
    if "%" in source:  # TeX's comment; in an abstract it is a percentage
        source = _PERCENT.sub(r"\\%", source)
    try:
        return _CONVERTER.convert_with_local_state(source, displaystyle=display)
    except BaseException as refusal:  # noqa: BLE001 - pyo3's PanicException is no Exception
        _reraise_if_ours(refusal)
    try:
        cured = _UNICODE.sub(lambda code: rf"\text{{{_character(code[1])}}}", source)
        return _LENIENT.convert_with_local_state(cured, displaystyle=display)
    except BaseException as refusal:  # noqa: BLE001
        _reraise_if_ours(refusal)
    return None


def _reraise_if_ours(refusal: BaseException) -> None:
    """Let go on what is not the converter's: a person's Ctrl-C, a lack of memory."""
    if isinstance(refusal, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
        raise refusal


def _character(code: str) -> str:
    """Return the character of a hexadecimal code; nothing when nobody could see it."""
    number = int(code, 16)
    character = chr(number) if number <= 0x10FFFF else ""  # noqa: PLR2004 - the last one there is
    return character if character.isprintable() and character not in "\\{}$%&#_^~" else ""


def _is_deep(source: str) -> bool:
    r"""Whether a formula nests deeper than anybody writes, by braces or by a chain like `\sqrt\sqrt\sqrt x`."""
    depth = 0
    for part in _NESTING.findall(source):
        depth += 1 if part in {"{", r"\left", r"\begin"} else -1
        if depth > MAX_DEPTH:
            return True
    return _CHAIN.search(source) is not None


# MathML is written anew from these and never passed through: math-core's own has inline styles, ids and links.
_TAG = re.compile(r"<(/?)([a-z]+)([^<>]*?)(/?)>|([^<]+)")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"<>&]*)"')
_ELEMENTS = frozenset(
    "math mi mn mo ms mtext mspace mrow mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup munder mover "
    "munderover mmultiscripts mprescripts mtable mtr mtd menclose b i em code span".split()
)
_ATTRIBUTES = frozenset(
    "accent accentunder depth displaystyle fence form height largeop linethickness lspace mathvariant maxsize minsize "
    "movablelimits rspace scriptlevel separator stretchy symmetric voffset width columnspan rowspan".split()
)
_RENAMED = {"menclose": "mrow"}  # not in MathML Core


def _rebuilt(markup: str, *, display: bool) -> Formula | None:
    """Read math-core's MathML and write ours and its plain text; None when there is anything unknown in it."""
    written: list[str] = []
    stack: list[tuple[str, str, list[str]]] = [("", "", [])]
    for closes, tag, rest, empty, text in _TAG.findall(markup):
        if text:
            resolved = html.unescape(text) if "&" in text else text
            written.append(html.escape(resolved, quote=False))
            stack[-1][2].append(resolved)
        elif closes:
            element, attributes, children = stack.pop()
            written.append(f"</{_RENAMED.get(element, element)}>")
            stack[-1][2].append(_element_text(element, attributes, children))
        elif tag not in _ELEMENTS:
            return None
        else:
            written.append('<math display="block">' if tag == "math" and display else _start(tag, rest, empty))
            if empty:
                stack[-1][2].append(" " if "width" in rest and "-" not in rest else "")
            else:
                stack.append((tag, rest, []))
    shown = _APPLIED.sub(r"\1", "".join(stack[0][2])).translate(_INVISIBLE)
    return Formula("".join(written), " ".join(shown.split()))


@lru_cache(maxsize=1024)
def _start(tag: str, attributes: str, empty: str) -> str:
    """Return a start tag with those of its attributes that are ours, too."""
    allowed = _ATTRIBUTES - {"scriptlevel"} if tag == "mtable" else _ATTRIBUTES  # validators do not know it there
    kept = "".join(f' {name}="{value}"' for name, value in _ATTRIBUTE.findall(attributes) if name in allowed)
    return f"<{_RENAMED.get(tag, tag)}{kept}{empty}>"


_APPLIED = re.compile(r"\u2061\s*([(\[{|])")
# Function application parts words, `log n`; the other invisible operators and the choice of a glyph show nothing.
_INVISIBLE = {0x2061: " ", 0x2062: None, 0x2063: None, 0x2064: None, 0xFE00: None, 0xFE01: None}
_SIMPLE = re.compile(r"[−+-]?[\w.\u0300-\u036f\u20d7]+|.|\([^()]*\)", re.DOTALL)
_PRIMES = frozenset("′″‴⁗")

_ACCENTS = {
    "ˆ": "\u0302", "^": "\u0302", "\u0302": "\u0302",
    "˜": "\u0303", "~": "\u0303", "\u0303": "\u0303",
    "¯": "\u0304", "‾": "\u0304", "\u0332": "\u0304", "_": "\u0331",
    "˙": "\u0307", "¨": "\u0308", "ˇ": "\u030c", "˘": "\u0306", "´": "\u0301", "`": "\u0300", "˚": "\u030a",
    "→": "\u20d7", "⃗": "\u20d7",
}  # fmt: skip


def _element_text(element: str, attributes: str, children: list[str]) -> str:  # noqa: C901, PLR0912 - a table, really
    """Return the plain text of one element, given that of its children."""
    match element, children:
        case "mi", _:
            return _letters("".join(children))
        case "msup", [base, script]:
            return base + _raised(script)
        case "msub" | "munder", [base, script] if "accent" not in attributes:
            return f"{base}_{_grouped(script)}"
        case "mover", [base, script] if "accent" not in attributes:
            return base + _raised(script)
        case "mover" | "munder", [base, accent]:
            return _accented(base, accent)
        case "msubsup" | "munderover", [base, low, high]:
            return f"{base}_{_grouped(low)}{_raised(high)}"
        case "mfrac", [above, below]:
            over = " choose " if "linethickness" in attributes else "/"
            return f"{_grouped(above)}{over}{_grouped(below)}"
        case "msqrt", _:
            return f"√({''.join(children)})"
        case "mroot", [base, index]:
            return f"√[{index}]({base})"
        case "mphantom", _:
            return ""
        case "mtd", _:
            return "".join(children) + " "
        case "mtr", _:
            return "".join(children).rstrip() + "; "
        case "mtable", _:
            return "".join(children).removesuffix("; ")
    return "".join(children)


def _raised(script: str) -> str:
    if script == "∘":
        return "°"
    return script if script and _PRIMES.issuperset(script) else f"^{_grouped(script)}"


def _grouped(part: str) -> str:
    """Put parentheses around what would not be read as one thing without them."""
    return part if not part or _SIMPLE.fullmatch(part) else f"({part})"


def _accented(base: str, accent: str) -> str:
    mark = _ACCENTS.get(accent, "")
    return unicodedata.normalize("NFC", base + mark) if len(base) == 1 and mark else base


def _letters(text: str) -> str:
    """Turn the styled letters of mathematics (bold, script, ...) into ordinary ones, which can be searched for."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFKC", c) if "\U0001d400" <= c <= "\U0001d7ff" else c for c in text)
