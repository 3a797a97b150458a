"""Translated templates: they show what Jinja2 shows, to the byte, or leave it to Jinja2."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from markupsafe import Markup
from tests.conftest import blocks, write_site

from sitegen import config
from sitegen.archive.similarity.trends import Trend, Trends
from sitegen.build import inputs, keys, materials, site_plan
from sitegen.build.cache import Cache, Readings
from sitegen.build.context import open_context
from sitegen.build.digests import ContentDigests
from sitegen.content import read
from sitegen.model import Date, Link, ListedPaper, RelatedLists, Rule, RuleDay, Term, Watched
from sitegen.output.sink import MemorySink
from sitegen.pages.base import Supplies
from sitegen.pages.kinds import KINDS, kind_of
from sitegen.theme import folder as themes
from sitegen.theme.compiler import specialise
from sitegen.theme.compiler.statements import MAX_UNROLLED
from sitegen.theme.environment import JINJA_FILTERS, environment, own_filters
from sitegen.urls.published import Lock
from sitegen.views import Page, Site, ThemeInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sitegen.theme.folder import Theme

SITES = Path(__file__).parents[2] / "sites"
EQUAL, RAISED, DECLINED = "equal", "raised", "declined"


class Item(msgspec.Struct, frozen=True):
    title: str
    number: int = 0
    words: tuple[str, ...] = ()


class View(msgspec.Struct, frozen=True):
    title: str
    html: Markup
    n: int
    ratio: float
    date: Date
    nothing: None
    yes: bool
    items: tuple[Item, ...]
    words: tuple[str, ...]
    pairs: tuple[tuple[str, int], ...]
    table: dict[str, Any]
    next: Item | None


NUMBERED: dict[Any, Any] = {3: "number"}
PAGE = View(
    title='Tom & "Jerry" <b>\'s</b> caf\u00e9 \U0001f600',
    html=Markup("<i>&amp;</i>"),
    n=3,
    ratio=0.5,
    date=dt.date(2020, 7, 22),
    nothing=None,
    yes=True,
    items=(Item("<one>", 1, ("x", "y")), Item("two", 2), Item("three & more", 3, ("z",)), Item("two", 4)),
    words=("b", "A", "c<", "a"),
    pairs=(("k", 1), ("<l>", 2)),
    table={"items": "I", "_x": "hidden", "key": "<&>", "3": "three", **NUMBERED},
    next=Item("next", 5),
)
OTHER = msgspec.structs.replace(
    PAGE,
    title=Markup("<em>marked up</em>"),
    html="<not marked up>",
    n=10,
    ratio=-2.0,
    yes=False,
    items=(Item(Markup("&lt;only&gt;"), 7, ("w",)),),
    words=("same", "same"),
    table={"items": 2, "_x": 3, "key": Markup("<k>"), "3": None, 3: ""},
    next=None,
)
THEME = """\
name = "mine"
[options]
items = {default = "an option <&>", about = ""}
_x = {default = "not for templates", about = ""}
count = {default = 2, about = ""}
many = {default = ["a", "b", "<c>"], about = ""}
deep = {default = {items = 1, inner = {key = "v"}}, about = ""}
day = {default = 2021-01-31, about = ""}
moment = {default = 2021-01-31T12:00:00, about = ""}
half = {default = 0.5, about = ""}
endless = {default = inf, about = ""}
"""


def shared(theme: Theme, links: int) -> dict[str, Any]:
    menu = tuple(Link(f"/{n}/", f"Link <{n}>") for n in range(links))
    site = Site(
        "The <site>",
        "About & more",
        "en",
        "https://example.org/",
        "/",
        menu,
        "/abs/{id}/",
        True,
        True,
        True,
        True,
        "sitegen",
    )
    return {"site": site, "theme": ThemeInfo(theme.name, copy.deepcopy(theme.options))}


def attempt(render: Callable[[Any], bytes], view: msgspec.Struct) -> bytes | None:
    try:
        return render(view)
    except Exception:  # noqa: BLE001 - whatever it is, nothing is shown
        return None


def same(theme: Theme, views: tuple[msgspec.Struct, ...], links: int = 3) -> str:
    """Render views by both ways, one after another as a build does, and say how it ended."""
    function = specialise(environment(theme, "/"), "x.html", shared(theme, links))
    if function is None:
        return DECLINED
    template = environment(theme, "/").get_template
    ends = set()
    for view in (*views, views[0]):
        expected = attempt(lambda page: template("x.html").render(page=page, **shared(theme, links)).encode(), view)
        shown = attempt(function, view)
        assert shown is None or shown == expected
        ends.add(EQUAL if shown is not None else RAISED)
    return RAISED if RAISED in ends else EQUAL


@pytest.fixture
def compare(tmp_path: Path) -> Callable[..., str]:
    """Compare both ways for `x.html` of a theme: one template's text, or `-- path --` blocks."""

    def run(templates: str, links: int = 3) -> str:
        (tmp_path / "themes/mine/templates").mkdir(parents=True, exist_ok=True)
        (tmp_path / "themes/mine/theme.toml").write_text(THEME)
        files = blocks(templates) if templates.startswith("-- ") else {"x.html": templates}
        for path, text in files.items():
            file = tmp_path / (path if path.startswith("themes/") else f"themes/mine/templates/{path}")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return same(themes.load(tmp_path, "mine", {}), (PAGE, OTHER), links)

    return run


# What is translated ---------------------------------------------------------------------------------------------------

