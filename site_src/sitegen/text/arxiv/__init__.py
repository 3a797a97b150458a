r"""arXiv's text: titles and abstracts as they stand in digests.

In: HTML-escaped text with raw anchors, and TeX in it: never Markdown, so `_`, `*`, `#` and `[..]` are themselves. Out:
`Prose`, or LaTeX. Nothing here knows of papers or pages.

Three passes, each linear: `anchors.taken_apart` (anchors, entities), `tokens.find_tokens` (what is special, which brace
closes which), `prose` (both forms).
"""

from sitegen.text.arxiv.anchors import legible, web_link
from sitegen.text.arxiv.prose import MOST, arxiv, is_ordinary, latex, remember
from sitegen.text.arxiv.tokens import MAX_DEPTH
from sitegen.text.arxiv.writer import escaped

__all__ = ["MAX_DEPTH", "MOST", "arxiv", "escaped", "is_ordinary", "latex", "legible", "remember", "web_link"]
