"""The gateway gives WSGI what it wants, waits for nobody too long, and breaks off in the open."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException

from kg.errors import KGError, QueryTimeout
from server import LARGEST_REQUEST
from server.departure import DEPARTURE, Departure
from server.gateway import Gateway
from server.wsgi import Message, Reply
from tests.server.asgi import run

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CHUNKED = [(b"transfer-encoding", b"chunked")]

Messages = list[dict[str, Any]]


class Explaining:
    """A short way that no request can go, and that says what went wrong."""

    async def __call__(self, scope: Message, departure: Departure, threads: Executor) -> None:
        return None

    def problem(self, error: KGError | HTTPException, scope: Message) -> Reply:
        status = error.status if isinstance(error, KGError) else error.code
        return Reply(status or 0, [], str(error).encode())


def ask(
    application: WSGIApplication,
    path: str = "/",
    query: bytes = b"",
    headers: Iterable[tuple[bytes, bytes]] = CHUNKED,
    sent: Iterable[bytes] = (b"",),
    *,
    leaves: float | None = None,
    stalls: bool = False,
    reads: bool = True,
    patience: float = 60,
) -> Messages:
    """Return what the gateway sends to a client that behaves in one way or another."""
    scope = {
        "type": "http", "method": "POST", "http_version": "1.1", "scheme": "http", "path": path,
        "raw_path": quote(path).encode(), "query_string": query, "headers": list(headers),
        "server": ("127.0.0.1", 5000), "client": ("127.0.0.1", 5001),
    }  # fmt: skip
    came: Messages = []
    parts = list(sent)

    async def receive() -> dict[str, Any]:
        if parts:
            part = parts.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(parts) or stalls}
        await asyncio.sleep(60 if leaves is None else leaves)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if not reads and message.get("more_body"):
            await asyncio.sleep(60)
        came.append(dict(message))

    made = Gateway(application, 1, patience, Explaining())
    try:
        run(made(scope, receive, send))
    finally:
        made.close()
    return came


def test_a_fault_before_anything_has_gone_out_is_answered_as_such() -> None:
    def application(environment: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield from ()
        raise QueryTimeout("too long")

    came = ask(application)
    assert (came[0]["status"], body_of(came)) == (503, b"too long")


def body_of(came: Messages) -> bytes:
    """Return the body of an answer, which must be whole."""
    assert not came[-1].get("more_body")
    return b"".join(message["body"] for message in came[1:])


def seen(kept: list[WSGIEnvironment]) -> WSGIApplication:
    """Return an application that keeps what it is asked, and answers with what was sent."""

    def application(environment: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        kept.append(environment)
        start("200 OK", [("Content-Type", "text/plain"), ("X-Kept", "ja")])
        return [environment["wsgi.input"].read()]

    return application


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.lists(st.binary()))
def test_what_is_asked_arrives(path: str, parts: list[bytes]) -> None:
    kept: list[WSGIEnvironment] = []
    came = ask(
        seen(kept),
        f"/{path}",
        b"q=%C3%B8",
        [*CHUNKED, (b"x-a", b"1"), (b"x-a", b"2")],
        [b"", *parts],
    )
    assert came[0]["status"] == 200
    assert (b"x-kept", b"ja") in came[0]["headers"]
    assert body_of(came) == b"".join(parts)
    (environment,) = kept
    assert environment["PATH_INFO"].encode("latin-1").decode() == f"/{path}"
    assert environment["QUERY_STRING"] == "q=%C3%B8"
    assert environment["HTTP_X_A"] == "1,2"
    assert environment["CONTENT_LENGTH"] == str(len(b"".join(parts)))
    assert isinstance(environment[DEPARTURE], Departure)


def test_what_is_sent_beyond_the_largest_is_told_but_not_kept() -> None:
    kept: list[WSGIEnvironment] = []
    ask(seen(kept), sent=[bytes(2**20)] * 10)
    ask(seen(kept), headers=[(b"content-length", b"99999999999")], sent=[b"a"])
    lengths = [int(environment["CONTENT_LENGTH"]) for environment in kept]
    assert lengths == [LARGEST_REQUEST + 1] * 2


def test_whoever_sends_too_slowly_is_told_so() -> None:
    kept: list[WSGIEnvironment] = []
    came = ask(seen(kept), sent=[b"a"], stalls=True, patience=0.05)
    assert (came[0]["status"], kept) == (408, [])
    assert b"Request Timeout" in body_of(came)


def test_what_is_not_all_sent_is_not_answered() -> None:
    kept: list[WSGIEnvironment] = []
    came = ask(seen(kept), sent=[b"a"], stalls=True, leaves=0)  # or its chunks cannot be read
    assert (came[0]["status"], kept) == (400, [])


class Stream:
    """An application whose answer is many pieces, and that sees whether it is closed."""

    def __init__(self, pieces: Callable[[], Iterator[bytes]]) -> None:
        self.pieces, self.closed = pieces, threading.Event()
        self.departure: Departure | None = None

    def __call__(self, environment: WSGIEnvironment, start: StartResponse) -> Stream:
        self.departure = environment[DEPARTURE]
        start("200 OK", [("Content-Type", "text/csv")])
        return self

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces()

    def close(self) -> None:
        self.closed.set()


@given(st.lists(st.integers(0, 3 * 2**16), max_size=6))
def test_an_answer_in_pieces_is_whole(sizes: list[int]) -> None:
    stream = Stream(lambda: (bytes(size) for size in sizes))
    came = ask(stream)
    assert len(body_of(came)) == sum(sizes)
    assert stream.closed.is_set()


def test_the_first_piece_goes_out_before_the_last_is_there() -> None:
    came_before_last: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(5):
            came_before_last.append(number)
            yield bytes(2**16)

    came = ask(Stream(pieces))
    assert [message["more_body"] for message in came[1:-1]] == [True] * (len(came) - 2)
    assert len(came) > 3
    assert came_before_last == list(range(5))


def test_an_answer_that_breaks_off_is_not_ended() -> None:
    def pieces() -> Iterator[bytes]:
        yield bytes(2**17)
        yield bytes(2**17)
        raise QueryTimeout("no more")

    stream = Stream(pieces)
    came = ask(stream)
    assert came[-1]["more_body"] is True
    assert stream.closed.is_set()


def test_a_fault_in_an_answer_is_not_hidden() -> None:
    def pieces() -> Iterator[bytes]:
        yield bytes(2**17)
        yield bytes(2**17)
        raise ZeroDivisionError

    stream = Stream(pieces)
    with pytest.raises(ZeroDivisionError):
        ask(stream)
    assert stream.closed.is_set()


def test_a_client_that_does_not_read_is_left() -> None:
    stream = Stream(lambda: iter([bytes(2**17)] * 5))
    came = ask(stream, reads=False, patience=0.05)
    assert len(came) == 1  # no more than the head
    assert stream.closed.is_set()


def test_whoever_computes_an_answer_is_told_when_the_client_has_left() -> None:
    told = threading.Event()

    def application(environment: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        environment[DEPARTURE].then(told.set)
        assert told.wait(10), "nobody told"
        start("200 OK", [])
        return [b"too late"]

    start = time.monotonic()
    ask(application, "/sparql", leaves=0)
    assert told.is_set()
    assert time.monotonic() - start < 10


def test_an_answer_is_read_no_further_when_the_client_has_left() -> None:
    stream = Stream(lambda: _endless())

    def _endless() -> Iterator[bytes]:
        while True:
            assert stream.departure
            stream.departure.happen()
            yield bytes(2**16)

    came = ask(stream)
    assert came[-1]["more_body"] is True  # it is not ended as if that were all
    assert stream.closed.is_set()


def test_pages_have_threads_that_queries_cannot_take() -> None:
    free = threading.Event()

    def application(environment: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [])
        if environment["PATH_INFO"] == "/sparql":
            assert free.wait(20)
        return [b"done"]

    async def both() -> None:
        made = Gateway(application, 1, 60, Explaining())

        async def one(path: str) -> None:
            scope: dict[str, Any] = {
                "type": "http", "method": "GET", "http_version": "1.1", "scheme": "http",
                "path": path, "raw_path": path.encode(), "query_string": b"", "headers": [],
                "server": None, "client": None,
            }  # fmt: skip
            parts = [{"type": "http.request", "body": b""}]

            async def receive() -> dict[str, Any]:
                if not parts:
                    await asyncio.sleep(60)
                return parts.pop()

            async def send(message: Any) -> None:
                return None

            await made(scope, receive, send)

        queries = [asyncio.create_task(one("/sparql")) for _ in range(50)]
        await asyncio.wait_for(one("/"), 10)
        assert not any(query.done() for query in queries)
        free.set()
        await asyncio.gather(*queries)
        made.close()

    run(both())