SHOWN = [
    "page.title", "page.html", "page.n", "page.ratio", "page.date", "page.nothing", "page.yes", "page.words",
    "page.table", "page.items", "page.next", "page", "site.title", "site.menu", "site.search", "theme.name", "'<\"'",
    "1", "1.0", "-1", "1e3", "true", "none", "theme.options['items']", "theme.options.deep.inner",
    "theme.options.deep.inner.key", "theme.options.day", "theme.options.moment", "theme.options.half",
    "theme.options.many", "theme.options.many[1]", "'\u00e9\U0001f600'", "'a' 'b'", "(1, '<')", "[1, '<', page.html]",
    "()", "[]", "page.title, page.n", "(page.n,)", "[page.title, [page.n]]",
]  # fmt: skip
OPERATORS = [
    "page.n + 1", "1 + page.n", "page.n - 5", "page.n * 2", "2 * page.title", "page.n / 2", "7 // page.n", "7 % page.n",
    "2 ** page.n", "2 ** 3 ** 2", "-page.n", "+page.n", "--page.n", "-2 ** 2", "page.n + 2 * 3 - 4 / 2", "not page.n",
    "not not page.title", "page.title + '<'", "page.html + '<'", "'<' + page.html", "page.html + page.title",
    "page.words + ('<',)", "[1] + [page.n]", "'%s <' % page.title", "site.title + '&'", "1 + 2", "'<' * 3",
    "theme.options.count * 2", "page.n > 2", "page.n >= 3 and page.n < 5", "1 < page.n < 5", "1 < 2 < page.n <= 10",
    "page.n == 3 == 3.0", "page.title != site.title", "page.n in (1, 3)", "page.n not in [1, 3]", "'o' in page.title",
    "'a' in page.words", "'key' in page.table", "'k' not in page.table", "page.nothing or page.title",
    "page.nothing and page.title", "page.title and page.html", "page.yes or page.n or 1", "site.search and page.title",
    "site.search or page.title", "none or page.title", "'' and page.title", "not (page.yes and page.n)",
    "page.title ~ '<' ~ page.n", "page.html ~ '<' ~ page.n", "'<' ~ page.html", "page.title ~ page.nothing", "1 ~ 2",
    "site.title ~ page.title", "'<' ~ site.title", "('<' | escape) ~ '<'", "('<' | escape) ~ page.title",
    "site.title ~ ('<' | escape)", "'a' ~ ('<' | e | upper)", "'a' if page.yes else 'b<'", "page.title if page.yes",
    "page.title if page.nothing is none else page.html", "('a' if page.yes) ~ 'b'",
    "'a' if site.search else page.title",
    "'a' if not site.search", "('a' if not site.search) | default('<')", "('a' if page.yes) | default('<')",
    "'a' if page.yes else 'b' if page.n == 10 else 'c'", "('a' if page.yes) == none", "('a' if page.yes) is defined",
]  # fmt: skip
ITEMS = [
    "page.words[0]", "page.pairs[0][1]", "page.table['key']", "page.table[3]", "page.table['3']", "page.title[0]",
    "page.html[1]", "page.pairs.0.0", "page.words[1:]", "page.words[:1]", "page.words[::-1]", "page.words[-2:]",
    "page.title[:5]", "page.html[:2]", "page.words[:page.n]", "page.words[:theme.options.count]", "site.title[4:]",
    "site.menu[:2][1].text", "site.menu[0].url", "theme.options.many[:-1]", "page.title.upper()", "page.html.lower()",
    "page.title.replace('&', '<')", "page.html.replace('<', '\"')", "page.table.get('key')", "page.table.get('-', '<')",
    "', '.join(page.words)", "page.date.isoformat()", "page.date.year", "site.title.split(' ')[0]",
    "page.title.startswith('Tom') and 1", "theme.options.get('count')", "theme.options.day.year",
    "(page.n + 1).real", "page.title.upper().lower()", "'%s'.format(1)", "'{}'.format(page.title)", "page.n.real",
]  # fmt: skip
FILTERS = {
    "asset": "'style.css' | asset",
    "batch": "page.words | batch(3, '-') | list",
    "capitalize": "page.title | capitalize",
    "count": "page.n | count('thing')",
    "count_of": "page.words | count_of('word')",
    "default": "page.nothing | default('<', true)",
    "e": "page.title | e",
    "escape": "page.html | escape ~ (page.title | escape)",
    "first": "page.words | first",
    "groupby": "page.items | groupby('title')",
    "join": "page.words | join(', <') ~ (page.items | join('|', attribute='title')) ~ ([page.html, '<'] | join('&'))",
    "last": "page.words | last",
    "length": "page.words | length + (page.title | length)",
    "list": "page.title | list",
    "long_date": "page.date | long_date",
    "lower": "page.title | lower",
    "month": "page.date | month",
    "month_name": "(page.date | month_name)[:3]",
    "number": "(page.n * 1000) | number",
    "replace": "page.title | replace('&', '<') ~ (page.html | replace('<', '&'))",
    "reverse": "page.title | reverse ~ (page.words | reverse | list)",
    "short_date": "page.date | short_date",
    "lang": "page.title | lang('zh') ~ ('視覺' | lang)",
    "slashed": "page.date | slashed",
    "slice": "page.words | slice(3) | list",
    "sort": "page.words | sort(reverse=true) ~ (page.items | sort(attribute='title,number') | first)",
    "sum": "page.items | sum(attribute='number') + ([1, page.n] | sum)",
    "title": "page.title | title",
    "trim": "(' ' ~ page.title ~ ' ') | trim ~ (page.html | trim('<i>'))",
    "truncate": "page.title | truncate(9, true, '<') ~ (page.html | truncate(3, leeway=0))",
    "unique": "page.words | unique | list",
    "upper": "page.html | upper | lower | upper",
}
NEEDING_A_CONTEXT = {
    "map": "page.words | map('upper') | join",
    "reject": "page.words | reject('lower') | list",
    "rejectattr": "page.items | rejectattr('words') | list",
    "select": "page.words | select('lower') | list",
    "selectattr": "page.items | selectattr('words') | list",
}
TESTS = [
    "page.title is defined", "page.title is undefined", "page.nothing is none", "page.nothing is not none",
    "page.title is string", "page.html is escaped", "page.title is escaped", "page.n is number", "page.n is odd",
    "page.n is even", "page.n is divisibleby 3", "page.n is divisibleby(5)", "page.table is mapping",
    "page.words is sequence", "page.words is iterable", "page.yes is true", "page.yes is false", "page.yes is boolean",
    "page.n is integer", "page.ratio is float", "page.title is upper", "page.title is lower", "page.n is eq 3",
    "page.n is in([1, 3])", "page.n is gt(2) and page.n is lt(9)", "page.title is callable", "'upper' is filter",
    "'nope' is filter", "'odd' is test", "site.menu is defined", "site.title is string", "not page.n is odd",
    "('<' | escape ~ '') is escaped", "(page.html ~ '') is escaped",
]  # fmt: skip


@pytest.mark.parametrize("expression", [*SHOWN, *OPERATORS, *ITEMS, *FILTERS.values(), *TESTS])
def test_expressions_are_translated_and_mean_the_same(compare: Callable[..., str], expression: str) -> None:
    text = f"{{{{ {expression} }}}}|{{% if ({expression}) %}}yes{{% else %}}no{{% endif %}}"
    assert compare(f"{text}|{{% set x = {expression} %}}{{{{ x }}}}{{{{ x }}}}") == EQUAL


@pytest.mark.parametrize("filter_", [*JINJA_FILTERS, *own_filters(themes.EMPTY, "/")])
def test_every_filter_of_templates_means_the_same(compare: Callable[..., str], filter_: str) -> None:
    if filter_ in NEEDING_A_CONTEXT:
        assert compare(f"{{{{ {NEEDING_A_CONTEXT[filter_]} }}}}") == DECLINED
    else:
        assert compare(f"{{{{ {FILTERS[filter_]} }}}}") == EQUAL


