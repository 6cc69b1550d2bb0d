"""A server of SPARQL over HTTP: kept connections, sign-in, time limits, what is tried again."""

from __future__ import annotations

import base64
import hashlib
import http.client
import re
import secrets
import socket
import ssl
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from io import BufferedIOBase
from itertools import count
from typing import IO, Final
from urllib.parse import quote, unquote, urlsplit
from urllib.request import parse_http_list, parse_keqv_list

from kg.errors import QueryTimeout, StoreUnavailable

PAUSES: Final = (0.2, 0.8)
"""Seconds before a request is sent again that was refused or answered with 5xx."""

_PIECE = 2**16
_MOST_KEPT = 8
_MOST_SAID = 300
_LONGEST_COMPLAINT = 2**16
_TAG = re.compile(r"<[^<>]*>")
_REMEDY = "See that the server runs, and that this is its address."

Body = bytes | IO[bytes] | BufferedIOBase
"""What is sent: bytes, or a file, which is read from its beginning."""


Line = Callable[[socket.socket | None], None]
"""Called before each try with the line over which a request is to go, for whoever may want to break
it off, and with None when it is left; what it raises ends the request."""


def unwatched(_: socket.socket | None) -> None:
    """Do nothing with a line."""


@dataclass(frozen=True)
class Reply:
    """What a server answers.

    Parameters
    ----------
    status
        The status of HTTP; below 500.
    headers
        The headers, whose names may be in any letters.
    pieces
        The body as it arrives; to be read once, while the request lasts.
    """

    status: int
    headers: Message
    pieces: Iterator[bytes]

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def complaint(self) -> str:
        """Return the beginning of what the server says, as one line of plain text."""
        said = b""
        while len(said) < _LONGEST_COMPLAINT and (piece := next(self.pieces, b"")):
            said += piece
        text = said.decode(errors="replace")
        plain = _TAG.sub(" ", text) if self.media_type == "text/html" else text
        return " ".join(plain.split())[:_MOST_SAID]


@dataclass
class _Exchange:
    """A request that was sent, and its answer."""

    connection: http.client.HTTPConnection
    socket: socket.socket
    response: http.client.HTTPResponse

    @property
    def is_over(self) -> bool:
        """Whether the answer was read to its end, so that the connection can be used again."""
        ended = self.response.isclosed() or self.response.length == 0
        return ended and not self.response.will_close

    def close(self) -> None:
        """Let the connection go."""
        self.response.close()
        self.connection.close()


class _Clock:
    """Knows how much of the time for a request is left, and who watches over it."""

    def __init__(self, name: str, seconds: float, line: Line) -> None:
        self._name, self._seconds, self.line = name, seconds, line
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; more than none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.over()
        return left

    def over(self) -> QueryTimeout:
        return QueryTimeout(
            f"The store at {self._name} did not answer within {self._seconds:g} s. Ask for less at "
            "a time, or try again when it has less to do."
        )


