r"""What TeX's commands, accents and symbols stand for in running text: tables, and nothing else.

This module does not know how they are found in a text.
"""

# ruff: noqa: RUF001 - typography is its matter; tables read best as words

from __future__ import annotations

from string import ascii_letters
from unicodedata import normalize

STYLES = {
    "textbf": "strong", "bf": "strong", "bfseries": "strong",
    "emph": "em", "textit": "em", "textsl": "em", "em": "em", "it": "em", "sl": "em", "itshape": "em", "slshape": "em",
    "texttt": "code", "tt": "code", "ttfamily": "code",
    "textsc": "smallcaps", "sc": "smallcaps", "scshape": "smallcaps",
    "underline": "u", "uline": "u",
    "textsuperscript": "sup", "textsubscript": "sub",
    "textrm": "", "textsf": "", "textnormal": "", "textup": "", "textmd": "", "text": "", "mbox": "", "hbox": "",
    "rm": "", "sf": "", "rmfamily": "", "sffamily": "", "num": "", "ac": "",
    "tiny": "", "scriptsize": "", "footnotesize": "", "small": "", "normalsize": "", "large": "", "Large": "",
}  # fmt: skip
r"""What the commands that dress a text, `\emph{..}` or `{\em ..}`, make of it; "" when nothing can be seen of it."""

SWITCHES = ("bfseries", "bf", "em", "itshape", "it", "slshape", "sl", "ttfamily", "tt", "scshape", "sc", "rmfamily",
            "rm", "sffamily", "sf", "tiny", "scriptsize", "footnotesize", "small", "normalsize", "large",
            "Large")  # fmt: skip
r"""Those that stand in a group: `{\em ..}`."""

FRAMES = {"footnote": (" (", ")"), "enquote": ("“", "”")}
"""Commands that put something around their argument."""

LETTERS = {"ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
           "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
           "ng": "ŋ", "NG": "Ŋ"}  # fmt: skip
"""Commands that are letters: a blank behind one only ends its name."""

GREEK = dict(
    zip(
        "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau "
        "upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split(),
        "αβγδϵεζηθϑικλμνξπρστυφφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        strict=True,
    )
)

SYMBOLS = GREEK | {
    "ldots": "…", "dots": "…", "cdots": "⋯", "textellipsis": "…",
    "textendash": "–", "textemdash": "—", "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\",
    "textunderscore": "_", "textbar": "|", "textless": "<", "textgreater": ">", "textbullet": "•",
    "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”",
    "textquotesingle": "'", "textregistered": "®", "texttrademark": "™", "textcopyright": "©", "copyright": "©",
    "textdegree": "°", "degree": "°", "deg": "°", "textmu": "µ", "textpm": "±", "texttimes": "×", "textdollar": "$",
    "texteuro": "€", "euro": "€", "pounds": "£", "textsterling": "£", "S": "§", "P": "¶", "dag": "†", "ddag": "‡",
    "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "times": "×", "pm": "±", "sim": "∼", "approx": "≈", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠",
    "equiv": "≡", "cdot": "⋅", "infty": "∞", "rightarrow": "→", "to": "→", "leftarrow": "←", "ell": "ℓ",
    "in": "∈", "ie": "i.e.", "eg": "e.g.",
    "quad": " ", "qquad": " ", "space": " ", "allowbreak": "", "boldmath": "", "xspace": "",
    "newline": " ", "par": " ", "noindent": "",
}  # fmt: skip
"""Commands that are one character, or a name."""

ESCAPES = {"%": "%", "&": "&", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}", " ": " ", "\\": " ", ",": " ",
           ";": " ", ":": " ", "!": "", "/": "", "@": "", "-": ""}  # fmt: skip
"""A backslash and one of these."""

ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
           "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a", "d": "\u0323",
           "b": "\u0331"}  # fmt: skip

ACCENTED = {
    accent: "".join(letter for letter in ascii_letters if len(normalize("NFC", letter + ACCENTS[accent])) == 1)
    for accent in "'`^\"Hcdkruv"
}
r"""The letters that there are under accents which may have a blank behind them, as in `\v rava` and `G\" odel`."""

MANGLED = {rf"\{name[0]}{{{name[1:]}}}": letter for name, letter in GREEK.items() if name[0] in "bcdkrtuv"}
r"""Greek letters that arXiv's own conversion takes for accents: `\b{eta}` was once β."""


def accented(letter: str, accent: str) -> str:
    """Return a letter under one of TeX's accents."""
    return normalize("NFC", letter + ACCENTS[accent])