STATEMENTS = {
    "text and comments": "a {# b #} <c>\n\n{#- d -#}\n e\u00e9\n",
    "trimmed tags": "  {% if page.yes %}\n  a\n  {%- else +%}\n  b {{- page.n -}} c\n  {% endif %}\n\n",
    "raw text": "{% raw %}{{ page.title }}{% nothing %}{% endraw %}{{ page.n }}",
    "print": "{% print page.n, page.title %}",
    "if": "{% if page.yes %}a{% elif page.n == 10 %}b{% else %}c{% endif %}{% if page.n %}{% endif %}",
    "if without a body": "{% if page.yes %}{% elif page.n %}{% else %}{% endif %}.",
    "if of what is known": "{% if site.search %}a{% else %}{{ page.gone }}{% endif %}{% if not site.search %}b"
        "{% endif %}",
    "if of what is known in the middle": "{% if page.yes %}a{% elif site.search %}b{% else %}{{ page.gone }}"
        "{% endif %}",
    "if of what is known at the end": "{% if page.yes %}a{% elif not site.search %}b{% elif page.n %}c{% endif %}",
    "set": "{% set x = page.title %}{% set y = x ~ '<' %}{{ x }}{{ y }}{% set z = 3 %}{{ z + 1 }}{{ y }}",
    "set in a loop": "{% for i in page.items %}{% set x = i.title %}{{ x }}{% endfor %}",
    "set in with": "{% with %}{% set x = page.n %}{{ x }}{% endwith %}",
    "with": "{% with a = page.title, b = 2 %}{{ a }}{{ b }}{% with a = b %}{{ a }}{% endwith %}{{ a }}{% endwith %}",
    "with whose values see what is around": "{% set a = 1 %}{% with a = page.n, b = a %}{{ a }}{{ b }}{% endwith %}"
        "{{ a }}",
    "for": "{% for i in page.items %}{{ i.title }}{{ i.number }}{% endfor %}",
    "for with every name of its loop": "{% for i in page.items %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}"
    "{{ loop.last }}{{ loop.length }}{{ loop.revindex }}{{ ', ' if not loop.last }}{% endfor %}",
    "for if": "{% for i in page.items if i.words %}{{ loop.index }}/{{ loop.length }}{{ i.title }}{% endfor %}",
    "for if of tuples": "{% for k, v in page.pairs if v > 1 %}{{ loop.first }}{{ loop.last }}{{ k }}{{ v }}"
        "{% endfor %}",
    "for over tuples": "{% for k, v in page.pairs %}{{ k }}={{ v }}{% endfor %}",
    "for over nested tuples": "{% for a, (k, v) in [(1, page.pairs[0])] %}{{ a }}{{ k }}{{ v }}{% endfor %}",
    "for over a dictionary": "{% for k in page.table %}{{ k }}{% endfor %}{% for k, v in page.table.items() %}"
        "{{ v }}{% endfor %}",
    "for over an option": "{% for k in theme.options.deep %}{{ k }}{% endfor %}{% for o in theme.options.many %}{{ o }}"
    "{{ loop.index }}{{ loop.last }}{{ loop.revindex }}{% endfor %}",
    "for over pairs of an option": "{% for k, v in theme.options.deep.items() %}{{ k }}{{ v }}{{ loop.last }}"
        "{% endfor %}",
    "for over text": "{% for c in page.html %}{{ c }}.{% endfor %}{% for c in site.title %}{{ c }}.{% endfor %}",
    "for over nothing": "{% for a in () %}{{ a }}{% endfor %}{% for a in page.words[9:] %}{{ loop.last }}{% endfor %}.",
    "for over literals": "{% for a in ['<', page.n] %}{{ a }}{{ loop.last }}{% endfor %}{% for a in 'b', 2 %}"
        "{{ a }}{% endfor %}",
    "for over a filter": "{% for row in page.words | batch(3) %}{{ loop.last }}{% for w in row %}{{ w }}"
        "{% endfor %}{% endfor %}"
    "{% for g in page.items | groupby('title') %}{{ g.grouper }}{{ g.list | length }}{% endfor %}"
    "{% for w in page.words | reverse if w != 'a' %}{{ w }}{{ loop.revindex }}{% endfor %}",
    "loops within loops": "{% for i in page.items %}{{ loop.index }}{% for w in i.words %}{{ loop.index }}{{ w }}"
    "{{ i.title }}{% endfor %}{{ loop.last }}{% endfor %}",
    "loops of one name": "{% for x in page.items %}{% for x in x.words %}{{ x }}{% endfor %}{{ x.title }}{% endfor %}",
    "loops that hide a name": "{% for page in page.items %}{{ page.title }}{% endfor %}{{ page.title }}",
    "loops over the menu": "{% for l in site.menu %}{{ loop.index }}/{{ loop.length }}{{ l.text }}{{ page.n }}"
    "{% if loop.last %}!{% endif %}{% for m in site.menu %}{{ loop.first }}{{ m.url }}{% endfor %}{% endfor %}",
    "what is shown on one way only": "{% if page.yes %}{{ page.title }}{% elif page.n %}{{ page.title }}{% else %}"
    "{{ page.title }}{% endif %}{{ page.title }}{% for i in page.items %}{{ i.title }}{{ page.html }}{{ i.title }}"
    "{% if i.words %}{{ i.number }}{% endif %}{{ i.number }}{% endfor %}{{ page.html }}{{ page.html }}",
    "what is shown within what may not run": "{% for i in page.words[9:] %}{{ page.title }}{% endfor %}{{ page.title }}"
    "{% if page.nothing %}{{ page.html }}{% endif %}{{ page.html }}{% if page.yes %}{{ page.n }}{% endif %}"
    "{% if page.yes %}{{ page.n }}{% endif %}",
    "macro": "{% macro m(a, b='<', c=a) %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ m(1) }}{{ m(page.title, 2) }}"
    "{{ m(1, c=page.html) }}{{ m(b=1, a=2) }}",
    "macros that call macros": "{% macro a(x) %}{{ b(x ~ '!') }}{{ b(1) }}{% endmacro %}{% macro b(x) %}<{{ x }}>"
        "{% endmacro %}"
    "{{ a(page.title) }}",
    "macros of the template see the page": "{% set s = 1 %}{% macro m(x) %}{{ page.title }}{{ s }}{{ x }}"
        "{% endmacro %}{{ m(2) }}",
    "macros hide names": "{% macro m(page, site=page) %}{{ page.title }}{{ site.title }}{% endmacro %}"
        "{{ m(page.items[0]) }}"
    "{{ page.title }}",
    "macros in loops and conditions": "{% macro m(x) %}{{ x.title }}{% if x.words %}{{ x.title }}{% endif %}"
        "{% endmacro %}"
    "{% for i in page.items %}{{ m(i) }}{{ m(i) }}{% if loop.first %}{{ m(i) }}{% endif %}{% endfor %}"
    "{% if page.next %}{{ m(page.next) }}{% endif %}{{ m(page.items[0]) }}",
    "macros of known values": "{% macro m(x) %}{% if x %}{{ x }}{{ m(x - 1) }}{% endif %}{% endmacro %}{{ m(5) }}",
    "macros with words of Python": "{% macro m(class, x=1) %}{{ class }}{{ x }}{% endmacro %}"
        "{{ m(class='c', x=page.n) }}",
    "macros with loops": "{% macro m(all) %}{% for a in all %}{{ a }}{{ ', ' if not loop.last }}{% endfor %}"
        "{% endmacro %}"
    "{{ m(page.words) }}{{ m(theme.options.many) }}{{ m(all=page.title) }}",
    "macros within macros": "{% macro m(x) %}{% macro n(y) %}{{ x }}{{ y }}{% endmacro %}{{ n(page.n) }}"
        "{% endmacro %}{{ m(1) }}",
    "blocks": "{% block a %}{{ page.title }}{% block b %}{{ page.n }}{% endblock %}{% endblock %}{% block c %}"
        "{% endblock c %}",
    "blocks in loops": "{% set w = 1 %}{% for w in page.words %}{% block a %}{{ w }}{% endblock %}{% endfor %}",
    "scoped blocks": "{% set w = 1 %}{% for w in page.words %}{% block a scoped %}{{ w }}{{ loop.index }}"
        "{% endblock %}{% endfor %}",
    "blocks in scoped blocks": "{% set w = 1 %}{% for w in page.words %}{% block a scoped %}{% block b %}{{ w }}"
    "{% endblock %}{% endblock %}{% endfor %}",
    "set in a block": "{% block a %}{% set x = page.n %}{{ x }}{% endblock %}{% block b %}{% set x = 2 %}{{ x }}"
        "{% endblock %}",
    "blocks see what is set before": "{% set x = page.n %}{% macro m() %}{{ x }}{% endmacro %}{% block a %}{{ x }}"
        "{{ m() }}{% endblock %}",
}  # fmt: skip
SEVERAL = {
    "inheritance": "-- x.html --\n{% extends 'a.html' %}{% block m %}x{{ super() }}{{ page.n }}{% endblock %}"
        "\nnot shown"
    "{% block n %}{{ page.html }}{% endblock %}\n-- a.html --\n{% extends 'b.html' %}\n{% block m %}a{{ super() }}"
    "{{ super() }}"
    "{% endblock %}{% block o %}a{{ super() }}{% endblock %}\n-- b.html --\n<{% block m %}b{{ page.title }}"
    "{% endblock %}>"
    "{% block n %}gone{% endblock %}{% block o %}[{% block p %}{{ page.n }}{% endblock %}]{% endblock %}\n",
    "nested blocks": "-- x.html --\n{% extends 'a.html' %}{% block i %}x{{ super() }}{% endblock %}{% block o %}"
        "{{ super() }}"
    "{{ super() }}{% endblock %}\n-- a.html --\n{% block o %}[{% block i %}{{ page.n }}{% endblock %}]{% endblock %}\n",
    "blocks in conditions": "-- x.html --\n{% extends 'a.html' %}{% block m %}{{ super() if false }}{% endblock %}"
    "{% block n %}{% if page.yes %}{{ super() }}{% endif %}{{ super() }}{% endblock %}\n-- a.html --\n"
    "{% if page.yes %}{% block n %}{{ page.title }}{% endblock %}{% endif %}\n",
    "blocks in loops of a layout": "-- x.html --\n{% extends 'a.html' %}{% block m %}{{ super() }}{{ i.title }}"
        "{% endblock %}\n"
    "-- a.html --\n{% for i in page.items %}{% block m scoped %}{{ loop.index }}{{ i.number }}{% endblock %}"
    "{% endfor %}\n",
    "what a child sets": "-- x.html --\n{% extends 'a.html' %}{% set x = page.title %}{% macro m(y) %}{{ x }}"
        "{{ y }}{% endmacro %}"
    "{% block b %}{{ x }}{{ m(1) }}{% endblock %}\n-- a.html --\n{% block b %}{% endblock %}{{ x }}\n",
    "parent": "-- x.html --\n{% extends 'parent:x.html' %}{% block m %}mine{{ super() }}{% endblock %}\n"
    "-- themes/mine/theme.toml --\nparent = 'middle'\n-- themes/middle/theme.toml --"
    "\n-- themes/middle/templates/x.html --\n"
    "{% extends 'a.html' %}{% block m %}middle{{ super() }}{% endblock %}\n-- themes/middle/templates/a.html --\n"
    "{% block m %}{{ page.title }}{% endblock %}\n-- a.html --\n{% extends 'parent:a.html' %}{% block m %}["
    "{{ super() }}]{% endblock %}\n",
    "import": "-- x.html --\n{% import 'm.html' as m %}{{ m.a(page.title) }}{{ m.b(page.n, y='<') }}\n-- m.html --"
        "\nnot shown"
    "{% macro a(x) %}{{ b(x) }}{% endmacro %}{# c #}{% macro b(x, y=1) %}{{ x }}{{ y }}{% endmacro %}\n",
    "from import": "-- x.html --\n{% from 'm.html' import a, b as c %}{{ a(1) }}{{ c(page.title) }}\n-- m.html --\n"
    "{% macro a(x) %}{{ b(x) }}{% endmacro %}{% macro b(x) %}<{{ x }}>{% endmacro %}\n",
    "import by a child": "-- x.html --\n{% extends 'a.html' %}{% import 'm.html' as m %}{% from 'm.html' import a %}"
    "{% block b %}{{ m.a(1) }}{{ a(page.n) }}{% endblock %}\n-- a.html --\n{% block b %}{% endblock %}\n-- m.html --\n"
    "{% macro a(x) %}<{{ x }}>{% endmacro %}\n",
    "import by a layout": "-- x.html --\n{% extends 'a.html' %}{% block b %}{{ m.a(page.n) }}"
        "{% for i in page.items %}{{ m.a(i.title) }}"
    "{% endfor %}{% endblock %}\n-- a.html --\n{% import 'm.html' as m %}{% block b %}{% endblock %}\n-- m.html --\n"
    "{% macro a(x) %}<{{ x }}{{ x }}>{% endmacro %}\n",
    "macros of a module that imports": "-- x.html --\n{% import 'm.html' as m %}{{ m.a(page.title) }}\n-- m.html --"
        "\n{% import 'n.html' as n %}"
    "{% from 'n.html' import b as c %}{% macro a(x) %}{{ n.b(x) }}{{ c(x) }}{% endmacro %}\n-- n.html --\n"
    "{% macro b(x) %}<{{ x }}>{% endmacro %}\n",
    "include": "-- x.html --\n{% set y = 1 %}{% include 'i.html' %}{% for i in page.items %}{% include 'j.html' %}"
        "{{ loop.index }}{% endfor %}\n"
    "-- i.html --\n{{ page.title }}{{ y }}{% set z = 2 %}{{ z }}\n-- j.html --\n{{ i.title }}{{ loop.first }}"
    "{% include 'i.html' %}\n",
    "include of what imports": "-- x.html --\n{% include 'i.html' %}{% block b %}{% include 'i.html' %}"
        "{% endblock %}\n-- i.html --\n"
    "{% import 'm.html' as m %}{{ m.a(page.n) }}\n-- m.html --\n{% macro a(x) %}<{{ x }}>{% endmacro %}\n",
}  # fmt: skip


