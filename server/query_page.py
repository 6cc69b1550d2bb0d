"""The page to ask SPARQL on: the query, its answer or what is wrong with it, and the examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, current_app, render_template, request

from kg.answers import Outcome
from kg.errors import KGError, QueryError, QuerySyntaxError
from kg.formats import TRIPLES
from kg.questions import all_questions
from kg.settings import Settings
from server import errors, releases
from server.languages import language

SHOWN = 500
"""Number of rows of a table that the page shows at most."""
SHOWN_BYTES = 100_000
"""Number of bytes of triples that the page shows at most."""

_AROUND = 3
_ROWS, _MOST_ROWS = 10, 26
_START = """SELECT ?person ?name ?organisation WHERE {
  ?person a foaf:Person ;
    rdfs:label ?name ;
    org:memberOf ?organisation .
}
ORDER BY ?name
LIMIT 50
"""


def page(
    query: str = _START,
    graphs: Mapping[str, Sequence[str]] | None = None,
    outcome: Outcome | None = None,
    error: QueryError | None = None,
) -> Response:
    """Return the page with a query, and its answer or what is wrong with it.

    Parameters
    ----------
    query
        The text of the query; without it, one to begin with.
    graphs
        The parameters of the protocol that say what graphs it is about.
    outcome
        The beginning of its answer, where it was asked.
    error
        What is wrong with it; the page has its status then.
    """
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
            graphs=graphs or {},
            error=error,
            title=errors.title_of(error) if error else "",
            **_passage(query, error),
        )
    )
    answer.vary.add("Accept")
    if error:
        answer.status_code = error.status
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
