"""What holds for every text."""

from __future__ import annotations

import html as standard
import re

import html5lib
from hypothesis import given
from hypothesis import strategies as st

from sitegen.text.arxiv import arxiv, legible, prose
from sitegen.text.markdown import document

PHRASING = frozenset(
    [
        *"a b i strong em code span u sup sub math mi mn mo ms mtext mspace mrow mfrac msqrt mroot mstyle".split(),
        *"mpadded mphantom msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mtd".split(),
    ]
)
FLOW = PHRASING | frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre hr br div table thead tbody tr th td section".split()
)
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
PIECES = [
    *("$", "$$", "{", "}", "\\textbf{", "\\texttt{", "{\\it ", "`", "``", "''", "'", '"', "\\", '\\"o', "\\(", "\\)"),
    *("\\[", "\\]", "^", "_", "5", "x", "word ", " ", "--", "---", "\\href{", "\\url{", "\\hyperlink{", "\\textcolor{"),
    *('<a href="https://a.org/x">this https URL</a>', '<a href="javascript:x">y</a>', "https://b.org", "<b>", "</a>"),
    *("&lt;", "&amp;", "&#1;", "&nbsp;", "&", "<", ">", "%", "\x00", "\ud800", "\ufdd0", "\\href{https://a.org}{"),
    *("\\frac", "\\sqrt", "\\begin{matrix}", "\\end{matrix}", "\\text{", "\\color{red}", "\\alpha", "\\ref{x}"),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=30).map("".join)
BLOCKS = [
    *("\n", "\n\n", "# ", "- ", "> ", "1. ", "```", "```python\n", "    ", "| a | b |\n|---|:-:|\n", "| x |", "[^1]"),
    *("\n[^1]: note", "^[inline]", "![a](b.png)", "![a](https://a.org/b.png)", "[l](https://a.org)", "[l](//a.org)"),
    *(
        "[l](javascript:x)",
        "<https://a.org>",
        "<script>x</script>",
        "<b onclick=x>",
        "*",
        "**",
        "`",
        "$x$",
        "$$\nx\n$$",
    ),
]
DOCUMENTS = st.lists(st.sampled_from(BLOCKS + PIECES) | st.text(max_size=4), max_size=30).map("".join)


def _elements(html: str) -> list[tuple[str, dict[str, str]]]:
    """Parse strictly: any fault in the HTML is an exception."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html)
    return [(e.tag.rpartition("}")[2], e.attrib) for e in tree.iter() if e.tag != "DOCUMENT_FRAGMENT"]


@given(TEXTS)
def test_any_arxiv_text_becomes_sound_html_with_nothing_active_in_it(source: str) -> None:
    for tag, attributes in _elements(arxiv(source).html):
        assert tag in PHRASING
        assert not any(name.startswith("on") or name in {"style", "id", "src"} for name in attributes)
        if "href" in attributes:
            assert re.match("https?://", attributes["href"])


@given(TEXTS)
def test_plain_text_has_nothing_unseen_and_no_needless_blanks(source: str) -> None:
    plain = arxiv(source).plain
    assert not UNSEEN.search(plain)
    assert plain == plain.strip()
    assert "  " not in plain


@given(TEXTS)
def test_text_reads_the_same_every_time_and_by_either_way(source: str) -> None:
    assert arxiv(source) == prose._read(source) == arxiv(source)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="$\\{}`<&-:~")))
def test_text_without_signs_is_itself_but_for_blanks(source: str) -> None:
    shown = arxiv(source)
    assert shown.plain == " ".join(legible(source).split())
    assert standard.unescape(shown.html) == shown.plain


@given(DOCUMENTS)
def test_any_markdown_becomes_sound_html_with_nothing_active_in_it(source: str) -> None:
    ids = []
    for tag, attributes in _elements(document(source).html):
        assert tag in FLOW
        assert not any(name.startswith("on") or name in {"style", "src"} for name in attributes)
        ids.append(attributes.get("id"))
        if "href" in attributes:
            assert re.match(r"https?://|mailto:|(?!//)[^:]*$|(?!//)[^:]*[?#]", attributes["href"])
    named = [name for name in ids if name]
    assert len(named) == len(set(named))
