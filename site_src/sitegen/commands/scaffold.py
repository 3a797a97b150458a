"""Scaffold: the small site that `sitegen new` makes, with a sample digest or around an archive that there is.

It builds as it is, shows what a digest looks like, and knows how to deploy itself: see `deploys`.
"""

from __future__ import annotations

import json
import os.path
import re
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sitegen import __version__
from sitegen.config import Config, Content
from sitegen.hosts import deploys
from sitegen.inspect import digests as inspecting
from sitegen.inspect import drawing, places
from sitegen.inspect.entries import toml
from sitegen.problems import Location, Problem, Refusal, counted
from sitegen.theme import folder as theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sitegen.inspect.digests import Look

_CONFIG = """\
# All options: sitegen config schema
title = "{title}"
description = "Daily digests of arXiv papers"
# The address of the site; a deploy sets it itself.
# base_url = "https://user.github.io/project/"
"""

_CONFIG_FOUND = """\
# All options: sitegen config schema
# {found}
# Run `sitegen digests` for details.
title = "{title}"
description = "Daily digests of papers"
# The address of the site; a deploy sets it itself.
# base_url = "https://user.github.io/project/"

[content]
folder = {folder}
{exclude}"""

_CONFIG_THEME = """
[theme]
name = "{name}"
"""

_DIGEST = """\
# ArXiv cs.CV --Wed, 22 Jul 2020

A digest begins with a heading that contains its category and date. The text between the heading and the first paper,
such as this paragraph, is Markdown. The papers follow, each with a heading and an abstract.

### 1.Privacy Preserving Visual SLAM  [ :arrow_down: ](https://arxiv.org/pdf/2007.10361.pdf)
>  Localises a camera and maps its surroundings from lifted image features, so that nobody can reconstruct the picture \
that they came from. Abstracts may contain math such as $O(n^2)$ and links such as https://arxiv.org/abs/2007.10361.
### 2.Points2Surf: Learning Implicit Surfaces from Point Cloud Patches  [ :arrow_down: ](https://arxiv.org/pdf/2007.10453.pdf)
>  Reconstructs surfaces from raw scans by learning a signed distance from \\emph{local} patches together with a \
coarse global sign.
"""

_ABOUT = """\
+++
title = "About"
description = "What this archive is"
+++

Daily digests of arXiv papers, as a site that you can read and link to. Made with sitegen.
"""

_REQUIREMENTS = """\
# What the workflows install. Enter where sitegen is installed from, as in
# sitegen @ git+https://github.com/user/project
{requirement}
"""

_IGNORE = """\
/build/
/.build.sitegen/
/.cache/
"""

_FORMATTERS = {
    ".prettierignore": "# Digests are data: formatting changes their abstracts.\n{digests}\n",
    ".mdformat.toml": '# Digests are data: formatting changes their abstracts.\nexclude = ["{digests}"]\n',
    ".markdownlintignore": "{digests}\n",
}
"""What keeps programs away from digests that format Markdown, by path."""

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
/* This style sheet is loaded after those of the parent theme and overrides them. */
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
    files = {
        "content/2020/07/2020-07-22.md": _DIGEST,
        "content/pages/about.md": _ABOUT,
        "sitegen.toml": _CONFIG.format(title=_title(folder)) + _theme_table(own_theme or theme_name),
        **_common(hosts, "content/**"),
    }
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            where = Location(str(folder))
            raise Refusal(Problem(where, "the folder is not empty", "name a folder that is empty or does not exist"))
        theme.load(folder, theme_name, {})
        if own_theme:
            files |= _theme_files(folder, own_theme, theme_name)
    except OSError as error:
        raise _unwritten(folder, error) from None
    return _write(folder, files)


class Adopted(NamedTuple):
    """A site that was made around an archive."""

    look: Look
    """What was read of the archive."""
    files: list[str]
    """What was written, relative to the site's folder; without what was copied."""
    copied: int
    """Files of the archive that were copied, since it does not lie in the site's folder."""
    ignored: bool
    """Whether there was a `.gitignore` already, which was left as it is."""


