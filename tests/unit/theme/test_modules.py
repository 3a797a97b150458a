"""What a script says as a module, and what only looks like it."""

from __future__ import annotations

import pytest

from sitegen.theme import modules


def exported(script: str) -> dict[str, str]:
    module = modules.read(script)
    assert module.faults == ()
    return module.exports


@pytest.mark.parametrize(
    ("script", "names", "whole"),
    [
        ('import "./x.js";', {}, ""),
        ("import { a, b as c, } from './x.js'", {"a": "a", "c": "b"}, ""),
        ('import a from "./x.js";', {"a": "default"}, ""),
        ('import a, { b } from "./x.js";', {"a": "default", "b": "b"}, ""),
        ('import * as x from "./x.js";', {}, "x"),
        ('import{a}from"./x.js"', {"a": "a"}, ""),
        ('import {\n  a, // one\n  b,\n} from "./x.js";', {"a": "a", "b": "b"}, ""),
    ],
)
def test_imports_are_read(script: str, names: dict[str, str], whole: str) -> None:
    (found,) = modules.read(script).imports
    assert (found.file, found.names, found.whole) == ("./x.js", names, whole)


@pytest.mark.parametrize(
    "script",
    [
        '/** @typedef {import("./x.js").X} X */',
        '// import { a } from "./x.js";',
        "const a = `import { a } from './x.js'`;",
        "const a = 'import \"./x.js\"';",
        "const a = { import: 1, export: 2 }.import;",
        "a?.import('./x.js')",
        "const a = /import '/;",
        "const important = exported;",
    ],
)
def test_what_looks_like_an_import_is_none(script: str) -> None:
    module = modules.read(script)
    assert (module.imports, module.exports, module.fetched, module.faults) == ((), {}, frozenset(), ())


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("export function a() {}", ["a"]),
        ("export async function* a() {}", ["a"]),
        ("export class A extends B {}", ["A"]),
        ("export const a = 1", ["a"]),
        ("export const a = (b, c = 1) => [b, c], d = 2;", ["a", "d"]),
        ("export const a = f(1, 2)\nconst b = 1, c = 2", ["a"]),
        ("const a = 1; export { a, a as b };", ["a", "b"]),
        ("class A {} export { A as default };", ["default"]),
    ],
)
def test_exports_are_read(script: str, names: list[str]) -> None:
    assert list(exported(script)) == names


@pytest.mark.parametrize(
    ("script", "file"),
    [
        ('const x = await import("./x.js");', "./x.js"),
        ('new Worker(new URL("x.js", import.meta.url), { type: "module" });', "x.js"),
    ],
)
def test_files_that_are_fetched_when_they_are_needed_are_known(script: str, file: str) -> None:
    assert modules.read(script).fetched == {file}


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("export default a;", "the script exports a default"),
        ('export * from "./x.js";', "the script exports all of another"),
        ("export let a = 1;", "the script exports the variable `a`"),
        ("export var a = 1;", "the script exports the variable `a`"),
        ("let a = f(1, b), c;\nexport { c };", "the script exports the variable `c`"),
        ("export const { a } = b;", "this `export` is not understood"),
        ('import { "a b" as c } from "./x.js";', "this `import` is not understood"),
        ('import a from "./x.json" with { type: "json" };', "this `import` is not understood"),
        ("import a of 3", "this `import` is not understood"),
        ("import(a + b)", "the script computes what it imports"),
        ("import.meta.resolve('./x.js')", "the script asks `import.meta` for more than its address"),
    ],
)
def test_what_a_bundle_cannot_say_is_a_fault(script: str, message: str) -> None:
    ((_, found, hint),) = modules.read(script).faults
    assert found.startswith(message)
    assert hint
