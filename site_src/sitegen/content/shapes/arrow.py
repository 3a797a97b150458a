"""The `arrow` shape: a list of papers whose headings end in an `:arrow_down:` link to arXiv.

    # ArXiv cs.CV --Wed, 22 Jul 2020
    Markdown, if any: the introduction
    ### 12.Title of a paper  [ :arrow_down: ](https://arxiv.org/pdf/2007.10872.pdf)
    >  The abstract, as arXiv gives it.
    Markdown, if any: a note

Lines are looked at before any Markdown is: a heading ends what came before it, whatever that left open (a fence, a
tag), so no paper can swallow its neighbour. Every line ends up in a paper, an introduction, a note or a problem.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen import dates
from sitegen.content import ids
from sitegen.model import Digest, Paper
from sitegen.problems import Location, Problem, Severity

if TYPE_CHECKING:
    from sitegen.model import Date, Defaults, Source

EXPECTED = (
    "a heading `# ArXiv cs.CV --Wed, 22 Jul 2020` and papers "
    "`### 1.Title  [ :arrow_down: ](https://arxiv.org/pdf/2007.10986.pdf)`"
)

_ARROW = ":arrow_down:"
_PAPER_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[^\n]*:arrow_down:", re.MULTILINE)
_DAY_HEADING = re.compile(r"#[ \t]+arxiv\b[ \t]*(.*)", re.IGNORECASE)
_NUMBER = re.compile(r"[ \t]{0,3}#{2,6}[ \t]*(?:(\d{1,9})[ \t]*[.):])?[ \t]*")
_TARGET = re.compile(r"\][ \t]*\([ \t]*<?(https?://[^\s()<>]*)>?(?:[ \t]+(?:\"[^\"]*\"|'[^']*'))?[ \t]*\)[ \t]*")
_NAMED = re.compile(r"https?://(?:www\.)?arxiv\.org/(?:pdf|abs)/([^\s()]*?)(?:\.pdf)?$")
_NEW_ID = re.compile(r"([0-9]{4}\.[0-9]{4,5})(v[0-9]{1,3})?")
_OLD_ID = re.compile(r"([a-z]+(?:-[a-z]+)*)(?:\.[A-Z]{2})?/([0-9]{7})(v[0-9]{1,3})?")
# What almost every heading is, read in one go; each of these is read the same way, in five times the time, without it.
_REGULAR = re.compile(
    r"### ([0-9]{1,9})\.(.*\S) *\[ :arrow_down: \]\(https://arxiv\.org/pdf/([0-9]{4}\.[0-9]{4,5})(v[0-9]{1,3})?\.pdf\)\s*"
)
_SUSPECT = re.compile(r"[ \t]{0,3}###[ \t]*\d+[ \t]*[.):]")
_SUSPECT_BELOW = re.compile(r"[ \t]{0,3}#{2,6}[ \t]*\d+[ \t]*[.):]")
"""The same of any level, below a paper: there it would end up in the paper's note."""
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_MORE = re.compile(r"[^\W_]")
_CATEGORY = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*(?:\.[A-Za-z]+(?:-[A-Za-z]+)*)?")


def claims(text: str) -> bool:
    """Tell whether any line is a digest's or a paper's heading of this shape, and not only much like one."""
    if _ARROW in text and _PAPER_HEADING.search(text):
        return True
    lower = text.lower()
    at = lower.find("# arxiv")
    while at >= 0:
        end = text.find("\n", at)
        if (not at or text[at - 1] == "\n") and _is_day(text[at : end if end >= 0 else None]):
            return True
        at = lower.find("# arxiv", at + 1)
    return False


def _is_day(line: str) -> bool:
    """Whether a heading that begins with the word arXiv goes on with a category, a date, or both: and with no more."""
    match = _DAY_HEADING.match(line)
    if not match or not line[: match.start(1)].endswith((" ", "\t")):
        return False
    rest = match[1].strip()
    if not rest or _told(rest):
        return bool(rest)
    category = _CATEGORY.match(rest)
    after = rest[category.end() :] if category else rest
    if after.lstrip().startswith("--"):
        return True
    text = after.lstrip(" \t-\u2013\u2014,:")
    if category is None or (text == after and not {".", "-"}.intersection(category[0])):
        return False
    return not text or _told(text) is not None