def adopt(
    folder: Path,
    archive: Path,
    *,
    theme_name: str = "default",
    own_theme: str = "",
    hosts: Iterable[str] = deploys.USUAL,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Adopted:
    """Make a site in `folder` around an archive that lies in it, or is copied into it, and say what was read of that.

    What is there is never written over. `.gitignore`, and the files that keep formatters away, are left as they are.

    Raises:
        Refusal: a file is in the way, or the folder cannot be written; there is no such theme.

    """
    folder, archive = (Path(os.path.abspath(path)) for path in (folder, archive))  # noqa: PTH100 - links stay
    inside = archive.is_relative_to(folder)
    root = folder if inside else archive
    content = Content(archive.relative_to(folder).as_posix() if inside else ".")
    look = inspecting.look(places.Place(root, Config(content=content)), jobs, progress)
    settings = _settings_of(look, folder, content.folder if inside else "content")
    files = {
        "sitegen.toml": settings + _theme_table(own_theme or theme_name),
        **_common(hosts, _digests(content if inside else Content())),
    }
    theme.load(folder, theme_name, {})
    if own_theme:
        files |= _theme_files(folder, own_theme, theme_name)
    ignored = inside and (folder / ".gitignore").exists()
    if ignored:
        del files[".gitignore"]
    files = {path: text for path, text in files.items() if path not in _FORMATTERS or not (folder / path).exists()}
    _refuse_what_stands(folder, files, new=not inside)
    copies = [] if inside else [file.path for file in look.files if not file.page]
    try:
        for path in copies:
            target = folder / "content" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((archive / path).read_bytes())
    except OSError as error:
        raise _unwritten(folder, error) from None
    return Adopted(look, _write(folder, files), len(copies), ignored)


def _refuse_what_stands(folder: Path, files: Iterable[str], *, new: bool) -> None:
    if new and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        hint = "name a folder that is empty or does not exist, or the folder of the archive itself"
        raise Refusal(Problem(Location(str(folder)), "the folder is not empty", hint))
    standing = [path for path in sorted(files) if os.path.lexists(folder / path)]
    if standing:
        message = f"these files would be overwritten: {', '.join(f'`{path}`' for path in standing)}"
        hint = "move them away, choose other hosts with `--host`, or name a new folder, to which the archive is copied"
        raise Refusal(Problem(Location(str(folder)), message, hint))


def _settings_of(look: Look, folder: Path, content: str) -> str:
    """Write the configuration of a site around an archive, with what was found as comments."""
    proposal = look.proposal
    exclude = f"exclude = {toml(proposal.exclude)}\n" if proposal.exclude else ""
    rows = [drawing.summary(look), *drawing.shares(look)]
    if proposal.taught:
        rows.append(f"{counted(proposal.taught, 'entry', 'entries')} more with the layouts in `digests` below")
    found = "\n# ".join(rows)
    text = _CONFIG_FOUND.format(title=_title(folder), found=found, folder=toml(content), exclude=exclude)
    if entries := proposal.digests(needed=True).rstrip():
        text += f"\n{entries}\n"
    return text


def _title(folder: Path) -> str:
    """Return a title for the site in a folder, as it stands between quotes."""
    return json.dumps(folder.resolve().name.replace("-", " ").capitalize() or "Digests", ensure_ascii=False)[1:-1]


def _theme_table(name: str) -> str:
    return _CONFIG_THEME.format(name=name) if name != theme.DEFAULT else ""


def _digests(content: Content) -> str:
    """Return a pattern for the files of a content folder."""
    return f"{content.prefix}**" if content.prefix else "**/*.md"


def _common(hosts: Iterable[str], digests: str) -> dict[str, str]:
    """Return the files that every site gets, by path; `digests` is a pattern for its content."""
    files = {path: text.format(digests=digests) for path, text in _FORMATTERS.items()}
    files |= {".gitignore": _IGNORE, "requirements.txt": _REQUIREMENTS.format(requirement=_requirement())}
    for host in hosts:
        files |= deploys.HOSTS[host].files
    return files


def _write(folder: Path, files: dict[str, str]) -> list[str]:
    try:
        for path, text in sorted(files.items()):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritten(folder, error) from None
    return sorted(files)


def _unwritten(folder: Path, error: OSError) -> Refusal:
    return Refusal(Problem(Location(str(folder)), f"the folder cannot be written: {error.strerror}"))


def _theme_files(folder: Path, name: str, parent: str) -> dict[str, str]:
    """Return the files of a theme that changes a single block of its parent."""
    where = Location(f"themes/{name}/theme.toml")
    if not _NAME.fullmatch(name):
        hint = "use the letters a to z, digits, `-` and `_`"
        raise Refusal(Problem(where, f"`{name}` is not a valid name for a theme", hint))
    if name in theme.names(folder):
        raise Refusal(Problem(where, f"the theme `{name}` already exists", "choose another name for your theme"))
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
