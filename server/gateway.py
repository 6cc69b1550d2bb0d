"""The gateway: the explorer, a WSGI application, behind an ASGI server.

WSGI gives a thread to each client for as long as that takes to send and to read, and cannot tell
that it has left. Here a thread works only where there is something to do: requests are read before,
answers are sent piece by piece as the client takes them, and whoever computes an answer is told
when nobody waits for it any more. An answer that breaks off ends its connection, so that nobody
takes it for whole.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from kg.errors import KGError
from kg.settings import Settings
from server import LARGEST_REQUEST, create_app
from server.departure import DEPARTURE, Departure
from server.direct import Direct

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_QUERIES = "/sparql"
_PAGE_THREADS = 8
_REFUSING_THREADS = 8
_PIECE = 2**16
_DRAINED = 32 * 2**20
_REQUEST_SECONDS = 20.0
_READER_SECONDS = 60.0
_WATCH_AFTER = 0.1

_log = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class _Left(Exception):
    """The client has left."""


@dataclass(frozen=True)
class _Answer:
    """The beginning of an answer, and where the rest comes from; without one it is closed."""

    status: int
    headers: list[tuple[bytes, bytes]]
    beginning: bytes
    rest: Iterator[bytes] | None
    close: Callable[[], None]


class Gateway:
    """The explorer as an ASGI application.

    Parameters
    ----------
    application
        The explorer.
    query_threads
        Number of threads in which queries may run and wait; others are for pages.
    """

    def __init__(self, application: WSGIApplication, query_threads: int) -> None:
        self._application = application
        self._pages = ThreadPoolExecutor(_PAGE_THREADS, "page")
        # Beside those that run or wait, there must be threads to say that there is no place.
        self._queries = ThreadPoolExecutor(query_threads + _REFUSING_THREADS, "query")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request."""
        try:
            body = await _body(scope, receive)
        except TimeoutError:
            return await _refuse(send, HTTPStatus.REQUEST_TIMEOUT)
        except _Left:
            return None
        departure = Departure()
        environment = _environment(scope, body) | {DEPARTURE: departure}
        threads = self._queries if scope["path"].startswith(_QUERIES) else self._pages
        async with _Watch(receive, departure):
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(threads, _begin, self._application, environment)
            try:
                await _give(answer, departure, threads, send)
            finally:
                if answer.rest:
                    await loop.run_in_executor(threads, answer.close)
        return None

    def close(self) -> None:
        """End the threads."""
        self._pages.shutdown()
        self._queries.shutdown()


class _Watch:
    """Sees whether the client leaves; only where it has to wait for a while."""

    def __init__(self, receive: Receive, departure: Departure) -> None:
        self._receive, self._departure = receive, departure
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(_WATCH_AFTER, self._begin)

    async def __aexit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._task:
            self._task.cancel()

    def _begin(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            continue
        self._departure.happen()


async def _body(scope: Message, receive: Receive) -> bytes:
    """Return what the client sends, or where that is too much, so much that this can be seen."""
    headers = dict(scope["headers"])
    if b"content-length" not in headers and b"transfer-encoding" not in headers:
        return b""
    declared = int(headers.get(b"content-length", 0))
    parts, size = [], 0
    async with asyncio.timeout(_REQUEST_SECONDS):
        while declared <= _DRAINED and size <= _DRAINED:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _Left
            part = message.get("body", b"")
            size += len(part)
            if size <= LARGEST_REQUEST:
                parts.append(part)
            if not message.get("more_body"):
                break
    too_much = max(size, declared) > LARGEST_REQUEST
    return bytes(LARGEST_REQUEST + 1) if too_much else b"".join(parts)


def _environment(scope: Message, body: bytes) -> WSGIEnvironment:
    """Return the environment that WSGI (PEP 3333) wants of a request."""
    host, port = scope["server"] or ("localhost", "80")
    environment: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope["client"] or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        text = value.decode("latin-1")
        environment[key] = f"{environment[key]},{text}" if key in environment else text
    environment["CONTENT_TYPE"] = environment.pop("HTTP_CONTENT_TYPE", "")
    environment.pop("HTTP_CONTENT_LENGTH", None)
    environment["CONTENT_LENGTH"] = str(len(body))
    return environment


def _begin(application: WSGIApplication, environment: WSGIEnvironment) -> _Answer:
    """Ask the application, and read its answer, if it is short to its end."""
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
        said.append((status, headers))

    answer = application(environment, start_response)
    close = getattr(answer, "close", _nothing)
    pieces = iter(answer)
    more = b""
    try:
        beginning = _next(pieces)
        more = _next(pieces) if len(beginning) >= _PIECE else b""
    finally:
        if not more:
            close()
    status, headers = said[-1]
    return _Answer(
        int(status.partition(" ")[0]),
        [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        beginning + more,
        pieces if more else None,
        close,
    )


def _next(pieces: Iterator[bytes]) -> bytes:
    """Return the next bytes of an answer; nothing at its end."""
    parts, size = [], 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size >= _PIECE:
            break
    return b"".join(parts)


async def _give(answer: _Answer, departure: Departure, threads: Executor, send: Send) -> None:
    """Send an answer as the client takes it; one that breaks off is not ended."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    piece, rest = answer.beginning, answer.rest
    loop = asyncio.get_running_loop()
    try:
        while rest and piece and not departure.has_happened:
            async with asyncio.timeout(_READER_SECONDS):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = await loop.run_in_executor(threads, _next, rest)
    except TimeoutError:
        _log.warning("A client has not read its answer for %g s.", _READER_SECONDS)
    except KGError as error:
        _log.warning("An answer was broken off: %s", error)
    else:
        await send({"type": "http.response.body", "body": piece})


async def _refuse(send: Send, status: HTTPStatus) -> None:
    """Answer a request that never came to the application."""
    body = json.dumps({"title": status.phrase, "status": status}).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _nothing() -> None:
    """Close what needs no closing."""


def create_gateway() -> Gateway:
    """Return the explorer as an ASGI application, with the settings of the environment."""
    settings = Settings.from_environment()
    return Gateway(Direct(create_app(settings)), settings.query_threads)
