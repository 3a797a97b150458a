"""Values of days that the cache may have, and what has to be made of them: what all jobs over days have in common.

A job gives each day a key, asks which values are missing, has these made by workers in tasks of a fair size, and keeps
them for the next build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sitegen.build.cache import Cache

_TASK = 500
"""Papers."""

T = TypeVar("T")


class Kept(Generic[T]):
    """Values by the number of their day; the cache may have some."""

    def __init__(self, cache: Cache, type_: type[T], keys: Iterable[str]) -> None:
        """Of days with these keys, oldest first."""
        self.keys = list(keys)
        self._cache = cache
        self._decode = msgspec.msgpack.Decoder(type_).decode
        self._values: dict[int, T] = {}

    def __getitem__(self, number: int) -> T:
        """Return the value of a day, which must be there."""
        return self._values[number]

    def has(self, number: int) -> bool:
        """Whether the value of a day is there, or in the cache."""
        if number not in self._values and (data := self._cache.fragment(self.keys[number])) is not None:
            self._values[number] = self._decode(data)
        return number in self._values

    def missing(self) -> list[int]:
        """Return the days whose values are to be made."""
        return [number for number in range(len(self.keys)) if not self.has(number)]

    def add(self, number: int, value: T) -> None:
        """Take a value that was made, and keep it."""
        self._values[number] = value
        self._cache.save_fragment(self.keys[number], msgspec.msgpack.encode(value))

    def keep(self, number: int, data: bytes) -> None:
        """Take a value that the cache has been given already."""
        self._values[number] = self._decode(data)

    def all(self) -> list[T]:
        """Return all values, when none is missing."""
        return [self._values[number] for number in range(len(self.keys))]


def shared_out(values: Sequence[T], sizes: Iterable[int]) -> Iterator[list[T]]:
    """Cut values into tasks of a fair size."""
    some: list[T] = []
    room = _TASK
    for value, size in zip(values, sizes, strict=True):
        some.append(value)
        room -= size
        if room <= 0:
            yield some
            some, room = [], _TASK
    if some:
        yield some
