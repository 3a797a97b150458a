"""What rules ask for and what papers have, as they are compared: the words of texts, names of authors, topics.

This module does not know what rules are, or where texts and names come from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.search.words import fold, tokens

if TYPE_CHECKING:
    from sitegen.search.words import Words


def words_of(text: str, words: Words) -> list[str]:
    """Return what a text comes to, in its order."""
    words.forget()
    numbers = [words[token] for token in tokens([text])[:-1]]
    flat = (number for n in numbers for number in (words.several[-n] if n < 0 else [n]))
    return [words.terms[number] for number in flat if number]


def is_author(wanted: tuple[str, ...], author: tuple[str, ...]) -> bool:
    """Whether an author is the one that a rule names, given the words of both names.

    Names are equal if their words are. With an initial in the rule, given names that begin with it are equal, too, and
    the author may have more of them: `a geiger` is `andreas geiger`, `a m geiger` and `anna geiger`.
    """
    if wanted == author:
        return True
    given = max((n for n, word in enumerate(wanted, 1) if _is_initial(word)), default=0)
    family = wanted[given:]
    return bool(
        given
        and family
        and len(author) >= len(wanted)
        and author[-len(family) :] == family
        and all(
            other.startswith(word) if _is_initial(word) else other == word
            for word, other in zip(wanted[:given], author, strict=False)
        )
    )


def _is_initial(word: str) -> bool:
    """Whether a word of a name is a letter of a script with capitals: in others, a character is a whole word."""
    return len(word) == 1 and word != word.upper()


def topic_key(topic: str) -> str:
    """Return what equal topics have in common."""
    return "".join(fold(topic).split())
