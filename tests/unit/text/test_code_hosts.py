"""Which links lead to code."""

from __future__ import annotations

import pytest

from sitegen.model import Link
from sitegen.text.code_hosts import code, repository


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://github.com/owner/name", "github.com/owner/name"),
        ("http://www.GitHub.com/Owner/Name/", "github.com/Owner/Name"),
        ("https://github.com/owner/name.git", "github.com/owner/name"),
        ("https://github.com/owner/name.", "github.com/owner/name"),
        ("https://github.com/owner/name.git.", "github.com/owner/name"),
        ("https://github.com/owner/na.me-2_x", "github.com/owner/na.me-2_x"),
        ("https://github.com/owner/name/tree/main/code?x=1#readme", "github.com/owner/name"),
        ("https://github.com/owner/name/blob/main/a.ipynb", "github.com/owner/name"),
        ("https://github.com/owner/name?tab=readme", "github.com/owner/name"),
        ("https://github.com/aboutface/name", "github.com/aboutface/name"),
        ("https://gist.github.com/owner/0123abcd", "gist.github.com/owner/0123abcd"),
        ("https://gitlab.com/owner/name", "gitlab.com/owner/name"),
        ("https://gitlab.com/group/of/groups/name/-/tree/main/x", "gitlab.com/group/of/groups/name"),
        ("https://gitlab.com/owner/name/tree/main", "gitlab.com/owner/name"),
        ("https://gitlab.inria.fr/owner/name.git", "gitlab.inria.fr/owner/name"),
        ("https://bitbucket.org/owner/name/src/master/", "bitbucket.org/owner/name"),
        ("https://codeberg.org/owner/name", "codeberg.org/owner/name"),
        ("https://git.sr.ht/~owner/name", "git.sr.ht/~owner/name"),
        ("https://sr.ht/~owner/name/", "sr.ht/~owner/name"),
        ("https://huggingface.co/owner/model", "huggingface.co/owner/model"),
        ("https://huggingface.co/spaces/owner/name", "huggingface.co/spaces/owner/name"),
        ("https://sourceforge.net/projects/name/files/", "sourceforge.net/projects/name"),
    ],
)
def test_a_repository_is_shown_by_its_host_and_name(url: str, shown: str) -> None:
    assert repository(url) == shown


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/",
        "https://github.com/owner",
        "https://github.com/owner/",
        "https://github.com/topics/vision",
        "https://github.com/orgs/owner/repositories",
        "https://github.com/owner//",
        "https://github.com/owner/na%6De",
        "https://github.com/owner/näme",
        "https://owner.github.io/name/",
        "https://github.com.example.org/owner/name",
        "https://example.org/github.com/owner/name",
        "https://notgithub.com/owner/name",
        "https://github.com:8080/owner/name",
        "https://gitlab.com/owner",
        "https://gitlab.com/owner/-/tree",
        "https://gitlab/owner/name",
        "https://huggingface.co/datasets/owner/name",
        "https://huggingface.co/papers/2007.00001",
        "https://sourceforge.net/software/name",
        "https://arxiv.org/abs/2007.00001",
        "ftp://github.com/owner/name",
        "",
    ],
)
def test_other_links_are_no_code(url: str) -> None:
    assert repository(url) == ""


def test_links_keep_their_addresses_and_a_repository_is_named_once() -> None:
    links = [
        Link("https://example.org/project", "the project"),
        Link("https://github.com/Owner/name/tree/main", "this tree"),
        Link("https://github.com/owner/name.git", "github.com/owner/name.git"),
        Link("https://gitlab.com/owner/other", "there"),
    ]
    assert code(links) == (
        Link("https://github.com/Owner/name/tree/main", "github.com/Owner/name"),
        Link("https://gitlab.com/owner/other", "gitlab.com/owner/other"),
    )
