"""Which paths a file of a site may have."""

from __future__ import annotations

import pytest

from sitegen.urls.paths import safe_path


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "abs/2007.10986/index.html",
        "_headers",
        ".nojekyll",
        ".well-known/security.txt",
        "a" * 100 + "/" + "b" * 99,
        "com/index.html",
        "doi/10.1016/s0140-6736(20)30183-5/index.html",
        "console.html",
        "-",
    ],
)
def test_safe_paths_are_taken(path: str) -> None:
    assert safe_path(path) is None


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("", "part ``"),
        ("/etc/passwd", "part ``"),
        ("a//b", "part ``"),
        ("a/", "part ``"),
        ("./a", "part `.`"),
        ("a/../b", "part `..`"),
        (".sitegen-manifest", "part `.sitegen-manifest`"),
        (".git/config", "part `.git`"),
        ("A/index.html", "part `A`"),
        ("a b", "part `a b`"),
        ("a\n", "part `a\n`"),
        ("a\0", "part `a\0`"),
        ("a\\b", "part"),
        ("é", "part `é`"),
        ("a/b.", "Windows reads as `b`"),
        ("con", "device"),
        ("aux.html", "device"),
        ("a/com1.tar.gz", "device"),
        ("a" * 101, "longer than 100"),
        ("a/" * 100 + "b", "longer than 200"),
    ],
)
def test_other_paths_are_not(path: str, fault: str) -> None:
    assert fault in str(safe_path(path))
