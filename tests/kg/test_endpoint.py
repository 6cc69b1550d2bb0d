"""The client of a server that misbehaves: what is tried again, what is told, what is never told."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kg import endpoint
from kg.endpoint import Endpoint
from kg.errors import QueryTimeout, StoreUnavailable
from tests.processes import free_port

Act = Callable[["Scripted"], None]


class Scripted(BaseHTTPRequestHandler):
    """Does for each request what the server's script says next; the last is done again."""

    protocol_version = "HTTP/1.1"
    server: Script

    def _next(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append(self)
        acts = self.server.acts
        (acts.pop(0) if acts[1:] else acts[0])(self)

    do_POST = do_PUT = do_DELETE = _next  # noqa: N815 - as the standard library has it

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class Script(ThreadingHTTPServer):
    """A server that follows a script."""

    daemon_threads = True

    def __init__(self, *acts: Act) -> None:
        super().__init__(("127.0.0.1", 0), Scripted)
        self.acts, self.seen = list(acts), list[Scripted]()

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that have gone."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/query"


def says(status: int, body: bytes = b"", **headers: str) -> Act:
    return lambda handler: handler.answer(status, body, **headers)


def hangs_up(handler: Scripted) -> None:
    handler.close_connection = True


def breaks_off(handler: Scripted) -> None:
    handler.answer(200, b"half", Content_Length="8")
    handler.close_connection = True


def drips(handler: Scripted) -> None:
    handler.answer(200, Content_Length="1000")
    for _ in range(1000):
        handler.wfile.write(b".")
        time.sleep(0.05)


@contextmanager
def script(*acts: Act) -> Iterator[Script]:
    with Script(*acts) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "PAUSES", (0.001, 0.001))


def asked(address: str, seconds: float = 10.0) -> bytes:
    with Endpoint(address, seconds).request("POST", body=b"?") as reply:
        return b"".join(reply.pieces)


@pytest.mark.parametrize("fault", [says(500), says(502), says(503), says(504), hangs_up])
def test_what_fails_twice_is_sent_three_times(fault: Act) -> None:
    with script(fault, fault, says(200, b"yes")) as server:
        assert asked(server.address) == b"yes"
        assert [one.body for one in server.seen] == [b"?"] * 3


def test_what_always_fails_is_told_with_the_words_of_the_server() -> None:
    said = b"<html><b>Out of\ndisk</b></html>"
    with (
        script(says(500, said, Content_Type="text/html")) as server,
        pytest.raises(StoreUnavailable, match=r"it answers 500 .* \(Out of disk\)\. See that"),
    ):
        asked(server.address)
    assert len(server.seen) == 3


def test_nobody_there() -> None:
    address = f"http://127.0.0.1:{free_port()}/query"
    with pytest.raises(StoreUnavailable, match=rf"store at {address} cannot .* connection refused"):
        asked(address)


def test_no_such_host() -> None:
    with pytest.raises(StoreUnavailable, match=r"cannot be asked: .+\. See that"):
        asked("http://no-such-host.invalid/query")


def test_a_connection_is_kept() -> None:
    with script(says(200, b"one")) as server:
        kept = Endpoint(server.address, 10)
        for _ in range(3):
            with kept.request("POST") as reply:
                assert b"".join(reply.pieces) == b"one"
        assert len({one.client_address for one in server.seen}) == 1


def test_a_connection_that_was_closed_meanwhile_is_no_failure() -> None:
    def last(handler: Scripted) -> None:
        handler.answer(200, b"x")
        handler.close_connection = True  # without a word

    with script(last, last) as server:
        kept = Endpoint(server.address, 10)
        for _ in range(2):
            with kept.request("POST") as reply:
                assert b"".join(reply.pieces) == b"x"
        assert len(server.seen) == 2


def test_an_answer_that_breaks_off_is_no_answer() -> None:
    with (
        script(breaks_off) as server,
        pytest.raises(StoreUnavailable, match="its answer broke off"),
    ):
        asked(server.address)


def test_an_answer_whose_end_cannot_be_seen_is_no_answer() -> None:
    def endless(handler: Scripted) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"some")
        handler.close_connection = True

    with (
        script(endless) as server,
        pytest.raises(StoreUnavailable, match=r"neither the length .* Put a proxy before it"),
    ):
        asked(server.address)


