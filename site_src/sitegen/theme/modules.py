"""A script in, what it imports and exports and which other scripts it names out.

`tokens` tells code from strings. What a module says that a bundle cannot say in its place is a fault of the module,
which counts only when it is bundled. This does not know other files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from sitegen.theme.tokens import Fault, Token, scan

if TYPE_CHECKING:
    from collections.abc import Iterator


class Import(msgspec.Struct, frozen=True):
    """One `import`, or one `export .. from`."""

    at: int
    """Where its token is in `Module.tokens`, as everywhere here."""
    file: str
    """As it is written: `./x.js`."""
    names: dict[str, str] = {}
    """The names within the module, with those that the other one exports; empty when it exports them again."""
    whole: str = ""
    """The name of all that the other one exports: `import * as whole`."""
    again: dict[str, str] = {}
    """The names that are exported, with those that the other one exports."""


class Module(msgspec.Struct, frozen=True):
    """What a script says as a module."""

    tokens: list[Token]
    binds: bool
    """Whether it imports other scripts, so that it is nothing without them."""
    imports: tuple[Import, ...]
    exports: dict[str, str]
    """The names that are exported, with those within the module."""
    later: dict[int, str]
    """The files that are imported when they are needed: `import("./x.js")`."""
    itself: tuple[int, ...]
    """The tokens that begin with `import.meta.url`."""
    fetched: frozenset[str]
    """The files of `later`, and those whose address is made with its own: `new URL("x.js", import.meta.url)`."""
    removed: dict[int, str]
    """The tokens that only bind modules together, and what stands in a bundle in place of each: nothing, or a `;`."""
    waits: bool
    """Whether there may be an `await` outside of functions."""
    faults: tuple[tuple[int, str, str], ...]
    """What a bundle cannot say: the token, the message and the hint."""


ITSELF = re.compile(r"import\.meta\.url(?![\w$])")
"""The address of a script, at the beginning of a token."""

_WORDS = frozenset(("import", "export", "await", "let"))
_NAME = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_BY_NAME = 'write `import { a, b as c } from "./x.js"`'


def read(text: str) -> Module:
    """Read a script.

    Raises:
        Fault: its strings or brackets do not end.

    """
    return _Reader(scan(text)).read()


class _Reader:
    """Goes through the statements that bind modules together."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.binds = False
        self.imports: list[Import] = []
        self.exports: dict[str, str] = {}
        self.later: dict[int, str] = {}
        self.itself: list[int] = []
        self.fetched: set[str] = set()
        self.removed: dict[int, str] = {}
        self.variables: set[str] = set()
        self.waits = False
        self.faults: list[Fault] = []

    def read(self) -> Module:
        for at, token in enumerate(self.tokens):
            if token.text.partition(".")[0] not in _WORDS or (at and self.text(at - 1) in (".", "?.")):
                continue
            try:
                self._statement(at, token)
            except Fault as fault:
                self.faults.append(fault)
        for name in self.exports.values():
            if name in self.variables:
                at = next(n for n, token in enumerate(self.tokens) if token.text == name)
                self.faults.append(_changing(at, name))
        return Module(
            self.tokens,
            self.binds,
            tuple(self.imports),
            self.exports,
            self.later,
            tuple(self.itself),
            frozenset(self.fetched),
            self.removed,
            self.waits,
            tuple(sorted((fault.at, fault.message, fault.hint) for fault in self.faults)),
        )

    def text(self, at: int) -> str:
        return self.tokens[at].text if at < len(self.tokens) else ""

    def _statement(self, at: int, token: Token) -> None:
        follows = self.text(at + 1)
        if token.text == "await":
            self.waits |= not token.in_function
        elif token.text == "import" and follows == "(":
            self._import_later(at)
        elif ITSELF.match(token.text):
            self.itself.append(at)
            file = self.text(at - 2)
            if _is_string(file) and self.text(at - 1) == "," and self.text(at - 4) == "URL":
                self.fetched.add(file[1:-1])
        elif token.text.startswith("import.meta"):
            raise Fault(at, "the script asks `import.meta` for more than its address", "use `import.meta.url`")
        elif token.depth or follows == ":":
            return
        elif token.text == "import":
            self.binds = True
            self._import(at)
        elif token.text == "export":
            self._export(at)
        elif token.text == "let":
            self.variables.update(self._declared(at + 1))

    def _import_later(self, at: int) -> None:
        file = self.text(at + 2)
        if not _is_string(file) or self.text(at + 3) not in (")", ","):
            raise Fault(at, "the script computes what it imports", 'write the name of the file: `import("./x.js")`')
        self.later[at + 2] = file[1:-1]
        self.fetched.add(file[1:-1])

    def _import(self, start: int) -> None:
        """Read `import "./x.js"`, `import a, { b, c as d } from ..` and `import * as e from ..`."""
        at, names, whole = start + 1, {}, ""
        if not _is_string(self.text(at)):
            if _NAME.fullmatch(self.text(at)):
                names[self.text(at)] = "default"
                at += 2 if self.text(at + 1) == "," else 1
            if self.text(at) == "*" and self.text(at + 1) == "as":
                whole, at = self.text(at + 2), at + 3
            elif self.text(at) == "{":
                pairs, at = self._pairs(start, at)
                names |= {own: theirs for theirs, own in pairs}
            at = self._from(start, at)
        self.imports.append(Import(start, self.text(at)[1:-1], names, whole))
        self._remove(start, at)

    def _export(self, start: int) -> None:
        kind, at = self.text(start + 1), start + 1
        if kind == "{":
            self._export_pairs(start, at)
            return
        if kind == "default":
            raise Fault(start, "the script exports a default", "export it by its name, and import it as `{ name }`")
        if kind == "*":
            self.binds = True
            raise Fault(start, "the script exports all of another", "name what it exports: `export { a } from ..`")
        if kind in ("let", "var"):
            raise _changing(start, self.text(at + 1))
        if kind == "const":
            names = list(self._declared(at + 1))
        else:
            at += kind == "async"
            at += 2 if self.text(at + 1) == "*" else 1
            names = [self.text(at)]
        if kind not in ("const", "async", "function", "class") or not all(map(_NAME.fullmatch, names)) or not names:
            raise Fault(
                start, "this `export` is not understood", "declare what it exports, and write `export { a, b }`"
            )
        self.exports |= {name: name for name in names}
        self.removed[start] = ""

    def _export_pairs(self, start: int, at: int) -> None:
        """Read `export { a, b as c }`, and the same with `from`."""
        bound, self.binds = self.binds, True  # as long as it is not known that no file follows
        pairs, at = self._pairs(start, at)
        if self.text(at) == "from":
            at = self._from(start, at)
            self.imports.append(Import(start, self.text(at)[1:-1], again={new: old for old, new in pairs}))
            self._remove(start, at)
        else:
            self.binds = bound
            self.exports |= {new: old for old, new in pairs}
            self._remove(start, at - 1)

    def _declared(self, at: int) -> Iterator[str]:
        """Yield the names that a declaration declares, from the first; for one that takes values apart, its bracket."""
        depth = self.tokens[at].depth
        yield self.text(at)
        while self.text(at := at + 1) not in ("", ";"):
            token = self.tokens[at]
            if token.depth == depth and token.text == "," and self.text(at + 2) in ("=", ",", ";"):
                yield self.text(at + 1)
            elif token.depth == depth and "\n" in token.gap and _NAME.match(token.text) and self._ends(at - 1):
                return

    def _ends(self, at: int) -> bool:
        """Whether a statement can end with a token."""
        return self.text(at)[-1] in ")]}\"'`/" or bool(re.fullmatch(r"[\w$]", self.text(at)[-1]))

    def _pairs(self, start: int, at: int) -> tuple[list[tuple[str, str]], int]:
        """Read `{ a, b as c }`; return both names of each, and where it goes on."""
        pairs = []
        at += 1
        while self.text(at) != "}":
            name = alias = self.text(at)
            if self.text(at + 1) == "as":
                alias, at = self.text(at + 2), at + 2
            if not (_NAME.fullmatch(name) and _NAME.fullmatch(alias)) or self.text(at + 1) not in (",", "}"):
                raise Fault(start, f"this `{self.text(start)}` is not understood", _BY_NAME)
            pairs.append((name, alias))
            at += 2 if self.text(at + 1) == "," else 1
        return pairs, at + 1

    def _from(self, start: int, at: int) -> int:
        """Return where the file is named."""
        if self.text(at) != "from" or not _is_string(self.text(at + 1)) or self.text(at + 2) == "with":
            raise Fault(start, f"this `{self.text(start)}` is not understood", _BY_NAME)
        return at + 1

    def _remove(self, start: int, end: int) -> None:
        end += self.text(end + 1) == ";"
        self.removed |= {**dict.fromkeys(range(start, end), ""), end: ";"}


def _is_string(text: str) -> bool:
    return text[:1] in ('"', "'")


def _changing(at: int, name: str) -> Fault:
    message = f"the script exports the variable `{name}`, and those that import it would not see it change"
    return Fault(at, message, "make it a `const`, or export a function that returns it")