class Endpoint:
    """A server of SPARQL.

    Parameters
    ----------
    address
        Its web address; a user and password may stand in it, and are never shown.
    seconds
        Longest time for a request, from its first try to the end of its answer.

    Examples
    --------
    >>> Endpoint("https://ann:secret@example.org/sparql", 10).name
    'https://example.org/sparql'
    """

    def __init__(self, address: str, seconds: float) -> None:
        self._parts, self._seconds = urlsplit(address), seconds
        self.name = public(address)
        self._kept: deque[http.client.HTTPConnection] = deque()
        weakref.finalize(self, _close, self._kept)
        self._challenge = ""
        self._signed = count(1)
        self._user = unquote(self._parts.username or "")
        self._password = unquote(self._parts.password or "")

    @contextmanager
    def request(
        self,
        method: str,
        query: str = "",
        body: Body = b"",
        headers: Mapping[str, str] | None = None,
        seconds: float | None = None,
        line: Line = unwatched,
    ) -> Iterator[Reply]:
        """Send a request and give the answer.

        What is sent here can be sent twice without harm. So a request is sent again, a few times,
        where the server refuses it, breaks off before it answers, or answers with 5xx.

        Parameters
        ----------
        method
            The method of HTTP.
        query
            What stands after ``?`` in the address.
        body
            What is sent.
        headers
            Headers to send.
        seconds
            A time limit other than the endpoint's own.
        line
            See `Line`.

        Raises
        ------
        StoreUnavailable
            If there is no sound answer, or the server wants another sign-in or address.
        QueryTimeout
            If the answer has not come to its end in time.
        """
        clock = _Clock(self.name, self._seconds if seconds is None else seconds, line)
        exchange = self._answered(method, query, body, dict(headers or {}), clock)
        response = exchange.response
        try:
            yield Reply(response.status, response.headers, self._pieces(exchange, clock))
        finally:
            line(None)  # before another may have it
            if exchange.is_over and len(self._kept) < _MOST_KEPT:
                response.close()
                self._kept.append(exchange.connection)
            else:
                exchange.close()

    def unavailable(self, problem: str, remedy: str = _REMEDY) -> StoreUnavailable:
        """Return the error that says why the server cannot be asked, and what to do."""
        return StoreUnavailable(f"The store at {self.name} cannot be asked: {problem}. {remedy}")

    def _answered(
        self, method: str, query: str, body: Body, headers: dict[str, str], clock: _Clock
    ) -> _Exchange:
        """Return an exchange with an answer below 500, after some tries."""
        problem = ""
        for pause in (*PAUSES, None):
            try:
                exchange = self._admitted(method, query, body, headers, clock)
            except (OSError, http.client.HTTPException) as error:
                if isinstance(error, TimeoutError):
                    raise clock.over() from None
                problem = _words(error)
            else:
                if exchange.response.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    return self._bounded(exchange)
                problem = self._failure(exchange, clock)
            if pause is None or pause >= clock.left():
                break
            time.sleep(pause)
        raise self.unavailable(problem)

    def _bounded(self, exchange: _Exchange) -> _Exchange:
        """Return an exchange if it can be seen whether its answer has come whole."""
        if exchange.response.length is None and not exchange.response.chunked:
            exchange.close()
            raise self.unavailable(
                "it tells neither the length of an answer nor its end, so one that broke off would "
                "pass for whole",
                "Put a proxy before it that does, as HTTP/1.1 has it.",
            )
        return exchange

    def _failure(self, exchange: _Exchange, clock: _Clock) -> str:
        """Return what a server says that answers with 5xx."""
        response = exchange.response
        reply = Reply(response.status, response.headers, self._pieces(exchange, clock))
        try:
            said = reply.complaint()
        finally:
            exchange.close()
        return f"it answers {response.status} {response.reason}{said and f' ({said})'}"

    def _admitted(
        self, method: str, query: str, body: Body, headers: dict[str, str], clock: _Clock
    ) -> _Exchange:
        """Send a request, signed in where the server wants that; return its answer."""
        exchange = self._exchanged(method, query, body, headers, clock)
        status = exchange.response.status
        if status == HTTPStatus.UNAUTHORIZED and self._user:
            self._challenge = exchange.response.headers.get("WWW-Authenticate", "")
            exchange.close()
            exchange = self._exchanged(method, query, body, headers, clock)
            status = exchange.response.status
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            exchange.close()
            raise self.unavailable(
                f"it answers {status} {exchange.response.reason}",
                "Give a user and password that may do this.",
            )
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            exchange.close()
            place = exchange.response.headers.get("Location", "nowhere")
            raise self.unavailable(
                f"it leads on to {place}", "Give that address instead, if you trust it."
            )
        return exchange

    def _exchanged(
        self, method: str, query: str, body: Body, headers: dict[str, str], clock: _Clock
    ) -> _Exchange:
        """Send a request over a kept connection, or a new one where the server has left it."""
        path = f"{self._parts.path or '/'}{'?' if query else ''}{query}"
        try:
            kept = self._kept.pop()
        except IndexError:
            return self._sent(self._connected(clock), method, path, body, headers, clock)
        try:
            return self._sent(kept, method, path, body, headers, clock)
        except (ConnectionError, http.client.HTTPException):
            return self._sent(self._connected(clock), method, path, body, headers, clock)

    def _connected(self, clock: _Clock) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        connection = (
            http.client.HTTPSConnection(
                host, port, timeout=clock.left(), context=ssl.create_default_context()
            )
            if self._parts.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=clock.left())
        )
        try:
            connection.connect()
        except TimeoutError:
            raise self.unavailable("it cannot be reached") from None
        return connection

    def _sent(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: Body,
        headers: dict[str, str],
        clock: _Clock,
    ) -> _Exchange:
        signed: dict[str, str | bytes] = {**headers, **self._signature(method, path)}
        try:
            connection.sock.settimeout(clock.left())
            clock.line(connection.sock)
            connection.request(method, path, body or None, {**signed, **_length(body)})
            # The answer may close the connection's own socket, and is read from it all the same.
            return _Exchange(connection, connection.sock, connection.getresponse())
        except BaseException:
            connection.close()
            raise

    def _signature(self, method: str, path: str) -> dict[str, bytes]:
        """Return the header by which the user signs in, in the way that the server asked for."""
        scheme, _, parameters = self._challenge.partition(" ")
        if scheme.lower() == "basic":
            given = base64.b64encode(f"{self._user}:{self._password}".encode())
            return {"Authorization": b"Basic " + given}
        if scheme.lower() == "digest":
            return {"Authorization": self._digest(parameters, method, path).encode()}
        return {}

    def _digest(self, parameters: str, method: str, path: str) -> str:
        """Return the answer to a challenge by HTTP Digest (RFC 7616)."""
        asked = parse_keqv_list(list(filter(None, parse_http_list(parameters))))
        algorithm, realm, nonce = (asked.get(name, "") for name in ("algorithm", "realm", "nonce"))
        number, ours = f"{next(self._signed):08x}", secrets.token_hex(8)

        def hashed(*parts: str) -> str:
            text = ":".join(parts).encode()
            if algorithm.upper() == "SHA-256":
                return hashlib.sha256(text).hexdigest()
            return hashlib.md5(text, usedforsecurity=False).hexdigest()  # as the protocol has it

        who, what = hashed(self._user, realm, self._password), hashed(method, path)
        between = [number, ours, "auth"] if "qop" in asked else []
        said = {
            "username": self._user,
            "realm": realm,
            "nonce": nonce,
            "uri": path,
            "response": hashed(who, nonce, *between, what),
            **{name: asked[name] for name in ("opaque",) if name in asked},
            **({"cnonce": ours} if between else {}),
        }
        quoted = [f'{name}="{value}"' for name, value in said.items()]
        plain = [f"algorithm={algorithm}"] if algorithm else []
        plain += [f"nc={number}", "qop=auth"] if between else []
        return f"Digest {', '.join([*quoted, *plain])}"

    def _pieces(self, exchange: _Exchange, clock: _Clock) -> Iterator[bytes]:
        """Yield the body of an answer, as long as there is time."""
        try:
            while True:
                exchange.socket.settimeout(clock.left())
                piece = exchange.response.read1(_PIECE)
                if not piece:
                    break
                yield piece
            if exchange.response.length:
                raise self.unavailable("its answer broke off")
        except TimeoutError:
            raise clock.over() from None
        except (OSError, http.client.HTTPException):
            raise self.unavailable("its answer broke off") from None


