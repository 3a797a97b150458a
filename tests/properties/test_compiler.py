"""What holds for any templates: translated, they show what Jinja2 shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from sitegen.theme import folder as themes
from sitegen.theme.compiler import specialise
from sitegen.theme.description import ThemeFolder
from sitegen.theme.environment import environment

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Item(msgspec.Struct, frozen=True):
    title: str
    number: int
    words: tuple[str, ...]


class View(msgspec.Struct, frozen=True):
    title: str
    html: str
    n: int
    yes: bool
    items: tuple[Item, ...]
    words: tuple[str, ...]
    pairs: tuple[tuple[str, int], ...]
    table: dict[str, Any]
    nothing: None
    next: Item | None


class Site(msgspec.Struct, frozen=True):
    title: str
    search: bool
    menu: tuple[Item, ...]


class Options(msgspec.Struct, frozen=True):
    options: dict[str, Any]


STRINGS = st.text("<>&'\"aB \u00e9\u4e2d\U0001f600", max_size=5)
TEXTS = STRINGS | STRINGS.map(Markup)
WORDS = st.lists(TEXTS, max_size=4).map(tuple)
ITEMS = st.lists(st.builds(Item, TEXTS, st.integers(-1, 5), WORDS), min_size=2, max_size=4).map(tuple)
PAIRS = st.lists(st.tuples(TEXTS, st.integers(0, 3)), max_size=3).map(tuple)
TABLES = st.fixed_dictionaries({"items": TEXTS, "key": TEXTS | st.integers() | st.none()})
VIEWS = st.builds(
    View, TEXTS, TEXTS, st.integers(-2, 2000), st.booleans(), ITEMS, WORDS, PAIRS, TABLES, st.none(), st.none()
)
FULL_VIEWS = st.builds(
    lambda view, item: msgspec.structs.replace(view, next=item), VIEWS, st.builds(Item, TEXTS, st.integers(0, 1), WORDS)
)
SITES = st.builds(Site, TEXTS, st.booleans(), ITEMS | ITEMS.map(lambda items: items * 20))
OPTIONS = st.builds(
    Options, st.fixed_dictionaries({"label": TEXTS, "words": WORDS.map(list), "count": st.integers(0, 3)})
)

FIELDS = {
    "view": {"title": "text", "html": "text", "n": "int", "yes": "bool", "items": "items", "words": "words",
             "pairs": "pairs", "table['items']": "text", "table['key']": "any", "nothing": "any", "next": "any"},
    "item": {"title": "text", "number": "int", "words": "words"},
    "site": {"title": "text", "search": "bool", "menu": "items"},
    "theme": {"options.label": "text", "options.words": "words", "options.count": "int"},
    "loop": {"index": "int", "index0": "int", "first": "bool"},
    "measured": {"last": "bool", "length": "int", "revindex": "int"},
}  # fmt: skip
LEAVES = {
    "text": ["'<'", "'a&\"'"], "int": ["0", "1", "2", "7"], "bool": ["true", "false", "1 < 2 < 3"],
    "words": ["['<', 'a']", "('b', 'B')"], "items": ["()"], "pairs": ["[('k', 1)]"], "any": ["none", "1.5", "[1, '<']"],
}  # fmt: skip
FORMS = {
    "text": ["({text} ~ {any})", "({text} ~ {text})", "({text} + {text})", "({text} | upper)", "({text} | e)",
             "({text} | replace('a', {text}))", "({text} | trim)", "({text} | truncate(3, true, '<', 0))",
             "{text}[:{int}]",
             "({words} | join({text}))", "({text} if {bool} else {text})", "({text} or {text})", "{text}.lower()",
             "({text} | default('d', true))", "({items} | join('<', attribute='title'))", "({int} | count('thing'))"],
    "int": ["({int} + {int})", "({int} * {int})", "(-{int})", "({words} | length)",
    "({items} | sum(attribute='number'))",
            "({int} % 7)", "({int} if {bool} else {int})"],
    "bool": ["({int} < {int})", "({int} == {int} >= {int})", "({text} in {text})", "({text} not in {words})",
    "(not {bool})",
             "({any} is none)", "({text} is string)", "({int} is odd)", "({bool} and {bool})", "({bool} or {bool})",
             "({text} != {text})", "({any} is defined)", "({text} is escaped)"],
    "words": ["({words} | sort)", "({words} | reverse | list)", "({words} | list)[1:]", "[{text}, {text}]",
    "({words} | unique)",
              "({words} | reverse)", "({words} | reverse)", "({words} | list)", "({words} if {bool} else {words})",
              "({text} | list)"],
    "items": ["({items} | sort(attribute='number'))", "({items} | list)[:{int}]", "({items} | reverse)",
    "({items} | reverse)"],
    "pairs": ["({pairs} | list)[:2]", "({pairs} | reverse)"],
    "any": ["{text}", "{int}", "{bool}", "({text} if {bool})", "({words} | first | default('d'))", "({any} or {any})",
            "({any} and {any})", "({items} | list)", "[{any}, {text}]", "({words} | batch(2) | list)"],
}  # fmt: skip
Names = dict[str, str]
"""What an expression can name, and what it is: a kind, or the kinds of a macro's parameters."""


