"""The gateway: the explorer, a WSGI application, behind an ASGI server.

WSGI gives a thread to each client for as long as that takes to send and to read, and cannot tell
that it has left. Here a thread works only where there is something to do: requests are read before,
answers are sent piece by piece as the client takes them, and whoever computes an answer is told
when nobody waits for it any more. An answer that breaks off ends its connection, so that nobody
takes it for whole.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

from werkzeug.exceptions import BadRequest, HTTPException, RequestTimeout

from kg.errors import KGError
from kg.settings import Settings
from server import LARGEST_REQUEST, create_app, wsgi
from server.departure import DEPARTURE, Departure
from server.direct import Direct
from server.wsgi import Message, Reply

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_QUERIES = "/sparql"
_PAGE_THREADS = 8
_REFUSING_THREADS = 8
_DRAINED = 32 * 2**20
_WATCH_AFTER = 0.1

_log = logging.getLogger(__name__)

Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class ShortWay(Protocol):
    """What may answer a request before the explorer is asked."""

    async def __call__(
        self, scope: Message, departure: Departure, threads: Executor
    ) -> Reply | None:
        """Answer in the loop itself, and in threads what takes longer; or leave it."""

    def problem(self, error: KGError | HTTPException, scope: Message) -> Reply:
        """Return the answer to an error."""


class Gateway:
    """The explorer as an ASGI application.

    Parameters
    ----------
    application
        The explorer.
    query_threads
        Number of threads in which queries may run and wait; others are for pages.
    client_seconds
        How long to wait for the rest of a request, and for a piece of an answer to be taken.
    short_way
        What may answer a request before the explorer is asked.
    """

    def __init__(
        self,
        application: WSGIApplication,
        query_threads: int,
        client_seconds: float,
        short_way: ShortWay,
    ) -> None:
        self._application, self._short_way = application, short_way
        self._client_seconds = client_seconds
        self._pages = ThreadPoolExecutor(_PAGE_THREADS, "page")
        # Beside those that run or wait, there must be threads to say that there is no place.
        self._queries = ThreadPoolExecutor(query_threads + _REFUSING_THREADS, "query")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request."""
        try:
            body = await _body(scope, receive, self._client_seconds)
        except TimeoutError:
            limit = f"The request was not whole after {self._client_seconds:g} s."
            return await self._refuse(RequestTimeout(f"{limit} Send it at once."), scope, send)
        except BadRequest as error:
            return await self._refuse(error, scope, send)
        departure = Departure()
        threads = self._queries if scope["path"].startswith(_QUERIES) else self._pages
        with _Watch(receive, departure):
            reply = await self._reply(scope, body, departure, threads)
            try:
                await self._give(reply, departure, threads, send)
            finally:
                if reply.rest:
                    await asyncio.get_running_loop().run_in_executor(threads, reply.close)
        return None

    async def _refuse(self, error: HTTPException, scope: Message, send: Send) -> None:
        """Answer a request of which not all has come."""
        loop, explain = asyncio.get_running_loop(), self._short_way.problem
        reply = await loop.run_in_executor(self._pages, explain, error, scope)
        reply.headers.append((b"connection", b"close"))
        await self._give(reply, Departure(), self._pages, send)

    async def _reply(
        self, scope: Message, body: bytes, departure: Departure, threads: Executor
    ) -> Reply:
        reply = await self._short_way(scope, departure, threads)
        if reply:
            return reply
        asked = wsgi.environment(scope, body) | {DEPARTURE: departure}
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(threads, wsgi.reply, self._application, asked)
        except KGError as error:  # in the beginning of an answer of which nothing has gone out yet
            return await loop.run_in_executor(threads, self._short_way.problem, error, scope)

    async def _give(
        self, reply: Reply, departure: Departure, threads: Executor, send: Send
    ) -> None:
        """Send an answer as the client takes it; one that breaks off is not ended."""
        head = {"type": "http.response.start", "status": reply.status, "headers": reply.headers}
        await send(head)
        piece, rest = reply.beginning, reply.rest
        loop = asyncio.get_running_loop()
        try:
            while rest and piece:
                async with asyncio.timeout(self._client_seconds):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                if departure.has_happened:  # what it may still read shall not look whole
                    return
                piece = await loop.run_in_executor(threads, wsgi.next_bytes, rest)
        except TimeoutError:
            _log.warning("A client has not read its answer for %g s.", self._client_seconds)
        except KGError as error:
            _log.warning("An answer was broken off: %s", error)
        else:
            await send({"type": "http.response.body", "body": piece})

    def close(self) -> None:
        """End the threads."""
        self._pages.shutdown()
        self._queries.shutdown()


class _Watch:
    """Sees whether the client leaves; only where it has to wait for a while."""

    def __init__(self, receive: Receive, departure: Departure) -> None:
        self._receive, self._departure = receive, departure
        self._task: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(_WATCH_AFTER, self._begin)

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._task:
            self._task.cancel()

    def _begin(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            continue
        self._departure.happen()


async def _body(scope: Message, receive: Receive, seconds: float) -> bytes:
    """Return what the client sends, or where that is too much, so much that this can be seen."""
    headers = dict(scope["headers"])
    if b"content-length" not in headers and b"transfer-encoding" not in headers:
        return b""
    declared = int(headers.get(b"content-length", 0))
    parts, size = [], 0
    async with asyncio.timeout(seconds):
        while declared <= _DRAINED and size <= _DRAINED:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise BadRequest("The request ended before all of it was there. Send it whole.")
            part = message.get("body", b"")
            size += len(part)
            if size <= LARGEST_REQUEST:
                parts.append(part)
            if not message.get("more_body"):
                break
    too_much = max(size, declared) > LARGEST_REQUEST
    return bytes(LARGEST_REQUEST + 1) if too_much else b"".join(parts)


def create_gateway() -> Gateway:
    """Return the explorer as an ASGI application, with the settings of the environment."""
    settings = Settings.from_environment()
    app = create_app(settings, ahead=True)
    return Gateway(app, settings.query_threads, settings.client_seconds, Direct(app))
