"""Scaffold: the small site that `sitegen new` makes.

It builds as it is, shows what a digest looks like, and knows how to deploy itself: see `deploys`.
"""

from __future__ import annotations

import json
import re
from importlib import metadata
from typing import TYPE_CHECKING

from sitegen import __version__, deploys, theme
from sitegen.problems import Location, Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CONFIG = """\
# All options: sitegen config schema
title = "{title}"
description = "Daily digests of arXiv papers"
# Where the site will be found; a deploy says so itself.
# base_url = "https://user.github.io/project/"
"""

_CONFIG_THEME = """
[theme]
name = "{name}"
"""

_DIGEST = """\
# ArXiv cs.CV --Wed, 22 Jul 2020

A digest begins with a heading that names its category and date. What stands between the heading and the first paper,
like this, is Markdown; the papers follow, one heading and one abstract each.

### 1.Privacy Preserving Visual SLAM  [ :arrow_down: ](https://arxiv.org/pdf/2007.10361.pdf)
>  Localises a camera and maps its surroundings from lifted image features, so that nobody can look into the picture \
that they came from. Abstracts may hold math such as $O(n^2)$ and links such as https://arxiv.org/abs/2007.10361.
### 2.Points2Surf: Learning Implicit Surfaces from Point Cloud Patches  [ :arrow_down: ](https://arxiv.org/pdf/2007.10453.pdf)
>  Reconstructs surfaces from raw scans by learning a signed distance from \\emph{local} patches together with a \
coarse global sign.
"""

_ABOUT = """\
+++
title = "About"
description = "What this archive is"
+++

Daily digests of arXiv papers, as a site that can be read and linked to. Made with sitegen.
"""

_REQUIREMENTS = """\
# What the workflows install. Name the place that you have sitegen from, as in
# sitegen @ git+https://github.com/user/project
{requirement}
"""

_IGNORE = """\
/build/
/.build.sitegen/
/.cache/
"""

_OWN_THEME = """\
name = "{name}"
parent = "{parent}"
about = "The theme of this site."
"""

_OWN_BASE = """\
{{% extends "parent:base.html" %}}
{{% block styles %}}
{{{{ super() }}}}
<link rel="stylesheet" href="{{{{ "{name}.css" | asset }}}}">
{{% endblock %}}
"""

_OWN_STYLE = """\
/* This comes after the style sheets of the parent theme: what is said here wins over what is said there. */
h1 { text-wrap: balance; }
"""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def create(
    folder: Path, *, theme_name: str = "default", own_theme: str = "", hosts: Iterable[str] = deploys.USUAL
) -> list[str]:
    """Write a new site into `folder`, which is made if need be, and return the paths of its files.

    `own_theme` is the name of a theme to begin, with `theme_name` as its parent; `hosts` are names in `deploys.HOSTS`.

    Raises:
        Refusal: the folder holds something already, or cannot be written; there is no such theme, or there is one of
            the name that the own one is to have.

    """
    where = Location(str(folder))
    title = json.dumps(folder.resolve().name.replace("-", " ").capitalize() or "Digests", ensure_ascii=False)[1:-1]
    settings = _CONFIG.format(title=title)
    if (own_theme or theme_name) != theme.DEFAULT:
        settings += _CONFIG_THEME.format(name=own_theme or theme_name)
    files = {
        ".gitignore": _IGNORE,
        "content/2020/07/2020-07-22.md": _DIGEST,
        "content/pages/about.md": _ABOUT,
        "requirements.txt": _REQUIREMENTS.format(requirement=_requirement()),
        "sitegen.toml": settings,
    }
    for host in hosts:
        files |= deploys.HOSTS[host].files
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refusal(Problem(where, "is not an empty folder", "name one that is empty or does not exist"))
        theme.load(folder, theme_name, {})
        if own_theme:
            files |= _theme_files(folder, own_theme, theme_name)
        for path, text in sorted(files.items()):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refusal(Problem(where, f"cannot be written: {error.strerror}")) from None
    return sorted(files)


def _theme_files(folder: Path, name: str, parent: str) -> dict[str, str]:
    """Return the files of a theme that changes a single block of its parent."""
    where = Location(f"themes/{name}/theme.toml")
    if not _NAME.fullmatch(name):
        hint = "its name is made of the letters a to z, digits, `-` and `_`"
        raise Refusal(Problem(where, f"`{name}` cannot be the name of a theme", hint))
    if name in theme.names(folder):
        raise Refusal(Problem(where, f"there is a theme `{name}` already", "choose another name for your own"))
    return {
        f"themes/{name}/theme.toml": _OWN_THEME.format(name=name, parent=parent),
        f"themes/{name}/templates/base.html": _OWN_BASE.format(name=name),
        f"themes/{name}/static/{name}.css": _OWN_STYLE,
    }


def _requirement() -> str:
    """Return where this sitegen was installed from, when pip has noted it (PEP 610) and others can reach it."""
    try:
        origin = json.loads(metadata.distribution("sitegen").read_text("direct_url.json") or "{}")
    except (metadata.PackageNotFoundError, json.JSONDecodeError):
        return f"# (sitegen {__version__})"
    vcs = origin.get("vcs_info")
    if not vcs:
        return f"# (sitegen {__version__})"
    return f"sitegen @ {vcs['vcs']}+{origin['url']}@{vcs['commit_id']}"
