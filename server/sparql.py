"""SPARQL: the endpoint, by the SPARQL 1.1 Protocol; people get its answers as a page."""

from __future__ import annotations

import math
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotAcceptable, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.wrappers import Response as BaseResponse

from kg.cancelling import cancel, new_name
from kg.description import describe_service
from kg.errors import KGError, QueryError, QueryForbidden
from kg.formats import TRIPLES, serialized
from kg.guard import NO_UPDATES
from kg.questions import question
from kg.sandbox import Options, Stoppable
from server import compression, errors, query_page, releases
from server.departure import DEPARTURE, Departure
from server.protocol import ID, Asked, headers_of, prefers_page

pages = Blueprint("sparql", __name__, url_prefix="/sparql")

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@pages.route("", methods=["GET", "POST"])
def page() -> BaseResponse:
    """Answer a query: as a page, or as data in the format that the client asks for."""
    try:
        request.get_data()  # kept as it was sent, for `_query` to look at
    except RequestEntityTooLarge as error:
        if prefers_page(request.headers.get("Accept", "")):
            raise
        return errors.problem(error)
    if _asks_nothing():
        return _service()
    return _as_page() if _asked("").wants_page else _as_data()


@pages.after_request
def _say_when_to_try_again(answer: Response) -> Response:
    """Say when to try again: after the time in which all queries that run now have ended."""
    if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        seconds = math.ceil(releases.settings().query_seconds)
        answer.headers.setdefault("Retry-After", str(seconds))
    return answer


def _asks_nothing() -> bool:
    """Return whether somebody merely comes to the page, or asks what the service can do."""
    looking = request.method in {"GET", "HEAD"}
    return looking and not any(name in request.args for name in ("query", "question", "update"))


def _service() -> BaseResponse:
    """Give the query page, or to programs what the service can do, as the protocol has it."""
    asked = _asked("")
    try:
        if asked.wants_page:
            return query_page.page()
        _, format_ = asked.formats
    except (KGError, NotAcceptable) as error:
        return errors.problem(error)
    if not format_:
        told = f"What the service can do is told as {', '.join(TRIPLES)}, html."
        return errors.problem(NotAcceptable(told))
    return _description(format_)


def _description(format_: str) -> Response:
    explorer, settings = releases.explorer(), releases.settings()
    triples = describe_service(explorer.graph, settings, request.base_url)
    answer = Response(serialized(triples, format_), content_type=TRIPLES[format_].media_type)
    answer.vary.add("Accept")
    answer.add_etag(weak=True)
    compression.make_conditional(answer)
    return answer


def _asked(query: str) -> Asked:
    """Return a query with all that was sent with it."""
    parameters = request.values.to_dict(flat=False)
    name = request.headers.get(ID) or new_name()
    return Asked(query, parameters, request.headers.get("Accept", ""), name)


def _query() -> str:
    """Return the query that was sent, by whichever way of the SPARQL protocol."""
    is_sent = request.method == "POST"
    kind, sent = (request.mimetype, request.get_data()) if is_sent else ("", b"")
    if kind == "application/sparql-query":
        return _decoded(sent)
    if kind == "application/sparql-update" or "update" in request.values:
        raise QueryForbidden(NO_UPDATES)
    if sent and kind not in _FORMS:
        raise UnsupportedMediaType(
            f"A query is not sent as {kind or 'what has no Content-Type'}. Send its text as "
            f"application/sparql-query, or the parameter 'query' as {_FORMS[0]}."
        )
    name = request.values.get("question", "")
    if name:
        return question(releases.current().settings, name).text
    query = request.values.get("query", "")
    if len(request.values.getlist("query")) > 1:
        raise QueryError("There is more than one parameter 'query'. Send one query at a time.")
    if not query.strip():
        raise QueryError("The query is empty. Write one, or send it as the parameter 'query'.")
    # Parameters that are not UTF-8 come without complaint, and would ask for something else.
    _decoded(unquote_to_bytes(request.query_string))
    if kind == _FORMS[0]:
        _decoded(unquote_to_bytes(sent))
    return query


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise QueryError(f"The query is not UTF-8: {error}. Send it as UTF-8.") from None


def _as_data() -> BaseResponse:
    try:
        return _data(_asked(_query()))
    except (KGError, NotAcceptable, UnsupportedMediaType) as error:
        return errors.problem(error)


def _data(asked: Asked) -> Response:
    release = releases.current()
    # It is only told for what can be asked again by the same address.
    etag = asked.etag(release.release.digest) if request.method in {"GET", "HEAD"} else ""
    known = etag and compression.known_etag(etag, request.if_none_match)
    if known:
        answer = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        outcome = release.sandbox.run(asked.query, *asked.forms, **_options(asked))
        headers = headers_of(asked, outcome)
        answer = Response(outcome.body if outcome.is_whole else outcome.pieces, headers=headers)
        answer.call_on_close(outcome.close)
    answer.vary.add("Accept")
    if etag:
        answer.set_etag(known or etag, weak=True)
    if etag and request.if_none_match.star_tag:  # any answer is known, and there is one
        compression.make_conditional(answer)
    return answer


def _options(asked: Asked) -> Options:
    """Return how a query is to be asked: for no longer than its client waits for the answer."""

    def begun(run: Stoppable) -> None:
        departure = request.environ.get(DEPARTURE)
        if isinstance(departure, Departure):  # not every server tells that a client has left
            departure.then(run.cancel)

    return asked.options | {"begun": begun}


@pages.delete("/queries/<name>")
def query(name: str) -> BaseResponse:
    """Cancel a query that runs, by the id that only its owner knows."""
    try:
        cancel(name)
    except KGError as error:
        return errors.problem(error)
    answer = Response(status=HTTPStatus.NO_CONTENT)
    answer.headers.remove("Content-Type")
    return answer


def _as_page() -> BaseResponse:
    asked = _asked(request.values.get("query", ""))
    try:
        asked = _asked(_query())
        shown = releases.current().sandbox.show(
            asked.query,
            query_page.SHOWN,
            query_page.SHOWN_BYTES,
            **_options(asked),
        )
    except QueryError as error:
        return query_page.page(asked.query, asked.graphs, error=error)
    return query_page.page(asked.query, asked.graphs, shown)
