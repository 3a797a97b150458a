"""What leads elsewhere and what is lost, of an archive in outline."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sitegen.archive import gather
from sitegen.archive import status as ledger
from sitegen.build import dispatch
from sitegen.build.redirects import Redirects, owners, redirects
from sitegen.config import Config, Ledger, Urls
from sitegen.model import (
    Contents,
    Listing,
    Outline,
    Redirect,
    RedirectsUnit,
    StatusUnit,
)
from sitegen.pages import plan
from sitegen.urls.published import Lock

FRAME = dispatch.frame(Config(), (), search=False, saved=False, watch=False)
DATES = (dt.date(2020, 7, 22), dt.date(2020, 7, 23))


def found(*lines: str, pattern: str = "/abs/{id}/", pages: bool = True) -> Redirects:
    """Compare a lock with an archive of two days; one paper stands on both."""
    contents = []
    for date, ids in zip(DATES, (("2007.1", "2007.2"), ("2007.2", "math/0309136")), strict=True):
        outline = Outline(f"content/{date}.md", 1, "key", date, "cs.CV")
        contents.append(Contents(outline, tuple(Listing(id_, n, n) for n, id_ in enumerate(ids, 1)), "key"))
    archive, _ = gather.gather(contents)
    kept, _ = ledger.ledger([ledger.File(None, tuple(contents), ())], archive, (), Ledger())
    status = StatusUnit(kept, "")
    units = plan.units(archive, (), (), status, "", FRAME)
    some = {name: unit for name, unit in units.items() if pages or not name.startswith("day/")}
    return redirects(Path(), archive, (), some, Urls(paper=pattern), Lock("x.lock", None, lines))


def messages(result: Redirects) -> list[str]:
    return [f"{problem.location}: {problem.message}" for problem in result.problems]


def test_an_address_of_a_paper_that_the_archive_has_is_never_lost_whatever_makes_its_page() -> None:
    for pages in (True, False):
        result = found("/abs/2007.1/ 2007.1", "/abs/2007.2/", pages=pages)
        assert (result.units, result.problems) == ({}, [])
        assert "/abs/2007.1/ 2007.1" not in result.unlocked
        assert "/abs/2007.2/ 2007.2" in result.unlocked, "it lacked its id"


def test_moved_papers_are_led_by_the_unit_of_their_newest_day() -> None:
    result = found(
        "/abs/2007.2/ 2007.2", "/abs/2007.1/ 2007.1", "/abs/2007.2/ 2007.2", "/old/math-0309136/ math/0309136",
        pattern="/p/{yymm}/{number}/",
    )  # fmt: skip
    assert result.problems == []
    assert result.units["moved/2020-07-22"] == RedirectsUnit((Redirect("/abs/2007.1/", "/p/2007/1/"),))
    assert result.units["moved/2020-07-23"] == RedirectsUnit(
        (Redirect("/abs/2007.2/", "/p/2007/2/"), Redirect("/old/math-0309136/", "/p/0309/math-0309136/"))
    )
    assert owners(result.units) == {
        "abs/2007.1/index.html": "moved/2020-07-22",
        "abs/2007.2/index.html": "moved/2020-07-23",
        "old/math-0309136/index.html": "moved/2020-07-23",
        "_redirects": "host-rules",
    }


def test_a_paper_that_the_archive_has_lost_and_a_page_that_was_none_are_lost() -> None:
    result = found("/abs/2007.9/ 2007.9", "/about/", "/abs/2007.1/ 2007.1")
    assert result.units == {}
    lost = "is lost: the site has nothing there any more"
    assert messages(result) == [
        f"x.lock:1: the published address /abs/2007.9/ {lost}",
        f"x.lock:2: the published address /about/ {lost}",
    ]


def test_a_damaged_lock_gets_no_new_lines() -> None:
    assert found("/abs/2007.1/ 2007.1").unlocked
    assert not found("=======", "/abs/2007.1/ 2007.1").unlocked