class Writer:
    """Writes templates that mostly mean something."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.blocks: list[str] = []
        """Names of blocks that the template does not have yet."""
        self.includes = True
        self.root: Names = {}
        """What a block can see, wherever it stands."""

    def pick(self, options: list[T]) -> T:
        chosen: T = self.draw(st.sampled_from(options))
        return chosen

    def often(self, percent: int) -> bool:
        return bool(self.draw(st.integers(0, 99)) >= 100 - percent)

    def expression(self, kind: str, names: Names, depth: int = 2, share: int = 40) -> str:
        paths = []
        for name, it in names.items():
            paths += [f"{name}.{field}" for field, of in FIELDS.get(it, {}).items() if of == kind]
            paths += [name] * (it == kind)
        paths = paths[-self.pick([1, 2, 4, 99]) :]  # more often those of the innermost places
        if depth and self.often(share):
            form: str = self.pick(FORMS[kind])
            for inner in LEAVES:
                while f"{{{inner}}}" in form:
                    form = form.replace(f"{{{inner}}}", self.expression(inner, names, depth - 1), 1)
            return form
        return self.pick(paths if paths and self.often(75) else LEAVES[kind])

    def condition(self, names: Names) -> str:
        return self.expression(self.pick(["bool", "bool", "int", "text", "words"]), names, share=60)

    def new(self, names: Names) -> str:
        """Return a name, mostly one that is not in use."""
        every = list("abcdefgh")
        free = [name for name in every if name not in names]
        return self.pick(free if free and self.often(98) else every)

    def local(self, names: Names) -> str:
        """Return a name for a part of a template, often one that is in use around it."""
        used = [name for name in names if name.isidentifier() and name != "loop"]
        return self.pick(used) if used and self.often(35) else self.new(names)

    def macro(self, names: Names) -> str:
        """Define a macro: it sees names at its place, and maybe itself."""
        name = self.new(names)
        parameters = [self.local(names) for _ in range(self.pick([0, 1, 2, 3]))]
        kinds = [
            it if (it := names.get(p)) in LEAVES else self.pick(["text", "int", "words", "any"]) for p in parameters
        ]
        default = False
        if len(set(parameters)) < len(parameters):
            return ""
        inner = {**names, **dict(zip(parameters, kinds, strict=True))}
        inner = {name: kind for name, kind in inner.items() if kind not in {"loop", "measured"}}
        text = ", ".join(parameters)
        if kinds and (default := self.often(40)):
            before = dict(zip(parameters[:-1], kinds, strict=False))
            own = parameters[-1] if parameters[-1] in names and self.often(30) else ""
            text += f"={own or self.expression(kinds[-1], {**names, **before}, 1)}"
        blocks, self.blocks = self.blocks, []
        body = self.body(inner, 1, loose=True)
        self.blocks = blocks
        names[name] = " ".join(["macro", *kinds[:-1], *(f"{kind}?" if default else kind for kind in kinds[-1:])])
        return f"{{% macro {name}({text}) %}}{body}{{% endmacro %}}"

    def call(self, names: Names) -> str:
        macros = {name: it.split()[1:] for name, it in names.items() if it.startswith("macro")}
        if not macros:
            return ""
        name = self.pick(list(macros))
        kinds = [kind.rstrip("?") for kind in macros[name] if kind[-1] != "?" or self.often(50)]
        return f"{{{{ {name}({', '.join(self.expression(kind, names, 1) for kind in kinds)}) }}}}"

    def body(self, names: Names, depth: int, *, loose: bool = False, root: bool = False, parent: bool = False) -> str:
        """Write statements; `loose` are those that may not set names, as in a condition."""
        names = names if root else dict(names)
        count = self.pick([1, 2, 3, 4, 5])
        return "".join(self.statement(names, depth, loose=loose, parent=parent) for _ in range(count))

    def statement(self, names: Names, depth: int, *, loose: bool, parent: bool) -> str:
        kinds = ["show"] * 14 + ["call"] * 2 + ["set", "macro"] * (not loose) + ["super"] * 2 * parent
        kinds += ["include", "text"] + (["if", "for", "for"] * 3 + ["with", "block", "block"]) * bool(depth)
        match self.pick(kinds):
            case "if":
                text = f"{{% if {self.condition(names)} %}}"
                text += self.body(names, depth - 1, loose=True, parent=parent)
                for _ in range(self.pick([0, 0, 1, 2])):
                    text += f"{{% elif {self.condition(names)} %}}"
                    text += self.body(names, depth - 1, loose=True, parent=parent)
                if self.often(50):
                    text += "{% else %}" + self.body(names, depth - 1, loose=True, parent=parent)
                return text + "{% endif %}"
            case "for":
                return self.loop(names, depth, parent)
            case "with":
                name, value = self.local(names), self.pick(["text", "int", "any", "words"])
                body = self.body({**names, name: value}, depth - 1, parent=parent)
                return f"{{% with {name} = {self.expression(value, names)} %}}{body}{{% endwith %}}"
            case "block" if self.blocks:
                return self.block(names, depth, parent=False)
            case kind:
                return self.simple(kind, names)

    def simple(self, kind: str, names: Names) -> str:
        """Write a statement that has no others in it, but for a macro's."""
        match kind:
            case "show" if self.often(40):
                return f"{{{{ {self.expression('text', names, 0)} }}}}"
            case "show":
                return f"{{{{ {self.expression(self.pick(['text', 'text', 'int', 'any']), names, share=25)} }}}}"
            case "call":
                return self.call(names)
            case "set":
                name, value = self.new(names), self.pick(["text", "int", "any", "words", "items"])
                text = f"{{% set {name} = {self.expression(value, names)} %}}"
                names[name] = value
                return text
            case "macro":
                return self.macro(names)
            case "super":
                return "{{ super() }}"
            case "include" if self.includes:
                return "{% include 'i.html' %}"
        return self.pick([" <p>\n", "\n", "  {%- if true -%} a {%+ endif %}\n", "{# c #}"])

    def loop(self, names: Names, depth: int, parent: bool) -> str:
        name, kind = self.local(names), self.pick(["items", "words", "pairs"])
        target = f"{name}, {name}2" if kind == "pairs" else name
        inner = {
            **names,
            name: {"items": "item", "words": "text", "pairs": "text"}[kind],
            "loop": self.pick(["loop", "measured"]),
        }
        if kind == "pairs":
            inner[f"{name}2"] = "int"
        values = self.expression(kind, names, share=60)
        seen = {name: kind for name, kind in inner.items() if name != "loop"}
        test = f" if {self.expression('bool', seen)}" if self.often(20) else ""
        if self.blocks and self.often(25):
            body = self.block(inner, depth, parent=False, scoped=True)
        else:
            body = self.body(inner, depth - 1, parent=parent)
        return f"{{% for {target} in {values}{test} %}}{body}{{% endfor %}}"

    def block(self, names: Names, depth: int, *, parent: bool, scoped: bool = False) -> str:
        name, around = self.blocks.pop(0), self.root
        self.root = dict(names) if scoped else self.root
        body = self.body(self.root, depth - 1, parent=parent)
        if self.blocks and self.often(30):
            body += self.block(self.root, depth, parent=False)
        self.root = around
        return f"{{% block {name}{' scoped' if scoped else ''} %}}{body}{{% endblock %}}"


