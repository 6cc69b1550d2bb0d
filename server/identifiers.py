"""Identifiers: from the IRI of a thing to its page or its data, as the client asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, after_this_request, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from kg.formats import TRIPLES
from server import releases
from server.addresses import SUFFIXES, data_address, page_address
from server.negotiation import MEDIA_TYPES, format_asked

pages = Blueprint("identifiers", __name__)

ENDINGS = ",".join(SUFFIXES)
"""The endings of data addresses, as a rule of an address takes them."""

_SUFFIX_OF = {format_: suffix for suffix, format_ in SUFFIXES.items()}


@pages.get("/id/<kind>/<slug>")
def thing(kind: str, slug: str) -> BaseResponse:
    """Lead to the page of a thing, or to the data about it."""
    path = f"{kind}/{slug}"
    return to_data(partial(data_address, path)) or redirect(page_address(path), 303)


@pages.get(f"/id/<kind>/<slug>.<any({ENDINGS}):suffix>")
def thing_data(kind: str, slug: str, suffix: str) -> Response:
    """Answer with the data about a thing."""
    return _data(f"{kind}/{slug}", suffix)


@pages.get(f"/concept/<scheme>/<slug>.<any({ENDINGS}):suffix>")
def concept_data(scheme: str, slug: str, suffix: str) -> Response:
    """Answer with the data about a concept."""
    return _data(f"concept/{scheme}/{slug}", suffix)


def _data(path: str, suffix: str) -> Response:
    format_ = SUFFIXES[suffix]
    body = releases.explorer().data(path, format_)
    return Response(body, mimetype=TRIPLES[format_].media_type)


def to_data(address: Callable[[str], str]) -> BaseResponse | None:
    """Lead to data where the client asks for data, else return nothing.

    Parameters
    ----------
    address
        Gives the address of the data for the ending of a format.

    Raises
    ------
    NotAcceptable
        If the client accepts neither a page nor any of our formats.
    """
    after_this_request(_vary)
    accepted = request.accept_mimetypes
    if not accepted or accepted.best == "*/*":
        return None
    format_ = format_asked(MEDIA_TYPES)
    return redirect(address(_SUFFIX_OF[format_]), 303) if format_ else None


def _vary(answer: Response) -> Response:
    """Tell caches that the answer depends on what the client accepts."""
    answer.vary.add("Accept")
    return answer
