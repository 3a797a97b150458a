"""Dates as text: in words, English and independent of the machine's locale, and read from any common form.

In: a line, or a path. Out: the days that it tells, each with its place and its precision. What looks like a date and
is none is left alone: arXiv ids, versions, DOIs, long numbers. Every form has a bounded length, so that a line of any
length is read in one pass. This module does not know what a date is of.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
PRECISIONS = ("day", "week", "month", "year")

_WEEK = 10
"""Days that are called a week, at most: digests of a week may reach over a holiday."""
_MONTH = 31
_CENTURY = 70
"""Two-digit years from here on are of the twentieth century."""
_STAMP = 6
"""Digits of a file's name that are a date: `231227`."""


_SHORT = 60
"""Characters of a text that may come again: a day's papers have the same date, each in its field."""


class Told(NamedTuple):
    """A date that a text tells."""

    date: dt.date
    """The day; of a longer span, its last day."""
    precision: str
    """`day`, `week`, `month` or `year`."""
    start: int
    """Where in the text it begins, its weekday included."""
    end: int
    weekday: str = ""
    """The weekday that the text names, when it disagrees with the date: `Tue`, in whatever language; else empty."""


def month_number(name: str) -> int:
    """Return 7 for `Jul`, in any case. Raises: ValueError, when there is no such month."""
    return [month[:3].lower() for month in MONTHS].index(name.lower()) + 1


def long(date: dt.date) -> str:
    """Return `Wednesday, 22 July 2020`."""
    return f"{WEEKDAYS[date.weekday()]}, {short(date)}"


