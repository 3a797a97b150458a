"""Pages and rules that lead from old addresses to new ones."""

from __future__ import annotations

import html5lib
import pytest

from sitegen.files import redirect_pages
from sitegen.model import Redirect
from sitegen.views import Site

SITE = Site(
    'A <b> & "c"', "", "en", "https://example.org/a/", "/a/", (), "/a/abs/{id}/", True, True, False, False, "sitegen"
)  # fmt: skip


def test_a_page_names_the_new_address_three_times_and_is_valid() -> None:
    (page,) = redirect_pages.pages(SITE, (Redirect("/old/", "/2020/07/22/#2007.00001"),))
    text = page.data.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    assert page.path == "old/index.html"
    assert '<meta http-equiv="refresh" content="0; url=/a/2020/07/22/#2007.00001">' in text
    assert '<a href="/a/2020/07/22/#2007.00001">' in text
    assert '<link rel="canonical" href="https://example.org/a/2020/07/22/#2007.00001">' in text
    assert "<title>Moved: A &lt;b&gt; &amp; &quot;c&quot;</title>" in text
    assert '<meta name="robots" content="noindex">' in text
    assert "<script" not in text


def test_a_target_cannot_break_out_of_its_page() -> None:
    (page,) = redirect_pages.pages(
        SITE, (Redirect("/old.html", "https://example.com/?a=\"><script>alert(1)</script>&b='"),)
    )
    assert page.path == "old.html"
    assert b"<script" not in page.data
    assert b'https://example.com/?a=&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;b=&#x27;"' in page.data


@pytest.mark.parametrize(("path", "has_page"), [("/a/", True), ("/a.html", True), ("/a.xml", False), ("/a.pdf", False)])
def test_only_what_a_host_serves_as_html_has_a_page(path: str, has_page: bool) -> None:
    redirects = (Redirect(path, "/"),)
    assert len(redirect_pages.pages(SITE, redirects)) == has_page
    assert redirect_pages.rules(SITE, redirects).data.decode() == f"/a{path} /a/ 301\n"


def test_the_rules_end_before_they_are_too_many_or_too_large() -> None:
    short = tuple(Redirect(f"/{n}/", "/") for n in range(2_000))
    assert redirect_pages.rules(SITE, short).data.count(b"\n") == redirect_pages.RULES
    long = tuple(Redirect(f"/{n}/", "https://example.org/" + "x" * 500) for n in range(1_000))
    data = redirect_pages.rules(SITE, long).data
    assert redirect_pages.RULES_BYTES - 600 < len(data) <= redirect_pages.RULES_BYTES
    assert data.endswith(b" 301\n")