def _close(connections: deque[http.client.HTTPConnection]) -> None:
    while connections:
        connections.pop().close()


def public(address: str) -> str:
    """Return a web address without the user and password in it.

    Examples
    --------
    >>> public("https://ann:secret@example.org/sparql")
    'https://example.org/sparql'
    """
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def signed_in(address: str, user: str, password: str) -> str:
    """Return a web address with a user and password in it.

    Examples
    --------
    >>> signed_in("https://example.org/store", "ann", "a@b:c/d")
    'https://ann:a%40b%3Ac%2Fd@example.org/store'
    """
    parts = urlsplit(public(address))
    given = f"{quote(user, safe='')}:{quote(password, safe='')}"
    return parts._replace(netloc=f"{given}@{parts.netloc}").geturl()


def _length(body: Body) -> dict[str, str]:
    """Return the header with the length of a file, which is brought to its beginning."""
    if isinstance(body, bytes):
        return {}
    length = body.seek(0, 2)
    body.seek(0)
    return {"Content-Length": str(length)}


def _words(error: OSError | http.client.HTTPException) -> str:
    """Return what went wrong with a connection, in words."""
    if isinstance(error, http.client.HTTPException) and not str(error):
        return f"it does not speak HTTP ({type(error).__name__})"
    return str(getattr(error, "strerror", None) or error).lower()
