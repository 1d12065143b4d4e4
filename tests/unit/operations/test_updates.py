"""The answer of whoever says which version is the newest is read as what a stranger wrote."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop import UPDATE_ADDRESS, __version__
from spanloop.core.errors import SpanloopError
from spanloop.operations import updates
from spanloop.operations.updates import Newest, ask_newest, is_due, is_secure, version_key

PAGE = "https://spanloop.example/get?v=9.1"
GOOD: dict[str, Any] = {"version": "9.1.0", "page": PAGE, "checksums": {"a.deb": "0" * 64}}


class _Server(HTTPServer):
    """One that answers with what it is given. asked: the head of each request."""

    answer: bytes
    status = 200
    moved = ""
    asked: list[tuple[str, dict[str, str]]]


class _Handler(BaseHTTPRequestHandler):
    server: Any

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        self.send_response(self.server.status)
        if self.server.moved:
            self.send_header("Location", self.server.moved)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    made = _Server(("127.0.0.1", 0), _Handler)
    made.asked, made.answer = [], json.dumps(GOOD).encode()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def address_of(server: _Server) -> str:
    return f"http://127.0.0.1:{server.server_port}/newest.json"


def ask(server: _Server) -> Newest:
    """Of a server of this machine, which only a test lets through."""
    return ask_newest(address_of(server), allowed=lambda address: address.startswith("http://127.0.0.1:"))


def test_a_newer_version_is_told_and_nothing_about_the_person_is_sent(server: _Server) -> None:
    newest = ask(server)
    assert newest == Newest("9.1.0", GOOD["page"], {"a.deb": "0" * 64})
    assert newest.sentence() == f"Spanloop 9.1.0 is there; this is {__version__}."
    assert Newest.from_dict(newest.to_dict()) == newest
    assert server.asked == [
        (
            "/newest.json",
            {
                "User-Agent": "Spanloop", "Accept": "application/json", "Accept-Encoding": "identity",
                "Connection": "close", "Host": f"127.0.0.1:{server.server_port}",
            },
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"", "no JSON"),
        (b"\xff{}", "no JSON"),
        (b"[" * 50_000, "no JSON"),
        (b"<html>Spanloop 9</html>", "no JSON"),
        (b"[]", "no JSON object"),
        (b"{}", "no version"),
        (json.dumps(GOOD | {"version": "9.1.0<b>"}).encode(), "no version"),
        (json.dumps(GOOD | {"version": "9" * 400}).encode(), "no version"),
        (json.dumps(GOOD | {"version": 9}).encode(), "no version"),
        (json.dumps(GOOD | {"version": "٩.1"}).encode(), "no version"),
        (json.dumps(GOOD | {"page": "http://spanloop.example/"}).encode(), "no page with https"),
        (json.dumps(GOOD | {"page": "javascript:alert(1)"}).encode(), "no page with https"),
        (json.dumps(GOOD | {"page": "https://spanloop.example@evil.example/"}).encode(), "no page with https"),
        (json.dumps(GOOD | {"page": "https://spanloop.example/\u202eexe"}).encode(), "no page with https"),
        (json.dumps(GOOD | {"page": "https://a.example/" + "a" * 400}).encode(), "no page with https"),
        (json.dumps(GOOD | {"page": "file:///etc/passwd"}).encode(), "no page with https"),
        (json.dumps(GOOD | {"checksums": {"../a": "0" * 64}}).encode(), "checksums are none"),
        (json.dumps(GOOD | {"checksums": {"a": "xyz"}}).encode(), "checksums are none"),
        (json.dumps(GOOD | {"checksums": [1]}).encode(), "checksums are none"),
        (json.dumps(GOOD | {"checksums": {f"a{n}": "0" * 64 for n in range(41)}}).encode(), "checksums are none"),
        (b" " * (updates.LIMIT_BYTES + 1), "too long"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_refused(server: _Server, answer: bytes, why: str) -> None:
    server.answer = answer
    with pytest.raises(SpanloopError, match=why):
        ask(server)


def test_nobody_is_followed_elsewhere(server: _Server) -> None:
    server.status, server.moved = 302, address_of(server)
    with pytest.raises(SpanloopError, match="points to another address"):
        ask(server)
    assert len(server.asked) == 1
    server.status, server.moved = 500, ""
    with pytest.raises(SpanloopError, match="HTTP status 500"):
        ask(server)


def test_a_server_that_is_silent_or_drips_is_left(server: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "_DEADLINE_S", -1.0)
    with pytest.raises(SpanloopError, match="takes too long"):
        ask(server)
    monkeypatch.setattr(updates, "_PATIENCE_S", 0.05)
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(SpanloopError, match="no answer in time"):
            ask_newest(address, allowed=lambda _: True)
    with pytest.raises(SpanloopError, match="Connection refused"):
        ask_newest(address, allowed=lambda _: True)


def test_a_connection_that_is_not_secure_is_said_in_words(server: _Server) -> None:
    address = address_of(server).replace("http:", "https:")  # which answers without encryption
    with pytest.raises(SpanloopError, match="certificate is not one that this computer trusts"):
        ask_newest(address, allowed=lambda _: True)


def test_only_https_is_asked(server: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in (address_of(server), "file:///etc/passwd", "ftp://a.example/", "https://a.example@b.example/"):
        assert not is_secure(address)
        with pytest.raises(SpanloopError, match="not one of https"):
            ask_newest(address)
    with pytest.raises(SpanloopError, match="names no place to ask"):
        ask_newest("")
    assert server.asked == []
    assert UPDATE_ADDRESS == "" or is_secure(UPDATE_ADDRESS)


def test_versions_have_an_order() -> None:
    ordered = ["0.1", "0.1.1a1", "0.1.1b1", "0.1.1b2", "0.1.1rc1", "0.1.1", "0.1.10", "0.2", "1.0", "1.0.0.1"]
    shuffled = ordered[::2] + ordered[1::2]
    assert sorted(shuffled, key=version_key) == ordered
    assert version_key("0.2") == version_key("0.2.0")
    assert version_key(__version__) > version_key("0.0.1")
    assert Newest(__version__, "").standing == "same"
    assert Newest("0.0.1", "").sentence().endswith("newer than the 0.0.1 that is offered.")


def test_a_week_is_a_week() -> None:
    today = date(2026, 11, 23)
    assert [is_due(day, today=today) for day in ("", "x", "2026-11-23", "2026-11-17", "2026-11-16", "2027-01-01")] == [
        True, True, False, False, True, True,
    ]  # fmt: skip


ANYTHING = st.none() | st.integers() | st.text(max_size=9) | st.dictionaries(st.text(max_size=3), st.text(max_size=3))


@settings(max_examples=25)
@given(ANYTHING)
def test_whatever_it_says_is_a_newest_or_refused(said: object) -> None:
    for told in ({"version": said, "page": PAGE}, {"version": "1.0", "page": said}, GOOD | {"checksums": said}):
        try:
            newest = Newest.from_dict(told)
        except SpanloopError:
            continue
        assert version_key(newest.version) >= version_key("0.0")
        assert is_secure(newest.page)
