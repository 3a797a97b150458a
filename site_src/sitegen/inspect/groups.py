"""Files in, those that are alike together out, each group with a pattern that names it."""

from __future__ import annotations

import os.path
import re
from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from sitegen.content import history, recipes

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from sitegen.inspect.seen import Seen

Key = TypeVar("Key", bound="Hashable")

_NAME = re.compile(r".*[^\W\d_].*[-_. ]", re.DOTALL)
"""What names with a date or a number in them have in common."""
_NUMBERS = re.compile(r"\d[-_. \d]*$")


def alike(files: Iterable[Seen], key: Callable[[Seen], Hashable] = lambda _: None) -> list[list[Seen]]:
    """Put files together that are in folders of one kind, have names with one ending, and one key."""
    groups: dict[Hashable, list[Seen]] = defaultdict(list)
    for file in files:
        path = history.parts(file.path).file
        groups[recipes.family(path), os.path.splitext(path)[1], key(file)].append(file)  # noqa: PTH122 - a text
    return list(groups.values())


def pattern(paths: Iterable[str]) -> str:
    """Return a pattern, like those of `content.exclude`, that names some files; all lie as deep."""
    columns = zip(*(path.split("/") for path in paths), strict=True)
    return "/".join(_part(list(names)) for names in columns)


def _part(names: list[str]) -> str:
    if len(set(names)) == 1:
        return names[0]
    ends = {os.path.splitext(name)[1] for name in names}  # noqa: PTH122 - a text
    begins = _NUMBERS.sub("", os.path.commonprefix(names))  # noqa: RUF071 - of names, character by character
    match = _NAME.match(begins)
    return f"{match[0] if match else ''}*{ends.pop() if len(ends) == 1 else ''}"