def parse(source: Source, defaults: Defaults) -> tuple[list[Digest], list[Problem]]:
    """Read all digests of a source, in its order."""
    reader = _Reader(source, defaults)
    lines = reader.lines
    headings = [_REGULAR.fullmatch(line) if line[:4] == "### " else None for line in lines]
    at = defaults.skip
    while at < len(lines):
        heading = headings[at]
        # Almost every paper is a regular heading and an abstract, and then the next regular heading.
        if heading and at + 2 < len(lines) and headings[at + 2] and reader.take_paper(at + 1, heading, lines[at + 1]):
            at += 2
        else:
            reader.take(at + 1, lines[at], heading)
            at += 1
    reader.end_digest(len(lines))
    return reader.digests, reader.problems + _lost(source, lines, reader)


def _lost(source: Source, lines: list[str], reader: _Reader) -> list[Problem]:
    """Name the lines whose links to papers ended up in no paper and in no other problem."""
    papers = [paper for digest in reader.digests for paper in digest.papers]
    if not reader.problems and not any(digest.introduction for digest in reader.digests):
        return []  # all lines are papers', almost always
    own = {paper.line for paper in papers}.union(problem.location.line for problem in reader.problems)
    named = own.union(*reader.undated)
    linked = {
        number: some
        for number, line in enumerate(lines, 1)
        if "://" in line and number not in named
        if (some := [one.value for one in ids.linked(line) if one.scheme in ids.PAPERS])
    }
    if not linked:
        return []
    have = {paper.id for paper in papers}
    have |= {
        one.value for paper in papers for text in (paper.title, paper.abstract, paper.note) for one in ids.linked(text)
    }
    left = [number for number, some in linked.items() if not have.issuperset(some)]
    return [ids.unplaced(source, left)] if left else []


