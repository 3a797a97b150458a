"""Who may ask the preview."""

from __future__ import annotations

import pytest

from sitegen.preview import origin_guard

LOOPBACK, ANY = "127.0.0.1", "0.0.0.0"  # noqa: S104 - nothing is listened at here


def refused(bound: str = LOOPBACK, *, page: bool = True, **headers: str) -> bool:
    given = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return bool(origin_guard.refusal(given, bound, page=page))


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "LOCALHOST:8000", "127.0.0.1:8000", "127.5.5.5", "[::1]", "[::1]:8000"]
)
def test_this_machine_by_any_of_its_names_is_answered(host: str) -> None:
    assert not refused(host=host)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "192.168.1.2:8000", "0.0.0.0:8000",
        "localhost:8000@evil.example", "localhost:", "localhost:x", "localhost/", "127.0.0.1:8000, evil.example",
        "[::1", "::1", "[::ffff:7f00:1%25x]", "localhost.", "", "user@localhost", "2130706433",
    ],
)  # fmt: skip
def test_a_name_that_can_be_pointed_here_is_refused(host: str) -> None:
    assert refused(host=host)


def test_a_request_without_a_host_or_with_two_is_refused() -> None:
    assert origin_guard.refusal([], LOOPBACK, page=True)
    assert origin_guard.refusal([("Host", "localhost"), ("host", "evil.example")], LOOPBACK, page=True)
    assert origin_guard.refusal([("Host", "localhost"), ("Host", "localhost")], LOOPBACK, page=True)


def test_a_preview_for_others_is_reached_by_addresses_and_by_its_name() -> None:
    assert not refused(ANY, host="192.168.1.2:8000")
    assert not refused(ANY, host="[fd00::1]:8000")
    assert not refused("mymachine", host="mymachine:8000")
    assert refused(ANY, host="evil.example")
    assert refused("mymachine", host="evil.example")


@pytest.mark.parametrize("page", [True, False])
def test_pages_of_other_sites_are_refused(page: bool) -> None:
    for origin in ("http://evil.example", "null", "https://localhost:8000", "http://localhost:3000", "file://"):
        assert refused(page=page, host="localhost:8000", origin=origin), origin
    for site in ("cross-site", "same-site", "anything"):
        assert refused(page=page, host="localhost:8000", sec_fetch_site=site), site
    assert not refused(page=page, host="localhost:8000", origin="http://localhost:8000", sec_fetch_site="same-origin")
    assert not refused(page=page, host="localhost:8000", sec_fetch_site="none")


def test_a_link_on_another_site_may_lead_to_a_page_but_not_into_a_frame_or_to_the_events() -> None:
    def followed(to: str, *, page: bool = True, mode: str = "navigate") -> bool:
        headers = {"host": "localhost:8000", "sec-fetch-site": "cross-site", "sec-fetch-mode": mode}
        return not origin_guard.refusal([*headers.items(), ("sec-fetch-dest", to)], LOOPBACK, page=page)

    assert followed("document")
    assert not followed("iframe")
    assert not followed("script")
    assert not followed("document", mode="no-cors")
    assert not followed("document", page=False)


def test_a_refusal_names_the_remedy() -> None:
    said = origin_guard.refusal([("host", "evil.example")], LOOPBACK, page=True)
    remedy = "use localhost, or start it with --allow-host evil.example"
    assert said == f"this preview does not answer requests for the host evil.example: {remedy}"


ALLOWED = ("My-Machine", ".tunnel.example")


def asked(*, page: bool = True, **headers: str) -> bool:
    """Whether a preview answers that has names elsewhere."""
    given = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return not origin_guard.refusal(given, LOOPBACK, ALLOWED, page=page)


@pytest.mark.parametrize(
    "host", ["my-machine:8000", "MY-MACHINE", "tunnel.example", "a.tunnel.example", "a.b.tunnel.example:443"]
)
def test_names_that_are_allowed_are_answered(host: str) -> None:
    assert asked(host=host)


@pytest.mark.parametrize("host", ["a.my-machine", "eviltunnel.example", "tunnel.example.evil", "machine", ".", ""])
def test_names_that_are_like_those_that_are_allowed_are_refused(host: str) -> None:
    assert not asked(host=host)


def test_behind_a_tunnel_a_page_has_an_origin_of_https() -> None:
    fetched = {"sec_fetch_site": "same-origin", "page": False}
    for host in ("a.tunnel.example", "localhost:8000"):  # some tunnels pass the host on, and some replace it
        assert asked(host=host, origin="https://a.tunnel.example", **fetched)  # type: ignore[arg-type]
        for origin in ("https://evil.example", "https://localhost:8000", "ftp://a.tunnel.example", "null"):
            assert not asked(host=host, origin=origin, **fetched)  # type: ignore[arg-type]


def test_a_refusal_says_how_to_allow_the_host() -> None:
    said = origin_guard.refusal([("Host", "abc-8000.app.github.dev")], LOOPBACK, page=True)
    assert said.endswith("use localhost, or start it with --allow-host abc-8000.app.github.dev")
    assert "allow its name" in origin_guard.refusal([("Host", "a b")], LOOPBACK, page=True)


@pytest.mark.parametrize("name", ["", ".", "*", "https://example.org", "example.org:80", "a/b", "..org", "a..b", "a b"])
def test_what_is_no_name_of_a_host_cannot_be_allowed(name: str) -> None:
    assert not origin_guard.nameable(name)
