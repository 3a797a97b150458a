"""Another shape of digest: a list with a paper on each line. The date comes from the path or front matter.

    Markdown, if any: an introduction to the day.

    - [Title of a paper](https://arxiv.org/abs/2007.10872): The abstract, as arXiv gives it.
      Markdown, if any: a note on the paper, indented.

In `sitegen.toml`, if this file is `plugins/lists.py` in the site's folder:

    plugins = ["plugins.lists:plugin"]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen import Digest, Location, Paper, Plugin, Problem, arxiv_id

if TYPE_CHECKING:
    from sitegen import Defaults, Source

ITEM = re.compile(
    r"[-*] \[(?P<title>.*?)\]\(https?://arxiv\.org/(?:abs|pdf)/(?P<id>[^\s()]+?)(?:\.pdf)?\):?(?P<text>.*)"
)


class Lists:
    """The shape: its description, whether a text has it, and how it is read."""

    EXPECTED = "papers `- [Title](https://arxiv.org/abs/2007.10986): abstract`"

    def claims(self, text: str) -> bool:
        """Return whether any line is a paper."""
        return any(ITEM.fullmatch(line) for line in text.split("\n"))

    def parse(self, source: Source, defaults: Defaults) -> tuple[list[Digest], list[Problem]]:
        """Read a source: it is one digest. Every line goes into it, or into a problem."""
        introduction: list[str] = []
        papers: dict[str, tuple[Paper, list[str]]] = {}
        problems = []
        note, headings = introduction, 0
        for number, line in enumerate(source.text.split("\n")[defaults.skip :], defaults.skip + 1):
            where = Location(source.path, number, 1)
            match = ITEM.fullmatch(line)
            known = arxiv_id(match["id"]) if match else None
            headings += line[:2] in ("- ", "* ")
            if not match and line[:2] in ("- ", "* "):
                problems.append(
                    Problem(where, "this line is not a paper", f"write it as in {Lists.EXPECTED[7:]}", line)
                )
            elif not match:
                note.append(line.removeprefix("  "))
            elif not known:
                problems.append(Problem(where, f"`{match['id']}` is not a valid arXiv ID", excerpt=line))
            elif known[0] in papers:
                problems.append(
                    Problem(where, f"paper {known[0]} is listed twice", "delete one of the two lines", line)
                )
            else:
                title, abstract = match["title"].strip(), match["text"].strip()
                note = []
                papers[known[0]] = Paper(*known, len(papers) + 1, title, abstract, "", number), note
        if defaults.date is None:
            where = Location(source.path, defaults.skip + 1)
            hint = "name the file as in `2020-07-22.md`, or give a `date` in its front matter"
            return [], [*problems, Problem(where, "the list has no date: its papers are not shown", hint)]
        noted = tuple(
            Paper(paper.id, paper.version, paper.number, paper.title, paper.abstract, joined(note), paper.line)
            for paper, note in papers.values()
        )
        day = defaults.date, defaults.category
        return [Digest(source.path, defaults.skip + 1, *day, joined(introduction), noted, number, headings)], problems


def joined(lines: list[str]) -> str:
    """Join the lines of a piece of Markdown."""
    return "\n".join(lines).strip("\n")


plugin = Plugin(shape=Lists())
