"""Themes: what they inherit, what they may say, and where their faults are reported."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import digest, write_site

from sitegen.problems import Problem, Refusal
from sitegen.theme import folder as themes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Built

CONTENT = "-- content/a.md --\n" + digest("Wed, 22 Jul 2020", "2007.10986") + "\n"
CLIPBOARD = "-- themes/mine/static/lib/clipboard.js --\n"
MINE = CONTENT + "-- sitegen.toml --\n[theme]\nname = 'mine'\n-- themes/mine/theme.toml --\nname = 'mine'\n"


def page(files: dict[str, bytes], path: str = "index.html") -> str:
    return files[path].decode()


def refused(folder: Path, name: str = "mine", options: dict[str, Any] | None = None) -> list[Problem]:
    with pytest.raises(Refusal) as refusal:
        themes.load(folder, name, options or {})
    return list(refusal.value.problems)


# Inheritance ----------------------------------------------------------------------------------------------------------


def test_a_theme_that_is_only_a_name_looks_like_its_parent(build_site: Callable[..., Built]) -> None:
    expected, _ = build_site(CONTENT)
    files, report = build_site(MINE)
    assert report.problems == ()
    assert files == expected


def test_a_theme_may_override_one_block_of_its_parents_template(build_site: Callable[..., Built]) -> None:
    template = '{% extends "parent:home.html" %}{% block title %}Mine: {{ super() }}{% endblock %}'
    files, report = build_site(f"{MINE}-- themes/mine/templates/home.html --\n{template}\n")
    assert report.problems == ()
    assert "<title>Mine: Digest archive</title>" in page(files)
    assert "Wednesday, 22 July 2020" in page(files)
    assert "Mine" not in page(files, "archive/index.html")


def test_a_parents_template_that_extends_its_own_parents_is_applied_once(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(
        MINE
        + "parent = 'middle'\n-- themes/middle/theme.toml --\n-- themes/middle/templates/404.html --\n"
        + '{% extends "parent:404.html" %}{% block title %}middle {{ super() }}{% endblock %}\n'
    )
    assert "<title>middle Page not found" in page(files, "404.html")


def test_parents_are_followed_through_a_chain_of_themes(build_site: Callable[..., Built]) -> None:
    files, report = build_site(
        MINE
        + "parent = 'middle'\n"
        + "-- themes/middle/theme.toml --\nparent = 'default'\n"
        + "-- themes/mine/templates/404.html --\n"
        + '{% extends "parent:404.html" %}{% block title %}one {{ super() }}{% endblock %}\n'
        + "-- themes/middle/templates/404.html --\n"
        + '{% extends "parent:404.html" %}{% block title %}two {{ super() }}{% endblock %}\n'
    )
    assert report.problems == ()
    assert "<title>one two Page not found \u2013 Digest archive</title>" in page(files, "404.html")


def test_templates_of_the_parent_see_overrides_of_what_they_extend(build_site: Callable[..., Built]) -> None:
    base = '{% extends "parent:base.html" %}{% block styles %}{{ super() }}<link rel="mine">{% endblock %}'
    files, report = build_site(f"{MINE}-- themes/mine/templates/base.html --\n{base}\n")
    assert report.problems == ()
    assert all('<link rel="mine">' in page(files, path) for path in files if path.endswith(".html"))


def test_static_files_are_inherited_and_overridden_one_by_one(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(f"{MINE}-- themes/mine/static/style.css --\np {{}}\n-- themes/mine/static/.hidden --\nx\n")
    assets = {path.rpartition("/")[2]: path for path in files if path.startswith("assets/")}
    assert {"style.css", "icon.svg", "engine.js"} <= assets.keys()
    assert ".hidden" not in assets
    assert files[assets["style.css"]] == b"p {}\n"
    assert f'href="/{assets["style.css"]}"' in page(files)


def test_a_bundle_has_the_themes_own_module_in_place_of_its_parents(build_site: Callable[..., Built]) -> None:
    files, report = build_site(MINE + CLIPBOARD + "export const copy = () => 'mine';\n")
    assert report.problems == ()
    scripts = {path.rpartition("/")[2]: files[path].decode() for path in files if path.endswith(".js")}
    assert "const copy=()=>'mine';" in scripts["paper.js"]
    assert "navigator.clipboard" not in "".join(scripts.values())
    assert "clipboard.js" not in scripts


def test_a_fault_in_a_script_is_named_at_its_line_and_nothing_is_published(build_site: Callable[..., Built]) -> None:
    with pytest.raises(Refusal) as refusal:
        build_site(MINE + CLIPBOARD + '\nimport { x } from "./dmo.js";\nexport { x as copy };\n')
    (problem,) = refusal.value.problems
    assert str(problem.location) == "themes/mine/static/lib/clipboard.js:2:1"
    assert problem.hint == "did you mean `lib/dom.js`?"


@pytest.mark.parametrize(
    "named", ['{{ "search/search.js" | asset }}', "{% set it = 'search/search.js' %}{{ it | asset }}"]
)
def test_a_script_that_others_import_is_published_when_a_template_names_it(
    build_site: Callable[..., Built], named: str
) -> None:
    files, report = build_site(f"{MINE}-- themes/mine/templates/404.html --\n{named}\n")
    assert report.problems == ()
    assert page(files, "404.html").strip().lstrip("/") in files


def test_a_script_that_is_named_by_a_computed_name_is_an_error_with_a_remedy(build_site: Callable[..., Built]) -> None:
    _, report = build_site(f'{MINE}-- themes/mine/templates/404.html --\n{{{{ ("lib/dom" ~ ".js") | asset }}}}\n')
    (problem,) = report.problems
    assert problem.message.startswith("the script `lib/dom.js` is published only within those that import it")
    assert problem.hint == "write its name in quotes in a template"


def test_assets_change_their_address_with_their_bytes(build_site: Callable[..., Built]) -> None:
    one, _ = build_site(f"{MINE}-- themes/mine/static/style.css --\np {{}}\n")
    other, _ = build_site("-- themes/mine/static/style.css --\nq {}\n")
    assert not {p for p in one if p.startswith("assets/")} & {p for p in other if p.startswith("assets/")}


def test_the_plain_theme_has_no_script(build_site: Callable[..., Built]) -> None:
    files, report = build_site(CONTENT + "-- sitegen.toml --\ntheme.name = 'plain'\n")
    assert report.problems == ()
    assert 'type="module"' not in "".join(page(files, path) for path in files if path.endswith(".html"))


def test_a_theme_that_is_its_own_ancestor_is_refused(tmp_path: Path) -> None:
    write_site(tmp_path, "-- themes/mine/theme.toml --\nparent = 'b'\n-- themes/b/theme.toml --\nparent = 'mine'\n")
    (problem,) = refused(tmp_path)
    assert "its own ancestor" in problem.message


def test_an_unknown_theme_is_answered_with_the_nearest(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "plane")
    assert problem.hint == "did you mean `plain`?"


def test_a_template_cannot_be_its_own_parent(build_site: Callable[..., Built]) -> None:
    middle = "-- themes/middle/theme.toml --\nname = 'middle'\n-- themes/middle/templates/x.html --\n"
    mine = MINE + "parent = 'middle'\n" + middle + '{% extends "parent:x.html" %}\n'
    _, report = build_site(mine + '-- themes/mine/templates/404.html --\n{% include "x.html" %}\n')
    (problem,) = report.problems
    assert str(problem.location) == "themes/middle/templates/x.html:1"
    assert problem.message.startswith("the template `parent:x.html` does not exist")


# Options --------------------------------------------------------------------------------------------------------------

OPTION = "[options.colour]\ndefault = 'red'\nabout = 'Of the foot.'\n"
FOOT = "-- themes/mine/templates/404.html --\n{{ theme.name }} {{ theme.options.colour }} {{ theme.options.footer }}\n"


def test_an_option_has_its_default_until_the_site_sets_it(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(MINE + OPTION + FOOT)
    assert page(files, "404.html").strip() == "mine red"
    files, _ = build_site("-- sitegen.toml --\n[theme]\nname = 'mine'\noptions = {colour = '<b>', footer = 'F'}\n")
    assert page(files, "404.html").strip() == "mine &lt;b&gt; F"


def test_a_child_may_change_the_default_of_its_parents_option(tmp_path: Path) -> None:
    write_site(tmp_path, "-- themes/mine/theme.toml --\n[options.footer]\ndefault = 'mine'\nabout = ''\n")
    assert themes.load(tmp_path, "mine", {}).options["footer"] == "mine"
    assert themes.load(tmp_path, "mine", {"footer": "site"}).options["footer"] == "site"


def test_all_faulty_options_come_in_one_report(tmp_path: Path) -> None:
    problems = refused(tmp_path, "default", {"foter": "x", "titles_on_home": "40", "footer": 1})
    assert [p.message for p in problems] == [
        "the theme `default` has no option `foter`",
        "the option `titles_on_home` must be of type int, not str",
        "the option `footer` must be of type str, not int",
    ]
    assert problems[0].hint == "did you mean `footer`?"


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("name = ", "is not valid TOML"),
        ("nam = 'x'", "`nam` is not a key of a theme"),
        ("name = 3", "`name` must be of type str"),
        ("parent = ['a']", "`parent` must be of type str"),
        ("options = 'x'", "`options` must be of type dict"),
        ("[options]\nx = 3", "the option `x` must be a table"),
        ("[options.x]\ndefault = 3", "the option `x` must be a table"),
        ("parent = 'nowhere'", "the theme `nowhere` does not exist"),
    ],
)
def test_a_faulty_theme_toml_is_refused(tmp_path: Path, toml: str, message: str) -> None:
    write_site(tmp_path, f"-- themes/mine/theme.toml --\n{toml}\n")
    (problem,) = refused(tmp_path)
    assert message in problem.message
    assert problem.location.path in {"themes/mine/theme.toml", "themes/nowhere/theme.toml"}


def test_a_template_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    write_site(tmp_path, "-- themes/mine/theme.toml --\n-- themes/mine/templates/x.html --\n")
    (tmp_path / "themes/mine/templates/x.html").write_bytes(b"caf\xe9")
    (problem,) = refused(tmp_path)
    assert problem.location.path == "themes/mine/templates/x.html"


# Faults in templates --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "line", "message", "hint"),
    [
        ("\n\n{{ page.titel }}", 3, "`NotFoundView` has no field `titel`", "did you mean `title`?"),
        ("{{ site.tilte }}", 1, "`Site` has no field `tilte`", "did you mean `title`?"),
        ("{{ pages.title }}", 1, "`pages` is not defined in templates", "did you mean `page`?"),
        ("{{ theme.options.footr }}", 1, "`footr` is not defined here", "did you mean `footer`?"),
        ("\n{% if page.titel %}x{% endif %}", 2, "`NotFoundView` has no field `titel`", "did you mean `title`?"),
        ("\n{% if page.title %}x", 2, "Unexpected end of template", ""),
        ("{{ page.title", 1, "unexpected end of template", ""),
        ("{% nonsense %}", 1, "Encountered unknown tag 'nonsense'", ""),
        ("\n{{ page.title | shout }}", 2, "No filter named 'shout'", ""),
        ('\n{% include "fot.html" %}', 2, "the template `fot.html` does not exist", ""),
        ('{% extends "bse.html" %}', 1, "the template `bse.html` does not exist", ""),
        ('\n{{ "styl.css" | asset }}', 2, "the theme has no static file `styl.css`", "did you mean `style.css`?"),
        ("\n\n\n{{ 1 / 0 }}", 4, "ZeroDivisionError: division by zero", ""),
        ("\n{{ page.title + 1 }}", 2, "TypeError: ", ""),
        ("{% macro m() %}\n{{ page.x }}\n{% endmacro %}\n{{ m() }}", 2, "there is no `x`|has no field `x`", ""),
    ],
)
def test_a_fault_in_a_template_is_named_at_its_line_and_nothing_is_published(
    build_site: Callable[..., Built], template: str, line: int, message: str, hint: str
) -> None:
    files, report = build_site(f"{MINE}-- themes/mine/templates/404.html --\n{template}\n")
    (problem,) = report.problems
    assert str(problem.location) == f"themes/mine/templates/404.html:{line}"
    assert any(part in problem.message for part in message.split("|"))
    assert "/404.html" in problem.message
    if hint:
        assert problem.hint == hint
    assert problem.excerpt == template.split("\n")[line - 1]
    assert not report.committed
    assert files == {}


def test_a_fault_in_a_block_of_a_child_is_the_childs(build_site: Callable[..., Built]) -> None:
    template = '{% extends "parent:paper.html" %}\n{% block title %}\n{{ page.paper.abstact }}\n{% endblock %}'
    _, report = build_site(f"{MINE}-- themes/mine/templates/paper.html --\n{template}\n")
    (problem,) = report.problems
    assert str(problem.location) == "themes/mine/templates/paper.html:3"
    assert problem.message.startswith("`PaperItem` has no field `abstact`")
    assert problem.hint == "did you mean `abstract`?"


# What a template can reach --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["range", "dict", "lipsum", "cycler", "joiner", "namespace", "open", "config", "request"]
)
def test_a_template_reaches_nothing_but_page_site_and_theme(build_site: Callable[..., Built], name: str) -> None:
    _, report = build_site(f"{MINE}-- themes/mine/templates/404.html --\n{{{{ {name} }}}}\n")
    (problem,) = report.problems
    assert problem.message.startswith(f"`{name}` is not defined in templates")


@pytest.mark.parametrize(
    "expression",
    ["page.__class__", "page['__class__']", "page['__cl' ~ 'ass__']", "[page] | map(attribute='__class__') | first",
     "site.menu.__len__", "'x'.__class__"],
)  # fmt: skip
def test_a_template_reaches_nothing_of_python(build_site: Callable[..., Built], expression: str) -> None:
    _, report = build_site(f"{MINE}-- themes/mine/templates/404.html --\n{{{{ {expression} }}}}\n")
    (problem,) = report.problems
    assert str(problem.location) == "themes/mine/templates/404.html:1"
    assert "has no field `__" in problem.message


@pytest.mark.parametrize("name", ["safe", "random", "pprint", "tojson", "attr", "format", "xmlattr"])
def test_filters_that_would_break_a_page_are_not_there(build_site: Callable[..., Built], name: str) -> None:
    _, report = build_site(f"{MINE}-- themes/mine/templates/404.html --\n{{{{ page.title | {name} }}}}\n")
    (problem,) = report.problems
    assert f"No filter named '{name}'" in problem.message


def test_what_is_shown_is_escaped_and_what_is_prose_is_not_escaped_twice(build_site: Callable[..., Built]) -> None:
    content = CONTENT.replace("Title of 2007.10986", "<i> & $x$")
    template = '-- themes/mine/templates/paper.html --\n{{ page.title }}|{{ "<b>" }}|{{ page.paper.title.html }}\n'
    files, _ = build_site(content + MINE[len(CONTENT) :] + template)
    plain, literal, prose = page(files, "abs/2007.10986/index.html").strip().split("|")
    assert plain.startswith("&lt;i&gt; &amp; ")
    assert literal == "&lt;b&gt;"
    assert prose.startswith("&lt;i&gt; &amp; <math")


def test_the_filters_write_numbers_dates_and_counts(build_site: Callable[..., Built]) -> None:
    template = (
        "{{ page.date | long_date }}|{{ page.date | short_date }}|{{ page.date | month }}|{{ page.date | month_name }}|"
        '{{ page.date | slashed }}|{{ 1234 | number }}|{{ 1 | count("paper") }}|{{ 1234 | count("paper") }}|'
        '{{ page.sections | count_of("part") }}'
    )
    files, report = build_site(f"{MINE}-- themes/mine/templates/day.html --\n{template}\n")
    assert report.problems == ()
    assert page(files, "2020/07/22/index.html").strip().split("|") == [
        "Wednesday, 22 July 2020", "22 July 2020", "July 2020", "July", "2020/07/22", "1,234", "1 paper",
        "1,234 papers", "1 part",
    ]  # fmt: skip


# Installed themes -----------------------------------------------------------------------------------------------------


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Lay down a package and its metadata, as pip would, and put both on the path."""

    def run(target: str, files: str) -> None:
        folder = tmp_path / "site-packages"
        entry = f"[sitegen.themes]\ninstalled = {target}\n"
        write_site(folder, f"-- fancy-1.0.dist-info/entry_points.txt --\n{entry}{files}")
        (folder / "fancy-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: fancy\nVersion: 1.0\n")
        monkeypatch.syspath_prepend(str(folder))
        monkeypatch.delitem(sys.modules, "sitegen_theme_fancy", raising=False)

    return run