@pytest.mark.parametrize("templates", [*STATEMENTS.values(), *SEVERAL.values()], ids=[*STATEMENTS, *SEVERAL])
def test_statements_are_translated_and_mean_the_same(compare: Callable[..., str], templates: str) -> None:
    assert compare(templates) == EQUAL


@pytest.mark.parametrize("links", [0, 1, MAX_UNROLLED, MAX_UNROLLED + 1, 3 * MAX_UNROLLED])
@pytest.mark.parametrize(
    "template",
    [
        "{% for l in site.menu %}{{ loop.index }}{{ loop.last }}{{ l.text }}{{ page.n }}{% endfor %}",
        "{% for l in site.menu if l.text != page.title %}{{ loop.revindex }}{{ l.text }}{% endfor %}",
        "{% for l in site.menu | reverse %}{{ l.url }}{{ page.n }}{% endfor %}",
        "{% for row in site.menu | batch(2) %}{% for l in row %}{{ l.url }}{% endfor %}{{ loop.length }}{% endfor %}",
        "{% for column in site.menu | slice(4) %}{{ column | length }}{% endfor %}",
        "{% for l in site.menu | unique %}{{ l.url }}{{ loop.first }}{% endfor %}",
        "{% set all = site.menu | reverse %}{% for l in all %}{{ l.url }}{% endfor %}{% for l in all %}.{% endfor %}",
        "{% if page.yes %}{% for l in site.menu | reverse %}{{ l.text }}{% endfor %}{% endif %}",
        "{{ page.title in site.menu | reverse }}{{ site.menu | reverse | join(',', attribute='url') }}",
        "{% macro m(a) %}{% for l in a %}{{ l.url }}{% endfor %}{% endmacro %}{{ m(site.menu | reverse) }}{{ m([]) }}",
    ],
)
def test_what_is_the_same_on_every_page_is_whole_on_every_page(
    compare: Callable[..., str], template: str, links: int
) -> None:
    assert compare(template, links) == EQUAL


