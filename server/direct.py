"""The short way to the endpoint: queries of programs by GET, past what only pages need.

A looked-up name takes the store a fraction of what a request takes the explorer. So a plain query
is begun here by the server's loop itself, with no thread that waits for it; if it is answered at
once, that is all. What takes longer goes on in a thread, and what is not plain is left to the
explorer. Both share `server.protocol`, and a test sees that nobody can tell by which way an answer
came.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from urllib.parse import parse_qs

from flask import Flask
from werkzeug.exceptions import HTTPException, NotAcceptable
from werkzeug.http import parse_etags

from kg.cancelling import new_name
from kg.errors import KGError
from kg.running import AT_ONCE, Run
from kg.sandbox import Sandbox
from server import compression, errors, security, wsgi
from server.departure import Departure
from server.protocol import Asked, headers_of
from server.releases import Releases
from server.wsgi import Message, Reply

_PATH = "/sparql"
_LONGEST = 2**14  # what a pipe takes at once, whatever the letters become as JSON
# Seconds to stand still for an answer. Most lookups take less than it takes to turn to another
# request and back, and the process that answers them has the processor meanwhile.
_IN_PLACE = 0.001
_OF_DATA = wsgi.encoded(
    {**security.OF_DATA, "Vary": "Accept, Accept-Language, Accept-Encoding"}.items()
)


@dataclass(frozen=True)
class _Request:
    """A query, and what its client says of the answers that it can do with."""

    asked: Asked
    known: str
    takes_gzip: bool


class Direct:
    """The short way.

    Parameters
    ----------
    app
        The explorer.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._releases: Releases = app.extensions["releases"]

    async def __call__(
        self, scope: Message, departure: Departure, threads: Executor
    ) -> Reply | None:
        """Answer a request; nothing where that has to be left to the explorer.

        Parameters
        ----------
        scope
            What the server says of the request.
        departure
            That the client has left.
        threads
            Where that goes on which takes longer.
        """
        request = _plain(scope)
        release = self._releases.opened if request else None
        if not request or not release:
            return None
        loop, asked = asyncio.get_running_loop(), request.asked
        try:
            etag = asked.etag(release.release.digest)
            if etag and request.known:
                known = compression.known_etag(etag, parse_etags(request.known))
                if known:
                    return Reply(HTTPStatus.NOT_MODIFIED, [*_OF_DATA, _header(known)], b"")
            run = release.sandbox.attempt(asked.query, *asked.forms, **asked.options)
            if run is None:
                return None
            with run:
                if run.take_what_comes(_IN_PLACE) or (
                    await _comes(run.output) and run.take_what_comes()
                ):
                    return _reply(request, run, etag)
                departure.then(run.cancel)
                go_on = partial(_finish, release.sandbox, request, run, etag)
                return await loop.run_in_executor(threads, go_on)
        except (KGError, NotAcceptable) as error:
            return await loop.run_in_executor(threads, self.problem, error, scope)

    def problem(self, error: KGError | HTTPException, scope: Message) -> Reply:
        """Return an error as a JSON problem.

        Parameters
        ----------
        error
            What went wrong.
        scope
            What the server says of the request.
        """
        environment = wsgi.environment(scope, b"")
        with self._app.request_context(environment):
            answer = self._app.process_response(errors.problem(error))
        return wsgi.reply(answer, environment)


def _plain(scope: Message) -> _Request | None:
    """Return the query of a request that can go the short way; nothing for any other."""
    if scope["path"] != _PATH or scope["method"] != "GET":
        return None
    if len(scope["query_string"]) > _LONGEST:
        return None
    try:
        headers = wsgi.joined(scope["headers"])
        text = scope["query_string"].decode()
        parameters = parse_qs(text, keep_blank_values=True, errors="strict")
        queries = parameters.get("query", [])
        query = queries[0] if len(queries) == 1 else ""
        name = headers.get("query-id") or new_name()
        asked = Asked(query, parameters, headers.get("accept", ""), name)
        is_other = "question" in parameters or "update" in parameters
        is_plain = query.strip() and not is_other and not asked.wants_page
    except (UnicodeDecodeError, NotAcceptable):  # the explorer says what is wrong
        return None
    known = headers.get("if-none-match", "")
    if not is_plain or "*" in known:
        return None
    return _Request(asked, known, compression.takes_gzip(headers.get("accept-encoding", "")))


async def _comes(descriptor: int) -> bool:
    """Wait a moment until there is something to read; return whether there is."""
    loop = asyncio.get_running_loop()
    came: asyncio.Future[bool] = loop.create_future()
    loop.add_reader(descriptor, _say, came, True)
    timer = loop.call_later(AT_ONCE, _say, came, False)
    try:
        return await came
    finally:
        timer.cancel()
        loop.remove_reader(descriptor)


def _say(future: asyncio.Future[bool], value: bool) -> None:
    if not future.done():
        future.set_result(value)


def _finish(sandbox: Sandbox, request: _Request, run: Run, etag: str) -> Reply:
    sandbox.finish(run)
    return _reply(request, run, etag)


def _reply(request: _Request, run: Run, etag: str) -> Reply:
    """Return the reply with an answer, or with the beginning of it."""
    outcome = run.outcome()
    headers = [*_OF_DATA, *wsgi.encoded(headers_of(request.asked, outcome).items())]
    pieces: Iterable[bytes] = [outcome.body] if outcome.is_whole else outcome.pieces
    length = len(outcome.body) if outcome.is_whole else None
    if request.takes_gzip and compression.is_worth_it(length):
        pieces = compression.compressed(pieces)
        headers.append((b"content-encoding", b"gzip"))
        etag = etag and compression.compressed_etag(etag)
    if etag:
        headers.append(_header(etag))
    if not outcome.is_whole:
        return Reply(HTTPStatus.OK, headers, *wsgi.begun(pieces, outcome.close), outcome.close)
    body = b"".join(pieces)
    headers.append((b"content-length", b"%d" % len(body)))
    return Reply(HTTPStatus.OK, headers, body)


def _header(etag: str) -> tuple[bytes, bytes]:
    return b"etag", b'W/"%s"' % etag.encode()