def short(date: dt.date) -> str:
    """Return `22 July 2020`."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def span(date: dt.date, precision: str) -> str:
    """Return the day, or the longer span whose last day it is: `Week to 1 February 2019`, `July 2020`, `2020`."""
    match precision:
        case "week":
            return f"Week to {short(date)}"
        case "month":
            return month(date)
        case "year":
            return str(date.year)
    return long(date)


def month(date: dt.date) -> str:
    """Return `July 2020`."""
    return f"{MONTHS[date.month - 1]} {date.year}"


def month_name(date: dt.date) -> str:
    """Return `July`."""
    return MONTHS[date.month - 1]


def find(text: str, year: int | None = None) -> Told | None:
    """Return the first date in a text; `year` is that of dates without one, which are none otherwise."""
    return _first(text, year) if len(text) <= _SHORT else next(_told(text, year), None)


@lru_cache(maxsize=8192)
def _first(text: str, year: int | None) -> Told | None:
    return next(_told(text, year), None)


def find_all(text: str, year: int | None = None) -> list[Told]:
    """Return all dates in a text, in its order; see `find`."""
    return list(_told(text, year))


def in_path(path: str) -> Told | None:
    """Return the date that a path tells: the most precise, and of several such the innermost."""
    found = list(_path_told(path))
    best = min((PRECISIONS.index(told.precision) for told in found), default=0)
    return next((told for told in reversed(found) if told.precision == PRECISIONS[best]), None)


# Forms ----------------------------------------------------------------------------------------------------------------

_NAME = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?"
_PARTS = {
    "y": r"(?:19|20)[0-9]{2}(?![0-9])",
    "cy": r"(?:199[0-9]|20[0-9]{2})",
    "yy": r"[0-9]{2}(?![0-9])",
    "m": r"(?:0?[1-9]|1[0-2])(?![0-9])",
    "mm": r"(?:0[1-9]|1[0-2])",
    "d": r"(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])",
    "dd": r"(?:0[1-9]|[12][0-9]|3[01])(?![0-9])",
    "f": r"(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])",
    "a": r"[0-9]{1,2}",
    "b": r"[0-9]{1,2}",
    "w": r"(?:0?[1-9]|[1-4][0-9]|5[0-3])(?![0-9])",
    "name": rf"(?:{_NAME})(?![a-z])",
    "sep": "[-/_]",
}
"""Year (in a row of digits; of two), month, day (in a row of digits), first of several, month or day, week, month."""
_TH = r"(?:st|nd|rd|th)?"
_TO = r"\s?(?:-{1,3}|~|to)\s?"
_DAY = "[日号號일]"

_DIGITS_FIRST = (
    r"<y>\s?[年년]\s?第?\s?<w>\s?[周週주]",
    rf"<y>\s?[年년]\s?<m>\s?[月월]\s?<d>(?:\s?{_DAY}|(?![^\x00-\x7f]))",
    r"<y>\s?[年년]\s?<m>\s?[月월]",
    r"<y><sep><m><same><d>",
    r"(?<![0-9]\.)<y>\.\s?<m>\.\s?<d>(?!\.[0-9])",
    r"(?<![0-9]\.)<cy><mm><dd>(?!\.[0-9]|[a-su-z])",
    r"<y>[\s/._,-]{1,2}<name>[\s/._,-]{1,3}<d>",
    r"<y>[\s/._-]{1,2}(?!(?-i:mar|march|may)\s)<name>",  # "in 2020 may": a word
    r"<y>[\s_,.-]{0,3}w(?:ee)?k?[\s_.-]{0,2}<w>",
    r"(?<![0-9]-)<y>[-/_]<mm>(?![0-9a-z]|[-/._][0-9])",
    rf"(?<![0-9]\.)<f>{_TH}{_TO}<d>{_TH}(?:\sof)?[\s-]{{1,2}}<name>[\s/._,-]{{1,3}}<y>",
    rf"(?<![0-9]\.)<d>{_TH}(?:\s{{1,3}}of)?[\s/._-]{{0,3}}<name>[\s/._,-]{{0,3}}<y>",
    rf"(?<![0-9]\.)<d>{_TH}(?:\s{{1,3}}<name>\.?,?\s{{1,3}}'?|-<name2>-)<yy>(?!\s?:|\s{{0,2}}(?:{_NAME}))",
    rf"(?<![0-9]\.)<f>{_TH}{_TO}<d>{_TH}(?:\sof)?[\s-]{{1,2}}<name>",
    rf"(?<![0-9]\.)<d>{_TH}(?:\s{{1,3}}of)?[\s/._-]{{0,2}}<name>",
    r"(?<![0-9]\.)<d>\.\s?<m>\.\s?<y>(?!\.[0-9])",
    r"(?<![/.-])<a>/<b>/<y>(?!/)",
    rf"<m>\s?[月월]\s?<d>\s?{_DAY}",
    r"(?<![a-z./:$-])<mm>-<dd>(?![a-z/:%]|-[0-9])",
    r"(?<![a-z./:$])<m>/<d>(?![a-z/:%]|-[0-9]{1,2}(?![0-9/]))",
)
_LETTERS_FIRST = (
    rf"<name>[\s._-]{{0,3}}<f>{_TH}{_TO}<d>{_TH}[\s,]{{1,3}}<y>",
    rf"<name>[\s._-]{{0,3}}<d>{_TH}[\s._,-]{{1,3}}<y>",
    r"<name>[\s/._,'-]{0,3}<y>",
    rf"<name>[\s._-]{{0,3}}<f>{_TH}{_TO}<d>{_TH}(?![a-z:%]|\.[0-9])",
    rf"<name>[\s._-]{{0,3}}<d>{_TH}(?![a-z:%]|\.[0-9])",
    r"w(?:ee)?k?[\s_#-]{0,2}<w>\s?(?:,|of)?[\s_-]{0,3}<y>",
)
_SECOND_ONLY = (r"(?<=-)<m>\.<d>(?!\.)", rf"<d>\s?{_DAY}")
"""What ends a span of days, and is no date elsewhere: `2019.01.28-02.01`, `7月20日-26日`."""


def _compiled(digits_first: tuple[str, ...], letters_first: tuple[str, ...], *, boundary: bool) -> re.Pattern[str]:
    """Put forms together; the first that fits counts. The names of a form's groups end with its number.

    That takes as long as all else that a build does when nothing has changed, so it waits for the first date.
    """
    forms = (*digits_first, *letters_first)

    def numbered(n: int) -> str:
        def part(match: re.Match[str]) -> str:
            name = match[1]
            return f"(?P=sep_{n})" if name == "same" else f"(?P<{name}_{n}>{_PARTS[name.rstrip('2')]})"

        return f"(?P<form_{n}>{re.sub('<([a-z]+2?)>', part, forms[n])})"

    digits = "|".join(map(numbered, range(len(digits_first))))
    letters = "|".join(map(numbered, range(len(digits_first), len(forms))))
    before_digits, before_letters = ("(?<![0-9])", "(?<![a-z])") if boundary else ("", "")
    whole = rf"(?=[0-9]){before_digits}(?:{digits})|(?=[jfmasondw]){before_letters}(?:{letters})"
    return re.compile(whole, re.ASCII | re.IGNORECASE)


@cache
def _first_date() -> re.Pattern[str]:
    return _compiled(_DIGITS_FIRST, _LETTERS_FIRST, boundary=True)


@cache
def _second_date() -> re.Pattern[str]:
    return _compiled((*_DIGITS_FIRST, *_SECOND_ONLY), _LETTERS_FIRST, boundary=False)


_ALONE = re.compile(r"\s{0,9}((?:19|20)[0-9]{2})\s?[年년]?\s{0,9}", re.ASCII)
_NO_DATES = re.compile(
    r"(?<![0-9])10\.[0-9]{4,9}/\S+|(?:pmid|pubmed)[^0-9\s]{0,30}\s?[0-9]+|[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?(?![0-9])",
    re.ASCII | re.IGNORECASE,
)
"""DOIs, PMIDs, arXiv ids."""
_CJK_DAYS = "一二三四五六日月火水木金土日월화수목금토일"  # three weeks
_ZH_WEEKDAY = "(?:周|週|星期|礼拜)"
_BEFORE = re.compile(
    rf"(?:(?<![a-z])({_WEEKDAY})(?:day)?\.?,?[\s_-]{{0,3}}|{_ZH_WEEKDAY}([{_CJK_DAYS}天])[\s,]{{0,2}})\Z",
    re.ASCII | re.IGNORECASE,
)
_AFTER = re.compile(
    rf"[\s_,]{{0,2}}[(\[]\s?(?:({_WEEKDAY})(?:day)?\.?|{_ZH_WEEKDAY}?([{_CJK_DAYS}天])(?:曜日?|요일)?)\s?[)\]]"
    rf"|[\s_,]{{0,2}}(?:{_ZH_WEEKDAY}([{_CJK_DAYS}天])|([{_CJK_DAYS}])(?:曜日|요일)|({_WEEKDAY})day(?![a-z]))"
    rf"|_({_WEEKDAY})(?![a-z])|[\s,]{{1,2}}({_WEEKDAY})\.?\s{{0,9}}\Z",  # a name may be "Sun"
    re.ASCII | re.IGNORECASE,
)
_UNTIL = re.compile(
    rf"\s{{0,3}}(?:-{{1,3}}>?|~|→|/|to|until|till|through|至|到|から)\s{{0,3}}(?:{_WEEKDAY}(?:day)?\.?,?\s{{0,3}})?",
    re.ASCII | re.IGNORECASE,
)
_WEEK_OF = re.compile(r"(?<![a-z])week\s(?:of|from|beginning|starting|commencing)\s(?:the\s)?\Z", re.IGNORECASE)
_WEEK_TO = re.compile(r"(?<![a-z])week\s(?:to|ending)\s(?:the\s)?\Z", re.IGNORECASE)
_BEFORE_MOST = 24
"""Characters before a date that are looked at."""
_PLAIN = (
    {code + 0xFEE0: code for code in range(0x21, 0x7F)}  # full-width forms
    | dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
    | dict.fromkeys([0x301C, 0x223C], "~")
    | dict.fromkeys([0xA0, 0x2009, 0x202F, 0x3000], " ")
    | dict.fromkeys(map(ord, "\n\r\v\f"), "\0")  # a date stands on one line
)


class _Piece(NamedTuple):
    """What a form says, before it is known to be in the calendar."""

    start: int
    end: int
    year: int | None
    month: int
    day: int
    """0: the month as a whole."""
    first: int
    """Of several days the first, else the day."""
    week: int


def _told(text: str, year: int | None) -> Iterator[Told]:
    if not any(map(str.isdigit, text)):
        return
    plain = _NO_DATES.sub(lambda match: "\0" * len(match[0]), text.translate(_PLAIN))
    if alone := _ALONE.fullmatch(plain):
        yield Told(dt.date(int(alone[1]), 12, 31), "year", *alone.span(1))
        return
    at = 0
    while match := _first_date().search(plain, at):
        piece = _piece(match, plain, 0)
        told = _joined(plain, piece, year) or _single(plain, piece, year)
        at = told.end if told else piece.end
        if told:
            yield told


@cache
def _groups(pattern: re.Pattern[str]) -> dict[str, list[tuple[str, int]]]:
    """Return the fields of each form, and their groups."""
    names = [(name.rpartition("_"), group) for name, group in pattern.groupindex.items()]
    return {
        f"form_{number}": [(field, group) for (field, _, its), group in names if its == number and field != "form"]
        for (form, _, number), _ in names
        if form == "form"
    }


def _piece(match: re.Match[str], plain: str, month: int) -> _Piece:
    """Take a form apart; `month` is that of a day without one. A weekday after it is its, too."""
    fields = {field: text for field, group in _groups(match.re)[match.lastgroup or ""] if (text := match[group])}
    month = int(fields.get("m") or fields.get("mm") or month)
    day = int(fields.get("d") or fields.get("dd") or 0)
    if name := fields.get("name") or fields.get("name2"):
        month = month_number(name[:3])
    if "a" in fields:
        month, day = int(fields["a"]), int(fields["b"])
        if month > 12:  # noqa: PLR2004 - months
            month, day = day, month
    year = fields.get("y") or fields.get("cy")
    if short := fields.get("yy"):
        year = f"{19 if int(short) >= _CENTURY else 20}{short}"
    after = _AFTER.match(plain, match.end()) if day else None
    end = after.end() if after else match.end()
    first = int(fields.get("f") or day)
    return _Piece(match.start(), end, int(year) if year else None, month, day, first, int(fields.get("w", 0)))


def _stretch(piece: _Piece, year: int) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of what a form says; None, when the calendar has no such days."""
    try:
        if piece.week:
            monday = dt.date.fromisocalendar(year, piece.week, 1)
            return monday, monday + dt.timedelta(6)
        if not piece.day:
            return dt.date(year, piece.month, 1), _month_end(year, piece.month)
        first, last = dt.date(year, piece.month, piece.first), dt.date(year, piece.month, piece.day)
    except ValueError:
        return None
    return (first, last) if first <= last else None


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _single(plain: str, piece: _Piece, year: int | None) -> Told | None:
    """Return what one form tells, with the weekday beside it."""
    year = piece.year or year
    stretch = _stretch(piece, year) if year else None
    if not stretch:
        return None
    first, last = stretch
    if first != last:
        whole = "week" if piece.week else "month" if not piece.day else _length(first, last)
        return Told(last, whole, piece.start, piece.end)
    start, weekday = _weekday(plain, piece)
    if _WEEK_OF.search(plain, max(0, start - _BEFORE_MOST), start):
        return Told(last + dt.timedelta(6), "week", start, piece.end)
    whole = "week" if _WEEK_TO.search(plain, max(0, start - _BEFORE_MOST), start) else "day"
    other = weekday if weekday and weekday != WEEKDAYS[last.weekday()][:3] else ""
    return Told(last, whole, start, piece.end, other)


