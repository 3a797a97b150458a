"""Pages in, files of the site out, through the templates of a theme.

A template that fails is a problem at the template's line, not an exception: workers hand it to the parent as a value.
This module does not know which pages there are.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import jinja2

from sitegen import permalinks, templates
from sitegen import theme as themes
from sitegen.model import Artifact
from sitegen.problems import Location, Problem
from sitegen.specialise import specialise
from sitegen.views import Site, ThemeInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.theme import Theme
    from sitegen.views import Page, View


def renderer(theme: Theme, site: Site) -> Callable[[Page], Artifact | Problem]:
    """Return a function that renders pages; a template is compiled when the first page asks for it."""
    environment = templates.environment(theme, site.root)
    shared = {"site": site, "theme": ThemeInfo(theme.name, theme.options)}
    functions: dict[str, Callable[[View], bytes]] = {}

    def by_jinja(template: str, view: View) -> bytes:
        return environment.get_template(template).render(page=view, **shared).encode()

    def render(page: Page) -> Artifact | Problem:
        template, path = page.template, permalinks.file(page.path)
        function = functions.get(template)
        if not function:
            slow = partial(by_jinja, template)
            function = functions[template] = specialise(environment, template, shared) or slow
        try:
            return Artifact(path, function(page.view))
        except Exception:  # noqa: BLE001 - Jinja2 knows whether it is a fault, and where
            functions[template] = partial(by_jinja, template)
        try:
            return Artifact(path, by_jinja(template, page.view))
        except Exception as error:  # noqa: BLE001 - a template can raise anything
            return _problem(error, theme, page)

    return render


def _problem(error: Exception, theme: Theme, page: Page) -> Problem:
    """Find the template and line that an exception came from: the innermost frame that is a template's."""
    name, line = "", 0
    if isinstance(error, jinja2.TemplateSyntaxError):
        name, line = error.filename or "", error.lineno
    else:
        trace = error.__traceback__
        while trace:
            filename = trace.tb_frame.f_code.co_filename
            if themes.template_file(theme, filename):
                name, line = filename, trace.tb_lineno
            trace = trace.tb_next
    where, excerpt = Location(page.template), ""
    if found := themes.template_file(theme, name):
        label, source = found
        lines = source.split("\n")
        where, excerpt = Location(label, line), lines[line - 1] if 0 < line <= len(lines) else ""
    if isinstance(error, jinja2.TemplateNotFound):
        message = f"there is no template `{error.name}`"
    else:
        message, _, hint = str(error.message if isinstance(error, jinja2.TemplateError) else error).partition("; ")
        kind = "" if isinstance(error, jinja2.TemplateError) else f"{type(error).__name__}: "
        return Problem(where, f"{kind}{message} (while rendering {page.path})", hint, excerpt)
    return Problem(where, f"{message} (while rendering {page.path})", "", excerpt)
