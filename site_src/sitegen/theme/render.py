"""Pages in, files of the site out, through the templates of a theme.

A template that fails is a problem at the template's line, not an exception: workers hand it to the parent as a value.
This module does not know which pages there are.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import jinja2

from sitegen.model import Artifact
from sitegen.problems import Location, Problem
from sitegen.theme import environment
from sitegen.theme import folder as themes
from sitegen.theme.compiler import specialise
from sitegen.urls import permalinks
from sitegen.views import Site, ThemeInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sitegen.theme.folder import Theme
    from sitegen.views import Page, View


_RENDERING = " (while rendering "


class Renderer:
    """Renders the pages of a site; a template is compiled when the first page asks for it, or `prepare` does."""

    def __init__(self, theme: Theme, site: Site, filters: Mapping[str, Callable[..., object]] = {}) -> None:
        """Start without any template; `filters` are those of plug-ins."""
        self._theme = theme
        self._environment = environment.environment(theme, site.root, site.language)
        self._environment.filters |= filters
        self._shared = {"site": site, "theme": ThemeInfo(theme.name, theme.options)}
        self._functions: dict[str, Callable[[View], bytes]] = {}

    def prepare(self, template: str) -> Callable[[View], bytes]:
        """Return the function that renders a template's pages."""
        function = self._functions.get(template)
        if function is None:
            fast = specialise(self._environment, self._resolved(template), self._shared)
            function = self._functions[template] = fast or partial(self._by_jinja, template)
        return function

    def render(self, page: Page) -> Artifact | Problem:
        """Make a page's file, or say what is wrong with its template."""
        template, path = page.template, permalinks.file(page.path)
        try:
            return Artifact(path, self.prepare(template)(page.view))
        except Exception:  # noqa: BLE001 - Jinja2 knows whether it is a fault, and where
            self._functions[template] = partial(self._by_jinja, template)
        try:
            return Artifact(path, self._by_jinja(template, page.view))
        except Exception as error:  # noqa: BLE001 - a template can raise anything
            return _problem(error, self._theme, page)

    def _by_jinja(self, template: str, view: View) -> bytes:
        return self._environment.get_template(self._resolved(template)).render(page=view, **self._shared).encode()

    def _resolved(self, template: str) -> str:
        """Name the folder, too: `parent:` starts from the one that a template stands in."""
        return themes.resolve(self._theme, template, 0) or template


def once(problems: Iterable[Problem]) -> list[Problem]:
    """Return those of which no other is at the same place of a template: a typo shows on every page."""
    found: dict[tuple[Location, str], Problem] = {}
    for problem in sorted(problems, key=lambda one: (one.location, one.message)):
        found.setdefault((problem.location, problem.message.partition(_RENDERING)[0]), problem)
    return list(found.values())


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
        message = f"the template `{error.name}` does not exist"
    else:
        message, _, hint = str(error.message if isinstance(error, jinja2.TemplateError) else error).partition("; ")
        kind = "" if isinstance(error, jinja2.TemplateError) else f"{type(error).__name__}: "
        return Problem(where, f"{kind}{message}{_RENDERING}{page.path})", hint, excerpt)
    return Problem(where, f"{message}{_RENDERING}{page.path})", "", excerpt)
