"""Statements of a template in, lines of Python out: blocks and macros stand in their places.

This module does not know how an expression is translated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
from jinja2 import nodes
from jinja2.compiler import find_undeclared

from sitegen.theme.compiler.expressions import translate
from sitegen.theme.compiler.scope import Blocks, Code, Declined, Loop, Macro, Module, Place, Scope, macro_of, name_of
from sitegen.theme.compiler.trees import is_text, parsed, referred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.theme.compiler.emit import Emitter

MAX_DEPTH = 30
"""Macros, blocks and includes within one another."""
MAX_UNROLLED = 50
"""Turns of a loop over values that are the same on every page; longer ones stay loops."""

_HELD = re.compile(r"\bv\d+\b(?!\.)")
"""A variable of a function, as a whole."""


def write_template(out: Emitter, name: str, scope: Scope) -> None:
    """Write a whole template: what it sets, and then the layout that it extends in the end."""
    tree, name = parsed(out.environment, name)
    blocks: Blocks = {}
    seen = {name}
    while True:
        for block in tree.find_all(nodes.Block):
            blocks.setdefault(block.name, []).append((block, name))
        place = Place(name, blocks, scope)
        extends = [node for node in tree.body if isinstance(node, nodes.Extends)]
        if not extends:
            break
        for node in tree.body[1:]:
            if isinstance(node, nodes.Import | nodes.FromImport | nodes.Macro | nodes.Assign):
                _write(out, node, scope, place)
            elif not isinstance(node, nodes.Block) and not is_text(node):  # which is not shown, in a child
                raise Declined
        tree, name = referred(out.environment, extends[0].template, name)
        if name in seen:
            raise Declined
        seen.add(name)
    _write_all(out, tree.body, scope, place)


def _macros(out: Emitter, tree: nodes.Template, name: str) -> Scope:
    """Return the macros that a template defines; those that it imports are not for others."""
    scope: Scope = {}
    for node in tree.body:
        if isinstance(node, nodes.Import | nodes.FromImport | nodes.Macro):
            _write(out, node, scope, Place(name, {}, scope))
        elif not is_text(node):
            raise Declined
    return {node.name: scope[node.name] for node in tree.body if isinstance(node, nodes.Macro)}


def _write_all(out: Emitter, statements: Sequence[nodes.Node], scope: Scope, place: Place) -> None:
    for node in statements:
        _write(out, node, scope, place)


def _write_within(out: Emitter, statements: Sequence[nodes.Node], scope: Scope, place: Place) -> None:
    """Write what stands within a macro, a block or an include."""
    out.depth += 1
    if out.depth > MAX_DEPTH:
        raise Declined
    _write_all(out, statements, scope, place)
    out.depth -= 1


def _write_indented(out: Emitter, statements: Sequence[nodes.Node], scope: Scope, place: Place) -> None:
    out.flush()
    out.indent += 1
    start, shown = len(out.lines), dict(out.shown)
    _write_all(out, statements, scope, place)
    out.flush()
    if len(out.lines) == start:
        out.line("pass")
    out.indent, out.shown = out.indent - 1, shown


def _write(out: Emitter, node: nodes.Node, scope: Scope, place: Place) -> None:  # noqa: C901, PLR0912 - a case a kind
    match node:
        case nodes.Output():
            for child in node.nodes:
                _write_output(out, child, scope, place)
        case nodes.If():
            _write_if(out, node, scope, msgspec.structs.replace(place, assigns=False))
        case nodes.For():
            _write_for(out, node, scope, place)
        case nodes.With():
            inner = dict(scope)
            for target, value in zip(node.targets, node.values, strict=True):
                inner[name_of(target)] = out.keep(translate(out, value, scope))
            _write_all(out, node.body, inner, msgspec.structs.replace(place, assigns=True))
        case nodes.Assign():
            _define(scope, name_of(node.target), out.keep(translate(out, node.node, scope)), place)
        case nodes.Block():
            _write_block(out, place.blocks[node.name], scope if node.scoped else place.root, place)
        case nodes.Macro():
            _define(scope, node.name, Macro(node, scope, place.template), place)
        case nodes.Import(with_context=False):
            macros = _macros(out, *referred(out.environment, node.template, place.template))
            _define(scope, node.target, Module(macros), place)
        case nodes.FromImport(with_context=False):
            macros = _macros(out, *referred(out.environment, node.template, place.template))
            for entry in node.names:
                name, alias = entry if isinstance(entry, tuple) else (entry, entry)
                _define(scope, alias, macros[name], place)
        case nodes.Include(with_context=True, ignore_missing=False):
            tree, name = referred(out.environment, node.template, place.template)
            if tree.find(nodes.Extends) or tree.find(nodes.Block):
                raise Declined
            inner = dict(scope)
            _write_within(out, tree.body, inner, Place(name, {}, inner, assigns=place.assigns))
        case _:
            raise Declined


def _define(scope: Scope, name: str, value: Code | Macro | Module | Loop, place: Place) -> None:
    if not place.assigns or name in scope:
        raise Declined
    scope[name] = value


def _write_if(out: Emitter, node: nodes.If, scope: Scope, place: Place) -> None:
    branches = [(node.test, node.body), *((other.test, other.body) for other in node.elif_)]
    word = "if"
    for test, body in branches:
        code = translate(out, test, scope)
        if not code.constant:
            out.flush()
            out.line(f"{word} {code.text}:")
            _write_indented(out, body, scope, place)
            word = "elif"
        elif out.value(code):
            _write_rest(out, word, body, scope, place)
            return
    _write_rest(out, word, node.else_, scope, place)


def _write_rest(out: Emitter, word: str, body: Sequence[nodes.Node], scope: Scope, place: Place) -> None:
    """Write what stands behind the conditions that are left."""
    if word == "if":
        _write_all(out, body, scope, place)
    elif body:
        out.line("else:")
        _write_indented(out, body, scope, place)


def _write_for(out: Emitter, node: nodes.For, scope: Scope, place: Place) -> None:
    if node.recursive or node.else_:
        raise Declined
    place = msgspec.structs.replace(place, assigns=True)
    values = translate(out, node.iter, scope)
    # Without it, what is included there sees the `loop` of a loop around it.
    sees_loop = find_undeclared(node.body, ("loop",)) or any(block.scoped for block in node.find_all(nodes.Block))
    if values.constant and not node.test and isinstance(node.target, nodes.Name):
        known = list(out.value(values))
        if len(known) <= MAX_UNROLLED:
            for n, value in enumerate(known):
                loop = Loop(out.constant(n).text, out.constant(known).text)
                inner = {**scope, node.target.name: out.constant(value)}
                _write_all(out, node.body, {**inner, "loop": loop} if sees_loop else inner, place)
            return
    out.flush()
    inner = dict(scope)
    target = _bind(out, node.target, inner)
    text = values.text
    if node.test:
        test = translate(out, node.test, {name: value for name, value in inner.items() if name != "loop"})
        text = f"[{target} for {target} in {text} if {test.text}]"
    loop = Loop(out.variable(), out.variable())
    head = len(out.lines)
    out.line("")
    _write_indented(out, node.body, {**inner, "loop": loop} if sees_loop else inner, place)
    before = ""
    if loop.measured or node.test:  # then all values are taken at once, which Jinja2 does not
        before = "".join(f"once({held}); " for held in _HELD.findall(values.text))
    if loop.measured:
        before, text = f"{before}{loop.all} = list({text}); ", loop.all
    if loop.counted:
        target, text = f"{loop.number}, {target}", f"enumerate({text})"
    indent = "    " * out.indent
    out.lines[head] = (f"{indent}{before}\n" if before else "") + f"{indent}for {target} in {text}:"


def _bind(out: Emitter, node: nodes.Node, scope: Scope) -> str:
    """Return the variables of a loop, and put them into the scope."""
    if isinstance(node, nodes.Tuple):
        return f"({''.join(_bind(out, item, scope) + ', ' for item in node.items)})"
    variable = out.variable()
    scope[name_of(node)] = Code(variable)
    return variable


def _write_block(out: Emitter, versions: Sequence[tuple[nodes.Block, str]], scope: Scope, place: Place) -> None:
    block, template = versions[0]
    if block.required:
        raise Declined
    inner = Place(template, place.blocks, scope, tuple(versions[1:]), assigns=place.assigns)
    _write_within(out, block.body, dict(scope), inner)


def _write_output(out: Emitter, node: nodes.Node, scope: Scope, place: Place) -> None:
    match node:
        case nodes.TemplateData():
            out.show(node.data.encode())
        case nodes.Call(node=nodes.Name(name="super"), args=[], kwargs=[], dyn_args=None, dyn_kwargs=None):
            if not place.parents:
                raise Declined
            _write_block(out, place.parents, place.root, place)
        case nodes.Call(node=callee) if macro := macro_of(callee, scope):
            _write_call(out, macro, node, scope, place)
        case nodes.Expr():
            out.show_value(translate(out, node, scope))
        case _:
            raise Declined


def _write_call(out: Emitter, macro: Macro, node: nodes.Call, scope: Scope, place: Place) -> None:
    """Write a macro's body in the place of its call."""
    if node.dyn_args or node.dyn_kwargs or len(node.args) > len(macro.node.args):
        raise Declined
    names = [argument.name for argument in macro.node.args]
    given = dict(zip(names, node.args, strict=False))
    for pair in node.kwargs:
        if pair.key in given or pair.key not in names or pair.key.startswith("_"):
            raise Declined
        given[pair.key] = pair.value
    inner = {name: value for name, value in macro.scope.items() if name not in names}
    inner |= {name: out.keep(translate(out, value, scope)) for name, value in given.items()}
    defaults = dict(zip(reversed(names), reversed(macro.node.defaults), strict=False))
    for name in names:
        if name not in given:
            inner[name] = out.keep(translate(out, defaults[name], inner))
    _write_within(out, macro.node.body, inner, Place(macro.template, {}, {}, assigns=place.assigns))
