"""Compose a digest archive: in goes a number of papers, out comes a folder of daily Markdown files.

The files have the shape of real arXiv digests (`FOLDER/YYYY/MM/YYYY-MM-DD.md`, one line of
title and one line of abstract a paper), but no word of them is anybody's: the vocabulary is built
from syllables here. The same arguments give the same bytes.

    python benchmarks/corpus.py 10000 /tmp/archive/content
"""

import argparse
import datetime as dt
import itertools
import random
from collections.abc import Iterator
from pathlib import Path

NEWEST_DAY = dt.date(2020, 7, 22)
CATEGORY = "cs.CV"
SEED = 20200722

# Written out because strftime would follow the locale.
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# Five digits of an id, shared out among the days of a month so that ids never meet.
IDS_A_DAY = 99_999 // 31

SATURDAY = 5
WORDS = 24_000
ONSETS = ("b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "tr", "pl", "st", "ch")
VOWELS = ("a", "e", "i", "o", "u", "ea", "io")
CODAS = ("", "", "n", "r", "s", "l", "nd", "rt", "lk")

FORMULAS = (
    "$n$",
    "$K=5$",
    "$-$",
    "$100\\%$",
    "$6,000$",
    "$2\\times$",
    "$\\ell_1$",
    "$D^{2}$",
    "$\\mathcal{O}(n \\log n)$",
    "$x_i^{*} \\in \\mathbb{R}^{d}$",
    "$p&lt;0.01$",
    "$\\epsilon &gt; 0$",
    "$\\frac{1}{2}\\|Ax-b\\|_2^2$",
    "$\\alpha_{t} = \\sqrt{1 - \\beta_{t}}$",
    "$\\sum_{k=1}^{K} w_k f_k(x)$",
    "$256 \\times 256$",
    "$\\hat{y} = \\arg\\max_{c} p(c \\mid x)$",
    "$L_{\\mathrm{adv}} + \\lambda L_{\\mathrm{rec}}$",
    "$\\nabla_\\theta J(\\theta)$",
    "$k$",
)


def compose(papers: int, folder: Path, per_day: int = 100) -> None:
    """Write so many papers into `folder`, a file a working day, the newest day first."""
    if papers < 1 or not 1 <= per_day <= IDS_A_DAY:
        message = f"papers must be at least 1 and per_day from 1 to {IDS_A_DAY}"
        raise ValueError(message)
    rng = random.Random(SEED)
    words = Words(rng)
    starts = range(0, papers, per_day)
    for day, start in zip(working_days(NEWEST_DAY), starts, strict=False):
        month = folder / f"{day:%Y}" / f"{day:%m}"
        month.mkdir(parents=True, exist_ok=True)
        text = digest(rng, words, day, min(per_day, papers - start))
        (month / f"{day:%Y-%m-%d}.md").write_text(text, encoding="utf-8", newline="\n")


def working_days(newest: dt.date) -> Iterator[dt.date]:
    """Give the days from `newest` backwards, without Saturdays and Sundays."""
    for back in itertools.count():
        day = newest - dt.timedelta(days=back)
        if day.weekday() < SATURDAY:
            yield day


def digest(rng: random.Random, words: "Words", day: dt.date, papers: int) -> str:
    """Return the text of one day's file."""
    heading = f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"
    first = (day.day - 1) * IDS_A_DAY + 1
    numbers = sorted(rng.sample(range(first, first + IDS_A_DAY), papers), reverse=True)
    lines = [f"# ArXiv {CATEGORY} --{heading}\n"]
    for place, number in enumerate(numbers, 1):
        link = f"https://arxiv.org/pdf/{day:%y%m}.{number:05}.pdf"
        lines.append(f"### {place}.{title(rng, words)}  [ :arrow_down: ]({link})\n")
        lines.append(f">  {abstract(rng, words)}      \n")
    return "".join(lines)


class Words:
    """A made-up language: few words are frequent, most are rare, as in any language."""

    def __init__(self, rng: random.Random) -> None:
        """Make the vocabulary, short words first: frequent words are short."""
        found: dict[str, None] = {}
        while len(found) < WORDS:
            found[coin(rng)] = None
        self._rng = rng
        self._words = sorted(found, key=lambda word: len(word) + rng.gauss(0, 2.5))
        self._weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(WORDS)))

    def take(self, count: int) -> list[str]:
        """Draw words, frequent ones more often."""
        return self._rng.choices(self._words, cum_weights=self._weights, k=count)


def happens(rng: random.Random, share: float) -> bool:
    """Be true in that share of all cases."""
    return rng.random() < share


def coin(rng: random.Random) -> str:
    """Return a word of one to four syllables."""
    syllables = rng.choices((1, 2, 3, 4), weights=(1, 5, 8, 5))[0]
    parts = (rng.choice(choices) for _ in range(syllables) for choices in (ONSETS, VOWELS, CODAS))
    return "".join(parts)


def title(rng: random.Random, words: Words) -> str:
    """Return about ten capitalised words, at times a name and a colon before them."""
    found = [word.capitalize() for word in words.take(rng.randint(6, 14))]
    if happens(rng, 1 / 3):
        found[0] = f"{found[0]}{rng.choice(('Net', 'GAN', '', '-3D'))}:"
    return " ".join(found)


def abstract(rng: random.Random, words: Words) -> str:
    """Return about 180 words in sentences, some with formulas, a link or stray LaTeX."""
    left = max(40, round(rng.gauss(180, 45)))
    sentences = []
    while left > 0:
        length = min(left, rng.randint(12, 28))
        sentences.append(sentence(rng, words.take(length)))
        left -= length
    if happens(rng, 0.2):
        for _ in range(rng.randint(1, 2)):
            insert(rng, sentences, rng.choice(FORMULAS))
    if happens(rng, 0.06):
        insert(rng, sentences, f"\\emph{{{words.take(1)[0]}}}")
    if happens(rng, 0.02):
        insert(rng, sentences, f"&lt; {rng.randint(2, 99)}")
    if happens(rng, 0.1):
        insert(rng, sentences, "--")
    if happens(rng, 0.15):
        sentences.append([code_link(words)])
    return " ".join(piece for pieces in sentences for piece in pieces)


def sentence(rng: random.Random, found: list[str]) -> list[str]:
    """Make a sentence of the words: a capital, perhaps a comma and a figure, a full stop."""
    found[0] = found[0].capitalize()
    if happens(rng, 0.6):
        found[rng.randrange(len(found))] += ","
    if happens(rng, 0.15):
        found.insert(rng.randint(1, len(found)), f"{rng.uniform(1, 99):.1f}%")
    found[-1] = f"{found[-1].rstrip(',')}."
    return found


def insert(rng: random.Random, sentences: list[list[str]], piece: str) -> None:
    """Put the piece between two words of one of the sentences, but never inside another piece."""
    pieces = rng.choice(sentences)
    pieces.insert(rng.randint(1, max(1, len(pieces) - 1)), piece)


def code_link(words: Words) -> str:
    """Return a sentence with a link as arXiv's listing writes it."""
    owner, name = words.take(2)
    return (
        f'Code: <a class="link-external link-https" href="https://github.com/{owner}/{name}"'
        ' rel="external noopener nofollow">this https URL</a>.'
    )


def main() -> None:
    """Compose the archive asked for on the command line."""
    parser = argparse.ArgumentParser(description="Compose a digest archive.")
    parser.add_argument("papers", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--per-day", type=int, default=100)
    asked = parser.parse_args()
    compose(asked.papers, asked.folder, asked.per_day)


if __name__ == "__main__":
    main()
