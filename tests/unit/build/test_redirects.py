"""What leads elsewhere and what is lost, of an archive in outline."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sitegen.archive import gather
from sitegen.archive import status as ledger
from sitegen.build.redirects import Redirects, redirects
from sitegen.config import Ledger, Search, Urls
from sitegen.model import Contents, Listing, Outline, Redirect
from sitegen.pages import site_map
from sitegen.pages.kinds import kind_of
from sitegen.pages.planning import Planning
from sitegen.pages.redirect import RedirectsTarget
from sitegen.urls.published import Lock
from sitegen.views import Site

SITE = Site("T", "", "en", "https://example.org/", "/", (), "/abs/{id}/", False, False, False, False, "sitegen")
DATES = (dt.date(2020, 7, 22), dt.date(2020, 7, 23))


def found(*lines: str, pattern: str = "/abs/{id}/", pages: bool = True) -> Redirects:
    """Compare a lock with an archive of two days; one paper stands on both."""
    contents = []
    for date, ids in zip(DATES, (("2007.1", "2007.2"), ("2007.2", "math/0309136")), strict=True):
        outline = Outline(f"content/{date}.md", 1, "key", date, "cs.CV")
        contents.append(Contents(outline, tuple(Listing(id_, n, n) for n, id_ in enumerate(ids, 1)), "key"))
    archive, _ = gather.gather(contents)
    kept, _ = ledger.ledger([ledger.File(None, tuple(contents), ())], archive, (), Ledger())
    planning = Planning(archive, (), (), kept, SITE, "", Search(), pattern, 10, 1, "", False, "")
    targets = site_map.targets(planning)
    some = {name: target for name, target in targets.items() if pages or not name.startswith("day/")}
    return redirects(Path(), planning, some, Urls(paper=pattern), Lock("x.lock", "", lines))


def messages(result: Redirects) -> list[str]:
    return [f"{problem.location}: {problem.message}" for problem in result.problems]


def test_an_address_of_a_paper_that_the_archive_has_is_never_lost_whatever_makes_its_page() -> None:
    for pages in (True, False):
        result = found("/abs/2007.1/ 2007.1", "/abs/2007.2/", pages=pages)
        assert (result.targets, result.problems) == ({}, [])
        assert "/abs/2007.1/ 2007.1" not in result.unpublished
        assert "/abs/2007.2/ 2007.2" in result.unpublished, "it lacked its id"


def test_moved_papers_are_led_by_the_unit_of_their_newest_day() -> None:
    result = found(
        "/abs/2007.2/ 2007.2", "/abs/2007.1/ 2007.1", "/abs/2007.2/ 2007.2", "/old/math-0309136/ math/0309136",
        pattern="/p/{yymm}/{number}/",
    )  # fmt: skip
    assert result.problems == []
    assert result.targets["moved/2020-07-22"] == RedirectsTarget((Redirect("/abs/2007.1/", "/p/2007/1/"),))
    assert result.targets["moved/2020-07-23"] == RedirectsTarget(
        (Redirect("/abs/2007.2/", "/p/2007/2/"), Redirect("/old/math-0309136/", "/p/0309/math-0309136/"))
    )
    places = {path: name for name, target in result.targets.items() for path in kind_of(target).places(target)}
    assert places == {
        "/abs/2007.1/": "moved/2020-07-22",
        "/abs/2007.2/": "moved/2020-07-23",
        "/old/math-0309136/": "moved/2020-07-23",
        "/_redirects": "host-rules",
    }


def test_a_paper_that_the_archive_has_lost_and_a_page_that_was_none_are_lost() -> None:
    result = found("/abs/2007.9/ 2007.9", "/about/", "/abs/2007.1/ 2007.1")
    assert result.targets == {}
    lost = "is lost: it no longer exists on the site"
    assert messages(result) == [
        f"x.lock:1: the published address /abs/2007.9/ {lost}",
        f"x.lock:2: the published address /about/ {lost}",
    ]


def test_a_damaged_lock_gets_no_new_lines() -> None:
    assert found("/abs/2007.1/ 2007.1").unpublished
    assert not found("=======", "/abs/2007.1/ 2007.1").unpublished
