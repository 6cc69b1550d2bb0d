"""SPARQL: the endpoint, by the SPARQL 1.1 Protocol; people get its answers as a page."""

from __future__ import annotations

import json
import math
import re
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotAcceptable, RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from kg.answers import Dataset
from kg.cancelling import cancel, new_name
from kg.description import describe_service
from kg.errors import KGError, QueryError
from kg.formats import SOLUTIONS, TRIPLES, serialized
from kg.questions import question
from kg.running import Run
from server import compression, errors, negotiation, query_page, releases
from server.departure import DEPARTURE
from server.negotiation import MEDIA_TYPES, SOLUTION_TYPES

pages = Blueprint("sparql", __name__, url_prefix="/sparql")

_FORMATS = (*SOLUTIONS, *TRIPLES)
# What SPARQLWrapper and other clients call them, and what a name of theirs means of triples.
_OTHER_NAMES = {"n3": "turtle", "rdf": "rdfxml", "rdf+xml": "rdfxml", "json-ld": "jsonld"}
_SAME_OF_TRIPLES = {"json": "jsonld", "xml": "rdfxml"}
# What gives another value each time it is asked.
_CHANGING = re.compile(
    r"\b(?:(?:NOW|RAND|UUID|STRUUID|BNODE)(?:\s|#[^\n]*\n)*\(|SERVICE\b)", re.IGNORECASE
)
_ID = "Query-Id"
_DATASET = ("default-graph-uri", "named-graph-uri")
_EXTENSIONS = {"turtle": "ttl", "ntriples": "nt", "rdfxml": "rdf"}


@pages.route("", methods=["GET", "POST"])
def page() -> BaseResponse:
    """Answer a query: as a page, or as data in the format that the client asks for."""
    try:
        request.get_data()  # kept as it was sent, for `_query` to look at
    except RequestEntityTooLarge as error:
        if _prefers_page():
            raise
        return errors.problem(error)
    if _asks_nothing():
        return query_page.page() if negotiation.accepts_page() else _description()
    return _as_page() if _wants_page() else _as_data()


@pages.after_request
def _say_when_to_try_again(answer: Response) -> Response:
    """Say when to try again: after the time in which all queries that run now have ended."""
    if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = str(math.ceil(releases.settings().query_seconds))
    return answer


def _asks_nothing() -> bool:
    """Return whether somebody merely comes to the page, or asks what the service can do."""
    looking = request.method in {"GET", "HEAD"}
    return looking and not any(name in request.args for name in ("query", "question", "format"))


def _description() -> Response:
    """Describe the service, as its protocol wants of an address that is asked without a query."""
    explorer, settings = releases.explorer(), releases.settings()
    format_ = negotiation.format_asked(MEDIA_TYPES, page=False)
    triples = describe_service(explorer.graph, settings, request.base_url)
    answer = Response(serialized(triples, format_), content_type=TRIPLES[format_].media_type)
    answer.vary.add("Accept")
    return answer


def _wants_page() -> bool:
    return not request.values.get("format", "") and _prefers_page()


def _prefers_page() -> bool:
    return not negotiation.format_asked({**SOLUTION_TYPES, **MEDIA_TYPES})


def _formats() -> tuple[str, str]:
    """Return the formats in which the client takes solutions and triples, nothing for none."""
    asked = request.values.get("format", "")
    if not asked:
        return negotiation.best_format(SOLUTION_TYPES), negotiation.best_format(MEDIA_TYPES)
    name = _OTHER_NAMES.get(asked, asked)
    if name not in _FORMATS:
        raise QueryError(f"There is no format {asked!r}; use one of {', '.join(_FORMATS)}.")
    return (name, _SAME_OF_TRIPLES.get(name, "")) if name in SOLUTIONS else ("", name)


