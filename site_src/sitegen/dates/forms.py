"""The forms in which dates are written, as patterns.

What looks like a date and is none is left alone: arXiv ids, versions, DOIs, long numbers. Every form has a bounded
length, so that a line of any length is read in one pass.
This module does not know which days there are in the calendar.
"""

from __future__ import annotations

import re
from functools import cache

NAME = (
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
    "name": rf"(?:{NAME})(?![a-z])",
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
    rf"(?<![0-9]\.)<d>{_TH}(?:\s{{1,3}}<name>\.?,?\s{{1,3}}'?|-<name2>-)<yy>(?!\s?:|\s{{0,2}}(?:{NAME}))",
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
def first_date() -> re.Pattern[str]:
    """Return the pattern of a date anywhere in a text."""
    return _compiled(_DIGITS_FIRST, _LETTERS_FIRST, boundary=True)


@cache
def second_date() -> re.Pattern[str]:
    """Return the pattern of a date that ends a span of days, right where one is expected."""
    return _compiled((*_DIGITS_FIRST, *_SECOND_ONLY), _LETTERS_FIRST, boundary=False)


ALONE = re.compile(r"\s{0,9}((?:19|20)[0-9]{2})\s?[年년]?\s{0,9}", re.ASCII)
NO_DATES = re.compile(
    r"(?<![0-9])10\.[0-9]{4,9}/\S+|(?:pmid|pubmed)[^0-9\s]{0,30}\s?[0-9]+|[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?(?![0-9])",
    re.ASCII | re.IGNORECASE,
)
"""DOIs, PMIDs, arXiv ids."""
CJK_DAYS = "一二三四五六日月火水木金土日월화수목금토일"  # three weeks
_ZH_WEEKDAY = "(?:周|週|星期|礼拜)"
BEFORE = re.compile(
    rf"(?:(?<![a-z])({_WEEKDAY})(?:day)?\.?,?[\s_-]{{0,3}}|{_ZH_WEEKDAY}([{CJK_DAYS}天])[\s,]{{0,2}})\Z",
    re.ASCII | re.IGNORECASE,
)
AFTER = re.compile(
    rf"[\s_,]{{0,2}}[(\[]\s?(?:({_WEEKDAY})(?:day)?\.?|{_ZH_WEEKDAY}?([{CJK_DAYS}天])(?:曜日?|요일)?)\s?[)\]]"
    rf"|[\s_,]{{0,2}}(?:{_ZH_WEEKDAY}([{CJK_DAYS}天])|([{CJK_DAYS}])(?:曜日|요일)|({_WEEKDAY})day(?![a-z]))"
    rf"|_({_WEEKDAY})(?![a-z])|[\s,]{{1,2}}({_WEEKDAY})\.?\s{{0,9}}\Z",  # a name may be "Sun"
    re.ASCII | re.IGNORECASE,
)
UNTIL = re.compile(
    rf"\s{{0,3}}(?:-{{1,3}}>?|~|→|/|to|until|till|through|至|到|から)\s{{0,3}}(?:{_WEEKDAY}(?:day)?\.?,?\s{{0,3}})?",
    re.ASCII | re.IGNORECASE,
)
WEEK_OF = re.compile(r"(?<![a-z])week\s(?:of|from|beginning|starting|commencing)\s(?:the\s)?\Z", re.IGNORECASE)
WEEK_TO = re.compile(r"(?<![a-z])week\s(?:to|ending)\s(?:the\s)?\Z", re.IGNORECASE)
PLAIN = (
    {code + 0xFEE0: code for code in range(0x21, 0x7F)}  # full-width forms
    | dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
    | dict.fromkeys([0x301C, 0x223C], "~")
    | dict.fromkeys([0xA0, 0x2009, 0x202F, 0x3000], " ")
    | dict.fromkeys(map(ord, "\n\r\v\f"), "\0")  # a date stands on one line
)