# What is left to Jinja2 -----------------------------------------------------------------------------------------------

M = "\n-- m.html --\n{% macro a(x) %}m{{ x }}{% endmacro %}\n"
N = "\n-- n.html --\n{% macro a(x) %}n{{ x }}{% endmacro %}\n"
BASE = "\n-- base.html --\n{% block b %}{% endblock %}\n"
APART = {
    # Names
    "a macro's default does not see a name around that is a later parameter":
        "{% set b = 'outer' %}{% macro m(a=b, b='inner') %}{{ a }}{% endmacro %}{{ m(b=page.n) }}",
    "a macro's default does not see a name around that is a later parameter with its default":
        "{% set b = 'outer' %}{% macro m(a=b, b='inner') %}{{ a }}{% endmacro %}{{ m() }}",
    "a macro's default is not the name around that is its own":
        "{% set b = 'outer' %}{% macro m(b=b) %}{{ b }}{% endmacro %}{{ m() }}",
    "a macro's default is not the page": "{% macro m(page=page) %}{{ page.title }}{% endmacro %}{{ m() }}",
    "names of a macro's own are not those around":
        "{% set kwargs = 'outer' %}{% macro m() %}{{ kwargs }}{% endmacro %}{{ m() }}",
    "varargs are not those around": "{% set varargs = 'outer' %}{% macro m() %}{{ varargs }}{% endmacro %}{{ m(1) }}",
    "a caller is not one around": "{% set caller = 'outer' %}{% macro m() %}{{ caller }}{% endmacro %}{{ m() }}",
    "a caller needs a default": "{% macro m(caller) %}{{ caller }}{% endmacro %}{{ m(1) }}",
    "arguments have names that Jinja2 uses itself":
        "{% macro m(_block_vars=1) %}{{ _block_vars }}{% endmacro %}{{ m(_block_vars=2) }}",
    "a parameter is there twice": "{% macro m(a, a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}",
    "an argument is there twice": "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, a=2) }}",
    "an argument is not there": "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}",
    "an argument is one too many": "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}{{ m(b=1) }}",
    "an argument is not there but not shown": "{% macro m(a) %}.{% endmacro %}{{ m() }}",
    "the same letters for Python": "{% set fi = 1 %}{% set \ufb01 = 2 %}{{ fi }}",
    "the same letters for Python, never set": "{% set fi = 1 %}{% if not site.search %}{% set \ufb01 = 2 %}"
        "{% endif %}{{ fi }}",
    "the same letters for Python, in a field": "{{ page.\uff54itle }}",
    "the same letters for Python, in a call": "{% macro m(fi=1) %}{{ fi }}{% endmacro %}{{ m(\ufb01=2) }}",
    "a target is the loop": "{% for loop in page.items %}{{ loop.title }}{% endfor %}",
    "a value in a loop is the loop": "{% for i in page.items %}{% with loop = i %}{% endwith %}{{ loop.index }}"
        "{% endfor %}",
    "the layout's import hides the child's":
        "-- x.html --\n{% extends 'base.html' %}{% import 'm.html' as p %}{% macro n() %}{{ p.a(1) }}{% endmacro %}"
        "{% block b %}{{ n() }}{% endblock %}\n-- base.html --\n{% import 'n.html' as p %}{% block b %}"
        "{% endblock %}" + M + N,
    "the child's import comes before the layout's":
        "-- x.html --\n{% extends 'base.html' %}{% import 'm.html' as p %}{% block b %}{{ p.a(1) }}{% endblock %}\n"
        "-- base.html --\n{% import 'n.html' as p %}{% block b %}{% endblock %}" + M + N,
    "a name is imported after it is used in a loop":
        "-- x.html --\n{% import 'm.html' as p %}{% block b %}{% for i in page.items %}{{ p.a(1) }}{% endfor %}"
        "{% import 'n.html' as p %}{% endblock %}" + M + N,
    "a name is imported after a macro that uses it":
        "-- x.html --\n{% import 'm.html' as p %}{% include 'i.html' %}\n-- i.html --\n{% macro n() %}{{ p.a(1) }}"
        "{% endmacro %}"
        "{{ n() }}{% import 'n.html' as p %}" + M + N,
    "imported twice": "-- x.html --\n{% from 'm.html' import a %}{{ a(1) }}{% from 'n.html' import a %}"
        "{{ a(1) }}" + M + N,
    "what a module imports is not its own":
        "-- x.html --\n{% import 'o.html' as o %}{{ o.a(1) }}\n-- o.html --\n{% from 'm.html' import a %}" + M,
    "what a module imports cannot be imported":
        "-- x.html --\n{% from 'o.html' import a %}{{ a(1) }}\n-- o.html --\n{% from 'm.html' import a %}" + M,
    "a macro of a module's module":
        "-- x.html --\n{% import 'o.html' as o %}{{ o.m.a(1) }}\n-- o.html --\n{% import 'm.html' as m %}" + M,
    "a macro that is not there": "-- x.html --\n{% import 'm.html' as m %}{{ m.b(1) }}" + M,
    "a private macro": "-- x.html --\n{% import 'm.html' as m %}{{ m._b() }}\n-- m.html --\n{% macro _b() %}b"
        "{% endmacro %}\n",
    "macros of a module do not see the page":
        "-- x.html --\n{% import 'm.html' as m %}{{ m.b() }}\n-- m.html --\n{% macro b() %}{{ page.title }}"
        "{% endmacro %}\n",
    "macros of a module do not see a site": "-- x.html --\n{% import 'm.html' as m %}{{ m.b() }}\n-- m.html --\n"
        "{% macro b() %}{% if site is defined %}{{ site.title }}{% else %}none{% endif %}{% endmacro %}\n",
    "a module that shows what it is given": "-- x.html --\n{% import 'm.html' as m %}{{ m.a(1) }}\n-- m.html --\n"
        "{{ page.title }}"
        "{% macro a(x) %}{{ x }}{% endmacro %}\n",
    "a module with the page": "-- x.html --\n{% import 'm.html' as m with context %}{{ m.b() }}\n-- m.html --\n"
        "{% macro b() %}{{ page.title }}{% endmacro %}\n",
    "a name that the child shows nowhere":
        "-- x.html --\n{% extends 'base.html' %}{{ y }}{% macro m() %}{{ y }}{% endmacro %}{% block b %}{{ m() }}"
        "{% endblock %}\n"
        "-- base.html --\n{% set y = 1 %}{% block b %}{% endblock %}\n",
    "a name of a scoped block": "{% for w in page.words %}{% block a scoped %}{{ w }}{% endblock %}{% endfor %}"
        "{% block c %}{{ w }}{% endblock %}",
    "a name of a loop in super": "-- x.html --\n{% extends 'base.html' %}{% block b %}{{ super() }}{% endblock %}"
        "\n-- base.html --\n"
        "{% set w = 'outer' %}{% for w in page.words %}{% block b scoped %}{{ w }}{% endblock %}{% endfor %}\n",
    "a name of a loop in a nested block of a child": "-- x.html --\n{% extends 'base.html' %}{% block b %}"
        "{% block c %}{{ w }}"
        "{% endblock %}{% endblock %}\n-- base.html --\n{% set w = 'outer' %}{% for w in page.words %}"
        "{% block b scoped %}"
        "{% endblock %}{% endfor %}\n",
    "the page is another in a nested block": "{% for page in page.items %}{% block a scoped %}{% block b %}"
        "{{ page.title }}"
        "{% endblock %}{% endblock %}{% endfor %}",
    "a loop that is not there for what is included":
        "-- x.html --\n{% for i in page.items %}{% include 'i.html' %}{% endfor %}\n-- i.html --\n{{ loop.index }}\n",
    "a loop around for what is included": "-- x.html --\n{% for i in page.items %}{{ loop.first }}"
        "{% for w in page.words %}"
        "{% include 'i.html' %}{% endfor %}{% endfor %}\n-- i.html --\n{{ loop.index }}\n",
    "a loop around over the menu for what is included": "-- x.html --\n{% for i in site.menu %}{{ loop.first }}"
        "{% for w in site.menu %}"
        "{% include 'i.html' %}{% endfor %}{% endfor %}\n-- i.html --\n{{ loop.index }}\n",
    "a loop in its own condition": "{% for a in page.items %}{% for b in page.words if loop.first %}{{ b }}"
        "{% endfor %}{% endfor %}",
    "a loop in a macro": "{% macro m() %}{{ loop.index }}{% endmacro %}{% for i in page.items %}{{ loop.index }}"
        "{{ m() }}{% endfor %}",
    "set again": "{% set x = 1 %}{% set x = page.n %}{{ x }}",
    "set again in a loop": "{% set x = 1 %}{% for i in page.items %}{% set x = i.number %}{{ x }}{% endfor %}{{ x }}",
    "set again in a block": "{% set x = 1 %}{% block b %}{{ x }}{% set x = page.n %}{{ x }}{% endblock %}{{ x }}",
    "set again in a macro": "{% macro m(x) %}{{ x }}{% set x = 1 %}{{ x }}{% endmacro %}{{ m(page.n) }}",
    "set again by the layout": "-- x.html --\n{% extends 'base.html' %}{% set x = 1 %}{% block b %}{{ x }}"
        "{% endblock %}\n"
        "-- base.html --\n{% set x = 2 %}{% block b %}{% endblock %}\n",
    "set in a condition": "{% if page.yes %}{% set x = 1 %}{% endif %}{{ x }}",
    "set in a known condition": "{% if site.search %}{% set x = 1 %}{% endif %}{{ x }}",
    "set after it is used": "{% block b %}{{ x }}{% endblock %}{% set x = 1 %}",
    "set in a block, used behind it": "{% block b %}{% set x = 1 %}{% endblock %}{{ x }}",
    "set in a loop, used behind it": "{% for i in page.items %}{% set x = 1 %}{% endfor %}{{ x }}",
    "set in what is included": "-- x.html --\n{% include 'i.html' %}{{ x }}\n-- i.html --\n{% set x = 1 %}\n",
    "set in a loop, used in its next turn":
        "{% for i in page.items %}{% if x is defined %}{{ x }}{% endif %}{% set x = i.title %}{% endfor %}",
    "the page set": "{% set page = site %}{{ page.title }}",
    "two names set": "{% set a, b = page.pairs[0] %}{{ a }}{{ b }}",
    "text set": "{% set a %}{{ page.title }}{% endset %}{{ a }}",
    "a macro over a name": "{% set m = 1 %}{% macro m() %}m{% endmacro %}{{ m }}",
    "a macro as a value": "{% macro m() %}<{% endmacro %}{% set x = m() %}{{ x }}{{ m() ~ '' }}{{ m() | upper }}"
        "{% if m() %}y{% endif %}",
    "a macro before it is there": "{{ m() }}{% macro m() %}m{% endmacro %}",
    "a macro without an end": "{% macro m(x) %}{{ x }}{{ m(x + 1) }}{% endmacro %}{{ m(1) }}",
    "a call block": "{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}{{ page.title }}{% endcall %}",
    "a filter block": "{% filter upper %}{{ page.title }}{% endfilter %}",
    "no escaping": "{% autoescape false %}{{ page.title }}{% endautoescape %}",
    "a macro named super": "{% block b %}{% macro super() %}s{% endmacro %}{{ super() }}{% endblock %}",
    "super is a value": "-- x.html --\n{% extends 'base.html' %}{% block b %}{% set super = 1 %}{{ super() }}"
        "{% endblock %}" + BASE,
    "super of nothing": "{% block b %}{{ super() }}{% endblock %}",
    "super of super": "-- x.html --\n{% extends 'base.html' %}{% block b %}{{ super.super() }}{% endblock %}" + BASE,
    "super in a macro": "-- x.html --\n{% extends 'base.html' %}{% block b %}{% macro m() %}{{ super() }}"
        "{% endmacro %}{{ m() }}{% endblock %}" + BASE,
    "self": "{% block b %}{{ page.title }}{% endblock %}{{ self.b() }}",
    "self set": "{% set self = page %}{% block title %}b{{ self.title }}{% endblock %}",
    # Values
    "an iterator is used up in a loop":
        "{% set all = page.words | reverse %}{% for w in all %}{{ w }}{{ loop.last }}{{ all | list }}{% endfor %}",
    "an iterator is used up in a loop with a condition":
        "{% set all = page.words | reverse %}{% for w in all if w %}{{ w }}{{ all | list }}{% endfor %}",
    "an iterator is used up behind a filter":
        "{% set all = page.words | reverse %}{% for w in all | batch(1) %}{{ w }}{{ loop.last }}{{ all | list }}"
        "{% endfor %}",
    "an iterator is used up by a loop in its own":
        "{% set all = page.words | reverse %}{% for w in all %}{{ w }}{% for v in all %}{{ v }}{% endfor %}"
        "{% endfor %}",
    "an iterator is used up before a macro":
        "{% macro m(x) %}{{ x }}{% endmacro %}{% set all = page.words | reverse %}{{ all | join }}{{ m(all | list) }}",
    "an iterator is used up by a macro":
        "{% macro m(x) %}{{ x }}{% endmacro %}{% set all = page.words | reverse %}{{ m(all | list) }}{{ all | join }}",
    "a list grows": "{% set l = [1] %}{{ l }}{{ l.append(page.n) }}{{ l }}",
    "a list of what is known grows": "{% set l = site.menu | list %}{{ l | length }}{{ l.append(page.n) }}"
        "{{ l | length }}",
    "an option is changed": "{{ theme.options.many.pop() }}{{ theme.options.many }}",
    "an option is taken": "{{ theme.options.pop('count') }}{{ theme.options.count }}",
    "a table is emptied": "{{ page.table.copy().clear() }}",
    "a number without an end": "{% set x = 1e999 %}{{ x }}",
    "an option without an end": "{{ theme.options.endless }}{{ -theme.options.endless }}",
    "the same object": "{% set a = 1000 %}{{ a is sameas 1000 }}{{ page.nothing is sameas none }}",
    "a value with an underscore": "{{ page.table._x }}{{ page.table['_x'] }}{{ theme.options._x }}"
        "{{ theme.options['_x'] }}",
    "an option with an underscore": "{{ theme.options['_x'] }}",
    "what Python has of its own": "{{ page.__class__ }}{{ page['__class__'] }}",
    "a key as a field": "{{ page.table.key }}{{ page.table.items }}",
    "a field as a key": "{{ page['title'] }}{{ site['title'] }}{{ page.items[0]['title'] }}",
    "a key with a variable": "{% for k in ('key', 'items') %}{{ page.table[k] }}{% endfor %}{{ page.words[-1] }}",
    "a word of Python as a field": "{{ page.for is defined }}{{ page.class }}",
    "a dictionary": "{{ {'a': page.title} }}{{ {'a': 1}['a'] }}",
    "an iterator shown by a filter of the menu": "{{ site.menu | reverse | first }}"
        "{{ (site.menu | reverse | first).url }}",
    # Faults
    "a field that is not there": "{{ page.gone }}", "a field of nothing": "{{ page.nothing.gone }}",
    "a field that is not there, asked for": "{% if page.gone is defined %}a{% endif %}{{ page.gone | default('d') }}",
    "a field that is not there, set": "{% set x = page.gone %}.",
    "a field that is not there, given": "{% macro m(x) %}.{% endmacro %}{{ m(page.gone) }}",
    "a key that is not there": "{{ page.table['gone'] }}", "an index that is not there": "{{ page.words[99] }}",
    "an option that is not there": "{{ theme.options.gone }}",
    "a field of the site that is not there": "{{ site.gone }}",
    "an option that is not there, asked for": "{{ theme.options.gone is defined }}"
        "{{ theme.options.gone | default('d') }}",
    "the first of nothing": "{{ page.words[99:] | first }}",
    "the last of nothing, known": "{{ theme.options.many[9:] | last }}",
    "the first of nothing, asked for": "{{ (page.words[99:] | first) is defined }}"
        "{{ page.words[99:] | first | default('d') }}",
    "the first of nothing in a condition": "{% if page.words[99:] | first %}a{% endif %}",
    "the first of nothing behind or": "{{ page.title or (page.words[99:] | first) }}",
    "a name that is not there": "{{ pages.title }}",
    "a loop over nothing": "{% for a in page.nothing %}{{ a }}{% endfor %}",
    "a sum of unlike things": "{{ page.title + 1 }}", "a division by nothing": "{{ 1 / 0 }}{{ page.n / 0 }}",
    "a division by nothing that is never made": "{% if page.nothing %}{{ 1 / 0 }}{% endif %}",
    "an asset that is not there": "{{ 'gone.css' | asset }}",
    "a field of nothing by a condition": "{{ (page.title if page.nothing).gone }}",
    "what is none of Unicode": "{{ '\\ud800' }}",
    "a call of nothing": "{{ page.title() }}{{ page.gone() }}",
    "an unknown name of a loop": "{% for i in page.items %}{{ loop.nothing }}{% endfor %}",
    # Faults in what is never shown
    "an unknown filter in a loop that never runs": "{% if not site.search %}{% for i in page.items %}{{ i | nope }}"
        "{% endfor %}{% endif %}",
    "an unknown filter behind a condition": "{{ not site.search and (page.title | nope) }}",
    "an unknown filter in a macro that nobody calls": "{% macro m() %}{{ 1 | nope }}{% endmacro %}",
    "an unknown test in a block that nobody shows": "-- x.html --\n{% extends 'base.html' %}{% block c %}"
        "{{ 1 is nope }}{% endblock %}" + BASE,
    "an unknown filter in a block that is overridden":
        "-- x.html --\n{% extends 'base.html' %}{% block b %}{% endblock %}\n-- base.html --\n{% block b %}"
        "{{ 1 | nope }}{% endblock %}\n",
    "an argument twice in a macro that nobody calls":
        "{% macro n(a) %}{% endmacro %}{% macro m() %}{{ n(a=1, a=2) }}{% endmacro %}.",
    "an argument of a filter twice where it is never shown":
        "{% if not site.search %}{{ page.words | sort(reverse=true, reverse=false) }}{% endif %}.",
    "a block twice": "{% block b %}1{% endblock %}{% block b %}2{{ super() }}{% endblock %}",
    "a required block": "-- x.html --\n{% extends 'base.html' %}\n-- base.html --\n{% block b required %}"
        "{% endblock %}\n",
    "a layout in a loop that never runs": "{% if not site.search %}{% for i in page.items %}"
        "{% extends 'base.html' %}{% endfor %}{% endif %}" ,
    # Layouts
    "a layout of itself": "-- x.html --\n{% extends 'x.html' %}\n",
    "layouts of each other": "-- x.html --\n{% extends 'y.html' %}\n-- y.html --\n{% extends 'x.html' %}\n",
    "an include of itself": "-- x.html --\n{% include 'x.html' %}\n",
    "an import of itself": "-- x.html --\n{% import 'x.html' as x %}\n",
    "a layout that is chosen": "-- x.html --\n{% extends 'base.html' if page.yes else 'other.html' %}" + BASE,
    "a layout behind text": "-- x.html --\nshown{% extends 'base.html' %}{% block b %}b{% endblock %}" + BASE,
    "a layout in a condition": "-- x.html --\n{% if page.yes %}{% extends 'base.html' %}{% endif %}x{% block b %}b"
        "{% endblock %}" + BASE,
    "a condition of a child": "-- x.html --\n{% extends 'base.html' %}{% if page.yes %}{% set x = 1 %}"
        "{% endif %}" + BASE,
    "two layouts": "-- x.html --\n{% extends 'base.html' %}{% extends 'base.html' %}" + BASE,
    "an include that may be missing": "{% include 'gone.html' ignore missing %}",
    "an include that is missing": "{% include 'gone.html' %}",
    "an include that is chosen": "-- x.html --\n{% include ['gone.html', 'i.html'] %}\n-- i.html --\n"
        "{{ page.title }}\n",
    "an include without the page": "-- x.html --\n{% include 'i.html' without context %}\n-- i.html --\n"
        "{{ page is defined }}\n",
    "an include of a layout": "-- x.html --\n{% include 'i.html' %}\n-- i.html --\n{% extends 'base.html' %}" + BASE,
    "a child that its theme does not have": "-- themes/mine/theme.toml --\nparent = 'middle'"
        "\n-- themes/middle/theme.toml --\n"
        "-- themes/middle/templates/x.html --\n{% extends 'parent:x.html' %}{% block b %}[{{ super() }}]"
        "{% endblock %}\n"
        "-- themes/middle/theme.toml --\nparent = 'last'\n-- themes/last/theme.toml --"
        "\n-- themes/last/templates/x.html --\n"
        "{% block b %}{{ page.title }}{% endblock %}\n",
    # Loops
    "a loop with else": "{% for i in page.words[9:] %}{{ i }}{% else %}none{% endfor %}",
    "a loop in itself": "{% for i in page.items recursive %}{{ i.title }}{{ loop(i.words) }}{% endfor %}",
    "a cycle": "{% for i in page.items %}{{ loop.cycle('a', 'b') }}{{ loop.previtem is defined }}{% endfor %}",
    "a loop as a value": "{% for i in page.items %}{{ loop }}{% endfor %}",
}  # fmt: skip


