"""WSGI: a request of an ASGI server as a WSGI application wants it, and its reply."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_PIECE = 2**16

Message = MutableMapping[str, Any]
"""What an ASGI server says, be it of a request as a whole (its scope)."""
Headers = list[tuple[bytes, bytes]]
"""Headers as ASGI has them, their names in small letters."""


def _nothing() -> None:
    """Close what needs no closing."""


@dataclass(frozen=True)
class Reply:
    """The reply to a request.

    Parameters
    ----------
    status
        The HTTP status.
    headers
        The headers.
    beginning
        The first bytes of the body.
    rest
        What is left of the body, to be read by `next_bytes`; None where there is no more.
    close
        To be called when no more is read, where there is a rest.
    """

    status: int
    headers: Headers
    beginning: bytes
    rest: Iterator[bytes] | None = None
    close: Callable[[], None] = _nothing


def environment(scope: Message, body: bytes) -> WSGIEnvironment:
    """Return the environment that WSGI (PEP 3333) wants of a request.

    Parameters
    ----------
    scope
        What the server says of it.
    body
        What was sent with it.
    """
    host, port = scope["server"] or ("localhost", "80")
    made: WSGIEnvironment = {
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
    for name, value in joined(scope["headers"]).items():
        made["HTTP_" + name.upper().replace("-", "_")] = value
    made["CONTENT_TYPE"] = made.pop("HTTP_CONTENT_TYPE", "")
    made.pop("HTTP_CONTENT_LENGTH", None)
    made.pop("HTTP_TRANSFER_ENCODING", None)  # the body is here, and has a length
    made["CONTENT_LENGTH"] = str(len(body))
    return made


def joined(headers: Headers) -> dict[str, str]:
    """Return headers by their names in small letters, those that came several times as one.

    Examples
    --------
    >>> joined([(b"accept", b"text/csv"), (b"accept", b"*/*")])
    {'accept': 'text/csv,*/*'}
    """
    made: dict[str, str] = {}
    for key, value in headers:
        name, text = key.decode("latin-1"), value.decode("latin-1")
        made[name] = f"{made[name]},{text}" if name in made else text
    return made


def reply(application: WSGIApplication, asked: WSGIEnvironment) -> Reply:
    """Ask an application, and read its answer, if it is short to its end.

    Parameters
    ----------
    application
        The application.
    asked
        The environment of the request.
    """
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
        said.append((status, headers))

    answer = application(asked, start_response)
    close = getattr(answer, "close", _nothing)
    beginning, rest = begun(answer, close)
    status, headers = said[-1]
    return Reply(int(status.partition(" ")[0]), encoded(headers), beginning, rest, close)


def begun(body: Iterable[bytes], close: Callable[[], None]) -> tuple[bytes, Iterator[bytes] | None]:
    """Return the beginning of a body, and the rest of it if there is any.

    Parameters
    ----------
    body
        The body; one that is short is read to its end and closed.
    close
        Closes it.
    """
    pieces = iter(body)
    more = b""
    try:
        beginning = next_bytes(pieces)
        more = next_bytes(pieces) if len(beginning) >= _PIECE else b""
    finally:
        if not more:
            close()
    return beginning + more, pieces if more else None


def next_bytes(pieces: Iterator[bytes]) -> bytes:
    """Return the next bytes of a body, as many as make a piece; nothing at its end.

    Examples
    --------
    >>> pieces = iter([b"Aer", b"oe"])
    >>> next_bytes(pieces), next_bytes(pieces)
    (b'Aeroe', b'')
    """
    parts, size = [], 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size >= _PIECE:
            break
    return b"".join(parts)


def encoded(headers: Iterable[tuple[str, str]]) -> Headers:
    """Return headers as ASGI has them.

    Examples
    --------
    >>> encoded([("Content-Type", "text/csv")])
    [(b'content-type', b'text/csv')]
    """
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