def test_a_theme_may_be_installed_as_a_package(
    build_site: Callable[..., Built], install: Callable[[str, str], None]
) -> None:
    install(
        "sitegen_theme_fancy",
        "-- sitegen_theme_fancy/__init__.py --\n-- sitegen_theme_fancy/theme.toml --\nname = 'installed'\n"
        "-- sitegen_theme_fancy/templates/404.html --\nFrom a package: {{ theme.name }}\n",
    )
    files, report = build_site(CONTENT + "-- sitegen.toml --\ntheme.name = 'installed'\n")
    assert report.problems == ()
    assert page(files, "404.html").strip() == "From a package: installed"


def test_a_theme_of_the_site_wins_over_an_installed_one(
    build_site: Callable[..., Built], install: Callable[[str, str], None]
) -> None:
    install("sitegen_theme_fancy", "-- sitegen_theme_fancy/__init__.py --\n")
    own = "-- themes/installed/theme.toml --\n-- themes/installed/templates/404.html --\nOwn\n"
    files, _ = build_site(CONTENT + "-- sitegen.toml --\ntheme.name = 'installed'\n" + own)
    assert page(files, "404.html").strip() == "Own"


@pytest.mark.parametrize(
    ("target", "module"),
    [("sitegen_theme_gone", ""), ("sitegen_theme_fancy:x", "x = 3\n"), ("sitegen_theme_fancy", "1/0")],
)
def test_an_installed_theme_that_cannot_be_imported_is_refused(
    tmp_path: Path, install: Callable[[str, str], None], target: str, module: str
) -> None:
    install(target, f"-- sitegen_theme_fancy/__init__.py --\n{module}\n")
    (problem,) = refused(tmp_path, "installed")
    assert "cannot be imported" in problem.message
    assert target in problem.location.path


# What a theme can do -------------------------------------------------------------------------------------------------


def test_a_theme_without_stars_has_no_page_of_saved_papers_and_no_link_to_it(build_site: Callable[..., Built]) -> None:
    files, _ = build_site(CONTENT)
    assert '<meta name="robots" content="noindex">' in page(files, "saved/index.html")
    assert 'href="/saved/"' in page(files)
    assert '<button class="star"' in page(files, "abs/2007.10986/index.html")
    for theme in ("-- sitegen.toml --\ntheme.name = 'plain'\n", MINE + "saved = false\n"):
        files, _ = build_site(CONTENT + theme)
        kept = {path for path, data in files.items() if path.endswith(".html") and b"saved" in data}
        assert kept == set()
        assert not [path for path, data in files.items() if path.endswith(".html") and b'class="star"' in data]
