"""Which scripts are published, and what each of them has inside it."""

from __future__ import annotations

import pytest
from tests.conftest import blocks

from sitegen.problems import Problem, Refusal
from sitegen.theme.bundles import publish
from sitegen.theme.folder import StaticFile


def published(files: str, *named: str) -> dict[str, str]:
    """Publish scripts that stand in one text: a line `-- a.js --`, then the script."""
    scripts = tuple(StaticFile(path, f"static/{path}", text.encode()) for path, text in sorted(blocks(files).items()))
    return {path: data.decode() for path, data in publish(scripts, frozenset(named)).items()}


def refused(files: str) -> list[Problem]:
    with pytest.raises(Refusal) as refusal:
        published(files)
    return list(refusal.value.problems)


def test_modules_stand_before_those_that_import_them_each_in_a_scope_of_its_own() -> None:
    files = """
-- page.js --
import { a, b as c } from "./lib/one.js";
import "./lib/two.js";
import { f } from "./lib/two.js";
f(a, c);
-- lib/one.js --
const hidden = 1;
export const a = hidden;
export function b() {}
-- lib/two.js --
import * as one from "./one.js";
const hidden = 2;
export { hidden as f };
export { a as again } from "./one.js";
"""
    assert published(files) == {
        "page.js": (
            "const m1=(()=>{const hidden=1;const a=hidden;function b(){}\nreturn{a,b}})();\n"
            "const m2=(()=>{const one=m1;const hidden=2;;;\nreturn{again:m1.a,f:hidden}})();\n"
            "(()=>{const{a,b:c}=m1;const{f}=m2;f(a,c);})();\n"
        )
    }


def test_what_a_script_exports_its_bundle_exports() -> None:
    files = '-- a.js --\nimport { b } from "./b.js";\nexport class A {}\nexport { A as default, b };\n-- b.js --\n'
    assert published(files + "export const b = 1;\n")["a.js"] == (
        "const m1=(()=>{const b=1;\nreturn{b}})();\n"
        "const m2=(()=>{const{b}=m1;class A{};\nreturn{A,b,default:A}})();\n"
        "const{A:m2_A,b:m2_b,default:m2_default}=m2;export{m2_A as A,m2_b as b,m2_default as default};\n"
    )


def test_a_script_is_published_unless_another_imports_it() -> None:
    files = """
-- classic.js --
document.title = "x";
-- page.js --
import { a } from "./lib.js";
-- lib.js --
export const a = 1;
-- later.js --
import "./lib.js";
-- worker.js --
import "./lib.js";
-- starts.js --
import("./later.js");
import "./works.js";
-- works.js --
import "./later.js";
new Worker(new URL("worker.js", import.meta.url), { type: "module" });
"""
    assert sorted(published(files)) == ["classic.js", "later.js", "page.js", "starts.js", "worker.js"]
    assert "lib.js" in published(files, "lib.js")
    assert published(files)["classic.js"] == 'document.title="x";'


def test_addresses_are_seen_from_where_a_module_was() -> None:
    files = """
-- deep/er/page.js --
import "../../lib/site.js";
import "./near.js";
const own = import.meta.url;
-- deep/er/near.js --
import("./later.js");
-- lib/site.js --
const root = new URL("../../../", import.meta.url).href + import.meta.url.length;
import("./later.js");
-- deep/er/later.js --
-- lib/later.js --
"""
    bundle = published(files)["deep/er/page.js"]
    assert 'new URL("../../../",new URL("../../lib/site.js",import.meta.url).href).href' in bundle
    assert 'new URL("../../lib/site.js",import.meta.url).href.length' in bundle
    assert 'import("./../../lib/later.js")' in bundle
    assert 'import("./later.js")' in bundle
    assert "const own=import.meta.url;" in bundle


def test_a_module_that_waits_is_waited_for() -> None:
    files = '-- a.js --\nimport { b } from "./b.js";\nasync function f() { await b; }\n-- b.js --\n'
    files += "export const b = await fetch('x');\n"
    assert published(files)["a.js"] == (
        "const m1=await(async()=>{const b=await fetch('x');\nreturn{b}})();\n"
        "(()=>{const{b}=m1;async function f(){await b;}})();\n"
    )


def test_names_of_modules_are_none_that_a_script_has() -> None:
    files = '-- a.js --\nimport { m1 } from "./b.js";\nm1();\n-- b.js --\nexport const m1 = () => 1;\n'
    assert published(files)["a.js"].startswith("const mm1=(()=>{const m1=()=>1;")


def test_a_script_that_imports_nothing_and_that_none_imports_may_say_anything() -> None:
    alone = "-- a.js --\nexport default 1;\nexport let b = 2;\nimport(b);\n"
    assert published(alone) == {"a.js": "export default 1;export let b=2;import(b);"}
    messages = [problem.message for problem in refused(alone + 'export * from "x";\n')]
    assert [message.split()[2] for message in messages] == ["exports", "exports", "computes", "exports"]
    assert len(refused(alone + '-- c.js --\nimport "./a.js";\n')) == 3


@pytest.mark.parametrize(
    ("files", "place", "message", "hint"),
    [
        (
            '-- a.js --\n\n  import { b } from "./lib/bb.js";\n-- lib/b.js --\nexport const b = 1;\n',
            "static/a.js:2:3",
            "the script imports `lib/bb.js`, which is not a script of the theme",
            "did you mean `lib/b.js`?",
        ),
        (
            '-- a.js --\nimport { coun } from "./b.js";\n-- b.js --\nexport const count = 1;\n',
            "static/a.js:1:1",
            "the script imports `coun`, which `b.js` does not export",
            "did you mean `count`?",
        ),
        (
            '-- a.js --\nimport b from "./b.js";\n-- b.js --\nb = 1;\n',
            "static/a.js:1:1",
            "the script imports `default`, which `b.js` does not export",
            "it exports nothing",
        ),
        (
            '-- a.js --\nimport "https://example.org/x.js";\n',
            "static/a.js:1:1",
            "the script imports `https://example.org/x.js`, which is not a file of the theme",
            "copy it into `static/`, and import it by its place, which begins with `./` or `../`",
        ),
        (
            '-- a.js --\nimport "./b.js";\n-- b.js --\nexport const b = 1;\nexport let c = 1;\n',
            "static/b.js:2:1",
            "the script exports the variable `c`, and those that import it would not see it change",
            "make it a `const`, or export a function that returns it",
        ),
        (
            '-- a.js --\nimport "./b.js";\n-- b.js --\n\nimport "./c.js";\n-- c.js --\nimport "./a.js";\n',
            "static/c.js:1:1",
            "scripts import one another in a circle: `a.js`, `b.js`, `c.js`",
            "move what both need into another script",
        ),
        (
            "-- a.js --\n\nconst a = 'b;\n",
            "static/a.js:2:11",
            "the string is not closed",
            "end it with ' on the same line",
        ),
    ],
)
def test_what_is_wrong_with_a_script_is_said_with_its_place(files: str, place: str, message: str, hint: str) -> None:
    (problem,) = refused(files)
    assert (str(problem.location), problem.message, problem.hint) == (place, message, hint)
    assert problem.excerpt


def test_a_script_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(Refusal, match=r"static/a\.js: error: byte 3 is not valid UTF-8"):
        publish((StaticFile("a.js", "static/a.js", b"caf\xe9"),), frozenset())


def test_scripts_that_have_not_changed_are_not_bundled_again() -> None:
    files = '-- a.js --\nimport "./b.js";\n-- b.js --\n'
    published(files)
    before = publish.cache_info()
    published(files)
    after = publish.cache_info()
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)
