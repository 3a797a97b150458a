"""The site's addresses in, the files that machines look for out: sitemap, robots, OPML, OpenSearch, `.nojekyll`.

This module does not know what stands on the pages.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sitegen.model import Artifact
from sitegen.urls import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.files.feeds import Channel
    from sitegen.model import Date
    from sitegen.views import Site

URLS_PER_SITEMAP = 45_000
"""The protocol allows 50,000 and 50 MB: https://www.sitemaps.org/protocol.html"""

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def crawlers(site: Site, pages: tuple[tuple[str, Date | None], ...], channels: Iterable[Channel]) -> list[Artifact]:
    """Make all of them.

    `pages` are the paths of all pages, without the base path, and the days that they tell of, oldest first;
    `channels` are all feeds.
    """
    files = {
        **_sitemaps(site, pages),
        permalinks.ROBOTS: f"User-agent: *\nAllow: /\n\nSitemap: {site.url}{permalinks.SITEMAP[1:]}\n",
        permalinks.OPML: _opml(site, channels),
        permalinks.NO_JEKYLL: "",
    }
    if site.search:
        files[permalinks.OPENSEARCH] = _opensearch(site)
    return [Artifact(path[1:], text.encode()) for path, text in files.items()]


def _sitemaps(site: Site, pages: tuple[tuple[str, Date | None], ...]) -> dict[str, str]:
    """Return one sitemap, or an index and its parts. Old pages come first, so that old parts keep their bytes."""
    if len(pages) <= URLS_PER_SITEMAP:
        return {permalinks.SITEMAP: _urlset(site, pages)}
    parts = [pages[n : n + URLS_PER_SITEMAP] for n in range(0, len(pages), URLS_PER_SITEMAP)]
    names = [f"/sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    rows = [f"<sitemap><loc>{escape(site.url + name[1:])}</loc></sitemap>\n" for name in names]
    index = (
        f'{_XML}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{"".join(rows)}</sitemapindex>\n'
    )
    return {permalinks.SITEMAP: index, **{name: _urlset(site, part) for name, part in zip(names, parts, strict=True)}}


def _urlset(site: Site, pages: tuple[tuple[str, Date | None], ...]) -> str:
    base = escape(site.url)
    rows = [
        f"<url><loc>{base}{path[1:]}</loc><lastmod>{date}</lastmod></url>\n"
        if date
        else f"<url><loc>{base}{path[1:]}</loc></url>\n"
        for path, date in pages
    ]
    return f'{_XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{"".join(rows)}</urlset>\n'


def _opml(site: Site, channels: Iterable[Channel]) -> str:
    rows = [
        f'<outline type="rss" text="{escape(channel.title(site))}" xmlUrl="{escape(site.url + channel.atom[1:])}" '
        f'htmlUrl="{escape(site.url + channel.page[1:])}"/>\n'
        for channel in channels
    ]
    head = f"<head><title>{escape(site.title)}</title></head>"
    return f'{_XML}<opml version="2.0">\n{head}\n<body>\n{"".join(rows)}</body>\n</opml>\n'


def _opensearch(site: Site) -> str:
    template = f"{site.url}{permalinks.SEARCH[1:]}?q={{searchTerms}}"
    return (
        f'{_XML}<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(site.title[:16])}</ShortName>\n"
        f"<Description>{escape(site.description[:1024])}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" template="{escape(template)}"/>\n'
        "</OpenSearchDescription>\n"
    )
