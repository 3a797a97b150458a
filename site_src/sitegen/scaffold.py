"""Scaffold: the small site that `sitegen new` makes.

It builds as it is, shows what a digest looks like, and knows how to deploy itself.
"""

from __future__ import annotations

import json
from importlib import metadata
from typing import TYPE_CHECKING

from sitegen import __version__
from sitegen.problems import Location, Problem, Refusal

if TYPE_CHECKING:
    from pathlib import Path

_CONFIG = """\
# All options: sitegen config schema
title = "{title}"
description = "Daily digests of arXiv papers"
# Where the site will be found; the workflows for GitHub Pages and Netlify say so themselves.
# base_url = "https://user.github.io/project/"
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

_NETLIFY = """\
# $URL is the site's own address, $DEPLOY_PRIME_URL that of a preview.
[build]
command = "pip install --quiet -r requirements.txt && sitegen build --strict --base-url \\"$URL\\""
publish = "build"

[build.environment]
PYTHON_VERSION = "3.12"

[context.deploy-preview]
command = "pip install --quiet -r requirements.txt && sitegen build --strict --base-url \\"$DEPLOY_PRIME_URL\\""

[context.branch-deploy]
command = "pip install --quiet -r requirements.txt && sitegen build --strict --base-url \\"$DEPLOY_PRIME_URL\\""

# The policy that the theme's base.html gives its pages, for every file; a theme that changes the one must change both.
[[headers]]
for = "/*"
[headers.values]
Content-Security-Policy = "{policy}; frame-ancestors 'none'"
Referrer-Policy = "no-referrer"
X-Content-Type-Options = "nosniff"

# Names in here hold a hash of their contents.
[[headers]]
for = "/assets/*"
[headers.values]
Cache-Control = "public, max-age=31536000, immutable"
"""

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'"
)

_WORKFLOW = """\
# Builds the archive and publishes it on GitHub Pages (Settings > Pages > Source: GitHub Actions).
name: pages
on:
  push:
    branches: [main]
  workflow_dispatch:
permissions:
  contents: read
  pages: write
  id-token: write
concurrency:
  group: pages
  cancel-in-progress: false
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
          cache: pip
          cache-dependency-path: requirements.txt
      - uses: actions/cache@v4
        with:
          path: .cache/sitegen
          key: sitegen-${{ github.sha }}
          restore-keys: sitegen-
      - id: pages
        uses: actions/configure-pages@v5
      - run: pip install -r requirements.txt
      - run: sitegen build --strict --base-url "${{ steps.pages.outputs.base_url }}/"
      - uses: actions/upload-pages-artifact@v4
        with:
          path: build
  deploy:
    needs: build
    runs-on: ubuntu-latest
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - id: deployment
        uses: actions/deploy-pages@v4
"""


def create(folder: Path) -> list[str]:
    """Write a new site into `folder`, which is made if need be, and return the paths of its files.

    Raises:
        Refusal: the folder holds something already, or cannot be written.

    """
    where = Location(str(folder))
    title = json.dumps(folder.resolve().name.replace("-", " ").capitalize() or "Digests", ensure_ascii=False)[1:-1]
    files = {
        ".github/workflows/pages.yml": _WORKFLOW,
        ".gitignore": _IGNORE,
        "content/2020/07/2020-07-22.md": _DIGEST,
        "content/pages/about.md": _ABOUT,
        "netlify.toml": _NETLIFY.format(policy=_POLICY),
        "requirements.txt": _REQUIREMENTS.format(requirement=_requirement()),
        "sitegen.toml": _CONFIG.format(title=title),
    }
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refusal(Problem(where, "is not an empty folder", "name one that is empty or does not exist"))
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refusal(Problem(where, f"cannot be written: {error.strerror}")) from None
    return list(files)


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