def _weekday(plain: str, piece: _Piece) -> tuple[int, str]:
    """Return where a date begins with the weekday before it, and the weekday before or after it."""
    before = _BEFORE.search(plain, max(0, piece.start - _BEFORE_MOST), piece.start)
    after = _AFTER.search(plain, max(piece.start, piece.end - _BEFORE_MOST), piece.end)
    found = before or after
    if not found:
        return piece.start, ""
    name = next(filter(None, found.groups()))
    at = _CJK_DAYS.find(name.replace("天", "日"))
    weekday = name[:3].title() if at < 0 else WEEKDAYS[at % 7][:3]
    return before.start() if before else piece.start, weekday


def _joined(plain: str, piece: _Piece, year: int | None) -> Told | None:
    """Return the span of days that begins with a form, if another date ends it within a month."""
    until = _UNTIL.match(plain, piece.end)
    match = _second_date().match(plain, until.end()) if until else None
    if not match:
        return None
    other = _piece(match, plain, piece.month)
    end_year = other.year or piece.year or year
    if not end_year:
        return None
    first, last = _stretch(piece, piece.year or end_year), _stretch(other, end_year)
    if first and last and first[0] > last[1]:  # over the end of a year
        if other.year and not piece.year:
            first = _stretch(piece, end_year - 1)
        elif not other.year:
            last = _stretch(other, end_year + 1)
    whole = _length(first[0], last[1]) if first and last else ""
    return Told(last[1], whole, piece.start, other.end) if last and whole else None


