"""Names of templates in, their trees out: those that mean the same in Python.

This module does not know how a tree is translated.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import nodes

from sitegen.theme.compiler.scope import Declined

if TYPE_CHECKING:
    from collections.abc import Iterator

    import jinja2

_OWN = frozenset({"caller", "kwargs", "loop", "self", "super", "varargs"})
"""Names that Jinja2 gives a value at some places, whatever else a template means by them."""


@lru_cache(maxsize=64)
def parsed(environment: jinja2.Environment, name: str) -> tuple[nodes.Template, str]:
    """Return a template's tree, and the name that its `extends`, `import` and `include` start from."""
    assert environment.loader  # noqa: S101 - for the types
    source, filename, _ = environment.loader.get_source(environment, name)
    tree = environment.parse(source, name, filename)
    found = list(tree.find_all(nodes.Node))
    if not all(name.isascii() for name in _names(found)) or _OWN & set(_names(found, bound=True)):
        raise Declined  # Python reads some letters as others
    # What follows is wrong even where it is never shown.
    extends = [node for node in found if isinstance(node, nodes.Extends)]
    unique = [[node.name for node in found if isinstance(node, nodes.Block)]]
    unique += [[argument.name for argument in node.args] for node in found if isinstance(node, nodes.Macro)]
    calls = [node for node in found if isinstance(node, nodes.Call | nodes.Filter | nodes.Test)]
    unique += [[str(pair.key) for pair in node.kwargs] for node in calls]
    if any(len(names) != len(set(names)) for names in unique) or (extends and extends != tree.body[:1]):
        raise Declined
    filters = {node.name for node in found if isinstance(node, nodes.Filter)}
    tests = {node.name for node in found if isinstance(node, nodes.Test)}
    if not (filters <= environment.filters.keys() and tests <= environment.tests.keys()):
        raise Declined
    return tree, name


def referred(environment: jinja2.Environment, node: nodes.Expr, place: str) -> tuple[nodes.Template, str]:
    """Return the tree of a template that another one names."""
    if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
        raise Declined
    return parsed(environment, environment.join_path(node.value, place))


def is_text(node: nodes.Node) -> bool:
    """Whether a statement shows nothing but text."""
    return isinstance(node, nodes.Output) and all(isinstance(child, nodes.TemplateData) for child in node.nodes)


def _names(found: list[nodes.Node], *, bound: bool = False) -> Iterator[str]:
    """Yield the names in a template; `bound` are those that it gives a meaning."""
    for node in found:
        match node:
            case nodes.Name(name=name, ctx=context) if not bound or context != "load":
                yield name
            case nodes.Macro(name=name) | nodes.Import(target=name):
                yield name
            case nodes.FromImport():
                yield from (entry[1] if isinstance(entry, tuple) else entry for entry in node.names)
            case nodes.Block(name=name) if not bound:
                yield name