def _query() -> str:
    """Return the query that was sent, by whichever way of the SPARQL protocol."""
    if request.mimetype == "application/sparql-query":
        return _decoded(request.get_data())
    name = request.values.get("question", "")
    if name:
        return question(releases.current().settings, name).text
    query = request.values.get("query", "")
    if not query.strip():
        raise QueryError("The query is empty. Write one, or send it as the parameter 'query'.")
    # Parameters that are not UTF-8 come without complaint, and would ask for something else.
    _decoded(unquote_to_bytes(request.query_string))
    if request.mimetype == "application/x-www-form-urlencoded":
        _decoded(unquote_to_bytes(request.get_data()))
    return query


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise QueryError(f"The query is not UTF-8: {error}. Send it as UTF-8.") from None


def _graphs() -> dict[str, list[str]]:
    """Return the graphs that the query is to be about, by the parameters of the protocol."""
    return {name: request.values.getlist(name) for name in _DATASET}


def _dataset() -> Dataset | None:
    default, named = _graphs().values()
    return Dataset(tuple(default), tuple(named)) if default or named else None


def _as_data() -> BaseResponse:
    try:
        return _data(*_formats())
    except (KGError, NotAcceptable) as error:
        return errors.problem(error)


def _data(solutions: str, triples: str) -> Response:
    query = _query()
    etag = _etag(query, solutions, triples)
    if etag and compression.is_known(etag):
        answer = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        answer = _answer(query, solutions, triples)
    answer.vary.add("Accept")
    if etag:
        answer.set_etag(etag, weak=True)
    return answer


def _etag(query: str, solutions: str, triples: str) -> str:
    """Return what stays the same as long as the answer does; nothing where it may change.

    A release never changes, so the same question has the same answer, in whatever order its rows
    come. It is only told for what can be asked again by the same address.
    """
    if request.method not in {"GET", "HEAD"} or _CHANGING.search(query):
        return ""
    decides = (releases.current().release.digest, query, solutions, triples, _graphs())
    return sha256(json.dumps(decides).encode()).hexdigest()[:32]


def _answer(query: str, solutions: str, triples: str) -> Response:
    name = request.headers.get(_ID) or new_name()
    outcome = releases.current().sandbox.run(
        query,
        solutions or "json",
        triples or "turtle",
        _dataset(),
        seconds=_seconds(),
        name=name,
        begun=_end_when_client_leaves,
    )
    taken, known = (triples, TRIPLES) if outcome.format in TRIPLES else (solutions, SOLUTIONS)
    if not taken:
        outcome.close()
        raise NotAcceptable(f"The answer to this kind of query can be had as {', '.join(known)}.")
    answer = Response(
        outcome.body if outcome.is_whole else outcome.pieces, content_type=outcome.media_type
    )
    answer.call_on_close(outcome.close)
    answer.headers[_ID] = name
    if "download" in request.values:
        name = f"answer.{_EXTENSIONS.get(outcome.format, outcome.format)}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _seconds() -> float | None:
    """Return the limit that the client sets itself."""
    text = request.values.get("timeout", "")
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < math.inf:
        raise QueryError(f"The parameter 'timeout' is {text!r}, but must be a number of seconds.")
    return seconds


def _end_when_client_leaves(run: Run) -> None:
    """End a query when nobody waits for its answer any more, where the server can tell."""
    departure = request.environ.get(DEPARTURE)
    if departure:
        departure.then(run.cancel)


@pages.delete("/queries/<name>")
def query(name: str) -> BaseResponse:
    """Cancel a query that runs, by the id that only its owner knows."""
    try:
        cancel(name)
    except KGError as error:
        return errors.problem(error)
    return Response(status=HTTPStatus.NO_CONTENT)


def _as_page() -> BaseResponse:
    query = ""
    try:
        query = _query()
        sandbox = releases.current().sandbox
        shown = sandbox.show(
            query,
            query_page.SHOWN,
            query_page.SHOWN_BYTES,
            _dataset(),
            seconds=_seconds(),
            name=request.headers.get(_ID, ""),
            begun=_end_when_client_leaves,
        )
    except QueryError as error:
        return query_page.page(query or request.values.get("query", ""), _graphs(), error=error)
    return query_page.page(query, _graphs(), shown)