def _length(first: dt.date, last: dt.date) -> str:
    """Return the precision of a span of days; empty when it is too long for one."""
    days = (last - first).days + 1
    return "" if days < 1 else "day" if days == 1 else "week" if days <= _WEEK else "month" if days <= _MONTH else ""


# Paths ----------------------------------------------------------------------------------------------------------------

_YEAR_FOLDER = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)
_MONTH_FOLDER = re.compile(rf"(0?[1-9]|1[0-2])(?:[\s._-]{{0,3}}(?:{_NAME}))?|({_NAME})", re.ASCII | re.IGNORECASE)
_DAY_NAME = re.compile(r"(?:0[1-9]|[12][0-9]|3[01])(?![0-9])(?!\.[0-9])|[1-9]\Z", re.ASCII)
_STAMPED = re.compile(r"([0-6][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![0-9])(?!\.[0-9])", re.ASCII)
_ENDING = re.compile(r"\.[A-Za-z]{1,10}\Z")


def _path_told(path: str) -> Iterator[Told]:
    """Find the dates of a path, outermost first: those of each folder, and of folders together."""
    year = month = start = at = 0
    """The year and the month of the folders above, if these are no more than that, and where they begin."""
    for part in [*path.split("/")[:-1], _ENDING.sub("", path.rpartition("/")[2])]:
        end = at + len(part)
        found = [told._replace(start=told.start + at, end=told.end + at) for told in find_all(part)]
        if match := _STAMPED.match(part):
            found += _day(2000 + int(match[1]), int(match[2]), int(match[3]), at, at + _STAMP)
        above, month_above, month = year, month, 0
        if _YEAR_FOLDER.fullmatch(part):
            year, start = int(part), at
        elif above and month_above and (match := _DAY_NAME.match(part)):
            found += _day(above, month_above, int(match[0]), start, at + match.end())
        elif above and not month_above and (match := _MONTH_FOLDER.fullmatch(part)):
            month = int(match[1]) if match[1] else month_number(match[2][:3])
            found.append(Told(_month_end(above, month), "month", start, end))
        elif above and not found and (told := find(part, above)) and not told.start:
            found.append(told._replace(start=start, end=at + told.end))
        if not month and not _YEAR_FOLDER.fullmatch(part):
            year = 0
        yield from found
        at = end + 1


def _day(year: int, month: int, day: int, start: int, end: int) -> Iterator[Told]:
    try:
        yield Told(dt.date(year, month, day), "day", start, end)
    except ValueError:
        return
