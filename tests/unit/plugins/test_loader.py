"""Where plug-ins are found, what their key is, and which are refused."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from tests.conftest import write_site
from tests.unit.plugins.conftest import HEAD, house, load

from sitegen import plugins
from sitegen.problems import Refusal
from sitegen.versions import code_key

if TYPE_CHECKING:
    from pathlib import Path


def refused(site: Path, code: str) -> tuple[str, str]:
    """Return the message and the hint that a plug-in of this code is refused with."""
    with pytest.raises(Refusal) as caught:
        house(site, code)
    (problem,) = caught.value.problems
    assert (problem.location.path, problem.location.line) == ("sitegen.toml", 1)
    return problem.message, problem.hint


def test_a_plug_in_may_be_a_module_or_stand_in_a_package_with_its_helpers(tmp_path: Path) -> None:
    write_site(
        tmp_path,
        f"""
-- plain.py --
{HEAD}
plugin = Plugin(files={{"a.txt": print}})
-- bare/one.py --
{HEAD}
from bare.names import NAME
plugin = Plugin(files={{NAME: print}})
-- bare/names.py --
NAME = "b.txt"
-- whole/__init__.py --
-- whole/two/__init__.py --
{HEAD}
from .names import NAME
plugin = Plugin(files={{NAME: print}})
-- whole/two/names.py --
NAME = "c.txt"
""",
    )
    path = list(sys.path)
    plugged = load(tmp_path, "plain:plugin", "bare.one:plugin", "whole.two:plugin")
    assert list(plugged.files) == ["a.txt", "b.txt", "c.txt"]
    assert sys.path == path
    assert not list(tmp_path.rglob("__pycache__"))


def test_nothing_else_in_the_sites_folder_can_be_imported(tmp_path: Path) -> None:
    write_site(tmp_path, "-- other.py --\nX = 1\n")
    message, hint = refused(tmp_path, "import other\nplugin = Plugin()")
    assert (
        message
        == "plug-in house:plugin: cannot be imported: ModuleNotFoundError: No module named 'other' (at house.py:6)"
    )
    assert hint == ""


def test_an_installed_plug_in_is_found_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(tmp_path, f"-- packages/sitegen_demo/__init__.py --\n{HEAD}plugin = Plugin(files={{'a.txt': print}})")
    monkeypatch.syspath_prepend(tmp_path / "packages")
    assert list(load(tmp_path / "site", "sitegen_demo:plugin").files) == ["a.txt"]
    sys.modules.pop("sitegen_demo")


def test_what_was_changed_within_a_second_is_loaded_as_it_is(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        assert list(house(tmp_path, f"plugin = Plugin(files={{'{name}': print}})").files) == [name]


def test_a_plug_in_that_changes_while_a_build_is_at_work_is_refused(tmp_path: Path) -> None:
    write_site(tmp_path, f"-- house.py --\n{HEAD}plugin = Plugin()")
    code = plugins.keyed(code_key(), tmp_path, ["house:plugin"])
    write_site(tmp_path, f"-- house.py --\n{HEAD}plugin = Plugin( )")
    with pytest.raises(Refusal, match="the plug-ins changed while the site was being built"):
        plugins.load(tmp_path, ("house:plugin",), code)


@pytest.mark.parametrize("name", ["__main__:plugin", "sys:plugin", "json.decoder:plugin"])
def test_a_module_of_python_is_no_plug_in(tmp_path: Path, name: str) -> None:
    write_site(tmp_path, f"-- sitegen.toml --\nplugins = ['{name}']\n")
    with pytest.raises(Refusal, match="has no `plugin`"):
        load(tmp_path, name)


def test_the_key_is_that_of_all_files_of_a_plug_in_and_of_no_others(tmp_path: Path) -> None:
    write_site(tmp_path, "-- plugins/a.py --\n-- plugins/words.txt --\none\n-- alone.py --\n-- other.py --\n")
    names = ["plugins.a:plugin", "alone:plugin"]

    def key() -> str:
        return plugins.keyed("code", tmp_path, names)

    keys = [key()]
    for text in (
        "-- plugins/a.py --\nX = 1\n",
        "-- plugins/words.txt --\ntwo\n",
        "-- plugins/b/c.py --\n",
        "-- alone.py --\nY = 1",
    ):
        write_site(tmp_path, text)
        keys.append(key())
    assert len(set(keys)) == 5
    write_site(tmp_path, "-- other.py --\nX = 1\n-- plugins/__pycache__/a.pyc --\nx\n-- plugins/.a.py.swp --\nx\n")
    assert key() == keys[-1]
    assert plugins.keyed("code", tmp_path, names[::-1]) != key(), "the order is the order of their turns"
    assert plugins.keyed("other", tmp_path, names) != key()


def test_the_key_is_that_of_what_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = plugins.keyed("code", tmp_path, ["sitegen_demo2:plugin"])
    (tmp_path / "packages/sitegen_demo2-1.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "packages")
    assert plugins.keyed("code", tmp_path, ["sitegen_demo2:plugin"]) != before


@pytest.mark.parametrize(
    ("code", "message", "hint"),
    [
        ("plugni = Plugin()", "`house` has no `plugin`", "did you mean `plugni`?"),
        ("", "`house` has no `plugin`", "define `plugin = Plugin(..)` in the module"),
        (
            "plugin = Plugin",
            "the object is of type StructMeta, not Plugin",
            "create it with `Plugin(..)` from `sitegen.plugins`",
        ),
        ("1 / 0", "cannot be imported: ZeroDivisionError: division by zero (at house.py:6)", ""),
        ("x = (", "cannot be imported: SyntaxError: '(' was never closed (at house.py:6)", ""),
        ("raise SystemExit", "cannot be imported: SystemExit (at house.py:6)", ""),
        ("Plugin(papr=1)", "cannot be imported: TypeError: Unexpected keyword argument 'papr' (at house.py:6)", ""),
        (
            "plugin = Plugin(shape=house)".replace("house", "3"),
            "`shape` must have a string `EXPECTED` and the functions `claims` and `parse`",
            "",
        ),
        ("plugin = Plugin(paper='x')", "`paper` must be a function", ""),
        ("plugin = Plugin(check=[])", "`check` must be a function", ""),
        ("plugin = Plugin(filters=[print])", "`filters` must be a dictionary of functions by name", ""),
        ("plugin = Plugin(files={'a.txt': b''})", "`files` must be a dictionary of functions by name", ""),
        (
            "plugin = Plugin(filters={'a-b': print})",
            "`a-b` is not a valid filter name",
            "use lower case letters, digits and `_`",
        ),
        ("plugin = Plugin(filters={'upper': print})", "sitegen already has a filter `upper`", "give it another name"),
        ("plugin = Plugin(filters={'asset': print})", "sitegen already has a filter `asset`", "give it another name"),
    ],
)
def test_a_faulty_plug_in_is_refused_with_what_is_wrong(tmp_path: Path, code: str, message: str, hint: str) -> None:
    assert refused(tmp_path, code) == (f"plug-in house:plugin: {message}", hint)


def test_a_module_that_is_missing_is_named(tmp_path: Path) -> None:
    write_site(tmp_path, "-- sitegen.toml --\nplugins = ['plugins.x:plugin']\n-- plugins/y.py --\n")
    with pytest.raises(Refusal, match=r"plug-in plugins\.x:plugin: there is no module `plugins\.x`"):
        load(tmp_path, "plugins.x:plugin")


def test_two_plug_ins_with_one_filter_or_file_are_refused(tmp_path: Path) -> None:
    write_site(tmp_path, "-- sitegen.toml --\nplugins = ['a:plugin', 'b:plugin']\n")
    for name in ("a", "b"):
        write_site(
            tmp_path, f"-- {name}.py --\n{HEAD}plugin = Plugin(filters={{'x': print}}, files={{'x.txt': print}})"
        )
    with pytest.raises(Refusal) as caught:
        load(tmp_path, "a:plugin", "b:plugin")
    assert [problem.message for problem in caught.value.problems] == [
        "plug-in b:plugin: plug-in a:plugin already has a filter `x`",
        "plug-in b:plugin: plug-in a:plugin already has a file `x.txt`",
    ]