def test_a_line_is_left_before_another_can_have_it() -> None:
    told: list[str] = []
    with script(says(200, b"one")) as server:
        kept = Endpoint(server.address, 10)

        def line(over: socket.socket | None) -> None:
            told.append("taken" if over else f"left with {len(kept._kept)} kept")

        for _ in range(2):
            with kept.request("POST", line=line) as reply:
                list(reply.pieces)
    assert told == ["taken", "left with 0 kept"] * 2


@pytest.mark.parametrize("slow", [drips, lambda handler: time.sleep(1)])
def test_the_time_is_for_the_whole(slow: Act) -> None:
    with (
        script(slow) as server,
        pytest.raises(QueryTimeout, match=r"did not answer within 0\.3 s\. Ask for less"),
    ):
        asked(server.address, 0.3)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_sent_elsewhere(status: int) -> None:
    with (
        script(says(200, b"secret")) as other,
        script(says(status, Location=other.address)) as server,
    ):
        with pytest.raises(StoreUnavailable, match=rf"it leads on to {other.address}\."):
            asked(server.address)
        assert not other.seen


def test_a_refusal_is_an_answer() -> None:
    with (
        script(says(400, b"no\n such thing")) as server,
        Endpoint(server.address, 10).request("POST") as reply,
    ):
        assert (reply.status, reply.complaint()) == (400, "no such thing")


def needs(challenge: str) -> Act:
    def act(handler: Scripted) -> None:
        if "Authorization" in handler.headers:
            handler.answer(200, b"in")
        else:
            handler.answer(401, WWW_Authenticate=challenge)

    return act


def signed_in(address: str) -> str:
    return endpoint.signed_in(address, "bjørn", "s:e/c@ret")


def test_a_password_goes_out_when_it_is_asked_for() -> None:
    with script(needs('Basic realm="r"')) as server:
        kept = Endpoint(signed_in(server.address), 10)
        for _ in range(2):
            with kept.request("POST") as reply:
                assert b"".join(reply.pieces) == b"in"
    given = [one.headers.get("Authorization") for one in server.seen]
    assert given == [None, *["Basic YmrDuHJuOnM6ZS9jQHJldA=="] * 2]


def test_by_digest_it_does_not_go_out_at_all() -> None:
    with script(needs('Digest realm="r", nonce="n", qop="auth", algorithm=MD5')) as server:
        assert asked(signed_in(server.address)) == b"in"
    given = server.seen[1].headers["Authorization"].encode("latin-1").decode()
    assert given.startswith('Digest username="bjørn", realm="r", nonce="n", uri="/query", ')
    assert "c@ret" not in given


@pytest.mark.parametrize("status", [401, 403])
def test_who_may_not_is_told_and_the_password_is_not(status: int) -> None:
    with (
        script(says(status, WWW_Authenticate='Basic realm="r"')) as server,
        pytest.raises(StoreUnavailable, match="Give a user and password that may do this") as told,
    ):
        asked(signed_in(server.address))
    assert not any(secret in str(told.value) for secret in ("c@ret", "c%40ret", "bj"))


def test_a_file_is_sent_whole_each_time() -> None:
    content = "Ærø\n".encode() * 100_000
    with script(says(503), says(201)) as server:
        file = io.BytesIO(content)
        file.seek(7)
        with Endpoint(server.address, 10).request("PUT", "default", file) as reply:
            assert reply.status == 201
    assert [one.body == content for one in server.seen] == [True, True]
    assert [one.path for one in server.seen] == ["/query?default"] * 2


def test_leaving_early_ends_the_request() -> None:
    with script(drips) as server:
        kept = Endpoint(server.address, 10)
        with kept.request("POST") as reply:
            assert next(reply.pieces)
        assert not kept._kept


def test_what_is_no_http_is_told() -> None:
    def mumbles(handler: Scripted) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH\r\n")
        handler.close_connection = True

    with script(mumbles) as server, pytest.raises(StoreUnavailable, match="cannot be asked: "):
        asked(server.address)