class _Reader:
    """The state between two lines: the digest, and the paper, that the next line may belong to."""

    def __init__(self, source: Source, defaults: Defaults) -> None:
        self.source = source
        self.lines = source.text.split("\n")
        self.defaults = defaults
        self.digests: list[Digest] = []
        self.problems: list[Problem] = []
        self.undated: list[range] = []
        """The lines of digests without a date."""
        self.heading: tuple[int, Date | None, str] | None
        self.introduction: list[str]
        self.papers: list[Paper]
        self.lines_by_id: dict[str, int]
        self.paper: tuple[int, int, str, str, str] | None
        self.abstract: list[str]
        self.note: list[str]
        self.fence: str
        self.dropping: bool
        self.lost: int
        self._begin_digest(None)

    def take_paper(self, number: int, heading: re.Match[str], line: str) -> bool:
        """Read a whole paper at once, if it is one with an abstract and nothing odd about it."""
        abstract = line[1:].strip() if line[:1] == ">" else ""
        if not abstract:
            return False
        self.end_paper()
        id_ = heading[3]
        if id_ in self.lines_by_id:
            return False
        self.lines_by_id[id_] = number
        title = " ".join(heading[2].split())
        self.papers.append(Paper(id_, heading[4] or "", int(heading[1]), title, abstract, "", number))
        self.fence, self.dropping = "", False
        return True

    def take(self, number: int, line: str, heading: re.Match[str] | None) -> None:
        """Read a line, `heading` is it as a regular heading."""
        first = line[:1]
        if first == ">" and self.paper and not self.note:
            self.abstract.append(line[1:].strip())
        elif heading:
            self.end_paper()
            self.paper = int(heading[1]), number, heading[3], heading[4] or "", " ".join(heading[2].split())
            self.fence, self.dropping = "", False
        elif first == "#" and (match := _DAY_HEADING.match(line)):
            self.end_digest(number - 1)
            self._begin_digest(self._day(number, line, match))
        elif (_ARROW in line and first == "#") or (
            not self.fence
            and first in "# \t"
            and (_SUSPECT_BELOW if self.paper or self.papers else _SUSPECT).match(line)
        ):
            self.end_paper()
            self.fence = ""
            self.paper = self._heading(number, line)
            self.dropping = self.paper is None
            self.lost += self.dropping
        else:
            if _ARROW in line and first != ">":
                message, hint = (
                    "this arXiv link is not in the heading of a paper",
                    "begin the heading of a paper with `###`",
                )
                self._problem(number, line.find(_ARROW) + 1, message, hint, line, Severity.WARNING)
            if not self.dropping:  # else the line is of the body of a heading that has its problem already
                self._text(line)

    def end_paper(self) -> None:
        paper, self.paper = self.paper, None
        if paper is None:
            return
        number, line, id_, version, title = paper
        earlier = self.lines_by_id.setdefault(id_, line)
        if earlier != line:
            self.lost += 1
            message = f"paper {id_} is already on line {earlier} of this digest: it is listed once"
            self._problem(line, 1, message, "delete one of the two papers", severity=Severity.WARNING)
        else:
            abstract = " ".join(filter(None, self.abstract))
            if not abstract:
                hint = "write the abstract below the heading, on a line that begins with `>`"
                self._problem(line, 1, f"paper {number} has no abstract", hint, severity=Severity.WARNING)
            note = "\n".join(self.note).strip("\n") if self.note else ""
            self.papers.append(Paper(id_, version, number, title, abstract, note, line))
        self.abstract, self.note, self.fence = [], [], ""

    def end_digest(self, last: int) -> None:
        self.end_paper()
        introduction = "\n".join(self.introduction).strip("\n")
        if self.heading:
            line, date, category = self.heading
        else:
            line, date, category = self.defaults.skip + 1, self.defaults.date, self.defaults.category
            if not self.papers:
                if introduction.strip():
                    line += next(n for n, text in enumerate(self.introduction) if text.strip())
                    hint = "move it below the heading of a digest"
                    self._problem(line, 1, "the text before the first digest is not shown", hint)
                return
        if date is None:
            hint = "write the heading as in `# ArXiv cs.CV --Wed, 22 Jul 2020`"
            self._problem(line, 1, f"the digest has no date: its papers ({len(self.papers)}) are not shown", hint)
            self.undated.append(range(line, last + 1))
            return
        headings = len(self.papers) + self.lost
        path, papers = self.source.path, tuple(self.papers)
        self.digests.append(Digest(path, line, date, category, introduction, papers, last, headings))

    def _begin_digest(self, heading: tuple[int, Date | None, str] | None) -> None:
        self.heading = heading
        self.introduction, self.papers, self.lines_by_id = [], [], {}
        self.paper, self.abstract, self.note = None, [], []
        self.fence, self.dropping = "", False
        self.lost = 0

    def _text(self, line: str) -> None:
        where = self.note if self.paper else self.introduction
        if self.paper and not self.note and not line.strip():
            return  # a blank line between an abstract's lines, or before a note
        if match := _FENCE.match(line):
            if not self.fence:
                self.fence = match[1]
            elif match[1].startswith(self.fence) and not line.strip().strip(self.fence[0]):
                self.fence = ""
        where.append(line)

    def _heading(self, number: int, line: str) -> tuple[int, int, str, str, str] | None:
        """Read a paper's heading: `(number, line, id, version, title)`, or None and a problem that says why not."""
        start = _NUMBER.match(line)
        before, arrow, after = line.rpartition(_ARROW)
        hint = "write the heading as in `### 1.Title  [ :arrow_down: ](https://arxiv.org/pdf/2007.10986.pdf)`"
        shown = f"paper {start[1]}" if start and start[1] else "a paper"
        before = before.rstrip()
        if not arrow or not before.endswith("["):
            self._problem(number, len(line.rstrip()), f"{shown} has no `[ {_ARROW} ](..)` link to arXiv", hint, line)
            return None
        column = len(line) - len(after.lstrip()) + 1
        target = _TARGET.match(after.strip())
        url = target[1] if target else ""
        whose = ids.identify(url)
        if not whose or whose.scheme != "arxiv":
            if target and (named := _NAMED.match(url)):
                at = column + target.start(1) + named.start(1)
                self._problem(number, at, f"{shown}: `{named[1]}` is not a valid arXiv ID", hint, line)
            else:
                self._problem(number, column, f"{shown}: the link does not point to a paper on arXiv", hint, line)
            return None
        known = whose.value, whose.version
        rest = after.strip()[target.end() :].strip() if target else ""
        if rest:
            at = line.rfind(rest) + 1
            message = f"{shown}: the text after the link is not shown"
            self._problem(number, at, message, "move it into the title, or below the abstract", line, Severity.WARNING)
        if not start:
            self._problem(
                number,
                1,
                f"paper {known[0]} is in the heading of the digest",
                "begin the heading of the paper with `###`",
                line,
            )
            return None
        title = " ".join(line[start.end() : len(before) - 1].split())
        position = len(self.papers) + 1
        if not start[1]:
            message = f"paper {known[0]} has no number: {position} is used"
            self._problem(number, 1, message, hint, line, Severity.WARNING)
        if not title:
            title = f"arXiv:{known[0]}"
            self._problem(number, start.end() + 1, f"{shown} has no title", hint, line, Severity.WARNING)
        return int(start[1] or position), number, *known, title

    def _day(self, number: int, line: str, match: re.Match[str]) -> tuple[int, Date | None, str]:
        """Read a digest's heading: `(line, date, category)`; what it leaves out comes from the defaults."""
        rest, column = match[1], match.start(1) + 1
        category, date = self.defaults.category, self.defaults.date
        found = None if _told(rest.strip()) else _CATEGORY.match(rest)  # `# ArXiv Wed, 22 Jul 2020`
        if found:
            category = found[0]
            rest = rest[found.end() :]
            column += found.end()
        text = rest.lstrip(" \t-\u2013\u2014,:")
        column += len(rest) - len(text)
        told = self._date(number, column, line, text.rstrip()) if text.strip() else None
        if told and date and date != told:
            message = f"the heading says {told}, but {self.defaults.date_from} says {date}: the heading is used"
            self._problem(number, column, message, "correct one of the two dates", line, Severity.WARNING)
        return number, told or date, category

    def _date(self, number: int, column: int, line: str, text: str) -> Date | None:
        told = _told(text)
        if told is None:
            self._problem(
                number, column, f"`{text}` is not a valid date", "write the date as in `Wed, 22 Jul 2020`", line
            )
            return None
        if told.weekday:
            right = dates.WEEKDAYS[told.date.weekday()][:3]
            message = f"{told.date} is a {right}, not a {told.weekday}: the weekday is ignored"
            self._problem(number, column, message, "correct the weekday or the date", line, Severity.WARNING)
        return told.date

    def _problem(
        self, line: int, column: int, message: str, hint: str, excerpt: str = "", severity: Severity = Severity.ERROR
    ) -> None:
        text = excerpt or self.lines[line - 1]
        self.problems.append(Problem(Location(self.source.path, line, column), message, hint, text, severity))


def _told(text: str) -> dates.Told | None:
    """Read a text that is a day and nothing else."""
    told = dates.find(text)
    if told is None or told.precision != "day" or _MORE.search(text[: told.start] + text[told.end :]):
        return None
    return told


def arxiv_id(text: str) -> tuple[str, str] | None:
    """Split an arXiv id into the id that its page has and its version: `math.GT/0309136v2`, `math/0309136`, `v2`."""
    if match := _NEW_ID.fullmatch(text):
        return match[1], match[2] or ""
    if match := _OLD_ID.fullmatch(text):
        return f"{match[1]}/{match[2]}", match[3] or ""
    return None
