"""Each graph as data, by the reading half of the SPARQL 1.1 Graph Store Protocol."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotAcceptable

from kg.errors import UnknownName
from kg.formats import TRIPLES
from kg.store import Graph
from server import compression, releases
from server.negotiation import MEDIA_TYPES, told_apart
from server.protocol import Asked
from server.streaming import streamed

pages = Blueprint("graph_store", __name__, url_prefix="/graphs")

_DEFAULT = "default"
_HOW = (
    "Name one graph: /graphs?graph=IRI, or /graphs?default for what all of them say. They are "
    "listed by: SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }"
)


@pages.get("")
def graph() -> Response:
    """Give a graph, in the format that the client likes best, for want of one in Turtle."""
    source = releases.explorer().graph
    name = _asked(source)
    format_ = _format()
    dump = partial(source.dump, name, format_)
    answer = Response(streamed(dump), content_type=TRIPLES[format_].media_type)
    answer.set_etag(f"{releases.current().release.digest}-{format_}")
    compression.make_conditional(answer)
    return answer


def _format() -> str:
    """Return the format that the client asks for, as it does of the endpoint for queries.

    Raises
    ------
    NotAcceptable
        If it takes none.
    QueryError
        If it names one that there is not.
    """
    told_apart()
    accept = request.headers.get("Accept", "")
    _, format_ = Asked("", request.args.to_dict(flat=False), accept, "").formats
    if not format_:
        raise NotAcceptable(f"A graph can be had as {', '.join(MEDIA_TYPES)}.")
    return format_


def _asked(source: Graph) -> str | None:
    """Return the IRI of the graph that the address names, None for the union of all.

    Raises
    ------
    BadRequest
        If it names none, or several.
    UnknownName
        If there is no such graph.
    """
    names = request.args.getlist("graph")
    if _DEFAULT in request.args:
        names.append(_DEFAULT)
    if len(names) != 1:
        raise BadRequest(_HOW)
    (name,) = names
    if name == _DEFAULT:
        return None
    if not source.holds(name):
        raise UnknownName(f"There is no graph {name!r}.")
    return name
