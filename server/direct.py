"""The short way to the endpoint: queries of programs by GET, past what only pages need.

A looked-up name takes the store a fraction of what a request takes the explorer. So what is plain
is answered here at once, and all else is left to the explorer. Both share `server.protocol`, and a
test sees that nobody can tell by which way an answer came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from flask import Flask
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import parse_etags

from kg.answers import Outcome
from kg.errors import KGError
from server import compression, errors, security
from server.protocol import Asked, answered, ending
from server.releases import Releases

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PATH = "/sparql"
_VARY = "Accept, Accept-Language, Accept-Encoding"


class Direct:
    """The explorer as a WSGI application, with the short way before it.

    Parameters
    ----------
    app
        The explorer.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._releases: Releases = app.extensions["releases"]

    def __call__(self, environment: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        asked = _plain(environment)
        if asked is None:
            return self._app(environment, start)
        try:
            return self._answer(asked, environment, start)
        except (KGError, NotAcceptable) as error:
            with self._app.request_context(environment):
                answer = self._app.process_response(errors.problem(error))
            return answer(environment, start)

    def _answer(
        self, asked: Asked, environment: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        release = self._releases.current()
        etag = asked.etag(release.release.digest)
        headers = {**security.OF_DATA, "Vary": _VARY} | ({"ETag": f'W/"{etag}"'} if etag else {})
        known = environment.get("HTTP_IF_NONE_MATCH", "")
        if etag and known and compression.is_known(etag, parse_etags(known)):
            start(_line(HTTPStatus.NOT_MODIFIED), [*headers.items()])
            return []
        outcome, own = answered(asked, release.sandbox, ending(environment))
        headers |= own
        if not outcome.is_whole:
            start(_line(HTTPStatus.OK), [*headers.items()])
            return _Streamed(outcome)
        start(_line(HTTPStatus.OK), [*headers.items(), ("Content-Length", str(len(outcome.body)))])
        return [outcome.body]


class _Streamed:
    """The pieces of an answer; whoever does not read them to their end closes it."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self.close = outcome.close

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._outcome.pieces)


def _plain(environment: WSGIEnvironment) -> Asked | None:
    """Return the query of a request that can go the short way; nothing for any other."""
    if environment["PATH_INFO"] != _PATH or environment["REQUEST_METHOD"] != "GET":
        return None
    if "gzip" in environment.get("HTTP_ACCEPT_ENCODING", ""):
        return None
    try:
        parameters = parse_qs(environment["QUERY_STRING"], keep_blank_values=True, errors="strict")
        query = parameters.get("query", [""])[0]
        accept, name = environment.get("HTTP_ACCEPT", ""), environment.get("HTTP_QUERY_ID", "")
        asked = Asked(query, parameters, accept, name)
        is_plain = query.strip() and "question" not in parameters and not asked.wants_page
    except (UnicodeDecodeError, NotAcceptable):  # the explorer says what is wrong
        return None
    return asked if is_plain else None


def _line(status: HTTPStatus) -> str:
    return f"{status} {status.phrase}"