TOP = {"page": "view", "site": "site", "theme": "theme"}


def templates(writer: Writer) -> dict[str, str]:
    """Write a page's template with its layout, a module of macros and a template to be included."""
    module: Names = {}
    writer.includes = False
    files = {"m.html": f"{writer.macro(module)}\n{writer.macro(module)}"}
    files["i.html"] = writer.body({**TOP, "loop": "loop"} if writer.often(10) else TOP, 1, loose=True)
    writer.includes = True
    head, macros = "{% import 'm.html' as m %}", {f"m.{name}": it for name, it in module.items()}
    if writer.often(20):
        writer.blocks, writer.root = [*"uvw"], {**TOP, **macros}
        return {**files, "x.html": head + writer.body(writer.root, 3, root=True)}
    names = {**TOP, **macros} if writer.often(80) else dict(TOP)
    child = "{% extends 'base.html' %}" + "".join(writer.macro(names) for _ in range(writer.pick([0, 0, 1, 2])))
    if "a" not in names:
        child += f"{{% set a = {writer.expression('text', names)} %}}"
        names["a"] = "text"
    writer.blocks, writer.root = [*"uvwz"], dict(names)
    base = head + writer.body(writer.root, 2, root=True)
    while writer.often(50) and writer.blocks:
        base += writer.block(writer.root, 2, parent=False)
    writer.root = dict.fromkeys(writer.root, "unknown") | names  # blocks may come before what the layout sets
    for name in writer.pick(["u", "uv", "vu", "uvw"]):
        writer.blocks = [name]
        child += writer.block(writer.root, 2, parent=f"block {name}" in base)
    return {**files, "x.html": child, "base.html": base}


@st.composite
def sets_of_templates(draw: Callable[[st.SearchStrategy[Any]], Any]) -> dict[str, str]:
    return templates(Writer(draw))


def attempt(render: Callable[[Any], bytes], view: View) -> bytes | None:
    try:
        return render(view)
    except Exception:  # noqa: BLE001 - whatever it is, nothing is shown
        return None


FOLDER = ThemeFolder("mine", Path(), "mine", "", {}, search=None, saved=None)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large],
)
@given(sets_of_templates(), SITES, OPTIONS, st.lists(VIEWS | FULL_VIEWS, min_size=2, max_size=3))
def test_whatever_templates_say_they_show_what_jinja_shows(
    files: dict[str, str], site: Site, options: Options, views: list[View]
) -> None:
    by_jinja = environment(themes.Theme("mine", (FOLDER,), {}, (files,)), "/")
    shared = {"site": site, "theme": options}
    function = specialise(by_jinja, "x.html", shared)
    event("declined" if function is None else "translated")
    for view in [*views, views[0]] if function else []:
        expected = attempt(lambda page: by_jinja.get_template("x.html").render(page=page, **shared).encode(), view)
        shown = attempt(function, view) if function else None
        assert shown is None or shown == expected
