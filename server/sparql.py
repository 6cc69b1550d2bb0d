"""SPARQL: the page to ask on, and the endpoint that programs ask."""

from __future__ import annotations

import json
import math
import re
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Blueprint, Response, current_app, render_template, request
from werkzeug.exceptions import NotAcceptable
from werkzeug.wrappers import Response as BaseResponse

from kg.description import describe_service
from kg.errors import KGError, QueryError, QuerySyntaxError
from kg.formats import SOLUTIONS, TRIPLES, serialized
from kg.questions import all_questions, question
from kg.sandbox import Dataset, Outcome
from kg.settings import Settings
from server import compression, errors, negotiation, releases
from server.languages import language
from server.negotiation import MEDIA_TYPES, SOLUTION_TYPES

pages = Blueprint("sparql", __name__, url_prefix="/sparql")

_SHOWN = 500
_SHOWN_BYTES = 100_000
_AROUND = 3
_ROWS, _MOST_ROWS = 10, 26
_FORMATS = (*SOLUTIONS, *TRIPLES)
# What gives another value each time it is asked.
_CHANGING = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE)(?:\s|#[^\n]*\n)*\(", re.IGNORECASE)
_DATASET = ("default-graph-uri", "named-graph-uri")
_EXTENSIONS = {"turtle": "ttl", "ntriples": "nt", "rdfxml": "rdf"}
_START = """SELECT ?person ?name ?organisation WHERE {
  ?person a foaf:Person ;
    rdfs:label ?name ;
    org:memberOf ?organisation .
}
ORDER BY ?name
LIMIT 50
"""


@pages.route("", methods=["GET", "POST"])
def page() -> BaseResponse:
    """Answer a query: as a page, or as data in the format that the client asks for."""
    request.get_data()  # kept as it was sent, for `_query` to look at
    if _asks_nothing():
        return _page(_START) if negotiation.accepts_page() else _description()
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
    if request.values.get("format", ""):
        return False
    return not negotiation.format_asked({**SOLUTION_TYPES, **MEDIA_TYPES})


def _formats() -> tuple[str, str]:
    """Return the formats in which the client takes solutions and triples, nothing for none."""
    asked = request.values.get("format", "")
    if not asked:
        return negotiation.best_format(SOLUTION_TYPES), negotiation.best_format(MEDIA_TYPES)
    if asked not in _FORMATS:
        raise QueryError(f"There is no format {asked!r}; use one of {', '.join(_FORMATS)}.")
    return (asked, "") if asked in SOLUTIONS else ("", asked)


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
    sandbox = releases.current().sandbox
    outcome = sandbox.run(query, solutions or "json", triples or "turtle", _dataset())
    taken, known = (triples, TRIPLES) if outcome.format in TRIPLES else (solutions, SOLUTIONS)
    if not taken:
        raise NotAcceptable(f"The answer to this kind of query can be had as {', '.join(known)}.")
    answer = Response(outcome.body, content_type=outcome.media_type)
    if "download" in request.values:
        name = f"answer.{_EXTENSIONS.get(outcome.format, outcome.format)}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _as_page() -> BaseResponse:
    query = ""
    try:
        query = _query()
        sandbox = releases.current().sandbox
        return _page(query, sandbox.show(query, _SHOWN, _SHOWN_BYTES, _dataset()))
    except QueryError as error:
        query = query or request.values.get("query", "")
        answer = _page(query, error=error)
        answer.status_code = error.status
        return answer


def _page(
    query: str, outcome: Outcome | None = None, error: QueryError | None = None
) -> BaseResponse:
    """Return the page with a query, and its answer or what is wrong with it."""
    release = releases.current()
    answer = Response(
        render_template(
            "sparql.html",
            query=query,
            rows=min(max(_ROWS, query.count("\n") + 2), _MOST_ROWS),
            questions=_questions(release.settings),
            asked=request.values.get("question", ""),
            seconds=release.settings.query_seconds,
            outcome=outcome,
            beginning=outcome.body.decode(errors="ignore") if outcome else "",
            table=outcome.table() if outcome and outcome.format == "json" else None,
            base=release.settings.base_iri,
            downloads=_downloads(outcome),
            graphs=_graphs(),
            error=error,
            title=errors.title_of(error) if error else "",
            **_passage(query, error),
        )
    )
    answer.vary.add("Accept")
    return answer


def _questions(settings: Settings) -> list[tuple[str, str, str]]:
    """Return name, language and wording of the examples; the page stands without them too."""
    try:
        return [(one.name, *one.worded(language())) for one in all_questions(settings)]
    except KGError as error:
        current_app.logger.warning("No example questions: %s", error)
        return []


def _passage(query: str, error: QueryError | None) -> dict[str, Any]:
    """Return where a query is not SPARQL, and its lines around that place."""
    if not isinstance(error, QuerySyntaxError) or not error.line:
        return {"place": None}
    first = max(1, error.line - _AROUND)
    lines = query.splitlines()[first - 1 : error.line + _AROUND]
    return {"place": error, "first_line": first, "lines": lines}


def _downloads(outcome: Outcome | None) -> tuple[str, ...]:
    """Return the formats in which the answer can be had."""
    if outcome is None:
        return ()
    if outcome.format in TRIPLES:
        return tuple(TRIPLES)
    return ("csv", "json", "tsv", "xml")
