"""What hosts carry, and how they serve it: facts, with their sources and when they were looked up.

Only what is known has a figure. This module does not know of any site.
"""

from __future__ import annotations

import datetime as dt
import enum
import re

import msgspec


class Measure(enum.StrEnum):
    """What a limit is on."""

    SITE = "bytes of the site"
    FILE = "bytes of a file"
    FILES = "files"
    ENTRIES = "files and folders"
    FOLDER = "entries of a folder"
    REDIRECTS = "rules in _redirects"
    HEADERS = "rules in _headers"


class Standing(enum.StrEnum):
    """How sure a limit is."""

    HARD = "documented, and enforced"
    SOFT = "documented, and perhaps not enforced"


class Limit(msgspec.Struct, frozen=True):
    """The most that a host takes of something."""

    measure: Measure
    most: int
    standing: Standing
    source: str
    looked_up: dt.date
    note: str = ""


class Host(msgspec.Struct, frozen=True):
    """A host of static files."""

    name: str
    title: str
    limits: tuple[Limit, ...]
    serving: str
    """How it serves, as far as it matters to a site."""
    refused: str = ""
    """The characters that no name may have."""
    jekyll: bool = False
    """Whether names that begin with `_` are left out, unless there is a `.nojekyll`."""
    strict: bool = False
    """Whether links are refused, and files that not everybody may read."""
    needs_404: str = ""
    """What becomes of unknown addresses without a `404.html`."""

    def limit(self, measure: Measure) -> Limit | None:
        """Return its limit on something."""
        return next((limit for limit in self.limits if limit.measure is measure), None)

    def refuses(self, path: str) -> bool:
        """Whether a path has a character that it does not take."""
        return bool(self.refused and re.search(f"[{re.escape(self.refused)}]", path))


_GITHUB = "https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits"
_GITHUB_FILES = (
    "https://docs.github.com/en/repositories/working-with-files/managing-large-files/about-large-files-on-github"
)
_NETLIFY = "https://docs.netlify.com/deploy/deploy-overview/"
_CLOUDFLARE = "https://developers.cloudflare.com/pages/platform/limits/"
_CLOUDFLARE_REDIRECTS = "https://developers.cloudflare.com/pages/configuration/redirects/"
_CLOUDFLARE_HEADERS = "https://developers.cloudflare.com/pages/configuration/headers/"
_GITLAB = "https://docs.gitlab.com/user/gitlab_com/"
_GITLAB_LIMITS = "https://docs.gitlab.com/administration/instance_limits/"
_GITLAB_REDIRECTS = "https://docs.gitlab.com/user/project/pages/redirects/"
_DAY = dt.date(2026, 11, 23)

HOSTS = (
    Host(
        "github-pages",
        "GitHub Pages",
        (
            Limit(
                Measure.SITE,
                1_000_000_000,
                Standing.SOFT,
                _GITHUB,
                _DAY,
                "“1 GB”, read as the smaller unit; above it, deploys may fail",
            ),
            Limit(
                Measure.FILE,
                104_857_600,
                Standing.HARD,
                _GITHUB_FILES,
                _DAY,
                "of a file in Git, for a site that is published from a branch",
            ),
        ),
        "`/dir` redirects to `/dir/`; unknown addresses get `404.html`; headers and redirects cannot be set. A deploy"
        " has to end within ten minutes.",
        refused='":<>|*?\r\n',
        jekyll=True,
        strict=True,
    ),
    Host(
        "netlify",
        "Netlify",
        (
            Limit(
                Measure.FOLDER,
                54_000,
                Standing.SOFT,
                _NETLIFY,
                _DAY,
                "of files in one folder; there is no limit on the whole site",
            ),
        ),
        "Addresses are served in lower case, and the file with the lower-case name takes precedence; reads"
        " `_headers` and `_redirects`.",
    ),
    Host(
        "cloudflare-pages",
        "Cloudflare Pages",
        (
            Limit(Measure.FILES, 20_000, Standing.HARD, _CLOUDFLARE, _DAY, "of the free plan; paid plans: 100,000"),
            Limit(Measure.FILE, 26_214_400, Standing.HARD, _CLOUDFLARE, _DAY, "25 MiB"),
            Limit(
                Measure.REDIRECTS,
                2_000,
                Standing.HARD,
                _CLOUDFLARE_REDIRECTS,
                _DAY,
                "static redirects; dynamic redirects: 100",
            ),
            Limit(Measure.HEADERS, 100, Standing.HARD, _CLOUDFLARE_HEADERS, _DAY),
        ),
        "`/x.html` redirects to `/x`; unknown addresses get the nearest `404.html` in the folders above; reads"
        " `_headers` and `_redirects`, and redirects take precedence over files.",
        needs_404="every unknown address shows the home page",
    ),
    Host(
        "gitlab-pages",
        "GitLab Pages",
        (
            Limit(
                Measure.SITE,
                1_000_000_000,
                Standing.HARD,
                _GITLAB,
                _DAY,
                "“1 GB” on GitLab.com, read as the smaller unit",
            ),
            Limit(Measure.ENTRIES, 200_000, Standing.HARD, _GITLAB_LIMITS, _DAY, "folders and links count"),
            Limit(Measure.REDIRECTS, 1_000, Standing.HARD, _GITLAB_REDIRECTS, _DAY, "further rules are ignored"),
        ),
        "Serves `public/` of a job's artifacts; unknown addresses get `404.html`; reads `_redirects`.",
    ),
)
"""All that are known, by name."""
