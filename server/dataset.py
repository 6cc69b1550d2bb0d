"""The data set as a whole: its description by VoID and DCAT, and all of it as one file."""

from __future__ import annotations

from flask import Blueprint, Response, request, send_file

from kg.description import DESCRIPTION, DUMP
from kg.formats import QUADS, TRIPLES
from server import releases
from server.addresses import SUFFIXES
from server.identifiers import ENDINGS
from server.negotiation import MEDIA_TYPES, format_asked

pages = Blueprint("dataset", __name__)


@pages.get(f"/{DESCRIPTION}")
def description() -> Response:
    """Describe the data set in the format that the client likes best, for want of one in Turtle."""
    return _described(format_asked(MEDIA_TYPES, page=False))


@pages.get(f"/{DESCRIPTION}.<any({ENDINGS}):suffix>")
def description_data(suffix: str) -> Response:
    """Describe the data set."""
    return _described(SUFFIXES[suffix])


@pages.get(f"/{DUMP}")
def dump() -> Response:
    """Give the whole graph, with the named graphs in which each source speaks."""
    release = releases.current().release
    media_type = QUADS["nquads"].media_type
    return send_file(release.dump, media_type, etag=release.digest, conditional=True)


def _described(format_: str) -> Response:
    body = releases.explorer().data.description(format_, request.url_root)
    answer = Response(body, mimetype=TRIPLES[format_].media_type)
    answer.add_etag()
    answer.make_conditional(request)
    return answer
