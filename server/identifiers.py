"""Identifiers: from the IRI of a thing or graph to its page or its data, as the client asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from kg.formats import TRIPLES
from server import releases
from server.addresses import SUFFIXES, data_address, page_address
from server.negotiation import MEDIA_TYPES, format_asked, told_apart

pages = Blueprint("identifiers", __name__)

ENDINGS = ",".join(SUFFIXES)
"""The endings of data addresses, as a rule of an address takes them."""

# Where people read of the graphs that no source speaks in, by the last part of their IRI.
_PAGES = {
    "ontology": ("vocabulary.page", None),
    "inferred": ("about.page", "rests"),
    "identity": ("quality.page", None),
    "release": ("about.page", "cite"),
    "withheld": ("privacy.page", "removal"),
}
_SUFFIX_OF = {format_: suffix for suffix, format_ in SUFFIXES.items()}


@pages.get("/id/<kind>/<slug>")
def thing(kind: str, slug: str) -> BaseResponse:
    """Lead to the page of a thing, or to the data about it."""
    path = f"{kind}/{slug}"
    releases.explorer().finder.known(path)
    return to_data(partial(data_address, path)) or redirect(page_address(path), 303)


@pages.get(f"/id/<kind>/<slug>.<any({ENDINGS}):suffix>")
def thing_data(kind: str, slug: str, suffix: str) -> Response:
    """Answer with the data about a thing."""
    return _answer(partial(releases.explorer().data.about, f"{kind}/{slug}"), suffix)


@pages.get(f"/concept/<scheme>/<slug>.<any({ENDINGS}):suffix>")
def concept_data(scheme: str, slug: str, suffix: str) -> Response:
    """Answer with the data about a concept."""
    return _answer(partial(releases.explorer().data.about, f"concept/{scheme}/{slug}"), suffix)


@pages.get(f"/concept/<scheme>.<any({ENDINGS}):suffix>")
def scheme_data(scheme: str, suffix: str) -> Response:
    """Answer with the data about a list of concepts."""
    return _answer(partial(releases.explorer().data.about, f"concept/{scheme}"), suffix)


@pages.get("/graph/<slug>")
def graph(slug: str) -> BaseResponse:
    """Lead from a named graph to the page that tells of it, or to what the graph says."""
    releases.explorer().finder.known_graph(slug)
    endpoint, anchor = _PAGES.get(slug, ("", None))
    page = url_for(endpoint, _anchor=anchor) if endpoint else url_for("sources.page", slug=slug)
    return to_data(partial(_graph_address, slug)) or redirect(page, 303)


def _graph_address(slug: str, suffix: str) -> str:
    return url_for("identifiers.graph_data", slug=slug, suffix=suffix)


@pages.get(f"/graph/<slug>.<any({ENDINGS}):suffix>")
def graph_data(slug: str, suffix: str) -> Response:
    """Answer with what a named graph says."""
    return _answer(partial(releases.explorer().data.named_graph, slug), suffix)


def _answer(data: Callable[[str], bytes], suffix: str) -> Response:
    """Answer with data, in the format that an ending stands for."""
    format_ = SUFFIXES[suffix]
    return Response(data(format_), mimetype=TRIPLES[format_].media_type)


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
    told_apart()
    accepted = request.accept_mimetypes
    if not accepted or accepted.best == "*/*":
        return None
    format_ = format_asked(MEDIA_TYPES)
    return redirect(address(_SUFFIX_OF[format_]), 303) if format_ else None
