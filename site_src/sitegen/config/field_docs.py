"""Field documentation: the docstrings that stand under the fields of a class, read from its source.

They are the one place where an option or a template's field is explained: `docs/` and the JSON Schema are made of them.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import TYPE_CHECKING, Any, get_type_hints

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator


class Field(msgspec.Struct, frozen=True):
    """One field of a class."""

    name: str
    type: Any
    """The resolved annotation."""
    text: str
    """Its docstring as one paragraph; empty when it has none."""


def fields(cls: type) -> Iterator[Field]:
    """Yield the fields of a class in order, those of its bases first."""
    hints = get_type_hints(cls)
    texts: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith("sitegen."):
            texts |= _docstrings(base)
    for name in texts:
        yield Field(name, hints[name], texts[name])


def _docstrings(cls: type) -> dict[str, str]:
    """Map the annotated names of a class's own body to the strings that follow them."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    assert isinstance(tree, ast.ClassDef)  # noqa: S101 - what inspect returns for a class
    texts = {}
    for node, following in zip(tree.body, [*tree.body[1:], ast.Pass()], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            text = ""
            if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
                text = " ".join(str(following.value.value).split())
            texts[node.target.id] = text
    return texts
