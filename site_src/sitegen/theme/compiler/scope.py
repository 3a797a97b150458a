"""What the names in a template stand for while it is translated.

In: nothing; these are the values that the other modules hand to one another. Out: what a name in a template means, or
that it has no meaning that can be translated. This module does not know Python's text of anything.
"""

from __future__ import annotations

import msgspec
from jinja2 import nodes


class Declined(Exception):  # noqa: N818 - no error: Jinja2 renders the template
    """The template says what this module does not translate."""


class Code(msgspec.Struct, frozen=True):
    """An expression in Python."""

    text: str
    constant: bool = False
    """Whether it names values alone that are the same on every page."""


class Macro(msgspec.Struct, frozen=True):
    """A macro, and what it can see."""

    node: nodes.Macro
    scope: Scope
    template: str


class Module(msgspec.Struct, frozen=True):
    """What `{% import %}` gives: macros by name."""

    macros: Scope


class Loop(msgspec.Struct):
    """`loop`, within a loop."""

    number: str
    """The variable that counts from 0."""
    all: str
    """The variable that holds all values, when it is needed."""
    counted: bool = False
    measured: bool = False


Scope = dict[str, "Code | Macro | Module | Loop"]
Blocks = dict[str, list[tuple[nodes.Block, str]]]
"""All blocks of a name with their templates, the one that is shown first."""


class Place(msgspec.Struct, frozen=True):
    """Where a statement stands."""

    template: str
    blocks: Blocks
    root: Scope
    """What a block can see, wherever it stands."""
    parents: tuple[tuple[nodes.Block, str], ...] = ()
    """The blocks that `super()` stands for."""
    assigns: bool = True
    """Whether a name that is set here certainly has a value in what follows, and nowhere else."""


def name_of(node: nodes.Node) -> str:
    """Return the name that something is bound to: nothing but a name."""
    if not isinstance(node, nodes.Name):
        raise Declined
    return node.name


def macro_of(callee: nodes.Node, scope: Scope) -> Macro | None:
    """Return the macro that an expression names."""
    found: object = None
    if isinstance(callee, nodes.Name):
        found = scope.get(callee.name)
    elif isinstance(callee, nodes.Getattr) and isinstance(callee.node, nodes.Name) and callee.attr[:1] != "_":
        module = scope.get(callee.node.name)
        found = module.macros.get(callee.attr) if isinstance(module, Module) else None
    return found if isinstance(found, Macro) else None
