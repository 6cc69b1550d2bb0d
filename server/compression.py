"""Compression: answers that are text go out in fewer bytes to whoever takes them so.

Flask-Compress would do it too, but never closes the file of an answer that it compresses.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator

from flask import Flask, Response, request
from werkzeug.datastructures import ETags

from kg.formats import QUADS, SOLUTIONS, TRIPLES

_TYPES = {
    "text/html", "text/css", "text/javascript", "image/svg+xml", "application/json",
    "application/problem+json",
    *(one.media_type.partition(";")[0]
      for formats in (SOLUTIONS, TRIPLES, QUADS) for one in formats.values()),
}  # fmt: skip
_LEAST = 500
_LEVEL = 6
_AS_GZIP = 16 + zlib.MAX_WBITS
_SUFFIX = "-gzip"


def is_known(etag: str, known: ETags) -> bool:
    """Return whether the client has an answer of this ETag already, plain or compressed.

    Whether there is any answer at all (``*``) is not known before it is made.

    Parameters
    ----------
    etag
        The ETag of the plain answer.
    known
        Those that the client has, by its header ``If-None-Match``.
    """
    return not known.star_tag and any(map(known.contains_weak, (etag, f"{etag}{_SUFFIX}")))


def _compress(answer: Response) -> Response:
    """Compress an answer, a streamed one as it comes; it has an ETag of its own then."""
    if answer.mimetype not in _TYPES:
        return answer
    answer.vary.add("Accept-Encoding")
    short = answer.content_length is not None and answer.content_length < _LEAST
    encoded = "Content-Encoding" in answer.headers
    takes_it = request.accept_encodings.quality("gzip") > 0
    if short or encoded or not takes_it or answer.status_code != 200:
        return answer
    if answer.is_streamed:
        _compress_stream(answer)
    else:
        answer.set_data(gzip.compress(answer.get_data(), _LEVEL, mtime=0))
    answer.headers["Content-Encoding"] = "gzip"
    answer.headers.pop("Accept-Ranges", None)  # parts would be those of the other form
    etag, weak = answer.get_etag()
    if etag:
        answer.set_etag(f"{etag}{_SUFFIX}", weak or False)
        answer.make_conditional(request)
    return answer


def _compress_stream(answer: Response) -> None:
    close = getattr(answer.response, "close", None)
    if close:
        answer.call_on_close(close)
    answer.direct_passthrough = False
    answer.headers.pop("Content-Length", None)
    answer.response = _compressed(answer.iter_encoded())


def _compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(_LEVEL, wbits=_AS_GZIP)
    for piece in pieces:
        if made := compressor.compress(piece):
            yield made
    yield compressor.flush()


def init(app: Flask) -> None:
    """Compress what goes out."""
    app.after_request(_compress)
