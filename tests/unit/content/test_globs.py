"""Patterns of paths: which files and folders they name."""

from __future__ import annotations

import pytest

from sitegen.content import globs


@pytest.mark.parametrize(
    ("pattern", "names", "others"),
    [
        ("README.md", ["README.md", "a/b/README.md"], ["readme.md", "README.mdx", "xREADME.md"]),
        ("*.tmp.md", ["x.tmp.md", "a/.tmp.md"], ["x.md", "tmp.md"]),
        ("2020-??.md", ["2020-07.md"], ["2020-7.md", "2020-a/.md"]),
        ("drafts", ["drafts", "drafts/a.md", "x/drafts/y/a.md"], ["drafts.md", "my-drafts/a.md"]),
        ("drafts/", ["drafts/a.md", "x/drafts/a.md"], ["drafts"]),
        ("a/*.md", ["a/x.md"], ["b/a/x.md", "a/b/x.md", "x.md"]),
        ("a/b", ["a/b", "a/b/c.md"], ["x/a/b", "a/bc"]),
        ("a/**/x.md", ["a/x.md", "a/b/x.md", "a/b/c/x.md"], ["x.md", "a/b/y.md", "ax.md"]),
        ("**/x.md", ["x.md", "a/b/x.md"], ["ax.md"]),
        ("a/**", ["a/x.md", "a/b/x.md"], ["a", "b/a/x.md"]),
        ("**.md", ["x.md", "a/x.md"], ["x.json"]),
        ("a.[b]+(c)", ["a.[b]+(c)"], ["a.b+c", "axb"]),
        ("\u65e5*", ["\u65e5\u672c.md"], ["a.md"]),
    ],
)
def test_a_pattern_names_files_and_what_lies_in_folders(pattern: str, names: list[str], others: list[str]) -> None:
    assert [path for path in names if not globs.below(path, (pattern,))] == []
    assert [path for path in others if globs.below(path, (pattern,))] == []


def test_any_pattern_of_several_is_enough_and_none_names_nothing() -> None:
    assert globs.below("a/b.md", ("x", "b.*"))
    assert not globs.below("a/b.md", ())


def test_a_folder_is_named_by_itself_before_anything_in_it_is_looked_at() -> None:
    assert globs.named("x/drafts", ("drafts/",), folder=True)
    assert not globs.named("x/drafts", ("drafts/",))
    assert not globs.named("drafts/a.md", ("drafts/",))
