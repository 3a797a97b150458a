"""Jinja templates in, one plain Python function a template out, for what thousands of pages share.

A template is taken together with all that it extends, imports and includes, and with the values that are the same on
every page (`site`, `theme`). Blocks and macros are put in their places, what depends on those values alone is worked
out once, and what is left is written as straight Python that joins bytes:

    {% extends "base.html" %}                         def render(page):
    {% block main %}                                      out = []
    <h1>{{ page.title }}</h1>              becomes        out += (b'<!doctype html>..<h1>', ..page.title.., b'</h1>')
    {% if page.next %}..{% endif %}                       if page.next:
    {% endblock %}                                            ..

Jinja2 stays the definition of what a template means. Only what certainly means the same is translated; of everything
else, and of whatever looks wrong, this module says `None` and Jinja2 renders it, more slowly. A function may raise
where Jinja2 would not (an attribute that turns out to be a key): its caller then asks Jinja2 as well.
This module does not know what pages are about.
"""

from __future__ import annotations

import datetime as dt
import keyword
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jinja2
import msgspec
from jinja2 import nodes
from jinja2.compiler import find_undeclared
from jinja2.runtime import markup_join
from markupsafe import Markup, escape

try:
    from markupsafe import _escape_inner as _escaped  # type: ignore[attr-defined]
except ImportError:

    def _escaped(text: str, /) -> str:
        """Return `escape(text)` as plain text: a page has forty, and most of its time is the making of the object."""
        return str(escape(text))


if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MAX_DEPTH = 30
"""Macros, blocks and includes within one another."""
MAX_LINES = 20_000
"""Of a function; a macro is written out wherever it is called."""
MAX_UNROLLED = 50
"""Turns of a loop over values that are the same on every page; longer ones stay loops."""

_TEXT = "x.encode() if (x := {}).__class__ is M else escaped(x).encode() if x.__class__ is str else text(x)"
"""A value as it is shown; `text` is for the rare ones."""
_PLAIN = frozenset({int, dt.date})
"""Types whose text has nothing to escape."""
_PATH = re.compile(r"\w+(\.\w+)*")
"""An expression that has no effects and is always the same: the values of views are frozen."""
_HELD = re.compile(r"\bv\d+\b(?!\.)")
"""A variable of a function, as a whole."""
_OWN = frozenset({"caller", "kwargs", "loop", "self", "super", "varargs"})
"""Names that Jinja2 gives a value at some places, whatever else a template means by them."""
_METHODS = frozenset({*dir(str), *dir(dt.date), "get", "items", "keys", "values"})
"""What may be called: nothing that changes a list or a dictionary for what comes after."""
_COMPARISONS = {
    "eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=", "in": "in", "notin": "not in",
}  # fmt: skip
_LOOP = {"index0": "{n}", "index": "{n} + 1", "first": "{n} == 0"}
_LOOP_OF_KNOWN_LENGTH = {"last": "{n} + 1 == len({all})", "length": "len({all})", "revindex": "len({all}) - {n}"}


def specialise(
    environment: jinja2.Environment, template: str, constants: Mapping[str, Any]
) -> Callable[[Any], bytes] | None:
    """Make the function that renders a template's pages, `page` its only argument; None when Jinja2 has to."""
    try:
        writer = _Writer(environment)
        scope: _Scope = {"page": _Code("page")}
        scope |= {name: writer.constant(value) for name, value in constants.items()}
        writer.template(template, scope)
        return writer.function(template)
    except Exception:  # noqa: BLE001 - whatever this is, Jinja2 either accepts it or says what is wrong, and where
        return None


