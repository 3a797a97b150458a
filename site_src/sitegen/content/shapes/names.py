"""Authors as digests write them in, their names in order out."""

from __future__ import annotations

import re
from functools import lru_cache

from sitegen.content.shapes import inline

_MORE = re.compile(
    r"[\s,，;；、(（]*(?:\band\b\s*)?(?:et\.?\s*al\b\.?|and\s+(?:\d+\s+)?others?\b\.?|等\s*\d*\s*(?:位|名|人)?\s*(?:作者|人)?|ほか\s*\d*\s*名?"
    r"|외\s*\d*\s*(?:명|인)?|\+\s?\d+\s*(?:more|authors|others)?|\.\.\.|…|\(\d+ (?:more )?authors?\))[)）.\s]*$",
    re.IGNORECASE,
)
_UNNAMED = re.compile(r"^(?:[^\w\s\x00-\x7f]\ufe0f?\u200d?)+\s*")
_SUPERSCRIPT = re.compile(
    r"(?<=\s)[\u00b9\u00b2\u00b3\u2070-\u2079,]+|[†‡§*∗]+|\$\^\{?[^$]*\$|<sup>.*?</sup>|\^\{?\d+\}?|\[\d+\]"
)
_REGULAR = re.compile(r"[A-Z][A-Za-z .'-]*[A-Za-z](?:, ?[A-Z][A-Za-z .'-]*[A-Za-z])*")
"""What almost every list of authors is; each of these is read the same way, more slowly, without it."""
_WHOLE_NAME = r"[A-Z][A-Za-z.'-]*(?: [A-Za-z.'-]+)* [A-Za-z.'-]*[A-Za-z'-]"
_SEMICOLONS = re.compile(rf"{_WHOLE_NAME}(?:; {_WHOLE_NAME})*")
"""The same, as front matter gives it: names of two words or more."""
_ODD = frozenset("al and et etal other others".split())
"""What is in no name, but in what is said of others."""
_BRACKETED = re.compile(r"\s*[(（].*[)）]")
_LAST = re.compile(r"\band\b|\bet\b|\bal$|\bothers?\b|^(?:Jr|Sr|I{1,3}|IV|PhD|MD)$")
_RAISED = "\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|PhD|MD|M\.D|Ph\.D)\.?", re.IGNORECASE)
_ABBREVIATED = re.compile(r"(?:^|[\s.])(?:[A-Z]|Jr|Sr)$")
_NAME = re.compile(r"[^\W\d_][\w.'’`´\"“”\-\u00b7 ]*", re.UNICODE)
_WORDS = frozenset(
    """a an and are as at based be by can for from in is it its learning model models new of on or our paper that the
    this to using via we with data deep neural network networks system systems towards toward method methods code
    results daily task tasks large language video image images vision agent agents tool library framework open
    source""".split()
)
_CJK = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
MAX_NAME = 60


