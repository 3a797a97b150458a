"""Expressions of a template in, expressions in Python out: what depends on constants alone is worked out at once.

This module does not know where an expression stands.
"""

from __future__ import annotations

import datetime as dt
import keyword
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import nodes
from jinja2.runtime import markup_join

from sitegen.theme.compiler.scope import Code, Declined, Loop, Scope, macro_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.theme.compiler.emit import Emitter

_METHODS = frozenset({*dir(str), *dir(dt.date), "get", "items", "keys", "values"})
"""What may be called: nothing that changes a list or a dictionary for what comes after."""
_COMPARISONS = {
    "eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=", "in": "in", "notin": "not in",
}  # fmt: skip
_LOOP = {"index0": "{n}", "index": "{n} + 1", "first": "{n} == 0"}
_LOOP_OF_KNOWN_LENGTH = {"last": "{n} + 1 == len({all})", "length": "len({all})", "revindex": "len({all}) - {n}"}


def translate(out: Emitter, node: nodes.Node, scope: Scope) -> Code:  # noqa: C901, PLR0912 - a case a kind
    """Return an expression in Python, or the name of its value."""
    match node:
        case nodes.Const() | nodes.TemplateData():
            return out.constant(node.as_const())
        case nodes.Name():
            found = scope.get(node.name)
            if not isinstance(found, Code):
                raise Declined
            return found
        case nodes.Getattr(node=nodes.Name(name=name)) if isinstance(loop := scope.get(name), Loop):
            return _loop_attribute(out, loop, node.attr)
        case nodes.Getattr():
            # Python's own attributes are not there for templates, and `for` would be none that Python can write.
            if node.attr.startswith("_") or keyword.iskeyword(node.attr) or not node.attr.isascii():
                raise Declined
            of = translate(out, node.node, scope)
            return (
                _look_up(out, out.environment.getattr, of, node.attr) if of.constant else Code(f"{of.text}.{node.attr}")
            )
        case nodes.Getitem():
            return _item(out, node, scope)
        case nodes.Filter() | nodes.Test():
            return _call(out, node, scope)
        case nodes.Call(node=nodes.Getattr() as callee, kwargs=[], dyn_args=None, dyn_kwargs=None):
            if macro_of(callee, scope) or callee.attr not in _METHODS:
                raise Declined
            arguments = [translate(out, argument, scope).text for argument in node.args]
            return Code(f"{translate(out, callee, scope).text}({', '.join(arguments)})")
        case nodes.CondExpr():
            return _choose(out, node, scope)
        case nodes.Compare():
            operands = [translate(out, node.expr, scope), *(translate(out, op.expr, scope) for op in node.ops)]
            signs = ["", *(f" {_COMPARISONS[op.op]} " for op in node.ops)]
            text = "".join(sign + operand.text for sign, operand in zip(signs, operands, strict=True))
            return out.combine(f"({text})", *operands)
        case nodes.And() | nodes.Or():
            left = translate(out, node.left, scope)
            if left.constant:
                decided = bool(out.value(left)) is isinstance(node, nodes.Or)
                return left if decided else translate(out, node.right, scope)
            return Code(f"({left.text} {node.operator} {translate(out, node.right, scope).text})")
        case nodes.BinExpr():
            left, right = translate(out, node.left, scope), translate(out, node.right, scope)
            return out.combine(f"({left.text} {node.operator} {right.text})", left, right)
        case nodes.UnaryExpr():
            operand = translate(out, node.node, scope)
            return out.combine(f"({node.operator} {operand.text})", operand)
        case nodes.Concat():
            try:
                return out.constant(node.as_const(nodes.EvalContext(out.environment)))  # joined as no HTML at all
            except nodes.Impossible:
                pass
            operands = [translate(out, operand, scope) for operand in node.nodes]
            join = out.constant(markup_join).text
            return out.combine(f"{join}(({', '.join(operand.text for operand in operands)},))", *operands)
        case nodes.Tuple(ctx="load"):
            items = [translate(out, item, scope) for item in node.items]
            return out.combine(f"({''.join(f'{item.text}, ' for item in items)})", *items)
        case nodes.List():
            items = [translate(out, item, scope) for item in node.items]
            return Code(f"[{', '.join(item.text for item in items)}]")  # one of its own for each page
    raise Declined


def _item(out: Emitter, node: nodes.Getitem, scope: Scope) -> Code:
    of = translate(out, node.node, scope)
    if isinstance(node.arg, nodes.Slice):
        bounds = [node.arg.start, node.arg.stop, node.arg.step]
        codes = [translate(out, bound, scope) if bound else Code("", constant=True) for bound in bounds]
        return out.combine(f"{of.text}[{':'.join(code.text for code in codes)}]", of, *codes)
    arg = translate(out, node.arg, scope)
    if not arg.constant or str(out.value(arg)).startswith("_"):
        raise Declined
    if of.constant:
        return _look_up(out, out.environment.getitem, of, out.value(arg))
    return Code(f"{of.text}[{arg.text}]")


def _look_up(out: Emitter, look: Callable[[Any, Any], Any], of: Code, name: Any) -> Code:
    """Look into a value that is the same on every page."""
    value = look(out.value(of), name)
    if isinstance(value, jinja2.Undefined):
        raise Declined
    return out.constant(value)


def _call(out: Emitter, node: nodes.Filter | nodes.Test, scope: Scope) -> Code:
    if node.node is None or node.dyn_args or node.dyn_kwargs or node.name == "sameas":
        raise Declined
    known: Mapping[str, Any]
    known = out.environment.filters if isinstance(node, nodes.Filter) else out.environment.tests
    function = known[node.name]
    operands = [translate(out, node.node, scope), *(translate(out, argument, scope) for argument in node.args)]
    named = [translate(out, pair.value, scope) for pair in node.kwargs]
    arguments = [operand.text for operand in operands]
    arguments += [f"{pair.key}={code.text}" for pair, code in zip(node.kwargs, named, strict=True)]
    match getattr(function, "jinja_pass_arg", None):  # set by `jinja2.pass_environment` and its like
        case None:
            pass
        case kind if kind.name == "environment":
            arguments.insert(0, out.constant(out.environment).text)
        case kind if kind.name == "eval_context":
            arguments.insert(0, out.constant(nodes.EvalContext(out.environment)).text)
        case _:
            raise Declined
    return out.combine(f"{out.constant(function).text}({', '.join(arguments)})", *operands, *named)


def _choose(out: Emitter, node: nodes.CondExpr, scope: Scope) -> Code:
    test = translate(out, node.test, scope)
    if test.constant:
        chosen = node.expr1 if out.value(test) else node.expr2
        return translate(out, chosen, scope) if chosen else out.constant(jinja2.Undefined())
    yes = translate(out, node.expr1, scope)
    no = translate(out, node.expr2, scope) if node.expr2 else out.constant(jinja2.Undefined())
    return Code(f"({yes.text} if {test.text} else {no.text})")


def _loop_attribute(out: Emitter, loop: Loop, name: str) -> Code:
    if name in _LOOP_OF_KNOWN_LENGTH:
        loop.measured = True
    constant = loop.number in out.names
    loop.counted = True
    text = {**_LOOP, **_LOOP_OF_KNOWN_LENGTH}[name].format(n=loop.number, all=loop.all)
    return out.combine(f"({text})", Code("", constant=constant))
