"""Lines and expressions of Python in, a function out that joins the bytes of a page.

This module does not know what a template is.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import jinja2
import msgspec
from markupsafe import Markup, escape

from sitegen.theme.compiler.scope import Code, Declined

try:
    from markupsafe import _escape_inner as _escaped  # type: ignore[attr-defined]
except ImportError:

    def _escaped(text: str, /) -> str:
        """Return `escape(text)` as plain text: a page has forty, and most of its time is the making of the object."""
        return str(escape(text))


if TYPE_CHECKING:
    from collections.abc import Callable

MAX_LINES = 20_000
"""Of a function; a macro is written out wherever it is called."""

_TEXT = "x.encode() if (x := {}).__class__ is M else escaped(x).encode() if x.__class__ is str else text(x)"
"""A value as it is shown; `text` is for the rare ones."""
_PLAIN = frozenset({int, dt.date})
"""Types whose text has nothing to escape."""
_PATH = re.compile(r"\w+(\.\w+)*")
"""An expression that has no effects and is always the same: the values of views are frozen."""


class Emitter(msgspec.Struct):
    """A function in the making."""

    environment: jinja2.Environment
    lines: list[str] = msgspec.field(default_factory=list)
    names: dict[str, Any] = msgspec.field(
        default_factory=lambda: {"M": Markup, "escaped": _escaped, "text": _text, "once": _once}
    )
    """The function's globals."""
    indent: int = 1
    depth: int = 0
    pending: list[bytes | str] = msgspec.field(default_factory=list)
    """What is to be appended next: bytes, and expressions."""
    shown: dict[str, str] = msgspec.field(default_factory=dict)
    """What has been shown before on every way that leads here: expressions, and the variables that hold their bytes."""
    variables: int = 0

    def function(self, template: str) -> Callable[[Any], bytes]:
        self.flush()
        source = "\n".join(["def render(page):", "    out = []", *self.lines, "    return b''.join(out)"])
        exec(compile(source, f"<{template}>", "exec"), self.names)  # noqa: S102 - made of the site's own templates
        function: Callable[[Any], bytes] = self.names["render"]
        return function

    def line(self, text: str) -> None:
        if len(self.lines) > MAX_LINES:
            raise Declined
        self.lines.append("    " * self.indent + text)

    def flush(self) -> None:
        """Write what is pending."""
        if self.pending:
            parts = ", ".join(repr(part) if isinstance(part, bytes) else part for part in self.pending)
            self.line(f"out += ({parts},)")
            self.pending = []

    def show(self, data: bytes) -> None:
        if self.pending and isinstance(self.pending[-1], bytes):
            self.pending[-1] += data
        else:
            self.pending.append(data)

    def show_value(self, code: Code) -> None:
        """Show a value: its text, when it is known."""
        if code.constant:
            self.show(_text(self.value(code)))
        else:
            self.pending.append(self._text(code.text))

    def variable(self) -> str:
        self.variables += 1
        return f"v{self.variables}"

    def constant(self, value: Any) -> Code:
        if isinstance(value, float) and not math.isfinite(value):
            raise Declined  # Jinja2 writes it into Python, which has no such number
        name = f"k{len(self.names)}"
        self.names[name] = value
        return Code(name, constant=True)

    def value(self, code: Code) -> Any:
        return eval(code.text, self.names)  # noqa: S307 - made of the site's own templates

    def _text(self, value: str) -> str:
        """Return an expression for the bytes that a value is shown as; titles and addresses are shown many times."""
        text = _TEXT.format(value)
        if not _PATH.fullmatch(value):
            return text
        if value in self.shown:
            return self.shown[value]
        self.shown[value] = self.variable()
        return f"({self.shown[value]} := {text})"

    def keep(self, code: Code) -> Code:
        """Put a value into a variable, so that it is worked out once."""
        if code.constant or code.text.isidentifier():
            return code
        if not _PATH.fullmatch(code.text):
            self.flush()  # a filter may use up what stands before it uses, too
        name = self.variable()
        self.line(f"{name} = {code.text}")
        return Code(name)

    def combine(self, text: str, *parts: Code) -> Code:
        """Return an expression that is made of others: its value, when they are all known."""
        if all(part.constant for part in parts):
            value = self.value(Code(text))
            if not isinstance(value, Iterator):  # which would be used up by the first page
                return self.constant(value)
        return Code(text)


def _text(value: Any) -> bytes:
    """Return what a value is shown as."""
    return str(value).encode() if value.__class__ in _PLAIN else escape(value).encode()


def _once(values: Any) -> None:
    """Refuse what can be gone through only once: it matters who does it first."""
    if isinstance(values, Iterator):
        raise TypeError
