"""Compression: answers that are text go out in fewer bytes to whoever takes them so.

Flask-Compress would do it too, but never closes the file of an answer that it compresses.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.datastructures import Accept, ETags
from werkzeug.http import parse_accept_header

from kg.formats import QUADS, SOLUTIONS, TRIPLES

_TYPES = {
    "text/html", "text/css", "text/javascript", "image/svg+xml", "application/json",
    "application/problem+json", "application/atom+xml", "application/xml",
    *(one.media_type.partition(";")[0]
      for formats in (SOLUTIONS, TRIPLES, QUADS) for one in formats.values()),
}  # fmt: skip
_LEAST = 500
_LEVEL = 6
_AS_GZIP = 16 + zlib.MAX_WBITS
_SUFFIX = "-gzip"


def known_etag(etag: str, known: ETags) -> str:
    """Return by which ETag the client has an answer already, plain or compressed; else nothing.

    Whether there is any answer at all (``*``) is not known before it is made.

    Parameters
    ----------
    etag
        The ETag of the plain answer.
    known
        Those that the client has, by its header ``If-None-Match``.

    Examples
    --------
    >>> known_etag("a", ETags(weak_etags=["a-gzip"])), known_etag("a", ETags(star_tag=True))
    ('a-gzip', '')
    """
    forms = () if known.star_tag else (etag, compressed_etag(etag))
    return next(filter(known.contains_weak, forms), "")


def compressed_etag(etag: str) -> str:
    """Return the ETag of the compressed form of an answer, by that of the plain one."""
    return f"{etag}{_SUFFIX}"


@lru_cache(maxsize=1000)
def takes_gzip(accepted: str) -> bool:
    """Return whether a client takes compressed answers, by its header ``Accept-Encoding``.

    Examples
    --------
    >>> takes_gzip("gzip, br"), takes_gzip("gzip;q=0"), takes_gzip("")
    (True, False, False)
    """
    return parse_accept_header(accepted, Accept).quality("gzip") > 0


def is_worth_it(length: int | None) -> bool:
    """Return whether an answer of so many bytes, or of unknown length, should be compressed."""
    return length is None or length >= _LEAST


def compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces compressed.

    Examples
    --------
    >>> zlib.decompress(b"".join(compressed([b"Aer", b"oe"])), _AS_GZIP)
    b'Aeroe'
    """
    compressor = zlib.compressobj(_LEVEL, wbits=_AS_GZIP)
    for piece in pieces:
        if made := compressor.compress(piece):
            yield made
    yield compressor.flush()


def make_conditional(answer: Response) -> None:
    """Answer nothing but 304 where the client has this answer already, by its ETag.

    Parameters
    ----------
    answer
        The answer. If it is streamed it is not read here; by default it would be, to its end, so
        that its length could be told.
    """
    answer.implicit_sequence_conversion = False
    answer.make_conditional(request)


def _compress(answer: Response) -> Response:
    """Compress an answer, a streamed one as it comes; it has an ETag of its own then."""
    if answer.mimetype not in _TYPES:
        return answer
    answer.vary.add("Accept-Encoding")
    encoded = "Content-Encoding" in answer.headers or answer.status_code != HTTPStatus.OK
    takes_it = takes_gzip(request.headers.get("Accept-Encoding", ""))
    if encoded or not takes_it or not is_worth_it(answer.content_length):
        return answer
    if answer.is_streamed:
        _compress_stream(answer)
    else:
        answer.set_data(b"".join(compressed([answer.get_data()])))
    answer.headers["Content-Encoding"] = "gzip"
    answer.headers.pop("Accept-Ranges", None)  # parts would be those of the other form
    etag, weak = answer.get_etag()
    if etag:
        answer.set_etag(compressed_etag(etag), weak or False)
        make_conditional(answer)
    return answer


def _compress_stream(answer: Response) -> None:
    close = getattr(answer.response, "close", None)
    if close:
        answer.call_on_close(close)
    answer.direct_passthrough = False
    answer.headers.pop("Content-Length", None)
    answer.response = compressed(answer.iter_encoded())


def init(app: Flask) -> None:
    """Compress what goes out."""
    app.after_request(_compress)