def split(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the names in a list of authors, and whether it says that there are more."""
    return _split(_bare(text))


def _bare(text: str) -> str:
    """Return a list of authors as a reader sees it, without what only dresses it."""
    text = inline.plain(text)
    return text if text[:1].isalpha() else _UNNAMED.sub("", text)


@lru_cache(maxsize=2048)  # what looks like names is split again, as such
def _split(text: str) -> tuple[tuple[str, ...], bool]:
    if regular := _regular(text):
        return regular, False
    more = False
    while (match := _MORE.search(text)) and match[0].strip():
        more, text = True, text[: match.start()]
    if not text.strip():
        return (), more
    parts = _parts(text)
    if sum(part.strip()[-1:] in _RAISED for part in parts) > 1:
        parts = [part.rstrip(_RAISED + ", ") for part in parts]
    names: list[str] = []
    for part in parts:
        if _MORE.fullmatch(part.strip()):
            more = True
        elif name := inline.unwrapped(_SUPERSCRIPT.sub("", part).strip(" \t,;，；、·.。|&*_")).strip():
            if names and _SUFFIX.fullmatch(name):
                names[-1] += f", {part.strip()}"
            else:
                names.append(_dotted(name, part))
    return tuple(names), more


def _regular(text: str) -> tuple[str, ...]:
    """Return the names in a list of nothing but names; none when there may be more to it."""
    if ";" in text and _SEMICOLONS.fullmatch(text):
        words = text.lower().replace(";", " ").replace(".", " ").split()
        return tuple(text.split("; ")) if _ODD.isdisjoint(words) else ()
    if _REGULAR.fullmatch(text):
        found = text.split(", ") if ", " in text else text.split(",")
        return () if _LAST.search(found[-1]) else tuple(found)
    return ()


def _dotted(name: str, part: str) -> str:
    """Give an initial, or `Jr.`, at the end its dot back."""
    return f"{name}." if part.strip().endswith(f"{name}.") and _ABBREVIATED.search(name) else name


def _parts(text: str) -> list[str]:
    if ";" in text or "；" in text:
        return re.split("[;；]", text)
    if "、" in text:
        return re.split("[、，,]", text)
    if " · " in text or "•" in text:
        return re.split(r"\s[·]\s|•", text)
    commas = _outside(text)
    pieces = [piece.strip() for piece in commas]
    # `Kamal, R., Narayanan, M.`: every second piece is initials
    if not len(pieces) % 2 and all(re.fullmatch(r"(?:[A-Z]\.[\s-]*){1,4}", p) for p in pieces[1::2]):
        return [f"{pieces[n]}, {pieces[n + 1]}" for n in range(0, len(pieces), 2)]
    last = re.split(r"\s+(?:and|&)\s+|\s+和\s+|\s+및\s+", commas[-1])
    found = [*commas[:-1], *last]
    if found and found[-1].strip().startswith("and ") and len(found) > 1:
        found[-1] = found[-1].strip()[4:]
    return [piece for one in found for piece in (one.split(" | ") if " | " in one else [one])]


def _outside(text: str) -> list[str]:
    """Cut at commas that are in no brackets."""
    if "(" not in text and "（" not in text:
        return re.split("[,，]", text)
    parts, depth, start = [], 0, 0
    for n, c in enumerate(text):
        if c in "(（":
            depth += 1
        elif c in ")）":
            depth = max(0, depth - 1)
        elif c in ",，" and not depth:
            parts.append(text[start:n])
            start = n + 1
    return [*parts, text[start:]]


@lru_cache(maxsize=2048)  # the file is asked first, then each paper
def alike(text: str) -> bool:
    """Whether a line without a label looks like names: capitals, commas, no sentence."""
    text = _bare(text)
    if not text or len(text) > 20_000 or "://" in text or text[-1] in ":：?？!！" or "。" in text:  # noqa: PLR2004
        return False
    names, more = split(text)
    if not names or (len(names) == 1 and not more and not _is_name(names[0])):
        return False
    if len(names) == 1 and not more and len(names[0].split()) < 2 and not _CJK.search(names[0]):  # noqa: PLR2004
        return False
    good = sum(map(_is_name, names))
    return good >= len(names) * 0.6


def _is_name(name: str) -> bool:
    bare = (_BRACKETED.sub("", name) if "(" in name or "（" in name else name).replace(",", "")
    if not _NAME.fullmatch(bare) or len(bare) > MAX_NAME or "/" in bare:
        return False
    words = bare.split()
    if not bare.isascii() and _CJK.search(bare):
        return len(bare.replace(" ", "")) <= 8 and not re.search(r"[的是了和与在为论文]", bare)  # noqa: PLR2004
    if len(words) > 6 or not _WORDS.isdisjoint(words):  # noqa: PLR2004
        return False
    return words[-1][:1].isupper() or words[0][:1].isupper() or len(words) > 1
