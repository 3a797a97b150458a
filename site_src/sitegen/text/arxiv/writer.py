"""Writers of arXiv's text: as HTML and plain text, and as LaTeX too.

In: text, formulas and links, one after the other. Out: what is shown of them, escaped.
This module does not know how they were recognised.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from sitegen.model import Link, Prose
from sitegen.text.arxiv.anchors import FILLER

if TYPE_CHECKING:
    from sitegen.text import latex as tex


def safe(html: str) -> Markup:
    """Return `Markup(html)`, but for the questions that it asks first, which take twice the time."""
    return str.__new__(Markup, html)


class Writer:
    """What has been written so far."""

    def __init__(self) -> None:
        self.html: list[str] = []
        self.plain: list[str] = []
        self.links: dict[str, Link] = {}
        self.blank = True
        self.code = 0
        self.around: tuple[Link, int, int] | None = None
        """The link that is open, and where in both forms it begins."""

    def prose(self) -> Prose:
        """Return what has been written."""
        html = "".join(self.html).rstrip(" ")
        plain = "".join(self.plain).rstrip(" ")
        return Prose(safe(html), plain, tuple(self.links.values()))  # all of it is escaped

    def show(self, text: str) -> None:
        """Write text; blanks that meet become one."""
        if self.blank and text.startswith(" "):
            text = text[1:]
        if text:
            self.html.append(escape(text, quote=False))
            self.plain.append(text)
            self.blank = text[-1] == " "

    def formula(self, formula: tex.Formula, source: str) -> None:  # noqa: ARG002 - for those that write LaTeX
        self.html.append(formula.html)
        self.plain.append(formula.plain)
        self.blank = False

    def link(self, link: Link) -> None:
        """Write a whole link, or its text alone within another."""
        if self.around:
            self.show(link.text)
        else:
            self.begin(link)
            self.end()

    def begin(self, link: Link) -> None:
        self.html.append(f'<a href="{escape(link.url)}" rel="noopener">')
        self.around = link, len(self.html), len(self.plain)

    def end(self) -> None:
        """End the open link; one that shows nothing of its own shows its address."""
        if self.around is None:
            return
        link, in_html, in_plain = self.around
        text = "".join(self.plain[in_plain:]).strip()
        if not text or FILLER.fullmatch(text):
            del self.html[in_html:], self.plain[in_plain:]
            self.show(link.text)
            text = link.text
        self.html.append("</a>")
        self.links.setdefault(link.url, Link(link.url, text))
        self.around = None


_LATEX = str.maketrans(
    {
        **{character: f"\\{character}" for character in "&%$#_{}"},
        "\\": r"\textbackslash{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)
_LATEX_OWN = re.compile(r"[&%$#_{}\\^~]")


def escaped(text: str) -> str:
    """Return plain text as LaTeX and BibTeX take it. `reading/formats.js` of the default theme does the same."""
    result = _escaped(text)
    return result if _counts(result) else _braceless(result)


def _escaped(text: str) -> str:
    """Escape what LaTeX or BibTeX would take for its own: few titles have any of it."""
    return text.translate(_LATEX) if _LATEX_OWN.search(text) else text


def _braceless(latex: str) -> str:
    """Name the braces that are text: BibTeX counts braces, also those that are escaped, and they must match."""
    return latex.replace(r"\{", r"\textbraceleft{}").replace(r"\}", r"\textbraceright{}")


class LatexWriter(Writer):
    """Writes a third form as well."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[tuple[str, bool]] = []
        """LaTeX, and whether it is a formula's."""

    def show(self, text: str) -> None:
        before = len(self.plain)
        super().show(text)
        self._pieces += [(_escaped(shown), False) for shown in self.plain[before:]]

    def formula(self, formula: tex.Formula, source: str) -> None:
        super().formula(formula, source)
        whole = source.startswith(("$", r"\(", r"\[")) and _counts(source)
        self._pieces.append((source, True) if whole else (_escaped(formula.plain), False))

    def latex(self) -> str:
        """Return what has been written."""
        result = "".join(piece for piece, _ in self._pieces)
        if not _counts(result):
            result = "".join(piece if is_formula else _braceless(piece) for piece, is_formula in self._pieces)
        return result.strip()


def _counts(source: str) -> bool:
    """Whether BibTeX finds each brace's partner."""
    if "{" not in source and "}" not in source:  # most titles
        return True
    depth = 0
    for character in source:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0
