"""Deploys: the files by which hosts build a site and publish it.

In: nothing. Out: for each host its files, and what is left to do there. Nothing else in the program knows of hosts; the
site's folder is made in `scaffold`.
"""

from __future__ import annotations

from typing import NamedTuple

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'"
)
"""The policy that the default theme's `base.html` gives its pages."""


class Host(NamedTuple):
    """A host of sites."""

    files: dict[str, str]
    """What it wants in the repository, by path."""
    step: str
    """What has to be done there once, after a first push."""


_NETLIFY = f"""\
# $URL is the address of the site, $DEPLOY_PRIME_URL that of a preview.
[build]
command = "pip install --quiet -r requirements.txt && sitegen build --strict --base-url \\"$URL\\""
publish = "build"

[build.environment]
PYTHON_VERSION = "3.12"

[context.deploy-preview]
command = "pip install --quiet -r requirements.txt && sitegen build --strict --base-url \\"$DEPLOY_PRIME_URL\\""

[context.branch-deploy]
command = "pip install --quiet -r requirements.txt && sitegen build --strict --base-url \\"$DEPLOY_PRIME_URL\\""

# The policy that the theme's base.html sets for pages, here for all files. If you change one of them, change both.
[[headers]]
for = "/*"
[headers.values]
Content-Security-Policy = "{POLICY}; frame-ancestors 'none'"
Referrer-Policy = "no-referrer"
X-Content-Type-Options = "nosniff"

# The paths of these files contain a hash of their contents.
[[headers]]
for = "/assets/*"
[headers.values]
Cache-Control = "public, max-age=31536000, immutable"
"""

_GITHUB_PAGES = """\
# Builds the archive and publishes it on GitHub Pages (Settings > Pages > Source: GitHub Actions).
name: pages
on:
  push:
    branches: [main]
  workflow_dispatch:
permissions: {}
concurrency:
  group: pages
  cancel-in-progress: false
jobs:
  build:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pages: read
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
      - run: sitegen build --strict --base-url "$BASE_URL/"
        env:
          BASE_URL: ${{ steps.pages.outputs.base_url }}
      - uses: actions/upload-pages-artifact@v4
        with:
          path: build
  deploy:
    needs: build
    runs-on: ubuntu-latest
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - id: deployment
        uses: actions/deploy-pages@v4
"""

_CLOUDFLARE_SCRIPT = """\
#!/bin/sh
# The build command on Cloudflare Pages is `sh cloudflare-pages.sh`, the output directory `build`.
# For production, set SITEGEN_BASE_URL to the address of the site. The address of a preview is $CF_PAGES_URL.
set -eu
pip install --quiet -r requirements.txt
sitegen build --strict --base-url "${SITEGEN_BASE_URL:-$CF_PAGES_URL}"
cp _headers build/
"""

_CLOUDFLARE_HEADERS = f"""\
# The policy that the theme's base.html sets for pages, here for all files. If you change one of them, change both.
/*
  Content-Security-Policy: {POLICY}; frame-ancestors 'none'
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff

# The paths of these files contain a hash of their contents.
/assets/*
  Cache-Control: public, max-age=31536000, immutable
"""

_GITLAB = """\
# Builds the archive and publishes it on GitLab Pages.
pages:
  image: python:3.12
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  cache:
    key: sitegen
    paths: [.cache/sitegen]
  script:
    - pip install --quiet -r requirements.txt
    - sitegen build --strict --base-url "$CI_PAGES_URL" --output public
  artifacts:
    paths: [public]
"""

HOSTS = {
    "github-pages": Host(
        {".github/workflows/pages.yml": _GITHUB_PAGES},
        "on GitHub, choose Settings > Pages > Source: GitHub Actions",
    ),
    "netlify": Host({"netlify.toml": _NETLIFY}, "on Netlify, connect the repository"),
    "cloudflare-pages": Host(
        {"cloudflare-pages.sh": _CLOUDFLARE_SCRIPT, "_headers": _CLOUDFLARE_HEADERS},
        "on Cloudflare Pages, set the build command `sh cloudflare-pages.sh`, the output directory `build` and, for "
        "production, the variable SITEGEN_BASE_URL",
    ),
    "gitlab-pages": Host(
        {".gitlab-ci.yml": _GITLAB}, "on GitLab, wait for the pipeline: it publishes the default branch"
    ),
}
"""By name, as `sitegen new --host` has it."""
USUAL = ("github-pages", "netlify")
"""What a site gets whose host is not named."""