@lru_cache(maxsize=64)
def _parsed(environment: jinja2.Environment, name: str) -> tuple[nodes.Template, str]:
    assert environment.loader  # noqa: S101 - for the types
    source, filename, _ = environment.loader.get_source(environment, name)
    tree = environment.parse(source, name, filename)
    found = list(tree.find_all(nodes.Node))
    if not all(name.isascii() for name in _names(found)) or _OWN & set(_names(found, bound=True)):
        raise _Declined  # Python reads some letters as others
    # What follows is wrong even where it is never shown.
    extends = [node for node in found if isinstance(node, nodes.Extends)]
    unique = [[node.name for node in found if isinstance(node, nodes.Block)]]
    unique += [[argument.name for argument in node.args] for node in found if isinstance(node, nodes.Macro)]
    calls = [node for node in found if isinstance(node, nodes.Call | nodes.Filter | nodes.Test)]
    unique += [[str(pair.key) for pair in node.kwargs] for node in calls]
    if any(len(names) != len(set(names)) for names in unique) or (extends and extends != tree.body[:1]):
        raise _Declined
    filters = {node.name for node in found if isinstance(node, nodes.Filter)}
    tests = {node.name for node in found if isinstance(node, nodes.Test)}
    if not (filters <= environment.filters.keys() and tests <= environment.tests.keys()):
        raise _Declined
    return tree, name


class _Declined(Exception):  # noqa: N818 - no error: Jinja2 renders the template
    """The template says what this module does not translate."""


class _Code(msgspec.Struct, frozen=True):
    """An expression in Python."""

    text: str
    constant: bool = False
    """Whether it names values alone that are the same on every page."""


class _Macro(msgspec.Struct, frozen=True):
    """A macro, and what it can see."""

    node: nodes.Macro
    scope: _Scope
    template: str


class _Module(msgspec.Struct, frozen=True):
    """What `{% import %}` gives: macros by name."""

    macros: _Scope


class _Loop(msgspec.Struct):
    """`loop`, within a loop."""

    number: str
    """The variable that counts from 0."""
    all: str
    """The variable that holds all values, when it is needed."""
    counted: bool = False
    measured: bool = False


_Scope = dict[str, "_Code | _Macro | _Module | _Loop"]
_Blocks = dict[str, list[tuple[nodes.Block, str]]]
"""All blocks of a name with their templates, the one that is shown first."""


class _Place(msgspec.Struct, frozen=True):
    """Where a statement stands."""

    template: str
    blocks: _Blocks
    root: _Scope
    """What a block can see, wherever it stands."""
    parents: tuple[tuple[nodes.Block, str], ...] = ()
    """The blocks that `super()` stands for."""
    assigns: bool = True
    """Whether a name that is set here certainly has a value in what follows, and nowhere else."""


