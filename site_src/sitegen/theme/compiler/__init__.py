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
else, and of whatever looks wrong, `specialise` says `None` and Jinja2 renders it, more slowly. A function may raise
where Jinja2 would not (an attribute that turns out to be a key): its caller then asks Jinja2 as well.
Nothing here knows what pages are about.

    trees        a template as a tree, if all of it has the same meaning in Python
    scope        what its names mean
    expressions  its expressions as Python's
    statements   its statements, with the blocks and macros that they call for
    emit         the lines, and the function that they make
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.theme.compiler.emit import Emitter
from sitegen.theme.compiler.scope import Code, Scope
from sitegen.theme.compiler.statements import write_template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import jinja2

__all__ = ["specialise"]


def specialise(
    environment: jinja2.Environment, template: str, constants: Mapping[str, Any]
) -> Callable[[Any], bytes] | None:
    """Make the function that renders a template's pages, `page` its only argument; None when Jinja2 has to."""
    try:
        out = Emitter(environment)
        scope: Scope = {"page": Code("page")}
        scope |= {name: out.constant(value) for name, value in constants.items()}
        write_template(out, template, scope)
        return out.function(template)
    except Exception:  # noqa: BLE001 - whatever this is, Jinja2 either accepts it or says what is wrong, and where
        return None
