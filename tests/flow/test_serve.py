"""The preview server, over real sockets: what it answers, to whom, and what it tells open pages."""

from __future__ import annotations

import http.client
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Self

import pytest
from tests.conftest import TWO_DAYS, digest, edited, serving, write_site

from sitegen import config
from sitegen.build.cache import Cache
from sitegen.build.pipeline import build
from sitegen.output.sink import MemorySink
from sitegen.preview import events
from sitegen.preview.server import OWN, Rebuilt
from sitegen.preview.sockets import listen, url, urls_for_others
from sitegen.problems import Location, Problem, Refusal, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Serving

DAY = "/2020/07/22/"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", TWO_DAYS)


@pytest.fixture
def served(site: Path) -> Iterator[Serving]:
    with serving(site) as found:
        yield found


class Reply:
    """An answer to a request, made of bytes."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        head, _, self.body = raw.partition(b"\r\n\r\n")
        first, *rows = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1]) if first else 0
        self.headers = {name.lower(): value for name, _, value in (row.partition(": ") for row in rows)}


def ask(served: Serving, target: str, method: str = "GET", **headers: str) -> Reply:
    """Ask as a browser would that is on a page of the preview."""
    given = {"Host": f"127.0.0.1:{served.port}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    rows = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), "Connection: close"]
    return say(served, "\r\n".join([*rows, "", ""]).encode("latin-1"))


def say(served: Serving, request: bytes, *, last: bool = False) -> Reply:
    """Send bytes, and return all that comes back until the end; `last` says that no more will be sent."""
    with socket.create_connection(("127.0.0.1", served.port), 30) as connection:
        connection.sendall(request)
        if last:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while piece := connection.recv(65_536):
            received += piece
    return Reply(received)


class Events:
    """What an open page is told."""

    def __init__(self, served: Serving, path: str, version: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
        self.connection.request("GET", f"/{OWN}events?path={path}&version={version or version_of(served, path)}")
        self.response = self.connection.getresponse()
        assert self.response.getheader("content-type", "").startswith("text/event-stream")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.response.close()
        self.connection.close()

    def next(self) -> tuple[str, object]:
        name = ""
        while True:
            line = self.response.readline().decode().rstrip("\n")
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                return name, json.loads(line.removeprefix("data: "))

    def until(self, name: str) -> object:
        while (event := self.next())[0] != name:
            pass
        return event[1]


def version_of(served: Serving, path: str) -> str:
    match = re.search(rb'data-version="(\w+)"', ask(served, path).body)
    assert match
    return match[1].decode()


def edit(site: Path, name: str, old: str, new: str) -> None:
    """Save as editors do: a new file takes the place of the old."""
    path = site / "content" / name
    part = path.with_name("part")
    part.write_text(edited(path, old, new))
    part.replace(path)


# What is answered


def test_every_file_of_a_build_is_served_and_pages_have_the_script_as_well(site: Path, served: Serving) -> None:
    with MemorySink() as sink:
        build(site, config.load(site, {}), sink, Cache(None))
    assert ask(served, "/search/manifest.json").status == 200, "it names the index's other files"
    while ask(served, "/2020/07/22/terms.json").status != 200:
        time.sleep(0.05)  # related papers are found when all else is there
    for path, data in sink.files.items():
        reply = ask(served, f"/{path.removesuffix('index.html')}")
        assert reply.status == 200, path
        body = reply.body
        if path.endswith(".html"):
            body, count = re.subn(rb'<script src="/~sitegen/preview.js" data-version="\w+" defer></script>', b"", body)
            assert count == 1, path
        assert body == data, path
    assert ask(served, f"/{OWN}preview.js").status == 200
    assert not any(b"sitegen/preview" in data for data in sink.files.values()), "a build has nothing of the preview"


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/feed.xml", "application/xml"),
        ("/feed.json", "application/json"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/archive.jsonl.gz", "application/gzip"),
        (f"/{OWN}preview.js", "text/javascript; charset=utf-8"),
        (f"/{OWN}preview.css", "text/css; charset=utf-8"),
    ],
)
def test_files_have_their_media_types(path: str, media: str, served: Serving) -> None:
    reply = ask(served, path)
    assert reply.status == 200
    assert reply.headers["content-type"] == media


def test_all_answers_keep_other_sites_out(served: Serving) -> None:
    for reply in (
        ask(served, "/"),
        ask(served, "/nope"),
        ask(served, "/archive"),
        ask(served, f"/{OWN}preview.js"),
        ask(served, f"/{OWN}nope"),
        ask(served, "/", "POST"),
        ask(served, "/", Host="evil.example"),
    ):
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cross-origin-resource-policy"] == "same-origin"
        assert reply.headers["x-frame-options"] == "DENY"
        assert not any(name.startswith("access-control") for name in reply.headers)


def test_a_page_that_is_not_there_is_the_sites_own_404(served: Serving) -> None:
    reply = ask(served, "/nope/")
    assert reply.status == 404
    assert b"Page not found" in reply.body
    assert b"preview.js" in reply.body
    assert ask(served, "/404.html").status == 200


def test_a_page_without_its_slash_leads_to_the_page(served: Serving) -> None:
    reply = ask(served, "/abs/2007.00001?a=b&c")
    assert reply.status == 301
    assert reply.headers["location"] == "/abs/2007.00001/?a=b&c"
    for path in ("/feed.xml", "/assets", "/abs", "/search/manifest.json", "//evil.example", "/evil.example/%2f.."):
        assert "location" not in ask(served, path).headers, path


def test_the_head_is_that_of_the_whole(served: Serving) -> None:
    whole, head = ask(served, DAY), ask(served, DAY, "HEAD")
    assert head.status == 200
    assert head.body == b""
    assert head.headers["content-length"] == str(len(whole.body))
    assert head.headers["etag"] == whole.headers["etag"]
    assert ask(served, "/nope", "HEAD").status == 404


def test_what_a_browser_has_is_not_sent_again(site: Path, served: Serving) -> None:
    etag = ask(served, DAY).headers["etag"]
    for asked in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        reply = ask(served, DAY, If_None_Match=asked)
        assert (reply.status, reply.body) == (304, b"")
        assert reply.headers["etag"] == etag
    assert ask(served, DAY, If_None_Match='"x"').status == 200
    with Events(served, DAY) as events:
        edit(site, "2020-07-22.md", "Abstract", "Edited")
        events.until("reload")
    assert ask(served, DAY, If_None_Match=etag).status == 200


def test_parts_are_sent_when_asked_for(served: Serving) -> None:
    whole = ask(served, "/feed.xml")
    size = len(whole.body)
    for asked, span in {
        "bytes=0-9": (0, 10),
        "bytes=10-": (10, size),
        "bytes=-10": (size - 10, size),
        f"bytes=5-{size + 100}": (5, size),
        f"bytes=-{size + 100}": (0, size),
    }.items():
        reply = ask(served, "/feed.xml", Range=asked)
        assert reply.status == 206, asked
        assert reply.body == whole.body[slice(*span)]
        assert reply.headers["content-range"] == f"bytes {span[0]}-{span[1] - 1}/{size}"
    for asked in (f"bytes={size}-", "bytes=-0"):
        reply = ask(served, "/feed.xml", Range=asked)
        assert reply.status == 416, asked
        assert reply.headers["content-range"] == f"bytes */{size}"
    for asked in ("bytes=0-1,3-4", "lines=0-1", "bytes=9-3", "bytes=", "bytes=a-b", "bytes=\xb2-"):
        assert ask(served, "/feed.xml", Range=asked).status == 200, asked
    assert ask(served, "/feed.xml", Range="bytes=0-9", If_Range='"x"').status == 200
    assert ask(served, "/feed.xml", Range="bytes=0-9", If_Range=whole.headers["etag"]).status == 206


def test_a_base_path_is_kept(site: Path) -> None:
    write_site(site, '-- sitegen.toml --\nbase_url = "https://example.org/project/"')
    with serving(site) as served:
        assert served.address.endswith("/project/")
        assert ask(served, "/").headers["location"] == "/project/"
        assert ask(served, "/project").headers["location"] == "/project/"
        reply = ask(served, f"/project{DAY}")
        assert reply.status == 200
        assert b'src="/project/~sitegen/preview.js"' in reply.body
        assert ask(served, "/project/~sitegen/preview.js").status == 200
        assert ask(served, DAY).status == 404
        assert ask(served, "/projectile/").status == 404


# To whom


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example:8000"},
        {"Host": "10.0.0.1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"},
    ],
)
@pytest.mark.parametrize("path", [DAY, "/feed.json", f"/{OWN}events?path=/", f"/{OWN}preview.js", "/nope"])
def test_strangers_are_refused(path: str, headers: dict[str, str], served: Serving) -> None:
    reply = ask(served, path, **headers)
    assert reply.status == 403
    assert b"this preview" in reply.body
    assert b"2007" not in reply.body


def test_a_link_from_elsewhere_leads_to_a_page_but_not_to_the_events(served: Serving) -> None:
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert ask(served, DAY, **link).status == 200
    assert ask(served, f"/{OWN}events?path=/", **link).status == 403


@pytest.mark.parametrize(
    "target",
    [
        "/../site/sitegen.toml", "/../../../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd",
        "/%2e%2e%2fsitegen.toml", "/..%5c..%5cetc%5cpasswd", "/%252e%252e/etc/passwd", "/.%00./etc/passwd",
        "/content/2020-07-22.md", "/./content/2020-07-22.md", "/abs/../content/2020-07-22.md", "/sitegen.toml",
        "/pyproject.toml", "/.git/config", "/.cache/sitegen/readings", "/assets/../sitegen.toml", "//etc/passwd",
        "/%c0%ae%c0%ae/etc/passwd", "/..;/etc/passwd", "/\\..\\etc\\passwd", f"/{OWN}../sitegen.toml",
        f"/{OWN}%2e%2e/client/preview.js", f"/{OWN}preview.py", f"/{OWN}", f"/{OWN}/etc/passwd", "/~sitegen",
        "/file:///etc/passwd", "/search/d/..%2f..%2f/0.bin", "/search/../../etc/passwd", "/abs/", "/assets/",
        "/content/",
    ],
)  # fmt: skip
def test_nothing_but_the_sites_own_files_is_reached(target: str, served: Serving) -> None:
    reply = ask(served, target)
    assert reply.status in (400, 404)
    assert b"root:" not in reply.body
    assert b"ArXiv cs.CV --" not in reply.body


def test_a_request_may_name_this_machine_but_no_other(served: Serving) -> None:
    assert ask(served, f"http://127.0.0.1:{served.port}{DAY}").status == 200
    assert ask(served, f"http://evil.example{DAY}").status == 400
    assert ask(served, "http://127.0.0.1").status == 400
    assert ask(served, "evil.example:443").status == 400
    assert ask(served, "*", "OPTIONS").status == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"])
def test_there_is_nothing_but_reading(method: str, served: Serving) -> None:
    reply = ask(served, DAY, method)
    assert reply.status == 405
    assert b"2007" not in reply.body


@pytest.mark.parametrize(
    "request_",
    [
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\n Host: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"GET /\r\nX HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: local\x00host\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_no_request_harms_nobody(request_: bytes, served: Serving) -> None:
    reply = say(served, request_, last=True)
    assert reply.status in (0, 400, 403, 404, 505)
    assert b"2007.0000" not in reply.raw
    assert ask(served, DAY).status == 200


def test_slow_clients_do_not_keep_others_waiting(served: Serving) -> None:
    idle = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(30)]
    for number, connection in enumerate(idle):
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n"[: number + 5])
    greedy = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(10)]
    for connection in greedy:  # they ask for much, and read nothing
        connection.sendall(b"GET /feed.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100)
    assert ask(served, DAY).status == 200
    for connection in idle + greedy:
        connection.close()


# What open pages are told


def test_a_page_is_told_to_load_again_when_it_has_changed_and_no_other(site: Path, served: Serving) -> None:
    with Events(served, "/abs/2007.00001/") as one, Events(served, "/abs/2007.00002/") as other:
        edit(site, "2020-07-22.md", "Abstract of 2007.00001", "Edited")
        one.until("reload")
        edit(site, "2020-07-22.md", "Abstract of 2007.00002", "Edited as well")
        told = []
        while (event := other.next())[0] != "reload":
            told.append(event[0])
        assert set(told) <= {"problems", "preparing"}
        assert event[1] == version_of(served, "/abs/2007.00002/")
    assert b"Edited as well" in ask(served, "/abs/2007.00002/").body


def test_an_edit_between_loading_and_listening_is_not_lost(site: Path, served: Serving) -> None:
    version = version_of(served, DAY)
    with Events(served, DAY, version) as first:
        edit(site, "2020-07-22.md", "Abstract", "Edited")
        first.until("reload")
    with Events(served, DAY, version) as late:
        assert late.until("reload") == version_of(served, DAY)


def test_a_page_that_comes_to_be_is_loaded_by_those_who_wait_for_it(site: Path, served: Serving) -> None:
    with Events(served, "/2020/07/24/") as waiting:
        write_site(site, f"-- content/2020-07-24.md --\n{digest('2020-07-24', '2007.00009')}")
        waiting.until("reload")
    assert ask(served, "/2020/07/24/").status == 200


def test_errors_are_told_and_that_they_are_gone(site: Path, served: Serving) -> None:
    with Events(served, "/") as events:
        assert events.until("problems") == []
        edit(site, "2020-07-22.md", "pdf/2007.00002", "pdf/x")
        [problem] = list(events.until("problems"))  # type: ignore[call-overload]
        place, quoted, caret, hint = problem.split("\n")
        assert place.startswith("content/2020-07-22.md:4:67: error: paper 2: `x` is not a valid arXiv ID")
        assert quoted.index("pdf/x") + 4 == caret.index("^")
        assert hint.startswith("hint: ")
        with Events(served, "/nope/") as later:
            assert later.until("problems") == [problem]
        edit(site, "2020-07-22.md", "pdf/x", "pdf/2007.00002")
        assert events.until("problems") == []


def test_warnings_alone_are_for_the_terminal(site: Path, served: Serving) -> None:
    with Events(served, "/2020/07/24/") as events:
        write_site(
            site, f"-- content/2020-07-24.md --\n{digest('2020-07-24', '2007.00009')}\n-- content/2020-07-25.txt --\nx"
        )
        assert events.next() == ("problems", [])
        events.until("reload")
    assert [problem.severity for problem in served.preview.problems] == ["warning"]


def test_notices_never_cover_a_page_and_are_not_shown_beside_errors() -> None:
    notice = Problem(Location("content/a.md", 1), "a day is missing", severity=Severity.NOTICE)
    error = Problem(Location("content/b.md", 1), "wrong")
    assert events.shown((notice,)) == []
    assert events.shown((notice, error, notice)) == ["content/b.md:1: error: wrong"]


def test_a_template_that_fails_is_told_with_its_line_on_the_page_and_to_all(site: Path) -> None:
    template = '{% extends "parent:paper.html" %}\n{% block title %}{{ page.paper.nope }}{% endblock %}'
    write_site(
        site,
        '-- sitegen.toml --\ntheme.name = "mine"\n-- themes/mine/theme.toml --\nparent = "default"\n'
        f"-- themes/mine/templates/paper.html --\n{template}",
    )
    with serving(site) as served:
        reply = ask(served, "/abs/2007.00001/")
        assert reply.status == 503
        assert b"themes/mine/templates/paper.html:2" in reply.body
        assert b"preview.js" in reply.body
        with Events(served, "/") as events:
            assert "`PaperItem` has no field `nope`" in str(events.until("problems"))
            (site / "themes/mine/templates/paper.html").write_text(template.replace("nope", "id"))
            assert events.until("problems") == []
        assert ask(served, "/abs/2007.00001/").status == 200


def test_a_site_that_cannot_be_shown_at_all_says_why_and_comes_when_it_can(site: Path) -> None:
    write_site(site, "-- sitegen.toml --\ntitel = 1")
    with serving(site) as served:
        reply = ask(served, DAY)
        assert reply.status == 503
        assert b"`titel` is not an option" in reply.body
        with Events(served, DAY) as events:
            (site / "sitegen.toml").unlink()
            events.until("reload")
        assert ask(served, DAY).status == 200


def test_those_who_follow_are_led_to_what_was_edited(site: Path) -> None:
    with serving(site, follow=True) as served:
        served.preview.keep_texts()
        home, day = Events(served, "/"), Events(served, DAY)
        paper = Events(served, "/abs/2007.00002/")
        for events in (home, day, paper):
            events.until("preparing")
        edit(site, "2020-07-22.md", "Abstract of 2007.00002", "Edited")
        assert home.until("go") == "/abs/2007.00002/"
        assert day.until("go") == f"{DAY}#2007.00002"
        paper.until("reload")
        for events in (home, day, paper):
            events.__exit__()


def test_the_search_index_is_prepared_when_it_is_asked_for_and_pages_say_so(site: Path, served: Serving) -> None:
    with Events(served, "/search/") as events:
        assert events.until("preparing") == []
        manifest = json.loads(ask(served, "/search/manifest.json").body)
        assert manifest["documents"] == 3
        assert events.until("preparing") == ["the search index"]
        assert events.until("preparing") == []
    etag = ask(served, "/search/manifest.json").headers["etag"]
    with Events(served, DAY) as events:
        edit(site, "2020-07-22.md", "Abstract of", "Xylophones of")
        events.until("reload")
    assert ask(served, "/search/manifest.json").headers["etag"] != etag


# Storms, and the end


def test_after_a_storm_of_edits_the_last_state_is_served_and_nothing_half_built_before(site: Path) -> None:
    ids = [f"2007.{n:05}" for n in range(1, 41)]
    file = site / "content/2020-07-22.md"
    file.write_text(digest("2020-07-22", *ids))
    over = threading.Event()
    with serving(site) as served:
        served.preview.keep_texts()
        version = version_of(served, DAY)

        def storm() -> None:
            for n in range(500):
                file.write_text(digest("2020-07-22", *ids).replace("Abstract", f"State {n}."))
                time.sleep(0.001)
            over.set()

        writer = threading.Thread(target=storm)
        writer.start()
        asked = 0
        while not over.is_set() or asked < 5:
            reply = ask(served, DAY)
            asked += 1
            assert reply.status == 200
            assert all(f'id="{id_}"'.encode() in reply.body for id_ in ids)
            assert len(set(re.findall(rb"State \d+", reply.body))) <= 1, "one state, not two"
        writer.join()
        while b"State 499" not in ask(served, DAY).body:
            with Events(served, DAY, version) as events:
                version = str(events.until("reload"))


def test_the_terminal_is_told_what_changed(site: Path, served: Serving) -> None:
    with Events(served, DAY) as events:
        edit(site, "2020-07-22.md", "Abstract", "Edited")
        events.until("reload")
    while not served.told:
        time.sleep(0.01)
    what = served.told[0]
    assert isinstance(what, Rebuilt)
    assert what.files == ("content/2020-07-22.md",)
    assert what.units[0] == "day/2020-07-22"
    assert what.problems == ()


def test_answers_are_not_held_back_for_more_to_send() -> None:
    with listen("127.0.0.1", 0) as found:
        assert found.proto == socket.IPPROTO_TCP, "asyncio sets TCP_NODELAY of no other"


def test_the_next_free_port_is_taken() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with listen("127.0.0.1", port) as second:
            assert second.getsockname()[1] > port


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1", "\x00"])
def test_a_host_that_is_not_this_machine_is_refused(host: str) -> None:
    with pytest.raises(Refusal):
        listen(host, 0)


def test_addresses_are_written_as_browsers_take_them() -> None:
    assert url("127.0.0.1", 8000, "/") == "http://127.0.0.1:8000/"
    assert url("::1", 8000, "/project/") == "http://[::1]:8000/project/"
    assert url("0.0.0.0", 8000, "/") == url("::", 8000, "/") == "http://localhost:8000/"  # noqa: S104


def test_others_are_told_an_address_of_this_machine_if_they_can_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    class Probe(socket.socket):
        def connect(self, _: object) -> None:
            pass

        def getsockname(self) -> tuple[str, int]:
            return "192.168.1.5", 40_000

    monkeypatch.setattr(socket, "socket", Probe)
    assert urls_for_others("0.0.0.0", 8000, "/p/") == ["http://192.168.1.5:8000/p/"]  # noqa: S104
    for host in ("127.0.0.1", "::1", "localhost", "192.168.1.5"):
        assert urls_for_others(host, 8000, "/") == []


def test_a_preview_is_reached_by_a_name_that_is_allowed(site: Path) -> None:
    with serving(site, allowed=(".tunnel.example",)) as served:
        assert ask(served, "/", Host="a.tunnel.example").status == 200
        page = {"Host": "a.tunnel.example", "Sec_Fetch_Site": "same-origin", "Origin": "https://a.tunnel.example"}
        assert ask(served, f"/{OWN}preview.js", **page).status == 200
        refused = ask(served, "/", Host="b.example")
        assert refused.status == 403
        assert b"--allow-host b.example" in refused.body


def test_out_of_file_descriptors_there_is_one_line_and_later_an_answer(
    site: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(site) as served:
        assert ask(served, "/").status == 200
        before = resource.getrlimit(resource.RLIMIT_NOFILE)
        waiting = socket.socket()
        probe = os.open("/", os.O_RDONLY)
        os.close(probe)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (probe, before[1]))  # what is open stays so
            waiting.connect(("127.0.0.1", served.port))
            deadline = time.monotonic() + 60
            while not any("a request cannot be answered" in str(line) for line in served.told):
                assert time.monotonic() < deadline
                time.sleep(0.05)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
        waiting.close()
        assert ask(served, "/").status == 200
        (line,) = (line for line in served.told if "a request cannot be answered" in str(line))
        remedy = "close pages of the preview, or allow more, as with `ulimit -n 4096`"
        assert line == f"a request cannot be answered: Too many open files: {remedy}"
    assert capfd.readouterr().err == ""


def test_the_command_says_that_a_port_is_in_use(site: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        line = [sys.executable, "-m", "sitegen", "serve", "--port", str(port), "--json"]
        with subprocess.Popen(line, cwd=site, stdout=subprocess.PIPE, text=True) as process:
            note, serving_ = told(process), told(process)
            process.kill()
    assert str(note["message"]).startswith(f"port {port} is in use: the preview is at port ")
    assert str(serving_["url"]).rstrip("/").endswith(str(note["message"]).rpartition(" ")[2])


@pytest.fixture
def command(site: Path) -> Iterator[subprocess.Popen[str]]:
    line = [sys.executable, "-m", "sitegen", "serve", "--port", "0", "--json"]
    with subprocess.Popen(line, cwd=site, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def told(process: subprocess.Popen[str]) -> dict[str, object]:
    assert process.stdout
    result: dict[str, object] = json.loads(process.stdout.readline())
    return result


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_the_command_tells_what_happens_and_ends_at_once(
    way: signal.Signals, site: Path, command: subprocess.Popen[str]
) -> None:
    first = told(command)
    assert (first["type"], first["days"], first["papers"]) == ("serving", 2, 3)
    port = int(str(first["url"]).rstrip("/").rpartition(":")[2])
    edit(site, "2020-07-22.md", "pdf/2007.00002", "pdf/x")
    problem, rebuilt = told(command), told(command)
    assert (problem["type"], problem["path"], problem["line"]) == ("problem", "content/2020-07-22.md", 4)
    assert (rebuilt["type"], rebuilt["files"], rebuilt["problems"]) == ("rebuilt", ["content/2020-07-22.md"], 1)

    listening = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    listening.request("GET", f"/{OWN}events?path=/&version=x")
    listening.getresponse()
    slow = socket.create_connection(("127.0.0.1", port))
    slow.sendall(b"GET / HTTP/1.1\r\n")
    command.send_signal(way)
    assert command.wait(30) == 0
    assert command.stderr
    assert command.stderr.read() == ""
    slow.close()
    listening.close()
    assert not (site / "build").exists()


def test_the_command_ends_at_once_while_it_prepares(command: subprocess.Popen[str]) -> None:
    port = int(str(told(command)["url"]).rstrip("/").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as waiting:
        waiting.sendall(b"GET /search/manifest.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
        command.send_signal(signal.SIGINT)
        assert command.wait(30) == 0