class _Writer(msgspec.Struct):
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
            raise _Declined
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

    def variable(self) -> str:
        self.variables += 1
        return f"v{self.variables}"

    def constant(self, value: Any) -> _Code:
        if isinstance(value, float) and not math.isfinite(value):
            raise _Declined  # Jinja2 writes it into Python, which has no such number
        name = f"k{len(self.names)}"
        self.names[name] = value
        return _Code(name, constant=True)

    # Templates ------------------------------------------------------------------------------------------------------

    def parse(self, name: str) -> tuple[nodes.Template, str]:
        """Return a template's tree, and the name that its `extends`, `import` and `include` start from."""
        return _parsed(self.environment, name)

    def referred(self, node: nodes.Expr, place: str) -> tuple[nodes.Template, str]:
        if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
            raise _Declined
        return self.parse(self.environment.join_path(node.value, place))

    def template(self, name: str, scope: _Scope) -> None:
        """Write a whole template: what it sets, and then the layout that it extends in the end."""
        tree, name = self.parse(name)
        blocks: _Blocks = {}
        seen = {name}
        while True:
            for block in tree.find_all(nodes.Block):
                blocks.setdefault(block.name, []).append((block, name))
            place = _Place(name, blocks, scope)
            extends = [node for node in tree.body if isinstance(node, nodes.Extends)]
            if not extends:
                break
            if len(extends) > 1 or tree.body[0] is not extends[0]:
                raise _Declined
            for node in tree.body[1:]:
                if isinstance(node, nodes.Import | nodes.FromImport | nodes.Macro | nodes.Assign):
                    self.statement(node, scope, place)
                elif not isinstance(node, nodes.Block) and not _is_text(node):  # which is not shown, in a child
                    raise _Declined
            tree, name = self.referred(extends[0].template, name)
            if name in seen:
                raise _Declined
            seen.add(name)
        self.body(tree.body, scope, place)

    def module(self, tree: nodes.Template, name: str) -> _Scope:
        """Return the macros that a template defines; those that it imports are not for others."""
        scope: _Scope = {}
        for node in tree.body:
            if isinstance(node, nodes.Import | nodes.FromImport | nodes.Macro):
                self.statement(node, scope, _Place(name, {}, scope))
            elif not _is_text(node):
                raise _Declined
        return {node.name: scope[node.name] for node in tree.body if isinstance(node, nodes.Macro)}

    # Statements -----------------------------------------------------------------------------------------------------

    def body(self, statements: Sequence[nodes.Node], scope: _Scope, place: _Place) -> None:
        for node in statements:
            self.statement(node, scope, place)

    def inner(self, statements: Sequence[nodes.Node], scope: _Scope, place: _Place) -> None:
        """Write what stands within a macro, a block or an include."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Declined
        self.body(statements, scope, place)
        self.depth -= 1

    def indented(self, statements: Sequence[nodes.Node], scope: _Scope, place: _Place) -> None:
        self.flush()
        self.indent += 1
        start, shown = len(self.lines), dict(self.shown)
        self.body(statements, scope, place)
        self.flush()
        if len(self.lines) == start:
            self.line("pass")
        self.indent, self.shown = self.indent - 1, shown

    def statement(self, node: nodes.Node, scope: _Scope, place: _Place) -> None:  # noqa: C901, PLR0912 - a case a kind
        match node:
            case nodes.Output():
                for child in node.nodes:
                    self.output(child, scope, place)
            case nodes.If():
                self.condition(node, scope, msgspec.structs.replace(place, assigns=False))
            case nodes.For():
                self.loop(node, scope, place)
            case nodes.With():
                inner = dict(scope)
                for target, value in zip(node.targets, node.values, strict=True):
                    inner[_name(target)] = self.kept(self.expression(value, scope))
                self.body(node.body, inner, msgspec.structs.replace(place, assigns=True))
            case nodes.Assign():
                name = _name(node.target)
                if not place.assigns or name in scope:
                    raise _Declined
                scope[name] = self.kept(self.expression(node.node, scope))
            case nodes.Block():
                self.block(place.blocks[node.name], scope if node.scoped else place.root, place)
            case nodes.Macro():
                self.define(scope, node.name, _Macro(node, scope, place.template), place)
            case nodes.Import(with_context=False):
                self.define(
                    scope, node.target, _Module(self.module(*self.referred(node.template, place.template))), place
                )
            case nodes.FromImport(with_context=False):
                macros = self.module(*self.referred(node.template, place.template))
                for entry in node.names:
                    name, alias = entry if isinstance(entry, tuple) else (entry, entry)
                    self.define(scope, alias, macros[name], place)
            case nodes.Include(with_context=True, ignore_missing=False):
                tree, name = self.referred(node.template, place.template)
                if tree.find(nodes.Extends) or tree.find(nodes.Block):
                    raise _Declined
                inner = dict(scope)
                self.inner(tree.body, inner, _Place(name, {}, inner, assigns=place.assigns))
            case _:
                raise _Declined

    def define(self, scope: _Scope, name: str, value: _Code | _Macro | _Module | _Loop, place: _Place) -> None:
        if not place.assigns or name in scope:
            raise _Declined
        scope[name] = value

    def kept(self, code: _Code) -> _Code:
        """Put a value into a variable, so that it is worked out once."""
        if code.constant or code.text.isidentifier():
            return code
        if not _PATH.fullmatch(code.text):
            self.flush()  # a filter may use up what stands before it uses, too
        name = self.variable()
        self.line(f"{name} = {code.text}")
        return _Code(name)

    def condition(self, node: nodes.If, scope: _Scope, place: _Place) -> None:
        branches = [(node.test, node.body), *((other.test, other.body) for other in node.elif_)]
        word = "if"
        for test, body in branches:
            code = self.expression(test, scope)
            if not code.constant:
                self.flush()
                self.line(f"{word} {code.text}:")
                self.indented(body, scope, place)
                word = "elif"
            elif self.value(code):
                self.rest(word, body, scope, place)
                return
        self.rest(word, node.else_, scope, place)

    def rest(self, word: str, body: Sequence[nodes.Node], scope: _Scope, place: _Place) -> None:
        """Write what stands behind the conditions that are left."""
        if word == "if":
            self.body(body, scope, place)
        elif body:
            self.line("else:")
            self.indented(body, scope, place)

    def loop(self, node: nodes.For, scope: _Scope, place: _Place) -> None:
        if node.recursive or node.else_:
            raise _Declined
        values = self.expression(node.iter, scope)
        # Without it, what is included there sees the `loop` of a loop around it.
        sees_loop = find_undeclared(node.body, ("loop",)) or any(block.scoped for block in node.find_all(nodes.Block))
        if values.constant and not node.test and isinstance(node.target, nodes.Name):
            known = list(self.value(values))
            if len(known) <= MAX_UNROLLED:
                for n, value in enumerate(known):
                    loop = _Loop(self.constant(n).text, self.constant(known).text)
                    inner = {**scope, node.target.name: self.constant(value)}
                    self.body(
                        node.body,
                        {**inner, "loop": loop} if sees_loop else inner,
                        msgspec.structs.replace(place, assigns=True),
                    )
                return
        self.flush()
        inner = dict(scope)
        target = self.target(node.target, inner)
        text = values.text
        if node.test:
            test = self.expression(node.test, {name: value for name, value in inner.items() if name != "loop"})
            text = f"[{target} for {target} in {text} if {test.text}]"
        loop = _Loop(self.variable(), self.variable())
        head = len(self.lines)
        self.line("")
        self.indented(
            node.body, {**inner, "loop": loop} if sees_loop else inner, msgspec.structs.replace(place, assigns=True)
        )
        before = ""
        if loop.measured or node.test:  # then all values are taken at once, which Jinja2 does not
            before = "".join(f"once({held}); " for held in _HELD.findall(values.text))
        if loop.measured:
            before, text = f"{before}{loop.all} = list({text}); ", loop.all
        if loop.counted:
            target, text = f"{loop.number}, {target}", f"enumerate({text})"
        indent = "    " * self.indent
        self.lines[head] = (f"{indent}{before}\n" if before else "") + f"{indent}for {target} in {text}:"

    def target(self, node: nodes.Node, scope: _Scope) -> str:
        """Return the variables of a loop, and put them into the scope."""
        if isinstance(node, nodes.Tuple):
            return f"({''.join(self.target(item, scope) + ', ' for item in node.items)})"
        variable = self.variable()
        scope[_name(node)] = _Code(variable)
        return variable

    def block(self, versions: Sequence[tuple[nodes.Block, str]], scope: _Scope, place: _Place) -> None:
        block, template = versions[0]
        if block.required:
            raise _Declined
        inner = _Place(template, place.blocks, scope, tuple(versions[1:]), assigns=place.assigns)
        self.inner(block.body, dict(scope), inner)

    # Output ---------------------------------------------------------------------------------------------------------

    def output(self, node: nodes.Node, scope: _Scope, place: _Place) -> None:
        match node:
            case nodes.TemplateData():
                self.show(node.data.encode())
            case nodes.Call(node=nodes.Name(name="super"), args=[], kwargs=[], dyn_args=None, dyn_kwargs=None):
                if not place.parents:
                    raise _Declined
                self.block(place.parents, place.root, place)
            case nodes.Call(node=callee) if macro := _macro(callee, scope):
                self.call(macro, node, scope, place)
            case nodes.Expr():
                code = self.expression(node, scope)
                if code.constant:
                    self.show(_text(self.value(code)))
                else:
                    self.pending.append(self.text(code.text))
            case _:
                raise _Declined

    def text(self, value: str) -> str:
        """Return an expression for the bytes that a value is shown as; titles and addresses are shown many times."""
        text = _TEXT.format(value)
        if not _PATH.fullmatch(value):
            return text
        if value in self.shown:
            return self.shown[value]
        self.shown[value] = self.variable()
        return f"({self.shown[value]} := {text})"

    def call(self, macro: _Macro, node: nodes.Call, scope: _Scope, place: _Place) -> None:
        """Write a macro's body in the place of its call."""
        if node.dyn_args or node.dyn_kwargs or len(node.args) > len(macro.node.args):
            raise _Declined
        names = [argument.name for argument in macro.node.args]
        given = dict(zip(names, node.args, strict=False))
        for pair in node.kwargs:
            if pair.key in given or pair.key not in names or pair.key.startswith("_"):
                raise _Declined
            given[pair.key] = pair.value
        inner = {name: value for name, value in macro.scope.items() if name not in names}
        inner |= {name: self.kept(self.expression(value, scope)) for name, value in given.items()}
        defaults = dict(zip(reversed(names), reversed(macro.node.defaults), strict=False))
        for name in names:
            if name not in given:
                inner[name] = self.kept(self.expression(defaults[name], inner))
        self.inner(macro.node.body, inner, _Place(macro.template, {}, {}, assigns=place.assigns))

    # Expressions ----------------------------------------------------------------------------------------------------

    def value(self, code: _Code) -> Any:
        return eval(code.text, self.names)  # noqa: S307 - made of the site's own templates

    def made(self, text: str, *parts: _Code) -> _Code:
        """Return an expression that is made of others: its value, when they are all known."""
        if all(part.constant for part in parts):
            value = self.value(_Code(text))
            if not isinstance(value, Iterator):  # which would be used up by the first page
                return self.constant(value)
        return _Code(text)

    def expression(self, node: nodes.Node, scope: _Scope) -> _Code:  # noqa: C901, PLR0912 - a case a kind
        match node:
            case nodes.Const() | nodes.TemplateData():
                return self.constant(node.as_const())
            case nodes.Name():
                found = scope.get(node.name)
                if not isinstance(found, _Code):
                    raise _Declined
                return found
            case nodes.Getattr(node=nodes.Name(name=name)) if isinstance(loop := scope.get(name), _Loop):
                return self.loop_attribute(loop, node.attr)
            case nodes.Getattr():
                # Python's own attributes are not there for templates, and `for` would be none that Python can write.
                if node.attr.startswith("_") or keyword.iskeyword(node.attr) or not node.attr.isascii():
                    raise _Declined
                of = self.expression(node.node, scope)
                return (
                    self.found(self.environment.getattr, of, node.attr)
                    if of.constant
                    else _Code(f"{of.text}.{node.attr}")
                )
            case nodes.Getitem():
                return self.item(node, scope)
            case nodes.Filter() | nodes.Test():
                return self.filtered(node, scope)
            case nodes.Call(node=nodes.Getattr() as callee, kwargs=[], dyn_args=None, dyn_kwargs=None):
                if _macro(callee, scope) or callee.attr not in _METHODS:
                    raise _Declined
                arguments = [self.expression(argument, scope).text for argument in node.args]
                return _Code(f"{self.expression(callee, scope).text}({', '.join(arguments)})")
            case nodes.CondExpr():
                return self.choice(node, scope)
            case nodes.Compare():
                operands = [self.expression(node.expr, scope), *(self.expression(op.expr, scope) for op in node.ops)]
                signs = ["", *(f" {_COMPARISONS[op.op]} " for op in node.ops)]
                text = "".join(sign + operand.text for sign, operand in zip(signs, operands, strict=True))
                return self.made(f"({text})", *operands)
            case nodes.And() | nodes.Or():
                left = self.expression(node.left, scope)
                if left.constant:
                    decided = bool(self.value(left)) is isinstance(node, nodes.Or)
                    return left if decided else self.expression(node.right, scope)
                return _Code(f"({left.text} {node.operator} {self.expression(node.right, scope).text})")
            case nodes.BinExpr():
                left, right = self.expression(node.left, scope), self.expression(node.right, scope)
                return self.made(f"({left.text} {node.operator} {right.text})", left, right)
            case nodes.UnaryExpr():
                operand = self.expression(node.node, scope)
                return self.made(f"({node.operator} {operand.text})", operand)
            case nodes.Concat():
                try:
                    return self.constant(node.as_const(nodes.EvalContext(self.environment)))  # joined as no HTML at all
                except nodes.Impossible:
                    pass
                operands = [self.expression(operand, scope) for operand in node.nodes]
                join = self.constant(markup_join).text
                return self.made(f"{join}(({', '.join(operand.text for operand in operands)},))", *operands)
            case nodes.Tuple(ctx="load"):
                items = [self.expression(item, scope) for item in node.items]
                return self.made(f"({''.join(f'{item.text}, ' for item in items)})", *items)
            case nodes.List():
                items = [self.expression(item, scope) for item in node.items]
                return _Code(f"[{', '.join(item.text for item in items)}]")  # one of its own for each page
        raise _Declined

    def item(self, node: nodes.Getitem, scope: _Scope) -> _Code:
        of = self.expression(node.node, scope)
        if isinstance(node.arg, nodes.Slice):
            bounds = [node.arg.start, node.arg.stop, node.arg.step]
            codes = [self.expression(bound, scope) if bound else _Code("", constant=True) for bound in bounds]
            return self.made(f"{of.text}[{':'.join(code.text for code in codes)}]", of, *codes)
        arg = self.expression(node.arg, scope)
        if not arg.constant or str(self.value(arg)).startswith("_"):
            raise _Declined
        if of.constant:
            return self.found(self.environment.getitem, of, self.value(arg))
        return _Code(f"{of.text}[{arg.text}]")

    def found(self, look: Callable[[Any, Any], Any], of: _Code, name: Any) -> _Code:
        """Look into a value that is the same on every page."""
        value = look(self.value(of), name)
        if isinstance(value, jinja2.Undefined):
            raise _Declined
        return self.constant(value)

    def filtered(self, node: nodes.Filter | nodes.Test, scope: _Scope) -> _Code:
        if node.node is None or node.dyn_args or node.dyn_kwargs or node.name == "sameas":
            raise _Declined
        known: Mapping[str, Any]
        known = self.environment.filters if isinstance(node, nodes.Filter) else self.environment.tests
        function = known[node.name]
        operands = [self.expression(node.node, scope), *(self.expression(argument, scope) for argument in node.args)]
        named = [self.expression(pair.value, scope) for pair in node.kwargs]
        arguments = [operand.text for operand in operands]
        arguments += [f"{pair.key}={code.text}" for pair, code in zip(node.kwargs, named, strict=True)]
        match getattr(function, "jinja_pass_arg", None):  # set by `jinja2.pass_environment` and its like
            case None:
                pass
            case kind if kind.name == "environment":
                arguments.insert(0, self.constant(self.environment).text)
            case kind if kind.name == "eval_context":
                arguments.insert(0, self.constant(nodes.EvalContext(self.environment)).text)
            case _:
                raise _Declined
        return self.made(f"{self.constant(function).text}({', '.join(arguments)})", *operands, *named)

    def choice(self, node: nodes.CondExpr, scope: _Scope) -> _Code:
        test = self.expression(node.test, scope)
        if test.constant:
            chosen = node.expr1 if self.value(test) else node.expr2
            return self.expression(chosen, scope) if chosen else self.constant(jinja2.Undefined())
        yes = self.expression(node.expr1, scope)
        no = self.expression(node.expr2, scope) if node.expr2 else self.constant(jinja2.Undefined())
        return _Code(f"({yes.text} if {test.text} else {no.text})")

    def loop_attribute(self, loop: _Loop, name: str) -> _Code:
        if name in _LOOP_OF_KNOWN_LENGTH:
            loop.measured = True
        constant = loop.number in self.names
        loop.counted = True
        text = {**_LOOP, **_LOOP_OF_KNOWN_LENGTH}[name].format(n=loop.number, all=loop.all)
        return self.made(f"({text})", _Code("", constant=constant))


def _text(value: Any) -> bytes:
    """Return what a value is shown as."""
    return str(value).encode() if value.__class__ in _PLAIN else escape(value).encode()


def _once(values: Any) -> None:
    """Refuse what can be gone through only once: it matters who does it first."""
    if isinstance(values, Iterator):
        raise TypeError


def _is_text(node: nodes.Node) -> bool:
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


def _name(node: nodes.Node) -> str:
    if not isinstance(node, nodes.Name):
        raise _Declined
    return node.name


def _macro(callee: nodes.Node, scope: _Scope) -> _Macro | None:
    """Return the macro that an expression names."""
    found: object = None
    if isinstance(callee, nodes.Name):
        found = scope.get(callee.name)
    elif isinstance(callee, nodes.Getattr) and isinstance(callee.node, nodes.Name) and callee.attr[:1] != "_":
        module = scope.get(callee.node.name)
        found = module.macros.get(callee.attr) if isinstance(module, _Module) else None
    return found if isinstance(found, _Macro) else None