@pytest.mark.parametrize("templates", APART.values(), ids=APART)
def test_whatever_a_template_says_nothing_else_is_shown_than_by_jinja(
    compare: Callable[..., str], templates: str
) -> None:
    assert compare(templates) in {EQUAL, RAISED, DECLINED}


@pytest.mark.parametrize("wrong", ["{{ page.gone }}", "{{ page.table.gone }}", "{{ page.table['gone'] }}"])
def test_a_fault_of_one_page_is_raised_and_not_shown(compare: Callable[..., str], wrong: str) -> None:
    assert compare(wrong) == RAISED


def test_very_long_functions_are_left_to_jinja(compare: Callable[..., str]) -> None:
    loop = "{% for a in site.menu %}{% if page.n %}{{ a.url }}{% endif %}"
    assert compare(loop * 2 + "{% endfor %}" * 2) == EQUAL
    assert compare(loop * 3 + "{% endfor %}" * 3, MAX_UNROLLED) == DECLINED


# The themes that come along -------------------------------------------------------------------------------------------

TOPICS = """-- content/topics.md --
# 2024-01-03
## Vision
### Tracking
- [The first](https://arxiv.org/abs/2401.00003)
  - **Authors**: Jane Doe, Bo Li
- [Another](https://arxiv.org/abs/2401.00004)
  - **Authors**: Jane Doe
## Speech
- [The third](https://arxiv.org/abs/2401.00005)
"""
RULES = (
    Rule("codes", "Codes", code=True),
    Rule("nets", "<Nets> & more", (Term(("<net>",), ("<net>",), "title", "<net>"),)),
)


def pages(folder: Path, settings: config.Config, theme: Theme) -> Iterator[tuple[Page, Site]]:
    """Plan all pages of a site, as a build does."""
    with MemorySink() as sink:
        readings, _ = inputs.recall(
            folder, settings.content, read.scan(folder, settings.content, "")[0], Readings("", 0, {})
        )
        documents = inputs.documents_of(readings)
        context = open_context(folder, settings, theme, documents, sink.stager, Cache(None), "")
        site = msgspec.structs.replace(context.site, search=True, saved=True, watch=True)
        context = replace(context, rules=RULES, site=site)
    planned = site_plan.look(folder, settings, theme, Cache(None), "", jobs=1)
    plan = site_plan.plan(context, planned.readings, planned.unread, Lock())
    kin = ListedPaper("2007.00001", dt.date(2020, 7, 22), "<A> & b")
    trend = Trend("<b> & c", [(dt.date(2020, month, 1), month, 9) for month in (6, 7)], (6, 9))
    trends = tuple(Trends(dt.date(2020, 7, 1), 9, [trend] * n, [trend]) for n in range(2))
    month = dt.date(2020, 7, 1)
    full = Watched(2, (0, 2, 1), ((month, 1, 2),), month, None, (RuleDay(month, (kin, kin)),), month, month)
    for target in plan.targets.values():
        kind = kind_of(target)
        ids = keys.supplies(plan, None, target).related
        supplies = Supplies(
            related={id_: RelatedLists((kin,) * (n % 3), (kin,) * (n % 2)) for n, id_ in enumerate(ids)},
            trends=trends,
            watched=(full, Watched())[: len(kind.watches(target).rules)],
        )
        for page in kind.pages(target, materials.gather(context, target, supplies, ContentDigests(context)), site):
            yield page, site


@pytest.mark.parametrize("name", ["default", "plain"])
def test_all_templates_of_our_themes_are_translated_and_every_page_is_the_same(tmp_path: Path, name: str) -> None:
    text = (SITES / "everything.txt").read_text(
        encoding="utf-8"
    ) + f"-- sitegen.toml --\ntheme.name = '{name}'\nauthors.pages = true\n"
    text += TOPICS
    write_site(tmp_path, text)
    settings = config.load(tmp_path, {}, "https://example.org/a/")
    theme = themes.load(tmp_path, settings.theme.name, settings.theme.options)
    seen = set()
    functions: dict[str, Callable[[Any], bytes] | None] = {}
    for page, site in pages(tmp_path, settings, theme):
        constants = {"site": site, "theme": ThemeInfo(theme.name, theme.options)}
        if page.template not in functions:
            by_jinja = environment(theme, site.root)
            functions[page.template] = specialise(environment(theme, site.root), page.template, constants)
        function = functions[page.template]
        assert function is not None, page.template
        assert function(page.view) == by_jinja.get_template(page.template).render(page=page.view, **constants).encode()
        seen.add(page.template)
    assert seen == {template for kind in KINDS.values() for template in kind.templates}
